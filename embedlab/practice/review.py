"""Spaced repetition: which cards are due, one at a time, and when each comes back.

The log of ratings in the progress file is the truth; what `fsrs` makes of it is computed anew.
"""

from datetime import date
from importlib.resources import files
from urllib.parse import quote

from embedlab.practice import cards
from embedlab.practice import progress as store
from embedlab.practice.said import Said, marked

__all__ = ["before_you_go", "warm_up"]

STYLE = (files("embedlab.practice") / "review.css").read_text(encoding="utf-8")


# ---- cards in a lesson --------------------------------------------------------------------------------


def warm_up(lesson):
    """One question on a lesson that this one builds on; see `before_you_go`."""
    _, tables = cards.load()
    return in_place("Before you start", lesson, tables["warm_up"].get(lesson))


def before_you_go(lesson):
    """Three cards of a lesson, in place; the lesson joins the review.

    Parameters
    ----------
    lesson : str
        Its number, as "06".

    Returns
    -------
    Said
        A page that needs neither a kernel nor scripts: questions, and their answers to open.
    """
    deck, tables = cards.load()
    names = [name for name in deck if name[:2] == lesson][:3]
    return in_place("Before you go", lesson, *tables["before_you_go"].get(lesson, names),
                    foot="They come back when they are due: `review()` in `exercises/review.ipynb`.")


def in_place(title, lesson, *names, foot=""):
    """Cards on a page, always with the same numbers. Shows that the lesson was opened."""
    deck, _ = cards.load()
    if not names or names[0] is None:
        return Said(f"Lesson {lesson} has no such cards.", f"<p>Lesson {lesson} has no such cards.</p>")
    mark_opened(lesson)
    asked = [cards.ask(deck[name]) for name in names]
    text = "\n\n".join(map(in_words, asked))
    answers = "\n".join(f"{n}. {one.answer.rstrip('.')}. {one.why}" for n, one in enumerate(asked, 1))
    page = "".join(
        f"{cards.form(one, title.replace(' ', '-').lower())}<details><summary {cards.KEY}>Answer</summary>"
        f"{answer(one)}</details>" for one in asked)
    page += f'<p class="embedlab-foot">{marked(foot)}</p>' if foot else ""
    return Said(f"{title}\n\n{text}\n\nAnswers\n{answers}\n\n{foot}".strip(),
                f'<div class="embedlab-cards" role="group" aria-label="{title}"><style>{STYLE}</style>'
                f"<p><strong>{title}</strong></p>{page}</div>")


def in_words(asked):
    """A question as plain text."""
    choices = [f"  {n}. {choice}" for n, choice in enumerate(asked.choices, 1)]
    return "\n".join([asked.question, *asked.code.splitlines(), *choices])


def answer(asked):
    """The answer with its reason and the way back, as HTML."""
    _, tables = cards.load()
    text = f"<code>{marked(asked.answer)}</code>" if asked.card.kind == "output" else marked(asked.answer)
    page = f"../notebooks/{tables['lessons'][asked.card.lesson]}.ipynb"
    return (f"<p><strong>{text}</strong></p><p>{marked(asked.why)}</p><p class='embedlab-foot'>"
            f'<a href="{page}#{quote(asked.card.section.replace(" ", "-"))}" {cards.KEY}>'
            f"Lesson {asked.card.lesson}: {marked(asked.card.section)}</a></p>")


def mark_opened(lesson):
    """Note on which day a lesson was opened first. What keeps this from being stored is said elsewhere."""
    try:
        if lesson not in store.load()[0].get("opened", {}):
            store.update(lambda state: state.setdefault("opened", {}).setdefault(lesson, date.today().isoformat()))
    except store.Unsaved:
        pass
