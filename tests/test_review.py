"""Review: cards ask what can be right, answers are read as meant, and nothing that was rated is ever lost."""

import importlib
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from fsrs import Card, Rating, Scheduler

from embedlab import practice
from embedlab.practice import cards, pages
from embedlab.practice.review import RATINGS, Session, calendar, due, history, run
from embedlab.practice.widget import Live

ROOT = Path(__file__).parent.parent
store = importlib.import_module("embedlab.practice.progress")
SHIPPED, TABLES = cards.load()
every_card = pytest.mark.parametrize("card", SHIPPED.values(), ids=SHIPPED)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))


def stored():
    return json.loads((store.home() / "progress.json").read_text())


def put(**parts):
    """A progress file with these parts."""
    store.update(lambda state: state.update(parts))


def card(**changes):
    return cards.Card(**{"name": "06-a", "question": "?", "kind": "number", "answer": "10", "why": "So.",
                         "section": "S", **changes})


def asked(**changes):
    return cards.ask(card(**changes))


def says(given, **changes):
    return cards.judge(asked(**changes), given).says


class Clock:
    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now

    def later(self, **span):
        self.now += timedelta(**span)


# ---- the cards of the course --------------------------------------------------------------------------


def typed(one):
    """The right answer, as a learner gives it."""
    return str(one.choices.index(one.answer) + 1) if one.choices else one.answer


@every_card
def test_the_right_answer_of_a_card_is_taken_as_right_whatever_numbers_are_drawn(card):
    for occasion in range(25):
        one = cards.ask(card, occasion)
        assert cards.judge(one, typed(one)).right, one
        assert not re.search(r"\{\w+[:}]", one.question + one.why), "a name that is not drawn"
        for n, choice in enumerate(one.choices, 1):
            assert cards.judge(one, str(n)).right == (choice == one.answer)


@every_card
def test_a_card_leads_to_a_heading_of_its_lesson_and_to_an_exercise_that_exists(card):
    notebook = nbformat.read(ROOT / cards.page(card).split("#")[0], as_version=4)
    headings = re.findall(r"^## (.+)$", "\n".join(c.source for c in notebook.cells), re.MULTILINE)
    assert card.section in headings
    assert cards.page(card).split("#")[1] == card.section.replace(" ", "-")
    assert not card.exercise or practice.registry()[card.exercise].lesson == card.lesson


@every_card
def test_what_a_line_of_code_prints_is_what_python_prints(card):
    if card.kind != "output":
        return
    head = "import numpy as np\nfrom embedlab import *\n"
    for occasion in range(2):
        one = cards.ask(card, occasion)
        printed = subprocess.run([sys.executable, "-c", head + one.code], capture_output=True, text=True, check=True)
        assert printed.stdout.strip() == one.answer


def test_the_same_occasion_draws_the_same_numbers_and_another_one_others():
    one = card(draw={"a": {"lo": 1, "hi": 9}, "b": [0.5, 1.5]}, answer="a * b", question="{a} times {b:.1f}")
    assert cards.ask(one, 3) == cards.ask(one, 3)
    drawn = [cards.ask(one, k) for k in range(40)]
    assert len({d.question for d in drawn}) > 10
    assert {d.question[0] for d in drawn} == set("123456789")
    for d in drawn:
        a, b = d.question.split(" times ")
        assert d.value == int(a) * float(b)


def test_braces_that_name_nothing_drawn_stay():
    one = asked(kind="output", code="x = {n}\nprint({'a': x}, f'{x:02}')", draw={"n": [7]})
    assert one.code.startswith("x = 7\n")
    assert one.answer == "{'a': 7} 07"


# ---- mistakes in a card file --------------------------------------------------------------------------


