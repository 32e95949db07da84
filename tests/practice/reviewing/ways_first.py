"""Second ways to the answers of number cards, lessons 00 to 07: name → (way, wrong ways …)."""

from fractions import Fraction

import numpy as np

import embedlab as el
from embedlab.softmax import log_softmax

TABLE = [[0, 1], [2, 0], [-1, 3], [4, -2]]


def numbered(text):
    """The IDs of a text, by a loop as in the lesson."""
    vocabulary = {}
    for word in text.split():
        if word not in vocabulary:
            vocabulary[word] = len(vocabulary)
    return [vocabulary[word] for word in text.split()]


def best_cut(kinds):
    """By trying every cut, with both answers on its left."""
    n = len(kinds)
    lists = [a * k + b * (n - k) for k in range(n + 1) for a, b in ("AF", "FA")]
    return max(sum(x == y for x, y in zip(kinds, one, strict=True)) for one in lists)


def moved_by(ids, V):
    new = el.gradient_step(np.zeros((V, 1)), ids, np.ones((len(ids), 1)), 0.1)
    return int((new != 0).sum())


def descended(W, e, dz):
    """One step, its gradient by finite differences."""
    de = el.finite_difference(lambda e: (np.array(W) @ e[0] * dz).sum(), np.array([e], float))[0]
    return np.array(e) - 0.1 * de


def after_lookup(optimizer, g, lr):
    """A row of one entry, from 0, after a step with gradient g and one without."""
    E, state = optimizer([[0.0]], [[float(g)]], None, lr=lr)
    return optimizer(E, [[0.0]], state, lr=lr)[0].item()


def nudged(p, k):
    z = np.log([p])
    return el.finite_difference(lambda z: -log_softmax(z[0])[k], z)[0, k]


def by_law_of_cosines(a, b):
    a, b = np.array(a), np.array(b)
    return (a @ a + b @ b - (a - b) @ (a - b)) / (2 * np.sqrt((a @ a) * (b @ b)))


