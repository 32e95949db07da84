"""Shards and partitions: what travels is what is needed; where the work is done changes nothing.

Whatever starts processes or a scheduler is slow; what such a test waits for, it waits for long.
"""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab import cosine, load, sharded, skipgram, table, template_corpus

CORPUS = template_corpus()
SENTENCES = [[CORPUS.words[i] for i in sentence] for sentence in CORPUS.sentences]
TEXT = SENTENCES * 3
SETTINGS = {
    "shards": 4,
    "partitions": 2,
    "d": 8,
    "epochs": 2,
    "sample": 0.01,
    "round_words": 1000,
    "progress": False,
}  # 3 rounds per epoch


@st.composite
def tables(draw):
    """A table, a number of shards, and some IDs."""
    V, d = draw(st.integers(1, 30)), draw(st.integers(1, 6))
    E = np.random.default_rng(draw(st.integers(0, 99))).normal(size=(V, d)).astype(np.float32)
    shape = draw(st.sampled_from([(0,), (1,), (7,), (2, 5), ()]))
    ids = np.array(draw(st.lists(st.integers(0, V - 1), min_size=10, max_size=10)))[
        : np.prod(shape, dtype=int)
    ]
    return E, draw(st.integers(1, V)), ids.reshape(shape)


# A table in shards ------------------------------------------------------------------------------


