"""Text to source to release: the same each time, nothing written by hand lost, nothing of a solution given away."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import h5py
import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import examples
from autograder.course import Course, CourseError, Solved, load_exercises, questions
from autograder.course.build import build, source_notebook, write_source
from autograder.course.reference import BEGIN, END
from autograder.course.teach import PART

HOME = Path(__file__).parents[1]
COURSE = Course.at(HOME)
STEM = "w3_shallow_network"
TEXTS = sorted(HOME.glob("notebooks/*.py"))
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

each_stem = pytest.mark.parametrize("stem", COURSE.assignments)


def copied(folder: Path) -> Course:
    """A copy of the course as it lies in the repository, without classes and environments."""
    for name in ("notebooks", "source", "release", "autograder/exercises", "datasets"):
        shutil.copytree(HOME / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for name in ("nbgrader_config.py", "calendar.toml"):
        shutil.copy(HOME / name, folder)
    return Course.at(folder)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for name in ("source", "release") for path in (folder / name).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


# --- building -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = copied(tmp_path_factory.mktemp("course"))
    build(course)
    return course


def test_source_and_release_are_what_the_texts_say(built: Course) -> None:
    ours = {name: content for name, content in files(HOME).items() if ".ipynb_checkpoints" not in name}
    assert files(built.root).keys() == ours.keys()
    changed = [name for name, content in files(built.root).items() if content != ours[name]]
    assert changed == [], "run `autograder build` and commit what it makes"


def test_a_build_from_nothing_makes_the_same_notebooks(built: Course, tmp_path: Path) -> None:
    course = copied(tmp_path)
    for stem in course.stems:
        shutil.rmtree(course.source(stem).parent)
        shutil.rmtree(course.release(stem).parent)
    assert build(course) == sorted(path.stem for path in TEXTS)
    notebooks, there = ({n: c for n, c in files(at).items() if n.endswith(".ipynb")} for at in (tmp_path, built.root))
    assert notebooks == there
    for stem in course.assignments:
        fresh, frozen = (examples.read(path.source(stem).with_name("examples.h5")) for path in (course, built))
        assert list(fresh) == list(frozen)


def test_a_build_leaves_nothing_else_behind(built: Course) -> None:
    assert {path.name for path in built.root.iterdir()} - {"__pycache__", ".nbgrader.log"} == {
        *("notebooks", "source", "release", "autograder", "datasets", "nbgrader_config.py", "calendar.toml")
    }


def edited(path: Path, change: Callable[[Any], None]) -> None:
    notebook = nbformat.read(path, as_version=4)
    change(next(cell for cell in notebook.cells if cell.id == "layer_sizes"))
    nbformat.write(notebook, path)


HAND_EDITS = {
    "its source": lambda cell: cell.update(source=cell.source.replace("4,", "5,")),
    "its points": lambda cell: cell.metadata["nbgrader"].update(points=7),
}


@pytest.mark.parametrize("edit", HAND_EDITS.values(), ids=HAND_EDITS)
def test_a_notebook_edited_by_hand_is_not_overwritten(tmp_path: Path, edit: Callable[[Any], None]) -> None:
    course = copied(tmp_path)
    edited(course.source(STEM), edit)
    before = files(tmp_path)
    with pytest.raises(
        CourseError, match=rf"{STEM}\.ipynb was edited by hand and is derived: move the edit to notebooks/"
    ):
        build(course, [STEM])
    assert files(tmp_path) == before


def test_a_notebook_that_was_only_run_is_overwritten(tmp_path: Path) -> None:
    course = copied(tmp_path)
    fresh = course.source(STEM).read_bytes()

    def ran(cell: Any) -> None:
        cell.execution_count = 3
        cell.outputs = [nbformat.v4.new_output("stream", text="hello")]
        cell.metadata["execution"] = {"iopub.status.busy": "2020-01-01T00:00:00"}

    edited(course.source(STEM), ran)
    assert course.source(STEM).read_bytes() != fresh
    write_source(course.source(STEM), source_notebook(course, STEM, load_exercises(course, STEM)))
    assert course.source(STEM).read_bytes() == fresh


def test_a_stem_without_a_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"There is no .*w9_nothing\.py: nothing to build\."):
        build(copied(tmp_path), ["w9_nothing"])


# --- slips of an author ---------------------------------------------------------------------------

SMALL_TEXT = '''\
# %% [markdown]
# # A small lesson
# {declared:double}

# %% plain="setup"
import numpy as np
from autograder import check, grade

# %% solution="double"
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    y = 2 * x
    ### END SOLUTION
    return y

# %% check="double"
check("double")
'''
SMALL_EXERCISES = '''\
"""What is asked in small."""

from autograder.exercise import exercise


@exercise(points=5, minutes=3, level=1)
def double(rng):
    """Twice a number."""
    for _ in range(3):
        yield "a number", dict(x=rng.normal())


double.mistake("squared", ("2 * x", "x * x"), hint="Twice x is x + x.")
'''


def small(folder: Path, text: str = SMALL_TEXT, declared: str = SMALL_EXERCISES) -> Course:
    """A course of one small lesson."""
    for name in ("notebooks", "source", "autograder/exercises"):
        (folder / name).mkdir(parents=True)
    (folder / "notebooks" / "small.py").write_text(text)
    (folder / "autograder" / "exercises" / "small.py").write_text(declared)
    shutil.copy(HOME / "nbgrader_config.py", folder)
    return Course.at(folder)


# (what is changed in the text, in the exercises, what is said)
SLIPS = {
    "no BEGIN": (("    ### BEGIN SOLUTION\n", ""), None, "small.py, cell 'double': a solution cell has one ### BEGIN"),
    "no END": (("    ### END SOLUTION\n", ""), None, "small.py, cell 'double': a solution cell has one ### BEGIN"),
    "two solutions in a cell": (
        ("    return y", "    ### BEGIN SOLUTION\n    ### END SOLUTION\n    return y"),
        None,
        "small.py, cell 'double': a solution cell has one ### BEGIN",
    ),
    "END before BEGIN": (
        ("### BEGIN SOLUTION\n    y = 2 * x\n    ### END", "### END SOLUTION\n    y = 2 * x\n    ### BEGIN"),
        None,
        "small.py, cell 'double': a solution cell has one ### BEGIN",
    ),
    "a solution that nobody declares": (
        ('solution="double"', 'solution="treble"'),
        None,
        "small.py, cell 'treble': no exercise 'treble' is declared in autograder/exercises.",
    ),
    "a check that nobody declares": (
        ('check="double"', 'check="treble"'),
        None,
        "small.py, cell 'treble': no exercise 'treble' is declared in autograder/exercises.",
    ),
    "two cells of one name": (
        ('# %% check="double"', '# %% plain="setup"\n\n# %% check="double"'),
        None,
        "small.py: two cells are called 'setup'.",
    ),
    "two markers": (
        ('solution="double"', 'solution="double" demo="double"'),
        None,
        "small.py: the cell 'double' has two markers, solution and demo.",
    ),
    "an exercise without a check": (
        ('# %% check="double"', "# %%"),
        None,
        "small.py has no cell 'check_double', which autograder/exercises/small.py declares.",
    ),
    "an exercise without a cell": (
        None,
        (
            'double.mistake("',
            '@exercise(points=1, minutes=1, level=1)\ndef lost(rng):\n    yield\n\n\ndouble.mistake("',
        ),
        "small.py has no cell 'check_lost', which autograder/exercises/small.py declares.",
    ),
    "an unknown declaration": (
        ("{declared:double}", "{declared:treble}"),
        None,
        "small.py, cell 'cell_00': {declared:treble} names no exercise of autograder/exercises.",
    ),
    "a solution of another function": (
        ("def double(x)", "def treble(x)"),
        None,
        "small.py, cell 'double': it defines no function double.",
    ),
    "a mistake that went stale": (
        None,
        ('("2 * x", "x * x")', '("3 * x", "x * x")'),
        "small, double: the mistake's text '3 * x' occurs 0 times in the solution, not once",
    ),
    "a mistake in two places": (
        None,
        ('("2 * x", "x * x")', '(" ", "")'),
        "small, double: the mistake's text ' ' occurs 12 times in the solution, not once",
    ),
    "a mistake that is no Python": (
        None,
        ('("2 * x", "x * x")', '("2 * x", "2 *")'),
        "small, double: the edits (('2 * x', '2 *'),) make no Python: invalid syntax",
    ),
    "a mistake outside the solution": (
        None,
        ('("2 * x", "x * x")', '("return y", "return x")'),
        "small, double: the mistake's text 'return y' occurs 0 times in the solution, not once",
    ),
    "a solution that fails its own case": (
        ("2 * x", "2 / (x - x)"),
        ('("2 * x",', '("2 / (x - x)",'),
        "small: the solution of double fails its own case 'a number'",
    ),
    "a solution that does not run": (
        ("def double(x)", "import numb\n\n\ndef double(x)"),
        None,
        "small: cell 'double' does not run: ModuleNotFoundError: No module named 'numb'",
    ),
    "large arguments of another function": (
        None,
        ("level=1)", 'level=1, large={"x": (3, 4), "y": 2})'),
        "small: the solution of double does not take the arguments declared as `large`: TypeError (arguments",
    ),
    "exercises that do not run": (
        None,
        ("from autograder.exercise", "from autograder.exercices"),
        "small.py, line 3, does not run: ModuleNotFoundError: No module named 'autograder.exercices'",
    ),
}


@pytest.mark.parametrize(("text", "declared", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_of_the_author_is_said_in_a_line(
    tmp_path: Path, text: tuple[str, str] | None, declared: tuple[str, str] | None, said: str
) -> None:
    written, exercises = SMALL_TEXT, SMALL_EXERCISES
    if text:
        assert text[0] in SMALL_TEXT
        written = SMALL_TEXT.replace(*text, 1)
    if declared:
        assert declared[0] in SMALL_EXERCISES
        exercises = SMALL_EXERCISES.replace(*declared, 1)
    course = small(tmp_path, written, exercises)
    with pytest.raises(CourseError) as found:
        build(course)
    assert said in str(found.value)
    assert "\n" not in str(found.value)


def test_the_small_lesson_has_no_slip(tmp_path: Path) -> None:
    course = small(tmp_path)
    text = source_notebook(course, "small", load_exercises(course, "small"))
    assert [cell.id for cell in text.cells] == ["cell_00", "setup", "double", "check_double"]
    assert text.cells[0].source.endswith("*5 points · about 3 minutes · level 1 of 3*")
    write_source(course.source("small"), text)
    assert [known.name for known in questions(course, "small")["double"].known] == ["squared"]


# --- nothing is given away ------------------------------------------------------------------------

# Lines of a solution or a mistake that may stand elsewhere: each with the reason why it gives nothing away.
TRIVIAL = {
    "pass": "Python's word for nothing",
    "return parameters": "a given line, which a mistake indents",
    "return parameters, costs": "a given line, which a mistake indents",
    "parameters = {}": "an empty dictionary, in given code too",
    "for i in progress(range(num_iterations)):": "the texts say to write loops so",
}


def solution_lines(text: str) -> Iterator[str]:
    """The lines between BEGIN and END of all cells of a text, a written answer's without its comment sign."""
    for region in re.findall(f"{BEGIN}(.*?){END}", text, flags=re.DOTALL):
        for line in region.splitlines():
            yield line.strip().removeprefix("#").strip()


