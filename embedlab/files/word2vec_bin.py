"""word2vec's binary format: "V d" on a line, then for each row the word, a space and d float32."""

import re

import numpy as np

from embedlab.files.sharing import CHUNK, Table, bar, damaged, fresh

__all__ = ["read_word2vec_bin", "write_word2vec_bin"]

LONGEST = 10_000  # bytes of a word
CONTROL = re.compile(rb"[\x00-\x1f]")


def read_word2vec_bin(path, *, limit=None, progress=True):
    """The words and rows of a binary file of word2vec or gensim."""
    __tracebackhide__ = True
    name, size = path.name, path.stat().st_size
    with open(path, "rb") as file, bar(name, size, progress) as advance:
        header = re.fullmatch(rb"(\d{1,15}) (\d{1,15})[ \r]*\n", file.readline(64))
        if not header:
            raise ValueError(
                f"{name} does not begin with its number of rows and of columns, as word2vec's .bin "
                "does; if it is another format, give it the name that belongs to it."
            )
        V, d = (int(field) for field in header.groups())
        if not V or not d or V * (2 + 4 * d) > size - file.tell():
            raise damaged(
                name, f"its header promises {V:,} × {d:,} numbers, but it has {size:,} bytes"
            )
        n = V if limit is None else min(limit, V)
        words, E = [], np.empty((n, d), np.float32)
        data, at, offset, newlines = b"", 0, file.tell(), False  # data begins at byte offset
        advance(offset)
        for i in range(n):
            while (gap := data.find(b" ", at, at + LONGEST)) < 0 or gap + 1 + 4 * d > len(data):
                more = file.read(max(CHUNK, 4 * d))
                if not more or (gap < 0 and len(data) - at > LONGEST):
                    raise out_of_step(name, i, offset + at)
                data, at, offset = data[at:] + more, 0, offset + at
                advance(len(more))
            word = data[at:gap]
            newlines = word.startswith(b"\n") if i == 1 else newlines
            if newlines and i and word.startswith(b"\n"):
                word = word[1:]
            elif newlines and i:
                raise out_of_step(name, i, offset + at)
            words.append(as_word(word, name, i, offset + at))
            E[i] = np.frombuffer(data, "<f4", d, gap + 1)
            at = gap + 1 + 4 * d
        if n == V and (data[at:] + file.read(2)).strip(b"\r\n"):
            raise out_of_step(name, V, offset + at)
    return Table(words, E)


def as_word(word, name, i, at):
    __tracebackhide__ = True
    try:
        text = word.decode()
    except UnicodeDecodeError:
        text = ""
    if not text or CONTROL.search(word):
        raise out_of_step(name, i, at)
    return text


def out_of_step(name, i, at):
    return damaged(
        name,
        f"row {i:,}, at byte {at:,}, is not a word and its numbers (the file is truncated, or a "
        "word before it holds a space, which this format cannot say)",
    )


def write_word2vec_bin(path, table):
    """The binary format, with a new line after each row as the original program writes it."""
    __tracebackhide__ = True
    if table.E.dtype != np.float32:
        raise ValueError(
            f"{path.name} can hold float32 only, and the rows are {table.E.dtype}; "
            "save as .npz, or convert them first: Vectors(words, E.astype(np.float32))."
        )
    with fresh(path) as file:
        file.write(b"%d %d\n" % table.E.shape)
        for word, row in zip(table.words, table.E, strict=True):
            name = word.encode()
            if not name or b" " in name or CONTROL.search(name) or len(name) >= LONGEST:
                raise ValueError(f"{word!r} cannot be written into {path.name}; save as .npz.")
            file.write(b"%b %b\n" % (name, row.astype("<f4").tobytes()))
