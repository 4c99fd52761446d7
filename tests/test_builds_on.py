"""A small course of two assignments, one built on the other: its data, its written question, a long training."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder import data
from autograder.classroom.gradebook import autograded
from autograder.classroom.grader import Grader
from autograder.classroom.nbgrader_plugin import TrueNumbers, true_numbers
from autograder.course import Course, CourseError, Solved
from autograder.course.build import build
from autograder.exercise import written
from autograder.grading import Result

HOME = Path(__file__).parents[1]

STEPS = '''\
# %% plain="setup"
from autograder import check, grade

RATE = 0.5

# %% solution="start"
def start(n):
    """n zeros."""
    ### BEGIN SOLUTION
    values = [0.0] * n
    ### END SOLUTION
    return values

# %% check="start"
check("start")

# %% solution="step"
def step(values):
    """Half way to 1."""
    ### BEGIN SOLUTION
    moved = [v + RATE * (1 - v) for v in values]
    ### END SOLUTION
    return moved

# %% check="step"
check("step")
'''
TRAINING = '''\
# ---
# jupyter:
#   autograder:
#     builds_on: steps
#     datasets: [numbers.h5]
# ---

# %% plain="setup"
from autograder import check, earlier, grade

# %% plain="your_steps"
globals().update(earlier("steps"))

# %% solution="train"
def train(n, iterations):
    """From start(n), `iterations` steps."""
    ### BEGIN SOLUTION
    values = start(n)
    for i in range(iterations):
        values = step(values)
    ### END SOLUTION
    return values

# %% check="train"
check("train")

# %% [markdown] written="why" points=10
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
'''
STEPS_EXERCISES = '''\
from autograder.exercise import exercise


@exercise(points=5, minutes=3, level=1)
def start(rng):
    """Zeros."""
    for n in (2, 3, 4):
        yield f"{n} of them", dict(n=n)


@exercise(points=5, minutes=3, level=1)
def step(rng):
    """One step."""
    for n in (2, 3):
        yield f"{n} numbers", dict(values=[float(v) for v in rng.normal(size=n)])
'''
TRAINING_EXERCISES = '''\
from autograder.exercise import Case, exercise, written


@exercise(points=10, minutes=3, level=2, reaches="1 - returned[0]", trains=("iterations", "returned"))
def train(rng):
    """A training."""
    for n, iterations, long in ((2, 3, False), (3, 5, False), (2, 400, True)):
        values = [float(v) for v in rng.normal(size=n)]
        yield Case(
            f"{n} numbers, {iterations} steps", dict(n=n, iterations=iterations),
            fixed={"other_start": [((n,), [*values, 1.0])], "start": [((n,), values)]}, long=long,
        )


train.mistake("the step is dropped", ("values = step(values)", "step(values)"), hint="What becomes of the result?")


@written
def why(seed, solved):
    """One step from the seed."""
    return {"one step": f"{solved.step([seed / 2**32])[0]:.4f}", "steps to count": 3}
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Both assignments, built together, although the one that builds on the other comes first in the alphabet."""
    root = tmp_path_factory.mktemp("course")
    for name in ("notebooks", "source", "autograder/exercises", "datasets"):
        (root / name).mkdir(parents=True)
    for stem, text, declared in [("steps", STEPS, STEPS_EXERCISES), ("a_training", TRAINING, TRAINING_EXERCISES)]:
        (root / "notebooks" / f"{stem}.py").write_text(text)
        (root / "autograder" / "exercises" / f"{stem}.py").write_text(declared)
    (root / "datasets" / "numbers.h5").write_bytes(b"not looked into")
    shutil.copy(HOME / "nbgrader_config.py", root)
    assert build(Course.at(root)) == ["a_training", "steps"]
    return Course.at(root)


@pytest.fixture(scope="module")
def grader(course: Course) -> Iterator[Grader]:
    with Grader(course, "a_training") as grader:
        yield grader


RIGHT = {
    "start": "def start(n):\n    return n * [0.0]",
    "step": "def step(values):\n    return [v + RATE * (1 - v) for v in values]",
    "train": "def train(n, iterations):\n    values = start(n)\n    for _ in range(iterations):\n"
    "        values = step(values)\n    return values",
}


