"""Build the site, a folder of static files: python site/build.py [--out FOLDER] [--pages-only] …

It holds the front page, a page to read per lesson, and JupyterLite with all notebooks, in which
everything runs in the browser. Any static server shows it, such as `python -m http.server` in that
folder.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
from pages import build_pages, lessons
from running import equip, list_kept, mark

HERE = Path(__file__).parent
ROOT = HERE.parent
# what else makes a difference to the running edition
SITE = ("site/*.*", "site/lite/*", "site/scripts/*")
UNUSED = (
    "build/*.eot",  # for browsers without woff2; Python does not run in them anyway
    "build/fa-*.woff",
    "build/fa-*.ttf",
    "build/fa-*.svg",
    "extensions/**/pypi/*.whl",  # parts.py has them
)

KERNEL = {
    "kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"},
    "language_info": {
        "name": "python",
        "version": "3.8",
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "codemirror_mode": {"name": "python", "version": 3},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
    },
}


def edition(root):
    """The version with a mark of the content: browsers keep learners' copies by the address."""
    parts = ("notebooks/*.ipynb", "exercises/*.ipynb", "embedlab/**/*", *SITE)
    paths = sorted(
        path
        for part in parts
        for path in root.glob(part)
        if path.is_file() and path.suffix != ".pyc"
    )
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in paths))
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return f"{version}-{mark.hexdigest()[:8]}"


def build_wheel(root, work):
    """embedlab as a wheel, from a clean copy: what an earlier build left behind stays out."""
    copy, wheels = work / "package", work / "wheel"
    for folder in (copy, wheels):
        shutil.rmtree(folder, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    shutil.copytree(
        root / "embedlab", copy / "embedlab", ignore=shutil.ignore_patterns("__pycache__")
    )
    options = ("--quiet", "--no-deps", "--no-build-isolation", "-w", wheels, copy)
    same_bytes = {"SOURCE_DATE_EPOCH": "1767225600"}  # from the same files
    run("pip", "wheel", *options, env=os.environ | same_bytes)
    return next(wheels.glob("*.whl"))


def as_served(path):
    """A notebook as a Jupyter server would hand it over, which JupyterLite leaves to the file.

    Texts are in one piece, and outputs are trusted, so that players move before anything is run. It
    names the kernel as that names itself: else a notebook would change, and be stored in the
    browser, by being opened. Each cell has a mark of its text, by which a newer edition knows what
    a learner changed.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = KERNEL
    for cell in notebook.cells:
        cell.metadata["embedlab"] = mark(cell.source)
        if cell.cell_type == "code":
            cell.metadata["trusted"] = True
    return json.dumps(notebook, ensure_ascii=False)


def build_lab(root, out, source, cache):
    """JupyterLite with the notebooks, embedlab and Python."""
    import distribution  # needs what only the site's own environment has

    work = cache / "work"
    wheel = build_wheel(root, work)
    lite = work / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(HERE / "lite", lite)
    for part in ("notebooks", "exercises"):
        (lite / "files" / part).mkdir(parents=True)
        for path in root.glob(f"{part}/*.ipynb"):
            (lite / "files" / part / path.name).write_text(as_served(path), "utf-8")
    shutil.copy(root / "notebooks" / "glossary.md", lite / "files" / "notebooks")
    source = source or distribution.ADDRESS
    print(*distribution.make(source, wheel, cache, lite / "static" / "pyodide"), sep=", ")
    for command in ("build", "check"):
        run("jupyterlite_core", command, "--output-dir", out.resolve(), cwd=lite)
    for path in [path for pattern in UNUSED for path in out.glob(pattern)]:
        path.unlink()
    readme = (root / "README.md").read_text("utf-8")
    equip(out, [in_bar(lesson, root) for lesson in lessons(readme)])


def in_bar(lesson, root):
    """A lesson as the bar over a running one knows it."""
    practice = (root / "exercises" / f"{lesson.stem}.ipynb").exists()
    return {"stem": lesson.stem, "number": lesson.number, "name": lesson.name, "practice": practice}


def compressed(folder):
    """The bytes of a folder's files as they come over the wire."""
    return sum(
        len(gzip.compress(path.read_bytes(), 6)) for path in folder.rglob("*") if path.is_file()
    )


def run(module, *options, **where):
    """Run a Python module; what it prints is shown if it fails."""
    ran = subprocess.run(
        [sys.executable, "-m", module, *map(str, options)],
        **where,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if ran.returncode:
        sys.exit(f"{ran.stdout}\n{module} {options[0]} failed.")


def repository(variables):
    """The address of the repository where a workflow of GitHub builds the site, or nothing."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")
    return "/".join(filter(None, map(variables.get, names)))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--out", type=Path, default=HERE / "public", help="made anew; default: site/public"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=HERE / ".cache",
        help="for what is fetched; default: site/.cache",
    )
    parser.add_argument(
        "--pyodide",
        metavar="SOURCE",
        help="folder, archive or address of Pyodide's full release, or “carrier”, which takes it "
        "from the package indexes; default: its official address",
    )
    parser.add_argument("--pages-only", action="store_true", help="without JupyterLite")
    parser.add_argument(
        "--source",
        default=repository(os.environ),
        help="where learners get the folder of the course; default: the repository, on GitHub",
    )
    chosen = parser.parse_args()
    lab = "" if chosen.pages_only else f"run/{edition(ROOT)}"
    shutil.rmtree(chosen.out, ignore_errors=True)
    if lab:
        build_lab(ROOT, chosen.out / lab, chosen.pyodide, chosen.cache)
    megabytes = compressed(chosen.out / lab / "static") / 1e6
    build_pages(ROOT, chosen.out, lab, megabytes, chosen.source)
    if lab:
        list_kept(chosen.out, lab)
    size = sum(path.stat().st_size for path in chosen.out.rglob("*") if path.is_file())
    print(f"{chosen.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
