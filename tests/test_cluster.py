"""A real Dask cluster that grades: the same rows, gradebook and files as this machine, and what its troubles cost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import need
from disturbed import Program, grading, left_by, one_clear_line, started, until, whole_lines
from test_builds_on import RIGHT, STEPS, STEPS_EXERCISES, TRAINING, TRAINING_EXERCISES
from test_builds_on import hand_in as hand_in_small
from test_classroom import HOME, STEM, example, hand_in, new_course

from autograder.course import Course
from autograder.course.build import build

SMALL = "a_training"  # builds on `steps`
SLEEP = "import time\ntime.sleep(4)\n"


# --- the cluster -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cluster:
    address: str
    scheduler: Program
    stack: contextlib.ExitStack

    def worker(self, **environment: str) -> Program:
        """One more worker, of one thread, under a nanny that starts it again."""
        words = ("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-dashboard")
        where = self.scheduler.folder
        program = started(*words, "--local-directory", str(where), cwd=where, **environment)
        return self.stack.enter_context(program)

    @contextlib.contextmanager
    def client(self) -> Iterator[Any]:
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            yield client

    def wait_for(self, workers: int) -> None:
        with self.client() as client:
            client.wait_for_workers(workers, timeout=60)


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[Cluster]:
    need(find_spec("distributed") is not None, "There is no Dask: pip install '.[dask]'")
    with contextlib.ExitStack() as stack:
        words = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        # As docs/scale.md has it: whose worker is killed is tried on one other.
        environment = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
        scheduler = stack.enter_context(started(*words, cwd=Path(tempfile.gettempdir()), **environment))
        yield up(scheduler, stack, workers)


def up(scheduler: Program, stack: contextlib.ExitStack, workers: int) -> Cluster:
    def address() -> str | None:
        assert not scheduler.over, scheduler.err
        lines = [line for line in scheduler.err.splitlines() if "Scheduler at:" in line]
        return lines[0].split()[-1] if lines else None

    made = Cluster(until(address, "no scheduler"), scheduler, stack)
    for _ in range(workers):
        made.worker()
    if workers:
        made.wait_for(workers)
    return made


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Cluster]:
    with cluster(2) as made:
        yield made


# --- classes ---------------------------------------------------------------------------------------


def small(root: Path) -> tuple[Course, str]:
    """An assignment that builds on another, with a submission of each kind."""
    for name in ("notebooks", "source", "autograder/exercises", "datasets"):
        (root / name).mkdir(parents=True)
    for stem, text, declared in [("steps", STEPS, STEPS_EXERCISES), (SMALL, TRAINING, TRAINING_EXERCISES)]:
        (root / "notebooks" / f"{stem}.py").write_text(text)
        (root / "autograder" / "exercises" / f"{stem}.py").write_text(declared)
    (root / "datasets" / "numbers.h5").write_bytes(b"not looked into")
    shutil.copy(HOME / "nbgrader_config.py", root)
    course = Course(root)
    build(course)
    wrong = RIGHT["train"].replace("values = step", "step")
    for student in ("ada", "ben", "cho", "dee"):
        hand_in_small(course, student, SMALL, **({"train": wrong} if student == "dee" else {}))
    hand_in_small(course, "ada", "steps")
    hand_in_small(course, "ben", "steps", step="def step(values):\n    return [v + RATE for v in values]")
    hand_in_small(course, "eve", SMALL)
    course.submitted(SMALL, "eve").write_text('{"cells": [')
    return course, SMALL


def real(root: Path) -> tuple[Course, str]:
    """One of the course's own assignments, with files beside a notebook: one to copy, one to leave out."""
    course = new_course(root)
    for student, name in {"right": "ada_matmul", "wrong": "fin_keepdims", "truncated": "max_truncated"}.items():
        hand_in(course, student, example(name))
    folder = hand_in(course, "with_files", example("cho_einsum")).parent
    (folder / "pictures").mkdir()
    (folder / "pictures" / "points.csv").write_text("1,2\n")
    (folder / "page.html").write_text("<script>alert(1)</script>")
    (folder / "timestamp.txt").write_text("2026-08-27 10:00:00 UTC")
    return course, STEM


