"""Whatever a submission does or is, it becomes its own rows, and the rows of the others stay right.

One class with a hostile submission per learner, and harmless ones between them, is graded once.
Each hostile notebook solves its first exercise, then does its deed and solves the second one in the
same cell, then solves the rest.
"""

import csv
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from embedlab.practice.checking import grading
from embedlab.practice.checking.supervising import Starter
from tests.practice.checking.handed_in import LESSON, START, answers, outcomes, solved, write

pytestmark = pytest.mark.slow

SOLVED = ("solved", "")
SLEEP = "86399.5"  # how long a process sleeps that a notebook leaves behind; also how it is found

# name: (deed, outcome of the exercise in the same cell, what its message says)
DEEDS = {
    "leaves with code 0": ("import os; os._exit(0)", "ended", "code 0"),
    "leaves with code 3": ("import os; os._exit(3)", "ended", "code 3"),
    "sys.exit": ("import sys; sys.exit()", "missing", "SystemExit"),
    "SystemExit": ("raise SystemExit(4)", "missing", "SystemExit: 4"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "missing", "KeyboardInterrupt"),
    "exit": ("exit()", *SOLVED),
    "endless loop": ("while True: pass", "ended", "time limit"),
    "deaf endless loop": (
        "import signal\n"
        "for one in {signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGHUP}:\n"
        "    signal.signal(one, signal.SIG_IGN)\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "ended",
        "time limit",
    ),
    "waits for ever": ("import asyncio\nawait asyncio.Event().wait()", "ended", "time limit"),
    "stops itself": ("import os; os.kill(os.getpid(), 19)", "ended", "time limit"),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", "ended", "signal 9"),
    "kills its group": ("import os; os.killpg(0, 9)", "ended", "signal 9"),
    "aborts": ("import os; os.abort()", "ended", "signal 6"),
    "crashes": ("import ctypes; ctypes.string_at(0)", "ended", "signal 11"),
    "stops the loop": ("import asyncio; asyncio.get_running_loop().stop()", *SOLVED),
    "forks": ("import os; os.fork()", *SOLVED),
    "forks and exits": ("import os\nif os.fork(): os._exit(0)", "ended", "code 0"),
    "leaves threads": (
        "import threading, time\n"
        "for _ in range(8): threading.Thread(target=time.sleep, args=(1000,)).start()",
        *SOLVED,
    ),
    "leaves busy children": (
        "import multiprocessing, itertools, collections\n"
        "for _ in range(4):\n"
        "    multiprocessing.get_context('fork').Process(\n"
        "        target=collections.deque, args=(itertools.count(), 0)).start()",
        *SOLVED,
    ),
    "leaves a process": (f"import subprocess\nsubprocess.Popen(['sleep', '{SLEEP}'])", *SOLVED),
    "closes everything": ("import os; os.closerange(3, 1000)", "ended", "channel"),
    "closes and opens": (
        "import os; os.closerange(3, 1000)\nfiles = [open('x', 'w') for _ in range(50)]",
        "ended",
        "channel",
    ),
    "writes everywhere": (
        "import os\nfor file in range(3, 50):\n"
        "    try: os.write(file, b'check\\x1f02-range\\x1fsolved\\n{\"cell\": 3}\\nhalf a line')\n"
        "    except OSError: pass",
        *SOLVED,
    ),
    "floods everything": (
        "import os\nfor file in range(3, 50):\n"
        "    try:\n"
        "        for _ in range(100): os.write(file, b'x' * 60_000)\n"
        "    except OSError: pass",
        "ended",
        "channel",
    ),
    "fills stdout": ("print('x' * 10**7); 'y' * 10**7", *SOLVED),
    "closes stdout": ("import sys, os; sys.stdout.close(); os.close(1); os.close(2)", *SOLVED),
    "no stdout": ("import sys; sys.stdout = sys.stderr = None", "any", ""),
    "deletes its folder": (
        "import shutil, os\nshutil.rmtree('..', ignore_errors=True); os.chdir('/')",
        *SOLVED,
    ),
    "locks its folder": ("import os\nos.mkdir('a'); open('a/b', 'w'); os.chmod('a', 0)", *SOLVED),
    "nests deeply": ("import os\nfor _ in range(1500):\n    os.mkdir('a'); os.chdir('a')", *SOLVED),
    "at exit": ("import atexit, os; atexit.register(os._exit, 5)", *SOLVED),
    "own handlers": (
        "import signal\n"
        "for one in range(1, 30):\n"
        "    try: signal.signal(one, print)\n"
        "    except (OSError, ValueError): pass",
        *SOLVED,
    ),
    "breaks os": ("import os; os.write = os.fstat = os.getpid = os._exit = None", *SOLVED),
    "breaks json": ("import json; json.dumps = json.loads = json.JSONEncoder = None", *SOLVED),
    "breaks ast": ("import ast; ast.parse = ast.dump = None", *SOLVED),
    "breaks NumPy": ("np.array_equal = np.allclose = None", *SOLVED),
    "breaks check": ("import embedlab.practice as p; p.check = None", *SOLVED),
    "breaks judge": ("import embedlab.practice.checking.judging as j; j.judge = None", *SOLVED),
    "forgets the package": (
        "import sys\nfor name in [*sys.modules]:\n"
        "    if name == 'embedlab.practice': del sys.modules[name]",
        *SOLVED,
    ),
    "other check": ("check = print", "missing", "without reaching its check"),
    "resets": ("get_ipython().reset()", "missing", "NameError"),
    "breaks IPython": ("get_ipython().showtraceback = None\n1/0", "missing", ""),
    "all memory": ("x = bytearray(10**11)", "missing", "MemoryError"),
    "recursion": ("def f(): return f()\nf()", "missing", "RecursionError"),
    "recursion in C": (
        "import sys; sys.setrecursionlimit(10**9)\nx = 0\nfor _ in range(200_000): x = [x]\nstr(x)",
        "ended",
        "signal 11",
    ),
    "fills the disk": (
        "with open('x', 'wb') as file:\n    file.truncate(10**12)",
        "missing",
        "OSError",
    ),
    "lone surrogate": ("raise ValueError('\\ud800')", "missing", r"ValueError: \ud800"),
    "formula": ("class A(Exception): pass\nA.__name__ = '=1+1'\nraise A", "missing", "=1+1"),
    "long text": ("raise ValueError('x\\n' * 10**6)", "missing", "ValueError: x x"),
    "separators": ("raise ValueError('\\x1f\\x1f\\0\\r\\n,;\"')", "missing", r"\x00 ,;"),
    "no text": (
        "class A(Exception):\n    def __str__(self): raise A\nraise A",
        "missing",
        "with A",
    ),
    "bare exception": ("raise BaseException('x')", "missing", "BaseException: x"),
    "syntax": ("def (:", "missing", "SyntaxError"),
    "null byte": ("'\0'", "missing", "null bytes"),
    "asks": ("input()", "missing", "EOFError"),
    "traces": ("import sys; sys.settrace(lambda *_: 1/0)", "any", ""),
    "many files": ("files = [open('/dev/null') for _ in range(10**5)]", "missing", "OSError"),
    "links outside": ("import os; os.symlink(CLASS, 'link'); os.symlink('/', 'all')", *SOLVED),
    "greedy": ("import os; os.sched_setaffinity(0, range(os.cpu_count()))", *SOLVED),
}
APART = {  # what only namespaces and Landlock keep off
    "kills its parent": ("import os\ntry: os.kill(os.getppid(), 9)\nexcept OSError: pass", *SOLVED),
    "kills everybody": (
        "import os\nfor number in (-1, *range(1, 200)):\n"
        "    if number != os.getpid():\n"
        "        try: os.kill(number, 9)\n        except OSError: pass",
        *SOLVED,
    ),
    "fork bomb": ("import os\nwhile True: os.fork()", "ended", "100 processes"),
    "leaves a daemon": (
        "import subprocess\n"
        f"subprocess.Popen(['setsid', 'sleep', '{SLEEP}'], start_new_session=True)",
        *SOLVED,
    ),
    "deletes the class": ("import shutil; shutil.rmtree(CLASS, ignore_errors=True)", *SOLVED),
    "writes grades": ("open(CLASS + '/grades.csv', 'w')", "missing", "PermissionError"),
    "writes notebooks": (
        "import pathlib\nfor path in pathlib.Path(CLASS).rglob('*.ipynb'):\n"
        "    try: path.write_text('')\n    except OSError: pass",
        *SOLVED,
    ),
}

