"""How the house is built: imports run one way, doors are complete, names agree, nothing of a machine is in a file."""

from __future__ import annotations

import ast
import graphlib
import importlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from autograder.course import Course, load_exercises

HOME = Path(__file__).parent.parent
PACKAGE = HOME / "autograder"
COURSE = Course(HOME)

# Each room and the rooms that its modules may import, itself apart; `autograder` is the notebook's door, __init__.py.
NOTEBOOK = (
    *("card", "cells", "check", "compare", "data", "diagnose", "earlier", "examples", "explore", "judge"),
    *("likeness", "quiz", "status", "tools", "trouble", "wording"),
)
ROOMS = {
    "cli": ("classroom", "grading", "course", "sandbox", *NOTEBOOK),
    "classroom": ("grading", "course", "sandbox", "exercise", "pages", *NOTEBOOK),
    "grading": ("course", "sandbox", "exercise", *NOTEBOOK),
    "course": ("exercise", "pages", *NOTEBOOK),
    "sandbox": ("cells", "data", "trouble"),
    "exercises": ("data", "exercise"),
    "exercise": (),
    "explore": (),
    "quiz": (),
    "earlier": ("cells", "check", "examples"),
    "status": ("card", "check", "earlier", "examples", "wording"),
    "check": ("card", "cells", "diagnose", "examples", "judge", "trouble", "wording"),
    "card": ("wording",),
    "diagnose": ("compare", "examples", "judge", "likeness"),
    "likeness": ("compare",),
    "trouble": (),
    "judge": ("compare", "examples"),
    "wording": ("compare", "diagnose", "examples", "judge", "trouble"),
    "pages": ("wording",),
    "examples": ("trouble",),
    "cells": (),
    "tools": (),
    "compare": (),
    "data": (),
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """The rooms of ours that a module imports, wherever in the file the import stands."""
    found = set()
    package = ["autograder", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *filter(None, [node.module])])
            names = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("autograder.")}
    return found - {room(path)}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    if room(path) not in ("__init__", "__main__"):
        assert imported_rooms(path) <= set(ROOMS[room(path)])


def test_the_table_above_has_no_circle() -> None:
    graphlib.TopologicalSorter(ROOMS).prepare()


DOORS = [
    ".".join(["autograder", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if "__all__" in path.read_text()
]


@pytest.mark.parametrize("name", DOORS)
def test_a_door_names_what_it_opens(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__all__ == sorted(module.__all__, key=lambda word: (not word.isupper(), word.islower(), word))
    assert all(hasattr(module, word) for word in module.__all__)


@pytest.mark.parametrize("stem", COURSE.assignments)
def test_one_thing_has_one_name_everywhere(stem: str) -> None:
    exercises = load_exercises(COURSE, stem)
    assert COURSE.text(stem).is_file()
    for path in (COURSE.source(stem), COURSE.release(stem)):
        cells = json.loads(path.read_text())["cells"]
        ids = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]]
        assert [cell["id"] for cell in cells if "nbgrader" in cell["metadata"]] == ids
        assert [name for name in ids if name in exercises] == list(exercises)
        assert [name.removeprefix("check_") for name in ids if name.startswith("check_")] == list(exercises)


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    return [HOME / name for name in names.split("\0") if name and (HOME / name).is_file()]


FORBIDDEN = {
    "a path of a machine": rb"(?<![\w./-])/(?:home/(?!jovyan)|Users/|root/|work/)[\w.]+",
    "a package registry": rb"(?i)https?://[^\s\"')]*(?:pypi|pythonhosted|npmjs|anaconda\.(?:org|com)|deb\.debian)",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    if not (HOME / ".git").exists():
        pytest.skip("not a git clone: nothing says which files belong to the project")
    found = [
        f"{path.relative_to(HOME)}: {match[0].decode()}"
        for path in tracked()
        if path != Path(__file__) and (match := re.search(FORBIDDEN[what], path.read_bytes()))
    ]
    assert not found
