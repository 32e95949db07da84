"""Answers to the exercises of lessons 05 to 08 that the registry does not name.

`UNFORESEEN` are wrong, `RIGHT` are right in another style.
"""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np


def uniform_instead(Z, std, pad_id):
    E = std * np.sign(Z)
    E[pad_id] = 0
    return E


def pad_and_next(Z, std, pad_id):
    E = std * Z
    E[pad_id:] = 0
    return E


def pad_row_ones(Z, std, pad_id):
    E = std * Z
    E[pad_id] = 1
    return E


def pad_row_std(Z, std, pad_id):
    E = std * Z
    E[pad_id] = std
    return E


def pad_entry_only(Z, std, pad_id):
    E = std * Z
    E[pad_id, 0] = 0
    return E


def scaled_by_root_d(Z, std, pad_id):
    E = std * Z / np.sqrt(Z.shape[1])
    E[pad_id] = 0
    return E


def start_in_loops(Z, std, pad_id):
    return [[0.0 if i == pad_id else std * float(z) for z in row] for i, row in enumerate(Z)]


def start_masked(Z, std, pad_id):
    return np.where(np.arange(len(Z))[:, None] == pad_id, 0, std * Z).astype(np.float32)


def one_column_left_out(W, e, dz, lr):
    de = W.T @ dz
    de[-1] = 0
    return e - lr * de


def de_squared(W, e, dz, lr):
    return e - lr * (W.T @ dz) ** 2


def signs_only(W, e, dz, lr):
    return e - lr * np.sign(W.T @ dz)


def rows_added(W, e, dz, lr):
    return e - lr * W.sum(axis=0) * dz.sum()


def backwards_in_loops(W, e, dz, lr):
    return [float(e[j]) - lr * sum(W[k, j] * dz[k] for k in range(len(dz))) for j in range(len(e))]


def step_subtract_at(E, ids, upstream, lr, pad_id):
    new, keep = E.copy(), ids != pad_id
    np.subtract.at(new, ids[keep], lr * upstream[keep])
    return new


def step_in_loops(E, ids, upstream, lr, pad_id):
    new = [[float(x) for x in row] for row in E]
    for i, g in zip(ids, upstream, strict=True):
        for j in range(len(g)):
            if i != pad_id:
                new[i][j] -= lr * g[j]
    return new


def step_one_hot(E, ids, upstream, lr, pad_id):
    X = np.eye(len(E))[ids]
    X[:, pad_id] = 0
    return (E - lr * np.einsum("tv,td->vd", X, upstream)).astype(np.float32)


def step_all_but_repeats(E, ids, upstream, lr, pad_id):
    new = E.copy()
    for i, g in zip(ids, upstream, strict=True):
        if i != pad_id and (ids == i).sum() == 1:
            new[i] -= lr * g
    return new


def step_with_squares(E, ids, upstream, lr, pad_id):
    dE = np.zeros(E.shape)
    np.add.at(dE, ids, upstream**2)
    dE[pad_id] = 0
    return E - lr * dE


def step_pad_one(E, ids, upstream, lr, pad_id):
    new = step_subtract_at(E, ids, upstream, lr, pad_id)
    new[pad_id] = 1
    return new


def step_row_after(E, ids, upstream, lr, pad_id):
    dE = np.zeros(E.shape)
    np.add.at(dE, (ids + 1) % len(E), upstream)
    dE[pad_id] = 0
    return E - lr * dE


def step_times_count(E, ids, upstream, lr, pad_id):
    new = step_subtract_at(E, ids, upstream, lr, pad_id)
    return E + (new - E) * np.bincount(ids, minlength=len(E))[:, None]


def step_rate_left_out(E, ids, upstream, lr, pad_id):
    return step_subtract_at(E, ids, upstream, 1.0, pad_id)


def run_last_gradient(E, gradients, lr, beta, decay):
    return E * (1 - lr * decay) - lr * gradients[-1]


