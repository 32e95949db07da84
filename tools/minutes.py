"""Work out how long each lesson takes and write it where it is stated: python -m tools.minutes

In a lesson's opening, in the tables of lessons (README, lesson 00) and in TEACHING.md's sums.
"""

import json
import re
from math import ceil
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
LESSONS = {path.stem[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
CALLS = re.compile(r"^(?:\w+ = )?(\w+)\(", re.MULTILINE)
STATED = re.compile(r"(Time: )\d+( minutes)")
WORDS = 200  # read in a minute
LINE = 8 / 60  # minutes for a line of code
EACH = {  # minutes, beside its own words and lines
    "predict": 1,
    "check": 3,
    "recall": 0.1,
    "warm_up": 0.5,
    "before_you_go": 1.5,
    **dict.fromkeys(("play", "film", "drag", "live", "explore"), 1),
}
ONLY_CALLS = {"predict", "recall", "warm_up", "before_you_go"}  # their lines are read on the page


def minutes(cells):
    """How long a lesson takes with its tasks, in minutes, up to the next five.

    >>> prose = nbformat.v4.new_markdown_cell("word " * 3000)
    >>> task = nbformat.v4.new_code_cell('def double(x):\\n    ...\\n\\n\\ncheck("double", double)')
    >>> minutes([prose]), minutes([prose, task])
    (15, 20)
    """
    total = 0
    for cell in cells:
        if cell.cell_type == "markdown":
            total += len(re.findall(r"\w+(?:['’.,-]\w+)*", cell.source)) / WORDS
            continue
        calls = CALLS.findall(cell.source)
        total += sum(EACH.get(name, 0) for name in calls)
        if not ONLY_CALLS.intersection(calls):
            lines = [line.strip() for line in cell.source.splitlines()]
            total += LINE * sum(line != "" and not line.startswith("#") for line in lines)
    return 5 * ceil(total / 5 - 1e-9)


def in_tables(text, each):
    """A text whose tables of lessons, and of sums over lessons, state these minutes.

    >>> in_tables("| [01 A](a.ipynb) | do | 5 | – |\\n| an aim | 01, 02 | 9 |", {"01": 20, "02": 5})
    '| [01 A](a.ipynb) | do | 20 | – |\\n| an aim | 01, 02 | 25 |'
    """
    lesson = re.compile(r"^(\| \[?(\d\d) [A-Z].*\| )\d+( \| [^|]+ \|)$", re.MULTILINE)
    text = lesson.sub(lambda m: f"{m[1]}{each[m[2]]}{m[3]}", text)
    sums = re.compile(r"^(\| [^|]+ \| ((?:\d\d(?:, )?)+) \| )\d+( \|)$", re.MULTILINE)
    return sums.sub(lambda m: f"{m[1]}{sum(each[one] for one in m[2].split(', '))}{m[3]}", text)


def store(notebook, path):
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main():
    books = {lesson: nbformat.read(path, as_version=4) for lesson, path in LESSONS.items()}
    each = {lesson: minutes(book.cells) for lesson, book in books.items()}
    for lesson, path in LESSONS.items():
        raw = json.loads(path.read_text(encoding="utf-8"))
        opening = "".join(raw["cells"][0]["source"])
        raw["cells"][0]["source"] = STATED.sub(rf"\g<1>{each[lesson]}\2", opening).splitlines(True)
        if lesson == "00":
            for cell in raw["cells"]:
                if cell["cell_type"] == "markdown":
                    cell["source"] = in_tables("".join(cell["source"]), each).splitlines(True)
        store(raw, path)
    for name in ("README.md", "TEACHING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        (ROOT / name).write_text(in_tables(text, each), encoding="utf-8")
    print(*(f"{lesson}: {n}" for lesson, n in each.items()), sep=", ")


if __name__ == "__main__":
    main()
