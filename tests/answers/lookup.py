"""Answers to the exercises of lesson 02 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

from collections import Counter

import numpy as np

from embedlab import lookup, one_hot

# ---- wrong ----------------------------------------------------------------------------------


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


def first_place_of_the_id(ids, V):
    return [ids.index(i) for i in ids if not 0 <= i < V]


def meaning_by_counter(text, sentences, E):
    """IDs by frequency, from 1 on: the unknown words' ID is taken."""
    vocabulary = {word: i for i, (word, _) in enumerate(Counter(text.split()).most_common(), 1)}
    return meaning(vocabulary, sentences, E)


def meaning_of_characters(text, sentences, E):
    vocabulary = {letter: i + 2 for i, letter in enumerate(sorted(set(text)))}
    return meaning(vocabulary, sentences, np.vstack([E] * 5))


def meaning_last_word_cut(text, sentences, E):
    vocabulary, X, means = meaning_sorted_padded_left(text, sentences, E)
    return vocabulary, X[:, :-1], means


def meaning_words_sorted(text, sentences, E):
    vocabulary = {word: i + 2 for i, word in enumerate(sorted(set(text.split())))}
    return meaning(vocabulary, [" ".join(sorted(one.split())) for one in sentences], E)


def meaning_sums(text, sentences, E):
    vocabulary, X, means = meaning_sorted_padded_left(text, sentences, E)
    return vocabulary, X, means * (X != 0).sum(axis=1, keepdims=True)


def meaning_of_whole_batch(text, sentences, E):
    vocabulary, X, means = meaning_sorted_padded_left(text, sentences, E)
    return vocabulary, X, means.mean(axis=0)


def meaning_fails_on_unknown_words(text, sentences, E):
    vocabulary = {word: i + 2 for i, word in enumerate(sorted(set(text.split())))}
    return [[vocabulary[word] for word in sentence.split()] for sentence in sentences]


def meaning_means_only(text, sentences, E):
    return meaning_sorted_padded_left(text, sentences, E)[2]


def meaning_empties_the_sentences(text, sentences, E):
    answer = meaning_sorted_padded_left(text, sentences, E)
    sentences.clear()
    return answer


WRONG = [
    *[
        ("lookup-meaning", wrong)
        for wrong in (
            meaning_by_counter,
            meaning_of_characters,
            meaning_last_word_cut,
            meaning_words_sorted,
            meaning_sums,
            meaning_of_whole_batch,
            meaning_fails_on_unknown_words,
            meaning_means_only,
            meaning_empties_the_sentences,
        )
    ],
    *[
        ("lookup-one-token", wrong)
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
    ("lookup-read-rows", [[4, -2], [2, 0], [2, 0], [1, 0]]),
    ("lookup-read-rows", [3, 1, 1, 0]),
    ("lookup-read-rows", [[0, 1], [2, 0], [2, 0], [4, 2]]),
    ("lookup-read-rows", [[4, -2], [-1, 3], [-1, 3], [0, 1]]),
    ("lookup-read-rows", [4, -2, 2, 0, 2, 0, 0, 1]),
    ("lookup-size", [256_000, 1.02]),
    ("lookup-size", 2_560_000),
    ("lookup-size", [2_560_000, 10.2]),
    ("lookup-size", [10.24, 2_560_000]),
    ("lookup-size", [2_560_000, 0.64]),
    ("lookup-size", [25_600_000, 102.4]),
    *[
        ("lookup-batch", wrong)
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
        ("lookup-range", wrong)
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
    ("lookup-range", first_place_of_the_id),
]


# ---- correct, in another style --------------------------------------------------------------


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


def meaning(vocabulary, sentences, E):
    """X and means with a vocabulary, padded on the left."""
    T = max(len(sentence.split()) for sentence in sentences)
    X, means = np.zeros((len(sentences), T), int), []
    for b, sentence in enumerate(sentences):
        ids = [vocabulary.get(word, 1) for word in sentence.split()]
        X[b, T - len(ids) :] = ids
        means.append(E[ids].mean(axis=0))
    return vocabulary, X, np.array(means)


def meaning_sorted_padded_left(text, sentences, E):
    vocabulary = {word: i + 2 for i, word in enumerate(sorted(set(text.split())))}
    return meaning(vocabulary, sentences, E)


def meaning_by_frequency_as_lists(text, sentences, E):
    vocabulary = {word: i for i, (word, _) in enumerate(Counter(text.split()).most_common(), 2)}
    vocabulary, X, means = meaning(vocabulary, sentences, E)
    return [vocabulary, X.tolist(), [tuple(mean) for mean in means]]


def meaning_by_one_hot(text, sentences, E):
    vocabulary, X, _ = meaning_sorted_padded_left(text, sentences, E.astype(np.float32))
    counts = one_hot(X, len(E)).sum(axis=1)
    counts[:, 0] = 0
    return vocabulary, X.astype(float), counts / counts.sum(axis=1, keepdims=True) @ E


ROWS = [[4, -2], [2, 0], [2, 0], [0, 1]]


RIGHT = [
    *[
        ("lookup-one-token", right)
        for right in (vector_by_brackets, vector_as_list, vector_by_product)
    ],
    ("lookup-read-rows", ROWS),
    ("lookup-read-rows", np.array(ROWS, dtype="float32")),
    ("lookup-size", (2_560_000, 10.24)),
    ("lookup-size", np.array([2.56e6, 10.24])),
    *[
        ("lookup-batch", right)
        for right in (batch_by_brackets, batch_by_lookup, batch_by_lists, batch_by_einsum)
    ],
    *[
        ("lookup-meaning", right)
        for right in (meaning_sorted_padded_left, meaning_by_frequency_as_lists, meaning_by_one_hot)
    ],
    *[("lookup-range", right) for right in (range_by_mask, range_by_membership)],
]
