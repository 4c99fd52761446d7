"""The example class of w3_shallow_network: sixteen students, each a list of changes to the released notebook.

    python tests/classes/make.py [STUDENT ...]

writes tests/classes/w3_shallow_network/<student>/w3_shallow_network.ipynb, run and saved as JupyterLab does
it, in about 6 s each. The notebooks are kept in the repository, because they stand for what people hand in.
Make them again when the release has changed (a cell, a name, a checksum) and look at the difference: outputs
vary a little between machines. What each of them earns stands in w3_shallow_network/expected.toml, worked out
by hand.
"""

from __future__ import annotations

import asyncio
import copy
import json
import os
import shutil
import sys
import tempfile
import textwrap
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines

ROOT = Path(__file__).resolve().parents[2]
STEM = "w3_shallow_network"
RELEASE = ROOT / "release" / STEM
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"
# Long demos, which most students don't run again before they hand in.
TRAININGS = ("training", "decision_boundary", "hidden_sizes")

Change = Callable[[NotebookNode], "str | None"]
"""Changes a notebook in place; the last one may instead return the file's text, saved in some other way."""


# --- what can happen to a notebook --------------------------------------------------------------------------


def named(notebook: NotebookNode, name: str) -> int:
    """The place of the cell called `name`: a solution or given cell by its grade_id, any cell by its id."""
    for i, cell in enumerate(notebook.cells):
        if name in (cell.metadata.get("nbgrader", {}).get("grade_id"), cell.get("id")):
            return i
    raise LookupError(f"the notebook has no cell {name!r}")


def new_id(notebook: NotebookNode, source: str) -> str:
    """An id as JupyterLab gives them, but the same each time the notebooks are made."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{len(notebook.cells)} {source}"))


def swap(text: str, old: str, new: str) -> str:
    """`text` with `old`, which must occur in it exactly once, replaced by `new`."""
    if text.count(old) != 1:
        raise LookupError(f"{old!r} occurs {text.count(old)} times, not once, in:\n{text[:200]}")
    return text.replace(old, new)


def fill(bodies: Mapping[str, str]) -> Change:
    """Write these lines in place of the stubs."""

    def change(notebook: NotebookNode) -> None:
        for name, body in bodies.items():
            cell = notebook.cells[named(notebook, name)]
            cell.source = swap(cell.source, STUB, textwrap.indent(stripped(body), "    "))

    return change


def stripped(text: str) -> str:
    return textwrap.dedent(text).strip("\n").rstrip()


def replace(name: str, old: str, new: str) -> Change:
    """Change a text that occurs once in a cell."""

    def change(notebook: NotebookNode) -> None:
        cell = notebook.cells[named(notebook, name)]
        cell.source = swap(cell.source, old, new)

    return change


def answer(text: str) -> Change:
    """Answer the written question."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells[named(notebook, "written_hidden_units")].source = stripped(text)

    return change


def add(source: str, *, before: str, kind: str = "code") -> Change:
    """A cell of the student's own."""

    def change(notebook: NotebookNode) -> None:
        text = stripped(source)
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        notebook.cells.insert(named(notebook, before), make(text, id=new_id(notebook, text)))

    return change


def delete(*names: str) -> Change:
    """Cells deleted, where the editor doesn't mind `deletable`."""

    def change(notebook: NotebookNode) -> None:
        for name in names:
            del notebook.cells[named(notebook, name)]

    return change


def move(name: str, *, before: str) -> Change:
    """A cell dragged to another place."""

    def change(notebook: NotebookNode) -> None:
        cell = notebook.cells.pop(named(notebook, name))
        notebook.cells.insert(named(notebook, before), cell)

    return change


def copy_above(name: str, old: str, new: str) -> Change:
    """A cell copied, an older version standing above: JupyterLab's copy has all metadata but `deletable`."""

    def change(notebook: NotebookNode) -> None:
        place = named(notebook, name)
        older = copy.deepcopy(notebook.cells[place])
        older.source = swap(older.source, old, new)
        older.id = new_id(notebook, older.source)
        del older.metadata["deletable"]
        notebook.cells.insert(place, older)

    return change


