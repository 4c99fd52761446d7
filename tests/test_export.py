"""The grades as other systems import them: a real gradebook, and each system's documented form as a table."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jsonschema import Draft202012Validator
from nbgrader.api import Gradebook
from test_classroom import STEM, command, example, hand_in, new_course

from autograder.classroom.exports import FORMS, Line, own, points, results_json, spoilt, write_export
from autograder.classroom.gradebook import Entry, Mark
from autograder.classroom.results import results_of
from autograder.course import Course, CourseError
from autograder.course.layout import interpreter_on_path

WRITTEN = "written_hidden_units"
COLUMN = "Networks, shallow (4711)"
TEXT, NUMBER, POINTS = r".*", r"\d*", r"\d+(\.\d{1,2})?"

# Each form as documented: columns in order, what may stand in a cell, and the first cell of rows that are of no
# student. Canvas: help page "How do I import grades in the Gradebook", and lib/gradebook_importer.rb. Moodle: docs page
# "Grade import", and grade/import/csv/classes/load_data.php.
TABLES: dict[str, tuple[dict[str, str], list[str]]] = {
    "csv": (
        {
            "student": r".+",
            "last_name": TEXT,
            "first_name": TEXT,
            "email": TEXT,
            "status": r"graded|unreadable|not graded yet|not handed in",
            "automatic": f"({POINTS})?",
            "written": f"({POINTS})?",
            "late_penalty": f"({POINTS})?",
            "total": f"({POINTS})?",
            "maximum": POINTS,
            "seconds": r"(\d+\.\d+)?",
            "submitted_at": r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)?",
        },
        [],
    ),
    "canvas": (
        {"Student": r".+", "ID": NUMBER, "SIS Login ID": r".+", "Section": "", COLUMN: POINTS},
        ["Points Possible"],
    ),
    # "Shared" and "shared" is one address, and 8 one number: neither column is there.
    "moodle": ({"First name": TEXT, "Last name": TEXT, "Username": r".+", COLUMN: POINTS}, []),
}

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
SCORE = {"type": "number", "minimum": 0}
# Gradescope: "Autograder Specifications", output format. No key besides these is documented.
RESULTS = {
    "type": "object",
    "required": ["score", "tests"],
    "additionalProperties": False,
    "properties": {
        "score": SCORE,
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "score", "max_score", "status", "output"],
                "additionalProperties": False,
                "properties": {
                    "score": SCORE,
                    "max_score": SCORE,
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}


# --- a real class -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Graded by command: right, partly right, late, unreadable, not graded yet, not handed in; points by hand."""
    course = new_course(tmp_path_factory.mktemp("course"))
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    interpreter_on_path()
    database = f"sqlite:///{course.root}/gradebook.db"
    with Gradebook(database) as book:
        book.add_assignment(STEM, duedate="2026-08-28 12:00:00 UTC")
        people = {"last_name": "Müller, 学", "first_name": "Zoë", "email": "Zoë@Example.org", "lms_user_id": "4711"}
        book.add_student("gus_early", **people)
        book.add_student("oli_partial", first_name="=1+1", email="oli@example.org", lms_user_id="12ab")
        book.add_student("late", email="shared@example.org", lms_user_id="8")
        book.add_student("ada_matmul", email="Shared@example.org", lms_user_id="8")
        book.add_student("xia")
    for student, day in (
        ("ada_matmul", 27),
        ("gus_early", 27),
        ("oli_partial", 27),
        ("late", 29),
        ("max_truncated", 27),
    ):
        folder = hand_in(course, student, example("ada_matmul" if student == "late" else student)).parent
        (folder / "timestamp.txt").write_text(f"2026-08-{day} 10:00:00 UTC")
    done = command(course, "autograder", "grade", STEM, "--json")
    assert done.returncode == 1, done.stderr
    hand_in(course, "yan", example("ada_matmul"))
    with Gradebook(database) as book:
        book.find_grade(WRITTEN, STEM, STEM, "gus_early").manual_score = 7
        book.find_comment(WRITTEN, STEM, STEM, "gus_early").manual_comment = "Schön – <b>gut</b>\n=1"
        book.find_grade(WRITTEN, STEM, STEM, "oli_partial").manual_score = 17
        corrected = book.find_grade("check_layer_sizes", STEM, STEM, "oli_partial")
        corrected.manual_score, corrected.extra_credit = 4.5, 0.25
        book.db.commit()
    return course


