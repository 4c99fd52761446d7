"""The mathematics of the reference: passes are those of plain loops, gradients those of the cost, for any sizes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Course, Solved

COURSE = Course.at(Path(__file__).parents[1])
Parameters = dict[str, np.ndarray]

some = settings(max_examples=40)
seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 6)


@cache
def solved(stem: str) -> SimpleNamespace:
    return Solved.of(COURSE, stem).functions


def drawn(shapes: dict[str, tuple[int, ...]], seed: int, m: int) -> tuple[Parameters, np.ndarray, np.ndarray]:
    """Parameters of these shapes, X (n_x, m) for the first of them, and labels Y (1, m)."""
    rng = np.random.default_rng(seed)
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    n_x = shapes.get("w", shapes.get("W1", ())[::-1])[0]
    return parameters, rng.normal(size=(n_x, m)), rng.integers(0, 2, size=(1, m))


def agree(cost: Callable[[Parameters], float], parameters: Parameters, grads: Parameters) -> bool:
    """Are these the slopes of the cost, by central differences over two widths, which cancel the cost's bend?"""
    # In more digits than the solutions compute with: log(1 - A) has few left where A is close to 1.
    start = {name: np.asarray(value, np.longdouble) for name, value in parameters.items()}
    exact, measured, step = [], [], 5e-6
    for name, value in start.items():
        for index in np.ndindex(value.shape):
            unit = np.zeros_like(value)
            unit[index] = step
            one, two = (
                cost({**start, name: value + width * unit}) - cost({**start, name: value - width * unit})
                for width in (1, 2)
            )
            measured.append((8 * one - two) / (12 * step))
            exact.append(np.asarray(grads[f"d{name}"])[index])
    exact, measured = np.array(exact), np.array(measured)
    return np.linalg.norm(exact - measured) <= 1e-7 * (np.linalg.norm(exact) + np.linalg.norm(measured)) + 1e-10


