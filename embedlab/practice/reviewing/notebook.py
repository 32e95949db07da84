"""The review in a notebook."""

from embedlab.practice.answers import said
from embedlab.practice.reviewing.cards import CardError
from embedlab.practice.reviewing.pages import card_box
from embedlab.practice.reviewing.sitting import Session, number_of_cards

__all__ = ["review"]


def review():
    """Ask what is due today from all lessons so far, one card at a time.

    Choose or write an answer and press Enter. Then rate how well you knew it, with the keys 1 to 4:
    that decides when the card comes back. Each rating is stored at once.

    Returns
    -------
    Shown
        Without a kernel, a page that says how many cards were due.
    """
    try:
        session = Session()
    except CardError as error:
        return said([str(error)])
    if not session.asked:
        return said([session.note, session.ending()] if session.note else [session.ending()])
    from embedlab.page.link import waiting  # these take long to load
    from embedlab.practice.reviewing.widget import Turns

    link = Turns(session).link
    words = f"Due today: {number_of_cards(session.left)}."
    terminal = "In a terminal: python -m embedlab.practice review"
    live, waits = waiting(link.key, f"{words} {terminal}")
    still = f"<div data-review><p data-talk>{words} Run this cell to begin.</p></div>{waits}"
    return link.shown(card_box("Review", still, live), f"{words} {terminal}")
