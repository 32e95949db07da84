"""Calls of what is built on the maths: models, corpora, tokenizers and `Vectors`.

They work in float64 whatever they are given, so a twin judges: the same call with plain arrays.
"""

from functools import cache, partial

import numpy as np

import embedlab as el
from tools.fuzz.arrays import exact
from tools.fuzz.judging import Call, agree, kept, recipe, terms, work

__all__ = []

THREE = el.Corpus(("a", "b", "c"), ("x", "x", "y"), ((0, 1, 2), (2, 1)))


def plain(a):
    """The same numbers as an ordinary array: C order, native, float64 or integers."""
    a = np.asarray(a)
    return np.array(a, dtype=float if a.dtype.kind == "f" else a.dtype.newbyteorder("="), order="C")


def parts(answer):
    """The arrays of an answer."""
    if isinstance(answer, el.Trace):
        return [answer.tables, answer.output_tables, answer.losses, answer.gradients]
    return list(answer) if isinstance(answer, tuple) else [answer]


def twin(function, *arrays, tables=0, **settings):
    """A call and its twin; the first arrays are tables, and rounding is of the size of both."""
    size = max((np.abs(exact(a)).max(initial=0) for a in arrays[:tables]), default=1e-9)
    try:
        want = parts(function(*map(plain, arrays), **settings))
    except (TypeError, ValueError, LookupError) as error:
        want = error

    def judge(got):
        assert not isinstance(want, Exception), f"answered instead of: {want}"
        for one, other in zip(parts(got), map(np.asarray, want), strict=True):
            one = np.asarray(one)
            assert (one.dtype, one.shape) == (other.dtype, other.shape), f"{one.dtype} {one.shape}"
            if other.dtype.kind == "f":
                off = np.abs(one - other).max(initial=0)
                assert off <= 1e-9 * (np.abs(other).max(initial=0) + size), f"{one}, not {other}"
            else:
                assert (one == other).all(), f"{one}, not {other}"

    return Call(function, list(arrays), settings, judge, not isinstance(want, Exception))


@recipe
def tied_gradients(draw):
    V, d, B = draw.size(), draw.size(), draw.size()
    M = draw.of(None, draw.moderate(d, d))
    function = partial(el.tied_gradients, M=M)
    return twin(function, draw.numbers(V, d), draw.ids(V, B), draw.ids(V, B), tables=1)


@recipe
def skipgram_gradients(draw):
    V, d, B = draw.size(), draw.size(), draw.size()
    E, W = draw.numbers(V, d), draw.numbers(V, d)
    return twin(el.skipgram_gradients, E, W, draw.ids(V, B), draw.ids(V, B), tables=2)


@recipe
def corpus_loss(draw):
    V, d = draw.size(), draw.size()
    tables = draw.numbers(V, d), draw.numbers(V, d), draw.numbers(V, V)
    return twin(el.corpus_loss, *tables, tables=2)


@recipe
def fit(draw):
    V = draw.size()
    return twin(el.fit, draw.moderate(V, V), d=2, steps=2)


@cache
def start():
    return el.train(THREE, steps=1)


@recipe
def train(draw):
    def run(E, W):
        return el.train(THREE, E=E, W=W, steps=2)

    return twin(run, draw.numbers(3, 2), draw.moderate(3, 2))


@recipe
def resume(draw):
    return twin(lambda E: el.resume(start(), THREE, 1, E=E, steps=1), draw.moderate(3, 2))


@recipe
def fit_bigram(draw):
    return twin(el.fit_bigram, draw.ids(4, draw.size(), 2), V=4, d=2, steps=2, between=True)


@recipe
def train_classifier(draw):
    V, N, T = draw.size(), draw.size(), draw.size()
    arrays = draw.moderate(V, draw.size()), draw.ids(V, N, T), draw.ids(2, N)
    return twin(el.train_classifier, *arrays, classes=2, steps=2)