GOOD = """[lessons]
"06" = "06_gradient_step"

[[card]]
name = "06-a"
question = "?"
kind = "number"
answer = "1"
why = "So."
section = "S"
"""


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(("text", "sentence"), [
    (changed('kind = "number"', "kind = number"), "my.toml: Invalid value (at line 7, column 8)."),
    (changed('kind = "number"\n', ""), "my.toml, line 4, card '06-a': kind is missing."),
    (changed("number", "riddle"), "line 4, card '06-a': kind is 'riddle'; it can be choose, short, number, output."),
    (changed('"1"', "1"), "line 4, card '06-a': answer must be str, not 1."),
    (changed("why", "reason"), "line 4, card '06-a': 'reason' is no key of a card; it has name, question, kind"),
    (changed('"06-a"', '"6-a"'), "card '6-a': a name is the lesson's two digits, a dash and small letters"),
    (changed('"06-a"', '"07-a"'), "card '07-a': lesson 07 is not in the table [lessons]."),
    (changed('name = "06-a"\n', ""), "line 4, card 'without a name': name is missing."),
    (changed('answer = "1"\n', ""), "line 4, card '06-a': answer is missing."),
    (changed('kind = "number"', 'kind = "choose"\nchoices = ["a"]'), "choices must be two or more that differ"),
    (changed('kind = "number"', 'kind = "choose"\nchoices = ["a", "a"]'), "choices must be two or more that differ"),
    (GOOD + GOOD[GOOD.index("[[card]]"):], "line 11, card '06-a': my.toml, line 4 has a card of that name already."),
    (GOOD + '[warm_up]\n"06" = "05-b"\n', "my.toml, table warm_up, lesson 06: there is no card '05-b'."),
    (GOOD + "[cards]\n", "my.toml: 'cards' is no table of a card file."),
    ("warm_up = 3", "my.toml: 'warm_up' is no table of a card file"),
    ("[card]\nname = 'a'", "my.toml: a card begins with [[card]], in double brackets."),
])
def test_a_mistake_in_a_card_file_gets_a_sentence_that_names_its_place(text, sentence):
    with pytest.raises(cards.CardError) as error:
        cards.read(text, "my.toml")
    assert sentence in str(error.value)


def test_a_card_file_without_mistakes_is_read():
    deck, tables = cards.read(GOOD)
    assert list(deck) == ["06-a"]
    assert tables["warm_up"] == {}


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"answer": "V * d"}, "cards.toml, line 9, card '06-a': NameError: name 'V' is not defined."),
    ({"answer": "1 +"}, "SyntaxError"),
    ({"answer": "float('nan')"}, "the answer is nan"),
    ({"answer": "'a'"}, "card '06-a'"),
    ({"draw": {"V": 3}}, "card '06-a'"),
    ({"draw": {"V": []}}, "card '06-a'"),
    ({"kind": "output", "code": "print(x)"}, "NameError: name 'x' is not defined."),
    ({"kind": "output", "code": "print({n})", "draw": {"n": [2]}, "wrong": ["2", "3"]}, "two choices are the same"),
])
def test_an_expression_that_fails_names_its_card(changes, sentence):
    with pytest.raises(cards.CardError) as error:
        asked(place="cards.toml, line 9", **changes)
    assert sentence in str(error.value)


# ---- what learners type -------------------------------------------------------------------------------

MB = {"answer": "10.24", "unit": "MB"}
COUNT = {"answer": "10_240_000", "unit": "parameters"}


@pytest.mark.parametrize(("given", "changes"), [
    ("10.24MB", MB), ("10.24 mb", MB), ("10.24", MB), ("10,24", MB), ("10.2 MB", MB), ("10,240,000 bytes", MB),
    ("10 240 000 byte", MB), ("10240 kB", MB), ("0.01024 GB", MB), ("9.765625 MiB", MB), ("≈ 10.24 MB.", MB),
    ("10.24 million bytes", MB), ("2^10 / 100", MB), ("1.024e1", MB), ("10_000*256*4/1e6", MB),
    ("10,240,000", COUNT), ("10 240 000", COUNT), ("10.240.000", COUNT), ("10'240'000", COUNT),
    ("10240000 parameters", COUNT), ("10.24 million", COUNT), ("10.24M", COUNT), ("1.024e7", COUNT),
    ("10,240 thousand", COUNT), ("1.024·10⁷", COUNT), ("10 240 000", COUNT), ("10\u202f240\u202f000", COUNT),
    ("1e7", {"answer": "10**7"}), ("10**7", {"answer": "10**7"}), ("10^7", {"answer": "10**7"}),
    ("½", {"answer": "0.5"}), ("1½", {"answer": "1.5"}), ("−½", {"answer": "-0.5"}), ("1/2", {"answer": "0.5"}),
    ("50 %", {"answer": "0.5"}), (".5", {"answer": "0.5"}), ("-1.8", {"answer": "-1.8"}), ("−1.8", {"answer": "-1.8"}),
    ("+3", {"answer": "3"}), ("0", {"answer": "0"}), ("25 %", {"answer": "25", "unit": "%"}),
    ("25", {"answer": "25", "unit": "%"}), ("1 row", {"answer": "1", "unit": "rows"}),
    ("(2, 3, 64)", {"answer": "(2, 3, 64)"}), ("2 x 3 x 64", {"answer": "(2, 3, 64)"}),
    ("2×3×64", {"answer": "(2, 3, 64)"}), ("2 3 64", {"answer": "(2, 3, 64)"}),
    ("[0.5, −1.8]", {"answer": "[0.5, -1.8]"}), ("0.5; -1.8", {"answer": "np.array([0.5, -1.8])"}),
    ("[[1,2],[3,4]]", {"answer": "[[1, 2], [3, 4]]"}),
    ("[[1 2]\n [3 4]]", {"kind": "output", "code": "print([[1, 2], [3, 4]])"}),
    ("'a', 'b'", {"kind": "output", "code": "print('a', 'b')"}),
    ("−1.0", {"kind": "output", "code": "print(-1.0)"}),
    ("anything", {"kind": "short", "answer": "Something."}),
])
def test_a_right_answer_is_right_however_it_is_written(given, changes):
    assert cards.judge(asked(**changes), given).right is True


