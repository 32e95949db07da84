"""The doctor names what was planted, on tables of four kinds, and lets healthy ones pass."""

from functools import cache
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import embedlab.__main__ as terminal
from embedlab import Vectors, doctor, load_austen, load_glove, load_minilm, load_smollm, skipgram
from embedlab.spelling import spelled_alike
from tests import ROOT
from tests.faults import FAULTS

MORE_SEEDS = 3
OWN = tuple(f"own training, seed {seed}" for seed in range(5))


@cache
def healthy(name):
    if name == "GloVe":
        return load_glove().take(load_glove().words[:4_000])
    if name == "MiniLM":
        return load_minilm()
    if name == "SmolLM2":
        return load_smollm().vectors
    lines = [line.split() for line in load_austen()["emma"].split("\n")]
    return skipgram.train(lines, d=50, seed=int(name[-1]), progress=False)


TABLES = ("GloVe", "MiniLM", "SmolLM2")
EACH = [*TABLES, *(pytest.param(name, marks=pytest.mark.slow) for name in OWN)]


@pytest.mark.parametrize("name", EACH)
def test_a_healthy_table_raises_no_alarm(name):
    vectors = healthy(name)
    found = doctor(vectors, tokenizer_size=len(vectors), head=vectors.E, reference=vectors)
    assert found.alarms == ()
    padded = doctor(vectors, tokenizer_size=len(vectors) - 28)
    assert padded.alarms == ()
    assert doctor(vectors.E).alarms == ()
    order = next(each for each in found if each.name == "order of the rows")
    assert order.alarm is False


