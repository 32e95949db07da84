"""Sliders redraw their picture in place, with words for those who do not see it."""

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

from embedlab.page.curves import loss_curves
from embedlab.page.frames import quick_png
from embedlab.page.planes import moving_trace, plane_limits, trace_picture
from embedlab.page.sliders import explore, trace_stepper
from embedlab.training import train

TRACE = train(steps=20)


def picture(explorer):
    return np.asarray(Image.open(io.BytesIO(explorer.link.picture)).convert("RGB"))


def words(explorer):
    return explorer.link.view["words"]


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
    move(explorer, step=0)
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
    move(explorer, lr=0.1)
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
    move(explorer, lr=0.5)
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
    move(explorer, x=0)
    before = picture(explorer)
    move(explorer, x=1)
    assert words(explorer) == "No figure for these values: ZeroDivisionError: no <b>"
    assert (picture(explorer) == before).all()
    move(explorer, x=2)
    assert words(explorer) == "η = 3"


def test_an_error_in_the_first_picture_is_the_reader_s_to_see():
    with pytest.raises(ZeroDivisionError):
        explore(lambda x: 1 / x, x=(0, 3))


@pytest.mark.parametrize(
    "spec, kind, texts",
    [
        ((0, 3), "range", ["0", "1", "2", "3"]),
        ((0, 100, 50), "range", ["0", "50", "100"]),
        ((-0.5, 0.5, 0.25), "range", ["−0.50", "−0.25", "0.00", "0.25", "0.50"]),
        ((0, 1, 0.4), "range", ["0.0", "0.4", "0.8"]),
        ([300, 1000, 0.01], "range", ["0.01", "300", "1000"]),
        ([np.tanh, "words"], "choices", ["tanh", "words"]),
        ([False, True], "toggle", ["False", "True"]),
        (False, "toggle", ["False", "True"]),
    ],
)
def test_the_form_of_a_range_decides_the_control_and_numbers_to_choose_from_are_in_order(
    spec, kind, texts
):
    explorer = explore(lambda x: falling(), x=spec)
    assert explorer.sliders["x"].value == (spec if isinstance(spec, bool) else spec[0])
    control = explorer.link.view["controls"][0]
    assert (control["kind"], control["texts"]) == (kind, texts)


def test_values_between_two_places_snap_to_the_nearest():
    lab = explore(lambda x: falling(x), x=(0, 1, 0.25), start={"x": 0.6})
    assert lab.sliders["x"].value == 0.5
    move(lab, x=0.9)
    assert lab.sliders["x"].value == 1.0 and words(lab) == "η = 1"
    with pytest.raises(ValueError, match="x cannot be 3: it goes from 0 to 1"):
        move(lab, x=3)


def test_controls_are_named_in_words_in_the_given_order():
    lab = explore(lambda **values: falling(), lr=(0, 1, 0.5), some_words=[2, 1], labels={})
    labels = [control["label"] for control in lab.link.view["controls"]]
    assert labels == ["learning rate (lr)", "some words"]
    lab = explore(lambda **values: falling(), a=(0, 1), labels={"a": "the angle"})
    assert lab.link.view["controls"][0]["label"] == "the angle"


def ask(explorer, asked="1", **at):
    """What a page sends when a control is moved."""
    explorer.link._handle_custom_msg({"at": at, "asked": asked}, [])


def test_a_message_of_the_page_moves_a_slider_and_is_answered():
    lab = explore(falling, lr=(0.5, 2.5, 0.5))
    ask(lab, "first", lr=4)
    assert lab.sliders["lr"].value == 2.5
    assert words(lab) == "η = 2.5" and lab.link.view["asked"] == "first"


@pytest.mark.parametrize("at", [{"lr": 99}, {"lr": "x"}, {"other": 1}, {"lr": None}])
def test_a_message_with_a_place_that_is_not_offered_changes_nothing_and_is_answered(at):
    lab = explore(falling, lr=(0.5, 2.5, 0.5))
    ask(lab, "odd", **at)
    assert lab.sliders["lr"].value == 0.5 and lab.link.view["asked"] == "odd"


def test_an_interrupted_computation_is_answered():
    def draw(x):
        if x:
            raise KeyboardInterrupt
        return falling()

    lab = explore(draw, x=(0, 3))
    ask(lab, "1", x=2)
    assert lab.link.view["asked"] == "1" and "KeyboardInterrupt" in words(lab)


def test_the_first_picture_is_drawn_once():
    calls = []

    def draw(x):
        calls.append(x)
        return falling()

    explore(draw, x=(0, 3))
    assert calls == [0]


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
        (lambda: explore(falling, lr=(0, 3), start={"lr": 9}), "lr cannot be 9: .*from 0 to 3"),
        (lambda: explore(falling, lr=(0, 3), start={"rate": 1}), "rate"),
        (lambda: explore(falling, lr=[1, 2], start={"lr": 3}), "lr cannot be 3: it offers 1, 2"),
        (lambda: explore(falling, lr=(0, 10**6)), "1,000,001 places"),
        (lambda: explore(falling, lr=(0, 3), labels={"rate": "x"}), "labels names 'rate'"),
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
    assert "They need Python: run this cell in Jupyter." in bundle["text/html"]


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
    back = np.asarray(Image.open(io.BytesIO(quick_png(pixels))))
    assert (back == pixels[..., :3]).all()


def test_limits_of_the_axes_come_from_every_trace():
    wide = train(steps=15, lr=3)
    (left, right), _, (low, high), steps = plane_limits(TRACE, wide)
    assert left <= min(TRACE.tables[..., 0].min(), wide.tables[..., 0].min())
    assert right >= max(TRACE.tables[..., 0].max(), wide.tables[..., 0].max())
    assert (low, high) == pytest.approx((low, high)) and steps == 20
    moving_trace(Figure(figsize=(8.4, 4.7)), wide, limits=plane_limits(TRACE, wide))(wide, 15)
