"""What comes of judging an attempt."""

from dataclasses import dataclass

__all__ = ["NOT_YET", "SOLVED", "UNTRIED", "Verdict"]

SOLVED, UNTRIED, NOT_YET = "solved", "not tried yet", "not yet"


@dataclass(frozen=True)
class Verdict:
    """The outcome, and what to say about it.

    Attributes
    ----------
    outcome : str
        "solved", "not tried yet" or "not yet".
    message : str
        What was seen, and one question.
    case : tuple of str
        Lines that show the case: input, expected, got.
    causes : tuple of str
        What the bank of general mistakes named, a word or two each.
    """

    outcome: str
    message: str
    case: tuple = ()
    causes: tuple = ()
