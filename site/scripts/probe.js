/* If Python does not start: does the server hand out its files, and as what? */
const SCRIPT = /^(text|application)\/(x-)?(javascript|ecmascript)/;
const KINDS = [ // a file of each kind; is its type right?
  ["static/pyodide/pyodide.js", SCRIPT, "text/javascript"],
  ["static/pyodide/pyodide.asm.wasm", /./, "application/wasm"],
  ["static/pyodide/pyodide-lock.json", /./, "application/json"],
  ["files/notebooks/00_start_here.ipynb", /./, "application/json"],
];

/** What is wrong with a server's answer, in one sentence; empty if nothing is. */
export function fault(name, isRight, type, status, found) {
  const ending = name.slice(name.lastIndexOf("."));
  if (status !== 200) {
    return `This server does not hand out files that end in ${ending} (${name}: ${status}); it must, as ${type}.`;
  }
  return isRight.test(found) ? ""
    : `This server hands out files that end in ${ending} as “${found || "no type"}”; it must be ${type}.`;
}

async function answerOf(address) {
  const stop = new AbortController();
  try {
    const { status, headers } = await fetch(address, { signal: stop.signal, cache: "no-cache" });
    return [status, headers.get("content-type") ?? ""];
  } catch { return null; } finally { stop.abort(); }
}

/** The first fault of the server that keeps an edition from running, or an empty text. */
export async function probe(edition) {
  const { packages } = await (await fetch(`${edition}static/pyodide/pyodide-lock.json`)).json();
  const wheel = [`static/pyodide/${packages.embedlab.file_name}`, /./, "application/octet-stream"];
  for (const [name, isRight, type] of [...KINDS, wheel]) {
    const answer = await answerOf(edition + name);
    const said = answer && fault(name, isRight, type, ...answer);
    if (said) return said;
  }
  return "";
}
