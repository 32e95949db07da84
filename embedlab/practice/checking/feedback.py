"""The sentences about an answer: the case, what was seen, a clue. Nothing is judged here."""

import numpy as np

from embedlab.practice.checking.compare import close, equal, leaf, numeric, several
from embedlab.practice.checking.misfits import cut, unfit
from embedlab.practice.checking.wording import brief, place, short

__all__ = [
    "CHANGING",
    "DRAWN",
    "YES_OR_NO",
    "are_scores",
    "explanation",
    "failure",
    "fixed",
    "scores",
    "shown_case",
    "tell",
    "wrong_numbers",
    "yes_or_no",
]


DRAWN = (
    "Your function draws random numbers; the task does not ask for any. "
    "What is given to it in their place?"
)
CHANGING = (
    "It gives another answer each time it is called with the same arguments. "
    "What does it read besides these?"
)
YES_OR_NO = (
    "Your answer contains True and False; the task asks for numbers. "
    "Which number belongs where it is True, and which where it is False?"
)


def yes_or_no(right, given):
    """Whether an answer says where something holds, and not what is there."""
    wanted, numbers = numeric(right), numeric(given)
    return (
        wanted is not None
        and numbers is not None
        and numbers.dtype.kind == "b"
        and wanted.dtype.kind != "b"
    )


CHOOSERS = {"argsort", "argmax", "argmin", "argpartition"}


def are_scores(exercise, wanted, given):
    """Whether an answer has decimals in all places where the task asks for chosen IDs."""
    code = getattr(exercise.reference, "__code__", None)
    if code is None or CHOOSERS.isdisjoint(code.co_names):
        return False
    pairs = [(numeric(a.value), numeric(b.value)) for a, b in zip(wanted, given, strict=True)]
    return all(
        a is not None
        and b is not None
        and a.shape == b.shape
        and a.dtype.kind in "iu"
        and b.dtype.kind == "f"
        for a, b in pairs
    ) and bool(np.any(pairs[0][1] != np.trunc(pairs[0][1])))


def scores(value):
    """The sentence about scores in the place of what was chosen by them."""
    numbers = numeric(value).ravel()
    first = short(next(x for x in numbers if x != np.trunc(x)))
    return (
        f"The task does not ask for scores, but your answer contains {first}. "
        "Which call gives the place of a score and not the score itself?"
    )


def misshapen(exercise, case, right, given):
    """What is missing from a shape, or too much; told in what the case counts, where it can be."""
    if right.ndim == 0:
        return f"The task asks for one number; yours has the shape {given.shape}."
    sizes = axes(exercise, case) if exercise else {}
    if given.ndim == 0:
        shape = named(right, sizes)
        return f"One number is not enough: the task asks for {right.size}, in the shape {shape}."
    start = f"Your answer has the shape {named(given, sizes)}, not {named(right, sizes)}. "
    if given.shape == right.T.shape and np.all(close(right.T, given)):
        return f"{start}The numbers are correct, with the axes swapped. What does each axis count?"
    return start + counted(exercise, case, right, given)


def counted(exercise, case, right, given):
    """The question about a wrong shape: what went in so often, and what is missing."""
    if given.ndim < right.ndim:
        return "Which axis is missing, and which step removed it?"
    if given.ndim > right.ndim:
        return "Which axis is one too many, and what does it count?"
    axis = next(k for k in range(right.ndim) if right.shape[k] != given.shape[k])
    many, few = right.shape[axis], given.shape[axis]
    things = "numbers" if right.ndim == 1 else ("rows", "columns")[axis] if axis < 2 else "numbers"
    source = next(
        (
            name
            for name, value in zip(exercise.parameters if exercise else (), case, strict=False)
            if axis == 0
            and (array := numeric(value)) is not None
            and array.ndim
            and len(array) == many
            and name not in ("E", "W")
        ),
        "",
    )
    if source:
        went = f"`{source}` has {many} entries, and {few} {things} came out. "
        which = "has none" if few < many else "has more than one"
        return f"{went}Which entry {which}?"
    ask = "is missing" if few < many else "is one too many"
    ask = f"Which one {ask}?" if abs(many - few) == 1 else "Which step decides how many there are?"
    return f"The task asks for {many} {things}, and {few} came out. {ask}"


def named(array, sizes):
    """A shape with the names of its axes, as far as each size has one name only."""
    names = [sizes.get(size, str(size)) for size in array.shape]
    known = (
        f" = ({', '.join(names)}{',' * (len(names) == 1)})"
        if set(names) & set(sizes.values())
        else ""
    )
    return f"{array.shape}{known}"


