"""Tables that spreadsheets read, whatever stands in their texts."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder import wording

__all__ = ["plain_text", "write_csv"]

# What a spreadsheet would run as a formula; tab and carriage return stand before one in some.
FORMULA = tuple("=+-@\t\r")


def write_csv(path: Path, rows: Iterable[list[Any]]) -> None:
    """Write a table; nothing in it is a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # With a byte order mark: without one, Excel reads UTF-8 as the machine's old encoding. Pandas and R skip it.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([plain_text(value) for value in row] for row in rows)


def plain_text(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula, on one line; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = wording.on_a_line(value, 2000)
    return f"'{text}" if text.startswith(FORMULA) else text
