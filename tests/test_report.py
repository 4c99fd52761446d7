"""The report on a class: its figures worked out by hand, what it says of any class, its page in a browser."""

from __future__ import annotations

import csv
import json
import re
import runpy
import textwrap
import time
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest
from attacks.table import ATTACKS, FAMILIES
from attacks.words import Handed, Place, honest, untouched
from axe_playwright_python.sync_playwright import Axe
from nbgrader.api import Gradebook
from playwright.sync_api import Browser
from test_classroom import EXPECTED, STEM, command, example, hand_in, new_course

from autograder.classroom import messages
from autograder.classroom.gradebook import Book, Entry, Mark
from autograder.classroom.plots import difficulty, distribution
from autograder.classroom.report import MOST_NAMES, MOST_ROWS, broken, page, spreadsheet, summary_of
from autograder.classroom.spreadsheet import plain_text
from autograder.classroom.summary import Summary, summarise
from autograder.course import Course
from autograder.grading import ExerciseResult, Result, Template, read
from autograder.grading.unusual import MOST, ROWS, unusual
from autograder.pages import code

HOME = Path(__file__).parent.parent
COURSE = Course(HOME)
DECLARED = dict(
    layer_sizes=6,
    initialize_parameters=8,
    forward_propagation=16,
    compute_cost=12,
    backward_propagation=20,
    update_parameters=10,
    nn_model=16,
    predict=12,
)


# --- small classes ----------------------------------------------------------------------------------


def judged(name: str, score: float, best: float = 10, word: str | None = None, **more: Any) -> ExerciseResult:
    words = {"a": "ok", "b": word or ("ok" if score == best else "value")}
    return ExerciseResult(name, score, best, dict.fromkeys("ab", "missing") if word == "missing" else words, **more)


def handed(student: str, *exercises: ExerciseResult, status: Any = "graded", **more: Any) -> Result:
    return Result("w9", student, status, "full", list(exercises), exam="today", **more)


def small() -> list[Result]:
    """Five students, two exercises f and g of 10 points: 20, 14, 5, 0 points; one is unreadable."""
    both = {"mistake": "sum for mean + sign", "hint": "Divide. Which sign?"}
    return [
        handed("ann", judged("f", 10), judged("g", 10), seconds=1.0),
        handed("bob", judged("f", 4, **both), judged("g", 10, helpers_replaced=["f"]), seconds=2.0),
        handed(
            "cem",
            judged("f", 5, mistake="sign", hint="Which sign?", told=["a loop is slow"]),
            judged("g", 0, word="timeout", details=["Tried: zeros."], problem="stopped after 5 s in `g`"),
            seconds=9.0,
            notes=["A cell had been split."],
        ),
        handed("dan", judged("f", 0, word="missing"), judged("g", 0, word="missing"), seconds=1.0),
        handed(
            "eva", judged("f", 0, word="missing"), judged("g", 0, word="missing"), status="unreadable", problem="No."
        ),
    ]


def test_the_figures_of_a_small_class() -> None:
    summary = summarise("w9", small(), absent=["zoe"], waiting=["yan"], standings={"ann": (7, 0.0), "bob": (None, 3.0)})
    assert (len(summary.results), len(summary.graded), len(summary.ungradable)) == (5, 4, 1)
    assert (summary.scores, summary.max_score, summary.mean) == ([0, 5, 14, 20], 20, 9.75)
    assert [points for _, points in summary.quarters] == [20, 20, 14, 5, 0]
    assert (summary.median, summary.low, summary.untouched) == (14, 2, 1)
    assert (summary.by_hand, summary.late, summary.exams) == (1, 1, 1)
    assert summary.seconds == (1.5, 9.0)
    f, g = summary.exercises
    assert (f.right, f.partly, f.nothing, f.untried, f.share) == (1, 2, 0, 1, pytest.approx(0.475))
    assert (g.right, g.partly, g.nothing, g.untried, g.share) == (2, 0, 1, 1, pytest.approx(0.5))
    sign, mean = summary.mistakes
    # bob lost 6 points by two mistakes together, cem 5 by one.
    assert (sign.what, sign.students, sign.points, sign.hint) == ("sign", ["bob", "cem"], 8, "Which sign?")
    assert (mean.what, mean.students, mean.points) == ("sum for mean", ["bob"], 3)
    assert summary.unnamed == []  # what met a limit may be right
    assert [(each.about, each.what, each.students) for each in summary.told] == [("f", "a loop is slow", ["cem"])]
    assert [(each.about, each.what, each.students) for each in summary.helpers] == [("f", "g", ["bob"])]
    (stopped,) = summary.stopped
    assert (stopped.about, stopped.students) == ("g", ["cem"])
    assert stopped.kinds == [("b: took too long", "stopped after 5 s in `g`", 1)]
    assert [each.what for each in summary.notes] == ["A cell had been split."]


