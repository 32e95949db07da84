"""Answers to the exercises of lesson 06 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

from itertools import pairwise

import numpy as np

# ---- wrong ----------------------------------------------------------------------------------


def pairs_sorted(ids, window):
    return sorted(pairs_list(ids, window))


def pairs_doubled(ids, window):
    return [pair for pair in pairs_list(ids, window) for _ in range(2)]


def pairs_far_first(ids, window):
    return [
        (ids[t], ids[t + s])
        for t in range(len(ids))
        for k in range(1, window + 1)
        for s in (-k, k)
        if 0 <= t + s < len(ids)
    ]


def pairs_of_next(ids, window):
    return list(pairwise(ids))


def pairs_by_centre(ids, window):
    return [
        (c, [ids[k] for k in range(len(ids)) if 0 < abs(k - t) <= window])
        for t, c in enumerate(ids)
    ]


def pairs_list(ids, window):
    return [
        [i, ids[k]]
        for t, i in enumerate(ids)
        for k in range(len(ids))
        if k != t and abs(k - t) <= window
    ]


def softmax_stable(Z):
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    return (P.T / P.sum(axis=1)).T


def softmax_base_2(Z):
    return 2**Z / (2**Z).sum(axis=1, keepdims=True)


def softmax_squares(Z):
    return Z**2 / (Z**2).sum(axis=1, keepdims=True)


def softmax_of_absolute(Z):
    return softmax_stable(np.abs(Z))


def softmax_twice(Z):
    return softmax_stable(softmax_stable(Z))


def softmax_over_length(Z):
    P = np.exp(Z)
    return P / np.sqrt((P * P).sum(axis=1, keepdims=True))


def softmax_first_row(Z):
    P = np.exp(Z)
    return P / P[0].sum()


def softmax_rounded(Z):
    return softmax_stable(Z).round(2)


def step_of_pair(E, W, centre, context, lr, *, half=1.0, twice=1.0):
    e = E[centre].copy()
    z = W @ e
    p = np.exp(z - z.max())
    p /= p.sum()
    p[context] -= 1
    new_E = np.array(E)
    new_E[centre] -= lr * half * (p @ W)
    return new_E, W - lr * twice * p[:, None] * e[None, :]


def pair_rate_forgotten(E, W, centre, context, lr):
    return step_of_pair(E, W, centre, context, 1.0)


def pair_W_first(E, W, centre, context, lr):
    return step_of_pair(E, W, centre, context, lr)[::-1]


def pair_only_E(E, W, centre, context, lr):
    return step_of_pair(E, W, centre, context, lr)[0]


def pair_E_twice_as_far(E, W, centre, context, lr):
    return step_of_pair(E, W, centre, context, lr, half=2.0)


def pair_mean_over_words(E, W, centre, context, lr):
    return step_of_pair(E, W, centre, context, lr / len(W))


def pair_W_uphill(E, W, centre, context, lr):
    return step_of_pair(E, W, centre, context, lr, twice=-1.0)


def trained(pairs, E, W, lr, epochs, *, rate=1.0, batch=False):
    E, W, losses = np.array(E), np.array(W), []
    for _ in range(epochs):
        each, old = [], (E.copy(), W.copy())
        for i, j in pairs:
            A, B = old if batch else (E, W)
            z = B @ A[i]
            p = np.exp(z - z.max())
            p /= p.sum()
            each.append(-np.log(p[j]))
            p[j] -= 1
            dE, dW = p @ B, np.outer(p, A[i])
            E[i] -= lr * rate * dE
            W -= lr * dW
        losses.append(np.mean(each))
    return E, W, losses


def trained_all_at_once(pairs, E, W, lr, epochs):
    return trained(pairs, E, W, lr, epochs, batch=True)


def trained_half_rate(pairs, E, W, lr, epochs):
    return trained(pairs, E, W, lr, epochs, rate=0.5)


def trained_perplexity(pairs, E, W, lr, epochs):
    E, W, losses = trained(pairs, E, W, lr, epochs)
    return E, W, np.exp(losses)


def trained_shuffled(pairs, E, W, lr, epochs):
    return trained(pairs[::-1], E, W, lr, epochs)


def trained_tables_alone(pairs, E, W, lr, epochs):
    return trained(pairs, E, W, lr, epochs)[:2]


WRONG = [
    ("training-pairs", pairs_sorted),
    ("training-pairs", pairs_doubled),
    ("training-pairs", pairs_far_first),
    ("training-pairs", pairs_of_next),
    ("training-pairs", pairs_by_centre),
    ("training-p-minus-y", [0.125, 0.625, 0.5]),
    ("training-p-minus-y", [0.125, 0.375, 1.5]),
    ("training-p-minus-y", [-0.125, -0.625, -0.5]),
    ("training-p-minus-y", -0.625),
    ("training-mend-softmax", softmax_base_2),
    ("training-mend-softmax", softmax_squares),
    ("training-mend-softmax", softmax_of_absolute),
    ("training-mend-softmax", softmax_twice),
    ("training-mend-softmax", softmax_over_length),
    ("training-mend-softmax", softmax_first_row),
    ("training-mend-softmax", softmax_rounded),
    ("training-one-step", pair_rate_forgotten),
    ("training-one-step", pair_W_first),
    ("training-one-step", pair_only_E),
    ("training-one-step", pair_E_twice_as_far),
    ("training-one-step", pair_mean_over_words),
    ("training-one-step", pair_W_uphill),
    ("training-what-it-promises", "b"),
    ("training-what-it-promises", ("b", 1, 2)),
    ("training-what-it-promises", ("d", 1)),
    ("training-two-tables", trained_all_at_once),
    ("training-two-tables", trained_half_rate),
    ("training-two-tables", trained_perplexity),
    ("training-two-tables", trained_shuffled),
    ("training-two-tables", trained_tables_alone),
]


# ---- correct, in another style --------------------------------------------------------------


def pairs_array(ids, window):
    T = len(ids)
    t, k = np.nonzero(
        (np.abs(np.subtract.outer(np.arange(T), np.arange(T))) <= window) & ~np.eye(T, dtype=bool)
    )
    return np.stack([np.array(ids)[t], np.array(ids)[k]], axis=1)


def pairs_of_slices(ids, window):
    found = []
    for t, centre in enumerate(ids):
        found += [(centre, n) for n in [*ids[max(0, t - window) : t], *ids[t + 1 : t + 1 + window]]]
    return tuple(found)


def softmax_rows(Z):
    return [[float(np.exp(z) / sum(np.exp(row))) for z in row] for row in Z]


def softmax_einsum(Z):
    P = np.exp(Z.astype(np.float32))
    return np.einsum("bv,b->bv", P, 1 / P.sum(1))


def pair_step_lists(E, W, centre, context, lr):
    return [table.tolist() for table in step_of_pair(E, W, centre, context, lr)]


def pair_step_stacked(E, W, centre, context, lr):
    return np.stack(step_of_pair(E, W, centre, context, lr)).astype(np.float32)


def pair_step_in_loops(E, W, centre, context, lr):
    V, d = E.shape
    scores = [sum(W[j, k] * E[centre, k] for k in range(d)) for j in range(V)]
    total = sum(np.exp(z) for z in scores)
    dz = [np.exp(z) / total - (j == context) for j, z in enumerate(scores)]
    new_E, new_W = E.copy(), W.copy()
    for k in range(d):
        for j in range(V):
            new_E[centre, k] -= lr * dz[j] * W[j, k]
            new_W[j, k] -= lr * dz[j] * E[centre, k]
    return new_E, new_W


def trained_as_lists(pairs, E, W, lr, epochs):
    E, W, losses = trained([tuple(pair) for pair in pairs.tolist()], E, W, lr, epochs)
    return E.tolist(), W.tolist(), tuple(map(float, losses))


def trained_one_hot(pairs, E, W, lr, epochs):
    y, losses = np.eye(len(W)), np.zeros(epochs)
    for k in range(epochs):
        for i, j in pairs:
            z = W @ E[i]
            losses[k] += (np.log(np.exp(z).sum()) - z[j]) / len(pairs)
            dz = np.exp(z) / np.exp(z).sum() - y[j]
            E, W = E - lr * np.outer(y[i], W.T @ dz), W - lr * dz[:, None] * E[i]
    return E, W, losses


RIGHT = [
    ("training-pairs", pairs_list),
    ("training-pairs", pairs_array),
    ("training-pairs", pairs_of_slices),
    ("training-p-minus-y", np.array([1, -5, 4]) / 8),
    ("training-p-minus-y", [0.13, -0.63, 0.5]),
    ("training-mend-softmax", softmax_stable),
    ("training-mend-softmax", softmax_rows),
    ("training-mend-softmax", softmax_einsum),
    ("training-one-step", step_of_pair),
    ("training-one-step", pair_step_lists),
    ("training-one-step", pair_step_stacked),
    ("training-one-step", pair_step_in_loops),
    ("training-what-it-promises", ["b", 1]),
    ("training-what-it-promises", ("B", 1)),
    ("training-two-tables", trained),
    ("training-two-tables", trained_as_lists),
    ("training-two-tables", trained_one_hot),
]
