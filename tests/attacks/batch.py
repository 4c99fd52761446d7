"""The engine: all attacks and two honest students in ONE batch, by the real command; then every trace is looked for.

    python -m tests.attacks.batch [--tier TIER ...] [--only NAME ...] [--family FAMILY] [--stock [N]] [--naive]

prints a table of families and tiers: attacks stopped of attacks tried, each that got through by name. As root it runs
each tier as an ordinary user too. `--naive` runs the same notebooks with nothing around them, to show that the attacks
are real; `--stock` grades them with nbgrader's own command, one student a run.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import re
import secrets
import selectors
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from autograder.examples import read
from autograder.sandbox import TIERS as SANDBOX_TIERS

from .table import ATTACKS, FAMILIES
from .words import MATE, POINTS, ROOT, STEM, Attack, Handed, Place, honest, trace, untouched

__all__ = ["HONEST", "ORDINARY", "TIERS", "Batch", "run_batch", "why_not"]

TIERS = tuple(SANDBOX_TIERS)
HONEST = {MATE: "ada_matmul", "honest_ben": "ben_dot"}
ORDINARY = 54_321
"""A user id without an account."""
SECONDS = 600  # for a whole batch, should it hang
LONGEST = 40  # seconds for one row: the limits below, and some for a busy machine
LARGEST = 64 << 20  # bytes in a student's graded folder
LIMITS = """
c.Sandbox.call_seconds = 2
c.Sandbox.call_wall_seconds = 8
c.Sandbox.cell_seconds = 2
c.Sandbox.cell_wall_seconds = 8
c.Sandbox.submission_seconds = 16
c.Sandbox.submission_wall_seconds = 30
c.Sandbox.memory_mb = 1024
"""
PR_SET_CHILD_SUBREAPER = 36


# --- users ------------------------------------------------------------------------------------------------------


def user_name(uid: int | None) -> str:
    uid = os.getuid() if uid is None else uid
    return "root" if uid == 0 else "ordinary"


@cache
def closed_folders() -> tuple[Path, ...]:
    """The folders on the way to the interpreter and this repository that others may not enter."""
    needed = [Path(sys.prefix), Path(sys.base_prefix), Path(os.path.realpath(sys.executable)), ROOT]
    around = {folder for path in needed for folder in path.parents}
    return tuple(sorted(folder for folder in around if not folder.stat().st_mode & stat.S_IXOTH))


def as_user(command: Sequence[str], uid: int | None) -> list[str]:
    """The command, run by this user.

    Where the interpreter lies in a closed folder (root's home), it is shown at the same path in a mount namespace.
    """
    if uid is None or uid == os.getuid():
        return list(command)
    drop = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--inh-caps=-all", "--", *command]
    if not closed_folders():
        return drop
    closed = closed_folders()[0]
    needed = {Path(sys.prefix), Path(sys.base_prefix), ROOT}
    below = [str(path) for path in sorted(needed) if closed in path.parents]
    keep = "".join(f'mkdir -p "$stage/{i}"; mount --rbind "{path}" "$stage/{i}"; ' for i, path in enumerate(below))
    show = "".join(f'mkdir -p "{path}"; mount --rbind "$stage/{i}" "{path}"; ' for i, path in enumerate(below))
    script = (
        f"stage=$(mktemp -d); mount -t tmpfs -o mode=755 none $stage; {keep}"
        f'mount -t tmpfs -o mode=755 none "{closed}"; {show}'
        'umount -l "$stage"; rmdir "$stage"; exec "$@"'
    )
    return ["unshare", "--mount", "--propagation=private", "sh", "-ec", script, "sh", *drop]


@cache
def why_not(tier: str, uid: int | None) -> str | None:
    """Why this tier can't be had for this user on this machine; None where it can."""
    if not sys.platform.startswith("linux"):
        return "the sandbox's tiers are Linux's"
    if uid == 0 and os.getuid() != 0:
        return "only root can try it as root"
    if uid not in (None, os.getuid()):
        if os.getuid() != 0:
            return "only root can try it as somebody else"
        if absent := [tool for tool in ("unshare", "setpriv", "mount") if shutil.which(tool) is None]:
            return f"{absent[0]} is not installed (util-linux)"
        probe = subprocess.run(as_user([sys.executable, "-c", ""], uid), capture_output=True, text=True, check=False)
        if probe.returncode:
            return f"another user can't run this interpreter: {probe.stderr.strip()[-300:]}"
    with course_folder(uid) as place:
        hand_in(place, "honest_ben", honest("ben_dot"))
        owned(place, uid)
        done = command(place, uid, "grade", STEM, "--json", "--isolation", tier)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        if not rows:
            return done.stderr.strip()[-500:] or f"autograder ended with {done.returncode}"
        if rows[0]["isolation"] != tier:
            return f"--isolation {tier} graded by {rows[0]['isolation']}"
    return None


# --- the place --------------------------------------------------------------------------------------------------


@contextmanager
def course_folder(uid: int | None = None, port: int = 9) -> Iterator[Place]:
    """A course in a folder of its own, with secrets all around; below the system's folder for temporary files."""
    base = Path(tempfile.mkdtemp(prefix="attacks-"))
    course, home, temporary = base / "course", base / "home", base / "tmp"
    try:
        for folder in (home, temporary, course / "results"):
            folder.mkdir(parents=True)
        for part in (f"source/{STEM}", f"release/{STEM}"):
            shutil.copytree(ROOT / part, course / part)
        for part in (f"notebooks/{STEM}.py", f"autograder/exercises/{STEM}.py"):
            (course / part).parent.mkdir(parents=True)
            shutil.copy(ROOT / part, course / part)
        config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        (course / "nbgrader_config.py").write_text(config + LIMITS, encoding="utf-8")
        questions = read(course / f"source/{STEM}/examples.h5")
        visible = {
            name: [(example.args, example.right.value) for example in question.examples]
            for name, question in questions.items()
        }
        yield Place(course, home, temporary, secrets.token_hex(4), port, visible)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def owned(place: Place, uid: int | None) -> None:
    """Make all of it the user's; its folder can be entered by everybody, as /tmp can."""
    base = place.course.parent
    base.chmod(0o755)
    if uid is not None and uid != os.getuid():
        for path in [base, *base.rglob("*")]:
            os.chown(path, uid, uid, follow_symlinks=False)


def plant(place: Place) -> dict[str, str]:
    """Put a secret in every place that a student must not read; their names and texts."""
    planted = {
        where: f"CANARY{secrets.token_hex(8)}"
        for where in ("staff notes", "source", "beside the course", "home", "environment", "classmate")
    }
    # Digits, since it is a seed; and the same one for both batches, which are compared.
    planted["seed"] = str(10**28 + secrets.randbits(90))
    for path, where in {
        place.course / "staff-notes.txt": "staff notes",
        place.course / "source" / "answers.txt": "source",
        place.course.parent / "beside.txt": "beside the course",
        place.home / ".netrc": "home",
        place.course / "results" / f"{STEM}.seed": "seed",
    }.items():
        path.write_text(planted[where] + "\n")
        path.chmod(0o600)
    return planted


def hand_in(place: Place, student: str, notebook: dict[str, Any], changes: Sequence[Any] = ()) -> None:
    handed = Handed(student, place, notebook, place.course / "submitted" / student / STEM)
    handed.folder.mkdir(parents=True)
    for change in changes:
        change(handed)
    if handed.content is None and handed.notebook:
        handed.content = json.dumps(handed.notebook).encode()
    if handed.content is not None:
        (handed.folder / f"{STEM}.ipynb").write_bytes(handed.content)


def hand_in_honest(place: Place, planted: dict[str, str]) -> None:
    for student, example in HONEST.items():
        notebook = honest(example)
        if student == MATE:
            comment = {"cell_type": "markdown", "metadata": {}, "source": planted["classmate"]}
            notebook["cells"].append(comment)
        hand_in(place, student, notebook)


def environment(place: Place, planted: dict[str, str] | None = None) -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)]),
        "HOME": str(place.home),
        "TMPDIR": str(place.temporary),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "GRADER_SECRET": (planted or {}).get("environment", ""),
    }


