"""Answers to the exercises of lessons 01 to 04 that the exercises do not know.

`UNFORESEEN` holds wrong answers that are not among the named mistakes, `RIGHT` right ones in another style than
the reference. Both are pairs of an exercise's name and an answer.
"""

import math

import numpy as np

import embedlab
from embedlab import lookup, nearest, one_hot

# ---- 01: wrong -----------------------------------------------------------------------------------------


def numbered_without_if(words):
    vocabulary = {}
    for word in words:
        vocabulary[word] = len(vocabulary)
    return [vocabulary[word] for word in words]


def numbered_in_twos(words):
    vocabulary = {}
    for word in words:
        if word not in vocabulary:
            vocabulary[word] = 2 * len(vocabulary)
    return [vocabulary[word] for word in words]


def numbered_by_letters(words):
    return [len(word) for word in words]


def gives_the_vocabulary(words):
    vocabulary = {}
    for word in words:
        if word not in vocabulary:
            vocabulary[word] = len(vocabulary)
    return vocabulary


def numbered_backwards(words):
    order = list(dict.fromkeys(words))
    return [len(order) - 1 - order.index(word) for word in words]


def gives_back_words(words):
    return words


def translated_sorted(ids, tokens_a, tokens_b):
    return sorted(tokens_b.index(tokens_a[i]) for i in ids)


def translated_once_each(ids, tokens_a, tokens_b):
    return [tokens_b.index(tokens_a[i]) for i in dict.fromkeys(ids)]


def translated_twice(ids, tokens_a, tokens_b):
    return [tokens_b.index(tokens_a[tokens_b.index(tokens_a[i])]) for i in ids]


def translated_to_alphabet(ids, tokens_a, tokens_b):
    return [sorted(tokens_a).index(tokens_a[i]) for i in ids]


def translated_backwards(ids, tokens_a, tokens_b):
    return [tokens_b.index(tokens_a[i]) for i in ids[::-1]]


def translated_as_tokens(ids, tokens_a, tokens_b):
    return [tokens_b.index(i) for i in ids]


# ---- 01: right -----------------------------------------------------------------------------------------


def numbered_by_dict(words):
    order = dict.fromkeys(words)
    place = dict(zip(order, range(len(order)), strict=True))
    return np.array([place[word] for word in words], dtype=int)


def numbered_by_list(words):
    seen, ids = [], []
    for word in words:
        if word not in seen:
            seen.append(word)
        ids.append(seen.index(word))
    return tuple(ids)


def numbered_as_floats(words):
    return [float(i) for i in numbered_by_list(words)]


def translated_by_index(ids, tokens_a, tokens_b):
    return [tokens_b.index(tokens_a[i]) for i in ids]


def translated_by_array(ids, tokens_a, tokens_b):
    table = np.array([tokens_b.index(token) for token in tokens_a])
    return table[np.array(ids, dtype=int)]


def translated_by_loop(ids, tokens_a, tokens_b):
    result = []
    for i in ids:
        for j, token in enumerate(tokens_b):
            if token == tokens_a[i]:
                result.append(np.int32(j))
    return result


# ---- 02: wrong -----------------------------------------------------------------------------------------


def vector_reversed(E, i):
    return E[i, ::-1].copy()


def vector_last_number_missing(E, i):
    return E[i, :-1]


def vector_as_column(E, i):
    return E[i][:, None]


def vector_counted_from_the_end(E, i):
    return E[-i]


def vector_whole_numbers(E, i):
    return E[i].astype(int)


def vector_from_flat_table(E, i):
    return E.ravel()[i : i + E.shape[1]]


def vector_of_one_hot(E, i):
    e = np.zeros(len(E))
    e[i] = 1
    return e


def vector_printed(E, i):
    print(E[i])


def vector_in_first_place(E, i):
    e = np.zeros(E.shape[1])
    e[0] = E[i, 0]
    return e


def batch_sorted(E, X):
    return E[np.sort(X, axis=1)]


def batch_first_position(E, X):
    return E[X[:, 0]]


