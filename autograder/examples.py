"""Questions: an exercise with drawn cases, their right outcomes and those of the known mistakes; and `examples.h5`.

`check` reads the visible questions from `examples.h5` beside the notebook, where the build froze them; the grader
draws its own with a secret seed. Nothing in the file can run: it holds values, names and hints.
"""

from __future__ import annotations

import base64
import copy
import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder import trouble

__all__ = [
    "Example",
    "FileProblem",
    "Known",
    "Outcome",
    "Question",
    "attempt",
    "enlarged",
    "from_json",
    "raised",
    "read",
    "to_json",
    "with_moved",
    "write",
]

FORMAT = 3


class FileProblem(Exception):
    """An examples file that can't be used, and what to do about it, in one line."""


@dataclass(frozen=True)
class Outcome:
    """What came of one call."""

    kind: str = "value"  # value, raised, timeout, killed, missing
    value: Any = None
    raised: str | None = None
    """The exception's type, and what it was about where that is known: `ValueError (shapes)`."""
    where: str | None = None
    """The quantity that the line of the function's own that raised was to compute, where that can be told."""
    changed: tuple[str, ...] = ()
    initialised: int = 0
    """How often an initialiser whose answers are given was called."""
    reached: float | None = None
    """Where no such initialiser was called: the number that the training made small."""
    retrained: Any = None
    """And what the solved training makes of the same start, where the start could be told."""


@dataclass(frozen=True)
class Example:
    """One call with its right outcome."""

    label: str
    args: dict[str, Any]
    right: Outcome
    fixed: dict[str, list[tuple[tuple, Any]]] = field(default_factory=dict)
    exact: bool = True
    """False where a training is too sensitive to be compared: it is judged by what it reaches."""
    at_least: float = 0.0
    at_most: float = 0.0
    """Between what a training must end where it drew its own initial values; too low is another training."""
    advice: bool = False
    group: str | None = None
    hidden: bool = False
    """Drawn with the secret seed: nothing of it may be shown."""
    long: bool = False
    """A long training, not asked where stand-ins answer for the helpers: they would take too long."""

    def by_property(self, initialised: int) -> bool:
        """Is this a training that can't be compared: too sensitive, or one that drew its own initial values?"""
        return bool(self.fixed) and (initialised == 0 or not self.exact)


@dataclass(frozen=True)
class Known:
    """A known mistake: for each output that it touches what is seen of it in each example (judge.py's `see`)."""

    name: str
    hint: str
    seen: dict[str, tuple[tuple, ...]]
    costs: bool = True

    def part(self, numbers: Sequence[int]) -> Known:
        """What is seen of it in these examples: of an output that is right in all of them, nothing."""
        columns = {name: tuple(column[i] for i in numbers) for name, column in self.seen.items()}
        shown = {name: column for name, column in columns.items() if any(seen != ("right",) for seen in column)}
        return replace(self, seen=shown)


@dataclass
class Question:
    """An exercise with its examples: all that is needed to judge an attempt at it."""

    name: str
    points: float
    returns: str | None
    keywords: tuple[str, ...]
    """Arguments with a default: they are passed by keyword."""
    defaults: dict[str, Any]
    """These defaults, for a function whose own line gives none: that line is the course's."""
    judged: dict[str, tuple]
    unchanged: bool
    weights: dict[str, float]
    reaches: str | None
    trains: tuple[str, str] | None
    uses: tuple[str, ...]
    """The exercises that the solution calls, directly or through others, in the notebook's order."""
    examples: tuple[Example, ...]
    known: tuple[Known, ...] = ()
    hints: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    """The arguments that the answer depends on: moved (`moved`) in the first example, it is another."""
    large: dict[str, Any] | None = None
    """The shapes of arguments so large that a loop over the examples takes its time; see `enlarged`."""

    def part(self, numbers: Sequence[int]) -> Question:
        """The question with these of its examples, and the mistakes that show in them; made once for all who ask."""
        parts = self.__dict__.setdefault("_parts", {})
        if (chosen := tuple(numbers)) not in parts:
            known = (known.part(chosen) for known in self.known)
            examples = tuple(self.examples[i] for i in chosen)
            parts[chosen] = replace(self, examples=examples, known=tuple(known for known in known if known.seen))
        return parts[chosen]


