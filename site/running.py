"""What the running edition gets beyond JupyterLite: scripts, names that any server knows."""

import gzip
import json
import re
import shutil
from pathlib import Path

__all__ = ["equip", "list_kept", "mark"]

HERE = Path(__file__).parent
# before anything else, in this order
FIRST = ("support.js", "lite/early.js", "lite/start.js", "lite/mend.js")
# Plain servers have no type for .mjs, and a browser runs no script without one.
RENAMED = {"pyodide.mjs": "pyodide.js", "pyodide.asm.mjs": "pyodide.asm.js"}
# Whatever a server calls the .wasm, a browser compiles it only as what it is.
STREAMED = "WebAssembly.instantiateStreaming(n,s)"
TYPED = """WebAssembly.instantiateStreaming(Promise.resolve(n).then((e) =>
e.headers.get("Content-Type") === "application/wasm" ? e
: new Response(e.body, { headers: { "Content-Type": "application/wasm" } })), s)"""
GATE = "await main();"
OPENED = """try { // work of an earlier edition comes along before it is looked for
  await (await import("./embedlab/lab.js")).before();
} catch (error) { console.warn(error); }
await main();"""
# not of one lesson, and not much: a lesson asks for it in a dozen turns
SMALL = (
    *("notebooks/*.html", "notebooks/*.json", "*.js", "*.json", "embedlab/*.js", "build/*.js"),
    *("build/schemas/all*.json", "extensions/**/static/*.js", "api/contents/**/*.json"),
)
SMALL_SIZE = 210_000  # bytes
NOT_KEPT = ("*.orig", "rspack.*", "*licenses.json", "service-worker.js", "kept.json")


def mark(text):
    """A mark of a text, FNV-1a over its UTF-8; scripts/join.js computes it, too.

    >>> mark("é")
    '1e9de8c1'
    """
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}"


def equip(lab, lessons):
    """Add the site's scripts to a folder that JupyterLite was built into.

    Each lesson is {"stem", "number", "name", "practice"}, as scripts/course.js takes them.
    """
    scripts = lab / "embedlab"
    shutil.copytree(HERE / "scripts", scripts)
    first = "\n".join((HERE / name).read_text("utf-8") for name in FIRST)
    (scripts / "first.js").write_text(first, "utf-8")
    tag = '<head><script src="../embedlab/first.js"></script>'
    for page in lab.glob("*/index.html"):
        replace(page, "<head>", tag)
    replace(lab / "config-utils.js", GATE, OPENED)
    worker = lab / "service-worker.js"
    own = (scripts / "offline.js").read_text("utf-8")
    worker.write_text(own + worker.read_text("utf-8"), "utf-8")
    rename_python(lab)
    notebook = lab / "notebooks" / "index.html"
    body = '<body class="jp-ThemedContainer" data-notebook="notebooks">'
    replace(notebook, body, body + (HERE / "lite" / "bar.html").read_text("utf-8"))
    list_files(lab, lessons)


def list_files(lab, lessons):
    """Tell the site's scripts the lessons, Python's files, and all that a first lesson needs."""
    python = lab / "static" / "pyodide"
    content = json.loads((python / "python.json").read_text("utf-8"))
    (python / "python.json").unlink()
    core = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "pyodide-lock.json"]
    names = [*core, "python_stdlib.zip", *content["parts"]]
    kernel = next(lab.glob("extensions/*/*/static/comlink.worker.*.js"))
    replace(lab / "embedlab" / "worker.js", "KERNEL-WORKER", f"../{kernel.relative_to(lab)}")
    replace(lab / "jupyter-lite.json", "static/pyodide/pyodide.js", "embedlab/python.js")
    later = content["later"]
    listed = json.dumps(later, separators=(",", ":"))
    (lab / "embedlab" / "later.js").write_text(f"export const LATER = {listed};\n", "utf-8")
    soon = front_end(lab) + [f"static/pyodide/{name}" for name in names]
    soon += [name for name in small(lab) if name not in soon]
    soon += [f"static/pyodide/{name}" for name in later]
    values = {
        "LESSONS": lessons,
        "PARTS": content["parts"],
        "MORE": list(later),
        "DATA": content["data"],
        "BYTES": sum((python / name).stat().st_size for name in names),
        "SIZE": sum(len(gzip.compress((python / name).read_bytes(), 6)) for name in names),
        "SOON": soon + [f"static/pyodide/data/{name}.bin" for name in content["data"]],
    }
    text = "".join(
        f"export const {name} = {json.dumps(value)};\n" for name, value in values.items()
    )
    (lab / "embedlab" / "files.js").write_text(text, "utf-8")


def front_end(lab):
    """What JupyterLite loads for a notebook: the parts of its program that the first one names."""
    first = lab / "build" / "notebooks" / "bundle.js"
    named = set(re.findall(r"\.e\((\d+)\)", first.read_text("utf-8")))
    parts = [
        path
        for path in sorted((lab / "build").glob("*.js"))
        if path.name.split(".")[0] in {"jlab_core", *named}
    ]
    more = lab.glob("extensions/*/*/static/remoteEntry.*.js")
    return [path.relative_to(lab).as_posix() for path in (first, *parts, *sorted(more))]


def small(lab):
    """What JupyterLite loads bit by bit: over a slow line each bit costs a way there and back."""
    paths = [path for pattern in SMALL for path in sorted(lab.glob(pattern))]
    small = [path for path in paths if path.stat().st_size <= SMALL_SIZE]
    return [path.relative_to(lab).as_posix() for path in small if is_kept(path)]


def rename_python(lab):
    """Give Pyodide's modules names that any server hands out as JavaScript."""
    for old, new in RENAMED.items():
        (lab / "static" / "pyodide" / old).rename(lab / "static" / "pyodide" / new)
    replace(lab / "static" / "pyodide" / "pyodide.js", "pyodide.asm.mjs", "pyodide.asm.js")
    replace(lab / "static" / "pyodide" / "pyodide.js", STREAMED, TYPED)
    replace(lab / "jupyter-lite.json", "pyodide/pyodide.mjs", "pyodide/pyodide.js")


def replace(path, old, new):
    text = path.read_text("utf-8")
    if old not in text:
        raise ValueError(f"{path} has no {old!r}: is it of another version?")
    path.write_text(text.replace(old, new), "utf-8")


def list_kept(out, lab):
    """Move offline.js to the site, and write down what browsers keep, once all files are there."""
    (out / lab / "embedlab" / "offline.js").rename(out / "offline.js")
    shutil.copytree(HERE / "servers", out, dirs_exist_ok=True)
    pages = [path.relative_to(out).as_posix() for path in out.rglob("*") if is_kept(path)]
    names = {
        "edition": sorted(p.removeprefix(f"{lab}/") for p in pages if p.startswith(lab)),
        "pages": sorted(p for p in pages if not p.startswith(lab)),
    }
    (out / lab / "embedlab" / "kept.json").write_text(json.dumps(names), "utf-8")


def is_kept(path):
    skipped = any(path.match(pattern) for pattern in NOT_KEPT)
    hidden = path.name.startswith(".") or path.name in ("offline.js", "404.html", "web.config")
    return path.is_file() and not skipped and not hidden
