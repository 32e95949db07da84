"""When one machine is not enough: the table cut into shards by rows, the text into partitions.

With 4 shards, *shard* 1 holds rows 1, 5, 9, … of E and W; a *partition* holds a stretch of the
text. Training goes in rounds: each partition fetches the rows that its next words need, as they are
at the start of the round, learns from its words as `skipgram` does, and sends back by how much each
row changed; each shard adds what arrives, partition 0 first. So the result depends on the numbers
of partitions and rounds and on the seed, but not on how many machines share the work: in this
process or on Dask's workers, it is the same.

Where several partitions change one row, their plain sum would go the same way several times over,
and blow up. So what they have in common is averaged, and the rest is added (`combine`; Maleki et
al. 2020).
"""

import ast
import logging
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from operator import getitem
from pathlib import Path

import numpy as np

from embedlab.checks import check_count, check_ids, check_table
from embedlab.gradients import sparse_row_gradient
from embedlab.skipgram import (
    CHUNK,
    TrainedVectors,
    blow_up,
    bounded,
    check_settings,
    noise_table,
    progress_bar,
    start_tables,
    subsampling_probabilities,
    train_chunk,
    untaught,
)
from embedlab.texts import chunks, vocabulary

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

PATIENCE = 30  # seconds without a result until we look whether any worker is left
CONNECT = 5  # seconds that a scheduler has to answer


@dataclass(frozen=True, eq=False, repr=False)
class Traffic:
    """Which rows travelled, in each step, between each partition and each shard.

    Attributes
    ----------
    rows_read, rows_sent : ndarray of int, shape (steps, partitions, shards)
        Rows that the partition fetched from the shard; rows whose change it sent there.
    row_bytes : int
        Bytes of a row. Its number travels too, 8 bytes more, which are not counted.
    """

    rows_read: np.ndarray
    rows_sent: np.ndarray
    row_bytes: int

    @property
    def bytes_read(self):
        """Bytes fetched, shape (steps, partitions, shards)."""
        return self.rows_read * self.row_bytes

    @property
    def bytes_sent(self):
        """Bytes sent, shape (steps, partitions, shards)."""
        return self.rows_sent * self.row_bytes

    def __repr__(self):
        return (
            f"Steps: {len(self.rows_read):,}. "
            f"Rows read: {self.rows_read.sum():,}, {self.bytes_read.sum():,} bytes; "
            f"sent: {self.rows_sent.sum():,}, {self.bytes_sent.sum():,} bytes."
        )


@dataclass(frozen=True, eq=False, repr=False)
class ShardedVectors(TrainedVectors):
    """What training on shards gives; `traffic` is what travelled meanwhile."""

    traffic: Traffic = None


# A table in shards ------------------------------------------------------------------------------


def owner(ids, shards):
    """Which shard holds each row: rows are dealt out in turn, so that the frequent ones are spread.

    Within its shard, row i is number i // shards.

    >>> owner([0, 1, 2, 3, 4], shards=3)
    array([0, 1, 2, 0, 1])
    """
    return np.asarray(ids) % check_count("shards", shards)


def split(E, shards):
    """Deal out the rows of a table of shape (V, d) to 1 … V shards: copies, (rows of a shard, d).

    >>> [shard.tolist() for shard in split([[0, 1], [2, 0], [-1, 3]], shards=2)]
    [[[0, 1], [-1, 3]], [[2, 0]]]
    """
    E = check_table(E)
    if check_count("shards", shards) > len(E):
        raise ValueError(
            f"{shards} shards for a table of {len(E)} rows: some would be empty; take fewer shards."
        )
    return [E[k::shards].copy() for k in range(shards)]


def join(shards):
    """Put the shards of `split` together again: shape (V, d).

    >>> join([[[0, 1], [-1, 3]], [[2, 0]]]).tolist()
    [[0, 1], [2, 0], [-1, 3]]
    """
    shards, V = check_shards(shards)
    return merge(np.arange(V), shards)


