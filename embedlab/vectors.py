"""Words with their rows, whatever they come from: a file, a checkpoint, your own training.

>>> vectors = Vectors(["cat", "dog", "car"], [[1.0, 0.1], [0.9, 0.2], [0.0, 1.0]])
>>> vectors.nearest("cat", k=1)[0]
['dog']

`load` reads them from a file, `Vectors.save` writes them into one.
"""

import difflib
import unicodedata
from collections.abc import Hashable, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from embedlab.checks import (
    check_count,
    check_table,
    check_vectors,
    check_words,
    describe,
    unit_vectors,
)
from embedlab.fast import running_best
from embedlab.files import Table, read_table, write_table
from embedlab.projection import explained_variance, plane_basis, procrustes, project
from embedlab.similarity import center, nearest

__all__ = ["Comparison", "Vectors", "load"]

SEARCHED = 50_000  # words among which similar spellings are looked for; the first are most frequent
COMPARED = 1_000  # shared words whose neighbours are compared
SHOWN = 40  # words in a plane if none are named


def load(path, *, words=None, tensor=None, limit=None, progress=True):
    """Vectors from a file, told by the end of its name.

    Parameters
    ----------
    path : str or Path
        ``.txt`` or ``.vec`` (GloVe, word2vec, fastText; also with ``.gz``), ``.bin`` (word2vec),
        ``.npz``, ``.safetensors`` (or a folder with them), ``.gguf``.
    words : sequence of V str, or path, optional
        For files without words; if not given, tokenizer.json, vocab.json or vocab.txt beside it.
    tensor : str, optional
        Which table of a checkpoint; if not given, it is found by the names of common layouts.
    limit : int, optional
        Only the first rows.
    progress : bool
        Show a bar if the file is long.

    Returns
    -------
    Vectors
        float32, or float64 if a binary file has it. Padded rows, which no token has, are called
        ``<row 32100>``.

    Examples
    --------
    >>> import tempfile
    >>> path = Vectors(["a", "b"], [[1.0, 2.0], [3.0, 4.0]]).save(f"{tempfile.mkdtemp()}/two.vec")
    >>> print(path.read_text(), load(path))
    2 2
    a 1 2
    b 3 4
     2 words with rows of 2 numbers
    """
    table = read_table(path, words=words, tensor=tensor, limit=limit, progress=progress)
    return Vectors(
        table.words, table.E, counts=table.counts, source=table.source or Path(path).name
    )


