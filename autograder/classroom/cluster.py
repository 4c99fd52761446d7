"""A Dask cluster that grades: submissions and results go over the scheduler as bytes, only this process writes.

A worker needs the package `autograder` and nothing of the course: that goes along, its secret seed with it, into a
folder that is removed at the end. Each of its threads has a warm interpreter in a sandbox of its own.
"""

from __future__ import annotations

import io
import json
import logging
import shutil
import sys
import tempfile
import threading
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import numpy as np
from distributed import Client, Future, KilledWorker, WorkerPlugin, get_worker
from distributed.comm.core import CommClosedError
from threadpoolctl import threadpool_limits

from autograder.classroom.gradebook import Graded, Rows, with_notebook
from autograder.classroom.grader import TRIES, Grader, Work, exam_of, set_aside
from autograder.course import Course, CourseError
from autograder.grading import Handed, Result, opened, own_code, settings
from autograder.sandbox import TIERS, Limits, NotIsolated, isolation

__all__ = ["Cluster"]

PATIENCE = 15  # seconds, for a scheduler that answers and a first worker
AT_LEAST = 32  # submissions under way: a cluster that grows with its work must see that there is some


# --- what goes over ---------------------------------------------------------------------------------


def of_course(course: Course, stem: str) -> bytes:
    """The part of the course that grading an assignment reads, its seed and its hidden cases included."""
    stems = [stem]
    while earlier := course.header(stems[-1]).get("builds_on"):
        stems.append(earlier)
    files = [course.root / "nbgrader_config.py", course.seed(stem), course.exam(stem)]
    files += course.root.glob("datasets/*.h5")
    for each in stems:
        files += [course.text(each), course.exercises(each)]
        files += [path for part in (course.source, course.release) for path in part(each).parent.rglob("*")]
    return packed({path.relative_to(course.root).as_posix(): path.read_bytes() for path in files if path.is_file()})


def packed(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how, compresslevel=1) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def of_work(work: Work) -> bytes:
    """What a student handed in: the notebooks, the files beside them, and what was said of those left out."""
    head: dict[str, Any] = {"student": work.student}
    files: dict[str, bytes] = {}
    for part, handed in (("notebook", work.notebook), ("earlier", work.earlier)):
        if handed:
            names = dict(beside(handed))
            files[part] = handed.content
            files |= {f"{part}-{number}": data for number, data in enumerate(names.values())}
            head[part] = {
                "name": handed.name,
                "files": list(names),
                "notes": handed.notes,
                "refused": handed.refused,
            }
    return packed({"head": json.dumps(head).encode(), **files}, zipfile.ZIP_STORED)  # pictures are packed already


def beside(handed: Handed) -> Iterator[tuple[str, bytes]]:
    for name, path in handed.files.items():
        try:
            with opened(path.parents[name.count("/")], name) as file:
                yield name, file.read()
        except OSError:  # it has gone by now
            continue


def as_work(content: bytes, folder: Path) -> Work:
    """The same, its files laid into a folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        head = json.loads(archive.read("head"))
        found: dict[str, Handed] = {}
        for part in ("notebook", "earlier"):
            if told := head.get(part):
                files = {}
                for number, name in enumerate(told["files"]):
                    files[name] = path = folder / part / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(archive.read(f"{part}-{number}"))
                why = tuple(told["refused"]) if told["refused"] else None
                found[part] = Handed(told["name"], archive.read(part), files, tuple(told["notes"]), why)
    return Work(head["student"], found["notebook"], found.get("earlier"))


def of_graded(graded: Graded) -> bytes:
    told = {"result": graded.result.stored(), "notebook": graded.notebook, "rows": asdict(graded.rows)}
    return json.dumps(told).encode()


def as_graded(content: bytes) -> Graded:
    told = json.loads(content)
    return Graded(Result.from_stored(told["result"]), told["notebook"], Rows(**told["rows"]))


# --- a worker ---------------------------------------------------------------------------------------


def versions() -> dict[str, str]:
    """What must be the same on all sides: a result must not depend on who worked it out."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"autograder's code": own_code()[:12], "Python": python, "NumPy": np.__version__}


def examined(minimum: str, only: str | None) -> dict[str, Any]:
    """A worker's versions, and how it isolates students' code, or why it does not."""
    try:
        return {"versions": versions(), "isolation": isolation(minimum, only=only)}
    except NotIsolated as error:
        return {"versions": versions(), "why": str(error)}


