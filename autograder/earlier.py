"""The functions that a learner wrote in an earlier notebook, for one that builds on them."""

from __future__ import annotations

import ast
import contextlib
import json
from pathlib import Path
from typing import Any

from autograder import examples
from autograder.cells import needed
from autograder.check import passes, python_of
from autograder.examples import quiet

__all__ = ["earlier"]


def earlier(stem: str) -> dict[str, Any]:
    """Return the functions of the exercises in the notebook `../<stem>/<stem>.ipynb`, by name, as they are saved there.

    Says which of them don't pass their own check yet. Only what the functions need is run: no training, no figure.
    Raises FileNotFoundError where that notebook is not there, ValueError where it is none, each with what to do.
    """
    path = Path.cwd().parent / stem / f"{stem}.ipynb"
    sources = code_of(path)
    try:
        asked = examples.read(path.with_name("examples.h5"))
    except examples.FileProblem as problem:
        raise ValueError(str(problem)) from None
    trees, broken = [], []
    for number, source in enumerate(sources, start=1):
        try:
            trees.append((f"cell {number}", ast.parse(python_of(source))))
        except SyntaxError as error:
            broken.append(f"A cell can't be read by Python ({error.msg}): {(error.text or '').strip()}")
    namespace: dict[str, Any] = {"__name__": stem}
    for name, statement in needed(trees, asked):
        try:
            with quiet():
                exec(compile(statement, f"<{stem}, {name}>", "exec"), namespace)
        except Exception as error:
            broken.append(f"{type(error).__name__} in {ast.unparse(statement)[:60]!r}: {error}")
    open_ = [name for name in asked if not passes(asked[name], namespace)]
    print(f"{stem}: {len(asked) - len(open_)} of its {len(asked)} functions pass their checks.")
    if open_:
        print(f"Not yet: {', '.join(open_)}. Mend them there, save, and run this cell again.")
    for problem in broken:
        print(problem)
    return {name: namespace[name] for name in asked if name in namespace}


def code_of(path: Path) -> list[str]:
    """The code cells of a notebook that may define something: not the checks, and not the demos."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise FileNotFoundError(
            f"There is no {path.parent.name}/{path.name} beside this notebook's folder: "
            f"put the folder {path.parent.name} with your own notebook there, then run this cell again."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} can't be read as a notebook ({error}): save it again in JupyterLab.") from None
    code = []
    for cell in cells:
        with contextlib.suppress(AttributeError, KeyError, TypeError):
            kind = cell.get("metadata", {}).get("autograder", {}).get("kind")
            if cell["cell_type"] == "code" and kind not in ("check", "demo"):
                code.append("".join(cell["source"]))
    return code
