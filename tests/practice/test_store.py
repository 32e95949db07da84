"""Progress is kept: whole, by one writer at a time, or with a sentence that says why not."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import filelock
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
        for name in ("lookup-a", "gradient-b", "training-c")
    }
    monkeypatch.setattr(cards, "load", lambda: (deck, {}))
    practice.check("gradient-gradient", scatter)
    practice.check("lookup-bytes", 3)
    assert text(practice.progress()) == (
        "01 Turn text into numbers             □       0 of 1\n"
        "02 Look up a row of the table         ◧       0 of 1\n"
        "05 Move one row by one gradient step  ■       1 of 1\n"
        "Solved: 1 of 3. Next: lesson 01, in `notebooks/01_tokens_and_ids.ipynb`.\n"
        "Review: 2 cards due today.\n"
        f"Your progress is in {home() / 'progress.json'}; `export_progress()` takes it along.\n"
        "■ solved  ◧ tried  □ open"
    )
    assert "<table" in practice.progress().html
    practice.check("tokens-closer", 0)
    next_one = "Next: the exercise `tokens-closer`, in `exercises/01_tokens_and_ids.ipynb`."
    assert next_one in text(practice.progress())


def test_what_is_stored_is_small_and_leaves_other_parts_alone(three):
    practice.check("gradient-gradient", averaged)
    store.update(lambda state: state.update(cards={"a": 1}))
    practice.check("gradient-gradient", scatter)
    state = stored()
    assert state["cards"] == {"a": 1}
    assert state["exercises"]["gradient-gradient"].keys() == {"tries", "solved"}
    assert state["exercises"]["gradient-gradient"]["tries"] == 2
    assert json.loads((home() / "progress.previous.json").read_text())["cards"] == {"a": 1}


def test_an_untouched_stub_stores_nothing(three):
    practice.check("gradient-gradient", untouched(GRADIENT))
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
    practice.check("gradient-gradient", scatter)
    practice.check("lookup-bytes", 3)
    (home() / "progress.json").write_bytes(content)
    shown = text(practice.check("lookup-bytes", 10.24))
    assert "could not be read; it is kept as progress.unreadable-1.json" in shown
    assert (home() / "progress.unreadable-1.json").read_bytes() == content
    assert "solved" in stored()["exercises"]["gradient-gradient"]
    assert "unreadable" not in text(practice.check("lookup-bytes", 10.24))
    (home() / "progress.json").write_bytes(content)
    assert "unreadable-2" in text(practice.check("lookup-bytes", 10.24))


def test_a_file_of_a_newer_version_is_left_alone(three):
    home().mkdir()
    (home() / "progress.json").write_text('{"version": 2, "all": "new"}')
    assert "written by a newer version" in text(practice.check("gradient-gradient", scatter))
    assert "written by a newer version" in text(practice.progress())
    assert (home() / "progress.json").read_text() == '{"version": 2, "all": "new"}'


def no_room(*_):
    raise OSError(28, "No space left on device")


def test_a_full_disk_costs_a_sentence(three, monkeypatch):
    practice.check("lookup-bytes", 10.24)
    before = stored()
    monkeypatch.setattr("os.fsync", no_room)
    shown = practice.check("gradient-gradient", scatter)
    assert shown.outcome == "solved"
    assert "not saved: No space left" in text(shown)
    monkeypatch.undo()
    assert before["exercises"].keys() == {"lookup-bytes"}


PLACES = [
    "a file in the way",
    "a file in the way/deeper",
    *["/proc/embedlab"] * (sys.platform == "linux"),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_folder_that_cannot_be_written_costs_a_sentence(three, tmp_path, monkeypatch, place):
    (tmp_path / "a file in the way").write_text("")
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / place))
    shown = practice.check("gradient-gradient", scatter)
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

    practice.check("lookup-bytes", 10.24)
    monkeypatch.setattr(store, "write", refuse)
    shown = practice.check("gradient-gradient", scatter)
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
    assert "not saved" not in text(practice.check("gradient-gradient", scatter))
    assert len(tries) == 3
    assert "solved" in stored()["exercises"]["gradient-gradient"]


@pytest.fixture
def somebody_else():
    """Run as a user who owns nothing here; only root can become one."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs root, to become another user")
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that every user can get to, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_progress_of_another_user_is_shown_and_not_written(
    three, open_folder, monkeypatch, request
):
    monkeypatch.setenv("EMBEDLAB_HOME", str(open_folder / "home"))
    practice.check("lookup-bytes", 10.24)
    before = stored()
    request.getfixturevalue("somebody_else")
    shown = practice.check("gradient-gradient", scatter)
    assert shown.outcome == "solved"
    assert "not saved: Permission denied" in text(shown)
    assert "02 Look up a row of the table         ■" in text(practice.progress())
    assert stored() == before