@pytest.mark.slow
def test_the_whole_of_glove_raises_no_alarm():
    assert doctor(load_glove(), reference=load_glove()).alarms == ()


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_and_nothing_else(fault, name):
    plant, alarm = FAULTS[fault]
    found = doctor(**plant(healthy(name), np.random.default_rng(0)))
    assert [each.name for each in found.alarms] == [alarm]
    for each in found.alarms:
        assert each.evidence and each.consequence
        assert any(f"_{each.lesson}" in path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_wherever_it_lies(fault, name):
    plant, alarm = FAULTS[fault]
    for seed in range(1, 1 + MORE_SEEDS):
        found = doctor(**plant(healthy(name), np.random.default_rng(seed)))
        assert [each.name for each in found.alarms] == [alarm], seed


def test_a_shift_is_told_with_its_direction():
    vectors = load_minilm()
    found = doctor(Vectors(vectors.words, np.roll(vectors.E, 2, axis=0)))
    assert "E[i +2] is what E[i] should be" in found.alarms[0].consequence


def test_swapped_rows_are_named_by_their_tokens():
    vectors = healthy("GloVe")
    E, (i, j) = vectors.E.copy(), (vectors.id("king"), vectors.id("water"))
    E[[i, j]] = E[[j, i]]
    found = doctor(Vectors(vectors.words, E), reference=vectors)
    assert "'king'" in found.alarms[0].evidence and "'water'" in found.alarms[0].evidence


def test_a_reference_with_other_words_in_another_order_is_compared_token_by_token():
    vectors = healthy("GloVe")
    others = vectors.take(vectors.words[100:2000][::-1])
    found = doctor(vectors, reference=others)
    assert found.alarms == () and "0 of 1,900 rows differ" in repr(found)


def test_rows_that_were_trained_on_are_a_number_and_no_alarm():
    vectors, rng = healthy("GloVe"), np.random.default_rng(0)
    E = vectors.E.copy()
    E[:40] += 0.1 * rng.normal(size=(40, 100)).astype(np.float32)
    found = doctor(Vectors(vectors.words, E), reference=vectors)
    assert found.alarms == () and "40 of 4,000 rows differ" in repr(found)


def test_a_table_of_random_numbers_with_words_is_told_that_it_was_never_trained():
    vectors = healthy("GloVe")
    E = np.random.default_rng(0).normal(size=vectors.E.shape)
    (alarm,) = doctor(Vectors(vectors.words, E)).alarms
    assert "never trained" in alarm.consequence


def test_one_zero_row_is_taken_for_padding_and_two_are_not():
    E = np.random.default_rng(0).normal(size=(50, 8))
    E[7] = 0
    assert doctor(E).alarms == () == doctor(E, pad=7).alarms
    E[9] = 0
    assert [each.name for each in doctor(E).alarms] == ["zero rows"]
    assert "row 9" in doctor(E, pad=7).alarms[0].evidence


def test_zero_rows_beyond_the_tokenizer_are_padding():
    E = np.vstack([np.random.default_rng(0).normal(size=(40, 8)), np.zeros((24, 8))])
    assert doctor(E, tokenizer_size=40).alarms == ()
    assert len(doctor(E, tokenizer_size=60).alarms) == 1


# ---- against slower ways, on random tables -------------------------------------------------------

SEEDS = st.integers(0, 2**32 - 1)


def said(found, name):
    return next(each.evidence for each in found if each.name == name)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_common_direction_is_the_mean_over_all_pairs(seed):
    rng = np.random.default_rng(seed)
    E = rng.normal(size=(12, 5)) + rng.normal(size=5)
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    mean = np.mean([unit[i] @ unit[j] for i in range(12) for j in range(i)])
    assert f" {mean:z.2f}, " in said(doctor(E), "common direction")


@given(SEEDS, st.integers(1, 30))
@settings(max_examples=20, deadline=None)
def test_all_copies_are_counted(seed, n):
    rng = np.random.default_rng(seed)
    E = rng.normal(size=(1_000, 4))
    E[rng.choice(np.arange(1, 1_000), n, replace=False)] = E[0]
    assert said(doctor(E), "equal rows").startswith(f"{n:,}:")


@given(SEEDS, st.integers(1, 20))
@settings(max_examples=20, deadline=None)
def test_all_rows_with_nan_are_counted(seed, n):
    rng = np.random.default_rng(seed)
    E = rng.normal(size=(60, 4))
    E[rng.choice(60, n, replace=False), rng.integers(4, size=n)] = np.nan
    assert said(doctor(E), "NaN").startswith(f"in {n} of 60 rows")


@given(SEEDS, st.floats(0.1, 10))
@settings(max_examples=4, deadline=None)
def test_neither_a_scale_nor_a_rotation_changes_what_is_said_of_the_order(seed, scale):
    vectors = load_minilm()
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(384, 384)))[0]
    name = "order of the rows"
    turned = Vectors(vectors.words, scale * vectors.E @ turn)
    assert said(doctor(turned), name) == said(doctor(vectors), name)


NUMBERS = st.floats(width=32) | st.sampled_from([0.0, 1.0, np.nan, np.inf, 3e38, 1e-38])


@given(
    arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=NUMBERS),
    st.booleans(),
    st.integers(1, 9),
)
@settings(max_examples=150, deadline=None)
def test_any_table_gets_an_answer_that_can_be_shown_and_stays_as_it_is(E, named, size):
    before = E.copy()
    vectors = Vectors([f"<{i}>" for i in range(len(E))], E) if named else E
    found = doctor(vectors, tokenizer_size=size, pad=0, head=E[::-1], reference=E)
    assert before.tobytes() == E.tobytes()
    assert all(each.name in repr(found) for each in found)
    HTMLParser().feed(found._repr_html_())


@pytest.mark.parametrize("dtype", ["float16", "int8", "int64", "uint8"])
def test_numbers_of_any_type_are_taken(dtype):
    E = np.arange(24).reshape(6, 4).astype(dtype)
    assert doctor(E, tokenizer_size=6).alarms == ()


