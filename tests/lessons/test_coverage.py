"""Each line of the course plan has a cell that keeps it: by name, so that wording stays free.

That a lesson has the shape of a lesson is checked in test_notebooks.py; here it is what the lesson
teaches.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from embedlab.practice.lessons import LESSONS, number
from tests.lessons import CELLS

FOLDER = Path(__file__).parent / "coverage"
LEAST = {lesson: 6 for lesson in LESSONS} | {"start": 3}  # lines per lesson
PLAN = [
    line | {"lesson": lesson}
    for lesson in LESSONS
    for line in tomllib.loads((FOLDER / f"{lesson}.toml").read_text(encoding="utf-8"))["line"]
]
KIND = {"prose": "markdown", "code": "code", "output": "code"}
BY_NAME = {lesson: {cell.id: cell for cell in cells} for lesson, cells in CELLS.items()}


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
    return " ".join("\n".join(texts).split())


def stands_in(shown, text):
    """Whether a number or a word is in a text as a whole: 3.5 is not in 13.5, nor 8 in 1,008.

    >>> stands_in("0.35", "by chance 0.35."), stands_in("0.35", "-0.35"), stands_in("8", "1,008")
    (True, False, False)
    """
    before = r"(?<![\w.−-])(?<!\d,)" if re.match(r"[\w.]", shown) else ""
    after = r"(?!\w|[.,]\d)" if re.search(r"\w$", shown) else ""
    return re.search(before + re.escape(shown) + after, text) is not None


@pytest.mark.parametrize("line", PLAN, ids=lambda line: f"{line['lesson']}: {line['says']}")
def test_the_cell_that_the_plan_names_keeps_its_line(line):
    cell = BY_NAME[number(line["lesson"])].get(line["cell"])
    where = f"cell “{line['cell']}” of lesson {number(line['lesson'])}"
    promise = f"the plan's line “{line['says']}”"
    assert cell is not None, (
        f"There is no {where} any more, so {promise} has lost its place. Say it elsewhere and name "
        f"that cell in coverage/{line['lesson']}.toml, or take the line out of the plan."
    )
    kind, text = KIND[line["in"]], printed(cell) if line["in"] == "output" else cell.source
    assert cell.cell_type == kind, f"The {where} should be {kind}, for {promise}."
    assert text.strip(), f"The {where} has no {line['in']}, but should keep {promise}."
    missing = [shown for shown in line.get("shows", []) if not stands_in(shown, text)]
    assert not missing, f"The {where} no longer shows {missing}, for {promise}."


ASKED = tomllib.loads((FOLDER / "asked.toml").read_text(encoding="utf-8"))["question"]


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question["asks"])
def test_what_people_ask_is_answered_in_a_cell(question):
    cell = BY_NAME[number(question["lesson"])][question["cell"]]
    text = " ".join(re.sub(r"[*`]", "", cell.source).split())
    assert [shown for shown in question["shows"] if shown not in text] == []


def test_every_lesson_is_covered():
    counts = Counter(line["lesson"] for line in PLAN)
    assert counts.keys() == LEAST.keys()
    assert not [lesson for lesson, least in LEAST.items() if counts[lesson] < least]


def test_no_line_is_there_twice():
    assert len({line["says"] for line in PLAN}) == len(PLAN)


def test_only_what_the_page_computes_is_pinned():
    assert all(line["in"] == "output" for line in PLAN if "shows" in line)
