"""Each lesson keeps its promised shape: short cells, predictions, stored outputs, seeded chance.

That its numbers are still true is checked by nbval, which runs the same notebooks.
"""

import re
import statistics

import nbformat
import pytest

from tests.lessons import CELLS, LESSONS, OPTIONAL, code_cells, prose
from tools.notebooks import WIDGET_VIEW, normalise

BANNED = {
    r"^\s*[%!]": "a magic or shell line",
    r"\bglobal\b": "global",
    r"import \*": "a star import",
    r"\bdisplay\(": "display(",
    r";\s*$": "a trailing semicolon",
    r"\b(urllib|requests|urlopen|wget|download)\b": "a download",
    r"default_rng\(\)": "an unseeded generator",
    r"np\.random\.(rand|randn|normal|choice|seed|shuffle)\b": "global randomness",
    r"\b(plt|matplotlib|ipywidgets|IPython)\b": "plotting or widget code",
}
EVERY = LESSONS | OPTIONAL
each_lesson = pytest.mark.parametrize("lesson", EVERY)
each_full_lesson = pytest.mark.parametrize("lesson", list(LESSONS)[1:])


def outputs(lesson):
    return [output for cell in code_cells(lesson) for output in cell.outputs]


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def is_name(cell_id):
    """Whether an id is made of words, not of a notebook editor's random digits.

    >>> [is_name(text) for text in ("shape-of-a-batch", "own-1-shapes", "3f2b7c1e", "deadbeef")]
    [True, True, False, False]
    """
    words = re.fullmatch(r"([a-z]+\d?|\d{1,3})(-([a-z]+\d?|\d{1,3}))*", cell_id)
    return bool(words) and not re.fullmatch("[0-9a-f]{8}", cell_id)


def test_there_are_lessons():
    assert len(LESSONS) >= 6


@each_lesson
def test_every_cell_was_executed_in_order_without_an_error(lesson):
    counts = [cell.execution_count for cell in code_cells(lesson)]
    assert counts == list(range(1, len(counts) + 1))
    assert not [o for o in outputs(lesson) if o.output_type == "error" or o.get("name") == "stderr"]


@each_lesson
def test_the_stored_file_is_normalised_and_small(lesson):
    text = EVERY[lesson].read_text(encoding="utf-8")
    assert nbformat.writes(normalise(nbformat.reads(text, as_version=4))) == text.rstrip("\n")
    assert len(text.encode()) < 700_000
    assert WIDGET_VIEW not in text
    without_pictures = re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)
    assert not re.search(r"/home/|/tmp/|/Users/|[A-Z]:\\\\", without_pictures)


@each_lesson
def test_every_cell_has_a_name_of_its_own(lesson):
    names = [cell.id for cell in CELLS[lesson]]
    assert [name for name in names if not is_name(name)] == []
    assert len(set(names)) == len(names)


@each_lesson
def test_cells_are_short(lesson):
    sizes = [len(lines(cell)) for cell in code_cells(lesson)]
    assert statistics.median(sizes) <= 4
    assert sorted(sizes)[int(0.9 * len(sizes))] <= 12
    assert max(sizes) <= 20


@each_lesson
def test_no_code_line_is_wider_than_a_narrow_window(lesson):
    assert not [line for cell in code_cells(lesson) for line in lines(cell) if len(line) > 110]


@each_lesson
def test_lessons_hold_ideas_not_plumbing(lesson):
    for cell in code_cells(lesson):
        for pattern, what in BANNED.items():
            assert not re.search(pattern, cell.source, re.MULTILINE), f"{what} in: {cell.source}"


@each_lesson
def test_a_lesson_says_what_you_will_do_how_long_it_takes_and_what_it_builds_on(lesson):
    first = CELLS[lesson][0].source
    assert re.match(r"# \S", first)
    assert "You will" in first
    assert re.search(r"\d+ minutes", first)
    assert "uilds on" in first
    assert len(re.findall(r"^# ", prose(lesson), re.MULTILINE)) == 1


@each_full_lesson
def test_a_lesson_has_20_to_35_code_cells_and_prose_between_them(lesson):
    """The cards at both ends, which are the same line everywhere, are not counted."""
    cards = r"^(warm_up|before_you_go|recall)\("
    cells = [cell for cell in code_cells(lesson) if not re.search(cards, cell.source, re.M)]
    assert 20 <= len(cells) <= 35
    assert 40 <= len(prose(lesson).split()) / len(cells) <= 110


@each_full_lesson
def test_a_lesson_has_four_to_six_sections_and_closes_with_practice_and_reading(lesson):
    headings = re.findall(r"^## (.+)$", prose(lesson), re.MULTILINE)
    assert headings[-3:] == ["On your own", "In practice", "Further reading"]
    assert 4 <= len(headings[:-3]) <= 6
    reading = prose(lesson).split("## Further reading")[1]
    assert 1 <= len(re.findall(r"^- ", reading, re.MULTILINE)) <= 5


@each_full_lesson
def test_a_lesson_asks_for_predictions_and_moves(lesson):
    source = "\n".join(cell.source for cell in code_cells(lesson))
    assert len(re.findall(r"\bpredict\(", source)) >= 3
    assert re.search(r"\b(play|drag|live|explore)\(", source)


@each_lesson
def test_the_first_line_of_folded_code_which_is_seen_names_no_answer(lesson):
    folded = [cell for cell in code_cells(lesson) if cell.metadata.get("jupyter", {})]
    first = [lines(cell)[0] for cell in folded if cell.metadata["jupyter"].get("source_hidden")]
    assert not [line for line in first if re.search(r"(answer|says|model)=|predict\(.*[{]", line)]


def test_prediction_keys_are_unique_in_the_course():
    sources = [cell.source for lesson in EVERY for cell in code_cells(lesson)]
    keys = [key for source in sources for key in re.findall(r'key="([^"]+)"', source)]
    assert keys
    assert len(keys) == len(set(keys))


@each_lesson
def test_every_picture_has_words_for_those_who_do_not_see_it(lesson):
    for output in outputs(lesson):
        data = output.get("data", {})
        pictures = re.findall(r"<img\b[^>]*>", str(data.get("text/html", "")))
        assert all(re.search(r'alt="[^"]{15,}"', picture) for picture in pictures)
        assert "image/png" not in data  # a bare picture has no alt text in JupyterLab