def axes(exercise, case):
    """Size to name, from the arguments that carry the letters of the page."""
    found = {}
    for name, value in zip(exercise.parameters, case, strict=False):
        array = numeric(value)
        shape = () if array is None else array.shape
        letters = "V d" if name in ("E", "table") and len(shape) == 2 else ""
        if name in ("ids", "X"):
            row = "T" if "(T,)" in exercise.task else "N"
            letters = {1: row, 2: "B T"}.get(len(shape), "")
        pairs = list(zip(shape, letters.split(), strict=False))
        pairs += (
            [(int(array), name)] if shape == () and name in ("V", "d", "B", "T", "N", "k") else []
        )
        for size, letter in pairs:
            found.setdefault(size, set()).add(letter)
    return {
        size: letters.pop() for size, letters in found.items() if len(letters) == 1 and size > 1
    }


def structure(exercise, pairs):
    """A clue that holds on every wrong case, or nothing; it says what was seen and no more."""
    if any(a is None or b is None or a.shape != b.shape for _, a, b in pairs):
        return ""
    pairs = [(case, a.astype(float), b.astype(float)) for case, a, b in pairs if a.size]
    right, given = (np.concatenate([pair[k].ravel() for pair in pairs]) for k in (1, 2))
    if right.size > 2 and all(
        a.ndim == 2 and a.shape == a.T.shape and close(a.T, b).all() for _, a, b in pairs
    ):
        return " The numbers look transposed."
    if np.count_nonzero(right) > 2:
        factor = np.dot(right, given) / np.dot(right, right)
        if np.all(np.abs(given - factor * right) <= 1e-5 * np.abs(right).max()):
            return same_factor(factor, every="It" if right.size == len(pairs) else "Every number")
    for words, flat in (("numbers", False), ("rows", True)):
        if all(are_alike(b, flat) and not are_alike(a, flat) for _, a, b in pairs):
            return f" All your {words} are the same. What should make them differ?"
    rows = [wrong_rows(exercise, *pair) for pair in pairs]
    for clue in (
        "whose ID occurs in ids more than once",
        "whose ID occurs in ids",
        "whose ID is not in ids",
    ):
        if all(clue in row for row in rows) and any(
            not (a - b).any(axis=1).all() for _, a, b in pairs
        ):
            return f" Only rows {clue} are wrong."
    if all(a.size > 1 and close(np.sort(a, None), np.sort(b, None)).all() for _, a, b in pairs):
        return " The correct numbers are there, in different places."
    return ""


def are_alike(array, by_rows):
    """Whether all numbers of an array are the same, or all its rows."""
    if by_rows and array.ndim < 2:
        return False
    parts = array.reshape(len(array), -1) if by_rows else array.reshape(-1, 1)
    return len(parts) > 1 and bool(close(parts[:1], parts).all())


def same_factor(factor, every):
    """The clue that all numbers are off by one factor."""
    if abs(factor) < 1e-9:
        return f" {every} is 0."
    if abs(factor + 1) < 1e-4:
        return f" {every} has the wrong sign."
    return f" {every} is {factor:.4g} times what it should be."


def wrong_rows(exercise, case, right, given):
    """Which descriptions fit all wrong rows of a table-shaped answer."""
    ids = dict(zip(exercise.parameters, case, strict=False)).get("ids")
    ids = None if ids is None else numeric(ids)
    if ids is None or right.ndim != 2 or len(right) == ids.size or np.any(ids >= len(right)):
        return ()
    wrong = ~close(right, given).all(axis=1)
    count = np.bincount(ids.ravel().astype(int), minlength=len(right))
    groups = {
        "whose ID occurs in ids more than once": count > 1,
        "whose ID occurs in ids": count > 0,
        "whose ID is not in ids": count == 0,
    }
    return [words for words, rows in groups.items() if not np.any(wrong & ~rows)]


def first_other(right, given):
    """Where a list of texts begins to differ."""
    k = next((k for k, (a, b) in enumerate(zip(right, given, strict=False)) if a != b), None)
    if k is not None:
        start = f"{brief(given[k], 60)} in place {k} is not correct"
        return f"{start}{'; what comes before it is' * bool(k)}. Which step of yours gives it?"
    if len(given) < len(right):
        return f"It is correct as far as it goes, and ends too early, after {brief(given[-1], 60)}."
    return f"It is correct up to place {len(right) - 1} and goes on. Where should it end?"


def first_difference(right, given):
    if all(isinstance(one, list) and numeric(one) is None for one in (right, given)):
        return first_other(right, given)
    a, b = numeric(right), numeric(given)
    if a is None or b is None or a.ndim == 0:
        return f"You get {brief(given)}. Which step of yours gives it?"
    wrong = ~close(a, b) if np.any(~close(a, b)) else ~equal(a, b)
    index = tuple(np.argwhere(wrong)[0])
    if wrong.all():
        return (
            f"No number is correct; the first is {short(b[index])}. Which step of yours gives it?"
        )
    good = int((~wrong).sum())
    share = f"{good} of {wrong.size} numbers {'is' if good == 1 else 'are'} correct"
    return f"{share}; {short(b[index])} in {place(index)} is not. What sets it apart?"


