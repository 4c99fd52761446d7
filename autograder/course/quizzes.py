"""A lesson's quizzes, read from its text: numbered questions, `- [x]` the right answer, `>` why, under each answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import escape

from autograder.course.layout import CourseError
from autograder.pages import markdown
from autograder.quiz import Answer, Item, Words

__all__ = ["quiz_of"]

QUESTION = re.compile(r"\d+\.\s+(.*)")
ANSWER = re.compile(r"\s+- \[([ x])\]\s+(.*)")
WHY = re.compile(r"\s+>\s?(.*)")


def quiz_of(text: str) -> list[Item]:
    """The questions of a quiz cell; CourseError says what one of them lacks."""
    asked: list[list[str]] = []
    for line in text.splitlines():
        if QUESTION.match(line):
            asked.append([])
        if not asked and line.strip():
            raise CourseError(f"a quiz begins with a numbered question, not with {line.strip()!r}.")
        if asked and line.strip():
            asked[-1].append(line)
    if not asked:
        raise CourseError("it has no question.")
    return [item_of(lines) for lines in asked]


def item_of(lines: Sequence[str]) -> Item:
    ask, answers = [QUESTION.match(lines[0])[1]], []
    for line in lines[1:]:
        if found := ANSWER.match(line):
            answers.append((found[1] == "x", [found[2]], []))
        elif (found := WHY.match(line)) and answers:
            answers[-1][2].append(found[1])
        else:
            (answers[-1][1] if answers else ask).append(line.strip())
    said = " ".join(ask)
    if len(answers) < 2:
        raise CourseError(f"the question {said!r} has fewer than two answers, `- [ ]`.")
    if sum(right for right, _, _ in answers) != 1:
        raise CourseError(f"the question {said!r} has not exactly one right answer, `- [x]`.")
    if silent := [" ".join(words) for _, words, why in answers if not why]:
        raise CourseError(f"the answer {silent[0]!r} to {said!r} is not explained: a line with > below it.")
    return Item(words(ask), [Answer(words(text), right, words(why)) for right, text, why in answers])


def words(lines: Sequence[str]) -> Words:
    text = " ".join(lines)
    return Words(text, markdown(in_dollars).renderInline(text))


def in_dollars(content: str, options: dict[str, bool]) -> str:
    """Mathematics as it came, for the notebook's MathJax."""
    dollars = "$$" if options["display_mode"] else "$"
    return f"{dollars}{escape(content)}{dollars}"
