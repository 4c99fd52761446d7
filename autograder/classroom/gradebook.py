"""What nbgrader keeps of a Result: the autograded notebook and the database's rows, as `nbgrader autograde` has them.

One process writes, in batches. nbgrader's own classes do what only nbgrader should know: cells, scores, late penalties.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
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
    GradeCell,
    MissingEntry,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    get_alembic_version,
    new_uuid,
)
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, ClearSolutions, ComputeChecksums, LockCells, SaveCells
from sqlalchemy import ColumnElement, Select, case, func, insert, inspect, or_, select, text, true, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from autograder import wording
from autograder.course import Course, CourseError
from autograder.course.calendar import Calendar
from autograder.course.layout import course_config, interpreter_on_path
from autograder.grading import (
    NBGRADERS,
    ExerciseResult,
    Result,
    Submission,
    beside,
    course_files,
    node,
    opened,
    put,
    settings,
    shows,
    stream,
)

__all__ = [
    "Book",
    "Entry",
    "Graded",
    "Mark",
    "Rows",
    "as_text",
    "autograded",
    "is_written",
    "nbgraders_files",
    "noted",
    "put_beside",
    "put_in_place",
    "timestamp_of",
    "with_notebook",
    "write_autograded",
]

LONGEST_TIMESTAMP = 1000  # bytes
LONGEST_METADATA = 20_000  # bytes: its notes are sentences, some dozens at most


# --- the autograded notebook ----------------------------------------------------------------------


def autograded(submission: Submission, result: Result) -> NotebookNode:
    """The submission's notebook with our report and the score as output of each check cell.

    The score is ONE execute_result whose text is repr(float): nbgrader reads `np.float64(7.5)`, nan, a negative number
    or no output at all as full marks, and anything on stderr as none.
    """
    exercises = {exercise.name: exercise for exercise in result.exercises}
    metadata = node(submission.notebook.metadata)
    metadata.autograder = node(metadata.autograder, result=mark(result))
    cells = [with_report(cell, exercises) for cell in submission.notebook.cells]
    return node(submission.notebook, cells=cells, metadata=metadata)


def with_report(cell: NotebookNode, exercises: Mapping[str, ExerciseResult]) -> NotebookNode:
    """The cell, and if it is a check cell a copy with the report and the score."""
    ours = cell.metadata.get("autograder", {})
    if ours.get("kind") != "check":
        return cell
    exercise = exercises[ours["name"]]
    score = shows("execute_result", **{"text/plain": repr(float(exercise.score))})
    score["execution_count"] = None
    return node(cell, outputs=[stream("\n".join(wording.verdict(exercise)) + "\n"), score])


def write_autograded(course: Course, stem: str, student: str, notebook: str) -> None:
    """Write autograded/<student>/<stem>/, with the files that came with the submission and those of the course.

    The notebook goes first, and `put_in_place` brings the new one once the result and its rows are kept: where it is,
    everything is.
    """
    path = course.autograded(stem, student)
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        shutil.rmtree(path.parent)
    path.parent.mkdir(parents=True)
    put_beside(course, stem, student)
    part = part_of(path)
    part.write_text(notebook, encoding="utf-8")
    part.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)


def put_in_place(course: Course, stem: str, student: str) -> None:
    """Give a written notebook its name."""
    path = course.autograded(stem, student)
    part_of(path).replace(path)


def part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")  # no file of a student's: those with a dot are left out


def as_text(notebook: NotebookNode) -> str:
    """A notebook as JSON, a cell a line: json indents ten times as slowly, and nbformat validates all of it again."""
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False, sort_keys=True) for cell in notebook.cells)
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    rest = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'


def mark(result: Result) -> str:
    """A digest of what an autograded notebook says of its result."""
    said = [[exercise.name, exercise.score, *wording.verdict(exercise)] for exercise in result.exercises]
    return hashlib.sha256(json.dumps([said, result.status]).encode()).hexdigest()[:16]


def is_written(course: Course, result: Result) -> bool:
    """Is the autograded notebook there that goes with this result? Its mark stands in the last line."""
    try:
        with course.autograded(result.assignment, result.student).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LONGEST_METADATA))
            return f'"result": "{mark(result)}"'.encode() in file.read()
    except OSError:
        return False


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


@dataclass(frozen=True)
class Rows:
    """What nbgrader's database keeps of a graded notebook, by the names of its cells."""

    scores: dict[str, float | None]
    """The automatic score; None where a person grades."""
    comments: dict[str, str | None]


