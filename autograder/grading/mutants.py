"""Slips that nobody chose: each solution changed in one place, by every operator that finds something to change.

A mutant is made on the concrete syntax tree, between BEGIN and END SOLUTION only, so that the rest stays as it is
written. What is printed is left alone, since it is judged nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from autograder.course.reference import BEGIN, END

__all__ = ["OPERATORS", "Mutant", "Operator", "bytecode", "mutants"]


@dataclass(frozen=True)
class Mutant:
    """A changed solution: by which operator, the change as `old line → new line`, and the whole source."""

    operator: str
    change: str
    source: str


@dataclass(frozen=True)
class Around:
    """What a change can draw on: what the place is part of, the names bound before it, the functions in reach, texts.

    `words` are texts that a function is called with, `parts` those in f-strings.
    """

    parent: cst.CSTNode | None
    names: Sequence[str]
    texts: Sequence[str]
    words: Sequence[str]
    parts: Sequence[str]
    reach: Collection[str]


@dataclass(frozen=True)
class Operator:
    """One way of changing a node of this type."""

    name: str
    of: type[cst.CSTNode]
    makes: Callable[[Any, Around], Iterator[cst.CSTNode]]


# --- parentheses ----------------------------------------------------------------------------------

LOOSENESS = {
    cst.Power: 1,
    **dict.fromkeys((cst.Multiply, cst.Divide, cst.FloorDivide, cst.Modulo, cst.MatrixMultiply), 3),
    **dict.fromkeys((cst.Add, cst.Subtract), 4),
}


def looseness(node: cst.CSTNode) -> int:
    """How loosely an expression holds together without parentheses of its own."""
    if isinstance(node, cst.BinaryOperation):
        return LOOSENESS.get(type(node.operator), 5)
    loose = {cst.UnaryOperation: 2, cst.Comparison: 6, cst.BooleanOperation: 7, cst.IfExp: 8, cst.Tuple: 9}
    return loose.get(type(node), 0)


def bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    return node if node.lpar else node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def instead(old: cst.BaseExpression, new: cst.BaseExpression) -> cst.BaseExpression:
    """`new` for the place where `old` stood, in parentheses where it would fall apart."""
    return bracketed(new) if looseness(new) and (old.lpar or looseness(new) > looseness(old)) else new


def parsed(code: str) -> cst.BaseExpression:
    return cst.parse_expression(code)


# --- arithmetic -----------------------------------------------------------------------------------

SWAPS = {
    cst.Add: (cst.Subtract, cst.Multiply),
    cst.Subtract: (cst.Add, cst.Multiply),
    cst.Multiply: (cst.Add, cst.Divide, cst.MatrixMultiply),
    cst.Divide: (cst.Multiply, cst.FloorDivide),
    cst.MatrixMultiply: (cst.Multiply, cst.Add),
    cst.Power: (cst.Multiply,),
    cst.Modulo: (cst.FloorDivide, cst.Multiply),
    cst.FloorDivide: (cst.Divide, cst.Multiply),
    cst.Equal: (cst.NotEqual, cst.GreaterThanEqual),
    cst.GreaterThan: (cst.LessThan, cst.GreaterThanEqual, cst.Equal),
    cst.LessThan: (cst.GreaterThan, cst.LessThanEqual, cst.Equal),
    cst.GreaterThanEqual: (cst.LessThan, cst.GreaterThan),
    cst.LessThanEqual: (cst.GreaterThan, cst.LessThan),
    cst.And: (cst.Or,),
    cst.Or: (cst.And,),
}


def other_operations(node: cst.BinaryOperation, around: Around) -> Iterator[cst.CSTNode]:
    for swap in SWAPS.get(type(node.operator), ()):
        left = bracketed(node.left) if looseness(node.left) > LOOSENESS[swap] else node.left
        right = bracketed(node.right) if looseness(node.right) >= LOOSENESS[swap] else node.right
        space = cst.SimpleWhitespace(" ")
        operator = swap(whitespace_before=space, whitespace_after=space)
        yield instead(node, node.with_changes(operator=operator, left=left, right=right))


def other_connections(node: cst.BooleanOperation, around: Around) -> Iterator[cst.CSTNode]:
    for swap in SWAPS[type(node.operator)]:
        yield node.with_changes(operator=swap())


def other_comparisons(node: cst.Comparison, around: Around) -> Iterator[cst.CSTNode]:
    first, *rest = node.comparisons
    for swap in SWAPS.get(type(first.operator), ()):
        yield node.with_changes(comparisons=[first.with_changes(operator=swap()), *rest])


def one_side(node: cst.BinaryOperation | cst.BooleanOperation, around: Around) -> Iterator[cst.CSTNode]:
    yield instead(node, node.left)
    yield instead(node, node.right)


def sides_exchanged(node: cst.BinaryOperation, around: Around) -> Iterator[cst.CSTNode]:
    if not isinstance(node.operator, (cst.Add, cst.Multiply)):
        left = bracketed(node.right) if looseness(node.right) > looseness(node) else node.right
        right = bracketed(node.left) if looseness(node.left) >= looseness(node) else node.left
        yield node.with_changes(left=left, right=right)


def sign_dropped(node: cst.UnaryOperation, around: Around) -> Iterator[cst.CSTNode]:
    yield instead(node, node.expression)


def other_whole(node: cst.Integer, around: Around) -> Iterator[cst.CSTNode]:
    for number in (node.evaluated_value + 1, node.evaluated_value - 1):
        yield parsed(str(number))


def scaled(node: cst.Float, around: Around) -> Iterator[cst.CSTNode]:
    # 1.2 and not 1.1: a draw's standard deviation is known to 8 % only.
    for number in (2, 1.2) if node.evaluated_value else ():
        yield parsed(f"{node.evaluated_value * number:.12g}")
    if not node.evaluated_value:
        yield parsed("1.0")


# --- axes and shapes ------------------------------------------------------------------------------


def keyword(arg: cst.Arg) -> str:
    return arg.keyword.value if arg.keyword else ""


def other_axis(node: cst.Call, around: Around) -> Iterator[cst.CSTNode]:
    """axis and keepdims: the other one, or none."""
    others = {"axis=1": "0", "axis=0": "1", "keepdims=True": "False", "keepdims=False": "True"}
    for place, arg in enumerate(node.args):
        if (given := f"{keyword(arg)}={code_of(arg.value)}") in others:
            changed = arg.with_changes(value=parsed(others[given]))
            yield node.with_changes(args=[*node.args[:place], changed, *node.args[place + 1 :]])


def transposed(node: cst.BinaryOperation, around: Around) -> Iterator[cst.CSTNode]:
    if isinstance(node.operator, cst.MatrixMultiply):
        for side, operand in (("left", node.left), ("right", node.right)):
            if not (isinstance(operand, cst.Attribute) and operand.attr.value == "T"):
                value = bracketed(operand) if looseness(operand) else operand
                yield node.with_changes(**{side: cst.Attribute(value, cst.Name("T"))})


def not_transposed(node: cst.Attribute, around: Around) -> Iterator[cst.CSTNode]:
    if node.attr.value == "T":
        yield node.value


# --- names, texts, calls --------------------------------------------------------------------------

# Those of a row are taken for each other.
SIBLINGS = (
    ("sum", "mean", "max"),
    ("max", "min"),
    ("maximum", "minimum"),
    ("exp", "exp2", "log"),
    ("log", "log2", "exp"),
    ("abs", "square"),
    ("tanh", "arctan", "sin"),
    ("zeros", "ones"),
    ("randn", "rand"),
    ("sigmoid", "relu"),
    ("sigmoid_backward", "relu_backward"),
)


def sibling_functions(node: cst.Call, around: Around) -> Iterator[cst.CSTNode]:
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    if not isinstance(name, cst.Name):
        return
    others = [other for row in SIBLINGS if name.value in row for other in row if other != name.value]
    for other in dict.fromkeys(others):
        if isinstance(node.func, cst.Attribute):
            yield node.with_changes(func=node.func.with_changes(attr=cst.Name(other)))
        elif other in around.reach:
            yield node.with_changes(func=cst.Name(other))
    if name.value == "sigmoid":
        yield node.with_changes(func=parsed("np.tanh"))
    if name.value == "tanh" and "sigmoid" in around.reach:
        yield node.with_changes(func=cst.Name("sigmoid"))


def call_dropped(node: cst.Call, around: Around) -> Iterator[cst.CSTNode]:
    """What a function is called with, for what it returns."""
    if node.args and not node.args[0].keyword and not node.args[0].star:
        yield instead(node, node.args[0].value)


def method_dropped(node: cst.Call, around: Around) -> Iterator[cst.CSTNode]:
    """What a method is called on, for what it returns; a module is none."""
    if isinstance(node.func, cst.Attribute) and code_of(node.func.value) in around.names:
        yield node.func.value


def argument_dropped(node: cst.Call, around: Around) -> Iterator[cst.CSTNode]:
    for place in range(len(node.args) if len(node.args) > 1 else 0):
        yield node.with_changes(args=without(node.args, place))


def arguments_exchanged(node: cst.Call, around: Around) -> Iterator[cst.CSTNode]:
    for args in exchanged([arg for arg in node.args if not arg.keyword]):
        yield node.with_changes(args=[*args, *(arg for arg in node.args if arg.keyword)])


def other_names(node: cst.Name, around: Around) -> Iterator[cst.CSTNode]:
    flipped = {"True": "False", "False": "True"}
    if node.value in flipped:
        yield node.with_changes(value=flipped[node.value])
    elif node.value in around.names:
        for name in around.names:
            if name != node.value:
                yield node.with_changes(value=name)


def name_changed(node: cst.Name, around: Around) -> Iterator[cst.CSTNode]:
    """One more, one less, the other sign, 0 or 1; not where it is only asked for an entry or its shape."""
    whole = not isinstance(around.parent, (cst.Attribute, cst.Subscript)) or code_of(around.parent) == f"{node.value}.T"
    if node.value in around.names and whole:
        for code in (f"({node.value} + 1)", f"({node.value} - 1)", f"(-{node.value})", "0", "1"):
            yield parsed(code)


def other_texts(node: cst.SimpleString, around: Around) -> Iterator[cst.CSTNode]:
    for text in around.words if isinstance(around.parent, cst.Arg) else around.texts:
        if text != node.value:
            yield node.with_changes(value=text)


def other_parts(node: cst.FormattedStringText, around: Around) -> Iterator[cst.CSTNode]:
    for part in around.parts:
        if part != node.value:
            yield node.with_changes(value=part)


# --- what stands in a row -------------------------------------------------------------------------


def without(row: Sequence[Any], place: int) -> list[Any]:
    rest = [*row[:place], *row[place + 1 :]]
    return [*rest[:-1], rest[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if rest else rest


def exchanged(row: Sequence[Any]) -> Iterator[list[Any]]:
    """Each two neighbours in each other's place; their commas stay."""
    for place in range(len(row) - 1):
        one, two = row[place : place + 2]
        if not one.deep_equals(two.with_changes(comma=one.comma)):
            pair = [two.with_changes(comma=one.comma), one.with_changes(comma=two.comma)]
            yield [*row[:place], *pair, *row[place + 2 :]]


