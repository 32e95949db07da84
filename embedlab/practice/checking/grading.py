"""Grade the exercise notebooks of a class: every notebook apart from the others, every exercise a row.

All notebooks are read before the first one runs. Each then runs in processes of its own, in a temporary copy of the
files beside it (see `files_beside`), with limits of time and, where the system has them, of memory; see `supervising`
for how they are ended and `isolation` for what keeps them apart. Whatever happens to a notebook becomes its rows.

What this does not do: the code runs as the user who grades, who may read files and use the network; outside Linux it
may also write files and end processes, the grader's too. Somebody who knows this package can forge the report of his
own notebook. Grade notebooks of strangers in a container.
"""

import csv
import json
import os
import re
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embedlab.practice.checking.supervising import Starter, run
from embedlab.practice.exercises import registry

__all__ = ["grade", "summary"]

FIELDS = ("learner", "notebook", "exercise", "outcome", "message")
OUTCOMES = ("solved", "not yet", "not tried yet", "ended", "missing")  # the best one first
TOTALS = ("learner", "notebooks", "unreadable", "exercises", *OUTCOMES)
NAMES = (
    "01_tokens_and_ids",
    "02_lookup",
    "03_one_hot",
    "04_similarity",
    "05_initialization",
    "06_gradient_step",
    "07_training_in_2d",
    "08_frequency_and_subwords",
    "09_weight_tying",
    "10_pretrained",
    "11_dimension",
    "12_into_the_transformer",
    "13_beyond_language",
    "14_at_scale",
)  # of the notebooks that are handed out
MOST_READ = 50_000_000  # bytes of a notebook
MOST_COPIED, MOST_FILES = 100_000_000, 1_000  # bytes and number of the files beside a notebook


@dataclass(frozen=True)
class Submission:
    """A notebook that was handed in: whose it is, its code cells or why there are none, the files beside it."""

    learner: str
    notebook: str
    sources: tuple = ()
    trouble: str = ""
    files: tuple = ()


