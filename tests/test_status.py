"""`autograder status`: a row for each of a learner's notebooks, whatever is in them, with base packages alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.status import Row, look_at, notebooks

HOME = Path(__file__).parents[1]
COURSE = Course.at(HOME)
STEM, SMALL = "w3_shallow_network", "w1_introduction"
SECONDS = 30
"""For what never ends, which waits here and leaves the processor to the others; the others have PATIENCE."""
PATIENCE = 300

Change = Callable[[Path], None]
"""Changes a notebook, or what lies beside it, in its folder."""


def edits(change: Callable[[list[dict[str, Any]]], Any]) -> Change:
    def edit(path: Path) -> None:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        change(notebook["cells"])
        path.write_text(json.dumps(notebook), encoding="utf-8")

    return edit


def cell(cells: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(cell for cell in cells if cell.get("id") == name)


def writes(name: str, source: str) -> Change:
    """The cell of an exercise, written anew."""
    return edits(lambda cells: cell(cells, name).update(source=source))


def begins(source: str) -> Change:
    """A cell of the learner's own, the first."""
    own = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    return edits(lambda cells: cells.insert(0, own))


def lacks(name: str) -> Change:
    return edits(lambda cells: cells.remove(cell(cells, name)))


# As Google Colab saves it.
without_metadata = edits(lambda cells: [each.update(metadata={}) for each in cells])


