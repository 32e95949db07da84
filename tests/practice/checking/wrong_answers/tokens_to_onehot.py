"""Wrong answers about tokens, lookup and one-hot vectors."""

import numpy as np

from tests.practice.checking.wrong_answers.kind import Wrong

__all__ = ["WRONG"]


def first_come(words):
    found = {}
    for word in words:
        found.setdefault(word, len(found))
    return found


def alphabet(words):
    return sorted(set(words))


def translated(ids, tokens_a, tokens_b):
    return [tokens_b.index(tokens_a[i]) for i in ids]


def whole_number_row(E, i):
    e = np.zeros(E.shape[1], int)
    for j in range(E.shape[1]):
        e[j] = E[i, j]
    return e


def first_out_of_range(ids, V):
    for t, i in enumerate(ids):
        if i < 0 or i >= V:
            return [t]
    return []


def added(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    np.add.at(dE, ids, G)
    return dE


def replaced(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids] = G
    return dE


def mean_of_repeats(ids, G, V):
    return added(ids, G, V) / np.maximum(np.bincount(ids, minlength=V), 1)[:, None]


WRONG = (
    Wrong(
        "tokens-first-come",
        "reversed",
        lambda words: [first_come(words[::-1])[word] for word in words],
    ),
    Wrong(
        "tokens-first-come",
        "answer backwards",
        lambda words: [first_come(words)[word] for word in words][::-1],
    ),
    Wrong("tokens-first-come", "length of the word", lambda words: [len(word) for word in words]),
    Wrong(
        "tokens-first-come",
        "alphabet + counted from one",
        lambda words: [alphabet(words).index(word) + 1 for word in words],
    ),
    Wrong(
        "tokens-first-come",
        "position + counted from one",
        lambda words: [t + 1 for t, word in enumerate(words)],
    ),
    Wrong(
        "tokens-first-come",
        "text for numbers",
        lambda words: [str(first_come(words)[word]) for word in words],
    ),
    Wrong("tokens-first-come", "dict for list", first_come),
    Wrong(
        "tokens-first-come",
        "one too low",
        lambda words: [first_come(words)[word] - 1 for word in words],
    ),
    Wrong("tokens-nearest-row", "words for IDs", ("coffee", "eight", "nine")),
    Wrong("tokens-nearest-row", "one too low", (1, 3, 0)),
    Wrong("tokens-nearest-row", "one number wrong", (2, 4, 0)),
    Wrong("tokens-nearest-row", "itself once", (2, 4, 4)),
    Wrong("tokens-translate", "sorted", lambda ids, a, b: sorted(translated(ids, a, b))),
    Wrong(
        "tokens-translate",
        "repeats dropped",
        lambda ids, a, b: list(dict.fromkeys(translated(ids, a, b))),
    ),
    Wrong(
        "tokens-translate",
        "wrong direction + one too high",
        lambda ids, a, b: [a.index(b[i]) + 1 for i in ids],
    ),
    Wrong(
        "tokens-translate", "one too low", lambda ids, a, b: [i - 1 for i in translated(ids, a, b)]
    ),
    Wrong("tokens-translate", "first only", lambda ids, a, b: translated(ids, a, b)[:1]),
    Wrong("lookup-one-token", "reversed", lambda E, i: E[i, ::-1]),
    Wrong("lookup-one-token", "cut to whole numbers", whole_number_row),
    Wrong("lookup-one-token", "sum", lambda E, i: E[i].sum()),
    Wrong("lookup-one-token", "counted from the end", lambda E, i: E[-i]),
    Wrong("lookup-one-token", "unit length", lambda E, i: E[i] / np.linalg.norm(E[i])),
    Wrong("lookup-one-token", "an axis too many", lambda E, i: E[i : i + 1]),
    Wrong("lookup-one-token", "last number everywhere", lambda E, i: np.full(E.shape[1], E[i, -1])),
    Wrong("lookup-one-token", "row after + reversed", lambda E, i: E[(i + 1) % len(E), ::-1]),
    Wrong("lookup-read-rows", "sign lost", ((4, 2), (2, 0), (2, 0), (0, 1))),
    Wrong("lookup-read-rows", "columns swapped", ((-2, 4), (0, 2), (0, 2), (1, 0))),
    Wrong("lookup-read-rows", "one number wrong", ((4, -2), (2, 0), (2, 0), (0, 0))),
    Wrong("lookup-read-rows", "wrong row once", ((4, -2), (2, 0), (-1, 3), (0, 1))),
    Wrong("lookup-read-rows", "reversed + repeats dropped", ((1, 0), (0, 2), (-2, 4))),
    Wrong("lookup-size", "in millions", (2.56, 10.24)),
    Wrong("lookup-size", "two bytes", (2_560_000, 5.12)),
    Wrong("lookup-size", "order swapped", (10.24, 2_560_000)),
    Wrong("lookup-size", "rounded too far", (2_560_000, 10.2)),
    Wrong("lookup-size", "eight bytes + MiB", (2_560_000, 19.53)),
    Wrong("lookup-size", "GB for MB", (2_560_000, 0.01)),
    Wrong("lookup-size", "factor 10", (25_600_000, 102.4)),
    Wrong(
        "lookup-batch",
        "reshaped for transposed",
        lambda E, X: E[X].swapaxes(0, 1).reshape(*X.shape, E.shape[1]),
    ),
    Wrong("lookup-batch", "max over T", lambda E, X: E[X].max(axis=1)),
    Wrong("lookup-batch", "rows reversed", lambda E, X: E[X][..., ::-1]),
    Wrong("lookup-batch", "sorted IDs", lambda E, X: E[np.sort(X, axis=1)]),
    Wrong("lookup-batch", "last sentence only", lambda E, X: E[X[-1]]),
    Wrong("lookup-batch", "mean + counted from one", lambda E, X: E[X - 1].mean(axis=1)),
    Wrong(
        "lookup-batch",
        "flattened + one too far",
        lambda E, X: E[(X + 1) % len(E)].reshape(-1, E.shape[1]),
    ),
    Wrong("lookup-range", "first only", first_out_of_range),
    Wrong(
        "lookup-range",
        "and for or",
        lambda ids, V: [t for t, i in enumerate(ids) if i < 0 and i >= V],
    ),
    Wrong("lookup-range", "mask for positions", lambda ids, V: [i < 0 or i >= V for i in ids]),
    Wrong("lookup-range", "number of them", lambda ids, V: sum(i < 0 or i >= V for i in ids)),
    Wrong(
        "lookup-range",
        "positions from one + zero refused",
        lambda ids, V: [t + 1 for t, i in enumerate(ids) if i <= 0 or i >= V],
    ),
    Wrong(
        "lookup-range",
        "IDs for positions + upper end only",
        lambda ids, V: [i for i in ids if i >= V],
    ),
    Wrong("onehot-product", "summed to one number", lambda x, E: (x @ E).sum()),
    Wrong("onehot-product", "first row missing", lambda x, E: x[1:] @ E[1:]),
    Wrong("onehot-product", "last row missing", lambda x, E: x[:-1] @ E[:-1]),
    Wrong("onehot-product", "weights squared", lambda x, E: x**2 @ E),
    Wrong("onehot-product", "sign lost", lambda x, E: np.abs(x) @ E),
    Wrong("onehot-product", "counted from the end", lambda x, E: x[::-1] @ E),
    Wrong("onehot-product", "weights squared + mean", lambda x, E: x**2 @ E / len(x)),
    Wrong("onehot-multiplications", "factor 2", (0, 1_966_080_000, 32_768)),
    Wrong("onehot-multiplications", "factor 1000", (0, 983_040, 32_768)),
    Wrong("onehot-multiplications", "T left out", (0, 61_440_000, 2_048)),
    Wrong("onehot-multiplications", "order swapped", (32_768, 983_040_000, 0)),
    Wrong("onehot-multiplications", "in millions", (0, 983.04, 0.032768)),
    Wrong("onehot-multiplications", "lookup multiplies + d left out", (64, 983_040_000, 64)),
    Wrong("onehot-order", "factor 2", ((2, 8, 6), (2, 8, 6))),
    Wrong("onehot-order", "first only", (1, 4, 3)),
    Wrong("onehot-order", "summed to one number", (8, 8)),
    Wrong("onehot-order", "reversed", ((3, 4, 1), (3, 4, 1))),
    Wrong("onehot-order", "sign flipped", ((-1, -4, -3), (-1, -4, -3))),
    Wrong("onehot-order", "mean + reversed", ((1, 1.33, 0.33), (1, 1.33, 0.33))),
    Wrong("onehot-mean-of-rows", "counted from one", lambda E, ids: E[ids - 1].mean(axis=0)),
    Wrong("onehot-mean-of-rows", "median", lambda E, ids: np.median(E[ids], axis=0)),
    Wrong("onehot-mean-of-rows", "divided by d", lambda E, ids: E[ids].sum(axis=0) / E.shape[1]),
    Wrong(
        "onehot-mean-of-rows",
        "divided by T − 1",
        lambda E, ids: E[ids].sum(axis=0) / (len(ids) - 1),
    ),
    Wrong(
        "onehot-mean-of-rows",
        "unit length",
        lambda E, ids: (E[ids] / np.linalg.norm(E[ids], axis=1, keepdims=True)).mean(axis=0),
    ),
    Wrong("onehot-mean-of-rows", "rounded", lambda E, ids: E[ids].mean(axis=0).round()),
    Wrong("onehot-mean-of-rows", "counted from one + sum", lambda E, ids: E[ids - 1].sum(axis=0)),
    Wrong(
        "onehot-mean-of-rows", "sum + repeats once", lambda E, ids: E[np.unique(ids)].sum(axis=0)
    ),
    Wrong("onehot-pay-in", "one row above", lambda ids, G, V: added(ids - 1, G, V)),
    Wrong("onehot-pay-in", "counted twice", lambda ids, G, V: 2 * added(ids, G, V)),
    Wrong("onehot-pay-in", "times the ID", lambda ids, G, V: added(ids, ids[:, None] * G, V)),
    Wrong("onehot-pay-in", "sorted IDs", lambda ids, G, V: added(np.sort(ids), G, V)),
    Wrong("onehot-pay-in", "first only", lambda ids, G, V: added(ids[:1], G[:1], V)),
    Wrong(
        "onehot-pay-in",
        "last repeat only + one row above",
        lambda ids, G, V: replaced(ids - 1, G, V),
    ),
    Wrong(
        "onehot-pay-in",
        "mean of repeats + sign flipped",
        lambda ids, G, V: -mean_of_repeats(ids, G, V),
    ),
)
