"""What a second grading changed: who, by how much and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.markup import escape
from rich.table import Table

from autograder import wording
from autograder.classroom.report import write_csv
from autograder.grading import ExerciseResult, Result

__all__ = ["Change", "changes", "table", "write"]

SHOWN = 30


@dataclass(frozen=True)
class Change:
    """One student's result beside the one before it."""

    student: str
    before: float
    after: float
    exercises: tuple[str, ...]
    """A sentence for each exercise whose points are others."""
    why: tuple[str, ...]

    @property
    def by(self) -> str:
        more = "+" if self.after >= self.before else "-"
        return f"{more}{wording.number(abs(self.after - self.before))}"


def changes(before: Mapping[str, Result], after: Iterable[Result]) -> list[Change]:
    """Those whose points are others than before, in an exercise or in all; who is graded for the first time is not."""
    found = []
    for new in sorted(after, key=lambda result: result.student):
        old = before.get(new.student)
        if old is None:
            continue
        exercises = tuple(differing(old.exercises, new.exercises))
        if exercises or old.score != new.score:
            found.append(Change(new.student, old.score, new.score, exercises, tuple(why(old, new))))
    return found


def differing(before: Iterable[ExerciseResult], after: Iterable[ExerciseResult]) -> Iterable[str]:
    old = {exercise.name: exercise for exercise in before}
    new = {exercise.name: exercise for exercise in after}
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            yield f"{name} is {'new' if name in new else 'not asked any more'}"
            continue
        was, now = old[name], new[name]
        if (was.score, was.max_score) == (now.score, now.max_score):
            continue
        words = [
            f"{output} {was.outputs.get(output, 'not asked')} → {now.outputs.get(output, 'not asked')}"
            for output in dict.fromkeys([*was.outputs, *now.outputs])
            if was.outputs.get(output) != now.outputs.get(output)
        ]
        points = f"{points_of(was)} → {points_of(now)}"
        yield f"{name} {points} ({', '.join(words)})" if words else f"{name} {points}"


def points_of(exercise: ExerciseResult) -> str:
    return f"{wording.number(exercise.score)}/{wording.number(exercise.max_score)}"


def why(old: Result, new: Result) -> Iterable[str]:
    """What is known to be another than it was, in a few words each."""
    found = []
    if old.digest != new.digest:
        found.append("the notebook is another one")
    if old.status != new.status:
        found.append(f"it was {old.status}, it is {new.status}")
    if old.exam != new.exam and not old.made:
        found.append("the exercises or the seed were changed")
    elif old.made:
        named = {"seed": "the seed of the hidden cases is another one", "grader": "the grader's own code was changed"}
        found += [
            named.get(name, f"{name} was changed")
            for name in dict.fromkeys([*old.made, *new.made])
            if old.made.get(name) != new.made.get(name)
        ]
    if old.isolation != new.isolation:
        found.append(f"isolated by {new.isolation}, by {old.isolation} before")
    return found or ["nothing that is kept track of: the code may depend on chance, on time or on the machine"]


def table(found: list[Change], of: int) -> Table:
    """The changes for a terminal, the first of them."""
    title = f"Changed: {len(found)} of {of} that had a result before"
    grid = Table("student", "before", "after", "", "what", "why", title=title, box=box.SIMPLE_HEAD)
    for change in found[:SHOWN]:
        points = (wording.number(points) for points in (change.before, change.after))
        what = escape("; ".join(change.exercises))
        grid.add_row(escape(change.student), *points, change.by, what, escape("; ".join(change.why)))
    if len(found) > SHOWN:
        grid.add_row("...", "", "", "", f"and {len(found) - SHOWN} more", "")
    return grid


def write(path: Path, found: list[Change]) -> None:
    """All changes as a table for a spreadsheet."""
    rows = [
        [change.student, change.before, change.after, "; ".join(change.exercises), "; ".join(change.why)]
        for change in found
    ]
    write_csv(path, [["student", "before", "after", "what", "why"], *rows])
