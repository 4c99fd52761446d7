"""calendar.toml: what its lines mean and which are refused, the clocks, and its penalties by both ways of grading."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.classroom.dates import older_heads
from autograder.classroom.gradebook import Book
from autograder.classroom.report import summary_of
from autograder.course import Course, CourseError, load_exercises
from autograder.course.build import build, source_notebook
from autograder.course.calendar import FILE, Calendar, Late
from autograder.grading import Exam

HOME = Path(__file__).parent.parent
STEM, OTHER = "w1_introduction", "w2_numpy_basics"
HEAD = 'year = 2026\ntime_zone = "Europe/Berlin"\n'


def new_course(root: Path, calendar: str | None = None) -> Course:
    """A clone of the course with two of its assignments, and this calendar."""
    for stem in (STEM, OTHER):
        for folder in ("source", "release"):
            shutil.copytree(HOME / folder / stem, root / folder / stem)
        for folder in ("notebooks", "autograder/exercises"):
            (root / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(HOME / folder / f"{stem}.py", root / folder)
    shutil.copytree(HOME / "datasets", root / "datasets")
    shutil.copy(HOME / "nbgrader_config.py", root)
    return written(Course(root), calendar)


def written(course: Course, calendar: str | None) -> Course:
    if calendar is not None:
        (course.root / FILE).write_text(calendar, encoding="utf-8")
    return course


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A folder that has two lessons, and a calendar when a test writes one."""
    root = tmp_path_factory.mktemp("bare")
    for stem in (STEM, OTHER):
        (root / "notebooks").mkdir(exist_ok=True)
        (root / "notebooks" / f"{stem}.py").touch()
    return Course(root)


def read(course: Course, calendar: str) -> Calendar:
    return Calendar.of(written(course, calendar))


