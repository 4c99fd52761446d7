"""The lessons and the solved assignments as pages that need no server: source/ and docs/ -> site/.

Each notebook is run in a temporary copy, where an exercise stands as students get it, with a solution and the known
mistakes folded away below it; Sphinx, whose settings are in docs/conf.py, makes the pages. A cell that raises, warns,
or checks a solution that is not right ends it: so a site that was written is also a test of every notebook.
"""

from __future__ import annotations

import asyncio
import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError
from nbformat import NotebookNode

from autograder.course import notation
from autograder.course.calendar import Calendar
from autograder.course.handout import markdown as harmless
from autograder.course.handout import title
from autograder.course.layout import Course, CourseError
from autograder.course.reference import BEGIN, END, Solved, load_exercises
from autograder.exercise import Exercise
from autograder.explore import VIEW
from autograder.pages import markdown
from autograder.quiz import FILE as QUIZZES

__all__ = ["ORDER", "build_site", "is_open", "page"]

ORDER = (
    *("w1_introduction",),
    *("w2_lesson", "w2_numpy_basics", "w2_logistic_regression"),
    *("w3_lesson", "w3_shallow_network"),
    *("w4_lesson", "w4_deep_network", "w4_cat_classifier"),
)
"""The notebooks in the order in which they are read; one that is not named here comes last in its week."""

SECONDS = 600
"""A cell that takes longer hangs: the longest training takes 30."""

LINK = re.compile(r"\]\((?!\w+:|#)(docs/)?")
LINKED = ("", ".cff", ".md", ".py", ".toml")
"""The endings of files in the course's folder that pages may link to: not its gradebook."""
DECLARED = Path(__file__).parents[1] / "exercise.py"  # which docs/exercises.md links to

SOLUTION, MISTAKES = "Show a solution", "Mistakes people make here, and why"


def is_open(course: Course, stem: str) -> bool:
    """May the site show the solutions of this assignment, and the mistakes that are made in it?"""
    return Calendar.of(course).is_open(stem)


def build_site(course: Course, stems: Sequence[str] = (), tell: Callable[[str], None] = lambda line: None) -> Path:
    """Write site/ anew, with these notebooks or with all; its index.html. `tell` gets a line on each that was run.

    CourseError says what does not run or where a page is not right, and leaves the site that was there as it was.
    """
    settings = course.root / "docs" / "conf.py"
    if not settings.is_file():
        raise CourseError(f"There is no {settings}: the site's pages and settings are in the course's docs/.")
    if not installed():
        raise CourseError("The site needs Sphinx: `pip install '.[site]'` in the course folder, or use `make site`.")
    if unknown := [stem for stem in stems if stem not in course.stems]:
        raise CourseError(f"There is no {course.source(unknown[0])}; there are: {', '.join(course.stems)}.")
    chosen = [stem for stem in ordered(course.stems) if not stems or stem in stems]
    pages = {stem: page(course, stem) for stem in chosen}
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        copy, made = Path(folder, "course"), Path(folder, "site")
        stage(course, copy)
        tell(f"Running {len(pages)} notebook{'s' * (len(pages) > 1)}; all of them take a minute or two.")
        asyncio.run(run_all(copy, pages, tell))
        for stem, notebook in pages.items():
            nbformat.write(without_sliders(described(notebook)), copy / "docs" / f"{stem}.ipynb")
        (copy / "docs" / "contents.md").write_text(contents(course, chosen), encoding="utf-8")
        render(copy, made)
        target = course.root / "site"
        if target.exists():
            shutil.rmtree(target)
        shutil.move(made, target)
    return target / "index.html"


def installed() -> bool:
    """Is Sphinx here, with what docs/conf.py asks of it?"""
    return importlib.util.find_spec("sphinx_book_theme") is not None


def ordered(stems: Sequence[str]) -> list[str]:
    """By week, and within it as ORDER says."""
    place = {stem: i for i, stem in enumerate(ORDER)}
    return sorted(stems, key=lambda stem: (week(stem), place.get(stem, len(ORDER)), stem))


def week(stem: str) -> int:
    found = re.match(r"w(\d+)_", stem)
    return int(found[1]) if found else sys.maxsize


# --- what is put together -------------------------------------------------------------------------


def stage(course: Course, folder: Path) -> None:
    """Copy what the pages are made from: they link to files beside docs/, notebooks read their data and each other."""
    folder.mkdir()
    for path in course.root.glob("[!.]*"):
        if path.is_file() and path.suffix in LINKED:
            shutil.copy(path, folder)
    for part in ("docs", "source", "datasets", "notebooks"):
        if (course.root / part).is_dir():
            shutil.copytree(course.root / part, folder / part)
    (folder / "autograder").mkdir()
    shutil.copy(DECLARED, folder / "autograder")
    shutil.copy(course.root / "notebooks" / "notation.md", folder / "docs")
    # Pages in docs/ include parts of it, with links from where they are.
    readme = folder / "README.md"
    if readme.is_file():
        readme.write_text(LINK.sub(seen_from_docs, readme.read_text(encoding="utf-8")), encoding="utf-8")