def batch_last_sentence_for_all(E, X):
    return np.array([E[X[-1]] for _ in X])


def batch_as_one_hot(E, X):
    return one_hot(X, len(E))


def batch_mean_over_B(E, X):
    return E[X].mean(axis=0)


def batch_backwards(E, X):
    return E[X[:, ::-1]]


def batch_ends_after_first(E, X):
    H = np.zeros((*X.shape, E.shape[1]))
    for b in range(len(X)):
        for t in range(X.shape[1]):
            H[b, t] = E[X[b, t]]
        return H


def batch_columns(E, X):
    return E[:, X]


def batch_ones_for_V(E, X):
    H = np.zeros((*X.shape, len(E)))
    H[..., : E.shape[1]] = E[X]
    return H


def range_flags(ids, V):
    return [i < 0 or i >= V for i in ids]


def range_first_only(ids, V):
    return [t for t, i in enumerate(ids) if i < 0 or i >= V][:1]


def range_both_at_once(ids, V):
    return [t for t, i in enumerate(ids) if i < 0 and i >= V]


def range_by_length(ids, V):
    return [t for t, i in enumerate(ids) if i < 0 or i >= len(ids)]


def range_of_sizes(ids, V):
    return [t for t, i in enumerate(ids) if abs(i) >= V]


def range_of_position(ids, V):
    return [t for t, i in enumerate(ids) if t >= V]


def range_how_many(ids, V):
    return sum(i < 0 or i >= V for i in ids)


# ---- 02: right -----------------------------------------------------------------------------------------


def vector_by_brackets(E, i):
    return E[i]


def vector_as_list(E, i):
    return [float(E[i, j]) for j in range(E.shape[1])]


def vector_by_product(E, i):
    return one_hot(i, len(E)) @ E.astype(np.float32)


def batch_by_brackets(E, X):
    return E[X]


def batch_by_lookup(E, X):
    return lookup(E.astype("float32"), X)


def batch_by_lists(E, X):
    return [[list(E[i]) for i in sentence] for sentence in X]


def batch_by_einsum(E, X):
    return np.einsum("btv,vd->btd", one_hot(X, len(E)), E)


def range_by_mask(ids, V):
    ids = np.array(ids, dtype=int)
    return np.flatnonzero((ids < 0) | (ids > V - 1))


def range_by_membership(ids, V):
    return tuple(t for t in range(len(ids)) if ids[t] not in range(V))


# ---- 03: wrong -----------------------------------------------------------------------------------------


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
    return E[ids].sum(axis=0) / max(len(ids) - 1, 1)


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


# ---- 03: right -----------------------------------------------------------------------------------------


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


# ---- 04: wrong -----------------------------------------------------------------------------------------


def cosine_of_centred(a, b):
    a, b = a - a.mean(), b - b.mean()
    return a @ b / math.sqrt((a @ a) * (b @ b))


def cosine_longest_squared(a, b):
    return a @ b / max(a @ a, b @ b)


def cosine_turned_over(a, b):
    return math.sqrt((a @ a) * (b @ b)) / (a @ b)


def cosine_by_coordinate(a, b):
    return a * b / math.sqrt((a @ a) * (b @ b))


def cosine_minus_one(a, b):
    return a @ b / math.sqrt((a @ a) * (b @ b)) - 1


def cosine_of_sum(a, b):
    return a @ b / math.sqrt((a + b) @ (a + b))


def cosine_halved(a, b):
    return (1 + a @ b / math.sqrt((a @ a) * (b @ b))) / 2


def cosine_rounded(a, b):
    return round(float(a @ b / math.sqrt((a @ a) * (b @ b))), 2)


def neighbours_by_length(E, i, k):
    return [j for j in np.argsort(-np.linalg.norm(E, axis=1)) if j != i][:k]


def neighbours_from_one(E, i, k):
    return nearest(E, E[i], k, exclude=[i])[0] + 1


def neighbours_best_only(E, i, k):
    return nearest(E, E[i], 1, exclude=[i])[0][0]


def neighbours_in_table_order(E, i, k):
    return sorted(nearest(E, E[i], k, exclude=[i])[0])


