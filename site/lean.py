"""Makes Python and the wheels in /wheels smaller and faster to start; lean.mjs runs it in Pyodide.

Each module that is imported before a lesson's first output is compiled by the very Python that will
import it: reading it then costs a fraction. embedlab keeps its sources as well: they are there to
be read.
"""

import re
import sys
import warnings
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import cache_from_source, source_hash
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import jedi  # noqa: F401
import piplite.piplite  # noqa: F401
import pyodide_kernel  # noqa: F401

import embedlab.page.player
import embedlab.page.sliders
import embedlab.practice  # noqa: F401

UNUSED = re.compile(
    "|".join(
        [
            r"/tests?/|\.h$|labextension|/f2py/|\.dist-info/(RECORD|sboms)",
            r"^pytz/zoneinfo/|-zoneinfo\.tar\.gz$",
            r"^(?!jedi/).*\.pyi$",
            r"^jedi/third_party/django-stubs/",
            r"^jedi/third_party/typeshed/(third_party/2|third_party/2and3|stdlib/2)/",
            r"^pygments/lexers/(?!__init__|_mapping|python|special)",
            r"^matplotlib/mpl-data/(fonts/(afm|pdf)|sample_data|images)",
            r"^matplotlib/mpl-data/fonts/ttf/(STIXGeneral(Bol|It)|STIXNonUni|DejaVuSerif)",
            r"^matplotlib/mpl-data/fonts/ttf/DejaVuSansMono-.*Oblique",
        ]
    )
)
PLACES = {".zip": "/lib/python314.zip/", ".whl": "/lib/python3.14/site-packages/"}

imported = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
warnings.simplefilter("ignore", SyntaxWarning)
for path in sorted(path for path in Path("/wheels").iterdir() if path.suffix in PLACES):
    half, place = path.with_suffix(".part"), PLACES[path.suffix]
    with ZipFile(path) as old, ZipFile(half, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if UNUSED.search(name):
                continue
            content, own = old.read(name), name.startswith("embedlab/")
            compiled = name.endswith(".py") and place + name in imported
            if own or not compiled:
                new.writestr(name, content)
            if compiled:
                code = compile(content, place + name, "exec", dont_inherit=True)
                new.writestr(
                    cache_from_source(name) if own else f"{name}c",
                    _code_to_hash_pyc(code, source_hash(content), checked=False),
                )
    half.rename(path)
