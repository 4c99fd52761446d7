"""Is this value that value? A row for every rung, every accepted variant, and values that no contract foresees."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from autograder.compare import JUDGES, Difference, difference, output_names, outputs, parse_returns, pick


@dataclass
class Stranger:
    """What the sandbox hands over for an object that is no plain data: its type's name only."""

    type: str


A = np.arange(6.0).reshape(2, 3)
ROW = np.array([[0, 1, 1]])


def close(value: Any, by: float) -> Any:
    return value + by * np.max(np.abs(value))


# (got, want, word)
RUNGS = {
    # type
    "a list for an array": ([[0.0]], np.zeros((1, 1)), "type"),
    "a text for a number": ("1", 1.0, "type"),
    "a text for an array": ("1", A, "type"),
    "None for a number": (None, 1.0, "type"),
    "None for an array": (None, A, "type"),
    "None for a dictionary": (None, {}, "type"),
    "a list for a dictionary": ([], {"W": A}, "type"),
    "an array for a dictionary": (A, {"W": A}, "type"),
    "a dictionary for a list": ({}, [1], "type"),
    "a table for a tuple": (np.array([[2, 4, 1]]), (2, 4, 1), "type"),
    "a dictionary for an array": ({"A": A}, A, "type"),
    "a tuple for a number": ((1.0,), 1.0, "type"),
    "a stranger for an array": (Stranger("DataFrame"), A, "type"),
    "a stranger for a dictionary": (Stranger("DataFrame"), {}, "type"),
    "a number for a text": (1, "relu", "type"),
    "a number for None": (0, None, "type"),
    # keys
    "no keys": ({}, {"W": A}, "keys"),
    "another key": ({"w": A}, {"W": A}, "keys"),
    "a key missing below": ({"a": {}}, {"a": {"b": 1}}, "keys"),
    # length
    "too few": ([1, 2], [1, 2, 3], "length"),
    "too many": ([1, 2, 3, 4], [1, 2, 3], "length"),
    "nothing": ([], [1], "length"),
    "something": ([1], [], "length"),
    # shape
    "rank 1": (np.zeros(3), np.zeros((1, 3)), "shape"),
    "transposed": (A.T, A, "shape"),
    "an array for a number": (np.array([[1.0]]), 1.0, "shape"),
    "a number for an array": (1.0, np.array([[1.0]]), "shape"),
    "an array of no entries": (np.zeros((0, 3)), A, "shape"),
    # dtype
    "complex entries": (A + 0j, A, "dtype"),
    "a complex number": (1 + 0j, 1.0, "dtype"),
    "texts as entries": (np.array(["1", "2"]), np.array([1, 2]), "dtype"),
    "objects as entries": (np.array([1, None]), np.array([1, 2]), "dtype"),
    "a whole number beyond all arrays": (10**400, 1.0, "dtype"),
    "a date": (np.datetime64("2020-01-01"), 1.0, "dtype"),
    # nan
    "nan": (math.nan, 1.0, "nan"),
    "nan is not even nan": (math.nan, math.nan, "nan"),
    "one nan": (np.where(A == 4, np.nan, A), A, "nan"),
    "infinity": (math.inf, 1.0, "nan"),
    "infinity is not infinity": (math.inf, math.inf, "nan"),
    "float16 that overflowed": (np.array([np.inf], np.float16), np.array([1e6]), "nan"),
    "nan comes before value": (np.array([0.0, np.nan]), np.array([1.0, 1.0]), "nan"),
    # value
    "another number": (2.0, 1.0, "value"),
    "another sign": (-1.0, 1.0, "value"),
    "one entry": (A + (A == 4), A, "value"),
    "just beyond the tolerance": (close(A, 1.1e-6), A, "value"),
    "float32 just beyond its tolerance": (close(A, 1.1e-4).astype(np.float32), A, "value"),
    "zero expected": (1e-11, 0.0, "value"),
    "one order for another": ([2, 1], [1, 2], "value"),
    "a number below": ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "value"),
    "another text": ("sigmoid", "relu", "value"),
    "True for False": (True, False, "value"),
}
ACCEPTED = {
    "the same": (A, A),
    "float": (1.5, 1.5),
    "np.float64": (np.float64(1.5), 1.5),
    "a 0-d array": (np.array(1.5), 1.5),
    "an int for a float": (0, 0.0),
    "a float for a whole number": (4.0, 4),
    "a bool for a whole number": (True, 1),
    "predictions as bool": (ROW == 1, ROW),
    "predictions as float": (ROW.astype(float), ROW),
    "predictions as int of one byte": (ROW.astype(np.uint8), ROW == 1),
    "a list for a tuple": ([2, 4, 1], (2, 4, 1)),
    "a tuple for a list": ((1.0, 2.0), [1.0, 2.0]),
    "np.int64 in a tuple": ((np.int64(2), 4, np.array(1)), (2, 4, 1)),
    "extra keys": ({"W": A, "more": "anything"}, {"W": A}),
    "keys in another order": ({"b": 1, "a": 0}, {"a": 0, "b": 1}),
    "another order in memory": (np.asfortranarray(A), A),
    "within the tolerance": (close(A, 0.9e-6), A),
    "a small entry beside a large one": (np.array([1e-9, 1.0]), np.array([0.0, 1.0])),
    "float32": (np.array([1 / 3], np.float32), np.array([1 / 3])),
    "float32 within its tolerance": (close(A, 0.9e-4).astype(np.float32), A),
    "float16 within its tolerance": (np.float16(1.0), 1.0),
    "zero within the absolute tolerance": (1e-13, 0.0),
    "nothing": (np.zeros((0, 3)), np.zeros((0, 3))),
    "None": (None, None),
    "a text": ("relu", "relu"),
    "NumPy's text": (np.str_("relu"), "relu"),
}


