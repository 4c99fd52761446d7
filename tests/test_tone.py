"""How we say it: what was expected, what came, one next step; never a judgement of who reads it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autograder.course import Course, load_exercises
from autograder.trouble import MEANINGS

HOME = Path(__file__).parent.parent
COURSE = Course.at(HOME)
JUDGING = re.compile(r"(?i)\b(wrong\w*|incorrect\w*|obvious\w*|simply|trivial\w*|stupid\w*|silly|careless\w*)\b")

# What a learner may read of their own attempt, wherever it is put together.
SAYING = [
    *("autograder/card.py", "autograder/check.py", "autograder/compare.py", "autograder/judge.py"),
    *("autograder/likeness.py", "autograder/status.py"),
    *("autograder/trouble.py", "autograder/tools.py", "autograder/wording.py"),
    *("autograder/grading/grade.py", "autograder/grading/shown.py", "autograder/grading/submission.py"),
    *("autograder/classroom/feedback.py", "autograder/classroom/drawing.py", "autograder/classroom/explain.py"),
]


def texts(path: Path) -> list[str]:
    """All texts in a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs
    ]


@pytest.mark.parametrize("name", SAYING)
def test_what_a_module_says_judges_nobody(name: str) -> None:
    said = texts(HOME / name)
    assert len(said) > 5
    assert [text for text in said if JUDGING.search(text)] == []


def test_the_feedback_page_judges_nobody() -> None:
    page = (HOME / "autograder/classroom/feedback.html.j2").read_text(encoding="utf-8")
    assert not JUDGING.search(page)


@pytest.mark.parametrize("stem", COURSE.assignments)
def test_names_and_hints_judge_nobody(stem: str) -> None:
    exercises = load_exercises(COURSE, stem).values()
    said = [text for each in exercises for mistake in each.mistakes for text in (mistake.name, mistake.hint)]
    said += [hint for each in exercises for hint in each.hints]
    assert said
    assert [text for text in said if JUDGING.search(text)] == []


def test_the_meaning_of_an_error_is_one_sentence_or_two() -> None:
    for _, _, said in MEANINGS:
        assert said[0].isupper() or said[0] == "`"
        assert said.endswith((".", "?"))
        assert len(re.findall(r"[.?!](?=\s|$)", said)) <= 2
        assert len(said) <= 150
