"""Make the exercise notebooks from the registry, run them untouched and store them: python exercises/build.py.

Each has the name of its lesson. Tasks and stubs come from `embedlab/practice/exercises`, the lesson's title from
the lesson; nothing is written here by hand, and no solution gets into a notebook.
"""

import importlib.util
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from embedlab.practice import registry
from embedlab.practice.exercise import Choice, Function

HERE = Path(__file__).parent
LESSONS = HERE.parent / "notebooks"

spec = importlib.util.spec_from_file_location("execute", LESSONS / "execute.py")
run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run)

INTRO = """# Practice: {title}

You will use what [lesson {lesson}](../notebooks/{stem}.ipynb) taught, in {count} exercises that get harder.
Replace each `...`, run the cell, and read what the check says; then change your answer and run the cell again.
Nothing is timed or marked, and you may leave out whatever you know well.

`hint("{first}")` gives a hint, called again the next one. `solution("{first}")` shows an answer
with its reason."""
IMPORTS = "import numpy as np\n\nfrom embedlab.practice import check, hint, progress, solution"


def notebook(lesson):
    """The exercise notebook of a lesson, such as "06", not yet run."""
    tasks = [exercise for exercise in registry().values() if exercise.lesson == lesson]
    intro = INTRO.format(
        title=title(lesson), lesson=lesson, stem=stem(lesson), count=len(tasks), first=tasks[0].name)
    cells = [new_markdown_cell(intro, id="intro"), new_code_cell(IMPORTS, id="imports")]
    for number, exercise in enumerate(tasks, start=1):
        cells += [new_markdown_cell(task(exercise, number), id=f"{exercise.name}-task"),
                  new_code_cell(attempt(exercise, exercise.stub), id=exercise.name)]
    return new_notebook(cells=[*cells, new_code_cell("progress()", id="progress")])


def task(exercise, number):
    """The task with its title as a heading, and what there is to choose from."""
    name, text = re.match(r"\*\*(.+?)\.?\*\*\s*(.*)", exercise.task.strip(), re.DOTALL).groups()
    parts = [f"## {number}. {name}", text]
    if isinstance(exercise, Choice) and not any(choice in text for choice in exercise.reasons.values()):
        parts += ["\n".join(f"- {letter}: {choice}" for letter, choice in exercise.choices.items())]
        parts += ["Because:"] * bool(exercise.reasons)
        parts += ["\n".join(f"{number}. {reason}" for number, reason in exercise.reasons.items())]
    return "\n\n".join(part for part in parts if part)


def attempt(exercise, answer):
    """The cell of an exercise: an answer, and the check of it."""
    name = exercise.reference.__name__ if isinstance(exercise, Function) else "answer"
    gap = "\n\n\n" if answer.lstrip().startswith(("def ", "from ", "import ")) else "\n\n"
    return f'{answer.rstrip()}{gap}check("{exercise.name}", {name})'


def stem(lesson):
    return next(LESSONS.glob(f"{lesson}_*.ipynb")).stem


def title(lesson):
    """The lesson's title, its first letter small."""
    head = nbformat.read(LESSONS / f"{stem(lesson)}.ipynb", as_version=4).cells[0].source
    words = head.splitlines()[0].removeprefix("# ")
    return words[0].lower() + words[1:]


def build(lesson):
    """Make, run and store the notebook of a lesson; returns its path."""
    path, kept = HERE / f"{stem(lesson)}.ipynb", dict(os.environ)
    nbformat.write(notebook(lesson), path)
    with tempfile.TemporaryDirectory() as home:  # nobody's own progress gets in
        try:
            os.environ["EMBEDLAB_HOME"] = home
            run.execute(path)
        finally:
            os.environ.clear()
            os.environ.update(kept)
    return path


if __name__ == "__main__":
    for lesson in sys.argv[1:] or sorted({exercise.lesson for exercise in registry().values()}):
        print(build(lesson).name, flush=True)
