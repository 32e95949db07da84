"""How a typed answer to a card is read and judged.

Learners write 10.24, 10,24 or 1.024·10⁷ bytes: every usual way to write a number is read, and when
a text can mean two numbers, either may be the right one.
"""

import contextlib
import re
import unicodedata
from dataclasses import dataclass

import numpy as np

__all__ = ["Judgement", "judge_answer"]

# How many bytes a unit holds.
DECIMAL_SIZES = {"byte": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9}
SIZES = DECIMAL_SIZES | {"kib": 2**10, "mib": 2**20, "gib": 2**30}
SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}
# Thousands in groups, all with the same mark between them, and perhaps a fraction: 10'240,5.
GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([ ,.'_’])\d{3}(\1\d{3})*([.,]\d+)?")
NUMBER = re.compile(r"[-+]?\d*\.?\d+(?:e[-+]?\d+)?")
OPERATIONS = {"*": np.multiply, "/": np.divide, "^": np.power}  # the loosest first
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
    typed = [float(n) for n in NUMBER.findall(unify_notation(given).replace("x", " "))]
    right = np.ravel(np.asarray(asked.value, float)).tolist()
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


# ---- reading


def unify_notation(text):
    """Text with one form each of minus, times, powers and fractions.

    >>> unify_notation("−1½ × 10⁷")
    '-1.5 * 10^7'
    """

    def as_decimal(fraction):
        return str(int(fraction[1] or 0) + unicodedata.numeric(fraction[2]))

    text = re.sub("([0-9]*)([¼-¾⅐-⅞])", as_decimal, text)
    text = re.sub("[⁻⁰¹²³⁴-⁹]+", lambda power: f"^{power[0]}", text)
    text = unicodedata.normalize("NFKC", text)
    return re.sub("[−–]", "-", re.sub("[·×]", "*", text.replace("**", "^"))).lower()


def printed_pieces(text):
    """The brackets and words of what is printed, without spaces, commas and quotes."""
    return re.findall(r"[\[\](){}]|[^\s,\[\](){}'\"]+", unify_notation(text))


def without_brackets(pieces):
    return [piece for piece in pieces if piece not in "[](){}"]


def number_and_words(text):
    """The part of a text that ends with its last digit, and the words behind it."""
    number, tail = re.fullmatch(r"[^\d.+-]*(.*\d\.?|)(.*)", text, re.DOTALL).groups()
    return number, re.findall(r"[^\s.,;()]+", tail)


def possible_numbers(text):
    """The numbers that a text can mean: 3*10^6 and 1/3 are calculated, commas read both ways.

    >>> possible_numbers("10,240")
    [10240.0, 10.24]
    """
    for sign, operation in OPERATIONS.items():
        left, found, right = text.rpartition(sign)
        if found:
            pairs = [(a, b) for a in possible_numbers(left) for b in possible_numbers(right)]
            with np.errstate(all="ignore"):
                return [float(operation(a, b)) for a, b in pairs]
    text, found = text.strip(), []
    if match := GROUPED.fullmatch(text):
        found.append(float(text.replace(match[1], "").replace(",", ".")))
    with contextlib.suppress(ValueError):
        found.append(float(text.replace(",", ".")))
    return found


def factor_of_word(word, unit):
    """By how much a word behind a number multiplies it, in the unit asked for; None: not at all."""
    if singular(word) in SIZES and singular(unit) in SIZES:
        return SIZES[singular(word)] / SIZES[singular(unit)]
    if word == "%" and unit != "%":
        return 1 / 100
    if word in SCALES:
        return SCALES[word]
    return 1.0 if singular(word) in map(singular, unit.split()) else None


def singular(word):
    return word.removesuffix("s")


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
