"""Pages and widgets are right wherever a notebook is met: apart, dark, sanitized, on paper."""

import re
import sys
from types import ModuleType

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab import practice
from embedlab.page import explore, live, play, predict, show
from embedlab.page.curves import loss_curves
from embedlab.practice import store
from tests.page.front_ends import Frames, document, sanitized, vscode_dark

pytestmark = pytest.mark.slow
SAYS = {"the second": "No: IDs start at 0.", "the third": "Yes: row 0 is the first."}


def falling(lr, smooth=False):
    return loss_curves({"a": [3, 3 - lr]}, title=f"η = {lr:g}, {smooth}", ylim=(0, 4))


def sliders():
    return explore(falling, lr=(0, 2, 0.5), smooth=False)


@pytest.fixture
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))


@pytest.fixture
def due(tmp_path, monkeypatch):
    """A deck of which one lesson has been opened."""
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "progress"))
    store.update(lambda state: state.setdefault("opened", {}).setdefault("lookup", "2026-01-01"))


# ---- each output in a frame of its own


def test_in_frames_of_their_own_sliders_ask_python_and_show_its_picture(page, colab):
    lab = sliders()
    frame = Frames(page).open(lab)[0]
    frame.get_by_role("slider", name="learning rate (lr)").fill("3")
    frame.locator("img[src^=blob][alt='η = 1.5, False']").wait_for()
    frame.get_by_label("smooth").check()
    frame.locator("img[alt='η = 1.5, True']").wait_for()
    assert lab.sliders["lr"].value == 1.5 and lab.sliders["smooth"].value is True
    assert frame.locator("img").evaluate("e => e.naturalWidth") > 200


def test_while_python_computes_the_page_says_so_and_only_the_last_value_follows(page, colab):
    lab = sliders()
    frames = Frames(page)
    frame = frames.open(lab)[0]
    slider = frame.get_by_role("slider")
    slider.wait_for()
    slider.evaluate("""() => { // Python's answers wait until they are let go
        const answer = window.toPython, held = window.held = [], sent = window.sent = [];
        window.toPython = (id, content) => new Promise(done => {
            sent.push(content.at.lr);
            held.push(() => answer(id, content).then(done));
        }); }""")
    for place in ("1", "2", "4", "3"):
        slider.fill(place)
    frame.get_by_text("Python is computing").wait_for()
    assert frame.locator(".embedlab-explore").get_attribute("aria-busy") == "true"
    slider.evaluate("() => held.shift()()")
    page.wait_for_timeout(300)
    slider.evaluate("() => held.shift()()")
    frame.locator("img[alt='η = 1.5, False']").wait_for()
    assert slider.evaluate("() => sent") == [1, 3]
    assert frame.locator("[aria-busy]").count() == 0
    assert slider.input_value() == "3"


def test_in_frames_of_their_own_a_live_player_trains_on(page, colab, trace, corpus):
    frame = Frames(page).open(live(trace, corpus, start=20))[0]
    frame.get_by_text("Drag a word: Python continues training from there.").wait_for()
    word = frame.locator(".el-word[tabindex='0']").first
    word.focus()
    for key in ("Shift+ArrowRight", "Enter"):
        word.press(key)
    frame.get_by_text(re.compile("Python moved “.+” at step 20")).wait_for()


def test_in_frames_of_their_own_cards_are_reviewed(page, colab, due):
    frame = Frames(page).open(practice.review())[0]
    frame.locator("form input").first.wait_for()
    control = frame.locator("form input").first
    if control.get_attribute("type") == "radio":
        control.check()
    else:
        control.fill("3")
    frame.get_by_role("button", name="Check").click()
    frame.get_by_role("button", name="3 Good").click()
    frame.locator("form").wait_for()
    assert len(store.load()[0]["reviews"]) == 1


def test_in_frames_of_their_own_predictions_lock_and_are_forgotten_without_an_error(page):
    frames, asked = Frames(page), predict("Which row?", SAYS, key="row")
    frame = frames.open(asked)[0]
    frame.get_by_label("the third").check()
    frame.get_by_role("button", name="Lock in").click()
    frame.get_by_text("Compare, once the next cell has run").click()
    frame.get_by_text("You predicted: the third. Yes: row 0").wait_for()
    frame = frames.open(asked)[0]
    frame.get_by_role("button", name="Lock in").wait_for()
    assert not frame.get_by_label("the third").is_checked()


