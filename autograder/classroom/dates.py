"""The calendar for the staff: into nbgrader's gradebook, and on a terminal."""

from __future__ import annotations

import re
from datetime import UTC

import nbformat
from rich.table import Table

from autograder.classroom.gradebook import Book
from autograder.course import Course
from autograder.course.calendar import Calendar

__all__ = ["older_heads", "table", "write_dates"]


def write_dates(course: Course) -> None:
    """Bring dates, extensions and late penalties in the gradebook to what the calendar says."""
    for stem in sorted({*course.assignments, *Calendar.of(course).dates}):
        with Book(course, stem) as book:
            book.settle()


def older_heads(course: Course) -> list[str]:
    """The stems whose released notebook says another date under its title than the calendar, or none."""
    calendar = Calendar.of(course)
    return [
        stem for stem in course.stems if course.release(stem).is_file() and head(course, stem) != calendar.head(stem)
    ]


def head(course: Course, stem: str) -> str | None:
    cells = nbformat.read(course.release(stem), as_version=4).cells
    first = next((cell.source for cell in cells if cell.cell_type == "markdown"), "")
    line = re.search(r"^\*(Due: .*)\*$", first, re.MULTILINE)
    return line[1] if line else None


def table(course: Course) -> Table:
    """Everything that has a date, the first one first, then the assignments that have none."""
    calendar = Calendar.of(course)
    made = Table()
    for title in ("", "due", "UTC", "more time", "solutions"):
        made.add_column(title)
    for stem, when in calendar.dates.items():
        made.add_row(
            stem,
            calendar.told(when),
            f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            "\n".join(f"{student}: {calendar.told(until)}" for student, until in calendar.extended(stem).items()),
            "may be public" if calendar.is_open(stem) else "not yet",
        )
    for stem in course.assignments:
        if stem not in calendar.dates:
            made.add_row(stem, "no date", "", "", "may be public")
    return made
