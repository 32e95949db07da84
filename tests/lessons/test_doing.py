"""Learners do something in every section, and much of it is their own: typed or written."""

import ast
import re
from collections import Counter

import pytest

from embedlab.practice.reviewing import cards
from tests.lessons import CELLS, LESSONS, prose

LAST = {"In practice", "On your own", "Further reading"}
DOING = {"predict", "check", "drag", "live", "explore"}


def calls(cell):
    """The functions that a cell calls by their name, as (name, has the learner's own words)."""
    found = []
    for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            options = {option.arg for option in node.keywords}
            found.append((node.func.id, bool(options & {"answer", "model"})))
    return found


def sections(lesson):
    """Heading → the calls under it."""
    found, heading = {}, None
    for cell in CELLS[lesson]:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"^## (.+)$", cell.source, re.MULTILINE):
                found[heading] = []
        elif heading:
            found[heading] += calls(cell)
    return found


@pytest.mark.parametrize("lesson", list(LESSONS)[1:])
def test_every_section_of_a_lesson_has_something_to_do(lesson):
    passive = {
        heading
        for heading, called in sections(lesson).items()
        if not DOING.intersection(name for name, _ in called)
    }
    assert passive <= LAST


def test_over_the_course_learners_produce_a_hundred_answers_of_their_own():
    count = Counter()
    for lesson in LESSONS:
        for cell in CELLS[lesson]:
            for name, own in calls(cell):
                count["typed"] += name == "predict" and own
                count["written"] += name == "check"
    assert count["written"] >= 40  # code, mostly
    assert count["typed"] + count["written"] >= 100


def test_there_are_five_cards_for_each_thousand_words():
    words = sum(len(prose(lesson).split()) for lesson in LESSONS)
    assert len(cards.load()[0]) >= 5 * words / 1000
