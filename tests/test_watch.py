"""Grade at submit, with nbgrader's own exchange, submit and fetch_feedback; killed at any moment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import new_user
from disturbed import Program, book, grading, left_by, started, until, whole_lines
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeFetchFeedback, ExchangeReleaseAssignment, ExchangeSubmit
from test_classroom import SECONDS, STEM, example, new_course
from test_resume import locked
from traitlets.config import Config

from autograder.classroom import watch as module
from autograder.classroom.exchange import Exchange
from autograder.classroom.results import results_of
from autograder.classroom.watch import Event, Journal, Watch
from autograder.course import Course, CourseError

# nbgrader's release_feedback leaves one to be closed by chance.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*timestamp.txt:ResourceWarning")

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Term:
    """A course with an exchange in which the assignment is released, and its students' folders."""

    root: Path

    @property
    def course(self) -> Course:
        return Course(self.root / "course")

    @property
    def exchange(self) -> Path:
        return self.root / "exchange"

    @property
    def inbound(self) -> Path:
        return self.exchange / "term" / "inbound"

    def configure(self, line: str) -> None:
        with (self.root / "course" / "nbgrader_config.py").open("a") as file:
            file.write(f"\n{line}\n")

    def calendar(self, text: str) -> None:
        head = 'year = 2026\ntime_zone = "UTC"\n'
        (self.root / "course" / "calendar.toml").write_text(head + text)

    def config(self, student: str) -> Config:
        """What a student's nbgrader is configured by."""
        folder = self.root / student
        return Config(
            Exchange={"root": str(self.exchange), "cache": str(folder / "cache"), "assignment_dir": str(folder)},
            CourseDirectory={"course_id": "term", "student_id": student, "assignment_id": STEM},
        )

    def step(self, kind: type[Any], student: str) -> Any:
        config = self.config(student)
        return kind(coursedir=CourseDirectory(config=config), authenticator=Authenticator(config=config), config=config)

    def edit(self, student: str, notebook: str) -> Path:
        """Have a notebook of the example class in the student's own folder."""
        path = self.root / student / STEM / f"{STEM}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(example(notebook).read_bytes())
        return path

    def submit(self, student: str, notebook: str, at: str | None = None) -> Path:
        """nbgrader's own submit, at this time; the folder in the exchange."""
        self.edit(student, notebook)
        submit = self.step(ExchangeSubmit, student)
        if at:
            submit.set_timestamp = lambda: setattr(submit, "timestamp", at)
        submit.start()
        return self.inbound / submit.assignment_filename

    def fetched(self, student: str) -> list[str]:
        """The pages that a student gets by nbgrader's own fetch_feedback, in the order of their submissions."""
        self.step(ExchangeFetchFeedback, student).start()
        return [path.read_text() for path in sorted((self.root / student / STEM / "feedback").glob("*/*.html"))]


def become(user: dict[str, str], patch: pytest.MonkeyPatch) -> None:
    for name, value in user.items():
        patch.setenv(name, value)


def new_term(root: Path) -> Term:
    term = Term(root)
    new_course(root / "course")
    term.configure(f"c.Exchange.root = {str(term.exchange)!r}\nc.CourseDirectory.course_id = 'term'")
    term.exchange.mkdir()
    term.exchange.chmod(0o777)
    config = term.config("staff")
    config.CourseDirectory.root = str(term.course.root)
    directory = CourseDirectory(config=config)
    ExchangeReleaseAssignment(coursedir=directory, authenticator=Authenticator(config=config), config=config).start()
    return term


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    become(new_user(tmp_path / "home"), monkeypatch)


@pytest.fixture
def term(tmp_path: Path) -> Term:
    return new_term(tmp_path)


def said(events: Iterator[Event]) -> list[str]:
    return [event.line for event in events]


def noted(course: Course) -> int:
    """With how many submissions the journal says that it is done."""
    path = course.watched(STEM)
    return path.read_bytes().count(b"\n") if path.is_file() else 0


