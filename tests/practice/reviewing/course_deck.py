"""The cards of the course beside the lessons that they are about."""

import nbformat
import pytest

from embedlab.practice.lessons import LESSONS
from embedlab.practice.reviewing import cards
from tests import ROOT

NOTEBOOKS = ROOT / "notebooks"
DECK, TABLES = cards.load()
CELLS = {
    lesson: nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4).cells
    for lesson, stem in LESSONS.items()
}

every_card = pytest.mark.parametrize("card", DECK.values(), ids=DECK)
every_lesson = pytest.mark.parametrize("lesson", CELLS)


def prose(cells):
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def name_of(card):
    return card.name


def of_kind(*kinds):
    return [card for card in DECK.values() if card.kind in kinds]
