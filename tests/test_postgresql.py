"""nbgrader's database on a real PostgreSQL server: the same rows as in a file, and what comes of one that goes away.

The server is started here, in a folder of its own; a cluster that the machine may have is left alone.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import need
from nbgrader.api import Gradebook
from test_classroom import SECONDS, STEM, command, example, hand_in, new_course

from autograder.course import Course

COURSE_ID = "neural_networks"  # as in nbgrader_config.py
WRITTEN = "written_hidden_units"
# The server asks for no password: that of the address is there to be seen where it shouldn't.
USER, PASSWORD = "teacher", "sword-fish"
STUDENTS = {
    "right": "ada_matmul",
    "mistakes": "hal_average",
    "untouched": "eve_untouched",
    "truncated": "max_truncated",
    "late": "ben_dot",
    # Enough of them that a server stopped after the first is missed.
    "more1": "cho_einsum",
    "more2": "fin_keepdims",
    "more3": "gus_early",
    "more4": "pia_broadcast",
    "more5": "ren_slopes",
}


# --- the server ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server; on a socket in its folder, since a port could be taken while it is stopped."""

    programs: Path
    folder: Path

    def run(self, program: str, *words: str) -> None:
        """One of the server's programs, as an ordinary user: it refuses root."""
        owner = self.folder.stat()
        user = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [self.programs / program, *words],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **user,
        )
        assert done.returncode == 0, done.stdout + done.stderr + self.log()

    def log(self) -> str:
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.is_file() else ""

    def create(self) -> None:
        words = ("--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.run("initdb", f"--pgdata={self.folder / 'data'}", *words)

    def start(self) -> None:
        wanted = {
            "listen_addresses": "''",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "shared_buffers": "16MB",
            # Far from UTC: nbgrader's dates have no zone, and a server must not shift them.
            "timezone": "'<+09>-9'",
        }
        settings = " ".join(f"-c {name}={value}" for name, value in wanted.items())
        where = ("-D", str(self.folder / "data"), "-l", str(self.folder / "log"))
        self.run("pg_ctl", "start", "--wait", *where, "-o", settings)

    def stop(self) -> None:
        """Without a word to who is connected, like a machine that goes down."""
        self.run("pg_ctl", "stop", "--wait", "-D", str(self.folder / "data"), "-m", "immediate")

    def running(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def database(self, name: str) -> str:
        """Create a database, and give its address."""
        self.run("createdb", f"--host={self.folder}", f"--username={USER}", name)
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://{USER}:{PASSWORD}@/{name}?host={self.folder}"


def programs() -> Path | None:
    """Where the newest server's programs are."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").is_file()]
    return max(found, key=lambda path: float(path.parent.name), default=None)


@pytest.fixture(scope="module", autouse=True)
def with_alembic() -> Iterator[None]:
    """nbgrader looks for that program on the PATH, to make a new database and to upgrade one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = programs()
    need(found is not None, "There is no PostgreSQL server: apt-get install postgresql")
    need(find_spec("psycopg") is not None, "There is no psycopg: pip install '.[postgresql]'")
    # Not pytest's own folder: no other user may enter it, and the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    made = Server(found, folder)
    try:
        made.create()
        made.start()
        yield made
    finally:
        if made.running():
            made.stop()
        shutil.rmtree(folder)


# --- a class on it ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Graded:
    course: Course
    url: str
    rows: dict[str, dict[str, Any]]
    book: dict[str, Any]


def configure(course: Course, url: str) -> None:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(f'\nc.CourseDirectory.db_url = "{url}"\nc.LateSubmissionPlugin.penalty_method = "zero"\n')


def class_of(root: Path, url: str, seed: Path | None = None) -> Course:
    """A course with the class handed in and a due date in the database at `url`; with the secret seed of another."""
    course = new_course(root)
    configure(course, url)
    for student, name in STUDENTS.items():
        folder = hand_in(course, student, example(name)).parent
        (folder / "timestamp.txt").write_text(f"2026-08-{29 if student == 'late' else 27} 22:30:00 UTC")
    if seed:
        course.seed(STEM).parent.mkdir()
        shutil.copy(seed, course.seed(STEM))
    with Gradebook(url, COURSE_ID) as book:
        book.update_or_create_assignment(STEM, duedate="2026-08-28 12:00:00 UTC")
    return course


def grade(course: Course, *options: str, code: int = 1) -> dict[str, dict[str, Any]]:
    """The rows of a grading by student, without what no two gradings share; `code` 1: one is truncated."""
    done = command(course, "autograder", "grade", STEM, "--json", *options)
    assert done.returncode == code, done.stderr
    return by_student(done.stdout)


def by_student(out: str) -> dict[str, dict[str, Any]]:
    found = {row["student"]: row for row in map(json.loads, out.splitlines())}
    return {student: {name: row[name] for name in row if name != "seconds"} for student, row in found.items()}


def book_rows(url: str) -> dict[str, Any]:
    """All that nbgrader says of the assignment's submissions, but for what it makes up: the ids of rows."""
    with Gradebook(url, COURSE_ID) as book:
        totals = {row["student"]: without_ids(row) for row in book.submission_dicts(STEM)}
        return {student: (totals[student], *rows) for student, rows in submissions_of(book, STEM).items()}


def submissions_of(book: Gradebook, stem: str) -> dict[str, tuple[Any, ...]]:
    """Each student's submission with its notebooks, grades and comments."""
    return {
        submission.student_id: (
            without_ids(submission.to_dict()),
            submission.total_seconds_late,
            [
                (
                    without_ids(notebook.to_dict()),
                    notebook.late_submission_penalty,
                    sorted(map(grade_row, notebook.grades)),
                    sorted((c.name, str(c.auto_comment), str(c.manual_comment)) for c in notebook.comments),
                )
                for notebook in submission.notebooks
            ],
        )
        for submission in book.assignment_submissions(stem)
    }


def without_ids(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def grade_row(grade: Any) -> tuple[str, str, str, float, bool]:
    return grade.name, repr(grade.auto_score), repr(grade.manual_score), grade.max_score, grade.needs_manual_grade


@pytest.fixture(scope="module")
def graded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    url = server.database("graded")
    course = class_of(tmp_path_factory.mktemp("graded"), url)
    return Graded(course, url, grade(course), book_rows(url))


def test_a_server_gets_the_same_rows_as_a_file(graded: Graded, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gradebook.db"
    course = class_of(tmp_path, url, graded.course.seed(STEM))
    assert grade(course) == graded.rows
    assert book_rows(url) == graded.book
    assert not (graded.course.root / "gradebook.db").exists()


def test_the_rows_say_what_each_student_earned(graded: Graded) -> None:
    """So that two databases that are equally wrong don't pass for right."""
    assert graded.book.keys() == graded.rows.keys() == STUDENTS.keys()
    totals = {student: (row["score"], row["max_score"]) for student, (row, *_) in graded.book.items()}
    wanted = {"right": (100, 110), "mistakes": (60, 110), "untouched": (0, 110), "truncated": (0, 110)}
    assert {student: totals[student] for student in wanted} == wanted
    late_by = {student: row[2] for student, row in graded.book.items() if row[2]}
    assert late_by == {"late": 34.5 * 3600}
    ((_, penalty, grades, comments),) = graded.book["late"][3]
    assert penalty == 100
    assert (WRITTEN, "None", "None", 10, True) in grades
    assert (WRITTEN, "No response.", "None") in graded.book["untouched"][3][0][3]
    assert (WRITTEN, "None", "None") in comments


def test_a_persons_points_and_comment_stay(graded: Graded) -> None:
    with Gradebook(graded.url, COURSE_ID) as book:
        book.find_grade(WRITTEN, STEM, STEM, "right").manual_score = 7
        book.find_comment(WRITTEN, STEM, STEM, "right").manual_comment = "Schön – 95 % auf neuen Punkten?"
        book.db.commit()
    found = grade(graded.course, "--force", "--students", "right,mistakes", code=0)
    assert (found["right"]["manual"], found["mistakes"]["manual"]) == (7, None)
    with Gradebook(graded.url, COURSE_ID) as book:
        points = book.find_grade(WRITTEN, STEM, STEM, "right")
        assert (points.manual_score, points.score, points.needs_manual_grade) == (7, 7, True)
        comment = book.find_comment(WRITTEN, STEM, STEM, "right")
        assert comment.manual_comment == comment.comment == "Schön – 95 % auf neuen Punkten?"
        assert book.find_submission(STEM, "right").score == 107
        assert book.find_grade(WRITTEN, STEM, STEM, "mistakes").manual_score is None


@pytest.mark.parametrize(
    "words",
    [
        ("nbgrader", "export"),
        ("nbgrader", "db", "student", "list"),
        ("nbgrader", "db", "upgrade"),
        ("autograder", "report", STEM),
        ("autograder", "feedback", STEM),
    ],
    ids=" ".join,
)
def test_other_commands_work_on_it(words: tuple[str, ...], graded: Graded) -> None:
    done = command(graded.course, *words)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr
    if words[-1] == "list":
        assert all(f"\n{student} " in done.stdout + done.stderr for student in STUDENTS)
    if words[-1] == "export":
        table = (graded.course.root / "grades.csv").read_text().splitlines()
        assert len(table) == 1 + len(STUDENTS)


# --- a server that isn't there ---------------------------------------------------------------------


def one_clear_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a command said that could not reach its database: no password, no traceback, how it goes on."""
    said = done.stdout + done.stderr
    assert PASSWORD not in said
    assert "Traceback" not in said
    assert done.returncode == 2, said
    line, *more = done.stderr.strip().splitlines()
    assert not more, done.stderr
    return line


WRONG = {
    "nothing listens": (f"postgresql+psycopg://{USER}:{PASSWORD}@127.0.0.1:1/grades", "127.0.0.1:1/grades"),
    "no such scheme": (f"postgres://{USER}:{PASSWORD}@127.0.0.1:1/grades", "127.0.0.1:1/grades"),
    "password in the query": (f"postgresql+psycopg://127.0.0.1:1/grades?password={PASSWORD}", "127.0.0.1:1"),
    "no address at all": (f"{USER}:{PASSWORD}@127.0.0.1:1/grades", "gradebook"),
}


@pytest.mark.parametrize(("url", "named"), WRONG.values(), ids=WRONG)
def test_a_wrong_address_is_one_clear_line(url: str, named: str, server: Server, tmp_path: Path) -> None:
    course = new_course(tmp_path)
    configure(course, url)
    hand_in(course, "ada", example("ada_matmul"))
    assert named in one_clear_line(command(course, "autograder", "grade", STEM, "--json"))


def test_a_database_that_nobody_made_is_named(server: Server, tmp_path: Path) -> None:
    course = new_course(tmp_path)
    configure(course, server.address("nowhere"))
    hand_in(course, "ada", example("ada_matmul"))
    line = one_clear_line(command(course, "autograder", "grade", STEM, "--json"))
    assert '"nowhere" does not exist' in line


def stopped_after_the_first(course: Course, server: Server) -> subprocess.CompletedProcess[str]:
    """A grading whose server goes down once the first row is out."""
    words = [sys.executable, "-m", "autograder", "grade", STEM, "--json", "--course", str(course.root)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as run:
        try:
            first = run.stdout.readline()
            server.stop()
            out, err = run.communicate(timeout=SECONDS)
        finally:
            run.kill()
    return subprocess.CompletedProcess(words, run.returncode, first + out, err)


def test_a_server_that_goes_away_costs_no_result(graded: Graded, server: Server, tmp_path: Path) -> None:
    url = server.database("interrupted")
    course = class_of(tmp_path, url, graded.course.seed(STEM))
    try:
        done = stopped_after_the_first(course, server)
        told = command(course, "autograder", "report", STEM)
    finally:
        if not server.running():
            server.start()
    again = grade(course)
    assert again == graded.rows
    assert book_rows(url) == graded.book
    first = by_student(done.stdout)
    assert first
    assert {student: again[student] for student in first} == first
    assert "same command again" in one_clear_line(done)
    assert "interrupted" in one_clear_line(told)
