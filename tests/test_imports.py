"""The directions of the house: checks ← taught modules ← page ← practice ← tools."""

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.util import find_spec

import pytest

from tests import ROOT

PACKAGE = ROOT / "embedlab"
TAUGHT = "embedlab"  # the files at the top of the package: what lessons tell people to read
# Each folder may import from the folders that stand before it in its line, and from itself.
DIRECTIONS = {
    TAUGHT: ["embedlab.files"],
    "embedlab.files": [TAUGHT],
    "embedlab.page": [TAUGHT],
    "embedlab.page.player": [TAUGHT, "embedlab.page"],
    "embedlab.page.films": [TAUGHT, "embedlab.page", "embedlab.page.player"],
    "embedlab.practice": [
        TAUGHT,
        "embedlab.page",
        "embedlab.practice.exercises",
        "embedlab.practice.checking",
        "embedlab.practice.capstone",
        "embedlab.practice.reviewing",
    ],
    "embedlab.practice.exercises": [TAUGHT, "embedlab.practice"],
    "embedlab.practice.checking": [
        TAUGHT,
        "embedlab.page",
        "embedlab.practice",
        "embedlab.practice.exercises",
    ],
    "embedlab.practice.capstone": [
        TAUGHT,
        "embedlab.page",
        "embedlab.practice",
        "embedlab.practice.exercises",
        "embedlab.practice.checking",
    ],
    "embedlab.practice.reviewing": [TAUGHT, "embedlab.page", "embedlab.practice"],
}
# In the folder of practice these stand below checking and reviewing, the other files above.
BELOW = {f"embedlab.practice.{name}" for name in ("store", "answers", "lessons", "typed")}
OPENED_LATE = {"embedlab.vectors": {"embedlab.page"}}  # by a method, when it is called
FIRST = {"embedlab.checks", "embedlab.softmax"}  # of the taught modules: they import no other
PROGRAMS = {"embedlab.practice.checking.worker"}  # started by itself, so it may open the face
DOOR = dict.fromkeys(  # a folder that another one opens
    ("embedlab.page.films", "embedlab.page.player"), "embedlab.page"
)
LIBRARIES = {  # what is not in the standard library, folder by folder
    TAUGHT: {"numpy", "tqdm", "dask", "distributed"},
    "embedlab.files": {"numpy", "tqdm"},
    "embedlab.page": {
        "IPython",
        "numpy",
        "matplotlib",
        "cycler",
        "PIL",
        "ipywidgets",
        "anywidget",
        "traitlets",
    },
    "embedlab.page.player": {"numpy", "anywidget", "traitlets"},
    "embedlab.page.films": {"numpy", "matplotlib"},
    "embedlab.practice": {"platformdirs", "filelock", "tqdm"},
    "embedlab.practice.exercises": {"numpy"},
    "embedlab.practice.checking": {"numpy", "IPython", "matplotlib", "traitlets"},
    "embedlab.practice.capstone": {"numpy"},
    "embedlab.practice.reviewing": {"numpy", "fsrs", "matplotlib", "anywidget", "traitlets"},
}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "data" not in path.parts)


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def folder_of(path):
    return ".".join(path.parent.relative_to(ROOT).parts)


@cache
def is_module(name):
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def imports(path):
    """What a file imports, as (module, name or None, whether when it is loaded)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        at_once = node in tree.body
        if isinstance(node, ast.Import):
            yield from ((alias.name, None, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                found = (inside, None) if is_module(inside) else (node.module, alias.name)
                yield (*found, at_once)


def of_ours(path):
    return [found for found in imports(path) if found[0].split(".")[0] == "embedlab"]


def folder_of_module(name):
    path = ROOT.joinpath(*name.split("."))
    return folder_of(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))


every_file = pytest.mark.parametrize("path", FILES, ids=module_name)


@every_file
def test_a_file_imports_only_from_folders_that_stand_before_its_own(path):
    here = folder_of(path)
    for module, _, at_once in of_ours(path):
        there = folder_of_module(module)
        if not at_once and there in OPENED_LATE.get(module_name(path), ()):
            continue
        if here == "embedlab.files" != there:
            assert module == "embedlab.checks"
        assert there in [here, *DIRECTIONS[here]] or DOOR.get(there) == here, module
        if there == "embedlab.practice" != here and module_name(path) not in PROGRAMS:
            assert module in BELOW, module
        if module_name(path) in BELOW:
            assert there in {TAUGHT, "embedlab.page"} or module in BELOW, module


@pytest.mark.parametrize("name", sorted(FIRST))
def test_checks_and_softmax_import_no_other_taught_module_but_each_other(name):
    assert {module for module, _, _ in of_ours(ROOT / f"{name.replace('.', '/')}.py")} <= FIRST


@every_file
def test_a_file_imports_only_the_libraries_of_its_folder(path):
    tops = {module.split(".")[0] for module, _, _ in imports(path)}
    assert tops - set(sys.stdlib_module_names) - {"embedlab"} <= LIBRARIES[folder_of(path)]


@every_file
def test_what_crosses_a_folder_is_public(path):
    for module, name, _ in of_ours(path):
        if name and folder_of_module(module) != folder_of(path):
            assert name in import_module(module).__all__, f"{module}.{name}"


def test_no_import_goes_round_in_a_circle():
    graph = {
        module_name(path): {module for module, _, at_once in of_ours(path) if at_once}
        - {module_name(path)}
        for path in FILES
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, with the circle


@pytest.mark.parametrize("path", [p for p in FILES if p.name != "__init__.py"], ids=module_name)
def test_no_module_bears_the_name_of_a_function_that_it_exports(path):
    assert path.stem not in getattr(import_module(module_name(path)), "__all__", ())


def loaded_by(line):
    code = f"{line}; import sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "line", ["import embedlab", "import embedlab.practice", "from embedlab.page import predict"]
)
def test_what_most_cells_import_loads_numpy_and_no_picture_widget_or_scheduler(line):
    loaded = loaded_by(line)
    assert "numpy" in loaded
    heavy = {"matplotlib", "ipywidgets", "anywidget", "PIL", "IPython", "traitlets", "fsrs", "dask"}
    assert not heavy & loaded
