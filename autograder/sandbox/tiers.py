"""Which walls this machine has: they are probed in throw-away processes, and prepared for a zygote.

A tier is a set of layers. `isolation` gives the strongest tier whose layers all answer, and fails where that is weaker
than what was asked for. The kernel's own tools build the walls here, on the trusted side: libseccomp the filter of
system calls, Landlock's rules the list of readable files.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from . import confine
from .confine import Walls

__all__ = ["LAYERS", "MEANINGS", "MINIMUM", "TIERS", "Layer", "NotIsolated", "built", "isolation", "missing"]

MINIMUM = "kernel-filter"
"""The weakest tier to grade with, unless a course says otherwise."""


class NotIsolated(RuntimeError):
    """This machine can't isolate students' code as asked; the text names what is missing and how to get it."""


@dataclass(frozen=True)
class Layer:
    """One wall around a student's process."""

    name: str
    keeps: str
    """What it keeps a student's code from."""
    get: str
    """How a machine comes to have it."""


LAYERS = (
    Layer("limits", "using more time, memory, files than allowed; writing to a file", "any Linux, macOS"),
    Layer(
        "seccomp",
        "network, new processes, signals to others, tracing, everything a notebook has no need of",
        "Linux with libseccomp: `apt install libseccomp2`, `dnf install libseccomp`",
    ),
    Layer(
        "landlock",
        "reading anything but the interpreter and the notebook's data; writing anywhere",
        "Linux 5.13 or newer whose boot line or /sys/kernel/security/lsm names landlock",
    ),
    Layer(
        "namespaces",
        "seeing files, processes, the network and shared memory of the machine at all",
        "root, or user namespaces: Ubuntu 24.04 needs `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, "
        "containers deny them unless started with more rights",
    ),
)
TIERS = {
    "full": ("limits", "seccomp", "landlock", "namespaces"),
    "kernel-filter": ("limits", "seccomp", "landlock"),
    "plain": ("limits",),
}
"""From the strongest to the weakest."""

MEANINGS = {
    "full": "Students' code runs behind several walls, one behind the other: it sees a root of its own with "
    "the interpreter and the notebook's data, read-only, without network, and no other process.",
    "kernel-filter": "Students' code can read the interpreter and the notebook's data, write nothing, reach no network "
    "and no other process; names of files and processes it may still learn.",
    "plain": "Students' code runs in a process of its own with limits on time and memory, so that verdicts are "
    "safe, but it can read what your user account can read and reach the network.",
}

# --- what a child may ask the kernel ---------------------------------------------------------------------

_CALLS = """
access arch_prctl brk chdir clock_getres clock_gettime clock_nanosleep close close_range dup dup2 dup3 epoll_create
epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd2 exit exit_group faccessat faccessat2 fadvise64
fchdir fcntl fstat fstatfs fsync fdatasync futex futex_waitv get_robust_list getcpu getcwd getdents getdents64 getegid
geteuid getgid getgroups getitimer getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid getrlimit
getrusage getsid gettid gettimeofday getuid lseek lstat madvise membarrier mincore mmap mprotect mremap msync munmap
nanosleep newfstatat open openat pipe pipe2 poll ppoll pread64 preadv pselect6 pwrite64 read readlink readlinkat readv
recvfrom recvmsg restart_syscall rseq rt_sigaction rt_sigprocmask rt_sigreturn rt_sigtimedwait sched_get_priority_max
sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler sched_yield select sendmsg sendto
set_robust_list set_tid_address setitimer shutdown sigaltstack stat statfs statx sysinfo time timer_create timer_delete
timer_settime times umask uname wait4 waitid write writev alarm
""".split()
_CLONE_THREAD = 0x10000
_AF_UNIX, _SOCK_STREAM, _SOCKET_TYPE = 1, 1, 0xF
_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41
# Is this a terminal, how wide, how much is waiting; close on exec and non-blocking are what Python's open asks for.
_ASKING = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)


