"""In what way does a wrong answer differ? Sentences for the options of a question, of which one is to be true.

They say what is seen and never why: the advice that `likeness` gives with it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.compare import Difference, difference
from autograder.likeness import WAYS, Pair, likeness, sizes_in

__all__ = ["Differing", "changes", "common", "errors", "stops", "true_of"]

ABOUT = {
    "shapes of a product": "shapes",
    "shapes entry by entry": "shapes",
    "shape of a place": "shapes",
    "reshape": "a reshape",
    "arguments": "arguments",
    "unpacking": "unpacking",
    "one number": "a single number",
    "whole number": "a whole number",
    "a number as index": "an index",
    "index": "an index",
    "data type": "a data type",
    "truth of an array": "the truth of an array",
    "a tuple": "a tuple",
}
"""What an error is about (`examples.TROUBLES`), as an option says it; of any other the type alone is told."""
OTHER_SIGN = "its sign is the other one"
NO_WAY = "Every entry differs, in no simple way."
NO_RELATION = "It is another number, in no simple relation to the right one."

Differing = tuple[Any, Any, Mapping[str, Any], Mapping[str, Any]]
"""An output of one call: what came, what is right, the arguments, and the right values of the other outputs."""


def true_of(name: str, calls: Sequence[Differing]) -> list[str]:
    """All that can be said of an output that differs in the first of these calls, the most telling first.

    The others are calls of the same kind in which it differs too: what is seen in one of them alone is true of it,
    and told last, since it may be a coincidence.
    """
    got, want, *_ = calls[0]
    if isinstance(got, Difference):
        return [in_place(got)]
    found = difference(got, want, name)
    if found is None:
        return []
    parts = [deepest(*call[:2]) for call in calls if not isinstance(call[0], Difference)]
    got, want, inside = parts[0]
    pairs = [Pair.of(*part[:2], *call[2:]) for part, call in zip(parts, calls, strict=False) if part[2] == inside]
    if pairs[0] is None:
        said = [in_place(found)]
    else:
        said = [in_place(found)] if found.word == "length" else []
        said = list(dict.fromkeys([*said, *of_numbers(name, got, want, list(filter(None, pairs)))]))
    return [f"In {name}{inside} {text[0].lower()}{text[1:]}" for text in said] if inside else said


def of_numbers(name: str, got: Any, want: Any, pairs: Sequence[Pair]) -> Iterator[str]:
    first = pairs[0]
    if not np.isfinite(first.got).all():
        yield "Some of it is no finite number."
    if first.want.size == first.got.size == 1 and whole(got) and whole(want):
        yield f"It is {got} in place of {want}."
    with np.errstate(all="ignore"):
        here = [likeness(pairs), *(way([first]) for way in WAYS)]
        steps = list(stepped(pairs))
    # Any array of one axis is looked at as the costs of a training too.
    everywhere, *chance = (
        plainly(text)
        if text and (" cost" not in text or "cost" in name) and "in each of these cases" not in text
        else None
        for text in here
    )
    yield from [everywhere] if everywhere else steps
    if first.got.shape != first.want.shape:
        yield f"It is {shape(first.got)} in place of {shape(first.want)}."
    elif not (off := differing(first)).all():
        yield f"{off.sum()} of its {off.size} entries differ, the others are right."
    elif not (everywhere or steps or any(chance)):
        yield NO_WAY if off.size > 1 else NO_RELATION
    yield from filter(None, chance)


def stepped(pairs: Sequence[Pair]) -> Iterator[str]:
    """A step away from an argument, of another length or the other way."""
    for name in pairs[0].others:
        steps = [ratio(pair, pair.others.get(name)) for pair in pairs]
        if None not in steps and np.allclose(steps, -1):
            yield f"It is as far away from {name} as the right one, on the other side."
        elif None not in steps and not np.allclose(steps, 1):
            way = "on the same side" if steps[0] > 0 else "on the other side"
            yield f"It is {abs(steps[0]):.3g} times as far away from {name} as the right one, {way}."


def ratio(pair: Pair, start: np.ndarray | None) -> float | None:
    """How long is the step from `start` to what came, with the right step as the unit?"""
    if start is None or start.shape != pair.want.shape or start.shape != pair.got.shape or not start.any():
        return None
    went, right = pair.got - start, pair.want - start
    if not went.any() or not right.all():
        return None
    found = went / right
    return float(found.flat[0]) if np.allclose(found, found.flat[0], rtol=1e-6) and np.isfinite(found).all() else None


def plainly(sentence: str) -> str:
    """What is seen, without the advice or the question that follows a colon: that is for the learner to find."""
    seen, *rest = re.split(r"\.(?= |$)|: (?!\()", sentence, maxsplit=1)
    return f"{seen}, with the other sign." if rest and OTHER_SIGN in rest[0] else f"{seen}."


def whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def differing(pair: Pair) -> np.ndarray:
    """Which entries differ, by the tolerance of a verdict?"""
    scale = np.abs(pair.want).max(initial=0.0)
    return ~(np.abs(pair.got - pair.want) <= 1e-6 * scale + 1e-12)


def deepest(got: Any, want: Any, inside: str = "") -> tuple[Any, Any, str]:
    """The first parts that differ of two nested values, and the way to them."""
    if isinstance(got, dict) and isinstance(want, dict) and want.keys() <= got.keys():
        parts: Iterable[Any] = want
    elif isinstance(got, (list, tuple)) and isinstance(want, (list, tuple)) and len(got) == len(want) and nested(want):
        parts = range(len(want))
    else:
        return got, want, inside
    part = next(part for part in parts if difference(got[part], want[part]))
    return deepest(got[part], want[part], f"{inside}[{part!r}]".replace("'", '"'))


def nested(value: Any) -> bool:
    return any(isinstance(entry, (dict, list, tuple, np.ndarray)) for entry in value)


def in_place(found: Difference) -> str:
    if found.word == "keys":
        return "It is missing from the dictionary."
    verb = "holds" if found.word == "length" else "comes as"
    return re.sub(r"\b1 values", "1 value", f"It {verb} {found.got} in place of {found.expected}.")


def shape(array: np.ndarray) -> str:
    return f"an array of shape {array.shape}" if array.ndim else "a single number"


def stops(raised: str) -> str:
    """The sentence about an exception, `ValueError (shapes of a product)` for one: without the numbers in it."""
    name, _, about = raised.partition(" (")
    told = ABOUT.get(about.removesuffix(")").partition(":")[0])
    return f"It stops with a{'n' if name[0] in 'AEIOU' else ''} {name}{f' about {told}' if told else ''}."


def errors(args: Mapping[str, Any]) -> list[str]:
    """The errors that a call with such arguments may well stop with."""
    held = args.values()
    fitting = {
        "ValueError (shapes of a product)": any(isinstance(value, (np.ndarray, dict)) for value in held),
        "TypeError": True,
        "KeyError": any(isinstance(value, dict) for value in held),
        "IndexError": any(isinstance(value, (list, tuple)) for value in held),
    }
    return [stops(raised) for raised, fits in fitting.items() if fits]


def changes(argument: str) -> str:
    return f"The argument {argument} is changed by the call."


def common(want: Any, args: Mapping[str, Any]) -> list[str]:
    """Ways in which an output like this one often differs: options, where too few mistakes are known."""
    if not isinstance(want, (int, float, np.generic, np.ndarray)):
        return ["It comes as None."]
    array, said = np.asarray(want), ["Its sign is the other one."]
    said += [f"It is {text} times the right one." for text, size in sizes_in(args).items() if size > 1][:1]
    if array.ndim == 2 and min(array.shape) > 1:
        said.append("It is the right one transposed.")
    if array.ndim == 2 and 1 in array.shape:
        said.append(f"It is an array of shape ({array.size},) in place of {shape(array)}.")
    return [*said, NO_WAY if array.size > 1 else NO_RELATION]
