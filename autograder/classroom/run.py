"""A class graded on this machine's cores: a thread and a warm interpreter each, every result durable once it is known.

`results/<assignment>.jsonl` is append-only, the last line of a student counts. A second run gives the stored row of a
notebook that is unchanged, and brings nbgrader's files and rows to where the results are.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

from nbformat import NotebookNode
from sqlalchemy.exc import SQLAlchemyError

from autograder import wording
from autograder.classroom.gradebook import Book, autograded, timestamp_of, write_autograded
from autograder.course import Course, CourseError
from autograder.grading import (
    Attempt,
    Exam,
    Result,
    Submission,
    grade_submission,
    put,
    read,
    reopen,
    settings,
    untouched,
)
from autograder.sandbox import Limits, NotIsolated, Zygote, isolation

__all__ = ["Grader", "grade_class", "results_of", "secret_seed"]

BATCH = 50


def secret_seed(course: Course, stem: str, *, new: bool = False) -> int:
    """The seed of the hidden cases of an assignment: drawn at the first grading, readable by its owner only."""
    path = course.seed(stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    if new:
        path.unlink(missing_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        text = path.read_text().strip()
        if not text.isdigit():
            raise CourseError(f"{path} holds no seed: delete it, and grade with --force.") from None
        return int(text)
    with os.fdopen(descriptor, "w") as file:
        seed = secrets.randbits(96)
        file.write(f"{seed}\n")
    return seed


class Grader:
    """Grades submissions of one assignment, in any thread; closes its warm interpreters at the end.

    Students' code is isolated as well as this machine can, or exactly by the tier `only`; CourseError where that is
    less than the course asks for.
    """

    def __init__(
        self,
        course: Course,
        stem: str,
        *,
        new_seed: bool = False,
        limits: Limits | None = None,
        only: str | None = None,
    ) -> None:
        self.course, self.stem = course, course.assignment(stem)
        minimum, configured = settings(course)
        self.limits = limits or configured
        try:
            self.isolation = isolation(minimum, only=only)
        except NotIsolated as error:
            raise CourseError(str(error)) from None
        self.exam = Exam.of(course, stem, secret_seed(course, stem, new=new_seed))
        self.folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        self.folder.chmod(0o755)  # a child of root's is another user
        self.local = threading.local()
        self.zygotes: list[Zygote] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        for zygote in self.zygotes:
            zygote.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def zygote(self) -> Zygote:
        """This thread's warm interpreter."""
        if not hasattr(self.local, "zygote"):
            private = [self.course.source(self.stem), self.course.seed(self.stem), self.course.root / "gradebook.db"]
            try:
                zygote = Zygote(self.data_folder(), self.limits, tier=self.isolation, private=private)
            except RuntimeError as error:
                raise CourseError(f"Students' code can't be run on this machine. {error}") from None
            self.local.zygote = zygote
            self.zygotes.append(zygote)
        return self.local.zygote

    def data_folder(self) -> Path:
        """A new working folder for students' cells, one for each interpreter: the course's data, to be read only."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        folder.chmod(0o755)
        for name, path in self.exam.template.beside.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            target.chmod(0o444)
        return folder

    @contextmanager
    def laid_out(self, files: Mapping[str, Path]) -> Iterator[None]:
        """This thread's working folder with a student's own files in it, for a while."""
        folder, there = self.zygote.folder, set(self.zygote.folder.iterdir())
        try:
            put(files, folder)
            yield
        finally:
            for name in files:  # in a folder of the course's too
                (folder / name).unlink(missing_ok=True)
            for path in set(folder.iterdir()) - there:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def read(self, student: str) -> tuple[Submission, str]:
        """The submission made safe; one that trips us up gets the status `error`, and the class goes on."""
        try:
            submission, digest = read(self.course.submitted(self.stem, student), self.exam.template, self.limits)
            _, before = self.earlier(student)
            return submission, hashlib.sha256(f"{digest} {before}".encode()).hexdigest() if before else digest
        except Exception as error:
            why = wording.on_a_line(f"The grader could not prepare the notebook ({type(error).__name__}: {error}).")
            return untouched(self.exam.template, "error", why), ""

    def earlier(self, student: str) -> tuple[tuple[tuple[str, str], ...] | None, str]:
        """The code that the student handed in of the assignment that this one builds on, and the digest of that file.

        None where there is none, or none that can be read: then the course's functions stand in for theirs.
        """
        if not self.exam.earlier:
            return None, ""
        stem = self.exam.earlier.stem
        path = self.course.submitted(stem, student)
        if not path.is_file():
            return None, ""
        submission, digest = read(path, self.exam.earlier, self.limits)
        code = tuple((f"{name} of {stem}", source) for name, source in submission.code)
        return code if submission.status == "graded" else None, digest

    def grade(
        self, student: str, submission: Submission, digest: str, attempts: dict[str, list[Attempt]] | None = None
    ) -> Result:
        """The verdict, whatever happens: a fault of ours is a result of its own, with the reason."""
        try:
            earlier, _ = self.earlier(student)
            submission = replace(submission, earlier=earlier)
            with self.laid_out(submission.files):
                result = grade_submission(self.exam, submission, self.zygote, student, digest, attempts)
        except Exception as error:
            why = wording.on_a_line(
                f"The grader failed ({type(error).__name__}: {error}); this is not the student's fault."
            )
            result = self.refused(student, why)
        _, bad_timestamp = timestamp_of(self.course.submitted(self.stem, student).parent)
        result.notes += [bad_timestamp] if bad_timestamp else []
        return result

    def refused(self, student: str, problem: str) -> Result:
        """A result of no points where nothing may be run: silence would be full marks."""
        nothing = self.exam.nothing(problem)
        return Result(self.stem, student, "error", self.isolation, nothing, problem=problem, exam=self.exam.digest)

    def reopened(self, notebook: NotebookNode) -> Submission:
        return reopen(notebook, self.exam.template)


def results_of(course: Course, stem: str) -> dict[str, Result]:
    """The stored results by student; a last line that broke off (kill -9) is left out, its student graded again."""
    path = course.results(stem)
    if not path.is_file():
        return {}
    state = path.stat()
    return dict(parsed_results(path, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=4)
def parsed_results(path: Path, modified: int, size: int) -> dict[str, Result]:
    """The results in a file, read once for each state that it is in: `modified` and `size` tell them apart."""
    found: dict[str, Result] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            result = Result.from_stored(json.loads(line))
        except (ValueError, TypeError, KeyError):
            continue
        found[result.student] = result
    return found


def append(course: Course, result: Result) -> None:
    """Make a result durable: one line, written at once and synced."""
    path = course.results(result.assignment)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            broken_off = file.read(1) != b"\n"
            file.write(b"\n" * broken_off)
        file.write(json.dumps(result.stored()).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


@dataclass
class Class:
    """Who is to be graded, and what is known of them already."""

    grader: Grader
    book: Book
    force: bool
    stored: dict[str, Result] = field(default_factory=dict)
    in_book: dict[str, dict[str, float | None]] = field(default_factory=dict)

    def one(self, student: str) -> tuple[Result, NotebookNode | None, bool]:
        """A student's result, the autograded notebook where rows are to be written, and whether the result is new.

        Files are written here, in the worker: what goes wrong with one submission is that one's.
        """
        try:
            result, notebook, new = self.verdict(student)
            if notebook is not None:
                write_autograded(self.grader.course, student, notebook)
        except CourseError:
            raise
        except Exception as error:
            why = wording.on_a_line(f"The grader failed on this submission ({type(error).__name__}: {error}).")
            result, new = self.grader.refused(student, why), True
            notebook = autograded(untouched(self.grader.exam.template, "error", result.problem), result)
        return result, notebook, new

    def verdict(self, student: str) -> tuple[Result, NotebookNode | None, bool]:
        """The stored result of an unchanged notebook, else a new one; see `one`."""
        submission, digest = self.grader.read(student)
        old = self.stored.get(student)
        if old and old.digest == digest and old.status != "error" and not self.force and self.fits(old):
            old = replace(old, stale=old.exam != self.grader.exam.digest)
            return old, None if self.saved(old) else autograded(submission, old), False
        result = self.grader.grade(student, submission, digest)
        return result, autograded(submission, result), True

    def fits(self, old: Result) -> bool:
        """Are these the exercises of today, with the same points? Else there is no row to give."""
        today = {name: question.points for name, question in self.grader.exam.questions.items()}
        return {exercise.name: exercise.max_score for exercise in old.exercises} == today

    def saved(self, result: Result) -> bool:
        """Do nbgrader's file and rows say what the result says?"""
        rows = self.in_book.get(result.student, {})
        same = all(rows.get(f"check_{exercise.name}") == exercise.score for exercise in result.exercises)
        return same and self.grader.course.autograded(result.assignment, result.student).is_file()


