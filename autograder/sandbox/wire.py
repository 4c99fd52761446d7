"""Values and frames as bytes: a JSON skeleton and raw array data, no pickle; exact types, bounds everywhere.

A value is one payload: a u32 length, the skeleton, then the blobs in the order in which the skeleton names
them, each on a multiple of 16. A frame is a small JSON head and any number of payloads. `decode` and
`read_frame` are all that the trusted side runs on bytes from a student's process; they raise WireError only, and take
no more memory than `memory_bound` says.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_INT_BITS = 1024  # str() of a longer one raised in the grader once
MAX_ODD_KEYS = 2_000  # tuples and complex numbers as keys can be built to collide, which costs the square
MAX_HEAD = 1 << 16
MAX_PAYLOADS = 256

_INLINE = 256  # characters; longer texts travel as blobs, so that commas can be counted before parsing
_ALIGN = 16
_KINDS = "biufcSU"
_DTYPE = re.compile(r"[<>|][biufcSU]\d{1,6}")
_SCALARS = frozenset(np.dtype(c).type for c in np.typecodes["All"] if np.dtype(c).kind in _KINDS)
_MAGIC = b"AGW1"
_FRAME = struct.Struct("<4sII")
_U32 = struct.Struct("<I")


class WireError(Exception):
    """Bytes that are no value or no frame of ours."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that doesn't cross the boundary: an object, a subclass, too deep or too large."""

    type_name: str


def encode(value: Any, max_bytes: int = 1 << 62) -> bytes:
    """Return a value's payload; a part that can't cross becomes Opaque, as does a whole beyond the bounds."""
    try:
        return _Encoder(max_bytes).payload(value)
    except WireError as error:
        return _Encoder(1 << 16).payload(Opaque(f"{type_name(value)} ({error})"))


def decode(payload: bytes, *, writable: bool = False) -> Any:
    """Return the value of a payload, its arrays read-only views of it unless `writable`; raises WireError."""
    try:
        return _Decoder(payload, writable).value()
    except WireError:
        raise
    except Exception as error:  # whatever odd bytes make numpy or json raise
        raise WireError(f"malformed: {type(error).__name__}") from None


def memory_bound(n: int) -> int:
    """Return the most bytes of memory that decoding n bytes takes; the tests and the fuzzer hold decode to it.

    The worst is a value of empty sets, 5 bytes each on the wire and 280 here; beyond some megabytes MAX_NODES and the
    count of commas before parsing bound it, and what is left is copies of the payload.
    """
    return min(64 * n, 3 * n + (256 << 20)) + (64 << 10)


def type_name(value: Any) -> str:
    """Return the name of a value's class, without running any code of that class or its metaclass."""
    name = type.__dict__["__name__"].__get__(type(value))[:100]
    return name if name.isprintable() else "object"


# An OrderedDict, a namedtuple, an np.matrix: what they hold is what counts. By the base's own methods, so that a
# class of a student's has no say.
_BASES: dict[type, Callable[[Any], Any]] = {
    dict: lambda x: dict(dict.items(x)),
    tuple: lambda x: tuple(tuple.__iter__(x)),
    list: lambda x: list(list.__iter__(x)),
    np.ndarray: lambda x: np.ndarray.view(x, np.ndarray),
}


