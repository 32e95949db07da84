/* The page "Your work": what this browser keeps, to download, to hand in, to delete. */
import { bring, told } from "./bring.js";
import { content, editions, isFile, remove, stored } from "./stored.js";
import { zip } from "./zip.js";

const EDITION = new URL("../", import.meta.url).pathname;
const SITE = EDITION.slice(0, EDITION.lastIndexOf("run/"));
const NAME = "embedlab:name", ANSWERS = "embedlab:";
const place = document.getElementById("work"), said = document.getElementById("said");
const handIn = document.getElementById("hand-in");

function make(kind, text, attributes = {}) {
  const node = Object.assign(document.createElement(kind), attributes);
  node.append(text);
  return node;
}

function download(blob, name) {
  const link = make("a", name, { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const packed = (files, folder) => zip(files.map((file) => ({ path: `${folder}/${file.path}`,
  content: content(file), date: new Date(file.last_modified) })));

function row(file) {
  const day = new Date(file.last_modified).toLocaleString();
  const blob = new Blob([content(file)], { type: "application/octet-stream" });
  const item = make("li", "");
  item.append(make("a", file.path, { href: URL.createObjectURL(blob),
    download: file.path.split("/").pop() }), `, changed ${day}`);
  return item;
}

const filesOf = async (edition) => [...(await stored(edition, "files")).values()].filter(isFile)
  .sort((a, b) => a.path.localeCompare(b.path));

/** What is handed in: exercises that were begun, and the files beside them. */
const forTeacher = (files) => files.filter(({ path }) =>
  path.startsWith("exercises/") && path !== "exercises/review.ipynb");

function section(edition, files) {
  const isCurrent = edition === EDITION, name = edition.slice(SITE.length + 4, -1);
  const list = make("ul", ""), ways = make("p", "", { className: "ways" });
  list.append(...files.map(row));
  const all = make("button", "Download all", { className: "button quiet" });
  all.onclick = async () => download(await packed(files, "embedlab"), "embedlab-work.zip");
  const gone = make("button", isCurrent ? "Delete my work" : "Delete this",
    { className: "button quiet" });
  gone.onclick = () => removed([edition], `${files.length} files`, "");
  ways.append(all, gone);
  return [make("h2", isCurrent ? "Files that you changed" : `Earlier edition ${name}`), list, ways];
}

async function removed(paths, what, more) {
  const question = `Delete ${what} from this browser? This cannot be undone.${more}`;
  if (!confirm(question)) return;
  for (const path of paths) await remove(path);
  await show();
  said.textContent = "Deleted.";
  said.focus(); // the button is gone
}

/** Everything of this site: all editions, and predictions, which pages keep apart. */
async function removeAll() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(ANSWERS));
  await removed(await editions(SITE), "all files, the progress and the predictions",
    " Close the lessons that are open first.");
  if (!(await editions(SITE)).length) for (const key of keys) localStorage.removeItem(key);
}

async function show() {
  const paths = await editions(SITE), nodes = [];
  let handed = [];
  for (const path of paths.sort((a, b) => (b === EDITION) - (a === EDITION))) {
    const files = await filesOf(path);
    if (path === EDITION) handed = forTeacher(files);
    if (files.length) nodes.push(...section(path, files));
  }
  handIn.hidden = !handed.length;
  if (nodes.length) {
    const all = make("button", "Delete everything of this course", { className: "button quiet" });
    all.onclick = removeAll;
    nodes.push(make("h2", "Start over"), make("p", "Deletes files, progress, predictions and "
      + "settings of all editions from this browser."), all);
  }
  const none = make("p", "Nothing yet: no file was changed in this browser.");
  place.replaceChildren(...(nodes.length ? nodes : [none]));
}

handIn.onsubmit = async (event) => {
  event.preventDefault();
  const field = handIn.elements.name, name = field.value.trim();
  const file = name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, "-").replace(/^\.+|[. ]+$/g, "");
  field.setCustomValidity(file ? "" : "Write your name, as your teacher knows it.");
  if (!handIn.reportValidity()) return;
  localStorage.setItem(NAME, name);
  const files = forTeacher(await filesOf(EDITION)).map((one) => ({ ...one,
    path: one.path.slice("exercises/".length) }));
  download(await packed(files, file), `${file}.zip`);
  said.textContent = `${file}.zip has your ${files.length} files. Give it to your teacher as it `
    + "is.";
};
handIn.elements.name.oninput = (event) => event.target.setCustomValidity("");

try {
  handIn.elements.name.value = localStorage.getItem(NAME) ?? "";
  const brought = await bring(EDITION).catch((error) => console.error(error));
  if (brought) said.textContent = told(brought);
  await show();
} catch {
  place.replaceChildren(make("p", "This browser blocks storage for this page, so nothing is kept: "
    + "before you close a lesson, save it with the menu File, Download.", { className: "notice" }));
}
