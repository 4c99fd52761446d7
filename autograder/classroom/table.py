"""The class at a glance, in the terminal: a table of students and exercises, with what each got wrong."""

from __future__ import annotations

from dataclasses import dataclass

from rich import box
from rich.columns import Columns
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from autograder import wording
from autograder.grading import Result

__all__ = ["Glance"]


MOST = 100  # students that a terminal shows, a line each


@dataclass(frozen=True, slots=True)
class Line:
    """What a terminal shows of a result: little enough to keep of everybody in a large class."""

    student: str
    isolation: str
    graded: bool
    score: float
    scores: tuple[float, ...]
    remarks: str


class Glance:
    """The class at a glance, result by result."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.assignment, self.worth = "", ()

    def add(self, result: Result) -> None:
        self.assignment = result.assignment
        self.worth = tuple((exercise.name, exercise.max_score) for exercise in result.exercises)
        scores = tuple(exercise.score for exercise in result.exercises)
        said = "; ".join(remarks(result))
        graded = result.status == "graded"
        self.lines.append(Line(result.student, result.isolation, graded, result.score, scores, said))

    def table(self) -> Group:
        """Students down, exercises across; of a large class the exercises down, and what most of them earn."""
        many = f"{len(self.lines):,} submission{'s' if len(self.lines) != 1 else ''}"
        tiers = ", ".join(sorted({line.isolation for line in self.lines}))
        title = f"{self.assignment}: {many}, isolation {tiers}"
        return self.by_student(title) if len(self.lines) <= MOST else self.by_exercise(title)

    def by_student(self, title: str) -> Group:
        """A cell is the points, the last column names mistakes and problems."""
        grid = Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        grid.add_column("student", no_wrap=True)
        grid.add_column("score", justify="right")
        for number in range(1, len(self.worth) + 1):
            grid.add_column(f"{number}", justify="right")
        grid.add_column("what to look at", overflow="fold")
        for line in sorted(self.lines, key=lambda line: line.student):
            cells = [
                f"[{'green' if score == worth else 'yellow'}]{wording.number(score)}[/]"
                for score, (_, worth) in zip(line.scores, self.worth, strict=True)
            ]
            grid.add_row(escape(line.student), wording.number(line.score), *cells, escape(line.remarks))
        legend = [
            f"{number} {name} ({wording.number(worth)})" for number, (name, worth) in enumerate(self.worth, start=1)
        ]
        return Group(grid, Columns(legend, padding=(0, 2)))

    def by_exercise(self, title: str) -> Group:
        """How much is earned of each exercise; who earned what is in the report."""
        grid = Table(title=title, box=box.SIMPLE_HEAD)
        for head in ("exercise", "points", "mean", "all of them", "none"):
            grid.add_column(head, justify="left" if head == "exercise" else "right")
        for number, (name, worth) in enumerate(self.worth):
            scores = [line.scores[number] for line in self.lines]
            shares = (sum(score == end for score in scores) / len(scores) for end in (worth, 0))
            mean = wording.number(round(sum(scores) / len(scores), 1))
            grid.add_row(name, wording.number(worth), mean, *(f"{100 * share:.0f} %" for share in shares))
        graded = sum(line.graded for line in self.lines)
        mean = wording.number(round(sum(line.score for line in self.lines) / len(self.lines), 1))
        best = wording.number(sum(worth for _, worth in self.worth))
        said = f"{graded:,} of {len(self.lines):,} graded, {mean} of {best} points on average."
        return Group(grid, f"{said} Who, and why: `autograder report {self.assignment}`.")


def remarks(result: Result) -> list[str]:
    """The status where there is no grade; else each exercise's mistake, or its words where none was recognised."""
    if result.status != "graded":
        return [f"{result.status}: {result.problem}"]
    said = []
    for exercise in result.exercises:
        if exercise.score == exercise.max_score:
            continue
        words = sorted({word for word in exercise.outputs.values() if word != "ok"})
        if words != ["missing"] or exercise.problem:
            in_words = ", ".join(wording.WORDS[word] for word in words)
            said.append(f"{exercise.name}: {exercise.mistake or exercise.problem or in_words}")
    return said or (["untouched"] if result.score == 0 else [])
