/* Makes photos small before they wait for a signal, and reads when the camera took them. */

const LARGEST_SIDE = 2000;
const QUALITY = 0.85;
const SMALL_ENOUGH = 600 * 1024;

/** {blob, name, taken}: a JPEG of at most 2,000 pixels a side, or the file as it is. */
export async function shrink(file) {
  const taken = await takenAt(file).catch(() => "");
  const asIs = { blob: file, name: file.name, taken };
  if (!file.type.startsWith("image/")) return asIs;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return asIs; // a kind that this browser cannot open: the server can
  const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= SMALL_ENOUGH) return asIs;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || blob.size >= file.size) return asIs;
  return { blob, name: file.name.replace(/\.[^.]*$/, "") + ".jpg", taken };
}

/* The capture time in a JPEG's EXIF block, in the camera's own words; "" where none. */
async function takenAt(file) {
  if (file.type !== "image/jpeg") return "";
  const view = new DataView(await file.slice(0, 128 * 1024).arrayBuffer());
  if (view.getUint16(0) !== 0xffd8) return "";
  for (let at = 2; at + 4 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return readExif(view, at + 10);
    if (marker === 0xffda) break;
  }
  return "";
}

function readExif(view, base) {
  const little = view.getUint16(base) === 0x4949;
  const two = (at) => view.getUint16(base + at, little);
  const four = (at) => view.getUint32(base + at, little);
  const find = (folder, tag) => {
    for (let i = 0; i < two(folder); i++) {
      const entry = folder + 2 + i * 12;
      if (two(entry) === tag) return entry;
    }
    return 0;
  };
  const inner = find(four(4), 0x8769);
  if (!inner) return "";
  const words = (tag, length) => {
    const entry = find(four(inner + 8), tag);
    if (!entry) return "";
    const start = four(entry + 4) > 4 ? four(entry + 8) : entry + 8;
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(base + start + i));
    return text.replace(/\0.*$/, "");
  };
  return `${words(0x9003, 19)} ${words(0x9011, 6)}`.trim();
}
