"""Submissions of one assignment graded in this process: each thread has a warm interpreter of its own."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from nbformat import NotebookNode

from autograder import wording
from autograder.course import Course, CourseError
from autograder.grading import (
    Attempt,
    Exam,
    Handed,
    Result,
    Submission,
    course_files,
    grade_submission,
    handed_in,
    put,
    reopen,
    safe,
    settings,
    untouched,
)
from autograder.sandbox import Limits, NotIsolated, Zygote, isolation

__all__ = ["TRIES", "Grader", "Work", "exam_of", "refused", "secret_seed", "set_aside", "version_of", "work_of"]

TRIES = 2  # a submission whose interpreter's parent was ended, by whomever


def secret_seed(course: Course, stem: str, *, new: bool = False) -> int:
    """The seed of the hidden cases of an assignment: drawn at the first grading, readable by its owner only."""
    path = course.seed(stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    if new:
        path.unlink(missing_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}") as file:  # its owner's alone
            file.write(f"{secrets.randbits(96)}\n")
            file.flush()
            with suppress(FileExistsError):  # whole, or not there; another process's was first
                os.link(file.name, path)
    text = path.read_text().strip()
    if not text.isdigit():
        raise CourseError(f"{path} holds no seed: delete it, and grade with --force.")
    return int(text)


def exam_of(course: Course, stem: str, *, new_seed: bool = False) -> Exam:
    """The exam of an assignment with its secret seed."""
    return Exam.of(course, stem, secret_seed(course, stem, new=new_seed), kept=course.exam(stem))


def version_of(course: Course, stem: str) -> tuple[int, ...]:
    """What changes with the exam: a grader that is kept warm is of one version."""
    stems = filter(None, [stem, course.header(stem).get("builds_on")])
    files = [path for stem in stems for path in (course.source(stem), course.release(stem), course.exercises(stem))]
    try:
        return secret_seed(course, stem), *(file.stat().st_mtime_ns for file in files)
    except OSError as error:
        raise CourseError(f"{error.filename} can't be read ({error.strerror}): run `autograder build`.") from None


@dataclass(frozen=True)
class Work:
    """What a student handed in for an assignment, and for the one that it builds on."""

    student: str
    notebook: Handed
    earlier: Handed | None = None

    @property
    def digest(self) -> str:
        own = self.notebook.digest
        return hashlib.sha256(f"{own} {self.earlier.digest}".encode()).hexdigest() if self.earlier else own


def work_of(course: Course, exam: Exam, student: str, limits: Limits) -> Work:
    """What lies in submitted/ of a student."""
    notebook = handed_in(course.submitted(exam.stem, student), exam.template.beside, limits)
    before = course.submitted(exam.earlier.stem, student) if exam.earlier else None
    there = before is not None and before.is_file()
    return Work(student, notebook, handed_in(before, exam.earlier.beside, limits) if there else None)


def refused(exam: Exam, student: str, problem: str, isolation: str) -> tuple[Submission, Result]:
    """A result of no points where nothing may be run: silence would be full marks."""
    result = Result(exam.stem, student, "error", isolation, exam.nothing(problem), problem=problem, exam=exam.digest)
    return untouched(exam.template, "error", problem), result


def set_aside(exam: Exam, work: Work, why: str, isolation: str) -> tuple[Submission, Result]:
    """A result of no points for a submission whose grading was ended from outside, each time that it was tried."""
    _, result = refused(exam, work.student, why, isolation)
    return safe(work.notebook, exam.template), replace(result, status="killed", digest=work.digest)


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
        secret_seed(course, stem, new=new_seed)
        self.folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        self.folder.chmod(0o755)  # a child of root's is another user
        self.local = threading.local()
        self.zygotes: list[Zygote] = []

    @cached_property
    def exam(self) -> Exam:
        """What is asked; made when it is first wanted, while the interpreters warm up."""
        return exam_of(self.course, self.stem)

    def read(self) -> None:
        """Have the exam read before the first submission comes."""
        _ = self.exam

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
            ours = (self.course.source, self.course.seed, self.course.exam)
            private = [*(path(self.stem) for path in ours), self.course.root / "gradebook.db"]
            try:
                zygote = Zygote(self.data_folder(), self.limits, tier=self.isolation, private=private)
            except (RuntimeError, OSError) as error:
                raise CourseError(f"Students' code can't be run on this machine. {error}") from None
            self.local.zygote = zygote
            self.zygotes.append(zygote)
        return self.local.zygote

    def data_folder(self) -> Path:
        """A new working folder for students' cells, one for each interpreter: the course's data, to be read only."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        folder.chmod(0o755)
        for name, path in course_files(self.course, self.stem).items():
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

    def work(self, student: str) -> Work:
        """What the student handed in."""
        return work_of(self.course, self.exam, student, self.limits)

    def tried(self, work: Work, attempts: dict[str, list[Attempt]] | None = None) -> tuple[Submission, Result]:
        """The submission made safe and the verdict, whatever happens; `attempts` is filled with each exercise's."""
        submission = self.safe(work)
        return submission, self.grade(work.student, submission, work.digest, attempts)

    def safe(self, work: Work) -> Submission:
        """The submission made safe; one that trips us up gets the status `error`, and the class goes on."""
        try:
            return replace(safe(work.notebook, self.exam.template), earlier=self.earlier(work))
        except Exception as error:
            why = f"The grader could not prepare the notebook ({type(error).__name__}: {error})."
            return untouched(self.exam.template, "error", wording.on_a_line(why))

    def earlier(self, work: Work) -> tuple[tuple[str, str], ...] | None:
        """The code that the student handed in of the assignment that this one builds on.

        None where there is none, or none that can be read: then the course's functions stand in for theirs.
        """
        before = safe(work.earlier, self.exam.earlier) if work.earlier and self.exam.earlier else None
        if before is None or before.status != "graded":
            return None
        return tuple((f"{name} of {before.notebook.metadata.autograder.stem}", source) for name, source in before.code)

    def grade(
        self, student: str, submission: Submission, digest: str, attempts: dict[str, list[Attempt]] | None = None
    ) -> Result:
        """The verdict on what was made safe; a fault of ours is a result of its own, with the reason."""
        try:
            for _ in range(TRIES):
                starts = self.zygote.starts + (not self.zygote.alive)
                with self.laid_out(submission.files):
                    result = grade_submission(self.exam, submission, self.zygote, student, digest, attempts)
                if submission.status != "graded" or (self.zygote.starts == starts and self.zygote.alive):
                    return result
        except CourseError:
            raise
        except Exception as error:
            why = f"The grader failed ({type(error).__name__}: {error}); this is not the student's fault."
            return refused(self.exam, student, wording.on_a_line(why), self.isolation)[1]
        why = f"The interpreter that its cells run in was ended from outside, {TRIES} times. --force tries it again."
        return replace(result, status="killed", problem=why, exercises=self.exam.nothing(why))

    def reopened(self, notebook: NotebookNode) -> Submission:
        return reopen(notebook, self.exam.template)
