"""Progress travels: what two computers have is joined, and nothing else happens to it."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab import practice
from embedlab.practice import store
from embedlab.practice.__main__ import main
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import history
from embedlab.practice.reviewing.sitting import Session
from embedlab.practice.travel import merged
from tests.practice.reviewing.course_deck import DECK
from tests.practice.reviewing.small_deck import NOON, put, stored

# ---- joined

names = st.sampled_from(["lookup-size", "gradient-by-hand", "training-pairs"])
days = st.dates().map(str)
reviews = st.lists(
    st.tuples(names, st.datetimes().map(lambda t: t.isoformat()), st.integers(1, 4)).map(list)
    | st.sampled_from([None, 7, "odd", [], ["lookup-size"], {"name": 1}]),
    max_size=8,
)
exercises = st.dictionaries(
    names, st.fixed_dictionaries({"tries": st.integers(0, 99)}, optional={"solved": days})
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xy"), inner, max_size=3),
    max_leaves=6,
)
states = st.fixed_dictionaries(
    {"version": st.just(1), "exercises": exercises},
    optional={"reviews": reviews, "opened": st.dictionaries(names, days), "later": anything},
)


def text(value):
    return json.dumps(value, sort_keys=True)


@given(states, states, states)
def test_states_are_joined_in_any_order_and_however_often(a, b, c):
    before = copy.deepcopy((a, b, c))
    both = merged(a, b)
    assert text(both) == text(merged(b, a))
    assert text(merged(both, b)) == text(merged(both, both)) == text(both)
    assert text(merged(both, c)) == text(merged(a, merged(b, c)))
    assert (a, b, c) == before


@given(states, states)
def test_nothing_of_either_is_lost(a, b):
    both = merged(a, b)
    for state in (a, b):
        for entry in state.get("reviews", []):
            kept, had = (
                sum(map(text(entry).__eq__, map(text, s["reviews"]))) for s in (both, state)
            )
            assert kept >= had
        assert state.get("opened", {}).keys() <= both.get("opened", {}).keys()
    for name, one in both["exercises"].items():
        found = [state["exercises"][name] for state in (a, b) if name in state["exercises"]]
        solved = [each["solved"] for each in found if "solved" in each]
        assert one["tries"] == max(each["tries"] for each in found)
        assert one.get("solved") == min(solved, default=None)


def test_reviews_of_two_computers_are_in_the_order_in_which_they_happened():
    here = {"reviews": [["lookup-a", f"2026-11-2{k}T12:00:00+00:00", 3] for k in (1, 3, 5)]}
    there = {"reviews": [["lookup-a", f"2026-11-2{k}T12:00:00+00:00", 4] for k in (2, 3, 4)]}
    log = merged(here, there)["reviews"]
    assert [entry[1][9] for entry in log] == list("123345")
    assert len(history(log, NOON)["lookup-a"]) == 6


# ---- taken along


@pytest.fixture
def two_computers(tmp_path, monkeypatch):
    def at(name):
        monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / name))

    at("desk")
    store.record("lookup-size", solved=True)
    store.record("gradient-by-hand", solved=False)
    put(
        opened={"lookup": "2026-11-20"},
        reviews=[["lookup-shape", "2026-11-21T12:00:00+00:00", 3, 5]],
    )
    at("laptop")
    store.record("gradient-by-hand", solved=True)
    put(
        opened={"lookup": "2026-11-22"},
        reviews=[["lookup-bytes", "2026-11-22T12:00:00+00:00", 1, 5]],
    )
    return at


def test_progress_goes_to_another_computer_and_back(two_computers, tmp_path):
    file = tmp_path / "my progress.json"
    told = practice.export_progress(file).words
    assert told == f"{file} has your progress: 1 exercises solved, 1 reviews."
    two_computers("desk")
    told = practice.import_progress(file).words
    assert told == (
        f"{file} was read. It added 1 reviews and 1 solved exercises. "
        "You have 2 exercises solved, 2 reviews now."
    )
    state = stored()
    assert state["opened"] == {"lookup": "2026-11-20"}
    assert [entry[0] for entry in state["reviews"]] == ["lookup-shape", "lookup-bytes"]
    assert "It added 0 reviews and 0 solved" in practice.import_progress(file).words
    assert stored() == state
    practice.export_progress(file)
    two_computers("laptop")
    practice.import_progress(file)
    assert stored() == state
    assert Session().note == ""


def test_the_path_is_told_after_the_first_answer():
    assert "export_progress" not in practice.progress().words
    put(opened={"lookup": "2026-11-20"})  # a lesson that was only run
    assert "export_progress" not in practice.progress().words
    store.record("lookup-size", solved=True)
    there = store.home() / "progress.json"
    assert (
        f"Your progress is in {there}; `export_progress()` takes it along."
        in practice.progress().words
    )


DAMAGED = [b"", b"{", b"[]", b"\xff\x00", b'{"version": 1}', b'{"version": 1, "exercises": 3}']
DAMAGED += [b'{"version": 1, "exercises": {}, "reviews": {}}', b"[" * 100_000, b"An essay."]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_refused_and_changes_nothing(content, tmp_path):
    store.record("lookup-size", solved=True)
    file, before = tmp_path / "x.json", stored()
    file.write_bytes(content)
    assert practice.import_progress(file).words == (
        f"{file} is damaged or not a file of progress, and nothing was changed; export it again."
    )
    assert practice.export_progress(file).words == (
        f"{file} is not a file of progress; choose another name."
    )
    assert file.read_bytes() == content
    assert stored() == before


def test_a_newer_file_is_refused_and_changes_nothing(tmp_path):
    store.record("lookup-size", solved=True)
    file, before = tmp_path / "x.json", stored()
    file.write_text('{"version": 2, "all": "new"}')
    assert "was written by a newer version of embedlab" in practice.import_progress(file).words
    assert stored() == before


def test_a_file_that_is_not_there_a_folder_and_a_place_without_access_cost_a_sentence(tmp_path):
    assert "There is no file" in practice.import_progress(tmp_path / "none.json").words
    assert "could not be read" in practice.import_progress(tmp_path).words
    assert "could not be" in practice.export_progress(tmp_path).words
    assert "could not be written" in practice.export_progress(tmp_path / "none" / "x.json").words


@pytest.mark.parametrize("depth", [900, 20_000])
def test_a_deeply_nested_file_is_refused(depth, tmp_path):
    file = tmp_path / "x.json"
    deep = '{"a":' * depth + "1" + "}" * depth
    file.write_text(f'{{"version": 1, "exercises": {{}}, "more": {deep}}}')
    assert "damaged" in practice.import_progress(file).words
    store.record("lookup-size", solved=True)
    assert stored()["exercises"].keys() == {"lookup-size"}


# ---- from the command line


def test_the_command_line_writes_and_reads(two_computers, tmp_path, capsys):
    file = str(tmp_path / "p.json")
    main(["export", file])
    two_computers("desk")
    main(["import", file])
    assert "has your progress" in (told := capsys.readouterr().out)
    assert "You have 2 exercises solved, 2 reviews now." in told
    (tmp_path / "p.json").write_text("{")
    with pytest.raises(SystemExit, match="is damaged"):
        main(["import", file])


def test_the_file_for_anki_has_a_line_for_each_card(tmp_path, capsys):
    file = tmp_path / "cards.txt"
    main(["anki", str(file)])
    assert capsys.readouterr().out == f"{file} has {len(DECK)} cards. In Anki: File > Import.\n"
    lines = file.read_text(encoding="utf-8").splitlines()
    head, notes = lines[:7], [line.split("\t") for line in lines[7:]]
    assert head[0] == "#separator:tab"
    assert all(line.startswith("#") for line in head)
    assert [note[0] for note in notes] == [f"embedlab-{name}" for name in DECK]
    for (_, front, back, tag), card in zip(notes, DECK.values(), strict=True):
        asked = cards.ask(card)
        assert tag == f"embedlab::{card.lesson}"
        assert front.count("<li>") == len(asked.choices)
        assert '"' not in front + back
        assert front.count("<code>") == front.count("</code>")
    main(["anki", str(file)])  # again, over itself
    other = tmp_path / "essay.txt"
    other.write_text("An essay.")
    with pytest.raises(SystemExit, match="choose another name"):
        main(["anki", str(other)])
    assert other.read_text() == "An essay."