def cut_off(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8")[:3000], encoding="utf-8")


def empty(path: Path) -> None:
    path.write_text("", encoding="utf-8")


def no_examples(path: Path) -> None:
    path.with_name("examples.h5").unlink()


COST = "def compute_cost(A2, Y):\n    {}"
NOISE = "import os\n" + COST.format("os.write(1, b'noise\\n'); os.system('echo noise'); raise ValueError('<b>\\ud83d')")
WRONG = "def layer_sizes(X, Y):\n    return X.shape[1], 4, Y.shape[0]"
ENDLESS = "import time\nwhile True:\n    Q = time.sleep(1)"
ANSWERS = """class E(Exception):
    def __str__(self):
        raise OSError
def predict(parameters, X):
    raise E"""

# The folder: what is in it, what is changed, then exercises right, points, the one to look at first, why, the problem.
FOLDERS: dict[str, tuple[str, Sequence[Change], tuple[int, float, str | None, str | None, str | None]]] = {
    "untouched": ("release", [], (0, 0, "layer_sizes", "still empty. Write your code", None)),
    "solved": ("source", [], (8, 100, None, None, None)),
    "from_colab": ("source", [without_metadata], (8, 100, None, None, None)),
    "one_open": (
        "source",
        [writes("layer_sizes", WRONG)],
        (7, 98, "layer_sizes", "n_x: another value than expected", None),
    ),
    "raises": (
        "source",
        [writes("predict", "def predict(parameters, X):\n    return nothing")],
        (7, 88, "predict", "stopped with an error: NameError: name 'nothing' is not defined", None),
    ),
    "unreadable_cell": (
        "source",
        [writes("predict", "def predict(parameters, X:\n    return 1")],
        (7, 88, "predict", "its cell can't be read by Python: line 1, `def predict(parameters, X:`", None),
    ),
    "lost_cell": ("source", [lacks("predict")], (7, 88, "predict", "the notebook has no cell that defines it", None)),
    "not_installed": (
        "source",
        [writes("predict", "import no_such_package\ndef predict(parameters, X):\n    return no_such_package.x")],
        (7, 88, "predict", "stopped with an error: NameError: name 'no_such_package'", None),
    ),
    "noisy": (
        "source",
        [writes("compute_cost", NOISE)],
        (6, 72, "compute_cost", "stopped with an error: ValueError: <b>", None),
    ),
    "endless_cell": (
        "source",
        [begins(ENDLESS), writes("predict", "def predict(parameters, X):\n    return Q")],
        (0, 0, None, "took longer than 30 s, outside the exercises", "took longer than 30 s"),
    ),
    "endless_function": (
        "source",
        [writes("compute_cost", "import time\n" + COST.format("while True:\n        time.sleep(1)"))],
        (3, 30, "compute_cost", "took longer than 30 s", "took longer than 30 s"),
    ),
    "ends_python": (
        "source",
        [writes("compute_cost", "import os\n" + COST.format("os._exit(0)"))],
        (3, 30, "compute_cost", "its code ended Python", "its code ended Python"),
    ),
    "exits": (
        "source",
        [writes("compute_cost", COST.format("raise SystemExit"))],
        (3, 30, "compute_cost", "its code ended Python", "its code ended Python"),
    ),
    "answers_for_others": (
        "source",
        [writes("predict", ANSWERS)],
        (7, 88, "predict", "OSError while it was looked at", "OSError while it was looked at"),
    ),
    "cut_off": ("source", [cut_off], (0, 0, None, "can't be read as a notebook", "put an older copy in its place")),
    "empty": ("source", [empty], (0, 0, None, "can't be read as a notebook", "put an older copy in its place")),
    "no_examples": ("source", [no_examples], (0, 0, None, "There is no examples.h5", "fetch the assignment again")),
}


def lay_out(folder: Path, kind: str, stem: str, changes: Sequence[Change] = ()) -> Path:
    """A notebook of the course in a folder that has its name, changed."""
    shutil.copytree(COURSE.root / kind / stem, folder)
    path = (folder / f"{stem}.ipynb").rename(folder / f"{folder.name}.ipynb")
    for change in changes:
        change(path)
    return path


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    work = tmp_path_factory.mktemp("work")
    for name, (kind, changes, _) in FOLDERS.items():
        lay_out(work / name, kind, STEM, changes)
    (work / "stray.ipynb").write_text("{}")
    (work / "no_notebook").mkdir()
    paths = notebooks(work)
    assert [path.stem for path in paths] == sorted(FOLDERS)
    endless = [path for path in paths if path.stem.startswith("endless")]
    others = [path for path in paths if path not in endless]
    return {row.path.stem: row for row in (*look_at(endless, SECONDS), *look_at(others, PATIENCE))}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_notebook_has_its_row(name: str, seen: dict[str, Row]) -> None:
    row, (right, points, first, why, problem) = seen[name].as_json(), FOLDERS[name][2]
    assert (row["right"], row["points"], row["first"]) == (right, points, first), row
    for part, said in (("why", why), ("problem", problem)):
        assert (row[part] is None) == (said is None), row
        assert (said or "") in (row[part] or ""), row
    assert "\n" not in (row["why"] or "")
    if row["exercises"]:
        assert row["max_points"] == 100
        assert len(row["open"]) == 8 - right
        assert [each["name"] for each in row["exercises"] if not each["right"]] == row["open"]


def test_a_row_holds_what_the_check_says(seen: dict[str, Row]) -> None:
    (wrong, *others) = seen["one_open"].exercises
    assert wrong.says.splitlines()[:3] == [
        "✗ layer_sizes: not yet right (3 cases tried).",
        "  Tried: X (9, 8), Y (3, 8).",
        "  n_x: expected 9, got 8.",
    ]
    assert all(exercise.says == f"✓ {exercise.name}: right ({exercise.says.split('(')[1]}" for exercise in others)
    assert seen["not_installed"].notes == [
        "ModuleNotFoundError in 'import no_such_package': No module named 'no_such_package'"
    ]


def test_functions_of_the_notebook_beside_are_there(tmp_path: Path) -> None:
    shutil.copytree(COURSE.source("w4_cat_classifier").parent, tmp_path / "w4_cat_classifier")
    (alone,) = look_at(notebooks(tmp_path), PATIENCE)
    assert alone.first.name == "two_layer_model"
    assert "NameError" in alone.why
    assert "put the folder w4_deep_network" in alone.notes[0]
    shutil.copytree(COURSE.source("w4_deep_network").parent, tmp_path / "w4_deep_network")
    assert [(row.points, row.notes) for row in look_at(notebooks(tmp_path), PATIENCE)] == [(100, []), (100, [])]


# --- by command, with base packages alone ---------------------------------------------------------

GRADERS = (
    "nbgrader jupytext nbclient nbformat jinja2 markupsafe sqlalchemy bleach libcst latex2mathml jupyterlab".split()
)


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `autograder status` where none of the grader's packages can be imported, in its children neither."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    lines = f"import sys\nsys.modules.update(dict.fromkeys({GRADERS!r}))\n"
    (blocked / "sitecustomize.py").write_text(lines)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(blocked), str(HOME)]), "PYTHONWARNINGS": "error"}

    def run(*options: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        told = [sys.executable, "-m", "autograder", "status", *options]
        return subprocess.run(told, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=120)

    return run


def test_my_work_of_the_course_is_looked_at(command: Callable, tmp_path: Path) -> None:
    course = tmp_path / "course"
    lay_out(course / "my_work" / SMALL, "release", SMALL)
    lay_out(course / "my_work" / "w0_lesson", "release", SMALL, [lacks("check_relu"), no_examples])
    done = command(cwd=course)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split(maxsplit=1) for line in done.stdout.splitlines() if line.strip().startswith("w")]
    assert [name for name, _ in rows] == ["w0_lesson", SMALL]
    assert rows[0][1].strip() == "a lesson: it has no exercises"
    assert rows[1][1].split()[:7] == ["0", "of", "1", "0", "of", "5", "relu"]
    assert "still empty" in rows[1][1]


def test_one_object_a_notebook(command: Callable, tmp_path: Path) -> None:
    lay_out(tmp_path / "work" / SMALL, "source", SMALL)
    lay_out(tmp_path / "work" / "x", "source", SMALL, [empty])
    done = command("--folder", str(tmp_path / "work"), "--json")
    assert (done.returncode, done.stderr) == (1, "")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["notebook"], first["right"], first["points"], first["problem"]) == (SMALL, 1, 5, None)
    assert first["exercises"][0] == {
        "name": "relu",
        "max_points": 5,
        "points": 5,
        "right": True,
        "why": "",
        "says": first["exercises"][0]["says"],
    }
    assert (second["notebook"], second["exercises"]) == ("x", [])
    assert "can't be read as a notebook" in second["problem"]
    # In a notebook's own folder it is that notebook.
    alone = command("--json", cwd=tmp_path / "work" / SMALL)
    assert json.loads(alone.stdout)["notebook"] == SMALL


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_where_there_is_none_it_says_so_in_a_line(folder: str, command: Callable) -> None:
    done = command("--folder", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "--folder DIR" in done.stderr
