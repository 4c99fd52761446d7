"""The notebooks for a second time: every exercise and check is there, nothing that explains them is."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder import examples, wording
from autograder.course import Course, CourseError, Solved, load_exercises
from autograder.course.recall import PLACE, outline, recall

HOME = Path(__file__).parents[1]
COURSE = Course.at(HOME)
STEM = "w1_introduction"

each_stem = pytest.mark.parametrize("stem", COURSE.assignments)


def copied(folder: Path) -> Course:
    """A copy of what recall/ is made from."""
    for name in ("release", "source", "autograder/exercises"):
        shutil.copytree(HOME / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(HOME / "nbgrader_config.py", folder)
    return Course.at(folder)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = copied(tmp_path_factory.mktemp("course"))
    assert recall(made, made.stems) == made.assignments
    return made


def cells(path: Path) -> list[NotebookNode]:
    return nbformat.read(path, as_version=4).cells


def kind(cell: NotebookNode) -> str | None:
    return cell.metadata.get("autograder", {}).get("kind")


@each_stem
def test_every_exercise_and_check_is_there_with_the_given_code(stem: str, course: Course) -> None:
    def code(path: Path, *kinds: str) -> list[tuple[str, str]]:
        return [(cell.id, cell.source) for cell in cells(path) if kind(cell) in kinds]

    there, release = course.recall(stem), course.release(stem)
    for name in ("check", "plain"):
        assert code(there, name) == code(release, name)
    assert [name for name, _ in code(there, "solution")] == list(load_exercises(COURSE, stem))
    for (name, bare), (_, stub) in zip(code(there, "solution"), code(release, "solution"), strict=True):
        assert ast.dump(ast.parse(bare)) == ast.dump(ast.parse(stub)), "its docstring and its given lines"
        assert [line.strip() for line in bare.splitlines() if line.strip().startswith("#")] == [f"# {PLACE}"], name


@each_stem
def test_nothing_of_the_text_is_there_but_headings(stem: str, course: Course) -> None:
    written = jupytext.read(COURSE.text(stem), fmt="py:percent").cells
    text = [cell.source for cell in written if cell.cell_type == "markdown"]
    paragraphs = [part.strip() for source in text for part in source.split("\n\n")]
    explained = [part for part in paragraphs if part and not part.startswith("#") and part != "{install}"]
    assert len(explained) > 10
    there = [cell for cell in cells(course.recall(stem)) if cell.cell_type == "markdown"]
    assert [part for part in explained if any(part in cell.source for cell in there)] == []
    first, *others = (cell.source for cell in there)
    assert first.startswith("# Week")
    assert wording.INSTALL in first
    assert [source for source in others if not source.startswith("##") or "\n" in source] == []
    free = [cell.source for cell in cells(course.recall(stem)) if cell.cell_type == "code" and not kind(cell)]
    assert [source for source in free if "predict_shape(" in source] == []
    assert "written" not in map(kind, cells(course.recall(stem)))


@each_stem
def test_there_are_no_hints_and_all_that_the_notebook_reads(stem: str, course: Course) -> None:
    def about(path: Path) -> dict[str, tuple[float, int, int]]:
        asked = examples.read(path.with_name("examples.h5"))
        return {name: (each.points, len(each.examples), len(each.known)) for name, each in asked.items()}

    there, release = course.recall(stem), course.release(stem)
    assert about(there) == about(release)
    assert not any(each.hints for each in examples.read(there.with_name("examples.h5")).values())
    assert {path.name for path in there.parent.iterdir()} == {path.name for path in release.parent.iterdir()}


def said(cell: NotebookNode) -> str:
    return "".join(output.get("text", output.get("data", {}).get("text/plain", "")) for output in cell.outputs)


@each_stem
def test_its_solved_version_passes_its_checks(stem: str, course: Course, tmp_path: Path) -> None:
    shutil.copytree(course.root / "recall", tmp_path, dirs_exist_ok=True)
    needed = [COURSE.header(stem).get("builds_on"), stem]
    for name in filter(None, needed):
        path = tmp_path / name / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        solutions = {key: cell.source for key, cell in Solved.of(COURSE, name).named("solution").items()}
        for cell in notebook.cells:
            cell.source = solutions.get(cell.id, cell.source)
        nbformat.write(notebook, path)
    notebook.cells = [cell for cell in notebook.cells if kind(cell) in ("plain", "solution", "check")]
    exercise = next(iter(solutions))
    notebook.cells.append(nbformat.v4.new_code_cell(f'hint("{exercise}")'))
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, kernel_name="python3", resources=resources, extra_arguments=["--log-level=CRITICAL"]
    ).execute()
    reports = [said(cell) for cell in notebook.cells if kind(cell) == "check"]
    assert [report.split(":")[0] for report in reports] == [f"✓ {name}" for name in solutions]
    assert said(notebook.cells[-1]).startswith(f"There are no hints on {exercise} here")


HEADINGS = {
    "code below": (["# A", "## B", 1], ["# A", "## B", 1]),
    "none below": (["# A", 1, "## B", "## C", 2], ["# A", 1, "## C", 2]),
    "code below its part": (["# A", "## B", "### C", 1, "## D"], ["# A", "## B", "### C", 1]),
    "several in a cell": (["# A\n\nText.\n\n## B\n\nText.", 1], ["# A", "## B", 1]),
    "a comment in an example": (["# A\n\n```\n# no heading\n```", 1], ["# A", 1]),
    "a question in words": (["# A", 1, "## B", "### C", 2, "written", "## D", 3], ["# A", 1, "## D", 3]),
}


@pytest.mark.parametrize(("written", "stays"), HEADINGS.values(), ids=HEADINGS)
def test_a_heading_stays_where_code_stands_below_it(written: list[str | int], stays: list[str | int]) -> None:
    notebook = []
    for entry in written:
        make = nbformat.v4.new_markdown_cell if isinstance(entry, str) else nbformat.v4.new_code_cell
        metadata = {"autograder": {"kind": "written"}} if entry == "written" else {}
        notebook.append(make(str(entry), metadata=metadata))
    assert [cell.source for cell in outline(notebook)] == list(map(str, stays))


# (what happens in recall/<stem>/, whether it may be made again)
SINCE = {
    "nothing": (lambda path: None, True),
    "it was run": (lambda path: ran(path), True),
    "it is gone": (Path.unlink, True),
    "a solution was written": (lambda path: path.write_text(path.read_text().replace("return a", "return 1")), False),
    "it was broken": (lambda path: path.write_bytes(path.read_bytes()[:1000]), False),
}


def ran(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if cell.cell_type == "code").execution_count = 3
    nbformat.write(notebook, path)


@pytest.mark.parametrize(("happens", "again"), SINCE.values(), ids=SINCE)
def test_what_somebody_wrote_there_is_never_overwritten(
    happens: Callable[[Path], Any], again: bool, tmp_path: Path
) -> None:
    course = copied(tmp_path)
    assert recall(course, [STEM]) == [STEM]
    path, fresh = course.recall(STEM), course.recall(STEM).read_bytes()
    path.with_name("my_picture.png").touch()
    happens(path)
    before = path.read_bytes() if path.exists() else b""
    if again:
        recall(course, course.stems)
        assert path.read_bytes() == fresh
        assert path.with_name("my_picture.png").exists()
    else:
        with pytest.raises(CourseError, match=r"recall/w1_introduction/w1_introduction\.ipynb was worked in: move"):
            recall(course, course.stems)
        assert path.read_bytes() == before
        assert len(list(path.parents[1].iterdir())) == 1, "nothing else was made either"


def test_a_lesson_without_exercises_is_left_out(tmp_path: Path) -> None:
    course = copied(tmp_path)
    course.exercises(STEM).unlink()
    assert STEM in course.stems
    assert recall(course, course.stems) == course.assignments
    assert not course.recall(STEM).exists()


def test_the_command_makes_it_after_building(tmp_path: Path) -> None:
    course = copied(tmp_path)
    for name in ("notebooks", "datasets"):
        shutil.copytree(HOME / name, tmp_path / name)
    command = [sys.executable, "-m", "autograder", "build", "--recall", STEM]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert made.returncode == 0, made.stderr
    assert f"source/{STEM}, release/{STEM}, recall/{STEM}\n" in made.stderr
    assert course.recall(STEM).is_file()
