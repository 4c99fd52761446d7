"""The commands. They work on the course in the current folder, as nbgrader's do, or on `--course DIR`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text
from threadpoolctl import threadpool_limits

from autograder.course.layout import Course, CourseError
from autograder.status import SECONDS
from autograder.wording import named, on_a_line

__all__ = ["main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Build, grade and explain the course's notebooks.\n\nNew here? `autograder demo` runs a whole example class.",
)
told = Console(stderr=True)
said = Console()
if not said.is_terminal:
    said.width = 160  # a file has room, and a test reads whole lines

InCourse = Annotated[
    Path, typer.Option("--course", metavar="DIR", help="The course folder; without it, the current folder.")
]
Stem = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="For example w3_shallow_network.")]
HERE = Path()
USAGE, INCOMPLETE, INTERRUPTED = 2, 1, 130
EXAMPLE = "w3_shallow_network"


def main() -> None:
    # Python warns of odd escapes in students' code while it parses it: that is theirs to see in their notebook.
    warnings.filterwarnings("ignore", category=SyntaxWarning)
    # Workers share the cores: with two BLAS threads each, small matrices were 10 times slower on a busy machine.
    with threadpool_limits(1):
        app()


def clearly(command: Callable[..., None]) -> Callable[..., None]:
    """End a command with one line where a person can mend what is wrong."""

    @wraps(command)
    def run(*args: Any, **keywords: Any) -> None:
        try:
            command(*args, **keywords)
        except CourseError as error:
            told.print(f"[bold]autograder:[/] {escape(str(error))}", soft_wrap=True)
            raise typer.Exit(USAGE) from None
        except ModuleNotFoundError as error:
            if (error.name or "autograder").partition(".")[0] == "autograder":  # our own, which nobody can mend
                raise
            told.print(f"[bold]autograder:[/] this command needs {escape(lacked(error.name))}", soft_wrap=True)
            raise typer.Exit(USAGE) from None
        except KeyboardInterrupt:
            told.print("Stopped.")
            raise typer.Exit(INTERRUPTED) from None

    return run


def lacked(module: str) -> str:
    """What only staff has, and how to get it."""
    name = module.partition(".")[0]
    if name in sys.stdlib_module_names:
        return f"{name}, which this system's Python lacks: grade on Linux. Learning works anywhere."
    return (
        f"{name}, which comes with the grader: run `make .venv` in the course folder and use .venv/bin/autograder, or "
        "`pip install '.[grader]'` there. A student needs neither."
    )


@app.command()
@clearly
def build(
    stems: Annotated[list[str] | None, typer.Argument(metavar="[STEM]...", help="Only these; without, all.")] = None,
    again: Annotated[
        bool, typer.Option("--recall", help="And recall/: the same without prose, formulas and hints, for later.")
    ] = False,
    course: InCourse = HERE,
) -> None:
    """Make source/ and release/ from the text notebooks in notebooks/, and the derived parts of the notes in teach/."""
    from autograder.course.build import build as build_course
    from autograder.course.recall import recall

    root = course.resolve()
    if not (root / "notebooks").is_dir():
        raise CourseError(f"{root} is not a course folder (no notebooks/): change there, or use --course DIR.")
    place = Course(root)
    built = build_course(place, stems or ())
    recalled = recall(place, built) if again else ()
    for stem in built:
        told.print(
            f"source/{stem}, release/{stem}{f', recall/{stem}' if stem in recalled else ''}",
            soft_wrap=True,
            highlight=False,
        )


@app.command()
@clearly
def new(
    stem: Annotated[
        str, typer.Argument(metavar="STEM", help="What the new assignment is called, my_week for example.")
    ],
    course: InCourse = HERE,
) -> None:
    """Write an assignment of one small exercise, to be changed into your own: it builds, proves and grades as it is."""
    place = Course.at(course, built=False)

    from autograder.course.new import new as write_new

    for path in write_new(place, stem):
        told.print(path.relative_to(place.root).as_posix(), soft_wrap=True, highlight=False)
    said = f"Next: `autograder build {stem}`, `autograder prove {stem}`; then change them into your own."
    told.print(said, soft_wrap=True, highlight=False)


@app.command()
@clearly
def grade(
    assignment: Stem,
    course: InCourse = HERE,
    students: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only these students, separated by commas.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Submissions graded at the same time on this machine; without, its cores.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="tcp://HOST:PORT", help="Grade on a Dask cluster: the address of its scheduler."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade unchanged submissions again too.")] = False,
    new_seed: Annotated[
        bool, typer.Option("--new-seed", help="Draw the hidden cases anew; everybody is graded again.")
    ] = False,
    isolation: Annotated[
        str | None,
        typer.Option(
            metavar="TIER",
            help="Isolate students' code by exactly this: full, kernel-filter, or plain, which lets it read what you "
            "can read. Without: the strongest that `autograder doctor` finds here, never plain.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a submission on stdout.")] = False,
) -> None:
    """Grade what is in submitted/, into nbgrader's database and autograded/.

    Reads submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb. A notebook that is unchanged since its last grading keeps its
    result: the same command goes on where it was stopped. Exit status: 0 all graded, 1 some submission could not be
    graded (each is named), 2 wrong usage.
    """
    place = Course.at(course)
    place.assignment(assignment)  # before the imports below, which take seconds

    chosen = [name.strip() for name in (students or "").split(",") if name.strip()]
    if students is not None and not chosen:
        raise CourseError(f"--students {students!r} names nobody; without it, everybody is graded.")

    if scheduler and workers:
        raise CourseError("--workers is of this machine, --scheduler grades on others: give one of them.")

    from autograder.classroom import regrading
    from autograder.classroom.results import results_of
    from autograder.classroom.run import grade_class
    from autograder.classroom.table import Glance

    refuse_unknown(isolation)
    before = results_of(place, assignment)
    graded = grade_class(
        place,
        assignment,
        students=chosen,
        workers=workers or os.cpu_count() or 1,
        scheduler=scheduler,
        force=force,
        new_seed=new_seed,
        only=isolation,
    )
    waiting = list(dict.fromkeys(chosen)) or place.students(assignment)
    glance, compared = Glance(), regrading.Comparison(before)
    worth_a_line: dict[str, str] = {}
    stale = 0
    try:
        with bar() as progress:
            task = progress.add_task(f"grading {assignment}", total=len(waiting))
            for result in graded:
                progress.advance(task)
                if as_json:
                    print_utf8(json.dumps(result.row(), ensure_ascii=False))
                glance.add(result)
                compared.add(result)
                stale += result.stale
                if words := " ".join(filter(None, [result.problem, *result.notes])):
                    worth_a_line[result.student] = (
                        f"[bold]{escape(result.student)}[/]: {result.status}. {escape(words)}"
                    )
    except KeyboardInterrupt:
        graded.close()
        told.print(
            f"\n[bold]Stopped[/] after {len(glance.lines)} of {len(waiting)} submissions; what is graded is saved. "
            "Run the same command again to go on.",
            soft_wrap=True,
        )
        raise typer.Exit(INTERRUPTED) from None
    if not as_json:
        said.print(glance.table())
    for _, line in sorted(worth_a_line.items()):
        told.print(line, soft_wrap=True)
    if changes := compared.changes:
        path = place.changes(assignment)
        regrading.write(path, changes)
        (told if as_json else said).print(regrading.table(changes, compared.of, compared.rules))
        kept = place.results(assignment).relative_to(place.root)
        told.print(f"All: {path.relative_to(place.root)}. The results before stay in {kept}.", soft_wrap=True)
    elif before and (force or new_seed):
        rules = ", ".join(compared.rules)
        told.print(f"Graded again: nobody has other points than before{f', but {rules}' if rules else ''}.")
    if stale:
        told.print(f"{stale} of these results are older than the exercises or the seed: --force grades them again.")
    for folder in place.strays():
        where = escape(on_a_line(str(folder)))
        if folder.suffix == ".ipynb":
            told.print(f"{where} is not graded: it belongs in a folder, submitted/STUDENT/ASSIGNMENT/.", soft_wrap=True)
            continue
        told.print(f"{where} is no assignment of this course, or not of a student: is a name mistyped?", soft_wrap=True)
    if not all(line.graded for line in glance.lines):
        raise typer.Exit(INCOMPLETE)


@app.command()
@clearly
def watch(
    assignment: Stem,
    course: InCourse = HERE,
    every: Annotated[float, typer.Option(metavar="SECONDS", min=0.05, help="Time between two looks.")] = 1.0,
    workers: Annotated[
        int, typer.Option(min=1, help="Submissions graded at the same time; more are for a large class's last hour.")
    ] = 1,
    isolation: Annotated[str | None, typer.Option(metavar="TIER", help="As `autograder grade` takes it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a graded submission on stdout.")] = False,
) -> None:
    """Grade what students hand in as it comes: collect it from nbgrader's exchange, and release its feedback.

    Students fetch their feedback about a second later. `attempts_a_day` under `[watch]` in calendar.toml says how many
    submissions of a student are graded in a day. Ctrl-C ends it; started again, it goes on where it was.
    """
    place = Course.at(course)
    place.assignment(assignment)

    from autograder.classroom.watch import GRADED, WAITS
    from autograder.classroom.watch import watch as watched

    refuse_unknown(isolation)
    graded, waiting = [], set()
    try:
        for event in watched(place, assignment, every=every, workers=workers, only=isolation):
            told.print(f"{time.strftime('%H:%M:%S')} {escape(event.line)}", soft_wrap=True, highlight=False)
            if as_json and event.result:
                print_utf8(json.dumps(event.result.row(), ensure_ascii=False))
            graded += [event.student] * (event.outcome == GRADED)
            waiting = waiting | {event.student} if event.outcome == WAITS else waiting - {event.student}
    except KeyboardInterrupt:
        many = f"{len(graded)} submission{'s' if len(graded) != 1 else ''} of {len(set(graded))} "
        told.print(
            f"\n[bold]Stopped.[/] Graded: {many}student{'s' if len(set(graded)) != 1 else ''}; waiting for tomorrow: "
            f"{len(waiting)}. The same command goes on.",
            soft_wrap=True,
            highlight=False,
        )


def refuse_unknown(isolation: str | None) -> None:
    """CourseError where there is no such tier."""
    from autograder.sandbox import TIERS

    if isolation not in (None, *TIERS):
        raise CourseError(f"There is no isolation {isolation!r}; there are: {', '.join(TIERS)}.")


def bar() -> Progress:
    """Progress on stderr, nothing where nobody watches."""
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeElapsedColumn())
    parts = (*parts, TimeRemainingColumn())
    return Progress(*parts, console=told, transient=True, disable=not told.is_terminal)


class Rate(ProgressColumn):
    """How many in a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.finished_speed or task.speed or 0:.1f}/s", style="progress.data.speed")


