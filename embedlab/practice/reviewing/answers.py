"""How the typed answer to a card is read and judged."""

import contextlib
import re
import unicodedata
from dataclasses import dataclass

import numpy as np

__all__ = ["Reply", "judge_reply"]
SIZES = {
    "byte": 1,
    "b": 1,
    "kb": 1e3,
    "mb": 1e6,
    "gb": 1e9,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
}
SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}
GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([ ,.'_’])\d{3}(\1\d{3})*([.,]\d+)?")


@dataclass(frozen=True)
class Reply:
    """Whether an answer is right (None: it could not be read, try again), and a sentence."""

    right: bool | None
    says: str


def judge_reply(asked, given):
    """Whether an answer is right, and what to think about if it is not.

    Parameters
    ----------
    asked : Asked
    given : str
        What was typed; for a card with choices, the number of one, from 1.

    Returns
    -------
    Reply
    """
    given = given.strip()[:200]
    if not given:
        return Reply(
            None, "Choose an answer first." if asked.choices else "Write your answer first."
        )
    if asked.choices:
        if given not in map(str, range(1, len(asked.choices) + 1)):
            return Reply(None, f"Choose a number from 1 to {len(asked.choices)}.")
        return reply(asked.choices[int(given) - 1] == asked.answer)
    if asked.card.kind == "short":
        return Reply(True, "Compare it with yours.")
    if asked.card.kind == "output":
        return reply(
            pieces(given) == pieces(asked.answer),
            "Look at the brackets." if bare_words(given) == bare_words(asked.answer) else "",
        )
    return (
        judged_list(asked, given)
        if isinstance(asked.value, (list, tuple))
        else judged_number(asked, given)
    )


def reply(right, remark=""):
    return Reply(right, "Right." if right else f"Not yet. {remark}".strip())


def one_notation(text):
    """Text with the many forms of minus, times, powers and fractions in one: "−1½" → "-1.5", "10⁷" → "10^7"."""
    text = re.sub(
        "([0-9]*)([¼-¾⅐-⅞])", lambda m: str(int(m[1] or 0) + unicodedata.numeric(m[2])), text
    )
    text = unicodedata.normalize("NFKC", re.sub("[⁻⁰¹²³⁴-⁹]+", lambda m: f"^{m[0]}", text))
    return re.sub(
        "[−–]", "-", re.sub("[·×]|[*][*]", lambda m: "^" if m[0] == "**" else "*", text)
    ).lower()


def pieces(text):
    """What is printed, apart from how it is spaced and quoted."""
    return re.findall(r"[\[\](){}]|[^\s,\[\](){}'\"]+", one_notation(text))


def bare_words(text):
    return [piece for piece in pieces(text) if piece not in "[](){}"]


def judged_list(asked, given):
    """A shape or a vector: numbers between anything that is none."""
    got = [
        float(number)
        for number in re.findall(
            r"[-+]?\d*\.?\d+(?:e[-+]?\d+)?", one_notation(given).replace("x", " ")
        )
    ]
    right = np.ravel(np.asarray(asked.value, float)).tolist()
    if not got:
        return Reply(None, f"No numbers could be read in “{given}”; write them like (2, 3).")
    if len(got) != len(right):
        return reply(False, f"The answer has {len(right)} numbers; yours has {len(got)}.")
    same = [near(a, b, asked.card.tolerance) for a, b in zip(got, right, strict=True)]
    return reply(
        all(same),
        "The numbers are right, their order is not."
        if sorted(got) == sorted(right)
        else f"{sum(same)} of {len(right)} numbers are right."
        if any(same)
        else "",
    )


def judged_number(asked, given):
    """One number with a unit or without, in any of the readings that its commas allow."""
    unit, right = asked.card.unit.lower(), asked.value
    number, tail = re.fullmatch(r"[^\d.+-]*(.*\d\.?|)(.*)", one_notation(given), re.DOTALL).groups()
    read = sorted({value for value in readings(number) if np.isfinite(value)})
    if not read:
        return Reply(
            None,
            f"No number could be read in “{given}”; write one such as 10.24, 10,240,000 or 1e7.",
        )
    factor = 1.0
    for word in re.findall(r"[^\s.,;()]+", tail):
        if singular(word) in SIZES and singular(unit) in SIZES:
            factor *= SIZES[singular(word)] / SIZES[singular(unit)]
        elif word == "%" != unit:
            factor /= 100
        elif word in SCALES:
            factor *= SCALES[word]
        elif singular(word) not in map(singular, unit.split()):
            wanted = f"in {asked.card.unit}" if unit else "a number without a unit"
            return Reply(None, f"You wrote “{word}”; the answer asked for is {wanted}.")
    if any(near(value * factor, right, asked.card.tolerance) for value in read):
        return reply(True)
    return reply(False, remark(read[-1] * factor / right, singular(unit)) if right else "")


def singular(word):
    """A word without the s of the plural."""
    return word[:-1] if word.endswith("s") else word


def readings(text):
    """The numbers that a text can mean: 10,240 is ten thousand to some and ten to others; 3*10^6 and 1/3 too."""
    for sign, act in (("*", np.multiply), ("/", np.divide), ("^", np.power)):
        left, found, right = text.rpartition(sign)
        if found:
            with np.errstate(all="ignore"):
                return [float(act(a, b)) for a in readings(left) for b in readings(right)]
    text, found = text.strip(), []
    if match := GROUPED.fullmatch(text):
        found = [float(text.replace(match[1], "").replace(",", "."))]
    with contextlib.suppress(ValueError):
        found.append(float(text.replace(",", ".")))
    return found


def near(a, b, tolerance):
    return abs(a - b) <= max(tolerance, 1e-9) * abs(b) + 1e-12


def remark(ratio, unit):
    """What a wrong number that is a known multiple of the right one should make its owner look at."""

    def is_(factor):
        return near(ratio, factor, 0.003) or near(1 / ratio, factor, 0.003)

    if not ratio or ratio < 0:
        return "The size is right, the sign is not." if near(ratio, -1, 0.003) else ""
    for power in range(1, 13):
        if is_(10.0**power):
            return f"The digits are right; it is off by a factor of {10**power:,}."
    if unit in SIZES and any(is_(1.024**k) for k in (1, 2, 3)):
        return "MB counts in thousands (10⁶ bytes), MiB in 1,024s (2²⁰ bytes)."
    for factor in (2, 4, 8):
        if is_(factor):
            why = ": how many bytes does one number take?" if unit in SIZES else "."
            return f"It is off by a factor of {factor}{why}"
    return ""
