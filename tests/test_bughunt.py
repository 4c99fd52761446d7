"""Find-the-bug questions: each answer is true, no hand-out holds one, and the cells run in the solved notebook."""

from __future__ import annotations

import contextlib
import copy
import html
import io
import re
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import numpy as np
import pytest
from markupsafe import escape
from nbclient import NotebookClient
from playwright.sync_api import Browser, Page
from typer.testing import CliRunner

from autograder import compare
from autograder.cli import app
from autograder.course import Course, CourseError, Solved, load_exercises
from autograder.course import beside as helpers
from autograder.course.bughunt import ARGUMENTS, STOPS, Hunt, hunts, public
from autograder.course.handout import cells, literal, page, write
from autograder.exercise import Mistake

HOME = Path(__file__).parent.parent
COURSE = Course(HOME)
SEEDS = (0, 1, 2)

each_stem = pytest.mark.parametrize("stem", COURSE.assignments)


@cache
def solved(stem: str) -> Solved:
    return Solved.of(COURSE, stem)


@cache
def asked(stem: str, seed: int = 0) -> tuple[Hunt, ...]:
    return tuple(hunts(COURSE, stem, seed=seed))


def mistake_of(stem: str, hunt: Hunt) -> Mistake:
    exercise = load_exercises(COURSE, stem)[hunt.exercise]
    return next(mistake for mistake in exercise.mistakes if mistake.name == hunt.mistake)


# --- what is asked --------------------------------------------------------------------------------


@each_stem
def test_every_public_mistake_is_asked_once_and_no_other(stem: str) -> None:
    declared = [
        (name, mistake.name)
        for name, exercise in load_exercises(COURSE, stem).items()
        for mistake in exercise.mistakes
        if mistake.public
    ]
    assert [(hunt.exercise, hunt.mistake) for hunt in asked(stem)] == declared
    assert 3 <= len(declared) <= 6


@each_stem
def test_no_word_of_a_mistake_that_is_not_public(stem: str) -> None:
    shown = page(solved(stem), asked(stem), key=True) + cells(solved(stem), asked(stem), key=True)
    for exercise in load_exercises(COURSE, stem).values():
        for mistake in exercise.mistakes:
            if not mistake.public and mistake.hint not in {hunt.hint for hunt in asked(stem)}:
                assert html.escape(mistake.hint) not in shown
                assert mistake.hint not in shown


@each_stem
def test_a_question_is_the_solution_but_for_its_mistake(stem: str) -> None:
    for hunt in asked(stem):
        right, wrong = (solved(stem).edited(hunt.exercise, edits) for edits in ((), mistake_of(stem, hunt).edits))
        differ = {line.strip() for line in wrong.splitlines()} ^ {line.strip() for line in right.splitlines()}
        told = {line for change in hunt.where for line in (*change.wrong, *change.right)}
        assert differ <= told
        assert all(line in wrong for line in hunt.code.splitlines())
        assert "### " not in hunt.code
        assert "____" not in hunt.code
        lines = hunt.code.splitlines()
        for change in hunt.where:
            there = lines[change.line - 1 : change.line - 1 + len(change.wrong)]
            assert [line.strip() for line in there] == list(change.wrong)


# --- the answers, computed anew -------------------------------------------------------------------


def run(stem: str, source: str, name: str, args: dict[str, Any]) -> tuple[str, Any, dict[str, Any]]:
    """Run a function of this source: `returned` or `raised`, what, and the arguments afterwards."""
    namespace = dict(solved(stem).namespace)
    exec(source, namespace)
    args = copy.deepcopy(args)
    np.random.seed(0)
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        try:
            return "returned", namespace[name](**args), args
        except Exception as error:
            return "raised", error, args


def flat(returned: Any, outputs: tuple[str, ...], like: Any = None) -> dict[str, Any]:
    """The outputs by name, as a person would take them out."""
    parts = returned if len(outputs) > 1 else (returned,)
    found: dict[str, Any] = {}
    for name, part in zip(outputs, parts, strict=True):
        found.update(part if name.startswith("{") else {name: part})
    return found


