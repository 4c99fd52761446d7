"""What each tier of isolation costs a submission: a fork, its confinement and its end, tier by tier in turn.

    python benchmarks/confinement.py [-n 300]

The tiers take turns in one run, since these milliseconds differ more between two runs than between two tiers.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.sandbox import TIERS, Cell, Session, Zygote, missing

WEAKEST = "plain"


def once(zygote: Zygote) -> tuple[float, float]:
    """Milliseconds from asking for a child until it runs an empty cell, and until it has been ended."""
    start = time.perf_counter()
    with Session(zygote, [Cell("empty", "")]) as session:
        session.start()
        ready = time.perf_counter()
    return 1000 * (ready - start), 1000 * (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=300, metavar="N", help="children of each tier (default: 300)")
    asked = parser.parse_args()
    console = Console()
    tiers = []
    for tier, layers in TIERS.items():
        if why := missing(*layers):
            console.print(f"{tier} can't be had here: {why}")
        else:
            tiers.append(tier)
    with ExitStack() as stack:
        zygotes = {}
        for tier in tiers:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            folder.chmod(0o755)
            zygotes[tier] = stack.enter_context(Zygote(folder, tier=tier))
        times: dict[str, list[tuple[float, float]]] = {tier: [] for tier in tiers}
        for number in range(asked.n):
            for tier in tiers if number % 2 else reversed(tiers):
                times[tier].append(once(zygotes[tier]))
    who = "root" if os.geteuid() == 0 else "an ordinary user"
    table = Table(title=f"A child and its confinement, as {who} on {platform.machine()}, median of {asked.n}")
    for column in ("isolation", "ms until ready", "ms until ended", "ms more than plain", "95 %"):
        table.add_column(column, justify="left" if column == "isolation" else "right")
    for tier in tiers:
        ready, ended = ([pair[i] for pair in times[tier]] for i in (0, 1))
        more = [mine[1] - plain[1] for mine, plain in zip(times[tier], times[WEAKEST], strict=True)]
        table.add_row(
            tier,
            f"{statistics.median(ready):.2f}",
            f"{statistics.median(ended):.2f}",
            f"{statistics.median(more):+.2f}" if tier != WEAKEST else "",
            f"{statistics.quantiles(more, n=20)[-1]:+.2f}" if tier != WEAKEST else "",
        )
    console.print(table)


if __name__ == "__main__":
    main()
