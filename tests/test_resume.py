"""Whatever is killed at whatever moment: the next start loses nothing, repeats nothing, and ends as undisturbed."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from disturbed import ZYGOTE, Program, grading, is_called, left_by, one_clear_line, until, whole_lines
from test_classroom import STEM, edited, example, hand_in, new_course

from autograder.classroom.grader import Grader
from autograder.course import Course


def with_cell(source: str) -> Callable[[dict[str, Any]], None]:
    """A cell of the student's own, before those of the exercises."""

    def change(notebook: dict[str, Any]) -> None:
        cell = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": 1}
        notebook["cells"].insert(1, {**cell, "source": source})

    return change


CLASS = {
    "right": example("ada_matmul"),
    "right_too": example("ben_dot"),
    "untouched": example("eve_untouched"),
    "half_wrong": example("fin_keepdims"),
    "mistaken": example("hal_average"),
    "deadly": edited("ada_matmul", with_cell("import os\nos._exit(1)")),
    "truncated": example("max_truncated"),
    "colab": example("nia_colab"),
    "endless": example("lou_endless"),
    "partial": example("oli_partial"),
}
SLEEPER = edited("eve_untouched", with_cell("import time\ntime.sleep(3)"))


@dataclass(frozen=True)
class Undisturbed:
    """A class graded in one go."""

    course: Course
    rows: dict[str, dict[str, Any]]
    left: dict[str, Any]
    code: int
    seconds: float

    def copy(self, root: Path) -> Course:
        """The same course, graded."""
        shutil.copytree(self.course.root, root, dirs_exist_ok=True)
        return Course(root)

    def ends(self, course: Course, *options: str) -> Program:
        """Grade to the end, and see that it is the same."""
        with grading(course, STEM, "--workers", "2", *options) as run:
            assert run.ended() == self.code, run.err
            assert run.rows == self.rows
        assert left_by(course, STEM) == self.left
        return run


