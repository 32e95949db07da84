"""The colours of the course, each in this one place; groups differ by mark and line as well."""

__all__ = [
    "FAINT",
    "GROUP_COLOURS",
    "GROUP_COLOURS_DARK",
    "GROUP_MARKERS",
    "INK",
    "LINE_STYLES",
    "MUTED",
    "STRONG",
    "group_variables",
]

GROUP_COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#B8860B",
    "#56B4E9",
)  # after Okabe and Ito
GROUP_COLOURS_DARK = (
    "#6aa9ff",
    "#ff9a5c",
    "#3ddba6",
    "#f0a3cf",
    "#e6bf4d",
    "#9be0ff",
)  # the same on a dark page
GROUP_MARKERS = ("o", "s", "^", "D", "P", "X")
LINE_STYLES = (
    "-",
    (0, (5, 1.6)),
    (0, (1.2, 1.2)),
    (0, (7, 1.6, 1.2, 1.6)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (9, 3)),
)
INK, MUTED, FAINT, STRONG = "#1f2430", "#4a5160", "#c4c9d4", "#D55E00"


def group_variables(selector):
    """The groups' colours as CSS variables --g0 … --g5 of an element, in both themes."""
    pairs = zip(GROUP_COLOURS, GROUP_COLOURS_DARK, strict=True)
    each = "".join(f"--g{k}:light-dark({light},{dark});" for k, (light, dark) in enumerate(pairs))
    return f"{selector}{{{each}}}"
