"""Grade at submit: what students hand in to nbgrader's exchange is graded as it comes, and its feedback released.

The exchange is the queue. What was done with each submission in it stands in results/<assignment>.watch.jsonl, which is
only ever appended to; the verdicts are in results/<assignment>.jsonl, as those of `autograder grade` are.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from autograder import wording
from autograder.classroom.desk import Desks
from autograder.classroom.exchange import Arrival, Exchange, NotTaken
from autograder.classroom.feedback import note_page, write_page
from autograder.classroom.gradebook import Book
from autograder.classroom.grader import version_of
from autograder.classroom.results import add_line, results_of
from autograder.classroom.run import A_MOMENT, AHEAD, Class, Pressed, finished, recorded
from autograder.course import Course, CourseError
from autograder.course.calendar import Calendar
from autograder.grading import Result

__all__ = ["GRADED", "WAITS", "Event", "Watch", "watch"]

AGAIN = 15.0
"""Seconds after which what went wrong with a submission is tried again."""
GRADED, WAITS, FAILED = "graded", "waits", "failed"
"""What was done with a submission: its verdict is out; it waits for another day; our grader failed, at no attempt."""


@dataclass(frozen=True)
class Done:
    """What was done with a submission: a line of the journal."""

    submission: str
    """The name of its folder in the exchange."""
    student: str
    outcome: str
    when: str
    digest: str = ""


class Journal(Mapping[str, Done]):
    """What was done with submissions, by the names of their folders in the exchange; one process at a time has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("ab+")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.close()
            raise CourseError(f"Another `autograder watch` has {path}: end that one first.") from None
        self.last: dict[str, Done] = {}
        for line in path.read_bytes().splitlines():
            with suppress(ValueError, TypeError):  # a line that broke off: that submission is looked at again
                done = Done(**json.loads(line))
                self.last[done.submission] = done

    def close(self) -> None:
        self.file.close()

    def add(self, done: Done) -> None:
        add_line(self.path, asdict(done))
        self.last[done.submission] = done

    def __getitem__(self, submission: str) -> Done:
        return self.last[submission]

    def __iter__(self) -> Iterator[str]:
        return iter(self.last)

    def __len__(self) -> int:
        return len(self.last)

    def settled(self, arrival: Arrival) -> bool:
        """Is there nothing left to do?"""
        return arrival.name in self and self[arrival.name].outcome != WAITS

    def attempts(self, student: str, now: datetime) -> int:
        """How many notebooks of a student were graded today; one that was handed in twice is one."""
        theirs = (done for done in self.values() if done.student == student and done.outcome == GRADED)
        today = (
            done for done in theirs if datetime.fromisoformat(done.when).astimezone(now.tzinfo).date() == now.date()
        )
        return len({done.digest for done in today})


@dataclass(frozen=True)
class Event:
    """Something that a person who watches is told, and the result where there is a new one."""

    line: str
    student: str = ""
    outcome: str = ""
    result: Result | None = None