def neighbours_exchanged(node: cst.Tuple | cst.List, around: Around) -> Iterator[cst.CSTNode]:
    for row in exchanged(node.elements):
        yield node.with_changes(elements=row)


def element_dropped(node: cst.Tuple | cst.List | cst.Dict, around: Around) -> Iterator[cst.CSTNode]:
    for place in range(len(node.elements) if len(node.elements) > 1 else 0):
        row = without(node.elements, place)
        if isinstance(node, cst.Tuple) and len(row) == 1:
            row = [row[0].with_changes(comma=cst.Comma())]
        yield node.with_changes(elements=row)


def values_exchanged(node: cst.Dict, around: Around) -> Iterator[cst.CSTNode]:
    """The keys of two neighbours exchanged."""
    row = node.elements
    for place in range(len(row) - 1):
        one, two = row[place : place + 2]
        pair = [one.with_changes(value=two.value), two.with_changes(value=one.value)]
        yield node.with_changes(elements=[*row[:place], *pair, *row[place + 2 :]])


# --- statements -----------------------------------------------------------------------------------


def statement_dropped(node: cst.SimpleStatementLine, around: Around) -> Iterator[cst.CSTNode]:
    yield node.with_changes(body=[cst.Pass()])


def statement_doubled(node: cst.SimpleStatementLine, around: Around) -> Iterator[cst.CSTNode]:
    """A step taken twice: a call alone, or what is made from its own old value."""
    statement = node.body[0]
    target = statement.targets[0].target if isinstance(statement, cst.Assign) else None
    again = target and any(target.deep_equals(part) for part in parts_of(statement.value))
    if again or isinstance(statement, cst.Expr):
        yield cst.FlattenSentinel([node, node.with_changes(leading_lines=[])])


