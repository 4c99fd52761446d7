"""The test of the tests: what is right earns everything, every slip loses points, and the known ones are named.

An exercise is proved with several seeds of hidden cases, since each class draws its own: what escapes one of them has
escaped. Nothing here meets students' code, so it runs in plain processes, within limits of time and memory.
"""

from __future__ import annotations

import contextlib
import linecache
import multiprocessing
import resource
import signal
import textwrap
import time
import tomllib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from autograder.check import outcomes_of
from autograder.compare import output_names, parse_returns
from autograder.course import Course, CourseError, Solved, load_exercises
from autograder.course.reference import BEGIN, END, blank, question, variants
from autograder.diagnose import alike, recognise, see
from autograder.examples import Example, Known, Outcome, Question, attempt
from autograder.exercise import Exercise, Mistake
from autograder.grading.mutants import Mutant, bytecode, mutants
from autograder.judge import ARGUMENTS, judge

__all__ = ["SEEDS", "Equivalent", "Held", "Hole", "Proof", "equivalents", "prove", "prove_exercise"]

SEEDS = 3
"""Seeds of hidden cases that are tried: 1, 2, 3. With 100 what one class in 100 would draw is found too."""
WIDE = 40
"""Seeds of the battery that a declared equivalent has to stand besides."""
WIDE_TRAININGS = 8
PAIRS = 40
"""Pairs of mistakes tried of each exercise, spread evenly over all of them."""
SECONDS, SECONDS_LONG = 3, 60
"""CPU time of one call; the slowest short one of a solution takes 20 ms."""
MEMORY = 6 << 30
SAME = "Python makes the same bytecode of it."


@dataclass(frozen=True)
class Held:
    """Something that was held against the tests by name, and what is wrong with it; None where all is well."""

    name: str
    problem: str | None = None
    """Said of the name: "is not named"."""
    about: tuple[str, ...] = ()
    """The mistakes that have to do with the problem."""


@dataclass(frozen=True)
class Equivalent:
    """A mutant that is right too, and why the contract says so."""

    change: str
    why: str


@dataclass(frozen=True)
class Hole:
    """A mutant that loses no points although nobody says that it is right."""

    change: str
    operator: str
    said: str
    seen: bool = False
    """Does some case tell it from the solution? Then no reason makes it right."""


@dataclass
class Proof:
    """What was tried of one exercise and what came of it."""

    assignment: str
    exercise: str
    mistakes: list[Held] = field(default_factory=list)
    advice: list[Held] = field(default_factory=list)
    pairs: list[Held] = field(default_factory=list)
    pairs_of: int = 0
    """So many pairs touch different outputs by different edits; `pairs` are tried, a bounded sample of them."""
    entangled: int = 0
    """Of the sample those where one mistake changes what the other does, so that there is nothing to be named."""
    variants: list[Held] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)
    """Outputs that no known mistake touches."""
    killed: int = 0
    stopped: int = 0
    """Of the killed those that every case stopped with an error."""
    named: int = 0
    """Of the killed those that a known mistake is recognised in."""
    equivalent: list[Equivalent] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    """Declared equivalents that are none."""
    missing: list[str] = field(default_factory=list)
    """What should be there to be tried."""
    seconds: float = 0.0

    @property
    def mutants(self) -> int:
        return self.killed + len(self.equivalent) + len(self.holes)

    @property
    def score(self) -> float:
        """The killed among the mutants that are not equivalent."""
        open_ = self.killed + len(self.holes)
        return self.killed / open_ if open_ else 1.0

    @property
    def problems(self) -> list[str]:
        """All that the proof fails by, each in a sentence: what follows from a mistake is told with it."""
        said, told = [], set()
        others = [*(("pair", each) for each in self.pairs), *(("right variant", each) for each in self.variants)]
        others = [(kind, each) for kind, each in others if each.problem]
        for kind, causes in (("mistake", self.mistakes), ("advice", self.advice)):
            for cause in causes:
                if cause.problem:
                    follow = [other for other in others if cause.name in other[1].about and other not in told]
                    told.update(follow)
                    also = f"; that is why these fail too: {quoted_by_kind(follow)}" if follow else ""
                    said.append(f"{kind} “{cause.name}” {cause.problem}{also}")
        alike: dict[tuple[str, str], list[tuple[str, Held]]] = {}
        for kind, each in others:
            if (kind, each) not in told:
                alike.setdefault((kind, each.problem), []).append((kind, each))
        for (_, problem), those in alike.items():
            said.append(f"{quoted_by_kind(those)}{': each' if len(those) > 1 else ''} {problem}")
        return [*said, *map(self.hole, self.holes), *self.stale, *self.missing]

    def hole(self, hole: Hole) -> str:
        """A hole, and what closes it."""
        mend = f"give {self.exercise} in autograder/exercises/{self.assignment}.py a case in which it always differs"
        reason = "" if hole.seen else f", or say in tests/equivalent/{self.assignment}.toml why it is right"
        return f"hole: {hole.change} ({hole.said}): {mend}{reason}"