class Watch:
    """An assignment's exchange, looked at whenever `look` is called; what grades is kept warm in between.

    Staff may change the exercises meanwhile: what grades is then made anew.
    """

    def __init__(
        self,
        course: Course,
        stem: str,
        *,
        workers: int = 1,
        only: str | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.course, self.stem = course, course.assignment(stem)
        calendar = Calendar.of(course)
        self.workers, self.only, self.attempts = workers, only, calendar.attempts_a_day
        self.now = now or (lambda: datetime.now(calendar.zone))
        self.exchange = Exchange(course, stem)
        self.told: dict[str, str] = {}
        """What was said of what went wrong, so that it is said once."""
        self.again: dict[str, float] = {}
        """When a submission with which something went wrong is tried again."""
        self.version: tuple[int, ...] = ()
        self.warm = ExitStack()
        self.open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.journal = Journal(self.course.watched(self.stem))
            stack.callback(self.journal.close)
            stack.callback(self.cool)
            self.exchange.clear()
            self.get_ready()
            self.open = stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self.open.close()

    def cool(self) -> None:
        self.warm.close()
        self.version = ()

    def get_ready(self) -> None:
        """Have a warm grader of the exercises as they are now."""
        version = version_of(self.course, self.stem)
        if version == self.version:
            return
        self.cool()
        with ExitStack() as stack:
            self.engine = stack.enter_context(Desks(self.course, self.stem, self.workers, only=self.only))
            self.pool = stack.enter_context(ThreadPoolExecutor(self.workers))
            stack.callback(self.engine.stop)  # first: nobody waits then for what is under way
            for _ in range(self.workers):
                self.pool.submit(self.engine.warm)
            self.engine.read()
            with Book(self.course, self.stem) as book:
                book.register()
                book.commit()
            for ready in [self.pool.submit(self.engine.ready) for _ in range(self.workers)]:
                ready.result()
            self.warm, self.version = stack.pop_all(), version

    def look(self, pressed: Pressed | None = None) -> Iterator[Event]:
        """Deal with what has come in since; an event each, once it is durable and its feedback released."""
        try:
            come, bad = self.exchange.arrivals()
        except CourseError as error:
            yield from self.trouble("", str(error))
            return
        self.told.pop("", None)
        for name, why in sorted(bad.items()):
            yield from self.trouble(name, f"{wording.on_a_line(name)} in the exchange is not graded: {why}.")
        due = []
        for arrival in sorted({arrival.student: arrival for arrival in sorted(come)}.values()):
            if self.journal.settled(arrival) or self.again.get(arrival.name, 0) > time.monotonic():
                continue
            if self.attempts is None or self.journal.attempts(arrival.student, self.now()) < self.attempts:
                due.append(arrival)
            elif arrival.name not in self.journal:
                yield from self.put_off(arrival)
        if due:
            yield from self.dealt_with(due, come, pressed or Pressed())

    def trouble(self, about: str, line: str) -> Iterator[Event]:
        """Say what is the matter, once."""
        self.again[about] = time.monotonic() + AGAIN
        if self.told.get(about) != line:
            self.told[about] = line
            yield Event(line)

    def put_off(self, arrival: Arrival) -> Iterator[Event]:
        """Let a submission wait for another day, and tell the student in the place of its feedback."""
        now = self.now()
        when = arrival.stamp.replace(tzinfo=UTC).astimezone(now.tzinfo)
        many = "one submission" if self.attempts == 1 else f"{self.attempts} submissions"
        sentences = [
            f"Of each student {many} a day {'is' if self.attempts == 1 else 'are'} graded, and for today yours "
            f"{'is' if self.attempts == 1 else 'are'}.",
            f"What you handed in on {when:%A, %d %B, at %H:%M} is kept, and graded after midnight ({now.tzname()}). "
            "You may hand in again until then: the last one is graded. It counts as handed in when you did so.",
        ]
        try:
            page = note_page(self.course, self.stem, arrival.student, "It waits for tomorrow", sentences)
            self.exchange.release_note(arrival, page)
        except (NotTaken, OSError) as error:
            yield from self.trouble(arrival.name, f"{arrival.student}: can't be told that it waits: {error}.")
            return
        self.journal.add(Done(arrival.name, arrival.student, WAITS, now.isoformat()))
        line = f"{arrival.student}: waits for tomorrow, after {self.attempts} of {self.attempts} attempts today."
        yield Event(line, arrival.student, WAITS)

    def dealt_with(self, due: Sequence[Arrival], come: Sequence[Arrival], pressed: Pressed) -> Iterator[Event]:
        """Collect, grade, write feedback and release it; what goes wrong with one is said, and the others go on."""
        collected: dict[str, tuple[Arrival, list[str]]] = {}
        for arrival in due:
            try:
                collected[arrival.student] = arrival, self.exchange.collect(arrival)
            except NotTaken as error:
                yield from self.trouble(arrival.name, f"{arrival.student}: not collected: {error}.")
        if not collected:
            return
        try:
            self.get_ready()
            with Book(self.course, self.stem) as book:
                before = results_of(self.course, self.stem)
                strangers = collected.keys() - book.everybody()
                group = Class(self.course, self.engine, False, before, book.scores())
                futures = finished(self.pool, group.one, list(collected), AHEAD * self.workers, pressed)
                for result in recorded(self.course, book, futures, most=1):
                    arrival, said = collected[result.student]
                    if result.student in strangers:
                        said = [*said, "New in the gradebook: is the name right?"]
                    said = [*self.passed_over(arrival, come), *said]
                    yield from self.given_back(arrival, result, before.get(result.student), book, said)
            self.told.pop("grading", None)
        except (CourseError, SQLAlchemyError, OSError) as error:
            for arrival, _ in collected.values():
                if not self.journal.settled(arrival):
                    self.again[arrival.name] = time.monotonic() + AGAIN
            yield from self.trouble(
                "grading", f"Nothing is lost, and tried again in {AGAIN:.0f} s. {wording.on_a_line(str(error))}"
            )

    def given_back(
        self, arrival: Arrival, result: Result, old: Result | None, book: Book, said: Sequence[str]
    ) -> Iterator[Event]:
        """Write and release the feedback of a result."""
        now = self.now()
        try:
            write_page(self.course, result, book.entry(result.student), book.comments(result.student))
            self.exchange.release(result.student, self.exchange.secret(self.exchange.inbound / arrival.name))
        except (NotTaken, OSError) as error:
            yield from self.trouble(
                arrival.name, f"{arrival.student}: graded, but its feedback is not released: {error}."
            )
            return
        kept = old is not None and (old.digest, old.when) == (result.digest, result.when)
        outcome = FAILED if result.status == "error" else GRADED
        when = (kept and result.when) or now.isoformat()
        self.journal.add(Done(arrival.name, arrival.student, outcome, when, result.digest))
        words = [f"{wording.number(result.score)} of {wording.number(result.max_score)} points"]
        if result.status != "graded":
            words[0] = f"{result.status}: {result.problem}".removesuffix(".")
        if self.attempts:
            words.append(f"attempt {self.journal.attempts(arrival.student, now)} of {self.attempts} today")
        words.append(
            f"feedback {lasted((now - arrival.stamp.replace(tzinfo=UTC)).total_seconds())} after it was handed in"
        )
        line = " ".join([f"{arrival.student}: {', '.join(words)}.", *said])
        yield Event(line, arrival.student, outcome, result)

    def passed_over(self, arrival: Arrival, come: Sequence[Arrival]) -> Iterator[str]:
        """What to say of submissions that the student's last one came before any grading of."""
        earlier = sorted(each for each in come if each.student == arrival.student and each < arrival)
        first = max((i for i, each in enumerate(earlier, 1) if self.journal.settled(each)), default=0)
        if over := earlier[first:]:
            same = sum(each.stamp == arrival.stamp for each in over)
            yield f"{len(over)} before it {'is' if len(over) == 1 else 'are'} not graded" + (
                f", {same} of the same second." if same else "."
            )


def lasted(seconds: float) -> str:
    """A time in its largest unit."""
    for unit, size in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.1f} s"


def watch(
    course: Course,
    stem: str,
    *,
    every: float,
    workers: int = 1,
    only: str | None = None,
    now: Callable[[], datetime] | None = None,
) -> Iterator[Event]:
    """Watch for ever: the first event when it is ready, then one for each submission.

    Ctrl-C is let through between two events and while nothing happens. Raises CourseError where the course or its
    exchange is the trouble at the start; what goes wrong later is an event.
    """
    pressed = Pressed()
    with pressed.kept_back(), Watch(course, stem, workers=workers, only=only, now=now) as watching:
        limit = f"{watching.attempts} a day of each student" if watching.attempts else "as many as come"
        yield Event(f"Watching {watching.exchange.inbound} for {stem}: {limit}. Ctrl-C ends it.")
        while True:
            for event in watching.look(pressed):
                yield event
                pressed.seen()
            ends = time.monotonic() + every
            while (left := ends - time.monotonic()) > 0:
                time.sleep(min(left, A_MOMENT))
                pressed.seen()