def in_place(node: cst.Assign, around: Around) -> Iterator[cst.CSTNode]:
    """`w = w - step` as `w -= step`, which writes into the array that came in."""
    operators = {cst.Add: cst.AddAssign, cst.Subtract: cst.SubtractAssign}
    target, value = node.targets[0].target, node.value
    if isinstance(value, cst.BinaryOperation) and type(value.operator) in operators and target.deep_equals(value.left):
        yield cst.AugAssign(target, operators[type(value.operator)](), value.right)


def opposite(node: cst.If | cst.IfExp, around: Around) -> Iterator[cst.CSTNode]:
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), bracketed(node.test)))


def decided(node: cst.If | cst.IfExp, around: Around) -> Iterator[cst.CSTNode]:
    for answer in ("True", "False"):
        yield node.with_changes(test=cst.Name(answer))


def left_at_once(node: cst.For, around: Around) -> Iterator[cst.CSTNode]:
    """A loop that ends after its first round."""
    end = cst.SimpleStatementLine([cst.Break()])
    yield node.with_changes(body=node.body.with_changes(body=[*node.body.body, end]))


def other_bounds(node: cst.Call, around: Around) -> Iterator[cst.CSTNode]:
    """One round more or less, at either end."""
    if code_of(node.func) != "range":
        return
    bounds = [code_of(arg.value) for arg in node.args]
    start, stop, *step = bounds if len(bounds) > 1 else ("0", *bounds)
    for first, last in ((f"{start} + 1", stop), (f"{start} - 1", stop), (start, f"{stop} + 1"), (start, f"{stop} - 1")):
        yield parsed(f"range({', '.join([first, last, *step])})")


