"""Practice: `check` an attempt, take a `hint`, read the `solution`, try it `again`, `review`."""

from embedlab.practice.checking.attempts import again, check, hint, solution
from embedlab.practice.overview import progress
from embedlab.practice.reviewing.notebook import review
from embedlab.practice.reviewing.pages import before_you_go, recall, warm_up
from embedlab.practice.travel import export_progress, import_progress

__all__ = [
    "again",
    "before_you_go",
    "check",
    "export_progress",
    "hint",
    "import_progress",
    "progress",
    "recall",
    "review",
    "solution",
    "warm_up",
]
