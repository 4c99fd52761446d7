"""Find-the-bug questions as a page to print, with its key, and as cells for a lesson's end."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from autograder import wording
from autograder.course import beside
from autograder.course.bughunt import Hunt, leaves
from autograder.course.layout import Course
from autograder.course.reference import Solved
from autograder.pages import template

__all__ = ["cells", "literal", "markdown", "page", "title", "write"]

READABLE = 24
"""So many numbers of an array are printed."""


def page(solved: Solved, asked: Sequence[Hunt], *, key: bool = False) -> str:
    """One HTML file that needs nothing else: the questions, and with `key` the answers after them."""
    return template("autograder.course", "bughunt.html.j2", **words()).render(title=title(solved), hunts=asked, key=key)


def cells(solved: Solved, asked: Sequence[Hunt], *, key: bool = False) -> str:
    """The same as py:percent text, to be put at the end of a lesson that has these functions."""
    names = [hunt.exercise for hunt in asked]
    numbers = [names[: i + 1].count(name) for i, name in enumerate(names)]
    buggy = [f"buggy_{name}{f'_{n}' if n > 1 else ''}" for name, n in zip(names, numbers, strict=True)]
    helpers = "\n\n\n".join(inspect.getsource(getattr(beside, name)).strip() for name in HELPERS)
    return template("autograder.course", "bughunt.py.j2", written_as_is=True, **words()).render(
        title=title(solved), asked=list(zip(buggy, asked, strict=True)), helpers=helpers, key=key
    )


def words() -> dict[str, Callable[..., Any]]:
    """What the templates call."""
    said = {"code": code_in_html, "leaves": all_leaves, "literal": literal, "markdown": markdown}
    return {**said, "printed": printed, "lines": str.splitlines}


HELPERS = ("beside", "outputs_of", "same", "shown")


def write(course: Course, stem: str, asked: Sequence[Hunt], *, form: str, key: bool) -> tuple[list[Path], list[Path]]:
    """Write the questions to reports/, and return what is written and what is removed.

    The key is a file of its own, so that a hand-out never holds it; one of other questions than these is removed.
    """
    solved, base = Solved.of(course, stem), course.root / "reports" / f"bughunt_{stem}"
    make, ending = (cells, "py") if form == "cells" else (page, "html")
    answers, of_these = Path(f"{base}_key.{ending}"), make(solved, asked, key=True)
    files = {Path(f"{base}.{ending}"): make(solved, asked)} | ({answers: of_these} if key else {})
    base.parent.mkdir(exist_ok=True)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    if key or not answers.is_file() or answers.read_text(encoding="utf-8") == of_these:
        return [*files], []
    answers.unlink()
    return [*files], [answers]


def title(solved: Solved) -> str:
    """The heading of the notebook."""
    found = (re.search(r"^# (.+)$", cell.source, re.MULTILINE) for cell in solved.cells if cell.kind == "text")
    return next((match[1] for match in found if match), solved.stem)


def in_backticks(text: str) -> Iterator[tuple[bool, str]]:
    """The parts of a text in turn: is it code?"""
    for i, part in enumerate(wording.writable(text).split("`")):
        yield i % 2 == 1, part


def code_in_html(text: str) -> Markup:
    """A sentence with `code` in it."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if code else escape(part) for code, part in in_backticks(text)
    )


SPECIAL = re.compile(r"[\\*<>$\[\]]|(?<!\w)_|_(?!\w)")


def markdown(text: str) -> str:
    """A sentence within Markdown: what stands in backticks is code, and nothing else is more than it looks."""
    parts = in_backticks(" ".join(text.split()))
    return "".join(f"`{part}`" if code else SPECIAL.sub(r"\\\g<0>", part) for code, part in parts)


def all_leaves(args: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [leaf for name, value in args.items() for leaf in leaves(value, name)]


def printed(value: Any) -> list[str]:
    """The numbers of an array in rows, a column as a row transposed; none where they are too many to read."""
    if not isinstance(value, np.ndarray) or counts(value):
        return [literal(value)]
    if value.ndim > 2 or value.size > READABLE:
        return []
    column = value.ndim == 2 and value.shape[1] == 1 < value.shape[0]
    rows = np.atleast_2d(value.T if column else value)
    texts = [[str(entry) if value.dtype == bool else f"{entry:g}" for entry in row] for row in rows]
    width = max(len(text) for row in texts for text in row)
    if len(rows) == 1:
        return [f"({', '.join(texts[0])}){'ᵀ' if column else ''}"]
    return ["  ".join(text.rjust(width) for text in row) for row in texts]


WIDTH = 90
LONG = 12


def counts(value: np.ndarray) -> bool:
    """Is it 0, 1, 2 and so on, and so long that this is shorter to say?"""
    plain = value.dtype in (np.float64, np.int64) and value.size > LONG
    return plain and np.array_equal(value.ravel(), np.arange(value.size))


def literal(value: Any, indent: int = 0) -> str:
    """A nested value as Python that needs NumPy alone, an entry of a dictionary and a row of a matrix on each line."""
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{value.dtype}"
        if counts(value):
            shape = f".reshape{value.shape}" if value.ndim > 1 else ""
            return f"np.arange({value.size}{'.0' if value.dtype.kind == 'f' else ''}){shape}"
        line = repr(value.tolist())
        return f"np.array({line if len(line) < WIDTH - indent else literal(value.tolist(), indent)}{kind})"
    entries: list[str] = []
    if isinstance(value, dict):
        brackets, entries = "{}", [f'"{key}": {literal(entry, indent + 4)}' for key, entry in value.items()]
    elif isinstance(value, (list, tuple)) and any(
        isinstance(entry, (dict, list, tuple, np.ndarray)) for entry in value
    ):
        brackets, entries = "[]" if isinstance(value, list) else "()", [literal(entry, indent + 4) for entry in value]
    if not entries:
        return repr(value.item() if isinstance(value, np.generic) else value)
    if len(entries) == 1 and not isinstance(value, (dict, tuple)):
        return f"[{entries[0]}]"
    inside = "".join(f"{' ' * (indent + 4)}{entry},\n" for entry in entries)
    return f"{brackets[0]}\n{inside}{' ' * indent}{brackets[1]}"
