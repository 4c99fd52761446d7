"""`autograder new`: what it writes builds, proves and grades with nothing edited, in a course that isn't this one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course, Solved, load_exercises

HOME = Path(__file__).parent.parent
STEM = "my_week"
SECONDS = 300
WRITTEN = [f"notebooks/{STEM}.py", f"autograder/exercises/{STEM}.py", f"tests/right/{STEM}.py"]
CONFIGURATIONS = {
    "this course's configuration": (HOME / "nbgrader_config.py").read_text(encoding="utf-8"),
    "a plain one of nbgrader's": 'c = get_config()\nc.CourseDirectory.course_id = "another"\n',
}


def command(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as a person runs it, in the course's folder."""
    started = [sys.executable, "-m", "autograder", *words]
    return subprocess.run(
        started, cwd=course.root, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, check=False
    )


def another_course(root: Path, configuration: str) -> Course:
    """A folder with nbgrader_config.py and notebooks/, and nothing else of ours."""
    (root / "notebooks").mkdir()
    (root / "nbgrader_config.py").write_text(configuration, encoding="utf-8")
    return Course(root)


def held(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module", params=CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = another_course(tmp_path_factory.mktemp("course"), request.param)
    assert held(command(course, "new", STEM)).stderr.splitlines()[:3] == WRITTEN
    held(command(course, "build", STEM))
    return course


def test_what_it_writes_is_proved(course: Course) -> None:
    done = held(command(course, "prove", STEM, "--json"))
    (row,) = map(json.loads, done.stdout.splitlines())
    assert [len(row["mistakes"]), len(row["variants"]), row["holes"]] == [2, 2, []]
    assert row["killed"] > 10
    assert "Everything holds." in done.stderr


def hand_in(course: Course, student: str, solution: str | None) -> None:
    notebook = json.loads(course.release(STEM).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == "center" and solution:
            cell["source"] = solution
    path = course.submitted(STEM, student)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_submissions_are_graded(course: Course) -> None:
    solved = Solved.of(course, STEM)
    mistakes = load_exercises(course, STEM)["center"].mistakes
    hand_in(course, "right", "def center(X):\n    return X - X.mean(axis=1)[:, None]")
    hand_in(course, "untouched", None)
    for number, mistake in enumerate(mistakes):
        hand_in(course, f"mistaken_{number}", solved.edited("center", mistake.edits))
    done = held(command(course, "grade", STEM, "--json"))
    graded = {row["student"]: row["exercises"][0] for row in map(json.loads, done.stdout.splitlines())}
    assert {student: (each["score"], each["mistake"]) for student, each in graded.items()} == {
        "right": (10, None),
        "untouched": (0, None),
        "mistaken_0": (0, mistakes[0].name),
        "mistaken_1": (0, mistakes[1].name),
    }
    assert graded["mistaken_0"]["hint"] == mistakes[0].hint


def test_what_it_writes_is_in_the_house_style(course: Course) -> None:
    for words in (["check"], ["format", "--check"]):
        # The rules for notebooks are found by the folder that a text lies in.
        ruff = [sys.executable, "-m", "ruff", *words, "--config", str(HOME / "pyproject.toml"), *WRITTEN]
        done = subprocess.run(ruff, cwd=course.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


# --- bad input ------------------------------------------------------------------------------------


def invoked(course: Course, *words: str) -> Result:
    """The same in this process, which is quicker."""
    return CliRunner().invoke(app, [*words, "--course", str(course.root)])


NAMES = {
    "a hyphen": "my-week",
    "a number first": "2_week",
    "a space": "my week",
    "a folder": "../my_week",
    "another alphabet": "wöche",
    "nothing": "",
    "a line end": "week\n",
    "too long": "w" * 61,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_can_not_be(tmp_path: Path, name: str) -> None:
    course = another_course(tmp_path, CONFIGURATIONS["a plain one of nbgrader's"])
    done = invoked(course, "new", name)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert f"{name!r} can't name an assignment: take a letter, then letters, digits and _" in line
    assert list(tmp_path.rglob("*.py")) == [tmp_path / "nbgrader_config.py"]


@pytest.mark.parametrize("there", [*WRITTEN, f"source/{STEM}/{STEM}.ipynb"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    course = another_course(tmp_path, CONFIGURATIONS["a plain one of nbgrader's"])
    (tmp_path / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / there).write_text("mine")
    done = invoked(course, "new", STEM)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("autograder: There is already ")
    assert (tmp_path / there).read_text() == "mine"
    assert [path for path in WRITTEN if (tmp_path / path).exists()] == [path for path in WRITTEN if path == there]


def test_what_can_not_be_written_leaves_nothing_half_made(tmp_path: Path) -> None:
    course = another_course(tmp_path, CONFIGURATIONS["a plain one of nbgrader's"])
    (tmp_path / "tests").write_text("a file in the place of a folder")
    done = invoked(course, "new", STEM)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "can't be written" in line
    assert line.endswith("nothing was made.")
    assert not [path for path in WRITTEN if (tmp_path / path).exists()]


def test_not_in_a_course(tmp_path: Path) -> None:
    done = invoked(Course(tmp_path), "new", STEM)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "is not a course folder (no nbgrader_config.py)" in line
    assert not list(tmp_path.iterdir())


# --- the page about it ----------------------------------------------------------------------------


def test_the_ten_lines_of_the_page_are_what_is_written(tmp_path: Path) -> None:
    """docs/exercises.md shows the declaration and the three cells; they are those of the templates."""
    course = another_course(tmp_path, CONFIGURATIONS["a plain one of nbgrader's"])
    assert invoked(course, "new", STEM).exit_code == 0
    page = (HOME / "docs" / "exercises.md").read_text(encoding="utf-8")
    blocks = [part.partition("```")[0].strip() for part in page.split("```python\n")[1:]]
    written = "".join((tmp_path / name).read_text(encoding="utf-8") for name in WRITTEN)
    assert len(blocks) >= 3
    assert [block for block in blocks if block not in written] == []
