"""What a student installs: the wheel, in an environment that holds its dependencies and nothing of the grader."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder import examples, wording
from autograder.course import Course

HOME = Path(__file__).parents[1]
COURSE = Course.at(HOME)
STEM = "w3_shallow_network"
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def required(names: list[str]) -> Iterator[importlib.metadata.Distribution]:
    """The distributions that these requirements bring along, each once."""
    seen, waiting = set(), [(Requirement(name), "") for name in names]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        found = importlib.metadata.distribution(requirement.name)
        for wanted in {"", *requirement.extras}:
            if (key := (canonicalize_name(requirement.name), wanted)) not in seen:
                seen.add(key)
                waiting += [(Requirement(more), wanted) for more in found.requires or ()]
                if not wanted:
                    yield found


@dataclass(frozen=True)
class Student:
    """An environment with the wheel in it, and a home without a past."""

    python: Path
    home: Path

    def run(self, *command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NBGRADER"))}
        environment = {**kept, "HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "Agg", **more}
        return subprocess.run(
            [self.python, *command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300
        )


@pytest.fixture(scope="module")
def student(wheel_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Student:
    """No registry is asked: what the wheel depends on lies here already, and is linked."""
    folder = tmp_path_factory.mktemp("student")
    venv.create(folder / "venv", symlinks=True)
    (packages,) = folder.glob("venv/lib/python*/site-packages")
    for distribution in required(PROJECT["dependencies"]):
        parts = {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}
        for part in parts:
            if not (packages / part).exists():  # mpl_toolkits, say, may be of two
                (packages / part).symlink_to(distribution.locate_file(part))
    python = folder / "venv" / "bin" / "python"
    # With its dependencies, which must be there: --no-deps would not look.
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-compile", "-qq"]
    subprocess.run([*command, str(wheel_file)], check=True, timeout=120)
    return Student(python, folder)


def test_the_environment_is_a_students(student: Student, tmp_path: Path) -> None:
    """Or the tests below would show nothing."""
    staffs = ["nbgrader", "jupytext", "nbclient", "nbformat", "sqlalchemy", "jinja2", "libcst", "bleach", "pytest"]
    typed = f"from importlib.util import find_spec; print([name for name in {staffs} if find_spec(name)])"
    assert student.run("-c", typed, cwd=tmp_path).stdout == "[]\n"
    where = student.run("-c", "import autograder; print(autograder.__file__)", cwd=tmp_path).stdout
    assert str(student.home) in where


def test_the_released_notebooks_need_the_package_and_nothing_else(student: Student, tmp_path: Path) -> None:
    ran = student.run(HOME / "tests" / "student.py", cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("checks say what they should") == 2 * len(COURSE.stems)


# What macOS or Windows lacks; from autograder only, since IPython on Linux uses what Linux has.
ELSEWHERE = """
import signal, sys

del signal.setitimer, signal.SIGALRM

class Lacks:
    def find_spec(self, name, path=None, target=None):
        frame = sys._getframe(1)
        while frame and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        asks = frame.f_globals.get("__name__", "") if frame else ""
        if name in ("fcntl", "resource", "termios", "pwd", "grp", "pty") and asks.startswith("autograder"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Lacks())
for name in ("fcntl", "resource", "termios", "pwd", "grp", "pty"):
    sys.modules.pop(name, None)
"""


def test_learning_needs_nothing_that_only_unix_has(student: Student, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE)
    lacking = {"PYTHONPATH": str(tmp_path)}
    command = "import sys; sys.path.insert(0, 'autograder'); exec('import resource', {'__name__': 'autograder.here'})"
    assert "No module named 'resource'" in student.run("-c", command, cwd=tmp_path, **lacking).stderr
    ran = student.run(HOME / "tests" / "student.py", STEM, cwd=tmp_path, **lacking)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert student.run("-m", "autograder", "--help", cwd=tmp_path, **lacking).returncode == 0


DRAW = "def draw(rate=0.5):\n    figure = plt.figure()\n    return figure\n"
QUIZ = '{"format": 1, "quizzes": {"before": [{"ask": {"text": "Why?", "html": "Why?"}, "answers": []}]}}'

# (what is typed into a Python in a released folder, what is seen)
TYPED = {
    "every public name": ("from autograder import *\nprint(check.__name__, data.__name__)", "check autograder.data"),
    "check": ("from autograder import check\ncheck('predict')", "predict: its cell has not run yet."),
    "hint": ("from autograder import hint\nhint('predict')", "Hint 1 of "),
    "quiz": ("from autograder import quiz\nprint(quiz('before').plain)", "1. Why?"),
    "explore": (
        f"import matplotlib.pyplot as plt\nfrom autograder import explore\n{DRAW}explore(draw, rate=[0.5])",
        "Figure(640x480)",
    ),
    "progress": ("from autograder import progress\nprint(sum(progress(range(4))))", "6"),
    "predict_shape": ("from autograder import predict_shape\npredict_shape([[1, 2]], (1, 2))", "✓ (1, 2)"),
    "grade, where no course is": ("from autograder import grade\nprint(grade('predict'))", "None"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a released folder, somewhere."""
    copy = shutil.copytree(COURSE.release(STEM).parent, tmp_path / STEM)
    (copy / "quiz.json").write_text(QUIZ)
    return copy