def print_utf8(line: str) -> None:
    """A line on stdout in UTF-8 whatever the locale; a name that no encoding knows is written with escapes."""
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


@app.command()
@clearly
def feedback(assignment: Stem, course: InCourse = HERE) -> None:
    """Write each student's page to feedback/, ready for `nbgrader release_feedback`."""
    place = Course.at(course)
    place.assignment(assignment)

    from autograder.classroom.feedback import write_feedback

    written, unread = write_feedback(place, assignment)
    told.print(f"Pages written: {len(written)}, for example {written[0]}", soft_wrap=True)
    if unread:
        who = escape(named(unread))
        told.print(f"Nobody has read the answers in words of {who} yet: their pages say “so far”.", soft_wrap=True)


@app.command()
@clearly
def report(assignment: Stem, course: InCourse = HERE) -> None:
    """Write what the class got right and wrong to reports/: a page for the staff, and a spreadsheet beside it."""
    place = Course.at(course)
    place.assignment(assignment)

    from autograder.classroom.messages import headline
    from autograder.classroom.report import write_report

    page, summary = write_report(place, assignment)
    told.print(escape(headline(summary)), soft_wrap=True, highlight=False)
    told.print(f"The report: {page}; the spreadsheet is beside it, {page.stem}.csv.", soft_wrap=True)


