"""Answers to the exercises of lessons 09 to 13 that the exercises do not know.

`UNFORESEEN` holds wrong answers that are not among the named mistakes, `RIGHT` right ones in another style than
the reference. Both are pairs of an exercise's name and an answer.
"""

import math

import numpy as np

from embedlab import cosine, cosine_matrix, lookup, norm, procrustes
from embedlab.attention import causal_mask, padding_mask
from embedlab.softmax import masked_softmax
from embedlab.tying import tied_gradients

# ---- 09: wrong -----------------------------------------------------------------------------------------


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


# ---- 09: right -----------------------------------------------------------------------------------------


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


# ---- 10: wrong -----------------------------------------------------------------------------------------


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


# ---- 10: right -----------------------------------------------------------------------------------------


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


# ---- 11: wrong -----------------------------------------------------------------------------------------


def square_root_rule(counts):
    return [min(600, round(1.6 * n**0.5)) for n in counts]


def factor_forgotten(counts):
    return [min(600, round(n**0.56)) for n in counts]


def rounded_up(counts):
    return [min(600, math.ceil(1.6 * n**0.56)) for n in counts]


def half_of_categories(counts):
    return [min(50, (n + 1) // 2) for n in counts]


def first_count_only(counts):
    return min(600, round(1.6 * counts[0] ** 0.56))


def middle_d(dims, seen, held_out):
    return dims[len(dims) // 2]


def lowest_sum(dims, seen, held_out):
    return dims[np.argmin(np.array(seen) + np.array(held_out))]


def smallest_d(dims, seen, held_out):
    return dims[0]


def one_before_best(dims, seen, held_out):
    return dims[np.argmin(held_out) - 1]


def all_sorted(dims, seen, held_out):
    return [d for _, d in sorted(zip(held_out, dims, strict=True))]


def powers_of_two(dims, heads):
    return [2 ** math.ceil(math.log2(d)) for d in dims]


def rounded_up_wrongly(dims, heads):
    return [d + (heads - d % heads) % heads + 1 for d in dims]


def remainders(dims, heads):
    return [d % heads for d in dims]


def first_width_only(dims, heads):
    for d in dims:
        return [-(-d // heads) * heads]


def ceiling_of_floor(dims, heads):
    return [math.ceil(d // heads) * heads + heads // 2 for d in dims]


# ---- 11: right -----------------------------------------------------------------------------------------


def rule_by_numpy(counts):
    return np.minimum(600, np.round(1.6 * np.array(counts, float) ** 0.56)).astype(int)


def rule_by_loop(counts):
    lengths = []
    for n in counts:
        d = int(1.6 * math.exp(0.56 * math.log(n)) + 0.5)
        lengths.append(600 if d > 600 else d)
    return tuple(lengths)


def rule_as_floats(counts):
    return [float(min(600, round(1.6 * pow(n, 0.56)))) for n in counts]


def choose_by_sorting(dims, seen, held_out):
    return sorted(zip(held_out, dims, strict=True))[0][1]


def choose_by_index(dims, seen, held_out):
    return dims[held_out.index(min(held_out))]


def widths_by_loop(dims, heads):
    out = []
    for d in dims:
        while d % heads:
            d += 1
        out.append(d)
    return out


def widths_by_numpy(dims, heads):
    return np.ceil(np.array(dims) / heads) * heads


# ---- 12: wrong -----------------------------------------------------------------------------------------


def positions_taken_off(E, X, P):
    return E[X] - P[: X.shape[1]]


def positions_multiplied(E, X, P):
    return E[X] * P[: X.shape[1]]


def positions_backwards(E, X, P):
    return E[X] + P[: X.shape[1]][::-1]


def positions_run_on(E, X, P):
    return E[X] + P[np.arange(X.size).reshape(X.shape) % len(P)]


def positions_alone(E, X, P):
    return np.broadcast_to(P[: X.shape[1]], (*X.shape, P.shape[1]))


def all_positions(E, X, P):
    return E[X] + P


def positions_without_pads(E, X, P):
    return np.where((X != 0)[:, :, None], E[X] + P[: X.shape[1]], 0)


def ones_below(E, n):
    return np.vstack([E, np.ones((n, E.shape[1]))])


def only_new(E, n):
    return np.tile(E[1:].mean(axis=0), (n, 1))


def sum_row(E, n):
    return np.vstack([E, *[E[1:].sum(axis=0)] * n])


def divided_by_all_rows(E, n):
    return np.vstack([E, *[E[1:].sum(axis=0) / len(E)] * n])


def without_last(E, n):
    return np.vstack([E, *[E[:-1].mean(axis=0)] * n])


def new_columns(E, n):
    return np.hstack([E, np.repeat(E[:, 1:].mean(axis=1, keepdims=True), n, axis=1)])


def median_row(E, n):
    return np.vstack([E, *[np.median(E[1:], axis=0)] * n])


def counted_one_too_many(E, X):
    real = X != 0
    return (E[X] * real[:, :, None]).sum(axis=1) / (real.sum(axis=1, keepdims=True) + 1)


def divided_by_longest(E, X):
    real = X != 0
    return (E[X] * real[:, :, None]).sum(axis=1) / real.sum(axis=1).max()


def first_word(E, X):
    return E[X[:, 0]]


def last_real_dropped(E, X):
    return np.array([E[x[x != 0]][:-1].mean(axis=0) if (x != 0).sum() > 1 else E[x[0]] for x in X])


def number_per_sentence(E, X):
    return np.array([E[x[x != 0]].mean() for x in X])


def not_averaged(E, X):
    return E[X] * (X != 0)[:, :, None]


def largest_per_column(E, X):
    return np.array([E[x[x != 0]].max(axis=0) for x in X])


def scores_for_weights(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] != pad_id)
    return np.where(mask, H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), 0)


def strictly_before(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool), -1) & (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def one_ahead(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool), 1) & (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def either_mask(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) | (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def divided_by_d(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] != pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / H.shape[-1] ** 2, mask)


def pads_shown(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] == pad_id)
    return masked_softmax(H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1]), mask)


def equal_weights(H, X, pad_id):
    T = H.shape[1]
    mask = np.tril(np.ones((T, T), bool)) & (X[:, None] != pad_id)
    return mask / mask.sum(axis=-1, keepdims=True)


# ---- 12: right -----------------------------------------------------------------------------------------


def positions_by_loops(E, X, P):
    return [
        [[float(E[i, j] + P[t, j]) for j in range(E.shape[1])] for t, i in enumerate(x)] for x in X
    ]


def positions_by_index(E, X, P):
    t = np.broadcast_to(np.arange(X.shape[1]), X.shape)
    return (np.take(E, X, axis=0) + np.take(P, t, axis=0)).astype(np.float32)


def resize_in_place(E, n):
    bigger = np.empty((len(E) + n, E.shape[1]))
    bigger[: len(E)] = E
    bigger[len(E) :] = E[1:].mean(axis=0)
    return bigger


def resize_by_lists(E, n):
    rows = E.tolist()
    mean = [sum(column) / len(column) for column in zip(*rows[1:], strict=True)]
    return rows + [mean for _ in range(n)]


def means_by_loop(E, X):
    return [E[x[x != 0]].mean(axis=0) for x in X]


def means_by_einsum(E, X):
    share = (X != 0) / (X != 0).sum(axis=1, keepdims=True)
    return np.einsum("bt,btd->bd", share, lookup(E, X)).astype(np.float32)


def means_by_nan(E, X):
    return np.nanmean(np.where((X != 0)[..., None], E[X], np.nan), axis=1)


def weights_by_library(H, X, pad_id):
    mask = padding_mask(X, pad_id) & causal_mask(H.shape[1])
    return masked_softmax(np.einsum("btd,bsd->bts", H, H) / H.shape[-1] ** 0.5, mask)


def weights_by_loops(H, X, pad_id):
    B, T, d = H.shape
    weights = [[[0.0] * T for _ in range(T)] for _ in range(B)]
    for b in range(B):
        for t in range(T):
            places = [s for s in range(t + 1) if X[b, s] != pad_id]
            powers = [math.exp(float(H[b, t] @ H[b, s]) / math.sqrt(d)) for s in places]
            for s, power in zip(places, powers, strict=True):
                weights[b][t][s] = power / sum(powers)
    return weights


def weights_by_addition(H, X, pad_id):
    H = H.astype(np.float32)
    scores = H @ H.transpose(0, 2, 1) / np.float32(np.sqrt(H.shape[-1]))
    scores = scores + np.triu(np.full((H.shape[1],) * 2, -1e9, np.float32), 1)
    scores[np.broadcast_to(X[:, None] == pad_id, scores.shape)] = -1e9
    weights = np.exp(scores)
    return weights / weights.sum(-1)[..., None]


# ---- 13: wrong -----------------------------------------------------------------------------------------


def rotation_alone(W, R):
    return R


def sign_turned(W, R):
    return -(W @ R)


def wide_output(W, R):
    return W @ R @ W.T


def rows_turned_off_axis(W, R):
    return (W @ R)[::-1]


def scaled_too(W, R):
    turned = W @ R
    return turned / np.linalg.norm(turned, axis=1, keepdims=True)


def sorted_ids(E, order):
    return E[np.sort(order)][::-1]


def twice_moved(E, order):
    return E[order][order]


def columns_moved(E, order):
    return E[:, np.argsort(order)[: E.shape[1]] % E.shape[1]]


def only_first_moved(E, order):
    moved = E.copy()
    moved[order[0]] = E[0]
    return moved


def swapped_one_by_one(E, order):
    for i, new in enumerate(order):
        E[new] = E[i]
    return E


def correlation_of_rows(A, B):
    return np.corrcoef(A.ravel(), B.ravel())[0, 1]


def remaining_distance(A, B):
    return np.linalg.norm(A @ procrustes(A, B) - B)


def cosine_of_cosines(A, B):
    return cosine(cosine_matrix(A), cosine_matrix(B)).mean()


def best_member(A, B):
    return cosine(A @ procrustes(A, B), B).max()


def median_member(A, B):
    return np.median(cosine(A @ procrustes(A, B), B))


def turned_rows_with_procrustes_of_rows(A, B):
    return cosine(procrustes(A, B) @ A.T, B.T).mean()


def centred_first(A, B):
    A, B = A - A.mean(axis=0), B - B.mean(axis=0)
    return cosine(A @ procrustes(A, B), B).mean()


# ---- 13: right -----------------------------------------------------------------------------------------


def outputs_by_einsum(W, R):
    return np.einsum("vd,de->ve", W.astype(np.float32), R.astype(np.float32))


def outputs_by_inverse(W, R):
    return np.linalg.solve(R, W.T).T


def outputs_by_loops(W, R):
    d = len(R)
    return [[sum(float(w[k] * R[k][j]) for k in range(d)) for j in range(d)] for w in W]


def moved_by_inverse(E, order):
    return E[np.argsort(order)]


def moved_by_loop(E, order):
    rows = [None] * len(E)
    for i, new in enumerate(order):
        rows[new] = E[i].tolist()
    return rows


def moved_by_product(E, order):
    return np.eye(len(E), dtype=np.float32)[:, order] @ E.astype(np.float32)


def agreement_by_svd(A, B):
    U, _, Vt = np.linalg.svd(A.T @ B)
    turned = A @ U @ Vt
    return ((turned * B).sum(1) / np.linalg.norm(turned, axis=1) / np.linalg.norm(B, axis=1)).mean()


def agreement_by_loop(A, B):
    R = procrustes(A, B)
    return sum(float(cosine(a @ R, b)) for a, b in zip(A, B, strict=True)) / len(A)


def agreement_other_way(A, B):
    return np.mean(cosine(A, B @ procrustes(A, B).T))


UNFORESEEN = [
    ("09-saved", (16_384_000, 65_536)),
    ("09-saved", 16_384_000),
    ("09-saved", (16_384, 65.536)),
    ("09-saved", (32_000, 0.128)),
    ("09-two-roles", roles_subtracted),
    ("09-two-roles", output_averaged_over_batch),
    ("09-two-roles", output_for_read_rows_only),
    ("09-two-roles", output_transposed),
    ("09-two-roles", ids_from_one),
    ("09-symmetric", ("a", 1)),
    ("09-symmetric", ("c", 4)),
    ("09-symmetric", ("b", 4)),
    ("09-symmetric", "b"),
    ("09-start", (64, 32)),
    ("09-start", (64, 0)),
    ("09-start", (4096, 64)),
    ("09-start", 64),
    ("09-one-pair", pair_target_row_only),
    ("09-one-pair", pair_logits_for_probabilities),
    ("09-one-pair", pair_not_normalised),
    ("09-one-pair", pair_returns_loss),
    ("09-one-pair", pair_input_from_target_row),
    ("10-row-order", last_rows),
    ("10-row-order", rows_inverse),
    ("10-row-order", columns_by_word),
    ("10-row-order", known_order_whole),
    ("10-row-order", sorted_by_last_letter),
    ("10-frozen", (3.61, 1.805)),
    ("10-frozen", (3.61, -2)),
    ("10-frozen", (4.41, -2.205)),
    ("10-frozen", 0.9025),
    ("10-unknown", unknown_ones),
    ("10-unknown", unknown_at_end),
    ("10-unknown", unknown_sum),
    ("10-unknown", unknown_median),
    ("10-unknown", unknown_raises),
    ("10-unknown", everything_mean),
    ("10-lean", lean_to_he),
    ("10-lean", lean_squared_lengths),
    ("10-lean", lean_half_scaled),
    ("10-lean", lean_distance),
    ("10-lean", lean_absolute),
    ("10-lean", lean_vector),
    ("11-growth", (1 / 3, 1 / 3, 1 / 9)),
    ("11-growth", (9, 3, 3)),
    ("11-growth", (256, 256, 256)),
    ("11-growth", (3, 3)),
    ("11-fastai", square_root_rule),
    ("11-fastai", factor_forgotten),
    ("11-fastai", rounded_up),
    ("11-fastai", half_of_categories),
    ("11-fastai", first_count_only),
    ("11-choose-d", middle_d),
    ("11-choose-d", lowest_sum),
    ("11-choose-d", smallest_d),
    ("11-choose-d", one_before_best),
    ("11-choose-d", all_sorted),
    ("11-heads", powers_of_two),
    ("11-heads", rounded_up_wrongly),
    ("11-heads", remainders),
    ("11-heads", first_width_only),
    ("11-heads", ceiling_of_floor),
    ("12-positions", positions_taken_off),
    ("12-positions", positions_multiplied),
    ("12-positions", positions_backwards),
    ("12-positions", positions_run_on),
    ("12-positions", positions_alone),
    ("12-positions", all_positions),
    ("12-positions", positions_without_pads),
    ("12-pad-row", (-0.4, -0.4)),
    ("12-pad-row", (4, -4)),
    ("12-pad-row", (-0.4, 0)),
    ("12-pad-row", 0),
    ("12-resize", ones_below),
    ("12-resize", only_new),
    ("12-resize", sum_row),
    ("12-resize", divided_by_all_rows),
    ("12-resize", without_last),
    ("12-resize", new_columns),
    ("12-resize", median_row),
    ("12-averages", counted_one_too_many),
    ("12-averages", divided_by_longest),
    ("12-averages", first_word),
    ("12-averages", last_real_dropped),
    ("12-averages", number_per_sentence),
    ("12-averages", not_averaged),
    ("12-averages", largest_per_column),
    ("12-masks", scores_for_weights),
    ("12-masks", strictly_before),
    ("12-masks", one_ahead),
    ("12-masks", either_mask),
    ("12-masks", divided_by_d),
    ("12-masks", pads_shown),
    ("12-masks", equal_weights),
    ("13-what-stays", (-3, 5, 8)),
    ("13-what-stays", (-4, 3, 8)),
    ("13-what-stays", (-4, 5, 0)),
    ("13-what-stays", (-4, 3)),
    ("13-turn-both", rotation_alone),
    ("13-turn-both", sign_turned),
    ("13-turn-both", wide_output),
    ("13-turn-both", rows_turned_off_axis),
    ("13-turn-both", scaled_too),
    ("13-new-ids", sorted_ids),
    ("13-new-ids", twice_moved),
    ("13-new-ids", columns_moved),
    ("13-new-ids", only_first_moved),
    ("13-new-ids", swapped_one_by_one),
    ("13-price", ("b", 2)),
    ("13-price", ("c", 1)),
    ("13-price", ("a", 3)),
    ("13-price", "c"),
    ("13-two-runs", correlation_of_rows),
    ("13-two-runs", remaining_distance),
    ("13-two-runs", cosine_of_cosines),
    ("13-two-runs", best_member),
    ("13-two-runs", median_member),
    ("13-two-runs", turned_rows_with_procrustes_of_rows),
    ("13-two-runs", centred_first),
]

RIGHT = [
    ("09-saved", [16_384_000, 65.54]),
    ("09-saved", np.array([16_384_000, 65.536], np.float32)),
    ("09-saved", (32_000 * 512, 32_000 * 512 * 4 / 10**6)),
    ("09-two-roles", roles_by_loops),
    ("09-two-roles", roles_by_one_hot),
    ("09-symmetric", ["b", 1]),
    ("09-symmetric", ("B", 1)),
    ("09-start", [64.0, 8.0]),
    ("09-start", np.array([64, 64**0.5], np.float32)),
    ("09-one-pair", pair_by_differences),
    ("09-one-pair", pair_by_library),
    ("09-one-pair", pair_by_loops),
    ("10-row-order", rows_by_search),
    ("10-row-order", rows_filled_in),
    ("10-frozen", [3.61, -1.805]),
    ("10-frozen", np.array([4, -2], np.float32) * 0.95**2),
    ("10-unknown", unknown_filled_first),
    ("10-unknown", unknown_by_get),
    ("10-lean", lean_by_library),
    ("10-lean", lean_by_loops),
    ("10-lean", lean_single),
    ("11-growth", [3, 3, 9]),
    ("11-growth", np.array([3.0, 3.0, 9.0])),
    ("11-fastai", rule_by_numpy),
    ("11-fastai", rule_by_loop),
    ("11-fastai", rule_as_floats),
    ("11-choose-d", choose_by_sorting),
    ("11-choose-d", choose_by_index),
    ("11-heads", widths_by_loop),
    ("11-heads", widths_by_numpy),
    ("12-positions", positions_by_loops),
    ("12-positions", positions_by_index),
    ("12-pad-row", [-0.4, 0.4]),
    ("12-pad-row", np.zeros(2) - 0.1 * np.array([4, -4])),
    ("12-resize", resize_in_place),
    ("12-resize", resize_by_lists),
    ("12-averages", means_by_loop),
    ("12-averages", means_by_einsum),
    ("12-averages", means_by_nan),
    ("12-masks", weights_by_library),
    ("12-masks", weights_by_loops),
    ("12-masks", weights_by_addition),
    ("13-what-stays", [-4, 5, 8]),
    ("13-what-stays", np.array([-4.0, 25**0.5, 8.0])),
    ("13-turn-both", outputs_by_einsum),
    ("13-turn-both", outputs_by_inverse),
    ("13-turn-both", outputs_by_loops),
    ("13-new-ids", moved_by_inverse),
    ("13-new-ids", moved_by_loop),
    ("13-new-ids", moved_by_product),
    ("13-price", ("b", 1)),
    ("13-price", ["b", 1]),
    ("13-two-runs", agreement_by_svd),
    ("13-two-runs", agreement_by_loop),
    ("13-two-runs", agreement_other_way),
]