@pytest.mark.parametrize(("typed", "seen"), TYPED.values(), ids=TYPED)
def test_a_students_words_work(typed: str, seen: str, student: Student, folder: Path) -> None:
    ran = student.run("-W", "error", "-c", typed, cwd=folder)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(seen)
    assert ran.stderr == ""


def test_examples_of_a_newer_course_are_said_in_a_line(student: Student, folder: Path) -> None:
    with h5py.File(folder / "examples.h5", "r+") as file:
        file.attrs["format"] = examples.FORMAT + 1
    ran = student.run("-c", "from autograder import check, hint\ncheck('predict')\nhint('predict')", cwd=folder)
    made, reads = examples.FORMAT + 1, examples.FORMAT
    line = f"examples.h5 was made for a newer autograder (format {made}, this one reads {reads}): update the package"
    assert [said.startswith(line) for said in ran.stdout.splitlines()] == [True, True]
    assert ran.stderr == ""


def test_the_solved_notebooks_run_where_a_students_do(student: Student) -> None:
    """A self-learner's `source/`, in which each check cell calls `grade` too."""
    typed = "from autograder import grade\nrelu = lambda x: x * (x > 0)\nprint(grade('relu'))"
    ran = student.run("-c", typed, cwd=COURSE.source("w1_introduction").parent)
    assert (ran.stdout, ran.stderr) == ("5.0\n", "")


def test_status_looks_at_the_notebooks_of_a_student(student: Student, folder: Path) -> None:
    ran = student.run("-m", "autograder", "status", "--folder", folder.parent, "--json", cwd=folder.parent)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["right"] == 0


# What only staff does says what it lacks, and where that is.
STAFF = (
    "build",
    f"grade {STEM}",
    f"feedback {STEM}",
    f"report {STEM}",
    "prove",
    "doctor",
    f"bughunt {STEM}",
    "demo",
    f"watch {STEM}",
    f"export {STEM} --to csv",
    "calendar",
    "new w9_mine",
    "site",
)


@pytest.mark.parametrize("command", STAFF)
def test_a_command_of_the_staff_says_what_it_lacks(command: str, student: Student, tmp_path: Path) -> None:
    for name in ("notebooks", "source", "release", "autograder/exercises", "datasets"):
        shutil.copytree(HOME / name, tmp_path / name)
    shutil.copytree(HOME / "tests" / "classes" / STEM, tmp_path / "tests" / "classes" / STEM)
    for name in ("nbgrader_config.py", "calendar.toml"):
        shutil.copy(HOME / name, tmp_path)
    submitted = tmp_path / "submitted" / "ada_matmul" / STEM
    shutil.copytree(HOME / "tests" / "classes" / STEM / "ada_matmul", submitted)
    ran = student.run("-m", "autograder", *command.split(), cwd=tmp_path)
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 2, ran.stderr
    assert re.match(r"autograder: this command needs \w+, which comes with the grader: ", ran.stderr), ran.stderr
    assert "'.[grader]'" in ran.stderr


def test_grading_where_it_can_not_be_done_is_said_in_a_line(tmp_path: Path) -> None:
    """On Windows, with all of the grader installed."""
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(HOME)])}
    command = [sys.executable, "-m", "autograder", "doctor", "--course", str(HOME)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 2
    assert ran.stderr == (
        "autograder: this command needs resource, which this system's Python lacks: grade on Linux. "
        "Learning works anywhere.\n"
    )


# --- where it is said -----------------------------------------------------------------------------


@pytest.mark.parametrize("stem", COURSE.stems)
def test_the_first_text_of_every_notebook_says_how_to_install(stem: str) -> None:
    first = json.loads(COURSE.release(stem).read_text(encoding="utf-8"))["cells"][0]
    assert wording.INSTALL in "".join(first["source"])


def test_the_page_about_installing_is_where_the_notebooks_say(wheel_file: Path) -> None:
    (name,) = re.findall(r"`(docs/[\w.]+)`", wording.INSTALL)
    page = (HOME / name).read_text(encoding="utf-8")
    assert page.startswith("# Installing\n")
    assert set(re.findall(r"autograder-[\w.-]+\.whl", page)) == {wheel_file.name}
