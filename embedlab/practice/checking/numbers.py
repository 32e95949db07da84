"""Why numbers that were worked out by hand are wrong, by the bank of general mistakes."""

import re
from functools import partial
from types import SimpleNamespace

import numpy as np

from embedlab.practice.checking.bank_of_numbers import BYTES, ORDERS, RELATIONS
from embedlab.practice.checking.bank_of_steps import OFTEN
from embedlab.practice.checking.compare import agree, numeric
from embedlab.practice.checking.lineup import Lineup
from embedlab.practice.checking.sandbox import plain
from embedlab.practice.checking.wording import brief
from embedlab.practice.exercises.ways import WAYS

__all__ = ["cause_of_numbers"]

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
MOST_CAUSES = 2  # that are named where several explain the numbers equally well
ENOUGH_DIGITS = 7  # in an answer, so that two mistakes together do not give it by chance
ENOUGH_WRONG = 4  # digits in the wrong numbers, likewise
FEWEST_WRONG = 2  # in the wrong numbers: a single 0 is what any forgotten step gives
FACTORS = tuple(one for one in RELATIONS if one.cause == "factor 2")
WRONG_SIGN = next(one for one in RELATIONS if one.cause == "sign flipped")
TENS = tuple(one for one in RELATIONS if one.cause.startswith(("factor 10", "factor 1,")))
WEAK = {"other argument", "on the way"}  # what another cause implies
CHANCY = {"used twice", "one too high", "one too low"}  # what a factor of 2 or 10 gives as well
PLAIN_FACTORS = (2, 4, 8, 1 / 2, 1 / 4, 1 / 8, *(10.0**k for k in range(-9, 10) if k))
LINEUPS = {}
EITHER = "or "  # before another cause that explains the numbers equally well


def cause_of_numbers(exercise, right, named, given):
    """What explains wrong numbers: causes and a sentence, or None.

    Parameters
    ----------
    exercise : Numbers
    right, given : array, number or list of them
        Plain answers.
    named : list of (answer, str)
        The exercise's own mistakes, with their sentences.

    Returns
    -------
    (tuple of str, str) or None
    """
    task, tolerance = exercise.task, exercise.tolerance
    right, given = numeric(right), numeric(given)
    if right is None or given is None or not np.all(np.isfinite(given)):
        return None
    right, given = right.astype(float), given.astype(float)
    found = (
        scores_for_ids(task, right, given)
        or whole_answer(right, given, tolerance)
        or rows_missing(right, given, tolerance)
        or place_by_place(task, right, given, tolerance, (WRONG_SIGN,), plainly=True)
        or on_the_way(exercise, right, given)
        or place_by_place(task, right, given, tolerance, RELATIONS)
        or all_alike(right, given, tolerance)
    )
    if found:
        return found
    found = named_at_places(right, named, given, tolerance)
    if found:
        return found
    for answer, says in named:
        wrong = numeric(answer)
        if wrong is not None and not same(wrong, right, tolerance):
            found = on_named(task, wrong, given, tolerance)
            if found:
                causes, sentence = found
                return (*causes, "named"), f"{sentence} Once that is fixed, this remains: {says}"
    return one_slip(right, given, tolerance)


def same(a, b, tolerance):
    return np.shape(a) == np.shape(b) and bool(np.all(np.abs(a - b) <= tolerance + 1e-9))


# ---- by the way to the numbers


def on_the_way(exercise, right, given):
    """One step of the way, or two, taken wrongly; named if few causes give these numbers."""
    if exercise.name not in WAYS or not given.any():
        return None
    way, case = WAYS[exercise.name]
    if not same(numeric(plain(way(*case))), right, exercise.tolerance):
        return None  # other numbers were drawn
    if not telling(right, given, exercise.tolerance):
        return None
    near = partial(agree, near=partial(rounded_alike, exercise.tolerance))
    found = lineup_of(exercise.name, way, case).like(given, near, rounded=True)
    wrong = wrong_ones(right, given, exercise.tolerance)
    two = digits(right) >= ENOUGH_DIGITS and digits(wrong) >= ENOUGH_WRONG
    explained, most = {}, 2 if two else 1
    for one in found:
        causes = tuple(sorted({clause.cause for clause in one.clauses}))
        if is_coincidence(causes, one.clauses, wrong, right, given, exercise.tolerance):
            continue
        if len(one.clauses) > most:
            break  # two mistakes are not needed where one explains all, or can explain anything
        most = len(one.clauses)
        explained.setdefault(causes, one)
    plain_ones = {causes: one for causes, one in explained.items() if not set(causes) & WEAK}
    often = {causes: one for causes, one in plain_ones.items() if set(causes) <= OFTEN}
    explained = often or plain_ones or explained
    if not 0 < len(explained) <= MOST_CAUSES:
        return None
    ways = [", and ".join(clause.what for clause in one.clauses) for one in explained.values()]
    asks = next(iter(explained.values())).clauses[0].asks
    numbers = brief(given)
    sentence = f"Your answer, {numbers}, comes out when {', or when '.join(ways)}. {asks}"
    (causes, *others) = explained
    return (*causes, *(EITHER.join(("", *other)) for other in others)), sentence


