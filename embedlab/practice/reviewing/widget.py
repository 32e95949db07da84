"""The review in a notebook, between its page and Python."""

from embedlab.page.link import Link
from embedlab.page.output import asset
from embedlab.practice.reviewing import pages
from embedlab.practice.reviewing.answers import judge_answer

__all__ = ["Turns"]


class Turns:
    """The turns of one sitting: what the page shows, and what its messages do."""

    def __init__(self, session):
        self.link = Link(asset("review.js", package="embedlab.practice.reviewing"))
        self.session, self.judgement = session, None
        self.link.on_msg(self.hear)
        self.ask()

    @property
    def view(self):
        return self.link.view

    def show(self, page, says="", more=""):
        """What the page holds: HTML, a sentence that is also spoken, more HTML."""
        turn = self.view.get("turn", 0) + 1
        self.link.view = {"turn": turn, "page": page, "says": says, "more": more}

    def ask(self):
        """Show the next card, or the end."""
        self.judgement = None
        if self.session.asked:
            self.show(pages.question_page(self.session), self.session.note)
        else:
            self.end()

    def end(self):
        says = f"{self.session.note} {self.session.ending()}".strip()
        self.show("", says, pages.end_page(self.session))

    def hear(self, _, message, __):
        """A message of the page; one of an earlier turn, from a second click, is dropped."""
        if message.get("turn") != self.view["turn"]:
            return
        if "answer" in message:
            self.judge(message["answer"])
        elif "rating" in message and self.judgement:
            self.session.rate(message["rating"])
            self.ask()
        elif "undo" in message:
            self.session.undo()
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