def class_of(root: Path, seed: Path | None = None) -> Course:
    """A course with the class handed in, and with the secret seed of another."""
    course = new_course(root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Sandbox.call_seconds = 0.5\n")  # of which the endless one takes all
    for student, notebook in CLASS.items():
        folder = hand_in(course, student, notebook).parent
        (folder / "timestamp.txt").write_text("2026-08-27 10:00:00 UTC")
    if seed:
        course.seed(STEM).parent.mkdir()
        shutil.copy(seed, course.seed(STEM))
    return course


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    course = class_of(tmp_path_factory.mktemp("undisturbed"))
    with grading(course, STEM, "--workers", "2") as run:
        code, seconds, rows = run.ended(), run.seconds, run.rows
    assert rows.keys() == CLASS.keys(), run.err
    assert sorted(whole_lines(course, STEM)) == sorted(CLASS)
    return Undisturbed(course, rows, left_by(course, STEM), code, seconds)


def test_the_undisturbed_is_worth_comparing_with(undisturbed: Undisturbed) -> None:
    found = {student: (row["status"], row["score"]) for student, row in undisturbed.rows.items()}
    assert found == {
        "right": ("graded", 100),
        "right_too": ("graded", 100),
        "untouched": ("graded", 0),
        "half_wrong": ("graded", 90),
        "mistaken": ("graded", 60),
        "deadly": ("graded", 100),
        "truncated": ("unreadable", 0),
        "colab": ("graded", 100),
        "endless": ("graded", 84),
        "partial": ("graded", 38),
    }
    assert undisturbed.code == 1
    assert undisturbed.left["version"]
    assert undisturbed.left["submissions"].keys() == CLASS.keys()
    assert len([name for name in undisturbed.left["autograded"] if name.endswith(".ipynb")]) == len(CLASS)


# --- the command itself ----------------------------------------------------------------------------

Moment = Callable[[Program, Course, float], bool]
"""Has it come? Told the grading, its course, and how long an undisturbed one takes."""


def printed(number: int) -> Moment:
    return lambda run, course, whole: run.out.count("\n") >= number


def passed(share: float) -> Moment:
    return lambda run, course, whole: run.seconds >= share * whole


def tables_made(run: Program, course: Course, whole: float) -> bool:
    """nbgrader has made its tables, and asks another program for the version that it is to note."""
    return bool(run.children("alembic"))


def drawn(seed: int) -> list[Moment]:
    """One or two moments by chance: at any time, or after any row."""
    chance = random.Random(seed)
    kinds = (lambda: passed(chance.random()), lambda: printed(chance.randint(1, len(CLASS) - 1)))
    return [chance.choice(kinds)() for _ in range(chance.randint(1, 2))]


KILLS = {
    "while the database is made": [tables_made],
    **{f"seed {seed}": drawn(seed) for seed in (4, 13)},
}


@pytest.mark.parametrize("moments", KILLS.values(), ids=KILLS)
def test_a_killed_grading_goes_on_where_it_was(moments: list[Moment], undisturbed: Undisturbed, tmp_path: Path) -> None:
    course = class_of(tmp_path, undisturbed.course.seed(STEM))
    for moment in moments:
        before = written(course)
        with grading(course, STEM, "--workers", "2") as run:
            until(lambda run=run, moment=moment: run.over or moment(run, course, undisturbed.seconds), "no such moment")
            run.kill()
            rows = run.rows
        assert all(row == undisturbed.rows[student] for student, row in rows.items())
        assert rows.keys() <= set(whole_lines(course, STEM))
        assert written(course).startswith(before)
    before = written(course)
    undisturbed.ends(course)
    assert written(course).startswith(before)
    assert sorted(whole_lines(course, STEM)) == sorted(CLASS)


def written(course: Course) -> bytes:
    path = course.results(STEM)
    return path.read_bytes() if path.is_file() else b""


def test_ctrl_c_costs_nothing_either(undisturbed: Undisturbed, tmp_path: Path) -> None:
    course = class_of(tmp_path, undisturbed.course.seed(STEM))
    with grading(course, STEM, "--workers", "2") as run:
        until(lambda: run.out.count("\n") >= 2, "no rows")
        run.process.send_signal(signal.SIGINT)
        assert run.ended() == 130, run.err
        assert "Traceback" not in run.err
        assert len(run.rows) < len(CLASS)
        assert all(row == undisturbed.rows[student] for student, row in run.rows.items())
    undisturbed.ends(course)
    assert sorted(whole_lines(course, STEM)) == sorted(CLASS)


# --- the processes that grade, and the interpreters that students' code runs in ----------------------

PROCESSES = {"interpreter": Program.zygotes, "process": Program.desks}
AS_SOON_AS = {
    "one is there": lambda run: run.zygotes(),
    "three rows are out": lambda run: run.out.count("\n") >= 3,
}


@pytest.mark.parametrize("what", PROCESSES)
@pytest.mark.parametrize("moment", AS_SOON_AS.values(), ids=AS_SOON_AS)
def test_killed_processes_cost_time_only(
    moment: Callable[[Program], Any], what: str, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """All of them at one moment, so that no submission meets it twice."""
    course = undisturbed.copy(tmp_path)
    with grading(course, STEM, "--workers", "2", "--force") as run:
        until(lambda: run.over or moment(run), "no such moment")
        assert kill(PROCESSES[what](run))
        assert run.ended() == undisturbed.code, run.err
        assert run.rows == undisturbed.rows
    assert left_by(course, STEM) == undisturbed.left


def kill(found: list[psutil.Process]) -> int:
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return len(found)


def test_what_needs_no_interpreter_is_judged_without_one(undisturbed: Undisturbed) -> None:
    with Grader(undisturbed.course, STEM) as grader:
        (zygote,) = [each for each in psutil.Process().children() if is_called(each, ZYGOTE)] if grader.zygote else ()
        zygote.kill()
        until(lambda: not grader.zygote.alive, "it lives")
        _, result = grader.tried(grader.work("truncated"))
    assert result.status == "unreadable", result.problem


@pytest.mark.parametrize("what", PROCESSES)
def test_who_loses_its_process_twice_is_set_aside(what: str, undisturbed: Undisturbed, tmp_path: Path) -> None:
    course = undisturbed.copy(tmp_path)
    hand_in(course, "sleeper", SLEEPER)
    with grading(course, STEM, "--workers", "2") as run:
        for _ in range(2):
            asleep(run)
            assert kill(PROCESSES[what](run))
        assert run.ended() == 1
        rows, said = run.rows, run.err
    row = rows.pop("sleeper")
    assert rows == undisturbed.rows
    assert (row["status"], row["score"]) == ("killed", 0)
    assert all("ended from outside" in exercise["problem"] for exercise in row["exercises"])
    assert f"sleeper: killed. The {what}" in said
    left = left_by(course, STEM)
    assert {student: left["submissions"][student] for student in CLASS} == undisturbed.left["submissions"]
    assert undisturbed.left["autograded"].items() <= left["autograded"].items()
    again = written(course)
    with grading(course, STEM, "--workers", "2") as run:
        assert run.ended() == 1
        assert run.rows == {**undisturbed.rows, "sleeper": row}
    assert written(course) == again
    assert left_by(course, STEM) == left


def asleep(run: Program) -> None:
    """Wait for a process of students' code that has been there for a while."""
    since: dict[int, float] = {}

    def found() -> bool:
        assert not run.over, run.err
        there = run.at_work()
        for gone in since.keys() - there:
            del since[gone]
        return any(time.monotonic() - since.setdefault(pid, time.monotonic()) > 0.7 for pid in there)

    until(found, "nobody sleeps")


# --- the database ----------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """Another process, which has nbgrader's database for itself."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        yield
        database.execute("ROLLBACK")


def test_a_database_that_is_locked_before_the_start_changes_nothing(undisturbed: Undisturbed, tmp_path: Path) -> None:
    course = undisturbed.copy(tmp_path)
    shutil.rmtree(course.root / "autograded")  # so that there is something to do
    before = written(course)
    with locked(course), grading(course, STEM, "--workers", "2") as run:
        run.ended()
        assert "locked" in one_clear_line(run)
    undisturbed.ends(course)
    assert written(course) == before


def test_a_database_that_is_locked_in_the_middle_costs_no_result(undisturbed: Undisturbed, tmp_path: Path) -> None:
    course = class_of(tmp_path, undisturbed.course.seed(STEM))
    with grading(course, STEM, "--workers", "2") as run:
        until(lambda: run.over or run.out, "no row")
        with locked(course):
            run.ended()
        line = one_clear_line(run)
        assert "locked" in line
        assert "run the same command again" in line
        assert all(row == undisturbed.rows[student] for student, row in run.rows.items())
        before = written(course)
        assert run.rows.keys() <= set(whole_lines(course, STEM))
    undisturbed.ends(course)
    assert written(course).startswith(before)
    assert sorted(whole_lines(course, STEM)) == sorted(CLASS)
