"""Skip-gram with the table in shards: time, traffic and quality, here and on Dask's workers.

The four novels, once through. On one computer the engine can only cost time: what it brings is
room, for a table and a text that no single machine holds. Overhead: what a round takes longer with
one worker than in this process, tasks and messages and nothing else, for one worker has nobody to
share the work with.
"""

import statistics
import time
from contextlib import ExitStack

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


def quality(text, held_out):
    """Held-out loss and categories after five epochs, as rounds and partitions grow."""
    plain = skipgram.train(text, progress=False, **SETTINGS)
    noise = [plain.words[i] for i in skipgram.noise_table(plain.counts, 100_000)]

    def scores(result):
        table = result.words, result.E, result.W
        return held_out_loss(table, held_out, noise), all_neighbours(table)

    least, categories = scores(plain)
    yield Row("five epochs: held-out loss", "skipgram.train", least, "nats")
    yield Row("five epochs: categories, all neighbours", "skipgram.train", categories, "")
    for partitions, words in ((2, 16_384), (4, 16_384), (4, 4096), (8, 16_384), (8, 4096)):
        loss, categories = scores(
            sharded.train(text, shards=partitions, round_words=words, progress=False, **SETTINGS)
        )
        name = f"{partitions} partitions, {words:,}"
        yield Row(
            "five epochs: loss above that, words a round", name, 100 * (loss / least - 1), "%"
        )
        yield Row("five epochs: categories, all neighbours", name, categories, "")