def lookup(shards, ids):
    """`table.lookup` where the rows lie in shards. A row that is asked for twice travels once.

    Returns
    -------
    rows : ndarray, shape ids.shape + (d,)
    traffic : Traffic
        Of one step and one partition.

    Examples
    --------
    >>> shards = split([[0., 1.], [2., 0.], [-1., 3.], [4., -2.]], shards=2)
    >>> rows, traffic = lookup(shards, [3, 1, 1, 0])
    >>> rows.tolist()
    [[4.0, -2.0], [2.0, 0.0], [2.0, 0.0], [0.0, 1.0]]
    >>> traffic.rows_read
    array([[[1, 2]]])
    """
    shards, V = check_shards(shards)
    ids, K = check_ids(ids, V), len(shards)
    rows, place = np.unique(ids, return_inverse=True)
    found = merge(rows, [shard[local_ids(rows, k, K)] for k, shard in enumerate(shards)])
    traffic = Traffic(owned(rows, K), np.zeros((1, 1, K), int), found.shape[1] * found.itemsize)
    return found[place.reshape(ids.shape)], traffic


def add_rows(shards, ids, G):
    """`np.add.at` where the rows lie in shards: what a row gets is summed first, and travels once.

    Parameters
    ----------
    shards : list of ndarrays of float, shapes (rows of the shard, d)
        They are changed.
    G : array_like, shape ids.shape + (d,)
        What is added.

    Returns
    -------
    Traffic
        Of one step and one partition.

    Examples
    --------
    >>> shards = split([[0., 0.], [0., 0.], [0., 0.]], shards=2)
    >>> add_rows(shards, [2, 2, 1], [[1, 0], [0, 5], [7, 7]])
    Steps: 1. Rows read: 0, 0 bytes; sent: 2, 32 bytes.
    >>> join(shards).tolist()
    [[0.0, 0.0], [7.0, 7.0], [1.0, 5.0]]
    """
    if not all(isinstance(shard, np.ndarray) and shard.dtype.kind == "f" for shard in shards):
        raise TypeError(
            "shards must be arrays of floats, since they are changed: "
            "split(np.asarray(E, float), …)."
        )
    shards, V = check_shards(shards)
    K, d = len(shards), shards[0].shape[1]
    rows, sums = sparse_row_gradient(check_ids(ids, V), G)
    if sums.shape[1] != d:
        raise ValueError(f"G has d = {sums.shape[1]} but the table has d = {d}.")
    for k, shard in enumerate(shards):
        shard[local_ids(rows, k, K)] += sums[owner(rows, K) == k]
    return Traffic(np.zeros((1, 1, K), int), owned(rows, K), d * shards[0].itemsize)


def check_shards(shards):
    """The shards as arrays, and how many rows they hold; or refuse what `split` would not give."""
    __tracebackhide__ = True
    shards = [check_table(shard, f"shard {k}") for k, shard in enumerate(shards)]
    V, K = sum(map(len, shards)), len(shards)
    shapes = [shard.shape for shard in shards]
    if not K or shapes != [(len(range(k, V, K)), shapes[0][1]) for k in range(K)]:
        raise ValueError(
            f"shapes {shapes!s:.100} are not the shards of one table; give all shards that split "
            "gave, in their order."
        )
    return shards, V


def local_ids(rows, k, shards):
    """Those of the rows that shard k holds, by their numbers there."""
    return rows[owner(rows, shards) == k] // shards


def owned(rows, shards):
    """How many of the rows each shard holds, shape (1, 1, shards)."""
    return np.bincount(owner(rows, shards), minlength=shards)[None, None]


def merge(rows, parts):
    """What came from each shard for `rows`, in the order of `rows`."""
    whole = np.empty((len(rows), parts[0].shape[1]), parts[0].dtype)
    for k, part in enumerate(parts):
        whole[owner(rows, len(parts)) == k] = part
    return whole


# Training ---------------------------------------------------------------------------------------


