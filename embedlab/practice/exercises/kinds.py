"""What an exercise is: data, and nothing else. How an attempt is judged is in `checking`.

An exercise that is declared wrongly fails where it is declared, with its name and one sentence.
"""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from embedlab.practice.exercises.drawing import fill, with_names

__all__ = [
    "Choice",
    "Exercise",
    "ExerciseError",
    "Function",
    "Mistake",
    "Numbers",
    "Program",
    "mistake",
]

MOST_DRAWS = 200  # until a draw tells all mistakes apart


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

    A task inside a lesson needs a name, a mistake and `why`; its text and its cell are in the
    lesson's notebook. An exercise of a practice notebook needs all of it (see `whole`).

    Attributes
    ----------
    name : str
        "gradient-duplicates": the word of the lesson, a dash, a few words.
    mistakes : tuple of Mistake
        At least one; of an exercise, two.
    why : str
        One sentence that is shown when it is solved.
    task : str
        Markdown: what to do, in short sentences; begins with a title in bold.
    stub : str
        The learner's cell as it is handed out, without the line that calls `check`.
    hints : tuple of str
        From a nudge to nearly all; of an exercise, at least two.
    """

    name: str
    mistakes: tuple
    why: str
    task: str = ""
    stub: str = ""
    hints: tuple = ()

    def __post_init__(self):
        self.refuse(self.complaints())

    def refuse(self, complaints):
        for complaint in complaints:
            raise ExerciseError(f"Exercise {self.name!r}: {complaint}.")

    def whole(self):
        """This exercise, or an error if it lacks something that a practice notebook needs."""
        self.refuse(self.lacking())
        return self

    def fresh(self, variant=0):
        """This exercise with the numbers of a variant; most kinds have one set of numbers."""
        return self

    def complaints(self):
        """What is wrong with the declaration, one sentence after the other."""
        if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", str(self.name)):
            yield "a name is the lesson's word and small words with dashes, as gradient-duplicates"
        if not self.why.strip():
            yield "why is empty"
        if not isinstance(self.mistakes, tuple) or not self.mistakes:
            yield "mistakes must be a tuple of at least 1"
        for one in self.mistakes:
            if not isinstance(one, Mistake):
                name = getattr(one, "__name__", one)
                yield f"{name!r} among the mistakes has no sentence; @mistake(…) adds one"
            elif not one.says.strip():
                yield f"the mistake {getattr(one.answer, '__name__', one.answer)!r} says nothing"
        if not isinstance(self.hints, tuple):
            yield "hints must be a tuple"
        if not all(isinstance(hint, str) and hint.strip() for hint in self.hints):
            yield "a hint is empty"

    def lacking(self):
        """What it lacks for a practice notebook, one sentence after the other."""
        if not re.match(r"\*\*.+?\*\*", self.task):
            yield "the task begins with a title in bold, as **Add them up.**"
        if not self.stub.strip():
            yield "stub is empty"
        for name in ("mistakes", "hints"):
            if len(getattr(self, name)) < 2:
                yield f"{name} must be a tuple of at least 2"

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
        if self.stub.strip() and stub_parameters(self.stub, name) != wanted:
            yield f"the stub must define {name}({', '.join(wanted)}), as the reference does"


@dataclass(frozen=True, kw_only=True)
class Program(Function):
    """Write a program of 10–25 lines that has many correct answers: it is judged by properties.

    Attributes
    ----------
    properties : tuple of (str, callable)
        What must hold: the sentence that a learner reads when it fails, and
        ``holds(program, rng)``. That draws arguments, calls ``program(*arguments)`` as often as it
        likes and returns True, False, or a text that says what was seen. The program returns what
        the learner's returned as plain arrays, lists and dicts; tuples have become lists.
    small : tuple
        The arguments of a small case.
    """

    properties: tuple
    cases: Callable = lambda rng: ()  # the properties draw their own

    def complaints(self):
        yield from super().complaints()
        if not isinstance(self.properties, tuple) or len(self.properties) < 2:
            yield "properties must be a tuple of at least 2"
            return
        for one in self.properties:
            if not (isinstance(one, tuple) and len(one) == 2 and str(one[0]).strip()):
                yield f"the property {one!r} must be a sentence and a function"
            elif not (callable(one[1]) and takes(one[1], 2)):
                yield f"the property {one[0]!r} needs a function of program and rng"


@dataclass(frozen=True, kw_only=True)
class Numbers(Exercise):
    """Compute by hand and type the numbers, or predict what a line of code gives.

    With `draw` it can be asked again with other numbers. Then its texts may name what is drawn,
    as ``{V:,}`` or ``{E}``, and the answers may be callables that take what is drawn by name.

    Attributes
    ----------
    answer : array_like or callable
        The correct numbers; as a callable it computes them, so that none can be wrong.
    tolerance : float
        How far each number may be off, in absolute terms: half a unit of the last digit that the
        task asks for.
    working : str
        The way to the answer, in Markdown; shown as the solution.
    draw : callable, optional
        ``draw(rng)`` draws the numbers of a variant, a dict. It is drawn again where two mistakes,
        or a mistake and the answer, would be the same.
    first : dict
        The numbers of variant 0, which is the one in the notebook.
    template : Numbers, optional
        What a variant was made from; not to be declared.
    """

    answer: Any
    working: str = ""
    tolerance: float = 0.0051
    draw: Callable | None = None
    first: dict = field(default_factory=dict)
    template: Any = field(default=None, repr=False)

    def complaints(self):
        yield from super().complaints()
        if not self.tolerance >= 0:
            yield f"tolerance must be a number of at least 0, not {self.tolerance!r}"
        for one in self.mistakes:
            if alike(one.answer, self.answer, self.tolerance):
                yield f"the mistake {one.answer!r} is the answer, within the tolerance"
        if self.draw and not self.template:
            yield from self.complaints_of_draw()

    def complaints_of_draw(self):
        drawn = self.draw(np.random.default_rng(0)) if takes(self.draw, 1) else None
        if not isinstance(drawn, dict):
            yield "draw must be a function of rng that returns a dict"
        elif drawn.keys() != self.first.keys():
            yield f"first must name what draw does: {', '.join(drawn)}"
        if not self.task.strip():
            yield "a task that draws needs its text, which is shown with other numbers"
        try:
            self.filled(self.first)
        except KeyError as missing:
            yield f"a text names {{{missing.args[0]}}}, which is not drawn"
        except (ValueError, IndexError, TypeError) as error:
            if isinstance(error, ExerciseError):
                raise
            yield f"a text or an answer does not fit what is drawn: {error}"

    def lacking(self):
        yield from super().lacking()
        if not self.working.strip():
            yield "working is empty"

    def fresh(self, variant=0):
        """The exercise with the numbers of a variant in its texts and answers; 0 has `first`."""
        template = self.template or self
        if template.draw is None:
            return self
        return template.filled(template.first) if variant == 0 else template.drawn(variant)

    def drawn(self, variant):
        rng = np.random.default_rng(variant)
        for _ in range(MOST_DRAWS):
            try:
                filled = self.filled(self.draw(rng))
            except ExerciseError:  # a mistake is the answer
                continue
            wrong = [one.answer for one in filled.mistakes]
            pairs = ((a, b) for k, a in enumerate(wrong) for b in wrong[:k])
            if not any(alike(a, b, self.tolerance) for a, b in pairs):
                return filled
        raise ExerciseError(f"Exercise {self.name!r}: {MOST_DRAWS} draws confuse its mistakes.")

    def filled(self, names):
        return replace(
            self,
            template=self,
            task=fill(self.task, names),
            working=fill(self.working, names),
            why=fill(self.why, names),
            hints=tuple(fill(hint, names) for hint in self.hints),
            answer=with_names(self.answer, names),
            mistakes=tuple(
                Mistake(with_names(one.answer, names), fill(one.says, names))
                for one in self.mistakes
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """Choose an answer and, where there are reasons, the reason for it: ``("b", 2)``.

    Attributes
    ----------
    choices : dict of str to str
        Letter to text.
    answer : str or (str, int)
        The correct letter, with the correct reason.
    working : str
        Why it is correct; shown as the solution.
    reasons : dict of int to str
        Number to text; empty where no reason is asked for.
    """

    choices: dict
    answer: Any
    working: str = ""
    reasons: dict = field(default_factory=dict)

    def lacking(self):
        yield from super().lacking()
        if not self.working.strip():
            yield "working is empty"

    def complaints(self):
        yield from super().complaints()
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


def alike(one, other, tolerance):
    """Whether two answers are the same numbers within the tolerance; what is none is not."""
    a, b = as_numbers(one), as_numbers(other)
    if a is None or b is None or a.shape != b.shape:
        return False
    return bool(np.all(np.abs(a - b) <= tolerance))