@dataclass(frozen=True, eq=False, repr=False)
class Vectors:
    """Words with their rows: ``vectors["king"]`` is a row, ``vectors.id("king")`` its number.

    Attributes
    ----------
    words : tuple of V str
        All different.
    E : ndarray, shape (V, d)
        Read-only, float32 or float64. It shares the memory of the table that was given: hand over
        a copy if you go on training that one.
    counts : ndarray of int, shape (V,), or None
        How often each word was seen.
    source : str
        Where they come from.
    """

    words: tuple
    E: np.ndarray
    counts: np.ndarray | None = field(default=None, kw_only=True)
    source: str = field(default="", kw_only=True)
    trace = None  # a training run, where there was one

    def __post_init__(self):
        __tracebackhide__ = True
        words, E = tuple(check_words(self.words)), check_table(self.E)
        if len(words) != len(E):
            raise ValueError(
                f"there are {len(words):,} words but E has {len(E):,} rows; one word per row."
            )
        if not E.size:
            raise ValueError(f"E is empty, shape {E.shape}; at least one row and one column.")
        if E.dtype not in (np.float32, np.float64):
            E = E.astype(np.float32 if E.dtype == np.float16 else float)
        counts = self.counts
        if counts is not None:
            counts = np.asarray(counts)
            if counts.shape != (len(E),) or counts.dtype.kind not in "iu":
                raise ValueError(
                    f"counts are {counts.dtype} of shape {counts.shape}; "
                    f"one integer per word, ({len(E)},), is needed."
                )
            counts = read_only(counts)
        for name, value in (("words", words), ("E", read_only(E)), ("counts", counts)):
            object.__setattr__(self, name, value)
        if len(self._ids) < len(words):
            last = next(i for i, word in enumerate(words) if self._ids[word] != i)
            raise ValueError(
                f"the word {words[last]!r} has two rows, {last} and {self._ids[words[last]]}; "
                "keep one of them."
            )

    @cached_property
    def _ids(self):
        return {word: i for i, word in enumerate(self.words)}

    @cached_property
    def _norms(self):
        """Lengths of the rows, and whether all but rows of zeros can be squared without harm."""
        check_vectors("E", self.E)
        with np.errstate(over="ignore"):
            norms = np.sqrt(np.vecdot(self.E, self.E))
        zeros = np.flatnonzero(~self.E.any(axis=1))
        plain = np.count_nonzero((norms > 1e-12) & (norms < 1e12)) + len(zeros) == len(norms)
        return norms, zeros, plain

    @cached_property
    def _centered(self):
        return self.centered()

    def id(self, word):
        """The row number of a word; an unknown one is refused with words that are spelled alike."""
        __tracebackhide__ = True
        if not isinstance(word, Hashable):
            raise TypeError(
                f"one word has one row, but this is {describe(word)}; take(words) gives several."
            )
        if word not in self._ids:
            close = self._spelled_alike(str(word))
            hint = (
                f"did you mean {' or '.join(map(repr, close))}?" if close else "try another word."
            )
            raise LookupError(f"{word!r} is not among the {len(self.words):,} words; {hint}")
        return self._ids[word]

    def _spelled_alike(self, word):
        """Up to three words: those that differ by case or accents only, then by a few letters."""
        some = self.words[:SEARCHED]
        bare = without_accents(word)
        close = [other for other in some if without_accents(other) == bare]
        close += difflib.get_close_matches(word, some, n=3)
        return list(dict.fromkeys(close))[:3]

    def __getitem__(self, word):
        return self.E[self.id(word)]

    def __contains__(self, word):
        return isinstance(word, Hashable) and word in self._ids

    def __len__(self):
        return len(self.words)

    def __iter__(self):
        return iter(self.words)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.E, dtype=dtype, copy=copy)

    def __repr__(self):
        return f"{len(self.words):,} words with rows of {self.E.shape[1]} numbers"

    # ---- what is near ---------------------------------------------------------------------------

    def nearest(self, word_or_row, k=5, *, center=False):
        """The k words whose rows have the highest cosine, and these cosines.

        Parameters
        ----------
        word_or_row : str, or array_like of shape (d,); or a list of str, or shape (n, d)
            A word's own row is left out.
        k : int
        center : bool
            Take the mean row away first, from the table and from the query.

        Returns
        -------
        words : list of k str, or of n such lists
        scores : ndarray, shape (k,) or (n, k)
            Best first; of equal scores the lower ID first.
        """
        __tracebackhide__ = True
        if isinstance(word_or_row, str):
            i = self.id(word_or_row)
            query, exclude = self.E[i], (i,)
        elif are_words(word_or_row):
            ids = np.array([self.id(word) for word in word_or_row])
            query, exclude = self.E[ids], ids[:, None]
        else:
            query, exclude = check_vectors("the row", word_or_row), ()
        if center:
            return self._centered._best(query - self.E.mean(axis=0), k, exclude)
        return self._best(query, k, exclude)

    def analogy(self, a, b, c, k=5):
        """a is to b as c is to ?: the k words nearest to E[b] − E[a] + E[c], without a, b and c."""
        __tracebackhide__ = True
        ids = tuple(self.id(word) for word in (a, b, c))
        a, b, c = self.E[list(ids)]
        return self._best(b - a + c, k, ids)

    def _best(self, query, k, exclude):
        """`embedlab.nearest`, with norms that are kept and words in the place of IDs."""
        __tracebackhide__ = True
        norms, _, plain = self._norms
        if query.ndim == 1 and plain and query.shape == self.E.shape[1:]:
            near = self._candidates(query, check_count("k", k), exclude)
        else:
            near = None
        if near is None:
            ids, scores = nearest(self.E, query, k, exclude=exclude, norms=norms if plain else None)
        else:
            q = unit_vectors("query", query[None]).astype(self.E.dtype)
            none = np.zeros((1, 0), int)
            ids, scores = running_best(self.E[near], q, k, none, norms[near])
            ids, scores = near[ids[0]], np.maximum(scores[0], -1)
        if ids.ndim == 1:
            return [self.words[i] for i in ids], scores
        return [[self.words[i] for i in row] for row in ids], scores

    def _candidates(self, query, k, exclude):
        """The few rows that may be among the k best, by one matrix product; None if they are many.

        The best of each 64 rows gives a bound: the k-th best of these is a score that k rows
        reach. The product may round differently than `nearest`, hence the slack.
        """
        norms, zeros, _ = self._norms
        q = unit_vectors("query", query).astype(self.E.dtype)
        if len(self.E) < 64 * 2 * (k + len(exclude)):
            return None
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = self.E @ q
            scores /= norms
        scores[zeros] = -np.inf
        scores[list(exclude)] = -np.inf
        groups = len(scores) // 64
        tops = scores[: 64 * groups].reshape(64, groups).max(axis=0)
        bound = np.partition(tops, len(tops) - k)[len(tops) - k]
        slack = 2 * (len(q) + 2) * np.finfo(scores.dtype).eps
        near = np.flatnonzero(scores >= bound - slack)
        return near if np.isfinite(bound) and len(near) < len(scores) // 8 else None

    # ---- other tables ---------------------------------------------------------------------------

    def take(self, words):
        """The vectors of these words, in this order."""
        __tracebackhide__ = True
        words = check_words(words)
        ids = [self.id(word) for word in words]
        counts = None if self.counts is None else self.counts[ids]
        return Vectors(words, self.E[ids], counts=counts, source=self.source)

    def pool(self, texts):
        """The mean row of the known words of each text, (n, d): EmbeddingBag with mode="mean".

        Texts are lists of words, such as `skipgram.sentences` gives.
        """
        __tracebackhide__ = True
        means = []
        for n, text in enumerate(texts):
            known = [self._ids[word] for word in check_words(text, "text") if word in self._ids]
            if not known:
                raise ValueError(
                    f"text {n} has no word that is among the {len(self.words):,}; leave it out, "
                    "or check its case."
                )
            means.append(self.E[known].mean(axis=0))
        return np.array(means).reshape(-1, self.E.shape[1])

    def centered(self):
        """The same words, with the mean row taken away from every row."""
        return Vectors(self.words, center(self.E), counts=self.counts, source=self.source)

    def compare(self, other, k=10):
        """What this table and another agree on, over the words that both have.

        Returns
        -------
        Comparison
        """
        __tracebackhide__ = True
        return compared(self, other, check_count("k", k))

    # ---- files and pictures ---------------------------------------------------------------------

    def save(self, path, *, progress=True):
        """Write .npz, .txt, .vec, .bin, .safetensors or .tsv, as the name ends. Returns the path.

        ``.npz`` and ``.safetensors`` also keep counts and source. They return float64 bit for bit;
        from a text file `load` makes float32. ``x.tsv`` comes with ``x_metadata.tsv``, for the
        TensorFlow Embedding Projector.
        """
        __tracebackhide__ = True
        table = Table(self.words, self.E, self.counts, self.source)
        return write_table(path, table, progress=progress)

    def plane(self, words=None):
        """Words in the plane of their two widest directions; the first 40 if none are named."""
        __tracebackhide__ = True
        from embedlab.page import plane

        some = self.take(self.words[:SHOWN] if words is None else words)
        mean, basis = plane_basis(some.E)
        fraction = explained_variance(some.E, mean, basis)
        flat = self.E.shape[1] <= 2
        names = ("dimension 0", "dimension 1")
        if not flat:
            names = ("direction of largest spread", "direction of second largest spread")
        return plane(
            project(some.E, mean, basis),
            list(some.words),
            title=f"{len(some):,} words; the plane shows {fraction:.0%} of their spread",
            xlabel=names[0],
            ylabel=names[1],
        )

    def play(self, words=None, **options):
        """The way that words went in training; all that it followed if none are named.

        Options such as ``title`` are those of `embedlab.page.play`.
        """
        __tracebackhide__ = True
        from embedlab.page import play

        trace = self.trace
        if trace is None:
            raise ValueError(
                "these vectors kept no way to play; .plane() shows them as they are, and "
                "skipgram.train(…, follow=[words]) keeps the way of some words."
            )
        if words is not None:
            trace = part_of(trace, check_words(words))
        return play(trace, **options)


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two tables over the words that both have.

    Attributes
    ----------
    words : tuple of n str
        Shared, with a direction in both.
    k : int
    overlap, by_chance : float
        Fraction of a word's k nearest neighbours that are the same, over the first 1,000 words;
        and for two tables that have nothing in common.
    cosines : ndarray, shape (n,)
        Of each word's two rows, after one table was turned onto the other (`procrustes`).
    left : float
        What is left between them: 0 if they are the same up to a rotation. Length of the
        difference of all rows, scaled to length 1, divided by that of the rows.
    moved : tuple of (str, float)
        The ten words with the lowest cosine, lowest first.
    """

    words: tuple
    k: int
    overlap: float
    by_chance: float
    cosines: np.ndarray
    left: float
    moved: tuple

    def __repr__(self):
        moved = ", ".join(f"{word} ({score:.2f})" for word, score in self.moved[:5])
        return (
            f"{len(self.words):,} shared words\n"
            f"the same among {self.k} neighbours: {self.overlap:.0%} "
            f"({self.by_chance:.0%} by chance)\n"
            f"left after the best rotation: {self.left:.2f} of the rows' length\n"
            f"moved most (cosine): {moved}"
        )


def compared(ours, theirs, k):
    """The `Comparison` of two Vectors."""
    __tracebackhide__ = True
    if not isinstance(theirs, Vectors):
        raise TypeError(f"compare takes Vectors, not {type(theirs).__name__}: Vectors(words, E).")
    shared = [
        word for word in ours.words if word in theirs and ours[word].any() and theirs[word].any()
    ]
    if len(shared) < k + 2:
        raise ValueError(
            f"the tables share {len(shared)} words that have a direction, too few for "
            f"k = {k} neighbours; check case and prefixes of the words, or take a smaller k."
        )
    A, B = ours.take(shared), theirs.take(shared)
    asked = shared[:COMPARED]
    pairs = zip(A.nearest(asked, k)[0], B.nearest(asked, k)[0], strict=True)
    overlap = float(np.mean([len({*a} & {*b}) / k for a, b in pairs]))
    left, right = unit_vectors("E", A.E), unit_vectors("E", B.E)
    d = max(left.shape[1], right.shape[1])  # a narrower table gets columns of zeros
    left, right = (np.pad(M, ((0, 0), (0, d - M.shape[1]))) for M in (left, right))
    turned = left @ procrustes(left, right)
    cosines = np.clip((turned * right).sum(axis=1), -1, 1)
    far = np.argsort(cosines, kind="stable")[:10]
    return Comparison(
        words=tuple(shared),
        k=k,
        overlap=overlap,
        by_chance=k / (len(shared) - 1),
        cosines=cosines,
        left=float(np.linalg.norm(turned - right) / np.linalg.norm(right)),
        moved=tuple((shared[i], float(cosines[i])) for i in far),
    )


def part_of(trace, words):
    """A trace of some of its words only."""
    __tracebackhide__ = True
    if missing := [word for word in words if word not in trace.words]:
        raise LookupError(
            f"training did not follow {missing[0]!r}; name it in skipgram.train(…, follow=…)."
        )
    rows = [trace.words.index(word) for word in words]
    columns = ("tables", "output_tables", "gradients", "touched")
    return replace(
        trace,
        words=tuple(words),
        groups=tuple(trace.groups[i] for i in rows),
        **{name: getattr(trace, name).take(rows, axis=1) for name in columns},
    )


def read_only(array):
    """A view of the same memory that cannot be written through."""
    view = array.view()
    view.flags.writeable = False
    return view


def are_words(a):
    """Whether these are several words in an order, and no row of numbers."""
    try:
        words = len(a) > 0 and all(isinstance(word, str) for word in a)
    except TypeError:
        return False
    return words and not isinstance(a, Mapping | Set)


def without_accents(word):
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))