def train(
    sentences,
    *,
    shards=4,
    partitions=None,
    client=None,
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
    round_words : int
        About how many words a partition reads in a round. With fewer, rows are fresher and travel
        more often.
    checkpoint : int
        After so many rounds on Dask the table is copied here: what a dead worker held is computed
        again from it.
    callback : callable, optional
        ``callback(done, traffic)`` after each round: the fraction of the work that is done, and the
        round's Traffic.

    Returns
    -------
    ShardedVectors
        After an interrupt, a blow-up or the end of the scheduler, the last good tables and a
        sentence.

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
    log, stopped, guessing = [], "", (1 + negative) * np.log(2)
    with engine(client) as (call, fetch):
        words, counts = vocabulary(sentences, min_count)
        E, W = start_tables(len(words), d, np.random.default_rng(seed))
        kept = list(zip(split(E, shards), split(W, shards), strict=True))
        texts = partition_text(sentences, {word: i for i, word in enumerate(words)}, partitions)
        pieces = -(-max(len(tokens) for tokens, _ in texts) // round_words)
        plan = Plan(pieces * epochs, pieces, seed, lr, window, negative)
        every = 1 if client is None else checkpoint
        texts = [call(Partition, p, *text, counts, sample, at=p) for p, text in enumerate(texts)]
        with progress_bar(int(counts.sum()) * epochs, progress) as show:
            for start in range(0, plan.rounds, every):
                turns = range(start, min(start + every, plan.rounds))
                try:
                    after, told = several_rounds(call, kept, texts, turns, plan)
                    for done, report in enumerate(told, start + 1):  # the later rounds go on
                        travelled, losses = zip(*fetch(report), strict=True)
                        log.append(np.stack(travelled, axis=1))  # (2, partitions, shards)
                        loss = float(np.mean(losses))
                        show(int(counts.sum()) // pieces, loss)
                        if callback is not None:
                            callback(done / plan.rounds, Traffic(*log[-1][:, None], 4 * d))
                    after = fetch(after)
                except (KeyboardInterrupt, ConnectionError) as reason:
                    taught = f"This is what {start:,} of {plan.rounds:,} rounds taught."
                    stopped = f"{str(reason) or 'Interrupted.'} {taught}"
                    break
                if loss > 2 * guessing or not all(bounded(*shard) for shard in after):
                    stopped = blow_up(f"{done:,} of {plan.rounds:,} rounds", loss, guessing, lr)
                    break
                kept = after
    log = np.array(log[: start if stopped else None]).reshape(-1, 2, partitions, shards)
    E, W = (join(tables) for tables in zip(*kept, strict=True))
    stopped = stopped or untaught(W, lr, min_count, sample)
    traffic = Traffic(log[:, 0], log[:, 1], 4 * d)
    return ShardedVectors(words, E, counts=counts, W=W, stopped=stopped, traffic=traffic)


def partition_text(sentences, ids, partitions):
    """The text in stretches: (word IDs, sentence number of each) for every partition."""
    tokens, sentence, first = [], [], 0
    for words, where in chunks(sentences, ids, CHUNK):
        tokens.append(words)
        sentence.append(where + first)
        first += where[-1] + 1
    both = (np.array_split(np.concatenate(parts), partitions) for parts in (tokens, sentence))
    return list(zip(*both, strict=True))


@dataclass(frozen=True)
class Plan:
    """What all rounds have in common; an epoch is `pieces` rounds."""

    rounds: int
    pieces: int
    seed: int
    lr: float
    window: int
    negative: int

    def rates(self, turn):
        """The learning rate at the start and at the end of a round."""
        done = np.array([turn, turn + 1]) / self.rounds
        return np.maximum(self.lr * (1 - done), 1e-4 * self.lr)


def several_rounds(call, kept, texts, turns, plan):
    """The tasks of some rounds: the shards after them, and a report of each round."""
    shards, told = [call(from_checkpoint, shard, at=k) for k, shard in enumerate(kept)], []
    for turn in turns:
        shards, report = one_round(call, shards, texts, turn, plan)
        told.append(report)
    return shards, told


def one_round(call, shards, texts, turn, plan):
    """The tasks of a round: the new shards, and of each partition what travelled and the loss."""
    K, learned = len(shards), []
    for p, text in enumerate(texts):
        rows = call(rows_needed, text, turn, plan, at=p)
        parts = [call(read_rows, shard, rows, k, K, at=k) for k, shard in enumerate(shards)]
        learned.append(call(learn_round, text, rows, parts, turn, plan, at=p))
    *changes, report = [
        [call(getitem, result, k, at=p) for p, result in enumerate(learned)] for k in range(K + 1)
    ]
    return [call(apply_changes, shard, changes[k], at=k) for k, shard in enumerate(shards)], report


# Tasks: pure functions, so that whatever is lost can be computed again --------------------------


class Partition:
    """A stretch of the text: word IDs, the sentence number of each, and how `skipgram` draws."""

    def __init__(self, number, tokens, sentence, counts, sample):
        self.number, self.tokens, self.sentence = number, tokens, sentence
        self.keep, self.noise = subsampling_probabilities(counts, sample), noise_table(counts)

    def words(self, turn, pieces, seed):
        """What a round reads: words, their sentences, negatives to draw from, and a generator."""
        rng = np.random.default_rng((seed, turn, self.number))
        begin, end = (len(self.tokens) * (turn % pieces + k) // pieces for k in (0, 1))
        tokens, sentence = self.tokens[begin:end], self.sentence[begin:end]
        kept = rng.random(len(tokens), dtype=np.float32) < self.keep[tokens]
        tokens, sentence = tokens[kept], sentence[kept]
        return tokens, sentence, self.noise[rng.integers(len(self.noise), size=len(tokens))], rng


def from_checkpoint(shard):
    """A shard as it was at the last checkpoint."""
    return shard


def rows_needed(text, turn, plan):
    """The rows of E and those of W that a partition needs in a round."""
    tokens, _, drawn, _ = text.words(turn, plan.pieces, plan.seed)
    return np.unique(tokens), np.unique(np.concatenate([tokens, drawn]))


def read_rows(shard, rows, k, shards):
    """Those of the rows of E and W that shard k holds."""
    return [table[local_ids(wanted, k, shards)] for table, wanted in zip(shard, rows, strict=True)]


@np.errstate(over="ignore", invalid="ignore")  # a blow-up is told in words
def learn_round(text, rows, parts, turn, plan):
    """Learn from the words of a round: the changes for each shard; what travelled, and the loss."""
    tokens, sentence, drawn, rng = text.words(turn, plan.pieces, plan.seed)
    (words, contexts), shards, loss = rows, len(parts), 0.0
    W = merge(contexts, [of_W for _, of_W in parts])
    E = np.zeros_like(W)  # both are numbered as in contexts, which holds all words and negatives
    E[np.isin(contexts, words)] = merge(words, [of_E for of_E, _ in parts])
    before = E.copy(), W.copy()
    if len(tokens):
        tokens, drawn = np.searchsorted(contexts, tokens), np.searchsorted(contexts, drawn)
        settings = plan.rates(turn), plan.window, plan.negative
        (loss,) = train_chunk(E, W, tokens, sentence, *settings, drawn, rng)
    changes = []
    for change in (E - before[0], W - before[1]):
        moved = change.any(axis=1)
        changes.append((contexts[moved], change[moved]))
    read, sent = (
        sum(owned(ids, shards)[0, 0] for ids in pair) for pair in (rows, [c[0] for c in changes])
    )
    parts = [
        [(local_ids(ids, k, shards), change[owner(ids, shards) == k]) for ids, change in changes]
        for k in range(shards)
    ]
    return [*parts, (np.stack([read, sent]), loss)]


@np.errstate(over="ignore", invalid="ignore")
def apply_changes(shard, changes):
    """A new shard, with the changes of all partitions in it."""
    new = []
    for table, arrived in zip(shard, zip(*changes, strict=True), strict=True):
        total = np.zeros_like(table)
        for rows, change in arrived:
            total[rows] = combine(total[rows], change)
        new.append(table + total)
    return new


def combine(a, b):
    """Two changes of each row in one: their sum if at right angles, their mean if equal."""
    dot = np.vecdot(a, b)
    doubled_a, doubled_b = (dot / (2 * np.maximum(np.vecdot(x, x), 1e-30)) for x in (a, b))
    return (1 - doubled_a)[:, None] * a + (1 - doubled_b)[:, None] * b


# Where the tasks run ----------------------------------------------------------------------------


@contextmanager
def engine(client):
    """``call(f, *args, at=n)`` runs a task at the n-th worker, ``fetch`` has the results."""
    if client is None:
        yield (lambda f, *args, at: f(*args)), (lambda results: results)
        return
    try:
        import dask
        from dask.distributed import CancelledError as CancelledTask
        from dask.distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError:
        raise ImportError('a client needs Dask: python -m pip install "embedlab[scale]".') from None

    # What is sent with a task stays with the scheduler and outlives every worker; Dask would warn
    # of its size. And where the scheduler dies, our sentence is enough.
    for name in ("client", "batched"):
        logging.getLogger(f"distributed.{name}").addFilter(is_news)
    with (
        connected(client, Client) as client,
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}),
    ):
        homes = list(client.nthreads())

        def call(f, *args, at):
            if client.status != "running":
                raise ConnectionError("The scheduler went away.")
            # A shard stays at its home, since Dask might find it cheaper to move the shard than to
            # send its rows. A single worker is no choice, and may come back with another address.
            home = {"workers": homes[at % len(homes)], "allow_other_workers": True}
            return client.submit(f, *args, pure=False, **home if len(homes) > 1 else {})

        def fetch(futures):
            try:
                return [wait_for(future) for future in futures]
            except KilledWorker:
                raise ConnectionError(
                    "Worker after worker died of one task, for want of memory most often: take "
                    "more partitions and fewer round_words."
                ) from None
            except (CancelledTask, CommClosedError):
                raise ConnectionError("The scheduler went away.") from None

        def wait_for(future):
            while True:
                try:
                    return future.result(timeout=PATIENCE)
                except TimeoutError:  # nothing wrong, as long as a worker is left
                    alive = set(client.nthreads())
                    if not alive or (len(homes) > 1 and not alive.intersection(homes)):
                        raise ConnectionError("All workers went away.") from None

        yield call, fetch


def is_news(record):
    """Whether a line of Dask's log says more than that a connection is gone."""
    gone = ("CancelledError", "CommClosedError")
    gave_up = record.exc_info and type(record.exc_info[1]).__name__ in gone
    return not gave_up and "reconnect" not in record.getMessage()


@contextmanager
def connected(client, Client):
    """A client that works, from a client or an address; or a sentence that says what to start."""
    if isinstance(client, str):
        try:
            opened = Client(client, timeout=CONNECT)
        except ValueError as fault:
            raise ValueError(
                f"client: {fault!s:.100}; an address looks like tcp://127.0.0.1:8786."
            ) from None
        except OSError:
            raise ConnectionError(
                f"no scheduler answers at {client:.100}; start one: "
                "dask scheduler --host 127.0.0.1 --port 8786"
            ) from None
        with opened, connected(opened, Client):
            yield opened
        return
    if not isinstance(client, Client) or client.asynchronous:
        raise TypeError(
            f"client must be a dask.distributed.Client or an address, not {client!r:.60}."
        )
    if client.status != "running":
        raise ConnectionError(
            f"the client is {client.status}; start a new one: "
            "Client(n_workers=2, threads_per_worker=1)."
        )
    if not client.nthreads():
        raise ConnectionError(
            f"the scheduler has no workers; start one: dask worker {client.scheduler.address}"
        )
    yield client


def local_client(workers=2):
    """Worker processes on this machine for `train`, or None where there is no Dask (in a browser).

    Each process has one thread; ``client.close()`` ends them. With None, `train` does all the work
    in this process. A new process imports the script that started it, so a script needs a guard::

        if __name__ == "__main__":
            client = sharded.local_client()

    In a notebook there is nothing to guard.
    """
    check_count("workers", workers)
    try:
        from dask.distributed import Client
    except ImportError:
        return None
    if line := unguarded_line():
        raise RuntimeError(
            f"line {line} of the script would run again in every process that it starts; put it "
            'under a main guard: if __name__ == "__main__":'
        )
    return Client(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )


def unguarded_line():
    """The line of a script without a main guard that led here; 0 if there is a guard or none."""
    script, frame = getattr(sys.modules["__main__"], "__file__", None), sys._getframe()
    while frame and (frame.f_code.co_name, frame.f_code.co_filename) != ("<module>", script):
        frame = frame.f_back
    if frame is None:
        return 0
    for statement in ast.parse(Path(script).read_bytes()).body:
        names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        if statement.lineno <= frame.f_lineno <= statement.end_lineno and "__name__" in names:
            return 0
    return frame.f_lineno