@pytest.mark.parametrize(("got", "want", "word"), RUNGS.values(), ids=RUNGS)
def test_every_rung_has_its_word(got: Any, want: Any, word: str) -> None:
    found = difference(got, want)
    assert found is not None
    assert found.word == word
    assert found.expected != found.got or not math.isfinite(want), "a reader must see what differs"


@pytest.mark.parametrize(("got", "want"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_the_contract_accepts(got: Any, want: Any) -> None:
    assert difference(got, want) is None


@pytest.mark.parametrize(
    ("got", "want", "place"),
    [
        pytest.param(1, 2, "", id="a number has no place"),
        pytest.param(A + (A == 4), A, "[1, 1]", id="the first entry that differs"),
        pytest.param({"Z1": A, "A1": A + (A >= 3)}, {"Z1": A, "A1": A}, "['A1'][1, 0]", id="an entry below a key"),
        pytest.param([1, (2, {"b": 3})], [1, (2, {"b": 4})], "[1][1]['b']", id="deep down"),
        pytest.param({"a": A.T}, {"a": A}, "['a']", id="a shape is the whole array's"),
        pytest.param(np.where(A == 2, np.inf, A), A, "[0, 2]", id="where it is not finite"),
    ],
)
def test_the_place_is_named(got: Any, want: Any, place: str) -> None:
    assert difference(got, want).place == place
    assert difference(got, want, "cache").place == f"cache{place}"


def test_digits_are_shown_until_two_numbers_differ() -> None:
    found = difference(0.1234569, 0.1234566)
    assert (found.expected, found.got) == ("0.1234566", "0.1234569")
    found = difference(0.25, 1 / 3)
    assert (found.expected, found.got) == ("0.333333", "0.25")


NAMING = {
    "nan is nan": (np.array([np.nan, 1]), np.array([np.nan, 1]), True),
    "infinity is infinity": (math.inf, math.inf, True),
    "infinity has a sign": (math.inf, -math.inf, False),
    "infinity is not nan": (math.inf, math.nan, False),
    "nan elsewhere": (np.array([1, np.nan]), np.array([np.nan, 1]), False),
    "nan for a number": (math.nan, 1.0, False),
    "a number for nan": (1.0, math.nan, False),
    "the finite rest must agree": (np.array([np.nan, 1]), np.array([np.nan, 2]), False),
    "all nan": (np.full((2, 2), np.nan), np.full((2, 2), np.nan), True),
}


@pytest.mark.parametrize(("got", "want", "same"), NAMING.values(), ids=NAMING)
def test_when_naming_nan_equals_nan(got: Any, want: Any, same: bool) -> None:
    assert (difference(got, want, naming=True) is None) == same


finite = st.floats(-1e100, 1e100)
trees = st.recursive(
    st.one_of(
        finite, st.integers(-9, 9), st.booleans(), hnp.arrays(float, hnp.array_shapes(max_side=3), elements=finite)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(), inner, max_size=3),
    ),
    max_leaves=6,
)
hostile = st.recursive(
    st.one_of(
        st.none(),
        st.text(max_size=5),
        st.binary(max_size=5),
        st.floats(),
        st.complex_numbers(),
        st.integers(-(1 << 1100), 1 << 1100),
        st.builds(Stranger, st.text()),
        hnp.arrays(
            st.one_of(hnp.scalar_dtypes(), st.just(np.dtype(object))),
            hnp.array_shapes(min_dims=0, min_side=0, max_side=3),
        ),
        st.sets(st.integers(), max_size=2),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)),
    max_leaves=5,
)


