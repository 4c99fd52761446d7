"""When code raises: the data in the line, and one sentence for each of the usual errors, as Python really says them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from autograder.trouble import MEANINGS, computes, described, fits, meaning, quantities

ROW, OTHER, COLUMN = np.ones((1, 4)), np.ones((1, 7)), np.ones((3, 1))
COUNTS = np.arange(4)
NAMES = {
    "np": np,
    "math": math,
    "row": ROW,
    "other": OTHER,
    "column": COLUMN,
    "counts": COUNTS,
    "n": 3,
    "none": None,
    "pair": (ROW, OTHER),
    "parameters": {"W1": ROW, "b1": 0.5},
    "dims": [2, 3],
    "zero": 0,
}

USUAL: dict[str, tuple[str, str, str]] = {
    "broadcast": ("Z = row + other", "row (1, 4) · other (1, 7)", "two sizes must be equal or one of them 1"),
    "not aligned": ("Z = np.dot(row, other)", "row (1, 4) · other (1, 7)", "the inner sizes must agree"),
    "matmul": ("Z = row @ other", "row (1, 4) · other (1, 7)", "the inner sizes must agree"),
    "matmul with a number": ("Z = row @ n", "row (1, 4) · n int", "a plain number has none"),
    "math on an array": ("s = 1 / (1 + math.exp(row))", "row (1, 4)", "takes one number, and got an array"),
    "axis 1 of (n,)": ("s = np.sum(counts, axis=1)", "counts array of int64 (4,)", "make it a column (n, 1)"),
    "axis 2 of a table": ("s = np.sum(row, axis=2)", "row (1, 4)", "Axes are counted from 0"),
    "shape[1] of (n,)": ("m = counts.shape[1]", "counts array of int64 (4,)", "is no column (n, 1)"),
    "two indices on (n,)": ("x = counts[0, 1]", "counts array of int64 (4,)", "is no column (n, 1)"),
    "beyond the end": ("x = dims[2]", "dims list of 2", "Counting begins at 0"),
    "a missing key": ('W = parameters["W2"]', "parameters dict with W1, b1", "compare it, letter by letter"),
    "a name whose cell has not run": ("A = sigmoid(row)", "row (1, 4)", "has the cell that makes it run"),
    "too many to unpack": ("A, cache, b = pair", "pair tuple of 2", "number of names on the left"),
    "a tuple in a product": ("Z = pair * 0.5", "pair tuple of 2", "gives a tuple"),
    "a tuple in a sum": ("Z = pair - 1", "pair tuple of 2", "gives a tuple"),
    "a tuple by key": ('A = pair["A"]', "pair tuple of 2", "gives a tuple"),
    "a tuple transposed": ("A = pair.T", "pair tuple of 2", "gives a tuple"),
    "nothing returned": ("A = none + 1", "none None", "end with its return line"),
    "append's result kept": ("n = [1].append(2).x", "n int", "`append` changes a list"),
    "nothing returned, by key": ('A = none["A"]', "none None", "end with its return line"),
    "integer division in place": ("counts /= 3", "counts array of int64 (4,)", "`x = x / n`"),
    "zeros with two numbers": ("w = np.zeros(n, 1)", "n int", "takes the shape as one tuple"),
    "randn with a tuple": ("W = np.random.randn((n, 1))", "n int", "takes the sizes one by one"),
    "half a size": ("w = np.zeros((n / 2, 1))", "n int", "`//` divides without a fraction"),
    "a power by ^": ("loss = row ^ 2", "row (1, 4)", "a power is `**`"),
    "minus on True and False": ("loss = -(row > 0)", "row (1, 4)", "have no minus"),
    "a text and a number": ('W = parameters["W" + n]', "parameters dict with W1, b1 · n int", "makes one text"),
    "an index that is none": ('W = row["W1"]', "row (1, 4)", "in which order did it come"),
    "a field of a number": ("m = n.shape[1]", "n int", "is it the array that you expect here"),
    "the stub's own line": ("raise NotImplementedError()", "", "take that line away"),
    "round brackets": ("x = row(0)", "row (1, 4)", "Round brackets call a function"),
    "too many arguments": ("x = math.sqrt(n, n)", "n int", ""),
    "if on an array": ("if row > 0: pass", "row (1, 4)", "`if` needs one answer"),
    "an array in one place": (
        "counts[0] = row",
        "counts[0] int64 · row (1, 4)",
        "One place of an array holds one number",
    ),
    "another number of entries": ("v = row.reshape(n, n)", "row (1, 4) · n int", "keeps the number of entries"),
    "a misspelt function": ("Z = np.dott(row, other)", "row (1, 4) · other (1, 7)", "compare its spelling"),
    "by zero": ("x = n / zero", "n int · zero int", "divided by zero"),
}


@pytest.mark.parametrize("name", USUAL)
def test_a_usual_error(name: str) -> None:
    line, there, said = USUAL[name]
    with pytest.raises(Exception) as caught:  # noqa: PT011 which one is what the table is about
        exec(line, dict(NAMES))
    assert described(quantities(line, NAMES)) == there
    assert said in (meaning(type(caught.value).__name__, str(caught.value)) or "")


def test_every_meaning_is_met() -> None:
    """No row of the table stands behind one that takes everything of its kind."""
    met = set()
    for line, *_ in USUAL.values():
        try:
            exec(line, dict(NAMES))
        except Exception as error:
            met.add(meaning(type(error).__name__, str(error)))
    unmet = {said for _, _, said in MEANINGS} - met
    others = [("UnboundLocalError", ""), ("RecursionError", ""), ("SyntaxError", ""), ("ImportError", "")]
    others += [
        ("TypeError", "f() missing 1 required positional argument: 'b'"),
        ("TypeError", "bad operand type for -"),
    ]
    others += [("TypeError", "'float' object is not subscriptable")]
    assert unmet == {meaning(*other) for other in others}


def test_an_error_that_is_not_usual_has_no_meaning() -> None:
    assert meaning("MyError", "could not be broadcast") is None
    assert meaning("ValueError", "something else") is None


LINES = {
    "dZ1 = W2.T @ dZ2": "dZ1",
    "dZ1[0] = 3": None,
    'grads["dW1"] = dZ @ A.T': "dW1",
    "W1 -= 0.1 * dW1": "W1",
    "A, cache = f(x)": None,
    "if A == b:": None,
    "return A == b": None,
    "x == y": None,
    "s: float = 3": None,
}


@pytest.mark.parametrize("line", LINES)
def test_the_quantity_that_a_line_computes(line: str) -> None:
    assert computes(line) == LINES[line]


def test_data_is_told_as_the_line_writes_it() -> None:
    line = "parameters['W1'] = parameters[\"W9\"] + np.exp(x.row) * row - len('other') # column"
    assert described(quantities(line, NAMES)) == 'parameters["W1"] (1, 4) · parameters dict with W1, b1 · row (1, 4)'


def test_at_most_eight_are_told() -> None:
    many = {f"x{i}": i for i in range(20)}
    assert len(quantities(" + ".join(many), many)) == 8


CLAIMS: dict[str, tuple[Any, bool]] = {
    "as it is": (["row", "array", "(1, 4)"], True),
    "a name that the line has not": (["column", "array", "(3, 1)"], False),
    "markup": (["row", "<b>array</b>", ""], False),
    "a sentence": (["row", "array", "(1, 4)! Full marks: ok"], False),
    "two texts": (["row", "array"], False),
    "no text": (["row", "array", 4], False),
    "a tuple": (("row", "array", "(1, 4)"), False),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_a_child_tells_must_fit_the_line(claim: str) -> None:
    told, right = CLAIMS[claim]
    assert fits(told, "Z = row + other") is right
