"""How a number is read as people type it: 10.24 MB, 10,240,000, ½, −3, 1.024·10⁷.

Every usual way to write a number is read; where a text can mean two numbers, both are found.
"""

import contextlib
import operator
import re
import unicodedata

__all__ = [
    "SIZES",
    "factor_of_word",
    "listed_numbers",
    "number_and_words",
    "possible_numbers",
    "singular",
    "unify_notation",
]

# How many bytes a unit holds.
DECIMAL_SIZES = {"byte": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9}
SIZES = DECIMAL_SIZES | {"kib": 2**10, "mib": 2**20, "gib": 2**30}
SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}
# Thousands in groups, all with the same mark between them, and perhaps a fraction: 10'240,5.
GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([ ,.'_’])\d{3}(\1\d{3})*([.,]\d+)?")
# A size of a shape, as 30,000 is shown: a comma with exactly three digits behind it.
THOUSANDS = re.compile(r"(?<![\w.])[1-9]\d{0,2}(,\d{3})+(?!\d)")
NUMBER = re.compile(r"[-+]?\d*\.?\d+(?:e[-+]?\d+)?")
OPERATIONS = {"*": operator.mul, "/": operator.truediv, "^": operator.pow}  # the loosest first


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
            return [calculated(operation, a, b) for a, b in pairs]
    text, found = text.strip(), []
    if match := GROUPED.fullmatch(text):
        found.append(float(text.replace(match[1], "").replace(",", ".")))
    with contextlib.suppress(ValueError):
        found.append(float(text.replace(",", ".")))
    return found


def listed_numbers(text, count):
    """The numbers of a shape or a vector, with anything else between them.

    Commas of thousands are read as such where that gives `count` numbers; else each comma separates
    two numbers. The two readings differ in their counts, so a shape of that count has only one.

    >>> listed_numbers("(30,000, 512)", 2), listed_numbers("(30,128,512)", 3)
    ([30000.0, 512.0], [30.0, 128.0, 512.0])
    """
    joined = THOUSANDS.sub(lambda size: size[0].replace(",", ""), text)
    few, many = ([float(n) for n in NUMBER.findall(one)] for one in (joined, text))
    return few if len(few) == count else many


def calculated(operation, a, b):
    """One of the operations on two numbers; NaN where there is no such number."""
    try:
        return float(operation(a, b))
    except (ArithmeticError, TypeError):  # 1/0, 9^999, and roots of negative numbers
        return float("nan")


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
