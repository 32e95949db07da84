"""A right project passes for every name; plausible bad ones stay below 70, each told why."""

import json

import numpy as np
import pytest

from embedlab import Vectors
from embedlab.practice import progress, store
from embedlab.practice.capstone import Capstone
from embedlab.practice.capstone.checkpoints import FAULTS
from embedlab.practice.capstone.doubting import MODEL
from embedlab.practice.exercises.parts import PARTS
from tests.practice.capstone.answers import (
    DOUBTS,
    NAMES,
    RIGHT,
    hunted,
    notes,
    search,
    search_words,
)

FIXES = [part for part in PARTS if part.startswith("trust-fix")]


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))


@pytest.fixture
def right(own, tmp_path):
    """What a learner of this name hands in if all is right: part → arguments."""
    sentences, first, second = own

    def of(project):
        documents, queries = notes()
        faults = project._faults
        return {
            "trust-make": (first, second, first.save(tmp_path / "t.npz"), sentences),
            **{part: RIGHT[fault] for part, fault in zip(FIXES, faults, strict=True)},
            "trust-hunt": (hunted(project.rows), "<|im_end|>", "b"),
            "trust-use": (search_words(), search, documents, queries),
            "trust-doubt": (DOUBTS, [True] * 5),
        }

    return of


def hand_in(project, handed_in):
    """Points of each part, and all that was said."""
    told = {part: project.check(part, *given).words for part, given in handed_in.items()}
    return store.load()[0].get("capstone", {}).get(project.name.casefold(), {}), "\n".join(
        told.values()
    )


def shapes(c):
    assert c["E"].shape[0] == len(c["words"])


def never(c):
    raise AssertionError("broken")


def with_test(parts, test):
    return {part: (parts[part][0], test) for part in FIXES}


def untrained(first):
    rng = np.random.default_rng(0)
    return [Vectors(first.words, rng.normal(size=first.E.shape).astype("f")) for _ in range(2)]


def named_mistakes(project):
    """The first named mistake at each checkpoint."""
    wrong = {}
    for part, fault in zip(FIXES, project._faults, strict=True):
        mistake = next(iter(FAULTS[fault].mistakes.values()))
        wrong[part] = (lambda c, mistake=mistake: c | mistake(c), RIGHT[fault][1])
    return wrong


def by_length(project):
    rows = project.rows
    order = np.argsort(np.linalg.norm(rows.E, axis=1))
    return [rows.words[k] for k in order[:10]]


def by_number(project):
    return project.rows.words[5:15]  # the first that look alike: special tokens


def by_heart(vectors, query, documents):
    return list(range(5))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_right_project_earns_at_least_95_points(name, right):
    project = Capstone(name)
    points, told = hand_in(project, right(project))
    assert sum(points.values()) >= 95, told
    assert "Passed." in project.points().words
    assert "A table you can trust: 100 of 100" in progress().words


# What is wrong, by part; the sentences that a learner reads; the points.
BAD = {
    "part 2 is left out": (
        lambda p, r: dict.fromkeys(FIXES, (len, len)),
        ["It must return the"],
        60,
    ),
    "tests look at shapes, fixes are guesses": (
        lambda p, r: {part: (fix, shapes) for part, (fix, _) in named_mistakes(p).items()},
        ["Your test passes on your broken checkpoint", "0 of 8: Fixing:"],
        60,
    ),
    "a colleague's answers": (
        lambda p, r: {
            "trust-hunt": (hunted(Capstone("another").rows), "<|im_end|>", "b"),
            "trust-doubt": (MODEL, [True] * 5),
            **{part: RIGHT["overwritten pad"] for part in FIXES},
        },
        ["is not among your rows", "our sentences", "differs from the original in"],
        60,
    ),
    "never trained, hunted by length": (
        lambda p, r: {
            "trust-make": (*untrained(r["trust-make"][0]), *r["trust-make"][2:]),
            "trust-hunt": (by_length(p), "<|im_end|>", "a"),
            **with_test(r, shapes),
        },
        ["chance has it", "By which number did you sort?", "Is it shorter?"],
        50,
    ),
    "tests that always fail, special tokens": (
        lambda p, r: {
            **with_test(r, never),
            "trust-hunt": (by_number(p), "<|endoftext|>", "c"),
            "trust-use": (r["trust-use"][0], by_heart, *r["trust-use"][2:]),
        },
        ["fails on the original", "Special tokens among them: 10", "gains nothing"],
        60,
    ),
    "everything by eye": (
        lambda p, r: {
            "trust-make": (r["trust-make"][0], *r["trust-make"][:1], *r["trust-make"][2:]),
            **with_test(r, lambda c: True),
            "trust-hunt": (p.rows.words[30:40], "!", "d"),
            "trust-doubt": ("It looks right to me.",),
        },
        ["the second table is the first", "Write `assert`", "nothing you have here shows"],
        56,
    ),
    "in the wrong direction": (
        lambda p, r: {**named_mistakes(p), "trust-hunt": (by_length(p), "<|im_start|>", "d")},
        ["0 of 8: Fixing:", "By which number did you sort?", "IDs 7 to 16 are small as well"],
        60,
    ),
    "rows in the wrong order": (
        lambda p, r: {
            "trust-make": (
                Vectors(r["trust-make"][0].words, np.roll(r["trust-make"][0].E, 1, axis=0)),
                *r["trust-make"][1:],
            ),
            **with_test(r, shapes),
            "trust-doubt": (DOUBTS,),
        },
        ["does each word have its own row?", "numbers came back different", "Then rate yours"],
        65,
    ),
    "only the first and the last part": (
        lambda p, r: {
            **dict.fromkeys(FIXES, (lambda c: None, lambda c: None)),
            "trust-hunt": (..., ..., ...),
            "trust-use": (..., search, ..., ...),
        },
        ["Not tried yet."],
        25,
    ),
    "functions that stop or never end": (
        lambda p, r: {
            **dict.fromkeys(FIXES, (lambda c: c["e"], endless)),
            "trust-use": (r["trust-use"][0], lambda v, q, d: v[q], *r["trust-use"][2:]),
        },
        ["stops with KeyError", "was stopped after 2 seconds", "stops with LookupError"],
        45,
    ),
    "what is asked for in another form": (
        lambda p, r: {
            "trust-make": (r["trust-make"][0].E, *r["trust-make"][1:]),
            **{part: (lambda c: c["E"], shapes) for part in FIXES},
            "trust-use": (*r["trust-use"][:3], r["trust-use"][3][:5]),
        },
        ["first is of type ndarray", "It must return the checkpoint", "10 different queries"],
        25,
    ),
}


