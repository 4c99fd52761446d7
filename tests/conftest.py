"""What several test files share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

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


# --- a browser ----------------------------------------------------------------------------------------

CHROMIUM = Path("/usr/bin/chromium")
ARGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync""".split()
PATIENCE = 60_000  # ms for one condition: a busy machine takes 20 s to the first kernel, an idle one 5


# Of a module, no wider: Playwright's loop runs until the browser is closed, and other tests have one of their own.
@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    need(CHROMIUM.exists(), f"There is no {CHROMIUM}: apt-get install chromium fonts-dejavu-core")
    home = tmp_path_factory.mktemp("chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGS, env={**os.environ, "HOME": str(home)}, timeout=PATIENCE
        )
        yield started
        started.close()


@pytest.fixture
def abroad() -> list[str]:
    """The addresses outside this machine that the page asked for; it gets none of them."""
    return []


@pytest.fixture
def page(browser: Browser, abroad: list[str], tmp_path: Path) -> Iterator[Page]:
    """A page without a past; what it showed last stays in the test's folder.

    A test names it after its server: the page then ends first, and shows no lost connection.
    """

    def refuse(route: Route) -> None:
        abroad.append(route.request.url)
        route.abort()

    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:")), refuse)
    yield page
    page.screenshot(path=tmp_path / "last.png")
    page.context.close()


# --- Jupyter ------------------------------------------------------------------------------------------


def new_user(home: Path) -> dict[str, str]:
    """The environment of a user who has never started Jupyter, with everything below `home`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    environment["HOME"] = str(home)
    for name in ("CONFIG", "DATA", "RUNTIME"):
        environment[f"JUPYTER_{name}_DIR"] = str(home / name.lower())
        (home / name.lower()).mkdir(parents=True)
    settings = {
        "ServerApp": {"ip": "127.0.0.1", "port": 0, "open_browser": False, "allow_root": True},
        "IdentityProvider": {"token": ""},
    }
    (home / "config" / "jupyter_server_config.json").write_text(json.dumps(settings))
    return environment


@contextmanager
def served(command: Sequence[str], cwd: Path, user: dict[str, str]) -> Iterator[str]:
    """The address of the JupyterLab that `python -m COMMAND` starts in the folder `cwd`; its log is in HOME."""
    log = Path(user["HOME"], "log.txt")
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=cwd,
            env=user,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        about = Path(user["JUPYTER_RUNTIME_DIR"], f"jpserver-{process.pid}.json")
        deadline = time.monotonic() + PATIENCE / 1000
        try:
            # The file is there a moment before its content is.
            while not about.is_file() or not about.stat().st_size:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield json.loads(about.read_text())["url"].rstrip("/")
            process.terminate()  # it ends its kernels first
            process.wait(30)
        finally:
            process.kill()