def seen_from_docs(link: re.Match[str]) -> str:
    """A link of a file above docs/, for a file in it."""
    return "](" if link[1] else "](../"


def contents(course: Course, stems: Sequence[str]) -> str:
    """The notebooks by week, for the index."""
    lines: list[str] = []
    for number, those in groupby(stems, key=week):
        caption = f"Week {number}" if number < sys.maxsize else "Besides"
        entries = [f"{called(course, stem)} <{stem}>" for stem in those]
        lines += ["```{toctree}", f":caption: {caption}", ":maxdepth: 1", "", *entries, "```", ""]
    return "\n".join(lines)


def called(course: Course, stem: str) -> str:
    """What it is, and its heading without the week."""
    kind = "Lesson" if course.source(stem).with_name(QUIZZES).is_file() else "Assignment"
    return f"{kind}: {re.sub(r'^Week .*?: ', '', plain(title(Solved.of(course, stem))))}"


def page(course: Course, stem: str) -> NotebookNode:
    """The notebook that becomes a page: what students get, and each solution and what is said of it folded away."""
    notebook = nbformat.read(course.source(stem), as_version=4)
    given = {cell.id: cell for cell in nbformat.read(course.release(stem), as_version=4).cells}
    there, built = course.made_from(stem), notebook.metadata.autograder.get("made_from", {})
    if stale := [name for name in there if built.get(name) != there[name]]:
        raise CourseError(f"{course.root / stale[0]} was changed since the build: run `autograder build`.")
    exercises, solutions = load_exercises(course, stem), is_open(course, stem)
    notebook.cells = [
        each for cell in notebook.cells for each in shown(cell, given[cell.id].source, exercises, solutions)
    ]
    first = notebook.cells[0]
    first.source = re.sub(r"(?m)\A(# .*)$", rf"\1\n\n{note(stem, bool(exercises), solutions)}", first.source)
    return notebook


def shown(cell: NotebookNode, given: str, exercises: Mapping[str, Exercise], solutions: bool) -> Iterator[NotebookNode]:
    """What stands on the page for a cell of the solved notebook, which students get as `given`."""
    kind, name = (cell.metadata.get("autograder", {}).get(key) for key in ("kind", "name"))
    cell.metadata.pop("tags", None)  # a student's Run All skips demos: here they run
    if kind == "written":
        return  # the question stands above it; the answer is each reader's own
    if kind == "solution":
        yield text(f'```python\n{given}\n```\n\n```python\ncheck("{name}")\n```')
        cell.source = "\n".join(line for line in cell.source.splitlines() if line.strip() not in (BEGIN, END))
        if not solutions:
            cell.metadata["tags"] = ["remove-cell"]
            yield cell
            return
        yield from folded(SOLUTION, cell)
        if known := said_of(exercises[name]):
            yield from folded(f"{MISTAKES} ({len(known)})", text("\n".join(known)))
        return
    cell.source = given.replace(f"]({notation.FILE})", "](notation.md)")
    if kind == "check":
        cell.metadata["tags"] = ["remove-cell"]  # what a reader calls stands below the stub; here it is a test
    yield cell


def folded(summary: str, cell: NotebookNode) -> Iterator[NotebookNode]:
    """A cell that the reader unfolds, without a script."""
    yield text(f'<details class="folded"><summary>{summary}</summary>')
    yield cell
    yield text("</details>")


def said_of(exercise: Exercise) -> list[str]:
    """Each mistake that people make: its name and its hint, a line of Markdown each."""
    return [
        f"- **{harmless(mistake.name)}**{'' if mistake.costs else ' (told, costs nothing)'}: {harmless(mistake.hint)}"
        for mistake in exercise.mistakes
        if not mistake.hard_coded
    ]


def note(stem: str, assignment: bool, solutions: bool) -> str:
    """What a page says of itself."""
    if not assignment:
        more = "In [JupyterLab](student.md) you can change it and move its figures."
    elif solutions:
        more = (
            "Below each exercise a solution and the mistakes that people make are folded away; what follows was run "
            "with the solutions. To write your own, and have it checked, open it in [JupyterLab](student.md)."
        )
    else:
        more = "Its solutions come later; what follows was run with them. Write your own in [JupyterLab](student.md)."
    return f":::{{note}}\nThis is the notebook `{stem}`, as it looks when it has run. {more}\n:::"


