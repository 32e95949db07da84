"""Frames of a picture that is redrawn: what never changes is drawn once, and kept as pixels."""

import inspect
import zlib
from struct import pack

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from embedlab.page.pictures import png
from embedlab.page.planes import moving_trace, plane_limits
from embedlab.page.ranges import choice_name
from embedlab.training import Trace

__all__ = ["first_frame", "quick_png"]


def first_frame(draw, sliders):
    """The first Figure, its words, and ``frame(**values)``, which gives a PNG, its
    words, whether they are drawn in it, and its width on the page.

    ``sliders`` are those of `explore`, by name.
    """
    values = {name: slider.value for name, slider in sliders.items()}
    if "fig" not in inspect.signature(draw).parameters:
        made = draw(**values)
        if isinstance(made, Figure):
            return made, made.get_suptitle(), _whole(draw)
        if not isinstance(made, Trace):
            raise TypeError(
                f"draw returned {type(made).__name__}; explore needs a Figure or a Trace."
            )
        draw = _runs(draw, made, sliders, values)
    fig = Figure(figsize=(8.4, 4.7))
    update = draw(fig, **values)
    if not callable(update):
        raise TypeError(
            f"draw(fig, …) returned {type(update).__name__}; "
            "it must return a function that updates."
        )
    words = update(**values) or ""
    return fig, words, _blitted(fig, update)


def _whole(draw):
    def frame(**values):
        fig = draw(**values)
        return png(fig), fig.get_suptitle(), True, pixels_wide(fig)

    return frame


def pixels_wide(fig):
    return round(100 * fig.get_figwidth())


def _runs(run, first, sliders, values):
    """A drawing of the traces of ``run(**values)``, on axes that hold the ends of every slider."""
    ends = [
        run(**values | {name: end})
        for name, slider in sliders.items()
        for end in (slider.values[0], slider.values[-1])
    ]
    calm = [
        trace for trace in ends if not trace.stopped and trace.losses[-1] <= 1.5 * trace.losses[0]
    ]
    limits = plane_limits(first, *calm)

    def draw(fig, **values):
        move = moving_trace(fig, first, limits=limits)

        def update(**values):
            trace = run(**values)
            setting = ", ".join(f"{name} = {choice_name(value)}" for name, value in values.items())
            loss = f"mean loss {trace.losses[0]:.3f} → {trace.losses[-1]:.3f} nats per pair"
            return " ".join(
                filter(None, (move(trace, -1, title=f"{setting}: {loss}"), trace.stopped))
            )

        return update

    return draw


def _blitted(fig, update, dpi=150):
    """Frames of a Figure of which only the animated artists are drawn anew."""
    fig.set_dpi(dpi)
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    background = canvas.copy_from_bbox(fig.bbox)
    moving = sorted(
        fig.findobj(lambda artist: artist.get_animated()), key=lambda artist: artist.get_zorder()
    )

    def frame(**values):
        words = update(**values) or ""
        canvas.restore_region(background)
        for artist in moving:
            artist.draw(canvas.get_renderer())
        seen = any(
            words == artist.get_text().replace("\n", " ")
            for artist in moving
            if isinstance(artist, Text)
        )
        return quick_png(np.asarray(canvas.buffer_rgba())), words, seen, pixels_wide(fig)

    return frame


def quick_png(pixels):
    """Pixels (h, w, 4) as PNG bytes, three channels: made for speed, not for size."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row starts with its filter: 0, none
    rows[:, 1:] = pixels[..., :3].reshape(height, -1)
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    data = packer.compress(rows) + packer.flush()
    chunks = (
        (b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", data),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
