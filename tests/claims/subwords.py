"""Claims of lesson 09: what subwords are, and what they cost."""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np

import embedlab as el
from tests.claims import Claim

NOVELS = ("emma", "mansfield park", "pride and prejudice", "sense and sensibility")
PARTS = tuple((novel, half) for novel in NOVELS for half in (0, 1))
ZOO = el.template_corpus()
RELATED, LINKS = (
    tuple(
        (word, seed)
        for word, group in zip(ZOO.words, ZOO.groups, strict=True)
        for seed in range(3)
        if (group == "links") == links
    )
    for links in (False, True)
)


@cache
def counts(novel, half=None):
    """Counts of the words of a novel, or of a half of it, each with its leading space."""
    words = el.load_austen()[novel].split()
    middle = len(words) // 2
    words = words if half is None else words[:middle] if half == 0 else words[middle:]
    return Counter(" " + word for word in words)


@cache
def pairs(novel, half=None):
    found = Counter()
    for word, count in counts(novel, half).items():
        for pair in pairwise(word):
            found[pair] += count
    return found


@cache
def merges(novel):
    """300 merges, learned from the words that occur at least three times."""
    text = "".join(word * n for word, n in counts(novel).items() if n > 2)
    return el.train_bpe(text, 300)


@cache
def tokens_per_word(learned, new, k):
    """Tokens per word of the first 5,000 words of a novel after k merges of another one."""
    ranks = {pair: rank for rank, pair in enumerate(merges(learned)[:k])}
    words = Counter(" " + word for word in el.load_austen()[new].split()[:5_000])
    return sum(n * len(el.apply_merges(list(word), ranks)) for word, n in words.items()) / 5_000


@cache
def rare_rows(novel, k):
    """The fraction of tokens, after k merges, that occur fewer than 10 times."""
    ranks = {pair: rank for rank, pair in enumerate(merges(novel)[:k])}
    seen, letters = Counter(), set()
    for word, n in counts(novel).items():
        letters |= set(word)
        for token in el.apply_merges(list(word), ranks):
            seen[token] += n
    rows = letters | {"".join(pair) for pair in merges(novel)[:k]}
    return np.mean([seen[token] < 10 for token in rows])


@cache
def pride_tokens():
    """How many times each token occurs in the novel after 2,000 merges, 0 included."""
    merges = el.train_bpe(el.load_austen()[NOVELS[2]], 2_000)
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    seen = Counter({"".join(pair): 0 for pair in merges})
    for word, n in counts(NOVELS[2]).items():
        for token in el.apply_merges(list(word), ranks):
            seen[token] += n
    return seen


NEXT = tuple(zip(NOVELS, (*NOVELS[1:], NOVELS[0]), strict=True))


def same_as_gpt2(novel, tokens=range(256, 306)):
    theirs = {GPT2.tokens[i].decode(errors="replace") for i in tokens}
    return len(theirs & {"".join(pair) for pair in merges(novel)[:50]})


def losses_of_two_rows(case):
    """Cross-entropy of a word's neighbours: its own row from one sentence, its relatives' mean."""
    word, seed = case
    corpus = el.template_corpus()
    i = corpus.words.index(word)
    own = [sentence for sentence in corpus.sentences if i in sentence]
    others = [sentence for sentence in corpus.sentences if i not in sentence]
    first, held_out = own[seed], own[:seed] + own[seed + 1 :]
    run = el.train(replace(corpus, sentences=(*others, first)), d=8, lr=2, steps=300, seed=seed)
    E, W = run.tables[-1].astype(float), run.output_tables[-1].astype(float)
    neighbours = [b for a, b in el.skipgram_pairs(held_out) if a == i]
    group = corpus.groups[i]
    relatives = [j for j, one in enumerate(corpus.groups) if one == group and j != i]
    return [
        -el.log_softmax(row @ W.T)[neighbours].mean() for row in (E[i], E[relatives].mean(axis=0))
    ]


def unknown(case, least):
    learned, new = case
    known = {word for word, n in counts(learned).items() if n >= least}
    total = counts(new)
    return sum(n for word, n in total.items() if word not in known) / total.total()


TEXTS = ("🐟", " café 你好", " straße", "مرحبا", "a\tb", "\u0000x", "Ünï 🤖")
GPT2, BERT = el.gpt2(), el.bert()
pieces, words = GPT2.tokenize, BERT.tokenize

