"""What a wrong answer is: for which exercise, why it is wrong in a word or two, and the answer."""

from typing import Any, NamedTuple

__all__ = ["Wrong"]


class Wrong(NamedTuple):
    """A wrong answer; ` + ` joins the causes where there are two."""

    exercise: str
    cause: str
    answer: Any