OPERATORS = (
    Operator("another operation", cst.BinaryOperation, other_operations),
    Operator("another comparison", cst.Comparison, other_comparisons),
    Operator("and for or", cst.BooleanOperation, other_connections),
    Operator("one side left out", cst.BinaryOperation, one_side),
    Operator("one condition left out", cst.BooleanOperation, one_side),
    Operator("sides exchanged", cst.BinaryOperation, sides_exchanged),
    Operator("sign dropped", cst.UnaryOperation, sign_dropped),
    Operator("another whole number", cst.Integer, other_whole),
    Operator("number scaled", cst.Float, scaled),
    Operator("another axis", cst.Call, other_axis),
    Operator("transposed", cst.BinaryOperation, transposed),
    Operator("not transposed", cst.Attribute, not_transposed),
    Operator("another function", cst.Call, sibling_functions),
    Operator("call left out", cst.Call, call_dropped),
    Operator("method left out", cst.Call, method_dropped),
    Operator("argument left out", cst.Call, argument_dropped),
    Operator("arguments exchanged", cst.Call, arguments_exchanged),
    Operator("another name", cst.Name, other_names),
    Operator("name changed", cst.Name, name_changed),
    Operator("another text", cst.SimpleString, other_texts),
    Operator("another part of a text", cst.FormattedStringText, other_parts),
    Operator("neighbours exchanged", cst.Tuple, neighbours_exchanged),
    Operator("list's neighbours exchanged", cst.List, neighbours_exchanged),
    Operator("element left out", cst.Tuple, element_dropped),
    Operator("list's element left out", cst.List, element_dropped),
    Operator("entry left out", cst.Dict, element_dropped),
    Operator("keys exchanged", cst.Dict, values_exchanged),
    Operator("statement dropped", cst.SimpleStatementLine, statement_dropped),
    Operator("statement doubled", cst.SimpleStatementLine, statement_doubled),
    Operator("in place", cst.Assign, in_place),
    Operator("condition reversed", cst.If, opposite),
    Operator("choice reversed", cst.IfExp, opposite),
    Operator("condition decided", cst.If, decided),
    Operator("choice decided", cst.IfExp, decided),
    Operator("loop left at once", cst.For, left_at_once),
    Operator("other bounds", cst.Call, other_bounds),
)
"""Every way of changing a solution, by name."""


# --- the engine -----------------------------------------------------------------------------------


