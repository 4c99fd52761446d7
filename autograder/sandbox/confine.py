"""What a child may do: its walls and limits, set between the fork and the first cell.

`own_namespaces` and `enter` happen once, in the zygote; `confine` in each child, in 1 to 2 ms. The trusted side has
prepared all that can be prepared before (see tiers). Run by its path, this file tries walls in a throw-away process:
any of these calls may succeed and the next one fail, so that only the whole says what a machine allows.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import resource
import signal
import stat
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Limits", "Walls", "confine", "enter", "environment", "fork", "own_namespaces", "undumpable"]

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
_SECCOMP_MODE_FILTER = 2
_LANDLOCK_RESTRICT_SELF, _MOUNT_SETATTR = 446, 442  # newer than 2019: the same number on every architecture
_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
_NOSUID, _NODEV, _BIND, _REC, _PRIVATE = 2, 4, 4096, 16384, 1 << 18
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_DETACH = 2
_CAPABILITIES_V3 = 0x20080522
_MAX_FILES = 64  # a library imported late needs a few, an event loop three

# Loaded once, before any fork: opening a library costs 0.2 ms.
_libc: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
if _libc is not None:
    # Both take what comes: without these, a number would be passed as 32 bits of a 64-bit register.
    _libc.prctl.argtypes = [ctypes.c_int, *4 * [ctypes.c_ulong]]
    _libc.syscall.restype = ctypes.c_long


@dataclass(frozen=True)
class Limits:
    """What one submission may use; seconds are of CPU unless the name says wall."""

    call_seconds: float = 5  # one call of an exercise
    call_wall_seconds: float = 30  # the same call by the clock, for code that sleeps
    exercise_seconds: float = 20  # all calls of one exercise together
    cell_seconds: float = 20  # one cell
    cell_wall_seconds: float = 60
    submission_seconds: float = 60  # all its children together, replays and the solved one included
    submission_wall_seconds: float = 300  # the same by the clock
    memory_mb: int = 2048  # address space of a child; below about 400 ordinary notebooks break
    reply_mb: int = 16  # what a child may send at once
    exercise_mb: int = 32  # all that the calls of one exercise may return: the grader keeps it until it has judged
    replays: int = 3  # how often a lost child is replaced
    notebook_mb: int = 20  # the file that was handed in
    files: int = 200  # what lies beside it
    files_mb: int = 20  # all of that together


@dataclass(frozen=True)
class Walls:
    """What stands between a child and the machine, as `tiers` prepares it for one zygote."""

    namespaces: bool = False
    reads: tuple[str, ...] = ()
    """All that a child may read besides its working folder: the interpreter and its libraries."""
    ruleset: int = -1
    """The descriptor of a Landlock ruleset."""
    program: str = ""
    """The filter of system calls, in base64."""
    uid: int = 0
    """The user that a child of root's becomes; nobody else has it."""


# --- once, in the zygote ------------------------------------------------------------------------------


def own_namespaces() -> None:
    """Go on as process 1 of a pid namespace, within a user namespace unless we are root; the parent only waits.

    In a child: only who was forked into a pid namespace is in it, and from there each child can have one of its own.
    """
    uid, gid = os.getuid(), os.getgid()
    _check(_libc.unshare(_NEWPID if uid == 0 else _NEWPID | _NEWUSER), "unshare")
    if uid != 0:
        # Before dumpable is taken away: these files would belong to root from then on.
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            Path("/proc/self", name).write_text(text)
    pid = os.fork()
    if pid:
        os.closerange(3, 256)  # or the session's hanging up would not be seen
        undumpable()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def enter(reads: Sequence[str], folder: str) -> None:
    """Leave the machine's files, network, host name and shared memory: a root of `reads` and `folder`, read-only."""
    os.umask(0o022)
    _check(_libc.unshare(_NEWNS | _NEWIPC | _NEWUTS | _NEWNET | _NEWCGROUP), "unshare")
    _mount("none", "/", None, _REC | _PRIVATE)
    opened = [(path, os.open(path, os.O_PATH)) for path in (*reads, folder)]
    # Over the working folder, which is surely there; what it holds is reached by its open descriptor.
    _mount("tmpfs", folder, "tmpfs", _NOSUID | _NODEV, "size=1m,nr_inodes=4k,mode=755")
    for path, descriptor in opened:
        target, is_folder = folder + path, stat.S_ISDIR(os.stat(descriptor).st_mode)
        os.makedirs(target if is_folder else os.path.dirname(target), exist_ok=True)
        if not is_folder:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
        # The working folder without what is mounted on it by now: that is this root.
        _mount(f"/proc/self/fd/{descriptor}", target, None, _BIND if path == folder else _BIND | _REC)
        _read_only(target, 0 if path.startswith("/dev/") else _ATTR_NODEV)
        os.close(descriptor)
    old = f"{folder}/.old"
    os.mkdir(old)
    _check(_libc.pivot_root(os.fsencode(folder), os.fsencode(old)), "pivot_root")
    os.chdir("/")
    _check(_libc.umount2(b"/.old", _DETACH), "umount2")
    os.rmdir("/.old")
    _read_only("/", 0)  # of all mounts: no NODEV here, which the devices could not be opened with
    os.chdir(folder)


def fork(namespace: int | None) -> int:
    """Fork; with the descriptor of this process's own pid namespace, the child is alone in one of its own."""
    if namespace is None:
        return os.fork()
    _check(_libc.unshare(_NEWPID), "unshare")
    pid = -1
    try:
        pid = os.fork()
    finally:
        if pid:  # unshare refuses to nest: the next child needs the zygote's namespace to start from
            _check(_libc.setns(namespace, _NEWPID), "setns")
    return pid


