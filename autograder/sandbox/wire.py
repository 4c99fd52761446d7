"""Values and frames as bytes: a JSON skeleton and raw array data, no pickle; exact types, bounds everywhere.

A value is one payload: a u32 length, the skeleton in ASCII, then the blobs in the order in which the skeleton names
them, each on a multiple of 16. A frame is a small JSON head and any number of payloads. `decode` and `read_frame`
are all that the trusted side runs on bytes from a student's process. Whatever the bytes, they raise WireError only.
`decode` takes no more memory than `memory_bound` says, and time in proportion to the bytes, a microsecond each at
worst, besides half a second for keys that are made to collide. `read_frame` holds what `read` gives it, of payloads at
most `max_bytes`, and what a head of 64 kB becomes, at most 4 MB.
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
MAX_MARKS = 5 * MAX_NODES  # commas and opening brackets of a skeleton; json.loads makes 110 bytes of one
MAX_SKELETON = 1 << 23  # bytes; a text of them can become eight times as many while json.loads reads it
MAX_INT_BITS = 1024  # str() of a longer one raised in the grader once
MAX_ODD_KEYS = 6_000  # nodes and blocks of 16 bytes in keys that can be built to collide, which costs the square
MAX_AXES = 32
MAX_HEAD = 1 << 16
MAX_PAYLOADS = 256

_INLINE = 256  # characters; longer texts travel as blobs, so that there are few commas to count before parsing
_NAME = 100
_ALIGN = 16
_KINDS = "biufcSU"
_DTYPE = re.compile(r"[<>|][biufcSU][1-9]\d{0,5}")  # an item of no bytes would make an array of any size of none
_INT = re.compile(rf"-?0x[0-9a-f]{{1,{MAX_INT_BITS // 4}}}")
_X87 = np.finfo(np.longdouble).nmant == 63
_MAGIC = b"AGW1"
_FRAME = struct.Struct("<4sII")
_U32 = struct.Struct("<I")

# By identity, since a class of a student's may have a metaclass with an __eq__ and a __hash__ of its own.
_SCALARS = frozenset(id(np.dtype(c).type) for c in np.typecodes["All"] if np.dtype(c).kind in _KINDS)
_CONTAINERS = (dict, tuple, list, np.ndarray, set, frozenset)
_BASES = (dict, tuple, list, np.ndarray)  # an OrderedDict, a namedtuple, an np.matrix: what they hold is what counts


class WireError(Exception):
    """Bytes that are no value or no frame of ours."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that doesn't cross the boundary: an object, a lazy one, too deep or too large."""

    type_name: str


def encode(value: Any, max_bytes: int = 1 << 62) -> bytes:
    """Return a value's payload; a part that can't cross becomes Opaque, as does a whole beyond the bounds."""
    try:
        return _Encoder(max_bytes).payload(value)
    except WireError as error:
        why = str(error)
    except (MemoryError, RuntimeError):  # RuntimeError: a dict that another thread changes, a stack that is full
        why = "can't be read"
    return _Encoder(1 << 16).payload(Opaque(f"{type_name(value)} ({why})"))


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

    The worst are sets of five numbers, 16 bytes each on the wire and 900 here. Beyond some megabytes the bounds on a
    skeleton hold all that is made of it below 256 MB, and what is left is copies of the blobs.
    """
    return min(64 * n, 3 * n + (256 << 20)) + (64 << 10)


def type_name(value: Any) -> str:
    """Return the name of a value's class, without running any code of that class or its metaclass."""
    # A name can be a str of a student's own class; this slice never is.
    name = str.__getitem__(type.__dict__["__name__"].__get__(type(value)), slice(0, _NAME))
    return name if name.isprintable() else "object"


