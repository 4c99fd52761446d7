"""A second grading says who changed, by how much and why, and keeps what was there before."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from rich.console import Console
from test_classroom import STEM, command, example, hand_in, new_course

from autograder.classroom.regrading import Change, Comparison, table
from autograder.classroom.results import results_of
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
    assert "hal_average 60/100 58/100 -2 update_parameters 2/10 → 0/10 (arguments ok → not asked)" in said
    assert f"Why: autograder/exercises/{STEM}.py was" in said
    assert f"The results before stay in results/{STEM}.jsonl" in said
    with course.changes(STEM).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["student"], row["before"], row["after"], row["of_after"]) == ("hal_average", "60.0", "58.0", "100")
    assert f"autograder/exercises/{STEM}.py was changed" in row["why"].split("; ")
    assert "seed" not in row["why"]
    assert course.results(STEM).read_bytes().startswith(lines_before), "results are only ever added to"

    declared.write_text(text)
    assert command(course, "autograder", "build", STEM).returncode == 0
    assert "hal_average 58/100 60/100 +2" in again(course)


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
    gone = ("propagate is not asked any more", "model is new", "the assignment 14 (15 before)")
    assert (change.rules, change.exercises, change.by) == (gone, (), "-5")


def compared(before: Mapping[str, Result], after: Iterable[Result]) -> Comparison:
    comparison = Comparison(before)
    for each in after:
        comparison.add(each)
    return comparison


def changes(before: Mapping[str, Result], after: Iterable[Result]) -> list[Change]:
    return compared(before, after).changes


def rules(before: Mapping[str, Result], after: Iterable[Result]) -> list[str]:
    return compared(before, after).rules


def graded(student: str, propagate: float, predict: float, best: float = 22, **more: object) -> Result:
    words = {"dw": "ok", "db": "ok" if propagate == best else "value"}
    exercises = [ExerciseResult("propagate", propagate, best, words), ExerciseResult("predict", predict, 5, {})]
    return result(**{"student": student, "exercises": exercises, **more})


OTHER = {"made": {**result().made, "autograder/exercises/a.py": "9"}}
BEFORE = [
    graded("all_of_it", 22, 5),
    graded("half", 11, 5),
    graded("least", 0, 5),
    graded("nothing", 0, 0),
    graded("unread", 0, 0, status="unreadable"),
    graded("mended", 0, 0, status="unreadable"),
]
AFTER = [
    graded("all_of_it", 20, 5, 20, **OTHER),
    graded("half", 10, 5, 20, **OTHER),
    graded("least", 4, 5, 20, **OTHER),
    graded("nothing", 0, 0, 20, **OTHER),
    graded("unread", 0, 0, 20, status="unreadable", **OTHER),
    graded("mended", 20, 0, 20, digest="m", **OTHER),
]


def test_after_a_change_of_points_only_who_gained_or_lost_is_listed() -> None:
    before = {each.student: each for each in BEFORE}
    found = {change.student: change for change in changes(before, AFTER)}
    assert {student: (each.by, each.exercises) for student, each in found.items()} == {
        "half": ("-1", ()),  # by what the exercise counts alone
        "least": ("+4", ("propagate 0/22 → 4/20",)),
        "mended": ("+20", ()),
    }
    assert rules(before, AFTER) == ["propagate now counts 20 points (22 before)", "the assignment 25 (27 before)"]
    # Not everybody's: who was graded by the new exercises already.
    assert rules({**before, "least": graded("least", 0, 5, 20)}, AFTER) == []


def shown(found: list[Change], rules: list[str], width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO())
    console.print(table(found, 6, rules))
    text = console.file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    return text


def test_what_is_so_for_all_is_said_once() -> None:
    before = {each.student: each for each in BEFORE}
    text = shown(changes(before, AFTER), rules(before, AFTER))
    assert text.startswith("Changed: 3 of 6 that had a result before.\nFor all: propagate now counts 20 points")
    assert text.count("now counts") == text.count("autograder/exercises/a.py was changed") == 1
    assert "half       16/27   15/25    -1" in text
    assert "another one" in text


def test_nothing_is_cut_in_a_narrow_terminal() -> None:
    name, output = "a_student_with_a_long_name_2026", "an_output_with_a_long_name"
    old, new = ([ExerciseResult("backward_propagation", 0, 22, {output: word})] for word in ("value", "ok"))
    new[0].score = 22
    pairs = [(result(student=name, exercises=old), result(student=name, exercises=new, digest="m"))]
    pairs += [(result(student="b", exercises=old), result(student="b", exercises=new))]
    text = shown(changes({old.student: old for old, _ in pairs}, [new for _, new in pairs]), [])
    assert "…" not in text
    assert all(
        part in text for part in (name[:20], "backward_propagation 0/22", output[:20], "22/22", "chance, on time")
    )


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
