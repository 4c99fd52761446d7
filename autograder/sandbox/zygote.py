"""A warm interpreter that never runs a student's code: it forks a confined child whenever it is asked to.

Started as `python -I -m autograder.sandbox.zygote DESCRIPTOR SETTINGS` by the session. Over the descriptor
come `fork` (with one end of a socket pair for the child), `end` (kill, reap, tell status and CPU) and, where forking is
unsafe, `become` (be the child), each answered by one JSON object. Cells never come this way: session and child talk
directly. Where the tier has namespaces, it goes on behind its own once it has warmed up, and pids here are not those
of the machine.
"""

from __future__ import annotations

import fcntl
import gc
import importlib.abc
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from types import ModuleType
from typing import Any

from .confine import Limits, Walls, confine, enter, fork, own_namespaces, undumpable

_HIGH = 128  # above every descriptor that a zygote has
_REASON = 500  # bytes of why a child could not be confined

# What a notebook's first cell imports beside `data`; what they say is for the learner, not for grading.
_SILENT = ("check", "explore", "grade", "gradient_check", "hint", "predict_shape", "quiz")


def main(descriptor: int, settings: dict[str, Any]) -> None:
    """Warm up, tell so, and answer until the session hangs up."""
    control = socket.socket(fileno=descriptor)
    limits, walls, folder = Limits(**settings["limits"]), Walls(**settings["walls"]), settings["folder"]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is the grader's, here and in all children
    namespace = None
    if walls.namespaces:
        own_namespaces()
        namespace = os.open("/proc/self/ns/pid", os.O_RDONLY)
    shell, runner = _warm()
    _hide_package()
    threads = _threads()
    if threads != 1:
        raise RuntimeError(f"a process of {threads} threads can't be forked safely")
    if walls.namespaces:
        enter(walls.reads, folder)
    undumpable()
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, all these pages
    _tell(control, {"ready": os.getpid()})
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            return
        request = json.loads(message)
        if request["op"] == "fork":
            (theirs,) = descriptors
            zygote, pid = os.getpid(), fork(namespace)
            if pid == 0:
                control.detach()  # or its end would one day close a descriptor that is the child's by then
                _child(theirs, zygote, shell, runner, limits, walls, folder)
            os.close(theirs)
            _tell(control, {"pid": pid})
        elif request["op"] == "become":
            (theirs,) = descriptors
            _tell(control, {"pid": os.getpid()})
            control.detach()
            _child(theirs, os.getppid(), shell, runner, limits, walls, folder)
        else:
            _tell(control, _end(request["pid"]))


def _warm() -> tuple[Any, Any]:
    import h5py  # noqa: F401
    import matplotlib

    matplotlib.use("agg")
    import scipy.optimize
    import scipy.special  # noqa: F401

    from . import runner

    return runner.make_shell(), runner.Runner


def _hide_package() -> None:
    """Leave a student's cells a module `autograder` of the names that notebooks import, and nothing else."""
    with suppress(ModuleNotFoundError):
        import autograder.data  # noqa: F401
    data = sys.modules.get("autograder.data")
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        del sys.modules[name]
    module = ModuleType("autograder")
    module.__path__ = []  # type: ignore[attr-defined]
    for name in _SILENT:
        setattr(module, name, lambda *args, **kwargs: None)
    module.progress = lambda iterable, *args, **kwargs: iterable  # type: ignore[attr-defined]
    # What an assignment builds on has run in the same child, before its own cells.
    module.earlier = lambda *args, **kwargs: {}  # type: ignore[attr-defined]
    sys.modules["autograder"] = module
    if data is not None:
        module.data = sys.modules["autograder.data"] = data  # type: ignore[attr-defined]
    sys.meta_path.insert(0, _Hidden())  # an editable installation finds the rest by other ways than __path__


class _Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname.partition(".")[0] == "autograder":
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def _threads() -> int:
    """Return the number of this process's threads, those outside Python included, where the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))
    except FileNotFoundError:
        return 1


def _child(theirs: int, zygote: int, shell: Any, runner: Any, limits: Limits, walls: Walls, folder: str) -> None:
    """Be the child: keep one descriptor, get confined, serve; never return."""
    try:
        blank = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):  # a zygote's stderr is a file, which a child may not write
            os.dup2(blank, standard)
        # Out of the way first: either may have the number that the other is to get.
        kept = [fcntl.fcntl(each, fcntl.F_DUPFD, _HIGH) for each in (theirs, walls.ruleset) if each >= 0]
        for number, descriptor in enumerate(kept, start=3):
            os.dup2(descriptor, number)
        os.closerange(3 + len(kept), 2 * _HIGH)
        sock = socket.socket(fileno=3)
        try:
            confine(limits, replace(walls, ruleset=4) if walls.ruleset >= 0 else walls, folder, zygote)
        except OSError as error:
            sock.sendall(f"-{error}".encode()[:_REASON])
            return
        sock.sendall(b"+")  # without it the session takes the failure for ours, not for the submission's
        runner(shell, sock, limits.reply_mb << 20).serve()
    finally:
        os._exit(1)


def _end(pid: int) -> dict[str, Any]:
    """Kill a child and all that it started; return its exit status (negative: a signal) and CPU seconds."""
    done, status, usage = os.wait4(pid, os.WNOHANG)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    if not done:
        # It may not have reached its own process group yet.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "cpu": usage.ru_utime + usage.ru_stime}


def _tell(control: socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
