"""Instructors' notes: each lesson and assignment has one, and its derived parts are what the declarations say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from autograder.course import Course, CourseError, load_exercises
from autograder.course.build import build
from autograder.course.teach import PART, fill, filled

HOME = Path(__file__).parent.parent
COURSE = Course.at(HOME)
SECTIONS = [
    *("Aim", "Five minutes at the board", "Three mistakes, and a question for each", "Two right answers compared"),
    *("To discuss", "A slow and a fast path", "With time left"),
]

each_stem = pytest.mark.parametrize("stem", COURSE.stems)


def parts(stem: str) -> list[tuple[str, str]]:
    """The kind of each part of a note, and what it is about."""
    return [(part[1], part[2] or "") for part in PART.finditer(COURSE.note(stem).read_text(encoding="utf-8"))]


@each_stem
def test_a_note_is_what_the_declarations_say(stem: str) -> None:
    assert COURSE.note(stem).read_text(encoding="utf-8") == filled(COURSE, stem), "run `autograder build`"


@each_stem
def test_a_note_has_all_that_a_session_needs(stem: str) -> None:
    text = COURSE.note(stem).read_text(encoding="utf-8")
    assert re.findall("^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert "*For instructors. Students don't get this page.*" in text
    assert text.count("*Ask:*") == 3
    kinds = [kind for kind, _ in parts(stem)]
    assert kinds.count("start") == 1
    graded = bool(load_exercises(COURSE, stem))
    assert kinds.count("mistake" if graded else "quiz") == 3
    assert kinds.count("exercises") == graded
    assert kinds.count("right") == (2 if graded else 0)
    # One or two pages.
    assert 500 < len(PART.sub("", text).split()) < 900


def test_the_index_links_every_note_and_explains_every_part() -> None:
    index = (HOME / "teach" / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\((\w+)\.md\)", index)
    assert sorted(linked) == COURSE.stems == sorted(path.stem for path in HOME.glob("teach/w*.md"))
    kinds = {kind for stem in COURSE.stems for kind, _ in parts(stem)}
    assert kinds == set(re.findall(r"^\| `(\w+)[^`]*` \|", index, re.MULTILINE))


# --- a course with one note -----------------------------------------------------------------------

STEM = "w1_introduction"
MISTAKE = "mistake relu: the absolute value"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A small course: one stem, and a note of it with one part."""
    for name in ("notebooks", "autograder/exercises", "tests/right"):
        (tmp_path / name).mkdir(parents=True)
        shutil.copy(HOME / name / f"{STEM}.py", tmp_path / name)
    for name in (f"source/{STEM}", "datasets"):
        shutil.copytree(HOME / name, tmp_path / name)
    shutil.copy(HOME / "nbgrader_config.py", tmp_path)
    (tmp_path / "teach").mkdir()
    course = Course.at(tmp_path)
    noted(course, f"By hand.\n\n<!-- {MISTAKE} -->\nof long ago\n<!-- /mistake -->\n\nBy hand too.\n")
    return course


def noted(course: Course, text: str) -> None:
    course.note(STEM).write_text(text, encoding="utf-8")


def test_a_build_writes_the_parts_and_leaves_the_rest(course: Course) -> None:
    declared = course.exercises(STEM)
    hint = "Negative entries become 0, they don't change their sign."
    text = declared.read_text(encoding="utf-8")
    assert hint in text
    declared.write_text(text.replace(hint, "Another hint, with `x` and a * in it."), encoding="utf-8")
    build(course, [STEM])
    assert course.note(STEM).read_text(encoding="utf-8") == (
        f"By hand.\n\n<!-- {MISTAKE} -->\n\n```diff\n- a = np.maximum(0, x)\n+ a = np.abs(x)\n```\n\n"
        "The hint in check and feedback: “Another hint, with `x` and a \\* in it.”\n\n<!-- /mistake -->\n\n"
        "By hand too.\n"
    )


def test_a_note_that_is_up_to_date_is_left_alone(course: Course) -> None:
    fill(course, STEM)
    before = course.note(STEM).stat().st_mtime_ns
    fill(course, STEM)
    assert course.note(STEM).stat().st_mtime_ns == before


def test_a_course_without_notes_has_none_made(course: Course) -> None:
    shutil.rmtree(course.root / "teach")
    fill(course, STEM)
    assert not (course.root / "teach").exists()


SLIPS = {
    "a mistake that is not declared": (
        "<!-- mistake relu: no such -->\n<!-- /mistake -->",
        "nothing is called 'relu: no such'",
    ),
    "an exercise that is not declared": (
        "<!-- right prelu: x first -->\n<!-- /right -->",
        "nothing is called 'prelu: x first'",
    ),
    "a style that is not there": (
        "<!-- right relu: as a poem -->\n<!-- /right -->",
        "nothing is called 'relu: as a poem'",
    ),
    "a question beyond the last": ("<!-- quiz after: 99 -->\n<!-- /quiz -->", "nothing is called 'after: 99'"),
    "no name": ("<!-- mistake relu -->\n<!-- /mistake -->", "nothing is called 'relu'"),
    "a name where none is wanted": ("<!-- start now -->\n<!-- /start -->", "nothing is called 'now'"),
    "another part": ("<!-- poem -->\n<!-- /poem -->", "there is no part 'poem'; there are: start, exercises, mistake,"),
    "no end": ("<!-- start -->\nand so on", "'<!-- start -->' begins or ends a part that has no other end"),
    "no beginning": ("and so on\n<!-- /start -->", "'<!-- /start -->' begins or ends a part"),
}


@pytest.mark.parametrize(("text", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_a_note_is_named(course: Course, text: str, said: str) -> None:
    noted(course, f"{text}\n")
    with pytest.raises(CourseError) as slip:
        fill(course, STEM)
    assert str(course.note(STEM)) in str(slip.value)
    assert said in str(slip.value)
    assert course.note(STEM).read_text(encoding="utf-8") == f"{text}\n"
