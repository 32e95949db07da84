/* If Python does not start: does the server serve all kinds of files? IIS refuses an ending that
   it does not know. */
const KINDS = { // a file of each kind, and the type to call it
  "static/pyodide/pyodide.asm.wasm": "application/wasm",
  "static/pyodide/python_stdlib.zip": "application/zip",
  "static/pyodide/pyodide-lock.json": "application/json",
  "static/pyodide/python-0.bin": "application/octet-stream",
  "files/notebooks/00_start_here.ipynb": "application/json",
};

/** The status of a server's answer, without its content. */
async function statusOf(address) {
  const stop = new AbortController();
  try {
    return (await fetch(address, { signal: stop.signal, cache: "no-cache" })).status;
  } finally { stop.abort(); }
}

/** The first kind of file that a server refuses, in one sentence; empty if there is none. */
export async function probe(edition) {
  for (const [name, type] of Object.entries(KINDS)) {
    const status = await statusOf(edition + name), ending = name.slice(name.lastIndexOf("."));
    if (status !== 200) {
      return `This server does not serve files that end in ${ending} (it answers ${status}); it `
        + `must, as ${type}.`;
    }
  }
  return "";
}
