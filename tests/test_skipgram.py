"""The fast trainer: its steps are those of the pairs one by one, and it learns what a text has."""

import re
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedlab import cosine, skipgram, skipgram_pairs, template_corpus
from embedlab.corpora import load_austen

CORPUS = template_corpus()
SENTENCES = [[CORPUS.words[i] for i in sentence] for sentence in CORPUS.sentences]


# A step -----------------------------------------------------------------------------------------


def sigma(s):
    return 1 / (1 + np.exp(-s))


def learn(*chunk):
    """Once over a chunk of text, without a pause."""
    for _ in skipgram.train_chunk(*chunk):
        pass


def pair_by_pair(E, W, tokens, sentence, rate, window, negative, noise, rng):
    """One step in plain loops and float64, drawing the same numbers in the same order."""
    around, true = skipgram.blocks_of_text(tokens, sentence, 8, window, rng)
    order = rng.permutation(8)
    drawn = noise[rng.integers(len(noise), size=(2, skipgram.SHARED))]  # two groups of four blocks
    dE, dW, number = np.zeros(E.shape), np.zeros(W.shape), 0
    for block in order:
        for place in range(skipgram.BLOCK):
            i = around[block, window + place]
            neighbours = around[block][true[block, place]]
            for j in neighbours:
                g = rate * (1 - sigma(E[i] @ W[j]))
                dE[i] += g * W[j]
                dW[j] += g * E[i]
            for j in drawn[number // (skipgram.GROUP * skipgram.BLOCK)]:
                g = rate * negative / skipgram.SHARED * len(neighbours) * -sigma(E[i] @ W[j])
                dE[i] += g * W[j]
                dW[j] += g * E[i]
            number += 1
    return E + dE, W + dW


def test_a_step_in_matrix_products_is_the_sum_of_all_pairs_one_by_one(monkeypatch):
    monkeypatch.setattr(skipgram, "STEP", 8)
    monkeypatch.setattr(skipgram, "OFTEN", 100)  # all of the text in one step
    monkeypatch.setattr(skipgram, "STRAIN", 1e9)  # which is not made smaller
    rng = np.random.default_rng(0)
    E, W = (rng.normal(0, 0.5, (9, 6)).astype(np.float32) for _ in range(2))
    tokens, sentence = rng.integers(9, size=120), np.sort(rng.integers(12, size=120))
    noise = np.array([0, 0, 1, 2, 3, 4, 5, 8], np.int32)
    expected = pair_by_pair(
        E.astype(float),
        W.astype(float),
        tokens,
        sentence,
        0.1,
        3,
        5,
        noise,
        np.random.default_rng(7),
    )
    learn(E, W, tokens, sentence, (0.1, 0.1), 3, 5, noise, np.random.default_rng(7))
    assert np.abs(E - expected[0]).max() < 1e-4
    assert np.abs(W - expected[1]).max() < 1e-4


def test_with_a_window_of_1_the_marked_pairs_are_those_of_the_small_trainer():
    tokens = np.concatenate([np.array(s, np.int32) for s in CORPUS.sentences])
    sentence = np.repeat(np.arange(len(CORPUS.sentences)), [len(s) for s in CORPUS.sentences])
    number = -(-len(tokens) // skipgram.BLOCK)
    around, true = skipgram.blocks_of_text(tokens, sentence, number, 1, np.random.default_rng(0))
    block, place, other = np.nonzero(true)
    marked = np.stack([around[block, 1 + place], around[block, other]], axis=1)
    assert np.array_equal(marked, skipgram_pairs(CORPUS.sentences, window=1))


@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=6),
    st.sampled_from([1, 2, 4, 40, 112, 113, 127, 128, 129, 300, 5000]),
    st.integers(0, 99),
)
def test_the_marked_pairs_are_those_within_reach_and_within_the_sentence(lengths, window, seed):
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    T = len(sentence)
    number = -(-T // skipgram.BLOCK) + 1
    around, true = skipgram.blocks_of_text(
        np.arange(T), sentence, number, window, np.random.default_rng(seed)
    )
    dtype = np.int8 if window < 128 else np.int64
    reach = np.random.default_rng(seed).integers(1, window + 1, (number, 16, 1), dtype=dtype)
    distance = abs(np.subtract.outer(np.arange(T), np.arange(T)))
    near = (distance > 0) & (distance <= reach.ravel()[:T, None])
    block, place, other = np.nonzero(true)
    marked = np.zeros((T, T), int)
    np.add.at(marked, (block * 16 + place, around[block, other]), 1)
    assert np.array_equal(marked, near & np.equal.outer(sentence, sentence))


# A text -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained():
    return skipgram.train(SENTENCES, d=16, window=2, epochs=150, sample=0, progress=False)


def test_words_of_one_group_come_to_point_the_same_way(trained):
    rows = {word: trained.E[i] for i, word in enumerate(trained.words)}
    groups = dict(zip(CORPUS.words, CORPUS.groups, strict=True))
    words = [word for word in CORPUS.words if groups[word] != "links"]
    nearest = [
        max((w for w in words if w != word), key=lambda w: cosine(rows[word], rows[w]))
        for word in words
    ]
    assert (
        np.mean([groups[one] == groups[other] for one, other in zip(words, nearest, strict=True)])
        > 0.9
    )


def test_words_come_by_falling_count_with_float32_rows(trained):
    assert sorted(trained.words) == sorted(CORPUS.words)
    assert (np.diff(trained.counts) <= 0).all()
    assert trained.E.dtype == trained.W.dtype == np.float32
    assert trained.E.shape == trained.W.shape == (38, 16)


def test_the_same_seed_gives_the_same_vectors_and_another_one_others():
    settings = {"d": 8, "epochs": 1, "progress": False}
    one, two, other = (skipgram.train(SENTENCES, seed=seed, **settings) for seed in (1, 1, 2))
    assert np.array_equal(one.E, two.E)
    assert not np.array_equal(one.E, other.E)


def test_a_file_gives_what_the_same_sentences_in_memory_give(tmp_path, monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", 300)  # several chunks
    path = tmp_path / "text.txt"
    path.write_text("\n".join(map(" ".join, SENTENCES)), encoding="utf-8")
    settings = {"d": 8, "epochs": 2, "progress": False}
    assert np.array_equal(
        skipgram.train(path, **settings).E, skipgram.train(SENTENCES, **settings).E
    )


def test_frequent_words_are_thinned_out_and_negatives_drawn_by_count_to_the_three_quarters():
    counts = np.array([8000, 1000, 1000])
    assert skipgram.subsampling_probabilities(counts, 0).tolist() == [1, 1, 1]
    share = 0.8
    assert skipgram.subsampling_probabilities(counts, 0.1)[0] == pytest.approx(
        (np.sqrt(share / 0.1) + 1) * 0.1 / share
    )
    drawn = np.bincount(skipgram.noise_table(counts, 100_000)) / 100_000
    assert drawn == pytest.approx(counts**0.75 / (counts**0.75).sum(), abs=2e-5)


@pytest.mark.parametrize("chunk", [500, 10**6])
def test_the_callback_sees_the_table_fifty_times_in_a_run_whatever_the_chunks(chunk, monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", chunk)
    seen = []
    skipgram.train(
        SENTENCES,
        d=4,
        epochs=10,
        progress=False,
        callback=lambda done, E: seen.append((done, E.copy())),
    )
    assert 40 <= len(seen) <= 60
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == 1
    assert not np.array_equal(seen[0][1], seen[-1][1])


def test_looking_at_the_table_changes_nothing(monkeypatch):
    settings = {"d": 8, "epochs": 3, "progress": False}
    watched = skipgram.train(SENTENCES, callback=lambda done, E: None, **settings)
    monkeypatch.setattr(skipgram, "LOOKS", 1)
    assert np.array_equal(watched.E, skipgram.train(SENTENCES, **settings).E)


def test_tables_that_know_nothing_have_the_loss_of_six_coins():
    E, tokens = np.zeros((38, 4), np.float32), np.arange(2000) % 38
    looks = list(
        skipgram.train_chunk(
            E,
            E.copy(),
            tokens,
            0 * tokens,
            (0.1, 0.1),
            3,
            5,
            tokens,
            np.random.default_rng(0),
            looks=3,
        )
    )
    assert looks == pytest.approx(
        [6 * np.log(2)] * 3, rel=1e-5
    )  # one true neighbour and five negatives


def test_the_bar_tells_words_per_second_and_a_loss_below_that_of_knowing_nothing(capsys):
    skipgram.train(SENTENCES, d=8, epochs=100, sample=0)
    shown = capsys.readouterr().err
    assert "words/s" in shown
    assert 0 < float(shown.split("loss ")[-1].split("]")[0]) < 0.5 * 6 * np.log(2)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_length_of_the_text(monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", 2000)

    class Text:
        def __init__(self, sentences):
            self.sentences = sentences

        def __iter__(self):
            return (list(map(str, range(k % 90, k % 90 + 10))) for k in range(self.sentences))

    def peak(sentences):
        tracemalloc.start()
        skipgram.train(Text(sentences), d=4, epochs=1, progress=False)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    assert peak(8000) < 1.1 * peak(1000)


def test_an_interrupt_keeps_what_was_learned():
    def stop(done, E):
        if done > 0.4:
            raise KeyboardInterrupt

    result = skipgram.train(SENTENCES, d=4, epochs=5, progress=False, callback=stop)
    assert result.stopped.startswith("Interrupted after ")
    assert np.isfinite(result.E).all()
    assert len(result.words) == 38


# Runs that blow up, and runs that must not ------------------------------------------------------


def loss(result, sentences, negative=5):
    """Nats per pair of words that follow each other, as a multiple of what guessing has."""
    ids = {word: i for i, word in enumerate(result.words)}
    known = [[ids[word] for word in sentence if word in ids] for sentence in sentences]
    pairs = np.array([pair for s in known for a, b in pairwise(s) for pair in ((a, b), (b, a))])
    scores = result.E.astype(float) @ result.W.T.astype(float)
    noise = result.counts**0.75 / (result.counts**0.75).sum()
    true = np.logaddexp(0, -scores[tuple(pairs.T)]).mean()
    false = (np.logaddexp(0, scores) @ noise)[pairs[:, 0]].mean()
    return (true + negative * false) / ((1 + negative) * np.log(2))


@pytest.mark.parametrize("lr", [3.0, 10.0, 1e3, 1e30])
def test_a_run_that_blows_up_says_so_and_gives_the_last_tables_that_knew_something(lr):
    seen = []
    result = skipgram.train(
        SENTENCES,
        d=4,
        epochs=50,
        lr=lr,
        progress=False,
        callback=lambda done, E: seen.append(E.copy()),
    )
    assert re.fullmatch(
        r"Stopped after [\d,]+ of 94,800 words at a loss of \S+ nats per pair, where guessing has "
        r"4\.16; try a smaller lr than " + re.escape(f"{lr:g}."),
        result.stopped,
    )
    assert abs(result.E).max() < 100 and abs(result.W).max() < 100
    assert loss(result, SENTENCES) < 3
    start = skipgram.start_tables(38, 4, np.random.default_rng(1))[0]
    assert any(np.array_equal(result.E, E) for E in [start, *seen])


def broken_run(*looks):
    """A run whose looks give these losses, and whose tables grow tenfold at each."""

    def epochs(E, W, *rest):
        for look in looks:
            E *= 10
            yield 10, look

    return epochs


@pytest.mark.parametrize(
    ("looks", "kept"),
    [
        ([4.0, 3.0], 2),  # all is well
        ([4.0, 3.0, np.nan], 3),  # no pair in the last step: nothing known against it
        ([4.0, 30.0, 40.0], 1),  # to the end worse than guessing
        ([4.0, 30.0, 4.0], 3),  # a bad moment
        ([4.0] * 9, 3),  # rows of 1,250 and more
    ],
)
def test_of_the_looks_the_last_at_which_loss_and_rows_were_sane_counts(monkeypatch, looks, kept):
    monkeypatch.setattr(skipgram, "train_epochs", broken_run(*looks))
    result = skipgram.train(SENTENCES, d=4, lr=1e-9, progress=False)
    start = skipgram.start_tables(38, 4, np.random.default_rng(1))[0]
    assert pytest.approx(start * 10**kept, rel=1e-5) == result.E
    assert result.stopped.startswith("Stopped after ") == (kept < len(looks))


def test_an_interrupt_in_a_run_that_has_exploded_gives_finite_tables(monkeypatch):
    def explode(E, W, *rest):
        yield 10, 1.0
        E[0] = np.nan
        raise KeyboardInterrupt

    monkeypatch.setattr(skipgram, "train_epochs", explode)
    result = skipgram.train(SENTENCES, d=4, progress=False)
    assert np.isfinite(result.E).all()
    assert result.stopped.startswith("Interrupted")


KINDS = {  # how the words of a text of T words are drawn from V
    "even": lambda rng, V, T: rng.integers(V, size=T),
    "Zipf": lambda rng, V, T: rng.choice(
        V, T, p=1 / np.arange(1, V + 1) / (1 / np.arange(1, V + 1)).sum()
    ),
    "half one word": lambda rng, V, T: np.where(rng.random(T) < 0.5, 0, rng.integers(V, size=T)),
    "in turn": lambda rng, V, T: np.arange(T) % V,
    "runs": lambda rng, V, T: np.repeat(rng.integers(V, size=T // 8 + 1), 8)[:T],
}


def made_text(kind, V, length, words=4000, seed=0):
    """Lines of `length` words, drawn from V."""
    tokens = KINDS[kind](np.random.default_rng(seed), V, words // length * length)
    return tokens.astype(str).reshape(-1, length).tolist()


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.sampled_from(list(KINDS)),
    st.integers(2, 200),
    st.sampled_from([2, 5, 10, 100, 1000]),
    st.sampled_from([0, 1e-3]),
    st.sampled_from([1, 5, 20]),
    st.sampled_from([8, 150]),
)
def test_few_words_and_long_lines_do_not_blow_up(kind, V, length, sample, window, d):
    text = made_text(kind, V, length)
    result = skipgram.train(
        text, d=d, window=window, sample=sample, epochs=3, min_count=1, progress=False
    )
    assert not result.stopped.startswith("Stopped")
    assert abs(result.E).max() < 30 and abs(result.W).max() < 30


@pytest.mark.parametrize(
    ("kind", "V", "length", "sample"),
    [
        ("even", 4, 300, 1e-3),  # letters of a genome
        ("even", 26, 1000, 1e-3),
        ("even", 26, 1000, 0),
        ("Zipf", 64, 100, 0),
        ("Zipf", 8, 100, 1e-3),
        ("even", 2, 10, 0),
        ("runs", 200, 100, 0),
    ],
)
def test_texts_of_few_words_are_learned(kind, V, length, sample):
    text = made_text(kind, V, length, words=20_000)
    result = skipgram.train(text, sample=sample, progress=False)
    assert not result.stopped
    assert loss(result, text) < (0.75 if not sample else 0.95)


@pytest.mark.parametrize(("window", "negative"), [(20, 5), (60, 5), (5, 20)])
def test_wide_windows_and_many_negatives_do_not_blow_up_on_a_novel(window, negative):
    lines = [line.split() for line in load_austen()["emma"].split("\n")][:700]
    result = skipgram.train(lines, window=window, negative=negative, epochs=2, progress=False)
    assert not result.stopped
    assert abs(result.E).max() < 10
    assert loss(result, lines, negative) < 0.9


@pytest.mark.parametrize(
    ("kind", "V", "length", "window"),
    [("even", 4, 300, 5), ("even", 26, 1000, 5), ("Zipf", 64, 100, 5), ("Zipf", 64, 500, 128)],
)
def test_gensim_does_no_better_on_few_words(kind, V, length, window):
    word2vec = pytest.importorskip("gensim.models", reason="gensim is not installed").Word2Vec
    text = made_text(kind, V, length, words=20_000)
    peer = word2vec(text, sg=1, vector_size=50, window=window, workers=1, seed=1, sample=0)
    theirs = skipgram.TrainedVectors(
        peer.wv.index_to_key,
        peer.wv.vectors,
        counts=[peer.wv.get_vecattr(word, "count") for word in peer.wv.index_to_key],
        W=peer.syn1neg,
    )
    ours = skipgram.train(text, d=50, window=window, sample=0, progress=False)
    assert np.isfinite(theirs.E).all()
    assert loss(ours, text) < 1.03 * loss(theirs, text)
