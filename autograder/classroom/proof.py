"""What `autograder prove` shows: a table in the terminal, and one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from autograder.classroom.messages import counted
from autograder.course import Course
from autograder.grading.prove import SEEDS, Proof
from autograder.pages import template

__all__ = ["Figures", "headline", "page", "row", "table", "write_proof"]

COLUMNS = (
    "mistakes",
    "advice",
    "pairs",
    "variants",
    "mutants",
    "killed",
    "named",
    "equivalent",
    "holes",
    "fails",
    "seconds",
)


class Figures:
    """The proofs of one assignment, and their sums."""

    def __init__(self, stem: str, proofs: Sequence[Proof]) -> None:
        self.stem, self.proofs = stem, list(proofs)

    @classmethod
    def of(cls, proofs: Iterable[Proof]) -> list[Figures]:
        """The proofs by assignment, in the order in which they come."""
        found: dict[str, list[Proof]] = {}
        for proof in proofs:
            found.setdefault(proof.assignment, []).append(proof)
        return [cls(stem, of) for stem, of in found.items()]

    def sums(self) -> dict[str, Any]:
        each = [numbers(proof) for proof in self.proofs]
        return {name: round(sum(one[name] for one in each), 1) for name in COLUMNS}

    @property
    def score(self) -> str:
        killed, holes = (sum(numbers(proof)[name] for proof in self.proofs) for name in ("killed", "holes"))
        return percent(killed, killed + holes)

    @property
    def problems(self) -> int:
        return sum(len(proof.problems) for proof in self.proofs)


def numbers(proof: Proof) -> dict[str, Any]:
    """The columns of the table: how many were tried of each kind, and what came of the mutants."""
    lists = {name: len(getattr(proof, name)) for name in ("mistakes", "advice", "pairs", "variants", "holes")}
    single = {name: getattr(proof, name) for name in ("mutants", "killed", "named", "seconds")}
    return {**lists, **single, "equivalent": len(proof.equivalent), "fails": len(proof.problems)}


def percent(part: int, whole: int) -> str:
    """Never rounded up to 100 %: one hole among 5,000 is a hole."""
    return "100 %" if part == whole else f"{int(part / whole * 1000) / 10} %"


def headline(proofs: Sequence[Proof]) -> str:
    """The whole proof in two sentences, the second without its stop."""
    every = Figures("", proofs)
    sums, problems = every.sums(), every.problems
    held = "Everything holds" if not problems else f"{counted(problems, 'thing')} fail{'s' if problems == 1 else ''}"
    return (
        f"{held}. Tried: {counted(sums['mistakes'], 'mistake')}, {counted(sums['variants'], 'right variant')} and "
        f"{counted(sums['mutants'], 'mutant')}, of which {are(sums['killed'])} killed, {are(sums['equivalent'])} "
        f"equivalent and {are(sums['holes'])} {'a hole' if sums['holes'] == 1 else 'holes'} ({every.score})"
    )


def are(many: int) -> str:
    return f"{many:,} {'is' if many == 1 else 'are'}"


def table(proofs: Sequence[Proof]) -> Table:
    """Exercises down, what was tried across, with the sums of each assignment."""
    grid = Table(title="The test of the tests", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    grid.add_column("exercise", no_wrap=True)
    for name in COLUMNS:
        grid.add_column(name, justify="right")
    grid.add_column("score", justify="right")
    for figures in Figures.of(proofs):
        for proof in figures.proofs:
            score = percent(proof.killed, proof.killed + len(proof.holes))
            style = "yellow" if proof.problems else None
            grid.add_row(f"  {escape(proof.exercise)}", *cells_of(numbers(proof)), score, style=style)
        grid.add_row(escape(figures.stem), *cells_of(figures.sums()), figures.score, style="bold", end_section=True)
    return grid


def cells_of(found: dict[str, Any]) -> list[str]:
    return [str(found[name]) for name in COLUMNS]


def row(proof: Proof) -> dict[str, Any]:
    """A proof as a JSON object."""
    return {**asdict(proof), "mutants": proof.mutants, "score": proof.score, "problems": proof.problems}


def page(proofs: Sequence[Proof], seeds: int = SEEDS, seconds: float | None = None) -> str:
    """The page of these proofs."""
    return template("autograder.classroom", "proof.html.j2").render(
        assignments=Figures.of(proofs),
        every=Figures("", proofs),
        headline=headline(proofs),
        columns=COLUMNS,
        counted=counted,
        are=are,
        numbers=numbers,
        percent=percent,
        seconds=seconds,
        seeds=seeds,
    )


def write_proof(
    course: Course,
    proofs: Sequence[Proof],
    seeds: int = SEEDS,
    seconds: float | None = None,
    stem: str | None = None,
) -> Path:
    """Write the page to reports/; where one assignment alone is proved, beside that of the whole course."""
    path = course.proof(stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(proofs, seeds, seconds), encoding="utf-8")
    return path