@given(trees)
def test_a_value_is_itself(value: Any) -> None:
    assert difference(value, value) is None
    assert difference(value, value, naming=True) is None


@given(hostile, trees | hostile)
def test_no_value_makes_it_stumble(got: Any, want: Any) -> None:
    for naming in (False, True):
        assert isinstance(difference(got, want, naming=naming), Difference | None)


# --- outputs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returns", "structure", "names"),
    [
        (None, ["value"], "value"),
        ("cost", ["cost"], "cost"),
        ("n_x, n_h, n_y", ["n_x", "n_h", "n_y"], "n_x n_h n_y"),
        ("{dw, db}, cost", [["dw", "db"], "cost"], "dw db cost"),
        ("A2, cache", ["A2", "cache"], "A2 cache"),
        ("{W1, b1, W2, b2}", [["W1", "b1", "W2", "b2"]], "W1 b1 W2 b2"),
        ("{dA*, dW*, db*}", [["dA*", "dW*", "db*"]], "dA* dW* db*"),
        ("{w, b}, {dw, db}, costs", [["w", "b"], ["dw", "db"], "costs"], "w b dw db costs"),
    ],
)
def test_the_outputs_of_a_declaration(returns: str | None, structure: list, names: str) -> None:
    assert parse_returns(returns) == structure
    assert output_names(structure) == names.split()


def words(returns: str | None, got: Any, want: Any) -> dict[str, str | None]:
    found = outputs(parse_returns(returns), got, want)
    return {name: problem and problem.word for name, problem in found.items()}


