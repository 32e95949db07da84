"""Wrong answers that nobody tuned anything on: none is accepted, and each gets a sentence."""

import tomllib
from pathlib import Path

import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry
from tests.practice.learner import function_from

FILE = Path(__file__).parent / "wrong_answers" / "unseen.toml"
ANSWERS = tomllib.loads(FILE.read_text(encoding="utf-8"))["answer"]


@pytest.mark.parametrize("one", ANSWERS, ids=lambda one: f"{one['exercise']}: {one['cause'][:40]}")
def test_a_wrong_answer_that_was_never_seen_is_not_accepted(one):
    answer = function_from(one["code"]) if "code" in one else one["typed"]
    found = judge(registry()[one["exercise"]], answer, 1)
    assert found.outcome == "not yet"
    assert len(found.message) > 20