def run_nesterov(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = E * (1 - lr * decay) - lr * (G + beta * velocity)
    return E


def run_backwards(E, gradients, lr, beta, decay):
    return run_right(E, gradients[::-1], lr, beta, decay)


def run_old_velocity(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        E = E * (1 - lr * decay) - lr * velocity
        velocity = beta * velocity + G
    return E


def run_grows(E, gradients, lr, beta, decay):
    return run_right(E, gradients, lr, beta, -decay)


def run_decay_last(E, gradients, lr, beta, decay):
    velocity = np.zeros(E.shape)
    for G in gradients:
        velocity = beta * velocity + G
        E = (E - lr * velocity) * (1 - lr * decay)
    return E


def run_right(E, gradients, lr, beta, decay):
    E, velocity = E.copy(), 0 * E
    for G in gradients:
        velocity *= beta
        velocity += G
        E *= 1 - lr * decay
        E -= lr * velocity
    return E


def run_entry_by_entry(E, gradients, lr, beta, decay):
    E = [[float(x) for x in row] for row in E]
    for i, row in enumerate(E):
        for j in range(len(row)):
            v = 0.0
            for G in gradients:
                v = beta * v + float(G[i, j])
                row[j] = (1 - lr * decay) * row[j] - lr * v
    return E


def run_in_float32(E, gradients, lr, beta, decay):
    E, v = E.astype(np.float32), np.zeros(E.shape, np.float32)
    for G in gradients.astype(np.float32):
        v = np.float32(beta) * v + G
        E = E - np.float32(lr) * (np.float32(decay) * E + v)
    return E


def pairs_sorted(ids, window):
    return sorted(pairs_list(ids, window))


def pairs_doubled(ids, window):
    return [pair for pair in pairs_list(ids, window) for _ in range(2)]


def pairs_far_first(ids, window):
    return [
        (ids[t], ids[t + s])
        for t in range(len(ids))
        for k in range(1, window + 1)
        for s in (-k, k)
        if 0 <= t + s < len(ids)
    ]


def pairs_of_next(ids, window):
    return list(pairwise(ids))


def pairs_by_centre(ids, window):
    return [
        (c, [ids[k] for k in range(len(ids)) if 0 < abs(k - t) <= window])
        for t, c in enumerate(ids)
    ]


def pairs_list(ids, window):
    return [
        [i, ids[k]]
        for t, i in enumerate(ids)
        for k in range(len(ids))
        if k != t and abs(k - t) <= window
    ]


def pairs_array(ids, window):
    T = len(ids)
    t, k = np.nonzero(
        (np.abs(np.subtract.outer(np.arange(T), np.arange(T))) <= window) & ~np.eye(T, dtype=bool)
    )
    return np.stack([np.array(ids)[t], np.array(ids)[k]], axis=1)


def pairs_of_slices(ids, window):
    found = []
    for t, centre in enumerate(ids):
        found += [(centre, n) for n in [*ids[max(0, t - window) : t], *ids[t + 1 : t + 1 + window]]]
    return tuple(found)


def softmax_stable(Z):
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    return (P.T / P.sum(axis=1)).T


def softmax_rows(Z):
    return [[float(np.exp(z) / sum(np.exp(row))) for z in row] for row in Z]


def softmax_einsum(Z):
    P = np.exp(Z.astype(np.float32))
    return np.einsum("bv,b->bv", P, 1 / P.sum(1))


def softmax_base_2(Z):
    return 2**Z / (2**Z).sum(axis=1, keepdims=True)


def softmax_squares(Z):
    return Z**2 / (Z**2).sum(axis=1, keepdims=True)


def softmax_of_absolute(Z):
    return softmax_stable(np.abs(Z))


def softmax_twice(Z):
    return softmax_stable(softmax_stable(Z))


def softmax_over_length(Z):
    P = np.exp(Z)
    return P / np.sqrt((P * P).sum(axis=1, keepdims=True))


def softmax_first_row(Z):
    P = np.exp(Z)
    return P / P[0].sum()


def softmax_rounded(Z):
    return softmax_stable(Z).round(2)


def step_of_pair(E, W, centre, neighbour, lr, *, half=1.0, twice=1.0):
    e = E[centre].copy()
    z = W @ e
    p = np.exp(z - z.max())
    p /= p.sum()
    p[neighbour] -= 1
    new_E = np.array(E)
    new_E[centre] -= lr * half * (p @ W)
    return new_E, W - lr * twice * p[:, None] * e[None, :]


def pair_rate_forgotten(E, W, centre, neighbour, lr):
    return step_of_pair(E, W, centre, neighbour, 1.0)


def pair_W_first(E, W, centre, neighbour, lr):
    return step_of_pair(E, W, centre, neighbour, lr)[::-1]


def pair_only_E(E, W, centre, neighbour, lr):
    return step_of_pair(E, W, centre, neighbour, lr)[0]


def pair_E_twice_as_far(E, W, centre, neighbour, lr):
    return step_of_pair(E, W, centre, neighbour, lr, half=2.0)


def pair_mean_over_words(E, W, centre, neighbour, lr):
    return step_of_pair(E, W, centre, neighbour, lr / len(W))


def pair_W_uphill(E, W, centre, neighbour, lr):
    return step_of_pair(E, W, centre, neighbour, lr, twice=-1.0)


def pair_step_lists(E, W, centre, neighbour, lr):
    return [table.tolist() for table in step_of_pair(E, W, centre, neighbour, lr)]


def pair_step_stacked(E, W, centre, neighbour, lr):
    return np.stack(step_of_pair(E, W, centre, neighbour, lr)).astype(np.float32)


def pair_step_in_loops(E, W, centre, neighbour, lr):
    V, d = E.shape
    scores = [sum(W[j, k] * E[centre, k] for k in range(d)) for j in range(V)]
    total = sum(np.exp(z) for z in scores)
    dz = [np.exp(z) / total - (j == neighbour) for j, z in enumerate(scores)]
    new_E, new_W = E.copy(), W.copy()
    for k in range(d):
        for j in range(V):
            new_E[centre, k] -= lr * dz[j] * W[j, k]
            new_W[j, k] -= lr * dz[j] * E[centre, k]
    return new_E, new_W


def counted_with_counter(words):
    return Counter(a + b for word in words for a, b in pairwise(word))


def counted_with_default(words):
    pairs = defaultdict(int)
    for word in words:
        for k in range(1, len(word)):
            pairs[word[k - 1 : k + 1]] += 1
    return pairs


def counted_per_word(words):
    pairs = Counter()
    for word, times in Counter(words).items():
        for t in range(len(word) - 1):
            pairs[word[t : t + 2]] += times
    return dict(pairs)


def triples(words):
    return Counter(word[t : t + 3] for word in words for t in range(len(word) - 2))


def most_frequent_only(words):
    return dict(counted_with_counter(words).most_common(1))


def backwards_pairs(words):
    return Counter(b + a for word in words for a, b in pairwise(word))


def counted_from_zero(words):
    return {pair: count - 1 for pair, count in counted_with_counter(words).items()}


def distinct_pairs(words):
    return {pair: 1 for pair in counted_with_counter(words)}


def merge_to_new_list(pieces, pair):
    rest, merged = list(pieces), []
    while rest:
        if rest[:2] == list(pair):
            merged.append("".join(pair))
            del rest[:2]
        else:
            merged.append(rest.pop(0))
    return merged


def merge_recursively(pieces, pair):
    if len(pieces) < 2:
        return list(pieces)
    if (pieces[0], pieces[1]) == tuple(pair):
        return [pieces[0] + pieces[1], *merge_recursively(pieces[2:], pair)]
    return [pieces[0], *merge_recursively(pieces[1:], pair)]


def merge_with_flag(pieces, pair):
    merged, used = [], False
    for a, b in pairwise([*pieces, None]):
        if used:
            used = False
        elif (a, b) == pair:
            merged.append(a + b)
            used = True
        else:
            merged.append(a)
    return tuple(merged)


def merge_end_forgotten(pieces, pair):
    return merge_recursively(pieces, pair)[:-1]


def merge_second_piece_only(pieces, pair):
    return [
        pair[1] if piece == pair[0] + pair[1] else piece
        for piece in merge_recursively(pieces, pair)
    ]


def merge_to_string(pieces, pair):
    return "".join(merge_recursively(pieces, pair))


def merge_last_place_only(pieces, pair):
    places = [i for i in range(len(pieces) - 1) if tuple(pieces[i : i + 2]) == pair]
    i = places[-1] if places else len(pieces)
    return [*pieces[:i], *["".join(pieces[i : i + 2])][: len(places)], *pieces[i + 2 :]]


def merge_pair_turned(pieces, pair):
    return merge_recursively(pieces, pair[::-1])


def merge_equal_letters(pieces, pair):
    return ["".join(pair) if piece in pair else piece for piece in pieces]


def cut(word, merges):
    pieces = list(word)
    for pair in merges:
        pieces = merge_recursively(pieces, pair)
    return pieces


def price_by_rank(words, merges):
    total, ranks = 0, {pair: k for k, pair in enumerate(merges)}
    for word in words:
        pieces = list(word)
        while found := [pair for pair in pairwise(pieces) if pair in ranks]:
            pieces = merge_recursively(pieces, min(found, key=ranks.get))
        total += len(pieces)
    return total / len(words)


def price_mean(words, merges):
    return np.mean([len(cut(word, merges)) for word in words])


def price_by_counts(words, merges):
    counts = Counter(words)
    return np.float32(
        sum(n * len(cut(word, merges)) for word, n in counts.items()) / sum(counts.values())
    )


def price_without_first_merge(words, merges):
    return np.mean([len(cut(word, merges[1:])) for word in words])


def price_largest(words, merges):
    return max(len(cut(word, merges)) for word in words)


def price_list(words, merges):
    return [len(cut(word, merges)) for word in words]


def price_rounded(words, merges):
    return round(float(price_mean(words, merges)))


def price_merges_counted(words, merges):
    return np.mean([len(word) - len(cut(word, merges)) for word in words])


def price_median(words, merges):
    return float(np.median(price_list(words, merges)) + 0.25)


UNFORESEEN = [
    ("05-start-table", uniform_instead),
    ("05-start-table", pad_and_next),
    ("05-start-table", pad_row_ones),
    ("05-start-table", pad_row_std),
    ("05-start-table", pad_entry_only),
    ("05-start-table", scaled_by_root_d),
    ("05-start-table", lambda Z, std, pad_id: np.zeros(Z.shape)),
    ("05-length-and-spread", [4, 0, 1]),
    ("05-length-and-spread", [4, 1, 2]),
    ("05-length-and-spread", [8, 0, 2]),
    ("05-length-and-spread", [2, 0, 4]),
    ("05-length-and-spread", 4),
    ("05-choose-sigma", lambda d, spread: spread / d**0.25),
    ("05-choose-sigma", lambda d, spread: (spread * d) ** 0.5),
    ("05-choose-sigma", lambda d, spread: spread**2 / d),
    ("05-choose-sigma", lambda d, spread: 0.02),
    ("05-choose-sigma", lambda d, spread: -((spread / d**0.5) ** 0.5)),
    ("05-tied-start", "b"),
    ("05-tied-start", ("b", 9)),
    ("05-tied-start", ("d", 3)),
    ("05-tied-start", 3),
    ("06-backwards", one_column_left_out),
    ("06-backwards", de_squared),
    ("06-backwards", signs_only),
    ("06-backwards", rows_added),
    ("06-backwards", lambda W, e, dz, lr: e - lr * lr * (W.T @ dz)),
    ("06-backwards", lambda W, e, dz, lr: (1 - lr) * e - lr * (W.T @ dz)),
    ("06-backwards", lambda W, e, dz, lr: (e - lr * (W.T @ dz)).reshape(1, -1)),
    ("06-by-hand", [[1, -2], [0, 2], [3, 1]]),
    ("06-by-hand", [[1, -2], [0, 2], [-1, -1]]),
    ("06-by-hand", [[1, -2], [0, 2]]),
    ("06-by-hand", [[1, 0], [0, 2], [3, 1]]),
    ("06-mend-step", step_all_but_repeats),
    ("06-mend-step", step_with_squares),
    ("06-mend-step", step_pad_one),
    ("06-mend-step", step_row_after),
    ("06-mend-step", step_times_count),
    ("06-mend-step", step_rate_left_out),
    ("06-adam-unread", "c"),
    ("06-adam-unread", ("c", 5)),
    ("06-adam-unread", ("e", 2)),
    ("06-adam-unread", -0.167),
    ("06-unread-rows", run_last_gradient),
    ("06-unread-rows", run_nesterov),
    ("06-unread-rows", run_backwards),
    ("06-unread-rows", run_old_velocity),
    ("06-unread-rows", run_grows),
    ("06-unread-rows", run_decay_last),
    ("07-pairs", pairs_sorted),
    ("07-pairs", pairs_doubled),
    ("07-pairs", pairs_far_first),
    ("07-pairs", pairs_of_next),
    ("07-pairs", pairs_by_centre),
    ("07-p-minus-y", [0.125, 0.625, 0.5]),
    ("07-p-minus-y", [0.125, 0.375, 1.5]),
    ("07-p-minus-y", [-0.125, -0.625, -0.5]),
    ("07-p-minus-y", -0.625),
    ("07-mend-softmax", softmax_base_2),
    ("07-mend-softmax", softmax_squares),
    ("07-mend-softmax", softmax_of_absolute),
    ("07-mend-softmax", softmax_twice),
    ("07-mend-softmax", softmax_over_length),
    ("07-mend-softmax", softmax_first_row),
    ("07-mend-softmax", softmax_rounded),
    ("07-one-step", pair_rate_forgotten),
    ("07-one-step", pair_W_first),
    ("07-one-step", pair_only_E),
    ("07-one-step", pair_E_twice_as_far),
    ("07-one-step", pair_mean_over_words),
    ("07-one-step", pair_W_uphill),
    ("07-what-it-promises", "b"),
    ("07-what-it-promises", ("b", 1, 2)),
    ("07-what-it-promises", ("d", 1)),
    ("08-turns", [2000, 5]),
    ("08-turns", [500, 10]),
    ("08-turns", [50, 20]),
    ("08-turns", [500, 20, 1]),
    ("08-count-pairs", triples),
    ("08-count-pairs", most_frequent_only),
    ("08-count-pairs", backwards_pairs),
    ("08-count-pairs", counted_from_zero),
    ("08-count-pairs", distinct_pairs),
    ("08-merge", merge_end_forgotten),
    ("08-merge", merge_second_piece_only),
    ("08-merge", merge_to_string),
    ("08-merge", merge_last_place_only),
    ("08-merge", merge_pair_turned),
    ("08-merge", merge_equal_letters),
    ("08-tokens-per-word", price_without_first_merge),
    ("08-tokens-per-word", price_largest),
    ("08-tokens-per-word", price_list),
    ("08-tokens-per-word", price_rounded),
    ("08-tokens-per-word", price_merges_counted),
    ("08-tokens-per-word", price_median),
    ("08-rare-tokens", "b"),
    ("08-rare-tokens", ("b", 5)),
    ("08-rare-tokens", (3, "b")),
    ("08-rare-tokens", "subwords"),
]

RIGHT = [
    ("05-start-table", start_in_loops),
    ("05-start-table", start_masked),
    ("05-length-and-spread", np.array([0.5 * 64**0.5, 0.0, 0.25 * 8])),
    ("05-length-and-spread", (4.0, -0.0, np.float32(2))),
    ("05-choose-sigma", lambda d, spread: spread**0.5 * d**-0.25),
    ("05-choose-sigma", lambda d, spread: np.float32(np.exp((np.log(spread) - np.log(d) / 2) / 2))),
    ("05-tied-start", ["b", 3]),
    ("05-tied-start", ("B", 3)),
    ("06-backwards", backwards_in_loops),
    ("06-backwards", lambda W, e, dz, lr: e - lr * dz @ W),
    (
        "06-backwards",
        lambda W, e, dz, lr: (e - lr * np.einsum("kj,k->j", W, dz)).astype(np.float32),
    ),
    ("06-by-hand", np.array([[1, -2], [0, 2], [1, 0]])),
    ("06-by-hand", ([1.0, -2.0], (0, 2), [1, 0.001])),
    ("06-mend-step", step_subtract_at),
    ("06-mend-step", step_in_loops),
    ("06-mend-step", step_one_hot),
    ("06-adam-unread", ["c", 2]),
    ("06-adam-unread", (" C ", np.int64(2))),
    ("06-unread-rows", run_right),
    ("06-unread-rows", run_entry_by_entry),
    ("06-unread-rows", run_in_float32),
    ("07-pairs", pairs_list),
    ("07-pairs", pairs_array),
    ("07-pairs", pairs_of_slices),
    ("07-p-minus-y", np.array([1, -5, 4]) / 8),
    ("07-p-minus-y", [0.13, -0.63, 0.5]),
    ("07-mend-softmax", softmax_stable),
    ("07-mend-softmax", softmax_rows),
    ("07-mend-softmax", softmax_einsum),
    ("07-one-step", step_of_pair),
    ("07-one-step", pair_step_lists),
    ("07-one-step", pair_step_stacked),
    ("07-one-step", pair_step_in_loops),
    ("07-what-it-promises", ["b", 1]),
    ("07-what-it-promises", ("B", 1)),
    ("08-turns", (500.0, 20.0)),
    ("08-turns", np.array([500, 20])),
    ("08-count-pairs", counted_with_counter),
    ("08-count-pairs", counted_with_default),
    ("08-count-pairs", counted_per_word),
    ("08-merge", merge_to_new_list),
    ("08-merge", merge_recursively),
    ("08-merge", merge_with_flag),
    ("08-tokens-per-word", price_by_rank),
    ("08-tokens-per-word", price_mean),
    ("08-tokens-per-word", price_by_counts),
    ("08-rare-tokens", ["b", 3]),
    ("08-rare-tokens", ("B", 3)),
]
