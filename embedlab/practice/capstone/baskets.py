"""Data that everybody has: which modules are imported together in your own Python installation.

A file is a basket, and the modules of the standard library that it imports are the items in it.
"""

import random
import re
import sys
import sysconfig
import zipfile
from collections import Counter
from pathlib import Path

__all__ = ["imported_together"]

IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]+))", re.M)
LARGEST = 200_000  # bytes of a file that is read
MOST_FILES = 6_000
STANDARD = frozenset(name for name in sys.stdlib_module_names if name[0] != "_")


def imported_together(*, least=5, seed=0):
    """Baskets of modules of the standard library, one per file of your installation.

    Parameters
    ----------
    least : int
        Modules that are in fewer baskets are left out.
    seed : int
        Draws the files if there are more than 6,000 (those of the standard library come first),
        and the order within each basket.

    Returns
    -------
    baskets : list of lists of str
        At least two modules in each.
    """
    draw = random.Random(seed)
    own, others = sources()
    others = draw.sample(others, max(0, min(len(others), MOST_FILES - len(own))))
    found = [sorted(imports(text)) for text in texts(own[:MOST_FILES] + others)]
    counts = Counter(name for basket in found for name in basket)
    baskets = ([name for name in basket if counts[name] >= least] for basket in found)
    return [draw.sample(basket, len(basket)) for basket in baskets if len(basket) > 1]


def sources():
    """Python files as (place, name inside an archive or ""): the standard library's, and others."""
    places = sysconfig.get_paths()
    standard, *others = dict.fromkeys(places[name] for name in ("stdlib", "purelib", "platlib"))
    own, rest = files_in(standard), [file for place in others for file in files_in(place)]
    for archive in filter(zipfile.is_zipfile, sys.path):  # in a browser the library is one file
        with zipfile.ZipFile(archive) as inside:
            own += [(archive, name) for name in inside.namelist() if name.endswith(".py")]
    return own, rest


def files_in(folder):
    """The Python files of a folder, without those of packages that were installed into it."""
    paths = sorted(Path(folder).rglob("*.py"))
    return [
        (str(path), "")
        for path in paths
        if not {"site-packages", "dist-packages"} & set(path.relative_to(folder).parts)
    ]


def texts(paths):
    """What is written in these files; one that cannot be read is passed over."""
    archives = {place: zipfile.ZipFile(place) for place, inside in paths if inside}
    for place, inside in paths:
        try:
            raw = archives[place].read(inside) if inside else Path(place).read_bytes()
        except (OSError, zipfile.BadZipFile):
            continue
        if len(raw) <= LARGEST:
            yield raw.decode("utf-8", "replace")
    for archive in archives.values():
        archive.close()


def imports(text):
    """Which modules of the standard library a file imports, by the lines that look like imports.

    >>> sorted(imports("import os.path, re as regex\\nfrom json import load\\nimport numpy"))
    ['json', 'os', 're']
    """
    names = set()
    for one, several in IMPORT.findall(text):
        listed = filter(str.strip, (one or several).split(","))
        names |= {name.split()[0].split(".")[0] for name in listed}
    return names & STANDARD
