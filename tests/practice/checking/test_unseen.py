"""Wrong answers written without sight of the bank: none is accepted, and each gets a sentence."""

import tomllib
from pathlib import Path

import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry
from tests.practice.learner import attempt_in

FOLDER = Path(__file__).parent / "wrong_answers"
SEEN, UNSEEN = (
    tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["answer"]
    for name in ("seen.toml", "unseen.toml")
)


def answer_of(one):
    if "code" not in one:
        return one["typed"]
    return attempt_in(registry()[one["exercise"]], one["code"])


@pytest.mark.parametrize(
    "one", [*SEEN, *UNSEEN], ids=lambda one: f"{one['exercise']}: {one['cause'][:40]}"
)
def test_a_wrong_answer_of_somebody_else_is_not_accepted(one):
    found = judge(registry()[one["exercise"]], answer_of(one), 1)
    assert found.outcome == "not yet"
    assert "problem in the checker" not in found.message
    assert len(found.message) > 20


def test_most_answers_that_were_looked_at_get_more_than_a_description():
    """A mistake of the exercise or of the bank, or the part of the code that is wrong."""
    told = 0
    for one in SEEN:
        exercise = registry()[one["exercise"]]
        found = judge(exercise, answer_of(one), 1)
        named = any(found.message == mistake.says for mistake in exercise.mistakes)
        told += named or bool(found.causes)
    assert told >= 0.9 * len(SEEN)
