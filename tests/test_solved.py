"""Every solved notebook runs from top to bottom without a warning, in its time, to accuracies in their ranges."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

SOLVED = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "solved.py"))


@pytest.mark.parametrize("stem", SOLVED["stems"]())
def test_a_solved_notebook_runs(stem: str) -> None:
    # Seconds are for the benchmark to print: a busy machine must not fail a test.
    assert [problem for problem in SOLVED["run"](stem).problems if not problem.startswith("took ")] == []
