"""The tasks inside lessons, and those that CONTRIBUTING shows: judged as they say."""

import re
import sys
import types

import pytest

from embedlab import practice
from embedlab.practice import store
from embedlab.practice.checking import attempts
from embedlab.practice.checking.grading import expected_exercises
from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import by_name, optional, registry, tasks
from embedlab.practice.exercises.kinds import Choice, ExerciseError, Function, Mistake
from tests import ROOT
from tests.practice.learner import function_from, right_answer, wrong_answer

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add a task to a lesson")[1]
GAP, CHECK, DECLARED = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[:3]


def pasted(source):
    module = sys.modules["pasted"] = types.ModuleType("pasted")
    exec(compile(source, "pasted", "exec"), vars(module))
    return module.TASKS


SHOWN = by_name(pasted(DECLARED))
EVERY = SHOWN | tasks()
every = pytest.mark.parametrize("task", EVERY.values(), ids=EVERY)


@pytest.fixture
def shown(monkeypatch):
    """The tasks of CONTRIBUTING as if a lesson had declared them."""
    for module in (attempts, sys.modules[by_name.__module__]):
        monkeypatch.setattr(module, "tasks", lambda: SHOWN)
    return SHOWN


@every
def test_the_right_answer_passes_and_every_mistake_gets_its_own_sentence(task):
    for seed in range(5):
        found = judge(task, right_answer(task), seed)
        assert (found.outcome, found.message) == ("solved", task.why)
        for mistake in task.mistakes:
            found = judge(task, wrong_answer(task, mistake), seed)
            assert found.outcome == "not yet"
            assert mistake.says in found.message, f"{mistake.answer} got: {found.message}"


@every
def test_an_untouched_task_is_not_tried_yet(task):
    gaps = [..., lambda *_: ...] if isinstance(task, Function) else [..., [1, ...]]
    if task.stub:
        gaps.append(function_from(task.stub))
    for gap in gaps:
        assert judge(task, gap, 0).outcome == "not tried yet"


def test_tasks_have_names_that_no_exercise_has_and_count_as_none():
    assert not EVERY.keys() & (registry() | optional()).keys()
    checks = [f'check("{name}", ...)' for name in EVERY]
    assert not set(expected_exercises("notebook", checks)) & EVERY.keys()


def test_the_cells_of_contributing_are_untouched_tasks_that_say_one_short_line(shown):
    look_up = function_from(GAP.split("\n\n\ncheck")[0])
    for cell, found in (
        (GAP, practice.check("lookup-try-line", look_up)),
        (CHECK, practice.check("lookup-try-size", ...)),
    ):
        assert found.outcome == "not tried yet"
        assert found.words.split(":")[0] in cell
        assert "\n" not in found.words
        assert len(found.words) < 110
    assert not store.home().exists()


def test_a_task_is_recorded_and_says_nothing_of_how_far_the_lesson_is(shown):
    assert practice.check("lookup-try-size", 38_400_000).words == (
        "lookup-try-size: Solved. V rows of d numbers: 38,400,000 parameters."
    )
    assert practice.check("lookup-try-size", 50_768).words == (
        "lookup-try-size: Not yet. 50,768 is V plus d. How many numbers are in each row?"
    )
    state, _ = store.load()
    assert state["exercises"]["lookup-try-size"]["tries"] == 2
    assert "lookup-try" not in practice.progress().words


def test_a_task_without_hints_and_working_still_answers_both_calls(shown):
    assert "no hints" in practice.hint("lookup-try-size").words
    assert "The answer is 38,400,000." in practice.solution("lookup-try-size").words
    assert "'lookup-try-line'" in practice.check("lookup-try-lin", 1).words


def test_a_choice_needs_no_reasons_and_its_solution_names_the_letter(shown):
    letter = Choice(
        name="lookup-try-letter",
        choices={"a": "rows", "b": "columns"},
        answer="a",
        mistakes=(Mistake("b", "Which axis counts tokens?"),),
        why="E has a row for each token.",
    )
    shown[letter.name] = letter
    assert judge(letter, "a").outcome == "solved"
    assert practice.solution(letter.name).words == (
        "lookup-try-letter: The answer is a: rows.\nE has a row for each token."
    )


@pytest.mark.parametrize("name", SHOWN)
def test_a_task_is_no_exercise_of_a_practice_notebook(name):
    with pytest.raises(ExerciseError, match=name):
        SHOWN[name].whole()
