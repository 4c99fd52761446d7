"""What a learner uses besides check: gradients measured, shapes guessed, progress shown, earlier functions loaded."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder import earlier, examples, gradient_check, hint, predict_shape, progress
from autograder.course import Course, Solved

COURSE = Course.at(Path(__file__).parents[1])
STEM = "w3_shallow_network"

# --- gradient_check -------------------------------------------------------------------------------


def quadratic(parameters: dict) -> float:
    return float(np.sum(parameters["W"] ** 2) + 3 * parameters["b"])


PARAMETERS = {"W": np.arange(6.0).reshape(2, 3), "b": 0.5}
SAID = {
    "right": ({"dW": 2 * PARAMETERS["W"], "db": 3.0}, ["dW", "right"], ["db", "right"]),
    "1/m forgotten": ({"dW": 4 * PARAMETERS["W"], "db": 3}, ["dW", "a bug"], ["db", "right"]),
    "sign": ({"dW": 2 * PARAMETERS["W"], "db": np.float64(-3)}, ["dW", "right"], ["db", "1.0e+00: a bug"]),
    "a little off": ({"dW": 2.0001 * PARAMETERS["W"], "db": 3}, ["dW", "in between"], ["db", "right"]),
    "nan": ({"dW": np.nan * PARAMETERS["W"], "db": 3}, ["dW", "nan: a bug"], ["db", "right"]),
}


@pytest.mark.parametrize(("grads", "first", "second"), SAID.values(), ids=SAID)
def test_a_gradient_is_held_against_the_slope(
    grads: dict, first: list[str], second: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = PARAMETERS["W"].copy()
    assert gradient_check(quadratic, PARAMETERS, grads) is None
    lines = capsys.readouterr().out.splitlines()
    for line, words in zip(lines, (first, second), strict=True):
        assert all(word in line for word in words), line
    assert np.array_equal(PARAMETERS["W"], before)


def test_a_gradient_of_another_shape_is_said() -> None:
    with pytest.raises(ValueError, match=r"db has shape \(1, 1\), and b has \(\): they must agree"):
        gradient_check(quadratic, {"b": 0.5}, {"db": [[3.0]]})
    with pytest.raises(ValueError, match="no numbers under 'dW'"):
        gradient_check(quadratic, PARAMETERS, {"db": 3})


def test_two_gradients_of_zero_agree(capsys: pytest.CaptureFixture[str]) -> None:
    gradient_check(lambda parameters: 0.25, {"W": np.ones((2, 2))}, {"dW": np.zeros((2, 2))})
    assert "right" in capsys.readouterr().out


def test_the_backward_pass_of_the_course_passes(capsys: pytest.CaptureFixture[str]) -> None:
    ours, rng = Solved.of(COURSE, STEM).functions, np.random.default_rng(0)
    X, Y = rng.normal(size=(3, 5)), rng.integers(0, 2, size=(1, 5))
    shapes = {"W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    grads = ours.backward_propagation(parameters, ours.forward_propagation(X, parameters)[1], X, Y)
    gradient_check(lambda moved: ours.compute_cost(ours.forward_propagation(X, moved)[0], Y), parameters, grads)
    assert capsys.readouterr().out.count(": right") == 4


# --- predict_shape --------------------------------------------------------------------------------

GUESSES = {
    "right": ((2, 3), "✓ (2, 3)"),
    "a list": ([2, 3], "✓ (2, 3)"),
    "none yet": (..., "Your guess?"),
    "a number": (6, "A shape is a tuple"),
    "swapped": ((3, 2), "which comes first?"),
    "rank 1": ((3,), "has 2 axes"),
    "one axis off": ((2, 4), "axis 1"),
}


@pytest.mark.parametrize(("guess", "said"), GUESSES.values(), ids=GUESSES)
def test_a_guess_at_a_shape_is_answered(guess: object, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert predict_shape(np.zeros((2, 3)), guess) is None
    assert said in capsys.readouterr().out


def test_the_shape_of_a_number_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    predict_shape(np.float64(3), ())
    assert "✓ ()" in capsys.readouterr().out


# --- progress -------------------------------------------------------------------------------------


def test_progress_says_nothing_of_what_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(range(1000))) == list(range(1000))
    assert capsys.readouterr() == ("", "")


def test_progress_shows_a_bar_where_it_takes_long(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in progress(range(8), "training"):
        time.sleep(0.2)
    said = capsys.readouterr()
    assert "training" in said.out
    assert said.err == ""


# --- hint -----------------------------------------------------------------------------------------


def test_hints_come_one_after_the_other(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(COURSE.release(STEM).parent)
    # `autograder.check` is the function, which hides the module of that name.
    monkeypatch.setattr(sys.modules["autograder.check"], "hints_told", {})
    hints = examples.read(Path("examples.h5"))["backward_propagation"].hints
    assert 1 <= len(hints) <= 3
    for _ in range(len(hints) + 1):
        assert hint("backward_propagation") is None
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[2] for line in said] == [*hints, hints[0]]
    assert said[0].startswith(f"Hint 1 of {len(hints)} on backward_propagation: ")


def test_a_hint_on_nothing_says_what_there_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(COURSE.release(STEM).parent)
    hint("backwards")
    assert "There is no exercise 'backwards' here; there are: layer_sizes" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    hint("layer_sizes")
    assert "fetch the assignment again" in capsys.readouterr().out


# --- earlier --------------------------------------------------------------------------------------


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[list], None]], Path]:
    """A folder with the solved notebook, changed, beside the working folder."""

    def lay_out(change: Callable[[list], None] = lambda cells: None) -> Path:
        shutil.copytree(COURSE.source(STEM).parent, tmp_path / STEM)
        path = tmp_path / STEM / f"{STEM}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        change(notebook["cells"])
        path.write_text(json.dumps(notebook), encoding="utf-8")
        (tmp_path / "later").mkdir()
        monkeypatch.chdir(tmp_path / "later")
        return path

    return lay_out


def cell_of(cells: list, name: str) -> dict:
    return next(cell for cell in cells if cell["id"] == name)


def test_earlier_functions_are_loaded_and_checked(beside: Callable, capsys: pytest.CaptureFixture[str]) -> None:
    beside()
    found = earlier(STEM)
    asked = list(examples.read(COURSE.release(STEM).with_name("examples.h5")))
    assert list(found) == asked
    assert capsys.readouterr().out == f"{STEM}: {len(asked)} of its {len(asked)} functions pass their checks.\n"
    assert found["layer_sizes"](np.zeros((5, 3)), np.zeros((1, 3))) == (5, 4, 1)


def test_earlier_functions_that_are_not_right_yet_are_named(
    beside: Callable, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(cells: list) -> None:
        cell_of(cells, "compute_cost")["source"] = "def compute_cost(A2, Y):\n    return HALF * np.sum(A2)"
        cell_of(cells, "predict")["source"] = "def predict(parameters, X:\n    return X"
        cells.append({"cell_type": "code", "metadata": {}, "source": "HALF = 0.5", "outputs": []})
        cells.append({"cell_type": "code", "metadata": {}, "source": "1 / 0", "outputs": []})

    beside(change)
    found = earlier(STEM)
    said = capsys.readouterr().out
    assert "6 of its 8 functions" in said
    assert "Not yet: compute_cost, predict." in said
    assert "can't be read by Python" in said
    assert "ZeroDivisionError" not in said, "only what the functions need is run"
    assert found["compute_cost"](np.ones(4), None) == 2, "helpers that stand below are found"
    assert "predict" not in found


LOST = {
    "not there": (lambda path: shutil.rmtree(path.parent), FileNotFoundError, "put the folder w3_shallow_network"),
    "truncated": (lambda path: path.write_text(path.read_text()[:2000]), ValueError, "put an older copy in its place"),
    "no cells": (lambda path: path.write_text("{}"), ValueError, "can't be read as a notebook"),
    "no examples": (lambda path: path.with_name("examples.h5").unlink(), ValueError, "fetch the assignment again"),
}


@pytest.mark.parametrize(("spoil", "kind", "said"), LOST.values(), ids=LOST)
def test_an_earlier_notebook_that_can_t_be_read_is_one_line(
    beside: Callable, spoil: Callable, kind: type[Exception], said: str
) -> None:
    spoil(beside())
    with pytest.raises(kind) as found:
        earlier(STEM)
    assert said in str(found.value)
    assert "\n" not in str(found.value)
