"""Which mistake is it? An attempt held against what is seen of each known one; where none fits, how it differs."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from autograder.compare import Difference, difference, is_number, output_names, parse_returns, pick
from autograder.examples import Example, Known, Outcome, Question
from autograder.judge import ARGUMENTS, Verdict, examine, judge
from autograder.likeness import Pair, likeness

__all__ = ["alike", "explained", "likenesses", "recognise", "same_value", "see", "touched"]


def see(question: Question, example: Example, outcome: Outcome) -> dict[str, tuple]:
    """What is seen of each output, in a form that a known mistake is recognised by.

    ("right",), ("raised", type, quantity), ("judged", finding), ("changed", names) or ("value", value).
    """
    found = examine(question, example, outcome)
    structure = parse_returns(question.returns)
    if outcome.kind != "value":
        return dict.fromkeys(found, (outcome.kind, outcome.raised, outcome.where))
    picked, right = (pick(structure, value) for value in (outcome.value, example.right.value))
    seen: dict[str, tuple] = {}
    for name, problem in found.items():
        if problem is None:
            seen[name] = ("right",)
        elif name == ARGUMENTS:
            seen[name] = ("changed", tuple(outcome.changed))
        elif isinstance(picked[name], Difference) or name in question.judged:
            seen[name] = ("judged", f"{problem.word} {problem.got}")
        else:
            seen[name] = ("value", picked[name])
            if name.endswith("*"):  # a mistake that leaves keys out is not every mistake
                seen[name] = ("value", dict.fromkeys(right[name]) | picked[name])
    return seen


def alike(got: tuple, known: tuple) -> bool:
    if got[0] != known[0]:
        return False
    if got[0] == "value":
        return difference(got[1], known[1], naming=True) is None
    if got[0] == "raised":
        where = {*got[2:], *known[2:]} - {None}  # the files of format 2 didn't say
        return got[1] == known[1] and len(where) < 2
    return tuple(got) == tuple(known)


def recognise(question: Question, outcomes: Sequence[Outcome]) -> tuple[Known, ...]:
    """The known mistakes that explain an attempt: those whose every touched output agrees in every example.

    Independent ones are found together, as long as they touch different outputs. Advice (costs=False) comes last.
    Long trainings have no say: running each mistake through them would take too long.
    """
    everywhere = [number for number, example in enumerate(question.examples) if not example.long]
    charged = [number for number in everywhere if not question.examples[number].advice]
    shared = quantities(question)
    got = {number: see(question, question.examples[number], outcomes[number]) for number in everywhere}
    for seen in got.values():
        # Where the line computes a variable of the learner's own, it says nothing about which line it is.
        seen |= {name: (*one[:2], None) for name, one in seen.items() if one[0] == "raised" and one[2] not in shared}

    def present(known: Known) -> bool:
        numbers = charged if known.costs else everywhere
        return all(alike(got[i][name], column[i]) for name, column in known.seen.items() for i in numbers)

    found: list[Known] = []
    explained: set[str] = set()
    for known in sorted(question.known, key=lambda known: (not known.costs, -len(known.seen))):
        if not explained & known.seen.keys() and present(known):
            found.append(known)
            explained |= known.seen.keys()
    failing = {name for number in charged for name, one in got[number].items() if one != ("right",)}
    if failing - explained and (order := in_another_order(question, outcomes)):
        return (order,)
    return tuple(found)


def explained(found: Iterable[Known]) -> set[str]:
    """The outputs that these mistakes touch; all of them, where it is their order."""
    return {name for known in found for name in known.seen}


def in_another_order(question: Question, outcomes: Sequence[Outcome]) -> Known | None:
    """The mistake of returning what is asked for in another order, where that is all there is to it."""
    asked = len(parse_returns(question.returns))
    orders = [order for order in itertools.permutations(range(asked)) if order != tuple(range(asked))]
    tuples = all(isinstance(o.value, (list, tuple)) and len(o.value) == asked for o in outcomes if o.kind == "value")
    if not tuples or not all(outcome.kind == "value" for outcome in outcomes):
        return None
    for order in orders:
        turned = [replace(outcome, value=tuple(outcome.value[i] for i in order)) for outcome in outcomes]
        if judge(question, turned).all_right:
            hint = f"These are the right values in another order; asked for are {question.returns}, in this one."
            seen = dict.fromkeys(output_names(parse_returns(question.returns)), ())
            return Known("values returned in another order", hint, seen)
    return None


def quantities(question: Question) -> set[str]:
    """What the lines of a solution compute, as far as its outputs and its mistakes tell."""
    names = {name.rstrip("*") for name in output_names(parse_returns(question.returns))}
    columns = (column for known in question.known for column in known.seen.values())
    raised = (seen for column in columns for seen in column if seen[0] == "raised")
    return names | {where for seen in raised for where in seen[2:] if where}


def touched(question: Question, outcomes: Sequence[Outcome]) -> dict[str, tuple[tuple, ...]]:
    """For each output that differs from the right one in some example, what is seen of it in all of them.

    `outcomes` of the long examples are the right ones: nothing is seen there.
    """
    columns: dict[str, list[tuple[Any, ...]]] = {}
    for example, outcome in zip(question.examples, outcomes, strict=True):
        for name, seen in see(question, example, outcome).items():
            columns.setdefault(name, []).append(seen)
    return {name: tuple(column) for name, column in columns.items() if any(seen != ("right",) for seen in column)}


def same_value(one: Outcome, other: Outcome) -> bool:
    """Did the same come of both calls? Not where inf or nan came, which swallow what goes into them."""
    return one.kind == other.kind == "value" and difference(one.value, other.value) is None


# --- where nothing is recognised ------------------------------------------------------------------


def likenesses(
    question: Question, outcomes: Sequence[Outcome], verdict: Verdict, explained: Collection[str] = ()
) -> list[str]:
    """In what way each output differs, a sentence each, where it is the same way in all its failing examples.

    Nothing of those that a recognised mistake explains.
    """
    structure = parse_returns(question.returns)
    failing = {
        name: [
            (example, outcome)
            for example, outcome in zip(question.examples, outcomes, strict=True)
            if not example.advice and examine(question, example, outcome)[name]
        ]
        for name in output_names(structure)
        if name not in question.judged and name not in explained
    }
    said: dict[str, list[str]] = {}
    for name, cases in failing.items():
        pairs = [pair for case in cases for pair in pairs_of(structure, name, *case)] if cases else []
        if pairs and None not in pairs and (sentence := likeness(pairs)):
            said.setdefault(sentence, []).append(name)
    lines = [f"{', '.join(names)}: {sentence}" for sentence, names in said.items()]
    if lines or verdict.all_right or explained:
        return lines
    right = [e for e, o in zip(question.examples, outcomes, strict=True) if not any(examine(question, e, o).values())]
    if not right or len(right) == len(outcomes):
        return []
    first = question.examples[min(failure.example for failure in verdict.failures)]
    return [f"It is right with {right[0].label}, not with {first.label}: what of the one case is not so in the other?"]


def pairs_of(structure: list, name: str, example: Example, outcome: Outcome) -> list[Pair | None]:
    """The numbers of one output beside the right ones, one pair an array that differs; [None] where there are none.

    Of a training from a start of its own the costs alone: whether they fall.
    """
    if outcome.kind != "value":
        return [None]
    right, got = pick(structure, example.right.value), pick(structure, outcome.value)[name]
    others = {other: value for other, value in right.items() if other != name}
    ours, theirs = (dict(leaves(value)) for value in (right[name], got))
    if ours.keys() != theirs.keys():
        return [None]
    if example.by_property(outcome.initialised) and not any(isinstance(value, list) for value in ours.values()):
        return [None]
    differing = [place for place in ours if difference(theirs[place], ours[place])]
    costs = name == "costs"
    return [Pair.of(theirs[place], ours[place], example.args, others, costs=costs) for place in differing]


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Each array or number in a nested value, with its place; a list of numbers is one."""
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, (list, tuple)) and not all(map(is_number, value)):
        inner = enumerate(value)
    else:
        yield place, value
    for key, entry in inner:
        yield from leaves(entry, f"{place}[{key!r}]")
