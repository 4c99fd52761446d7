"""What a Result is: the row that `autograder grade --json` prints, and the visible details that pages need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

__all__ = ["ExerciseResult", "Result", "Status"]

Status = Literal["graded", "unreadable", "not_a_notebook", "too_large", "killed", "error"]


@dataclass
class ExerciseResult:
    """The verdict on one exercise."""

    name: str
    score: float
    max_score: float
    outputs: dict[str, str]
    mistake: str | None = None
    hint: str | None = None
    told: list[str] = field(default_factory=list)
    helpers_replaced: list[str] = field(default_factory=list)
    problem: str | None = None
    details: list[str] = field(default_factory=list)
    """Sentences about the first visible example that fails; kept for the pages, not printed in the row."""
    shown: dict[str, Any] | None = None
    """That example in numbers and shapes (shown.py), for the page; not printed in the row."""


@dataclass
class Result:
    """The verdict on one submission. Scores are automatic points, before late penalties."""

    assignment: str
    student: str
    status: Status
    isolation: str
    exercises: list[ExerciseResult]
    manual: float | None = None
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    """What was mended or stopped in the submission, in sentences."""
    problem: str | None = None
    """Why a submission could not be graded, in one sentence."""
    tried: list[str] = field(default_factory=list)
    """What its code names that honest ones don't (unusual.py), in a few words each; costs nothing, a person looks."""
    digest: str = ""
    """SHA-256 of the notebook that was graded."""
    exam: str = ""
    """SHA-256 of what it was graded by: the notebook's source, the declared exercises, the seed."""
    made: dict[str, str] = field(default_factory=dict)
    """A short digest of each: the files by their path in the course, the seed, the grader's own code."""
    when: str = ""
    """When it was graded, in UTC."""
    stale: bool = False
    """Is it a stored result of an exam that has changed since? Not kept: it depends on today's exam."""

    @property
    def score(self) -> float:
        return round(sum(exercise.score for exercise in self.exercises), 2)

    @property
    def max_score(self) -> float:
        return round(sum(exercise.max_score for exercise in self.exercises), 2)

    def row(self) -> dict[str, Any]:
        """The row that is printed: one JSON object a submission."""
        return {
            "assignment": self.assignment,
            "student": self.student,
            "score": self.score,
            "max_score": self.max_score,
            "status": self.status,
            "isolation": self.isolation,
            "exercises": [
                {key: value for key, value in asdict(exercise).items() if key not in ("details", "shown")}
                for exercise in self.exercises
            ],
            "manual": self.manual,
            "seconds": round(self.seconds, 3),
        }

    def stored(self) -> dict[str, Any]:
        """The row with all that pages and a second run need."""
        exercises: Sequence[dict] = [asdict(exercise) for exercise in self.exercises]
        kept = ("notes", "problem", "tried", "digest", "exam", "made", "when")
        extra = {key: getattr(self, key) for key in kept}
        return {**self.row(), "exercises": exercises, **extra}

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Result:
        """The result of a stored line, an older one's too: what is not kept any more is left out."""
        known = {each.name for each in fields(cls)} - {"exercises"}
        kept = {key: value for key, value in stored.items() if key in known}
        return cls(exercises=[ExerciseResult(**exercise) for exercise in stored["exercises"]], **kept)
