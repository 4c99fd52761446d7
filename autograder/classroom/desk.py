"""A process that grades, one for each of two and more workers: threads of one Python would wait for each other.

`Desks` starts `python -m autograder.classroom.desk`, sends what students handed in, and gets back what came of it.
"""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from autograder.classroom.grader import TRIES, Grader, Work, set_aside
from autograder.course import Course, CourseError
from autograder.sandbox import Limits

if TYPE_CHECKING:
    from autograder.classroom.gradebook import Graded

__all__ = ["Desks"]

GRADEBOOK = "autograder.classroom.gradebook"
"""It takes a second to import, in which processes and interpreters start."""


class Desks(Grader):
    """This machine as an engine: a thread here, and a process that it waits for, each."""

    def __init__(
        self,
        course: Course,
        stem: str,
        workers: int,
        *,
        new_seed: bool = False,
        limits: Limits | None = None,
        only: str | None = None,
    ) -> None:
        super().__init__(course, stem, new_seed=new_seed, limits=limits, only=only)
        self.threads = workers
        self.desks: list[Desk] = []
        self.stopped = False

    def close(self) -> None:
        self.stop()
        super().close()

    @property
    def desk(self) -> Desk:
        """This thread's, a new one where it has ended."""
        if not hasattr(self.local, "desk"):
            if self.stopped:
                raise CourseError("Grading was stopped.")
            self.local.desk = Desk(self)
            self.desks.append(self.local.desk)
        return self.local.desk

    def warm(self) -> None:
        _ = self.desk

    def ready(self) -> None:
        """Warm, and with the exam read, which must have been made: the next submission waits for nothing."""
        with suppress(EOFError, OSError):  # ended from outside: the first submission gets a new one
            self.desk.answer(None)

    def graded(self, work: Work) -> Graded:
        from autograder.classroom.gradebook import with_notebook

        for _ in range(TRIES):
            try:
                return self.desk.answer(work)
            except (EOFError, OSError):
                self.local.desk.end()
                del self.local.desk
        why = f"The process that graded it was ended from outside, {TRIES} times. --force tries it again."
        return with_notebook(*set_aside(self.exam, work, why, self.isolation))

    def stop(self) -> None:
        self.stopped = True
        for desk in self.desks:
            desk.end()


class Desk:
    """One such process, seen from here."""

    def __init__(self, owner: Desks) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", __spec__.name, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # What it lays out goes when ours goes, however it ends; ctrl-C is for us alone.
                env=os.environ | {"TMPDIR": str(owner.folder)},
                start_new_session=True,
            )
        self.connection = Connection(ours.detach())
        self.connection.send((owner.course.root, owner.stem, owner.limits, owner.isolation))

    def answer(self, work: Work | None) -> Graded | None:
        """Its verdict, of nothing once it could give one; EOFError or OSError once it has ended."""
        self.connection.send(work)
        answer = self.connection.recv()
        if isinstance(answer, CourseError):
            raise answer
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def received(connection: Connection) -> SimpleQueue[Any]:
    """What comes, in turn; this process ends, whatever it is at, when nobody waits for it any more."""
    queue: SimpleQueue[Any] = SimpleQueue()

    def receive() -> None:
        with suppress(EOFError, OSError):
            while True:
                queue.put(connection.recv())
        os._exit(0)

    threading.Thread(target=receive, daemon=True).start()
    return queue


def main() -> None:
    connection = Connection(int(sys.argv[1]))
    queue = received(connection)
    root, stem, limits, only = queue.get()
    with threadpool_limits(1), Grader(Course(root), stem, limits=limits, only=only) as grader:
        threading.Thread(target=importlib.import_module, args=[GRADEBOOK]).start()
        with suppress(CourseError):  # told with the first submission
            _ = grader.zygote
        from autograder.classroom.gradebook import with_notebook

        while True:
            work = queue.get()
            try:
                answer: Graded | CourseError | None = with_notebook(*grader.tried(work)) if work else grader.read()
            except CourseError as error:
                answer = error
            connection.send(answer)


if __name__ == "__main__":
    main()