def grade_class(
    course: Course,
    stem: str,
    *,
    students: Sequence[str] = (),
    workers: int = 1,
    force: bool = False,
    new_seed: bool = False,
    limits: Limits | None = None,
    only: str | None = None,
) -> Iterator[Result]:
    """Grade the submissions of an assignment and yield each result once it is durable, in the order they are ready.

    Rows reach the database in batches; closing the iterator early (ctrl-C) commits what is done. Raises CourseError
    where the course or a student's name is the trouble.
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
    workers = min(workers, len(chosen))
    with (
        Grader(course, stem, new_seed=new_seed, limits=limits, only=only) as grader,
        ThreadPoolExecutor(workers) as pool,
        book_while_warming(course, stem, grader, pool, workers) as book,
    ):
        book.register()
        book.commit()
        kept = {} if new_seed else results_of(course, stem)
        group = Class(grader, book, force or new_seed, kept, book.scores())
        waiting: list[Future] = [pool.submit(group.one, student) for student in chosen]
        unsaved = 0
        try:
            for future in as_completed(waiting):
                result, notebook, new = future.result()
                with uninterrupted():
                    if new:
                        append(course, result)
                    if notebook is not None:
                        book.save(result.student, notebook)
                        unsaved += 1
                if unsaved >= BATCH:
                    book.commit()
                    unsaved = 0
                result.manual, _ = book.standing(result.student)
                yield result
        except (SQLAlchemyError, OSError) as error:
            why = str(error).partition("\n")[0]
            raise CourseError(
                f"Can't write what was graded: {why}. Mend that, then run the same command again."
            ) from None
        finally:
            for future in waiting:
                future.cancel()
            book.commit()


def book_while_warming(course: Course, stem: str, grader: Grader, pool: ThreadPoolExecutor, workers: int) -> Book:
    """The gradebook; opening a new one takes a second, in which the workers' interpreters warm up."""
    for _ in range(workers):
        pool.submit(lambda: grader.zygote)
    return Book(course, stem)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a ctrl-C wait until one submission's file and rows are written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt
