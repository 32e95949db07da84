"""Answers to the exercises of lesson 04 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import math

import numpy as np

import embedlab
from embedlab import nearest

# ---- wrong ----------------------------------------------------------------------------------


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


def search_by_sums_of_rows(E, texts, query, k):
    target = E[query].sum(axis=0)
    scores = [E[ids].sum(axis=0) @ target if ids else -np.inf for ids in texts]
    return [int(n) for n in np.argsort(scores)[::-1] if texts[n]][:k]


def search_with_empty_texts(E, texts, query, k):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    means = np.array([unit[ids].mean(axis=0) if ids else unit[0] for ids in (*texts, query)])
    return nearest(means[:-1], means[-1], min(k, len(texts)))[0]


def search_by_shared_tokens(E, texts, query, k):
    shared = [len({*ids} & {*query}) for ids in texts]
    return [int(n) for n in np.argsort(-np.array(shared), kind="stable") if texts[n]][:k]


def search_by_centred_rows(E, texts, query, k):
    return search_by_nearest(E - E.mean(axis=0), texts, query, k)


def search_by_nearest(E, texts, query, k):
    unit = E / np.linalg.norm(E, axis=1)[:, None]
    full = [n for n, ids in enumerate(texts) if len(ids)]
    means = np.array([unit[texts[n]].mean(axis=0) for n in full])
    found, _ = nearest(means, unit[query].mean(axis=0), min(k, len(full)))
    return [full[n] for n in found]


def search_by_sorting(E, texts, query, k):
    def vector(ids):
        rows = [E[i] / math.hypot(*E[i]) for i in ids]
        return sum(rows)  # a sum has the direction of a mean

    full = [n for n in range(len(texts)) if texts[n]]
    full.sort(key=lambda n: -embedlab.cosine(vector(texts[n]), vector(query)))
    return full[:k]


WRONG = [
    *[
        ("similarity-search", wrong)
        for wrong in (
            search_by_sums_of_rows,
            search_with_empty_texts,
            search_by_shared_tokens,
            search_by_centred_rows,
        )
    ],
    *[
        ("similarity-cosine", wrong)
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
    ("similarity-three-scores", [0, 1, 2]),
    ("similarity-three-scores", [3, 0, 2]),
    ("similarity-three-scores", [12, 1, 0.8]),
    ("similarity-three-scores", [1, 0]),
    ("similarity-three-scores", [2, 0, 1]),
    *[
        ("similarity-neighbours", wrong)
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
        ("similarity-analogy", wrong)
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
    ("similarity-flat-picture", ("b", 2)),
    ("similarity-flat-picture", ("a", 5)),
    ("similarity-flat-picture", ("b", 4)),
    ("similarity-flat-picture", "c"),
]


# ---- correct, in another style --------------------------------------------------------------


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


RIGHT = [
    ("similarity-search", search_by_nearest),
    ("similarity-search", search_by_sorting),
    *[
        ("similarity-cosine", right)
        for right in (cosine_by_linalg, cosine_by_loops, cosine_in_float32, cosine_from_the_course)
    ],
    ("similarity-three-scores", (1, 0, 2)),
    ("similarity-three-scores", np.array([1.0, 0.0, 2.0])),
    *[
        ("similarity-neighbours", right)
        for right in (neighbours_from_the_course, neighbours_of_unit_rows, neighbours_by_sorting)
    ],
    *[
        ("similarity-analogy", right)
        for right in (analogy_from_the_course, analogy_by_loop, analogy_of_unit_rows)
    ],
    ("similarity-flat-picture", ["c", 2]),
    ("similarity-flat-picture", ("C", 2)),
]