class _Encoder:
    """Makes one payload; runs no code of the values' classes, and takes what it reads by the built-in classes' own."""

    def __init__(self, max_bytes: int) -> None:
        self.blobs: list[bytes] = []
        self.left, self.nodes, self.odd_keys = max_bytes, MAX_NODES, MAX_ODD_KEYS
        self.blocks = 0

    def payload(self, value: Any) -> bytes:
        skeleton = _json(self.node(value, 0))
        _check_size(skeleton)
        self.spend(len(skeleton))
        parts = [_U32.pack(len(skeleton)), skeleton.encode(), bytes(-(4 + len(skeleton)) % _ALIGN)]
        for blob in self.blobs:
            parts += [blob, bytes(-len(blob) % _ALIGN)]
        return b"".join(parts)

    def spend(self, n: int) -> None:
        self.left -= n + _ALIGN
        if self.left < 0:
            raise WireError("too large")

    def blob(self, n: int, make: Callable[[], bytes]) -> int:
        """Take a blob of n bytes, which is made only if there is room for it."""
        self.spend(n)
        self.blobs.append(make())
        self.blocks += -(-n // _ALIGN)
        return n

    def node(self, x: Any, depth: int, is_key: bool = False) -> Any:
        self.nodes -= 1
        if self.nodes < 0:
            raise WireError("too many parts")
        t = type(x)
        if x is None or t is bool or t is float:
            return x
        if t is str:
            return self.text(x)
        if t is int:
            if -(1 << 62) < x < 1 << 62:
                return x
            return ["i", hex(x)] if x.bit_length() <= MAX_INT_BITS else ["o", "int (too large)"]
        if t is complex:
            return ["c", x.real, x.imag]
        if t is bytes:
            return ["b", self.blob(len(x), lambda: x)]
        if t is Opaque:
            return ["o", x.type_name]
        if id(t) in _SCALARS:
            tag, *rest = self.array(np.asarray(x))  # which has a proper size even for an empty text
            return ["g", rest[0], rest[2]] if tag == "a" else ["o", type_name(x)]
        base = _base(t)
        # What can't be a key once it has come over is none here.
        if base is None or (is_key and base not in (tuple, frozenset)):
            return ["o", type_name(x)]
        if base is np.ndarray:
            return self.array(x if t is np.ndarray else np.ndarray.view(x, np.ndarray))
        if depth >= MAX_DEPTH:
            return ["o", f"{type_name(x)} (too deep)"]
        return self.container(x, base, depth + 1, is_key)

    def container(self, x: Any, base: type, depth: int, is_key: bool) -> Any:
        if base is dict:
            parts: list[Any] = ["d"]
            for key, item in list(dict.items(x)):
                parts += [self.key(key, depth), self.node(item, depth)]
            return parts
        if base is list:
            return ["l", *[self.node(item, depth) for item in list.copy(x)]]
        if base is tuple:
            return ["t", *[self.node(item, depth, is_key) for item in tuple.__iter__(x)]]
        return ["e" if base is set else "f", *self.items_of_set(x, depth)]

    def items_of_set(self, x: Any, depth: int) -> list[Any]:
        """Return the nodes in one order for all processes: that of a set depends on the process's hash seed."""
        blobs, items = self.blobs, []
        for item in list(x):
            self.blobs = []
            node = self.key(item, depth)
            items.append((_json(node), self.blobs, node))
        items.sort(key=lambda item: item[:2])
        self.blobs = blobs
        for _, own, _ in items:
            self.blobs += own
        return [node for _, _, node in items]

    def key(self, x: Any, depth: int) -> Any:
        before = self.blocks - self.nodes
        node = self.node(x, depth, is_key=True)
        if not _is_plain_key(x):
            self.odd_keys -= self.blocks - self.nodes - before
            if self.odd_keys < 0:
                raise WireError("too many keys")
        return node

    def text(self, x: str) -> Any:
        if not x.isascii():
            # Exact: JSON would join two halves of a surrogate pair. The last character keeps NULs before it.
            return ["u", self.blob(4 * len(x) + 4, lambda: np.asarray(x + ".", f"<U{len(x) + 1}").tobytes())]
        return x if len(x) <= _INLINE else ["s", self.blob(len(x), x.encode)]

    def array(self, x: np.ndarray) -> Any:
        if x.dtype.kind not in _KINDS or x.dtype.names or not _DTYPE.fullmatch(x.dtype.str):
            return ["o", f"ndarray of {x.dtype.kind!r}"]
        if x.ndim > MAX_AXES:
            return ["o", "ndarray (too many axes)"]
        return ["a", x.dtype.str, list(x.shape), self.blob(x.nbytes, x.tobytes)]


def _base(t: type) -> type | None:
    for base in _CONTAINERS:
        if t is base:
            return base
    return next((base for base in _BASES if issubclass(t, base)), None)


_json = json.JSONEncoder(separators=(",", ":")).encode


def _check_size(skeleton: str) -> None:
    marks = skeleton.count(",") + skeleton.count("[") + skeleton.count("{")
    if len(skeleton) > MAX_SKELETON or marks > MAX_MARKS:
        raise WireError("too many parts")


class _Decoder:
    """Reads one payload, which anybody may have made."""

    def __init__(self, payload: bytes, writable: bool) -> None:
        self.data, self.writable = payload, writable
        self.nodes, self.odd_keys = MAX_NODES, MAX_ODD_KEYS
        (n,) = _U32.unpack_from(payload)
        self.at = 4 + n + -(4 + n) % _ALIGN
        if self.at > len(payload):
            raise WireError("cut short")
        skeleton = str(memoryview(payload)[4 : 4 + n], "ascii")
        _check_size(skeleton)
        self.tree = json.loads(skeleton)

    def value(self) -> Any:
        value = self.node(self.tree, 0)
        if self.at != len(self.data):
            raise WireError("bytes left over")
        return value

    def blob(self, n: Any) -> int:
        """Take the next n bytes; return where they start."""
        if type(n) is not int or not 0 <= n <= len(self.data) - self.at:
            raise WireError("cut short")
        start, self.at = self.at, self.at + n + -n % _ALIGN
        return start

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
            return self.dict(rest, depth + 1)
        if tag == "e":
            return {self.key(item, depth + 1) for item in rest}
        if tag == "f":
            return frozenset([self.key(item, depth + 1) for item in rest])
        return self.leaf(tag, rest)

    def dict(self, rest: list[Any], depth: int) -> dict[Any, Any]:
        if len(rest) % 2:
            raise WireError("key without value")
        result: dict[Any, Any] = {}
        for i in range(0, len(rest), 2):  # a key before its value: blobs come in the skeleton's order
            key = self.key(rest[i], depth)
            result[key] = self.node(rest[i + 1], depth)
        return result

    def key(self, x: Any, depth: int) -> Any:
        before = self.at // _ALIGN - self.nodes
        key = self.node(x, depth)
        if not _is_plain_key(key):
            self.odd_keys -= self.at // _ALIGN - self.nodes - before
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
        if tag == "c":
            real, imag = rest
            if type(real) is not float or type(imag) is not float:
                raise WireError("complex")
            return complex(real, imag)
        (only,) = rest
        if tag == "i":
            if type(only) is not str or not _INT.fullmatch(only):
                raise WireError("large int")
            return int(only, 16)
        if tag == "o":
            if type(only) is not str or len(only) > _INLINE or not only.isprintable():
                raise WireError("opaque")
            return Opaque(only)
        return self.text(tag, only)

    def text(self, tag: Any, n: Any) -> str | bytes:
        start = self.blob(n)
        if tag == "b":
            return self.data[start : start + n]
        if tag == "s":
            return str(memoryview(self.data)[start : start + n], "ascii")
        if tag != "u":
            raise WireError("unknown tag")
        if not n or n % 4:
            raise WireError("size")
        self.check_characters("<", start, n)
        return np.ndarray((), f"<U{n // 4}", self.data, start)[()][:-1]

    def array(self, dtype_text: Any, shape: Any, n: Any) -> np.ndarray:
        if type(dtype_text) is not str or not _DTYPE.fullmatch(dtype_text):
            raise WireError("dtype")
        if type(shape) is not list or len(shape) > MAX_AXES:
            raise WireError("shape")
        dtype = np.dtype(dtype_text)
        size = 1
        for k in shape:
            if type(k) is not int or not 0 <= k < 1 << 62:  # a product of longer ones could take minutes
                raise WireError("shape")
            size *= k
        start = self.blob(n)
        if size * dtype.itemsize != n:
            raise WireError("size")
        if not n:
            array = np.zeros(shape, dtype)
        elif dtype.kind == "b":  # a byte that is neither 0 nor 1 would be a truth that equals neither
            array = (np.ndarray(n, np.uint8, self.data, start) != 0).reshape(shape)
        else:
            if dtype.kind == "U":
                self.check_characters(dtype.str[0], start, n)
            elif dtype.char in "gG":
                self.check_long_doubles(start, n)
            array = np.ndarray(shape, dtype, self.data, start)
            return array.copy() if self.writable else array
        array.flags.writeable = self.writable
        return array

    def check_characters(self, order: str, start: int, n: int) -> None:
        if np.ndarray(n // 4, order + "u4", self.data, start).max() > 0x10FFFF:
            raise WireError("no such character")

    def check_long_doubles(self, start: int, n: int) -> None:
        """Refuse what an x86 never computes: it is NaN where it is compared, and printed as a number."""
        words = np.ndarray(n // 8, "<u8", self.data, start)
        if _X87 and (((words[1::2] & 0x7FFF) != 0) != (words[::2] >> 63 != 0)).any():
            raise WireError("no such number")


def _is_plain_key(x: Any) -> bool:
    """Whether nobody can know of many such keys that they collide: hashed with a secret seed, or small."""
    t = type(x)
    return x is None or t is str or t is bytes or t is bool or (t is int and -(1 << 16) < x < 1 << 16)


def frame(head: Mapping[str, Any], payloads: Sequence[bytes] = ()) -> bytes:
    """Return one frame: a JSON head of at most 64 kB and the payloads; raises WireError beyond that."""
    text = _json(head).encode()
    if len(text) > MAX_HEAD or len(payloads) > MAX_PAYLOADS:
        raise WireError("frame too large")
    lengths = struct.pack(f"<{len(payloads)}Q", *map(len, payloads))
    return b"".join([_FRAME.pack(_MAGIC, len(text), len(payloads)), lengths, text, *payloads])


def read_frame(read: Callable[[int], bytes], max_bytes: int = 1 << 40) -> tuple[dict[str, Any], list[bytes]]:
    """Return head and payloads of the next frame; `read(n)` gives exactly n bytes; raises WireError.

    The lengths are only promises: they are checked before a payload is asked for, and how long the bytes may take to
    come is up to `read`.
    """
    magic, n_head, count = _FRAME.unpack(_exactly(read, _FRAME.size))
    if magic != _MAGIC or n_head > MAX_HEAD or count > MAX_PAYLOADS:
        raise WireError("no frame")
    lengths = struct.unpack(f"<{count}Q", _exactly(read, 8 * count))
    if sum(lengths) > max_bytes:
        raise WireError("frame too large")
    try:
        head = json.loads(str(_exactly(read, n_head), "ascii"))
    except (ValueError, RecursionError):
        raise WireError("no head") from None
    if type(head) is not dict:
        raise WireError("no head")
    return head, [_exactly(read, n) for n in lengths]


def _exactly(read: Callable[[int], bytes], n: int) -> bytes:
    data = read(n) if n else b""
    if len(data) != n:
        raise WireError("cut short")
    return data
