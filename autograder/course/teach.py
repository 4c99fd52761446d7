"""The derived parts of an instructor's note, teach/<stem>.md: the build writes them between their markers.

A part begins with `<!-- KIND about what -->` and ends with `<!-- /KIND -->`. What stands outside of the parts is
written by hand and left alone.
"""

from __future__ import annotations

import difflib
import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.course.handout import markdown
from autograder.course.layout import Course, CourseError
from autograder.course.reference import Solved, load_exercises, variants
from autograder.exercise import Exercise
from autograder.quiz import FILE

__all__ = ["PART", "fill", "filled"]

PART = re.compile(r"^<!-- (\w+)(?: (.+?))? -->\n(.*?)^<!-- /\1 -->$", re.MULTILINE | re.DOTALL)
START = re.compile(r"\*\*Before you start:\*\* (.+?)\s+\*\*Time:\*\* about (\d+) minutes", re.DOTALL)


def fill(course: Course, stem: str) -> None:
    """Write the parts of a stem's note anew, where the course has a note of it."""
    path = course.note(stem)
    if path.is_file() and (new := filled(course, stem)) != path.read_text(encoding="utf-8"):
        path.write_text(new, encoding="utf-8")


def filled(course: Course, stem: str) -> str:
    """A stem's note with its parts as they should be."""
    path = course.note(stem)
    text, facts = path.read_text(encoding="utf-8"), Facts(course, stem)
    if stray := re.search(r"^<!--.*", PART.sub("", text), re.MULTILINE):
        raise CourseError(f"{path}: {stray[0]!r} begins or ends a part that has no other end.")

    def written(part: re.Match[str]) -> str:
        kind, about = part[1], part[2] or ""
        if kind not in KINDS:
            raise CourseError(f"{path}: there is no part {kind!r}; there are: {', '.join(KINDS)}.")
        try:
            lines = KINDS[kind](facts, *filter(None, about.split(": ", 1)))
        except (KeyError, TypeError):
            raise CourseError(f"{path}: nothing is called {about!r} that the part {kind!r} could show.") from None
        return f"<!-- {f'{kind} {about}'.strip()} -->\n\n{lines.strip()}\n\n<!-- /{kind} -->"

    return PART.sub(written, text)


@dataclass(frozen=True)
class Facts:
    """What the parts of a note are made from."""

    course: Course
    stem: str

    @cached_property
    def solved(self) -> Solved:
        return Solved.of(self.course, self.stem)

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        return load_exercises(self.course, self.stem)

    @cached_property
    def right(self) -> dict[str, dict[str, str]]:
        return variants(self.course, self.stem) or {}

    @cached_property
    def quizzes(self) -> dict[str, list[dict[str, Any]]]:
        path = self.course.source(self.stem).with_name(FILE)
        return json.loads(path.read_text(encoding="utf-8"))["quizzes"] if path.is_file() else {}


def start(facts: Facts) -> str:
    """Prerequisites and minutes, as the notebook's head has them."""
    said = (START.search(cell.source) for cell in facts.solved.cells)
    if not (found := next(filter(None, said), None)):
        raise CourseError(
            f"{facts.course.text(facts.stem)} has no line **Before you start:** ... **Time:** ... minutes."
        )
    before, alone = " ".join(found[1].split()).rstrip("."), sum(each.minutes for each in facts.exercises.values())
    minutes = f"{found[2]} for the notebook" + (f", of which {alone} for the exercises" if alone else "")
    return f"**Prerequisites:** {before}.\n\n**Minutes:** {minutes}."


def exercises(facts: Facts) -> str:
    """A table of the exercises as declared."""
    rows = ["| exercise | points | minutes | level | mistakes known by name |", "|---|---|---|---|---|"]
    for each in facts.exercises.values():
        rows.append(f"| `{each.name}` | {each.points:g} | {each.minutes} | {each.level} | {len(each.mistakes)} |")
    return "\n".join(rows)


def mistake(facts: Facts, exercise: str, name: str) -> str:
    """A known mistake: what it changes, and the hint that a learner reads."""
    known = {each.name: each for each in facts.exercises[exercise].mistakes}[name]
    right, other = (facts.solved.edited(exercise, edits).splitlines() for edits in ([], known.edits))
    changed = [line for line in difflib.ndiff(right, other) if line[0] in "-+"]
    signs, code = [line[:2] for line in changed], textwrap.dedent("\n".join(line[2:] for line in changed)).splitlines()
    lines = [sign + line for sign, line in zip(signs, code, strict=True)]
    return "\n".join(["```diff", *lines, "```", "", f"The hint in check and feedback: “{markdown(known.hint)}”"])


def right(facts: Facts, exercise: str, style: str) -> str:
    """A right solution of tests/right."""
    return f"```python\n{textwrap.dedent(facts.right[exercise][style]).strip()}\n```"


def quiz(facts: Facts, name: str, number: str) -> str:
    """A question of the lesson's quizzes with its answers, and why each is right or not."""
    asked = {str(place): item for place, item in enumerate(facts.quizzes[name], 1)}[number]
    lines = [f"> {asked['ask']['text']}", ">"]
    for each in asked["answers"]:
        sign = "right" if each["right"] else "not this one"
        lines.append(f"> - {each['words']['text']} **({sign})** {each['why']['text']}")
    return "\n".join(lines)


KINDS: dict[str, Callable[..., str]] = {each.__name__: each for each in (start, exercises, mistake, right, quiz)}
