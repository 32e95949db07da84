"""Answers to the exercises of lesson 12 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import math

import numpy as np

import embedlab as el

# ---- wrong ----------------------------------------------------------------------------------


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


def by_one_loop(sentences, V, dims, runs, seeds=None, part=0.7):
    n = int(len(sentences) * part + 1e-9)
    seen = el.pair_probabilities(el.skipgram_pairs(sentences[:n]), V)
    unseen = el.pair_probabilities(el.skipgram_pairs(sentences[n:]), V)
    losses = {}
    for d in sorted(dims):
        total = 0.0
        for seed in seeds or range(0, 10 * runs, 10):
            total += float(el.corpus_loss(*el.fit(seen, d, steps=40, seed=seed), unseen))
        losses[d] = total / runs
    best = next(d for d in sorted(losses) if losses[d] - min(losses.values()) <= 0.02)
    return best, losses


def half_and_half(sentences, V, dims, runs):
    return by_one_loop(sentences, V, dims, runs, part=0.5)


def first_start_only(sentences, V, dims, runs):
    return by_one_loop(sentences, V, dims, 1)


def lowest_loss_for_d(sentences, V, dims, runs):
    _, losses = by_one_loop(sentences, V, dims, runs)
    return min(losses.values()), losses


def losses_in_a_list(sentences, V, dims, runs):
    best, losses = by_one_loop(sentences, V, dims, runs)
    return best, list(losses.values())


WRONG = [
    ("dimension-hold-out", half_and_half),
    ("dimension-hold-out", first_start_only),
    ("dimension-hold-out", lowest_loss_for_d),
    ("dimension-hold-out", losses_in_a_list),
    ("dimension-growth", (1 / 3, 1 / 3, 1 / 9)),
    ("dimension-growth", (9, 3, 3)),
    ("dimension-growth", (256, 256, 256)),
    ("dimension-growth", (3, 3)),
    ("dimension-fastai", square_root_rule),
    ("dimension-fastai", factor_forgotten),
    ("dimension-fastai", rounded_up),
    ("dimension-fastai", half_of_categories),
    ("dimension-fastai", first_count_only),
    ("dimension-choose-d", middle_d),
    ("dimension-choose-d", lowest_sum),
    ("dimension-choose-d", smallest_d),
    ("dimension-choose-d", one_before_best),
    ("dimension-choose-d", all_sorted),
    ("dimension-heads", powers_of_two),
    ("dimension-heads", rounded_up_wrongly),
    ("dimension-heads", remainders),
    ("dimension-heads", first_width_only),
    ("dimension-heads", ceiling_of_floor),
]


# ---- correct, in another style --------------------------------------------------------------


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


RIGHT = [
    ("dimension-hold-out", by_one_loop),
    ("dimension-growth", [3, 3, 9]),
    ("dimension-growth", np.array([3.0, 3.0, 9.0])),
    ("dimension-fastai", rule_by_numpy),
    ("dimension-fastai", rule_by_loop),
    ("dimension-fastai", rule_as_floats),
    ("dimension-choose-d", choose_by_sorting),
    ("dimension-choose-d", choose_by_index),
    ("dimension-heads", widths_by_loop),
    ("dimension-heads", widths_by_numpy),
]