def split(name: str, line: str) -> Change:
    """A cell split before a line: JupyterLab copies the metadata; the lower half keeps id, outputs, count."""

    def change(notebook: NotebookNode) -> None:
        place = named(notebook, name)
        lower = notebook.cells[place]
        cut = lower.source.index(line)
        upper = nbformat.v4.new_code_cell(
            lower.source[:cut].strip("\n"),
            metadata=copy.deepcopy(lower.metadata),
            id=new_id(notebook, lower.source),
        )
        lower.source = lower.source[cut:].strip("\n")
        notebook.cells.insert(place, upper)

    return change


def run(*, leave: tuple[str, ...] = TRAININGS, patience: int | None = None) -> Change:
    """All cells run but those left out; after `patience` seconds with one cell the student interrupts."""

    def change(notebook: NotebookNode) -> None:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(RELEASE, folder, dirs_exist_ok=True)
            # Small pictures: the notebooks are kept in the repository.
            Path(folder, "matplotlibrc").write_text("figure.dpi: 36\n")
            os.environ["IPYTHONDIR"] = str(Path(folder, "ipython"))
            client = NotebookClient(
                notebook,
                kernel_name="python3",
                resources={"metadata": {"path": folder}},
                allow_errors=True,
                timeout=patience,
                interrupt_on_timeout=True,
                record_timing=False,
                coalesce_streams=True,
                extra_arguments=["--log-level=CRITICAL"],
                skip_cells_with_tag="",  # JupyterLab runs the cells that nbclient would skip
            )
            asyncio.run(run_cells(client, leave))
            shown = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
            # A traceback names files: those of whoever makes the class are nobody's business.
            for path, public in ((folder, "/home/jovyan"), (ROOT, "/opt/course"), (sys.prefix, "/opt/conda")):
                shown = shown.replace(str(path), public)
        for cell, outputs in zip(notebook.cells, json.loads(shown), strict=True):
            if cell.cell_type == "code":
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
        notebook.metadata["kernelspec"]["display_name"] = "Python 3 (ipykernel)"

    return change


async def run_cells(client: NotebookClient, leave: tuple[str, ...]) -> None:
    left = [named(client.nb, name) for name in leave]
    async with client.async_setup_kernel():
        for i, cell in enumerate(client.nb.cells):
            if i not in left:
                await client.async_execute_cell(cell, i)
        client.set_widgets_metadata()
        info = await client.kc.kernel_info(reply=True)
        client.nb.metadata["language_info"] = info["content"]["language_info"]


def cut(text: str) -> Change:
    """The file ends here, in the middle of a string of its JSON: a full disk, an upload that broke off."""

    def change(notebook: NotebookNode) -> str:
        head, _ = swap(as_jupyterlab(notebook), text, "\0").split("\0")
        return head + text

    return change


def save_in_colab(notebook: NotebookNode) -> str:
    """As Google Colab downloads a notebook: no metadata but its own, no cell ids, an older format."""
    cells = []
    for cell in split_lines(copy.deepcopy(notebook)).cells:
        metadata = {"id": colab_id(cell.id)[:12]}
        if cell.get("outputs"):
            metadata["colab"] = {"base_uri": "https://localhost:8080/"}
            metadata["outputId"] = colab_id(cell.id + " output")
        kept = {"cell_type": cell.cell_type, "source": cell.source, "metadata": metadata}
        if cell.cell_type == "code":
            kept |= {"execution_count": cell.execution_count, "outputs": cell.outputs}
        cells.append(kept)
    whole = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "metadata": {
            "colab": {"provenance": []},
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
            "accelerator": "GPU",
        },
        "cells": cells,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def colab_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name)).replace("-", "_")


