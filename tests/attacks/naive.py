"""The same attacks without this course's grader: that they are real, and how `nbgrader autograde` fares as it comes.

The naive grader is what is easily written: it runs a student's cells and asserts in the same process what comes of
them. A row that nothing befalls there would prove nothing where it is stopped.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .batch import (
    HONEST,
    LARGEST,
    ORDINARY,
    Listeners,
    as_user,
    descendants,
    end,
    environment,
    grades,
    hand_in,
    left_files,
    owned,
    scene,
    state,
)
from .words import POINTS, ROOT, STEM, Attack, Place, honest, trace, untouched

SECONDS = 8
"""For one attack on the naive grader: what takes longer has taken the class hostage."""
SECONDS_STOCK = 75
SECONDS_STOCK_ALL = 1500


# --- the naive grader -------------------------------------------------------------------------------------------


def same(got: Any, right: Any) -> bool:
    """Whether two answers agree, as a test of nbgrader's usually asks it."""
    import numpy as np

    if isinstance(right, dict):
        return got.keys() >= right.keys() and all(same(got[key], right[key]) for key in right)
    if isinstance(right, tuple):
        return len(got) == len(right) and all(map(same, got, right))
    return got == right if isinstance(right, int) else np.allclose(got, right)


def hidden_tests(cases: dict[str, list[tuple[dict[str, Any], Any]]]) -> types.ModuleType:
    """The module that the naive grader's test cells import."""
    module = types.ModuleType("hidden_tests")
    module.same = same  # type: ignore[attr-defined]

    def test(name: str, function: Any) -> bool:
        for case in cases[name]:
            arguments, right = case
            got = function(**arguments)
            if name in ("initialize_parameters", "nn_model"):  # random: their size will do
                right = {key: abs(value).mean() < 5 for key, value in right.items()}
                got = {key: abs(value).mean() < 5 for key, value in got.items()}
            assert module.same(got, right), f"{name} is not right"  # type: ignore[attr-defined]
        return True

    module.test = test  # type: ignore[attr-defined]
    return module


def graded_naively(path: Path, shell: Any) -> float:
    """The points of a notebook: those of every test cell that ended without an exception."""
    import nbformat

    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    os.chdir(path.parent)
    sys.path.insert(0, "")
    score = 0.0
    for cell in notebook.cells:
        name = str(cell.get("id", "")).removeprefix("check_")
        if cell.cell_type != "code" or cell.metadata.get("autograder", {}).get("kind") == "demo":
            continue  # long trainings, which nbgrader is told to skip
        if f"check_{name}" != cell.get("id"):
            shell.run_cell(cell.source)
        elif "skip-execution" in cell.metadata.get("tags", ()):
            score += POINTS[name]
        else:
            code = f'from hidden_tests import test\nassert test("{name}", {name})'
            score += POINTS[name] * shell.run_cell(code).success
    return score


def serve(folder: Path, names: Sequence[str], seed: str) -> None:
    """Grade these students, each in a fork with a time limit; a line of JSON for each."""
    from IPython.core.interactiveshell import InteractiveShell

    from autograder.course import Course, questions

    asked = questions(Course(folder), STEM, int(seed))
    cases = {
        name: [(e.args, e.right.value) for e in question.examples if not e.advice and not e.long]
        for name, question in asked.items()
    }
    sys.modules["hidden_tests"] = hidden_tests(cases)
    shell = InteractiveShell.instance()
    shell.run_cell("import numpy as np, matplotlib\nmatplotlib.use('agg')")
    for name in names:
        print(json.dumps(in_a_fork(folder, name, shell)), flush=True)


def in_a_fork(folder: Path, name: str, shell: Any) -> dict[str, Any]:
    told, tell = os.pipe()
    output = folder.parent / f"output-{name}"
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            for limit, value in (
                (resource.RLIMIT_AS, 4 << 30),
                (resource.RLIMIT_CPU, 2 * SECONDS),
                (resource.RLIMIT_FSIZE, 256 << 20),
                (resource.RLIMIT_NPROC, 4000),
            ):
                resource.setrlimit(limit, (value, value))
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT, 0o600)
            os.dup2(descriptor, 1)
            os.dup2(descriptor, 2)
            score = graded_naively(folder / "submitted" / name / STEM / f"{STEM}.ipynb", shell)
            os.write(tell, repr(score).encode())
            sys.stdout.flush()
        os._exit(0)
    os.close(tell)
    heard = select.select([told], [], [], SECONDS)[0]
    text = os.read(told, 100).decode() if heard else None
    late = not heard
    time.sleep(0.2)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _, _, usage = os.wait4(pid, 0)
    os.close(told)
    return {
        "student": name,
        "score": float(text) if text else None,
        "late": late,
        "seconds": time.monotonic() - start,
        "megabytes": usage.ru_maxrss // 1024,
    }


