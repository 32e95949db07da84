"""A film in a browser: it shows each frame's numbers, and the way between them."""

import json
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.frames import (
    Frame,
    lookup_frames,
    mask_frames,
    one_hot_frames,
    scatter_add_frames,
    shard_frames,
)
from embedlab.page import film
from embedlab.page.films.still import columns_of, frame_picture
from tests.page.player_page import assert_told, button, numbers_in_halves

E = np.array([[1, 0, 2], [0, 1, 0], [-1, 1, 1], [2, 2, 2], [0, -1, 3]])
IDS = [0, 1, 2, 0, 3, 4]
WORDS = ["the", "dog", "bites", "man", "."]
LAST = len(IDS) + 1


def lookup_film():
    return film(lookup_frames(E, IDS, words=WORDS), title="A lookup copies a row per position")


@pytest.fixture
def open_film(open_page):
    def opener(shown, **options):
        return open_page(shown, ready=".embedlab-film[data-ready] .el-now", **options)

    return opener


def seen(page, name):
    """The numbers in a table, NaN where a cell is empty."""
    rows = page.locator("table", has=page.get_by_text(name, exact=True)).locator("tbody tr").all()
    texts = [row.locator("td").all_inner_texts() for row in rows]
    numbers = {"": "nan", "−∞": "-inf"}
    return np.array([[float(numbers.get(t, t).replace("−", "-")) for t in row] for row in texts])


def at(page):
    return int(page.locator(".embedlab-film .el-number b").inner_text().split(" / ")[0]) - 1


def go(page, k):
    page.locator(".el-scrub").fill(str(k))
    assert at(page) == k


def test_a_film_opens_on_its_last_frame_and_each_frame_shows_its_numbers(open_film):
    frames = lookup_frames(E, IDS, words=WORDS)
    page = open_film(lookup_film())
    assert at(page) == LAST
    for k in (LAST, 0, 3, 1):
        go(page, k)
        for name, A in frames[k].tables.items():
            assert np.array_equal(seen(page, name), A, equal_nan=True)
        assert page.locator(".el-now").inner_text() == frames[k].sentence


def test_decimals_masks_and_shards_are_shown_to_two_digits(open_film):
    scores = np.random.default_rng(0).normal(size=(4, 4)) * 3
    frames = mask_frames(scores)
    page = open_film(film(frames, title="t"))
    for name, A in frames[-1].tables.items():
        assert np.allclose(seen(page, name), A, atol=0.0051)


def test_buttons_and_keys_step_and_a_step_back_ends_at_the_same_picture(open_film):
    page = open_film(lookup_film())
    button(page, "To the start", of="film").click()
    assert at(page) == 0
    rest = "!document.querySelector('.el-travellers:not([hidden])')"
    for k in (1, 2):
        page.keyboard.press("ArrowRight")
        assert at(page) == k
    page.wait_for_function(rest)
    page.wait_for_timeout(700)
    picture = "document.querySelector('.el-scene').innerHTML"
    before = page.evaluate(picture)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert at(page) == 0
    go(page, 2)
    assert page.evaluate(picture) == before
    page.keyboard.press("End")
    assert at(page) == LAST
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    assert at(page) == LAST


def test_a_row_travels_from_e_to_h_before_h_has_its_numbers(open_film):
    page = open_film(lookup_film())
    go(page, 0)
    page.evaluate("""() => { // every picture of the way: where the traveller is, what H[0] holds
        window.way = [];
        const look = () => {
            const node = document.querySelector(".el-travellers:not([hidden]) div");
            const cell = document.querySelectorAll("table")[1].tBodies[0].rows[0].cells[1];
            if (node) window.way.push([node.getBoundingClientRect().x, cell.textContent]);
            requestAnimationFrame(look);
        };
        look();
    }""")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelectorAll('table')[1].tBodies[0].rows[0].cells[1].textContent"
    )
    places = [x for x, _ in page.evaluate("window.way")]
    assert len(places) > 3 and places == sorted(places) and places[-1] > places[0] + 50
    texts = {text for _, text in page.evaluate("window.way")[:-1]}
    assert texts == {""}
    assert np.array_equal(seen(page, "H")[0], E[0])


