#!/usr/bin/env python3
"""Gradescope's `run_autograder`: gives a submission the result that the course's own grader came to.

It runs there, alone, copied to /autograder. It looks at nothing that a student handed in but their address, and ends
with an error, which only the staff sees, where there is no result: a missing grade is no 0.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent


def main() -> None:
    handed_in = json.loads((HOME / "submission_metadata.json").read_text(encoding="utf-8"))
    folders = json.loads((HOME / "source" / "students.json").read_text(encoding="utf-8"))
    addresses = [user["email"].lower() for user in handed_in["users"]]
    found = [folders[address] for address in addresses if address in folders]
    if not found:
        sys.exit(f"There is no result of {', '.join(addresses)} in this export.")
    (HOME / "results").mkdir(exist_ok=True)
    shutil.copy(HOME / "source" / "results" / found[0] / "results.json", HOME / "results" / "results.json")


if __name__ == "__main__":
    main()
