"""One submission in, one Result out: made safe, asked from outside, judged from values, named."""

from autograder.grading.grade import Attempt, Exam, best, grade_submission
from autograder.grading.result import ExerciseResult, Result
from autograder.grading.settings import settings
from autograder.grading.submission import (
    NBGRADERS,
    Submission,
    Template,
    beside,
    course_files,
    opened,
    put,
    read,
    reopen,
    untouched,
)

__all__ = [
    "NBGRADERS",
    "Attempt",
    "Exam",
    "ExerciseResult",
    "Result",
    "Submission",
    "Template",
    "beside",
    "best",
    "course_files",
    "grade_submission",
    "opened",
    "put",
    "read",
    "reopen",
    "settings",
    "untouched",
]
