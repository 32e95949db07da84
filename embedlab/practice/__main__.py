"""The practice part from a terminal: python -m embedlab.practice review, or another command"""

import argparse
import sys
from pathlib import Path

from embedlab.practice.reviewing.anki import anki_file
from embedlab.practice.store import Unsaved
from embedlab.practice.travel import receive, send


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m embedlab.practice", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("review", help="ask what is due today from all lessons so far")
    for name, what in (
        ("export", "write your progress to a file, to take it along"),
        ("import", "add the progress in such a file to the one here"),
        ("anki", "write the cards to a text file that Anki imports"),
    ):
        commands.add_parser(name, help=what).add_argument("file")
    command = commands.add_parser(
        "grade",
        help="run the exercise notebooks of a class, each apart from the others, and write a table",
    )
    command.add_argument(
        "folder", help="holds the notebooks, in folders of any depth or in zip archives"
    )
    command.add_argument("--out", help="the table, a CSV (grades.csv in the folder)")
    command.add_argument(
        "--workers", type=int, help="notebooks at a time (as many as there are processors)"
    )
    command.add_argument("--seconds", type=float, default=60, help="time limit of a notebook (60)")
    command.add_argument(
        "--megabytes", type=float, default=2000, help="memory limit of a notebook (2000)"
    )
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # the terminal's encoding may not have η
        stream.reconfigure(errors="backslashreplace")
    try:
        act(given)
    except (OSError, ValueError, Unsaved) as error:  # no such folder, a mistake in a card file
        sys.exit(f"{error}")
    except KeyboardInterrupt as stop:
        print(f"{stop}" or "Stopped.", file=sys.stderr)
        sys.exit(130)


def act(given):
    if given.command == "review":
        review()
    elif given.command == "grade":
        grade(given)
    else:
        print({"export": send, "import": receive, "anki": to_anki}[given.command](given.file))


def to_anki(file):
    path, notes = Path(file).expanduser(), anki_file()
    if path.exists() and not path.read_bytes().startswith(b"#separator:tab"):
        raise ValueError(f"{path} is not a file for Anki; choose another name.")
    path.write_text(notes, encoding="utf-8", newline="\n")
    cards = notes.count("\nembedlab-")
    return f"{path} has {cards} cards. In Anki: File > Import."


def review():
    from embedlab.practice.reviewing.sitting import Session
    from embedlab.practice.reviewing.terminal import run

    run(Session())


def grade(given):
    from tqdm import tqdm

    from embedlab.practice.checking.gradebook import summary
    from embedlab.practice.checking.grading import grade

    rows, remarks = grade(
        given.folder,
        given.out,
        seconds=given.seconds,
        megabytes=given.megabytes,
        workers=given.workers,
        show=lambda notebooks: tqdm(notebooks, unit=" notebooks"),
    )
    print(*remarks, summary(rows), sep="\n")


if __name__ == "__main__":
    main()
