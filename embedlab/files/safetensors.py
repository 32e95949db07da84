"""safetensors: eight bytes with the length of a JSON header, the header, then the tensors' numbers.

The header says for each tensor its dtype, its shape, and where it lies. Words of ours go into its
metadata.
"""

import json
import math

import numpy as np

from embedlab.files.foreign import check_head
from embedlab.files.sharing import Cursor, Table, damaged, fresh, read_rows

__all__ = ["find_table", "read_safetensors", "write_safetensors", "write_tensors"]

LONGEST = 100_000_000  # bytes of a header
KINDS = {"F64", "F32", "F16", "BF16"}
ENDINGS = (  # how the token table is called, by layout; the first that fits is taken
    "word_embeddings.weight",  # BERT, RoBERTa, DistilBERT, ELECTRA, ALBERT, BLOOM
    "wte.weight",  # GPT-2, GPT-J, nanoGPT
    "shared.weight",  # T5, BART
    "embed_tokens.weight",  # Llama, Mistral, Qwen, Gemma, OPT
    "embed_in.weight",  # GPT-NeoX, Pythia
    "tok_embeddings.weight",  # Llama's own files, ModernBERT
    "word_embedding.weight",  # XLNet
    "token_embedding.weight",  # CLIP
    "token_embd.weight",  # GGUF
    "backbone.embeddings.weight",  # Mamba
    "transformer.embeddings.weight",  # XLM
    "embedding.weight",  # StaticEmbedding, a plain nn.Embedding
    "embeddings.weight",
    "embeddings",  # model2vec, and ours
)


def read_safetensors(path, *, tensor=None, limit=None, progress=True):
    """The token table of a file or of a folder with several, and how many rows it has."""
    __tracebackhide__ = True
    files = files_of(path)
    headers = {file: header_of(file) for file in files}
    shapes = {
        name: info["shape"] for tensors, _, _ in headers.values() for name, info in tensors.items()
    }
    chosen = find_table(shapes, tensor, path.name)
    file = next(file for file in files if chosen in headers[file][0])
    tensors, start, metadata = headers[file]
    info = tensors[chosen]
    V, d = info["shape"]
    if info["dtype"] not in KINDS:
        raise ValueError(
            f"{chosen} in {file.name} is {info['dtype']}; F32, F16, BF16 and F64 can be read: "
            "convert it first with the safetensors package."
        )
    n = V if limit is None else min(limit, V)
    with open(file, "rb") as raw:
        cursor = Cursor(file, raw)
        begin, _ = info["data_offsets"]
        E = read_rows(cursor, start + begin, info["dtype"], n, d, progress)
        counts = counts_in(cursor, tensors.get("counts"), start, V, n)
    words = metadata.get("words")
    if words is not None:
        words = as_json(words, file.name)
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise damaged(file.name, "the words in its header are no list of words")
    return Table(words, E, counts, str(metadata.get("source", ""))), V


def counts_in(cursor, info, start, V, n):
    """Our own second tensor, (V,) of I64; None if there is none."""
    if not info or info["dtype"] != "I64" or info["shape"] != [V]:
        return None
    cursor.file.seek(start + info["data_offsets"][0])
    return np.frombuffer(cursor.take(8 * V, "counts"), "<i8")[:n].astype(np.int64)


def files_of(path):
    """The files to look into: the file itself, or those of a folder."""
    __tracebackhide__ = True
    if path.is_file():
        return [path]
    index = path / "model.safetensors.index.json"
    if index.is_file():
        named = as_json(index.read_bytes(), index.name)
        named = named.get("weight_map") if isinstance(named, dict) else None
        if not isinstance(named, dict) or not named:
            raise damaged(index.name, "it has no weight_map")
        names = sorted({str(name) for name in named.values()})
        for name in names:
            if "/" in name or "\\" in name or not (path / name).is_file():
                raise FileNotFoundError(
                    f"{index.name} names {name}, which is not in the folder; download it as well."
                )
        return [path / name for name in names]
    files = sorted(path.glob("*.safetensors"))
    if not files and (path / "pytorch_model.bin").is_file():
        check_head(path / "pytorch_model.bin")
    if not files:
        raise FileNotFoundError(
            f"the folder {path} has no .safetensors file; give the path of the file to load."
        )
    return files


