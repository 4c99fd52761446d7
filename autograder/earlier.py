"""The functions that a learner wrote in another notebook than the one that runs: read from its file as it is saved."""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder import examples
from autograder.cells import needed
from autograder.check import passes, python_of
from autograder.examples import Question, quiet

__all__ = ["code_of", "defined", "earlier", "readable", "saved"]


def earlier(stem: str) -> dict[str, Any]:
    """Return the functions of the exercises in the notebook `../<stem>/<stem>.ipynb`, by name, as they are saved there.

    Says which of them don't pass their own check yet. Only what the functions need is run: no training, no figure.
    Raises FileNotFoundError where that notebook is not there, ValueError where it is none, each with what to do.
    """
    asked, namespace, broken = saved(Path.cwd().parent / stem / f"{stem}.ipynb")
    open_ = [name for name in asked if not passes(asked[name], namespace)]
    print(f"{stem}: {len(asked) - len(open_)} of its {len(asked)} functions pass their checks.")
    if open_:
        print(f"Not yet: {', '.join(open_)}. Mend them there, save, and run this cell again.")
    for problem in broken:
        print(problem)
    return {name: namespace[name] for name in asked if name in namespace}


def saved(path: Path) -> tuple[dict[str, Question], dict[str, Any], list[str]]:
    """The questions of a notebook, the names that they need as it is saved, and what went wrong with those.

    Raises what `earlier` raises.
    """
    sources = code_of(path)
    try:
        asked = examples.read(path.with_name("examples.h5"))
    except examples.FileProblem as problem:
        raise ValueError(str(problem)) from None
    return asked, *defined(path.stem, sources, asked)


def defined(
    stem: str, sources: Sequence[str], wanted: Iterable[str], given: dict[str, Any] | None = None
) -> tuple[dict[str, Any], list[str]]:
    """The names that a notebook's cells give to these functions and to what they need, and what went wrong with them.

    `given` are names that are there before.
    """
    trees, broken = readable(sources)
    namespace: dict[str, Any] = {**(given or {}), "__name__": stem}
    for name, statement in needed(trees, wanted):
        try:
            with quiet():
                exec(compile(statement, f"<{stem}, {name}>", "exec"), namespace)
        except Exception as error:
            broken.append(f"{type(error).__name__} in {ast.unparse(statement)[:60]!r}: {error}")
    return namespace, broken


def readable(sources: Sequence[str]) -> tuple[list[tuple[str, ast.Module]], list[str]]:
    """The cells that Python can read, each with a name, and of the others what Python says."""
    trees, broken = [], []
    for number, source in enumerate(sources, start=1):
        try:
            trees.append((f"cell {number}", ast.parse(python_of(source))))
        except SyntaxError as error:
            broken.append(f"A cell can't be read by Python ({error.msg}): {(error.text or '').strip()}")
    return trees, broken


def code_of(path: Path, without: Sequence[str] = ("check", "demo")) -> list[str]:
    """The code cells of a notebook, as a rule those that may define something: not the checks, and not the demos."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise FileNotFoundError(
            f"There is no {path.parent.name}/{path.name} beside this notebook's folder: "
            f"put the folder {path.parent.name} with your own notebook there, then run this cell again."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = "it has no cells" if isinstance(error, (KeyError, TypeError)) else error
        raise ValueError(
            f"{path} can't be read as a notebook ({why}): put an older copy in its place, as there may be one in "
            ".ipynb_checkpoints beside it, or a fresh one."
        ) from None
    code = []
    for cell in cells:
        with contextlib.suppress(AttributeError, KeyError, TypeError):
            kind = cell.get("metadata", {}).get("autograder", {}).get("kind")
            if cell["cell_type"] == "code" and kind not in without:
                code.append("".join(cell["source"]))
    return code