def command(
    place: Place, uid: int | None, *words: str, planted: dict[str, str] | None = None, seconds: float = SECONDS
) -> subprocess.CompletedProcess[str]:
    """A command of ours, as a person runs it in the course's folder; killed with all its children if it hangs."""
    started = as_user([sys.executable, "-m", "autograder", *words], uid)
    # Files, no pipes: a process that an attack leaves behind would hold a pipe open, and the reader would wait.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            started,
            cwd=place.course,
            env=environment(place, planted),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        late = ""
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            late = f"\nended after {seconds:.0f} s"
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return subprocess.CompletedProcess(started, code, texts[0], texts[1] + late)


# --- traces -----------------------------------------------------------------------------------------------------


class Listeners:
    """Sockets of the grader's machine, of every kind, that write down whatever reaches them."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.selector = selectors.DefaultSelector()
        tcp = self.open(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        self.open(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", self.port))
        with suppress(OSError):  # a machine without IPv6
            self.open(socket.AF_INET6, socket.SOCK_STREAM, ("::1", self.port))

    def at(self, place: Place) -> None:
        self.open(socket.AF_UNIX, socket.SOCK_STREAM, f"{place.temporary}/listener")
        os.chmod(f"{place.temporary}/listener", 0o777)
        self.open(socket.AF_UNIX, socket.SOCK_DGRAM, f"{place.temporary}/mailbox")
        os.chmod(f"{place.temporary}/mailbox", 0o777)
        self.open(socket.AF_UNIX, socket.SOCK_STREAM, f"\0attack-{place.token}")
        self.stopped = False
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def open(self, family: int, kind: int, address: Any) -> socket.socket:
        sock = socket.socket(family, kind)
        sock.bind(address)
        if kind == socket.SOCK_STREAM:
            sock.listen(64)
        sock.setblocking(False)
        self.selector.register(sock, selectors.EVENT_READ)
        return sock

    def listen(self) -> None:
        while not self.stopped:
            for key, _ in self.selector.select(0.2):
                with suppress(OSError):
                    sock = key.fileobj
                    if sock.type == socket.SOCK_STREAM:  # type: ignore[union-attr]
                        with sock.accept()[0] as spoken:  # type: ignore[union-attr]
                            spoken.settimeout(1)
                            self.heard.append(b"reached: " + spoken.recv(400))
                    else:
                        self.heard.append(b"reached: " + sock.recv(400))  # type: ignore[union-attr]

    def close(self) -> None:
        self.stopped = True
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self.selector.close()


def processes() -> dict[int, tuple[int, str]]:
    """Parent and name (its first 15 letters, and its command line) of every process but zombies."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            name, _, rest = (folder / "stat").read_text(errors="replace").partition("(")[2].rpartition(")")
            fields = rest.split()
            if fields[0] not in "ZX":
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[int(folder.name)] = (int(fields[1]), f"{name} {line}")
    return found


