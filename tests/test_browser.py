"""What a student and an instructor see: JupyterLab and nbgrader's formgrader, with a kernel, in Chromium."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PATIENCE, new_user, served
from playwright.sync_api import Dialog, Locator, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[1]
STEM = "w3_shallow_network"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has never started Jupyter."""
    return new_user(tmp_path / "home")


# --------------------------------------------------------------------------------------------- the student


class Notebook:
    """The notebook that a page shows: a code cell by its name, and the keys that a student presses."""

    def __init__(self, page: Page, path: Path) -> None:
        cells = nbformat.read(path, as_version=4).cells
        own = {"name": "", "kind": "free"}  # a cell that is the student's
        ours = [cell.metadata.get("autograder", own) for cell in cells if cell.cell_type == "code"]
        self.code = [(about["name"], about["kind"]) for about in ours]
        self.page = page
        self.prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")

    def cell(self, name: str, kind: str) -> Locator:
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(self.code.index((name, kind)))

    def says(self, name: str) -> Locator:
        """The output of the check of an exercise."""
        return self.cell(name, "check").locator(".jp-OutputArea-output")

    def write(self, name: str, old: str, new: str) -> None:
        """Type a line in place of the one with `old`, run the cell with shift-enter, and so its check below."""
        self.cell(name, "solution").locator(".cm-line", has_text=old).click()
        self.page.keyboard.press("Home")
        self.page.keyboard.press("Shift+End")
        self.page.keyboard.type(new)
        self.page.keyboard.press("Shift+Enter")
        self.page.keyboard.press("Shift+Enter")


@pytest.fixture
def student(tmp_path: Path, home: dict[str, str]) -> Iterator[str]:
    """The address of a student's JupyterLab, which serves a fresh copy of the release from `work`."""
    for part in ("source", "release", "datasets"):
        shutil.copytree(ROOT / part, tmp_path / "course" / part)
    command = ["autograder", "lab", "--course", str(tmp_path / "course"), "--folder", str(tmp_path / "work")]
    with served(command, tmp_path, home) as address:
        yield address


def ready(page: Page, address: str) -> None:
    """Open a notebook, and wait for its kernel."""
    page.goto(address, wait_until="domcontentloaded")
    # "Idle" also shows where there is no kernel: the name first.
    expect(page.locator(".jp-NotebookPanel .jp-Toolbar-kernelName")).to_contain_text("Python 3")
    indicator = page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator")
    expect(indicator).to_have_attribute("data-status", "idle")


