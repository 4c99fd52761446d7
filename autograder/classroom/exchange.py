"""nbgrader's exchange as the staff have it: what has come in, one submission collected, a page released.

nbgrader's own classes do it, by its configuration. Ours is which submission they take, and that they follow no link.
"""

from __future__ import annotations

import logging
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import check_directory, find_owner, notebook_hash
from traitlets.config import Config, PyFileConfigLoader

from autograder.classroom.gradebook import nbgraders_files, timestamp_of
from autograder.course import Course, CourseError
from autograder.course.layout import course_config
from autograder.grading import everything, opened, put
from autograder.wording import nameable, on_a_line

__all__ = ["Arrival", "Exchange", "NotTaken"]

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
UNDER_WAY = 60
"""Seconds in which `nbgrader submit` may be copying still; it writes the secret last."""
LONGEST_SECRET = 1000  # bytes; nbgrader's have 128
MOST_NOTEBOOKS = 50


class NotTaken(Exception):
    """Why a submission could not be collected, or its page not be released: one sentence."""


@dataclass(frozen=True, order=True)
class Arrival:
    """A submission in the exchange; the largest is a student's last."""

    stamp: datetime
    """When it was handed in, as its folder's name says: in UTC, without a zone, as nbgrader keeps it."""
    changed: int
    """When its folder was changed last, in nanoseconds: of two in the same second, the later one is larger."""
    name: str
    student: str


class Collect(ExchangeCollect):
    """nbgrader's collector, for one submission that it is told, and without following a link.

    Its own takes a student's newest, none of two in the same second, and ends for the class at a name it can't read. It
    copies what a link leads to as well: a student may put one to a solution into their folder in the exchange.
    """

    arrival: Arrival

    def init_src(self) -> None:
        self.inbound_path = inbound(self)
        record = {"username": self.arrival.student, "filename": self.arrival.name, "timestamp": self.arrival.stamp}
        self.src_records = [record]

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        most = self.coursedir.max_dir_size * 1000
        if (size := self.get_size(src)) > most:
            raise NotTaken(f"it has {size / 1e6:.0f} MB, more than {most / 1e6:.0f} (c.CourseDirectory.max_dir_size)")
        with tempfile.TemporaryDirectory() as folder:
            plain = Path(folder) / "plain"
            plain.mkdir()
            put_plain_files(Path(src), plain)
            super().do_copy(str(plain), dest, log)


def put_plain_files(source: Path, target: Path) -> None:
    """Copy what a submission's folder holds, but for what isn't a plain file."""
    with os.scandir(source) as found:
        notebooks = sorted(entry.name for entry in found if entry.name.endswith(".ipynb"))[:MOST_NOTEBOOKS]
    beside = [name for name, why in everything(source) if why is None]
    put({name: source / name for name in (TIMESTAMP, SECRET, *notebooks, *beside)}, target)
    for path in target.rglob("*"):
        if path.is_file():
            path.chmod(0o644)  # as `nbgrader submit` leaves them


def inbound(exchange: ExchangeCollect | ExchangeReleaseFeedback) -> Path:
    return Path(exchange.root, exchange.coursedir.course_id, "inbound")


