"""The tasks of lesson 16; its exercises are a project, in `practice/capstone`."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- trust-try-fix -------------------------------------------------------------------------------


def fix(E):
    V, d = E.shape
    return E.reshape(d, V).T


def draw_broken(rng):
    return (rng.normal(size=(7, 3)).round(1),)


@mistake(
    "This is only the transpose, of shape (d, V). The program used `reshape`: which shape did the "
    "file have before?"
)
def transpose_only(E):
    return E.T


@mistake(
    "You reshaped back to (d, V), as the file was. Its columns are the words: what is missing?"
)
def reshape_only(E):
    V, d = E.shape
    return E.reshape(d, V)


@mistake(
    "The shape is correct, but the steps are in the order in which they were made. Undo the last "
    "one first."
)
def same_order(E):
    return E.T.reshape(E.shape)


@mistake("The rows are as broken as before. Which two steps changed the order of the numbers?")
def nothing_done(E):
    return E.copy()


TRY_FIX = Function(
    name="trust-try-fix",
    reference=fix,
    cases=draw_broken,
    small=(np.array([[1.0, 3.0], [5.0, 2.0], [4.0, 6.0]]),),
    mistakes=(transpose_only, reshape_only, same_order, nothing_done),
    why="Back to (d, V) by `reshape`, as the file was; then the transpose gives a row per word.",
)


# ---- trust-try-rows ------------------------------------------------------------------------------


def rows_that_differ(E, before):
    return np.flatnonzero((before != E).any(axis=1))


def draw_changed(rng):
    before = rng.normal(size=(8, 3)).round(1)
    E = before.copy()
    for i in rng.choice(8, size=3, replace=False):
        E[i, rng.integers(3)] += 0.5  # one entry only
    return E, before


@mistake("A row counts as changed here only if all its entries differ. One is enough.")
def all_entries(E, before):
    return np.flatnonzero((before != E).all(axis=1))


@mistake("These are columns. Which axis of the table counts the tokens?")
def columns(E, before):
    return np.flatnonzero((before != E).any(axis=0))


@mistake("This is True or False for each row. Which function gives the places of all True?")
def mask(E, before):
    return (before != E).any(axis=1)


@mistake("These are the rows that did not change. Which ones should the test name?")
def equal_rows(E, before):
    return np.flatnonzero((before == E).all(axis=1))


@mistake("This is how many rows differ. A test should say which ones.")
def number_of_rows(E, before):
    return (before != E).any(axis=1).sum()


TRY_ROWS = Function(
    name="trust-try-rows",
    reference=rows_that_differ,
    cases=draw_changed,
    small=(
        np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 3.0], [4.0, 5.0]]),
        np.array([[1.0, 2.0], [0.0, 7.0], [3.0, 3.0], [4.0, 4.0]]),
    ),
    mistakes=(all_entries, columns, mask, equal_rows, number_of_rows),
    why="`(E != before).any(axis=1)` asks each row whether any entry differs.",
)


# ---- trust-try-recall ----------------------------------------------------------------------------


def recall_at_5(found, correct):
    return sum(one in five for five, one in zip(found, correct, strict=True)) / len(correct)


def draw_found(rng):
    found = [rng.choice(12, size=5, replace=False).tolist() for _ in range(8)]
    places = rng.permutation([0, 0, 0, 3, 4, 1, -1, -1])  # −1: not found
    missing = [int(np.setdiff1d(np.arange(12), five)[0]) for five in found]
    correct = [
        five[k] if k >= 0 else other for five, k, other in zip(found, places, missing, strict=True)
    ]
    return found, correct


@mistake("This counts a query only if the correct document comes first. All five count.")
def first_only(found, correct):
    return sum(five[0] == one for five, one in zip(found, correct, strict=True)) / len(correct)


@mistake("This is how many queries succeed. The fraction of them is asked.")
def number_found(found, correct):
    return sum(one in five for five, one in zip(found, correct, strict=True))


@mistake("You divided by the number of documents shown. How many queries are there?")
def over_all_places(found, correct):
    hits = number_found.answer(found, correct)
    return hits / sum(len(five) for five in found)


@mistake("This is the fraction of queries that miss their document.")
def missed(found, correct):
    return 1 - recall_at_5(found, correct)


TRY_RECALL = Function(
    name="trust-try-recall",
    reference=recall_at_5,
    cases=draw_found,
    small=([[4, 1, 0, 7, 2], [3, 5, 6, 0, 1], [2, 8, 9, 4, 0], [6, 1, 2, 9, 3]], [0, 3, 5, 6]),
    mistakes=(first_only, number_found, over_all_places, missed),
    why="Each query counts 1 if its document is among the five, else 0; recall is their mean.",
)


EXERCISES = ()
TASKS = (TRY_FIX, TRY_ROWS, TRY_RECALL)
