"""How our pages are made from their templates: whatever is put in is escaped, and only what can be seen is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, Template, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder import wording

__all__ = ["code", "markdown", "template"]


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


@cache
def markdown(formula: Callable[[str, dict[str, bool]], str]) -> MarkdownIt:
    """Turns Markdown with tables into HTML, what stands between dollars by `formula`."""
    return MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, renderer=formula)


def seen(value: Any) -> Any:
    """What a page writes of a value: of a text, whoever it is by, only what can be seen."""
    if isinstance(value, Markup):
        return Markup(wording.writable(value))
    return wording.writable(value) if isinstance(value, str) else value
