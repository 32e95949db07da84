"""NumPy's .npz: E, the words as UTF-8 with the place where each ends; also counts and source."""

import zipfile
import zlib

import numpy as np

from embedlab.files.sharing import CHUNK, Table, bar, damaged, fresh

__all__ = ["read_npz", "write_npz"]

MOST = 1100  # deflate makes nothing smaller than 1 in 1,032: a file that says so lies
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


def read_npz(path, *, tensor=None, limit=None, progress=True):
    """The table of an .npz file, and how many rows there are without the limit."""
    __tracebackhide__ = True
    try:
        return table_in(path, tensor, limit, progress)
    except BROKEN:
        raise damaged(path.name, "it cannot be unpacked") from None
    except (SyntaxError, UnicodeDecodeError, KeyError, TypeError, MemoryError, OSError) as error:
        raise damaged(path.name, f"it cannot be read ({type(error).__name__})") from None


def table_in(path, tensor, limit, progress):
    __tracebackhide__ = True
    with zipfile.ZipFile(path) as archive:
        sizes = {
            info.filename.removesuffix(".npy"): (info.file_size, info.compress_size)
            for info in archive.infolist()
        }
        headers = {}
        for name in sizes:
            with archive.open(f"{name}.npy") as file:
                headers[name] = header_of(file, name, path.name)
        for name, (shape, _, dtype) in headers.items():
            size, packed = sizes[name]
            count = 1
            for side in shape:
                count *= side
            if min(shape, default=0) < 0 or count * dtype.itemsize > size or size > MOST * packed:
                raise damaged(path.name, f"its array {name!r} cannot have the shape {shape}")
    tables = {
        name: shape
        for name, (shape, _, dtype) in headers.items()
        if len(shape) == 2 and dtype.kind in "fiu"
    }
    chosen = tensor or ("E" if "E" in tables else next(iter(tables), None))
    if chosen not in tables or (tensor is None and chosen != "E" and len(tables) > 1):
        listed = ", ".join(f"{name} {shape}" for name, shape in tables.items()) or "none"
        raise ValueError(
            f"{path.name} has no single table of numbers; name one with tensor=: {listed}."
        )
    V, d = tables[chosen]
    n = V if limit is None else min(limit, V)
    size = n * d * headers[chosen][2].itemsize
    with np.load(path, allow_pickle=False) as arrays, bar(path.name, size, progress) as advance:
        if headers[chosen][1]:  # column after column
            E = np.ascontiguousarray(arrays[chosen][:n])
        else:
            with arrays.zip.open(f"{chosen}.npy") as file:
                E = np.empty((n, d), header_of(file, chosen, path.name)[2])
                fill(E, file, path.name, advance)
        words = words_in(arrays, V, path.name)
        counts = arrays["counts"] if "counts" in headers else None
        source = bytes(arrays["source"]).decode() if "source" in headers else ""
    if counts is not None and (counts.shape != (V,) or counts.dtype.kind not in "iu"):
        raise damaged(path.name, f"its counts have shape {counts.shape} beside {V:,} rows")
    return Table(words, E, None if counts is None else counts[:n], source), V


def fill(E, file, name, advance):
    """Read the numbers of a table, row after row."""
    __tracebackhide__ = True
    room = memoryview(E).cast("B") if E.size else b""
    for start in range(0, len(room), CHUNK):
        part = room[start : start + CHUNK]
        if file.readinto(part) != len(part):
            raise damaged(name, "it ends within its table")
        advance(len(part))


def header_of(file, member, name):
    """Shape, order and dtype that an array claims, before a byte of it is believed."""
    __tracebackhide__ = True
    try:
        version = np.lib.format.read_magic(file)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, by_column, dtype = read(file)
    except (ValueError, KeyError, EOFError):
        raise damaged(name, f"{member!r} in it is not an array") from None
    if dtype.hasobject:
        raise ValueError(
            f"{name} holds Python objects ({member!r}), a pickle that can run any program; "
            "save it again with words as an array of str."
        )
    return shape, by_column, dtype


def words_in(arrays, V, name):
    """The words of an .npz file: our own way, joined by new lines, or an array of str."""
    __tracebackhide__ = True
    if "words" not in arrays:
        return None
    words = arrays["words"]
    if words.dtype.kind == "U" and words.ndim == 1:
        return words.tolist()
    if words.dtype != np.uint8:
        raise ValueError(f"words in {name} are {words.dtype}; save them as an array of str.")
    raw = words.tobytes()
    if "ends" not in arrays:
        return raw.decode().split("\n")
    ends = arrays["ends"]
    good = ends.shape == (V,) and ends.dtype.kind in "iu" and V > 0
    ends = ends.astype(np.int64)
    if not good or ends[-1] != len(raw) or (np.diff(ends, prepend=0) < 0).any():
        raise damaged(name, "its words do not end where it says")
    ends = ends.tolist()
    return [raw[a:b].decode() for a, b in zip([0, *ends], ends, strict=False)]


def write_npz(path, table):
    """E, words, ends; counts and source if there are some."""
    __tracebackhide__ = True
    raw = [word.encode() for word in table.words]
    more = {} if table.counts is None else {"counts": table.counts}
    if table.source:
        more["source"] = np.frombuffer(table.source.encode(), np.uint8)
    with fresh(path) as file:
        np.savez(
            file,
            E=table.E,
            words=np.frombuffer(b"".join(raw), np.uint8),
            ends=np.cumsum([len(word) for word in raw], dtype=np.int64),
            **more,
        )
