"""Find-the-bug questions: the solution with one public mistake in it, what changes, in what way, and why.

Nobody types an answer: both functions run on the same input, and what differs is computed. A question shows the rest
of its solution, so it is for after the deadline; only mistakes that are declared `public=True` are ever shown.
"""

from __future__ import annotations

import ast
import copy
import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from string import ascii_uppercase
from typing import Any

import numpy as np

from autograder.compare import Difference, difference, family, parse_returns, pick
from autograder.course.layout import Course, CourseError
from autograder.course.reference import BEGIN, END, Solved, load_exercises
from autograder.course.ways import Differing, changes, common, errors, stops, true_of
from autograder.examples import Example, Outcome, attempt
from autograder.exercise import Case, Exercise, Mistake

__all__ = ["Change", "Hunt", "Option", "hunts", "leaves", "public"]

SEED = 20240  # no case of these is a visible one, which is drawn with another
DIGITS = (2, 3, 5, 8, 17)
OPTIONS = 4
OFTEN = 2  # so often a page offers an error as a wrong option: one that is in every question is passed over
FEW = 4  # two numbers or three are alike in many ways by chance
ARGUMENTS = "an argument: the call changes what is the caller's"
STOPS = "nothing comes back: the call stops with an error"


@dataclass(frozen=True)
class Option:
    """One of the answers offered."""

    letter: str
    text: str
    true: bool
    code: bool = False
    """Is it the name of something?"""


@dataclass(frozen=True)
class Change:
    """Where the mistake sits: the number of the line as it is shown, the lines there, and the right ones."""

    line: int
    wrong: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def place(self) -> str:
        if not self.wrong:
            return f"Before line {self.line} something is missing"
        last = self.line + len(self.wrong) - 1
        return f"Line {self.line}" if last == self.line else f"Lines {self.line} to {last}"

    @property
    def text(self) -> str:
        """As a person would mark it: what is struck out, and what is written in its place."""
        return "\n".join([*(f"- {line}" for line in self.wrong), *(f"+ {line}" for line in self.right)])


@dataclass(frozen=True)
class Hunt:
    """One question and its key."""

    exercise: str
    summary: str
    code: str
    """The function with the mistake in it."""
    args: dict[str, Any]
    outputs: tuple[str, ...]
    """The names of the returned values, in order; a dictionary as `{dw, db}`."""
    what: tuple[Option, ...]
    ways: tuple[Option, ...]
    mistake: str
    hint: str
    where: tuple[Change, ...]
    told: tuple[tuple[str, str], ...]
    """Each thing that differs, and in what way."""
    unseen: tuple[str, ...]
    """Cases with which nobody would notice."""
    seed: int

    @property
    def rest(self) -> tuple[tuple[str, str], ...]:
        """What differs in another way than the first."""
        return tuple((name, way) for name, way in self.told[1:] if way != self.told[0][1])


@dataclass(frozen=True)
class Seen:
    """What one call with a mistake shows: for each thing that differs all that is true of it, best first."""

    found: dict[str, list[str]]

    @property
    def first(self) -> str:
        """In the order of the options of (a)."""
        return next(iter(self.found))

    @property
    def best(self) -> dict[str, str]:
        return {name: said[0] for name, said in self.found.items()}


# --- the questions --------------------------------------------------------------------------------


def public(course: Course, stem: str, exercise: str | None = None) -> list[tuple[Exercise, Mistake]]:
    """The mistakes of an assignment, or of one exercise, that may be shown; CourseError where there is none."""
    exercises = load_exercises(course, course.assignment(stem))
    if exercise and exercise not in exercises:
        raise CourseError(f"{stem} has no exercise {exercise!r}; it has: {', '.join(exercises)}.")
    asked = [exercises[exercise]] if exercise else exercises.values()
    found = [(declared, mistake) for declared in asked for mistake in declared.mistakes if mistake.public]
    if not found:
        raise CourseError(
            f"No mistake of {exercise or stem} is public: write `public=True` after the hint of one in "
            f"{course.exercises(stem)}, and remember that its question shows the rest of the solution."
        )
    return found


