"""Small files of every format, made byte by byte: what the readers are held against."""

import gzip
import io
import json
import struct

import numpy as np

__all__ = ["FILES", "WORDS", "E", "gguf", "safetensors"]

WORDS = ["cat", "zoë", "x-ray"]
E = np.arange(96, dtype=np.float32).reshape(3, 32) / 4 - 5  # exact in F16, BF16 and as text


def string(text):
    return struct.pack("<Q", len(text.encode())) + text.encode()


def as_kind(kind):
    """The bytes of E in this kind of number."""
    if kind == "BF16":
        return (E.view(np.uint32) >> 16).astype("<u2").tobytes()
    if kind == "Q8_0":  # all scales 1/4: integers −20 … 75
        blocks = ((row * 4).astype("i1").tobytes() for row in E)
        return b"".join(np.float16(0.25).tobytes() + block for block in blocks)
    return E.astype({"F64": "<f8", "F32": "<f4", "F16": "<f2"}[kind]).tobytes()


def gguf(kind="F32", number=None, words=WORDS):
    number = (
        {"F32": 0, "F16": 1, "Q8_0": 8, "F64": 28, "BF16": 30}[kind] if number is None else number
    )
    tokens = struct.pack("<IIQ", 9, 8, len(words)) + b"".join(map(string, words))
    other = string("x.scores") + struct.pack("<IIQ2f", 9, 6, 2, 0.5, 1.5)
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 2)
    head += other + string("tokenizer.ggml.tokens") + tokens
    head += string("token_embd.weight") + struct.pack("<IQQIQ", 2, 32, 3, number, 0)
    return head + bytes(-len(head) % 32) + as_kind(kind)


def safetensors(kind="F32", name="wte.weight", shape=(3, 32), words=WORDS):
    raw = as_kind(kind)
    header = {name: {"dtype": kind, "shape": list(shape), "data_offsets": [0, len(raw)]}}
    if words:
        header["__metadata__"] = {"words": json.dumps(words)}
    head = json.dumps(header).encode()
    return struct.pack("<Q", len(head)) + head + raw


def text(header=False, end=""):
    rows = (f"{word} {' '.join(map(str, row))}{end}\n" for word, row in zip(WORDS, E, strict=True))
    return (("3 32\n" if header else "") + "".join(rows)).encode()


def word2vec(newline=b"\n"):
    rows = (w.encode() + b" " + row.tobytes() + newline for w, row in zip(WORDS, E, strict=True))
    return b"3 32\n" + b"".join(rows)


def npz():
    file = io.BytesIO()
    np.savez(file, words=np.array(WORDS), vectors=E)
    return file.getvalue()


FILES = {
    "glove.txt": text(),
    "word2vec.txt": text(header=True, end=" "),
    "fasttext.vec": text(header=True),
    "packed.vec.gz": gzip.compress(text(header=True)),
    "original.bin": word2vec(),
    "gensim.bin": word2vec(b""),
    "arrays.npz": npz(),
    **{f"{kind}.safetensors": safetensors(kind) for kind in ("F32", "F16", "BF16", "F64")},
    **{f"{kind}.gguf": gguf(kind) for kind in ("F32", "F16", "BF16", "Q8_0")},
}
