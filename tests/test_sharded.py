"""Shards and partitions: what travels is what is needed; where the work is done changes nothing.

Whatever starts processes or a scheduler is slow; what such a test waits for, it waits for long.
"""

import logging
import os
import re
import socket
import subprocess
import sys
import time
from itertools import pairwise

import numpy as np
import psutil
import pytest
from dask.distributed import Client, LocalCluster
from hypothesis import given
from hypothesis import strategies as st

from embedlab import cosine, sharded, skipgram, table, template_corpus

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


def test_the_traffic_of_a_round_worked_out_by_hand():
    # Words by falling count, then by name: a 0, b 1, c 2. Partition 0 reads "a b", partition 1
    # reads "a c". Negatives are drawn from all three words, so of W a partition needs its words and
    # what else it has drawn.
    result = sharded.train(
        [["a", "b"], ["a", "c"]], shards=2, d=5, epochs=1, min_count=1, sample=0, progress=False
    )
    needed = []
    for p, tokens in enumerate([[0, 1], [0, 2]]):
        part = sharded.Partition(p, np.array(tokens), np.array([p, p]), result.counts, 0)
        drawn = part.words(0, 1, 1)[2]
        of_both = [*tokens, *{*tokens, *drawn.tolist()}]  # rows of E, rows of W
        needed.append([sum(i % 2 == k for i in of_both) for k in range(2)])
    assert result.traffic.rows_read.tolist() == [needed]
    # W starts at 0, so no row of E moves in the first step; and of W only rows that were scored.
    assert (result.traffic.rows_sent.sum(axis=2) >= 2).all()
    assert (result.traffic.rows_sent <= result.traffic.rows_read).all()
    assert np.array_equal(result.traffic.bytes_read, result.traffic.rows_read * 5 * 4)