def endless(c):
    while True:
        pass


@pytest.mark.slow
@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("name", NAMES[:2])
def test_a_bad_project_stays_below_70_and_is_told_why(name, what, right):
    project = Capstone(name)
    parts = right(project)
    change, sentences, most = BAD[what]
    points, told = hand_in(project, parts | change(project, parts))
    assert sum(points.values()) <= most < 70, told
    for sentence in sentences:
        assert sentence in told, told
    assert "Passed" not in project.points().words


# ---- the project as it is used ------------------------------------------------------------------


def test_the_same_name_gives_the_same_tasks_and_another_name_others():
    one, same, other = Capstone("Ada Lovelace"), Capstone(" ada  LOVELACE"), Capstone("Ada")
    assert one.seeds == same.seeds != other.seeds
    assert one.rows.words == same.rows.words != other.rows.words
    for a, b, c in zip(one.checkpoints, same.checkpoints, other.checkpoints, strict=True):
        assert np.array_equal(a["E"], b["E"])
        assert not np.array_equal(a["E"], c["E"])


def test_the_project_shows_neither_faults_nor_originals():
    project = Capstone("Ada Lovelace")
    shown = str(project) + str(vars(project).keys())
    assert not [fault for fault in FAULTS if fault in shown]
    assert project.seeds[0] != project.seeds[1]
    assert "Checkpoint A" in shown


def test_hints_come_one_after_the_other_and_the_last_stays():
    project = Capstone("Ada Lovelace")
    for part in PARTS:
        told = [project.hint(part).words for _ in range(4)]
        assert len(set(told)) >= 2
        assert told[-1] == told[-2]
        assert "hint 1 of" in told[0]


def test_without_a_name_nothing_is_judged_and_what_is_missing_is_said():
    project = Capstone("")
    shown = project.check("trust-fix-a", len, len)
    assert shown.outcome == "not tried yet"
    assert "Write your name" in shown.words
    assert "Write your name" in str(project)
    with pytest.raises(TypeError, match="in quotes"):
        Capstone(None)


def test_an_unknown_part_and_a_missing_argument_are_answered_in_a_sentence():
    project = Capstone("Ada Lovelace")
    assert "they are trust-make" in project.check("make").words
    assert "check('trust-hunt', candidates, false, why)" in project.check("trust-hunt").words
    assert "they are trust-make" in project.hint("make").words


def test_the_best_of_all_tries_counts():
    project = Capstone("Ada Lovelace")
    good = project.check("trust-doubt", DOUBTS, [True] * 5)
    assert good.outcome == "solved"
    worse = project.check("trust-doubt", DOUBTS, [False] * 5)
    assert "0 of 5" in worse.words
    assert "5 of 100 points" in worse.words
    assert "65 to pass and 25 more in part 2" in worse.words


@pytest.mark.parametrize("damage", [[], "x", {"ada lovelace": 3}, {"ada lovelace": {"a": "b"}}])
def test_points_of_a_damaged_file_are_passed_over(damage):
    store.update(lambda state: state.update(capstone=damage))
    project = Capstone("Ada Lovelace")
    assert "0 of 100" in project.points().words
    project.check("trust-doubt", DOUBTS, [True] * 5)
    assert "5 of 100" in project.points().words
    assert json.loads((store.home() / "progress.json").read_text())["version"] == 1
