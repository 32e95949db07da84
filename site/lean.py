"""Makes Python and the wheels in /wheels smaller and faster to start; lean.mjs runs it in Pyodide.

Each module that is imported before a lesson's first output is compiled by the very Python that will
import it: reading it then costs a fraction. embedlab keeps its sources as well: they are there to
be read. What IPython has for terminals stays out.

It also writes down, in first.json, which files of the packages were read until a first cell could
run: parts.py lets all others come later.
"""

import json
import re
import sys
import warnings
from importlib import import_module
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import cache_from_source, source_hash
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

UNUSED = re.compile(
    "|".join(
        [
            r"/tests?/|\.(h|a|pxd)$|labextension|/f2py/|\.dist-info/(RECORD|sboms)",
            r"^IPython/terminal/(?!__init__|pt_inputhooks/__init__)",
            r"^(?!jedi/).*\.pyi$",
            r"^jedi/third_party/django-stubs/",
            r"^jedi/third_party/typeshed/(third_party/2|third_party/2and3|stdlib/2)/",
            r"^pygments/lexers/(?!__init__|_mapping|python|special)",
            r"^matplotlib/mpl-data/(fonts/(afm|pdf)|sample_data|images)",
            r"^matplotlib/mpl-data/fonts/ttf/(STIXGeneral(Bol|It)|STIXNonUni|DejaVuSerif)",
            r"^matplotlib/mpl-data/fonts/ttf/(DejaVuSansMono-|DejaVuSans-BoldOblique)",
            r"^dateutil/zoneinfo/dateutil-zoneinfo|^PIL/_webp",
        ]
    )
)
SOON = ("jedi", "pyodide_kernel", "embedlab.practice")  # as IMPORTED in scripts/python.js
THEN = ("embedlab.page.player", "embedlab.page.sliders")
EMBED = b"from .terminal.embed import embed"
NO_EMBED = b"""def embed(**_):
    raise NotImplementedError("a browser has no terminal")"""
PLACES = {".zip": "/lib/python314.zip/", ".whl": "/lib/python3.14/site-packages/"}


def patched(name, content):
    """A file as it is used here: importing IPython imports nothing for terminals."""
    if name != "IPython/__init__.py":
        return content
    if EMBED not in content:
        raise ValueError(f"{name} has no {EMBED.decode()!r}: is it of another version?")
    return content.replace(EMBED, NO_EMBED)


def files_of_modules():
    return {getattr(module, "__file__", None) for module in list(sys.modules.values())}


shell = Path(PLACES[".whl"], "IPython", "__init__.py")
shell.write_bytes(patched("IPython/__init__.py", shell.read_bytes()))
opened, first = set(), []
sys.addaudithook(lambda event, values: event == "open" and opened.add(values[0]))
for name in SOON:
    import_module(name)
read = files_of_modules() | {path for path in opened if isinstance(path, str)}
for name in THEN:
    import_module(name)
imported = files_of_modules()
warnings.simplefilter("ignore", SyntaxWarning)
for path in sorted(path for path in Path("/wheels").iterdir() if path.suffix in PLACES):
    half, place = path.with_suffix(".part"), PLACES[path.suffix]
    with ZipFile(path) as old, ZipFile(half, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if UNUSED.search(name):
                continue
            content, own = patched(name, old.read(name)), name.startswith("embedlab/")
            compiled = name.endswith(".py") and place + name in imported
            written = {}
            if own or not compiled:
                written[name] = content
            if compiled:
                code = compile(content, place + name, "exec", dont_inherit=True)
                written[cache_from_source(name) if own else f"{name}c"] = _code_to_hash_pyc(
                    code, source_hash(content), checked=False
                )
            for one, its in written.items():
                new.writestr(one, its)
            if own or place + name in read:
                first += written
    half.rename(path)
Path("/wheels/first.json").write_text(json.dumps(first))
