"""What a child may do: its limits, set between the fork and the first cell.

Today's tier is `plain`: a process of its own, resource limits, no descriptors, an environment of our making.
The further layers (namespaces, Landlock, seccomp) belong into `confine`, in this order, after the limits.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from typing import Any

__all__ = ["Limits", "confine", "undumpable"]

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_MAX_FILES = 64  # a library imported late needs a few, an event loop three

# Loaded once, before any fork: opening a library costs 0.2 ms.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Limits:
    """What one submission may use; seconds are of CPU unless the name says wall."""

    call_seconds: float = 5  # one call of an exercise
    call_wall_seconds: float = 30  # the same call by the clock, for code that sleeps
    cell_seconds: float = 20  # one cell
    cell_wall_seconds: float = 60
    submission_seconds: float = 60  # all its children together, replays and the solved one included
    submission_wall_seconds: float = 300  # the same by the clock
    memory_mb: int = 2048  # address space of a child; below about 400 ordinary notebooks break
    reply_mb: int = 16  # what a child may send at once
    replays: int = 3  # how often a lost child is replaced


def confine(limits: Limits, folder: str, zygote: int) -> None:
    """Limit this process, a child of the process `zygote`, for good; its working folder becomes `folder`."""
    os.setsid()
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != zygote:  # it died before we asked to die with it
            os._exit(1)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment(folder))
    # The kernel's own belt, should the trusted side not be there to measure.
    seconds = int(limits.submission_seconds) + 5
    if sys.platform != "darwin":  # which has no such limit
        _lower(resource.RLIMIT_AS, limits.memory_mb << 20)
    for what, limit in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
    ):
        _lower(what, limit)
    undumpable()
    sys.addaudithook(_refuse)


def environment(home: str) -> dict[str, str]:
    """Return the whole environment of a zygote or a child."""
    return {
        "PATH": os.defpath,
        "HOME": home,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        # Two BLAS threads on a busy machine were 3 to 20 times slower than one, and a fork would lose them.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
    }


def undumpable() -> None:
    """Let no process of the same user read or trace this one."""
    if _libc is not None:
        _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _lower(what: int, limit: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(what, (limit, limit))


_CHANGES = frozenset(
    "os.chmod os.chown os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate os.utime".split()
)
_STARTING = frozenset("os.exec os.fork os.forkpty os.posix_spawn os.spawn os.system pty.spawn subprocess.Popen".split())
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    """Keep slips (`open("train.h5", "w")` empties it) from the data and from other processes; no barrier to malice."""
    if event == "open":
        path, _, flags = args
        if isinstance(flags, int) and flags & _WRITING and path not in (os.devnull, os.devnull.encode()):
            raise PermissionError(1, "files can't be written while grading", path)
    elif event in _CHANGES:
        raise PermissionError(1, "files can't be changed while grading")
    elif event in _STARTING:
        raise PermissionError(1, "no process can be started while grading")
    elif event in ("os.kill", "os.killpg") and args[0] != os.getpid():
        raise PermissionError(1, "other processes can't be signalled while grading")
