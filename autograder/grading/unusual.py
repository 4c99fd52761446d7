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

from autograder.grading.submission import parsed
from autograder.wording import on_a_line

__all__ = ["ROWS", "Row", "unusual"]

MOST, LONGEST = 12, 200
MOST_NODES = 200_000  # of a cell's syntax tree: 20,000 lines of ordinary code


@dataclass(frozen=True)
class Row:
    """One thing that honest work doesn't do, and what shows it.

    `names` are dotted, as imported, `*` for the rest of a word, and stand for all below them; `anywhere` are attributes
    of whatever object, names without a dot that a cell uses, and methods that it defines; `texts` are patterns in its
    strings.
    """

    what: str
    names: str = ""
    anywhere: str = ""
    texts: tuple[str, ...] = ()


# exit(), quit() and sys.exit() in a cell are not here: honest students end a notebook by them.
ROWS = (
    Row("ends or signals a process", "os._exit os.abort os.kill os.killpg signal faulthandler", "SystemExit"),
    Row(
        "starts a process",
        "subprocess multiprocessing pty os.system os.popen os.fork os.forkpty os.exec* os.spawn* os.posix_spawn*",
    ),
    Row("waits for the interpreter's end", "atexit weakref.finalize", "__del__"),
    Row("reaches for the network", "socket socketserver urllib http requests ftplib smtplib ssl"),
    Row("reaches below Python", "ctypes cffi mmap fcntl resource os.dup* os.pipe os.memfd_create os.open os.close os.unshare"),
    Row(
        "looks at the interpreter's insides",
        "gc inspect dis marshal types.CodeType types.FunctionType sys._getframe sys._current_frames sys.settrace "
        "sys.setprofile sys.modules sys.meta_path sys.path_hooks sys.addaudithook threading.settrace threading.setprofile",
        "__subclasses__ __globals__ __closure__ __code__ __builtins__ __import__ f_back f_locals f_globals f_code tb_frame",
    ),
    Row("changes how modules are found", "importlib.abc importlib.machinery importlib.util"),
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
            r"(?<!\w)/proc(?:/|$)",
            r"(?<!\w)/etc/",
            r"(?<!\w)/dev/(?!null)",
        ),
    ),
    Row("reads a database", "sqlite3 sqlalchemy"),
    Row(
        "changes files that are there",
        "os.remove os.unlink os.rename os.replace os.symlink os.link os.chmod os.truncate os.rmdir shutil.rmtree shutil.move",
    ),
    Row("packs code into data", "pickle.loads pickle._* copyreg", "__reduce__ __reduce_ex__ __setstate__"),
    Row(
        "makes objects that answer for others",
        anywhere="__array__ __array_ufunc__ __array_function__ __array_interface__ __instancecheck__ __subclasscheck__ "
        "__getattribute__",
    ),
)


def as_pattern(names: str) -> str:
    return names.replace(".", "[.]").replace("*", r"\w*").replace(" ", "|")


REPLACES, REBINDS = "replaces a part of a module", "gives a name of the grader's another meaning"
EQUAL, METACLASS = "makes objects that equal everything", "makes a class by a metaclass of its own"
WRITES = "writes outside its folder"

GRADERS = ("grade", "get_ipython")
WRITERS = re.compile(r"(?:\.|^)(?:write_text|write_bytes|save|savez\w*|savetxt|savefig|imsave|tofile|to_csv|dump|makedirs|mkdir)$")
OUTSIDE = re.compile(r"^(?:/|~|(?:\./)*\.\./|[A-Za-z]:[\\/])")
WORDS = {row: re.compile(rf"(?:{as_pattern(row.names)})(?!\w)") for row in ROWS if row.names}
ANYWHERE = {word: row for row in ROWS for word in row.anywhere.split()}
TEXTS = {row: re.compile("|".join(row.texts)) for row in ROWS if row.texts}


