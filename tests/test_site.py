"""The site: real pages, made by the command and looked at in Chromium, with a made-up notebook among them.

It takes two stems and the made-up one; where REQUIRE_ALL is set, every stem that there is.
"""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import need
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from autograder.course import Course, CourseError, load_exercises
from autograder.course import site as made
from autograder.course.build import build
from autograder.course.site import ORDER, alternative, build_site, ordered, page

HOME = Path(__file__).parents[1]
COURSE = Course.at(HOME)
MADE_UP = "w9_made_up"
STEMS = COURSE.stems if os.environ.get("REQUIRE_ALL") else ["w1_introduction", "w3_shallow_network"]
DOCS = sorted(path.stem for path in HOME.glob("docs/*.md"))
PAGES = [*DOCS, "notation", *STEMS, MADE_UP]
PATIENCE = 60_000  # ms: MathJax takes a second for a long page, on a busy machine ten

# What a notebook may hold that is hard to show.
TEXT = r"""# %% [markdown]
# # Week 9: Made up, with $\theta$
#
# Symbols: [notation](notation.html). A price of \$5, and $$\max(0, z) = \underset{(1, n)}{w} + \frac12$$

# %% plain="setup"
import matplotlib.pyplot as plt

from autograder import check, data, explore, grade

# %% [markdown]
# ## Exercise: twice
#
# {declared:twice}


# %% solution="twice"
def twice(x):
    '''Return twice x.

    x any shape -> the same shape
    '''
    ### BEGIN SOLUTION
    y = 2 * x
    ### END SOLUTION
    return y


# %% check="twice"
check("twice")

# %% [markdown]
# The next figure shows a line from 1 to $\sqrt{n_h}$, in `blue`. It says no more.

# %%
def draw(end=2):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([1, twice(end)])
    return fig


explore(draw, end=[1, 2, 3])

# %% demo="whose"
print("This is the computer of", data.user_name())

# %% [markdown]
# ## Now in words
#
# Why?

# %% [markdown] written="why" points=10
# Because of **all the reasons**.

# %% [markdown] quiz="after"
# 1. Which is larger, $\frac{1}{2}$ or $\frac{1}{3}$?
#    - [x] The first.
#      > Of a cake for $2 < 3$ each gets more.
#    - [ ] $\frac{1}{3}$
#      > Three is more, a third isn't.
"""
EXERCISES = '''
from autograder.exercise import exercise


@exercise(points=5, minutes=1, level=1, hints=("Add it to itself.",))
def twice(rng):
    """Twice a number."""
    for n in (1, 2, 3):
        yield f"{n} numbers", dict(x=rng.normal(size=n))


twice.mistake("thrice, x_1 < *x*, for $5", ("2 * x", "3 * x"), hint="What is `x * 2` of 3, and <b>who</b> pays $5?")
twice.mistake("half", ("2 * x", "x / 2"), hint="Told only.", costs=False)
twice.mistake("a constant", ("2 * x", "x + 1"), hint="Found by trying.", hard_coded=True)
'''


