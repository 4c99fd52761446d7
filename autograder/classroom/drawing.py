"""Shapes of arrays drawn to proportion: inline SVG made of nothing but sizes, with its text alternative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

__all__ = ["drawing", "in_words", "scale"]

Shape = Sequence[int]

LONGEST, THINNEST = 132.0, 7.0  # px of a side
CELL = 17.0  # px of an entry, where there are few
SEEN = 8.0  # px of an entry whose lines are still told apart
TOP, EDGE = 20, 2  # room for a size above, and for a line's thickness
BEHIND = 5  # px by which a plane of many stands out from the one before it


def in_words(shape: Shape) -> str:
    """A shape as it is read aloud: rows and columns, where it has them."""
    if not shape:
        return "a single number"
    if len(shape) == 1:
        return f"one axis of {entries(shape[0])}, neither row nor column"
    if len(shape) == 2:
        return f"{shape[0]} row{'s' * (shape[0] != 1)}, {shape[1]} column{'s' * (shape[1] != 1)}"
    return f"{len(shape)} axes, of {', '.join(map(str, shape[:-1]))} and {shape[-1]} entries"


def entries(size: int) -> str:
    return f"{size} {'entry' if size == 1 else 'entries'}"


def scale(shapes: Iterable[Shape]) -> float:
    """The px of an entry at which all of these shapes can stand side by side and be compared."""
    longest = max((size for shape in shapes for size in shape[-2:]), default=1)
    return min(CELL, LONGEST / max(longest, 1))


def drawing(shape: Shape, unit: float) -> Markup:
    """A shape as a box of its rows and columns; one axis alone is a chain of entries, a single number a dot."""
    planes = min(3, max(shape[:-2])) if len(shape) > 2 else 1
    rows, columns = (1, 1, *shape)[-2:]
    high, wide = side(rows, unit), side(columns, unit)
    behind = BEHIND * (planes - 1)
    left = 12 + 8 * len(str(rows)) if len(shape) > 1 else 4
    width, height = left + wide + behind + EDGE + 4 * len(str(columns)), TOP + high + behind + EDGE
    if not shape:
        body = f'<circle class="entry" cx="{left + wide / 2:g}" cy="{TOP + high / 2:g}" r="{min(wide, high) / 2:g}"/>'
    elif len(shape) == 1:
        body = chain(columns, unit, left, wide, high)
    else:
        body = "".join(box(rows, columns, unit, left + BEHIND * i, TOP + BEHIND * i) for i in range(planes))
    labels = [f'<text x="{left + wide / 2:g}" y="{TOP - 6}" text-anchor="middle">{columns}</text>'] if shape else []
    if len(shape) > 1:
        labels.append(f'<text x="{left - 8}" y="{TOP + high / 2 + 4.5:g}" text-anchor="end">{rows}</text>')
    return Markup(
        f'<svg role="img" aria-label="Drawn: {in_words(shape)}" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{body}{"".join(labels)}</svg>'
    )


def side(size: int, unit: float) -> float:
    return min(max(round(size * unit, 1), THINNEST), LONGEST + CELL)


def box(rows: int, columns: int, unit: float, x: float, y: float) -> str:
    high, wide = side(rows, unit), side(columns, unit)
    lines = ""
    if unit >= SEEN and rows and columns:
        across = "".join(f"M{x:g} {y + i * unit:g}h{wide:g}" for i in range(1, rows))
        down = "".join(f"M{x + i * unit:g} {y:g}v{high:g}" for i in range(1, columns))
        lines = f'<path class="lines" d="{across}{down}"/>' if across or down else ""
    return f'<rect class="entry" x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="1.5"/>{lines}'


def chain(size: int, unit: float, left: float, wide: float, high: float) -> str:
    """One axis: entries beside each other that no frame holds together."""
    if unit < SEEN or not size:
        return f'<rect class="entry loose" x="{left:g}" y="{TOP}" width="{wide:g}" height="{high:g}" rx="3.5"/>'
    return "".join(
        f'<rect class="entry" x="{left + i * unit + 1.5:g}" y="{TOP + 1.5:g}" width="{unit - 3:g}" '
        f'height="{unit - 3:g}" rx="{unit / 4:g}"/>'
        for i in range(size)
    )
