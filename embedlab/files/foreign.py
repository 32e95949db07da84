"""Files that are none of ours: known by their first bytes, refused with the way from there."""

import gzip
import zipfile
import zlib

__all__ = ["check_head"]

PICKLE = "can run any program when it is opened, so it is never read here; where you trust it, "
TORCH = (
    f"is a PyTorch checkpoint, which {PICKLE}take the table out with "
    "torch.load(path, weights_only=True) and pass its rows to Vectors(words, E)."
)
FASTTEXT = "is fastText's own .bin; take its .vec file, or get rows from the fasttext package."
STARTS = {  # how the file begins: what it is, and what to do instead
    b"\xba\x16O/": FASTTEXT,
    b"PAR1": "is a Parquet file; read it with pyarrow and use Vectors(words, E).",
    b"\x89HDF": "is an HDF5 file; read it with h5py and use Vectors(words, E).",
    b"\x93NUMPY": "is one array without words; use Vectors(words, np.load(path)).",
    b"version https://git-lfs": "is a pointer of Git LFS, not the file itself; run git lfs pull.",
    b"\n\x0e\n\x05<unk>": "is a sentencepiece model without rows; take tokenizer.json.",
    b"\x1f\x8b": "is packed with gzip; unpack it, or name it .txt.gz or .vec.gz if it is text.",
    b"7z\xbc\xaf": "is a 7z archive; unpack it first.",
    b"BZh": "is packed with bzip2; unpack it first.",
    b"\xfd7zXZ": "is packed with xz; unpack it first.",
}
ENDS = {  # where the first bytes say too little
    ".model": "looks like a sentencepiece or gensim model; take tokenizer.json for the words, "
    "and with gensim save_word2vec_format(path, binary=True) for vectors.",
    ".parquet": STARTS[b"PAR1"],
    ".pt": TORCH,
    ".pth": TORCH,
    ".ckpt": TORCH,
    ".pkl": f"is a pickle, which {PICKLE}open it yourself and use Vectors(words, E).",
    ".kv": "is gensim's own format, a pickle; in gensim call "
    "save_word2vec_format(path, binary=True) and load that .bin.",
}
ENDS[".pickle"] = ENDS[".pkl"]
WEB = (b"<!doctype", b"<html", b"<?xml", b"<head")


def check_head(path):
    """Refuse a file that begins as a foreign format does."""
    __tracebackhide__ = True
    head, kind = first_bytes(path), path.suffix.lower()
    reason = ""
    if not head:
        reason = "is empty; download or copy it again."
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB):
        reason = "is a web page, not vectors; download the file behind the page's link."
    elif head.startswith(b"PK"):
        reason = "" if kind == ".npz" else archive(path)
    elif head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05" and kind != ".safetensors":
        reason = TORCH if kind == ".bin" else ENDS.get(kind, ENDS[".pkl"])
    else:
        starts = (why for start, why in STARTS.items() if head.startswith(start))
        reason = next(starts, ENDS.get(kind, ""))
    if reason:
        raise ValueError(f"{path.name} {reason}")


def first_bytes(path):
    __tracebackhide__ = True
    if path.suffix.lower() == ".gz":
        try:
            with gzip.open(path) as file:
                return file.read(256)
        except (OSError, EOFError, zlib.error):
            raise ValueError(
                f"{path.name} cannot be unpacked with gzip; download or copy it again."
            ) from None
    with open(path, "rb") as file:
        return file.read(256)


def archive(path):
    """What a zip file is that does not call itself .npz."""
    try:
        with zipfile.ZipFile(path) as inside:
            names = inside.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        names = []
    if any(name.endswith("data.pkl") for name in names):
        return TORCH
    if names and all(name.endswith(".npy") for name in names):
        return "is an .npz file with another name; rename it."
    return "is a zip archive; unpack it first and load the file inside."
