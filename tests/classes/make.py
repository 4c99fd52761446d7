"""The example classes: for each assignment some students, each a list of changes to the released notebook.

    python tests/classes/make.py [STEM [STUDENT ...]]

writes tests/classes/<stem>/<student>/<stem>.ipynb, run and saved as JupyterLab does it, in about 6 s each; without
STEM all classes are made. The table of an assignment's students is `CLASS` in tests/classes/<stem>/students.py, in the
words that are defined here. The notebooks are kept in the repository, because they stand for what people hand in.
Make them again when the release has changed (a cell, a name, a checksum) and look at the difference: outputs vary a
little between machines. What each student earns stands in <stem>/expected.toml, worked out by hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import os
import re
import runpy
import shutil
import sys
import tempfile
import textwrap
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines

ROOT = Path(__file__).resolve().parents[2]
CLASSES = ROOT / "tests" / "classes"
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"

Change = Callable[[NotebookNode], "str | None"]
"""Changes a notebook in place; the last one may instead return the file's text, saved in some other way.

The working folder is the student's: their copy of the release, and beside it the notebook that it builds on.
"""


# --- what can happen to a notebook --------------------------------------------------------------------------


def named(notebook: NotebookNode, name: str) -> int:
    """The place of the cell called `name`: one of ours by its grade_id, any by its id or by how its text begins."""
    for i, cell in enumerate(notebook.cells):
        if name in (cell.metadata.get("nbgrader", {}).get("grade_id"), cell.get("id")):
            return i
    for i, cell in enumerate(notebook.cells):
        if cell.source.startswith(name):
            return i
    raise LookupError(f"the notebook has no cell {name!r}")


def new_id(notebook: NotebookNode, source: str) -> str:
    """An id as JupyterLab gives them, but the same each time the notebooks are made."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{len(notebook.cells)} {source}"))


def swap(text: str, old: str, new: str) -> str:
    """`text` with `old`, which must occur in it exactly once, replaced by `new`."""
    if text.count(old) != 1:
        raise LookupError(f"{old!r} occurs {text.count(old)} times, not once, in:\n{text[:200]}")
    return text.replace(old, new)


def fill(bodies: Mapping[str, str]) -> Change:
    """Write these lines in place of the stubs."""

    def change(notebook: NotebookNode) -> None:
        for name, body in bodies.items():
            cell = notebook.cells[named(notebook, name)]
            cell.source = swap(cell.source, STUB, textwrap.indent(stripped(body), "    "))

    return change


def stripped(text: str) -> str:
    return textwrap.dedent(text).strip("\n").rstrip()


def replace(name: str, old: str, new: str) -> Change:
    """Change a text that occurs once in a cell."""

    def change(notebook: NotebookNode) -> None:
        cell = notebook.cells[named(notebook, name)]
        cell.source = swap(cell.source, old, new)

    return change


def answer(name: str, text: str) -> Change:
    """Answer the written question of this name."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells[named(notebook, f"written_{name}")].source = stripped(text)

    return change


def add(source: str, *, before: str, kind: str = "code") -> Change:
    """A cell of the student's own."""

    def change(notebook: NotebookNode) -> None:
        text = stripped(source)
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        notebook.cells.insert(named(notebook, before), make(text, id=new_id(notebook, text)))

    return change


def delete(*names: str) -> Change:
    """Cells deleted, where the editor doesn't mind `deletable`."""

    def change(notebook: NotebookNode) -> None:
        for name in names:
            del notebook.cells[named(notebook, name)]

    return change


def move(name: str, *, before: str) -> Change:
    """A cell dragged to another place."""

    def change(notebook: NotebookNode) -> None:
        cell = notebook.cells.pop(named(notebook, name))
        notebook.cells.insert(named(notebook, before), cell)

    return change


def copy_above(name: str, old: str, new: str) -> Change:
    """A cell copied, an older version standing above: JupyterLab's copy has all metadata but `deletable`."""

    def change(notebook: NotebookNode) -> None:
        place = named(notebook, name)
        older = copy.deepcopy(notebook.cells[place])
        older.source = swap(older.source, old, new)
        older.id = new_id(notebook, older.source)
        del older.metadata["deletable"]
        notebook.cells.insert(place, older)

    return change


