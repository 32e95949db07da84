"""Claims of lesson 08: what a word's frequency does to its row."""

from collections import Counter
from functools import cache

import numpy as np

import embedlab as el
from tests.claims import Claim

BANDS = np.array_split(np.arange(250), 5)
PAIRS = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 0))


@cache
def counts(novel="emma", part=1.0):
    """Counts of a novel, or of its first part, most frequent first."""
    words = el.load_austen()[novel].split()
    found = Counter(words[: int(part * len(words))]).values()
    return np.array(sorted(found, reverse=True))


NOVELS = tuple(
    (novel, part)
    for novel in ("emma", "mansfield park", "pride and prejudice", "sense and sensibility")
    for part in (1.0, 0.5)
)


@cache
def emma():
    return el.text_corpus(el.load_austen()["emma"], V=250)


@cache
def run(seed):
    """Tables at step 0, 100 and 500, path lengths, lookups, and what is left of contributions."""
    trace = el.train(emma(), d=8, lr=5, steps=500, batch=256, seed=10 * seed)
    lookups = np.bincount(trace.batches[1:].ravel(), minlength=250)
    tables = trace.tables[[0, 100, 500]].astype(float)
    return tables, el.path_lengths(trace), lookups, left_of_contributions(trace)


def left_of_contributions(trace):
    """By row: the lengths of the sums of a batch, divided by the lengths of what is added."""
    net, gross = np.zeros((2, 250))
    for step in range(1, 501, 5):
        centres, neighbours = trace.batches[step], trace.neighbours[step]
        E, W = (t[step - 1].astype(float) for t in (trace.tables, trace.output_tables))
        dlogits = np.exp(el.log_softmax(E[centres] @ W.T))
        dlogits[np.arange(256), neighbours] -= 1
        each, total = dlogits @ W, np.zeros((250, 8))
        np.add.at(total, centres, each)
        np.add.at(gross, centres, el.norm(each))
        net += el.norm(total)
    return [net[band].sum() / gross[band].sum() for band in BANDS]


def alike(seed, band):
    """The mean cosine of two rows of a band after 500 steps."""
    C = el.cosine_matrix(run(seed)[0][2][BANDS[band]])
    return C[np.triu_indices(50, 1)].mean()


@cache
def pair_fractions(half):
    sentences = emma().sentences if half is None else emma().sentences[half::2]
    return el.pair_probabilities(el.skipgram_pairs(sentences), 250)


@cache
def fitted(seed, half=None, steps=400):
    return el.fit(pair_fractions(half), d=8, steps=steps, seed=10 * seed)[0]


def nearest_ten(E):
    return np.argsort(-(el.cosine_matrix(E) - 2 * np.eye(len(E))))[:, :10]


def shared(A, B):
    """Of ten neighbours, how many are the same, by band."""
    near = zip(nearest_ten(A), nearest_ten(B), strict=True)
    same = np.array([len({*a} & {*b}) for a, b in near])
    return [same[band].mean() for band in BANDS]


def first_to_last(values):
    return values[BANDS[0]].mean() / values[BANDS[-1]].mean()


def distance(seed, step):
    tables = run(seed)[0]
    return el.norm(tables[step] - tables[0])


def after_500(pair):
    return shared(run(pair[0])[0][2], run(pair[1])[0][2])


def after_500_shuffled(pair):
    rows = np.random.default_rng(pair[0]).permutation(250)
    return shared(run(pair[0])[0][2], run(pair[1])[0][2][rows])


def trained_to_the_end(pair):
    return shared(fitted(pair[0]), fitted(pair[1]))


def halves(seed, steps=400):
    return shared(fitted(seed, 0, steps), fitted(seed + 1, 1, steps))


def correlation_with_count(seed, step):
    return np.corrcoef(np.log(emma().counts), el.norm(run(seed)[0][step]))[0, 1]


def distances_of_pages(seed):
    """How far the words of three groups are from their start at step 75, on the first pages."""
    pages = el.text_corpus(el.load_austen()["emma"][:20_000], V=40)
    tables = el.train(pages, d=2, lr=2, steps=75, seed=seed).tables.astype(float)
    away = el.norm(tables[-1] - tables[0])
    return away[:10].mean(), away[10:20].mean(), away[20:].mean()


def slope(counts, first, last):
    """How the logarithm of the count falls with that of the rank."""
    ranks = np.arange(first, min(last, len(counts)) + 1)
    return np.polyfit(np.log(ranks), np.log(counts[ranks - 1]), 1)[0]


def letters(case):
    text = el.load_austen()[case[0]][:20_000]
    return np.array(sorted(Counter(text).values(), reverse=True))


def never(seed):
    return (np.random.default_rng(seed).binomial(32 * 5061, 1 / 161_969, 10_000) == 0).mean()


def none_of(m):
    """Whether a mean of m lookups leaves e^−m of the words without one."""
    draws = np.random.default_rng(m).binomial(10_000, m / 10_000, 100_000)
    return abs((draws == 0).mean() - np.exp(-m)) < 0.005


@cache
def smollm():
    return el.load_smollm()


def row(token):
    return smollm().vectors[token]


