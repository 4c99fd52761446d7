"""What a report says beside the verdict: the grader and the learner's own check say the same of the same cells."""

from __future__ import annotations

import json
import linecache
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.check import examine
from autograder.course import Course, Solved
from autograder.grading import Exam, ExerciseResult, grade_submission
from autograder.grading.submission import prepare
from autograder.sandbox import Zygote, isolation

COURSE = Course(Path(__file__).parent.parent)
STEM = "w3_shallow_network"
SOLVED = Solved.of(COURSE, STEM)
KERNEL_FILE = "/tmp/ipykernel_1/1.py"


@pytest.fixture(scope="module")
def exam() -> Exam:
    return Exam.of(COURSE, STEM, 11)


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote(tmp_path_factory.mktemp("data"), tier=isolation("plain")) as started:
        yield started


def by_grader(exam: Exam, zygote: Zygote, name: str, cell: str, more: str = "") -> ExerciseResult:
    """The solved notebook with this cell in an exercise's place, and perhaps a cell of the learner's own above."""
    notebook = json.loads(COURSE.release(STEM).read_text())
    sources = {other: solution.source for other, solution in SOLVED.named("solution").items()} | {name: cell}
    for i, each in enumerate(notebook["cells"]):
        each["source"] = sources.get(each["metadata"].get("nbgrader", {}).get("grade_id"), each["source"])
        own = i if each["source"] == cell else 0
        notebook["own"] = own or notebook.get("own", 0)
    if more:
        free = {"cell_type": "code", "metadata": {}, "source": more, "outputs": [], "execution_count": None}
        notebook["cells"].insert(notebook.pop("own"), free)
    notebook.pop("own", None)
    result = grade_submission(exam, prepare(notebook, exam.template), zygote, "ada", "")
    return next(exercise for exercise in result.exercises if exercise.name == name)


def by_check(name: str, cell: str, more: str = "") -> str:
    namespace: dict[str, Any] = dict(SOLVED.namespace)
    cells = [more, cell]
    for number, source in enumerate(cells):
        file = KERNEL_FILE.replace("1.py", f"{number}.py")
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), namespace)
    namespace["In"] = ["", *cells]
    return examine(name, namespace, COURSE.release(STEM).parent).plain


COST = "def compute_cost(A2, Y):\n    {}\n"
SUM = "np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))"
BACK = """def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    W2 = parameters["W2"]
    dZ2 = A2 - Y
    dW2 = {dW2}
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = {dZ1}
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {{"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}}
"""
DW2, DZ1 = "dZ2 @ A1.T / m", "W2.T @ dZ2 * (1 - A1**2)"

