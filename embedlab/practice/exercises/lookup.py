"""Exercises of lesson 02: looking up rows, and what the table costs."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.lookup_program import MEANING
from embedlab.practice.exercises.lookup_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


# ---- lookup-one-token ----------------------------------------------------------------------------


def vector_of(E, i):
    d = E.shape[1]
    e = np.zeros(d)
    for j in range(d):
        e[j] = E[i, j]  # stay in row i, walk from column to column
    return e


def draw_one_id(rng):
    d = int(rng.integers(3, 5))
    V = int(rng.integers(d + 3, d + 6))
    return rng.normal(size=(V, d)).round(2), int(rng.integers(2, d))


@mistake(
    "You returned five numbers, one from every token. How many numbers belong to one token, and "
    "along which axis of E are they?"
)
def column_of(E, i):
    return E[:, i]


@mistake(
    "The numbers 0, 2, 4 are in one column of E, so they belong to three different tokens. Which "
    "of the two indices in `E[…, …]` is the row?"
)
def column_cut(E, i):
    d = E.shape[1]
    e = np.zeros(d)
    for j in range(d):
        e[j] = E[j, i]
    return e


@mistake("For ID 1 you returned the first row. What is the ID of the first row?")
def row_before(E, i):
    return E[i - 1]


@mistake("For ID 1 you returned the next row, that of ID 2. What is the ID of the first row of E?")
def row_after(E, i):
    return E[i + 1]


@mistake(
    "Your vector contains the ID itself. An ID is an address. What does E have at that address?"
)
def id_itself(E, i):
    return np.full(E.shape[1], float(i))


@mistake(
    "For ID 1 the row is correct; for other IDs it is multiplied by the ID. Is an ID a quantity, "
    "or the number of a row?"
)
def row_times_id(E, i):
    return i * E[i]


@mistake(
    "Every entry is the first number of the row: 5, 5, 5. A single coordinate is not the vector. "
    "Which index should change as `j` goes from 0 to d − 1?"
)
def first_number_only(E, i):
    return np.full(E.shape[1], E[i, 0])


@mistake(
    "Every entry is the same number, E[i, i]. Which index should change as `j` goes from 0 to "
    "d − 1?"
)
def diagonal_only(E, i):
    return np.full(E.shape[1], E[i, i])


ONE_TOKEN = Function(
    name="lookup-one-token",
    task=(
        "**One token, one vector**\n\n"
        "The lesson wrote `E[i]`. Copy the vector of token `i` from the table E, shape (V, d), "
        "number by number, as you did on paper. One expression is missing."
    ),
    stub=(
        "def vector_of(E, i):\n"
        "    d = E.shape[1]\n"
        "    e = np.zeros(d)\n"
        "    for j in range(d):\n"
        "        e[j] = ...\n"
        "    return e"
    ),
    reference=vector_of,
    cases=draw_one_id,
    small=(np.array([[3.0, 0, 1], [5, 2, 0], [0, 4, 1], [1, 1, 6], [2, 5, 0]]), 1),
    edges=((np.array([[1.0, 2], [3, 4], [5, 6]]), 0),),
    mistakes=(
        column_of,
        column_cut,
        row_before,
        row_after,
        id_itself,
        row_times_id,
        first_number_only,
        diagonal_only,
    ),
    hints=(
        "In `E[row, column]`, which of the two is the token, and which changes in the loop?",
        "For i = 1 the loop should read E[1, 0], then E[1, 1], then E[1, 2].",
        "`E[i, j]`",
    ),
    why="Token i owns row i. A lookup copies its d numbers, whatever V is.",
)


# ---- lookup-read-rows ----------------------------------------------------------------------------


def four_rows(E, a, b):
    """IDs a, b, b and 0; c is the row that is not looked up."""
    E, ids = np.array(E), [a, b, b, 0]
    names = {"a": a, "b": b, "c": 6 - a - b, "row_0": E[0], "row_a": E[a], "row_b": E[b]}
    return names | {"E": E, "ids": ids, "rows": E[ids], "above": E[np.array(ids) - 1]}


def draw_four_rows(rng):
    a, b = (int(i) for i in rng.permutation([1, 2, 3])[:2])
    return four_rows(rng.integers(-4, 5, size=(4, 2)), a, b)


READ_ROWS = Numbers(
    name="lookup-read-rows",
    task=(
        "**Look up four rows**\n\n"
        "E = {E}, and the IDs of a text are {ids}. Write the vectors that the lookup returns, as a "
        "list of rows, without running it."
    ),
    stub="answer = ...  # a list of rows, such as [[0, 0], [0, 0]]",
    answer=lambda rows: rows,
    draw=draw_four_rows,
    first=four_rows(((0, 1), (2, 0), (-1, 3), (4, -2)), 3, 1),
    mistakes=(
        Mistake(
            lambda rows: rows[[0, 1, 3]],
            "There are four positions, but you have three vectors. What does the lookup return "
            "for a repeated ID?",
        ),
        Mistake(
            lambda E, ids: E[np.unique(ids)],
            "You took each row once, in the order of the table. The text has four positions. In "
            "what order are their IDs, and which one is repeated?",
        ),
        Mistake(
            lambda E, ids: E[np.sort(ids)],
            "These are the correct rows in the order of the table. In what order are the IDs of "
            "the text?",
        ),
        Mistake(
            lambda above: above,
            "Each vector is the row above the correct one; for ID 0 you took the last row. What "
            "is the ID of the first row?",
        ),
        Mistake(
            lambda above: [*above[:3], (0, 0)],
            "The first three vectors are the rows above the correct ones, and ID 0 got zeros. What "
            "is the ID of the first row?",
        ),
        Mistake(
            lambda above: above[:3],
            "The vectors are the rows above the correct ones, and ID 0 has none. What is the ID "
            "of the first row?",
        ),
        Mistake(
            lambda rows: rows.T,
            "The numbers are correct, but your positions are columns. What should each row of the "
            "answer be?",
        ),
        Mistake(
            lambda rows: rows.sum(axis=0),
            "You added up the vectors. A lookup returns one vector per position. How many "
            "positions are there?",
        ),
        Mistake(
            lambda rows: rows.mean(axis=0),
            "You took the mean of the vectors. A lookup returns one vector per position. How many "
            "positions are there?",
        ),
        Mistake(lambda E: E, "This is the table itself. Which row belongs to the first ID, {a}?"),
        Mistake(
            lambda rows, ids: rows * np.array(ids)[:, None],
            "Each row has been multiplied by its ID. Is an ID a quantity, or the number of a row?",
        ),
        Mistake(
            lambda E, a, c: E[[a, c, c, 0]],
            "ID {b} occurs twice, and both times you gave row {c}. Number the rows of E from 0: "
            "which one is row {b}?",
        ),
        Mistake(
            lambda rows: [*rows[:3], (0, 0)],
            "The first three vectors are correct, and ID 0 got zeros. Here ID 0 is a token like "
            "any other: which row belongs to it?",
        ),
    ),
    hints=(
        "Number the rows of E first; the first one is row 0.",
        "Go through the IDs from left to right and copy one row for each.",
        "Four IDs give four rows. ID {a} gives row {a}, counted from 0; one row is copied twice.",
    ),
    why="One vector per position, in the order of the text; a repeated ID gives the same row.",
    working=(
        "Row {a} is {row_a}, row {b} is {row_b}, row {b} again {row_b}, row 0 is {row_0}: "
        "`{rows!r}`. Row {b} is looked up twice, row {c} never."
    ),
)


# ---- lookup-size ---------------------------------------------------------------------------------


def table_size(V, d):
    n = V * d
    return {"V": V, "d": d, "n": n, "bytes": 4 * n, "MB": 4 * n / 1e6, "MiB": 4 * n / 2**20}


def draw_size(rng):
    return table_size(1000 * int(rng.integers(2, 60)), int(rng.choice([64, 128, 256, 384, 512])))


SIZE = Numbers(
    name="lookup-size",
    task=(
        "**How large is the table?**\n\n"
        "V = {V:,} tokens, d = {d}, every number a 32-bit float. How many parameters does E have, "
        "and how many megabytes does it take (1 MB = 10⁶ bytes), to two decimals?\n\n"
        "Give both: `[parameters, megabytes]`."
    ),
    stub="answer = ...  # [parameters, megabytes]",
    answer=lambda n, MB: (n, MB),
    draw=draw_size,
    first=table_size(10_000, 256),
    mistakes=(
        Mistake(
            lambda V, d: (V + d, (V + d) * 4 / 1e6),
            "You added V and d. Each of the V rows has d numbers. Which operation counts them?",
        ),
        Mistake(
            lambda V, d, MB: (V + d, MB),
            "The megabytes are correct, but the parameters are V plus d. Each of the V rows has d "
            "numbers. Which operation counts them?",
        ),
        Mistake(
            lambda n: (n, n / 1e6),
            "The parameters are correct; you took one byte for each of them. How many does a "
            "32-bit float take?",
        ),
        Mistake(
            lambda n: (n, n * 32 / 1e6),
            "The parameters are correct; the size counts bits. How many bits make a byte?",
        ),
        Mistake(
            lambda n, MiB: (n, MiB),
            "The parameters are correct; the size is in MiB, units of 2²⁰ bytes. Which unit does "
            "the task ask for?",
        ),
        Mistake(
            lambda n: (n, n * 8 / 1e6),
            "The parameters are correct; you took eight bytes for each. How many bits are in "
            "such a float, and how many in a byte?",
        ),
        Mistake(
            lambda n, bytes: (n, bytes),
            "The parameters are correct; the size is in bytes. How many bytes make a megabyte?",
        ),
        Mistake(
            lambda n, bytes: (n, bytes / 1e3),
            "The parameters are correct; the size is in kilobytes. How many bytes make a megabyte?",
        ),
        Mistake(
            lambda V: (V, V * 4 / 1e6),
            "You counted one number per token. How many numbers are in a row of E?",
        ),
        Mistake(
            lambda d: (d * d, d * d * 4 / 1e6),
            "You counted a square of d × d. How many rows does E have, and what is each row?",
        ),
        Mistake(
            lambda V: (V * V, V * V * 4 / 1e6),
            "You counted a square of V × V. How many numbers are in a row of E?",
        ),
        Mistake(
            lambda bytes, MB: (bytes, MB),
            "The megabytes are correct, but the first number counts bytes. How many numbers are "
            "in E?",
        ),
        Mistake(
            lambda n, MB: (n, MB / 1000),
            "The parameters are correct; the size is in gigabytes. How many bytes make a megabyte?",
        ),
        Mistake(
            lambda n: (n, n / 8 / 1e6),
            "The parameters are correct; for the size you divided them by 8. How many bits does "
            "each of them have?",
        ),
    ),
    hints=(
        "How many rows does E have, and how many numbers are in each?",
        "8 bits make a byte. How many bytes does a 32-bit float take?",
        "Multiply the number of parameters by 4 and divide by a million.",
    ),
    why="V · d parameters, 4 bytes each in float32. MB and MiB differ by 5%, so say which.",
    working=(
        "{V:,} · {d} = {n:,} parameters. Times 4 bytes: {bytes:,} bytes = {MB:.2f} MB (and "
        "{MiB:.2f} MiB, in units of 2²⁰ bytes)."
    ),
)


# ---- lookup-batch --------------------------------------------------------------------------------


def read_batch(E, X):
    B, T = X.shape
    d = E.shape[1]
    H = np.zeros((B, T, d))
    for b in range(B):
        for t in range(T):
            H[b, t] = E[X[b, t]]
    return H  # the same as E[X]


def draw_batch(rng):
    B, T, d = (int(n) for n in rng.permutation([2, 3, 4]))
    V = int(rng.integers(6, 9))
    while True:
        X = rng.integers(V - 1, size=(B, T))  # the last row is not looked up
        if len(np.unique(X)) < X.size and (np.diff(X.ravel()) < 0).any():
            return rng.normal(size=(V, d)).round(2), X


@mistake(
    "You returned six vectors in one long list, without a boundary between the two sentences. "
    "Which axes does X have, and where are they in your answer?"
)
def flattened(E, X):
    return E[X.ravel()]


@mistake(
    "The last two axes are swapped: a step along your last axis goes to the next position of the "
    "sentence. Along which axis should the d numbers of a vector be?"
)
def d_before_T(E, X):
    return E[X].swapaxes(1, 2)


@mistake(
    "The first two axes are swapped: your first axis goes through positions. Which one comes "
    "first in X?"
)
def T_before_B(E, X):
    return E[X.T]


@mistake(
    "You returned one vector per sentence, the mean over its positions. H[b, t] has a t. How many "
    "vectors does a sentence of T tokens get?"
)
def mean_over_T(E, X):
    return E[X].mean(axis=1)


@mistake(
    "You returned one vector per sentence, the sum over its positions. H[b, t] has a t. How many "
    "vectors does a sentence of T tokens get?"
)
def sum_over_T(E, X):
    return E[X].sum(axis=1)


@mistake(
    "Each ID gave one vector, in the order of the table; IDs 3 and 0 occur twice in X. How many "
    "vectors does a position get, and does it matter whether its ID is repeated?"
)
def each_id_once(E, X):
    return E[np.unique(X)]


@mistake(
    "Each vector is the row above the correct one, and ID 0 got the last row. What is the ID of "
    "the first row?"
)
def batch_counted_from_one(E, X):
    return E[X - 1]


@mistake("Each vector is the row below the correct one. What is the ID of the first row?")
def batch_one_too_far(E, X):
    return E[X + 1]


@mistake("You looked up only the first sentence. X has B rows. What happens to the others?")
def first_sentence_only(E, X):
    return E[X[0]]


@mistake(
    "Each position got one number, the first of its row. A single coordinate is not the vector. "
    "Which axis of E is missing?"
)
def first_numbers(E, X):
    return E[X, 0]


BATCH = Function(
    name="lookup-batch",
    task=(
        "**A batch of sentences**\n\n"
        "X, shape (B, T), contains the IDs of B sentences of T tokens; E has the shape (V, d). "
        "Return H, where H[b, t] is the vector of the token at position t of sentence b. Write it "
        "once with two loops, and compare with the line of the lesson."
    ),
    stub="def read_batch(E, X):\n    ...",
    reference=read_batch,
    cases=draw_batch,
    small=(
        np.array([[1.0, 0, 2, 5], [0, 1, 0, 6], [-1, 1, 1, 7], [2, 2, 2, 8], [0, -1, 3, 9]]),
        np.array([[3, 0, 3], [1, 2, 0]]),
    ),
    edges=((np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[2]])),),
    mistakes=(
        flattened,
        d_before_T,
        T_before_B,
        mean_over_T,
        sum_over_T,
        each_id_once,
        batch_counted_from_one,
        batch_one_too_far,
        first_sentence_only,
        first_numbers,
    ),
    hints=(
        "What shape must H have? It has the axes of X and one more.",
        "Two loops, over b and over t, fill `H = np.zeros((B, T, d))`. What is in H[b, t]?",
        "NumPy's brackets accept an array of IDs of any shape and put d at the end.",
    ),
    why=(
        "The result has the shape of the IDs with d at the end: (B, T) becomes (B, T, d), "
        "whatever V is."
    ),
)


# ---- lookup-range --------------------------------------------------------------------------------


def out_of_range(ids, V):
    wrong = []
    for t, i in enumerate(ids):
        if i < 0 or i >= V:
            wrong.append(t)
    return wrong


def draw_ids_with_errors(rng):
    V = int(rng.integers(4, 9))
    ids = [
        0,
        V - 1,
        V,
        -1,
        rng.integers(V + 1, 2 * V),
        -rng.integers(2, V),
        *rng.integers(V, size=3),
    ]
    return [int(i) for i in rng.permutation(ids)], V


@mistake(
    "It still finds only position 5, as it did at the start. With V = 5, try the IDs 5 and −1 by "
    "hand. Does the table have a row for them?"
)
def as_handed_out(ids, V):
    return [t for t, i in enumerate(ids) if i > V]


@mistake(
    "The upper end is correct now. Position 1 has the ID −1. Does the table have a row for it?"
)
def upper_end_mended(ids, V):
    return [t for t, i in enumerate(ids) if i >= V]


@mistake(
    "The lower end is correct now. V = 5, and position 3 has the ID 5. What is the index of the "
    "last of five rows?"
)
def lower_end_mended(ids, V):
    return [t for t, i in enumerate(ids) if i < 0 or i > V]


@mistake(
    "You reject ID 0 and accept ID 5. That table would have rows 1 to 5. What is the index of the "
    "first row?"
)
def rows_from_one(ids, V):
    return [t for t, i in enumerate(ids) if i < 1 or i > V]


@mistake("Position 2 has ID 0, and you reject it. What is the index of the first row?")
def zero_refused(ids, V):
    return [t for t, i in enumerate(ids) if i < 1 or i >= V]


@mistake(
    "Position 4 has ID 4, and you reject it. Count five rows from 0. What is the index of the last?"
)
def last_row_refused(ids, V):
    return [t for t, i in enumerate(ids) if i < 0 or i >= V - 1]


@mistake(
    "These are the wrong IDs themselves. The task asks for their positions. Where are they in "
    "`ids`?"
)
def ids_instead_of_places(ids, V):
    return [i for i in ids if i < 0 or i >= V]


@mistake("These are the positions of the IDs that do have a row. Which ones does the task ask for?")
def good_places(ids, V):
    return [t for t, i in enumerate(ids) if 0 <= i < V]


@mistake(
    "You found the correct positions, but all numbers are one too high. What is the index of the "
    "first position?"
)
def places_from_one(ids, V):
    return [t + 1 for t in out_of_range(ids, V)]


@mistake("You find only the negative ID now. V = 5. Does the table have rows for the IDs 5 and 6?")
def lower_end_only(ids, V):
    return [t for t, i in enumerate(ids) if i < 0]


RANGE = Function(
    name="lookup-range",
    task=(
        "**Find the bug: which IDs fit?**\n\n"
        "A tokenizer and a table with V rows may not belong together. This function should list "
        "the *positions* in `ids` whose ID has no row in the table. (NumPy would use the last row "
        "for −1; here −1 is an error.) It finds some of them. Fix it."
    ),
    stub=(
        "def out_of_range(ids, V):\n"
        "    wrong = []\n"
        "    for t, i in enumerate(ids):\n"
        "        if i > V:\n"
        "            wrong.append(t)\n"
        "    return wrong"
    ),
    reference=out_of_range,
    cases=draw_ids_with_errors,
    small=([2, -1, 0, 5, 4, 6, 1], 5),
    edges=(
        ([], 3),
        ([0, 1, 2], 3),
        ([7], 7),
        ([3, 9, 1, 9], 4),
    ),  # the last: an ID that is wrong twice
    mistakes=(
        as_handed_out,
        upper_end_mended,
        lower_end_mended,
        rows_from_one,
        zero_refused,
        last_row_refused,
        ids_instead_of_places,
        good_places,
        places_from_one,
        lower_end_only,
    ),
    hints=(
        "Write down the row numbers of a table with V = 5. Which is the first, which the last?",
        "There are two ends, and something is wrong at both.",
        "An ID has a row if 0 ≤ ID ≤ V − 1.",
    ),
    why=(
        "The rows are 0 to V − 1. Test the IDs yourself, because a negative ID raises no error in "
        "NumPy."
    ),
)


EXERCISES = (ONE_TOKEN, READ_ROWS, SIZE, BATCH, RANGE, MEANING)
