"""nbgrader's door to us: what nbgrader_config.py names, so that nbgrader's own commands and formgrader grade with us.

An assignment that this course does not declare goes through nbgrader's own steps, unchanged.
"""

from __future__ import annotations

import atexit
import copy
import html
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import bleach
import nbformat
from jinja2 import DictLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, import_plugin
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader import preprocessors as stock
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum

from autograder import data
from autograder.classroom.feedback import page
from autograder.classroom.gradebook import Book, as_text, autograded, noted, put_beside, timestamp_of
from autograder.classroom.grader import Grader, refused, version_of
from autograder.classroom.results import append, results_of
from autograder.course import Course, CourseError, Solved
from autograder.course.reference import load_written
from autograder.exercise import Written
from autograder.grading import beside, markdown_cell
from autograder.pages import NoFormula, formula
from autograder.wording import MARK, nameable, on_a_line, writable

__all__ = [
    "AssignLatePenalties",
    "CheckCellMetadata",
    "ClearOutput",
    "DeduplicateIds",
    "Execute",
    "FeedbackExporter",
    "Grade",
    "HarmlessOutputs",
    "IgnorePattern",
    "LimitOutput",
    "OverwriteCells",
    "OverwriteKernelspec",
    "SubmissionExporter",
    "TrueNumbers",
    "WithoutMathJax",
    "harmless_html",
    "harmless_markdown",
]


def ours(resources: dict[str, Any] | None) -> Course | None:
    """The course, where this is about one of its assignments; nbgrader works in the course's root folder."""
    course, about = Course(Path.cwd()), (resources or {}).get("nbgrader", {})
    known = about.get("assignment") in course.assignments and about.get("notebook") == about.get("assignment")
    return course if known else None


def grader(course: Course, stem: str) -> Grader:
    """A grader that is kept warm for as long as the course's files stay as they are."""
    return kept(course, stem, version_of(course, stem))


@cache
def kept(course: Course, stem: str, version: tuple[int, ...]) -> Grader:
    made = Grader(course, stem)
    atexit.register(made.close)
    return made


