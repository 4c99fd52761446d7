"""When code raises: what stands in the line, with types and shapes, and what the usual errors mean."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

import numpy as np

__all__ = ["Quantity", "computes", "described", "fits", "meaning", "places", "quantities"]

Quantity = tuple[str, str, str]
"""How it stands in the line, its type, and in a few words its shape, length or keys: ("dZ2", "array", "(1, 7)")."""

MOST = 8
NAMED = r"[A-Za-z_]\w*(?:\[(?:\"\w+\"|'\w+'|\d+)\])?"
WORDS = re.compile(rf"(?<![.\w]){NAMED}|\"[^\"]*\"|'[^']*'|#.*")


def quantities(line: str, names: Mapping[str, Any]) -> list[Quantity]:
    """The data that a line names, as far as `names` has them: not functions, modules or what isn't there yet."""
    found: dict[str, Quantity] = {}
    for text in WORDS.findall(line):
        name, _, inner = text.partition("[")
        if name not in names:
            continue
        value: Any = names[name]
        if inner:
            key = inner.rstrip("]")
            try:
                value = value[int(key) if key.isdigit() else key[1:-1]]
            except Exception:
                text = name  # a key that isn't there: tell which are
        if (seen := of_value(value)) and len(found) < MOST:
            text = text.replace("'", '"')
            found.setdefault(text, (text, *seen))
    return list(found.values())


def of_value(value: Any) -> tuple[str, str] | None:
    """The type of a value, and its shape, length or keys; None where it is no data."""
    if isinstance(value, np.ndarray):
        return "array" if value.dtype == float else f"array of {value.dtype}"[:40], str(value.shape)
    if value is None or isinstance(value, (bool, int, float, np.generic, str)):
        return "None" if value is None else type(value).__name__, ""
    if isinstance(value, dict):
        keys = [key for key in value if isinstance(key, str)][:MOST]
        return "dict", f"with {', '.join(key[:20] for key in keys)}" if keys else f"of {len(value)}"
    if isinstance(value, (list, tuple)):
        return type(value).__name__, f"of {len(value)}"
    return None


def fits(told: Any, line: str) -> bool:
    """Is this what `quantities` could say of the line, wherever it comes from?"""
    if not (isinstance(told, list) and len(told) == 3 and all(type(text) is str for text in told)):
        return False
    text, kind, shape = told
    plain = re.fullmatch(r"[\w ]{1,60}", kind) and re.fullmatch(r"[\w(), ]{0,200}", shape)
    words = {word.replace("'", '"') for word in WORDS.findall(line)}
    return bool(plain) and text in words | {word.partition("[")[0] for word in words}


def described(found: Sequence[Quantity]) -> str:
    """`W2 (1, 4) · dZ2 (1, 7)`: of ordinary arrays only the shape is told."""
    return " · ".join(
        f"{text} {shape}" if kind == "array" else f"{text} {kind} {shape}".rstrip() for text, kind, shape in found
    )


def computes(line: str) -> str | None:
    """The quantity that a line assigns, `dZ1` in `dZ1 = W2.T @ dZ2`; None where it assigns none, or several."""
    found = re.match(r"\s*(?:\w+\[[\"'](\w+)[\"']\]|([A-Za-z_]\w*))\s*(?:[-+*/@]|\*\*|//)?=(?!=)", line)
    return (found[1] or found[2]) if found else None


def places(error: BaseException) -> Iterator[tuple[FrameType, int, str]]:
    """Each frame that an exception came through, its line's number and text, the outermost first."""
    trace = error.__traceback__
    while trace is not None:
        frame, number = trace.tb_frame, trace.tb_lineno
        yield frame, number, linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
        trace = trace.tb_next


# --- what the usual errors mean -------------------------------------------------------------------

FIT = "Elementwise, two sizes must be equal or one of them 1, counted from the last axis"
PRODUCT = "In a product the inner sizes must agree: (a, b) @ (b, c) gives (a, c)"

