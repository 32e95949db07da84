"""Tasks that are asked with other numbers: `again`, and the checks of what it shows."""

import re
from dataclasses import replace

import numpy as np
import pytest

from embedlab import practice
from embedlab.page.output import unmarked
from embedlab.practice.checking.grading import checks_in
from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry, tasks
from embedlab.practice.exercises.kinds import Choice, ExerciseError, Function, Mistake, Numbers
from tests.practice.learner import right_answer, wrong_answer

SIZE = Numbers(
    name="lookup-cells",
    task="**How many numbers?** V = {V:,}, d = {d}, x = {x}.",
    stub="answer = ...",
    draw=lambda rng: {"V": int(rng.integers(1, 9)), "d": int(rng.integers(1, 9)), "x": -1},
    first={"V": 10_000, "d": 256, "x": -1},
    answer=lambda V, d: V * d,
    mistakes=(
        Mistake(lambda V, d: V + d, "{V:,} plus {d}."),
        Mistake(lambda V, d: V * d * 4, "Bytes."),
        Mistake(-1, "Less than none."),
    ),
    hints=("Rows of {d}.", "Multiply."),
    why="{V:,} rows.",
    working="{V:,} · {d}.",
)
DRAWN = {
    name: one
    for name, one in (registry() | tasks()).items()
    if isinstance(one, Numbers) and one.draw is not None
}
drawn = pytest.mark.parametrize("exercise", DRAWN.values(), ids=DRAWN)


def test_variant_0_has_the_first_numbers_and_others_have_their_own():
    first = SIZE.fresh()
    assert first.task == "**How many numbers?** V = 10,000, d = 256, x = −1."
    assert (first.answer, first.why, first.hints[0]) == (2_560_000, "10,000 rows.", "Rows of 256.")
    assert judge(first, 10_256).message == "10,000 plus 256."
    assert judge(first, -1).message == "Less than none."
    again = first.fresh(7)
    V, d = (int(n) for n in re.findall(r"[Vd] = (\d)", again.task))
    assert judge(again, V * d).message == f"{V} rows."
    assert judge(again, V + d).message == f"{V} plus {d}."
    assert again == SIZE.fresh(7) == first.fresh(7)
    assert again.fresh().task == first.task
    assert len({SIZE.fresh(variant).task for variant in range(50)}) > 20


def test_numbers_that_confuse_mistakes_with_each_other_or_the_answer_are_drawn_again():
    for variant in range(200):
        fresh = SIZE.fresh(variant)
        answers = [fresh.answer, *(one.answer for one in fresh.mistakes)]
        assert len(set(answers)) == len(answers)  # V = d = 2 has V + d = V · d


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"draw": lambda: {}}, "draw must be a function of rng"),
        ({"draw": lambda rng: 3}, "draw must be a function of rng that returns a dict"),
        ({"first": {"V": 3}}, "first must name what draw does: V, d, x"),
        ({"task": ""}, "needs its text"),
        ({"why": "{W} rows."}, "names {W}, which is not drawn"),
        ({"answer": lambda W: 3}, "names {W}, which is not drawn"),
        ({"why": "{V rows."}, "does not fit what is drawn"),
        ({"first": {"V": 2, "d": 2, "x": 0}}, "is the answer, within the tolerance"),
    ],
)
def test_a_draw_that_does_not_fit_is_refused_where_it_is_declared(change, says):
    with pytest.raises(ExerciseError, match=r"^Exercise 'lookup-cells'") as refused:
        replace(SIZE, **change)
    assert says in str(refused.value)


def test_a_draw_that_never_tells_the_mistakes_apart_says_so():
    same = replace(SIZE, draw=lambda rng: {"V": 2, "d": 2, "x": 0})
    with pytest.raises(ExerciseError, match="confuse its mistakes"):
        same.fresh(1)


@drawn
def test_every_variant_has_its_answer_and_its_sentences(exercise):
    for variant in range(1, 25):
        fresh = exercise.fresh(variant)
        assert not re.search(r"[{}]|nan|np\.", fresh.task + fresh.working + fresh.why)
        found = judge(fresh, right_answer(fresh))
        assert (found.outcome, found.message) == ("solved", fresh.why)
        for mistake in fresh.mistakes:
            found = judge(fresh, wrong_answer(fresh, mistake))
            assert (found.outcome, found.message) == ("not yet", mistake.says)


@drawn
def test_variants_differ_in_their_task_and_their_answer(exercise):
    variants = [exercise.fresh(variant) for variant in range(30)]
    assert len({one.task for one in variants}) >= 10
    assert len({np.asarray(one.answer).tobytes() for one in variants}) >= 4


@drawn
def test_an_answer_rounded_as_the_task_asks_is_correct_in_every_variant(exercise):
    digits = 0 if exercise.tolerance == 0.5 else 1 if exercise.tolerance > 0.05 else 2
    for variant in range(30):
        fresh = exercise.fresh(variant)
        right = np.asarray(right_answer(fresh), float)
        assert judge(fresh, np.round(right, digits).tolist()).outcome == "solved"


@drawn
def test_whole_numbers_stay_whole_where_the_task_does_not_say_how_exact(exercise):
    if not re.search(r"decimal|nearest whole", exercise.task):
        for variant in range(30):
            right = np.asarray(right_answer(exercise.fresh(variant)), float)
            assert np.allclose(right, np.round(right), rtol=0, atol=exercise.tolerance)


@drawn
def test_again_asks_with_other_numbers_and_shows_the_line_that_checks_them(exercise):
    shown = practice.again(exercise.name)
    *_, line = shown.words.splitlines()
    assert checks_in(line) == [exercise.name]
    variant = int(re.search(r"variant=(\d+)\)$", line)[1])
    fresh = exercise.fresh(variant)
    assert " ".join(fresh.task.replace("*", "").split()) in " ".join(shown.words.split())
    assert "*" not in shown.words
    found = eval(line, {"check": practice.check, "answer": right_answer(fresh)})
    assert found.outcome == "solved"
    assert practice.again(exercise.name, variant).words == shown.words
    assert (
        unmarked(fresh.working.split("\n\n")[0])
        in practice.solution(exercise.name, variant=variant).words
    )


def test_a_solved_task_says_that_it_can_be_asked_again():
    name, exercise = next(iter(DRAWN.items()))
    foot = practice.check(name, right_answer(exercise)).words.splitlines()[-1]
    assert foot.endswith(f'· `again("{name}")` asks it with other numbers')
    assert "again(" not in practice.check(name, 10**9).words


@pytest.mark.parametrize("kind", [Function, Choice])
def test_what_has_no_other_numbers_says_what_to_do(kind):
    name = next(name for name, one in registry().items() if isinstance(one, kind))
    told = practice.again(name).words
    assert told.startswith(f"`{name}` ")
    assert len(told) < 120
    assert practice.check(name, ..., variant=3).words.endswith("Leave `variant` out.")


@pytest.mark.parametrize("variant", [-1, 1.5, "7", None, [1]])
def test_what_is_no_variant_is_said(variant):
    told = practice.check(next(iter(DRAWN)), 1, variant=variant).words
    assert "whole number from 0" in told


def test_an_unknown_name_is_said():
    assert "No exercise is called" in practice.again("lookup-nothing").words
    assert "No exercise is called" in practice.again(None).words
