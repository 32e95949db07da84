"""An exercise that is declared wrongly fails where it is declared: its name, and one sentence."""

from dataclasses import replace

import numpy as np
import pytest

from embedlab.practice.exercises import by_name, registry
from embedlab.practice.exercises.kinds import (
    Choice,
    ExerciseError,
    Function,
    Mistake,
    Numbers,
    mistake,
)

ALL = registry()
FUNCTION = next(one for one in ALL.values() if isinstance(one, Function))
NUMBERS = next(one for one in ALL.values() if isinstance(one, Numbers))
CHOICE = next(one for one in ALL.values() if isinstance(one, Choice) and one.reasons)


@mistake("It says why.")
def one_argument_too_few():
    return 0


@mistake("It says why.")
def with_many(*arguments):
    return 0


WRONG = [
    (FUNCTION, {"name": "6-duplicates"}, "a name is the lesson's word"),
    (FUNCTION, {"name": "06 duplicates"}, "a name is the lesson's word"),
    (FUNCTION, {"task": "No title."}, "begins with a title in bold"),
    (FUNCTION, {"stub": " "}, "stub is empty"),
    (FUNCTION, {"why": ""}, "why is empty"),
    (FUNCTION, {"hints": ("only one",)}, "hints must be a tuple of at least 2"),
    (FUNCTION, {"hints": ("one", " ")}, "a hint is empty"),
    (FUNCTION, {"mistakes": ()}, "mistakes must be a tuple of at least 1"),
    (FUNCTION, {"mistakes": FUNCTION.mistakes[:1]}, "mistakes must be a tuple of at least 2"),
    (FUNCTION, {"mistakes": (with_many, len)}, "'len' among the mistakes has no sentence"),
    (FUNCTION, {"mistakes": (with_many, Mistake(len, " "))}, "'len' says nothing"),
    (FUNCTION, {"mistakes": (with_many, one_argument_too_few)}, "'one_argument_too_few' must take"),
    (FUNCTION, {"cases": lambda: ()}, "cases must be a function of rng"),
    (FUNCTION, {"small": (*FUNCTION.small, 1)}, "small must be a tuple of"),
    (FUNCTION, {"edges": (FUNCTION.small[:-1],)}, "an edge case must be a tuple of"),
    (FUNCTION, {"stub": "def other(x):\n    ..."}, "the stub must define"),
    (FUNCTION, {"stub": "def ("}, "the stub must define"),
    (NUMBERS, {"working": ""}, "working is empty"),
    (NUMBERS, {"tolerance": -1}, "tolerance must be"),
    (NUMBERS, {"tolerance": np.nan}, "tolerance must be"),
    (NUMBERS, {"answer": NUMBERS.mistakes[0].answer}, "is the answer, within the tolerance"),
    (CHOICE, {"answer": ("z", 1)}, "is not among the choices and reasons"),
    (CHOICE, {"answer": CHOICE.answer[0]}, "the answer must be a letter with a reason"),
    (CHOICE, {"mistakes": (*CHOICE.mistakes, Mistake("z", "No."))}, "mistake 'z' is not among"),
    (CHOICE, {"mistakes": (*CHOICE.mistakes, Mistake(CHOICE.answer, "No."))}, "is the answer"),
    (CHOICE, {"choices": dict([*CHOICE.choices.items()][:1])}, "at least two choices"),
]


@pytest.mark.parametrize(("exercise", "change", "says"), WRONG)
def test_a_wrong_declaration_is_refused_with_the_exercises_name(exercise, change, says):
    with pytest.raises(ExerciseError, match=r"^Exercise ") as refused:
        replace(exercise, **change).whole()
    message = str(refused.value)
    assert repr(change.get("name", exercise.name)) in message
    assert says in message
    assert len(message) < 250


def test_a_name_that_is_there_twice_is_refused():
    with pytest.raises(ExerciseError, match=r"'lookup-size': another exercise has this name"):
        by_name([ALL["lookup-size"], ALL["lookup-read-rows"], ALL["lookup-size"]])


def test_a_mistake_can_be_built_on_another():
    @mistake("Twice as much.")
    def double(x):
        return 2 * x

    @mistake("Four times as much.")
    def fourfold(x):
        return double(double(x))

    assert isinstance(fourfold, Mistake)
    assert fourfold.answer(1) == 4
    assert fourfold.says == "Four times as much."
