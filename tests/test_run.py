"""How a class is run: what is kept between two gradings, and what a terminal shows of many results."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from test_classroom import STEM, new_course

from autograder.classroom.gradebook import without_password
from autograder.classroom.grader import exam_of
from autograder.classroom.results import Results, append, results_of
from autograder.classroom.table import MOST, Glance
from autograder.course import Course
from autograder.examples import to_json
from autograder.grading import ExerciseResult, Result
from autograder.grading.grade import kept_or_made


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return new_course(tmp_path_factory.mktemp("course"))


# --- the exam ---------------------------------------------------------------------------------------


def test_the_hidden_cases_are_worked_out_once_and_only_the_owner_may_read_them(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = exam_of(course, STEM)
    path = course.exam(STEM)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    monkeypatch.setattr("autograder.grading.grade.questions", never)
    again = exam_of(course, STEM)
    assert list(map(to_json, first.questions.values())) == list(map(to_json, again.questions.values()))
    assert first.digest == again.digest


def never(*_: object) -> None:
    raise AssertionError("worked out again")


BROKEN: dict[str, Callable[[str], str]] = {
    "of another exam": lambda text: text.replace(text.split("\n")[0], 64 * "0"),
    "broken off": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "no JSON": lambda text: text.split("\n")[0] + "\n{]",
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_kept_exam_that_does_not_fit_is_made_anew(how: str, course: Course, tmp_path: Path) -> None:
    asked = exam_of(course, STEM).questions
    path = tmp_path / "kept.exam"
    kept_or_made(path, "key", lambda: asked)
    whole = path.read_text()
    path.write_text(BROKEN[how](whole))
    assert kept_or_made(path, "key", lambda: asked).keys() == asked.keys()
    assert path.read_text() == whole
    assert [each.name for each in tmp_path.iterdir()] == ["kept.exam"]


# --- results ----------------------------------------------------------------------------------------


def result(student: str, score: float = 1.0, status: str = "graded") -> Result:
    exercises = [ExerciseResult("relu", score, 2.0, {"value": "ok" if score == 2 else "value"})]
    return Result(STEM, student, status, "full", exercises, problem=None if status == "graded" else "It is empty.")


def test_the_last_whole_line_of_a_student_counts(tmp_path: Path) -> None:
    course = Course(tmp_path)
    for each in (result("ada"), result("ben"), result("ada", 2)):
        append(course, each)
    path = course.results(STEM)
    whole = path.read_bytes()
    before = results_of(course, STEM)
    path.write_bytes(whole + whole.splitlines()[0].replace(b"ada", b"cho")[:-9])
    found = Results(path)
    assert {student: found[student].score for student in found} == {"ada": 2, "ben": 1}
    append(course, result("cho"))  # on a line of its own
    assert list(Results(path)) == ["ada", "ben", "cho"]
    assert {student: before[student].score for student in before} == {"ada": 2, "ben": 1}


# --- the table --------------------------------------------------------------------------------------


def shown(results: list[Result]) -> str:
    glance = Glance()
    for each in results:
        glance.add(each)
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(glance.table())
    console.file.close()
    return console.export_text()


def test_a_small_class_is_shown_by_student_a_large_one_by_exercise() -> None:
    few = shown([result("ada", 2), result("ben", 0, "unreadable")])
    assert "ada" in few
    assert "unreadable: It is empty." in few
    many = shown([result(f"s{n:03}", 2 if n % 4 else 0) for n in range(MOST)] + [result("ben", 0, "unreadable")])
    assert "s001" not in many
    assert "relu" in many
    assert "74 %" in many
    assert "100 of 101 graded, 1.5 of 2 points on average." in many
    assert f"autograder report {STEM}" in many


# --- addresses --------------------------------------------------------------------------------------

ADDRESSES = {
    "a file": "sqlite:////course/gradebook.db",
    "a password": "postgresql+psycopg://teacher:sword-fish@host/course",
    "a password in the query": "postgresql+psycopg://host/course?user=teacher&password=sword-fish",
    "no address": "sword-fish@host",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_is_told_without_its_password(name: str) -> None:
    told = without_password(ADDRESSES[name])
    assert "sword-fish" not in told
    assert ("host" in told) == ("password" in name)