# NumPy says the same in many words, as `@`, np.dot, np.einsum and `+` have it. What a pattern catches counts too:
# a bare TypeError, or any two shapes, gave 33 of 140 attempts of a trial the name of a mistake that wasn't theirs.
TROUBLES = {
    "shapes of a product": r"not aligned|mismatch in its core dimension|dimensions? .*match",
    "shapes entry by entry": r"could not be broadcast(?: together with shapes ((?:\([\d,]*\) ?)+))?",
    "shape of a place": r"could not broadcast input array|setting an array element",
    "reshape": r"cannot reshape array of size (\d+) into shape \(?([\d, ]*)",
    "arguments": r"(\w+)\(\) (missing|takes|got an unexpected)(?:.*argument:? ('\w+'))?",
    "unpacking": r"values to unpack(?: \(expected (\d+))?",
    "one number": r"only (?:length-1|size-1|0-dimensional) arrays",
    "a number as index": r"integer scalar array",
    "whole number": r"interpreted as an integer",
    "data type": r"Cannot interpret|data type",
    "not to be called": r"not callable",
    "not to be gone through": r"not iterable|object of type .* has no len",
    "no entries": r"not subscriptable|item assignment",
    "index": r"indices must be|invalid index|only integers|index out of range|out of bounds",
    "text": r"concatenate|must be str",
    "truth of an array": r"truth value",
    "bits": r"bitwise|invert",
    "True and False": r"numpy boolean",
    "a tuple": r"\btuple\b",
    "None": r"NoneType",
}


def raised(name: str, message: str) -> str:
    """An exception as a known mistake is recognised by it: its type, and what the trouble was about."""
    if name == "KeyError":
        return f"{name} ({message[:40]})"
    for what, pattern in TROUBLES.items():
        if found := re.search(pattern, message):
            caught = " ".join(sorted(" ".join(filter(None, found.groups())).split()))
            return f"{name} ({what}: {caught})" if caught else f"{name} ({what})"
    return name


class FixedDraw:
    """Stands in for an initialiser: a table of answers by arguments, else the initialiser itself; counts its calls."""

    def __init__(self, table: Sequence[tuple[tuple, Any]], otherwise: Callable, names: Sequence[str] = ()) -> None:
        self.table, self.otherwise, self.names, self.calls = table, otherwise, names, 0

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        self.calls += 1
        given = plain((*args, *(keywords[name] for name in self.names if name in keywords)))
        for arguments, answer in self.table:
            if plain(arguments) == given:
                return copy.deepcopy(answer)
        return self.otherwise(*args, **keywords)


def plain(value: Any) -> Any:
    """Arguments as nested tuples of plain numbers, so that a list of sizes equals a tuple of them."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return tuple(map(plain, value))
    return value


@contextmanager
def fixed_draws(namespace: dict[str, Any], fixed: Mapping[str, Sequence]) -> Iterator[list[FixedDraw]]:
    """In `namespace`, give the initialisers in `fixed` their given answers for as long as the context lasts."""
    own = {name: namespace[name] for name in fixed if name in namespace}
    draws = []
    for name, table in fixed.items():
        code = getattr(own.get(name), "__code__", None)
        names = code.co_varnames[: code.co_argcount] if code else ()
        draws.append(FixedDraw(table, own.get(name, no_initialiser), names))
        namespace[name] = draws[-1]
    try:
        yield draws
    finally:
        for name in fixed:
            namespace.pop(name, None)
        namespace.update(own)


def no_initialiser(*args: Any, **keywords: Any) -> Any:
    raise NameError("the initialiser is not defined")


def attempt(
    function: Callable,
    example: Example,
    keywords: Sequence[str],
    namespace: dict[str, Any],
    errors: list[BaseException] | None = None,
    printed: list[str] | None = None,
    defaults: Mapping[str, Any] = {},
) -> Outcome:
    """Call a function of `namespace` on copies of the example's arguments, in this process, and say what came of it.

    Exceptions are kept in `errors`, for whoever wants to show where they came from, what it prints in `printed`.
    """
    args = copy.deepcopy(example.args)
    args |= {name: default for name, default in defaults.items() if name not in args and lacks_default(function, name)}
    by_position = [value for name, value in args.items() if name not in keywords]
    by_keyword = {name: value for name, value in args.items() if name in keywords}
    with quiet() as out, fixed_draws(namespace, example.fixed) as draws:
        try:
            value = function(*by_position, **by_keyword)
        except Exception as error:
            if errors is not None:
                errors.append(error)
            return Outcome("raised", raised=raised(type(error).__name__, str(error)), where=where(function, error))
        finally:
            if printed is not None:
                printed.append(out.getvalue())
    changed = tuple(name for name, value in example.args.items() if pack(value) != pack(args[name]))
    return Outcome(value=value, changed=changed, initialised=sum(draw.calls for draw in draws))


def with_moved(example: Example, name: str) -> Iterator[Example]:
    """The example with other numbers in one of its arguments, in two unlike ways."""
    for way in (slightly, far):
        yield replace(example, args={**example.args, name: moved(example.args[name], way)})


def moved(value: Any, way: Callable[[np.ndarray], np.ndarray]) -> Any:
    """A nested value with other numbers of the same kinds and shapes."""
    if isinstance(value, dict):
        return {key: moved(entry, way) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(moved(entry, way) for entry in value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return float(way(np.array([value]))[0])
    return way(value) if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" else value


def slightly(array: np.ndarray) -> np.ndarray:
    """All numbers a little: probabilities stay between 0 and 1; of whole numbers the first alone is exchanged."""
    if array.dtype.kind == "f":
        return 0.9 * array + 0.05
    other = array.copy()
    other.flat[:1] = far(array).flat[:1]
    return other


def far(array: np.ndarray) -> np.ndarray:
    """Each number to the other side: probabilities to their opposites, labels to the other class."""
    if array.dtype.kind == "f":
        return 1 - array if ((array > 0) & (array < 1)).all() else 0.3 - 1.7 * array
    if array.dtype.kind == "b":
        return ~array
    low, high = int(array.min(initial=0)), int(array.max(initial=1))
    return (low + high - array.astype(int)).astype(array.dtype)


def enlarged(large: Any, rng: np.random.Generator | None = None) -> Any:
    """Arguments of given shapes: a tuple becomes an array of numbers between 0 and 1, a list a tuple of such values."""
    rng = rng or np.random.default_rng(0)
    if isinstance(large, dict):
        return {name: enlarged(shape, rng) for name, shape in large.items()}
    if isinstance(large, list):
        return tuple(enlarged(shape, rng) for shape in large)
    return rng.uniform(0.05, 0.95, size=large) if isinstance(large, tuple) else large


def where(function: Callable, error: Exception) -> str | None:
    """The quantity that a function's line computes, of which an exception came."""
    own = getattr(getattr(function, "__code__", None), "co_filename", None)
    lines = [line for frame, _, line in trouble.places(error) if frame.f_code.co_filename == own]
    return trouble.computes(lines[-1]) if lines else None


