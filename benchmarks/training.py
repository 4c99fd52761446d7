"""What training costs: the solved notebooks' networks beside their matrix products alone, and beside PyTorch.

    python benchmarks/training.py [--part 0.2] [--repeat 3] [--write]

The functions are the solutions of source/, the data, sizes, rates and first values those of the notebooks' own cells;
only a part of their iterations is run. One BLAS thread, float64. With TORCH=1 PyTorch trains the same networks, in the
first of build/torch and the system's Python that has it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from grading import Grid, tell, write
from rich.console import Console
from scipy.special import expit
from threadpoolctl import threadpool_limits

from autograder import data
from autograder.course import Course, Solved

ROOT = Path(__file__).resolve().parents[1]
WITH_TORCH = (ROOT / "build" / "torch" / "bin" / "python", Path("/usr/bin/python3"))
NO_TORCH = (
    "No PyTorch in build/torch or in the system's Python. On Debian: apt-get install --no-install-recommends "
    "python3-torch libopenblas0-pthread. Or a virtual environment "
    "build/torch with torch and numpy; on Linux PyPI's torch does not start without gigabytes of CUDA libraries."
)

# Runs by itself, in an interpreter that need not have this course.
TORCH = """
import json, statistics, sys, time
import numpy as np, torch
from torch.nn.functional import binary_cross_entropy_with_logits as cost_of

torch.set_num_threads(1)
said = []
for path in sys.argv[2:]:
    there = np.load(path)
    X, Y = torch.from_numpy(there["X"]), torch.from_numpy(there["Y"].astype(float))
    layers, bend = int(there["layers"]), getattr(torch, str(there["activation"]))

    def forward(network):
        A = X
        for W, b in network[:-1]:
            A = bend(W @ A + b)
        W, b = network[-1]
        return W @ A + b

    seconds = []
    for _ in range(int(sys.argv[1])):
        numbers = [torch.tensor(there[f"{k}{l}"], requires_grad=True) for l in range(1, layers + 1) for k in "Wb"]
        network = list(zip(numbers[::2], numbers[1::2]))
        descent = torch.optim.SGD(numbers, lr=float(there["rate"]))
        start = time.perf_counter()
        for _ in range(int(there["iterations"])):
            descent.zero_grad()
            cost_of(forward(network), Y).backward()
            descent.step()
        seconds.append(time.perf_counter() - start)
    with torch.no_grad():
        said.append((statistics.median(seconds), float(cost_of(forward(network), Y))))
with open("/proc/self/maps") as maps:
    blas = "OpenBLAS" if "openblas" in maps.read() else "no OpenBLAS"
print(json.dumps({"version": torch.__version__, "blas": blas, "said": said}))
"""


@dataclass(frozen=True)
class Network:
    """One training: `train` runs the solution and returns its parameters, W1, b1, ..., beginning with `start`."""

    name: str
    X: np.ndarray
    Y: np.ndarray
    start: Mapping[str, np.ndarray]
    activation: str
    rate: float
    iterations: int
    train: Callable[[], Mapping[str, np.ndarray]]

    @property
    def layers(self) -> int:
        return len(self.start) // 2

    @property
    def sizes(self) -> list[int]:
        return [len(self.X), *(len(self.start[f"W{l}"]) for l in range(1, self.layers + 1))]

    def cost(self, parameters: Mapping[str, np.ndarray]) -> float:
        """The cross-entropy that parameters reach."""
        A = self.X
        for l in range(1, self.layers + 1):
            Z = parameters[f"W{l}"] @ A + parameters[f"b{l}"]
            A = np.tanh(Z) if self.activation == "tanh" else np.maximum(Z, 0)
        return float(-np.mean(self.Y * np.log(expit(Z)) + (1 - self.Y) * np.log(expit(-Z))))


def networks(part: float) -> Iterator[Network]:
    """The trainings of the notebooks' cells `training`, `two_layers` and `four_layers`, shortened to a part."""
    course = Course.at(ROOT)
    pictures, labels, test_pictures, test_labels, _ = data.cats(ROOT / "datasets")
    X, test_X = (each.reshape(len(each), -1).T / 255 for each in (pictures, test_pictures))

    def begun(stem: str, name: str, initialiser: str, start: Mapping[str, np.ndarray]) -> Callable:
        """A solution that begins with copies of `start`."""
        function, namespace = Solved.of(course, stem).variant(name)
        namespace[initialiser] = lambda *sizes, **named: {each: value.copy() for each, value in start.items()}
        return function

    def drawn(sizes: Sequence[int], seed: int, scale: float | None = None) -> dict[str, np.ndarray]:
        """The notebooks' first values: weights of deviation `scale`, or 1 / sqrt(n_{l-1}); biases of zero."""
        draw, start = np.random.RandomState(seed).randn, {}
        for l, (before, units) in enumerate(itertools.pairwise(sizes), start=1):
            start |= {f"W{l}": draw(units, before) * (scale or 1 / np.sqrt(before)), f"b{l}": np.zeros((units, 1))}
        return start

    logistic, _ = Solved.of(course, "w2_logistic_regression").variant("model")

    def unit() -> dict[str, np.ndarray]:
        learned = logistic(X, labels, test_X, test_labels, num_iterations=round(2000 * part), learning_rate=0.005)
        return {"W1": learned["w"].T, "b1": np.reshape(learned["b"], (1, 1))}

    zeros = {"W1": np.zeros((1, len(X))), "b1": np.zeros((1, 1))}
    yield Network("week 2, logistic regression", X, labels, zeros, "relu", 0.005, round(2000 * part), unit)

    (flower, classes), many = data.flower(), round(10000 * part)
    start = drawn([2, 4, 1], seed=2, scale=0.01)
    shallow = begun("w3_shallow_network", "nn_model", "initialize_parameters", start)
    yield Network(
        "week 3, one hidden layer", flower, classes, start, "tanh", 1.2, many,
        lambda: shallow(flower, classes, n_h=4, num_iterations=many),
    )  # fmt: skip

    iterations = round(2500 * part)
    small = drawn([len(X), 7, 1], seed=1, scale=0.01)
    two = begun("w4_cat_classifier", "two_layer_model", "initialize_parameters", small)
    yield Network(
        "week 4, two layers", X, labels, small, "relu", 0.0075, iterations,
        lambda: two(X, labels, (len(X), 7, 1), num_iterations=iterations)[0],
    )  # fmt: skip

    # As the notebook does: in the space of the examples, where the same training takes a fraction of the time.
    Q, R = np.linalg.qr(X)
    deep = drawn([len(X), 20, 7, 5, 1], seed=1)
    deep["W1"] = deep["W1"] @ Q
    four = begun("w4_cat_classifier", "L_layer_model", "initialize_parameters_deep", deep)
    yield Network(
        "week 4, four layers, smaller space", R, labels, deep, "relu", 0.0075, iterations,
        lambda: four(R, labels, [len(R), 20, 7, 5, 1], num_iterations=iterations)[0],
    )  # fmt: skip