def as_jupyterlab(notebook: NotebookNode) -> str:
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def make(student: str) -> Path:
    """One student's notebook, made and written."""
    notebook = nbformat.read(RELEASE / f"{STEM}.ipynb", as_version=4)
    text = None
    for change in CLASS[student]:
        text = change(notebook)
    path = Path(__file__).parent / STEM / student / f"{STEM}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or as_jupyterlab(notebook), encoding="utf-8")
    return path


# --- styles: the eight functions, all right -----------------------------------------------------------------

MATMUL = {
    "layer_sizes": """
        n_x = X.shape[0]
        n_h = 4
        n_y = Y.shape[0]
    """,
    "initialize_parameters": """
        W1 = np.random.randn(n_h, n_x) * 0.01
        b1 = np.zeros((n_h, 1))
        W2 = np.random.randn(n_y, n_h) * 0.01
        b2 = np.zeros((n_y, 1))
    """,
    "forward_propagation": """
        W1, b1 = parameters["W1"], parameters["b1"]
        W2, b2 = parameters["W2"], parameters["b2"]
        Z1 = W1 @ X + b1
        A1 = np.tanh(Z1)
        Z2 = W2 @ A1 + b2
        A2 = sigmoid(Z2)
    """,
    "compute_cost": """
        m = Y.shape[1]
        losses = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
        cost = losses.sum() / m
    """,
    "backward_propagation": """
        m = X.shape[1]
        A1 = cache["A1"]
        A2 = cache["A2"]
        dZ2 = A2 - Y
        dW2 = 1 / m * dZ2 @ A1.T
        db2 = 1 / m * dZ2.sum(axis=1, keepdims=True)
        dZ1 = parameters["W2"].T @ dZ2 * (1 - A1 * A1)
        dW1 = 1 / m * dZ1 @ X.T
        db1 = 1 / m * dZ1.sum(axis=1, keepdims=True)
    """,
    "update_parameters": """
        W1 = parameters["W1"] - learning_rate * grads["dW1"]
        b1 = parameters["b1"] - learning_rate * grads["db1"]
        W2 = parameters["W2"] - learning_rate * grads["dW2"]
        b2 = parameters["b2"] - learning_rate * grads["db2"]
    """,
    "nn_model": """
        n_x, _, n_y = layer_sizes(X, Y)
        parameters = initialize_parameters(n_x, n_h, n_y)
        for i in range(num_iterations):
            A2, cache = forward_propagation(X, parameters)
            grads = backward_propagation(parameters, cache, X, Y)
            parameters = update_parameters(parameters, grads)
            if print_cost and i % 1000 == 0:
                print("Cost after iteration", i, ":", compute_cost(A2, Y))
    """,
    "predict": """
        A2, _ = forward_propagation(X, parameters)
        predictions = A2 > 0.5
    """,
}

DOT = {
    "layer_sizes": """
        n_x = np.shape(X)[0]
        n_h = 4
        n_y = np.shape(Y)[0]
    """,
    "initialize_parameters": """
        W1 = 0.01 * np.random.randn(n_h, n_x)
        b1 = np.zeros(shape=(n_h, 1))
        W2 = 0.01 * np.random.randn(n_y, n_h)
        b2 = np.zeros(shape=(n_y, 1))
    """,
    "forward_propagation": """
        Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
        A1 = np.tanh(Z1)
        Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
        A2 = 1 / (1 + np.exp(-Z2))
    """,
    "compute_cost": """
        logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
        cost = -np.mean(logprobs)
    """,
    "backward_propagation": """
        m = X.shape[1]
        A1 = cache["A1"]
        A2 = cache["A2"]
        W2 = parameters["W2"]
        # the long way, through dA2 (it cancels to A2 - Y)
        dA2 = -(Y / A2) + (1 - Y) / (1 - A2)
        dZ2 = dA2 * A2 * (1 - A2)
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.mean(dZ2, axis=1, keepdims=True)
        dA1 = np.dot(W2.T, dZ2)
        dZ1 = dA1 * (1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.mean(dZ1, axis=1, keepdims=True)
    """,
    "update_parameters": """
        W1 = parameters["W1"]
        b1 = parameters["b1"]
        W2 = parameters["W2"]
        b2 = parameters["b2"]

        W1 = W1 - learning_rate * grads["dW1"]
        b1 = b1 - learning_rate * grads["db1"]
        W2 = W2 - learning_rate * grads["dW2"]
        b2 = b2 - learning_rate * grads["db2"]
    """,
    "nn_model": """
        n_x = layer_sizes(X, Y)[0]
        n_y = layer_sizes(X, Y)[2]
        parameters = initialize_parameters(n_x, n_h, n_y)

        for i in range(0, num_iterations):
            A2, cache = forward_propagation(X, parameters)
            cost = compute_cost(A2, Y)
            grads = backward_propagation(parameters, cache, X, Y)
            parameters = update_parameters(parameters, grads)
            if print_cost and i % 1000 == 0:
                print("Cost after iteration %i: %f" % (i, cost))
    """,
    "predict": """
        A2, cache = forward_propagation(X, parameters)
        predictions = (A2 > 0.5).astype(int)
    """,
}

