"""A student's feedback page: one HTML file that needs nothing else, and shows nothing of the hidden cases."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup, escape
from nbgrader.utils import compute_checksum

from autograder import wording
from autograder.classroom.drawing import drawing, in_words, scale
from autograder.classroom.gradebook import NOBODY, Book, Entry, Mark, nbgraders_files, timestamp_of
from autograder.classroom.results import results_of
from autograder.course import Course, CourseError
from autograder.course.calendar import Calendar
from autograder.examples import raised
from autograder.grading import ExerciseResult, Result, put
from autograder.pages import template

__all__ = ["AGAIN", "for_student", "note_page", "page", "write_feedback", "write_page"]

OUR_FAULT = "The grader failed on this submission, which is not your fault: please tell the course's staff."
AGAIN = {
    "unreadable": "Open your notebook in JupyterLab, save it, and hand in that file. If it does not open there, an "
    "earlier copy may: File, Revert Notebook to Checkpoint.",
    "not_a_notebook": "Hand in the notebook of this assignment, a file whose name ends in .ipynb and that opens in "
    "JupyterLab.",
    "too_large": "Take out what makes it large, saved pictures and long outputs most often: Edit, Clear Outputs of All "
    "Cells, then save it and hand it in again.",
    "killed": "Restart the kernel and run all cells: one of them does not come to its end. Mend that one, save, and "
    "hand in again.",
    "error": "There is nothing for you to do.",
}
"""What to do next where nothing could be graded."""

STATES = {"right": ("✓", "right"), "partly right": ("◐", "partly"), "not yet right": ("○", "not"), "empty": ("–", "")}
"""How far an exercise is, its sign and its class on the page."""

WIDE, LONG = 26, 32  # characters of a table's row, and of its caption's lines, that fit on a phone


def coded(text: str) -> Markup:
    """A sentence with what stands in backticks as code, and shapes that are not broken at a line's end."""
    parts = wording.writable(text).split("`")
    if len(parts) % 2 == 0:
        return unbroken("`".join(parts))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else unbroken(part) for i, part in enumerate(parts)
    )


def unbroken(text: str) -> Markup:
    return Markup(re.sub(r"\(\d{1,7}, \d{1,7}\)", r'<span class="whole">\g<0></span>', str(escape(text))))


def sentence(text: str) -> str:
    """A text as a sentence: it begins with a capital, unless a name of code does, and ends with a full stop."""
    first = text.split(" ", 1)[0]
    text = text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def shape_text(shape: Sequence[int]) -> str:
    return str(tuple(shape))


# --- the page -----------------------------------------------------------------------------------------


def page(
    course: Course,
    result: Result | None,
    entry: Entry = NOBODY,
    comments: Mapping[str, str] | None = None,
) -> str:
    """The page of one result, with what the gradebook knows of its student, and a person's comments by cell."""
    if result is None:
        raise CourseError("There is no result to write feedback from: run `autograder grade` first.")
    result = for_student(result)
    code, answers = students_cells(course.autograded(result.assignment, result.student))
    marks, comments = {mark.cell: mark for mark in entry.marks}, comments or {}
    answers = [
        {**answer, "mark": marks.get(answer["cell"]), "comment": comments.get(answer["cell"])} for answer in answers
    ]
    written = sum(answer["points"] for answer in answers)
    read = [answer["mark"] for answer in answers if answer["mark"] and answer["mark"].by_hand is not None]
    settled = all(answer["empty"] or answer["mark"] in read for answer in answers)
    added = {exercise.name: added_to(exercise, marks.get(f"check_{exercise.name}")) for exercise in result.exercises}
    points, by_hand = result.score + sum(added.values()), sum(mark.score for mark in read)
    names = {exercise.name for exercise in result.exercises}
    words = {"coded": coded, "sentence": sentence, "shape": shape_text}
    words |= {"drawing": drawing, "in_words": in_words, "scale": scale}
    return template("autograder.classroom", "feedback.html.j2", **words).render(
        WORDS=wording.WORDS,
        STATES=STATES,
        result=result,
        title=heading(course, result.assignment),
        again=AGAIN.get(result.status),
        exercises=[
            {
                **view(exercise, code.get(exercise.name, ""), names),
                "comment": comments.get(exercise.name),
                "added": added[exercise.name],
                "points": exercise.score + added[exercise.name],
            }
            for exercise in result.exercises
        ],
        answers=answers,
        start=start(course, result) if result.status == "graded" else None,
        right=sum(exercise.score == exercise.max_score for exercise in result.exercises),
        all_empty=all(set(exercise.outputs.values()) == {"missing"} for exercise in result.exercises),
        written=written,
        waiting=not settled and result.status in ("graded", "killed"),
        points=points,
        by_hand=by_hand if read else None,
        late=entry.penalty,
        deadline=deadline(course, result.assignment, result.student),
        total=round(points + by_hand - entry.penalty, 2),
        best=result.max_score + (written if settled else 0),
    )


