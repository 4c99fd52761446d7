"""A class from submitted/ to gradebook and feedback, by our command and by nbgrader's; what bad input does to it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.classroom.results import results_of
from autograder.course import Course

HOME = Path(__file__).parent.parent
CLASSES = HOME / "tests" / "classes"
STEM = "w3_shallow_network"
EXPECTED = tomllib.loads((CLASSES / STEM / "expected.toml").read_text())
SECONDS = 300


def new_course(root: Path) -> Course:
    """A clone of the course that was never built, without its own class."""
    for folder in ("source", "release", "autograder/exercises", "notebooks", "datasets"):
        shutil.copytree(HOME / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOME / "nbgrader_config.py", root)
    return Course(root)


def hand_in(course: Course, student: str, notebook: Path | bytes) -> Path:
    path = course.submitted(STEM, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else notebook.read_bytes())
    return path


def example(student: str) -> Path:
    return CLASSES / STEM / student / f"{STEM}.ipynb"


def command(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as a person runs it, in the course's folder."""
    started = [sys.executable, "-m", *words]
    return subprocess.run(
        started, cwd=course.root, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, check=False
    )


def rows(course: Course, *options: str) -> dict[str, dict[str, Any]]:
    done = command(course, "autograder", "grade", STEM, "--json", *options)
    assert done.stdout, done.stderr
    return {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}


# --- the example class -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, dict[str, Any]]]:
    course = new_course(tmp_path_factory.mktemp("course"))
    for student in EXPECTED:
        folder = hand_in(course, student, example(student)).parent
        (folder / "timestamp.txt").write_text("2026-08-27 10:00:00 UTC")
        (folder / "submission_secret.txt").write_text(student)
    done = command(course, "autograder", "grade", STEM, "--json")
    assert done.returncode == 1, done.stderr  # one of them is truncated
    return course, {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}


def test_everybody_gets_a_row_of_the_promised_form(graded: tuple[Course, dict]) -> None:
    _, found = graded
    assert found.keys() == EXPECTED.keys()
    for row in found.values():
        assert list(row) == [
            "assignment",
            "student",
            "score",
            "max_score",
            "status",
            "isolation",
            "exercises",
            "manual",
            "seconds",
        ]
        assert row["max_score"] == 100
        assert row["score"] == pytest.approx(sum(exercise["score"] for exercise in row["exercises"]))
        for exercise in row["exercises"]:
            assert list(exercise) == [
                "name",
                "score",
                "max_score",
                "outputs",
                "mistake",
                "hint",
                "told",
                "helpers_replaced",
                "problem",
            ]


def book_rows(course: Course) -> dict[str, Any]:
    """All that nbgrader's database says of the assignment's submissions."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return {
            submission.student_id: (
                submission.timestamp,
                submission.score,
                submission.max_score,
                [
                    (
                        notebook.name,
                        notebook.late_submission_penalty,
                        notebook.needs_manual_grade,
                        sorted((g.name, g.auto_score, g.manual_score, g.needs_manual_grade) for g in notebook.grades),
                        sorted((c.name, str(c.auto_comment)) for c in notebook.comments),
                    )
                    for notebook in submission.notebooks
                ],
            )
            for submission in book.assignment_submissions(STEM)
        }


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nbgrader_autograde_leaves_the_same_rows_files_and_pages(graded: tuple[Course, dict], tmp_path: Path) -> None:
    """The two ways side by side, with one secret seed."""
    course, _ = graded
    theirs = new_course(tmp_path)
    shutil.copytree(course.root / "submitted", tmp_path / "submitted")
    theirs.seed(STEM).parent.mkdir()
    shutil.copy(course.seed(STEM), theirs.seed(STEM))
    done = command(theirs, "nbgrader", "autograde", STEM)
    assert done.returncode == 0, done.stderr[-3000:]
    assert book_rows(theirs) == book_rows(course)
    assert files(theirs.root / "autograded") == files(course.root / "autograded")
    done = command(theirs, "nbgrader", "generate_feedback", STEM)
    assert done.returncode == 0, done.stderr[-3000:]
    done = command(course, "autograder", "feedback", STEM)
    assert done.returncode == 0
    unread = "Nobody has read the answers in words of ada_matmul, ben_dot, cho_einsum, fin_keepdims, gus_early and "
    assert unread in done.stderr
    ours, nbgraders = files(course.root / "feedback"), files(theirs.root / "feedback")
    assert len(ours) == 3 * len(EXPECTED)  # page, timestamp.txt, submission_secret.txt
    courses = (".h5", "/notation.html")
    assert ours == {name: content for name, content in nbgraders.items() if not name.endswith(courses)}


def test_the_score_is_the_one_thing_that_nbgrader_reads(graded: tuple[Course, dict]) -> None:
    course, found = graded
    notebook = nbformat.read(course.autograded(STEM, "fin_keepdims"), as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "check_backward_propagation"]
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    assert [output.data["text/plain"] for output in results] == ["10.0"]
    assert not [output for output in cell.outputs if output.get("name") == "stderr"]
    assert not [cell for cell in notebook.cells if cell.metadata.get("tags")]
    assert found["fin_keepdims"]["manual"] is None


def test_no_execute_gives_the_stored_verdict_and_never_silence(graded: tuple[Course, dict], tmp_path: Path) -> None:
    """With nbgrader's --no-execute a check cell without output would be full marks."""
    course = new_course(tmp_path)
    hand_in(course, "eve", example("eve_untouched"))
    done = command(course, "nbgrader", "autograde", STEM, "--no-execute")
    assert done.returncode == 0, done.stderr[-3000:]
    assert book_rows(course)["eve"][1] == 0


