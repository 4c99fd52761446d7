"""The trusted side: one warm Zygote a worker, one Session a submission.

It sends cells and arguments, gets values back and runs no function on them. A child is lost when it ends,
outlasts a deadline or says anything but the one answer it was asked for; a fresh fork takes its place.
"""

from __future__ import annotations

import ast
import builtins
import copy
import json
import os
import secrets
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from autograder import trouble
from autograder.cells import parse
from autograder.trouble import Quantity

from . import selftest, tiers, wire
from .confine import Limits, environment
from .tiers import NotIsolated
from .wire import Opaque

_START_SECONDS = 120  # a cold disk and matplotlib's font cache
_POLL_SECONDS = 0.05
_TICK_SECONDS = 0.01
_MAX_QUESTIONS = 3000  # a training of 120 iterations asks about 2500 times
_MAX_SOLVED = 3  # forks of the solved notebook in one submission
_SLACK = 1 << 20
_AT_ONCE = 1 << 16  # bytes, asked of the kernel
_DEFAULT = Limits()
# macOS's own libraries may hang or crash in a fork of a process that has used them.
_FORKS = sys.platform != "darwin"
# The kernel translates the pid of who sends: the zygote's may be one of its own namespace.
_TELLS_PID = hasattr(socket, "SO_PASSCRED")
_CREDENTIALS = struct.Struct("3i")

_Payloads = Sequence[bytes]
_Ask = Callable[[dict[str, Any], list[bytes]], tuple[dict[str, Any], _Payloads]]


@dataclass(frozen=True)
class Cell:
    """One code cell: the name we call it by and its source."""

    name: str
    source: str
    given: bool = False
    """Is it the course's own code, whose functions a call can have back?"""


@dataclass(frozen=True)
class Raised:
    """What an exception looked like; every text is capped and printable."""

    type: str
    builtin: bool  # is it one of Python's own
    message: str  # at most 500 characters
    cell: str | None  # the cell of the deepest frame that lies in one
    line: int  # that frame's line in the cell, from 1; 0 without a cell
    text: str  # that line
    names: tuple[Quantity, ...] = ()  # the data that the line names, with types and shapes


@dataclass(frozen=True)
class CellRun:
    """How one cell ended; without `ok` and `error` it never came to an end."""

    name: str
    ok: bool
    error: Raised | None


@dataclass(frozen=True)
class Reply:
    """What a call gave; `missing` means that the name isn't there or can't be called."""

    kind: Literal["value", "raised", "timeout", "killed", "missing"]
    value: Any = None
    changed: tuple[str, ...] = ()  # arguments whose value the call changed
    initialised: int = 0  # calls of the names in `fixed`
    asked: tuple[str, ...] = ()  # stand-ins that were asked, in the order of the first question
    error: Raised | None = None
    seconds: float = 0.0  # of CPU, as the child tells
    problem: str | None = None  # one sentence where kind is timeout or killed