def grade(
    folder,
    out=None,
    *,
    seconds=60,
    megabytes=2000,
    workers=None,
    show=lambda submissions: submissions,
):
    """Run every notebook under a folder and write one CSV, and a second one with the totals.

    Rows are written as soon as a notebook is done, and sorted at the end. Ctrl+C keeps those that are there.

    Parameters
    ----------
    folder : str or path
        Notebooks, in folders of any depth; see `whose` for how each gets its learner.
    out : str or path, optional
        The CSV; ``grades.csv`` in the folder if not given. The totals go beside it: ``grades-totals.csv``.
    seconds, megabytes : float
        Limits of each notebook.
    workers : int, optional
        How many notebooks run at a time; as many as there are processors if not given.
    show : callable
        Wraps the list of notebooks, for a progress bar.

    Returns
    -------
    rows : list of dict
        learner, notebook, exercise, outcome, message. The outcome is "solved", "not yet", "not tried yet",
        "missing", "ended" or "unreadable".
    remarks : list of str
        What was passed over or left out, and why.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is not a folder; give the folder that holds the notebooks."
        )
    out = Path(out or folder / "grades.csv")
    submissions, remarks = read_class(folder, {out.absolute(), totals_path(out).absolute()})
    table = Table(out)
    with table, Starter() as starter, ThreadPoolExecutor(workers or processors()) as pool:
        places = {
            pool.submit(grade_one, starter, k, one, seconds, megabytes): k
            for k, one in enumerate(submissions)
        }
        try:
            for _, done in zip(show(submissions), as_completed(places), strict=True):
                table.add(places[done], done.result())
        except BaseException as stop:
            pool.shutdown(wait=False, cancel_futures=True)
            starter.close()
            if not isinstance(stop, KeyboardInterrupt):
                raise
            raise KeyboardInterrupt(
                f"Stopped: {len(table.parts)} of {len(submissions)} notebooks are graded; "
                f"their rows are in {out}."
            ) from None
    return table.rows(), remarks


def processors():
    """How many processors this process may use."""
    with suppress(AttributeError, OSError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_class(folder, tables):
    """All submissions of a folder, in the order of their paths, and what was passed over."""
    notebooks, others, remarks = [], [], []
    for path in found(folder, remarks):
        (notebooks if path.suffix.lower() == ".ipynb" else others).append(path)
    others = [path for path in others if path.absolute() not in tables]
    full = {parent for path in notebooks for parent in path.parents}  # no file of theirs is shared
    readable, submissions, beside = set(), [], {}
    for path in notebooks:
        learner, notebook = whose(path.relative_to(folder), folder)
        try:
            sources = code_cells(path)
        except Exception as error:
            trouble = f"not a notebook that can be read: {clean(error)}"[:300]
            submissions.append(Submission(learner, notebook, trouble=trouble))
            continue
        readable.add(path.parent)
        if path.parent not in beside:
            beside[path.parent], left = files_beside(path.parent, others, full)
            remarks += [f"left out of the copy, too large: {shown(p, folder)}" for p in left]
        submissions.append(Submission(learner, notebook, sources, files=beside[path.parent]))
    used = {file for files in beside.values() for file, _ in files}
    remarks += [
        f"passed over, not a notebook: {shown(path, folder)}" for path in others if path not in used
    ]
    remarks += [] if notebooks else [f"{clean(folder)} holds no notebook (*.ipynb)."]
    return submissions, remarks


def found(folder, remarks):
    """All files in a folder and its folders, sorted; hidden folders and links to folders are not entered."""
    paths = []

    def closed(error):
        remarks.append(f"passed over, cannot be opened: {shown(Path(error.filename), folder)}")

    for root, folders, names in os.walk(folder, onerror=closed):
        root = Path(root)
        links = [name for name in folders if (root / name).is_symlink()]
        remarks += [
            f"passed over, a link to a folder: {shown(root / name, folder)}" for name in links
        ]
        folders[:] = [
            name
            for name in folders
            if name[0] != "." and name != "__pycache__" and name not in links
        ]
        paths += [root / name for name in names if name[0] != "."]
    return sorted(paths)


def files_beside(folder, others, full):
    """What a notebook finds in its folder: files and where they go, and those that are left out as too large.

    No other notebook is among them, and nothing of a subfolder that holds a notebook: that is somebody else's.
    """
    files, left, room = [], [], MOST_COPIED
    sized = []
    for path in others:
        between = [parent for parent in path.parents if folder in parent.parents]
        if folder in path.parents and full.isdisjoint(between) and path.is_file():
            with suppress(OSError):
                sized.append((path.stat().st_size, path))
    for size, path in sorted(sized):
        if size > room or len(files) == MOST_FILES:
            left.append(path)
        else:
            files.append((path, path.relative_to(folder)))
            room -= size
    return tuple(files), left


def code_cells(path):
    """The code cells of a notebook, as text."""
    if not path.is_file():
        raise ValueError("it is no file")
    if path.stat().st_size > MOST_READ:
        raise ValueError(f"it is larger than {MOST_READ / 1e6:.0f} MB")
    try:
        cells = json.loads(path.read_text(encoding="utf-8-sig"))["cells"]
        return tuple("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    except RecursionError:
        raise ValueError("its brackets are nested too deeply") from None
    except (LookupError, TypeError, AttributeError):
        raise ValueError("it has no list of cells as Jupyter writes it") from None


LESSON = re.compile(rf"{'|'.join(NAMES)}|^\d\d(?=[_-])", re.IGNORECASE)


def whose(path, folder):
    """The learner and the name of a notebook, from its path inside the folder of the class.

    The learner is the folders that it lies in, without one that bears the name of a lesson's notebook. Where there is
    none, it is what the file is called beside that name, so that 06_gradient_step_ann.ipynb is ann's; and where that
    is nothing, the folder of the class is one learner's, and its name is the learner.
    """
    folders = [part for part in path.parts[:-1] if part.lower() not in NAMES]
    parts = [part.strip(" _-.") for part in LESSON.sub("\n", path.stem, count=1).split("\n")]
    learner = "/".join(folders) or "_".join(filter(None, parts)) or folder.resolve().name
    return clean(learner), clean(path.name)


def grade_one(starter, place, submission, seconds, megabytes):
    """The rows of one submission, whatever it holds."""

    def row(exercise, outcome, message):
        texts = submission.learner, submission.notebook, exercise, outcome, message
        return dict(zip(FIELDS, map(clean, texts), strict=True))

    if submission.trouble:
        return [row("", "unreadable", submission.trouble)]
    expected = expected_exercises(submission.notebook, submission.sources)
    if not expected:
        return [row("", "missing", "calls check for no exercise of this course")]
    try:
        ran = run(starter, place, submission.sources, submission.files, seconds, megabytes)
    except InterruptedError:
        raise
    except Exception as error:
        why = f"it could not be run: {type(error).__name__}: {error}"
        return [row(name, "ended", why) for name in expected]
    return [
        row(name, *(ran.results.get(name) or unreached(name, submission.sources, ran)))
        for name in expected
    ]


def expected_exercises(notebook, sources):
    """The exercises that a notebook should hold: those of its lesson, or else those that it checks."""
    named = LESSON.search(Path(notebook).stem)
    checked = {name for source in sources for name in checks_in(source)}
    number = re.search(r"\d\d", named[0])[0] if named else ""
    lessons = (
        {number} if named and len(named[0]) > 2 else {name[:2] for name in checked} or {number}
    )
    return [
        name
        for name, exercise in registry().items()
        if exercise.lesson in lessons or name in checked
    ]


def checks_in(source):
    """The exercises that a cell checks, by their names."""
    return re.findall(r"check\(\s*(?:name\s*=\s*)?[\"']([\w-]+)[\"']", source)


def unreached(name, sources, ran):
    """The outcome and the reason where no verdict was reported."""
    cells = [k for k, source in enumerate(sources) if name in checks_in(source)]
    for cell in cells:
        if cell in ran.ended:
            return "ended", f"code cell {cell + 1} was ended: {ran.ended[cell]}"
    ends = "".join(f"; code cell {cell + 1} was ended: {why}" for cell, why in ran.ended.items())
    for cell in cells:
        if cell in ran.stopped:
            return "missing", f"code cell {cell + 1} stopped with {ran.stopped[cell]}{ends}"
    if ran.why and (not cells or cells[0] not in ran.begun):
        return "ended", f"its check was not reached: {ran.why}{ends}"
    if cells:
        return "missing", f"code cell {cells[0] + 1} ran without reaching its check{ends}"
    first = next((f"; code cell {k + 1} stopped with {e}" for k, e in ran.stopped.items()), "")
    return "missing", f"no cell was found that checks it{first}{ends}"


class Table:
    """A CSV that has its rows as soon as they are known, and is sorted and gets its totals when it is closed."""

    def __init__(self, path):
        self.path, self.parts = path, {}

    def __enter__(self):
        self.file = open(self.path, "w", newline="", encoding="utf-8-sig")  # noqa: SIM115
        write_rows(self.file, FIELDS, [])
        self.file.flush()
        return self

    def add(self, place, rows):
        self.parts[place] = rows
        write_rows(self.file, FIELDS, rows, head=False)
        self.file.flush()

    def rows(self):
        return [row for _, rows in sorted(self.parts.items()) for row in rows]

    def __exit__(self, *_):
        self.file.close()
        if self.path.exists() and not self.path.is_file():
            return  # a pipe or a device keeps what it was given
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for path, fields, rows in [
            (self.path, FIELDS, self.rows()),
            (totals_path(self.path), TOTALS, totals(self.rows())),
        ]:
            with open(path, "w", newline="", encoding="utf-8-sig") as file:
                write_rows(file, fields, rows)


def write_rows(file, fields, rows, head=True):
    """Rows as CSV, none of whose cells a spreadsheet takes for a formula."""
    table = csv.DictWriter(file, fields)
    if head:
        table.writeheader()
    table.writerows({key: harmless(value) for key, value in row.items()} for row in rows)


def harmless(value):
    formula = isinstance(value, str) and value.lstrip().startswith(tuple("=+-@＝＋－＠"))
    return f"'{value}" if formula else value


def clean(text):
    """Text without what a table or a terminal cannot hold: control characters and halves of characters."""
    return "".join(
        ascii(one)[1:-1] if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one
        for one in str(text)
    )


def shown(path, folder):
    return clean(path.relative_to(folder).as_posix())


def totals_path(path):
    return path.with_name(f"{path.stem}-totals.csv")


def totals(rows):
    """A row per learner: notebooks, and of all exercises in them how many have which outcome, the best one each."""
    table = []
    for learner in dict.fromkeys(row["learner"] for row in rows):
        own = [row for row in rows if row["learner"] == learner]
        best = {}
        for row in own:
            if row["exercise"]:
                best[row["exercise"]] = min(
                    best.get(row["exercise"], "missing"), row["outcome"], key=OUTCOMES.index
                )
        counts = Counter(best.values())
        table.append(
            {
                "learner": learner,
                "notebooks": len({row["notebook"] for row in own}),
                "unreadable": sum(row["outcome"] == "unreadable" for row in own),
                "exercises": len(best),
                **{outcome: counts[outcome] for outcome in OUTCOMES},
            }
        )
    return table


def summary(rows):
    """How many exercises each learner has solved, as a table in words."""
    table = totals(rows)
    width = max([len(total["learner"]) for total in table] or [7])
    lines = [f"{'learner':<{width}}  solved  of"]
    for total in table:
        rest = [f"{total[name]} {name}" for name in OUTCOMES[1:] if total[name]]
        rest += [f"{total['unreadable']} unreadable"] * (total["unreadable"] > 0)
        lines.append(
            f"{total['learner']:<{width}}  {total['solved']:>6}  {total['exercises']:>2}  "
            f"{', '.join(rest)}".rstrip()
        )
    return "\n".join(lines)
