"""The class at a glance, in the terminal: a table of students and exercises, with what each got wrong."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.columns import Columns
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from autograder import wording
from autograder.grading import Result

__all__ = ["table"]


def table(results: Sequence[Result]) -> Group:
    """Students down, exercises across; a cell is the points, the last column names mistakes and problems."""
    first = results[0]
    many = f"{len(results)} submission{'s' if len(results) != 1 else ''}"
    tiers = ", ".join(sorted({result.isolation for result in results}))
    grid = Table(title=f"{first.assignment}: {many}, isolation {tiers}", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    grid.add_column("student", no_wrap=True)
    grid.add_column("score", justify="right")
    for number in range(1, len(first.exercises) + 1):
        grid.add_column(f"{number}", justify="right")
    grid.add_column("what to look at", overflow="fold")
    for result in sorted(results, key=lambda result: result.student):
        cells = [
            f"[green]{wording.number(e.score)}[/]"
            if e.score == e.max_score
            else f"[yellow]{wording.number(e.score)}[/]"
            for e in result.exercises
        ]
        grid.add_row(escape(result.student), wording.number(result.score), *cells, escape("; ".join(remarks(result))))
    legend = [
        f"{number} {exercise.name} ({wording.number(exercise.max_score)})"
        for number, exercise in enumerate(first.exercises, start=1)
    ]
    return Group(grid, Columns(legend, padding=(0, 2)))


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
