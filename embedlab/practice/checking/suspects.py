"""The bank on one exercise: each general mistake as a function that gives its wrong answer."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np

from embedlab.practice.checking.altering import altered
from embedlab.practice.checking.bank_of_arguments import KINDS, LATE, TOGETHER, kind_of
from embedlab.practice.checking.bank_of_calls import CALLS
from embedlab.practice.checking.bank_of_results import (
    DICTS,
    NUMERIC,
    PARTS,
    SEQUENCES,
    SIZES,
    SPOILT,
)
from embedlab.practice.checking.bank_of_steps import NUMBERS
from embedlab.practice.checking.compare import numeric
from embedlab.practice.checking.sandbox import plain

__all__ = [
    "Clause",
    "Suspect",
    "applied",
    "argument_changes",
    "attempted",
    "named_suspects",
    "on_changed",
    "result_changes",
    "still",
    "suspects_of_habits",
    "suspects_of_steps",
    "switched",
]


@dataclass(frozen=True)
class Clause:
    """What is said of a cause: half a sentence, and the question that follows."""

    cause: str
    what: str
    asks: str
    named: str = ""  # the whole sentence, where the exercise itself names the mistake
    vague: bool = False  # says that something is missing, but not what


@dataclass(frozen=True)
class Suspect:
    """An answer that one mistake gives, or two.

    Attributes
    ----------
    clauses : tuple of Clause
        The mistake to be mended first comes first.
    function : callable
        From the arguments of a case to the wrong answer.
    result : callable, optional
        What is done to that answer at the end.
    """

    clauses: tuple
    function: Callable
    result: Callable | None = None

    def __call__(self, case):
        """The wrong answer as plain data; None where the mistake does not fit the case."""
        with np.errstate(all="ignore"):
            value = attempted(self.function, case)
            return value if self.result is None else applied(self.result, value, case)


def still(case):
    """A case whose arrays cannot be changed, so that it need not be copied for each suspect."""
    case = copy.deepcopy(case)
    for one in case:
        if isinstance(one, np.ndarray):
            one.setflags(write=False)
    return case


def attempted(function, case):
    """What a function answers, as plain data; None where it stops with an error."""
    for arguments in (case, None):
        try:
            return plain(function(*(copy.deepcopy(case) if arguments is None else arguments)))
        except Exception as error:
            if "read-only" not in str(error):  # then it writes into its arguments: once more
                return None
    return None


def applied(change, value, case):
    """A change of a whole answer; None where it does not fit."""
    if value is None:
        return None
    try:
        return plain(change(value, case))
    except Exception:
        return None


def clause_of(one, **names):
    """The sentence of an entry of the bank, with the names that stand in braces."""
    what, asks = one.what, one.asks
    for key, word in names.items():
        what, asks = (text.replace(f"{{{key}}}", str(word)) for text in (what, asks))
    return Clause(one.cause, what, asks)


# ---- steps


def suspects_of_steps(function, more=()):
    """A function with one of its steps switched; `more` are its own mistakes.

    Yields
    ------
    Suspect
        Its function is a ``partial`` of `switched`.
    """
    code = altered(function)
    for switch in sorted(code.switches, key=is_late) if code else ():
        yield Suspect((clause_of_switch(switch), *more), partial(switched, code, (switch,)))


LATE_STEPS = {one.cause for one in NUMBERS["number"]}
LATE_STEPS |= {"other argument", "rooted divisor", "squared divisor"}


def is_late(switch):
    """Whether what this step does can often be said better in the words of another."""
    return switch.step.cause in LATE_STEPS or switch.step is CALLS["len"][2]


def clause_of_switch(switch):
    name = f"`{switch.name}`" if switch.name else switch.step.unnamed
    vague = switch.step.about is not None and not switch.name
    return replace(clause_of(switch.step, name=name), vague=vague)


def suspects_of_habits(function):
    """A function with the same mistake at each of the two or three places where it fits."""
    code = altered(function)
    places, texts = {}, {}
    for switch in code.switches if code else ():
        if is_late(switch) or clause_of_switch(switch).vague:
            continue
        places.setdefault(switch.step.cause, {}).setdefault(switch.site, switch)
        texts.setdefault((switch.step, switch.name, switch.text), []).append(switch)
    for (_, _, text), at in texts.items():
        if text and len(at) > 1:  # the same code in several places
            yield Suspect((clause_of_switch(at[0]),), partial(switched, code, tuple(at)))
    for at in places.values():
        if 2 <= len(at) <= 3:
            first, *_ = switches = tuple(at.values())
            clause = clause_of_switch(first)
            clause = replace(clause, what=f"{clause.what}, and the same again further on")
            yield Suspect((clause,), partial(switched, code, switches))


def switched(code, switches, *case):
    return code(switches, case)


def named_suspects(exercise):
    """The exercise's own mistakes."""
    for one in exercise.mistakes:
        yield Suspect((Clause("named", "", "", one.says),), one.answer)


# ---- arguments