@pytest.mark.parametrize("seed", SEEDS)
@each_stem
def test_what_differs_is_what_differs(stem: str, seed: int) -> None:
    for hunt in asked(stem, seed):
        name = hunt.exercise
        _, right, before = run(stem, solved(stem).edited(name, ()), name, hunt.args)
        kind, got, after = run(stem, hunt.code, name, hunt.args)
        ticked = {option.text for option in hunt.what if option.true}
        if kind == "raised":
            assert ticked == {STOPS}
            (option,) = [option for option in hunt.ways if option.true]
            assert re.match(rf"It stops with an? {type(got).__name__}\b", option.text)
            continue
        wanted, given = flat(right, hunt.outputs), flat(got, hunt.outputs)
        truth = {key for key, value in wanted.items() if not helpers.same(given.get(key, "missing"), value)}
        truth = {"what it returns" if key == "value" else key for key in truth}
        if not helpers.same(before, after):
            truth.add(ARGUMENTS)
        assert ticked == truth, (hunt.exercise, hunt.mistake)


def test_the_global_generator_is_left_as_it_was() -> None:
    before = np.random.get_state()
    hunts(COURSE, "w1_introduction")
    assert all(np.array_equal(a, b) for a, b in zip(before, np.random.get_state(), strict=True))


def number(value: Any) -> np.ndarray:
    return np.asarray(value, dtype=float)


def axis(expression: str, args: dict[str, Any]) -> int:
    return eval(expression, dict(args))


def near(got: Any, want: Any) -> bool:
    got, want = number(got), number(want)
    return got.shape == want.shape and np.allclose(got, want, rtol=1e-5, atol=1e-9)


# What each sentence claims, written a second time: pattern -> is it so of `got`, `want` and the input?
CLAIMS = {
    r"It is the right one transposed\.": lambda g, w, a, m: near(number(g).T, w),
    r"Its sign is the other one\.": lambda g, w, a, m: near(-number(g), w),
    r"All of it is zero\.": lambda g, w, a, m: not number(g).any() and number(w).any(),
    r"It is one over the right one\.": lambda g, w, a, m: near(1 / number(g), w),
    r"It is `(.+)` times the right one\.": lambda g, w, a, m: near(number(g), axis(m[1], a) * number(w)),
    r"It is the right one divided by `(.+)`\.": lambda g, w, a, m: near(number(g) * axis(m[1], a), w),
    r"The numbers are right, in another shape: (.+), and (?:shape (.+)|a single number) is asked for\.": (
        lambda g, w, a, m: (
            near(number(g).ravel(), number(w).ravel())
            and number(g).shape == eval(m[1]) != number(w).shape == eval(m[2] or "()")
        )
    ),
    r"The numbers are the right ones, in other places\.": (
        lambda g, w, a, m: near(sorted(number(g).flat), sorted(number(w).flat)) and not near(g, w)
    ),
    r"It is an array of shape (.+) in place of an array of shape (.+)\.": (
        lambda g, w, a, m: number(g).shape == eval(m[1]) != number(w).shape == eval(m[2])
    ),
    r"It is an array of shape (.+) in place of a single number\.": (
        lambda g, w, a, m: number(g).shape == eval(m[1]) and number(w).shape == ()
    ),
    r"It holds (\d+) values? in place of (\d+) values?\.": (
        lambda g, w, a, m: (len(g), len(w)) == (int(m[1]), int(m[2])) and len(g) != len(w)
    ),
    r"It is a single number in place of an array of shape (.+)\.": (
        lambda g, w, a, m: number(g).shape == () and number(w).shape == eval(m[1])
    ),
    r"(\d+) of its (\d+) entries differ, the others are right\.": (
        lambda g, w, a, m: (
            (number(g).shape == number(w).shape)
            and (int((np.abs(number(g) - w) > 1e-6 * np.abs(w).max()).sum()), np.size(w)) == (int(m[1]), int(m[2]))
        )
    ),
    r"It is as far away from the argument `(.+)` as the right one, on the other side\.": (
        lambda g, w, a, m: near(number(g) - axis(m[1], a), axis(m[1], a) - number(w))
    ),
    r"In `cache\[1\]` it is what belongs in `A`\.": lambda g, w, a, m: not near(g[1], w[1]),
    r"Only the first row is right\.": lambda g, w, a, m: near(g[:1], w[:1]) and not near(g[1:2], w[1:2]),
    r"It is missing from the dictionary\.": lambda g, w, a, m: g == "missing",
}


