"""What grading costs: `autograder grade` beside the bare work, stock nbgrader and otter-grader on the same notebooks.

    python benchmarks/grading.py [ASSIGNMENT] [-n 100] [--repeat 3] [--write]
    python benchmarks/grading.py [ASSIGNMENT] --sizes 10,100,1000,10000 [--write]

All grade the right notebooks of the example class, repeated to a class of the size asked for, each in a throw-away
copy of the course. The floor is the same cells run by `exec` in a warm interpreter and the same calls made, nothing
judged and nothing isolated. The stock copy has no configuration of ours: nbgrader's kernel runs the hidden test cells,
which call `grade("...")`. With OTTER=1 otter-grader takes part, in an environment of its own in build/otter.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import ctypes
import itertools
import json
import os
import platform
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import psutil
from distributed import LocalCluster
from nbgrader.api import Gradebook
from rich.console import Console
from rich.progress import track
from rich.table import Table
from threadpoolctl import threadpool_limits

from autograder import examples
from autograder.classroom.gradebook import with_notebook, write_autograded
from autograder.classroom.grader import Grader
from autograder.course import Course, questions
from autograder.course.in_process import share_of
from autograder.course.reference import Solved
from autograder.examples import Example, Question, fixed_draws
from autograder.grading import Template, read
from autograder.grading.submission import parsed
from autograder.sandbox import Cell, Session

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sys.executable).parent
PAGE = ROOT / "docs" / "speed.md"
PICTURE = ROOT / "docs" / "images" / "speed.svg"
OTTER = ROOT / "build" / "otter"
PARTS_OF_A_COURSE = [
    "source",
    "release",
    "datasets",
    "notebooks",
    "autograder/exercises",
    "nbgrader_config.py",
]
PR_SET_CHILD_SUBREAPER = 36
COLD, WARM, STOCK_ALONE, CHECKS = 5, 20, 3, 20
"""How often a submission alone is graded: in a new process, in a warm one, by stock nbgrader; and how often checked."""
WORKERS = 2
MANY = 1000  # submissions, of which a tenth takes long enough to be timed
EARLY, LATE = (0.01, 0.1), (0.9, 1)  # the first tenth but for its first tenth, in which all starts
YARD = 40  # submissions whose floor tells how fast the machine is just now

OURS, TWO, PAGES = "autograder grade, one worker", f"autograder grade, {WORKERS} workers", "... and autograder feedback"
FLOOR, JUDGED = "the floor", "... and judged there, in the open"
STOCK, STOCK_PAGES = "nbgrader autograde, stock", "... and nbgrader generate_feedback"
OTTER_RUN = "otter run"
NEW, HOT = "autograder grade, a new process", "a grader that has graded one"


# --- tables, and the page that they are written to ------------------------------------------------


@dataclass
class Grid:
    """A table, for the terminal and for the page."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append(cells)

    @property
    def table(self) -> Table:
        table = Table(title=self.title)
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="right" if number else "left")
        for row in self.rows:
            table.add_row(*row)
        return table

    @property
    def markdown(self) -> str:
        rule = [":--", *["--:"] * (len(self.columns) - 1)]
        lines = ["| " + " | ".join(row) + " |" for row in (self.columns, rule, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *lines])


def tell(console: Console, grids: Sequence[Grid], lines: Sequence[str]) -> None:
    """Print tables, and sentences below them."""
    for grid in grids:
        console.print(grid.table)
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)


def write(part: str, grids: Sequence[Grid], lines: Sequence[str]) -> None:
    """Put tables and sentences into the page, between the markers of this part, with how and where they were made."""
    command = shlex.join(["python", str(Path(sys.argv[0]).resolve().relative_to(ROOT)), *sys.argv[1:]])
    switches = "".join(f"{name}=1 " for name in ("OTTER", "TORCH") if os.environ.get(name) == "1")
    made = (
        f"`{switches}{command}`, {date.today()}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, NumPy {np.__version__}."
    )
    blocks = [made, *(grid.markdown for grid in grids), *lines]
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    head, rest = PAGE.read_text(encoding="utf-8").split(begin)
    _, tail = rest.split(end)
    PAGE.write_text("\n\n".join([head + begin, *blocks, end + tail]), encoding="utf-8")


def spread(values: Sequence[float], digits: int = 3) -> str:
    """The median, and from where to where they lie if there are several."""
    middle = f"{statistics.median(values):.{digits}f}"
    return f"{middle} ({min(values):.{digits}f} to {max(values):.{digits}f})" if len(values) > 1 else middle


