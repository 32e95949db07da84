"""Text ↔ token IDs: a word vocabulary, byte-pair merges, the exact tokenizers of GPT-2 and BERT.

A token ID is a row number of the table E, and nothing more.
"""

import functools
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from embedlab.checks import (
    as_array,
    as_integers,
    as_sequence,
    check_count,
    check_sequence,
    check_text,
    check_words,
    describe,
)
from embedlab.corpora import load_bert_vocabulary, load_gpt2_merges

__all__ = [
    "ByteLevelBPE",
    "WordPiece",
    "apply_merges",
    "bert",
    "build_vocabulary",
    "encode_bpe",
    "gpt2",
    "ids_to_words",
    "merge_pair",
    "train_bpe",
    "words_to_ids",
]


def build_vocabulary(words, *, specials=("[UNK]",), size=None):
    """A vocabulary: the special tokens first, then the words, most frequent first.

    Parameters
    ----------
    words : iterable of str
        A corpus, word by word.
    specials : sequence of str
        Tokens that are no words; they take the IDs 0, 1, …
    size : int, optional
        Keep at most this many tokens, specials included; the rarest words fall out.

    Returns
    -------
    dict of str to int
        Token to ID, in the order of the IDs: ``list(vocabulary)[i]`` is token i. Equally frequent
        words are in alphabetical order.

    Examples
    --------
    >>> build_vocabulary("the cat sat on the mat".split())
    {'[UNK]': 0, 'the': 1, 'cat': 2, 'mat': 3, 'on': 4, 'sat': 5}
    """
    counts, specials = Counter(check_words(words)), check_specials(specials)
    if not counts:
        raise ValueError("words is empty; a vocabulary needs at least one word.")
    if size is not None and check_count("size", size) <= len(specials):
        raise ValueError(f"size {size} leaves no room for a word beside {len(specials)} specials.")
    ranked = sorted(counts.keys() - set(specials), key=lambda word: (-counts[word], word))
    return {token: i for i, token in enumerate([*specials, *ranked][:size])}


def check_specials(specials):
    """Return special tokens as a list of strings that differ, or refuse them."""
    __tracebackhide__ = True
    specials = check_words(specials, "specials")
    if len(set(specials)) < len(specials):
        raise ValueError(f"specials must differ from each other, not {specials!s:.100}.")
    return specials


def words_to_ids(words, vocabulary, *, unknown=None):
    """The ID of each word; `unknown` names the token for words outside the vocabulary.

    >>> vocabulary = build_vocabulary("the cat sat on the mat".split())
    >>> words_to_ids(["the", "dog", "sat"], vocabulary, unknown="[UNK]")
    [1, 0, 5]
    """
    words, vocabulary = check_words(words), check_vocabulary(vocabulary)
    if unknown is not None and not (isinstance(unknown, str) and unknown in vocabulary):
        raise KeyError(
            f"the unknown token {unknown!r:.60} is not in the vocabulary; add it to the specials."
        )
    tokens = [word if word in vocabulary else unknown for word in words]
    if None in tokens:
        t = tokens.index(None)
        raise KeyError(
            f"{words[t]!r:.60} at position {t} is not among the {len(vocabulary)} tokens; "
            "name a token for such words: unknown='[UNK]'."
        )
    return [int(vocabulary[token]) for token in tokens]


def ids_to_words(ids, vocabulary):
    """The word of each ID, a list of str: the way back from `words_to_ids`.

    >>> ids_to_words([1, 0, 5], build_vocabulary("the cat sat on the mat".split()))
    ['the', '[UNK]', 'sat']
    """
    tokens = {}
    for token, i in check_vocabulary(vocabulary).items():
        if i in tokens:
            raise ValueError(
                f"{tokens[i]!r:.60} and {token!r:.60} both have ID {i}, so it names no word; "
                "give each token an ID of its own: build_vocabulary(words)."
            )
        tokens[i] = token
    without_gaps = max(tokens) < len(tokens)
    ids = check_sequence(ids, len(tokens)) if without_gaps else as_sequence(ids)
    for t, i in enumerate(ids):
        if i not in tokens:
            raise IndexError(
                f"ID {i} at position {t} belongs to none of the {len(tokens)} tokens; "
                "check that vocabulary and IDs belong together."
            )
    return [tokens[i] for i in ids]


