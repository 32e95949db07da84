"""Exercises of lesson 02: reading rows, and what the table costs."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.lookup_program import MEANING

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
    "Five numbers came out, one from every token. How many numbers belong to one token, and in "
    "which direction do they stand in E?"
)
def column_of(E, i):
    return E[:, i]


@mistake(
    "The numbers 0, 2, 4 stand below each other in E, so they belong to three different tokens. "
    "Which of the two places in `E[…, …]` is the row?"
)
def column_cut(E, i):
    d = E.shape[1]
    e = np.zeros(d)
    for j in range(d):
        e[j] = E[j, i]
    return e


@mistake("For ID 1 the first row came out. Which ID has the first row?")
def row_before(E, i):
    return E[i - 1]


@mistake("For ID 1 the row after it came out, the one of ID 2. Which ID has the first row of E?")
def row_after(E, i):
    return E[i + 1]


@mistake("The ID itself stands in the vector. An ID is an address: what stands at that address?")
def id_itself(E, i):
    return np.full(E.shape[1], float(i))


@mistake(
    "Where the ID is 1 the row is right; with another ID it comes out multiplied by it. Is an ID "
    "a quantity to calculate with?"
)
def row_times_id(E, i):
    return i * E[i]


@mistake(
    "The first number of the row stands in every place: 5, 5, 5. A single coordinate is not the "
    "vector: which number should change as `j` goes from 0 to d − 1?"
)
def first_number_only(E, i):
    return np.full(E.shape[1], E[i, 0])


@mistake(
    "One number, E[i, i], stands in every place. Which number should change as `j` goes from 0 to "
    "d − 1?"
)
def diagonal_only(E, i):
    return np.full(E.shape[1], E[i, i])


ONE_TOKEN = Function(
    name="lookup-one-token",
    task=(
        "**One token, one vector**\n\n"
        "Copy the vector of token `i` out of the table E, shape (V, d), number by number. One "
        "line is missing."
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
        "`E[row, column]`: which of the two is the token, which one runs through the loop?",
        "For i = 1 the loop should read E[1, 0], then E[1, 1], then E[1, 2].",
        "`E[i, j]`",
    ),
    why="Token i owns row i; a lookup copies its d numbers, and V plays no part in it.",
)


# ---- lookup-read-rows ----------------------------------------------------------------------------


def four_rows(E, a, b):
    """IDs a, b, b and 0; c is the row that none of them reads."""
    E, ids = np.array(E), [a, b, b, 0]
    names = {"a": a, "b": b, "c": 6 - a - b, "row_0": E[0], "row_a": E[a], "row_b": E[b]}
    return names | {"E": E, "ids": ids, "rows": E[ids], "above": E[np.array(ids) - 1]}


def draw_four_rows(rng):
    a, b = (int(i) for i in rng.permutation([1, 2, 3])[:2])
    return four_rows(rng.integers(-4, 5, size=(4, 2)), a, b)


READ_ROWS = Numbers(
    name="lookup-read-rows",
    task=(
        "**Read four rows**\n\n"
        "E = {E}, and the IDs of a text are {ids}. Write "
        "down the vectors that the lookup gives, as a list of rows, without running it."
    ),
    stub="answer = ...  # a list of rows, such as [[0, 0], [0, 0]]",
    answer=lambda rows: rows,
    draw=draw_four_rows,
    first=four_rows(((0, 1), (2, 0), (-1, 3), (4, -2)), 3, 1),
    mistakes=(
        Mistake(
            lambda rows: rows[[0, 1, 3]],
            "Four positions went in and three vectors came out. What does the lookup give for an "
            "ID that comes a second time?",
        ),
        Mistake(
            lambda E, ids: E[np.unique(ids)],
            "Every row was taken once, in the order of the table. The text has four positions: in "
            "which order do they ask for their rows, and does one ask twice?",
        ),
        Mistake(
            lambda E, ids: E[np.sort(ids)],
            "These are the right rows in the order of the table. In which order does the text ask "
            "for them?",
        ),
        Mistake(
            lambda above: above,
            "Every vector comes from the row above its own; at ID 0 you went round to the last "
            "row. Which ID has the first row?",
        ),
        Mistake(
            lambda above: [*above[:3], (0, 0)],
            "The first three vectors come from the row above their own, and for ID 0 no row was "
            "left. Which ID has the first row?",
        ),
        Mistake(
            lambda above: above[:3],
            "The vectors come from the row above their own, and for ID 0 no row was left. Which "
            "ID has the first row?",
        ),
        Mistake(
            lambda rows: rows.T,
            "The numbers are right, but they lie the other way: your positions are columns. What "
            "is one row of the answer to stand for?",
        ),
        Mistake(
            lambda rows: rows.sum(axis=0),
            "You added the vectors up. A lookup gives one vector per position: how many must "
            "there be?",
        ),
        Mistake(
            lambda rows: rows.mean(axis=0),
            "You took the mean of the vectors. A lookup gives one vector per position: how many "
            "must there be?",
        ),
        Mistake(
            lambda E: E, "This is the table itself. Which row does the first ID, {a}, ask for?"
        ),
        Mistake(
            lambda rows, ids: rows * np.array(ids)[:, None],
            "Each row has been multiplied by its ID. Is an ID a quantity, or the number of a row?",
        ),
    ),
    hints=(
        "Number the rows of E first; the first one is row 0.",
        "Go through the IDs from left to right and copy one row for each.",
        "Four IDs give four rows. ID {a} asks for row {a}, counted from 0; one row is copied "
        "twice.",
    ),
    why="One vector per position, in the order of the text; a repeated ID reads its row again.",
    working=(
        "Row {a} is {row_a}, row {b} is {row_b}, row {b} again {row_b}, row 0 is {row_0}: "
        "`{rows!r}`. Row {b} is read twice, row {c} never."
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
        "V = {V:,} tokens, d = {d}, every number a 32-bit float. How many parameters has E, and "
        "how many megabytes does it take (1 MB = 10⁶ bytes), to two decimals?\n\n"
        "Give both: `[parameters, megabytes]`."
    ),
    stub="answer = ...  # [parameters, megabytes]",
    answer=lambda n, MB: (n, MB),
    draw=draw_size,
    first=table_size(10_000, 256),
    mistakes=(
        Mistake(
            lambda V, d: (V + d, (V + d) * 4 / 1e6),
            "You added V and d. Each of the V rows holds d numbers: which operation counts them?",
        ),
        Mistake(
            lambda V, d, MB: (V + d, MB),
            "The megabytes are right, but the parameters are V plus d. Each of the V rows holds d "
            "numbers: which operation counts them?",
        ),
        Mistake(
            lambda n: (n, n / 1e6),
            "The parameters are right; you took one byte for each of them. How many does a 32-bit "
            "float take?",
        ),
        Mistake(
            lambda n: (n, n * 32 / 1e6),
            "The parameters are right; the size counts bits. How many bits make a byte?",
        ),
        Mistake(
            lambda n, MiB: (n, MiB),
            "The parameters are right; the size is in MiB, units of 2²⁰ bytes. Which unit was "
            "asked for?",
        ),
        Mistake(
            lambda n: (n, n * 8 / 1e6),
            "The parameters are right; you took eight bytes for each. How many bits has one of "
            "these floats, and how many a byte?",
        ),
        Mistake(
            lambda n, bytes: (n, bytes),
            "The parameters are right; the size is in bytes. How many bytes make a megabyte?",
        ),
        Mistake(
            lambda n, bytes: (n, bytes / 1e3),
            "The parameters are right; the size is in kilobytes. How many bytes make a megabyte?",
        ),
        Mistake(
            lambda V: (V, V * 4 / 1e6), "You counted one number per token. How long is a row of E?"
        ),
        Mistake(
            lambda d: (d * d, d * d * 4 / 1e6),
            "You counted a square of d × d. How many rows has E, and what do they stand for?",
        ),
        Mistake(
            lambda V: (V * V, V * V * 4 / 1e6),
            "You counted a square of V × V. How long is a row of E?",
        ),
        Mistake(
            lambda bytes, MB: (bytes, MB),
            "The megabytes are right, but the first number counts bytes. How many numbers stand "
            "in E?",
        ),
    ),
    hints=(
        "How many rows has E, and how many numbers stand in each?",
        "8 bits make a byte. How many bytes has a 32-bit float?",
        "Multiply the number of parameters by 4 and divide by a million.",
    ),
    why="V · d parameters, 4 bytes each in float32: say MB or MiB, they differ by 5 %.",
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
        X = rng.integers(V - 1, size=(B, T))  # the last row is not read
        if len(np.unique(X)) < X.size and (np.diff(X.ravel()) < 0).any():
            return rng.normal(size=(V, d)).round(2), X


@mistake(
    "Six vectors came out in one long list, and the border between the two sentences is gone. "
    "Which axes does X have, and where are they in your answer?"
)
def flattened(E, X):
    return E[X.ravel()]


@mistake(
    "The last two axes are swapped: a step along your last axis goes to the next position of the "
    "sentence. Along which axis should the d numbers of one vector lie?"
)
def d_before_T(E, X):
    return E[X].swapaxes(1, 2)


@mistake(
    "The first two axes are swapped: your first axis walks through positions. Which one comes "
    "first in X?"
)
def T_before_B(E, X):
    return E[X.T]


@mistake(
    "One vector per sentence came out, the mean over its positions. H[b, t] has a t: how many "
    "vectors does a sentence of T tokens get?"
)
def mean_over_T(E, X):
    return E[X].mean(axis=1)


@mistake(
    "One vector per sentence came out, the sum over its positions. H[b, t] has a t: how many "
    "vectors does a sentence of T tokens get?"
)
def sum_over_T(E, X):
    return E[X].sum(axis=1)


@mistake(
    "Each ID gave one vector, in the order of the table; IDs 3 and 0 stand in X twice. How many "
    "vectors does a position get, and does it matter whether its ID came before?"
)
def each_id_once(E, X):
    return E[np.unique(X)]


@mistake(
    "Each vector comes from the row above its own, and ID 0 read the last row. Which ID has the "
    "first row?"
)
def batch_counted_from_one(E, X):
    return E[X - 1]


@mistake("Each vector comes from the row below its own. Which ID has the first row?")
def batch_one_too_far(E, X):
    return E[X + 1]


@mistake("Only the first sentence was looked up. X has B rows: what happens to the others?")
def first_sentence_only(E, X):
    return E[X[0]]


@mistake(
    "Each position got one number, the first of its row. A single coordinate is not the vector: "
    "which axis of E is missing?"
)
def first_numbers(E, X):
    return E[X, 0]


BATCH = Function(
    name="lookup-batch",
    task=(
        "**A batch of sentences**\n\n"
        "X, shape (B, T), holds the IDs of B sentences of T tokens; E has the shape (V, d). "
        "Return H with H[b, t] = the vector of the token at position t of sentence b."
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
        "Which shape must H have? It has the axes of X and one more.",
        "Two loops, over b and over t, fill `H = np.zeros((B, T, d))`. What stands in H[b, t]?",
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
    "It still finds position 5 only, as it did at the start. With V = 5, try the IDs 5 and −1 by "
    "hand: has the table a row for them?"
)
def as_handed_out(ids, V):
    return [t for t, i in enumerate(ids) if i > V]


@mistake("The upper end is right now. Position 1 holds the ID −1: has the table a row for it?")
def upper_end_mended(ids, V):
    return [t for t, i in enumerate(ids) if i >= V]


@mistake(
    "The lower end is right now. V = 5 and position 3 holds the ID 5: which number has the last "
    "of five rows?"
)
def lower_end_mended(ids, V):
    return [t for t, i in enumerate(ids) if i < 0 or i > V]


@mistake(
    "ID 0 is refused and ID 5 is let through: that table would have rows 1 to 5. Which number has "
    "the first row?"
)
def rows_from_one(ids, V):
    return [t for t, i in enumerate(ids) if i < 1 or i > V]


@mistake("Position 2 holds ID 0, and it is refused. Which number has the first row?")
def zero_refused(ids, V):
    return [t for t, i in enumerate(ids) if i < 1 or i >= V]


@mistake(
    "Position 4 holds ID 4, and it is refused. Count five rows from 0: which number has the last?"
)
def last_row_refused(ids, V):
    return [t for t, i in enumerate(ids) if i < 0 or i >= V - 1]


@mistake("These are the wrong IDs themselves. What was asked for is where they stand.")
def ids_instead_of_places(ids, V):
    return [i for i in ids if i < 0 or i >= V]


@mistake("These are the positions of the IDs that do have a row. Which ones were asked for?")
def good_places(ids, V):
    return [t for t, i in enumerate(ids) if 0 <= i < V]


@mistake(
    "You found the right places, but all numbers are one too high. Which number has the first "
    "position?"
)
def places_from_one(ids, V):
    return [t + 1 for t in out_of_range(ids, V)]


@mistake("Only the negative ID is found now. V = 5: has the table a row for the IDs 5 and 6?")
def lower_end_only(ids, V):
    return [t for t, i in enumerate(ids) if i < 0]


RANGE = Function(
    name="lookup-range",
    task=(
        "**Find the bug: which IDs fit?**\n\n"
        "A tokenizer and a table with V rows may not belong together. This function shall list "
        "the *positions* in `ids` whose ID names no row of the table, counting rows as the course "
        "does (NumPy would take −1 for the last row; here it is an error). It finds some of them. "
        "Mend it."
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
        "Rows are 0 to V − 1; test that tokenizer and table fit, because a negative ID gives no "
        "error by itself."
    ),
)


# ---- in the lesson -------------------------------------------------------------------------------


TRY_ROWS = Numbers(
    name="lookup-try-rows",
    task="**Look up two rows.** Replace `...` with code that looks up the vectors of “man bites”.",
    answer=((2, 2, 2), (-1, 1, 1)),
    mistakes=(
        Mistake(((-1, 1, 1), (2, 2, 2)), "Both vectors are correct. Which word comes first?"),
        Mistake(((0, -1, 3), (2, 2, 2)), "Both IDs are one too high. Which ID does “the” have?"),
    ),
    hints=(),
    working="“man” has ID 3 and “bites” has ID 2: `E[[3, 2]]`.",
    why="A list of IDs in the brackets gives one row per position, in order.",
)

TRY_BYTES = Numbers(
    name="lookup-try-bytes",
    task="**The size of BERT's table.** Replace `...` with its size in MB (10⁶ bytes).",
    answer=93.763584,
    mistakes=(
        Mistake(23.440896, "This is the number of parameters. How many bytes does each take?"),
        Mistake(89.41992, "This is in MiB. How many bytes are 1 MB?"),
        Mistake(46.881792, "You counted 2 bytes per number. How many does float32 take?"),
    ),
    hints=(),
    working="`table_bytes(30_522, 768) / 1e6` is 93.76 MB.",
    why="A table takes V · d · 4 bytes in float32.",
)

TASKS = (TRY_ROWS, TRY_BYTES)
EXERCISES = (ONE_TOKEN, READ_ROWS, SIZE, BATCH, RANGE, MEANING)