def neighbours_second_best(E, i, k):
    return nearest(E, E[i], k + 1, exclude=[i])[0][1:]


def neighbours_all(E, i, k):
    return nearest(E, E[i], len(E) - 1, exclude=[i])[0]


def neighbours_pairs(E, i, k):
    return nearest(E, E[i], k, exclude=[i])


def neighbours_first_of_dots(E, i, k):
    return np.argsort(-(E @ E[i]))[1 : k + 1]


def neighbours_by_squares(E, i, k):
    scores = E @ E[i] / (E * E).sum(axis=1)
    return [j for j in np.argsort(-scores) if j != i][:k]


def neighbours_short_distance_last(E, i, k):
    return np.argsort(-np.linalg.norm(E - E[i], axis=1))[:k]


def analogy_by_city_blocks(E, a, b, c, k):
    apart = np.abs(E - (E[b] - E[a] + E[c])).sum(axis=1)
    return [j for j in np.argsort(apart) if j not in (a, b, c)][:k]


def analogy_near_b(E, a, b, c, k):
    return nearest(E, E[b], k, exclude=[a, b, c])[0]


def analogy_point(E, a, b, c, k):
    return E[b] - E[a] + E[c]


def analogy_mean(E, a, b, c, k):
    return nearest(E, (E[b] + E[c]) / 2, k, exclude=[a, b, c])[0]


def analogy_second(E, a, b, c, k):
    return nearest(E, E[b] - E[a] + E[c], k + 1, exclude=[a, b, c])[0][1:]


def analogy_scores(E, a, b, c, k):
    return nearest(E, E[b] - E[a] + E[c], k, exclude=[a, b, c])[1]


def analogy_best_only(E, a, b, c, k):
    return nearest(E, E[b] - E[a] + E[c], 1, exclude=[a, b, c])[0][0]


def analogy_left_out_after_k(E, a, b, c, k):
    return [j for j in nearest(E, E[b] - E[a] + E[c], k)[0] if j not in (a, b, c)]


def analogy_unlike_all(E, a, b, c, k):
    return nearest(E, -(E[b] + E[c]), k, exclude=[a, b, c])[0]


def analogy_only_a_left_out(E, a, b, c, k):
    return nearest(E, E[b] - E[a] + E[c], k, exclude=[a])[0]


def analogy_by_ids(E, a, b, c, k):
    return np.arange(k) + b - a + c


def analogy_worst_first(E, a, b, c, k):
    return nearest(E, E[b] - E[a] + E[c], k, exclude=[a, b, c])[0][::-1]


# ---- 04: right -----------------------------------------------------------------------------------------


def cosine_by_linalg(a, b):
    return np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)


def cosine_by_loops(a, b):
    dot = sum(float(p) * float(q) for p, q in zip(a, b, strict=True))
    return dot / (math.hypot(*a) * math.hypot(*b))


def cosine_in_float32(a, b):
    a, b = a.astype(np.float32), b.astype(np.float32)
    return np.einsum("d,d->", a / np.linalg.norm(a), b / np.linalg.norm(b))


def cosine_from_the_course(a, b):
    return embedlab.cosine(a, b)


def neighbours_from_the_course(E, i, k):
    return nearest(E, E[i], k, exclude=[i])[0]


def neighbours_of_unit_rows(E, i, k):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    apart = np.linalg.norm(unit - unit[i], axis=1)  # for length 1, small is near in the same order
    apart[i] = np.inf
    return np.argsort(apart)[:k]


def neighbours_by_sorting(E, i, k):
    others = [j for j in range(len(E)) if j != i]
    return sorted(others, key=lambda j: embedlab.cosine(E[i], E[j]), reverse=True)[:k]


def analogy_from_the_course(E, a, b, c, k):
    return embedlab.analogy(E, a, b, c, k)[0]


def analogy_by_loop(E, a, b, c, k):
    target, free, answer = E[b] - E[a] + E[c], set(range(len(E))) - {a, b, c}, []
    while len(answer) < k:
        answer.append(max(free, key=lambda j: embedlab.cosine(target, E[j])))
        free.remove(answer[-1])
    return answer


