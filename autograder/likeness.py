"""In what way do the numbers differ? Transposed, a factor, a sign, one row: found by looking at the values alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.compare import is_number

__all__ = ["Pair", "likeness", "sizes_in"]

RTOL, ATOL = 1e-6, 1e-12


@dataclass(frozen=True)
class Pair:
    """One output of one call beside the right one, with what it could be mistaken for."""

    got: np.ndarray
    want: np.ndarray
    sizes: Mapping[str, int]
    """Of each argument's axes, by how a learner would write them: `X.shape[1]` -> 7."""
    others: Mapping[str, np.ndarray]
    """The arguments, and the right values of the other outputs."""
    costs: bool = False
    """Is it the cost of a training, every so many iterations?"""

    @classmethod
    def of(
        cls, got: Any, want: Any, args: Mapping[str, Any], outputs: Mapping[str, Any], *, costs: bool = False
    ) -> Pair | None:
        """None where there are no numbers to compare."""
        arrays = [numbers(value) for value in (got, want)]
        if any(array is None for array in arrays):
            return None
        leaves = dict(arrays_in(args))
        told = {f"the argument {name}": array for name, array in leaves.items()}
        told |= {f"what belongs in {name}": array for name, array in arrays_in(outputs)}
        return cls(*arrays, sizes_in(args), told, costs)


def numbers(value: Any) -> np.ndarray | None:
    """A number, an array or a list of numbers as an array of floats; None for anything else."""
    if not (isinstance(value, np.ndarray) or is_number(value) or plain_row(value)):
        return None
    array = np.asarray(value)
    return array.astype(float) if array.dtype.kind in "biuf" and array.size else None