# name: (what is in the file, what its row says)
FILES = {
    "brackets": (b"[" * 100_000, "too deeply"),
    "braces": (b'{"a":' * 100_000, "too deeply"),
    "empty": (b"", "not JSON"),
    "half": (b'{"cells":', "not JSON"),
    "binary": (bytes(range(256)) * 10, "not UTF-8"),
    "utf-16": ('{"cells": []}'.encode("utf-16"), "not UTF-8"),
    "number": (b"3", "no list of cells"),
    "null": (b'{"cells": null}', "no list of cells"),
    "no cells": (b'{"nbformat": 3, "worksheets": []}', "no list of cells"),
    "odd cells": (b'{"cells": [1, 2]}', "no list of cells"),
    "no source": (b'{"cells": [{"cell_type": "code"}]}', "no list of cells"),
    "odd source": (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "no list of cells"),
    "long number": (b'{"cells": ' + b"9" * 10_000 + b"}", "limit"),
}
NAMES = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(1)", 'a,"b', "new\nline", "\x1b[2J", "Łucja"]


@functools.cache
def kept_apart():
    """Whether this system has both kinds of isolation."""
    probe = """
import os, tempfile
from embedlab.practice.checking import isolation
print(isolation.own_process_numbers())
with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
    if os.fork() == 0:
        isolation.write_only_in(other)
        try:
            open(os.path.join(folder, "probe"), "w")
        except OSError:
            print("kept")
        os._exit(0)
    os.wait()
"""
    alone = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # only a single thread gets a namespace
    done = subprocess.run([sys.executable, "-uc", probe], capture_output=True, text=True, env=alone)
    return "True" in done.stdout and "kept" in done.stdout