def hunts(
    course: Course, stem: str, *, exercise: str | None = None, number: int | None = None, seed: int = 0
) -> list[Hunt]:
    """The questions of an assignment in the notebook's order: all, or so many, drawn with the seed."""
    shown, rng = public(course, stem, exercise), np.random.default_rng([SEED, seed])
    if number is not None and number < len(shown):
        shown = [shown[i] for i in sorted(rng.choice(len(shown), size=number, replace=False))]
    solved, state = Solved.of(course, stem), np.random.get_state()
    offered: Counter[str] = Counter()
    try:
        return [Hunter(solved, declared, mistake, seed, offered).hunt() for declared, mistake in shown]
    finally:
        np.random.set_state(state)


class Hunter:
    """Makes the question of one mistake; `offered` counts the errors that a page has among its wrong options."""

    def __init__(
        self, solved: Solved, exercise: Exercise, mistake: Mistake, seed: int, offered: Counter[str] | None = None
    ) -> None:
        self.solved, self.exercise, self.mistake = solved, exercise, mistake
        self.offered = Counter() if offered is None else offered
        self.keywords = solved.keywords(exercise.name)
        self.structure = parse_returns(exercise.returns)
        self.seeds = [SEED, seed, *exercise.name.encode()]
        self.rng = np.random.default_rng([*self.seeds, *mistake.name.encode()])

    def hunt(self) -> Hunt:
        case, seen, unseen = self.case()
        right, wrong = (shown_code(self.solved.edited(self.exercise.name, edits)) for edits in ((), self.mistake.edits))
        names = [*self.flat(self.right(case).value), ARGUMENTS, STOPS]
        return Hunt(
            exercise=self.exercise.name,
            summary=self.exercise.summary,
            code=wrong,
            args=case.args,
            outputs=tuple("{" + ", ".join(item) + "}" if isinstance(item, list) else item for item in self.structure),
            what=tuple(
                Option(letter, called(name), name in seen.found, code=name.isidentifier() and name != "value")
                for letter, name in zip(ascii_uppercase, names, strict=False)
            ),
            ways=self.ways(case, seen),
            mistake=self.mistake.name,
            hint=self.mistake.hint,
            where=tuple(changed_lines(right, wrong)),
            told=tuple((called(name), with_code(way)) for name, way in seen.best.items()),
            unseen=unseen,
            seed=self.seeds[1],
        )

    @cached_property
    def cases(self) -> list[Case]:
        """The cases of this seed that a person could work through, the smallest first."""
        drawn = self.exercise.draw(self.seeds, self.solved.functions)
        return sorted((case for case in drawn if not case.long and not case.advice), key=size)

    def case(self) -> tuple[Case, Seen, tuple[str, ...]]:
        """The smallest case that shows the mistake, its numbers short; and the labels of those that don't show it."""
        seen = [(case, self.see(self.mistake, case)) for case in self.cases]
        shows = [(case, found) for case, found in seen if found.found]
        if not shows:
            raise CourseError(f"{self.solved.stem}: {self.mistake.name!r} of {self.exercise.name} shows in no case.")
        case, found = shows[0]
        counting = numbered(case.args)
        plain = [] if counting is None else [replace(case, args=counting)]
        shorter = (replace(case, args=rounded(case.args, digits)) for digits in DIGITS)
        short = next(short for short in (*plain, *shorter) if self.alike(short, found))
        alike = [other for other, _ in shows if other is not case and kind_of(other) == kind_of(case)]
        unseen = tuple(case.label for case, found in seen if not found.found)
        return short, self.see(self.mistake, short, alike), unseen

    def alike(self, case: Case, seen: Seen) -> bool:
        """Does the case with shorter numbers show the same, and is its right answer still finite?"""
        right = self.right(case)
        sound = right.kind == "value" and all(map(finite, self.flat(right.value).values()))
        return sound and self.see(self.mistake, case).found.keys() == seen.found.keys()

    def right(self, case: Case) -> Outcome:
        return self.call((), case)

    def call(self, edits: Sequence[tuple[str, str]], case: Case) -> Outcome:
        function, namespace = self.solved.variant(self.exercise.name, edits)
        np.random.seed(0)  # what is drawn is drawn alike
        return attempt(function, Example(case.label, case.args, Outcome()), list(self.keywords), namespace)

    def flat(self, returned: Any, right: Any = None) -> dict[str, Any]:
        """The outputs by name; a family, `dW*`, as the entries that the right answer has."""
        found: dict[str, Any] = {}
        wanted = pick(self.structure, returned if right is None else right)
        for name, value in pick(self.structure, returned).items():
            if not name.endswith("*"):
                found[name] = value
                continue
            for key in sorted(family(name, wanted[name]), key=lambda key: (len(key), key)):
                absent = Difference("keys", "", f"a key {key!r}", "none")
                found[key] = value if isinstance(value, Difference) else value.get(key, absent)
        return found

    def see(self, mistake: Mistake, case: Case, alike: Sequence[Case] = ()) -> Seen:
        """What the mistake changes in this call; with other cases, as what they have in common where there is that."""
        got = self.call(mistake.edits, case)
        if got.kind != "value":
            return Seen({STOPS: [stops(got.raised or got.kind)]})
        calls = {name: [call] for name, call in self.outputs(case, got).items()}
        for other in alike:
            for name, call in self.outputs(other, self.call(mistake.edits, other)).items():
                if name in calls and difference(*call[:2]):
                    calls[name].append(call)
        found = {name: true_of(name, told) for name, told in calls.items()}
        found[ARGUMENTS] = [changes(name) for name in got.changed]
        return Seen({name: said for name, said in found.items() if said})

    def outputs(self, case: Case, got: Outcome) -> dict[str, Differing]:
        """Each output beside the right one; nothing where none came."""
        if got.kind != "value":
            return {}
        right = self.right(case).value
        wanted, given = self.flat(right), self.flat(got.value, right)
        return {
            name: (given[name], want, case.args, {other: value for other, value in wanted.items() if other != name})
            for name, want in wanted.items()
        }

    def ways(self, case: Case, seen: Seen) -> tuple[Option, ...]:
        """The way of the first thing that differs among ways of other mistakes, in an order drawn with the seed.

        None of the others is true of anything that differs, and one at most is an error: one that other mistakes of
        the exercise stop with, if the page has not offered it often.
        """
        name, true = seen.first, {way for said in seen.found.values() for way in said}
        # A training that a mistake keeps from ending takes seconds: of these only the mistakes that are shown anyway.
        asked = [other for other in self.exercise.mistakes if other.public or not self.exercise.reaches]
        others = [self.see(other, case) for other in asked if other is not self.mistake]
        known = [other.best[name] for other in others if name in other.best]
        if name in (ARGUMENTS, STOPS):
            known += [other.best[other.first] for other in others if name not in other.best and other.found]
        right = self.flat(self.right(case).value)
        usual = common(right.get(name, next(iter(right.values()))), case.args)
        first = dict.fromkeys(known)
        pool = [way for way in self.shuffled([*first])[:2] if way not in true]
        pool = [*pool, *self.shuffled(usual), *first]
        pool = [way for way in dict.fromkeys(pool) if way not in true and not ODD.match(way)]
        raised = [other.best[STOPS] for other in others if STOPS in other.found]
        wrong = [*self.error(raised, true, case, needed=name == STOPS), *pool][: OPTIONS - 1]
        mixed = self.shuffled([seen.best[name], *wrong])
        return tuple(
            Option(letter, with_code(way), way == seen.best[name])
            for letter, way in zip(ascii_uppercase, mixed, strict=False)
        )

    def error(self, raised: Sequence[str], true: Collection[str], case: Case, needed: bool) -> list[str]:
        """The error that is a wrong option, the one least offered so far; none where each was offered often.

        It is needed where an error is the right option: alone of its kind it would be found without a thought.
        """
        types = [*map(error_in, true)]
        found = [way for way in dict.fromkeys(raised) if error_in(way) not in types]
        if needed and not found:
            found = [way for way in errors(case.args) if error_in(way) not in types]
        found = sorted(self.shuffled(found), key=self.offered.__getitem__)[:1]
        found = [way for way in found if needed or self.offered[way] < OFTEN]
        self.offered.update(found)
        return found

    def shuffled(self, things: Sequence[Any]) -> list[Any]:
        return [things[i] for i in self.rng.permutation(len(things))]


ODD = re.compile(r"It stops with|It is the right one times -?\d*\.\d{3}")  # offered apart, or nobody's guess


def error_in(way: str) -> str:
    """The type of an exception in a sentence: of one type there is one option."""
    return next(iter(re.findall(r"^It stops with an? (\w+)", way)), "")


def kind_of(case: Case) -> list[Any]:
    """Calls are of one kind where their arguments have the same structure, and the same words."""
    found = [leaf for name, given in case.args.items() for leaf in leaves(given, name)]
    return [(name, value if isinstance(value, (str, bool)) else np.ndim(value)) for name, value in found]


CODE = re.compile(
    r'\w+(?:\["\w+"\]|\[\d+\]|\.shape\[\d\])+|(?<=the argument )\w+|(?<=belongs in )\w+|(?<=^The argument )\w+'
)


def with_code(way: str) -> str:
    """A sentence with the names of arrays in backticks."""
    return CODE.sub(r"`\g<0>`", way)


def called(name: str) -> str:
    return "what it returns" if name == "value" else name


def leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The arrays and numbers of an argument, each called as code would call it."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from leaves(entry, f'{name}["{key}"]')
    elif isinstance(value, (list, tuple)) and any(isinstance(entry, (list, tuple, np.ndarray)) for entry in value):
        for i, entry in enumerate(value):
            yield from leaves(entry, f"{name}[{i}]")
    else:
        yield name, value


