"""Answers to the exercises of lesson 09 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np

# ---- wrong ----------------------------------------------------------------------------------


def counted_with_counter(words):
    return Counter(a + b for word in words for a, b in pairwise(word))


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


def merge_recursively(pieces, pair):
    if len(pieces) < 2:
        return list(pieces)
    if (pieces[0], pieces[1]) == tuple(pair):
        return [pieces[0] + pieces[1], *merge_recursively(pieces[2:], pair)]
    return [pieces[0], *merge_recursively(pieces[1:], pair)]


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


def price_mean(words, merges):
    return np.mean([len(cut(word, merges)) for word in words])


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


def replaced_in_text(pieces, pair):
    return " ".join(pieces).replace(" ".join(pair), "".join(pair)).split()


WRONG = [
    ("subwords-count-pairs", triples),
    ("subwords-count-pairs", most_frequent_only),
    ("subwords-count-pairs", backwards_pairs),
    ("subwords-count-pairs", counted_from_zero),
    ("subwords-count-pairs", distinct_pairs),
    ("subwords-merge", merge_end_forgotten),
    ("subwords-merge", merge_second_piece_only),
    ("subwords-merge", merge_to_string),
    ("subwords-merge", merge_last_place_only),
    ("subwords-merge", merge_pair_turned),
    ("subwords-merge", merge_equal_letters),
    ("subwords-tokens-per-word", price_without_first_merge),
    ("subwords-tokens-per-word", price_largest),
    ("subwords-tokens-per-word", price_list),
    ("subwords-tokens-per-word", price_rounded),
    ("subwords-tokens-per-word", price_merges_counted),
    ("subwords-tokens-per-word", price_median),
    ("subwords-rare-tokens", "b"),
    ("subwords-rare-tokens", ("b", 5)),
    ("subwords-rare-tokens", (3, "b")),
    ("subwords-rare-tokens", "subwords"),
    ("subwords-merge", replaced_in_text),
]


# ---- correct, in another style --------------------------------------------------------------


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


def merge_to_new_list(pieces, pair):
    rest, merged = list(pieces), []
    while rest:
        if rest[:2] == list(pair):
            merged.append("".join(pair))
            del rest[:2]
        else:
            merged.append(rest.pop(0))
    return merged


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


def price_by_rank(words, merges):
    total, ranks = 0, {pair: k for k, pair in enumerate(merges)}
    for word in words:
        pieces = list(word)
        while found := [pair for pair in pairwise(pieces) if pair in ranks]:
            pieces = merge_recursively(pieces, min(found, key=ranks.get))
        total += len(pieces)
    return total / len(words)


def price_by_counts(words, merges):
    counts = Counter(words)
    return np.float32(
        sum(n * len(cut(word, merges)) for word, n in counts.items()) / sum(counts.values())
    )


RIGHT = [
    ("subwords-count-pairs", counted_with_counter),
    ("subwords-count-pairs", counted_with_default),
    ("subwords-count-pairs", counted_per_word),
    ("subwords-merge", merge_to_new_list),
    ("subwords-merge", merge_recursively),
    ("subwords-merge", merge_with_flag),
    ("subwords-tokens-per-word", price_by_rank),
    ("subwords-tokens-per-word", price_mean),
    ("subwords-tokens-per-word", price_by_counts),
    ("subwords-rare-tokens", ["b", 3]),
    ("subwords-rare-tokens", ("B", 3)),
]
