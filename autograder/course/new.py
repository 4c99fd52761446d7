"""A new assignment from templates: text notebook, exercises, right variants; it builds, proves and grades as it is."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course.layout import Course, CourseError
from autograder.pages import template

__all__ = ["new"]

STEM = r"[A-Za-z][A-Za-z0-9_]{0,59}"
"""What can be a folder, an assignment of nbgrader's and part of a web address on every system."""


def new(course: Course, stem: str) -> list[Path]:
    """Write the files of a new assignment, none of them over another file; what was written."""
    if not re.fullmatch(STEM, stem, re.ASCII):
        raise CourseError(
            f"{stem!r} can't name an assignment: take a letter, then letters, digits and _, at most 60 in all."
        )
    files = {
        course.text(stem): "new_text.py.j2",
        course.exercises(stem): "new_asked.py.j2",
        course.right(stem): "new_right.py.j2",
    }
    if there := [path for path in (*files, course.source(stem).parent) if path.exists()]:
        raise CourseError(f"There is already {there[0]}: choose another name, or move it away.")
    title = stem.replace("_", " ").strip()
    words = {"stem": stem, "title": title[0].upper() + title[1:]}
    written: list[Path] = []
    try:
        for path, name in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            # "x": what another program writes there at this moment is not lost either.
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(template("autograder.course", name, written_as_is=True).render(words))
    except OSError as error:
        for path in written:
            path.unlink()
        raise CourseError(f"{path} can't be written ({error.strerror}): nothing was made.") from None
    return written
