"""The sentences about an answer of another kind than the task asks for."""

import numpy as np

from embedlab.practice.checking.compare import numeric
from embedlab.practice.checking.sandbox import Strange
from embedlab.practice.checking.wording import brief, place

__all__ = ["cut", "unfit"]


def unfit(right, given, ran):
    """What keeps an answer from being compared at all, or nothing."""
    wanted, numbers = numeric(right), numeric(given)
    if wanted is None:
        return not_a_list(given) if isinstance(right, list) else ""
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


def not_a_list(given):
    """Why an answer is no list of texts, or nothing."""
    if isinstance(given, str):
        return f"Your answer is one text, {given[:40]!r}; the task asks for a list."
    if isinstance(given, list) and not given:
        return "Your list is empty. What should be in it here?"
    for one in given if isinstance(given, list) else ():
        if isinstance(one, list):
            return f"Your list contains {brief(one, 60)}, a list or a tuple; what should it be?"
    return ""


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
