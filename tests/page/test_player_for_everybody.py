"""The player for everybody: keys, names, themes, reduced motion, no script."""

import dataclasses
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.page.player.runs import live, play
from embedlab.page.player.vectors import drag
from tests.page.player_page import assert_shows, assert_told, button, read, stored, wait_for_picture


def pages(trace, corpus):
    return [play(trace, title="A run"), drag([2, 1], [1, 1]), live(trace, corpus)]


def test_every_focusable_element_keeps_its_keys_from_jupyterlab_and_has_a_name(
    open_page, trace, corpus
):
    page = open_page(*pages(trace, corpus))
    focusable = page.locator("button, input, select, textarea, summary, a[href], [tabindex]")
    assert focusable.count() > 90
    for node in focusable.all():
        assert node.get_attribute("data-lm-suppress-shortcuts") is not None
        assert (node.get_attribute("aria-label") or node.inner_text()).strip()


def test_tab_reaches_every_control_and_shows_where_it_is(open_page, trace):
    page, reached = open_page(play(trace)), []
    for _ in range(22):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(n => n.ariaLabel || n.textContent)(document.activeElement)"))
    for name in [
        "To the start",
        "One step back",
        "Play",
        "One step forward",
        "To the end",
        "Step",
        "Speed",
        "Zoom in",
        "Zoom out",
        "Fit all",
        "Step on the loss curve",
        "Arrows",
        "Trails",
        "Keys",
    ]:
        assert name in reached
    button(page, "Play").focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(open_page, trace, corpus, scheme):
    page = open_page(*pages(trace, corpus), color_scheme=scheme)
    page.evaluate(f"document.body.style.background = '{'#fff' if scheme == 'light' else '#111'}'")
    page.wait_for_timeout(50)
    result = Axe().run(page, context=".embedlab-player")
    assert result.violations_count == 0, result.generate_report()


def test_reduced_motion_plays_in_few_pictures(open_page, trace):
    page = open_page(play(trace, start=0), reduced_motion="reduce")
    page.evaluate("""() => { window.seen = [];
        const node = document.querySelector('.el-number b');
        new MutationObserver(() => seen.push([parseInt(node.textContent), performance.now()]))
            .observe(node, {childList: true}); }""")
    button(page, "Play").click()
    page.wait_for_function("seen.length >= 3")
    (one, first), (two, then), *_ = page.evaluate("seen")
    assert (one, two) == (5, 10) and then - first > 300  # half a second, less what one was late


def test_nothing_plays_by_itself(open_page, trace):
    page = open_page(play(trace, start=3))
    page.wait_for_timeout(400)
    assert read(page)[0] == 3


def test_the_dark_palette_is_lighter_and_follows_jupyterlabs_theme_at_once(open_page, trace):
    page = open_page(play(trace))
    shade = "[...document.querySelectorAll('.el-word')].map(n => getComputedStyle(n).color)[0]"
    light = page.evaluate(shade)
    page.evaluate("document.body.setAttribute('data-jp-theme-light', 'false')")
    dark = page.evaluate(shade)
    assert light == "rgb(0, 114, 178)" and sum(map(int, re.findall(r"\d+", dark))) > 292
    page.evaluate("document.body.setAttribute('data-jp-theme-light', 'true')")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(shade) == light
    page.evaluate("document.body.removeAttribute('data-jp-theme-light')")
    assert page.evaluate(shade) == dark


def test_two_players_on_one_page_do_not_touch_each_other(open_page, trace):
    page = open_page(play(trace), play(trace, start=7))
    page.locator(".el-scrub").first.fill("3")
    assert page.locator(".el-number:first-child b").all_inner_texts() == ["3 / 40", "7 / 40"]
    assert page.evaluate("document.querySelectorAll('[id]').length") == 0


def test_a_script_that_does_not_know_its_place_starts_the_page_too(page, trace):
    """JupyterLab makes a new script element of each one in an output."""
    page.set_content('<html lang="en"><body></body></html>')
    page.evaluate(
        """html => { document.body.innerHTML = html;
        for (const old of document.body.querySelectorAll('script')) {
            const script = document.createElement('script');
            for (const a of old.attributes) script.setAttribute(a.name, a.value);
            script.textContent = old.textContent;
            old.replaceWith(script);
        } }""",
        play(trace, start=4).html,
    )
    page.wait_for_selector("[data-x]", state="attached")
    assert_shows(page, trace, 4)


def test_without_scripts_the_still_picture_and_its_words_remain(browser, trace, tmp_path):
    (tmp_path / "page.html").write_text(
        "<!doctype html><meta charset=utf-8>" + play(trace).html, encoding="utf-8"
    )
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert "mean loss" in page.locator(".embedlab-player img").get_attribute("alt")
    assert page.locator(".embedlab-player img").bounding_box()["width"] > 300
    context.close()


def test_a_word_of_120_letters_stays_in_the_page_and_is_told_whole(open_page, trace):
    long = "incomprehensibilities" * 6
    shown = play(dataclasses.replace(trace, words=(long, *trace.words[1:])))
    page = open_page(shown, width=700)
    box = page.locator(".embedlab-player").bounding_box()
    texts = page.locator(".el-labels text, .el-columns text").all()
    assert all(
        place["x"] + place["width"] <= box["x"] + box["width"] + 1
        for place in (text.bounding_box() for text in texts)
        if place
    )
    assert page.get_by_role("option", name=f"{long}, animals").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_stands_the_still_picture_and_nothing_else(open_page, trace):
    page = open_page(play(trace), drag([2, 1], [1, 1]))
    page.emulate_media(media="print")
    for player in page.locator(".embedlab-player").all():
        still = player.locator("> img").bounding_box()
        assert 300 < still["width"] <= 980
        assert not player.locator("> :not(img)").filter(visible=True).count()


@pytest.mark.parametrize("kind", ["play", "live"])
def test_a_screen_reader_is_told_what_the_stored_text_says(open_page, trace, corpus, kind):
    how = {"title": "A run", "start": 12}
    page = open_page(play(trace, **how) if kind == "play" else stored(live(trace, corpus, **how)))
    wait_for_picture(page)
    assert_told(page.locator(".embedlab-player"), kind)
