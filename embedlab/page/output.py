"""An output of a cell: HTML for the eye, and the same in words."""

import html
import re
from dataclasses import dataclass, field
from importlib.resources import files

from embedlab.page.small import small_script, small_style

__all__ = ["KEYS_STAY", "Shown", "asset", "joined", "marked", "style_sheet", "unmarked"]

# On each control of a page: else JupyterLab takes its keys, and d d deletes the cell.
KEYS_STAY = 'data-lm-suppress-shortcuts="true"'


@dataclass(frozen=True)
class Shown:
    """An output of a cell: HTML, the same in words, and how a check ended if it answers one."""

    html: str = field(repr=False)
    words: str
    outcome: str = ""
    view: object = field(default=None, repr=False)  # a widget, where it cannot find its page

    def _repr_mimebundle_(self, include=None, exclude=None):
        page = {"text/html": self.html, "text/plain": self.words}
        if self.view is None:
            return page
        data, metadata = self.view._repr_mimebundle_()
        return data | page, metadata

    def __repr__(self):
        return self.words


CODE = re.compile(r"`([^`]+)`")
KEPT = re.compile("\0([0-9]+)\0")  # stands for a piece of code, in which stars are stars
MARKS = (
    (re.compile(r"\*\*([^*]+)\*\*"), "strong"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "em"),
)


def marked(text):
    """Text as HTML: `code` between backticks, **strong** and *italic* between stars.

    >>> marked("**No.** *Which* of `a * b * c` is 2 * 3 * 4?")
    '<strong>No.</strong> <em>Which</em> of <code>a * b * c</code> is 2 * 3 * 4?'
    """
    return around_code(html.escape(text), r"<{0}>\1</{0}>", "<code>{}</code>")


def unmarked(text):
    """The same in plain words: no stars around words; code as it was."""
    return around_code(text, r"\1", "`{}`")


def around_code(text, mark, code):
    """Text with the marks of its words written in another way, and its code as well."""
    pieces = CODE.findall(text)
    numbers = iter(range(len(pieces)))
    text = CODE.sub(lambda _: f"\0{next(numbers)}\0", text)
    for pattern, tag in MARKS:
        text = pattern.sub(mark.format(tag), text)
    return KEPT.sub(lambda found: code.format(pieces[int(found[1])]), text)


def asset(*path, package="embedlab.page"):
    """The text of a script, style or markup file that stands in a package."""
    return files(package).joinpath(*path).read_text(encoding="utf-8")


def joined(*sources):
    """Scripts as one, each after those that it imports: without imports, exports and comments."""
    whole = re.sub(r"^import\b[^;]*;|^export (?!default)", "", "\n".join(sources), flags=re.M)
    return small_script(whole)


def style_sheet(css):
    """CSS for a page, after the colours of its front end."""
    return f"<style>{small_style(asset('themes.css') + css)}</style>"
