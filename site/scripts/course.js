/* In the page of a running lesson: the way to everything around it, and how far Python is. */
import { LESSONS, MORE } from "./files.js";

const SITE = "../../../", PATIENCE = 3000; // milliseconds
const here = new URLSearchParams(location.search).get("path") ?? "";
const bar = document.getElementById("embedlab-bar"), said = bar.querySelector("[role=status]");
const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const run = (part, stem) => `?path=${part}/${stem}.ipynb`;

function link(address, text, more = "") {
  const item = document.createElement("li"), a = document.createElement("a");
  a.href = address;
  a.append(text);
  if (more) {
    const rest = document.createElement("span");
    rest.className = "long";
    rest.append(more);
    a.append(rest);
    a.setAttribute("aria-label", text + more);
  }
  item.append(a);
  return item;
}

/** The links of a notebook, in the order in which a learner needs them. */
function ways(path) {
  const [, part, stem] = /^(notebooks|exercises)\/(.+)\.ipynb$/.exec(path) ?? [];
  const k = LESSONS.findIndex((lesson) => lesson.stem === stem), lesson = LESSONS[k];
  const links = [];
  const read = `${SITE}${part}/${stem}.html`;
  if (part && (lesson || stem === "review")) links.push(link(read, "Read"));
  if (lesson && part === "exercises") {
    links.push(link(run("notebooks", stem), "Lesson", ` ${lesson.number}`));
  } else if (lesson?.practice) links.push(link(run("exercises", stem), "Exercises"));
  const next = lesson && LESSONS[k + 1];
  if (next) links.push(link(run("notebooks", next.stem), "Next", `: ${next.number} ${next.name}`));
  return [...links, link(`${SITE}work.html`, "Your work")];
}

function title(path) {
  const lesson = LESSONS.find(({ stem }) => path.endsWith(`/${stem}.ipynb`));
  const kind = path.startsWith("exercises/") ? "Exercises" : "Lesson";
  return lesson ? `${kind} ${lesson.number}` : "";
}

/** Go to another page once all is saved; where that fails the browser asks, as it always does. */
async function leave(address) {
  const panel = window.jupyterapp?.shell.currentWidget;
  const save = () => panel.context.save().catch(() => null);
  if (panel?.context?.model.dirty) await Promise.race([save(), later(PATIENCE)]);
  location.href = address;
}

/** Where a link in a lesson's text leads, if that is to another notebook. */
function notebookOf({ href }) {
  const [, path, place] = /\/files\/([^?#]+\.ipynb)[^#]*(#.*)?$/.exec(href) ?? [];
  return path ? `?path=${path}${place ?? ""}` : "";
}

function follow(event) {
  const a = event.target.closest?.("a[href]");
  const keys = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!a || event.button || keys) return;
  const address = bar.contains(a) ? a.href : notebookOf(a);
  if (!address) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // JupyterLab would open one more page, with one more Python
  leave(address);
}

/* Until Python is there, the outputs that a lesson was stored with stay, even of cells that were
   run meanwhile: each goes when its cell says something new, or has run and said nothing. */
async function hold(ready) {
  while (!window.jupyterapp?.shell.currentWidget?.context?.isReady) await later(50);
  const { content } = window.jupyterapp.shell.currentWidget;
  const cells = [...content.model.cells].filter((cell) => cell.outputs), held = new Set();
  const area = content.widgets.find((widget) => widget.outputArea)?.outputArea;
  if (!area) return;
  const model = owner(area.model, "clear"), view = owner(area, "_clear");
  const { clear } = model, { _clear } = view;
  model.clear = function (wait) {
    held.add(this);
    clear.call(this, wait || this.length > 0);
  };
  view._clear = () => null;
  for (const cell of cells) {
    cell.stateChanged.connect((_, { name, newValue }) => {
      if (name !== "executionCount" || !newValue || !held.delete(cell.outputs)) return;
      if (cell.outputs.clearNext) clear.call(cell.outputs);
    });
  }
  await ready;
  Object.assign(model, { clear });
  Object.assign(view, { _clear });
}

/** The prototype that has a method. */
function owner(object, method) {
  while (!Object.hasOwn(object, method)) object = Object.getPrototypeOf(object);
  return object;
}

const megabytes = (bytes) => Math.round(bytes / 1e6);

/** What there is to say of Python's way here. */
export function words({ done, all, isReady, error }) {
  if (error) return `Python could not start: ${error}`;
  if (isReady) return "";
  if (done >= all) return "Python is starting";
  return `Python is loading, ${megabytes(done)} of ${megabytes(all)} MB`;
}

/** Fetch what later cells need, in turn: here, because Python keeps its worker busy. */
async function fetchMore() {
  for (const name of MORE.splice(0)) {
    const answer = await fetch(`../static/pyodide/${name}`, { priority: "low" });
    await answer.blob(); // to its end
  }
}

function listen(worker) {
  return new Promise((done) => {
    worker.addEventListener("message", ({ data }) => {
      if (!data?.embedlab) return;
      const { done: come, all, isReady } = data.embedlab;
      said.textContent = words(data.embedlab);
      if (come >= all || isReady) fetchMore().catch(() => null); // then Python does
      if (isReady) done();
    });
  });
}

bar.querySelector("ul").append(...ways(here));
if (title(here)) {
  bar.prepend(Object.assign(document.createElement("b"), { textContent: title(here) }));
}
document.addEventListener("click", follow, true);
const python = window.embedlabPython;
if (python) hold(listen(python)).catch((error) => console.warn(error));
