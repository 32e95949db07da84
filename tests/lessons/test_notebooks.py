"""Each lesson keeps the shape that was promised: short cells, predictions, stored outputs, nothing unseeded.

That its numbers are still true is checked by nbval, which runs the same notebooks.
"""

import re
import statistics

import nbformat
import pytest

from tests import ROOT
from tools import notebooks as execute

NOTEBOOKS = ROOT / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
FULL_LESSONS = [path for path in LESSONS if not path.name.startswith("00")]
BANNED = {
    r"^\s*[%!]": "a magic or shell line",
    r"\bglobal\b": "global",
    r"import \*": "a star import",
    r"\bdisplay\(": "display(",
    r";\s*$": "a trailing semicolon",
    r"\b(urllib|requests|urlopen|wget|download)\b": "a download",
    r"default_rng\(\)|np\.random\.(rand|randn|normal|choice|seed|shuffle)\b": "unseeded or global randomness",
    r"\b(plt|matplotlib|ipywidgets|IPython)\b": "plotting or widget code",
}


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path):
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


all_lessons = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
full_lessons = pytest.mark.parametrize("path", FULL_LESSONS, ids=lambda path: path.stem)


def test_there_are_lessons():
    assert len(LESSONS) >= 6


@all_lessons
def test_every_cell_was_executed_in_order_without_an_error(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [
        o
        for cell in cells
        for o in cell.outputs
        if o.output_type == "error" or o.get("name") == "stderr"
    ]


@all_lessons
def test_the_stored_file_is_normalised_and_small(path):
    text = path.read_text(encoding="utf-8")
    assert nbformat.writes(execute.normalise(read(path))).strip() == text.strip()
    assert len(text.encode()) < 700_000
    assert execute.WIDGET_VIEW not in text
    assert not re.search(
        r"/home/|/tmp/|/Users/|[A-Z]:\\\\", re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)
    )


@all_lessons
def test_cells_are_short(path):
    sizes = [len(lines(cell)) for cell in code_cells(path)]
    assert statistics.median(sizes) <= 4
    assert sorted(sizes)[int(0.9 * len(sizes))] <= 12
    assert max(sizes) <= 20


@all_lessons
def test_no_code_line_is_wider_than_a_narrow_window(path):
    assert not [line for cell in code_cells(path) for line in lines(cell) if len(line) > 110]


@all_lessons
def test_lessons_hold_ideas_not_plumbing(path):
    for cell in code_cells(path):
        for pattern, what in BANNED.items():
            assert not re.search(pattern, cell.source, re.MULTILINE), f"{what} in: {cell.source}"


@all_lessons
def test_a_lesson_says_what_you_will_do_how_long_it_takes_and_what_it_builds_on(path):
    first = read(path).cells[0].source
    assert re.match(r"# \S", first)
    assert "You will" in first
    assert re.search(r"\d+ minutes", first)
    assert "uilds on" in first
    assert len(re.findall(r"^# ", prose(path), re.MULTILINE)) == 1


@full_lessons
def test_a_lesson_has_20_to_35_code_cells_and_prose_between_them(path):
    """The cards at both ends, which are the same line everywhere, are not counted."""
    cells = [
        cell
        for cell in code_cells(path)
        if not re.search(r"^(warm_up|before_you_go)\(", cell.source, re.M)
    ]
    words = len(prose(path).split())
    assert 20 <= len(cells) <= 35
    assert 40 <= words / len(cells) <= 110


@full_lessons
def test_a_lesson_has_four_to_six_sections_and_closes_with_practice_and_reading(path):
    headings = re.findall(r"^## (.+)$", prose(path), re.MULTILINE)
    assert headings[-3:] == ["On your own", "In practice", "Further reading"]
    assert 4 <= len(headings[:-3]) <= 6
    reading = prose(path).split("## Further reading")[1]
    assert 1 <= len(re.findall(r"^- ", reading, re.MULTILINE)) <= 5


@full_lessons
def test_a_lesson_asks_for_predictions_and_moves(path):
    source = "\n".join(cell.source for cell in code_cells(path))
    assert len(re.findall(r"\bpredict\(", source)) >= 3
    assert re.search(r"\b(play|drag|live|explore)\(", source)


def test_prediction_keys_are_unique_in_the_course():
    cells = [cell for path in LESSONS for cell in code_cells(path)]
    keys = [key for cell in cells for key in re.findall(r'key="([^"]+)"', cell.source)]
    assert keys
    assert len(keys) == len(set(keys))


@all_lessons
def test_every_picture_has_words_for_those_who_do_not_see_it(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            html = str(output.get("data", {}).get("text/html", ""))
            assert all(
                re.search(r'alt="[^"]{15,}"', tag) for tag in re.findall(r"<img\b[^>]*>", html)
            )
            assert "image/png" not in output.get(
                "data", {}
            )  # a bare picture has no alt text in JupyterLab
