"""A class graded: on this machine's cores or a Dask cluster, each result durable once it is known.

A second run gives the stored row of a notebook that is unchanged, and brings nbgrader's files and rows to where the
results are. Only this process writes.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from autograder import wording
from autograder.classroom.grader import Grader, Work, refused, work_of
from autograder.classroom.results import append, results_of
from autograder.course import Course, CourseError
from autograder.grading import Exam, Result, safe
from autograder.sandbox import Limits

if TYPE_CHECKING:
    from distributed import Client

    from autograder.classroom.gradebook import Book, Graded, Rows

__all__ = ["AHEAD", "A_MOMENT", "Class", "Engine", "Pressed", "finished", "grade_class", "recorded"]

BATCH, SECONDS = 50, 5.0
"""How many results, or what came in how long, the database gets in one transaction."""
A_MOMENT = 0.2
"""Seconds after which a ctrl-C is looked for."""
AHEAD = 2  # submissions a thread that are under way or wait for it


class Engine(Protocol):
    """What grades: this machine, or a cluster."""

    exam: Exam
    limits: Limits
    isolation: str
    threads: int
    """How many submissions are graded at the same time."""

    def warm(self) -> None:
        """Get ready, in each of the threads."""

    def graded(self, work: Work) -> Graded:
        """The verdict on one submission, with what nbgrader keeps of it."""

    def stop(self) -> None:
        """Give up what is under way: nobody waits for it any more."""


@dataclass
class Class:
    """Who is to be graded, by what, and what is known of them already."""

    course: Course
    engine: Engine
    force: bool
    stored: Mapping[str, Result]
    in_book: Mapping[str, Mapping[str, float | None]]

    def one(self, student: str) -> tuple[Result, Graded | None, bool]:
        """A student's result, what nbgrader is to keep of it where that isn't there, and whether the result is new.

        Files are written here, in the worker: what goes wrong with one submission is that one's.
        """
        from autograder.classroom.gradebook import with_notebook, write_autograded

        exam = self.engine.exam
        try:
            result, graded, new = self.verdict(student)
            if graded:
                write_autograded(self.course, exam.stem, student, graded.notebook)
        except CourseError:
            raise
        except Exception as error:
            why = wording.on_a_line(f"The grader failed on this submission ({type(error).__name__}: {error}).")
            graded, new = with_notebook(*refused(exam, student, why, self.engine.isolation)), True
            write_autograded(self.course, exam.stem, student, graded.notebook)
            result = graded.result
        return result, graded, new

    def verdict(self, student: str) -> tuple[Result, Graded | None, bool]:
        """The stored result of an unchanged notebook, else a new one; see `one`."""
        from autograder.classroom.gradebook import noted, with_notebook

        exam = self.engine.exam
        work = work_of(self.course, exam, student, self.engine.limits)
        old = self.stored.get(student)
        if old and old.digest == work.digest and old.status != "error" and not self.force and self.fits(old):
            old = replace(old, stale=old.exam != exam.digest)
            again = None if self.saved(old) else with_notebook(safe(work.notebook, exam.template), old)
            return old, again, False
        graded = self.engine.graded(work)
        noted(self.course, graded.result)
        return graded.result, graded, True

    def fits(self, old: Result) -> bool:
        """Are these the exercises of today, with the same points? Else there is no row to give."""
        today = {name: question.points for name, question in self.engine.exam.questions.items()}
        return {exercise.name: exercise.max_score for exercise in old.exercises} == today

    def saved(self, result: Result) -> bool:
        """Do nbgrader's file and rows say what the result says?"""
        from autograder.classroom.gradebook import is_written

        rows = self.in_book.get(result.student, {})
        same = all(rows.get(f"check_{exercise.name}") == exercise.score for exercise in result.exercises)
        return same and is_written(self.course, result)


class Alone(Grader):
    """This process as an engine, for one worker."""

    threads = 1

    def warm(self) -> None:
        _ = self.zygote

    def graded(self, work: Work) -> Graded:
        from autograder.classroom.gradebook import with_notebook

        return with_notebook(*self.tried(work))

    def stop(self) -> None:
        """Nothing: what is under way ends by its limits."""


def grade_class(
    course: Course,
    stem: str,
    *,
    students: Sequence[str] = (),
    workers: int = 1,
    scheduler: str | Client | None = None,
    force: bool = False,
    new_seed: bool = False,
    limits: Limits | None = None,
    only: str | None = None,
) -> Iterator[Result]:
    """Grade the submissions of an assignment and yield each result once it is durable, in the order they are ready.

    `scheduler`, an address or a client, is of a Dask cluster, which grades instead of this machine. Rows reach the
    database in batches; closing the iterator early (ctrl-C) commits what is done. Raises CourseError where the course
    or a student's name is the trouble.
    """
    course.assignment(stem)
    everyone = course.students(stem)
    if unknown := [student for student in students if student not in everyone]:
        raise CourseError(f"There is no {course.submitted(stem, unknown[0]).parent}: is the name mistyped?")
    if not everyone:
        raise CourseError(
            f"{course.root / 'submitted'} holds no submission of {stem}: collect them (`nbgrader collect {stem}`), "
            f"or put them at submitted/STUDENT/{stem}/{stem}.ipynb."
        )
    chosen = list(dict.fromkeys(students or everyone))

    def all_of_them(pressed: Pressed) -> Iterator[Result]:
        with started(course, stem, scheduler, min(workers, len(chosen)), new_seed, limits, only) as engine:
            threads = min(engine.threads, len(chosen))
            with ThreadPoolExecutor(threads) as pool:
                try:
                    with book_while_warming(course, stem, engine, pool, threads) as book:
                        book.register()
                        book.commit()
                        stored = {} if new_seed else results_of(course, stem)
                        group = Class(course, engine, force or new_seed, stored, book.scores())
                        futures = finished(pool, group.one, chosen, AHEAD * threads, pressed)
                        yield from recorded(course, book, futures)
                finally:
                    engine.stop()

    yield from between_steps(all_of_them)


