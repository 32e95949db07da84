"""The part of a learner's code that is named is the wrong one, and nothing is given away."""

import ast
import copy
import inspect
import linecache
import textwrap
from functools import partial

import numpy as np
import pytest

from embedlab.practice.checking import judging, sandbox
from embedlab.practice.checking.compare import agree, close, equal
from embedlab.practice.checking.exchanges import alternatives, longer, names_in, shorter
from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.repairs import SENTENCES, exchanged, exchanges, repair
from embedlab.practice.checking.sandbox import plain, run
from embedlab.practice.checking.stubs import unread
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function
from tests.practice.learner import function_from

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::SyntaxWarning")
EXERCISES = [one for one in registry().values() if type(one) is Function]
CASES = ([3, 1, 2], [5], [2, 2, 7, 1], [])


def running_totals(values):
    """[1, 2, 4] → [1, 3, 7]"""
    return np.cumsum(values).tolist()


def found_in(body, right=running_totals, cases=CASES):
    """The kind and the sentence for a function f(values) with this body."""
    function = function_from(f"def f(values):\n{textwrap.indent(textwrap.dedent(body), '    ')}")

    def is_right(f):
        return all(f(list(case)) == right(list(case)) for case in cases)

    return run(partial(repair, function, is_right), (), 1).value or ("", "")


