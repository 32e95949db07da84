"""Second ways to the answers of number cards, from lesson 08 on: name → (way, wrong ways …)."""

from fractions import Fraction
from itertools import count
from math import comb

import numpy as np

import embedlab as el
from embedlab.attention import causal_mask

TURN = np.array([[0, 1], [-1, 0]])
MERGED = {
    "possess": "p-o-ss-e-ss",
    "pssst": "p-ss-s-t",
    "assess": "a-ss-e-ss",
    "lessons": "l-e-ss-o-n-s",
    "mississippi": "m-i-ss-i-ss-i-p-p-i",
}


def two_uses(g, h, dz):
    """A loss with exactly these gradients, nudged."""
    return el.finite_difference(lambda E: g * E[1, 0] + h * (E[:, 0] * dz).sum(), np.zeros((3, 1)))[
        1, 0
    ]


def decayed(x, lr, n):
    E, state = np.array([[float(x)]]), None
    for _ in range(n):
        E, state = el.adamw(E, np.zeros((1, 1)), state, lr=lr, weight_decay=0.1)
    return E.item()


LATER = {
    "frequency-turns": (
        lambda c, N, n: 1 / Fraction(n * c, N),
        lambda c, N, n: N / c,
        lambda c, N, n: n * c / N,
    ),
    "frequency-zipf": (
        lambda a, b, c: Fraction(c) / (Fraction(b) / a),
        lambda a, b, c: c / b,
        lambda a, b, c: c * b / a,
    ),
    "frequency-missed": (
        lambda m: 100 * (1 - m / 1e7) ** 1e7,
        lambda m: 100 * (1 - np.exp(-m)),
        lambda m: 100 / (m + 1),
    ),
    "subwords-size": (lambda c, m: len([*range(c), *range(m)]), lambda c, m: c * m, lambda c, m: m),
    "subwords-merge": (lambda word: MERGED[word], lambda word: "-".join(word), lambda word: word),
    "tying-two-roles": (
        two_uses,
        lambda g, h, dz: g,
        lambda g, h, dz: h * dz[1],
        lambda g, h, dz: (g + h * dz[1]) / 2,
    ),
    "tying-start": (lambda d: (np.ones(d) ** 2).sum(), lambda d: d**0.5, lambda d: 1.0),
    "tying-saved": (el.parameter_count, lambda V, d: 2 * V * d, lambda V, d: V + d),
    "pretrained-frozen": (
        decayed,
        lambda x, lr, n: x,
        lambda x, lr, n: x * (1 - n * lr),
        lambda x, lr, n: 0,
    ),
    "pretrained-trained": (
        lambda d, C, V: np.ones((C, d)).size + np.ones(C).size,
        lambda d, C, V: C * d,
        lambda d, C, V: V * d,
        lambda d, C, V: V * d + C * (d + 1),
    ),
    "pretrained-chance": (
        lambda C: 100 * np.mean(np.arange(C) == 0),
        lambda C: C,
        lambda C: 100 / (C - 1),
    ),
    "dimension-choose-d": (
        lambda losses: dict(zip(losses, (4, 16, 64, 256), strict=True))[min(losses)],
        lambda losses: (4, 16, 64, 256)[np.argmax(losses)],
        min,
    ),
    "dimension-activations": (
        lambda B, T, V, d: np.empty((B, T, d), bool).size,
        lambda B, T, V, d: V * d,
        lambda B, T, V, d: B * T,
        lambda B, T, V, d: B * T * V,
    ),
    "dimension-heads": (
        lambda d, h: next(n for n in count(d) if n % h == 0),
        lambda d, h: d + h,
        lambda d, h: d * h,
    ),
    "dimension-scaled-scores": (
        lambda s: np.sqrt(sum(s**2 * s**2 / 64 for _ in range(64))),
        lambda s: s,
        lambda s: s**2 * 8,
    ),
    "dimension-eight-bits": (
        lambda V, d: np.broadcast_to(np.int8(0), (V, d)).nbytes / 1e6,
        lambda V, d: V * d * 4 / 1e6,
        lambda V, d: V * d * 8 / 1e6,
    ),
    "transformer-shape": (
        lambda B, T, d: (B, T, d),
        lambda B, T, d: (B, T, 2 * d),
        lambda B, T, d: (B, 2 * T, d),
    ),
    "transformer-averages": (lambda rows: np.mean([row for row in rows if row]), np.mean, sum),
    "transformer-causal": (
        lambda T: causal_mask(T).sum(),
        lambda T: T * T,
        lambda T: T * (T - 1) // 2,
    ),
    "transformer-minus-one": (
        lambda a, b: [[0, 3], [a, b]],
        lambda a, b: [[0, 3], [0, 0]],
        lambda a, b: [[0, 3], [5, 0]],
    ),
    "transformer-difference": (
        lambda e, P, s, t: (np.array(e) + P[s]) - (np.array(e) + P[t]),
        lambda e, P, s, t: np.subtract(P[t], P[s]),
        lambda e, P, s, t: np.add(e, P[s]),
    ),
    "transformer-weights": (
        lambda T, t: el.masked_softmax(np.zeros((T, T)), causal_mask(T))[t, 0],
        lambda T, t: 1 / T,
        lambda T, t: 1 / t,
    ),
    "transformer-resize": (
        lambda d, n: 2 * el.parameter_count(n, d),
        lambda d, n: n * d,
        lambda d, n: 2 * n,
    ),
    "beyond-mean-friends": (
        lambda V, n: np.bincount(np.arange(2 * n) % V).mean(),
        lambda V, n: n / V,
        lambda V, n: n,
    ),
    "beyond-rotated-dot": (
        lambda e, f: (np.array(e) @ TURN) @ (np.array(f) @ TURN),
        lambda e, f: (np.array(e) @ TURN) @ np.array(f),
        lambda e, f: -np.dot(e, f),
    ),
    "beyond-new-address": (
        lambda order, i: np.argsort(np.argsort(order))[i],
        lambda order, i: len(order),
    ),
    "beyond-table-size": (
        lambda V, d: np.empty((V, d), bool).size,
        lambda V, d: V + d,
        lambda V, d: V,
    ),
    "scale-cost-of-a-pair": (
        lambda V, d, k: (np.ones((k + 1, d)) @ np.ones(d)).sum(),
        lambda V, d, k: V * d,
        lambda V, d, k: k * d,
        lambda V, d, k: 2 * (k + 1) * d,
    ),
    "scale-shared-weight": (lambda S, k: Fraction(k, S), lambda S, k: S / k, lambda S, k: 1 / S),
    "scale-with-state": (
        lambda V, d: 3 * np.broadcast_to(np.float32(0), (V, d)).nbytes / 1e6,
        lambda V, d: V * d * 4 / 1e6,
        lambda V, d: V * d * 8 / 1e6,
        lambda V, d: 3 * V * d / 1e6,
    ),
    "scale-rows-travel": (
        lambda n, ids: len({i for i in ids if i % n}),
        lambda n, ids: sum(i % n > 0 for i in ids),
        lambda n, ids: len(set(ids)),
        lambda n, ids: len(ids),
    ),
    "scale-start-loss": (
        lambda k: -np.log(np.full(k + 1, 0.5)).sum(),
        lambda k: k * np.log(2),
        lambda k: np.log(2),
        lambda k: np.log(k + 1),
    ),
    "scale-cells": (
        lambda V, C, n: sum(1 for _ in range(C)) + sum(V // C for _ in range(n)),
        lambda V, C, n: n * V // C,
        lambda V, C, n: V,
        lambda V, C, n: C + V // C,
    ),
    "scale-owner": (
        lambda n, i: list(divmod(i, n))[::-1],
        lambda n, i: list(divmod(i, n)),
        lambda n, i: [i % n, i],
    ),
    "scale-rounds": (
        lambda N, p, r: len(range(0, N // p, r)),
        lambda N, p, r: N // r,
        lambda N, p, r: N // p,
    ),
    "scale-slope": (lambda s, n: np.exp(s * np.log(n)), lambda s, n: n + s, lambda s, n: s**n),
    "trust-luck": (
        lambda n, p: np.sqrt(  # the standard deviation of the binomial distribution, term by term
            sum(
                comb(n, k) * (p / n) ** k * (1 - p / n) ** (n - k) * (k - p) ** 2
                for k in range(n + 1)
            )
        ),
        lambda n, p: p * (1 - p / n),
        lambda n, p: np.sqrt(n),
    ),
    "trust-same-by-chance": (
        lambda V, k: sum(  # the mean of the hypergeometric distribution, term by term
            n * comb(k, n) * comb(V - 1 - k, k - n) / comb(V - 1, k) for n in range(k + 1)
        ),
        lambda V, k: k / V,
        lambda V, k: k,
        lambda V, k: k / (V - 1),
    ),
}