def test_where_points_were_lost_without_a_name_and_where_nothing_could_be_compared() -> None:
    summary = summarise(
        "w9",
        [
            handed("a", judged("f", 2, details=["Tried: zeros.", "b: expected 1, got 2."])),
            handed("b", judged("f", 0, word="raised", problem="ValueError in line 2.")),
            handed("c", judged("f", 0, word="missing", problem="Its cell stopped: SyntaxError in line 1, `x = (`.")),
            handed("d", judged("f", 0, word="killed", mistake="sign")),
            handed("e", judged("f", 0, word="missing")),
        ],
    )
    (lost,), (stopped,) = summary.unnamed, summary.stopped
    assert (lost.students, stopped.students) == (["a", "b"], ["c", "d"])
    assert ("b: another value than expected", "b: expected 1, got 2.", 1) in lost.kinds
    assert ("", "Its cell stopped: SyntaxError in line 1, `x = (`.", 1) in stopped.kinds
    text = page(summary)
    assert "not there yet" not in text
    assert "<code>x = (</code>" in text
    assert "In 1 of the graded submissions no exercise was tried." in text


TAKEN = {
    (): "No submission could be graded",
    (0.534,): "The one graded submission took 0.53 s to grade",
    (0.5, 0.534, 13.17): "To grade a submission: half took under 0.53 s, the longest 13.2 s",
    (1, 240.4): "To grade a submission: half took under 121 s, the longest 240 s",
}


def test_a_declared_hint_comes_before_that_of_a_result() -> None:
    summary = summarise("w9", small(), hints={("f", "sum for mean"): "Divide by m."})
    assert [mistake.hint for mistake in summary.mistakes] == ["Which sign?", "Divide by m."]


def scored(*scores: float, **more: Any) -> Summary:
    return summarise("w9", [handed(f"s{n}", judged("f", score, **more)) for n, score in enumerate(scores)])


CLASSES = {
    "nobody could be graded": (
        summarise("w9", [handed("a", judged("f", 0, word="missing"), status="error", problem="Ours.")]),
        ["No submission could be graded", "No exercise could be judged", "No mistake that has a name was made"],
    ),
    "one student": (scored(7), ["The one graded submission has 7 of 10 points", "f is the hardest: 7 of its points"]),
    "one perfect student": (scored(10), ["The one graded submission has 10 of 10 points", "Every exercise is right"]),
    "all failed": (
        scored(0, 0, 0, word="value"),
        ["Each of the 3 has no point yet", "f is the hardest: nobody has all of it"],
    ),
    "all perfect": (
        scored(10, 10),
        ["Each of the 2 has all 10 points", "Every exercise is right in every submission"],
    ),
    "all alike": (scored(4, 4), ["Each of the 2 has 4 of 10 points"]),
    "most perfect": (scored(10, 10, 2), ["2 of 3 have all 10 points; 1 of 3 has less than 5"]),
    "most perfect, none low": (scored(10, 10, 6), ["2 of 3 have all 10 points; nobody has less than 5"]),
    "an ordinary class": (
        scored(9, 8, 6, 3, 1),
        ["Half of the class has 6 points or more; 2 of 5 have less than 5", "f is the hardest: nobody has all of it"],
    ),
    "two as hard": (
        summarise("w9", [handed("a", *(judged(name, 5 if name in "fg" else 9) for name in "fgh"))] * 2),
        ["f and g are the hardest: 50% of their points on average"],
    ),
    "none harder": (
        summarise("w9", [handed("a", judged("f", 5), judged("g", 5)), handed("b", judged("f", 5), judged("g", 5))]),
        ["No exercise was harder than another"],
    ),
    "one has it": (scored(10, 2, 1), ["f is the hardest: 1 of 3 has all of it"]),
    "the small one": (
        summarise("w9", small(), absent=["zoe"], waiting=["yan"]),
        [
            "5 submissions, 1 could not be graded, 1 not graded yet, 1 not handed in",
            "The commonest mistake: “sign”, in f, made by 2 of 4",
        ],
    ),
}


@pytest.mark.parametrize(("summary", "said"), CLASSES.values(), ids=CLASSES)
def test_what_is_said_of_any_class(summary: Summary, said: list[str]) -> None:
    headline = messages.headline(summary)
    assert [sentence for sentence in said if sentence not in headline] == []
    text = page(summary)
    assert text.count("<h1>") == 1
    assert "None" not in re.sub(r"(?s)<style>.*?</style>", "", text).replace("<p>None.</p>", "")
    assert list(spreadsheet(summary))


@pytest.mark.parametrize(("seconds", "said"), TAKEN.items())
def test_how_long_it_took(seconds: tuple[float, ...], said: str) -> None:
    results = [handed(f"s{n}", judged("f", 3), seconds=taken) for n, taken in enumerate(seconds)]
    assert messages.taken(summarise("w9", results)) == said


# --- the forum --------------------------------------------------------------------------------------


def made(*names: str, hints: bool = True) -> Summary:
    """A class in which the first mistake was made by most, the last by one student."""
    results = [
        handed(f"secret{name}{n}", judged("f", 1, mistake=name, hint=f"Think of {name}." if hints else None))
        for many, name in enumerate(reversed(names), start=1)
        for n in range(many)
    ]
    return summarise("w9", [*results, handed("secret0", judged("f", 10)), handed("secret1", judged("f", 2))])


LEAST = "What asked the most of you is `f`: it is worth another look. Your feedback page says"
FORUM = {
    "none": (made(), [LEAST]),
    "one, once": (made("A"), [LEAST]),
    "two, once each": (summarise("w9", small()[1:2]), [LEAST]),
    "one twice": (
        made("A", "B"),
        ["one mistake was made more than once:", "1. `f`: “A” (2 times). Hint: Think of A.", "If it is"],
    ),
    "two": (
        made(*"ABC"),
        ["these 2 mistakes were the commonest:", "1. `f`: “A” (3 times). Hint", "2. `f`: “B” (2 times)", "one of them"],
    ),
    "many": (made(*"ABCDE"), ["these 3 mistakes", "1. `f`: “A” (5 times)", "3. `f`: “C” (3 times)"]),
    "no hints": (made("A", "B", hints=False), ["1. `f`: “A” (2 times).\n"]),
    "two as hard": (CLASSES["two as hard"][0], ["of you are `f` and `g`: they are worth another look."]),
    "none harder": (CLASSES["none harder"][0], ["No exercise asked more of you than another. Your feedback"]),
    "all right": (scored(10, 10), ["Everything is right, in 2 submissions. Well done!"]),
    "nothing graded": (CLASSES["nobody could be graded"][0], ["Nothing has been graded yet"]),
}


@pytest.mark.parametrize(("summary", "said"), FORUM.values(), ids=FORUM)
def test_the_paragraph_for_the_forum(summary: Summary, said: list[str]) -> None:
    text = messages.forum(summary)
    assert [words for words in said if words not in text] == []
    assert text.startswith("**w9")
    assert "secret" not in text
    assert "4. " not in text
    assert "(1 time" not in text
    assert "wrong" not in text
    assert not {mistake.what for mistake in summary.mistakes if mistake.many == 1} & set(re.findall("“(.*?)”", text))


def test_mistakes_that_share_a_hint_are_one_for_the_forum() -> None:
    both = judged("f", 2, mistake="no keepdims in db1 + no keepdims in db2", hint="Keep it.")
    summary = summarise("w9", [handed("a", both), handed("b", both), handed("c", judged("f", 10))])
    assert len(summary.mistakes) == 2
    assert "1. `f`: “no keepdims in db1”, “no keepdims in db2” (2 times). Hint: Keep it." in messages.forum(summary)


# --- what students wrote ----------------------------------------------------------------------------


