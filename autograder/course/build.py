"""Text notebook -> source -> release.

`notebooks/<stem>.py` (py:percent, read by jupytext, one way) becomes `source/<stem>/<stem>.ipynb`, with nbgrader's
metadata and the hidden tests filled in, beside `examples.h5` with the visible cases; `nbgrader generate_assignment`
makes `release/<stem>/` of it, without a gradebook. Two builds of the same text give identical notebooks.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder import examples, wording
from autograder.compare import difference
from autograder.course import notation, teach
from autograder.course.calendar import Calendar
from autograder.course.layout import HEADER, Course, CourseError, course_config
from autograder.course.quizzes import quiz_of
from autograder.course.reference import BEGIN, BEGIN_HIDDEN, END, END_HIDDEN, load_exercises, load_written, questions
from autograder.examples import Question
from autograder.exercise import Exercise
from autograder.judge import judge
from autograder.quiz import FILE, Item, to_json

__all__ = ["as_built", "build", "digest"]

KINDS = ("plain", "solution", "check", "demo", "written", "quiz")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# With its import: who comes back for the questions has not run the notebook.
QUIZ = 'from autograder import quiz\n\nquiz("{}")'
# Run All goes on over a demo that fails because an exercise is still empty; validating skips the long ones.
DEMO_TAGS = ["raises-exception", "skip-execution"]


def build(course: Course, stems: Sequence[str] = ()) -> list[str]:
    """Build these stems, or all that have a text; what was built."""
    texts = {path.stem: path for path in sorted((course.root / "notebooks").glob("*.py"))}
    if unknown := [stem for stem in stems if stem not in texts]:
        raise CourseError(f"There is no {course.text(unknown[0])}: nothing to build.")
    built = [stem for stem in texts if not stems or stem in stems]
    page = notation.sheet(course)
    # All sources first: one assignment may build on another's solutions.
    for stem in built:
        write_source(course.source(stem), source_notebook(course, stem, load_exercises(course, stem)))
        place_datasets(course, stem)
        write_or_remove(course.source(stem).with_name(notation.FILE), page)
    for stem in built:
        if load_exercises(course, stem):
            asked = list(questions(course, stem).values())
            for question in asked:
                prove(question, course.exercises(stem))
            freeze(course.source(stem).with_name("examples.h5"), stem, asked)
        teach.fill(course, stem)
    release(course, built)
    return built


def prove(question: Question, path: Path) -> None:
    """A question is fit to be asked: its solution earns everything, and every mistake changes something."""
    verdict = judge(question, [example.right for example in question.examples])
    words = {name: word for name, word in verdict.words.items() if word != "ok" and name not in question.judged}
    if words:
        said = ", ".join(f"{name} {word}" for name, word in words.items())
        raise CourseError(f"{path}: what the solution of {question.name} returns is not what `returns` says: {said}.")
    for known in question.known:
        if not known.seen:
            raise CourseError(f"{path}: the mistake {known.name!r} of {question.name} changes nothing in any case.")


# --- text -> source -------------------------------------------------------------------------------


def source_notebook(course: Course, stem: str, exercises: dict[str, Exercise]) -> NotebookNode:
    """The instructor's notebook of a text."""
    text = course.text(stem)
    cells: list[NotebookNode] = []
    asked: dict[str, list[Item]] = {}
    read = jupytext.read(text, fmt="py:percent")
    for cell in read.cells:
        kind, name = marker(cell, text, len(cells))
        try:
            if kind == "quiz":
                asked[name], cell = quiz_of(cell.source), nbformat.v4.new_code_cell(QUIZ.format(name))
            fill = {"solution": solution_cell, "check": check_cell, "written": written_cell}.get(kind, other_cell)
            cells.append(fill(cell, kind, name, exercises))
        except CourseError as error:
            raise CourseError(f"{text}, cell {name!r}: {error}") from None
    agree(text, cells, exercises)
    put_due(cells, Calendar.of(course).head(stem))
    write_or_remove(course.source(stem).with_name(FILE), to_json(asked) if asked else None)
    written = [cell.metadata.autograder.name for cell in cells if cell.id.startswith("written_")]
    if absent := [name for name in load_written(course, stem) if name not in written]:
        raise CourseError(f"{text} has no written question {absent[0]!r}, of which autograder/exercises has numbers.")
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata["autograder"] = {
        "stem": stem,
        "digest": digest(notebook),
        "made_from": course.made_from(stem),
        **header(text, read.metadata.get("autograder", {})),
    }
    return notebook