def unless_ours(step: type[NbGraderPreprocessor]) -> type[NbGraderPreprocessor]:
    """A step of nbgrader's that leaves our assignments alone; same name, so that its configuration still reaches it."""

    def preprocess(self: Any, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        return (nb, resources) if ours(resources) else step.preprocess(self, nb, resources)

    return type(step.__name__, (step,), {"preprocess": preprocess})


class SubmissionExporter(NotebookExporter):
    """Reads submissions as we do, so that a broken file gets its row and does not end the batch."""

    def __init__(self, parent: Autograde, **kw: Any) -> None:
        super().__init__(parent=parent, **kw)
        course = Course(Path(parent.coursedir.root))
        if parent.coursedir.assignment_id in course.assignments:
            register(parent, course)
            leave_files_to_us(parent)
            leave_out_odd_names(parent)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        course = ours(resources)
        if course is None or not self.parent._sanitizing:
            return super().from_filename(filename, resources, **kw)
        about = resources["nbgrader"]
        put_beside(course, about["assignment"], about["student"])
        ours_here = grader(course, about["assignment"])
        work = ours_here.work(about["student"])
        submission = ours_here.safe(work)
        submission.notebook.metadata.autograder["digest"] = work.digest
        return self.from_notebook_node(submission.notebook, resources, **kw)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """As nbgrader makes it, and written as `autograder grade` writes."""
        text, resources = super().from_notebook_node(nb, resources, **kw)
        return as_text(nbformat.reads(text, as_version=4)) if ours(resources) else text, resources


def register(converter: Autograde, course: Course) -> None:
    """Have the assignment in the gradebook, with its dates, in a clone where nothing was ever generated too.

    What a person can mend ends the command here, with a line: from its hooks nbgrader goes on as if nothing were.
    """
    try:
        with Book(course, converter.coursedir.assignment_id) as book:
            book.register()
    except CourseError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from None


def leave_files_to_us(converter: Autograde) -> None:
    """Keep nbgrader from copying what lies beside a notebook: it follows links, to a file of this machine or for ever.

    The converter gets a course directory of its own, since formgrader goes on using the one that it has.
    """
    converter.coursedir = directory = copy.copy(converter.coursedir)
    directory.ignore = ["*"]
    directory.get_existing_timestamp = lambda folder: timestamp_of(Path(folder))[0]


def leave_out_odd_names(converter: Autograde) -> None:
    """Keep folders from the gradebook whose names, as students', would be markup on formgrader's pages."""
    for folder in list(converter.assignments):
        if not nameable(Path(folder).parent.name):
            converter.log.error("%s is left out: no student can have that name.", on_a_line(folder))
            del converter.assignments[folder]


class Grade(NbGraderPreprocessor):
    """Grades the prepared notebook. With `--no-execute` nothing runs: the stored verdict is used, or none is given."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        course = ours(resources)
        if course is None:
            return nb, resources
        about = resources["nbgrader"]
        stem, student = about["assignment"], about["student"]
        ours_here, digest = grader(course, stem), nb.metadata.autograder.pop("digest", "")
        files, _ = beside(course.submitted(stem, student).parent, ours_here.exam.template.beside, ours_here.limits)
        earlier = ours_here.earlier(ours_here.work(student))
        submission = replace(ours_here.reopened(nb), files=files, earlier=earlier)
        if self.config.Execute.get("enabled", True):
            result = ours_here.grade(student, submission, digest)
            noted(course, result)
            append(course, result)
        else:
            result = results_of(course, stem).get(student)
            if result is None or result.digest != digest:
                why = "Not graded: nbgrader was run with --no-execute."
                _, result = refused(ours_here.exam, student, why, ours_here.isolation)
        return autograded(submission, result), resources


ClearOutput = unless_ours(stock.ClearOutput)
DeduplicateIds = unless_ours(stock.DeduplicateIds)
OverwriteKernelspec = unless_ours(stock.OverwriteKernelspec)
OverwriteCells = unless_ours(stock.OverwriteCells)
CheckCellMetadata = unless_ours(stock.CheckCellMetadata)
Execute = unless_ours(stock.Execute)
IgnorePattern = unless_ours(stock.IgnorePattern)
LimitOutput = unless_ours(stock.LimitOutput)


class AssignLatePenalties(stock.AssignLatePenalties):
    """nbgrader's own, once the submission that it has just made has the extension that the calendar gives."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        if course := ours(resources):
            with Book(course, resources["nbgrader"]["assignment"]) as book:
                book.extend()
                book.commit()
        return super().preprocess(nb, resources)


class FeedbackExporter(HTMLExporter):
    """Writes our feedback page where `nbgrader generate_feedback` writes its own."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        course = ours(resources)
        if course is None:
            return super().from_filename(filename, resources, **kw)
        stem, student = resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]
        resources["output_extension"] = ".html"
        with Book(course, stem) as book:
            book.settle([student])  # points by hand since it was graded
            result, comments = results_of(course, stem).get(student), book.comments(student)
            return page(course, result, book.entry(student), comments), resources


# --- what an instructor's browser shows ---------------------------------------------------------------

LONGEST_MARKDOWN = 50_000  # characters
PLUGINS = ("strikethrough", "table", "url", "def_list")  # nbconvert's, but for the one that makes input fields
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3"),
    *("h4", "h5", "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub"),
    *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}


def harmless_attribute(tag: str, name: str, value: str) -> bool:
    """Addresses elsewhere, and the colours of code. No id: a grader's points are entered where nbgrader finds one."""
    if name == "href":
        # Not relative: nbconvert takes `files/` out of an address after this, and a submission's files lie there.
        return tag == "a" and re.match(r"(https?://|mailto:)", value, re.IGNORECASE) is not None
    if name == "class":
        return re.fullmatch(r"\s*highlight( hl-\w+)?" if tag == "div" else r"[a-z]{1,2}[0-9]?", value) is not None
    return name in ("colspan", "rowspan") or (name == "start" and tag == "ol")


def harmless_html(markup: Any, ours: bool = False) -> str:
    """HTML of a student's with what could run or load shown as text, and without our mark where it is not `ours`."""
    source = markup.decode(errors="replace") if isinstance(markup, bytes) else str(markup)
    cleaned = bleach.clean(source, TAGS, harmless_attribute, protocols=("http", "https", "mailto"))
    # References to characters are not yet the characters that are looked for next.
    spelled_out = re.sub(r"&#?\w+;", character, cleaned)
    return spelled_out if ours else writable(spelled_out)


def character(reference: re.Match[str]) -> str:
    """A reference to a character as the character, but for those that markup is made of."""
    found = html.unescape(reference[0])
    return reference[0] if set(found) & set("<>&\"'") else found


class Harmless(IPythonRenderer):
    """Markdown as nbconvert renders it, but for pictures and formulas.

    A picture's description is in its place: a request tells who looks when. Formulas are MathML, for which nobody needs
    a script from elsewhere; in the text stand words for them, which `put_back` replaces once the rest is harmless.
    """

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.word = secrets.token_hex(8)  # which nobody can have written
        self.formulas: list[Markup] = []

    def inline_math(self, body: str) -> str:
        return self.drawn(body, "inline", f"${body}$")

    def block_math(self, body: str) -> str:
        return self.drawn(body, "block", f"$${body}$$")

    def latex_environment(self, name: str, body: str) -> str:
        written = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self.drawn(written, "block", written)

    def drawn(self, latex: str, display: str, written: str) -> str:
        try:
            self.formulas.append(formula(latex, display))
        except NoFormula:
            return html.escape(written)
        return f"{self.word}{len(self.formulas) - 1}{self.word}"

    def put_back(self, text: str) -> str:
        return re.sub(rf"{self.word}(\d+){self.word}", lambda found: self.formulas[int(found[1])], text)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"[picture: {html.escape(text or url[:80])}]"


@pass_context
def harmless_markdown(context: Context, source: str) -> str:
    """The filter `markdown2html` for formgrader, and for nbgrader's own feedback."""
    ours = context.get("cell", {}).get("id", "").startswith("numbers_")  # a student's cell has an id of our making
    renderer = Harmless()
    try:
        if len(source) > LONGEST_MARKDOWN:
            raise ValueError("more than a person reads")
        rendered = MarkdownWithMath(renderer, plugins=map(import_plugin, PLUGINS)).render(source)
    except Exception:  # whatever Markdown nested 1000 times makes of a parser: the page must open
        rendered = f"<pre>{html.escape(source)}</pre>"
    shown = renderer.put_back(harmless_html(rendered, ours))
    return shown if ours else writable(shown)


class HarmlessOutputs(Preprocessor):
    """For assignments that this course does not declare: nbconvert writes an output's width without quotes."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = {}
        return cell, resources


class WithoutMathJax(Preprocessor):
    """Keeps MathJax out of pages, which nbconvert's templates have them fetch: `harmless_markdown` has drawn formulas.

    The exporter's own setting for this can't be made in a configuration, nor can a template of nbgrader's be replaced.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if isinstance(self.parent, HTMLExporter):
            self.parent.extra_loaders = [DictLoader({"mathjax.html.j2": "{% macro mathjax() %}{% endmacro %}"})]

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        return nb, resources


class TrueNumbers(Preprocessor):
    """Above each written answer the true numbers of the student's own run, for who grades by hand.

    Worked out when a person looks: a student's trainings take as long as all else of a grading.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        course, folder = Course(Path.cwd()), Path(resources["metadata"]["path"])
        # By its folder, not by its metadata: those of an assignment that isn't ours are the student's.
        if folder.name in course.assignments:
            nb.cells = list(with_numbers(nb.cells, course, folder.name, folder.parent.name))
        return nb, resources


def with_numbers(cells: Iterable[NotebookNode], course: Course, stem: str, student: str) -> Iterator[NotebookNode]:
    asked = load_written(course, stem)
    for cell in cells:
        ours = cell.metadata.get("autograder", {})
        if ours.get("kind") == "written" and ours["name"] in asked and is_answered(cell):
            numbers = true_numbers(asked[ours["name"]], Solved.of(course, stem), student)
            rows = [f"| {label}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE} | {number} |" for label, number in numbers.items()]
            head = f"**{MARK} For who grades this: the true numbers of `{student}`'s own run**"
            drawn = (
                "Its data is drawn from that name. Where the output above names another, the notebook was run as that."
            )
            shown = [head, "", drawn, "", "| | |", "|---|---|", *rows]
            yield markdown_cell("\n".join(shown), f"numbers_{ours['name']}")
        yield cell


def is_answered(cell: NotebookNode) -> bool:
    return cell.metadata.nbgrader.get("checksum") != compute_checksum(cell)


def true_numbers(asked: Written, solved: Solved, student: str) -> dict[str, Any]:
    try:
        return asked.numbers(data.seed_of(student), solved.functions)
    except Exception as error:  # a fault of ours, which must not keep the page from opening
        return {"not to be had": f"{type(error).__name__}: {error}"}
