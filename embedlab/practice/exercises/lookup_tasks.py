"""The tasks inside lesson 02."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["TASKS"]


TRY_ROWS = Numbers(
    name="lookup-try-rows",
    task="**Look up two rows.** Replace `...` with code that looks up the vectors of “man bites”.",
    answer=((2, 2, 2), (-1, 1, 1)),
    mistakes=(
        Mistake(((-1, 1, 1), (2, 2, 2)), "Both vectors are correct. Which word comes first?"),
        Mistake(((0, -1, 3), (2, 2, 2)), "Both IDs are one too high. What ID does “the” have?"),
        Mistake(((-1, 1, 1), (0, 1, 0)), "Both IDs are one too low. What ID does “the” have?"),
        Mistake((3, 2), "These are the IDs of the two words. What does E have at them?"),
    ),
    working="“man” has ID 3 and “bites” has ID 2: `E[[3, 2]]`.",
    why="A list of IDs in the brackets gives one row per position, in order.",
)


def last_vectors(E, X):
    return E[X[:, -1]]


def draw_last_tokens(rng):
    V, d, B, T = 7, 3, 4, 5
    while True:
        X = rng.integers(1, V - 1, size=(B, T))
        if (X[:, -1] != X[:, 0]).any() and len(set(X[:, -1])) > 1:
            return rng.normal(size=(V, d)).round(1) + 0.05, X


@mistake("You looked up the first token of each sentence. Which column of X has the last one?")
def first_tokens(E, X):
    return E[X[:, 0]]


@mistake("You looked up all tokens of the last sentence. Which axis of X counts the sentences?")
def last_sentence(E, X):
    return E[X[-1]]


@mistake("These are the IDs of the last tokens. The line needs one more step. What is a vector?")
def ids_only(E, X):
    return X[:, -1]


@mistake("You looked up every position. The result should have one vector per sentence: (B, d).")
def all_positions(E, X):
    return E[X]


@mistake("You took the last dimension of each vector, not the last position. Which axis is T?")
def last_dimension(E, X):
    return E[X][:, :, -1]


TRY_LAST = Function(
    name="lookup-try-last",
    reference=last_vectors,
    cases=draw_last_tokens,
    small=(
        np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 3.0], [5.0, 4.0]]),
        np.array([[0, 1, 2], [3, 1, 1]]),
    ),
    mistakes=(first_tokens, last_sentence, ids_only, all_positions, last_dimension),
    why="X[:, -1] has one ID per sentence, so E[X[:, -1]] has the shape (B, d).",
)

TRY_BYTES = Numbers(
    name="lookup-try-bytes",
    task="**The size of BERT's table.** Replace `...` with its size in MB (10⁶ bytes).",
    answer=93.763584,
    mistakes=(
        Mistake(23.440896, "This is the number of parameters. How many bytes does each take?"),
        Mistake(89.41992, "This is in MiB. How many bytes are 1 MB?"),
        Mistake(46.881792, "You counted 2 bytes per number. How many does float32 take?"),
        Mistake(0.12516, "You added V and d. How many numbers are in each of the V rows?"),
    ),
    working="`table_bytes(30_522, 768) / 1e6` is 93.76 MB.",
    why="A table takes V · d · 4 bytes in float32.",
)

TASKS = (TRY_ROWS, TRY_LAST, TRY_BYTES)