# `mean_over_examples` and `SCALE` are the student's own, each in a cell of its own.
EINSUM = {
    "layer_sizes": """
        # YOUR CODE HERE
        (n_x, _), n_h, (n_y, _) = X.shape, 4, Y.shape
    """,
    "initialize_parameters": """
        # YOUR CODE HERE
        W2 = np.random.normal(0, SCALE, (n_y, n_h))
        W1 = np.random.normal(loc=0.0, scale=SCALE, size=(n_h, n_x))
        b1, b2 = np.zeros_like(W1[:, :1]), np.zeros_like(W2[:, :1])
    """,
    "forward_propagation": """
        # YOUR CODE HERE
        Z1 = np.einsum("ij,jk->ik", parameters["W1"], X) + parameters["b1"]
        A1 = np.tanh(Z1)
        Z2 = np.einsum("ij,jk->ik", parameters["W2"], A1) + parameters["b2"]
        A2 = sigmoid(Z2)
    """,
    "compute_cost": """
        # YOUR CODE HERE
        picked = np.where(Y == 1, A2, 1 - A2)
        cost = np.squeeze(-mean_over_examples(np.log(picked)))
    """,
    "backward_propagation": """
        # YOUR CODE HERE
        m = Y.size
        dZ2 = cache["A2"] - Y
        dZ1 = np.einsum("ji,jk->ik", parameters["W2"], dZ2) * (1 - np.tanh(cache["Z1"]) ** 2)
        dW1 = np.einsum("ik,jk->ij", dZ1, X) / m
        dW2 = np.einsum("ik,jk->ij", dZ2, cache["A1"]) / m
        db1 = mean_over_examples(dZ1)
        db2 = mean_over_examples(dZ2)
    """,
    "update_parameters": """
        # YOUR CODE HERE
        W1, b1, W2, b2 = (
            parameters[name] - learning_rate * grads["d" + name] for name in ("W1", "b1", "W2", "b2")
        )
    """,
    "nn_model": """
        # YOUR CODE HERE
        parameters = initialize_parameters(n_x=X.shape[0], n_h=n_h, n_y=Y.shape[0])
        iteration = 0
        while iteration < num_iterations:
            A2, cache = forward_propagation(X=X, parameters=parameters)
            if print_cost and iteration % 1000 == 0:
                print(f"{iteration:5d}  {compute_cost(A2=A2, Y=Y):.4f}")
            grads = backward_propagation(parameters=parameters, cache=cache, X=X, Y=Y)
            parameters = update_parameters(parameters=parameters, grads=grads)
            iteration += 1
    """,
    "predict": """
        # YOUR CODE HERE
        predictions = np.where(forward_propagation(X=X, parameters=parameters)[0] > 0.5, 1, 0)
    """,
}

