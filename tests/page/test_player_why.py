"""The player answers questions: why a row moves, what became of two words, which run was faster."""

import re

import numpy as np
import pytest

from embedlab.page.player.runs import play
from embedlab.training import train
from tests.page.player_page import assert_shows, button, expected, read


def test_followed_words_keep_their_trail_the_others_are_faint_and_their_cosine_is_drawn(
    open_page, trace
):
    page = open_page(play(trace, start=30, follow=["dog", "cat"]))
    looks = page.evaluate(
        "[...document.querySelectorAll('.el-word')].map(n => getComputedStyle(n).opacity)"
    )
    assert looks[:2] == ["1", "1"] and set(looks[2:]) == {"0.3"}
    ways = [way.get_attribute("points") for way in page.locator(".el-trails polyline").all()]
    assert all(ways[:2]) and not any(ways[2:])
    a, b = trace.tables[:, 0].astype(float), trace.tables[:, 1].astype(float)
    cosine = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    read_out = page.locator(".el-together")
    for step in (30, 3):
        page.locator(".el-scrub").fill(str(step))
        said = f"cos(dog, cat) = {cosine[step]:.2f}".replace("-", "−")
        assert read_out.inner_text() == said
    assert len(page.locator(".el-cosines .el-past path").get_attribute("d").split("L")) == 41


def test_a_chosen_word_says_what_pulled_at_its_row_and_the_arrows_are_its_gradient(
    open_page, trace
):
    step = 20
    row = int(np.flatnonzero(trace.touched[step])[0])
    page = open_page(play(trace, start=step))
    page.locator(".el-word").nth(row).dispatch_event("click")
    said = page.locator(".el-because").inner_text()
    met = trace.neighbours[step][trace.batches[step] == row]
    assert said.startswith(f"{trace.words[row]} was looked up ") and "is the update" in said
    marked = page.locator(".el-because mark").all_inner_texts()
    assert sorted(marked) == sorted({trace.words[i] for i in met})
    total = -trace.lr * trace.gradients[step, row]
    numbers = [float(v.replace("−", "-")) for v in re.findall(r"[-−]?\d\.\d{4}", said)]
    assert np.abs(np.array(numbers) - total).max() < 2e-4
    before = expected(page, trace.tables[step - 1])[row]
    times = int(re.search(r"× (\d+)", page.locator(".el-factor").inner_text())[1])
    path = page.locator(".el-pulls .el-sum").get_attribute("d")
    x0, y0, x, y = (float(v) for v in re.findall(r"-?[\d.]+", path)[:4])
    tip = expected(page, trace.tables[step - 1, [row]] + times * total)[0]
    assert np.abs(np.array([x0, y0]) - before).max() < 0.1
    assert np.abs(np.array([x, y]) - tip).max() < 0.5
    button(page, "Play").click()
    page.wait_for_function("!document.querySelector('.el-pulls .el-sum')")
    assert page.locator(".el-because").inner_text().startswith("Pause to see what pulls on")


def test_a_chosen_word_that_was_not_looked_up_leads_to_a_step_that_did(open_page, trace):
    page = open_page(play(trace, start=20))
    row = int(np.flatnonzero(~trace.touched[20] & trace.touched[21:].any(axis=0))[0])
    page.locator(".el-rows [role=option]").nth(row).click()
    assert "was not looked up in step 20" in page.locator(".el-because").inner_text()
    page.locator(".el-when").click()
    assert read(page)[0] == 21 + int(trace.touched[21:, row].argmax())
    assert "is the update" in page.locator(".el-because").inner_text()


def test_rows_of_w_are_hollow_marks_at_their_place(open_page, trace):
    page = open_page(play(trace, start=40))
    button(page, "Rows of W").click()
    moves = page.evaluate(
        "[...document.querySelectorAll('.el-outputs path')].map(n => n.getAttribute('transform'))"
    )
    pixels = np.array([[float(v) for v in re.findall(r"-?[\d.]+", move)] for move in moves])
    assert np.abs(pixels - expected(page, trace.output_tables[40])).max() < 0.1
    assert_shows(page, trace, 40)


def test_chapters_lead_to_their_steps_and_say_where_we_are(open_page, trace):
    page = open_page(play(trace, start=0, chapters={25: "cities part", 9: "animals leave"}))
    buttons = page.locator(".el-chapters button")
    assert buttons.all_inner_texts() == ["step 9 animals leave", "step 25 cities part"]
    for button_of, step in zip(buttons.all(), (9, 25), strict=True):
        button_of.click()
        assert_shows(page, trace, step)
        assert button_of.get_attribute("aria-current") == "step"
    page.keyboard.press("Home")
    assert not page.locator(".el-chapters [aria-current=step]").count()


def test_runs_side_by_side_go_together_and_a_shorter_one_waits_at_its_end(open_page, trace, corpus):
    short = train(corpus, steps=25, lr=0.5, d=3)
    page = open_page(play({"fast": trace, "slow": short}, start=0))
    assert page.locator(".el-run").all_inner_texts() == ["fast", "slow"]
    page.keyboard.press("Tab")
    button(page, "To the end").click()
    losses = [f"{one.losses[-1]:.3f}" for one in (trace, short)]
    assert page.locator(".el-number b").nth(2).inner_text() == " · ".join(losses)
    assert page.locator(".el-loss .el-past path").count() == 2
    assert page.locator(".el-plane").count() == 2 and page.locator(".el-strip").count() == 0
    first = page.locator(".el-stage").first.locator(".el-word").first
    place = first.get_attribute("transform")
    button(page, "One step back").click()
    assert first.get_attribute("transform") != place


@pytest.mark.parametrize("width", [390, 776, 1000])
def test_the_player_fits_its_page_and_a_finger(open_page, trace, width):
    page = open_page(play(trace, chapters={9: "animals leave"}), width=width)
    box = page.locator(".embedlab-player").bounding_box()
    assert width < 600 or box["height"] <= 640
    for control in page.locator("button, select, .el-scrub").filter(visible=True).all():
        size = control.bounding_box()
        assert min(size["width"], size["height"]) >= 40
    assert page.locator(".el-labels text").filter(visible=True).count() >= 6
    sizes = page.evaluate("""[...document.querySelectorAll('.embedlab-player *')].filter(
        n => n.checkVisibility() && [...n.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
        .map(n => parseFloat(getComputedStyle(n).fontSize))""")
    assert min(sizes) >= 13
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