@pytest.mark.parametrize(("given", "changes", "sentence"), [
    ("", MB, "Write your answer first."),
    ("   ", {"kind": "short", "answer": "a"}, "Write your answer first."),
    ("", {"kind": "choose", "choices": ["a", "b"]}, "Choose an answer first."),
    ("3", {"kind": "choose", "choices": ["a", "b"]}, "Choose a number from 1 to 2."),
    ("the first", {"kind": "choose", "choices": ["a", "b"]}, "Choose a number from 1 to 2."),
    ("many", MB, "No number could be read in “many”; write one such as 10.24, 10,240,000 or 1e7."),
    ("1.2.3", MB, "No number could be read in “1.2.3”"),
    ("nan", MB, "No number could be read in “nan”"),
    ("1/0", MB, "No number could be read"),
    ("9^9^9^9^9", MB, "No number could be read"),
    ("10.24 apples", MB, "You wrote “apples”; the answer asked for is in MB."),
    ("10240000 bytes", COUNT, "You wrote “bytes”; the answer asked for is in parameters."),
    ("5 rows", {"answer": "5"}, "You wrote “rows”; the answer asked for is a number without a unit."),
    ("two by three", {"answer": "(2, 3)"}, "No numbers could be read in “two by three”; write them like (2, 3)."),
])
def test_what_cannot_be_read_gets_a_sentence_and_another_try(given, changes, sentence):
    found = cards.judge(asked(**changes), given)
    assert found.right is None
    assert sentence in found.says


@pytest.mark.parametrize(("given", "changes", "sentence"), [
    ("10240", MB, "off by a factor of 1,000."),
    ("0.01024 MB", MB, "off by a factor of 1,000."),
    ("10,240,000", MB, "off by a factor of 1,000,000."),
    ("102.4", MB, "off by a factor of 10."),
    ("9.77", MB, "MB counts in thousands (10⁶ bytes), MiB in 1,024s (2²⁰ bytes)."),
    ("10.24 MiB", MB, "MiB"),
    ("2.56 MB", MB, "off by a factor of 4: how many bytes does one number take?"),
    ("5.12", MB, "off by a factor of 2: how many bytes"),
    ("5,120,000", COUNT, "off by a factor of 2."),
    ("1.8", {"answer": "-1.8"}, "The size is right, the sign is not."),
    ("10.9", MB, "Not yet."),
    ("3", {"answer": "0"}, "Not yet."),
    ("(3, 2, 64)", {"answer": "(2, 3, 64)"}, "The numbers are right, their order is not."),
    ("(2, 64)", {"answer": "(2, 3, 64)"}, "The answer has 3 numbers; yours has 2."),
    ("(2, 3, 65)", {"answer": "(2, 3, 64)"}, "2 of 3 numbers are right."),
    ("[1, 2, 3, 4]", {"kind": "output", "code": "print([[1, 2], [3, 4]])"}, "Look at the brackets."),
    ("[[1, 2], [3, 5]]", {"kind": "output", "code": "print([[1, 2], [3, 4]])"}, "Not yet."),
])
def test_a_wrong_answer_gets_a_sentence_about_what_is_wrong_with_it(given, changes, sentence):
    found = cards.judge(asked(**changes), given)
    assert found.right is False
    assert sentence in found.says
    assert found.says.startswith("Not yet.")