def mistake_lines(stem: str) -> Iterator[str]:
    """The lines that an edit of a mistake makes."""
    solved = Solved.of(COURSE, stem)
    for name, exercise in load_exercises(COURSE, stem).items():
        right = set(solved.edited(name, []).splitlines())
        for mistake in exercise.mistakes:
            yield from (line.strip() for line in solved.edited(name, mistake.edits).splitlines() if line not in right)


@cache
def secrets() -> frozenset[str]:
    lines = {line for path in TEXTS for line in solution_lines(path.read_text(encoding="utf-8"))}
    lines |= {line for stem in COURSE.assignments for line in mistake_lines(stem)}
    return frozenset(line for line in lines if line and line not in TRIVIAL)


def readable(path: Path | zipfile.Path) -> str:
    """All that a person, or a program, reads in a file."""
    if path.name.endswith(".ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "\n".join("".join(cell["source"]) + json.dumps(cell.get("outputs")) for cell in cells)
    if path.name == "examples.h5":
        with h5py.File(path) as file:
            return "\n".join(bytes(file[name][()]).decode() for name in file) + repr(dict(file.attrs))
    return path.read_bytes().decode("utf-8", errors="replace")


def given_away(texts: dict[str, str]) -> list[tuple[str, str]]:
    return sorted((name, line) for name, text in texts.items() for line in secrets() if line in text)


def test_there_are_secrets_to_keep() -> None:
    for expected in ("dZ2 = A2 - Y", "dZ2 = Y - A2", "b1 = np.zeros((n_h, 1))", "**Rubric**", "**Model answer**"):
        assert expected in secrets()
    assert len(secrets()) > 100


def test_a_release_gives_no_solution_away(built: Course) -> None:
    released = {str(path): readable(path) for path in (built.root / "release").rglob("*") if path.is_file()}
    assert len(released) >= 2 * len(COURSE.assignments)
    assert given_away(released) == []


@pytest.fixture(scope="module")
def wheel(wheel_file: Path) -> dict[str, str]:
    """The files of the wheel."""
    with zipfile.ZipFile(wheel_file) as packed:
        return {name: packed.read(name).decode("utf-8", errors="replace") for name in packed.namelist()}


def test_no_line_of_an_instructors_note_is_in_a_release_or_a_wheel(built: Course, wheel: dict[str, str]) -> None:
    notes = {path.name: PART.sub("", path.read_text(encoding="utf-8")) for path in (HOME / "teach").glob("*.md")}
    lines = {line for text in notes.values() for line in text.splitlines() if len(line) > 60}
    assert len(lines) > 200
    given = {str(path): readable(path) for path in (built.root / "release").rglob("*") if path.is_file()} | wheel
    assert [(name, line) for name, text in given.items() for line in lines if line in text] == []
    assert [name for name in given if "teach/" in name or Path(name).name in notes] == []


def test_a_wheel_gives_no_solution_away(wheel: dict[str, str]) -> None:
    assert "autograder/check.py" in wheel
    assert [name for name in wheel if "exercises" in name or name.endswith((".ipynb", ".h5"))] == []
    assert given_away(wheel) == []


def test_what_a_line_is_excepted_for_still_holds(built: Course, wheel: dict[str, str]) -> None:
    released = [readable(path) for path in (built.root / "release").rglob("*") if path.is_file()]
    assert [line for line in TRIVIAL if not any(line in text for text in [*released, *wheel.values()])] == []


def test_the_engine_of_a_wheel_is_whole(wheel: dict[str, str]) -> None:
    ours = {
        str(path.relative_to(HOME)) for path in (HOME / "autograder").rglob("*.py") if "exercises" not in path.parts
    }
    assert ours <= wheel.keys()
    for name in ours:
        ast.parse(wheel[name])


# --- examples.h5 ----------------------------------------------------------------------------------

packable = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(exclude_categories=["Cs"])),
        hnp.arrays(
            st.sampled_from([bool, np.uint8, int, np.float32, float]),
            hnp.array_shapes(min_dims=0, min_side=0, max_side=3),
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3),
    ),
    max_leaves=8,
)