def size(case: Case) -> tuple[int, bool, int]:
    """First the single numbers and the axes of size 1, behind which much is hidden, then how much there is to read."""
    arrays = [np.asarray(value) for name, given in case.args.items() for _, value in leaves(given, name)]
    much = sum(array.size for array in arrays)
    return sum(array.shape.count(1) + (array.ndim == 0) for array in arrays), much < FEW, much


def rounded(value: Any, digits: int) -> Any:
    """A nested value with so many significant digits."""
    if isinstance(value, dict):
        return {key: rounded(entry, digits) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(rounded(entry, digits) for entry in value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.array([float(f"{number:.{digits}g}") for number in value.flat], value.dtype).reshape(value.shape)
    return float(f"{value:.{digits}g}") if isinstance(value, (float, np.floating)) else copy.copy(value)


def numbered(args: Mapping[str, Any]) -> dict[str, Any] | None:
    """Arguments whose pictures, arrays of more axes than two, hold 0, 1, 2 and so on; None where there is none.

    So many numbers nobody reads, and where each of these has come is seen at once.
    """
    found = {
        name: np.arange(value.size).reshape(value.shape)
        for name, value in args.items()
        if isinstance(value, np.ndarray) and value.ndim > 2
    }
    return {**args, **found} if found else None


def finite(value: Any) -> bool:
    arrays = [np.asarray(leaf) for _, leaf in leaves(value, "")]
    return all(np.isfinite(array).all() for array in arrays if array.dtype.kind in "fiu")


# --- the code that is shown -----------------------------------------------------------------------


def shown_code(source: str) -> str:
    """A solution's function alone, without the build's marks and without the lines that told what to write."""
    lines = source.splitlines()
    (function,) = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)][-1:]
    told = {"", BEGIN, END}
    kept = lines[function.lineno - 1 : function.end_lineno]
    docstring = function.body[0].end_lineno - function.lineno + 1 if ast.get_docstring(function) else 1
    body = [line for line in kept[docstring:] if line.strip() not in told and not line.strip().startswith("#")]
    return "\n".join([*kept[:docstring], *body])


def changed_lines(right: str, wrong: str) -> Iterator[Change]:
    """Where two texts differ; a line that is missing is missing before the line of that number."""
    one, two = right.splitlines(), wrong.splitlines()
    for kind, i, i_end, j, j_end in difflib.SequenceMatcher(a=one, b=two, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Change(j + 1, tuple(map(str.strip, two[j:j_end])), tuple(map(str.strip, one[i:i_end])))
