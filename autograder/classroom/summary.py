"""What a class got right and wrong, in figures: counted from its results, written down nowhere else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from statistics import fmean, median, median_high

from autograder import wording
from autograder.grading import ExerciseResult, Result

__all__ = ["Count", "Exercise", "Kinds", "Mistake", "Summary", "summarise"]

STOPPED = ("timeout", "killed")


@dataclass(frozen=True)
class Count:
    """Something that was seen of several students: the exercise or helper it is about, in words, and of whom."""

    about: str
    what: str
    students: list[str]

    @property
    def many(self) -> int:
        return len(self.students)


@dataclass(frozen=True)
class Mistake(Count):
    """A mistake that has a name; where two were made in one exercise, what they cost is shared between them."""

    points: float
    hint: str


@dataclass(frozen=True)
class Kinds(Count):
    """Students of whom something was seen in an exercise that has no name, and what, the commonest first."""

    kinds: list[tuple[str, str, int]]
    """Outputs and their words, the first sentence about it, and how many."""


@dataclass(frozen=True)
class Exercise:
    """How an exercise went: how many have all of its points, some, none though they tried, or never tried."""

    name: str
    max_score: float
    share: float
    """The mean share of its points, from 0 to 1."""
    right: int
    partly: int
    nothing: int
    untried: int


@dataclass(frozen=True)
class Summary:
    """The figures of a class. Scores are automatic points, of submissions that could be graded."""

    stem: str
    results: list[Result]
    """All of them, by student."""
    absent: list[str]
    """Known students who handed nothing in."""
    waiting: list[str]
    """Those who handed in what is not graded yet."""
    standings: Mapping[str, tuple[float | None, float]]
    """By student the points by hand, None where there are none, and the late penalty."""
    deadline: Sequence[str] = ()
    """When it was due, what being late costs, and who has more time, in sentences."""
    exercises: list[Exercise] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    unnamed: list[Kinds] = field(default_factory=list)
    """Where points were lost by what ran to its end and has no name."""
    told: list[Count] = field(default_factory=list)
    helpers: list[Count] = field(default_factory=list)
    stopped: list[Kinds] = field(default_factory=list)
    """Where a limit was met, or a cell stopped before it defined its function."""
    notes: list[Count] = field(default_factory=list)

    @cached_property
    def graded(self) -> list[Result]:
        return [result for result in self.results if result.status == "graded"]

    @cached_property
    def ungradable(self) -> list[Result]:
        return [result for result in self.results if result.status != "graded"]

    @cached_property
    def tried(self) -> list[Result]:
        """The submissions whose code names what honest ones don't."""
        return [result for result in self.results if result.tried]

    @cached_property
    def max_score(self) -> float:
        """Of the exercises of today: after a change of points, older results have another."""
        return max((result.max_score for result in self.results), default=0.0)

    @cached_property
    def scores(self) -> list[float]:
        return sorted(result.score for result in self.graded)

    @property
    def median(self) -> float:
        """The most points that half of the class has, or more."""
        return median_high(self.scores)

    @property
    def quarters(self) -> list[tuple[str, float]]:
        """What parts of the class have: points that really are somebody's."""
        found = self.scores
        words = ("the best has", "a quarter has at least", "half has at least", "three quarters have at least")
        places = [min(len(found) - ceil(len(found) * part / 4), len(found) - 1) for part in range(4)]
        return [*zip(words, (found[place] for place in places), strict=True), ("the last has", found[0])]

    @property
    def mean(self) -> float:
        return fmean(self.scores)

    @property
    def low(self) -> int:
        """How many have less than half of the points."""
        return sum(score < self.max_score / 2 for score in self.scores)

    @property
    def untouched(self) -> int:
        return sum(not any(map(attempted, result.exercises)) for result in self.graded)

    @property
    def by_hand(self) -> int:
        """How many have points given by hand."""
        return sum(by_hand is not None for by_hand, _ in self.standings.values())

    @property
    def late(self) -> int:
        return sum(penalty > 0 for _, penalty in self.standings.values())

    @property
    def exams(self) -> int:
        """By how many states of the exercises and the seed these results were judged; more than 1 is unfair."""
        return len({result.exam for result in self.graded})

    @property
    def isolation(self) -> list[str]:
        return sorted({result.isolation for result in self.results})

    @property
    def seconds(self) -> tuple[float, float]:
        """What a submission took: half of them so much at most, and the longest."""
        taken = [result.seconds for result in self.graded] or [0.0]
        return median(taken), max(taken)

    @property
    def statuses(self) -> list[tuple[str, int]]:
        return Counter(result.status for result in self.results).most_common()