CLAIMS = (
    Claim(
        quote="Which pair of adjacent characters is the most frequent in the novel?",
        kind="always",
        covers=("subwords-first-pair",),
        cases=PARTS,
        holds=lambda case: pairs(*case).most_common(1)[0][0] == (" ", "t"),
        not_this=lambda case: pairs(*case).most_common(1)[0][0] == ("t", "h"),
    ),
    Claim(
        quote="how many times the pair occurs in the text",
        kind="always",
        covers=("subwords-next-merge", "subwords-possess", "subwords-merge"),
        cases=PARTS,
        holds=lambda case: (
            el.train_bpe("".join(w * n for w, n in counts(*case).most_common(300)), 1)[0]
            == (" ", "t")
            and el.merge_pair(list(" possess"), ("s", "s")) == [" ", "p", "o", "ss", "e", "ss"]
        ),
    ),
    Claim(
        quote='Still, after fifty merges "the", "to", "of", "and" and "her" are whole, and so is '
        'the ending "ing".',
        kind="always",
        cases=(None,),
        holds=lambda _: (
            {" the", " to", " of", " and", " her", "ing"}
            <= {"".join(pair) for pair in el.train_bpe(el.load_austen()[NOVELS[2]], 50)}
        ),
    ),
    Claim(
        quote="The words never occurred, but their parts did",
        kind="always",
        covers=("subwords-unfashionable", "subwords-unseen-word"),
        cases=(" unfashionable", " willoughby", " sisterhood", " dashwood", " magikarp"),
        holds=lambda word: (
            word not in counts(NOVELS[2])
            and all(
                any(token in one for one in counts(NOVELS[2]))
                for token in el.encode_bpe(word, merges(NOVELS[2]))
            )
        ),
        not_this=lambda word: word in counts(NOVELS[2]),
    ),
    Claim(
        quote="As long as all its characters are known, encoding loses nothing.",
        kind="always",
        covers=("subwords-size",),
        cases=tuple(counts(NOVELS[3]))[:200],
        holds=lambda word: "".join(el.encode_bpe(word, merges(NOVELS[2])[:100])) == word,
        not_this=lambda word: " ".join(el.encode_bpe(word, merges(NOVELS[2])[:100])) == word,
    ),
    Claim(
        quote="On the whole the first merges save most",
        kind="always",
        covers=("subwords-price",),
        cases=(*NEXT, (NOVELS[0], NOVELS[2])),
        holds=lambda case: (
            tokens_per_word(*case, 0) - tokens_per_word(*case, 100)
            > 2 * (tokens_per_word(*case, 100) - tokens_per_word(*case, 300))
            > 0
        ),
        not_this=lambda case: tokens_per_word(*case, 300) < 1.1,
    ),
    Claim(
        quote='Merging even makes rows that are never looked up: " elizab"',
        kind="always",
        cases=(" elizab", " eliz", " wick", " charlot", " gentlem"),
        holds=lambda token: pride_tokens()[token] == 0 and token in pride_tokens(),
        not_this=lambda token: pride_tokens()[" elizabeth"] == 0,
    ),
    Claim(
        quote="More merges make longer tokens: fewer tokens per word, but more rows, and rare ones "
        "among them.",
        kind="always",
        covers=("subwords-dial", "explore-merges"),
        cases=(*((novel, 100, 300) for novel in NOVELS), (NOVELS[2], 50, 300)),
        holds=lambda case: rare_rows(case[0], case[1]) < rare_rows(case[0], case[2]),
        not_this=lambda case: rare_rows(case[0], case[1]) > rare_rows(case[0], case[2]),
    ),
    Claim(
        quote='"unhappiness" becomes un ##ha ##pp ##iness, although "happiness" is in the '
        "vocabulary",
        kind="always",
        covers=(
            "subwords-strawberries",
            "subwords-wordpiece",
            "subwords-hashes",
            "subwords-unknown-part",
        ),
        cases=(None,),
        holds=lambda _: (
            words("unhappiness") == ["un", "##ha", "##pp", "##iness"]
            and "happiness" in BERT.tokens
            and "##happiness" not in BERT.tokens
            and words("strawberries") == ["straw", "##berries"]
            and words("cat🐟") == ["[UNK]"]
        ),
        not_this=lambda _: words("cat🐟") == ["cat", "[UNK]"],
    ),
    Claim(
        quote="About 40 of 50 agree, with each of the four novels in this course",
        kind="about",
        cases=(*NOVELS, NOVELS[2]),
        value=same_as_gpt2,
        low=38,
        high=42,
        not_this=lambda novel: same_as_gpt2(novel, range(20_000, 20_050)),
    ),
    Claim(
        quote="The model sees 1812 as the IDs of 18 and 12, and 1999 as one ID",
        kind="always",
        covers=("subwords-digits",),
        cases=(None,),
        holds=lambda _: pieces(" 1999 1812 300") == [" 1999", " 18", "12", " 300"],
        not_this=lambda _: len(pieces(" 1812")) == 1,
    ),
    Claim(
        quote='so "cat." and "cat," share the token " cat"',
        kind="always",
        cases=(None,),
        holds=lambda _: pieces(" cat.")[0] == pieces(" cat,")[0] == " cat",
    ),
    Claim(
        quote="So nothing is unknown: in the worst case a character is four tokens.",
        kind="always",
        covers=("subwords-fish", "subwords-bytes"),
        cases=TEXTS,
        holds=lambda text: (
            GPT2.decode(GPT2.encode(text)) == text
            and len(GPT2.encode(text)) <= len(text.encode())
            and len(GPT2.encode("🐟")) == 3
        ),
        not_this=lambda text: BERT.decode(BERT.encode(text)) == text,
    ),
    Claim(
        quote="turns about one word in seven into the same token",
        kind="about",
        covers=("subwords-min-count",),
        cases=((NOVELS[2], NOVELS[3]), *NEXT),
        value=lambda case: unknown(case, 10),
        low=0.115,
        high=0.17,
        not_this=lambda case: unknown(case, 1),
    ),
    Claim(
        quote="The same happened for each of the 24 animals, foods, numbers and cities, with three "
        "runs each.",
        kind="always",
        covers=("subwords-borrow",),
        cases=RELATED,
        holds=lambda case: (lambda own, mean: mean < own)(*losses_of_two_rows(case)),
        not_this=lambda case: (lambda own, mean: own < mean)(*losses_of_two_rows(case)),
    ),
    Claim(
        quote='It rarely happened for words such as "with" and "go"',
        kind="as a rule",
        cases=LINKS,
        holds=lambda case: (lambda own, mean: own < mean)(*losses_of_two_rows(case)),
        not_this=lambda case: (lambda own, mean: mean < own)(*losses_of_two_rows(case)),
    ),
)