def test_a_single_partition_learns_what_the_plain_steps_learn_from_the_whole_table():
    result = sharded.train(TEXT, **SETTINGS | {"partitions": 1, "shards": 1, "epochs": 1})
    words, counts = skipgram.vocabulary(TEXT, 5)
    E = np.random.default_rng(1).uniform(-0.5 / 8, 0.5 / 8, (len(words), 8)).astype(np.float32)
    W = np.zeros_like(E)
    tokens, sentence = next(
        skipgram.chunks(TEXT, {word: i for i, word in enumerate(words)}, skipgram.CHUNK)
    )
    part = sharded.Partition(0, tokens, sentence, counts, 0.01)
    rounds = -(-len(tokens) // 1000)
    assert rounds == 6
    for turn in range(rounds):
        of_round, where, drawn, rng = part.words(turn, rounds, 1)
        rates = np.maximum(0.025 * (1 - np.array([turn, turn + 1]) / rounds), 0.025e-4)
        list(skipgram.train_chunk(E, W, of_round, where, rates, 5, 5, drawn, rng))
    assert result.vectors == pytest.approx(E, abs=1e-5)
    assert result.output_vectors == pytest.approx(W, abs=1e-5)


def test_an_epoch_reads_every_word_once():
    tokens = np.arange(50) % 7
    part = sharded.Partition(0, tokens, np.zeros(50, int), np.bincount(tokens), 0)
    assert np.array_equal(
        np.concatenate([part.words(turn, 8, 1)[0] for turn in range(8, 16)]), tokens
    )


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


def test_a_shard_takes_in_changes_without_touching_what_it_was():
    shard = [np.ones((3, 2), np.float32), np.zeros((3, 2), np.float32)]
    none = (np.array([], int), np.zeros((0, 2), np.float32))
    new = sharded.apply_changes(
        shard,
        [
            [(np.array([0, 2]), np.array([[1, 0], [5, 5]], np.float32)), none],
            [(np.array([0]), np.array([[0, 2]], np.float32)), none],
        ],
    )
    assert new[0].tolist() == [[2, 3], [1, 1], [6, 6]]
    assert shard[0].tolist() == [[1, 1]] * 3
    assert not new[1].any()


# Training in this process -----------------------------------------------------------------------


def test_into_how_many_shards_the_table_is_cut_changes_nothing():
    one, many = (sharded.train(TEXT, **SETTINGS | {"shards": K}) for K in (1, 38))
    assert one.vectors == pytest.approx(many.vectors, abs=1e-6)
    assert np.array_equal(one.traffic.rows_read.sum(axis=2), many.traffic.rows_read.sum(axis=2))


def test_the_same_seed_gives_the_same_vectors_and_another_one_others():
    one, two, other = (sharded.train(SENTENCES, seed=seed, **SETTINGS) for seed in (1, 1, 2))
    assert np.array_equal(one.vectors, two.vectors)
    assert not np.array_equal(one.vectors, other.vectors)


def loss_of_pairs(result):
    """The loss of the corpus's neighbours, with every word as a negative as often as is drawn."""
    ids = {word: i for i, word in enumerate(result.words)}
    pairs = np.array(
        [(ids[a], ids[b]) for s in SENTENCES for a, b in [*pairwise(s), *pairwise(s[::-1])]]
    )
    noise = result.counts**0.75 / (result.counts**0.75).sum()
    scores = result.vectors @ result.output_vectors.T
    true = np.logaddexp(0, -scores[tuple(pairs.T)]).mean()
    return true + 5 * (np.logaddexp(0, scores)[pairs[:, 0]] @ noise).mean()


@pytest.fixture(scope="module")
def trained():
    settings = {"d": 16, "window": 2, "epochs": 150, "sample": 0, "progress": False}
    return sharded.train(SENTENCES, **settings), skipgram.train(SENTENCES, **settings)


def test_four_partitions_learn_nearly_as_well_as_the_trainer_on_one_machine(trained):
    ours, plain = map(loss_of_pairs, trained)
    assert plain < 0.9 * 6 * np.log(2)  # it has learned at all
    assert ours < 1.05 * plain


def test_words_of_one_group_come_to_point_the_same_way(trained):
    result = trained[0]
    rows = {word: result.vectors[i] for i, word in enumerate(result.words)}
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
    assert np.abs(result.output_vectors).max() > 0
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
    assert abs(result.vectors).max() < 100 and abs(result.output_vectors).max() < 100
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
    assert abs(result.vectors).max() < 10 and abs(result.output_vectors).max() < 10


def test_a_toy_corpus_trains_or_says_that_nothing_was_left_to_learn():
    text, settings = [["the", "cat", "sat", "on", "the", "mat"]], {"min_count": 1, "shards": 2}
    for seed in range(20):
        result = sharded.train(text, **SETTINGS | settings | {"seed": seed, "window": 130})
        assert np.isfinite(result.vectors).all()
        assert result.stopped.startswith("Nothing was learned") != result.output_vectors.any()


def test_more_partitions_than_words_leave_some_without_work():
    result = sharded.train(
        [["a", "b"]] * 5, **SETTINGS | {"shards": 2, "partitions": 15, "sample": 0}
    )
    assert (result.traffic.rows_read.sum(axis=(0, 2)) == 0).sum() == 5


# Training on Dask -------------------------------------------------------------------------------


def processes(n_workers):
    """A cluster on this computer, not to be seen outside: a process with one thread per worker."""
    return LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )


@pytest.fixture(scope="module")
def cluster():
    with processes(4) as four:
        yield four


@pytest.fixture
def client(cluster):
    with Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def here():
    return sharded.train(TEXT, **SETTINGS)


def assert_same(one, other):
    assert np.array_equal(one.vectors, other.vectors)
    assert np.array_equal(one.output_vectors, other.output_vectors)
    assert np.array_equal(one.traffic.rows_read, other.traffic.rows_read)
    assert np.array_equal(one.traffic.rows_sent, other.traffic.rows_sent)


