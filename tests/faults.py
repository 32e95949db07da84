"""Twenty-odd ways in which token tables go wrong, each planted into a healthy one.

A fault takes Vectors and a random generator and returns what `doctor` is given, and the name of the
alarm that it must raise.
"""

import numpy as np

from embedlab import Vectors

FAULTS = {}


def fault(alarm):
    def keep(plant):
        FAULTS[plant.__name__.replace("_", " ")] = (plant, alarm)
        return plant

    return keep


def mended(vectors, E, **more):
    """The same words with other rows."""
    return {"vectors": Vectors(vectors.words, E), **more}


@fault("shifted rows")
def off_by_one(vectors, rng):
    return mended(vectors, np.roll(vectors.E, rng.choice([-1, 1]), axis=0))


@fault("shifted rows")
def special_tokens_put_in_front(vectors, rng):
    n = int(rng.integers(1, 5))
    return {"vectors": Vectors([*(f"<new {i}>" for i in range(n)), *vectors.words[:-n]], vectors.E)}


@fault("shifted rows")
def a_row_lost_in_the_first_third(vectors, rng):
    lost = rng.integers(len(vectors) // 3)
    return mended(vectors, np.vstack([np.delete(vectors.E, lost, axis=0), vectors.E[:1] * 0.9]))


@fault("sorted words")
def words_sorted(vectors, rng):
    return {"vectors": Vectors(sorted(vectors.words), vectors.E)}


@fault("sorted rows")
def rows_sorted_by_their_words(vectors, rng):
    return mended(vectors, vectors.E[np.argsort(np.array(vectors.words, object))])


@fault("order of the rows")
def rows_shuffled(vectors, rng):
    return mended(vectors, rng.permuted(vectors.E, axis=0))


@fault("infinity")
def float16_overflow(vectors, rng):
    E = vectors.E.copy()
    E[rng.integers(len(E), size=3), rng.integers(E.shape[1], size=3)] = np.inf
    return mended(vectors, E)


@fault("NaN")
def a_row_of_nan(vectors, rng):
    E = vectors.E.copy()
    E[rng.integers(len(E))] = np.nan
    return mended(vectors, E)


@fault("size")
def tokens_added_to_the_tokenizer_only(vectors, rng):
    return {"vectors": vectors, "tokenizer_size": len(vectors) + int(rng.integers(1, 20))}


@fault("transposed")
def on_its_side(vectors, rng):
    return {"vectors": vectors.E.T, "tokenizer_size": len(vectors)}


@fault("transposed")
def on_its_side_and_nothing_else_known(vectors, rng):
    return {"vectors": vectors.E.T}


@fault("equal rows")
def all_rows_equal(vectors, rng):
    return mended(vectors, np.tile(vectors.E[rng.integers(len(vectors))], (len(vectors), 1)))


@fault("equal rows")
def a_tenth_of_the_rows_is_one_row(vectors, rng):
    E = vectors.E.copy()
    E[rng.choice(len(E), len(E) // 10, replace=False)] = E[5]
    return mended(vectors, E)


@fault("zero rows")
def dead_rows(vectors, rng):
    E = vectors.E.copy()
    E[rng.choice(np.arange(200, len(E)), 25, replace=False)] = 0
    return mended(vectors, E)


@fault("repeated block")
def a_block_written_twice(vectors, rng):
    E, n = vectors.E.copy(), int(rng.integers(3, 20))
    to = rng.integers(len(E) // 2, len(E) - n)
    E[to : to + n] = E[300 : 300 + n]
    return mended(vectors, E)


@fault("pad row")
def padding_overwritten_by_an_initialization(vectors, rng):
    return {"vectors": vectors, "pad": int(rng.integers(len(vectors)))}


@fault("head")
def resized_without_its_head(vectors, rng):
    new = rng.normal(scale=vectors.E.std(), size=(3, vectors.E.shape[1]))
    return {"vectors": np.vstack([vectors.E, new]), "head": vectors.E}


@fault("head")
def trained_on_without_its_head(vectors, rng):
    moved = vectors.E + 0.1 * vectors.E.std() * rng.normal(size=vectors.E.shape)
    return mended(vectors, moved, head=vectors.E)


@fault("head")
def a_head_on_its_side(vectors, rng):
    return {"vectors": vectors, "head": vectors.E.T}


@fault("8 bits, one scale")
def eight_bits_with_one_scale(vectors, rng):
    step = abs(vectors.E).max() / 127
    return mended(vectors, np.round(vectors.E / step) * step)


@fault("size of the numbers")
def codes_of_16_bits_without_their_scale(vectors, rng):
    return mended(vectors, np.round(vectors.E / abs(vectors.E).max() * 32_767))


@fault("scaled")
def scaled_by_the_root_of_d_twice(vectors, rng):
    return mended(vectors, vectors.E * vectors.E.shape[1], reference=vectors)


@fault("scaled")
def scaled_once_more(vectors, rng):
    return mended(vectors, vectors.E * rng.uniform(1.5, 5), reference=vectors)


@fault("scaled")
def normalized(vectors, rng):
    long = np.linalg.norm(vectors.E, axis=1, keepdims=True)
    return mended(vectors, vectors.E / long, reference=vectors)


@fault("scaled")
def normalized_twice_by_the_old_lengths(vectors, rng):
    long = np.linalg.norm(vectors.E, axis=1, keepdims=True)
    return mended(vectors, vectors.E / long**2, reference=vectors)


@fault("swapped rows")
def two_rows_swapped(vectors, rng):
    E, (i, j) = vectors.E.copy(), rng.choice(np.arange(200, len(vectors)), 2, replace=False)
    E[[i, j]] = E[[j, i]]
    return mended(vectors, E, reference=vectors)


@fault("misplaced rows")
def three_rows_in_a_circle(vectors, rng):
    E, ids = vectors.E.copy(), rng.choice(np.arange(200, len(vectors)), 3, replace=False)
    E[ids] = E[np.roll(ids, 1)]
    return mended(vectors, E, reference=vectors)


@fault("common direction")
def a_constant_added_to_all(vectors, rng):
    shared = rng.normal(size=vectors.E.shape[1])
    long = np.linalg.norm(vectors.E, axis=1).max()
    return mended(vectors, vectors.E + 5 * long * shared / np.linalg.norm(shared))
