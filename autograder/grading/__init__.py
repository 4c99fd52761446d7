"""One submission in, one Result out: made safe, asked from outside, judged from values, named."""

from autograder.grading.grade import Exam, grade_submission
from autograder.grading.result import ExerciseResult, Result
from autograder.grading.submission import Submission, Template, read, reopen, untouched, writable

__all__ = [
    "Exam",
    "ExerciseResult",
    "Result",
    "Submission",
    "Template",
    "grade_submission",
    "read",
    "reopen",
    "untouched",
    "writable",
]
