"""Every format reads what was made byte by byte, and refuses what is cut, lies, or is foreign."""

import gzip
import io
import json
import random
import re
import zipfile

import numpy as np
import pytest

from embedlab.vectors import Vectors, load
from tests.files.made import FILES, WORDS, E, gguf, safetensors

every_file = pytest.mark.parametrize("name", FILES)


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@every_file
def test_words_and_rows_come_out_as_they_were_put_in(tmp_path, name):
    vectors = load(put(tmp_path, name, FILES[name]))
    assert vectors.words == tuple(WORDS)
    assert vectors.E.dtype == (np.float64 if name.startswith("F64") else np.float32)
    assert np.array_equal(vectors.E, E)


@every_file
def test_a_limit_gives_the_first_rows(tmp_path, name):
    vectors = load(put(tmp_path, name, FILES[name]), limit=2)
    assert vectors.words == tuple(WORDS[:2])
    assert np.array_equal(vectors.E, E[:2])


def tried(path):
    """What is said to a harmed file; nothing if the harm fell on a number."""
    try:
        load(path)
    except (ValueError, OSError) as error:
        return str(error)
    return ""


@every_file
def test_a_file_cut_anywhere_is_refused_in_one_sentence(tmp_path, name):
    whole = FILES[name]
    for n in range(0, len(whole) - (name == "original.bin"), 5):
        said = tried(put(tmp_path, name, whole[:n]))
        if name != "glove.txt" or whole[n - 1 : n] != b"\n":  # else its lines are whole
            assert said, n
        assert not said or (said.endswith(".") and "\n" not in said and name in said), said


@every_file
def test_flipped_bits_never_break_a_reader(tmp_path, name):
    rng = random.Random(name)
    for _ in range(400):
        harmed = bytearray(FILES[name])
        at = rng.randrange(len(harmed) if rng.random() < 0.5 else min(300, len(harmed)))
        harmed[at] ^= 1 << rng.randrange(8)
        said = tried(put(tmp_path, name, bytes(harmed)))
        assert said[-1:] in ("", "."), said


@pytest.mark.parametrize("end", [".npz", ".txt", ".vec", ".bin", ".safetensors"])
def test_what_is_saved_comes_back_bit_by_bit(tmp_path, end):
    rows = np.random.default_rng(0).normal(size=(4, 7)).astype(np.float32)
    words = ["a", "Zürich", "Ġthe", "##ing"]
    vectors = Vectors(words, rows, counts=[4, 3, 2, 1], source="mine")
    back = load(vectors.save(tmp_path / f"v{end}"))
    assert back.words == vectors.words
    assert np.array_equal(back.E, vectors.E)
    if end in (".npz", ".safetensors"):
        assert back.source == "mine"
        assert back.counts.tolist() == [4, 3, 2, 1]
    assert [path.name for path in tmp_path.iterdir()] == [f"v{end}"]


@pytest.mark.parametrize("end", [".npz", ".safetensors"])
def test_words_with_spaces_and_new_lines_and_float64_come_back(tmp_path, end):
    vectors = Vectors(["a b", "\n", "", "1 2.5"], np.random.default_rng(0).normal(size=(4, 3)))
    back = load(vectors.save(tmp_path / f"v{end}"))
    assert back.words == vectors.words
    assert np.array_equal(back.E, vectors.E)


@pytest.mark.parametrize("end", [".txt", ".vec"])
def test_float64_comes_back_from_a_text_file_as_the_nearest_float32(tmp_path, end):
    E = np.random.default_rng(0).normal(size=(50, 7))
    back = load(Vectors([f"w{i}" for i in range(50)], E).save(tmp_path / f"v{end}"))
    assert back.E.dtype == np.float32
    assert np.array_equal(back.E, E.astype(np.float32))


def test_the_projector_gets_rows_and_words(tmp_path):
    Vectors(["a", "b c"], [[1.0, 2.0], [3.0, 4.5]]).save(tmp_path / "v.tsv")
    assert (tmp_path / "v.tsv").read_text() == "1\t2\n3\t4.5\n"
    assert (tmp_path / "v_metadata.tsv").read_text() == "a\nb c\n"