WRONG = {
    "inside the loop": (
        """
        total, found = 0, []
        for value in values:
            total += value
            found.append(total)
            return found
        return []
        """,
        "`return found`",
    ),
    "begins anew": (
        """
        found = []
        for value in values:
            total = 0
            total += value
            found.append(total)
        return found
        """,
        "`total = 0`",
    ),
    "after the loop": (
        """
        total, found = 0, []
        for value in values:
            total += value
        found.append(total)
        return found if values else []
        """,
        "`found.append(total)`",
    ),
    "order of lines": (
        """
        total, found = 0, []
        for value in values:
            found.append(total)
            total += value
        return found
        """,
        "`found.append(total)` and `total += value`",
    ),
    "line too much": (
        """
        total, found = 0, []
        for value in values:
            total += value
            total = abs(total) / 2
            found.append(total)
        return found
        """,
        "`total = abs(total) / 2`",
    ),
    "update": (
        """
        total, found = 0, []
        for value in values:
            total = value
            found.append(total)
        return found
        """,
        "`total = value`",
    ),
    "name": (
        """
        total, found = 0, []
        for value in values:
            total += value
            found.append(value)
        return found
        """,
        "`value`",
    ),
    "number": (
        """
        total, found = 5, []
        for value in values:
            total += value
            found.append(total)
        return found
        """,
        "`5`",
    ),
    "operation": (
        """
        found = []
        for value in values:
            found.append(found[-1] * value if found else value)
        return found
        """,
        "`found[-1] * value`",
    ),
    "condition": (
        """
        found = []
        for k, value in enumerate(values):
            found.append(value + found[-1] if k >= 0 else value)
        return found
        """,
        "`k >= 0`",
    ),
    "function": ("return np.cumprod(values).astype(int).tolist()", "`np.cumprod(values)`"),
    "too much": ("return np.cumsum(values).tolist()[::-1]", "`[::-1]`"),
    "part": ("return [sum(values[k:]) for k in range(1, len(values) + 1)]", "`values[k:]`"),
    "swapped": (
        "return [sum(values[:k]) for k in range(len(values) + 1, 1)]",
        "`range(len(values) + 1, 1)`",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_the_wrong_part_is_named_with_its_line(kind):
    body, part = WRONG[kind]
    assert found_in(body)[0] == kind
    assert part in found_in(body)[1]


def test_a_step_that_is_missing_is_looked_for_where_it_belongs():
    kind, says = found_in("return values", right=sorted)
    assert (kind, "`values`" in says) == ("missing", True)


def test_an_axis_that_is_wrong_is_named():
    E = np.arange(6.0).reshape(2, 3)
    function = function_from("def f(E):\n    return E.sum(axis=1) / 2")
    kind, says = repair(function, lambda f: np.array_equal(f(E), E.sum(axis=0) / 2))
    assert kind == "axis"
    assert "`E.sum(axis=1)`" in says


def test_what_is_written_twice_in_the_same_way_is_one_part():
    kind, says = found_in(
        "return [sum(values[: k + 1]) + 0 * len(values[: k + 1]) for k in range(1, len(values))]",
        right=lambda values: [sum(values[:k]) for k in range(1, len(values))],
    )
    assert kind == "too much"
    assert "`+ 1`" in says


def test_two_wrong_parts_are_not_taken_for_one():
    body = """
    total, found = 3, []
    for value in values:
        total += 2 * value
        found.append(total)
    return found
    """
    assert found_in(body) == ("", "")


def test_numbers_that_an_exchange_lets_grow_without_an_end_are_stopped_by_the_clock():
    body = """
    total = 3
    for value in [1] * 40:
        total += total - 2
    return [total]
    """
    assert found_in(body) == ("", "")


def test_a_loop_that_an_exchange_makes_endless_ends():
    """`found` grows while it is gone through, or `k` never changes."""
    body = """
    found, k = [], 0
    while k < len(values):
        for value in values[: k + 1]:
            found.append(value)
        k = k + 1
    return found + [None]
    """
    assert found_in(body) == ("", "")


def test_code_that_cannot_be_read_gets_no_place():
    space = {}
    exec("def f(values):\n    return values[0]", space)
    assert repair(space["f"], lambda f: True) is None
    assert repair(lambda values: values, lambda f: True) is None


def test_a_function_that_may_do_more_than_calculate_is_not_tried_with_other_parts(monkeypatch):
    asked = []
    monkeypatch.setattr(judging, "repair", lambda *_: asked.append(1))
    wrong = "def row(E, i):\n    return E[i] + 1\n"
    harmful = "def row(E, i):\n    open(__file__).close()\n    return E[i] + 1\n"
    exercise = registry()["lookup-one-token"]
    for code, count in ((harmful, 0), (wrong, 1)):
        judge(exercise, function_from(code, "row", __file__=__file__), 1)
        assert len(asked) == count


def test_a_function_around_another_keeps_the_variables_that_it_uses():
    outer = function_from("def outer(by):\n    def f(x):\n        return x - by\n    return f")
    kind, says = repair(outer(3), lambda f: f(4) == 7)
    assert (kind, "`x - by`" in says) == ("operation", True)


def test_a_part_of_a_correct_answer_shows_where_the_own_one_is_wrong():
    body = """
    found = []
    for value in values:
        found.append(value * len(found))
    return found
    """
    function = function_from(f"def f(values):{textwrap.indent(textwrap.dedent(body), '    ')}")
    solution = "def g(numbers):\n    return [one * (max(numbers) + 7) for one in numbers]"
    assert repair(function, lambda f: f([3, 1, 2]) == [30, 10, 20]) is None
    kind, says = repair(function, lambda f: f([3, 1, 2]) == [30, 10, 20], solution)
    assert kind == "expression"
    assert "`len(found)`" in says
    assert "max" not in says


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.name)
def test_all_exchanges_of_a_correct_answer_can_be_made(exercise):
    """Each is a tree that can be written as code; afterwards the tree is as it was."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(exercise.reference)))
    (function,) = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    before, number = ast.unparse(tree), 0
    for one in exchanges(function, judging.solution_of(exercise)):
        number += 1
        with exchanged(one.fields):
            assert one.kind in SENTENCES
            assert ast.unparse(tree)
    assert ast.unparse(tree) == before
    assert number > 20


def test_arguments_that_are_never_read_are_known():
    assert unread(lambda E, ids: [ids for _ in E]) == set()
    assert unread(lambda E, ids: lambda: E) == {1}
    assert unread(np.sum) == set()


def test_random_numbers_of_its_own_are_told():
    code = (
        "def vector_of(E, i):\n    return E[i] + np.random.default_rng(0).normal(size=E.shape[1])"
    )
    found = judge(registry()["lookup-one-token"], function_from(code), 1)
    assert "draws random numbers" in found.message


def test_an_answer_that_changes_from_call_to_call_is_told():
    code = "def vector_of(E, i, seen=[]):\n    seen.append(1)\n    return E[i] + len(seen)"
    found = judge(registry()["lookup-one-token"], function_from(code), 1)
    assert "another answer each time" in found.message


def test_no_sentence_says_what_belongs_there():
    for says in SENTENCES.values():
        fields = {name for name in ("line", "other", "part") if f"{{{name}}}" in says}
        assert says.format(line="L", other="O", part="P").count("?") == 1
        assert fields <= {"line", "other", "part"}


# ---- a reference that is broken in one place


def broken(exercise, rng, most=12):
    """Versions of a reference with one part exchanged: the code, and the line that is wrong."""
    source = textwrap.dedent(inspect.getsource(exercise.reference))
    tree = ast.parse(ast.unparse(ast.parse(source)))
    (function,) = tree.body
    names = names_in(function)
    everything = [*alternatives(function), *shorter(function), *longer(function, names)]
    for k in rng.permutation(len(everything))[:most]:
        line = everything[k].at.lineno - 1
        with exchanged(everything[k].fields):
            code = ast.unparse(tree).replace("_np.", "np.")
        yield code, code.splitlines()[line].strip()


def is_wrong(exercise, function):
    """Whether it answers each case, and at least one of them wrongly."""
    same = partial(agree, near=equal if exercise.exact else close)
    rng = np.random.default_rng(3)
    cases = [exercise.small, *(exercise.cases(rng) for _ in range(6))]
    try:
        pairs = [
            [plain(one(*copy.deepcopy(case))) for one in (exercise.reference, function)]
            for case in cases
        ]
    except Exception:
        return False
    return not all(same(*pair) for pair in pairs)


def test_where_a_correct_answer_was_broken_is_where_the_sentence_points():
    """Of the places that are told, at least nine in ten are the line that was changed."""
    rng = np.random.default_rng(0)
    told = at_the_line = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "keep", lambda _: sandbox.NOTHING)
        patch.setattr(judging, "accused", lambda *_, **__: None)
        for exercise in EXERCISES:
            names = exercise.reference.__globals__
            for code, line in broken(exercise, rng):
                function = function_from(code, exercise.reference.__name__, **names)
                if not is_wrong(exercise, function):
                    continue
                found = judge(exercise, function, 1)
                if found.causes and found.causes[0].startswith("place"):
                    told += 1
                    at_the_line += f"`{line}`" in found.message
    assert told > 100
    assert at_the_line >= 0.9 * told


@pytest.fixture(autouse=True)
def forgotten():
    yield
    for name in [name for name in linecache.cache if name.startswith("<cell")]:
        del linecache.cache[name]
