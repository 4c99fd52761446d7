"""Which known mistake is it? An attempt held against what is seen of each of them, in every example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.compare import Difference, difference, parse_returns, pick
from autograder.examples import Example, Known, Outcome, Question
from autograder.judge import ARGUMENTS, examine

__all__ = ["alike", "recognise", "see", "touched"]


def see(question: Question, example: Example, outcome: Outcome) -> dict[str, tuple]:
    """What is seen of each output, in a form that a known mistake is recognised by.

    ("right",), ("raised", type), ("judged", finding), ("changed", names) or ("value", value).
    """
    found = examine(question, example, outcome)
    structure = parse_returns(question.returns)
    if outcome.kind != "value":
        return dict.fromkeys(found, (outcome.kind, outcome.raised))
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
    if got[0] != known[0] or got[0] != "value":
        return tuple(got) == tuple(known)
    return difference(got[1], known[1], naming=True) is None


def recognise(question: Question, outcomes: Sequence[Outcome]) -> tuple[Known, ...]:
    """The known mistakes that explain an attempt: those whose every touched output agrees in every example.

    Independent ones are found together, as long as they touch different outputs. Advice (costs=False) comes last.
    Long trainings have no say: running each mistake through them would take too long.
    """
    everywhere = [number for number, example in enumerate(question.examples) if not example.long]
    charged = [number for number in everywhere if not question.examples[number].advice]
    got = {number: see(question, question.examples[number], outcomes[number]) for number in everywhere}

    def present(known: Known) -> bool:
        numbers = charged if known.costs else everywhere
        return all(alike(got[i][name], column[i]) for name, column in known.seen.items() for i in numbers)

    found: list[Known] = []
    explained: set[str] = set()
    for known in sorted(question.known, key=lambda known: (not known.costs, -len(known.seen))):
        if not explained & known.seen.keys() and present(known):
            found.append(known)
            explained |= known.seen.keys()
    return tuple(found)


def touched(question: Question, outcomes: Sequence[Outcome]) -> dict[str, tuple[tuple, ...]]:
    """For each output that differs from the right one in some example, what is seen of it in all of them.

    `outcomes` of the long examples are the right ones: nothing is seen there.
    """
    columns: dict[str, list[tuple[Any, ...]]] = {}
    for example, outcome in zip(question.examples, outcomes, strict=True):
        for name, seen in see(question, example, outcome).items():
            columns.setdefault(name, []).append(seen)
    return {name: tuple(column) for name, column in columns.items() if any(seen != ("right",) for seen in column)}
