"""How long formgrader's server answers nobody while it does a step for a class, and how long the command takes.

    python benchmarks/formgrader.py [ASSIGNMENT] [-n 100] [--write]

A real JupyterLab in a throw-away copy of the course gets the requests that clicks make, while somebody else asks it
every 20 ms whether it is there. `autograde` is a click a student; the others are one for the class.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import requests
from grading import Grid, environment_of, lay_out, measured, right_ones, tell, write
from rich.console import Console

EVERY = 0.02  # seconds
AT = "2026-08-27 10:00:00 UTC"
STEPS = {
    "collect": ("assignment/{stem}/collect", "nbgrader collect {stem}"),
    "grade": ("submission/{stem}/{student}/autograde", "autograder grade {stem}"),
    "write feedback": ("assignment/{stem}/generate_feedback", "autograder feedback {stem}"),
    "release feedback": ("assignment/{stem}/release_feedback", "nbgrader release_feedback {stem}"),
}
"""A step -> what its click asks of the server, and its command."""


def hand_in(course: Path, stem: str) -> list[str]:
    """Have what is in submitted/ in an exchange instead, as if it had been handed in there; the students."""
    exchange = course.parent / "exchange"
    config = f"c.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'class'\n"
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(config)
    exchange.mkdir()
    exchange.chmod(0o777)
    measured(["nbgrader", "release_assignment", stem], course)
    students = sorted(path.name for path in (course / "submitted").iterdir())
    for student in students:
        folder = exchange / "class" / "inbound" / f"{student}+{stem}+{AT}+0"
        shutil.move(course / "submitted" / student / stem, folder)
        (folder / "timestamp.txt").write_text(AT)
        (folder / "submission_secret.txt").write_text(student)
    shutil.rmtree(course / "submitted")
    return students


@contextlib.contextmanager
def server(course: Path) -> Iterator[str]:
    """The address of a JupyterLab in the course folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with subprocess.Popen([sys.executable, *words], cwd=course, env=environment_of(course), **quiet) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            while process.poll() is None:
                with contextlib.suppress(requests.ConnectionError):
                    requests.get(f"{address}/formgrader/api/status", timeout=60)
                    break
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()


class Watched:
    """Asks the server again and again; the longest that it took to answer."""

    def __init__(self, address: str) -> None:
        self.address, self.longest, self.over = address, 0.0, threading.Event()
        self.thread = threading.Thread(target=self.ask)

    def ask(self) -> None:
        with requests.Session() as session:
            while not self.over.wait(EVERY):
                start = time.perf_counter()
                session.get(f"{self.address}/formgrader/api/status", timeout=600)
                self.longest = max(self.longest, time.perf_counter() - start)

    def __enter__(self) -> Watched:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def clicked(address: str, what: str, stem: str, students: list[str]) -> tuple[int, list[float], float]:
    """How many clicks a step is, the seconds of each, and the longest time without an answer to somebody else."""
    each = students if "{student}" in what else [""]
    with requests.Session() as session, Watched(address) as watched:
        session.get(f"{address}/formgrader/manage_assignments", timeout=60)
        seconds = []
        for student in each:
            start = time.perf_counter()
            answer = session.post(
                f"{address}/formgrader/api/{what.format(stem=stem, student=student)}",
                headers={"X-XSRFToken": session.cookies.get("_xsrf", "")},
                timeout=600,
            )
            seconds.append(time.perf_counter() - start)
            said = json.loads(answer.text) if answer.ok else {"error": answer.text}
            if not said.get("success"):
                sys.exit(f"{what}: {said.get('error')}\n{said.get('log')}")
    return len(each), seconds, watched.longest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assignment", nargs="?", default="w3_shallow_network")
    parser.add_argument("-n", type=int, default=100, metavar="N", help="size of the class (default: 100)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/speed.md")
    asked = parser.parse_args()
    stem = asked.assignment
    columns = ["step", "clicks", "s a click", "s for all", "longest silence, s", "by command, s"]
    grid = Grid(f"{stem}: a class of {asked.n}, by formgrader and by command", columns)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        notebooks = right_ones(Path(folder) / "choose" / "course", stem)
        by = {}
        for way in ("clicks", "commands"):
            course = lay_out(Path(folder) / way / "course", stem, notebooks, asked.n)
            students = hand_in(course, stem)
            if way == "clicks":
                with server(course) as address:
                    by[way] = [clicked(address, what, stem, students) for what, _ in STEPS.values()]
            else:
                commands = [command.format(stem=stem).split() for _, command in STEPS.values()]
                by[way] = [measured(command, course)[1] for command in commands]
    for step, (clicks, seconds, silence), took in zip(STEPS, by["clicks"], by["commands"], strict=True):
        a_click, all_of_them = f"{statistics.median(seconds):.2f}", f"{sum(seconds):.1f}"
        grid.add(step, str(clicks), a_click, all_of_them, f"{silence:.2f}", f"{took:.1f}")
    tell(Console(width=None if sys.stdout.isatty() else 150), [grid], [])
    if asked.write:
        write("formgrader", [grid], [])


if __name__ == "__main__":
    main()
