"""The review in a terminal."""

import contextlib

from embedlab.practice.lessons import label
from embedlab.practice.reviewing.answers import judge_answer
from embedlab.practice.reviewing.cards import lesson_address
from embedlab.practice.reviewing.sitting import number_of_cards, question_in_words

__all__ = ["run"]


KEYS = "(q ends, u takes the last rating back)"


class TakenBack(Exception):
    """The learner took the last rating back."""


def run(session, read=input, write=print):
    """Review in a terminal, until nothing is due or the learner ends it: q, Ctrl+C, Ctrl+D."""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        if session.new_cards():
            write(session.new_cards())
        while session.asked or session.can_undo:
            try:
                if not session.asked:
                    typed(read, "That was the last one (Enter ends, u takes its rating back): ")
                    break
                ask_card(session, read, write)
            except TakenBack:
                write("" if session.can_undo else "No rating to take back.")
                session.undo()
    write("", *note_lines(session), session.ending(), sep="\n")


def ask_card(session, read, write):
    """One card: the question until its answer can be read, the judgement, the rating."""
    asked = session.asked
    head = f"\n{label(asked.card.lesson).capitalize()}, {number_of_cards(session.left)} due"
    write(*note_lines(session), head, question_in_words(asked), sep="\n")
    prompt = f"Your answer {KEYS if session.can_undo else '(q ends)'}: "
    judgement = judge_answer(asked, typed(read, prompt))
    while judgement.right is None:
        write(judgement.says)
        judgement = judge_answer(asked, typed(read, prompt))
    more = f"More: {lesson_address(asked.card)}"
    write(judgement.says, f"Answer: {asked.answer}", asked.why, more, sep="\n")

    offers = [f"{n} {name} ({day})" for n, (name, day) in enumerate(session.offers(), 1)]
    write(*offers, sep="   ")
    likely = str(judgement.likely or "")
    prompt = f"How well did you know it? {f'(Enter: {likely}) ' if likely else ''}"
    while (rating := typed(read, prompt) or likely) not in ("1", "2", "3", "4"):
        write("Type 1, 2, 3 or 4.")
    session.rate(int(rating))


def note_lines(session):
    return [session.note] if session.note else []


def typed(read, prompt):
    """What was typed; q and u act at once."""
    given = read(prompt).strip()
    if given.lower() == "q":
        raise EOFError
    if given.lower() == "u":
        raise TakenBack
    return given
