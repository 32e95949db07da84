"""The review in a terminal."""

import contextlib

from embedlab.practice.reviewing.answers import judge_answer
from embedlab.practice.reviewing.cards import lesson_address
from embedlab.practice.reviewing.sitting import number_of_cards, question_in_words

__all__ = ["run"]


def run(session, read=input, write=print):
    """Review in a terminal, until nothing is due or the learner ends it: q, Ctrl+C, Ctrl+D."""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while session.asked:
            ask_card(session, read, write)
    write("", *note_lines(session), session.ending(), sep="\n")


def ask_card(session, read, write):
    """One card: the question until its answer can be read, the judgement, the rating."""
    asked = session.asked
    head = f"\nLesson {asked.card.lesson}, {number_of_cards(session.left)} due"
    write(*note_lines(session), head, question_in_words(asked), sep="\n")
    judgement = judge_answer(asked, typed(read, "Your answer (q ends): "))
    while judgement.right is None:
        write(judgement.says)
        judgement = judge_answer(asked, typed(read, "Your answer (q ends): "))
    more = f"More: {lesson_address(asked.card)}"
    write(judgement.says, f"Answer: {asked.answer}", asked.why, more, sep="\n")

    offers = [f"{n} {name} ({day})" for n, (name, day) in enumerate(session.offers(), 1)]
    write(*offers, sep="   ")
    likely = "3" if judgement.right else "1"
    prompt = f"How well did you know it? (Enter: {likely}) "
    while (rating := typed(read, prompt) or likely) not in ("1", "2", "3", "4"):
        write("Type 1, 2, 3 or 4.")
    session.rate(int(rating))


def note_lines(session):
    return [session.note] if session.note else []


def typed(read, prompt):
    given = read(prompt).strip()
    if given.lower() == "q":
        raise EOFError
    return given