def split(name: str, line: str) -> Change:
    """A cell split before a line: JupyterLab copies the metadata; the lower half keeps id, outputs, count."""

    def change(notebook: NotebookNode) -> None:
        place = named(notebook, name)
        lower = notebook.cells[place]
        cut = lower.source.index(line)
        upper = nbformat.v4.new_code_cell(
            lower.source[:cut].strip("\n"),
            metadata=copy.deepcopy(lower.metadata),
            id=new_id(notebook, lower.source),
        )
        lower.source = lower.source[cut:].strip("\n")
        notebook.cells.insert(place, upper)

    return change


def beside(stem: str, *changes: Change) -> Change:
    """In the sibling folder another notebook than the one that lies there: the release of `stem` with these changes."""

    def change(notebook: NotebookNode) -> None:
        Path.cwd().with_name(stem).joinpath(f"{stem}.ipynb").write_text(saved(released(stem), changes), "utf-8")

    return change


def alone(stem: str) -> Change:
    """The sibling folder `stem` is missing."""

    def change(notebook: NotebookNode) -> None:
        shutil.rmtree(Path.cwd().with_name(stem))

    return change


def run(*, leave: Collection[str] | None = None, only: Collection[str] = (), patience: int | None = None) -> Change:
    """All cells run but the demos, which many students don't run again before they hand in, save `only` these.

    `leave` names the cells to be left out instead. After `patience` seconds with one cell the student interrupts.
    """

    def change(notebook: NotebookNode) -> None:
        demos = {cell.id for cell in notebook.cells if cell.metadata.get("autograder", {}).get("kind") == "demo"}
        if unknown := set(only) - demos:
            raise LookupError(f"the notebook has no demo {', '.join(sorted(unknown))}")
        left = {named(notebook, name) for name in (demos - set(only) if leave is None else leave)}
        home = Path.cwd().parent
        # Small pictures: the notebooks are kept in the repository.
        Path("matplotlibrc").write_text("figure.dpi: 36\n")
        os.environ["IPYTHONDIR"] = str(home / ".ipython")
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            resources={"metadata": {"path": str(Path.cwd())}},
            allow_errors=True,
            timeout=patience,
            interrupt_on_timeout=True,
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=CRITICAL"],
            skip_cells_with_tag="",  # JupyterLab runs the cells that nbclient would skip
        )
        asyncio.run(run_cells(client, left))
        shown = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
        # A traceback names files: those of whoever makes the class are nobody's business.
        for path, public in ((home, "/home/jovyan"), (ROOT, "/opt/course"), (sys.prefix, "/opt/conda")):
            shown = shown.replace(str(path), public)
        for cell, outputs in zip(notebook.cells, json.loads(shown), strict=True):
            if cell.cell_type == "code":
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
        notebook.metadata["kernelspec"]["display_name"] = "Python 3 (ipykernel)"

    return change


async def run_cells(client: NotebookClient, left: Collection[int]) -> None:
    async with client.async_setup_kernel():
        for i, cell in enumerate(client.nb.cells):
            if i not in left:
                await client.async_execute_cell(cell, i)
        client.set_widgets_metadata()
        info = await client.kc.kernel_info(reply=True)
        client.nb.metadata["language_info"] = info["content"]["language_info"]


def cut(text: str) -> Change:
    """The file ends here, in the middle of a string of its JSON: a full disk, an upload that broke off."""

    def change(notebook: NotebookNode) -> str:
        head, _ = swap(as_jupyterlab(notebook), text, "\0").split("\0")
        return head + text

    return change