VAGUE = ("Every entry differs, in no simple way.", "It is another number, in no simple relation to the right one.")


def plain_relation(got: Any, want: Any) -> bool:
    """Is there a constant ratio, a constant distance, or a usual function between all entries?"""
    got, want = number(got), number(want)
    if got.shape != want.shape or got.size < 2:
        return got.shape != want.shape
    usual = (np.abs, np.square, np.sqrt, np.exp, np.log, lambda x: 1 - x, lambda x: 1 / x)
    flat = any(np.ptp(values) < 1e-6 * np.abs(values).max() for values in (got / want, got - want))
    return flat or np.isclose(got, want, rtol=1e-7).any() or any(near(got, function(want)) for function in usual)


def so(text: str, got: Any, want: Any, args: dict[str, Any]) -> bool | None:
    """Is the sentence true? None if nobody here can tell."""
    for pattern, holds in CLAIMS.items():
        if match := re.fullmatch(pattern, text):
            try:
                return bool(holds(got, want, args, match))
            except (TypeError, ValueError, KeyError):
                return False
    return None


# Sentences that are only ever wrong so far, and say what is seen alone.
OTHERS = (
    r"It stops with an? \w+( about (shapes|arguments|unpacking|an? [a-z ]+|the truth of an array))?\.",
    r"The argument `\w+` is changed by the call\.",
    r"Some of it is no finite number\.",
    r"All of its entries are the same number\.",
    r"It is (the argument|what belongs in) `.+`\.",
    r"It is the right one times -?[\d.e-]+\.",
    r"It is (one minus|the square of|the square root of|the absolute value of|the logarithm of) the right one\.",
    r"It is (e to the power of the right one|the right one rounded to 0 and 1)\.",
    r"It is the right one with (all of it|each column|each row) (added up|averaged)\.",
    r"It is `.+` times the right one, with the other sign\.",
    r"It is the right one divided by `.+` twice\.",
    r"It is (\d+|[\d.]+ times as far away from the argument `.+` as the right one, on the \w+ side)\.",
    r"It has shape \(.+\)\.",
    r"It comes as .+ in place of .+\.",
    r"It comes as None\.",
    r"(Only|All but) the (first|last) (row|column) is right\.",
    r"A table came where a row or a column is asked for\.",
    r"Every entry is too (large|small) by .+\.",
    r"In `\w+\[.+\]` .+ in place of .+\.",
    r"In `\w+\[.+\]` it is (the argument|what belongs in) `.+`\.",
    r"In `\w+\[.+\]` (every entry differs, in no simple way|its sign is the other one|all of it is zero)\.",
)


@pytest.mark.parametrize("seed", SEEDS)
@each_stem
def test_no_option_gives_advice(stem: str, seed: int) -> None:
    """Whoever words a likeness anew sees here whether a hand-out then tells what to mend."""
    known = [*CLAIMS, *OTHERS, *map(re.escape, VAGUE)]
    texts = {option.text for hunt in asked(stem, seed) for option in hunt.ways}
    assert [text for text in texts if not any(re.fullmatch(pattern, text) for pattern in known)] == []
    assert not any("?" in text or "missing." in text or "too many" in text for text in texts)