def check_vocabulary(vocabulary):
    """Return a dict of tokens to IDs, or refuse it."""
    __tracebackhide__ = True
    if not isinstance(vocabulary, Mapping):
        raise TypeError(
            f"vocabulary must be a dict of token to ID, not {type(vocabulary).__name__}; "
            "make one: build_vocabulary(words)."
        )
    if not vocabulary:
        raise ValueError("vocabulary is empty; make one: build_vocabulary(words).")
    for token, i in vocabulary.items():
        if not isinstance(token, str):
            raise TypeError(
                f"vocabulary holds the token {token!r:.60}, but tokens must be strings; "
                "it goes from token to ID."
            )
        if isinstance(i, bool) or not isinstance(i, int | np.integer) or i < 0:
            raise TypeError(
                f"the vocabulary gives {token!r:.60} the ID {i!r:.60}; IDs are integers from 0 on."
            )
    return vocabulary


def merge_pair(pieces, pair):
    """Write two neighbouring pieces as one, wherever they occur together, from left to right.

    >>> merge_pair(["b", "a", "n", "a", "n", "a"], ("a", "n"))
    ['b', 'an', 'an', 'a']
    """
    merged, i, pair = [], 0, check_merge(pair)
    if type(pieces) is not list and not isinstance(pieces, tuple | str | np.ndarray):
        raise TypeError(f"pieces must be a list of strings, not {describe(pieces)}: list(word).")
    while i < len(pieces):
        here = tuple(pieces[i : i + 2]) == pair
        merged.append(pieces[i] + pieces[i + 1] if here else pieces[i])
        i += 1 + here
    return merged


def check_merge(pair):
    """Return a pair of pieces, strings or bytes, as a tuple, or refuse it."""
    __tracebackhide__ = True
    if type(pair) is not tuple and isinstance(pair, list | str | np.ndarray):
        pair = tuple(pair)
    if not (type(pair) is tuple and len(pair) == 2 and isinstance(pair[0], str | bytes)):
        raise ValueError(f"pair must be two pieces, such as ('t', 'h'), not {pair!r:.60}.")
    return pair


def count_pairs(pieces, count, pairs, where, word):
    """Add a word's pairs of neighbours to the counts, `count` times each (−1 takes them out)."""
    for pair in pairwise(pieces):
        pairs[pair] += count
        where[pair].add(word)


def train_bpe(text, merges):
    """Learn byte-pair merges: again and again the most frequent pair of neighbours is one piece.

    Every word starts as its characters, with a space in front (as in GPT-2), so that pieces put
    together give the text back; no pair reaches over the end of a word.

    Parameters
    ----------
    text : str
        The corpus; white space separates words.
    merges : int
        How many pairs to learn, at least 1.

    Returns
    -------
    list of (str, str)
        In the order in which they were learned; among equally frequent pairs the first in the
        alphabet. Fewer than asked for if every word has become one piece.

    References
    ----------
    Sennrich, Haddow and Birch 2016.

    Examples
    --------
    >>> train_bpe("low low low lower lower newest newest newest newest", 4)
    [('w', 'e'), (' ', 'l'), (' l', 'o'), (' ', 'n')]
    """
    check_count("merges", merges)
    counts = Counter(" " + word for word in check_text(text).split())
    if not counts:
        raise ValueError("text holds no word to learn merges from.")
    pieces, learned = {word: list(word) for word in counts}, []
    pairs, where = Counter(), defaultdict(set)  # how often each pair occurs, and in which words
    for word in counts:  # each distinct word is worked on once
        count_pairs(pieces[word], counts[word], pairs, where, word)
    while len(learned) < merges and (most := max(pairs.values(), default=0)):
        best = min(pair for pair, count in pairs.items() if count == most)
        learned.append(best)
        for word in where.pop(best):
            count_pairs(pieces[word], -counts[word], pairs, where, word)
            pieces[word] = merge_pair(pieces[word], best)
            count_pairs(pieces[word], counts[word], pairs, where, word)
        del pairs[best]  # its count is 0 now
    return learned