def started(
    course: Course,
    stem: str,
    scheduler: str | Client | None,
    workers: int,
    new_seed: bool,
    limits: Limits | None,
    only: str | None,
) -> AbstractContextManager[Engine]:
    if scheduler is not None:
        from autograder.classroom.cluster import Cluster

        return Cluster(course, stem, scheduler, new_seed=new_seed, limits=limits, only=only)
    if workers > 1:
        from autograder.classroom.desk import Desks

        return Desks(course, stem, workers, new_seed=new_seed, limits=limits, only=only)
    return Alone(course, stem, new_seed=new_seed, limits=limits, only=only)


def book_while_warming(course: Course, stem: str, engine: Engine, pool: ThreadPoolExecutor, threads: int) -> Book:
    """The gradebook; it and the exam take a second or more, in which the workers' interpreters warm up."""
    for _ in range(threads):
        pool.submit(engine.warm)
    _ = engine.exam
    from autograder.classroom.gradebook import Book

    return Book(course, stem)


def finished(
    pool: ThreadPoolExecutor, one: Callable[[str], Any], students: Iterable[str], ahead: int, pressed: Pressed
) -> Iterator[Future]:
    """Futures of `one` for each student as they end; never more than `ahead` are under way, so that memory is flat."""
    left, waiting = iter(students), set()
    try:
        while True:
            for student in left:
                waiting.add(pool.submit(one, student))
                if len(waiting) >= ahead:
                    break
            if not waiting:
                return
            done, waiting = wait(waiting, timeout=A_MOMENT, return_when=FIRST_COMPLETED)
            if not done:
                pressed.seen()
            yield from done
    finally:
        for future in waiting:
            future.cancel()


@dataclass
class Batch:
    """What is graded and not yet in the database."""

    book: Book
    most: int
    rows: dict[str, Rows] = field(default_factory=dict)
    since: float = field(default_factory=time.monotonic)

    @property
    def due(self) -> bool:
        return len(self.rows) >= self.most or (bool(self.rows) and time.monotonic() - self.since > SECONDS)

    def write(self) -> None:
        """The rows first; the notebooks get their names when these are kept."""
        from autograder.classroom.gradebook import put_in_place

        if self.rows:
            self.book.save(self.rows)
        for student in self.rows:
            put_in_place(self.book.course, self.book.stem, student)
        self.rows, self.since = {}, time.monotonic()


def recorded(course: Course, book: Book, futures: Iterator[Future], most: int = BATCH) -> Iterator[Result]:
    """Each result, once it is in the results file, and in the database by the end or soon after.

    `most` results wait for the database; of 1 none does when it is given.
    """
    from sqlalchemy.exc import SQLAlchemyError

    by_hand, batch = book.standings(), Batch(book, most)
    try:
        for future in futures:
            result, graded, new = future.result()
            if new:
                append(course, result)
            if graded:
                batch.rows[result.student] = graded.rows
            if batch.due:
                batch.write()
            result.manual, _ = by_hand.get(result.student, (None, 0.0))
            yield result
        batch.write()
    except (SQLAlchemyError, OSError) as error:
        batch.rows = {}
        why = str(error).partition("\n")[0]
        raise CourseError(f"Can't write what was graded: {why}. Mend that, then run the same command again.") from None
    finally:
        futures.close()
        with suppress(SQLAlchemyError, OSError):  # the next run writes it, from the results
            batch.write()


STOPPING = b"\nStopping, once what is being graded is done ...\n"


class Pressed:
    """Ctrl-C, kept back until a moment that is good for it."""

    waits = False

    def seen(self) -> None:
        """A good moment: raise KeyboardInterrupt if it was pressed."""
        if self.waits:
            self.waits = False
            raise KeyboardInterrupt

    @contextmanager
    def kept_back(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self.press)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
        self.seen()

    def press(self, number: int, frame: object) -> None:
        if not self.waits:
            os.write(2, STOPPING)  # not by sys.stderr, which may be in the middle of writing the bar
        self.waits = True


def between_steps(steps: Callable[[Pressed], Iterator[Result]]) -> Iterator[Result]:
    """Each step's result, ctrl-C let through between two and where a step looks for it.

    Anywhere else it may come with a lock of the threads' held, for which they then wait for ever.
    """
    pressed = Pressed()
    results = steps(pressed)
    try:
        while True:
            with pressed.kept_back():
                result = next(results, None)
            if result is None:
                return
            yield result
    finally:
        with pressed.kept_back():
            results.close()
