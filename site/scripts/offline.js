/* The service worker of the site: what was loaded once is there without a network. The same text
   begins the worker that JupyterLite has for its own folder, where that one is in charge.

   An edition never changes, so its files come from the cache; pages to read come from the network
   as long as there is one. */
const KEPT = "embedlab ";
const SCOPE = new URL(self.registration.scope).pathname;
const IS_WITHIN = location.pathname.endsWith("/service-worker.js");
const SITE = IS_WITHIN ? SCOPE.replace(/run\/[^/]+\/$/, "") : SCOPE;
const ASKS_PYTHON = /\/api\/(drive|stdin|service-worker-heartbeat)/;

/** The edition that an address belongs to; undefined for a page to read. */
function editionOf(path) {
  if (!path.startsWith(`${SITE}run/`)) return undefined;
  const [name, ...rest] = path.slice(SITE.length + 4).split("/");
  return rest.length ? `${SITE}run/${name}/` : undefined;
}

/** The cache of an address: one for each edition, and one for the pages to read. */
const cacheOf = (path) => caches.open(KEPT + (editionOf(path) ?? SITE));

const bare = (request) => request.url.split(/[?#]/)[0];
const kept = (cache, address) => cache.match(address, { ignoreVary: true });

/** The server's answer; a copy is kept while it goes on to the page. */
async function fetched(event, cache) {
  const { request } = event, answer = await fetch(request);
  if (answer.status === 200) {
    event.waitUntil(cache.put(bare(request), answer.clone()).catch(() => null)); // no room
  }
  return answer;
}

async function fromCacheFirst(event, cache) {
  const { request } = event, found = await kept(cache, bare(request));
  if (found) return found;
  const answer = await fetched(event, cache);
  return answer.status === 404 && request.mode === "navigate" ? toNewest(request) : answer;
}

async function fromNetworkFirst(event, cache) {
  const address = bare(event.request);
  try {
    return await fetched(event, cache);
  } catch (error) {
    const found = await kept(cache, address)
      ?? await kept(cache, new URL("index.html", address).href);
    if (found) return found;
    throw error;
  }
}

/** An old edition that the server has no more: the same lesson in the newest one. */
function toNewest(request) {
  return Response.redirect(`${SITE}run/index.html${new URL(request.url).search}`);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET" || ASKS_PYTHON.test(pathname)) return;
  if (IS_WITHIN) event.stopImmediatePropagation(); // JupyterLite's answer to it would be the second
  const way = editionOf(pathname) ? fromCacheFirst : fromNetworkFirst;
  event.respondWith(cacheOf(pathname).then((cache) => way(event, cache)));
});
