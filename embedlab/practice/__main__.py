"""The practice part from a terminal: python -m embedlab.practice review, or grade FOLDER"""

import argparse
import sys


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m embedlab.practice", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("review", help="ask what is due today from all lessons worked so far")
    command = commands.add_parser(
        "grade",
        help="run the exercise notebooks of a class, each apart from the others, and write a table",
    )
    command.add_argument("folder", help="holds the notebooks, in folders of any depth")
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
        review() if given.command == "review" else grade(given)
    except (OSError, ValueError) as error:  # a folder that is not there, a mistake in a card file
        sys.exit(f"{error}")
    except KeyboardInterrupt as stop:
        print(f"{stop}" or "Stopped.", file=sys.stderr)
        sys.exit(130)


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
