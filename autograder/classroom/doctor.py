"""What isolates students' code on this machine, layer by layer, as tables for a terminal."""

from __future__ import annotations

import os
import platform
import stat
import tempfile
from pathlib import Path

from rich import box
from rich.table import Table

from autograder.course import Course, CourseError
from autograder.grading import settings
from autograder.sandbox import LAYERS, MINIMUM, Limits, NotIsolated, Zygote, isolation, missing

__all__ = ["examine", "open_to_others"]

TESTED = ("x86_64", "AMD64")


def examine(course: Course) -> tuple[str, str, list[Table]]:
    """The isolation that the course asks for, the one that this machine has, and what was looked at and tried.

    Outside a course folder, the ordinary settings are taken.
    """
    if not course.root.is_dir():
        raise CourseError(f"There is no folder {course.root}: change to the course folder, or use --course DIR.")
    is_course = (course.root / "nbgrader_config.py").is_file()
    minimum, limits = settings(course) if is_course else (MINIMUM, Limits())
    tier = isolation("plain")
    return minimum, tier, [layers(), attacks(course, tier, limits)]


def open_to_others(folder: Path) -> str | None:
    """Whether any account of this machine can read what is in the course's folder, and the mend; None where not."""
    root = folder.resolve()
    # Where a folder above is closed to others, so is all that is in it.
    if not all(each.stat().st_mode & stat.S_IXOTH for each in (root, *root.parents)):
        return None
    return (
        f"Every account on this machine can read what is in {root}: solutions, submissions, grades. Close it: "
        f"`chmod o-rwx {root}`."
    )


def layers() -> Table:
    table = Table(title=f"Layers on this {platform.system()}, {platform.machine()}", box=box.SIMPLE, show_lines=True)
    for column in ("layer", "here", "keeps students' code from", "to have it"):
        table.add_column(column, overflow="fold")
    for layer in LAYERS:
        why = missing("limits", layer.name)
        here = "[green]active[/]" if why is None else f"[red]missing[/]: {why}"
        table.add_row(layer.name, here, layer.keeps, "" if why is None else layer.get)
    if platform.machine() not in TESTED:
        table.caption = f"Not tested on {platform.machine()}: trust the attacks below, not the layers."
    return table


def attacks(course: Course, tier: str, limits: Limits) -> Table:
    """What a child of this machine tried against this process and the course's files, and how it fared."""
    table = Table(title=f"Attacks tried just now, under {tier}", box=box.SIMPLE)
    table.add_column("can a submission ...")
    table.add_column("")
    files = ("gradebook.db", "results/*.seed", "results/*.jsonl", "source/*/*.ipynb", "submitted/*/*/*.ipynb")
    private = [path for pattern in files for path in sorted(course.root.glob(pattern))[:3]]
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        try:
            with Zygote(Path(folder), limits, tier=tier) as zygote:
                outcomes = zygote.attack(private)
        except (NotIsolated, RuntimeError) as error:
            raise CourseError(str(error)) from None
    for attack, stopped in outcomes.items():
        table.add_row(attack, "[green]no[/]" if stopped else "[red]YES[/]")
    if tier == "plain":
        table.caption = "Nothing else is tried: plain promises no more."
    return table
