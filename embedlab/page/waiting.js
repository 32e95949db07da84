// A page that Python fills says what is true as long as no Python is there.
const PATIENCE = 5000, FRESH = 600; // milliseconds; seconds: how long a cell counts as just run
const COMING = "Python is on its way …";

function wait(root) {
  root.dataset.waits = "yes";
  const born = Number(root.dataset.liveKey.split("-")[1] || 0);
  if (Math.abs(Date.now() / 1000 - born) > FRESH) return; // stored: what stands there is true
  const say = (text) => {
    if (root.dataset.linked) return;
    root.dataset.says = text;
    root.querySelector("[data-talk]").textContent = text;
  };
  const before = root.querySelector("[data-talk]")?.textContent; // gone where Python was faster
  say(COMING);
  setTimeout(() => { say(talks() ? before : root.dataset.without); }, PATIENCE);
}

function talks() { // whether this service has let a page talk to Python before
  try { return localStorage.getItem("embedlab:talks"); } catch { return null; }
}

for (const root of document.querySelectorAll("[data-live-key]:not([data-waits])")) wait(root);