# --- the command, as staff and students use it ------------------------------------------------------


def watching(term: Term, *options: str) -> Any:
    return started("autograder", "watch", STEM, "--json", "--every", "0.1", *options, cwd=term.course.root)


def as_student(term: Term, student: str, name: str) -> str:
    """An nbgrader command in a student's folder."""
    folder = term.root / student
    settings = "\n".join(
        f"c.{section}.{key} = {value!r}"
        for section, keys in term.config(student).items()
        for key, value in keys.items()
    )
    (folder / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}\n")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", name, STEM],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def graded_by_command(course: Course, *options: str) -> dict[str, dict[str, Any]]:
    """The rows of `autograder grade`."""
    with grading(course, STEM, *options) as run:
        assert run.ended() in (0, 1), run.err  # one is truncated
        return run.rows


def ready(run: Program) -> None:
    until(lambda: run.over or "Watching" in run.err, "it never watches")
    assert not run.over, run.err


def test_who_submits_fetches_feedback(term: Term) -> None:
    with watching(term) as run:
        ready(run)
        for student, notebook in {"ada": "ada_matmul", "fin": "fin_keepdims"}.items():
            term.edit(student, notebook)
            as_student(term, student, "submit")
        until(lambda: run.over or len(run.rows) == 2, f"not graded: {run.err}")
        run.process.send_signal(signal.SIGINT)
        assert run.ended() == 0, run.err
        assert "Traceback" not in run.err
        assert "Stopped. Graded: 2 submissions of 2 students; waiting for tomorrow: 0." in run.err
        graded = run.rows
    assert {student: row["score"] for student, row in graded.items()} == {"ada": 100, "fin": 90}
    assert "Fetched feedback" in as_student(term, "fin", "fetch_feedback")
    (page,) = (term.root / "fin" / STEM / "feedback").glob("*/*.html")
    assert "feedback for <strong>fin</strong>" in page.read_text()
    assert page.read_bytes() == term.course.feedback(STEM, "fin").read_bytes()
    # What `autograder grade` does later agrees: nothing is graded again, all is as it left it.
    before, lines = left_by(term.course, STEM), whole_lines(term.course, STEM)
    assert graded_by_command(term.course) == graded
    assert (left_by(term.course, STEM), whole_lines(term.course, STEM)) == (before, lines)
    assert graded_by_command(term.course, "--force") == graded


CLASS = {"ada": "ada_matmul", "ben": "ben_dot", "eve": "eve_untouched", "fin": "fin_keepdims", "max": "max_truncated"}
KILLS: dict[str, list[Callable[[Program, Course], bool]]] = {
    "before it is ready": [lambda run, course: course.watched(STEM).is_file()],
    "after a row, and after two more": [lambda run, course: len(run.rows) >= 1, lambda run, course: len(run.rows) >= 2],
    "when a verdict is stored": [lambda run, course: bool(whole_lines(course, STEM))],
}


@pytest.mark.parametrize("moments", KILLS.values(), ids=KILLS)
def test_a_killed_watch_goes_on_where_it_was(moments: list[Callable[[Program, Course], bool]], term: Term) -> None:
    for student, notebook in CLASS.items():
        term.submit(student, notebook)
    for moment in moments:
        with watching(term) as run:
            until(lambda run=run, moment=moment: run.over or moment(run, term.course), "no such moment")
            assert not run.over, run.err
            run.kill()
    with watching(term) as run:
        until(lambda: run.over or noted(term.course) == len(CLASS), f"not all are graded: {run.err}")
        run.process.send_signal(signal.SIGINT)
        assert run.ended() == 0, run.err
    assert sorted(whole_lines(term.course, STEM)) == sorted(CLASS)
    for student in CLASS:
        (page,) = term.fetched(student)
        assert f"feedback for <strong>{student}</strong>" in page
    before = left_by(term.course, STEM)
    assert graded_by_command(term.course).keys() == CLASS.keys()
    assert left_by(term.course, STEM) == before
    assert sorted(whole_lines(term.course, STEM)) == sorted(CLASS)