def test_tokens_with_spaces_and_quotes_survive_in_text(tmp_path):
    path = put(tmp_path, "v.txt", '" 1 2\n. . . 3 4\n1 2 5 6\nb\u00a0c 7 8\nd 9 10\n# 0 0\n')
    assert load(path).words == ('"', ". . .", "1 2", "b\u00a0c", "d", "#")


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("v.txt", "a 1.0 2.0\nb 1.0\nc 3.0 4.0\n", r"line 2 of v.txt has 1 numbers .* rows have 2"),
        ("v.txt", "a 1.0 2.0\nb 1.0 2.0\nc 1.0 2.0 3.0\n", r"line 3 of v.txt has 3 numbers"),
        ("v.txt", "a 1.0 2.0\nb 1.0 x\n", r"line 2 of v.txt has 'x' as number 2"),
        ("v.txt", "a 1 2\na 3 4\n", r"'a' has two rows"),
        ("v.txt", "a 1 1e50\n", r"line 1 of v.txt holds a number that is too large"),
        ("v.txt", b"a 1 2\n\xff 3 4\n", r"line 2 of v.txt is not UTF-8"),
        ("v.txt", "a 1 2\n".encode("utf-16"), r"v.txt is text in UTF-16; save it as UTF-8"),
        ("v.txt", "a\t1\t2\nb\t3\t4\n", r"line 1 of v.txt has no numbers .* with spaces between"),
        ("v.txt", '{"a": [1, 2]}\n', r"line 1 of v.txt has "),
        ("v.zip", b"PK\x03\x04" + bytes(99), r"zip archive; unpack it first"),
        ("v.npy", b"\x93NUMPY\x01\x00", r"Vectors\(words, np.load\(path\)\)"),
        ("v.h5", b"\x89HDF\r\n", r"read it with h5py"),
        ("v.kv", b"\x80\x04}.", r"save_word2vec_format"),
        ("v.txt", "a 1 nan\nb 1\n", r"line 2 of v.txt has 1 numbers"),
        ("v.txt", "a 1 2\n\nb 1 2\n", r"line 2 of v.txt has 0 numbers"),
        ("v.vec", "9 2\na 1 2\n", r"its header promises 9 rows, but it has 1"),
        ("v.vec", "1 2\na 1 2\nb 1 2\n", r"promises 1 rows, but it has more"),
        ("v.bin", b"900000000000 300\na " + bytes(1200), r"header promises 900,000,000,000"),
        ("v.bin", b"2 1\nNew York aaaa\nb bbbb\n", r"holds a space"),
        ("v.bin", b"\xba\x16O/" + bytes(90), r"fastText's own .bin; take its .vec"),
        ("v.txt", "<!DOCTYPE html><html>\n", r"web page"),
        ("v.bin", b"\x80\x02}q\x00.", r"weights_only=True"),
        ("v.pt", b"\x80\x02}q\x00.", r"weights_only=True"),
        ("v.pkl", b"\x80\x04}.", r"is a pickle"),
        ("v.parquet", b"PAR1....", r"pyarrow"),
        ("v.model", b"\n\x0e\n\x05<unk>....", r"tokenizer.json"),
        ("v.csv", "a,1\n", r"ends in .csv; what can be read"),
        ("v.gguf", gguf(number=14), r"Q6_K.*gguf.quants.dequantize"),
        ("v.gguf", gguf(number=12), r"Q4_K.*gguf package"),
        ("v.safetensors", safetensors(shape=(10**9, 10**9)), r"damaged"),
        ("v.safetensors", (1 << 60).to_bytes(8, "little") + b"{}", r"damaged"),
        ("v.safetensors", b"version https://git-lfs.github.com/spec/v1\n", r"git lfs pull"),
    ],
)
def test_what_is_wrong_is_refused_with_the_remedy(tmp_path, name, content, said):
    with pytest.raises(ValueError, match=said):
        load(put(tmp_path, name, content))


def test_a_folder_with_a_torch_checkpoint_only_says_how_to_open_that(tmp_path):
    put(tmp_path, "pytorch_model.bin", b"PK\x03\x04" + bytes(99))
    with pytest.raises(ValueError, match=r"pytorch_model.bin is a zip archive|weights_only=True"):
        load(tmp_path)


@every_file
def test_a_long_file_shows_how_far_it_is_and_a_short_one_nothing(
    tmp_path, name, monkeypatch, capsys
):
    path = put(tmp_path, name, FILES[name])
    load(path)
    assert not capsys.readouterr().err
    monkeypatch.setattr("embedlab.files.sharing.LONG", 1)
    load(path, progress=False)
    assert not capsys.readouterr().err
    load(path)
    assert f"{name}: 100%" in capsys.readouterr().err


@pytest.mark.parametrize("end", [".txt", ".vec", ".tsv"])
def test_long_text_shows_how_much_is_written(tmp_path, end, monkeypatch, capsys):
    monkeypatch.setattr("embedlab.files.sharing.LONG", 1)
    Vectors(WORDS, E).save(tmp_path / f"v{end}")
    assert f"v{end}: 100%" in capsys.readouterr().err


