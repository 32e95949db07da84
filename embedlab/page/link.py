"""Between a page and Python: one widget, whatever the page shows."""

import html
import os
import sys
import time
import uuid

import anywidget
import traitlets

from embedlab.page.output import Shown, asset, joined

__all__ = ["Link", "waiting"]

NO_TALK = "This notebook service does not let pages talk to Python."
WAITING = joined(asset("waiting.js"))


class Link(anywidget.AnyWidget):
    """What a page and Python tell each other: ``view`` and ``picture`` are Python's to set.

    Parameters
    ----------
    *scripts : str
        The parts of an ES module whose default export is ``ways(fill)`` of link.js.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode().tag(sync=True)  # a page knows its widget by it
    page = traitlets.Unicode().tag(sync=True)  # HTML, where a widget cannot find its page
    view = traitlets.Dict().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)

    def __init__(self, *scripts, **traits):
        key = f"{uuid.uuid4().hex}-{int(time.time())}"  # with the time of the run
        super().__init__(_esm=joined(asset("link.js"), *scripts), key=key, **traits)

    def shown(self, page, words):
        """The page as an output: found by its key in Jupyter, a view of this widget elsewhere.

        In Jupyter a view would leave "model not found" in a notebook that is opened again.
        """
        if not pages_are_apart():
            return Shown(page, words)
        self.page = page
        return Shown(page, words, view=self)


def pages_are_apart():
    """Whether each output has a document of its own, so that no widget can search it."""
    in_vscode = "VSCODE_PID" in os.environ and "JPY_SESSION_NAME" not in os.environ
    in_vscode = in_vscode or hasattr(sys.modules.get("__main__"), "__vsc_ipynb_file__")
    return "google.colab" in sys.modules or in_vscode


def waiting(key, without):
    """Attributes of the page of a link, and the script that it ends with.

    ``without`` says what still works where pages cannot talk to Python.
    """
    attributes = f'data-live-key="{key}" data-without="{html.escape(f"{NO_TALK} {without}")}"'
    return attributes, f"<script>(() => {{{WAITING}}})()</script>"