def descendants(pid: int) -> dict[int, str]:
    """The processes below one, and how each is called."""
    every = processes()
    found: dict[int, str] = {}
    grown = True
    while grown:
        new = {k: name for k, (parent, name) in every.items() if k not in found and (parent == pid or parent in found)}
        grown = bool(new)
        found |= new
    return found


def subreaper(on: bool) -> None:
    """Have orphans become ours, so that what an attack leaves behind is found and can be ended."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


def end(pids: Sequence[int]) -> None:
    """End processes that a batch left behind, each by its id."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    for pid in pids:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def left_files(place: Place) -> list[str]:
    """Every file that an attack has left, wherever it could have; they are removed."""
    folders = [place.course.parent, *map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"))]
    folders += [Path(sys.prefix), Path(sys.executable).parent, ROOT]
    found = []
    for folder in folders:
        depth = "**/*" if folder == place.course.parent else "*"
        found += list(folder.glob(f"{depth}attack-{place.token}*"))
    found += list((Path(sys.prefix) / "lib").glob(f"*/site-packages/**/attack-{place.token}*"))
    for path in found:
        if place.course.parent not in path.parents:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return sorted({str(path) for path in found})


OURS = ("autograded", "feedback", "results", "gradebook.db", ".nbgrader.log")


def state(place: Place) -> dict[str, tuple]:
    """The course's files but for what grading makes, and what of them must not change."""
    found = {}
    for path in sorted(place.course.rglob("*")):
        name = path.relative_to(place.course).as_posix()
        if not name.startswith(OURS):
            kind = path.lstat()
            same = stat.S_ISREG(kind.st_mode) and kind.st_size < LARGEST
            found[name] = (kind.st_mode, kind.st_size, path.read_bytes() if same else None)
    return found


# --- a batch ----------------------------------------------------------------------------------------------------


@dataclass
class Batch:
    """What came of one grading of all attacks and the honest students."""

    tier: str
    uid: int | None
    attacks: tuple[Attack, ...]
    left_out: tuple[str, ...]
    place: Place
    planted: dict[str, str]
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    said: str = ""
    code: int = 0
    feedback_code: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    """By student, all that was printed, stored or handed back."""
    scripted: set[str] = field(default_factory=set)
    """Whose feedback page holds a script of theirs."""
    sizes: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    alive: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    honest: dict[str, Any] = field(default_factory=dict)
    book: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    def wrong(self, attack: Attack) -> list[str]:
        """What must not be and is, in sentences; empty where the attack was stopped."""
        name, found = attack.name, []
        row = self.rows.get(name)
        low, high = attack.range
        if row is None:
            found.append("there is no row")
        else:
            if not low <= row["score"] <= high:
                deserved = low if low == high else f"{low} to {high}"
                found.append(f"{row['score']} points for {deserved} deserved: {points(row)}")
            if attack.status and row["status"] != attack.status:
                found.append(f"status {row['status']}, not {attack.status}")
            if row["status"] == "error":
                found.append("status error: the grader failed")
            if row["seconds"] > LONGEST:
                found.append(f"took {row['seconds']:.0f} s")
            if self.book and abs(self.book.get(name, -1) - row["score"]) > 0.01:
                found.append(f"{self.book.get(name)} points in the gradebook, {row['score']} in the row")
        if self.sizes.get(name, 0) > LARGEST:
            found.append(f"{self.sizes[name] >> 20} MB in its graded folder")
        text = self.texts.get(name, "")
        for where, secret in self.planted.items():
            if secret in text:
                found.append(f"the secret of {where} came out {near(text, secret)}")
        if f"GOT-{name}" in text or f"GOT_{name}" in text:
            found.append(f"its mark of success came out {near(text, f'GOT-{name}')}")
        if "\x1b" in text:
            found.append("a terminal's command came through")
        if name in self.scripted:
            found.append("a script came through to a page")
        mine = trace(self.place, name)
        found += [f"left the file {file}" for file in self.files if re.search(rf"{re.escape(mine)}(?![a-z_])", file)]
        # A name may be the beginning of another one's.
        found += [
            "reached a listener" for heard in self.heard if re.search(rf"\b{name}(?![a-z_])", heard.decode("latin-1"))
        ]
        found += [f"left the process {who}" for who in self.alive if who.startswith(name[:15] + " ") or mine in who]
        return found


def points(row: dict[str, Any]) -> str:
    told = (f"{e['name']} {e['score']:g}/{e['max_score']:g} ({e['problem'] or e['outputs']})" for e in row["exercises"])
    return "; ".join(told)[:900]


def near(text: str, part: str) -> str:
    at = text.find(part)
    return f"in ...{text[max(0, at - 60) : at + 60]!r}..." if at >= 0 else ""


@contextmanager
def scene(uid: int | None, attacks: Sequence[Attack]) -> Iterator[tuple[Place, dict[str, str], Listeners]]:
    """A course in which two honest students and these attackers have handed in, what is secret there, and listeners."""
    listeners = Listeners()
    subreaper(True)
    try:
        with course_folder(uid, listeners.port) as place:
            planted = plant(place)
            hand_in_honest(place, planted)
            for attack in attacks:
                hand_in(place, attack.name, honest() if attack.start == "honest" else untouched(), attack.changes)
            listeners.at(place)
            yield place, planted, listeners
    finally:
        listeners.close()
        subreaper(False)


def run_batch(tier: str, uid: int | None = None, attacks: Sequence[Attack] = ATTACKS, *, workers: int = 2) -> Batch:
    """Grade all of these attacks with the honest students, and look for every trace."""
    chosen = [attack for attack in attacks if not (attack.apart and TIERS.index(attack.needs) < TIERS.index(tier))]
    left_out = [attack.name for attack in attacks if attack not in chosen]
    with scene(uid, chosen) as (place, planted, listeners):
        owned(place, uid)
        batch = Batch(tier, uid, tuple(chosen), tuple(left_out), place, planted)
        known, before = set(descendants(os.getpid())), state(place)
        start = time.monotonic()
        options = ("--json", "--isolation", tier, "--workers", str(workers))
        done = command(place, uid, "grade", STEM, *options, planted=planted)
        batch.feedback_code = command(place, uid, "feedback", STEM, planted=planted, seconds=120).returncode
        batch.seconds = time.monotonic() - start
        time.sleep(0.5)
        left = {pid: name for pid, name in descendants(os.getpid()).items() if pid not in known}
        batch.alive = list(left.values())
        end(list(left))
        batch.code, batch.said = done.returncode, done.stderr
        after = state(place)
        batch.changed = [name for name in before | after if before.get(name) != after.get(name)]
        collect(batch, done)
        batch.files, batch.heard = left_files(place), list(listeners.heard)
        batch.honest["alone"] = run_honest(tier, uid, planted, workers)
        return batch


def collect(batch: Batch, done: subprocess.CompletedProcess[str]) -> None:
    """Rows, stored results, gradebook and all files that go back to a student."""
    place = batch.place
    for line in done.stdout.splitlines():
        row = json.loads(line)
        if row["student"] in batch.rows:
            batch.doubled.append(row["student"])
        batch.rows[row["student"]] = row
        batch.texts[row["student"]] = every_text(row)
    with suppress(OSError):
        for line in (place.course / "results" / f"{STEM}.jsonl").read_text(errors="replace").split("\n"):
            with suppress(ValueError, KeyError, TypeError):
                stored = json.loads(line)
                # `digest` and `exam` are hexadecimal: no secret could be told from them, nor be in them.
                batch.texts[stored["student"]] = batch.texts.get(stored["student"], "") + "\n" + every_text(stored)
    for line in batch.said.splitlines():
        student = line.partition(":")[0]
        if student in batch.texts:
            batch.texts[student] += "\n" + line
    for folder in ("autograded", "feedback"):
        for path in (place.course / folder).rglob("*"):
            if path.is_file() or path.is_symlink():
                student = path.relative_to(place.course / folder).parts[0]
                size = path.stat().st_size
                batch.sizes[student] = batch.sizes.get(student, 0) + size
                if size < LARGEST:
                    text = path.read_text(errors="replace")
                    if path.suffix not in (".html", ".ipynb"):
                        text = text.replace("\x1b", "")  # an HDF5 file may well hold that byte
                    if path.suffix == ".html" and "<script>alert('owned')" in text:
                        batch.scripted.add(student)
                    batch.texts[student] = batch.texts.get(student, "") + "\n" + text
    batch.book = grades(place)
    batch.honest["among"] = fingerprint(batch.rows, place)


def every_text(value: Any) -> str:
    """All texts in a value, as they are."""
    if isinstance(value, dict):
        return "\n".join(map(every_text, [*value, *value.values()]))
    return "\n".join(map(every_text, value)) if isinstance(value, list) else str(value)


def grades(place: Place) -> dict[str, float]:
    """Everybody's points as nbgrader's database has them."""
    from nbgrader.api import Gradebook

    try:
        with Gradebook(f"sqlite:///{place.course}/gradebook.db") as book:
            return {row["student"]: row["score"] for row in book.submission_dicts(STEM)}
    except Exception as error:
        return {"": -1.0, f"{type(error).__name__}: {error}"[:200]: -1.0}


def fingerprint(rows: dict[str, dict[str, Any]], place: Place) -> dict[str, Any]:
    """All that an honest student gets: the row but for its time, the files handed back."""
    found: dict[str, Any] = {}
    for student in HONEST:
        row = {key: value for key, value in rows.get(student, {}).items() if key != "seconds"}
        files = {
            path.relative_to(place.course).as_posix(): path.read_bytes()
            for folder in ("autograded", "feedback")
            for path in sorted((place.course / folder / student).rglob("*"))
            if path.is_file()
        }
        found[student] = {"row": row, "files": files}
    return found


def run_honest(tier: str, uid: int | None, planted: dict[str, str], workers: int) -> dict[str, Any]:
    """The honest students without anybody else, with the same secrets, the seed among them."""
    with course_folder(uid) as place:
        hand_in_honest(place, planted)
        (place.course / "results" / f"{STEM}.seed").write_text(planted["seed"] + "\n")
        owned(place, uid)
        options = ("--json", "--isolation", tier, "--workers", str(workers))
        done = command(place, uid, "grade", STEM, *options, planted=planted)
        command(place, uid, "feedback", STEM, planted=planted)
        rows = {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}
        return fingerprint(rows, place)


def wrong_as_a_whole(batch: Batch) -> list[str]:
    """What went wrong for the class: an honest student's loss, a change of the course, a process that stayed."""
    found = []
    for student in HONEST:
        row = batch.rows.get(student)
        if row is None or row["score"] != sum(POINTS.values()):
            found.append(f"{student} lost: {row and row['score']} points")
        if "alone" in batch.honest and batch.honest["among"][student] != batch.honest["alone"][student]:
            found.append(f"{student} fared otherwise than without attackers")
        if batch.book.get(student) != sum(POINTS.values()):
            found.append(f"{student} has {batch.book.get(student)} points in the gradebook")
    everyone = {attack.name for attack in batch.attacks} | HONEST.keys()
    if batch.rows.keys() != everyone:
        found.append(f"rows of {sorted(batch.rows.keys() ^ everyone)} are missing or too many")
    found += [f"two rows of {student}" for student in batch.doubled]
    found += [f"{name} in the course was changed" for name in batch.changed if not told_of(batch, name)]
    found += [f"the process {who} stayed" for who in batch.alive]
    if batch.code not in (0, 1) or "Traceback" in batch.said:
        found.append(f"the command ended with {batch.code}: {batch.said[-700:]}")
    if batch.feedback_code != 0:
        found.append(f"feedback ended with {batch.feedback_code}")
    return found


def told_of(batch: Batch, name: str) -> bool:
    """Is this file of the course the work of an attack that this tier does not promise to stop?"""
    return any(
        not promised(attack, batch.tier)
        and (trace(batch.place, attack.name) in name or name.startswith(f"submitted/{attack.name}/"))
        for attack in batch.attacks
    )


# --- the script -------------------------------------------------------------------------------------------------


def users() -> list[int | None]:
    return [None, ORDINARY] if os.getuid() == 0 else [None]


def main() -> None:
    from rich.console import Console

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tier", action="append", choices=TIERS, help="only these tiers")
    parser.add_argument("--user", choices=("root", "ordinary"), help="only as this user")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="only these attacks")
    parser.add_argument("--family", action="append", choices=FAMILIES, help="only these families")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--naive", action="store_true", help="with nothing around them: are the attacks real?")
    parser.add_argument("--stock", type=int, nargs="?", const=16, default=0, metavar="N", help="N attacks on nbgrader")
    asked = parser.parse_args()
    if unknown := set(asked.only) - {attack.name for attack in ATTACKS}:
        parser.error(f"no attack is called {min(unknown)}")
    attacks = [
        a for a in ATTACKS if (not asked.only or a.name in asked.only) and a.family in (asked.family or FAMILIES)
    ]
    console = Console(width=None if sys.stdout.isatty() else 160, soft_wrap=False)
    if asked.naive:
        from .naive import run_naive

        run_naive(attacks, console)
        return
    columns: dict[str, dict[str, tuple[int, int]]] = {}
    missed = 0
    for tier in asked.tier or TIERS:
        for uid in users():
            who = user_name(uid)
            if asked.user and who != asked.user:
                continue
            if reason := why_not(tier, uid):
                console.print(f"[bold]{tier} as {who}[/]: can't be had here: {reason}", highlight=False, markup=True)
                continue
            batch = run_batch(tier, uid, attacks, workers=asked.workers)
            missed += report(batch, console)
            columns[f"{tier}\n{who}"] = by_family(batch)
    if asked.stock:
        from .naive import run_stock

        columns["stock\nnbgrader"] = run_stock(attacks, asked.stock, console)
    console.print(table(columns))
    sys.exit(bool(missed))


