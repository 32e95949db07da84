"""The colours of the course, each in this one place; groups differ by mark and line as well."""

__all__ = [
    "FAINT",
    "GROUP_COLOURS",
    "GROUP_COLOURS_DARK",
    "GROUP_MARKERS",
    "INK",
    "LINE_STYLES",
    "MUTED",
    "SIGN_COLOURS",
    "SIGN_COLOURS_DARK",
    "SIGN_PALE",
    "SIGN_PALE_DARK",
    "STRONG",
    "colour_variables",
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
SIGN_COLOURS = ("#5b3fb5", "#8f4a00")  # below zero and above, in tables; no group has them
SIGN_COLOURS_DARK = ("#b39dff", "#e8a35c")
SIGN_PALE = ("#c1b5ec", "#e0b98c")  # the same under a number
SIGN_PALE_DARK = ("#52468a", "#80562b")
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


def colour_variables(selector):
    """As CSS variables of an element, in both themes: of groups --g0 … --g5, of signs --below and
    --above, of signs under a number --pale-below and --pale-above."""
    names = [f"g{k}" for k in range(len(GROUP_COLOURS))]
    names += ["below", "above", "pale-below", "pale-above"]
    light = (*GROUP_COLOURS, *SIGN_COLOURS, *SIGN_PALE)
    dark = (*GROUP_COLOURS_DARK, *SIGN_COLOURS_DARK, *SIGN_PALE_DARK)
    pairs = zip(names, light, dark, strict=True)
    each = "".join(f"--{name}:light-dark({day},{night});" for name, day, night in pairs)
    return f"{selector}{{{each}}}"