# --- laying out, and measuring --------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One grading of a class: seconds of CPU and on the clock, points by student."""

    cpu: float
    wall: float
    scores: Mapping[str, float] = field(default_factory=dict)
    pace: float = 0.0
    """Seconds by the clock of one submission more, once it is under way."""

    def then(self, cpu: float, wall: float) -> Run:
        """The same run with one more command behind it."""
        return Run(self.cpu + cpu, self.wall + wall, self.scores)


def student(notebook: Path, number: int) -> str:
    """The name under which the class's submission `number` is handed in."""
    return f"{notebook.parent.name}_{number:05}"


def lay_out(course: Path, stem: str, notebooks: Sequence[Path], size: int) -> Path:
    """Fill the new folder `course` with the course and `size` submissions, the notebooks handed out in turn."""
    course.mkdir(parents=True)
    for part in PARTS_OF_A_COURSE:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, course / part)
        elif (ROOT / part).exists():
            shutil.copy(ROOT / part, course / part)
    for number, notebook in zip(range(size), itertools.cycle(notebooks), strict=False):
        folder = course / "submitted" / student(notebook, number) / stem
        folder.mkdir(parents=True)
        shutil.copy(notebook, folder / f"{stem}.ipynb")
    return course


def environment_of(course: Path) -> dict[str, str]:
    """The environment of a command: our interpreter's programs first, and no settings of the user's."""
    settings = str(course.parent / "settings")
    path = os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", os.defpath)])
    return os.environ | {"PATH": path, "JUPYTER_CONFIG_DIR": settings, "IPYTHONDIR": settings}


def measured(command: Sequence[str], course: Path) -> tuple[float, float, str]:
    """Seconds of CPU, with all its descendants', seconds on the clock, and what it printed on stdout."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [str(SCRIPTS / command[0]), *command[1:]],  # an absolute path stays what it is
        cwd=course,
        env=environment_of(course),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    wall = time.perf_counter() - start
    reap_orphans()
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:  # 1: some submission could not be graded
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return cpu_since(before), wall, done.stdout


def paced(command: Sequence[str], course: Path) -> tuple[float, list[dict[str, Any]]]:
    """Seconds by the clock of one more row of a command that prints them as they come, and the rows.

    Starting up is left out, and the first fifth, in which it goes on.
    """
    times, rows = [], []
    with subprocess.Popen(
        [str(SCRIPTS / command[0]), *command[1:]],
        cwd=course,
        env=environment_of(course),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        for line in process.stdout:
            times.append(time.perf_counter())
            rows.append(json.loads(line))
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}.")
    first = len(times) // 5
    return (times[-1] - times[first]) / max(1, len(times) - 1 - first), rows


def cpu_since(before: resource.struct_rusage) -> float:
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def reap_orphans() -> None:
    """Wait for descendants left behind by their parents: RUSAGE_CHILDREN counts only who was waited for."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.05)
        except ChildProcessError:
            return
    sys.exit("A process went on for 5 s after the grading had ended, so its CPU time can't be counted.")


# --- the graders ----------------------------------------------------------------------------------


def ours(course: Path, stem: str, workers: int) -> tuple[Run, list[dict[str, Any]]]:
    """A run of `autograder grade`, and its rows."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    pace, rows = paced(["autograder", "grade", stem, "--workers", str(workers), "--json"], course)
    wall = time.perf_counter() - start
    reap_orphans()
    return Run(cpu_since(before), wall, {row["student"]: row["score"] for row in rows}, pace), rows


def stock(course: Path, stem: str) -> Run:
    """A run of `nbgrader autograde` as it comes; generating the assignment first is not counted."""
    (course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    shutil.rmtree(course / "release")
    measured(["nbgrader", "generate_assignment", stem], course)
    cpu, wall, _ = measured(["nbgrader", "autograde", stem], course)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        rows = gradebook.submission_dicts(stem)
    return Run(cpu, wall, {row["student"]: row["score"] for row in rows})


@contextlib.contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """In a folder, on one BLAS thread, with nothing printed or drawn, and NumPy's generator as it was afterwards."""
    matplotlib.use("Agg")
    state = np.random.get_state()
    with contextlib.chdir(folder), threadpool_limits(1), examples.quiet():
        yield
    np.random.set_state(state)


def called(question: Question, example: Example, namespace: dict[str, Any], args: dict[str, Any]) -> None:
    """Call a function of `namespace` as the example says; whatever comes is thrown away."""
    by_position = [value for name, value in args.items() if name not in question.keywords]
    by_keyword = {name: value for name, value in args.items() if name in question.keywords}
    with fixed_draws(namespace, example.fixed):
        namespace[question.name](*by_position, **by_keyword)


