/* Starts Python in a worker, as JupyterLite's kernel asks for it by the name loadPyodide. Files of
   packages come in a few parts (parts.py), and large data when they are read. */
import { loadPyodide as loadCore } from "../static/pyodide/pyodide.js";
import { BYTES, DATA, PARTS, SIZE } from "./files.js";

const FOLDER = new URL("../static/pyodide/", import.meta.url).href;
const PACKAGES = "/lib/python3.14/site-packages/";
const IMPORTED = "import jedi, pyodide_kernel, embedlab.practice";
const hears = { stdout: console.log, stderr: console.error };
let started = null;

/** The content of a part; a server may have taken the compression off. */
async function opened(name) {
  const answer = await fetch(FOLDER + name);
  if (!answer.ok) throw new Error(`${name}: the server answers ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  tell();
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/** Puts the files of a part where Python looks for packages. */
function unpack(FS, bytes) {
  const end = bytes.indexOf(10);
  const list = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  let at = end + 1, last;
  for (const [name, size] of list) {
    const home = name.slice(0, name.lastIndexOf("/") + 1);
    if (home !== last) FS.mkdirTree(PACKAGES + home);
    FS.writeFile(PACKAGES + name, bytes.subarray(at, at + size), { canOwn: true });
    at += size;
    last = home;
  }
}

/** A file that is there, but fetched when it is read for the first time. */
function promise(FS, name, size) {
  let bytes;
  FS.mkdirTree(PACKAGES + name.slice(0, name.lastIndexOf("/")));
  FS.writeFile(PACKAGES + name, "");
  const { node } = FS.lookupPath(PACKAGES + name);
  Object.defineProperty(node, "contents", { get: () => { bytes ??= now(name); return bytes; } });
  Object.defineProperty(node, "usedBytes", { get: () => size });
}

function now(name) { // a worker may wait
  const request = new XMLHttpRequest();
  request.open("GET", `${FOLDER}data/${name}.bin`, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name}: the server answers ${request.status}`);
  return new Uint8Array(request.response);
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
    for (const [name, size] of Object.entries(DATA)) promise(python.FS, name, size);
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
