"""The report's two plots, as SVG that stands in the page: its text is the page's text, its colours are the page's.

SVG, not PNG: a plot is 5 to 11 kB, as PNG at twice the size 17 to 75; it is sharp at any size, dark where the page is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograder import wording
from autograder.classroom.summary import Exercise, Summary

__all__ = ["difficulty", "distribution"]

WIDTH, TEXT = 420, 14
"""In the page's pixels: so narrow that a phone shows the text at 12 of them, a desktop at 16."""

# matplotlib knows no variables of CSS: each colour is drawn as a number that is used for nothing else.
COLOURS = {
    name: f"#00000{number}"
    for number, name in enumerate(("ink", "soft", "paper", "bar-right", "bar-partly", "bar-not", "bar-none"), 1)
}
LOOK = {
    "svg.fonttype": "none",  # text stays text: to be searched, copied and read aloud
    "svg.hashsalt": "autograder",  # the same figures give the same file
    "font.size": TEXT,
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, and is wider than what a browser has
    "text.color": COLOURS["ink"],
    "axes.edgecolor": COLOURS["soft"],
    "axes.labelcolor": COLOURS["soft"],
    "xtick.color": COLOURS["soft"],
    "ytick.color": COLOURS["soft"],
}
BINS = 10


def distribution(summary: Summary, message: str) -> str:
    """How many submissions have how many points: ten bars, the last with the full score in it."""
    best = summary.max_score or 1.0
    bins = [0] * BINS
    for score in summary.scores:
        bins[min(int(score / best * BINS), BINS - 1)] += 1
    with matplotlib.rc_context(LOOK):
        figure, axes = canvas(240)
        axes.bar(range(BINS), bins, width=0.92, align="edge", color=COLOURS["bar-right"])
        for place, many in enumerate(bins):
            if many:
                axes.text(place + 0.46, many, f"{many:,}", ha="center", va="bottom")
        ticks = range(0, BINS + 1, 2)
        axes.set_xticks(ticks, [wording.number(best * tick / BINS) for tick in ticks])
        axes.set_xlabel("points from the exercises")
        axes.set_ylim(0, max(bins) * 1.12 or 1)
        axes.set_xlim(-0.05, BINS + 0.05)
        axes.yaxis.set_visible(False)
        axes.spines[["left", "top", "right"]].set_visible(False)
        return drawn(figure, message)


PARTS = (
    ("bar-right", "all points", lambda exercise: exercise.right),
    ("bar-partly", "some", lambda exercise: exercise.partly),
    ("bar-not", "none", lambda exercise: exercise.nothing),
    ("bar-none", "not tried", lambda exercise: exercise.untried),
)


def difficulty(exercises: Sequence[Exercise], message: str) -> str:
    """Each exercise as one bar, the hardest on top: how many have all of its points, some, none, or never tried."""
    rows = len(exercises)
    with matplotlib.rc_context(LOOK):
        figure, axes = canvas(44 * rows + 34)
        for row, exercise in enumerate(exercises):
            total, left = exercise.right + exercise.partly + exercise.nothing + exercise.untried, 0
            for colour, _, part in PARTS:
                many = part(exercise)
                edge = {"edgecolor": COLOURS["paper"], "linewidth": 1}
                if many:
                    axes.barh(row, many / total, left=left / total, height=0.32, color=COLOURS[colour], **edge)
                left += many
            axes.text(0, row - 0.24, exercise.name, va="bottom")
            axes.text(1, row - 0.24, f"{exercise.right:,} of {total:,}", ha="right", va="bottom", color=COLOURS["soft"])
        axes.set_ylim(rows - 0.6, -0.75 - 34 / 44)
        axes.set_xlim(0, 1)
        axes.set_axis_off()
        # Not matplotlib's own legend, which would measure the words in another font than the page's.
        for place, (colour, word, _) in zip((0, 0.3, 0.51, 0.72), PARTS, strict=True):
            axes.barh(-0.75 - 17 / 44, 0.03, left=place, height=0.3, color=COLOURS[colour])
            axes.text(place + 0.045, -0.75 - 17 / 44, word, va="center_baseline")
        return drawn(figure, message)


def canvas(height: int) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH / 72, height / 72), layout="constrained")  # 72 of SVG's units are an inch
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02)
    return figure, figure.add_subplot()


def drawn(figure: Figure, message: str) -> str:
    """The figure as an element of the page, for those who don't see it named by its message."""
    file = io.StringIO()
    figure.savefig(file, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = file.getvalue()
    text = re.sub(r"(?s)^.*?(?=<svg)|<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>|\s+(?=<)", "", text)
    text = re.sub(r' clip-path="[^"]*"| id="\w+_\d+"|<clipPath.*?</clipPath>|<defs></defs>', "", text)
    text = re.sub(r' (?:xmlns\S*|version|width|height)="[^"]*"(?=[^>]*viewBox)', "", text)
    for name, colour in COLOURS.items():
        text = text.replace(colour, f"var(--{name})")
    return text.replace("<svg", f'<svg role="img" aria-label="{escape(message)}"', 1)