def course_in(folder: Path, text: str = TEXT, exercises: str = EXERCISES) -> Course:
    """A copy of the course, with the made-up notebook in it."""
    for name in ("notebooks", "source", "release", "autograder/exercises", "datasets", "docs"):
        shutil.copytree(HOME / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for path in HOME.glob("[!.]*"):
        if path.is_file() and path.suffix in made.LINKED:
            shutil.copy(path, folder)
    (folder / "notebooks" / f"{MADE_UP}.py").write_text(text, encoding="utf-8")
    (folder / "autograder" / "exercises" / f"{MADE_UP}.py").write_text(exercises, encoding="utf-8")
    course = Course.at(folder)
    build(course, [MADE_UP])
    return course


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, made once by the command."""
    need(made.installed(), "There is no Sphinx here: pip install '.[site]'")
    course = course_in(tmp_path_factory.mktemp("course"))
    command = [sys.executable, "-m", "autograder", "site", *STEMS, MADE_UP]
    ended = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=1200)
    assert ended.returncode == 0, ended.stderr
    assert "The site: " in ended.stderr
    return course.root / "site"


# --- what is written ------------------------------------------------------------------------------


class Read(HTMLParser):
    """What a page links to, and what can be linked to in it; its code."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        about = dict(attrs)
        self.ids |= {about[key] for key in ("id", "name") if about.get(key)}
        self.links += [about[key] for key in ("href", "src") if about.get(key)]


def test_every_page_is_there(site: Path) -> None:
    assert {path.stem for path in site.glob("*.html")} == {*PAGES, "search"}
    assert not list(site.rglob("*.ipynb"))


def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    found = {path: Read(path) for path in site.glob("*.html")}
    for path, read in found.items():
        for link in map(urlsplit, read.links):
            if link.scheme or link.netloc:
                continue
            target = (path.parent / unquote(link.path)).resolve() if link.path else path
            assert target.is_file(), f"{path.name}: {link.geturl()}"
            if link.fragment and target in found:
                assert unquote(link.fragment) in found[target].ids, f"{path.name}: {link.geturl()}"


def test_every_notebook_links_the_one_notation_page(site: Path) -> None:
    assert all("notation.html" in Read(site / f"{stem}.html").links for stem in [*STEMS, MADE_UP])


def test_the_index_has_the_notebooks_in_their_order(site: Path) -> None:
    index = Read(site / "index.html")
    there = list(dict.fromkeys(link for link in index.links if link.removesuffix(".html") in COURSE.stems))
    assert there == [f"{stem}.html" for stem in ordered(STEMS)]
    assert "Made up, with theta" in (site / "index.html").read_text(encoding="utf-8")


def test_the_order_is_that_of_the_weeks_lessons_first() -> None:
    assert ordered(sorted(ORDER)) == list(ORDER)
    assert ordered(["appendix", "w3_unknown", "w10_a", "w3_lesson"]) == ["w3_lesson", "w3_unknown", "w10_a", "appendix"]


def words(path: Path) -> str:
    """What a page says, code too."""
    return html.unescape(re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8")))


def test_no_page_tells_a_hidden_test_or_an_answer_in_words(site: Path) -> None:
    told = "".join(words(site / f"{stem}.html") for stem in [*STEMS, MADE_UP])
    for secret in ("BEGIN SOLUTION", "HIDDEN TESTS", 'grade("', "Anchor", "all the reasons", "Found by trying"):
        assert secret not in told, secret
    assert "the computer of student" in told


def test_sliders_are_said_and_not_loaded(site: Path) -> None:
    text = (site / f"{MADE_UP}.html").read_text(encoding="utf-8")
    assert "Run this cell to move: end = 1, 2, 3" in text
    assert "jupyter.widget" not in text


def test_solutions_of_an_assignment_that_is_not_open_are_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need(made.installed(), "There is no Sphinx here: pip install '.[site]'")
    monkeypatch.setattr(made, "is_open", lambda course, stem: stem != MADE_UP)
    index = build_site(course_in(tmp_path), [MADE_UP])
    shown = words(index.with_name(f"{MADE_UP}.html"))
    assert "YOUR CODE HERE" in shown
    assert "Its solutions come later" in shown
    assert "The next figure shows a line" in index.with_name(f"{MADE_UP}.html").read_text()  # run with the solution
    assert "Show a solution" not in shown
    everything = "".join(words(path) for path in index.parent.rglob("*") if path.suffix in (".html", ".js", ".txt"))
    assert "2 * x" not in everything
    assert "thrice" not in everything


# --- what a figure is called ----------------------------------------------------------------------

CALLED = {
    "the sentence before": (
        ["# A", "Some words. The figure shows 1.5 of it. More."],
        "",
        "The figure shows 1.5 of it.",
    ),
    "in a quotation": (["> So: the left figure draws\n> two lines."], "", "So: the left figure draws two lines."),
    "not those before that": (["The figure shows one.", "## B $x_1$"], "", "Figure: B x_1"),
    "the sentence after": (["## B", "Run it."], "Well.\n\nThe figure shows $\\sigma$.", "The figure shows sigma."),
    "figures of another kind": (["## C", "Light figures on a dark ground."], "It is done.", "Figure: C"),
    "nothing": ([], "", "Figure"),
}


@pytest.mark.parametrize(("before", "after", "called"), CALLED.values(), ids=CALLED)
def test_a_figure_is_called_what_the_text_says(before: list[str], after: str, called: str) -> None:
    assert alternative(before, after) == called


# --- what ends it ---------------------------------------------------------------------------------

FAULTS: dict[str, tuple[str, str, str]] = {
    "a cell raises": (
        'print("This',
        'raise KeyError(3)\nprint("This',
        "notebooks/w9_made_up.py does not run: whose raises KeyError: 3",
    ),
    "a cell warns": ('print("This', "import sys\nprint('Oh', file=sys.stderr)\nprint(\"This", "whose warns: Oh"),
    "a link leads nowhere": (
        "](notation.html)",
        "](no_such_page.md)",
        "notebooks/w9_made_up.py: WARNING: .*no_such_page.md",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_and_the_site_stays(old: str, new: str, said: str, tmp_path: Path) -> None:
    need(made.installed(), "There is no Sphinx here: pip install '.[site]'")
    course = course_in(tmp_path, TEXT.replace(old, new))
    (course.root / "site").mkdir()
    (course.root / "site" / "index.html").write_text("The one before.")
    with pytest.raises(CourseError, match=said):
        build_site(course, [MADE_UP])
    assert (course.root / "site" / "index.html").read_text() == "The one before."


def test_a_solution_that_fails_its_check_ends_it(tmp_path: Path) -> None:
    need(made.installed(), "There is no Sphinx here: pip install '.[site]'")
    course = course_in(tmp_path)
    path = course.source(MADE_UP)
    path.write_text(path.read_text().replace("y = 2 * x", "y = 3 * x"))
    with pytest.raises(CourseError, match="check_twice raises NotYet: ✗ twice: not yet right"):
        build_site(course, [MADE_UP])


def test_a_text_that_was_changed_is_built_first(tmp_path: Path) -> None:
    course = course_in(tmp_path)
    with course.text(MADE_UP).open("a") as file:
        file.write("\n# %% [markdown]\n# More.\n")
    with pytest.raises(CourseError, match=r"w9_made_up\.py was changed since the build: run `autograder build`"):
        page(course, MADE_UP)


def test_a_stem_that_is_not_there_is_said() -> None:
    with pytest.raises(CourseError, match=r"There is no .*w8_nothing\.ipynb; there are: w1_introduction"):
        build_site(COURSE, ["w8_nothing"])


# --- in a browser ---------------------------------------------------------------------------------
# Last: Playwright's loop runs until the browser is closed, and `build_site` has one of its own.


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page from the disk, its formulas drawn; a request for anything but a file of ours is an error."""
    pages, abroad = [], []

    def open_page(name: str, width: int = 1200) -> Page:
        found = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="light")
        pages.append(found)
        found.set_default_timeout(PATIENCE)
        found.on("request", lambda request: abroad.append(request.url))
        found.on("console", lambda message: abroad.append(message.text) if message.type == "error" else None)
        found.goto((site / f"{name}.html").as_uri())
        found.evaluate("() => window.MathJax?.startup?.promise")
        return found

    yield open_page
    for each in pages:
        each.close()
    assert [url for url in abroad if not url.startswith((site.as_uri(), "data:"))] == []


def brightness(shown: Page) -> tuple[float, float]:
    """Mean and standard deviation of what is seen, 0 to 255."""
    grey = np.asarray(Image.open(io.BytesIO(shown.screenshot())).convert("L"), dtype=float)
    return grey.mean(), grey.std()


RAW = r"""() => {
  const walk = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const here = walk.currentNode;
    if (/\$(?!5)|\\[a-zA-Z(\[]/.test(here.data) && !here.parentElement.closest('pre, code, script'))
      found.push(here.data);
  }
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_all_it_has_in_light_and_dark_to_everybody(name: str, opened: Callable[..., Page]) -> None:
    shown = opened(name)
    assert shown.evaluate(RAW) == []
    assert shown.locator("[data-mml-node=merror]").count() == 0
    assert shown.locator("article mjx-container:not(:has(mjx-assistive-mml))").count() == 0
    for picture in shown.locator("article img").all():
        assert len(picture.get_attribute("alt").split()) > 1
    mean, spread = brightness(shown)
    assert mean > 200
    assert spread > 20
    shown.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    for scheme, rules in [("light", {}), ("dark", {"runOnly": ["color-contrast"]})]:
        shown.emulate_media(color_scheme=scheme)
        expect(shown.locator("html")).to_have_attribute("data-theme", scheme)
        found = Axe().run(shown, context="article", options={"preload": False, **rules}).response["violations"]
        assert [(rule["id"], rule["nodes"]) for rule in found if rule["impact"] != "minor"] == []
    mean, spread = brightness(shown)
    assert mean < 80
    assert spread > 10


@pytest.mark.browser
@pytest.mark.parametrize("name", [*STEMS, MADE_UP, "data", "speed"])
def test_a_page_fits_a_phone(name: str, opened: Callable[..., Page]) -> None:
    shown = opened(name, width=360)
    shown.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
@pytest.mark.parametrize("stem", [stem for stem in STEMS if stem in COURSE.assignments])
def test_an_exercise_comes_first_as_students_get_it(stem: str, opened: Callable[..., Page]) -> None:
    shown, exercises = opened(stem), load_exercises(COURSE, stem)
    folded = shown.locator("details.folded")
    assert folded.count() == 2 * len(exercises)
    assert shown.locator("details[open]").count() == 0
    for i, exercise in enumerate(exercises.values()):
        solution, mistakes = folded.nth(2 * i), folded.nth(2 * i + 1)
        stub, check = (solution.locator(f"xpath=preceding::pre[{n}]") for n in (2, 1))
        expect(stub).to_be_visible()
        expect(stub).to_contain_text("raise NotImplementedError()")
        expect(check).to_have_text(f'check("{exercise.name}")')
        expect(solution.locator("pre")).not_to_be_visible()
        expect(solution.locator("pre")).to_contain_text(f"def {exercise.name}(")
        assert "NotImplementedError" not in solution.locator("pre").text_content()
        expect(mistakes.locator("li").first).not_to_be_visible()
        assert mistakes.locator("li").count() == sum(not mistake.hard_coded for mistake in exercise.mistakes)


@pytest.mark.browser
def test_what_is_folded_opens_by_keyboard(opened: Callable[..., Page]) -> None:
    shown = opened(MADE_UP)
    solution, mistakes = shown.locator("details.folded").all()
    for folded in (solution, mistakes):
        folded.locator("summary").focus()
        shown.keyboard.press("Enter")
    expect(solution.locator("pre")).to_be_visible()
    expect(solution.locator("pre")).to_contain_text("y = 2 * x")
    assert mistakes.locator("summary").text_content() == "Mistakes people make here, and why (2)"
    assert [" ".join(item.text_content().split()) for item in mistakes.locator("li").all()] == [
        "thrice, x_1 < *x*, for $5: What is x * 2 of 3, and <b>who</b> pays $5?",
        "half (told, costs nothing): Told only.",
    ]


@pytest.mark.browser
def test_a_quiz_is_answered_by_keyboard(opened: Callable[..., Page]) -> None:
    shown = opened(MADE_UP)
    answer = shown.locator(".text_html details").nth(1)
    expect(answer.locator("p")).not_to_be_visible()
    answer.locator("summary").focus()
    shown.keyboard.press("Space")
    expect(answer.locator("p")).to_be_visible()
    expect(answer.locator("p")).to_contain_text("Three is more")
    assert shown.locator(".text_html mjx-container").count() == 4


@pytest.mark.browser
def test_a_figure_is_described(opened: Callable[..., Page]) -> None:
    figure = opened(MADE_UP).locator("article img")
    assert [each.get_attribute("alt") for each in figure.all()] == [
        "The next figure shows a line from 1 to sqrt n_h, in blue."
    ]


@pytest.mark.browser
def test_the_notation_prints_on_two_sides(opened: Callable[..., Page]) -> None:
    assert len(re.findall(rb"/Type\s*/Page\b", opened("notation").pdf(format="A4"))) <= 2