@pytest.mark.slow
def test_four_workers_and_one_give_what_this_process_gives(cluster, client, here):
    four = sharded.train(TEXT, client=client, **SETTINGS)
    assert_same(four, here)
    ran = client.run(lambda dask_worker: (os.getpid(), dask_worker.state.executed_count))
    assert os.getpid() not in dict(ran.values())
    assert sum(tasks > 0 for _, tasks in ran.values()) > 1  # the work was shared
    with processes(1) as one:
        assert_same(sharded.train(TEXT, client=one.scheduler_address, **SETTINGS), four)


@pytest.mark.slow
def test_a_worker_that_is_killed_in_mid_run_costs_nothing_but_time(client, here):
    pids = client.run(os.getpid)
    victim = pids[
        next(iter(client.nthreads()))
    ]  # the home of the first shard and the first partition
    rounds = []

    def kill(done, traffic):
        rounds.append(done)
        if (
            len(rounds) == 2
        ):  # the rounds after it are under way, and the only checkpoint is the start
            psutil.Process(victim).kill()

    result = sharded.train(TEXT, client=client, checkpoint=100, callback=kill, **SETTINGS)
    assert not result.stopped
    assert len(rounds) == 6
    assert_same(result, here)
    assert victim not in client.run(os.getpid).values()


@pytest.mark.slow
def test_without_any_worker_left_what_was_learned_is_kept(monkeypatch):
    monkeypatch.setattr(sharded, "PATIENCE", 0.2)
    rounds = []

    def kill(done, traffic):
        rounds.append(done)
        if len(rounds) == 3:
            for pid in client.run(os.getpid).values():
                psutil.Process(pid).kill()

    with processes(1) as alone, Client(alone) as client:
        for nanny in alone.workers.values():
            nanny.close_gracefully()  # it will not start its worker anew
        result = sharded.train(TEXT, client=client, checkpoint=2, callback=kill, **SETTINGS)
    assert result.stopped == "All workers went away. This is what 2 of 6 rounds taught."
    assert np.abs(result.output_vectors).max() > 0


@pytest.mark.slow
def test_after_a_checkpoint_the_rounds_before_it_are_forgotten(cluster, client, here):
    remembered, tasks = [], cluster.scheduler.tasks

    def count_tasks(done, traffic):
        remembered.append(len(tasks))

    def wait_until_forgotten(done, traffic):
        assert until(lambda: len(tasks) < remembered[-1] / 2)

    for checkpoint, callback in ((100, count_tasks), (1, wait_until_forgotten)):
        result = sharded.train(
            TEXT, client=client, checkpoint=checkpoint, callback=callback, **SETTINGS
        )
        assert_same(result, here)


def until(condition, seconds=60):
    """Wait for something that comes at once, or on a busy machine some time later."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


@pytest.mark.slow
def test_a_scheduler_that_goes_away_leaves_what_was_learned(cluster):
    client = Client(cluster)

    def leave(done, traffic):
        if done > 0.5:
            client.close()

    result = sharded.train(TEXT, client=client, checkpoint=1, callback=leave, **SETTINGS)
    assert result.stopped == "The scheduler went away. This is what 3 of 6 rounds taught."
    assert np.abs(result.output_vectors).max() > 0
    assert len(result.traffic.rows_read) == 3


SCHEDULER_DIES = """
import signal, subprocess, sys
from dask.distributed import Client
from embedlab import sharded, template_corpus

def started(program, *arguments, **channels):
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
    return subprocess.Popen([*command, "--host", "127.0.0.1", "--no-dashboard"], **channels)

