"""Review cards: read from the files in deck/, and asked with fresh numbers each time.

A card is data. What it expects is computed by its expression or its lines of code when it is asked.
"""

import contextlib
import io
import math
import random
import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache

import numpy as np

import embedlab
from embedlab.page.output import asset
from embedlab.page.predictions import written_numbers
from embedlab.practice.lessons import LESSONS, lesson_of

__all__ = [
    "Asked",
    "Card",
    "CardError",
    "ask",
    "drawable_values",
    "lesson_address",
    "load",
    "read_deck",
]

SHOWN = {"warm_up": str, "before_you_go": list}  # what a file may say besides its cards
KNOWN_NAMES = {"np": np} | {name: getattr(embedlab, name) for name in embedlab.__all__}
# The key that a card of each kind must have.
REQUIRED = {"choose": "choices", "short": "answer", "number": "answer", "output": "code"}


class CardError(ValueError):
    """A mistake in a card file: the sentence names the file, the line, the card and the mistake."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A topic to be asked about: the keys are explained in deck/README.md; place is its line."""

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
    why_not: list = ()
    covers: list = ()
    draw: dict = None
    tolerance: float = 0.005
    place: str = ""

    @property
    def lesson(self):
        """The word of the lesson, as "gradient"."""
        return lesson_of(self.name)


@dataclass(frozen=True)
class Asked:
    """A card with its numbers drawn; the answer is a text, and a value if it is a number.

    For a wrong choice, why_not may hold what it overlooks.
    """

    card: Card
    question: str
    code: str
    choices: tuple
    answer: str
    value: object
    why: str
    why_not: dict


# ---- reading a card file


@cache
def load():
    """The cards of the course and what its lessons show of them; see `read_deck`."""
    package = "embedlab.practice.reviewing"
    return read_deck({one: asset("deck", f"{one}.toml", package=package) for one in LESSONS})


def read_deck(texts):
    """The cards of several files, one for each lesson.

    Parameters
    ----------
    texts : dict of str
        By lesson, as "gradient": the text of its file.

    Returns
    -------
    cards : dict of Card
        By name, in the order of the files.
    shown : dict
        "warm_up": lesson → name of the card that opens it; "before_you_go": lesson → names of the
        cards that close it.
    """
    cards, shown = {}, {title: {} for title in SHOWN}
    for lesson, text in texts.items():
        for title, names in read_cards(text, lesson, cards).items():
            shown[title][lesson] = names
    for title, lesson, name in names_in(shown):
        if name not in cards:
            raise CardError(f"{lesson}.toml, {title}: there is no card {name!r}.")
    return cards, shown


def read_cards(text, lesson, cards):
    """Add the cards of one file to those that are there; returns what else the file says."""
    file = f"{lesson}.toml"
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"{file}: {error}.") from error
    entries = content.pop("card", [])
    if not isinstance(entries, list):
        raise CardError(f"{file}: a card begins with [[card]], in double brackets.")
    for name, value in content.items():
        if name not in SHOWN or not isinstance(value, SHOWN[name]):
            raise CardError(f"{file}: {name!r} is not a key of a card file, or has a wrong value.")
    lines = lines_of_cards(text)
    if len(lines) != len(entries):
        raise CardError(f"{file}: a card begins with [[card]], on a line of its own.")
    for line, entry in zip(lines, entries, strict=True):
        place = f"{file}, line {line}"
        if mistake := mistake_in(entry, cards, lesson):
            name = entry.get("name", "without a name")
            raise CardError(f"{place}, card {name!r}: {mistake}.")
        cards[entry["name"]] = Card(**entry, place=place)
    return content


def lines_of_cards(text):
    head = re.compile(r"\s*\[\[\s*card\s*\]\]")
    return [number for number, line in enumerate(text.splitlines(), 1) if head.match(line)]


def names_in(shown):
    """The cards that lessons show, each as (place, lesson, name)."""
    for title in SHOWN:
        for lesson, names in shown[title].items():
            for name in [names] if isinstance(names, str) else names:
                yield title, lesson, name


def mistake_in(entry, cards, lesson):
    """What is wrong with the entry of a card, or None; cards are those above it."""
    return (
        mistaken_keys(entry)
        or mistaken_name(entry["name"], cards, lesson)
        or mistaken_choices(entry)
    )