@app.command()
@clearly
def export(
    assignment: Stem,
    to: Annotated[str, typer.Option("--to", metavar="csv|canvas|moodle|gradescope", help="Whose form it is to have.")],
    course: InCourse = HERE,
    column: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What Canvas or Moodle calls the assignment; without it, as here."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder to write to; without it, reports/ in the course.")
    ] = None,
) -> None:
    """Write the grades as a file that another system imports: points by hand and late penalties are in them.

    Who has no grade yet is named, and so is what to know before the import. A grade that is missing is never written
    as 0 where it would replace one. For Canvas, NAME may end with its number in brackets: "Networks (4711)".
    """
    place = Course.at(course)
    place.assignment(assignment)

    from autograder.classroom.exports import write_export

    written, told_of_it = write_export(place, assignment, to, column, output)
    for line in told_of_it:
        told.print(escape(line), soft_wrap=True, highlight=False)
    beside = f", and to upload: {written}.zip" if written.is_dir() else ""
    told.print(escape(f"The grades: {written}{beside}"), soft_wrap=True, highlight=False)


@app.command()
@clearly
def explain(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="As the folder in submitted/ is called.")],
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help="For example backward_propagation.")],
    assignment: Annotated[
        str | None, typer.Option(metavar="ASSIGNMENT", help="Where several ask for an exercise of that name.")
    ] = None,
    isolation: Annotated[str | None, typer.Option(metavar="TIER", help="As `autograder grade` takes it.")] = None,
    course: InCourse = HERE,
) -> None:
    """Say to staff why a student lost points: the hidden input, expected, got, both attempts, a reply to send.

    Tries the submission again, as it was graded, and changes no result. Keep all but the reply to yourself: with a
    hidden input an answer can be written into the code.
    """
    place = Course.at(course)
    from autograder.classroom.explain import explain as explained
    from autograder.classroom.explain import sheet

    said.print(sheet(explained(place, student, exercise, assignment, isolation)))


