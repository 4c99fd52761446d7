"""The first visible example that fails, in numbers and shapes: what the page draws, as plain data of bounded size.

What a student's function returned is somebody else's data: nothing in here calls a method of it but those of the plain
types that the wire decodes to, and every text goes through wording.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from autograder import wording
from autograder.compare import NUMBERS, Difference, departs, difference, is_number, kind, parse_returns, pick
from autograder.examples import Outcome, Question
from autograder.judge import ARGUMENTS, Failure, Verdict
from autograder.sandbox import Opaque
from autograder.trouble import Quantity

__all__ = ["pictured", "shown"]

LARGEST = 8_000  # bytes as JSON; a class of 10,000 would otherwise fill a disk with numbers that nobody reads
SIZES = (6, 4, 3, 2, 1)
"""Rows and columns of an array, so many at most; the next smaller where the whole would be too large."""
VALUES = 12  # arguments, and as many outputs: the ten of a backward propagation, entry by entry
DEPTH = 3  # an entry of a cache of the deep network is `caches[0][0][1]`
TEXT, SENTENCE = 80, 300  # characters
DIGITS = 4
LONGEST_LIST = 10_000  # entries of a list of numbers that is looked at like an array

Place = tuple[int, ...]


def shown(
    question: Question, outcomes: Sequence[Outcome], verdict: Verdict, at_the_line: Sequence[Quantity] = ()
) -> dict[str, Any] | None:
    """The first failing example of a question that holds visible examples only; None where nothing was called.

    `at_the_line` are the quantities in the line of the first example that raised.
    """
    if not verdict.failures:
        return None
    number = min(failure.example for failure in verdict.failures)
    example, outcome = question.examples[number], outcomes[number]
    if outcome.kind == "missing":
        return None
    failures = [failure for failure in verdict.failures if failure.example == number]
    retrained = outcome.retrained is not None
    right = outcome.retrained if retrained else example.right.value
    loosely = example.by_property(outcome.initialised) and not retrained
    for most in SIZES:
        made = {
            "label": wording.on_a_line(example.label, SENTENCE),
            "arguments": [
                {"name": name, **pictured(value, most)}
                for name, value in islice(flattened(example.args, VALUES), VALUES)
            ],
            "outputs": outputs(question, failures, outcome.value, right, loosely, most)
            if outcome.kind == "value"
            else [],
            "line": arrays_of(at_the_line) if outcome.kind == "raised" else [],
        }
        if not too_large(made):
            return made
    for part in ("arguments", "line", "outputs"):
        while made[part] and too_large(made):
            made[part].pop()
    return made


def arrays_of(at_the_line: Sequence[Quantity]) -> list[dict[str, Any]]:
    """The arrays among what a line names, with their shapes as numbers."""
    return [
        {"name": wording.on_a_line(text, TEXT), "shape": [int(size) for size in re.findall("[0-9]+", shape)]}
        for text, kind, shape in at_the_line[:VALUES]
        if kind.startswith("array") and re.fullmatch(r"\((?:[0-9]{1,12}, ?){0,5}(?:[0-9]{1,12})?\)", shape)
    ]


def too_large(made: Mapping[str, Any]) -> bool:
    return len(json.dumps(made)) > LARGEST


# --- outputs ------------------------------------------------------------------------------------------


def outputs(
    question: Question, failures: Sequence[Failure], got: Any, right: Any, loosely: bool, most: int
) -> list[dict[str, Any]]:
    """What was expected and what came, of each output that is not right."""
    structure = parse_returns(question.returns)
    wanted, given = pick(structure, right), pick(structure, got)
    made: dict[str, dict[str, Any]] = {}
    for failure in failures:
        if failure.difference is None:
            continue
        name = failure.criterion if failure.criterion in wanted else failure.criterion.split(" (")[0]
        sentence = wording.on_a_line(wording.says(failure.difference), SENTENCE)
        if sentence in made:
            # Where a function returns nothing, each of its outputs says the same.
            made[sentence]["name"] = wording.on_a_line(f"{made[sentence]['name']}, {failure.criterion}", TEXT)
            continue
        numbers = not loosely and name not in question.judged
        made[sentence] = {
            "name": wording.on_a_line(failure.criterion, TEXT),
            "word": failure.word,
            "sentence": sentence,
            **side_by_side(name, given, wanted, got, numbers, most),
        }
    return list(islice(made.values(), VALUES))


def side_by_side(
    name: str, given: Mapping[str, Any], wanted: Mapping[str, Any], got: Any, numbers: bool, most: int
) -> dict[str, Any]:
    """An output's expected and returned value as pictures of the same entries, and which of those differ."""
    nothing = {"expected": None, "got": None, "differs": []}
    if name == ARGUMENTS or name not in wanted or isinstance(wanted[name], Difference):
        return nothing
    if isinstance(given[name], Difference):
        return {**nothing, "got": pictured(got, most)}
    place, came, want = departure(name, given[name], wanted[name], loosely=not numbers)
    both = plain_array(came), plain_array(want)
    if not numbers:
        pictures = pictured(want, most, numbers=False), pictured(came, most, numbers=False)
        return {"at": place, "expected": pictures[0], "got": pictures[1], "differs": []}
    if not comparable(*both):
        return {"at": place, "expected": pictured(want, most), "got": pictured(came, most), "differs": []}
    off = departs(*both)
    start = corner(np.asarray(off), most)
    window = [whole[slice_of(start, most)] for whole in map(as_planes, (*both, np.asarray(off)))]
    digits = max((apart(*pair) for *pair, differs in zip(*map(np.ravel, window), strict=True) if differs), default=0)
    ways = {"most": most, "digits": max(digits, DIGITS), "start": start}
    differs = [[int(row), int(column)] for row, column in np.argwhere(window[2])]
    return {"at": place, "expected": pictured(want, **ways), "got": pictured(came, **ways), "differs": differs}