def floor(course: Course, stem: str, *, judged: bool = False) -> Run:
    """The bare work for a class that has been graded: its cells run by `exec`, each case called once.

    `judged`: the outcomes are judged too, as `grade("...")` does in the instructor's notebook.
    """
    template, earlier = Template.of(course, stem), Solved.of(course, stem).earlier
    asked = questions(course, stem, int(course.seed(stem).read_text()))
    before = [(cell.name, cell.source) for cell in earlier.running] if earlier else []
    code = []
    for who in course.students(stem):
        cells = [*before, *read(course.submitted(stem, who), template)[0].code]
        # Lines such as `%matplotlib inline` are left out: they are no Python.
        code.append([(name, ast.unparse(tree)) for name, source in cells if (tree := parsed(source))])

    def work(cells: Sequence[tuple[str, str]]) -> None:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for name, source in cells:
            exec(compile(source, f"<{name}>", "exec"), namespace)
        for question in asked.values():
            if judged:
                share_of(question, namespace)
                continue
            for example in question.examples:
                called(question, example, namespace, copy.deepcopy(example.args))

    with at_work(course.release(stem).parent):
        work(code[0])  # imports what the cells import
        cpu, wall = time.process_time(), time.perf_counter()
        for cells in code:
            work(cells)
        return Run(time.process_time() - cpu, time.perf_counter() - wall)


# --- otter-grader ---------------------------------------------------------------------------------

# Both test cases are judged as ours are, so that the scores can be compared.
OTTER_TEST = """OK_FORMAT = False
from otter.test_files import test_case

name, points = {name!r}, {points!r}


def right(env, hidden):
    from autograder.examples import attempt, from_json
    from autograder.judge import judge

    question = from_json({question!r})
    asked = question.part([n for n, example in enumerate(question.examples) if example.hidden == hidden])
    outcomes = [attempt(env[name], example, question.keywords, env) for example in asked.examples]
    assert judge(asked, outcomes).all_right


@test_case(hidden=False)
def test_visible(env):
    right(env, False)


@test_case(hidden=True)
def test_hidden(env):
    right(env, True)
"""


def otter_ready() -> None:
    """Make the environment of otter-grader where there is none yet; the notebooks import this package too."""
    if (OTTER / ".ready").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", OTTER], check=True)
    install = [OTTER / "bin" / "pip", "install", "-qq", "otter-grader", "ipykernel", "--editable", ROOT]
    subprocess.run(install, check=True)
    (OTTER / ".ready").touch()


def otter(course: Course, stem: str, seed: int) -> Run:
    """A run of `otter run` for each submission, on this machine: `otter grade` would put each into a container.

    Making the tests and the zip first is not counted.
    """
    tests, graded = course.root / "tests", course.root / "graded"
    tests.mkdir()
    for question in questions(course, stem, seed).values():
        text = OTTER_TEST.format(name=question.name, points=question.points, question=examples.to_json(question))
        (tests / f"{question.name}.py").write_text(text, encoding="utf-8")
    beside = [str(path) for path in Template.of(course, stem).beside.values()]
    program, archive = str(OTTER / "bin" / "otter"), str(course.root / "autograder.zip")
    # `--no-requirements` and the like: nothing is to be installed, which is what containers need them for.
    making = [program, "generate", "-t", str(tests), "-o", archive, "--no-config", "--no-requirements"]
    measured([*making, "--no-environment", *beside], course.root)
    cpu = wall = 0.0
    scores = {}
    for who in track(course.students(stem), "otter run", transient=True):
        submission, folder = course.submitted(stem, who), graded / who
        folder.mkdir(parents=True)
        more = measured([program, "run", "-a", archive, "-o", str(folder), "--no-logo", str(submission)], course.root)
        cpu, wall = cpu + more[0], wall + more[1]
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        scores[who] = sum(test.get("score", 0) for test in results["tests"])
    return Run(cpu, wall, scores)


# --- which notebooks ------------------------------------------------------------------------------


