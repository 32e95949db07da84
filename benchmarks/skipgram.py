"""Skip-gram on the four novels, beside gensim: words per second, and what the vectors are worth.

Held-out loss: σ(E · C) asked of the pairs in lines that neither has seen, with negatives from one noise
distribution. Categories: how often the nearest of 13 groups' words is of a word's own group. Neighbours: how many
of the ten nearest words two tables share.
"""

import statistics
import time

import numpy as np

from benchmarks.rows import OURS, Row
from embedlab import cosine_matrix, skipgram
from embedlab.corpora import load_austen, load_word_lists

SETTINGS = {"window": 5, "negative": 5, "epochs": 5, "min_count": 5, "sample": 1e-3}


def lines():
    """The novels' paragraphs as lists of words; every twentieth is held out."""
    paragraphs = [line.split() for novel in load_austen().values() for line in novel.split("\n")]
    return [p for k, p in enumerate(paragraphs) if k % 20], paragraphs[::20]


def ours(text, seed=1):
    result = skipgram.train(text, dim=100, seed=seed, progress=False, **SETTINGS)
    return result.words, result.vectors, result.contexts


def gensims(text, workers, seed=1):
    from gensim.models import Word2Vec

    model = Word2Vec(text, sg=1, vector_size=100, workers=workers, seed=seed, **SETTINGS)
    return model.wv.index_to_key, model.wv.vectors, model.syn1neg


def held_out_loss(table, held_out, noise):
    """Mean loss per pair with 5 negatives each, nats; the same pairs and negatives for every table."""
    words, E, C = table
    ids, rng = {word: i for i, word in enumerate(words)}, np.random.default_rng(0)
    pairs = np.array([(ids[s[t]], ids[s[k]]) for s in ([w for w in line if w in ids] for line in held_out)
                      for t in range(len(s)) for k in range(max(0, t - 5), min(len(s), t + 6)) if k != t])
    pairs = pairs[rng.permutation(len(pairs))[:100_000]]
    negatives = np.array([ids[word] for word in noise])[rng.integers(len(noise), size=(len(pairs), 5))]
    H = E[pairs[:, 0]]
    true, false = np.vecdot(H, C[pairs[:, 1]]), np.vecdot(H[:, None], C[negatives])
    return float((np.logaddexp(0, -true) + np.logaddexp(0, false).sum(axis=1)).mean())


def category_score(table):
    words, E, _ = table
    ids = {word: i for i, word in enumerate(words)}
    categories = load_word_lists()["categories"]
    known = [(ids[word], kind) for kind, members in categories.items() for word in members if word in ids]
    rows, kinds = zip(*known, strict=True)
    alike = cosine_matrix(E[list(rows)]) - 2 * np.eye(len(rows))
    return np.mean(np.array(kinds)[alike.argmax(axis=1)] == np.array(kinds))


def overlap(one, two, among=2000):
    """Share of the ten nearest words, for the most frequent words of both."""
    near = []
    for words, E, _ in (one, two):
        ids = {word: i for i, word in enumerate(words)}
        E = E[[ids[word] for word in one[0][:among]]]
        near.append(np.argsort(-cosine_matrix(E), axis=1)[:, 1:11])
    return np.mean([len(set(a) & set(b)) for a, b in zip(*near, strict=True)]) / 10


def main(rounds=3):
    text, held_out = lines()
    words = sum(map(len, text)) * SETTINGS["epochs"]
    runs = {OURS: lambda: ours(text), "gensim, 1 worker": lambda: gensims(text, 1),
            "gensim, 2 workers": lambda: gensims(text, 2)}
    took, tables = {name: [] for name in runs}, {}
    for _ in range(rounds):
        for name, run in runs.items():
            begin = time.perf_counter()
            tables[name] = run()
            took[name].append(time.perf_counter() - begin)
    median = {name: statistics.median(times) for name, times in took.items()}
    names, counts = tables[OURS][0], skipgram.vocabulary(text, SETTINGS["min_count"])[1]
    noise = [names[i] for i in skipgram.noise_table(counts, 100_000)]
    what = f"skip-gram, {words // SETTINGS['epochs']:,} words × {SETTINGS['epochs']}"
    for name, table in tables.items():
        ratio = statistics.median(a / b for a, b in zip(took[OURS], took[name], strict=True))
        yield Row(what, name, median[name], "s", None if name == OURS else ratio)
        yield Row(what, f"{name}: held-out loss", held_out_loss(table, held_out, noise), "nats")
        yield Row(what, f"{name}: categories", category_score(table), "")
    other = gensims(text, 1, seed=2)
    for pair, one, two in (("ours and gensim's", tables[OURS], tables["gensim, 1 worker"]),
                           ("two seeds of gensim", tables["gensim, 1 worker"], other),
                           ("two seeds of ours", tables[OURS], ours(text, seed=2))):
        yield Row("ten nearest words, share in common", pair, overlap(one, two), "")
