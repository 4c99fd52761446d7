"""What a submission's code names that honest work on this course doesn't: read from its syntax, nothing is run.

It proves nothing and costs nobody a point: a person is told where to look. Code can be written so that none of this is
seen; the sandbox holds all the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from autograder.grading.submission import by_text, parsed
from autograder.wording import on_a_line

__all__ = ["ROWS", "Row", "unusual"]

MOST, LONGEST = 12, 200
MOST_NODES = 50_000  # of all syntax trees together, a second at most: honest notebooks have 3,000


@dataclass(frozen=True)
class Row:
    """One thing that honest work doesn't do, and what shows it."""

    what: str
    names: str = ""
    """Dotted, as they are imported, with all below them; `*` is the rest of a word."""
    anywhere: str = ""
    """Attributes of whatever object, builtins, methods that a class defines."""
    texts: tuple[str, ...] = ()
    """Patterns in strings, docstrings apart."""


# exit(), quit() and sys.exit() are not here: honest students end a notebook by them.
ROWS = (
    Row("ends or signals a process", "os._exit os.abort os.kill os.killpg signal faulthandler", "SystemExit"),
    Row(
        "starts a process",
        "subprocess multiprocessing pty os.system os.popen os.fork os.forkpty os.exec* os.spawn* os.posix_spawn*",
    ),
    Row("waits for the interpreter's end", "atexit weakref.finalize", "__del__"),
    Row("reaches for the network", "socket socketserver urllib http requests ftplib smtplib ssl"),
    Row(
        "reaches below Python",
        "ctypes cffi mmap fcntl resource os.dup os.dup2 os.pipe os.open os.close os.closerange os.memfd_create "
        "os.unshare",
    ),
    Row(
        "looks at the interpreter's insides",
        "gc inspect dis marshal types.CodeType types.FunctionType sys._getframe sys._current_frames sys.settrace "
        "sys.setprofile sys.modules sys.addaudithook threading.settrace threading.setprofile",
        "__subclasses__ __globals__ __closure__ __code__ __builtins__ __import__ f_back f_locals f_globals f_code "
        "tb_frame",
    ),
    Row(
        "changes how modules are found", "importlib.abc importlib.machinery importlib.util sys.meta_path sys.path_hooks"
    ),
    Row(
        "changes how cells are run or shown",
        "sys.displayhook",
        "ast_transformers input_transformers_cleanup input_transformers_post display_formatter run_cell run_cell_async",
    ),
    Row(
        "reaches for the grader",
        "autograder.classroom autograder.grading autograder.sandbox autograder.course autograder.judge "
        "autograder.compare autograder.examples nbgrader",
        texts=(
            r"examples\.h5",
            r"gradebook\.db",
            r"\w\.seed\b",
            r"nbgrader_config",
            r"(?<!\w)(?:source|submitted|autograded|results|autograder/exercises)/",
            r"(?:BEGIN|END) HIDDEN TESTS",
        ),
    ),
    Row("looks at the machine", texts=(r"(?<![\w.])/(?:proc|etc|sys|root)\b", r"(?<![\w.])/dev/(?!null)")),
    Row("opens a database", "sqlite3 sqlalchemy"),
    Row(
        "changes files that are there",
        "os.remove os.unlink os.rename os.replace os.symlink os.link os.chmod os.truncate os.rmdir shutil.rmtree "
        "shutil.move",
    ),
    Row("packs code into data", "copyreg", "__reduce__ __reduce_ex__ __setstate__"),
    Row(
        "makes objects that answer for others",
        anywhere="__array__ __array_ufunc__ __array_function__ __array_interface__ __instancecheck__ __subclasscheck__ "
        "__getattribute__",
    ),
)
# What no name or text shows, but the shape of a statement.
REPLACES = "replaces a part of a module"
REBINDS = "gives a name of the grader's another meaning"
EQUAL = "makes objects that equal everything"
METACLASS = "makes a class by a metaclass"
WRITES = "writes outside its folder"