def test_words_are_shown_as_they_are_and_never_as_html():
    E = np.eye(3, 4)
    E[0] = np.nan
    html = doctor(Vectors(["<script>alert(1)</script>", "b", "c"], E))._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"vectors": np.zeros(3)}, "table of shape"),
        ({"vectors": np.zeros((0, 3))}, "is empty"),
        ({"vectors": [["a", "b"]]}, "real numbers"),
        ({"vectors": np.eye(3), "pad": 3}, "outside a table of 3 rows"),
        ({"vectors": np.eye(3), "tokenizer_size": 0}, "at least 1"),
        ({"vectors": np.eye(3), "head": np.zeros(3)}, "head must be a table"),
        ({"vectors": np.eye(3), "reference": np.eye(4)}, "of the same width"),
    ],
)
def test_what_is_no_table_is_refused(given, message):
    with pytest.raises((ValueError, TypeError, IndexError), match=message):
        doctor(**given)


# ---- tokens that are spelled nearly alike --------------------------------------------------------


def test_pairs_differ_by_a_mark_a_capital_or_a_final_s():
    words = ["king", "##king", "Ġking", "▁King", "kings", "queen", "kingdom", "ox", "12", "123"]
    assert spelled_alike(words).tolist() == [[0, 1], [0, 2], [0, 3], [0, 4]]


def test_words_without_pairs_give_no_pairs():
    assert spelled_alike(["猫", "犬", "a"]).shape == (0, 2)


# ---- in a terminal -------------------------------------------------------------------------------


def run(capsys, *arguments):
    """The exit code, and what was printed to either stream."""
    with pytest.raises(SystemExit) as stop:
        terminal.main(["doctor", *map(str, arguments)])
    out, err = capsys.readouterr()
    return stop.value.code, out, err


def test_the_exit_code_tells_whether_there_is_an_alarm(tmp_path, capsys):
    E = np.random.default_rng(0).normal(size=(40, 8))
    file = Vectors([f"word{i}" for i in range(40)], E).save(tmp_path / "good.npz")
    code, out, err = run(capsys, file)
    assert (code, err) == (0, "") and out.startswith("0 alarms")
    vocabulary = tmp_path / "vocab.txt"
    vocabulary.write_text("\n".join(f"word{i}" for i in range(43)))
    code, out, err = run(capsys, file, "--tokenizer", vocabulary)
    assert (code, err) == (1, "") and "40 rows for 43 tokens" in out


def test_a_tokenizer_beside_the_table_is_found_and_may_be_longer(tmp_path, capsys):
    np.savez(tmp_path / "bare.npz", E=np.random.default_rng(0).normal(size=(40, 8)))
    code, out, _ = run(capsys, tmp_path / "bare.npz")
    assert code == 0 and "40 rows of 8 numbers" in out
    (tmp_path / "vocab.txt").write_text("\n".join(f"word{i}" for i in range(41)))
    code, out, _ = run(capsys, tmp_path / "bare.npz")
    assert code == 1 and "40 rows for 41 tokens" in out


def test_a_head_and_a_reference_are_read_from_their_files(tmp_path, capsys):
    E = np.random.default_rng(0).normal(size=(40, 8))
    np.savez(tmp_path / "both.npz", E=E, head=E[:-2])
    code, out, _ = run(capsys, tmp_path / "both.npz", "--tensor", "E", "--head", "head")
    assert code == 1 and "the head has shape (38, 8)" in out
    np.savez(tmp_path / "now.npz", E=3 * E)
    np.savez(tmp_path / "before.npz", E=E)
    code, out, _ = run(capsys, tmp_path / "now.npz", "--reference", tmp_path / "before.npz")
    assert code == 1 and "3 times as long" in out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nothing.txt", None, "there is no file"),
        ("table.safetensors", b"\x08", "damaged"),
        ("table.npz", b"PK", "cannot be unpacked"),
        ("notes.json", b"{}", "what can be read ends in"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(
    tmp_path, capsys, name, content, message
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, err = run(capsys, tmp_path / name)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1
