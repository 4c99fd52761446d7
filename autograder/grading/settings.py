"""What nbgrader_config.py says of grading: `c.Sandbox.NAME = VALUE`, the fields of Limits and the weakest isolation."""

from __future__ import annotations

from dataclasses import fields
from difflib import get_close_matches

from autograder.course import Course, CourseError
from autograder.course.layout import course_config
from autograder.sandbox import MINIMUM, Limits

__all__ = ["settings"]


def settings(course: Course) -> tuple[str, Limits]:
    """What nbgrader_config.py says of c.Sandbox: the weakest isolation to grade with, and the limits."""
    said = dict(course_config(course).get("Sandbox", {}))
    minimum = said.pop("minimum_isolation", MINIMUM)
    kinds = {each.name: {"int": int, "float": float}[each.type] for each in fields(Limits)}
    for name, value in said.items():
        where = f"{course.root / 'nbgrader_config.py'}: c.Sandbox.{name}"
        if name not in kinds:
            near = get_close_matches(name, [*kinds, "minimum_isolation"], n=1)
            raise CourseError(f"{where} is no setting{f'; {near[0]} is' if near else ''}.")
        if type(value) not in (int, kinds[name]) or not 0 < value < float("inf"):
            raise CourseError(f"{where} = {value!r}: must be a number above 0{', a whole one' * (kinds[name] is int)}.")
    return minimum, Limits(**said)
