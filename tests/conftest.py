"""What several test files share."""

from __future__ import annotations

import os

import pytest


def need(part: bool, what: str) -> None:
    """Skip the test, or fail it where REQUIRE_ALL is set, if this machine lacks `part`; `what` says how to get it."""
    if not part:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)(what)
