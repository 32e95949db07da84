"""The concept map: which lesson needs which, drawn from the text of a mermaid flowchart."""

import re
from html import escape
from itertools import accumulate, pairwise

__all__ = ["arrows", "concept_map"]

NODE = r"(\w+)(?:\[([^\]]+)\])?"
WIDE = 2  # lessons in a row, at most: a phone has room for no more beside passing arrows
BOX, ROW = 60, 108  # pixels: how high a lesson is, and from one row to the next


def arrows(text):
    """Names of the nodes, and pairs (from, to), of a flowchart.

    Examples
    --------
    >>> arrows("a[One] --> b[Two] --> c[Three]")
    ({'a': 'One', 'b': 'Two', 'c': 'Three'}, [('a', 'b'), ('b', 'c')])
    """
    names, pairs = {}, []
    for line in text.splitlines():
        if "-->" in line:
            nodes = re.findall(NODE, line)
            names |= {node: name for node, name in nodes if name}
            pairs += pairwise(node for node, _ in nodes)
    return names, pairs


def concept_map(text, address):
    """A flowchart of lessons as HTML: links in rows, lines between them; lines are no need.

    Parameters
    ----------
    text : str
        The chart, each node's name beginning with the number of its lesson.
    address : callable
        From that number to the address of the lesson, or None for the page that holds the map.
    """
    names, pairs = arrows(text)
    places, ways, rows = layout(names, pairs)
    links = []
    for node in sorted(names, key=lambda node: (places[node][1], places[node][0])):
        x, y = places[node]
        needs = " and ".join(names[a][:2] for a, b in pairs if b == node)
        number, name, href = names[node][:2], escape(names[node][3:]), address(names[node][:2])
        link = f' href="{escape(href)}"' if href else ' aria-current="page"'
        links.append(
            f'<li style="left:{x:.2f}%;top:{y * ROW}px"><a{link}><b>{number}</b> {name}'
            f'<span class="unseen">{f", needs {needs}" if needs else ""}</span></a></li>'
        )
    lines = "".join(f'<path d="{curve(way)}"/>' for way in ways)
    height = rows * ROW - ROW + BOX
    return (
        f'<div class="map" style="height:{height}px"><svg viewBox="0 0 100 {height}" '
        f'preserveAspectRatio="none" aria-hidden="true">{lines}</svg>'
        f"<ol>{''.join(links)}</ol></div>"
    )


def layout(names, pairs):
    """The nodes' places (x in percent, row), the arrows' ways, and the number of rows.

    A way is a list of (x, row, whether it is a node).
    """
    rank = ranks(names, pairs)
    rows = [[] for _ in range(max(rank.values()) + 1)]
    for node in names:
        rows[rank[node]].append(node)
    ways = []
    for a, b in pairs:  # an arrow over several rows takes a place in each
        bends = [(a, b, row) for row in range(rank[a] + 1, rank[b])]
        for row, bend in zip(range(rank[a] + 1, rank[b]), bends, strict=True):
            rows[row].append(bend)
        ways.append([a, *bends, b])
    steps = [step for way in ways for step in pairwise(way)]
    x = {}
    for _ in range(8):  # each under the middle of what it comes from, and over what it leads to
        for one_way, in_order in ((steps, rows), ([step[::-1] for step in steps], rows[::-1])):
            for row in in_order:
                near = {n: [x[a] for a, b in one_way if b == n and a in x] for n in row}
                row.sort(key=lambda n: sum(near[n]) / len(near[n]) if near[n] else x.get(n, 50))
                x |= middles(row, names)
    row_of = {n: i for i, row in enumerate(rows) for n in row}
    lines = [[(x[n], row_of[n], n in names) for n in way] for way in ways]
    return {n: (x[n], row_of[n]) for n in names}, lines, len(rows)


def ranks(names, pairs):
    """The row of each node: below all that it comes from, and at most WIDE in a row.

    Where a row has more, those that are needed last wait for a later one.

    >>> ranks("abcd", [("a", "b"), ("a", "c"), ("a", "d"), ("d", "e")])["d"]
    1
    """
    rank = dict.fromkeys([*names, *(b for _, b in pairs)], 0)
    row = 0
    while row <= max(rank.values()):
        for _ in rank:
            for a, b in pairs:
                rank[b] = max(rank[b], rank[a] + 1)
        here = [node for node in rank if rank[node] == row]
        here.sort(key=lambda node: min((rank[b] for a, b in pairs if a == node), default=99))
        for node in here[WIDE:]:
            rank[node] += 1
        row += 1
    return rank


def middles(row, names):
    """Where the things in a row are, in percent: an arrow that passes needs less room."""
    widths = [1 if node in names else 0.3 for node in row]
    ends = accumulate(widths)
    pairs = zip(row, ends, widths, strict=True)
    return {node: 100 * (end - width / 2) / sum(widths) for node, end, width in pairs}


def curve(way):
    """From below a node down to the next node, straight down past the rows between."""
    (x, row, _), *others = way
    path = f"M{x:.2f},{row * ROW + BOX}"
    for x1, row1, is_node in others:
        top, middle = row1 * ROW, row1 * ROW - (ROW - BOX) / 2
        path += f"C{x:.2f},{middle} {x1:.2f},{middle} {x1:.2f},{top}" + (
            "" if is_node else f"V{top + BOX}"
        )
        x = x1
    return path