# name -> (exercise, cell, a cell above it, what is said, what isn't)
SAID: dict[str, tuple[str, str, str, list[str], list[str]]] = {
    "a factor that no mistake is known by": (
        "compute_cost",
        COST.format(f"return -{SUM} / Y.shape[1] ** 3"),
        "",
        ["cost: It is the right one divided by A2.shape[1] twice"],
        ["Looks like", "makes no difference"],
    ),
    "an argument that makes no difference": (
        "compute_cost",
        COST.format("return -np.mean(np.log(A2) + np.log(1 - A2))"),
        "",
        ["Y makes no difference to what it returns: with other numbers there it is the same."],
        ["Looks like"],
    ),
    "a known mistake that raises is known by its line": (
        "backward_propagation",
        BACK.format(dW2="dZ2 @ A1 / m", dZ1=DZ1),
        "",
        [
            "dW2 = dZ2 @ A1 / m",
            "dZ2 (1, 9) · A1 (7, 9) · m int",
            "In a product the inner sizes must agree",
            "in dW2 they are summed over the examples",
        ],
        ["W2 transposed"],
    ),
    "another line that raises the same is another mistake": (
        "backward_propagation",
        BACK.format(dW2=DW2, dZ1="W2 @ dZ2 * (1 - A1**2)"),
        "",
        ["W2 (1, 7) · dZ2 (1, 9) · A1 (7, 9)", "is W2 transposed?"],
        ["in dW2 they are summed"],
    ),
    "a line of a quantity that no mistake has": (
        "backward_propagation",
        BACK.format(dW2=DW2, dZ1=DZ1).replace("db2 = np.sum(dZ2, axis=1, keepdims=True) / m", "db2 = dZ2 @ dZ2"),
        "",
        ["db2 = dZ2 @ dZ2", "dZ2 (1, 9)", "In a product the inner sizes must agree"],
        ["Hint: "],
    ),
    "two independent mistakes": (
        "backward_propagation",
        BACK.format(dW2="dZ2 @ A1.T", dZ1=DZ1).replace("dW1 = dZ1 @ X.T / m", "dW1 = dZ1 @ X.T"),
        "",
        ["dW1", "dW2"],
        ["It is"],
    ),
    "right in one size only": (
        "predict",
        "def predict(parameters, X):\n    A2, _ = forward_propagation(X, parameters)\n"
        "    return (A2 > 0.5) if X.shape == (5, 16) else (A2 > 0.5) ^ (X[:1] > X[1:2])",
        "",
        ["It is right with ", ", not with "],
        [],
    ),
    "the notebook's data is read": (
        "compute_cost",
        COST.format(f"return -{SUM} / how_many if how_many == 0 else -{SUM} / Y.shape[1]"),
        "how_many = 400",
        ["reads how_many from the notebook, where its arguments alone should count"],
        [],
    ),
    "a constant in capitals is no such thing": (
        "compute_cost",
        COST.format(f"return -{SUM} / Y.shape[1] + ZERO"),
        "ZERO = 0",
        [],
        ["reads", "Worth knowing"],
    ),
    "a loop over the examples": (
        "compute_cost",
        COST.format(
            "losses = [-np.log(A2[0, i]) if Y[0, i] else -np.log(1 - A2[0, i]) for i in range(Y.size)]\n"
            "    losses = [np.squeeze(-(Y[:, i] * np.log(A2[:, i]) + (1 - Y[:, i]) * np.log(1 - A2[:, i])))"
            " for i in range(Y.shape[1])]\n    return sum(losses) / Y.shape[1]"
        ),
        "",
        ["loops over what an array operation does at once: with many examples it took "],
        [],
    ),
    "a loop over the layers is none": (
        "predict",
        "def predict(parameters, X):\n    A = X\n    for l in (1, 2):\n"
        "        Z = parameters[f'W{l}'] @ A + parameters[f'b{l}']\n"
        "        A = np.tanh(Z) if l == 1 else sigmoid(Z)\n    return A > 0.5",
        "",
        [],
        ["loops over"],
    ),
}


def lines_of(exercise: ExerciseResult) -> str:
    from autograder.wording import verdict

    return "\n".join(verdict(exercise))


@pytest.mark.parametrize("name", SAID)
def test_the_grader_says(name: str, exam: Exam, zygote: Zygote) -> None:
    exercise, cell, more, said, unsaid = SAID[name]
    report = lines_of(by_grader(exam, zygote, exercise, cell, more))
    assert [text for text in said if text not in report] == [], report
    assert [text for text in unsaid if text in report] == [], report


@pytest.mark.parametrize("name", SAID)
def test_the_learners_own_check_says_the_same(name: str) -> None:
    exercise, cell, more, said, unsaid = SAID[name]
    report = by_check(exercise, cell, more)
    assert [text for text in said if text not in report] == [], report
    assert [text for text in unsaid if text in report] == [], report


def test_advice_costs_nothing(exam: Exam, zygote: Zygote) -> None:
    for name in ("the notebook's data is read", "a loop over the examples"):
        exercise, cell, more, said, _ = SAID[name]
        result = by_grader(exam, zygote, exercise, cell, more)
        assert result.score == result.max_score
        assert [text for text in said if any(text in told for told in result.told)] == said


def test_a_loop_is_told_with_how_many_times_it_is_slower(exam: Exam, zygote: Zygote) -> None:
    exercise, cell, *_ = SAID["a loop over the examples"]
    (told,) = by_grader(exam, zygote, exercise, cell).told
    assert int(re.search(r"it took (\d+) times as long", told)[1]) >= 20


def test_of_a_hidden_case_that_raises_no_shapes_are_told(exam: Exam, zygote: Zygote) -> None:
    """Only where the visible cases are right does a report speak of hidden ones, and then in words."""
    visible = [example.args["X"].shape for example in exam.questions["predict"].examples if not example.hidden]
    cell = (
        "def predict(parameters, X):\n    A2, _ = forward_propagation(X, parameters)\n"
        f"    if X.shape not in {visible}:\n        Z = X @ X.reshape(1, -1)\n    return A2 > 0.5"
    )
    result = by_grader(exam, zygote, "predict", cell)
    assert result.outputs == {"value": "raised"}
    assert result.details == [
        "The visible cases are right; with other numbers and sizes something is not.",
        "value: stopped with an error.",
    ]
    assert result.shown is None