def summarise(
    stem: str,
    results: Sequence[Result],
    *,
    absent: Sequence[str] = (),
    waiting: Sequence[str] = (),
    standings: Mapping[str, tuple[float | None, float]] | None = None,
    hints: Mapping[tuple[str, str], str] | None = None,
    deadline: Sequence[str] = (),
) -> Summary:
    """Count everything that the report tells. `hints` are those declared, by exercise and name of the mistake."""
    results = sorted(results, key=lambda result: result.student)
    graded = [result for result in results if result.status == "graded"]
    by_exercise: dict[str, list[tuple[str, ExerciseResult]]] = defaultdict(list)
    for result in graded:
        for exercise in result.exercises:
            by_exercise[exercise.name].append((result.student, exercise))
    # Everybody's line of these is kept, whatever their status: an ungradable submission may have been stopped.
    notes = group((("", note), result.student) for result in results for note in result.notes)
    return Summary(
        stem,
        results,
        sorted(absent),
        sorted(waiting),
        standings or {},
        deadline,
        exercises=[figures(name, [each for _, each in tried]) for name, tried in by_exercise.items()],
        mistakes=mistakes(by_exercise, hints or {}),
        unnamed=kinds(by_exercise, lambda each: each.score < each.max_score and not (each.mistake or stopped(each))),
        told=group(
            ((name, told), student) for name, all_of in by_exercise.items() for student, e in all_of for told in e.told
        ),
        helpers=group(
            ((helper, name), student)
            for name, all_of in by_exercise.items()
            for student, exercise in all_of
            for helper in exercise.helpers_replaced
        ),
        stopped=kinds(by_exercise, stopped),
        notes=notes,
    )


def group(seen: Iterable[tuple[tuple[str, str], str]]) -> list[Count]:
    """Things seen, each (about, what) with its student, counted; the commonest first, else as they came."""
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for key, student in seen:
        found[key][student] = None
    counts = [Count(*key, list(students)) for key, students in found.items()]
    return sorted(counts, key=lambda count: -count.many)


def attempted(exercise: ExerciseResult) -> bool:
    """Was anything written? What stopped before it defined its function was."""
    return bool(exercise.problem) or set(exercise.outputs.values()) != {"missing"}


def figures(name: str, found: Sequence[ExerciseResult]) -> Exercise:
    right = sum(each.score == each.max_score for each in found)
    untried = sum(not attempted(each) for each in found)
    nothing = sum(not each.score and attempted(each) for each in found)
    share = fmean(each.score / each.max_score if each.max_score else 1.0 for each in found)
    points = max(each.max_score for each in found)
    return Exercise(name, points, share, right, len(found) - right - untried - nothing, nothing, untried)


def mistakes(
    by_exercise: Mapping[str, Sequence[tuple[str, ExerciseResult]]], hints: Mapping[tuple[str, str], str]
) -> list[Mistake]:
    """Every named mistake; first those that most students made, of as many those that cost more."""
    found = []
    for name, all_of in by_exercise.items():
        students: dict[str, list[str]] = defaultdict(list)
        cost: dict[str, float] = defaultdict(float)
        said: dict[str, tuple[int, str]] = {}
        for student, exercise in all_of:
            made = exercise.mistake.split(" + ") if exercise.mistake else []
            for mistake in made:
                students[mistake].append(student)
                cost[mistake] += (exercise.max_score - exercise.score) / len(made)
                # Where several were made, their hints stand in one text: a hint to one of them alone is better.
                if exercise.hint and len(made) < said.get(mistake, (len(made) + 1, ""))[0]:
                    said[mistake] = (len(made), exercise.hint)
        for mistake, who in students.items():
            hint = hints.get((name, mistake)) or said.get(mistake, (0, ""))[1]
            found.append(Mistake(name, mistake, who, round(cost[mistake], 2), hint))
    return sorted(found, key=lambda mistake: (-mistake.many, -mistake.points))


def stopped(exercise: ExerciseResult) -> bool:
    """Did it meet a limit, or did its cell stop before the function was there?"""
    words = set(exercise.outputs.values())
    return bool(words & set(STOPPED) or (exercise.problem and words == {"missing"}))


def kinds(
    by_exercise: Mapping[str, Sequence[tuple[str, ExerciseResult]]], among: Callable[[ExerciseResult], bool]
) -> list[Kinds]:
    """What was seen of those who tried an exercise and are among these; first what was seen of most."""
    found = []
    for name, all_of in by_exercise.items():
        these = [(student, exercise) for student, exercise in all_of if attempted(exercise) and among(exercise)]
        if these:
            seen = Counter((in_words(exercise), sentence(exercise)) for _, exercise in these).most_common()
            found.append(Kinds(name, "", [student for student, _ in these], [(*kind, many) for kind, many in seen]))
    return sorted(found, key=lambda each: -each.many)


def in_words(exercise: ExerciseResult) -> str:
    """Which outputs are how: "db1, db2: another shape than expected"; nothing where its cell stopped."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, word in exercise.outputs.items():
        if word not in ("ok", "missing"):
            names[word].append(name)
    return "; ".join(f"{wording.listed(outputs)}: {wording.WORDS[word]}" for word, outputs in names.items())


def sentence(exercise: ExerciseResult) -> str:
    """The first thing that was said about it: what stopped it, else the first difference of the first failing case."""
    tried, *differences = exercise.details or [""]
    return wording.on_a_line(exercise.problem or next(iter(differences), tried), 300)
