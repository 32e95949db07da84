"""Fifteen common jobs: the line of code that the README of the optional lessons names does each."""

import re
from importlib.util import find_spec

import numpy as np
import pytest

import embedlab
from embedlab import Vectors, load, load_glove, skipgram
from tests import ROOT
from tests.lessons import CELLS

FOLDER = ROOT / "notebooks" / "optional"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| ([^|]+) \| `([^`]+)` \| (.+) \|$", README, re.MULTILINE)
CODE = {int(number): code for number, _, code, _ in ROWS}


def with_torch(test):
    missing = pytest.mark.skipif(not find_spec("torch"), reason="PyTorch is not installed")
    return pytest.mark.slow(missing(test))


@pytest.fixture
def vectors():
    return load_glove()


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Run the line of a job in a folder of its own; returns its value and the names it gave."""
    monkeypatch.chdir(tmp_path)

    def run(number, **names):
        space = vars(embedlab) | {"skipgram": skipgram, "progress": False} | names
        code = CODE[number]
        if re.match(r"\w+ = ", code):
            exec(code, space)
            return space[code.partition(" ")[0]]
        return eval(code, space)

    return run


def torch_names():
    import torch

    return {"torch": torch, "nn": torch.nn}


def test_there_are_fifteen_jobs_and_each_is_tested():
    assert list(CODE) == list(range(1, 16))
    tested = {int(number) for name in globals() for number in re.findall(r"^test_job_(\d+)_", name)}
    assert tested == set(CODE)


def test_cells_and_lessons_that_the_table_names_exist():
    ids = {cell.id for cell in CELLS["pytorch"]}
    told = " ".join(more for *_, more in ROWS if "cell" in more)
    named = re.findall(r"cells? `([\w-]+)`(?: to `([\w-]+)`)?", told)
    assert {name for pair in named for name in pair if name} <= ids
    assert len(named) == 4
    for target in re.findall(r"\]\((?!https?:)([^)]+)", README):
        assert (FOLDER / target).exists(), target


def test_job_1_read_vectors(job):
    text = "cat 1 2\ndog 3 4\n"
    with open("vectors.txt", "w", encoding="utf-8") as file:
        file.write(text)
    found = job(1)
    assert found.words == ("cat", "dog")
    assert found["dog"].tolist() == [3, 4]


def test_job_2_table_out_of_a_checkpoint(job, tmp_path):
    E = np.arange(6.0, dtype=np.float32).reshape(3, 2)
    Vectors(["a", "b", "c"], E).save("model.safetensors")
    (tmp_path / "vocab.txt").write_text("[PAD]\ncat\n##s\n", encoding="utf-8")
    found = job(2)
    assert found.words == ("[PAD]", "cat", "##s")
    assert np.array_equal(found.E, E)


def test_job_3_save(job, vectors):
    job(3, vectors=vectors)
    again = load("mine.npz")
    assert again.words == vectors.words
    assert np.array_equal(again.E, vectors.E)


def test_job_4_export(job, vectors, tmp_path):
    job(4, vectors=vectors.take(["cat", "dog"]))
    rows = (tmp_path / "mine.tsv").read_text("utf-8").splitlines()
    assert [len(row.split("\t")) for row in rows] == [100, 100]
    assert (tmp_path / "mine_metadata.tsv").read_text("utf-8").split() == ["cat", "dog"]


def test_job_5_train_on_your_own_text(job, tmp_path):
    text = "the cat sees the dog\nthe dog sees the cat\n" * 30
    (tmp_path / "mine.txt").write_text(text, encoding="utf-8")
    mine = job(5)
    assert set(mine.words) == {"the", "cat", "sees", "dog"}
    assert getattr(mine, "E", getattr(mine, "vectors", None)).shape == (4, 50)


def test_job_6_search_your_own_notes(job, vectors):
    notes = [["bread", "cheese", "soup"], ["king", "army", "war"], ["rain", "snow", "wind"]]
    query = vectors.take(["eat", "dinner"]).E.mean(axis=0)
    found, _ = job(
        6, vectors=vectors, titles=["food", "history", "weather"], notes=notes, query=query
    )
    assert found == ["food"]


def test_job_7_compare_two_tables(job, vectors):
    some = vectors.take(vectors.words[:200])
    turned = np.linalg.qr(np.random.default_rng(0).normal(size=(100, 100)))[0]
    told = job(7, vectors=some, mine=Vectors(some.words, some.E @ turned))
    assert told.overlap > 0.99
    assert told.left < 1e-3


def test_job_8_pretrained_rows_by_name(job, vectors):
    E = job(8, vectors=vectors, vocabulary=["dog", "cat"])
    assert np.array_equal(E, np.stack([vectors["dog"], vectors["cat"]]))
    with pytest.raises(LookupError, match="'flumptious' is not among"):
        job(8, vectors=vectors, vocabulary=["flumptious"])


def test_job_9_unknown_words(job):
    ids = job(9)
    assert len(ids) > 1
    assert embedlab.gpt2().decode(ids) == "flumptious"


def test_job_10_choose_d(job):
    corpus = embedlab.template_corpus()
    V = len(corpus.words)
    seen, unseen = (
        embedlab.pair_probabilities(embedlab.skipgram_pairs(part), V)
        for part in (corpus.sentences[:40], corpus.sentences[40:])
    )
    loss = job(10, seen=seen, unseen=unseen)
    assert list(loss) == [2, 8, 32]
    assert all(0 < each < 20 for each in loss.values())


@with_torch
def test_job_11_a_table_in_pytorch(job, vectors):
    layer = job(11, vectors=vectors, **torch_names())
    assert layer.weight.requires_grad
    assert np.array_equal(layer.weight.detach(), vectors.E)


@with_torch
def test_job_12_a_pad_row(job):
    layer = job(12, V=4, d=2, **torch_names())
    assert layer.weight[0].tolist() == [0, 0]
    assert layer.weight[1].any()


@with_torch
def test_job_13_the_mean_of_a_text(job):
    names = torch_names()
    E, ids = names["torch"].tensor([[9.0], [1.0], [3.0]]), names["torch"].tensor([[1, 2, 0]])
    assert job(13, E=E, ids=ids, **names).tolist() == [[2.0]]


@with_torch
def test_job_14_train_only_the_new_rows(job):
    names = torch_names()
    torch = names["torch"]
    old, new = torch.ones(2, 3), names["nn"].Parameter(torch.ones(1, 3))
    rows = job(14, ids=torch.tensor([0, 2, 2]), old=old, new=new, **names)
    rows.sum().backward()
    assert old.grad is None
    assert new.grad.tolist() == [[2.0, 2.0, 2.0]]


def test_job_15_what_is_wrong_with_a_table(job, vectors):
    if not callable(getattr(embedlab, "doctor", None)):
        pytest.skip("embedlab has no doctor yet")
    some = vectors.take(vectors.words[:2_000])
    assert job(15, vectors=some) == ()
    broken = some.E.copy()
    broken[7] = np.nan
    assert job(15, vectors=Vectors(some.words, broken))