@dataclass(frozen=True)
class Graded:
    """A result, and what nbgrader keeps of it."""

    result: Result
    notebook: str
    """What its file holds."""
    rows: Rows


def with_notebook(submission: Submission, result: Result) -> Graded:
    notebook = autograded(submission, result)
    return Graded(result, as_text(notebook), rows_of(notebook))


def noted(course: Course, result: Result) -> None:
    """Add to a result what is the matter with the file that says when the notebook was handed in."""
    _, bad = timestamp_of(course.submitted(result.assignment, result.student).parent)
    result.notes += [bad] if bad else []


def rows_of(notebook: NotebookNode) -> Rows:
    """The rows, as `determine_grade` and nbgrader's checksums read them off the autograded notebook."""
    cells = [(cell.metadata.nbgrader, cell) for cell in notebook.cells if "nbgrader" in cell.metadata]
    scores = {ours.grade_id: utils.determine_grade(cell)[0] for ours, cell in cells if utils.is_grade(cell)}
    comments = {
        ours.grade_id: "No response." if ours.get("checksum") == utils.compute_checksum(cell) else None
        for ours, cell in cells
        if utils.is_solution(cell)
    }
    return Rows(scores, comments)


@dataclass(frozen=True)
class Mark:
    """What a cell of a submission earned in nbgrader's database: a person's points count before the grader's."""

    cell: str
    exercise: bool
    """Else an answer in words."""
    score: float
    """With extra credit."""
    max_score: float
    automatic: float | None
    """The grader's points; None for what a person is to read."""
    by_hand: float | None
    """A person's points, without extra credit."""

    @property
    def waiting(self) -> bool:
        """Has nobody given points yet, neither the grader nor a person?"""
        return self.automatic is None and self.by_hand is None

    @property
    def added(self) -> float:
        """What a person's points add to the grader's, or take away."""
        return self.score - (self.automatic or 0)


@dataclass(frozen=True)
class Entry:
    """What nbgrader's database knows of a student, and of what they handed in for the assignment."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    submitted: datetime | None = None
    """In UTC, without saying so."""
    penalty: float = 0.0
    marks: Sequence[Mark] = ()


NOBODY = Entry()


@dataclass(frozen=True)
class Layout:
    """An assignment in the database: its id and due date, our notebook's id, and each notebook's cells by kind."""

    id: str
    duedate: datetime | None
    notebook: str
    cells: Mapping[str, Mapping[type[BaseCell], Mapping[str, str]]]


def graded_as(score: float | None, manual: float | None) -> dict[str, Any]:
    """The columns of an automatic score: a person looks where there is none, or where one gave points before."""
    return {"auto_score": score, "needs_manual_grade": manual is not None or score is None}


def put_in(db: Session, table: type, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows at once: nbgrader's own way makes objects, and asks 26 times a submission."""
    if rows:
        db.execute(insert(table), rows)


def change(db: Session, table: type, rows: Sequence[dict[str, Any]]) -> None:
    """Update many rows at once, each by its id."""
    if rows:
        db.execute(update(table), rows)


