"""What a check found: in lines of text, and as the card that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from autograder import wording

__all__ = ["Line", "Report", "standing"]


class State(NamedTuple):
    """What a check can come to: the card's badge, the first line of the text, and the colours of the card."""

    badge: str
    line: str
    ground: str
    edge: str


RULE = "#7b838d"
# The card takes its host's ink and ground, whatever theme that has: JupyterLab's dark one is neither the system's
# preference nor a `color-scheme`, so that `light-dark()` would stay light there, and of a notebook that it doesn't
# trust it drops `var(...)`. A colour of our own is the ground under white letters, at least 9:1; an edge or a rule that
# means nothing by itself, 3:1 on white and on #111; or a grey so thin that the host's ink keeps 7:1 on it.
STATES = {
    "right": State("✓ Right", "✓ {name}: right ({about}).", "#00513d", "#12876a"),
    "not yet": State("✗ Not yet right", "✗ {name}: not yet right ({about}).", "#7d1338", "#c2486f"),
    "not there": State("○ Not there yet", "{name}: {about}", "#3d434c", RULE),
    "not checked": State("○ Not checked", "{about}", "#3d434c", RULE),
}
THIN = "background-color: rgba(128, 128, 128, 0.12); border-radius: 4px; padding: 6px 10px"
MONO = "font-family: Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.92em"
# JupyterLab has rules of its own for `code` and `pre`; it breaks the lines of the latter within words. What is too wide
# is wrapped: a box that scrolls would need a `tabindex` to be reached by keyboard, which an untrusted notebook loses.
CODE = f"{MONO}; background-color: transparent; color: inherit; padding: 0; white-space: pre-wrap"
PRE = f"{CODE}; overflow-wrap: break-word; word-break: normal; line-height: 1.45"
PARAGRAPH = "margin: 4px 0"


class Part(NamedTuple):
    """Where in the card a part of the report stands, whether it begins with a label, and whether Python wrote it."""

    place: str
    labelled: bool = False
    fixed: bool = False


# In the card's order, which puts first what to look at first; the text keeps the order in which things were found.
PARTS = {
    "tried": Part("first", labelled=True),
    "differs": Part("first"),
    "with": Part("first"),
    "stopped": Part("first"),
    "error": Part("first", fixed=True),
    "hint": Part("next", labelled=True),
    "helper": Part("next"),
    "meaning": Part("next"),
    "way": Part("next"),
    "stuck": Part("next"),
    "good": Part("good", labelled=True),
    "more": Part("details"),
    "yours": Part("details"),
    "printed": Part("details"),
    "worth": Part("worth", labelled=True),
}
FEW = 3
"""So many outputs that differ are told at a glance, the others below."""

MOST = 1000
"""So many characters are shown of what a student's code says in one place."""


@dataclass(frozen=True)
class Line:
    """One thing that a report says; `code` ends the line, `below` are lines of its own, both for fixed letters."""

    part: str
    text: str
    code: str = ""
    below: tuple[str, ...] = ()

    @property
    def plain(self) -> Iterator[str]:
        yield f"  {short(self.text)} {short(self.code)}".rstrip()
        yield from (f"    {short(line)}" for line in self.below)


