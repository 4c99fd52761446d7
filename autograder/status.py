"""How far a learner's notebooks are, without opening them: what the check says of each exercise, as they are saved.

The code of each notebook runs in a Python of its own, `python -m autograder.status NOTEBOOK`: what does not end there,
or ends that Python, costs the notebook's own row.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from autograder import examples
from autograder.card import Report
from autograder.check import examine, last_cell_with
from autograder.earlier import code_of, defined, readable, saved
from autograder.wording import WORDS, number, on_a_line

__all__ = ["SECONDS", "Exercise", "Row", "look_at", "notebooks", "table"]

SECONDS = 60
"""So long may one notebook take; each of ours, solved, took less than 4 s with two at a time on two slow cores."""


@dataclass
class Exercise:
    """One exercise, and what its check says."""

    name: str
    max_points: float
    points: float = 0.0
    right: bool = False
    why: str = "not tried"
    """Why it is not right, in a few words."""
    says: str = ""


@dataclass
class Row:
    """What there is to say about one notebook."""

    path: Path
    exercises: list[Exercise] = field(default_factory=list)
    """In the notebook's order; a lesson has none."""
    ran: bool = False
    """Did the cells run to the end that the exercises need?"""
    problem: str | None = None
    """Why the exercises were not all tried."""
    notes: list[str] = field(default_factory=list)
    """What else went wrong on the way: a cell that stops, a notebook that is not beside this one."""

    @property
    def open(self) -> list[Exercise]:
        return [exercise for exercise in self.exercises if not exercise.right]

    @property
    def first(self) -> Exercise | None:
        """The exercise to look at first: the first that is open, or, with a problem, that took the time or ended it."""
        blamed = (exercise for exercise in self.open if not exercise.says or exercise.why == WORDS["timeout"])
        if self.problem:
            return next(blamed, None) if self.ran else None
        return next(iter(self.open), None)

    @property
    def why(self) -> str | None:
        """Why to look there."""
        return self.problem or (self.first and self.first.why)

    @property
    def points(self) -> float:
        return round(sum(exercise.points for exercise in self.exercises), 2)

    @property
    def max_points(self) -> float:
        return sum(exercise.max_points for exercise in self.exercises)

    def as_json(self) -> dict[str, Any]:
        return {
            "notebook": self.path.stem,
            "path": str(self.path),
            "right": len(self.exercises) - len(self.open),
            "open": [exercise.name for exercise in self.open],
            "points": self.points,
            "max_points": self.max_points,
            "first": self.first.name if self.first else None,
            "why": self.why,
            "problem": self.problem,
            "notes": self.notes,
            "exercises": list(map(asdict, self.exercises)),
        }


def notebooks(folder: Path) -> list[Path]:
    """The notebooks below a folder, or of this one folder, each in a folder of its own name as they are given out."""
    folders = [folder, *sorted(each for each in folder.iterdir() if each.is_dir())]
    return [path for each in folders if (path := each / f"{each.name}.ipynb").is_file()]


def look_at(paths: Sequence[Path], seconds: float = SECONDS) -> Iterator[Row]:
    """What there is to say about each of the notebooks, several at a time, in their order."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda path: row(path, seconds), paths)


def row(path: Path, seconds: float) -> Row:
    """What another Python finds out about a notebook; it tells one thing a line, so that what it saw in time counts."""
    found = Row(path)
    try:
        told = subprocess.run(
            [sys.executable, "-m", "autograder.status", path.name],
            cwd=path.parent,
            env={**os.environ, "MPLBACKEND": "agg"},  # no window opens
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
        ).stdout
        late = False
    except subprocess.TimeoutExpired as error:
        told, late = error.stdout or b"", True
    lines = [json.loads(line) for line in told.split(b"\n")[:-1]]  # what ends without an end of line was cut off
    for line in lines:
        if "asked" in line:
            found.exercises = [Exercise(name, points) for name, points in line["asked"].items()]
        elif "name" in line:
            place = [exercise.name for exercise in found.exercises].index(line["name"])
            found.exercises[place] = Exercise(**line)
        elif "note" in line:
            found.notes.append(line["note"])
        found.ran = found.ran or "ran" in line
        found.problem = line.get("problem", found.problem)
    if late:
        found.problem = f"took longer than {seconds:g} s{'' if found.ran else ', outside the exercises'}"
    elif not lines or "done" not in lines[-1]:
        found.problem = "its code ended Python: by exit(), or is there no memory left?"
    return found


def table(rows: Sequence[Row]) -> Table:
    """A row a notebook."""
    shown = Table(box=SIMPLE, pad_edge=False)
    for heading, justify in (("notebook", "left"), ("right", "right"), ("points", "right"), ("look at first", "left")):
        shown.add_column(heading, justify=justify, overflow="fold")
    shown.add_column("why", overflow="fold", ratio=1)
    for row in rows:
        exercises = f"{len(row.exercises) - len(row.open)} of {len(row.exercises)}" if row.exercises else ""
        points = f"{number(row.points)} of {number(row.max_points)}" if row.exercises else ""
        why = row.why or ("everything is right" if row.exercises else "a lesson: it has no exercises")
        cells = (row.path.stem, exercises, points, row.first.name if row.first else "", why)
        shown.add_row(*(Text(on_a_line(cell)) for cell in cells))
    return shown


# --- in the other Python --------------------------------------------------------------------------


def things(path: Path) -> Iterator[dict[str, Any]]:
    """What there is to tell about the notebook in this folder, thing by thing."""
    try:
        if not any(re.search(r"^check\(", source, re.MULTILINE) for source in code_of(path, without=())):
            return  # a lesson
        sources = code_of(path)
        asked = examples.read(Path.cwd() / "examples.h5")
    except (ValueError, examples.FileProblem) as problem:
        yield {"problem": str(problem)}
        return
    yield {"asked": {name: question.points for name, question in asked.items()}}
    given: dict[str, Any] = {}
    for stem in loaded(sources):
        try:
            questions, names, _ = saved(Path.cwd().parent / stem / f"{stem}.ipynb")
            given |= {name: names[name] for name in questions if name in names}
        except (FileNotFoundError, ValueError) as problem:
            yield {"note": str(problem)}
    namespace, broken = defined(path.stem, sources, asked, given)
    yield from ({"note": problem} for problem in broken)
    yield {"ran": True}
    namespace["In"] = ["", *sources]
    for name, question in asked.items():
        if last_cell_with(name, namespace) is None:
            report = Report("not there", name, gone := "the notebook has no cell that defines it.", why=gone)
        else:
            report = examine(name, namespace)
        points = question.points * report.share
        yield asdict(Exercise(name, question.points, points, report.right, report.why, report.plain))


def loaded(sources: Sequence[str]) -> list[str]:
    """The notebooks whose functions this one loads: `earlier("w4_deep_network")`."""
    trees, _ = readable(sources)
    calls = (node for _, tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) == 1)
    stems = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "earlier")
    return [stem.value for stem in stems if isinstance(stem, ast.Constant) and isinstance(stem.value, str)]


def tell(path: Path, out: TextIO) -> None:
    """Write what there is to tell, a line of JSON each, and at the end that it is the end."""
    try:
        for thing in things(path):
            print(json.dumps(thing), file=out, flush=True)
    except Exception as error:  # a class of the learner's own whose methods raise, say
        print(json.dumps({"problem": f"{type(error).__name__} while it was looked at"}), file=out, flush=True)
    print(json.dumps({"done": True}), file=out, flush=True)


if __name__ == "__main__":
    # What the learner's code writes is not ours to read, however it writes.
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    tell(Path(sys.argv[1]), ours)
