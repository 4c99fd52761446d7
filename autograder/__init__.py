"""What a notebook imports: `from autograder import check, data, grade`, and more of the names below."""

from __future__ import annotations

from autograder import data
from autograder.check import check, hint, notebook_namespace
from autograder.earlier import earlier
from autograder.explore import explore
from autograder.quiz import quiz
from autograder.tools import gradient_check, predict_shape, progress

__all__ = [
    "check",
    "data",
    "earlier",
    "explore",
    "grade",
    "gradient_check",
    "hint",
    "predict_shape",
    "progress",
    "quiz",
]


def grade(name: str) -> float | None:
    """The points of the notebook's function `name`, judged in this process: for staff, and not tamper-proof.

    Looks for the course upward from the working folder. Without one it returns None, and raises where nbgrader is
    grading: silence would be full marks.
    """
    from autograder.course.in_process import grade as graded  # the staff's part of the package, not the student's

    return graded(name, notebook_namespace())
