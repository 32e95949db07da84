"""The review in a terminal."""

import contextlib

from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.answers import judge_reply
from embedlab.practice.reviewing.sitting import in_words, number_of_cards

__all__ = ["run"]


def run(session, read=input, write=print):
    """Review in a terminal, until nothing is due or the learner ends it with q, Ctrl+C or Ctrl+D."""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while asked := session.asked:
            write(
                *filter(None, [session.note]),
                f"\nLesson {asked.card.lesson}, {number_of_cards(session.left)} due",
                in_words(asked),
                sep="\n",
            )
            while (
                found := judge_reply(asked, reply(read, "Your answer (q ends): "))
            ).right is None:
                write(found.says)
            write(
                found.says,
                f"Answer: {asked.answer}",
                asked.why,
                f"More: {cards.page(asked.card)}",
                sep="\n",
            )
            write(
                *(f"{n} {name} ({when})" for n, (name, when) in enumerate(session.offers(), 1)),
                sep="   ",
            )
            usual = "3" if found.right else "1"
            ask = f"How well did you know it? (Enter: {usual}) "
            while (rating := reply(read, ask) or usual) not in set("1234"):
                write("Type 1, 2, 3 or 4.")
            session.rate(int(rating))
    write("", *filter(None, [session.note]), session.ending(), sep="\n")


def reply(read, prompt):
    given = read(prompt).strip()
    if given.lower() == "q":
        raise EOFError
    return given