def test_a_sentence_on_the_page_has_code_and_a_name_breaks_at_its_signs() -> None:
    assert code("a `b<c>` d`") == "a <code>b&lt;c&gt;</code> d`"
    assert broken("ann_<b>.c@d-e_") == "ann_<wbr>&lt;b&gt;.<wbr>c@<wbr>d-<wbr>e_"


def test_a_column_that_is_empty_for_all_is_left_out() -> None:
    without, given = (
        re.findall(r'<th scope="col"[^>]*>(by hand|late|1|2)<', page(summarise("w9", small(), standings=standings)))
        for standings in (None, {"ann": (3, 0.0), "bob": (None, 2.0)})
    )
    assert without == ["1", "2"]
    assert given == ["by hand", "late", "1", "2"]


HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e&\x00⁂"


def test_what_students_wrote_is_shown_and_nothing_more() -> None:
    hostile = handed(
        "o'neil & <b>co",
        judged("f", 3, problem=HOSTILE, told=[HOSTILE], details=[HOSTILE, HOSTILE]),
        notes=[HOSTILE],
        tried=[HOSTILE],
    )
    unread = handed("q", judged("f", 0, word="missing"), status="unreadable", problem=HOSTILE)
    text = page(summarise("w9", [hostile, unread], absent=["<i>x"]))
    assert text.count("&lt;script&gt;alert(1)") >= 6
    assert "<script" not in text
    assert "o&#39;neil &amp; &lt;b&gt;co" in text
    assert "&lt;i&gt;x" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e⁂]", text)
    assert "default-src 'none'" in text
    # Nothing is fetched, from anywhere.
    assert not re.search(r"(?:src|href)=[\"'](?!#)|url\(|@import", text)


FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "\r\n=1", " =1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_runs_nothing(text: str) -> None:
    assert plain_text(text).startswith(("'=", "'+", "'-", "'@"))
    assert plain_text(-1.5) == -1.5


def test_the_spreadsheet_has_a_line_a_student() -> None:
    rows = list(spreadsheet(summarise("w9", small(), absent=["zoe"], waiting=["yan"], standings={"bob": (7, 1.5)})))
    assert all(len(row) == len(rows[0]) for row in rows)
    table = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert list(table) == ["ann", "bob", "cem", "dan", "eva", "yan", "zoe"]
    bob = dict(
        score=14, max_score=20, by_hand=7, late_penalty=1.5, total=19.5, f=4, g=10, mistakes="f: sum for mean + sign"
    )
    assert table["bob"].items() >= bob.items()
    assert (table["ann"]["by_hand"], table["cem"]["told"]) == ("", "f: a loop is slow")
    assert table["cem"]["problem"] == "g: stopped after 5 s in `g`"
    assert (table["eva"]["status"], table["zoe"]["status"]) == ("unreadable", "not handed in")


# --- a large class ----------------------------------------------------------------------------------


def test_ten_thousand_students_make_a_page_that_opens() -> None:
    pattern = small()
    results = [
        Result(**{**vars(pattern[n % 5]), "student": f"s{n:05}", "notes": [f"note {n}"], "tried": [f"thing {n}"]})
        for n in range(10_000)
    ]
    start = time.process_time()
    summary = summarise("w9", results, absent=[f"a{n}" for n in range(3000)])
    text = page(summary)
    lines = list(spreadsheet(summary))
    assert time.process_time() - start < 20  # 1.3 s on an idle machine; once it was 220
    assert len(text.encode()) < 500_000
    assert text.count("<tr>") < MOST_ROWS + 50
    assert text.count("s00002") <= 8
    assert f"{2000 * 2 - MOST_NAMES:,} more, in the spreadsheet" in text  # of those who made the commonest mistake
    assert len(lines) == 1 + 10_000 + 3000


# --- the plots --------------------------------------------------------------------------------------


def test_the_plots_are_ours_to_colour_and_the_same_each_time() -> None:
    summary = summarise("w9", small())
    for draw in (lambda: distribution(summary, "A < B"), lambda: difficulty(summary.exercises, "A < B")):
        drawn = draw()
        assert drawn == draw()
        assert drawn.startswith('<svg role="img" aria-label="A &lt; B" viewBox="0 0 420 ')
        assert not re.search(r"#[0-9a-f]{6}\b|<style|<metadata| id=\"\w+_\d", drawn)
        assert set(re.findall(r"var\(--([\w-]+)\)", drawn)) <= page_colours("light").keys()
        assert len(drawn) < 12_000
    words = re.findall(r">([^<>]+)</text>", difficulty(summary.exercises, ""))
    assert words == ["f", "1 of 4", "g", "2 of 4", "all points", "some", "none", "not tried"]
    counts = re.findall(r">(\d+)</text>", distribution(summary, ""))
    assert counts[-4:] == ["1", "1", "1", "1"]  # 0, 5, 14 and 20 points, each in a bar of its own


