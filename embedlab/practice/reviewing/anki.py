"""The cards as a text file that Anki imports."""

import html

from embedlab.page.output import marked
from embedlab.practice.lessons import label
from embedlab.practice.reviewing import cards

__all__ = ["anki_file"]

# What Anki reads before the notes: https://docs.ankiweb.net/importing/text-files.html
HEAD = """#separator:tab
#html:true
#notetype:Basic
#deck:embedlab
#columns:Key\tFront\tBack\tTags
#guid column:1
#tags column:4
"""


def anki_file():
    """All cards, one a line, with numbers drawn once; importing it again updates the same notes."""
    asked = [cards.ask(card) for card in cards.load()[0].values()]
    return HEAD + "".join("\t".join(note(one)) + "\n" for one in asked)


def note(asked):
    """The columns of a card: a key that stays, both sides as HTML on one line, a tag."""
    card = asked.card
    choices = "".join(f"<li>{answer_side(asked, choice)}</li>" for choice in asked.choices)
    front = marked(asked.question) + code_block(asked.code)
    front += f"<ol>{choices}</ol>" if choices else ""
    back = f"<b>{answer_side(asked, asked.answer)}</b><br>{marked(asked.why)}"
    back += f"<br><small>{label(card.lesson).capitalize()}: {marked(card.section)}</small>"
    return f"embedlab-{card.name}", one_line(front), one_line(back), f"embedlab::{card.lesson}"


def answer_side(asked, text):
    return code_block(text) if asked.card.kind == "output" else marked(text)


def code_block(code):
    return f"<pre>{html.escape(code)}</pre>" if code else ""


def one_line(page):
    return page.replace("\t", "    ").strip().replace("\n", "<br>")
