"""The review in a notebook, between its page and Python."""

import anywidget
import traitlets

from embedlab.page.output import asset
from embedlab.practice.reviewing import pages
from embedlab.practice.reviewing.answers import judge_answer

__all__ = ["ReviewWidget"]


class ReviewWidget(anywidget.AnyWidget):
    """Fills the page that has its key. Never displayed, so that no saved notebook asks for it."""

    _esm = asset("review.js", package="embedlab.practice.reviewing")
    key = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, session):
        super().__init__()
        self.key, self.session, self.judgement = self.model_id, session, None
        self.on_msg(self.hear)
        self.ask()

    def show(self, page, says="", more=""):
        """What the page holds: HTML, a sentence that is also spoken, more HTML."""
        turn = self.view.get("turn", 0) + 1
        self.view = {"turn": turn, "page": page, "says": says, "more": more}

    def ask(self):
        """Show the next card, or the end."""
        self.judgement = None
        if self.session.asked:
            self.show(pages.question_page(self.session), self.session.note)
        else:
            self.end()

    def end(self):
        self.show("", f"{self.session.note} {self.session.ending()}".strip())

    def hear(self, _, message, __):
        """A message of the page; one of an earlier turn, from a second click, is dropped."""
        if message.get("turn") != self.view["turn"]:
            return
        if "answer" in message:
            self.judge(message["answer"])
        elif "rating" in message and self.judgement:
            self.session.rate(message["rating"])
            self.ask()
        elif "stop" in message:
            self.end()

    def judge(self, given):
        judgement = judge_answer(self.session.asked, given)
        if judgement.right is None:
            return self.show(self.view["page"], judgement.says)
        self.judgement = judgement
        page, more = pages.result_page(self.session, given, judgement)
        self.show(page, judgement.says, more)
