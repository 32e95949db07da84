"""Text for the trainers: sentences as lists of words, read as often as asked, never all at once."""

import os
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import IOBase
from itertools import groupby
from pathlib import Path

import numpy as np

from embedlab.checks import check_count, check_text
from embedlab.corpora import word_pattern

__all__ = ["Sentences", "TextFiles", "sentences", "vocabulary"]

ENDS = re.compile(r"""(?<=[.!?…])\s+|(?<=[.!?…]["”’»)])\s+|(?<=[。！？])""")  # of a sentence
FILE_NAME = re.compile(r"\S+\.[a-z]{2,4}|[\w./\\:~-]+[/\\][\w.-]+", re.IGNORECASE)
RAW = 0.1  # of a file's words may have capitals or marks until we say so


# Splitting a text into words --------------------------------------------------------------------


def sentences(text, *, lowercase=True, punctuation=False, wrapped=False):
    """Split a text into sentences of words for the trainers; shown, it says what was done.

    A word is a run of letters and digits with their marks, an apostrophe within it. A sentence ends
    at ``.``, ``!`` or ``?`` before a space, and at a new line.

    Parameters
    ----------
    text : str, path, TextFiles, or iterable of str
        The text itself; files, read again each time; or notes, lines, documents.
    lowercase : bool
        Read "The" as "the"; else they get a row each.
    punctuation : bool
        Keep each mark as a word of its own; else marks are left out.
    wrapped : bool
        A new line goes on with the sentence, only an empty line ends it.

    Returns
    -------
    Sentences

    Examples
    --------
    >>> sentences("The cat sat. Emma's cat sat, too!")
    2 sentences of 7 words, 5 different ones. 2 words were written in small letters, 3 marks such
    as '.' left out; to keep them: lowercase=False, punctuation=True.
    >>> list(sentences("The cat sat. Emma's cat sat, too!"))
    [['the', 'cat', 'sat'], ["emma's", 'cat', 'sat', 'too']]
    """
    if isinstance(text, os.PathLike) or (isinstance(text, str) and is_path(text)):
        text = TextFiles(text)
    elif isinstance(text, str):
        text = (check_text(text),)
    elif isinstance(text, IOBase):
        raise TypeError(f"text is an open file; give its path{name_of(text)}.")
    elif isinstance(text, Iterable) and not isinstance(text, TextFiles):
        text = tuple(text)
        if not all(isinstance(part, str) for part in text):
            raise TypeError("text holds lists, not strings; lists of words need no splitting.")
    elif not isinstance(text, TextFiles):
        raise TypeError(f"text is {text!r:.60}; give a string, a path, or a list of strings.")
    return Sentences(text, lowercase, punctuation, wrapped)


def name_of(file):
    """The name of an open file after a comma, if it has one."""
    return f", {name!r}" if isinstance(name := getattr(file, "name", None), str) else ""


def is_path(text):
    """Whether a string names a file; one that only looks like it is refused."""
    __tracebackhide__ = True
    try:
        if os.path.isfile(text):
            return True
    except ValueError:  # a zero byte
        return False
    if FILE_NAME.fullmatch(text):
        raise FileNotFoundError(f"there is no file {text!r:.100}; check the folder and the name.")
    return False


