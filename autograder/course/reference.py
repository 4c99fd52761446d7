"""The solved notebook, which is the only reference: right outcomes, and those of every mistake, come from running it.

A mistake is an edit of a solution cell, so there is no second implementation that could go stale.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import inspect
import io
import json
import linecache
import runpy
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograder.cells import calls, needed, parse
from autograder.compare import difference, family
from autograder.course.layout import Course, CourseError
from autograder.diagnose import touched
from autograder.examples import Example, Known, Outcome, Question, attempt, enlarged, plain, with_moved
from autograder.exercise import Case, Edit, Exercise, Written

__all__ = ["BEGIN", "END", "Solved", "SourceCell", "load_exercises", "load_written", "questions", "variants"]

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
VISIBLE_SEED = 0
STARTS = 5


def load_exercises(course: Course, stem: str) -> dict[str, Exercise]:
    """The exercises declared in the course folder for this stem, in the notebook's order; none for a plain lesson."""
    return {value.name: value for value in declarations(course, stem) if isinstance(value, Exercise)}


def load_written(course: Course, stem: str) -> dict[str, Written]:
    """The written questions of this stem that have true numbers."""
    return {value.name: value for value in declarations(course, stem) if isinstance(value, Written)}


def variants(course: Course, stem: str) -> dict[str, dict[str, str]] | None:
    """tests/right/<stem>.py: the right variants of each exercise, by style; None where there is no such file."""
    path = course.right(stem)
    return runpy.run_path(str(path))["RIGHT"] if path.is_file() else None


def declarations(course: Course, stem: str) -> list[Any]:
    """All that the stem's module in autograder/exercises/ declares."""
    path = course.exercises(stem)
    if not path.is_file():
        return []
    spec = importlib.util.spec_from_file_location(f"exercises_{stem}", path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        where = f", line {lines[-1]}," if lines else ""
        raise CourseError(f"{path}{where} does not run: {type(error).__name__}: {error}") from error
    return list(vars(module).values())


@dataclass(frozen=True)
class SourceCell:
    """A cell of the instructor's notebook; kind is text, plain, solution, check, demo or written."""

    name: str
    kind: str
    source: str
    points: float = 0


class Solved:
    """The instructor's notebook of an assignment, as cells and as functions that can be called.

    `earlier` is the one that it builds on, whose functions its own cells call.
    """

    def __init__(self, stem: str, cells: Sequence[SourceCell], earlier: Solved | None = None) -> None:
        self.stem, self.cells, self.earlier = stem, tuple(cells), earlier

    @classmethod
    def of(cls, course: Course, stem: str) -> Solved:
        """Read from source/<stem>/<stem>.ipynb."""
        path = course.source(stem)
        earlier = course.header(stem).get("builds_on")
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            cells = [source_cell(cell) for cell in notebook["cells"]]
            return cls(stem, cells, cls.of(course, earlier) if earlier else None)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CourseError(f"{path} can't be read ({error}): run `autograder build`.") from None

    def named(self, kind: str) -> dict[str, SourceCell]:
        return {cell.name: cell for cell in self.cells if cell.kind == kind}

    @cached_property
    def running(self) -> list[SourceCell]:
        """The given code and the solutions: what has to run before a function can be called."""
        before = self.earlier.running if self.earlier else []
        return [*before, *(cell for cell in self.cells if cell.kind in ("plain", "solution"))]

    @cached_property
    def solutions(self) -> dict[str, SourceCell]:
        """The solution cells, those that it builds on before its own."""
        return {**(self.earlier.solutions if self.earlier else {}), **self.named("solution")}

    @cached_property
    def namespace(self) -> dict[str, Any]:
        """The solutions, and of the given code what they need: the rest draws, and matplotlib is slow to import."""
        namespace: dict[str, Any] = {"__name__": f"solved_{self.stem}"}
        with contextlib.redirect_stdout(io.StringIO()):
            trees = [(cell.name, self.tree(cell)) for cell in self.running]
            for name, module in needed(trees, self.solutions):
                with self.running_cell(name):
                    exec(compile(module, f"<{self.stem}: {name}>", "exec"), namespace)
        return namespace

    def tree(self, cell: SourceCell) -> ast.Module:
        with self.running_cell(cell.name):
            return parse(cell.source)

    @contextlib.contextmanager
    def running_cell(self, name: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            raise CourseError(f"{self.stem}: cell {name!r} does not run: {said}") from error

    @property
    def functions(self) -> SimpleNamespace:
        """The solved functions, and the given ones that they call."""
        return SimpleNamespace(**{name: value for name, value in self.namespace.items() if callable(value)})

    @cached_property
    def uses(self) -> dict[str, tuple[str, ...]]:
        """For each exercise the exercises its solution calls, directly or through others, in the notebook's order."""
        graph = {name: calls(self.tree(cell)) & self.solutions.keys() for name, cell in self.solutions.items()}
        return {name: reach(graph, name) for name in graph}

    def keywords(self, name: str) -> dict[str, Any]:
        """The arguments that have a default, with it: cases pass them by keyword."""
        parameters = inspect.signature(self.namespace[name]).parameters.values()
        return {p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty}

    def edited(self, name: str, edits: Sequence[Edit]) -> str:
        """The source of a solution cell with these edits, each old text occurring once between BEGIN and END."""
        source = self.named("solution")[name].source
        for old, new in edits:
            head, rest = source.split(BEGIN)
            body, tail = rest.split(END)
            if body.count(old) != 1:
                raise CourseError(
                    f"{self.stem}, {name}: the mistake's text {old!r} occurs {body.count(old)} times in the solution, "
                    "not once: mend it in autograder/exercises."
                )
            source = head + BEGIN + body.replace(old, new) + END + tail
        return source

    def variant(self, name: str, edits: Sequence[Edit] = ()) -> tuple[Callable, dict[str, Any]]:
        """A solution, with edits, in a namespace of its own; its helpers stay the right ones."""
        namespace = dict(self.namespace)
        source = self.edited(name, edits)
        file = f"<{self.stem}: {name} {zlib.crc32(source.encode()):08x}>"
        # Where an exception comes from, its line is looked up here.
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        try:
            code = compile(source, file, "exec")
        except SyntaxError as error:
            raise CourseError(f"{self.stem}, {name}: the edits {edits!r} make no Python: {error}") from None
        with self.running_cell(name):
            exec(code, namespace)
        return namespace[name], namespace


def source_cell(cell: Mapping[str, Any]) -> SourceCell:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    ours = cell["metadata"].get("autograder", {})
    points = cell["metadata"].get("nbgrader", {}).get("points", 0)
    return SourceCell(ours.get("name", cell.get("id", "")), ours.get("kind", "text"), source, points)


def reach(graph: Mapping[str, set[str]], name: str) -> tuple[str, ...]:
    """What can be reached from `name`, itself left out, in the graph's order."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for other in graph.get(waiting.pop(), set()) - seen:
            seen.add(other)
            waiting.append(other)
    return tuple(other for other in graph if other in seen and other != name)


# --- questions ------------------------------------------------------------------------------------


Seed = int | Sequence[int]


def questions(course: Course, stem: str, hidden: Seed | None = None) -> dict[str, Question]:
    """The questions of an assignment: the visible examples, and with a secret seed the hidden ones after them."""
    solved, exercises = Solved.of(course, stem), load_exercises(course, stem)
    if absent := [name for name in solved.named("solution") if name not in exercises]:
        raise CourseError(f"{course.exercises(stem)} declares no exercise {absent[0]!r}, which {stem} has a cell for.")
    state = np.random.get_state()
    np.random.seed(0)  # the solution draws from NumPy's global generator: two builds give the same file
    try:
        return {name: question(exercises[name], solved, hidden) for name in solved.named("solution")}
    finally:
        np.random.set_state(state)


def question(exercise: Exercise, solved: Solved, hidden: Seed | None) -> Question:
    """One question; the same seed gives the same cases whatever other exercises there are."""
    keywords = solved.keywords(exercise.name)
    examples = tuple(
        example(exercise, case, solved, keywords, secret)
        for seed, secret in [(VISIBLE_SEED, False), (hidden, True)]
        if seed is not None
        for case in exercise.draw([*np.atleast_1d(seed).tolist(), *exercise.name.encode()], solved.functions)
        if secret or not case.long
    )
    asked = Question(
        name=exercise.name,
        points=exercise.points,
        returns=exercise.returns,
        keywords=tuple(keywords),
        defaults=keywords,
        judged=dict(exercise.judged),
        unchanged=exercise.unchanged,
        weights=dict(exercise.weights),
        reaches=exercise.reaches,
        trains=exercise.trains,
        uses=solved.uses[exercise.name],
        examples=examples,
        hints=exercise.hints,
        large=exercise.large,
    )
    if exercise.large:
        function, namespace = solved.variant(exercise.name)
        there = attempt(function, Example("", enlarged(exercise.large), Outcome()), keywords, namespace)
        if there.kind != "value":
            said = f"does not take the arguments declared as `large`: {there.raised}"
            raise CourseError(f"{solved.stem}: the solution of {exercise.name} {said}.")
    known = []
    for mistake in exercise.mistakes:
        function, namespace = solved.variant(exercise.name, mistake.edits)
        outcomes = [
            example.right if example.long else attempt(function, example, keywords, namespace) for example in examples
        ]
        known.append(Known(mistake.name, mistake.hint, touched(asked, outcomes), mistake.costs))
    return replace(asked, known=tuple(known), matters=matters(asked, solved))


def matters(question: Question, solved: Solved) -> tuple[str, ...]:
    """The arguments that the answer depends on, found by moving each of them in the first example."""
    if question.judged:
        return ()
    first = question.examples[0]
    function, namespace = solved.variant(question.name)

    def differs(there: Outcome) -> bool:
        return there.kind == "value" and bool(difference(there.value, first.right.value, naming=True))

    return tuple(
        name
        for name in first.args
        if all(differs(attempt(function, there, question.keywords, namespace)) for there in with_moved(first, name))
    )


def example(exercise: Exercise, case: Case, solved: Solved, keywords: Sequence[str], hidden: bool) -> Example:
    """A case with its right outcome; for a training also how exactly it can be compared and what it should reach."""
    function, namespace = solved.variant(exercise.name)
    drawn = Example(
        label=case.label,
        args=case.args,
        right=Outcome(),
        fixed={name: list(table) for name, table in case.fixed.items()},
        advice=case.advice,
        group=case.group,
        hidden=hidden,
        long=case.long,
    )
    right = attempt(function, drawn, keywords, namespace)
    if right.kind != "value" or right.changed:
        raise CourseError(f"{solved.stem}: the solution of {exercise.name} fails its own case {case.label!r}: {right}.")
    found = replace(drawn, right=replace(right, value=blank(right.value, exercise.judged)))
    if not case.fixed:
        return found
    for table in case.fixed.values():
        if len({repr(plain(arguments)) for arguments, _ in table}) < len(table):
            raise CourseError(f"{solved.stem}: {exercise.name}, {case.label!r}: `fixed` gives two answers to one call.")
    if not exercise.reaches:
        raise CourseError(f"{solved.stem}: {exercise.name} fixes initial values, so it has to say what it `reaches`.")
    moved = [replace(drawn, args=by(case.args), fixed=by(drawn.fixed)) for by in (nudged, as_float32)]
    again = [attempt(function, example, keywords, namespace).value for example in moved]
    free = replace(drawn, fixed={})

    def ends(free: Example) -> list[float]:
        starts = range(3 if case.long else STARTS)
        return [reaches(exercise, case, attempt(function, free, keywords, namespace), namespace) for _ in starts]

    reached = ends(free)
    at_most = 2 * max(reached) + 0.05
    if exercise.trains:
        first = max(ends(replace(free, args={**free.args, exercise.trains[0]: 0})))
        if max(reached) < 0.8 * first:
            # Where a training gets anywhere, standing still is none; but one start in three may stop half way.
            at_most = 0.99 * first
    # Wide, since leaving the plateau of small weights takes a while that varies: of 9,000 right trainings from starts
    # of their own none fell outside; 1.1 times the largest of five starts refused 5 in 4,500.
    return replace(
        found,
        right=replace(found.right, reached=reaches(exercise, case, right, namespace)),
        exact=all(difference(as_float32(value), right.value) is None for value in again),
        at_least=min(reached) / 2 - 0.05,
        at_most=at_most,
    )


def reaches(exercise: Exercise, case: Case, outcome: Outcome, namespace: Mapping[str, Any]) -> float:
    """The number that a training makes small, for its outcome."""
    names = {**namespace, **case.args, "returned": outcome.value}
    with np.errstate(all="ignore"):
        return float(eval(exercise.reaches, names))


def mapped(change: Callable[[np.ndarray], np.ndarray], value: Any) -> Any:
    """A nested value with every array of floating-point numbers changed."""
    if isinstance(value, dict):
        return {key: mapped(change, entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(mapped(change, entry) for entry in value)
    return change(value) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def nudged(value: Any) -> Any:
    return mapped(lambda array: array * (1 + 1e-7), value)


def as_float32(value: Any) -> Any:
    return mapped(lambda array: array.astype(np.float32), value)


def blank(value: Any, judged: Mapping[str, tuple]) -> Any:
    """The right answer without the outputs that are judged: of these only the shape counts."""
    if isinstance(value, dict):
        named = {key for name in judged for key in (family(name, value) if name.endswith("*") else [name])}
        return {key: np.zeros_like(entry) if key in named else blank(entry, judged) for key, entry in value.items()}
    return type(value)(blank(entry, judged) for entry in value) if isinstance(value, (list, tuple)) else value