@app.command()
@clearly
def prove(
    assignment: Annotated[
        str | None, typer.Argument(metavar="[ASSIGNMENT]", help="Only this one; without, all of them.")
    ] = None,
    course: InCourse = HERE,
    workers: Annotated[int, typer.Option(min=1, help="Exercises proved at the same time.")] = os.cpu_count() or 1,
    seeds: Annotated[
        int, typer.Option(min=1, help="Seeds of hidden cases; with 100, what one class in 100 would draw is found.")
    ] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an exercise on stdout.")] = False,
) -> None:
    """Test the tests: what is right earns everything, each slip loses points, the known ones are named.

    Tries every known mistake and right variant, and mutants of the solutions that nobody chose; writes
    reports/proof.html, of one assignment reports/proof_ASSIGNMENT.html. Exit status: 0 where everything holds, 1 where
    something does not (each is named).
    """
    place = Course.at(course)
    stems = [place.assignment(assignment)] if assignment else place.assignments

    from autograder.classroom.proof import headline, row, table, write_proof
    from autograder.course import Solved
    from autograder.grading.prove import prove as proved

    order = [(stem, name) for stem in stems for name in Solved.of(place, stem).named("solution")]
    began, proofs = time.monotonic(), []
    with bar() as progress:
        task = progress.add_task("proving", total=len(order))
        for proof in proved(place, stems, workers, seeds):
            proofs.append(proof)
            progress.advance(task)
    proofs.sort(key=lambda proof: order.index((proof.assignment, proof.exercise)))
    seconds = time.monotonic() - began
    page = write_proof(place, proofs, seeds, seconds, assignment)
    for proof in proofs:
        if as_json:
            print_utf8(json.dumps(row(proof), ensure_ascii=False))
        for problem in proof.problems:
            told.print(f"[bold]{proof.assignment}, {proof.exercise}[/]: {escape(problem)}", soft_wrap=True)
        for note in proof.notes:
            told.print(f"{proof.assignment}, {proof.exercise}: {escape(note)}", soft_wrap=True)
    if not as_json:
        said.print(table(proofs))
    told.print(f"{headline(proofs)}, in {seconds:.0f} s.", soft_wrap=True, highlight=False)
    told.print(f"The page: {escape(str(page))}", soft_wrap=True, highlight=False)
    if any(proof.problems for proof in proofs):
        raise typer.Exit(INCOMPLETE)


