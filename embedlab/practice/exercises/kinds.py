"""What an exercise is: data, and nothing else. How an attempt is judged stands in `judge`."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Choice", "Exercise", "Function", "Mistake", "Numbers", "mistake"]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners give, and the sentence that explains it.

    Attributes
    ----------
    answer : callable or value
        For a `Function`, a small wrong function with the same arguments as the reference. For `Numbers`, the
        wrong numbers. For a `Choice`, the wrong choice, "b", or choice with reason, ("a", 3).
    says : str
        One or two sentences: what was seen, then what to think about. They do not give the answer away.
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
        "06-duplicates": the lesson, a dash, a few words.
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

    @property
    def lesson(self):
        """The number of the lesson, as "06"."""
        return self.name[:2]


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """Write a function, or mend one that is given (the stub then holds the bug).

    Attributes
    ----------
    reference : callable
        A right answer, written as a lesson would write it; its source is the solution.
    cases : callable
        ``cases(rng)`` draws the arguments of one random case, a tuple. It must be able to show every mistake:
        V, d, B and T all different, matrices neither square nor symmetric, IDs unsorted with a repeat.
    small : tuple
        The arguments of the smallest case that shows the mistakes; it is the one that feedback speaks of.
    edges : tuple of tuples
        Further fixed cases that must be right too, such as an empty list of IDs.
    exact : bool
        Whether small differences (1e-6, relative) count as wrong.
    """

    reference: Callable
    cases: Callable
    small: tuple
    edges: tuple = ()
    exact: bool = False

    @property
    def parameters(self):
        """The names of the function's arguments."""
        return list(inspect.signature(self.reference).parameters)


@dataclass(frozen=True, kw_only=True)
class Numbers(Exercise):
    """Compute by hand and type the numbers, or predict what a line of code gives.

    Attributes
    ----------
    answer : array_like or callable
        The right numbers; as a callable without arguments it computes them, so that none can be wrong.
    tolerance : float
        How far each number may be off, in absolute terms.
    working : str
        The way to the answer, in Markdown; shown as the solution.
    """

    answer: Any
    working: str
    tolerance: float = 0.0051


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
        The right letter, with the right reason.
    working : str
        Why it is right; shown as the solution.
    """

    choices: dict
    answer: Any
    working: str
    reasons: dict
