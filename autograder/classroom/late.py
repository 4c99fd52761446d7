"""The late policy of calendar.toml as nbgrader's plugin: both ways of grading ask it."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin

from autograder.course import Course
from autograder.course.calendar import Calendar

__all__ = ["LatePolicy"]


class LatePolicy(LateSubmissionPlugin):
    """Takes off what the calendar declares; where it declares nothing, what `penalty_method` says, as nbgrader does."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        calendar = Calendar.of(Course(Path(CourseDirectory(parent=self).root)))
        stem = self.parent.assignment_id  # nbgrader's AssignLatePenalties, which knows what is graded
        due = calendar.due(stem, student_id)
        if due is not None:
            handed_in = due.astimezone(UTC) + timedelta(seconds=total_seconds_late)
            penalty = calendar.penalty(stem, student_id, score, handed_in)
            if penalty is not None:
                return penalty
        return super().late_submission_penalty(student_id, score, total_seconds_late)
