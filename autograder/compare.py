"""Is this value that value? One rung after the other: type, keys, length, shape, dtype, nan, value.

Only looks at plain data (numbers, texts, arrays, lists, tuples, dictionaries): nothing in here calls a method that a
student could have written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

__all__ = ["JUDGES", "NUMBERS", "Difference", "departs", "difference", "family", "outputs", "parse_returns", "pick"]

RTOL, ATOL = 1e-6, 1e-12
RTOL_FLOAT32 = 1e-4
NUMBERS = "biuf"


@dataclass(frozen=True)
class Difference:
    """Where a value first departs from what was expected: the rung's word, the place in it, and both in words."""

    word: str
    place: str
    expected: str
    got: str


def is_number(value: Any) -> bool:
    return isinstance(value, (bool, int, float, complex, np.generic)) or (
        isinstance(value, np.ndarray) and value.ndim == 0
    )


def kind(value: Any) -> str:
    """What sort of thing a value is, in a word or two."""
    if value is None:
        return "None"
    if isinstance(value, (str, bytes)):
        return "a text"
    if is_number(value):
        return "a number"
    if isinstance(value, np.ndarray):
        return "an array"
    if isinstance(value, dict):
        return "a dictionary"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__}"
    return f"something of type {getattr(value, 'type_name', type(value).__name__)}"


def brief(value: Any) -> str:
    """A number, a shape or a kind: short enough for a sentence."""
    if is_number(value):
        value = np.asarray(value)
        return f"{value[()]:.6g}" if value.dtype.kind in "iuf" else str(value[()])[:40]
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return kind(value)


def difference(
    got: Any, want: Any, place: str = "", *, naming: bool = False, loosely: bool = False
) -> Difference | None:
    """The first difference of `got` from `want`, or None; `naming`: nan equals nan; `loosely`: any numbers will do.

    |got - want| <= 1e-6 max|want| + 1e-12, with 1e-4 for float32. Lists and tuples are alike, and an array of numbers
    is as good as a list of them; extra keys are welcome.
    """
    ways = {"naming": naming, "loosely": loosely}
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return Difference("type", place, "a dictionary", kind(got))
        if absent := [key for key in want if key not in got]:
            return Difference("keys", place, f"a key {absent[0]!r}", keys(got))
        return first(difference(got[key], want[key], f"{place}[{key!r}]", **ways) for key in want)
    if isinstance(want, (list, tuple)):
        if isinstance(got, np.ndarray) and got.ndim == 1:
            got = list(got)
        if not isinstance(got, (list, tuple)):
            return Difference("type", place, kind(want), kind(got))
        if len(got) != len(want):
            return Difference("length", place, f"{len(want)} values", f"{len(got)} values")
        pairs = enumerate(zip(got, want, strict=True))
        return first(difference(g, w, f"{place}[{i}]", **ways) for i, (g, w) in pairs)
    if want is None or isinstance(want, (str, bytes)):
        if kind(got) != kind(want):
            return Difference("type", place, kind(want), kind(got))
        return None if got == want else Difference("value", place, repr(want[:80]), repr(got[:80]))
    if not (is_number(got) or isinstance(got, np.ndarray)):
        return Difference("type", place, kind(want), kind(got))
    return number_difference(np.asarray(got), np.asarray(want), place, **ways)


def number_difference(got: np.ndarray, want: np.ndarray, place: str, naming: bool, loosely: bool) -> Difference | None:
    if got.shape != want.shape:
        return Difference("shape", place, shape_words(want), shape_words(got))
    if got.dtype.kind not in NUMBERS:
        return Difference("dtype", place, "real numbers", f"entries of type {got.dtype}")
    if (got == want).all() and np.isfinite(want).all():  # most are: what follows takes five times as long
        return None
    off = departs(got, want)
    got, want = got.astype(float), want.astype(float)
    finite = np.isfinite(got)
    alike = naming and np.array_equal(np.where(finite, 0, got), np.where(np.isfinite(want), 0, want), equal_nan=True)
    if not finite.all() and not alike:
        where = tuple(int(i) for i in np.argwhere(~finite)[0])
        return Difference("nan", entry(place, where), brief(want[where]), brief(got[where]))
    if got.size == 0 or loosely:
        return None
    off &= finite  # a number is never right where nan is wanted
    if not off.any():
        return None
    where = tuple(int(i) for i in np.argwhere(off)[0])
    expected, came = apart(float(want[where]), float(got[where]))
    return Difference("value", entry(place, where), expected, came)