# --- one look after the other, with a clock of ours --------------------------------------------------


class Killed(BaseException):
    """Stands for a kill -9 at a moment that a test can name."""


STEPS = {
    "while it is copied": (Exchange, "started"),
    "when it is collected": (Watch, "get_ready"),
    "when its verdict is kept": (module, "write_page"),
    "before its feedback is out": (Exchange, "release"),
    "before that is noted": (Journal, "add"),
}


@pytest.mark.parametrize("step", STEPS)
def test_wherever_it_ends_it_goes_on(step: str, term: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    term.submit("ada", "fin_keepdims")
    with Watch(term.course, STEM) as watch:
        list(watch.look())
        term.submit("ada", "ada_matmul")
        with monkeypatch.context() as patch:

            def die(*_: object, **__: object) -> None:
                raise Killed

            patch.setattr(*STEPS[step], die)
            with pytest.raises(Killed):
                list(watch.look())
    with Watch(term.course, STEM) as watch:
        (event,) = watch.look()
        assert event.line.startswith("ada: 100 of 100 points")
        assert not list(watch.look())
    assert whole_lines(term.course, STEM) == ["ada", "ada"]
    assert [page.count("Everything is right") for page in term.fetched("ada")] == [0, 1]
    assert book(term.course, STEM)["submissions"].keys() == {"ada"}


class Clock:
    """A clock that a test sets, in the course's own time zone."""

    def __init__(self) -> None:
        # Noon, so that no test runs over midnight; a day ahead, so that nothing is handed in after it was graded.
        self.time = (datetime.now(ZONE) + timedelta(days=1)).replace(hour=12)

    def __call__(self) -> datetime:
        return self.time


def test_attempts_a_day(term: Term) -> None:
    term.calendar("[watch]\nattempts_a_day = 2\n")
    clock = Clock()
    with Watch(term.course, STEM, now=clock) as watch:
        for number, notebook in enumerate(["eve_untouched", "fin_keepdims"], start=1):
            term.submit("ada", notebook)
            (line,) = said(watch.look())
            assert f"attempt {number} of 2 today" in line
        term.submit("ada", "hal_average")
        assert said(watch.look()) == ["ada: waits for tomorrow, after 2 of 2 attempts today."]
        assert "Of each student 2 submissions a day are graded" in term.fetched("ada")[-1]
        assert "It waits for tomorrow" in term.fetched("ada")[-1]
        term.submit("ada", "ada_matmul")
        assert len(said(watch.look())) == 1
        term.submit("ben", "ben_dot")  # nobody else waits
        (line,) = said(watch.look())
        assert "ben: 100 of 100 points, attempt 1 of 2 today" in line
        clock.time = clock.time.replace(hour=23, minute=59, second=59)
        assert not said(watch.look())
    clock.time += timedelta(seconds=2)
    with Watch(term.course, STEM, now=clock) as watch:  # who waits is known after a restart too
        (line,) = said(watch.look())
        assert "ada: 100 of 100 points, attempt 1 of 2 today" in line
        assert "1 before it is not graded." in line
        assert not said(watch.look())
    pages = term.fetched("ada")
    assert [page.count("It waits for tomorrow") > 0 for page in pages] == [False, False, True, False]
    assert "Everything is right" in pages[-1]
    assert whole_lines(term.course, STEM) == ["ada", "ada", "ben", "ada"]


def test_the_same_notebook_again_is_no_new_attempt_and_not_graded_again(term: Term) -> None:
    term.calendar("[watch]\nattempts_a_day = 2\n")
    with Watch(term.course, STEM) as watch:
        for _ in range(2):
            term.submit("ada", "fin_keepdims")
            (line,) = said(watch.look())
            assert "ada: 90 of 100 points, attempt 1 of 2 today" in line
    assert whole_lines(term.course, STEM) == ["ada"]
    assert len(term.fetched("ada")) == 2


def test_exercises_that_change_are_graded_by_as_they_are_now(term: Term) -> None:
    with Watch(term.course, STEM) as watch:
        term.submit("ada", "ada_matmul")
        list(watch.look())
        term.course.exercises(STEM).touch()
        before = watch.engine
        term.submit("ada", "fin_keepdims")
        (event,) = watch.look()
        assert watch.engine is not before
        assert event.result.score == 90


# --- bad input ---------------------------------------------------------------------------------------


def renamed(old: str, new: str) -> Callable[[Term, str], None]:
    def change(term: Term, student: str) -> None:
        path = term.submit(student, "ada_matmul")
        path.rename(path.with_name(path.name.replace(old, new, 1)))

    return change


def stamped(text: str) -> Callable[[Term, str], None]:
    def change(term: Term, student: str) -> None:
        (term.submit(student, "ada_matmul") / "timestamp.txt").write_text(text)

    return change


def of_a_stranger(term: Term, student: str) -> None:
    term.submit(student, "ada_matmul")


def without_secret(term: Term, student: str) -> None:
    (term.submit(student, "ada_matmul") / "submission_secret.txt").unlink()


def too_large(term: Term, student: str) -> None:
    with (term.submit(student, "ada_matmul") / "large.bin").open("wb") as file:
        file.truncate(200_000_000)


def in_the_same_second(term: Term, student: str) -> None:
    """From two machines: nbgrader's own cache has room for one."""
    at = "2026-08-27 10:00:00 UTC"
    first = term.submit(student, "eve_untouched", at)
    shutil.rmtree(term.root / student / "cache")
    second = term.submit(student, "fin_keepdims", at)
    os.utime(second, ns=(0, first.stat().st_mtime_ns + 1))  # a file system may count in seconds


def linked_to_the_solution(term: Term, student: str) -> None:
    path = term.submit(student, "eve_untouched") / f"{STEM}.ipynb"
    path.unlink()
    path.symlink_to(term.course.source(STEM))


def no_folder(term: Term, student: str) -> None:
    path = term.submit(student, "ada_matmul")
    path.rename(term.root / "elsewhere")
    path.symlink_to(term.root / "elsewhere")


def later_by_hand(term: Term, student: str) -> None:
    """It came by mail, say."""
    term.submit(student, "eve_untouched")
    path = term.course.submitted(STEM, student)
    path.parent.mkdir(parents=True)
    path.write_bytes(example("hal_average").read_bytes())
    (path.parent / "timestamp.txt").write_text("2999-01-01 10:00:00 UTC")


NOT_GRADED = "in the exchange is not graded: "
BAD: dict[str, tuple[Callable[[Term, str], None], str, float | None]] = {
    "of a stranger": (of_a_stranger, "stranger: 100 of 100 points", 100),
    "a name without a date": (renamed("+20", "+x"), NOT_GRADED + "its name has no date that nbgrader can read", None),
    "a name that is markup": (renamed("markup", "<b>"), NOT_GRADED + "no student can have that name", None),
    "broken off": (without_secret, NOT_GRADED + "it broke off", None),
    "a link": (no_folder, NOT_GRADED + "it is no folder", None),
    "timestamp.txt is none": (stamped("tomorrow"), "none: 100 of 100 points", 100),
    "timestamp.txt is empty": (stamped(""), "empty: 100 of 100 points", 100),
    "too large": (too_large, "large: not collected: it has 200 MB, more than 100", None),
    "two in the same second": (in_the_same_second, "1 before it is not graded, 1 of the same second.", 90),
    "a link to the solution": (linked_to_the_solution, "solution: unreadable: There is no", 0),
    "a later one by hand": (later_by_hand, "hand: not collected: submitted/hand/", None),
}


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Term, list[str]]]:
    """A term in which all of that came in, and what was said of it; a student is called by the last word."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("bad")
        become(new_user(folder / "home"), patch)
        patch.setattr("autograder.classroom.exchange.UNDER_WAY", -1)
        term = new_term(folder)
        for name, (change, _, _) in BAD.items():
            change(term, name.split()[-1])
        term.submit("good", "ben_dot")
        there = sorted(path.name for path in term.inbound.iterdir())
        with Watch(term.course, STEM) as watch:
            lines = said(watch.look())
            assert not said(watch.look()), "what is the matter is said once"
        assert sorted(path.name for path in term.inbound.iterdir()) == there
        yield term, lines


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line(name: str, looked_at: tuple[Term, list[str]]) -> None:
    (term, lines), (_, expected, score), student = looked_at, BAD[name], name.split()[-1]
    (line,) = (line for line in lines if expected in line)
    assert "\n" not in line
    results = results_of(term.course, STEM)
    assert (results[student].score if student in results else None) == score


def test_the_others_go_on(looked_at: tuple[Term, list[str]]) -> None:
    term, lines = looked_at
    assert len(lines) == len(BAD) + 1
    (line,) = (line for line in lines if line.startswith("good: 100 of 100 points"))
    assert "New in the gradebook: is the name right?" in line
    assert "Handed in by " in line  # this account, which is not called good
    assert len(term.fetched("good")) == 1
    notebook = term.course.submitted(STEM, "hand").read_bytes()
    assert notebook == example("hal_average").read_bytes()


def test_what_is_still_copied_is_waited_for(term: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.classroom.exchange.UNDER_WAY", 600)  # seconds, on any machine
    path = term.submit("ada", "ada_matmul")
    secret = path / "submission_secret.txt"
    secret.rename(path / "later")
    exchange = Exchange(term.course, STEM)
    assert exchange.arrivals() == ([], {})
    (path / "later").rename(secret)
    ((arrival,), bad) = exchange.arrivals()
    assert (arrival.student, arrival.name, bad) == ("ada", path.name, {})


UNUSABLE: dict[str, tuple[Callable[[Term], object], str]] = {
    "no exchange": (lambda term: term.exchange.rename(term.root / "gone"), "There is no exchange folder"),
    "nothing released": (lambda term: term.inbound.rmdir(), f"`nbgrader release_assignment {STEM}`"),
    "a file for feedback": (lambda term: (term.inbound.parent / "feedback").touch(), "Feedback can't be released to"),
    "another exchange": (
        lambda term: term.configure("c.ExchangeFactory.collect = 'nbgrader.exchange.abc.ExchangeCollect'"),
        "names another exchange",
    ),
    "no course": (
        lambda term: term.configure("c.CourseDirectory.course_id = ''"),
        "has no c.CourseDirectory.course_id",
    ),
    "no attempts": (lambda term: term.calendar("[watch]\nattempts_a_day = 0"), "attempts_a_day"),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_what_it_cannot_begin_with_is_one_clear_line(what: str, term: Term) -> None:
    change, expected = UNUSABLE[what]
    change(term)
    with pytest.raises(CourseError) as caught:
        Watch(term.course, STEM)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_exchange_that_may_not_be_written_to(term: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)  # root may write anywhere
    with pytest.raises(CourseError, match="You can't write to the exchange folder"):
        Watch(term.course, STEM)


def test_two_at_once_are_refused(term: Term) -> None:
    first = Journal(term.course.watched(STEM))
    with pytest.raises(CourseError, match="Another `autograder watch`"), Watch(term.course, STEM):
        pass
    first.close()


def test_trouble_that_comes_and_goes_costs_nothing(term: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN", 0.0)
    with Watch(term.course, STEM) as watch:
        term.submit("ada", "ada_matmul")
        with locked(term.course):
            (line,) = said(watch.look())
            assert "Nothing is lost" in line
            assert "locked" in line
        (term.exchange).rename(term.root / "gone")
        (line,) = said(watch.look())
        assert "inbound can't be read" in line
        assert not said(watch.look())
        (term.root / "gone").rename(term.exchange)
        (line,) = said(watch.look())
        assert "ada: 100 of 100 points" in line
    assert whole_lines(term.course, STEM) == ["ada"]
