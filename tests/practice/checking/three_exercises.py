"""Three small exercises, one of each kind, and learners' answers to them."""

import numpy as np

from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers
from tests.practice.learner import function_from

__all__ = [
    "BYTES",
    "GRADIENT",
    "REASON",
    "SEEDS",
    "SMALL",
    "averaged",
    "draw",
    "fails_in_a_line_of_its_own",
    "into_the_table",
    "last_one_wins",
    "raises",
    "scatter",
    "text",
    "untouched",
    "verdict",
]

SEEDS = range(5)


def scatter(E, ids, upstream):
    dE = np.zeros_like(E)
    np.add.at(dE, ids, upstream)
    return dE


def last_one_wins(E, ids, upstream):
    dE = np.zeros_like(E)
    dE[ids] += upstream
    return dE


def averaged(E, ids, upstream):
    count = np.maximum(np.bincount(ids, minlength=len(E)), 1)
    return scatter(E, ids, upstream) / count[:, None]


def into_the_table(E, ids, upstream):
    E[:] = 0
    np.add.at(E, ids, upstream)
    return E


def draw(rng):
    E, ids = rng.normal(size=(6, 3)), np.array([4, 1, 4, 0])
    return E, rng.permutation(ids), rng.normal(size=(4, 3))


SMALL = (np.ones((4, 2)), np.array([2, 0, 2]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]))
GRADIENT = Function(
    name="gradient-gradient",
    task="**Add them up.** Write the gradient of the table.",
    stub="def scatter(E, ids, upstream):\n    dE = np.zeros_like(E)\n    ...\n    return dE",
    reference=scatter,
    cases=draw,
    small=SMALL,
    edges=((np.ones((4, 2)), np.zeros(0, int), np.zeros((0, 2))),),
    mistakes=(
        Mistake(last_one_wins, "Row 2 was used twice, and one of its gradients is lost."),
        Mistake(averaged, "Row 2 was used twice, and yours holds the mean."),
        Mistake(into_the_table, "You wrote into the table that was given to you."),
    ),
    hints=("Which row is used twice?", "Look up `np.add.at`."),
    why="Gradients of one row add up.",
)
BYTES = Numbers(
    name="lookup-bytes",
    task="**Count.** Megabytes of a table of 10 000 × 256 float32?",
    stub="answer = ...",
    answer=lambda: 10_000 * 256 * 4 / 1e6,
    working="10 000 · 256 · 4 bytes.",
    why="Four bytes per number.",
    mistakes=(
        Mistake(2.56, "That is the count of numbers, in millions."),
        Mistake(81.92, "Those are bits."),
    ),
    hints=("How many numbers?", "How many bytes has one?"),
)
REASON = Choice(
    name="tokens-closer",
    task="**Choose.** Is token 7 closer to 8 than to 90?",
    stub="answer = ...",
    choices={"a": "yes", "b": "no", "c": "cannot be told"},
    reasons={1: "IDs are row numbers", 2: "8 follows 7"},
    answer=("c", 1),
    working="IDs are names.",
    mistakes=(
        Mistake("a", "An ID is a name."),
        Mistake(("c", 2), "The order of IDs was chosen by sorting."),
    ),
    hints=("Swap two IDs.", "Does anything change?"),
    why="An ID is a row number, no more.",
)


def untouched(exercise):
    return function_from(exercise.stub, exercise.reference.__name__)


def verdict(attempt, exercise=GRADIENT, seed=0):
    return judge(exercise, attempt, seed)


def text(shown):
    """The words of an output, whose page is whole."""
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].count("<div") == bundle["text/html"].count("</div>") == 1
    return bundle["text/plain"]


def raises(error):
    raise error


def fails_in_a_line_of_its_own(E, ids, upstream):
    rows = E[ids + 17]
    return rows
