"""The program that closes the exercises of lesson 15."""

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["INDEX"]


def recall_of_index(E, centres, queries, k, cells):
    E, centres, queries = (
        A / np.linalg.norm(A, axis=1, keepdims=True) for A in (E, centres, queries)
    )
    cell = (E @ centres.T).argmax(axis=1)  # the cell of each row
    found = compared = 0
    for query in queries:
        scores = E @ query
        exact = np.argsort(-scores)[:k]
        best = np.argsort(-(centres @ query))[:cells]
        rows = np.flatnonzero(np.isin(cell, best))
        near = rows[np.argsort(-scores[rows])[:k]]
        found += len(set(exact.tolist()) & set(near.tolist()))
        compared += len(rows)
    return found / (k * len(queries)), compared / (len(E) * len(queries))


def draw_index(rng, V=60, C=6, n=5, d=4):
    E, centres, queries = (rng.normal(size=(m, d)).round(3) for m in (V, C, n))
    return E * rng.uniform(0.3, 3, size=(V, 1)), centres * rng.uniform(0.3, 3, (C, 1)), queries


def all_cells_find_all(program, rng):
    E, centres, queries = draw_index(rng)
    recall, fraction = program(E, centres, queries, 4, len(centres))
    return bool(np.allclose((recall, fraction), 1)) or (
        f"With all {len(centres)} cells, recall is {recall:.3g} and the fraction {fraction:.3g}."
    )


def fraction_counts_rows(program, rng):
    E, centres, queries = draw_index(rng)
    fraction = program(E, centres, queries, 3, 2)[1]
    wanted = recall_of_index(E, centres, queries, 3, 2)[1]
    return bool(np.isclose(fraction, wanted)) or (
        f"With 2 of 6 cells the fraction is {fraction:.3g}, not {wanted:.3g}."
    )


def lengths_do_not_matter(program, rng):
    E, centres, queries = draw_index(rng)
    once = program(E, centres, queries, 3, 2)
    again = program(E * rng.uniform(0.2, 5, (len(E), 1)), centres, 3 * queries, 3, 2)
    return bool(np.allclose(once, again))


def recall_counts_what_is_found(program, rng):
    E, centres, queries = draw_index(rng, V=80, C=8)
    for cells in (1, 3):
        recall = program(E, centres, queries, 5, cells)[0]
        wanted = recall_of_index(E, centres, queries, 5, cells)[0]
        if not np.isclose(recall, wanted):
            return f"With {cells} of 8 cells and k = 5, recall is {recall:.3g}, not {wanted:.3g}."
    return True


def more_cells_find_no_less(program, rng):
    E, centres, queries = draw_index(rng)
    recalls = [program(E, centres, queries, 4, cells)[0] for cells in range(1, 7)]
    return bool((np.diff(recalls) > -1e-9).all()) or "It falls when more cells are searched."


@mistake(
    "Rows of another length give another result. Lesson 04 compared directions: what must happen "
    "to the rows before the products?"
)
def dot_products(E, centres, queries, k, cells):
    cell = (E @ centres.T).argmax(axis=1)
    found = compared = 0
    for query in queries:
        scores = E @ query
        best = np.argsort(-(centres @ query))[:cells]
        rows = np.flatnonzero(np.isin(cell, best))
        near = rows[np.argsort(-scores[rows])[:k]]
        found += len(set(np.argsort(-scores)[:k].tolist()) & set(near.tolist()))
        compared += len(rows)
    return found / (k * len(queries)), compared / (len(E) * len(queries))


@mistake(
    "Your cells are the farthest ones, not the best. In which order does `np.argsort` put scores?"
)
def farthest_cells(E, centres, queries, k, cells):
    return recall_of_index(E, -np.asarray(centres), -np.asarray(queries), k, cells)


@mistake(
    "The fraction counts cells. Cells are of different sizes: how many rows are in those that you "
    "searched?"
)
def cells_for_rows(E, centres, queries, k, cells):
    return recall_of_index(E, centres, queries, k, cells)[0], cells / len(centres)


@mistake("Both numbers are sums over the queries. The task asks for means.")
def sums_over_queries(E, centres, queries, k, cells):
    recall, fraction = recall_of_index(E, centres, queries, k, cells)
    return recall * len(queries), fraction * len(queries)


INDEX = Program(
    name="scale-index",
    task=(
        "**Measure an index**\n\n"
        "Build the approximate search of this lesson, and measure what it misses. `E` (V, d) is a "
        "table, `centres` (C, d) are the centres of the cells, and `queries` (n, d) are vectors. "
        "Nearness is cosine, as in lesson 04. Each row of E belongs to the cell of its nearest "
        "centre. A query searches the `cells` cells with the nearest centres, and takes the k "
        "nearest rows in them.\n\n"
        "Return two numbers, each a mean over the queries: recall (the fraction of the k exact "
        "neighbours that the search finds), and the fraction of the V rows that it compares."
    ),
    stub=(
        "def recall_of_index(E, centres, queries, k, cells):\n    ...\n    return recall, fraction"
    ),
    reference=recall_of_index,
    small=(
        np.array([[2.0, 0.0], [1.0, 0.1], [0.0, 1.0], [-1.0, 0.5], [0.5, 0.6], [-1.0, -1.0]]),
        np.array([[1.0, 0.2], [-1.0, 0.3]]),
        np.array([[1.0, 1.0]]),
        2,
        1,
    ),
    properties=(
        ("With all cells searched, nothing can be missed.", all_cells_find_all),
        ("The fraction counts the rows of the searched cells.", fraction_counts_rows),
        ("The length of a row or a query should not matter.", lengths_do_not_matter),
        ("Recall should count the exact neighbours that are found.", recall_counts_what_is_found),
        ("More cells should find no less.", more_cells_find_no_less),
    ),
    mistakes=(dot_products, farthest_cells, cells_for_rows, sums_over_queries),
    hints=(
        "Bring all three tables to length 1 first; then each dot product is a cosine.",
        "`cell = (E @ centres.T).argmax(axis=1)`; for a query, "
        "`best = np.argsort(-(centres @ query))[:cells]` and "
        "`rows = np.flatnonzero(np.isin(cell, best))`.",
        "Exact: `np.argsort(-(E @ query))[:k]`. Approximate: the same, among `rows` only. Count "
        "what both have in common, and divide by k.",
    ),
    why="One number, how many cells are searched, trades recall for rows that are compared.",
)
