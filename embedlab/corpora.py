"""What there is to learn from: small corpora of IDs, and the real texts and vectors in the package.

Sources and licences are in data/LICENSES.md. Every file is compared with its checksum before it is
read, and none needs pickle.
"""

import gzip
import hashlib
import io
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from embedlab.checks import check_count, check_ids, check_text
from embedlab.vectors import Vectors

__all__ = [
    "Corpus",
    "TiedRows",
    "load_austen",
    "load_bert_vocabulary",
    "load_glove",
    "load_gpt2_merges",
    "load_karate_club",
    "load_minilm",
    "load_minilm_norms",
    "load_smollm",
    "load_word_lists",
    "template_corpus",
    "text_corpus",
    "walk_corpus",
]

GROUPS = {
    "animals": "dog cat horse cow sheep bird",
    "foods": "bread cheese rice soup apples cake",
    "numbers": "two three four five six seven",
    "cities": "london paris rome cairo tokyo lima",
    "links": "the sees sleeps we eat cook with from to trains go count coins and",
}
TEMPLATES = (  # the name of a group stands for any of its words
    "the animals sees the animals",
    "the animals sleeps",
    "the animals and the animals",
    "we cook foods with foods",
    "we eat foods and foods",
    "from cities to cities",
    "trains go from cities to cities",
    "count numbers numbers numbers",
    "numbers coins and numbers coins",
)

SHA256 = {
    "austen_4_novels.txt.gz": "05e991d454b2d25b61c9881a9a5969cd3cdbd791b5899d6138fe13be7970aee0",
    "glove_100d.npz": "c1ec680eccdf614f860f406607dc386df3ae5343d9e33404219425d784a8a5d9",
    "gpt2_merges.npz": "f5c70c1c94655a49719667418e14c2fb8c9cab36cf719464928c6a9fde4853d3",
    "karate_club.json": "f24f536245e2b0cb57075e3e4f62de2aae9d6eb0af5f36fc10460bccdda1decc",
    "minilm_rows.npz": "7bb2afb83c77f5a5557bf962c083fa7ff723447b371fadb574fad8f5662aecc1",
    "smollm_rows.npz": "0fbc31425fe2f22df042a25f36ffd4bb31961f9d64b7aadfd6a5473d89e4f60f",
    "word_lists.json": "0658c01e0067ae9d7c6087407c4401895f95355da8da08a37a8abba789c33a7e",
}
DATA = files("embedlab.data")


# ---- a corpus: text as IDs ---------------------------------------------------------------------


@dataclass(frozen=True)
class Corpus:
    """Text as IDs, small enough for a full softmax.

    Attributes
    ----------
    words : tuple of V str
        The vocabulary; a word's place is its ID.
    groups : tuple of V str
        The group that each word belongs to, for colours in pictures. Training never sees it.
    sentences : tuple of tuples of int
        Word IDs.
    """

    words: tuple
    groups: tuple
    sentences: tuple

    @property
    def counts(self):
        """How often each word occurs: ndarray of int, shape (V,)."""
        return np.bincount([i for s in self.sentences for i in s], minlength=len(self.words))


def template_corpus(seed=0, sentences=400):
    """Sentences made from templates, with 38 words in 5 groups that can replace each other.

    >>> corpus = template_corpus()
    >>> " ".join(corpus.words[i] for i in corpus.sentences[0])
    'count seven three six'
    """
    check_count("sentences", sentences)
    rng = np.random.default_rng(seed)
    words, groups = zip(
        *((w, g) for g, members in GROUPS.items() for w in members.split()), strict=True
    )
    ids = {word: i for i, word in enumerate(words)}

    def fill(slot):
        return ids[str(rng.choice(GROUPS[slot].split())) if slot in GROUPS else slot]

    chosen = rng.integers(len(TEMPLATES), size=sentences)
    return Corpus(words, groups, tuple(tuple(map(fill, TEMPLATES[t].split())) for t in chosen))