def timed(work: Callable[[], object], repeat: int) -> float:
    """Seconds of some work, the median."""
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def products(network: Network) -> Callable[[], None]:
    """The matrix products that the training needs, into arrays that are there; nothing else of it."""
    m, sizes = network.X.shape[1], network.sizes
    A = [network.X, *(np.ones((units, m)) for units in sizes[1:])]
    W = [network.start[f"W{l}"] for l in range(1, network.layers + 1)]
    dW, Z, dA = [np.empty_like(each) for each in W], [np.empty_like(each) for each in A], [*map(np.empty_like, A)]

    def work() -> None:
        for _ in range(network.iterations):
            for l in range(network.layers):
                np.matmul(W[l], A[l], out=Z[l + 1])
            for l in reversed(range(network.layers)):
                np.matmul(A[l + 1], A[l].T, out=dW[l])
                if l:  # the gradient of the data is needed by nobody
                    np.matmul(W[l].T, A[l + 1], out=dA[l])

    return work


def torch_python() -> Path:
    """The first interpreter that has PyTorch."""
    for python in WITH_TORCH:
        if python.exists() and not subprocess.run([python, "-c", "import torch"], capture_output=True).returncode:
            return python
    sys.exit(NO_TORCH)


def by_torch(trained: Sequence[Network], repeat: int) -> tuple[list[tuple[float, float]], str]:
    """Seconds and final cost of each network by PyTorch, and which PyTorch that is."""
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder, f"{number}.npz")) for number in range(len(trained))]
        for file, network in zip(files, trained, strict=True):
            settings = {"layers": network.layers, "rate": network.rate, "iterations": network.iterations}
            np.savez(file, X=network.X, Y=network.Y, activation=network.activation, **settings, **network.start)
        # -I: neither the current folder nor PYTHONPATH, where this course's interpreter may have its packages.
        command = [torch_python(), "-I", "-c", TORCH, str(repeat), *files]
        one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        done = subprocess.run(command, env=os.environ | one, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"PyTorch ended with {done.returncode}:\n{done.stderr[-4000:]}")
    told = json.loads(done.stdout)
    return [tuple(pair) for pair in told["said"]], f"PyTorch {told['version']} with {told['blas']}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", type=float, default=0.2, metavar="P", help="of the iterations (default: 0.2)")
    parser.add_argument("--repeat", type=int, default=3, metavar="R", help="runs of each (default: 3)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/speed.md")
    asked = parser.parse_args()
    trained = list(networks(asked.part))
    theirs, version = by_torch(trained, asked.repeat) if os.environ.get("TORCH") == "1" else ([], "TORCH=1 for PyTorch")
    columns = ("network", "data", "layers", "iterations", "ours s", "matrix products s", "ratio")
    grid = Grid(
        f"Trainings, {100 * asked.part:g} % of the notebooks' iterations, median of {asked.repeat}",
        (*columns, "PyTorch s", "ours / PyTorch", "final cost, ours", "PyTorch"),
    )
    with threadpool_limits(1):
        for number, network in enumerate(trained):
            reached = network.cost(network.train())
            seconds, bare = timed(network.train, asked.repeat), timed(products(network), asked.repeat)
            other = ["", "", f"{reached:.10f}", ""]
            if theirs:
                took, cost = theirs[number]
                other = [f"{took:.3f}", f"{seconds / took:.2f}", f"{reached:.10f}", f"{cost:.10f}"]
            sizes, layers = " × ".join(map(str, network.X.shape)), ", ".join(map(str, network.sizes))
            grid.add(
                network.name, sizes, layers, str(network.iterations), f"{seconds:.3f}", f"{bare:.3f}",
                f"{seconds / bare:.2f}", *other,
            )  # fmt: skip
    lines = [f"{version}. One BLAS thread, float64; the products are those that gradient descent needs."]
    tell(Console(width=None if sys.stdout.isatty() else 180), [grid], lines)
    if asked.write:
        write("training", [grid], lines)


if __name__ == "__main__":
    main()
