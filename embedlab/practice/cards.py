"""Review cards: read from cards.toml, asked with fresh numbers each time, their answers judged.

A card is data. What it expects is computed by its expression or its code line whenever it is asked.
"""

import contextlib
import io
import random
import re
import tomllib
import unicodedata
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib.resources import files

import numpy as np

import embedlab

__all__ = ["Asked", "Card", "CardError", "Verdict", "ask", "judge", "load", "page", "read"]

FILE = files("embedlab.practice") / "cards.toml"
NAMES = {"np": np} | {name: getattr(embedlab, name) for name in embedlab.__all__}
NEEDS = {"choose": "choices", "short": "answer", "number": "answer", "output": "code"}
SIZES = {"byte": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}
GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([ ,.'_’])\d{3}(\1\d{3})*([.,]\d+)?")


class CardError(ValueError):
    """A mistake in a card file; one sentence that names the file, the line, the card and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A topic to be asked about. The keys of cards.toml, where its head explains them; ``place`` is its line."""

    name: str
    question: str
    kind: str
    why: str
    section: str
    answer: str = ""
    code: str = ""
    unit: str = ""
    exercise: str = ""
    choices: list = ()
    wrong: list = ()
    covers: list = ()
    draw: dict = None
    tolerance: float = 0.005
    place: str = ""

    @property
    def lesson(self):
        """The number of the lesson, as "06"."""
        return self.name[:2]


@dataclass(frozen=True)
class Asked:
    """A card with its numbers drawn: all that is shown, the answer as text, and its numbers where it has some."""

    card: Card
    question: str
    code: str
    choices: tuple
    answer: str
    value: object
    why: str


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right (None: it could not be read, try again), and a sentence."""

    right: bool | None
    says: str


@cache
def load():
    """The cards of the course and its tables of lessons; see `read`."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text, file="cards.toml"):
    """Cards by name, and the tables "lessons", "warm_up" and "before_you_go" of a card file.

    Raises
    ------
    CardError
        If there is a mistake in the file.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"{file}: {error}.") from error
    found, cards = tables.pop("card", []), {}
    if not isinstance(found, list):
        raise CardError(f"{file}: a card begins with [[card]], in double brackets.")
    for name, table in {"lessons": {}, "warm_up": {}, "before_you_go": {}, **tables}.items():
        if name not in ("lessons", "warm_up", "before_you_go") or not isinstance(table, dict):
            raise CardError(f"{file}: {name!r} is no table of a card file.")
        tables[name] = table
    places = (f"{file}, line {n}" for n, line in enumerate(text.splitlines(), 1)
              if re.match(r"\s*\[\[\s*card\s*\]\]", line))
    for place, table in zip(places, found, strict=False):
        if wrong := complaint(table, cards, tables):
            raise CardError(f"{place}, card {table.get('name', 'without a name')!r}: {wrong}.")
        cards[table["name"]] = Card(**table, place=place)
    for title in ("warm_up", "before_you_go"):
        for lesson, names in tables[title].items():
            for name in [names] if isinstance(names, str) else names:
                if name not in cards:
                    raise CardError(f"{file}, table {title}, lesson {lesson}: there is no card {name!r}.")
    return cards, tables


def page(card):
    """Where a card's topic is taught: the lesson's notebook and the name that Jupyter gives the heading."""
    return f"notebooks/{load()[1]['lessons'][card.lesson]}.ipynb#{card.section.replace(' ', '-')}"


def complaint(table, others, tables):
    """What is wrong with a card's table, or None."""
    kinds = {field.name: field.type for field in fields(Card) if field.name != "place"}
    for key, value in table.items():
        if key not in kinds:
            return f"{key!r} is no key of a card; it has {', '.join(kinds)}"
        if not isinstance(value, (int, float) if kinds[key] is float else kinds[key]):
            return f"{key} must be {kinds[key].__name__}, not {value!r}"
    missing = [field.name for field in fields(Card) if field.default is MISSING and not table.get(field.name)]
    need = NEEDS.get(table.get("kind"))
    if missing or not table.get(need or "kind"):
        return f"{(missing or [need])[0]} is missing"
    if need is None:
        return f"kind is {table['kind']!r}; it can be {', '.join(NEEDS)}"
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", table["name"]):
        return "a name is the lesson's two digits, a dash and small letters, as in 06-duplicates-add"
    if table["name"] in others:
        return f"{others[table['name']].place} has a card of that name already"
    if table["name"][:2] not in tables.get("lessons", {}):
        return f"lesson {table['name'][:2]} is not in the table [lessons]"
    options = list(map(str, table.get("choices", table.get("wrong", ["", " "]))))
    if len(set(options)) < len(options) or (need == "choices" and len(options) < 2):
        return f"choices must be two or more that differ, not {options}"
    return None


# ---- asking -------------------------------------------------------------------------------------------


def ask(card, occasion=0):
    """Draw the numbers of a card, the same for the same occasion, and compute its answer.

    Raises
    ------
    CardError
        If its expression or its code fails.
    """
    rng = random.Random(f"{card.name} {occasion}")
    value, answer = None, card.answer
    try:
        numbers = {name: rng.choice(among(values)) for name, values in (card.draw or {}).items()}
        code = fill(card.code, numbers)
        if card.kind == "number":
            value = eval(card.answer, NAMES, numbers)
            value = value if isinstance(value, tuple) else np.asarray(value).tolist()
            answer = f"{shown(value)} {card.unit}".strip()
        elif card.kind == "output":
            answer = printed(code)
        choices = list(card.choices) or [answer, *(fill(text, numbers) for text in card.wrong)] * bool(card.wrong)
        if len(set(choices)) < len(choices):
            raise ValueError(f"two choices are the same with {numbers}")
        answer = choices[0] if choices else answer
        rng.shuffle(choices)
        texts = [fill(text, numbers | {"answer": answer}) for text in (card.question, card.why)]
    except Exception as error:  # whatever a card's own code raises
        raise CardError(f"{card.place}, card {card.name!r}: {type(error).__name__}: {error}.") from error
    return Asked(card, texts[0], code, tuple(choices), answer, value, texts[1])


def among(values):
    """What to draw from: the values of a list, or of {lo = …, hi = …, step = …}, its end included."""
    if isinstance(values, dict):
        return range(values["lo"], values["hi"] + 1, values.get("step", 1))
    return values


def fill(text, numbers):
    """Text with {name} or {name:,} replaced where that name was drawn; other braces stay."""
    def one(match):
        return format(numbers[match[1]], match[2] or "") if match[1] in numbers else match[0]
    return re.sub(r"\{(\w+)(?::([^{}]*))?\}", one, text)


def printed(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, dict(NAMES))
    return out.getvalue().strip()


def shown(value):
    """Numbers as people write them."""
    if isinstance(value, (list, tuple)):
        text = ", ".join(map(shown, value))
        return f"({text})" if isinstance(value, tuple) else f"[{text}]"
    if not np.isfinite(value):
        raise ValueError(f"the answer is {value}")
    whole = float(value).is_integer()
    text = f"{value:,.0f}" if whole else f"{value:,.1f}" if abs(value) >= 1000 else f"{value:.4g}"
    return text.replace("-", "−")


# ---- judging ------------------------------------------------------------------------------------------


def judge(asked, given):
    """Whether an answer is right, and what to think about if it is not.

    Parameters
    ----------
    asked : Asked
    given : str
        What was typed; for a card with choices, the number of one, from 1.

    Returns
    -------
    Verdict
    """
    given = given.strip()[:200]
    if not given:
        return Verdict(None, "Choose an answer first." if asked.choices else "Write your answer first.")
    if asked.choices:
        if given not in map(str, range(1, len(asked.choices) + 1)):
            return Verdict(None, f"Choose a number from 1 to {len(asked.choices)}.")
        return verdict(asked.choices[int(given) - 1] == asked.answer)
    if asked.card.kind == "short":
        return Verdict(True, "Compare it with yours.")
    if asked.card.kind == "output":
        return verdict(pieces(given) == pieces(asked.answer),
                       "Look at the brackets." if words(given) == words(asked.answer) else "")
    return judged_list(asked, given) if isinstance(asked.value, (list, tuple)) else judged_number(asked, given)


def verdict(right, remark=""):
    return Verdict(right, "Right." if right else f"Not yet. {remark}".strip())


def plain(text):
    """Text with the many forms of minus, times, powers and fractions in one: "−1½" → "-1.5", "10⁷" → "10^7"."""
    text = re.sub("([0-9]*)([¼-¾⅐-⅞])", lambda m: str(int(m[1] or 0) + unicodedata.numeric(m[2])), text)
    text = unicodedata.normalize("NFKC", re.sub("[⁻⁰¹²³⁴-⁹]+", lambda m: f"^{m[0]}", text))
    return re.sub("[−–]", "-", re.sub("[·×]|[*][*]", lambda m: "^" if m[0] == "**" else "*", text)).lower()


def pieces(text):
    """What is printed, apart from how it is spaced and quoted."""
    return re.findall(r"[\[\](){}]|[^\s,\[\](){}'\"]+", plain(text))


def words(text):
    return [piece for piece in pieces(text) if piece not in "[](){}"]


def judged_list(asked, given):
    """A shape or a vector: numbers between anything that is none."""
    got = [float(number) for number in re.findall(r"[-+]?\d*\.?\d+(?:e[-+]?\d+)?", plain(given).replace("x", " "))]
    right = np.ravel(np.asarray(asked.value, float)).tolist()
    if not got:
        return Verdict(None, f"No numbers could be read in “{given}”; write them like (2, 3).")
    if len(got) != len(right):
        return verdict(False, f"The answer has {len(right)} numbers; yours has {len(got)}.")
    same = [close(a, b, asked.card.tolerance) for a, b in zip(got, right, strict=True)]
    return verdict(all(same), "The numbers are right, their order is not." if sorted(got) == sorted(right) else
                   f"{sum(same)} of {len(right)} numbers are right." if any(same) else "")


def judged_number(asked, given):
    """One number with a unit or without, in any of the readings that its commas allow."""
    unit, right = asked.card.unit.lower(), asked.value
    number, tail = re.fullmatch(r"[^\d.+-]*(.*\d\.?|)(.*)", plain(given), re.DOTALL).groups()
    read = sorted({value for value in readings(number) if np.isfinite(value)})
    if not read:
        return Verdict(None, f"No number could be read in “{given}”; write one such as 10.24, 10,240,000 or 1e7.")
    factor = 1.0
    for word in re.findall(r"[^\s.,;()]+", tail):
        if one(word) in SIZES and one(unit) in SIZES:
            factor *= SIZES[one(word)] / SIZES[one(unit)]
        elif word == "%" != unit:
            factor /= 100
        elif word in SCALES:
            factor *= SCALES[word]
        elif one(word) not in map(one, unit.split()):
            wanted = f"in {asked.card.unit}" if unit else "a number without a unit"
            return Verdict(None, f"You wrote “{word}”; the answer asked for is {wanted}.")
    if any(close(value * factor, right, asked.card.tolerance) for value in read):
        return verdict(True)
    return verdict(False, remark(read[-1] * factor / right, one(unit)) if right else "")


def one(word):
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


def close(a, b, tolerance):
    return abs(a - b) <= max(tolerance, 1e-9) * abs(b) + 1e-12


def remark(ratio, unit):
    """What a wrong number that is a known multiple of the right one should make its owner look at."""
    def is_(factor):
        return close(ratio, factor, 0.003) or close(1 / ratio, factor, 0.003)

    if not ratio or ratio < 0:
        return "The size is right, the sign is not." if close(ratio, -1, 0.003) else ""
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