def our_cells(notebook: Path) -> Counter[str]:
    """How often each cell that nbgrader knows is in this notebook, by grade_id; none in a file that breaks off."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except ValueError:
        return Counter()
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    return Counter(mark["grade_id"] for mark in marks if "grade_id" in mark)


def right_ones(course: Path, stem: str) -> list[Path]:
    """The example class's notebooks that earn all points, with each of our cells once.

    Others are no match: a doubled cell ends stock nbgrader's batch, an endless loop costs it 30 s a cell.
    """
    cells = our_cells(ROOT / "source" / stem / f"{stem}.ipynb")
    there = sorted((ROOT / "tests" / "classes" / stem).glob(f"*/{stem}.ipynb"))
    notebooks = [notebook for notebook in there if our_cells(notebook) == cells]
    if not notebooks:
        sys.exit(f"There is no example class of {stem} in tests/classes/.")
    lay_out(course, stem, notebooks, len(notebooks))
    rows = {row["student"]: row for row in ours(course, stem, WORKERS)[1]}
    full = [rows[student(notebook, number)] for number, notebook in enumerate(notebooks)]
    return [one for one, row in zip(notebooks, full, strict=True) if row["score"] == row["max_score"]]


# --- a class --------------------------------------------------------------------------------------


def compared(folder: Path, stem: str, notebooks: Sequence[Path], asked: argparse.Namespace) -> dict[str, list[Run]]:
    """All runs of each grader, in turn; the last copy graded by one worker stays at `folder`/ours."""
    runs: dict[str, list[Run]] = {}

    def add(what: str, run: Run) -> None:
        runs.setdefault(what, []).append(run)

    for number in range(asked.repeat):
        shutil.rmtree(folder / "ours", ignore_errors=True)
        course = lay_out(folder / "ours" / "course", stem, notebooks, asked.n)
        mine = ours(course, stem, 1)[0]
        add(OURS, mine)
        add(PAGES, mine.then(*measured(["autograder", "feedback", stem], course)[:2]))
        add(FLOOR, floor(Course.at(course), stem))
        add(JUDGED, floor(Course.at(course), stem, judged=True))
        add(TWO, ours(lay_out(folder / f"two_{number}" / "course", stem, notebooks, asked.n), stem, WORKERS)[0])
        if number < asked.repeat_stock:
            shutil.rmtree(folder / "stock", ignore_errors=True)
            course = lay_out(folder / "stock" / "course", stem, notebooks, asked.n)
            theirs = stock(course, stem)
            add(STOCK, theirs)
            add(STOCK_PAGES, theirs.then(*measured(["nbgrader", "generate_feedback", stem], course)[:2]))
        if number == 0 and os.environ.get("OTTER") == "1":
            otter_ready()
            seed = int(Course.at(folder / "ours" / "course").seed(stem).read_text())
            add(OTTER_RUN, otter(Course.at(lay_out(folder / "otter" / "course", stem, notebooks, asked.n)), stem, seed))
    return runs


def class_grid(title: str, runs: Mapping[str, Sequence[Run]], size: int) -> Grid:
    """Seconds a submission, the median run's; ratios to `autograder grade`, with pages to the same with pages."""
    grid = Grid(
        title, ("per submission", "CPU s", "wall s", "wall s of one more", "CPU ratio", "wall ratio", "same total")
    )
    mine = runs[OURS][-1].scores
    for what in filter(runs.get, (FLOOR, JUDGED, OURS, PAGES, TWO, STOCK, STOCK_PAGES, OTTER_RUN)):
        base = runs[PAGES if what == STOCK_PAGES else OURS]
        theirs = runs[what][-1].scores
        same = sum(abs(theirs.get(name, -1) - score) <= 0.01 for name, score in mine.items())
        grid.add(
            what,
            spread([run.cpu / size for run in runs[what]]),
            spread([run.wall / size for run in runs[what]]),
            spread([run.pace for run in runs[what]]) if runs[what][-1].pace else "",
            f"{middle(runs[what], 'cpu') / middle(base, 'cpu'):.2f}",
            f"{middle(runs[what], 'wall') / middle(base, 'wall'):.2f}",
            f"{same} of {size}" if what in (STOCK, OTTER_RUN) else "",
        )
    return grid


def middle(runs: Sequence[Run], of: str) -> float:
    return statistics.median(getattr(run, of) for run in runs)


def disagreements(runs: Mapping[str, Sequence[Run]]) -> Iterator[str]:
    """A line for each submission that another grader gives another total."""
    for what in filter(runs.get, (STOCK, OTTER_RUN)):
        theirs = runs[what][-1].scores
        for name, score in runs[OURS][-1].scores.items():
            if abs(theirs.get(name, -1) - score) > 0.01:
                yield f"{name}: {score} points, {what} {theirs.get(name, 'none')}"


# --- a cluster --------------------------------------------------------------------------------------