def is_coincidence(causes, clauses, wrong, right, given, tolerance):
    """Whether a cause would give these numbers by chance, or says too little of so few digits."""
    if set(causes) & WEAK and wrong.size < 2:
        return True
    if any(clause.vague for clause in clauses) and digits(wrong) <= ENOUGH_WRONG:
        return True
    return set(causes) & CHANCY and has_plain_factor(right, given, tolerance)


def has_plain_factor(right, given, tolerance):
    """Whether all wrong numbers are off by one factor, 2, 4, 8 or a power of ten."""
    if right.shape != given.shape:
        return False
    wrong = np.abs(right - given) > tolerance
    return any(
        np.allclose(right[wrong] * factor, given[wrong], rtol=1e-3) for factor in PLAIN_FACTORS
    )


def rounded_alike(tolerance, wrong, given):
    """Whether numbers are those of a mistake, but for rounding; small ones need it more exact."""
    return np.abs(wrong - given) <= np.minimum(tolerance, 0.01 * np.abs(wrong)) + 1e-9


def wrong_ones(right, given, tolerance):
    if right.shape != given.shape:
        return given
    return given[np.abs(right - given) > tolerance] if right.ndim else given


def telling(right, given, tolerance):
    """Whether more is wrong than a single 0."""
    return digits(wrong_ones(right, given, tolerance)) >= FEWEST_WRONG or right.size < 3


def digits(array):
    """How much there is to know an answer by: its numbers and their digits."""
    return sum(1 + len(f"{abs(x):.4g}".replace(".", "").strip("0")) for x in array.ravel())


def lineup_of(name, way, case):
    if name not in LINEUPS:
        names = list(way.__code__.co_varnames[: way.__code__.co_argcount])
        LINEUPS[name] = Lineup(
            SimpleNamespace(parameters=names, small=case, reference=way, mistakes=()),
            stages=("on_the_way", "two_steps"),
        )
    return LINEUPS[name]


# ---- by the numbers themselves


def whole_answer(right, given, tolerance, *, in_any_order=True):
    """A change of all numbers at once."""
    for one in ORDERS:
        if one.wrong is None:
            is_it = in_any_order and reordered(right, given, tolerance)
        else:
            wrong = changed(one.wrong, right)
            is_it = wrong is not None and same(wrong, given, tolerance)
        if is_it and not same(right, given, tolerance):
            return (one.cause,), f"{one.what} {one.asks}"
    return None


def changed(change, right):
    try:
        return change(right)
    except (ValueError, IndexError):
        return None


def reordered(right, given, tolerance):
    """Whether the same rows or numbers stand in another order."""
    if right.shape != given.shape or right.ndim == 0:
        return False
    a, b = (np.array(sorted(np.atleast_1d(one).tolist())) for one in (right, given))
    return same(a, b, tolerance)


def scores_for_ids(task, right, given):
    """Decimals where the task asks for token IDs."""
    if not re.search(r"Type (\w+ )?IDs", task) or right.shape != given.shape:
        return None
    decimals = given[given != np.round(given)] if given.ndim else given
    if not decimals.size:
        return None
    says = f"The task asks for IDs, which are whole numbers; your answer contains {decimals[0]:g}. "
    return ("scores for IDs",), f"{says}Which token does that number belong to?"


def rows_missing(right, given, tolerance):
    """Rows that are all correct and in order, but too few."""
    if right.ndim != 2 or given.shape[1:] != right.shape[1:] or not 0 < len(given) < len(right):
        return None
    missing, k = [], 0
    for number, row in enumerate(right):
        if k < len(given) and same(row, given[k], tolerance):
            k += 1
        else:
            missing.append(str(number))
    if k < len(given):
        return None
    which = f"row {missing[0]} is" if len(missing) == 1 else f"rows {listed(missing)} are"
    sentence = f"Your rows are correct, but {which} missing. Which rows should the answer have?"
    return ("row missing",), sentence


def named_at_places(right, named, given, tolerance):
    """A mistake of the exercise's own in some of the numbers; the others are correct."""
    if right.ndim != 1 or right.shape != given.shape or right.size > len(ORDINALS):
        return None
    bad = np.abs(right - given) > tolerance
    for answer, says in named if bad.any() and not bad.all() else ():
        wrong = numeric(answer)
        if wrong is None or wrong.shape != right.shape or digits(given[bad]) < FEWEST_WRONG:
            continue
        if rounded_alike(tolerance, wrong[bad], given[bad]).all():
            fine = listed(ORDINALS[k] for k in np.flatnonzero(~bad))
            verb = "numbers are" if (~bad).sum() > 1 else "number is"
            return ("named",), f"Your {fine} {verb} correct. About the rest: {says}"
    return None