GRADS = {"dW1": A, "db1": ROW, "dW2": A, "db2": ROW}
PICKED = {
    "one value": (None, 1, 1, {"value": None}),
    "one named value may be a tuple": ("costs", (1, 2), (1, 2), {"costs": None}),
    "several": ("a, b", (1, 3), (1, 2), {"a": None, "b": "value"}),
    "a list of several": ("a, b", [1, 2], (1, 2), {"a": None, "b": None}),
    "one for several": ("a, b", 1, (1, 2), {"a": "type", "b": "type"}),
    "an array for several": ("a, b", np.array([1, 2]), (1, 2), {"a": "type", "b": "type"}),
    "too many": ("a, b", (1, 2, 3), (1, 2), {"a": "length", "b": "length"}),
    "keys": ("{a, b}", {"a": 1, "b": 3}, {"a": 1, "b": 2}, {"a": None, "b": "value"}),
    "a missing key costs itself only": ("{a, b}", {"a": 1}, {"a": 1, "b": 2}, {"a": None, "b": "keys"}),
    "no dictionary": ("{a, b}", (1, 2), {"a": 1, "b": 2}, {"a": "type", "b": "type"}),
    "a dictionary and a number": ("{a}, c", ({"a": 1}, 2), ({"a": 1}, 3), {"a": None, "c": "value"}),
    "None for the dictionary": ("{a}, c", (None, 3), ({"a": 1}, 3), {"a": "type", "c": None}),
    "families": ("{dW*, db*}", GRADS, GRADS, {"dW*": None, "db*": None}),
    "a family's missing member": ("{dW*, db*}", {**GRADS, "dW2": None}, GRADS, {"dW*": "type", "db*": None}),
    "a family's missing key": (
        "{dW*, db*}",
        {key: value for key, value in GRADS.items() if key != "db2"},
        GRADS,
        {"dW*": None, "db*": "keys"},
    ),
    "a family's extra member is welcome": ("{dW*}", {**GRADS, "dW3": 0}, GRADS, {"dW*": None}),
    "a family takes only its own": ("{dW*}", {**GRADS, "dWx": 0, 3: 0, "dW": 0}, GRADS, {"dW*": None}),
}


@pytest.mark.parametrize(("returns", "got", "want", "expected"), PICKED.values(), ids=PICKED)
def test_outputs_are_taken_out_of_what_came(returns: str | None, got: Any, want: Any, expected: dict) -> None:
    assert words(returns, got, want) == expected


def test_a_family_is_one_output() -> None:
    picked = pick(parse_returns("{dW*, db*}"), GRADS)
    assert {name: list(family) for name, family in picked.items()} == {"dW*": ["dW1", "dW2"], "db*": ["db1", "db2"]}


def test_loosely_any_numbers_of_the_right_shape_will_do() -> None:
    structure = parse_returns("{W, b}")
    want = {"W": A, "b": ROW}
    assert not any(outputs(structure, {"W": -A, "b": ROW + 7}, want, loosely=True).values())
    found = outputs(structure, {"W": A.T, "b": ROW * np.nan}, want, loosely=True)
    assert [found["W"].word, found["b"].word] == ["shape", "nan"]


@given(st.sampled_from([None, "a, b", "{a, b}, c", "{dW*, db*}", "{a}"]), hostile)
def test_outputs_never_stumble(returns: str | None, got: Any) -> None:
    structure = parse_returns(returns)
    assert list(pick(structure, got)) == output_names(structure)


# --- judges ---------------------------------------------------------------------------------------

SCALE = 0.01
SHAPES = [(1, 1), (1, 2), (2, 2), (4, 2), (9, 8), (30, 30), (25, 40), (40, 50), (60, 70)]
DRAWS = {
    "randn": lambda seed, shape: np.random.RandomState(seed).randn(*shape) * SCALE,
    "normal": lambda seed, shape: np.random.RandomState(seed).normal(0, SCALE, shape),
    "default_rng": lambda seed, shape: np.random.default_rng(seed).normal(scale=SCALE, size=shape),
    "standard_normal": lambda seed, shape: np.random.default_rng(seed).standard_normal(shape) * SCALE,
    "float32": lambda seed, shape: (np.random.RandomState(seed).randn(*shape) * SCALE).astype(np.float32),
    "drawn transposed": lambda seed, shape: (np.random.RandomState(seed).randn(*shape[::-1]) * SCALE).T,
}


def normal(got: Any, shape: tuple[int, ...]) -> Difference | None:
    return JUDGES["normal"](got, np.zeros(shape), "W1", SCALE)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_a_right_draw_is_never_refused(draw: Any, shape: tuple[int, int]) -> None:
    assert [seed for seed in range(40) if normal(draw(seed, shape), shape)] == []


