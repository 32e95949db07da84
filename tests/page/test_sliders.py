"""Sliders redraw the last value asked for, in place, with words under the picture."""

import asyncio
import io
import re
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from embedlab.page import sliders
from embedlab.page.curves import loss_curves
from embedlab.page.planes import moving_trace, plane_limits, trace_picture
from embedlab.page.sliders import explore, trace_stepper
from embedlab.training import train

TRACE = train(steps=20)


def picture(explorer):
    image = next(
        child for child in explorer.widget.children if "embedlab-picture" in child._dom_classes
    )
    return np.asarray(Image.open(io.BytesIO(image.value)).convert("RGB"))


def words(explorer):
    line = next(
        child for child in explorer.widget.children if "embedlab-words" in child._dom_classes
    )
    return re.sub("<[^>]+>", "", line.value)


def move(explorer, **values):
    for name, value in values.items():
        explorer.sliders[name].value = value


def falling(lr=1, name="a"):
    return loss_curves({name: [3, 3 - lr]}, title=f"η = {lr:g}", ylim=(0, 4))


def bars(fig, height):
    """The long form: artists made once, changed by update."""
    ax = fig.add_subplot(ylim=(0, 10), xlim=(-1, 1))
    bar = ax.bar([0], [height], animated=True)[0]

    def update(height):
        bar.set_height(height)
        return f"height {height}"

    return update


def test_importing_sliders_starts_nothing():
    code = (
        "import embedlab.page.sliders, ipywidgets, sys, threading; "
        "print(len(ipywidgets.widgets.widget._instances), threading.active_count(), "
        "'matplotlib.pyplot' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["0", "1", "False"]
    assert out.stderr == ""


def test_a_stepper_shows_the_very_snapshot_that_was_asked_for():
    explorer = explore(trace_stepper(TRACE), step=(0, 20))
    move(explorer, step=7)
    assert words(explorer) == f"Step 7 of 20: mean loss {TRACE.losses[7]:.3f} nats per pair"


def test_going_forth_and_back_gives_the_same_pixels():
    explorer = explore(trace_stepper(TRACE), step=(0, 20))
    first = picture(explorer)
    move(explorer, step=20)
    assert (picture(explorer) != first).any()
    move(explorer, step=0)
    assert (picture(explorer) == first).all()


def test_the_quick_redraw_shows_what_a_full_redraw_shows():
    explorer = explore(trace_stepper(TRACE), step=(0, 20))
    move(explorer, step=13)
    raw = io.BytesIO()
    trace_picture(TRACE, 13).savefig(raw, dpi=150, format="png")
    whole = np.asarray(Image.open(raw).convert("RGB")).astype(int)
    assert (abs(picture(explorer) - whole).max(axis=2) > 40).mean() < 0.002


def test_axes_stay_fixed_over_all_values_of_a_run():
    seen = []

    def run(lr, seed):
        seen.append((lr, seed))
        return train(steps=15, lr=lr, seed=seed)

    explorer = explore(run, lr=[0.1, 1, 2], seed=(0, 2))
    ticks = picture(explorer)[:, :60]  # the plane's names of values, left of it
    for lr in (0.1, 1, 2):
        for seed in (0, 1, 2):
            move(explorer, lr=lr, seed=seed)
            assert (picture(explorer)[:, :60] == ticks).all()
    assert {(0.1, 0), (2, 0), (0.1, 2)} <= set(
        seen[:6]
    )  # the ends were tried before the axes were fixed


def test_a_run_that_explodes_says_so_under_the_picture():
    explorer = explore(lambda lr: train(steps=60, lr=lr, std=1), lr=[1, 1e30])
    move(explorer, lr=1e30)
    assert "Stopped at step" in words(explorer)


def test_any_chart_can_be_explored():
    explorer = explore(falling, lr=(0.5, 2.5, 0.5))
    before = picture(explorer)
    move(explorer, lr=2.5)
    assert (picture(explorer) != before).any()
    assert words(explorer) == "η = 2.5"


def test_a_draw_with_fig_is_called_once_and_updated_after():
    calls = []

    def draw(fig, height):
        calls.append(height)
        return bars(fig, height)

    explorer = explore(draw, height=(1, 9))
    move(explorer, height=5)
    move(explorer, height=9)
    assert calls == [1]
    assert words(explorer) == "height 9"


def test_the_last_value_wins_when_many_are_asked_for_at_once():
    drawn = []

    def draw(fig, height):
        update = bars(fig, height)
        return lambda height: (drawn.append(height), update(height))[1]

    async def drag():
        explorer = explore(draw, height=(0, 99))
        drawn.clear()
        for height in range(1, 100):
            move(explorer, height=height)
        await asyncio.sleep(0.2)
        return explorer

    explorer = asyncio.run(drag())
    assert drawn == [99]
    assert words(explorer) == "height 99"


def test_the_last_value_wins_when_two_threads_hand_over_values():
    def draw(fig, height):
        update = bars(fig, height)

        def slowly(height):
            time.sleep(0.3 if height == 1 else 0)
            return update(height)

        return slowly

    explorer = explore(draw, height=(0, 9))
    early = threading.Thread(target=move, args=(explorer,), kwargs={"height": 1})
    early.start()
    time.sleep(0.1)
    move(explorer, height=2)
    early.join()
    assert words(explorer) == "height 2"


def test_an_error_in_draw_is_one_sentence_and_the_sliders_live_on():
    def draw(x):
        if x == 1:
            raise ZeroDivisionError("no <b>")
        return falling(x + 1)

    explorer = explore(draw, x=(0, 3))
    before = picture(explorer)
    move(explorer, x=1)
    assert words(explorer) == "No picture for these values: ZeroDivisionError: no &lt;b&gt;"
    assert (picture(explorer) == before).all()
    move(explorer, x=2)
    assert words(explorer) == "η = 3"


def test_an_error_in_the_first_picture_is_the_reader_s_to_see():
    with pytest.raises(ZeroDivisionError):
        explore(lambda x: 1 / x, x=(0, 3))


@pytest.mark.parametrize(
    "spec, kind",
    [
        ((0, 5), "IntSlider"),
        ((0, 100, 10), "IntSlider"),
        ((0.0, 1.0, 0.1), "FloatSlider"),
        ((0, 1, 0.25), "FloatSlider"),
        ([0.01, 0.1, 1], "SelectionSlider"),
        ([np.tanh, np.sin], "SelectionSlider"),
    ],
)
def test_the_form_of_a_range_decides_the_slider(spec, kind):
    explorer = explore(lambda x: falling(), x=spec)
    assert type(explorer.sliders["x"]).__name__ == kind
    assert explorer.sliders["x"].description == "x"
    assert explorer.sliders["x"].value == spec[0]


def test_the_readout_shows_every_step():
    assert explore(lambda x: falling(), x=(0.05, 1, 0.05)).sliders["x"].readout_format == ".2f"


def test_choices_show_names_not_addresses():
    explorer = explore(lambda f: falling(), f=[np.tanh, 0.001, "words"])
    assert [name for name, _ in explorer.sliders["f"].options] == ["tanh", "0.001", "words"]


@pytest.mark.parametrize(
    "spec, culprit",
    [
        ((5, 5), "x = .*below"),
        ((5, 1), "x = .*below"),
        ((0, 1, 2), "x = .*step"),
        ((0, 1, 0), "x = .*step"),
        ((0.0, 1.0), "x = .*step"),
        ((0,), "x = "),
        ("0-5", "x = "),
        (7, "x = "),
        ([], "x = "),
        ((0, "5"), "x = "),
        ((0, np.inf), "x = .*finite"),
        ((False, True), "x = "),
    ],
)
def test_a_slider_that_makes_no_sense_is_refused_by_name(spec, culprit):
    with pytest.raises((TypeError, ValueError), match=culprit) as caught:
        explore(lambda x: falling(), x=spec)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "act, culprit",
    [
        (lambda: explore(falling), "at least one slider"),
        (lambda: explore(falling, rate=(0, 1)), "rate.*lr, name"),
        (lambda: explore(falling, lr=(0, 3), start={"lr": 9}), "lr cannot start at 9"),
        (lambda: explore(falling, lr=(0, 3), start={"rate": 1}), "rate"),
        (lambda: explore(lambda x: 3, x=(0, 3)), "draw returned int"),
        (lambda: explore(lambda fig, x: None, x=(0, 3)), "NoneType.*updates"),
    ],
)
def test_what_cannot_be_explored_is_refused(act, culprit):
    with pytest.raises((TypeError, ValueError), match=culprit):
        act()


