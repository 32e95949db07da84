"""What was handed in: the notebooks of a class, whose each is, and the files beside them."""

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embedlab.practice.checking.archives import unpacked
from embedlab.practice.checking.gradebook import clean
from embedlab.practice.lessons import FIRST_EDITION, LESSONS

__all__ = ["LESSON", "NAMES", "Submission", "read_class"]

NAMES = sorted({*LESSONS.values(), *FIRST_EDITION}, key=len, reverse=True)  # longer ones first
LESSON = re.compile(rf"{'|'.join(NAMES)}|^\d\d(?=[_-])", re.IGNORECASE)
MOST_READ = 50_000_000  # bytes of a notebook
MOST_COPIED, MOST_FILES = 100_000_000, 1_000  # bytes and number of the files beside a notebook


@dataclass(frozen=True)
class Submission:
    """A notebook: whose it is, its code cells or why it cannot be read, and the files beside it."""

    learner: str
    notebook: str
    sources: tuple = ()
    trouble: str = ""
    files: tuple = ()


def read_class(folder, tables, room):
    """All submissions of a folder, in the order of their paths, and what was passed over.

    The folder may also be one archive. Archives are unpacked in `room`, an empty folder that stays
    as long as submissions run.
    """
    notebooks, others, remarks, submissions, beside = [], [], [], [], {}
    places = placed(folder, Path(room), remarks, submissions)
    for path in sorted(places, key=places.get):
        (notebooks if path.suffix.lower() == ".ipynb" else others).append(path)
    others = [path for path in others if path.absolute() not in tables]
    full = {parent for path in notebooks for parent in path.parents}  # no file of theirs is shared

    def name(path):
        return clean(places[path].as_posix())

    for path in notebooks:
        learner, notebook = whose(places[path], folder)
        try:
            sources = code_cells(path)
        except Exception as error:
            trouble = f"not a notebook that can be read: {clean(error)}"[:300]
            submissions.append(Submission(learner, notebook, trouble=trouble))
            continue
        if path.parent not in beside:
            beside[path.parent], left = files_beside(path.parent, others, full)
            remarks += [f"left out of the copy, too large: {name(p)}" for p in left]
        submissions.append(Submission(learner, notebook, sources, files=beside[path.parent]))
    used = {file for files in beside.values() for file, _ in files}
    remarks += [f"passed over, not a notebook: {name(path)}" for path in others if path not in used]
    remarks += [] if submissions else [f"{clean(folder)} holds no notebook (*.ipynb)."]
    return submissions, remarks


def placed(folder, room, remarks, submissions):
    """The places inside the class of all files; those in an archive are in a folder of its name.

    An archive of which nothing can be read becomes a submission that says why.
    """
    one = folder.is_file()
    paths = [folder] if one else found(folder, remarks)
    home = folder.parent if one else folder
    places, homes = {}, {path.parent for path in paths if path.suffix.lower() == ".ipynb"}
    for path in paths:
        place = path.relative_to(home)
        try:
            inside = room / f"{len(places)}-{path.stem[:50]}"
            is_handed_in = path.suffix.lower() == ".zip" and unpacked(path, inside)
        except ValueError as error:
            is_handed_in = False
            if path.parent not in homes:  # else it may be data of a notebook
                learner, _ = whose(place.with_suffix("") / place.name, home)
                trouble = f"not an archive that can be read: {clean(error)}"[:300]
                submissions.append(Submission(learner, clean(place.name), trouble=trouble))
                continue
        if not is_handed_in:
            places[path] = place
            continue
        for file in found(inside, remarks):
            parts = file.relative_to(inside).parts
            twice = len(parts) > 1 and parts[0] == path.stem
            places[file] = place.with_suffix("").joinpath(*parts[twice:])
    return places


def found(folder, remarks):
    """All files under a folder, sorted; hidden folders and links to folders are not entered."""
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
            if name[0] != "." and name not in ("__pycache__", "__MACOSX") and name not in links
        ]
        paths += [root / name for name in names if name[0] != "."]
    return sorted(paths)


def files_beside(folder, others, full):
    """What a notebook finds in its folder: files with their places; and what is too much to copy.

    No notebook is among them, and nothing from a subfolder that holds one: it is somebody else's.
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


def whose(path, folder):
    """The learner and the name of a notebook, from its path inside the folder of the class.

    The learner is the folders that hold it, without one that is named after a lesson's notebook.
    If there are none, the learner is what the file's name adds to the lesson's, so that
    05_gradient_step_ann.ipynb is ann's. If it adds nothing, the learner is the name of the class's
    folder, which is then one learner's.
    """
    folders = [part for part in path.parts[:-1] if part.lower() not in NAMES]
    parts = [part.strip(" _-.") for part in LESSON.sub("\n", path.stem, count=1).split("\n")]
    learner = "/".join(folders) or "_".join(filter(None, parts)) or folder.resolve().name
    return clean(learner), clean(path.name)


def shown(path, folder):
    return clean(path.relative_to(folder).as_posix())