class Heard(logging.Handler):
    """What nbgrader warns of, a line each, instead of its log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(on_a_line(record.getMessage()))


class Exchange:
    """The exchange folder of a course, for one assignment; CourseError where it can't be used."""

    def __init__(self, course: Course, stem: str) -> None:
        self.course, self.stem = course, stem
        self.work = course.root / ".watch" / stem
        self.config = config_of(course)
        self.heard = Heard()
        self.log = logging.Logger("exchange")
        self.log.addHandler(self.heard)
        self.known: dict[str, Arrival] = {}
        if ExchangeFactory(config=self.config).collect is not ExchangeCollect:
            raise CourseError(
                f"{course.root / 'nbgrader_config.py'} names another exchange (c.ExchangeFactory) than nbgrader's own, "
                "a folder, which is the only one that can be watched."
            )
        self.collector = self.made(Collect)
        self.inbound = inbound(self.collector)
        self.usable()

    def made(self, kind: type[Any], **traits: str) -> Any:
        """One of nbgrader's classes for the exchange; `traits` are of its course directory."""
        directory = CourseDirectory(config=self.config, assignment_id=self.stem, **traits)
        return kind(coursedir=directory, config=self.config, log=self.log)

    def usable(self) -> None:
        """Say in a line what is not as nbgrader needs it."""
        root = Path(self.collector.root)
        mend = "or name another as c.Exchange.root in nbgrader_config.py"
        if not self.collector.coursedir.course_id:
            raise CourseError(f"{self.course.root / 'nbgrader_config.py'} has no c.CourseDirectory.course_id: add it.")
        if not root.is_dir():
            raise CourseError(f"There is no exchange folder {root}: make it, for all to write to, {mend}.")
        if not check_directory(str(root), write=True, execute=True):
            raise CourseError(f"You can't write to the exchange folder {root}: have that changed, {mend}.")
        if not self.inbound.is_dir():
            raise CourseError(f"There is no {self.inbound} to hand in to: `nbgrader release_assignment {self.stem}`.")
        self.entries()
        try:
            self.made(ExchangeReleaseFeedback).init_dest()
        except (ExchangeError, OSError) as error:
            folder = root / self.collector.coursedir.course_id / "feedback"
            raise CourseError(f"Feedback can't be released to {folder}: {on_a_line(str(error))}") from None

    def entries(self) -> list[os.DirEntry[str]]:
        """What lies in the inbound folder and has this assignment's name."""
        try:
            with os.scandir(self.inbound) as found:
                return [entry for entry in found if f"+{self.stem}+" in entry.name]
        except OSError as error:
            raise CourseError(f"{self.inbound} can't be read: {error.strerror}.") from None

    def arrivals(self) -> tuple[list[Arrival], dict[str, str]]:
        """The submissions that have come in whole; and of others, by the names of their folders, what is the matter."""
        come, bad = [], {}
        for entry in self.entries():
            try:
                if entry.name not in self.known and (arrival := self.arrival(entry)):
                    self.known[entry.name] = arrival
            except NotTaken as error:
                bad[entry.name] = str(error)
            except OSError:
                continue  # taken away, or not yet ours to read
            if entry.name in self.known:
                come.append(self.known[entry.name])
        return come, bad

    def arrival(self, entry: os.DirEntry[str]) -> Arrival | None:
        """What a folder's name says, once all of it is there."""
        try:
            record = self.collector._path_to_record(entry.name)
        except (ExchangeError, ValueError, OverflowError):
            raise NotTaken("its name has no date that nbgrader can read; renamed to have one, it is graded") from None
        if not nameable(student := record["username"]):
            raise NotTaken("no student can have that name")
        if not entry.is_dir(follow_symlinks=False):
            raise NotTaken("it is no folder")
        state = entry.stat(follow_symlinks=False)
        # `nbgrader submit` opens the folder for the staff when all is in it.
        if not (self.secret(Path(entry.path)) and state.st_mode & stat.S_IWOTH):
            if time.time() - state.st_ctime > UNDER_WAY:
                raise NotTaken("it broke off, or `nbgrader submit` did not make it; the student may submit again")
            return None
        return Arrival(record["timestamp"], state.st_mtime_ns, entry.name, student)

    @staticmethod
    def secret(folder: Path) -> str:
        """What a submission's page is found by; empty where there is none."""
        try:
            with opened(folder, SECRET) as file:
                return file.read(LONGEST_SECRET).decode()
        except (OSError, ValueError):
            return ""

    def collect(self, arrival: Arrival) -> list[str]:
        """Have it in submitted/, whole or not at all; what nbgrader warned of. NotTaken says why it isn't there."""
        target = self.course.submitted(self.stem, arrival.student).parent
        there, _ = timestamp_of(target) if target.is_dir() else (None, None)
        if target.is_dir() and self.secret(target) == self.secret(self.inbound / arrival.name):
            return []
        if there and there > arrival.stamp:
            raise NotTaken(f"{target.relative_to(self.course.root)} holds a later one, of {there:%d %B %H:%M:%S} UTC")
        self.clear()
        collector = self.made(Collect, submitted_directory=str(self.work / "submitted"))
        collector.arrival = arrival
        warned = list(self.owners(arrival)) if collector.check_owner else []
        collector.check_owner = False  # said by us, in a line
        warned += self.started(collector)
        came = self.work / "submitted" / arrival.student / self.stem
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                target.rename(self.work / "before")
            came.rename(target)
        except OSError as error:
            raise NotTaken(f"{target} can't be written: {error.strerror}") from None
        self.clear()
        return warned

    def owners(self, arrival: Arrival) -> Iterator[str]:
        """What to say where the account that handed in is not the student's."""
        try:
            owner = find_owner(str(self.inbound / arrival.name))
        except (KeyError, OSError):
            owner = "an unknown account"
        if owner != arrival.student:
            yield f"Handed in by {owner}: is that {arrival.student}? (c.ExchangeCollect.check_owner)"

    def clear(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)

    def release(self, student: str, secret: str, feedback: Path | None = None) -> None:
        """Release what a student's folder in feedback/, or in another such folder, holds."""
        releaser = self.made(
            ExchangeReleaseFeedback, student_id=student, **({"feedback_directory": str(feedback)} if feedback else {})
        )
        self.started(releaser)
        page = Path(releaser.dest_path, f"{notebook_hash(secret=secret, notebook_id=self.stem)}.html")
        if not page.is_file():
            raise NotTaken(f"nbgrader released no feedback for it to {releaser.dest_path}")

    def release_note(self, arrival: Arrival, page: str) -> None:
        """Release a page about a submission that is not graded, in the place of its feedback."""
        self.clear()
        target = self.work / "feedback" / arrival.student / self.stem / f"{self.stem}.html"
        source = self.inbound / arrival.name
        target.parent.mkdir(parents=True)
        target.write_text(page, encoding="utf-8")
        put(nbgraders_files(source), target.parent)
        self.release(arrival.student, self.secret(source), self.work / "feedback")
        self.clear()

    def started(self, step: ExchangeCollect | ExchangeReleaseFeedback) -> list[str]:
        """Have nbgrader do it; what it warned of."""
        self.heard.lines = []
        try:
            step.start()
        except (ExchangeError, OSError, RuntimeError) as error:
            raise NotTaken(on_a_line(str(error)) or type(error).__name__) from None
        return self.heard.lines


def config_of(course: Course) -> Config:
    """What nbgrader would be configured by: a hub's administrators name the exchange for the whole machine."""
    config = Config()
    for folder in reversed(jupyter_config_path()):
        path = Path(folder, "nbgrader_config.py")
        if path.is_file():
            try:
                config.merge(PyFileConfigLoader(path.name, path=folder).load_config())
            except Exception as error:
                raise CourseError(f"{path} can't be read: {error}") from None
    config.merge(course_config(course))
    return config
