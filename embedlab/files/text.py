"""Vectors as text, a word and its numbers a line; word2vec and fastText have a header, "V d".

A word may hold spaces: the last d fields of a line are its numbers. Read in chunks of whole lines,
so that little more than the table is in memory.
"""

import gzip
import re
import zlib
from collections import Counter

import numpy as np

from embedlab.files.sharing import CHUNK, Table, bar, damaged, fresh

__all__ = ["read_text", "write_glove", "write_projector", "write_word2vec"]

LONGEST = 1 << 24  # bytes of a line; more is no line of vectors
HEADER = re.compile(r"\d+ \d+")


def read_text(path, *, limit=None, progress=True):
    """The words and rows of a text file, plain or .gz."""
    __tracebackhide__ = True
    name, words, E, V, d = path.name, [], None, None, None
    room = np.inf if limit is None else limit
    for lines, number, part in chunks_of_lines(path, progress):
        if d is None:
            if HEADER.fullmatch(lines[0].rstrip(" \r")):
                V, d = (int(field) for field in lines[0].split())
                lines, number = lines[1:], number + 1
            else:
                d = usual_width(lines)
            if d < 1:
                raise ValueError(
                    f"line 1 of {name} has no numbers after the word; "
                    "a line is a word and its numbers, with spaces between them."
                )
            if not lines:
                continue
        lines = lines[: int(min(room - len(words), len(lines)))]
        some, rows = parsed(name, lines, number, d)
        if E is None:  # memory that is not written to costs nothing
            E = np.empty((len(rows) + int(1.05 * part * len(rows)), d), np.float32)
        if len(words) + len(rows) > len(E):
            E.resize((int(1.3 * (len(words) + len(rows))), d), refcheck=False)
        E[len(words) : len(words) + len(rows)] = rows
        words += some
        if len(words) == room:
            break
    if V is not None and len(words) < min(V, room):
        raise damaged(name, f"its header promises {V:,} rows, but it has {len(words):,}")
    if V is not None and len(words) > V:
        raise damaged(name, f"its header promises {V:,} rows, but it has more")
    E.resize((len(words), d), refcheck=False)
    return Table(words, E)


def chunks_of_lines(path, progress):
    """Lists of whole lines, the number of the first, and how many times as much is to come."""
    __tracebackhide__ = True
    packed, size = path.suffix.lower() == ".gz", path.stat().st_size
    number, rest = 1, b""
    with (
        bar(path.name, size, progress) as advance,
        open(path, "rb") as raw,
        gzip.GzipFile(fileobj=raw) if packed else raw as file,
    ):
        before = 0
        while True:
            more = next_bytes(file, path.name)
            whole, newline, rest = (rest + more).rpartition(b"\n") if more else (rest, b"", b"")
            if not newline and more:
                if len(rest) > LONGEST:
                    raise ValueError(
                        f"line {number} of {path.name} is longer than {LONGEST:,} bytes; "
                        "this is no text file of vectors."
                    )
                continue
            if whole or newline:
                lines = as_text(whole, path.name, number).split("\n")
                if not newline:  # "2.75" may have been cut to "2.7", and nobody could tell
                    raise ValueError(
                        f"line {number + len(lines) - 1} of {path.name} has no new line at its "
                        "end, so the file may be truncated; download it again, or add one if it is "
                        "complete."
                    )
                here = raw.tell()
                yield lines, number, 0 if packed else (size - here) / max(1, here)
                number += len(lines)
                advance(here - before)
                before = here
            if not more:
                return


def next_bytes(file, name):
    __tracebackhide__ = True
    try:
        return file.read(CHUNK)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise damaged(name, "gzip cannot unpack it to the end") from None


def as_text(whole, name, number):
    """The characters of whole lines, or a refusal that names the line."""
    __tracebackhide__ = True
    if number == 1 and whole.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{name} is text in UTF-16; save it as UTF-8.")
    if b"\0" in whole:
        line = number + whole.count(b"\n", 0, whole.index(b"\0"))
        raise ValueError(
            f"line {line} of {name} holds a zero byte, so it is no text; "
            "word2vec's binary format ends in .bin."
        )
    try:
        return whole.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        line = number + whole.count(b"\n", 0, error.start)
        raise ValueError(
            f"line {line} of {name} is not UTF-8; save the file in that encoding."
        ) from None


def usual_width(lines):
    """How many numbers most lines have: a few words may hold spaces, a few lines be broken."""
    widths = Counter(line.rstrip(" \r").count(" ") for line in lines[:100])
    return widths.most_common(1)[0][0]