def test_the_traveller_of_a_product_carries_the_new_product(open_film):
    page = open_film(film(one_hot_frames(E, 2), title="t"))
    go(page, 0)
    page.keyboard.press("ArrowRight")
    page.locator(".el-travellers:not([hidden]) div").wait_for()
    assert page.locator(".el-travellers span").all_inner_texts() == ["1", "0", "2"]


def test_play_starts_over_and_shows_every_frame_and_ends_paused(open_film):
    frames = lookup_frames(E, [1, 2])
    page = open_film(film(frames, title="t"))
    page.evaluate("""() => {
        window.shown = [];
        const place = document.querySelector(".embedlab-film .el-number b");
        new MutationObserver(() => window.shown.push(place.textContent))
            .observe(place, {childList: true});
    }""")
    page.locator(".el-speed").select_option("4")
    button(page, "Play", of="film").click()
    button(page, "Pause", of="film").wait_for()
    button(page, "Play", of="film").wait_for(timeout=20_000)
    assert page.evaluate("window.shown") == ["1 / 4", "2 / 4", "3 / 4", "4 / 4"]
    assert frames[-1].sentence in page.locator(".el-spoken").inner_text()


def test_with_reduced_motion_nothing_travels(open_film):
    page = open_film(lookup_film(), reduced_motion="reduce")
    go(page, 0)
    page.keyboard.press("ArrowRight")
    assert page.locator(".el-travellers:not([hidden])").count() == 0
    assert np.array_equal(seen(page, "H")[0], E[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(open_film, scheme):
    page = open_film(lookup_film(), color_scheme=scheme, width=390)
    page.evaluate(f"document.body.style.background = '{'#fff' if scheme == 'light' else '#111'}'")
    for k in (2, LAST):
        go(page, k)
        found = Axe().run(page, options={"rules": {"page-has-heading-one": {"enabled": False}}})
        assert found.violations_count == 0, found.generate_report()


def test_a_screen_reader_is_told_of_a_film_what_the_stored_text_says(open_film):
    page = open_film(film(lookup_frames([[1, 2], [3, 4]], [1], words=["a", "b"]), title="A copy"))
    go(page, 1)
    assert_told(page.locator(".embedlab-film"), "film")


def test_each_control_keeps_its_keys_from_jupyterlab(open_film):
    page = open_film(lookup_film())
    controls = page.locator("button, input, select, summary")
    assert controls.count() == 8
    for node in controls.all():
        assert node.get_attribute("data-lm-suppress-shortcuts") == "true"


@pytest.mark.parametrize("width", [390, 760])
def test_a_film_fits_a_phone_and_has_room_for_fingers(open_film, width):
    page = open_film(lookup_film(), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.embedlab-film').offsetHeight") <= 640


def test_on_a_touch_screen_each_target_has_40_pixels(browser, tmp_path):
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page, path = context.new_page(), tmp_path / "film.html"
    head = '<!doctype html><meta name="viewport" content="width=device-width">'
    path.write_text(head + lookup_film().html, encoding="utf-8")
    page.goto(path.as_uri())
    for node in page.locator(".el-bar button, .el-bar input, .el-bar select, summary").all():
        box = node.bounding_box()
        assert min(box["height"], box["width"]) >= 40
    context.close()


def test_a_wide_table_scrolls_inside_the_film_with_the_keyboard_too(open_film):
    frames = [
        Frame({"A": np.arange(144).reshape(12, 12)}, sentence=f"Frame {k}.") for k in range(2)
    ]
    page = open_film(film(frames, title="t"), width=390)
    scene = page.locator(".el-scene")
    assert scene.get_attribute("tabindex") == "0"
    scene.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.el-scene').scrollLeft > 0")
    assert at(page) == 1


def test_with_forced_colours_marks_and_arrows_have_a_system_colour(open_film):
    page = open_film(lookup_film(), forced_colors="active")
    go(page, 2)
    for part in (".el-marks", ".el-arrows"):
        assert page.locator(part).get_attribute("d")
        stroke = f"getComputedStyle(document.querySelector('{part}')).stroke"
        assert page.evaluate(stroke) == page.evaluate("getComputedStyle(document.body).color")


def test_paper_shows_the_still_picture_alone(open_film):
    page = open_film(lookup_film(), media="print")
    assert page.locator("img").is_visible()
    assert not page.locator(".el-bar").is_visible() and not page.locator("table").first.is_visible()


def test_without_scripts_the_still_picture_tells_the_end():
    shown = lookup_film()
    alt = re.search('<img alt="([^"]*)"', shown.html).group(1)
    assert "H has one row per position, shape (6, 3)" in alt
    assert repr(shown).count("\n") == LAST + 1  # the words of all frames


def test_a_film_of_twelve_frames_takes_at_most_60_kilobytes():
    scores = np.random.default_rng(0).normal(size=(8, 8))
    long = [
        lookup_frames(np.arange(36).reshape(12, 3), np.arange(10)),
        mask_frames(scores),
        shard_frames(np.random.default_rng(1).normal(size=(8, 3)), [3, 1, 1, 0, 6], 4),
    ]
    rng = np.random.default_rng(2)
    full = [
        Frame({"E": rng.normal(size=(12, 12)), "H": rng.normal(size=(12, 12))}, sentence="All new.")
        for _ in range(12)
    ]
    for frames in (*long, full):
        assert len(film(frames, title="t").html.encode()) <= 60_000
    assert len(long[0]) == 12


def test_equal_frames_give_equal_bytes():
    assert lookup_film().html == lookup_film().html


def test_the_still_has_all_numbers_of_the_last_frame_and_no_clipped_text():
    frame = shard_frames(np.arange(16).reshape(8, 2), [3, 1, 1, 0, 6], 4)[-2]
    fig = frame_picture(frame, title="Rows come from where they live")
    fig.canvas.draw()
    texts = fig.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_text())
    box, shown = fig.bbox, [text.get_text() for text in texts]
    assert all(box.contains(*corner) for t in texts for corner in t.get_window_extent().corners())
    numbers = [str(int(x)) for A in frame.tables.values() for x in A[np.isfinite(A)]]
    assert not {n for n in numbers if shown.count(n) < numbers.count(n)}


def test_tables_that_fit_below_each_other_share_a_column():
    tall, low = np.zeros((8, 2)), np.zeros((2, 2))
    shards = {f"shard {k}": low for k in range(4)}
    assert columns_of({"E": tall, **shards, "H": tall}) == [
        ["E"],
        ["shard 0", "shard 1"],
        ["shard 2", "shard 3"],
        ["H"],
    ]


def test_numbers_are_packed_as_javascript_reads_them():
    A = np.array([[1.0, -0.5, np.nan, -np.inf], [np.inf, 0.1234, -0.0, 7]])
    frames = [Frame({"A": A}, sentence="s")]
    data = json.loads(re.search(r"json\">(.*?)</script>", film(frames, title="t").html)[1])
    assert list(numbers_in_halves(data["frames"][0]["tables"]["0"])) == [
        *(3 + 2 * 100, 3 + 2 * 50 - 1, 0, 1),
        *(2, 3 + 2 * 12, 3, 3 + 2 * 700),
    ]


def test_a_table_that_stays_is_not_packed_again():
    data = json.loads(re.search(r"json\">(.*?)</script>", lookup_film().html)[1])
    assert "0" in data["frames"][0]["tables"]
    assert "0" not in data["frames"][1]["tables"]  # E is as it was


@pytest.mark.parametrize(
    ("frames", "title", "error", "says"),
    [
        ([], "t", ValueError, "1 to 60 frames, not 0"),
        (Frame({"E": [[1]]}, sentence="s"), "t", TypeError, "a list of Frame"),
        ([[1]], "t", TypeError, "frame 0 is a list"),
        (lookup_frames(E, IDS), " ", ValueError, "title is empty"),
        (lookup_frames(E * 1e13, IDS), "t", ValueError, "beyond 1e+12"),
        (lookup_frames(np.zeros((40, 3)), [0]), "t", ValueError, "E has shape (40, 3)"),
        (lookup_frames(np.zeros((4, 13)), [0]), "t", ValueError, "film a part of it"),
        (
            [*lookup_frames(E, [0]), *scatter_add_frames([0], [[1]], V=2)],
            "t",
            ValueError,
            "same tables",
        ),
    ],
)
def test_what_no_film_can_show_is_refused_in_a_sentence(frames, title, error, says):
    with pytest.raises(error) as caught:
        film(frames, title=title)
    assert says in str(caught.value) and str(caught.value).endswith(".")