def departs(got: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Which entries of an array of numbers are not those of another one of its shape: no nan is any number."""
    rtol = RTOL_FLOAT32 if got.dtype in (np.float32, np.float16) else RTOL
    got, want = got.astype(float), want.astype(float)
    scale = np.max(np.abs(want), where=np.isfinite(want), initial=0.0)
    with np.errstate(invalid="ignore"):
        return ~(np.abs(got - want) <= rtol * scale + ATOL)


def apart(want: float, got: float) -> tuple[str, str]:
    """Two different numbers in as many digits, six at least, as it takes to see that they differ."""
    digits = next((n for n in range(6, 17) if f"{want:.{n}g}" != f"{got:.{n}g}"), 17)
    return f"{want:.{digits}g}", f"{got:.{digits}g}"


def entry(place: str, where: tuple[int, ...]) -> str:
    return f"{place}[{', '.join(map(str, where))}]" if where else place


def shape_words(array: np.ndarray) -> str:
    return f"shape {array.shape}" if array.ndim else "a single number"


def first(differences: Any) -> Difference | None:
    return next((found for found in differences if found), None)


# --- the outputs of a return value ----------------------------------------------------------------

Structure = list[str | list[str]]


def parse_returns(returns: str | None) -> Structure:
    """`"{dw, db}, cost"` -> [["dw", "db"], "cost"]; None -> ["value"]."""
    if not returns:
        return ["value"]
    items = re.findall(r"\{[^}]*\}|[^,{}]+", returns)
    return [
        [key.strip() for key in item[1:-1].split(",")] if item.startswith("{") else item.strip()
        for item in map(str.strip, items)
        if item
    ]


def output_names(structure: Structure) -> list[str]:
    """The names of all outputs, in the contract's order."""
    return [name for item in structure for name in (item if isinstance(item, list) else [item])]


def keys(mapping: Mapping) -> str:
    """The keys of a dictionary in a few words, however many and long they are."""
    first = [repr(key[:40] if isinstance(key, str) else key)[:40] for key in itertools.islice(mapping, 6)]
    return f"keys {', '.join(first) or 'none'}{' ...' if len(mapping) > 6 else ''}"


def family(name: str, mapping: Mapping) -> dict:
    """The entries of a family `dW*`: dW1, dW2, ..."""
    return {key: mapping[key] for key in mapping if isinstance(key, str) and re.fullmatch(name[:-1] + r"\d+", key)}


def pick(structure: Structure, returned: Any) -> dict[str, Any | Difference]:
    """Each output's value taken out of what a function returned, or the Difference that stands in its way."""
    if len(structure) > 1:
        names = output_names(structure)
        if not isinstance(returned, (list, tuple)):
            return dict.fromkeys(names, Difference("type", "", f"{len(structure)} values", kind(returned)))
        if len(returned) != len(structure):
            problem = Difference("length", "", f"{len(structure)} values", f"{len(returned)} values")
            return dict.fromkeys(names, problem)
    else:
        returned = [returned]
    picked: dict[str, Any | Difference] = {}
    for item, value in zip(structure, returned, strict=True):
        if isinstance(item, str):
            picked[item] = value
            continue
        for name in item:
            if not isinstance(value, dict):
                picked[name] = Difference("type", "", "a dictionary", kind(value))
            elif name.endswith("*"):
                picked[name] = family(name, value)
            elif name in value:
                picked[name] = value[name]
            else:
                picked[name] = Difference("keys", "", f"a key {name!r}", keys(value))
    return picked


def outputs(
    structure: Structure, got: Any, want: Any, judged: Mapping[str, tuple] | None = None, *, loosely: bool = False
) -> dict[str, Difference | None]:
    """Each output's first difference, or None where it is right; `loosely`: any numbers of the right shape will do."""
    wanted, given = pick(structure, want), pick(structure, got)
    found: dict[str, Difference | None] = {}
    for name, value in given.items():
        if isinstance(value, Difference):
            found[name] = value
            continue
        judge = (judged or {}).get(name)
        compare = judged_by(*judge) if judge else partial(difference, loosely=loosely)
        if name.endswith("*"):
            strangers = [key for key in value if key not in wanted[name]] if judge else []
            found[name] = family_difference(value, wanted[name], compare, strangers)
        else:
            found[name] = compare(value, wanted[name], name)
    return found


Compare = Callable[[Any, Any, str], Difference | None]


def judged_by(judge: str, *settings: Any) -> Compare:
    return lambda got, want, place: JUDGES[judge](got, want, place, *settings)


def family_difference(got: Mapping, want: Mapping, compare: Compare, strangers: Sequence[str]) -> Difference | None:
    """The first difference of a family's entries; `strangers` are entries that should not be there.

    In an initialisation they are a slip, W0 for one: the number of keys tells how many layers there are.
    """
    if absent := [key for key in want if key not in got]:
        return Difference("keys", "", f"a key {absent[0]!r}", keys(got))
    if strangers:
        return Difference("keys", "", f"no key {strangers[0]!r}", keys(got))
    return first(compare(got[key], want[key], key) for key in want)


# --- judges of what is not one value --------------------------------------------------------------


def normal(got: Any, want: Any, place: str, scale: float) -> Difference | None:
    """Is `got` an array of want's shape, drawn from a normal distribution of mean 0 and this standard deviation?

    A right draw fails any one of these tests less than once in 10^10 (6.5 standard errors), whatever its size; an
    array of 2,500 entries shows a scale that is off by 10 %.
    """
    if (found := difference(got, want, place)) and found.word != "value":
        return found
    got, z = np.asarray(got, dtype=float), 6.5
    different = np.unique(got).size
    if got.size > 3 and different <= got.size / 2:
        came = "entries that are all equal" if different == 1 else "the same numbers again in every row or column"
        return Difference("value", place, "random numbers", came)
    if got.size >= 1000:
        if abs(got.std() / scale - 1) > z / np.sqrt(2 * got.size):
            return Difference("value", place, f"a standard deviation of {scale:g}", about(got.std()))
        if abs(got.mean()) > z * scale / np.sqrt(got.size):
            return Difference("value", place, "a mean of 0", about(got.mean()))
    elif np.abs(got).max(initial=0) > (z + 1) * scale:
        return Difference("value", place, f"a standard deviation of {scale:g}", "much larger numbers")
    return None


def about(number: float) -> str:
    """A number as 1, 2 or 5 times a power of ten: the same words for any draw of the same distribution.

    One significant digit is not: 0.0949 and 0.0951 differ in it, and a slip by ten lies there.
    """
    power = 10.0 ** np.floor(np.log10(abs(number)))
    nearest = min((1, 2, 5, 10), key=lambda digit: abs(np.log(abs(number) / power / digit)))
    return f"about {np.sign(number) * nearest * power:.1g}"


def zeros(got: Any, want: Any, place: str) -> Difference | None:
    """Is `got` an array of want's shape, and every entry zero?"""
    found = difference(got, np.zeros_like(want), place)
    if found and found.word == "value":
        return replace(found, place=place, expected="zeros", got="other numbers")
    return found


JUDGES: dict[str, Callable[..., Difference | None]] = {"normal": normal, "zeros": zeros}
