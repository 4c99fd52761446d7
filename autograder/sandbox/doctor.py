"""What keeps students' code apart on this machine."""

from __future__ import annotations


def isolation() -> tuple[str, str]:
    """Return the tier's name and one sentence that says what it means here."""
    return (
        "plain",
        "Students' code runs in a process of its own with limits on time and memory, so that verdicts are "
        "safe, but it can read what your user account can read and reach the network.",
    )
