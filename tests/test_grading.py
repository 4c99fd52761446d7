"""One submission in, one Result out: the fine points of a verdict, on notebooks made by filling in the release."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course, Solved
from autograder.grading import Exam, Result, Template, grade_submission, read, reopen
from autograder.grading.submission import prepare
from autograder.sandbox import Limits, Zygote, isolation

HOME = Path(__file__).parent.parent
COURSE = Course(HOME)
STEM = "w3_shallow_network"


@pytest.fixture(scope="module")
def exam() -> Exam:
    return Exam.of(COURSE, STEM, 2026)


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    limits = Limits(call_seconds=1, call_wall_seconds=10, cell_seconds=2, cell_wall_seconds=10, submission_seconds=30)
    with Zygote(tmp_path_factory.mktemp("data"), limits, tier=isolation("plain")) as started:
        yield started


def notebook(**cells: str) -> dict[str, Any]:
    """The release with the course's solutions, and these cells in place of theirs."""
    filled = json.loads(COURSE.release(STEM).read_text())
    solutions = {name: cell.source for name, cell in Solved.of(COURSE, STEM).named("solution").items()}
    for cell in filled["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in {**solutions, **cells}:
            cell["source"] = {**solutions, **cells}[name]
    return filled


def free(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def at(notebook: dict[str, Any], name: str) -> int:
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    return ids.index(name)


def graded(notebook: dict[str, Any], exam: Exam, zygote: Zygote) -> Result:
    return grade_submission(exam, prepare(notebook, exam.template), zygote, "ada", "")


def lost(result: Result) -> dict[str, tuple[float, str | None]]:
    return {e.name: (e.score, e.mistake) for e in result.exercises if e.score != e.max_score}


COST = """def compute_cost(A2, Y):
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)){}
"""
FORWARD = """def forward_propagation(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = {}
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, dict(Z1=Z1, A1=A1, Z2=Z2, A2=A2)
"""
PREDICT = "def predict(parameters, X):\n    {}"

# What stands in the cells -> what is lost. An exercise that is not named keeps all its points.
CASES: dict[str, tuple[dict[str, str], dict[str, tuple[float, str | None]]]] = {
    "the course's own solutions": ({}, {}),
    "a mistake that others depend on": (
        {"forward_propagation": FORWARD.format("sigmoid(Z1)")},
        {"forward_propagation": (0, "sigmoid in the hidden layer")},
    ),
    "another exercise's name is a number": ({"compute_cost": "compute_cost = 3"}, {"compute_cost": (0, None)}),
    "it ends the process": ({"predict": PREDICT.format("import os; os._exit(0)")}, {"predict": (0, None)}),
    "it kills its process": ({"predict": PREDICT.format("import os; os.kill(os.getpid(), 9)")}, {"predict": (0, None)}),
    "it loops": ({"predict": PREDICT.format("while True: pass")}, {"predict": (0, None)}),
    "it takes all memory": ({"predict": PREDICT.format("return np.ones((10**6, 10**6))")}, {"predict": (0, None)}),
    "an endless cell": ({"compute_cost": "while True: pass"}, {"compute_cost": (0, None)}),
    "a cell that ends the process": ({"compute_cost": "import os; os._exit(1)"}, {"compute_cost": (0, None)}),
    "prints and warnings": (
        {
            "predict": PREDICT.format(
                "import sys, warnings; print('x' * 10**5); print('e', file=sys.stderr); warnings.warn('w'); "
                "return forward_propagation(X, parameters)[0] > 0.5"
            )
        },
        {},
    ),
    "a refused write": (
        {
            "predict": PREDICT.format("")
            + "try:\n        open('x', 'w').write('y')\n    except OSError:\n        pass\n"
            "    return forward_propagation(X, parameters)[0] > 0.5"
        },
        {},
    ),
    "delegating upward earns nothing": (
        {"forward_propagation": "def forward_propagation(X, parameters):\n    return predict(parameters, X), {}"},
        {"forward_propagation": (0, None)},
    ),
    "a stand-in kept for a later call is none": (
        {
            "nn_model": "kept = []\ndef nn_model(X, Y, n_h, num_iterations=10, print_cost=False):\n"
            "    kept.append(forward_propagation)\n    return initialize_parameters(X.shape[0], n_h, 1)",
            "predict": "def predict(parameters, X):\n    return kept[-1](X, parameters)[0] > 0.5",
            "forward_propagation": FORWARD.format("Z1"),
        },
        {
            "forward_propagation": (0, "no activation in the hidden layer"),
            "nn_model": (0, "the update is dropped"),
            "predict": (0, None),
        },
    ),
    "the visible answers hard-coded": (
        {"layer_sizes": "def layer_sizes(X, Y):\n    return {(9, 8): (9, 4, 3)}.get(X.shape, (2, 4, 1))"},
        {"layer_sizes": (2, "sizes hard-coded")},
    ),
    "equality that always says yes": (
        {
            "predict": "class Yes:\n    shape = (1, 3)\n    def __eq__(self, other): return True\n"
            "    def __array__(self, *a, **k): return np.ones((1, 3))\ndef predict(parameters, X): return Yes()"
        },
        {"predict": (0, None)},
    ),
    "numpy patched in the student's process": (
        {"compute_cost": "np.allclose = lambda *a, **k: True\n" + COST.format(" * 0")},
        {"compute_cost": (0, None)},
    ),
    "no training, one output spoilt": (
        {
            "nn_model": "def nn_model(X, Y, n_h, num_iterations=1, print_cost=False):\n"
            "    return dict(W1=np.zeros((n_h, X.shape[0])), b1=np.zeros((n_h, 1)), W2=np.zeros((1, n_h)), b2=np.nan)"
        },
        {"nn_model": (0, None)},
    ),
    "another training under an alias": (
        {
            "nn_model": "start = initialize_parameters\n"
            "def nn_model(X, Y, n_h, num_iterations=1, print_cost=False):\n"
            "    p = start(X.shape[0], n_h, 1)\n"
            "    for _ in range(1000):\n"
            "        A2, cache = forward_propagation(X, p)\n"
            "        p = update_parameters(p, backward_propagation(p, cache, X, Y))\n"
            "    return p"
        },
        {"nn_model": (0, "number of iterations hard-coded")},
    ),
    "another training from a start of its own": (
        {
            "nn_model": "def nn_model(X, Y, n_h, num_iterations=1, print_cost=False):\n"
            "    p = dict(W1=np.random.randn(n_h, X.shape[0]) * 0.01, b1=np.zeros((n_h, 1)),\n"
            "             W2=np.random.randn(1, n_h) * 0.01, b2=np.zeros((1, 1)))\n"
            "    for _ in range(1000):\n"
            "        A2, cache = forward_propagation(X, p)\n"
            "        p = update_parameters(p, backward_propagation(p, cache, X, Y))\n"
            "    return p"
        },
        {"nn_model": (0, None)},
    ),
    "nothing computed, nothing changed": (
        {"update_parameters": "def update_parameters(parameters, grads, learning_rate=1.2): pass"},
        {"update_parameters": (0, None)},
    ),
    "keys without end": (
        {"compute_cost": "def compute_cost(A2, Y): return {'\\x01' * 10**6 + str(i): 1 for i in range(9)}"},
        {"compute_cost": (0, None)},
    ),
    "an OrderedDict": (
        {
            "update_parameters": "from collections import OrderedDict\n"
            "def update_parameters(parameters, grads, learning_rate=1.2):\n"
            "    return OrderedDict((k, parameters[k] - learning_rate * grads['d' + k]) for k in parameters)"
        },
        {},
    ),
    "writes on the way": (
        {
            "compute_cost": "!pip install numpy\nwith open('log.txt', 'w') as f: f.write('x')\n"
            "plt.plot([1]); plt.savefig('p.png')\n" + COST.format("")
        },
        {},
    ),
    "a lambda": ({"compute_cost": "compute_cost = lambda A2, Y: " + COST.splitlines()[1].strip()[7:].format("")}, {}),
    "a sum of thousands of terms": ({"predict": "x = " + "+".join("1" * 3000)}, {"predict": (0, None)}),
    "half a character": ({"predict": PREDICT.format("return '\ud83d'")}, {"predict": (0, None)}),
    "a nan": ({"compute_cost": COST.format(" * np.nan")}, {"compute_cost": (0, None)}),
}


@pytest.mark.parametrize(("cells", "expected"), CASES.values(), ids=CASES)
def test_what_is_lost(
    cells: dict[str, str], expected: dict[str, tuple[float, str | None]], exam: Exam, zygote: Zygote
) -> None:
    result = graded(notebook(**cells), exam, zygote)
    assert result.status == "graded"
    found = lost(result)
    if "hard-coded" in str(expected):
        assert found.keys() == expected.keys()
    else:
        assert found == expected


def test_helpers_of_their_own_count(exam: Exam, zygote: Zygote) -> None:
    made = notebook(compute_cost="def compute_cost(A2, Y):\n    return mean_loss(A2, Y)")
    made["cells"].insert(at(made, "compute_cost"), free(COST.format("").replace("compute_cost", "mean_loss")))
    assert not lost(graded(made, exam, zygote))


def test_a_name_that_a_demo_binds_is_there(exam: Exam, zygote: Zygote) -> None:
    made = notebook(compute_cost=COST.format(" + 0 * len(demo_only)"))
    made["cells"][at(made, "flower_picture")]["source"] = "raise SystemExit"
    assert lost(graded(made, exam, zygote)).keys() == {"compute_cost"}  # the student's own text of a demo is nothing


def test_a_training_that_draws_its_own_start_is_judged_by_what_it_reaches(exam: Exam, zygote: Zygote) -> None:
    own = (
        "def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):\n"
        "    rng = np.random.default_rng()\n"
        "    p = dict(W1=rng.normal(size=(n_h, X.shape[0])) * 0.01, b1=np.zeros((n_h, 1)),\n"
        "             W2=rng.normal(size=(1, n_h)) * 0.01, b2=np.zeros((1, 1)))\n"
        "    for _ in range({}):\n"
        "        A2, cache = forward_propagation(X, p)\n"
        "        p = update_parameters(p, backward_propagation(p, cache, X, Y))\n"
        "    return p"
    )
    assert not lost(graded(notebook(nn_model=own.format("num_iterations")), exam, zygote))
    assert lost(graded(notebook(nn_model=own.format("0")), exam, zygote)).keys() == {"nn_model"}


OWN_START = """def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
    p = dict(W1=np.random.randn({n_h}, X.shape[0]) * 0.01, b1=np.zeros(({n_h}, 1)),
             W2=np.random.randn(1, {n_h}) * 0.01, b2=np.zeros((1, 1)))
    for _ in range({steps}):
        A2, cache = forward_propagation(X, p)
        p = update_parameters(p, backward_propagation(p, cache, X, Y){rate})
    return p
"""
OWN_STARTS = {
    "right": ({}, True),
    "one step short": ({"steps": "1, num_iterations"}, False),
    "no step": ({"steps": "0"}, False),
    "another learning rate": ({"rate": ", 1.3"}, False),
    "n_h hard-coded": ({"n_h": "4"}, False),
}


@pytest.mark.parametrize(("changes", "right"), OWN_STARTS.values(), ids=OWN_STARTS)
def test_a_training_from_a_start_of_its_own_is_trained_again_from_there(
    changes: dict[str, str], right: bool, exam: Exam, zygote: Zygote
) -> None:
    """By NumPy's global generator, which is seeded before each call: then the start can be told."""
    source = OWN_START.format(**{"n_h": "n_h", "steps": "num_iterations", "rate": "", **changes})
    assert (not lost(graded(notebook(nn_model=source), exam, zygote))) == right


def test_a_generator_without_a_seed_tells_its_start_too(exam: Exam, zygote: Zygote) -> None:
    rows = "np.array([np.random.default_rng().normal(size={}) for _ in range({})]) * 0.01"
    source = OWN_START.format(n_h="n_h", steps="{}", rate="").replace(
        "np.random.randn(n_h, X.shape[0]) * 0.01", rows.format("X.shape[0]", "n_h")
    )
    assert not lost(graded(notebook(nn_model=source.replace("{}", "num_iterations")), exam, zygote))
    short = graded(notebook(nn_model=source.replace("{}", "1, num_iterations")), exam, zygote)
    assert lost(short).keys() == {"nn_model"}


def test_a_given_name_that_is_used_again_costs_nothing(exam: Exam, zygote: Zygote) -> None:
    made = notebook()
    made["cells"].append(free("def sigmoid(z):\n    return 2 / (1 + np.exp(-z))\n\nprogress = 5"))
    result = graded(made, exam, zygote)
    assert not lost(result)
    told = {exercise.name for exercise in result.exercises if "given function again" in str(exercise.told)}
    assert told == {"forward_propagation", "nn_model", "predict"}
    assert not any(exercise.helpers_replaced for exercise in result.exercises)


# What stops a cell on this machine only, above the definition that counts.
STOPPERS = {
    "a file": "pictures = open('datasets/train.h5').read()",
    "a folder": "import os\nos.makedirs('figures', exist_ok=True)",
    "a module that isn't here": "from public_tests import *\nfrom google.colab import drive\ndrive.mount('/content')",
    "a test that isn't here": "basic_test()",
    "a style": "plt.style.use('seaborn')",
    "a process": "import subprocess\nsubprocess.check_call(['pip', 'install', 'numpy'])",
    "input": "name = input('Who are you? ')",
    "a magic": "%cd /content",
}


@pytest.mark.parametrize("stopper", STOPPERS.values(), ids=STOPPERS)
def test_what_stops_a_cell_takes_no_function_along(stopper: str, exam: Exam, zygote: Zygote) -> None:
    definition = "import copy\nHALF = 0.5\n\n@staticmethod\ndef half(x):\n    return copy.copy(HALF) * x\n\n"
    made = notebook(compute_cost=f"{stopper}\n{definition}{COST.format(' + 0 * half(1)')}")
    assert not lost(graded(made, exam, zygote))


DEFINITIONS = {
    "an alias": "loss = lambda A2, Y: -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))\ncompute_cost = loss",
    "in a try": "try:\n    import cupy\nexcept ImportError:\n    " + COST.format("").replace("\n", "\n    "),
    "in a class": "class Cost:\n    @staticmethod\n    "
    + COST.format("").replace("\n", "\n    ")
    + "\ncompute_cost = Cost.compute_cost",
}


@pytest.mark.parametrize("source", DEFINITIONS.values(), ids=DEFINITIONS)
@pytest.mark.parametrize("named", [True, False], ids=["our cell", "a cell of their own"])
def test_a_function_is_found_however_it_is_bound(source: str, named: bool, exam: Exam, zygote: Zygote) -> None:
    made = notebook(compute_cost=source)
    if not named:
        made["cells"][at(made, "compute_cost")] = free(source)
    assert not lost(graded(made, exam, zygote))


def test_what_is_defined_in_a_demo_cell_is_kept(exam: Exam, zygote: Zygote) -> None:
    made = notebook(predict=PREDICT.format("return act(forward_propagation(X, parameters)[0])"))
    cell = made["cells"][at(made, "flower_picture")]
    cell["source"] = f"import math\ndef act(a):\n    return a > math.sqrt(0.25)\n{''.join(cell['source'])}"
    result = graded(made, exam, zygote)
    assert not lost(result)
    assert result.notes == ["The given cell flower_picture had been changed: what it defines was kept."]


@pytest.mark.parametrize("metadata", ["neither", "upper"])
def test_halves_of_a_cell_without_names_are_put_together(metadata: str, exam: Exam, zygote: Zygote) -> None:
    made = notebook()
    place = at(made, "backward_propagation")
    cell = made["cells"][place]
    source = "".join(cell["source"])
    cut = source.index("    dZ1 = ")
    upper = free(source[:cut]) if metadata == "neither" else {**cell, "source": source[:cut]}
    made["cells"][place : place + 1] = [upper, free(source[cut:])]
    assert not lost(graded(made, exam, zygote))


def test_a_helper_of_an_older_signature_is_charged_once(exam: Exam, zygote: Zygote) -> None:
    older = "def compute_cost(A2, Y, parameters):\n    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))"
    model = OWN_START.format(n_h="n_h", steps="num_iterations", rate="").replace(
        "    return p", "        cost = compute_cost(A2, Y, p)\n    return p"
    )
    made = notebook(compute_cost=older, nn_model=model, forward_propagation=FORWARD.format("sigmoid(Z1)"))
    assert lost(graded(made, exam, zygote)).keys() == {"compute_cost", "forward_propagation"}


def test_a_line_without_the_courses_defaults_costs_nothing(exam: Exam, zygote: Zygote) -> None:
    source = (
        "def update_parameters(parameters, grads, learning_rate):\n"
        "    return {k: parameters[k] - learning_rate * grads['d' + k] for k in parameters}"
    )
    model = OWN_START.format(n_h="n_h", steps="num_iterations", rate=", 1.2")
    assert not lost(graded(notebook(update_parameters=source, nn_model=model), exam, zygote))


def test_metadata_earns_nothing(exam: Exam, zygote: Zygote) -> None:
    """Tags, points, kinds and a status of the student's making stay behind."""
    made = json.loads(COURSE.release(STEM).read_text())
    made["metadata"]["autograder"] = {"stem": STEM, "status": "killed", "problem": "", "notes": ["well done"]}
    for cell in made["cells"]:
        cell["metadata"]["tags"] = ["skip-execution"]
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["metadata"]["nbgrader"]["grade"] = False
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "100.0"}, "metadata": {}, "execution_count": 1}
            ]
    submission = prepare(made, exam.template)
    result = grade_submission(exam, submission, zygote, "eve", "")
    assert (result.status, result.score, result.notes) == ("graded", 0, [])
    text = json.dumps(submission.notebook)
    assert "skip-execution" not in text
    assert '"points": 1000' not in text
    assert "execute_result" not in text