@dataclass(frozen=True)
class Report:
    """What a check found. As text, `plain`, it is what terminals, logs and `nbgrader validate` show."""

    state: str
    name: str
    about: str
    lines: tuple[Line, ...] = ()
    share: float = 0.0
    """Of the exercise's points, as far as the visible examples can tell."""
    why: str = ""
    """What is not right yet, in a few words, and what helps."""
    standing: str = ""
    """How far the notebook is."""

    @property
    def right(self) -> bool:
        return self.state == "right"

    @property
    def plain(self) -> str:
        head = STATES[self.state].line.format(name=self.name, about=short(self.about))
        lines = [head, *(text for line in self.lines for text in line.plain), self.standing]
        return wording.writable("\n".join(filter(None, lines)))

    @property
    def html(self) -> str:
        """The card: styles in line, no ids or roles, since an untrusted notebook loses anything else.

        It holds no headings, which JupyterLab would list in the notebook's table of contents.
        """
        blocks = [*head(self), *map(paragraph, self.at("first"))]
        if advice := "".join(map(paragraph, self.at("next"))):
            blocks.append(f'<div style="{THIN}; margin: 6px 0">{advice}</div>')
        blocks += [*map(paragraph, self.at("good")), *map(opened, self.at("details"))]
        if worth := "".join(map(paragraph, self.at("worth"))):
            blocks.append(f'<div style="border: 1px dashed {RULE}; padding: 2px 10px; margin: 6px 0">{worth}</div>')
        if self.standing:
            blocks.append(
                f'<p style="{PARAGRAPH}; border-top: 1px solid {RULE}; padding-top: 4px; font-size: 0.92em">'
                f"{text(self.standing)}</p>"
            )
        style = f"border-left: 4px solid {STATES[self.state].edge}; padding: 2px 0 2px 12px; margin: 4px 0"
        # By its class MathJax leaves alone what only looks like mathematics: two dollars in an exception's message.
        return (
            f'<div class="tex2jax_ignore mathjax_ignore" style="{style}; max-width: 760px; line-height: 1.5; '
            f'overflow-wrap: break-word; white-space: normal">{"".join(blocks)}</div>'
        )

    def at(self, place: str) -> list[Line]:
        """The lines at a place of the card."""
        more = [line for line in self.lines if line.part == "differs"][FEW:]
        lines = [line for line in self.lines if line not in more]
        if more:
            lines.append(Line("more", f"And {len(more)} more:", below=tuple(line.text for line in more)))
        return [line for part, row in PARTS.items() if row.place == place for line in lines if line.part == part]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.plain, "text/html": self.html}


def standing(asked: Mapping[str, float], shares: Mapping[str, float]) -> str:
    """How far a notebook is: of the points of each exercise the share that its last check in this session gave."""
    right = [name for name in asked if shares.get(name) == 1]
    points = sum(worth * shares.get(name, 0) for name, worth in asked.items())
    parts = [
        f"{len(right)} of {len(asked)} exercise{'s' * (len(asked) != 1)} right in this session",
        f"{wording.number(points)} of {wording.number(sum(asked.values()))} points so far",
    ]
    if waiting := [name for name in asked if name not in right]:
        parts.append(f"still open: {', '.join(waiting)}")
    return f"{'; '.join(parts)}."


def short(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


# --- the card -------------------------------------------------------------------------------------


def text(words: str, *, labelled: bool = False) -> str:
    """A sentence as HTML, whoever it is by; its label, up to the first colon, stands out."""
    words = wording.writable(short(words))
    label, colon, rest = words.partition(": ") if labelled else ("", "", words)
    parts = (mono(part) if code else escape(part) for part, code in wording.coded(rest))
    return f"{f'<strong>{escape(label + colon)}</strong>' if colon else ''}{''.join(parts)}"


def mono(words: str) -> str:
    return f'<code style="{CODE}">{escape(words)}</code>'


def head(report: Report) -> Iterator[str]:
    """The badge, a word with its colour, and the exercise's name; below it why there was nothing to try."""
    state = STATES[report.state]
    tried = report.state in ("right", "not yet")
    badge = (
        f'<span style="background-color: {state.ground}; color: #ffffff; border-radius: 4px; padding: 1px 8px; '
        f'font-weight: bold; white-space: nowrap">{state.badge}</span>'
    )
    name = f" <strong>{mono(report.name)}</strong>" if report.name else ""
    yield f'<p style="{PARAGRAPH}">{badge}{name}{f" ({text(report.about)})" if tried else ""}</p>'
    if not tried:
        yield f'<p style="{PARAGRAPH}">{text(report.about[:1].upper() + report.about[1:])}</p>'


def paragraph(line: Line) -> str:
    row = PARTS[line.part]
    if row.fixed:
        return pre([line.text], "4px 0")
    return f'<p style="{PARAGRAPH}">{text(line.text, labelled=row.labelled)}</p>'


def opened(line: Line) -> str:
    """What stands in fixed letters, open; it can be folded, by keyboard too."""
    summary = f'<summary style="cursor: pointer">{text(line.text.rstrip(":"))}</summary>'
    below = pre([*([line.code] if line.code else []), *line.below], "2px 0 6px 16px")
    return f'<details open style="{PARAGRAPH}">{summary}{below}</details>'


def pre(lines: Iterable[str], margin: str) -> str:
    inside = wording.writable("\n".join(map(short, lines)))
    return f'<pre style="{PRE}; margin: {margin}">{escape(inside)}</pre>'
