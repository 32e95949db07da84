"""Cards on a page: the widget's turns, the still cards of a lesson, the overview of the days."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from embedlab import practice
from embedlab.page.output import KEYS_STAY
from embedlab.practice import store
from embedlab.practice.reviewing import cards, schedule
from embedlab.practice.reviewing.sitting import Session
from embedlab.practice.reviewing.widget import Turns
from tests.practice.reviewing import small_deck, typed
from tests.practice.reviewing.small_deck import Clock, names_of, put, stored

pytestmark = pytest.mark.usefixtures("own_home_and_deck")


def tell(live, **message):
    live.hear(live, {"turn": live.view["turn"], **message}, [])


def test_the_widget_asks_takes_an_answer_and_a_rating_and_ends():
    put(opened={"lookup": ""})
    live = Turns(Session(Clock()))
    for _ in names_of("lookup"):
        assert "<form>" in live.view["page"]
        tell(live, answer="")
        assert "first." in live.view["says"]
        assert "<form>" in live.view["page"]
        tell(live, answer=typed(live.session.asked))
        assert live.view["says"] in ("Right.", "Compare it with yours.")
        assert [f"data-rating='{n}'" in live.view["more"] for n in (1, 2, 3, 4)] == [True] * 4
        tell(live, rating=3)
    assert live.view["page"] == ""
    assert live.view["says"].startswith(
        f"Done: {len(names_of('lookup'))} cards. Come back in 2 days, 27 Nov"
    )


def test_a_second_click_and_a_rating_before_the_answer_change_nothing():
    put(opened={"lookup": ""})
    live = Turns(Session(Clock()))
    tell(live, rating=3)
    assert "reviews" not in stored()
    tell(live, answer=typed(live.session.asked))
    turn = live.view["turn"]
    live.hear(live, {"turn": turn - 1, "answer": "1"}, [])
    assert live.view["turn"] == turn
    for _ in range(3):
        live.hear(live, {"turn": turn, "rating": 3}, [])
    assert len(stored()["reviews"]) == 1
    tell(live, stop=True)
    assert live.view["says"].startswith("Done: 1 card. Still due today:")


def test_the_page_takes_a_rating_back_also_after_the_last_card():
    put(opened={"lookup": ""})
    live = Turns(Session(Clock()))
    assert "data-undo" not in live.view["page"]
    first = live.session.asked
    tell(live, answer=typed(first))
    tell(live, rating=3)
    assert "data-undo" in live.view["page"]
    tell(live, undo=True)
    assert first.question in html.unescape(re.sub("</?code>", "`", live.view["page"]))
    while live.session.asked:
        tell(live, answer=typed(live.session.asked))
        tell(live, rating=4)
    assert "data-undo" in live.view["more"]
    tell(live, undo=True)
    assert "<form>" in live.view["page"]
    assert len(stored()["reviews"]) == 3


def test_an_answer_in_words_has_no_likely_rating_and_the_keys_reach_the_ratings(monkeypatch):
    put(opened={"gradient": ""})
    live = Turns(Session(Clock()))
    while live.session.asked.card.kind != "short":
        live.session.rate(4)
    live.ask()
    tell(live, answer="x")
    assert re.search("<div role='group'[^>]* data-first tabindex=-1", live.view["more"])
    assert not re.search("<button[^>]*data-first", live.view["more"])


def test_the_cap_is_said_on_the_first_page_alone(monkeypatch):
    monkeypatch.setattr(schedule, "NEW_A_DAY", 3)
    put(opened={"lookup": ""})
    live = Turns(Session(Clock()))
    assert "New cards: at most 3 a day; 1 more will follow." in live.view["page"]
    tell(live, answer=typed(live.session.asked))
    tell(live, rating=4)
    assert "New cards" not in live.view["page"]


def test_what_is_typed_is_shown_as_text():
    put(opened={"lookup": ""}, reviews=[[names_of("lookup")[0], "2026-11-25T11:00:00+00:00", 4]])
    live = Turns(Session(Clock()))
    while live.session.asked.choices:
        live.session.rate(4)
    live.ask()
    tell(live, answer="<img src=x onerror=alert(1)> 1")
    assert "<img" not in live.view["page"]


def test_review_in_a_notebook_leaves_a_page_that_needs_no_kernel_and_no_widget():
    put(opened={"lookup": ""})
    shown = practice.review()
    assert set(shown._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert f"Due today: {len(names_of('lookup'))} cards. Run this cell to begin." in shown.html
    due = f"Due today: {len(names_of('lookup'))} cards."
    assert shown.words == f"{due} In a terminal: python -m embedlab.practice review"
    assert "data-live-key" in shown.html


def test_review_says_when_there_is_nothing_and_when_the_card_file_has_a_mistake(monkeypatch):
    assert practice.review().words.startswith("No cards yet")
    monkeypatch.setattr(cards, "load", lambda: cards.read_deck({"lookup": "x"}))
    assert practice.review().words.startswith("lookup.toml: ")


IN_PLACE = [
    lambda: practice.warm_up("gradient"),
    lambda: practice.before_you_go("gradient"),
    lambda: practice.before_you_go("lookup"),
]


@pytest.mark.parametrize("make", IN_PLACE)
def test_cards_in_a_lesson_are_the_same_everywhere_need_no_script_and_mark_the_lesson_as_opened(
    make, monkeypatch
):
    page, words = make().html, make().words
    assert list(stored()["opened"]) in (["gradient"], ["lookup"])
    put(reviews=[["gradient-duplicates-add", "2026-11-20T12:00:00+00:00", 1]])
    monkeypatch.setattr(
        store, "write", lambda path, content: 1 / 0
    )  # opened before: nothing is written again
    assert (make().html, make().words) == (page, words)
    assert not re.search("<(script|input|button|fieldset|label)", page)
    assert "http" not in page
    assert "20" + "26" not in page
    controls = re.findall(r"<(?:input|summary|a|button)\b[^>]*>", page)
    assert len(controls) >= 2
    assert all("data-lm-suppress-shortcuts" in control for control in controls)
    assert len(page) < 8_000


def test_an_unwritable_progress_file_changes_nothing_in_a_lesson(monkeypatch):
    shown = practice.before_you_go("gradient").html
    monkeypatch.setenv("EMBEDLAB_HOME", "/dev/null/nowhere")
    assert practice.before_you_go("gradient").html == shown


def test_three_cards_stand_at_the_end_of_a_lesson_and_one_at_its_start():
    assert practice.before_you_go("gradient").html.count("<details>") == 3
    assert practice.warm_up("gradient").html.count("<details>") == 1
    assert practice.before_you_go("cooking").words == "The lesson cooking has no cards here."


# ---- cards in the text


def test_a_card_in_the_text_is_the_same_everywhere_needs_no_script_and_changes_no_schedule():
    name = next(iter(small_deck.DECK))
    one, two = practice.recall(name), practice.recall(name)
    assert (one.html, one.words) == (two.html, two.words)
    assert not (store.home() / "progress.json").exists()
    assert not re.search("<(script|input|button|fieldset|label)", one.html)
    controls = re.findall(r"<(?:summary|a)\b[^>]*>", one.html)
    assert controls and all("data-lm-suppress-shortcuts" in control for control in controls)


@pytest.mark.parametrize("name", small_deck.DECK)
def test_a_card_in_the_text_is_small(name):
    page = practice.recall(name).html
    text = re.sub(r"<style>.*?</style>|<[^>]*>", "", page)
    assert len(page) - len(text) < 3_000


def test_each_choice_of_a_card_in_the_text_is_told_what_there_is_to_say_about_it(monkeypatch):
    card = replace(
        next(card for card in small_deck.DECK.values() if card.kind == "choose"),
        choices=["yes", "no", "<never>"],
        why_not=["It is not.", ""],
        why="Because of `x`.",
    )
    monkeypatch.setattr(cards, "load", lambda: ({card.name: card}, small_deck.TABLES))
    page = re.sub(f" {KEYS_STAY}", "", practice.recall(card.name).html)
    rows = dict(re.findall(r"<summary>(.*?)</summary><p>(.*?)</p></details>", page))
    assert rows == {
        "yes": "<strong>Correct.</strong> Because of <code>x</code>.",
        "no": "<strong>Not this one.</strong> It is not.",
        "&lt;never&gt;": "<strong>Not this one.</strong>",
    }
    assert "Show answer" not in page


def test_a_card_without_choices_shows_its_answer_and_why_when_asked():
    card = next(card for card in small_deck.DECK.values() if card.kind == "number")
    page = practice.recall(card.name).html
    asked = cards.ask(card, -2)
    below = page.split("Show answer</summary>")[1]
    assert f"<strong>{asked.answer}</strong>" in below
    assert html.escape(asked.answer) not in page.split("Show answer</summary>")[0]
    assert asked.why in html.unescape(re.sub("</?code>", "`", below))


def test_two_cards_in_the_text_share_a_frame_and_their_answers_follow_as_words():
    first, second = list(small_deck.DECK)[:2]
    both = practice.recall(first, second)
    assert both.html.count("<style>") == 1
    assert both.html.count("<strong>Recall: ") == 2
    questions, answers = both.words.split("Answers")
    for n, name in enumerate((first, second), 1):
        asked = cards.ask(small_deck.DECK[name], -2)
        assert asked.question in questions
        assert f"{n}. {asked.answer}" in answers


def test_a_card_that_is_not_there_is_named_with_the_nearest_name():
    name = next(iter(small_deck.DECK))
    with pytest.raises(cards.CardError, match=f"no card '{name}s'. Did you mean '{name}'"):
        practice.recall(name + "s")
    with pytest.raises(cards.CardError, match=r"There is no card 'q'\.$"):
        practice.recall("q")
    with pytest.raises(cards.CardError, match="name of a card"):
        practice.recall()


def test_the_day_on_which_a_lesson_was_opened_first_is_kept():
    put(opened={"gradient": "2026-01-01"})
    practice.before_you_go("gradient")
    practice.warm_up("gradient")
    assert stored()["opened"] == {"gradient": "2026-01-01"}


def test_progress_shows_nothing_of_the_deck_while_it_is_empty_and_no_date_before_the_first_review():
    assert "Review" not in practice.progress().words
    put(opened={"lookup": ""})
    shown = practice.progress()
    assert shown.words.splitlines()[-2] == f"Review: {len(names_of('lookup'))} cards due today."
    assert "<img" not in shown.html


def test_progress_shows_past_reviews_and_the_days_ahead_with_a_text_twin():
    now = datetime.now(UTC)
    put(
        opened={"lookup": ""},
        reviews=[
            [names_of("lookup")[0], (now - timedelta(days=3)).isoformat(), 4],
            [names_of("lookup")[1], (now - timedelta(days=1)).isoformat(), 4],
        ],
    )
    shown = practice.progress()
    days = [(now - timedelta(days=1)).astimezone() + timedelta(days=k) for k in (0, 4, 6)]
    last, first, second = (f"{day.day} {day:%b}" for day in days)
    words = next(line for line in shown.words.splitlines() if line.startswith("Review"))
    assert words == (
        f"Review: {len(names_of('lookup')) - 2} cards due today. Then: {first} 1, {second} 1. "
        f"So far: 2 on 2 days, the last on {last}."
    )
    assert f"<p>{words}</p>" in shown.html
    assert shown.html.count("<img alt=") == 1