@pytest.mark.parametrize("seed", SEEDS)
@each_stem
def test_the_way_is_true_and_is_the_only_true_one(stem: str, seed: int) -> None:
    for hunt in asked(stem, seed):
        name = hunt.exercise
        assert len({option.text for option in hunt.ways}) == len(hunt.ways)
        assert 3 <= len(hunt.ways) <= 4
        assert sum(option.true for option in hunt.ways) == 1
        _, right, before = run(stem, solved(stem).edited(name, ()), name, hunt.args)
        kind, got, after = run(stem, hunt.code, name, hunt.args)
        stopping = [option for option in hunt.ways if option.text.startswith("It stops")]
        assert sum(not option.true for option in stopping) <= 1
        if kind == "raised":
            assert len(stopping) == 2, "alone of its kind the right one would be found without a thought"
            said = [re.match(r"It stops with an? (\w+)", option.text)[1] for option in stopping]
            assert said.count(type(got).__name__) == 1
            continue
        assert not any(option.true for option in stopping)
        first = next(option.text for option in hunt.what if option.true)
        if first == ARGUMENTS:
            (option,) = [option for option in hunt.ways if option.true]
            argument = re.fullmatch(r"The argument `(\w+)` is changed by the call\.", option.text)[1]
            assert not helpers.same(after[argument], before[argument])
            continue
        key = "value" if first == "what it returns" else first
        want, came = flat(right, hunt.outputs)[key], flat(got, hunt.outputs).get(key, "missing")
        with np.errstate(all="ignore"):
            found = {option.text: so(option.text, came, want, hunt.args) for option in hunt.ways}
            if vague := next((text for text in VAGUE if text in found), None):
                found[vague] = not any(found.values()) and not plain_relation(came, want)
        for option in hunt.ways:
            assert found[option.text] is not None or not option.true, f"who proves {option.text!r}?"
            assert bool(found[option.text]) == option.true, (hunt.exercise, hunt.mistake, option)


@pytest.mark.parametrize("seed", SEEDS)
@each_stem
def test_an_error_that_is_a_wrong_option_is_one_that_the_exercise_knows(stem: str, seed: int) -> None:
    exercises = load_exercises(COURSE, stem)
    offered: list[str] = []
    for hunt in asked(stem, seed):
        if any(option.true and option.text == STOPS for option in hunt.what):
            continue
        for option in hunt.ways:
            if match := re.match(r"It stops with an? (\w+)", option.text):
                offered.append(option.text)
                edits = (mistake.edits for mistake in exercises[hunt.exercise].mistakes)
                sources = (solved(stem).edited(hunt.exercise, each) for each in edits)
                raised = (run(stem, source, hunt.exercise, hunt.args)[1] for source in sources)
                assert any(type(error).__name__ == match[1] for error in raised), (hunt.mistake, option.text)
    assert all(offered.count(text) <= 2 for text in offered)


@pytest.mark.parametrize("stem", ["w2_numpy_basics", "w2_logistic_regression"])
def test_pictures_hold_numbers_in_turn_so_that_a_cell_is_read(stem: str) -> None:
    (hunt,) = [hunt for hunt in asked(stem) if hunt.exercise in ("image2vector", "flatten_images")]
    (images,) = hunt.args.values()
    said = f"np.arange({images.size}).reshape{images.shape}"
    assert literal(images) == said
    assert said in cells(solved(stem), asked(stem))
    assert said in page(solved(stem), asked(stem))


@each_stem
def test_nobody_would_notice_with_the_cases_that_are_named(stem: str) -> None:
    exercises = load_exercises(COURSE, stem)
    for hunt in asked(stem):
        exercise = exercises[hunt.exercise]
        cases = exercise.draw([20240, 0, *hunt.exercise.encode()], solved(stem).functions)
        found = {case.label: case for case in cases if not case.long and not case.advice}
        for label in hunt.unseen:
            args = found[label].args
            _, right, _ = run(stem, solved(stem).edited(hunt.exercise, ()), hunt.exercise, args)
            kind, got, _ = run(stem, hunt.code, hunt.exercise, args)
            assert kind == "returned"
            assert compare.difference(got, right) is None