@app.command()
@clearly
def doctor(course: InCourse = HERE) -> None:
    """Say what isolates students' code on this machine: each layer, and what a child that attacks can do.

    In a course folder it also tries to reach the course's own files. Exit status: 0 where this machine has what the
    course asks for, else 1.
    """
    from autograder.classroom.doctor import examine, open_to_others
    from autograder.sandbox import MEANINGS, TIERS

    place = Course(course.resolve())
    minimum, tier, tables = examine(place)
    for each in tables:
        said.print(each)
    said.print(f"[bold]{tier}[/]: {MEANINGS[tier]}", soft_wrap=True)
    enough = list(TIERS).index(tier) <= list(TIERS).index(minimum)
    weaker = "" if enough else ", and refuses to grade here without `--isolation`"
    said.print(f"`autograder grade` asks for {minimum} or better{weaker}.", soft_wrap=True)
    if warning := open_to_others(place.root):
        said.print(escape(warning), soft_wrap=True)
    if not enough:
        raise typer.Exit(INCOMPLETE)


@app.command()
@clearly
def calendar(course: InCourse = HERE) -> None:
    """Say what is due when, and who has more time, by calendar.toml; and write it into nbgrader's gradebook.

    Points taken off from what was handed in late follow, too, where the calendar has changed.
    """
    place = Course.at(course)
    from autograder.course.calendar import FILE, Calendar

    dates = Calendar.of(place)
    if dates.path is None:
        raise CourseError(
            f"There is no {place.root / FILE}, so nothing has a date: docs/calendar.md says what it holds."
        )

    from autograder.classroom.dates import older_heads, table, write_dates

    write_dates(place)
    said.print(table(place))
    if dates.late:
        said.print(dates.late.sentence, soft_wrap=True, highlight=False)
    if dates.attempts_a_day:
        said.print(f"`autograder watch` grades {dates.attempts_a_day} attempts a day.", highlight=False)
    told.print("The gradebook has these dates now.")
    if older := older_heads(place):
        told.print(
            f"Under their titles {', '.join(older)} say another date, or none: run `autograder build`.", soft_wrap=True
        )


@app.command()
@clearly
def bughunt(
    assignment: Stem,
    course: InCourse = HERE,
    form: Annotated[
        str, typer.Option(metavar="page|cells", help="A page to print, or cells to put at a lesson's end.")
    ] = "page",
    exercise: Annotated[str | None, typer.Option(metavar="NAME", help="Only questions about this exercise.")] = None,
    questions: Annotated[int | None, typer.Option(min=1, metavar="N", help="So many; without it, all.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed: other inputs, and another choice of N.")] = 0,
    key: Annotated[
        bool, typer.Option("--key", help="The answers too, in a file of their own beside the questions.")
    ] = False,
) -> None:
    """Write find-the-bug questions into reports/: a solution with one mistake in it, what differs, how and why.

    The answers come from running both. Only mistakes that `autograder/exercises` marks `public=True` are asked about. A
    question shows all of its solution but the mistake: give it out when nobody can hand in any more.
    """
    place = Course.at(course)
    place.assignment(assignment)
    if form not in ("page", "cells"):
        raise CourseError(f"There is no form {form!r}; there are: page, cells.")

    from autograder.course.bughunt import hunts
    from autograder.course.handout import write

    asked = hunts(place, assignment, exercise=exercise, number=questions, seed=seed)
    if questions and questions > len(asked):
        there = f"are {len(asked)} questions" if len(asked) > 1 else "is 1 question"
        told.print(f"There {there}, not {questions}: here {'are all of them' if len(asked) > 1 else 'it is'}.")
    written, removed = write(place, assignment, asked, form=form, key=key)
    for path in written:
        told.print(str(path.relative_to(place.root)), soft_wrap=True, highlight=False)
    for path in removed:
        told.print(
            f"Removed: {path.relative_to(place.root)}, the key of other questions. With --key these get theirs.",
            soft_wrap=True,
            highlight=False,
        )
    told.print("They show solutions: for when nobody can hand in any more.")