def added_to(exercise: ExerciseResult, mark: Mark | None) -> float:
    """What a person's points add to an exercise's own; nothing where nobody gave any."""
    return mark.score - exercise.score if mark and mark.added else 0


def for_student(result: Result) -> Result:
    """A result as its student may read it: where the grader failed, the reason may name files of this machine."""
    if result.status != "error":
        return result
    nothing = [replace(exercise, problem=None) for exercise in result.exercises]
    return replace(result, problem=OUR_FAULT, exercises=nothing)


def deadline(course: Course, stem: str, student: str) -> dict[str, Any]:
    """When it was due for this student, and where they handed in later, when that was and what it costs."""
    calendar = Calendar.of(course)
    due, (came, _) = calendar.due(stem, student), timestamp_of(course.submitted(stem, student).parent)
    if due is None:
        return {}
    days = calendar.days_late(stem, student, came.replace(tzinfo=UTC)) if came else 0
    return {
        "due": calendar.told(due),
        "more_time": due != calendar.due(stem),
        "came": calendar.told(came.replace(tzinfo=UTC)) if came and days else None,
        "days": days,
        "policy": calendar.late.sentence if calendar.late else None,
    }


def students_cells(autograded: Path) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The student's solution cells by exercise, and the answers in words with the points that they can earn."""
    if not autograded.is_file():
        return {}, []
    cells = nbformat.read(autograded, as_version=4).cells
    found = [(cell.metadata.get("autograder", {}), cell) for cell in cells]
    code = {ours["name"]: cell.source for ours, cell in found if ours.get("kind") == "solution"}
    answers = [
        {
            "name": ours["name"],
            "cell": cell.metadata.nbgrader.grade_id,
            "points": cell.metadata.nbgrader.points,
            "text": cell.source,
            # What nbgrader goes by too: to such an answer it gives no points, and asks nobody to read it.
            "empty": cell.metadata.nbgrader.get("checksum") == compute_checksum(cell),
        }
        for ours, cell in found
        if ours.get("kind") == "written"
    ]
    return code, answers


def heading(course: Course, stem: str) -> str:
    """The title of the course's notebook, or its stem where that can't be read."""
    path = course.source(stem)
    return titled(path, path.stat().st_mtime_ns) if path.is_file() else stem


@cache
def titled(path: Path, version: int) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return next((text.splitlines()[0][2:].strip() for text in texts if text.startswith("# ")), path.stem)


