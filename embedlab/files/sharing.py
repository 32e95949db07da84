"""What the formats share: what a file gives, refusals, a reader that knows its end, a bar."""

import os
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

__all__ = ["CHUNK", "NUMBERS", "Cursor", "Table", "bar", "damaged", "fresh", "read_rows"]

CHUNK = 1 << 22  # bytes that are read at a time
LONG = 50_000_000  # bytes of a file from which on a bar shows how far it is
NUMBERS = {  # bytes of a block, and how many numbers it holds
    "F64": (8, 1),
    "F32": (4, 1),
    "F16": (2, 1),
    "BF16": (2, 1),
    "Q8_0": (34, 32),
}


class Table(NamedTuple):
    """What a file gives: V words (None if it names none), E of shape (V, d), perhaps counts."""

    words: list | None
    E: np.ndarray
    counts: np.ndarray | None = None
    source: str = ""


def damaged(name, what):
    """The error for a file that contradicts itself."""
    return ValueError(f"{name} is damaged: {what}; download or copy it again.")


@contextmanager
def bar(name, total, progress):
    """Gives a function that counts bytes; of a long file it shows a bar."""
    if not progress or total < LONG:
        yield lambda n: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, desc=name, unit="B", unit_scale=True) as shown:
        yield shown.update


@contextmanager
def fresh(path):
    """A file to write that takes its name only when it is whole; else nothing is left of it."""
    part = path.with_name(f"{path.name}.part")
    try:
        with open(part, "wb") as file:
            yield file
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


class Cursor:
    """A file read from front to back that never asks memory for more than the file has left."""

    def __init__(self, path, file):
        self.name, self.file, self.size = path.name, file, path.stat().st_size

    def left(self):
        return self.size - self.file.tell()

    def take(self, n, what):
        """The next n bytes, or a refusal that says what they should have been."""
        __tracebackhide__ = True
        if n > self.left():
            raise damaged(
                self.name,
                f"at byte {self.file.tell():,} {what} should take {n:,} bytes, "
                f"but {self.left():,} are left",
            )
        return self.file.read(n)

    def skip(self, n, what):
        __tracebackhide__ = True
        if n > self.left():
            self.take(n, what)
        self.file.seek(n, os.SEEK_CUR)


def read_rows(cursor, offset, kind, V, d, progress):
    """V rows of d numbers from this offset on: float64 if the file has them, else float32."""
    __tracebackhide__ = True
    block, numbers = NUMBERS[kind]
    row = d // numbers * block  # bytes
    if offset + V * row > cursor.size:
        raise damaged(
            cursor.name, f"{V:,} rows of {d:,} numbers from byte {offset:,} on lie beyond its end"
        )
    E = np.empty((V, d), np.float64 if kind == "F64" else np.float32)
    cursor.file.seek(offset)
    some = max(1, CHUNK // max(1, row))
    with bar(cursor.name, V * row, progress) as advance:
        for start in range(0, V, some):
            part = E[start : start + some]
            raw = cursor.take(row * len(part), "rows")
            part[:] = decoded(raw, kind).reshape(len(part), d)
            advance(len(raw))
    return E


def decoded(raw, kind):
    """The numbers that these bytes stand for."""
    if kind == "BF16":  # the upper half of a float32
        return (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
    if kind == "Q8_0":  # 32 small integers share one scale
        blocks = np.frombuffer(raw, [("scale", "<f2"), ("q", "i1", 32)])
        with np.errstate(invalid="ignore", over="ignore"):
            return blocks["q"] * blocks["scale"].astype(np.float32)[:, None]
    return np.frombuffer(raw, {"F64": "<f8", "F32": "<f4", "F16": "<f2"}[kind])
