"""Cards on a page: a few in a lesson, still, and the pages of the review, one card at a time."""

import html
from urllib.parse import quote

from embedlab.page.output import KEYS_STAY, Shown, asset, marked
from embedlab.practice.answers import said
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.sitting import in_words, mark_opened, number_of_cards

__all__ = ["before_you_go", "box", "question", "result", "warm_up"]

STYLE = asset("review.css", package="embedlab.practice.reviewing")


def form(asked, key):
    """The question of a card with its choices or a place to write, as HTML; key names its controls."""
    name = html.escape(f"embedlab-{key}-{asked.card.name}")
    rows = [
        f'<label><input type="radio" name="{name}" value="{n}" {KEYS_STAY}>'
        f"<span>{n}. {as_said(asked, choice)}</span></label>"
        for n, choice in enumerate(asked.choices, 1)
    ]
    unit = f" <span>{html.escape(asked.card.unit)}</span>"
    place = f'<input type="text" name="{name}" aria-label="Your answer" autocomplete="off" {KEYS_STAY}>{unit}'
    return f"<fieldset><legend>{marked(asked.question)}</legend>{code(asked)}{''.join(rows) or place}</fieldset>"


def code(asked):
    return f"<pre><code>{html.escape(asked.code)}</code></pre>" if asked.code else ""


def as_said(asked, text):
    """An answer as HTML: what Python prints as code, all else as text in which `backticks` set code."""
    return f"<code>{html.escape(text)}</code>" if asked.card.kind == "output" else marked(text)


def answer(asked):
    """The answer with its reason and the way back to the lesson, as HTML."""
    there = quote(f"../{cards.page(asked.card)}", safe="/#")
    return (
        f"<p>Answer: <strong>{as_said(asked, asked.answer)}</strong></p><p>{marked(asked.why)}</p>"
        f'<p class="embedlab-foot"><a href="{there}" target="_blank" {KEYS_STAY}>'
        f"Lesson {asked.card.lesson}: {marked(asked.card.section)}</a></p>"
    )


def box(title, page, more=""):
    return (
        f'<div class="embedlab-cards" role="group" aria-label="{title}" {more}><style>{STYLE}</style>'
        f"<p><strong>{title}</strong></p>{page}</div>"
    )


def warm_up(lesson):
    """One question on a lesson that this one builds on; see `before_you_go`."""
    name = cards.load()[1]["warm_up"].get(lesson)
    return in_place("Before you start", lesson, [name] if name else [])


def before_you_go(lesson):
    """Three cards of a lesson, in place; from now on they are in the review.

    Parameters
    ----------
    lesson : str
        Its number, as "06".

    Returns
    -------
    Shown
        A page that needs neither a kernel nor scripts: questions, and their answers to open.
    """
    deck, tables = cards.load()
    names = [name for name in deck if name[:2] == lesson][:3]
    return in_place(
        "Before you go",
        lesson,
        tables.get("before_you_go", {}).get(lesson, names),
        foot="They come back when they are due, in `exercises/review.ipynb`.",
    )


def in_place(title, lesson, names, foot=""):
    """Cards on a page, always with the same numbers; the lesson counts as opened."""
    mark_opened(lesson)
    if not names:
        return said([f"Lesson {lesson} has no cards here."])
    asked = [cards.ask(cards.load()[0][name]) for name in names]
    key = title.replace(" ", "-").lower()
    page = "".join(
        f"{form(one, key)}<details><summary {KEYS_STAY}>Answer</summary>{answer(one)}</details>"
        for one in asked
    )
    link = f'<a href="../exercises/review.ipynb" target="_blank" {KEYS_STAY}>exercises/review.ipynb</a>'
    page += (
        f'<p class="embedlab-foot">{foot.replace("`exercises/review.ipynb`", link)}</p>'
        if foot
        else ""
    )
    answers = [f"{n}. {one.answer.rstrip('.')}. {one.why}" for n, one in enumerate(asked, 1)]
    words = [title, *map(in_words, asked), "\n".join(["Answers", *answers]), foot]
    return Shown(box(title, page), "\n\n".join(filter(None, words)))


def question(session):
    """The card that is asked, to be answered, as HTML."""
    return (
        f"<form>{where(session)}{form(session.asked, 'review')}<p><button type='submit' {KEYS_STAY}>Check</button> "
        f"<button type='button' data-stop {KEYS_STAY}>Stop for today</button></p></form>"
    )


def where(session):
    return f"<p class='embedlab-foot'>Lesson {session.asked.card.lesson}. Due: {number_of_cards(session.left)}.</p>"


def result(session, given, found):
    """What was asked and answered; what is right, with the ratings, the likely one marked: two pieces of HTML."""
    asked = session.asked
    given = asked.choices[int(given) - 1] if asked.choices else given
    likely = "Good" if found.right else "Again"
    buttons = "".join(
        f"<button type='button' data-rating='{n}' {'data-first' if name == likely else ''} {KEYS_STAY} "
        f"aria-describedby='embedlab-answer'><b>{n} {name}</b> {when}</button>"
        for n, (name, when) in enumerate(session.offers(), 1)
    )
    return (
        f"{where(session)}<p><b>{marked(asked.question)}</b></p>{code(asked)}"
        f"<p>Your answer: {as_said(asked, given)}</p>",
        f"<div id='embedlab-answer'>{answer(asked)}</div><div role='group' class='embedlab-ratings' "
        f"aria-label='How well did you know it?'>{buttons}</div>",
    )
