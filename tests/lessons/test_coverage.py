"""Each line of the course plan stands on the page of its lesson: said in the prose, done in the code, or computed.

That a lesson has the shape of a lesson is checked in test_notebooks.py; here it is what the lesson teaches.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path

import nbformat
import pytest

TESTS = Path(__file__).parent
PLAN = tomllib.loads((TESTS / "coverage_of_course.toml").read_text(encoding="utf-8"))["line"]
LEAST = {f"{n:02d}": 6 for n in range(15)} | {"00": 3}  # lines per lesson


def printed(cell):
    """All that the outputs of a cell say; the choices of a prediction are no result."""
    texts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if not data.get("text/plain", "").startswith("Predict:"):
            html = re.sub(
                r"(?s)<(script|style)\b.*?</\1>|base64,[\w+/=]+|<[^>]*>",
                " ",
                data.get("text/html", ""),
            )
            texts += [output.get("text", ""), data.get("text/plain", ""), html]
    return "\n".join(texts)


def read(stem):
    """The cells of a lesson as texts, by kind."""
    cells = nbformat.read(TESTS.parent / "notebooks" / f"{stem}.ipynb", as_version=4).cells
    return {
        "prose": [cell.source for cell in cells if cell.cell_type == "markdown"],
        "code": [cell.source for cell in cells if cell.cell_type == "code"],
        "output": [printed(cell) for cell in cells],
    }


PAGES = {stem: read(stem) for stem in sorted({line["notebook"] for line in PLAN})}


@pytest.mark.parametrize("line", PLAN, ids=lambda line: f"{line['lesson']}: {line['says']}")
def test_the_page_shows_what_the_plan_says(line):
    assert any(
        all(phrase in text for phrase in line["shows"])
        for text in PAGES[line["notebook"]][line["in"]]
    )


def test_every_lesson_is_covered():
    counts = Counter(line["lesson"] for line in PLAN)
    assert counts.keys() == LEAST.keys()
    assert not [lesson for lesson, least in LEAST.items() if counts[lesson] < least]


def test_no_line_is_there_twice():
    assert len({line["says"] for line in PLAN}) == len(PLAN)
    assert len({(line["notebook"], *sorted(line["shows"])) for line in PLAN}) == len(PLAN)


def test_phrases_are_few_and_long_enough_to_be_found():
    assert all(1 <= len(line["shows"]) <= 3 and min(map(len, line["shows"])) >= 4 for line in PLAN)
