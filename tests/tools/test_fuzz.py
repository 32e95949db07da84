"""The fuzzer finds what is broken on purpose, and a call can be made again by its number."""

import warnings

import numpy as np
import pytest

import embedlab as el
from tools.fuzz import __main__ as fuzz
from tools.fuzz.faults import fault, refusal_fault


def found(name, **kinds):
    """What is found in calls of one function, without repetitions."""
    faults = (fault(3, number, name=name, **kinds)[2] for number in range(60))
    return {wrong.split(" ")[0] for wrong in faults if wrong}


def in_bytes_order(a):
    """The fault of a program that reads the bytes of an array, whatever their order."""
    a = np.asarray(a)
    return a.view(a.dtype.newbyteorder("=")) if not a.dtype.isnative else a


def warned(answer):
    warnings.warn("overflow", RuntimeWarning, stacklevel=1)
    return answer


def spoiled(E):
    """The mean row is taken away from what was given, too."""
    if isinstance(E, np.ndarray) and E.dtype == float and E.flags.writeable:
        E -= np.asarray(E).mean(axis=0)
    return el.similarity.center(E)


BROKEN = {
    "in the bytes' order": ("norm", lambda a: el.similarity.norm(in_bytes_order(a)), "wrong:"),
    "in float64": ("norm", lambda a: np.float64(el.similarity.norm(a)), "wrong:"),
    "in the array's own type": (
        "norm",
        lambda a: np.sqrt((np.asarray(a) ** 2).sum(axis=-1)),
        "wrong:",
    ),
    "with a warning": ("norm", lambda a: warned(el.similarity.norm(a)), "RuntimeWarning"),
    "with NumPy's own words": ("norm", lambda a: np.linalg.norm(a, axis=-1), "TypeError"),
    "never": ("norm", lambda a: el.checks.check_row("a", a, 0), "refused:"),
    "whatever is given": ("lookup", lambda E, ids, out=None: np.asarray(E)[0], "answered"),
    "changing its input": ("center", spoiled, "an"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_function_that_answers_otherwise_is_found(monkeypatch, how):
    name, broken, kind = BROKEN[how]
    assert found(name) == set()
    monkeypatch.setattr(el, name, broken)
    assert kind in found(name)


def test_what_is_no_sentence_of_ours_is_no_refusal():
    def raised(error):
        try:
            raise error
        except Exception as caught:
            return refusal_fault(caught)

    assert raised(OverflowError("too large")).startswith("OverflowError")
    assert raised(ValueError("two. Sentences.")).startswith("no sentence of ours")
    assert raised(ValueError("x" * 301)).startswith("no sentence of ours")


def test_the_command_counts_calls_and_faults_and_says_which(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["fuzz", "40", "--seed", "7"])
    assert fuzz.main() == 0
    assert capsys.readouterr().out.startswith("40 calls of ")
    monkeypatch.setattr("tools.fuzz.__main__.fault", lambda *_: ("norm", "", "wrong: 1, not 2"))
    assert fuzz.main() == 1
    said = capsys.readouterr().out
    assert "call 0: norm, nothing spoiled: wrong: 1, not 2" in said
    assert "40 with a fault" in said
