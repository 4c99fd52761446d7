"""One submission in, one Result out.

Each exercise is tried with the learner's own helpers, and if that is not all right once more with stand-ins for the
exercises that it calls, answered by the solved notebook in a process of its own. The better attempt counts. All that
a student may read comes from visible cases that were called before any hidden one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import autograder
from autograder import examples, wording
from autograder.compare import difference
from autograder.course import Course, CourseError, Solved, questions
from autograder.course.reference import reach
from autograder.diagnose import explained, recognise, same_value
from autograder.examples import Example, Known, Outcome, Question, from_json, raised, to_json, with_moved
from autograder.grading.besides import Code, besides
from autograder.grading.result import ExerciseResult, Result
from autograder.grading.shown import shown
from autograder.grading.submission import Submission, Template, binds, defines, mentions
from autograder.grading.unusual import unusual
from autograder.judge import Verdict, judge
from autograder.sandbox import Cell, CellRun, Raised, Reply, Session, Zygote
from autograder.trouble import computes

__all__ = ["Attempt", "Exam", "best", "grade_submission", "own_code"]


@dataclass(frozen=True)
class Exam:
    """All that grading an assignment needs: the questions with their hidden examples, and the notebook as it is."""

    stem: str
    template: Template
    solved: Solved
    questions: Mapping[str, Question]
    earlier: Template | None
    """The assignment that this one builds on: a submission is run after the same student's submission of that one."""
    checks: Mapping[str, Question]
    """What the check of that one asks, to find which of its functions is to be mended."""
    made: Mapping[str, str]
    """Short digests of what a verdict depends on: text and declarations by their path, the seed, the grader's code."""
    digest: str
    """Changes with any of these, and with the source notebook."""

    @classmethod
    def of(cls, course: Course, stem: str, seed: int | Sequence[int], kept: Path | None = None) -> Exam:
        """The exam that a seed gives; its questions are read from the file `kept` where it has them, else put there."""
        template = Template.of(course, stem)
        built, there = template.notebook.metadata.autograder.get("made_from", {}), course.made_from(stem)
        if stale := [name for name in there if name in built and built[name] != there[name]]:
            raise CourseError(f"{course.root / stale[0]} was changed since the build: run `autograder build`.")
        solved = Solved.of(course, stem)
        earlier = Template.of(course, solved.earlier.stem) if solved.earlier else None
        # Without its text: the due date under a title changes no verdict.
        cells = [[cell.id, cell.source] for cell in template.notebook.cells if cell.cell_type == "code"]
        before = [cell.source for cell in solved.earlier.running] if solved.earlier else []
        digest = hashlib.sha256(json.dumps([cells, there, seed, *before]).encode()).hexdigest()
        whole = {**there, "seed": hashlib.sha256(json.dumps(seed).encode()).hexdigest(), "grader": own_code()}
        made = {name: text[:12] for name, text in whole.items()}
        asked = kept_or_made(kept, [digest, whole, np.__version__], lambda: questions(course, stem, seed))
        checks = visible(course, earlier.stem) if earlier else {}
        return cls(stem, template, solved, asked, earlier, checks, made, digest)

    @property
    def demos(self) -> list[Cell]:
        return [Cell(cell.name, cell.source) for cell in self.solved.named("demo").values()]

    @property
    def solution(self) -> list[Cell]:
        return [Cell(cell.name, cell.source) for cell in self.solved.running]

    @property
    def given(self) -> list[tuple[str, str]]:
        """The given code of the assignment that this one builds on, for who handed in none of it."""
        earlier = self.solved.earlier
        cells = earlier.named("plain").values() if earlier else ()
        return [(f"{cell.name} of {earlier.stem}", cell.source) for cell in cells]

    @property
    def given_cells(self) -> set[str]:
        """The names of the cells that hold the course's own code."""
        return {name for name, _ in self.given} | self.solved.named("plain").keys()

    def nothing(self, problem: str | None = None) -> list[ExerciseResult]:
        """The exercises of a submission that could not be asked anything."""
        return [
            ExerciseResult(name, 0.0, question.points, dict.fromkeys(outputs(question), "missing"), problem=problem)
            for name, question in self.questions.items()
        ]


def kept_or_made(path: Path | None, key: Any, make: Callable[[], dict[str, Question]]) -> dict[str, Question]:
    """Questions from a file, if it was written for the same `key`, else made and written there.

    Either way they have been through the file's form. It tells the hidden cases: its owner alone may read it.
    """
    head = hashlib.sha256(json.dumps(key).encode()).hexdigest()
    try:
        first, *lines = path.read_text(encoding="ascii").split("\n") if path else [""]
        if first == f"{head} {len(lines)}":
            return {question.name: question for question in map(from_json, lines)}
    except (OSError, ValueError, KeyError, TypeError):
        pass  # there is none yet, or it broke off: made anew
    lines = list(map(to_json, make().values()))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("\n".join([f"{head} {len(lines)}", *lines]))
        part.replace(path)
    return {question.name: question for question in map(from_json, lines)}


def visible(course: Course, stem: str) -> dict[str, Question]:
    """The questions of an assignment's own check, as the build froze them."""
    try:
        return examples.read(course.source(stem).with_name("examples.h5"))
    except examples.FileProblem as problem:
        raise CourseError(f"{problem} Or run `autograder build`.") from None


@cache
def own_code() -> str:
    """SHA-256 of the package itself, the exercises apart."""
    package = Path(autograder.__file__).parent
    files = (path for path in sorted(package.rglob("*.py")) if path.parent.name != "exercises")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def outputs(question: Question) -> list[str]:
    return list(judge(question, [Outcome("missing")] * len(question.examples)).words)


def grade_submission(
    exam: Exam,
    submission: Submission,
    zygote: Zygote,
    student: str,
    digest: str,
    attempts: dict[str, list[Attempt]] | None = None,
) -> Result:
    """The verdict on one submission; nothing of it runs in this process. `attempts` is filled with each exercise's."""
    start = time.monotonic()
    result = Result(exam.stem, student, submission.status, zygote.isolation, [], digest=digest, exam=exam.digest)
    result.made, result.when = dict(exam.made), datetime.now(UTC).isoformat(timespec="seconds")
    result.notes, result.problem = list(submission.notes), submission.problem
    if submission.status != "graded":
        result.exercises = exam.nothing(submission.problem)
    else:
        result.tried = unusual(submission.code)
        if exam.earlier and submission.earlier is None:
            result.notes.append(f"There is no {exam.earlier.stem} of theirs to read: the course's functions stood in.")
        code = [*(submission.earlier or exam.given), *submission.code]
        cells = [Cell(name, source, given=name in exam.given_cells) for name, source in code]
        with Session(zygote, cells, demos=exam.demos, solved=exam.solution) as session:
            runs = session.start()
            if session.dead:
                result.status = "killed"
                result.problem = " ".join(sentences(session)) or "The notebook's cells stopped the interpreter."
                result.exercises = exam.nothing(result.problem)
            else:
                attempts = {} if attempts is None else attempts
                result.exercises = grade_exercises(exam, submission, session, runs, attempts)
                result.notes += sentences(session)
    result.seconds = time.monotonic() - start
    return result


def sentences(session: Session) -> list[str]:
    return [f"{problem[0].upper()}{problem[1:]}." for problem in session.problems]


# --- asking ---------------------------------------------------------------------------------------


@dataclass
class Attempt:
    """One way of trying a question: with the learner's own helpers, or with stand-ins for some of them."""

    question: Question
    stand_ins: frozenset[str] = frozenset()
    restore: bool = False
    """Are the functions of given cells the course's again, where a later cell used their names?"""
    shown: bool = True
    """May the visible cases be told of? Not where hidden ones were called before: code could have kept their inputs."""
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    replies: dict[int, Reply] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    """The arguments that make no difference to what comes, where no mistake explains it."""
    besides: list[str] = field(default_factory=list)
    """What the code does that costs nothing."""
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """By the number of cases asked so far: judging is dearer than asking."""

    def ask(self, session: Session, *, hidden: bool) -> None:
        """Call the visible or the hidden cases; what is lost once is not tried again, each loss costs its deadline."""
        for number, example in enumerate(self.question.examples):
            if example.hidden != hidden or (example.long and self.stand_ins):
                continue
            if self.over:
                self.outcomes[number] = Outcome(self.over)
                continue
            reply = self.call(session, example, example.args)
            if reply.error and reply.error.type == "TypeError" and "required positional" in reply.error.message:
                # Defaults belong to the line that the course gives: an older course's line has none.
                reply = self.call(session, example, {**example.args, **self.missing_defaults(example)})
            self.replies[number] = reply
            self.outcomes[number] = self.outcome(session, example, reply)

    def call(self, session: Session, example: Example, args: Mapping[str, Any]) -> Reply:
        return session.call(
            self.question.name,
            args,
            keywords=frozenset(self.question.keywords),
            stand_ins=self.stand_ins,
            fixed=example.fixed,
            restore=self.restore,
        )

    def missing_defaults(self, example: Example) -> dict[str, Any]:
        return {name: default for name, default in self.question.defaults.items() if name not in example.args}

    def outcome(self, session: Session, example: Example, reply: Reply) -> Outcome:
        """A reply as an outcome; a training that drew its own initial values is asked what it reached."""
        error = raised(reply.error.type, reply.error.message) if reply.error else None
        own = reply.error is not None and reply.error.cell == self.question.name
        where = computes(reply.error.text) if own else None
        outcome = Outcome(reply.kind, reply.value, error, where, tuple(reply.changed), reply.initialised)
        if outcome.kind == "value" and example.by_property(reply.initialised):
            reached = session.evaluate(self.question.reaches, {**example.args, "returned": reply.value})
            if reached.kind == "value" and isinstance(reached.value, (int, float)):
                outcome = replace(outcome, reached=float(reached.value))
        if outcome.kind == "value" and example.fixed and not reply.initialised:
            outcome = replace(outcome, retrained=self.retrained(session, example))
        return outcome

    def retrained(self, session: Session, example: Example) -> Any:
        """What the solved training makes of the start that the learner's own training draws; None if it isn't told.

        Each call begins with the same seed, so that without a step the same start is returned; not by a generator that
        seeds itself anew each time.
        """
        if not self.question.trains:
            return None
        steps, where = self.question.trains
        told = [self.call(session, example, {**example.args, steps: 0}) for _ in range(2)]
        if any(reply.kind != "value" for reply in told) or difference(told[0].value, told[1].value, naming=True):
            return None
        start = session.evaluate(where, {"returned": told[0].value})
        if start.kind != "value":
            return None
        # The initialisers that answer in these shapes, with the arguments that the case is about: first in their table.
        # Where none does, the shapes asked for will show what is the matter.
        first = {initialiser: table[0] for initialiser, table in example.fixed.items()}
        fits = {
            name: answer for name, (_, answer) in first.items() if not difference(start.value, answer, loosely=True)
        }
        if not fits:
            return None
        fixed = {name: [(first[name][0], start.value)] for name in fits}
        keywords = frozenset(self.question.keywords)
        right = session.solved(self.question.name, example.args, keywords=keywords, fixed=fixed)
        return right.value if right.kind == "value" else None

    @property
    def over(self) -> str | None:
        """Why no more is asked: the kind of an outcome that won't change."""
        kinds = [outcome.kind for outcome in self.outcomes.values()]
        return next((kind for kind in kinds if kind in ("timeout", "killed", "missing")), None)

    @property
    def lost(self) -> bool:
        return self.over in ("timeout", "killed")

    @property
    def verdict(self) -> Verdict:
        """On all that was asked: a criterion counts where it is right in every case, visible or hidden."""
        if len(self.outcomes) not in self.verdicts:
            self.verdicts[len(self.outcomes)] = judge(*self.asked())
        return self.verdicts[len(self.outcomes)]

    def look(self, session: Session, code: Code) -> None:
        """Find out what else is to be told: before any hidden case is called, whose inputs the answers could carry."""
        right = self.verdict.all_right
        if self.over:
            return
        self.besides = list(besides(self.question, code, session, right=right and not self.stand_ins))
        if not right and not self.recognised():
            self.ignored = self.ignores(session)

    def ignores(self, session: Session) -> list[str]:
        """The arguments that make no difference to what comes, and should; found by moving each."""
        example, there = self.question.examples[0], self.outcomes[0]
        if there.value is None or example.by_property(there.initialised):
            return []

        def same(moved: Example) -> bool:
            reply = self.call(session, example, moved.args)
            return same_value(Outcome(reply.kind, reply.value), there)

        return [name for name in self.question.matters if all(map(same, with_moved(example, name)))]

    def asked(self, keep: Callable[[Example], bool] = lambda example: True) -> tuple[Question, list[Outcome]]:
        """The question with the cases that were asked, or those of them to keep, and their outcomes."""
        numbers = [n for n in sorted(self.outcomes) if keep(self.question.examples[n])]
        return self.question.part(numbers), [self.outcomes[n] for n in numbers]

    def recognised(self) -> tuple[Known, ...]:
        """The known mistakes that explain it; where all is right, what there is of advice."""
        if self.verdict.all_right and all(known.costs for known in self.question.known):
            return ()
        return recognise(*self.asked())

    @property
    def right_but_long(self) -> bool:
        """Is only a long training not right? Then the helpers do their part, and stand-ins would hide the mistake.

        Not where it took too long: then they are slow.
        """
        return not self.lost and judge(*self.asked(lambda example: not example.long)).all_right

    @property
    def stood_in(self) -> set[str]:
        """The stand-ins that were asked."""
        return {name for reply in self.replies.values() for name in reply.asked}


# --- judging --------------------------------------------------------------------------------------


def grade_exercises(
    exam: Exam,
    submission: Submission,
    session: Session,
    runs: Iterable[CellRun],
    attempts: dict[str, list[Attempt]],
) -> list[ExerciseResult]:
    """Every exercise, in the notebook's order: the visible cases of all of them first, then the hidden ones.

    `attempts` is filled with those that were made at each.
    """
    helpers = students_helpers(exam, submission)
    failed = {run.name: run.error for run in runs if not run.ok}
    lost: set[str] = set()

    def ask(attempt: Attempt, *, hidden: bool) -> Attempt:
        attempt.ask(session, hidden=hidden)
        if attempt.lost and not attempt.stand_ins:
            lost.add(attempt.question.name)
        return attempt

    shadowed = used_again(exam, submission)
    code = Code.of([*(source for _, source in submission.code), *(cell.source for cell in exam.demos)])
    absent = exam.earlier.stubs.keys() if exam.earlier and submission.earlier is None else frozenset()
    for name, question in exam.questions.items():
        mine = attempts[name] = []
        if name in submission.solutions:
            ways = [Attempt(question, helpers[name], restore=True)] if helpers[name] else []
            if not (lost | absent) & helpers[name]:
                ways = [Attempt(question), *([Attempt(question, restore=True)] if shadowed else []), *ways]
            for attempt in ways:
                mine.append(ask(attempt, hidden=False))
                attempt.look(session, code)
                if attempt.verdict.all_right or attempt.over == "missing":
                    break
    results: dict[str, ExerciseResult] = {}
    for name, question in exam.questions.items():
        mine = attempts[name]
        own = next((attempt for attempt in mine if not attempt.stand_ins), None)
        for attempt in reversed(mine):
            ask(attempt, hidden=True)
            if attempt.verdict.all_right:
                mine = [attempt]
                break
        if len(mine) == 1 and not mine[0].stand_ins and helpers[name] and not mine[0].right_but_long:
            again = Attempt(question, helpers[name], restore=True, shown=False)
            mine.append(ask(ask(again, hidden=False), hidden=True))
            attempts[name] = mine
        results[name] = exercise_result(question, mine)
        if any(attempt.stand_ins for attempt in mine):
            results[name].helpers_replaced = to_mend(exam, session, own, best(mine), results)
        if set(results[name].outputs.values()) == {"missing"} and (error := failed.get(name)):
            results[name].problem = f"Its cell stopped: {told_error(error, name)}"
    return list(results.values())


def used_again(exam: Exam, submission: Submission) -> set[str]:
    """Names that given code defines and a cell of the student's binds to something else."""
    code = [*(submission.earlier or exam.given), *submission.code]
    of_course, of_student = (
        {name for cell, source in code if (cell in exam.given_cells) == given for name in binds(source)}
        for given in (True, False)
    )
    return of_course & of_student


def students_helpers(exam: Exam, submission: Submission) -> dict[str, frozenset[str]]:
    """For each exercise those that may be replaced: what the solution or the student's own code calls.

    Directly or through others, but only exercises that come earlier in the notebook: `linear_backward` written as a
    call of `linear_activation_backward` would otherwise be right for nothing.
    """
    order = [name for name in exam.solved.solutions if name not in exam.questions] + list(exam.questions)
    graph = {name: set(exam.solved.uses[name]) for name in order}
    for _, source in [*(submission.earlier or ()), *submission.code]:
        for made in defines(source):
            graph[made] = graph.get(made, set()) | mentions(source)
    return {
        name: frozenset(reach(graph, name)) & frozenset(order[:i])
        for i, name in enumerate(order)
        if name in exam.questions
    }


def best(attempts: Sequence[Attempt]) -> Attempt:
    """The attempt that counts: the better one, the first of two as good."""
    return max(attempts, key=lambda attempt: attempt.verdict.share)


def exercise_result(question: Question, attempts: Sequence[Attempt]) -> ExerciseResult:
    """The attempt that counts in points and words."""
    if not attempts:
        return ExerciseResult(question.name, 0.0, question.points, dict.fromkeys(outputs(question), "missing"))
    counts = best(attempts)
    verdict = counts.verdict
    result = ExerciseResult(question.name, round(question.points * verdict.share, 2), question.points, verdict.words)
    advice = [found for found in counts.recognised() if not found.costs]
    if not verdict.all_right:
        # The exercise's own mistakes show best where the helpers are right.
        recognised = (
            [found for found in attempt.recognised() if found.costs] for attempt in (counts, *reversed(attempts))
        )
        named = next(filter(None, recognised), [])
        result.mistake = wording.joined([found.name for found in named])
        result.hint = " ".join(dict.fromkeys(found.hint for found in named)) or None
        result.details = details(counts, explained(named))
        if not named and counts.shown and counts.ignored:
            result.details.append(wording.ignored(counts.ignored))
        result.shown = pictures(counts)
        result.problem = problem(counts)
    _, visible = counts.asked(lambda example: not example.hidden)  # of hidden calls nothing is told
    changed = next((outcome.changed for outcome in visible if outcome.changed), ())
    if changed and not question.unchanged:
        result.told.append(wording.changed(changed))
    if counts.restore and not counts.stand_ins:
        result.told.append("another cell uses the name of a given function again; it was judged with the given one")
    result.told += [found.hint for found in advice]
    result.told += next((attempt.besides for attempt in attempts if attempt.besides), [])
    return result