def save_in_colab(notebook: NotebookNode) -> str:
    """As Google Colab downloads a notebook: no metadata but its own, no cell ids, an older format."""
    cells = []
    for cell in split_lines(copy.deepcopy(notebook)).cells:
        metadata = {"id": colab_id(cell.id)[:12]}
        if cell.get("outputs"):
            metadata["colab"] = {"base_uri": "https://localhost:8080/"}
            metadata["outputId"] = colab_id(cell.id + " output")
        kept = {"cell_type": cell.cell_type, "source": cell.source, "metadata": metadata}
        if cell.cell_type == "code":
            kept |= {"execution_count": cell.execution_count, "outputs": cell.outputs}
        cells.append(kept)
    whole = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "metadata": {
            "colab": {"provenance": []},
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
            "accelerator": "GPU",
        },
        "cells": cells,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def colab_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name)).replace("-", "_")


def as_jupyterlab(notebook: NotebookNode) -> str:
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


# --- a class ------------------------------------------------------------------------------------------------


def released(stem: str) -> NotebookNode:
    return nbformat.read(ROOT / "release" / stem / f"{stem}.ipynb", as_version=4)


def solved(stem: str) -> NotebookNode:
    """The instructor's notebook without its hidden tests: what a student has who solved everything."""
    notebook = nbformat.read(ROOT / "source" / stem / f"{stem}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = re.sub(r"\n### BEGIN HIDDEN TESTS.*### END HIDDEN TESTS", "", cell.source, flags=re.DOTALL)
    return notebook


def handed_in(stem: str, student: str) -> Path:
    return CLASSES / stem / student / f"{stem}.ipynb"


def builds_on(stem: str) -> str | None:
    """The assignment whose functions this one loads from the sibling folder."""
    return released(stem).metadata["autograder"].get("builds_on")


def move_in(home: Path, stem: str, student: str) -> Path:
    """A student's folder for an assignment: the release, the data it reads, and beside it what it builds on.

    That is the student's own notebook where their other class has one, else a solved one.
    """
    for name in filter(None, (stem, builds_on(stem))):
        shutil.copytree(ROOT / "release" / name, home / name)
    for name in released(stem).metadata["autograder"].get("datasets", ()):
        shutil.copy(ROOT / "datasets" / name, home / stem)
    if other := builds_on(stem):
        own = handed_in(other, student)
        text = own.read_text("utf-8") if own.is_file() else as_jupyterlab(solved(other))
        (home / other / f"{other}.ipynb").write_text(text, "utf-8")
    return home / stem


def saved(notebook: NotebookNode, changes: Sequence[Change]) -> str:
    """The text of the notebook's file after these changes."""
    text = None
    for change in changes:
        text = change(notebook)
    return text or as_jupyterlab(notebook)


def students(stem: str) -> dict[str, list[Change]]:
    return runpy.run_path(str(CLASSES / stem / "students.py"))["CLASS"]


def make(stem: str, student: str, changes: Sequence[Change]) -> Path:
    """One student's notebook, made and written."""
    # The name under which the student's Jupyter knows them.
    os.environ.update(dict.fromkeys(("JUPYTERHUB_USER", "LOGNAME", "USER"), student))
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(move_in(Path(home), stem, student)):
        text = saved(released(stem), changes)
    path = handed_in(stem, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def main(stem: str | None = None, *names: str) -> None:
    stems = [path.parent.name for path in sorted(CLASSES.glob("*/students.py"))]
    if stem not in (None, *stems):
        sys.exit(f"there is no class of {stem}; there are {', '.join(stems)}")
    # What another assignment builds on is made before it.
    chosen = [stem] if stem else sorted(stems, key=lambda name: builds_on(name) is not None)
    # The kernel inherits these: one thread, and no word of nbgrader's.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
    os.environ.pop("NBGRADER_EXECUTION", None)
    for stem in chosen:
        table = students(stem)
        if unknown := set(names) - table.keys():
            sys.exit(f"{stem} has no student {', '.join(sorted(unknown))}; there are {', '.join(table)}")
        for student in names or table:
            path = make(stem, student, table[student])
            print(f"{stem:24s}{student:16s} {path.stat().st_size / 1000:6.1f} kB", flush=True)


if __name__ == "__main__":
    from make import main  # one copy of this module: the tables import it too

    main(*sys.argv[1:])
