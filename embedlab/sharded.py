"""When one machine is not enough: the table cut into shards by rows, the text into partitions.

A *shard* holds every so-many-th row of E and C; a *partition* holds a stretch of the text. Training goes in rounds.
In a round each partition fetches the rows that its next words need, as they stand at the start of the round,
learns from its words with `skipgram.learn`, and sends back by how much each row changed; each shard adds what
arrives, partition 0 first. So the result depends on the numbers of shards, partitions and rounds and on the seed,
and not on how many machines share the work: in this process, or on Dask's workers, it is the same.

Where several partitions change one row, the shard adds what is new in each change, and takes the mean of what they
have in common (Maleki et al. 2020): the plain sum would go the same way several times over and blow up.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from operator import getitem

import numpy as np

from embedlab import gradients
from embedlab.gradients import check_rate, sparse_row_gradient
from embedlab.skipgram import WordVectors, bar, chunks, keep_shares, learn, noise_table, vocabulary
from embedlab.table import check_count, check_ids, check_table

__all__ = ["ShardedVectors", "Traffic", "add_rows", "join", "local_client", "lookup", "owner", "split", "train"]


@dataclass(frozen=True, eq=False, repr=False)
class Traffic:
    """Which rows travelled: one number for each step, partition and shard.

    Attributes
    ----------
    rows_read, rows_sent : ndarray of int, shape (steps, partitions, shards)
        Rows that the partition fetched from the shard; rows whose change it sent there.
    row_bytes : int
        Bytes of a row. The row numbers that travel along, 8 bytes each, are not counted.
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
        total = (self.bytes_read.sum() + self.bytes_sent.sum()) / 1e6
        return (f"{len(self.rows_read)} steps: {self.rows_read.sum():,} rows read, {self.rows_sent.sum():,} sent, "
                f"{total:,.3g} MB.")


@dataclass(frozen=True, eq=False, repr=False)
class ShardedVectors(WordVectors):
    """What training on shards gives: `WordVectors`, and the `Traffic` it took."""

    traffic: Traffic = None


# ---- a table in shards --------------------------------------------------------------------------------


def owner(ids, shards):
    """Which shard holds each row: dealt out in turn, so that the frequent first rows are spread.

    Parameters
    ----------
    ids : array_like of int, any shape
        Row numbers; in its shard, row i has number i // shards.
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
    """Deal out the rows of a table.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table.
    shards : int
        Between 1 and V.

    Returns
    -------
    list of ndarrays, shapes (rows of the shard, d)
        Copies.

    Raises
    ------
    ValueError
        If there are no rows for a shard.

    Examples
    --------
    >>> [part.tolist() for part in split([[0, 1], [2, 0], [-1, 3]], shards=2)]
    [[[0, 1], [-1, 3]], [[2, 0]]]
    """
    E = check_table(E)
    check_shards(shards, len(E))
    return [E[k::shards].copy() for k in range(shards)]


def check_shards(shards, V):
    """Refuse a number of shards that leaves one empty."""
    __tracebackhide__ = True
    if check_count("shards", shards) > V:
        raise ValueError(f"{shards} shards for {V} rows: some would be empty; take at most {V} shards.")


def join(parts):
    """Put the shards of `split` together again.

    Parameters
    ----------
    parts : list of ndarrays, shapes (rows of the shard, d)

    Returns
    -------
    ndarray, shape (V, d)

    Examples
    --------
    >>> join([[[0, 1], [-1, 3]], [[2, 0]]])
    array([[ 0,  1],
           [ 2,  0],
           [-1,  3]])
    """
    V, K = sum(map(len, parts)), len(parts)
    return gather(np.arange(V), [np.asarray(part) for part in parts])


def gather(rows, came):
    """The rows in their order; came[k] holds those of shard k."""
    whole = np.empty((len(rows), came[0].shape[1]), came[0].dtype)
    for k, part in enumerate(came):
        whole[owner(rows, len(came)) == k] = part
    return whole


def local(rows, k, shards):
    """Those of the rows that shard k holds, by their numbers there."""
    return rows[owner(rows, shards) == k] // shards


def count(rows, shards):
    """How many of the rows each shard holds."""
    return np.bincount(owner(rows, shards), minlength=shards)


def lookup(shards, ids):
    """`table.lookup` where the rows lie in shards: each row that is needed travels once.

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
        One step, one partition.

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
    K = len(shards)
    ids = check_ids(ids, sum(map(len, shards)))
    rows, place = np.unique(ids, return_inverse=True)
    came = gather(rows, [shard[local(rows, k, K)] for k, shard in enumerate(shards)])
    return came[place.reshape(ids.shape)], one_step(count(rows, K), np.zeros(K, int), came)