def to_mend(
    exam: Exam, session: Session, own: Attempt | None, counts: Attempt, before: Mapping[str, ExerciseResult]
) -> list[str]:
    """The learner's helpers that are to be mended, where the attempt that counts is one with stand-ins for them.

    Those of this notebook that lost points themselves (`before`), asked or hidden behind another stand-in; else those
    of the earlier notebook that don't pass their own check; none where none of the learner's own could be tried.
    """
    replaced = [helper for helper in before if helper in counts.stand_ins]
    broken = [helper for helper in replaced if before[helper].score < before[helper].max_score]
    if broken or own is None:
        return broken
    taken_over = {name for cell in exam.solved.named("plain").values() for name in binds(cell.source)}
    checked = (Attempt(question, frozenset(question.uses), restore=True) for question in exam.checks.values())
    names = counts.stand_ins - taken_over
    for attempt in (wanted := [attempt for attempt in checked if attempt.question.name in names]):
        attempt.ask(session, hidden=False)
    failing = [attempt.question.name for attempt in wanted if not attempt.verdict.all_right]
    stood_in = (helper for helper in (*counts.question.uses, *before) if helper in counts.stood_in)
    return failing or list(dict.fromkeys(stood_in))


def problem(attempt: Attempt) -> str | None:
    """What stopped the attempt, or the exception of its first visible case that raised."""
    replies = sorted(attempt.replies.items())
    if stopped := next((reply.problem for _, reply in replies if reply.problem), None):
        return f"{stopped[0].upper()}{stopped[1:]}."
    examples = attempt.question.examples
    visible = ((n, reply.error) for n, reply in replies if reply.error and not examples[n].hidden)
    number, error = next(visible, (0, None))
    if error is None or not attempt.shown:
        return None
    said = told_error(error, attempt.question.name)
    # What is told of otherwise is the first case that isn't right.
    first = min(failure.example for failure in attempt.verdict.failures)
    return said if number == first else f"With {examples[number].label}: {said}"


def at_the_line(attempt: Attempt, outcomes: Sequence[Outcome]) -> list[str]:
    """What stood in the line of the first visible case that raised, and what such an error means."""
    error = first_raised(attempt, outcomes)
    return wording.raising(error.names, error.type, error.message) if error else []


def first_raised(attempt: Attempt, outcomes: Sequence[Outcome]) -> Raised | None:
    """The exception of the first visible case that raised."""
    replies = (attempt.replies.get(number) for number, outcome in enumerate(outcomes) if outcome.kind == "raised")
    return next((reply.error for reply in replies if reply and reply.error), None)


def told_error(error: Raised, exercise: str) -> str:
    of = f" of {error.cell}" if error.cell != exercise else ""
    where = f" in line {error.line}{of}, `{error.text.strip()}`" if error.line else ""
    message = re.sub(r" \(<.*>, line \d+\)$", "", error.message)  # a SyntaxError names its file, which is ours
    message = re.sub(r"(?<![\w.):/])/(?:[^\s/'\"]+/)+", "", message)  # a folder of the machine that grades
    return wording.on_a_line(f"{error.type}{where}: {message}").rstrip(": ") + "."


def details(attempt: Attempt, named: Collection[str]) -> list[str]:
    """Sentences about the first visible case that fails; of hidden ones only which outputs, and the rung's word."""
    question, outcomes = attempt.asked(lambda example: not example.hidden)
    verdict = judge(question, outcomes)
    if attempt.shown and not verdict.all_right:
        return [*wording.tried(question, outcomes, verdict, named), *at_the_line(attempt, outcomes)]
    found = [(name, word) for name, word in attempt.verdict.words.items() if word != "ok"]
    return [
        "The visible cases are right; with other numbers and sizes something is not.",
        *(f"{name}: {wording.WORDS[word]}." for name, word in found),
    ]


def pictures(attempt: Attempt) -> dict[str, Any] | None:
    """The same visible case in numbers and shapes, for the page; None where details() tells of hidden ones."""
    question, outcomes = attempt.asked(lambda example: not example.hidden)
    error = first_raised(attempt, outcomes)
    at_the_line = error.names if error else ()
    return shown(question, outcomes, judge(question, outcomes), at_the_line) if attempt.shown else None