def quoted(names: Sequence[str]) -> str:
    """“a”, “b” and “c”."""
    return in_words([f"“{name}”" for name in names])


def in_words(parts: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def quoted_by_kind(held: Sequence[tuple[str, Held]]) -> str:
    """pair “a + b”, and right variants “c” and “d”."""
    of = {kind: [each.name for other, each in held if other == kind] for kind, _ in held}
    return ", and ".join(f"{kind}{'s' if len(names) > 1 else ''} {quoted(names)}" for kind, names in of.items())


# --- limits ---------------------------------------------------------------------------------------


class OutOfTime(BaseException):
    """The call took too long; no `except Exception` catches it."""


@contextlib.contextmanager
def limits() -> Iterator[None]:
    """Bound this process's memory, and let calls be ended by the CPU time that they take."""

    def end(*_: Any) -> None:
        raise OutOfTime

    before, memory = signal.signal(signal.SIGPROF, end), resource.getrlimit(resource.RLIMIT_AS)
    bound = MEMORY if memory[1] == resource.RLIM_INFINITY else min(MEMORY, memory[1])
    state = np.random.get_state()
    try:
        with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
            resource.setrlimit(resource.RLIMIT_AS, (bound, memory[1]))
        with warnings.catch_warnings(action="ignore", category=SyntaxWarning):  # mutants that Python doubts
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, memory)
        signal.signal(signal.SIGPROF, before)
        np.random.set_state(state)


def called(asked: Question, namespace: dict[str, Any]) -> Outcome:
    """What comes of a question's only example, within the time that it may take."""
    seconds = SECONDS_LONG if asked.examples[0].long else SECONDS
    try:
        # Again and again: what ends a loop inside NumPy may come a moment too early to be seen.
        signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
        try:
            return outcomes_of(asked, namespace).outcomes[0]
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except OutOfTime:
        return Outcome("timeout")


# --- one exercise ---------------------------------------------------------------------------------


class Bench:
    """An exercise with its questions, on which sources are tried."""

    def __init__(self, solved: Solved, exercise: Exercise, seeds: int = SEEDS) -> None:
        self.solved, self.exercise, self.name = solved, exercise, exercise.name
        np.random.seed(0)
        self.asked = {seed: question(exercise, solved, seed) for seed in range(1, seeds + 1)}
        self.short = {
            seed: asked.part([i for i, example in enumerate(asked.examples) if not example.long])
            for seed, asked in self.asked.items()
        }
        self.single = {
            seed: [replace(asked, examples=(example,), known=()) for example in hidden(asked)]
            for seed, asked in self.asked.items()
        }

    def source(self, edits: Sequence[tuple[str, str]] = ()) -> str:
        return self.solved.edited(self.name, edits)

    def namespace(self, source: str) -> dict[str, Any]:
        namespace, file = dict(self.solved.namespace), f"<{self.name}>"
        # A mistake is recognised by the line that raised too, and that line is looked up here.
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), namespace)
        return namespace

    def outcomes(self, asked: Question, source: str) -> list[Outcome]:
        """What comes of each example; after one that takes too long the others are not tried."""
        np.random.seed(0)
        namespace, outcomes = self.namespace(source), []
        for example in asked.examples:
            late = outcomes and outcomes[-1].kind == "timeout"
            outcomes.append(outcomes[-1] if late else called(replace(asked, examples=(example,), known=()), namespace))
        return outcomes

    @cached_property
    def wide(self) -> list[Question]:
        """Questions of one short case each, of seeds that nothing else is tried with."""
        function, namespace = self.solved.variant(self.name)
        keywords, asked, made = self.solved.keywords(self.name), self.asked[1], []
        trained = any(example.fixed for example in asked.examples)
        for seed in range(1000, 1000 + (WIDE_TRAININGS if trained else WIDE)):
            for case in self.exercise.draw([seed, *self.name.encode()], self.solved.functions):
                if not (case.long or case.advice):
                    fixed = {name: list(table) for name, table in case.fixed.items()}
                    drawn = Example(case.label, case.args, Outcome(), fixed, group=case.group, hidden=True)
                    right = attempt(function, drawn, keywords, namespace)
                    right = replace(right, value=blank(right.value, self.exercise.judged))
                    made.append(replace(asked, examples=(replace(drawn, right=right),), known=()))
        return made


