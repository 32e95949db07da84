"""Wrong answers about pretrained rows, the dimension and the transformer's input."""

import math

import numpy as np

from tests.practice.checking.wrong_answers.kind import Wrong

__all__ = ["WRONG"]


def rows_of(words, known, E_known, shift=0):
    return np.array([E_known[(known.index(word) + shift) % len(known)] for word in words])


def filled(words, known, E_known, fill):
    return np.array([E_known[known.index(w)] if w in known else fill for w in words])


def cos(a, b):
    return a @ b / np.sqrt((a @ a) * (b @ b))


def leans(word, pairs):
    return np.array([cos(word, unit(b) - unit(a)) for a, b in pairs])


def unit(a):
    return a / np.sqrt(a @ a)


def d_of(n):
    return min(600, round(1.6 * n**0.56))


def width(d, heads):
    return math.ceil(d / heads) * heads


def real_sums(E, X):
    return (E[X] * (X != 0)[..., None]).sum(axis=1)


def means(E, X):
    return real_sums(E, X) / (X != 0).sum(axis=1, keepdims=True)


def each_real_word_once(E, X):
    sets = [sorted(set(row.tolist()) - {0}) for row in X]
    return np.array([E[one].sum(axis=0) for one in sets]) / X.shape[1]


def attention(H, X, pad_id, *, scale=None, causal=True, pads=True, axis=-1):
    B, T, d = H.shape
    scores = H @ H.swapaxes(1, 2) / (np.sqrt(d) if scale is None else scale)
    seen = np.ones((B, T, T), bool)
    if causal:
        seen &= np.tril(np.ones((T, T), bool))
    if pads:
        seen &= X[:, None, :] != pad_id
    weights = np.exp(np.where(seen, scores, -np.inf))
    return weights / weights.sum(axis=axis, keepdims=True)


def wider(E, n, rows=slice(1, None)):
    return np.vstack([E, *[E[rows].mean(axis=0)] * n])


