"""Answers that nobody named beforehand: no wrong one is taken for right, no right one is refused for its style."""

import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry
from tests.answers import unforeseen_01_04, unforeseen_05_08, unforeseen_09_13, unforeseen_14

SETS = (unforeseen_01_04, unforeseen_05_08, unforeseen_09_13, unforeseen_14)
WRONG = [entry for one in SETS for entry in one.UNFORESEEN]
RIGHT = [entry for one in SETS for entry in one.RIGHT]


def named(entry):
    return f"{entry[0]}-{getattr(entry[1], '__name__', repr(entry[1])[:30])}"


@pytest.mark.parametrize(("name", "attempt"), WRONG, ids=map(named, WRONG))
def test_a_wrong_answer_is_never_solved_and_always_gets_a_sentence(name, attempt):
    for seed in range(3):
        verdict = judge(registry()[name], attempt, seed)
        assert verdict.outcome == "not yet"
        assert len(verdict.message) > 15


@pytest.mark.parametrize(("name", "attempt"), RIGHT, ids=map(named, RIGHT))
def test_a_right_answer_in_another_style_is_solved(name, attempt):
    for seed in range(3):
        assert judge(registry()[name], attempt, seed).outcome == "solved"


def test_every_exercise_is_tried_with_both():
    assert {name for name, _ in WRONG} == {name for name, _ in RIGHT} == set(registry())
