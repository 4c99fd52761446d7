"""A class's grades as files that other systems import: a plain table, Canvas, Moodle, Gradescope.

Points are those of nbgrader's gradebook, a person's and the late penalty included, with what results/ says beside them.
What each system's own importer does with a file decides what may stand in it; where that surprises, it is said here.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder import wording
from autograder.classroom import gradescope
from autograder.classroom.feedback import AGAIN, for_student
from autograder.classroom.gradebook import NOBODY, Book, Entry
from autograder.classroom.report import summary_of
from autograder.classroom.spreadsheet import plain_text, write_csv
from autograder.course import Course, CourseError
from autograder.grading import Result

__all__ = ["FORMS", "write_export"]

WAITING, ABSENT = "not graded yet", "not handed in"
MOODLES_MAXIMUM = 100
"""What Moodle imports at most, unless its administrator raised it; one grade above it stops the whole import."""


# --- a class, as it is exported -----------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A student: who they are, how far they are, and their points."""

    student: str
    status: str
    """A result's own word; or that there is no grade yet, and why."""
    entry: Entry
    result: Result | None

    @property
    def counts(self) -> bool:
        """Is there a grade to hand on? What nobody could read has one where a person gave points for it."""
        by_hand = any(mark.by_hand is not None for mark in self.entry.marks)
        return bool(self.entry.marks) and (self.status == "graded" or by_hand)

    @property
    def automatic(self) -> float:
        """The points of the exercises, as a person corrected them."""
        return sum(mark.score for mark in self.entry.marks if mark.exercise)

    @property
    def written(self) -> float:
        return sum(mark.score for mark in self.entry.marks if not mark.exercise)

    @property
    def total(self) -> float:
        """As nbgrader has it: no penalty takes more than there is."""
        return max(0.0, self.automatic + self.written - self.entry.penalty)

    @property
    def name(self) -> str:
        """As lists are sorted by it; where the gradebook has none, the student's name in nbgrader."""
        return ", ".join(filter(None, [self.entry.last_name, self.entry.first_name])) or self.student


@dataclass(frozen=True)
class Roll:
    """All students of an assignment, what its column is called in the other system, and its points."""

    lines: Sequence[Line]
    column: str
    maximum: float
    comments: Callable[[str], Mapping[str, str]]
    """What a person wrote to a student, by cell."""

    @cached_property
    def counting(self) -> list[Line]:
        return [line for line in self.lines if line.counts]


def roll_of(book: Book, results: Mapping[str, Result], absent: Sequence[str], column: str) -> Roll:
    """Join the gradebook with the results. What has a result and no row in the gradebook is to be graded once more."""
    entries = book.entries()
    lines = []
    for student in sorted({*entries, *results, *absent, *book.course.students(book.stem)}):
        entry, result = entries.get(student, NOBODY), results.get(student)
        graded = result if entry.marks else None
        status = graded.status if graded else ABSENT if student in absent else WAITING
        lines.append(Line(student, status, entry, graded))
    return Roll(lines, column, book.maximum, book.comments)


def points(value: float) -> float:
    """Points in a file: two decimals at most, and none where there are none."""
    value = round(value, 2)
    return int(value) if value == int(value) else value


def own(lines: Sequence[Line], key: Callable[[Line], str]) -> dict[str, str]:
    """The key of each student who has one that nobody else has: with a shared one, a grade would go to another."""
    keys = {line.student: key(line) for line in lines}
    many = Counter(found.casefold() for found in keys.values())
    return {student: found for student, found in keys.items() if found and many[found.casefold()] == 1}


def lacking(lines: Sequence[Line], keys: Mapping[str, str]) -> str:
    """Who has no key of their own, in words; nothing where nobody lacks one."""
    missing = [line.student for line in lines if line.student not in keys]
    return ", ".join(missing) if keys or not missing else "everybody"


# --- the forms ----------------------------------------------------------------------------------------

Column = Callable[[Line], Any]


def table(path: Path, columns: Mapping[str, Column], lines: Sequence[Line], first: Sequence[list[Any]] = ()) -> None:
    """Write a table of students: its head, rows that are of no student, and a row for each."""
    write_csv(path, [list(columns), *first, *([of(line) for of in columns.values()] for line in lines)])


def graded_only(of: Column) -> Column:
    return lambda line: of(line) if line.entry.marks else ""


def write_plain(path: Path, roll: Roll) -> Iterator[str]:
    """Everything about everybody, for a spreadsheet or a script."""
    columns: dict[str, Column] = {
        "student": lambda line: line.student,
        "last_name": lambda line: line.entry.last_name,
        "first_name": lambda line: line.entry.first_name,
        "email": lambda line: line.entry.email,
        "status": lambda line: line.status,
        "automatic": graded_only(lambda line: points(line.automatic)),
        "written": graded_only(lambda line: points(line.written)),
        "late_penalty": graded_only(lambda line: points(line.entry.penalty)),
        "total": graded_only(lambda line: points(line.total)),
        "maximum": lambda line: points(roll.maximum),
        "seconds": lambda line: line.result.seconds if line.result else "",
        "submitted_at": lambda line: f"{line.entry.submitted:%Y-%m-%d %H:%M:%S} UTC" if line.entry.submitted else "",
    }
    table(path, columns, roll.lines)
    yield from ()