def plain_row(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(map(is_number, value))


def arrays_in(values: Mapping[str, Any], depth: int = 3) -> Iterator[tuple[str, np.ndarray]]:
    """Every array of numbers in nested arguments, called as code would call it."""
    for name, value in values.items():
        inner: dict[str, Any] = {}
        if isinstance(value, Mapping):
            inner = {f"{name}[{key!r}]".replace("'", '"'): entry for key, entry in value.items()}
        elif isinstance(value, (list, tuple)):
            inner = {f"{name}[{i}]": entry for i, entry in enumerate(value)}
        elif isinstance(value, np.ndarray) and (array := numbers(value)) is not None:
            yield name, array
        if inner and depth:
            yield from arrays_in(inner, depth - 1)


def sizes_in(args: Mapping[str, Any]) -> dict[str, int]:
    """The size of each axis of each argument, that of the examples, axis 1, before the others."""
    found = [
        (axis != 1, f"{name}.shape[{axis}]", size)
        for name, array in arrays_in(args)
        for axis, size in enumerate(array.shape)
    ]
    return {text: size for _, text, size in sorted(found, key=lambda entry: entry[0])}


def same(got: Any, want: Any) -> bool:
    """Equal shapes and, within the tolerance of a verdict, equal numbers."""
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape or not (np.isfinite(got).all() and np.isfinite(want).all()):
        return False  # every number is near to 1 / 0
    return bool((np.abs(got - want) <= RTOL * np.abs(want).max(initial=0.0) + ATOL).all())


# --- ways to differ -------------------------------------------------------------------------------

Way = Callable[[Sequence[Pair]], str | None]


def never_changes(pairs: Sequence[Pair]) -> str | None:
    """The same number in every case, where another is right in each."""
    first = pairs[0].got
    if first.size != 1 or len(pairs) < 2 or not each(pairs, lambda p: same(p.got, first)):
        return None
    if each(pairs, lambda p: same(p.want, pairs[0].want)):
        return None
    return f"It is {first.item():.6g} in each of these cases, and is to depend on what is given."


def transposed(pairs: Sequence[Pair]) -> str | None:
    return (
        "It is the right one transposed." if each(pairs, lambda p: p.got.ndim > 1 and same(p.got.T, p.want)) else None
    )


def without_axis(pairs: Sequence[Pair]) -> str | None:
    """(n,) for (n, 1), [[c]] for c."""
    if not each(pairs, lambda p: p.got.shape != p.want.shape and same(p.got.squeeze(), p.want.squeeze())):
        return None
    got, want = pairs[0].got, pairs[0].want
    which = "a single number is asked for" if not want.ndim else f"shape {want.shape} is asked for"
    how = "`keepdims=True` or a reshape keeps" if want.ndim else "`np.squeeze` or an index drops"
    return f"The numbers are right, in another shape: {got.shape}, and {which}: {how} an axis."


def other_order(pairs: Sequence[Pair]) -> str | None:
    def shuffled(pair: Pair) -> bool:
        return pair.got.size == pair.want.size > 2 and same(np.sort(pair.got, None), np.sort(pair.want, None))

    if not each(pairs, shuffled):
        return None
    return "The numbers are the right ones, in other places: is it a reshape where a transpose is meant?"


def someone_elses(pairs: Sequence[Pair]) -> str | None:
    for name in pairs[0].others:
        if each(pairs, lambda p, name=name: name in p.others and same(p.got, p.others[name])):
            return f"It is {name}."
    return None


def all_zero(pairs: Sequence[Pair]) -> str | None:
    return "All of it is zero." if each(pairs, lambda p: not p.got.any()) else None


def all_equal(pairs: Sequence[Pair]) -> str | None:
    found = each(pairs, lambda p: p.got.size > 2 and np.ptp(p.got) <= ATOL < np.ptp(p.want))
    return "All of its entries are the same number." if found else None


CONSTANTS = {1 / np.log(10): "log10 for log", 1 / np.log(2): "log2 for log"}


def factor(pairs: Sequence[Pair]) -> str | None:
    """Times or by a size of an argument, a sign, a constant."""
    if each(pairs, lambda p: p.want.size == p.got.size == 1 and not p.want % 1 and not p.got % 1):
        return None  # of whole numbers, sizes for example, each is a multiple of some size by chance
    ratios = [ratio(pair) for pair in pairs]
    if None in ratios or len(set(np.sign(ratios))) > 1:
        return None
    magnitudes = np.abs(ratios)
    sign = " And its sign is the other one." if ratios[0] < 0 else ""
    if same(magnitudes, np.ones(len(ratios))):
        return "Its sign is the other one." if sign else None
    for text in pairs[0].sizes:
        sizes = np.array([pair.sizes.get(text, np.nan) for pair in pairs], dtype=float)
        if same(magnitudes, sizes):
            return f"It is {text} times the right one: a division by it is missing.{sign}"
        if same(magnitudes, 1 / sizes):
            return f"It is the right one divided by {text}: that division is one too many.{sign}"
        if same(magnitudes, 1 / sizes**2):
            return f"It is the right one divided by {text} twice: two divisions are too many.{sign}"
    if (len(pairs) == 1 and pairs[0].want.size == 1) or not same(magnitudes, np.full(len(ratios), magnitudes[0])):
        return None
    constant = next((f": {why}?" for c, why in CONSTANTS.items() if same(magnitudes[0], c)), ".")
    return f"It is the right one times {ratios[0]:.6g}{constant}"


def ratio(pair: Pair) -> float | None:
    """The one number by which all of `want` is multiplied; None where there is none."""
    if pair.got.shape != pair.want.shape or not np.isfinite(pair.got).all() or not pair.want.any():
        return None
    i = np.argmax(np.abs(pair.want))
    found = float(pair.got.flat[i] / pair.want.flat[i])
    return found if found and same(pair.got, found * pair.want) else None


def shifted(pairs: Sequence[Pair]) -> str | None:
    """A constant off."""
    offs = []
    for pair in pairs:
        if pair.got.shape != pair.want.shape or not np.isfinite(pair.got).all():
            return None
        off = float((pair.got - pair.want).flat[0])
        if abs(off) <= ATOL or not same(pair.got, pair.want + off) or pair.want.size < 2:
            return None
        offs.append(off)
    more = f"too {'large' if offs[0] > 0 else 'small'}"
    if same(offs, [offs[0]] * len(offs)):
        return f"Every entry is {more} by {abs(offs[0]):.6g}."
    return f"Every entry is {more} by the same number ({abs(offs[0]):.6g} in this case)."


FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "one minus the right one": lambda want: 1 - want,
    "the square of the right one": lambda want: want**2,
    "the square root of the right one": lambda want: np.sqrt(np.abs(want)),
    "one over the right one": lambda want: 1 / want,
    "the absolute value of the right one": np.abs,
    # One number alone is rounded to 1 by chance.
    "the right one rounded to 0 and 1": lambda want: np.where(want.size > 1, (want > 0.5) * 1.0, np.nan),
    "e to the power of the right one": np.exp,
    "the logarithm of the right one": np.log,
}


def function_of(pairs: Sequence[Pair]) -> str | None:
    with np.errstate(all="ignore"):
        for what, function in FUNCTIONS.items():
            if each(pairs, lambda p, f=function: same(p.got, f(p.want))):
                return f"It is {what}."
    return None


