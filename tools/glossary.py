"""Make the page of terms, notebooks/glossary.md, from glossary.toml: python -m tools.glossary"""

import tomllib
from itertools import groupby
from pathlib import Path

from embedlab.practice.lessons import LESSONS

FOLDER = Path(__file__).parent.parent / "notebooks"
HEAD = """# Glossary

The terms of the course, by the alphabet. The lesson that introduces a term has it in bold, with
its definition.
"""


def terms():
    """The terms as tables, in the order of the file."""
    return tomllib.loads((FOLDER / "glossary.toml").read_text(encoding="utf-8"))["term"]


def page():
    """The glossary as Markdown: a heading for each letter, a line for each term.

    >>> page().splitlines()[0]
    '# Glossary'
    """
    every = sorted(terms(), key=lambda one: one["term"].casefold())
    parts = [HEAD]
    for letter, group in groupby(every, key=lambda one: one["term"][0].upper()):
        parts += [f"## {letter}\n", "\n".join(map(line, group)) + "\n"]
    return "\n".join(parts)


def line(one):
    """A term, its definition, its other names and its lesson."""
    stem = LESSONS[one["lesson"]]
    link = f"[Lesson {stem[:2]}]({stem}.ipynb)"
    return f"- **{one['term']}:** {one['definition']} Also: {one['also']}. {link}"


if __name__ == "__main__":
    (FOLDER / "glossary.md").write_text(page(), encoding="utf-8")
    print(f"{len(terms())} terms")