def test_what_could_not_be_stored_is_stored_with_the_next_answer(three, monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    practice.check("lookup-bytes", 3)
    with filelock.FileLock(home() / "progress.lock"):
        shown = text(practice.check("gradient-gradient", scatter))
        assert "another program keeps its file locked; your next answer tries again" in shown
        assert "solved" not in str(stored())
        assert "05 Move one row by one gradient step  ■" in text(practice.progress())
    practice.check("lookup-bytes", 3)
    assert "solved" in stored()["exercises"]["gradient-gradient"]
    assert stored()["exercises"]["gradient-gradient"]["tries"] == 1
    assert stored()["exercises"]["lookup-bytes"]["tries"] == 2


def test_what_could_not_be_stored_is_stored_when_python_ends():
    code = (
        "from embedlab.practice import store\nimport filelock\nstore.PATIENCE = 0.05\n"
        "store.home().mkdir()\n"
        "with filelock.FileLock(store.home() / 'progress.lock'):\n"
        "    try: store.record('x', solved=True)\n"
        "    except store.Unsaved: pass"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=environment())
    assert "solved" in stored()["exercises"]["x"]


def test_a_link_leads_to_the_file_that_is_written(three, tmp_path):
    """As on a disk that is carried along, or in a folder that is synchronized."""
    home().mkdir()
    (tmp_path / "carried").mkdir()
    target = tmp_path / "carried" / "mine.json"
    (home() / "progress.json").symlink_to(target)
    for n in (1, 2):  # at first the link leads to nothing
        practice.check("gradient-gradient", scatter)
        assert (home() / "progress.json").is_symlink()
        assert json.loads(target.read_text())["exercises"]["gradient-gradient"]["tries"] == n
    assert [path.name for path in (tmp_path / "carried").iterdir()] == ["mine.json"]


def test_a_link_to_itself_costs_a_sentence(three):
    home().mkdir()
    (home() / "progress.json").symlink_to(home() / "progress.json")
    assert "Progress is not saved" in text(practice.check("gradient-gradient", scatter))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_stored_with_a_byte_order_mark_is_read(three, encoding):
    practice.check("gradient-gradient", scatter)
    (home() / "progress.json").write_text(json.dumps(stored()), encoding=encoding)
    assert "could not be read" not in text(practice.check("gradient-gradient", scatter))
    assert stored()["exercises"]["gradient-gradient"]["tries"] == 2


NO_HOME = (
    "import os\nfrom pathlib import Path\nfrom embedlab import practice\n"
    "def nobody(self): raise RuntimeError('Could not determine home directory.')\n"
    "Path.expanduser = nobody\nos.environ.pop('EMBEDLAB_HOME')\n"
    "print(practice.check('lookup-size', 1)._repr_mimebundle_()['text/plain'])"
)


def test_without_a_home_folder_progress_costs_a_sentence():
    told = subprocess.run(
        [sys.executable, "-c", NO_HOME], capture_output=True, text=True, env=environment()
    )
    assert "not saved: you have no home folder; set EMBEDLAB_HOME to a folder" in told.stdout
    assert told.stderr == ""


@pytest.mark.parametrize("place", ["~nosuchuser/x", "~nosuchuser"])
def test_a_home_of_an_unknown_user_costs_a_sentence(three, monkeypatch, place):
    monkeypatch.setenv("EMBEDLAB_HOME", place)
    shown = practice.check("gradient-gradient", scatter)
    assert shown.outcome == "solved"
    assert f"not saved: '{place}' names no user of this machine; set EMBEDLAB_HOME" in text(shown)
    assert "names no user" in text(practice.progress())


def test_a_folder_in_place_of_the_file_costs_a_sentence(three):
    (home() / "progress.json").mkdir(parents=True)
    shown = text(practice.check("gradient-gradient", scatter))
    assert re.search(
        "not saved: (Is a directory|Permission denied)", shown
    )  # the latter on Windows


WRITER = (
    "from embedlab.practice.store import record\n"
    "for k in range({n}): record(f'{who}-{{k}}', solved=k % 2)"
)


def environment():
    return os.environ | {"PYTHONPATH": str(Path(practice.__file__).parents[2])}


def writer(who, n):
    return subprocess.Popen([sys.executable, "-c", WRITER.format(who=who, n=n)], env=environment())


def test_four_processes_at_once_lose_nothing():
    for one in [writer(who, 25) for who in "abcd"]:
        assert one.wait(120) == 0
    assert len(stored()["exercises"]) == 100


@pytest.mark.slow
def test_kill_9_never_damages_the_file(three):
    practice.check("gradient-gradient", scatter)
    for k in range(8):
        one = writer(f"k{k}", 100_000)
        deadline = time.monotonic() + 30
        while f"k{k}-0" not in stored()["exercises"] and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.003 * k)
        one.kill()
        one.wait(10)
        assert "solved" in stored()["exercises"]["gradient-gradient"]
    assert text(practice.check("lookup-bytes", 10.24)).endswith("1 of 1")
    assert not list(home().glob("*.tmp"))


def test_progress_lies_where_this_system_keeps_it_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("EMBEDLAB_HOME")
    assert store.home().name == "embedlab"
    monkeypatch.setenv("EMBEDLAB_HOME", "~/here")
    assert store.home() == Path.home() / "here"
