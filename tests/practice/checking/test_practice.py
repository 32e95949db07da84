"""Practice: every mistake gets its own sentence, no learner's code breaks anything, progress is kept.

The first part uses three exercises of its own; the last part holds every registered exercise to the same.
"""

import builtins
import functools
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

import embedlab.practice as practice
from embedlab.practice import cards
from embedlab.practice.checking.feedback import brief
from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.sandbox import Ran, plain, run
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers

SEEDS = range(5)


def scatter(E, ids, upstream):
    dE = np.zeros_like(E)
    np.add.at(dE, ids, upstream)
    return dE


def last_one_wins(E, ids, upstream):
    dE = np.zeros_like(E)
    dE[ids] += upstream
    return dE


def averaged(E, ids, upstream):
    count = np.maximum(np.bincount(ids, minlength=len(E)), 1)
    return scatter(E, ids, upstream) / count[:, None]


def into_the_table(E, ids, upstream):
    E[:] = 0
    np.add.at(E, ids, upstream)
    return E


def draw(rng):
    E, ids = rng.normal(size=(6, 3)), np.array([4, 1, 4, 0])
    return E, rng.permutation(ids), rng.normal(size=(4, 3))


SMALL = (np.ones((4, 2)), np.array([2, 0, 2]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]))
GRADIENT = Function(
    name="06-gradient",
    task="**Add them up.** Write the gradient of the table.",
    stub="def scatter(E, ids, upstream):\n    dE = np.zeros_like(E)\n    ...\n    return dE",
    reference=scatter,
    cases=draw,
    small=SMALL,
    edges=((np.ones((4, 2)), np.zeros(0, int), np.zeros((0, 2))),),
    mistakes=(
        Mistake(last_one_wins, "Row 2 was used twice, and one of its gradients is lost."),
        Mistake(averaged, "Row 2 was used twice, and yours holds the mean."),
        Mistake(into_the_table, "You wrote into the table that was given to you."),
    ),
    hints=("Which row is used twice?", "Look up `np.add.at`."),
    why="Gradients of one row add up.",
)
BYTES = Numbers(
    name="02-bytes",
    task="**Count.** Megabytes of a table of 10 000 × 256 float32?",
    stub="answer = ...",
    answer=lambda: 10_000 * 256 * 4 / 1e6,
    working="10 000 · 256 · 4 bytes.",
    why="Four bytes per number.",
    mistakes=(
        Mistake(2.56, "That is the count of numbers, in millions."),
        Mistake(81.92, "Those are bits."),
    ),
    hints=("How many numbers?", "How many bytes has one?"),
)
REASON = Choice(
    name="01-closer",
    task="**Choose.** Is token 7 closer to 8 than to 90?",
    stub="answer = ...",
    choices={"a": "yes", "b": "no", "c": "cannot be told"},
    reasons={1: "IDs are row numbers", 2: "8 follows 7"},
    answer=("c", 1),
    working="IDs are names.",
    mistakes=(
        Mistake("a", "An ID is a name."),
        Mistake(("c", 2), "The order of IDs was chosen by sorting."),
    ),
    hints=("Swap two IDs.", "Does anything change?"),
    why="An ID is a row number, no more.",
)


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))


@pytest.fixture
def three(monkeypatch):
    """The three exercises above as if they were all."""
    names = {one.name: one for one in (REASON, BYTES, GRADIENT)}
    monkeypatch.setattr(practice, "registry", lambda: names)
    monkeypatch.setattr(practice, "given_hints", {})
    return names


def function_from(source, name=None, **names):
    """The function that a cell with this source defines."""
    space = {"np": np, **names}
    exec(compile(source, "cell", "exec"), space)
    return (
        space[name]
        if name
        else next(v for k, v in space.items() if k not in {"np", "__builtins__", *names})
    )


def untouched(exercise):
    return function_from(exercise.stub, exercise.reference.__name__)