def clusters(folder: Path, stem: str, notebooks: Sequence[Path], size: int, repeat: int) -> Grid:
    """Seconds by the clock on Dask clusters of this machine, of one worker and of two."""
    grid = Grid(
        f"A Dask cluster on this machine, {size} submissions", ("workers", "wall s of one more", "one against these")
    )
    one = 0.0
    for workers in (1, WORKERS):
        course = lay_out(folder / f"dask_{workers}" / "course", stem, notebooks, size)
        ready = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
        with LocalCluster(**ready) as cluster:
            command = ["autograder", "grade", stem, "--scheduler", cluster.scheduler_address, "--force", "--json"]
            paces = [paced(command, course)[0] for _ in range(repeat + 1)][1:]  # the first one warms them
        one = one or statistics.median(paces)
        grid.add(str(workers), spread(paces), f"{one / statistics.median(paces):.2f}")
    return grid


# --- one submission, and one check ----------------------------------------------------------------


def alone(course: Path, stem: str, stock_course: Path | None) -> tuple[Grid, dict[str, Run]]:
    """One submission of a class that has been graded, from command to result; and the median of each row."""
    who = Course.at(course).students(stem)[0]
    command = ["autograder", "grade", stem, "--students", who, "--force", "--json"]
    runs = {
        NEW: [measured(command, course)[:2] for _ in range(COLD)],
        HOT: [(0.0, seconds) for seconds in warm(Course.at(course), stem)],
    }
    if stock_course:
        command = ["nbgrader", "autograde", stem, "--student", who, "--force"]
        runs["nbgrader autograde, stock, a new process"] = [
            measured(command, stock_course)[:2] for _ in range(STOCK_ALONE)
        ]
    grid = Grid("One submission, from command to result", ("one submission", "CPU s", "wall s", "runs"))
    for what, pairs in runs.items():
        cpu, wall = zip(*pairs, strict=True)
        grid.add(what, "" if what == HOT else spread(cpu), spread(wall), str(len(pairs)))
    return grid, {what: Run(*map(statistics.median, zip(*pairs, strict=True))) for what, pairs in runs.items()}


def warm(course: Course, stem: str) -> list[float]:
    """Seconds from reading a submission to its result, each of one more, in a grader that has graded one."""
    seconds = []
    students = itertools.cycle(course.students(stem))
    with threadpool_limits(1), Grader(course, stem) as grader:
        for who in itertools.islice(students, WARM + 1):
            start = time.perf_counter()
            _, result = grader.tried(grader.work(who))
            seconds.append(time.perf_counter() - start)
            if result.score < result.max_score:
                sys.exit(f"{who}, graded in this process: {result.score} points. {result.problem}")
    return seconds[1:]


def checks(course: Course, stem: str) -> tuple[Grid, float]:
    """Milliseconds of `check` beyond its function's own time, in the solved notebook; and the most of any exercise."""
    solved = Solved.of(course, stem)
    namespace: dict[str, Any] = {"__name__": "notebook", "In": ["", *(cell.source for cell in solved.running)]}
    asked = questions(course, stem)
    grid = Grid(f"check(), median of {CHECKS}", ("exercise", "check ms", "its function's own ms", "beyond ms"))
    most = 0.0
    with at_work(course.release(stem).parent):
        for cell in solved.running:
            exec(compile(cell.source, f"<{cell.name}>", "exec"), namespace)
        for name, question in asked.items():
            whole, own = [], []
            call = compile(f"check({name!r})", "<check>", "exec")
            exec(call, namespace)  # the first one imports what reads the examples
            for _ in range(CHECKS):
                start = time.perf_counter()
                exec(call, namespace)
                whole.append(1000 * (time.perf_counter() - start))
                own.append(1000 * plainly(question, namespace))
            beyond = statistics.median(w - o for w, o in zip(whole, own, strict=True))
            most = max(most, beyond)
            grid.add(name, *(f"{value:.1f}" for value in (statistics.median(whole), statistics.median(own), beyond)))
    return grid, most


def plainly(question: Question, namespace: dict[str, Any]) -> float:
    """Seconds of calling the function on the visible cases, and of nothing else."""
    seconds = 0.0
    for example in question.examples:
        args = copy.deepcopy(example.args)
        start = time.perf_counter()
        called(question, example, namespace, args)
        seconds += time.perf_counter() - start
    return seconds


# --- where the time goes --------------------------------------------------------------------------