@dataclass(frozen=True, repr=False)
class Sentences:
    """A text as lists of words, made by `sentences`; split again each time it is read."""

    text: "TextFiles | tuple"
    lowercase: bool = True
    punctuation: bool = False
    wrapped: bool = False

    def __iter__(self):
        cut = (words_and_marks() if self.punctuation else words_only()).findall
        for part in self._parts():
            if words := cut(part.lower() if self.lowercase else part):
                yield words

    def _parts(self):
        """The sentences as strings."""
        if isinstance(self.text, TextFiles):
            lines = self.text.lines()
        else:
            lines = (line for part in self.text for line in [*part.splitlines(), ""])
        if self.wrapped:
            paragraphs = groupby(lines, key=lambda line: not line.strip())
            lines = (" ".join(map(str.strip, some)) for empty, some in paragraphs if not empty)
        for line in lines:
            yield from ENDS.split(line)

    def __repr__(self):
        number, seen, capitals, marks = 0, Counter(), 0, Counter()
        for part in self._parts():
            found = words_and_marks().findall(part)
            words = [word for word in found if words_only().fullmatch(word)]
            capitals += sum(word != word.lower() for word in words)
            marks.update(word for word in found if not words_only().fullmatch(word))
            kept = found if self.punctuation else words
            seen.update(word.lower() if self.lowercase else word for word in kept)
            number += bool(kept)
        done, undo = [], []
        if self.lowercase and capitals:
            done.append(f"{capitals:,} words were written in small letters")
            undo.append("lowercase=False")
        if marks and not self.punctuation:
            most = marks.most_common(1)[0][0]
            done.append(f"{marks.total():,} marks such as {most!r} left out")
            undo.append("punctuation=True")
        told = f"{number:,} sentences of {seen.total():,} words, {len(seen):,} different ones."
        return f"{told} {', '.join(done)}; to keep them: {', '.join(undo)}." if done else told


@cache
def words_only():
    """A word as in `text_corpus`, with digits among the letters."""
    return re.compile(word_pattern().pattern.replace(r"[^\W\d_]", r"[^\W_]"))


@cache
def words_and_marks():
    """A word, or a single mark."""
    return re.compile(rf"{words_only().pattern}|[^\w\s]|_")


# Texts as they are read -------------------------------------------------------------------------


@dataclass(frozen=True)
class TextFiles:
    """Text files, read one after the other and as often as asked: one sentence a line.

    Attributes
    ----------
    paths : path, or iterable of paths
        In UTF-8; words between spaces.
    skip : bool
        Go on without a file that cannot be read, with a warning; else an OSError names it.

    Examples
    --------
    >>> TextFiles("novel.txt")
    TextFiles(paths=('novel.txt',), skip=False)
    """

    paths: tuple
    skip: bool = False

    def __post_init__(self):
        single = isinstance(self.paths, str | os.PathLike)
        if not single and not isinstance(self.paths, Iterable):
            raise TypeError(f"paths is {self.paths!r:.60}; give a list of paths.")
        paths = (self.paths,) if single else tuple(self.paths)
        if not paths:
            raise ValueError(
                "paths is empty, so there is no text; check where the files should be."
            )
        for path in paths:
            check_path(path)
        object.__setattr__(self, "paths", paths)

    def __iter__(self):
        return (line.split() for line in self.lines())

    def lines(self):
        """The lines of all files, one by one."""
        for path in self.paths:
            try:
                with Path(path).open(encoding="utf-8-sig") as lines:
                    yield from lines
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                if isinstance(error, UnicodeDecodeError):
                    reason = "it is not text in UTF-8"
                told = f"{path!s:.100} cannot be read ({reason})"
                if not self.skip:
                    remedy = "give the path of a text file, or skipgram.sentences(text)"
                    if len(self.paths) > 1:
                        remedy = "with TextFiles(…, skip=True) the rest goes on"
                    raise OSError(f"{told}; {remedy}.") from None
                warnings.warn(f"{told}; going on without it.", stacklevel=2)


def check_path(path):
    """Refuse what cannot be the path of a file, such as the text itself."""
    __tracebackhide__ = True
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"a path is a string or a Path, not {path!r:.60}; give a list of paths.")
    text = str(path)
    if ("\n" in text or len(text) > 1000) and not os.path.exists(path):
        raise ValueError(
            f"{text!r:.40} … is a text of {len(text):,} characters, not the path of a file; "
            "split it into words first: skipgram.train(skipgram.sentences(text))."
        )


def read(sentences):
    """The sentences of a text, one by one."""
    return iter(TextFiles(sentences) if isinstance(sentences, str | os.PathLike) else sentences)