def mistaken_keys(entry):
    types = {field.name: field.type for field in fields(Card) if field.name != "place"}
    for key, value in entry.items():
        if key not in types:
            return f"{key!r} is not a key of a card; it has {', '.join(types)}"
        if not isinstance(value, (int, float) if types[key] is float else types[key]):
            return f"{key} must be {types[key].__name__}, not {value!r}"
    for field in fields(Card):
        if field.default is MISSING and not entry.get(field.name):
            return f"{field.name} is missing"
    kind = entry["kind"]
    if kind not in REQUIRED:
        return f"kind is {kind!r}; it can be {', '.join(REQUIRED)}"
    return None if entry.get(REQUIRED[kind]) else f"{REQUIRED[kind]} is missing"


def mistaken_name(name, cards, lesson):
    if not re.fullmatch(rf"{lesson}-[a-z0-9-]+", name):
        return f"a name is the lesson's word, a dash and small letters, as in {lesson}-duplicates"
    return f"{cards[name].place} has a card of that name already" if name in cards else None


def mistaken_choices(entry):
    options = [str(option) for option in entry.get("choices", entry.get("wrong", []))]
    too_few = entry["kind"] == "choose" and len(options) < 2
    if too_few or len(set(options)) < len(options):
        return f"choices must be two or more that differ, not {options}"
    wrong = len(options) - ("choices" in entry)
    if len(entry.get("why_not", [])) not in (0, wrong):
        return f"why_not has {len(entry['why_not'])} sentences for {wrong} wrong choices"
    return None


def lesson_address(card):
    """Where a card's topic is taught: the lesson's notebook, and Jupyter's name of the heading."""
    return f"notebooks/{LESSONS[card.lesson]}.ipynb#{card.section.replace(' ', '-')}"


# ---- asking a card


def ask(card, occasion=0):
    """Draw the numbers of a card, the same for the same occasion, and compute its answer."""
    rng = random.Random(f"{card.name} {occasion}")
    try:
        return with_numbers(card, drawn_numbers(card, occasion), rng)
    except Exception as error:  # whatever a card's own code raises
        raise CardError(
            f"{card.place}, card {card.name!r}: {type(error).__name__}: {error}."
        ) from error


def drawn_numbers(card, occasion):
    """One value for each name: all combinations come once before the first one comes again."""
    values = {name: drawable_values(given) for name, given in (card.draw or {}).items()}
    n, rng = math.prod(map(len, values.values())), random.Random(f"{card.name} 0")
    place = 0
    for options in values.values():
        place = place * len(options) + rng.randrange(len(options))
    stride = rng.randrange(n) + 1
    while math.gcd(stride, n) > 1:  # with a common divisor some combinations would never come
        stride = rng.randrange(n) + 1
    place = (place + occasion * stride) % n
    drawn = {}
    for name, options in reversed(values.items()):
        place, k = divmod(place, len(options))
        drawn[name] = options[k]
    return drawn


def with_numbers(card, drawn, rng):
    """The card with these numbers; rng shuffles its choices."""
    value, answer, code = None, card.answer, fill_in(card.code, drawn)
    if card.kind == "number":
        value = eval(card.answer, KNOWN_NAMES, drawn)
        value = value if isinstance(value, tuple) else np.asarray(value).tolist()
        answer = f"{written_numbers(value)} {card.unit}".strip()
    elif card.kind == "output":
        answer = printed_by(code)
    choices = [fill_in(text, drawn) for text in card.choices or card.wrong]
    if card.wrong and not card.choices:
        choices.insert(0, answer)
    if choices:
        answer = choices[0]
    remarks = [fill_in(text, drawn) for text in card.why_not]
    why_not = dict(zip(choices[1:], remarks, strict=False))  # a card may have none
    if len(set(choices)) < len(choices):
        raise ValueError(f"two choices are the same with {drawn}")
    rng.shuffle(choices)
    return Asked(
        card,
        question=fill_in(card.question, drawn | {"answer": answer}),
        code=code,
        choices=tuple(choices),
        answer=answer,
        value=value,
        why=fill_in(card.why, drawn | {"answer": answer}),
        why_not=why_not,
    )


def drawable_values(values):
    """What to draw from: a list, or {lo = …, hi = …, step = …}, its end included."""
    if isinstance(values, dict):
        return range(values["lo"], values["hi"] + 1, values.get("step", 1))
    return values


def fill_in(text, drawn):
    """Text with {name} or {name:,} replaced where that name was drawn; other braces stay."""

    def number(match):
        name, form = match.groups(default="")
        return format(drawn[name], form) if name in drawn else match[0]

    return re.sub(r"\{(\w+)(?::([^{}]*))?\}", number, text)


def printed_by(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, dict(KNOWN_NAMES))
    return out.getvalue().strip()