def add_rows(shards, ids, G):
    """`np.add.at` where the rows lie in shards: what goes to one row is summed first, and travels once.

    Parameters
    ----------
    shards : list of ndarrays, shapes (rows of the shard, d)
        From `split`; they are changed.
    ids : array_like of int, any shape
        Row numbers in 0 … V−1.
    G : array_like, shape ids.shape + (d,)
        What is added.

    Returns
    -------
    Traffic
        One step, one partition.

    Raises
    ------
    TypeError, IndexError, ValueError
        As `gradients.row_gradient`.

    Examples
    --------
    >>> shards = split([[0., 0.], [0., 0.], [0., 0.]], shards=2)
    >>> add_rows(shards, [2, 2, 1], [[1, 0], [0, 5], [7, 7]])
    1 steps: 0 rows read, 2 sent, 3.2e-05 MB.
    >>> join(shards).tolist()
    [[0.0, 0.0], [7.0, 7.0], [1.0, 5.0]]
    """
    K = len(shards)
    rows, sums = sparse_row_gradient(check_ids(ids, sum(map(len, shards))), G)
    for k, shard in enumerate(shards):
        gradients.add_rows(shard, local(rows, k, K), sums[owner(rows, K) == k].astype(shard.dtype))
    return one_step(np.zeros(K, int), count(rows, K), shards[0])


def one_step(read, sent, table):
    """The Traffic of a single step of a single partition."""
    return Traffic(read[None, None], sent[None, None], table.shape[1] * table.itemsize)


# ---- a round: pure functions, so that whatever is lost can be computed again -----------------------------


@dataclass(frozen=True, eq=False)
class Partition:
    """A stretch of the text: word IDs, the sentence number of each, and the two tables of `skipgram`."""

    number: int
    tokens: np.ndarray
    sentence: np.ndarray
    keep: np.ndarray
    noise: np.ndarray


def hold(value):
    """The value itself: the first link of each chain of tasks."""
    return value


def prepare(number, tokens, sentence, counts, sample):
    """A Partition."""
    return Partition(number, tokens, sentence, keep_shares(counts, sample), noise_table(counts))