def argument_changes(exercise):
    """Changes of the arguments of a case, as pairs of a clause and a function of the case."""
    names, small = exercise.parameters, exercise.small
    kinds = [kind_of(value) for value in small]
    for table in (KINDS, LATE):
        for kind, changes in table.items():  # a wrong sign is rather that of a rate than of a table
            for k in [k for k, its in enumerate(kinds) if its == kind]:
                for one in changes:
                    yield clause_of(one, name=names[k]), partial(with_argument, k, one.change)
        if table is KINDS:
            yield from changes_of_two(names, small, kinds)
            yield from shared_out(names, small, kinds)


def changes_of_two(names, small, kinds):
    """Two arguments exchanged or added; IDs changed with all that goes with them."""
    for k, j in combinations(range(len(names)), 2):
        if kinds[k] == kinds[j] != "":
            both = f"`{names[k]}` and `{names[j]}`"
            clause = Clause("arguments exchanged", f"{both} are exchanged", "Which is which?")
            yield clause, partial(exchanged, k, j)
            asks = "Which of the two does the task name?"
            yield Clause("arguments added", f"{both} are added up", asks), partial(added, k, j)
    for k, value in enumerate(small):
        if kinds[k] == "ids" and np.ndim(value) == 1 and isinstance(value, np.ndarray):
            for one in TOGETHER:
                yield clause_of(one, name=names[k]), partial(with_companions, k, one.change)


def shared_out(names, small, kinds):
    """A rate divided by how many there are of something, as a mean over a batch does."""
    for k, name in enumerate(names):
        for clause, j, axis in sizes_of(names, small) if kinds[k] == "fraction" else ():
            what = f"`{name}` is divided by {clause}"
            asks = "Does anything ask for a mean here?"
            yield Clause("divided by a size", what, asks), partial(divided, k, j, axis)


def divided(k, j, axis, case):
    return (*case[:k], case[k] / size_at(case, j, axis), *case[k + 1 :])


def sizes_of(names, small):
    """How many there are of what: (words, argument, axis)."""
    for j, (name, value) in enumerate(zip(names, small, strict=True)):
        axes = 1 if isinstance(value, list) else np.ndim(value)
        for axis, words in zip(range(axes), AXES[min(axes, 3)], strict=False):
            yield f"{words} `{name}`", j, axis


def size_at(case, j, axis):
    return len(case[j]) if axis == 0 else np.shape(case[j])[axis]


def with_argument(k, change, case):
    return (*case[:k], change(case[k]), *case[k + 1 :])


def exchanged(k, j, case):
    case = list(case)
    case[k], case[j] = case[j], case[k]
    return tuple(case)


def added(k, j, case):
    total = np.add(case[k], case[j])
    return tuple(total if n in (k, j) else one for n, one in enumerate(case))


def with_companions(k, change, case):
    """The IDs changed, and with them all arguments that have an entry for each ID."""
    size, case = len(case[k]), list(case)
    others = [
        j
        for j, one in enumerate(case)
        if j != k and isinstance(one, np.ndarray) and one.ndim and len(one) == size
    ]
    ids, changed = change(case[k], [case[j] for j in others])
    for j, one in zip([k, *others], [ids, *changed], strict=True):
        case[j] = one
    return tuple(case) if others else None


def on_changed(function, change, *case):
    return function(*change(case))


# ---- results


def result_changes(exercise, value):
    """Changes of a whole answer of this form.

    Yields
    ------
    Clause, callable, bool
        The function takes an answer and the case; the last says whether anyone can see the change.
    """
    if isinstance(value, dict):
        yield from ((clause_of(one), partial(whole, one.change), True) for one in DICTS)
    elif isinstance(value, list) and any(isinstance(part, np.ndarray) for part in value):
        yield from ((clause_of(one), partial(whole, one.change), True) for one in PARTS)
        yield from number_changes(exercise, each_part)
    elif numeric(value) is None:
        yield from ((clause_of(one), partial(whole, one.change), True) for one in SEQUENCES)
    else:
        yield from number_changes(exercise, of_numbers)
        yield from rows_for_ids(exercise)


def number_changes(exercise, form):
    for one in (*NUMERIC, *SPOILT):
        yield clause_of(one), partial(form, one.change), one in NUMERIC
    for words, k, axis in sizes_of(exercise.parameters, exercise.small):
        for one in SIZES:
            yield clause_of(one, size=words), partial(by_size, form, one.change, k, axis), False


ROWS = ("the number of rows of", "the number of columns of", "the last axis of")
AXES = {0: (), 1: ("the length of",), 2: ROWS[:2], 3: ROWS}


def by_size(form, change, k, axis, value, case):
    size = size_at(case, k, axis)
    return form(lambda x: change(x, size), value, case)


def rows_for_ids(exercise):
    """The rows of a table in place of their IDs."""
    for k, name in enumerate(exercise.parameters):
        if kind_of(exercise.small[k]) == "numbers" and np.ndim(exercise.small[k]) == 2:
            what = f"the rows of `{name}` are returned, not their IDs"
            clause = Clause("rows for IDs", what, "Which of the two does the task ask for?")
            yield clause, partial(rows_at, k), False


def rows_at(k, value, case):
    return case[k][np.asarray(value).astype(int)]


def of_numbers(change, value, case):
    array = np.asarray(value)
    return change(array.astype(float) if array.dtype.kind in "biuf" else array)


def each_part(change, value, case):
    return [of_numbers(change, part, case) for part in value]


def whole(change, value, case):
    return change(value)
