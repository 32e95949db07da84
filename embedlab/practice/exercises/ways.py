"""How the numbers of an exercise are worked out, step by step, with the numbers of its notebook.

Where a learner's numbers are wrong, the steps are gone through with one of them taken wrongly.
"""

import math

import numpy as np

__all__ = ["WAYS"]


def nearest_row(rows, tokens):
    found = []
    for i in tokens:
        distances = np.linalg.norm(rows - rows[i], axis=1)
        distances[i] = np.inf
        found.append(int(np.argmin(distances)))
    return found


def read_rows(E, ids):
    return E[ids]


def size(V, d, bytes_per_number):
    return V * d, V * d * bytes_per_number / 1e6


def multiplications(B, T, V, d):
    return 0, B * T * V * d, B * T * d


def order(E, dog_bites_man, man_bites_dog):
    return E[dog_bites_man].sum(axis=0), E[man_bites_dog].sum(axis=0)


def three_scores(E, h):
    logits = E @ h
    cosines = E @ h / np.linalg.norm(E, axis=1)
    distances = np.linalg.norm(E - h, axis=1)
    return int(np.argmax(logits)), int(np.argmax(cosines)), int(np.argmin(distances))


def step_by_hand(E, ids, upstream, lr):
    dE = np.zeros(E.shape)
    np.add.at(dE, ids, upstream)
    return E - lr * dE


def p_minus_y(exponentials, word):
    p = exponentials / exponentials.sum()
    p[word] -= 1
    return p


def length_and_spread(sigma, d):
    return sigma * np.sqrt(d), 0.0, sigma**2 * np.sqrt(d)


def turns(words, count, batch, steps, lookups):
    return steps * batch * count / words, lookups * words / (batch * count)


def own_and_other_scores(d, mean_square, variance):
    return d * mean_square, np.sqrt(d * variance)


def frozen(row, lr, decay):
    for _ in range(2):
        row = row * (1 - lr * decay)
    return row


def growth(old, new):
    return new / old, new / old, (new / old) ** 2


def pad_row(E, X, upstream, lr):
    dE = np.zeros(E.shape)
    np.add.at(dE, X, upstream)
    gradient = dE[0]
    return E[0] - lr * gradient


def what_stays(e, f, R):
    turned, other = e @ R, f @ R
    return turned[0], np.sqrt(turned @ turned), turned @ other


def memory(items, d, bytes_per_number, states, free):
    table = items * d * bytes_per_number / 1e6
    whole = table * (1 + states)
    return table, whole, math.ceil(whole / free)


def numbers(*rows):
    return np.array(rows, float)


# The name of an exercise to the way, and the numbers in its notebook.
WAYS = {
    "tokens-nearest-row": (
        nearest_row,
        (numbers((4, 1), (-2, 3), (3, 2.5), (4, -5), (-3, 1.2)), np.array([0, 1, 4])),
    ),
    "lookup-read-rows": (
        read_rows,
        (numbers((0, 1), (2, 0), (-1, 3), (4, -2)), np.array([3, 1, 1, 0])),
    ),
    "lookup-size": (size, (10_000, 256, 4)),
    "onehot-multiplications": (multiplications, (4, 16, 30_000, 512)),
    "onehot-order": (
        order,
        (
            numbers((1, 0, 2), (0, 1, 0), (-1, 1, 1), (2, 2, 2), (0, -1, 3)),
            np.array([1, 2, 3]),
            np.array([3, 2, 1]),
        ),
    ),
    "similarity-three-scores": (
        three_scores,
        (numbers((1, 0.5), (4, 4), (2, 0.2), (-1, -2)), np.array([2.0, 1.0])),
    ),
    "gradient-by-hand": (
        step_by_hand,
        (
            numbers((1, 0), (0, 2), (3, 1)),
            np.array([2, 0, 2]),
            numbers((1, 2), (0, 4), (3, 0)),
            0.5,
        ),
    ),
    "training-p-minus-y": (p_minus_y, (np.array([1.0, 3.0, 4.0]), 1)),
    "initialization-length-and-spread": (length_and_spread, (0.5, 64)),
    "frequency-turns": (turns, (200_000, 8, 50, 12_000, 60)),
    "tying-saved": (size, (32_000, 512, 4)),
    "tying-start": (own_and_other_scores, (64, 1, 1)),
    "pretrained-frozen": (frozen, (np.array([4.0, -2.0]), 0.5, 0.4)),
    "dimension-growth": (growth, (128, 384)),
    "transformer-pad-row": (
        pad_row,
        (
            numbers((0, 0), (2, 1), (-1, 3)),
            np.array([2, 0, 0]),
            numbers((1, 1), (1, -2), (3, -2)),
            0.1,
        ),
    ),
    "beyond-what-stays": (
        what_stays,
        (np.array([3.0, 4.0]), np.array([0.0, 2.0]), numbers((0, 1), (-1, 0))),
    ),
    "scale-memory": (memory, (5_000_000, 64, 4, 2, 1_000)),
}