def promised(attack: Attack, tier: str) -> bool:
    return TIERS.index(tier) <= TIERS.index(attack.needs)


def report(batch: Batch, console: Any) -> int:
    """Print what got through, and what was left out; return how much of it had been promised."""
    who = user_name(batch.uid)
    console.print(
        f"{batch.tier} as {who}: {len(batch.attacks)} attacks in {batch.seconds:.0f} s", highlight=False, markup=False
    )
    missed = 0
    for attack in batch.attacks:
        if wrong := batch.wrong(attack):
            here = promised(attack, batch.tier)
            missed += here
            word = "GOT THROUGH" if here else "not promised here"
            console.print(f"  {word}: {attack.name}: {' | '.join(wrong)[:1500]}", highlight=False, markup=False)
    for sentence in wrong_as_a_whole(batch):
        missed += 1
        console.print(f"  THE CLASS: {sentence}", highlight=False, markup=False)
    if batch.left_out:
        console.print(f"  left out, since nothing stops them here: {', '.join(batch.left_out)}", highlight=False)
    return missed


def by_family(batch: Batch) -> dict[str, tuple[int, int]]:
    """By family: attacks stopped, attacks tried."""
    found = {}
    for family in FAMILIES:
        mine = [attack for attack in batch.attacks if attack.family == family]
        found[family] = (sum(not batch.wrong(attack) for attack in mine), len(mine))
    return found


def table(columns: dict[str, dict[str, tuple[int, int]]]) -> Any:
    from rich.table import Table

    shown = Table(title="attacks stopped of attacks tried")
    shown.add_column("family")
    for column in columns:
        shown.add_column(column, justify="right")
    for family in FAMILIES:
        cells = [columns[column].get(family, (0, 0)) for column in columns]
        shown.add_row(family, *[f"{stopped} of {tried}" if tried else "-" for stopped, tried in cells])
    totals = [[sum(pair[i] for pair in families.values()) for i in (0, 1)] for families in columns.values()]
    shown.add_row("all", *[f"{stopped} of {tried}" for stopped, tried in totals], style="bold")
    return shown


if __name__ == "__main__":
    main()