# --- the page -------------------------------------------------------------------------------------


def key_words(stem: str) -> set[str]:
    """What only the key may say: names, hints, and the right lines of what is asked."""
    words = {word for hunt in asked(stem) for word in (hunt.hint, hunt.mistake)}
    for hunt in asked(stem):
        shown = "\n".join(other.code for other in asked(stem))
        words |= {line for change in hunt.where for line in change.right if line not in shown}
    return words


@each_stem
def test_a_hand_out_holds_no_key(stem: str) -> None:
    without, with_key = (html.unescape(page(solved(stem), asked(stem), key=key)) for key in (False, True))
    text = re.sub(r"</?code>", "`", with_key)
    # The name of a mistake may be a word of the code.
    code = "\n".join(hunt.code for hunt in asked(stem))
    for word in key_words(stem):
        assert word in text, "the test looks for what is there"
        assert word in code or word not in re.sub(r"</?code>", "`", without)
    cells_without = cells(solved(stem), asked(stem))
    assert [word for word in key_words(stem) if word in cells_without and word not in code] == []
    assert "<details>" not in cells_without


@each_stem
def test_two_runs_give_the_same_bytes(stem: str) -> None:
    again = hunts(COURSE, stem, seed=0)
    for make in (page, cells):
        assert make(solved(stem), again, key=True) == make(solved(stem), asked(stem), key=True)


def test_the_right_answer_has_no_favourite_place() -> None:
    places = [
        next(i for i, option in enumerate(hunt.ways) if option.true)
        for stem in COURSE.assignments
        for seed in SEEDS
        for hunt in asked(stem, seed)
    ]
    assert all(places.count(place) >= len(places) / 10 for place in range(4))


@each_stem
def test_all_of_a_page_is_text(stem: str) -> None:
    made = page(solved(stem), asked(stem), key=True)
    assert "<script" not in made
    assert "Seed 0." in made, "a key that lies beside questions of another seed is known by it"
    assert re.findall(r"https?://", made) == []
    for hunt in asked(stem):
        assert all(str(escape(line)) in made for line in hunt.code.splitlines())
    assert re.findall(r"<h(\d)", made)[:2] == ["1", "2"]


# --- the cells ------------------------------------------------------------------------------------


@each_stem
def test_the_cells_say_what_differs(stem: str) -> None:
    """Run as cells after the solved notebook, they print the answers that the key has."""
    made = jupytext.reads(cells(solved(stem), asked(stem), key=True), fmt="py:percent")
    namespace = dict(solved(stem).namespace)
    own = {name: value for name, value in namespace.items() if name not in ("copy", "np")}
    printed = []
    for cell in made.cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(cell.source, namespace)
            if cell.source.startswith("beside("):
                printed.append(out.getvalue())
    assert {name: namespace[name] for name in own if not name.startswith("__")} == {
        name: value for name, value in own.items() if not name.startswith("__")
    }, "a cell shadows a name of the notebook's"
    assert len(printed) == len(asked(stem))
    for hunt, text in zip(asked(stem), printed, strict=True):
        names = {"value" if option.text == "what it returns" else option.text for option in hunt.what if option.true}
        said = {
            STOPS if "stops with" in line else ARGUMENTS if line.startswith("arguments") else line.split(":")[0]
            for line in text.splitlines()
            if line.endswith((": differs", ": differ")) or "stops with" in line
        }
        assert said == names
        assert ("\narguments: unchanged\n" in text) == (not names & {ARGUMENTS, STOPS})


def test_cells_run_in_a_kernel_in_the_solved_notebook(tmp_path: Path) -> None:
    stem = "w2_numpy_basics"
    made = jupytext.reads(cells(solved(stem), asked(stem), key=True), fmt="py:percent")
    running = [nbformat.v4.new_code_cell(cell.source) for cell in solved(stem).running]
    notebook = nbformat.v4.new_notebook(cells=[*running, *made.cells])
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [cell for cell in notebook.cells if cell.source.startswith("beside(")]
    assert len(shown) == len(asked(stem))
    assert all(cell.outputs[0].name == "stdout" for cell in shown)