if __name__ == "__main__":
    corpus = template_corpus()
    text = [[corpus.words[i] for i in sentence] for sentence in corpus.sentences] * 3
    settings = dict(partitions=2, d=8, epochs=2, sample=0.01, round_words=1000, progress=False)
    scheduler = started("scheduler", "--port", "0", stderr=subprocess.PIPE, text=True)
    words = (word for line in scheduler.stderr for word in line.split())
    address = next(word for word in words if word.startswith("tcp://"))
    worker = started("worker", address, "--nthreads", "1", "--no-nanny", stderr=subprocess.DEVNULL)
    try:
        with Client(address) as client:
            client.wait_for_workers(1)
            result = sharded.train(
                text, client=client if sys.argv[1] == "client" else address, checkpoint=1,
                callback=lambda done, traffic: done > 0.5 and scheduler.kill(), **settings,
            )
    finally:
        worker.kill()
        scheduler.kill()
    print(result.stopped, result.output_vectors.any())
"""


@pytest.mark.slow
@pytest.mark.parametrize("given", ["client", "address"])
def test_a_scheduler_that_is_killed_leaves_what_was_learned_and_one_sentence(tmp_path, given):
    (tmp_path / "dies.py").write_text(SCHEDULER_DIES, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "dies.py"), given]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "The scheduler went away. This is what 3 of 6 rounds taught. True\n"
    assert "Traceback" not in run.stderr
    assert "reconnect" not in run.stderr


@pytest.mark.slow
def test_a_task_of_which_worker_after_worker_dies_ends_the_run_with_a_remedy(monkeypatch):
    monkeypatch.setattr(
        sharded, "learn_round", lambda *_: os._exit(1)
    )  # as the system ends what takes too much memory
    with processes(1) as alone, Client(alone) as client:
        alone.scheduler.allowed_failures = 1
        result = sharded.train(TEXT, client=client, **SETTINGS)
    assert result.stopped == (
        "Worker after worker died of one task, for want of memory most often: take more "
        "partitions and fewer round_words. This is what 0 of 6 rounds taught."
    )
    assert not result.output_vectors.any()


# What cannot be done ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"sentences": []}, ValueError, "0 of 0 different words"),
        ({"sentences": "no_such_file.txt"}, OSError, "no_such_file.txt"),
        ({"shards": 0}, ValueError, "shards must be at least 1"),
        ({"shards": 2.0}, TypeError, "shards must be an integer"),
        ({"shards": 39}, ValueError, "39 shards for a table of 38 rows"),
        ({"partitions": -1}, ValueError, "partitions must be at least 1"),
        ({"round_words": 0}, ValueError, "round_words must be at least 1"),
        ({"checkpoint": 0}, ValueError, "checkpoint must be at least 1"),
        ({"d": 0}, ValueError, "d must be at least 1"),
        ({"lr": np.nan}, ValueError, "lr must be"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"client": 3}, TypeError, "client must be a dask.distributed.Client or an address, not 3"),
        ({"client": "nowhere"}, ValueError, "an address looks like tcp://127.0.0.1:8786"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(change, error, words):
    with pytest.raises(error, match=words):
        sharded.train(**{"sentences": SENTENCES, "progress": False} | change)


@pytest.mark.slow
def test_without_a_scheduler_the_message_says_how_to_start_one(monkeypatch):
    monkeypatch.setattr(sharded, "CONNECT", 0.2)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and not listened to
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(
            ConnectionError, match=f"no scheduler answers at {address}; start one: dask sched"
        ):
            sharded.train(SENTENCES, client=address)


@pytest.mark.slow
def test_without_a_worker_the_message_says_how_to_start_one():
    with (
        processes(0) as empty,
        Client(empty) as client,
        pytest.raises(
            ConnectionError, match=f"no workers; start one: dask worker {empty.scheduler_address}"
        ),
    ):
        sharded.train(SENTENCES, client=client)
    with pytest.raises(ConnectionError, match="the client is closed; start a new one"):
        sharded.train(SENTENCES, client=client)


@pytest.mark.slow
def test_a_local_client_has_processes_of_its_own_and_closing_it_ends_them():
    client = sharded.local_client(workers=2)
    pids = set(client.run(os.getpid).values())
    assert len(pids) == 2
    assert os.getpid() not in pids
    processes = [psutil.Process(pid) for pid in pids]
    client.close()
    assert not psutil.wait_procs(processes, timeout=60)[1]


START = """
from embedlab import sharded