def start(course: Course, result: Result) -> dict[str, Any] | None:
    """What to do next: the first exercise that is not right, by the student's own doing; None where nothing is left."""
    names = [exercise.name for exercise in result.exercises]
    left = [exercise for exercise in result.exercises if exercise.score < exercise.max_score]
    own = [exercise for exercise in left if not exercise.helpers_replaced]
    before = [name for exercise in result.exercises for name in exercise.helpers_replaced if name not in names]
    if not own and before:
        return {"name": before[0], "where": course.header(result.assignment).get("builds_on"), "why": None, "users": []}
    if not left:
        return None
    first = (own or left)[0]
    users = [exercise.name for exercise in result.exercises if first.name in exercise.helpers_replaced]
    return {"name": first.name, "where": None, "why": why(first), "users": users}


def why(exercise: ExerciseResult) -> str:
    """One sentence about what is left to do in an exercise; what its code said stands with the exercise only."""
    words = set(exercise.outputs.values()) - {"ok"}
    if exercise.mistake:
        return f"It looks like a known mistake: {exercise.mistake}."
    if exercise.problem or words & {"raised", "timeout", "killed"}:
        return "It stops before it has an answer; where, stands below."
    if words == {"missing"}:
        return "Its cell is still empty, or it did not define the function."
    first = next((name for name, word in exercise.outputs.items() if word != "ok"), None)
    return f"{wording.listed([first])}: {wording.WORDS[exercise.outputs[first]]}." if first else ""


# --- one exercise -------------------------------------------------------------------------------------


def view(exercise: ExerciseResult, code: str, names: set[str]) -> dict[str, Any]:
    """An exercise as the page shows it."""
    empty = set(exercise.outputs.values()) == {"missing"}
    shown = exercise.shown or {}
    outputs = shown.get("outputs", [])
    told = {output["sentence"] for output in outputs}
    # The example's label, and what is said of an output, stand once: at the pictures.
    details = [line for line in map(wording.on_a_line, exercise.details) if line not in told]
    label = next((line.removeprefix("Tried: ") for line in details if line.startswith("Tried: ")), None)
    of_outputs = [line for output in outputs for line in details if line.startswith(f"{output['name']}: ")]
    stops = exercise.problem or ""
    return {
        "result": exercise,
        "state": state(exercise),
        "empty": empty,
        "outputs": [] if empty else [(wording.listed([name]), word) for name, word in exercise.outputs.items()],
        "tried": None if empty or not label else label.rstrip("."),
        "details": []
        if empty
        else [line for line in details if not line.startswith("Tried: ") and line not in of_outputs],
        "arguments": shown.get("arguments", []),
        "tables": [table(picture["name"], picture, ()) for picture in shown.get("arguments", []) if picture["rows"]],
        "drawn": met(shown) if "shapes" in raised("", stops) else [],
        "differences": [
            difference(output, [line for line in of_outputs if line.startswith(f"{output['name']}: ")])
            for output in outputs
        ],
        "helpers": [(name, name in names) for name in exercise.helpers_replaced],
        "code": code.splitlines(),
        "line": stopped_at(stops, code.splitlines()),
    }


def state(exercise: ExerciseResult) -> str:
    if exercise.score == exercise.max_score:
        return "right"
    if exercise.score:
        return "partly right"
    return "empty" if set(exercise.outputs.values()) == {"missing"} and not exercise.problem else "not yet right"


def stopped_at(problem: str, code: Sequence[str]) -> int | None:
    """The line of the student's own cell in which it stopped, where the sentence quotes that line."""
    found = re.search(r" in line (\d+), `", problem)
    line = int(found[1]) if found and len(found[1]) < 7 else 0
    return line if 0 < line <= len(code) and f"`{wording.on_a_line(code[line - 1])}`" in problem else None


def met(shown: Mapping[str, Any]) -> list[tuple[str, Sequence[int]]]:
    """The shapes that met where shapes did not go together: those in the line that stopped, else the arguments'."""
    arrays = shown.get("line") or shown.get("arguments", [])
    return [(array["name"], array["shape"]) for array in arrays if array["shape"]]


