"""In what way numbers differ, said of every case alike, and of nothing where no way fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.diagnose import likenesses
from autograder.examples import Example, Outcome, Question
from autograder.judge import judge
from autograder.likeness import Pair, likeness

RNG = np.random.default_rng(7)
SIZES = [(4, 9), (3, 5), (6, 2)]


def pairs(change: Callable[..., Any], *, shape: Callable[[int, int], tuple[int, ...]]) -> list[Pair]:
    """Three cases of n features and m examples; `change(want, X, m)` is what came."""
    made = []
    for n, m in SIZES:
        X, want = RNG.normal(size=(n, m)), RNG.normal(size=shape(n, m))
        args = {"w": RNG.normal(size=(n, 1)), "X": X, "parameters": {"W1": RNG.normal(size=(n, m)), "L": 3}}
        pair = Pair.of(
            change(want, X, m),
            want,
            args,
            {"dW2": want + 1.5 * X if want.shape == X.shape else X},
            costs=want.ndim == 1,
        )
        assert pair
        made.append(pair)
    return made


MATRIX = dict(shape=lambda n, m: (n, m))
COLUMN = dict(shape=lambda n, m: (n, 1))
NUMBER = dict(shape=lambda n, m: ())
CURVE = dict(shape=lambda n, m: (m + 2,))

WAYS: dict[str, tuple[Callable[..., Any], dict, str]] = {
    "transposed": (lambda want, X, m: want.T, MATRIX, "It is the right one transposed."),
    "rank 1": (
        lambda want, X, m: want[:, 0],
        COLUMN,
        "The numbers are right, in another shape: (4,), and shape (4, 1)",
    ),
    "[[c]]": (lambda want, X, m: want.reshape(1, 1), NUMBER, "in another shape: (1, 1), and a single number"),
    "other places": (lambda want, X, m: want.T.reshape(want.shape), MATRIX, "in other places"),
    "zero": (lambda want, X, m: 0 * want, MATRIX, "All of it is zero."),
    "an argument": (lambda want, X, m: X, MATRIX, "It is the argument X."),
    "another output": (lambda want, X, m: want + 1.5 * X, MATRIX, "It is what belongs in dW2."),
    "times m": (lambda want, X, m: want * m, MATRIX, "It is X.shape[1] times the right one: a division"),
    "a number times m": (lambda want, X, m: want * m, NUMBER, "It is X.shape[1] times the right one"),
    "divided by m": (lambda want, X, m: want / m, COLUMN, "It is the right one divided by X.shape[1]: that division"),
    "divided by m twice": (lambda want, X, m: want / m**2, COLUMN, "divided by X.shape[1] twice"),
    "sign": (lambda want, X, m: -want, MATRIX, "Its sign is the other one."),
    "sign and m": (lambda want, X, m: -want * m, MATRIX, "a division by it is missing. And its sign is the other one."),
    "a constant factor": (lambda want, X, m: 2.5 * want, MATRIX, "It is the right one times 2.5."),
    "log10": (lambda want, X, m: want / np.log(10), NUMBER, "times 0.434294: log10 for log?"),
    "one minus": (lambda want, X, m: 1 - want, MATRIX, "It is one minus the right one."),
    "square": (lambda want, X, m: want**2, MATRIX, "It is the square of the right one."),
    "rounded": (lambda want, X, m: (want > 0.5) * 1, MATRIX, "rounded to 0 and 1"),
    "a constant off": (lambda want, X, m: want + 0.25, MATRIX, "Every entry is too large by 0.25."),
    "off by m": (lambda want, X, m: want - m, MATRIX, "Every entry is too small by the same number (9 in this case)."),
    "added up over rows": (lambda want, X, m: want.sum(axis=1, keepdims=True), MATRIX, "with each row added up"),
    "averaged over all": (lambda want, X, m: want.mean(), MATRIX, "with all of it averaged"),
    "only the first row": (lambda want, X, m: want + (np.arange(len(want))[:, None] > 0), MATRIX, "Only the first row"),
    "only the first column": (lambda want, X, m: want + (np.arange(m) > 0), MATRIX, "Only the first column is right."),
    "all but the last row": (
        lambda want, X, m: want + (np.arange(len(want))[:, None] == len(want) - 1),
        MATRIX,
        "All but the last row is right.",
    ),
    "all the same": (lambda want, X, m: np.full(want.shape, 0.7), MATRIX, "All of its entries are the same number."),
    "a table": (lambda want, X, m: want + want.T, COLUMN, "broadcast into a table"),
    "the first cost missing": (lambda want, X, m: want[1:], CURVE, "the right costs, but the first one is missing"),
    "the last cost missing": (lambda want, X, m: want[:-1], CURVE, "the right costs, but the last one is missing"),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_way_is_told(name: str) -> None:
    change, shape, said = WAYS[name]
    assert said in (likeness(pairs(change, **shape)) or "")


@pytest.mark.parametrize("name", WAYS)
def test_a_way_that_holds_in_one_case_only_is_not_told(name: str) -> None:
    """With numbers at random in another case it is no way to differ."""
    change, shape, _ = WAYS[name]
    first, second, _ = pairs(change, **shape)
    odd = RNG.normal(size=second.want.shape) + 3
    assert likeness([first, Pair(odd, second.want, second.sizes, second.others)]) is None


def test_entries_that_are_still_to_be_summed() -> None:
    losses = [RNG.normal(size=(1, m)) for m in (3, 7)]
    for what, function in (("averaged", np.mean), ("added up", np.sum)):
        made = [Pair.of(loss, function(loss), {"Y": loss > 0}, {}) for loss in losses]
        assert likeness(made) == f"It has shape (1, 3): its entries are still to be {what}."


def test_costs_that_stay_or_climb() -> None:
    want = np.array([0.7, 0.5, 0.4])
    for got, said in ((want * 0 + 0.7, "stays where it began"), (np.array([0.7, 0.9, 1.4]), "climbs")):
        assert said in likeness([Pair.of(list(got), list(want), {}, {}, costs=True)])
        assert said not in (likeness([Pair.of(got, want, {}, {})]) or "")


def test_a_number_that_never_changes_is_no_factor() -> None:
    made = [Pair.of(1, want, {"X": np.ones((3, want))}, {}) for want in (9, 5, 2)]
    assert likeness(made) == "It is 1 in each of these cases, and is to depend on what is given."
    assert likeness(made[:1]) is None, "of whole numbers each is a multiple of some size"


def test_a_single_number_is_no_constant_factor() -> None:
    """Any number is a multiple of any other."""
    assert likeness([Pair.of(0.5, 0.7, {}, {})]) is None


anything = hnp.arrays(
    st.sampled_from([np.float64, np.int64, np.bool_, np.float32]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    elements=None,
)


@given(anything, anything)
def test_nothing_that_came_stops_it(got: np.ndarray, want: np.ndarray) -> None:
    pair = Pair.of(got, want, {"X": want, "caches": [(got, {"a": want})]}, {"b": got})
    assert pair is None or likeness([pair]) is None or likeness([pair]).endswith((".", "?", "axis."))


# --- in a report ------------------------------------------------------------------------------------


def question(returns: str | None, *rights: Any) -> Question:
    examples = [
        Example(f"case {i}", {"X": RNG.normal(size=(i + 2, i + 4))}, Outcome(value=right))
        for i, right in enumerate(rights)
    ]
    return Question("f", 1.0, returns, (), {}, {}, False, {}, None, None, (), tuple(examples))


def told(asked: Question, *values: Any) -> list[str]:
    outcomes = [value if isinstance(value, Outcome) else Outcome(value=value) for value in values]
    return likenesses(asked, outcomes, judge(asked, outcomes))


def test_outputs_that_differ_alike_share_a_sentence() -> None:
    rights = [{"a": RNG.normal(size=(3, i)), "b": RNG.normal(size=(i, 2)), "c": 1.0} for i in (2, 4)]
    asked = question("{a, b, c}", *rights)
    said = told(asked, *({"a": -right["a"], "b": -right["b"], "c": 1.0} for right in rights))
    assert said == ["a, b: Its sign is the other one."]


def test_a_family_is_told_over_all_its_entries() -> None:
    rights = [{f"W{l}": RNG.normal(size=(l + 1, 5)) for l in range(1, L)} for L in (3, 4)]
    asked = question("{W*}", *rights)
    assert told(asked, *({key: value.T for key, value in right.items()} for right in rights)) == [
        "W*: It is the right one transposed."
    ]


def test_one_case_right_and_the_others_not() -> None:
    asked = question(None, *(RNG.normal(size=(2, 3)) for _ in range(3)))
    first, second, third = (example.right.value for example in asked.examples)
    (said,) = told(asked, first, second + np.diag([1, 2, 3])[:2], third * [[1, 2, 3], [3, 2, 1]])
    assert said.startswith("It is right with case 0, not with case 1")
    assert told(asked, Outcome("raised", raised="ValueError (shapes)"), second, third)[0].startswith(
        "It is right with case 1"
    )
    assert told(asked, first, second, third) == []


def test_where_no_way_fits_nothing_is_said() -> None:
    asked = question(None, *(RNG.normal(size=(2, 3)) for _ in range(2)))
    assert told(asked, RNG.normal(size=(2, 3)), RNG.normal(size=(2, 3))) == []
    assert told(asked, "a text", {"a": 1}) == []
