"""The review in a notebook, between its page and Python."""

import anywidget
import traitlets

from embedlab.page.output import asset
from embedlab.practice.reviewing import pages
from embedlab.practice.reviewing.answers import judge_reply

__all__ = ["Live"]


class Live(anywidget.AnyWidget):
    """Fills the page that has its key. Never displayed itself, so that no saved notebook asks for it."""

    _esm = asset("review.js", package="embedlab.practice.reviewing")
    key = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, session):
        super().__init__()
        self.key, self.session, self.found = self.model_id, session, None
        self.on_msg(self.hear)
        self.ask()

    def show(self, page, says="", more=""):
        """What the page holds: HTML, a sentence that is also spoken, more HTML."""
        self.view = {"turn": self.view.get("turn", 0) + 1, "page": page, "says": says, "more": more}

    def ask(self):
        """Show the next card, or the end."""
        self.found = None
        if self.session.asked:
            self.show(pages.question(self.session), self.session.note)
        else:
            self.end()

    def end(self):
        self.show("", " ".join(filter(None, [self.session.note, self.session.ending()])))

    def hear(self, _, message, __):
        """An answer or a rating from the page; what belongs to an earlier turn (a second click) is dropped."""
        if message.get("turn") != self.view["turn"]:
            return
        if "answer" in message:
            found = judge_reply(self.session.asked, message["answer"])
            if found.right is None:
                return self.show(self.view["page"], found.says)
            self.found = found
            page, more = pages.result(self.session, message["answer"], found)
            self.show(page, found.says, more)
        elif "rating" in message and self.found:
            self.session.rate(message["rating"])
            self.ask()
        elif "stop" in message:
            self.end()