def text(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


# --- running --------------------------------------------------------------------------------------


async def run_all(folder: Path, pages: Mapping[str, NotebookNode], tell: Callable[[str], None]) -> None:
    """Run the notebooks in place, as many at a time as there are cores; CourseError names every cell that fails."""
    cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(stem: str) -> list[str]:
        async with cores:
            began = time.monotonic()
            problems = await run(pages[stem], folder / "source" / stem)
            tell(f"  {stem}: {time.monotonic() - began:.0f} s")
            return [f"notebooks/{stem}.py does not run: {problem}" for problem in problems]

    # The last first: those train longest, and nothing waits for one at the end.
    found = await asyncio.gather(*map(one, reversed(pages)))
    if problems := [problem for problems in reversed(found) for problem in problems]:
        raise CourseError("\n".join(problems))


async def run(notebook: NotebookNode, folder: Path) -> list[str]:
    """Run a notebook in a folder; the problems of its cells."""
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        timeout=SECONDS,
        extra_arguments=["--log-level=CRITICAL"],
    )
    stopped = ""
    try:
        await client.async_execute(env=ENVIRONMENT | os.environ | FIXED)
    except (CellControlSignal, DeadKernelError) as error:
        stopped = str(error).strip().splitlines()[0]
    outputs = [(cell.id, output) for cell in notebook.cells for output in cell.get("outputs", [])]
    raised = [f"{name} raises {out.ename}: {out.evalue}" for name, out in outputs if out.output_type == "error"]
    warned = [f"{name} warns: {out.text.strip()}" for name, out in outputs if out.get("name") == "stderr"]
    return [*raised, *warned] or ([stopped] if stopped else [])


# Notebooks run beside each other: one BLAS thread each, where nothing else was asked for.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# A check of a solution that is not right raises; and whose computer this is, no page tells.
FIXED = {"NBGRADER_EXECUTION": "validate", "JUPYTERHUB_USER": "student"}


# --- what was shown -------------------------------------------------------------------------------


def without_sliders(notebook: NotebookNode) -> NotebookNode:
    """The same with what stands in place of sliders, where nothing runs that could move them."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
    return notebook


def described(notebook: NotebookNode) -> NotebookNode:
    """The same with an alternative text for every figure."""
    cells = notebook.cells
    for i, cell in enumerate(cells):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            before = [each.source for each in cells[:i] if each.cell_type == "markdown"]
            after = next((each.source for each in cells[i + 1 :] if each.cell_type == "markdown"), "")
            cell.metadata["mystnb"] = {"image": {"alt": alternative(before, after)}}
    return notebook


SHOWS = re.compile(r"(?i)\bthe (\w+ )?figure (on the \w+ )?\w+s\b|\bnext figure\b")


def alternative(before: Sequence[str], after: str) -> str:
    """What a figure shows: the sentence of the text before it that speaks of the figure, or of that after it.

    Without one it is called by the heading it stands under.
    """
    for each in [*sentences("\n\n".join(before[-1:])), *sentences(after)]:
        if SHOWS.search(each):
            return each
    headings = re.findall(r"(?m)^#+ (.+)$", "\n".join(before))
    return f"Figure: {plain(headings[-1])}" if headings else "Figure"


def sentences(source: str) -> list[str]:
    """The sentences of Markdown, as plain text."""
    source = re.sub(r"(?m)^> ?", "", source)
    paragraphs = [part for part in re.split(r"\n\s*\n", source) if not part.startswith(("#", "|", "```", "$$"))]
    return [each for part in paragraphs for each in re.split(r"(?<=[.?!])\s+(?=[A-Z])", plain(" ".join(part.split())))]


def plain(source: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markdown(in_words).renderInline(source)))


def in_words(content: str, options: dict[str, bool]) -> str:
    """A formula as one would type it: `W^[1]`."""
    named = re.sub(r"\\([a-zA-Z]+)\s*", r"\1 ", content)
    return html.escape(re.sub(r"[{}]|\\.", "", named).strip())


# --- pages ----------------------------------------------------------------------------------------


def render(folder: Path, made: Path) -> None:
    """Let Sphinx make the pages of folder/docs; what it warns of is an error."""
    command = ["sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", str(folder.parent / "doctrees")]
    ended = subprocess.run(
        [sys.executable, "-m", *command, str(folder / "docs"), str(made)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    if ended.returncode:
        said = (ended.stderr or ended.stdout).replace(f"{folder}{os.sep}", "")
        said = re.sub(r"docs/(\w+)\.ipynb(?::\d+)?", r"notebooks/\1.py", said)
        raise CourseError(f"The pages are not right:\n{said.strip()}")
