"""What becomes a cell's output: pictures, predictions, sliders, vectors that move.

Each name loads its module when it is used first, so that a lesson that only predicts waits for
nothing else.
"""

from importlib import import_module

WHERE = {
    "absent": ("needs",),
    "colours": ("GROUP_COLOURS", "GROUP_MARKERS"),
    "curves": ("histograms", "loss_curves", "neighbour_bars", "scaling"),
    "films": ("film",),
    "output": ("Shown",),
    "pictures": ("show",),
    "planes": ("plane", "trace_picture"),
    "player": ("drag", "live", "play"),
    "predictions": ("predict",),
    "sliders": ("explore", "trace_stepper"),
    "tables": ("ledger_picture", "one_hot_product", "table_heatmap"),
}
MODULE = {name: module for module, names in WHERE.items() for name in names}

__all__ = sorted(MODULE)


def __getattr__(name):
    if name not in MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{MODULE[name]}"), name)


def __dir__():
    return __all__