def profile(course: Course, stem: str) -> Grid:
    """Milliseconds of CPU of one submission more, by what they are for, in a grader that is warm."""
    students = course.students(stem)
    stages: dict[str, float] = {}

    def took(stage: str, since: float) -> float:
        now = time.process_time()
        stages[stage] = stages.get(stage, 0.0) + now - since
        return now

    def grade_all(grader: Grader) -> None:
        for who in students:
            start = time.process_time()
            work = grader.work(who)
            digest = work.digest
            start = took("grader: read", start)
            submission = grader.safe(work)
            start = took("grader: make safe to run", start)
            result = grader.grade(who, submission, digest)
            start = took("grader: ask, judge, name", start)
            graded = with_notebook(submission, result)
            start = took("grader: notebook and rows", start)
            write_autograded(course, stem, who, graded.notebook)
            took("grader: files", start)

    def empty_sessions(grader: Grader) -> None:
        for _ in students:
            with Session(grader.zygote, [Cell("empty", "")]) as session:
                session.start()

    children = {}
    for what, work in (("nothing", lambda grader: grader.zygote), ("empty", empty_sessions), ("all", grade_all)):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with threadpool_limits(1), Grader(course, stem) as grader:
            work(grader)
        reap_orphans()
        children[what] = cpu_since(before)
    stages["student's process: fork, walls, end"] = children["empty"] - children["nothing"]
    stages["student's process: cells, calls, wire"] = children["all"] - children["empty"]
    grid = Grid(f"One submission more, mean of {len(students)}", ("what", "CPU ms", "%"))
    whole = sum(stages.values())
    for what, seconds in stages.items():
        grid.add(what, f"{1000 * seconds / len(students):.1f}", f"{100 * seconds / whole:.0f}")
    grid.add("all", f"{1000 * whole / len(students):.1f}", "100")
    return grid


# --- goals ----------------------------------------------------------------------------------------


def goals(runs: Mapping[str, Sequence[Run]], single: Mapping[str, Run], most_check: float) -> Grid:
    """What is asked of the grader, and what came."""
    grid = Grid("Goals", ("what", "goal", "here", "met"))

    def add(what: str, goal: str, value: float, met: Callable[[float], bool], unit: str = "") -> None:
        grid.add(what, goal, f"{value:.2f}{unit}", "yes" if met(value) else "no")

    for what, bare in (("the floor", FLOOR), ("the floor that judges", JUDGED)):
        ratio = middle(runs[OURS], "cpu") / middle(runs[bare], "cpu")
        add(f"CPU over {what}", "at most 2", ratio, lambda x: x <= 2)
    for what, other, mine in (("", STOCK, OURS), (" with pages", STOCK_PAGES, PAGES)):
        if other in runs:
            ratio = middle(runs[other], "cpu") / middle(runs[mine], "cpu")
            add(f"CPU of stock nbgrader over ours{what}", "at least 10", ratio, lambda x: x >= 10)
    faster = middle(runs[OURS], "pace") / middle(runs[TWO], "pace")
    add(f"{WORKERS} workers against one, by the clock, of one more", "at least 1.8", faster, lambda x: x >= 1.8)
    add("one submission, warm", "at most 0.3 s", single[HOT].wall, lambda x: x <= 0.3, " s")
    add("one submission, a new process", "at most 1.5 s", single[NEW].wall, lambda x: x <= 1.5, " s")
    add("check() beyond its function, the slowest", "under 50 ms", most_check, lambda x: x < 50, " ms")
    return grid


def one_more(runs: Mapping[str, Sequence[Run]], single: Mapping[str, Run], size: int) -> str:
    """What one submission more costs: a class, less what one alone takes, so that starting up is left out."""
    more, bare = (middle(runs[OURS], "cpu") - single[NEW].cpu) / (size - 1), middle(runs[FLOOR], "cpu") / size
    return f"One more submission costs {more:.3f} s of CPU, {more / bare:.1f} times the floor: {size} less one alone."


# --- sizes ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sized:
    """A class of a size: seconds, and the megabytes of the grader's own process and of all its processes by time."""

    size: int
    cpu: float
    wall: float
    own: Sequence[tuple[float, float]]
    all: Sequence[tuple[float, float]]
    done: Sequence[tuple[float, int]]
    """How many were graded by when."""
    bare: float
    """CPU seconds of the floor for a submission, before and after: how fast the machine was."""

    @property
    def peak(self) -> float:
        return max(mb for _, mb in self.own)

    def at(self, share: float) -> float:
        """Megabytes of the grader's own process when this share of the time had passed."""
        return min(self.own, key=lambda pair: abs(pair[0] - share * self.wall))[1]

    def pace(self, begin: float, end: float) -> float:
        """Seconds by the clock of one submission more, from one share of the class to another."""
        times = np.interp(np.array([begin, end]) * self.size, [n for _, n in self.done], [t for t, _ in self.done])
        return float(times[1] - times[0]) / (self.size * (end - begin))