def hidden(asked: Question) -> list[Example]:
    """The hidden examples that cost points, the long ones last."""
    charged = [example for example in asked.examples if example.hidden and not example.advice]
    return sorted(charged, key=lambda example: example.long)


def loses(asked: Question, namespace: dict[str, Any]) -> Outcome | None:
    """The outcome of a question's only example where it loses points."""
    outcome = called(asked, namespace)
    return outcome if judge(asked, [outcome]).share < 1 else None


def prove_exercise(
    solved: Solved,
    exercise: Exercise,
    declared: Sequence[Equivalent] = (),
    styles: Mapping[str, str] | None = None,
    seeds: int = SEEDS,
) -> Proof:
    """The proof of one exercise. `styles` are its right variants, by name; None where a course has none."""
    started, proof = time.process_time(), Proof(solved.stem, exercise.name)
    with limits():
        bench = Bench(solved, exercise, seeds)
        for mistake in exercise.mistakes:
            (proof.mistakes if mistake.costs else proof.advice).append(Held(mistake.name, wrong_with(bench, mistake)))
        try_pairs(bench, proof)
        for name, source in (styles or {}).items():
            proof.variants.append(refused(bench, name, textwrap.dedent(source)))
        if styles is None:
            proof.notes.append(f"no right variants are in tests/right/{solved.stem}.py, so none was tried")
        charged = [known for asked in bench.asked.values() for known in asked.known if known.costs]
        touched = {name for known in charged for name in known.seen}
        outputs = [*output_names(parse_returns(exercise.returns)), *([ARGUMENTS] if exercise.unchanged else [])]
        proof.untouched = [name for name in outputs if name not in touched]
        try_mutants(bench, proof, declared)
    proof.seconds = round(time.process_time() - started, 2)
    return proof


def names(found: Sequence[Known]) -> list[str]:
    return [known.name for known in found]


def wrong_with(bench: Bench, mistake: Mistake) -> str | None:
    """What is wrong with a known mistake: it earns all, or has another name, or shows in hidden cases only."""
    source = bench.source(mistake.edits)
    for seed, asked in bench.short.items():
        outcomes = bench.outcomes(asked, source)
        parts = [part(asked, outcomes, secret) for secret in (False, True)]
        visible, secret = (judge(*each).share for each in parts)
        said = []
        if not mistake.costs and judge(asked, outcomes).share < 1:
            said.append("costs points")
        if mistake.costs and secret == 1:
            said.append("passes the hidden cases")
        if mistake.costs and visible == 1 and not mistake.hard_coded:
            said.append("passes the visible check without being declared `hard_coded`")
        if mistake.hard_coded and visible < 1:
            said.append("is refused by the visible check although it is declared `hard_coded`")
        found = names(recognise(asked, outcomes))
        if found == [mistake.name] and not mistake.hard_coded:
            found = names(recognise(*parts[False]))
        if found != [mistake.name]:
            said.append(f"is named {quoted(found)}" if found else "is not named")
        if said:
            return f"{in_words(said)} (seed {seed})"
    return None


