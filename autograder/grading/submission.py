"""What a student handed in, made safe to run: our cells as the course has them, the student's code cells in order.

Metadata, tags and kernelspec come from the source, never from the student. Honest accidents (a copied, split or deleted
cell, a notebook that went through Colab) are mended and said. Of the files beside the notebook those are kept that can
do no harm, the others are named.
"""

from __future__ import annotations

import ast
import binascii
import contextlib
import errno
import hashlib
import json
import mimetypes
import os
import re
import site
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatch
from functools import cache, cached_property, lru_cache, wraps
from importlib.machinery import PathFinder
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import nbformat
from nbformat import NotebookNode

from autograder.cells import bound, calls, parse
from autograder.course.layout import Course, CourseError
from autograder.course.reference import BEGIN_HIDDEN, END_HIDDEN
from autograder.sandbox import Limits
from autograder.wording import named, writable

__all__ = [
    "NBGRADERS",
    "Handed",
    "Submission",
    "Template",
    "beside",
    "course_files",
    "everything",
    "handed_in",
    "markdown_cell",
    "node",
    "opened",
    "prepare",
    "put",
    "read",
    "reopen",
    "safe",
    "shows",
    "stream",
    "untouched",
]

LOCKED = ("plain", "check")
MOST_PARTS = 2_000_000  # lists, dictionaries and commas: 20 MB of `{},` would be 500 MB of memory
LARGEST_TEXT = 20_000  # characters
MOST_SPLITS = 12  # parts of one cell: each is parsed with all before it, and 700 took 16 s
MOST_CELLS, LARGEST_CELL, LARGEST_SOURCE = 1000, 200_000, 1_000_000
MOST_OUTPUTS, LARGEST_PICTURE, MOST_PIXELS = 50, 2 * 2**20, 25_000_000

LIMITS = Limits()
T = TypeVar("T")
DEEPEST, LONGEST_NAME = 12, 1000  # folders and bytes: Python's own ways to copy and remove recurse
MOST_LOOKED_AT = 5000  # files and folders; a virtual environment has more


