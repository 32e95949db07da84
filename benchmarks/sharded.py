"""Skip-gram with the table in shards: time, traffic and quality, here and on Dask's workers.

The four novels, once through. On one computer the engine can only cost time: what it brings is
room, for a table and a text that no single machine holds. Overhead: what a round takes longer with
one worker than in this process, tasks and messages and nothing else, for one worker has nobody to
share the work with.

Memory: two workers with a table of 640 MB, E and W, on a text in a file; the result goes into a
file. A worker's share is half of the table; that of the process that calls `train`, where Dask's
scheduler runs as well, is the words with their counts and IDs.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from benchmarks.rows import OURS, Row
from benchmarks.skipgram import SETTINGS, all_neighbours, held_out_loss, lines
from embedlab import sharded, skipgram

SHARDS = 4


def received(client):
    """Bytes that the workers have had from one another, by Dask's own account."""
    logs = client.run(
        lambda dask_worker: sum(note["total"] for note in dask_worker.transfer_incoming_log)
    )
    return sum(logs.values())


def between(traffic, workers):
    """Bytes of the Traffic whose partition and shard live on different workers."""
    homes = np.arange(SHARDS) % workers
    return (traffic.bytes_read + traffic.bytes_sent)[:, homes[:, None] != homes].sum()


def alternatives(text, clients, settings):
    """The same training in this process, on the plain trainer, and on each client's workers."""

    def on(client):
        return sharded.train(text, shards=SHARDS, client=client, **settings)

    return {OURS: lambda: on(None), "skipgram.train": lambda: skipgram.train(text, **settings)} | {
        name: lambda client=client: on(client) for name, client in clients.items()
    }


def main(rounds=3):
    text, held_out = lines()
    what, took, results = f"skip-gram, {SHARDS} shards, {sum(map(len, text)):,} words", {}, {}
    with ExitStack() as stack:
        workers = {"Dask, 1 worker": 1, "Dask, 2 workers": 2, "Dask, 4 workers": 4}
        clients = {
            name: stack.enter_context(sharded.local_client(n)) for name, n in workers.items()
        }
        runs = alternatives(text, clients, SETTINGS | {"epochs": 1, "progress": False})
        for _ in range(rounds):
            for name, run in runs.items():
                begin = time.perf_counter()
                results[name] = run()
                took.setdefault(name, []).append(time.perf_counter() - begin)
        moved = {name: received(client) / rounds for name, client in clients.items()}
    for name, times in took.items():
        ratio = statistics.median(a / b for a, b in zip(took[OURS], times, strict=True))
        yield Row(what, name, statistics.median(times), "s", None if name == OURS else ratio)
    for name in workers:
        difference = np.abs(results[name].E - results[OURS].E).max()
        yield Row("largest difference of a number in E", name, float(difference), "")

    traffic, whole = results[OURS].traffic, 2 * results[OURS].E.nbytes  # E and C
    steps = len(traffic.rows_read)
    more = [a - b for a, b in zip(took["Dask, 1 worker"], took[OURS], strict=True)]
    tasks = SHARDS * (1 + SHARDS + 1 + SHARDS + 1 + 1)  # needed, read, study, getitem, settle
    yield Row(
        f"overhead of a round of {tasks} tasks",
        "Dask, 1 worker",
        1e3 * statistics.median(more) / steps,
        "ms",
    )
    what = "traffic of a round, there and back"
    yield Row(what, "rows that are needed", traffic.bytes_read.sum() / steps / 1e6, "MB read")
    yield Row(what, "rows that changed", traffic.bytes_sent.sum() / steps / 1e6, "MB sent")
    yield Row(what, "whole tables instead", 2 * SHARDS * whole / 1e6, "MB")
    for name, n in list(workers.items())[1:]:
        what = f"moved between workers in {steps} rounds"
        yield Row(what, f"{name}: by Traffic", between(traffic, n) / 1e6, "MB")
        yield Row(what, f"{name}: by Dask", moved[name] / 1e6, "MB")
    yield from quality(text, held_out)
    yield from memory()


def quality(text, held_out):
    """Seconds, held-out loss and categories after five epochs, as partitions and rounds grow."""
    begin = time.perf_counter()
    plain = skipgram.train(text, progress=False, **SETTINGS)
    yield Row("five epochs: time", "skipgram.train", time.perf_counter() - begin, "s")
    noise = [plain.words[i] for i in skipgram.noise_table(plain.counts, 100_000)]

    def scores(result):
        table = result.words, result.E, result.W
        return held_out_loss(table, held_out, noise), all_neighbours(table)

    least, categories = scores(plain)
    yield Row("five epochs: held-out loss", "skipgram.train", least, "nats")
    yield Row("five epochs: categories, all neighbours", "skipgram.train", categories, "")
    cases = [(n, 16_384) for n in (1, 2, 4, 8, 16)] + [(n, 4096) for n in (4, 8, 16)]
    for partitions, words in cases:
        name, settings = f"{partitions} partitions, {words:,}", {"round_words": words, **SETTINGS}
        begin = time.perf_counter()
        result = sharded.train(text, shards=partitions, progress=False, **settings)
        took = time.perf_counter() - begin
        loss, categories = scores(result)
        rounds = len(result.traffic.rows_read)
        yield Row(f"five epochs in {rounds} rounds: time", name, took, "s")
        yield Row("five epochs: loss above that", name, 100 * (loss / least - 1), "%")
        yield Row("five epochs: categories, all neighbours", name, categories, "")


V, D, WORKERS = 400_000, 200, 2
PEAKS = f"""
import json, re, sys
from embedlab import sharded
def peak():  # MB
    status = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) * 1024 / 1e6
folder = sys.argv[1]
with sharded.local_client({WORKERS}) as client:
    result = sharded.train(
        folder + "/text.txt", client=client, shards=4, folder=folder, d={D}, epochs=1, min_count=1,
        round_words=8192, progress=False,
    )
    assert not result.stopped, result.stopped
    words = [*result.words, list(result.words), dict.fromkeys(result.words, 1), result.counts]
    print(json.dumps([peak(), sum(map(sys.getsizeof, words)) / 1e6, *client.run(peak).values()]))
"""


def memory(length=600_000):
    """Peak of each process against its share."""
    rng, likely = np.random.default_rng(0), 1 / np.arange(1, V + 1)
    text = np.append(rng.permutation(V), rng.choice(V, size=length - V, p=likely / likely.sum()))
    with tempfile.TemporaryDirectory() as folder:
        lines = (" ".join(f"w{i}" for i in line) + "\n" for line in text.reshape(-1, 20).tolist())
        with open(Path(folder, "text.txt"), "w", encoding="utf-8") as file:
            file.writelines(lines)
        run = [sys.executable, "-c", PEAKS, folder]
        out = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    client, words, *workers = json.loads(out)
    share = 2 * V * D * 4 / 1e6 / WORKERS
    what = f"peak memory, {V:,} × {D} twice, {WORKERS} workers"
    for n, peak in enumerate(workers, 1):
        yield Row(what, f"worker {n}, share {share:.0f} MB", peak, "MB", aim=at_most(share))
    yield Row(what, f"calls train, share {words:.0f} MB", client, "MB", aim=at_most(words))


def at_most(share):
    return f"≤ {1.2 * share + 150:.0f}"
