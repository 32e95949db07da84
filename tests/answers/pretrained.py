"""Answers to the exercises of lesson 11 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import math

import numpy as np

from embedlab import cosine, norm

# ---- wrong ----------------------------------------------------------------------------------


def last_rows(words, known, E_known):
    return E_known[-len(words) :]


def rows_inverse(words, known, E_known):
    order = [words.index(word) for word in known if word in words]
    return E_known[order]


def columns_by_word(words, known, E_known):
    return np.array([E_known[known.index(word)] for word in words]).T


def known_order_whole(words, known, E_known):
    return E_known


def sorted_by_last_letter(words, known, E_known):
    return np.array(
        [E_known[known.index(word)] for word in sorted(words, key=lambda w: (w[-1], w))]
    )


def unknown_ones(words, known, E_known):
    return np.array(
        [E_known[known.index(w)] if w in known else np.ones(E_known.shape[1]) for w in words]
    )


def unknown_at_end(words, known, E_known):
    rows = [E_known[known.index(w)] for w in words if w in known]
    return np.array(rows + [E_known.mean(axis=0)] * (len(words) - len(rows)))


def unknown_sum(words, known, E_known):
    return np.array([E_known[known.index(w)] if w in known else E_known.sum(axis=0) for w in words])


def unknown_median(words, known, E_known):
    return np.array(
        [E_known[known.index(w)] if w in known else np.median(E_known, axis=0) for w in words]
    )


def unknown_raises(words, known, E_known):
    return np.array([E_known[known.index(w)] for w in words])


def everything_mean(words, known, E_known):
    return np.array([E_known.mean(axis=0) for _ in words])


def lean_to_second(word, pairs):
    return np.mean([cosine(word, second) for _, second in pairs])


def lean_squared_lengths(word, pairs):
    ways = [b / (b @ b) - a / (a @ a) for a, b in pairs]
    return np.mean([cosine(word, way) for way in ways])


def lean_half_scaled(word, pairs):
    return np.mean([cosine(word, b / norm(b) - a) for a, b in pairs])


def lean_distance(word, pairs):
    return 1 - lean_by_library(word, pairs)


def lean_one_direction_for_all(word, pairs):
    ways = [b / norm(b) - a / norm(a) for a, b in pairs]
    return float(cosine(word, sum(ways)))


def lean_vector(word, pairs):
    return [float(cosine(word, b / norm(b) - a / norm(a))) for a, b in pairs]


def trained_without_softmax(words, known, E_known, X, y, classes, steps, lr):
    E, W, _ = trained_by_loops(words, known, E_known, X, y, classes, 0, lr)
    return E, W, [float(np.log(classes))] * steps


def trained_fine(words, known, E_known, X, y, classes, steps, lr):
    E, W, losses = trained_by_loops(words, known, E_known, X, y, classes, steps, lr)
    return np.array(E) - 0.01 * steps, W, losses


def trained_with_a_last_loss(words, known, E_known, X, y, classes, steps, lr):
    E, W, _ = trained_by_loops(words, known, E_known, X, y, classes, steps, lr)
    return E, W, trained_by_loops(words, known, E_known, X, y, classes, steps + 1, lr)[2]


WRONG = [
    ("pretrained-row-order", last_rows),
    ("pretrained-row-order", rows_inverse),
    ("pretrained-row-order", columns_by_word),
    ("pretrained-row-order", known_order_whole),
    ("pretrained-row-order", sorted_by_last_letter),
    ("pretrained-frozen", (2.56, 1.28)),
    ("pretrained-frozen", (2.56, -2)),
    ("pretrained-frozen", (5.76, -2.88)),
    ("pretrained-frozen", 0.64),
    ("pretrained-unknown", unknown_ones),
    ("pretrained-unknown", unknown_at_end),
    ("pretrained-unknown", unknown_sum),
    ("pretrained-unknown", unknown_median),
    ("pretrained-unknown", unknown_raises),
    ("pretrained-unknown", everything_mean),
    ("pretrained-lean", lean_to_second),
    ("pretrained-lean", lean_squared_lengths),
    ("pretrained-lean", lean_half_scaled),
    ("pretrained-lean", lean_distance),
    ("pretrained-lean", lean_one_direction_for_all),
    ("pretrained-lean", lean_vector),
    ("pretrained-frozen", [2.6, -1.3]),
    ("pretrained-train-frozen", trained_without_softmax),
    ("pretrained-train-frozen", trained_fine),
    ("pretrained-train-frozen", trained_with_a_last_loss),
]


# ---- correct, in another style --------------------------------------------------------------


def rows_by_search(words, known, E_known):
    return [list(E_known[known.index(word)]) for word in words]


def rows_filled_in(words, known, E_known):
    E = np.empty((len(words), E_known.shape[1]), np.float32)
    for word, row in zip(known, E_known, strict=True):
        if word in words:
            E[words.index(word)] = row
    return E


def unknown_filled_first(words, known, E_known):
    E = np.tile(E_known.mean(axis=0), (len(words), 1))
    for i, word in enumerate(words):
        if word in known:
            E[i] = E_known[known.index(word)]
    return E


def unknown_by_get(words, known, E_known):
    rows = dict(zip(known, E_known.tolist(), strict=True))
    mean = [sum(column) / len(known) for column in zip(*rows.values(), strict=True)]
    return [rows.get(word, mean) for word in words]


def lean_by_library(word, pairs):
    return float(np.mean([cosine(word, b / norm(b) - a / norm(a)) for a, b in pairs]))


def lean_by_loops(word, pairs):
    def unit(a):
        size = math.sqrt(sum(x * x for x in a))
        return [x / size for x in a]

    total = 0.0
    for first, second in pairs:
        way = unit([b - a for a, b in zip(unit(first), unit(second), strict=True)])
        total += sum(a * b for a, b in zip(unit(word), way, strict=True))
    return total / len(pairs)


def lean_single(word, pairs):
    word, pairs = word.astype(np.float32), pairs.astype(np.float32)
    unit = pairs / np.linalg.norm(pairs, axis=2, keepdims=True)
    ways = unit[:, 1] - unit[:, 0]
    return (ways @ word / np.linalg.norm(ways, axis=1)).mean() / np.linalg.norm(word)


def trained_by_loops(words, known, E_known, X, y, classes, steps, lr):
    mean = [sum(column) / len(known) for column in zip(*E_known.tolist(), strict=True)]
    rows = dict(zip(known, E_known.tolist(), strict=True))
    E = [rows.get(word, mean) for word in words]
    texts = [[sum(E[i][j] for i in text) / len(text) for j in range(len(mean))] for text in X]
    W, losses = [[0.0] * len(mean) for _ in range(classes)], []
    for _ in range(steps):
        dW, loss = [[0.0] * len(mean) for _ in range(classes)], 0.0
        for h, label in zip(texts, y, strict=True):
            logits = [sum(a * b for a, b in zip(row, h, strict=True)) for row in W]
            total = sum(map(math.exp, logits))
            loss -= logits[label] - math.log(total)
            for c in range(classes):
                part = math.exp(logits[c]) / total - (c == label)
                dW[c] = [old + part * x for old, x in zip(dW[c], h, strict=True)]
        losses.append(loss / len(texts))
        W = [
            [w - lr * g / len(texts) for w, g in zip(row, grads, strict=True)]
            for row, grads in zip(W, dW, strict=True)
        ]
    return E, W, losses


def trained_by_one_hot(words, known, E_known, X, y, classes, steps, lr):
    E = np.tile(E_known.mean(axis=0), (len(words), 1))
    for i, word in enumerate(words):
        if word in known:
            E[i] = E_known[known.index(word)]
    H, targets = E[X].mean(axis=1), np.eye(classes)[y]
    W, losses = np.zeros((classes, E.shape[1])), []
    for _ in range(steps):
        Z = H @ W.T
        logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        losses.append(float(-(targets * logs).sum(axis=1).mean()))
        W = W - lr * (np.exp(logs) - targets).T @ H / len(X)
    return E, W, losses


RIGHT = [
    ("pretrained-row-order", rows_by_search),
    ("pretrained-row-order", rows_filled_in),
    ("pretrained-frozen", [2.56, -1.28]),
    ("pretrained-frozen", np.array([4, -2], np.float32) * 0.8**2),
    ("pretrained-unknown", unknown_filled_first),
    ("pretrained-unknown", unknown_by_get),
    ("pretrained-lean", lean_by_library),
    ("pretrained-lean", lean_by_loops),
    ("pretrained-lean", lean_single),
    ("pretrained-train-frozen", trained_by_loops),
    ("pretrained-train-frozen", trained_by_one_hot),
]