SUMMED: dict[str, Callable[[np.ndarray], Any]] = {
    "added up": np.sum,
    "averaged": np.mean,
}


def not_summed(pairs: Sequence[Pair]) -> str | None:
    """One entry an example where their sum or mean is asked for."""
    for what, function in SUMMED.items():
        if each(pairs, lambda p, f=function: p.got.size > p.want.size == 1 and same(f(p.got), p.want.squeeze())):
            return f"It has shape {pairs[0].got.shape}: its entries are still to be {what}."
    return None


def summed(pairs: Sequence[Pair]) -> str | None:
    """A row, a column or all of it taken together where each entry is asked for."""
    for axis, over in [(None, "all of it"), (0, "each column"), (1, "each row")]:
        for what, function in SUMMED.items():

            def together(pair: Pair, axis: int | None = axis, function: Any = function) -> bool:
                want = pair.want
                if want.ndim <= (axis or 0) or pair.got.size >= want.size:
                    return False
                return same(pair.got.squeeze(), np.squeeze(function(want, axis=axis)))

            if each(pairs, together):
                return f"It is the right one with {over} {what}."
    return None


PARTS: dict[str, Callable[[int], set[int]]] = {
    "Only the first": lambda n: {0},
    "Only the last": lambda n: {n - 1},
    "All but the first": lambda n: {*range(1, n)},
    "All but the last": lambda n: {*range(n - 1)},
}


def part_right(pairs: Sequence[Pair]) -> str | None:
    """One row or column right and no other, or all but one."""
    if not each(pairs, lambda p: p.got.shape == p.want.shape and p.want.ndim > 1):
        return None
    for axis, line in enumerate(("row", "column")):
        right = [lines_right(pair, axis) for pair in pairs]
        for which, expected in PARTS.items():
            if all(n > 1 and found == expected(n) for n, found in right):
                return f"{which} {line} is right."
    return None


def lines_right(pair: Pair, axis: int) -> tuple[int, set[int]]:
    """How many rows or columns there are, and which of them are right."""
    lines = [(np.take(pair.got, i, axis), np.take(pair.want, i, axis)) for i in range(pair.want.shape[axis])]
    return len(lines), {i for i, (got, want) in enumerate(lines) if same(got, want)}


def square(pairs: Sequence[Pair]) -> str | None:
    """A column and a row, broadcast into a table."""

    def table(pair: Pair) -> bool:
        vector = 1 < pair.want.size == max(pair.want.shape, default=0)
        return vector and pair.got.ndim == 2 and min(pair.got.shape) > 1 and pair.want.size in pair.got.shape

    if not each(pairs, table):
        return None
    return "A table came where a row or a column is asked for: a column combined with a row is broadcast into a table."


def curve(pairs: Sequence[Pair]) -> str | None:
    """The costs of a training: flat, climbing, one too few."""
    if not each(pairs, lambda p: p.costs and p.want.ndim == 1 and p.got.ndim == 1 and p.want.size > 0):
        return None
    for what, begins in [("the first one is missing", 1), ("the last one is missing", 0)]:
        cut = slice(1, None) if begins else slice(None, -1)
        if each(pairs, lambda p, cut=cut: p.got.size == p.want.size - 1 > 0 and same(p.got, p.want[cut])):
            return f"These are the right costs, but {what}."
    falling = [p for p in pairs if p.want.size > 1 and p.got.size > 1 and p.want[-1] < p.want[0]]
    if not falling:
        return None
    if each(falling, lambda p: np.ptp(p.got) <= RTOL * np.abs(p.got).max()):
        return "The cost stays where it began: is what the update returns used in the next iteration?"
    if each(falling, lambda p: p.got[-1] > p.got[0] * (1 + RTOL)):
        return "The cost climbs: does the update go against the gradient, in every parameter?"
    return None


WAYS: tuple[Way, ...] = (
    *(
        never_changes,
        transposed,
        without_axis,
        all_zero,
        someone_elses,
        factor,
        function_of,
        shifted,
        other_order,
        not_summed,
    ),
    *(summed, part_right, curve, all_equal, square),
)
"""The more telling before the others: the first that holds in every case is told."""


def each(pairs: Sequence[Pair], holds: Callable[[Pair], Any]) -> bool:
    return all(holds(pair) for pair in pairs)


def likeness(pairs: Sequence[Pair]) -> str | None:
    """A sentence about how an output differs from the right one, in the same way in every case; None if no way fits."""
    if not pairs:
        return None
    with np.errstate(all="ignore"):
        return next(filter(None, (way(pairs) for way in WAYS)), None)