def difference(output: Mapping[str, Any], told: Sequence[str]) -> dict[str, Any]:
    """An output that is not right: its sentence, the shapes where they are the trouble, the numbers side by side."""
    expected, got = output["expected"], output["got"]
    shapes = [picture["shape"] for picture in (expected, got) if picture and picture["shape"] is not None]
    name = output.get("at") or output["name"]
    pictures = [("Expected", expected), ("Got", got)]
    drawn = len(shapes) == 2 and output["word"] == "shape"
    tables = [
        table(f"{what} {name}", picture, output["differs"], came=what == "Got")
        for what, picture in pictures
        if picture and picture["rows"]
    ]
    return {
        "sentence": output["sentence"],
        "told": [line.removeprefix(f"{output['name']}: ") for line in told],
        "drawn": [(what, picture["shape"]) for what, picture in pictures] if drawn else [],
        "tables": tables,
        "small": drawn or not any(table["wide"] for table in tables),
    }


def table(
    name: str, picture: Mapping[str, Any], differs: Sequence[Sequence[int]], came: bool = False
) -> dict[str, Any]:
    """The first entries of a value as a table: its head counts as NumPy does."""
    rows, shape = picture["rows"], picture["shape"]
    *plane, row, column = picture.get("start") or [0] * max(2, len(shape or ()))
    off = {tuple(place) for place in differs}
    said = [note(picture, plane)]
    all_off = len(off) == sum(map(len, rows)) > 1
    if came and all_off:
        said.append("each entry another than expected")
    widest = max(len(text) for texts in rows for text in texts) + 2
    return {
        "name": name,
        "notes": said,
        "all_off": all_off,
        "columns": range(column, column + len(rows[0])),
        "rows": [(row + i, [(text, (i, j) in off) for j, text in enumerate(texts)]) for i, texts in enumerate(rows)],
        "counted": shape is not None and len(shape) > 1,
        "came": came,
        "wide": widest * len(rows[0]) > WIDE or max(map(len, [name, *said])) > LONG,
    }


def note(picture: Mapping[str, Any], plane: Sequence[int]) -> str:
    """Of what shape it is, and which part of it is shown."""
    shape, rows = picture["shape"], picture["rows"]
    whole = picture["kind"] if shape is None else f"shape {shape_text(shape)}"
    if plane:
        whole += f", its part [{', '.join(map(str, plane))}]"
    many = f"{len(rows)} × {len(rows[0])}" if shape and len(shape) > 1 else len(rows[0])
    return f"{whole}, {many} of it shown" if picture["cut"] else whole


# --- all pages ----------------------------------------------------------------------------------------


def write_feedback(course: Course, stem: str) -> tuple[list[Path], list[str]]:
    """Write the page of every student who has a result; the files, and whose answers in words are unread."""
    results = results_of(course, course.assignment(stem))
    if not results:
        raise CourseError(f"There are no results of {stem} yet: run `autograder grade {stem}` first.")
    written, unread = [], []
    with Book(course, stem) as book:
        book.settle()  # points by hand since it was graded
        entries = book.entries()
        for student, result in sorted(results.items()):
            entry = entries.get(student, NOBODY)
            written.append(write_page(course, result, entry, book.comments(student)))
            unread += [student] if any(mark.waiting for mark in entry.marks) else []
    return written, unread


def write_page(course: Course, result: Result, entry: Entry, comments: Mapping[str, str]) -> Path:
    """Write a student's page, with the files beside it by which nbgrader releases it."""
    path = course.feedback(result.assignment, result.student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(course, result, entry, comments), encoding="utf-8")
    put(nbgraders_files(course.submitted(result.assignment, result.student).parent), path.parent)
    return path


def note_page(course: Course, stem: str, student: str, head: str, sentences: Sequence[str]) -> str:
    """The page of a submission that is not graded, or not yet."""
    made = template("autograder.classroom", "note.html.j2")
    title = heading(course, stem)
    return made.render(assignment=stem, student=student, title=title, head=head, sentences=sentences)
