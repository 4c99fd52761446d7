"""The child's side: a notebook's shell that runs cells and answers calls.

Nothing here is trusted after the first cell: a student's code can change every object below. What it can't do
is answer for another function, another submission or the verdict; the session sees to that.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import importlib.abc
import importlib.util
import io
import itertools
import os
import random
import socket
import sys
import tempfile
import time
import warnings
from collections import ChainMap
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, ClassVar

import h5py
import matplotlib.pyplot as plt
import numpy as np
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder import trouble

from . import wire

_SEED = 1
_SHELL_MAGICS = ("system", "sx", "!", "pip", "conda", "uv", "mamba", "micromamba", "bash", "sh", "script")
_IDLE_LINE_MAGICS = tuple(
    "matplotlib pylab autoreload aimport load_ext reload_ext config timeit autosave connect_info".split()
)
_BARE_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
_MAKING = (
    *(ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign),
    *(ast.For, ast.With, ast.If, ast.Try),  # a loop that fills a table, an import with something in its stead
)
_ABSENT = object()
_AT_ONCE = 1 << 16  # bytes, asked of the kernel
_open_for_real = open


class _Compiler(CachingCompiler):
    """Gives the code of a cell the file name that the runner chose, so that a frame tells its cell."""

    cell_file = ""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return self.cell_file or super().get_code_name(raw_code, transformed_code, number)


class _Hook(DisplayHook):
    """Keeps `_`, `__` and `___`; formats nothing, since rendering was 115 of a notebook's 275 ms."""

    def __call__(self, result: Any = None) -> None:
        if result is not None:
            self.check_for_underscore()
            self.update_user_ns(result)
            self.fill_exec_result(result)


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, **rest: Any) -> None:
        """Drop what is displayed."""

    def clear_output(self, wait: bool = False) -> None:
        """Drop the wish too."""


