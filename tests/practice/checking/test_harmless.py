"""What can only calculate needs nothing put back; whatever can do more is known by its code."""

import builtins
import textwrap

import numpy as np
import pytest

from embedlab import cosine, lookup
from embedlab.practice.checking import sandbox
from embedlab.practice.checking.harmless import BUILTINS, CALCULATES, is_data, is_harmless
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function
from tests.practice.checking.hostile import EVERYWHERE

HARMFUL = {
    "sets an attribute": "np.abs = None",
    "deletes an attribute": "del np.abs",
    "sets a global": "global x; x = 1",
    "imports": "import os; os.chdir('/')",
    "seeds": "np.random.seed(1)",
    "evaluates": "eval('1')",
    "makes a class": "class A: pass",
    "by a name in a text": "setattr(np, 'abs', None)",
    "by its globals": "f.__globals__.clear()",
    "by vars": "vars(np).clear()",
    "in a function inside": "def g(): np.abs = None\ng()",
    "in a comprehension": "[setattr(np, 'abs', x) for x in E]",
    "by another function": "helper(np)",
    "opens": "open('a')",
    "by a default": "return g()",
    "writes a file": "np.save('a', E)",
    "keeps what NumPy prints": "np.set_printoptions(precision=1)",
    "by an object": "thing.run()",
    "by a list of functions": "things[0]()",
}


def function(body):
    space = {"np": np, "thing": object(), "things": [setattr], "helper": setattr}
    exec(f"def f(E, ids, g=setattr):\n{textwrap.indent(body, ' ')}", space)
    if "g(" not in body:
        space["f"].__defaults__ = (None,)
    return space["f"]


@pytest.mark.parametrize("body", HARMFUL.values(), ids=HARMFUL)
def test_what_can_do_more_than_calculate_is_known(body):
    assert not is_harmless(function(body))


def test_what_a_notebook_has_replaced_is_not_taken_for_the_builtin(monkeypatch):
    assert is_harmless(function("return divmod(3, 2)"))
    monkeypatch.setattr(builtins, "divmod", lambda a, b: a)
    assert not is_harmless(function("return divmod(3, 2)"))


def test_nearly_all_answers_are_harmless():
    answers = [
        one
        for exercise in registry().values()
        if isinstance(exercise, Function)
        for one in (exercise.reference, *(mistake.answer for mistake in exercise.mistakes))
    ]
    assert sum(map(is_harmless, answers)) >= 0.9 * len(answers)
    assert is_harmless(cosine)
    assert is_harmless(lookup)
    assert not is_harmless(registry)
    assert not is_harmless(print.__call__)


def test_hostile_answers_that_change_something_are_not_harmless():
    changing = [body for body, outcome, words in EVERYWHERE.values() if "import" in body]
    assert len(changing) > 30
    assert not any(is_harmless(function(body)) for body in changing if body[0] != ":")


def test_no_name_that_is_let_through_leads_into_a_module_or_to_private_parts():
    assert not any(name.startswith("_") for name in CALCULATES | BUILTINS.keys())
    modules = [name for name in CALCULATES if hasattr(getattr(np, name, None), "__file__")]
    assert modules == ["linalg"]
    assert not {"open", "eval", "exec", "getattr", "setattr", "vars", "type"} & BUILTINS.keys()


def test_data_is_what_runs_no_code_when_it_is_read():
    class Own(np.float64):
        pass

    assert is_data([1, 2.5, ("a", None), np.float32(1), np.ones(2)])
    assert not any(map(is_data, [Own(1), np.array([len]), np.ma.ones(2), [[[[[1]]]]], {}]))


def test_after_a_harmless_function_the_surroundings_are_not_gone_through(monkeypatch):
    monkeypatch.setattr(sandbox, "keep_modules", lambda: pytest.fail("they are"))
    attempt = function("return E[ids].sum(axis=0)")
    ran = sandbox.run(attempt, (np.eye(3), [0, 2]), kept=sandbox.keep(attempt))
    assert ran.value.tolist() == [1, 0, 1]