def apply_merges(pieces, ranks):
    """Merge the pair that was learned first, as long as there is one; ranks: pair to its place.

    >>> apply_merges(["t", "h", "e"], {("h", "e"): 0, ("t", "he"): 1})
    ['the']
    """
    try:
        pieces = list(pieces)
        while pairs := ranks.keys() & set(pairwise(pieces)):
            pieces = merge_pair(pieces, min(pairs, key=ranks.get))
    except (TypeError, AttributeError) as error:
        raise TypeError(
            f"pieces must be a list of strings and ranks a dict of pair to place, not "
            f"{describe(pieces)} and {describe(ranks)}; train_bpe gives the pairs in order."
        ) from error
    return pieces


def encode_bpe(word, merges):
    """Split a word into the pieces that the merges of `train_bpe` make of it, in their order.

    The word has the space in front that it has inside a text: " lower" and "lower" are different
    words. Put together, the pieces give the word.

    >>> merges = train_bpe("low low low lower lower newest newest newest newest", 7)
    >>> encode_bpe(" lowest", merges)
    [' lo', 'we', 's', 't']
    """
    return apply_merges(list(check_text(word)), ranks_of(merges))


def ranks_of(merges):
    """Each merge with its place in the order, or a refusal of what are no merges."""
    __tracebackhide__ = True
    if isinstance(merges, np.ndarray):
        merges = as_array(merges, "merges").tolist()
    if isinstance(merges, str | bytes | Mapping | Set) or not isinstance(merges, Iterable):
        raise TypeError(
            f"merges must be a list of pairs of strings, not {describe(merges)}; "
            "train_bpe learns one."
        )
    ranks = {}
    for rank, pair in enumerate(merges):
        if not isinstance(pair, tuple | list | np.ndarray) or [
            isinstance(piece, str) for piece in pair
        ] != [True, True]:
            remedy = "for GPT-2's own use gpt2()"
            if isinstance(pair, str):
                remedy = "of a line of a file make one: tuple(line.split())"
            raise TypeError(
                f"merge {rank} is {pair!r:.60}, but merges must be pairs of strings, such as "
                f"('t', 'h'), as train_bpe gives them; {remedy}."
            )
        if ranks.setdefault(tuple(pair), rank) != rank:
            raise ValueError(
                f"merge {rank} is {tuple(pair)!r:.60}, as merge {ranks[tuple(pair)]}; "
                "each pair is merged once."
            )
    return ranks


@functools.cache
def gpt2_pattern():
    r"""The pattern that cuts a text into words before GPT-2 merges anything.

    OpenAI wrote it for the `regex` package::

        's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+

    `re` has no \p, but its \w is exactly \p{L}, \p{N} and the underscore, so a list of the numbers
    is all that is missing. Its \s is wider than Unicode's White_Space by U+001C … U+001F.
    """
    characters = map(chr, range(sys.maxunicode + 1))
    N = "".join(c for c in characters if unicodedata.category(c).startswith("N"))
    L = rf"(?:[A-Za-z]+|[^\W_{N}])"  # [A-Za-z]+ changes nothing; English is ten times faster
    S = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    return re.compile(
        rf"'s|'t|'re|'ve|'m|'ll|'d| ?{L}+| ?[{N}]+| ?(?:[^\w{S}]|_)+|[{S}]+(?![^{S}])|[{S}]+"
    )