def same(one: Any, two: Any) -> bool:
    if isinstance(one, np.ndarray):
        return (
            isinstance(two, np.ndarray)
            and one.dtype == two.dtype
            and np.array_equal(one, two, equal_nan=one.dtype != bool)
        )
    if isinstance(one, dict):
        return isinstance(two, dict) and list(one) == list(two) and all(same(one[key], two[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return type(one) is type(two) and len(one) == len(two) and all(map(same, one, two))
    return type(one) is type(two) and (one == two or (one != one and two != two))


@given(packable)
def test_a_value_is_unpacked_as_it_was_packed(value: Any) -> None:
    assert same(examples.unpack(json.loads(json.dumps(examples.pack(value)))), value)


@each_stem
def test_questions_are_read_as_they_were_written(stem: str, tmp_path: Path) -> None:
    asked = questions(COURSE, stem)
    examples.write(tmp_path / "examples.h5", stem, list(asked.values()))
    back = examples.read(tmp_path / "examples.h5")
    assert list(back) == list(asked)
    for name, question in asked.items():
        assert examples.to_json(back[name]) == examples.to_json(question)
        assert [type(example) for example in back[name].examples] == [type(example) for example in question.examples]
    once = (tmp_path / "examples.h5").read_bytes()
    examples.write(tmp_path / "examples.h5", stem, list(back.values()))
    assert (tmp_path / "examples.h5").read_bytes() == once, "no time stamp, no order of chance"


@each_stem
def test_what_a_student_gets_is_visible_small_and_the_same_as_in_source(stem: str) -> None:
    path = COURSE.release(stem).with_name("examples.h5")
    assert path.stat().st_size <= 300_000
    assert path.read_bytes() == COURSE.source(stem).with_name("examples.h5").read_bytes()
    frozen = examples.read(path)
    assert list(frozen) == list(load_exercises(COURSE, stem))
    assert not any(example.hidden for question in frozen.values() for example in question.examples)


@each_stem
def test_hidden_examples_do_not_come_into_the_file(stem: str, tmp_path: Path) -> None:
    """Who freezes questions of a secret seed by mistake hears of it."""
    secret = next(iter(questions(COURSE, stem, 7).values()))
    with pytest.raises(ValueError, match="hidden"):
        examples.write(tmp_path / "examples.h5", stem, [secret])


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    return Path(shutil.copy(COURSE.source(STEM).with_name("examples.h5"), tmp_path))


def newer(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.attrs["format"] = examples.FORMAT + 1


def another_hdf5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["x"] = np.zeros(3)


def without_an_exercise(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["predict"]


def with_other_content(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["predict"]
        file["predict"] = np.frombuffer(b'{"dict":[["name","predict"]]}', np.uint8)


SPOILED = {
    "newer": (
        newer,
        f"was made for a newer autograder (format {examples.FORMAT + 1}, this one reads {examples.FORMAT}): "
        "update the package autograder.",
    ),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:2000]), "fetch the assignment again"),
    "empty": (lambda path: path.write_bytes(b""), "fetch the assignment again"),
    "foreign": (lambda path: path.write_text("<html>not found</html>"), "fetch the assignment again"),
    "another HDF5": (another_hdf5, "fetch the assignment again"),
    "an exercise missing": (without_an_exercise, "fetch the assignment again"),
    "other content": (with_other_content, "fetch the assignment again"),
    "missing": (Path.unlink, "There is no examples.h5 in "),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_file_is_said_in_a_line(frozen: Path, spoil: Callable[[Path], Any], said: str) -> None:
    spoil(frozen)
    with pytest.raises(examples.FileProblem) as found:
        examples.read(frozen)
    assert said in str(found.value)
    assert "\n" not in str(found.value)


def test_the_bytes_stay_while_the_meaning_does(frozen: Path) -> None:
    from autograder.course.build import freeze

    before, asked = frozen.read_bytes(), list(examples.read(frozen).values())
    almost = [replace(asked[0], examples=tuple(map(moved, asked[0].examples))), *asked[1:]]
    freeze(frozen, STEM, almost)
    assert frozen.read_bytes() == before, "last digits differ between processors"
    freeze(frozen, STEM, [replace(asked[0], points=asked[0].points + 1), *asked[1:]])
    assert frozen.read_bytes() != before
    assert examples.read(frozen)[asked[0].name].points == asked[0].points + 1


def moved(example: examples.Example) -> examples.Example:
    return replace(example, args={**example.args, "X": example.args["X"] * (1 + 1e-13)})


# --- nbgrader validate ----------------------------------------------------------------------------


def validate(folder: Path) -> str:
    """What a student reads who validates this copy of an assignment."""
    command = [sys.executable, "-m", "nbgrader", "validate", f"{STEM}.ipynb"]
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "NBGRADER_EXECUTION"}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_validating_an_unfinished_copy_names_what_is_missing(tmp_path: Path) -> None:
    folder = shutil.copytree(COURSE.release(STEM).parent, tmp_path / STEM)
    said = validate(folder)
    unfolded = " ".join(said.split())
    assert said.startswith("VALIDATION FAILED ON 9 CELL(S)!")
    for name in load_exercises(COURSE, STEM):
        assert f'check("{name}")' in said
        assert (
            f"{name}: still empty. Write your code where it says YOUR CODE HERE, run the cell, then check again. "
            in unfolded
        )
    assert "You did not provide a response." in said
    for noise in ("Traceback", "NotYet", "NotImplementedError", "...", "AssertionError"):
        assert noise not in said


def test_validating_a_finished_copy_passes(tmp_path: Path) -> None:
    folder = shutil.copytree(COURSE.release(STEM).parent, tmp_path / STEM)
    path = folder / f"{STEM}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    solutions = {name: cell.source for name, cell in Solved.of(COURSE, STEM).named("solution").items()}
    for cell in notebook.cells:
        if cell.id in solutions:
            cell.source = solutions[cell.id]
        elif cell.id.startswith("written_"):
            cell.source = "Three lines, because the flower has six sectors."
    nbformat.write(notebook, path)
    assert validate(folder) == "Success! Your notebook passes all the tests.\n"
