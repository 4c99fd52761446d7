"""The words that an attack is declared with: where its code stands, what lies beside it, which trace it would leave."""

from __future__ import annotations

import json
import os
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STEM = "w3_shallow_network"
MATE = "honest_ada"
POINTS = {
    "layer_sizes": 6,
    "initialize_parameters": 8,
    "forward_propagation": 16,
    "compute_cost": 12,
    "backward_propagation": 20,
    "update_parameters": 10,
    "nn_model": 16,
    "predict": 12,
}


class Trace(Enum):
    """What an attack would leave if it got through; the engine looks for each of these after every attack."""

    POINTS = "points that were not earned"
    SECRET = "a secret, or the attack's own mark of success, in what is printed, stored or handed back"
    FILE = "a file named after the attack, or a change in the course's own files"
    CALL = "a message at a listener of the grader's machine"
    PROCESS = "a process that is still alive"
    BURDEN = "a row that took far too long, or files far too large"
    LOSS = "an honest student's loss"


@dataclass(frozen=True)
class Place:
    """Where a batch happens: all that an attacker may know of it."""

    course: Path
    home: Path
    temporary: Path
    token: str
    port: int
    visible: dict[str, list[tuple[dict[str, Any], Any]]]
    """The visible cases, which every student has in examples.h5: by exercise (arguments, right value)."""


@dataclass
class Handed:
    """What one student hands in."""

    student: str
    place: Place
    notebook: dict[str, Any]
    folder: Path
    content: bytes | None = None
    """The file's bytes, where they aren't the notebook's."""


Change = Callable[[Handed], object]


@dataclass(frozen=True)
class Attack:
    """One row: what it tries, the score it deserves, and the traces that must not exist afterwards."""

    name: str
    family: str
    tries: str
    deserved: float | tuple[float, float]
    changes: tuple[Change, ...]
    leaves: tuple[Trace, ...]
    start: str = "untouched"
    status: str | None = None
    why: str = ""
    """Why the deserved score is a range, or not what one might think."""
    needs: str = "plain"
    """The weakest tier that promises to stop it: plain promises verdicts, no confidentiality."""
    apart: bool = False
    """Where nothing stops it, it takes the whole batch along: left out below the tier that it needs."""

    @property
    def range(self) -> tuple[float, float]:
        return self.deserved if isinstance(self.deserved, tuple) else (self.deserved, self.deserved)


# --- notebooks to start from ------------------------------------------------------------------------------------


@cache
def _text_of(path: Path) -> str:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return json.dumps(notebook)


def untouched() -> dict[str, Any]:
    """The notebook as students get it."""
    return json.loads(_text_of(ROOT / "release" / STEM / f"{STEM}.ipynb"))


def honest(student: str = "ada_matmul") -> dict[str, Any]:
    """A notebook of the example class that earns all points, its outputs cleared."""
    return json.loads(_text_of(ROOT / "tests" / "classes" / STEM / student / f"{STEM}.ipynb"))


# --- what an attacker brings along ------------------------------------------------------------------------------

KIT_WORDS = "NAME MARK TRACE COURSE MATE HOME TMP PORT VISIBLE LOOT tell attempt libc hidden grader".split()
KNOWN = "NAME, TRACE, COURSE, MATE, HOME, TMP, PORT, VISIBLE = {known}\n"
KIT = """
import ctypes, os, sys
import numpy as np

MARK = "-".join(("GOT", NAME))  # so that the text itself stands nowhere in this notebook
LOOT = []
libc = ctypes.CDLL(None, use_errno=True)


def tell(*loot):
    LOOT.extend(map(str, loot))
    print(*loot)


def attempt(*ways):
    for way in ways:
        try:
            found = way()
        except Exception as error:
            continue
        if found:
            text = found.decode(errors="replace") if isinstance(found, bytes) else found
            tell(text if isinstance(text, str) else MARK)


def hidden(array):
    return round(float(np.sum(array)), 6) not in VISIBLE


def grader():
    pids = [os.getppid()]
    while pids[-1] > 1 and len(pids) < 4:
        with open(f"/proc/{pids[-1]}/stat") as file:
            pids.append(int(file.read().rpartition(")")[2].split()[1]))
    return [pid for pid in pids if pid > 1]
"""
REPORT = """

def layer_sizes(X, Y):
    raise ValueError(" ".join(LOOT)[-400:])
"""


def sums(place: Place) -> set[float]:
    """The sum of every array that code is called with before any hidden one, by which it can tell them apart.

    Those of the visible cases, and these with other numbers, by which the grader finds an argument that is ignored.
    """
    import numpy as np

    from autograder.examples import far, moved, slightly

    found = set()
    for cases in place.visible.values():
        for args, _ in cases:
            for called in (args, moved(args, slightly), moved(args, far)):
                arrays = [*called.values(), *(v for d in called.values() if isinstance(d, dict) for v in d.values())]
                found |= {round(float(np.sum(array)), 6) for array in arrays if not isinstance(array, dict)}
    return found


def equipped(code: str, handed: Handed) -> str:
    """An attack's code, below the kit where it uses a word of it."""
    code = textwrap.dedent(code).strip("\n")
    if not any(re.search(rf"\b{word}\b", code) for word in KIT_WORDS):
        return code
    return f"{known(code, handed)}{KIT.strip()}\n\n\n{code}"


def known(code: str, handed: Handed) -> str:
    """The line that names what an attacker knows of the place."""
    place = handed.place
    values = (
        handed.student,
        trace(place, handed.student),
        str(place.course),
        MATE,
        str(place.home),
        str(place.temporary),
        place.port,
        sums(place) if re.search(r"\bhidden\b", code) else set(),
    )
    return KNOWN.format(known=repr(values))


