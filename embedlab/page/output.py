"""An output of a cell: HTML for the eye, and the same in words."""

import html
import re
from dataclasses import dataclass, field
from importlib.resources import files

from embedlab.page.small import small_script, small_style

__all__ = ["KEYS_STAY", "Shown", "asset", "joined", "marked", "style_sheet"]

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


def marked(text):
    """Text as HTML: `code` between backticks, **strong** between stars."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)


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