class Desk(WorkerPlugin):
    """What a worker grades with: the course in a folder of its own, made when the first submission comes."""

    def __init__(self, name: str, course: bytes, stem: str, limits: Limits, only: str | None) -> None:
        self.name, self.course, self.stem, self.limits, self.only = name, course, stem, limits, only
        self.versions = versions()

    def setup(self, worker: Any) -> None:
        self.scratch = worker.local_directory  # Dask clears up there behind a worker that was killed
        self.lock = threading.Lock()
        self.folder: Path | None = None

    def teardown(self, worker: Any) -> None:
        with self.lock:
            if self.folder:
                self.grader.close()
                shutil.rmtree(self.folder, ignore_errors=True)
                self.folder = None

    def ready(self) -> Grader:
        with self.lock:
            if self.folder is None:
                if self.versions != versions():  # a worker that joined later
                    raise CourseError(other_versions(str(get_worker().address), versions(), self.versions))
                folder = Path(tempfile.mkdtemp(prefix="autograder-course-", dir=self.scratch))
                with zipfile.ZipFile(io.BytesIO(self.course)) as archive:
                    archive.extractall(folder)
                self.grader = Grader(Course(folder), self.stem, limits=self.limits, only=self.only)
                _ = self.grader.exam  # here, so that two threads don't make it
                self.folder = folder
            return self.grader

    def grade(self, content: bytes) -> bytes:
        grader = self.ready()
        with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
            return of_graded(with_notebook(*grader.tried(as_work(content, Path(folder)))))


def grade(name: str, content: bytes) -> bytes:
    """One submission, by the worker that this runs on."""
    return get_worker().plugins[name].grade(content)


# --- this side --------------------------------------------------------------------------------------


class Cluster:
    """A cluster as what grades a class: the same results as this machine's."""

    def __init__(
        self,
        course: Course,
        stem: str,
        scheduler: str | Client,
        *,
        new_seed: bool = False,
        limits: Limits | None = None,
        only: str | None = None,
    ) -> None:
        self.ours = not isinstance(scheduler, Client)
        """Was the connection made here, to be closed here?"""
        minimum, configured = settings(course)
        self.limits = limits or configured
        self.under_way: set[Future] = set()
        self.client = connected(scheduler) if self.ours else scheduler
        self.scheduler = scheduler if self.ours else self.client.scheduler_info()["address"]
        try:
            self.isolation = self.agreed(minimum, only)
            self.exam = exam_of(course, stem, new_seed=new_seed)
            self.name = f"autograder-{uuid.uuid4().hex}"  # another class may be graded at the same time
            self.client.register_plugin(Desk(self.name, of_course(course, stem), stem, self.limits, only))
        except BaseException:
            self.close()
            raise
        self.threads = max(AT_LEAST, 2 * sum(self.client.nthreads().values()))

    def agreed(self, minimum: str, only: str | None) -> str:
        """The weakest tier of isolation of any worker; CourseError where one is other software, or isolates less."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
            told = self.client.run(examined, minimum, only)
        except TimeoutError:
            raise CourseError(self.nobody()) from None
        except ModuleNotFoundError as error:
            raise CourseError(
                f"A worker of {self.scheduler} lacks a package ({error}): install autograder there."
            ) from None
        for worker, found in told.items():
            if found["versions"] != versions():
                raise CourseError(other_versions(worker, found["versions"], versions()))
            if "why" in found:
                raise CourseError(f"{worker}: {found['why']}")
        return max((found["isolation"] for found in told.values()), key=list(TIERS).index)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(OSError, CommClosedError, TimeoutError, ValueError):  # the scheduler has gone
            self.client.unregister_worker_plugin(self.name)
        self.close()

    def close(self) -> None:
        if self.ours:
            self.client.close()

    def warm(self) -> None:
        """Nothing: a worker gets ready when its first submission comes."""

    def graded(self, work: Work) -> Graded:
        content, killed = of_work(work), 0
        for _ in range(TRIES):
            try:
                return as_graded(self.answer(content))
            except KilledWorker as error:  # it may have been another's doing, on the same worker
                killed += error.allowed_failures + 1
            except (CancelledError, CommClosedError) as error:
                raise CourseError(
                    f"The scheduler at {self.scheduler} has gone ({type(error).__name__}). What is graded is saved: "
                    "start it, and run the same command again."
                ) from None
        why = f"Its worker was killed while it was graded, {killed} times. --force tries it again."
        return with_notebook(*set_aside(self.exam, work, why, self.isolation))

    def answer(self, content: bytes) -> bytes:
        """What a worker makes of a submission; CourseError once nobody is left to work."""
        future = self.client.submit(grade, self.name, content, key=uuid.uuid4().hex, pure=False)
        self.under_way.add(future)
        try:
            while True:
                try:
                    return future.result(timeout=PATIENCE)
                except TimeoutError:
                    if not self.client.nthreads():
                        raise CourseError(self.nobody()) from None
        finally:
            self.under_way.discard(future)

    def stop(self) -> None:
        """Give up what is under way: nobody waits for it any more."""
        with suppress(OSError, CommClosedError, TimeoutError):
            self.client.cancel(list(self.under_way))

    def nobody(self) -> str:
        where = self.scheduler
        return f"The scheduler at {where} has no workers: start some, `dask worker {where}`, then run this again."


def connected(address: str) -> Client:
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # a lost scheduler is told in a line of ours
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise CourseError(f"No Dask scheduler answers at {address} ({why}): is it running there?") from None


def other_versions(worker: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """What a worker has that is other than here."""
    unlike = ", ".join(
        f"{name} is {theirs.get(name)} there, {own} here" for name, own in ours.items() if theirs.get(name) != own
    )
    return f"The worker {worker} is not as this machine: {unlike}. Install the same there."
