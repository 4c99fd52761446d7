"""What a learner's code does besides: told, never charged. Reads the notebook's data, loops where an array would do."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder import wording
from autograder.cells import bound, loops, outside
from autograder.examples import Question, enlarged
from autograder.grading.submission import by_text, parsed
from autograder.sandbox import Session

__all__ = ["Code", "besides"]

SLOW, TIMES = 0.01, 20
"""A loop is worth a word where it takes so many seconds of CPU, and so many times what the solution takes."""


@dataclass(frozen=True)
class Code:
    """What the text of a notebook's cells says: each function's last definition, and the names of data."""

    functions: dict[str, ast.FunctionDef]
    data: set[str]

    @classmethod
    def of(cls, sources: Iterable[str]) -> Code:
        functions: dict[str, ast.FunctionDef] = {}
        data: set[str] = set()
        made: set[str] = set()
        for source in sources:
            there = of_cell(source)
            functions |= there.functions
            data |= there.data
            made |= there.made
        return cls(functions, data - made)


@dataclass(frozen=True)
class OfCell:
    """What one cell defines, and which names it gives to data and to everything else."""

    functions: dict[str, ast.FunctionDef]
    data: set[str]
    made: set[str]


@by_text(256)  # it holds on to trees
def of_cell(source: str) -> OfCell:
    found = OfCell({}, set(), set())
    for statement in tree.body if (tree := parsed(source)) else ():
        making = isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom))
        (found.made if making else found.data).update(bound(statement))
        if isinstance(statement, ast.FunctionDef):
            found.functions[statement.name] = statement
    return found


def besides(question: Question, written: Code, session: Session, *, right: bool) -> Iterator[str]:
    """What to tell about the learner's function; only a right one's speed is of interest."""
    function = written.functions.get(question.name)
    if function is None:
        return
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):  # of symtable, on odd code
        if names := outside(function, written.data):
            yield wording.outside(names)
    if right and question.large and loops(function):
        theirs, ours = timed(question, session)
        if theirs > SLOW and theirs > TIMES * ours > 0:
            yield wording.slow(theirs, ours)


def timed(question: Question, session: Session) -> tuple[float, float]:
    """Seconds of CPU of the learner's function and of the solution, as their processes tell; 0 where one gave none."""
    args, keywords = enlarged(question.large), frozenset(question.keywords)
    ours = session.solved(question.name, args, keywords=keywords)
    theirs = session.call(question.name, args, keywords=keywords)
    return theirs.seconds, max(ours.seconds, 1e-4) if ours.kind == "value" else 0.0
