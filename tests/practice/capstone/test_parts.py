"""Each part of the project gives points for what a result can do, and says what is missing."""

from functools import partial

import numpy as np
import pytest

from embedlab import Vectors, load_smollm
from embedlab.practice.capstone import doubting, fixing, hunting, making, using
from embedlab.practice.capstone.checkpoints import FAULTS, KEYS, pair, three_of_six
from tests.practice.capstone.answers import DOUBTS, RIGHT, hunted, notes, search, search_words

MOST = 13
every_fault = pytest.mark.parametrize("fault", FAULTS)
seeds = range(5)


def points(items):
    return sum(item.earned for item in items)


def says(items):
    return " ".join(map(str, items))


# ---- part 2: checkpoints ------------------------------------------------------------------------


@every_fault
@pytest.mark.parametrize("seed", seeds)
def test_a_checkpoint_broken_in_a_way_differs_where_it_says_and_nowhere_else(fault, seed):
    right, broken = pair(fault, seed)
    assert broken.keys() == right.keys() <= KEYS.keys()
    differ = {key for key in right if not np.array_equal(right[key], broken[key])}
    assert differ
    assert differ <= set(FAULTS[fault].wanted)
    assert not right["E"][right["pad_id"]].any()
    assert right["words"][right["pad_id"]] == "[PAD]"
    assert len(right["words"]) == len(right["counts"]) == len(right["E"])
    assert np.isfinite(broken["E"]).all()


@every_fault
def test_checkpoints_of_two_seeds_share_no_row(fault):
    one, other = (pair(fault, seed)[0]["E"] for seed in (0, 1))
    rows = {row.tobytes() for row in one[one.any(axis=1)]}
    assert not rows & {row.tobytes() for row in other[other.any(axis=1)]}


@every_fault
@pytest.mark.parametrize("seed", seeds)
def test_the_right_fix_with_a_good_test_earns_all_points(fault, seed):
    items = fixing.judge(seed, fault, MOST, *RIGHT[fault])
    assert points(items) == MOST, says(items)


def mistaken(mistake, checkpoint):
    return checkpoint | mistake(checkpoint)


@pytest.mark.slow
@every_fault
def test_a_named_mistake_gets_its_own_sentence(fault):
    for sentence, mistake in FAULTS[fault].mistakes.items():
        for seed in (0, 1):
            broken = pair(fault, seed)[1]
            changed = mistake(broken)
            if all(np.array_equal(broken[key], value) for key, value in changed.items()):
                continue  # for this draw the mistake leaves the checkpoint as it is
            wrong = partial(mistaken, mistake)
            item, _ = fixing.judge(seed, fault, MOST, wrong, RIGHT[fault][1])
            assert (item.earned, item.says) == (0, f"Fixing: {sentence}")


@every_fault
def test_a_test_that_looks_at_shapes_only_earns_nothing(fault):
    def shapes(c):
        assert c["E"].shape == (len(c["words"]), 40)

    _, item = fixing.judge(0, fault, MOST, RIGHT[fault][0], shapes)
    assert item.earned == 0
    assert "passes on your broken checkpoint" in item.says


@every_fault
def test_a_test_that_always_fails_earns_nothing(fault):
    def never(c):
        raise AssertionError

    _, item = fixing.judge(0, fault, MOST, RIGHT[fault][0], never)
    assert item.earned == 0
    assert "fails on the original" in item.says


@every_fault
def test_the_checkpoint_of_another_learner_does_not_pass(fault):
    theirs = pair(fault, 999)[0]
    item, _ = fixing.judge(0, fault, MOST, lambda c: theirs, RIGHT[fault][1])
    assert item.earned == 0


def test_numbers_that_are_learned_by_heart_work_on_one_checkpoint_only():
    def pad_of_mine(c):
        E = c["E"].copy()
        E[mine] = 0
        return c | {"E": E}

    mine = pair("overwritten pad", 0)[1]["pad_id"]
    item, _ = fixing.judge(0, "overwritten pad", MOST, pad_of_mine, RIGHT["overwritten pad"][1])
    assert item.earned == 6
    assert "On another checkpoint with the same fault" in item.says


def test_a_weak_test_is_told_what_it_does_not_notice():
    def zeros(c):
        assert not c["E"][c["pad_id"]].any()

    _, item = fixing.judge(0, "off by one", MOST, RIGHT["off by one"][0], zeros)
    assert item.earned == 3
    assert "only the row of [PAD] was put right" in item.says


