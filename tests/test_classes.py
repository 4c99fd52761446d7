"""The example class of every assignment, graded by the command: each student earns what its table says by hand."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from autograder.course import Course

HOME = Path(__file__).parents[1]
COURSE = Course.at(HOME)
CLASSES = HOME / "tests" / "classes"
TABLES = {path.parent.name: tomllib.loads(path.read_text()) for path in CLASSES.glob("*/expected.toml")}
EXPECTED = {stem: TABLES.get(stem, {}) for stem in COURSE.assignments}
STUDENTS = [(stem, student) for stem, expected in EXPECTED.items() for student in expected]


@cache
def graded(stem: str) -> dict[str, dict[str, Any]]:
    """The rows of a class; where the assignment builds on another, the same students handed in that one too."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("source", "release", "autograder/exercises", "notebooks", "datasets"):
            shutil.copytree(HOME / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HOME / "nbgrader_config.py", root)
        course = Course(root)
        for student in EXPECTED[stem]:
            for part in filter(None, [stem, course.header(stem).get("builds_on")]):
                if (notebook := CLASSES / part / student / f"{part}.ipynb").is_file():
                    course.submitted(part, student).parent.mkdir(parents=True)
                    shutil.copy(notebook, course.submitted(part, student))
        command = [sys.executable, "-m", "autograder", "grade", stem, "--json"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", timeout=600)
        assert done.stdout, done.stderr
        return {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("stem", EXPECTED)
def test_a_class_has_its_notebooks(stem: str) -> None:
    """Six students or more, each with a notebook, and a row in the table for each notebook."""
    notebooks = {path.parent.name for path in CLASSES.glob(f"{stem}/*/{stem}.ipynb")}
    assert notebooks == EXPECTED[stem].keys() == graded(stem).keys()
    assert len(notebooks) >= 6


@pytest.mark.parametrize(("stem", "student"), STUDENTS)
def test_each_student_earns_what_the_table_says(stem: str, student: str) -> None:
    row, expected = graded(stem)[student], EXPECTED[stem][student]
    assert (row["status"], row["score"]) == (expected["status"], expected["score"]), row
    if row["status"] != "graded":
        return
    for exercise in row["exercises"]:
        wanted = expected.get("exercises", {}).get(exercise["name"], {})
        assert exercise["score"] == wanted.get("score", exercise["max_score"]), exercise
        assert exercise["mistake"] == wanted.get("mistake"), exercise
        assert exercise["helpers_replaced"] == wanted.get("helpers_replaced", []), exercise
        assert exercise["told"] == wanted.get("told", exercise["told"])