# --- in each child ------------------------------------------------------------------------------------


def confine(limits: Limits, walls: Walls, folder: str, zygote: int) -> None:
    """Limit this process, a child of the process `zygote`, for good; its working folder becomes `folder`."""
    with suppress(PermissionError):  # an interpreter of its own leads a session already
        os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment(folder))
    if walls.uid:
        os.setgroups([])
        os.setresgid(walls.uid, walls.uid, walls.uid)
        os.setresuid(walls.uid, walls.uid, walls.uid)
    if _libc is not None and not walls.namespaces:  # whose process 1 takes its children along
        # After the change of user, which takes this back.
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != zygote:  # it died before we asked to die with it
            os._exit(1)
    _limit(limits)
    undumpable()
    if _libc is not None:
        _drop_capabilities()
        _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    if walls.ruleset >= 0:
        _call(_LANDLOCK_RESTRICT_SELF, walls.ruleset, 0)
        os.close(walls.ruleset)
    if walls.program:
        _filter_calls(base64.b64decode(walls.program))
    sys.addaudithook(_refuse)


def environment(home: str) -> dict[str, str]:
    """Return the whole environment of a zygote or a child."""
    return {
        "PATH": os.defpath,
        "HOME": home,
        "LANG": "C.UTF-8",
        "USER": "student",
        "LOGNAME": "student",  # or `getpass.getuser()` would look for an account
        "MPLBACKEND": "agg",
        # HDF5 locks what it reads, which the filter refuses; a notebook's own `h5py.File` must open the course's data.
        "HDF5_USE_FILE_LOCKING": "FALSE",
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


def _limit(limits: Limits) -> None:
    """Set the kernel's own belt, should the trusted side not be there to measure.

    Not RLIMIT_NPROC: it counts all processes of the user, and OpenBLAS spins for ever where it can't have a thread.
    """
    if sys.platform != "darwin":  # which has no such limit
        _lower(resource.RLIMIT_AS, limits.memory_mb << 20)
    for what, limit in (
        (resource.RLIMIT_CPU, int(limits.submission_seconds) + 5),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _lower(what, limit)


def _lower(what: int, limit: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(what, (limit, limit))


def _drop_capabilities() -> None:
    """Give up what root, or the first user of a user namespace, may do beyond others."""
    capability = 0
    while _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:  # fails behind the last, and where we have none
        capability += 1
    header, none = struct.pack("<Ii", _CAPABILITIES_V3, 0), bytes(24)
    _check(_libc.capset(header, none), "capset")


def _filter_calls(program: bytes) -> None:
    code = ctypes.create_string_buffer(program, len(program))
    described = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(described), 0, 0), "seccomp")


def _check(returned: int, call: str) -> None:
    if returned < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


def _call(number: int, *arguments: int | bytes) -> None:
    """Make a system call that the C library has no function for."""
    values = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    _check(_libc.syscall(ctypes.c_long(number), *values), f"system call {number}")


def _mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    options = None if data is None else os.fsencode(data)
    _check(_libc.mount(*texts, ctypes.c_ulong(flags), options), f"mount {target}")


def _read_only(path: str, also: int) -> None:
    """Let nothing be written below a mount point, in other mounts on it neither."""
    attributes = struct.pack("<4Q", _ATTR_RDONLY | _ATTR_NOSUID | also, 0, 0, 0)
    _call(_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(path), _AT_RECURSIVE, attributes, len(attributes))


_CHANGES = frozenset(
    "os.chmod os.chown os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate os.utime".split()
)
_STARTING = frozenset("os.exec os.posix_spawn os.spawn os.system pty.spawn subprocess.Popen".split())
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    """Keep slips (`open("train.h5", "w")` empties it) from the data and from other processes; no barrier to malice."""
    if event == "open":
        path, _, flags = args
        if isinstance(flags, int) and flags & _WRITING and path not in (os.devnull, os.devnull.encode()):
            raise PermissionError(1, "files can't be written while grading", path)
    elif event in _CHANGES:
        raise PermissionError(1, "files can't be changed while grading")
    elif event in ("os.fork", "os.forkpty"):
        raise PermissionError(1, "no process can be started while grading")
    elif event in _STARTING:
        # As where the program is not installed, which a careful notebook reckons with.
        raise FileNotFoundError(2, "no program can be run while grading")
    elif event in ("os.kill", "os.killpg") and args[0] != os.getpid():
        raise PermissionError(1, "other processes can't be signalled while grading")


def _probe(walls: Walls, folder: str) -> None:
    """Be a zygote with one child, each as confined as in earnest; an exception tells what this machine refuses."""
    namespace = None
    if walls.namespaces:
        own_namespaces()
        namespace = os.open("/proc/self/ns/pid", os.O_RDONLY)
        enter(walls.reads, folder)
    zygote, pid = os.getpid(), fork(namespace)
    if pid == 0:
        try:
            confine(Limits(), walls, folder, zygote)
            os._exit(0)
        except BaseException as error:
            os.write(1, f"{error}\n".encode())
            os._exit(1)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == "__main__":
    _asked = json.loads(sys.argv[1])
    try:
        _probe(Walls(**_asked["walls"]), _asked["folder"])
    except OSError as _error:
        sys.exit(str(_error))
