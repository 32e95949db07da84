"""Files of vectors, and neighbours in them, beside gensim: at default threads and at one.

The text has 200,000 words of 100 numbers, as GloVe's have; it is made for the run and then deleted.
"""

import gzip
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.maths import one_thread
from benchmarks.rows import OURS, Row, compare, milliseconds
from embedlab.vectors import Vectors, load

V, D = 200_000, 100
PEAK = """
import re, sys
from embedlab.vectors import load
def peak():  # kB; what getrusage says begins with the memory of the parent
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
before = peak()
E = load(sys.argv[1], progress=False).E
print((peak() - before) * 1024 / E.nbytes)
"""


def neighbours(rng, V):
    if importlib.util.find_spec("gensim") is None:
        raise ImportError(
            "gensim is not installed: python -m pip install -r requirements-peers.txt"
        )
    from gensim.models import KeyedVectors

    words = [f"w{i}" for i in range(V)]
    ours = Vectors(words, rng.standard_normal((V, 300), dtype=np.float32))
    theirs = KeyedVectors(300)
    theirs.add_vectors(words, ours.E)
    theirs.fill_norms()
    ours.nearest("w0")
    asked = words[:100]

    def rows(threads):
        yield from compare(
            f"neighbours of 1 word, {V:,} × 300, {threads}",
            {
                OURS: lambda: ours.nearest("w7", 10),
                "gensim": lambda: theirs.most_similar("w7", topn=10),
                "E @ q": lambda: ours.E @ ours.E[7],
            },
            {"gensim": "≤ 1"},
            rounds=31,
        )
        yield from compare(
            f"of 100 words, {V:,} × 300, {threads}",
            {
                OURS: lambda: ours.nearest(asked, 10),
                "gensim, in a loop": lambda: [theirs.most_similar(w, topn=10) for w in asked],
            },
            {"gensim, in a loop": "≤ 1"},
            rounds=1,
        )

    yield from rows("all threads")
    with one_thread():
        yield from rows("1 thread")


def write_text(path, rng):
    with open(path, "w", encoding="utf-8") as file:
        for i in range(V):
            numbers = " ".join([f"{x:.5f}" for x in rng.standard_normal(D).tolist()])
            file.write(f"word{i} {numbers}\n")


def loading(folder, rng):
    path = folder / "glove.txt"
    write_text(path, rng)
    what = f"load {V:,} × {D} text, {path.stat().st_size / 1e6:,.0f} MB"
    took = milliseconds(lambda: load(path, progress=False))
    yield Row(what, OURS, took, "ms")
    if importlib.util.find_spec("gensim"):
        from gensim.models import KeyedVectors

        theirs = milliseconds(
            lambda: KeyedVectors.load_word2vec_format(path, binary=False, no_header=True)
        )
        yield Row(what, "gensim", theirs, "ms", took / theirs, "≤ 0.15")
    yield from memory(path)


def memory(text):
    """Peak of a process that loads the same table, in each of the formats."""
    vectors, folder = load(text, progress=False), text.parent
    packed = folder / "packed.npz"
    np.savez_compressed(packed, E=vectors.E, words=np.array(vectors.words))
    paths = [text, folder / f"{text.name}.gz", packed]
    with open(text, "rb") as plain, gzip.open(paths[1], "wb", compresslevel=1) as file:
        shutil.copyfileobj(plain, file)
    paths += [vectors.save(folder / f"v{end}") for end in (".npz", ".bin", ".safetensors")]
    for path in paths:
        run = [sys.executable, "-c", PEAK, str(path)]
        peak = float(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
        name = "packed .npz" if path == packed else "".join(path.suffixes)
        yield Row("peak of memory ÷ the table that is loaded", name, peak, "×", aim="≤ 2.3")


def main():
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        yield from loading(Path(folder), rng)
    for size in (100_000, 400_000):
        yield from neighbours(rng, size)
