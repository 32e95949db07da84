/* Starts Python in a worker, as JupyterLite's kernel asks for it by the name loadPyodide. Files of
   packages come in a few parts (parts.py): those that a first cell needs at once, the others, and
   large data, when one of their files is read. The page has mostly fetched them by then
   (course.js). */
import { loadPyodide as loadCore } from "../static/pyodide/pyodide.js";
import { BYTES, DATA, PARTS, SIZE } from "./files.js";
import { gunzip } from "./inflate.js";
import { LATER } from "./later.js";

const FOLDER = new URL("../static/pyodide/", import.meta.url).href;
const PACKAGES = "/lib/python3.14/site-packages/";
const IMPORTED = "import jedi, pyodide_kernel, embedlab.practice";
const hears = { stdout: console.log, stderr: console.error };
let started = null;

const isGzip = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The content of a part; a server may have taken the compression off. */
async function opened(name) {
  const answer = await fetch(FOLDER + name);
  if (!answer.ok) throw new Error(`${name}: the server answers ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  tell();
  if (!isGzip(bytes)) return bytes;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/** Where the files begin in a part, and the [name, size] of each. */
function listed(bytes) {
  const end = bytes.indexOf(10);
  return [end + 1, JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))];
}

/** Puts the files of a part where Python looks for packages. */
function unpack(FS, bytes) {
  let [at, list] = listed(bytes), last;
  for (const [name, size] of list) {
    last = makeHome(FS, name, last);
    FS.writeFile(PACKAGES + name, bytes.subarray(at, at + size), { canOwn: true });
    at += size;
  }
}

/** The folder of a file, made if it is not that of the file before. */
function makeHome(FS, name, last) {
  const home = name.slice(0, name.lastIndexOf("/") + 1);
  if (home !== last) FS.mkdirTree(PACKAGES + home);
  return home;
}

/** Files that are there, but fetched when one of them is read for the first time. */
function promise(FS, list, fetched) {
  let bytes, at = 0, last;
  const all = () => { bytes ??= fetched(); return bytes; };
  for (const [name, size] of list) {
    const from = at;
    last = makeHome(FS, name, last);
    FS.writeFile(PACKAGES + name, "");
    const { node } = FS.lookupPath(PACKAGES + name);
    Object.defineProperty(node, "contents", { get: () => all().subarray(from, from + size) });
    Object.defineProperty(node, "usedBytes", { get: () => size });
    at += size;
  }
}

function now(name) { // a worker may wait
  const request = new XMLHttpRequest();
  request.open("GET", FOLDER + name, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name}: the server answers ${request.status}`);
  return new Uint8Array(request.response);
}

/** The files of a part, one after the other. */
function partNow(name) {
  const packed = now(name), bytes = isGzip(packed) ? gunzip(packed) : packed;
  return bytes.subarray(listed(bytes)[0]);
}

const say = (embedlab) => globalThis.postMessage({ embedlab }); // see course.js

/** Tells the page how much has come. */
function tell() {
  const came = performance.getEntriesByType("resource")
    .filter(({ name }) => name.startsWith(FOLDER));
  const bytes = came.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0);
  say({ done: SIZE * Math.min(1, bytes / BYTES), all: SIZE });
}

/** Begin, once; what a lesson needs in any case is imported, too. */
export function start(options = {}) {
  if (started) return started;
  started = (async () => {
    tell();
    const parts = PARTS.map(opened);
    const python = await loadCore({
      env: { HOME: "/home/pyodide", EMBEDLAB_HOME: "/drive/progress" },
      ...options, packages: [], indexURL: FOLDER,
      stdout: (text) => hears.stdout(text), stderr: (text) => hears.stderr(text),
    });
    for (const part of parts) unpack(python.FS, await part);
    for (const [part, list] of Object.entries(LATER)) {
      promise(python.FS, list, () => partNow(part));
    }
    for (const file of Object.entries(DATA)) {
      promise(python.FS, [file], () => now(`data/${file[0]}.bin`));
    }
    await python.runPythonAsync(IMPORTED);
    return python;
  })();
  started.then(() => say({ isReady: true }), (error) => say({ error: error.message }));
  return started;
}

export function loadPyodide({ stdout, stderr, ...options }) {
  Object.assign(hears, { stdout, stderr });
  return start(options);
}