def parsed(name, lines, number, d):
    """Words and rows of some lines; `number` is that of the first."""
    __tracebackhide__ = True
    words, numbers = [], []
    for n, line in enumerate(lines, number):
        line = line.rstrip(" \r")
        # the quick way for nearly all lines: as many spaces as numbers
        end = line.index(" ") if line.count(" ") == d else word_end(name, line, n, d)
        words.append(line[:end])
        numbers.append(line[end + 1 :])
    try:
        rows = np.loadtxt(numbers, np.float32, comments=None, delimiter=" ", ndmin=2)
    except ValueError:
        rows = np.empty((0, d))
    if rows.shape != (len(lines), d):
        raise ValueError(f"{culprit(numbers, number, name)}; a line is a word and its numbers.")
    if np.isinf(rows).any() and (large := first_too_large(rows, numbers)) is not None:
        raise ValueError(
            f"line {number + large} of {name} holds a number that is too large for float32; "
            "scale the vectors before you save them."
        )
    return words, rows


def word_end(name, line, n, d):
    """Where the word ends on a line that does not have d spaces, or a refusal."""
    __tracebackhide__ = True
    fields = line.split(" ")
    if len(fields) <= d or any(map(is_decimal, fields[1:-d])):
        raise ValueError(
            f"line {n} of {name} has {len(fields) - 1} numbers after the word, but the rows have "
            f"{d}; fix that line, or load the lines before it with limit={max(1, n - 2)}."
        )
    return len(" ".join(fields[:-d]))


def is_decimal(field):
    """Whether this reads as a number that words are not: 66 may belong to a word, 6.6 not."""
    try:
        float(field)
    except ValueError:
        return False
    return not field.isdigit()


def culprit(numbers, number, name):
    """The first field that is no number, in words."""
    for n, line in enumerate(numbers, number):
        for column, field in enumerate(line.split(" "), 1):
            try:
                np.loadtxt([field or "empty"], comments=None)
            except ValueError:
                return f"line {n} of {name} has {field!r} as number {column}"
    return f"a line of {name} from line {number} on cannot be read"


def first_too_large(rows, numbers):
    """The first line with an infinite number that the text did not call infinite, or None."""
    infinite = np.flatnonzero(np.isinf(rows).any(axis=1))
    return next((int(n) for n in infinite if "inf" not in numbers[n].lower()), None)


# ---- writing ----------------------------------------------------------------------------


def write_glove(path, table, advance):
    """A word and its numbers a line."""
    __tracebackhide__ = True
    first = next(text_lines(path, table, lambda n: None), "")
    if table.E.shape[1] == 1 and HEADER.fullmatch(first.rstrip("\n")):
        raise ValueError(f"the first line of {path.name} would look like a header; save as .vec.")
    with fresh(path) as file:
        file.writelines(line.encode() for line in text_lines(path, table, advance))


def write_word2vec(path, table, advance):
    """The same after a line with V and d."""
    __tracebackhide__ = True
    with fresh(path) as file:
        file.write(b"%d %d\n" % table.E.shape)
        file.writelines(line.encode() for line in text_lines(path, table, advance))


def write_projector(path, table, advance):
    """Two files for the TensorFlow Embedding Projector: the rows, and NAME_metadata.tsv."""
    __tracebackhide__ = True
    beside = path.with_name(f"{path.stem}_metadata.tsv")
    for word in table.words:
        if re.search(r"[\t\n\r]", word) or not word.strip():
            raise ValueError(f"{word!r} cannot be a line of {beside.name}; rename or drop it.")
    with fresh(path) as file, fresh(beside) as words:
        file.writelines(f"{row}\n".encode() for row in written(table.E, "\t", advance))
        words.writelines(f"{word}\n".encode() for word in table.words)


def text_lines(path, table, advance):
    __tracebackhide__ = True
    for word, numbers in zip(table.words, written(table.E, " ", advance), strict=True):
        if "\n" in word or "\0" in word or any(map(is_decimal, word.split(" ")[1:])):
            raise ValueError(f"{word!r} would not come back from {path.name}; save as .npz.")
        yield f"{word} {numbers}\n"


def written(E, between, advance):
    """The numbers of each row with as many digits as it takes to get the same numbers back."""
    pattern = between.join(["%.9g" if E.dtype == np.float32 else "%.17g"] * E.shape[1])
    for row in E:
        yield pattern % tuple(row.tolist())
        advance(row.nbytes)
