"""The notation sheet, notebooks/notation.md, as one page to be read beside every notebook and to be printed."""

from __future__ import annotations

from markupsafe import Markup

from autograder.course.layout import Course
from autograder.pages import formula, markdown, template

__all__ = ["FILE", "sheet"]

FILE = "notation.html"


def sheet(course: Course) -> str | None:
    """One HTML file that needs nothing else, its formulas MathML, which browsers draw; None where a course has none."""
    path = course.root / "notebooks" / "notation.md"
    if not path.is_file():
        return None
    page = markdown(in_mathml).render(path.read_text(encoding="utf-8"))
    page = page.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return template("autograder.course", "notation.html.j2").render(sheet=Markup(page))


def in_mathml(content: str, options: dict[str, bool]) -> str:
    return formula(content, "block" if options["display_mode"] else "inline")