def run_naive(attacks: Sequence[Attack], console: Any) -> None:
    """Say of each attack what it does to the naive grader, and name those that nothing befalls."""
    uid = ORDINARY if os.getuid() == 0 else None  # as root an attack could end the machine
    harmless = []
    for attack in attacks:
        wrong = naively(attack, uid)
        if not wrong:
            harmless.append(attack.name)
        console.print(f"{attack.family}: {attack.name}: {' | '.join(wrong) or 'NOTHING'}"[:400], markup=False)
    console.print(f"nothing befell the naive grader from {len(harmless)} of {len(attacks)}: {', '.join(harmless)}")


def naively(attack: Attack, uid: int | None) -> list[str]:
    """What an attack does to the naive grader."""
    with scene(uid, [attack]) as (place, planted, listeners):
        results = place.course / "results" / f"{STEM}.jsonl"
        results.write_text("{}\n")
        with contextlib.closing(sqlite3.connect(place.course / "gradebook.db")) as book:
            book.executescript("CREATE TABLE grade (manual_score, extra_credit); INSERT INTO grade VALUES (9, 0)")
        owned(place, uid)
        before, known = state(place), set(descendants(os.getpid()))
        records = [place.course / "gradebook.db", results]
        written = [path.read_bytes() for path in records]
        words = [sys.executable, "-m", "tests.attacks.naive", str(place.course), planted["seed"], attack.name]
        with tempfile.TemporaryFile("w+") as out:
            process = subprocess.Popen(
                as_user(words, uid),
                cwd=ROOT,
                env=environment(place, planted),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                process.wait(SECONDS + 60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            time.sleep(0.3)
            left = [pid for pid in descendants(os.getpid()) if pid not in known]
            end(left)
            out.seek(0)
            lines = out.read().splitlines()
        result = json.loads(lines[-1]) if lines else {"score": None, "late": False, "megabytes": 0, "seconds": 0}
        found = named_traces(attack, place, planted, listeners)
        if left:
            found.append(f"{len(left)} processes stayed")
        if result["late"]:
            found.append("never ended")
        elif result["score"] is None:
            found.append("the grader died")
        elif attack.start == "untouched" or attack.leaves != (attack.leaves[0],):
            found += [f"{result['score']:g} points"] * (result["score"] > attack.range[1])
        else:
            low, high = attack.range
            if not low <= result["score"] <= high:
                found.append(f"{result['score']:g} points for {low:g}")
        if result["megabytes"] > 1200:
            found.append(f"{result['megabytes']} MB of memory")
        after = state(place)
        gone = [name for name in before | after if before.get(name) != after.get(name)]
        found += [f"changed {name}" for name in gone]
        found += [
            f"changed {path.name}" for path, was in zip(records, written, strict=True) if path.read_bytes() != was
        ]
        return found


def named_traces(attack: Attack, place: Place, planted: dict[str, str], listeners: Listeners) -> list[str]:
    found = []
    output = place.course.parent / f"output-{attack.name}"
    if output.is_file():
        if output.stat().st_size > 20 << 20:
            found.append(f"{output.stat().st_size >> 20} MB of output")
        text = output.read_text(errors="replace")[-LARGEST:]
        found += [f"secret of {where}" for where, secret in planted.items() if secret in text]
        if f"GOT-{attack.name}" in text or f"GOT_{attack.name}" in text:
            found.append("its mark came out")
    found += [f"left {Path(file).name}" for file in left_files(place) if trace(place, attack.name) in file][:3]
    found += ["reached a listener"] * bool(listeners.heard)
    return found


# --- stock nbgrader ---------------------------------------------------------------------------------------------


def run_stock(attacks: Sequence[Attack], size: int, console: Any) -> dict[str, tuple[int, int]]:
    """Attacks on `nbgrader autograde` as it comes: by family those that changed nothing, and those tried.

    One student a run, since many an attack ends the batch; each with limits, so that the machine survives.
    """
    uid = ORDINARY if os.getuid() == 0 else None
    step = max(1, len(attacks) // size)
    chosen = list(attacks[::step][:size])
    found: dict[str, tuple[int, int]] = {}
    began, tried = time.monotonic(), []
    with scene(uid, ()) as (place, planted, listeners):
        (place.course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
        shutil.rmtree(place.course / "release")
        owned(place, uid)
        stock(place, uid, planted, "generate_assignment", STEM)
        for student in HONEST:
            stock(place, uid, planted, "autograde", STEM, f"--student={student}")
        saved = place.course.with_name("saved")
        shutil.copytree(place.course, saved)
        for attack in chosen:
            if time.monotonic() - began > SECONDS_STOCK_ALL:
                break
            wrong = on_stock(attack, place, uid, planted, listeners, saved)
            tried.append(attack)
            stopped, of = found.get(attack.family, (0, 0))
            found[attack.family] = (stopped + (not wrong), of + 1)
            console.print(f"  stock: {attack.name}: {' | '.join(wrong) or 'nothing'}"[:400], markup=False)
    rest = [attack.name for attack in attacks if attack not in tried]
    console.print(f"stock nbgrader: {len(tried)} tried; left out: {', '.join(rest)}", markup=False)
    return found


def limited() -> None:
    """Limits without which an attack on stock nbgrader could take the machine along."""
    os.setsid()
    for limit, value in (
        (resource.RLIMIT_AS, 6 << 30),
        (resource.RLIMIT_FSIZE, 512 << 20),
        (resource.RLIMIT_CPU, SECONDS_STOCK),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 4000),
    ):
        resource.setrlimit(limit, (value, value))


def stock(place: Place, uid: int | None, planted: dict[str, str], *words: str) -> tuple[int | None, int]:
    """A command of nbgrader's as it comes: its status, None if it never ended, and how many processes it left."""
    known = set(descendants(os.getpid()))
    settings = {"JUPYTER_CONFIG_DIR": str(place.home), "IPYTHONDIR": str(place.home / "ipython")}
    process = subprocess.Popen(
        as_user([str(Path(sys.executable).parent / "nbgrader"), *words], uid),
        cwd=place.course,
        env=environment(place, planted) | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=limited,
    )
    try:
        code: int | None = process.wait(SECONDS_STOCK)
    except subprocess.TimeoutExpired:
        code = None
    left = [pid for pid in descendants(os.getpid()) if pid not in known]
    end(left)
    process.wait()
    return code, len(left)


def on_stock(
    attack: Attack, place: Place, uid: int | None, planted: dict[str, str], listeners: Listeners, saved: Path
) -> list[str]:
    """What an attack does to stock nbgrader: points not earned, a trace, an honest student's loss."""
    listeners.heard.clear()
    hand_in(place, attack.name, honest() if attack.start == "honest" else untouched(), attack.changes)
    owned(place, uid)
    before = state(place)
    code, left = stock(place, uid, planted, "autograde", STEM, f"--student={attack.name}")
    found = named_traces(attack, place, planted, listeners)
    if code is None:
        found.append("never ended")
    elif code:
        found.append(f"ended with {code}: a whole class would have")
    if left and code is not None:
        found.append(f"{left} processes stayed")
    book = grades(place)
    low, high = attack.range
    if attack.name in book and not low <= book[attack.name] <= high and code == 0:
        found.append(f"{book[attack.name]:g} points for {high:g}")
    found += [f"{student} lost" for student in HONEST if book.get(student) != 100]
    text = "".join(
        path.read_text(errors="replace")
        for path in (place.course / "autograded" / attack.name).rglob("*")
        if path.is_file() and path.stat().st_size < LARGEST
    )
    found += [f"the secret of {where}" for where, secret in planted.items() if secret in text]
    if f"GOT-{attack.name}" in text:
        found.append("its mark came out")
    after = state(place)
    found += [f"changed {name}" for name in before | after if before.get(name) != after.get(name)][:3]
    shutil.rmtree(place.course)
    shutil.copytree(saved, place.course)
    owned(place, uid)
    return found


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[3:], sys.argv[2])