def unusual(code: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences like "starts a process: `os.system` (cell number 12, line 3)" on cells (name, source), in their order."""
    found: dict[tuple[str, str], str] = {}
    cells = [(name, nodes_of(source)) for name, source in code]
    modules: dict[str, str] = {}
    for _, nodes in cells:
        for node in nodes:
            modules |= imported(node)
    for name, nodes in cells:
        for what, shown, line in seen(nodes, modules):
            found.setdefault((what, shown), f"{what}: `{shown}` (cell {name}, line {line})")
    said = [on_a_line(sentence, LONGEST) for sentence in found.values()]
    return said if len(said) <= MOST else [*said[:MOST], f"and {len(said) - MOST} more of the like"]


def nodes_of(source: str) -> list[ast.AST]:
    """A cell's syntax tree, node by node and without recursion; nothing where it isn't Python."""
    tree = parsed(source)
    return list(islice(ast.walk(tree), MOST_NODES)) if tree else []


def seen(nodes: Sequence[ast.AST], modules: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """What a cell shows: the row's words, the name or text that showed it, and its line."""
    outside = {whole.partition(".")[0] for whole in modules.values()}
    said = {id(doc) for doc in map(docstring, nodes) if doc}
    for node in nodes:
        line = getattr(node, "lineno", 1)
        for name in names(node, modules):
            for row, words in WORDS.items():
                if words.match(name):
                    yield row.what, name, line
            last = name.rpartition(".")[2]
            if last in ANYWHERE:
                yield ANYWHERE[last].what, last, line
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            for row, texts in TEXTS.items():
                if match := texts.search(node.value):
                    yield row.what, match[0], line
        for what, shown in [*replaces(node, modules), *rebinds(node), *classes(node), *writes(node, modules)]:
            yield what, shown, line


def imported(node: ast.AST) -> dict[str, str]:
    """The names that an import binds, and what they stand for."""
    if isinstance(node, ast.Import):
        return {a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0] for a in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return {}


def names(node: ast.AST, modules: Mapping[str, str]) -> list[str]:
    """The dotted names that a node stands for, each with the module that it was imported from."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names] if node.module else []
    if isinstance(node, ast.FunctionDef):
        return [f".{node.name}"]
    if isinstance(node, ast.Name):
        return [modules.get(node.id, "." + node.id)]
    if isinstance(node, ast.Attribute):
        return [dotted(node, modules)]
    if isinstance(node, ast.Call) and called(node) in ("getattr", "setattr", "delattr", "hasattr"):
        match node.args[:2]:
            case [of, ast.Constant(value=str(name))]:
                return [f"{dotted(of, modules)}.{name}"]
    if isinstance(node, ast.Call) and called(node) in ("__import__", "import_module"):
        match node.args[:1]:
            case [ast.Constant(value=str(name))]:
                return [name]
    return []


def dotted(node: ast.AST, modules: Mapping[str, str]) -> str:
    """`np.random.seed` as `numpy.random.seed`; what hangs on no module begins with a dot."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):  # no recursion: a chain may be long
        parts.append(node.attr)
        node = node.value
    root = modules.get(node.id, "." + node.id) if isinstance(node, ast.Name) else ""
    return ".".join([root, *reversed(parts)])


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def docstring(node: ast.AST) -> ast.Constant | None:
    """The text that a function or class begins with: it explains, and may name anything."""
    body = getattr(node, "body", None)
    match body:
        case [ast.Expr(value=ast.Constant(value=str()) as doc), *_]:
            return doc
    return None


def targets(node: ast.AST) -> list[ast.AST]:
    """What a statement binds anew, unpacked."""
    if isinstance(node, (ast.Assign, ast.Delete)):
        waiting = list(node.targets)
    else:
        waiting = [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For)) else []
    found = []
    while waiting:
        target = waiting.pop(0)
        waiting += target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
        found.append(target)
    return found


def replaces(node: ast.AST, modules: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`np.dot = ...`, `setattr(np.testing, ...)`, `Class.__call__ = ...`: a part of what was imported."""
    changed = [target for target in targets(node) if isinstance(target, ast.Attribute)]
    for name in (dotted(target, modules) for target in changed):
        if name.partition(".")[0] in {whole.partition(".")[0] for whole in modules.values()} or "__class__" in name:
            yield REPLACES, name.strip(".")
    if isinstance(node, ast.Call) and called(node) in ("setattr", "delattr") and node.args:
        of = dotted(node.args[0], modules)
        if of.partition(".")[0]:
            yield REPLACES, f"{called(node)}({of}, …)"


def rebinds(node: ast.AST) -> Iterator[tuple[str, str]]:
    bound = [target.id for target in targets(node) if isinstance(target, ast.Name)]
    bound += [node.name] if isinstance(node, ast.FunctionDef) else []
    yield from ((REBINDS, name) for name in bound if name in GRADERS)


def classes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Metaclasses, and comparisons that know their result."""
    if isinstance(node, ast.ClassDef) and any(keyword.arg == "metaclass" for keyword in node.keywords):
        yield METACLASS, node.name
    if isinstance(node, ast.ClassDef) and any(isinstance(base, ast.Name) and base.id == "type" for base in node.bases):
        yield METACLASS, node.name
    if isinstance(node, ast.Call) and called(node) == "type" and len(node.args) == 3:
        yield METACLASS, "type(…, …, …)"
    if isinstance(node, ast.FunctionDef) and node.name in ("__eq__", "__ne__"):
        match node.body:
            case [ast.Return(value=ast.Constant())]:
                yield EQUAL, node.name


def writes(node: ast.AST, modules: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A file opened for writing, or saved to, at a path that leads out of the folder."""
    if not isinstance(node, ast.Call):
        return
    texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    texts = [text for text in texts if isinstance(text, str)]
    if called(node) == "open":
        modes = [*texts[1:2], *(k.value.value for k in node.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant))]
        writing = any(set(str(mode)) & set("wax+") for mode in modes)
    else:
        writing = bool(WRITERS.search(dotted(node.func, modules)))
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):  # Path("...").write_text(...)
            texts += [a.value for a in node.func.value.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    for path in texts:
        if writing and OUTSIDE.match(path):
            yield WRITES, on_a_line(path, 60)