def test_the_tolerance_of_a_card_counts():
    assert says("10.3", answer="10.24", tolerance=0.01) == "Right."
    assert says("10.3", answer="10.24", tolerance=0.0) == "Not yet."
    assert says("10.24", answer="10.24", tolerance=0.0) == "Right."


@pytest.mark.parametrize("given", ["\x00", "🦆" * 9, "1" * 100_000, "((((", "\\", "1e999", "--", "e", "½½½", "∞", "%s"])
@pytest.mark.parametrize("changes", [MB, {"answer": "(2, 3)"}, {"kind": "output", "code": "print(1)"},
                                     {"kind": "choose", "choices": ["a", "b"]}], ids=["number", "shape", "output",
                                                                                      "choose"])
def test_nothing_that_is_typed_breaks_the_judge(given, changes):
    found = cards.judge(asked(**changes), given)
    assert not found.right
    assert len(found.says) < 400


# ---- the deck -----------------------------------------------------------------------------------------


def names(state, now=NOON):
    return [card.name for when, card, _ in due(state, now) if when <= now]


def of(lesson):
    return [name for name in SHIPPED if name[:2] == lesson]


def test_cards_join_when_their_lesson_was_opened_or_an_exercise_of_it_tried():
    assert names({"exercises": {}}) == []
    assert names({"exercises": {}, "opened": {"02": "2026-11-25"}}) == of("02")
    tried = {"02-one-token": {"tries": 1, "solved": "2026-11-25"}}
    assert names({"exercises": tried}) == of("02")
    assert names({"exercises": tried, "opened": {"06": "2026-11-25"}}) == of("02") + of("06")


def test_cards_whose_exercise_went_wrong_come_first_and_are_back_in_line_once_it_is_solved():
    late = next(card for card in SHIPPED.values() if card.exercise and card.name not in of("02")[:1])
    state = {"exercises": {late.exercise: {"tries": 2}}, "opened": {"02": "2026-11-25"}}
    assert SHIPPED[names(state)[0]].exercise == late.exercise
    state["exercises"][late.exercise]["solved"] = "2026-11-25"
    assert names(state) == [name for name in SHIPPED if name[:2] in ("02", late.lesson)]


def test_what_waits_longest_comes_before_what_is_new():
    new, older, old = of("02")[:3]
    log = [[old, "2026-11-20T12:00:00+00:00", 3], [older, "2026-11-19T12:00:00+00:00", 3]]
    assert names({"exercises": {}, "opened": {"02": ""}, "reviews": log})[:3] == [older, old, new]


def test_a_session_asks_stores_and_ends_with_what_was_done_and_when_to_come_back():
    put(opened={"02": "2026-11-25"})
    clock = Clock()
    session = Session(clock)
    assert session.left == len(of("02"))
    assert [offer[0] for offer in session.offers()] == list(RATINGS)
    assert [offer[1] for offer in session.offers()] == ["today", "today", "in 2 days, 27 Nov", "in 8 days, 3 Dec"]
    seen = []
    while session.asked:
        seen.append(session.asked.card.name)
        clock.later(seconds=7)
        session.rate(1 if len(seen) == 2 else 3)
    assert seen == [*of("02"), of("02")[1]]  # what was forgotten comes back in the same sitting
    assert stored()["reviews"][0] == [of("02")[0], "2026-11-25T12:00:07+00:00", 3, 7]
    assert [entry[2] for entry in stored()["reviews"]] == session.done
    assert session.ending() == f"Done: {len(seen)} cards, 1 of them forgotten. Come back tomorrow: 1 card."
    again = Session(clock)
    assert again.asked is None
    assert again.ending().startswith("Nothing is due now. Come back")


def test_without_cards_the_session_says_how_they_join():
    assert Session().ending() == "No cards yet: they join when you open a lesson or try one of its exercises."


def test_the_offered_day_is_the_day_on_which_the_card_comes():
    put(opened={"02": "2026-11-25"})
    for rating, days in ((3, 2), (4, 8)):
        clock = Clock()
        session = Session(clock)
        name = session.asked.card.name
        assert f"in {days} days" in session.offers()[rating - 1][1]
        session.rate(rating)
        log = stored()["reviews"][-1:]
        state = {"exercises": {}, "opened": {}, "reviews": log}
        day = NOON.astimezone().replace(hour=0, minute=0) + timedelta(days=days)
        assert names(state, day - timedelta(minutes=1)) == []
        assert names(state, day) == [name]  # from midnight on, not only at the hour of the last review