def test_a_second_run_repeats_nothing_and_mends_what_was_lost(graded: tuple[Course, dict], tmp_path: Path) -> None:
    course = new_course(tmp_path)
    for student in ("ada_matmul", "gus_early"):
        hand_in(course, student, example(student))
    first = rows(course)
    shutil.rmtree(course.root / "autograded")
    (course.root / "gradebook.db").unlink()
    with course.results(STEM).open("ab") as file:
        file.write(b'{"assignment": "w3_sha')  # killed in the middle of a line
    assert rows(course) == first
    assert book_rows(course)["gus_early"][1] == first["gus_early"]["score"]
    assert len(results_of(course, STEM)) == 2
    hand_in(course, "gus_early", example("eve_untouched"))
    again = rows(course, "--students", "gus_early")
    assert {student: row["score"] for student, row in again.items()} == {"gus_early": 0}
    assert course.seed(STEM).stat().st_mode & 0o777 == 0o600


def test_points_by_hand_stay_and_late_ones_are_taken_off(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    for student, day in (("ada", 27), ("late", 29)):
        folder = hand_in(course, student, example("ada_matmul")).parent
        (folder / "timestamp.txt").write_text(f"2026-08-{day} 10:00:00 UTC")
    rows(course)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.find_grade("written_hidden_units", STEM, STEM, "ada").manual_score = 9
        corrected = book.find_grade("check_layer_sizes", STEM, STEM, "ada")
        corrected.manual_score = corrected.auto_score - 2  # by a person, in the place of ours
        book.update_or_create_assignment(STEM, duedate="2026-08-28 12:00:00 UTC")
        book.db.commit()
    found = rows(course, "--force")
    assert (found["ada"]["manual"], found["late"]["score"]) == (7, 100)
    saved = book_rows(course)
    assert (saved["ada"][1], saved["ada"][3][0][1]) == (107, None)
    assert saved["late"][3][0][1] == 100


def test_ctrl_c_leaves_the_database_whole_and_says_how_to_go_on(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    for number in range(12):
        hand_in(course, f"s{number:02}", example("lou_endless" if number % 3 == 2 else "ada_matmul"))
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", STEM, "--json", "--workers", "2"],
        cwd=course.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 130, err
    assert "Run the same command again" in err
    assert "Traceback" not in err
    assert time.monotonic() - start < 60
    done = [json.loads(line)["student"] for line in (first + out).splitlines()]
    assert 1 <= len(done) < 12
    with sqlite3.connect(course.root / "gradebook.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(done) <= book_rows(course).keys()
    assert len(rows(course)) == 12
    assert len(book_rows(course)) == 12


# --- bad input ---------------------------------------------------------------------------------------


def edited(student: str, change: Callable[[dict[str, Any]], object]) -> bytes:
    notebook = json.loads(example(student).read_text())
    change(notebook)
    return json.dumps(notebook).encode()


def without_metadata(notebook: dict[str, Any]) -> None:
    """VS Code's way after a copy: no nbgrader metadata, its own instead."""
    notebook["metadata"] = {"language_info": {"name": "python"}, "vscode": {"interpreter": {"hash": "0"}}}
    for cell in notebook["cells"]:
        cell["metadata"] = {"vscode": {"languageId": "python"}}


def twice(notebook: dict[str, Any]) -> None:
    notebook["cells"] *= 2


def only_text(notebook: dict[str, Any]) -> None:
    notebook["cells"] = [{"cell_type": "markdown", "metadata": {}, "source": "My answers are on paper."}]


def version_3(student: str) -> bytes:
    return nbformat.writes(nbformat.convert(nbformat.read(example(student), as_version=4), 3), version=3).encode()


def half_a_character(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = "\ud83d"
        else:
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"image/png": [1, "\ud83d"]}}]


def many_cells(notebook: dict[str, Any]) -> None:
    notebook["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1", "outputs": []}] * 1000


