"""What a child tries to do before any student's code runs beside it: each line of the table must fail.

Return codes of the calls that build a sandbox don't tell enough: one that silently lacked its pid namespace looked
whole. So a child attacks, by the C library, below the checks that Python itself makes.
"""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

__all__ = ["ATTACKS", "CELL", "promised", "targets"]

ATTACKS = {
    "miss a library or its data": """
        # The other way round: what a notebook may need late must be there. unittest is Python's, ndimage scipy's.
        import scipy.ndimage, unittest.mock
        with open(targets["data"][0], "rb") as file:
            return file.read() == targets["content"]
    """,
    "read a private file": """
        return all(libc.open(path.encode(), 0) < 0 for path in targets["private"])
    """,
    "write beside a private file": """
        new = [path + ".self-test" for path in targets["private"]]
        return all(libc.open(path.encode(), CREATE, 0o600) < 0 for path in new)
    """,
    "write anywhere": """
        places = [".", "/", "/tmp", "/dev/shm", "/var/tmp", *targets["homes"]]
        return all(libc.open(f"{place}/self-test-{targets['pid']}".encode(), CREATE, 0o600) < 0 for place in places)
    """,
    "change the notebook's data": """
        return all(libc.open(name.encode(), 2) < 0 and libc.unlink(name.encode()) < 0 for name in targets["data"])
    """,
    "connect to a port": """
        here = b"\\x02\\x00" + targets["port"].to_bytes(2, "big") + b"\\x7f\\x00\\x00\\x01" + bytes(8)
        return libc.connect(libc.socket(2, 1, 0), here, 16) < 0
    """,
    "connect to a socket file": """
        here = b"\\x01\\x00" + targets["socket"].encode() + b"\\x00"
        return libc.connect(libc.socket(1, 1, 0), here, len(here)) < 0
    """,
    "send to a socket file": """
        here = b"\\x01\\x00" + targets["mailbox"].encode() + b"\\x00"
        pair = (ctypes.c_int * 2)()
        return libc.socketpair(1, 2, 0, pair) < 0 or libc.sendto(pair[0], b"x", 1, 0, here, len(here)) < 0
    """,
    "signal the grader": """
        return libc.kill(targets["pid"], 0) < 0
    """,
    "trace the grader": """
        # SEIZE, since ATTACH would stop it where it succeeds.
        return libc.ptrace(0x4206, targets["pid"], None, None) < 0
    """,
    "read the grader's memory": """
        return libc.open(f"/proc/{targets['pid']}/mem".encode(), 0) < 0
    """,
    "start a process": """
        pid = libc.fork()
        if pid == 0:
            libc._exit(0)
        return pid < 0
    """,
    "run a program": """
        # One that isn't there, since this process would be gone else: "no such file" means that it might.
        return libc.execve(b"/self-test", None, None) < 0 and ctypes.get_errno() != 2
    """,
    "have memory without a limit": """
        return libc.mmap(None, targets["memory"], 3, 0x22, -1, 0) == -1
    """,
    "have a file in memory": """
        return libc.syscall(319 if machine() == "x86_64" else 279, b"self-test", 0) < 0
    """,
    "take more rights": """
        return libc.unshare(0x10000000) < 0 and libc.setuid(0) < 0
    """,
}
"""For each attack the body of a function that returns whether it failed, with `libc` and `targets` at hand."""

_BY_LIMITS = ("have memory without a limit", "miss a library or its data")


def promised(tier: str) -> list[str]:
    """The attacks that a tier promises to stop; no others are tried, they would do harm."""
    return [attack for attack in ATTACKS if tier != "plain" or attack in _BY_LIMITS]


def _cell() -> str:
    parts = ["import ctypes", "from os import uname"]
    parts += ["libc = ctypes.CDLL(None, use_errno=True)", "libc.mmap.restype = ctypes.c_long"]
    parts += ["libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *3 * [ctypes.c_int], ctypes.c_long]"]
    parts += ["CREATE = 0o102", "machine = lambda: uname().machine", "tried = {}"]
    for number, (name, body) in enumerate(ATTACKS.items()):
        parts += [f"def attack_{number}(targets):", textwrap.indent(textwrap.dedent(body).strip(), "    ")]
        parts += [f"tried[{name!r}] = attack_{number}"]
    # What raises was stopped; but for the first row, which goes the other way round.
    parts += [
        textwrap.dedent("""
            def outcome(name, targets):
                try:
                    return bool(tried[name](targets))
                except Exception:
                    return name != "miss a library or its data"

            def attack(targets):
                return {name: outcome(name, targets) for name in targets["names"]}
        """)
    ]
    return "\n".join(parts)


CELL = _cell()
"""The attacks as one cell that defines `attack`."""


@contextmanager
def targets(tier: str, folder: Path, private: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The attacks' names, and what there is to attack: a file beside the private ones, listeners, this process."""
    with ExitStack() as stack:
        outside = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        outside.chmod(0o755)
        (outside / "private").write_text("not for students")
        (outside / "private").chmod(0o644)
        port, file = stack.enter_context(socket.socket()), stack.enter_context(socket.socket(socket.AF_UNIX))
        port.bind(("127.0.0.1", 0))
        file.bind(str(outside / "socket"))
        (outside / "socket").chmod(0o777)
        for listener in (port, file):
            listener.listen()
        mailbox = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        mailbox.bind(str(outside / "mailbox"))
        (outside / "mailbox").chmod(0o777)
        data = folder / f"self-test-{secrets.token_hex(4)}.txt"
        data.write_text("for students")
        data.chmod(0o444)
        stack.callback(data.unlink, missing_ok=True)
        yield {
            "names": promised(tier),
            "private": [str(outside / "private"), *(str(path) for path in private if path.exists())],
            "homes": [str(outside), str(Path.home())],
            "data": [data.name],
            "content": data.read_bytes(),
            "port": port.getsockname()[1],
            "socket": str(outside / "socket"),
            "mailbox": str(outside / "mailbox"),
            "pid": os.getpid(),
            "memory": 1 << 44,
        }