class _Encoder:
    def __init__(self, max_bytes: int) -> None:
        self.blobs: list[bytes] = []
        self.left, self.nodes, self.odd_keys = max_bytes, MAX_NODES, MAX_ODD_KEYS

    def payload(self, value: Any) -> bytes:
        skeleton = json.dumps(self.node(value, 0), separators=(",", ":")).encode()
        self.spend(len(skeleton))
        parts = [_U32.pack(len(skeleton)), skeleton, bytes(-(4 + len(skeleton)) % _ALIGN)]
        for blob in self.blobs:
            parts += [blob, bytes(-len(blob) % _ALIGN)]
        return b"".join(parts)

    def spend(self, n: int) -> None:
        self.left -= n + _ALIGN
        if self.left < 0:
            raise WireError("too large")

    def blob(self, data: bytes) -> int:
        self.spend(len(data))
        self.blobs.append(data)
        return len(data)

    def node(self, x: Any, depth: int) -> Any:
        self.nodes -= 1
        if self.nodes < 0:
            raise WireError("too many parts")
        t = type(x)
        if x is None or t is bool or t is float:
            return x
        if t is str:
            return x if len(x) <= _INLINE else ["s", self.blob(x.encode("utf-8", "surrogatepass"))]
        if t is int:
            if -(1 << 62) < x < 1 << 62:
                return x
            return ["i", hex(x)] if x.bit_length() <= MAX_INT_BITS else ["o", "int (too large)"]
        if t is np.ndarray:
            return self.array(x)
        if t in _SCALARS:
            x = np.asarray(x)  # which has a proper size even for an empty text
            return ["g", x.dtype.str, self.blob(x.tobytes())]
        if t is Opaque:
            return ["o", x.type_name]
        if t is complex:
            return ["c", x.real, x.imag]
        if t is bytes:
            return ["b", self.blob(x)]
        if t not in (list, tuple, dict, set, frozenset):
            base = next((base for base in _BASES if issubclass(t, base)), None)
            return self.node(_BASES[base](x), depth) if base else ["o", type_name(x)]
        if depth >= MAX_DEPTH:
            return ["o", f"{type_name(x)} (too deep)"]
        if t is dict:
            parts: list[Any] = ["d"]
            for key, item in list(x.items()):
                self.key(key)
                parts += [self.node(key, depth + 1), self.node(item, depth + 1)]
            return parts
        if t is list or t is tuple:
            return ["l" if t is list else "t", *[self.node(item, depth + 1) for item in list(x)]]
        return self.set(x, depth)

    def set(self, x: Any, depth: int) -> Any:
        for item in x:
            self.key(item)
        # In one order for all processes: that of a set of strings depends on the process's hash seed.
        items = sorted(x, key=encode)
        return ["e" if type(x) is set else "f", *[self.node(item, depth + 1) for item in items]]

    def key(self, x: Any) -> None:
        if not _is_plain_key(x):
            self.odd_keys -= 1
            if self.odd_keys < 0:
                raise WireError("too many keys")

    def array(self, x: np.ndarray) -> Any:
        if x.dtype.kind not in _KINDS or x.dtype.names or not _DTYPE.fullmatch(x.dtype.str):
            return ["o", f"ndarray of {x.dtype.kind!r}"]
        if x.ndim > 32:
            return ["o", "ndarray (too many axes)"]
        if x.nbytes > self.left:
            raise WireError("too large")
        return ["a", x.dtype.str, list(x.shape), self.blob(x.tobytes())]


