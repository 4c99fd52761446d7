"""What a student reads when checking: in a made-up notebook's namespace, and once in a real kernel."""

from __future__ import annotations

import re
import shutil
import signal
import sys
import warnings
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from test_report import contrast

from autograder import check as public_check
from autograder.card import Report, standing
from autograder.check import NotYet, examine
from autograder.course import Course, Solved

COURSE = Course.at(Path(__file__).parents[1])
STEM = "w3_shallow_network"
FOLDER = COURSE.release(STEM).parent
SOLVED = Solved.of(COURSE, STEM)


def notebook(*ran: str, solved: tuple[str, ...] = ()) -> dict[str, Any]:
    """The namespace of a notebook in which these cells were run one after the other, after `solved` ones."""
    cells = [*(SOLVED.edited(name, []) for name in solved), *ran]
    given = {name: SOLVED.namespace[name] for name in ("np", "progress", "sigmoid")}
    namespace = {**given, "In": ["", *cells]}
    for cell in cells:
        try:
            exec(compile(cell, "/tmp/ipykernel_1/1.py", "exec"), namespace)
        except Exception:  # as in a notebook: the cell stops, and the others go on
            continue
    return namespace


def found(name: str, *ran: str, solved: tuple[str, ...] = ()) -> Report:
    return examine(name, notebook(*ran, solved=solved), FOLDER)


def report(name: str, *ran: str, solved: tuple[str, ...] = ()) -> tuple[bool, list[str]]:
    said = found(name, *ran, solved=solved)
    return said.right, said.plain.splitlines()


