/* Holds the log page ready for a place without signal. Network first, always.

   Kept: the pages a drill is logged on, of the person signed in, and static files.
   Nothing else. Who signs in or out, or another person's page, empties it. */

const PAGES = "log-pages-1";
const PARTS = "log-parts-1";
const PATIENCE = 4000;
const LOG_PAGE = /^\/(buildings|drills)\/\d+\/log$/;
const PART = /\/static\//;
const LEAVE = new URL(self.location).searchParams.getAll("leave");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("log-") && name !== PAGES && name !== PARTS) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

async function forgetOthers(owner) {
  const cache = await caches.open(PAGES);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept?.headers.get("X-Log-Owner") !== owner) await cache.delete(request);
  }
}

async function keepPage(request, answer) {
  const owner = answer.headers.get("X-Log-Owner");
  if (!answer.ok || answer.redirected || !owner) return;
  await forgetOthers(owner);
  await (await caches.open(PAGES)).put(request, answer);
}

/* The network's answer; where it fails, is a fault, or is too slow, the kept one. */
async function networkFirst(request, kept, keep) {
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) keep(answer.clone());
    return answer;
  });
  fresh.catch(() => {});
  const old = await kept();
  if (!old) return fresh;
  const slow = new Promise((done) => setTimeout(done, PATIENCE, old));
  const quick = fresh.then((answer) => (answer.status >= 500 ? old : answer)).catch(() => old);
  return Promise.race([quick, slow]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && LEAVE.includes(url.pathname)) {
    event.waitUntil(caches.delete(PAGES));
    return;
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && LOG_PAGE.test(url.pathname)) {
    event.respondWith(
      networkFirst(
        request,
        () => caches.open(PAGES).then((cache) => cache.match(request.url, { ignoreVary: true })),
        (answer) => event.waitUntil(keepPage(request.url, answer)),
      ),
    );
  } else if (PART.test(url.pathname)) {
    event.respondWith(
      networkFirst(
        request,
        () => caches.match(request.url, { ignoreVary: true }),
        (answer) => event.waitUntil(caches.open(PARTS).then((cache) => cache.put(request.url, answer))),
      ),
    );
  }
});

self.addEventListener("message", (event) => {
  const { owner, pages = [], parts = [] } = event.data ?? {};
  if (!owner) return;
  event.waitUntil(
    (async () => {
      await forgetOthers(owner);
      const cache = await caches.open(PARTS);
      for (const part of parts) {
        if (!(await cache.match(part))) await cache.add(part).catch(() => {});
      }
      for (const page of pages) {
        const answer = await fetch(page).catch(() => null);
        if (answer) await keepPage(page, answer);
      }
    })(),
  );
});