FIRST = {
    "start-row": (
        lambda i, a, b: [[0, 1], [a, 0], [-1, b], [4, -2]][i],
        lambda i, a, b: [[0, 1], [a, 0], [-1, b], [4, -2]][i - 1],
        lambda i, a, b: np.transpose([[0, 1], [a, 0], [-1, b], [4, -2]])[i % 2].tolist(),
    ),
    "tokens-first-come": (
        lambda text: numbered(text)[-1],
        lambda text: len(text.split()) - 1,
        lambda text: numbered(text)[-1] + 1,
    ),
    "tokens-largest-id": (lambda V: list(range(V))[-1], lambda V: V, lambda V: V + 1),
    "tokens-characters": (
        lambda text: sum(1 for _ in text),
        lambda text: len(text.replace(" ", "")),
        lambda text: len(text.split()),
    ),
    "tokens-score-step": (lambda w, i, j: (w * j + 3) - (w * i + 3), lambda w, i, j: j - i),
    "tokens-cut": (best_cut, lambda kinds: len(kinds)),
    "lookup-shape": (
        lambda B, T, V, d: el.lookup(np.empty((V, d)), np.zeros((B, T), int)).shape,
        lambda B, T, V, d: (B * T, d),
        lambda B, T, V, d: (B, d, T),
        lambda B, T, V, d: (B, T, V),
    ),
    "lookup-count": (lambda ids: len(el.lookup(np.eye(9), ids)), lambda ids: len(set(ids))),
    "lookup-bytes": (
        lambda V, d: np.empty((V, d), "float32").nbytes / 1e6,
        lambda V, d: V * d / 1e6,
        lambda V, d: (V + d) * 4 / 1e6,
        lambda V, d: V * d * 4 / 2**20,
        lambda V, d: V * d * 32 / 1e6,
    ),
    "lookup-parameters": (lambda V, d: sum(d for _ in range(V)), lambda V, d: V + d),
    "lookup-steps": (lambda V, d: el.lookup(np.empty((V, d)), 0).size, lambda V, d: V * d),
    "lookup-values": (
        lambda B, T, d: el.lookup(np.empty((9, d)), np.zeros((B, T), int)).size,
        lambda B, T, d: B * T,
        lambda B, T, d: B * T + d,
    ),
    "lookup-one-too-high": (lambda V: max(range(V)) + 1, lambda V: V - 1, lambda V: V + 1),
    "lookup-half": (
        lambda mb: mb * np.dtype("float16").itemsize / np.dtype("float32").itemsize,
        lambda mb: mb * 2,
    ),
    "onehot-product": (
        lambda x: sum(np.array(row) * share for row, share in zip(TABLE, x, strict=True)).tolist(),
        lambda x: np.dot(TABLE, x[:2]).tolist(),
        lambda x: np.sum(TABLE, axis=0).tolist(),
    ),
    "onehot-multiplications": (
        lambda N, V, d: (np.ones((N, V)) @ np.ones((V, d))).sum(),
        lambda N, V, d: N * d,
        lambda N, V, d: V * d,
        lambda N, V, d: N * V,
    ),
    "onehot-one-hot-shape": (
        lambda B, T, V, d: (B, T, V),
        lambda B, T, V, d: (B, T, d),
        lambda B, T, V, d: (V, T),
    ),
    "onehot-memory": (
        lambda N, V: np.broadcast_to(np.float32(0), (N, V)).nbytes / 1e6,
        lambda N, V: N * V / 1e6,
        lambda N, V: N * V * 8 / 1e6,
        lambda N, V: N * 8 / 1e6,
    ),
    "onehot-nudge": (
        lambda h, w: el.finite_difference(lambda h: ((h - w) ** 2).sum() / 2, [[float(h)]])[0, 0],
        lambda h, w: (h - w) ** 2 / 2,
        lambda h, w: w - h,
    ),
    "onehot-gradient-shape": (
        lambda B, T, V, d: el.row_gradient(np.zeros((B, T), int), np.ones((B, T, d)), V).shape,
        lambda B, T, V, d: (B, T, d),
        lambda B, T, V, d: (d, V),
    ),
    "onehot-counts": (
        lambda ids: [ids.count(i) for i in range(5)],
        lambda ids: [int(i in ids) for i in range(5)],
        lambda ids: sorted(ids),
    ),
    "similarity-cosine": (by_law_of_cosines, np.dot),
    "similarity-distance": (
        lambda D: max(range(5), key=lambda i: 1 - D[i]),
        lambda D: D.index(max(D)),
    ),
    "similarity-scaled": (
        lambda c, m: el.cosine([m, 0], [-c, -((1 - c * c) ** 0.5)]),
        lambda c, m: c,
        lambda c, m: -m * c,
    ),
    "similarity-unit-distance": (
        lambda c: ((np.array([1, 0]) - [c, (1 - c * c) ** 0.5]) ** 2).sum(),
        lambda c: 1 - c,
        lambda c: 2 - c,
    ),
    "initialization-spread": (
        lambda s, d: np.sqrt(sum(s**2 * s**2 for _ in range(d))),
        lambda s, d: s**2 * d,
        lambda s, d: s**2,
    ),
    "initialization-length": (
        lambda s, d: np.linalg.norm([s] * d),
        lambda s, d: s * d,
        lambda s, d: s,
    ),
    "initialization-uniform": (
        lambda a: np.linspace(-a, a, 100_001).std(),
        lambda a: a,
        lambda a: a * 3**0.5,
        lambda a: a / 3,
    ),
    "initialization-pad": (lambda s: np.sqrt(s**2), lambda s: 0, lambda s: s**2),
    "gradient-duplicates": (
        lambda G: el.row_gradient([2, 0, 2], np.array(G)[:, None], 3)[2, 0],
        lambda G: G[2],
        lambda G: (G[0] + G[2]) / 2,
        sum,
    ),
    "gradient-unread": (lambda V, ids: moved_by(ids, V), lambda V, ids: len(ids), lambda V, ids: V),
    "gradient-step": (
        descended,
        lambda W, e, dz: np.array(e) - 0.1 * np.array(W) @ dz,
        lambda W, e, dz: np.array(e) + 0.1 * np.transpose(W) @ dz,
    ),
    "gradient-sign": (
        lambda x, g, lr: el.sgd([[float(x)]], [[float(g)]], lr=lr)[0].item(),
        lambda x, g, lr: x + lr * g,
        lambda x, g, lr: x - g,
        lambda x, g, lr: -lr * g,
    ),
    "gradient-check": (
        lambda above, below: float((Fraction(str(above)) - Fraction(str(below))) * 50),
        lambda above, below: above - below,
        lambda above, below: (above - below) / 0.01,
        lambda above, below: (below - above) / 0.02,
    ),
    "gradient-momentum": (
        lambda g, lr: after_lookup(el.momentum, g, lr),
        lambda g, lr: -lr * g,
        lambda g, lr: -lr * g * 0.9,
        lambda g, lr: -2 * lr * g,
    ),
    "gradient-decay": (
        lambda x, lr, decay: el.adamw([[float(x)]], [[0.0]], lr=lr, weight_decay=decay)[0].item(),
        lambda x, lr, decay: x,
        lambda x, lr, decay: x * (1 - decay),
        lambda x, lr, decay: x - lr * decay,
    ),
    "gradient-plus-equals": (
        lambda G: [G[1], 0, G[2]],
        lambda G: [G[1], 0, G[0] + G[2]],
        lambda G: [G[1], 0, G[0]],
    ),
    "gradient-pad": (
        lambda n, g: el.gradient_step(np.zeros((1, 1)), [0] * n, [[g]] * n, 0.1)[0, 0],
        lambda n, g: 0,
        lambda n, g: -0.1 * g,
        lambda n, g: 0.1 * n * g,
    ),
    "training-start-loss": (
        lambda V: -log_softmax(np.zeros(V))[0],
        lambda V: 1 / V,
        np.log2,
        lambda V: V,
    ),
    "training-pairs": (
        lambda n, w: len(el.skipgram_pairs([list(range(n))], window=w)),
        lambda n, w: len(el.skipgram_pairs([list(range(n))], window=w)) / 2,
        lambda n, w: 2 * n * w,
    ),
    "training-softmax": (
        lambda k: np.divide(*np.exp(log_softmax([k, 0.0]))),
        lambda k: k,
        lambda k: 2**k,
        lambda k: np.exp(k) / (1 + np.exp(k)),
    ),
    "training-perplexity": (
        lambda loss: np.e**loss,
        lambda loss: 2**loss,
        lambda loss: loss,
        lambda loss: np.exp(-loss),
    ),
    "training-p-minus-y": (nudged, lambda p, k: p[k], lambda p, k: 1 - p[k]),
}