@dataclass(frozen=True, eq=False, repr=False)
class ByteLevelBPE:
    """GPT-2's kind of tokenizer: merges that start from the 256 bytes, so that nothing is unknown.

    Special tokens are never read out of a text, where "<|endoftext|>" is 13 ordinary characters;
    `id` gives their IDs.

    Attributes
    ----------
    merges : array_like of int, shape (M, 2)
        Pairs of token IDs; merge k makes token 256 + k.
    specials : tuple of str
        They take the IDs after the last merge.

    References
    ----------
    Radford et al. 2019.

    Examples
    --------
    >>> tokenizer = gpt2()
    >>> tokenizer.encode("Hello world")
    [15496, 995]
    """

    merges: np.ndarray
    specials: tuple = ("<|endoftext|>",)

    def __post_init__(self):
        merges = as_integers(self.merges, "merges")
        if merges.ndim != 2 or merges.shape[1] != 2:
            raise ValueError(
                f"merges must have shape (M, 2), one pair of IDs a row, not {merges.shape}."
            )
        wrong = (merges < 0) | (merges >= 256 + np.arange(len(merges))[:, None])
        if wrong.any():
            k = int(wrong.any(axis=1).argmax())
            raise ValueError(
                f"merge {k} is {merges[k].tolist()}, but only IDs 0 … {255 + k} exist by then."
            )
        check_specials(self.specials)

    @cached_property
    def tokens(self):
        """What each token stands for, a tuple of V bytes."""
        # GPT-2 numbers the bytes with a printable Latin-1 character first, then the rest
        printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
        tokens = [bytes([b]) for b in [*printable, *sorted(set(range(256)) - set(printable))]]
        for left, right in np.asarray(self.merges).tolist():
            tokens.append(tokens[left] + tokens[right])
        return (*tokens, *(special.encode() for special in self.specials))

    @cached_property
    def ranks(self):
        """Each merge with its place in the order, a dict of (bytes, bytes) to int."""
        pairs = enumerate(np.asarray(self.merges).tolist())
        return {(self.tokens[left], self.tokens[right]): rank for rank, (left, right) in pairs}

    @cached_property
    def _ids(self):
        return {token: i for i, token in enumerate(self.tokens)}

    def __len__(self):
        return 256 + len(self.merges) + len(self.specials)

    def __repr__(self):
        return f"byte-level BPE tokenizer, {len(self):,} tokens"

    def id(self, token):
        """The ID of a string that is one token.

        >>> gpt2().id(" the"), gpt2().id("<|endoftext|>")
        (262, 50256)
        """
        if check_text(token, "token").encode() not in self._ids:
            raise KeyError(f"{token!r:.60} is not one token but several; encode() gives their IDs.")
        return self._ids[token.encode()]

    def encode(self, text):
        """Token IDs of a text, a list of int in 0 … V−1.

        >>> gpt2().encode("the cat and the hat")
        [1169, 3797, 290, 262, 6877]
        """
        words = gpt2_pattern().findall(check_text(text))
        ids = {word: self._word_ids(word) for word in set(words)}  # each distinct word once
        return [i for word in words for i in ids[word]]

    def _word_ids(self, word):
        pieces = apply_merges([bytes([b]) for b in word.encode()], self.ranks)
        return [self._ids[piece] for piece in pieces]

    def tokenize(self, text):
        """The tokens of a text as strings, spaces included; a part of a character shows as "�".

        >>> gpt2().tokenize("an unbelievable dog")
        ['an', ' unbelievable', ' dog']
        """
        return [self.decode([i]) for i in self.encode(text)]

    def decode(self, ids):
        """The text that token IDs stand for: ``decode(encode(text)) == text`` for every text.

        Bytes that are no UTF-8 (a sequence cut inside a character) show as "�".

        >>> gpt2().decode([464, 3797, 50256])
        'The cat<|endoftext|>'
        """
        ids = check_sequence(ids, len(self))
        return b"".join(self.tokens[i] for i in ids).decode("utf-8", errors="replace")


def gpt2():
    """GPT-2's tokenizer (Radford et al. 2019), V = 50,257: the same IDs as OpenAI's.

    >>> gpt2()
    byte-level BPE tokenizer, 50,257 tokens
    """
    return ByteLevelBPE(load_gpt2_merges())


# BERT puts spaces around Chinese characters, by code point and whatever their category
CHINESE = (
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0002a6df\U0002a700-\U0002ceaf\U0002f800-\U0002fa1f]"
)


def is_dropped(character):
    """Whether BERT leaves a character out: NUL, U+FFFD, and controls, formats and private ones."""
    control = unicodedata.category(character)[0] == "C" and character not in "\t\n\r"
    return control or character == "\ufffd"


def is_punctuation(character):
    """Whether BERT makes a character a word of its own: punctuation, and all of ASCII's symbols."""
    ascii_symbol = character.isascii() and character.isprintable() and not character.isalnum()
    return (ascii_symbol and character != " ") or unicodedata.category(character)[0] == "P"


