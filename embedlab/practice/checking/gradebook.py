"""The tables of a class, safe to open in a spreadsheet: a row per exercise, a row per learner."""

import csv
import re
import unicodedata
from collections import Counter

__all__ = ["FIELDS", "Table", "clean", "summary", "totals_path"]

FIELDS = ("learner", "notebook", "exercise", "outcome", "message")
OUTCOMES = ("solved", "not yet", "not tried yet", "ended", "missing")  # the best one first
TOTALS = ("learner", "notebooks", "unreadable", "exercises", *OUTCOMES, "points")
POINTS = re.compile(r"(\d+) of \d+ points")  # how a part of the project begins its message


class Table:
    """A CSV with each row as soon as it is known; when closed, sorted and with its totals."""

    def __init__(self, path):
        self.path, self.parts = path, {}

    def __enter__(self):
        self.file = open(self.path, "w", newline="", encoding="utf-8-sig")
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
    """Text with escapes for what a table cannot hold: control characters, halves of characters."""
    return "".join(
        ascii(one)[1:-1] if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one
        for one in str(text)
    )


def totals_path(path):
    return path.with_name(f"{path.stem}-totals.csv")


def totals(rows):
    """A row per learner: notebooks, exercises by their (best) outcome, points of the project."""
    table = []
    for learner in dict.fromkeys(row["learner"] for row in rows):
        own = [row for row in rows if row["learner"] == learner]
        best, points = {}, {}
        for row in own:
            if earned := POINTS.match(row.get("message", "")):
                part = row["exercise"]
                points[part] = max(points.get(part, 0), int(earned[1]))
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
                "points": sum(points.values()) if points else "",
            }
        )
    return table


def summary(rows):
    """How many exercises each learner has solved, as a table in words."""
    table = totals(rows)
    width = max([len("learner"), *(len(total["learner"]) for total in table)])
    lines = [f"{'learner':<{width}}  solved  of"]
    for total in table:
        rest = [f"{total[name]} {name}" for name in OUTCOMES[1:] if total[name]]
        rest += [f"{total['unreadable']} unreadable"] * (total["unreadable"] > 0)
        rest += [f"{total['points']} points"] * (total["points"] != "")
        lines.append(
            f"{total['learner']:<{width}}  {total['solved']:>6}  {total['exercises']:>2}  "
            f"{', '.join(rest)}".rstrip()
        )
    return "\n".join(lines)