@pytest.mark.parametrize("n", [1000, 2000, 3000, 10_000])
def test_a_right_large_draw_fails_less_than_once_in_a_billion(n: int) -> None:
    # n std**2 / scale**2 is chi-squared with n - 1 degrees of freedom, the mean is normal.
    off = 6.5 / math.sqrt(2 * n)
    std_fails = stats.chi2.sf(n * (1 + off) ** 2, n - 1) + stats.chi2.cdf(n * (1 - off) ** 2, n - 1)
    assert std_fails + 2 * stats.norm.sf(6.5) < 1e-9


@pytest.mark.parametrize("n", [1, 100, 999])
def test_a_right_small_draw_fails_less_than_once_in_a_billion(n: int) -> None:
    assert 2 * n * stats.norm.sf(7.5) < 1e-9


LARGE = (60, 50)
WRONG_DRAWS = {
    "not small": lambda rng: rng.normal(size=LARGE),
    "ten times too small": lambda rng: rng.normal(size=LARGE) * 0.001,
    "twice too large": lambda rng: rng.normal(size=LARGE) * 0.02,
    "off by a fifth": lambda rng: rng.normal(size=LARGE) * 0.012,
    "variance for standard deviation": lambda rng: rng.normal(size=LARGE) * 0.1,
    "divided by sqrt(n)": lambda rng: rng.normal(size=LARGE) / np.sqrt(50),
    "uniform from 0": lambda rng: rng.uniform(size=LARGE) * 0.01,
    "uniform around 0": lambda rng: rng.uniform(-0.01, 0.01, size=LARGE),
    "shifted": lambda rng: rng.normal(0.01, 0.01, size=LARGE),
    "positive": lambda rng: np.abs(rng.normal(size=LARGE)) * 0.01,
    "whole numbers": lambda rng: rng.integers(0, 2, size=LARGE),
    "zeros": lambda rng: np.zeros(LARGE),
    "ones": lambda rng: np.full(LARGE, 0.01),
    "every row the same": lambda rng: np.ones((60, 1)) * rng.normal(size=(1, 50)) * 0.01,
    "every column the same": lambda rng: rng.normal(size=(60, 1)) * np.ones((1, 50)) * 0.01,
}


@pytest.mark.parametrize("draw", WRONG_DRAWS.values(), ids=WRONG_DRAWS)
def test_a_wrong_draw_is_refused(draw: Any) -> None:
    for seed in range(20):
        found = normal(draw(np.random.default_rng(seed)), LARGE)
        assert found is not None
        assert (found.word, found.place) == ("value", "W1")


WRONG_SMALL = {
    "transposed": (np.random.default_rng(1).normal(size=(2, 4)) * 0.01, "shape"),
    "rank 1": (np.zeros(8), "shape"),
    "a list": ([[0.0] * 2] * 4, "type"),
    "nan": (np.full((4, 2), np.nan), "nan"),
    "not small": (np.random.default_rng(1).normal(size=(4, 2)), "value"),
    "zeros": (np.zeros((4, 2)), "value"),
    "complex": (np.zeros((4, 2), complex), "dtype"),
}


@pytest.mark.parametrize(("got", "word"), WRONG_SMALL.values(), ids=WRONG_SMALL)
def test_a_wrong_small_draw_is_refused(got: Any, word: str) -> None:
    assert normal(got, (4, 2)).word == word


@given(hostile)
def test_no_value_makes_a_judge_stumble(got: Any) -> None:
    for shape in [(), (0, 2), (1, 1), (2, 3)]:
        assert isinstance(normal(got, shape), Difference | None)
        assert isinstance(JUDGES["zeros"](got, np.zeros(shape), "b1"), Difference | None)