def command(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    started = [sys.executable, "-m", *words]
    return subprocess.run(started, cwd=course.root, capture_output=True, text=True, encoding="utf-8", timeout=300)


# --- lines ----------------------------------------------------------------------------------------

GOOD = {
    "a day": ('"14 August"', "2026-08-14 23:59:59", "2026-08-14 21:59:59"),
    "a day and a time": ('"14 August 18:00"', "2026-08-14 18:00:00", "2026-08-14 16:00:00"),
    "with a comma": ('"14 August, 8:05"', "2026-08-14 08:05:00", "2026-08-14 06:05:00"),
    "in another year": ('"8 January 2027"', "2027-01-08 23:59:59", "2027-01-08 22:59:59"),
    "TOML's date": ("2026-08-14", "2026-08-14 23:59:59", "2026-08-14 21:59:59"),
    "TOML's date and time": ("2026-08-14T18:00:00", "2026-08-14 18:00:00", "2026-08-14 16:00:00"),
    "of another zone": ("2026-08-14T18:00:00Z", "2026-08-14 20:00:00", "2026-08-14 18:00:00"),
    "before the clocks go back": ('"24 October"', "2026-10-24 23:59:59", "2026-10-24 21:59:59"),
    "after they went back": ('"25 October"', "2026-10-25 23:59:59", "2026-10-25 22:59:59"),
    "in the hour that comes twice": ('"25 October 2:30"', "2026-10-25 02:30:00", "2026-10-25 01:30:00"),
    "before the clocks go forward": ('"29 March 1:59"', "2026-03-29 01:59:00", "2026-03-29 00:59:00"),
    "after they went forward": ('"29 March 3:00"', "2026-03-29 03:00:00", "2026-03-29 01:00:00"),
}


@pytest.mark.parametrize(("line", "here", "utc"), GOOD.values(), ids=GOOD)
def test_a_good_line(line: str, here: str, utc: str, bare: Course) -> None:
    due = read(bare, f"{HEAD}[due]\n{STEM} = {line}").due(STEM)
    assert f"{due:%Y-%m-%d %H:%M:%S}" == here
    assert f"{due.astimezone(UTC):%Y-%m-%d %H:%M:%S}" == utc


DUE = f'{HEAD}[due]\n{STEM} = "14 August"\n'
BAD = {
    "no TOML": (f"{HEAD}[due]\n{STEM} = 14 August", "can't be read", "at line 4", "Dates stand in quotes"),
    "a day TOML has not": (f"{HEAD}[due]\n{STEM} = 2026-09-31", "can't be read", "at line 4"),
    "twice": (f'{DUE}{STEM} = "15 August"\n', "can't be read", "at line 5"),
    "not UTF-8": (b"year = 2026 # M\xe4rz", "can't be read", "utf-8"),
    "no year": ('time_zone = "Europe/Berlin"', "year: is missing", "year = 2026"),
    "a year in words": ('year = "2026"', 'year: "2026" is not a whole number'),
    "a short year": ("year = 26", "year: 26 is not a whole number from 2000 to 2999"),
    "a true year": ("year = true", "year: True is not"),
    "no zone": ("year = 2026", "time_zone: is missing", "IANA"),
    "an unknown zone": ('year = 2026\ntime_zone = "Europe/Berlim"', "is no time zone: do you mean Europe/Berlin?"),
    "half a zone": ('year = 2026\ntime_zone = "Europe"', 'time_zone: "Europe" is no time zone'),
    "a zone as a path": ('year = 2026\ntime_zone = "../Berlin"', '"../Berlin" is no time zone'),
    "a zone of hours": ("year = 2026\ntime_zone = 2", "time_zone: 2 is no time zone"),
    "an unknown key": (f"{HEAD}timezone = 1", "timezone: is no key: do you mean time_zone?", "late, watch"),
    "an unknown stem": (f'{HEAD}[due]\nw1_intro = "14 August"', "due.w1_intro: is no lesson", STEM),
    "a mistyped stem": (
        f'{HEAD}[due]\nw2_numpy_basic = "1 May"',
        f"due.w2_numpy_basic: is no lesson or assignment: do you mean {OTHER}?",
    ),
    "no such day": (f'{HEAD}[due]\n{STEM} = "31 September"', f'due.{STEM}: "31 September" is no date (day is out of'),
    "no such hour": (f'{HEAD}[due]\n{STEM} = "14 August 24:00"', f"due.{STEM}: ", "is no date (hour must be in 0..23)"),
    "no such month": (f'{HEAD}[due]\n{STEM} = "14 Agust"', '"14 Agust" is no date: write "14 August"'),
    "the month first": (f'{HEAD}[due]\n{STEM} = "August 14"', '"August 14" is no date: write "14 August"'),
    "next Friday": (f'{HEAD}[due]\n{STEM} = "Friday"', '"Friday" is no date'),
    "a number": (f"{HEAD}[due]\n{STEM} = 14", f"due.{STEM}: 14 is no date"),
    "a time alone": (f"{HEAD}[due]\n{STEM} = 18:00:00", f"due.{STEM}: 18:00:00 is no date"),
    "long ago": (f"{HEAD}[due]\n{STEM} = 0001-01-01", f"due.{STEM}: 0001-01-01 is no date"),
    "an hour that never comes": (f'{HEAD}[due]\n{STEM} = "29 March 2:30"', "never comes", "take another time"),
    "no table": (f'due = "14 August"\n{HEAD}', "due: is to be a table", "[due]"),
    "negative per cent": (
        f"{HEAD}[late]\npercent_a_day = -10",
        "late.percent_a_day: -10 is not a number from 0.01 to 100",
    ),
    "too much per cent": (f"{HEAD}[late]\npercent_a_day = 110", "late.percent_a_day: 110 is not"),
    "per cent in words": (f'{HEAD}[late]\npercent_a_day = "10 %"', 'late.percent_a_day: "10 %" is not a number'),
    "no number": (f"{HEAD}[late]\npercent_a_day = nan", "late.percent_a_day: nan is not a number"),
    "no per cent": (f"{HEAD}[late]\ngrace_days = 1", "late.percent_a_day: is missing", "leave [late] out"),
    "negative grace": (
        f"{HEAD}[late]\npercent_a_day = 5\ngrace_days = -1",
        "late.grace_days: -1 is not a whole number",
    ),
    "half a day of grace": (
        f"{HEAD}[late]\npercent_a_day = 5\ngrace_days = 0.5",
        "late.grace_days: 0.5 is not a whole",
    ),
    "an unknown policy": (
        f"{HEAD}[late]\npercent_per_day = 5",
        "late.percent_per_day: is no key: do you mean percent_a_day?",
    ),
    "no attempt": (f"{HEAD}[watch]\nattempts_a_day = 0", "watch.attempts_a_day: 0 is not a whole number from 1"),
    "an unknown watch": (f"{HEAD}[watch]\nattempts = 3", "watch.attempts: is no key: do you mean attempts_a_day?"),
    "an extension of nothing": (
        f'{DUE}[extensions.ada]\n{OTHER} = "1 May"',
        f"extensions.ada.{OTHER}: there is no date",
    ),
    "an earlier extension": (f'{DUE}[extensions.ada]\n{STEM} = "1 May"', f"extensions.ada.{STEM}: is no later than"),
    "the same extension": (
        f'{DUE}[extensions.ada]\n{STEM} = "14 August"',
        "is no later than everybody's date, 2026-08-14",
    ),
    "an extension of an unknown stem": (f'{DUE}[extensions.ada]\nw9 = "1 May"', "extensions.ada.w9: is no lesson"),
    "a name with a dot": (
        f'{DUE}[extensions.wu.li]\n{STEM} = "1 May"',
        "extensions.wu.li: is no lesson",
        'in quotes, [extensions."wu.li"]',
    ),
    "an extension without a stem": (f'{DUE}[extensions]\nada = "1 May"', "extensions.ada: is to be a table"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_one_clear_line(name: str, bare: Course) -> None:
    content, *said = BAD[name]
    (bare.root / FILE).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CourseError) as found:
        Calendar.of(bare)
    assert str(found.value).startswith(str(bare.root / FILE))
    assert [words for words in said if words not in str(found.value)] == [], str(found.value)
    assert "\n" not in str(found.value)


def test_without_the_file_nothing_is_due(bare: Course) -> None:
    (bare.root / FILE).unlink(missing_ok=True)
    calendar = Calendar.of(bare)
    assert calendar == Calendar()
    assert (calendar.due(STEM), calendar.head(STEM), calendar.is_open(STEM), calendar.about(STEM)) == (
        None,
        None,
        True,
        [],
    )


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(CourseError, match=rf"{FILE} can't be read: "):
        Calendar.of(Course(tmp_path))


def test_an_editors_byte_order_mark_is_no_fault(bare: Course) -> None:
    assert read(bare, f"\ufeff{DUE}").due(STEM)


def test_the_course_has_the_dates_of_its_weeks() -> None:
    dates = Calendar.of(Course(HOME)).dates
    days = {"w1": "14 August", "w2": "21 August", "w3": "28 August", "w4": "4 September"}
    assert list(dates) == sorted(Course(HOME).assignments, key=list(dates).index)
    assert {stem: f"{when.day} {when:%B}" for stem, when in dates.items()} == {stem: days[stem[:2]] for stem in dates}


# --- late, and more time --------------------------------------------------------------------------

POLICY = Late(10, 1, 50)


@pytest.mark.parametrize(("days", "percent"), [(0, 0), (1, 0), (2, 10), (3, 20), (6, 50), (7, 50), (400, 50)])
def test_what_so_many_days_cost(days: int, percent: float) -> None:
    assert POLICY.percent(days) == percent


SENTENCES = {
    "days of grace": (Late(10, 2, 50), "the first 2 days cost nothing, each day begun after that costs 10% of"),
    "a day of grace": (
        POLICY,
        "the first day costs nothing, each day begun after that costs 10% of the points reached, at most 50%.",
    ),
    "no grace": (Late(7.5), "Handed in late, each day begun costs 7.5% of the points reached."),
}


@pytest.mark.parametrize(("policy", "said"), SENTENCES.values(), ids=SENTENCES)
def test_the_policy_in_a_sentence(policy: Late, said: str) -> None:
    assert said in policy.sentence


CLOCKS = {
    "in the last second": ("24 October", "2026-10-24 21:59:59.900", 0),
    "a second later": ("24 October", "2026-10-24 22:00:00", 1),
    "the next evening, 25 hours later": ("24 October", "2026-10-25 22:59:59", 1),
    "a second after that": ("24 October", "2026-10-25 23:00:00", 2),
    "the next evening in spring, 23 hours later": ("28 March", "2026-03-29 21:59:59", 1),
    "and a second": ("28 March", "2026-03-29 22:00:00", 2),
    "the first time it is half past two": ("25 October 2:30", "2026-10-25 00:30:00", 0),
    "the second time": ("25 October 2:30", "2026-10-25 01:30:00", 0),
    "after that": ("25 October 2:30", "2026-10-25 01:30:01", 1),
}


@pytest.mark.parametrize(("line", "came", "days"), CLOCKS.values(), ids=CLOCKS)
def test_days_are_of_the_clock_on_the_wall(line: str, came: str, days: int, bare: Course) -> None:
    calendar = read(bare, f'{HEAD}[due]\n{STEM} = "{line}"')
    assert calendar.days_late(STEM, "ada", datetime.fromisoformat(came).replace(tzinfo=UTC)) == days


def test_an_extension_over_a_change_of_the_clocks_has_the_hours_that_pass(bare: Course) -> None:
    more = f'{HEAD}[due]\n{STEM} = "24 October"\n[extensions.ada]\n{STEM} = "26 October"'
    calendar = read(bare, more)
    assert calendar.extension(STEM, "ada") == timedelta(hours=49)
    assert (calendar.extension(STEM, "bob"), calendar.extension(OTHER, "ada")) == (None, None)
    assert calendar.due(STEM, "bob") == calendar.due(STEM) < calendar.due(STEM, "ada")


OPEN = {
    "before": ("", "2026-08-14 21:59:59", False),
    "after": ("", "2026-08-14 22:00:00", True),
    "one has more time": (f'[extensions.ada]\n{STEM} = "20 August"', "2026-08-15 12:00:00", False),
    "nobody has more": (f'[extensions.ada]\n{STEM} = "20 August"', "2026-08-20 22:00:00", True),
    "in the days of grace": ("[late]\npercent_a_day = 10\ngrace_days = 2", "2026-08-16 21:59:59", False),
    "after them": ("[late]\npercent_a_day = 10\ngrace_days = 2", "2026-08-16 22:00:00", True),
}


@pytest.mark.parametrize(("more", "now", "is_open"), OPEN.values(), ids=OPEN)
def test_solutions_are_public_when_nobody_can_hand_in_for_all_points(
    more: str, now: str, is_open: bool, bare: Course
) -> None:
    calendar = read(bare, DUE + more)
    assert calendar.is_open(STEM, datetime.fromisoformat(now).replace(tzinfo=UTC)) is is_open
    assert calendar.is_open(OTHER, datetime.fromisoformat(now).replace(tzinfo=UTC))


# --- under the title ------------------------------------------------------------------------------


def title(path: Path) -> str:
    return "\n".join(nbformat.read(path, as_version=4).cells[0].source.split("\n")[:4])


def test_the_build_puts_the_date_under_the_title_and_another_one_changes_no_verdict(tmp_path: Path) -> None:
    course = new_course(tmp_path, DUE)
    build(course)
    line = "*Due: Friday 14 August 2026, 23:59 (Europe/Berlin)*"
    for path in (course.source(STEM), course.release(STEM)):
        assert re.fullmatch(rf"# Week 1: .*\n\n{re.escape(line)}\n", title(path))
    assert "Due:" not in title(course.release(OTHER))
    assert older_heads(course) == []
    before = Exam.of(course, STEM, 1).digest
    written(course, DUE.replace("14", "15"))
    assert older_heads(course) == [STEM]
    build(course, [STEM])
    assert "Saturday 15 August 2026" in title(course.release(STEM))
    assert Exam.of(course, STEM, 1).digest == before
    (tmp_path / FILE).unlink()
    build(course, [STEM])
    assert re.fullmatch(r"# Week 1: .*\n\nWhat is .*\n.*", title(course.release(STEM)))


def test_a_text_without_a_title_begins_with_the_date(tmp_path: Path) -> None:
    course = new_course(tmp_path, DUE)
    text = course.text(STEM).read_text()
    course.text(STEM).write_text(re.sub(r"\n# # .*\n#\n", "\n", text, count=1))
    assert re.match(
        r"\*Due: .*\*\n\nWhat is", source_notebook(course, STEM, load_exercises(course, STEM)).cells[0].source
    )


# --- a class --------------------------------------------------------------------------------------

CLASS = f"""{HEAD}
[due]
{STEM} = "24 October"

[late]
grace_days = 1
percent_a_day = 10
at_most_percent = 50

[extensions.fay]
{STEM} = "26 October"

[extensions.gil]
{STEM} = "26 October"
"""
# Handed in by UTC, points taken off of 5.
HANDED_IN = {
    "ada": ("2026-10-24 21:59:59.123456 UTC", 0),  # late by nbgrader's count, within the second by ours
    "bob": ("2026-10-25 22:59:59 UTC", 0),  # the day of grace has 25 hours
    "cyd": ("2026-10-25 23:00:00 UTC", 0.5),
    "dan": ("2026-10-28 12:00:00 +0000", 1.5),
    "eve": ("2027-01-01 00:00:00 UTC", 2.5),
    "fay": ("2026-10-26 22:59:59 UTC", None),
    "gil": ("2026-10-28 12:00:00 UTC", 0.5),
    "hal": ("some day", None),
    "ida": (None, None),
}


def hand_in(course: Course) -> Course:
    for student, (when, _) in HANDED_IN.items():
        path = course.submitted(STEM, student)
        path.parent.mkdir(parents=True)
        shutil.copy(HOME / "tests" / "classes" / STEM / "ada_maximum" / path.name, path)
        if when:
            (path.parent / "timestamp.txt").write_text(when)
    return course


def penalties(course: Course) -> dict[str, float | None]:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return {
            submission.student_id: notebook.late_submission_penalty
            for submission in book.assignment_submissions(STEM)
            for notebook in submission.notebooks
        }


def dates(course: Course) -> tuple[datetime | None, dict[str, timedelta]]:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        found = book.assignment_submissions(STEM)
        given = {submission.student_id: submission.extension for submission in found if submission.extension}
        return book.find_assignment(STEM).duedate, given


WAYS = {"autograder grade": ("autograder", "grade", STEM), "nbgrader autograde": ("nbgrader", "autograde", STEM)}
EXPECTED = {student: penalty for student, (_, penalty) in HANDED_IN.items()}


@pytest.fixture(scope="module", params=WAYS)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = hand_in(new_course(tmp_path_factory.mktemp("class"), CLASS))
    done = command(course, *WAYS[request.param])
    assert done.returncode == 0, done.stderr[-2000:]
    return course


def test_both_ways_take_off_the_same(graded: Course) -> None:
    assert penalties(graded) == EXPECTED
    two_days = timedelta(hours=49)
    assert dates(graded) == (datetime(2026, 10, 24, 21, 59, 59), {"fay": two_days, "gil": two_days})


PAGES = {
    "ada": ("Due Saturday 24 October 2026, 23:59 (Europe/Berlin)", "5 of 5 points"),
    "bob": (
        "Handed in late Sunday 25 October 2026, 23:59 (Europe/Berlin), on day 1 after it was due: no points taken off",
    ),
    "dan": ("on day 4 after it was due: 1.5 points taken off. Handed in late, the first day costs nothing", "3.5 of 5"),
    "fay": ("Due Monday 26 October 2026, 23:59 (Europe/Berlin): more time than the others, given to you",),
    "gil": ("on day 2 after it was due: 0.5 points taken off",),
}


def in_text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|head)>.*?</\1>", "", page)).split())


def test_the_page_says_when_it_was_due_and_what_being_late_cost(graded: Course) -> None:
    assert command(graded, "autograder", "feedback", STEM).returncode == 0
    for student, said in PAGES.items():
        text = in_text(graded.feedback(STEM, student).read_text())
        assert [words for words in said if words not in text] == [], text
    for student in ("ada", "fay", "hal", "ida"):
        assert "Handed in late" not in in_text(graded.feedback(STEM, student).read_text())


def test_the_report_says_the_policy_and_who_has_more_time(graded: Course) -> None:
    summary = summary_of(graded, STEM)
    assert summary.late == 4
    assert command(graded, "autograder", "report", STEM).returncode == 0
    text = in_text(graded.report(STEM).read_text())
    assert (
        f"Due: Saturday 24 October 2026, 23:59 (Europe/Berlin). {POLICY.sentence} More time: fay, until Monday" in text
    )


def test_what_changes_in_the_calendar_or_by_hand_changes_the_penalties(tmp_path: Path) -> None:
    """Without grading again: an unchanged notebook keeps its result."""
    course = hand_in(new_course(tmp_path, CLASS))
    grade = WAYS["autograder grade"]
    assert command(course, *grade).returncode == 0
    written(course, CLASS.replace("extensions.gil", "extensions.dan"))
    assert command(course, *grade).returncode == 0
    assert penalties(course) == EXPECTED | {"dan": 0.5, "gil": 1.5}
    assert dates(course)[1].keys() == {"fay", "dan"}
    written(course, CLASS.replace("percent_a_day = 10", "percent_a_day = 20"))
    assert command(course, "autograder", "calendar").returncode == 0
    assert penalties(course) == EXPECTED | {"cyd": 1, "dan": 2.5, "gil": 1}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.find_grade("check_relu", STEM, STEM, "cyd").manual_score = 4  # a person's own points
        book.db.commit()
    assert command(course, "nbgrader", "generate_feedback", STEM).returncode == 0
    assert penalties(course)["cyd"] == 0.8
    written(course, HEAD)
    assert command(course, "autograder", "feedback", STEM).returncode == 0
    assert set(penalties(course).values()) == {None}
    assert dates(course) == (None, {})


def test_without_a_calendar_the_gradebooks_own_dates_stay(tmp_path: Path) -> None:
    course = hand_in(new_course(tmp_path))
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Book(course, STEM) as book:
        book.register()
        book.gradebook.update_or_create_assignment(STEM, duedate="2026-10-26 12:00:00 UTC")
    for way in WAYS.values():
        assert command(course, *way, *(["--force"] if way[0] == "nbgrader" else [])).returncode == 0
        late = {student for student, penalty in penalties(course).items() if penalty == 5}
        assert late == {"dan", "eve", "fay", "gil"}
        assert dates(course) == (datetime(2026, 10, 26, 12), {})


REFUSED = {
    "a bad line": (CLASS.replace("24 October", "24 Octobre"), f'due.{STEM}: "24 Octobre" is no date'),
    "an unknown student": (CLASS.replace("extensions.gil", "extensions.gill"), "extensions.gill: is no student of"),
}


@pytest.mark.parametrize("way", [*WAYS, "autograder calendar"])
@pytest.mark.parametrize(("calendar", "said"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_said_before_anything_is_graded(way: str, calendar: str, said: str, tmp_path: Path) -> None:
    course = hand_in(new_course(tmp_path, calendar))
    done = command(course, *WAYS.get(way, way.split()))
    assert done.returncode == (1 if way.startswith("nbgrader") else 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if FILE in line]) == 1
    assert not course.autograded(STEM, "ada").exists()
    assert course.submitted(STEM, "ada").exists()


def test_a_student_of_the_gradebook_may_have_more_time_before_handing_in(tmp_path: Path) -> None:
    course = new_course(tmp_path, CLASS)
    assert "nbgrader db student add fay" in command(course, "autograder", "calendar").stderr
    for student in ("fay", "gil"):
        assert command(course, "nbgrader", "db", "student", "add", student).returncode == 0
    done = command(course, "autograder", "calendar")
    assert done.returncode == 0, done.stderr
    for words in ("Saturday 24 October 2026, 23:59", "2026-10-24 21:59:59", "fay: Monday 26 October", POLICY.sentence):
        assert words in done.stdout
    assert f"Under their titles {STEM}, {OTHER} say another date, or none: run `autograder build`." in done.stderr
    assert dates(course)[0] == datetime(2026, 10, 24, 21, 59, 59)
    (tmp_path / FILE).unlink()
    done = command(course, "autograder", "calendar")
    assert (done.returncode, FILE in done.stderr, len(done.stderr.splitlines())) == (2, True, 1)