def blank_lines(notebook: dict[str, Any]) -> None:
    notebook["cells"][1]["source"] = "\n" * 150_000


def odd_cells(notebook: dict[str, Any]) -> None:
    notebook["cells"] += [None, 7, {"cell_type": "code"}, {"cell_type": "code", "source": 5, "metadata": []}]
    notebook["metadata"] = []


BAD = {
    "empty": (b"", "unreadable", 0),
    "blank": (b" \n", "unreadable", 0),
    "not_json": (b"import numpy as np\n", "unreadable", 0),
    "truncated": (example("ada_matmul").read_bytes()[:5000], "unreadable", 0),
    "not_utf8": ("größer".encode("latin-1"), "unreadable", 0),
    "nested": (b"[" * 100_000, "unreadable", 0),
    "a_list": (b"[1, 2]", "not_a_notebook", 0),
    "no_notebook": (b'{"name": "x"}', "not_a_notebook", 0),
    "no_cells": (edited("ada_matmul", lambda notebook: notebook.update(cells=[])), "not_a_notebook", 0),
    "cells_no_list": (edited("ada_matmul", lambda notebook: notebook.update(cells={"a": 1})), "not_a_notebook", 0),
    "odd_worksheets": (b'{"worksheets": 5, "nbformat": 3}', "not_a_notebook", 0),
    "huge": (b" " * (21 * 2**20), "too_large", 0),
    "many_cells": (edited("ada_matmul", many_cells), "too_large", 0),
    "half_a_character": (edited("ada_matmul", half_a_character), "graded", 100),
    "blank_lines": (edited("ada_matmul", blank_lines), "graded", 100),
    "only_text": (edited("ada_matmul", only_text), "graded", 0),
    "odd_cells": (edited("ada_matmul", odd_cells), "graded", 100),
    "vscode": (edited("ada_matmul", without_metadata), "graded", 100),
    "colab": (example("nia_colab").read_bytes(), "graded", 100),
    "twice": (edited("ada_matmul", twice), "graded", 100),
    "version_3": (version_3("ada_matmul"), "graded", 100),
    "byte_order_mark": (b"\xef\xbb\xbf" + example("ada_matmul").read_bytes(), "graded", 100),
    "honest": (example("ben_dot").read_bytes(), "graded", 100),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, subprocess.CompletedProcess[str]]:
    course = new_course(tmp_path_factory.mktemp("bad"))
    for student, (content, *_) in BAD.items():
        hand_in(course, student, content)
    hand_in(course, "misnamed", example("ada_matmul")).rename(course.submitted(STEM, "misnamed").with_name("my.ipynb"))
    course.submitted(STEM, "linked").parent.mkdir(parents=True)
    course.submitted(STEM, "linked").symlink_to(course.root / "nbgrader_config.py")
    (course.submitted(STEM, "honest").with_name("timestamp.txt")).write_text("yesterday, I think")
    (course.submitted(STEM, "honest").with_name("passwords.txt")).symlink_to("/etc/passwd")
    os.mkfifo(course.submitted(STEM, "colab").with_name("timestamp.txt"))
    os.mkfifo(course.submitted(STEM, "colab").with_name("pipe"))
    (course.submitted(STEM, "colab").with_name("examples.h5")).mkdir()
    (course.submitted(STEM, "colab").parent / "examples.h5" / "inside").touch()
    return course, command(course, "autograder", "grade", STEM, "--json")


