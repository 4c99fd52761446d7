"""Where things lie in a course folder: nbgrader's own layout, and ours beside it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config, PyFileConfigLoader

from autograder.wording import nameable

__all__ = ["Course", "CourseError", "course_config", "interpreter_on_path"]


HEADER = ("builds_on", "datasets")


class CourseError(Exception):
    """Something about the course or its files that a person can mend: one line that names the file and the mend."""


@dataclass(frozen=True)
class Course:
    """A course folder. Folders of nbgrader's are relative to `root`, as its defaults have them."""

    root: Path

    @classmethod
    def at(cls, folder: Path, *, built: bool = True) -> Course:
        """The course in this folder; CourseError if it is none, or, where it has to be `built`, not yet."""
        folder = folder.resolve()
        if not (folder / "nbgrader_config.py").is_file():
            raise CourseError(
                f"{folder} is not a course folder (no nbgrader_config.py): go there, or use --course DIR."
            )
        if built and not (folder / "source").is_dir():
            raise CourseError(f"{folder} has no source/ yet: run `autograder build` there.")
        return cls(folder)

    @classmethod
    def around(cls, folder: Path) -> Course | None:
        """The course that this folder lies in, looked for upward, or None."""
        for candidate in (folder, *folder.parents):
            if (candidate / "nbgrader_config.py").is_file() and (candidate / "autograder" / "exercises").is_dir():
                return cls(candidate)
        return None

    @property
    def stems(self) -> list[str]:
        """Every lesson and assignment that has a source notebook."""
        return sorted(path.parent.name for path in self.root.glob("source/*/*.ipynb") if path.stem == path.parent.name)

    @property
    def assignments(self) -> list[str]:
        """The stems that have exercises."""
        return [stem for stem in self.stems if self.exercises(stem).is_file()]

    def assignment(self, stem: str) -> str:
        """`stem`, if it is an assignment of this course; else CourseError says what there is."""
        if stem in self.assignments:
            return stem
        known = ", ".join(self.assignments) or "none yet: run `autograder build`"
        if stem in self.stems:
            raise CourseError(f"{stem} is a lesson without exercises; assignments are: {known}.")
        raise CourseError(f"There is no assignment {stem!r} in {self.root / 'source'}; assignments are: {known}.")

    def header(self, stem: str) -> dict[str, Any]:
        """What the head of a text says of its notebook: `builds_on` another stem, `datasets` it reads."""
        path = self.source(stem)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))["metadata"]["autograder"]
            return {key: found[key] for key in HEADER if key in found}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CourseError(f"{path} can't be read ({error}): run `autograder build`.") from None

    def text(self, stem: str) -> Path:
        return self.root / "notebooks" / f"{stem}.py"

    def exercises(self, stem: str) -> Path:
        return self.root / "autograder" / "exercises" / f"{stem}.py"

    def right(self, stem: str) -> Path:
        """Right variants of the solutions, in other styles."""
        return self.root / "tests" / "right" / f"{stem}.py"

    def note(self, stem: str) -> Path:
        """The instructor's note on a lesson or assignment; students don't get it."""
        return self.root / "teach" / f"{stem}.md"

    def source(self, stem: str) -> Path:
        return self.root / "source" / stem / f"{stem}.ipynb"

    def release(self, stem: str) -> Path:
        return self.root / "release" / stem / f"{stem}.ipynb"

    def recall(self, stem: str) -> Path:
        return self.root / "recall" / stem / f"{stem}.ipynb"

    def submitted(self, stem: str, student: str) -> Path:
        return self.root / "submitted" / student / stem / f"{stem}.ipynb"

    def autograded(self, stem: str, student: str) -> Path:
        return self.root / "autograded" / student / stem / f"{stem}.ipynb"

    def feedback(self, stem: str, student: str) -> Path:
        return self.root / "feedback" / student / stem / f"{stem}.html"

    def made_from(self, stem: str) -> dict[str, str]:
        """SHA-256 of the files that a source notebook is made from, by their path in the course."""
        files = {path.relative_to(self.root).as_posix(): path for path in (self.text(stem), self.exercises(stem))}
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if path.is_file()}

    def results(self, stem: str) -> Path:
        return self.root / "results" / f"{stem}.jsonl"

    def seed(self, stem: str) -> Path:
        return self.root / "results" / f"{stem}.seed"

    def watched(self, stem: str) -> Path:
        """What `autograder watch` did with each submission in the exchange."""
        return self.root / "results" / f"{stem}.watch.jsonl"

    def exam(self, stem: str) -> Path:
        """The questions with their hidden cases, kept so that they are worked out once for a seed."""
        return self.root / "results" / f"{stem}.exam"

    def report(self, stem: str) -> Path:
        """The instructor's page about a class; the same as a table is beside it, `.csv`."""
        return self.root / "reports" / f"{stem}.html"

    def changes(self, stem: str) -> Path:
        """Who got other points at the last grading, and why."""
        return self.root / "reports" / f"{stem}_changes.csv"

    def proof(self, stem: str | None = None) -> Path:
        """The page that `autograder prove` writes about the whole course, or about one assignment."""
        return self.root / "reports" / (f"proof_{stem}.html" if stem else "proof.html")

    def strays(self) -> list[Path]:
        """What no assignment explains under submitted/, relative to the course: folders, and notebooks beside them."""
        known = set(self.stems)
        there = sorted(self.root.glob("submitted/*/*"))
        folders = (path for path in there if path.is_dir() or path.suffix == ".ipynb")
        found = (path for path in folders if path.name not in known or not nameable(path.parent.name))
        return [path.relative_to(self.root) for path in found if not path.name.startswith(".")]

    def students(self, stem: str) -> list[str]:
        """Everyone who has a folder for this assignment under submitted/, with or without a notebook in it."""
        names = (path.parent.name for path in self.root.glob(f"submitted/*/{stem}") if path.is_dir())
        return sorted(filter(nameable, names))


def course_config(course: Course) -> Config:
    """What the course's nbgrader_config.py says, with the course's own folder as root."""
    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    except Exception as error:
        raise CourseError(f"{course.root / 'nbgrader_config.py'} can't be read: {error}") from None
    config.CourseDirectory.root = str(course.root)
    return config


def interpreter_on_path() -> None:
    """Put our interpreter's folder on PATH: nbgrader calls `alembic` by name; without it, it leaves half a database."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", "")])
