"""Maths ← training ← pictures: no module imports against the direction, and `import embedlab` is light."""

import ast
import subprocess
import sys

import pytest

from tests import ROOT

PACKAGE = ROOT / "embedlab"
MATHS = {"table", "gradients", "similarity", "projection"}
MAY_IMPORT = {
    "__init__": MATHS | {"training"},
    "table": {"numpy"},
    "gradients": {"numpy", "table"},
    "similarity": {"numpy", "table"},
    "projection": {"numpy", "table", "similarity"},
    "tokens": {"numpy", "table", "corpora"},
    "corpora": {"numpy", "data"},
    "training": {"numpy"} | MATHS,
    "classify": {"numpy", "training"} | MATHS,
    "tying": {"numpy", "training"} | MATHS,
    "attention": {"numpy", "table"},
    "skipgram": {"numpy", "tqdm", "gradients", "table"},
    "sharded": {"numpy", "dask", "distributed", "gradients", "skipgram", "table"},
    "packing": {"numpy", "projection"},
    "charts": {"numpy", "matplotlib", "PIL", "training", "projection"},
    "lab": {
        "numpy",
        "ipywidgets",
        "anywidget",
        "traitlets",
        "IPython",
        "matplotlib",
        "charts",
        "training",
    },
    "practice": {
        "numpy",
        "platformdirs",
        "filelock",
        "tqdm",
        "fsrs",
        "anywidget",
        "traitlets",
        "embedlab",
        "charts",
        "practice",
    },
    "exercises": {"numpy", "tokens", "practice", "cosine", "cosine_matrix", "procrustes"} | MATHS,
    "player": {
        "numpy",
        "anywidget",
        "traitlets",
        "IPython",
        "charts",
        "packing",
        "training",
        "projection",
    },
}
MODULES = sorted(
    [
        *PACKAGE.glob("*.py"),
        *PACKAGE.glob("practice/*.py"),
        *PACKAGE.glob("practice/exercises/*.py"),
    ]
)


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = (
                [f"embedlab.{a.name}" for a in node.names]
                if node.module == "embedlab"
                else [node.module]
            )
        for name in names:
            top, *rest = name.split(".")
            yield rest[0] if top == "embedlab" and rest else top


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_module_imports_only_what_its_place_allows(path):
    place = path.stem if path.parent == PACKAGE else path.parent.name
    outside = set(imported(path)) - MAY_IMPORT[place] - set(sys.stdlib_module_names)
    assert not outside


@pytest.mark.parametrize("module", ["embedlab", "embedlab.practice"])
def test_importing_embedlab_or_its_practice_loads_numpy_and_no_picture_widget_or_scheduler(module):
    code = f"import {module}, sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    loaded = set(loaded.split())
    assert "numpy" in loaded
    assert (
        not {"matplotlib", "ipywidgets", "anywidget", "PIL", "IPython", "traitlets", "fsrs"}
        & loaded
    )