@pytest.mark.parametrize("student", BAD)
def test_bad_input_gets_its_status_and_the_rest_is_graded(student: str, bad: tuple[Course, Any]) -> None:
    _, done = bad
    found = {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}
    _, status, score = BAD[student]
    assert (found[student]["status"], found[student]["score"]) == (status, score)
    assert len(found[student]["exercises"]) == 8
    lines = [line for line in done.stderr.splitlines() if line.startswith(f"{student}:")]
    noted = ("only_text", "twice", "honest", "blank_lines", "colab")
    assert len(lines) == (status != "graded" or student in noted), lines
    if status != "graded":
        assert STEM in lines[0]
        assert all(exercise["problem"] for exercise in found[student]["exercises"])


def test_bad_input_as_a_whole(bad: tuple[Course, Any]) -> None:
    course, done = bad
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    found = {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert found["misnamed"]["status"] == found["linked"]["status"] == "unreadable"
    assert "my.ipynb" in done.stderr
    assert book_rows(course).keys() == found.keys()
    notes = results_of(course, STEM)["honest"].notes
    assert any("timestamp.txt" in note for note in notes)
    assert not course.autograded(STEM, "honest").with_name("passwords.txt").exists()


USAGE = {
    "no such assignment": (("grade", "w9_dreams"), "assignments are: w1_introduction, w2_"),
    "nobody handed in": (("grade", STEM), "holds no submission"),
    "no such course": (("grade", STEM, "--course", "nowhere"), "not a course folder"),
    "feedback before grading": (("feedback", STEM), "autograder grade"),
    "nobody chosen": (("grade", STEM, "--students", ","), "names nobody"),
    "doctor of nothing": (("doctor", "--course", "nowhere"), "no folder"),
    "another isolation": (("grade", STEM, "--isolation", "magic"), "there are: full, kernel-filter, plain"),
    "a demo of nothing": (("demo", "w9_dreams"), "There is no"),
    "nothing to open": (("lab", "--course", "nowhere"), "holds no assignment"),
}


@pytest.mark.parametrize(("words", "said"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_one_clear_line(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = command(new_course(tmp_path), "autograder", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_an_unknown_student_is_named(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    hand_in(course, "ada", example("ada_matmul"))
    done = command(course, "autograder", "grade", STEM, "--students", "ada,zoe")
    assert done.returncode == 2
    assert "zoe" in done.stderr


def test_help_names_every_command() -> None:
    done = command(Course(HOME), "autograder", "--help")
    assert done.returncode == 0
    for word in ("build", "grade", "feedback", "report", "demo", "doctor", "lab"):
        assert word in done.stdout


def test_exercises_that_changed_are_not_graded_in_silence(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    hand_in(course, "ada", example("ada_matmul"))
    assert rows(course)["ada"]["max_score"] == 100
    declared = course.exercises(STEM)
    before = declared.read_text()
    declared.write_text(before.replace("LARGE = (60, 50, 40)", "LARGE = (61, 50, 40)"))
    done = command(course, "autograder", "grade", STEM)
    assert done.returncode == 2
    assert f"autograder/exercises/{STEM}.py was changed since the build" in done.stderr
    assert command(course, "autograder", "build").returncode == 0
    done = command(course, "autograder", "grade", STEM)
    assert done.returncode == 0
    assert "1 of these results are older" in done.stderr
    declared.write_text(before.replace("points=12,", "points=24,", 1))
    assert command(course, "autograder", "build").returncode == 0
    assert rows(course)["ada"]["max_score"] == 112  # other points: there is no old row to give
    assert book_rows(course)["ada"][2] == 122


def test_a_mistyped_folder_is_named(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    hand_in(course, "ada", example("ada_matmul"))
    (course.root / "submitted" / "wu" / "w3_shalow_network").mkdir(parents=True)
    done = command(course, "autograder", "grade", STEM, "--isolation", "plain")
    assert done.returncode == 0
    assert "submitted/wu/w3_shalow_network is no assignment" in done.stderr
