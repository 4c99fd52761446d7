"""The original course's pictures, where somebody has them: our solutions reach its published costs and accuracies.

    ORIGINAL_CATS=FOLDER pytest tests/test_original.py

with train_catvnoncat.h5 and test_catvnoncat.h5 of the original course in FOLDER. They are not ours to ship, so these
tests are skipped without them, and named.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder import data
from autograder.course import Course, Solved

COURSE = Course.at(Path(__file__).parents[1])
FOLDER = os.environ.get("ORIGINAL_CATS")

pytestmark = pytest.mark.skipif(not FOLDER, reason="ORIGINAL_CATS names no folder with the original course's pictures")


@pytest.fixture(scope="module")
def pictures() -> SimpleNamespace:
    train_x, train_y, test_x, test_y, _ = data.cats(Path(FOLDER))
    return SimpleNamespace(
        X=train_x.reshape(len(train_x), -1).T / 255,
        Y=train_y,
        X_test=test_x.reshape(len(test_x), -1).T / 255,
        Y_test=test_y,
    )


def accuracy(predictions: Any, Y: np.ndarray) -> float:
    return 100 * float(np.mean(np.asarray(predictions) == Y))


def test_logistic_regression(pictures: SimpleNamespace) -> None:
    p = pictures
    model = Solved.of(COURSE, "w2_logistic_regression").functions.model
    made = model(p.X, p.Y, p.X_test, p.Y_test, num_iterations=2000, learning_rate=0.005)
    assert [f"{made['costs'][i]:.6f}" for i in (0, 1, 2, 19)] == ["0.693147", "0.584508", "0.466949", "0.140872"]
    assert accuracy(made["Y_prediction_train"], p.Y) == pytest.approx(99.04, abs=0.005)
    assert accuracy(made["Y_prediction_test"], p.Y_test) == pytest.approx(70.0)


NETWORKS = {
    "two layers": ("two_layer_model", (12288, 7, 1), ["0.693050", "0.646432", "0.048555"], 100, 72),
    "four layers": ("L_layer_model", [12288, 20, 7, 5, 1], ["0.771749", "0.672053", "0.092878"], 98.56, 80),
}


@pytest.mark.parametrize(("model", "sizes", "costs", "train", "test"), NETWORKS.values(), ids=NETWORKS)
def test_networks(pictures: SimpleNamespace, model: str, sizes: Any, costs: list, train: float, test: float) -> None:
    p, ours = pictures, Solved.of(COURSE, "w4_cat_classifier").functions
    np.random.seed(1)
    parameters, made = getattr(ours, model)(p.X, p.Y, sizes, learning_rate=0.0075, num_iterations=2500)
    assert [f"{made[i]:.6f}" for i in (0, 1, 24)] == costs
    for X, Y, reached in [(p.X, p.Y, train), (p.X_test, p.Y_test, test)]:
        assert accuracy(ours.L_model_forward(X, parameters)[0] > 0.5, Y) == pytest.approx(reached, abs=0.005)