def text_corpus(text, *, V=300):
    """Sentences of a real text as IDs of its V most frequent words; all other words are left out.

    Sentences end at . ! ? or a new line; words are runs of letters with their marks, lower-cased.
    ID 0 is the most frequent word, and the groups are bands of frequency.

    >>> corpus = text_corpus("A cat saw a dog. The dog saw a bird!", V=3)
    >>> corpus.words, corpus.counts.tolist()
    (('a', 'saw', 'dog'), [3, 2, 2])
    """
    check_count("V", V, least=2)
    sentences = map(word_pattern().findall, re.split(r"[.!?\n]", check_text(text).lower()))
    sentences = list(sentences)
    ranked = Counter(word for sentence in sentences for word in sentence).most_common(V)
    if len(ranked) < V:
        raise ValueError(
            f"the text has {len(ranked)} different words, fewer than V = {V}; take a smaller V."
        )
    ids = {word: i for i, (word, _) in enumerate(ranked)}
    bands = tuple(f"seen {10 ** (len(str(n)) - 1):,} times or more" for _, n in ranked)
    known = (tuple(ids[word] for word in sentence if word in ids) for sentence in sentences)
    return Corpus(tuple(ids), bands, tuple(sentence for sentence in known if len(sentence) > 1))


@cache
def word_pattern():
    """A run of letters of any script, each with its combining marks; an apostrophe within it."""
    marks = (chr(k) for k in range(0x300, 0x20000) if unicodedata.category(chr(k))[0] == "M")
    letter = rf"[^\W\d_][{re.escape(''.join(marks))}]*"
    return re.compile(f"(?:{letter})+(?:['’](?:{letter})+)?")


def walk_corpus(names, groups, edges, *, walks=20, length=8, seed=0):
    """A graph as a corpus: its "sentences" are random walks from friend to friend.

    Parameters
    ----------
    names, groups : sequences of V str
        One per node.
    edges : array_like of int, shape (N, 2)
        Pairs of nodes that know each other, both ways.
    walks, length : int
        Walks that start at each node; nodes per walk. Each at least 1, a walk at least 2.
    seed : int

    Source: Perozzi, Al-Rfou and Skiena 2014 (DeepWalk).

    >>> walk_corpus("abc", "xxy", [[0, 1], [1, 2]], walks=1, length=3).sentences[0][:2]
    (0, 1)
    """
    check_count("walks", walks)
    check_count("length", length, least=2)
    edges = check_ids(edges, len(names), "edges")
    if edges.ndim != 2 or edges.shape[1] != 2:
        raise ValueError(f"edges must have shape (N, 2), one pair of nodes a row: {edges.shape}.")
    both_ways = np.concatenate([edges, edges[:, ::-1]])
    friends = [both_ways[both_ways[:, 0] == i, 1] for i in range(len(names))]
    if lonely := [name for name, known in zip(names, friends, strict=True) if not len(known)]:
        raise ValueError(f"{lonely[0]!r} has no edge, so no walk can leave it; leave it out.")
    rng, sentences = np.random.default_rng(seed), []
    for start in np.repeat(np.arange(len(names)), walks):
        walk = [int(start)]
        while len(walk) < length:
            walk.append(int(rng.choice(friends[walk[-1]])))
        sentences.append(tuple(walk))
    return Corpus(tuple(names), tuple(groups), tuple(sentences))


# ---- what is in the package --------------------------------------------------------------------


def read(name):
    """The bytes of a data file, refused if they are not the ones that were shipped."""
    __tracebackhide__ = True
    remedy = "install embedlab again: python -m pip install --force-reinstall --no-deps -e ."
    try:
        content = (DATA / name).read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"the data file {name} is missing; {remedy}") from None
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise OSError(f"the data file {name} is damaged (its checksum is different); {remedy}")
    return content


def arrays(name):
    """The named arrays of an .npz file."""
    return np.load(io.BytesIO(read(name)), allow_pickle=False)


def read_only(array):
    array.flags.writeable = False
    return array


def load_glove():
    """GloVe vectors of 10,048 English words, d = 100, most frequent first.


    Source: Pennington, Socher and Manning 2014.

    >>> glove = load_glove()
    >>> glove
    10,048 words with rows of 100 numbers
    >>> "king" in glove, glove["king"].shape
    (True, (100,))
    """
    data = arrays("glove_100d.npz")
    return Vectors(
        tuple(bytes(data["words"]).decode().split("\n")), read_only(data["q"] * data["scale"])
    )


def load_gpt2_merges():
    """The 50,000 merges of GPT-2's tokenizer in order: pairs of token IDs, uint16 (50000, 2).

    Merge k makes token 256 + k; IDs 0 … 255 are single bytes.

    Source: Radford et al. 2019.

    >>> load_gpt2_merges().shape
    (50000, 2)
    """
    return arrays("gpt2_merges.npz")["merges"]


