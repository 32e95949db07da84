"""What the tests of the review share: the deck of the course, and a small deck of eight cards."""

from embedlab.practice.reviewing.cards import Card


def typed(asked):
    """The right answer, as a learner gives it."""
    return str(asked.choices.index(asked.answer) + 1) if asked.choices else asked.answer


def card(**changes):
    """A card with a number, and these changes."""
    given = {"name": "gradient-a", "question": "?", "kind": "number", "answer": "10", "why": "So."}
    return Card(**given | {"section": "S"} | changes)