def run_cells(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def run_all(student: str, page: Page, work: Path, stem: str) -> Notebook:
    """Open a fresh copy of a released notebook and run it from top to bottom."""
    ready(page, f"{student}/lab/tree/{stem}/{stem}.ipynb?reset")
    notebook = Notebook(page, work / stem / f"{stem}.ipynb")
    run_cells(page)
    expect(notebook.prompts).to_have_text([f"[{n}]:" for n, _ in enumerate(notebook.code, 1)])
    return notebook


STEMS = sorted(path.parent.name for path in ROOT.glob("release/*/*.ipynb"))


@pytest.mark.parametrize("stem", STEMS)
def test_a_student_runs_all_cells_of_an_untouched_notebook(
    stem: str, student: str, page: Page, abroad: list[str], tmp_path: Path
) -> None:
    notebook = run_all(student, page, tmp_path / "work", stem)
    for name, kind in notebook.code:
        if kind == "check":
            expect(notebook.says(name)).to_have_text(re.compile(rf"^○ Not there yet {name}\s*Still empty\."))
    assert abroad == []


def test_a_student_solves_an_exercise(student: str, page: Page, abroad: list[str], tmp_path: Path) -> None:
    notebook = run_all(student, page, tmp_path / "work", STEM)
    notebook.write("layer_sizes", "raise NotImplementedError()", "n_x, n_h, n_y = X.shape[0], 4, Y.shape[0]")
    expect(notebook.says("layer_sizes")).to_have_text(re.compile("^✓ Right layer_sizes"))
    notebook.write("layer_sizes", "X.shape[0]", "n_x, n_h, n_y = X.shape[1], 4, Y.shape[0]")
    expect(notebook.says("layer_sizes")).to_have_text(re.compile("^✗ Not yet right layer_sizes.*Hint: ", re.DOTALL))

    # Nothing has asked for a kernel, news or anything else, and no button is the staff's.
    expect(page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)
    expect(page.get_by_text("Create Assignment")).to_have_count(0)
    assert abroad == []


def test_a_student_fails_reads_the_hint_solves_and_validates(
    student: str, page: Page, abroad: list[str], tmp_path: Path
) -> None:
    notebook = run_all(student, page, tmp_path / "work", "w1_introduction")
    notebook.write("relu", "raise NotImplementedError()", "a = np.minimum(0, x)")
    expect(notebook.says("relu")).to_have_text(
        re.compile("^✗ Not yet right relu.*You keep what is negative", re.DOTALL)
    )
    notebook.write("relu", "np.minimum", "a = np.maximum(0, x)")
    expect(notebook.says("relu")).to_have_text(re.compile("^✓ Right relu"))
    page.get_by_role("button", name="Validate").click()
    expect(page.locator(".jp-Dialog")).to_contain_text("Success! Your notebook passes all the tests.")
    assert abroad == []


def test_a_student_trains_the_network_of_the_notebook_beside(student: str, page: Page, tmp_path: Path) -> None:
    solved = ROOT / "source" / "w4_deep_network" / "w4_deep_network.ipynb"
    (tmp_path / "work" / "w4_deep_network" / solved.name).write_bytes(solved.read_bytes())
    notebook = run_all(student, page, tmp_path / "work", "w4_cat_classifier")
    loaded = notebook.cell("your_network", "plain").locator(".jp-OutputArea-output")
    expect(loaded).to_have_text("w4_deep_network: 10 of its 10 functions pass their checks.")


LESSON = "w2_lesson"
NOT_OURS = {
    "image-alt": "JupyterLab gives pictures no alternative text: the text above each says what it shows",
    "aria-input-field-name": "ipywidgets gives the handle of a slider no name: its label stands beside it",
}


def test_a_reader_moves_a_figure_and_answers_a_question_by_keyboard(
    student: str, page: Page, abroad: list[str], tmp_path: Path
) -> None:
    run_all(student, page, tmp_path / "work", LESSON)
    cell = page.locator(".jp-CodeCell:has([role=slider])").first
    picture = cell.locator("img")
    before = picture.get_attribute("src")
    cell.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_count(1)

    first = page.locator("details").first
    expect(first.locator("p")).to_be_hidden()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.locator("p")).to_be_visible()
    expect(first.locator("strong")).to_have_text(re.compile("^(✓ Right|✗ Not this one)\\.$"))
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"], "rules": {rule: {"enabled": False} for rule in NOT_OURS}}
    found = Axe().run(page, context=".jp-OutputArea-output", options=options)
    assert found.violations_count == 0, found.generate_report()


# --------------------------------------------------------------------------------------------- the check's card

LAYER_SIZES = "def layer_sizes(X, Y):\n    {}\n    return X.shape[{axis}], 4, Y.shape[{axis}]"
CARDS = {
    "right": LAYER_SIZES.format("pass", axis=0),
    "a hint": LAYER_SIZES.format("print('X', X.shape)", axis=1),
    "an exception": LAYER_SIZES.format("return X @ X", axis=0),
    "worth knowing": LAYER_SIZES.format("X *= 0", axis=0),
    "a stub": "def layer_sizes(X, Y):\n    raise NotImplementedError()",
    "another thing": "layer_sizes = 3",
    "hostile": LAYER_SIZES.format(
        "print('<b id=bad>$x^2$</b>')\n    raise ValueError('<img src=x onerror=alert(1)> $a$ and $b$ ' + 'x' * 300)",
        axis=0,
    ),
}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CARD = ".jp-OutputArea-output"


