"""Make the exercise notebooks, run them untouched, store them: python -m tools.exercises [tying …].

Each has the name of its lesson. Tasks and stubs come from `embedlab/practice/exercises`, the title
from the lesson; nothing is written here by hand, and no solution gets into a notebook.
"""

import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Choice, Function, Numbers
from embedlab.practice.lessons import LESSONS
from tools import notebooks

ROOT = Path(__file__).parent.parent
FOLDER, EXERCISES = ROOT / "notebooks", ROOT / "exercises"

AGAIN = """

`again("{name}")` asks a task with other numbers, as often as you like."""
INTRO = """# Practice: {title}

You will use what [lesson {lesson}](../notebooks/{stem}.ipynb) taught, in {count} exercises
that get harder. Replace each `...`, run the cell, and read what the check says; then change your
answer and run the cell again. Nothing is timed or marked, and you may leave out whatever you
know well.

`hint("{first}")` gives a hint, called again the next one. `solution("{first}")` shows an answer
with its reason."""
REVIEW = """# Review: what is due today

Cards from all lessons that you have opened come back here: first after a day or two, then after
weeks. Run the cell, answer, and say how well you knew it; that decides when a card returns.
A few minutes a day are enough.

Keys: 1 to 4 choose an answer and, after it, a rating; Enter confirms; Tab reaches everything.
You can stop whenever you like: each rating is stored at once.

- **Again:** you did not know it. It comes back in this sitting.
- **Hard:** you knew it, with effort. **Good:** you knew it. **Easy:** at once.

The numbers in a question differ each time, so it is no use to remember them. In a terminal the
same starts with `python -m embedlab.practice review`."""
IMPORTS = """import numpy as np

from embedlab.practice import again, check, hint, progress, solution"""


def notebook(lesson):
    """The exercise notebook of a lesson, such as "gradient", not yet run."""
    tasks = [exercise for exercise in registry().values() if exercise.lesson == lesson]
    stem, first = LESSONS[lesson], tasks[0].name
    intro = INTRO.format(
        title=title(lesson), lesson=stem[:2], stem=stem, count=len(tasks), first=first
    )
    drawn = [one.name for one in tasks if isinstance(one, Numbers) and one.draw]
    intro += AGAIN.format(name=drawn[0]) if drawn else ""
    cells = [new_markdown_cell(intro, id="intro"), new_code_cell(IMPORTS, id="imports")]
    for number, exercise in enumerate(tasks, start=1):
        cells += [
            new_markdown_cell(task(exercise, number), id=f"{exercise.name}-task"),
            new_code_cell(attempt(exercise, exercise.stub), id=exercise.name),
        ]
    return new_notebook(cells=[*cells, new_code_cell("progress()", id="progress")])


def review():
    """The notebook that holds the review, not yet run."""
    return new_notebook(
        cells=[
            new_markdown_cell(REVIEW, id="intro"),
            new_code_cell(
                "from embedlab.practice import progress, review\n\nreview()", id="review"
            ),
            new_code_cell("progress()", id="progress"),
        ]
    )


def task(exercise, number):
    """The task with its title as a heading, and what there is to choose from."""
    name, text = re.match(r"\*\*(.+?)\.?\*\*\s*(.*)", exercise.task.strip(), re.DOTALL).groups()
    parts = [f"## {number}. {name}", text]
    if isinstance(exercise, Choice) and not any(
        choice in text for choice in exercise.reasons.values()
    ):
        parts += ["\n".join(f"- {letter}: {choice}" for letter, choice in exercise.choices.items())]
        if exercise.reasons:
            numbered = (f"{number}. {reason}" for number, reason in exercise.reasons.items())
            parts += ["Because:", "\n".join(numbered)]
    return "\n\n".join(part for part in parts if part)


def attempt(exercise, answer):
    """The cell of an exercise: an answer, and the check of it."""
    name = exercise.reference.__name__ if isinstance(exercise, Function) else "answer"
    gap = "\n\n\n" if answer.lstrip().startswith(("def ", "from ", "import ")) else "\n\n"
    return f'{answer.rstrip()}{gap}check("{exercise.name}", {name})'


def title(lesson):
    """The lesson's title, its first letter small."""
    head = nbformat.read(FOLDER / f"{LESSONS[lesson]}.ipynb", as_version=4).cells[0].source
    words = head.splitlines()[0].removeprefix("# ")
    return words[0].lower() + words[1:]


def build(lesson):
    """Make, run and store the notebook of a lesson; returns its path."""
    path = EXERCISES / ("review.ipynb" if lesson == "review" else f"{LESSONS[lesson]}.ipynb")
    nbformat.write(review() if lesson == "review" else notebook(lesson), path)
    notebooks.execute(path)
    return path


if __name__ == "__main__":
    every = [*dict.fromkeys(exercise.lesson for exercise in registry().values()), "review"]
    if set(sys.argv[1:]) - set(every):
        sys.exit(f"{__doc__}\nLessons: {' '.join(every)}")
    for lesson in sys.argv[1:] or every:
        print(build(lesson).name, flush=True)
