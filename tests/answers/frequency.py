"""Answers to the exercises of lesson 08 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import math

import numpy as np

from embedlab.undertrained import undertrained_candidates, unused_cosines

# ---- wrong ----------------------------------------------------------------------------------


def kept_by_cube_root(counts, t):
    return np.minimum(1, np.cbrt(t / (counts / counts.sum())))


def kept_with_a_floor(counts, t):
    return np.maximum(1, np.sqrt(t / (counts / counts.sum())))


def kept_all(counts, t):
    return np.ones(len(counts))


def suspects_with_shared_direction(E, unused, k):
    mean = E[unused].mean(axis=0)
    scores = E @ mean / np.sqrt((E**2).sum(axis=1))
    scores[unused] = -np.inf
    return np.argsort(-scores)[:k].tolist()


def suspects_by_norm(E, unused, k):
    return [i for i in np.argsort((E**2).sum(axis=1)).tolist() if i not in set(unused)][:k]


def suspects_first_rows(E, unused, k):
    return [i for i in range(len(E)) if i not in set(unused.tolist())][:k]


def suspects_scores(E, unused, k):
    return np.sort(unused_cosines(E, unused))[::-1][:k]


WRONG = [
    ("frequency-turns", [25.0, 2000]),
    ("frequency-turns", [24, 2_500]),
    ("frequency-turns", [30_000, 24]),
    ("frequency-turns", [24, 30_000, 1]),
    ("frequency-missed", 0.6),
    ("frequency-missed", 0.5),
    ("frequency-missed", 55),
    ("frequency-missed", 0.53),
    ("frequency-subsample", kept_by_cube_root),
    ("frequency-subsample", kept_with_a_floor),
    ("frequency-subsample", kept_all),
    ("frequency-what-decides", ("b", 2)),
    ("frequency-what-decides", ("a", 2)),
    ("frequency-what-decides", ("d", 3)),
    ("frequency-what-decides", "c"),
    ("frequency-suspects", suspects_with_shared_direction),
    ("frequency-suspects", suspects_by_norm),
    ("frequency-suspects", suspects_first_rows),
    ("frequency-suspects", suspects_scores),
]


# ---- correct, in another style --------------------------------------------------------------


def kept_by_loop(counts, t):
    total = sum(int(c) for c in counts)
    return [1.0 if c / total <= t else math.sqrt(t * total / c) for c in counts]


def kept_by_where(counts, t):
    frequency = counts / np.sum(counts)
    return np.where(frequency < t, 1.0, (t / frequency) ** 0.5)


def suspects_by_library(E, unused, k):
    ids, _ = undertrained_candidates(unused_cosines(E, unused), fraction=1, exclude=unused)
    return ids[:k]


def suspects_by_loop(E, unused, k):
    u = np.linalg.svd(E, full_matrices=False)[2][0]
    rest = [row - (row @ u) * u for row in E]
    mean = sum(rest[int(i)] for i in unused) / len(unused)
    score = {
        i: row @ mean / math.sqrt(row @ row)
        for i, row in enumerate(rest)
        if i not in set(np.asarray(unused).tolist())
    }
    return tuple(sorted(score, key=score.get, reverse=True)[:k])


RIGHT = [
    ("frequency-turns", (24.0, 30_000)),
    ("frequency-turns", np.array([24, 3e4])),
    ("frequency-missed", 0.55),
    ("frequency-missed", np.float64(0.5488)),
    ("frequency-subsample", kept_by_loop),
    ("frequency-subsample", kept_by_where),
    ("frequency-what-decides", ["c", 2]),
    ("frequency-what-decides", ("C", 2)),
    ("frequency-suspects", suspects_by_library),
    ("frequency-suspects", suspects_by_loop),
]