def lacks_default(function: Callable, name: str) -> bool:
    """Does the function want this argument although the course's has a default for it?"""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    required = code.co_argcount - len(function.__defaults__ or ())
    return name in code.co_varnames[:required]


@contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Keep what a call prints and warns to itself; what it prints can be read."""
    with (
        np.errstate(all="ignore"),
        warnings.catch_warnings(action="ignore"),
        redirect_stdout(io.StringIO()) as out,
        redirect_stderr(out),
    ):
        yield out


# --- the file -------------------------------------------------------------------------------------


def pack(value: Any) -> Any:
    """A nested value as JSON: arrays, tuples and NumPy numbers are tagged."""
    if isinstance(value, dict):
        return {"dict": [[key, pack(entry)] for key, entry in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [pack(entry) for entry in value]}
    if isinstance(value, list):
        return [pack(entry) for entry in value]
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
        return {"array": [array.dtype.str, list(array.shape), data]}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return {"other": type(value).__name__}


def unpack(packed: Any) -> Any:
    if isinstance(packed, list):
        return [unpack(entry) for entry in packed]
    if not isinstance(packed, dict):
        return packed
    ((tag, content),) = packed.items()
    if tag == "dict":
        return {key: unpack(entry) for key, entry in content}
    if tag == "tuple":
        return tuple(unpack(entry) for entry in content)
    if tag == "other":
        return None
    dtype, shape, data = content
    return np.frombuffer(base64.b64decode(data), dtype).reshape(shape).copy()


def to_json(question: Question) -> str:
    return json.dumps(pack(asdict(question)), separators=(",", ":"))


def from_json(text: str) -> Question:
    fields = unpack(json.loads(text))
    fields["examples"] = tuple(
        Example(**{**example, "right": Outcome(**example["right"])}) for example in fields["examples"]
    )
    fields["known"] = tuple(Known(**known) for known in fields["known"])
    return Question(**fields)


def write(path: Path, stem: str, questions: Sequence[Question]) -> None:
    """Freeze questions into an examples file: one compressed dataset an exercise, in the notebook's order."""
    import h5py

    if any(example.hidden for question in questions for example in question.examples):
        raise ValueError(f"{path}: hidden examples, drawn with a secret seed, do not belong in a file for students")
    with h5py.File(path, "w", libver="latest") as file:
        file.attrs["format"], file.attrs["stem"] = FORMAT, stem
        file.attrs["exercises"] = json.dumps([question.name for question in questions])
        for question in questions:
            content = np.frombuffer(to_json(question).encode(), np.uint8)
            file.create_dataset(question.name, data=content, compression="gzip", shuffle=True, track_times=False)


def read(path: Path) -> dict[str, Question]:
    """The questions of an examples file by name; FileProblem says in one line why there are none."""
    import h5py

    if not path.is_file():
        raise FileProblem(
            f"There is no {path.name} in {path.parent}: fetch the assignment again, or open the notebook in its folder."
        )
    try:
        with h5py.File(path, "r") as file:
            made = int(file.attrs["format"])
            if made > FORMAT:
                raise FileProblem(
                    f"{path.name} was made for a newer autograder (format {made}, this one reads {FORMAT}): "
                    "update the package autograder."
                )
            names = json.loads(file.attrs["exercises"])
            return {name: from_json(bytes(file[name][()]).decode()) for name in names}
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise FileProblem(f"{path} can't be read ({error}): fetch the assignment again.") from None
