"""What several test files share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Seconds say something about this machine and not about the code: a busy one must not fail a test.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def need(part: bool, what: str) -> None:
    """Skip the test, or fail it where REQUIRE_ALL is set, if this machine lacks `part`; `what` says how to get it."""
    if not part:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)(what)


@pytest.fixture(scope="session")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this project."""
    folder, home = tmp_path_factory.mktemp("wheel"), Path(__file__).parents[1]
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(home)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (path,) = folder.glob("*.whl")
    return path
