/* Photos of the log page: made small, kept on the phone, shown, taken away again. */

import { photosOf, putPhoto, removePhoto, newKey } from "./outbox.js";
import { shrink } from "./photos.js";

export class Photos {
  /** ``key`` gives the entry's key, ``keep`` keeps the entry itself. */
  constructor(flow, key, keep) {
    Object.assign(this, { flow, key, keep, photos: [] });
    this.input = document.getElementById("files");
    this.list = document.getElementById("log-photos");
    this.pattern = document.getElementById("log-photo");
    this.error = document.getElementById("log-photo-error");
    this.tick = document.getElementById("log-no-pupils");
    this.tick.hidden = true;
    this.input.addEventListener("change", () => this.add([...this.input.files]));
  }

  async restore() {
    this.photos = await photosOf(this.key());
    this.draw();
  }

  say(words) {
    this.error.textContent = words;
    this.error.hidden = !words;
  }

  async add(files) {
    this.say("");
    const most = Number(this.flow.dataset.mostMb) * 1024 * 1024;
    for (const file of files) {
      if (this.photos.length >= Number(this.flow.dataset.most)) {
        this.say(`${file.name} ${this.flow.dataset.saysMany}`);
        break;
      }
      const { blob, name, taken } = await shrink(file);
      if (blob.size > most) {
        this.say(`${file.name} ${this.flow.dataset.saysLarge}`);
        continue;
      }
      const photo = { id: newKey(), entry: this.key(), blob, name, taken };
      await putPhoto(photo);
      this.photos.push(photo);
    }
    this.input.value = ""; // they stand in the list now; the same one can be chosen again
    this.draw();
    await this.keep();
  }

  draw() {
    this.list.hidden = !this.photos.length;
    this.tick.hidden = !this.photos.length;
    this.list.querySelectorAll("img").forEach((img) => URL.revokeObjectURL(img.src));
    this.list.replaceChildren();
    for (const photo of this.photos) {
      const line = this.pattern.content.cloneNode(true);
      const picture = line.querySelector("img");
      if (photo.blob.type.startsWith("image/")) {
        picture.src = URL.createObjectURL(photo.blob);
        picture.hidden = false;
      }
      line.querySelector(".thumb-name").textContent = photo.name;
      line.querySelector(".visually-hidden").textContent = ` ${photo.name}`;
      line.querySelector("button").addEventListener("click", () => this.take(photo));
      this.list.append(line);
    }
  }

  async take(photo) {
    await removePhoto(photo.id);
    this.photos = this.photos.filter((one) => one !== photo);
    this.say("");
    this.draw();
    this.input.focus();
    await this.keep();
  }

  /** Whether the record may be saved: with photos only once it is said that no pupil shows. */
  ready(box) {
    if (!this.photos.length || box.checked) return true;
    this.say(this.flow.dataset.saysTick);
    box.focus();
    return false;
  }
}