def mutants(source: str, reach: Collection[str] = ()) -> list[Mutant]:
    """All mutants of a solution cell, each source once, in the order of the places that they change.

    `reach` are the functions that its cells can call by name.
    """
    wrapper = MetadataWrapper(cst.parse_module(source))
    lines = {node: place.start.line for node, place in wrapper.resolve(PositionProvider).items()}
    marks = [next(n for n, line in enumerate(source.splitlines(), 1) if mark in line) for mark in (BEGIN, END)]
    places = [(node, parent) for node, parent in walk(wrapper.module) if marks[0] < lines.get(node, 0) < marks[1]]
    strings = [(node, parent) for node, parent in places if isinstance(node, cst.SimpleString)]
    texts = values(node for node, parent in strings if not isinstance(parent, cst.Arg))
    words = values(node for node, parent in strings if isinstance(parent, cst.Arg))
    parts = values(node for node, _ in places if isinstance(node, cst.FormattedStringText))
    bound = sorted({(lines[node], name) for node, name in bindings(wrapper.module)})
    found: dict[str, Mutant] = {}
    for node, parent in places:
        before = tuple(dict.fromkeys(name for line, name in bound if line < lines[node]))
        around = Around(parent, before, texts, words, parts, reach)
        for operator in OPERATORS:
            if isinstance(node, operator.of):
                for new in operator.makes(node, around):
                    changed = wrapper.module.deep_replace(node, new).code
                    if changed != source and changed not in found and compiles(changed):
                        found[changed] = Mutant(operator.name, change(source, changed), changed)
    return numbered(found.values())


def walk(
    node: cst.CSTNode, parent: cst.CSTNode | None = None, stored: bool = False
) -> Iterator[tuple[cst.CSTNode, cst.CSTNode | None]]:
    """The nodes that may be changed, each with its parent.

    Not what is printed, not the names of functions and keywords, not those that something is assigned to.
    """
    if is_print(node) or (stored and isinstance(node, cst.Name)):
        return
    yield node, parent
    stored = isinstance(node, cst.AssignTarget) or (stored and isinstance(node, (cst.Tuple, cst.Element)))
    children: Sequence[cst.CSTNode] = node.children
    if isinstance(node, (cst.Arg, cst.Attribute)):
        children = [node.value]
    elif isinstance(node, cst.Call):
        children = [*([] if isinstance(node.func, cst.Name) else [node.func]), *node.args]
    elif isinstance(node, (cst.For, cst.CompFor)):
        children = [child for child in children if child is not node.target]
    elif isinstance(node, cst.FunctionDef):
        children = [node.body]
    for child in children:
        yield from walk(child, node, stored)


def values(nodes: Iterable[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(node.value for node in nodes))


def is_print(node: cst.CSTNode | None) -> bool:
    """Does a node only print: a call, a line of it, an `if` that decides about nothing else?"""
    if isinstance(node, cst.Expr):
        return is_print(node.value)
    if isinstance(node, cst.SimpleStatementLine):
        return all(map(is_print, node.body))
    if isinstance(node, cst.If):
        return node.orelse is None and all(map(is_print, node.body.body))
    return isinstance(node, cst.Call) and code_of(node.func) == "print"


def bindings(module: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, str]]:
    """The arguments and the local variables of a cell, each with the node that binds it."""
    for node in parts_of(module):
        if isinstance(node, cst.Param):
            yield node, node.name.value
        if isinstance(node, (cst.AssignTarget, cst.For, cst.CompFor)):
            elements = node.target.elements if isinstance(node.target, cst.Tuple) else [node.target]
            for element in elements:
                target = element.value if isinstance(element, cst.Element) else element
                if isinstance(target, cst.Name) and target.value != "_":
                    yield target, target.value


def code_of(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def parts_of(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from parts_of(child)


def compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def change(old: str, new: str) -> str:
    """The lines that differ, as `old line → new line`."""
    before, after = old.splitlines(), new.splitlines()
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    if before[same:] == after[len(after) - len(before[same:]) :]:
        same -= 1  # a line was only added: it is read with the one before it
    del before[:same], after[:same]
    while len(before) > 1 and before[-1] == after[-1]:
        del before[-1], after[-1]
    return " → ".join("; ".join(line.strip() for line in lines) for lines in (before, after))


def numbered(found: Collection[Mutant]) -> list[Mutant]:
    """Of changes that read alike, since the same line stands twice in a cell, each but the first gets a number."""
    seen: dict[str, int] = {}
    named = []
    for mutant in found:
        seen[mutant.change] = count = seen.get(mutant.change, 0) + 1
        again = f"{mutant.change} ({count})" if count > 1 else mutant.change
        named.append(Mutant(mutant.operator, again, mutant.source))
    return named


def bytecode(code: CodeType | str) -> tuple:
    """What Python makes of a source, without the places in it: two sources of the same bytecode do the same."""
    if isinstance(code, str):
        code = compile(code, "<mutant>", "exec")
    constants = tuple(
        bytecode(each) if isinstance(each, CodeType) else (type(each), repr(each)) for each in code.co_consts
    )
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
