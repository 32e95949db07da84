"""When one machine is not enough: the table cut into shards by rows, the text into partitions.

A *shard* holds every so-many-th row of E and W; a *partition* holds a stretch of the text. Training goes in
rounds: each partition fetches the rows that its next words need, as they stand at the start of the round, learns
from its words with `skipgram.learn`, and sends back by how much each row changed; each shard takes in what
arrives, partition 0 first. So the result depends on the numbers of partitions and rounds and on the seed, but not
on how many machines share the work: in this process or on Dask's workers, it is the same.

Where several partitions change one row, their plain sum would go the same way several times over, and blow up. So
what they have in common is averaged, and the rest is added (`combine`; Maleki et al. 2020).
"""

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import getitem

import numpy as np

from embedlab import gradients
from embedlab.checks import check_count, check_ids, check_table
from embedlab.skipgram import (
    WordVectors,
    bar,
    chunks,
    learn,
    noise_table,
    subsampling_probabilities,
    vocabulary,
)

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

PATIENCE = 30  # seconds without a result until one looks whether anybody still works


@dataclass(frozen=True, eq=False, repr=False)
class Traffic:
    """Which rows travelled, in each step, between each partition and each shard.

    Attributes
    ----------
    rows_read, rows_sent : ndarray of int, shape (steps, partitions, shards)
        Rows that the partition fetched from the shard; rows whose change it sent there.
    row_bytes : int
        Bytes of a row. The row's number travels too, 8 bytes more, which are not counted.
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
class ShardedVectors(WordVectors):
    """What training on shards gives: `WordVectors`, and in `traffic` what travelled meanwhile."""

    traffic: Traffic = None


# ---- a table in shards --------------------------------------------------------------------------------


def owner(ids, shards):
    """Which shard holds each row: they are dealt out in turn, so that the frequent first rows are spread.

    Parameters
    ----------
    ids : array_like of int, any shape
        Row numbers. Within its shard, row i is number i // shards.
    shards : int
        How many there are, at least 1.

    Returns
    -------
    ndarray of int, shape of ids

    Examples
    --------
    >>> owner([0, 1, 2, 3, 4], shards=3)
    array([0, 1, 2, 0, 1])
    """
    return np.asarray(ids) % check_count("shards", shards)


def split(E, shards):
    """Deal out the rows of a table of shape (V, d) to 1 … V shards.

    Returns
    -------
    list of ndarrays, shapes (rows of the shard, d)
        Copies.

    Raises
    ------
    ValueError
        If a shard would be empty.

    Examples
    --------
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

    Examples
    --------
    >>> join([[[0, 1], [-1, 3]], [[2, 0]]]).tolist()
    [[0, 1], [2, 0], [-1, 3]]
    """
    shards, V = check_shards(shards)
    return merge(np.arange(V), shards)


def lookup(shards, ids):
    """`table.lookup` where the rows lie in shards. A row that is asked for twice travels once.

    Parameters
    ----------
    shards : list of ndarrays, shapes (rows of the shard, d)
        From `split`.
    ids : array_like of int, any shape
        Row numbers in 0 … V−1.

    Returns
    -------
    rows : ndarray, shape ids.shape + (d,)
    traffic : Traffic
        Of one step and one partition.

    Raises
    ------
    TypeError, IndexError
        As `table.lookup`.

    Examples
    --------
    >>> rows, traffic = lookup(split([[0., 1.], [2., 0.], [-1., 3.], [4., -2.]], shards=2), [3, 1, 1, 0])
    >>> rows.tolist()
    [[4.0, -2.0], [2.0, 0.0], [2.0, 0.0], [0.0, 1.0]]
    >>> traffic.rows_read
    array([[[1, 2]]])
    """
    shards, V = check_shards(shards)
    ids, K = check_ids(ids, V), len(shards)
    rows, place = np.unique(ids, return_inverse=True)
    came = merge(rows, [shard[local(rows, k, K)] for k, shard in enumerate(shards)])
    return came[place.reshape(ids.shape)], Traffic(
        count(rows, K)[None, None], np.zeros((1, 1, K), int), came.shape[1] * came.itemsize
    )


def add_rows(shards, ids, G):
    """`np.add.at` where the rows lie in shards: what one row gets is summed first, and travels once.

    Parameters
    ----------
    shards : list of ndarrays of float, shapes (rows of the shard, d)
        From `split`; they are changed.
    ids : array_like of int, any shape
        Row numbers in 0 … V−1.
    G : array_like, shape ids.shape + (d,)
        What is added.

    Returns
    -------
    Traffic
        Of one step and one partition.

    Raises
    ------
    TypeError, IndexError, ValueError
        As `gradients.row_gradient`.

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
            "shards must be arrays of floats, since they are changed: split(np.asarray(E, float), …)."
        )
    shards, V = check_shards(shards)
    K, d = len(shards), shards[0].shape[1]
    rows, sums = gradients.sparse_row_gradient(check_ids(ids, V), G)
    if sums.shape[1] != d:
        raise ValueError(f"G has d = {sums.shape[1]} but the table has d = {d}.")
    for k, shard in enumerate(shards):
        shard[local(rows, k, K)] += sums[owner(rows, K) == k]
    return Traffic(np.zeros((1, 1, K), int), count(rows, K)[None, None], d * shards[0].itemsize)