@app.command()
@clearly
def site(
    stems: Annotated[
        list[str] | None, typer.Argument(metavar="[STEM]...", help="The site holds only these; without, all.")
    ] = None,
    course: InCourse = HERE,
) -> None:
    """Write the lessons, the solved assignments and the pages of docs/ as a site: site/index.html.

    Every notebook is run. Where a cell raises or warns, a solution fails its check or a link leads nowhere, that is
    said, and the site stays as it was.
    """
    place = Course.at(course)

    from autograder.course.site import build_site

    index = build_site(place, stems or (), told.print)
    told.print(f"The site: {index}", soft_wrap=True, highlight=False)


@app.command()
@clearly
def demo(
    assignment: Annotated[str, typer.Argument(metavar="[ASSIGNMENT]", help="An assignment.")] = EXAMPLE,
    course: InCourse = HERE,
) -> None:
    """Take an example class from release to feedback, in demo/; your own submitted/ and gradebook stay as they are."""
    place = Course(course.resolve())
    if not place.text(assignment).is_file():
        raise CourseError(f"There is no {place.text(assignment)}: change to the course folder, or use --course DIR.")
    examples = sorted((place.root / "tests" / "classes" / assignment).glob("*/*.ipynb"))
    if not examples:
        raise CourseError(f"There is no example class of {assignment} in {place.root / 'tests' / 'classes'}.")

    from autograder.classroom.feedback import write_feedback
    from autograder.classroom.report import write_report
    from autograder.classroom.run import grade_class
    from autograder.classroom.table import Glance
    from autograder.course.build import build as build_course
    from autograder.sandbox import MEANINGS, isolation

    told.print(f"1. Building {assignment}: notebooks/ → source/ → release/", soft_wrap=True)
    build_course(place, [assignment])
    stems = list(filter(None, [assignment, place.header(assignment).get("builds_on")]))
    example = example_course(place, stems, examples)
    tier = isolation("plain")  # our own example class, on any machine
    told.print(f"2. Grading {len(examples)} submissions. Isolation: {tier}. {escape(MEANINGS[tier])}", soft_wrap=True)
    results = list(grade_class(example, assignment, workers=os.cpu_count() or 1, only=tier))
    told.print("3. Writing the students' feedback and the report on the class")
    pages, _ = write_feedback(example, assignment)
    report, _ = write_report(example, assignment)
    glance = Glance()
    for result in results:
        glance.add(result)
    said.print(glance.table())
    worth = {page.parent.parent.name: page for page in pages}
    shown = max(results, key=lambda result: (sum(e.mistake is not None for e in result.exercises), result.student))
    said.print("\nOpen in a browser or an editor:")
    for what, path in [
        ("what a student reads", worth[shown.student]),
        ("what the class got, and why", report),
        ("the student's notebook, graded", example.autograded(assignment, shown.student)),
        ("every result, a line each", example.results(assignment)),
        ("the notebook as students get it", place.release(assignment)),
        ("the text that all of it is made from", place.text(assignment)),
    ]:
        said.print(f"  {what + ':':38}{path.relative_to(place.root)}", soft_wrap=True, highlight=False)
    lost = next((e.name for e in shown.exercises if e.score < e.max_score), shown.exercises[0].name)
    said.print("\ndemo/ is a course of its own, in which all commands work, nbgrader's too. Why points were lost:")
    said.print(f"  cd demo; ../.venv/bin/autograder explain {shown.student} {lost}", soft_wrap=True, highlight=False)


def example_course(course: Course, stems: Sequence[str], notebooks: Sequence[Path]) -> Course:
    """A fresh course folder in demo/, with the example class handed in: these notebooks of the first of the stems.

    The others are what it builds on: of those, too, everything that the same students wrote.
    """
    root = course.root / "demo"
    if root.exists():
        shutil.rmtree(root)
    (root / "autograder" / "exercises").mkdir(parents=True)
    for stem in stems:
        for folder in ("source", "release"):
            shutil.copytree(course.root / folder / stem, root / folder / stem)
        shutil.copy(course.exercises(stem), root / "autograder" / "exercises")
    shutil.copy(course.root / "nbgrader_config.py", root)
    if (course.root / "datasets").is_dir():
        shutil.copytree(course.root / "datasets", root / "datasets")
    example = Course(root)
    for notebook in notebooks:
        for stem in stems:
            handed_in = notebook.parents[2] / stem / notebook.parent.name / f"{stem}.ipynb"
            if handed_in.is_file():
                target = example.submitted(stem, notebook.parent.name)
                target.parent.mkdir(parents=True)
                shutil.copy(handed_in, target)
    return example


