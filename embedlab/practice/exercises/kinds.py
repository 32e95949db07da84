"""What an exercise is: data, and nothing else. How an attempt is judged is in `checking`.

An exercise that is declared wrongly fails where it is declared, with its name and one sentence.
"""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Choice", "Exercise", "ExerciseError", "Function", "Mistake", "Numbers", "mistake"]


class ExerciseError(ValueError):
    """An exercise is declared wrongly; the message names it and says what to change."""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners give, and the sentence that explains it.

    Attributes
    ----------
    answer : callable or value
        For a `Function`, a small wrong function with the same arguments as the reference. For
        `Numbers`, the wrong numbers. For a `Choice`, the wrong choice, "b", or choice with reason,
        ("a", 3).
    says : str
        One or two sentences: what was seen, then what to think about. They do not give the answer
        away.
    """

    answer: Any
    says: str

    def __call__(self, *arguments):
        """The wrong answer to these arguments: one mistake may be built on another."""
        return self.answer(*arguments)


def mistake(says):
    """Make a wrong function a `Mistake`, with the sentence that explains it right above it."""
    return lambda function: Mistake(function, says)


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What all kinds of exercises have.

    Attributes
    ----------
    name : str
        "gradient-duplicates": the word of the lesson, a dash, a few words.
    task : str
        Markdown: what to do, in short sentences; begins with a title in bold.
    stub : str
        The learner's cell as it is handed out, without the line that calls `check`.
    mistakes : tuple of Mistake
        At least two.
    hints : tuple of str
        From a nudge to nearly all; at least two.
    why : str
        One sentence that is shown when it is solved.
    """

    name: str
    task: str
    stub: str
    mistakes: tuple
    hints: tuple
    why: str

    def __post_init__(self):
        for complaint in self.complaints():
            raise ExerciseError(f"Exercise {self.name!r}: {complaint}.")

    def complaints(self):
        """What is wrong with the declaration, one sentence after the other."""
        if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", str(self.name)):
            yield "a name is the lesson's word and small words with dashes, as gradient-duplicates"
        if not re.match(r"\*\*.+?\*\*", self.task):
            yield "the task begins with a title in bold, as **Add them up.**"
        for field in ("stub", "why"):
            if not getattr(self, field).strip():
                yield f"{field} is empty"
        for field, least in (("mistakes", 2), ("hints", 2)):
            if not isinstance(getattr(self, field), tuple) or len(getattr(self, field)) < least:
                yield f"{field} must be a tuple of at least {least}"
        for one in self.mistakes:
            if not isinstance(one, Mistake):
                name = getattr(one, "__name__", one)
                yield f"{name!r} among the mistakes has no sentence; @mistake(…) adds one"
            elif not one.says.strip():
                yield f"the mistake {getattr(one.answer, '__name__', one.answer)!r} says nothing"
        if not all(isinstance(hint, str) and hint.strip() for hint in self.hints):
            yield "a hint is empty"

    @property
    def lesson(self):
        """The word of the lesson, as "gradient"."""
        return self.name.partition("-")[0]


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """Write a function, or mend one that is given (the stub then contains the bug).

    Attributes
    ----------
    reference : callable
        A correct answer, written as a lesson would write it; its source is the solution.
    cases : callable
        ``cases(rng)`` draws the arguments of one random case, a tuple. It must be able to show
        every mistake: V, d, B and T all different, matrices neither square nor symmetric, IDs
        unsorted with a repeat.
    small : tuple
        The arguments of the smallest case that shows the mistakes; feedback speaks of this one.
    edges : tuple of tuples
        Further fixed cases that must be correct too, such as an empty list of IDs.
    exact : bool
        Whether small differences (1e-6, relative) count as wrong.
    code : str
        The solution as it is shown, if it isn't the code of the reference.
    loads : str
        A module that answers load on their first call, if there is one: it is loaded before the
        clock starts, since a load that is stopped halfway leaves a broken module.
    """

    reference: Callable
    cases: Callable
    small: tuple
    edges: tuple = ()
    exact: bool = False
    code: str = ""
    loads: str = ""

    @property
    def parameters(self):
        """The names of the function's arguments."""
        return list(inspect.signature(self.reference).parameters)

    def complaints(self):
        yield from super().complaints()
        name, wanted = self.reference.__name__, self.parameters
        if not takes(self.cases, 1):
            yield "cases must be a function of rng that draws the arguments of one case"
        for place, case in (
            ("small", self.small),
            *(("an edge case", edge) for edge in self.edges),
        ):
            if not isinstance(case, tuple) or len(case) != len(wanted):
                yield f"{place} must be a tuple of {len(wanted)} arguments, as {name} takes them"
        for one in self.mistakes:
            if not (callable(one.answer) and takes(one.answer, len(wanted))):
                wrong = getattr(one.answer, "__name__", one.answer)
                yield f"the mistake {wrong!r} must take {len(wanted)} arguments, as {name} does"
        if stub_parameters(self.stub, name) != wanted:
            yield f"the stub must define {name}({', '.join(wanted)}), as the reference does"