def end_token(_=None):
    ids, _ = el.undertrained_candidates(smollm().cosines)
    return [smollm().words[i] for i in ids].index("<|im_end|>")


def unused_and_words():
    vocabulary, (norms, alike) = el.load_bert_vocabulary(), el.load_minilm_norms()
    unused = np.array([token.startswith("[unused") for token in vocabulary])
    words = np.array([token.isascii() and token.isalpha() for token in vocabulary])
    top = np.flatnonzero(words)[np.argsort(-alike[words])[:6]]
    return norms[unused].mean() / norms[words].mean(), {vocabulary[i] for i in top}


CLAIMS = (
    Claim(
        quote="A few words make up most of the text, and most words hardly occur. Jane Austen's "
        "three other novels in this course give nearly the same percentages.",
        kind="always",
        covers=("frequency-once", "frequency-largest-group"),
        cases=(None,),
        holds=lambda _: all(
            0.37 < (counts(novel) == 1).mean() < 0.40
            and 0.79 < (counts(novel) < 10).mean() < 0.82
            and 0.58 < counts(novel)[:100].sum() / counts(novel).sum() < 0.61
            and (counts(novel) == 1).sum()
            > ((counts(novel) > 1) & (counts(novel) <= 5)).sum()
            > (counts(novel) > 100).sum()
            for novel, _ in NOVELS
        ),
        not_this=lambda _: any((counts(novel) == 1).mean() < 0.15 for novel, _ in NOVELS),
    ),
    Claim(
        quote="the count of a word falls roughly as 1/rank",
        kind="about",
        covers=("plot-of-counts", "frequency-zipf"),
        cases=NOVELS,
        value=lambda case: slope(counts(*case), 10, 1_000),
        low=-1.3,
        high=-0.9,
        not_this=lambda case: slope(letters(case), 1, 15),
    ),
    Claim(
        quote="The novel follows it roughly and is below it at both ends",
        kind="always",
        cases=NOVELS,
        holds=lambda case: (
            counts(*case)[0] < 100 * counts(*case)[99]
            and counts(*case)[4999 if case[1] == 1 else 2999]
            < counts(*case)[99] / (50 if case[1] == 1 else 30)
        ),
        not_this=lambda case: counts(*case)[9] < 10 * counts(*case)[99] / 1.5,
    ),
    Claim(
        quote='In more than a third of the runs the row of "umbrella" is never updated.',
        kind="always",
        covers=("frequency-never",),
        holds=lambda seed: 1 / 3 < never(seed) < 0.39,
        not_this=lambda seed: never(seed) == 0,
    ),
    Claim(
        quote="If the mean number of lookups is m, the probability of none is about e⁻ᵐ",
        kind="always",
        covers=("frequency-missed",),
        cases=range(1, 6),
        holds=none_of,
    ),
    Claim(
        quote="One step looks it up n · count / N times on average",
        kind="always",
        covers=("frequency-turns",),
        cases=((2, 1_000, 50), (5, 500, 20), (20, 4_000, 100), (1, 300, 30), (9, 900, 10)),
        holds=lambda case: np.isclose(
            np.random.default_rng(0).binomial(case[2], case[0] / case[1], 200_000).mean(),
            case[2] * case[0] / case[1],
            rtol=0.02,
        ),
        not_this=lambda case: np.isclose(case[0] / case[1], case[2] * case[0] / case[1]),
    ),
    Claim(
        quote="About 8 times: less than 17.",
        kind="about",
        covers=("frequency-path",),
        value=lambda seed: first_to_last(run(seed)[1]),
        low=7.4,
        high=8.8,
        not_this=lambda seed: first_to_last(run(seed)[2]),
    ),
    Claim(
        quote="about half of their length is lost in the first band",
        kind="about",
        value=lambda seed: 1 - run(seed)[3][0],
        low=0.45,
        high=0.57,
        not_this=lambda seed: 1 - run(seed)[3][4],
    ),
    Claim(
        quote="and about 4% in the last",
        kind="about",
        value=lambda seed: 1 - run(seed)[3][4],
        low=0.03,
        high=0.05,
        not_this=lambda seed: 1 - run(seed)[3][3],
    ),
    Claim(
        quote="A word with a count of 1 would have about one lookup in this run",
        kind="about",
        value=lambda seed: run(seed)[2].sum() / emma().counts.sum(),
        low=0.9,
        high=1.2,
    ),
    Claim(
        quote="they all point in nearly the same direction",
        kind="about",
        value=lambda seed: alike(seed, 4),
        low=0.8,
        high=0.95,
        not_this=lambda seed: alike(seed, 0),
    ),
    Claim(
        quote="More steps can't change this.",
        kind="always",
        holds=lambda seed: (lambda few, many: np.abs(np.subtract(few, many)).max() < 0.6)(
            halves(seed), halves(seed, 800)
        ),
        not_this=lambda seed: (lambda few, many: np.abs(np.subtract(few, many)).max() < 0.6)(
            after_500((seed, seed + 1)), trained_to_the_end((seed, seed + 1))
        ),
    ),
    Claim(
        quote="The rows of the first band are looked up about 17 times as often as those of the "
        "last.",
        kind="about",
        value=lambda seed: first_to_last(run(seed)[2]),
        low=16.3,
        high=18,
    ),
    Claim(
        quote="At step 500 the rare rows are nearly as far from their start as the frequent ones.",
        kind="about",
        covers=("frequency-distance", "explore-bands"),
        value=lambda seed: first_to_last(distance(seed, 2)),
        low=1.2,
        high=1.42,
        not_this=lambda seed: first_to_last(run(seed)[1]),
    ),
    Claim(
        quote="A row moves when its word is looked up, and a rare word's row hardly ever was.",
        kind="always",
        covers=("frequency-rare-rows",),
        holds=lambda seed: first_to_last(distance(seed, 1)) > 4,
        not_this=lambda seed: first_to_last(distance(seed, 2)) > 4,
    ),
    Claim(
        quote="their path is about 13 times as long as their distance from the start",
        kind="about",
        covers=("frequency-odometer",),
        value=lambda seed: run(seed)[1][BANDS[0]].mean() / distance(seed, 2)[BANDS[0]].mean(),
        low=12.5,
        high=14.3,
        not_this=lambda seed: run(seed)[1][BANDS[4]].mean() / distance(seed, 2)[BANDS[4]].mean(),
    ),
    Claim(
        quote="So early in training a long row often belongs to a frequent word.",
        kind="always",
        holds=lambda seed: correlation_with_count(seed, 1) > 0.85,
        not_this=lambda seed: correlation_with_count(seed, 2) > 0.85,
    ),
    Claim(
        quote="the words of rank 1–10 leave the centre first",
        kind="always",
        covers=("play-frequent-and-rare",),
        holds=lambda seed: (lambda a, b, c: a > 1.5 * b > 1.5 * c)(*distances_of_pages(seed)),
        not_this=lambda seed: (lambda a, b, c: b > a)(*distances_of_pages(seed)),
    ),
    Claim(
        quote="By chance, two lists of ten have 0.4 words in common, on average.",
        kind="about",
        cases=PAIRS,
        value=lambda pair: np.mean(after_500_shuffled(pair)),
        low=0.3,
        high=0.5,
        not_this=lambda pair: np.mean(after_500(pair)),
    ),
    Claim(
        quote="the most frequent words share about 2.7 of their ten neighbours",
        kind="about",
        cases=PAIRS,
        value=lambda pair: after_500(pair)[0],
        low=2.1,
        high=3.2,
        not_this=lambda pair: after_500_shuffled(pair)[0],
    ),
    Claim(
        quote="the rarest about 1",
        kind="about",
        covers=("frequency-two-seeds", "frequency-two-runs"),
        cases=PAIRS,
        value=lambda pair: after_500(pair)[4],
        low=0.7,
        high=1.3,
        not_this=lambda pair: after_500(pair)[0],
    ),
    Claim(
        quote="Now all bands share about 7 of ten.",
        kind="about",
        covers=("frequency-fit",),
        cases=PAIRS,
        value=lambda pair: (
            np.mean(trained_to_the_end(pair)) if np.ptp(trained_to_the_end(pair)) < 1 else np.nan
        ),
        low=6.4,
        high=8.1,
        not_this=lambda pair: np.mean(after_500(pair)),
    ),
    Claim(
        quote="About 5 of ten for the most frequent words",
        kind="about",
        value=lambda seed: halves(seed)[0],
        low=4.6,
        high=5.4,
        not_this=lambda seed: halves(seed)[4],
    ),
    Claim(
        quote="about 3 for the rarest",
        kind="about",
        covers=("frequency-halves", "frequency-two-halves"),
        value=lambda seed: halves(seed)[4],
        low=2.6,
        high=3.6,
        not_this=lambda seed: halves(seed)[0],
    ),
    Claim(
        quote="They are equal. Lookups can't have done that",
        kind="always",
        covers=("frequency-reserved-rows", "frequency-reserved"),
        cases=(None,),
        holds=lambda _: el.cosine(row("<jupyter_code>"), row("<gh_stars>")) > 0.998,
        not_this=lambda _: el.cosine(row("<jupyter_code>"), row("<|endoftext|>")) > 0.998,
    ),
    Claim(
        quote="Their norm tells you nothing here: it is slightly above the median.",
        kind="always",
        cases=(None,),
        holds=lambda _: 1 < el.norm(row("<gh_stars>")) / np.median(smollm().norms) < 1.1,
        not_this=lambda _: el.norm(row("<gh_stars>")) < np.median(smollm().norms),
    ),
    Claim(
        quote="<|im_end|> is a false candidate: it looks unused, and it isn't.",
        kind="always",
        covers=("frequency-end-token", "frequency-candidate"),
        cases=(None,),
        holds=lambda _: end_token() < 30,
        not_this=lambda _: end_token() > 900,
    ),
    Claim(
        quote="rows nearly alike, here also less than half as long as those of words",
        kind="always",
        cases=(None,),
        holds=lambda _: (
            unused_and_words()[0] < 0.5
            and {"saetan", "lucivar", "polgara"} <= unused_and_words()[1]
        ),
    ),
)