class Unusable(Exception):
    """A file that can't be graded: its status, and one sentence that says why and what to do."""

    def __init__(self, status: str, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Template:
    """The notebook as the course has it: its cells with hidden tests, and the stubs and texts that students get."""

    stem: str
    notebook: NotebookNode
    cells: Mapping[str, NotebookNode]
    stubs: Mapping[str, str]
    """What a student finds in each solution and written cell."""
    beside: Mapping[str, Path]
    """The course's own files that lie beside the notebook, by their name there."""

    @classmethod
    def of(cls, course: Course, stem: str) -> Template:
        """From source/, and from release/ what students got."""
        source, released = (read_ours(path) for path in (course.source(stem), course.release(stem)))
        cells = named_cells(source)
        for name, cell in named_cells(released).items():
            if name in cells:
                cells[name].metadata.nbgrader.checksum = cell.metadata.nbgrader.get("checksum")
        students = {name: cell for name, cell in cells.items() if kind_of(cell) in ("solution", "written")}
        if absent := students.keys() - named_cells(released).keys():
            raise CourseError(f"{course.release(stem)} lacks the cell {min(absent)}: run `autograder build`.")
        stubs = {name: named_cells(released)[name].source for name in students}
        return cls(stem, source, cells, stubs, course_files(course, stem))

    def recognised(self, cell: Mapping[str, Any], source: str) -> str | None:
        """Which of our cells this is: by nbgrader's grade_id, by its id, by its text, or by the one function in it.

        The last two are for notebooks that went through programs which drop metadata.
        """
        metadata = cell.get("metadata")
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        for name in (nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None, cell.get("id")):
            if isinstance(name, str) and name in self.cells and self.cells[name].cell_type == cell["cell_type"]:
                return name
        if cell["cell_type"] != "code":
            return None
        if same := [name for name, text in self.given.items() if text == source.strip()]:
            return same[0]
        functions = defines(source) & self.stubs.keys()
        return functions.pop() if len(functions) == 1 else None

    @cached_property
    def given(self) -> dict[str, str]:
        """The text of the given cells as students see it."""
        texts = {name: without(cell.source, BEGIN_HIDDEN, END_HIDDEN) for name, cell in self.cells.items()}
        return {name: text.strip() for name, text in texts.items() if name not in self.stubs}

    def gave(self, name: str, source: str) -> bool:
        """Is this the code of a given cell, with its hidden tests or without?"""
        return any(same_code(source, text) for text in (self.given[name], self.cells[name].source))


def kind_of(cell: NotebookNode) -> str:
    return cell.metadata.get("autograder", {}).get("kind", "text")


def read_ours(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise CourseError(f"{path} can't be read ({error}): run `autograder build`.") from None


def named_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def without(source: str, begin: str, end: str) -> str:
    """A source with the region between two markers left out."""
    kept, inside = [], False
    for line in source.split("\n"):
        inside = inside or line.strip() == begin
        if not inside:
            kept.append(line)
        inside = inside and line.strip() != end
    return "\n".join(kept)


@dataclass(frozen=True)
class Submission:
    """A submission that is safe to run: code cells in order, what was mended, and the notebook that nbgrader gets."""

    notebook: NotebookNode
    code: tuple[tuple[str, str], ...] = ()
    """(name, source) of the cells to run; an untouched stub is left out."""
    solutions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each exercise the sources of the cells that define it, the one that counts last."""
    notes: tuple[str, ...] = ()
    status: str = "graded"
    problem: str | None = None
    earlier: tuple[tuple[str, str], ...] | None = None
    """The code of the assignment that this one builds on, if the student handed that in; it runs first."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """The student's own files to lay beside the notebook, by their name there, folders with `/`; copied by `put`."""


@dataclass(frozen=True)
class Handed:
    """A notebook as it was handed in, not yet looked into, and what lies beside it."""

    name: str
    content: bytes = b""
    files: Mapping[str, Path] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What is said of the files that were left out."""
    refused: tuple[str, str] | None = None
    """Status and reason, where there is no notebook that can be read."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the notebook, and of the names and contents of the files beside it where there are any."""
        if self.refused:
            return hashlib.sha256(self.refused[1].encode()).hexdigest()
        digest = hashlib.sha256(self.content)
        for name, path in self.files.items():
            with contextlib.suppress(OSError), opened(path.parents[name.count("/")], name) as file:
                digest.update(f"\0{name}\0".encode() + hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()


def handed_in(path: Path, courses: Mapping[str, Path], limits: Limits = LIMITS) -> Handed:
    """What lies at a path; `courses` are the files that the course lays beside it itself."""
    try:
        content = content_of(path, limits.notebook_mb)
    except Unusable as unusable:
        return Handed(path.name, refused=(unusable.status, str(unusable)))
    files, notes = beside(path.parent, courses, limits)
    return Handed(path.name, content, files, tuple(notes))


def safe(handed: Handed, template: Template) -> Submission:
    """The submission made safe; one that can't be used comes back with its status."""
    if handed.refused:
        return untouched(template, *handed.refused)
    try:
        return replace(prepare(opened_up(handed.content, handed.name), template, handed.notes), files=handed.files)
    except Unusable as unusable:
        return untouched(template, unusable.status, str(unusable))


def content_of(path: Path, most_mb: int) -> bytes:
    try:
        if path.is_symlink():
            raise Unusable("unreadable", f"{path.name} is a link to another file: ask the student to submit again.")
        if not path.is_file():
            found = named(sorted(other.name for other in path.parent.glob("*.ipynb")))
            instead = f"; found {found}: rename it" if found else ": ask the student to submit again"
            raise Unusable("unreadable", f"There is no {path.name}{instead}.")
        with opened(path.parent, path.name) as file:
            content = file.read((most_mb << 20) + 1)
            size = max(len(content), os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise Unusable("unreadable", f"{path.name} can't be read: {error.strerror}.") from None
    if size > most_mb << 20:
        raise Unusable(
            "too_large",
            f"{path.name} has {size / 2**20:.0f} MB, more than {most_mb}: clear its outputs and submit again.",
        )
    return content


def read(path: Path, template: Template, limits: Limits = LIMITS) -> tuple[Submission, str]:
    """The submission in a file made safe, and its digest."""
    handed = handed_in(path, template.beside, limits)
    return safe(handed, template), handed.digest


def opened_up(content: bytes, name: str) -> dict[str, Any]:
    """The notebook in these bytes as nbformat 4, its cells not yet looked at."""
    if not content.strip():
        raise Unusable("unreadable", f"{name} is empty.")
    if content.count(b"[") + content.count(b"{") + content.count(b",") > MOST_PARTS:
        raise Unusable("too_large", f"{name} has millions of values: clear its outputs and submit again.")
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unusable("unreadable", f"{name} is not UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Unusable("unreadable", f"{name} is not JSON, it breaks off or is damaged{where}.") from None
    if not isinstance(notebook, dict) or not ("cells" in notebook or "worksheets" in notebook):
        raise Unusable("not_a_notebook", f"{name} is JSON but not a notebook.")
    if "cells" not in notebook:
        try:
            notebook = nbformat.convert(nbformat.from_dict(notebook), 4)
        except Exception:
            raise Unusable("not_a_notebook", f"{name} is in an old notebook format that can't be read.") from None
    if not isinstance(notebook["cells"], list) or not notebook["cells"]:
        raise Unusable("not_a_notebook", f"{name} has no cells.")
    sizes = [len(source_of(cell) or "") for cell in notebook["cells"]]
    if len(sizes) > MOST_CELLS or max(sizes) > LARGEST_CELL or sum(sizes) > LARGEST_SOURCE:
        raise Unusable(
            "too_large",
            f"{name} has {len(sizes)} cells of {sum(sizes)} characters, the longest of {max(sizes)}; at most "
            f"{MOST_CELLS} cells, {LARGEST_SOURCE} characters and {LARGEST_CELL} in one are read.",
        )
    return notebook


def source_of(cell: Any) -> str | None:
    """The text of a parsed cell, in a line or in many; None where there is none."""
    source = cell.get("source", "") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return source if isinstance(source, str) else None


def untouched(template: Template, status: str, problem: str) -> Submission:
    """In the place of a file that can't be used: the notebook as it was released, with the reason kept in it."""
    released = prepare({"cells": []}, template).notebook
    released.metadata.autograder.update(status=status, problem=problem, notes=[])
    return Submission(released, status=status, problem=problem)


def reopen(notebook: NotebookNode, template: Template) -> Submission:
    """What `prepare` or `untouched` made and we wrote to autograded/ ourselves, read again."""
    ours = notebook.metadata.autograder
    if ours.status != "graded":
        return untouched(template, ours.status, ours.problem)
    submission = prepare(notebook, template)
    submission.notebook.metadata.autograder["notes"] = list(ours.notes)
    return replace(submission, notes=tuple(ours.notes))


def prepare(notebook: Mapping[str, Any], template: Template, more: Sequence[str] = ()) -> Submission:
    """A parsed notebook made safe; nothing of its metadata is believed but which of our cells a cell is.

    `more` is what else is to be noted, of the files beside it.
    """
    notes = [said] if (said := another_notebook(notebook, template)) else []
    doubled: list[str] = []
    found = list(joined(students_cells(notebook, template), template, notes))
    cells = restored(placed(found, template, notes, doubled), template, notes)
    code, solutions = to_run(cells, template)
    doubled += [name for name, texts in solutions.items() if sum(name in defines(text) for text in texts) > 1]
    if several := [name for name in template.cells if name in doubled]:
        notes.append(f"There are several cells of {', '.join(several)}: the last complete one counts.")
    notes = list(dict.fromkeys([*notes, *more]))
    for number, (name, cell) in enumerate(cells):
        cell.id = name or f"students-{number:03}"
    metadata = node(
        autograder=node(stem=template.stem, status="graded", notes=notes),
        kernelspec=template.notebook.metadata.kernelspec,
        language_info=template.notebook.metadata.language_info,
    )
    made = node(cells=[cell for _, cell in cells], metadata=metadata, nbformat=4, nbformat_minor=5)
    return Submission(made, tuple(code), solutions, tuple(notes))


def another_notebook(notebook: Mapping[str, Any], template: Template) -> str | None:
    """What to note of a notebook that says itself that it is another assignment's."""
    metadata = notebook.get("metadata")
    ours = metadata.get("autograder") if isinstance(metadata, dict) else None
    stem = ours.get("stem") if isinstance(ours, dict) else None
    if not isinstance(stem, str) or not re.fullmatch(r"\w{1,60}", stem) or stem == template.stem:
        return None
    return f"The notebook says that it is {stem}, not {template.stem}: was another file handed in?"


Found = tuple[str | None, NotebookNode]
"""A cell and the name of the cell of ours that it is, or None for the student's own."""


def students_cells(notebook: Mapping[str, Any], template: Template) -> Iterator[Found]:
    """The cells with their text only: metadata, ids and outputs stay behind, but for the outputs of a demo."""
    for cell in notebook["cells"]:
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            continue
        source = source_of(cell)
        if source is None:
            continue
        source = writable(source)
        name = template.recognised(cell, source)
        if cell["cell_type"] == "code":
            made = code_cell(source)
            if name and kind_of(template.cells[name]) == "demo":
                made.outputs = list(harmless(cell.get("outputs")))
        else:
            made = markdown_cell(source)
        yield name, made


# nbformat's own makers validate each cell and output against its schema: a quarter of the time of a grading.


def code_cell(source: str) -> NotebookNode:
    return node(cell_type="code", execution_count=None, id="", metadata=node(), outputs=[], source=source)


def markdown_cell(source: str, name: str = "") -> NotebookNode:
    return node(cell_type="markdown", id=name, metadata=node(), source=source)


def stream(text: str) -> NotebookNode:
    return node(name="stdout", output_type="stream", text=text)


def shows(kind: str, **data: str) -> NotebookNode:
    """An output of this kind, display_data or execute_result."""
    return node(data=node(data), metadata=node(), output_type=kind)


def node(*fields: Mapping[str, Any], **more: Any) -> NotebookNode:
    """A dictionary that nbformat and nbgrader can read as one of theirs; what is in it stays as it is."""
    made = NotebookNode()
    for name, value in dict(*fields, **more).items():
        dict.__setitem__(made, name, value)
    return made


def harmless(outputs: Any) -> Iterator[NotebookNode]:
    """Saved outputs without anything that a browser would run: texts and pictures."""
    for output in outputs[:MOST_OUTPUTS] if isinstance(outputs, list) else []:
        data = output.get("data") if isinstance(output, dict) else None
        if isinstance(data, dict):
            picture, text = data.get("image/png"), data.get("text/plain", "")
            picture = "".join(map(str, picture)) if isinstance(picture, list) else picture
            picture = "".join(picture.split()) if isinstance(picture, str) else ""
            if is_png(picture):
                yield shows("display_data", **{"image/png": picture, "text/plain": "a figure"})
            elif text:
                yield stream(plain_text(text))
        elif isinstance(output, dict) and output.get("output_type") == "stream":
            yield stream(plain_text(output.get("text", "")))


def is_png(picture: str) -> bool:
    """Is this base64 of a picture that a browser shows without running out of memory?"""
    if len(picture) > LARGEST_PICTURE:
        return False
    try:
        head = binascii.a2b_base64(picture, strict_mode=True)[:32]
    except ValueError:
        return False
    width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    return len(head) > 24 and head.startswith(b"\x89PNG\r\n\x1a\n") and width * height <= MOST_PIXELS


def plain_text(text: Any) -> str:
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    return writable(text[:LARGEST_TEXT])


def joined(cells: Iterator[Found], template: Template, notes: list[str]) -> Iterator[Found]:
    """Halves of a split cell put together again: neighbours of one name, or one of none, that only together are Python.

    A program that drops metadata leaves both halves, or the lower one, without a name.
    """
    waiting: Found | None = None
    parts = 1
    for name, cell in cells:
        if waiting is not None:
            first_name, first = waiting
            whole = f"{first.source}\n{cell.source}"
            code = first.cell_type == cell.cell_type == "code"
            alike = name == first_name if name and first_name else code
            fits = alike and parts < MOST_SPLITS and len(whole) < LARGEST_TEXT
            if fits and halves(first.source, cell.source, whole):
                first.source, parts = whole, parts + 1
                belongs = first_name or name or template.recognised(first, whole)
                called = belongs or "a function"
                notes.append(f"The cell of {called} had been split; its parts were put together again.")
                waiting = (belongs, first)
                continue
            yield waiting
        waiting, parts = (name, cell), 1
    if waiting is not None:
        yield waiting


def halves(first: str, second: str, whole: str) -> bool:
    return not (parsed(first) and parsed(second)) and parsed(whole) is not None


def by_text(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remember what is read off so many texts: most cells of a class say the same.

    Of large ones two at most: a cell of 200,000 characters can become a tree of 167 MB.
    """

    def remembering(read_off: Callable[..., T]) -> Callable[..., T]:
        some, few = lru_cache(maxsize=most)(read_off), lru_cache(maxsize=2)(read_off)

        @wraps(read_off)
        def look_up(source: str, *more: Any) -> T:
            return (some if len(source) <= LARGEST_TEXT else few)(source, *more)

        return look_up

    return remembering


@by_text(256)  # a tree takes 50 kB
def parsed(source: str) -> ast.Module | None:
    """A cell's syntax tree, magics and shell lines left out; None where it isn't Python."""
    for text in (source, re.sub(r"(?m)^([^\S\n]*)[%!?].*$", r"\1pass", source)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            return parse(text)
    return None


@by_text(1024)
def binds(source: str) -> frozenset[str]:
    """All names that a cell binds."""
    tree = parsed(source)
    return frozenset().union(*map(bound, tree.body)) if tree else frozenset()


@by_text(1024)
def defines(source: str) -> frozenset[str]:
    """The functions that a cell defines for all to see, by `def` or as a lambda."""
    tree = parsed(source)
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} if tree else set()
    for node in tree.body if tree else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            made |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(made)


@by_text(1024)
def mentions(source: str) -> frozenset[str]:
    """All names in a cell's code."""
    tree = parsed(source)
    return frozenset(calls(tree)) if tree else frozenset()


@by_text(1024)
def meaning(source: str) -> bytes | None:
    """A digest of what a cell says to Python; None where it isn't Python."""
    tree = parsed(source)
    try:
        return hashlib.sha256(ast.dump(tree).encode("utf-8", "surrogatepass")).digest() if tree else None
    except RecursionError:  # a sum of thousands of terms
        return source.encode("utf-8", "surrogatepass")


def same_code(source: str, other: str) -> bool:
    """Do both say the same to Python? Comments and blank lines don't count."""
    return meaning(source) is not None and meaning(source) == meaning(other)


def placed(found: Sequence[Found], template: Template, notes: list[str], doubled: list[str]) -> list[Found]:
    """One cell of each name: given cells once, of several solution cells the last complete one; the others are free.

    Names of which there are several are added to `doubled`.
    """
    kinds = {name: kind_of(cell) for name, cell in template.cells.items()}
    chosen: dict[str, int] = {}
    for number, (name, cell) in enumerate(found):
        if name is None:
            continue
        if name not in chosen:
            chosen[name] = number
        elif kinds[name] in ("solution", "written"):
            if complete(template, name, cell) or not complete(template, name, found[chosen[name]][1]):
                chosen[name] = number
            doubled.append(name)
    cells: list[Found] = []
    for number, (name, cell) in enumerate(found):
        counts = name is not None and chosen[name] == number
        if name is None or (not counts and kinds[name] in ("solution", "written")):
            cells.append((None, cell))
        elif kinds[name] in LOCKED and not template.gave(name, cell.source):
            # Colab and VS Code know no locked cells: an import added there, or a helper, is the student's own code.
            cells.append((None, cell))
            notes.append(f"The given cell {name} had been changed: its text ran too, before the course's.")
        elif kinds[name] == "demo" and (own := defined_in(cell.source, template.given[name])):
            cells.append((None, code_cell(own)))
            notes.append(f"The given cell {name} had been changed: what it defines was kept.")
        if counts:
            cells.append((name, ours(template, name, cell)))
    return cells


def complete(template: Template, name: str, cell: NotebookNode) -> bool:
    """Does this cell of one name give what is asked for in it? A copy that is still as it was released does not."""
    if kind_of(template.cells[name]) == "written":
        return cell.source.strip() != template.stubs[name].strip()
    return name in defines(cell.source) and not same_code(cell.source, template.stubs[name])


def defined_in(source: str, given: str) -> str:
    """The imports and functions that a student wrote into a given cell, which is not run."""
    if same_code(source, given):
        return ""
    tree, known = parsed(source), parsed(given)
    there = {ast.dump(statement) for statement in known.body} if known else set()
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    own = []
    for statement in tree.body if tree else ():
        with contextlib.suppress(RecursionError):  # a sum of thousands of terms
            if isinstance(statement, kinds) and ast.dump(statement) not in there:
                own.append(ast.unparse(statement))
    return "\n".join(own)


def ours(template: Template, name: str, students: NotebookNode | None = None) -> NotebookNode:
    """A cell of ours: the student's text where it is theirs to write, else the course's."""
    cell, kind = node(template.cells[name]), kind_of(template.cells[name])
    # nbgrader's checksum doesn't cover tags, and `skip-execution` is one.
    cell.metadata = node({key: value for key, value in cell.metadata.items() if key != "tags"})
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if kind in ("solution", "written"):
        cell.source = students.source if students is not None else template.stubs[name]
    elif kind == "demo" and students is not None:
        cell.outputs = students.outputs
    return cell


def restored(cells: list[Found], template: Template, notes: list[str]) -> list[Found]:
    """Cells of ours that are not there any more, put back behind the one that they followed."""
    there = {name for name, _ in cells if name}
    before: str | None = None
    for name in template.cells:
        if name not in there:
            place = next((i for i, (other, _) in enumerate(cells) if other == before), -1) + 1 if before else 0
            cells.insert(place, (name, ours(template, name)))
        before = name
    if not there:
        notes.append("None of the assignment's cells is in the notebook: was another one handed in?")
    elif lost := [name for name, cell in template.cells.items() if name not in there and kind_of(cell) in LOCKED]:
        notes.append(f"Not in the notebook any more, and put back: {', '.join(lost)}.")
    return cells


def to_run(cells: Sequence[Found], template: Template) -> tuple[list[tuple[str, str]], dict[str, tuple[str, ...]]]:
    """The code to run, in order, and where each exercise is defined; stubs, checks and demos don't run."""
    exercises = {name for name, cell in template.cells.items() if kind_of(cell) == "solution"}
    code, solutions = [], {}
    for number, (name, cell) in enumerate(cells, start=1):
        if cell.cell_type != "code":
            continue
        kind = kind_of(template.cells[name]) if name else "free"
        if kind in ("check", "demo", "written"):
            continue
        if kind == "solution" and same_code(cell.source, template.stubs[name]):
            continue
        made = binds(cell.source) & exercises if kind != "plain" else set()
        if kind == "free" and any(same_code(cell.source, template.stubs[name]) for name in made):
            continue
        for exercise in made | ({name} if kind == "solution" else set()):
            solutions[exercise] = (*solutions.get(exercise, ()), cell.source)
        code.append((name or f"number {number}", cell.source))
    return code, solutions


# --- the files beside the notebook ------------------------------------------------------------------

# What programs leave behind, and what nbgrader itself lays beside a notebook: left out without a word.
IGNORED = (".*", "__pycache__", "*.pyc", "*.ipynb", "feedback")
NBGRADERS = ("timestamp.txt", "submission_secret.txt")

# Why others are left out, with the names of those for which it holds; nothing is said of what is the course's own.
OWN = ""
REPLACED = "Not as the course gives them, and replaced by its own: {}."
LINK = "Links are not followed: {}."
SPECIAL = "Left out, since they are no plain files: {}."
UNREADABLE = "Left out, since they can't be read: {}."
UNPRINTABLE = "Left out, since their names can't be printed: {}."
MODULE = "Left out, since they could be imported in the place of another module: {}."
PAGE = "Left out, since a browser would run them: {}."
TOO_MUCH = "Left out, since at most {files} files of {files_mb} MB in all are taken along: {}."
TOO_DEEP = f"Left out, since they lie deeper than {DEEPEST} folders or under too long a name: {{}}."
NOT_SEEN = f"There are more than {MOST_LOOKED_AT} files and folders; not looked at from here on: {{}}."

CODE = (".py", ".pyw", ".so", ".pyd", ".pth")
NEVER = {*sys.stdlib_module_names, "__main__", "autograder", "sitecustomize", "usercustomize"}


def beside(folder: Path, courses: Mapping[str, Path], limits: Limits = LIMITS) -> tuple[dict[str, Path], list[str]]:
    """What lies beside a submitted notebook and may lie there when it runs, by name; and what is said of the rest.

    `courses` are the files that the course lays there itself.
    """
    files: dict[str, Path] = {}
    left_out: dict[str, list[str]] = {}
    room = limits.files_mb << 20
    for name, why in everything(folder):
        if why is None:
            try:
                with opened(folder, name) as file:
                    why = unwanted(name, file, courses)
                    room -= (size := os.fstat(file.fileno()).st_size if why is None else 0)
            except OSError:
                why, size = UNREADABLE, 0
        if why is None and (room < 0 or len(files) == limits.files):
            why, room = TOO_MUCH, room + size
        if why is None:
            files[name] = folder / name
        else:
            left_out.setdefault(why, []).append(name)
    return files, [why.format(named(names), **asdict(limits)) for why, names in left_out.items() if why]


def everything(folder: Path) -> Iterator[tuple[str, str | None]]:
    """What lies in a folder, level by level and without following links: each name, and why it is no plain file."""
    folders, looked_at = deque([""]), 0
    while folders:
        here = folders.popleft()
        try:
            with os.scandir(folder / here) as found:
                there = sorted(islice(found, MOST_LOOKED_AT + 1 - looked_at), key=lambda entry: entry.name)
        except OSError:
            if here:
                yield here, UNREADABLE
            continue
        for entry in there:
            name = f"{here}/{entry.name}" if here else entry.name
            if (looked_at := looked_at + 1) > MOST_LOOKED_AT:
                yield name, NOT_SEEN
                return
            if name in NBGRADERS or any(fnmatch(entry.name, pattern) for pattern in IGNORED):
                continue
            try:
                mode = entry.stat(follow_symlinks=False).st_mode
            except OSError:
                yield name, UNREADABLE
                continue
            if stat.S_ISDIR(mode):
                if name.count("/") + 1 < DEEPEST and len(os.fsencode(name)) < LONGEST_NAME:
                    folders.append(name)
                else:
                    yield name, TOO_DEEP
            else:
                yield name, None if stat.S_ISREG(mode) else LINK if stat.S_ISLNK(mode) else SPECIAL


def unwanted(name: str, file: BinaryIO, courses: Mapping[str, Path]) -> str | None:
    """Why a plain file is left out, or None."""
    if not name.isprintable():
        return UNPRINTABLE
    if (own := courses.get(name)) and file.read(own.stat().st_size + 1) == own.read_bytes():
        return OWN
    if any(f"{other}/".startswith(f"{name}/") or f"{name}/".startswith(f"{other}/") for other in courses):
        return REPLACED
    if shadows(name):
        return MODULE
    kind, _ = mimetypes.guess_type(f"/{name}")
    return PAGE if kind and re.search(r"html|[/+]xml|(java|ecma)script", kind) else None


def shadows(name: str) -> bool:
    """Is this code that could be imported in the place of a module of Python's, of an installed package or of ours?"""
    top = name.partition("/")[0].partition(".")[0]
    return name.endswith(CODE) and (name.endswith(".pth") or top in NEVER or installed(top))


@cache
def installed(module: str) -> bool:
    # Not by find_spec, which also looks in the folder where the grader was started.
    return PathFinder.find_spec(module, site.getsitepackages()) is not None


def opened(folder: Path, name: str) -> BinaryIO:
    """A plain file in a folder, opened without following a link below it; OSError where it is none."""
    *folders, last = name.split("/")
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in folders:
            outer, here = here, os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
            os.close(outer)
        # Opening a pipe would wait for somebody to write to it.
        descriptor = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
    finally:
        os.close(here)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no plain file")
    return os.fdopen(descriptor, "rb")


def put(files: Mapping[str, Path], folder: Path) -> None:
    """Copy files into a folder under their names, there to be read only; one that has gone by now is left out."""
    for name, path in files.items():
        target = folder / name
        try:
            with opened(path.parents[name.count("/")], name) as file:
                content = file.read()
        except OSError:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(content)
        target.chmod(0o444)


def course_files(course: Course, stem: str) -> dict[str, Path]:
    """The files that are the course's own beside a notebook, by their name there: in source/, and all data sets."""
    folder = course.source(stem).parent
    data = {path.name: path for path in course.root.glob("datasets/*.h5")}
    return data | {name: folder / name for name, why in everything(folder) if why is None}
