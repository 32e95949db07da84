"""Wrong answers beyond language, at scale and in PyTorch."""

import numpy as np

from embedlab import cosine, procrustes, row_gradient
from embedlab.practice.exercises.optional_pytorch import adamw_run
from tests.practice.checking.wrong_answers.kind import Wrong

__all__ = ["WRONG"]


def moved(E, order):
    out = np.zeros(E.shape)
    out[order] = E
    return out


def turned_cosines(A, B, n):
    return cosine(A[n:] @ procrustes(A[:n], B[:n]), B[n:])


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
    Wrong("beyond-what-stays", "lengths multiplied", (-4, 5, 10)),
    Wrong("beyond-what-stays", "cosine for dot", (-4, 5, 0.8)),
    Wrong("beyond-what-stays", "order swapped", (5, -4, 8)),
    Wrong("beyond-what-stays", "not rooted + sign lost", (4, 25, 8)),
    Wrong("beyond-what-stays", "factor 2", (-8, 10, 16)),
    Wrong("beyond-turn-both", "sign flipped", lambda M, R: -R.T @ M @ R),
    Wrong("beyond-turn-both", "factor 2", lambda M, R: 2 * R.T @ M @ R),
    Wrong("beyond-turn-both", "transposed", lambda M, R: (R.T @ M @ R).T),
    Wrong("beyond-turn-both", "turned back + sign flipped", lambda M, R: -R @ M @ R.T),
    Wrong("beyond-turn-both", "turned back + transposed", lambda M, R: R @ M.T @ R.T),
    Wrong("beyond-turn-both", "turn only", lambda M, R: R),
    Wrong("beyond-new-ids", "twice", lambda E, order: moved(moved(E, order), order)),
    Wrong("beyond-new-ids", "sorted", lambda E, order: np.sort(E, axis=0)),
    Wrong("beyond-new-ids", "rows taken + backwards", lambda E, order: E[order][::-1]),
    Wrong("beyond-new-ids", "transposed", lambda E, order: moved(E, order).T),
    Wrong("beyond-two-runs", "sum for mean", lambda A, B, n: turned_cosines(A, B, n).sum()),
    Wrong("beyond-two-runs", "median", lambda A, B, n: np.median(turned_cosines(A, B, n))),
    Wrong("beyond-two-runs", "first only", lambda A, B, n: turned_cosines(A, B, n)[0]),
    Wrong(
        "beyond-two-runs",
        "distance for cosine",
        lambda A, B, n: np.linalg.norm(A[n:] @ procrustes(A[:n], B[:n]) - B[n:], axis=1).mean(),
    ),
    Wrong(
        "beyond-two-runs", "not turned + sum for mean", lambda A, B, n: cosine(A[n:], B[n:]).sum()
    ),
    Wrong("beyond-two-runs", "one minus it", lambda A, B, n: 1 - turned_cosines(A, B, n).mean()),
    Wrong("scale-memory", "gradient counted too", (1280, 5120, 6)),
    Wrong("scale-memory", "MiB for MB", (1220.7, 3662.1, 4)),
    Wrong("scale-memory", "two bytes", (640, 1920, 2)),
    Wrong("scale-memory", "GB for MB", (1.28, 3.84, 4)),
    Wrong("scale-memory", "one too many", (1280, 3840, 5)),
    Wrong("scale-memory", "order swapped", (3840, 1280, 4)),
    Wrong("scale-memory", "numbers for bytes + one state", (320, 640, 1)),
    Wrong("scale-memory", "MiB for MB + one state", (1220.7, 2441.4, 3)),
    Wrong("scale-noise", "square root", lambda counts: np.sqrt(counts) / np.sqrt(counts).sum()),
    Wrong("scale-noise", "log", lambda counts: np.log1p(counts) / np.log1p(counts).sum()),
    Wrong(
        "scale-noise",
        "softmax",
        lambda counts: (
            np.exp(np.array(counts) - max(counts)) / np.exp(np.array(counts) - max(counts)).sum()
        ),
    ),
    Wrong(
        "scale-noise",
        "percent",
        lambda counts: 100 * np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).sum(),
    ),
    Wrong(
        "scale-noise",
        "sorted",
        lambda counts: np.sort(np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).sum()),
    ),
    Wrong(
        "scale-noise",
        "mean for sum",
        lambda counts: np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).mean(),
    ),
    Wrong("scale-noise", "four thirds + not divided", lambda counts: np.array(counts) ** (4 / 3)),
    Wrong(
        "scale-noise",
        "rounded",
        lambda counts: (np.array(counts) ** 0.75 / (np.array(counts) ** 0.75).sum()).round(1),
    ),
    Wrong(
        "scale-pair", "sign flipped in one", lambda e, rows: (pair(e, rows)[0], -pair(e, rows)[1])
    ),
    Wrong("scale-pair", "order swapped", lambda e, rows: pair(e, rows)[::-1]),
    Wrong("scale-pair", "last is the real one", lambda e, rows: pair(e, rows, label=-1)),
    Wrong(
        "scale-pair",
        "no label + mean for sum",
        lambda e, rows: pair_without_label(e, rows, 1 / len(rows)),
    ),
    Wrong(
        "scale-pair", "no label + sign flipped", lambda e, rows: pair_without_label(e, rows, -1.0)
    ),
    Wrong("scale-pair", "transposed", lambda e, rows: (pair(e, rows)[0], pair(e, rows)[1].T)),
    Wrong("scale-pair", "counted twice", lambda e, rows: pair(e, rows, sign=2.0)),
    Wrong("scale-pair", "one of two", lambda e, rows: pair(e, rows)[0]),
    Wrong("scale-shared", "not weighted + sign flipped", lambda X, N, k: -sigmoid(X @ N.T) @ N),
    Wrong(
        "scale-shared",
        "mean for sum + sign flipped",
        lambda X, N, k: -sigmoid(X @ N.T) @ N / len(N),
    ),
    Wrong(
        "scale-shared", "weight squared", lambda X, N, k: (k / len(N)) ** 2 * sigmoid(X @ N.T) @ N
    ),
    Wrong("scale-shared", "scores for answers", lambda X, N, k: k / len(N) * (X @ N.T) @ N),
    Wrong("scale-shared", "exp for sigmoid", lambda X, N, k: k / len(N) * np.exp(X @ N.T) @ N),
    Wrong(
        "scale-shared",
        "summed over the batch",
        lambda X, N, k: (k / len(N) * sigmoid(X @ N.T) @ N).sum(axis=0),
    ),
    Wrong("scale-shared", "one too many", lambda X, N, k: (k + 1) / len(N) * sigmoid(X @ N.T) @ N),
    Wrong("scale-travel", "two bytes", lambda ids, me, shards, d: 2 * d * fetched(ids, me, shards)),
    Wrong("scale-travel", "d left out", lambda ids, me, shards, d: 4 * fetched(ids, me, shards)),
    Wrong(
        "scale-travel",
        "kB for bytes",
        lambda ids, me, shards, d: 4 * d * fetched(ids, me, shards) / 1000,
    ),
    Wrong(
        "scale-travel",
        "repeats counted + numbers for bytes",
        lambda ids, me, shards, d: d * int((ids % shards != me).sum()),
    ),
    Wrong(
        "scale-travel",
        "own rows + bits",
        lambda ids, me, shards, d: 32 * d * int((np.unique(ids) % shards == me).sum()),
    ),
    Wrong(
        "scale-travel",
        "IDs for bytes",
        lambda ids, me, shards, d: np.unique(ids[ids % shards != me]),
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