@cache
def _program() -> str:
    """The filter of system calls: these are allowed, every other one answers EPERM; raises NotIsolated.

    No kill, tkill or tgkill at all, so that one program serves all children. clone for threads only; clone3, whose
    flags a filter can't read, answers ENOSYS, upon which libraries take clone.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError) as error:
        raise NotIsolated(str(error)) from None
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))

    def allow(name: str, *arguments: seccomp.Arg) -> None:
        if seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0:  # newer architectures lack the older calls
            rules.add_rule(seccomp.ALLOW, name, *arguments)

    for name in _CALLS:
        allow(name)
    allow("clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    # Streams only, as event loops need: a pair of datagram sockets can send to any other socket of the machine.
    stream = seccomp.Arg(1, seccomp.MASKED_EQ, _SOCKET_TYPE, _SOCK_STREAM)
    allow("socketpair", seccomp.Arg(0, seccomp.EQ, _AF_UNIX), stream)
    allow("prlimit64", seccomp.Arg(0, seccomp.EQ, 0))
    for option in (_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA):
        allow("prctl", seccomp.Arg(0, seccomp.EQ, option))
    for request in _ASKING:
        allow("ioctl", seccomp.Arg(1, seccomp.EQ, request))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return base64.b64encode(file.read()).decode()


# --- what a child may read ---------------------------------------------------------------------------------

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib")
_SYSTEM = ("/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types")
_SHARED = ("/usr/share/fonts", "/usr/share/zoneinfo")


@cache
def _reads() -> tuple[str, ...]:
    """The folders and files of the interpreter and its libraries, without those that lie in another one of them.

    Not all of sys.path: an editable installation puts the course folder there.
    """
    own = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    base = sysconfig.get_paths(vars={"base": sys.base_prefix, "platbase": sys.base_exec_prefix})
    own += [base["purelib"], base["platlib"], f"{sys.base_prefix}/lib"]
    wanted = dict.fromkeys([*own, *_LIBRARIES, *_SYSTEM, *_SHARED, *_DEVICES])
    there = [path for path in wanted if os.path.exists(path)]
    return tuple(p for p in there if not any(p != other and Path(p).is_relative_to(other) for other in there))


def _open_to_all(path: str, *, parents: bool) -> bool:
    """May every user read this, with `parents` coming from the root too?"""
    above = Path(path).parents if parents else ()
    return bool(os.stat(path).st_mode & 0o004) and all(folder.stat().st_mode & 0o001 for folder in above)


@contextmanager
def built(layers: Sequence[str], folder: str) -> Iterator[Walls]:
    """The walls of these layers around a zygote that works in `folder`; raises NotIsolated where one can't be had."""
    walls = Walls(namespaces="namespaces" in layers)
    if len(layers) > 1:
        walls = replace(walls, reads=_reads(), uid=_slot(folder, walls.namespaces))
    if "seccomp" in layers:
        walls = replace(walls, program=_program())
    if "landlock" not in layers:
        yield walls
        return
    try:
        import landlockpy as landlock

        # TCP and signals are handled too where this kernel can, and allowed nowhere.
        rules = landlock.Ruleset(scoped=landlock.Scope.SIGNAL | landlock.Scope.ABSTRACT_UNIX_SOCKET)
    except (ImportError, OSError) as error:
        raise NotIsolated(f"Landlock: {error}") from None
    with rules:
        access = landlock.AccessFS
        for path in (*walls.reads, folder):
            may = access.READ_FILE | (access.READ_DIR if os.path.isdir(path) else access.NONE)
            rules.allow_path(path, may | (access.WRITE_FILE if path == os.devnull else access.NONE))
        yield replace(walls, ruleset=rules.fileno())


_BASE_UID, _UIDS = 61184, 4000  # systemd's range for users that exist while a service runs


def _slot(folder: str, namespaces: bool) -> int:
    """The user that children of root's become, another for each grader; 0 where that user couldn't read Python.

    In a mount namespace only the interpreter's own folders need to be open to all, not those above them.
    """
    if os.geteuid() != 0:
        return 0
    needed = [folder, *(path for path in _reads() if not path.startswith("/dev/"))]
    readable = all(_open_to_all(path, parents=not namespaces) for path in needed)
    return _BASE_UID + os.getpid() % _UIDS if readable else 0


# --- what this machine has ---------------------------------------------------------------------------------


@cache
def missing(*layers: str) -> str | None:
    """Why these layers can't be had on this machine, or None where they can; tried in a throw-away process."""
    if set(layers) == {"limits"}:
        return None
    if sys.platform != "linux":
        return f"{platform.system() or 'this system'} has none"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        try:
            with built(layers, folder) as walls:
                asked = json.dumps({"walls": asdict(walls), "folder": folder})
                tried = subprocess.run(
                    [sys.executable, "-I", "-S", confine.__file__, asked],
                    pass_fds=[walls.ruleset] if walls.ruleset >= 0 else [],
                    capture_output=True,
                    text=True,
                    errors="replace",
                    timeout=60,
                )
        except (NotIsolated, OSError, subprocess.TimeoutExpired) as error:
            return str(error)
    said = f"{tried.stdout}{tried.stderr}".strip().rpartition("\n")[2]
    return None if tried.returncode == 0 else said or f"its process ended with {tried.returncode}"


def isolation(minimum: str = MINIMUM, *, only: str | None = None) -> str:
    """The strongest tier that this machine has, not below `minimum`, or exactly `only`; raises NotIsolated."""
    names = list(TIERS)
    for name in (only, minimum):
        if name is not None and name not in names:
            raise NotIsolated(f"There is no tier {name!r}; there are: {', '.join(names)}.")
    for name in [only] if only else names[: names.index(minimum) + 1]:
        if missing(*TIERS[name]) is None:
            return name
    raise NotIsolated(_what_is_missing(only or minimum))


def _what_is_missing(tier: str) -> str:
    """One line that names the layers a tier lacks here, and how to get them."""
    lacks = [(layer, why) for layer in LAYERS if layer.name in TIERS[tier] and (why := missing("limits", layer.name))]
    each = [f"{layer.name} ({why}; to have it: {layer.get})" for layer, why in lacks]
    named = "; ".join(each) or missing(*TIERS[tier])
    return (
        f"Students' code can't be isolated here as {tier} asks. Missing: {named}. "
        "`autograder doctor` tells more; `--isolation plain` grades without, on your own responsibility."
    )