def sized(course: Path, stem: str, size: int, yardstick: Callable[[], float]) -> Sized:
    """Grade a class by two workers, and look each second at how much memory is resident."""
    bare = [yardstick()]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [str(SCRIPTS / "autograder"), "grade", stem, "--workers", str(WORKERS), "--json"]
    own, together, done, graded = [], [], [(0.0, 0)], 0
    with (
        (course.parent / "rows").open("w") as rows,
        (course.parent / "said").open("w") as said,
        contextlib.ExitStack() as stack,
    ):
        process = subprocess.Popen(
            command, cwd=course, env=environment_of(course), stdin=subprocess.DEVNULL, stdout=rows, stderr=said
        )
        watched = stack.enter_context((course.parent / "rows").open("rb"))
        while process.poll() is None:
            if more := watched.read().count(b"\n"):
                graded += more
                done.append((time.perf_counter() - start, graded))
            with contextlib.suppress(psutil.NoSuchProcess):
                now, grader = time.perf_counter() - start, psutil.Process(process.pid)
                own.append((now, resident(grader)))
                together.append((now, own[-1][1] + sum(map(resident, grader.children(recursive=True)))))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1 if now > 5 else 0.2)  # a small class is over after a few seconds
    wall = time.perf_counter() - start
    reap_orphans()
    graded = (course.parent / "rows").read_text(encoding="utf-8").count('"status": "graded"')
    if process.returncode or graded < size:
        said = (course.parent / "said").read_text(encoding="utf-8", errors="replace")
        sys.exit(f"{graded} of {size} submissions graded, exit status {process.returncode}:\n{said[-4000:]}")
    cpu = cpu_since(before)
    bare.append(yardstick())
    return Sized(size, cpu, wall, own, together, [*done, (wall, size)], statistics.mean(bare))


def resident(process: psutil.Process) -> float:
    """Megabytes of a process that are in memory; 0 of one that has just ended."""
    try:
        return process.memory_info().rss / 2**20
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0


def sizes_grid(title: str, found: Sequence[Sized]) -> Grid:
    grid = Grid(
        title,
        (
            "submissions",
            "CPU s each",
            "wall s each",
            "CPU s of one more",
            "wall s of one more",
            "in the first tenth",
            "in the last tenth",
            "the floor's CPU s",
            "grader's peak MB",
            "at a quarter",
            "at the end",
            "all processes' peak MB",
        ),
    )
    for before, now in zip([None, *found], found, strict=False):
        more = [f"{slope(before, now, of):.3f}" for of in ("cpu", "wall")] if before else ["", ""]
        memory = (now.peak, now.at(0.25), now.own[-1][1], max(mb for _, mb in now.all))
        each = (now.cpu / now.size, now.wall / now.size)
        tenths = [f"{now.pace(*part):.3f}" for part in (EARLY, LATE)] if now.size >= MANY else ["", ""]
        seconds = [*(f"{s:.3f}" for s in each), *more, *tenths, f"{now.bare:.3f}"]
        grid.add(f"{now.size:,}", *seconds, *(f"{mb:.0f}" for mb in memory))
    return grid


def slope(before: Sized, now: Sized, of: str) -> float:
    """Seconds of one submission more, between two sizes: what starting up takes is in neither."""
    return (getattr(now, of) - getattr(before, of)) / (now.size - before.size)


def linear(found: Sequence[Sized]) -> Iterator[str]:
    """Whether one submission more costs the same between the last two sizes as between the two before."""
    if len(found) < 3:
        yield "Whether time grows linearly takes three sizes to tell."
        return
    first, second, last = found[-3:]
    drift = last.bare / second.bare - 1
    yield (
        f"Within the {last.size:,} one more took {100 * (last.pace(*LATE) / last.pace(*EARLY) - 1):+.1f} % in the "
        f"last tenth, against the first. The floor, which no class changes, took {100 * drift:+.1f} %, against around "
        f"the {second.size:,}."
    )
    for of, what in (("wall", "Time"), ("cpu", "CPU time")):
        early, late = slope(first, second, of), slope(second, last, of)
        change = late / early - 1
        yield (
            f"{what} {'grows linearly within 5 %' if abs(change) <= 0.05 else 'is not linear within 5 %'}: one more "
            f"takes {early:.3f} s between {first.size:,} and {second.size:,} submissions, {late:.3f} s between "
            f"{second.size:,} and {last.size:,} ({100 * change:+.1f} %)."
        )


