"""The instructor's report on a class: a page that needs nothing else, and the same as a table for a spreadsheet."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder import wording
from autograder.classroom import messages, plots
from autograder.classroom.gradebook import Book
from autograder.classroom.results import results_of
from autograder.classroom.spreadsheet import write_csv
from autograder.classroom.summary import Summary, attempted, summarise
from autograder.classroom.table import remarks
from autograder.course import Course, CourseError, load_exercises
from autograder.course.calendar import Calendar
from autograder.grading import ExerciseResult, Result
from autograder.pages import template

__all__ = ["page", "spreadsheet", "summary_of", "write_report"]

# A page of 10,000 students must open: the spreadsheet beside it has everybody.
MOST_ROWS, MOST_NAMES, MOST_THINGS, MOST_KINDS = 300, 100, 40, 5
MOST_COLUMNS = 12
"""So many exercises fit beside each other on a desktop; a table of more scrolls in a box of its own."""


def summary_of(course: Course, stem: str) -> Summary:
    """The figures of an assignment, from its results and the gradebook."""
    results = results_of(course, course.assignment(stem))
    if not results:
        raise CourseError(f"There are no results of {stem} yet: run `autograder grade {stem}` first.")
    with Book(course, stem) as book:
        book.settle()
        standings, known = book.standings(), set(book.everybody())
    known |= {student for other in course.stems for student in course.students(other)}
    there = set(course.students(stem))
    hints = {}
    with contextlib.suppress(CourseError):  # those of the results will do
        declared = load_exercises(course, stem).values()
        hints = {(each.name, mistake.name): mistake.hint for each in declared for mistake in each.mistakes}
    return summarise(
        stem,
        list(results.values()),
        absent=known - there - results.keys(),
        waiting=there - results.keys(),
        standings={student: standing for student, standing in standings.items() if student in results},
        hints=hints,
        deadline=Calendar.of(course).about(stem),
    )


def write_report(course: Course, stem: str) -> tuple[Path, Summary]:
    """Write the page and the spreadsheet; the page's file, and the figures."""
    summary = summary_of(course, stem)
    path = course.report(stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(summary), encoding="utf-8")
    write_csv(path.with_suffix(".csv"), spreadsheet(summary))
    return path, summary


# --- the page ---------------------------------------------------------------------------------------


def page(summary: Summary) -> str:
    """The page of a class."""
    hardest = sorted(summary.exercises, key=lambda exercise: exercise.share)
    scores, exercises = messages.scores(summary), messages.hardest(summary)
    changed = bool(summary.by_hand or summary.late)
    return template("autograder.classroom", "report.html.j2").render(
        summary=summary,
        when=last_graded(summary),
        say=messages,
        scores=scores,
        scores_plot=Markup(plots.distribution(summary, scores)) if summary.graded else "",
        hardest=hardest,
        hardest_message=exercises,
        hardest_plot=Markup(plots.difficulty(hardest, exercises)) if hardest else "",
        forum=messages.forum(summary),
        rows=[row(result, summary) for result in summary.results[:MOST_ROWS]],
        broken=broken,
        columns=1 + bool(summary.by_hand) + bool(summary.late) + changed + len(summary.exercises),
        changed=changed,
        fits=len(summary.exercises) <= MOST_COLUMNS,
        most=dict(rows=MOST_ROWS, names=MOST_NAMES, things=MOST_THINGS, kinds=MOST_KINDS),
    )


def broken(name: str) -> Markup:
    """A name that may go on in another line behind its signs, and nowhere within a word."""
    return Markup("<wbr>").join(re.split(r"(?<=[_.@-])(?=.)", name))


def last_graded(summary: Summary) -> str:
    """When the newest of the results was graded."""
    newest = max((result.when for result in summary.results), default="")
    return f"{datetime.fromisoformat(newest):%d %B %Y, %H:%M} UTC" if newest else ""


def row(result: Result, summary: Summary) -> dict[str, Any]:
    """A student's line in the table of everybody."""
    by_hand, late = summary.standings.get(result.student, (None, 0.0))
    exercises = {exercise.name: exercise for exercise in result.exercises}
    return {
        "result": result,
        "by_hand": by_hand,
        "late": late,
        "total": total(result, by_hand, late),
        "cells": [cell(result, exercises.get(exercise.name)) for exercise in summary.exercises],
        "remarks": wording.on_a_line("; ".join(remarks(result)), 300),
    }


def total(result: Result, by_hand: float | None, late: float) -> float:
    """The points with what a person added, and less what being late costs."""
    return max(0, round(result.score + (by_hand or 0) - late, 2))


def cell(result: Result, exercise: ExerciseResult | None) -> dict[str, str]:
    """Points, a sign and a class: seen in black and white too, and said by a screen reader."""
    if exercise is None or result.status != "graded":
        return dict(points="", sign="", kind="", word="not judged")
    if exercise.score == exercise.max_score:
        kind, sign, word = "right", "✓", ""
    elif exercise.score:
        kind, sign, word = "partly", "◐", ""
    else:
        kind, sign, word = ("not", "✗", "") if attempted(exercise) else ("", "–", "not tried")
    return dict(points="" if word else wording.number(exercise.score), sign=sign, kind=kind, word=word)


# --- the spreadsheet --------------------------------------------------------------------------------


def spreadsheet(summary: Summary) -> Iterator[list[Any]]:
    """A head, then a line a student: those who handed nothing in too."""
    names = [exercise.name for exercise in summary.exercises]
    first = ["student", "status", "score", "max_score", "by_hand", "late_penalty", "total"]
    yield [*first, *names, "mistakes", "told", "tried", "problem"]
    for result in summary.results:
        by_hand, late = summary.standings.get(result.student, (None, 0.0))
        points = {exercise.name: exercise.score for exercise in result.exercises}
        yield [
            *(result.student, result.status, result.score, result.max_score),
            *("" if by_hand is None else by_hand, late, total(result, by_hand, late)),
            *(points.get(name, "") for name in names),
            "; ".join(f"{each.name}: {each.mistake}" for each in result.exercises if each.mistake),
            "; ".join(f"{each.name}: {told}" for each in result.exercises for told in each.told),
            "; ".join(result.tried),
            "; ".join(remarks(result)) if result.status != "graded" else problems(result),
        ]
    for status, students in (("not graded yet", summary.waiting), ("not handed in", summary.absent)):
        for student in students:
            yield [student, status, *[""] * (len(first) - 2 + len(names) + 4)]


def problems(result: Result) -> str:
    return "; ".join(f"{each.name}: {each.problem}" for each in result.exercises if each.problem)