def load_austen():
    """Four novels of Jane Austen, title to text: lower case, no punctuation, a paragraph a line.

    >>> for title, text in load_austen().items():
    ...     print(f"{title}: {len(text.split()):,} words")
    emma: 161,969 words
    mansfield park: 161,441 words
    pride and prejudice: 122,811 words
    sense and sensibility: 120,716 words
    """
    lines = gzip.decompress(read("austen_4_novels.txt.gz")).decode().split("\n")
    starts = [i - 1 for i, line in enumerate(lines) if line == "by jane austen"]
    ends = [*starts[1:], len(lines)]
    return {
        lines[i]: "\n".join(lines[i + 2 : end]).strip() for i, end in zip(starts, ends, strict=True)
    }


def load_bert_vocabulary():
    """The 30,522 tokens of BERT's WordPiece vocabulary (uncased); a token's place is its ID.

    Source: Devlin et al. 2019.

    >>> vocabulary = load_bert_vocabulary()
    >>> vocabulary[0], vocabulary[100], vocabulary.index("##ing")
    ('[PAD]', '[UNK]', 2075)
    """
    return tuple(bytes(arrays("minilm_rows.npz")["vocab"]).decode().split("\n"))


def load_minilm():
    """3,520 rows of the token table of all-MiniLM-L6-v2, a small BERT, d = 384.


    >>> load_minilm()
    3,520 words with rows of 384 numbers
    """
    data, vocabulary = arrays("minilm_rows.npz"), load_bert_vocabulary()
    return Vectors(
        tuple(vocabulary[i] for i in data["ids"]), read_only(data["q"] * data["scale"][:, None])
    )


def load_minilm_norms():
    """Length of all 30,522 rows of that table, and cosine with the mean [unused] row: two (30522,).

    >>> norms, cosines = load_minilm_norms()
    >>> norms.shape
    (30522,)
    """
    data = arrays("minilm_rows.npz")
    return data["norm"].astype(np.float32), data["cos_unused"].astype(np.float32)


@dataclass(frozen=True, eq=False, repr=False)
class TiedRows:
    """What the package holds of a tied token table: all its tokens, and some of their rows.

    Tokens are written in GPT-2's byte letters: Ġ is a space, Ċ a new line.
    """

    words: tuple  # V tokens; a token's place is its ID
    norms: np.ndarray  # (V,), length of each row
    cosines: np.ndarray  # (V,), with the mean of rows 7 … 16, the first principal direction removed
    ids: np.ndarray  # (n,), the tokens whose rows are in vectors, in the same order
    vectors: Vectors  # their rows, rounded to 8 bits

    def __repr__(self):
        return f"{len(self.words):,} tokens, {len(self.ids):,} of them with their rows"


def load_smollm():
    """The token table of SmolLM2-135M-Instruct, which is tied: its rows score the outputs as well.

    IDs 7 … 16 are reserved special tokens. d = 576. Source: Hugging Face TB 2024.

    >>> load_smollm()
    49,152 tokens, 1,961 of them with their rows
    """
    data = arrays("smollm_rows.npz")
    words, ids = tuple(bytes(data["vocab"]).decode().split("\n")), data["ids"].astype(int)
    norms, cosines = (read_only(data[name].astype(np.float32)) for name in ("norm", "cos_unused"))
    E = read_only(data["q"] * data["scale"][:, None])
    vectors = Vectors(tuple(words[i] for i in ids), E, source="SmolLM2-135M-Instruct")
    return TiedRows(words, norms, cosines, read_only(ids), vectors)


def load_word_lists():
    """Word pairs, categories and occupations, written for this course.


    >>> load_word_lists()["gender_pairs"][0]
    ['he', 'she']
    """
    return json.loads(read("word_lists.json"))


def load_karate_club():
    """Who met whom outside training, in a karate club of 34 that then split in two.

    ``members`` are 34 names, "1" … "34", ``factions`` which side each took, ``friendships`` 78
    pairs of member IDs 0 … 33.

    Source: Zachary 1977.

    >>> club = load_karate_club()
    >>> len(club["members"]), len(club["friendships"])
    (34, 78)
    """
    return json.loads(read("karate_club.json"))
