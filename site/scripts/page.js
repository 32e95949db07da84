/* In the pages to read: what was loaded once is there without a network; and what a lesson needs is
   fetched while the page is read. */
import { SOON } from "./files.js";

const EDITION = new URL("../", import.meta.url), CALM = 800, PATIENCE = 3000; // milliseconds
const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** The service worker, in charge of this page: what is fetched through it stays. */
async function worker() {
  if (!navigator.serviceWorker) return;
  const own = new URL("../../../offline.js", import.meta.url);
  navigator.serviceWorker.register(own).catch(() => null);
  const inCharge = new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done; });
  if (!navigator.serviceWorker.controller) await Promise.race([inCharge, later(PATIENCE)]);
}

/** A few files at a time, those first that every lesson waits for, until this page is left. */
async function prefetch() {
  if (navigator.connection?.saveData || window.embedlabTooOld) return;
  const rest = SOON.map((name) => new URL(name, EDITION).href);
  const next = async () => {
    while (rest.length) {
      const answer = await fetch(rest.shift(), { priority: "low" });
      await answer.blob(); // to its end
    }
  };
  await Promise.all(Array.from({ length: 6 }, next));
}

async function start() {
  await worker();
  await later(CALM);
  await prefetch();
}

start().catch(() => null); // then a lesson fetches it