class _Shell(InteractiveShell):
    """IPython without history, rendering, tracebacks or a system shell."""

    def init_virtualenv(self) -> None:
        """Leave sys.path as it is."""

    def init_logstart(self) -> None:
        """Write no log."""

    def _tee(self, channel: str) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()  # IPython's own keeps all that is printed, without a bound

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Render nothing: a RecursionError costs 2.5 s otherwise."""

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        """Render nothing."""

    def showindentationerror(self, *args: Any, **kwargs: Any) -> None:
        """Render nothing."""

    def transform_cell(self, raw_cell: str) -> str:
        """Leave alone what is Python as it stands: IPython's look for magics took half the time of running cells."""
        if "In [" in raw_cell:  # a prompt pasted along with its line reads as an annotation
            return super().transform_cell(raw_cell)
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            compile(raw_cell, "<cell>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
            return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        return super().transform_cell(raw_cell)

    def system(self, cmd: str) -> None:
        """Run nothing, and let the cell go on: `!pip install` often stands above what counts."""

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> list[str]:
        return []

    def enable_gui(self, gui: str | None = None) -> None:
        """There is none."""

    def ask_exit(self) -> None:
        """`exit` ends nothing here."""


def make_shell() -> _Shell:
    """Return a shell that has touched what notebooks touch, so that the children inherit it loaded."""
    config = Config()
    config.HistoryManager.enabled = False  # no sqlite file, no thread that saves to it
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    with tempfile.TemporaryDirectory() as folder:
        shell = _Shell(
            config=config,
            ipython_dir=folder,
            display_pub_class=_Publisher,
            displayhook_class=_Hook,
            compiler_class=_Compiler,
        )
    for base in _Shell._walk_mro():  # what InteractiveShell.instance() and get_ipython() look at
        base._instance = shell
    # Not by register_magic_function, whose trait of that name `config` would be overwritten.
    magics = shell.magics_manager.magics
    magics["line"] |= dict.fromkeys(_IDLE_LINE_MAGICS, lambda line="": None)
    magics["line"] |= dict.fromkeys(_SHELL_MAGICS, shell.system)
    magics["cell"] |= dict.fromkeys(_SHELL_MAGICS, lambda line, cell: shell.system(line))
    builtins.input = _no_input
    plt.show = lambda *args, **kwargs: None
    plt.figure()
    plt.plot([1, 2], [3, 4])
    plt.close("all")
    np.linalg.svd(np.eye(3))
    shell.run_cell("1 / 0")
    shell.reset(new_session=True)
    return shell


class _Kept(io.BytesIO):
    """A file that is written: it stays in this process's memory, whence it can be read again."""

    files: ClassVar[dict[str, bytes]] = {}

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name

    def close(self) -> None:
        if not self.closed:
            self.files[self.name] = self.getvalue()
        super().close()


def _open(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    *rest: Any,
    **more: Any,
) -> Any:
    """Like open, but what is written goes into memory: a refused write must not cost a point, nor what reads it."""
    writes = isinstance(mode, str) and set(mode) & set("wax+")
    name = os.path.abspath(os.fsdecode(file)) if isinstance(file, str | bytes | os.PathLike) else None
    if name is None or not (writes or name in _Kept.files) or name.startswith("/dev/"):
        return _open_for_real(file, mode, buffering, encoding, errors, newline, *rest, **more)
    content = b""
    if not set(mode) & set("wx"):
        content = _Kept.files[name] if name in _Kept.files else _content(name, "a" in mode)
    kept = _Kept(name, content)
    if "a" in mode:
        kept.seek(0, io.SEEK_END)
    return kept if "b" in mode else io.TextIOWrapper(kept, encoding or "utf-8", errors, newline)


def _content(name: str, may_miss: bool) -> bytes:
    try:
        with _open_for_real(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        if may_miss:
            return b""
        raise


# Learners make a folder for their figures, and clear up behind them; there is nothing to change here.
_CHANGING = (
    "chmod makedirs mkdir remove removedirs rename renames replace rmdir symlink link truncate unlink utime".split()
)


def _write_nowhere() -> None:
    """Let all that changes files do nothing, so that a notebook fares alike on every machine."""
    builtins.open = io.open = _open
    with contextlib.suppress(AttributeError, KeyError):  # np.savetxt has kept io.open since its import
        np.lib._datasource._file_openers._file_openers[None] = _open
    for name in _CHANGING:
        setattr(os, name, lambda *args, **kwargs: None)
    for name in ("exists", "isfile"):
        setattr(os.path, name, _or_kept(getattr(os.path, name)))
    os.system = lambda command: 127  # as a shell that doesn't know the command
    sys.meta_path.append(_Written())
    tempfile.tempdir = "/tmp"  # or it would look for one it can write to
    h5py.File.__init__ = _in_memory(h5py.File.__init__)


class _Written(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds modules that the notebook wrote itself, by `%%writefile helper.py` for one; after all others."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        file = os.path.abspath(f"{name}.py")
        return importlib.util.spec_from_loader(name, self, origin=file) if file in _Kept.files else None

    def get_source(self, name: str) -> str:
        return _Kept.files[os.path.abspath(f"{name}.py")].decode()


def _or_kept(there: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def is_there(path: Any) -> bool:
        return there(path) or (isinstance(path, str | os.PathLike) and os.path.abspath(path) in _Kept.files)

    return is_there


def _in_memory(init: Callable[..., None]) -> Callable[..., None]:
    """An HDF5 file that is made anew is made in memory; the library opens files by other ways than Python."""

    def made(self: Any, name: Any, mode: str = "r", driver: str | None = None, **more: Any) -> None:
        if mode in ("w", "w-", "x"):
            driver, more["backing_store"] = "core", False
        init(self, name, mode, driver, **more)

    return made


def _no_input(prompt: object = "") -> str:
    raise EOFError("nobody answers input() while grading")


class Runner:
    """Answers the requests that come over one socket, one after the other, until it is closed."""

    def __init__(self, shell: _Shell, sock: socket.socket, max_bytes: int) -> None:
        self.shell, self.sock, self.max_bytes = shell, sock, max_bytes
        self.received = sock.makefile("rb", buffering=_AT_ONCE)
        self.cells: dict[str, int] = {}  # the file name of a cell's code → its number
        self.functions: dict[str, Any] = {}  # the last callable of each name, for one that a later cell reuses
        self.given: dict[str, Any] = {}  # the course's own functions, as its given cells made them

    def serve(self) -> None:
        """Answer until the other side hangs up."""
        # A student's text with half a surrogate pair must not make print raise.
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="backslashreplace")
        sys.path.append(os.getcwd())  # last: what lies beside a notebook takes no module's place
        warnings.simplefilter("ignore")
        _write_nowhere()
        self.shell.user_ns["open"] = _open  # IPython has an open of its own
        self.reseed()
        np.random.default_rng = self.seeded(np.random.default_rng)
        answers = {"cell": self.cell, "call": self.call, "answer": self.answer, "evaluate": self.evaluate}
        while True:
            head, payloads = wire.read_frame(self.read)
            try:
                reply, value = answers[head["op"]](head, payloads)
            except BaseException as error:
                reply, value = self.raised(error), []
            self.send({**reply, "id": head["id"]}, value)

    def reseed(self) -> None:
        """Let every draw from here on come again after the next reseed, those of generators without a seed too."""
        random.seed(_SEED)
        np.random.seed(_SEED)
        self.generators = itertools.count()

    def seeded(self, make: Callable[..., Any]) -> Callable[..., Any]:
        """Like `np.random.default_rng`, with a seed of ours where none is given, another each time."""

        def made(seed: Any = None) -> Any:
            return make([_SEED, next(self.generators)] if seed is None else seed)

        return made

    def read(self, n: int) -> bytes:
        data = self.received.read(n)
        if len(data) < n:
            os._exit(0)
        return data

    def send(self, head: dict[str, Any], payloads: list[bytes]) -> None:
        self.sock.sendall(wire.frame(head, payloads))

    def cell(self, head: dict[str, Any], payloads: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        """Run one cell."""
        source = wire.decode(payloads[0])
        lines = source.split("\n")
        first = next((i for i, line in enumerate(lines) if line.strip()), 0)
        start = lines[first].split(None, 1)[:1]
        if start and start[0] in _BARE_CELL_MAGICS:
            lines[first] = "#"
        if first and not lines[first].startswith("%%"):
            # IPython drops leading empty lines, which would shift the line numbers.
            indent = lines[first][: -len(lines[first].lstrip())]
            lines[:first] = [indent + "#"] * first
        file = f"<cell {head['number']}>"
        self.cells[file] = head["number"]
        self.shell.compile.cell_file = file
        known = dict(self.shell.user_ns)
        try:
            error = self.run(lines)
            # A library that is only missing here must not take the rest of its cell along.
            while isinstance(error, ModuleNotFoundError) and self.without_import(lines, error.name):
                error = self.run(lines)
            if error is not None:
                self.run_rest(lines, error, file)
        finally:
            self.shell.compile.cell_file = ""
            with contextlib.suppress(Exception):
                plt.close("all")
        made = {name: value for name, value in self.shell.user_ns.items() if callable(value)}
        self.functions |= made
        if head.get("given"):
            self.given |= {name: value for name, value in made.items() if known.get(name, _ABSENT) is not value}
        return ({"kind": "value"}, []) if error is None else (self.raised(error), [])

    def run(self, lines: list[str]) -> BaseException | None:
        """Run the lines of a cell; return what they raised."""
        result = self.shell.run_cell("\n".join(lines))
        return result.error_in_exec if result.error_before_exec is None else result.error_before_exec

    def run_rest(self, lines: list[str], error: BaseException, file: str) -> None:
        """Run what a stopped cell would have made below the line that stopped it.

        A file, a folder or a package of the learner's machine isn't here: that must not take functions along.
        """
        stopped = next((line for name, line in _places(error) if name == file), 0)
        with contextlib.suppress(SyntaxError, ValueError):
            code = self.shell.transform_cell("\n".join(lines)).split("\n")
            for node in ast.parse("\n".join(code)).body:
                if not isinstance(node, _MAKING) or node.lineno <= stopped:
                    continue
                first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) - 1
                # Empty lines above keep the line numbers; IPython would drop them.
                self.run(["#"] * first + code[first : node.end_lineno])

    def without_import(self, lines: list[str], module: str | None) -> bool:
        """Put `pass` for the first top-level import of a module; return whether there was one."""
        with contextlib.suppress(SyntaxError, ValueError):
            for node in ast.parse(self.shell.transform_cell("\n".join(lines))).body:
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) else []
                if module in names or module in [str(name).partition(".")[0] for name in names]:
                    lines[node.lineno - 1 : node.end_lineno] = ["pass"] * (node.end_lineno - node.lineno + 1)
                    return True
        return False

    def call(self, head: dict[str, Any], payloads: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        """Call one function of the notebook with freshly decoded arguments."""
        function = self.shell.user_ns.get(head["name"])
        if not callable(function):
            function = self.functions.get(head["name"])
        if function is None:
            return {"kind": "missing"}, []
        names, tables = head["arguments"], payloads[len(head["arguments"]) :]
        arguments = {name: wire.decode(p, writable=True) for name, p in zip(names, payloads, strict=False)}
        replaced: dict[str, _Stub] = {name: _Stub(self, head["id"], name) for name in head["stand_ins"]}
        fixed = []
        for (name, order), table in zip(head["fixed"].items(), tables, strict=True):
            stub = _Stub(self, head["id"], name)
            fixed.append(_Fixed(stub, order, {_as_key(key): value for key, value in wire.decode(table)}))
            replaced[name] = fixed[-1]
        given = self.given if head["restore"] else {}
        with self.rebound({**given, **{name: stub.function() for name, stub in replaced.items()}}):
            self.reseed()  # so that a call can be repeated with the same draw
            began = time.process_time()
            try:
                value = function(
                    *[value for name, value in arguments.items() if name not in head["keywords"]],
                    **{name: value for name, value in arguments.items() if name in head["keywords"]},
                )
                error = None
            except BaseException as caught:
                error = caught
            finally:
                seconds = time.process_time() - began
                for stub in replaced.values():
                    stub.over()
        initialised = sum(each.count for each in fixed)
        if error is not None:
            return {**self.raised(error), "initialised": initialised}, []
        changed = [
            name
            for (name, now), before in zip(arguments.items(), payloads, strict=False)
            if wire.encode(now, self.max_bytes) != before
        ]
        payload = wire.encode(value, self.max_bytes)
        return {"kind": "value", "changed": changed, "initialised": initialised, "seconds": seconds}, [payload]

    def answer(self, head: dict[str, Any], payloads: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        """Call a function of the solved notebook with the arguments that a stand-in was given."""
        args, kwargs = wire.decode(payloads[0], writable=True)
        function = self.shell.user_ns[head["name"]]
        # Who asks for more than the function takes has a helper of another signature, which is charged where it stands.
        takes = function.__code__.co_varnames[: function.__code__.co_argcount]
        value = function(*args[: len(takes)], **{name: value for name, value in kwargs.items() if name in takes})
        return {"kind": "value"}, [wire.encode(value, self.max_bytes)]

    def evaluate(self, head: dict[str, Any], payloads: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        """Evaluate one expression of ours over the solved notebook's names and the ones sent along."""
        names = wire.decode(payloads[0], writable=True)
        value = eval(head["expression"], {**self.shell.user_ns, **names})
        return {"kind": "value"}, [wire.encode(value, self.max_bytes)]

    def ask(self, call: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Ask the trusted side what the solved `name` gives; what that raises is raised here."""
        payload = wire.encode((args, kwargs), self.max_bytes)
        self.send({"op": "ask", "id": call, "name": name}, [payload])
        head, payloads = wire.read_frame(self.read)
        if "error" not in head:
            return wire.decode(payloads[0], writable=True)
        type_name, message = head["error"]
        kind = getattr(builtins, type_name, None)
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            kind = RuntimeError
        try:
            error = kind(message)
        except TypeError:  # a UnicodeError wants five arguments
            error = RuntimeError(message)
        raise error

    @contextlib.contextmanager
    def rebound(self, names: dict[str, Callable[..., Any]]) -> Iterator[None]:
        """Bind names of the notebook to other functions for a while, and every other name of the same function."""
        namespace = self.shell.user_ns
        same = {id(namespace[name]): function for name, function in names.items() if callable(namespace.get(name))}
        names = {**{name: same[id(value)] for name, value in namespace.items() if id(value) in same}, **names}
        own = {name: namespace.get(name, _ABSENT) for name in names}
        namespace.update(names)
        try:
            yield
        finally:
            for name, value in own.items():
                if value is _ABSENT:
                    self.shell.user_ns.pop(name, None)
                else:
                    self.shell.user_ns[name] = value

    def raised(self, error: BaseException) -> dict[str, Any]:
        """Return the reply that tells of an exception: class, message, the deepest place in a cell."""
        told: dict[str, Any] = {"type": wire.type_name(error), "message": "", "cell": None, "line": 0}
        with contextlib.suppress(BaseException):  # asked for its message, it may raise anything
            # str() may give a subclass of str, this slice never does.
            told["message"] = str.__getitem__(str(error), slice(0, 500))
        with contextlib.suppress(Exception):
            for file, line in _places(error):
                if file in self.cells:
                    told |= {"cell": self.cells[file], "line": line}
        with contextlib.suppress(Exception):
            for frame, _, text in trouble.places(error):
                if frame.f_code.co_filename in self.cells:
                    told["names"] = trouble.quantities(text, ChainMap(frame.f_locals, frame.f_globals))
        reply = {"kind": "raised", "error": told}
        if type(error) is NameError and type(error.name) is str:
            reply["unbound"] = error.name[:200]
        return reply


def _places(error: BaseException) -> Iterator[tuple[str, int]]:
    """Yield file name and line of each frame, outermost first; at last the place of a syntax error."""
    tb: TracebackType | None = error.__traceback__
    while tb is not None:
        yield tb.tb_frame.f_code.co_filename, tb.tb_lineno
        tb = tb.tb_next
    if isinstance(error, SyntaxError) and type(error.filename) is str and type(error.lineno) is int:
        yield error.filename, error.lineno


class _Stub:
    """Stands in for one helper during one call."""

    def __init__(self, runner: Runner, call: str, name: str) -> None:
        self.runner, self.call, self.name = runner, call, name
        self.live = True

    def ask(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not self.live:
            raise RuntimeError("this helper can't be asked any more")
        return self.runner.ask(self.call, self.name, args, kwargs)

    def over(self) -> None:
        self.live = False

    def function(self) -> Callable[..., Any]:
        def stand_in(*args: Any, **kwargs: Any) -> Any:
            return self.ask(args, kwargs)

        stand_in.__name__ = stand_in.__qualname__ = self.name
        return stand_in


class _Fixed:
    """Stands in for an initialiser during one call: the values fixed for the case, or the solved one's."""

    def __init__(self, stub: _Stub, order: list[str], table: dict[tuple[Any, ...], Any]) -> None:
        self.stub, self.order, self.table = stub, order, table
        self.count = 0

    def over(self) -> None:
        self.stub.over()

    def function(self) -> Callable[..., Any]:
        def initialise(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            key = self.key(args, kwargs)
            try:
                if key in self.table:
                    return copy.deepcopy(self.table[key])
            except TypeError:  # an argument that can't be a key
                pass
            return self.stub.ask(args, kwargs)

        initialise.__name__ = initialise.__qualname__ = self.stub.name
        return initialise

    def key(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...] | None:
        """Return all arguments in order, lists as tuples; None where they don't fit the signature."""
        rest = self.order[len(args) :]
        if set(kwargs) - set(rest):
            return None
        return _as_key((*args, *[kwargs[name] for name in rest if name in kwargs]))


def _as_key(x: Any) -> Any:
    if isinstance(x, np.ndarray | np.generic):
        x = x.tolist()
    return tuple(_as_key(item) for item in x) if isinstance(x, list | tuple) else x
