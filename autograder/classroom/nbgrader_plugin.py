"""nbgrader's door to us: what nbgrader_config.py names, so that nbgrader's own commands and formgrader grade with us.

An assignment that this course does not declare goes through nbgrader's own steps, unchanged.
"""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbformat import NotebookNode
from nbgrader import preprocessors as stock
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.classroom.feedback import page
from autograder.classroom.gradebook import Book, autograded
from autograder.classroom.run import Grader, append, results_of, secret_seed
from autograder.course import Course

__all__ = [
    "CheckCellMetadata",
    "ClearOutput",
    "DeduplicateIds",
    "Execute",
    "FeedbackExporter",
    "Grade",
    "IgnorePattern",
    "LimitOutput",
    "OverwriteCells",
    "OverwriteKernelspec",
    "SubmissionExporter",
    "register",
]


def ours(resources: dict[str, Any] | None) -> Course | None:
    """The course, where this is about one of its assignments; nbgrader works in the course's root folder."""
    course, about = Course(Path.cwd()), (resources or {}).get("nbgrader", {})
    known = about.get("assignment") in course.assignments and about.get("notebook") == about.get("assignment")
    return course if known else None


def grader(course: Course, stem: str) -> Grader:
    """A grader that is kept warm for as long as the course's files stay as they are."""
    stems = filter(None, [stem, course.header(stem).get("builds_on")])
    files = [path for stem in stems for path in (course.source(stem), course.release(stem), course.exercises(stem))]
    return kept(course, stem, secret_seed(course, stem), tuple(file.stat().st_mtime_ns for file in files))


@cache
def kept(course: Course, stem: str, seed: int, version: tuple[int, ...]) -> Grader:
    made = Grader(course, stem)
    atexit.register(made.close)
    return made


def register(assignment: str, **_: Any) -> None:
    """Before a conversion: have the assignment in the gradebook, in a clone where nothing was ever generated too."""
    course = Course(Path.cwd())
    if assignment in course.assignments:
        with Book(course, assignment) as book:
            book.register()


def unless_ours(step: type[NbGraderPreprocessor]) -> type[NbGraderPreprocessor]:
    """A step of nbgrader's that leaves our assignments alone; same name, so that its configuration still reaches it."""

    def preprocess(self: Any, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        return (nb, resources) if ours(resources) else step.preprocess(self, nb, resources)

    return type(step.__name__, (step,), {"preprocess": preprocess})


class SubmissionExporter(NotebookExporter):
    """Reads submissions as we do, so that a broken file gets its row and does not end the batch."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        course = ours(resources)
        if course is None or not self.parent._sanitizing:
            return super().from_filename(filename, resources, **kw)
        about = resources["nbgrader"]
        submission, digest = grader(course, about["assignment"]).read(about["student"])
        submission.notebook.metadata.autograder["digest"] = digest
        return self.from_notebook_node(submission.notebook, resources, **kw)


class Grade(NbGraderPreprocessor):
    """Grades the prepared notebook. With `--no-execute` nothing runs: the stored verdict is used, or none is given."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        course = ours(resources)
        if course is None:
            return nb, resources
        about = resources["nbgrader"]
        stem, student = about["assignment"], about["student"]
        ours_here, digest = grader(course, stem), nb.metadata.autograder.pop("digest", "")
        submission = ours_here.reopened(nb)
        if self.config.Execute.get("enabled", True):
            result = ours_here.grade(student, submission, digest)
            append(course, result)
        else:
            result = results_of(course, stem).get(student)
            if result is None or result.digest != digest:
                result = ours_here.refused(student, "Not graded: nbgrader was run with --no-execute.")
        return autograded(submission, result), resources


ClearOutput = unless_ours(stock.ClearOutput)
DeduplicateIds = unless_ours(stock.DeduplicateIds)
OverwriteKernelspec = unless_ours(stock.OverwriteKernelspec)
OverwriteCells = unless_ours(stock.OverwriteCells)
CheckCellMetadata = unless_ours(stock.CheckCellMetadata)
Execute = unless_ours(stock.Execute)
IgnorePattern = unless_ours(stock.IgnorePattern)
LimitOutput = unless_ours(stock.LimitOutput)


class FeedbackExporter(HTMLExporter):
    """Writes our feedback page where `nbgrader generate_feedback` writes its own."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        course = ours(resources)
        if course is None:
            return super().from_filename(filename, resources, **kw)
        stem, student = resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]
        resources["output_extension"] = ".html"
        with Book(course, stem) as book:
            return page(course, results_of(course, stem).get(student), *book.standing(student)), resources