@dataclass(frozen=True)
class Local:
    """A class graded by this machine."""

    course: Course
    stem: str
    rows: dict[str, dict[str, Any]]
    left: dict[str, Any]
    code: int
    said: str

    @classmethod
    def of(cls, course: Course, stem: str) -> Local:
        with grading(course, stem, "--workers", "2") as run:
            code = run.ended()
            assert run.rows, run.err
            return cls(course, stem, run.rows, left_by(course, stem), code, run.err)

    def ungraded(self, root: Path) -> Course:
        """The same course with the same seed, not graded yet."""
        shutil.copytree(self.course.root, root, dirs_exist_ok=True)
        course = Course(root)
        shutil.rmtree(root / "autograded")
        (root / "gradebook.db").unlink()
        course.results(self.stem).unlink()
        return course


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Local:
    return Local.of(*small(tmp_path_factory.mktemp("local")))


@pytest.mark.usefixtures("nobody_there")  # they wait meanwhile
@pytest.mark.parametrize("kind", [small, real])
def test_a_cluster_leaves_what_this_machine_does(
    kind: Callable[[Path], tuple[Course, str]],
    local: Local,
    two_workers: Cluster,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    here = local if kind is small else Local.of(*kind(tmp_path_factory.mktemp("real")))
    course = here.ungraded(tmp_path)
    with grading(course, here.stem, "--scheduler", two_workers.address) as run:
        assert run.ended() == here.code == 1, run.err
        assert run.rows == here.rows
        assert run.err == here.said
    assert left_by(course, here.stem) == here.left
    if kind is real:
        assert "page.html" in here.said
        assert any(name.endswith("points.csv") for name in here.left["autograded"])
    else:
        scores = {student: row["score"] for student, row in here.rows.items()}
        assert scores == {"ada": 10, "ben": 10, "cho": 10, "dee": 0, "eve": 0}
        assert here.rows["ben"]["exercises"][0]["helpers_replaced"] == ["step"]


# --- workers that are killed -----------------------------------------------------------------------


def kill_a_busy_worker(client: Any, run: Program) -> None:
    def busy() -> int | None:
        assert not run.over, run.err
        working = [where for where, keys in client.processing().items() if keys]
        # One that was killed is still listed for a moment.
        return next(iter(client.run(os.getpid, workers=working, on_error="ignore").values()), None) if working else None

    os.kill(until(busy, "no busy worker"), signal.SIGKILL)


def test_a_killed_worker_costs_time_only(local: Local, two_workers: Cluster, tmp_path: Path) -> None:
    course = local.ungraded(tmp_path)
    two_workers.wait_for(2)
    with two_workers.client() as client, grading(course, SMALL, "--scheduler", two_workers.address) as run:
        kill_a_busy_worker(client, run)
        assert run.ended() == local.code, run.err
        assert run.rows == local.rows
    assert left_by(course, SMALL) == local.left


def test_who_loses_the_worker_twice_is_set_aside(local: Local, two_workers: Cluster, tmp_path: Path) -> None:
    course = local.ungraded(tmp_path)
    hand_in_small(course, "sleeper", SMALL, train=SLEEP + RIGHT["train"])
    two_workers.wait_for(2)
    with two_workers.client() as client, grading(course, SMALL, "--scheduler", two_workers.address) as run:
        others = set(local.rows)
        for _ in range(2):
            # All others are through: what is busy is the one that sleeps.
            until(lambda: run.over or others <= run.rows.keys(), "the others don't end")
            kill_a_busy_worker(client, run)
        assert run.ended() == 1, run.err
        rows, said = run.rows, run.err
    row = rows.pop("sleeper")
    assert rows == local.rows
    assert (row["status"], row["score"]) == ("killed", 0)
    assert "sleeper: killed. Its worker was killed while it was graded, 2 times." in said
    left = left_by(course, SMALL)
    assert {student: left["submissions"][student] for student in local.rows} == local.left["submissions"]
    assert local.left["autograded"].items() <= left["autograded"].items()
    lines = whole_lines(course, SMALL)
    with grading(course, SMALL, "--scheduler", two_workers.address) as run:
        assert run.ended() == 1
        assert run.rows == {**local.rows, "sleeper": row}
    assert whole_lines(course, SMALL) == lines


# --- a cluster that is no good ---------------------------------------------------------------------


def test_a_worker_of_other_code_is_named(local: Local, tmp_path: Path) -> None:
    shutil.copytree(HOME / "autograder", tmp_path / "other" / "autograder")
    with (tmp_path / "other" / "autograder" / "compare.py").open("a") as file:
        file.write("\n# changed\n")
    course = local.ungraded(tmp_path / "course")
    with cluster(0) as made:
        made.worker(PYTHONPATH=str(tmp_path / "other"))
        made.wait_for(1)
        with made.client() as client:
            (worker,) = client.nthreads()
        with grading(course, SMALL, "--scheduler", made.address) as run:
            run.ended()
            line = one_clear_line(run)
    assert worker in line
    assert "autograder's code is" in line
    assert whole_lines(course, SMALL) == []


@pytest.fixture(scope="module")
def nobody_there(local: Local) -> Iterator[dict[str, Program]]:
    """Two gradings that wait for a cluster: at the same time, since each has patience."""
    with contextlib.ExitStack() as stack, socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # taken, and nobody listens
        nowhere = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        alone = stack.enter_context(cluster(0))
        yield {
            where: stack.enter_context(grading(local.course, SMALL, "--scheduler", address))
            for where, address in (("no scheduler", nowhere), ("no workers", alone.address))
        }


@pytest.mark.parametrize(
    ("trouble", "said"),
    [("no scheduler", "No Dask scheduler answers at tcp://127.0.0.1:"), ("no workers", "has no workers: start some")],
)
def test_a_cluster_that_is_not_there_is_one_clear_line(
    trouble: str, said: str, nobody_there: dict[str, Program]
) -> None:
    nobody_there[trouble].ended()
    assert said in one_clear_line(nobody_there[trouble])


def test_workers_are_of_this_machine(local: Local) -> None:
    with grading(local.course, SMALL, "--scheduler", "tcp://127.0.0.1:1", "--workers", "2") as run:
        run.ended()
        assert "--workers" in one_clear_line(run)


def test_a_scheduler_that_goes_away_costs_no_result(local: Local, tmp_path: Path) -> None:
    course = local.ungraded(tmp_path)
    sleepers = ("sleeper", "other_sleeper")
    for student in sleepers:
        hand_in_small(course, student, SMALL, train=SLEEP + RIGHT["train"])
    with cluster(1) as made, grading(course, SMALL, "--scheduler", made.address) as run:
        until(lambda: run.over or len(run.rows) > 1, "no rows")
        made.scheduler.kill()
        run.ended()
        line = one_clear_line(run)
        first = run.rows
    assert "has gone" in line
    assert "run the same command again" in line
    before = whole_lines(course, SMALL)
    assert first.keys() <= set(before)
    with grading(course, SMALL, "--workers", "2") as run:
        assert run.ended() == local.code
        rows = run.rows
    assert {student: rows[student] for student in first} == first
    assert [rows.pop(student)["score"] for student in sleepers] == [10, 10]
    assert rows == local.rows
    left = left_by(course, SMALL)
    assert {student: left["submissions"][student] for student in local.rows} == local.left["submissions"]
    lines = whole_lines(course, SMALL)
    assert lines[: len(before)] == before
    assert sorted(lines) == sorted([*local.rows, *sleepers])
