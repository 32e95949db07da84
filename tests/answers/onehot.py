"""Answers to the exercises of lesson 03 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import numpy as np

from embedlab import one_hot


def layer_by_loops(texts, words, E, G):
    H, dE = np.zeros(np.shape(G)), np.zeros(np.shape(E))
    for n, text in enumerate(texts):
        known = [words.index(word) for word in text.split() if word in words]
        for i in known:
            H[n] += E[i] / len(known)
            dE[i] += G[n] / len(known)
    return H, dE


# ---- wrong ----------------------------------------------------------------------------------


def product_of_first_row(x, E):
    return x[: E.shape[1]] * E[0]


def product_overwrites(x, E):
    total = np.zeros(E.shape[1])
    for k in range(len(x)):
        if x[k]:
            total = x[k] * E[k]
    return total


def product_without_first_row(x, E):
    return x[1:] @ E[1:]


def product_squared_weights(x, E):
    return x**2 @ E


def product_plus(x, E):
    return (x[:, None] + E).sum(axis=0)


def product_other_way(x, E):
    return E @ x


def product_summed_up(x, E):
    return (x @ E).sum()


def product_one_row_late(x, E):
    return np.roll(x, 1) @ E


def text_by_median(E, ids):
    return np.median(E[ids], axis=0)


def text_first_and_last(E, ids):
    return (E[ids[0]] + E[ids[-1]]) / 2


def text_row_by_float(E, ids):
    return E[np.mean(ids)]


def text_divided_by_one_less(E, ids):
    return E[np.array(ids, int)].sum(axis=0) / max(len(ids) - 1, 1)


def text_last_row(E, ids):
    total = np.zeros(E.shape[1])
    for i in ids:
        total = E[i]
    return total / len(ids)


def text_of_unit_rows(E, ids):
    return (E[ids] / np.linalg.norm(E[ids], axis=1, keepdims=True)).mean(axis=0)


def text_by_shares_of_V(E, ids):
    return np.bincount(ids, minlength=len(E)) @ E


def text_from_one(E, ids):
    return E[ids - 1].mean(axis=0)


def text_kept_axis(E, ids):
    return E[ids].mean(axis=0, keepdims=True)


def paid_into_both_neighbours(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    np.add.at(dE, ids, G)
    np.add.at(dE, ids - 1, G)
    return dE


def paid_in_doubled(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    np.add.at(dE, ids, 2 * G)
    return dE


def paid_in_largest(ids, G, V):
    dE = np.full((V, G.shape[1]), -np.inf)
    np.maximum.at(dE, ids, G)
    return np.where(np.isinf(dE), 0, dE)


def paid_in_first_number(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    np.add.at(dE, ids, G[:, :1])
    return dE


def paid_in_over_T(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    np.add.at(dE, ids, G)
    return dE / max(len(ids), 1)


def paid_in_with_ones_left(ids, G, V):
    dE = np.ones((V, G.shape[1]))
    np.add.at(dE, ids, G)
    return dE


def paid_in_untransposed(ids, G, V):
    return one_hot(ids, V) @ G


def weights_without_sign(x, E):
    return np.abs(x) @ E


def at_most_two_repeats(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    for i in set(ids.tolist()):
        dE[i] = G[ids == i][:2].sum(axis=0)
    return dE


def layer_without_unknown_texts(texts, words, E, G):
    texts = [text for text in texts if set(text.split()) & set(words)]
    return layer_by_loops(texts, words, E, G[: len(texts)])


def layer_with_gradient_untransposed(texts, words, E, G):
    H, dE = layer_by_loops(texts, words, E, G)
    return H, dE.T


def layer_with_last_gradient(texts, words, E, G):
    H, dE = layer_by_loops(texts, words, E, G)
    for text, g in zip(texts, G, strict=True):
        for word in text.split():
            if word in words:
                dE[words.index(word)] = g
    return H, dE


def layer_of_positions(texts, words, E, G):
    H, dE = layer_by_loops(texts, words, E, G)
    return H * np.arange(1, len(texts) + 1)[:, None], dE


WRONG = [
    ("onehot-text-layer", layer_without_unknown_texts),
    ("onehot-text-layer", layer_with_gradient_untransposed),
    ("onehot-text-layer", layer_with_last_gradient),
    ("onehot-text-layer", layer_of_positions),
    *[
        ("onehot-product", wrong)
        for wrong in (
            product_of_first_row,
            product_overwrites,
            product_without_first_row,
            product_squared_weights,
            product_plus,
            product_other_way,
            product_summed_up,
            product_one_row_late,
        )
    ],
    ("onehot-multiplications", [0, 30_000 * 16, 32_768]),
    ("onehot-multiplications", [64, 983_040_000, 64]),
    ("onehot-multiplications", [0, 983_040_000 / 2, 32_768]),
    ("onehot-multiplications", 0),
    ("onehot-multiplications", [512, 983_040_000, 32_768]),
    ("onehot-order", [1, 4, 3]),
    ("onehot-order", [[1, 4, 3], [1, 4, 2]]),
    ("onehot-order", [[1, 1], [4, 4], [3, 3]]),
    ("onehot-order", [[8, 8], [8, 8]]),
    ("onehot-order", [[1, 4, 3], [0, 0, 0]]),
    *[
        ("onehot-mean-of-rows", wrong)
        for wrong in (
            text_by_median,
            text_first_and_last,
            text_row_by_float,
            text_divided_by_one_less,
            text_last_row,
            text_of_unit_rows,
            text_by_shares_of_V,
            text_from_one,
            text_kept_axis,
        )
    ],
    *[
        ("onehot-pay-in", wrong)
        for wrong in (
            paid_into_both_neighbours,
            paid_in_doubled,
            paid_in_largest,
            paid_in_first_number,
            paid_in_over_T,
            paid_in_with_ones_left,
            paid_in_untransposed,
        )
    ],
    ("onehot-product", weights_without_sign),
    ("onehot-pay-in", at_most_two_repeats),
]


# ---- correct, in another style --------------------------------------------------------------


def product_by_sign(x, E):
    return x @ E


def product_by_einsum(x, E):
    return np.einsum("v,vd->d", x.astype("float32"), E.astype("float32"))


def product_by_lists(x, E):
    return [sum(float(x[k]) * float(E[k, j]) for k in range(len(x))) for j in range(E.shape[1])]


def product_by_broadcasting(x, E):
    return (x[:, None] * E).sum(axis=0)


def text_by_loop(E, ids):
    total = np.zeros(E.shape[1])
    for i in ids:
        total += E[i] / len(ids)
    return total


def text_by_product(E, ids):
    return one_hot(ids, len(E)).mean(axis=0) @ E


def text_by_lists(E, ids):
    rows = [E[i].tolist() for i in ids]
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def text_in_float32(E, ids):
    return E.astype(np.float32)[ids].sum(0) / np.float32(len(ids))


def paid_in_by_add_at(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    np.add.at(dE, ids, G)
    return dE


def paid_in_by_product(ids, G, V):
    return one_hot(ids, V).T @ G


def paid_in_by_einsum(ids, G, V):
    return np.einsum("tv,td->vd", np.eye(V, dtype="float32")[ids], G.astype("float32"))


def paid_in_by_lists(ids, G, V):
    dE = [[0.0] * G.shape[1] for _ in range(V)]
    for i, row in zip(ids, G, strict=True):
        dE[i] = [a + b for a, b in zip(dE[i], row, strict=True)]
    return dE


def layer_by_add_at(texts, words, E, G):
    H, dE = [], np.zeros(E.shape)
    for text, g in zip(texts, G, strict=True):
        ids = [words.index(word) for word in text.split() if word in words]
        H.append(E[np.array(ids, int)].sum(axis=0) / max(len(ids), 1))
        np.add.at(dE, np.array(ids, int), g / max(len(ids), 1))
    return np.array(H), dE.tolist()


RIGHT = [
    ("onehot-text-layer", layer_by_loops),
    ("onehot-text-layer", layer_by_add_at),
    *[
        ("onehot-product", right)
        for right in (product_by_sign, product_by_einsum, product_by_lists, product_by_broadcasting)
    ],
    ("onehot-multiplications", [0, 983_040_000, 32_768]),
    ("onehot-multiplications", np.array([0, 983_040_000.0, 32_768])),
    ("onehot-order", [[1, 4, 3]] * 2),
    ("onehot-order", np.full((2, 3), [1.0, 4.0, 3.0])),
    *[
        ("onehot-mean-of-rows", right)
        for right in (text_by_loop, text_by_product, text_by_lists, text_in_float32)
    ],
    *[
        ("onehot-pay-in", right)
        for right in (paid_in_by_add_at, paid_in_by_product, paid_in_by_einsum, paid_in_by_lists)
    ],
]