DEFAULT_RNG = {
    "layer_sizes": """
        n_x = len(X)  # rows are features
        n_h = 4       # as the text says
        n_y = len(Y)
    """,
    "initialize_parameters": """
        rng = np.random.default_rng()
        W1 = rng.normal(0, 0.01, size=(n_h, n_x))
        b1 = np.full((n_h, 1), 0.)
        W2 = rng.standard_normal((n_y, n_h)) / 100
        b2 = np.full((n_y, 1), 0.)
    """,
    "forward_propagation": """
        # Hidden layer
        Z1 = np.add(np.matmul(parameters["W1"], X), parameters["b1"])
        A1 = (np.exp(Z1) - np.exp(-Z1)) / (np.exp(Z1) + np.exp(-Z1))   # = tanh
        # Output layer
        Z2 = np.add(np.matmul(parameters["W2"], A1), parameters["b2"])
        A2 = np.divide(1, 1 + np.exp(-Z2))
    """,
    "compute_cost": """
        m = A2.shape[1]
        cost = 0.
        for i in range(m):          # could be vectorised...
            if Y[0, i]:
                cost -= np.log(A2[0, i])
            else:
                cost -= np.log(1 - A2[0, i])
        cost = cost / m
    """,
    "backward_propagation": """
        m = X.shape[1]
        # Output layer first: dZ2, then dW2 and db2.
        dZ2 = np.subtract(cache["A2"], Y)
        dW2 = np.divide(np.matmul(dZ2, np.transpose(cache["A1"])), m)
        db2 = np.divide(np.sum(dZ2, axis=1).reshape(-1, 1), m)
        # Then the hidden layer: dZ1, then dW1 and db1.
        dZ1 = np.multiply(np.matmul(np.transpose(parameters["W2"]), dZ2), 1 - np.square(cache["A1"]))
        dW1 = np.divide(np.matmul(dZ1, np.transpose(X)), m)
        db1 = np.divide(np.sum(dZ1, axis=1)[:, np.newaxis], m)
    """,
    "update_parameters": """
        updated = parameters.copy()
        for key in updated:
            updated[key] = updated[key] - np.multiply(learning_rate, grads["d" + key])
    """,
    "nn_model": """
        sizes = layer_sizes(X, Y)
        parameters = initialize_parameters(sizes[0], n_h, sizes[2])
        costs = []
        for i in range(1, num_iterations + 1):
            A2, cache = forward_propagation(X, parameters)
            parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y))
            if print_cost and (i - 1) % 1000 == 0:
                costs.append(compute_cost(A2, Y))
                print("iteration", i - 1, "cost", costs[-1])
    """,
    "predict": """
        probabilities, _ = forward_propagation(X, parameters)
        predictions = np.round(probabilities)   # floats 0. and 1.
    """,
}

# --- the class ----------------------------------------------------------------------------------------------

