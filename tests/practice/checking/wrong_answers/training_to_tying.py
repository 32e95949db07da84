"""Wrong answers about training, frequency, subwords and tied tables."""

import numpy as np

from embedlab import merge_pair
from tests.practice.checking.wrong_answers.kind import Wrong

__all__ = ["WRONG"]


def pairs(ids, window, *, left=True, itself=False):
    return [
        (centre, ids[k])
        for t, centre in enumerate(ids)
        for k in range(max(0, t - window) if left else t + 1, min(len(ids), t + window + 1))
        if itself or k != t
    ]


def neighbours_backwards(ids, window):
    return [
        (centre, ids[k])
        for t, centre in enumerate(ids)
        for k in reversed(range(max(0, t - window), min(len(ids), t + window + 1)))
        if k != t
    ]


def softmax(Z, axis=-1):
    P = np.exp(Z)
    return P / P.sum(axis=axis, keepdims=True)


def one_step(E, W, centre, neighbour, lr, *, lr_W=None, sign=1.0):
    e = E[centre]
    dz = softmax(W @ e) - (np.arange(len(W)) == neighbour)
    new_E = E.copy()
    new_E[centre] = e - sign * lr * W.T @ dz
    return new_E, W - sign * (lr if lr_W is None else lr_W) * np.outer(dz, e)


def one_step_in_place(E, W, centre, neighbour, lr):
    new_E, new_W = one_step(E, W, centre, neighbour, lr)
    E[:] = new_E
    return E, new_W


def count(words, *, first=0, last=0, step=1):
    found = {}
    for word in words:
        for t in range(first, len(word) - step - last):
            found[word[t] + word[t + step]] = found.get(word[t] + word[t + step], 0) + 1
    return found


def merged(pieces, pair, *, whole=None):
    found, i = [], 0
    while i < len(pieces):
        together = tuple(pieces[i : i + 2]) == pair
        found.append((whole or pair[0] + pair[1]) if together else pieces[i])
        i += 2 if together else 1
    return found


def last_place_only(pieces, pair):
    for i in reversed(range(len(pieces) - 1)):
        if tuple(pieces[i : i + 2]) == pair:
            return [*pieces[:i], pair[0] + pair[1], *pieces[i + 2 :]]
    return pieces


def first_pair_dropped(pieces, pair):
    for i in range(len(pieces) - 1):
        if tuple(pieces[i : i + 2]) == pair:
            return pieces[:i] + pieces[i + 2 :]
    return pieces


def tokens(words, merges):
    lengths = []
    for word in words:
        pieces = list(word)
        for pair in merges:
            pieces = merge_pair(pieces, pair)
        lengths.append(len(pieces))
    return lengths


def role_in(ids, G, H, dlogits):
    dE = np.zeros((dlogits.shape[1], H.shape[1]))
    np.add.at(dE, ids, G)
    return dE


def role_in_last(ids, G, H, dlogits):
    dE = np.zeros((dlogits.shape[1], H.shape[1]))
    dE[ids] = G
    return dE


def pair_parts(E, token, target, shares=softmax):
    h = E[token]
    dlogits = shares(E @ h) - (np.arange(len(E)) == target)
    into = np.zeros(E.shape)
    into[token] = dlogits @ E
    return into, np.outer(dlogits, h)


def pair_gradient(E, token, target, *, into=1.0, out=1.0, shares=softmax):
    as_input, as_output = pair_parts(E, token, target, shares)
    return into * as_input + out * as_output


def probabilities_as_input(E, token, target):
    dE = np.zeros(E.shape)
    dE[token] = softmax(E @ E[token]) @ E
    return dE


