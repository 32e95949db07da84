"""Runs inside Pyodide, from lean.mjs: the wheels in /wheels lose what is not used, and start faster.

Each module that is imported before a lesson's first output is compiled by the very Python that will import it: reading
it costs a fraction. embedlab keeps its sources as well: they are there to be read.
"""

import re
import sys
import warnings
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import cache_from_source, source_hash
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

UNUSED = re.compile(r"/tests?/|\.h$|^(?!jedi/).*\.pyi$|/django-stubs/|/typeshed/third_party/|labextension|/f2py/|"
                    r"^pytz/zoneinfo/|/mpl-data/(fonts/(afm|pdf)|fonts/ttf/(STIX|DejaVuSerif)|sample_data|images)")

import jedi  # noqa: E402, F401
import piplite.piplite  # noqa: E402, F401
import pyodide_kernel  # noqa: E402, F401

import embedlab.lab  # noqa: E402
import embedlab.player  # noqa: E402
import embedlab.practice  # noqa: E402

imported = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
SITE = "/lib/python3.14/site-packages/"

warnings.simplefilter("ignore", SyntaxWarning)
for path in sorted(Path("/wheels").glob("*.whl")):
    half = path.with_suffix(".part")
    with ZipFile(path) as old, ZipFile(half, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if UNUSED.search(name):
                continue
            content, own = old.read(name), name.startswith("embedlab/")
            compiled = name.endswith(".py") and SITE + name in imported
            if own or not compiled:
                new.writestr(name, content)
            if compiled:
                code = compile(content, SITE + name, "exec", dont_inherit=True)
                new.writestr(cache_from_source(name) if own else f"{name}c",
                             _code_to_hash_pyc(code, source_hash(content), checked=False))
    half.rename(path)
