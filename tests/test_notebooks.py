"""What every text notebook keeps to: an exercise's order, the fading scaffold, the head, the summary, the question."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import jupytext
import pytest
from nbformat import NotebookNode

from autograder.course import Course, load_exercises
from autograder.course.reference import BEGIN, END, load_written

COURSE = Course.at(Path(__file__).parents[1])
STEMS = COURSE.assignments
ASSIGNMENTS = [stem for stem in STEMS if stem != "w1_introduction"]
EXERCISES = [(stem, name) for stem in STEMS for name in load_exercises(COURSE, stem)]
TRAININGS = {"optimize", "model", "nn_model", "two_layer_model", "L_layer_model"}

each_stem = pytest.mark.parametrize("stem", STEMS)
each_assignment = pytest.mark.parametrize("stem", ASSIGNMENTS)
each_exercise = pytest.mark.parametrize(("stem", "name"), EXERCISES, ids=[f"{stem}-{name}" for stem, name in EXERCISES])


@cache
def cells(stem: str) -> list[NotebookNode]:
    return jupytext.read(COURSE.text(stem), fmt="py:percent").cells


def text(stem: str) -> str:
    return "\n\n".join(cell.source for cell in cells(stem) if cell.cell_type == "markdown")


def place(stem: str, kind: str, name: str) -> int:
    return next(i for i, cell in enumerate(cells(stem)) if cell.metadata.get(kind) == name)


def kind(cell: NotebookNode) -> str:
    known = ("plain", "solution", "check", "demo", "written")
    return next((kind for kind in known if kind in cell.metadata), "text" if cell.cell_type == "markdown" else "free")


# --- an exercise ----------------------------------------------------------------------------------


@each_exercise
def test_an_exercise_goes_in_its_order(stem: str, name: str) -> None:
    """Idea and formula, a shape to predict, the stub, its check, and what one can do now."""
    solution, check = place(stem, "solution", name), place(stem, "check", name)
    before = cells(stem)[:solution]
    declared = max(i for i, cell in enumerate(before) if f"{{declared:{name}}}" in cell.source)
    assert cells(stem)[declared].source.split(f"{{declared:{name}}}")[0].strip().splitlines()[-1].startswith("##")
    assert all(kind(cell) not in ("solution", "check") for cell in before[declared:])
    assert check == solution + 1
    assert cells(stem)[check + 1].source.startswith("Now you")


@each_assignment
def test_most_exercises_let_the_reader_predict_a_shape(stem: str) -> None:
    free = [cell.source for cell in cells(stem) if kind(cell) == "free" and "predict_shape(" in cell.source]
    assert all("..." in source for source in free)
    assert len(free) >= len(load_exercises(COURSE, stem)) / 2


@each_exercise
def test_hints_help_and_give_no_line_away(stem: str, name: str) -> None:
    exercise = load_exercises(COURSE, stem)[name]
    assert 1 <= len(exercise.hints) <= 3
    source = cells(stem)[place(stem, "solution", name)].source
    lines = [
        line.strip() for line in source.partition(BEGIN)[2].partition(END)[0].splitlines() if len(line.strip()) > 12
    ]
    for told in exercise.hints:
        assert told.endswith((".", "?", ")", "`")), told
        assert not [line for line in lines if line in told]
        sides = (line.partition(" = ")[2] for line in lines)
        assert not [side for side in sides if len(side) > 12 and side in told]


@each_exercise
def test_the_scaffold_fades(stem: str, name: str) -> None:
    """Week 2 keeps each step as a comment with one gap, week 3 the comments, week 4 only the docstring."""
    source = cells(stem)[place(stem, "solution", name)].source
    given = source.partition(BEGIN)[0] + source.partition(END)[2]
    steps = [line.strip() for line in given.splitlines() if line.strip().startswith("#")]
    if stem.startswith("w2"):
        assert steps
        assert all(line.count("____") <= 1 for line in steps)
        assert any("____" in line for line in steps)
    elif stem.startswith("w3"):
        assert steps
        assert "____" not in given
    elif stem.startswith("w4"):
        assert steps == []


@each_exercise
def test_a_docstring_is_the_learners_sentence_and_gives_what_comes_back(stem: str, name: str) -> None:
    source = cells(stem)[place(stem, "solution", name)].source
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name)
    docstring = ast.get_docstring(function) or ""
    assert docstring.splitlines()[0].endswith(".")
    assert "->" in docstring


# --- a notebook -----------------------------------------------------------------------------------


@each_stem
def test_a_notebook_says_what_for_how_long_and_from_where(stem: str) -> None:
    said = text(stem)
    for words in ("you will be able to", "**Before you start", "**Time:**", "hint(", "https://www.deeplearning.ai/"):
        assert words in said, words
    assert len(re.findall(r"(?m)^## Summary$", said)) == 1
    assert re.search(r"## Summary\n+>", said), "the summary is one box"


@each_stem
def test_two_trained_models_share_no_name(stem: str) -> None:
    """One global name for two models trains another one than was meant, in silence."""
    kept: dict[str, str] = {}
    for cell in cells(stem):
        if kind(cell) not in ("demo", "plain"):
            continue
        outside = [node for node in ast.parse(cell.source).body if not isinstance(node, ast.FunctionDef)]
        for node in (inner for statement in outside for inner in ast.walk(statement)):
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
                continue
            if getattr(node.value.func, "id", None) in TRAININGS:
                for name in (n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)):
                    where = cell.metadata.get("demo", cell.metadata.get("plain"))
                    assert kept.setdefault(name, where) == where or name == "_", name


@each_stem
def test_only_what_is_shown_draws_or_loads(stem: str) -> None:
    """Plain cells run at every grading: a picture or a data file there would cost each submission."""
    for cell in cells(stem):
        if kind(cell) == "plain":
            at_once = [node for node in ast.parse(cell.source).body if not isinstance(node, ast.FunctionDef)]
            source = "\n".join(map(ast.unparse, at_once))
            assert "data.cats(" not in source
            assert "plt.subplots" not in source


@each_assignment
def test_a_written_question_is_about_the_learners_own_run(stem: str) -> None:
    (at,) = [i for i, cell in enumerate(cells(stem)) if kind(cell) == "written"]
    name, answer = cells(stem)[at].metadata["written"], cells(stem)[at].source
    assert name in load_written(COURSE, stem)
    assert "data.user_name()" in "".join(cell.source for cell in cells(stem) if kind(cell) == "free")
    asked = cells(stem)[at - 1].source
    assert cells(stem)[at - 1].cell_type == "markdown"
    assert len(asked.split("\n\n", 1)[-1].split()) <= 80 + 40, "the answer has at most 80 words, the question few more"
    assert "80 words" in asked
    assert "**Rubric**" in answer
    for level in (0, 1, 2):
        assert re.search(rf"(?i)level {level}", answer)
    assert len(re.findall(r"(?i)anchor", answer)) >= 3