def start():
    with sharded.local_client(workers=1) as client:
        print(len(client.nthreads()))

"""
GUARDS = {
    "none": "{call}",
    "function": "def main():\n    {call}\nmain()",
    "other condition": "if True:\n    {call}",
    "main guard": 'if __name__ == "__main__":\n    {call}',
    "guarded function": 'def main():\n    {call}\nif __name__ == "__main__":\n    main()',
    "backwards": 'if "__main__" == __name__:\n    {call}',
    "in a condition": '__name__ == "__main__" and {call}',
}


@pytest.mark.slow
@pytest.mark.parametrize("guard", GUARDS)
def test_a_script_without_a_main_guard_is_told_so_in_one_sentence(tmp_path, guard):
    script = START + GUARDS[guard].format(call="start()")
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "script.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if "__name__" in GUARDS[guard]:
        assert run.stdout == "1\n"
        assert "Traceback" not in run.stderr
    else:
        assert run.stdout == ""
        last = run.stderr.splitlines()[-1]
        assert re.fullmatch(r"RuntimeError: line \d+ of the script .* main guard: if .*:", last)
        assert run.stderr.count("Traceback") == 1


@pytest.mark.slow
def test_without_dask_there_is_no_local_client():
    code = (
        "import sys; sys.modules['dask'] = sys.modules['dask.distributed'] = None\n"
        "from embedlab import sharded; print(sharded.local_client())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "None\n"


@pytest.mark.slow
def test_without_dask_training_works_here_and_the_message_says_what_to_install():
    code = (
        "import sys; sys.modules['dask'] = sys.modules['distributed'] = None\n"
        "from embedlab import sharded\n"
        "text = [['a', 'b']] * 9\n"
        "print(sharded.train(text, shards=2, d=2, sample=0, progress=False))\n"
        "sharded.train(text, client='tcp://127.0.0.1:8786')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == "2 words, d = 2.\n"
    assert run.stderr.endswith(
        'ImportError: a client needs Dask: python -m pip install "embedlab[scale]".\n'
    )


@pytest.mark.parametrize(
    ("act", "error", "words"),
    [
        (lambda E: sharded.split(E, 0), ValueError, "shards must be at least 1"),
        (lambda E: sharded.split(E, 4), ValueError, "4 shards for a table of 3 rows"),
        (lambda E: sharded.split(E[0], 1), ValueError, "must be a table"),
        (lambda E: sharded.owner([1], 0), ValueError, "shards must be at least 1"),
        (lambda E: sharded.join([]), ValueError, "not the shards of one table"),
        (lambda E: sharded.join(sharded.split(E, 2)[::-1]), ValueError, "in their order"),
        (lambda E: sharded.lookup(E, [0]), ValueError, "shard 0 must be a table"),
        (
            lambda E: sharded.lookup(sharded.split(E, 2), [3]),
            IndexError,
            "outside a table of 3 rows",
        ),
        (lambda E: sharded.lookup(sharded.split(E, 2), [0.5]), TypeError, "IDs must be integers"),
        (
            lambda E: sharded.add_rows(sharded.split(E.astype(int), 2), [0], [[1, 1]]),
            TypeError,
            "arrays of floats",
        ),
        (
            lambda E: sharded.add_rows(sharded.split(E, 2), [0], [[1, 1, 1]]),
            ValueError,
            "d = 3 but the table has",
        ),
        (
            lambda E: sharded.add_rows(sharded.split(E, 2), [0], [[np.nan, 1]]),
            ValueError,
            "NaN or infinity",
        ),
    ],
)
def test_what_cannot_be_sharded_is_refused_in_a_sentence(act, error, words):
    with pytest.raises(error, match=words):
        act(np.zeros((3, 2)))
