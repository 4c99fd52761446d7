"""What nbgrader keeps of a Result: the autograded notebook and the database's rows, as `nbgrader autograde` has them.

One process writes, in batches. nbgrader's own classes do what only nbgrader should know: cells, scores, late penalties.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, ClearSolutions, ComputeChecksums, LockCells, SaveCells
from sqlalchemy import ColumnElement, Select, func, select

from autograder import wording
from autograder.course import Course, CourseError
from autograder.course.layout import course_config, interpreter_on_path
from autograder.grading import NBGRADERS, Result, Submission, beside, course_files, opened, put, settings

__all__ = ["Book", "autograded", "nbgraders_files", "put_beside", "timestamp_of", "write_autograded"]

LONGEST_TIMESTAMP = 1000  # bytes


# --- the autograded notebook ----------------------------------------------------------------------


def autograded(submission: Submission, result: Result) -> NotebookNode:
    """The submission's notebook with our report and the score as output of each check cell.

    The score is ONE execute_result whose text is repr(float): nbgrader reads `np.float64(7.5)`, nan, a negative number
    or no output at all as full marks, and anything on stderr as none.
    """
    notebook = nbformat.from_dict(submission.notebook)
    for cell in notebook.cells:
        ours = cell.metadata.get("autograder", {})
        if ours.get("kind") == "check":
            exercise = next(exercise for exercise in result.exercises if exercise.name == ours["name"])
            report = "\n".join(wording.verdict(exercise)) + "\n"
            score = nbformat.v4.new_output("execute_result", {"text/plain": repr(float(exercise.score))})
            score.execution_count = None
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=report), score]
    notebook.cells = list(with_numbers(notebook.cells, result))
    return notebook


def with_numbers(cells: Iterable[NotebookNode], result: Result) -> Iterator[NotebookNode]:
    """The cells, and above each written answer the true numbers of the student's own run, for the formgrader."""
    for cell in cells:
        ours = cell.metadata.get("autograder", {})
        if ours.get("kind") == "written" and (numbers := result.numbers.get(ours["name"])):
            rows = [f"| {label} | {number} |" for label, number in numbers.items()]
            head = f"**{wording.MARK} For who grades this: the true numbers of `{result.student}`'s own run**"
            text = "\n".join([head, "", "| | |", "|---|---|", *rows])
            yield nbformat.v4.new_markdown_cell(text, id=f"numbers_{ours['name']}")
        yield cell


def write_autograded(course: Course, student: str, notebook: NotebookNode) -> None:
    """Write autograded/<student>/<stem>/, with the files that came with the submission and those of the course."""
    stem = notebook.metadata.autograder.stem
    path = course.autograded(stem, student)
    if path.parent.is_dir():
        shutil.rmtree(path.parent)
    path.parent.mkdir(parents=True)
    put_beside(course, stem, student)
    path.write_text(nbformat.writes(notebook, version=4).rstrip("\n") + "\n", encoding="utf-8")
    path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)


def put_beside(course: Course, stem: str, student: str) -> None:
    """Copy into autograded/<student>/<stem>/ the course's files, the student's own that can do no harm, and nbgrader's.

    What lies there is served by formgrader to an instructor and goes on to the student's feedback.
    """
    submitted, source = course.submitted(stem, student).parent, course.source(stem).parent
    courses = course_files(course, stem)
    given = {name: path for name, path in courses.items() if source in path.parents}
    _, limits = settings(course)
    theirs, _ = beside(submitted, courses, limits)
    put(given | theirs | nbgraders_files(submitted), course.autograded(stem, student).parent)


def nbgraders_files(submitted: Path) -> dict[str, Path]:
    """The files that nbgrader's exchange laid beside a submission, which its release_feedback wants beside the page."""
    return {name: submitted / name for name in NBGRADERS}


def timestamp_of(folder: Path) -> tuple[datetime | None, str | None]:
    """When a submission was handed in, from nbgrader's timestamp.txt; or what is the matter with that file."""
    try:
        with opened(folder, "timestamp.txt") as file:
            text = file.read(LONGEST_TIMESTAMP).decode().strip()
        return (utils.parse_utc(text) if text else None), None
    except OSError:
        return None, None
    except (ValueError, OverflowError):
        return None, "timestamp.txt holds no date that nbgrader can read: graded as not late."


# --- the database ---------------------------------------------------------------------------------


