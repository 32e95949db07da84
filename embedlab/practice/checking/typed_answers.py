"""Whether typed numbers or a choice are right, and if not, which sentence is for it."""

import inspect
import re
from functools import partial
from itertools import islice, product

import numpy as np

from embedlab.practice.checking.compare import agree
from embedlab.practice.checking.feedback import wrong_numbers
from embedlab.practice.checking.harmless import is_data
from embedlab.practice.checking.numbers import cause_of_numbers
from embedlab.practice.checking.sandbox import NOTHING, SECONDS, plain, run
from embedlab.practice.checking.verdicts import NOT_YET, SOLVED, Verdict
from embedlab.practice.typed import (
    factor_of_word,
    number_and_words,
    possible_numbers,
    unify_notation,
)

__all__ = ["judge_choice", "judge_numbers"]

LONGEST = 200  # characters of a number that are read
MOST_READINGS = 64  # of an answer whose commas can mean two things each
UNITS = {
    r"MB|[Mm]egabytes": "mb",
    r"GB|[Gg]igabytes": "gb",
    r"kB|[Kk]ilobytes": "kb",
    "bytes": "bytes",
}


# ---- numbers


def judge_numbers(exercise, attempt, _):
    if inspect.isroutine(attempt):
        return Verdict(NOT_YET, "This exercise asks for numbers; you passed a function.")
    ran = run(lambda: attempt, (), SECONDS, NOTHING if is_data(attempt) else None)
    if ran.late or ran.error or ran.value is None:
        return Verdict(
            NOT_YET, "This cannot be read as numbers. Type a number, or a list of numbers."
        )
    right = value_of(exercise)
    same = partial(agree, near=lambda a, b: np.abs(a - b) <= exercise.tolerance)
    meant = list(readings(ran.value, exercise.task))
    if any(same(right, value) for value in meant):
        return Verdict(SOLVED, exercise.why)
    named = [(value_of(mistake), mistake.says) for mistake in exercise.mistakes]
    for answer, says in named:
        if any(same(answer, value) for value in meant):
            return Verdict(NOT_YET, says)
    for value in meant:
        found = cause_of_numbers(exercise, right, named, value)
        if found:
            return Verdict(NOT_YET, found[1], causes=found[0])
    if not meant:
        return Verdict(NOT_YET, unread(ran.value, exercise.task))
    return Verdict(NOT_YET, wrong_numbers(right, meant[0], same, ran))


def value_of(one):
    """The numbers of an exercise or of a mistake, as plain data."""
    return plain(one.answer() if callable(one.answer) else one.answer)


def readings(value, task):
    """What an answer can mean: texts in it are read as numbers, as the cards read them.

    >>> list(readings(["10,240 kB", 3], "How many MB?"))
    [[10.24, 3], [0.01024, 3]]
    """
    if isinstance(value, str):
        yield from read_number(value, task)
    elif isinstance(value, list):
        parts = [list(readings(part, task)) for part in value]
        yield from islice(map(list, product(*parts)), MOST_READINGS)
    else:
        yield value


def unread(value, task):
    """The sentence about the first text in an answer that is no number."""
    if isinstance(value, list):
        return next(unread(part, task) for part in value if not list(readings(part, task)))
    remedy = "Write it as 1.5, 1,500,000 or 2e6, in the unit that the task asks for."
    return f"“{value[:20]}” cannot be read as a number here. {remedy}"


def read_number(text, task):
    """The numbers that a text can mean, in the unit that the task asks for."""
    number, words = number_and_words(unify_notation(text.strip()[:LONGEST]))
    unit = next((one for words_for, one in UNITS.items() if re.search(words_for, task)), "")
    factor = 1.0
    for word in words:
        known = factor_of_word(word, unit)
        if known is None and word not in unify_notation(task):
            return
        factor *= 1.0 if known is None else known
    yield from (value * factor for value in possible_numbers(number) if np.isfinite(value))


# ---- choices


def judge_choice(exercise, attempt, _):
    value = run(lambda: attempt, (), SECONDS, NOTHING if is_data(attempt) else None).value
    given = key(value if isinstance(value, list) and len(value) in (1, 2) else [value])
    letters, reasons = key(exercise.choices), key(exercise.reasons)
    if given[0] not in letters:
        form = (
            f' with the number of a reason, such as ("{letters[0]}", {reasons[0]})'
            if reasons
            else ""
        )
        return Verdict(NOT_YET, f"Answer with one of the letters {', '.join(letters)}{form}.")
    right = key(exercise.answer)
    if (given if reasons else given[:1]) == right:
        return Verdict(SOLVED, exercise.why)
    return Verdict(NOT_YET, wrong_choice(exercise, given, right, reasons))


def wrong_choice(exercise, given, right, reasons):
    """The sentence for a choice: of its own, or what is right about it and what is not."""
    says = {tuple(key(mistake.answer)): mistake.says for mistake in exercise.mistakes}
    if tuple(given) in says:
        return says[tuple(given)]
    good_reason = len(given) == len(right) == 2 and given[1] == right[1]
    praise = "Your reason is correct, the choice is not. " if good_reason else ""
    if given[0] != right[0] and tuple(given[:1]) in says:
        return praise + says[tuple(given[:1])]
    if reasons and (len(given) == 1 or given[1] not in reasons):
        return f"Say why as well: the number of one of the reasons {', '.join(reasons)}."
    texts = {str(name).lower(): text for name, text in exercise.choices.items()}
    chosen = f"“{texts[given[0]].rstrip('.')}”"
    if given[0] == right[0]:
        reason = exercise.reasons[int(given[1])].rstrip(".")
        return (
            f"The choice is correct, the reason is not. Suppose that “{reason}” were the reason: "
            "what else would follow from it?"
        )
    if good_reason:
        return f"{praise}Read it again, next to {chosen}: which choice does it support?"
    return f"{chosen} is not correct. Which words of the task contradict it?"


def key(answer):
    """A choice, or a choice with its reason, as short texts; also all letters or reasons."""
    return [str(part).strip().lower() for part in ([answer] if isinstance(answer, str) else answer)]
