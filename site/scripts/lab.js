/* In the page of JupyterLite: work comes along before it starts, and what goes wrong with storage
   or server is said. start.js gives embedlabSay. */
import { bring, told } from "./bring.js";
import { keepAll } from "./keep.js";
import { probe } from "./probe.js";

const EDITION = new URL("../", import.meta.url).pathname;
const SITE = EDITION.slice(0, EDITION.lastIndexOf("run/"));
const PATIENCE = 12_000, IDLE = 5_000, QUIET = 20_000; // milliseconds
const WORK = `${SITE}work.html`;
const FULL = "This browser has no room left for your work, so the last change is not kept. Save "
  + "this notebook with File, Download; then delete what you no longer need on the page";
const PRIVATE = "This looks like a private window: what you write is gone when you close it. "
  + "Before you close it, save each notebook with File, Download.";

/** Before JupyterLite reads what is kept here. If it fails, the earlier edition keeps all. */
export async function before() {
  try {
    const brought = await bring(EDITION);
    if (brought) window.embedlabSay(told(brought), "Your work", WORK, "status");
  } catch (error) { console.warn("Nothing was brought along:", error); }
}

/** JupyterLab says "File Save Error" and no more. */
function watchSaving() {
  new MutationObserver(() => {
    const dialog = document.querySelector(".jp-Dialog");
    if (!dialog || dialog.dataset.embedlab || !dialog.textContent.includes("Save Error")) return;
    dialog.dataset.embedlab = "said";
    window.embedlabSay(FULL, "Your work", WORK);
  }).observe(document.documentElement, { childList: true, subtree: true });
}

/** Firefox and Safari give a private window a database, but no files. */
async function sayIfPrivate() {
  if (!navigator.storage?.getDirectory || !window.indexedDB) return;
  const isPrivate = await navigator.storage.getDirectory().then(() => false, () => true);
  if (!isPrivate || window.embedlabKeepsNothing) return; // said already
  window.embedlabSay(PRIVATE, "How to keep your work", WORK);
}

/** Has the kernel of a notebook answered? One that loads is "starting" or "unknown". */
function isAnswering() {
  const widgets = window.jupyterapp ? [...window.jupyterapp.shell.widgets("main")] : [];
  const status = (widget) => widget.sessionContext?.session?.kernel?.status;
  return widgets.some((widget) => ["idle", "busy"].includes(status(widget)));
}

/** Does course.js still say how far Python is? JupyterLab calls it idle before it is there. */
const isLoading = () => Boolean(document.querySelector("#embedlab-bar [role=status]")?.textContent);

const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function start() {
  watchSaving();
  await sayIfPrivate();
  await later(PATIENCE);
  const said = isAnswering() ? "" : await probe(EDITION);
  const lessons = `${SITE}index.html`;
  if (said) window.embedlabSay(`Python cannot start. ${said}`, "To the lessons", lessons);
  while (!isAnswering() || isLoading()) await later(IDLE);
  await later(QUIET); // the learner's first cells go before
  await keepAll(SITE, EDITION);
}

start().catch((error) => console.warn(error));
