"""The planar sets: shapes, classes, geometry, and what a straight line can and can't do with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import data


def test_everything_public_is_there() -> None:
    assert [name for name in data.__all__ if not callable(getattr(data, name))] == []


@given(half=st.integers(1, 150), seed=st.integers(0, 2**32 - 1))
def test_any_flower_has_two_equal_classes_and_stays_in_its_circle(half: int, seed: int) -> None:
    X, Y = data.flower(2 * half, seed)
    assert (X.shape, X.dtype) == ((2, 2 * half), np.float64)
    assert (Y.shape, Y.dtype) == ((1, 2 * half), np.int64)
    assert Y[0].tolist() == [0] * half + [1] * half
    # The rose reaches 4; ten standard deviations of noise are never exceeded.
    assert np.all(np.hypot(*X) < 4 + 10 * 0.2)


def test_the_default_flower_is_the_one_whose_figures_the_course_quotes() -> None:
    X, _ = data.flower()
    assert X.shape == (2, 400)
    assert np.array_equal(X, data.flower(400, 1)[0])
    assert X[:, 0] == pytest.approx([0.10065909, 1.45404149])
    assert X[:, -1] == pytest.approx([1.19435838, -3.65084909])


def test_another_seed_gives_another_flower() -> None:
    assert not np.array_equal(data.flower(seed=1)[0], data.flower(seed=2)[0])


def test_flower_leaves_the_global_generator_alone() -> None:
    before = np.random.get_state()[1].copy()
    data.flower()
    assert np.array_equal(before, np.random.get_state()[1])


def best_line(X: np.ndarray, Y: np.ndarray) -> float:
    """The largest share of points that a straight line gets right, over 360 directions and every offset."""
    best = 0.0
    for angle in np.linspace(0, 2 * np.pi, 360, endpoint=False):
        side = Y[0, np.argsort(np.cos(angle) * X[0] + np.sin(angle) * X[1])]
        below, above = np.cumsum(side == 0), np.cumsum((side == 1)[::-1])[::-1]
        best = max(best, float(np.max(below[:-1] + above[1:])) / side.size)
    return best


@pytest.mark.parametrize("seed", range(1, 4), ids="seed {}".format)
def test_no_straight_line_separates_a_flower(seed: int) -> None:
    assert 0.6 < best_line(*data.flower(seed=seed)) < 0.8


@pytest.mark.parametrize("seed", range(1, 4), ids="seed {}".format)
def test_three_lines_through_the_centre_separate_most_of_a_flower(seed: int) -> None:
    """The idea of the assignment: six sectors of alternating class, so three lines, so three hidden units."""
    X, Y = data.flower(seed=seed)
    sector = np.floor(np.arctan2(X[0], X[1]) / (np.pi / 4)).astype(int) % 8
    mostly = np.array([round(Y[0, sector == s].mean()) for s in range(8)])
    assert mostly.tolist() == [0, 1, 0, 1, 1, 0, 1, 0]
    assert np.mean(mostly[sector] == Y[0]) > 0.9


@pytest.mark.parametrize(
    "m",
    [
        pytest.param(401, id="odd"),
        pytest.param(1, id="one"),
        pytest.param(0, id="none"),
        pytest.param(-2, id="negative"),
    ],
)
def test_a_flower_of_impossible_size_is_refused(m: int) -> None:
    with pytest.raises(ValueError, match=rf"even number of points, at least 2, not m={m}$"):
        data.flower(m)
