"""What a second grading changed: who, by how much and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Literal

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder import wording
from autograder.classroom.spreadsheet import write_csv
from autograder.grading import ExerciseResult, Result

__all__ = ["Change", "Comparison", "table", "write"]

SHOWN = 30
HEADS: tuple[tuple[str, Literal["left", "right"]], ...] = (
    ("student", "left"),
    ("before", "right"),
    ("after", "right"),
    ("", "right"),
    ("what, and why", "left"),
)


@dataclass(frozen=True)
class Change:
    """One student's result beside the one before it."""

    student: str
    before: float
    after: float
    best: tuple[float, float]
    """The most points there were to have, before and after."""
    rules: tuple[str, ...]
    """What the exercises count now, where they counted something else."""
    exercises: tuple[str, ...]
    """A sentence for each exercise whose points are others, by more than what it counts."""
    why: tuple[str, ...]

    @property
    def by(self) -> str:
        more = "+" if self.after >= self.before else "-"
        return f"{more}{wording.number(abs(self.after - self.before))}"


class Comparison:
    """Each new result beside the one before it, as they come."""

    def __init__(self, before: Mapping[str, Result]) -> None:
        self.before = before
        self.of = 0
        """How many had a result before."""
        self.found: list[Change] = []
        self.alike: list[str] | None = None

    def add(self, new: Result) -> None:
        """Note a result whose points are others than before, in an exercise or in all.

        Not who had everything and still has it, whatever the exercises count now, nor who has nothing both times.
        """
        if new.student not in self.before:
            return
        old, self.of = self.before[new.student], self.of + 1
        counted = list(counting(old, new))
        if old.exercises and new.exercises:
            self.alike = counted if self.alike is None else [rule for rule in self.alike if rule in counted]
        everything = old.score == old.max_score and new.score == new.max_score
        if everything or old.score == new.score == 0:
            return
        # Where one of the two could not be graded, that is all there is to say of its exercises.
        exercises = tuple(differing(old.exercises, new.exercises)) if old.status == new.status else ()
        if exercises or old.score != new.score:
            best = (old.max_score, new.max_score)
            self.found.append(Change(new.student, old.score, new.score, best, tuple(counted), exercises, why(old, new)))

    @property
    def changes(self) -> list[Change]:
        """Those whose points are others, by name."""
        return sorted(self.found, key=lambda change: change.student)

    @property
    def rules(self) -> list[str]:
        """What the exercises count now, where that is another thing for all who had a result before."""
        return self.alike or []


def common(said: Iterable[Iterable[str]]) -> list[str]:
    """What is said of all alike."""
    first, *others = [list(each) for each in said] or [[]]
    return [words for words in first if all(words in other for other in others)]


def counting(old: Result, new: Result) -> Iterable[str]:
    """Which exercises came or went or count other points than before, and the assignment with them."""
    was, now = ({each.name: each.max_score for each in result.exercises} for result in (old, new))
    for name in dict.fromkeys([*was, *now]):
        if name not in was or name not in now:
            yield f"{name} is {'new' if name in now else 'not asked any more'}"
        elif was[name] != now[name]:
            yield f"{name} now counts {wording.number(now[name])} points ({wording.number(was[name])} before)"
    if old.max_score != new.max_score:
        yield f"the assignment {wording.number(new.max_score)} ({wording.number(old.max_score)} before)"


def differing(before: Iterable[ExerciseResult], after: Iterable[ExerciseResult]) -> Iterable[str]:
    """The exercises whose points are others; not where the same share of them is had by the same outputs."""
    old = {exercise.name: exercise for exercise in before}
    for now in after:
        was = old.get(now.name)
        if was is None or was.score == now.score:
            continue
        alike = was.score * now.max_score / (was.max_score or 1)
        if was.outputs == now.outputs and isclose(alike, now.score, abs_tol=0.02):  # but for rounding
            continue
        words = [
            f"{output} {was.outputs.get(output, 'not asked')} → {now.outputs.get(output, 'not asked')}"
            for output in dict.fromkeys([*was.outputs, *now.outputs])
            if was.outputs.get(output) != now.outputs.get(output)
        ]
        points = f"{points_of(was)} → {points_of(now)}"
        yield f"{now.name} {points} ({', '.join(words)})" if words else f"{now.name} {points}"


def points_of(exercise: ExerciseResult) -> str:
    return f"{wording.number(exercise.score)}/{wording.number(exercise.max_score)}"


def why(old: Result, new: Result) -> tuple[str, ...]:
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
    return tuple(found) or ("nothing that is kept track of: the code may depend on chance, on time or on the machine",)


def table(found: list[Change], of: int, rules: Iterable[str] = ()) -> Group:
    """The changes for a terminal, the first of them; above them, once, what is so for all: `rules`, and why."""
    alike, reasons = list(rules), common(change.why for change in found)
    said = [Text(f"Changed: {len(found)} of {of} that had a result before.", style="bold")]
    said += [Text(f"For all: {', '.join(alike)}.")] if alike else []
    said += [Text(f"Why: {'; '.join(reasons)}.")] if reasons else []
    grid = Table(box=box.SIMPLE_HEAD)
    for name, justify in HEADS:
        grid.add_column(name, justify=justify, overflow="fold")
    for change in found[:SHOWN]:
        points = (f"{wording.number(score)}/{wording.number(best)}" for score, best in scores_of(change))
        what = "; ".join([*without(change.rules, alike), *change.exercises])
        own = "; ".join(without(change.why, reasons))
        grid.add_row(escape(change.student), *points, change.by, escape("\n".join(filter(None, [what, own]))))
    more = [Text(f"And {len(found) - SHOWN} more.")] if len(found) > SHOWN else []
    return Group(*said, grid, *more)


def scores_of(change: Change) -> list[tuple[float, float]]:
    return list(zip((change.before, change.after), change.best, strict=True))


def without(said: Iterable[str], alike: list[str]) -> list[str]:
    return [words for words in said if words not in alike]


def write(path: Path, found: list[Change]) -> None:
    """All changes as a table for a spreadsheet."""
    head = ["student", "before", "of_before", "after", "of_after", "what", "why"]
    rows = [
        [
            change.student,
            *(points for pair in scores_of(change) for points in pair),
            "; ".join([*change.rules, *change.exercises]),
            "; ".join(change.why),
        ]
        for change in found
    ]
    write_csv(path, [head, *rows])