CLASS: dict[str, list[Change]] = {
    "ada_matmul": [
        fill(MATMUL),
        answer("""
            1. Every hidden unit is one line. One unit can only cut the plane in two, but the flower has six
               sectors, so one needs at least three lines through the middle. With two there are four sectors.
            2. 20 is best on the learned points, 3 or 4 on the new ones. The big networks learn the noise of
               the first 400 points, and the new ones have other noise.
            3. Hold back some of the examples, train a few sizes on the rest and take the size that is best on
               the examples held back.
        """),
        run(leave=()),
    ],
    "ben_dot": [
        add("%matplotlib inline", before="setup"),
        fill(DOT),
        add("print(X[:, :5])\nprint(Y[0, :5], Y[0, -5:])", before="drawing"),
        add("layer_sizes(X, Y)", before="check_layer_sizes"),
        add(
            """
            p = initialize_parameters(2, 4, 1)
            for k in p:
                print(k, p[k].shape)
            p["W1"]
            """,
            before="check_initialize_parameters",
        ),
        add(
            """
            ### my notes
            * dZ2 = A2 - Y comes out of the chain rule: dA2 times the slope of the sigmoid
            * **keepdims!** otherwise db is (n_h,)
            """,
            before="check_backward_propagation",
            kind="markdown",
        ),
        add(
            """
            A2, cache = forward_propagation(pencil_X, pencil_parameters)
            print(A2)
            print(backward_propagation(pencil_parameters, cache, pencil_X, pencil_Y))
            """,
            before="check_backward_propagation",
        ),
        add("", before="check_predict"),
        answer("""
            1) Because three lines make six parts.
            2) 20 on the old ones and 4 on the new ones, since 20 overfits.
            3) Try several sizes and look at the accuracy.
        """),
        run(leave=("hidden_sizes",)),
    ],
    "cho_einsum": [
        add(
            """
            def mean_over_examples(dZ):
                \"\"\"Mean of every row, as a column.\"\"\"
                return np.einsum("ij->i", dZ)[:, None] / dZ.shape[1]
            """,
            before="flower",
        ),
        add("SCALE = 1e-2  # standard deviation of the weights", before="initialize_parameters"),
        fill(EINSUM),
        answer("""
            One unit gives one line and two units can give four sectors, whereas the flower has $2 \\cdot 3$
            of them: three lines. Larger networks reach more of the old points and fewer of the new ones
            (overfitting). I would use cross-validation.
        """),
        run(),
    ],
    "dee_default_rng": [
        fill(DEFAULT_RNG),
        replace("layer_sizes", "return n_x, n_h, n_y", "return [n_x, n_h, n_y]"),
        replace("update_parameters", 'return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}', "return updated"),
        run(leave=("hidden_sizes",)),
    ],
    "eve_untouched": [],
    "fin_keepdims": [
        fill(
            MATMUL
            | {
                "backward_propagation": """
                    m = X.shape[1]
                    A1, A2 = cache["A1"], cache["A2"]
                    dZ2 = A2 - Y
                    dW2 = (dZ2 @ A1.T) / m
                    db2 = np.sum(dZ2, axis=1) / m
                    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1 ** 2)
                    dW1 = (dZ1 @ X.T) / m
                    db1 = np.sum(dZ1, axis=1) / m
                """
            }
        ),
        answer("I could not run this because the training stops with an error about shapes."),
        run(),
    ],
    "gus_early": [
        fill(
            DOT
            | {
                "forward_propagation": """
                    W1 = parameters["W1"]
                    b1 = parameters["b1"]
                    W2 = parameters["W2"]
                    b2 = parameters["b2"]
                    Z1 = np.dot(W1, X) + b1
                    A1 = sigmoid(Z1)
                    Z2 = np.dot(W2, A1) + b2
                    A2 = sigmoid(Z2)
                """
            }
        ),
        answer("More units, more accuracy. The best is 50, I would always take as many as possible."),
        run(leave=("hidden_sizes",)),
    ],
    "hal_average": [
        fill(
            MATMUL
            | {
                "compute_cost": """
                    cost = -np.sum(np.log(A2) * Y + np.log(1 - A2) * (1 - Y))
                """,
                "backward_propagation": """
                    dZ2 = cache["A2"] - Y
                    dW2 = dZ2 @ cache["A1"].T
                    db2 = np.sum(dZ2, axis=1, keepdims=True)
                    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
                    dW1 = dZ1 @ X.T
                    db1 = np.sum(dZ1, axis=1, keepdims=True)
                """,
                "update_parameters": """
                    W1 = parameters["W1"] - 1.2 * grads["dW1"]
                    b1 = parameters["b1"] - 1.2 * grads["db1"]
                    W2 = parameters["W2"] - 1.2 * grads["dW2"]
                    b2 = parameters["b2"] - 1.2 * grads["db2"]
                """,
            }
        ),
        run(leave=("hidden_sizes",)),
    ],
    "ida_split": [
        fill(MATMUL),
        copy_above("compute_cost", "cost = losses.sum() / m", "cost = losses.sum()"),
        run(),
        split("backward_propagation", "    dZ1 ="),
    ],
    "jon_deleted": [
        fill(DOT),
        delete("setup", "check_layer_sizes", "check_compute_cost", "check_predict"),
        add(
            """
            # all imports in one place
            import numpy as np
            import matplotlib.pyplot as plt
            from scipy import optimize
            from autograder import check, data


            def sigmoid(z):
                return 1 / (1 + np.exp(-z))
            """,
            before="cell_02",
        ),
        move("cell_44", before="cell_42"),
        run(),
    ],
    "kim_syntax": [
        fill(
            MATMUL
            | {
                "compute_cost": """
                    m = Y.shape[1]
                    logprobs = Y * np.log(A2) + (1 - Y) * np.log(1 - A2
                    cost = -np.sum(logprobs) / m
                """
            }
        ),
        run(),
    ],
    "lou_endless": [
        fill(
            DOT
            | {
                "forward_propagation": """
                    W1, b1 = parameters["W1"], parameters["b1"]
                    W2, b2 = parameters["W2"], parameters["b2"]
                    m = X.shape[1]
                    Z1 = np.zeros((W1.shape[0], m))
                    Z2 = np.zeros((1, m))
                    i = 0
                    while i < m:
                        Z1[:, i:i+1] = np.dot(W1, X[:, i:i+1]) + b1
                        Z2[:, i:i+1] = np.dot(W2, np.tanh(Z1[:, i:i+1])) + b2
                    A1 = np.tanh(Z1)
                    A2 = sigmoid(Z2)
                """
            }
        ),
        # Having waited once, they don't run what calls it again.
        run(leave=("pencil_step", "check_nn_model", "check_predict", *TRAININGS), patience=3),
    ],
    "max_truncated": [fill(DOT), run(), cut("Your network on the fl")],
    "nia_colab": [
        fill(MATMUL),
        answer("Because of the three lines."),
        run(leave=("hidden_sizes",)),
        save_in_colab,
    ],
    "oli_partial": [
        fill(
            {name: DOT[name] for name in ("layer_sizes", "forward_propagation", "compute_cost")}
            | {
                "initialize_parameters": """
                    W1 = np.random.randn(n_h, n_x)
                    b1 = np.zeros((n_h, 1))
                    W2 = np.random.randn(n_y, n_h)
                    b2 = np.zeros((n_y, 1))
                """
            }
        ),
        run(),
    ],
    "pia_broadcast": [
        fill(
            MATMUL
            | {
                "layer_sizes": """
                    n_x = 2
                    n_h = 4
                    n_y = 1
                """,
                "backward_propagation": """
                    m = X.shape[1]
                    A1 = cache["A1"]
                    A2 = cache["A2"]
                    dZ2 = A2 - Y
                    dW2 = dZ2 @ A1.T / m
                    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
                    A1 **= 2
                    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1)
                    dW1 = dZ1 @ X.T / m
                    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
                """,
                "nn_model": """
                    n_h = 4
                    parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0])
                    for i in range(num_iterations):
                        A2, cache = forward_propagation(X, parameters)
                        cost = compute_cost(A2, Y)
                        if print_cost and i % 1000 == 0:
                            print(i, cost)
                        grads = backward_propagation(parameters, cache, X, Y)
                        parameters = update_parameters(parameters, grads)
                """,
                "predict": """
                    predictions, cache = forward_propagation(X, parameters)
                """,
            }
        ),
        run(),
    ],
}


def main(students: list[str]) -> None:
    if unknown := set(students) - CLASS.keys():
        sys.exit(f"no student {', '.join(sorted(unknown))}; there are {', '.join(CLASS)}")
    # The kernel inherits these: one thread, and no word of nbgrader's.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
    os.environ.pop("NBGRADER_EXECUTION", None)
    for student in students or CLASS:
        path = make(student)
        print(f"{student:16s} {path.stat().st_size / 1000:6.1f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