WRONG = (
    Wrong("pretrained-row-order", "row below", lambda *case: rows_of(*case, shift=1)),
    Wrong("pretrained-row-order", "transposed", lambda *case: rows_of(*case).T),
    Wrong(
        "pretrained-row-order",
        "unit length",
        lambda *case: np.array([unit(row) for row in rows_of(*case)]),
    ),
    Wrong("pretrained-row-order", "first only", lambda *case: rows_of(*case)[0]),
    Wrong("pretrained-row-order", "mean of them", lambda *case: rows_of(*case).mean(axis=0)),
    Wrong(
        "pretrained-row-order",
        "reversed + row above",
        lambda words, known, E_known: rows_of(words[::-1], known, E_known, shift=-1),
    ),
    Wrong(
        "pretrained-row-order",
        "places for rows",
        lambda words, known, E_known: [known.index(word) for word in words],
    ),
    Wrong("pretrained-frozen", "three steps", (2.05, -1.02)),
    Wrong("pretrained-frozen", "grows for shrinks", (5.76, -2.88)),
    Wrong("pretrained-frozen", "sign lost", (2.56, 1.28)),
    Wrong("pretrained-frozen", "share lost for share kept", (0.16, -0.08)),
    Wrong("pretrained-frozen", "order swapped", (-1.28, 2.56)),
    Wrong("pretrained-frozen", "decay left out + one step", (2, -1)),
    Wrong("pretrained-frozen", "only the first entry", (2.56, -2)),
    Wrong(
        "pretrained-unknown",
        "sum for mean",
        lambda words, known, E_known: filled(words, known, E_known, E_known.sum(axis=0)),
    ),
    Wrong(
        "pretrained-unknown",
        "median",
        lambda words, known, E_known: filled(words, known, E_known, np.median(E_known, axis=0)),
    ),
    Wrong(
        "pretrained-unknown",
        "divided by one more",
        lambda words, known, E_known: filled(
            words, known, E_known, E_known.sum(axis=0) / (len(E_known) + 1)
        ),
    ),
    Wrong(
        "pretrained-unknown",
        "sign flipped",
        lambda words, known, E_known: filled(words, known, E_known, -E_known.mean(axis=0)),
    ),
    Wrong(
        "pretrained-unknown",
        "mean everywhere",
        lambda words, known, E_known: np.array([E_known.mean(axis=0) for _ in words]),
    ),
    Wrong(
        "pretrained-unknown",
        "left out + sorted",
        lambda words, known, E_known: np.array(
            [E_known[known.index(word)] for word in sorted(words) if word in known]
        ),
    ),
    Wrong(
        "pretrained-unknown",
        "in their order + zero for mean",
        lambda words, known, E_known: np.array(
            [row for word, row in zip(known, E_known, strict=True) if word in words]
            + [0 * E_known[0] for word in words if word not in known]
        ),
    ),
    Wrong("pretrained-lean", "sign lost", lambda word, pairs: abs(leans(word, pairs).mean())),
    Wrong("pretrained-lean", "angle", lambda word, pairs: np.arccos(leans(word, pairs).mean())),
    Wrong("pretrained-lean", "median", lambda word, pairs: np.median(leans(word, pairs))),
    Wrong("pretrained-lean", "squared", lambda word, pairs: leans(word, pairs).mean() ** 2),
    Wrong(
        "pretrained-lean",
        "direction reversed + raw rows",
        lambda word, pairs: np.mean([cos(word, a - b) for a, b in pairs]),
    ),
    Wrong(
        "pretrained-lean",
        "direction reversed + two cosines",
        lambda word, pairs: np.mean([cos(word, a) - cos(word, b) for a, b in pairs]),
    ),
    Wrong(
        "pretrained-lean",
        "one row only",
        lambda word, pairs: np.mean([cos(word, b) for _, b in pairs]),
    ),
    Wrong("dimension-growth", "differences for factors", (7_680_000, 524_288, 131_072)),
    Wrong("dimension-growth", "one too many powers", (3, 3, 27)),
    Wrong("dimension-growth", "one power less", (1, 1, 3)),
    Wrong("dimension-growth", "order swapped", (9, 3, 3)),
    Wrong("dimension-growth", "upside down", (0.33, 0.33, 0.11)),
    Wrong("dimension-growth", "batch grows too", (3, 27, 9)),
    Wrong(
        "dimension-fastai",
        "rounded up",
        lambda counts: [min(600, math.ceil(1.6 * n**0.56)) for n in counts],
    ),
    Wrong(
        "dimension-fastai",
        "factor left out",
        lambda counts: [min(600, round(n**0.56)) for n in counts],
    ),
    Wrong("dimension-fastai", "first only", lambda counts: d_of(counts[0])),
    Wrong("dimension-fastai", "sum of them", lambda counts: sum(d_of(n) for n in counts)),
    Wrong("dimension-fastai", "sorted", lambda counts: sorted(d_of(n) for n in counts)),
    Wrong(
        "dimension-fastai", "no cap + not rounded", lambda counts: [1.6 * n**0.56 for n in counts]
    ),
    Wrong(
        "dimension-fastai", "no cap + cut off", lambda counts: [int(1.6 * n**0.56) for n in counts]
    ),
    Wrong("dimension-choose-d", "smallest d", lambda dims, seen, held_out: min(dims)),
    Wrong(
        "dimension-choose-d",
        "losses added",
        lambda dims, seen, held_out: dims[int(np.argmin(np.add(seen, held_out)))],
    ),
    Wrong(
        "dimension-choose-d", "place + seen text", lambda dims, seen, held_out: int(np.argmin(seen))
    ),
    Wrong(
        "dimension-choose-d",
        "worst + seen text",
        lambda dims, seen, held_out: dims[int(np.argmax(seen))],
    ),
    Wrong(
        "dimension-choose-d",
        "one place further",
        lambda dims, seen, held_out: dims[(int(np.argmin(held_out)) + 1) % len(dims)],
    ),
    Wrong(
        "dimension-choose-d",
        "whole list",
        lambda dims, seen, held_out: [dims[k] for k in np.argsort(held_out)],
    ),
    Wrong("dimension-heads", "first only", lambda dims, heads: width(dims[0], heads)),
    Wrong(
        "dimension-heads",
        "yes and no for widths",
        lambda dims, heads: [d % heads == 0 for d in dims],
    ),
    Wrong(
        "dimension-heads",
        "next below + width of a head",
        lambda dims, heads: [d // heads for d in dims],
    ),
    Wrong("dimension-heads", "heads added", lambda dims, heads: [d + heads for d in dims]),
    Wrong("dimension-heads", "one for all", lambda dims, heads: width(max(dims), heads)),
    Wrong(
        "dimension-heads", "one too many", lambda dims, heads: [width(d, heads) + 1 for d in dims]
    ),
    Wrong("transformer-positions", "subtracted", lambda E, X, P: E[X] - P[: X.shape[1]]),
    Wrong("transformer-positions", "multiplied", lambda E, X, P: E[X] * P[: X.shape[1]]),
    Wrong("transformer-positions", "mean for sum", lambda E, X, P: (E[X] + P[: X.shape[1]]) / 2),
    Wrong(
        "transformer-positions", "positions reversed", lambda E, X, P: E[X] + P[: X.shape[1]][::-1]
    ),
    Wrong("transformer-positions", "added twice", lambda E, X, P: E[X] + 2 * P[: X.shape[1]]),
    Wrong("transformer-positions", "positions only", lambda E, X, P: 0 * E[X] + P[: X.shape[1]]),
    Wrong(
        "transformer-positions",
        "from one + subtracted",
        lambda E, X, P: E[X] - P[1 : X.shape[1] + 1],
    ),
    Wrong("transformer-pad-row", "rate squared", (-0.04, 0.04)),
    Wrong("transformer-pad-row", "sign lost", (0.4, 0.4)),
    Wrong("transformer-pad-row", "gradient", (4, -4)),
    Wrong("transformer-pad-row", "mean of repeats + uphill", (0.2, -0.2)),
    Wrong("transformer-pad-row", "rate left out + last repeat only", (-3, 2)),
    Wrong("transformer-pad-row", "row 2 for the pad row", (-1.1, 2.9)),
    Wrong(
        "transformer-resize", "sum for mean", lambda E, n: np.vstack([E, *[E[1:].sum(axis=0)] * n])
    ),
    Wrong("transformer-resize", "last row missing", lambda E, n: wider(E, n, slice(1, -1))),
    Wrong("transformer-resize", "new rows only", lambda E, n: wider(E, n)[len(E) :]),
    Wrong("transformer-resize", "one row too many", lambda E, n: wider(E, n + 1)),
    Wrong(
        "transformer-resize",
        "last row left out of the mean",
        lambda E, n: wider(E, n, slice(0, -1)),
    ),
    Wrong(
        "transformer-resize",
        "pad row in the mean + one new row",
        lambda E, n: wider(E, 1, slice(None)),
    ),
    Wrong(
        "transformer-resize",
        "new rows first + pad row in the mean",
        lambda E, n: np.vstack([*[E.mean(axis=0)] * n, E]),
    ),
    Wrong("transformer-resize", "transposed", lambda E, n: wider(E, n).T),
    Wrong(
        "transformer-averages",
        "max for mean",
        lambda E, X: np.where((X != 0)[..., None], E[X], -np.inf).max(axis=1),
    ),
    Wrong("transformer-averages", "divided by d", lambda E, X: real_sums(E, X) / E.shape[1]),
    Wrong(
        "transformer-averages",
        "divided by one more",
        lambda E, X: real_sums(E, X) / ((X != 0).sum(axis=1, keepdims=True) + 1),
    ),
    Wrong(
        "transformer-averages",
        "pads kept, real kept out",
        lambda E, X: (
            (E[X] * (X == 0)[..., None]).sum(axis=1)
            / np.maximum((X == 0).sum(axis=1, keepdims=True), 1)
        ),
    ),
    Wrong("transformer-averages", "first only", lambda E, X: means(E, X)[0]),
    Wrong(
        "transformer-averages", "unit length", lambda E, X: np.array([unit(r) for r in means(E, X)])
    ),
    Wrong("transformer-averages", "repeats once + divided by T", each_real_word_once),
    Wrong(
        "transformer-masks",
        "not scaled + looks ahead",
        lambda *case: attention(*case, scale=1, causal=False),
    ),
    Wrong(
        "transformer-masks",
        "d for its root",
        lambda *case: attention(*case, scale=case[0].shape[2]),
    ),
    Wrong(
        "transformer-masks",
        "T for d",
        lambda *case: attention(*case, scale=np.sqrt(case[0].shape[1])),
    ),
    Wrong(
        "transformer-masks",
        "multiplied for divided",
        lambda *case: attention(*case, scale=1 / np.sqrt(case[0].shape[2])),
    ),
    Wrong("transformer-masks", "no mask", lambda *case: attention(*case, causal=False, pads=False)),
    Wrong(
        "transformer-masks",
        "no padding mask + not scaled",
        lambda *case: attention(*case, scale=1, pads=False),
    ),
    Wrong("transformer-masks", "weights used", lambda *case: attention(*case) @ case[0]),
    Wrong(
        "transformer-masks",
        "mask for weights",
        lambda H, X, pad_id: (
            np.tril(np.ones((H.shape[1], H.shape[1]), bool)) & (X[:, None, :] != pad_id)
        ),
    ),
)
