"""Cards on a page: a few in a lesson, still, and the pages of the review, one card at a time.

All pieces are HTML.
"""

import html
from urllib.parse import quote

from embedlab.page.output import KEYS_STAY, Shown, asset, marked, style_sheet
from embedlab.practice.answers import said
from embedlab.practice.lessons import label, lesson_of
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.sitting import mark_opened, number_of_cards, question_in_words

__all__ = ["before_you_go", "card_box", "end_page", "question_page", "result_page", "warm_up"]

STYLE = style_sheet(asset("review.css", package="embedlab.practice.reviewing"))
REVIEW = "exercises/review.ipynb"


def card_box(title, content, attributes=""):
    """The frame around everything that shows cards."""
    return (
        f'<div class="embedlab-cards" role="group" aria-label="{title}" {attributes}>'
        f"{STYLE}<p><strong>{title}</strong></p>{content}</div>"
    )


# ---- pieces of a card


def question_text(asked):
    """The question with its choices, to be read."""
    choices = "".join(f"<li>{answer_text(asked, choice)}</li>" for choice in asked.choices)
    choices = f"<ol>{choices}</ol>" if choices else ""
    return f"<p><strong>{marked(asked.question)}</strong></p>{code_block(asked)}{choices}"


def question_fields(asked):
    """The question with its choices or a place to write."""
    name = html.escape(f"embedlab-{asked.card.name}")
    fields = "".join(
        f'<label><input type="radio" name="{name}" value="{n}" {KEYS_STAY}>'
        f"<span>{n}. {answer_text(asked, choice)}</span></label>"
        for n, choice in enumerate(asked.choices, 1)
    )
    if not asked.choices:
        fields = (
            f'<input type="text" name="{name}" aria-label="Your answer" autocomplete="off" '
            f"{KEYS_STAY}> <span>{html.escape(asked.card.unit)}</span>"
        )
    legend = f"<legend>{marked(asked.question)}</legend>"
    return f"<fieldset>{legend}{code_block(asked)}{fields}</fieldset>"


def code_block(asked):
    return f"<pre><code>{html.escape(asked.code)}</code></pre>" if asked.code else ""


def answer_text(asked, text):
    """What Python prints as code; all else as text, in which `backticks` set code."""
    return f"<code>{html.escape(text)}</code>" if asked.card.kind == "output" else marked(text)


def answer_block(asked):
    """The answer with its reason and the way back to the lesson."""
    there = quote(f"../{cards.lesson_address(asked.card)}", safe="/#")
    return (
        f"<p>Answer: <strong>{answer_text(asked, asked.answer)}</strong></p>"
        f"<p>{marked(asked.why)}</p>"
        f'<p class="embedlab-foot"><a href="{there}" target="_blank" {KEYS_STAY}>'
        f"{label(asked.card.lesson).capitalize()}: {marked(asked.card.section)}</a></p>"
    )


# ---- cards in a lesson


def warm_up(lesson):
    """One question on a lesson that this one builds on; see `before_you_go`."""
    _, tables = cards.load()
    name = tables["warm_up"].get(lesson)
    return cards_in_lesson("Before you start", lesson, [name] if name else [], occasion=-1)


def before_you_go(lesson):
    """Three cards of a lesson, in place; from now on they are in the review.

    Parameters
    ----------
    lesson : str
        Its word, as "gradient".

    Returns
    -------
    Shown
        A page that needs neither a kernel nor scripts: questions, and their answers to open.
    """
    deck, tables = cards.load()
    first = [name for name in deck if lesson_of(name) == lesson][:3]
    names = tables["before_you_go"].get(lesson, first)
    foot = f"They come back when they are due, in `{REVIEW}`."
    return cards_in_lesson("Before you go", lesson, names, foot)


def cards_in_lesson(title, lesson, names, foot="", occasion=0):
    """Cards on a page, on one occasion always with the same numbers; the lesson is now open."""
    mark_opened(lesson)
    if not names:
        return said([f"{label(lesson).capitalize()} has no cards here."])
    deck, _ = cards.load()
    asked = [cards.ask(deck[name], occasion) for name in names]
    page = "".join(
        f"{question_text(one)}"
        f"<details><summary {KEYS_STAY}>Answer</summary>{answer_block(one)}</details>"
        for one in asked
    )
    if foot:
        link = f'<a href="../{REVIEW}" target="_blank" {KEYS_STAY}>{REVIEW}</a>'
        page += f'<p class="embedlab-foot">{foot.replace(f"`{REVIEW}`", link)}</p>'
    return Shown(card_box(title, page), lesson_words(title, asked, foot))


def lesson_words(title, asked, foot):
    """The same as plain text, the answers after all questions."""
    answers = [f"{n}. {one.answer.rstrip('.')}. {one.why}" for n, one in enumerate(asked, 1)]
    parts = [title, *map(question_in_words, asked), "\n".join(["Answers", *answers]), foot]
    return "\n\n".join(part for part in parts if part)


# ---- the pages of the review


def question_page(session):
    """The card that is asked, to be answered."""
    return (
        f"<form>{head_line(session)}{question_fields(session.asked)}"
        f"<p><button type='button' data-check {KEYS_STAY}>Check</button> "
        f"<button type='button' data-stop {KEYS_STAY}>Stop for today</button> "
        f"{undo_button(session)}</p></form>"
    )


def end_page(session):
    """After the last card: only the way back."""
    return f"<p>{undo_button(session)}</p>" if session.can_undo else ""


def undo_button(session):
    """Takes the last rating back, if there is one."""
    words = "Undo last rating"
    return f"<button type='button' data-undo {KEYS_STAY}>{words}</button>" * session.can_undo


def result_page(session, given, judgement):
    """What was asked and answered; the right answer with the ratings, the likely one marked."""
    asked = session.asked
    given = asked.choices[int(given) - 1] if asked.choices else given
    likely = judgement.likely
    buttons = "".join(
        f"<button type='button' data-rating='{n}' {'data-first' if n == likely else ''} "
        f"{KEYS_STAY} aria-describedby='embedlab-answer'><b>{n} {name}</b> {day}</button>"
        for n, (name, day) in enumerate(session.offers(), 1)
    )
    page = (
        f"{head_line(session)}<p><b>{marked(asked.question)}</b></p>{code_block(asked)}"
        f"<p>Your answer: {answer_text(asked, given)}</p>"
    )
    more = (
        f"<div id='embedlab-answer'>{answer_block(asked)}</div>"
        f"<div role='group' class='embedlab-ratings' aria-label='How well did you know it?' "
        f"{'' if likely else f'data-first tabindex=-1 {KEYS_STAY}'}>{buttons}</div>"
    )
    return page, more


def head_line(session):
    due = number_of_cards(session.left)
    new = "" if session.done else session.new_cards()
    lesson = label(session.asked.card.lesson).capitalize()
    return f"<p class='embedlab-foot'>{lesson}. Due: {due}. {new}</p>"
