"""Every claim of the course holds as widely as it is stated, and what it corrects does not."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function
from embedlab.practice.lessons import LESSONS, lesson_of, number
from embedlab.practice.reviewing import cards
from tests.claims import KINDS, verdict
from tests.lessons import CELLS

FOLDER = Path(__file__).parent
FILES = {
    one: import_module(f"{__package__}.{one}") for one in LESSONS if (FOLDER / f"{one}.py").exists()
}
CLAIMS = [(lesson, claim) for lesson, file in FILES.items() for claim in file.CLAIMS]
RUN = [(lesson, claim) for lesson, claim in CLAIMS if claim.kind != "in this run"]
SAYS_SO = re.compile(r"\b(this run|these runs|seed|here|this table|this text|this book)\b")
each = pytest.mark.parametrize("lesson", FILES)


def ids(claims):
    return [f"{lesson}: {claim.quote[:50]}" for lesson, claim in claims]


def flat(text):
    return " ".join(re.sub(r"[*`]", "", text).split())


def all_text(lesson):
    """All that a lesson, its cards and its exercises say, for quotes."""
    parts = [cell.source for cell in CELLS[number(lesson)]]
    parts = [re.sub(r'"\s*\n\s*f?"', "", part) for part in parts]  # strings over several lines
    for card in cards.load()[0].values():
        if card.lesson == lesson:
            parts += [card.question, card.why, card.answer, *card.choices, *card.why_not]
    for exercise in registry().values():
        if exercise.lesson == lesson:
            parts += [exercise.task, exercise.why, getattr(exercise, "working", "")]
            parts += [one.says for one in exercise.mistakes]
            if not isinstance(exercise, Function):
                parts += [str(value) for value in getattr(exercise, "reasons", {}).values()]
    return flat("\n".join(parts))


@pytest.mark.parametrize(("lesson", "claim"), CLAIMS, ids=ids(CLAIMS))
def test_the_quote_of_a_claim_is_what_the_course_says(lesson, claim):
    assert flat(claim.quote) in all_text(lesson)
    assert claim.kind in KINDS
    if claim.kind == "in this run":
        assert SAYS_SO.search(claim.quote), "a claim about one run says so"
        assert claim.holds is claim.value is None
    else:
        assert (claim.value is not None) == (claim.kind == "about")
        assert (claim.holds is not None) == (claim.kind != "about")


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "claim"), RUN, ids=ids(RUN))
def test_a_claim_holds_as_widely_as_it_is_stated_and_what_it_corrects_does_not(lesson, claim):
    assert len(list(claim.cases)) >= 5 or list(claim.cases) == [None]
    assert verdict(claim, claim.holds or claim.value)
    assert claim.not_this is None or not verdict(claim, claim.not_this)


@each
def test_every_prediction_card_and_figure_is_covered_by_a_claim_or_said_to_make_none(lesson):
    file = FILES[lesson]
    sources = {cell.id: cell.source for cell in CELLS[number(lesson)] if cell.cell_type == "code"}
    wanted = {key for text in sources.values() for key in re.findall(r'key="([^"]+)"', text)}
    wanted |= {card.name for card in cards.load()[0].values() if card.lesson == lesson}
    wanted |= {
        cell
        for cell, text in sources.items()
        if re.search(r"\b(show|play|film|live|explore)\(", text)
    }
    covered = {name for claim in file.CLAIMS for name in claim.covers}
    none = getattr(file, "NO_CLAIM", {})
    assert wanted - covered - none.keys() == set()
    assert (covered | none.keys()) - wanted == set(), "these are not in the lesson"
    assert all(len(reason) > 10 for reason in none.values())


@each
def test_most_claims_name_what_they_would_reject(lesson):
    run = [claim for claim in FILES[lesson].CLAIMS if claim.kind != "in this run"]
    assert sum(claim.not_this is not None for claim in run) >= len(run) / 2


def test_a_lesson_of_a_card_is_one_of_the_course():
    assert {lesson_of(name) for name in cards.load()[0]} <= set(LESSONS)
