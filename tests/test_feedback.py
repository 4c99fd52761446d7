"""What a student reads: the first failing visible example as plain data, and the page made of it, in Chromium too."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from playwright.sync_api import Browser, Page

from autograder import wording
from autograder.classroom.drawing import drawing, in_words, scale
from autograder.classroom.feedback import page
from autograder.classroom.gradebook import Book, Entry, Mark
from autograder.course import Course, questions
from autograder.examples import Example, Outcome, Question
from autograder.grading import ExerciseResult, Result
from autograder.grading.grade import Attempt, exercise_result
from autograder.grading.shown import LARGEST, SIZES, VALUES, pictured, shown
from autograder.judge import judge
from autograder.sandbox import Opaque

HOME = Path(__file__).parent.parent
COURSE = Course(HOME)
STEM = "w3_shallow_network"


@pytest.fixture(scope="module")
def asked() -> dict[str, Question]:
    """The questions with one visible and one hidden half of the examples."""
    return questions(COURSE, STEM, 7)


def answered(question: Question, change: Callable[[Any], Any], hidden_too: bool = True) -> Attempt:
    """An attempt whose answers are the right ones changed; in the visible examples, or only in the hidden ones."""
    outcomes = {
        number: replace(example.right, value=change(example.right.value), initialised=1)
        if example.hidden or hidden_too
        else replace(example.right, initialised=1)
        for number, example in enumerate(question.examples)
    }
    return Attempt(question, outcomes=outcomes)


def result_of(question: Question, attempts: Sequence[Attempt]) -> ExerciseResult:
    return exercise_result(question, attempts)


def changed(key: str, change: Callable[[np.ndarray], Any]) -> Callable[[dict], dict]:
    return lambda right: {**right, key: change(right[key])}


def question_of(args: dict[str, Any], right: Any, returns: str | None = None, **fields: Any) -> Question:
    """A question with one visible example."""
    example = Example("of the test", args, Outcome(value=right))
    plain = dict(keywords=(), defaults={}, judged={}, unchanged=False, weights={}, reaches=None, trains=None, uses=())
    return Question("f", 9, returns, examples=(example,), **{**plain, **fields})


def seen_of(question: Question, outcome: Outcome) -> dict[str, Any] | None:
    return shown(question, [outcome], judge(question, [outcome]))


# --- one value --------------------------------------------------------------------------------------------

TEXTS = st.text(max_size=200) | st.sampled_from(["\x1b[2J", "\u202e", wording.MARK, "\ud83d", "<b>", "a\nb" * 90])
NUMBERS = (
    st.integers(-(1 << 1100), 1 << 1100)
    | st.floats(width=64)
    | st.complex_numbers()
    | st.booleans()
    | st.sampled_from([np.float32(1), np.int8(3), np.bool(True), np.complex64(1j), np.str_("x")])
    | st.just(np.longdouble("1e4000"))
)
DTYPES = arrays.scalar_dtypes() | arrays.byte_string_dtypes() | arrays.unicode_string_dtypes() | st.just(np.dtype("O"))
ARRAYS = arrays.arrays(DTYPES, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=9)) | st.sampled_from(
    [np.zeros((0, 10**15)), np.zeros((2,) * 16), np.full((300, 300), np.nan), np.full(3, np.longdouble("-1e4000"))]
)
KEYS = TEXTS | st.integers() | st.none() | st.floats() | st.tuples(st.integers(), st.text(max_size=3))


def deep(levels: int) -> list:
    value: list = []
    for _ in range(levels):
        value = [value]
    return value


ODD = st.recursive(
    NUMBERS
    | TEXTS
    | ARRAYS
    | st.none()
    | st.binary(max_size=99)
    | st.builds(Opaque, TEXTS)
    | st.builds(deep, st.integers(1, 60))
    | st.frozensets(st.integers(), max_size=3),
    lambda inner: (
        st.lists(inner, max_size=9)
        | st.dictionaries(KEYS, inner, max_size=14)
        | st.tuples(inner, inner)
        | st.lists(NUMBERS, max_size=20)
    ),
    max_leaves=20,
)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts(list(value.values()))
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry)


@given(ODD)
def test_any_value_is_pictured_as_plain_data_of_bounded_size(value: Any) -> None:
    picture = pictured(value)
    assert json.loads(json.dumps(picture, allow_nan=False)) == picture
    assert len(picture["rows"] or []) <= SIZES[0]
    assert all(len(row) <= SIZES[0] for row in picture["rows"] or [])
    assert all(len(text) <= 80 and wording.on_a_line(text) == text for text in texts(picture))


@given(ODD, ODD, st.sampled_from([None, "A", "{a, b}, c", "{W*, b*}", "a, b"]), st.booleans())
def test_whatever_came_the_example_is_shown_as_plain_data_of_bounded_size(
    got: Any, right: Any, returns: str | None, judged: bool
) -> None:
    if returns == "a, b":
        right = (right, np.ones((3, 2)))
    elif returns:
        right = {"A": right, "{a, b}, c": ({"a": right, "b": 1.0}, 2.0), "{W*, b*}": {"W1": right, "b1": 0.0}}[returns]
    question = question_of({"x": right, "y": 3}, right, returns, judged={"W*": ("zeros",)} if judged else {})
    outcome = Outcome(value=got)
    try:
        verdict = judge(question, [outcome])
    except Exception:  # right answers as odd as these are nobody's
        return
    picture = shown(question, [outcome], verdict)
    assert picture is None or json.loads(json.dumps(picture, allow_nan=False)) == picture
    assert len(json.dumps(picture)) <= LARGEST
    assert all(wording.on_a_line(text) == text for text in texts(picture))
    assert picture is None or len(picture["arguments"]) <= VALUES


def test_however_deep_a_value_is_it_is_pictured() -> None:
    value = deep(20_000)
    assert pictured(value)["text"] == "a list with 1 entry"
    assert pictured({"x": value, "y": Opaque("Thing")})["text"] == "a dictionary with 2 entries"
    picture = seen_of(question_of({"x": value}, 1.0), Outcome(value=value))
    assert picture["arguments"][0]["name"] == "x[0][0][0]"


def test_a_large_answer_is_cut_where_it_differs() -> None:
    right = np.arange(12288 * 20, dtype=float).reshape(12288, 20)
    wrong = right.copy()
    wrong[9000, 17] += 1000
    (output,) = seen_of(question_of({"X": right}, right, "Z"), Outcome(value=wrong))["outputs"]
    assert output["expected"]["start"] == output["got"]["start"] == [9000, 14]
    assert output["differs"] == [[0, 3]]
    assert output["got"]["rows"][0][3] != output["expected"]["rows"][0][3]
    assert output["got"]["cut"]


def test_a_small_difference_is_seen_in_the_numbers() -> None:
    right = np.array([[0.123456789, 1.0]])
    (output,) = seen_of(question_of({}, right), Outcome(value=right + np.array([[2e-5, 0]])))["outputs"]
    (expected, same), (got, also) = output["expected"]["rows"][0], output["got"]["rows"][0]
    assert expected != got
    assert same == also == "1"
    assert output["differs"] == [[0, 0]]


def test_a_plane_of_many_axes_is_named() -> None:
    right = np.zeros((3, 2, 4, 5))
    wrong = right.copy()
    wrong[2, 1, 3, 4] = 1
    (output,) = seen_of(question_of({}, right), Outcome(value=wrong))["outputs"]
    assert output["got"]["start"] == [2, 1, 0, 0]
    assert output["differs"] == [[3, 4]]


def test_the_entry_of_a_cache_that_differs_is_named() -> None:
    right = ((np.ones((2, 3)), np.ones((1, 2))), np.zeros((1, 3)))
    wrong = ((np.ones((2, 3)), np.ones((1, 2)) * 2), np.zeros((1, 3)))
    (output,) = seen_of(question_of({"caches": [right]}, right, "cache"), Outcome(value=wrong))["outputs"]
    assert output["at"] == "cache[0][1]"
    assert output["got"]["rows"] == [["2", "2"]]
    picture = seen_of(question_of({"caches": [right], "AL": np.ones((1, 3))}, 1.0), Outcome(value=2.0))
    names = [argument["name"] for argument in picture["arguments"]]
    assert names == ["caches[0][0][0]", "caches[0][0][1]", "caches[0][1]", "AL"]


def test_what_is_drawn_at_random_shows_no_numbers(asked: dict[str, Question]) -> None:
    question = asked["initialize_parameters"]
    large = changed("W1", lambda W: np.arange(W.size).reshape(W.shape))
    output, *_ = result_of(question, [answered(question, large)]).shown["outputs"]
    assert output["expected"]["shape"] == output["got"]["shape"]
    assert output["expected"]["rows"] is output["got"]["rows"] is None
    assert "standard deviation" in output["sentence"]


def test_what_did_not_return_shows_its_arguments_only() -> None:
    picture = seen_of(question_of({"n": 3, "X": np.ones((2, 2))}, 1.0), Outcome("raised", raised="ValueError"))
    assert picture["outputs"] == []
    assert [argument["name"] for argument in picture["arguments"]] == ["n", "X"]
    assert seen_of(question_of({"n": 3}, 1.0), Outcome("missing")) is None


def test_a_function_that_returned_nothing_is_told_once(asked: dict[str, Question]) -> None:
    result = result_of(asked["layer_sizes"], [answered(asked["layer_sizes"], lambda right: None)])
    (output,) = result.shown["outputs"]
    assert output["name"] == "n_x, n_h, n_y"


def test_a_changed_argument_has_its_sentence() -> None:
    question = question_of({"X": np.ones(2)}, 1.0, unchanged=True)
    (output,) = seen_of(question, Outcome(value=1.0, changed=("X",)))["outputs"]
    assert (output["name"], output["word"], output["got"]) == ("arguments", "changed", None)


def test_nothing_hidden_is_kept(asked: dict[str, Question]) -> None:
    """An answer that is wrong in hidden examples only: no number of it is stored, nor stands on the page."""
    question = asked["compute_cost"]
    result = result_of(question, [answered(question, lambda cost: cost * 1.5, hidden_too=False)])
    assert result.score == 0
    assert result.shown is None
    text = in_text(page(COURSE, of(result)))
    assert "The visible cases are right" in text
    for example in question.examples:
        if example.hidden:
            assert f"{example.right.value:.4g}" not in text
    kept = Attempt(question, shown=False, outcomes=answered(question, lambda cost: cost * 2).outcomes)
    assert result_of(question, [kept]).shown is None


# --- drawings ---------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10**15), max_size=6), st.lists(st.integers(0, 20), max_size=3))
def test_any_shape_is_drawn_within_bounds(one: list[int], other: list[int]) -> None:
    unit = scale([one, other])
    for shape in (one, other):
        svg = str(drawing(shape, unit))
        width, height = (float(size) for size in re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups())
        assert 0 < width < 450
        assert 0 < height < 250
        assert len(svg) < 3000
        assert f'role="img" aria-label="Drawn: {in_words(shape)}"' in svg


def test_a_drawing_is_to_proportion() -> None:
    unit = scale([(7, 1), (7,)])
    column, row = str(drawing((7, 1), unit)), str(drawing((7,), unit))
    (wide, high) = re.search(r'<rect class="entry"[^>]* width="([\d.]+)" height="([\d.]+)"', column).groups()
    assert float(high) == pytest.approx(7 * float(wide))
    assert row.count("<rect") == 7  # an axis alone is a chain of entries, no box


# --- the page ---------------------------------------------------------------------------------------------


def of(*exercises: ExerciseResult, **fields: Any) -> Result:
    return Result(STEM, "ada", "graded", "full", list(exercises), **fields)


def in_text(source: str) -> str:
    """The page's text as it is read, drawings' labels left out."""
    body = re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", source.partition("<body>")[2])
    return " ".join(html.unescape(body).split())


def right(name: str, points: float = 10, **fields: Any) -> ExerciseResult:
    return ExerciseResult(name, points, points, {"value": "ok"}, **fields)


CASES: dict[str, Callable[[dict[str, Question]], Result]] = {}


def case(make: Callable[[dict[str, Question]], Result]) -> Callable[[dict[str, Question]], Result]:
    CASES[make.__name__] = make
    return make


@case
def shapes(asked: dict[str, Question]) -> Result:
    """A lost axis, a helper to mend, advice, and a note."""
    backward = result_of(
        asked["backward_propagation"], [answered(asked["backward_propagation"], changed("db1", np.ravel))]
    )
    helped = right("nn_model", helpers_replaced=["backward_propagation"])
    told = ["changes its argument cache", "A loop over the examples takes its time"]
    notes = ["Not in the notebook any more, and put back: setup."]
    return of(right("layer_sizes", told=told), backward, helped, notes=notes)


@case
def values(asked: dict[str, Question]) -> Result:
    """Every entry another, one entry another, and numbers."""
    forward, update = asked["forward_propagation"], asked["update_parameters"]

    def one_entry(W: np.ndarray) -> np.ndarray:
        W = W.copy()
        W[1, 1] += 1
        return W

    return of(
        result_of(asked["layer_sizes"], [answered(asked["layer_sizes"], lambda sizes: (2, 4, 1))]),
        result_of(forward, [answered(forward, lambda pair: (pair[0] / 2, pair[1]))]),
        result_of(update, [answered(update, changed("W1", one_entry))]),
    )


@case
def stopped(asked: dict[str, Question]) -> Result:
    """An exception about shapes, hostile texts in it, and a timeout."""
    question = asked["forward_propagation"]
    outcomes = {n: Outcome("raised", raised="ValueError (shapes)") for n, _ in enumerate(question.examples)}
    result = result_of(question, [Attempt(question, outcomes=outcomes)])
    result.shown["line"] = [{"name": "W1.T", "shape": [5, 9]}, {"name": "X", "shape": [5, 7]}]
    result.problem = (
        "ValueError in line 2, `Z1 = W1.T @ X`: could not be broadcast <img src=x onerror=alert(1)> "
        f"{'x' * 500} \u202e\x1b[2J {wording.MARK} ` tick."
    )
    result.details.append("In line 2, `Z1 = W1.T @ X`: W1 (9, 5) · X (5, 7).")
    late = ExerciseResult("predict", 0.0, 12, {"value": "timeout"}, problem="stopped after 5 s in `predict`")
    return of(result, late)


@case
def empty(asked: dict[str, Question]) -> Result:
    return of(*(result_of(question, []) for question in asked.values()))


@case
def everything_right(asked: dict[str, Question]) -> Result:
    return of(right("layer_sizes"), right("predict"))


@case
def truncated(asked: dict[str, Question]) -> Result:
    why = f"{STEM}.ipynb is not JSON, it breaks off or is damaged at line 1605."
    nothing = [ExerciseResult(name, 0.0, 9, {"value": "missing"}, problem=why) for name in asked]
    return Result(STEM, "ada", "unreadable", "full", nothing, problem=why)


@pytest.mark.parametrize("name", CASES)
def test_the_page_says_what_the_notebook_says(name: str, asked: dict[str, Question]) -> None:
    result = CASES[name](asked)
    # Without blanks and code's signs, which are tags on the page.
    text = re.sub(r"[`\s]", "", in_text(page(COURSE, result))).lower()
    for exercise in result.exercises if result.status == "graded" else ():
        said = [exercise.mistake, exercise.hint, exercise.problem, *exercise.details, *exercise.told]
        for sentence in filter(None, said):
            words = re.sub(r"[`\s]|^\w+: |\.$", "", wording.on_a_line(sentence)).lower()
            assert words in text, sentence
    for judgement in ("wrong", "incorrect", "obviously", "simply", "failed"):
        assert judgement not in text


def test_a_shape_is_drawn_beside_the_one_expected(asked: dict[str, Question]) -> None:
    made = page(COURSE, shapes(asked))
    rows = asked["backward_propagation"].examples[0].right.value["db1"].shape[0]
    assert f'aria-label="Drawn: {rows} rows, 1 column"' in made
    assert f'aria-label="Drawn: one axis of {rows} entries, neither row nor column"' in made
    text = in_text(made)
    assert f"Expected ({rows}, 1)" in text
    assert f"Got ({rows},)" in text


def test_entries_that_differ_are_marked_by_a_sign_and_a_word(asked: dict[str, Question]) -> None:
    made = page(COURSE, values(asked))
    assert made.count('<td class="off came">') > made.count("≠ ") == 1
    assert made.count('<span class="heard">differs: </span>') == 1
    assert "each entry another than expected" in made  # where all differ, in words


def test_shapes_that_met_in_a_line_are_drawn(asked: dict[str, Question]) -> None:
    made = page(COURSE, stopped(asked))
    assert 'aria-label="Drawn: 5 rows, 9 columns"' in made
    assert "W1.T" in made


def test_what_a_student_wrote_is_text_only(asked: dict[str, Question]) -> None:
    made = page(COURSE, stopped(asked))
    assert "<img" not in made
    assert "&lt;img src=x onerror=alert(1)&gt;" in made
    assert not set(made) & {"\u202e", "\x1b", wording.MARK}
    hostile = Outcome(value={"W1": "<script>alert(1)</script>", '"><h6>': Opaque("<i>")})
    question = question_of({"x": 1.0}, {"W1": np.ones(2)}, "cache")
    found = ExerciseResult("f", 0, 9, {"cache": "type"}, details=["<u>"], mistake="<s>", hint="`<q>`", told=["<tt>"])
    found.shown = seen_of(question, hostile)
    made = page(COURSE, of(found, notes=["<em>"]))
    for tag in ("<script", "<h6>", "<i>", "<u>", "<s>", "<q>", "<tt>", "<em>"):
        assert tag not in made


def test_it_says_where_to_start(asked: dict[str, Question]) -> None:
    made = page(COURSE, shapes(asked))
    assert '<h2 id="start">Start here: <a href="#exercise-backward_propagation">' in made
    assert '<h2 id="exercise-backward_propagation"' in made
    assert "nn_model calls it, and was judged with the course's own meanwhile" in in_text(made)
    own = Result("w4_cat_classifier", "ada", "graded", "full", [right("predict", helpers_replaced=["linear_forward"])])
    text = in_text(page(COURSE, own))
    assert "Start here: linear_forward in w4_deep_network" in text
    text = in_text(page(COURSE, everything_right(asked)))
    assert "Everything is right" in text
    assert "Start here" not in text
    first_not_helped = of(
        ExerciseResult("nn_model", 1, 9, {"value": "value"}, helpers_replaced=["predict"]),
        ExerciseResult("predict", 0, 9, {"value": "value"}, mistake="a + b"),
    )
    assert "Start here: predict It looks like a known mistake: a + b." in in_text(page(COURSE, first_not_helped))


def handed_in(root: Path, **code: str) -> Course:
    """A course folder with the autograded notebook of ada: these solutions, and a written answer for 10 points."""
    course = Course(root)
    notebook = nbformat.v4.new_notebook()
    for name, source in code.items():
        about = {"autograder": {"kind": "solution", "name": name}}
        notebook.cells.append(nbformat.v4.new_code_cell(source, metadata=about))
    about = {"autograder": {"kind": "written", "name": "why"}, "nbgrader": {"points": 10, "grade_id": "written_why"}}
    notebook.cells.append(nbformat.v4.new_markdown_cell("because", metadata=about))
    path = course.autograded(STEM, "ada")
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return course


def test_points_by_hand_and_for_being_late_are_told(tmp_path: Path, asked: dict[str, Question]) -> None:
    course = handed_in(tmp_path)
    result = of(right("layer_sizes"))
    text = in_text(page(course, result))
    assert "10 of 10 points so far" in text
    assert "up to 10 points more: a person is still to read them" in text
    read = Mark("written_why", False, 7.5, 10, None, 7.5)
    text = in_text(page(course, result, Entry(penalty=2, marks=[read])))
    assert "15.5 of 20 points" in text
    assert "7.5 of 10 points, given by a person" in text
    assert "2 points taken off" in text
    assert "so far" not in text
    assert "read by a person 7.5 of 10 points" in text


CORRECTED = Mark("check_layer_sizes", True, 7, 10, 10, 7)


def test_an_exercise_that_a_person_corrected_has_their_points(tmp_path: Path) -> None:
    course, result = handed_in(tmp_path), of(right("layer_sizes"))
    waiting = Mark("written_why", False, 0, 10, None, None)
    text = in_text(page(course, result, Entry(marks=[CORRECTED, waiting])))
    assert "7 of 10 points so far" in text
    assert "Exercises 7 of 10 points" in text
    assert "A person gave these points: the grader had given 10." in text
    assert "up to 10 points more: a person is still to read them" in text
    assert "waiting for a person up to 10 points" in text
    text = in_text(page(course, result, Entry(marks=[CORRECTED, replace(waiting, score=2, by_hand=2)])))
    assert "9 of 20 points" in text
    assert "Written answers 2 of 10 points, given by a person" in text


def test_a_persons_comments_are_shown(tmp_path: Path) -> None:
    comments = {"written_why": "Well seen.\n<b1>", "layer_sizes": "Neat."}
    made = page(handed_in(tmp_path), of(right("layer_sizes")), comments=comments)
    assert "A person wrote Neat." in in_text(made)
    assert "A person wrote Well seen. <b1>" in in_text(made)
    assert "<b1>" not in made
    assert "Your answer because" in in_text(made)


def test_the_line_that_stopped_is_marked_in_the_students_code(tmp_path: Path, asked: dict[str, Question]) -> None:
    course = handed_in(tmp_path, forward_propagation="def forward_propagation(X, parameters):\n    Z1 = W1.T @ X\n<b>")
    made = page(course, stopped(asked))
    assert '<span class="line at">    Z1 = W1.T @ X\n</span>' in made
    assert "&lt;b&gt;\n</span>" in made
    other = handed_in(tmp_path / "other", forward_propagation="def forward_propagation(X, parameters):\n    return 1")
    assert '"line at"' not in page(other, stopped(asked))  # it was a line of another cell


def test_comments_are_read_from_nbgraders_database(tmp_path: Path) -> None:
    shutil.copytree(HOME / "source" / STEM, tmp_path / "source" / STEM)
    shutil.copy(HOME / "nbgrader_config.py", tmp_path)
    with Book(Course(tmp_path), STEM) as book:
        book.register()
        for student, text in [("ada", "Well seen."), ("bob", ""), ("cho", None)]:
            book.gradebook.update_or_create_student(student)
            with book.gradebook.db.no_autoflush:
                (notebook,) = book.gradebook.update_or_create_submission(STEM, student).notebooks
            (comment,) = [each for each in notebook.comments if each.name == "written_hidden_units"]
            comment.manual_comment, comment.auto_comment = text, "No response."
        book.commit()
        assert [book.comments(student) for student in ("ada", "bob", "cho", "nobody")] == [
            {"written_hidden_units": "Well seen."},
            {},
            {},
            {},
        ]


@pytest.mark.parametrize("status", ["unreadable", "not_a_notebook", "too_large", "killed", "error"])
def test_what_could_not_be_graded_has_a_clear_page(status: str, asked: dict[str, Question]) -> None:
    text = in_text(page(COURSE, replace(truncated(asked), status=status)))
    assert text.count("damaged at line 1605") == (status != "error")  # once, not with each exercise
    assert "none could be graded" in text


def test_rows_of_before_still_make_a_page(asked: dict[str, Question]) -> None:
    stored = shapes(asked).stored()
    for exercise in stored["exercises"]:
        del exercise["shown"]
    text = in_text(page(COURSE, Result.from_stored(json.loads(json.dumps(stored)))))
    assert "db1: expected shape" in text


# --- in a browser -----------------------------------------------------------------------------------------

AXE = {"resultTypes": ["violations"], "rules": {"color-contrast-enhanced": {"enabled": True}}}


@pytest.fixture
def opened(browser: Browser, tmp_path: Path, asked: dict[str, Question]) -> Iterator[Callable[..., Page]]:
    """Opens the page of a case; whatever it asks for besides itself is an error."""
    pages = []

    def open_page(name: str, width: int = 1200, scheme: str = "light") -> Page:
        code = "def backward_propagation(parameters, cache, X, Y):\n" + "    return 1  # long" * 30
        course = handed_in(tmp_path / f"{name}{width}{scheme}", backward_propagation=code, forward_propagation=code)
        path = tmp_path / f"{name}.html"
        path.write_text(page(course, CASES[name](asked)), encoding="utf-8")
        found = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        asked_for: list[str] = []
        found.on("request", lambda request: asked_for.append(request.url))
        found.goto(path.as_uri())
        assert asked_for == [path.as_uri()]
        pages.append(found)
        return found

    yield open_page
    for each in pages:
        each.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("name", CASES)
def test_a_page_is_accessible_and_fits(name: str, width: int, scheme: str, opened: Callable[..., Page]) -> None:
    found = opened(name, width, scheme)
    found.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    results = Axe().run(found, options=AXE)
    assert results.violations_count == 0, results.generate_report()
    assert found.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_a_page_is_read_by_keyboard(opened: Callable[..., Page]) -> None:
    found = opened("shapes", 320)
    stops = []
    for _ in range(40):
        found.keyboard.press("Tab")
        stop = found.evaluate("document.activeElement.matches('body') ? '' : document.activeElement.outerHTML")
        if not stop:
            break
        assert found.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
        stops.append(stop)
    assert 'class="skip"' in stops[0]
    assert sum(stop.startswith("<a") for stop in stops) == found.locator("a").count()
    assert sum(stop.startswith("<summary") for stop in stops) == found.locator("summary").count() > 2
    found.locator("summary", has_text="Your code").first.focus()
    found.keyboard.press("Enter")
    assert found.locator("details.code").first.get_attribute("open") is not None
    assert found.locator("details.code pre").first.is_visible()
    found.keyboard.press("Tab")
    assert found.evaluate("document.activeElement.tagName") == "PRE"  # which scrolls


@pytest.mark.browser
@pytest.mark.parametrize("name", CASES)
def test_headings_are_in_order(name: str, opened: Callable[..., Page]) -> None:
    found = opened(name)
    levels = found.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(each => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert found.locator("main").count() == found.locator("header").count() == 1


@pytest.mark.browser
def test_what_is_printed_holds_what_is_folded(opened: Callable[..., Page]) -> None:
    found = opened("shapes")
    found.emulate_media(media="print")
    assert found.locator("details.code pre").first.bounding_box()["height"] > 20