@given(tables())
def test_what_is_split_and_joined_is_the_same_table(case):
    E, K, _ = case
    shards = sharded.split(E, K)
    assert np.array_equal(sharded.join(shards), E)
    assert max(map(len, shards)) - min(map(len, shards)) <= 1
    for i, row in enumerate(E):
        assert np.array_equal(shards[sharded.owner(i, K)][i // K], row)


@given(tables())
def test_a_lookup_in_shards_reads_the_same_rows_and_each_travels_once(case):
    E, K, ids = case
    rows, traffic = sharded.lookup(sharded.split(E, K), ids)
    assert np.array_equal(rows, table.lookup(E, ids))
    distinct = set(ids.ravel().tolist())
    assert traffic.rows_read.tolist() == [[[sum(i % K == k for i in distinct) for k in range(K)]]]
    assert traffic.bytes_read.sum() == len(distinct) * E.shape[1] * 4
    assert not traffic.rows_sent.any()


@given(tables())
def test_adding_to_shards_is_adding_to_the_table(case):
    E, K, ids = case
    G = np.random.default_rng(1).normal(size=(*ids.shape, E.shape[1])).astype(np.float32)
    shards = sharded.split(E, K)
    traffic = sharded.add_rows(shards, ids, G)
    expected = E.astype(float)
    np.add.at(expected, ids, G)
    assert sharded.join(shards) == pytest.approx(expected, abs=1e-5)
    assert traffic.rows_sent.sum() == len(set(ids.ravel().tolist()))
    assert not traffic.rows_read.any()


# A round ----------------------------------------------------------------------------------------


def text_in(folder, text, *, min_count=5, rounds=1, **settings):
    """The plan of one epoch over a text that is written into a folder."""
    words, counts = skipgram.vocabulary(text, min_count)
    sharded.write_text(folder, text, words, counts)
    settings = {"partitions": 1, "shards": 1, "d": 8, "sample": 0, "seed": 1} | settings
    numbers = {"rounds": rounds, "pieces": rounds, "lr": 0.025, "window": 5, "negative": 5}
    return sharded.Plan(str(folder), "run", len(words), N=int(counts.sum()), **numbers, **settings)


def test_the_traffic_of_a_round_worked_out_by_hand(tmp_path):
    # Words by falling count, then by name: a 0, b 1, c 2. Partition 0 reads "a b", partition 1
    # reads "a c". Negatives are drawn from all three words, so of W a partition needs its words and
    # what else it has drawn.
    result = sharded.train(
        [["a", "b"], ["a", "c"]], shards=2, d=5, epochs=1, min_count=1, sample=0, progress=False
    )
    plan = text_in(tmp_path, [["a", "b"], ["a", "c"]], min_count=1, partitions=2, shards=2, d=5)
    needed = []
    for p, tokens in enumerate([[0, 1], [0, 2]]):
        drawn = sharded.words_of_round(plan, p, 0)[2]
        of_both = [*tokens, *{*tokens, *drawn.tolist()}]  # rows of E, rows of W
        needed.append([sum(i % 2 == k for i in of_both) for k in range(2)])
    assert result.traffic.rows_read.tolist() == [needed]
    # W starts at 0, so no row of E moves in the first step; and of W only rows that were scored.
    assert (result.traffic.rows_sent.sum(axis=2) >= 2).all()
    assert (result.traffic.rows_sent <= result.traffic.rows_read).all()
    assert np.array_equal(result.traffic.bytes_read, result.traffic.rows_read * 5 * 4)


def test_a_single_partition_learns_what_the_plain_steps_learn_from_the_whole_table(tmp_path):
    result = sharded.train(TEXT, **SETTINGS | {"partitions": 1, "shards": 1, "epochs": 1})
    plan = text_in(tmp_path, TEXT, rounds=6, sample=0.01)
    assert -(-plan.N // 1000) == 6
    E = np.random.default_rng(1).uniform(-0.5 / 8, 0.5 / 8, (plan.V, 8)).astype(np.float32)
    W = np.zeros_like(E)
    for turn in range(6):
        of_round, where, drawn, rng = sharded.words_of_round(plan, 0, turn)
        rates = np.maximum(0.025 * (1 - np.array([turn, turn + 1]) / 6), 0.025e-4)
        list(skipgram.train_chunk(E, W, of_round, where, rates, 5, 5, drawn, rng))
    assert pytest.approx(E, abs=1e-5) == result.E
    assert pytest.approx(W, abs=1e-5) == result.W


@given(st.integers(1, 7), st.integers(1, 9), st.lists(st.integers(1, 9), min_size=2, max_size=30))
def test_an_epoch_reads_every_word_once_in_order(tmp_path_factory, partitions, pieces, lengths):
    text, folder = [["a"] * (n + 1) + ["b"] for n in lengths], tmp_path_factory.mktemp("text")
    plan = text_in(folder, text, min_count=1, partitions=partitions, rounds=pieces)
    ids = {word: i for i, word in enumerate(skipgram.vocabulary(text, 1)[0])}
    read = [
        sharded.words_of_round(plan, p, turn)[:2]
        for p in range(partitions)
        for turn in range(pieces)
    ]
    tokens, where = (np.concatenate(parts) for parts in zip(*read, strict=True))
    assert tokens.tolist() == [ids[word] for sentence in text for word in sentence]
    assert where.tolist() == [n for n, sentence in enumerate(text) for _ in sentence]


def test_long_texts_are_written_part_by_part_with_sentences_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(sharded, "CHUNK", 100)
    plan = text_in(tmp_path, TEXT)
    where = sharded.words_of_round(plan, 0, 0)[1]
    assert len(set(where.tolist())) == len(TEXT)
    assert (np.diff(where) >= 0).all()


@given(tables(), st.integers(0, 9))
def test_a_shard_starts_with_the_rows_that_the_whole_table_would_have(case, seed):
    E, K, _ = case
    whole = skipgram.start_tables(*E.shape, np.random.default_rng(seed))[0]
    V, d = E.shape
    plan = sharded.Plan("", "", V, d, 9, K, 1, 1, 1, seed, 0.1, 5, 5, 0)
    shards = [sharded.start_shard(plan, k) for k in range(K)]
    assert np.array_equal(sharded.join([of_E for of_E, _ in shards]), whole)
    assert not any(of_W.any() for _, of_W in shards)


def test_changes_at_right_angles_add_up_and_equal_ones_count_once():
    a, b = np.array([[3.0, 0.0]]), np.array([[0.0, 4.0]])
    assert sharded.combine(a, b).tolist() == [[3, 4]]
    assert sharded.combine(a, a).tolist() == [[3, 0]]
    assert sharded.combine(a, 0 * a).tolist() == [[3, 0]]
    assert sharded.combine(a, np.array([[1.0, 0.0]])).tolist() == [
        [2, 0]
    ]  # in one direction: the mean
    assert sharded.combine(a, np.array([[3.0, 4.0]])) == pytest.approx(
        np.array([[1.5 + 2.46, 3.28]])
    )


def test_a_shard_takes_in_changes_in_place_and_once_only(tmp_path):
    plan = text_in(tmp_path, TEXT, d=2)
    tables = np.ones((3, 2), np.float32), np.zeros((3, 2), np.float32)
    sharded.HELD["run", "life", 0] = 0, *tables
    none = (np.array([], int), np.zeros((0, 2), np.float32))
    changes = [
        [(np.array([0, 2]), np.array([[1, 0], [5, 5]], np.float32)), none],
        [(np.array([0]), np.array([[0, 2]], np.float32)), none],
    ]
    before = sharded.Shard("life", 0, 0)
    after = sharded.apply_changes(plan, before, changes)
    assert tables[0].tolist() == [[2, 3], [1, 1], [6, 6]]
    assert not tables[1].any()
    assert after == ("life", 0, 1, True, False)  # sound, and W is as before
    for act in (
        lambda: sharded.apply_changes(plan, before, changes),
        lambda: sharded.read_rows(plan, before, [np.array([0])] * 2),
        lambda: sharded.save_shard(plan, after._replace(life="another")),
    ):
        with pytest.raises(sharded.LostShard):
            act()
    changes[0][0][1][0, 0] = np.nan
    assert not sharded.apply_changes(plan, after, changes).sound
    sharded.forget_shards("run")
    assert not sharded.HELD


def test_with_a_folder_the_result_is_a_file_that_is_read_as_it_is_used(tmp_path):
    here = sharded.train(TEXT, **SETTINGS)
    there = sharded.train(TEXT, folder=tmp_path, **SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.safetensors"]
    assert isinstance(there.W, np.memmap)
    for one in (there, load(tmp_path / "vectors.safetensors")):
        assert np.array_equal(one.E, here.E)
        assert one.words == here.words
        assert np.array_equal(one.counts, here.counts)
    assert np.array_equal(there.W, here.W)
    assert there.nearest("dog")[0] == here.nearest("dog")[0]
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*; make it first"):
        sharded.train(TEXT, folder=tmp_path / "none", **SETTINGS)


# Training in this process -----------------------------------------------------------------------


def test_into_how_many_shards_the_table_is_cut_changes_nothing():
    one, many = (sharded.train(TEXT, **SETTINGS | {"shards": K}) for K in (1, 38))
    assert pytest.approx(many.E, abs=1e-6) == one.E
    assert np.array_equal(one.traffic.rows_read.sum(axis=2), many.traffic.rows_read.sum(axis=2))


def test_the_same_seed_gives_the_same_vectors_and_another_one_others():
    one, two, other = (sharded.train(SENTENCES, seed=seed, **SETTINGS) for seed in (1, 1, 2))
    assert np.array_equal(one.E, two.E)
    assert not np.array_equal(one.E, other.E)


def loss_of_pairs(result):
    """The loss of the corpus's neighbours, with every word as a negative as often as is drawn."""
    ids = {word: i for i, word in enumerate(result.words)}
    pairs = np.array(
        [(ids[a], ids[b]) for s in SENTENCES for a, b in [*pairwise(s), *pairwise(s[::-1])]]
    )
    noise = result.counts**0.75 / (result.counts**0.75).sum()
    scores = result.E @ result.W.T
    true = np.logaddexp(0, -scores[tuple(pairs.T)]).mean()
    return true + 5 * (np.logaddexp(0, scores)[pairs[:, 0]] @ noise).mean()


@pytest.fixture(scope="module")
def trained():
    settings = {"d": 16, "window": 2, "epochs": 150, "sample": 0, "progress": False}
    return sharded.train(SENTENCES, **settings), skipgram.train(SENTENCES, **settings)


@pytest.mark.slow
def test_four_partitions_learn_nearly_as_well_as_the_trainer_on_one_machine(trained):
    ours, plain = map(loss_of_pairs, trained)
    assert plain < 0.9 * 6 * np.log(2)  # it has learned at all
    assert ours < 1.05 * plain


def test_words_of_one_group_come_to_point_the_same_way(trained):
    result = trained[0]
    rows = {word: result.E[i] for i, word in enumerate(result.words)}
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


def test_the_callback_sees_the_share_and_the_traffic_of_each_round():
    seen = []
    result = sharded.train(
        TEXT, **SETTINGS, callback=lambda done, traffic: seen.append((done, traffic))
    )
    rounds = len(result.traffic.rows_read)
    assert [done for done, _ in seen] == [n / rounds for n in range(1, rounds + 1)]
    assert np.array_equal(np.concatenate([t.rows_read for _, t in seen]), result.traffic.rows_read)
    assert np.array_equal(np.concatenate([t.rows_sent for _, t in seen]), result.traffic.rows_sent)


def test_an_interrupt_keeps_what_was_learned():
    def stop(done, traffic):
        if done > 0.5:
            raise KeyboardInterrupt

    result = sharded.train(TEXT, **SETTINGS, callback=stop)
    assert result.stopped.startswith("Interrupted. This is what ")
    assert np.abs(result.W).max() > 0
    assert (
        0 < len(result.traffic.rows_read) < len(sharded.train(TEXT, **SETTINGS).traffic.rows_read)
    )


@pytest.mark.parametrize("lr", [10.0, 1e3, 1e30])
def test_a_run_that_blows_up_says_so_and_gives_the_last_tables_that_knew_something(lr):
    result = sharded.train(TEXT, **SETTINGS | {"lr": lr})
    assert re.fullmatch(
        r"Stopped after \d of 6 rounds at a loss of \S+ nats per pair, where guessing has 4\.16; "
        r"try a smaller lr than " + re.escape(f"{lr:g}."),
        result.stopped,
    )
    assert abs(result.E).max() < 100 and abs(result.W).max() < 100
    assert loss_of_pairs(result) < 3 * 6 * np.log(2)


@pytest.mark.parametrize(
    ("V", "length", "sample"), [(4, 300, 1e-3), (2, 10, 0), (26, 1000, 0), (200, 100, 0)]
)
def test_few_words_and_long_lines_do_not_blow_up(V, length, sample):
    text = np.random.default_rng(0).integers(V, size=(12_000 // length, length)).astype(str)
    result = sharded.train(
        text.tolist(), **SETTINGS | {"shards": 2, "partitions": 4, "epochs": 4, "sample": sample}
    )
    assert not result.stopped
    assert abs(result.E).max() < 10 and abs(result.W).max() < 10


def test_a_toy_corpus_trains_or_says_that_nothing_was_left_to_learn():
    text, settings = [["the", "cat", "sat", "on", "the", "mat"]], {"min_count": 1, "shards": 2}
    for seed in range(20):
        result = sharded.train(text, **SETTINGS | settings | {"seed": seed, "window": 130})
        assert np.isfinite(result.E).all()
        assert result.stopped.startswith("Nothing was learned") != result.W.any()


def test_more_partitions_than_words_leave_some_without_work():
    result = sharded.train(
        [["a", "b"]] * 5, **SETTINGS | {"shards": 2, "partitions": 15, "sample": 0}
    )
    assert (result.traffic.rows_read.sum(axis=(0, 2)) == 0).sum() == 5