def test_numbers_are_fresh_at_each_review_and_the_same_when_the_kernel_died_in_between():
    name = next(card.name for card in SHIPPED.values() if card.draw and card.lesson == "02")
    put(opened={"02": ""}, reviews=[])
    questions = []
    for k in range(6):
        put(reviews=[[name, f"2026-01-{k + 1:02}T12:00:00+00:00", 1] for _ in range(k)])
        for _ in range(2):  # the second is another kernel
            session = Session(Clock())
            while session.asked.card.name != name:
                session.rate(4)
            questions.append(session.asked)
    assert questions[::2] == questions[1::2]
    assert len({one.question + one.code for one in questions}) > 1


# ---- nothing is lost ----------------------------------------------------------------------------------


def test_two_open_notebooks_keep_each_others_ratings_and_do_not_ask_again_what_was_rated():
    put(opened={"02": ""})
    one, other = Session(Clock()), Session(Clock())
    assert one.asked == other.asked
    one.rate(3)
    other.rate(4)  # the same card: both happened
    assert one.asked.card.name == other.asked.card.name == of("02")[1]
    one.rate(3)
    one.rate(3)
    other.rate(3)
    assert other.asked.card.name == of("02")[3]
    assert Counter(entry[0] for entry in stored()["reviews"]) == {
        of("02")[0]: 2, of("02")[1]: 2, of("02")[2]: 1}


RATER = """
import sys
from embedlab.practice.review import Session
session = Session()
for _ in range(int(sys.argv[1])):
    session.rate(1)
print(len(session.done))
"""


def test_two_processes_that_rate_at_the_same_time_lose_no_rating_and_leave_a_sound_file():
    put(opened={"02": "", "06": ""})
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    both = [subprocess.Popen([sys.executable, "-c", RATER, "15"], env=environment) for _ in range(2)]
    assert [one.wait(120) for one in both] == [0, 0]
    assert len(stored()["reviews"]) == 30
    state, note = store.load()
    assert note == ""
    assert sum(map(len, history(state["reviews"], datetime.now(UTC)).values())) == 30


def test_a_kernel_that_dies_in_mid_card_loses_nothing():
    put(opened={"02": ""})
    session = Session(Clock())
    session.rate(3)
    asked_last = session.asked
    del session  # the question stood there, unanswered
    assert Session(Clock()).asked == asked_last
    assert len(stored()["reviews"]) == 1


