"""The how-to for teachers works as it is printed."""

import re
import sys
import types

import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import by_name, registry
from tests import ROOT
from tests.practice.learner import attempt_in, right_answer

TEXT = (ROOT / "exercises" / "README.md").read_text(encoding="utf-8")
EXAMPLE, DRAWN, *_ = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def exercise(monkeypatch):
    """The example, pasted into a lesson file."""
    module = types.ModuleType("pasted")
    monkeypatch.setitem(sys.modules, "pasted", module)
    exec(compile(EXAMPLE, "pasted", "exec"), vars(module))
    return module.EXERCISES[-1]


def test_the_example_is_a_sound_exercise_with_a_free_name(exercise):
    assert exercise.name in by_name([*registry().values(), exercise])


def test_the_examples_answer_stub_and_mistakes_get_their_verdicts(exercise):
    assert judge(exercise, right_answer(exercise)).outcome == "solved"
    assert judge(exercise, attempt_in(exercise, exercise.stub)).outcome == "not tried yet"
    for seed in range(5):
        for one in exercise.mistakes:
            assert one.says in judge(exercise, one.answer, seed).message


def test_the_example_that_draws_its_numbers_is_a_sound_exercise():
    space = {}
    exec(compile(DRAWN, "pasted", "exec"), space)
    cells = space["CELLS"].whole()
    assert cells.fresh().answer == 2_560_000
    for variant in range(20):
        asked = cells.fresh(variant)
        V, d = (int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", asked.task))
        assert judge(asked, V * d).outcome == "solved"
        assert f"You added {V:,} and {d}." in judge(asked, V + d).message


def test_the_commands_of_the_how_to_exist():
    for name in re.findall(r"python -m (tools\.\w+)", TEXT):
        assert (ROOT / f"{name.replace('.', '/')}.py").exists()
    for path in re.findall(r"`((?:embedlab|tests|exercises)/[\w/.]+)`", TEXT):
        assert (ROOT / path).exists(), path