class Book:
    """nbgrader's database of a course, open for one assignment."""

    def __init__(self, course: Course, stem: str) -> None:
        interpreter_on_path()
        config = course_config(course)
        self.course, self.stem, self.config = course, stem, config
        directory = CourseDirectory(config=config)
        try:
            self.gradebook = Gradebook(directory.db_url, directory.course_id or "default_course")
        except Exception as error:
            raise CourseError(f"The gradebook {directory.db_url} can't be opened: {first_line(error)}") from None
        self.db_url = directory.db_url
        self.late = AssignLatePenalties(config=config)
        self.late.init_plugin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.gradebook.close()

    def register(self) -> None:
        """Have the assignment and its cells in the database as source/ has them, generated before or not."""
        source = nbformat.read(self.course.source(self.stem), as_version=4)
        resources = {
            "nbgrader": {"notebook": self.stem, "assignment": self.stem, "student": ".", "db_url": self.db_url},
        }
        for step in (LockCells, ClearSolutions, ComputeChecksums):
            source, resources = step(config=self.config).preprocess(source, resources)
        if self.registered() == wanted(source):
            return
        self.gradebook.update_or_create_assignment(self.stem)
        try:
            with quiet():
                SaveCells(config=self.config).preprocess(source, resources)
        except RuntimeError:
            raise CourseError(
                f"source/{self.stem} has other cells than the gradebook, which holds submissions already, and nbgrader "
                f"can't add or remove cells then. Take the old notebook back, or remove the assignment with its points "
                f"by hand: `nbgrader db assignment remove {self.stem} --force`."
            ) from None
        self.gradebook.db.expire_all()

    def registered(self) -> dict[str, tuple]:
        """What the database knows of this notebook's cells: checksum, and points or None."""
        try:
            notebook = self.gradebook.find_notebook(self.stem, self.stem)
        except MissingEntry:
            return {}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        return {cell.name: (cell.checksum, points.get(cell.name)) for cell in notebook.source_cells}

    def save(self, student: str, notebook: NotebookNode) -> None:
        """The rows of one submission, uncommitted: scores as `determine_grade` reads them from the autograded notebook.

        A grader's own points and comments are left alone, and a changed notebook asks for them to be looked at again.
        """
        db = self.gradebook.db
        handed_in, _ = timestamp_of(self.course.submitted(self.stem, student).parent)
        when = {"timestamp": handed_in} if handed_in else {}
        self.gradebook.update_or_create_student(student)
        with db.no_autoflush:  # nbgrader builds the rows of a submission one by one before it adds them
            submission = self.gradebook.update_or_create_submission(self.stem, student, **when)
        (submitted,) = (found for found in submission.notebooks if found.name == self.stem)
        grades = {grade.name: grade for grade in submitted.grades}
        comments = {comment.name: comment for comment in submitted.comments}
        for cell in notebook.cells:
            if utils.is_grade(cell):
                grade = grades[cell.metadata.nbgrader.grade_id]
                grade.auto_score, _ = utils.determine_grade(cell)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            if utils.is_solution(cell):
                unanswered = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                comments[cell.metadata.nbgrader.grade_id].auto_comment = "No response." if unanswered else None
        db.flush()
        self.penalise(student, submission, submitted)

    def penalise(self, student: str, submission: SubmittedAssignment, submitted: Any) -> None:
        """The course's late policy, as nbgrader's AssignLatePenalties applies it."""
        submitted.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            self.gradebook.db.refresh(submitted)
            late = submission.total_seconds_late
            penalty = self.late.plugin_inst.late_submission_penalty(student, submitted.score, late)
            if penalty is not None:
                submitted.late_submission_penalty = self.late._check_late_penalty(submitted, penalty)

    def commit(self) -> None:
        self.gradebook.db.commit()

    def scores(self) -> dict[str, dict[str, float | None]]:
        """Automatic scores by student and cell, as they stand in the database."""
        try:
            submissions = self.gradebook.assignment_submissions(self.stem)
        except MissingEntry:
            return {}
        return {
            submission.student_id: {
                grade.name: grade.auto_score for book in submission.notebooks for grade in book.grades
            }
            for submission in submissions
        }

    def standing(self, student: str) -> tuple[float | None, float]:
        """Points by hand, None where none were given, and the late penalty."""
        try:
            submission = self.gradebook.find_submission(self.stem, student)
        except MissingEntry:
            return None, 0.0
        by_hand = [
            grade.manual_score + (grade.extra_credit or 0)
            for book in submission.notebooks
            for grade in book.grades
            if grade.manual_score is not None
        ]
        penalty = sum(book.late_submission_penalty or 0 for book in submission.notebooks)
        return (sum(by_hand) if by_hand else None), penalty

    def comments(self, student: str) -> dict[str, str]:
        """What a person wrote to this student in the formgrader, by the name of the cell."""
        wrote = select(BaseCell.name, Comment.manual_comment).select_from(Comment).join(Comment.cell)
        theirs = wrote.join(Comment.notebook).join(SubmittedNotebook.assignment).join(SubmittedAssignment.assignment)
        theirs = theirs.where(SubmittedAssignment.student_id == student, Assignment.name == self.stem)
        return {name: text for name, text in self.gradebook.db.execute(theirs) if text}

    def standings(self) -> dict[str, tuple[float | None, float]]:
        """The standing of everybody who handed in, in two questions: one a student took 7 s for 10,000, this 0.4."""
        points = Grade.manual_score + func.coalesce(Grade.extra_credit, 0)  # null where there are no points by hand
        penalty = func.coalesce(SubmittedNotebook.late_submission_penalty, 0.0)
        by_hand, late = (
            dict(self.gradebook.db.execute(each).all())
            for each in (self.summed(points).join(Grade), self.summed(penalty))
        )
        return {student: (by_hand[student], late[student]) for student in by_hand}

    def summed(self, column: ColumnElement) -> Select:
        """A sum over each student's notebooks of this assignment."""
        whose = SubmittedAssignment.student_id
        joined = select(whose, func.sum(column)).join(SubmittedAssignment.assignment).join(SubmittedNotebook)
        return joined.where(Assignment.name == self.stem).group_by(whose)

    def everybody(self) -> list[str]:
        """All students that the database knows, whatever they handed in."""
        return list(self.gradebook.db.scalars(select(Student.id).order_by(Student.id)))


def wanted(source: NotebookNode) -> dict[str, tuple]:
    cells = [cell.metadata.nbgrader for cell in source.cells if "nbgrader" in cell.metadata]
    return {cell.grade_id: (cell.checksum, cell.points if cell.grade else None) for cell in cells}


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """nbgrader logs whole tracebacks of what we say in one line."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
