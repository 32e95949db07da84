"""Wrong answers to the exercises of lessons 13 and 14 and of the optional lesson."""

import numpy as np

from embedlab import cosine, procrustes, row_gradient
from embedlab.practice.exercises.optional_pytorch import adamw_run
from tests.practice.checking.wrong_answers.kind import Wrong

__all__ = ["WRONG"]


def moved(E, order):
    out = np.zeros(E.shape)
    out[order] = E
    return out


def turned_cosines(A, B):
    return cosine(A @ procrustes(A, B), B)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def pair(e, rows, *, label=0, sign=1.0):
    miss = sigmoid(rows @ e)
    miss[label] -= 1
    return sign * miss @ rows, sign * np.outer(miss, e)


def pair_without_label(e, rows, share=1.0):
    answers = share * sigmoid(rows @ e)
    return answers @ rows, np.outer(answers, e)


def fetched(ids, me, shards):
    rows = np.unique(ids)
    return int((rows % shards != me).sum())


def padded(E, ids, pad, *, lr=1.0):
    new = E.copy()
    new[pad] = 0
    G = np.ones((len(ids), E.shape[1]))
    G[ids == pad] = 0
    return new - lr * row_gradient(ids, G, len(E))


def new_rows(E, old, ids, steps):
    trained = adamw_run(E, ids, steps)
    trained[:old] = E[:old]
    return trained


def resized(E, new, ids, h, *, into=1.0, out=1.0, front=False):
    table = np.vstack([new, E] if front else [E, new])
    ones = np.ones((len(ids), len(h)))
    return table - into * row_gradient(ids, ones, len(table)) - out * h


def replaced(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids] = G
    return dE


