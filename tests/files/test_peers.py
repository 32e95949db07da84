"""Both ways with gensim, safetensors and gguf, where they are installed: requirements-peers.txt."""

import numpy as np
import pytest

from embedlab.vectors import Vectors, load
from tests.files.made import WORDS, E


@pytest.mark.parametrize("end", [".bin", ".vec", ".txt"])
def test_gensim_reads_ours_and_we_read_gensim_s(tmp_path, end):
    KeyedVectors = pytest.importorskip("gensim.models").KeyedVectors
    binary, header = end == ".bin", end != ".txt"
    path = str(Vectors(WORDS, E).save(tmp_path / f"ours{end}"))
    theirs = KeyedVectors.load_word2vec_format(path, binary=binary, no_header=not header)
    assert theirs.index_to_key == WORDS
    assert np.array_equal(theirs.vectors, E)
    path = str(tmp_path / f"theirs{end}")
    theirs.save_word2vec_format(path, binary=binary, write_header=header)
    assert load(path).words == tuple(WORDS)
    assert np.array_equal(load(path).E, E)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
def test_safetensors_reads_ours_and_we_read_its(tmp_path, dtype):
    numpy = pytest.importorskip("safetensors.numpy")
    ours = Vectors(WORDS, E.astype(dtype)).save(tmp_path / "ours.safetensors")
    assert np.array_equal(numpy.load_file(ours)["embeddings"], E)
    theirs = tmp_path / "theirs.safetensors"
    numpy.save_file({"model.embed_tokens.weight": E.astype(dtype), "norm": E[0].copy()}, theirs)
    assert np.array_equal(load(theirs, words=WORDS).E, E)


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16", "Q8_0"])
def test_what_the_gguf_package_writes_is_read_as_it_reads_it(tmp_path, kind):
    gguf = pytest.importorskip("gguf")
    number = gguf.GGMLQuantizationType[kind]
    rows = np.random.default_rng(0).normal(size=(3, 64)).astype(np.float32)
    writer = gguf.GGUFWriter(tmp_path / "v.gguf", "llama")
    writer.add_token_list(WORDS)
    writer.add_token_scores([0.0, 1.0, 2.0])
    packed = gguf.quants.quantize(rows, number)
    writer.add_tensor("output_norm.weight", rows[0])
    writer.add_tensor("token_embd.weight", packed, raw_dtype=number)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    vectors = load(tmp_path / "v.gguf")
    assert vectors.words == tuple(WORDS)
    assert np.array_equal(vectors.E, gguf.quants.dequantize(packed, number))