def part(asked: Question, outcomes: Sequence[Outcome], secret: bool) -> tuple[Question, list[Outcome]]:
    """The hidden or the visible half of a question, as a grader or a student meets it."""
    chosen = [i for i, example in enumerate(asked.examples) if example.hidden == secret]
    return asked.part(chosen), [outcomes[i] for i in chosen]


def refused(bench: Bench, name: str, source: str) -> Held:
    """What a right variant loses or is called; long trainings are tried with the first seed only."""
    for seed in bench.asked:
        asked = (bench.asked if seed == 1 else bench.short)[seed]
        outcomes = bench.outcomes(asked, source)
        verdict = judge(asked, outcomes)
        if lost := [f"{failure.criterion} ({failure.word})" for failure in verdict.failures]:
            return Held(name, f"loses {in_words(lost)} (seed {seed})")
        if found := [known.name for known in recognise(asked, outcomes) if known.costs]:
            return Held(name, f"earns everything, yet is named {quoted(found)} (seed {seed})", tuple(found))
    return Held(name)


# --- two mistakes at once -------------------------------------------------------------------------


def try_pairs(bench: Bench, proof: Proof) -> None:
    """Independent mistakes made together: both names must come out.

    Two are independent if they edit different places and neither changes what is seen of the other.
    """
    asked = bench.short[1]
    known = {each.name: each for each in asked.known}
    charged = [mistake for mistake in bench.exercise.mistakes if mistake.costs and mistake.name in known]
    pairs = [
        (one, two, source)
        for one, two in combinations(charged, 2)
        if known[one.name].seen.keys().isdisjoint(known[two.name].seen)
        and (source := together(bench.source(), [*one.edits, *two.edits]))
    ]
    proof.pairs_of = len(pairs)
    chosen = [pairs[len(pairs) * i // PAIRS] for i in range(PAIRS)] if len(pairs) > PAIRS else pairs
    for one, two, source in chosen:
        outcomes = bench.outcomes(asked, source)
        both = known[one.name].seen | known[two.name].seen
        if not all(
            alike(see(asked, example, outcome)[output], column[i])
            for i, (example, outcome) in enumerate(zip(asked.examples, outcomes, strict=True))
            for output, column in both.items()
        ):
            proof.entangled += 1
            continue
        found = recognise(asked, outcomes)
        # Both biases left out may well be a mistake with a name of its own.
        right = set(names(found)) == {one.name, two.name} or any(each.seen.keys() == both.keys() for each in found)
        both_named, about = f"{one.name} + {two.name}", (one.name, two.name, *names(found))
        said = f"is named {quoted(names(found))} alone" if found else "is not named"
        proof.pairs.append(Held(both_named) if right else Held(both_named, said, about))


def together(source: str, edits: Sequence[tuple[str, str]]) -> str | None:
    """A solution with all these edits at once; None where two of them meet."""
    head, rest = source.split(BEGIN)
    body, tail = rest.split(END)
    places = sorted((body.find(old), body.find(old) + len(old), new) for old, new in edits)
    if any(start < 0 for start, *_ in places) or any(a[1] > b[0] for a, b in pairwise(places)):
        return None
    for start, stop, new in reversed(places):
        body = body[:start] + new + body[stop:]
    return head + BEGIN + body + END + tail


# --- mutants --------------------------------------------------------------------------------------


def try_mutants(bench: Bench, proof: Proof, declared: Sequence[Equivalent]) -> None:
    """Every mutant is killed, or shown to be equivalent, or a hole."""
    source, reasons = bench.source(), {each.change: each for each in declared}
    original, made = bytecode(source), mutants(source, vars(bench.solved.functions))
    for mutant in made:
        if bytecode(mutant.source) == original:
            proof.equivalent.append(Equivalent(mutant.change, SAME))
            continue
        found = {seed: killer(bench, mutant, seed) for seed in bench.asked}
        if all(found.values()):
            proof.killed += 1
            outcomes = bench.outcomes(bench.short[1], mutant.source)
            proof.stopped += all(outcome.kind != "value" for outcome in outcomes)
            proof.named += any(known.costs for known in recognise(bench.short[1], outcomes))
            if mutant.change in reasons:
                proof.stale.append(f"declared equivalent, and killed: {mutant.change}")
        else:
            told = told_apart(bench, mutant)
            right = not any(found.values()) and not told
            if right and (why := reasons.get(mutant.change) or advice(bench, mutant)):
                proof.equivalent.append(why)
                continue
            escaped = ", ".join(str(seed) for seed in found if not found[seed])
            said = f"loses nothing with seed {escaped}; {told or 'no case of other seeds tells it either'}"
            proof.holes.append(Hole(mutant.change, mutant.operator, said, seen=not right))
    there = {mutant.change for mutant in made}
    proof.stale += [f"declared equivalent, and no mutant: {change}" for change in reasons if change not in there]


def killer(bench: Bench, mutant: Mutant, seed: int) -> Outcome | None:
    """The outcome of the first hidden case that costs a mutant points."""
    np.random.seed(0)
    namespace = bench.namespace(mutant.source)
    return next((lost for asked in bench.single[seed] if (lost := loses(asked, namespace))), None)


def advice(bench: Bench, mutant: Mutant) -> Equivalent | None:
    """A mutant in which declared advice is recognised: it is told, and costs nothing."""
    asked = bench.short[1]
    found = names(recognise(asked, bench.outcomes(asked, mutant.source)))
    return Equivalent(mutant.change, f"Told as advice: {', '.join(found)}.") if found else None


def told_apart(bench: Bench, mutant: Mutant) -> str | None:
    """How often the wide battery tells a mutant from the solution."""
    np.random.seed(0)
    namespace = bench.namespace(mutant.source)
    lost = sum(loses(asked, namespace) is not None for asked in bench.wide)
    return f"{lost} of {len(bench.wide)} other cases tell it" if lost else None


# --- a course -------------------------------------------------------------------------------------


def equivalents(course: Course, stem: str) -> dict[str, list[Equivalent]]:
    """tests/equivalent/<stem>.toml by exercise: rows of `exercise`, `why`, and the `changes` that this is said of."""
    path = course.root / "tests" / "equivalent" / f"{stem}.toml"
    if not path.is_file():
        return {}
    found: dict[str, list[Equivalent]] = {}
    try:
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", []):
            rows = found.setdefault(row["exercise"], [])
            rows += [Equivalent(change, row["why"]) for change in row["changes"]]
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} can't be read: {type(error).__name__}: {error}.") from None
    if strangers := found.keys() - load_exercises(course, stem).keys():
        raise CourseError(f"{path} speaks of {min(strangers)!r}, which {stem} has no exercise of.")
    return found


def prove_named(course: Course, stem: str, name: str, seeds: int = SEEDS) -> Proof:
    """The proof of an exercise, in a process of its own kind: everything is read anew."""
    with threadpool_limits(1):
        styles = variants(course, stem)
        proof = prove_exercise(
            Solved.of(course, stem),
            load_exercises(course, stem)[name],
            equivalents(course, stem).get(name, ()),
            None if styles is None else styles.get(name, {}),
            seeds,
        )
    if styles is not None and not styles.get(name):
        proof.missing.append(f"no right variant of it is in tests/right/{stem}.py")
    return proof


def prove(course: Course, stems: Sequence[str], workers: int, seeds: int = SEEDS) -> Iterator[Proof]:
    """The proofs of all exercises of these assignments, as they are done."""
    asked = [(stem, name) for stem in stems for name in Solved.of(course, stem).named("solution")]
    for stem in stems:
        equivalents(course, stem)  # what is wrong there is said before anything takes long
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        # The longest trainings stand at the end of the course: begun first, they end with the others.
        futures = [pool.submit(prove_named, course, stem, name, seeds) for stem, name in reversed(asked)]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool:
            raise CourseError("A process that tried mutants was ended from outside: is there memory enough?") from None
        finally:
            pool.shutdown(cancel_futures=True)