def write_canvas(path: Path, roll: Roll) -> Iterator[str]:
    """The columns of Canvas's own export that its import looks for, and the row of the points possible.

    Canvas looks for its words anywhere in that row's first cell, before which its own export has four spaces.
    """
    lines = roll.counting
    # Canvas reads the number at the beginning of whatever stands under ID: "12ab" would be student 12.
    numbers = own(lines, lambda line: line.entry.lms_user_id if re.fullmatch("[0-9]+", line.entry.lms_user_id) else "")
    columns: dict[str, Column] = {
        "Student": lambda line: line.name,
        "ID": lambda line: numbers.get(line.student, ""),
        "SIS Login ID": lambda line: line.student,
        "Section": lambda line: "",
        roll.column: lambda line: points(line.total),
    }
    table(path, columns, lines, [["Points Possible", "", "", "", points(roll.maximum)]])
    if who := lacking(lines, numbers):
        yield (
            f"Without a Canvas number of their own (lms_user_id in the gradebook): {who}. Canvas goes by their login, "
            "for which the file has the name in nbgrader, and if it knows none such, by the student's name."
        )
    yield from spoilt(lines, "SIS Login ID")


def write_moodle(path: Path, roll: Roll) -> Iterator[str]:
    """A table of which one column says who it is: Moodle's import page asks which.

    Moodle gives a row that is empty in that column to the student of the row above: a column in which one has nothing
    of their own is left out.
    """
    lines, kept, told = roll.counting, {}, []
    for head, what, of in (
        ("ID number", "lms_user_id", lambda line: line.entry.lms_user_id),
        ("Email address", "e-mail address", lambda line: line.entry.email),
    ):
        if who := lacking(lines, own(lines, of)):
            told.append(f"There is no column “{head}”. Without an {what} of their own in the gradebook: {who}.")
        else:
            kept[head] = of
    columns: dict[str, Column] = {
        "First name": lambda line: line.entry.first_name,
        "Last name": lambda line: line.entry.last_name,
        "Username": lambda line: line.student,
        **kept,
        roll.column: lambda line: points(line.total),
    }
    table(path, columns, lines)
    yield from told
    yield from spoilt(lines, "Username")
    if high := [line.student for line in lines if line.total > MOODLES_MAXIMUM]:
        yield (
            f"More than {MOODLES_MAXIMUM} points: {', '.join(high)}. Moodle imports none of the file then, unless its "
            "administrator has allowed grades so high (docs/exports.md)."
        )


def spoilt(lines: Sequence[Line], column: str) -> Iterator[str]:
    """Of whom a spreadsheet would run the name: it has an apostrophe before it, and no system knows it so."""
    if found := [line.student for line in lines if plain_text(line.student) != line.student]:
        yield (
            f"Written with an apostrophe before it, or a spreadsheet would run it: {', '.join(found)}. Mend it under "
            f"“{column}” before you import the file, or enter these grades by hand."
        )