def test_the_stored_output_is_a_still_picture_with_words():
    explorer = explore(falling, lr=(1, 3), start={"lr": 2})
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == repr(explorer) == "η = 2\nSliders: lr (1 to 3)"
    assert re.search(r'<img alt="η = 2"', bundle["text/html"])
    assert "Run the cell" in bundle["text/html"]


def test_the_stored_output_differs_only_in_the_key_that_is_sanitised():
    one, two = (explore(trace_stepper(TRACE), step=(0, 20))._repr_mimebundle_() for _ in range(2))
    assert set(one) == {
        "text/html",
        "text/plain",
    }  # no widget, which would leave an error without a kernel
    assert one["text/plain"] == two["text/plain"]
    assert "0x" not in one["text/plain"]
    assert one["text/html"] != two["text/html"]
    assert (
        len({re.sub('data-live-key="[^"]*"', "", bundle["text/html"]) for bundle in (one, two)})
        == 1
    )


def test_quick_png_is_exact():
    pixels = np.random.default_rng(0).integers(0, 256, (7, 11, 4), np.uint8)
    back = np.asarray(Image.open(io.BytesIO(sliders.quick_png(pixels))))
    assert (back == pixels[..., :3]).all()


def test_limits_of_the_axes_come_from_every_trace():
    wide = train(steps=15, lr=3)
    (left, right), _, (low, high), steps = plane_limits(TRACE, wide)
    assert left <= min(TRACE.tables[..., 0].min(), wide.tables[..., 0].min())
    assert right >= max(TRACE.tables[..., 0].max(), wide.tables[..., 0].max())
    assert (low, high) == pytest.approx((low, high)) and steps == 20
    moving_trace(Figure(figsize=(8.4, 4.7)), wide, limits=plane_limits(TRACE, wide))(wide, 15)