def trace(place: Place, student: str) -> str:
    """The name of every file that an attack leaves; it tells which attack it was."""
    return f"attack-{place.token}-{student}"


# --- where code stands ------------------------------------------------------------------------------------------


def code_cell(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, **more}


def named(handed: Handed, name: str) -> dict[str, Any]:
    return next(cell for cell in handed.notebook["cells"] if cell.get("id") == name)


def front(code: str) -> Change:
    """A cell in front of all others."""
    return lambda handed: handed.notebook["cells"].insert(0, code_cell(equipped(code, handed), id="students-own"))


def spy(code: str) -> Change:
    """A cell in front of all others, and a function whose message, in a visible call, carries home what it found."""
    whole = textwrap.dedent(code).strip("\n") + "\n" + REPORT
    return lambda handed: handed.notebook["cells"].insert(0, code_cell(equipped(whole, handed), id="students-own"))


def behind(code: str) -> Change:
    """A cell behind all others."""
    return lambda handed: handed.notebook["cells"].append(code_cell(equipped(code, handed), id="students-last"))


def before(name: str, code: str) -> Change:
    """A cell of the student's own above one of the course's."""

    def change(handed: Handed) -> None:
        cells = handed.notebook["cells"]
        cells.insert(cells.index(named(handed, name)), code_cell(equipped(code, handed), id=f"above-{name}"))

    return change


def instead(name: str, code: str) -> Change:
    """Code in the place of a cell's own."""
    return lambda handed: named(handed, name).update(source=equipped(code, handed))


def replaced(name: str, old: str, new: str) -> Change:
    """A text that occurs in a cell, another in its place."""

    def change(handed: Handed) -> None:
        cell = named(handed, name)
        if old not in cell["source"]:
            raise LookupError(f"{old!r} is not in {name}")
        cell["source"] = cell["source"].replace(old, new)

    return change


SIGNATURES = {
    "layer_sizes": "X, Y",
    "initialize_parameters": "n_x, n_h, n_y",
    "forward_propagation": "X, parameters",
    "compute_cost": "A2, Y",
    "backward_propagation": "parameters, cache, X, Y",
    "update_parameters": "parameters, grads, learning_rate=1.2",
    "nn_model": "X, Y, n_h, num_iterations=10000, print_cost=False",
    "predict": "parameters, X",
}


def answers(expression: str) -> Change:
    """All eight functions return this; `NAME_` stands for the function's name, `ARGS_` for its arguments."""

    def change(handed: Handed) -> None:
        for name, signature in SIGNATURES.items():
            names = ", ".join(part.partition("=")[0] for part in signature.split(", "))
            returned = expression.replace("NAME_", name).replace("ARGS_", names)
            named(handed, name)["source"] = f"def {name}({signature}):\n    return {returned}"

    return change


def sevens(handed: Handed) -> None:
    """All eight functions return the right shapes full of sevens: nothing of it is right."""
    bodies = {
        "layer_sizes": "return 7, 7, 7",
        "initialize_parameters": """
            shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
            return {name: np.full(shape, 7.0) for name, shape in shapes.items()}
        """,
        "forward_propagation": """
            Z1, Z2 = np.full((parameters["W1"].shape[0], X.shape[1]), 7.0), np.full((1, X.shape[1]), 7.0)
            return Z2, {"Z1": Z1, "A1": Z1, "Z2": Z2, "A2": Z2}
        """,
        "compute_cost": "return 7.0",
        "backward_propagation": 'return {"d" + name: np.full(array.shape, 7.0) for name, array in parameters.items()}',
        "update_parameters": """
            for name in parameters:
                parameters[name] += 7.0
            return parameters
        """,
        "nn_model": """
            shapes = {"W1": (n_h, X.shape[0]), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
            return {name: np.full(shape, 7.0) for name, shape in shapes.items()}
        """,
        "predict": "return np.full((1, X.shape[1]), 7.0)",
    }
    for name, body in bodies.items():
        text = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
        named(handed, name)["source"] = f"def {name}({SIGNATURES[name]}):\n{text}"


# --- other changes ----------------------------------------------------------------------------------------------


def edit(change: Callable[[dict[str, Any]], object]) -> Change:
    """A change of the notebook's JSON."""
    return lambda handed: change(handed.notebook)


def checks(change: Callable[[dict[str, Any]], object]) -> Change:
    """A change of every check cell."""

    def change_all(handed: Handed) -> None:
        for cell in handed.notebook["cells"]:
            if str(cell.get("id", "")).startswith("check_"):
                change(cell)

    return change_all


def raw(make: Callable[[bytes], bytes]) -> Change:
    """A change of the file's bytes."""

    def change(handed: Handed) -> None:
        handed.content = make(json.dumps(handed.notebook).encode() if handed.content is None else handed.content)

    return change


def beside(name: str, content: str | bytes) -> Change:
    """A file beside the notebook; a text is code, which is told where it is."""

    def change(handed: Handed) -> None:
        path = handed.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else (known(content, handed) + content.strip()).encode())

    return change


def link(name: str, target: str) -> Change:
    """A symbolic link beside the notebook, or in its place; COURSE and HOME stand for those folders."""

    def change(handed: Handed) -> None:
        place = handed.place
        to = target.replace("COURSE", str(place.course)).replace("HOME", str(place.home))
        (handed.folder / name).symlink_to(to)

    return change


def nothing_written(handed: Handed) -> None:
    """The folder is left as the changes made it."""
    handed.content = None
    handed.notebook = {}


def pipe(name: str) -> Change:
    """A named pipe, on which whoever opens it waits for ever."""
    return lambda handed: os.mkfifo(handed.folder / name)


def lost(*names: str) -> float:
    """The points of an honest notebook that loses these exercises."""
    return 100 - sum(POINTS[name] for name in names)