@pytest.mark.parametrize(
    ("got", "word"),
    [
        pytest.param(np.zeros((3, 1)), None, id="zeros"),
        pytest.param(np.zeros((3, 1), int), None, id="whole zeros"),
        pytest.param(-np.zeros((3, 1)), None, id="negative zeros"),
        pytest.param(np.zeros(3), "shape", id="rank 1"),
        pytest.param(np.full((3, 1), 0.01), "value", id="another number"),
        pytest.param([[0], [0], [0]], "type", id="a list"),
    ],
)
def test_zeros(got: Any, word: str | None) -> None:
    found = JUDGES["zeros"](got, np.zeros((3, 1)), "b1")
    assert (found and found.word) == word


# --- families -------------------------------------------------------------------------------------

DEEP = {"W1": np.zeros((3, 2)), "b1": np.zeros((3, 1)), "W2": np.zeros((1, 3)), "b2": np.zeros((1, 1))}
DRAWN = {"W1": 0.01 * np.ones((3, 2)).cumsum(0).cumsum(1), "W2": np.array([[0.01, -0.02, 0.03]])}
FAMILIES = {
    "right": ({**DEEP, **DRAWN}, None, None),
    "more keys": ({**DEEP, **DRAWN, "n_x": 2, "Wide": np.ones(2)}, None, None),
    "more layers": ({**DEEP, **DRAWN, "W0": np.ones(2)}, "keys", None),
    "a layer missing": ({key: DEEP[key] for key in ("W1", "b1", "b2")} | {"W1": DRAWN["W1"]}, "keys", None),
    "one of another shape": ({**DEEP, **DRAWN, "W2": np.zeros((3, 1))}, "shape", None),
    "all zero": (DEEP, "value", None),
    "a bias drawn": ({**DEEP, **DRAWN, "b2": np.ones((1, 1))}, None, "value"),
}


@pytest.mark.parametrize(("got", "weights", "biases"), FAMILIES.values(), ids=FAMILIES)
def test_a_family_is_judged_entry_by_entry(got: dict, weights: str | None, biases: str | None) -> None:
    found = outputs(parse_returns("{W*, b*}"), got, DEEP, {"W*": ("normal", 0.01), "b*": ("zeros",)})
    assert {name: problem and problem.word for name, problem in found.items()} == {"W*": weights, "b*": biases}


def test_a_family_s_difference_names_the_entry() -> None:
    want = {"dW1": np.ones((2, 2)), "dW2": np.ones((1, 2))}
    got = {"dW1": np.ones((2, 2)), "dW2": np.array([[1.0, 2.0]])}
    assert outputs(parse_returns("{dW*}"), got, want)["dW*"].place == "dW2[0, 1]"


LOOSELY = {
    "other numbers": ({"W1": np.ones((2, 2)), "W2": np.ones((1, 2))}, None),
    "a wrong shape behind other numbers": ({"W1": np.ones((2, 2)), "W2": np.ones((2, 1))}, "shape"),
    "a layer missing behind other numbers": ({"W1": np.ones((2, 2))}, "keys"),
}


@pytest.mark.parametrize(("got", "word"), LOOSELY.values(), ids=LOOSELY)
def test_loosely_any_numbers_of_the_right_shapes_will_do(got: dict, word: str | None) -> None:
    want = {"W1": np.zeros((2, 2)), "W2": np.zeros((1, 2))}
    found = outputs(parse_returns("{W*}, costs"), (got, [1.0, 2.0]), (want, [3.0, 4.0]), loosely=True)
    assert found["W*"] is word is None or found["W*"].word == word
    assert found["costs"] is None


def test_an_array_is_as_good_as_a_list_of_numbers() -> None:
    assert difference(np.array([1.0, 2.0]), [1.0, 2.0]) is None
    assert difference(np.array([[1.0, 2.0]]), [1.0, 2.0]).word == "type"
    assert difference(np.array([4, 5, 6]), (4, 5, 6)) is None