def on_named(task, wrong, given, tolerance):
    """A mistake of the exercise's own, changed once more in a way that is plain to see."""
    if same(-wrong, given, tolerance) and not same(wrong, given, tolerance):
        return ("sign flipped",), "All signs are reversed."
    enough = given.shape == wrong.shape and given.ndim > 1 and digits(given) >= ENOUGH_DIGITS
    return (
        place_by_place(task, wrong, given, tolerance, plainly=True)
        or (enough and whole_answer(wrong, given, tolerance, in_any_order=False))
        or doubled(wrong, given, tolerance)
    )


def doubled(wrong, given, tolerance):
    """All numbers twice or half those of a mistake, with digits enough to know them by."""
    for one in FACTORS if digits(given) >= ENOUGH_DIGITS else ():
        if wrong.shape == given.shape and all(
            holds(one, a, b, tolerance) for a, b in zip(wrong.flat, given.flat, strict=True)
        ):
            return (one.cause,), f"Every number {one.what}. {one.asks}"
    return None


def all_alike(right, given, tolerance):
    """Every number of a table hangs together with the right one in one way."""
    if right.shape != given.shape or right.ndim < 2:
        return None
    pairs = [(a, b) for a, b in zip(right.flat, given.flat, strict=True) if a or b]
    for one in RELATIONS:
        if all(holds(one, *pair, tolerance) for pair in pairs):
            return (one.cause,), f"Each of your numbers {one.what}. {one.asks}"
    return None


def place_by_place(task, right, given, tolerance, more=(), *, plainly=False):
    """All wrong numbers hang together with the right ones at their places in one way."""
    if right.shape != given.shape or right.ndim > 1 or right.size > len(ORDINALS):
        return None
    pairs = list(zip(np.atleast_1d(right), np.atleast_1d(given), strict=True))
    good = [abs(a - b) <= tolerance for a, b in pairs]
    wrong = [k for k, fits in enumerate(good) if not fits]
    for one in (*(BYTES + TENS if "byte" in task else ()), *more):
        few = len(wrong) < 2 and not any(has_digits(pairs[k][0]) for k in wrong)
        if not wrong or (few and one.cause.startswith("factor ")):
            continue
        if all(holds(one, *pairs[k], tolerance) for k in wrong):
            return told(wrong, one, good, pairs, right.ndim, plainly=plainly)
    return None


def has_digits(number):
    """Whether there are two digits to know a number by, whatever its size."""
    return len(f"{abs(number):.6g}".replace(".", "").strip("0")) > 1


def holds(one, right, given, tolerance):
    """Whether a number is what the relation makes of the right one, perhaps rounded."""
    wrong = one.wrong(float(right))
    if wrong is None or not np.isfinite(wrong):
        return False
    decimals = len(f"{given:.9g}".partition(".")[2])
    if decimals and f"{wrong:.{decimals}f}" == f"{given:.{decimals}f}" and has_digits(given):
        return True
    return abs(wrong - given) <= min(0.005 * abs(wrong), max(tolerance, 0.0005 * abs(wrong)))


def told(places, one, good, pairs, axes, *, plainly):
    """The cause, and a sentence that names the numbers and what happened to them."""
    numbers = listed(f"{pairs[k][1]:,.10g}".replace("-", "−") for k in places)
    which = f"{listed(ORDINALS[k] for k in places)} " if axes else ""
    fine = [ORDINALS[k] for k, fits in enumerate(good) if fits and not plainly]
    start = f"Your {listed(fine)} number{'s are' if len(fine) > 1 else ' is'} correct. " * bool(
        fine
    )
    if len(places) == 1:
        said = f"Your {which}number, {numbers}, {one.what}."
    else:
        said = f"Of your {which}numbers, {numbers}, each {one.what}."
    return tuple(one.cause.split(" + ")), f"{start}{said} {one.asks}"


def listed(words):
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def one_slip(right, given, tolerance):
    """All but one number, or all but one row, are right."""
    if right.shape != given.shape or right.size < 3:
        return None
    bad = np.abs(right - given) > tolerance
    if right.ndim == 1 and bad.sum() == 1:
        k = int(np.argmax(bad))
        which = f"numbers but one are correct. How did you get your {ORDINALS[k]}, {given[k]:g}"
    elif right.ndim == 2 and len(right) > 2 and bad.any(axis=1).sum() == 1:
        row = given[np.argmax(bad.any(axis=1))]
        which = f"rows but one are correct. How did you get your row {brief(row)}"
    else:
        return None
    return ("one slip",), f"All your {which}?"
