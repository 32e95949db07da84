"""The house is kept: short lines and files, more code than docstring, names that lead somewhere."""

import ast
import importlib
import io
import pkgutil
import tokenize
from collections import defaultdict
from types import ModuleType

import pytest

import embedlab
import tools
from tests import ROOT

TAUGHT = """
    checks softmax table similarity projection attention gradients optimizers fast
    tokens corpora training classify tying texts skipgram workers shards sharded frames
""".split()  # noqa: SIM905
FOLDERS = ("benchmarks", "embedlab", "site", "tests", "tools")
MADE = {".cache", ".venv", "node_modules", "public"}  # what stands in them was not written here
LONGEST_LINE, LONGEST_FILE, MOST_DOCSTRING = 100, 350, 0.6
LONGEST_LESSON = 500  # the exercises of a lesson are content, and stand together as in its notebook


def written(*endings):
    """The files with these endings that somebody wrote."""
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    return sorted(
        path
        for path in [ROOT / "conftest.py", *paths]
        if path.suffix in endings and not MADE & set(path.relative_to(ROOT).parts)
    )


def named(paths):
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


PYTHON = named(written(".py"))
MODULES = [
    found.name
    for package in (embedlab, tools)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
]


def docstring_lines(text):
    """The numbers of the lines of docstrings that hold something.

    >>> docstring_lines('def f():' + chr(10) + '    "Words."' + chr(10) + '    return 1')
    {2}
    """
    rows, lines = set(), text.splitlines()
    for node in ast.walk(ast.parse(text)):
        has_docstring = isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        if has_docstring and ast.get_docstring(node, clean=False) is not None:
            rows |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return {row for row in rows if lines[row - 1].strip()}


def code_lines(text):
    """The numbers of the lines of code; what holds only text and punctuation is data.

    >>> code_lines(chr(10).join(["words = [", "    'cat',  # and more", "    dog,", "]"]))
    {1, 3, 4}
    """
    kinds = defaultdict(set)  # line → kinds of tokens
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kinds[token.start[0]].add(tokenize.tok_name[token.type].replace("FSTRING_START", "STRING"))
    marks = {"OP", "COMMENT", "NL", "NEWLINE", "INDENT", "DEDENT", "ENDMARKER"}
    code = {row for row, found in kinds.items() if found - marks - {"STRING"}}
    brackets = {row for row, found in kinds.items() if "OP" in found and "STRING" not in found}
    return (code | brackets) - docstring_lines(text)


@pytest.mark.parametrize("path", named(written(".py", ".js", ".mjs", ".css")))
def test_no_line_is_longer_than_100_characters(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    long = [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
    assert not long, f"Lines {long} have more than {LONGEST_LINE} characters; break them."


@pytest.mark.parametrize("path", PYTHON)
def test_no_file_has_more_than_350_lines_of_code(path):
    count = len(code_lines(path.read_text(encoding="utf-8")))
    is_lesson = path.match("practice/exercises/*.py")
    assert count <= (LONGEST_LESSON if is_lesson else LONGEST_FILE), (
        f"{count} lines of code; what in it changes for another reason?"
    )


@pytest.mark.parametrize("path", named(written(".js", ".mjs", ".css")))
def test_no_script_or_style_sheet_has_more_than_350_lines(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    count = sum(not line.strip().startswith(("//", "/*", "*")) for line in lines if line.strip())
    assert count <= LONGEST_FILE, f"{count} lines; what in it changes for another reason?"


def test_modules_to_read_have_at_most_6_lines_of_docstring_for_10_of_code():
    texts = [(ROOT / "embedlab" / f"{name}.py").read_text(encoding="utf-8") for name in TAUGHT]
    words, code = (
        sum(len(count(text)) for text in texts) for count in (docstring_lines, code_lines)
    )
    assert words <= MOST_DOCSTRING * code, f"{words} lines of docstring for {code} of code"


@pytest.mark.parametrize("path", PYTHON)
def test_a_statement_is_one_act(path):
    """No ``a.grid(False), a.set(…)``: a tuple that nobody keeps is two statements in disguise."""
    statements = [node for node in ast.walk(ast.parse(path.read_bytes())) if type(node) is ast.Expr]
    tuples = [node.lineno for node in statements if isinstance(node.value, ast.Tuple)]
    assert not tuples, f"Lines {tuples}: write a statement for each act."


@pytest.mark.parametrize("path", PYTHON)
def test_modules_are_imported_by_name(path):
    names = {
        getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
        for node in ast.walk(ast.parse(path.read_bytes()))
    }
    assert "spec_from_file_location" not in names, "Put it into a package and import that."


@pytest.mark.parametrize("name", MODULES)
def test_all_that_a_module_promises_is_there_and_no_function_hides_a_module(name):
    module = importlib.import_module(name)
    promised = getattr(module, "__all__", ())
    assert [each for each in promised if not hasattr(module, each)] == []
    assert len(set(promised)) == len(promised)
    assert name.rpartition(".")[2] not in promised, "A module has the name of what it exports."
    inside = {found.name for found in pkgutil.iter_modules(getattr(module, "__path__", ()))}
    hidden = [
        each for each in inside & set(promised) if not isinstance(getattr(module, each), ModuleType)
    ]
    assert not hidden, f"`import {name}.…` of {hidden} would give what is exported, not the module."
