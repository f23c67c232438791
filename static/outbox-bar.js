/* The bar that says what waits on this phone, on every page; it also lets the service
   worker know whose phone this is, and which log pages to hold ready. Adds only. */

import { flush, keeps, mine, photosOf, removePhoto, put, remove } from "./outbox.js";

const bar = document.getElementById("outbox");
const place = { owner: bar.dataset.owner, token: bar.dataset.token };
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 300000;

let pause = FIRST_PAUSE;
let timer;

/** Send what waits now, and say what is left. Gives what flush gives. */
export async function sendNow() {
  clearTimeout(timer);
  const done = await flush(place);
  pause = done.outcome === "done" ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
  await show(done.outcome);
  return done;
}

const text = bar.querySelector(".outbox-text");
const link = bar.querySelector("a");
const button = bar.querySelector("button");

function say(kind, count, more = "") {
  const words = count === 1 ? bar.dataset[`${kind}One`] : bar.dataset[`${kind}Many`];
  const said = words.replace("{count}", count) + (more ? ` ${more}` : "");
  if (text.textContent !== said) text.textContent = said;
}

function offer(address, words) {
  link.hidden = !address;
  if (address) {
    link.href = address;
    link.textContent = words;
  }
}

/** Show what waits. ``outcome`` is that of the last try to send. */
export async function show(outcome = "") {
  const entries = await mine(place.owner);
  const waiting = entries.filter((entry) => entry.state === "waiting");
  const mending = entries.find((entry) => entry.state === "mend");
  button.hidden = true;
  bar.hidden = !waiting.length && !mending;
  if (mending?.record) await showPhotos(mending);
  else if (mending) {
    say("mend", entries.filter((entry) => entry.state === "mend").length);
    offer(`${mending.page}#mend=${mending.key}`, bar.dataset.mendLink);
  } else if (waiting.length && outcome === "signin") {
    say("signin", waiting.length);
    const here = location.pathname + location.search;
    offer(`${bar.dataset.signIn}?next=${encodeURIComponent(here)}`, bar.dataset.signInLink);
  } else if (waiting.length) {
    say("waiting", waiting.length);
    offer("");
  }
  clearTimeout(timer);
  if (waiting.length && outcome !== "signin") timer = setTimeout(sendNow, pause);
}

async function showPhotos(entry) {
  const refused = (await photosOf(entry.key)).filter((photo) => photo.refused);
  say("photo", refused.length, refused[0]?.refused);
  offer(entry.record.page, bar.dataset.photoLink);
  button.hidden = false;
  button.onclick = async () => {
    for (const photo of refused) await removePhoto(photo.id);
    if ((await photosOf(entry.key)).length) await put({ ...entry, state: "waiting" });
    else await remove(entry.key);
    await sendNow();
  };
}

async function holdReady() {
  if (!bar.dataset.worker || !navigator.serviceWorker) return;
  const leave = new URLSearchParams();
  leave.append("leave", bar.dataset.signIn);
  leave.append("leave", bar.dataset.signOut);
  await navigator.serviceWorker.register(`${bar.dataset.worker}?${leave}`, { scope: "/" });
  const worker = (await navigator.serviceWorker.ready).active;
  const pages = [...document.querySelectorAll("a[href]")]
    .map((a) => new URL(a.href))
    .filter((url) => url.origin === location.origin && /^\/buildings\/\d+\/log$/.test(url.pathname));
  if (document.getElementById("log")) pages.unshift(new URL(location.href.split("#")[0]));
  worker.postMessage({
    owner: place.owner,
    pages: [...new Set(pages.map(String))].slice(0, 8),
    parts: performance
      .getEntriesByType("resource")
      .map((entry) => entry.name)
      .filter((name) => name.startsWith(location.origin) && /\/static\//.test(name)),
  });
}

if (await keeps()) {
  addEventListener("online", sendNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sendNow();
  });
  await sendNow();
}
holdReady().catch(() => {}); // without a worker the pages still work while there is signal
