"""What the code of a cell binds and uses, read from its text: what must run before a function can be called."""

from __future__ import annotations

import ast
import symtable
import threading
from collections.abc import Iterable, Sequence

__all__ = ["bound", "called", "calls", "loops", "needed", "outside", "parse", "used"]

ONE_AT_A_TIME = threading.Lock()


def parse(source: str) -> ast.Module:
    """`ast.parse`, never in two threads at once: in Python 3.11 either may end in a SystemError then."""
    with ONE_AT_A_TIME:
        return ast.parse(source)


def calls(tree: ast.AST) -> set[str]:
    """All names in a cell's code, those of local variables too."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def bound(statement: ast.AST) -> set[str]:
    """The names that a statement binds at its cell's level, in an `if` or a `try` too."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.Name):
        return {statement.id} if isinstance(statement.ctx, ast.Store) else set()
    return set().union(*map(bound, ast.iter_child_nodes(statement)))


def used(statement: ast.stmt) -> set[str]:
    """The notebook's names that a statement reads, now or when the function that it defines is called."""
    tables, names = [symtable.symtable(ast.unparse(statement), "<cell>", "exec")], set()
    while tables:
        table = tables.pop()
        inside = table.get_type() != "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (s.is_global() or not inside)}
        tables += table.get_children()
    return names


def outside(function: ast.FunctionDef, data: Iterable[str]) -> list[str]:
    """The notebook's data that a function reads beside its arguments; names in capitals are meant as constants."""
    # A name that is only called is a function under another name, `log = np.log`.
    calls = {id(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    read = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and id(node) not in calls}
    read = {name for name in read & set(data) if not name.isupper() and not name.startswith("_")}
    return sorted(read & used(function)) if read else []


def loops(function: ast.FunctionDef) -> bool:
    """Does it go through something entry by entry?"""
    kinds = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    by_call = {"map", "vectorize", "apply_along_axis", "nditer", "ndenumerate"}
    nodes = list(ast.walk(function))
    called = {getattr(node, "attr", getattr(node, "id", None)) for node in nodes}
    return any(isinstance(node, kinds) for node in nodes) or bool(called & by_call)


def called(function: ast.FunctionDef) -> set[str]:
    """The names that a function calls, or hands on."""
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def needed(cells: Iterable[tuple[str, ast.Module]], wanted: Iterable[str]) -> Sequence[tuple[str, ast.Module]]:
    """The statements, each with its cell's name, that these functions need, themselves included, in order.

    The rest of a notebook draws and trains, which takes long, and matplotlib is slow to import.
    """
    statements = [(name, statement) for name, tree in cells for statement in tree.body]
    names, kept = set(wanted), set()
    while more := {i for i, (_, s) in enumerate(statements) if i not in kept and bound(s) & names}:
        kept |= more
        names |= {name for i in more for name in used(statements[i][1])}
    return [(name, ast.Module([s], type_ignores=[])) for i, (name, s) in enumerate(statements) if i in kept]
