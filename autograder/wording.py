"""How we say it, once, for the notebook, the feedback page and the report.

What was expected, what came, one next step; never a judgement of the person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.compare import Difference
from autograder.diagnose import likenesses
from autograder.examples import Outcome, Question
from autograder.judge import Verdict
from autograder.trouble import Quantity, described, meaning

__all__ = [
    "INSTALL",
    "MARK",
    "WORDS",
    "Tried",
    "changed",
    "coded",
    "declared",
    "ignored",
    "joined",
    "listed",
    "nameable",
    "named",
    "number",
    "on_a_line",
    "outside",
    "raising",
    "says",
    "slow",
    "tried",
    "verdict",
    "worth_knowing",
    "writable",
]

MARK = "⁂"
"""Stands at the head of what the grader writes into a notebook, and nowhere else: `writable` takes it out of theirs."""

INSTALL = (
    "If the first code cell says `No module named 'autograder'`: run `%pip install FILE` in a cell of your own, then "
    "restart the kernel. FILE is the one ending in `.whl` that your course gives out, or the course's own folder; what "
    "`%pip install autograder` finds is another project. `docs/install.md` in the course's repository says more."
)

WORDS = {
    "ok": "right",
    "missing": "not there yet",
    "raised": "stopped with an error",
    "timeout": "took too long",
    "killed": "its process was stopped",
    "type": "another type than expected",
    "keys": "a key is missing",
    "length": "another number of values than expected",
    "shape": "another shape than expected",
    "dtype": "other entries than real numbers",
    "nan": "not a finite number",
    "value": "another value than expected",
    "changed": "an argument was changed",
}
"""The words of a verdict, in the order in which they are looked for, and what a reader sees for them."""

NOT_FINITE = "inf and nan come of log(0), of 0 / 0, and of e to the power of a large number: which can occur here?"

# What is not seen and what a terminal or a browser would obey: ends of lines that only look like one, escape sequences,
# changes of the direction of writing, halves of characters.
UNSEEN = re.compile("[\f\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2065\ufeff\U000e0000-\U000e0fff]")
OBEYED = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff" + MARK + "]"
)


def writable(text: str) -> str:
    """Someone else's text as we write it into a notebook, a page or a note: all of it is seen, and nothing more."""
    return OBEYED.sub("�", UNSEEN.sub("", re.sub("\r\n?", "\n", text)))


