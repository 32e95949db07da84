"""Answers to the exercises of lesson 15 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import math
from collections import Counter

import numpy as np

from embedlab import nearest
from embedlab.practice.exercises import registry

# ---- wrong ----------------------------------------------------------------------------------


def square_roots(counts):
    powers = np.sqrt(counts)
    return powers / powers.sum()


def softmax_of_counts(counts):
    powers = np.exp(np.array(counts) / max(counts))
    return powers / powers.sum()


def noise_sorted(counts):
    powers = np.sort(np.array(counts) ** 0.75)
    return powers / powers.sum()


def logarithms(counts):
    powers = np.log(np.array(counts) + 1)
    return powers / powers.sum()


def real_one_last(e, rows):
    miss = 1 / (1 + np.exp(-(rows @ e)))
    miss[-1] -= 1
    return miss @ rows, np.outer(miss, e)


def gradients_swapped(e, rows):
    miss = 1 / (1 + np.exp(-(rows @ e)))
    miss[0] -= 1
    return np.outer(miss, e), miss @ rows


def drows_transposed(e, rows):
    miss = 1 / (1 + np.exp(-(rows @ e)))
    miss[0] -= 1
    return miss @ rows, np.outer(e, miss)


def sigmoid_upside_down(e, rows):
    miss = 1 / (1 + np.exp(rows @ e))
    miss[0] -= 1
    return miss @ rows, np.outer(miss, e)


def pair_stepped(e, rows):
    miss = 1 / (1 + np.exp(-(rows @ e)))
    miss[0] -= 1
    return e - miss @ rows, rows - np.outer(miss, e)


def only_de(e, rows):
    miss = 1 / (1 + np.exp(-(rows @ e)))
    miss[0] -= 1
    return miss @ rows


def push_by_softmax(X, N, k):
    p = np.exp(X @ N.T)
    return k * (p / p.sum(axis=1, keepdims=True)) @ N


def push_on_shared(X, N, k):
    return k / len(N) * (1 / (1 + np.exp(-(X @ N.T)))).T @ X


def push_by_scores(X, N, k):
    return k / len(N) * (X @ N.T) @ N


def push_by_mean_row(X, N, k):
    mean = N.mean(axis=0)
    return k * (1 / (1 + np.exp(-(X @ mean))))[:, None] * mean


def weight_by_d(X, N, k):
    return k / N.shape[1] * (1 / (1 + np.exp(-(X @ N.T)))) @ N


def both_ways(ids, me, shards, d):
    return 3 * sum(i % shards != me for i in set(ids.tolist())) * d * 4


def with_ids(ids, me, shards, d):
    return sum(i % shards != me for i in set(ids.tolist())) * (d * 4 + 8)


def repeated_rows_left_out(ids, me, shards, d):
    return sum(n == 1 and i % shards != me for i, n in Counter(ids.tolist()).items()) * d * 4


def whole_table(ids, me, shards, d):
    return (int(ids.max()) + 1) * d * 4


def other_workers(ids, me, shards, d):
    return len({i % shards for i in ids.tolist()} - {me}) * d * 4


def recall_with_centres_of_queries(E, centres, queries, k, cells):
    E, centres, queries = (
        A / np.linalg.norm(A, axis=1, keepdims=True) for A in (E, centres, queries)
    )
    cell = (E @ centres.T).argmax(axis=1)
    searched = np.isin(cell, (queries @ centres.T).argmax(axis=1))
    return float(searched.mean()), float(searched.mean())


def recall_of_first_neighbour(E, centres, queries, k, cells):
    return registry()["scale-index"].reference(E, centres, queries, 1, cells)


def recall_one_cell_too_many(E, centres, queries, k, cells):
    return registry()["scale-index"].reference(E, centres, queries, k, cells + 1)


def fraction_with_centres(E, centres, queries, k, cells):
    recall, fraction = registry()["scale-index"].reference(E, centres, queries, k, cells)
    return recall, fraction + len(centres) / len(E)


def recall_per_searched_cell(E, centres, queries, k, cells):
    recall, fraction = registry()["scale-index"].reference(E, centres, queries, k, cells)
    return recall / cells, fraction


WRONG = [
    ("scale-index", recall_with_centres_of_queries),
    ("scale-index", recall_of_first_neighbour),
    ("scale-index", recall_one_cell_too_many),
    ("scale-index", fraction_with_centres),
    ("scale-index", recall_per_searched_cell),
    ("scale-memory", (1280, 3840)),
    ("scale-memory", (1220.7, 3662.1, 4)),
    ("scale-memory", (3840, 1280, 4)),
    ("scale-memory", (1280, 5120, 6)),
    ("scale-memory", 3840),
    ("scale-noise", square_roots),
    ("scale-noise", softmax_of_counts),
    ("scale-noise", noise_sorted),
    ("scale-noise", logarithms),
    ("scale-pair", real_one_last),
    ("scale-pair", gradients_swapped),
    ("scale-pair", drows_transposed),
    ("scale-pair", sigmoid_upside_down),
    ("scale-pair", pair_stepped),
    ("scale-pair", only_de),
    ("scale-shared", push_by_softmax),
    ("scale-shared", push_on_shared),
    ("scale-shared", push_by_scores),
    ("scale-shared", push_by_mean_row),
    ("scale-shared", weight_by_d),
    ("scale-travel", both_ways),
    ("scale-travel", with_ids),
    ("scale-travel", repeated_rows_left_out),
    ("scale-travel", whole_table),
    ("scale-travel", other_workers),
]


# ---- correct, in another style --------------------------------------------------------------


def noise_by_loop(counts):
    powers = [math.sqrt(math.sqrt(count**3)) for count in counts]
    return [power / sum(powers) for power in powers]


def noise_from_shares(counts):
    shares = (np.array(counts, float) / sum(counts)) ** 0.75
    return (shares / shares.sum()).astype(np.float32)


def noise_by_logarithms(counts):
    logs = 0.75 * np.log(counts)
    return np.exp(logs - np.logaddexp.reduce(logs))


def pair_by_loop(e, rows):
    de, drows = np.zeros_like(e), np.zeros_like(rows)
    for r, row in enumerate(rows):
        miss = 1 / (1 + math.exp(-sum(a * b for a, b in zip(e, row, strict=True)))) - (r == 0)
        de += miss * row
        drows[r] = miss * e
    return de, drows


def pair_by_tanh(e, rows):
    miss = (1 + np.tanh(rows @ e / 2)) / 2 - np.eye(len(rows))[0]
    return (miss[:, None] * rows).sum(axis=0), miss[:, None] * e


def pair_by_differences(e, rows):
    def loss(e, rows):
        signs = np.where(np.arange(len(rows)) == 0, -1, 1)
        return np.log1p(np.exp(signs * (rows @ e))).sum()

    def gradient(f, a):
        moves = [1e-5 * np.eye(a.size)[i].reshape(a.shape) for i in range(a.size)]
        return np.array([(f(a + move) - f(a - move)) / 2e-5 for move in moves]).reshape(a.shape)

    return gradient(lambda a: loss(a, rows), e), gradient(lambda a: loss(e, a), rows)


def push_by_mean(X, N, k):
    answers = 1 / (1 + np.exp(-np.einsum("bd,sd->bs", X, N)))
    return k * (answers[:, :, None] * N).mean(axis=1)


def push_by_loops(X, N, k):
    push = [[0.0] * len(X[0]) for _ in X]
    for b, x in enumerate(X):
        for n in N:
            answer = 1 / (1 + math.exp(-float(x @ n)))
            push[b] = [p + k / len(N) * answer * m for p, m in zip(push[b], n, strict=True)]
    return push


def bytes_by_set(ids, me, shards, d):
    return 4 * d * len({int(i) for i in ids if i % shards != me})


def bytes_as_read(ids, me, shards, d):
    foreign = np.unique(ids[ids % shards != me])
    return np.zeros((len(foreign), d), np.float32).nbytes


def index_by_library(E, centres, queries, k, cells):
    owner = nearest(centres, E, 1)[0][:, 0]
    exact, best = nearest(E, queries, k)[0], nearest(centres, queries, cells)[0]
    found = np.mean([np.isin(owner[a], b).mean() for a, b in zip(exact, best, strict=True)])
    return found, np.mean([np.isin(owner, b).mean() for b in best])


def index_by_loops(E, centres, queries, k, cells):
    def alike(a, b):
        return float(a @ b) / math.sqrt(float(a @ a) * float(b @ b))

    def order(q, rows, of):
        return sorted(rows, key=lambda i: -alike(q, of[i]))

    owner = [order(row, range(len(centres)), centres)[0] for row in E]
    recall, fraction = [], []
    for q in queries:
        best = order(q, range(len(centres)), centres)[:cells]
        rows = [i for i in range(len(E)) if owner[i] in best]
        both = set(order(q, rows, E)[:k]) & set(order(q, range(len(E)), E)[:k])
        recall.append(len(both) / k)
        fraction.append(len(rows) / len(E))
    return sum(recall) / len(recall), sum(fraction) / len(fraction)


RIGHT = [
    ("scale-index", index_by_library),
    ("scale-index", index_by_loops),
    ("scale-memory", [1280.0, 3840, 4]),
    ("scale-memory", np.array([1280, 3840, 4])),
    ("scale-noise", noise_by_loop),
    ("scale-noise", noise_from_shares),
    ("scale-noise", noise_by_logarithms),
    ("scale-pair", pair_by_loop),
    ("scale-pair", pair_by_tanh),
    ("scale-pair", pair_by_differences),
    ("scale-shared", push_by_mean),
    ("scale-shared", push_by_loops),
    ("scale-travel", bytes_by_set),
    ("scale-travel", bytes_as_read),
]
