"""The fast trainer: its steps are those of the pairs one by one, and what it makes of a text is in the text."""

import numpy as np
import pytest

from embedlab import cosine, skipgram, skipgram_pairs, template_corpus
from embedlab.corpora import load_austen

CORPUS = template_corpus()
SENTENCES = [[CORPUS.words[i] for i in sentence] for sentence in CORPUS.sentences]


def sigma(s):
    return 1 / (1 + np.exp(-s))


def pair_by_pair(E, C, tokens, sentence, rate, window, negative, noise, rng):
    """One step of `learn` in plain loops and float64, drawing the same numbers in the same order."""
    around, true = skipgram.blocks_of_text(tokens, sentence, skipgram.BLOCKS, window, rng)
    order = rng.permutation(skipgram.BLOCKS)
    drawn = noise[rng.integers(len(noise), size=(skipgram.GROUPS, skipgram.SHARED))]
    dE, dC, number = np.zeros(E.shape), np.zeros(C.shape), 0
    for block in order:
        for place in range(skipgram.BLOCK):
            i = around[block, window + place]
            neighbours = around[block][true[block, place]]
            for j in neighbours:
                g = rate * (1 - sigma(E[i] @ C[j]))
                dE[i] += g * C[j]
                dC[j] += g * E[i]
            for j in drawn[number % skipgram.GROUPS]:
                g = rate * negative / skipgram.SHARED * len(neighbours) * -sigma(E[i] @ C[j])
                dE[i] += g * C[j]
                dC[j] += g * E[i]
            number += 1
    return E + dE, C + dC


def test_a_step_in_matrix_products_is_the_sum_of_all_pairs_one_by_one():
    rng = np.random.default_rng(0)
    E, C = (rng.normal(0, 0.5, (9, 6)).astype(np.float32) for _ in range(2))
    tokens, sentence = rng.integers(9, size=200), np.sort(rng.integers(12, size=200))
    noise = np.array([0, 0, 1, 2, 3, 4, 5, 8], np.int32)
    expected = pair_by_pair(E.astype(float), C.astype(float), tokens, sentence, 0.1, 3, 5, noise,
                            np.random.default_rng(7))
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
    return skipgram.train(SENTENCES, dim=16, window=2, epochs=150, sample=0, progress=False)


def test_words_of_one_group_come_to_point_the_same_way(trained):
    rows = {word: trained.vectors[i] for i, word in enumerate(trained.words)}
    groups = dict(zip(CORPUS.words, CORPUS.groups, strict=True))
    words = [word for word in CORPUS.words if groups[word] != "links"]
    nearest = [max((w for w in words if w != word), key=lambda w: cosine(rows[word], rows[w])) for word in words]
    assert np.mean([groups[one] == groups[other] for one, other in zip(words, nearest, strict=True)]) > 0.9


def test_words_come_by_falling_count_with_float32_rows(trained):
    assert sorted(trained.words) == sorted(CORPUS.words)
    assert (np.diff(trained.counts) <= 0).all()
    assert trained.vectors.dtype == trained.contexts.dtype == np.float32
    assert trained.vectors.shape == trained.contexts.shape == (38, 16)


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
    assert np.array_equal(skipgram.train(path, **settings).vectors, skipgram.train(SENTENCES, **settings).vectors)


def test_frequent_words_are_thinned_out_and_negatives_drawn_by_count_to_the_three_quarters():
    counts = np.array([8000, 1000, 1000])
    assert skipgram.keep_shares(counts, 0).tolist() == [1, 1, 1]
    share = 0.8
    assert skipgram.keep_shares(counts, 0.1)[0] == pytest.approx((np.sqrt(share / 0.1) + 1) * 0.1 / share)
    drawn = np.bincount(skipgram.noise_table(counts, 100_000)) / 100_000
    assert drawn == pytest.approx(counts**0.75 / (counts**0.75).sum(), abs=2e-5)


def test_the_callback_sees_the_table_after_each_chunk(monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", 500)
    seen = []
    keep = lambda done, E: seen.append((done, E.copy()))  # noqa: E731
    skipgram.train(SENTENCES, dim=4, epochs=2, progress=False, callback=keep)
    assert len(seen) > 4
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == 1
    assert not np.array_equal(seen[0][1], seen[-1][1])


def test_a_run_on_a_smaller_text_is_told_of_in_fifty_pieces():
    seen, text = [], SENTENCES * (50 * 4096 // sum(map(len, SENTENCES)) + 1)
    skipgram.train(text, dim=4, epochs=1, progress=False, callback=lambda done, E: seen.append(done))
    assert len(seen) in (49, 50, 51)
    assert np.diff(seen) == pytest.approx(1 / 50, abs=0.02)


def test_an_interrupt_keeps_what_was_learned(monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", 500)

    def stop(done, E):
        if done > 0.4:
            raise KeyboardInterrupt

    result = skipgram.train(SENTENCES, dim=4, epochs=5, progress=False, callback=stop)
    assert result.stopped.startswith("Interrupted after ")
    assert np.isfinite(result.vectors).all()
    assert len(result.words) == 38


def test_numbers_that_explode_stop_the_run_and_the_last_finite_table_is_kept(monkeypatch):
    monkeypatch.setattr(skipgram, "CHUNK", 500)
    result = skipgram.train(SENTENCES, dim=4, epochs=50, lr=1e30, progress=False)
    assert "try a smaller lr" in result.stopped
    assert np.isfinite(result.vectors).all()


@pytest.mark.parametrize(("change", "error", "words"), [
    ({"sentences": []}, ValueError, "0 of 0 different words"),
    ({"sentences": [["one", "one"]] * 9}, ValueError, "1 of 1 different words"),
    ({"sentences": ["a string", "another"]}, TypeError, "sentence 0 is 'a string'"),
    ({"sentences": [["a", 3]]}, TypeError, "sentence 0"),
    ({"sentences": iter([["a", "b"]])}, TypeError, "read only once"),
    ({"sentences": "no_such_file.txt"}, OSError, "no_such_file.txt"),
    ({"dim": 0}, ValueError, "dim must be at least 1"), ({"window": 0}, ValueError, "window must be at least 1"),
    ({"min_count": 10**6}, ValueError, "take a smaller min_count"), ({"lr": -1}, ValueError, "lr must be"),
])
def test_what_cannot_be_trained_is_refused_in_a_sentence(change, error, words):
    with pytest.raises(error, match=words):
        skipgram.train(**{"sentences": SENTENCES, "progress": False} | change)


def test_a_real_novel_gives_neighbours_that_a_reader_would_give():
    lines = [line.split() for line in load_austen()["emma"].split("\n")]
    result = skipgram.train(lines, dim=50, epochs=5, progress=False)
    rows = {word: result.vectors[i] for i, word in enumerate(result.words)}
    assert cosine(rows["morning"], rows["evening"]) > cosine(rows["morning"], rows["woodhouse"])
    assert cosine(rows["father"], rows["mother"]) > cosine(rows["father"], rows["morning"])
