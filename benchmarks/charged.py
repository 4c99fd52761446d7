"""What a mistake costs: on every example class, the points lost in its own exercise, and in those that build on it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich import box
from rich.console import Console
from rich.table import Table

from autograder import wording
from autograder.classroom.run import grade_class
from autograder.course import Course, Solved
from autograder.grading import Result
from autograder.sandbox import isolation

HOME = Path(__file__).parent.parent
CLASSES = HOME / "tests" / "classes"


def graded(stem: str) -> list[Result]:
    """The results of an example class, each student's own earlier assignment beside it."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("source", "release", "autograder/exercises", "notebooks", "datasets"):
            shutil.copytree(HOME / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HOME / "nbgrader_config.py", root)
        course = Course(root)
        for part in filter(None, [stem, course.header(stem).get("builds_on")]):
            for notebook in CLASSES.glob(f"{part}/*/{part}.ipynb"):
                path = course.submitted(part, notebook.parent.name)
                path.parent.mkdir(parents=True)
                shutil.copy(notebook, path)
        return [r for r in grade_class(course, stem, workers=2, only=isolation("plain")) if r.status == "graded"]


def charges(stem: str) -> Iterator[tuple[str, str, str, float, float, float]]:
    """Student, exercise, mistake, points lost there, its points, and points lost in exercises that build on it.

    Those are the points that an exercise lost which calls this one and has no mistake or problem of its own.
    """
    uses = Solved.of(Course(HOME), stem).uses
    for result in sorted(graded(stem), key=lambda result: result.student):
        for exercise in result.exercises:
            if not exercise.mistake:
                continue
            lost_by_others = sum(
                other.max_score - other.score
                for other in result.exercises
                if exercise.name in uses[other.name]
                and not (other.mistake or other.problem)
                and set(other.outputs.values()) != {"missing"}
            )
            lost = exercise.max_score - exercise.score
            yield result.student, exercise.name, exercise.mistake, lost, exercise.max_score, lost_by_others


def main() -> None:
    course = Course.at(HOME)
    grid = Table("assignment", "student", "exercise", "mistake", "lost", "of", "lost elsewhere", box=box.SIMPLE_HEAD)
    found = []
    for stem in course.assignments:
        for student, name, mistake, lost, of, elsewhere in charges(stem):
            found.append((lost, elsewhere))
            points = map(wording.number, (lost, of, elsewhere))
            grid.add_row(stem, student, name, mistake, *points)
    console = Console(width=180 if not sys.stdout.isatty() else None)
    console.print(grid)
    elsewhere = sum(points for _, points in found)
    console.print(f"{len(found)} exercises with a named mistake; points lost elsewhere by them: {elsewhere:g}")
    sys.exit(elsewhere > 0)


if __name__ == "__main__":
    main()
