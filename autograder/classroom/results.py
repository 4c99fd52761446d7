"""results/<assignment>.jsonl: a line a grading, appended and never changed; the last whole line of a student counts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.grading import Result

__all__ = ["Results", "add_line", "append", "results_of"]


class Results(Mapping[str, Result]):
    """The results in a file by student; each is read when it is asked for, so that a large class takes no memory.

    What is appended later is not seen. A line that broke off (kill -9) is none: its student is graded again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.places: dict[str, tuple[int, int]] = {}
        with path.open("rb") as file:
            start = 0
            for line in file:
                with suppress(ValueError, TypeError, KeyError):
                    self.places[result(line).student] = (start, len(line))
                start += len(line)

    def __getitem__(self, student: str) -> Result:
        start, size = self.places[student]
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                return result(file.read(size))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KeyError(student) from error  # somebody changed the file: there is none any more

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def result(line: bytes) -> Result:
    return Result.from_stored(json.loads(line.decode("utf-8", "replace")))


def results_of(course: Course, stem: str) -> Mapping[str, Result]:
    """The stored results by student."""
    path = course.results(stem)
    if not path.is_file():
        return {}
    state = path.stat()
    return in_state(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def in_state(path: Path, modified: int, size: int) -> Results:
    """The results in a file, looked through once for each state that it is in, which `modified` and `size` tell."""
    return Results(path)


def append(course: Course, result: Result) -> None:
    """Make a result durable: one line, written at once and synced."""
    add_line(course.results(result.assignment), result.stored())


def add_line(path: Path, what: Mapping[str, Any]) -> None:
    """Append a line of JSON to a file, written at once and synced; a line that broke off before it is ended."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            broken_off = file.read(1) != b"\n"
            file.write(b"\n" * broken_off)
        file.write(json.dumps(what).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
