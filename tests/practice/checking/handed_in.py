"""Notebooks as learners hand them in, for the tests of grading."""

import inspect

import nbformat

from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function

LESSON = [exercise for exercise in registry().values() if exercise.lesson == "lookup"]
START = "from embedlab.practice import check\nimport numpy as np"


def write(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, path)


def solved(exercise):
    """A cell that solves an exercise, as a learner would write it."""
    if isinstance(exercise, Function):
        source, name = inspect.getsource(exercise.reference), exercise.reference.__name__
        return f'{source}\ncheck("{exercise.name}", {name})'
    answer = exercise.answer() if callable(exercise.answer) else exercise.answer
    return f'check("{exercise.name}", {getattr(answer, "tolist", lambda: answer)()!r})'


def stub(exercise):
    attempt = exercise.reference.__name__ if isinstance(exercise, Function) else "answer"
    return f'{exercise.stub}\ncheck("{exercise.name}", {attempt})'


def answers():
    """The cells of a notebook of lesson 02 in which everything is solved."""
    return [START, *map(solved, LESSON)]


def outcomes(rows, learner):
    return [row["outcome"] for row in rows if row["learner"] == learner]
