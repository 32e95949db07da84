"""The task of lesson 00: a first lookup."""

from embedlab.practice.exercises.kinds import Mistake, Numbers

__all__ = ["EXERCISES", "TASKS"]


TRY_ROW = Numbers(
    name="start-try-row",
    task="**Look up a row.** Replace `...` with code that looks up the row `[-1, 3]` of `E`.",
    answer=(-1, 3),
    mistakes=(
        Mistake((2, 0), "You looked up row 1. NumPy counts rows from 0: which one is last?"),
        Mistake((0, 1), "You looked up row 0, the first one. Which row holds −1?"),
        Mistake((1, 0, 3), "That is a column of E. Which index in the brackets counts the rows?"),
    ),
    hints=(),
    working="Row `[-1, 3]` is the third, and counting starts at 0: `E[2]`.",
    why="E[i] looks up the row with ID i.",
)

EXERCISES = ()
TASKS = (TRY_ROW,)
