"""How our pages are made from their templates: whatever is put in is escaped, and only what can be seen is written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from xml.etree import ElementTree

from jinja2 import ChoiceLoader, Environment, PackageLoader, Template, select_autoescape
from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder import wording

__all__ = ["NoFormula", "code", "formula", "markdown", "template"]

LONGEST_FORMULA = 2000  # characters, which take up to 40 ms
# One that is defined may stand for any number of others.
DEFINES = re.compile(r"\\(?:(?:re)?new|provide|[egx]?def|let)(?:command|environment)?(?![a-z])")
# Neither an address nor a style, nor what would lie over its surroundings.
IN_MATHML = set(
    "xmlns display displaystyle scriptlevel mathvariant stretchy fence form separator accent movablelimits notation "
    "columnalign columnspacing columnlines rowspacing rowlines".split()
)
IN_MATHML_IF = {"width": re.compile(r"[0-2]?(\.\d+)?em"), "linethickness": re.compile("0")}


@cache
def template(package: str, name: str, *, written_as_is: bool = False, **words: Callable[..., Any]) -> Template:
    """A template beside the modules of a package; `words` are filters, and functions too, that it uses.

    Each page includes page.css, so that it is one file that needs nothing else. `written_as_is`: it is no HTML.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package, "."), PackageLoader("autograder", ".")]),
        autoescape=False if written_as_is else select_autoescape(default=True),
        finalize=seen,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=written_as_is,
    )
    environment.filters |= {"number": wording.number, "many": "{:,}".format, "code": code, **words}
    environment.globals |= words
    return environment.get_template(name)


def code(text: str) -> Markup:
    """A sentence in which what stands in backticks is code."""
    parts = wording.coded(text)
    return Markup().join(Markup("<code>{}</code>").format(part) if is_code else escape(part) for part, is_code in parts)


class NoFormula(ValueError):
    """What stands between dollars is no formula that can be shown."""


def formula(latex: str, display: str = "inline") -> Markup:
    """A formula as MathML, which a browser draws without a script; `display` is "inline" or "block". NoFormula if none.

    Whoever it is by: the converter's own `convert` would write the text in one as markup.
    """
    if len(latex) > LONGEST_FORMULA or DEFINES.search(latex):
        raise NoFormula(latex)
    try:
        tree = convert_to_element(latex, display=display)
    except Exception as error:  # of a dozen kinds, IndexError and RecursionError among them
        raise NoFormula(latex) from error
    for element in tree.iter():
        element.text = html.unescape(element.text or "")  # the converter's symbols are references
        element.attrib = {key: value for key, value in element.attrib.items() if key in IN_MATHML or small(key, value)}
    set_apart(tree)
    return Markup(ElementTree.tostring(tree, encoding="unicode"))


def set_apart(tree: ElementTree.Element) -> None:
    """Put a thin space behind the name of a function: browsers draw log a as loga."""
    for row in tree.iter("mrow"):
        for place in reversed(range(len(row) - 1)):
            here, after = row[place], row[place + 1]
            if here.tag == "mi" and len(here.text) > 1 and after.tag != "mo":
                row.insert(place + 1, ElementTree.Element("mspace", width="0.167em"))


def small(key: str, value: str) -> bool:
    """A space between symbols, and not one that pushes something elsewhere; no line where a fraction has one."""
    return key in IN_MATHML_IF and IN_MATHML_IF[key].fullmatch(value) is not None


@cache
def markdown(dollars: Callable[[str, dict[str, bool]], str]) -> MarkdownIt:
    """Turns Markdown with tables into HTML, what stands between dollars by `dollars`."""
    return MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, renderer=dollars)


def seen(value: Any) -> Any:
    """What a page writes of a value: of a text, whoever it is by, only what can be seen."""
    if isinstance(value, Markup):
        return Markup(wording.writable(value))
    return wording.writable(value) if isinstance(value, str) else value
