"""Answers to the exercises of lesson 09 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

from collections import Counter
from itertools import pairwise

from embedlab.tokens import WordPiece, merge_pair, train_bpe

# ---- wrong ----------------------------------------------------------------------------------


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


def replaced_in_text(pieces, pair):
    return " ".join(pieces).replace(" ".join(pair), "".join(pair)).split()


def wordpiece_by_bpe(word, vocabulary):
    return list(word)


def wordpiece_always_marked(word, vocabulary):
    marked = {token if token.startswith("##") else "##" + token for token in vocabulary}
    tokens, start = [], 0
    while start < len(word):
        end = next((e for e in range(len(word), start, -1) if "##" + word[start:e] in marked), None)
        if end is None:
            return ["[UNK]"]
        tokens.append("##" + word[start:end])
        start = end
    return tokens


def wordpiece_never_unknown(word, vocabulary):
    tokens, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((e for e in ends if mark + word[start:e] in vocabulary), start + 1)
        tokens.append(mark + word[start:end])
        start = end
    return tokens


def learn_only_joined(counts, n):
    return ["".join(pair) for pair in train_bpe(spelled(counts), n)]


def learn_all_at_once(counts, n):
    pairs = Counter()
    for word, count in counts.items():
        for pair in pairwise(word):
            pairs[pair] += count
    return [pair for pair, _ in pairs.most_common(n)]


def learn_one(counts, n):
    return train_bpe(spelled(counts), 1)


def spelled(counts):
    return "".join(word * count for word, count in counts.items())


def learn_last_of_equals(counts, n):
    """Among equals the alphabetically last pair."""
    tokens, merges = {word: list(word) for word in counts}, []
    for _ in range(n):
        pairs = Counter()
        for word, count in counts.items():
            for pair in pairwise(tokens[word]):
                pairs[pair] += count
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        tokens = {word: merge_pair(parts, best) for word, parts in tokens.items()}
    return merges


WRONG = [
    ("subwords-by-hand", [7, 8, 72]),
    ("subwords-by-hand", (7, 2, 67)),
    ("subwords-by-hand", (5, 6, 67)),
    ("subwords-by-hand", [7, 8]),
    ("subwords-wordpiece", wordpiece_by_bpe),
    ("subwords-wordpiece", wordpiece_always_marked),
    ("subwords-wordpiece", wordpiece_never_unknown),
    ("subwords-learn", learn_only_joined),
    ("subwords-learn", learn_all_at_once),
    ("subwords-learn", learn_one),
    ("subwords-learn", learn_last_of_equals),
    ("subwords-merge", merge_end_forgotten),
    ("subwords-merge", merge_second_piece_only),
    ("subwords-merge", merge_to_string),
    ("subwords-merge", merge_last_place_only),
    ("subwords-merge", merge_pair_turned),
    ("subwords-merge", merge_equal_letters),
    ("subwords-rare-tokens", "b"),
    ("subwords-rare-tokens", ("b", 5)),
    ("subwords-rare-tokens", (3, "b")),
    ("subwords-rare-tokens", "subwords"),
    ("subwords-merge", replaced_in_text),
]


# ---- correct, in another style --------------------------------------------------------------


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


def wordpiece_by_library(word, vocabulary):
    specials = ["[UNK]", "[CLS]", "[SEP]"]
    return WordPiece((*sorted(vocabulary), *specials)).tokenize(word)


def wordpiece_recursive(word, vocabulary, mark=""):
    for end in range(len(word), 0, -1):
        if mark + word[:end] in vocabulary:
            rest = wordpiece_recursive(word[end:], vocabulary, "##") if end < len(word) else []
            return ["[UNK]"] if "[UNK]" in rest else [mark + word[:end], *rest]
    return ["[UNK]"]


def learn_by_library(counts, n):
    return train_bpe(spelled(counts), n)


def learn_with_counter(counts, n):
    words, merges = [(list(word), count) for word, count in counts.items()], []
    while len(merges) < n:
        pairs = Counter()
        for tokens, count in words:
            for pair in pairwise(tokens):
                pairs[pair] += count
        if not pairs:
            return merges
        top = max(pairs.values())
        merges.append(sorted(pair for pair in pairs if pairs[pair] == top)[0])
        words = [(merge_to_new_list(tokens, merges[-1]), count) for tokens, count in words]
    return merges


RIGHT = [
    ("subwords-by-hand", [7, 8, 67]),
    ("subwords-by-hand", (7.0, 8.0, 67.0)),
    ("subwords-wordpiece", wordpiece_by_library),
    ("subwords-wordpiece", wordpiece_recursive),
    ("subwords-learn", learn_by_library),
    ("subwords-learn", learn_with_counter),
    ("subwords-merge", merge_to_new_list),
    ("subwords-merge", merge_recursively),
    ("subwords-merge", merge_with_flag),
    ("subwords-rare-tokens", ["b", 3]),
    ("subwords-rare-tokens", ("B", 3)),
]
