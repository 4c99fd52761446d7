"""The few words an exercise is declared with.

A module in `exercises/` has one function per exercise: a generator of cases, decorated with `@exercise`, whose name
is the exercise's, and below it the mistakes that learners make in it, each an edit of the solution. A question that is
answered in words, about the learner's own run, has its true numbers there, under `@written`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["Case", "Exercise", "Mistake", "Written", "exercise", "sizes", "written"]

Edit = tuple[str, str]
Fixed = Mapping[str, Sequence[tuple[tuple, Any]]]


@dataclass(frozen=True)
class Case:
    """One call of the exercise: what it is about, and the arguments by name, in the order of the signature."""

    label: str
    args: dict[str, Any]
    fixed: Fixed = field(default_factory=dict)
    """Initialisers whose answers are given: name -> table of (arguments, answer). Their draw is not the question."""
    advice: bool = False
    """Only advice can come of this case: it is told and costs nothing."""
    group: str | None = None
    """Cases of one group are a criterion of their own: the output `value` becomes `value (group)`."""
    long: bool = False
    """Too large for `examples.h5`: a hidden case only, beside a small visible one of its kind, and tried with the
    learner's own helpers only, since stand-ins answer too slowly for it."""


@dataclass(frozen=True)
class Mistake:
    """A known mistake: edits (old, new) of the solution, each old text occurring exactly once in it."""

    name: str
    edits: tuple[Edit, ...]
    hint: str
    costs: bool = True
    """False marks advice: told, not charged."""
    hard_coded: bool = False
    """True where a constant of the visible cases makes the student's own check pass."""
    public: bool = False
    """True where a find-the-bug question may show it, and with it all the rest of the solution."""


@dataclass
class Exercise:
    """What is asked of one function: points, minutes, level (1 one line, 2 one idea, 3 several), outputs, cases."""

    name: str
    summary: str
    cases: Callable[..., Iterator[tuple[str, dict[str, Any]] | Case]]
    points: float
    minutes: int
    level: int
    returns: str | None = None
    judged: Mapping[str, tuple] = field(default_factory=dict)
    unchanged: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    reaches: str | None = None
    trains: tuple[str, str] | None = None
    hints: tuple[str, ...] = ()
    large: Mapping[str, Any] | None = None
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(
        self, name: str, *edits: Edit, hint: str, costs: bool = True, hard_coded: bool = False, public: bool = False
    ) -> None:
        """Declare a mistake: a name for the class report, the edits that make it, a hint that teaches."""
        if any(mistake.name == name for mistake in self.mistakes):
            raise ValueError(f"{self.name}: two mistakes are called {name!r}")
        self.mistakes.append(Mistake(name, edits, hint, costs, hard_coded, public))

    def draw(self, seed: int | Sequence[int], solved: Any) -> list[Case]:
        """The cases of this seed; `solved` gives the solved notebook's functions to a generator that asks for it."""
        rng = np.random.default_rng(seed)
        wants_solved = len(inspect.signature(self.cases).parameters) > 1
        drawn = self.cases(rng, solved) if wants_solved else self.cases(rng)
        return [case if isinstance(case, Case) else Case(*case) for case in drawn]


def exercise(
    *,
    points: float,
    minutes: int,
    level: int,
    returns: str | None = None,
    judged: Mapping[str, tuple] | None = None,
    unchanged: bool = False,
    weights: Mapping[str, float] | None = None,
    reaches: str | None = None,
    trains: tuple[str, str] | None = None,
    hints: Sequence[str] = (),
    large: Mapping[str, Any] | None = None,
) -> Callable[[Callable], Exercise]:
    """Declare an exercise; the decorated generator `(rng)` or `(rng, solved)` yields its cases.

    returns    the outputs in the contract's order: `"{dw, db}, cost"`; one unnamed output is called `value`;
               `{dW*, db*}` are families of keys whose number varies.
    judged     outputs that are not one value: name -> a judge of compare.py, `{"W1": ("normal", 0.01)}`; a family's
               judge is asked of each of its entries.
    unchanged  the arguments must be left as they were: a criterion of a fifth of the points.
    weights    shares of the outputs where they are not equal; 0 for one that is an argument returned as it came.
    reaches    a number to be made small, an expression over the arguments and the outputs in the solved notebook,
               by which a training is judged that drew its own initial values.
    trains     of such a training the argument that says for how long, and where in `returned` its parameters are:
               asked for no step, it tells its start, from which the solved notebook can train too.
    hints      at most three, told one after the other by `hint(name)`: which quantity, which shapes must meet, which
               NumPy function; never the line.
    large      arguments so large that a loop over the examples shows: `{"X": (20, 5000), "b": 0.1}`, a tuple being the
               shape of an array of numbers between 0 and 1, a list a tuple of such values.
    """
    if len(hints) > 3:
        raise ValueError(f"an exercise has at most three hints, not {len(hints)}")

    def declare(cases: Callable) -> Exercise:
        summary = inspect.getdoc(cases) or ""
        return Exercise(
            name=cases.__name__,
            summary=summary,
            cases=cases,
            points=points,
            minutes=minutes,
            level=level,
            returns=returns,
            judged=judged or {},
            unchanged=unchanged,
            weights=weights or {},
            reaches=reaches,
            trains=trains,
            hints=tuple(hints),
            large=dict(large) if large else None,
        )

    return declare


@dataclass(frozen=True)
class Written:
    """A question answered in words and graded by hand: the true numbers of a student's own run, for who grades it."""

    name: str
    summary: str
    numbers: Callable[[int, Any], Mapping[str, Any]]


def written(numbers: Callable[[int, Any], Mapping[str, Any]]) -> Written:
    """Declare the true numbers of a written question: a function `(seed, solved) -> {label: number or text}`.

    Its name is the written cell's. `seed` is the one that the notebook makes of the student's name
    (`data.seed_of`), `solved` has the solved notebook's functions as attributes.
    """
    return Written(numbers.__name__, inspect.getdoc(numbers) or "", numbers)


def sizes(rng: np.random.Generator, cases: int, of: int, low: int = 2, high: int = 9) -> Iterator[tuple[int, ...]]:
    """`cases` tuples of `of` sizes from low to high, no two alike within a tuple, so that no mix-up stays unseen."""
    for _ in range(cases):
        yield tuple(int(n) for n in rng.choice(np.arange(low, high + 1), size=of, replace=False))
