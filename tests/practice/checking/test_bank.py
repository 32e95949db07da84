"""The bank of general mistakes names the causes of wrong answers that no exercise foresaw."""

import inspect
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

from embedlab.practice.checking import (
    bank_of_arguments,
    bank_of_calls,
    bank_of_numbers,
    bank_of_orders,
    bank_of_results,
    bank_of_steps,
    judging,
    sandbox,
)
from embedlab.practice.checking.altering import altered
from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.lineup import Lineup
from embedlab.practice.checking.sandbox import run
from embedlab.practice.exercises import optional, registry
from embedlab.practice.exercises.kinds import Function
from embedlab.practice.exercises.ways import WAYS
from tests.practice.checking.wrong_answers import REPORTING, TUNING, WRONG
from tests.practice.checking.wrong_answers.meaning import found_in
from tests.practice.learner import right_answer

EVERY = registry() | optional()


@pytest.fixture(autouse=True, scope="module")
def trusted():
    """These answers are ours: nothing has to be put back after them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "keep", lambda _: sandbox.NOTHING)
        patch.setattr(sandbox, "switch_off", lambda: None)
        yield


@cache
def judged(one, seed=1):
    return judge(EVERY[one.exercise], one.answer, seed)


def kind_of_sentence(one):
    named = any(judged(one).message == mistake.says for mistake in EVERY[one.exercise].mistakes)
    return "named" if named else found_in(one.cause, judged(one).causes)


def rates(half):
    """The share of the answers with their cause or its place, another cause, something visible."""
    found = Counter(kind_of_sentence(one) for one in half)
    found["cause"] += found["place"] + found["named"]
    return {kind: found[kind] / len(half) for kind in ("cause", "another", "sight", "nothing")}


def test_most_answers_get_their_cause_and_few_another_one():
    tuned, reported = rates(TUNING), rates(REPORTING)
    assert tuned["cause"] >= 0.9
    assert tuned["another"] == 0
    assert reported["cause"] >= 0.83
    assert reported["another"] == 0


def test_the_set_is_as_large_and_as_mixed_as_it_says():
    assert len(WRONG) >= 380
    assert min(len(TUNING), len(REPORTING)) >= 175
    assert sum(" + " in one.cause for one in WRONG) >= 0.2 * len(WRONG)
    assert len({one.exercise for one in WRONG}) >= 60


@pytest.mark.parametrize("one", WRONG, ids=lambda one: f"{one.exercise}: {one.cause}")
def test_no_wrong_answer_is_solved_and_each_gets_one_question_or_more(one):
    found = judged(one)
    assert found.outcome == "not yet"
    assert "problem in the checker" not in found.message
    assert found.message.rstrip("”")[-1] in ".?"


FUNCTIONS = [one for one in WRONG if isinstance(EVERY[one.exercise], Function)]


@pytest.mark.parametrize("one", FUNCTIONS, ids=lambda one: f"{one.exercise}: {one.cause}")
def test_other_random_cases_never_lead_to_another_cause(one):
    """Where a drawn case makes the answer stop with an error, nothing is said of the cause."""
    assert len({judged(one, seed).causes for seed in (1, 2)} - {()}) <= 1


def entries(thing):
    """All entries of the bank in a module's constants."""
    if hasattr(thing, "cause"):
        yield thing
    elif isinstance(thing, dict):
        for one in thing.values():
            yield from entries(one)
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from entries(one)


MODULES = (
    bank_of_steps,
    bank_of_calls,
    bank_of_orders,
    bank_of_arguments,
    bank_of_results,
    bank_of_numbers,
)
BANK = [
    one
    for module in MODULES
    for name, thing in vars(module).items()
    if name.isupper()
    for one in entries(thing)
]


def test_each_entry_of_the_bank_is_half_a_sentence_and_one_question():
    assert len(BANK) > 250
    for one in BANK:
        assert one.asks.endswith("?")
        assert one.asks.count("?") == 1
        assert one.asks[0].isupper()
        assert not re.search(r"\{(?!name|size)", one.what + one.asks)


@pytest.mark.parametrize(
    "exercise", [one for one in EVERY.values() if type(one) is Function], ids=lambda one: one.name
)
def test_a_reference_whose_steps_can_be_switched_is_still_the_reference(exercise):
    code = altered(exercise.reference)
    rng = np.random.default_rng(0)
    for case in (exercise.small, *exercise.edges, exercise.cases(rng)):
        wanted = run(exercise.reference, case, None)
        given = run(lambda *arguments: code((), arguments), case, None)
        assert repr(given.value) == repr(wanted.value)
    assert len(code.switches) >= 3


@pytest.mark.parametrize("name", WAYS)
def test_a_way_leads_to_the_numbers_of_its_exercise(name):
    way, case = WAYS[name]
    assert np.allclose(
        np.array(way(*case), float), right_answer(EVERY[name]), atol=EVERY[name].tolerance
    )
    assert len(inspect.signature(way).parameters) == len(case)


@pytest.mark.parametrize(
    "exercise", [one for one in EVERY.values() if type(one) is Function], ids=lambda one: one.name
)
def test_every_suspect_of_an_exercise_comes_to_an_end(exercise):
    """No mistake runs without an end on the changed arguments of another one."""
    everyone = list(Lineup(exercise).like("no answer at all", lambda *_: False))
    assert everyone == []
