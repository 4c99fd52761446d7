"""One submission in, one Result out: made safe, asked from outside, judged from values, named."""

from autograder.grading.grade import Attempt, Exam, best, grade_submission, own_code
from autograder.grading.result import ExerciseResult, Result
from autograder.grading.settings import settings
from autograder.grading.submission import (
    NBGRADERS,
    Handed,
    Submission,
    Template,
    beside,
    course_files,
    everything,
    handed_in,
    markdown_cell,
    node,
    opened,
    put,
    read,
    reopen,
    safe,
    shows,
    stream,
    untouched,
)

__all__ = [
    "NBGRADERS",
    "Attempt",
    "Exam",
    "ExerciseResult",
    "Handed",
    "Result",
    "Submission",
    "Template",
    "beside",
    "best",
    "course_files",
    "everything",
    "grade_submission",
    "handed_in",
    "markdown_cell",
    "node",
    "opened",
    "own_code",
    "put",
    "read",
    "reopen",
    "safe",
    "settings",
    "shows",
    "stream",
    "untouched",
]
