"""A table cut into shards by rows: who holds which row, and what travels for it.

With 4 shards, shard 1 holds rows 1, 5, 9, … of the table.
"""

from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from embedlab.checks import check_count, check_ids, check_table
from embedlab.gradients import sparse_row_gradient

__all__ = ["Traffic", "add_rows", "check_shard_number", "join", "lookup", "owner", "split"]


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
    check_shard_number(shards, len(E))
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


def check_shard_number(shards, V):
    """Refuse more shards than there are rows."""
    __tracebackhide__ = True
    if check_count("shards", shards) > V:
        raise ValueError(
            f"{shards} shards for a table of {V} rows: some would be empty; take fewer shards."
        )


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


def rows_in_order(paths, V, d, some=4096):
    """The table in files with a shard each, as (number of a row, rows from there on) in order."""
    K = len(paths)
    with ExitStack() as stack:
        files = [stack.enter_context(open(path, "rb")) for path in paths]
        for start in range(0, V, some * K):
            block = np.empty((min(some * K, V - start), d), np.float32)
            for k, file in enumerate(files):
                part = block[k::K]
                part[:] = np.fromfile(file, np.float32, part.size).reshape(part.shape)
            yield start, block