@recipe
def accuracy(draw):
    """Between the fraction that is surely correct and the one that may be, if scores are close."""
    V, d, N, T = 1 + draw.size(), draw.size(), draw.size(), draw.size()
    E, W, X, y = draw.numbers(V, d), draw.numbers(3, d + 1), draw.ids(V, N, T), draw.ids(3, N)
    empty, types = not d * N * T, [work(np.asarray(a).dtype) for a in (E, W)]
    rows, weights = exact(E)[np.asarray(X).astype(int)], exact(W)
    H, bulk = rows.sum(axis=1) / max(1, T), np.abs(rows).sum(axis=1) / max(1, T)
    scores = H @ weights[:, :-1].T + weights[:, -1]
    bulk = bulk @ np.abs(weights[:, :-1]).T + np.abs(weights[:, -1])
    slack = max(float(np.finfo(t).eps) for t in types) * terms(E, X) * bulk
    own = (np.arange(N), np.asarray(y).astype(int))
    low, high = scores - slack, scores + slack
    surely = (low[own][:, None] > np.delete(high, 0, 1)).all(axis=1) & (low[own] > high[:, 0])
    maybe = high[own] >= low.max(axis=1)

    def judge(got):
        assert (type(got) is float and surely.mean() <= got <= maybe.mean()) or empty, f"{got}"

    largest = float(max(bulk.max(initial=0), np.abs(rows).sum(axis=1).max(initial=0)))
    fits = not empty and largest < 0.9 * float(np.finfo(kept(E, W)).max)
    return Call(el.accuracy, [E, W, X, y], {}, judge, fits)


# IDs ----------------------------------------------------------------------------------------------


@recipe
def pair_probabilities(draw):
    pairs = draw.ids(4, draw.size(), 2)
    want = np.zeros((4, 4))
    np.add.at(want, tuple(np.asarray(pairs).reshape(-1, 2).T.astype(int)), 1)

    def judge(got):
        agree(got, want / want.sum(), [], dtype=float, terms=terms(pairs))

    return Call(el.pair_probabilities, [pairs], {"V": 4}, judge, bool(want.any()))


def sentences(draw):
    """IDs in rows; a matrix has no rows of one axis."""
    ids = draw.ids(9, draw.size(), draw.size())
    return np.asarray(ids) if isinstance(ids, np.matrix) else ids


@recipe
def skipgram_pairs(draw):
    return twin(el.skipgram_pairs, sentences(draw), window=draw.of(1, 2))


@recipe
def bigrams(draw):
    return twin(el.bigrams, sentences(draw))


@recipe
def walk_corpus(draw):
    def walks(edges):
        return np.array(el.walk_corpus("abc", "xxy", edges, walks=1, length=3).sentences)

    return twin(walks, draw.ids(3, 6, 2))


@recipe
def ids_to_words(draw):
    return twin(el.ids_to_words, draw.ids(3, draw.size()), vocabulary={"the": 1, "a": 2, "x": 0})


@recipe
def decode(draw):
    tokenizer = draw.of(el.ByteLevelBPE([[64, 64]]), el.WordPiece(("[UNK]", "[CLS]", "[SEP]", "a")))
    return twin(tokenizer.decode, draw.ids(4, draw.size()))


@recipe
def byte_level_bpe(draw):
    return twin(lambda merges: el.ByteLevelBPE(merges).decode([256]), draw.ids(256, 1, 2))


# Vectors ------------------------------------------------------------------------------------------


@recipe
def vectors(draw):
    """Words with rows answer as the table does."""
    V, d = draw.size(), draw.size()
    E, row = draw.numbers(V, d), draw.numbers(d)

    def call(E, row):
        ours = el.Vectors([f"word {i}" for i in range(V)], E)
        words, scores = ours.nearest(row, k=1)
        words = np.ravel(words)
        return ours.id(words[0]), scores

    def judge(got):
        assert got[0] == want[0] or abs(got[1][0] - want[1][0]) < 1e-6, f"{got}, not {want}"

    try:
        want = el.nearest(plain(E), plain(row), k=1)
    except ValueError:
        return Call(call, [E, row], {}, lambda got: None, False)
    return Call(call, [E, row], {}, judge)