def on_a_line(text: str, most: int = 1000) -> str:
    """Someone else's text within a sentence of ours."""
    line = " ".join(writable(text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def coded(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a sentence in turn, and of each whether it is code: what stands in backticks."""
    return ((part, number % 2 == 1) for number, part in enumerate(re.split(r"`([^`]+)`", text)))


def nameable(student: str) -> bool:
    """Can a student be called this? nbgrader's pages write the name into their HTML and JavaScript as it is.

    Its database has 128 characters for it.
    """
    return on_a_line(student, 128) == student and not set(student) & set('<>"\\')


def named(names: Sequence[str]) -> str:
    """Names that a student chose: the first of them, and how many there are."""
    shown = ", ".join(on_a_line(name, 60) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def says(difference: Difference) -> str:
    """One sentence about a difference: where, what was expected, what came."""
    place = f"{difference.place}: " if difference.place else ""
    if difference.word == "changed":
        return f"{place}was changed, and is to stay as it came."
    return f"{place}expected {difference.expected}, got {difference.got}."


@dataclass(frozen=True)
class Tried:
    """The first failing case in sentences: what it is about, how each output differs in it, in what way."""

    case: str
    differences: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        return iter((self.case, *self.differences, *self.ways))


def tried(question: Question, outcomes: Sequence[Outcome], verdict: Verdict, explained: Collection[str] = ()) -> Tried:
    """The first failing case; of the outputs that no mistake explains also in what way their numbers differ.

    In what way: in this case and in the others.
    """
    first = min(failure.example for failure in verdict.failures)
    case, outcome = f"Tried: {question.examples[first].label}.", outcomes[first]
    if outcome.kind != "value":
        return Tried(case, (), tuple(likenesses(question, outcomes, verdict, explained)))
    found = [failure.difference for failure in verdict.failures if failure.example == first and failure.difference]
    # Where a function returns nothing, each of its outputs says the same.
    differences = tuple(dict.fromkeys(map(says, found)))
    if outcome.value is None:
        nothing = "The function returned None: does it end with its return line, and what is in that name there?"
        return Tried(case, differences, (nothing,))
    ways = [NOT_FINITE] if any(difference.word == "nan" for difference in found) else []
    return Tried(case, differences, (*ways, *likenesses(question, outcomes, verdict, explained)))


def raising(names: Sequence[Quantity], error: str, message: str) -> list[str]:
    """What to see in the line that raised: the shapes that meet there, and what an error like this means."""
    there = f"In that line: {described(names)}." if names else None
    return list(filter(None, [there, meaning(error, message)]))


def ignored(arguments: Sequence[str]) -> str:
    many = "make" if len(arguments) > 1 else "makes"
    return f"{', '.join(arguments)} {many} no difference to what it returns: with other numbers there it is the same."


def worth_knowing(told: str, *, right: bool) -> str:
    """Advice, which costs nothing; where something is not right it may be the reason."""
    return f"Worth knowing: {told.rstrip('.')}.{' It costs nothing here.' if right else ''}"


def changed(arguments: Sequence[str]) -> str:
    return f"changes its argument {', '.join(arguments)}"


def outside(names: Sequence[str]) -> str:
    return f"reads {named(names)} from the notebook, where its arguments alone should count"


def slow(seconds: float, reference: float | None = None) -> str:
    """A loop over the examples, on arguments declared to show it; `reference` are the solution's seconds."""
    much = f"{seconds / reference:.0f} times as long" if reference else f"{seconds * 1000:.0f} ms"
    return f"loops over what an array operation does at once: with many examples it took {much}"


def listed(outputs: Sequence[str]) -> str:
    """Names of outputs in a sentence; "arguments" is the criterion that they were left alone."""
    return ", ".join("arguments unchanged" if name == "arguments" else name for name in outputs)


def joined(names: Sequence[str]) -> str | None:
    return " + ".join(names) or None


def number(value: float) -> str:
    """Points as a person writes them: 7, 7.5, 7.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def verdict(exercise: Any) -> list[str]:
    """An exercise's result in lines: points, outputs, what was tried, the mistake and its hint, what to mend first.

    Only the first begins with our mark: what a student's code said is never a line of its own, nor marked.
    """
    lines = []
    good = [name for name, word in exercise.outputs.items() if word == "ok"]
    if len(good) == len(exercise.outputs):
        lines.append("Everything is right.")
    elif set(exercise.outputs.values()) == {"missing"}:
        lines += [] if exercise.problem else ["Not there yet: the cell is empty, or it did not define the function."]
    else:
        lines += exercise.details[:1]
    if exercise.problem:
        lines.append(exercise.problem)
    if len(good) < len(exercise.outputs):
        lines += exercise.details[1:]
        lines += [f"Right already: {listed(good)}."] if good else []
    if exercise.mistake:
        lines.append(f"Looks like: {exercise.mistake}.")
    if exercise.hint:
        lines.append(f"Hint: {exercise.hint}")
    if exercise.helpers_replaced:
        replaced = ", ".join(exercise.helpers_replaced)
        lines.append(f"Judged with the course's own {replaced}: with yours it is not right yet. Mend that first.")
    lines += [worth_knowing(told, right=exercise.score == exercise.max_score) for told in exercise.told]
    head = f"{MARK} The grader on {exercise.name}: {number(exercise.score)} of {number(exercise.max_score)} points."
    return [head, *map(on_a_line, lines)]


def declared(points: float, minutes: int, level: int) -> str:
    """The line under an exercise's heading."""
    return f"*{number(points)} points · about {minutes} minutes · level {level} of 3*"
