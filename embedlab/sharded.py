"""When one machine is not enough: the table cut into shards by rows, the text into partitions.

With 4 shards, *shard* 1 holds rows 1, 5, 9, … of E and W; a *partition* is a stretch of the text.
Each shard is made and stays at its worker, and each partition reads its stretch from a file, so
that no process holds the whole of either. Training goes in rounds: each partition fetches the rows
that its next words need, as they are at the start of the round, learns from its words as `skipgram`
does, and sends back by how much each row changed; each shard adds what arrives, partition 0 first.
So the result depends on the numbers of partitions and rounds and on the seed, but not on how many
machines share the work: in this process or on Dask's workers, it is the same.

Where several partitions change one row, their plain sum would go the same way several times over,
and blow up. So what they have in common is averaged, and the rest is added (`combine`; Maleki et
al. 2020).

Shards change in place: a second copy of each would take twice the memory. Now and then they are
saved. If a worker dies, all shards go back to that checkpoint, and the rounds after it are repeated
with the same result.
"""

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from operator import getitem
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import numpy as np

from embedlab.files.safetensors import write_tensors
from embedlab.shards import (
    Traffic,
    add_rows,
    check_shard_number,
    join,
    local_ids,
    lookup,
    merge,
    owned,
    owner,
    rows_in_order,
    split,
)
from embedlab.skipgram import (
    CHUNK,
    TrainedVectors,
    blow_up,
    bounded,
    check_settings,
    noise_table,
    progress_bar,
    subsampling_probabilities,
    train_chunk,
    untaught,
)
from embedlab.texts import chunks, vocabulary
from embedlab.workers import LostShard, engine, local_client

__all__ = [
    "ShardedVectors",
    "Traffic",
    "add_rows",
    "join",
    "local_client",
    "lookup",
    "owner",
    "split",
    "train",
]

TRIES = 3  # times that the rounds after one checkpoint are repeated
DIED = (
    "Worker after worker died of one task, for want of memory most often: take more partitions and "
    "fewer round_words."
)
AT_A_TIME = 4096  # rows of a shard that are changed at a time


@dataclass(frozen=True, eq=False, repr=False)
class ShardedVectors(TrainedVectors):
    """What training on shards gives; `traffic` is what travelled meanwhile."""

    traffic: Traffic = None


# Training ---------------------------------------------------------------------------------------