def analogy_of_unit_rows(E, a, b, c, k):
    unit = (E / np.sqrt((E**2).sum(axis=1, keepdims=True))).astype(np.float32)
    scores = unit @ (E[b] - E[a] + E[c]).astype(np.float32)
    scores[[a, b, c]] = -np.inf
    return np.argsort(-scores)[:k]


ROWS = [[4, -2], [2, 0], [2, 0], [0, 1]]

UNFORESEEN = [
    *[
        ("01-first-come", wrong)
        for wrong in (
            numbered_without_if,
            numbered_in_twos,
            numbered_by_letters,
            gives_the_vocabulary,
            numbered_backwards,
            gives_back_words,
        )
    ],
    ("01-nearest-row", [2, 4, 0]),
    ("01-nearest-row", [2, 2, 1]),
    ("01-nearest-row", 2),
    ("01-nearest-row", ["coffee", "eight", "nine"]),
    ("01-straight-line", ("a", 4)),
    ("01-straight-line", ("b", 3)),
    ("01-straight-line", ("a", 2)),
    ("01-context", ("a", 5)),
    ("01-context", ("b", 2)),
    ("01-context", ("b", 1)),
    ("01-context", "d"),
    *[
        ("01-translate", wrong)
        for wrong in (
            translated_sorted,
            translated_once_each,
            translated_twice,
            translated_to_alphabet,
            translated_backwards,
            translated_as_tokens,
        )
    ],
    *[
        ("02-one-token", wrong)
        for wrong in (
            vector_reversed,
            vector_last_number_missing,
            vector_as_column,
            vector_counted_from_the_end,
            vector_whole_numbers,
            vector_from_flat_table,
            vector_of_one_hot,
            vector_printed,
            vector_in_first_place,
        )
    ],
    ("02-read-rows", [[4, -2], [2, 0], [2, 0], [1, 0]]),
    ("02-read-rows", [3, 1, 1, 0]),
    ("02-read-rows", [[0, 1], [2, 0], [2, 0], [4, 2]]),
    ("02-read-rows", [[4, -2], [-1, 3], [-1, 3], [0, 1]]),
    ("02-read-rows", [4, -2, 2, 0, 2, 0, 0, 1]),
    ("02-size", [256_000, 1.02]),
    ("02-size", 2_560_000),
    ("02-size", [2_560_000, 10.2]),
    ("02-size", [10.24, 2_560_000]),
    ("02-size", [2_560_000, 0.64]),
    ("02-size", [25_600_000, 102.4]),
    *[
        ("02-batch", wrong)
        for wrong in (
            batch_sorted,
            batch_first_position,
            batch_last_sentence_for_all,
            batch_as_one_hot,
            batch_mean_over_B,
            batch_backwards,
            batch_ends_after_first,
            batch_columns,
            batch_ones_for_V,
        )
    ],
    *[
        ("02-range", wrong)
        for wrong in (
            range_flags,
            range_first_only,
            range_both_at_once,
            range_by_length,
            range_of_sizes,
            range_of_position,
            range_how_many,
        )
    ],
    *[
        ("03-product", wrong)
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
    ("03-multiplications", [0, 30_000 * 16, 32_768]),
    ("03-multiplications", [64, 983_040_000, 64]),
    ("03-multiplications", [0, 983_040_000 / 2, 32_768]),
    ("03-multiplications", 0),
    ("03-multiplications", [512, 983_040_000, 32_768]),
    ("03-order", [1, 4, 3]),
    ("03-order", [[1, 4, 3], [1, 4, 2]]),
    ("03-order", [[1, 1], [4, 4], [3, 3]]),
    ("03-order", [[8, 8], [8, 8]]),
    ("03-order", [[1, 4, 3], [0, 0, 0]]),
    *[
        ("03-mean-of-rows", wrong)
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
        ("03-pay-in", wrong)
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
    *[
        ("04-cosine", wrong)
        for wrong in (
            cosine_of_centred,
            cosine_longest_squared,
            cosine_turned_over,
            cosine_by_coordinate,
            cosine_minus_one,
            cosine_of_sum,
            cosine_halved,
            cosine_rounded,
        )
    ],
    ("04-three-scores", [0, 1, 2]),
    ("04-three-scores", [3, 0, 2]),
    ("04-three-scores", [12, 1, 0.8]),
    ("04-three-scores", [1, 0]),
    ("04-three-scores", [2, 0, 1]),
    *[
        ("04-neighbours", wrong)
        for wrong in (
            neighbours_by_length,
            neighbours_from_one,
            neighbours_best_only,
            neighbours_in_table_order,
            neighbours_second_best,
            neighbours_all,
            neighbours_pairs,
            neighbours_first_of_dots,
            neighbours_by_squares,
            neighbours_short_distance_last,
        )
    ],
    *[
        ("04-analogy", wrong)
        for wrong in (
            analogy_by_city_blocks,
            analogy_near_b,
            analogy_point,
            analogy_mean,
            analogy_second,
            analogy_scores,
            analogy_best_only,
            analogy_left_out_after_k,
            analogy_unlike_all,
            analogy_only_a_left_out,
            analogy_by_ids,
            analogy_worst_first,
        )
    ],
    ("04-flat-picture", ("b", 2)),
    ("04-flat-picture", ("a", 5)),
    ("04-flat-picture", ("b", 4)),
    ("04-flat-picture", "c"),
]

RIGHT = [
    *[
        ("01-first-come", right)
        for right in (numbered_by_dict, numbered_by_list, numbered_as_floats)
    ],
    ("01-nearest-row", [2, 4, 1]),
    ("01-nearest-row", np.array([2.0, 4.0, 1.0])),
    ("01-nearest-row", (2, 4, 1)),
    ("01-straight-line", ["c", 3]),
    ("01-straight-line", ("C", np.int64(3))),
    ("01-context", ["c", 2]),
    ("01-context", ("C ", 2)),
    *[
        ("01-translate", right)
        for right in (translated_by_index, translated_by_array, translated_by_loop)
    ],
    *[("02-one-token", right) for right in (vector_by_brackets, vector_as_list, vector_by_product)],
    ("02-read-rows", ROWS),
    ("02-read-rows", np.array(ROWS, dtype="float32")),
    ("02-size", (2_560_000, 10.24)),
    ("02-size", np.array([2.56e6, 10.24])),
    *[
        ("02-batch", right)
        for right in (batch_by_brackets, batch_by_lookup, batch_by_lists, batch_by_einsum)
    ],
    *[("02-range", right) for right in (range_by_mask, range_by_membership)],
    *[
        ("03-product", right)
        for right in (product_by_sign, product_by_einsum, product_by_lists, product_by_broadcasting)
    ],
    ("03-multiplications", [0, 983_040_000, 32_768]),
    ("03-multiplications", np.array([0, 983_040_000.0, 32_768])),
    ("03-order", [[1, 4, 3]] * 2),
    ("03-order", np.full((2, 3), [1.0, 4.0, 3.0])),
    *[
        ("03-mean-of-rows", right)
        for right in (text_by_loop, text_by_product, text_by_lists, text_in_float32)
    ],
    *[
        ("03-pay-in", right)
        for right in (paid_in_by_add_at, paid_in_by_product, paid_in_by_einsum, paid_in_by_lists)
    ],
    *[
        ("04-cosine", right)
        for right in (cosine_by_linalg, cosine_by_loops, cosine_in_float32, cosine_from_the_course)
    ],
    ("04-three-scores", (1, 0, 2)),
    ("04-three-scores", np.array([1.0, 0.0, 2.0])),
    *[
        ("04-neighbours", right)
        for right in (neighbours_from_the_course, neighbours_of_unit_rows, neighbours_by_sorting)
    ],
    *[
        ("04-analogy", right)
        for right in (analogy_from_the_course, analogy_by_loop, analogy_of_unit_rows)
    ],
    ("04-flat-picture", ["c", 2]),
    ("04-flat-picture", ("C", 2)),
]
