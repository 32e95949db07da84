"""Everything that is measured, in one table, beside what one would use instead.

    python -m benchmarks                    all parts
    python -m benchmarks maths lab          these parts
    python -m benchmarks --json rows.json   keeps the rows as well
    python -m benchmarks --results          writes benchmarks/RESULTS.md as well; of named parts
                                            their sections only

Machines are noisy: read the ratios, not the milliseconds.

A part is a module of this package. Its `main()` yields a `benchmarks.rows.Row` for every number, as
soon as it is there; `benchmarks.rows.compare` times alternatives in turn and yields their rows. A
part whose peer is not installed leaves its rows out; one that cannot run at all raises ImportError
with the reason. To add a part: write the module, and put its name into PARTS.
"""

import argparse
import json
import re
from datetime import date
from importlib import import_module
from pathlib import Path

from benchmarks.rows import MARKDOWN_HEAD, TEXT_HEAD, machine, markdown_line, text_line

PARTS = (
    "imports",
    "maths",
    "skipgram",
    "vectors",
    "sharded",
    "lab",
    "player",
    "practice",
    "review",
    "lessons",
    "site",
)
RESULTS = Path(__file__).parent / "RESULTS.md"


def measure(part):
    """Print the rows of a part as they come; return them, or the reason why there are none."""
    print(f"== {part}: {title(part)}", flush=True)
    rows = []
    try:
        for row in import_module(f"benchmarks.{part}").main():
            print(text_line(row), flush=True)
            rows.append(row)
    except ImportError as reason:
        if (
            reason.path
        ):  # a file was there, and lacked the name: a fault of ours, not a package that is missing
            raise
        print(f"not measured: {reason}")
        return rows, str(reason)
    return rows, ""


def title(part):
    """The first line of a part's docstring, from its file: its imports may be missing."""
    return (RESULTS.parent / f"{part}.py").read_text(encoding="utf-8").split("\n")[0].strip('" ')


def results(measured, before=""):
    """The text of RESULTS.md: all of it, or what was there with the measured sections new."""
    facts = " · ".join(f"{name} {value}" for name, value in machine().items())
    head = (
        f"# What was measured\n\nWritten by `python -m benchmarks --results` on {date.today()}. "
        "Machines are noisy: read the ratios. *ours ÷* is embedlab's number divided by that of the "
        f"line, taken in turn with it in the same run.\n\n{facts}"
    )
    now, kept = "", {}
    if before and set(measured) < set(PARTS):
        head, *others = re.split(r"^## ", before, flags=re.MULTILINE)
        kept = {other.split("\n")[0]: f"## {other.strip()}" for other in others}
        now = f"On {date.today()}: {facts}\n\n"
    for part, (rows, missing) in measured.items():
        table = "\n".join([MARKDOWN_HEAD, *map(markdown_line, rows)])
        kept[part] = f"## {part}\n\n{title(part)}\n\n{now}" + (
            table if rows else f"Not measured: {missing}"
        )
    parts = [kept[part] for part in PARTS if part in kept]
    return "\n\n".join([head.strip(), *parts]) + "\n"


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "parts", nargs="*", help=f"which parts, all if none is named: {', '.join(PARTS)}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the rows in this file")
    parser.add_argument("--results", action="store_true", help="write benchmarks/RESULTS.md")
    chosen = parser.parse_args()
    if unknown := sorted(set(chosen.parts) - set(PARTS)):
        parser.error(f"there is no part {', '.join(unknown)}; choose from {', '.join(PARTS)}.")
    print(TEXT_HEAD)
    measured = {part: measure(part) for part in chosen.parts or PARTS}
    if chosen.json:
        kept = {
            "date": str(date.today()),
            "machine": machine(),
            "parts": {
                part: [row._asdict() for row in rows] for part, (rows, _) in measured.items()
            },
        }
        chosen.json.write_text(
            json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    if chosen.results:
        before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
        RESULTS.write_text(results(measured, before), encoding="utf-8")
        print(f"written: benchmarks/{RESULTS.name}")


if __name__ == "__main__":
    main()