MEANINGS: tuple[tuple[str, str, str], ...] = (
    ("ValueError", r"broadcast", f"{FIT}. Is one a row for a column, or is a `.T` missing or one too many?"),
    ("ValueError", r"not aligned|core dimension", f"{PRODUCT}. Which of the two is to be transposed, or comes first?"),
    ("ValueError", r"does not have enough dimensions", f"{PRODUCT}, and a plain number has none: use `*` for it."),
    (
        "TypeError",
        r"only (?:length-1|size-1|0-dimensional) arrays",
        "This function takes one number, and got an array: NumPy's own (`np.exp`, `np.log`) take all entries at once.",
    ),
    (
        "AxisError",
        r"axis [1-9]\d* is out of bounds for array of dimension 1",
        "An array of shape (n,) has no axis 1: make it a column (n, 1), by reshape(-1, 1) or keepdims=True.",
    ),
    ("AxisError", r"", "Axes are counted from 0: a table of rows and columns has the axes 0 and 1."),
    (
        "IndexError",
        r"tuple index out of range|too many indices",
        "Axes are counted from 0, and it has fewer than the line takes for granted: (n,) is no column (n, 1).",
    ),
    ("IndexError", r"out of (?:range|bounds)", "Counting begins at 0: of n entries the last has the number n - 1."),
    ("KeyError", r"", "The dictionary has no such key: compare it, letter by letter, with those that are there."),
    (
        "UnboundLocalError",
        r"",
        "On this way through the function nothing was assigned to it: which condition did not hold?",
    ),
    (
        "NameError",
        r"",
        "The name is not known: is it spelled as elsewhere, and has the cell that makes it run?",
    ),
    ("ValueError", r"values to unpack", "The number of names on the left is not the number of values that come back."),
    (
        "TypeError",
        r"operand.*\btuple\b|tuple indices|multiply sequence",
        "A function that returns several values gives a tuple: give each value a name, `A, cache = ...`.",
    ),
    (
        "AttributeError",
        r"'tuple' object",
        "A function that returns several values gives a tuple: give each value a name.",
    ),
    (
        "TypeError|AttributeError",
        r"NoneType",
        "None stands here: does the function end with its return line? `append` changes a list and gives None.",
    ),
    ("TypeError", r"bitwise|invert", "`^` and `~` work on bits: a power is `**`, and the other class is `1 - Y`."),
    ("TypeError", r"numpy boolean", "True and False have no minus: `1 - Y` counts them as 1 and 0, `-1.0 * Y` too."),
    (
        "TypeError",
        r"concatenate|must be str",
        'A text and a number don\'t add up: `str(l)`, or f"W{l}", makes one text.',
    ),
    (
        "IndexError|TypeError",
        r"invalid index|only integers|indices must be",
        "What stands before the brackets, or in them, is another thing than is expected: in which order did it come?",
    ),
    (
        "UFuncTypeError|UFuncOutputCastingError|_UFuncOutputCastingError|TypeError",
        r"Cannot cast ufunc",
        "`/=` and `-=` write into the array itself, and an array of whole numbers holds no fractions: `x = x / n`.",
    ),
    (
        "TypeError",
        r"Cannot interpret|data type|expected a sequence of integers|'tuple' object cannot be interpreted",
        "`np.zeros` takes the shape as one tuple, `np.zeros((n, 1))`; `np.random.randn` takes the sizes one by one.",
    ),
    ("TypeError", r"interpreted as an integer", "A whole number is asked for here: `//` divides without a fraction."),
    (
        "TypeError",
        r"'(?!str)\S*' object is not callable",
        "Round brackets call a function: entries are taken with square ones, products with `@` or `*`.",
    ),
    (
        "TypeError",
        r"positional argument|unexpected keyword|missing \d+ required",
        "Compare the call with the function's first line: which arguments are there, in which order?",
    ),
    (
        "TypeError",
        r"bad operand|unsupported operand",
        "The two sides are of kinds that don't go together: compare them with what you expected.",
    ),
    (
        "TypeError",
        r"not subscriptable|not iterable",
        "A single number has no entries to take: is it an array that you expected here?",
    ),
    (
        "AttributeError",
        r"^module ",
        "There is no such function: compare its spelling with the text above.",
    ),
    ("ZeroDivisionError", r"", "Something is divided by zero: which number should not be 0 there?"),
    (
        "AttributeError",
        r"has no attribute",
        "A value of this kind has no such field: is it the array that you expect here?",
    ),
    ("NotImplementedError", r"", "`raise NotImplementedError()` still stands above your code: take that line away."),
    (
        "ValueError",
        r"truth value of an array",
        "`if` needs one answer, and an array gives one for each entry: compare a single number, or use np.where.",
    ),
    (
        "ValueError",
        r"setting an array element",
        "One place of an array holds one number: what is put there has several.",
    ),
    (
        "ValueError",
        r"reshape",
        "A reshape keeps the number of entries: the sizes must multiply to it; -1 lets NumPy count.",
    ),
    ("RecursionError", r"", "The function calls itself without an end: is a helper's name meant?"),
    (
        "IndentationError|TabError|SyntaxError",
        r"",
        "Python can't read the line: look at its brackets, its colon and its indentation, and those of the line above.",
    ),
    (
        "ModuleNotFoundError|ImportError",
        r"",
        "This package isn't there when the notebook is graded: NumPy is all that the exercises need.",
    ),
)
"""Exception types, a pattern of the message, and a sentence: what it means, and where to look."""


def meaning(name: str, message: str) -> str | None:
    """One sentence for one of the usual errors; None for any other."""
    return next(
        (said for names, pattern, said in MEANINGS if name in names.split("|") and re.search(pattern, message)), None
    )
