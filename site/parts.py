"""Packs the packages for the browser into a few files that scripts/python.js unpacks at once.

Pyodide would fetch each wheel, unpack it with Python, and compile all libraries in it. Here the
files of all packages come one after the other, compressed by the part: fewer bytes, no Python
needed to unpack them, and a library is compiled when it is imported. Files without which the first
cell runs are in parts of their own: they come later, or when one of them is read. Large data files
stay apart; they are fetched when they are read.
"""

import gzip
import json
import re
from zipfile import ZipFile

__all__ = ["pack"]

PART = 6_000_000  # bytes before compression: what is lost if a page is left while it is fetched
DATA = re.compile(r"^embedlab/data/.*\.(npz|gz)$")
LIBRARY = re.compile(r"\.so$")  # like beside like: that compresses better
# instead of micropip and piplite, which need a third of the time in which Python starts
OWN = {
    "piplite/__init__.py": "",
    "piplite/piplite.py": "",
    "piplite/cli.py": """async def get_transformed_code(_):  # of a line with %pip
    return (
        "raise NotImplementedError('Nothing can be installed in the browser; "
        "use the course on your own machine.')"
    )
""",
}


def pack(wheels, target, first):
    """Write the content of wheels as parts.

    Parameters
    ----------
    wheels : list of Path
    target : Path
        The folder for the parts, and for "data" beside them.
    first : collection of str
        The files that a first cell needs.

    Returns
    -------
    parts : list of str
        Names of the parts that a first cell needs.
    later : dict
        The others; of each, [name, size in bytes] of its files.
    data : dict
        Of each file that stays apart, by its place among the packages: its size in bytes.
    """
    files = {name: text.encode() for name, text in OWN.items()}
    first = {*OWN, *first}
    for wheel in wheels:
        with ZipFile(wheel) as content:
            files |= {i.filename: content.read(i) for i in content.infolist() if not i.is_dir()}
    data = {name: files.pop(name) for name in sorted(files) if DATA.search(name)}
    for name, content in data.items():
        path = target / "data" / f"{name}.bin"  # an ending that every server knows
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    soon = {name: content for name, content in files.items() if name in first}
    rest = {name: content for name, content in files.items() if name not in first}
    parts, later = write(soon, target / "python-{}.bin"), write(rest, target / "more-{}.bin")
    return list(parts), later, {name: len(content) for name, content in data.items()}


def write(files, path):
    """Write files as parts, numbered from 0; of each part, [name, size] of its files."""
    parts = {}
    for names in divided(files):
        part = path.with_name(path.name.format(len(parts)))
        part.write_bytes(packed({name: files[name] for name in names}))
        parts[part.name] = [[name, len(files[name])] for name in names]
    return parts


def divided(files):
    """The names of files, in groups whose content has about the size of a part."""
    groups, size = [[]], 0
    for name in sorted(files, key=lambda name: (not LIBRARY.search(name), name)):
        if size > PART:
            groups, size = [*groups, []], 0
        groups[-1].append(name)
        size += len(files[name])
    return groups


def packed(files):
    """Files as one: a line of JSON with [name, size] of each, then their content; compressed."""
    sizes = [[name, len(content)] for name, content in files.items()]
    head = json.dumps(sizes, separators=(",", ":")).encode()
    return gzip.compress(b"\n".join([head, b"".join(files.values())]), 9, mtime=0)
