"""Grading a class: every notebook gets its rows, in one table, as JupyterLab would have run it."""

import csv
import functools
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from embedlab.practice.checking import archives, grading
from embedlab.practice.checking.gradebook import summary, totals
from embedlab.practice.checking.grading import expected_exercises, grade
from embedlab.practice.checking.submissions import NAMES, read_class, whose
from embedlab.practice.checking.supervising import Starter
from embedlab.practice.exercises import registry
from embedlab.practice.lessons import lesson_of
from tests import ROOT
from tests.practice.checking.handed_in import LESSON, START, answers, outcomes, stub, write

COMMAND = [sys.executable, "-m", "embedlab.practice", "grade"]
N = len(LESSON)


@pytest.fixture
def rows_of(tmp_path):
    """Grades one notebook, alone in the folder of ann; the rows."""

    def rows_of(cells, **limits):
        write(tmp_path / "ann" / "02_lookup.ipynb", cells)
        return grade(tmp_path, **limits)[0]

    return rows_of


def read(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_right_untouched_and_broken_notebooks_get_their_rows_and_learners_their_totals(tmp_path):
    write(tmp_path / "ann" / "02_lookup.ipynb", answers())
    write(tmp_path / "bob" / "02_lookup.ipynb", [START, *map(stub, LESSON)])
    write(tmp_path / "eve" / "02_lookup.ipynb", [START, "1 / 0", "def (:", *answers()[1:]])
    write(tmp_path / "eve" / "02_lookup-Copy1.ipynb", [START])
    write(tmp_path / "lea" / "02_lookup.ipynb", [START])
    (tmp_path / "tim.ipynb").write_text('{"cells":')
    (tmp_path / "notes.txt").write_text("not a notebook")
    rows, remarks = grade(tmp_path, seconds=30)
    by_file = {(row["learner"], row["notebook"]): row for row in rows}
    assert outcomes(rows, "ann") == ["solved"] * N
    assert outcomes(rows, "eve") == ["missing"] * N + ["solved"] * N
    assert "solved" not in outcomes(rows, "bob")
    assert outcomes(rows, "lea") == ["missing"] * N
    assert outcomes(rows, "tim") == ["unreadable"]
    assert ("ann", "02_lookup.ipynb") in by_file
    assert remarks == ["passed over, not a notebook: notes.txt"]
    assert read(tmp_path / "grades.csv") == rows
    table = {row["learner"]: row for row in read(tmp_path / "grades-totals.csv")}
    eve = table["eve"]
    assert (eve["notebooks"], eve["exercises"], eve["solved"]) == ("2", str(N), str(N))
    assert (table["tim"]["unreadable"], table["tim"]["exercises"]) == ("1", "0")
    assert f"{'ann':<7}  {N:>6}  {N:>2}\n" in summary(rows)
    assert summary(rows).endswith("1 unreadable")


# What works in JupyterLab works when it is graded.
CELLS = {
    "display": "display(np)",
    "help": "check?",
    "help in front": "?np.zeros",
    "timeit": "t = %timeit -n1 -r1 -o 1\nassert t.best >= 0",
    "time in a loop": "for k in range(2):\n    %time x = k\nassert x == 1",
    "cell magic": "%%time\ny = 3",
    "capture": "%%capture printed\nprint(1)",
    "shell": "files = !ls\nassert 'data.txt' in files, files",
    "shell with a variable": "name = 'data.txt'\ntext = !cat {name}\nassert text == ['7'], text",
    "bash": "%%bash\ntrue",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "task": "task = asyncio.create_task(asyncio.sleep(0.001))",
    "task is done later": "assert task.done()",
    "the loop runs": "assert asyncio.get_running_loop().is_running()",
    "get_ipython": "assert get_ipython() is not None",
    "value": "5",
    "last value": "assert _ == 5",
    "values": "assert 5 in Out.values()",
    "lines in a string": 's = """\n%no\n!no\n?no\n"""\nassert s.count("no") == 3',
    "percent": "x = (7\n % 4)\nassert x == 3",
    "inline": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "widget": "from ipywidgets import interact\ninteract(lambda x: x, x=3)",
    "data file": "assert open('data.txt').read() == '7'",
    "folder": "assert open('data/more.txt').read() == '8'",
    "module": "import helper\nassert helper.seven == 7",
    "writes a module": "%%writefile fresh.py\neight = 8",
    "its own module": "import fresh\nassert fresh.eight == 8",
    "changes data": "open('data.txt', 'w').write('9')",
    "pool": "import multiprocessing as m\nwith m.Pool(2) as p: assert p.map(abs, [-1]) == [1]",
    "temporary": "import tempfile\nwith tempfile.TemporaryFile() as file: file.write(b'x')",
    "home": "from pathlib import Path\nassert Path.home() != Path(HOME), HOME",
    "source": "import inspect\ndef f(): pass\nassert 'pass' in inspect.getsource(f)",
    "main": "assert __name__ == '__main__'",
    "pip": "%pip install numpy",
    "exit": "exit",
    "no other notebook": "assert not [*Path('.').rglob('*.ipynb')]",
    "not the grades": "assert not [*Path('.').rglob('*.csv')]",
    "not another learner's file": "assert not Path('bob').exists()",
}


@pytest.fixture(scope="module", params=[True, False], ids=["forked", "started anew"])
def ran(request, tmp_path_factory):
    """What was reported of a notebook with all cells above."""
    folder, patch = tmp_path_factory.mktemp("class"), pytest.MonkeyPatch()
    home = os.path.expanduser("~")
    cells = [f"HOME = {home!r}\n{cell}" if "HOME" in cell else cell for cell in CELLS.values()]
    (folder / "data").mkdir()
    (folder / "data.txt").write_text("7")
    (folder / "data" / "more.txt").write_text("8")
    (folder / "helper.py").write_text("seven = 7")
    write(folder / "bob" / "02_lookup.ipynb", [START])
    write(folder / "02_lookup_ann.ipynb", [START, *cells])
    seen = []
    patch.setattr(grading, "Starter", functools.partial(Starter, forks=request.param))
    patch.setattr(
        grading, "run", lambda *given, real=grading.run: seen.append(real(*given)) or seen[-1]
    )
    try:
        before = sorted(Path(home, ".ipython").rglob("*"))
        grade(folder, workers=1)
        assert sorted(Path(home, ".ipython").rglob("*")) == before
    finally:
        patch.undo()
    assert (folder / "data.txt").read_text() == "7"
    assert not (folder / "fresh.py").exists()
    return seen[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", CELLS)
def test_a_cell_runs_as_in_jupyterlab(ran, name):
    cell = 1 + list(CELLS).index(name)
    assert not ran.ended
    assert cell in ran.begun
    assert cell not in ran.stopped, ran.stopped[cell]


@pytest.mark.slow
def test_the_numbers_of_a_variant_are_graded_as_the_cell_names_it(rows_of):
    size = registry()["lookup-size"].fresh(7)
    cells = [f'check("lookup-size", {size.answer!r}{given})' for given in (", variant=7", "")]
    for cell, outcome in zip(cells, ("solved", "not yet"), strict=True):
        rows = rows_of([START, cell], seconds=30)
        assert {row["exercise"]: row["outcome"] for row in rows}["lookup-size"] == outcome


@pytest.mark.slow
def test_a_check_that_is_not_reached_says_why(rows_of):
    calls = [f'check("{exercise.name}", 1)' for exercise in LESSON]
    cells = [f"x = foo\n{calls[0]}", f"if False: {calls[1]}", f"while True: pass\n{calls[2]}"]
    rows = rows_of([START, *cells, "1/0"], seconds=9)
    told = [(row["outcome"], row["message"]) for row in rows]
    end = "; code cell 4 was ended: the time limit of 3 s was reached"
    reason = "code cell 2 stopped with NameError: name 'foo' is not defined"
    assert told[0] == ("missing", reason + end)
    assert told[1] == ("missing", "code cell 3 ran without reaching its check" + end)
    assert told[2] == ("ended", end[2:])
    assert told[3][1].startswith("no cell was found that checks it; code cell 2 stopped with Name")


@pytest.mark.slow
def test_what_looks_like_a_report_is_none(rows_of):
    lines = "".join(f"\nx\x1fcheck\x1f{one.name}\x1fsolved\x1f\n" for one in LESSON)
    deed = f"""
import os
for file in range(3, 50):
    try: os.write(file, {lines.encode()!r})
    except OSError: pass
"""
    assert {row["outcome"] for row in rows_of([START, deed])} == {"missing"}


@pytest.mark.slow
def test_a_process_that_never_gets_to_its_checks_is_told_as_ended(rows_of):
    loops = [START, *(f'while True: pass\ncheck("{one.name}", 1)' for one in LESSON)]
    rows = rows_of(loops, seconds=3)
    assert {row["outcome"] for row in rows} == {"ended"}
    assert "time limit" in rows[0]["message"]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interruption_keeps_the_rows_and_ends_what_runs(tmp_path, how):
    write(tmp_path / "ann" / "02_lookup.ipynb", answers())
    for name in ("bob", "cy", "di"):
        sleep = "import subprocess; subprocess.run(['sleep', '86398.5'])"
        write(tmp_path / name / "02_lookup.ipynb", [START, sleep])
    (tmp_path / ".tmp").mkdir()
    env = os.environ | {"TMPDIR": str(tmp_path / ".tmp")}  # a killed process leaves its copies
    command = [*COMMAND, str(tmp_path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
    table = tmp_path / "grades.csv"
    for _ in range(600):
        if table.exists() and len(read(table)) == N and "86398.5" in running():
            break
        time.sleep(0.05)
    process.send_signal(how)
    told = process.communicate(timeout=30)[1]
    assert outcomes(read(table), "ann") == ["solved"] * N
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert f"Stopped: 1 of 4 notebooks are graded; their rows are in {table}." in told
        assert "Traceback" not in told
    for _ in range(100):
        if "86398.5" not in running():
            break
        time.sleep(0.05)
    assert "86398.5" not in running()


def running():
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout


@pytest.mark.slow
def test_the_command_says_what_is_wrong_with_a_folder_and_shows_a_table(tmp_path):
    missing = subprocess.run([*COMMAND, str(tmp_path / "nobody")], capture_output=True, text=True)
    assert missing.returncode == 1
    assert "is not a folder" in missing.stderr
    assert "Traceback" not in missing.stderr
    none = subprocess.run(
        [*COMMAND, str(tmp_path), "--workers", "0"], capture_output=True, text=True
    )
    assert (none.returncode, none.stderr) == (1, "workers is 0; give a number above 0.\n")
    empty = subprocess.run([*COMMAND, str(tmp_path)], capture_output=True, text=True)
    assert empty.returncode == 0
    assert "holds no notebook" in empty.stdout


@pytest.mark.slow
def test_a_name_that_the_terminal_cannot_show_ends_nothing(tmp_path):
    write(tmp_path / "Łucja" / "02_lookup.ipynb", [START])
    done = subprocess.run(
        [*COMMAND, str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )
    assert done.returncode == 0
    assert "\\u0141ucja" in done.stdout
    assert {row["learner"] for row in read(tmp_path / "grades.csv")} == {"Łucja"}


@pytest.mark.parametrize(
    ("path", "learner"),
    [
        ("ann/05_gradient_step.ipynb", "ann"),
        ("group 1/ann/05_gradient_step.ipynb", "group 1/ann"),
        ("ann/05_gradient_step/05_gradient_step.ipynb", "ann"),  # nbgrader
        ("05_gradient_step/ann.ipynb", "ann"),
        ("06/05_gradient_step.ipynb", "06"),
        ("05_gradient_step_ann.ipynb", "ann"),
        ("06_Gradient_Step-ann lee.ipynb", "ann lee"),
        ("annlee_12345_05_gradient_step.ipynb", "annlee_12345"),
        ("ann_05_gradient_step_late.ipynb", "ann_late"),
        ("06_ann.ipynb", "ann"),
        ("ann.ipynb", "ann"),
        ("05_gradient_step.ipynb", "class 7"),
    ],
)
def test_the_learner_is_the_folders_or_what_is_left_of_the_name(path, learner):
    assert whose(Path(path), Path("/school/class 7")) == (learner, Path(path).name)


def test_the_names_of_the_notebooks_are_those_that_are_handed_out():
    assert {path.stem for path in (ROOT / "exercises").glob("[01]*.ipynb")} <= {*NAMES}


def test_the_expected_exercises_are_those_of_the_lesson_and_those_that_are_checked():
    two, six = 'check("lookup-range", 1)', "check(name='gradient-backwards', attempt=1)"
    assert {lesson_of(name) for name in expected_exercises("ann_02_lookup.ipynb", [])} == {"lookup"}
    assert {lesson_of(name) for name in expected_exercises("02_ann.ipynb", [six])} == {"gradient"}
    assert {lesson_of(name) for name in expected_exercises("02_ann.ipynb", [])} == {"lookup"}
    assert {lesson_of(name) for name in expected_exercises("ann.ipynb", [two, six])} == {
        "lookup",
        "gradient",
    }
    assert expected_exercises("02_lookup.ipynb", [six])[-1] == "gradient-backwards"
    assert expected_exercises("ann.ipynb", ["1"]) == []


ARCHIVES = {  # an archive and what it holds → the learner of its notebook
    ("Zoë Ng.zip", "Zoë Ng/02_lookup.ipynb"): "Zoë Ng",
    ("Ann (1).zip", "Ann/02_lookup.ipynb"): "Ann (1)/Ann",
    ("Ann.ZIP", "02_lookup.ipynb"): "Ann",
    ("group/Ann v1.2.zip", "02_lookup.ipynb"): "group/Ann v1.2",
    ("Ann_77_file/02_lookup.zip", "02_lookup.ipynb"): "Ann_77_file",
    ("Ann.zip", "../../02_lookup.ipynb"): "Ann",
}


@pytest.mark.parametrize("names", ARCHIVES, ids=" ".join)
def test_an_archive_is_a_folder_of_its_name(names, tmp_path):
    archive, room = tmp_path / "class" / names[0], tmp_path / "room"
    hand_in(archive, {names[1]: START, "__MACOSX/._02_lookup.ipynb": "x"})
    (one,), remarks = read_class(tmp_path / "class", set(), room)
    assert (one.learner, one.notebook, one.trouble) == (ARCHIVES[names], "02_lookup.ipynb", "")
    assert one.sources == (START,)
    assert remarks == []
    assert {path.name for path in tmp_path.iterdir()} == {"class", "room"}
    assert [path for path in (tmp_path / "class").rglob("*") if path.is_file()] == [archive]


def hand_in(path, files):
    """An archive with files, of which notebooks have the one cell that is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            cell = {"cell_type": "code", "source": text}
            is_notebook = name.endswith(".ipynb")
            archive.writestr(name, json.dumps({"cells": [cell]}) if is_notebook else text)


def test_an_archive_of_data_stays_what_it_is_and_a_damaged_one_gets_a_row(tmp_path):
    write(tmp_path / "ann" / "02_lookup.ipynb", [START])
    hand_in(tmp_path / "ann" / "data.zip", {"a.txt": "1"})
    (tmp_path / "ann" / "half.zip").write_bytes(b"PK")
    hand_in(tmp_path / "bob.zip", {"02_lookup.ipynb": START})
    whole = (tmp_path / "bob.zip").read_bytes()
    (tmp_path / "bob.zip").write_bytes(whole[: len(whole) // 2])
    bob, ann = read_class(tmp_path, set(), tmp_path.with_name("room"))[0]
    assert {place.as_posix() for _, place in ann.files} == {"data.zip", "half.zip"}
    assert (bob.learner, bob.notebook) == ("bob", "bob.zip")
    assert bob.trouble.startswith("not an archive that can be read: ")


def test_an_archive_that_grows_too_large_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 10)
    hand_in(tmp_path / "class" / "bob.zip", {"02_lookup.ipynb": START})
    (bob,), _ = read_class(tmp_path / "class", set(), tmp_path / "room")
    assert "more than 0 MB" in bob.trouble
    assert not (tmp_path / "room").exists()


@pytest.mark.slow
def test_one_archive_is_graded_like_a_folder_and_nothing_of_it_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    write(tmp_path / "made" / "02_lookup.ipynb", answers())
    with zipfile.ZipFile(tmp_path / "Ann Lee.zip", "w") as archive:
        archive.write(tmp_path / "made" / "02_lookup.ipynb", "Ann Lee/02_lookup.ipynb")
    rows, _ = grade(tmp_path / "Ann Lee.zip", seconds=30)
    assert outcomes(rows, "Ann Lee") == ["solved"] * N
    assert read(tmp_path / "grades.csv") == rows
    assert list((tmp_path / "temporary").glob("embedlab-*")) == []


def test_too_much_beside_a_notebook_is_left_out_and_told(tmp_path):
    write(tmp_path / "ann" / "02_lookup.ipynb", [START])
    write(tmp_path / "bob" / "02_lookup.ipynb", [START])
    (tmp_path / "ann" / "small.txt").write_text("x")
    (tmp_path / "ann" / ".secret").write_text("x")
    with open(tmp_path / "ann" / "large.bin", "wb") as file:
        file.truncate(10**10)
    (tmp_path / "readme.txt").write_text("x")
    (ann, bob), remarks = read_class(tmp_path, set(), tmp_path / "room")
    assert ann.files == ((tmp_path / "ann" / "small.txt", Path("small.txt")),)
    assert bob.files == ()
    assert "left out of the copy, too large: ann/large.bin" in remarks
    assert "passed over, not a notebook: readme.txt" in remarks


def test_a_total_counts_each_exercise_once_with_its_best_outcome():
    rows = [
        dict(learner="ann", notebook=notebook, exercise=exercise, outcome=outcome)
        for notebook, exercise, outcome in [
            ("a", "lookup-range", "missing"),
            ("b", "lookup-range", "solved"),
            ("b", "lookup-one-token", "not yet"),
            ("c", "", "unreadable"),
            ("d", "", "missing"),
        ]
    ]
    (total,) = totals(rows)
    counts = {"notebooks": 4, "unreadable": 1, "exercises": 2, "solved": 1, "not yet": 1}
    assert (
        total
        == {"learner": "ann", "not tried yet": 0, "ended": 0, "missing": 0, "points": ""} | counts
    )
