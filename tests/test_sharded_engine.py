"""Shards on a real engine: the same result, whatever dies, and sentences for what cannot be."""

import logging
import os
import re
import socket
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest
from dask.distributed import Client, LocalCluster

from embedlab import sharded, workers
from tests.test_sharded import SENTENCES, SETTINGS, TEXT

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
    assert np.array_equal(one.E, other.E)
    assert np.array_equal(one.W, other.W)
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
@pytest.mark.parametrize(("checkpoint", "after"), [(100, 2), (2, 3)])  # the start, or saved shards
def test_a_worker_that_is_killed_in_mid_run_costs_nothing_but_time(client, here, checkpoint, after):
    victim = client.run(os.getpid)[next(iter(client.nthreads()))]  # the home of the first shard
    rounds = []

    def kill(done, traffic):
        rounds.append(done)
        if len(rounds) == after:  # the rounds after it are under way
            psutil.Process(victim).kill()

    result = sharded.train(TEXT, client=client, checkpoint=checkpoint, callback=kill, **SETTINGS)
    assert not result.stopped
    assert rounds == sorted(set(rounds)) and len(rounds) == 6
    assert_same(result, here)
    assert victim not in client.run(os.getpid).values()
    assert not any(client.run(lambda: len(sharded.HELD)).values())


@pytest.mark.slow
def test_a_folder_that_workers_do_not_see_is_refused_with_the_remedy(client, monkeypatch):
    def unseen(*_):
        raise FileNotFoundError(2, "No such file or directory", "/here/tokens")

    monkeypatch.setattr(sharded, "rows_needed", unseen)
    with pytest.raises(FileNotFoundError, match=r"/here/tokens.*one that all workers share: fold"):
        sharded.train(TEXT, client=client, **SETTINGS)


@pytest.mark.slow
def test_without_any_worker_left_what_was_learned_is_kept(monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 0.2)
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
    assert np.abs(result.W).max() > 0


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
    assert np.abs(result.W).max() > 0
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
    print(result.stopped, result.W.any())
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
    assert not result.W.any()


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
    monkeypatch.setattr(workers, "CONNECT", 0.2)
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
    assert run.stdout == "2 words with rows of 2 numbers\n"
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