def page_colours(scheme: str) -> dict[str, str]:
    """The variables of page.css under a colour scheme."""
    text = (HOME / "autograder" / "page.css").read_text()
    light, dark = re.findall(r":root \{(.*?)\n? *\}", text, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#\w{6})", light))
    return found | (dict(re.findall(r"--([\w-]+): (#\w{6})", dark)) if scheme == "dark" else {})


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


VERDICTS = ("right", "partly", "not", "none")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(scheme: str) -> None:
    colours = page_colours(scheme)
    texts = [(text, ground) for text in ("ink", "soft", "link") for ground in ("paper", "panel")]
    texts += [(text, ground) for verdict in VERDICTS for text in (verdict, "ink") for ground in (f"{verdict}-ground",)]
    assert {pair: contrast(*map(colours.get, pair)) for pair in texts if contrast(*map(colours.get, pair)) < 7} == {}
    assert all(contrast(colours[f"bar-{verdict}"], colours["paper"]) >= 3 for verdict in VERDICTS)


# --- the example class, by command ------------------------------------------------------------------


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The example class graded and reported on; gus has 7 points by hand, ben is late, others handed nothing in."""
    course = new_course(tmp_path_factory.mktemp("course"))
    for student in EXPECTED:
        hand_in(course, student, example(student))
    spies = nbformat.read(example("qin_hints"), as_version=4)
    spies.cells.append(nbformat.v4.new_code_cell("import os\nif False:\n    os.system('true')"))
    hand_in(course, "spy", nbformat.writes(spies).encode())
    done = command(course, "autograder", "grade", STEM, "--json")
    assert done.returncode == 1, done.stderr
    hand_in(course, "yan", example("ada_matmul"))  # after the grading
    (course.root / "submitted" / "zoe" / "w1_introduction").mkdir(parents=True)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.add_student("xia")
        book.find_grade("written_hidden_units", STEM, STEM, "gus_early").manual_score = 7
        book.find_submission_notebook(STEM, STEM, "ben_dot").late_submission_penalty = 3
        book.db.commit()
    done = command(course, "autograder", "report", STEM)
    assert done.returncode == 0, done.stderr
    (course.root / "said.txt").write_text(done.stderr)
    return course


def test_the_command_says_where_the_page_is_and_what_it_says(graded: Course) -> None:
    said = (graded.root / "said.txt").read_text()
    assert str(graded.report(STEM)) in said
    assert "19 submissions, 1 could not be graded, 1 not graded yet, 2 not handed in. 9 of 18 have all 100" in said


def test_the_figures_of_the_example_class(graded: Course) -> None:
    """Against tests/classes/<stem>/expected.toml, in which every student's points were worked out by hand."""
    summary = summary_of(graded, STEM)
    assert (summary.absent, summary.waiting) == (["xia", "zoe"], ["yan"])
    assert [result.student for result in summary.ungradable] == ["max_truncated"]
    assert (summary.by_hand, summary.late, summary.exams) == (1, 1, 1)
    assert (summary.standings["gus_early"], summary.standings["ben_dot"]) == ((7, 0), (None, 3))
    lines = {name: row.get("exercises", {}) for name, row in EXPECTED.items() if row["status"] == "graded"}
    lines["spy"] = {}
    for exercise in summary.exercises:
        points = [line.get(exercise.name, {"score": DECLARED[exercise.name]})["score"] for line in lines.values()]
        assert exercise.right == points.count(DECLARED[exercise.name])
        assert exercise.nothing + exercise.untried == points.count(0)
        assert exercise.share == pytest.approx(sum(points) / len(points) / DECLARED[exercise.name])
    named = Counter(
        (name, mistake)
        for line in lines.values()
        for name, told in line.items()
        for mistake in told.get("mistake", "").split(" + ")
        if mistake
    )
    assert {(each.about, each.what): each.many for each in summary.mistakes} == named
    assert all(mistake.hint for mistake in summary.mistakes)
    helpers = Counter(
        (h, name) for line in lines.values() for name, t in line.items() for h in t.get("helpers_replaced", ())
    )
    assert {(each.about, each.what): each.many for each in summary.helpers} == helpers
    stopped = [("forward_propagation", ["lou_endless"]), ("compute_cost", ["kim_syntax"])]
    assert [(each.about, each.students) for each in summary.stopped] == stopped
    last = len(nbformat.read(graded.submitted(STEM, "spy"), as_version=4).cells)
    spied = f"starts a process: `os.system` (cell number {last}, line 3)"
    assert [(result.student, result.tried) for result in summary.tried] == [("spy", [spied])]


def test_the_page_and_the_spreadsheet_of_the_example_class(graded: Course) -> None:
    text = graded.report(STEM).read_text()
    for words in ("max_truncated", "<strong>60</strong>", "−3", "starts a process", "no keepdims in db1", "xia"):
        assert words in text
    content = graded.report(STEM).with_suffix(".csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # or Excel takes it for another encoding
    lines = {row["student"]: row for row in csv.DictReader(content.decode("utf-8-sig").splitlines())}
    assert lines.keys() == {*EXPECTED, "spy", "xia", "yan", "zoe"}
    assert all(float(lines[student]["score"]) == row["score"] for student, row in EXPECTED.items())


def test_the_standings_are_the_sums_of_what_stands_cell_by_cell(graded: Course) -> None:
    with Book(graded, STEM) as book:
        entries = {student: entry for student, entry in book.entries().items() if entry.marks}
        assert all(book.entry(student) == entry for student, entry in entries.items())
        touched = {student: [mark for mark in entry.marks if by_a_person(mark)] for student, entry in entries.items()}
        assert book.standings() == {
            student: (sum(mark.added for mark in marks) if marks else None, entries[student].penalty)
            for student, marks in touched.items()
        }
        assert book.entry("nobody") == Entry()


def by_a_person(mark: Mark) -> bool:
    return mark.by_hand is not None or mark.added != 0


def test_wrong_usage_is_one_clear_line(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    for words, said in [((STEM,), f"run `autograder grade {STEM}` first"), (("w9_dreams",), "assignments are: w1_")]:
        done = command(course, "autograder", "report", *words)
        assert done.returncode == 2
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert not course.report(STEM).exists()


# --- what honest submissions don't name -------------------------------------------------------------

SHOWN_BY_NAME = [
    (row.what, name, f"import {name.partition('.')[0]}\n{name}") if "." in name else (row.what, name, f"import {name}")
    for row in ROWS
    for name in row.names.replace("*", "v").split()
]
SHOWN_ANYWHERE = [(row.what, word, f"\nx.{word}") for row in ROWS for word in row.anywhere.split()]


@pytest.mark.parametrize(("what", "name", "code"), [*SHOWN_BY_NAME, *SHOWN_ANYWHERE])
def test_each_name_of_the_table_is_found(what: str, name: str, code: str) -> None:
    found = unusual([("c", code)])
    assert any(said.startswith(f"{what}: `{name}` (cell c, line ") for said in found), found


SHAPES = {
    "another name": (
        "from os import _exit as leave\nleave(1)",
        "ends or signals a process: `os._exit` (cell c, line 1)",
    ),
    "a module's other name": ("import os as o\n\no.system('ls')", "starts a process: `os.system` (cell c, line 3)"),
    "by getattr": ("import os\ngetattr(os, 'fork')()", "starts a process: `os.fork` (cell c, line 2)"),
    "by __import__": ("__import__('socket')", "reaches for the network: `socket` (cell c, line 1)"),
    "in a branch": (
        "if 0:\n  def f():\n    raise SystemExit",
        "ends or signals a process: `SystemExit` (cell c, line 3)",
    ),
    "a patched function": (
        "import numpy as np\nnp.dot = f",
        "replaces a part of a module: `numpy.dot` (cell c, line 2)",
    ),
    "patched in a chain": ("import builtins\nbuiltins.all = any = f", "replaces a part of a module: `builtins.all`"),
    "patched unpacked": ("import math\na, (math.pi, b) = c", "replaces a part of a module: `math.pi` (cell c, line 2)"),
    "patched by setattr": ("import numpy as np\nsetattr(np.testing, n, f)", "`setattr(numpy.testing, …)`"),
    "a patched class": ("x.__class__.__call__ = f", "replaces a part of a module: `x.__class__.__call__`"),
    "the grader's name": ("grade = lambda name: 1.0", "gives a name of the grader's another meaning: `grade`"),
    "always equal": ("class A:\n  def __eq__(self, b): return True", "makes objects that equal everything: `__eq__`"),
    "an array's protocol": (
        "class A:\n  def __array__(self): ...",
        "makes objects that answer for others: `__array__`",
    ),
    "a metaclass": ("class A(metaclass=M): ...", "makes a class by a metaclass: `A` (cell c, line 1)"),
    "a class at run time": ("type('A', (), {})", "makes a class by a metaclass: `type`"),
    "a database": ("open('../../gradebook.db')", "reaches for the grader: `gradebook.db`"),
    "the seed": ("f'{folder}/results/w3.seed'", "reaches for the grader: "),
    "hidden tests": ("x = 'BEGIN HIDDEN TESTS'", "reaches for the grader: `BEGIN HIDDEN TESTS`"),
    "the machine": ("open('/proc/self/maps')", "looks at the machine: `/proc`"),
    "a file above": ("open('../x', 'w')", "writes outside its folder: `../x`"),
    "a file elsewhere": ("np.save('/tmp/x', a)", "writes outside its folder: `/tmp/x`"),
    "a path elsewhere": ("from pathlib import Path\nPath('~/x').write_text(t)", "writes outside its folder: `~/x`"),
    "a mode by keyword": ("open('C:/x', mode='a')", "writes outside its folder: `C:/x`"),
    "below a magic": ("%matplotlib inline\nimport gc", "looks at the interpreter's insides: `gc` (cell c, line 2)"),
}


@pytest.mark.parametrize(("code", "said"), SHAPES.values(), ids=SHAPES)
def test_each_shape_is_found(code: str, said: str) -> None:
    assert any(said in found for found in unusual([("c", code)])), unusual([("c", code)])


HARMLESS = {
    "docstrings": 'def f(x):\n    """As examples.h5 and /proc/ have it."""\n    return x',
    "comments": "# os.system, gradebook.db\nx = 1",
    "files of one's own": "np.save('a.npy', a)\nopen('notes.txt', 'w')\nopen('/content/drive/cats.h5')",
    "the end of a notebook": "import sys\nexit()\nquit()\nsys.exit()",
    "own names": "signal = 3\nos = signal\nsocket = [os]\nsocket.append(signal)\nkill = getattr(x, 'shape')",
    "own attributes": "net.weights = 1\nplt.rcParams['figure.dpi'] = 90\nself.b = 2",
    "a seeded generator": "import numpy as np\nnp.random.randn = np.random.default_rng(1).standard_normal",
    "numbers": "source = 2\nx = source / 3\nresults = 'results'",
    "own comparisons": "class P:\n    def __eq__(self, other):\n        return self.x == other.x",
}


@pytest.mark.parametrize("code", HARMLESS.values(), ids=HARMLESS)
def test_what_is_harmless_is_not_named(code: str) -> None:
    assert unusual([("c", code)]) == []


NO_PYTHON = ["def f(:", "\0", "(" * 5000, "x" + ".a" * 20_000, "-" * 5000 + "1", "", "\ud83d", "%%bash\nrm"]


@pytest.mark.parametrize("code", NO_PYTHON, ids=range(len(NO_PYTHON)))
def test_broken_code_stops_nothing(code: str) -> None:
    assert unusual([("a", code), ("b", "import gc")]) == ["looks at the interpreter's insides: `gc` (cell b, line 1)"]


def test_what_is_said_is_bounded_and_on_a_line() -> None:
    many = "import os\n" + "\n".join(f"open('../{n}\\n{'x' * 500}', 'w')" for n in range(500))
    said = unusual([("c" * 1000, many)])
    assert len(said) == MOST + 1
    assert all(len(sentence) <= 200 and sentence.isprintable() for sentence in said)


@pytest.mark.parametrize("stem", COURSE.assignments)
def test_nothing_is_said_of_honest_work(stem: str) -> None:
    """The example classes, the instructor's and the students' notebooks, and every right variant."""
    template = Template.of(COURSE, stem)
    for path in sorted(HOME.glob(f"tests/classes/{stem}/*/*.ipynb")):
        submission, _ = read(path, template)
        assert unusual(submission.code) == [], path.parent.name
    for path in (COURSE.source(stem), COURSE.release(stem)):
        cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
        assert unusual((cell["id"], "".join(cell["source"])) for cell in cells) == []
    variants = HOME / "tests" / "right" / f"{stem}.py"
    for right in runpy.run_path(str(variants))["RIGHT"].values() if variants.is_file() else ():
        assert unusual((name, textwrap.dedent(str(code))) for name, code in right.items()) == []


# How many attacks of each family show something; many do by the kit that they share. An endless loop or a forged
# notebook shows nothing in its code, and the sandbox and the grader hold those.
FOUND = {
    "grades not earned": 39,
    "reading": 27,
    "writing": 25,
    "exhaustion": 12,
    "dying": 20,
    "stand-ins": 17,
    "broken files": 0,
    "honest accidents": 0,
}


def test_attacks_show_in_each_family_and_accidents_in_none(tmp_path: Path) -> None:
    template = Template.of(COURSE, STEM)
    place = Place(HOME, tmp_path, tmp_path, "token", 1, {name: [] for name in DECLARED})
    found: Counter[str] = Counter(dict.fromkeys(FAMILIES, 0))
    for attack in ATTACKS:
        if attack.family == "broken files":  # no code is read from those
            continue
        folder = tmp_path / attack.name
        folder.mkdir()
        notebook = untouched() if attack.start == "untouched" else honest()
        mate = Handed("mallory", place, notebook, folder)
        if attack.name != "large_beside":
            for change in attack.changes:
                change(mate)
        path = folder / f"{STEM}.ipynb"
        if not path.is_symlink():
            path.write_bytes(json.dumps(mate.notebook).encode() if mate.content is None else mate.content)
        submission, _ = read(path, template)
        found[attack.family] += bool(unusual(submission.code))
    assert {family: many for family, many in found.items() if many < FOUND[family]} == {}
    assert found["honest accidents"] == 0


# --- in a browser -----------------------------------------------------------------------------------


def full() -> Summary:
    """A class with something to say under every heading, and long names."""
    long = handed(
        "a_student_with_a_very_long_name_" * 3,
        judged("linear_activation_backward", 2, word="value", details=["Tried: zeros.", "a: expected 1, got 2."]),
        notes=["A" * 300],
        tried=["starts a process: `os.system` (cell 1, line 1)"],
    )
    unread = [
        handed(f"u{n}", judged("f", 0, word="missing"), status="unreadable", problem="Not JSON.") for n in range(12)
    ]
    more = [handed(f"s{n}", judged("f", n % 11), judged("g", 10 - n % 11)) for n in range(30)]
    return summarise(
        "w9", [*small(), long, *unread, *more], absent=["zoe"], waiting=["yan"], standings={"ann": (3, 2.0)}
    )


RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [380, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_page(scheme: Any, width: int, browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page(full()), encoding="utf-8")
    shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    abroad: list[str] = []
    shown.on("request", lambda request: abroad.append(request.url))
    shown.goto(path.as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(shown, options={"runOnly": RULES}).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert abroad == [path.as_uri()]
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.textContent") == "To the report"
    # Nothing of the tables lies beyond the page's edge, nor below a fold of their own.
    boxes = shown.locator(".scroll")
    assert boxes.evaluate_all("all => all.filter(e => e.scrollHeight > e.clientHeight + 1).length") == 0
    assert boxes.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)") == []
    captions = shown.locator("caption").evaluate_all("all => all.map(e => e.getBoundingClientRect().right)")
    assert max(captions) <= width
    # On a desktop the head of the long table stays in sight while its rows go by.
    if width > 1000:
        shown.locator(".everybody tbody").last.scroll_into_view_if_needed()
        assert shown.locator(".everybody thead th").first.bounding_box()["y"] == pytest.approx(0, abs=1)
    shown.screenshot(path=tmp_path / "last.png", full_page=True)
    shown.close()