def verdict(attempt, exercise=GRADIENT, seed=0):
    return judge(exercise, attempt, seed)


# ---- right answers, in anybody's style ------------------------------------------------------------------


def with_loops(E, ids, upstream):
    dE = [[0.0] * len(E[0]) for _ in E]
    for row, gradient in zip(ids, upstream, strict=True):
        for j, g in enumerate(gradient):
            dE[row][j] += g
    return dE


RIGHT = {
    "loops and lists": with_loops,
    "one-hot product": lambda E, ids, upstream: np.eye(len(E))[ids].T @ upstream,
    "einsum": lambda E, ids, upstream: np.einsum("nv,nd->vd", np.eye(len(E))[ids], upstream),
    "float32": lambda E, ids, upstream: scatter(E.astype("f4"), ids, upstream.astype("f4")),
    "rows as a tuple": lambda *given: tuple(scatter(*given)),
    "a keyword with a default": lambda E, ids, upstream, *, scale=1.0: (
        scale * scatter(E, ids, upstream)
    ),
    "other names": lambda a, b, c: scatter(a, b, c),
    "partial": functools.partial(scatter),
    "a read-only answer": lambda *given: np.broadcast_to(scatter(*given), given[0].shape),
    "prints on the way": lambda *given: print("here I am") or scatter(*given),
    "warns on the way": lambda *given: warnings.warn("hm", stacklevel=1) or scatter(*given),
}