def vocabulary(sentences, min_count):
    """The words that occur at least `min_count` times, and their counts.

    Parameters
    ----------
    sentences : path, or iterable of lists of str
        As for `train`.

    Returns
    -------
    words : list of V str
        Most frequent first; equally frequent words in alphabetical order.
    counts : ndarray of int, shape (V,)

    Examples
    --------
    >>> vocabulary([["the", "cat", "sees", "the", "dog"], ["the", "cat"]], min_count=2)
    (['the', 'cat'], array([3, 2]))
    """
    check_count("min_count", min_count)
    if isinstance(sentences, IOBase):
        raise TypeError(
            f"sentences is an open file; give its path{name_of(sentences)}, or "
            "skipgram.sentences(path), which takes capitals and marks off."
        )
    if isinstance(sentences, Iterator) or not isinstance(sentences, Iterable | os.PathLike):
        raise TypeError(
            f"sentences is {sentences!r:.60}, which cannot be read several times, as training "
            "does; give a list of lists of words, or the path of a text file."
        )
    seen, longest = Counter(), 0
    for number, sentence in enumerate(read(sentences)):
        found = check_sentence(number, sentence)
        seen.update(found)
        longest = max(longest, len(found))
    if seen and next(read(sentences), None) is None:
        raise TypeError(
            f"sentences is {sentences!r:.60}, which is empty when it is read again, and training "
            "reads several times; give a list, or let __iter__ start again each time."
        )
    if isinstance(sentences, str | os.PathLike | TextFiles):
        warn_of_raw_words(seen)
    if longest == 1:
        raise ValueError(
            "each sentence has one word, so no word has a neighbour; a sentence is a list of words "
            "that follow each other."
        )
    ranked = sorted(word for word, count in seen.items() if count >= min_count)
    ranked.sort(key=seen.__getitem__, reverse=True)  # equal ones stay in alphabetical order
    if len(ranked) < 2:
        raise ValueError(
            f"{len(ranked)} of {len(seen)} different words occur {min_count} times or more; "
            "training needs at least two: take a smaller min_count or more text."
        )
    return ranked, np.array([seen[word] for word in ranked])


def check_sentence(number, sentence):
    """Return a sentence as a list, or refuse what holds something else than words."""
    __tracebackhide__ = True
    if isinstance(sentence, Iterable) and not isinstance(sentence, str | Iterator):
        words = list(sentence)
        if all(isinstance(word, str) for word in words):
            return words
    remedy = "a sentence is a list of words: skipgram.sentences(…) splits a text"
    if isinstance(sentence, str | os.PathLike) and os.path.isfile(sentence):
        remedy = "to read the files, give TextFiles(paths)"
    raise TypeError(f"sentence {number} is {sentence!r:.60}; {remedy}.")


def warn_of_raw_words(seen):
    """Say so if many words of a file bear capitals or marks: to the trainer these are others."""
    raw = Counter()
    for word, count in seen.items():
        if word != word.lower() or not (word[0].isalnum() and word[-1].isalnum()):
            raw[word] = count
    if raw.total() > RAW * seen.total():
        warnings.warn(
            f"{raw.total() / seen.total():.0%} of the words have capitals or marks, such as "
            f"{raw.most_common(1)[0][0]!r}, and get rows of their own; "
            "skipgram.sentences(path) takes these off.",
            stacklevel=4,
        )


def chunks(sentences, ids, most):
    """The text as (word IDs, sentence number of each), in parts of some `most` words.

    Words without an ID are left out.
    """
    tokens, lengths = [], []
    for sentence in read(sentences):
        known = [ids[word] for word in sentence if word in ids]
        tokens += known
        lengths.append(len(known))
        if len(tokens) >= most:
            yield packed(tokens, lengths)
            tokens, lengths = [], []
    if tokens:
        yield packed(tokens, lengths)


def packed(tokens, lengths):
    """Word IDs and the sentence number of each, as arrays."""
    number = np.arange(len(lengths), dtype=np.int32)
    return np.array(tokens, np.int32), np.repeat(number, lengths)