def test_ratings_that_could_not_be_stored_go_along_with_the_next_one(monkeypatch):
    put(opened={"02": ""})
    session, real = Session(Clock()), store.write

    def refuse(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write", refuse)
    session.rate(3)
    session.rate(4)
    assert "not saved: No space left on device" in session.note
    assert session.asked.card.name == of("02")[2]  # the sitting goes on all the same
    monkeypatch.setattr(store, "write", real)
    session.rate(2)
    assert session.note == ""
    assert [entry[2] for entry in stored()["reviews"]] == [3, 4, 2]
    assert [entry[2] for entry in session.state["reviews"]] == [3, 4, 2]


@pytest.mark.parametrize("wrong", [timedelta(days=-400), timedelta(days=400), timedelta(days=-30_000)])
def test_a_clock_that_was_wrong_for_a_sitting_neither_loses_a_card_nor_breaks_anything(wrong):
    put(opened={"02": ""})
    clock = Clock()
    session = Session(clock)
    session.rate(3)
    clock.now += wrong
    wrongly_dated = session.asked.card.name
    session.rate(3)
    clock.now = NOON + timedelta(days=1)
    session.rate(3)
    log = stored()["reviews"]
    assert len(log) == 3
    later = NOON + timedelta(days=9)
    assert set(names(stored(), later)) == set(of("02"))
    assert wrongly_dated in names(stored(), NOON + timedelta(days=4))
    for when, _, _ in due(stored(), later):
        assert when < later + timedelta(days=60)
    assert calendar(stored(), later)[0].total() == 3


def test_entries_of_the_log_that_make_no_sense_are_left_alone_and_said():
    odd = [None, 7, "text", [], ["02-row-i"], ["02-row-i", "yesterday", 3], ["02-row-i", "2026-11-20T12:00:00+00:00", 9],
           ["02-row-i", 5, 3], [["x"], "2026-11-20T12:00:00+00:00", 3], {"name": 1}, ["02-row-i", None, None]]
    good = ["02-row-i", "2026-11-20T12:00:00", 3, 5, "more"]  # without a time zone, and with something new
    put(opened={"02": ""}, reviews=[*odd, good, ["gone-card", "2026-11-20T12:00:00+00:00", 3]])
    session = Session(Clock())
    assert session.note == f" Entries of the review log that make no sense and are left out: {len(odd)}."
    assert session.asked.card.name == "02-row-i"
    session.rate(3)
    assert stored()["reviews"][:len(odd)] == odd
    assert len(stored()["reviews"]) == len(odd) + 3


@pytest.mark.parametrize("content", [
    b"", b"{", b'{"version": 1, "exercises": {}, "reviews": "many"}', b"\xff\x00", b"[]",
    b'{"version": 1, "exercises": {}, "opened": ["06"]}', b'{"version": 1}',
])
def test_a_broken_progress_file_costs_one_rating_at_most_and_is_kept(content):
    put(opened={"02": ""})
    session = Session(Clock())
    session.rate(3)
    session.rate(3)
    (store.home() / "progress.json").write_bytes(content)
    again = Session(Clock())
    assert again.note == "The progress file could not be read; it is kept as progress.unreadable-1.json."
    assert len(again.state["reviews"]) == 1
    again.rate(3)
    assert len(stored()["reviews"]) == 2
    assert (store.home() / "progress.unreadable-1.json").read_bytes() == content


def test_a_file_of_a_newer_version_is_left_alone_and_said():
    store.home().mkdir()
    (store.home() / "progress.json").write_text('{"version": 2, "exercises": {}, "reviews": 5}')
    assert "written by a newer version" in Session().note
    assert "written by a newer version" in practice.review().words
    practice.before_you_go("06")
    assert stored() == {"version": 2, "exercises": {}, "reviews": 5}


# ---- ninety days --------------------------------------------------------------------------------------


def ninety_days(clock, rng):
    """A learner who opens a lesson now and then, comes on most days, and forgets as the scheduler expects.

    Yields (day, card, rating, the days until it was promised to come back).
    """
    scheduler = Scheduler(enable_fuzzing=False)
    known = {}
    for day in range(90):
        clock.now = NOON + timedelta(days=day, minutes=rng.randrange(300))
        if day % 7 == 0:
            practice.before_you_go(("02", "06")[min(day // 7, 1)])
        if rng.random() < 0.15:
            continue
        session = Session(clock)
        while session.asked:
            name = session.asked.card.name
            memory = known.get(name, Card(card_id=1))
            p = scheduler.get_card_retrievability(memory, clock.now) if name in known else 0.6
            rating = 1 if rng.random() > p else rng.choice((2, 3, 3, 3, 4))
            known[name], _ = scheduler.review_card(memory, Rating(rating), clock.now)
            yield day, name, rating, session.offers()[rating - 1][1]
            clock.later(seconds=20)
            session.rate(rating)


def test_over_ninety_days_each_card_comes_on_the_first_day_after_the_scheduler_said():
    clock, rng = Clock(), random.Random(5)
    happened = list(ninety_days(clock, rng))
    visits = sorted({day for day, *_ in happened})
    oracle = Scheduler(learning_steps=[timedelta(minutes=10)], relearning_steps=[timedelta(minutes=10)],
                       enable_fuzzing=False)
    by_card = {}
    for entry, (day, name, rating, _) in zip(stored()["reviews"], happened, strict=True):
        assert (entry[0], entry[2]) == (name, rating)
        by_card.setdefault(name, []).append((day, rating, datetime.fromisoformat(entry[1])))
    assert len(by_card) == len(of("02") + of("06"))
    for reviews in by_card.values():
        memory = Card(card_id=1)
        for (day, rating, when), (next_day, *_) in zip(reviews, [*reviews[1:], (90, 0, None)], strict=True):
            memory, _ = oracle.review_card(memory, Rating(rating), when.astimezone(UTC))
            promised = (memory.due.astimezone().date() - NOON.astimezone().date()).days
            expected = day if promised <= day else min((visit for visit in visits if visit >= promised), default=90)
            assert next_day == expected
    known = [rating > 1 for _, name, rating, _ in happened]
    assert 0.7 < sum(known) / len(known) < 0.98
    assert len(happened) < 90 * 4


# ---- in a terminal ------------------------------------------------------------------------------------


def converse(*typed):
    lines, told = iter(typed), []

    def read(prompt):
        told.append(prompt)
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    run(Session(Clock()), read, lambda *words, sep=" ": told.append(sep.join(words)))
    return "\n".join(told)


def test_in_a_terminal_a_card_is_asked_judged_explained_and_rated():
    put(opened={"02": ""})
    first = cards.ask(SHIPPED[of("02")[0]], 1)
    told = converse("", "7", typed(first), "5", "4", "Q")
    assert first.question in told
    assert "Choose an answer first." in told
    assert "Choose a number from 1 to 3." in told
    assert f"Right.\nAnswer: {first.answer}\n{first.why}\nMore: notebooks/02_lookup.ipynb#" in told
    assert "3 Good (in 2 days, 27 Nov)   4 Easy (in 8 days, 3 Dec)" in told
    assert "Type 1, 2, 3 or 4." in told
    assert told.endswith(f"Done: 1 card. Still due today: {len(of('02')) - 1} cards.")
    assert [entry[2] for entry in stored()["reviews"]] == [4]


def test_in_a_terminal_enter_takes_the_likely_rating_and_the_end_of_input_ends_it():
    put(opened={"02": ""})
    first = cards.ask(SHIPPED[of("02")[0]], 1)
    wrong = str(1 + int(typed(first)) % len(first.choices))
    told = converse(wrong, "")
    assert "(Enter: 1)" in told
    assert [entry[2] for entry in stored()["reviews"]] == [1]
    assert "Not yet." in told


def test_the_command_line_reviews():
    put(opened={"02": ""})
    done = subprocess.run([sys.executable, "-m", "embedlab.practice", "review"], input="q\n", text=True,
                          capture_output=True, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert f"Still due today: {len(of('02'))} cards." in done.stdout
    assert done.stderr == ""


# ---- on a page ----------------------------------------------------------------------------------------


def tell(live, **message):
    live.hear(live, {"turn": live.view["turn"], **message}, [])


def test_the_widget_asks_takes_an_answer_and_a_rating_and_ends():
    put(opened={"02": ""})
    live = Live(Session(Clock()))
    for _ in of("02"):
        assert "<form>" in live.view["page"]
        tell(live, answer="")
        assert "first." in live.view["says"]
        assert "<form>" in live.view["page"]
        tell(live, answer=typed(live.session.asked))
        assert live.view["says"] in ("Right.", "Compare it with yours.")
        assert [f"data-rating='{n}'" in live.view["more"] for n in (1, 2, 3, 4)] == [True] * 4
        tell(live, rating=3)
    assert live.view["page"] == ""
    assert live.view["says"].startswith(f"Done: {len(of('02'))} cards. Come back in 2 days, 27 Nov")


def test_a_second_click_and_a_rating_before_the_answer_change_nothing():
    put(opened={"02": ""})
    live = Live(Session(Clock()))
    tell(live, rating=3)
    assert "reviews" not in stored()
    tell(live, answer=typed(live.session.asked))
    turn = live.view["turn"]
    for _ in range(3):
        live.hear(live, {"turn": turn, "rating": 3}, [])
    assert len(stored()["reviews"]) == 1
    tell(live, stop=True)
    assert live.view["says"].startswith("Done: 1 card. Still due today:")


def test_what_is_typed_is_shown_as_text():
    put(opened={"02": ""}, reviews=[[name, "2026-11-25T11:00:00+00:00", 4] for name in of("02")[:1]])
    live = Live(Session(Clock()))
    while live.session.asked.choices:
        live.session.rate(4)
    live.ask()
    tell(live, answer="<img src=x onerror=alert(1)> 1")
    assert "<img" not in live.view["page"]


def test_review_in_a_notebook_leaves_a_page_that_needs_no_kernel_and_no_widget():
    put(opened={"02": ""})
    shown = practice.review()
    assert set(shown._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert f"Due today: {len(of('02'))} cards. Run this cell to begin." in shown.html
    assert shown.words == f"Due today: {len(of('02'))} cards. In a terminal: python -m embedlab.practice review"
    assert "data-live-key" in shown.html


def test_review_says_when_there_is_nothing_and_when_the_card_file_has_a_mistake(monkeypatch):
    assert practice.review().words.startswith("No cards yet")
    monkeypatch.setattr(cards, "load", lambda: cards.read("x"))
    assert practice.review().words.startswith("cards.toml: ")


def test_a_card_that_fails_is_said_and_passed_over(monkeypatch):
    put(opened={"06": ""})
    deck = {name: card(name=name, answer="1 +" if name == "06-a" else "1", place="cards.toml, line 3")
            for name in ("06-a", "06-b")}
    monkeypatch.setattr(cards, "load", lambda: (deck, TABLES))
    session = Session(Clock())
    assert session.asked.card.name == "06-b"
    assert session.note.startswith("cards.toml, line 3, card '06-a': SyntaxError")


IN_PLACE = [lambda: practice.warm_up("06"), lambda: practice.before_you_go("06"), lambda: practice.before_you_go("02")]


@pytest.mark.parametrize("make", IN_PLACE)
def test_cards_in_a_lesson_are_the_same_everywhere_need_no_script_and_mark_the_lesson_as_opened(make, monkeypatch):
    page, words = make().html, make().words
    assert list(stored()["opened"]) in (["06"], ["02"])
    put(reviews=[["06-duplicates-add", "2026-11-20T12:00:00+00:00", 1]])
    monkeypatch.setattr(store, "write", lambda path, content: 1 / 0)  # opened before: nothing is written again
    assert (make().html, make().words) == (page, words)
    assert "<script" not in page
    assert "http" not in page
    assert "20" + "26" not in page
    controls = re.findall(r"<(?:input|summary|a|button)\b[^>]*>", page)
    assert len(controls) >= 2
    assert all("data-lm-suppress-shortcuts" in control for control in controls)
    assert len(page) < 8_000


def test_an_unwritable_progress_file_changes_nothing_in_a_lesson(monkeypatch):
    shown = practice.before_you_go("06").html
    monkeypatch.setenv("EMBEDLAB_HOME", "/dev/null/nowhere")
    assert practice.before_you_go("06").html == shown


def test_three_cards_stand_at_the_end_of_a_lesson_and_one_at_its_start():
    assert practice.before_you_go("06").html.count("<details>") == 3
    assert practice.warm_up("06").html.count("<details>") == 1
    assert practice.before_you_go("99").words == "Lesson 99 has no cards here."


def test_the_day_on_which_a_lesson_was_opened_first_is_kept():
    put(opened={"06": "2026-01-01"})
    practice.before_you_go("06")
    practice.warm_up("06")
    assert stored()["opened"] == {"06": "2026-01-01"}


def test_progress_shows_nothing_of_the_deck_while_it_is_empty_and_no_date_before_the_first_review():
    assert "Review" not in practice.progress().words
    put(opened={"02": ""})
    shown = practice.progress()
    assert shown.words.splitlines()[-1] == f"Review: {len(of('02'))} cards due today."
    assert "<img" not in shown.html


def test_progress_shows_past_reviews_and_the_days_ahead_with_a_text_twin():
    now = datetime.now(UTC)
    put(opened={"02": ""}, reviews=[[of("02")[0], (now - timedelta(days=3)).isoformat(), 4],
                                    [of("02")[1], (now - timedelta(days=1)).isoformat(), 4]])
    shown = practice.progress()
    days = [(now - timedelta(days=1)).astimezone() + timedelta(days=k) for k in (0, 4 + 2, 8)]
    last, first, second = (f"{day.day} {day:%b}" for day in days)
    words = shown.words.splitlines()[-1]
    assert words == (f"Review: {len(of('02')) - 2} cards due today. Then: {first} 1, {second} 1. "
                     f"So far: 2 on 2 days, the last on {last}.")
    assert f'alt="{words}"' in shown.html


def test_the_overview_counts_what_the_calendar_counts():
    put(opened={"02": ""}, reviews=[[name, "2026-11-24T12:00:00+00:00", 3] for name in of("02")])
    was, ahead = calendar(stored(), NOON)
    assert was == {datetime(2026, 11, 24).date(): len(of("02"))}
    assert ahead == {datetime(2026, 11, 26).date(): len(of("02"))}
    assert pages.overview({"exercises": {}}) is None