@app.command()
@clearly
def lab(
    course: InCourse = HERE,
    folder: Annotated[Path | None, typer.Option(help="Where to work; without it, my_work/ in the course.")] = None,
    options: Annotated[
        list[str] | None, typer.Argument(metavar="[-- OPTIONS]", help="JupyterLab's own, such as --no-browser.")
    ] = None,
) -> None:
    """Open JupyterLab on your own working copy of the assignments; what you have written is never overwritten."""
    place = Course(course.resolve())
    released = sorted(path.parent for path in place.root.glob("release/*/*.ipynb"))
    if not released:
        course_folder = (place.root / "nbgrader_config.py").is_file()
        mend = "run `autograder build` first" if course_folder else "go to the course folder, or use --course DIR"
        raise CourseError(f"{place.root / 'release'} holds no assignment: {mend}.")
    work = (folder or place.root / "my_work").resolve()
    for source in released:
        for file in sorted(path for path in source.rglob("*") if path.is_file()):
            target = work / source.name / file.relative_to(source)
            if file.suffix != ".ipynb" or not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
        # In a fresh clone they are in datasets/ only, and the folder may lie elsewhere.
        for name in place.header(source.name).get("datasets", []):
            if (data := place.root / "datasets" / name).is_file():
                shutil.copy(data, work / source.name)
    told.print(f"Your copy is in {work}. Ctrl-C twice ends JupyterLab.", soft_wrap=True)
    # In this process, so that ctrl-C reaches JupyterLab alone. From the folder it serves: elsewhere nbgrader's part
    # finds the staff's configuration and reports a course outside the server's root.
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        raise CourseError("JupyterLab is not installed here: `pip install jupyterlab`, or use `make lab`.") from None

    settings = [str(Path(__file__).parent / "lab"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, settings))
    os.chdir(work)
    # Jupyter refuses root's account, which is the ordinary one in a container; it listens to this machine only.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    LabApp.launch_instance([f"--ServerApp.root_dir={work}", *root, *(options or [])])


@app.command()
@clearly
def status(
    course: InCourse = HERE,
    folder: Annotated[
        Path | None, typer.Option(help="Where your notebooks are; without it, my_work/ in the course, or the course.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, help="So long may one notebook take.")] = SECONDS,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a notebook on stdout.")] = False,
) -> None:
    """Say how far your own notebooks are, without opening them: what is right, and what to look at first.

    Looks at FOLDER/STEM/STEM.ipynb as they are saved, and runs only what the exercises need: no training, no figure.
    A lesson has a row that says so. Exit status: 0, or 1 where a notebook could not be looked at to its end.
    """
    from autograder.status import look_at, notebooks, table

    work = folder or (course / "my_work" if (course / "my_work").is_dir() else course)
    if not work.is_dir():
        raise CourseError(f"There is no folder {work}: name the one with your notebooks, --folder DIR.")
    paths = notebooks(work.resolve())
    if not paths:
        fresh = folder is None and (course / "nbgrader_config.py").is_file()
        mend = "`autograder lab` makes your copy first" if fresh else "name the folder, --folder DIR"
        raise CourseError(f"{work.resolve()} holds no notebook STEM/STEM.ipynb: {mend}.")
    rows = []
    with bar() as progress:
        task = progress.add_task("looking", total=len(paths))
        for row in look_at(paths, seconds):
            rows.append(row)
            progress.advance(task)
            if as_json:
                print_utf8(json.dumps(row.as_json(), ensure_ascii=False))
    if not as_json:
        said.print(table(rows))
    for row in rows:
        for note in row.notes:
            told.print(f"[bold]{escape(row.path.stem)}[/]: {escape(on_a_line(note))}", soft_wrap=True, highlight=False)
    if any(row.problem for row in rows):
        raise typer.Exit(INCOMPLETE)
