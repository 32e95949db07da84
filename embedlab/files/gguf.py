"""GGUF, the format of llama.cpp: metadata with the tokens, the tensors' places, their numbers."""

import struct

from embedlab.files.safetensors import find_table
from embedlab.files.sharing import NUMBERS, Cursor, Table, damaged, read_rows

__all__ = ["read_gguf"]

SCALARS = dict(enumerate(["B", "b", "H", "h", "I", "i", "f", "?"])) | {10: "Q", 11: "q", 12: "d"}
TEXT, ARRAY = 8, 9
TYPES = {0: "F32", 1: "F16", 8: "Q8_0", 28: "F64", 30: "BF16"}
OTHERS = {2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 10: "Q2_K", 11: "Q3_K"}
OTHERS |= {12: "Q4_K", 13: "Q5_K", 14: "Q6_K"}
TOKENS = "tokenizer.ggml.tokens"
WANTED = {TOKENS, "general.alignment"}


def read_gguf(path, *, tensor=None, limit=None, progress=True):
    """The token table of a GGUF file, its tokens, and how many rows the table has."""
    __tracebackhide__ = True
    with open(path, "rb") as raw:
        cursor = Cursor(path, raw)
        if cursor.take(4, "the mark GGUF") != b"GGUF":
            raise ValueError(f"{path.name} does not begin with GGUF; name it for what it is.")
        version = number(cursor, "I")
        if version not in (2, 3):
            raise ValueError(
                f"{path.name} is GGUF of version {version}; 2 and 3 (little-endian) can be read: "
                "convert it with llama.cpp."
            )
        n_tensors, n_pairs = number(cursor, "Q"), number(cursor, "Q")
        metadata = pairs(cursor, n_pairs)
        tensors = places(cursor, n_tensors)
        start = cursor.file.tell()
        step = metadata.get("general.alignment", 32)
        if type(step) is not int or not 0 < step <= 1 << 20:
            raise damaged(path.name, f"its alignment is {step}")
        start += -start % step
        chosen = find_table(
            {name: shape for name, (shape, _, _) in tensors.items()}, tensor, path.name
        )
        (V, d), kind, offset = tensors[chosen]
        if kind not in TYPES:
            raise ValueError(
                f"{chosen} in {path.name} is {OTHERS.get(kind, f'of type {kind}')}; F32, F16, BF16 "
                "and Q8_0 can be read: unpack it with gguf.quants.dequantize of the gguf package."
            )
        if d % NUMBERS[TYPES[kind]][1]:
            raise damaged(path.name, f"{d} numbers a row are no whole blocks of {TYPES[kind]}")
        n = V if limit is None else min(limit, V)
        E = read_rows(cursor, start + offset, TYPES[kind], n, d, progress)
    tokens = metadata.get(TOKENS)
    if tokens is not None and not all(isinstance(token, str) for token in tokens):
        raise damaged(path.name, "its tokens are no list of words")
    return Table(tokens, E), V


def number(cursor, code):
    __tracebackhide__ = True
    return struct.unpack(f"<{code}", cursor.take(struct.calcsize(f"<{code}"), "a number"))[0]


def text(cursor):
    __tracebackhide__ = True
    raw = cursor.take(number(cursor, "Q"), "a text")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise damaged(cursor.name, f"before byte {cursor.file.tell():,} is no UTF-8") from None


def pairs(cursor, n):
    """The metadata that is wanted; the rest is stepped over."""
    __tracebackhide__ = True
    found = {}
    for _ in range(n):  # a count that lies comes to the end of the file, where take refuses
        key = text(cursor)
        value = value_of(cursor, number(cursor, "I"), key in WANTED)
        if key in WANTED:
            found[key] = value
    return found


def value_of(cursor, kind, wanted, depth=0):
    """A value of the metadata; what is not wanted is only stepped over."""
    __tracebackhide__ = True
    if kind in SCALARS:
        return number(cursor, SCALARS[kind])
    if kind == TEXT:
        if wanted:
            return text(cursor)
        return cursor.skip(number(cursor, "Q"), "a text")
    if kind != ARRAY or depth > 3:
        raise damaged(
            cursor.name, f"before byte {cursor.file.tell():,} is a value of unknown type {kind}"
        )
    inner, n = number(cursor, "I"), number(cursor, "Q")
    if inner in SCALARS:
        return cursor.skip(n * struct.calcsize(f"<{SCALARS[inner]}"), "an array") or []
    values = (value_of(cursor, inner, wanted, depth + 1) for _ in range(n))
    return list(values) if wanted else all(value is None for value in values) and None


def places(cursor, n):
    """Of each tensor: (shape, type, offset); the file names the sides in reverse order."""
    __tracebackhide__ = True
    found = {}
    for _ in range(n):
        name, sides = text(cursor), number(cursor, "I")
        if sides > 8:
            raise damaged(cursor.name, f"its tensor {name} has {sides:,} sides")
        shape = [number(cursor, "Q") for _ in range(sides)][::-1]
        found[name] = (shape, number(cursor, "I"), number(cursor, "Q"))
    return found
