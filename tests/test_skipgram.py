"""The fast trainer: its steps are those of the pairs one by one, and it learns what a text has."""

import re
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedlab import cosine, finite_difference, nearest, skipgram, skipgram_pairs, template_corpus
from embedlab.corpora import load_austen
from embedlab.training import pair_probabilities

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
    rows = {word: trained.vectors[i] for i, word in enumerate(trained.words)}
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
    assert trained.vectors.dtype == trained.output_vectors.dtype == np.float32
    assert trained.vectors.shape == trained.output_vectors.shape == (38, 16)


def test_the_same_seed_gives_the_same_vectors_and_another_one_others():
    settings = {"d": 8, "epochs": 1, "progress": False}
    one, two, other = (skipgram.train(SENTENCES, seed=seed, **settings) for seed in (1, 1, 2))
    assert np.array_equal(one.vectors, two.vectors)
    assert not np.array_equal(one.vectors, other.vectors)


def test_a_file_gives_what_the_same_sentences_in_memory_give(tmp_path, monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", 300)  # several chunks
    path = tmp_path / "text.txt"
    path.write_text("\n".join(map(" ".join, SENTENCES)), encoding="utf-8")
    settings = {"d": 8, "epochs": 2, "progress": False}
    assert np.array_equal(
        skipgram.train(path, **settings).vectors, skipgram.train(SENTENCES, **settings).vectors
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
    assert np.array_equal(watched.vectors, skipgram.train(SENTENCES, **settings).vectors)


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
    assert np.isfinite(result.vectors).all()
    assert len(result.words) == 38


# Runs that blow up, and runs that must not ------------------------------------------------------


def loss(result, sentences, negative=5):
    """Nats per pair of words that follow each other, as a multiple of what guessing has."""
    ids = {word: i for i, word in enumerate(result.words)}
    known = [[ids[word] for word in sentence if word in ids] for sentence in sentences]
    pairs = np.array([pair for s in known for a, b in pairwise(s) for pair in ((a, b), (b, a))])
    scores = result.vectors.astype(float) @ result.output_vectors.T.astype(float)
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
    assert abs(result.vectors).max() < 100 and abs(result.output_vectors).max() < 100
    assert loss(result, SENTENCES) < 3
    start = skipgram.start_tables(38, 4, np.random.default_rng(1))[0]
    assert any(np.array_equal(result.vectors, E) for E in [start, *seen])


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
    assert result.vectors == pytest.approx(start * 10**kept, rel=1e-5)
    assert result.stopped.startswith("Stopped after ") == (kept < len(looks))


def test_an_interrupt_in_a_run_that_has_exploded_gives_finite_tables(monkeypatch):
    def explode(E, W, *rest):
        yield 10, 1.0
        E[0] = np.nan
        raise KeyboardInterrupt

    monkeypatch.setattr(skipgram, "train_epochs", explode)
    result = skipgram.train(SENTENCES, d=4, progress=False)
    assert np.isfinite(result.vectors).all()
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
    assert abs(result.vectors).max() < 30 and abs(result.output_vectors).max() < 30


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
    assert abs(result.vectors).max() < 10
    assert loss(result, lines, negative) < 0.9


@pytest.mark.parametrize(
    ("kind", "V", "length", "window"),
    [("even", 4, 300, 5), ("even", 26, 1000, 5), ("Zipf", 64, 100, 5), ("Zipf", 64, 500, 128)],
)
def test_gensim_does_no_better_on_few_words(kind, V, length, window):
    word2vec = pytest.importorskip("gensim.models", reason="gensim is not installed").Word2Vec
    text = made_text(kind, V, length, words=20_000)
    peer = word2vec(text, sg=1, vector_size=50, window=window, workers=1, seed=1, sample=0)
    theirs = skipgram.WordVectors(
        peer.wv.index_to_key,
        np.array([peer.wv.get_vecattr(word, "count") for word in peer.wv.index_to_key]),
        peer.wv.vectors,
        peer.syn1neg,
    )
    ours = skipgram.train(text, d=50, window=window, sample=0, progress=False)
    assert np.isfinite(theirs.vectors).all()
    assert loss(ours, text) < 1.03 * loss(theirs, text)


# Texts of a few words ---------------------------------------------------------------------------


@pytest.mark.parametrize("window", [1, 5, 128, 200, 1000])
@pytest.mark.parametrize("seed", range(20))
def test_a_toy_corpus_trains_or_says_that_nothing_was_left_to_learn(seed, window):
    text = [["the", "cat", "sat", "on", "the", "mat"]]
    settings = {"d": 8, "window": window, "min_count": 1, "seed": seed, "progress": False}
    result = skipgram.train(text, **settings)
    assert np.isfinite(result.vectors).all()
    assert result.stopped.startswith("Nothing was learned") != result.output_vectors.any()
    result = skipgram.train(text, **settings, sample=0)
    assert result.output_vectors.any()
    assert not result.stopped


@given(
    st.lists(st.lists(st.sampled_from("abc"), max_size=7), max_size=4),
    st.sampled_from([1, 2, 5, 127, 128, 500]),
    st.sampled_from([0, 1e-3, 0.3]),
)
def test_every_tiny_text_trains_or_is_refused_in_a_sentence(sentences, window, sample):
    try:
        result = skipgram.train(
            sentences, d=3, window=window, sample=sample, min_count=1, progress=False
        )
    except ValueError as refusal:
        assert re.search("different words occur|each sentence has one word", str(refusal))
    else:
        assert np.isfinite(result.vectors).all()
        assert bool(result.stopped) != result.output_vectors.any()


def test_a_text_whose_frequent_words_are_all_alone_says_that_nothing_was_learned():
    text = [["the", f"{k}"] for k in range(9)] + [["cat", f"{k}"] for k in range(9, 18)]
    result = skipgram.train(text, d=4, sample=0, progress=False)
    assert result.words == ["cat", "the"]
    assert "a smaller min_count than 5" in result.stopped


# What training is given -------------------------------------------------------------------------


class Once:
    """Sentences whose every reading goes on where the last one ended."""

    def __init__(self, sentences, way):
        self.sentences, self.way = iter(sentences), way

    def __iter__(self):
        return self.way(self.sentences)


@pytest.mark.parametrize("act", [skipgram.train, lambda text: skipgram.vocabulary(text, 5)])
@pytest.mark.parametrize(
    "make",
    [
        lambda: (sentence for sentence in SENTENCES),
        lambda: iter(SENTENCES),
        lambda: map(list, SENTENCES),
        lambda: filter(None, SENTENCES),
        lambda: Once(SENTENCES, iter),
        lambda: Once(SENTENCES, lambda sentences: map(list, sentences)),
        lambda: Once(SENTENCES, lambda sentences: (sentence for sentence in sentences)),
    ],
    ids=["generator", "iterator", "map", "filter", "same iterator", "map anew", "yield"],
)
def test_sentences_that_can_be_read_only_once_are_refused(make, act):
    with pytest.raises(TypeError, match="give a list") as refusal:
        act(make())
    assert len(str(refusal.value)) < 250


def test_a_text_that_rewinds_itself_is_read_as_often_as_needed(tmp_path):
    (tmp_path / "text.txt").write_text("\n".join(map(" ".join, SENTENCES)), encoding="utf-8")

    class Rewound:
        def __init__(self, lines):
            self.lines = lines

        def __iter__(self):
            self.lines.seek(0)
            return (line.split() for line in self.lines)

    settings = {"d": 4, "epochs": 2, "progress": False}
    with (tmp_path / "text.txt").open(encoding="utf-8") as lines:
        result = skipgram.train(Rewound(lines), **settings)
    assert np.array_equal(result.vectors, skipgram.train(SENTENCES, **settings).vectors)


@pytest.mark.parametrize(
    ("paths", "read"),
    [
        (lambda folder: str(folder / "a.txt"), "a"),
        (lambda folder: folder / "a.txt", "a"),
        (lambda folder: [folder / "a.txt", str(folder / "b.txt")], "ab"),
        (lambda folder: (folder / f"{name}.txt" for name in "ba"), "ba"),
        (lambda folder: map(str, [folder / "b.txt"]), "b"),
        (lambda folder: folder.glob("a.*"), "a"),
        (lambda folder: {folder / "a.txt": 1}, "a"),
    ],
)
def test_paths_may_be_one_or_many_in_any_iterable_and_are_read_again_and_again(
    tmp_path, paths, read
):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"{name} x\n{name} y\n", encoding="utf-8")
    files = skipgram.TextFiles(paths(tmp_path))
    expected = [[name, other] for name in read for other in "xy"]
    assert [list(files) for _ in range(3)] == [expected] * 3


NOVEL = load_austen()["emma"]


@pytest.mark.parametrize(
    ("give", "words"),
    [
        (lambda: skipgram.train(NOVEL), "is a text of 8"),
        (lambda: skipgram.train(Path(NOVEL)), "is a text of 8"),
        (lambda: skipgram.vocabulary(NOVEL, 5), "is a text of 8"),
        (lambda: skipgram.TextFiles(NOVEL), "is a text of 8"),
        (lambda: skipgram.TextFiles([NOVEL, "b.txt"]), "is a text of 8"),
        (lambda: skipgram.train(NOVEL.replace("\n", " ")), "is a text of 8"),
        (lambda: skipgram.train("two\nlines"), "is a text of 9 characters, not the path"),
        (lambda: skipgram.train("the cat sat"), "the cat sat cannot be read .* lists of words"),
        (lambda: skipgram.train("a\0b"), "cannot be read"),
        (lambda: skipgram.train("x" * 500), r"x{100} cannot be read \(File name too long\)"),
        (lambda: skipgram.train([NOVEL]), r"sentence 0 is .*; a sentence is a list of words"),
        (lambda: skipgram.train([[NOVEL]] * 9), "each sentence has one word"),
        (lambda: skipgram.train([NOVEL.split(), 5]), "sentence 1 is 5"),
        (lambda: skipgram.train([list(NOVEL), None]), "sentence 1 is None"),
        (lambda: skipgram.train([["a", "b"], [*NOVEL, 3]]), "sentence 1 is "),
        (lambda: skipgram.train(load_austen()), "sentence 0 is 'emma'"),
        (lambda: skipgram.train(NOVEL.encode()), "sentence 0 is "),
        (lambda: skipgram.train(iter(NOVEL)), "cannot be read several times"),
        (lambda: skipgram.train([__file__]), r"give TextFiles\(paths\)"),
        (lambda: skipgram.train([Path(__file__)]), r"give TextFiles\(paths\)"),
        (lambda: skipgram.TextFiles([]), "paths is empty"),
        (lambda: skipgram.TextFiles(Path("/nowhere").glob("*.txt")), "paths is empty"),
        (lambda: skipgram.TextFiles(7), "paths is 7; give a list of paths"),
        (lambda: skipgram.TextFiles([NOVEL.split()]), "a path is a string or a Path, not "),
        (lambda: skipgram.TextFiles([None]), "a path is a string or a Path, not None"),
        (lambda: skipgram.train(["word"] * 9), "sentence 0 is 'word'"),
        (lambda: skipgram.train([["word"], ["other"]] * 9), "each sentence has one word"),
    ],
)
def test_texts_paths_and_sentences_in_each_others_place_are_told_in_one_short_sentence(give, words):
    with pytest.raises((TypeError, ValueError, OSError), match=words) as refusal:
        give()
    assert len(str(refusal.value)) < 300
    assert "\n" not in str(refusal.value)


def test_a_byte_order_mark_is_no_part_of_the_first_word(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("the cat\nthe dog\n", encoding="utf-8-sig")
    files = skipgram.TextFiles(sorted(tmp_path.glob("*.txt")))
    assert list(files) == [["the", "cat"], ["the", "dog"]] * 2
    assert skipgram.vocabulary(tmp_path / "a.txt", 1)[0] == ["the", "cat", "dog"]


# Steps and files --------------------------------------------------------------------------------


def test_a_step_is_shorter_where_one_word_makes_up_much_of_the_text(monkeypatch):
    monkeypatch.setattr(skipgram, "STRAIN", 1e9)
    text = np.tile(np.arange(100, dtype=np.int32), 60)
    text[::4] = 0
    steps = []
    monkeypatch.setattr(
        skipgram, "mean_loss", lambda g, *rest: steps.append(g.shape[0] * g.shape[1]) or 0.0
    )
    for tokens in (text, np.arange(6000, dtype=np.int32)):
        E = np.zeros((6000, 4), np.float32)
        learn(
            E,
            E.copy(),
            tokens,
            np.zeros(6000, int),
            (0.1, 0.1),
            2,
            5,
            np.arange(9),
            np.random.default_rng(0),
        )
    assert steps == [64, 512]


def test_several_files_are_one_text_and_a_missing_one_is_named_or_passed_over(tmp_path):
    for k in (0, 1):
        (tmp_path / f"{k}.txt").write_text(
            "\n".join(map(" ".join, SENTENCES[k::2])), encoding="utf-8"
        )
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9 au lait\n")
    paths = [
        tmp_path / "0.txt",
        tmp_path / "none.txt",
        tmp_path / "bad.txt",
        tmp_path,
        str(tmp_path / "1.txt"),
    ]
    settings = {"d": 8, "epochs": 2, "progress": False}
    with pytest.raises(OSError, match=r"none\.txt cannot be read \(No such file"):
        skipgram.train(skipgram.TextFiles(paths), **settings)
    with pytest.warns(UserWarning) as told:
        result = skipgram.train(skipgram.TextFiles(paths, skip=True), **settings)
    for part in (
        r"none.txt cannot be read (No such file",
        "bad.txt cannot be read (it is not text in UTF-8)",
        f"{tmp_path} cannot be read (Is a directory)",
    ):
        assert any(part in str(warning.message) for warning in told)
    expected = skipgram.train(SENTENCES[::2] + SENTENCES[1::2], **settings)
    assert np.array_equal(result.vectors, expected.vectors)


# The dense form ---------------------------------------------------------------------------------


def test_the_gradients_of_the_dense_form_agree_with_finite_differences():
    rng = np.random.default_rng(0)
    E, W, yes = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), rng.random((4, 4))
    asked = yes + rng.random((4, 4))

    def loss(E, W):
        s = E @ W.T
        return (-yes * np.log(sigma(s)) - (asked - yes) * np.log(sigma(-s))).sum()

    dE, dW = skipgram.dense_gradients(E, W, asked, yes)
    assert np.allclose(dE, finite_difference(lambda table: loss(table, W), E), atol=1e-6)
    assert np.allclose(dW, finite_difference(lambda table: loss(E, table), W), atol=1e-6)


def test_the_dense_form_brings_words_together_that_have_the_same_neighbours():
    probabilities = pair_probabilities(skipgram_pairs(CORPUS.sentences), len(CORPUS.words))
    E, W = skipgram.train_dense(probabilities, 16)
    assert E.shape == W.shape == (38, 16) and E.dtype == np.float32
    words = [i for i, group in enumerate(CORPUS.groups) if group != "links"]
    ids, _ = nearest(E, E[words], 1, exclude=np.array(words)[:, None])
    assert (
        np.mean(
            [CORPUS.groups[i] == CORPUS.groups[j] for i, j in zip(words, ids[:, 0], strict=True)]
        )
        > 0.9
    )
    assert np.array_equal(E, skipgram.train_dense(1000 * probabilities, 16)[0])  # counts do as well


def test_the_dense_form_ends_where_very_long_sampling_ends():
    counts = np.zeros((38, 38))
    np.add.at(counts, tuple(skipgram_pairs(CORPUS.sentences, window=1).T), 1)
    sampled = skipgram.train(
        SENTENCES, d=16, window=1, epochs=400, sample=0, min_count=1, progress=False
    )
    rows = [sampled.words.index(word) for word in CORPUS.words]
    E, W = skipgram.train_dense(counts, 16, steps=300)
    asked = counts > 0
    dense, drawn = (
        (E @ W.T)[asked],
        (sampled.vectors @ sampled.output_vectors.T)[np.ix_(rows, rows)][asked],
    )
    assert np.corrcoef(dense, drawn)[0, 1] > 0.9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"probabilities": np.ones((2, 3))}, "must be square"),
        ({"probabilities": np.zeros((2, 2))}, "not all 0"),
        ({"probabilities": [[0, -1], [2, 0]]}, "numbers ≥ 0"),
        ({"probabilities": [[0, np.nan], [2, 0]]}, "numbers ≥ 0"),
        ({"d": 0}, "d must be at least 1"),
        ({"steps": 0}, "steps must be"),
        ({"lr": np.inf}, "lr must be"),
    ],
)
def test_what_the_dense_form_cannot_train_is_refused_in_a_sentence(change, words):
    with pytest.raises(ValueError, match=words):
        skipgram.train_dense(**{"probabilities": np.eye(3)} | change)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"sentences": []}, ValueError, "0 of 0 different words"),
        ({"sentences": [["one", "one"]] * 9}, ValueError, "1 of 1 different words"),
        ({"sentences": ["a string", "another"]}, TypeError, "sentence 0 is 'a string'"),
        ({"sentences": [["a", 3]]}, TypeError, "sentence 0"),
        ({"sentences": iter([["a", "b"]])}, TypeError, "cannot be read several times"),
        ({"sentences": "no_such_file.txt"}, OSError, "no_such_file.txt"),
        ({"sentences": 5}, TypeError, "sentences is 5"),
        ({"sentences": [3, 4]}, TypeError, "sentence 0 is 3"),
        ({"sentences": [(word for word in "ab")]}, TypeError, "sentence 0 is <generator"),
        ({"sentences": [["a", "b"], [b"a"]]}, TypeError, "sentence 1"),
        ({"seed": -1}, ValueError, "seed must be"),
        ({"d": 0}, ValueError, "d must be at least 1"),
        ({"window": 0}, ValueError, "window must be at least 1"),
        ({"min_count": 10**6}, ValueError, "take a smaller min_count"),
        ({"lr": -1}, ValueError, "lr must be"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(change, error, words):
    with pytest.raises(error, match=words):
        skipgram.train(**{"sentences": SENTENCES, "progress": False} | change)


def test_a_real_novel_gives_neighbours_that_a_reader_would_give():
    lines = [line.split() for line in load_austen()["emma"].split("\n")]
    result = skipgram.train(lines, d=50, epochs=5, progress=False)
    rows = {word: result.vectors[i] for i, word in enumerate(result.words)}
    assert cosine(rows["morning"], rows["evening"]) > cosine(rows["morning"], rows["woodhouse"])
    assert cosine(rows["father"], rows["mother"]) > cosine(rows["father"], rows["morning"])


def test_products_of_a_group_may_be_done_block_by_block(monkeypatch):
    settings = {"d": 8, "epochs": 2, "progress": False}
    whole = skipgram.train(SENTENCES, **settings)
    monkeypatch.setattr(skipgram, "WIDE", 4)
    parts = skipgram.train(SENTENCES, **settings)
    assert not np.array_equal(parts.vectors, whole.vectors)  # the sums run in another order
    assert parts.vectors == pytest.approx(whole.vectors, abs=1e-5)