def hand_in(course: Course, student: str, stem: str, **cells: str) -> None:
    notebook = json.loads(course.release(stem).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] in RIGHT:
            cell["source"] = cells.get(cell["id"], RIGHT[cell["id"]])
    path = course.submitted(stem, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def graded(grader: Grader, student: str) -> Result:
    _, result = grader.tried(grader.work(student))
    return result


def test_data_and_solutions_are_where_they_belong(course: Course) -> None:
    for path in (course.source("a_training"), course.release("a_training")):
        assert path.with_name("numbers.h5").read_bytes() == b"not looked into"
        assert "RATE * (1 - v)" not in path.read_text(encoding="utf-8")
    assert not course.release("steps").with_name("numbers.h5").exists()


def test_it_is_run_after_the_students_own(course: Course, grader: Grader) -> None:
    hand_in(course, "ada", "steps", step="def step(values):\n    return [(v + 1) / 2 for v in values]")
    hand_in(course, "ada", "a_training")
    result = graded(grader, "ada")
    assert (result.score, result.exercises[0].helpers_replaced, result.notes) == (10, [], [])


def test_a_helper_of_the_earlier_notebook_is_named_and_charged_there_only(course: Course, grader: Grader) -> None:
    hand_in(course, "ben", "steps", step="def step(values):\n    return [v + RATE for v in values]")
    hand_in(course, "ben", "a_training")
    result = graded(grader, "ben")
    assert (result.score, result.exercises[0].helpers_replaced) == (10, ["step"])


def test_without_the_earlier_one_the_courses_functions_stand_in(course: Course, grader: Grader) -> None:
    hand_in(course, "cho", "a_training")
    result = graded(grader, "cho")
    assert (result.score, result.exercises[0].helpers_replaced) == (10, [])
    assert result.notes == ["There is no steps of theirs to read: the course's functions stood in."]


def test_an_earlier_one_that_can_t_be_read_harms_nobody(course: Course, grader: Grader) -> None:
    hand_in(course, "dee", "a_training")
    course.submitted("steps", "dee").parent.mkdir(parents=True)
    course.submitted("steps", "dee").write_text('{"cells": [')
    assert graded(grader, "dee").score == 10


def test_a_changed_earlier_notebook_is_another_submission(course: Course, grader: Grader) -> None:
    hand_in(course, "eve", "steps")
    hand_in(course, "eve", "a_training")
    before = grader.work("eve").digest
    hand_in(course, "eve", "steps", step="def step(values):\n    return values")
    assert grader.work("eve").digest != before


def test_a_mistake_that_only_a_long_training_shows_is_not_hidden_by_stand_ins(course: Course, grader: Grader) -> None:
    hand_in(course, "fin", "steps")
    hand_in(course, "fin", "a_training", train=RIGHT["train"].replace("range(iterations)", "range(min(iterations, 2))"))
    assert graded(grader, "fin").score == 0
    short = RIGHT["train"].replace("range(iterations)", "range(iterations if iterations < 9 else 0)")
    hand_in(course, "fin", "a_training", train=short)
    result = graded(grader, "fin")
    assert (result.score, result.exercises[0].outputs) == (0, {"value": "value"})


def test_a_mistake_is_named_although_a_long_case_shows_it_too(course: Course, grader: Grader) -> None:
    hand_in(course, "gus", "steps")
    hand_in(course, "gus", "a_training", train=RIGHT["train"].replace("values = step", "step"))
    assert graded(grader, "gus").exercises[0].mistake == "the step is dropped"


OWN_START = """import random

def train(n, iterations):
    values = [random.random() for _ in range(n)]
    for _ in range(iterations):
        {}step(values)
    return values"""


@pytest.mark.parametrize(("line", "score"), [("values = ", 10), ("", 0), ("values = step(values); values = ", 0)])
def test_a_start_of_their_own_is_trained_from_whichever_initialiser_it_fits(
    line: str, score: int, course: Course, grader: Grader
) -> None:
    hand_in(course, "ida", "steps")
    hand_in(course, "ida", "a_training", train=OWN_START.format(line))
    assert graded(grader, "ida").score == score


@pytest.mark.parametrize("student", ["hal", "j\udcff"])  # the second is a folder's name that no encoding knows
def test_who_grades_by_hand_sees_the_true_numbers_above_the_answer(
    course: Course, grader: Grader, student: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    hand_in(course, "hal", "a_training")
    notebook = autograded(*grader.tried(grader.work("hal")))
    resources = {"metadata": {"path": str(course.autograded("a_training", student).parent)}}
    unanswered, _ = TrueNumbers().preprocess(copy.deepcopy(notebook), resources)
    assert len(unanswered.cells) == len(notebook.cells)

    ids = [cell.id for cell in notebook.cells]
    notebook.cells[ids.index("written_why")].source = "Since it is so."
    shown, _ = TrueNumbers().preprocess(notebook, resources)
    nbformat.validate(shown)
    ids = [cell.id for cell in shown.cells]
    numbers = shown.cells[ids.index("written_why") - 1].source.replace("\N{NO-BREAK SPACE}", "")
    assert f"`{student}`" in numbers
    assert f"| one step | {0.5 + data.seed_of(student) / 2**33:.4f} |" in numbers
    assert "| steps to count | 3 |" in numbers


def test_numbers_that_can_t_be_had_keep_no_page_from_opening(course: Course) -> None:
    def no_numbers(seed: int, solved: Any) -> dict[str, Any]:
        raise ValueError("no")

    found = true_numbers(written(no_numbers), Solved.of(course, "a_training"), "hal")
    assert found == {"not to be had": "ValueError: no"}


SLIPS = {
    "no such data": ("numbers.h5", "letters.h5", "letters.h5, which"),
    "an unknown word": ("datasets:", "data:", "its head says 'data', which means nothing; known: builds_on, datasets."),
    "no such earlier": ("builds_on: steps", "builds_on: stairs", "stairs.ipynb can't be read"),
    "no written question": ('written="why"', 'written="how"', "has no written question 'why'"),
}


@pytest.mark.parametrize(("old", "new", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_the_head_is_said_in_a_line(course: Course, tmp_path: Path, old: str, new: str, said: str) -> None:
    root = tmp_path / "course"
    shutil.copytree(course.root, root, ignore=shutil.ignore_patterns("submitted", "results"))
    text = root / "notebooks" / "a_training.py"
    assert old in text.read_text()
    text.write_text(text.read_text().replace(old, new))
    with pytest.raises(CourseError) as found:
        build(Course.at(root))
    assert said in str(found.value)
    assert "\n" not in str(found.value)