WRONG = (
    Wrong("13-what-stays", "lengths multiplied", (-4, 5, 10)),
    Wrong("13-what-stays", "cosine for dot", (-4, 5, 0.8)),
    Wrong("13-what-stays", "order swapped", (5, -4, 8)),
    Wrong("13-what-stays", "not rooted + sign lost", (4, 25, 8)),
    Wrong("13-what-stays", "factor 2", (-8, 10, 16)),
    Wrong("13-turn-both", "sign turned", lambda W, R: -W @ R),
    Wrong("13-turn-both", "factor 2", lambda W, R: 2 * W @ R),
    Wrong("13-turn-both", "reshaped for transposed", lambda W, R: (W @ R).T.reshape(W.shape)),
    Wrong("13-turn-both", "turned back + sign turned", lambda W, R: -W @ R.T),
    Wrong("13-turn-both", "turned back + transposed", lambda W, R: (W @ R.T).T),
    Wrong("13-turn-both", "turn only", lambda W, R: R),
    Wrong("13-new-ids", "twice", lambda E, order: moved(moved(E, order), order)),
    Wrong("13-new-ids", "sorted", lambda E, order: np.sort(E, axis=0)),
    Wrong("13-new-ids", "rows taken + backwards", lambda E, order: E[order][::-1]),
    Wrong("13-new-ids", "transposed", lambda E, order: moved(E, order).T),
    Wrong("13-two-runs", "sum for mean", lambda A, B: turned_cosines(A, B).sum()),
    Wrong("13-two-runs", "median", lambda A, B: np.median(turned_cosines(A, B))),
    Wrong("13-two-runs", "first only", lambda A, B: turned_cosines(A, B)[0]),
    Wrong(
        "13-two-runs",
        "distance for cosine",
        lambda A, B: np.linalg.norm(A @ procrustes(A, B) - B, axis=1).mean(),
    ),
    Wrong("13-two-runs", "not turned + sum for mean", lambda A, B: cosine(A, B).sum()),
    Wrong("13-two-runs", "one minus it", lambda A, B: 1 - turned_cosines(A, B).mean()),
    Wrong("14-memory", "gradient counted too", (1280, 5120, 6)),
    Wrong("14-memory", "MiB for MB", (1220.7, 3662.1, 4)),
    Wrong("14-memory", "two bytes", (640, 1920, 2)),
    Wrong("14-memory", "GB for MB", (1.28, 3.84, 4)),
    Wrong("14-memory", "one too many", (1280, 3840, 5)),
    Wrong("14-memory", "order swapped", (3840, 1280, 4)),
    Wrong("14-memory", "numbers for bytes + one state", (320, 640, 1)),
    Wrong("14-memory", "MiB for MB + one state", (1220.7, 2441.4, 3)),
    Wrong("14-noise", "square root", lambda counts: np.sqrt(counts) / np.sqrt(counts).sum()),
    Wrong("14-noise", "log", lambda counts: np.log1p(counts) / np.log1p(counts).sum()),
    Wrong(
        "14-noise",
        "softmax",
        lambda counts: (
            np.exp(np.array(counts) - max(counts)) / np.exp(np.array(counts) - max(counts)).sum()
        ),
    ),
    Wrong(
        "14-noise",
        "percent",
        lambda counts: 100 * np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).sum(),
    ),
    Wrong(
        "14-noise",
        "sorted",
        lambda counts: np.sort(np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).sum()),
    ),
    Wrong(
        "14-noise",
        "mean for sum",
        lambda counts: np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).mean(),
    ),
    Wrong("14-noise", "four thirds + not divided", lambda counts: np.array(counts) ** (4 / 3)),
    Wrong(
        "14-noise",
        "rounded",
        lambda counts: (np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).sum()).round(1),
    ),
    Wrong("14-pair", "sign turned in one", lambda e, rows: (pair(e, rows)[0], -pair(e, rows)[1])),
    Wrong("14-pair", "order swapped", lambda e, rows: pair(e, rows)[::-1]),
    Wrong("14-pair", "last is the real one", lambda e, rows: pair(e, rows, label=-1)),
    Wrong(
        "14-pair",
        "no label + mean for sum",
        lambda e, rows: pair_without_label(e, rows, 1 / len(rows)),
    ),
    Wrong("14-pair", "no label + sign turned", lambda e, rows: pair_without_label(e, rows, -1.0)),
    Wrong("14-pair", "transposed", lambda e, rows: (pair(e, rows)[0], pair(e, rows)[1].T)),
    Wrong("14-pair", "counted twice", lambda e, rows: pair(e, rows, sign=2.0)),
    Wrong("14-pair", "one of two", lambda e, rows: pair(e, rows)[0]),
    Wrong("14-shared", "not weighted + sign turned", lambda X, N, k: -sigmoid(X @ N.T) @ N),
    Wrong(
        "14-shared", "mean for sum + sign turned", lambda X, N, k: -sigmoid(X @ N.T) @ N / len(N)
    ),
    Wrong("14-shared", "weight squared", lambda X, N, k: (k / len(N)) ** 2 * sigmoid(X @ N.T) @ N),
    Wrong("14-shared", "scores for answers", lambda X, N, k: k / len(N) * (X @ N.T) @ N),
    Wrong("14-shared", "exp for sigmoid", lambda X, N, k: k / len(N) * np.exp(X @ N.T) @ N),
    Wrong(
        "14-shared",
        "summed over the batch",
        lambda X, N, k: (k / len(N) * sigmoid(X @ N.T) @ N).sum(axis=0),
    ),
    Wrong("14-shared", "one too many", lambda X, N, k: (k + 1) / len(N) * sigmoid(X @ N.T) @ N),
    Wrong("14-travel", "two bytes", lambda ids, me, shards, d: 2 * d * fetched(ids, me, shards)),
    Wrong("14-travel", "d left out", lambda ids, me, shards, d: 4 * fetched(ids, me, shards)),
    Wrong(
        "14-travel",
        "kB for bytes",
        lambda ids, me, shards, d: 4 * d * fetched(ids, me, shards) / 1000,
    ),
    Wrong(
        "14-travel",
        "repeats counted + numbers for bytes",
        lambda ids, me, shards, d: d * int((ids % shards != me).sum()),
    ),
    Wrong(
        "14-travel",
        "own rows + bits",
        lambda ids, me, shards, d: 32 * d * int((np.unique(ids) % shards == me).sum()),
    ),
    Wrong(
        "14-travel", "IDs for bytes", lambda ids, me, shards, d: np.unique(ids[ids % shards != me])
    ),
    Wrong(
        "pytorch-linear", "one too high", lambda weight, ids: weight.T[(ids + 1) % weight.shape[1]]
    ),
    Wrong("pytorch-linear", "transposed", lambda weight, ids: weight.T[ids].swapaxes(1, 2)),
    Wrong("pytorch-linear", "repeats dropped", lambda weight, ids: weight.T[np.unique(ids)]),
    Wrong(
        "pytorch-bad-ids", "columns swapped", lambda X, V: np.argwhere((X < 0) | (X >= V))[:, ::-1]
    ),
    Wrong("pytorch-bad-ids", "counted from one", lambda X, V: 1 + np.argwhere((X < 0) | (X >= V))),
    Wrong("pytorch-bad-ids", "transposed", lambda X, V: np.argwhere((X < 0) | (X >= V)).T),
    Wrong(
        "pytorch-bad-ids",
        "columns swapped + upper end only",
        lambda X, V: np.argwhere(X >= V)[:, ::-1],
    ),
    Wrong(
        "pytorch-step",
        "rate squared",
        lambda E, ids, G, lr: E - lr**2 * row_gradient(ids, G, len(E)),
    ),
    Wrong("pytorch-step", "rate left out", lambda E, ids, G, lr: E - row_gradient(ids, G, len(E))),
    Wrong(
        "pytorch-step", "two steps", lambda E, ids, G, lr: E - 2 * lr * row_gradient(ids, G, len(E))
    ),
    Wrong(
        "pytorch-step",
        "last repeat only + uphill",
        lambda E, ids, G, lr: E + lr * replaced(ids, G, len(E)),
    ),
    Wrong("pytorch-step", "gradient", lambda E, ids, G, lr: row_gradient(ids, G, len(E))),
    Wrong("pytorch-pad", "no step", lambda E, ids, pad: padded(E, ids, pad, lr=0)),
    Wrong("pytorch-pad", "uphill", lambda E, ids, pad: padded(E, ids, pad, lr=-1.0)),
    Wrong("pytorch-pad", "one row above", lambda E, ids, pad: padded(E, ids, pad - 1)),
    Wrong("pytorch-new-rows", "one step", lambda E, old, ids, steps: new_rows(E, old, ids, 1)),
    Wrong(
        "pytorch-new-rows",
        "one too many",
        lambda E, old, ids, steps: new_rows(E, old, ids, steps + 1),
    ),
    Wrong(
        "pytorch-new-rows",
        "one row too many",
        lambda E, old, ids, steps: new_rows(E, old + 1, ids, steps),
    ),
    Wrong("pytorch-resize", "output role twice", lambda *case: resized(*case, out=2.0)),
    Wrong("pytorch-resize", "uphill", lambda *case: resized(*case, into=-1.0, out=-1.0)),
    Wrong(
        "pytorch-resize",
        "output role missing + new rows first",
        lambda *case: resized(*case, out=0.0, front=True),
    ),
    Wrong(
        "pytorch-bag",
        "max for mean",
        lambda E, ids, pad: np.where((ids != pad)[..., None], E[ids], -np.inf).max(axis=1),
    ),
    Wrong("pytorch-bag", "pads in the mean + summed", lambda E, ids, pad: E[ids].sum(axis=1)),
    Wrong(
        "pytorch-bag",
        "row 0 for the pad row",
        lambda E, ids, pad: (
            (E[ids] * (ids != 0)[..., None]).sum(axis=1) / (ids != 0).sum(axis=1, keepdims=True)
        ),
    ),
)