def draw(found: Sequence[Sized]) -> None:
    """Two panels: seconds and megabytes by the size of the class."""
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "speed", "font.size": 11})
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained", facecolor="white")
    sizes = [one.size for one in found]
    left.loglog(sizes, [one.wall for one in found], "o-", color="#0072B2", label="by the clock")
    left.loglog(sizes, [one.cpu for one in found], "^--", color="#D55E00", label="CPU")
    each = slope(found[-2], found[-1], "wall") if len(found) > 1 else found[-1].wall / found[-1].size
    left.set(xlabel="submissions", ylabel="seconds", title=f"One submission more takes {each:.2f} s")
    most = max(one.peak for one in found)
    right.semilogx(sizes, [one.peak for one in found], "o-", color="#0072B2", label="the grader's own process")
    together = [max(mb for _, mb in one.all) for one in found]
    right.semilogx(sizes, together, "^--", color="#D55E00", label="all processes; shared pages count in each")
    right.axhline(300, color="black", ls=":", label="goal for the grader: below 300 MB")
    right.set(xlabel="submissions", ylabel="MB resident, at most", ylim=(0, 1.4 * max([300, *together])))
    right.set_title(f"The grader needs at most {most:.0f} MB")
    for ax in (left, right):
        ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
        ax.minorticks_off()
        ax.grid(alpha=0.3)
        ax.legend(fontsize="small", loc="upper left")
    fig.suptitle(f"autograder grade, {WORKERS} workers, from {sizes[0]:,} to {sizes[-1]:,} submissions")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(PICTURE, metadata={"Date": None})


# --- the command ----------------------------------------------------------------------------------


def numbers(text: str) -> list[int]:
    """Sizes, separated by commas, from the smallest."""
    return sorted(int(part) for part in text.split(","))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assignment", nargs="?", default="w3_shallow_network")
    parser.add_argument("-n", type=int, default=100, metavar="N", help="size of the class (default: 100)")
    parser.add_argument("--repeat", type=int, default=3, metavar="R", help="runs of each (default: 3)")
    parser.add_argument("--repeat-stock", type=int, default=1, metavar="R", help="runs of stock nbgrader (default: 1)")
    parser.add_argument("--sizes", type=numbers, metavar="A,B", help="instead: grade classes of these sizes")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/speed.md")
    asked = parser.parse_args()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans become ours to wait for
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        notebooks = right_ones(Path(folder) / "choose" / "course", asked.assignment)
        (of_sizes if asked.sizes else of_class)(Path(folder), notebooks, asked)


def of_class(folder: Path, notebooks: Sequence[Path], asked: argparse.Namespace) -> None:
    """One class, graded by all graders; then one submission alone, and checks."""
    stem, made_of = asked.assignment, f"{asked.n} submissions made of {len(notebooks)} different notebooks"
    runs = compared(folder, stem, notebooks, asked)
    course = folder / "ours" / "course"
    single, medians = alone(course, stem, folder / "stock" / "course" if STOCK in runs else None)
    shares = profile(Course.at(course), stem)
    checked, most = checks(Course.at(course), stem)
    grids = [
        class_grid(f"{stem}: {made_of}", runs, asked.n),
        clusters(folder, stem, notebooks, asked.n, asked.repeat),
        shares,
        single,
        checked,
        goals(runs, medians, most),
    ]
    lines = [*([one_more(runs, medians, asked.n)] if asked.n > 1 else []), *disagreements(runs)]
    tell(Console(width=None if sys.stdout.isatty() else 150), grids, lines)
    if asked.write:
        write("grading", grids, lines)


def of_sizes(folder: Path, notebooks: Sequence[Path], asked: argparse.Namespace) -> None:
    """Classes of several sizes, graded by two workers."""
    found = []
    few = lay_out(folder / "few" / "course", asked.assignment, notebooks, YARD)
    ours(few, asked.assignment, WORKERS)

    def yardstick() -> float:
        return floor(Course.at(few), asked.assignment).cpu / YARD

    for size in asked.sizes:
        course = lay_out(folder / str(size) / "course", asked.assignment, notebooks, size)
        found.append(sized(course, asked.assignment, size, yardstick))
        shutil.rmtree(course.parent)
    grid, lines = sizes_grid(f"{asked.assignment}, {WORKERS} workers", found), list(linear(found))
    tell(Console(width=None if sys.stdout.isatty() else 180), [grid], lines)
    if asked.write:
        draw(found)
        write("sizes", [grid], lines)


if __name__ == "__main__":
    main()
