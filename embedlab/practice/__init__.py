"""Practice: `check` an attempt, take a `hint`, read the `solution`, `review` what is due."""

from embedlab.practice.checking.attempts import check, hint, solution
from embedlab.practice.overview import progress
from embedlab.practice.reviewing.notebook import review
from embedlab.practice.reviewing.pages import before_you_go, recall, warm_up
from embedlab.practice.travel import export_progress, import_progress

__all__ = [
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