class _Decoder:
    def __init__(self, payload: bytes, writable: bool) -> None:
        self.data, self.writable = payload, writable
        self.nodes, self.odd_keys = MAX_NODES, MAX_ODD_KEYS
        (n,) = _U32.unpack_from(payload)
        self.at = 4 + n + -(4 + n) % _ALIGN
        if self.at > len(payload):
            raise WireError("cut short")
        skeleton = payload[4 : 4 + n]
        # json.loads makes 60 bytes of memory of three: count before parsing.
        if skeleton.count(b",") + skeleton.count(b"[") + skeleton.count(b"{") > 8 * MAX_NODES:
            raise WireError("too many parts")
        self.skeleton = skeleton

    def value(self) -> Any:
        value = self.node(json.loads(self.skeleton), 0)
        if self.at != len(self.data):
            raise WireError("bytes left over")
        return value

    def blob(self, n: Any) -> memoryview:
        if type(n) is not int or not 0 <= n <= len(self.data) - self.at:
            raise WireError("cut short")
        start, self.at = self.at, self.at + n + -n % _ALIGN
        return memoryview(self.data)[start : start + n]

    def node(self, x: Any, depth: int) -> Any:
        self.nodes -= 1
        if self.nodes < 0 or depth > MAX_DEPTH:
            raise WireError("too many parts or too deep")
        t = type(x)
        if x is None or t is bool or t is float:
            return x
        if t is str:
            if len(x) > _INLINE:
                raise WireError("long text")
            return x
        if t is int:
            if not -(1 << 62) < x < 1 << 62:
                raise WireError("large int")
            return x
        if t is not list:
            raise WireError("unknown node")
        tag, *rest = x
        if tag == "l":
            return [self.node(item, depth + 1) for item in rest]
        if tag == "t":
            return tuple([self.node(item, depth + 1) for item in rest])
        if tag == "d":
            if len(rest) % 2:
                raise WireError("key without value")
            result: dict[Any, Any] = {}
            for i in range(0, len(rest), 2):  # a key before its value: blobs come in the skeleton's order
                key = self.key(rest[i], depth + 1)
                result[key] = self.node(rest[i + 1], depth + 1)
            return result
        if tag == "e":
            return {self.key(item, depth + 1) for item in rest}
        if tag == "f":
            return frozenset([self.key(item, depth + 1) for item in rest])
        return self.leaf(tag, rest)

    def key(self, x: Any, depth: int) -> Any:
        key = self.node(x, depth)
        if not _is_plain_key(key):
            self.odd_keys -= 1
            if self.odd_keys < 0:
                raise WireError("too many keys")
        return key

    def leaf(self, tag: Any, rest: list[Any]) -> Any:
        if tag == "a":
            dtype, shape, n = rest
            return self.array(dtype, shape, n)
        if tag == "g":
            dtype, n = rest
            return self.array(dtype, [], n)[()]
        if tag == "s":
            (n,) = rest
            return str(self.blob(n), "utf-8", "surrogatepass")
        if tag == "b":
            (n,) = rest
            return bytes(self.blob(n))
        if tag == "c":
            real, imag = rest
            if type(real) is not float or type(imag) is not float:
                raise WireError("complex")
            return complex(real, imag)
        if tag == "i":
            (digits,) = rest
            if type(digits) is not str or len(digits) > MAX_INT_BITS // 4 + 3:
                raise WireError("large int")
            return int(digits, 16)
        if tag == "o":
            (name,) = rest
            if type(name) is not str or len(name) > _INLINE or not name.isprintable():
                raise WireError("opaque")
            return Opaque(name)
        raise WireError("unknown tag")

    def array(self, dtype_text: Any, shape: Any, n: Any) -> np.ndarray:
        if type(dtype_text) is not str or not _DTYPE.fullmatch(dtype_text):
            raise WireError("dtype")
        if type(shape) is not list or len(shape) > 32 or not all(type(k) is int and k >= 0 for k in shape):
            raise WireError("shape")
        dtype = np.dtype(dtype_text)
        size = 1
        for k in shape:
            size *= k
        data = self.blob(n)
        if size * dtype.itemsize != n or (not dtype.itemsize and size > MAX_NODES):
            raise WireError("size")
        if not n:
            return np.zeros(shape, dtype)
        if dtype.kind == "b":  # a byte that is neither 0 nor 1 would be a truth that equals neither
            return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
        if dtype.kind == "U" and np.frombuffer(data, dtype.str[0] + "u4").max() > 0x10FFFF:
            raise WireError("no such character")
        array = np.frombuffer(data, dtype).reshape(shape)
        return array.copy() if self.writable else array


def _is_plain_key(x: Any) -> bool:
    return x is None or type(x) in (str, bytes, bool, float) or (type(x) is int and abs(x) < 1 << 60)


def frame(head: Mapping[str, Any], payloads: Sequence[bytes] = ()) -> bytes:
    """Return one frame: a JSON head of at most 64 kB and the payloads; raises WireError beyond that."""
    text = json.dumps(head, separators=(",", ":")).encode()
    if len(text) > MAX_HEAD or len(payloads) > MAX_PAYLOADS:
        raise WireError("frame too large")
    lengths = struct.pack(f"<{len(payloads)}Q", *map(len, payloads))
    return b"".join([_FRAME.pack(_MAGIC, len(text), len(payloads)), lengths, text, *payloads])


def read_frame(read: Callable[[int], bytes], max_bytes: int = 1 << 40) -> tuple[dict[str, Any], list[bytes]]:
    """Return head and payloads of the next frame; `read(n)` gives exactly n bytes; raises WireError."""
    magic, n_head, count = _FRAME.unpack(read(_FRAME.size))
    if magic != _MAGIC or n_head > MAX_HEAD or count > MAX_PAYLOADS:
        raise WireError("no frame")
    lengths = struct.unpack(f"<{count}Q", read(8 * count)) if count else ()
    if sum(lengths) > max_bytes:
        raise WireError("frame too large")
    try:
        head = json.loads(read(n_head))
    except (ValueError, RecursionError):
        raise WireError("no head") from None
    if type(head) is not dict:
        raise WireError("no head")
    return head, [read(n) for n in lengths]
