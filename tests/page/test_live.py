"""A live page: a dropped row reaches Python, and the run goes on from there."""

import numpy as np
from playwright.sync_api import expect

from embedlab.page.link import Link
from embedlab.page.player.packing import pack, view
from embedlab.page.player.runs import _drop_row, live
from embedlab.training import train
from tests.page.player_page import PICTURE, assert_shows, button, expected, read, stored


def test_without_a_kernel_a_live_page_says_so_in_one_sentence_and_still_plays(
    open_page, trace, corpus
):
    page = open_page(stored(live(trace, corpus, start=20)))
    assert page.locator(".el-message").inner_text().startswith("Run this cell, then drag")
    page.locator(".el-word[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert np.abs(read(page)[1][0] - expected(page, trace.tables[20])[0])[0] > 1
    page.keyboard.press("Enter")
    expect(page.locator(".el-message")).to_have_text(
        "Run the cell to let Python continue training from here."
    )
    button(page, "One step forward").click()
    assert_shows(page, trace, 21)


def test_where_pages_cannot_talk_to_python_a_live_page_says_so_and_what_still_works(
    open_page, trace, corpus
):
    page = open_page(live(trace, corpus, start=20))
    message = page.locator(".el-message")
    expect(message).to_have_text("Python is on its way …")
    message.get_by_text("does not let pages talk").wait_for(timeout=10_000)
    page.locator(".el-word").first.focus()
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert "The run plays" in message.inner_text() and "cell" not in message.inner_text()


def test_after_a_restart_a_live_page_asks_to_run_its_cell_again(open_page, trace, corpus):
    page = open_page(live(trace, corpus, start=20))
    page.evaluate(MODEL)
    message = page.locator(".el-message")
    expect(message).to_have_text("Drag a word: Python continues training from there.")
    page.evaluate(
        "document.querySelector('.embedlab-player').dispatchEvent(new Event('embedlab-gone'))"
    )
    assert drop_first_word(page) is None
    expect(message).to_have_text("Python was restarted; run this cell again.")


MODEL = """() => {
    const root = document.querySelector('.embedlab-player');
    window.sent = [];
    window.model = { send: (drop) => sent.push(drop), on: (_, act) => { model.answer = act; } };
    root.pythonModel = model;
    root.dispatchEvent(new CustomEvent('embedlab-model'));
}"""


def test_a_dropped_row_reaches_python_and_the_run_goes_on_from_there(open_page, trace, corpus):
    page = open_page(live(trace, corpus, start=20))
    page.evaluate(MODEL)
    page.locator(".el-word[tabindex='0']").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    drop = page.evaluate("sent")[0]
    assert drop["run"] == 0 and drop["step"] == 20 and drop["row"] == 0
    side, _ = view(trace)
    new, sentence = _drop_row(trace, corpus, drop, side)
    assert np.allclose(new.tables[20, 0], drop["at"], atol=1e-6)
    assert np.array_equal(new.tables[20, 1:], trace.tables[20, 1:])
    assert np.array_equal(new.tables[:20], trace.tables[:20])
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(
        "answer => model.answer(answer)",
        {"sentence": sentence, "number": 1, "run": pack(new, side)},
    )
    expect(page.locator(".el-message")).to_have_text(sentence)
    button(page, "Pause").click()
    for key, step in (("Home", 0), ("End", new.steps)):
        page.keyboard.press(key)
        assert_shows(page, new, step)


def drop_first_word(page):
    """At step 0, move the first word three units to the right and let it go."""
    page.locator(".el-word").first.focus()
    for key in ["Home", *["Shift+ArrowRight"] * 3, "Enter"]:
        page.keyboard.press(key)
    return page.evaluate("sent.at(-1)")


def answer(page, run, side, number=1):
    content = {"sentence": "Done.", "number": number, "run": pack(run, side)}
    page.evaluate("answer => model.answer(answer)", content)


def test_after_a_resumed_run_forward_and_back_ends_at_the_same_picture(open_page, trace, corpus):
    page, side = open_page(live(trace, corpus, start=20), reduced_motion="reduce"), view(trace)[0]
    page.evaluate(MODEL)
    new, _ = _drop_row(trace, corpus, {"step": 20, "row": 3, "at": [2, 2]}, side)
    answer(page, new, side)
    button(page, "Pause").click()
    assert_shows(page, new, 20)
    before = page.evaluate(PICTURE)
    for name in ["One step forward"] * 5 + ["One step back"] * 10 + ["One step forward"] * 5:
        button(page, name).click()
    button(page, "Play").hover()
    assert page.evaluate(PICTURE) == before


def test_a_row_put_back_leaves_the_picture_as_it_was(open_page, trace, corpus):
    page = open_page(live(trace, corpus, start=20))
    page.locator(".el-word").first.focus()
    before = page.evaluate(PICTURE)
    for key in ("Shift+ArrowRight", "ArrowUp", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate(PICTURE) == before


def test_a_second_drop_goes_on_from_the_run_that_is_shown(open_page, trace, corpus):
    page, side = open_page(live(trace, corpus, start=20), reduced_motion="reduce"), view(trace)[0]
    page.evaluate(MODEL)
    first = drop_first_word(page)
    assert (
        first["run"] == 0 and drop_first_word(page)["run"] == 0
    )  # the first answer is not there yet
    answer(page, _drop_row(trace, corpus, first, side)[0], side, number=1)
    button(page, "Pause").click()
    assert drop_first_word(page)["run"] == 1


def test_a_run_that_ends_early_is_shown_to_its_end_though_the_reader_was_further(
    open_page, trace, corpus
):
    page, side = open_page(live(trace, corpus, start=40), reduced_motion="reduce"), view(trace)[0]
    page.evaluate(MODEL)
    answer(page, train(corpus, steps=5), side)
    assert read(page)[0] == 0 and page.locator(".el-scrub").get_attribute("max") == "5"


def test_an_answer_during_play_does_not_play_twice_as_fast(open_page, trace, corpus):
    page, side = open_page(live(trace, corpus)), view(trace)[0]
    page.evaluate(MODEL)
    page.evaluate("""() => { const ask = requestAnimationFrame.bind(window); window.asked = 0;
        window.requestAnimationFrame = act => { asked += 1; return ask(act); }; }""")
    button(page, "Play").click()
    answer(page, trace, side)
    page.evaluate("() => new Promise(done => { asked = 0; setTimeout(done, 500); })")
    assert page.evaluate("asked") < 45


def test_how_a_step_was_reached_stays_when_a_row_is_dropped_there(trace, corpus):
    new, _ = _drop_row(trace, corpus, {"step": 20, "row": 3, "at": [2, 2]}, view(trace)[0])
    for name in ("touched", "gradients", "batches", "output_tables"):
        assert np.array_equal(getattr(new, name)[:21], getattr(trace, name)[:21])
    assert new.losses[20] != trace.losses[20] and np.array_equal(new.losses[:20], trace.losses[:20])


def test_python_keeps_every_run_and_says_why_it_cannot_train_on(trace, corpus, monkeypatch):
    links = []
    monkeypatch.setattr(Link, "send", lambda link, content: links.append((link, content)))
    monkeypatch.setattr(Link, "on_msg", lambda link, act: links.append((link, act)))
    live(trace, corpus)
    (link, hear), sent = links.pop(), links
    for run in (0, 0, 1):
        hear(link, {"run": run, "step": 40, "row": 3, "at": [2, 2]}, [])
    assert [content["number"] for _, content in sent] == [1, 2, 3]
    assert sent[0][1]["sentence"].startswith("Python moved “cow” at step 40")
    hear(link, {"run": 0, "step": 41, "row": 3, "at": [2, 2]}, [])
    hear(link, {"run": 0, "step": 40, "row": 3, "at": [np.nan, 2]}, [])
    assert len(sent) == 5
    assert all(
        content["sentence"].startswith("Python could not train on: ") for _, content in sent[3:]
    )


def test_a_row_dropped_in_the_plane_keeps_what_the_plane_does_not_show(corpus):
    from embedlab.projection import project

    deep = train(corpus, d=5, steps=6)
    mean, basis = side = view(deep)[0]
    new, _ = _drop_row(deep, corpus, {"step": 3, "row": 7, "at": [0.5, -0.25]}, side)
    change = new.tables[3, 7] - deep.tables[3, 7]
    assert np.allclose(project(new.tables[3, 7], mean, basis), [0.5, -0.25], atol=1e-6)
    assert np.allclose(basis @ (basis.T @ change), change, atol=1e-6)
