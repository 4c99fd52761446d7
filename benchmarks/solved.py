"""Run each solved notebook from top to bottom, as a self-learner does, and print seconds, warnings and accuracies.

    python benchmarks/solved.py [STEM ...]

One BLAS thread. The notebooks of source/ are run in a copy, beside each other and their data. A notebook passes if no
cell raises, nothing is written to stderr (a warning is), it keeps its time, and its headline accuracies lie in the
ranges that were measured over draws of the data (datasets/README.md). Exit status 1 if one does not.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = {"w4_cat_classifier": 120}
SECONDS_ELSE = 60

# stem -> what -> (the cell whose output says it, a pattern with the number, lowest, highest)
HEADLINES: dict[str, dict[str, tuple[str, str, float, float]]] = {
    "w2_logistic_regression": {
        "train": ("training", r"training: ([\d.]+) % right", 98, 100),
        "test": ("training", r"test +: ([\d.]+) % right", 68, 78),
    },
    "w3_shallow_network": {
        "a straight line": ("straight_line", r"regression: ([\d.]+) %", 50, 56),
        "four hidden units": ("training", r"units: ([\d.]+) %", 91, 96),
    },
    "w4_deep_network": {"last cost": ("two_starts", r"n_prev\).*last ([\d.]+)", 0.1, 0.4)},
    "w4_cat_classifier": {
        "stalled": ("stalled", r"training: ([\d.]+) % right", 62, 63),
        "logistic regression, test": ("tested", r"1 layer : ([\d.]+) % right", 68, 78),
        "two layers, test": ("tested", r"2 layers: ([\d.]+) % right", 72, 86),
        "four layers, test": ("tested", r"4 layers: ([\d.]+) % right", 78, 100),
    },
}


@dataclass
class Run:
    """What came of running a notebook."""

    stem: str
    seconds: float
    cpu: float
    raised: list[str] = field(default_factory=list)
    stderr: list[str] = field(default_factory=list)
    headlines: dict[str, float | None] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """Why it does not pass, a line each."""
        found = [f"raised {text}" for text in self.raised] + [f"on stderr: {text}" for text in self.stderr]
        limit = SECONDS.get(self.stem, SECONDS_ELSE)
        if self.seconds > limit:
            found.append(f"took {self.seconds:.0f} s, more than {limit}")
        for what, number in self.headlines.items():
            _, _, low, high = HEADLINES[self.stem][what]
            if number is None or not low <= number <= high:
                found.append(f"{what}: {number}, not between {low:g} and {high:g}")
        return found


def stems() -> list[str]:
    return sorted(path.stem for path in ROOT.glob("source/*/*.ipynb") if path.stem == path.parent.name)


def run(stem: str) -> Run:
    """Run the solved notebook of one stem in a copy of source/."""
    import nbformat
    from nbclient import NotebookClient

    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
    os.environ.pop("NBGRADER_EXECUTION", None)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "source", folder, dirs_exist_ok=True)
        shutil.copytree(ROOT / "datasets", Path(folder, "datasets"))
        notebook = nbformat.read(Path(folder, stem, f"{stem}.ipynb"), as_version=4)
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            resources={"metadata": {"path": str(Path(folder, stem))}},
            allow_errors=True,
            timeout=None,
            skip_cells_with_tag="",
            extra_arguments=["--log-level=CRITICAL"],
        )
        start, before = time.monotonic(), children()
        client.execute()
        made = Run(stem, time.monotonic() - start, children() - before)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                made.raised.append(f"{output.ename} in {cell.id}: {output.evalue}")
            elif output.get("name") == "stderr":
                made.stderr.append(f"{cell.id}: {output.text.strip()[:300]}")
    said = {cell.id: text_of(cell) for cell in notebook.cells}
    for what, (cell, pattern, _, _) in HEADLINES.get(stem, {}).items():
        match = re.search(pattern, said.get(cell, ""))
        made.headlines[what] = float(match[1]) if match else None
    return made


def text_of(cell: dict) -> str:
    """All that a cell printed or showed as text."""
    outputs = cell.get("outputs", [])
    return "".join(output.get("text", output.get("data", {}).get("text/plain", "")) for output in outputs)


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(chosen: list[str]) -> int:
    if unknown := set(chosen) - set(stems()):
        sys.exit(f"no stem {', '.join(sorted(unknown))}; there are {', '.join(stems())}")
    failed = 0
    for stem in chosen or stems():
        made = run(stem)
        accuracies = ", ".join(f"{what} {number}" for what, number in made.headlines.items())
        print(f"{stem:24} {made.seconds:6.1f} s by the clock, {made.cpu:6.1f} s of CPU  {accuracies}", flush=True)
        for problem in made.problems:
            print(f"    {problem}", flush=True)
        failed += bool(made.problems)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