GRADERS = ("grade", "get_ipython")
RANDOM = "numpy.random"  # honest students replace a generator by one that is seeded
SETTERS = ("setattr", "delattr")
SAVES = re.compile(
    r"(?:^|[.])(?:write_(?:text|bytes)|save|savez\w*|savetxt|savefig|imsave|tofile|to_csv|mkdir|makedirs)$"
)
OUTSIDE = re.compile(r"(?:[.]/)*[.][.]/|[/~]|[A-Za-z]:[\\/]")


def pattern(names: str) -> str:
    return names.replace(".", "[.]").replace("*", r"\w*").replace(" ", "|")


NAMES = {row: re.compile(rf"(?:{pattern(row.names)})(?!\w)") for row in ROWS if row.names}
ANY_NAME = re.compile("|".join(each.pattern for each in NAMES.values()))
ANYWHERE = {word: row for row in ROWS for word in row.anywhere.split()}
TEXTS = {row: re.compile("|".join(row.texts)) for row in ROWS if row.texts}

Seen = tuple[int, str, str]
"""A line, a row's words, and the name or text that showed it."""


def unusual(code: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences like "starts a process: `os.system` (cell number 12, line 3)", on cells (name, source) in order."""
    room = MOST_NODES
    cells: list[tuple[str, str, int]] = []
    modules: dict[str, str] = {}
    for name, source in code:
        size, brought = contents(source)
        cells.append((name, source, min(size, room)))
        room -= cells[-1][2]
        modules |= brought
    known = tuple(sorted(modules.items()))
    found: dict[tuple[str, str], str] = {}
    for name, source, size in cells:
        for line, what, shown in seen_in(source, size, known):
            found.setdefault((what, shown), f"{what}: `{shown}` (cell {name}, line {line})")
    said = [on_a_line(sentence, LONGEST) for sentence in found.values()]
    return said if len(said) <= MOST else [*said[:MOST], f"and {len(said) - MOST} more of the like"]


@by_text(1024)
def contents(source: str) -> tuple[int, dict[str, str]]:
    """How many nodes a cell's tree has, and the names that it imports."""
    nodes = first(source, MOST_NODES)
    brought: dict[str, str] = {}
    for node in nodes:
        brought |= imported(node)
    return len(nodes), brought


@by_text(1024)
def seen_in(source: str, size: int, modules: tuple[tuple[str, str], ...]) -> tuple[Seen, ...]:
    """What the first nodes of a cell show."""
    return tuple(sorted(seen(first(source, size), dict(modules))))


def first(source: str, most: int) -> list[ast.AST]:
    tree = parsed(source)
    return list(islice(ast.walk(tree), most)) if tree else []


def seen(nodes: Sequence[ast.AST], modules: Mapping[str, str]) -> Iterator[Seen]:
    """What a cell shows; `modules` are the names that stand for what was imported."""
    docstrings = {id(text) for text in map(docstring, nodes) if text}
    for node in nodes:
        line = getattr(node, "lineno", 1)
        for name in names(node, modules):
            last = name.rpartition(".")[2]
            if last in ANYWHERE:
                yield line, ANYWHERE[last].what, last
            if ANY_NAME.match(name):
                yield from ((line, row.what, match[0]) for row, words in NAMES.items() if (match := words.match(name)))
        if (text := text_of(node)) and id(node) not in docstrings:
            yield from ((line, row.what, match[0]) for row, texts in TEXTS.items() if (match := texts.search(text)))
        for what, shown in (*replaces(node, modules), *rebinds(node), *classes(node), *writes(node, modules)):
            yield line, what, shown


# --- names ------------------------------------------------------------------------------------------


def imported(node: ast.AST) -> dict[str, str]:
    """The names that an import binds, and what they stand for."""
    if isinstance(node, ast.Import):
        first = {alias.name.partition(".")[0] for alias in node.names if not alias.asname}
        return {name: name for name in first} | {alias.asname: alias.name for alias in node.names if alias.asname}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return {}


def names(node: ast.AST, modules: Mapping[str, str]) -> list[str]:
    """The dotted names that a node stands for: from the module on that they were imported from, else after a dot."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str()):
            return [f"{node.module}.{alias.name}" for alias in node.names]
        case ast.FunctionDef():
            return [f".{node.name}"]
        case ast.Name() | ast.Attribute():
            return [dotted(node, modules)]
        case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[of, ast.Constant(value=str(name)), *_]):
            return [f"{dotted(of, modules)}.{name}"]
        case ast.Call(args=[ast.Constant(value=str(name)), *_]) if called(node) in ("__import__", "import_module"):
            return [name]
    return []


def dotted(node: ast.AST, modules: Mapping[str, str]) -> str:
    """`np.random.seed` as `numpy.random.seed`; what hangs on nothing imported begins with a dot."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):  # a chain may be longer than Python recurses
        parts.append(node.attr)
        node = node.value
    root = modules.get(node.id, f".{node.id}") if isinstance(node, ast.Name) else ""
    return ".".join([root, *reversed(parts)])


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def text_of(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def docstring(node: ast.AST) -> ast.Constant | None:
    """The text that a function or class begins with: it explains, and may name anything."""
    match getattr(node, "body", None):
        case [ast.Expr(value=ast.Constant(value=str()) as text), *_]:
            return text
    return None


# --- statements -------------------------------------------------------------------------------------


def bound(node: ast.AST) -> list[ast.AST]:
    """What a statement binds anew, unpacked."""
    waiting = list(node.targets) if isinstance(node, (ast.Assign, ast.Delete)) else []
    waiting += [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For)) else []
    found = []
    while waiting:
        target = waiting.pop()
        waiting += target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
        found.append(target)
    return found


def replaces(node: ast.AST, modules: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`np.dot = ...`, `setattr(np.testing, ...)`, `shell.__class__.__call__ = ...`."""
    for name in (dotted(target, modules) for target in bound(node) if isinstance(target, ast.Attribute)):
        if (name[0] != "." and not name.startswith(RANDOM)) or ".__class__." in name:
            yield REPLACES, on_a_line(name.strip("."), 80)
    if isinstance(node, ast.Call) and called(node) in SETTERS and node.args:
        of = dotted(node.args[0], modules)
        if of[:1] not in (".", ""):
            yield REPLACES, on_a_line(f"{called(node)}({of}, …)", 80)


def rebinds(node: ast.AST) -> Iterator[tuple[str, str]]:
    """`grade = lambda name: 1.0`."""
    found = [target.id for target in bound(node) if isinstance(target, ast.Name)]
    found += [node.name] if isinstance(node, ast.FunctionDef) else []
    yield from ((REBINDS, name) for name in found if name in GRADERS)


def classes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Metaclasses, and comparisons that know their result."""
    match node:
        case ast.ClassDef() if any(keyword.arg == "metaclass" for keyword in node.keywords):
            yield METACLASS, on_a_line(node.name, 60)
        case ast.Call(func=ast.Name(id="type"), args=[_, _, _]):
            yield METACLASS, "type"
        case ast.FunctionDef(name="__eq__" | "__ne__", body=[ast.Return(value=ast.Constant())]):
            yield EQUAL, node.name


def writes(node: ast.AST, modules: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A file opened for writing, or something saved, at a path that leads out of the folder."""
    if not isinstance(node, ast.Call):
        return
    texts = [text_of(argument) for argument in node.args]
    if called(node) == "open":
        modes = [*texts[1:2], *(text_of(keyword.value) for keyword in node.keywords if keyword.arg == "mode")]
        saves = any(set(mode) & set("wax+") for mode in modes)
    else:
        saves = bool(SAVES.search(dotted(node.func, modules)))
    match node.func:
        case ast.Attribute(value=ast.Call(args=[path, *_])):  # Path("...").write_text(...)
            texts.append(text_of(path))
    yield from ((WRITES, on_a_line(path, 60)) for path in texts if saves and OUTSIDE.match(path))