def write_gradescope(path: Path, roll: Roll) -> Iterator[str]:
    """An autograder for Gradescope that looks up what is graded already, as a folder and as the zip file to upload."""
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    lines = [line for line in roll.lines if line.result]
    for line in lines:
        folder = part / "results" / line.student
        folder.mkdir(parents=True)
        found = results_json(line, line.result, roll.comments(line.student))
        (folder / "results.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    addresses = own(lines, lambda line: line.entry.email or line.student)
    addresses = {student: address.lower() for student, address in addresses.items() if "@" in address}
    students = {address: student for student, address in addresses.items()}
    (part / "students.json").write_text(json.dumps(students, ensure_ascii=False, indent=1), encoding="utf-8")
    run, setup = part / "run_autograder", part / "setup.sh"
    shutil.copy(gradescope.__file__, run)
    setup.write_text("#!/usr/bin/env bash\n# Gradescope asks for this file; there is nothing to install.\n")
    for script in (run, setup):
        script.chmod(0o755)
    shutil.make_archive(str(path), "zip", part)
    shutil.rmtree(path, ignore_errors=True)
    part.rename(path)
    if who := lacking(lines, addresses):
        yield (
            f"Without an e-mail address of their own in the gradebook: {who}. Gradescope knows students by it: its "
            "autograder ends with an error for them."
        )


def results_json(line: Line, result: Result, comments: Mapping[str, str]) -> dict[str, Any]:
    """A student's results.json: the words of their feedback, which hold nothing of the hidden cases."""
    result = for_student(result)
    told = [result.problem, AGAIN.get(result.status), *result.notes]
    if line.entry.penalty:
        told.append(f"Handed in late: {wording.number(line.entry.penalty)} points are taken off.")
    told += [
        f"{mark.cell} waits for a person, who gives up to {wording.number(mark.max_score)} points for it."
        for mark in line.entry.marks
        if mark.waiting
    ]
    return {
        "score": points(line.total),  # overrides the sum of the tests, which knows of no penalty
        "execution_time": result.seconds,
        "output": "\n".join(map(wording.on_a_line, filter(None, told))),
        # As text: it may hold what a student's code said, which as HTML or Markdown could be anything.
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": list(tests_of(line, result, comments)) if line.counts else [],
    }


def tests_of(line: Line, result: Result, comments: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What Gradescope calls a test: an exercise, or an answer in words that somebody has read."""
    exercises = {f"check_{exercise.name}": exercise for exercise in result.exercises}
    order = {cell: place for place, cell in enumerate(exercises)}  # the database has none
    for mark in sorted(line.entry.marks, key=lambda mark: order.get(mark.cell, len(order))):
        if mark.waiting:
            continue
        exercise = exercises.get(mark.cell)
        # The verdict's first line has the points, which stand beside it here.
        said = wording.verdict(exercise)[1:] if exercise and result.status == "graded" else []
        if exercise and mark.by_hand is not None:
            said.append("A person gave these points.")
        if comment := comments.get(mark.cell):
            said.append(f"A person wrote: {wording.on_a_line(comment)}")
        yield {
            "name": exercise.name if exercise else mark.cell,
            "score": points(mark.score),
            "max_score": points(mark.max_score),
            "status": "passed" if mark.score >= mark.max_score else "failed",
            "output": "\n".join(said),
            "visibility": "visible",
        }


@dataclass(frozen=True)
class Form:
    """A form of export: how its file's name ends, who writes it, and what becomes of those without a grade."""

    ending: str
    write: Callable[[Path, Roll], Iterator[str]]
    """Yields what is worth a line to whoever imports it."""
    without_grade: str
    ungradable: str
    """The same of those whose notebook could not be graded, and for which nobody gave points."""
    named: bool = False
    """Has it a column with a name?"""


A_ROW = "a row that says so"
# An empty cell deletes a grade that stands in Canvas or Moodle; a row that isn't there changes nothing.
NO_ROW = "no row in the file, and keep what they have there"
FORMS = {
    "csv": Form("_grades.csv", write_plain, A_ROW, A_ROW),
    "canvas": Form("_canvas.csv", write_canvas, NO_ROW, NO_ROW, named=True),
    "moodle": Form("_moodle.csv", write_moodle, NO_ROW, NO_ROW, named=True),
    "gradescope": Form("_gradescope", write_gradescope, "no result there", "0 points there, and read why"),
}


def write_export(
    course: Course, stem: str, to: str, column: str | None = None, output: Path | None = None
) -> tuple[Path, list[str]]:
    """Write the grades of an assignment in one of the forms; what was written, and what is worth a line."""
    if to not in FORMS:
        raise CourseError(f"There is no form {to!r}; there are: {', '.join(FORMS)}.")
    form = FORMS[to]
    if column and not form.named:
        named = " and ".join(name for name, each in FORMS.items() if each.named)
        raise CourseError(f"--column names the column of {named}; {to} has none.")
    summary = summary_of(course, stem)
    report = course.report(stem)
    path = (output.resolve() if output else report.parent) / f"{stem}{form.ending}"
    with Book(course, stem) as book:
        if not book.registered():
            raise CourseError(
                f"The gradebook knows nothing of {stem}: `autograder grade {stem}` writes it from results/."
            )
        results = {result.student: result for result in summary.results}
        roll = roll_of(book, results, summary.absent, wording.on_a_line(column or stem))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            told = list(form.write(path, roll))
        except OSError as error:
            what = error.filename or path
            mend = "close it where it is open, or choose another folder with --output"
            raise CourseError(f"{what} can't be written ({error.strerror}): {mend}.") from None
    return path, [*remarks(roll, form), *told]


def remarks(roll: Roll, form: Form) -> Iterator[str]:
    """What is to be known of the grades themselves, whatever the form."""
    for status in dict.fromkeys(line.status for line in roll.lines if not line.counts):
        who = [line.student for line in roll.lines if line.status == status and not line.counts]
        have = form.without_grade if status in (WAITING, ABSENT) else form.ungradable
        yield f"{status.capitalize().replace('_', ' ')}: {', '.join(who)}. They have {have}."
    unread = [line.student for line in roll.counting if any(mark.waiting for mark in line.entry.marks)]
    if unread:
        yield f"Nobody has read the answers in words of {', '.join(unread)}: their points are not in these totals."
    for line in roll.lines:
        for mark in line.entry.marks:
            if mark.by_hand is not None and mark.by_hand > mark.max_score:
                given, best = wording.number(mark.by_hand), wording.number(mark.max_score)
                yield (
                    f"{line.student} has {given} of {best} points by hand for {mark.cell}. They are exported as they "
                    "stand; if that is a slip, mend it in formgrader and export again."
                )
