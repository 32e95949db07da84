"""Grade the exercise notebooks of a class: each notebook apart from the others, a row per exercise.

All notebooks are read before the first one runs. Each runs in processes of its own, in a temporary
copy of the files beside it (see `submissions`), with limits of time and, where the system has them,
of memory. `supervising` ends them, `isolation` keeps them apart. Whatever happens to a notebook
becomes its rows.

What this does not prevent: the code runs as you, and may read your files and use the network. Where
the system has no Landlock (macOS, Windows, Linux before 5.13), it may also change your files. Where
it has neither namespaces nor Linux 6.12, it may end your processes, including this one. A learner
who knows this package can forge the report of their own notebook. Grade notebooks of strangers in a
container.
"""

import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from embedlab.practice.checking.gradebook import FIELDS, Table, clean, summary, totals_path
from embedlab.practice.checking.submissions import LESSON, read_class
from embedlab.practice.checking.supervising import Starter, run
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.parts import PARTS
from embedlab.practice.lessons import lesson_of, lessons_named, renamed

__all__ = ["grade", "summary"]

PROJECT = "a_table_you_can_trust"  # the name of its notebook, without a number


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

    Rows are written as soon as a notebook is done, and sorted at the end. Ctrl+C keeps those that
    are written, and says how many notebooks they are.

    Parameters
    ----------
    folder : str or path
        Notebooks, in folders of any depth or in zip archives, each of which counts as a folder of
        its name; or one such archive. ``submissions.whose`` says how each gets its learner.
    out : str or path, optional
        The CSV; ``grades.csv`` in the folder if not given. The totals go into
        ``grades-totals.csv`` beside it.
    seconds, megabytes : float
        Limits of each notebook.
    workers : int, optional
        How many notebooks run at a time; as many as there are processors if not given.
    show : callable
        Wraps the list of notebooks, for a progress bar.

    Returns
    -------
    rows : list of dict
        learner, notebook, exercise, outcome, message. The outcome is "solved", "not yet",
        "not tried yet", "missing", "ended" or "unreadable".
    remarks : list of str
        What was passed over or left out, and why.
    """
    folder = Path(folder)
    if not (folder.is_dir() or (folder.is_file() and folder.suffix.lower() == ".zip")):
        raise NotADirectoryError(
            f"{folder} is not a folder; give the folder that holds the notebooks."
        )
    workers = processors() if workers is None else workers
    for name, value in [("seconds", seconds), ("megabytes", megabytes), ("workers", workers)]:
        if not 0 < value < 1e9:
            raise ValueError(f"{name} is {value}; give a number above 0.")
    out = Path(out or (folder if folder.is_dir() else folder.parent) / "grades.csv")
    with tempfile.TemporaryDirectory(prefix="embedlab-") as room:
        tables = {out.absolute(), totals_path(out).absolute()}
        submissions, remarks = read_class(folder, tables, room)
        return run_all(submissions, out, seconds, megabytes, workers, show), remarks


def run_all(submissions, out, seconds, megabytes, workers, show):
    """Run them, `workers` at a time; the table has the rows of each as soon as it is done."""
    table = Table(out)
    with table, Starter() as starter, ThreadPoolExecutor(workers) as pool:
        places = {
            pool.submit(grade_one, starter, one, seconds, megabytes): k
            for k, one in enumerate(submissions)
        }
        try:
            for _, done in zip(show(submissions), as_completed(places), strict=True):
                table.add(places[done], done.result())
        except BaseException as stop:
            pool.shutdown(wait=False, cancel_futures=True)
            starter.close()
            for done, place in places.items():
                if done.done() and not done.cancelled() and not done.exception():
                    table.parts[place] = done.result()
            if not isinstance(stop, KeyboardInterrupt):
                raise
            raise KeyboardInterrupt(
                f"Stopped: {len(table.parts)} of {len(submissions)} notebooks are graded; "
                f"their rows are in {out}."
            ) from None
    return table.rows()


def processors():
    """How many processors this process may use."""
    with suppress(AttributeError, OSError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def grade_one(starter, submission, seconds, megabytes):
    """The rows of one submission, whatever it holds."""

    def row(exercise, outcome, message):
        texts = submission.learner, submission.notebook, exercise, outcome, message
        return dict(zip(FIELDS, map(clean, texts), strict=True))

    if submission.trouble:
        return [row("", "unreadable", submission.trouble)]
    expected = expected_exercises(submission.notebook, submission.sources)
    if not expected:
        return [row("", "missing", "it calls check for no exercise of this course")]
    try:
        ran = run(starter, submission.sources, submission.files, seconds, megabytes)
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
    """The exercises that a notebook should hold: those of its lesson, and others that it checks.

    The project has parts in their place.
    """
    checked = {name for source in sources for name in checks_in(source)}
    is_project = PROJECT in notebook.lower() or not checked.isdisjoint(PARTS)
    lesson = LESSON.search(Path(notebook).stem)
    if lesson and (len(lesson[0]) > 2 or not checked):  # more than a number says it for sure
        lessons = lessons_named(lesson[0].lower())
    else:
        lessons = set(map(lesson_of, checked))
    names = [
        name
        for name, exercise in registry().items()
        if exercise.lesson in lessons or name in checked
    ]
    return names + is_project * list(PARTS)


def checks_in(source):
    """The exercises that a cell checks, by their names."""
    names = re.findall(r"check\(\s*(?:name\s*=\s*)?[\"']([\w-]+)[\"']", source)
    return list(map(renamed, names))


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
        return "ended", f"its check was not reached{ends or f': {ran.why}'}"
    if cells:
        return "missing", f"code cell {cells[0] + 1} ran without reaching its check{ends}"
    first = next((f"; code cell {k + 1} stopped with {e}" for k, e in ran.stopped.items()), "")
    return "missing", f"no cell was found that checks it{first}{ends}"
