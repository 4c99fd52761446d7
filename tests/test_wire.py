"""Values and frames on the wire: each comes back as it went, or is something of a type; no bytes do harm."""

from __future__ import annotations

import math
import struct
import tracemalloc
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import Opaque, wire


def same(a: Any, b: Any) -> bool:
    """Whether two values have the same types and content all the way down; NaN is NaN."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (a != a and b != b)
    if isinstance(a, complex):
        return same((a.real, a.imag), (b.real, b.imag))
    return a == b


# --------------------------------------------------------------------------------------------- values


def arrays() -> st.SearchStrategy[np.ndarray]:
    dtypes = st.one_of(
        hnp.boolean_dtypes(),
        hnp.integer_dtypes(),
        hnp.unsigned_integer_dtypes(),
        hnp.floating_dtypes(),
        hnp.complex_number_dtypes(),
        hnp.byte_string_dtypes(),
        hnp.unicode_string_dtypes(),
    )
    return hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 1023), 1 << 1023),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=600),
    st.binary(),
    arrays(),
    arrays().filter(lambda a: a.size).map(lambda a: a.flat[0]),
)
keys = st.one_of(st.text(), st.integers(), st.tuples(st.integers(), st.text()))
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(keys, inner, max_size=4),
        st.sets(keys, max_size=4),
        st.frozensets(keys, max_size=4),
    ),
    max_leaves=12,
)


@given(values)
@settings(deadline=None)
def test_a_value_comes_back_as_it_went(value: Any) -> None:
    payload = wire.encode(value)
    assert same(wire.decode(payload), value)
    assert wire.encode(wire.decode(payload, writable=True)) == payload


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_random_bytes_are_no_value(data: bytes) -> None:
    decode_or_refuse(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(st.sampled_from("ltdefsbcigao"), inner, inner).map(list)
        | st.tuples(
            st.just("a"),
            st.sampled_from(["<f8", "|b1", "<U2", "|O", "<M8[s]", "|S0"]) | st.text(max_size=4),
            st.lists(st.integers(-1, 5) | st.integers(), max_size=3),
            st.integers(-1, 64),
        ).map(list)
    ),
    max_leaves=15,
)


@given(json_values, st.binary(max_size=80))
@settings(deadline=None)
def test_odd_skeletons_are_no_value(skeleton: Any, blob: bytes) -> None:
    text = wire.json.dumps(skeleton).encode()
    decode_or_refuse(len(text).to_bytes(4, "little") + text + bytes(-(4 + len(text)) % 16) + blob)


@given(values, st.integers(0, 1 << 30), st.binary(min_size=1, max_size=8))
@settings(deadline=None)
def test_a_value_with_a_few_bytes_changed_is_another_or_none(value: Any, at: int, patch: bytes) -> None:
    payload = bytearray(wire.encode(value))
    at %= len(payload)
    payload[at : at + len(patch)] = patch
    decode_or_refuse(bytes(payload))


def decode_or_refuse(data: bytes) -> None:
    try:
        value = wire.decode(data)
    except wire.WireError:
        return
    repr(value)  # what decodes can also be printed


def reader(data: bytes) -> Any:
    """Return a `read` over `data` that refuses to read beyond its end."""
    stream = memoryview(data)

    def read(n: int) -> bytes:
        nonlocal stream
        if n > len(stream):
            raise wire.WireError("end")
        part, stream = bytes(stream[:n]), stream[n:]
        return part

    return read


@given(st.binary(max_size=100))
@settings(deadline=None)
def test_random_bytes_are_no_frame(data: bytes) -> None:
    for start in (b"", wire.frame({}, [])[:4]):
        with pytest.raises(wire.WireError):
            wire.read_frame(reader(start + data), 1 << 20)


@given(st.dictionaries(st.text(), st.integers() | st.text()), st.lists(st.binary(), max_size=4))
@settings(deadline=None)
def test_a_frame_comes_back_as_it_went(head: dict[str, Any], payloads: list[bytes]) -> None:
    assert wire.read_frame(reader(wire.frame(head, payloads))) == (head, payloads)


@pytest.mark.parametrize(
    ("n_head", "count", "lengths"),
    [(1 << 17, 0, []), (2, 1 << 20, []), (2, 1, [1 << 50]), (2, 2, [1 << 63, 1 << 63])],
    ids=["head", "payloads", "payload", "sum"],
)
def test_a_frame_that_promises_too_much_is_refused_unread(n_head: int, count: int, lengths: list[int]) -> None:
    start = wire._FRAME.pack(b"AGW1", n_head, count) + b"".join(n.to_bytes(8, "little") for n in lengths)
    with pytest.raises(wire.WireError, match="frame"):
        wire.read_frame(reader(start + b"{}"), 1 << 20)


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def cyclic() -> list[Any]:
    value: list[Any] = []
    value += [value, value]
    return value


class Odd(int):
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "object"),
        (Odd(3), "Odd"),
        (np.array([None]), "ndarray of 'O'"),
        (np.array([(1, 2.0)], [("a", int), ("b", float)]), "ndarray of 'V'"),
        (np.datetime64("2020-01-01"), "datetime64"),
        (range(3), "range"),
        (1 << 1024, "int (too large)"),
        (cyclic(), "list (too many parts)"),
        ([0] * 200_001, "list (too many parts)"),
        ({(i, i): 0 for i in range(3000)}, "dict (too many keys)"),
        (np.zeros(1 << 18), "ndarray (too large)"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_what_does_not_cross_is_opaque(value: Any, name: str) -> None:
    assert wire.decode(wire.encode(value, 1 << 20)) == Opaque(name)


def test_only_the_part_that_is_too_deep_is_opaque() -> None:
    right, deep = wire.decode(wire.encode((1.5, nested(100))))
    assert right == 1.5
    for _ in range(wire.MAX_DEPTH - 1):
        (deep,) = deep
    assert deep == Opaque("list (too deep)")


def test_arrays_are_read_only_views_here_and_writable_copies_there() -> None:
    payload = wire.encode(np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]))
    assert not wire.decode(payload).flags.writeable
    copy = wire.decode(payload, writable=True)
    copy += 1
    assert copy.tolist() == [[2, 3], [4, 5]]
    assert wire.decode(payload).tolist() == [[1, 2], [3, 4]]


# --------------------------------------------------------------------------------------------- memory

PART = {
    "empty sets": ('["e"]', b""),
    "empty lists": ('["l"]', b""),
    "lists that are no value": ("[]", b""),
    "dictionaries that are no value": ('{"":{}}', b""),
    "no long texts": ('["a","<U200000",[0],0]', b""),
    "arrays of no bytes": ('["a","|b1",[0],0]', b""),
    "arrays of one number": ('["a","<f8",[1],8]', bytes(16)),
    "scalars": ('["g","<f8",8]', bytes(16)),
    "numbers": ("1.5", b""),
    "names": ('["o","a"]', b""),
}


@pytest.mark.parametrize("writable", [False, True])
@pytest.mark.parametrize("part", PART)
def test_decoding_takes_no_more_memory_than_the_bound(part: str, writable: bool) -> None:
    skeleton, blob = PART[part]
    text = ('["l",' + ",".join([skeleton] * 20_000) + "]").encode()
    payload = struct.pack("<I", len(text)) + text + bytes(-(4 + len(text)) % 16) + blob * 20_000
    tracemalloc.start()
    try:
        with suppress(wire.WireError):
            wire.decode(payload, writable=writable)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= wire.memory_bound(len(payload))


@given(st.binary(max_size=300), st.integers(0, 200))
@settings(deadline=None)
def test_a_bound_grows_with_the_payload(data: bytes, more: int) -> None:
    assert wire.memory_bound(len(data)) <= wire.memory_bound(len(data) + more)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (np.broadcast_to(0.0, (10**6, 10**6)), "ndarray (too large)"),
        (np.array([{}], dtype=object), "ndarray of 'O'"),
        (np.zeros(2, dtype=[("a", "f8")]), "ndarray of 'V'"),
        (np.array(["2026-01-01"], dtype="M8[D]"), "ndarray of 'M'"),
        (range(3), "range"),
        ((i for i in ()), "generator"),
        (object(), "object"),
        (1 << 5000, "int (too large)"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_no_object_is_carried_over(value: Any, name: str) -> None:
    assert wire.decode(wire.encode(value, 1 << 20)) == Opaque(name)


def test_a_cycle_ends() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    value = wire.decode(wire.encode(cycle))
    for _ in range(wire.MAX_DEPTH):
        (value,) = value
    assert value == Opaque("list (too deep)")