def departure(name: str, got: Any, want: Any, loosely: bool, depth: int = DEPTH) -> tuple[str, Any, Any]:
    """The first entry of a nested value that differs, as deep as a name can say; else the values as they are."""
    if depth and isinstance(want, dict) and isinstance(got, dict):
        family = name.endswith("*")
        pairs = [(key if family else f"{name}[{key_text(key)}]", got.get(key), want[key]) for key in want if key in got]
    elif depth and type(want) in (list, tuple) and type(got) in (list, tuple) and not plain_row(want):
        pairs = [(f"{name}[{i}]", *pair) for i, pair in enumerate(zip(got, want, strict=False))]
    else:
        pairs = []
    if pairs and (isinstance(want, dict) or len(got) == len(want)):
        for place, came, wanted in pairs:
            if difference(came, wanted, loosely=loosely):
                return departure(place, came, wanted, loosely, depth - 1)
    return wording.on_a_line(name, TEXT), got, want


def comparable(got: np.ndarray | None, want: np.ndarray | None) -> bool:
    """Can two arrays be compared entry by entry?"""
    if got is None or want is None or got.shape != want.shape:
        return False
    return got.size > 0 and got.dtype.kind in NUMBERS and want.dtype.kind in NUMBERS


def apart(got: Any, want: Any) -> int:
    """In how many digits two numbers are seen to differ."""
    return next((n for n in range(DIGITS, 17) if number_text(got, n) != number_text(want, n)), 17)


# --- one value ----------------------------------------------------------------------------------------


def pictured(
    value: Any, most: int = SIZES[0], *, digits: int = DIGITS, start: Place = (), numbers: bool = True
) -> dict[str, Any]:
    """A value as plain data: what kind it is, its shape, and its first entries (or those from `start` on) as text."""
    array = plain_array(value)
    picture = {"kind": kind_of(value), "shape": None, "rows": None, "cut": False, "text": ""}
    if array is None:
        return {**picture, "text": text_of(value)}
    listed = plain_row(value)
    if listed:
        picture["kind"] = f"{kind_of(value)} of {len(value)} numbers"
    else:
        picture["shape"] = [int(size) for size in array.shape]
    if array.ndim == 0:
        return {**picture, "text": number_text(array[()], digits) if numbers else ""}
    if not numbers or not array.size:
        return {**picture, "cut": not numbers}
    planes = as_planes(array)
    window = planes[slice_of(start or (0,) * planes.ndim, most)]
    picture["rows"] = [[number_text(entry, digits) for entry in row] for row in window]
    picture["cut"] = window.size < array.size
    return picture | ({"start": list(start)} if any(start) else {})