def test_pickled_words_in_an_npz_are_refused(tmp_path):
    np.savez(tmp_path / "v.npz", E=E, words=np.array(WORDS, object))
    with pytest.raises(ValueError, match="pickle"):
        load(tmp_path / "v.npz")


def test_an_npz_whose_header_asks_for_terabytes_is_refused_before_memory_is_taken(tmp_path):
    header = io.BytesIO()
    claim = {"descr": "<f4", "fortran_order": False, "shape": (10**9, 300)}
    np.lib.format.write_array_header_1_0(header, claim)
    with zipfile.ZipFile(tmp_path / "v.npz", "w") as archive:
        archive.writestr("E.npy", header.getvalue() + bytes(1200))
    with pytest.raises(ValueError, match=r"'E' cannot have the shape \(1000000000, 300\)"):
        load(tmp_path / "v.npz", words=WORDS)


def test_what_is_refused_leaves_an_older_file_as_it_was(tmp_path):
    path = put(tmp_path, "v.bin", FILES["original.bin"])
    with pytest.raises(ValueError, match="cannot be written"):
        Vectors(["a", "b c"], np.zeros((2, 1), np.float32)).save(path)
    assert path.read_bytes() == FILES["original.bin"]
    assert list(tmp_path.iterdir()) == [path]


LAYOUTS = [
    "wte.weight",
    "transformer.wte.weight",
    "bert.embeddings.word_embeddings.weight",
    "roberta.embeddings.word_embeddings.weight",
    "model.embed_tokens.weight",
    "model.language_model.embed_tokens.weight",
    "gpt_neox.embed_in.weight",
    "shared.weight",
    "model.decoder.embed_tokens.weight",
    "word_embeddings.weight",
    "model.embeddings.tok_embeddings.weight",
    "transformer.word_embedding.weight",
    "backbone.embeddings.weight",
    "embedding.weight",
    "embeddings",
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_token_table_is_found_by_its_name(layout):
    from embedlab.files.safetensors import find_table

    shapes = {"lm_head.weight": [9, 4], "wpe.weight": [99, 4], "x.norm.weight": [4]}
    shapes |= {"encoder.layer.0.output.dense.weight": [8, 4], layout: [9, 4]}
    assert find_table(shapes, None, "f") == layout


def test_tables_of_an_unknown_layout_are_listed_and_can_be_named(tmp_path):
    content = safetensors(name="mine.table", words=None)
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    head["mine.other"] = head["mine.table"]
    raw = json.dumps(head).encode()
    path = put(
        tmp_path, "v.safetensors", len(raw).to_bytes(8, "little") + raw + content[-E.nbytes :]
    )
    with pytest.raises(ValueError, match=r"tensor=: mine.table \(3, 32\), mine.other"):
        load(path, words=WORDS)
    assert np.array_equal(load(path, words=WORDS, tensor="mine.other").E, E)


def test_words_come_from_a_tokenizer_beside_the_folder_s_files(tmp_path):
    put(tmp_path, "model-1.safetensors", safetensors(words=None))
    index = {"weight_map": {"wte.weight": "model-1.safetensors"}}
    put(tmp_path, "model.safetensors.index.json", json.dumps(index))
    with pytest.raises(FileNotFoundError, match=r"3 rows and no words; put tokenizer.json"):
        load(tmp_path)
    put(tmp_path, "vocab.txt", "a\nb\nc\n")
    assert load(tmp_path).words == ("a", "b", "c")
    added = [{"id": 1, "content": "[NEW]"}]
    content = {"model": {"vocab": {"a": 0}}, "added_tokens": added}
    put(tmp_path, "tokenizer.json", json.dumps(content))
    assert load(tmp_path).words == ("a", "[NEW]", "<row 2>")  # a padded table
    unigram = {"model": {"vocab": [["x", -1.0], ["y", -2.0], ["z", -3.0], ["too many", 0]]}}
    put(tmp_path, "tokenizer.json", json.dumps(unigram))
    with pytest.raises(ValueError, match=r"there are 4 words but .* 3 rows"):
        load(tmp_path)
    assert load(tmp_path, words=["p", "q", "r"]).words == ("p", "q", "r")


def test_a_long_packed_text_grows_as_it_is_read(tmp_path):
    rows = "".join(f"w{i} {i} {i / 2} {'0 ' * 48}\n" for i in range(60_000))
    vectors = load(put(tmp_path, "v.txt.gz", gzip.compress(rows.encode(), 1)))
    assert np.array_equal(vectors.E[:, 1], np.arange(60_000, dtype=np.float32) / 2)
    assert re.fullmatch("60,000 words with rows of 50 numbers", repr(vectors))
