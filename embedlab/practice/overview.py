"""What is solved, lesson by lesson, what was reviewed, and what comes next."""

from embedlab.page.output import Shown
from embedlab.practice import store
from embedlab.practice.answers import said
from embedlab.practice.capstone import standing
from embedlab.practice.exercises import registry, solved_of
from embedlab.practice.lessons import LESSONS, TITLES, lesson_of, number
from embedlab.practice.reviewing.calendar import overview
from embedlab.practice.travel import place_in_words

__all__ = ["progress"]


def progress():
    """The next thing to do, what is solved, lesson by lesson, what was reviewed and what is due."""
    try:
        state, note = store.load()
    except store.Unsaved as error:
        state, note = {"exercises": {}}, str(error)
    rows = [
        row(lesson, state)
        for lesson in dict.fromkeys(exercise.lesson for exercise in registry().values())
    ]
    wide = max(len(title) for title, *_ in rows)
    words = [f"{title:<{wide}}  {marks:<6}  {told}" for title, marks, told in rows]
    legend = "■ solved  ◧ tried  □ open"
    deck, picture = overview(state)
    lines = [next_thing(state), note, standing(state), deck, place_in_words(state)]
    page = said([*filter(None, lines), legend])
    html = page.html.replace("<p", f"{table(rows)}<p", 1) + picture
    return Shown(html, "\n".join([*words, page.words]))


def next_thing(state):
    """How many exercises are solved, and which lesson or exercise comes next."""
    done, every = state["exercises"], registry()
    left = [name for name in every if "solved" not in done.get(name, {})]
    solved = f"Solved: {len(every) - len(left)} of {len(every)}."
    if not left:
        return f"{solved} **Next:** the project, in `notebooks/{LESSONS['trust']}.ipynb`."
    lesson = lesson_of(left[0])
    begun = lesson in state.get("opened", {}) or any(lesson_of(name) == lesson for name in done)
    if begun:
        what = f"the exercise `{left[0]}`, in `exercises/{LESSONS[lesson]}.ipynb`"
    else:
        what = f"lesson {number(lesson)}, in `notebooks/{LESSONS[lesson]}.ipynb`"
    return f"{solved} **Next:** {what}."


def row(lesson, state):
    """A lesson's title, a mark for each of its exercises, and how many are solved."""
    done = state["exercises"]
    names = [name for name, exercise in registry().items() if exercise.lesson == lesson]
    marks = ["■" if "solved" in done.get(n, {}) else "◧" if n in done else "□" for n in names]
    title = f"{number(lesson)} {TITLES[lesson]}"
    return title, "".join(marks), f"{solved_of(lesson, state)[0]} of {len(names)}"


def table(rows):
    cells = "".join(
        f'<tr><th scope="row">{title}</th><td><b aria-hidden="true">{marks}</b></td>'
        f"<td>{told}</td></tr>"
        for title, marks, told in rows
    )
    head = '<tr><th scope="col">Lesson</th><th scope="col">Exercises</th>'
    head += '<th scope="col">Solved</th></tr>'
    return (
        '<table class="embedlab-progress" aria-label="Exercises solved">'
        f"<thead>{head}</thead><tbody>{cells}</tbody></table>"
    )