def stub(name: str) -> str:
    """The released cell of an exercise."""
    cells = nbformat.read(COURSE.release(STEM), as_version=4).cells
    return next(cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


UNCLOSED = "def layer_sizes(X, Y):\n    return X.shape[0], 4, Y.shape[0"
UNREADABLE = (
    "layer_sizes: its cell can't be read by Python: line {}, `return X.shape[0], 4, Y.shape[0`: '[' was never closed."
)
RIGHT = "def layer_sizes(X, Y):\n    return X.shape[0], 4, Y.shape[0]"
WRONG = "def layer_sizes(X, Y):\n    return X.shape[1], 4, Y.shape[1]"


def test_right() -> None:
    assert report("layer_sizes", RIGHT) == (True, ["✓ layer_sizes: right (3 cases tried)."])


def test_wrong_says_expected_got_and_a_hint() -> None:
    right, lines = report("layer_sizes", WRONG)
    assert not right
    assert lines == [
        "✗ layer_sizes: not yet right (3 cases tried).",
        "  Tried: X (9, 8), Y (3, 8).",
        "  n_x: expected 9, got 8.",
        "  n_y: expected 3, got 8.",
        "  Right already: n_h.",
        "  Hint: One example is one column of X. Which axis counts the features, and which the examples?",
    ]


def test_the_last_run_counts() -> None:
    assert report("layer_sizes", WRONG, RIGHT)[0]
    assert not report("layer_sizes", RIGHT, WRONG)[0]


# (cells run, the one line that is said)
NOT_ASKABLE = {
    "still a stub": ([stub("layer_sizes")], "layer_sizes: still empty. Write your code where it says YOUR CODE HERE"),
    "a stub run after a solution": ([RIGHT, stub("layer_sizes")], "layer_sizes: still empty."),
    "code below the stub's raise": (
        [stub("layer_sizes").replace("Error()\n", "Error()\n    n_x, n_h, n_y = X.shape[0], 4, Y.shape[0]\n")],
        "layer_sizes: `raise NotImplementedError()` still stands above your code.",
    ),
    "never run": ([], "layer_sizes: its cell has not run yet. Run it, then check again."),
    "SyntaxError": ([f"# mine\n{UNCLOSED}"], UNREADABLE.format(3)),
    "SyntaxError after it was right": ([RIGHT, RIGHT + ")"], "layer_sizes: its cell can't be read by Python: line 2,"),
    "no colon": (["def layer_sizes(X, Y)\n    return 1"], "layer_sizes: its cell can't be read by Python: line 1,"),
    "failed at its last run": (
        ["print(nothing)\n" + RIGHT],
        "layer_sizes: its cell stopped with an error before the function was made. Mend that error first.",
    ),
    "another thing by that name": (
        [RIGHT, "layer_sizes = (2, 4, 1)"],
        "layer_sizes: layer_sizes is tuple now, not a function: another cell uses its name.",
    ),
}


@pytest.mark.parametrize(("ran", "line"), NOT_ASKABLE.values(), ids=NOT_ASKABLE)
def test_what_can_not_be_tried_is_said_in_a_line(ran: list[str], line: str) -> None:
    right, lines = report("layer_sizes", *ran)
    assert not right
    assert len(lines) == 1
    assert lines[0].startswith(line)


def test_every_released_stub_is_said_to_be_empty() -> None:
    for name in SOLVED.named("solution"):
        assert report(name, stub(name)) == (
            False,
            [f"{name}: still empty. Write your code where it says YOUR CODE HERE, run the cell, then check again."],
        )


def test_every_solution_is_right() -> None:
    namespace = notebook(solved=tuple(SOLVED.named("solution")))
    for name in SOLVED.named("solution"):
        assert examine(name, namespace, FOLDER).right


def test_magics_are_no_syntax_errors() -> None:
    namespace = notebook(RIGHT)
    namespace["In"] = ["", "%matplotlib inline\n!ls\n" + RIGHT]
    assert examine("layer_sizes", namespace, FOLDER).right


def test_without_a_history() -> None:
    namespace = notebook(RIGHT)
    del namespace["In"]
    assert examine("layer_sizes", namespace, FOLDER).right


def test_an_unknown_exercise_names_those_there_are() -> None:
    right, lines = report("layer_size")
    assert not right
    assert lines[0].startswith("There is no exercise 'layer_size' here; there are: layer_sizes, initialize_parameters,")


def test_missing_examples(tmp_path: Path) -> None:
    said = examine("layer_sizes", notebook(RIGHT), tmp_path)
    assert not said.right
    assert said.plain == (
        f"There is no examples.h5 in {tmp_path}: fetch the assignment again, or open the notebook in its folder."
    )


def test_an_exception_shows_what_python_says() -> None:
    _, lines = report("compute_cost", "def compute_cost(A2, Y):\n    m = Y.shape[1]\n    return np.lgo(A2) / m")
    assert lines[0] == "✗ compute_cost: not yet right (5 cases tried)."
    assert lines[1] == "  Tried: 4 examples."
    assert lines[2].startswith("  Your line 3 in compute_cost:")
    assert lines[3].startswith("  AttributeError: module 'numpy' has no attribute 'lgo'")


def test_a_raise_that_was_left_below_the_code() -> None:
    cell = (
        "def layer_sizes(X, Y):\n    n_x = X.shape[0]\n    raise NotImplementedError()\n    return n_x, 4, Y.shape[0]"
    )
    _, lines = report("layer_sizes", cell)
    assert lines[-1] == "  `raise NotImplementedError()` still stands above your code: take that line away."


def test_who_returns_nothing_hears_it_once() -> None:
    _, lines = report("backward_propagation", "def backward_propagation(parameters, cache, X, Y):\n    dZ2 = 0")
    assert lines[2:] == [
        "  expected a dictionary, got None.",
        "  The function returned None: does it end with its return line, and what is in that name there?",
    ]


def test_the_broken_helper_is_named_first() -> None:
    forward = SOLVED.edited("forward_propagation", [("np.tanh(Z1)", "sigmoid(Z1)")])
    _, lines = report("predict", forward, solved=("predict",))
    assert lines[-1] == "  It calls forward_propagation, which does not pass its own check yet: look at that one first."


def test_the_first_of_several_broken_helpers_is_named() -> None:
    _, lines = report("nn_model", solved=("layer_sizes", "update_parameters", "nn_model"))
    assert lines[-1].startswith("  It calls initialize_parameters, which does not pass its own check yet")


def test_what_a_helper_raises_is_shown_with_the_helpers_line() -> None:
    forward = "def forward_propagation(X, parameters):\n    return parameters['W3'] @ X"
    _, lines = report("predict", forward, solved=("predict",))
    assert lines[2].startswith("  Your line 2 in forward_propagation:")
    assert lines[3] == "  KeyError: 'W3'"


def test_prints_and_warnings_stay_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    cell = "import sys, warnings\ndef layer_sizes(X, Y):\n    print('n_x!')\n    print('oh', file=sys.stderr)\n"
    cell += "    warnings.warn('careful')\n    np.log(np.zeros(1))\n    return X.shape[0], 4, Y.shape[0]"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert report("layer_sizes", cell)[0]
    assert capfd.readouterr() == ("", "")


def test_a_changed_argument_is_told_where_it_costs_nothing() -> None:
    cell = "def compute_cost(A2, Y):\n    loss = -np.log(np.where(Y == 1, A2, 1 - A2))\n    A2 *= 0\n"
    cell += "    return loss.mean()"
    right, lines = report("compute_cost", cell)
    assert right
    assert lines == [
        "✓ compute_cost: right (5 cases tried).",
        "  Worth knowing: it changes its argument A2. It costs nothing here.",
    ]


def test_a_changed_argument_is_a_failure_where_the_text_forbids_it() -> None:
    cell = "def update_parameters(parameters, grads, learning_rate=1.2):\n    for name in parameters:\n"
    cell += "        parameters[name] -= learning_rate * grads['d' + name]\n    return parameters"
    _, lines = report("update_parameters", cell)
    assert lines[2] == "  parameters: was changed, and is to stay as it came."
    assert lines[3] == "  Right already: W1, b1, W2, b2."
    assert lines[4].startswith("  Hint: `-=` writes into the caller's array")


def test_examples_are_not_spoiled_by_what_changes_them() -> None:
    cell = "def layer_sizes(X, Y):\n    X *= 0\n    return X.shape[0], 4, Y.shape[0]"
    assert report("layer_sizes", cell)[0]
    assert report("layer_sizes", RIGHT)[0]


def test_advice_is_told_to_who_is_right() -> None:
    cell = "def predict(parameters, X):\n    return forward_propagation(X, parameters)[0] >= 0.5"
    right, lines = report("predict", cell, solved=("forward_propagation",))
    assert right
    assert lines[1].startswith("  Worth knowing: Where A2 is exactly one half this course predicts 0")


def test_a_training_from_values_of_its_own() -> None:
    helpers = tuple(name for name in SOLVED.named("solution") if name not in ("nn_model", "initialize_parameters"))
    own = SOLVED.edited(
        "nn_model",
        [
            (
                "initialize_parameters(X.shape[0], n_h, Y.shape[0])",
                "{'W1': 0.01 * np.random.randn(n_h, len(X)), 'b1': np.zeros((n_h, 1)),"
                " 'W2': 0.01 * np.random.randn(1, n_h), 'b2': np.zeros((1, 1))}",
            )
        ],
    )
    assert report("nn_model", own, solved=helpers)[0]
    right, lines = report("nn_model", own.replace("range(num_iterations)", "range(0)"), solved=helpers)
    assert not right
    assert any(re.search(r"expected between -?0\.\d+ and 0\.\d+, got 0\.69\d", line) for line in lines)


@pytest.mark.parametrize("result", ["object()", "lambda: 1", "{'n_x': 1}", "'2, 4, 1'", "None", "X", "[[]]", "np.nan"])
def test_whatever_is_returned_there_is_a_report(result: str) -> None:
    for name in SOLVED.named("solution"):
        right, lines = report(name, f"def {name}(X=None, *args, **keywords):\n    return {result}")
        assert not right
        assert lines[0].startswith(f"✗ {name}: not yet right")


# --- as a student calls it ------------------------------------------------------------------------


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Checks functions as a student does, in plain Python, at the beginning of a session."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    # `autograder.check` is the function, which hides the module of that name.
    monkeypatch.setattr(sys.modules["autograder.check"], "shares_told", {})

    def call(name: str, function: Any = None) -> None:
        if function:
            monkeypatch.setitem(globals(), name, function)
        assert public_check(name) is None

    return call


def test_check_prints_its_report(called: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    called("layer_sizes", lambda X, Y: (0, 0, 0))
    assert capsys.readouterr().out.startswith("✗ layer_sizes: not yet right (3 cases tried).\n")


def test_its_last_line_says_how_far_the_notebook_is(
    called: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """By the last check of each exercise: 6, 8 and 16 points are theirs, of 100."""

    def said() -> str:
        return capsys.readouterr().out.splitlines()[-1]

    rest = "forward_propagation, compute_cost, backward_propagation, update_parameters, nn_model, predict."
    called("layer_sizes", lambda X, Y: (X.shape[0], 4, Y.shape[0]))
    assert said() == (
        f"1 of 8 exercises right in this session; 6 of 100 points so far; still open: initialize_parameters, {rest}"
    )
    called("initialize_parameters", SOLVED.functions.initialize_parameters)
    assert said() == f"2 of 8 exercises right in this session; 14 of 100 points so far; still open: {rest}"
    called("layer_sizes", lambda X, Y: (X.shape[0], 4, 0))
    assert said().startswith(
        "1 of 8 exercises right in this session; 12 of 100 points so far; still open: layer_sizes,"
    )
    called("predict")
    assert said().startswith("1 of 8 exercises right in this session; 12 of 100 points so far;")
    called("no_such_exercise")
    assert said().startswith("There is no exercise 'no_such_exercise' here")


STANDINGS = {
    "nothing": ({"f": 5}, {}, "0 of 1 exercise right in this session; 0 of 5 points so far; still open: f."),
    "all of one": ({"f": 5}, {"f": 1}, "1 of 1 exercise right in this session; 5 of 5 points so far."),
    "a share": (
        {"f": 5, "g": 10},
        {"f": 1, "g": 0.333},
        "1 of 2 exercises right in this session; 8.33 of 15 points so far; still open: g.",
    ),
    "another notebook's": (
        {"f": 5},
        {"g": 1},
        "0 of 1 exercise right in this session; 0 of 5 points so far; still open: f.",
    ),
}


@pytest.mark.parametrize(("points", "shares", "said"), STANDINGS.values(), ids=STANDINGS)
def test_how_far(points: dict[str, float], shares: dict[str, float], said: str) -> None:
    assert standing(points, shares) == said


def test_a_whole_notebook_has_all_points() -> None:
    namespace, shares = notebook(solved=tuple(SOLVED.named("solution"))), {}
    for name in SOLVED.named("solution"):
        said = examine(name, namespace, FOLDER, shares).standing
    assert said == "8 of 8 exercises right in this session; 100 of 100 points so far."


def test_only_validating_gets_an_exception(called: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(NotYet, match=r"^initialize_parameters: its cell has not run yet") as stopped:
        called("initialize_parameters")
    assert stopped.value._render_traceback_() == str(stopped.value).splitlines()
    with pytest.raises(NotYet) as stopped:
        called("layer_sizes", lambda X, Y: (0, 0, 0))
    assert len(stopped.value._render_traceback_()) >= 5
    assert "in this session" not in str(stopped.value)
    assert max(map(len, stopped.value._render_traceback_())) <= 80, "nbgrader cuts longer lines off"
    called("layer_sizes", SOLVED.functions.layer_sizes)


FORWARD = """def forward_propagation(X, parameters):
    Z1 = parameters["W1"] @ X + {b1}
    A1 = np.tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {{"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}}"""
TRAINING = """def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
    parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0])
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y))
    return parameters"""


def test_only_a_helper_that_the_function_calls_is_to_be_looked_at() -> None:
    """The solution prints the cost; this one doesn't, and compute_cost isn't written yet."""
    others = ("layer_sizes", "initialize_parameters", "backward_propagation", "update_parameters")
    _, lines = report("nn_model", stub("compute_cost"), FORWARD.format(b1="0"), TRAINING, solved=others)
    assert [line for line in lines if "its own check yet" in line] == [
        "  It calls forward_propagation, which does not pass its own check yet: look at that one first."
    ]
    zeros = "def predict(parameters, X):\n    return np.zeros((1, X.shape[1]))"
    _, lines = report("predict", FORWARD.format(b1="0"), zeros)
    assert not [line for line in lines if "its own check yet" in line]


def test_the_helper_in_which_it_stopped_comes_first() -> None:
    others = ("layer_sizes", "backward_propagation", "update_parameters", "compute_cost")
    zeros = SOLVED.edited("initialize_parameters", []).replace(
        "np.random.randn(n_h, n_x) * 0.01", "np.ones((n_h, n_x))"
    )
    _, lines = report("nn_model", zeros, FORWARD.format(b1="b1"), TRAINING, solved=others)
    assert any(line.startswith("  It calls forward_propagation,") for line in lines)
    assert not any("draws its own first values" in line for line in lines)


def test_what_a_function_prints_is_shown_where_it_is_not_right() -> None:
    printing = (
        "def layer_sizes(X, Y):\n    for i in range({}):\n        print('X:', X.shape)\n    return {}, 4, Y.shape[0]"
    )
    _, lines = report("layer_sizes", printing.format(1, 7))
    assert lines[lines.index("  It printed:") + 1] == "    X: (9, 8)"
    _, lines = report("layer_sizes", printing.format(1000, 7))
    assert lines.count("    X: (9, 8)") == 8
    assert "    ..." in lines
    assert report("layer_sizes", printing.format(1, "X.shape[0]")) == (True, ["✓ layer_sizes: right (3 cases tried)."])


LOOPS = {
    "endless": "while True:\n        pass",
    "that catches everything": (
        "while True:\n        try:\n            x = 1\n        except Exception:\n            x = 2"
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_that_does_not_end_is_stopped(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["autograder.check"], "SECONDS", 0.2)
    right, lines = report("layer_sizes", f"def layer_sizes(X, Y):\n    {LOOPS[name]}")
    assert not right
    assert "  Stopped there after 0.2 s: does the loop end, and could an array do all its steps at once?" in lines
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_an_interrupt_shows_the_learners_line_and_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    namespace = notebook("def layer_sizes(X, Y):\n    raise KeyboardInterrupt")
    monkeypatch.setattr(sys.modules["autograder.check"], "notebook_namespace", lambda: namespace)
    monkeypatch.chdir(FOLDER)
    with pytest.raises(KeyboardInterrupt) as stopped:
        public_check("layer_sizes")
    shown = stopped.value._render_traceback_()
    assert shown[0] == "The check of layer_sizes was interrupted."
    assert len(shown) <= 3


def test_in_a_real_kernel(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "examples.h5", tmp_path)
    cells = [
        "import numpy as np\nfrom autograder import check",
        "# my own\ndef layer_sizes(X, Y):\n    sizes = X.shape[0], 4, Y.shape[0]\n    return sizes + Z",
        'check("layer_sizes")',
        UNCLOSED,
        'check("layer_sizes")',
        RIGHT,
        'check("layer_sizes")',
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(made, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": tmp_path}}).execute()
    said = {i: made.cells[i].outputs[0].get("data", {}) for i in (2, 4, 6)}
    assert all(len(made.cells[i].outputs) == 1 and said[i].keys() == {"text/plain", "text/html"} for i in said)
    assert said[2]["text/plain"].splitlines()[:-1] == [
        "✗ layer_sizes: not yet right (3 cases tried).",
        "  Tried: X (9, 8), Y (3, 8).",
        "  Your line 4 in layer_sizes: return sizes + Z",
        "    sizes tuple of 3",
        "  NameError: name 'Z' is not defined",
        "  The name is not known: is it spelled as elsewhere, and has the cell that makes it run?",
    ]
    assert said[4]["text/plain"].splitlines()[0] == UNREADABLE.format(2)
    assert said[6]["text/plain"].splitlines()[0] == "✓ layer_sizes: right (3 cases tried)."
    assert words(said[2]["text/html"])[:3] == ["✗ Not yet right", "layer_sizes", "(3 cases tried)"]


# --- the card -------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """Every element of a card that is opened, its attributes, and the texts in their order; elements must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.within: list[str] = []
        self.feed(html)
        self.close()
        assert self.within == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts += [data.strip()] if data.strip() else []


def words(html: str) -> list[str]:
    return Elements(html).texts


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;`a`$x^2$ ⁂\u202e\u200b\x1b[31m"
FLAT = "def layer_sizes(X, Y):\n    {}\n    return X.shape[1], 4, Y.shape[1]"
COST = "def compute_cost(A2, Y):\n    {}"
MANY = "def initialize_parameters(n_x, n_h, n_y):\n    return dict(W1=0, b1=0, W2=0, b2=0)"

# Name: what is checked, its cell, and texts of the card in the order in which they must come.
CARDS = {
    "right": ("layer_sizes", RIGHT, ["✓ Right", "layer_sizes", "(3 cases tried)", "1 of 8 exercises"]),
    "worth knowing": (
        "compute_cost",
        COST.format("loss = -np.log(np.where(Y == 1, A2, 1 - A2))\n    A2 *= 0\n    return loss.mean()"),
        ["✓ Right", "Worth knowing:", "it changes its argument A2.", "1 of 8"],
    ),
    "a hint": (
        "layer_sizes",
        FLAT.format("print('X', X.shape)"),
        [
            *("✗ Not yet right", "layer_sizes", "Tried:", "n_x: expected 9, got 8.", "n_y: expected 3, got 8."),
            *("Hint:", "One example is one column of X.", "Right already:", "n_h.", "It printed", "X (9, 8)", "0 of 8"),
        ],
    ),
    "many differ": (
        "initialize_parameters",
        MANY,
        ["✗ Not yet right", "W1: expected", "b1: expected", "W2: expected", "Hint:", "And 1 more", "b2: expected"],
    ),
    "an exception": (
        "compute_cost",
        COST.format("print('shapes:', A2.shape)\n    return A2 @ Y"),
        ["✗ Not yet right", "Tried:", "ValueError: ", "In a product the inner sizes", "It printed", "shapes: (1, 4)"],
    ),
    "a broken helper": (
        "predict",
        "def forward_propagation(X, parameters):\n    return 1\ndef predict(parameters, X):\n"
        "    return forward_propagation(X, parameters)",
        ["✗ Not yet right", "It calls forward_propagation, which does not pass", "0 of 8"],
    ),
    "a stub": ("predict", "stub", ["○ Not there yet", "predict", "Still empty. Write your code", "0 of 8"]),
    "a syntax error": (
        "layer_sizes",
        UNCLOSED,
        ["○ Not there yet", "layer_sizes", "Its cell can't be read by Python: line 2,", "return X.shape[0]", "0 of 8"],
    ),
    "no such exercise": ("layer_size", RIGHT, ["○ Not checked", "There is no exercise 'layer_size' here"]),
    "hostile print": ("layer_sizes", FLAT.format(f"print({HOSTILE!r})"), ["✗ Not yet right", "<script>alert(1)"]),
    "hostile exception": (
        "layer_sizes",
        FLAT.format(f"raise ValueError({HOSTILE * 200!r})"),
        ["✗ Not yet right", "ValueError: <script>alert(1)", "…", "0 of 8"],
    ),
    "hostile names": (
        "layer_sizes",
        f"def layer_sizes(X, Y):\n    d = {{{HOSTILE!r}: 1}}\n    raise type('<b>E</b>', (Exception,), {{}})(d)",
        ["✗ Not yet right", "<b>E</b>: "],
    ),
    "hostile syntax": (
        "layer_sizes",
        "def layer_sizes(X, Y):\n    return '<img src=x onerror=alert(1)>' +",
        ["○ Not there yet", "<img src=x onerror=alert(1)>"],
    ),
}


def card(name: str) -> Report:
    asked, cell, _ = CARDS[name]
    namespace = notebook(stub(asked) if cell == "stub" else cell)
    return examine(asked, namespace, FOLDER, {})


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_what_to_look_at_first(name: str) -> None:
    said, place = words(card(name).html), 0
    for text in CARDS[name][2]:
        where = [i for i, each in enumerate(said) if text in each and i >= place]
        assert where, (text, said[place:])
        place = where[0]


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_all_that_the_text_says(name: str) -> None:
    def letters(text: str) -> list[str]:
        return sorted(set(re.findall(r"\w+", text.lower())))

    report = card(name)
    assert set(letters(report.plain)) - set(letters(" ".join(words(report.html)))) == set()


@pytest.mark.parametrize("name", CARDS)
def test_a_card_needs_nothing_that_an_untrusted_notebook_loses(name: str) -> None:
    """Styles in line; no heading, which JupyterLab would list in the table of contents; nothing of a student's."""
    report = card(name)
    found = Elements(report.html)
    assert {tag for tag, _ in found.elements} <= {"div", "p", "span", "strong", "code", "details", "summary", "pre"}
    assert {attribute for _, attributes in found.elements for attribute in attributes} <= {"class", "style", "open"}
    assert all("var(" not in (attributes.get("style") or "") for _, attributes in found.elements)
    for text in (report.plain, unescape(report.html)):
        assert not re.search("[⁂\x1b\u202e\u200b]", text)
        assert len(text) < 12_000
    # MathJax reads no mathematics here.
    assert "tex2jax_ignore" in (found.elements[0][1]["class"] or "")


INKS = {"light": ("#212121", "#ffffff"), "dark": ("#ffffff", "#111111")}
"""JupyterLab's ink, black of 87% in its light theme, and its ground."""


def over(ground: str, level: int, part: float) -> str:
    """A grey that lets a ground shine through."""
    shades = (int(ground[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part * level + (1 - part) * shade):02x}" for shade in shades)


@pytest.mark.parametrize("theme", INKS)
def test_a_cards_colours_can_be_read(theme: str) -> None:
    ink, ground = INKS[theme]
    html = "".join(card(name).html for name in CARDS)
    badges = set(re.findall(r"background-color: (#\w{6}); color: (#\w{6})", html))
    assert len(badges) == 3
    assert {pair: contrast(*pair) for pair in badges if contrast(*pair) < 7} == {}
    edges = set(re.findall(r"border[a-z-]*: \dpx (?:solid|dashed) (#\w{6})", html))
    assert len(edges) == 3
    assert {edge: contrast(edge, ground) for edge in edges if contrast(edge, ground) < 3} == {}
    ((level, part),) = set(re.findall(r"background-color: rgba\((\d+), \1, \1, ([\d.]+)\)", html))
    assert contrast(ink, over(ground, int(level), float(part))) >= 7
    # And no other: what has no ground of ours has the host's ink on the host's ground.
    assert len(re.findall(r"(?<!-)\bcolor: (?!inherit|#ffffff)", html)) == 0
