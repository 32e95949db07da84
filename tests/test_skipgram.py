"""The fast trainer: its steps are those of the pairs one by one, and what it makes of a text is in the text."""

import re
import tracemalloc

import numpy as np
import pytest

from embedlab import cosine, finite_difference, nearest, skipgram, skipgram_pairs, template_corpus
from embedlab.corpora import load_austen
from embedlab.training import pair_probabilities

CORPUS = template_corpus()
SENTENCES = [[CORPUS.words[i] for i in sentence] for sentence in CORPUS.sentences]


def sigma(s):
    return 1 / (1 + np.exp(-s))


def pair_by_pair(E, C, tokens, sentence, rate, window, negative, noise, rng):
    """One step of `learn` in plain loops and float64, drawing the same numbers in the same order."""
    around, true = skipgram.blocks_of_text(tokens, sentence, 8, window, rng)
    order = rng.permutation(8)
    drawn = noise[rng.integers(len(noise), size=(2, skipgram.SHARED))]  # two groups of four blocks
    dE, dC, number = np.zeros(E.shape), np.zeros(C.shape), 0
    for block in order:
        for place in range(skipgram.BLOCK):
            i = around[block, window + place]
            neighbours = around[block][true[block, place]]
            for j in neighbours:
                g = rate * (1 - sigma(E[i] @ C[j]))
                dE[i] += g * C[j]
                dC[j] += g * E[i]
            for j in drawn[number // (skipgram.GROUP * skipgram.BLOCK)]:
                g = rate * negative / skipgram.SHARED * len(neighbours) * -sigma(E[i] @ C[j])
                dE[i] += g * C[j]
                dC[j] += g * E[i]
            number += 1
    return E + dE, C + dC


def test_a_step_in_matrix_products_is_the_sum_of_all_pairs_one_by_one(monkeypatch):
    monkeypatch.setattr(skipgram, "STEP", 8)
    monkeypatch.setattr(skipgram, "OFTEN", 100)  # all of the text in one step
    rng = np.random.default_rng(0)
    E, C = (rng.normal(0, 0.5, (9, 6)).astype(np.float32) for _ in range(2))
    tokens, sentence = rng.integers(9, size=120), np.sort(rng.integers(12, size=120))
    noise = np.array([0, 0, 1, 2, 3, 4, 5, 8], np.int32)
    expected = pair_by_pair(
        E.astype(float),
        C.astype(float),
        tokens,
        sentence,
        0.1,
        3,
        5,
        noise,
        np.random.default_rng(7),
    )
    skipgram.learn(E, C, tokens, sentence, (0.1, 0.1), 3, 5, noise, np.random.default_rng(7))
    assert np.abs(E - expected[0]).max() < 1e-4
    assert np.abs(C - expected[1]).max() < 1e-4


def test_with_a_window_of_1_the_marked_pairs_are_those_of_the_small_trainer():
    tokens = np.concatenate([np.array(s, np.int32) for s in CORPUS.sentences])
    sentence = np.repeat(np.arange(len(CORPUS.sentences)), [len(s) for s in CORPUS.sentences])
    number = -(-len(tokens) // skipgram.BLOCK)
    around, true = skipgram.blocks_of_text(tokens, sentence, number, 1, np.random.default_rng(0))
    block, place, other = np.nonzero(true)
    marked = np.stack([around[block, 1 + place], around[block, other]], axis=1)
    assert np.array_equal(marked, skipgram_pairs(CORPUS.sentences, window=1))


def test_no_pair_reaches_farther_than_the_window_or_beyond_its_sentence():
    sentence = np.repeat(np.arange(9), 11)
    _, true = skipgram.blocks_of_text(np.arange(99), sentence, 7, 4, np.random.default_rng(0))
    around, _ = skipgram.blocks_of_text(np.arange(99), sentence, 7, 4, np.random.default_rng(0))
    block, place, other = np.nonzero(true)
    centre, neighbour = around[block, 4 + place], around[block, other]
    assert set(abs(centre - neighbour)) == {1, 2, 3, 4}
    assert (centre // 11 == neighbour // 11).all()


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
    settings = {"dim": 8, "epochs": 1, "progress": False}
    one, two, other = (skipgram.train(SENTENCES, seed=seed, **settings) for seed in (1, 1, 2))
    assert np.array_equal(one.vectors, two.vectors)
    assert not np.array_equal(one.vectors, other.vectors)


def test_a_file_gives_what_the_same_sentences_in_memory_give(tmp_path, monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", 300)  # several chunks
    path = tmp_path / "text.txt"
    path.write_text("\n".join(map(" ".join, SENTENCES)), encoding="utf-8")
    settings = {"dim": 8, "epochs": 2, "progress": False}
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
    settings = {"dim": 8, "epochs": 3, "progress": False}
    watched = skipgram.train(SENTENCES, callback=lambda done, E: None, **settings)
    monkeypatch.setattr(skipgram, "LOOKS", 1)
    assert np.array_equal(watched.vectors, skipgram.train(SENTENCES, **settings).vectors)


def test_tables_that_know_nothing_have_the_loss_of_six_coins():
    E, tokens = np.zeros((38, 4), np.float32), np.arange(2000) % 38
    looks = list(
        skipgram.learning(
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


def test_numbers_that_explode_stop_the_run_and_the_last_finite_table_is_kept():
    seen = []
    result = skipgram.train(
        SENTENCES,
        d=4,
        epochs=50,
        lr=3.0,
        progress=False,
        callback=lambda done, E: seen.append(E.copy()),
    )
    assert re.fullmatch(
        r"Stopped after [\d,]+ of 94,800 words at a loss of [\w.+]+ nats per pair: "
        r"numbers left the range of floats; try a smaller lr than 3\.",
        result.stopped,
    )
    assert np.isfinite(result.output_vectors).all()
    assert seen and np.array_equal(result.vectors, seen[-1])


def test_an_interrupt_in_a_run_that_has_exploded_gives_finite_tables(monkeypatch):
    def explode(E, C, *rest):
        yield 10, 1.0
        E[0] = np.nan
        raise KeyboardInterrupt

    monkeypatch.setattr(skipgram, "readings", explode)
    assert np.isfinite(skipgram.train(SENTENCES, d=4, progress=False).vectors).all()


def test_a_step_is_shorter_where_one_word_makes_up_much_of_the_text(monkeypatch):
    text = np.tile(np.arange(100, dtype=np.int32), 60)
    text[::4] = 0
    steps = []
    monkeypatch.setattr(
        skipgram, "mean_loss", lambda g, *rest: steps.append(g.shape[0] * g.shape[1]) or 0.0
    )
    for tokens in (text, np.arange(6000, dtype=np.int32)):
        E = np.zeros((6000, 4), np.float32)
        skipgram.learn(
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
    settings = {"dim": 8, "epochs": 2, "progress": False}
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


def test_the_gradients_of_the_dense_form_agree_with_finite_differences():
    rng = np.random.default_rng(0)
    E, C, yes = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), rng.random((4, 4))
    asked = yes + rng.random((4, 4))

    def loss(E, C):
        s = E @ C.T
        return (-yes * np.log(sigma(s)) - (asked - yes) * np.log(sigma(-s))).sum()

    dE, dC = skipgram.dense_gradients(E, C, asked, yes)
    assert np.allclose(dE, finite_difference(lambda table: loss(table, C), E), atol=1e-6)
    assert np.allclose(dC, finite_difference(lambda table: loss(E, table), C), atol=1e-6)


def test_the_dense_form_brings_words_together_that_have_the_same_neighbours():
    shares = pair_probabilities(skipgram_pairs(CORPUS.sentences), len(CORPUS.words))
    E, C = skipgram.train_dense(shares, 16)
    assert E.shape == C.shape == (38, 16) and E.dtype == np.float32
    words = [i for i, group in enumerate(CORPUS.groups) if group != "links"]
    ids, _ = nearest(E, E[words], 1, exclude=np.array(words)[:, None])
    assert (
        np.mean(
            [CORPUS.groups[i] == CORPUS.groups[j] for i, j in zip(words, ids[:, 0], strict=True)]
        )
        > 0.9
    )
    assert np.array_equal(E, skipgram.train_dense(1000 * shares, 16)[0])  # counts do as well


def test_the_dense_form_ends_where_very_long_sampling_ends():
    counts = np.zeros((38, 38))
    np.add.at(counts, tuple(skipgram_pairs(CORPUS.sentences, window=1).T), 1)
    sampled = skipgram.train(
        SENTENCES, d=16, window=1, epochs=400, sample=0, min_count=1, progress=False
    )
    rows = [sampled.words.index(word) for word in CORPUS.words]
    E, C = skipgram.train_dense(counts, 16, steps=300)
    asked = counts > 0
    dense, drawn = (
        (E @ C.T)[asked],
        (sampled.vectors @ sampled.output_vectors.T)[np.ix_(rows, rows)][asked],
    )
    assert np.corrcoef(dense, drawn)[0, 1] > 0.9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"shares": np.ones((2, 3))}, "must be square"),
        ({"shares": np.zeros((2, 2))}, "not all 0"),
        ({"shares": [[0, -1], [2, 0]]}, "numbers ≥ 0"),
        ({"shares": [[0, np.nan], [2, 0]]}, "numbers ≥ 0"),
        ({"dim": 0}, "dim must be at least 1"),
        ({"steps": 0}, "steps must be"),
        ({"lr": np.inf}, "lr must be"),
    ],
)
def test_what_the_dense_form_cannot_train_is_refused_in_a_sentence(change, words):
    with pytest.raises(ValueError, match=words):
        skipgram.train_dense(**{"shares": np.eye(3)} | change)


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
        ({"dim": 0}, ValueError, "dim must be at least 1"),
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
    settings = {"dim": 8, "epochs": 2, "progress": False}
    whole = skipgram.train(SENTENCES, **settings)
    monkeypatch.setattr(skipgram, "WIDE", 4)
    parts = skipgram.train(SENTENCES, **settings)
    assert not np.array_equal(parts.vectors, whole.vectors)  # the sums run in another order
    assert parts.vectors == pytest.approx(whole.vectors, abs=1e-5)
