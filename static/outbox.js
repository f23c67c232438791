/* The outbox: what was logged stays on this phone until the server has it, and is sent once.

   Here: the store (IndexedDB) and the sending. Not here: the bar (outbox-bar.js), the form
   (log.js). An entry is one drill: {key, owner, page, action, fields, go, state, ...};
   state is writing, waiting or mend. Its photos stand apart, so that a tap writes little. */

const HEADERS = { "X-Requested-With": "fetch" };
const RECORD_SECONDS = 30;
const PHOTO_SECONDS = 180;

let opened;

function database() {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open("drills", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: "key" });
      const photos = request.result.createObjectStore("photos", { keyPath: "id" });
      photos.createIndex("entry", "entry");
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
    request.onblocked = () => fail(new Error("blocked"));
  });
  return opened;
}

async function ask(stores, mode, work) {
  const db = await database();
  return new Promise((done, fail) => {
    const transaction = db.transaction(stores, mode);
    const request = work(transaction);
    // Done means written: the answer comes when the transaction is complete.
    transaction.oncomplete = () => done(request?.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
}

/** Whether this browser keeps things at all (private windows may not). */
export async function keeps() {
  try {
    await database();
    return true;
  } catch {
    return false;
  }
}

export const put = (entry) => ask(["entries"], "readwrite", (t) => t.objectStore("entries").put(entry));
export const get = (key) => ask(["entries"], "readonly", (t) => t.objectStore("entries").get(key));
export const putPhoto = (photo) => ask(["photos"], "readwrite", (t) => t.objectStore("photos").put(photo));
export const removePhoto = (id) => ask(["photos"], "readwrite", (t) => t.objectStore("photos").delete(id));
export const photosOf = (key) =>
  ask(["photos"], "readonly", (t) => t.objectStore("photos").index("entry").getAll(key));
export const all = () => ask(["entries"], "readonly", (t) => t.objectStore("entries").getAll());

/** The entries of one person; another's are neither shown nor sent. */
export async function mine(owner) {
  return (await all()).filter((entry) => entry.owner === owner);
}

export function remove(key) {
  return ask(["entries", "photos"], "readwrite", (t) => {
    t.objectStore("entries").delete(key);
    const cursor = t.objectStore("photos").index("entry").openCursor(key);
    cursor.onsuccess = () => {
      cursor.result?.delete();
      cursor.result?.continue();
    };
  });
}

/** A key that no other phone makes. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let running = Promise.resolve();

function alone(work) {
  // Two flushes at once would send an entry twice; two tabs as well.
  if (navigator.locks) return navigator.locks.request("drills-outbox", work);
  running = running.then(work, work);
  return running;
}

/** Send what waits. Gives {outcome: done|offline|later|signin, sent: {key: page}}. */
export function flush({ owner, token }) {
  return alone(async () => {
    const sent = {};
    const outcome = await sendAll(owner, token, sent).catch(() => "offline");
    return { outcome, sent };
  });
}

async function sendAll(owner, tokenAddress, sent) {
  const waiting = (await mine(owner)).filter((entry) => entry.state === "waiting");
  if (!waiting.length) return "done";
  const answer = await fetch(tokenAddress, {
    headers: HEADERS,
    cache: "no-store",
    signal: AbortSignal.timeout(RECORD_SECONDS * 1000),
  });
  if (answer.status >= 500 || answer.status === 429) return "later";
  if (!answer.ok) return "signin";
  const pass = await answer.json();
  if (pass.owner !== owner) return "signin";
  for (const entry of waiting) {
    const outcome = await send(entry, pass.token, sent);
    if (outcome !== "done") return outcome;
  }
  return "done";
}

async function post(address, body, token, seconds) {
  return fetch(address, {
    method: "POST",
    body,
    headers: { ...HEADERS, "X-CSRFToken": token },
    signal: AbortSignal.timeout(seconds * 1000),
  });
}

/* What to do after an answer that is no success: come back later, sign in, or mend. */
async function refusal(answer) {
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return "later";
  if (answer.status === 401) return "signin";
  const said = await answer.json().catch(() => ({}));
  if (said.error === "csrf") return "later";
  return said;
}

async function send(entry, token, sent) {
  if (!entry.record) {
    const body = new FormData();
    for (const [name, value] of entry.fields) body.append(name, value);
    body.set("go", entry.go);
    body.set("phone_clock", new Date().toISOString());
    const answer = await post(entry.action, body, token, RECORD_SECONDS);
    if (!answer.ok) {
      const why = await refusal(answer);
      if (typeof why === "string") return why;
      await put({ ...entry, state: "mend", errors: why.errors ?? {}, other: why.page ?? "" });
      return "done";
    }
    entry.record = await answer.json();
    await put(entry); // the record is there: from now on only its photos are sent
  }
  const outcome = await sendPhotos(entry, token);
  if (outcome !== "done") return outcome;
  sent[entry.key] = entry.record.page;
  const left = await photosOf(entry.key);
  if (left.length) await put({ ...entry, state: "mend" });
  else await remove(entry.key);
  return "done";
}

async function sendPhotos(entry, token) {
  for (const photo of await photosOf(entry.key)) {
    if (photo.refused) continue;
    const body = new FormData();
    body.append("files", photo.blob, photo.name);
    body.append("taken_at", photo.taken ?? "");
    body.append("no_pupils", "y");
    const answer = await post(entry.record.evidence, body, token, PHOTO_SECONDS);
    if (answer.ok) {
      await removePhoto(photo.id);
      continue;
    }
    const why = await refusal(answer);
    if (typeof why === "string") return why;
    await putPhoto({ ...photo, refused: (why.refused ?? []).join(" ") || photo.name });
  }
  return "done";
}