@pytest.mark.parametrize("attempt", RIGHT.values(), ids=RIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_answer_in_another_style_passes(attempt, seed):
    assert verdict(attempt, seed=seed).outcome == "solved"


@pytest.mark.parametrize("given", [10.24, 10.2401, np.float32(10.24), np.array(10.24), "10.24"])
def test_numbers_within_the_tolerance_pass_and_text_does_not(given):
    assert verdict(given, BYTES).outcome == ("not yet" if given == "10.24" else "solved")


@pytest.mark.parametrize("given", [("c", 1), ["C", 1], ("c ", "1"), ("c", np.int64(1))])
def test_a_choice_may_be_written_in_several_ways(given):
    assert verdict(given, REASON).outcome == "solved"


def test_several_results_texts_and_dicts_are_compared_part_by_part():
    def exercise(reference):
        return Function(
            **{
                **vars(GRADIENT),
                "reference": reference,
                "small": (3,),
                "edges": (),
                "mistakes": (),
                "cases": lambda rng: (int(rng.integers(4, 9)),),
            }
        )

    pair = exercise(lambda n: (np.arange(n), n / 2))
    assert verdict(lambda n: [list(range(n)), n / 2], pair).outcome == "solved"
    assert "should be 1.5, but is 3" in verdict(lambda n: (np.arange(n), n), pair).message
    words = exercise(lambda n: ["a"] * n)
    assert verdict(lambda n: tuple("a" * n), words).outcome == "solved"
    assert verdict(lambda n: np.array(["a"] * n), words).outcome == "solved"
    assert verdict(lambda n: ["b"] * n, words).outcome == "not yet"
    table = exercise(lambda n: {"n": n, "rows": [n, n]})
    assert verdict(lambda n: {"rows": (n, n), "n": n}, table).outcome == "solved"
    assert verdict(lambda n: {"n": n}, table).outcome == "not yet"
    ragged = exercise(lambda n: [[1], [1, n]])
    assert verdict(lambda n: ([1], np.array([1, n])), ragged).outcome == "solved"
    assert verdict(lambda n: [[1], [n, 1]], ragged).outcome == "not yet"


# ---- wrong answers get a sentence that is true of them ----------------------------------------------------


def mutates(E, ids, upstream):
    right = scatter(E, ids, upstream)
    ids[:] = 0
    return right


def only_repeats_wrong(E, ids, upstream):
    dE = scatter(E, ids, upstream)
    dE[np.bincount(ids, minlength=len(E)) > 1] *= 3.7
    return dE


def unused_rows_move(E, ids, upstream):
    dE = scatter(E, ids, upstream)
    dE[np.bincount(ids, minlength=len(E)) == 0] -= 0.1
    return dE


def fails_in_a_line_of_its_own(E, ids, upstream):
    rows = E[ids + 17]
    return rows


HARD_CODED = scatter(*SMALL)
SEEN = {
    "the result instead of the function": (HARD_CODED, "no function but a value of type ndarray"),
    "None for a function": (None, "no function"),
    "a class": (dict, "a class"),
    "async": (function_from("async def f(E, ids, upstream): return E"), "async def"),
    "generator": (function_from("def f(E, ids, upstream): yield E"), "`return`"),
    "too few arguments": (lambda E, ids: E, "`scatter(E, ids, upstream)`, 3 arguments"),
    "too many arguments": (lambda E, ids, upstream, lr: E, "(E, ids, upstream, lr)"),
    "keyword-only argument": (lambda E, ids, *, upstream: E, "3 arguments"),
    "no return": (lambda E, ids, upstream: None, "returns nothing"),
    "print instead of return": (
        lambda *given: print(scatter(*given)),
        "only `return` gives it back",
    ),
    "an exception": (fails_in_a_line_of_its_own, "IndexError in your line `rows = E[ids + 17]`"),
    "a name that is not there": (
        function_from("def f(E, ids, upstream): return nowhere"),
        "NameError",
    ),
    "hard-coded": (lambda *given: HARD_CODED, "same answer whatever"),
    "wrong shape": (lambda E, ids, upstream: upstream, "(3, 2) = (N, d), not (4, 2) = (V, d)"),
    "axes swapped": (lambda *given: scatter(*given).T, "axes swapped"),
    "NaN": (lambda *given: 0 * scatter(*given) / np.zeros(1), "NumPy warned: invalid value"),
    "whole numbers": (lambda *given: scatter(*given).astype(int), "holds whole numbers"),
    "complex": (lambda *given: scatter(*given) + 0j, "complex128, not real"),
    "objects": (lambda *given: scatter(*given).astype(object), "type object"),
    "text": (lambda *given: "dE", "text"),
    "ragged": (lambda *given: [[1], [1, 2]], "differ in length"),
    "the sign": (lambda *given: -scatter(*given), "wrong sign"),
    "a factor": (lambda *given: 2 * scatter(*given), "2 times"),
    "repeated rows only": (
        only_repeats_wrong,
        "Only rows whose ID stands in ids more than once are wrong",
    ),
    "rows that were not used": (unused_rows_move, "Only rows whose ID is not in ids are wrong"),
    "other places": (lambda *given: scatter(*given)[::-1], "in other places"),
    "something else": (
        lambda *given: np.round(scatter(*given) ** 2 + 1),
        "at [0, 0] should be 3, but is 10",
    ),
    "changed input": (mutates, "changes its input"),
    "a twin that changes its input": (into_the_table, "wrote into the table"),
}


@pytest.mark.parametrize("attempt, words", SEEN.values(), ids=SEEN)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_seen_is_said(attempt, words, seed):
    given = verdict(attempt, seed=seed)
    assert given.outcome == "not yet"
    if words == "holds whole numbers":  # the small case has whole numbers, so another one shows it
        assert "The smallest case is right, another is not" in given.message
    assert words in given.message, given.message


def test_a_view_of_the_input_is_right_with_a_remark():
    exercise = Function(
        **{**vars(GRADIENT), "mistakes": (), "reference": lambda E, ids, upstream: E[1:].copy()}
    )
    assert "shares memory" in verdict(lambda E, ids, upstream: E[1:], exercise).message
    assert verdict(lambda E, ids, upstream: E[1:], exercise).outcome == "solved"
    assert "shares" not in verdict(lambda E, ids, upstream: E[1:] + 0, exercise).message


NUMBERS = {
    "text": ("ten", "without quotation marks"),
    "a function": (verdict, "asks for numbers"),
    "None": (None, "Type a number"),
    "shape": ([10.24, 1], "One number is asked for"),
    "sign": (-10.24, "the sign is not"),
    "too large": (11, "too large"),
    "too small": (1.5, "too small"),
    "NaN": (float("nan"), "where a number should be"),
    "half filled": ([1, ...], "still a `...`"),
    "a twin": (2.56, "count of numbers"),
    "a set": ({1, 2}, "numbers are asked for"),
}


@pytest.mark.parametrize("given, words", NUMBERS.values(), ids=NUMBERS)
def test_wrong_numbers_are_told_apart_without_the_answer(given, words):
    found = verdict(given, BYTES)
    assert found.outcome == "not yet"
    assert words in found.message
    assert "10.24" not in found.message


def test_one_number_for_several_is_told_how_many_are_asked_for():
    exercise = Numbers(
        name="99-n", task="", stub="", hints=(), mistakes=(), working="", answer=[1, 2, 3], why=""
    )
    assert (
        judge(exercise, 5).message
        == "One number is not enough: 3 are asked for, in the shape (3,)."
    )


def test_counts_in_a_dict_are_told_as_plain_numbers():
    assert brief({"the": np.int64(3), "cat": np.float32(0.5)}) == "{'the': 3, 'cat': 0.5}"


def test_the_axes_of_a_batch_are_told_by_their_letters():
    message = judge(practice.registry()["02-batch"], lambda E, X: E[X].sum(axis=-1), seed=1).message
    assert "(B, T)" in message and "(B, T, d)" in message


def test_of_several_numbers_the_first_wrong_place_is_named():
    exercise = Numbers(**{**vars(BYTES), "answer": [1.0, 2.0, 3.0]})
    assert verdict([1, 5, 7], exercise).message == "1 of 3 numbers are right; look again at [1]."
    assert "(2,), not (3,)" in verdict([1, 2], exercise).message
    assert verdict([..., ..., ...], exercise).outcome == "not tried yet"


CHOICES = {
    "another letter": ("z", "one of the letters a, b, c"),
    "a number": (3, "one of the letters"),
    "no reason": ("c", "Say why"),
    "no such reason": (("c", 9), "Say why"),
    "a twin by letter": (("a", 1), "a name"),
    "a twin without a reason": ("a", "a name"),
    "a twin by reason": (("c", 2), "sorting"),
    "unforeseen": (("b", 1), "Not this one"),
    "None": (None, "one of the letters"),
    "too much": (("c", 1, 1), "one of the letters"),
}


@pytest.mark.parametrize("given, words", CHOICES.values(), ids=CHOICES)
def test_wrong_choices_are_told_apart(given, words):
    found = verdict(given, REASON)
    assert found.outcome == "not yet"
    assert words in found.message


# ---- whatever a learner writes ------------------------------------------------------------------------------


class Broken:
    def __getattr__(self, name):
        raise ValueError("broken")

    __repr__ = __str__ = __eq__ = __array__ = __len__ = __hash__ = lambda self, *_: 1 / 0


class AlwaysEqual(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)


class Own(BaseException):
    def __str__(self):
        raise KeyError("no words")


def endless(*given):
    while True:
        pass


def endless_and_deaf(*given):
    while True:
        try:
            len(given)
        except BaseException:
            continue


def endless_twice_deaf(*given):
    while True:
        try:
            try:
                len(given)
            except BaseException:
                continue
        except BaseException:
            continue


def slow_words():
    class Slow(Exception):
        def __str__(self):
            return endless()

    raise Slow


def prints_without_end(*given):
    while True:
        print("x" * 1000)


def deep(*given):
    return deep(*given)


def deep_through_c(*given):
    return sorted([1], key=lambda _: deep_through_c(*given))


def raises(error):
    raise error


def break_builtins(*given):
    builtins.len = builtins.isinstance = builtins.BaseException = builtins.str = builtins.type = (
        None
    )
    builtins.extra = 1
    return scatter(*given)


def stir(*given):
    np.seterr(all="raise")
    np.set_printoptions(precision=1)
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    sys.setrecursionlimit(200)
    warnings.simplefilter("error")
    sys.stdout = sys.stderr = io.StringIO()
    return given[0]


def takes_the_alarm(*given):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    return given[0]


def nested_in_itself():
    nest = []
    nest.append(nest)
    return nest


HOSTILE = {
    "endless": endless,
    "endless and deaf": endless_and_deaf,
    "endless and twice deaf": endless_twice_deaf,
    "sleep": lambda *_: time.sleep(60),
    "endless words of an exception": lambda *_: slow_words(),
    "matrix products": function_from(
        "def f(E, *_):\n while True: np.ones((50, 50)) @ np.ones((50, 50))"
    ),
    "print storm": prints_without_end,
    "huge number": function_from("def f(*_): return 10 ** 10 ** 9"),
    "recursion": deep,
    "recursion through C": deep_through_c,
    "sys.exit": lambda *_: sys.exit(),
    "GeneratorExit": lambda *_: raises(GeneratorExit()),
    "own BaseException": lambda *_: raises(Own()),
    "input": lambda *_: input("?"),
    "breakpoint": function_from("def f(*_): breakpoint()"),
    "huge allocation": lambda *_: np.zeros((10**6, 10**9)),
    "large answer": lambda *_: np.zeros(20_000_000),
    "object": lambda *_: Broken(),
    "list of objects": lambda *_: [Broken()],
    "a module": lambda *_: np,
    "list in itself": lambda *_: nested_in_itself(),
    "itself": lambda *_: deep,
    "matrix": lambda *given: np.matrix(given[0]),
    "masked": lambda *given: np.ma.masked_all((4, 2)),
    "always equal": lambda *given: given[0].view(AlwaysEqual),
    "float16": lambda *given: (scatter(*given) / 3 * 3.001).astype("f2"),
    "dict": lambda *_: {"a": Broken()},
    "set": lambda *_: {1},
    "bytes": lambda *_: b"dE",
    "NaN": lambda *given: given[0] * np.nan,
    "stirs": stir,
    "takes the alarm": takes_the_alarm,
    "ellipsis in the answer": lambda *_: [..., 1],
    "notebook variable": lambda *_: SMALL[0],
    "StopIteration": lambda *_: next(iter(())),
    "memory": lambda *_: raises(MemoryError()),
}
ALARM = hasattr(signal, "setitimer")  # not on Windows: there, nothing ends one long call into C
if not ALARM:
    for name in ("sleep", "huge number", "takes the alarm"):
        del HOSTILE[name]
ENDLESS = [
    name
    for name in HOSTILE
    if name
    in (
        "endless",
        "endless and deaf",
        "endless and twice deaf",
        "sleep",
        "endless words of an exception",
        "matrix products",
        "print storm",
        "huge number",
    )
]


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(sys.modules["embedlab.practice.judge"], "SECONDS", 0.2)


def surroundings():
    return (
        dict(vars(builtins)),
        np.geterr(),
        np.get_printoptions()["precision"],
        random.getstate(),
        str(np.random.get_state()),  # noqa: NPY002
        sys.getrecursionlimit(),
        warnings.filters[:],
        sys.stdout,
        sys.gettrace(),
        ALARM and (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)),
        threading.active_count(),
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_a_learner_writes_is_solved_or_leaves_a_trace(name, quick):
    before, begin = surroundings(), time.perf_counter()
    found = verdict(HOSTILE[name])
    assert surroundings() == before
    assert time.perf_counter() - begin < 5
    assert found.outcome == "not yet"
    assert len(found.message) < 600
    assert ("was stopped" in found.message) == (name in ENDLESS), found.message
    assert verdict(scatter).outcome == "solved"


def test_overwritten_builtins_come_back_and_a_right_answer_stays_right():
    before = surroundings()
    assert verdict(break_builtins).outcome == "solved"
    assert surroundings() == before


def test_without_an_alarm_a_loop_is_stopped_all_the_same(quick):
    """As in a thread, on Windows or in a browser."""
    found = []
    worker = threading.Thread(target=lambda: found.append(verdict(endless)))
    worker.start()
    worker.join(10)
    assert "was stopped" in found[0].message


def test_an_interrupt_by_the_learner_stays_one():
    before = surroundings()
    with pytest.raises(KeyboardInterrupt):
        verdict(lambda *_: raises(KeyboardInterrupt()))
    assert surroundings() == before


@pytest.mark.parametrize("exercise", [BYTES, REASON], ids=lambda one: one.name)
@pytest.mark.parametrize(
    "value",
    [
        Broken(),
        [Broken()],
        {},
        [],
        (),
        b"",
        np,
        object,
        1j,
        10**400,
        float("inf"),
        np.zeros(20_000_000),
        nested_in_itself(),
        np.array([None, ...]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_value_breaks_numbers_and_choices(exercise, value):
    assert judge(exercise, value, 0).outcome == "not yet"


def test_what_was_printed_is_kept_from_the_page_and_capped(capsys):
    ran = run(lambda: print("x" * 10**6))
    assert ran.printed == "x" * 2000
    assert capsys.readouterr().out == ""


def test_the_guard_tells_what_came_of_a_call():
    assert run(lambda a: a + 1, (1,)) == Ran(value=2, returned=True)
    assert run(lambda a: a[:1], (np.ones(2),)).view
    assert run(lambda a: a.append(1), ([],)).changed
    assert run(lambda: raises(ValueError("at <x object at 0x7f00aa>"))).error == "at <x object>"
    assert type(plain(np.ma.array([[1]]))) is np.ndarray


# ---- check, hint, solution -----------------------------------------------------------------------------------


def text(shown):
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].count("<div") == bundle["text/html"].count("</div>") == 1
    return bundle["text/plain"]


def test_check_says_the_outcome_in_words_and_where_the_lesson_stands(three):
    assert text(practice.check("06-gradient", untouched(GRADIENT))) == (
        "06-gradient: Not tried yet. Write your line where the `...` stands, then run the cell again.\n"
        "lesson 06: 0 of 1"
    )
    assert text(practice.check("06-gradient")).startswith("06-gradient: Not tried yet.")
    wrong = practice.check("06-gradient", last_one_wins, seed=7)
    assert "one of its gradients is lost" in text(wrong)
    assert "seed=7" in text(wrong)
    assert text(practice.check("06-gradient", scatter)) == (
        "06-gradient: Solved. Gradients of one row add up.\nlesson 06: 1 of 1"
    )
    assert text(practice.check("06-gradient", last_one_wins)).endswith(
        "lesson 06: 1 of 1"
    )  # it stays solved
    assert 'role="status"' in wrong.html
    assert "var(--jp-" in wrong.html
    assert (wrong.outcome, practice.check("02-bytes", 10.24).outcome) == ("not yet", "solved")


def test_the_same_check_shows_the_same_bytes(three):
    for attempt, seed in (
        (scatter, None),
        (..., None),
        (averaged, 3),
        (fails_in_a_line_of_its_own, 3),
    ):
        first, second = (practice.check("06-gradient", attempt, seed=seed) for _ in range(2))
        assert first == second


def test_learners_text_is_no_markup(three):
    page = practice.check("06-gradient", lambda *_: "<script>alert(1)</script>").html
    page += practice.check("06-gradient", lambda *_: raises(ValueError("<img src=x>"))).html
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "name, closest",
    [("06-gradeint", "06-gradient"), ("bytes", "02-bytes"), (6, ""), (None, ""), ("", "")],
)
def test_an_unknown_name_gets_the_closest_one_in_a_sentence(three, name, closest):
    for shown in (practice.check(name, scatter), practice.hint(name), practice.solution(name)):
        assert "No exercise is called" in text(shown)
        assert closest in text(shown)
        assert "\n" not in text(shown)


def test_hints_go_in_steps_and_then_stay(three):
    assert [text(practice.hint("06-gradient")) for _ in range(3)] == [
        "06-gradient: Which row is used twice?\nhint 1 of 2: call it again for the next one",
        *2
        * [
            "06-gradient: Look up `np.add.at`.\n"
            'hint 2 of 2: the last; solution("06-gradient") shows the answer'
        ],
    ]


def test_the_solution_is_the_reference_itself(three):
    assert text(practice.solution("06-gradient")).startswith("def scatter(E, ids, upstream):")
    assert "10 000 · 256 · 4 bytes" in text(practice.solution("02-bytes"))
    assert "IDs are names" in text(practice.solution("01-closer"))


def test_a_fault_of_the_checker_is_not_blamed_on_the_learner(three, monkeypatch):
    three["06-gradient"] = Function(
        **{**vars(GRADIENT), "reference": lambda E, ids, upstream: 1 / 0}
    )
    shown = practice.check("06-gradient", scatter)
    assert "not your fault" in text(shown)
    assert shown.outcome == "not yet"


# ---- progress -------------------------------------------------------------------------------------------------


def home():
    return Path(os.environ["EMBEDLAB_HOME"])


def stored():
    return json.loads((home() / "progress.json").read_text())


def test_progress_is_a_table_with_its_twin_in_words(three, monkeypatch):
    deck = {
        name: cards.Card(name=name, question="?", kind="short", answer="!", why="So.", section="S")
        for name in ("02-a", "06-b", "07-c")
    }
    monkeypatch.setattr(cards, "load", lambda: (deck, {}))
    practice.check("06-gradient", scatter)
    practice.check("02-bytes", 3)
    assert text(practice.progress()) == (
        "lesson 01  □     0 of 1\nlesson 02  ◧     0 of 1\nlesson 06  ■     1 of 1\n"
        "Solved: 1 of 3. Next: 01-closer.\nReview: 2 cards due today.\n■ solved  ◧ tried  □ open"
    )
    assert "<table" in practice.progress().html


def test_what_is_stored_is_small_and_leaves_other_parts_alone(three):
    practice.check("06-gradient", averaged)
    practice.store.update(lambda state: state.update(cards={"a": 1}))
    practice.check("06-gradient", scatter)
    state = stored()
    assert state["cards"] == {"a": 1}
    assert state["exercises"]["06-gradient"].keys() == {"tries", "solved"}
    assert state["exercises"]["06-gradient"]["tries"] == 2
    assert json.loads((home() / "progress.previous.json").read_text())["cards"] == {"a": 1}


def test_an_untouched_stub_stores_nothing(three):
    practice.check("06-gradient", untouched(GRADIENT))
    assert not home().exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b'{"version": 1}',
        b'{"version": 1, "exercises": {"x": 3}}',
        b'{"version": "1", "exercises": {}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_kept_aside_and_its_previous_version_used(three, content):
    practice.check("06-gradient", scatter)
    practice.check("02-bytes", 3)
    (home() / "progress.json").write_bytes(content)
    shown = text(practice.check("02-bytes", 10.24))
    assert "could not be read; it is kept as progress.unreadable-1.json" in shown
    assert (home() / "progress.unreadable-1.json").read_bytes() == content
    assert "solved" in stored()["exercises"]["06-gradient"]
    assert "unreadable" not in text(practice.check("02-bytes", 10.24))
    (home() / "progress.json").write_bytes(content)
    assert "unreadable-2" in text(practice.check("02-bytes", 10.24))


def test_a_file_of_a_newer_version_is_left_alone(three):
    home().mkdir()
    (home() / "progress.json").write_text('{"version": 2, "all": "new"}')
    assert "written by a newer version" in text(practice.check("06-gradient", scatter))
    assert "written by a newer version" in text(practice.progress())
    assert (home() / "progress.json").read_text() == '{"version": 2, "all": "new"}'


def no_room(*_):
    raise OSError(28, "No space left on device")


def test_a_full_disk_costs_a_sentence(three, monkeypatch):
    practice.check("02-bytes", 10.24)
    before = stored()
    monkeypatch.setattr("os.fsync", no_room)
    shown = practice.check("06-gradient", scatter)
    assert shown.outcome == "solved"
    assert "not saved: No space left" in text(shown)
    monkeypatch.undo()
    assert before["exercises"].keys() == {"02-bytes"}


PLACES = [
    "a file in the way",
    "a file in the way/deeper",
    *["/proc/embedlab"] * (sys.platform == "linux"),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_folder_that_cannot_be_written_costs_a_sentence(three, tmp_path, monkeypatch, place):
    (tmp_path / "a file in the way").write_text("")
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / place))
    shown = practice.check("06-gradient", scatter)
    assert shown.outcome == "solved"
    assert "Progress is not saved" in text(shown)
    assert text(practice.progress())
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied"), "not saved: Permission denied"),
        (OSError(28, "No space left on device"), "not saved: No space left on device"),
    ],
)
def test_a_read_only_folder_or_a_full_disk_costs_a_sentence(three, monkeypatch, error, says):
    def refuse(path, content):
        raise error

    practice.check("02-bytes", 10.24)
    monkeypatch.setattr(practice.store, "write", refuse)
    shown = practice.check("06-gradient", scatter)
    assert shown.outcome == "solved"
    assert says in text(shown)


