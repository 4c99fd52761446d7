"""Lessons: quizzes, figures that the reader can move, the notation sheet, and a section for every topic."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from autograder import explore, quiz
from autograder.course import Course, CourseError
from autograder.course.notation import FILE as NOTATION
from autograder.course.quizzes import quiz_of
from autograder.quiz import FILE, OTHER, RIGHT, to_json

COURSE = Course.at(Path(__file__).parents[1])
LESSONS = ["w1_introduction", "w2_lesson", "w3_lesson", "w4_lesson"]

# --- quiz -----------------------------------------------------------------------------------------

TWO = r"""
1. Which is a column,
   of $\{w_1\}$ < 3?
   - [ ] `(n,)`
     > It has *one* axis,
     > and is neither.
   - [x] $(n, 1)$
     > Two axes.
2. And then?
   - [x] Yes.
     > So it is.
   - [ ] No.
     > Not so.
   - [ ] Both.
     > Hardly.
"""


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / FILE
    path.write_text(to_json({"before": quiz_of(TWO), "after": quiz_of(TWO)}), encoding="utf-8")
    return path


def test_a_quiz_is_read_from_the_lessons_text() -> None:
    first, second = quiz_of(TWO)
    assert first.ask.text == r"Which is a column, of $\{w_1\}$ < 3?"
    assert [answer.right for answer in first.answers] == [False, True]
    assert first.answers[0].why.text == "It has *one* axis, and is neither."
    assert first.answers[0].why.html == "It has <em>one</em> axis, and is neither."
    assert [answer.words.text for answer in second.answers] == ["Yes.", "No.", "Both."]
    assert r"$\{w_1\}$" in first.ask.html
    assert "&lt; 3" in first.ask.html


BAD = {
    "no question": ("", "it has no question"),
    "text first": ("What?\n1. Why?", "begins with a numbered question, not with 'What?'"),
    "one answer": ("1. Why?\n   - [x] So.\n     > So.", "'Why?' has fewer than two answers"),
    "two right": (TWO.replace("- [ ] No.", "- [x] No."), "'And then?' has not exactly one right answer"),
    "none right": (TWO.replace("- [x] Yes.", "- [ ] Yes."), "'And then?' has not exactly one right answer"),
    "not explained": (TWO.replace("     > Not so.\n", ""), "'No.' to 'And then?' is not explained"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_quiz_that_lacks_something_is_not_built(text: str, said: str) -> None:
    with pytest.raises(CourseError, match=re.escape(said)):
        quiz_of(text)


def test_each_answer_unfolds_what_there_is_to_say(two: Path) -> None:
    html = quiz("before")._repr_mimebundle_()["text/html"]
    assert html.count("<details") == html.count("<summary") == 5
    assert html.count(RIGHT) == 2
    assert html.count(OTHER) == 3
    assert " open" not in html  # out of sight
    assert not re.search(r"<(script|style|input|a)\b|https?:", html)


def test_where_there_is_no_html_letters_tell_the_same(two: Path) -> None:
    plain = quiz("before")._repr_mimebundle_()["text/plain"]
    assert "   b) $(n, 1)$" in plain
    assert 'quiz("before", "aa")' in plain
    assert RIGHT not in plain
    assert OTHER not in plain
    answered = quiz("before", "B, c")._repr_mimebundle_()["text/plain"]
    assert f"   b: {RIGHT} Two axes." in answered
    assert f"   c: {OTHER} Hardly." in answered
    assert "So it is" not in answered


PROBLEMS: dict[str, tuple[Callable[[str], str | None], str]] = {
    "gone": (lambda text: None, "fetch the lesson again, with its whole folder"),
    "broken off": (lambda text: text[:50], "can't be read"),
    "newer": (lambda text: text.replace('"format": 1', '"format": 2'), "it has format 2, this package reads 1"),
    "another name": (lambda text: text.replace('"before"', '"middle"'), "no quiz 'before' here; there are: middle"),
    "no list": (lambda text: '{"format": 1, "quizzes": 3}', "can't be read"),
}


@pytest.mark.parametrize(("change", "said"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_file_that_can_not_be_used_is_one_line(
    change: Callable[[str], str | None], said: str, two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = change(two.read_text())
    two.unlink() if changed is None else two.write_text(changed)
    assert quiz("before") is None
    line, *more = capsys.readouterr().out.splitlines()
    assert said in line
    assert not more


# --- explore --------------------------------------------------------------------------------------


def drawn(rate: float = 0.5, start: int = 2) -> Figure:
    fig, ax = plt.subplots(figsize=(1, 1))
    ax.plot([start, rate])
    return fig


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no such argument": ({"rates": [1]}, "drawn has no argument 'rates'; it has: rate, start"),
    "no values": ({"rate": []}, "rate has no values to choose from"),
    "another start": ({"rate": [1, 2]}, "rate begins with 0.5, which is not among its values"),
}


@pytest.mark.parametrize(("values", "said"), REFUSED.values(), ids=REFUSED)
def test_a_slider_that_can_not_be_is_said(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        explore(drawn, **values)


def test_the_figure_is_an_output_of_its_own_below_the_sliders(tmp_path: Path) -> None:
    """In a kernel: what is saved, printed or shown without sliders is the picture as it begins, once."""
    import nbformat
    from nbclient import NotebookClient

    source = (
        "from matplotlib import pyplot as plt\nfrom autograder import explore\n"
        "def draw(rate=0.5, start=2):\n    print(rate, start)\n    return plt.subplots(figsize=(1, 1))[0]\n"
        "explore(draw, rate=[0.1, 0.5], start=[1, 2, 3])"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", extra_arguments=["--log-level=CRITICAL"]).execute()
    sliders, said, figure = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in sliders.data
    assert sliders.data["text/plain"] == "Run this cell to move: rate = 0.1, 0.5; start = 1, 2, 3"
    assert said.text == "0.5 2\n"
    assert "image/png" in figure.data


def test_without_a_notebook_the_figure_is_drawn_once(capsys: pytest.CaptureFixture[str]) -> None:
    explore(drawn, rate=np.array([0.1, 0.5]))
    assert not plt.get_fignums()


# --- the notation sheet ---------------------------------------------------------------------------


@pytest.mark.parametrize("stem", COURSE.stems)
def test_every_notebook_has_the_notation_beside_it(stem: str) -> None:
    cells = json.loads(COURSE.release(stem).read_text())["cells"]
    assert any(f"]({NOTATION})" in "".join(cell["source"]) for cell in cells)
    page = COURSE.release(stem).with_name(NOTATION).read_text(encoding="utf-8")
    assert page.count("<h1>") == 1
    assert "<math" in page
    assert "$" not in page.partition("<body>")[2]
    assert not re.search(r"<(script|img|link)\b|(src|href)=", page)


# --- the lessons ----------------------------------------------------------------------------------


def cells(stem: str) -> list[dict[str, Any]]:
    return json.loads(COURSE.release(stem).read_text(encoding="utf-8"))["cells"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_opens_and_ends_with_questions(stem: str) -> None:
    asked = json.loads(COURSE.release(stem).with_name(FILE).read_text(encoding="utf-8"))["quizzes"]
    called = [source(cell) for cell in cells(stem) if cell["cell_type"] == "code" and "quiz(" in source(cell)]
    assert [re.search(r'quiz\("(\w+)"\)', text)[1] for text in called] == list(asked)
    first, *_, last = asked
    assert (first, last) == ("before", "after")
    assert len(asked["before"]) == 3
    assert 6 <= len(asked["after"]) <= 8
    text = COURSE.release(stem).read_text(encoding="utf-8")
    reasons = [answer["why"]["text"] for items in asked.values() for item in items for answer in item["answers"]]
    assert not [why for why in reasons if json.dumps(why, ensure_ascii=False)[1:-1] in text]  # out of sight


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_lets_the_reader_predict_and_move(stem: str) -> None:
    code = "\n".join(source(cell) for cell in cells(stem) if cell["cell_type"] == "code")
    text = "\n".join(source(cell) for cell in cells(stem) if cell["cell_type"] == "markdown")
    assert code.count("explore(draw") + code.count("explore(") >= 2
    assert len(re.findall(r"\*\*Predict", text)) + code.count('quiz("predict') >= 4
    assert "**People often think**" in text
    assert "**Try it:**" in text


# What the notes that the course follows speak of, and ask -> the heading of its section.
TOPICS: dict[str, dict[str, str]] = {
    "w1_introduction": {
        "the course's goal and map": "The goal of the course, and a map: recognise a cat",
        "what a unit is": "A unit: from the size of a house to its price",
        "what a dense layer is": "Several units, densely connected: a layer",
        "which network for which data": "Which network for which data?",
        "unstructured data": "Structured and unstructured data",
        "why now": "Why now?",
        "performance against the amount of data": "Data: the famous chart, measured",
        "the cycle of idea, code and experiment": "Computation: the cycle of idea, code and experiment",
        "ReLU against sigmoid: why faster?": "Algorithms: why ReLU trains faster than the sigmoid",
        "the exercise": "Exercise: `relu`",
    },
    "w2_lesson": {
        "binary classification": "Binary classification: a question with two answers",
        "why one example is a column": "One example is a column",
        "logistic regression": "Logistic regression: a score, then a probability",
        "the other notation": "The other notation: $\\theta$ and $x_0 = 1$",
        "loss, cost, error function: ???": 'Loss, cost and "error function"',
        "why not squared error": "Why not the squared error?",
        "convex": "One bowl: what *convex* means",
        "gradient descent": "Gradient descent",
        "the computation graph": "The computation graph",
        "the chain rule backward": "Backward",
        "the graph of one example": "Logistic regression as a graph: one example",
        "from one example to m": "From one example to $m$",
        "two loops, two array lines": "Two loops become array lines",
        "`*` and `@`; is w^T x a scalar": "`*` and `@`, and whether $w^\\top x$ is a number",
        "math.exp and np.exp": "Functions of a whole array: `math.exp` and `np.exp`",
        "broadcasting": "Broadcasting",
        "rank-1 arrays": "Arrays of rank 1",
        "scaling and the descent": "Scaling the features",
        "unit-norm rows are something else": "Three things with similar names",
    },
    "w3_lesson": {
        "counting layers, superscripts and subscripts": "Counting layers, and the names of things",
        "a layer as a stack of logistic regressions": "A layer is a stack of logistic regressions",
        "vectorising over examples": "All examples at once",
        "shapes of every array": "The shape of every array",
        "four activation functions": "Activation functions and their slopes",
        "where each belongs": "Which function where",
        "why gradients vanish": 'Why gradients vanish: "why is ReLU faster?"',
        "ReLU units can die": "A ReLU unit can die",
        "why non-linear": "Why a hidden layer has to bend",
        "the gradients derived": "The gradients, one step at a time",
        "where 1/m lives": "From one example to $m$, and where $1/m$ lives",
        "four starts": "Where to start: four starts side by side",
        "zeros": "Zeros: only the output bias moves",
        "one constant": "One constant: twins for ever",
        "large": "Large: at the flat ends",
        "zero is fine for logistic regression and b": "Why zero is fine for logistic regression, and for biases",
        "scaled initialisation": "How small? Dividing by √n",
        "more units always help?": "More units: better?",
    },
    "w4_lesson": {
        "the general formulas": "Any number of layers: the general formulas",
        "caching": "What to remember on the way: caching",
        "getting dimensions right": "Getting the dimensions right",
        "why deep: parity": "Why deep? The argument from XOR, mended",
        "one layer does n bits": "Build it",
        "one layer trained against three": "And when it is trained?",
        "folding": "What depth buys: folding",
        "depth on the cats": "Depth on the cats, trained",
        "forward and backward as blocks": "Forward and backward as blocks",
        "hyperparameters": "Hyperparameters, and how to look for them",
        "why not dA from Z": '"We don\'t calculate dA[l] from Z[l]. Why?"',
        "a good accuracy means no bug?": "A good accuracy, and a bug",
    },
}


@pytest.mark.parametrize(
    ("stem", "topic"), [(stem, topic) for stem, topics in TOPICS.items() for topic in topics], ids=str
)
def test_every_topic_has_its_section(stem: str, topic: str) -> None:
    text = "\n".join(source(cell) for cell in cells(stem) if cell["cell_type"] == "markdown")
    headings = re.findall(r"(?m)^##+ (.*)$", text)
    assert TOPICS[stem][topic] in headings