@dataclass(frozen=True, kw_only=True)
class Numbers(Exercise):
    """Compute by hand and type the numbers, or predict what a line of code gives.

    Attributes
    ----------
    answer : array_like or callable
        The correct numbers; as a callable without arguments it computes them, so that none can be
        wrong.
    tolerance : float
        How far each number may be off, in absolute terms: half a unit of the last digit that the
        task asks for.
    working : str
        The way to the answer, in Markdown; shown as the solution.
    """

    answer: Any
    working: str
    tolerance: float = 0.0051

    def complaints(self):
        yield from super().complaints()
        if not self.working.strip():
            yield "working is empty"
        if not self.tolerance >= 0:
            yield f"tolerance must be a number of at least 0, not {self.tolerance!r}"
        right = None if callable(self.answer) else as_numbers(self.answer)
        for one in self.mistakes:
            wrong = None if callable(one.answer) else as_numbers(one.answer)
            if right is None or wrong is None or wrong.shape != right.shape:
                continue
            if np.all(np.abs(wrong - right) <= self.tolerance):
                yield f"the mistake {one.answer!r} is the answer, within the tolerance"


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """Choose an answer and, where there are reasons, the reason for it: ``("b", 2)``.

    Attributes
    ----------
    choices : dict of str to str
        Letter to text.
    reasons : dict of int to str
        Number to text; empty where no reason is asked for.
    answer : str or (str, int)
        The correct letter, with the correct reason.
    working : str
        Why it is correct; shown as the solution.
    """

    choices: dict
    answer: Any
    working: str
    reasons: dict

    def complaints(self):
        yield from super().complaints()
        if not self.working.strip():
            yield "working is empty"
        if len(self.choices) < 2 or len(self.reasons) == 1:
            yield "there must be at least two choices, and no reasons or at least two"
        answers = (("answer", self.answer), *(("mistake", one.answer) for one in self.mistakes))
        for place, given in answers:
            letter, *reason = given if isinstance(given, tuple) else (given,)
            if letter not in self.choices or not set(reason) <= set(self.reasons):
                yield f"the {place} {given!r} is not among the choices and reasons"
        if isinstance(self.answer, tuple) != bool(self.reasons):
            yield "the answer must be a letter with a reason where there are reasons, else a letter"
        if any(one.answer == self.answer for one in self.mistakes):
            yield f"the mistake {self.answer!r} is the answer"


def takes(function, count):
    """Whether a function can be called with so many arguments; what cannot tell is believed."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # written in C
        pass
    return True


def stub_parameters(stub, name):
    """The parameters of the function of this name that a stub defines, or None."""
    try:
        tree = ast.parse(stub)
    except SyntaxError:
        return None
    found = [node for node in tree.body if getattr(node, "name", "") == name]
    return [argument.arg for argument in found[0].args.args] if found else None


def as_numbers(value):
    """An answer as an array of floats, or None if it is not of one shape."""
    try:
        return np.asarray(value, float)
    except (TypeError, ValueError):
        return None
