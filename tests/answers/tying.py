"""Answers to the exercises of lesson 10 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import math

import numpy as np

from embedlab.practice.exercises import registry
from embedlab.tying import fit_bigram, tied_gradients

# ---- wrong ----------------------------------------------------------------------------------


def roles_subtracted(ids, G, H, dlogits):
    dE = dlogits.T @ H
    np.subtract.at(dE, ids, G)
    return dE


def output_averaged_over_batch(ids, G, H, dlogits):
    dE = dlogits.T @ H / len(ids)
    np.add.at(dE, ids, G)
    return dE


def output_for_read_rows_only(ids, G, H, dlogits):
    as_output, dE = dlogits.T @ H, np.zeros((dlogits.shape[1], H.shape[1]))
    for i in set(ids.tolist()):
        dE[i] = as_output[i]
    np.add.at(dE, ids, G)
    return dE


def output_transposed(ids, G, H, dlogits):
    return H.T @ dlogits


def ids_from_one(ids, G, H, dlogits):
    dE = dlogits.T @ H
    np.add.at(dE, ids - 1, G)
    return dE


def pair_target_row_only(E, token, target):
    h = E[token]
    p = np.exp(E @ h) / np.exp(E @ h).sum()
    dE = np.zeros_like(E)
    dE[target] = (p[target] - 1) * h
    dE[token] += (p - (np.arange(len(E)) == target)) @ E
    return dE


def pair_logits_for_probabilities(E, token, target):
    dlogits = E @ E[token] - (np.arange(len(E)) == target)
    dE = np.outer(dlogits, E[token])
    dE[token] += dlogits @ E
    return dE


def pair_not_normalised(E, token, target):
    dlogits = np.exp(E @ E[token]) - (np.arange(len(E)) == target)
    dE = np.outer(dlogits, E[token])
    dE[token] += dlogits @ E
    return dE


def pair_returns_loss(E, token, target):
    logits = E @ E[token]
    return np.log(np.exp(logits).sum()) - logits[target]


def pair_input_from_target_row(E, token, target):
    h = E[token]
    p = np.exp(E @ h) / np.exp(E @ h).sum()
    dlogits = p - (np.arange(len(E)) == target)
    dE = np.outer(dlogits, h)
    dE[token] += dlogits[target] * E[target]
    return dE


def train_without_mean_by_one_pair(pairs, V, d, steps, lr, seed):
    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))
    for k in range(steps):  # one pair per step
        token, target = pairs[k % len(pairs)]
        as_input, as_output, _ = tied_gradients(E, [token], [target])
        E = E - lr * (as_input + as_output)
    return E


def train_uphill(pairs, V, d, steps, lr, seed):
    return train_by_library(pairs, V, d, steps, -lr, seed)


def train_untied(pairs, V, d, steps, lr, seed):
    return fit_bigram(pairs, V, d, tied=False, steps=max(steps, 1), lr=lr, seed=seed)[0]


def train_with_adam(pairs, V, d, steps, lr, seed):
    return fit_bigram(pairs, V, d, steps=max(steps, 1), lr=lr, seed=seed)[0]


def train_by_library(pairs, V, d, steps, lr, seed):
    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))
    for _ in range(steps):
        as_input, as_output, _ = tied_gradients(E, *np.array(pairs).T)
        E = E - lr * (as_input + as_output)
    return E


def train_without_the_seed(pairs, V, d, steps, lr, seed):
    return registry()["tying-train"].reference(pairs, V, d, steps, lr, None)


WRONG = [
    ("tying-train", train_without_mean_by_one_pair),
    ("tying-train", train_uphill),
    ("tying-train", train_without_the_seed),
    ("tying-train", train_untied),
    ("tying-train", train_with_adam),
    ("tying-saved", (16_384_000, 65_536)),
    ("tying-saved", 16_384_000),
    ("tying-saved", (16_384, 65.536)),
    ("tying-saved", (32_000, 0.128)),
    ("tying-two-roles", roles_subtracted),
    ("tying-two-roles", output_averaged_over_batch),
    ("tying-two-roles", output_for_read_rows_only),
    ("tying-two-roles", output_transposed),
    ("tying-two-roles", ids_from_one),
    ("tying-symmetric", ("a", 1)),
    ("tying-symmetric", ("c", 4)),
    ("tying-symmetric", ("b", 4)),
    ("tying-symmetric", "b"),
    ("tying-start", (64, 32)),
    ("tying-start", (64, 0)),
    ("tying-start", (4096, 64)),
    ("tying-start", 64),
    ("tying-one-pair", pair_target_row_only),
    ("tying-one-pair", pair_logits_for_probabilities),
    ("tying-one-pair", pair_not_normalised),
    ("tying-one-pair", pair_returns_loss),
    ("tying-one-pair", pair_input_from_target_row),
]


# ---- correct, in another style --------------------------------------------------------------


def roles_by_loops(ids, G, H, dlogits):
    B, V = len(dlogits), len(dlogits[0])
    d = len(H[0])
    dE = [[0.0] * d for _ in range(V)]
    for b in range(B):
        for j in range(d):
            dE[ids[b]][j] += G[b][j]
            for k in range(V):
                dE[k][j] += dlogits[b][k] * H[b][j]
    return dE


def roles_by_one_hot(ids, G, H, dlogits):
    hot = np.eye(dlogits.shape[1], dtype=np.float32)[ids]
    as_output = np.einsum("bv,bd->vd", dlogits, H).astype(np.float32)
    return as_output + np.einsum("bv,bd->vd", hot, G.astype(np.float32))


def pair_by_differences(E, token, target):
    def loss(E):
        logits = E @ E[token]
        return np.log(np.exp(logits).sum()) - logits[target]

    dE = np.zeros(E.shape)
    for index in np.ndindex(*E.shape):
        up, down = E.astype(float), E.astype(float)
        up[index] += 1e-5
        down[index] -= 1e-5
        dE[index] = (loss(up) - loss(down)) / 2e-5
    return dE


def pair_by_library(E, token, target):
    as_input, as_output, _ = tied_gradients(E, [token], [target])
    return as_input + as_output


def pair_by_loops(E, token, target):
    h = E[token].tolist()
    logits = [sum(a * b for a, b in zip(row, h, strict=True)) for row in E.tolist()]
    top = max(logits)
    total = sum(math.exp(x - top) for x in logits)
    dlogits = [math.exp(x - top) / total - (k == target) for k, x in enumerate(logits)]
    dE = [[g * x for x in h] for g in dlogits]
    for k, g in enumerate(dlogits):
        for j in range(len(h)):
            dE[token][j] += g * float(E[k, j])
    return dE


def train_pair_by_pair(pairs, V, d, steps, lr, seed):
    E = np.random.default_rng(seed).normal(scale=0.1, size=(V, d))
    for _ in range(steps):
        dE = sum(pair_by_loops_array(E, token, target) for token, target in pairs) / len(pairs)
        E = E - lr * dE
    return E.tolist()


def pair_by_loops_array(E, token, target):
    p = np.exp(E @ E[token])
    dlogits = p / p.sum() - np.eye(len(E))[target]
    dE = np.outer(dlogits, E[token])
    dE[token] += dlogits @ E
    return dE


RIGHT = [
    ("tying-train", train_by_library),
    ("tying-train", train_pair_by_pair),
    ("tying-saved", [16_384_000, 65.54]),
    ("tying-saved", np.array([16_384_000, 65.536], np.float32)),
    ("tying-saved", (32_000 * 512, 32_000 * 512 * 4 / 10**6)),
    ("tying-two-roles", roles_by_loops),
    ("tying-two-roles", roles_by_one_hot),
    ("tying-symmetric", ["b", 1]),
    ("tying-symmetric", ("B", 1)),
    ("tying-start", [64.0, 8.0]),
    ("tying-start", np.array([64, 64**0.5], np.float32)),
    ("tying-one-pair", pair_by_differences),
    ("tying-one-pair", pair_by_library),
    ("tying-one-pair", pair_by_loops),
    ("tying-saved", [16_384_000, 65.5]),
    ("tying-saved", [16.384e6, 65.54]),
]