def shown_case(exercise, cases, wanted, given, k):
    """The lines that show a case: input, expected, got."""
    got = f"{given[k].kind}: {given[k].error}" if given[k].error else brief(given[k].value)
    return (
        f"Input: {tell(exercise, cases[k])}",
        f"Expected: `{brief(wanted[k].value)}`",
        f"Got: `{got}`",
    )


def tell(exercise, case):
    """A case as a call."""
    given = ", ".join(
        f"{name}={brief(value)}" for name, value in zip(exercise.parameters, case, strict=False)
    )
    return f"`{exercise.reference.__name__}({given})`"


def explanation(exercise, cases, wanted, given, same, wrong, unread=""):
    """What was seen on the first case that is wrong, and a clue from all of them.

    `unread` is an argument that the function never reads.
    """
    k = wrong[0]
    value = given[k].value
    if given[k].error:
        return failure(given[k])
    if value is None and wanted[k].value is not None:
        said = " Printing shows a value; only `return` gives it back." if given[k].printed else ""
        return f"It returns nothing (None).{said or ' Does it end with `return`?'}"
    start = "" if k == 0 else "The smallest case is correct, another is not. "
    start += which_part(wanted[k].value, value, same)
    right, value = leaf(wanted[k].value, value, same)
    complaint = unfit(right, value, given[k]) or cut(right, value)
    numbers = numeric(right), numeric(value)
    if not complaint and numbers[0] is not None and numbers[0].shape != numbers[1].shape:
        return start + misshapen(exercise, cases[k], *numbers)
    pairs = [(cases[i], numeric(wanted[i].value), numeric(given[i].value)) for i in wrong]
    clue = "" if complaint else structure(exercise, pairs)
    if unread and not (complaint or clue):
        clue = f"Your function never reads `{unread}`. What is it for in the task?"
    return start + (complaint or clue.strip() or first_difference(right, value))


def fixed(wanted, given, same):
    """The sentence about an answer that never changes, although it should; or nothing."""
    value = given[0].value
    readable = numeric(value) is not None or numeric(wanted[0].value) is None
    constant, right_too = (
        all(same(all_of[0].value, one.value) for one in all_of) for all_of in (given, wanted)
    )
    if any(one.error for one in given) or value is None or right_too or not (readable and constant):
        return ""
    return (
        "It gives the same answer whatever it is given. Does it read its arguments, "
        "or fixed numbers or a variable of the notebook?"
    )


def which_part(right, given, same):
    """Of several results, which are right and which is not."""
    if not several(right) or not isinstance(given, list) or len(right) != len(given):
        return ""
    if not any(isinstance(part, np.ndarray) for part in right):
        return ""
    good = [ORDINALS[k] for k, pair in enumerate(zip(right, given, strict=True)) if same(*pair)]
    bad = [ORDINALS[k] for k, pair in enumerate(zip(right, given, strict=True)) if not same(*pair)]
    fine = f"The {' and the '.join(good)} result {'is' if len(good) == 1 else 'are'} correct. "
    return (fine if good else "") + f"This is about the {bad[0]} result: "


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def failure(ran, case=""):
    """What an exception says, with the learner's own line; the case goes into it if it is given."""
    on = f" on {case}" if case else ""
    if ran.returned:
        return f"What it returns{on} cannot be read as an answer: {ran.kind}: {ran.error}."
    if ran.kind == "RecursionError":
        return f"It calls itself without an end{on}. Which case should stop it?"
    if ran.kind in ("SystemExit", "GeneratorExit"):
        return f"It leaves with {ran.kind} instead of returning an answer{on}."
    line = f" in your line `{ran.line}`" if ran.line else ""
    return f"It stops with {ran.kind}{line}{on}: {ran.error.rstrip('.')}."


def wrong_numbers(right, given, same, ran):
    """What is wrong with typed numbers that no mistake explains; never what they should be."""
    part = which_part(right, given, same)
    right, value = leaf(right, given, same)
    complaint, right = unfit(right, value, ran), numeric(right)
    if complaint or right is None:
        complaint = complaint or "This is not it yet. Which step of yours are you least sure of?"
        return part + complaint
    value = numeric(value)
    if value.shape != right.shape:
        return part + misshapen(None, (), right, value)
    if right.ndim == 0:
        size = "large" if value > right else "small"
        return f"{part}{value[()]:g} is too {size}. Which step makes it so?"
    good = np.array([same(a, b) for a, b in zip(right.flat, value.flat, strict=True)])
    where, number = np.unravel_index(np.argmin(good), right.shape), value.ravel()[~good][0]
    in_a_row = right.ndim == 1 and right.size <= len(ORDINALS)
    which = f"your {ORDINALS[where[0]]}" if in_a_row else f"in {place(where)}"
    if good.any():
        count = f"{good.sum()} of your {good.size} numbers {'is' if good.sum() == 1 else 'are'}"
        return f"{part}{count} correct; {number:g}, {which}, is not. How did you get it?"
    return (
        f"{part}None of your {good.size} numbers is correct yet. "
        f"How did you get the first, {number:g}?"
    )
