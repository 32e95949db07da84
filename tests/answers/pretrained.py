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


def lean_to_he(word, she, he):
    return word @ he / np.linalg.norm(word) / np.linalg.norm(he)


def lean_squared_lengths(word, she, he):
    direction = he / (he @ he) - she / (she @ she)
    return word @ direction / (norm(word) * norm(direction))


def lean_half_scaled(word, she, he):
    direction = he / norm(he) - she
    return word @ direction / (norm(word) * norm(direction))


def lean_distance(word, she, he):
    direction = he / norm(he) - she / norm(she)
    return 1 - word @ direction / (norm(word) * norm(direction))


def lean_absolute(word, she, he):
    direction = he / norm(he) - she / norm(she)
    return abs(word @ direction / (norm(word) * norm(direction)))


def lean_vector(word, she, he):
    direction = he / norm(he) - she / norm(she)
    return word * direction / (norm(word) * norm(direction))


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
    ("pretrained-lean", lean_to_he),
    ("pretrained-lean", lean_squared_lengths),
    ("pretrained-lean", lean_half_scaled),
    ("pretrained-lean", lean_distance),
    ("pretrained-lean", lean_absolute),
    ("pretrained-lean", lean_vector),
    ("pretrained-frozen", [2.6, -1.3]),
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


def lean_by_library(word, she, he):
    return float(cosine(word, he / norm(he) - she / norm(she)))


def lean_by_loops(word, she, he):
    def unit(a):
        size = math.sqrt(sum(x * x for x in a))
        return [x / size for x in a]

    way = unit([b - a for a, b in zip(unit(she), unit(he), strict=True)])
    return sum(a * b for a, b in zip(unit(word), way, strict=True))


def lean_single(word, she, he):
    word, she, he = (a.astype(np.float32) for a in (word, she, he))
    way = he / np.linalg.norm(he) - she / np.linalg.norm(she)
    return np.einsum("i,i", word, way) / (np.linalg.norm(word) * np.linalg.norm(way))


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
]