def header_of(path):
    """Tensors by name, where their numbers begin, and the metadata; everything in it is checked."""
    __tracebackhide__ = True
    with open(path, "rb") as file:
        cursor = Cursor(path, file)
        length = int.from_bytes(cursor.take(8, "the length of the header"), "little")
        if length > LONGEST:
            raise damaged(path.name, f"its header would have {length:,} bytes")
        header = as_json(cursor.take(length, "the header"), path.name)
    if not isinstance(header, dict):
        raise damaged(path.name, "its header is no JSON object")
    metadata = header.pop("__metadata__", {})
    for name, info in header.items():
        if not fits(info, cursor.size - 8 - length):
            raise damaged(path.name, f"its header says of {name} what cannot be")
    return header, 8 + length, metadata if isinstance(metadata, dict) else {}


def fits(info, room):
    """Whether shape, dtype and place of a tensor can be true of `room` bytes of numbers."""
    if not isinstance(info, dict) or not isinstance(info.get("dtype"), str):
        return False
    shape, place = info.get("shape"), info.get("data_offsets")
    for part in (shape, place):
        if not isinstance(part, list) or not all(type(n) is int and n >= 0 for n in part):
            return False
    bits = int("0" + "".join(c for c in info["dtype"].split("_")[0] if c.isascii() and c.isdigit()))
    size = math.prod(shape) * bits // 8
    return (
        len(place) == 2
        and place[0] <= place[1] <= room
        and (info["dtype"] not in KINDS | {"I64"} or place[1] - place[0] == size)
    )


def as_json(raw, name):
    __tracebackhide__ = True
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise damaged(name, "its JSON cannot be read") from None


def find_table(shapes, tensor, file):
    """The name of the token table among tensors with these shapes."""
    __tracebackhide__ = True
    tables = {name: shape for name, shape in shapes.items() if len(shape) == 2 and min(shape) > 0}
    if tensor is None:
        for ending in ENDINGS:
            found = [name for name in tables if name == ending or name.endswith(f".{ending}")]
            if len(found) == 1:
                return found[0]
            if found:
                tables = {name: tables[name] for name in found}
                break
        if len(tables) == 1:
            return next(iter(tables))
    elif tensor in tables:
        return tensor
    largest = sorted(tables, key=lambda name: -math.prod(tables[name]))[:8]
    listed = ", ".join(f"{name} {tuple(tables[name])}" for name in largest) or "none"
    problem = "no token table that is known by its name" if tensor is None else f"no {tensor!r}"
    raise ValueError(f"{file} has {problem}; name one of its tables with tensor=: {listed}.")


def write_safetensors(path, table):
    """E under the name embeddings; words and source as metadata, counts as a second tensor."""
    __tracebackhide__ = True
    tensors = {"embeddings": (table.E.dtype, table.E.shape, [table.E])}
    if table.counts is not None:
        tensors["counts"] = (np.int64, table.counts.shape, [table.counts])
    write_tensors(path, table.words, table.source, tensors)


def write_tensors(path, words, source, tensors):
    """Tensors by name as (dtype, shape, blocks of rows): written block by block.

    Gives back at which byte each of them begins.
    """
    __tracebackhide__ = True
    metadata = {"words": json.dumps(list(words), ensure_ascii=False)}
    metadata |= {"source": source} if source else {}
    header, at = {"__metadata__": metadata}, 0
    for name, (dtype, shape, _) in tensors.items():
        size = math.prod(shape) * np.dtype(dtype).itemsize
        header[name] = {
            "dtype": f"{'I' if np.dtype(dtype).kind == 'i' else 'F'}{8 * np.dtype(dtype).itemsize}",
            "shape": list(shape),
            "data_offsets": [at, at + size],
        }
        at += size
    raw = json.dumps(header, ensure_ascii=False).encode()
    raw += b" " * (-len(raw) % 8)  # the numbers begin at a multiple of eight
    if len(raw) > LONGEST:
        raise ValueError(f"the words are too long for the header of {path.name}; save as .npz.")
    with fresh(path) as file:
        file.write(len(raw).to_bytes(8, "little") + raw)
        for dtype, _, blocks in tensors.values():
            for block in blocks:
                file.write(np.ascontiguousarray(block, np.dtype(dtype).newbyteorder("<")).data)
    return {name: 8 + len(raw) + header[name]["data_offsets"][0] for name in tensors}
