"""Every registered exercise: its answers are judged as it says, in every style, for every draw."""

import re

import numpy as np
import pytest

from embedlab.practice import solution
from embedlab.practice.checking.attempts import source
from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Choice, Function, Numbers
from embedlab.practice.lessons import LESSONS
from tests.practice.learner import attempt_in, function_from, right_answer, wrong_answer

SEEDS = range(5)
ALL = registry()
every = pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)


def test_there_are_enough_exercises_of_all_kinds():
    lessons = [exercise.lesson for exercise in ALL.values()]
    assert list(dict.fromkeys(lessons)) == [one for one in LESSONS if one in lessons]
    assert len(ALL) >= 45
    assert set(LESSONS) - set(lessons) == {"start", "trust"}  # the last has a project instead
    assert all(lessons.count(lesson) >= 3 for lesson in lessons)
    for lesson in set(lessons):
        assert any(isinstance(one, Numbers) for one in ALL.values() if one.lesson == lesson)


@every
def test_an_exercise_is_complete(exercise):
    assert exercise.task.startswith("**")
    assert len(exercise.mistakes) >= 2
    assert len(exercise.hints) >= 2
    assert exercise.why.endswith(".")
    says = [mistake.says for mistake in exercise.mistakes]
    assert len(set(says)) == len(says) or isinstance(
        exercise, Choice
    )  # several reasons may deserve one sentence
    assert not any(a in b for a in says for b in says if a != b)


@every
def test_an_untouched_stub_is_not_tried_yet(exercise):
    for cell in (exercise.stub, "import numpy as np\n" + exercise.stub):
        assert judge(exercise, attempt_in(exercise, cell), 0).outcome == "not tried yet"


@every
def test_the_right_answer_passes(exercise):
    for seed in range(20):
        found = judge(exercise, right_answer(exercise), seed)
        assert found.outcome == "solved", found.message
        assert found.message == exercise.why  # no remark about a view either


@every
def test_every_mistake_gets_its_own_sentence_and_no_other(exercise):
    for mistake in exercise.mistakes:
        for seed in SEEDS:
            found = judge(exercise, wrong_answer(exercise, mistake), seed)
            assert found.outcome == "not yet"
            assert mistake.says in found.message, f"{mistake.answer} got: {found.message}"
            others = {other.says for other in exercise.mistakes} - {mistake.says}
            assert not [says for says in others if says in found.message]


functions = pytest.mark.parametrize(
    "exercise", [one for one in ALL.values() if isinstance(one, Function)], ids=lambda one: one.name
)


@functions
def test_a_bug_to_find_is_a_bug(exercise):
    stub = attempt_in(exercise, exercise.stub)
    found = judge(exercise, lambda *given: stub(*given), 0)
    assert found.outcome == ("not tried yet" if "still returns" in found.message else "not yet")
    says = [mistake.says for mistake in exercise.mistakes]
    assert "..." in exercise.stub or found.message.split(" (The same")[0] in says


@functions
def test_other_styles_of_the_right_answer_pass(exercise):
    def as_lists(value):
        parts = value if isinstance(value, tuple) else None
        return (
            tuple(map(as_lists, parts))
            if parts
            else value.tolist()
            if isinstance(value, np.ndarray)
            else value
        )

    def lists_out(*given):
        return as_lists(exercise.reference(*given))

    assert judge(exercise, lists_out, 1).outcome == "solved"
    if not exercise.exact:

        def narrow(*given):
            value = exercise.reference(*given)
            return (
                value.astype(np.float32)
                if isinstance(value, np.ndarray) and value.dtype == float
                else value
            )

        assert judge(exercise, narrow, 1).outcome == "solved"


@functions
def test_lucky_and_hard_coded_answers_fail(exercise):
    right = exercise.reference(*exercise.small)
    for lucky in (lambda *_: right, lambda *given: given[0], lambda *_: 0, lambda *_: None):
        assert judge(exercise, lucky, 0).outcome == "not yet"


@functions
def test_the_solution_works_in_a_notebook_as_it_is_shown(exercise):
    shown = function_from(source(exercise.reference), exercise.reference.__name__)
    assert judge(exercise, shown, 3).outcome == "solved"


@every
def test_the_solution_is_shown_and_holds_no_dots(exercise):
    assert "..." not in solution(exercise.name).words.splitlines()[0]


numbers = pytest.mark.parametrize(
    "exercise", [one for one in ALL.values() if isinstance(one, Numbers)], ids=lambda one: one.name
)


@numbers
def test_a_task_says_how_exact_its_numbers_are_unless_they_are_whole(exercise):
    right = np.asarray(right_answer(exercise), float)
    says = r"(two|three) decimals|(one) decimal|nearest whole"
    exact = np.all(right == np.round(right)) and exercise.tolerance < 0.5
    assert exact or exercise.tolerance == 0.5 or re.search(says, exercise.task)


@numbers
def test_an_answer_rounded_as_the_task_asks_is_correct(exercise):
    right = np.asarray(right_answer(exercise), float)
    digits = 0 if exercise.tolerance == 0.5 else 1 if exercise.tolerance > 0.05 else 2
    for rounded in (np.round(right, digits), np.trunc(right * 10**3 + 1e-9 * right) / 10**3):
        assert judge(exercise, rounded.tolist()).outcome == "solved"


@numbers
def test_no_mistake_is_the_answer_within_the_tolerance(exercise):
    right = np.asarray(right_answer(exercise), float)
    for mistake in exercise.mistakes:
        wrong = np.asarray(wrong_answer(exercise, mistake), float)
        assert wrong.shape != right.shape or np.any(np.abs(wrong - right) > exercise.tolerance)
