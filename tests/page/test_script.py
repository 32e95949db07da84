"""The script in a page is all parts that it needs, in an order in which each finds its imports."""

import json
import posixpath
import re
import shutil
import subprocess
from collections import Counter
from importlib.resources import files

import pytest

from embedlab.page.output import joined
from embedlab.page.player.markup import PARTS, script
from tests import ROOT
from tests.data import make_packed_run

FOLDER = files("embedlab.page")
ALL = sorted({part for parts in PARTS.values() for part in parts})
SOURCES = {part: (FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in ALL}
EACH = pytest.mark.parametrize("form", PARTS)
SCRIPTS = [
    path
    for folder in ("embedlab", "site", "tests/js")
    for path in sorted((ROOT / folder).rglob("*.*js"))
    if not {"public", ".cache"} & set(path.parts)
]


def imports(part):
    """(part, its names) of each import of a part."""
    found = re.findall(r'^import \{([^}]*)\} from "(\S+)";', SOURCES[part], re.MULTILINE)
    folder = part.partition("/")[0]
    return [
        (posixpath.normpath(f"{folder}/{path}").removesuffix(".js"), re.findall(r"\w+", names))
        for names, path in found
    ]


def top_names(source):
    """What a part declares at its top, so that all other parts of the joined script see it."""
    lines = re.findall(r"^(?:export )?(?:const|let|function|class) (.*)$", source, re.MULTILINE)
    return [
        name
        for line in lines
        for name in re.findall(r"(?:^|, )(\w+)(?= =|\()", re.sub(r"\{.*?\}|\(.+", "(", line))
    ]


def test_every_module_is_a_part_of_a_script():
    folders = (FOLDER / "player", FOLDER / "films")
    modules = {
        f"{folder.name}/{path.stem}"
        for folder in folders
        for path in folder.iterdir()
        if path.suffix == ".js"
    }
    assert modules - {"player/link"} == set(ALL)  # link.js is the module of a widget


@EACH
def test_a_part_imports_what_earlier_parts_export(form):
    parts = PARTS[form]
    for part in parts:
        source = SOURCES[part]
        assert source.count("\nimport ") == len(imports(part)), "an import of another form"
        for earlier, names in imports(part):
            assert parts.index(earlier) < parts.index(part)
            for name in names:
                assert re.search(rf"^export (const|function) {name}\b", SOURCES[earlier], re.M), (
                    name
                )
                assert len(re.findall(rf"\b{name}\b", source)) > 1, f"{name} is not used"


@EACH
def test_a_script_carries_no_part_that_nothing_imports(form):
    *others, last = PARTS[form]
    assert re.search(rf"^export function {form}\(", SOURCES[last], re.MULTILINE)
    used = {earlier for part in PARTS[form] for earlier, _ in imports(part)}
    assert set(others) == used | {"player/opening"}  # which the script itself calls


@EACH
def test_no_two_parts_declare_the_same_name(form):
    names = Counter(name for part in PARTS[form] for name in top_names(SOURCES[part]))
    assert len(names) > 20
    assert [name for name, count in names.items() if count > 1] == []


@EACH
def test_a_script_is_closed_and_has_no_import_or_export_left(form):
    whole = script(form)
    assert whole.startswith('(()=>{"use strict";') and whole.endswith("})();")
    assert not re.search(r"^\s*(import|export)\b", whole, re.MULTILINE)
    assert "</script" not in whole
    assert whole.count("\n") < 20, "a stored notebook spends ten characters on each line"


TREES = """
const acorn = require("internal/deps/acorn/acorn/dist/acorn");
const places = new Set(["start", "end"]);
const tree = (text) => JSON.stringify(
    acorn.parse(text, { ecmaVersion: "latest", sourceType: "module" }),
    (name, value) => (places.has(name) ? undefined : value),
);
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const [long, short] of pairs) console.log(tree(long) === tree(short));
"""


@pytest.mark.slow
def test_a_script_without_blanks_is_the_same_script_to_a_parser():
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    folders = (FOLDER, FOLDER / "player", FOLDER / "films")
    paths = [path for folder in folders for path in folder.iterdir() if path.suffix == ".js"]
    sources = [path.read_text(encoding="utf-8") for path in paths]
    plain = [
        re.sub(r"^import [^;]*;|^export (?!default)", "", text, flags=re.M) for text in sources
    ]
    pairs = json.dumps([*zip(plain, map(joined, sources), strict=True)])
    ran = subprocess.run(
        [node, "--expose-internals", "-e", TREES],
        input=pairs,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(pairs) > 20 and ran.stdout.split() == ["true"] * len(sources)


@pytest.mark.slow
@EACH
def test_a_script_is_javascript(tmp_path, form):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    path = tmp_path / "script.js"
    path.write_text(script(form), encoding="utf-8")
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
