"""CPU and wall time of `autograder grade` beside stock `nbgrader autograde` on the same notebooks.

Both grade the well-behaved notebooks of the example class, repeated to a class of the size asked for, each in
a throw-away copy of the course. The stock copy has no configuration of ours: nbgrader's kernel runs the
hidden test cells, which call `grade("...")`.
"""

from __future__ import annotations

import argparse
import ctypes
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sys.executable).parent
PARTS_OF_A_COURSE = [
    "source",
    "release",
    "datasets",
    "notebooks",
    "autograder/exercises",
    "nbgrader_config.py",
]
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Run:
    """One grading of a class: seconds of CPU and on the clock, points by student."""

    cpu: float
    wall: float
    scores: dict[str, float]


def student(notebook: Path, number: int) -> str:
    """The name under which the class's submission `number` is handed in."""
    return f"{notebook.parent.name}_{number:03}"


def lay_out(course: Path, stem: str, notebooks: Sequence[Path], size: int) -> None:
    """Fill the folder `course` with the course and `size` submissions, the notebooks handed out in turn."""
    for part in PARTS_OF_A_COURSE:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, course / part)
        elif (ROOT / part).exists():
            shutil.copy(ROOT / part, course / part)
    for number, notebook in zip(range(size), itertools.cycle(notebooks), strict=False):
        folder = course / "submitted" / student(notebook, number) / stem
        folder.mkdir(parents=True)
        shutil.copy(notebook, folder / f"{stem}.ipynb")


def measured(command: Sequence[str], course: Path) -> tuple[float, float, str]:
    """Seconds of CPU, with all its descendants', seconds on the clock, and what it printed on stdout."""
    settings = str(course.parent / "settings")
    path = os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", os.defpath)])
    environment = os.environ | {"PATH": path, "JUPYTER_CONFIG_DIR": settings, "IPYTHONDIR": settings}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [str(SCRIPTS / command[0]), *command[1:]],
        cwd=course,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    wall = time.perf_counter() - start
    reap_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):  # 1: some submission could not be graded
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def reap_orphans() -> None:
    """Wait for descendants left behind by their parents: RUSAGE_CHILDREN counts only who was waited for."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.05)
        except ChildProcessError:
            return
    sys.exit("A process went on for 5 s after the grading had ended, so its CPU time can't be counted.")


def ours(course: Path, stem: str) -> tuple[Run, list[dict[str, Any]]]:
    """A run of `autograder grade`, and its rows."""
    cpu, wall, printed = measured(["autograder", "grade", stem, "--json"], course)
    rows = [json.loads(line) for line in printed.splitlines()]
    return Run(cpu, wall, {row["student"]: row["score"] for row in rows}), rows


def stock(course: Path, stem: str) -> Run:
    """A run of `nbgrader autograde` as it comes; generating the assignment first is not counted."""
    (course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    shutil.rmtree(course / "release")
    measured(["nbgrader", "generate_assignment", stem], course)
    cpu, wall, _ = measured(["nbgrader", "autograde", stem], course)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        rows = gradebook.submission_dicts(stem)
    return Run(cpu, wall, {row["student"]: row["score"] for row in rows})


def our_cells(notebook: Path) -> Counter[str]:
    """How often each cell that nbgrader knows is in this notebook, by grade_id."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    return Counter(mark["grade_id"] for mark in marks if "grade_id" in mark)


def well_behaved(course: Path, stem: str) -> list[Path]:
    """The example class's notebooks with each of our cells once, and nothing that crashes or never ends.

    Those are no match: a doubled cell ends stock nbgrader's batch, an endless loop costs it 30 s a cell.
    """
    notebooks = sorted((ROOT / "tests" / "classes" / stem).glob(f"*/{stem}.ipynb"))
    if not notebooks:
        sys.exit(f"There is no example class of {stem} in tests/classes/.")
    lay_out(course, stem, notebooks, len(notebooks))
    cells = our_cells(course / "source" / stem / f"{stem}.ipynb")
    calm = {
        row["student"]
        for row in ours(course, stem)[1]
        if row["status"] == "graded" and all(exercise["problem"] is None for exercise in row["exercises"])
    }
    return [
        notebook
        for number, notebook in enumerate(notebooks)
        if student(notebook, number) in calm and our_cells(notebook) == cells
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assignment", nargs="?", default="w3_shallow_network")
    parser.add_argument("-n", type=int, default=20, metavar="N", help="size of the class (default: 20)")
    asked = parser.parse_args()
    stem, size = asked.assignment, asked.n
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans become ours to wait for

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        courses = [Path(folder) / name / "course" for name in ("choose", "ours", "stock")]
        for course in courses:
            course.mkdir(parents=True)
        notebooks = well_behaved(courses[0], stem)
        for course in courses[1:]:
            lay_out(course, stem, notebooks, size)
        mine, theirs = ours(courses[1], stem)[0], stock(courses[2], stem)

    made_of = f"{size} submissions made of {len(notebooks)} different notebooks"
    table = Table(title=f"{stem}: {made_of}, {os.cpu_count()} cores", caption="per submission")
    table.add_column("what")
    for column in ("CPU s", "wall s", "CPU ratio", "wall ratio", "same total"):
        table.add_column(column, justify="right")
    other = [name for name, score in mine.scores.items() if abs(theirs.scores.get(name, -1) - score) > 0.01]
    for what, run in (("autograder grade", mine), ("nbgrader autograde, stock", theirs)):
        table.add_row(
            what,
            f"{run.cpu / size:.2f}",
            f"{run.wall / size:.2f}",
            f"{run.cpu / mine.cpu:.1f}",
            f"{run.wall / mine.wall:.1f}",
            f"{size - len(other)} of {size}" if run is theirs else "",
        )
    console = Console()
    console.print(table)
    for name in other:
        console.print(f"{name}: {mine.scores[name]} points, stock {theirs.scores.get(name, 'none')}")


if __name__ == "__main__":
    main()
