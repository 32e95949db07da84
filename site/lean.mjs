// node lean.mjs FOLDER PACKAGE…: makes the wheels of a Pyodide distribution start faster; see
// lean.py.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = path.resolve(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: folder, packages: process.argv.slice(3) });
python.FS.mkdirTree("/wheels");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/wheels");
python.runPython(fs.readFileSync(new URL("lean.py", import.meta.url), "utf8"));
