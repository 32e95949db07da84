"""The sentences about an answer: the case, what does not fit, a clue. Nothing is judged here."""

import inspect

import numpy as np

from embedlab.practice.checking.compare import close, equal, leaf, numeric, several
from embedlab.practice.checking.sandbox import Strange

__all__ = [
    "YES_OR_NO",
    "are_scores",
    "brief",
    "explanation",
    "failure",
    "first_score",
    "fixed",
    "shown_case",
    "tell",
    "wrong_numbers",
    "yes_or_no",
]


def unfit(right, given, ran):
    """What keeps an answer from being compared at all, or nothing."""
    wanted, numbers = numeric(right), numeric(given)
    if wanted is None:
        return ""
    if numbers is None:
        return not_numbers(given)
    if numbers.shape != wanted.shape:
        return ""
    bad = ~np.isfinite(numbers) & np.isfinite(wanted)
    if bad.any():
        warned = f" NumPy warned: {ran.warned}." if ran.warned else ""
        where = place(np.argwhere(bad)[0])
        return f"There is {numbers[bad][0]} in {where}, where a number should be.{warned}"
    return ""


def cut(right, given):
    """Whether the kind of number is too coarse, or nothing."""
    wanted, numbers = numeric(right), numeric(given)
    if wanted is None or numbers is None or numbers.shape != wanted.shape:
        return ""
    near = wanted.ndim or abs(numbers - wanted) < 1
    if near and numbers.dtype.kind in "iu" and np.any(wanted != np.trunc(wanted)):
        return (
            f"Your answer contains whole numbers ({numbers.dtype}); the correct one has decimals. "
            "Which line removes them?"
        )
    return (
        "Your answer is float16, which keeps only three digits."
        if numbers.dtype == np.float16
        else ""
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


def first_score(value):
    """The first number with decimals in an answer."""
    numbers = numeric(value).ravel()
    return short(next(x for x in numbers if x != np.trunc(x)))


ONE_BY_ONE = ("generator", "map", "zip", "filter", "enumerate", "reversed")  # read once, then empty


def not_numbers(given):
    """What an answer is instead of numbers, and what to give."""
    if isinstance(given, str):
        return "Your answer is text. Give numbers, without quotation marks."
    if isinstance(given, list):
        return not_an_array(given)
    if isinstance(given, np.generic | np.ndarray):
        return f"Your answer contains values of type {given.dtype}, not real numbers."
    if isinstance(given, frozenset):
        return "Your answer is a set, which has no order. Give a list or an array."
    kind = given.kind if isinstance(given, Strange) else type(given).__name__
    remedy = f" Make it a list: `list({kind})`." if kind in ONE_BY_ONE else ""
    return f"Your answer is {article(kind)} {kind}; the task asks for numbers.{remedy}"


def not_an_array(given):
    """Why a list is no array of numbers: what is in it, or rows of different lengths."""
    for one in given:
        if isinstance(one, str):
            return f"Your list contains text, {one[:20]!r}. Give numbers, without quotation marks."
        if one is None or isinstance(one, dict | frozenset | Strange):
            kind = one.kind if isinstance(one, Strange) else type(one).__name__
            kind = {"NoneType": "None", "frozenset": "a set"}.get(kind, f"{article(kind)} {kind}")
            return f"Your list contains {kind}; the task asks for numbers."
        if isinstance(one, list) and numeric(one) is None:
            return not_an_array(one)
    return "The rows of your list differ in length, so it cannot be an array."


def article(word):
    return "an" if word[0] in "aeiouAEIOU" else "a"


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
    return f"The task asks for {many} {things}, and {few} came out. Which one {ask}?"


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


def first_difference(right, given):
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


def brief(value, most=240):
    """A value in a few words."""
    if inspect.isroutine(value):
        return getattr(value, "__name__", "a function")
    if isinstance(value, dict):
        pairs = [f"{brief(key)}: {brief(item)}" for key, item in value.items()]
        return f"{{{cut_short(', '.join(pairs), most)}}}"
    if isinstance(value, list) and (several(value) or any(isinstance(x, str) for x in value)):
        return f"[{cut_short(', '.join(map(brief, value)), most)}]"
    array = None if isinstance(value, str) else numeric(value)
    if array is None or array.ndim == 0:
        return str(value)[:80] if array is None and not isinstance(value, str) else short(value)
    text = np.array2string(
        array, separator=", ", threshold=10_000, formatter={"float_kind": "{:.4g}".format}
    )
    text = " ".join(text.split()).replace("[ ", "[")
    return text if len(text) <= most else f"an array of shape {array.shape}"


def cut_short(text, most):
    return text if len(text) <= most else f"{text[: most - 1]}…"


def short(value):
    return repr(value)[:80] if isinstance(value, str) else f"{float(value):.6g}"


def place(index):
    """A place in words, as far as there are words for its axes."""
    index = [int(i) for i in index]
    if len(index) == 2:
        return f"row {index[0]}, column {index[1]}"
    return f"place {index[0]}" if len(index) == 1 else f"{index}"


def explanation(exercise, cases, wanted, given, same, wrong):
    """What was seen on the first case that is wrong, and a clue from all of them."""
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
