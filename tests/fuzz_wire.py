"""Fuzzes what the grader runs on bytes from a student's process: coverage-guided, byte by byte, by libFuzzer.

    python tests/fuzz_wire.py [--seconds 120] [--input HEX]

Any exception but WireError is a fault, and so are more memory than the bound that wire states, and a value that does
not come back the same once more. A fault is shown with the bytes that `--input` repeats it with.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import tracemalloc
from pathlib import Path

import atheris
import numpy as np

with atheris.instrument_imports(include=["autograder.sandbox.wire"]):
    from autograder.sandbox import Opaque, wire

VALUES = (
    None,
    True,
    -1.5,
    float("nan"),
    "Σ",
    "x" * 300,
    b"\x00\xff",
    1 << 70,
    2 - 3j,
    Opaque("generator"),
    [1, (2.0, [None])],
    {"dW1": np.arange(6.0).reshape(2, 3), "db1": np.zeros((2, 0)), (1, "k"): {"deep": {1, 2}}},
    (np.float32(1.5), np.int64(7), np.bool_(True), np.str_("ab")),
    [np.array([True, False]), np.array(["é", "ab"]), np.array([b"a"]), np.array(1j), np.float16(2)],
    frozenset({1, 2}),
)
EVERY = 64
"""Only each so many inputs are measured for memory, which makes an input ten times as slow."""

numbers = itertools.count()


def one(data: bytes, measured: bool = True) -> None:
    """Decode these bytes as a frame and as a value; raises AssertionError, or whatever is at fault."""
    if measured:
        tracemalloc.start()
    try:
        for value in filter(None, [as_frame(data), as_value(data, writable=False), as_value(data, writable=True)]):
            again = wire.decode(wire.encode(value[0]))
            assert wire.encode(again) == wire.encode(value[0]), "a value changed on its way"
    finally:
        if measured:
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            # Three decodings and their round trips at most live at the same time.
            assert peak <= 6 * wire.memory_bound(len(data)), f"{peak} bytes of memory for {len(data)} bytes"


def as_value(data: bytes, *, writable: bool) -> tuple[object] | None:
    try:
        return (wire.decode(data, writable=writable),)
    except wire.WireError:
        return None


def as_frame(data: bytes) -> tuple[object] | None:
    """The first value in a frame, read as the session reads: so many bytes at a time, none beyond the last."""
    at = 0

    def read(n: int) -> bytes:
        nonlocal at
        if n > len(data) - at:
            raise wire.WireError("the peer hung up")
        at += n
        return data[at - n : at]

    try:
        _, payloads = wire.read_frame(read, max_bytes=1 << 20)
    except wire.WireError:
        return None
    return as_value(payloads[0], writable=False) if payloads else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=120, help="how long (default: 120)")
    parser.add_argument("--input", metavar="HEX", help="repeat one input")
    asked = parser.parse_args()
    if asked.input is not None:
        one(bytes.fromhex(asked.input))
        print("no fault")
        return
    with tempfile.TemporaryDirectory() as folder:
        for number, value in enumerate(VALUES):
            payload = wire.encode(value)
            Path(folder, f"value{number}").write_bytes(payload)
            Path(folder, f"frame{number}").write_bytes(wire.frame({"id": "a", "kind": "value"}, [payload]))
        options = [f"-max_total_time={asked.seconds}", "-max_len=4096", "-rss_limit_mb=1024", "-timeout=10"]
        options += [f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *options, folder], tested)
        atheris.Fuzz()


def tested(data: bytes) -> None:
    try:
        one(data, measured=next(numbers) % EVERY == 0)
    except BaseException:
        print(f"A fault; to repeat it: python {sys.argv[0]} --input {data.hex()}", file=sys.stderr)
        raise


if __name__ == "__main__":
    main()
