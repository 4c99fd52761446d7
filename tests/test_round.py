"""docs/round.md, step by step: by clicks in a browser, and by its commands as they stand; both lead to the same grades.

    pytest tests/test_round.py -rP

shows how many seconds each step took, for two students.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from conftest import new_user, served
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[1]
STEM = "w3_shallow_network"
PAGE = (ROOT / "docs" / "round.md").read_text()
CLONE = (
    "source release notebooks datasets teach tests/right autograder/exercises nbgrader_config.py calendar.toml".split()
)
EXCHANGE = "/srv/exchange"  # on the page
STUDENTS = {"ada": ("Ada", "Lovelace", "ada_matmul", "7"), "fin": ("Finn", "Larsen", "fin_keepdims", "9.5")}
"""Their names, which notebook of the example class each hands in, and what a person gives for its written answer."""
COMMENT = "Say how many you tried."
WAYS = ("clicks", "commands")


def sections() -> dict[str, str]:
    """The page's sections by their headings."""
    parts = re.split(r"^## (.*)\n", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(section: str) -> str:
    return "".join(re.findall(r"^```sh\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL))


# --- a machine with staff and students ----------------------------------------------------------------


@dataclass
class Machine:
    """A course folder, an exchange, and a folder and JupyterLab of each person."""

    root: Path
    browser: Browser
    stack: ExitStack
    labs: dict[str, Page] = field(default_factory=dict)
    users: dict[str, dict[str, str]] = field(default_factory=dict)
    abroad: list[str] = field(default_factory=list)

    @property
    def course(self) -> Path:
        return self.root / "staff"

    def user(self, who: str) -> dict[str, str]:
        """The environment of a person; a student's name stands in a file, since the accounts are all one here."""
        if who not in self.users:
            home = self.root / "homes" / who
            bin = Path(sys.executable).parent
            etc = {"JUPYTER_CONFIG_PATH": str(self.root / "etc")}
            self.users[who] = found = new_user(home) | etc
            found["PATH"] = f"{bin}:{found['PATH']}"
            if who in STUDENTS:
                line = f"c = get_config()\nc.CourseDirectory.student_id = {who!r}\n"
                Path(found["JUPYTER_CONFIG_DIR"], "nbgrader_config.py").write_text(line)
            (self.root / who).mkdir(exist_ok=True)
        return self.users[who]

    def run(self, who: str, lines: str) -> None:
        """Commands of the page, as a person types them in their folder."""
        script = lines.replace(EXCHANGE, str(self.root / "exchange"))
        done = subprocess.run(
            ["bash", "-exuo", "pipefail", "-c", script],
            env=self.user(who),
            cwd=self.root / who,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def lab(self, who: str) -> Page:
        """A person's JupyterLab, which is started in their folder when it is first asked for."""
        if who not in self.labs:
            address = self.stack.enter_context(served(["jupyterlab"], self.root / who, self.user(who)))
            page = self.browser.new_page(viewport={"width": 1400, "height": 1000})
            page.on("request", lambda request: self.asked(request.url))
            page.goto(f"{address}/lab", wait_until="domcontentloaded")
            self.stack.callback(page.context.close)
            self.labs[who] = page
        return self.labs[who]

    def asked(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.abroad.append(url)

    def open(self, who: str, item: str) -> Page:
        """Choose an item of the menu Nbgrader."""
        page = self.lab(who)
        page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        page.get_by_role("menuitem", name=item, exact=True).click()
        return page


# --- what is clicked ----------------------------------------------------------------------------------


def formgrader(machine: Machine, to: str) -> FrameLocator:
    frame = machine.open("staff", "Formgrader").frame_locator("iframe")
    frame.get_by_role("link", name=to, exact=True).first.click()
    expect(frame.locator("h1", has_text=to)).to_be_visible()
    return frame


def below(frame: FrameLocator, column: str, row: str = STEM) -> None:
    """Click what stands in a column of somebody's row, and close what nbgrader then says."""
    heads = frame.locator("thead th")
    expect(frame.locator("#main-table tr", has_text=row)).to_have_count(1)
    place = heads.all_inner_texts().index(column)
    frame.locator("#main-table tr", has_text=row).locator("td").nth(place).locator("a").click()
    says = frame.locator(".modal-content")
    expect(says.locator(".modal-title")).to_have_text("Success")
    says.locator(".modal-footer button").click()
    expect(says).to_have_count(0)


def enter_students(machine: Machine) -> None:
    frame = formgrader(machine, "Manage Students")
    for student, (first, last, *_) in STUDENTS.items():
        frame.get_by_text("Add new student...").click()
        filled = {"id": student, "first-name": first, "last-name": last, "email": f"{student}@example.org"}
        for place, text in filled.items():
            frame.locator(f".modal-content input.{place}").fill(text)
        frame.get_by_role("button", name="Save").click()
        expect(frame.locator("#main-table tr", has_text=f"{student}@example.org")).to_have_count(1)
        expect(frame.locator(".modal-content")).to_have_count(0)


def release(machine: Machine) -> None:
    below(formgrader(machine, "Manage Assignments"), "Release")


def fetch(machine: Machine, student: str) -> None:
    assignment(machine, student, "released", "Fetch")
    expect(machine.lab(student).locator("#fetched_assignments_list .list_item").first).to_be_visible()


def submit(machine: Machine, student: str) -> None:
    assignment(machine, student, "fetched", "Submit")
    expect(machine.lab(student).locator("#submitted_assignments_list .list_item").first).to_be_visible()


def collect(machine: Machine) -> None:
    below(formgrader(machine, "Manage Assignments"), "Collect")


def grade(machine: Machine) -> None:
    frame = formgrader(machine, "Manage Assignments")
    frame.locator("#main-table tr", has_text=STEM).locator(".num-submissions a").click()
    for student in STUDENTS:
        below(frame, "Autograde", student)


def read_answers(machine: Machine) -> None:
    for student, (*_, points) in STUDENTS.items():
        frame = formgrader(machine, "Manual Grading")
        for link in (STEM, STEM):
            frame.locator("#main-table").get_by_role("link", name=link, exact=True).click()
        frame.locator("#main-table tr", has_text=student).get_by_role("link").first.click()
        numbers = frame.locator(".text_cell_render", has_text=f"the true numbers of {student}'s own run")
        expect(numbers).to_be_visible()
        expect(frame.locator("#written_hidden_units")).to_have_class(re.compile("needs_manual_grade"))
        keep(machine, frame.locator("#written_hidden_units"), points)
        keep(machine, frame.locator("#written_hidden_units-comment"), COMMENT)
    formgrader(machine, "Manual Grading")


def keep(machine: Machine, place: Locator, text: str) -> None:
    """Fill a field, and leave it."""
    with machine.lab("staff").expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        place.fill(text)
        place.press("Tab")


def write_feedback(machine: Machine) -> None:
    below(formgrader(machine, "Manage Assignments"), "Generate Feedback")


def release_feedback(machine: Machine) -> None:
    below(formgrader(machine, "Manage Assignments"), "Release Feedback")


def fetch_feedback(machine: Machine, student: str) -> None:
    assignment(machine, student, "submitted", "Fetch Feedback")
    expect(machine.lab(student).get_by_text("(view feedback)")).to_be_visible()


def assignment(machine: Machine, student: str, status: str, button: str) -> None:
    """Press a button of the Assignment List."""
    page = machine.open(student, "Assignment List")
    page.get_by_title("Refresh assignments list").click()
    row = page.locator(f"#{status}_assignments_list .list_item", has_text=STEM).first
    row.get_by_role("button", name=button, exact=True).click()


@dataclass(frozen=True)
class Step:
    """A section of the page."""

    heading: str
    clicks: Callable[..., None] | None = None
    students: bool = False
    """Is it they who do this?"""


STEPS = [
    Step("Enter your students", enter_students),
    Step("Set the dates"),
    Step("Once a term: students", students=True),
    Step("Give it out", release),
    Step("Fetch it: students", fetch, students=True),
    Step("Hand in: students", submit, students=True),
    Step("Collect", collect),
    Step("Grade the exercises", grade),
    Step("Read the written answers", read_answers),
    Step("Write feedback", write_feedback),
    Step("Release feedback", release_feedback),
    Step("Fetch feedback: students", fetch_feedback, students=True),
    Step("Read the report, hand the grades on"),
]


def test_every_section_of_the_page_is_tried() -> None:
    assert [*sections()] == ["Once a term", *(step.heading for step in STEPS), "Clicks or commands"]
    for step in STEPS:
        assert (step.clicks is not None) == ("y clicking" in sections()[step.heading]), step


def take(step: Step, way: str, machine: Machine) -> float:
    """Do a step in one of the ways, or in the only one that there is; its seconds."""
    section = sections()[step.heading]
    lines = commands(section)
    who = [*STUDENTS] if step.students else ["staff"]
    for person in who:
        machine.user(person)
        if step.clicks and (way == "clicks" or not lines):
            machine.lab(person)
    start = time.monotonic()
    for person in who:
        if not lines or (way == "clicks" and step.clicks):
            step.clicks(machine, *([person] if step.students else []))
        else:
            machine.run(person, lines)
    return time.monotonic() - start


# --- both ways ----------------------------------------------------------------------------------------


def set_the_year(machine: Machine) -> None:
    calendar = machine.course / "calendar.toml"
    calendar.write_text(re.sub(r"year = \d+", f"year = {date.today().year + 1}", calendar.read_text()))


def work(machine: Machine) -> None:
    for student, (*_, notebook, _) in STUDENTS.items():
        shutil.copy(ROOT / "tests" / "classes" / STEM / notebook / f"{STEM}.ipynb", machine.root / student / STEM)


BEFORE = {"Set the dates": set_the_year, "Hand in: students": work}
"""What a person does in an editor before a step."""


def set_up(machine: Machine) -> None:
    """What the page says under *Once a term*, from where there is an environment."""
    for part in CLONE:
        path = ROOT / part
        if path.is_dir():
            shutil.copytree(path, machine.course / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, machine.course)
    section = sections()["Once a term"]
    (etc,) = re.findall(r"^```python\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    (machine.root / "etc").mkdir()
    text = etc.replace(EXCHANGE, str(machine.root / "exchange"))
    (machine.root / "etc" / "nbgrader_config.py").write_text(text)
    machine.run("staff", commands(section))


@pytest.fixture(scope="module")
def rounds(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Machine]]:
    """The machines on which each way was gone, step by step."""
    found, seconds = {}, {}
    with ExitStack() as stack:
        for way in WAYS:
            machine = found[way] = Machine(tmp_path_factory.mktemp(way), browser, stack)
            set_up(machine)
            for step in STEPS:
                BEFORE.get(step.heading, lambda _: None)(machine)
                seconds[step.heading, way] = take(step, way, machine)
        print(f"{'step':40} {'by clicking':>12} {'by command':>12}   seconds, for {len(STUDENTS)} students")
        for step in STEPS:
            clicks, lines = (f"{seconds[step.heading, way]:.1f}" for way in WAYS)
            both = bool(step.clicks), bool(commands(sections()[step.heading]))
            print(f"{step.heading:40} {clicks if both[0] else '':>12} {lines if both[1] else '':>12}")
        yield found


def test_both_ways_lead_to_the_same_grades(rounds: dict[str, Machine]) -> None:
    tables = {}
    for way, machine in rounds.items():
        with (machine.course / "reports" / f"{STEM}_grades.csv").open(encoding="utf-8-sig") as file:
            tables[way] = [
                {key: value for key, value in row.items() if key not in ("seconds", "submitted_at")}
                for row in csv.DictReader(file)
            ]
    assert tables["clicks"] == tables["commands"]
    assert [
        (row["student"], row["last_name"], row["automatic"], row["written"], row["total"]) for row in tables["clicks"]
    ] == [
        ("ada", "Lovelace", "100", "7", "107"),
        ("fin", "Larsen", "90", "9.5", "99.5"),
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("student", STUDENTS)
def test_students_have_their_feedback(way: str, student: str, rounds: dict[str, Machine]) -> None:
    machine = rounds[way]
    (page,) = (machine.root / student / STEM / "feedback").glob(f"*/{STEM}.html")
    assert page.read_text() == (machine.course / "feedback" / student / STEM / f"{STEM}.html").read_text()
    assert f"feedback for <strong>{student}</strong>" in page.read_text()
    assert COMMENT in page.read_text()


@pytest.mark.parametrize("way", WAYS)
def test_students_see_no_tools_of_the_staff(way: str, rounds: dict[str, Machine]) -> None:
    page = rounds[way].lab("ada")
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    expect(page.get_by_role("menuitem", name="Assignment List", exact=True)).to_be_visible()
    for item in ("Formgrader", "Create Assignment"):
        expect(page.get_by_role("menuitem", name=item, exact=True)).to_have_count(0)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_fetched_from_elsewhere(way: str, rounds: dict[str, Machine]) -> None:
    assert rounds[way].abroad == []


@pytest.mark.parametrize("way", WAYS)
def test_everything_to_hand_on_is_there(way: str, rounds: dict[str, Machine]) -> None:
    course = rounds[way].course
    for name in (f"{STEM}.html", f"{STEM}_canvas.csv", f"{STEM}_moodle.csv", f"{STEM}_gradescope.zip"):
        assert (course / "reports" / name).stat().st_size > 0
    with (course / "grades.csv").open() as file:
        found = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file) if row["assignment"] == STEM}
    assert found == {"ada": 107, "fin": 99.5}
