"""Which walls a machine has, and that a class is graded behind them or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import need

from autograder.classroom.doctor import open_to_others
from autograder.course import Course, CourseError
from autograder.grading import settings
from autograder.sandbox import LAYERS, MEANINGS, TIERS, Limits, NotIsolated, isolation, missing, selftest

HOME = Path(__file__).parent.parent
STEM = "w3_shallow_network"
CONTAINER = ("unshare", "setns", "mount", "pivot_root")
"""What the profile of an ordinary container denies."""
OLD_KERNEL = ("landlock_create_ruleset",)

# As on a machine that denies these calls: the filter is inherited by all that the command starts.
WITHOUT = """
import sys
import pyseccomp as seccomp

rules = seccomp.SyscallFilter(seccomp.ALLOW)
for name in sys.argv[1].split(","):
    number = {"landlock_create_ruleset": 444}.get(name, name)  # which libseccomp 2.5 does not know by name
    rules.add_rule(seccomp.ERRNO(1), number)
rules.load()
sys.argv = sys.argv[2:]
if sys.argv[0] == "autograder":
    from autograder.cli import main
else:
    from nbgrader.apps.nbgraderapp import main
main()
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with one submission."""
    for folder in ("source", "release", "autograder/exercises", "notebooks", "datasets"):
        shutil.copytree(HOME / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOME / "nbgrader_config.py", tmp_path)
    course = Course(tmp_path)
    path = course.submitted(STEM, "ada")
    path.parent.mkdir(parents=True)
    shutil.copy(HOME / "tests" / "classes" / STEM / "ada_matmul" / path.name, path)
    return course


def without(calls: tuple[str, ...], course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    need(sys.platform == "linux", "a filter of system calls is Linux's")
    command = [sys.executable, "-c", WITHOUT, ",".join(calls), *words]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=300, check=False)


# --- the tiers --------------------------------------------------------------------------------------------------


def test_a_tier_is_layers_and_the_weaker_ones_are_parts_of_the_stronger() -> None:
    names = [layer.name for layer in LAYERS]
    layers = list(TIERS.values())
    assert list(layers[0]) == names
    assert all(set(weaker) < set(stronger) for stronger, weaker in pairwise(layers))
    assert MEANINGS.keys() == TIERS.keys()
    assert all(layer.keeps and layer.get for layer in LAYERS)


def test_the_strongest_tier_of_a_machine_is_taken() -> None:
    there = [tier for tier, layers in TIERS.items() if missing(*layers) is None]
    assert isolation("plain") == there[0]
    for tier in there:
        assert isolation(only=tier) == tier


@pytest.mark.parametrize("asked", [{"only": "best"}, {"minimum": "none"}])
def test_a_tier_that_is_none_is_said(asked: dict[str, str]) -> None:
    with pytest.raises(NotIsolated, match="there are: full, kernel-filter, plain"):
        isolation(**asked)


def test_no_tier_promises_less_than_the_next(tmp_path: Path) -> None:
    promised = [set(selftest.promised(tier)) for tier in TIERS]
    assert promised[0] == promised[1] == set(selftest.ATTACKS)
    assert promised[1] > promised[2]


# --- a machine that lacks something -----------------------------------------------------------------------------


def test_in_a_container_the_kernels_filters_are_enough(course: Course) -> None:
    done = without(CONTAINER, course, "autograder", "grade", STEM, "--json")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert (row["isolation"], row["score"]) == ("kernel-filter", 100)
    stored = json.loads(course.results(STEM).read_text())
    assert stored["isolation"] == "kernel-filter"


def test_below_the_minimum_nothing_is_graded_and_the_missing_layer_is_named(course: Course) -> None:
    done = without(OLD_KERNEL, course, "autograder", "grade", STEM, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Missing: landlock" in done.stderr
    assert "5.13" in done.stderr
    assert "Traceback" not in done.stderr
    assert not course.results(STEM).exists()
    assert not course.autograded(STEM, "ada").exists()


def test_nbgraders_own_command_refuses_too(course: Course) -> None:
    done = without(OLD_KERNEL, course, "nbgrader", "autograde", STEM)
    assert "Missing: landlock" in done.stdout + done.stderr
    assert not course.results(STEM).exists()
    assert done.returncode != 0


def test_plain_is_only_what_was_asked_for(course: Course) -> None:
    done = without(OLD_KERNEL, course, "autograder", "grade", STEM, "--json", "--isolation", "plain")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["isolation"] == "plain"


def test_full_asked_for_and_not_to_be_had_is_refused(course: Course) -> None:
    done = without(CONTAINER, course, "autograder", "grade", STEM, "--isolation", "full")
    assert done.returncode == 2
    assert "Missing: namespaces" in done.stderr


@pytest.mark.parametrize(
    ("calls", "status", "tier", "lacks"),
    [
        (CONTAINER, 0, "kernel-filter", {"namespaces"}),
        (OLD_KERNEL, 1, "plain", {"landlock"}),
    ],
    ids=["container", "old kernel"],
)
def test_the_doctor_says_what_is_there(
    course: Course, calls: tuple[str, ...], status: int, tier: str, lacks: set[str]
) -> None:
    done = without(calls, course, "autograder", "doctor")
    assert done.returncode == status, done.stderr
    lines = done.stdout.splitlines()
    for layer in LAYERS:
        (line,) = [line for line in lines if line.strip().startswith(layer.name + " ")]
        assert ("missing" in line) == (layer.name in lacks)
        assert ("active" in line) == (layer.name not in lacks)
    assert any(line.startswith(f"{tier}: {MEANINGS[tier][:40]}") for line in lines)
    assert "YES" not in done.stdout


def test_the_doctor_warns_of_a_folder_that_all_can_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / "course"
        inner.mkdir(mode=0o755)
        assert open_to_others(inner) is None, "what is above is closed"
        os.chmod(folder, 0o755)
        assert f"`chmod o-rwx {inner.resolve()}`" in open_to_others(inner)
        inner.chmod(0o750)
        assert open_to_others(inner) is None


# --- the settings -----------------------------------------------------------------------------------------------


def test_the_courses_configuration_names_every_setting_with_its_ordinary_value() -> None:
    assert settings(Course(HOME)) == ("kernel-filter", Limits())
    text = (HOME / "nbgrader_config.py").read_text()
    for name, value in asdict(Limits()).items():
        assert f"\nc.Sandbox.{name} = {value}" in text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("call_secs = 1", "call_seconds is"),
        ("call_seconds = 0", "a number above 0"),
        ('call_seconds = "5"', "a number above 0"),
        ("memory_mb = 1.5", "a whole one"),
        ("replays = True", "a number above 0"),
        ('call_seconds = float("nan")', "a number above 0"),
    ],
)
def test_a_setting_that_is_none_is_said_with_its_file(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\nc.Sandbox.{line}\n")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py") as caught:
        settings(Course(tmp_path))
    assert said in str(caught.value)


def test_a_limit_that_was_hit_is_named(course: Course) -> None:
    """The limits of the course's configuration are those that count, on the exercise that hit them alone."""
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Sandbox.call_seconds = 0.5\n")
    notebook: dict[str, Any] = json.loads(course.submitted(STEM, "ada").read_text())
    (cell,) = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "predict"]
    cell["source"] = "def predict(parameters, X):\n    while True:\n        pass"
    course.submitted(STEM, "ada").write_text(json.dumps(notebook))
    need(isolation("plain") != "plain", "no isolation is to be had here")
    command = [sys.executable, "-m", "autograder", "grade", STEM, "--json"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=300, check=False)
    row = json.loads(done.stdout)
    assert {e["name"]: e["problem"] for e in row["exercises"] if e["problem"]} == {
        "predict": "Stopped after 0.5 s in `predict`."
    }
    assert row["score"] == 88