def test_where_pages_cannot_talk_to_python_each_says_so_after_a_run_and_what_still_works(
    page, due, trace, corpus
):
    shown = sliders(), live(trace, corpus), practice.review()
    for frame, works in zip(
        Frames(page).open(*shown), ("start={", "plays", "terminal"), strict=True
    ):
        said = frame.locator("[data-talk]")
        said.get_by_text("does not let pages talk to Python").wait_for(timeout=15_000)
        text = said.inner_text()
        assert works in text and not re.search("[Rr]un (the|this) cell", text)


# ---- a dark page without Jupyter's variables


def parts(trace, corpus):
    return (
        predict("Which row?", SAYS, key="row"),
        practice.warm_up("gradient"),
        sliders(),
        play(trace),
        show(falling(1), alt="The loss falls."),
    )


def brightness(node, name):
    colour = node.evaluate(f"e => getComputedStyle(e).{name}")
    return np.mean([float(part) for part in re.findall(r"[\d.]+", colour)[:3]])


@pytest.fixture
def write(page, tmp_path):
    """Open a page from a file."""

    def opener(text):
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        return page

    return opener


def test_on_a_dark_page_of_vscode_every_part_is_dark_and_axe_finds_nothing(write, trace, corpus):
    page = write(document(*parts(trace, corpus), **vscode_dark()))
    page.get_by_label("the third").check()
    for name in ("predict", "cards", "player"):
        box = page.locator(f".embedlab-{name}").first
        assert brightness(box, "backgroundColor") < 60 and brightness(box, "color") > 180
        assert box.evaluate("e => getComputedStyle(e).colorScheme") == "dark"
    assert "invert" in page.locator(".embedlab-figure img").last.evaluate(
        "e => getComputedStyle(e).filter"
    )
    found = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_without_scripts_styles_and_forms_all_is_readable_and_nothing_does_nothing(
    write, trace, corpus
):
    text = sanitized(document(*parts(trace, corpus)))
    page = write(text)
    assert page.locator("input, button, select, fieldset").count() == 0
    assert page.locator("ol").first.locator("li").all_inner_texts() == list(SAYS)
    words = page.locator("main").inner_text()
    assert "They need Python: run this cell in Jupyter." in words
    assert (
        "Lock in" not in words and "does not let" not in words and SAYS["the second"] not in words
    )
    assert page.locator("img[alt^='Player:']").is_visible()
    page.locator("summary").first.click()
    assert "Answer:" in page.locator("details").first.inner_text()


# ---- on paper, with the colours of the system, and large


def test_on_paper_a_player_is_its_still_picture_and_nothing_asks_to_be_pressed(
    write, trace, corpus
):
    page = write(document(*parts(trace, corpus), **vscode_dark()))
    page.locator(".embedlab-player[data-ready]").wait_for()
    page.emulate_media(media="print")
    assert page.locator("img[alt^='Player:']").is_visible()
    assert page.locator(".embedlab-player > :visible").count() == 1
    assert page.locator("button:visible").count() == 0
    for name in ("predict", "cards"):
        assert brightness(page.locator(f".embedlab-{name}").first, "color") < 60


def test_with_forced_colours_words_and_controls_stand_out(write, trace, corpus):
    page = write(document(*parts(trace, corpus)))
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.get_by_role("button", name="Trails").click()
    page.mouse.move(0, 0)  # under the pointer a button has another colour
    back = brightness(page.locator("body"), "backgroundColor")
    for words in ("[data-x]", ".el-labels text"):
        assert abs(brightness(page.locator(words).first, "fill") - back) > 120
    pressed, other = (
        page.locator(f".el-toggle[aria-pressed={on}]:visible").first.evaluate(
            "e => getComputedStyle(e).backgroundColor"
        )
        for on in ("true", "false")
    )
    assert pressed != other


@pytest.mark.parametrize("width", [683, 390])
def test_at_200_percent_and_on_a_phone_nothing_is_cut_off(write, page, trace, corpus, width):
    page.set_viewport_size({"width": width, "height": 700})
    write(document(*parts(trace, corpus)))
    page.locator(".embedlab-player[data-ready]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