def test_a_cell_says_so_where_the_learners_own_function_stops() -> None:
    def relu(x):
        raise NotImplementedError

    with contextlib.redirect_stdout(io.StringIO()) as out:
        helpers.beside(relu, relu, {"x": 1}, ["value"])
    assert out.getvalue().startswith("relu stops with NotImplementedError")


@pytest.mark.parametrize(
    "value",
    [
        {"X": np.arange(60.0).reshape(12, 5), "p": {"W1": np.zeros((2, 1))}},
        {"c": [((np.ones((2, 2)), np.eye(2)), np.ones(3))], "l": [3, 2, 1], "a": "relu", "n": None, "t": True},
        {"i": np.arange(3, dtype=np.uint8), "b": np.array([True]), "f": np.float64(0.5), "one": [np.ones(2)]},
        {"long": np.arange(300.0), "pictures": np.arange(48).reshape(2, 2, 3, 4), "n": np.arange(20, dtype=np.uint8)},
    ],
)
def test_a_literal_reads_back(value: Any) -> None:
    back = eval(literal(value), {"np": np})
    assert helpers.same(back, value)
    assert all(type(back[key]) is type(value[key]) or isinstance(value[key], np.generic) for key in value)


# --- the command ----------------------------------------------------------------------------------


def bughunt(*words: str) -> Any:
    return CliRunner().invoke(app, ["bughunt", *words])


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for part in ("source", "autograder/exercises"):
        shutil.copytree(HOME / part, tmp_path / part, ignore=shutil.ignore_patterns("*.h5"))
    shutil.copy(HOME / "nbgrader_config.py", tmp_path)
    return tmp_path