def sigma(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def mean_loss(A: np.ndarray, Y: np.ndarray) -> float:
    """The cross-entropy of a row of probabilities, one example after the other."""
    return math.fsum(-math.log(a if y else 1 - a) for a, y in zip(A[0], Y[0], strict=True)) / Y.shape[1]


def product(W: np.ndarray, A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """W A + b, one entry after the other."""
    (n, inner), m = W.shape, A.shape[1]
    return np.array([[sum(W[i, k] * A[k, j] for k in range(inner)) + b[i, 0] for j in range(m)] for i in range(n)])


def near(got: np.ndarray, want: np.ndarray | list) -> bool:
    return np.shape(got) == np.shape(want) and np.allclose(got, want, rtol=1e-10, atol=1e-13)


def are_drawn(parameters: Parameters, dims: list[int], seed: int, scales: list[float]) -> None:
    """Normal weights of these standard deviations, one layer after the other, and biases of zero."""
    np.random.seed(seed)
    assert len(parameters) == 2 * (len(dims) - 1)
    for l, scale in enumerate(scales, start=1):
        assert near(parameters[f"W{l}"], np.random.randn(dims[l], dims[l - 1]) * scale)
        assert near(parameters[f"b{l}"], [[0.0]] * dims[l])


shapes = st.lists(st.integers(1, 4), min_size=0, max_size=3).map(tuple)


def entries(shape: tuple[int, ...], seed: int) -> np.ndarray | float:
    """Numbers of this shape; of shape () one number, as a learner would write it."""
    x = 3 * np.random.default_rng(seed).normal(size=shape)
    return x if shape else float(x)


# --- week 1 and the basics ------------------------------------------------------------------------

BY_ENTRY = {
    ("w1_introduction", "relu"): lambda v: max(0.0, v),
    ("w2_numpy_basics", "sigmoid"): sigma,
    ("w2_logistic_regression", "sigmoid"): sigma,
    ("w2_numpy_basics", "sigmoid_derivative"): lambda v: sigma(v) * sigma(-v),
}


@pytest.mark.parametrize(("stem", "name"), BY_ENTRY, ids=[" ".join(key) for key in BY_ENTRY])
@given(shape=shapes, seed=seeds)
@some
def test_what_is_done_to_every_entry(stem: str, name: str, shape: tuple[int, ...], seed: int) -> None:
    x = entries(shape, seed)
    got = getattr(solved(stem), name)(x)
    want = [BY_ENTRY[stem, name](float(v)) for v in np.ravel(x)]
    assert np.shape(got) == shape
    assert np.allclose(np.ravel(got), want, rtol=1e-8, atol=0)  # 1 - s loses digits where s is close to 1


@given(seeds)
@some
def test_w2_the_slope_of_the_sigmoid_is_measured(seed: int) -> None:
    ours, x, step = solved("w2_numpy_basics"), entries((5,), seed), 1e-5
    measured = (ours.sigmoid(x + step) - ours.sigmoid(x - step)) / (2 * step)
    exact = ours.sigmoid_derivative(x)
    assert np.linalg.norm(exact - measured) <= 1e-7 * (np.linalg.norm(exact) + np.linalg.norm(measured))
    assert math.isclose(ours.basic_sigmoid(float(x[0])), sigma(x[0]), rel_tol=1e-12)


@given(sizes, sizes, sizes, seeds)
@some
def test_w2_pictures_become_columns_in_the_order_of_their_numbers(m: int, a: int, b: int, seed: int) -> None:
    images = entries((m, a, b, 3), seed)
    columns = [[images[i, j, k, c] for j in range(a) for k in range(b) for c in range(3)] for i in range(m)]
    flat = solved("w2_logistic_regression").flatten_images(images)
    assert np.array_equal(flat, np.transpose(columns))
    assert np.array_equal(solved("w2_numpy_basics").image2vector(images[0]), flat[:, :1])
    square = np.zeros((m, a, a, 3)), np.zeros((b, a, a, 3))
    assert solved("w2_logistic_regression").dataset_sizes(*square) == (m, b, a)


@given(sizes, sizes, seeds, st.sampled_from([0, 1000, -1000]))
@some
def test_w2_rows_are_normalised_and_become_probabilities(n: int, m: int, seed: int, shift: int) -> None:
    ours, x = solved("w2_numpy_basics"), entries((n, m), seed)
    assert near(ours.normalize_rows(x), [[v / math.sqrt(math.fsum(u * u for u in row)) for v in row] for row in x])
    exponentials = [[math.exp(v) for v in row] for row in x]
    assert near(ours.softmax(x + shift), [[v / math.fsum(row) for v in row] for row in exponentials])


@given(sizes, seeds)
@some
def test_w2_losses_are_sums_over_the_examples(m: int, seed: int) -> None:
    ours, yhat, y = solved("w2_numpy_basics"), entries((m,), seed), entries((m,), seed + 1)
    pairs = list(zip(yhat, y, strict=True))
    assert math.isclose(ours.L1(yhat, y), math.fsum(abs(b - a) for a, b in pairs), rel_tol=1e-12)
    assert math.isclose(ours.L2(yhat, y), math.fsum((b - a) ** 2 for a, b in pairs), rel_tol=1e-12)


# --- week 2 ---------------------------------------------------------------------------------------


@given(sizes, sizes, seeds)
@some
def test_w2_propagate_is_that_of_plain_loops_and_its_gradients_are_the_costs(n: int, m: int, seed: int) -> None:
    propagate = solved("w2_logistic_regression").propagate
    parameters, X, Y = drawn({"w": (n, 1), "b": ()}, seed, m)
    grads, cost = propagate(parameters["w"], float(parameters["b"]), X, Y)
    losses = []
    for i in range(m):
        a = sigma(sum(parameters["w"][j, 0] * X[j, i] for j in range(n)) + float(parameters["b"]))
        losses.append(-math.log(a) if Y[0, i] else -math.log(1 - a))
    assert math.isclose(cost, sum(losses) / m, rel_tol=1e-9)
    assert agree(lambda moved: propagate(moved["w"], moved["b"], X, Y)[1], parameters, grads)


@given(sizes, sizes, seeds)
@some
def test_w2_a_class_is_asked_of_every_example(n: int, m: int, seed: int) -> None:
    ours = solved("w2_logistic_regression")
    parameters, X, _ = drawn({"w": (n, 1), "b": ()}, seed, m)
    w, b = parameters["w"], float(parameters["b"])
    assert near(ours.predict(w, b, X), [[sum(w[j, 0] * X[j, i] for j in range(n)) + b > 0 for i in range(m)]])
    w, b = ours.initialize_with_zeros(n)
    assert near(w, [[0.0]] * n)
    assert b == 0


@given(sizes, sizes, seeds)
@some
def test_w2_training_in_the_span_of_the_pictures_is_the_same_training(n: int, m: int, seed: int) -> None:
    """X = Q R: on R the weights are Q^T w, the costs and the predictions are the same."""
    model = solved("w2_logistic_regression").model
    _, X, Y = drawn({"w": (n + m, 1)}, seed, m)
    Q, R = np.linalg.qr(X)
    full, small = (model(x, Y, x, Y, num_iterations=120, learning_rate=0.1) for x in (X, R))
    assert np.allclose(Q.T @ full["w"], small["w"], atol=1e-10)
    assert np.allclose(full["costs"], small["costs"], atol=1e-12)


# --- week 3 ---------------------------------------------------------------------------------------


def shallow(n_x: int, n_h: int) -> dict[str, tuple[int, ...]]:
    return {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}


@given(sizes, sizes, sizes, seeds)
@some
def test_w3_forward_propagation_is_that_of_plain_loops(n_x: int, n_h: int, m: int, seed: int) -> None:
    parameters, X, _ = drawn(shallow(n_x, n_h), seed, m)
    W1, b1, W2, b2 = parameters.values()
    A2, cache = solved("w3_shallow_network").forward_propagation(X, parameters)
    for i in range(m):
        hidden = [math.tanh(sum(W1[j, k] * X[k, i] for k in range(n_x)) + b1[j, 0]) for j in range(n_h)]
        output = sigma(sum(W2[0, j] * hidden[j] for j in range(n_h)) + b2[0, 0])
        assert np.allclose(cache["A1"][:, i], hidden, rtol=1e-12, atol=1e-14)
        assert math.isclose(A2[0, i], output, rel_tol=1e-12)


@given(sizes, sizes, sizes, seeds)
@some
def test_w3_gradients_are_those_of_the_cost(n_x: int, n_h: int, m: int, seed: int) -> None:
    ours = solved("w3_shallow_network")
    parameters, X, Y = drawn(shallow(n_x, n_h), seed, m)
    grads = ours.backward_propagation(parameters, ours.forward_propagation(X, parameters)[1], X, Y)
    assert agree(lambda moved: ours.compute_cost(ours.forward_propagation(X, moved)[0], Y), parameters, grads)


@given(sizes, sizes, sizes, seeds)
@some
def test_w3_the_cost_is_the_mean_loss_and_a_class_is_asked_of_every_example(
    n_x: int, n_h: int, m: int, seed: int
) -> None:
    ours = solved("w3_shallow_network")
    parameters, X, Y = drawn(shallow(n_x, n_h), seed, m)
    A2, _ = ours.forward_propagation(X, parameters)
    assert math.isclose(ours.compute_cost(A2, Y), mean_loss(A2, Y), rel_tol=1e-10)
    assert math.isclose(solved("w4_deep_network").compute_cost(A2, Y), mean_loss(A2, Y), rel_tol=1e-10)
    assert near(ours.predict(parameters, X), [[a > 0.5 for a in A2[0]]])


@given(sizes, sizes, sizes, sizes, seeds)
@some
def test_w3_sizes_and_the_first_parameters(n_x: int, n_h: int, n_y: int, m: int, seed: int) -> None:
    ours = solved("w3_shallow_network")
    assert ours.layer_sizes(np.zeros((n_x, m)), np.zeros((n_y, m))) == (n_x, 4, n_y)
    for initialize in (ours.initialize_parameters, solved("w4_deep_network").initialize_parameters):
        np.random.seed(seed)
        are_drawn(initialize(n_x, n_h, n_y), [n_x, n_h, n_y], seed, [0.01, 0.01])


@pytest.mark.parametrize("stem", ["w3_shallow_network", "w4_deep_network"])
@given(n_x=sizes, n_h=sizes, seed=seeds, rate=st.floats(0.001, 2))
@some
def test_an_update_moves_every_entry_against_its_gradient(
    stem: str, n_x: int, n_h: int, seed: int, rate: float
) -> None:
    old, _, _ = drawn(shallow(n_x, n_h), seed, 1)
    grads = {f"d{name}": value for name, value in drawn(shallow(n_x, n_h), seed + 1, 1)[0].items()}
    new = solved(stem).update_parameters(old, grads, rate)
    assert new.keys() == old.keys()
    for name, value in old.items():
        pairs = zip(value.ravel(), grads[f"d{name}"].ravel(), strict=True)
        assert near(new[name], np.reshape([v - rate * slope for v, slope in pairs], value.shape))


# --- week 4 ---------------------------------------------------------------------------------------

depths = st.lists(sizes, min_size=2, max_size=5).map(lambda hidden: [*hidden, 1])


def deep(dims: list[int]) -> dict[str, tuple[int, ...]]:
    weights = {f"W{l}": (dims[l], dims[l - 1]) for l in range(1, len(dims))}
    return weights | {f"b{l}": (dims[l], 1) for l in range(1, len(dims))}


@given(depths, sizes, seeds)
@some
def test_w4_a_forward_pass_is_that_of_plain_loops(dims: list[int], m: int, seed: int) -> None:
    parameters, X, _ = drawn(deep(dims), seed, m)
    AL, caches = solved("w4_deep_network").L_model_forward(X, parameters)
    assert len(caches) == len(dims) - 1
    for i in range(m):
        a = list(X[:, i])
        for l in range(1, len(dims)):
            W, b = parameters[f"W{l}"], parameters[f"b{l}"]
            z = [sum(W[j, k] * a[k] for k in range(dims[l - 1])) + b[j, 0] for j in range(dims[l])]
            a = [sigma(v) for v in z] if l == len(dims) - 1 else [max(v, 0.0) for v in z]
        assert math.isclose(AL[0, i], a[0], rel_tol=1e-10)


@given(depths, sizes, seeds)
@some
def test_w4_gradients_are_those_of_the_cost(dims: list[int], m: int, seed: int) -> None:
    ours = solved("w4_deep_network")
    parameters, X, Y = drawn(deep(dims), seed, m)
    AL, caches = ours.L_model_forward(X, parameters)
    kinks = [np.abs(cache[1]).min() for cache in caches[:-1]]
    if min(kinks, default=1) < 1e-3 or not 1e-6 < AL.min() <= AL.max() < 1 - 1e-6:
        return  # a ReLU's kink within the step, or a saturated output: no slope to be measured
    grads = ours.L_model_backward(AL, Y, caches)
    assert agree(lambda moved: ours.compute_cost(ours.L_model_forward(X, moved)[0], Y), parameters, grads)
    assert agree(  # dA belongs to each example's loss: the cost's slope is dA / m
        lambda moved: ours.compute_cost(ours.L_model_forward(moved["X"], parameters)[0], Y),
        {"X": X},
        {"dX": grads["dA0"] / m},
    )


@given(sizes, sizes, sizes, seeds, st.sampled_from(["sigmoid", "relu"]))
@some
def test_w4_one_layer_is_that_of_plain_loops_and_its_gradients_are_its_slopes(
    n: int, before: int, m: int, seed: int, activation: str
) -> None:
    ours, rng = solved("w4_deep_network"), np.random.default_rng(seed)
    A, W, b, dA = (rng.normal(size=shape) for shape in ((before, m), (n, before), (n, 1), (n, m)))
    Z, cache = ours.linear_forward(A, W, b)
    assert near(Z, product(W, A, b))
    assert all(one is two for one, two in zip(cache, (A, W, b), strict=True))
    activated, (linear_cache, kept) = ours.linear_activation_forward(A, W, b, activation)
    by_entry = sigma if activation == "sigmoid" else lambda v: max(v, 0.0)
    assert near(activated, [[by_entry(v) for v in row] for row in Z])
    assert all(one is two for one, two in zip(linear_cache, (A, W, b), strict=True))
    assert near(kept, Z)
    # Of a loss sum(dA * A), summed over the examples: 1/m is in dW and db alone.
    parameters = {"A": A, "W": W, "b": b}
    slopes = ours.linear_backward(dA, cache)
    scaled = {"dA": slopes[0], "dW": m * slopes[1], "db": m * slopes[2]}
    assert agree(lambda moved: np.sum(dA * ours.linear_forward(**moved)[0]), parameters, scaled)
    if activation == "sigmoid" or np.abs(Z).min() > 1e-3:  # no slope at a ReLU's kink
        slopes = ours.linear_activation_backward(dA, (linear_cache, kept), activation)
        scaled = {"dA": slopes[0], "dW": m * slopes[1], "db": m * slopes[2]}
        assert agree(
            lambda moved: np.sum(
                dA * ours.linear_activation_forward(moved["A"], moved["W"], moved["b"], activation)[0]
            ),
            parameters,
            scaled,
        )


@given(depths, seeds)
@some
def test_w4_the_first_parameters_of_a_deep_network(dims: list[int], seed: int) -> None:
    for stem, scales in [
        ("w4_deep_network", [0.01] * (len(dims) - 1)),
        ("w4_cat_classifier", [1 / math.sqrt(n) for n in dims[:-1]]),
    ]:
        np.random.seed(seed)
        are_drawn(solved(stem).initialize_parameters_deep(dims), dims, seed, scales)


# --- trainings ------------------------------------------------------------------------------------

Training = tuple[Callable[[int], tuple[Parameters, list | None]], Callable[[Parameters], float], float]


def logistic(name: str) -> Callable[..., Training]:
    def training(dims: list[int], X: np.ndarray, Y: np.ndarray, rate: float, seed: int) -> Training:
        ours = solved("w2_logistic_regression")
        start = {"w": np.zeros((len(X), 1)), "b": 0.0}
        if name == "optimize":
            start = {"w": np.random.default_rng(seed).normal(size=(len(X), 1)), "b": 0.3}

        def trained(iterations: int) -> tuple[Parameters, list | None]:
            if iterations == 0:
                return start, None
            if name == "optimize":
                params, _, costs = ours.optimize(**start, X=X, Y=Y, num_iterations=iterations, learning_rate=rate)
                return params, costs
            found = ours.model(X, Y, X[:, :1], Y[:, :1], iterations, rate)
            assert near(found["Y_prediction_train"], ours.predict(found["w"], found["b"], X))
            assert near(found["Y_prediction_test"], found["Y_prediction_train"][:, :1])
            return found, found["costs"]

        return trained, lambda moved: ours.propagate(moved["w"], moved["b"], X, Y)[1], rate

    return training


def shallow_training(dims: list[int], X: np.ndarray, Y: np.ndarray, rate: float, seed: int) -> Training:
    ours = solved("w3_shallow_network")

    def trained(iterations: int) -> tuple[Parameters, None]:
        np.random.seed(seed)
        return ours.nn_model(X, Y, dims[1], iterations), None

    return trained, lambda moved: ours.compute_cost(ours.forward_propagation(X, moved)[0], Y), 1.2


def deep_training(name: str) -> Callable[..., Training]:
    def training(dims: list[int], X: np.ndarray, Y: np.ndarray, rate: float, seed: int) -> Training:
        ours = solved("w4_cat_classifier")
        sizes = dims if name == "L_layer_model" else [dims[0], dims[1], 1]

        def trained(iterations: int) -> tuple[Parameters, list]:
            np.random.seed(seed)
            return getattr(ours, name)(X, Y, sizes, rate, iterations)

        def cost(moved: Parameters) -> float:
            AL, caches = ours.L_model_forward(X, moved)
            if min(np.abs(Z).min() for _, Z in caches) < 1e-4:
                raise Kink
            return ours.compute_cost(AL, Y)

        return trained, cost, rate

    return training


class Kink(Exception):
    """A ReLU's kink is within the step: there is no slope to be measured."""


TRAININGS = {
    "optimize": logistic("optimize"),
    "model": logistic("model"),
    "nn_model": shallow_training,
    "two_layer_model": deep_training("two_layer_model"),
    "L_layer_model": deep_training("L_layer_model"),
}


@pytest.mark.parametrize("name", TRAININGS)
@given(dims=depths, m=sizes, seed=seeds, done=st.integers(0, 4), rate=st.floats(0.01, 0.5))
@some
def test_each_iteration_of_a_training_is_a_step_against_the_slope_of_the_cost(
    name: str, dims: list[int], m: int, seed: int, done: int, rate: float
) -> None:
    _, X, Y = drawn(deep(dims), seed, m)
    trained, cost, rate = TRAININGS[name](dims, X, Y, rate, seed)
    old, new = trained(done)[0], trained(done + 1)[0]
    names = [key for key in old if key[0] in "wWb"]
    old, new = ({key: np.asarray(found[key], float) for key in names} for found in (old, new))
    try:
        assert agree(cost, old, {f"d{key}": (old[key] - new[key]) / rate for key in names})
    except Kink:
        return


@pytest.mark.parametrize("name", [name for name in TRAININGS if name != "nn_model"])
@given(dims=depths, m=sizes, seed=seeds)
@settings(max_examples=5)
def test_a_training_tells_the_cost_of_every_hundredth_iteration(name: str, dims: list[int], m: int, seed: int) -> None:
    _, X, Y = drawn(deep(dims), seed, m)
    trained, cost, _ = TRAININGS[name](dims, X, Y, 0.01, seed)
    try:
        costs = [cost(trained(iteration)[0]) for iteration in (0, 100, 200)]
    except Kink:
        return
    assert near(trained(201)[1], costs)
    assert near(trained(200)[1], costs[:2])