class _Lost(Exception):
    """A child that answers no more; its text goes before ` in <what it was doing>`."""

    def __init__(self, kind: Literal["timeout", "killed"], why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


class _Spent(_Lost):
    """The submission's CPU seconds are used up; no cell or call is to blame more than another."""


class Zygote:
    """One warm interpreter for the sessions of one thread; started again if it died.

    `folder` becomes the children's working folder: the data sets that cells may read. Its children are confined as
    `tier` says, which they prove by attacking, `private` being files that they must not be able to read. Raises
    NotIsolated if they get through, RuntimeError if the interpreter doesn't start.
    """

    def __init__(self, folder: Path, limits: Limits = _DEFAULT, *, tier: str, private: Sequence[Path] = ()) -> None:
        self.folder, self.limits, self.isolation = Path(folder).resolve(), limits, tier
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0  # how often its interpreter was started: again, if something ended it
        self._start()
        try:
            if through := [attack for attack, stopped in self.attack(private).items() if not stopped]:
                raise NotIsolated(f"Isolation {tier} does not hold here: a child could {', '.join(through)}.")
        except BaseException:
            self.close()
            raise

    def attack(self, private: Sequence[Path] = ()) -> dict[str, bool]:
        """Let a child try what its tier is to stop; return for each attack whether it was stopped."""
        with (
            selftest.targets(self.isolation, self.folder, private) as targets,
            # The course's limits may be too short for it on a busy machine.
            Session(self, [Cell("attack", selftest.CELL)], limits=_DEFAULT) as session,
        ):
            session.start()
            reply = session.call("attack", {"targets": targets})
        if reply.kind != "value" or type(reply.value) is not dict:
            why = reply.error.message if reply.error else reply.problem
            raise NotIsolated(f"The attacks of the self-test could not be tried: {why or reply.kind}.")
        return {attack: reply.value.get(attack) is True for attack in targets["names"]}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the interpreter and every child it has left."""
        if self._process is None:
            return
        self._control.close()  # it ends when we hang up, and its children with it
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def alive(self) -> bool:
        """Is its interpreter still there?"""
        return self._process is not None and self._process.poll() is None

    def _start(self) -> None:
        self.starts += 1
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_START_SECONDS)
        # matplotlib finds its ordinary cache by these, or it would build its font list at every start.
        home = {k: os.environ[k] for k in ("HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR") if k in os.environ}
        with (
            tempfile.TemporaryFile() as errors,
            tiers.built(tiers.TIERS[self.isolation], str(self.folder)) as walls,
        ):
            settings = {"limits": asdict(self.limits), "walls": asdict(walls), "folder": str(self.folder)}
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "autograder.sandbox.zygote", str(theirs.fileno()), json.dumps(settings)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=self.folder,
                env=environment(str(self.folder)) | home,
                pass_fds=[each for each in (theirs.fileno(), walls.ruleset) if each >= 0],
                start_new_session=True,  # a ctrl-C at the terminal is the grader's
            )
            theirs.close()
            try:
                self._answer()
            except _Lost:
                self.close()
                errors.seek(0)
                last = errors.read().decode(errors="replace").strip().rpartition("\n")[2] or "no reason given"
                raise RuntimeError(f"the sandbox's interpreter did not start: {last}") from None

    def _answer(self) -> dict[str, Any]:
        data = b""
        while not data.endswith(b"\n"):
            try:
                more = self._control.recv(4096)
            except OSError:  # a time-out too
                more = b""
            if not more:
                raise _Lost("killed", "lost its interpreter")
            data += more
        return json.loads(data)

    def _request(self, request: dict[str, Any], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], list(descriptors))
        except OSError:
            raise _Lost("killed", "lost its interpreter") from None
        return self._answer()

    def _fork(self) -> _Child:
        """Return a fresh child, from a fresh interpreter if the old one died; raises RuntimeError."""
        if not _FORKS:
            return self._become()
        why = "no reason given"
        for _ in range(2):
            ours, theirs = socket.socketpair()
            if _TELLS_PID:
                ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            try:
                with theirs:
                    pid = self._request({"op": "fork"}, [theirs.fileno()])["pid"]
                ours.settimeout(_START_SECONDS)
                said, details, _, _ = ours.recvmsg(4096, socket.CMSG_SPACE(_CREDENTIALS.size))
                if said == b"+":
                    return _Child(self, ours, pid, _sender(details, pid))
                why = said[1:].decode(errors="replace") or why
            except (_Lost, OSError):
                pass
            ours.close()
            self.close()
            self._start()
        raise RuntimeError(f"the sandbox's interpreter starts, but its children don't: {why}")

    def _become(self) -> _Child:
        """Return a child that is an interpreter of its own, in half a second instead of some milliseconds."""
        alone = copy.copy(self)
        alone._start()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid = alone._request({"op": "become"}, [theirs.fileno()])["pid"]
            ours.settimeout(_START_SECONDS)
            if ours.recv(1) == b"+":
                return _Child(alone, ours, pid, pid)
        except (_Lost, OSError):
            pass
        ours.close()
        alone.close()
        raise RuntimeError("the sandbox's interpreter starts, but serves nothing")

    def _end(self, pid: int) -> tuple[int, float]:
        """Return exit status and CPU seconds of a child, after its end."""
        if not _FORKS and self._process is not None:
            self._control.close()
            os.kill(pid, signal.SIGKILL)  # not Popen's kill, which reaps one that has ended and keeps its CPU time
            _, status, usage = os.wait4(pid, 0)
            self._process.returncode, self._process = os.waitstatus_to_exitcode(status), None
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        try:
            answer = self._request({"op": "end", "pid": pid})
        except _Lost:
            return -signal.SIGKILL, 0.0
        return answer["status"], answer["cpu"]


def _sender(details: Sequence[tuple[int, int, bytes]], otherwise: int) -> int:
    """The pid that came with a message, as this process counts; `otherwise` where the system doesn't tell."""
    for level, kind, data in details:
        if _TELLS_PID and (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
    return otherwise


class _Child:
    """One forked process: a request, its one answer, and the clock in between."""

    def __init__(self, zygote: Zygote, sock: socket.socket, pid: int, machines_pid: int) -> None:
        self.zygote, self.sock = zygote, sock
        self.pid, self.machines_pid = pid, machines_pid  # as the zygote counts, and as this process does
        if _TELLS_PID:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        self.process = zygote._process
        self.sock.setblocking(False)
        self.received = bytearray()  # what has come and was not asked for yet
        self.max_bytes = (zygote.limits.reply_mb << 20) + _SLACK
        self.demos: set[int] = set()  # the demo cells it has run
        self.cpu = 0.0  # seconds that it had used when it last answered, in steps of 10 ms
        self.looked = time.monotonic()

    def _look(self) -> None:
        """Bring `cpu` up to date, unless so little time has passed that its clock can't have ticked."""
        now = time.monotonic()
        if now - self.looked > _TICK_SECONDS:
            self.looked, self.cpu = now, max(self.cpu, self._stat()[0])

    def _stat(self) -> tuple[float, bool]:
        """Return CPU seconds, 0 where the system doesn't tell, and whether it has ended.

        The pid is its own until the zygote reaps it.
        """
        try:
            with open(f"/proc/{self.machines_pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            return 0.0, False
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), fields[0] in (b"Z", b"X")

    def end(self) -> tuple[int, float]:
        """End it; return its exit status and CPU seconds."""
        self.sock.close()
        used, _ = self._stat()
        if self.zygote._process is not self.process:  # its zygote died, and it with it
            return -signal.SIGKILL, used
        status, cpu = self.zygote._end(self.pid)
        return status, max(cpu, used)

    def exchange(
        self, head: dict[str, Any], payloads: _Payloads, cpu: float, wall: float, ask: _Ask | None = None
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Send a request, return its answer; `ask` answers questions in between. Raises _Lost.

        `cpu` and `wall` are the seconds that it may take, of this child's CPU and of the clock.
        """
        clock = _Clock(self, cpu, wall)
        token = secrets.token_hex(8)
        if self.received or select.select([self.sock], [], [], 0)[0]:
            raise self._hung_up_or_spoke()
        try:
            self._send(wire.frame({**head, "id": token}, payloads), clock)
            while True:
                head, payloads = wire.read_frame(lambda n: self._read(n, clock), self.max_bytes)
                if head.get("id") != token:
                    raise wire.WireError("an answer to no question")
                if head.get("op") != "ask":
                    return head, list(payloads)
                if ask is None:
                    raise wire.WireError("a question out of place")
                self._send(wire.frame(*ask(head, list(payloads))), clock)
        except wire.WireError:
            raise _Lost("killed", "sent what is no answer") from None
        finally:
            self._look()

    def _hung_up_or_spoke(self) -> _Lost:
        try:
            spoke = bool(self.received or self.sock.recv(1))
        except OSError:
            spoke = False
        return _Lost("killed", "sent what is no answer" if spoke else "ended its interpreter")

    def _send(self, data: bytes, clock: _Clock) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.sock.send(view) :]
            except BlockingIOError:
                clock.wait(writing=True)
            except OSError:
                raise _Lost("killed", "ended its interpreter") from None

    def _read(self, n: int, clock: _Clock) -> bytes:
        data = self.received
        while len(data) < n:
            try:
                more = self.sock.recv(min(max(n - len(data), _AT_ONCE), 1 << 20))
            except BlockingIOError:
                clock.wait()
                continue
            except OSError:
                more = b""
            if not more:
                raise _Lost("killed", "ended its interpreter")
            data += more
            clock.check()
        found = bytes(memoryview(data)[:n])
        del data[:n]
        return found


class _Clock:
    """The deadlines of one exchange: CPU, so that a busy machine punishes nobody, and the clock around it."""

    def __init__(self, child: _Child, cpu: float, wall: float) -> None:
        self.child, self.cpu, self.wall = child, cpu, wall
        self.started = self.looked = time.monotonic()
        self.cpu_before = child.cpu

    def wait(self, writing: bool = False) -> None:
        """Wait until the child is ready or it is time to look again; raises _Lost past a deadline."""
        sock = [self.child.sock]
        select.select([] if writing else sock, sock if writing else [], [], _POLL_SECONDS)
        self.check()

    def check(self) -> None:
        """Raise _Lost past a deadline, or when the child has ended while what it started keeps its socket."""
        now = time.monotonic()
        if now - self.looked < _POLL_SECONDS:
            return
        self.looked = now
        cpu, ended = self.child._stat()
        if cpu - self.cpu_before > self.cpu:
            raise _Lost("timeout", f"stopped after {_seconds(self.cpu)}")
        if now - self.started > self.wall:
            raise _Lost("timeout", f"stopped after {_seconds(self.wall)} by the clock")
        if ended and not select.select([self.child.sock], [], [], 0)[0]:
            raise _Lost("killed", "ended its interpreter")


class Session:
    """One submission: its cells run in a child, its functions called there, each loss made good by a replay.

    `demos` are cells that aren't run until a call misses a name of theirs; `solved` is the instructor's
    notebook, run in a child of its own when a stand-in is first asked; `limits` are the zygote's where none are given.
    """

    def __init__(
        self,
        zygote: Zygote,
        cells: Sequence[Cell],
        *,
        demos: Sequence[Cell] = (),
        solved: Sequence[Cell] = (),
        limits: Limits | None = None,
    ) -> None:
        self.problems: list[str] = []
        self.dead = False
        self._end_of_it = "is closed"
        self._zygote, self._limits = zygote, limits or zygote.limits
        self._cells, self._demos, self._solved_cells = list(cells), list(demos), list(solved)
        self._demo_names = [_names(demo.source) for demo in demos]
        self._left_out: set[int] = set()
        self._child: _Child | None = None
        self._solved: _Child | None = None
        self._forks = self._solved_forks = 0
        self._cpu_of_the_ended = 0.0
        self._began = time.monotonic()
        self._signatures = _signatures(tuple(solved))
        self._cpu_of: dict[str, float] = {}  # by exercise
        self._received: dict[str, int] = {}  # bytes of values, by exercise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End this submission's children."""
        for child in (self._child, self._solved):
            if child is not None:
                self._end(child)
        self._child = self._solved = None
        self.dead = True

    @property
    def cpu(self) -> float:
        """CPU seconds that all children of this submission had used when they last answered."""
        return self._cpu_of_the_ended + sum(c.cpu for c in (self._child, self._solved) if c is not None)

    def start(self) -> tuple[CellRun, ...]:
        """Run the cells in order, whatever becomes of one of them, and return how each ended."""
        runs: dict[int, CellRun] = {}
        with suppress(_Lost):
            self._ready(runs)
        return tuple(runs.get(i, CellRun(cell.name, False, None)) for i, cell in enumerate(self._cells))

    def call(
        self,
        name: str,
        args: Mapping[str, Any],
        *,
        keywords: frozenset[str] = frozenset(),
        stand_ins: frozenset[str] = frozenset(),
        fixed: Mapping[str, Sequence[tuple[tuple[Any, ...], Any]]] = {},
        restore: bool = False,
    ) -> Reply:
        """Call the submission's function `name`; arguments in `keywords` by keyword, the others in order.

        For this call alone, `stand_ins` are answered by the solved notebook and `fixed` names give the values
        of their tables (arguments → value), or the solved notebook's where the arguments aren't in it; with
        `restore` the functions of given cells are the course's again, where a later cell used their names.
        """
        head, payloads = self._call_of(name, args, keywords, fixed)
        head |= {"stand_ins": sorted(stand_ins - set(fixed)), "restore": restore}
        reply, unbound = self._call(head, payloads, stand_ins, fixed.keys())
        if unbound and self._child is not None and self._run_demos(unbound, self._child):
            reply, _ = self._call(head, payloads, stand_ins, fixed.keys())
        return reply

    def _call_of(
        self, name: str, args: Mapping[str, Any], keywords: frozenset[str], fixed: Mapping[str, Sequence]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """A request for a call."""
        head = {
            "op": "call",
            "name": name,
            "arguments": list(args),
            "keywords": [key for key in args if key in keywords],
            "stand_ins": [],
            "fixed": {key: self._signatures.get(key, []) for key in fixed},
            "restore": False,
        }
        payloads = [wire.encode(value) for value in args.values()]
        payloads += [wire.encode([(tuple(key), value) for key, value in table]) for table in fixed.values()]
        return head, payloads

    def solved(
        self,
        name: str,
        args: Mapping[str, Any],
        *,
        keywords: frozenset[str] = frozenset(),
        fixed: Mapping[str, Sequence[tuple[tuple[Any, ...], Any]]] = {},
    ) -> Reply:
        """Call the solved notebook's own function, as `call` does the submission's."""
        head, payloads = self._call_of(name, args, keywords, fixed)
        return self._reply_of_solved(head, payloads)

    def evaluate(self, expression: str, names: Mapping[str, Any]) -> Reply:
        """Evaluate an expression of ours in the solved notebook's child, `names` bound besides its own."""
        return self._reply_of_solved({"op": "evaluate", "expression": expression}, [wire.encode(dict(names))])

    def _reply_of_solved(self, head: dict[str, Any], payloads: _Payloads) -> Reply:
        try:
            head, payloads = self._ask_solved(head, payloads, self._limits.call_wall_seconds)
            return _reply(head, payloads, self._solved_cells)
        except (_Lost, wire.WireError) as error:
            lost = error if isinstance(error, _Lost) else _Lost("killed", "sent what is no answer")
            return Reply(lost.kind, problem=f"{lost.why} in the solved notebook")

    def _call(
        self, head: dict[str, Any], payloads: _Payloads, stand_ins: frozenset[str], fixed: Any
    ) -> tuple[Reply, str | None]:
        """Return the reply, and the name that was not bound if it ended in such a NameError."""
        asked: dict[str, None] = {}
        questions = 0
        limits = self._limits
        ends = time.monotonic() + limits.call_wall_seconds

        def ask(question: dict[str, Any], arguments: list[bytes]) -> tuple[dict[str, Any], _Payloads]:
            nonlocal questions
            questions += 1
            name = question.get("name")
            if type(name) is not str or (name not in stand_ins and name not in fixed) or len(arguments) != 1:
                return {"error": ["LookupError", "this helper can't be asked"]}, []
            if questions > _MAX_QUESTIONS:
                return {"error": ["RuntimeError", f"helpers were asked more than {_MAX_QUESTIONS} times"]}, []
            if name in stand_ins and name not in fixed:
                asked[name] = None
            try:
                answer, values = self._ask_solved(
                    {"op": "answer", "name": name}, arguments, max(0.0, ends - time.monotonic())
                )
            except _Lost as lost:
                return {"error": ["RuntimeError", f"the helper {name} {lost.why}"]}, []
            if answer.get("kind") == "value":
                return {}, values
            error = _raised(answer.get("error"), self._solved_cells)
            return {"error": [error.type if error.builtin else "RuntimeError", error.message]}, []

        exercise, whole = head["name"], limits.exercise_seconds
        spent = self._cpu_of.get(exercise, 0.0)
        if spent >= whole:
            return Reply("timeout", problem=f"stopped after {_seconds(whole)} in all calls of `{exercise}`"), None
        try:
            child = self._ready({})
            before = self.cpu
            try:
                seconds = self._allowed(min(limits.call_seconds, whole - spent))
                answer, values = child.exchange(head, payloads, seconds, limits.call_wall_seconds, ask)
            finally:
                self._cpu_of[exercise] = spent + self.cpu - before
            cells = [*self._cells, *self._demos]
            received = self._received.get(exercise, 0) + sum(map(len, values))
            self._received[exercise] = received
            if received > limits.exercise_mb << 20:
                values = [wire.encode(Opaque(f"value (more than {limits.exercise_mb} MB in all)")) for _ in values]
            reply = _reply(answer, values, cells, tuple(head["arguments"]), tuple(asked))
        except wire.WireError:
            reply = self._loss_in(exercise, _Lost("killed", "sent what is no answer"), tuple(asked))
        except _Lost as lost:
            reply = self._loss_in(exercise, lost, tuple(asked))
        else:
            unbound = answer.get("unbound")
            return reply, unbound if reply.kind == "raised" and type(unbound) is str else None
        return reply, None

    def _loss_in(self, name: str, lost: _Lost, asked: tuple[str, ...]) -> Reply:
        if self._child is None:  # there was none to ask
            return Reply(lost.kind, problem=lost.why)
        why = self._lose(lost)
        return Reply(lost.kind, asked=asked, problem=f"{why} in `{name}`")

    def _run_demos(self, name: str, child: _Child) -> bool:
        """Run the demo cells that bind a name and those they need; return whether there were any to run."""
        wanted, todo = {name}, set()
        for i in reversed(range(len(self._demos))):
            binds, loads = self._demo_names[i]
            if binds & wanted and i not in child.demos:
                todo.add(i)
                wanted |= loads
        for i in sorted(todo):
            child.demos.add(i)
            try:
                self._run_cell(child, [*self._cells, *self._demos], len(self._cells) + i)
            except _Lost as lost:
                self.problems.append(self._sentence(self._demos[i], lost))
                return False
        return bool(todo)

    def _ready(self, runs: dict[int, CellRun]) -> _Child:
        """Return the child with all cells run, forking and replaying as long as that is allowed."""
        while self._child is None:
            if self.dead:
                raise _Lost("killed", f"nothing can be asked any more: the submission {self._end_of_it}")
            self._forks += 1
            self._child = self._zygote._fork()
            for i, cell in enumerate(self._cells):
                if i in self._left_out:
                    continue
                try:
                    runs[i] = self._run_cell(self._child, self._cells, i)
                except _Spent as lost:
                    self._lose(lost)
                    raise
                except _Lost as lost:
                    self._left_out.add(i)
                    runs[i] = CellRun(cell.name, False, None)
                    self.problems.append(self._sentence(cell, lost))
                    break
        return self._child

    def _run_cell(self, child: _Child, cells: Sequence[Cell], i: int) -> CellRun:
        cell = cells[i]
        head, _ = child.exchange(
            {"op": "cell", "number": i, "given": cell.given},
            [wire.encode(cell.source)],
            self._allowed(self._for_a_cell()),
            self._limits.cell_wall_seconds,
        )
        if head.get("kind") == "value":
            return CellRun(cell.name, True, None)
        try:
            return CellRun(cell.name, False, _raised(head.get("error"), cells))
        except wire.WireError:
            raise _Lost("killed", "sent what is no answer") from None

    def _for_a_cell(self) -> float:
        """Seconds for one cell: long experiments get shorter shares, so that half is left for the exercises."""
        left = self._limits.submission_seconds / 2 - self.cpu
        return min(self._limits.cell_seconds, max(left / 2, self._limits.call_seconds / 10))

    def _ask_solved(self, head: dict[str, Any], payloads: _Payloads, wall: float) -> tuple[dict[str, Any], list[bytes]]:
        """Ask the child that holds the solved notebook, forked at the first question; raises _Lost."""
        try:
            if self._solved is None:
                if self._solved_forks == _MAX_SOLVED:
                    raise _Lost("killed", "was stopped too often")
                self._solved_forks += 1
                self._solved = self._zygote._fork()
                for i in range(len(self._solved_cells)):
                    self._run_cell(self._solved, self._solved_cells, i)
            return self._solved.exchange(head, payloads, self._allowed(self._limits.call_seconds), wall)
        except _Lost:
            if self._solved is not None:
                self._end(self._solved)
                self._solved = None
            raise

    def _allowed(self, seconds: float) -> float:
        """Return the CPU seconds that the next exchange may take, within what is left for the submission."""
        left = self._limits.submission_seconds - self.cpu
        if time.monotonic() - self._began > self._limits.submission_wall_seconds:
            self.dead = True
            self._end_of_it = f"has used its {_seconds(self._limits.submission_wall_seconds)} by the clock"
            raise _Spent(
                "timeout", f"stopped after {_seconds(self._limits.submission_wall_seconds)} by the clock in all"
            )
        if left <= 0:
            self.dead = True
            self._end_of_it = f"has used its {_seconds(self._limits.submission_seconds)}"
            raise _Spent("timeout", f"stopped after {_seconds(self._limits.submission_seconds)} in all")
        return min(seconds, left)

    def _lose(self, lost: _Lost) -> str:
        """End the lost child; return what became of it."""
        assert self._child is not None
        status = self._end(self._child)
        self._child = None
        if self._forks > self._limits.replays and not self.dead:
            self.dead = True
            self._end_of_it = f"was stopped {self._forks} times"
        if lost.why == "ended its interpreter" and status < 0:
            return "was killed" if status == -signal.SIGKILL else "crashed its interpreter"
        return lost.why

    def _sentence(self, cell: Cell, lost: _Lost) -> str:
        """End the child that a cell has cost; return what to tell about it."""
        why = self._lose(lost)
        if lost.kind == "timeout":
            return f"{_called(cell)} was {why} and left out"
        return f"{_called(cell)} {why} and was left out"

    def _end(self, child: _Child) -> int:
        status, cpu = child.end()
        self._cpu_of_the_ended += cpu
        return status


def _reply(
    head: dict[str, Any],
    payloads: list[bytes],
    cells: Sequence[Cell],
    names: tuple[str, ...] = (),
    asked: tuple[str, ...] = (),
) -> Reply:
    """Return what a child's answer says, where it keeps to the form; raises WireError."""
    kind, initialised, changed = head.get("kind"), head.get("initialised", 0), head.get("changed", [])
    if type(initialised) is not int or not 0 <= initialised < 1 << 31 or type(changed) is not list:
        raise wire.WireError("answer")
    seconds = head.get("seconds", 0.0)
    if type(seconds) is not float or not 0 <= seconds < 1 << 20:
        raise wire.WireError("answer")
    if kind == "value" and len(payloads) == 1:
        told = tuple(name for name in names if name in changed)
        return Reply("value", wire.decode(payloads[0]), told, initialised, asked, seconds=seconds)
    if kind == "raised" and not payloads:
        return Reply("raised", initialised=initialised, asked=asked, error=_raised(head.get("error"), cells))
    if kind == "missing" and not payloads:
        return Reply("missing")
    raise wire.WireError("answer")


def _raised(told: Any, cells: Sequence[Cell]) -> Raised:
    """Return what a child tells of an exception that came through one of `cells`; raises WireError.

    Class name, message and place are the child's word; the line's text is read from our own copy of the cell,
    so that it can't carry inputs out.
    """
    if type(told) is not dict:
        raise wire.WireError("exception")
    name, message, number, line = (told.get(key) for key in ("type", "message", "cell", "line"))
    if type(name) is not str or type(message) is not str or type(line) is not int:
        raise wire.WireError("exception")
    cell, text, names = None, "", told.get("names", [])
    if number is not None:
        lines = cells[number].source.split("\n") if type(number) is int and 0 <= number < len(cells) else []
        if not 0 < line <= len(lines):
            raise wire.WireError("exception")
        cell, text = cells[number].name, lines[line - 1].strip()
    builtin = getattr(builtins, name, None)
    return Raised(
        type=_printable(name, 100),
        builtin=isinstance(builtin, type) and issubclass(builtin, BaseException),
        message=_printable(message, 500),
        cell=cell,
        line=line if cell is not None else 0,
        text=_printable(text, 500),
        names=tuple(map(tuple, names)) if _fit(names, text) else (),
    )


def _fit(names: Any, line: str) -> bool:
    """Does a child tell of a line's data as `quantities` does?"""
    return type(names) is list and len(names) <= trouble.MOST and all(trouble.fits(told, line) for told in names)


def _printable(text: str, n: int) -> str:
    """Return the first n characters; what a terminal or a page might obey becomes �."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text[:n])


def _seconds(seconds: float) -> str:
    return f"{seconds:.3g} s"


def _called(cell: Cell) -> str:
    """Return how we call a cell in a sentence: by the function it defines, or by its name."""
    for line in cell.source.splitlines():
        if line.startswith("def "):
            return f"the cell with `{_printable(line[4:].partition('(')[0].strip(), 100)}`"
    return f"the cell {cell.name}"


def _parse(source: str) -> ast.Module:
    """Return the syntax tree of a cell, its magics blanked."""
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
    return parse("\n".join(lines))


@lru_cache(maxsize=256)
def _names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell binds at its top level, and all the names it reads."""
    binds: set[str] = set()
    loads: set[str] = set()
    try:
        todo: list[ast.AST] = [_parse(source)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a learner may have changed it
        return binds, loads
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            binds.add(node.name)
            loads |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            continue
        if isinstance(node, ast.alias):
            binds.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name):
            (binds if isinstance(node.ctx, ast.Store) else loads).add(node.id)
        todo += ast.iter_child_nodes(node)
    return binds, loads


@lru_cache(maxsize=16)
def _signatures(solved: tuple[Cell, ...]) -> dict[str, list[str]]:
    """Return the argument names, in order, of each function that the solved notebook defines."""
    return {
        node.name: [argument.arg for argument in node.args.args]
        for cell in solved
        for node in ast.walk(_parse(cell.source))
        if isinstance(node, ast.FunctionDef)
    }