def train(
    sentences,
    *,
    shards=4,
    partitions=None,
    client=None,
    folder=None,
    d=100,
    window=5,
    negative=5,
    epochs=5,
    min_count=5,
    sample=1e-3,
    lr=0.025,
    seed=1,
    round_words=16_384,
    checkpoint=10,
    progress=True,
    callback=None,
):
    """Train word vectors as `skipgram.train` does, the table in shards, the text in partitions.

    All settings that are not named here are those of `skipgram.train`.

    Parameters
    ----------
    shards, partitions : int
        How many parts the table and the text have; as many partitions as shards by default.
    client : dask.distributed.Client or str, optional
        The engine, such as `local_client` starts, or the address of its scheduler,
        ``"tcp://127.0.0.1:8786"``. Without one, this process does the same steps, one by one.
    folder : path, optional
        Where the result is written, as ``vectors.safetensors``: E and W are then read from the file
        as they are used. All workers must share this folder, for text and checkpoints are in it
        too. Without one, they are in a temporary folder, and E and W come into memory at the end.
    round_words : int
        About how many words a partition reads in a round. With fewer, rows are fresher and travel
        more often.
    checkpoint : int
        After so many rounds on Dask the shards are saved; in this process, after each.
    callback : callable, optional
        ``callback(done, traffic)`` after each round: the fraction of the work that is done, and the
        round's Traffic.

    Returns
    -------
    ShardedVectors
        After an interrupt, a blow-up or the end of the scheduler, the tables of the last checkpoint
        and a sentence.

    References
    ----------
    Maleki et al. 2020, *Scaling Distributed Training with Adaptive Summation*.

    Examples
    --------
    >>> text = [["the", "cat", "sees", "the", "dog"], ["the", "dog", "sees", "the", "cat"]] * 20
    >>> result = train(text, shards=2, d=4, epochs=3, progress=False)
    >>> result
    4 words with rows of 4 numbers
    >>> result.traffic.rows_read.shape
    (3, 2, 2)
    """
    partitions = shards if partitions is None else partitions
    counted = {"d": d, "window": window, "negative": negative, "epochs": epochs}
    counted |= {"shards": shards, "partitions": partitions}
    counted |= {"round_words": round_words, "checkpoint": checkpoint}
    check_settings(lr, sample, seed, **counted)
    with engine(client) as workers, working_folder(folder) as here:
        words, counts = vocabulary(sentences, min_count)
        check_shard_number(shards, len(words))
        write_text(here, sentences, words, counts)
        N = int(counts.sum())
        longest = -(-N // partitions)
        pieces = -(-longest // round_words)
        plan = Plan(
            str(here),
            run=uuid4().hex,
            V=len(words),
            d=d,
            N=N,
            shards=shards,
            partitions=partitions,
            rounds=pieces * epochs,
            pieces=pieces,
            seed=seed,
            lr=lr,
            window=window,
            negative=negative,
            sample=sample,
        )
        every = 1 if client is None else checkpoint
        with progress_bar(N * epochs, progress) as show:
            done, changed, log, stopped = all_rounds(workers, plan, every, show, callback)
        source = (
            f"skip-gram in {shards} shards: {N * epochs:,} words read, window {window}, seed {seed}"
        )
        E, W = collected(plan, done, folder, words, counts, source)
        stopped = stopped or untaught(changed, lr, min_count, sample)
        log = np.array(log).reshape(-1, 2, partitions, shards)
        traffic = Traffic(log[:, 0], log[:, 1], 4 * d)
    return ShardedVectors(
        words, E, counts=counts, source=source, W=W, stopped=stopped, traffic=traffic
    )


@dataclass(frozen=True)
class Plan:
    """What all rounds have in common; an epoch is `pieces` rounds, and the text has N words."""

    folder: str
    run: str
    V: int
    d: int
    N: int
    shards: int
    partitions: int
    rounds: int
    pieces: int
    seed: int
    lr: float
    window: int
    negative: int
    sample: float

    def rates(self, turn):
        """The learning rate at the start and at the end of a round."""
        done = np.array([turn, turn + 1]) / self.rounds
        return np.maximum(self.lr * (1 - done), 1e-4 * self.lr)

    def stretch(self, p, turn):
        """Where in the text the words begin and end that partition p reads in a round."""
        starts = (
            q * (self.N // self.partitions) + min(q, self.N % self.partitions) for q in (p, p + 1)
        )
        first, last = starts
        k = turn % self.pieces
        return [first + (last - first) * n // self.pieces for n in (k, k + 1)]

    def file(self, name, k, turn):
        """Where the rows of E or W that shard k holds are saved after so many rounds."""
        return Path(self.folder, f"{name}-{k}-{turn}")


def all_rounds(workers, plan, every, show, callback):
    """Do all rounds: how many are saved, whether W changed, traffic, why it ended early, if so."""
    saved, seen, tries, log, shards, stopped, changed = 0, 0, 0, [], None, "", False
    guessing = (1 + plan.negative) * np.log(2)
    try:
        while saved < plan.rounds:
            turns = range(saved, min(saved + every, plan.rounds))
            try:
                if shards is None:
                    shards = [
                        workers.call(take_shard, plan, k, saved, uuid4().hex, shard=k)
                        for k in range(plan.shards)
                    ]
                after, told = several_rounds(workers, shards, turns, plan)
                for done, report in enumerate(told, saved + 1):  # the later rounds are under way
                    travelled, losses = zip(*workers.fetch(report), strict=True)
                    log[done - 1 :] = [np.stack(travelled, axis=1)]  # (2, partitions, shards)
                    loss = float(np.mean(losses))
                    if done > seen:  # and is not repeated
                        seen = done
                        show(plan.N // plan.pieces, loss)
                        if callback is not None:
                            traffic = Traffic(*log[-1][:, None], 4 * plan.d)
                            callback(done / plan.rounds, traffic)
                after = workers.fetch(after)
                if loss > 2 * guessing or not all(shard.sound for shard in after):
                    stopped = blow_up(
                        f"{done:,} of {plan.rounds:,} rounds", loss, guessing, plan.lr
                    )
                    break
                workers.fetch([workers.call(save_shard, plan, s, shard=s.k) for s in after])
                forget_checkpoint(plan, saved)
                saved, tries, shards = turns.stop, 0, after
                changed = changed or any(shard.changed for shard in after)
            except LostShard:
                shards, tries = None, tries + 1
                if tries > TRIES:
                    raise ConnectionError(DIED) from None
                workers.renew(forget_shards, plan.run)
    except (KeyboardInterrupt, ConnectionError) as reason:
        taught = f"This is what {saved:,} of {plan.rounds:,} rounds taught."
        stopped = f"{str(reason) or 'Interrupted.'} {taught}"
    finally:
        workers.everywhere(forget_shards, plan.run)
    return saved, changed, log[:saved], stopped


def several_rounds(workers, shards, turns, plan):
    """The tasks of some rounds: the shards after them, and a report of each round."""
    told = []
    for turn in turns:
        shards, report = one_round(workers, shards, turn, plan)
        told.append(report)
    return shards, told


def one_round(workers, shards, turn, plan):
    """The tasks of a round: the shards after it, and of each partition what travelled, the loss."""
    call, learned = workers.call, []
    for p in range(plan.partitions):
        # a worker reads rows for one partition at a time, since they take memory
        before = learned[p - workers.number] if p >= workers.number else None
        rows = call(rows_needed, plan, p, turn, before, partition=p)
        parts = [call(read_rows, plan, shard, rows, shard=k) for k, shard in enumerate(shards)]
        learned.append(call(learn_round, plan, p, turn, rows, parts, partition=p))
    *changes, report = [
        [call(getitem, result, k, partition=p) for p, result in enumerate(learned)]
        for k in range(plan.shards + 1)
    ]
    shards = [
        call(apply_changes, plan, shard, changes[k], shard=k) for k, shard in enumerate(shards)
    ]
    return shards, report


# Tasks: what a partition does -------------------------------------------------------------------


def words_of_round(plan, p, turn):
    """What a partition reads in a round: words, their sentences, drawn negatives, a generator."""
    rng = np.random.default_rng((plan.seed, turn, p))
    keep, noise = odds(plan.folder, plan.sample)
    begin, end = plan.stretch(p, turn)
    tokens, sentence = (
        np.fromfile(Path(plan.folder, name), np.int32, end - begin, offset=4 * begin)
        for name in ("tokens", "sentences")
    )
    kept = rng.random(len(tokens), dtype=np.float32) < keep[tokens]
    tokens, sentence = tokens[kept], sentence[kept]
    return tokens, sentence, noise[rng.integers(len(noise), size=len(tokens))], rng


@lru_cache(maxsize=1)
def odds(folder, sample):
    """How `skipgram` draws; the same for all partitions of a process."""
    counts = np.fromfile(Path(folder, "counts"), np.int64)
    return subsampling_probabilities(counts, sample), noise_table(counts)


def rows_needed(plan, p, turn, before=None):
    """The rows of E that a partition needs in a round; and those of W, the same ones first."""
    tokens, _, drawn, _ = words_of_round(plan, p, turn)
    words = np.unique(tokens)
    return words, np.concatenate([words, np.setdiff1d(drawn, words)])


@np.errstate(over="ignore", invalid="ignore")  # a blow-up ends in a sentence
def learn_round(plan, p, turn, rows, parts):
    """Learn from the words of a round: the changes for each shard; what travelled, and the loss."""
    tokens, sentence, drawn, rng = words_of_round(plan, p, turn)
    (words, contexts), of_E, of_W, loss = rows, *zip(*parts, strict=True), 0.0
    E, W = merge(words, of_E), merge(contexts, of_W)
    if len(tokens):
        order = np.argsort(contexts)
        tokens, drawn = (
            order[np.searchsorted(contexts, ids, sorter=order)] for ids in (tokens, drawn)
        )
        settings = plan.rates(turn), plan.window, plan.negative
        (loss,) = train_chunk(E, W, tokens, sentence, *settings, drawn, rng)
    E -= merge(words, of_E)
    W -= merge(contexts, of_W)
    changes, sent = [], np.zeros(plan.shards, int)
    for k in range(plan.shards):
        changes.append([])
        for ids, change in ((words, E), (contexts, W)):
            mine = change.any(axis=1) & (owner(ids, plan.shards) == k)
            changes[k].append((ids[mine] // plan.shards, change[mine]))
            sent[k] += mine.sum()
    read = sum(owned(ids, plan.shards)[0, 0] for ids in rows)
    return [*changes, (np.stack([read, sent]), loss)]


# Tasks: what a shard does, at its worker --------------------------------------------------------

HELD = {}  # in the memory of a worker, by run, life and shard: after how many rounds, E, W


class Shard(NamedTuple):
    """Which shard it is and after how many rounds; its tables stay where they are, in HELD."""

    life: str  # new each time that the shard is taken from a checkpoint
    k: int
    turn: int
    sound: bool = True  # no number is too large
    changed: bool = False  # W has learned something


def take_shard(plan, k, turn, life):
    """Make a shard as it is at the start, or fetch it as it was saved after so many rounds."""
    tables = start_shard(plan, k) if turn == 0 else saved_shard(plan, k, turn)
    HELD[plan.run, life, k] = turn, *tables
    return Shard(life, k, turn)


def start_shard(plan, k):
    """The rows that shard k has of `skipgram.start_tables`, drawn without drawing the others."""
    E = np.empty((len(range(k, plan.V, plan.shards)), plan.d), np.float32)
    bits, edge = np.random.PCG64(plan.seed), 0.5 / plan.d
    draw = np.random.Generator(bits).uniform
    bits.advance(k * plan.d)
    for row in E:
        row[:] = draw(-edge, edge, plan.d)
        bits.advance((plan.shards - 1) * plan.d)
    return E, np.zeros_like(E)


def saved_shard(plan, k, turn):
    """A shard from its checkpoint."""
    return [
        np.fromfile(plan.file(name, k, turn), np.float32).reshape(-1, plan.d) for name in ("E", "W")
    ]


def tables_of(plan, shard):
    """E and W of a shard, if they are here and after the very round that is asked for."""
    turn, *tables = HELD.get((plan.run, shard.life, shard.k), (None,))
    if turn != shard.turn:
        raise LostShard(f"shard {shard.k} is not here")
    return tables


def read_rows(plan, shard, rows):
    """Those of the rows of E and W that a shard holds."""
    return [
        table[local_ids(wanted, shard.k, plan.shards)]
        for table, wanted in zip(tables_of(plan, shard), rows, strict=True)
    ]


@np.errstate(over="ignore", invalid="ignore")
def apply_changes(plan, shard, changes):
    """Add the changes of all partitions to a shard, in place."""
    tables, place = tables_of(plan, shard), (plan.run, shard.life, shard.k)
    HELD[place] = None, *tables  # what ends halfway is no shard
    sound, changed = shard.sound, shard.changed
    for table, arrived in zip(tables, zip(*changes, strict=True), strict=True):
        rows = np.unique(np.concatenate([ids for ids, _ in arrived]))
        total = np.zeros((len(rows), plan.d), table.dtype)
        for ids, change in arrived:
            at = np.searchsorted(rows, ids)
            total[at] = combine(total[at], change)
        for n in range(0, len(rows), AT_A_TIME):
            some = rows[n : n + AT_A_TIME]
            table[some] += total[n : n + AT_A_TIME]
            sound = sound and bounded(table[some])
        changed = changed or (table is tables[1] and len(rows) > 0)
    HELD[place] = shard.turn + 1, *tables
    return shard._replace(turn=shard.turn + 1, sound=bool(sound), changed=bool(changed))


def combine(a, b):
    """Two changes of each row in one: their sum if at right angles, their mean if equal."""
    dot = np.vecdot(a, b)
    doubled_a, doubled_b = (dot / (2 * np.maximum(np.vecdot(x, x), 1e-30)) for x in (a, b))
    return (1 - doubled_a)[:, None] * a + (1 - doubled_b)[:, None] * b


def save_shard(plan, shard):
    """Write a checkpoint of a shard; one of its files is whole before the round counts as saved."""
    for name, table in zip("EW", tables_of(plan, shard), strict=True):
        table.tofile(plan.file(name, shard.k, shard.turn))


def forget_shards(run):
    """Free the memory of a run in this process."""
    for place in [place for place in HELD if place[0] == run]:
        HELD.pop(place, None)


# Files ------------------------------------------------------------------------------------------


@contextmanager
def working_folder(folder):
    """A folder for text and checkpoints, removed in the end: within the given one, or anywhere."""
    if folder is not None and not Path(folder).is_dir():
        raise FileNotFoundError(f"there is no folder {folder}; make it first.")
    with tempfile.TemporaryDirectory(prefix="sharded-", dir=folder) as made:
        yield made


def write_text(folder, sentences, words, counts):
    """The text as word IDs with the sentence number of each, part by part: never all in memory."""
    ids, first = {word: i for i, word in enumerate(words)}, 0
    counts.astype(np.int64).tofile(Path(folder, "counts"))
    with (
        open(Path(folder, "tokens"), "wb") as text,
        open(Path(folder, "sentences"), "wb") as numbers,
    ):
        for tokens, where in chunks(sentences, ids, CHUNK):
            tokens.tofile(text)
            (where + np.int32(first)).tofile(numbers)
            first += int(where[-1]) + 1


def forget_checkpoint(plan, turn):
    for name in "EW":
        for k in range(plan.shards):
            plan.file(name, k, turn).unlink(missing_ok=True)


def collected(plan, turn, folder, words, counts, source):
    """E and W after so many rounds: in memory, or, with a folder, in a file that is looked into."""
    if turn == 0:  # nothing was saved yet
        for k in range(plan.shards):
            for name, table in zip("EW", start_shard(plan, k), strict=True):
                table.tofile(plan.file(name, k, 0))
    files = {name: [plan.file(name, k, turn) for k in range(plan.shards)] for name in "EW"}
    shape = plan.V, plan.d
    if folder is None:
        tables = [np.empty(shape, np.float32) for _ in "EW"]
        for name, table in zip("EW", tables, strict=True):
            for start, block in rows_in_order(files[name], *shape):
                table[start : start + len(block)] = block
        return tables
    blocks = {
        tensor: (np.float32, shape, (block for _, block in rows_in_order(files[name], *shape)))
        for tensor, name in (("embeddings", "E"), ("W", "W"))
    }
    path = Path(folder, "vectors.safetensors")
    places = write_tensors(
        path, words, source, blocks | {"counts": (np.int64, counts.shape, [counts])}
    )
    return [np.memmap(path, np.float32, "r", places[name], shape) for name in ("embeddings", "W")]
