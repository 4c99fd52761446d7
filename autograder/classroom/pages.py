"""How our pages are made from their templates: whatever is put in is escaped, and only what can be seen is written."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, Template, select_autoescape
from markupsafe import Markup

from autograder import wording

__all__ = ["template"]


@cache
def template(name: str) -> Template:
    """A template of this folder; each includes page.css, so that a page is one file that needs nothing else."""
    environment = Environment(
        loader=PackageLoader("autograder.classroom", "."),
        autoescape=select_autoescape(default=True),
        finalize=seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": wording.number, "many": "{:,}".format}
    return environment.get_template(name)


def seen(value: Any) -> Any:
    """What a page writes of a value: of a text, whoever it is by, only what can be seen; our own markup as it is."""
    return wording.writable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