WRONG = (
    Wrong("training-pairs", "sorted", lambda ids, window: sorted(pairs(ids, window))),
    Wrong("training-pairs", "neighbours backwards", neighbours_backwards),
    Wrong(
        "training-pairs",
        "right only + neighbour first",
        lambda ids, window: [(b, a) for a, b in pairs(ids, window, left=False)],
    ),
    Wrong(
        "training-pairs",
        "window one less + centre itself",
        lambda ids, window: pairs(ids, window - 1, itself=True),
    ),
    Wrong(
        "training-pairs",
        "window one more + right only",
        lambda ids, window: pairs(ids, window + 1, left=False),
    ),
    Wrong("training-pairs", "number of pairs", lambda ids, window: len(pairs(ids, window))),
    Wrong("training-pairs", "first only", lambda ids, window: pairs(ids, window)[:1]),
    Wrong("training-p-minus-y", "rounded too far", (0.1, -0.6, 0.5)),
    Wrong("training-p-minus-y", "percent", (12.5, -62.5, 50)),
    Wrong("training-p-minus-y", "sign for minus one", (0.125, -0.375, 0.5)),
    Wrong("training-p-minus-y", "divided by the number", (0.333, 0, 1.333)),
    Wrong("training-p-minus-y", "one entry only", -0.625),
    Wrong("training-p-minus-y", "no label + sign flipped", (-0.125, -0.375, -0.5)),
    Wrong("training-p-minus-y", "loss for gradient", 0.981),
    Wrong("training-mend-softmax", "base 2", lambda Z: 2**Z / (2**Z).sum(axis=1, keepdims=True)),
    Wrong("training-mend-softmax", "transposed", lambda Z: softmax(Z, 1).T),
    Wrong(
        "training-mend-softmax",
        "squared for exp",
        lambda Z: Z**2 / (Z**2).sum(axis=1, keepdims=True),
    ),
    Wrong(
        "training-mend-softmax",
        "unit length for sum",
        lambda Z: np.exp(Z) / np.linalg.norm(np.exp(Z), axis=1, keepdims=True),
    ),
    Wrong("training-mend-softmax", "sign flipped + wrong axis", lambda Z: softmax(-Z, 0)),
    Wrong("training-mend-softmax", "rounded", lambda Z: softmax(Z, 1).round(1)),
    Wrong("training-mend-softmax", "first only", lambda Z: softmax(Z, 1)[0]),
    Wrong(
        "training-one-step",
        "rate squared",
        lambda E, W, centre, neighbour, lr: one_step(E, W, centre, neighbour, lr**2),
    ),
    Wrong(
        "training-one-step",
        "rate left out",
        lambda E, W, centre, neighbour, lr: one_step(E, W, centre, neighbour, 1.0),
    ),
    Wrong(
        "training-one-step",
        "rate left out of W",
        lambda E, W, centre, neighbour, lr: one_step(E, W, centre, neighbour, lr, lr_W=1.0),
    ),
    Wrong("training-one-step", "order swapped", lambda *case: one_step(*case)[::-1]),
    Wrong("training-one-step", "input changed", one_step_in_place),
    Wrong(
        "training-one-step",
        "mean over V",
        lambda E, W, centre, neighbour, lr: one_step(E, W, centre, neighbour, lr / len(W)),
    ),
    Wrong(
        "training-one-step",
        "one place below",
        lambda E, W, centre, neighbour, lr: one_step(E, W, centre, (neighbour + 1) % len(W), lr),
    ),
    Wrong(
        "training-one-step",
        "uphill + E stays",
        lambda E, W, centre, neighbour, lr: (
            E,
            one_step(E, W, centre, neighbour, lr, sign=-1.0)[1],
        ),
    ),
    Wrong(
        "training-one-step",
        "rate left out + uphill",
        lambda E, W, centre, neighbour, lr: one_step(E, W, centre, neighbour, 1.0, sign=-1.0),
    ),
    Wrong("subwords-merge", "last place only", last_place_only),
    Wrong(
        "subwords-merge",
        "pieces swapped",
        lambda pieces, pair: merged(pieces, pair, whole=pair[1] + pair[0]),
    ),
    Wrong(
        "subwords-merge", "tuple for piece", lambda pieces, pair: merged(pieces, pair, whole=pair)
    ),
    Wrong("subwords-merge", "one text", lambda pieces, pair: "".join(merged(pieces, pair))),
    Wrong("subwords-merge", "answer backwards", lambda pieces, pair: merged(pieces, pair)[::-1]),
    Wrong("subwords-merge", "pair left out + first place only", first_pair_dropped),
    Wrong("tying-saved", "two bytes", (16_384_000, 32.768)),
    Wrong("tying-saved", "kB for MB", (16_384_000, 65_536)),
    Wrong("tying-saved", "GB for MB", (16_384_000, 0.065536)),
    Wrong("tying-saved", "order swapped", (65.536, 16_384_000)),
    Wrong("tying-saved", "in thousands", (16_384, 65.536)),
    Wrong("tying-saved", "two tables + MiB", (32_768_000, 125.0)),
    Wrong("tying-saved", "added + bits", (32_512, 1.04)),
    Wrong(
        "tying-two-roles", "difference of roles", lambda *case: role_in(*case) - case[3].T @ case[2]
    ),
    Wrong("tying-two-roles", "sign flipped", lambda *case: -role_in(*case) - case[3].T @ case[2]),
    Wrong(
        "tying-two-roles",
        "output role twice",
        lambda *case: role_in(*case) + 2 * case[3].T @ case[2],
    ),
    Wrong(
        "tying-two-roles",
        "mean for sum in the output role",
        lambda *case: role_in(*case) + case[3].T @ case[2] / len(case[2]),
    ),
    Wrong("tying-two-roles", "transposed", lambda *case: (role_in(*case) + case[3].T @ case[2]).T),
    Wrong("tying-two-roles", "last repeat only + output role missing", role_in_last),
    Wrong(
        "tying-two-roles",
        "last repeat only + mean of roles",
        lambda *case: (role_in_last(*case) + case[3].T @ case[2]) / 2,
    ),
    Wrong("tying-start", "squared for rooted", (64, 4096)),
    Wrong("tying-start", "no spread", (64, 0)),
    Wrong("tying-start", "one product only", (1, 8)),
    Wrong("tying-start", "mean 0 + not rooted", (0, 64)),
    Wrong("tying-start", "factor 2", (128, 16)),
    Wrong("tying-one-pair", "input role twice", lambda *case: pair_gradient(*case, into=2.0)),
    Wrong("tying-one-pair", "output role twice", lambda *case: pair_gradient(*case, out=2.0)),
    Wrong(
        "tying-one-pair",
        "mean over V",
        lambda E, token, target: pair_gradient(E, token, target) / len(E),
    ),
    Wrong(
        "tying-one-pair",
        "sigmoid for softmax",
        lambda *case: pair_gradient(*case, shares=lambda z: 1 / (1 + np.exp(-z))),
    ),
    Wrong(
        "tying-one-pair", "no exp", lambda *case: pair_gradient(*case, shares=lambda z: z / z.sum())
    ),
    Wrong(
        "tying-one-pair",
        "sign flipped + input role missing",
        lambda *case: pair_gradient(*case, into=0.0, out=-1.0),
    ),
    Wrong("tying-one-pair", "output role missing + no label", probabilities_as_input),
    Wrong("tying-one-pair", "transposed", lambda *case: pair_gradient(*case).T),
)
