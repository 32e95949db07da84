"""Answers to the exercises of lesson 01 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

from collections import Counter

import numpy as np

# ---- wrong ----------------------------------------------------------------------------------


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


def spelled_with_unknown(text, n, sentences):
    tokens, _, _ = spelled_by_loops(text, n, sentences)
    ids = [[tokens.index(w) if w in tokens else 0 for w in one.split()] for one in sentences]
    return tokens, ids, [" ".join(tokens[i] for i in row) for row in ids]


def spelled_with_repeats(text, n, sentences):
    tokens, ids, back = spelled_by_loops(text, n, sentences)
    return tokens + tokens[:1], ids, back


def spelled_in_one_list(text, n, sentences):
    tokens, ids, back = spelled_by_loops(text, n, sentences)
    return tokens, [i for row in ids for i in row], " ".join(back)


def spelled_backwards(text, n, sentences):
    tokens, ids, back = spelled_by_loops(text, n, sentences)
    return tokens, [row[::-1] for row in ids], back


def spelled_rarest_first(text, n, sentences):
    rare = [word for word, _ in Counter(text.split()).most_common()[-n:]]
    return spelled_by_loops(" ".join([text, *rare * 20]), n, sentences)


def spelled_without_way_back(text, n, sentences):
    return spelled_by_loops(text, n, sentences)[:2]


WRONG = [
    *[
        ("tokens-spell", wrong)
        for wrong in (
            spelled_with_unknown,
            spelled_with_repeats,
            spelled_in_one_list,
            spelled_backwards,
            spelled_rarest_first,
            spelled_without_way_back,
        )
    ],
    *[
        ("tokens-first-come", wrong)
        for wrong in (
            numbered_without_if,
            numbered_in_twos,
            numbered_by_letters,
            gives_the_vocabulary,
            numbered_backwards,
            gives_back_words,
        )
    ],
    ("tokens-nearest-row", [2, 4, 0]),
    ("tokens-nearest-row", [2, 2, 1]),
    ("tokens-nearest-row", 2),
    ("tokens-nearest-row", ["coffee", "eight", "nine"]),
    ("tokens-straight-line", ("a", 4)),
    ("tokens-straight-line", ("b", 3)),
    ("tokens-straight-line", ("a", 2)),
    ("tokens-context", ("a", 5)),
    ("tokens-context", ("b", 2)),
    ("tokens-context", ("b", 1)),
    ("tokens-context", "d"),
    *[
        ("tokens-translate", wrong)
        for wrong in (
            translated_sorted,
            translated_once_each,
            translated_twice,
            translated_to_alphabet,
            translated_backwards,
            translated_as_tokens,
        )
    ],
]


# ---- correct, in another style --------------------------------------------------------------


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


def spelled_by_loops(text, n, sentences):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=counts.get, reverse=True)[:n]
    tokens = []
    for letter in text.replace(" ", ""):
        for token in ("##" + letter, letter):
            if token not in tokens:
                tokens.append(token)
    tokens += [word for word in words if word not in tokens]
    ids, back = [], []
    for sentence in sentences:
        row = []
        for word in sentence.split():
            if word in words:
                row.append(tokens.index(word))
                continue
            for place, letter in enumerate(word):
                row.append(tokens.index("##" + letter if place else letter))
        ids.append(row)
        text_again = ""
        for i in row:
            text_again += tokens[i][2:] if tokens[i][:2] == "##" else " " + tokens[i]
        back.append(text_again[1:])
    return tokens, ids, back


def spelled_as_arrays(text, n, sentences):
    tokens, ids, back = spelled_by_loops(text, n, sentences)
    order = np.argsort(tokens)
    place = np.argsort(order)
    return [tokens[i] for i in order], [place[np.array(row)] for row in ids], tuple(back)


RIGHT = [
    *[("tokens-spell", right) for right in (spelled_by_loops, spelled_as_arrays)],
    *[
        ("tokens-first-come", right)
        for right in (numbered_by_dict, numbered_by_list, numbered_as_floats)
    ],
    ("tokens-nearest-row", [2, 4, 1]),
    ("tokens-nearest-row", np.array([2.0, 4.0, 1.0])),
    ("tokens-nearest-row", (2, 4, 1)),
    ("tokens-straight-line", ["c", 3]),
    ("tokens-straight-line", ("C", np.int64(3))),
    ("tokens-context", ["c", 2]),
    ("tokens-context", ("C ", 2)),
    *[
        ("tokens-translate", right)
        for right in (translated_by_index, translated_by_array, translated_by_loop)
    ],
]
