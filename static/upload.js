/* Sends the files of a record one by one, each with its own bar, so that one that fails costs
   no other. The form does the same work without this, all files at once. */

const form = document.getElementById("add-evidence");
const box = document.getElementById("uploads");
const button = form?.querySelector('button[type="submit"]');

form?.addEventListener("submit", async (event) => {
  const chosen = [...form.elements.files.files];
  if (!chosen.length || !form.elements.no_pupils.checked) return;
  event.preventDefault();
  button.disabled = true;
  box.hidden = false;
  document.getElementById("uploads-again").textContent = "";
  box.querySelectorAll("li.is-wrong").forEach((line) => line.remove());
  const rows = chosen.map((file) => ({ file, line: lineOf(file) }));
  const left = new DataTransfer();
  for (const row of rows) if (!(await send(row))) left.items.add(row.file);
  const added = box.querySelector("li.is-there") !== null;
  if (!left.files.length) {
    location.assign(document.getElementById("uploads-show").href);
    return;
  }
  // What failed stays chosen, to be sent again; what was kept stands in the list and is not.
  form.elements.files.files = left.files;
  button.disabled = false;
  document.getElementById("uploads-show").hidden = !added;
  document.getElementById("uploads-again").textContent = box.dataset.saysAgain;
});

function lineOf(file) {
  const line = document.getElementById("upload").content.cloneNode(true).querySelector("li");
  line.querySelector(".upload-name").textContent = file.name;
  line.querySelector("progress").setAttribute("aria-label", file.name);
  line.querySelector(".upload-said").textContent = box.dataset.saysWaiting;
  box.querySelector("ul").append(line);
  return line;
}

/* One file on its way. Gives whether it is with the record now. */
async function send({ file, line }) {
  const bar = line.querySelector("progress");
  const end = (words, good) => {
    line.classList.add(good ? "is-there" : "is-wrong");
    line.querySelector(".upload-said").textContent = words;
    line.querySelector(".upload-name").hidden = words.startsWith(file.name); // said once
    bar.hidden = true;
    return good;
  };
  if (file.size > Number(box.dataset.mostBytes)) return end(box.dataset.saysLarge, false);
  if (box.querySelectorAll("li.is-there").length >= Number(box.dataset.most)) {
    return end(box.dataset.saysMany, false);
  }
  const body = new FormData(form);
  body.delete("files");
  body.append("files", file, file.name);
  const answer = await post(body, (part) => {
    bar.value = 100 * part;
    // All is sent; the server opens the file before it says anything.
    line.querySelector(".upload-said").textContent =
      part < 1 ? `${Math.round(100 * part)} %` : box.dataset.saysChecking;
  });
  if (!answer) return end(box.dataset.saysUnsent, false);
  if (answer.kept?.length) return end(box.dataset.saysAdded, true);
  if (answer.there?.length) return end(box.dataset.saysThere, true);
  return end((answer.refused ?? []).join(" ") || box.dataset.saysUnsent, false);
}

function post(body, tell) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (now) => {
      if (now.lengthComputable) tell(now.loaded / now.total);
    });
    request.addEventListener("load", () => {
      try {
        done(JSON.parse(request.responseText));
      } catch {
        done(null);
      }
    });
    request.addEventListener("error", () => done(null));
    request.addEventListener("abort", () => done(null));
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.send(body);
  });
}
