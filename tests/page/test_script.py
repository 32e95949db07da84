"""The script in a page is all parts of the player, in an order in which each finds its imports."""

import json
import re
import shutil
import subprocess
from collections import Counter
from importlib.resources import files

import pytest

from embedlab.page.player.markup import PARTS, script
from tests import ROOT
from tests.data import make_packed_run

FOLDER = files("embedlab.page.player")
SOURCES = {part: (FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in PARTS}
SCRIPTS = [
    path
    for folder in ("embedlab", "site", "tests/js")
    for path in sorted((ROOT / folder).rglob("*.*js"))
    if not {"public", ".cache"} & set(path.parts)
]


def imports(source):
    """(module, its names) of each import of a part."""
    found = re.findall(r'^import \{([^}]*)\} from "\./(\w+)\.js";', source, re.MULTILINE)
    return [(part, re.findall(r"\w+", names)) for names, part in found]


def top_names(source):
    """What a part declares at its top, so that all other parts of the joined script see it."""
    lines = re.findall(r"^(?:export )?(?:const|let|function|class) (.*)$", source, re.MULTILINE)
    return [
        name
        for line in lines
        for name in re.findall(r"(?:^|, )(\w+)(?= =|\()", re.sub(r"\{.*?\}|\(.+", "(", line))
    ]


def test_every_part_is_in_the_script_and_in_it_once():
    modules = {path.stem for path in FOLDER.iterdir() if path.suffix == ".js"}
    assert modules - {"link"} == set(PARTS)  # link.js is the module of a widget
    top = r"^(?:export )?((?:const|let|function|class) .*?)(?: //.*)?$"
    declared = [line for source in SOURCES.values() for line in re.findall(top, source, re.M)]
    assert [line for line in script().splitlines() if line in set(declared)] == declared


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_what_earlier_parts_export(part):
    source = SOURCES[part]
    assert source.count("\nimport ") == len(imports(source)), "an import of another form"
    for earlier, names in imports(source):
        assert PARTS.index(earlier) < PARTS.index(part)
        for name in names:
            assert re.search(rf"^export (const|function) {name}\b", SOURCES[earlier], re.M), name
            assert len(re.findall(rf"\b{name}\b", source)) > 1, f"{name} is not used"


def test_no_two_parts_declare_the_same_name():
    names = Counter(name for source in SOURCES.values() for name in top_names(source))
    assert len(names) > 50
    assert [name for name, count in names.items() if count > 1] == []


def test_the_script_is_closed_and_has_no_import_or_export_left():
    joined = script()
    assert joined.startswith('(() => {\n"use strict";\n')
    assert joined.endswith("})();\n")
    assert not re.search(r"^\s*(import|export)\b", joined, re.MULTILINE)
    assert not re.search(r'\bfrom "\./', joined)
    assert "</script" not in joined
    assert not re.search(r"^\s*//", joined, re.MULTILINE), "comments stay in the parts"


@pytest.mark.slow
def test_the_script_is_javascript(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    path = tmp_path / "script.js"
    path.write_text(script(), encoding="utf-8")
    subprocess.run([node, "--check", path], check=True)


@pytest.mark.parametrize("name", make_packed_run.CONTENTS)
def test_a_run_that_scripts_are_tried_on_is_what_python_packs_today(name):
    stored = json.loads((make_packed_run.FOLDER / name).read_text())
    assert stored == json.loads(json.dumps(make_packed_run.CONTENTS[name]()))


def test_lines_of_scripts_have_at_most_100_characters():
    assert len(SCRIPTS) >= 25
    long = [
        f"{path.relative_to(ROOT)}:{n}"
        for path in SCRIPTS
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 100
    ]
    assert not long
