"""An attempt held against its question: a word for each output, and the share of the points that it earns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.compare import Difference, output_names, outputs, parse_returns
from autograder.examples import Example, Outcome, Question

__all__ = ["ARGUMENTS", "Failure", "Verdict", "examine", "judge"]

ARGUMENTS = "arguments"
ARGUMENTS_SHARE = 1 / 5
NUMERIC = ("value", "nan")
"""Words that say that an answer has the right structure, and other numbers."""


@dataclass(frozen=True)
class Failure:
    """The first failing example of a criterion."""

    criterion: str
    word: str
    example: int
    difference: Difference | None = None


@dataclass(frozen=True)
class Verdict:
    """What an attempt is worth."""

    words: dict[str, str]
    share: float
    failures: tuple[Failure, ...]

    @property
    def all_right(self) -> bool:
        return not self.failures


@dataclass(frozen=True)
class Criterion:
    """An output, or an output on a group of cases, and the share of the points that it is worth."""

    name: str
    output: str
    group: str | None
    share: float


def criteria(question: Question) -> list[Criterion]:
    """The criteria of a question in the contract's order; "arguments unchanged", where asked for, is a fifth."""
    groups = list(dict.fromkeys(example.group for example in question.examples if not example.advice))
    named = [
        (f"{output} ({group})" if group else output, output, group)
        for output in output_names(parse_returns(question.returns))
        for group in groups
    ]
    weights = {name: question.weights.get(name, 1.0) for name, *_ in named}
    rest = (1 - ARGUMENTS_SHARE if question.unchanged else 1) / sum(weights.values())
    found = [Criterion(name, output, group, rest * weights[name]) for name, output, group in named]
    return [*found, Criterion(ARGUMENTS, ARGUMENTS, None, ARGUMENTS_SHARE)] if question.unchanged else found


def examine(question: Question, example: Example, outcome: Outcome) -> dict[str, Difference | None]:
    """Each output of one call, and `arguments`: its difference from the right one."""
    structure = parse_returns(question.returns)
    if outcome.kind != "value":
        problem = Difference(outcome.kind, "", "a value", outcome.raised or outcome.kind)
        return dict.fromkeys([*output_names(structure), ARGUMENTS], problem)
    by_property = example.by_property(outcome.initialised) and outcome.retrained is None
    right = example.right.value if outcome.retrained is None else outcome.retrained
    found = outputs(structure, outcome.value, right, question.judged, loosely=by_property)
    if by_property and not reached(example, outcome):
        expected = f"between {example.at_least:.3g} and {example.at_most:.3g}"
        got = "no number" if outcome.reached is None else f"{outcome.reached:.3g}"
        short = Difference("value", question.reaches or "", expected, got)
        found = {name: problem or short for name, problem in found.items()}
    found[ARGUMENTS] = None
    if outcome.changed:
        found[ARGUMENTS] = Difference("changed", outcome.changed[0], "left as it was", "changed")
    elif all(found[name] and found[name].word not in NUMERIC for name in output_names(structure)):
        # Leaving the arguments alone is an achievement only where something was computed.
        found[ARGUMENTS] = next(iter(found.values()))
    return found


def reached(example: Example, outcome: Outcome) -> bool:
    return outcome.reached is not None and example.at_least <= outcome.reached <= example.at_most


def judge(question: Question, outcomes: Sequence[Outcome]) -> Verdict:
    """The verdict on one outcome per example: a criterion earns its share only where it is right in every example."""
    examined = [
        (number, example.group, examine(question, example, outcome))
        for number, (example, outcome) in enumerate(zip(question.examples, outcomes, strict=True))
        if not example.advice
    ]
    words, failures, lost = {}, [], 0.0
    for criterion in criteria(question):
        failing = (
            Failure(criterion.name, found[criterion.output].word, number, found[criterion.output])
            for number, group, found in examined
            if found[criterion.output] and (criterion.group == group or criterion.output == ARGUMENTS)
        )
        failure = next(failing, None)
        words[criterion.name] = failure.word if failure else "ok"
        if failure and criterion.share:
            failures.append(failure)
            lost += criterion.share
    nothing = all(word != "ok" for word in words.values())
    share = 0.0 if nothing else max(1 - lost, 0.0)
    return Verdict(words, share, tuple(failures))
