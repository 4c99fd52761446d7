"""What a learner uses besides `check`: a numerical gradient check, a guess at a shape, a progress bar."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np

__all__ = ["gradient_check", "predict_shape", "progress"]

STEP = 1e-5
"""Balances the error of the difference quotient, about STEP**2, against rounding, about 1e-16 / STEP."""
RIGHT, BUG = 1e-7, 1e-3

T = TypeVar("T")


def gradient_check(cost: Callable[[Any], Any], parameters: Mapping[str, Any], grads: Mapping[str, Any]) -> None:
    """Compare gradients with the slope of the cost, measured by moving each number of each parameter a little.

    cost(parameters) -> J, a number; parameters {"W1": array, ...} of arrays or numbers; grads {"dW1": array, ...},
    the gradient of J by each of them. Prints the relative error of each gradient, |d - n| / (|d| + |n|) with n the
    measured one: below 1e-7 it is right, above 1e-3 there is a bug, between them a kink of ReLU may lie within the
    step. Returns None. Raises ValueError where a gradient is missing or has another shape than its parameter.
    """
    for name, value in parameters.items():
        gradient = np.asarray(grads.get(f"d{name}", "missing"))
        if gradient.dtype.kind not in "biuf":
            raise ValueError(f"grads has no numbers under 'd{name}', the gradient of {name}")
        if gradient.shape != np.shape(value):
            raise ValueError(f"d{name} has shape {gradient.shape}, and {name} has {np.shape(value)}: they must agree")
        error = relative_error(gradient, measured(cost, parameters, name))
        print(f"{'d' + name:6} relative error {error:.1e}: {verdict(error)}")


def measured(cost: Callable[[Any], Any], parameters: Mapping[str, Any], name: str) -> np.ndarray:
    """The slope of the cost along each entry of one parameter, by central differences."""
    slopes = np.empty(np.shape(parameters[name]))
    for index in np.ndindex(slopes.shape):
        beside = []
        for step in (STEP, -STEP):
            moved = copy.deepcopy(dict(parameters))
            entries = np.array(moved[name], dtype=float)
            entries[index] += step
            moved[name] = entries if slopes.ndim else float(entries)
            beside.append(float(np.squeeze(cost(moved))))
        slopes[index] = (beside[0] - beside[1]) / (2 * STEP)
    return slopes


def relative_error(gradient: np.ndarray, slopes: np.ndarray) -> float:
    """|d - n| / (|d| + |n|); two gradients that are both zero agree."""
    size = np.linalg.norm(gradient) + np.linalg.norm(slopes)
    # Both below what rounding leaves of a slope of zero.
    return 0.0 if size < 1e-9 else float(np.linalg.norm(gradient - slopes) / size)


def verdict(error: float) -> str:
    if error < RIGHT:
        return "right"
    if error < BUG:
        return "in between: is there a ReLU with its kink within the step? Try other numbers"
    return "a bug, in this gradient or in the cost"  # nan too


def predict_shape(array: Any, guess: Any) -> None:
    """Say whether a guess is the shape of an array: `predict_shape(W @ X + b, (3, 5))`.

    guess: a tuple of whole numbers, or `...` as long as there is none. Prints the answer; graded is nothing.
    """
    shape = np.shape(array)
    if guess is ...:
        print("Your guess? Put a shape such as (2, 3) in the place of the dots, then run the cell again.")
    elif not isinstance(guess, (tuple, list)):
        print(f"A shape is a tuple, such as (2, 3) or (4,); your guess is {guess!r}.")
    elif tuple(guess) == shape:
        print(f"✓ {shape}")
    elif len(guess) != len(shape):
        axes = "axis" if len(shape) == 1 else "axes"
        print(f"Not {tuple(guess)}: the array has {len(shape)} {axes}. Try again.")
    elif tuple(guess) == shape[::-1]:
        print(f"Not {tuple(guess)}, but the numbers are the right ones: which comes first? Try again.")
    else:
        axis = next(i for i, (ours, theirs) in enumerate(zip(shape, guess, strict=True)) if ours != theirs)
        print(f"Not {tuple(guess)}: look at axis {axis} again. Which sizes meet there, and which stay?")


def progress(iterable: Iterable[T], what: str = "") -> Iterable[T]:
    """Iterate, with a bar below the cell where it takes longer than a second: `for step in progress(steps):`."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # it would be a thread
    in_notebook = type(sys.stdout).__module__.startswith("ipykernel")
    # Never on stderr, which Jupyter shows like an error.
    file = Bar() if in_notebook else sys.stdout
    return tqdm(iterable, desc=what or None, file=file, delay=1, leave=False, ncols=80, mininterval=0.2)


class Bar:
    """A notebook's place for a bar: an output of its own, or each state would be saved between what is printed."""

    def __init__(self) -> None:
        self.shown: Any = None

    def write(self, text: str) -> None:
        from IPython.display import display

        state = {"text/plain": text.strip("\r\n ")}
        if self.shown:
            self.shown.update(state, raw=True)
        elif state["text/plain"]:
            self.shown = display(state, raw=True, display_id=True)

    def flush(self) -> None:
        """Nothing waits."""
