"""Cards on a page: a few in a lesson, still, and the pages of the review, one card at a time.

All pieces are HTML.
"""

import html
from difflib import get_close_matches
from urllib.parse import quote

from embedlab.page.output import KEYS_STAY, Shown, asset, marked, style_sheet
from embedlab.practice.answers import said
from embedlab.practice.lessons import label, lesson_of
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.sitting import mark_opened, number_of_cards, question_in_words

__all__ = [
    "before_you_go",
    "card_box",
    "end_page",
    "question_page",
    "recall",
    "result_page",
    "warm_up",
]

STYLE, RECALL_STYLE = (
    style_sheet(asset(name, package="embedlab.practice.reviewing"))
    for name in ("review.css", "recall.css")
)
REVIEW = "exercises/review.ipynb"
# Occasions: a card that draws numbers has others at each of them; the review counts on from 1.
IN_THE_TEXT, AT_THE_START, AT_THE_END = -2, -1, 0


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
    return cards_in_lesson(
        "Before you start", lesson, [name] if name else [], occasion=AT_THE_START
    )


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


def cards_in_lesson(title, lesson, names, foot="", occasion=AT_THE_END):
    """Cards on a page, on one occasion always with the same numbers; the lesson is now open."""
    mark_opened(lesson)
    if not names:
        return said([f"{label(lesson).capitalize()} has no cards here."])
    deck, _ = cards.load()
    asked = [cards.ask(deck[name], occasion) for name in names]
    page = "".join(question_text(one) + opened("Answer", answer_block(one)) for one in asked)
    if foot:
        link = f'<a href="../{REVIEW}" target="_blank" {KEYS_STAY}>{REVIEW}</a>'
        page += f'<p class="embedlab-foot">{foot.replace(f"`{REVIEW}`", link)}</p>'
    return Shown(card_box(title, page), lesson_words(title, asked, foot))


def lesson_words(title, asked, foot):
    """The same as plain text, the answers after all questions."""
    answers = [f"{n}. {one.answer.rstrip('.')}. {one.why}" for n, one in enumerate(asked, 1)]
    parts = [title, *map(question_in_words, asked), "\n".join(["Answers", *answers]), foot]
    return "\n\n".join(part for part in parts if part)


def recall(*names):
    """One card in the text of a lesson, or two: six seconds each, a few hundred words apart.

    A card with choices shows each of them; choosing one shows whether it is correct, and why. All
    other cards have "Show answer". The numbers differ from those at the start and at the end of a
    lesson if the card draws any. Nothing is rated: the card comes back in the review in any case.

    Parameters
    ----------
    *names : str
        Names of cards, of this lesson or of an earlier one.

    Returns
    -------
    Shown
        A page that needs neither a kernel nor scripts.

    Examples
    --------
    >>> from embedlab.practice.reviewing import cards
    >>> name = next(name for name, card in cards.load()[0].items() if card.kind == "choose")
    >>> print(recall(name).words.splitlines()[0])
    Recall
    """
    deck, _ = cards.load()
    for name in names:
        if name not in deck:
            near = "".join(f" Did you mean {each!r}?" for each in get_close_matches(name, deck, 1))
            raise cards.CardError(f"There is no card {name!r}.{near}")
    if not names:
        raise cards.CardError("recall needs the name of a card.")
    asked = [cards.ask(deck[name], IN_THE_TEXT) for name in names]
    page = (
        f'<div class="embedlab-recall" role="group" aria-label="Recall">{RECALL_STYLE}'
        f"{''.join(map(recalled, asked))}</div>"
    )
    return Shown(page, lesson_words("Recall", asked, ""))


def recalled(asked):
    """A card whose answers are opened in place: its choices, or the one answer."""
    if not asked.choices:
        answer = f"<p><strong>{answer_text(asked, asked.answer)}</strong></p>"
        below = opened("Show answer", f"{answer}<p>{marked(asked.why)}</p>")
    else:
        rows = [
            opened(answer_text(asked, one), f"<p>{verdict(asked, one)}</p>")
            for one in asked.choices
        ]
        below = f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"
    return f"<p><strong>Recall: {marked(asked.question)}</strong></p>{code_block(asked)}{below}"


def verdict(asked, choice):
    """What a choice is told."""
    if choice == asked.answer:
        return f"<strong>Correct.</strong> {marked(asked.why)}"
    return f"<strong>Not this one.</strong> {marked(asked.why_not.get(choice, ''))}".strip()


def opened(summary, content):
    return f"<details><summary {KEYS_STAY}>{summary}</summary>{content}</details>"


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
