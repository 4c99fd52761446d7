"""Be a student who has the package and nothing else: run the released notebooks, empty and solved, and read the checks.

    python tests/student.py [STEM ...]

Needs what `pip install` of the wheel brings, no more, on any system: so it shows that learning needs no grader, no test
tools and no Linux. Demos are left out. Exit status 1 if a check says anything else than it should.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAYS = {"empty": "{}: still empty.", "solved": "✓ {}: right"}


def cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def about(cell: dict[str, Any]) -> tuple[str | None, str | None]:
    """The kind of a cell, and its name."""
    ours = cell["metadata"].get("autograder", {})
    return ours.get("kind"), ours.get("name")


def lay_out(folder: Path) -> list[str]:
    """The release in folder/empty, and once more in folder/solved with the solutions written in; the stems."""
    stems = sorted(path.stem for path in ROOT.glob("release/*/*.ipynb") if path.stem == path.parent.name)
    for way in SAYS:
        shutil.copytree(ROOT / "release", folder / way)
    for stem in stems:
        solved = {about(cell): cell["source"] for cell in cells(ROOT / "source" / stem / f"{stem}.ipynb")}
        path = folder / "solved" / stem / f"{stem}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if about(cell)[0] == "solution":
                cell["source"] = solved[about(cell)]
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return stems


def said(shell: Any, path: Path) -> Iterator[tuple[str, str]]:
    """Run a notebook in IPython; the name of each exercise, and what its check says."""
    os.chdir(path.parent)
    shell.reset()
    for cell in cells(path):
        kind, name = about(cell)
        if kind not in ("plain", "solution", "check"):
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            shell.run_cell("".join(cell["source"]), store_history=True)
        if kind == "check":
            yield name, out.getvalue()


def main(chosen: list[str]) -> int:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        os.environ.update(IPYTHONDIR=str(Path(place, "ipython")), MPLBACKEND="Agg")
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        shell = InteractiveShell.instance(config=Config({"HistoryManager": {"hist_file": ":memory:"}}))
        there, problems = lay_out(Path(place)), 0
        for stem in chosen or there:
            for way, says in SAYS.items():
                told = list(said(shell, Path(place, way, stem, f"{stem}.ipynb")))
                others = [f"{name}: {text!a}" for name, text in told if not text.startswith(says.format(name))]
                print(f"{stem}, {way}: {len(told) - len(others)} of {len(told)} checks say what they should")
                print("\n".join(f"    {line}" for line in others), end="\n" * bool(others))
                problems += len(others)
        os.chdir(ROOT)
    return min(problems, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
