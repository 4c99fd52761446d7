"""A student's feedback page: one HTML file that needs nothing else, and shows nothing of the hidden cases."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, PackageLoader, Template, select_autoescape

from autograder import wording
from autograder.classroom.gradebook import Book, nbgraders_files
from autograder.classroom.run import results_of
from autograder.course import Course, CourseError
from autograder.grading import Result, put

__all__ = ["page", "write_feedback"]

OUR_FAULT = "The grader failed on this submission, which is not your fault: please tell the course's staff."


@cache
def template() -> Template:
    environment = Environment(
        loader=PackageLoader("autograder.classroom", "."), autoescape=select_autoescape(default=True), finalize=shown
    )
    environment.filters["number"] = wording.number
    return environment.get_template("feedback.html.j2")


def shown(value: Any) -> Any:
    """What the page writes of a value: of a text, whoever it is by, only what can be seen."""
    return wording.writable(value) if isinstance(value, str) else value


def page(course: Course, result: Result | None, by_hand: float | None = None, late: float = 0.0) -> str:
    """The page of one result, with the points given by hand and the late penalty."""
    if result is None:
        raise CourseError("There is no result to write feedback from: run `autograder grade` first.")
    if result.status == "error":
        # The reason is for the staff: it may name files and folders of this machine.
        nothing = [replace(exercise, problem=None) for exercise in result.exercises]
        result = replace(result, problem=OUR_FAULT, exercises=nothing)
    code, written = students_cells(course.autograded(result.assignment, result.student))
    exercises = [
        {
            "name": exercise.name,
            "score": exercise.score,
            "max_score": exercise.max_score,
            "state": state(exercise.score, exercise.max_score),
            "lines": wording.verdict(exercise),
            "code": code.get(exercise.name, ""),
        }
        for exercise in result.exercises
    ]
    total = result.score + (by_hand or 0) - late
    return template().render(
        result=result, exercises=exercises, written=written, by_hand=by_hand, late=late, total=total
    )


def state(score: float, best: float) -> str:
    return "right" if score == best else "partly right" if score else "not yet right"


def students_cells(autograded: Path) -> tuple[dict[str, str], float]:
    """The student's solution cells by exercise, and the points that written answers can earn."""
    if not autograded.is_file():
        return {}, 0.0
    cells = nbformat.read(autograded, as_version=4).cells
    found = [(cell.metadata.get("autograder", {}), cell) for cell in cells]
    code = {ours["name"]: cell.source for ours, cell in found if ours.get("kind") == "solution"}
    return code, sum(cell.metadata.nbgrader.points for ours, cell in found if ours.get("kind") == "written")


def write_feedback(course: Course, stem: str) -> list[Path]:
    """Write the page of every student who has a result; the files written."""
    results = results_of(course, course.assignment(stem))
    if not results:
        raise CourseError(f"There are no results of {stem} yet: run `autograder grade {stem}` first.")
    written = []
    with Book(course, stem) as book:
        for student, result in sorted(results.items()):
            path = course.feedback(stem, student)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page(course, result, *book.standing(student)), encoding="utf-8")
            put(nbgraders_files(course.submitted(stem, student).parent), path.parent)
            written.append(path)
    return written