def put_due(cells: Sequence[NotebookNode], line: str | None) -> None:
    """Put the line that says when it is due into the first text cell: under the title, if there is one."""
    first = next((cell for cell in cells if cell.cell_type == "markdown"), None)
    if line and first is not None:
        title, rest = re.match(r"(# .*\n?)?([\s\S]*)", first.source).groups("")
        first.source = "\n\n".join(filter(None, [title.strip(), f"*{line}*", rest.strip("\n")]))


def header(text: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the head of a text says under `autograder:`, if it is something we know."""
    if unknown := said.keys() - set(HEADER):
        raise CourseError(f"{text}: its head says {min(unknown)!r}, which means nothing; known: {', '.join(HEADER)}.")
    return dict(said)


def place_datasets(course: Course, stem: str) -> None:
    """Put the data that a notebook reads beside it, where students get it; git keeps them in datasets/ only."""
    for name in course.header(stem).get("datasets", []):
        data = course.root / "datasets" / name
        if not data.is_file():
            raise CourseError(f"There is no {data}, which {course.text(stem)} reads: datasets/README.md says more.")
        shutil.copyfile(data, course.source(stem).with_name(name))


def marker(cell: NotebookNode, text: Path, number: int) -> tuple[str, str]:
    """The kind and name of a cell: `# %% solution="propagate"`; without a marker it is text, or free code."""
    found = [(kind, cell.metadata[kind]) for kind in KINDS if kind in cell.metadata]
    if len(found) > 1:
        raise CourseError(f"{text}: the cell {found[0][1]!r} has two markers, {found[0][0]} and {found[1][0]}.")
    return found[0] if found else ("text" if cell.cell_type == "markdown" else "free", f"cell_{number:02}")


def solution_cell(cell: NotebookNode, kind: str, name: str, exercises: dict[str, Exercise]) -> NotebookNode:
    if name not in exercises:
        raise CourseError(f"no exercise {name!r} is declared in autograder/exercises.")
    if re.findall(f"{BEGIN}|{END}", cell.source) != [BEGIN, END]:
        raise CourseError(f"a solution cell has one {BEGIN} and one {END}.")
    if not re.search(rf"^def {name}\(", cell.source, re.MULTILINE):
        raise CourseError(f"it defines no function {name}.")
    return new_cell(cell, kind, name, name, solution=True)


def check_cell(cell: NotebookNode, kind: str, name: str, exercises: dict[str, Exercise]) -> NotebookNode:
    if name not in exercises:
        raise CourseError(f"no exercise {name!r} is declared in autograder/exercises.")
    if cell.source.strip() != f'check("{name}")':
        raise CourseError(f'a check cell holds the one line check("{name}").')
    hidden = f'{BEGIN_HIDDEN}\ngrade("{name}")\n{END_HIDDEN}'
    cell.source = f"{cell.source}\n{hidden}"
    return new_cell(cell, kind, name, f"check_{name}", grade=True, locked=True, points=exercises[name].points)


def written_cell(cell: NotebookNode, kind: str, name: str, exercises: dict[str, Exercise]) -> NotebookNode:
    points = cell.metadata.get("points")
    if cell.cell_type != "markdown" or not isinstance(points, int):
        raise CourseError("a written answer is a markdown cell with points=N.")
    return new_cell(cell, kind, name, f"written_{name}", grade=True, solution=True, points=points)


def other_cell(cell: NotebookNode, kind: str, name: str, exercises: dict[str, Exercise]) -> NotebookNode:
    if kind == "quiz":
        return new_cell(cell, kind, name, f"quiz_{name}", ours=False)
    if kind in ("text", "free"):
        cell.source = cell.source.replace("{install}", wording.INSTALL)
        cell.source = re.sub(r"\{declared:(\w+)\}", lambda found: declared(exercises, found[1]), cell.source)
        return new_cell(cell, kind, name, name, ours=False)
    return new_cell(cell, kind, name, name, locked=True, tags=DEMO_TAGS if kind == "demo" else [])


def declared(exercises: dict[str, Exercise], name: str) -> str:
    if name not in exercises:
        raise CourseError(f"{{declared:{name}}} names no exercise of autograder/exercises.")
    return wording.declared(exercises[name].points, exercises[name].minutes, exercises[name].level)


def new_cell(
    cell: NotebookNode,
    kind: str,
    name: str,
    grade_id: str,
    *,
    ours: bool = True,
    points: float | None = None,
    tags: Sequence[str] = (),
    **flags: bool,
) -> NotebookNode:
    """A cell whose id is its name; `ours`: nbgrader and the grader know it."""
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    made = make(cell.source, id=grade_id)
    if ours:
        made.metadata["autograder"] = {"kind": kind, "name": name}
        made.metadata["nbgrader"] = {
            "schema_version": 3,
            "cell_type": cell.cell_type,
            "grade_id": grade_id,
            **dict.fromkeys(("grade", "locked", "solution", "task"), False),
            **flags,
        }
        if points is not None:
            made.metadata["nbgrader"]["points"] = points
    if tags:
        made.metadata["tags"] = list(tags)
    return made


def agree(text: Path, cells: Sequence[NotebookNode], exercises: dict[str, Exercise]) -> None:
    """One thing, one name: every exercise has one solution cell and one check cell, and no cell id stands twice."""
    ids = [cell.id for cell in cells]
    if doubled := [name for name in ids if ids.count(name) > 1]:
        raise CourseError(f"{text}: two cells are called {doubled[0]!r}.")
    for name in exercises:
        if absent := {name, f"check_{name}"} - set(ids):
            raise CourseError(f"{text} has no cell {min(absent)!r}, which autograder/exercises/{text.name} declares.")


def write_or_remove(path: Path, content: str | None) -> None:
    """What lies beside a source notebook, if the course has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if content:
        path.write_text(content, encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def digest(notebook: NotebookNode) -> str:
    """What a person could have edited in a notebook: its cells, not their outputs."""
    cells = [[cell.cell_type, cell.source, cell.metadata.get("nbgrader")] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def as_built(path: Path) -> bool:
    """Is a notebook the one that we wrote there, or none at all?"""
    if not path.exists():
        return True
    try:
        there = nbformat.read(path, as_version=4)
        return there.metadata.autograder.digest == digest(there)
    except (ValueError, AttributeError):  # no longer a notebook, or not one of ours
        return False


def write_source(path: Path, notebook: NotebookNode) -> None:
    """Write a source notebook, unless the one that is there was edited by hand since it was built."""
    if not as_built(path):
        raise CourseError(
            f"{path} was edited by hand and is derived: move the edit to notebooks/{path.stem}.py, "
            "delete the file, then build again."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def freeze(path: Path, stem: str, asked: Sequence[Question]) -> None:
    """Write `examples.h5`, unless the file that is there says the same within the tolerance of a comparison.

    The last digits of a matrix product differ between processors: so the file's bytes stay until its meaning changes.
    """
    new = {question.name: asdict(examples.from_json(examples.to_json(question))) for question in asked}
    try:
        old = {name: asdict(question) for name, question in examples.read(path).items()}
    except examples.FileProblem:
        old = {}
    if difference(old, new, naming=True) or difference(new, old, naming=True):
        examples.write(path, stem, asked)


# --- source -> release ----------------------------------------------------------------------------


def release(course: Course, stems: Iterable[str]) -> None:
    """nbgrader's own `generate_assignment --no-db`, in one process: its start takes seconds."""
    from nbgrader.converters import GenerateAssignment  # slow to import, and only wanted here
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log

    config = course_config(course)
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    for stem in stems:
        converter = GenerateAssignment(CourseDirectory(config=config, assignment_id=stem), config=config, force=True)
        made = capture_log(converter)
        if not made["success"]:
            raise CourseError(f"nbgrader could not make release/{stem}: {made.get('log') or made['error']}")
