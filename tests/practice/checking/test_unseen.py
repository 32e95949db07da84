"""Wrong answers written without sight of the bank: none is accepted, and each gets a sentence."""

import tomllib
import warnings
from functools import cache
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


EVERY = [*SEEN, *UNSEEN]


def name_of(k):
    return f"{EVERY[k]['exercise']}: {EVERY[k]['cause'][:40]}"


HEARD = {}  # the warnings that came while an answer was judged


@cache
def judged(k):
    one, exercise = EVERY[k], registry()[EVERY[k]["exercise"]]
    answer = one["typed"] if "typed" in one else attempt_in(exercise, one["code"])
    with warnings.catch_warnings(record=True) as HEARD[k]:
        warnings.simplefilter("always")
        return judge(exercise, answer, 1)


@pytest.mark.parametrize("k", range(len(EVERY)), ids=name_of)
def test_a_wrong_answer_of_somebody_else_is_not_accepted(k):
    found = judged(k)
    assert found.outcome == "not yet"
    assert "problem in the checker" not in found.message
    assert len(found.message) > 20
    assert [str(one.message) for one in HEARD[k]] == []


def test_most_answers_that_were_looked_at_get_more_than_a_description():
    """A mistake of the exercise or of the bank, or the part of the code that is wrong."""
    told = 0
    for k, one in enumerate(SEEN):
        mistakes = registry()[one["exercise"]].mistakes
        named = any(judged(k).message == mistake.says for mistake in mistakes)
        told += named or bool(judged(k).causes)
    assert told >= 0.9 * len(SEEN)
