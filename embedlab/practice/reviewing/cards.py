"""Review cards: read from cards.toml, and asked with fresh numbers each time.

A card is data. What it expects is computed by its expression or its code line whenever it is asked.
"""

import contextlib
import io
import random
import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache

import numpy as np

import embedlab
from embedlab.page.output import asset

__all__ = ["Asked", "Card", "CardError", "ask", "load", "page", "read_cards"]

FILE = "cards.toml"
NAMES = {"np": np} | {name: getattr(embedlab, name) for name in embedlab.__all__}
NEEDS = {"choose": "choices", "short": "answer", "number": "answer", "output": "code"}


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


@cache
def load():
    """The cards of the course and its tables of lessons; see `read_cards`."""
    return read_cards(asset(FILE, package="embedlab.practice.reviewing"))


def read_cards(text, file=FILE):
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
    places = (
        f"{file}, line {n}"
        for n, line in enumerate(text.splitlines(), 1)
        if re.match(r"\s*\[\[\s*card\s*\]\]", line)
    )
    for place, table in zip(places, found, strict=False):
        if wrong := complaint(table, cards, tables):
            raise CardError(f"{place}, card {table.get('name', 'without a name')!r}: {wrong}.")
        cards[table["name"]] = Card(**table, place=place)
    for title in ("warm_up", "before_you_go"):
        for lesson, names in tables[title].items():
            for name in [names] if isinstance(names, str) else names:
                if name not in cards:
                    raise CardError(
                        f"{file}, table {title}, lesson {lesson}: there is no card {name!r}."
                    )
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
    missing = [
        field.name
        for field in fields(Card)
        if field.default is MISSING and not table.get(field.name)
    ]
    need = NEEDS.get(table.get("kind"))
    if missing or not table.get(need or "kind"):
        return f"{(missing or [need])[0]} is missing"
    if need is None:
        return f"kind is {table['kind']!r}; it can be {', '.join(NEEDS)}"
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", table["name"]):
        return (
            "a name is the lesson's two digits, a dash and small letters, as in 06-duplicates-add"
        )
    if table["name"] in others:
        return f"{others[table['name']].place} has a card of that name already"
    if table["name"][:2] not in tables.get("lessons", {}):
        return f"lesson {table['name'][:2]} is not in the table [lessons]"
    options = list(map(str, table.get("choices", table.get("wrong", ["", " "]))))
    if len(set(options)) < len(options) or (need == "choices" and len(options) < 2):
        return f"choices must be two or more that differ, not {options}"
    return None


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
        choices = list(card.choices) or [
            answer,
            *(fill(text, numbers) for text in card.wrong),
        ] * bool(card.wrong)
        if len(set(choices)) < len(choices):
            raise ValueError(f"two choices are the same with {numbers}")
        answer = choices[0] if choices else answer
        rng.shuffle(choices)
        texts = [fill(text, numbers | {"answer": answer}) for text in (card.question, card.why)]
    except Exception as error:  # whatever a card's own code raises
        raise CardError(
            f"{card.place}, card {card.name!r}: {type(error).__name__}: {error}."
        ) from error
    return Asked(card, texts[0], code, tuple(choices), answer, value, texts[1])


def among(values):
    """What to draw from: the values of a list, or of {lo = …, hi = …, step = …}, its end included."""
    if isinstance(values, dict):
        return range(values["lo"], values["hi"] + 1, values.get("step", 1))
    return values


def fill(text, numbers):
    """Text with {name} or {name:,} replaced where that name was drawn; other braces stay."""

    def number(match):
        return format(numbers[match[1]], match[2] or "") if match[1] in numbers else match[0]

    return re.sub(r"\{(\w+)(?::([^{}]*))?\}", number, text)


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