def test_a_file_that_somebody_is_reading_is_replaced_a_moment_later(three, monkeypatch):
    """As on Windows, where a file that is open cannot be replaced."""
    replace, tries = os.replace, []

    def busy_twice(*paths):
        tries.append(paths)
        if len(tries) < 3:
            raise PermissionError(13, "Permission denied")
        replace(*paths)

    monkeypatch.setattr("os.replace", busy_twice)
    assert "not saved" not in text(practice.check("06-gradient", scatter))
    assert len(tries) == 3
    assert "solved" in stored()["exercises"]["06-gradient"]


def test_a_folder_in_place_of_the_file_costs_a_sentence(three):
    (home() / "progress.json").mkdir(parents=True)
    shown = text(practice.check("06-gradient", scatter))
    assert re.search(
        "not saved: (Is a directory|Permission denied)", shown
    )  # the latter on Windows


WRITER = "from embedlab.practice.progress import record\nfor k in range({n}): record(f'{who}-{{k}}', solved=k % 2)"


def writer(who, n):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER.format(who=who, n=n)],
        env=os.environ | {"PYTHONPATH": str(Path(practice.__file__).parents[2])},
    )


def test_four_processes_at_once_lose_nothing():
    for one in [writer(who, 25) for who in "abcd"]:
        assert one.wait(120) == 0
    assert len(stored()["exercises"]) == 100


def test_kill_9_never_damages_the_file(three):
    practice.check("06-gradient", scatter)
    for k in range(8):
        one = writer(f"k{k}", 100_000)
        deadline = time.monotonic() + 30
        while f"k{k}-0" not in stored()["exercises"] and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.003 * k)
        one.kill()
        one.wait(10)
        assert "solved" in stored()["exercises"]["06-gradient"]
    assert text(practice.check("02-bytes", 10.24)).endswith("1 of 1")
    assert not list(home().glob("*.tmp"))


def test_progress_lies_where_this_system_keeps_it_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("EMBEDLAB_HOME")
    assert practice.store.home().name == "embedlab"
    monkeypatch.setenv("EMBEDLAB_HOME", "~/here")
    assert practice.store.home() == Path.home() / "here"
