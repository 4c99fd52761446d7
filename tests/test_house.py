"""How the house is built: imports run one way, doors are complete, names agree, nothing of a machine is in a file."""

from __future__ import annotations

import ast
import graphlib
import importlib
import json
import re
import subprocess
import tomllib
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


# --- one list of what is needed, in two files -----------------------------------------------------

PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# What a conda environment needs besides, and pip has or is.
CONDAS = {f"python{PROJECT['requires-python']}", "pip", "-e ."}
LINE = re.compile(r"^ +- (?P<needed>[^#:]+?) +# (?P<why>\S.+)$")


def test_conda_users_get_what_pip_brings_and_each_line_says_what_needs_it() -> None:
    lines = (HOME / "environment.yml").read_text(encoding="utf-8").partition("dependencies:")[2].splitlines()
    entries = [line for line in lines if re.match(r" +- (?!pip:)", line)]
    assert [line for line in entries if not LINE.match(line)] == []
    there = [LINE.match(line)["needed"] for line in entries]
    assert len(there) == len(set(there))

    def as_conda_has_it(extra: str) -> set[str]:  # it knows no extras: its psycopg is whole
        names = {re.sub(r"\[\w+\]", "", name) for name in {**EXTRAS, "": PROJECT["dependencies"]}[extra]}
        return {re.sub(r"^tzdata", "python-tzdata", name) for name in names}  # its tzdata is the system's files

    needed = set().union(*map(as_conda_has_it, ["", "grader", "dask", "postgresql"]), CONDAS)
    assert needed - set(there) == set(), "pyproject.toml names it, environment.yml doesn't"
    known = set().union(*map(as_conda_has_it, ["", *EXTRAS]), CONDAS)
    assert set(there) - known == set(), "environment.yml names it, pyproject.toml doesn't"


PAGES = [path for path in tracked() if path.suffix == ".md"] if (HOME / ".git").exists() else []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(HOME)))
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = re.sub(r"\$[^$\n]+\$", "", page.read_text(encoding="utf-8"))  # a formula's [l](i) is no link
    links = re.findall(r"\]\(([^)#\s]+)\)|src=\"([^\"]+)\"", text)
    here = [link for link in map("".join, links) if not re.match(r"\w+:", link)]
    places = [page.parent, *([HOME / "notebooks"] if page.parent.name == "docs" else [])]  # the site puts it beside
    assert [link for link in here if not any((place / link).exists() for place in places)] == []


# Where the version stands besides pyproject.toml, and how.
VERSIONS = {"CITATION.cff": r"(?m)^version: (.+)$", "CHANGELOG.md": r"(?m)^## ([\d.]+) - "}


@pytest.mark.parametrize(("name", "pattern"), VERSIONS.items(), ids=VERSIONS)
def test_the_newest_version_is_the_projects(name: str, pattern: str) -> None:
    assert re.search(pattern, (HOME / name).read_text(encoding="utf-8"))[1] == PROJECT["version"]


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