def check_shards(shards):
    """The shards as arrays, and how many rows they hold; or refuse what `split` would not give."""
    __tracebackhide__ = True
    shards = [check_table(shard, f"shard {k}") for k, shard in enumerate(shards)]
    V, K = sum(map(len, shards)), len(shards)
    if not K or any(
        len(shard) != len(range(k, V, K)) or shard.shape[1:] != shards[0].shape[1:]
        for k, shard in enumerate(shards)
    ):
        raise ValueError(
            f"shapes {[shard.shape for shard in shards]} are not the shards of one table; give all "
            "shards that split gave, in their order."
        )
    return shards, V


def local(rows, k, shards):
    """Those of the rows that shard k holds, by their numbers there."""
    return rows[owner(rows, shards) == k] // shards


def count(rows, shards):
    """How many of the rows each shard holds."""
    return np.bincount(owner(rows, shards), minlength=shards)


def merge(rows, came):
    """What came from each shard for `rows`, in the order of `rows`."""
    whole = np.empty((len(rows), came[0].shape[1]), came[0].dtype)
    for k, part in enumerate(came):
        whole[owner(rows, len(came)) == k] = part
    return whole


# ---- training -----------------------------------------------------------------------------------------


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
    """Train word vectors as `skipgram.train` does, with the table in shards and the text in partitions.

    Parameters
    ----------
    sentences, d, window, negative, epochs, min_count, sample, lr, seed, progress
        As `skipgram.train`.
    shards, partitions : int
        Into how many parts the table and the text are cut; if not said, as many partitions as shards.
    client : dask.distributed.Client or str, optional
        The engine, such as `local_client` starts, or the address of its scheduler, ``"tcp://127.0.0.1:8786"``.
        Without one, this process does the same steps, one after another.
    round_words : int
        About how many words a partition reads in a round. With fewer, rows are fresher and travel more often.
    checkpoint : int
        After so many rounds on Dask the table is copied here: what a dead worker held is computed again from it.
    callback : callable, optional
        ``callback(done, traffic)`` after each round: the share of the work that is done, the round's Traffic.

    Returns
    -------
    ShardedVectors
        If it is interrupted, the scheduler goes away, or the numbers leave the range of floats, the last good
        tables and a sentence.

    Raises
    ------
    TypeError, ValueError, OSError
        As `skipgram.train`, or if there are more shards than words.
    ImportError, ConnectionError
        If a client is given and Dask is not installed, or no scheduler or worker answers.

    References
    ----------
    Maleki et al. 2020, *Scaling Distributed Training with Adaptive Summation*.

    Examples
    --------
    >>> text = [["the", "cat", "sees", "the", "dog"], ["the", "dog", "sees", "the", "cat"]] * 20
    >>> result = train(text, shards=2, d=4, epochs=3, progress=False)
    >>> result
    4 words, d = 4.
    >>> result.traffic.rows_read.shape
    (3, 2, 2)
    """
    partitions = shards if partitions is None else partitions
    for name, value in {
        "shards": shards,
        "partitions": partitions,
        "d": d,
        "window": window,
        "negative": negative,
        "epochs": epochs,
        "min_count": min_count,
        "round_words": round_words,
        "checkpoint": checkpoint,
    }.items():
        check_count(name, value)
    (
        gradients.check_rate("lr", lr),
        gradients.check_rate("sample", sample),
        check_count("seed", seed, least=0),
    )
    log, stopped = [], ""
    with engine(client) as (call, fetch):
        words, counts = vocabulary(sentences, min_count)
        E = (
            np.random.default_rng(seed)
            .uniform(-0.5 / d, 0.5 / d, (len(words), d))
            .astype(np.float32)
        )
        kept = list(zip(split(E, shards), split(np.zeros_like(E), shards), strict=True))
        texts = cut(sentences, {word: i for i, word in enumerate(words)}, partitions)
        pieces = -(
            -max(len(tokens) for tokens, _ in texts) // round_words
        )  # rounds that make an epoch
        total, every = pieces * epochs, 1 if client is None else checkpoint
        texts = [call(Partition, p, *text, counts, sample, at=p) for p, text in enumerate(texts)]
        with bar(int(counts.sum()) * epochs, progress) as show:
            for start in range(0, total, every):
                try:
                    parts, told = several_rounds(
                        call,
                        kept,
                        texts,
                        range(start, min(start + every, total)),
                        total,
                        pieces,
                        seed,
                        lr,
                        window,
                        negative,
                    )
                    for done, rows in enumerate(
                        told, start + 1
                    ):  # meanwhile the later rounds go on
                        log.append(np.stack(fetch(rows), axis=1))  # (2, partitions, shards)
                        show(int(counts.sum()) // pieces)
                        if callback is not None:
                            callback(done / total, Traffic(*log[-1][:, None], 4 * d))
                    after = fetch(parts)
                except (KeyboardInterrupt, ConnectionError) as reason:
                    stopped = f"{str(reason) or 'Interrupted.'} This is what {start:,} of {total:,} rounds taught."
                    break
                if not all(np.isfinite(table).all() for part in after for table in part):
                    stopped = (
                        f"Stopped after {done:,} of {total:,} rounds: numbers left the range of floats; "
                        f"try a smaller lr than {lr:g}."
                    )
                    break
                kept = after
    read, sent = (
        np.array(log[: start if stopped else total])
        .reshape(-1, 2, partitions, shards)
        .swapaxes(0, 1)
    )
    E, W = (join(tables) for tables in zip(*kept, strict=True))
    return ShardedVectors(words, counts, E, W, stopped, Traffic(read, sent, 4 * d))


def cut(sentences, ids, partitions):
    """The text in stretches: (word IDs, sentence number of each) for every partition."""
    tokens, sentence, first = [], [], 0
    for words, where in chunks(sentences, ids):
        tokens.append(words)
        sentence.append(where + first)
        first += where[-1] + 1
    return list(
        zip(
            *(np.array_split(np.concatenate(a), partitions) for a in (tokens, sentence)),
            strict=True,
        )
    )


def several_rounds(call, kept, texts, turns, total, pieces, seed, lr, window, negative):
    """The tasks of some rounds: the shards after them, and for each round what travelled."""
    shards, told = [call(hold, shard, at=k) for k, shard in enumerate(kept)], []
    for turn in turns:
        rates = np.maximum(lr * (1 - np.array([turn, turn + 1]) / total), 1e-4 * lr)
        shards, travelled = one_round(
            call, shards, texts, turn, pieces, seed, rates, window, negative
        )
        told.append(travelled)
    return shards, told


def one_round(call, shards, texts, turn, pieces, seed, rates, window, negative):
    """The tasks of a round: the new shards, and for each partition the numbers of rows that travelled."""
    K, studied = len(shards), []
    for p, text in enumerate(texts):
        rows = call(needed, text, turn, pieces, seed, at=p)
        came = [call(read, shard, rows, k, K, at=k) for k, shard in enumerate(shards)]
        studied.append(
            call(study, text, rows, came, turn, pieces, seed, rates, window, negative, at=p)
        )
    *changes, travelled = [
        [call(getitem, result, k, at=p) for p, result in enumerate(studied)] for k in range(K + 1)
    ]
    return [call(settle, shard, changes[k], at=k) for k, shard in enumerate(shards)], travelled


# ---- tasks: pure functions, so that whatever is lost can be computed again ------------------------------


class Partition:
    """A stretch of the text: word IDs, the sentence number of each, and the two tables of `skipgram`."""

    def __init__(self, number, tokens, sentence, counts, sample):
        self.number, self.tokens, self.sentence = number, tokens, sentence
        self.keep, self.noise = subsampling_probabilities(counts, sample), noise_table(counts)

    def words(self, turn, pieces, seed):
        """What is read in a round: words, their sentences, negatives to draw from, and a generator to do it."""
        rng = np.random.default_rng((seed, turn, self.number))
        begin, end = (len(self.tokens) * (turn % pieces + k) // pieces for k in (0, 1))
        tokens, sentence = self.tokens[begin:end], self.sentence[begin:end]
        kept = rng.random(len(tokens), dtype=np.float32) < self.keep[tokens]
        tokens, sentence = tokens[kept], sentence[kept]
        return tokens, sentence, self.noise[rng.integers(len(self.noise), size=len(tokens))], rng


def hold(part):
    """A shard as it was at the last checkpoint."""
    return part


def needed(text, turn, pieces, seed):
    """The rows of E and those of W that a partition needs in a round."""
    tokens, _, drawn, _ = text.words(turn, pieces, seed)
    return np.unique(tokens), np.unique(np.concatenate([tokens, drawn]))


def read(shard, rows, k, shards):
    """Those of the rows of E and W that shard k holds."""
    return [table[local(wanted, k, shards)] for table, wanted in zip(shard, rows, strict=True)]


@np.errstate(over="ignore", invalid="ignore")  # a blow-up is told in words
def study(text, rows, came, turn, pieces, seed, rates, window, negative):
    """Learn from the words of a round: the changes for each shard, and the numbers of rows that travelled."""
    tokens, sentence, drawn, rng = text.words(turn, pieces, seed)
    (words, contexts), shards = rows, len(came)
    W = merge(contexts, [c for _, c in came])
    E = np.zeros_like(W)  # both are numbered as in contexts, which holds all words and negatives
    E[np.isin(contexts, words)] = merge(words, [e for e, _ in came])
    before = E.copy(), W.copy()
    if len(tokens):
        tokens, drawn = np.searchsorted(contexts, tokens), np.searchsorted(contexts, drawn)
        learn(E, W, tokens, sentence, rates, window, negative, drawn, rng)
    changes = []
    for change in (E - before[0], W - before[1]):
        moved = change.any(axis=1)
        changes.append((contexts[moved], change[moved]))
    travelled = [
        sum(count(ids, shards) for ids in pair) for pair in (rows, [ids for ids, _ in changes])
    ]
    return [
        *(
            [(local(ids, k, shards), change[owner(ids, shards) == k]) for ids, change in changes]
            for k in range(shards)
        ),
        np.stack(travelled),
    ]


@np.errstate(over="ignore", invalid="ignore")
def settle(shard, changes):
    """A new shard, with the changes of all partitions in it."""
    return [
        table + reduce(take_in, arrived, np.zeros_like(table))
        for table, arrived in zip(shard, zip(*changes, strict=True), strict=True)
    ]


def take_in(total, arrived):
    """The change of a whole shard, with the changes of one more partition in it."""
    rows, change = arrived
    total[rows] = combine(total[rows], change)
    return total


def combine(a, b):
    """Two changes of each row in one: their sum if they are at right angles, their mean if they are equal."""
    dot = np.vecdot(a, b)
    doubled_a, doubled_b = (dot / (2 * np.maximum(np.vecdot(x, x), 1e-30)) for x in (a, b))
    return (1 - doubled_a)[:, None] * a + (1 - doubled_b)[:, None] * b


# ---- where the tasks run ------------------------------------------------------------------------------


@contextmanager
def engine(client):
    """``call(f, *args, at=n)``, which runs a task at the n-th worker, and ``fetch``, which has the results."""
    if client is None:
        yield (lambda f, *args, at: f(*args)), (lambda results: results)
        return
    try:
        import dask
        from dask.distributed import CancelledError, Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError:
        raise ImportError('a client needs Dask: python -m pip install "embedlab[scale]".') from None

    # What is sent with a task stays with the scheduler and outlives every worker; Dask would warn of its size.
    with (
        connected(client, Client) as client,
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}),
    ):
        homes = list(client.nthreads())

        def call(f, *args, at):
            if client.status != "running":
                raise ConnectionError("The scheduler went away.")
            # A shard stays at its home, since Dask might find it cheaper to move the shard than to send its rows.
            # A single worker is no choice, and may come back with another address.
            home = (
                {"workers": homes[at % len(homes)], "allow_other_workers": True}
                if len(homes) > 1
                else {}
            )
            return client.submit(f, *args, pure=False, **home)

        def fetch(futures):
            try:
                return [wait_for(future) for future in futures]
            except KilledWorker:
                raise ConnectionError(
                    "Worker after worker died of one task, for want of memory most often: take "
                    "more partitions and fewer round_words."
                ) from None
            except (CancelledError, CommClosedError):
                raise ConnectionError("The scheduler went away.") from None

        def wait_for(future):
            while True:
                try:
                    return future.result(timeout=PATIENCE)
                except TimeoutError:  # nothing wrong, as long as somebody works
                    alive = set(client.nthreads())
                    if not alive or (len(homes) > 1 and not alive.intersection(homes)):
                        raise ConnectionError("All workers went away.") from None

        yield call, fetch


@contextmanager
def connected(client, Client):
    """A client that works, from a client or an address; or a sentence that says what to start."""
    if isinstance(client, str):
        try:
            opened = Client(client, timeout=5)
        except ValueError as fault:
            raise ValueError(
                f"client: {fault}; an address looks like tcp://127.0.0.1:8786."
            ) from None
        except OSError:
            raise ConnectionError(
                f"no scheduler answers at {client}; start one: "
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
    """Worker processes on this machine for `train`, or None where there is no Dask, as in a browser.

    Parameters
    ----------
    workers : int
        How many processes, each with one thread.

    Returns
    -------
    dask.distributed.Client or None
        Its ``close()`` ends the processes. With None, `train` does all the work in this process.

    Examples
    --------
    >>> client = local_client(workers=1)
    >>> if client is not None:
    ...     client.close()
    """
    check_count("workers", workers)
    try:
        from dask.distributed import Client
    except ImportError:
        return None
    return Client(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )
