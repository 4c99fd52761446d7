"""Why did I lose points? For staff: one exercise of one student tried again, hidden cases and all; a reply to send."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder import wording
from autograder.classroom.gradebook import Book
from autograder.classroom.grader import Grader
from autograder.classroom.results import results_of
from autograder.compare import output_names, parse_returns, pick
from autograder.course import Course, CourseError, load_exercises
from autograder.course.reference import load_written
from autograder.diagnose import likenesses
from autograder.grading import Attempt, ExerciseResult, Result, best
from autograder.grading.shown import flattened
from autograder.judge import judge

__all__ = ["Explained", "explain", "reply", "sheet"]

MOST_VALUES, MOST_TEXT = 12, 2000


@dataclass(frozen=True)
class Explained:
    """An exercise of a student, tried again as it was graded."""

    result: Result
    exercise: ExerciseResult
    attempts: tuple[Attempt, ...]
    stored: ExerciseResult | None
    """What the stored result says."""
    by_hand: float | None = None
    """The points that a person gave it instead."""


def explain(course: Course, student: str, name: str, stem: str | None = None, only: str | None = None) -> Explained:
    """Grade the student's submission again, as it was graded, and keep what was asked and what came."""
    stem = assignment_with(course, student, name, stem)
    stored = results_of(course, stem).get(student)
    if stored is None:
        raise CourseError(f"{student} has no result of {stem} yet: run `autograder grade {stem}` first.")
    attempts: dict[str, list[Attempt]] = {}
    with Grader(course, stem, only=only) as grader:
        _, result = grader.tried(grader.work(student), attempts)
    exercise = next(exercise for exercise in result.exercises if exercise.name == name)
    before = next((exercise for exercise in stored.exercises if exercise.name == name), None)
    with Book(course, stem) as book:
        marks = {mark.cell: mark for mark in book.entry(student).marks} if book.registered() else {}
    mark = marks.get(f"check_{name}")
    return Explained(
        result, exercise, tuple(attempts.get(name, ())), before, mark.score if mark and mark.added else None
    )


def assignment_with(course: Course, student: str, name: str, stem: str | None) -> str:
    """The assignment with this exercise that the student handed in; CourseError where that is none, or several."""
    stems = [course.assignment(stem)] if stem else course.assignments
    asked = {each: load_exercises(course, each) for each in stems}
    having = [each for each in stems if name in asked[each]]
    if not having:
        if any(name in load_written(course, each) for each in stems):
            raise CourseError(f"{name} is answered in words and graded by hand: the formgrader shows it.")
        raise CourseError(f"There is no exercise {name!r}{nearest(name, {n for each in stems for n in asked[each]})}")
    found = [each for each in having if student in course.students(each)]
    if not found:
        everyone = {other for each in having for other in course.students(each)}
        where = f"for {' or '.join(having)} in {course.root}/submitted"
        raise CourseError(f"There is no submission of {student} {where}{nearest(student, everyone)}")
    if len(found) > 1:
        raise CourseError(f"{name} is asked in {' and '.join(found)}: say which by --assignment {found[0]}.")
    return found[0]


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence: what may have been meant, if anything comes near."""
    close = difflib.get_close_matches(name, sorted(known), 3, 0.5) or [each for each in known if each.startswith(name)]
    return f": is {' or '.join(sorted(close)[:3])} meant?" if close else "."


# --- the sheet --------------------------------------------------------------------------------------


def sheet(told: Explained) -> Group:
    """All of it for a terminal; only the reply is meant for the student."""
    exercise = told.exercise
    points = f"{wording.number(exercise.score)} of {wording.number(exercise.max_score)} points"
    head = f"[bold]{escape(told.result.student)}, {exercise.name} in {told.result.assignment}: {points}[/]"
    parts: list[RenderableType] = [head, *map(escape, remarks(told))]
    if told.attempts:
        parts += [attempts(told.attempts), *case(best(told.attempts))]
    return Group(*parts, "\n[bold]A reply that may be sent[/]", Text(reply(exercise, told.result.status, told.by_hand)))


def remarks(told: Explained) -> Iterator[str]:
    """What is known besides numbers, a line each."""
    exercise, stored = told.exercise, told.stored
    if told.result.problem and told.result.problem != exercise.problem:
        yield told.result.problem
    if stored is None or stored.score != exercise.score:
        was = wording.number(stored.score) if stored else "nothing"
        yield f"The stored result says {was}: notebook, exercises or seed were changed since. Grade with --force."
    if told.by_hand is not None:
        given = wording.number(told.by_hand)
        yield f"A person gave it {given} points in formgrader instead: the reply says so."
    if exercise.problem:
        yield exercise.problem
    if exercise.mistake:
        yield f"Looks like: {exercise.mistake}."
    if exercise.hint:
        yield f"Hint: {exercise.hint}"
    if exercise.helpers_replaced:
        mend = ", ".join(exercise.helpers_replaced)
        yield f"To be mended first: {mend}; with the course's own it is judged as below."
    yield from (f"Told, not charged: {said}" for said in exercise.told)


def attempts(made: tuple[Attempt, ...]) -> Table:
    """Each attempt: with whose helpers, what share of the points, the word for each output."""
    counts = best(made)
    grid = Table("attempt", "share", *counts.verdict.words, title="Attempts", box=box.SIMPLE_HEAD)
    for attempt in made:
        with_whose = "with the learner's own helpers"
        if attempt.stand_ins:
            with_whose = f"with the course's own {', '.join(sorted(attempt.stand_ins))}"
        elif attempt.restore:
            with_whose += ", given functions as the course has them"
        mark = " ← counts" if attempt is counts and len(made) > 1 else ""
        words = (word if word != "ok" else "[green]ok[/]" for word in attempt.verdict.words.values())
        grid.add_row(f"{with_whose}{mark}", f"{attempt.verdict.share:.0%}", *words)
    return grid


def case(attempt: Attempt) -> Iterator[RenderableType]:
    """One case that isn't right, a hidden one if there is one: what went in, what was expected, what came."""
    question, outcomes = attempt.asked()
    failing = {
        number: judge(question.part([number]), outcomes[number : number + 1])
        for number, example in enumerate(question.examples)
        if not example.advice
    }
    failing = {number: verdict for number, verdict in failing.items() if not verdict.all_right}
    if not failing:
        return
    first = min(failing, key=lambda number: (not question.examples[number].hidden, number))
    verdict, example, outcome = failing[first], question.examples[first], outcomes[first]
    kind = "hidden" if example.hidden else "visible"
    sides = ", ".join(
        f"{sum(question.examples[number].hidden == hidden for number in failing)} of "
        f"{sum(example.hidden == hidden and not example.advice for example in question.examples)} {which}"
        for which, hidden in (("visible", False), ("hidden", True))
    )
    yield f"Cases that are not right: {sides}."
    yield f"\n[bold]A {kind} case that is not right[/]: {escape(example.label)}"
    yield values("went in", example.args)
    structure = parse_returns(question.returns)
    if outcome.kind == "value":
        right, came = pick(structure, example.right.value), pick(structure, outcome.value)
        wanted = {failure.criterion.partition(" (")[0] for failure in verdict.failures}
        for name in (name for name in output_names(structure) if name in wanted):
            yield Columns([values("expected", {name: right[name]}), values("came", {name: came[name]})])
        differences = (failure.difference for failure in verdict.failures)
        yield from dict.fromkeys(escape(f"First difference: {wording.says(found)}") for found in differences if found)
        yield from (escape(f"In every such case: {said}") for said in likenesses(question, outcomes, attempt.verdict))
        return
    yield values("expected", dict(pick(structure, example.right.value)))
    reply = attempt.replies.get(sorted(attempt.outcomes)[first])
    if reply and reply.error:
        error = reply.error
        where = f" in line {error.line} of {error.cell}, `{error.text}`" if error.line else ""
        yield escape(wording.on_a_line(f"Raised {error.type}{where}: {error.message}"))
        yield from map(escape, wording.raising(error.names, error.type, error.message))
    else:
        yield escape(f"Nothing came. {reply.problem if reply and reply.problem else ''}".strip())


def values(what: str, named: Mapping[str, Any]) -> Table:
    """Nested values, an array a row, with its shape."""
    grid = Table(what, "shape", "", box=box.SIMPLE_HEAD, show_header=True, pad_edge=False)
    for name, value in islice(flattened(named, MOST_VALUES), MOST_VALUES):
        grid.add_row(escape(name), *shape_and_numbers(value))
    return grid


def shape_and_numbers(value: Any) -> tuple[str, Text]:
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        text = np.array2string(value, precision=6, threshold=48, edgeitems=3, max_line_width=72)
        return str(value.shape), Text(text[:MOST_TEXT])
    plain = isinstance(value, (bool, int, float, str, np.generic)) or value is None
    return "", Text(wording.on_a_line(str(value) if plain else type(value).__name__, 200))


# --- the reply --------------------------------------------------------------------------------------


def reply(exercise: ExerciseResult, status: str = "graded", by_hand: float | None = None) -> str:
    """Three sentences to a student: what is right, what it looks like, what to do next; nothing of hidden cases."""
    name = exercise.name
    have = wording.number(exercise.score if by_hand is None else by_hand)
    points = f"You have {have} of {wording.number(exercise.max_score)} points for {name}"
    good = [output for output, word in exercise.outputs.items() if word == "ok"]
    rest = [output for output, word in exercise.outputs.items() if word != "ok"]
    if not rest:
        first = f"{points}: all of it is right."
        helpers = listed(exercise.helpers_replaced)
        taken_off = "Nothing was taken off." if by_hand is None else "A person changed the points."
        second = f"It was judged with the course's own {helpers}." if helpers else taken_off
        third = (
            f"Mend {helpers} and all of your notebook works together." if helpers else "There is nothing to mend here."
        )
        return f"{first} {second} {third}"
    missing = set(exercise.outputs.values()) == {"missing"}
    if missing and not exercise.problem:
        first = f"{points}, since its cell is still empty."
    elif missing:
        first = f"{points}, since there is nothing yet that could be called."
    elif good:
        first = f"{points}: {right(good)}, and {right(rest, 'not yet')}."
    else:
        first = f"{points}: {right(rest, 'not yet')}."
    if exercise.hint:
        mistake = exercise.mistake.replace(" + ", "” and “")
        second = f"What came looks like “{mistake}”: {one_sentence(exercise.hint)}"
    elif exercise.problem:
        second = one_sentence(exercise.problem)
    elif exercise.details[1:]:
        second = one_sentence(" ".join(exercise.details))
    else:
        second = "The text above the exercise says what it returns and in which shapes."
    mend = listed(exercise.helpers_replaced)
    if status != "graded":
        third = "Please open the notebook, save it and hand the whole file in again."
    elif missing and not exercise.problem:
        third = f'Please write it, run the cell and check("{name}").'
    else:
        third = f'Please {f"mend {mend}" if mend else "change it"}, run the cell and check("{name}") once more.'
    return " ".join([first, second, third])


def right(outputs: list[str], word: str = "") -> str:
    are = "are" if len(outputs) > 1 else "is"
    return f"{listed(outputs)} {are} {word + ' ' if word else ''}right"


def listed(names: list[str]) -> str:
    *most, last = ["what it returns" if name == "value" else wording.listed([name]) for name in names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def one_sentence(text: str) -> str:
    """Several sentences as one; `Which` becomes `which`, names such as W1 or ReLU stay."""
    first, *rest = re.split(r"(?<=[.?!])\s+", text.strip())
    joined = first
    for part in rest:
        word = part.split(" ", 1)[0]
        plain = word.isalpha() and word[1:].islower()
        joined = f"{joined.rstrip('.?!')}; {part[0].lower() + part[1:] if plain else part}"
    return joined if joined.endswith((".", "?", "!")) else f"{joined}."
