"""One submission in, one Result out.

Each exercise is tried with the learner's own helpers, and if that is not all right once more with stand-ins for the
exercises that it calls, answered by the solved notebook in a process of its own. The better attempt counts.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder import wording
from autograder.course import Course, Solved, questions
from autograder.course.reference import calls, reach
from autograder.examples import Example, Outcome, Question
from autograder.grading.result import ExerciseResult, Result
from autograder.grading.submission import Submission, Template, defines, parsed
from autograder.judge import Verdict, judge, recognise
from autograder.sandbox import Cell, CellRun, Raised, Reply, Session, Zygote

__all__ = ["Exam", "grade_submission"]


@dataclass(frozen=True)
class Exam:
    """All that grading an assignment needs: the questions with their hidden examples, and the notebook as it is."""

    stem: str
    template: Template
    solved: Solved
    questions: Mapping[str, Question]

    @classmethod
    def of(cls, course: Course, stem: str, seed: int | Sequence[int]) -> Exam:
        return cls(stem, Template.of(course, stem), Solved.of(course, stem), questions(course, stem, seed))

    @property
    def demos(self) -> list[Cell]:
        return [Cell(cell.name, cell.source) for cell in self.solved.named("demo").values()]

    @property
    def solution(self) -> list[Cell]:
        return [Cell(cell.name, cell.source) for cell in self.solved.running]

    def nothing(self, problem: str | None = None) -> list[ExerciseResult]:
        """The exercises of a submission that could not be asked anything."""
        return [
            ExerciseResult(name, 0.0, question.points, dict.fromkeys(outputs(question), "missing"), problem=problem)
            for name, question in self.questions.items()
        ]


def outputs(question: Question) -> list[str]:
    return list(judge(question, [Outcome("missing")] * len(question.examples)).words)


def grade_submission(exam: Exam, submission: Submission, zygote: Zygote, student: str, digest: str) -> Result:
    """The verdict on one submission; nothing of it runs in this process."""
    start = time.monotonic()
    result = Result(exam.stem, student, submission.status, zygote.isolation, [], digest=digest)
    result.notes, result.problem = list(submission.notes), submission.problem
    if submission.status != "graded":
        result.exercises = exam.nothing(submission.problem)
    else:
        cells = [Cell(name, source) for name, source in submission.code]
        with Session(zygote, cells, demos=exam.demos, solved=exam.solution) as session:
            runs = session.start()
            if session.dead:
                result.status = "killed"
                result.problem = " ".join(session.problems) or "The notebook's cells stopped the interpreter."
                result.exercises = exam.nothing(result.problem)
            else:
                result.exercises = grade_exercises(exam, submission, Asker(session), runs)
            result.notes += session.problems
    result.seconds = time.monotonic() - start
    return result


# --- asking ---------------------------------------------------------------------------------------


@dataclass
class Asker:
    """Asks a session's functions, one example after the other."""

    session: Session

    def __call__(self, question: Question, stand_ins: frozenset[str]) -> Attempt:
        """Visible examples first; what is lost once is not tried again, each loss would cost its deadline."""
        outcomes: list[Outcome] = []
        replies: list[Reply] = []
        for example in question.examples:
            if outcomes and outcomes[-1].kind in ("timeout", "killed", "missing"):
                outcomes.append(outcomes[-1])
                continue
            reply = self.session.call(
                question.name,
                example.args,
                keywords=frozenset(question.keywords),
                stand_ins=stand_ins,
                fixed=example.fixed,
            )
            replies.append(reply)
            outcomes.append(self.outcome(question, example, reply))
        return Attempt(question, tuple(outcomes), tuple(replies))

    def outcome(self, question: Question, example: Example, reply: Reply) -> Outcome:
        """A reply as an outcome; a training that drew its own initial values is asked what it reached."""
        raised = reply.error.type if reply.error else None
        outcome = Outcome(reply.kind, reply.value, raised, tuple(reply.changed), reply.initialised)
        if outcome.kind == "value" and example.fixed and question.reaches and not (reply.initialised and example.exact):
            reached = self.session.evaluate(question.reaches, {**example.args, "returned": reply.value})
            if reached.kind == "value" and isinstance(reached.value, (int, float)):
                outcome = replace(outcome, reached=float(reached.value))
        return outcome


@dataclass(frozen=True)
class Attempt:
    """What came of all examples of a question, in its order."""

    question: Question
    outcomes: tuple[Outcome, ...]
    replies: tuple[Reply, ...] = ()

    @property
    def graded(self) -> Verdict:
        """A criterion counts where it is right in every example, visible ones included: green means green."""
        return judge(self.question, self.outcomes)

    @property
    def asked(self) -> list[str]:
        return list(dict.fromkeys(name for reply in self.replies for name in reply.asked))

    @property
    def lost(self) -> bool:
        return any(outcome.kind in ("timeout", "killed") for outcome in self.outcomes)

    @property
    def problem(self) -> str | None:
        return next((reply.problem for reply in self.replies if reply.problem), None)


# --- judging --------------------------------------------------------------------------------------


def grade_exercises(
    exam: Exam, submission: Submission, ask: Callable[[Question, frozenset[str]], Attempt], runs: Iterable[CellRun]
) -> list[ExerciseResult]:
    """Every exercise, in the notebook's order."""
    helpers = students_helpers(exam, submission)
    failed = {run.name: run.error for run in runs if not run.ok}
    results: dict[str, ExerciseResult] = {}
    lost: set[str] = set()
    for name, question in exam.questions.items():
        if name not in submission.names:
            results[name] = exam_result(question, Attempt(question, (Outcome("missing"),) * len(question.examples)))
            continue
        own = again = None
        if not lost & helpers[name]:
            own = ask(question, frozenset())
            if own.lost:
                lost.add(name)
        if helpers[name] and not (own and own.graded.all_right) and not (own and own.outcomes[0].kind == "missing"):
            again = ask(question, helpers[name])
        best = max((attempt for attempt in (own, again) if attempt), key=lambda attempt: attempt.graded.share)
        replaced = []
        if best is again and (own is None or again.graded.share > own.graded.share):
            broken = [helper for helper in again.asked if results[helper].score < results[helper].max_score]
            replaced = broken or again.asked
        results[name] = exam_result(question, best, again or best, replaced)
        if best.outcomes[0].kind == "missing" and (error := failed.get(name)):
            results[name].problem = f"Its cell stopped: {told_error(error)}"
    return list(results.values())


def students_helpers(exam: Exam, submission: Submission) -> dict[str, frozenset[str]]:
    """For each exercise those that may be replaced: what the solution or the student's own code calls.

    Directly or through others, but only exercises that come earlier in the notebook: `linear_backward` written as a
    call of `linear_activation_backward` would otherwise be right for nothing.
    """
    order = list(exam.questions)
    graph = {name: set(exam.questions[name].uses) for name in order}
    for _, source in submission.code:
        used = calls(tree) if (tree := parsed(source)) else set()
        for made in defines(source):
            graph[made] = graph.get(made, set()) | used
    return {name: frozenset(reach(graph, name)) & frozenset(order[:i]) for i, name in enumerate(order)}


def exam_result(
    question: Question, best: Attempt, closest: Attempt | None = None, replaced: Sequence[str] = ()
) -> ExerciseResult:
    """A verdict in points and words; `closest` is the attempt in which the exercise's own mistakes show best."""
    verdict = best.graded
    score = round(question.points * verdict.share, 2)
    result = ExerciseResult(question.name, score, question.points, dict(verdict.words))
    result.helpers_replaced = list(replaced)
    known = recognise(question, best.outcomes)
    if not verdict.all_right and not any(found.costs for found in known) and closest is not None:
        known = recognise(question, closest.outcomes)
    named = [] if verdict.all_right else [found for found in known if found.costs]
    result.mistake = wording.joined([found.name for found in named])
    result.hint = " ".join(dict.fromkeys(found.hint for found in named)) or None
    changed = next((outcome.changed for outcome in best.outcomes if outcome.changed), ())
    if changed and not question.unchanged:
        result.told.append(wording.changed(changed))
    result.told += [found.hint for found in known if not found.costs]
    result.problem = best.problem
    if not verdict.all_right:
        result.details = details(best)
        error = visible_error(best)
        if error and result.problem is None:
            result.problem = told_error(error)
    return result


def visible_error(attempt: Attempt) -> Raised | None:
    """The exception of the first visible example that raised: messages of hidden ones could carry their inputs."""
    pairs = zip(attempt.question.examples, attempt.replies, strict=False)
    return next((reply.error for example, reply in pairs if reply.error and not example.hidden), None)


def told_error(error: Raised) -> str:
    where = f" in line {error.line}, `{error.text.strip()}`" if error.line else ""
    message = re.sub(r" \(<.*>, line \d+\)$", "", error.message)  # a SyntaxError names its file, which is ours
    return f"{error.type}{where}: {message}".rstrip(": ") + "."


def details(attempt: Attempt) -> list[str]:
    """Sentences about the first visible case that fails; of hidden ones only which outputs, and the rung's word."""
    visible = [i for i, example in enumerate(attempt.question.examples) if not example.hidden]
    question = replace(attempt.question, examples=tuple(attempt.question.examples[i] for i in visible))
    outcomes = [attempt.outcomes[i] for i in visible]
    verdict = judge(question, outcomes)
    if not verdict.all_right:
        return wording.tried(question, outcomes, verdict)
    found = [(name, word) for name, word in attempt.graded.words.items() if word != "ok"]
    return [
        "The visible cases are right; with other numbers and sizes something is not.",
        *(f"{name}: {wording.WORDS[word]}." for name, word in found),
    ]
