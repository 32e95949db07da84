"""How a typed answer to a card is read and judged.

Learners write 10.24, 10,24 or 1.024·10⁷ bytes: every usual way to write a number is read, and when
a text can mean two numbers, either may be the right one.
"""

import re
from dataclasses import dataclass

import numpy as np

from embedlab.practice.typed import (
    SIZES,
    factor_of_word,
    listed_numbers,
    number_and_words,
    possible_numbers,
    singular,
    unify_notation,
)

__all__ = ["Judgement", "judge_answer"]

LONGEST = 200  # characters of an answer that are read


@dataclass(frozen=True)
class Judgement:
    """Whether an answer is right (None: it could not be read, try again), and a sentence.

    Where only the learner can tell, right is False and open True.
    """

    right: bool | None
    says: str
    open: bool = False

    @property
    def likely(self):
        """The rating that suits it: 3, Good, or 1, Again; None where the learner has to say."""
        return None if self.open or self.right is None else 3 if self.right else 1


def judge_answer(asked, given):
    """Whether an answer is right, and what to think about if it is not.

    Parameters
    ----------
    asked : Asked
    given : str
        What was typed; for a card with choices, the number of one, from 1.

    Returns
    -------
    Judgement

    Examples
    --------
    >>> from embedlab.practice.reviewing.cards import Card, ask
    >>> card = Card(
    ...     name="lookup-a", question="?", kind="number", answer="10.24", unit="MB", why="",
    ...     section="",
    ... )
    >>> judge_answer(ask(card), "10,240 kB").says
    'Right.'
    >>> judge_answer(ask(card), "2.56").says
    'Not yet. It is off by a factor of 4: how many bytes does one number take?'
    """
    given = given.strip()[:LONGEST]
    if not given:
        verb = "Choose an" if asked.choices else "Write your"
        return unread(f"{verb} answer first.")
    if asked.choices:
        return judge_choice(asked, given)
    if asked.card.kind == "short":
        return Judgement(False, "Compare it with yours.", open=True)
    if asked.card.kind == "output":
        return judge_output(asked, given)
    if isinstance(asked.value, (list, tuple)):
        return judge_list(asked, given)
    return judge_number(asked, given)


def unread(sentence):
    return Judgement(None, sentence)


def wrong(remark=""):
    return Judgement(False, f"Not yet. {remark}".strip())


RIGHT = Judgement(True, "Right.")


# ---- one judge for each kind of answer


def judge_choice(asked, given):
    numbers = [str(n) for n in range(1, len(asked.choices) + 1)]
    if given not in numbers:
        return unread(f"Choose a number from 1 to {len(asked.choices)}.")
    choice = asked.choices[numbers.index(given)]
    return RIGHT if choice == asked.answer else wrong(asked.why_not.get(choice, ""))


def judge_output(asked, given):
    """What Python prints, however it is spaced and quoted."""
    expected, typed = printed_pieces(asked.answer), printed_pieces(given)
    if typed == expected:
        return RIGHT
    same_words = without_brackets(typed) == without_brackets(expected)
    return wrong("Look at the brackets." if same_words else "")


def judge_list(asked, given):
    """A shape or a vector: numbers, with anything else between them."""
    right = np.ravel(np.asarray(asked.value, float)).tolist()
    typed = listed_numbers(unify_notation(given).replace("x", " "), len(right))
    if not typed:
        return unread(f"No numbers could be read in “{given}”; write them like (2, 3).")
    if len(typed) != len(right):
        return wrong(f"The answer has {len(right)} numbers; yours has {len(typed)}.")
    same = [is_close(a, b, asked.card.tolerance) for a, b in zip(typed, right, strict=True)]
    if all(same):
        return RIGHT
    if sorted(typed) == sorted(right):
        return wrong("The numbers are right, their order is not.")
    return wrong(f"{sum(same)} of {len(right)} numbers are right." if any(same) else "")


def judge_number(asked, given):
    """One number with a unit or without, in any of the meanings that its commas allow."""
    number, words = number_and_words(unify_notation(given))
    meant = sorted({value for value in possible_numbers(number) if np.isfinite(value)})
    if not meant:
        return unread(
            f"No number could be read in “{given}”; write one such as 10.24, 10,240,000 or 1e7."
        )
    unit, right = asked.card.unit.lower(), asked.value
    factor = 1.0
    for word in words:
        times = factor_of_word(word, unit)
        if times is None:
            wanted = f"in {asked.card.unit}" if unit else "a number without a unit"
            return unread(f"You wrote “{word}”; the answer asked for is {wanted}.")
        factor *= times
    if any(is_close(value * factor, right, asked.card.tolerance) for value in meant):
        return RIGHT
    return wrong(remark_on_ratio(meant[-1] * factor / right, unit) if right else "")


# ---- printed


def printed_pieces(text):
    """The brackets and words of what is printed, without spaces, commas and quotes."""
    return re.findall(r"[\[\](){}]|[^\s,\[\](){}'\"]+", unify_notation(text))


def without_brackets(pieces):
    return [piece for piece in pieces if piece not in "[](){}"]


# ---- comparing


def is_close(a, b, tolerance):
    return abs(a - b) <= max(tolerance, 1e-9) * abs(b) + 1e-12


def remark_on_ratio(ratio, unit):
    """What to look at when a wrong number is a known multiple of the right one."""

    def differs_by(factor):
        return is_close(ratio, factor, 0.003) or is_close(1 / ratio, factor, 0.003)

    if ratio <= 0:
        return "The size is right, the sign is not." if is_close(ratio, -1, 0.003) else ""
    for power in range(1, 13):
        if differs_by(10.0**power):
            return f"The digits are right; it is off by a factor of {10**power:,}."
    in_bytes = singular(unit) in SIZES
    if in_bytes and any(differs_by(1.024**k) for k in (1, 2, 3)):
        return "MB counts in thousands (10⁶ bytes), MiB in 1,024s (2²⁰ bytes)."
    for factor in (2, 4, 8):
        if differs_by(factor):
            why = ": how many bytes does one number take?" if in_bytes else "."
            return f"It is off by a factor of {factor}{why}"
    return ""