def plain_array(value: Any) -> np.ndarray | None:
    """A value whose entries are to be shown as an array: one, a number, a list of numbers."""
    if isinstance(value, np.ndarray):
        return value
    if is_number(value):
        # Not a whole number that no type of NumPy's holds: np.asarray would make an object of it.
        return np.asarray(real(value) if type(value) is int else value)
    return np.array([real(entry) for entry in value]) if plain_row(value) else None


def plain_row(value: Any) -> bool:
    """Is this a list of numbers, not too long?"""
    return (
        type(value) in (list, tuple)
        and 0 < len(value) <= LONGEST_LIST
        and all(type(entry) in (int, float) or isinstance(entry, (np.integer, np.floating)) for entry in value)
    )


def real(number: Any) -> Any:
    """A whole number as it is where NumPy has a type for it, any other one as a float."""
    if isinstance(number, (int, np.integer)):
        return int(number) if -(1 << 63) <= number < 1 << 63 else float("inf" if number > 0 else "-inf")
    return float(number)


def as_planes(array: np.ndarray) -> np.ndarray:
    """An array with two axes at least; one axis is a row."""
    return array.reshape((1,) * (2 - array.ndim) + array.shape) if array.ndim < 2 else array


def corner(off: np.ndarray, most: int) -> Place:
    """Where the entries to show begin, so that a differing one is among them: at the beginning, if one is there."""
    off = as_planes(off)
    first = (0,) * off.ndim
    if off[slice_of(first, most)].any() or not off.any():
        return first
    place = tuple(int(i) for i in np.argwhere(off)[0])
    return (*place[:-2], *(max(0, min(i, size - most)) for i, size in zip(place[-2:], off.shape[-2:], strict=True)))


def slice_of(start: Place, most: int) -> tuple[int | slice, ...]:
    """Some rows and columns, of one plane where there are more axes."""
    return (*start[:-2], *(slice(i, i + most) for i in start[-2:]))


# --- names and texts ----------------------------------------------------------------------------------


def flattened(values: Mapping[str, Any], most: int) -> Iterator[tuple[str, Any]]:
    """Values by name, dictionaries and lists entry by entry: each gets a place of `most`, the earlier ones more."""
    for number, (name, value) in enumerate(values.items(), start=1):
        room = max(1, most - (len(values) - number))
        found = list(islice(entries(name, value), room + 1))
        if len(found) > room:
            found = [*found[: room - 1], (f"{name}[...]", value)] if room > 1 else [(name, value)]
        most -= len(found)
        yield from ((wording.on_a_line(name, TEXT), value) for name, value in found)


def entries(name: str, value: Any, depth: int = DEPTH) -> Iterator[tuple[str, Any]]:
    if depth and type(value) is dict and value:
        for key, entry in value.items():
            yield from entries(f"{name}[{key_text(key)}]", entry, depth - 1)
    elif depth and type(value) in (list, tuple) and value and not plain_row(value):
        for i, entry in enumerate(value):
            yield from entries(f"{name}[{i}]", entry, depth - 1)
    else:
        yield name, value


def key_text(key: Any) -> str:
    if type(key) in (str, bytes):
        return repr(key[:40])
    return repr(key)[:40] if key is None or type(key) in (bool, int, float) else kind_of(key)


def kind_of(value: Any) -> str:
    return wording.on_a_line(f"something of type {value.type_name}" if isinstance(value, Opaque) else kind(value), TEXT)


def text_of(value: Any) -> str:
    """What is no array in a few words."""
    if isinstance(value, str):
        return wording.on_a_line(repr(value[:TEXT]), TEXT)
    if isinstance(value, (dict, list, tuple)):
        return f"{kind_of(value)} with {len(value)} {'entry' if len(value) == 1 else 'entries'}"
    return wording.on_a_line(kind_of(value), TEXT)


def number_text(number: Any, digits: int) -> str:
    """A number in so many digits; of what an array may hold besides, the beginning."""
    kind = number.dtype.kind if isinstance(number, np.generic) else ""
    if kind == "b":
        return str(bool(number))
    if kind in "iu" and kind:
        return str(int(number)) if abs(int(number)) < 10**9 else f"{float(number):.{digits}g}"
    if kind == "f":
        return f"{float(number):.{digits}g}"
    if kind == "c":
        return f"{complex(number):.{digits}g}"
    return wording.on_a_line(repr(number.item())[:12] if kind else kind_of(number), 12)
