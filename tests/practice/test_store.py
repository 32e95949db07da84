"""Progress is kept: whole, by one writer at a time, or with a sentence that says why not."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embedlab import practice
from embedlab.practice import store
from embedlab.practice.reviewing import cards
from tests.practice.checking.three_exercises import GRADIENT, averaged, scatter, text, untouched


def home():
    return Path(os.environ["EMBEDLAB_HOME"])


def stored():
    return json.loads((home() / "progress.json").read_text())


def test_progress_is_a_table_with_its_twin_in_words(three, monkeypatch):
    deck = {
        name: cards.Card(name=name, question="?", kind="short", answer="!", why="So.", section="S")
        for name in ("02-a", "06-b", "07-c")
    }
    monkeypatch.setattr(cards, "load", lambda: (deck, {}))
    practice.check("06-gradient", scatter)
    practice.check("02-bytes", 3)
    assert text(practice.progress()) == (
        "lesson 01  □     0 of 1\nlesson 02  ◧     0 of 1\nlesson 06  ■     1 of 1\n"
        "Solved: 1 of 3. Next: 01-closer.\nReview: 2 cards due today.\n■ solved  ◧ tried  □ open"
    )
    assert "<table" in practice.progress().html


def test_what_is_stored_is_small_and_leaves_other_parts_alone(three):
    practice.check("06-gradient", averaged)
    store.update(lambda state: state.update(cards={"a": 1}))
    practice.check("06-gradient", scatter)
    state = stored()
    assert state["cards"] == {"a": 1}
    assert state["exercises"]["06-gradient"].keys() == {"tries", "solved"}
    assert state["exercises"]["06-gradient"]["tries"] == 2
    assert json.loads((home() / "progress.previous.json").read_text())["cards"] == {"a": 1}


def test_an_untouched_stub_stores_nothing(three):
    practice.check("06-gradient", untouched(GRADIENT))
    assert not home().exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b'{"version": 1}',
        b'{"version": 1, "exercises": {"x": 3}}',
        b'{"version": "1", "exercises": {}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_kept_aside_and_its_previous_version_used(three, content):
    practice.check("06-gradient", scatter)
    practice.check("02-bytes", 3)
    (home() / "progress.json").write_bytes(content)
    shown = text(practice.check("02-bytes", 10.24))
    assert "could not be read; it is kept as progress.unreadable-1.json" in shown
    assert (home() / "progress.unreadable-1.json").read_bytes() == content
    assert "solved" in stored()["exercises"]["06-gradient"]
    assert "unreadable" not in text(practice.check("02-bytes", 10.24))
    (home() / "progress.json").write_bytes(content)
    assert "unreadable-2" in text(practice.check("02-bytes", 10.24))


def test_a_file_of_a_newer_version_is_left_alone(three):
    home().mkdir()
    (home() / "progress.json").write_text('{"version": 2, "all": "new"}')
    assert "written by a newer version" in text(practice.check("06-gradient", scatter))
    assert "written by a newer version" in text(practice.progress())
    assert (home() / "progress.json").read_text() == '{"version": 2, "all": "new"}'


def no_room(*_):
    raise OSError(28, "No space left on device")


def test_a_full_disk_costs_a_sentence(three, monkeypatch):
    practice.check("02-bytes", 10.24)
    before = stored()
    monkeypatch.setattr("os.fsync", no_room)
    shown = practice.check("06-gradient", scatter)
    assert shown.outcome == "solved"
    assert "not saved: No space left" in text(shown)
    monkeypatch.undo()
    assert before["exercises"].keys() == {"02-bytes"}


PLACES = [
    "a file in the way",
    "a file in the way/deeper",
    *["/proc/embedlab"] * (sys.platform == "linux"),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_folder_that_cannot_be_written_costs_a_sentence(three, tmp_path, monkeypatch, place):
    (tmp_path / "a file in the way").write_text("")
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / place))
    shown = practice.check("06-gradient", scatter)
    assert shown.outcome == "solved"
    assert "Progress is not saved" in text(shown)
    assert text(practice.progress())
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied"), "not saved: Permission denied"),
        (OSError(28, "No space left on device"), "not saved: No space left on device"),
    ],
)
def test_a_read_only_folder_or_a_full_disk_costs_a_sentence(three, monkeypatch, error, says):
    def refuse(path, content):
        raise error

    practice.check("02-bytes", 10.24)
    monkeypatch.setattr(store, "write", refuse)
    shown = practice.check("06-gradient", scatter)
    assert shown.outcome == "solved"
    assert says in text(shown)


def test_a_file_that_somebody_is_reading_is_replaced_a_moment_later(three, monkeypatch):
    """As on Windows, where a file that is open cannot be replaced."""
    replace, tries = os.replace, []

    def busy_twice(*paths):
        tries.append(paths)
        if len(tries) < 3:
            raise PermissionError(13, "Permission denied")
        replace(*paths)

    monkeypatch.setattr("os.replace", busy_twice)
    assert "not saved" not in text(practice.check("06-gradient", scatter))
    assert len(tries) == 3
    assert "solved" in stored()["exercises"]["06-gradient"]


def test_a_folder_in_place_of_the_file_costs_a_sentence(three):
    (home() / "progress.json").mkdir(parents=True)
    shown = text(practice.check("06-gradient", scatter))
    assert re.search(
        "not saved: (Is a directory|Permission denied)", shown
    )  # the latter on Windows


WRITER = (
    "from embedlab.practice.store import record\n"
    "for k in range({n}): record(f'{who}-{{k}}', solved=k % 2)"
)


def writer(who, n):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER.format(who=who, n=n)],
        env=os.environ | {"PYTHONPATH": str(Path(practice.__file__).parents[2])},
    )


def test_four_processes_at_once_lose_nothing():
    for one in [writer(who, 25) for who in "abcd"]:
        assert one.wait(120) == 0
    assert len(stored()["exercises"]) == 100


@pytest.mark.slow
def test_kill_9_never_damages_the_file(three):
    practice.check("06-gradient", scatter)
    for k in range(8):
        one = writer(f"k{k}", 100_000)
        deadline = time.monotonic() + 30
        while f"k{k}-0" not in stored()["exercises"] and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.003 * k)
        one.kill()
        one.wait(10)
        assert "solved" in stored()["exercises"]["06-gradient"]
    assert text(practice.check("02-bytes", 10.24)).endswith("1 of 1")
    assert not list(home().glob("*.tmp"))


def test_progress_lies_where_this_system_keeps_it_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("EMBEDLAB_HOME")
    assert store.home().name == "embedlab"
    monkeypatch.setenv("EMBEDLAB_HOME", "~/here")
    assert store.home() == Path.home() / "here"