@pytest.fixture
def cards(tmp_path: Path, home: dict[str, str]) -> Path:
    """A notebook that shows every kind of card, to be run."""
    path = tmp_path / STEM / "cards.ipynb"
    shutil.copytree(ROOT / "release" / STEM, path.parent)
    sources = ["from autograder import check"]
    for source in CARDS.values():
        sources += [source, 'check("layer_sizes")']
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def everybody_can_read(page: Page, width: int) -> None:
    """No finding of axe's in a card, contrast of 7:1 included, nor anything that it could not measure."""
    # So high that nothing has to be scrolled to: what lies half under the status bar can't be measured.
    page.set_viewport_size({"width": width, "height": 5000})
    expect(page.locator(CARD)).to_have_count(len(CARDS))
    page.locator(CARD).last.scroll_into_view_if_needed()
    # JupyterLab's body has no height and hides what overflows: axe would take all that is in it for unseen.
    page.add_style_tag(content="body { overflow: visible !important }")
    found = Axe().run(page, context=CARD, options=AXE).response
    rules = (*found["violations"], *found["incomplete"])
    assert [(rule["id"], [(node["html"], node["failureSummary"]) for node in rule["nodes"]]) for rule in rules] == []
    assert "color-contrast-enhanced" in {rule["id"] for rule in found["passes"]}
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.outerHTML)"
    assert page.locator(f"{CARD}, {CARD} *").evaluate_all(wide) == []


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_everybody_can_read_a_card(
    theme: str, cards: Path, home: dict[str, str], page: Page, tmp_path: Path, abroad: list[str]
) -> None:
    settings = Path(home["JUPYTER_CONFIG_DIR"], "lab", "user-settings", "@jupyterlab", "apputils-extension")
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": f"JupyterLab {theme}"}))
    dialogs: list[str] = []

    def answer(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    with served(["jupyterlab"], tmp_path, home) as address:
        ready(page, f"{address}/lab/tree/{STEM}/cards.ipynb?reset")
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "Light").lower())
        run_cells(page)
        prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
        expect(prompts).to_have_text([f"[{number}]:" for number in range(1, 2 * len(CARDS) + 2)])
        everybody_can_read(page, 1280)

        # By keyboard: what unfolds is reached, and folds.
        summary = page.locator(f"{CARD} summary").first
        summary.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"{CARD} details").first).not_to_have_attribute("open", "")
        page.keyboard.press("Space")
        expect(page.locator(f"{CARD} details").first).to_have_attribute("open", "")
        assert page.locator("#bad, mjx-container").count() == 0, "no element, and no mathematics, of a student's"

        # Changed by another program it is not trusted when it is opened again, on a phone.
        page.keyboard.press("Control+s")
        deadline = time.monotonic() + PATIENCE / 1000
        while "text/html" not in cards.read_text():
            assert time.monotonic() < deadline
            page.wait_for_timeout(100)
        saved = json.loads(cards.read_text())
        saved["cells"][0]["source"] += "  # changed"
        cards.write_text(json.dumps(saved))
        page.goto("about:blank")
        page.goto(f"{address}/doc/tree/{STEM}/cards.ipynb?reset", wait_until="domcontentloaded")
        everybody_can_read(page, 390)
        badges = page.locator(f"{CARD} span").evaluate_all("all => all.map(e => getComputedStyle(e).backgroundColor)")
        assert len(badges) == len(CARDS)
        assert set(badges) == {"rgb(0, 81, 61)", "rgb(125, 19, 56)", "rgb(61, 67, 76)"}
        assert page.locator("#bad, mjx-container").count() == 0
    assert set(dialogs) <= {"beforeunload"}, "a script ran"  # JupyterLab asks whether to leave
    assert abroad == []


# --------------------------------------------------------------------------------------------- the instructor


@pytest.fixture
def instructor(tmp_path: Path, home: dict[str, str]) -> Iterator[str]:
    """The address of a JupyterLab in a course folder where two of the example class have been graded."""
    course = tmp_path / "course"
    for part in ("source", "release", "autograder/exercises"):
        shutil.copytree(ROOT / part, course / part)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for student in ("ada_matmul", "fin_keepdims"):
        shutil.copytree(ROOT / "tests" / "classes" / STEM / student, course / "submitted" / student / STEM)
    subprocess.run([sys.executable, "-m", "autograder", "grade", STEM], cwd=course, env=home, check=True)
    with served(["jupyterlab"], course, home) as address:
        yield address


def test_an_instructor_reads_the_results_and_grades_the_rest_by_hand(instructor: str, page: Page) -> None:
    gradebook = f"{instructor}/formgrader/gradebook/{STEM}/{STEM}"
    page.goto(gradebook)
    ada, fin = (page.locator("tbody tr", has_text=student) for student in ("ada_matmul", "fin_keepdims"))
    for row, scores in [(ada, ["100 / 110", "100 / 100", "0 / 10"]), (fin, ["90 / 110", "90 / 100", "0 / 10"])]:
        expect(row.locator(".score, .code-score, .written-score")).to_have_text(scores)
        expect(row.locator(".needs-manual-grade .glyphicon-ok")).to_be_visible()

    fin.get_by_role("link").click()
    for name, score in [("layer_sizes", "6"), ("backward_propagation", "10"), ("nn_model", "16")]:
        expect(page.locator(f"#check_{name}")).to_have_attribute("placeholder", score)
    report = page.locator("pre", has_text="backward_propagation: 10 of 20 points.")
    expect(report).to_contain_text("Looks like: no keepdims in db1")
    expect(report).to_be_visible()

    numbers = page.locator(".text_cell_render", has_text="the true numbers of fin_keepdims's own run")
    expect(numbers).to_be_visible()
    expect(numbers.locator("tbody tr")).not_to_have_count(0)

    by_hand = page.locator("#written_hidden_units")
    expect(by_hand).to_have_class(re.compile("needs_manual_grade"))
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        by_hand.fill("7")
        by_hand.press("Tab")
    page.goto(gradebook)
    expect(fin.locator(".score")).to_have_text("97 / 110")
    expect(fin.locator(".needs-manual-grade .glyphicon-ok")).to_have_count(0)
