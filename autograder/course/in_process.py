"""`grade("propagate")` in a notebook of the staff's: judged in this very process, and so not tamper-proof.

For source/ run by hand, for stock nbgrader and for the site. The grader itself never runs it; nor does this need the
grader, so that the solved notebooks run wherever a student's do.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.check import outcomes_of
from autograder.course.layout import Course
from autograder.course.reference import Solved, questions
from autograder.examples import Question
from autograder.judge import judge

__all__ = ["grade"]

FIXED_SEED = 1


def grade(name: str, namespace: dict[str, Any]) -> float | None:
    """The points that the function `name` of a notebook earns, with its own helpers or with the course's."""
    course = Course.around(Path.cwd())
    if course is None:
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            raise RuntimeError(f"No course folder is in reach of {Path.cwd()}, so {name} can't be judged.")
        return None
    here = [stem for stem in course.assignments if stem in Path.cwd().parts]
    stems = [stem for stem in here or course.assignments if name in Solved.of(course, stem).named("solution")]
    if not stems:
        raise RuntimeError(f"No assignment of {course.root} has an exercise {name!r}.")
    question = asked(course, stems[0])[name]
    if name not in namespace:
        return 0.0
    share = share_of(question, namespace)
    if share < 1 and question.uses:
        right = Solved.of(course, stems[0]).namespace
        helpers = {helper: right[helper] for helper in question.uses}
        own = {helper: namespace[helper] for helper in helpers if helper in namespace}
        namespace.update(helpers)
        share = max(share, share_of(question, namespace))
        for helper in helpers:
            namespace.pop(helper)
        namespace.update(own)
    return float(round(question.points * share, 2))


@lru_cache(maxsize=2)
def asked(course: Course, stem: str) -> dict[str, Question]:
    return questions(course, stem, FIXED_SEED)


def share_of(question: Question, namespace: dict[str, Any]) -> float:
    return judge(question, outcomes_of(question, namespace).outcomes).share