def words_of_round(part, turn, pieces, seed):
    """What a partition reads in a round: words, their sentences, negatives to draw from; always the same."""
    rng = np.random.default_rng((seed, turn, part.number))
    begin, end = (len(part.tokens) * (turn % pieces + k) // pieces for k in (0, 1))
    kept = rng.random(end - begin, dtype=np.float32) < part.keep[part.tokens[begin:end]]
    tokens, sentence = part.tokens[begin:end][kept], part.sentence[begin:end][kept]
    return tokens, sentence, part.noise[rng.integers(len(part.noise), size=len(tokens))], rng


def needed(part, turn, pieces, seed):
    """The rows of E and of C that a partition needs in a round."""
    tokens, _, drawn, _ = words_of_round(part, turn, pieces, seed)
    return np.unique(tokens), np.unique(np.concatenate([tokens, drawn]))


def read(shard, rows, k, shards):
    """Those of the rows of E and C that shard k holds."""
    return [table[local(wanted, k, shards)] for table, wanted in zip(shard, rows, strict=True)]


def study(part, rows, came, turn, pieces, seed, rates, window, negative):
    """Learn from the words of a round; for each shard the changes of its rows, and how many rows travelled."""
    tokens, sentence, drawn, rng = words_of_round(part, turn, pieces, seed)
    (words, contexts), shards = rows, len(came)
    E = np.zeros((len(contexts), came[0][0].shape[1]), np.float32)  # rows numbered as in contexts, for both tables
    E[np.isin(contexts, words)] = gather(words, [e for e, _ in came])
    C = gather(contexts, [c for _, c in came])
    before = E.copy(), C.copy()
    if len(tokens):
        with np.errstate(over="ignore", invalid="ignore"):
            learn(E, C, np.searchsorted(contexts, tokens), sentence, rates, window, negative,
                  np.searchsorted(contexts, drawn), rng)
    changes, sent = [[] for _ in range(shards)], np.zeros(shards, int)
    for change in (E - before[0], C - before[1]):
        moved = change.any(axis=1)
        sent += count(contexts[moved], shards)
        for k in range(shards):
            there = moved & (owner(contexts, shards) == k)
            changes[k].append((contexts[there] // shards, change[there]))
    return [*changes, np.stack([count(words, shards) + count(contexts, shards), sent])]


def settle(shard, changes):
    """A new shard, with all partitions' changes in it."""
    new = []
    for table, arrived in zip(shard, zip(*changes, strict=True), strict=True):
        total = np.zeros_like(table)
        for rows, change in arrived:
            total[rows] = combine(total[rows], change)
        new.append(table + total)
    return new


def combine(a, b):
    """Two changes of the same rows in one: at right angles their sum, in one direction their mean."""
    dot = np.vecdot(a, b)
    share_a, share_b = (dot / (2 * np.maximum(np.vecdot(x, x), 1e-30)) for x in (a, b))
    return (1 - share_a)[:, None] * a + (1 - share_b)[:, None] * b


# ---- training -----------------------------------------------------------------------------------------


def train(sentences, *, shards=4, partitions=None, client=None, dim=100, window=5, negative=5, epochs=5,
          min_count=5, sample=1e-3, lr=0.025, seed=1, round_words=16_384, checkpoint=10, progress=True,
          callback=None):
    """Train word vectors as `skipgram.train` does, on a table in shards and a text in partitions.

    Parameters
    ----------
    sentences, dim, window, negative, epochs, min_count, sample, lr, seed, progress
        As `skipgram.train`.
    shards, partitions : int
        Into how many parts the table and the text are cut; as many partitions as shards if not said.
    client : dask.distributed.Client or str, optional
        The engine, or the address of its scheduler, as in ``"tcp://127.0.0.1:8786"``. Without one, this process
        does the same steps one after another.
    round_words : int
        About how many words of the text a partition reads in a round. With fewer, rows travel more often and are
        fresher.
    checkpoint : int
        After so many rounds the table is copied here. What a dying worker held is computed again from there.
    callback : callable, optional
        ``callback(done, traffic)`` after each round: the share of the work that is done, the Traffic of the round.

    Returns
    -------
    ShardedVectors
        If it is interrupted, or the numbers leave the range of floats, the tables of the last checkpoint and a
        sentence.

    Raises
    ------
    TypeError, ValueError, OSError
        As `skipgram.train`, or if there are more shards than words.
    ImportError, ConnectionError
        If a client is given and Dask is not installed, or no scheduler or no worker answers.

    References
    ----------
    Maleki et al. 2020, *Scaling Distributed Training with Adaptive Summation*; Stich 2019, *Local SGD Converges
    Fast and Communicates Little*.

    Examples
    --------
    >>> text = [["the", "cat", "sees", "the", "dog"], ["the", "dog", "sees", "the", "cat"]] * 20
    >>> result = train(text, shards=2, dim=4, epochs=3, progress=False)
    >>> result
    4 words, d = 4.
    >>> result.traffic
    3 steps: 47 rows read, 22 sent, 0.0011 MB.
    """
    partitions = shards if partitions is None else partitions
    for name, value in {"shards": shards, "partitions": partitions, "dim": dim, "window": window,
                        "negative": negative, "epochs": epochs, "min_count": min_count,
                        "round_words": round_words, "checkpoint": checkpoint}.items():
        check_count(name, value)
    check_rate("lr", lr), check_rate("sample", sample), check_count("seed", seed, least=0)
    words, counts = vocabulary(sentences, min_count)
    check_shards(shards, len(words))
    E = np.random.default_rng(seed).uniform(-0.5 / dim, 0.5 / dim, (len(words), dim)).astype(np.float32)
    kept = list(zip(split(E, shards), split(np.zeros_like(E), shards), strict=True))
    texts = cut(sentences, {word: i for i, word in enumerate(words)}, partitions)
    pieces = -(-max(len(tokens) for tokens, _ in texts) // round_words)  # rounds that make an epoch
    total, log, stopped = pieces * epochs, [], ""

    every = 1 if client is None else checkpoint
    with engine(client) as (call, fetch), bar(total, progress) as show:
        texts = [call(prepare, p, *text, counts, sample, at=p) for p, text in enumerate(texts)]
        for start in range(0, total, every):
            try:
                parts, told = [call(hold, part, at=k) for k, part in enumerate(kept)], []
                for turn in range(start, min(start + every, total)):
                    rates = np.maximum(lr * (1 - np.array([turn, turn + 1]) / total), 1e-4 * lr)
                    parts, travelled = one_round(call, parts, texts, turn, pieces, seed, rates, window, negative)
                    told.append(travelled)
                for turn, travelled in enumerate(told, start + 1):  # while the later rounds are still at work
                    read_and_sent = np.stack(fetch(travelled), axis=1)  # (2, partitions, shards)
                    log.append(read_and_sent)
                    show(1)
                    if callback is not None:
                        callback(turn / total, Traffic(*read_and_sent[:, None], 4 * dim))
                after = fetch(parts)
            except (KeyboardInterrupt, ConnectionError) as reason:
                stopped = f"{str(reason) or 'Interrupted.'} This is what {start:,} of {total:,} rounds taught."
                break
            if not all(np.isfinite(table).all() for part in after for table in part):
                stopped = (f"Stopped after {turn:,} of {total:,} rounds: numbers left the range of floats; try a "
                           f"smaller lr than {lr:g}.")
                break
            kept = after
        del log[start if stopped else total :]
    return ShardedVectors(words=words, counts=counts, vectors=join([e for e, _ in kept]),
                          contexts=join([c for _, c in kept]), stopped=stopped,
                          traffic=Traffic(*np.array(log).reshape(-1, 2, partitions, shards).swapaxes(0, 1), 4 * dim))


def cut(sentences, ids, partitions):
    """The text in stretches: (word IDs, sentence number of each) for each partition."""
    tokens, sentence, first = [], [], 0
    for words, where in chunks(sentences, ids):
        tokens.append(words)
        sentence.append(where + first)
        first += where[-1] + 1
    return list(zip(*(np.array_split(np.concatenate(a), partitions) for a in (tokens, sentence)), strict=True))


def one_round(call, shards, texts, turn, pieces, *settings):
    """The tasks of one round: the new shards, and for each partition the rows that travelled."""
    K, studied = len(shards), []
    for p, text in enumerate(texts):
        rows = call(needed, text, turn, pieces, settings[0], at=p)
        came = [call(read, shard, rows, k, K, at=k) for k, shard in enumerate(shards)]
        studied.append(call(study, text, rows, came, turn, pieces, *settings, at=p))
    changes = [[call(getitem, result, k, at=p) for p, result in enumerate(studied)] for k in range(K + 1)]
    return [call(settle, shard, changes[k], at=k) for k, shard in enumerate(shards)], changes[K]


# ---- where the tasks run ------------------------------------------------------------------------------


@contextmanager
def engine(client):
    """``call(f, *args, at=n)``, which runs a task at the n-th worker, and ``fetch``, which has its result."""
    if client is None:
        yield (lambda f, *args, at: f(*args)), (lambda results: results)
        return
    try:
        import dask
        from dask.distributed import KilledWorker
        from distributed.client import CancelledError, ClosedClientError
    except ImportError:
        raise ImportError('a client needs Dask: python -m pip install "embedlab[scale]".') from None

    def telling(act):
        """The same act; that the other side is gone is told in words."""
        def told(*args, **kwargs):
            try:
                return act(*args, **kwargs)
            except KilledWorker as fault:
                raise ConnectionError(f"Several workers died of one task, most often for want of memory: {fault} "
                                      "Take more partitions or fewer round_words.") from None
            except (CancelledError, ClosedClientError, OSError):
                raise ConnectionError("The scheduler went away.") from None
        return told

    # What is sent along with a task is kept by the scheduler and outlives any worker; Dask would warn of its size.
    with connected(client) as client, dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
        homes = list(client.nthreads())

        @telling
        def call(f, *args, at):
            return client.submit(f, *args, workers=homes[at % len(homes)], allow_other_workers=True, pure=False)

        yield call, telling(client.gather)


@contextmanager
def connected(client):
    """A client that works: the given one, or a new one for an address; or a sentence about what to start."""
    from dask.distributed import Client

    begin = "dask scheduler --host 127.0.0.1 --port 8786"
    opened = None
    if isinstance(client, str):
        try:
            client = opened = Client(client, timeout=5)
        except ValueError as fault:
            raise ValueError(f"client: {fault}; an address looks like tcp://127.0.0.1:8786.") from None
        except OSError:
            raise ConnectionError(f"no scheduler answers at {client}; start one: {begin}") from None
    try:
        if not isinstance(client, Client) or client.asynchronous:
            raise TypeError(f"client must be a dask.distributed.Client or an address, not {client!r:.60}.")
        if client.status != "running":
            raise ConnectionError(f"the client is {client.status}; make a new one: "
                                  "Client(LocalCluster(n_workers=2, threads_per_worker=1)).")
        if not client.nthreads():
            raise ConnectionError("the scheduler has no workers; start one: "
                                  f"dask worker {client.scheduler.address}")
        yield client
    finally:
        if opened is not None:
            opened.close()


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
    >>> client = local_client()
    >>> result = train([["a", "cat"], ["a", "dog"]] * 20, shards=2, dim=4, progress=False, client=client)
    >>> if client is not None:
    ...     client.close()
    """
    check_count("workers", workers)
    try:
        from dask.distributed import Client
    except ImportError:
        return None
    any_port = ":0"  # of its status page: the usual one may be taken
    return Client(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=any_port)