def test_preparing_what_was_prepared_changes_nothing(exam: Exam) -> None:
    for path in sorted((HOME / "tests" / "classes" / STEM).glob("*/*.ipynb")):
        once, _ = read(path, exam.template)
        again = reopen(once.notebook, exam.template)
        assert again.notebook == once.notebook, path
        assert (again.code, again.notes, again.status) == (once.code, once.notes, once.status)


def test_split_and_copied_cells_are_told_apart() -> None:
    template = Template.of(COURSE, STEM)
    made = notebook()
    position = at(made, "compute_cost")
    whole = made["cells"][position]
    lines = whole["source"].splitlines(keepends=True)
    cut = next(i for i, line in enumerate(lines) if "m = Y" in line) + 1
    halves = [{**whole, "source": "".join(part)} for part in (lines[:cut], lines[cut:])]
    made["cells"][position : position + 1] = [{**whole, "source": COST.format(" * 2")}, *halves]
    submission = prepare(made, template)
    assert submission.solutions["compute_cost"][-1].replace("\n\n", "\n") == whole["source"].replace("\n\n", "\n")
    assert len(submission.notes) == 2


def test_feedback_shows_visible_numbers_and_nothing_hidden(exam: Exam, zygote: Zygote) -> None:
    leaking = "def layer_sizes(X, Y):\n    raise ValueError('leak ' + X.tobytes().hex())"
    result = graded(notebook(layer_sizes=leaking), exam, zygote)
    shown = json.dumps(result.stored())
    hidden = [example for example in exam.questions["layer_sizes"].examples if example.hidden]
    visible = [example for example in exam.questions["layer_sizes"].examples if not example.hidden]
    assert visible[0].args["X"].tobytes().hex()[:200] in shown
    assert not any(example.args["X"].tobytes().hex()[:50] in shown for example in hidden)
    only_hidden = (
        "seen = []\ndef layer_sizes(X, Y):\n    seen.append(1)\n"
        f"    if len(seen) > {len(visible)}: raise ValueError('leak ' + X.tobytes().hex())\n"
        "    return X.shape[0], 4, Y.shape[0]"
    )
    result = graded(notebook(layer_sizes=only_hidden), exam, zygote)
    assert lost(result).keys() == {"layer_sizes"}
    assert "leak" not in json.dumps(result.stored())


