"""A grading that something ends too early: how it is started and watched, and all that a grading must leave."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from nbgrader.api import Gradebook
from test_classroom import SECONDS, files
from test_postgresql import COURSE_ID, by_student, submissions_of, without_ids

from autograder.classroom.gradebook import is_written
from autograder.classroom.results import results_of
from autograder.course import Course

ZYGOTE, DESK = "autograder.sandbox.zygote", "autograder.classroom.desk"
A_MOMENT = 0.005
FOR_GOOD = 10
"""Seconds in which processes end whose parent was killed."""


def until(holds: Callable[[], Any], what: str, seconds: float = SECONDS) -> Any:
    """Wait for something, and give it."""
    ends = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < ends, what
        time.sleep(A_MOMENT)
    return found


# --- processes -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Program:
    """A program under way, in a process group and with a folder for temporary files of its own."""

    process: subprocess.Popen[bytes]
    folder: Path
    began: float

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8")

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The whole rows that it has printed so far, by student."""
        return by_student(self.out[: self.out.rfind("\n") + 1])

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def over(self) -> bool:
        return self.process.poll() is not None

    def ended(self) -> int:
        return self.process.wait(SECONDS)

    def kill(self) -> None:
        """kill -9 of all its group: not of the processes that grade, which lead groups of their own."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def zygotes(self) -> list[psutil.Process]:
        """Its warm interpreters."""
        return self.children(ZYGOTE)

    def desks(self) -> list[psutil.Process]:
        """Its processes that grade."""
        return self.children(DESK)

    def children(self, name: str) -> list[psutil.Process]:
        """The programs of this name that it has started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return [each for each in psutil.Process(self.process.pid).children(recursive=True) if is_called(each, name)]
        return []

    def at_work(self) -> set[int]:
        """The processes that students' code runs in just now: what its warm interpreters have forked."""
        found: set[int] = set()
        for zygote in self.zygotes():
            with contextlib.suppress(psutil.NoSuchProcess):
                below = zygote.children(recursive=True)
                # Behind namespaces the first child is the interpreter itself.
                parents = {each.ppid() for each in below}
                found |= {each.pid for each in below if each.pid not in parents and each.ppid() != zygote.pid}
        return found

    def left(self) -> list[str]:
        """The processes that were started for it and still run."""
        own = str(self.folder)
        return [
            f"{each.pid}: {' '.join(words)}"
            for each in psutil.process_iter(["cmdline"])
            if own in " ".join(words := each.info["cmdline"] or [])
        ]


def is_called(process: psutil.Process, name: str) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(Path(word).name == name for word in process.cmdline()[:4])
    return False


@contextlib.contextmanager
def started(*words: str, cwd: Path, **environment: str) -> Iterator[Program]:
    """A Python module as a program; ends it if need be, and sees to it that nothing of it goes on."""
    # Not pytest's own folder, which another user can't enter: a child of root's is one.
    folder = Path(tempfile.mkdtemp(prefix="disturbed-"))
    folder.chmod(0o755)
    try:
        with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=os.environ | {"TMPDIR": str(folder)} | environment,
                start_new_session=True,
            )
        program = Program(process, folder, time.monotonic())
        try:
            yield program
        finally:
            program.kill()
        until(lambda: not program.left(), f"still there: {program.left()}", FOR_GOOD)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def grading(course: Course, stem: str, *options: str) -> contextlib.AbstractContextManager[Program]:
    return started("autograder", "grade", stem, "--json", *options, cwd=course.root)


# --- what a grading leaves -------------------------------------------------------------------------


def left_by(course: Course, stem: str) -> dict[str, Any]:
    """The gradebook but for what nbgrader makes up, the ids of rows; and every file in autograded/."""
    for student, result in results_of(course, stem).items():
        assert is_written(course, result), student
    return {**book(course, stem), "autograded": files(course.root / "autograded")}


def book(course: Course, stem: str) -> dict[str, Any]:
    path = course.root / "gradebook.db"
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master ORDER BY name")]
        versions = database.execute("SELECT * FROM alembic_version").fetchall() if "alembic_version" in tables else None
    with Gradebook(f"sqlite:///{path}", COURSE_ID) as opened:
        return {
            "tables": [name for name in tables if "autoindex" not in name],
            "version": versions,
            "students": sorted(student.id for student in opened.students),
            "cells": sorted(
                (cell.name, cell.cell_type, cell.checksum) for cell in opened.find_notebook(stem, stem).source_cells
            ),
            "totals": sorted(map(str, map(without_ids, opened.submission_dicts(stem)))),
            "submissions": submissions_of(opened, stem),
        }


def whole_lines(course: Course, stem: str) -> list[str]:
    """The student of each whole line of the results file."""
    found = []
    path = course.results(stem)
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        with contextlib.suppress(ValueError):
            found.append(json.loads(line)["student"])
    return found


def one_clear_line(program: Program) -> str:
    """What a grading said that ended for a reason outside of it: how it goes on, no traceback."""
    said = program.out + program.err
    assert "Traceback" not in said, said[-3000:]
    assert program.process.returncode == 2, said
    line, *more = program.err.strip().splitlines()
    assert not more, program.err
    return line
