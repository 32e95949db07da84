"""Makes Python and the wheels in /wheels smaller and faster to start; lean.mjs runs it in Pyodide.

Each module that is imported before a lesson's first output is compiled by the very Python that will
import it: reading it then costs a fraction. embedlab keeps its sources as well: they are there to
be read. What IPython has for terminals stays out.
"""

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
            r"^matplotlib/mpl-data/fonts/ttf/DejaVuSansMono-.*Oblique",
        ]
    )
)
OURS = ("embedlab.page.player", "embedlab.page.sliders", "embedlab.practice")
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


shell = Path(PLACES[".whl"], "IPython", "__init__.py")
shell.write_bytes(patched("IPython/__init__.py", shell.read_bytes()))
for name in ("jedi", "pyodide_kernel", *OURS):
    import_module(name)

imported = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
warnings.simplefilter("ignore", SyntaxWarning)
for path in sorted(path for path in Path("/wheels").iterdir() if path.suffix in PLACES):
    half, place = path.with_suffix(".part"), PLACES[path.suffix]
    with ZipFile(path) as old, ZipFile(half, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if UNUSED.search(name):
                continue
            content, own = patched(name, old.read(name)), name.startswith("embedlab/")
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
