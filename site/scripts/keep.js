/* Fills the cache that offline.js reads, with all that the site has; then drops older editions'. */
const KEPT = "embedlab ", SPARE = 200e6; // bytes that must be free, for learners' work

async function hasRoom() {
  if (navigator.connection?.saveData) return false;
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return quota - usage > SPARE;
}

/**
 * @param {string} site its address, with "/" at the end
 * @param {string} edition the address of the current edition
 */
export async function keepAll(site, edition) {
  if (!globalThis.caches || !navigator.serviceWorker || !(await hasRoom())) return;
  const lists = { [site]: "pages", [edition]: "edition" };
  const names = await (await fetch(`${edition}embedlab/kept.json`)).json();
  for (const [home, list] of Object.entries(lists)) {
    const cache = await caches.open(KEPT + home);
    const have = new Set((await cache.keys()).map((request) => request.url));
    const missing = names[list].map((name) => new URL(name, location.origin + home).href)
      .filter((address) => !have.has(address));
    const next = async () => {
      for (let address = missing.pop(); address; address = missing.pop()) {
        const answer = await fetch(address, { priority: "low" });
        if (answer.ok) await cache.put(address, answer);
      }
    };
    await Promise.all([next(), next()]);
  }
  await dropOthers(site, edition);
}

async function dropOthers(site, edition) {
  const isOther = (path) => path.startsWith(`${site}run/`) && path !== edition;
  for (const name of await caches.keys()) {
    if (name.startsWith(KEPT) && isOther(name.slice(KEPT.length))) await caches.delete(name);
  }
  for (const one of await navigator.serviceWorker.getRegistrations()) {
    if (isOther(new URL(one.scope).pathname)) await one.unregister();
  }
}
