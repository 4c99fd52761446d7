"""A second grading says who changed, by how much and why, and keeps what was there before."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from test_classroom import STEM, command, example, hand_in, new_course

from autograder.classroom.regrading import changes
from autograder.classroom.run import results_of
from autograder.course import Course
from autograder.grading import ExerciseResult, Result

STUDENTS = ("ada_matmul", "hal_average")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = new_course(tmp_path_factory.mktemp("course"))
    for student in STUDENTS:
        hand_in(made, student, example(student))
    assert command(made, "autograder", "grade", STEM).returncode == 0
    return made


def again(course: Course, *options: str) -> str:
    done = command(course, "autograder", "grade", STEM, "--force", *options)
    assert done.returncode == 0, done.stderr
    return " ".join((done.stdout + done.stderr).split())


def test_where_nothing_changed_it_says_so(course: Course) -> None:
    said = again(course)
    assert "nobody has other points than before" in said
    assert "Changed:" not in said


def test_after_a_change_of_tests_it_says_who_by_how_much_and_why(course: Course) -> None:
    declared = course.exercises(STEM)
    text = declared.read_text()
    before, after = text.split("def update_parameters(")
    declared.write_text("unchanged=False".join(before.rsplit("unchanged=True", 1)) + "def update_parameters(" + after)
    assert command(course, "autograder", "build", STEM).returncode == 0
    lines_before = course.results(STEM).read_bytes()

    said = again(course)
    assert "Changed: 1 of 2 that had a result before" in said
    assert "hal_average 60 58 -2 update_parameters 2/10 → 0/10 (arguments ok → not asked)" in said
    assert f"autograder/exercises/{STEM}.py was" in said
    with course.changes(STEM).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["student"], row["before"], row["after"]) == ("hal_average", "60.0", "58.0")
    assert f"autograder/exercises/{STEM}.py was changed" in row["why"].split("; ")
    assert "seed" not in row["why"]
    assert course.results(STEM).read_bytes().startswith(lines_before), "results are only ever added to"

    declared.write_text(text)
    assert command(course, "autograder", "build", STEM).returncode == 0
    assert "hal_average 58 60 +2" in again(course)


def test_with_json_the_table_goes_elsewhere(course: Course) -> None:
    hand_in(course, "hal_average", example("gus_early"))
    done = command(course, "autograder", "grade", STEM, "--json")
    assert {json.loads(line)["student"] for line in done.stdout.splitlines()} == set(STUDENTS)
    assert "Changed: 1 of 2" in done.stderr
    assert "the notebook is another one" in course.changes(STEM).read_text()
    hand_in(course, "hal_average", example("hal_average"))
    again(course)


# --- what is said -----------------------------------------------------------------------------------


def result(**more: object) -> Result:
    exercises = [
        ExerciseResult("propagate", 5.0, 10.0, {"dw": "ok", "db": "value"}),
        ExerciseResult("predict", 5, 5, {}),
    ]
    made = {"notebooks/a.py": "1", "autograder/exercises/a.py": "2", "seed": "3", "grader": "4"}
    given = {"digest": "n", "exam": "e", "made": made, "exercises": exercises, "status": "graded", "isolation": "full"}
    return Result(**{"assignment": "a", "student": "ada", **given, **more})


def better(score: float = 10.0) -> list[ExerciseResult]:
    return [ExerciseResult("propagate", score, 10.0, {"dw": "ok", "db": "ok"}), ExerciseResult("predict", 5, 5, {})]


WHY = {
    "another notebook": ({"digest": "m"}, "the notebook is another one"),
    "another text": ({"made": {**result().made, "notebooks/a.py": "9"}}, "notebooks/a.py was changed"),
    "another seed": ({"made": {**result().made, "seed": "9"}}, "the seed of the hidden cases is another one"),
    "another grader": ({"made": {**result().made, "grader": "9"}}, "the grader's own code was changed"),
    "another tier": ({"isolation": "plain"}, "isolated by plain, by full before"),
    "nothing": ({}, "nothing that is kept track of: the code may depend on chance, on time or on the machine"),
}


@pytest.mark.parametrize("name", WHY)
def test_a_reason(name: str) -> None:
    new, said = WHY[name]
    (change,) = changes({"ada": result()}, [result(exercises=better(), **new)])
    assert (change.by, change.exercises) == ("+5", ("propagate 5/10 → 10/10 (db value → ok)",))
    assert change.why == (said,)


def test_a_result_of_before_the_reasons_were_kept() -> None:
    old = result(made={}, exam="older")
    (change,) = changes({"ada": old}, [result(exercises=better())])
    assert change.why == ("the exercises or the seed were changed",)


def test_who_has_no_result_before_or_the_same_is_not_listed() -> None:
    assert changes({}, [result()]) == []
    assert changes({"ada": result()}, [result(digest="m")]) == []


def test_points_that_move_between_exercises_are_a_change() -> None:
    moved = [ExerciseResult("propagate", 10.0, 10.0, {}), ExerciseResult("predict", 0, 5, {})]
    (change,) = changes({"ada": result()}, [result(exercises=moved)])
    assert change.by == "+0"
    assert len(change.exercises) == 2


def test_an_exercise_that_is_new_or_gone() -> None:
    (change,) = changes({"ada": result()}, [result(exercises=[*better()[1:], ExerciseResult("model", 0, 9, {})])])
    assert change.exercises == ("propagate is not asked any more", "model is new")


def test_a_row_of_an_older_version_is_still_read(tmp_path: Path) -> None:
    """As the first version wrote it, without what has come since."""
    row = {
        "assignment": "a",
        "student": "ada",
        "score": 5.0,
        "max_score": 15.0,
        "status": "graded",
        "isolation": "full",
        "exercises": [{"name": "f", "score": 5.0, "max_score": 15.0, "outputs": {"value": "ok"}, "mistake": None}],
        "manual": None,
        "seconds": 0.2,
        "notes": [],
        "problem": None,
        "digest": "1",
        "exam": "2",
    }
    course = Course(tmp_path)
    course.results("a").parent.mkdir()
    course.results("a").write_text(json.dumps(row) + "\n")
    assert results_of(course, "a")["ada"].score == 5