ODD = {
    "raises": (lambda c: c["no such key"], "stops with KeyError"),
    "a table": (lambda c: c["E"], "returns a ndarray of shape (121, 40)"),
    "as it was": (lambda c: c, "still the broken checkpoint"),
    "no table": (lambda c: c | {"E": "zeros"}, '"E" is a str'),
    "one row less": (lambda c: c | {"E": c["E"][2:]}, "shape (119, 40)"),
    "another row": (lambda c: c | {"E": c["E"] + (c["E"] > 2)}, "differs from the original in"),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_a_fix_returns_is_answered_in_a_sentence(name):
    fix, sentence = ODD[name]
    item, _ = fixing.judge(0, "overwritten pad", MOST, fix, lambda c: True)
    assert item.earned == 0
    assert sentence in item.says


def test_what_is_not_a_function_and_a_test_that_returns_are_told():
    assert "pass the function itself" in says(fixing.judge(0, "off by one", MOST, {}, len))
    _, item = fixing.judge(0, "off by one", MOST, RIGHT["off by one"][0], lambda c: True)
    assert "Write `assert`" in item.says


def test_untouched_functions_are_not_judged():
    assert fixing.judge(0, "off by one", MOST, lambda c: None, lambda c: None) is None


def test_a_name_draws_three_different_faults_and_names_draw_all_six():
    drawn = [three_of_six(seed) for seed in range(60)]
    assert all(len(set(three)) == 3 for three in drawn)
    assert {fault for three in drawn for fault in three} == set(FAULTS)
    assert len(set(drawn)) > 20


# ---- part 3: a hunt -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds)
def test_the_cosine_with_reserved_tokens_finds_enough(seed):
    items = hunting.judge(seed, hunted(hunting.ground(seed)), "<|im_end|>", "b")
    assert points(items) == 20, says(items)


@pytest.mark.parametrize("seed", seeds)
def test_neither_long_nor_short_rows_nor_tokens_by_chance_are_enough(seed):
    rows = hunting.ground(seed)
    lengths = np.linalg.norm(rows.E, axis=1)[17:]
    by_chance = np.random.default_rng(seed).permutation(len(lengths))
    for order in (np.argsort(lengths), np.argsort(-lengths), by_chance):
        items = hunting.judge(seed, [rows.words[17 + k] for k in order[:10]], "?", "")
        assert points(items) < 12


def test_special_tokens_tokens_of_others_and_wrong_reasons_are_told():
    rows = hunting.ground(0)
    special = hunting.judge(0, rows.words[5:15], "<|im_start|>", "c")
    assert "Special tokens among them: 10" in says(special)
    assert "What is different about this?" in says(special)
    other = next(word for word in hunted(hunting.ground(1)) if word not in rows)
    theirs = hunting.judge(0, [other, *rows.words[30:39]], other, "b")
    assert points(theirs) == 0
    assert "is not among your rows" in says(theirs)
    assert "different tokens; these are 1" in says(hunting.judge(0, [rows.words[30]] * 10, "", ""))
    assert "give the tokens themselves" in says(hunting.judge(0, range(10), 3, "b"))
    assert "nothing you have here shows" in says(hunting.judge(0, rows.words[:10], "Ä", "b"))


def test_the_rows_of_a_hunt_are_those_of_the_model_and_few_are_of_the_top():
    tied, rows = load_smollm(), hunting.ground(0)
    assert rows.words[:17] == tied.words[:17]
    k = tied.vectors.id(rows.words[40])
    assert np.array_equal(rows.E[40], tied.vectors.E[k])
    scores = np.array([tied.cosines[tied.words.index(word)] for word in rows.words[17:]])
    assert (scores >= hunting.threshold(tied)).sum() == 40


# ---- part 5: doubts -----------------------------------------------------------------------------


def test_five_sentences_are_rated_by_the_learner_after_our_answer_was_read():
    first = doubting.judge(DOUBTS)
    assert points(first) == 0
    assert doubting.MODEL in says(first)
    assert points(doubting.judge(DOUBTS, [True] * 5)) == 5
    assert points(doubting.judge(DOUBTS, rating=[True, False, True, True, False])) == 3


@pytest.mark.parametrize(
    ("text", "rating", "sentence"),
    [
        ("I am sure of it. Very.", None, "these are 0 sentences"),
        (" ".join([DOUBTS.split(". ")[0] + "."] * 5), None, "these are 1 sentences"),
        (DOUBTS.translate({ord(c): None for c in "0123456789"}), None, "no number"),
        (doubting.MODEL, [True] * 5, "our sentences"),
        (DOUBTS, 5, "five of True and False"),
        (DOUBTS, [1] * 5, "five of True and False"),
        (None, None, "write your five sentences in quotes"),
    ],
)
def test_what_are_not_five_sentences_of_ones_own_earns_nothing(text, rating, sentence):
    items = doubting.judge(text, rating)
    assert points(items) == 0
    assert sentence in says(items)


# ---- parts 1 and 4 need a table -----------------------------------------------------------------


@pytest.mark.slow
def test_a_trained_table_with_its_file_earns_all_points(own, tmp_path):
    sentences, first, second = own
    items = making.judge(0, first, second, first.save(tmp_path / "t.npz"), sentences)
    assert points(items) == 20, says(items)


@pytest.mark.slow
def test_each_way_to_miss_part_one_is_told_with_its_numbers(own, tmp_path):
    sentences, first, second = own
    rng = np.random.default_rng(0)
    path = first.save(tmp_path / "t.npz")
    random, other = (
        Vectors(first.words, rng.normal(size=first.E.shape).astype("f")) for _ in range(2)
    )
    rounded = Vectors(first.words, first.E.round(3)).save(tmp_path / "r.npz")
    turn = np.linalg.qr(rng.normal(size=(24, 24)))[0].astype("f")
    shifted = Vectors(first.words, np.roll(first.E, 1, axis=0))
    cases = [
        ((first, first, path, sentences), 14, "bit for bit. Make it again"),
        ((first, Vectors(first.words, first.E @ turn), path, sentences), 14, "turned or scaled"),
        ((first, second, rounded, sentences), 14, "numbers came back different"),
        ((first, second, second.save(tmp_path / "o.npz"), sentences), 14, "file of another run"),
        ((first, second, tmp_path / "none.npz", sentences), 14, "can't be loaded"),
        ((first, second, None, sentences), 14, "give the name of the file"),
        ((random, other, random.save(tmp_path / "u.npz"), sentences), 6, "chance has it"),
        ((shifted, second, shifted.save(tmp_path / "s.npz"), sentences), 6, "its own row?"),
        ((first, second, path, iter(())), 12, "a generator is empty"),
        ((first, second, path, "one text"), 12, "a list of lists of words"),
        ((first, second, path, ["one text"]), 12, "split it into a list"),
        ((first, second, path, [["Emma", "Was"]]), 12, "only 0 words"),
        ((first.E, second, path, sentences), 0, "first is of type ndarray"),
    ]
    for given, earned, sentence in cases:
        items = making.judge(0, *given)
        assert points(items) == earned, says(items)
        assert sentence in says(items)


@pytest.mark.slow
def test_each_way_to_miss_part_four_is_told_with_its_numbers():
    documents, queries = notes()
    vectors = search_words()
    reason = (
        "My table finds 0 of 10, the untrained one 0, and the words find 0 as well, because every "
        "query is about a topic of which these short notes contain only two words and the search "
        "returns the same five documents for each query"
    )
    cases = [
        ((vectors, search, documents, queries), 15, ""),
        ((vectors, lambda v, q, d: range(5), documents, queries), None, "gains nothing"),
        ((vectors, lambda v, q, d: range(4), documents, queries), 0, "positions of 5 documents"),
        ((vectors, lambda v, q, d: v["nobody"], documents, queries), 0, "stops with LookupError"),
        ((vectors, lambda v, q, d: None, documents, queries), 0, "positions of 5 documents"),
        ((vectors, search, documents[:20], queries), 0, "at least 30 are needed"),
        ((vectors, search, documents, queries[:9]), 0, "10 different queries"),
        ((vectors, search, documents, [(q, 0) for q, _ in queries]), 0, "answered by 1 documents"),
        ((vectors, search, documents, [(q, 99) for q, _ in queries]), 0, "list of pairs"),
        ((vectors, "search", documents, queries), 0, "pass `search` itself"),
        ((vectors.E, search, documents, queries), 0, "Vectors are needed"),
        ((vectors, search, documents, queries, reason), 15, ""),
    ]
    for given, earned, sentence in cases:
        items = using.judge(0, *given)
        assert earned is None or points(items) == earned, says(items)
        assert sentence in says(items)


@pytest.mark.slow
def test_a_search_that_knows_the_answers_by_heart_does_not_beat_an_untrained_table():
    documents, queries = notes()
    answers = {query: documents[k] for query, k in queries}

    def by_heart(vectors, query, shown):
        return [shown.index(answers[query])] * 5

    items = using.judge(0, search_words(), by_heart, documents, queries)
    assert "Does your search use the table" in says(items)
    assert points(items) == 9


@pytest.mark.slow
def test_a_lost_comparison_with_a_reason_earns_most_of_its_points():
    documents, queries = notes()
    quoted = [(" ".join(documents[k].split()[:2]) + " " + q, k) for q, k in queries]
    blind = using.judge(0, search_words(), lambda v, q, d: range(5), documents, quoted)
    assert points(blind) < 9
    assert "say why not" in says(blind)
    found = int(blind[0].says.split()[-1].rstrip("."))
    untrained = blind[1].says.split(", ")[1].split()[0]
    reason = (
        f"It finds {found} of 10, an untrained one {untrained}, and a "
        "bag of words 10, since each query quotes the first words of its note and my search takes "
        "the first five documents whatever was asked, so neither rows nor words play a part in it"
    )
    with_reason = using.judge(
        0, search_words(), lambda v, q, d: range(5), documents, quoted, reason
    )
    assert points(with_reason) > points(blind)
    assert "you say why" in says(with_reason)