@pytest.fixture(scope="module")
def written(course: Course) -> dict[str, tuple[Path, list[str]]]:
    return {to: write_export(course, STEM, to, COLUMN if form.named else None) for to, form in FORMS.items()}


def table(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # Excel's mark of UTF-8; Moodle takes it off, Canvas reads on
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def lines(path: Path) -> dict[str, dict[str, str]]:
    """The rows by the student's name in nbgrader, which each form has in a column of its own."""
    head, *rows = table(path)
    (key,) = {"student", "SIS Login ID", "Username"} & set(head)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    return {row[key]: row for row in found if row[key]}


@pytest.mark.parametrize("to", TABLES)
def test_a_table_has_the_documented_form(to: str, written: dict[str, tuple[Path, list[str]]]) -> None:
    columns, first = TABLES[to]
    head, *rows = table(written[to][0])
    assert head == list(columns)
    assert [row[0] for row in rows[: len(first)]] == first
    assert len(rows) > len(first)
    students = [zip(columns.items(), row, strict=True) for row in rows[len(first) :]]
    assert [(name, cell) for row in students for (name, rule), cell in row if not re.fullmatch(rule, cell)] == []
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


GRADES = {
    # automatic, written, late_penalty, total
    "ada_matmul": (100, 0, 0, 100),
    "gus_early": (84, 7, 0, 91),
    "late": (100, 0, 100, 0),
    "max_truncated": (0, 0, 0, 0),
    "oli_partial": (36.75, 17, 0, 53.75),
}


def test_points_are_those_of_the_gradebook(course: Course, written: dict[str, tuple[Path, list[str]]]) -> None:
    found = lines(written["csv"][0])
    assert found.keys() == {*GRADES, "xia", "yan"}
    parts = ("automatic", "written", "late_penalty", "total")
    assert {student: tuple(float(found[student][part]) for part in parts) for student in GRADES} == GRADES
    assert {found[student]["total"] for student in ("xia", "yan")} == {""}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        for student, (*_, total) in GRADES.items():
            theirs = book.find_submission(STEM, student)
            assert total == max(0.0, theirs.score - theirs.late_submission_penalty)
        assert {row["maximum"] for row in found.values()} == {str(points(book.find_assignment(STEM).max_score))}
    assert found["late"]["submitted_at"] == "2026-08-29 10:00:00 UTC"
    assert (found["gus_early"]["first_name"], found["gus_early"]["last_name"]) == ("Zoë", "Müller, 学")
    assert found["oli_partial"]["first_name"] == "'=1+1"
    for to in ("canvas", "moodle"):
        there = {student: float(row[COLUMN]) for student, row in lines(written[to][0]).items()}
        assert there == {student: total for student, (*_, total) in GRADES.items() if student != "max_truncated"}


def test_canvas_finds_each_by_a_number_of_their_own_or_by_login(written: dict[str, tuple[Path, list[str]]]) -> None:
    path, told = written["canvas"]
    found = lines(path)
    # "12ab" would be Canvas's student 12, and two can't be 8.
    assert {student: row["ID"] for student, row in found.items() if row["ID"]} == {"gus_early": "4711"}
    assert (found["gus_early"]["Student"], found["late"]["Student"]) == ("Müller, 学, Zoë", "late")
    assert table(path)[1] == ["Points Possible", "", "", "", "110"]
    assert any("ada_matmul, late, oli_partial. Canvas goes by their login" in line for line in told)


def test_moodle_gets_a_column_that_says_who_only_if_each_has_their_own(course: Course, tmp_path: Path) -> None:
    path, told = write_export(course, STEM, "moodle", output=tmp_path)
    assert {"ID number", "Email address"}.isdisjoint(table(path)[0])
    assert sum("There is no column" in line for line in told) == 2
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        old = book.find_student("late").email
        book.update_or_create_student("late", email="late@example.org")
    try:
        path, told = write_export(course, STEM, "moodle", output=tmp_path)
    finally:
        with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
            book.update_or_create_student("late", email=old)
    assert {row["Email address"] for row in lines(path).values()} >= {"Zoë@Example.org", "late@example.org"}
    assert sum("There is no column" in line for line in told) == 1


# --- what is said -------------------------------------------------------------------------------------

TOLD = {
    "could not be graded": r"^Unreadable: max_truncated\.",
    "not handed in": r"^Not handed in: xia\.",
    "not graded yet": r"^Not graded yet: yan\.",
    "an answer that nobody read": r"answers in words of ada_matmul, late: ",
    "a manual score above the maximum": rf"^oli_partial has 17 of 10 points by hand for {WRITTEN}\.",
}


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("to", FORMS)
def test_it_is_said_once(to: str, what: str, written: dict[str, tuple[Path, list[str]]]) -> None:
    assert sum(bool(re.search(TOLD[what], line)) for line in written[to][1]) == 1


def test_the_command_names_everybody_on_stderr(course: Course, tmp_path: Path) -> None:
    done = command(course, "autograder", "export", STEM, "--to", "canvas", "--output", str(tmp_path / "new"))
    assert (done.returncode, done.stdout) == (0, "")
    for said in (*TOLD.values(), rf"The grades: {tmp_path}/new/{STEM}_canvas\.csv"):
        assert re.search(said, done.stderr, re.MULTILINE), done.stderr
    assert table(tmp_path / "new" / f"{STEM}_canvas.csv")[0][-1] == STEM


BAD = {
    "a form that there is not": (dict(to="excel"), "no form 'excel'; there are: csv, canvas, moodle, gradescope"),
    "a column where there is none": (dict(to="csv", column="x"), "--column names the column of canvas and moodle"),
    "a file as folder": (dict(to="csv", output=Path("file")), "can't be written"),
    "a folder below a file": (dict(to="gradescope", output=Path("file/x")), "can't be written"),
    "no results": (dict(to="csv", stem="w2_numpy_basics"), "no results of w2_numpy_basics yet"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line(name: str, course: Course, tmp_path: Path) -> None:
    words, said = BAD[name]
    (tmp_path / "file").write_text("kept")
    words = {"stem": STEM} | words | ({"output": tmp_path / words["output"]} if "output" in words else {})
    with pytest.raises(CourseError, match=said) as error:
        write_export(course, **words)
    assert "\n" not in str(error.value)
    assert (tmp_path / "file").read_text() == "kept"


def test_results_without_a_gradebook_are_not_exported(course: Course, tmp_path: Path) -> None:
    bare = new_course(tmp_path)
    shutil.copytree(course.root / "results", tmp_path / "results")
    with pytest.raises(CourseError, match=f"`autograder grade {STEM}` writes it"):
        write_export(bare, STEM, "csv")


def line(student: str, **entry: Any) -> Line:
    return Line(student, "graded", Entry(**entry), None)


def test_a_login_that_a_spreadsheet_would_run_is_named() -> None:
    assert [*spoilt([line("ada"), line("bob")], "Username")] == []
    (said,) = spoilt([line("ada"), line("@bob"), line("-1+1")], "Username")
    assert ": @bob, -1+1." in said


def test_a_shared_key_is_nobodys() -> None:
    of = [line("a", email="x@y"), line("b", email="X@y"), line("c", email="c@y"), line("d")]
    assert own(of, lambda each: each.entry.email) == {"c": "c@y"}


KILLED = [  # nbgrader's rows of a submission whose cells were stopped, and whether there is a grade to hand on
    ("nobody looked", [Mark("check_f", True, 0, 10, 0, None)], False),
    ("a person gave points", [Mark("check_f", True, 4, 10, 0, 4)], True),
    ("not in the gradebook", [], False),
]


@pytest.mark.parametrize(("name", "marks", "counts"), KILLED, ids=[row[0] for row in KILLED])
def test_what_could_not_be_graded_has_a_grade_where_a_person_gave_one(name: str, marks: list, counts: bool) -> None:
    assert replace(line("a"), status="killed", entry=Entry(marks=marks)).counts is counts


# --- Gradescope ---------------------------------------------------------------------------------------


def all_results(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("results/*/results.json")):
        yield path.parent.name, json.loads(path.read_text(encoding="utf-8"))


def test_results_json_has_the_documented_form(course: Course, written: dict[str, tuple[Path, list[str]]]) -> None:
    Draft202012Validator.check_schema(RESULTS)
    found = dict(all_results(written["gradescope"][0]))
    assert found.keys() == GRADES.keys()
    for student, each in found.items():
        assert [error.message for error in Draft202012Validator(RESULTS).iter_errors(each)] == [], student
        assert each["score"] == GRADES[student][-1]
        assert {each[key] for key in each if key.endswith("_format")} == {"text"}
    assert found["max_truncated"]["tests"] == []
    assert "not JSON" in found["max_truncated"]["output"]
    assert "100 points are taken off" in found["late"]["output"]
    assert f"{WRITTEN} waits for a person" in found["late"]["output"]
    gus = {test["name"]: test for test in found["gus_early"]["tests"]}
    assert list(gus) == [*(each.name for each in results_of(course, STEM)["gus_early"].exercises), WRITTEN]
    assert gus[WRITTEN]["output"] == "A person wrote: Schön – <b>gut</b> =1"
    assert sum(test["score"] for test in gus.values()) == found["gus_early"]["score"]
    corrected = {test["name"]: test for test in found["oli_partial"]["tests"]}["layer_sizes"]
    assert (corrected["score"], corrected["status"]) == (4.75, "failed")
    assert "A person gave these points." in corrected["output"]


def test_gradescope_is_told_no_more_than_the_student_reads(course: Course, written: dict) -> None:
    """Each line stands in the graded notebook, which goes back to the student and is tested to hide hidden cases."""
    compared = 0
    for student, found in all_results(written["gradescope"][0]):
        if not found["tests"]:
            continue
        notebook = nbformat.read(course.autograded(STEM, student), as_version=4)
        shown = {
            text
            for cell in notebook.cells
            for output in cell.get("outputs", ())
            if output.output_type == "stream"
            for text in output.text.splitlines()
        }
        said = {text for test in found["tests"] for text in test["output"].splitlines()}
        ours = {text for text in said if text.startswith(("A person gave", "A person wrote"))}
        assert said - ours <= shown
        compared += len(said - ours)
    assert compared > 10
    result = replace(results_of(course, STEM)["ada_matmul"], status="error", problem="in /srv/secret")
    assert "/srv" not in json.dumps(results_json(line("ada_matmul"), result, {}))


ASKED = {
    "their address": (["oli@example.org"], "oli_partial"),
    "in other letters": (["ZOË@example.ORG"], "gus_early"),
    "one of a group": (["nobody@example.org", "oli@example.org"], "oli_partial"),
    "an address of two": (["shared@example.org"], None),
    "somebody else": (["nobody@example.org"], None),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_uploaded_autograder_gives_each_their_own(name: str, written: dict, tmp_path: Path) -> None:
    """Laid out as Gradescope does it: the zip in source/, run_autograder copied from its top."""
    addresses, whose = ASKED[name]
    path, _ = written["gradescope"]
    shutil.unpack_archive(f"{path}.zip", tmp_path / "source")
    assert {each.name for each in (tmp_path / "source").iterdir()} == {
        *("results", "run_autograder", "setup.sh", "students.json")
    }
    assert (path / "run_autograder").stat().st_mode & 0o111
    shutil.copy(tmp_path / "source" / "run_autograder", tmp_path)
    users = [{"email": address, "id": 1, "name": "?"} for address in addresses]
    (tmp_path / "submission_metadata.json").write_text(json.dumps({"users": users}), encoding="utf-8")
    run = [sys.executable, "-I", str(tmp_path / "run_autograder")]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    result = tmp_path / "results" / "results.json"
    assert (done.returncode == 0, result.is_file()) == (whose is not None, whose is not None), done.stderr
    if whose:
        assert json.loads(result.read_text(encoding="utf-8")) == dict(all_results(path))[whose]
    else:
        assert "There is no result of" in done.stderr


def test_a_second_export_leaves_nothing_of_the_first(course: Course, tmp_path: Path) -> None:
    path, _ = write_export(course, STEM, "gradescope", output=tmp_path)
    stale = path / "results" / "gone"
    stale.mkdir()
    write_export(course, STEM, "gradescope", output=tmp_path)
    assert not stale.exists()
    assert {each.name for each in tmp_path.iterdir()} == {path.name, f"{path.name}.zip"}
