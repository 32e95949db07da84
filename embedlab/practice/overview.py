"""What is solved, lesson by lesson, what was reviewed, and what comes next."""

from embedlab.page.output import Shown
from embedlab.practice import store
from embedlab.practice.answers import said
from embedlab.practice.capstone import standing
from embedlab.practice.exercises import registry, solved_of
from embedlab.practice.lessons import label
from embedlab.practice.reviewing.calendar import overview
from embedlab.practice.travel import place_in_words

__all__ = ["progress"]


def progress():
    """What is solved, lesson by lesson, and what comes next; what was reviewed, and what is due."""
    try:
        state, note = store.load()
    except store.Unsaved as error:
        state, note = {"exercises": {}}, str(error)
    done = state["exercises"]
    left = [name for name in registry() if "solved" not in done.get(name, {})]
    foot = f"Solved: {len(registry()) - len(left)} of {len(registry())}."
    foot += f" Next: {left[0]}." if left else ""
    rows = []
    for lesson in dict.fromkeys(exercise.lesson for exercise in registry().values()):
        names = [name for name, exercise in registry().items() if exercise.lesson == lesson]
        marks = "".join(
            "■" if "solved" in done.get(n, {}) else "◧" if n in done else "□" for n in names
        )
        rows.append((label(lesson), marks, f"{solved_of(lesson, state)[0]} of {len(names)}"))
    words = [f"{lesson}  {marks:<6}{told}" for lesson, marks, told in rows]
    cells = "".join(
        f'<tr><th scope="row">{lesson}</th><td><b aria-hidden="true">{marks}</b></td>'
        f"<td>{told}</td></tr>"
        for lesson, marks, told in rows
    )
    legend = "■ solved  ◧ tried  □ open"
    deck, picture = overview(state)
    lines = [note, foot, standing(state), place_in_words(state), deck]
    page = said([*filter(None, lines), legend])
    table = f'<table aria-label="Exercises solved">{cells}</table><p'
    return Shown(page.html.replace("<p", table, 1) + picture, "\n".join([*words, page.words]))
