"""Release -> recall: the same notebooks for a second time, without the text that explains them.

`recall/<stem>/` is made from what students have, so it can't hold a solution. It lies beside release/ and not in it:
`nbgrader generate_assignment` empties release/<stem>/, and what a learner wrote there would go with it.
"""

from __future__ import annotations

import io
import re
import shutil
import tokenize
from collections.abc import Sequence
from dataclasses import replace

import nbformat
from nbformat import NotebookNode

from autograder import examples, wording
from autograder.course.build import as_built, digest
from autograder.course.layout import Course, CourseError

__all__ = ["recall"]

ABOUT = (
    "From memory: the exercises of `{}` once more, without its text. The checks are the same, and there are no hints. "
    "Symbols and shapes on one page: [notation](notation.html)."
)
HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PLACE = "YOUR CODE HERE"


def recall(course: Course, stems: Sequence[str]) -> list[str]:
    """Make recall/<stem>/ from release/ for each of these stems that has exercises; for which it was made.

    CourseError, and nothing is written, where somebody has worked in one that is there.
    """
    made = [stem for stem in stems if course.exercises(stem).is_file()]
    for path in map(course.recall, made):
        if not as_built(path):
            raise CourseError(f"{path} was worked in: move the folder {path.parent} away, then build again.")
    for stem in made:
        released, path = course.release(stem), course.recall(stem)
        shutil.copytree(released.parent, path.parent, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
        nbformat.write(recalled(nbformat.read(released, as_version=4), stem), path)
        frozen = path.with_name("examples.h5")
        examples.write(frozen, stem, [replace(question, hints=()) for question in examples.read(frozen).values()])
    return made


def recalled(notebook: NotebookNode, stem: str) -> NotebookNode:
    """What becomes of a released notebook: its headings, its given code, its stubs and its checks."""
    cells = outline(notebook.cells)
    cells[0].source = "\n\n".join([cells[0].source, ABOUT.format(stem), wording.INSTALL])
    made = nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)
    made.metadata.autograder.digest = digest(made)
    return made


def outline(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The cells that stay, and a cell for each heading that has one of them below it."""
    found: list[str | NotebookNode] = []
    for cell in cells:
        if cell.metadata.get("autograder", {}).get("kind") == "written":
            while not (isinstance(found[-1], str) and level(found[-1]) <= 2):
                found.pop()  # the run that only this question asks about
        elif cell.cell_type == "markdown":
            found += HEADING.findall(FENCED.sub("", cell.source))
        elif not guess(cell):
            found.append(without_steps(cell))
    kept = [(i, entry) for i, entry in enumerate(found) if not isinstance(entry, str) or headed(found, i)]
    return [
        nbformat.v4.new_markdown_cell(entry, id=f"heading_{i:02}") if isinstance(entry, str) else entry
        for i, entry in kept
    ]


def level(heading: str) -> int:
    return len(heading.partition(" ")[0])


def headed(found: Sequence[str | NotebookNode], number: int) -> bool:
    """Does code stand below a heading, before the next of its level?"""
    for entry in found[number + 1 :]:
        if not isinstance(entry, str):
            return True
        if level(entry) <= level(found[number]):
            return False
    return False


def guess(cell: NotebookNode) -> bool:
    """Does a cell ask for a shape? Its expression is often the line that is to be remembered."""
    return "autograder" not in cell.metadata and "predict_shape(" in cell.source


def without_steps(cell: NotebookNode) -> NotebookNode:
    """A stub without the comments that say how to go about it; any other cell as it is."""
    if cell.metadata.get("autograder", {}).get("kind") == "solution":
        tokens = tokenize.generate_tokens(io.StringIO(cell.source).readline)
        comments = (token for token in tokens if token.type == tokenize.COMMENT and PLACE not in token.string)
        steps = {token.start[0] for token in comments if token.line.lstrip().startswith("#")}
        lines = enumerate(cell.source.splitlines(), start=1)
        cell.source = "\n".join(line for number, line in lines if number not in steps)
    return cell
