"""Answers to the exercises of lesson 13 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import math

import numpy as np

from embedlab import lookup
from embedlab.attention import add_positions, attention_scores, causal_mask, padding_mask
from embedlab.practice.exercises.transformer_program import first_mix
from embedlab.softmax import masked_softmax

# ---- wrong ----------------------------------------------------------------------------------


def positions_taken_off(E, X, P):
    return E[X] - P[: X.shape[1]]


def positions_multiplied(E, X, P):
    return E[X] * P[: X.shape[1]]


def positions_backwards(E, X, P):
    return E[X] + P[: X.shape[1]][::-1]


def positions_run_on(E, X, P):
    return E[X] + P[np.arange(X.size).reshape(X.shape) % len(P)]


def positions_alone(E, X, P):
    return np.broadcast_to(P[: X.shape[1]], (*X.shape, P.shape[1]))


def all_positions(E, X, P):
    return E[X] + P


def positions_without_pads(E, X, P):
    return np.where((X != 0)[:, :, None], E[X] + P[: X.shape[1]], 0)


def ones_below(E, n):
    return np.vstack([E, np.ones((n, E.shape[1]))])


def only_new(E, n):
    return np.tile(E[1:].mean(axis=0), (n, 1))


def sum_row(E, n):
    return np.vstack([E, *[E[1:].sum(axis=0)] * n])


def divided_by_all_rows(E, n):
    return np.vstack([E, *[E[1:].sum(axis=0) / len(E)] * n])


def without_last(E, n):
    return np.vstack([E, *[E[:-1].mean(axis=0)] * n])


def new_columns(E, n):
    return np.hstack([E, np.repeat(E[:, 1:].mean(axis=1, keepdims=True), n, axis=1)])


def median_row(E, n):
    return np.vstack([E, *[np.median(E[1:], axis=0)] * n])


def counted_one_too_many(E, X):
    real = X != 0
    return (E[X] * real[:, :, None]).sum(axis=1) / (real.sum(axis=1, keepdims=True) + 1)


def divided_by_longest(E, X):
    real = X != 0
    return (E[X] * real[:, :, None]).sum(axis=1) / real.sum(axis=1).max()


def first_word(E, X):
    return E[X[:, 0]]


def last_real_dropped(E, X):
    return np.array([E[x[x != 0]][:-1].mean(axis=0) if (x != 0).sum() > 1 else E[x[0]] for x in X])


def number_per_sentence(E, X):
    return np.array([E[x[x != 0]].mean() for x in X])


def not_averaged(E, X):
    return E[X] * (X != 0)[:, :, None]


def largest_per_column(E, X):
    return np.array([E[x[x != 0]].max(axis=0) for x in X])


def scores_for_weights(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] != pad_id)
    return np.where(mask, H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), 0)


def strictly_before(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool), -1) & (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def one_ahead(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool), 1) & (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def either_mask(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) | (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def divided_by_d(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / H.shape[-1] ** 2, mask)


def pads_shown(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] == pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def equal_weights(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] != pad_id)
    return mask / mask.sum(axis=-1, keepdims=True)


def minus_thirty(H, X, pad_id):
    scores = H @ H.transpose(0, 2, 1) / np.sqrt(H.shape[-1])
    seen = np.tril(np.ones(scores.shape[1:], bool)) & (X[:, None] != pad_id)
    weights = np.exp(np.where(seen, scores, -30) - scores.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


def first_mix_of_columns(sentences, vocabulary, E, P):
    X, H0, weights, means = first_mix(sentences, vocabulary, E, P)
    return X, H0, weights.swapaxes(1, 2), means


def first_mix_last_token(sentences, vocabulary, E, P):
    X, H0, weights, _ = first_mix(sentences, vocabulary, E, P)
    return X, H0, weights, (weights @ H0)[:, -1]


def first_mix_small_scores(sentences, vocabulary, E, P):
    """Hidden scores are −30: nearly 0, and not exactly."""
    X, H0, *_ = first_mix(sentences, vocabulary, E, P)
    T = X.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (vocabulary["[PAD]"] != X)[:, None, :]
    scores = np.where(mask, H0 @ H0.swapaxes(1, 2) / np.sqrt(E.shape[1]), -30)
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    real = (vocabulary["[PAD]"] != X)[:, :, None]
    return X, H0, weights, (weights @ H0 * real).sum(axis=1) / real.sum(axis=1)


WRONG = [
    ("transformer-positions", positions_taken_off),
    ("transformer-positions", positions_multiplied),
    ("transformer-positions", positions_backwards),
    ("transformer-positions", positions_run_on),
    ("transformer-positions", positions_alone),
    ("transformer-positions", all_positions),
    ("transformer-positions", positions_without_pads),
    ("transformer-pad-row", (-0.4, -0.4)),
    ("transformer-pad-row", (4, -4)),
    ("transformer-pad-row", (-0.4, 0)),
    ("transformer-pad-row", 0),
    ("transformer-resize", ones_below),
    ("transformer-resize", only_new),
    ("transformer-resize", sum_row),
    ("transformer-resize", divided_by_all_rows),
    ("transformer-resize", without_last),
    ("transformer-resize", new_columns),
    ("transformer-resize", median_row),
    ("transformer-averages", counted_one_too_many),
    ("transformer-averages", divided_by_longest),
    ("transformer-averages", first_word),
    ("transformer-averages", last_real_dropped),
    ("transformer-averages", number_per_sentence),
    ("transformer-averages", not_averaged),
    ("transformer-averages", largest_per_column),
    ("transformer-masks", scores_for_weights),
    ("transformer-masks", strictly_before),
    ("transformer-masks", one_ahead),
    ("transformer-masks", either_mask),
    ("transformer-masks", divided_by_d),
    ("transformer-masks", pads_shown),
    ("transformer-masks", equal_weights),
    ("transformer-masks", minus_thirty),
    ("transformer-kept-scores", 48),
    ("transformer-kept-scores", 37),
    ("transformer-first-mix", first_mix_of_columns),
    ("transformer-first-mix", first_mix_last_token),
    ("transformer-first-mix", first_mix_small_scores),
]


# ---- correct, in another style --------------------------------------------------------------


def positions_by_loops(E, X, P):
    return [
        [[float(E[i, j] + P[t, j]) for j in range(E.shape[1])] for t, i in enumerate(x)] for x in X
    ]


def positions_by_index(E, X, P):
    t = np.broadcast_to(np.arange(X.shape[1]), X.shape)
    return (np.take(E, X, axis=0) + np.take(P, t, axis=0)).astype(np.float32)


def resize_in_place(E, n):
    bigger = np.empty((len(E) + n, E.shape[1]))
    bigger[: len(E)] = E
    bigger[len(E) :] = E[1:].mean(axis=0)
    return bigger


def resize_by_lists(E, n):
    rows = E.tolist()
    mean = [sum(column) / len(column) for column in zip(*rows[1:], strict=True)]
    return rows + [mean for _ in range(n)]


def means_by_loop(E, X):
    return [E[x[x != 0]].mean(axis=0) for x in X]


def means_by_einsum(E, X):
    share = (X != 0) / (X != 0).sum(axis=1, keepdims=True)
    return np.einsum("bt,btd->bd", share, lookup(E, X)).astype(np.float32)


def means_by_nan(E, X):
    return np.nanmean(np.where((X != 0)[..., None], E[X], np.nan), axis=1)


def weights_by_library(H, X, pad_id):
    mask = padding_mask(X, pad_id) & causal_mask(H.shape[1])
    return masked_softmax(np.einsum("btd,bsd->bts", H, H) / H.shape[-1] ** 0.5, mask)


def weights_by_loops(H, X, pad_id):
    B, T, d = H.shape
    weights = [[[0.0] * T for _ in range(T)] for _ in range(B)]
    for b in range(B):
        for t in range(T):
            places = [s for s in range(t + 1) if X[b, s] != pad_id]
            powers = [math.exp(float(H[b, t] @ H[b, s]) / math.sqrt(d)) for s in places]
            for s, power in zip(places, powers, strict=True):
                weights[b][t][s] = power / sum(powers)
    return weights


def weights_by_addition(H, X, pad_id):
    H = H.astype(np.float32)
    scores = H @ H.transpose(0, 2, 1) / np.float32(np.sqrt(H.shape[-1]))
    scores = scores + np.triu(np.full((H.shape[1],) * 2, -1e9, np.float32), 1)
    scores[np.broadcast_to(X[:, None] == pad_id, scores.shape)] = -1e9
    weights = np.exp(scores)
    return weights / weights.sum(-1)[..., None]


def first_mix_by_loops(sentences, vocabulary, E, P):
    pad = vocabulary["[PAD]"]
    rows = []
    for one in sentences:
        words = one.split()[: len(P)]
        rows.append([vocabulary[w] if w in vocabulary else vocabulary["[UNK]"] for w in words])
    T = max(map(len, rows))
    X = np.full((len(rows), T), pad)
    H0, weights = np.zeros((len(rows), T, E.shape[1])), np.zeros((len(rows), T, T))
    means = []
    for b, ids in enumerate(rows):
        X[b, : len(ids)] = ids
        H0[b] = E[X[b]] + P[:T]
        for t in range(T):
            n = min(t + 1, len(ids))
            powers = np.exp(H0[b, :n] @ H0[b, t] / len(E[0]) ** 0.5)
            weights[b, t, :n] = powers / powers.sum()
        means.append((weights[b] @ H0[b])[: len(ids)].mean(axis=0))
    return X.tolist(), H0.astype(np.float32), weights, means


def first_mix_by_library(sentences, vocabulary, E, P):
    X = first_mix(sentences, vocabulary, E, P)[0]
    H0 = add_positions(lookup(E, X), P)
    mask = padding_mask(X, vocabulary["[PAD]"]) & causal_mask(X.shape[1])
    weights = masked_softmax(attention_scores(H0), mask)
    real = vocabulary["[PAD]"] != X
    means = [(w @ h)[r].mean(axis=0) for w, h, r in zip(weights, H0, real, strict=True)]
    return X, H0, weights, np.array(means)


RIGHT = [
    ("transformer-positions", positions_by_loops),
    ("transformer-positions", positions_by_index),
    ("transformer-pad-row", [-0.4, 0.4]),
    ("transformer-pad-row", np.zeros(2) - 0.1 * np.array([4, -4])),
    ("transformer-resize", resize_in_place),
    ("transformer-resize", resize_by_lists),
    ("transformer-averages", means_by_loop),
    ("transformer-averages", means_by_einsum),
    ("transformer-averages", means_by_nan),
    ("transformer-masks", weights_by_library),
    ("transformer-masks", weights_by_loops),
    ("transformer-masks", weights_by_addition),
    ("transformer-kept-scores", 38.0),
    ("transformer-first-mix", first_mix_by_loops),
    ("transformer-first-mix", first_mix_by_library),
]