def basic_words(text):
    """Cut a text into lower-case words without accents, by BERT's rules."""
    text = "".join(c for c in text if not is_dropped(c))
    text = unicodedata.normalize("NFD", re.sub(CHINESE, r" \g<0> ", text).lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")  # accents, now apart
    return "".join(f" {c} " if is_punctuation(c) else c for c in text).split()


@dataclass(frozen=True, eq=False, repr=False)
class WordPiece:
    """BERT's tokenizer, lower-case: the longest piece from the left, again and again.

    ``##`` continues a word. Special tokens are never read out of a text, where "[PAD]" is "[",
    "pad" and "]".

    Attributes
    ----------
    tokens : tuple of V str
        The vocabulary; a token's place is its ID. It must hold [UNK], [CLS] and [SEP].
    max_characters : int
        A longer word becomes [UNK] unread.

    References
    ----------
    Wu et al. 2016 (WordPiece), Devlin et al. 2019 (BERT).

    Examples
    --------
    >>> bert().tokenize("Embeddings, please!")
    ['em', '##bed', '##ding', '##s', ',', 'please', '!']
    """

    tokens: tuple
    max_characters: int = 100

    def __post_init__(self):
        check_count("max_characters", self.max_characters)
        for token, count in Counter(check_words(self.tokens, "tokens")).items():
            if count > 1:
                raise ValueError(
                    f"{token!r:.60} is in the vocabulary {count} times; a token has one ID."
                )
        for special in ("[UNK]", "[CLS]", "[SEP]"):
            if special not in self.tokens:
                raise ValueError(f"the vocabulary lacks {special}.")

    @cached_property
    def _ids(self):
        return {token: i for i, token in enumerate(self.tokens)}

    def __len__(self):
        return len(self.tokens)

    def __repr__(self):
        return f"WordPiece tokenizer, {len(self):,} tokens"

    def id(self, token):
        """The ID of one token.

        >>> bert().id("##ing"), bert().id("[PAD]")
        (2075, 0)
        """
        if check_text(token, "token") not in self._ids:
            raise KeyError(
                f"{token!r:.60} is not one of the {len(self):,} tokens; tokenize() splits it."
            )
        return self._ids[token]

    def _pieces(self, word):
        pieces, start = [], 0
        while start < len(word) <= self.max_characters:
            mark = "##" if start else ""
            ends = range(len(word), start, -1)  # the longest first
            end = next((end for end in ends if mark + word[start:end] in self._ids), None)
            if end is None:
                return ["[UNK]"]
            pieces.append(mark + word[start:end])
            start = end
        return pieces or ["[UNK]"]

    def tokenize(self, text):
        """The tokens of a text as strings.

        >>> bert().tokenize("Naïve tokenization 🤖")
        ['naive', 'token', '##ization', '[UNK]']
        """
        words = basic_words(check_text(text))
        pieces = {word: self._pieces(word) for word in set(words)}  # each distinct word once
        return [piece for word in words for piece in pieces[word]]

    def encode(self, text, *, add_special_tokens=False):
        """Token IDs of a text, in 0 … V−1; with [CLS] before and [SEP] after, as BERT expects it.

        >>> bert().encode("Hello world", add_special_tokens=True)
        [101, 7592, 2088, 102]
        """
        tokens = self.tokenize(text)
        if add_special_tokens:
            tokens = ["[CLS]", *tokens, "[SEP]"]
        return [self._ids[token] for token in tokens]

    def decode(self, ids):
        """Tokens put together again, a space between words. Case, accents and spacing are lost.

        >>> bert().decode(bert().encode("Naïve tokenization"))
        'naive tokenization'
        """
        return " ".join(self.tokens[i] for i in check_sequence(ids, len(self))).replace(" ##", "")


def bert():
    """BERT's tokenizer (uncased; Devlin et al. 2019), V = 30,522: the same IDs as BERT's.

    >>> bert()
    WordPiece tokenizer, 30,522 tokens
    """
    return WordPiece(load_bert_vocabulary())