def test_code_added_to_a_given_cell_runs_too(exam: Exam, zygote: Zygote) -> None:
    """Colab and VS Code let students edit what JupyterLab locks."""
    made = notebook(compute_cost=COST.format(" + helper()"))
    made["cells"][at(made, "setup")]["source"] += "\nimport math\n"
    made["cells"][at(made, "check_layer_sizes")]["source"] = "def helper():\n    return math.sin(0)"
    result = graded(made, exam, zygote)
    assert not lost(result)
    assert len(result.notes) == 2


def test_hidden_inputs_kept_for_a_later_visible_case_are_not_shown(exam: Exam, zygote: Zygote) -> None:
    """Another exercise, or the second attempt at the same one, is a later call in the same process."""
    keeps = (
        "kept = []\ndef layer_sizes(X, Y):\n    kept.append(X.tobytes().hex())\n    return X.shape[0], 4, Y.shape[0]"
    )
    tells = PREDICT.format("forward_propagation; raise ValueError('leak ' + ' '.join(kept))")
    own = (
        "def nn_model(X, Y, n_h, num_iterations=1, print_cost=False):\n    kept.append(X.tobytes().hex())\n"
        "    predict(initialize_parameters(2, 3, 1), X)"
    )
    result = graded(notebook(layer_sizes=keeps, predict=tells, nn_model=own), exam, zygote)
    shown = json.dumps(result.stored())
    assert "leak" in shown
    for name in ("layer_sizes", "nn_model", "predict"):
        for example in exam.questions[name].examples:
            if example.hidden:
                assert example.args["X"].tobytes().hex()[:50] not in shown


def test_a_function_whose_name_is_used_again_is_asked_all_the_same(exam: Exam, zygote: Zygote) -> None:
    made = notebook()
    made["cells"] += [free("n = layer_sizes(X, Y)"), free("layer_sizes = layer_sizes(X, Y)")]
    assert not lost(graded(made, exam, zygote))


def test_long_experiments_leave_time_for_the_exercises(exam: Exam, zygote: Zygote) -> None:
    made = notebook()
    made["cells"] += [free("for k in range(10**10): pass")] * 3
    result = graded(made, exam, zygote)
    assert not lost(result)
    assert len(result.notes) == 3
