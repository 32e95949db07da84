"""Answers that no exercise names: no wrong one is taken for correct, no correct one for wrong."""

from importlib import import_module

import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry
from embedlab.practice.lessons import LESSONS, lesson_of
from tests import ROOT

FILES = [ROOT / "tests" / "answers" / f"{lesson}.py" for lesson in LESSONS]
MODULES = [import_module(f"tests.answers.{path.stem}") for path in FILES if path.exists()]
WRONG = [entry for module in MODULES for entry in module.WRONG]
RIGHT = [entry for module in MODULES for entry in module.RIGHT]


def named(entry):
    return f"{entry[0]}-{getattr(entry[1], '__name__', repr(entry[1])[:30])}"


@pytest.mark.parametrize(("name", "attempt"), WRONG, ids=map(named, WRONG))
def test_a_wrong_answer_is_never_solved_and_always_gets_a_sentence(name, attempt):
    for seed in range(3):
        verdict = judge(registry()[name], attempt, seed)
        assert verdict.outcome == "not yet"
        assert len(verdict.message) > 15


@pytest.mark.parametrize(("name", "attempt"), RIGHT, ids=map(named, RIGHT))
def test_a_correct_answer_in_another_style_is_solved(name, attempt):
    for seed in range(3):
        assert judge(registry()[name], attempt, seed).outcome == "solved"


@pytest.mark.parametrize("name", registry())
def test_every_exercise_is_tried_with_both(name):
    path = f"tests/answers/{lesson_of(name)}.py"
    assert any(name == one for one, _ in WRONG), f"{path} needs a wrong answer to {name} in WRONG"
    assert any(name == one for one, _ in RIGHT), f"{path} needs a correct answer to {name} in RIGHT"