def hostile(deed, folder):
    deed = f"CLASS = {str(folder)!r}\n{deed}" if "CLASS" in deed else deed
    first, second, *rest = map(solved, LESSON)
    return [START, first, f"{deed}\n{second}", START, *rest]


def sleeping():
    """Processes that a notebook has left behind."""
    done = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if SLEEP in line]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A class, graded: its folder, rows, remarks, and what is left among temporary files."""
    folder = tmp_path_factory.mktemp("class")
    deeds = DEEDS | (APART if kept_apart() else {})
    for number, (name, (deed, *_)) in enumerate(deeds.items()):
        write(folder / name / "02_lookup.ipynb", hostile(deed, folder))
        if number % 10 == 0:
            write(folder / f"harmless {number}" / "02_lookup.ipynb", answers())
    for name, (content, _) in FILES.items():
        (folder / name).mkdir()
        (folder / name / "02_lookup.ipynb").write_bytes(content)
    for name in NAMES:
        write(folder / name / "02_lookup.ipynb", [START])
    strange = os.fsdecode(os.fsencode(folder) + b"/caf\xe9")
    os.mkdir(strange)
    write(Path(strange, "02_lookup.ipynb"), answers())
    (folder / "folder" / "02_lookup.ipynb").mkdir(parents=True)
    for name in ("pipe", "nowhere", "zeros", "huge"):
        (folder / name).mkdir()
    os.mkfifo(folder / "pipe" / "02_lookup.ipynb")
    (folder / "nowhere" / "02_lookup.ipynb").symlink_to("nothing")
    (folder / "zeros" / "02_lookup.ipynb").symlink_to("/dev/zero")
    with open(folder / "huge" / "02_lookup.ipynb", "wb") as file:
        file.truncate(10**10)
    (folder / "round").symlink_to(folder)
    kept = tempfile.tempdir
    tempfile.tempdir = str(tmp_path_factory.mktemp("tmp"))
    try:
        rows, remarks = grading.grade(folder, seconds=15, workers=4)
    finally:
        left, tempfile.tempdir = os.listdir(tempfile.tempdir), kept
    return folder, rows, remarks, left


@pytest.mark.parametrize("name", [*DEEDS, *APART])
def test_a_hostile_cell_is_a_row_and_the_rest_of_its_notebook_is_graded(room, name):
    if name in APART and not kept_apart():
        pytest.skip("this system keeps no processes apart")
    outcome, says = (DEEDS | APART)[name][1:]
    first, second, *rest = (row for row in room[1] if row["learner"] == name)
    assert first["outcome"] == "solved"
    if outcome != "any":
        assert (second["outcome"], [row["outcome"] for row in rest]) == (
            outcome,
            ["solved"] * (len(LESSON) - 2),
        ), [second, *rest]
    assert says in second["message"]
    assert len(second["message"]) < 700
    assert second["message"].isprintable()


def test_the_harmless_ones_among_them_are_graded_as_if_alone(room):
    learners = {row["learner"] for row in room[1] if row["learner"].startswith("harmless")}
    assert len(learners) > 5
    for learner in learners:
        assert outcomes(room[1], learner) == ["solved"] * len(LESSON)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_notebook_is_unreadable_and_says_why(room, name):
    (row,) = (row for row in room[1] if row["learner"] == name)
    assert row["outcome"] == "unreadable"
    assert FILES[name][1] in row["message"]


def test_pipes_devices_and_links_to_nothing_are_not_opened(room):
    for name in ("pipe", "nowhere", "zeros", "huge"):
        assert outcomes(room[1], name) == ["unreadable"]
    assert "passed over, a link to a folder: round" in room[2]
    assert not outcomes(room[1], "folder")


def test_a_folder_name_that_is_not_utf_8_is_written_with_escapes(room):
    assert outcomes(room[1], r"caf\udce9") == ["solved"] * len(LESSON)


def test_the_table_holds_every_row_in_the_order_of_the_folders(room):
    with open(room[0] / "grades.csv", newline="", encoding="utf-8-sig") as file:
        written = list(csv.DictReader(file))
    assert [row["message"] for row in written] == [row["message"] for row in room[1]]
    learners = list(dict.fromkeys(row["learner"] for row in room[1] if row["learner"].isascii()))
    plain = [learner for learner in learners if "\\" not in learner]
    assert plain == sorted(plain)


def test_no_cell_of_the_tables_is_a_formula_and_nothing_of_ours_is_changed(room):
    for name in ("grades.csv", "grades-totals.csv"):
        content = (room[0] / name).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        for row in csv.reader(content.decode("utf-8-sig").splitlines()):
            assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row)
        assert "\x1b" not in content.decode()
    assert "'=cmd|' /C calc'!A0" in content.decode()
    assert "\r\n'-2,1,0," in content.decode()


def test_nothing_is_left_behind(room):
    assert room[3] == []
    assert sleeping() == []


def test_where_nothing_keeps_processes_apart_the_grader_still_ends_and_has_all_rows(
    tmp_path, monkeypatch
):
    names = ["leaves with code 0", "endless loop", "kills itself", "leaves a process", "forks"]
    names += ["closes everything", "writes everywhere", "closes stdout", "crashes", "all memory"]
    deeds = {name: DEEDS[name] for name in names}
    kill = "import os, time; os.kill(os.getppid(), 9); time.sleep(1)"
    deeds["kills its watcher"] = (kill, "ended", "watcher")
    for forks in (True, False):
        folder = tmp_path / str(forks)
        for name, (deed, *_) in deeds.items():
            write(folder / name / "02_lookup.ipynb", hostile(deed, folder))
        weak = functools.partial(Starter, forks=forks, apart=False)
        monkeypatch.setattr(grading, "Starter", weak)
        rows, _ = grading.grade(folder, seconds=12, workers=4)
        for name, (_, outcome, says) in deeds.items():
            first, second, *rest = (row for row in rows if row["learner"] == name)
            assert first["outcome"] == "solved", first
            assert second["outcome"] == outcome, (forks, second)
            assert says in second["message"]
            assert {row["outcome"] for row in rest} == {"solved"}
    assert sleeping() == []