def without_password(db_url: str) -> str:
    """The address of a database as it may be shown."""
    try:
        url = make_url(db_url)
    except ArgumentError:
        return "in c.CourseDirectory.db_url, which is no address of a database,"
    return url.difference_update_query(["password"]).render_as_string(hide_password=True)


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
            shown = without_password(directory.db_url)
            raise CourseError(f"The gradebook {shown} can't be opened: {first_line(error)}") from None
        self.finish_new()
        self.db_url = directory.db_url
        self.late = AssignLatePenalties(config=config)
        self.late.assignment_id = stem
        self.late.init_plugin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.gradebook.close()

    def finish_new(self) -> None:
        """Write the version of a new database's tables, where whoever made it was stopped before that.

        nbgrader does that only where there are no tables yet; without it, no later nbgrader can update them.
        """
        db = self.gradebook.db
        if "alembic_version" in inspect(self.gradebook.engine).get_table_names() or db.scalar(select(Assignment.id)):
            return
        db.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        db.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": get_alembic_version()})
        db.commit()

    def register(self) -> None:
        """Have the assignment and its cells in the database as source/ has them, and its dates as the calendar has."""
        self.register_cells()
        self.settle()

    def register_cells(self) -> None:
        """Whether it was generated before or not."""
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

    def settle(self, students: Collection[str] | None = None) -> None:
        """Due date, extensions, and these students' late penalties (without, everybody's), as calendar.toml now has
        them and the points now are; without that file they stay as they are.
        """
        calendar = Calendar.of(self.course)
        if calendar.path is None:
            return
        if calendar.extensions:
            calendar.refuse_unknown({*self.everybody(), *(path.name for path in self.course.root.glob("submitted/*"))})
        self.gradebook.update_or_create_assignment(self.stem, duedate=calendar.due(self.stem))
        self.__dict__.pop("layout", None)  # it has the old date
        self.extend()
        if self.registered():
            self.penalise(students)
        self.gradebook.db.commit()

    def extend(self) -> None:
        """The extensions of those who have a submission, as the calendar has them."""
        calendar, db, had = Calendar.of(self.course), self.gradebook.db, SubmittedAssignment.extension
        if calendar.path is None:
            return
        found = select(SubmittedAssignment.id, SubmittedAssignment.student_id, had).join(SubmittedAssignment.assignment)
        theirs = or_(had.is_not(None), SubmittedAssignment.student_id.in_(calendar.extended(self.stem)))
        rows = db.execute(found.where(Assignment.name == self.stem, theirs)).all()
        wanted = [(id, calendar.extension(self.stem, student), now) for id, student, now in rows]
        change(db, SubmittedAssignment, [{"id": id, "extension": until} for id, until, now in wanted if until != now])

    def registered(self) -> dict[str, tuple]:
        """What the database knows of this notebook's cells: checksum, and points or None."""
        try:
            notebook = self.gradebook.find_notebook(self.stem, self.stem)
        except MissingEntry:
            return {}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        return {cell.name: (cell.checksum, points.get(cell.name)) for cell in notebook.source_cells}

    @cached_property
    def layout(self) -> Layout:
        """The assignment as the database has it, asked once."""
        db = self.gradebook.db
        assignment = self.gradebook.find_assignment(self.stem)
        cells: dict[str, dict[type[BaseCell], dict[str, str]]] = {}
        for notebook in assignment.notebooks:
            cells[notebook.id] = {
                kind: dict(db.execute(select(kind.name, kind.id).where(kind.notebook_id == notebook.id)).all())
                for kind in (GradeCell, SolutionCell, TaskCell)
            }
        (ours,) = (notebook.id for notebook in assignment.notebooks if notebook.name == self.stem)
        return Layout(assignment.id, assignment.duedate, ours, cells)

    def save(self, batch: Mapping[str, Rows]) -> None:
        """The rows of some students' submissions, in one transaction: their automatic scores, and who is late.

        A grader's own points and comments are left alone, and a changed notebook asks for them to be looked at again.
        """
        try:
            there = self.make_places(batch)
            if there:
                self.fill_in({student: batch[student] for student in there})
            self.extend()
            self.penalise(batch)
            self.gradebook.db.commit()
        except BaseException:  # ctrl-C too: half of it must not be committed with the next
            self.gradebook.db.rollback()
            raise

    def make_places(self, batch: Mapping[str, Rows]) -> set[str]:
        """Have students, submissions, and a row for each cell, as nbgrader's `add_submission` makes them.

        Those of new submissions are whole at once; the students of the others are returned.
        """
        db, mine = self.gradebook.db, self.layout
        handed_in = {student: timestamp_of(self.course.submitted(self.stem, student).parent)[0] for student in batch}
        known = set(db.scalars(select(Student.id).where(Student.id.in_(batch))))
        put_in(db, Student, [{"id": student} for student in batch if student not in known])
        theirs = select(SubmittedAssignment.student_id, SubmittedAssignment.id)
        theirs = theirs.where(SubmittedAssignment.assignment_id == mine.id, SubmittedAssignment.student_id.in_(batch))
        there = dict(db.execute(theirs).all())
        again = [{"id": id, "timestamp": when} for who, id in there.items() if (when := handed_in[who])]
        change(db, SubmittedAssignment, again)
        new = {student: new_uuid() for student in batch if student not in there}
        rows = [
            {"id": id, "assignment_id": mine.id, "student_id": student, "timestamp": handed_in[student]}
            for student, id in new.items()
        ]
        put_in(db, SubmittedAssignment, rows)
        books = {(student, notebook): new_uuid() for student in new for notebook in mine.cells}
        rows = [
            {"id": book, "assignment_id": new[student], "notebook_id": notebook}
            for (student, notebook), book in books.items()
        ]
        put_in(db, SubmittedNotebook, rows)
        grades, comments = [], []
        for (student, notebook), book in books.items():
            found = batch[student] if notebook == mine.notebook else Rows({}, {})
            places = mine.cells[notebook]
            for name, cell in {**places[GradeCell], **places[TaskCell]}.items():
                place = {"id": new_uuid(), "notebook_id": book, "cell_id": cell}
                grades.append(place | graded_as(found.scores.get(name), None))
            for name, cell in {**places[SolutionCell], **places[TaskCell]}.items():
                place = {"id": new_uuid(), "notebook_id": book, "cell_id": cell}
                comments.append(place | {"auto_comment": found.comments.get(name)})
        put_in(db, Grade, grades)
        put_in(db, Comment, comments)
        return set(there)

    def fill_in(self, batch: Mapping[str, Rows]) -> None:
        """Write automatic scores and comments where the database has a place for them."""
        db, whose = self.gradebook.db, SubmittedAssignment.student_id
        ours = SubmittedNotebook.notebook_id == self.layout.notebook

        def places(row: type[Grade] | type[Comment], *columns: Any) -> Iterator[Any]:
            found = select(whose, BaseCell.name, row.id, *columns).select_from(row).join(row.cell).join(row.notebook)
            found = found.join(SubmittedNotebook.assignment).where(ours, whose.in_(batch))
            return iter(db.execute(found).all())

        grades = [
            {"id": id, **graded_as(score, manual)}
            for student, cell, id, manual in places(Grade, Grade.manual_score)
            if cell in batch[student].scores
            for score in [batch[student].scores[cell]]
        ]
        comments = [
            {"id": id, "auto_comment": batch[student].comments[cell]}
            for student, cell, id in places(Comment)
            if cell in batch[student].comments
        ]
        change(db, Grade, grades)
        change(db, Comment, comments)

    def penalise(self, students: Collection[str] | None) -> None:
        """The course's late policy, as nbgrader's AssignLatePenalties applies it; None: of everybody."""
        db, whose, mine = self.gradebook.db, SubmittedAssignment.student_id, self.layout
        these = [] if students is None else [whose.in_(students)]
        of_them = select(SubmittedNotebook.id).join(SubmittedNotebook.assignment).where(*these)
        ours = of_them.where(SubmittedNotebook.notebook_id == mine.notebook)
        had = db.scalars(ours.where(SubmittedNotebook.late_submission_penalty.is_not(None)))
        change(db, SubmittedNotebook, [{"id": id, "late_submission_penalty": None} for id in had])
        if mine.duedate is None:
            return
        after = select(whose).where(SubmittedAssignment.assignment_id == mine.id, *these)
        late = db.scalars(after.where(SubmittedAssignment.timestamp > mine.duedate)).all()
        db.expire_all()  # what was written above went past the objects
        for student in late:
            submission = self.gradebook.find_submission(self.stem, student)
            if seconds := submission.total_seconds_late:  # an extension may reach so far
                (submitted,) = (found for found in submission.notebooks if found.name == self.stem)
                penalty = self.late.plugin_inst.late_submission_penalty(student, submitted.score, seconds)
                if penalty is not None:
                    submitted.late_submission_penalty = self.late._check_late_penalty(submitted, penalty)

    def commit(self) -> None:
        self.gradebook.db.commit()

    def scores(self) -> dict[str, dict[str, float | None]]:
        """Automatic scores by student and cell, as they stand in the database."""
        columns = select(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score).select_from(Grade)
        joined = columns.join(Grade.cell).join(Grade.notebook).join(SubmittedNotebook.assignment)
        joined = joined.join(SubmittedAssignment.assignment).where(Assignment.name == self.stem)
        found: dict[str, dict[str, float | None]] = {}
        for student, cell, score in self.gradebook.db.execute(joined):
            found.setdefault(student, {})[cell] = score
        return found

    def comments(self, student: str) -> dict[str, str]:
        """What a person wrote to this student in the formgrader, by the name of the cell."""
        wrote = select(BaseCell.name, Comment.manual_comment).select_from(Comment).join(Comment.cell)
        theirs = wrote.join(Comment.notebook).join(SubmittedNotebook.assignment).join(SubmittedAssignment.assignment)
        theirs = theirs.where(SubmittedAssignment.student_id == student, Assignment.name == self.stem)
        return {name: text for name, text in self.gradebook.db.execute(theirs) if text}

    def standings(self) -> dict[str, tuple[float | None, float]]:
        """Of everybody who handed in what a person's points add, None where there are none, and the late penalty.

        In two questions: one a student took 7 s for 10,000, this 0.4.
        """
        given = func.coalesce(Grade.manual_score, Grade.auto_score, 0) - func.coalesce(Grade.auto_score, 0)
        given = given + func.coalesce(Grade.extra_credit, 0)
        by_a_person = Grade.manual_score.is_not(None) | (func.coalesce(Grade.extra_credit, 0) != 0)
        points = case((by_a_person, given))  # else null, which is left out of a sum
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

    @cached_property
    def maximum(self) -> float:
        """All points that the assignment has, those for answers in words included."""
        return self.gradebook.find_assignment(self.stem).max_score

    def entry(self, student: str) -> Entry:
        """What the database knows of one student; nothing where it doesn't know them."""
        return self.entries(student).get(student, NOBODY)

    def entries(self, *students: str) -> dict[str, Entry]:
        """What the database knows of these students, or of everybody, in four questions."""
        whose = SubmittedAssignment.student_id
        ours = (Assignment.name == self.stem) & (whose.in_(students) if students else true())
        cells = {
            id: (name, cell_type == "code", worth)
            for kind in (GradeCell, TaskCell)
            for id, name, cell_type, worth in self.gradebook.db.execute(
                select(kind.id, kind.name, kind.cell_type, kind.max_score)
            )
        }
        points = select(whose, Grade.cell_id, Grade.score, Grade.auto_score, Grade.manual_score).select_from(Grade)
        points = points.join(Grade.notebook).join(SubmittedNotebook.assignment).join(SubmittedAssignment.assignment)
        marks: dict[str, list[Mark]] = {}
        for student, cell, score, automatic, by_hand in self.gradebook.db.execute(points.where(ours)):
            name, exercise, worth = cells[cell]
            marks.setdefault(student, []).append(Mark(name, exercise, score, worth, automatic, by_hand))
        submitted = select(whose, SubmittedAssignment.timestamp).join(SubmittedAssignment.assignment).where(ours)
        when = dict(self.gradebook.db.execute(submitted).all())
        penalty = self.summed(func.coalesce(SubmittedNotebook.late_submission_penalty, 0.0)).where(ours)
        late = dict(self.gradebook.db.execute(penalty).all())
        people = select(Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
        people = people.where(Student.id.in_(students) if students else true())
        return {
            id: Entry(*(word or "" for word in known), when.get(id), late.get(id, 0.0), marks.get(id, ()))
            for id, *known in self.gradebook.db.execute(people.order_by(Student.id))
        }

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
