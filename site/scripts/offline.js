/* The service worker of the site: what was loaded once is there without a network. The same text
   begins the worker that JupyterLite has for its own folder, where that one is in charge.

   An edition never changes, so its files come from the cache; pages to read come from the network
   as long as there is one. */
const KEPT = "embedlab ";
const EDITION = /^.*?\/run\/[^/]+\//;
const ASKS_PYTHON = /\/api\/(drive|stdin|service-worker-heartbeat)/;
const IS_WITHIN = EDITION.test(new URL(self.registration.scope).pathname);

/** The cache of an address: one for each edition, and one for the pages to read. */
function cacheOf(path) {
  const [edition] = EDITION.exec(path) ?? [];
  return caches.open(KEPT + (edition ?? new URL(self.registration.scope).pathname));
}

async function fromCacheFirst(request, path) {
  const cache = await cacheOf(path);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(bare(request), answer.clone()).catch(() => null);
  else if (answer.status === 404 && request.mode === "navigate") return toNewest(request) ?? answer;
  return answer;
}

async function fromNetworkFirst(request, path) {
  const cache = await cacheOf(path);
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await cache.put(bare(request), answer.clone()).catch(() => null);
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true })
      ?? await cache.match(new URL("index.html", request.url.split("?")[0]).href);
    if (kept) return kept;
    throw error;
  }
}

const bare = (request) => request.url.split(/[?#]/)[0];

/** An old edition that the server has no more: the same lesson in the newest one. */
function toNewest(request) {
  const { pathname, search } = new URL(request.url);
  const home = pathname.slice(0, pathname.lastIndexOf("/run/") + 5);
  const newest = `${home}index.html`;
  return pathname === newest ? null : Response.redirect(newest + search);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET" || ASKS_PYTHON.test(pathname)) return;
  if (IS_WITHIN) event.stopImmediatePropagation(); // JupyterLite's answer to it would be the second
  const way = EDITION.test(pathname) ? fromCacheFirst : fromNetworkFirst;
  event.respondWith(way(request, pathname));
});
