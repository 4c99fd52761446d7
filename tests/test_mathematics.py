"""The mathematics of the reference: passes are those of plain loops, gradients those of the cost, for any sizes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Course, Solved

COURSE = Course.at(Path(__file__).parents[1])
Parameters = dict[str, np.ndarray]

some = settings(max_examples=40, deadline=None)
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
    """Are these the slopes of the cost, by central differences?"""
    exact, measured, step = [], [], 1e-5
    for name, value in parameters.items():
        for index in np.ndindex(value.shape):
            unit = np.zeros_like(value)
            unit[index] = step
            there, back = ({**parameters, name: value + sign * unit} for sign in (1, -1))
            measured.append((cost(there) - cost(back)) / (2 * step))
            exact.append(np.asarray(grads[f"d{name}"])[index])
    exact, measured = np.array(exact), np.array(measured)
    return np.linalg.norm(exact - measured) <= 1e-7 * (np.linalg.norm(exact) + np.linalg.norm(measured)) + 1e-10


def sigma(z: float) -> float:
    return 1 / (1 + math.exp(-z))


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
    assert agree(lambda moved: propagate(moved["w"], float(moved["b"]), X, Y)[1], parameters, grads)


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