def test_a_page_its_key_and_the_cells_are_written_to_reports_alone(course: Path) -> None:
    before = {path for path in course.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    stem, where = "w1_introduction", ["--course", str(course)]
    assert bughunt(stem, *where).exit_code == 0
    reports = course / "reports"
    assert [path.name for path in reports.iterdir()] == [f"bughunt_{stem}.html"]
    assert bughunt(stem, "--key", *where).exit_code == 0
    assert bughunt(stem, "--form", "cells", *where).exit_code == 0
    after = {path for path in course.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    written = {f"bughunt_{stem}.html", f"bughunt_{stem}_key.html", f"bughunt_{stem}.py"}
    assert {path.name for path in after - before} == written


@pytest.mark.parametrize(("form", "ending"), [("page", "html"), ("cells", "py")])
def test_a_key_of_other_questions_is_removed(course: Path, form: str, ending: str) -> None:
    stem, where = "w1_introduction", ["--course", str(course), "--form", form]
    key = course / "reports" / f"bughunt_{stem}_key.{ending}"
    assert bughunt(stem, "--key", *where).exit_code == 0
    text = key.read_text(encoding="utf-8")
    same = bughunt(stem, *where)
    assert "Removed" not in same.output
    assert key.read_text(encoding="utf-8") == text, "it is the key of these questions still"
    other = bughunt(stem, "--seed", "5", *where)
    assert f"Removed: reports/bughunt_{stem}_key.{ending}, the key of other questions" in other.output
    assert [path.name for path in key.parent.iterdir()] == [f"bughunt_{stem}.{ending}"]


def test_cells_with_answers_have_a_name_of_their_own(course: Path) -> None:
    stem = "w1_introduction"
    assert bughunt(stem, "--form", "cells", "--key", "--course", str(course)).exit_code == 0
    without, answers = ((course / "reports" / f"bughunt_{stem}{end}.py").read_text() for end in ("", "_key"))
    assert "<details>" in answers
    assert "<details>" not in without


def test_so_many_questions_of_a_seed(course: Path) -> None:
    stem = "w2_numpy_basics"
    few = [tuple(hunt.mistake for hunt in hunts(Course(course), stem, number=2, seed=seed)) for seed in range(5)]
    assert all(len(pair) == 2 for pair in few)
    assert len(set(few)) > 1
    result = bughunt(stem, "--questions", "99", "--course", str(course))
    assert result.exit_code == 0
    assert f"There are {len(asked(stem))} questions, not 99: here are all of them." in result.output
    result = bughunt(stem, "--exercise", "L2", "--questions", "99", "--course", str(course))
    assert "There is 1 question, not 99: here it is." in result.output
    assert result.exit_code == 0
    text = (course / "reports" / f"bughunt_{stem}.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2[^>]*>\d+\. <code>(\w+)", text) == ["L2"]


WRONG = {
    "an unknown stem": (["w9"], "There is no assignment 'w9'"),
    "an unknown form": (["w1_introduction", "--form", "poem"], "There is no form 'poem'; there are: page, cells."),
    "an unknown exercise": (["w1_introduction", "--exercise", "tanh"], "w1_introduction has no exercise 'tanh'"),
    "no public mistake": (["w2_numpy_basics", "--exercise", "L1"], "No mistake of L1 is public: write `public=True`"),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_in_a_line(course: Path, words: list[str], said: str) -> None:
    result = bughunt(*words, "--course", str(course))
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not (course / "reports").exists()


def test_a_course_without_public_mistakes(course: Path) -> None:
    path = course / "autograder" / "exercises" / "w1_introduction.py"
    path.write_text(path.read_text(encoding="utf-8").replace("public=True", "public=False"), encoding="utf-8")
    with pytest.raises(CourseError, match=r"No mistake of w1_introduction is public: write `public=True`"):
        public(Course(course), "w1_introduction")


def test_nothing_of_it_is_in_a_release() -> None:
    """Only an author could put it there; test_build.py looks for every line of a solution besides."""
    released = [path for path in (HOME / "release").rglob("*") if path.is_file()]
    assert len(released) >= len(COURSE.assignments)
    assert not [path for path in released if "bughunt" in path.name]
    texts = [path.read_bytes() for path in released]
    assert not any(word in text for text in texts for word in (b"buggy_", b"def beside(", b"Find the mistake"))


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture
def opened(browser: Browser, course: Path) -> Iterator[Page]:
    stem = "w2_logistic_regression"
    write(Course(course), stem, list(asked(stem)), form="page", key=True)
    page = browser.new_page(viewport={"width": 1000, "height": 1000})
    page.goto((course / "reports" / f"bughunt_{stem}_key.html").as_uri())
    yield page
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible(opened: Page, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened.emulate_media(color_scheme=scheme)
    rules = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
    found = Axe().run(opened, options=rules).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    levels = [int(tag[1]) for tag in opened.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.browser
def test_a_page_fits_a_phone_and_the_key_a_sheet_of_its_own(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    rows = opened.evaluate(
        "[...document.querySelectorAll('.matrix .rows span')].map(s => [s.clientHeight, s.offsetTop])"
    )
    assert len({height for height, _ in rows}) == 1, "a row of a matrix stands on one line, and scrolls"
    boxes = opened.evaluate(
        """[...document.querySelectorAll('.options li')].map(li => ['.box', '.letter'].map(part => {
            const box = li.querySelector(part).getBoundingClientRect(); return (box.top + box.bottom) / 2; }))"""
    )
    assert all(abs(box - letter) < 4 for box, letter in boxes), "a box stands on the line of its letter"
    opened.emulate_media(media="print")
    assert opened.evaluate("getComputedStyle(document.getElementById('key').parentElement).breakBefore") == "page"
    ground = opened.evaluate("getComputedStyle(document.querySelector('.code')).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    sizes = "['.code', 'caption'].map(part => parseFloat(getComputedStyle(document.querySelector(part)).fontSize))"
    code, caption = opened.evaluate(sizes)
    assert caption <= code
