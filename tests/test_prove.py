"""The proof of the tests, held: nothing escapes them, and what would escape is found."""

from __future__ import annotations

import json
import re
import resource
import shutil
import signal
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from autograder.classroom.proof import headline, page, percent
from autograder.cli import app
from autograder.course import Course, Solved, load_exercises
from autograder.course.reference import BEGIN, END
from autograder.exercise import Exercise, Mistake
from autograder.grading import prove
from autograder.grading.mutants import OPERATORS, Mutant, bytecode, mutants
from autograder.grading.prove import Bench, Equivalent, Proof, called, equivalents, limits, prove_exercise, prove_named

COURSE = Course.at(Path(__file__).parents[1])
SHALLOW = "w3_shallow_network"


@cache
def solved(stem: str) -> Solved:
    return Solved.of(COURSE, stem)


@cache
def proofs(stem: str) -> list[Proof]:
    return [prove_named(COURSE, stem, name) for name in solved(stem).named("solution")]


# --- the course -----------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", COURSE.assignments)
def test_nothing_escapes_the_tests_of(stem: str) -> None:
    """No unnamed mistake, no right variant refused, no mutant that nobody says is right: the score is held at 100 %."""
    assert {proof.exercise: proof.problems for proof in proofs(stem)} == {
        name: [] for name in solved(stem).named("solution")
    }
    for proof in proofs(stem):
        assert proof.killed > 0
        assert proof.score == 1
        assert proof.mistakes
        assert proof.variants
        assert not proof.untouched
        assert not proof.notes


def test_every_output_of_an_exercise_with_several_has_pairs() -> None:
    found = {proof.exercise: [pair.name for pair in proof.pairs] for proof in proofs(SHALLOW)}
    (entangled,) = [proof.entangled for proof in proofs(SHALLOW) if proof.exercise == "backward_propagation"]
    assert len(found["backward_propagation"]) + entangled == prove.PAIRS
    assert entangled <= prove.PAIRS / 10
    assert "n_x counts the examples + n_y hard-coded" in found["layer_sizes"]


@pytest.mark.parametrize("stem", COURSE.assignments)
def test_a_declared_equivalent_has_a_reason_and_stands_once(stem: str) -> None:
    for name, rows in equivalents(COURSE, stem).items():
        changes = [row.change for row in rows]
        assert len(set(changes)) == len(changes), name
        assert all(row.why.endswith(".") and len(row.why) > 20 for row in rows)


# --- mutants --------------------------------------------------------------------------------------


def cell(body: str) -> str:
    lines = textwrap.indent(f"{BEGIN}\n{textwrap.dedent(body).strip()}\n{END}", "    ")
    return f"def f(x, y, n=3):\n    z = x + y\n{lines}\n    return z + 1\n"


def body_of(source: str) -> str:
    return textwrap.dedent(source.split(BEGIN + "\n")[1].split(f"    {END}")[0]).strip()


def made(body: str, operator: str | None = None) -> list[str]:
    found = mutants(cell(body), {"sigmoid", "relu"})
    return [body_of(mutant.source) for mutant in found if operator in (None, mutant.operator)]


ROWS = {
    "another operation": (
        "z = x - y * n",
        ["z = x + y * n", "z = x * (y * n)", "z = x - (y + n)", "z = x - y / n", "z = x - y @ n"],
    ),
    "another comparison": ("z = x > y", ["z = x < y", "z = x >= y", "z = x == y"]),
    "and for or": ("z = x and y", ["z = x or y"]),
    "one side left out": (
        "z = x - (x - y) / n",
        ["z = x", "z = (x - y) / n", "z = x - (x - y)", "z = x - n", "z = x - x / n", "z = x - y / n"],
    ),
    "one condition left out": ("z = x and y", ["z = x", "z = y"]),
    "sides exchanged": ("z = (x - y) / n", ["z = n / (x - y)", "z = (y - x) / n"]),
    "sign dropped": ("z = -(x + y)", ["z = (x + y)"]),
    "another whole number": ("z = x.shape[1]", ["z = x.shape[2]", "z = x.shape[0]"]),
    "number scaled": ("z = x > 0.5, 0.0", ["z = x > 1, 0.0", "z = x > 0.6, 0.0", "z = x > 0.5, 1.0"]),
    "another axis": (
        "z = np.sum(x, axis=1, keepdims=True)",
        ["z = np.sum(x, axis=0, keepdims=True)", "z = np.sum(x, axis=1, keepdims=False)"],
    ),
    "transposed": ("z = x @ y.T", ["z = x.T @ y.T"]),
    "not transposed": ("z = x @ y.T", ["z = x @ y"]),
    "another function": (
        "z = np.sum(sigmoid(x))",
        ["z = np.mean(sigmoid(x))", "z = np.max(sigmoid(x))", "z = np.sum(relu(x))", "z = np.sum(np.tanh(x))"],
    ),
    "call left out": ("z = 2 * np.abs(x - y)", ["z = 2 * (x - y)"]),
    "method left out": ("z = x.reshape(n, -1)", ["z = x"]),
    "argument left out": ("z = np.sum(x, axis=1)", ["z = np.sum(axis=1)", "z = np.sum(x)"]),
    "arguments exchanged": ("z = f(x, y, n=n)", ["z = f(y, x, n=n)"]),
    "another name": ("z = x", ["z = y", "z = n"]),
    "name changed": ("z = y * x.T", ["z = (y + 1) * x.T", "z = y * (x - 1).T", "z = 0 * x.T", "z = (-y) * x.T"]),
    "another text": ('z = x["a"] + y["b"]', ['z = x["b"] + y["b"]', 'z = x["a"] + y["a"]']),
    "another part of a text": (
        'z = x[f"W{n}"] + x[f"b{n}"]',
        ['z = x[f"b{n}"] + x[f"b{n}"]', 'z = x[f"W{n}"] + x[f"W{n}"]'],
    ),
    "neighbours exchanged": ("z = x, y, n", ["z = y, x, n", "z = x, n, y"]),
    "list's neighbours exchanged": ("z = [x, y]", ["z = [y, x]"]),
    "element left out": ("z = (x, y)", ["z = (y,)", "z = (x,)"]),
    "list's element left out": ("z = [x, y]", ["z = [y]", "z = [x]"]),
    "entry left out": ('z = {"a": x, "b": y}', ['z = {"b": y}', 'z = {"a": x}']),
    "keys exchanged": ('z = {"a": x, "b": y}', ['z = {"a": y, "b": x}']),
    "statement dropped": ("z = x\nz = y", ["pass\nz = y", "z = x\npass"]),
    "statement doubled": (
        "z = z - y\ny = x\nz.append(x)",
        ["z = z - y\nz = z - y\ny = x\nz.append(x)", "z = z - y\ny = x\nz.append(x)\nz.append(x)"],
    ),
    "in place": ("z = z - y\ny = z - y", ["z -= y\ny = z - y"]),
    "condition reversed": ("if x > y:\n    z = x", ["if not (x > y):\n    z = x"]),
    "choice reversed": ("z = x if y else n", ["z = x if not (y) else n"]),
    "condition decided": ("if x > y:\n    z = x", ["if True:\n    z = x", "if False:\n    z = x"]),
    "choice decided": ("z = x if y else n", ["z = x if True else n", "z = x if False else n"]),
    "loop left at once": ("for i in x:\n    z = i", ["for i in x:\n    z = i\n    break"]),
    "other bounds": (
        "for i in range(n):\n    z = i",
        [
            "for i in range(0 + 1, n):\n    z = i",
            "for i in range(0 - 1, n):\n    z = i",
            "for i in range(0, n + 1):\n    z = i",
            "for i in range(0, n - 1):\n    z = i",
        ],
    ),
}


@pytest.mark.parametrize("operator", [operator.name for operator in OPERATORS])
def test_an_operator_makes(operator: str) -> None:
    before, after = ROWS[operator]
    found = made(before, operator)
    assert set(after) <= set(found)
    many = {"another name", "name changed"}  # a few of them will do
    assert operator in many or set(found) == set(after)


def test_each_operator_has_a_name_of_its_own() -> None:
    assert len({operator.name for operator in OPERATORS}) == len(OPERATORS) == len(ROWS)


def test_mutants_are_told_apart_and_the_same_each_time() -> None:
    for source in (each.source for each in solved(SHALLOW).named("solution").values()):
        found = mutants(source, {"sigmoid"})
        assert found == mutants(source, {"sigmoid"})
        assert len({mutant.source for mutant in found}) == len({mutant.change for mutant in found}) == len(found)
        assert source not in {mutant.source for mutant in found}


def test_only_what_stands_between_the_marks_is_changed() -> None:
    source = cell("z = z * y")
    head, tail = source.split(BEGIN)[0], source.split(END)[1]
    assert mutants(source)
    assert all(mutant.source.startswith(head) and mutant.source.endswith(tail) for mutant in mutants(source))


@pytest.mark.parametrize("printing", ['print(f"cost {x + 1}")', "if x and n % 100 == 0:\n    print(x)"])
def test_what_is_printed_is_left_alone(printing: str) -> None:
    assert made(printing) == []
    assert made(f"{printing}\nz = -y", "sign dropped") == [f"{printing}\nz = y"]


def test_an_if_that_does_more_than_print_is_not() -> None:
    assert "if not (n):\n    z = x\n    print(x)" in made("if n:\n    z = x\n    print(x)")


def test_a_name_is_only_given_another_that_is_there() -> None:
    assert made("a = x\nb = y", "another name") == [
        *(f"a = {name}\nb = y" for name in ("n", "y", "z")),
        *(f"a = x\nb = {name}" for name in ("n", "x", "z", "a")),
    ]


def changes(body: str, operator: str) -> list[str]:
    return [mutant.change for mutant in mutants(cell(body)) if mutant.operator == operator]


def test_a_change_reads_as_the_line_before_and_after() -> None:
    assert changes("z = -x", "sign dropped") == ["z = -x → z = x"]
    assert changes("for i in x:\n    z = i", "loop left at once") == ["z = i → z = i; break"]
    assert changes("z.append(x)", "statement doubled") == ["z.append(x) → z.append(x); z.append(x)"]


def test_the_same_line_twice_gives_two_changes() -> None:
    assert changes("z = -x\ny = z\nz = -x", "sign dropped") == ["z = -x → z = x", "z = -x → z = x (2)"]


def test_the_same_bytecode_is_seen() -> None:
    assert bytecode("x = 2 * 3") == bytecode("\n\nx = (6)")
    assert bytecode("x = 2 * 3") != bytecode("x = 7")
    assert bytecode("def f(): return 1") != bytecode("def f(): return 2")
    assert bytecode("x = 1") != bytecode("x = 1.0")
    assert bytecode("x = 1") != bytecode("x = True")


# --- what would escape is found -------------------------------------------------------------------


def exercise(name: str, stem: str = SHALLOW) -> Exercise:
    """An exercise to be spoiled: its list of mistakes is a copy."""
    found = load_exercises(COURSE, stem)[name]
    return replace(found, mistakes=list(found.mistakes))


def proved(spoiled: Exercise, declared: Any = None, styles: Any = None) -> Proof:
    declared = equivalents(COURSE, SHALLOW).get(spoiled.name, []) if declared is None else declared
    return prove_exercise(solved(SHALLOW), spoiled, declared, styles or {})


def test_cases_of_equal_sizes_leave_holes() -> None:
    def equal(rng: np.random.Generator) -> Iterator[tuple[str, dict]]:
        for n in (int(rng.integers(5, 50)), int(rng.integers(50, 60))):
            yield f"{n} everywhere", dict(n_x=n, n_h=n, n_y=n)

    proof = proved(replace(exercise("initialize_parameters"), cases=equal))
    holes = {hole.change: hole.said for hole in proof.holes}
    swapped = "W1 = np.random.randn(n_h, n_x) * 0.01 → W1 = np.random.randn(n_x, n_h) * 0.01"
    assert "loses nothing with seed 1, 2, 3" in holes[swapped]
    assert proof.score < 1
    assert any(problem.startswith("mistake “weights transposed” passes the hidden cases") for problem in proof.problems)
    assert any(problem.startswith(f"hole: {swapped}") for problem in proof.problems)


def test_a_hole_says_how_many_other_cases_would_have_told() -> None:
    """A case that comes with a few seeds only protects the classes that draw it."""

    def seldom(rng: np.random.Generator) -> Iterator[tuple[str, dict]]:
        n = 3 if rng.random() < 0.7 else 4
        yield f"{n} columns", dict(X=rng.normal(size=(3, n)), Y=rng.normal(size=(2, 5)))

    proof = proved(replace(exercise("layer_sizes"), cases=seldom, mistakes=[]))
    said = {hole.change: hole.said for hole in proof.holes}
    changed = "n_x, n_h, n_y = X.shape[0], 4, Y.shape[0] → n_x, n_h, n_y = X.shape[1], 4, Y.shape[0]"
    assert re.search(r"; \d+ of 40 other cases tell it$", said[changed])


def test_a_declared_equivalent_that_is_killed_or_gone_is_an_error() -> None:
    killed = "n_x, n_h, n_y = X.shape[0], 4, Y.shape[0] → n_x, n_h, n_y = X.shape[1], 4, Y.shape[0]"
    proof = proved(exercise("layer_sizes"), [Equivalent(killed, "It is not."), Equivalent("a → b", "Long gone.")])
    assert proof.problems == [
        f"declared equivalent, and killed: {killed}",
        "declared equivalent, and no mutant: a → b",
    ]


def test_an_equivalent_that_nobody_declared_is_a_hole() -> None:
    proof = proved(replace(exercise("compute_cost"), mistakes=[]), [])
    assert [hole.change for hole in proof.holes] == ["m = Y.shape[1] → m = A2.shape[1]"]
    assert proof.holes[0].said.endswith("no case of other seeds tells it either")


def said_of(mistake: Mistake, name: str = "compute_cost") -> str | None:
    """What the proof says of a mistake that is declared beside the others."""
    spoiled = exercise(name)
    spoiled.mistakes.append(mistake)
    with limits():
        return prove.wrong_with(Bench(solved(SHALLOW), spoiled), mistake)


SPOILED = {
    "is right": (Mistake("summed", ((" / m", " * (1 / m)"),), "?"), "passes the hidden cases, passes the visible"),
    "has another's name": (
        Mistake("not averaged", ((" / m", " / 1"),), "?"),
        "is named “cost not averaged” (seed 1)",
    ),
    "is not hard-coded": (
        Mistake("no minus", (("-np.sum", "2 * np.sum"),), "?", hard_coded=True),
        "is refused by the visible check although it is declared `hard_coded`",
    ),
    "is advice that costs": (
        Mistake("no minus", (("-np.sum", "2 * np.sum"),), "?", costs=False),
        "costs points",
    ),
}


@pytest.mark.parametrize(("mistake", "said"), SPOILED.values(), ids=SPOILED)
def test_a_mistake_is_refused_that(mistake: Mistake, said: str) -> None:
    assert (said_of(mistake) or "").startswith(said)


def test_a_mistake_that_only_hidden_cases_see_must_be_declared_so() -> None:
    visible = Bench(solved(SHALLOW), exercise("layer_sizes")).asked[1].examples
    sizes = [len(example.args["X"]) for example in visible if not example.hidden]
    code = f"X.shape[0] if X.shape[0] in {sizes} and X.shape[1] in {[e.args['X'].shape[1] for e in visible[:3]]} else 0"
    mistake = Mistake("sizes of the visible cases", (("X.shape[0]", f"({code})"),), "?")
    assert "passes the visible check without being declared" in said_of(mistake, "layer_sizes")
    assert said_of(replace(mistake, hard_coded=True), "layer_sizes") is None


def test_a_right_variant_that_loses_points_or_gets_a_name_is_an_error() -> None:
    styles = {
        "right": "def layer_sizes(X, Y): return len(X), 4, len(Y)",
        "wrong": "def layer_sizes(X, Y): return 2, 4, 1",
    }
    proof = proved(exercise("layer_sizes"), styles=styles)
    assert [(each.name, each.problem) for each in proof.variants] == [
        ("right", None),
        ("wrong", "loses n_x (value) and n_y (value) (seed 1)"),
    ]
    assert "right variant “wrong” loses n_x (value) and n_y (value) (seed 1)" in proof.problems


def test_what_follows_from_a_mistake_is_told_with_it() -> None:
    """One that is right after all names every variant: the cause is one line, and comes first."""
    proof = Proof(SHALLOW, "layer_sizes")
    named = "earns everything, yet is named “right after all” (seed 1)"
    proof.mistakes = [prove.Held("fine"), prove.Held("right after all", "passes the hidden cases (seed 1)")]
    proof.variants = [prove.Held(name, named, ("right after all",)) for name in ("x first", "in a loop")]
    proof.pairs = [prove.Held("fine + right after all", "is not named", ("fine", "right after all"))]
    assert proof.problems == [
        "mistake “right after all” passes the hidden cases (seed 1); that is why these fail too: pair "
        "“fine + right after all”, and right variants “x first” and “in a loop”"
    ]
    proof.mistakes, proof.pairs = [], []
    assert proof.problems == [f"right variants “x first” and “in a loop”: each {named}"]
    proof.variants = proof.variants[:1]
    assert proof.problems == [f"right variant “x first” {named}"]


def test_outputs_that_no_mistake_touches_are_told() -> None:
    spoiled = exercise("layer_sizes")
    spoiled.mistakes = [mistake for mistake in spoiled.mistakes if mistake.name.startswith("n_x")]
    assert proved(spoiled).untouched == ["n_h", "n_y"]


def test_two_mistakes_that_are_named_together() -> None:
    spoiled = exercise("layer_sizes")
    spoiled.mistakes = [m for m in spoiled.mistakes if m.name in ("n_x counts the examples", "n_y hard-coded")]
    assert [(each.name, each.problem) for each in proved(spoiled).pairs] == [
        ("n_x counts the examples + n_y hard-coded", None)
    ]


def test_two_mistakes_that_are_not_named_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "recognise", lambda *_: ())
    spoiled = exercise("layer_sizes")
    with limits():
        bench, proof = Bench(solved(SHALLOW), spoiled), Proof(SHALLOW, "layer_sizes")
        prove.try_pairs(bench, proof)
    assert {each.problem for each in proof.pairs} == {"is not named"}


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("a", "b"), ("c", "d")], "b + d"),
        ([("a + c", "b"), ("c", "d")], None),
        ([("a", "b"), ("not there", "d")], None),
    ],
)
def test_edits_made_at_once(edits: list[tuple[str, str]], expected: str | None) -> None:
    found = prove.together(f"{BEGIN}\na + c\n{END}", edits)
    assert found == (expected and f"{BEGIN}\n{expected}\n{END}")


# --- limits ---------------------------------------------------------------------------------------

ENDLESS = """
def layer_sizes(X, Y):
    while True:
        try:
            X = Y
        except Exception:
            pass
"""
HUGE = "def layer_sizes(X, Y): return np.ones(10**12)"


def test_what_never_ends_is_ended_and_what_is_huge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "SECONDS", 0.1)
    before = resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)
    with limits():
        bench = Bench(solved(SHALLOW), exercise("layer_sizes"))
        assert [called(each, bench.namespace(ENDLESS)).kind for each in bench.single[1]] == ["timeout"] * 3
        assert {outcome.kind for outcome in bench.outcomes(bench.asked[1], ENDLESS)} == {"timeout"}
        huge = called(bench.single[1][0], bench.namespace(HUGE))
        assert "MemoryError" in huge.raised
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)) == before


def test_a_mutant_that_never_ends_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "SECONDS", 0.1)
    monkeypatch.setattr(prove, "mutants", lambda *_: [Mutant("made", "a → b", ENDLESS)])
    proof = proved(replace(exercise("layer_sizes"), mistakes=[]), [])
    assert (proof.killed, proof.stopped, proof.holes) == (1, 1, [])


# --- command and page -----------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one small assignment."""
    for part in ("source/w1_introduction", "tests/right", "tests/equivalent", "autograder/exercises"):
        (tmp_path / part).mkdir(parents=True)
    for path in ("right/w1_introduction.py", "equivalent/w1_introduction.toml"):
        shutil.copy(COURSE.root / "tests" / path, tmp_path / "tests" / path)
    shutil.copy(COURSE.source("w1_introduction"), tmp_path / "source" / "w1_introduction")
    shutil.copy(COURSE.exercises("w1_introduction"), tmp_path / "autograder" / "exercises")
    shutil.copy(COURSE.root / "nbgrader_config.py", tmp_path)
    return tmp_path


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(app, ["prove", *map(str, arguments)])


def test_the_command_proves_and_writes_its_page(course: Path) -> None:
    result = run("w1_introduction", "--course", course, "--json", "--workers", 1)
    assert result.exit_code == 0, result.output
    (row,) = map(json.loads, result.stdout.splitlines())
    assert (row["assignment"], row["exercise"], row["score"], row["problems"]) == ("w1_introduction", "relu", 1, [])
    assert row["mutants"] == row["killed"] + len(row["equivalent"])
    assert "Everything holds. Tried: 16 mistakes" in result.stderr
    assert [path.name for path in (course / "reports").iterdir()] == ["proof_w1_introduction.html"]


def test_the_command_fails_where_a_hole_is(course: Path) -> None:
    (course / "tests" / "equivalent" / "w1_introduction.toml").unlink()
    shutil.rmtree(course / "tests" / "right")
    result = run("--course", course, "--workers", 1, "--seeds", 2)
    assert result.exit_code == 1
    hole = "a = np.maximum(0, x) → a = np.maximum(x, 0) (loses nothing with seed 1, 2; "
    assert f"w1_introduction, relu: hole: {hole}" in result.stderr
    assert "no right variants are in tests/right/w1_introduction.py, so none was tried" in result.stderr
    assert "or say in tests/equivalent/w1_introduction.toml why it is right" in result.stderr
    assert "relu" in result.stdout
    assert "fails" in result.stdout
    assert "np.maximum(x, 0)" in (course / "reports" / "proof.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[equivalent]]\nexercise = 'relu'", "can't be read: KeyError"),
        ("equivalent = [", "can't be read: TOMLDecodeError"),
        ("[[equivalent]]\nexercise = 'nix'\nwhy = ''\nchanges = []", "speaks of 'nix'"),
    ],
)
def test_a_table_of_equivalents_that_can_t_be_read_is_one_line(course: Path, text: str, said: str) -> None:
    (course / "tests" / "equivalent" / "w1_introduction.toml").write_text(text)
    result = run("--course", course, "--workers", 1)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_assignment_that_is_not_there_is_one_line(course: Path) -> None:
    result = run("w9", "--course", course)
    assert result.exit_code == 2
    assert "There is no assignment 'w9'" in result.stderr


def test_the_page_needs_nothing_else_and_says_what_fails() -> None:
    proof = Proof("w1_introduction", "relu", killed=9, seconds=1.0)
    proof.holes = [prove.Hole("a <b> → c", "another name", "loses nothing with seed 1")]
    proof.mistakes = [prove.Held("sign", "is not named (seed 1)"), prove.Held("slope")]
    text = page([proof], 3, 12.0)
    assert not re.search(r"(?i)<script|<link|<img|\bsrc=|url\(|@import|https?://", text)
    assert "hole: a &lt;b&gt; → c (loses nothing with seed 1)" in text
    assert "mistake “sign” is not named (seed 1)" in text
    assert "which took 12 seconds" in text
    assert "which took 1 second." in page([proof], 3, 1.2)
    assert "90.0 %" in text
    assert headline([proof]).startswith("2 things fail. Tried: 2 mistakes, 0 right variants and 10 mutants")
    assert headline([proof]).endswith("9 are killed, 0 are equivalent and 1 is a hole (90.0 %)")
    assert 'class="n">fails</th>' in text
    proof.pairs, proof.pairs_of = [prove.Held("a + b")], 138
    assert "Pairs of independent mistakes: 1 of 138" in page([proof], 3)


def test_a_score_is_not_rounded_up() -> None:
    assert percent(9999, 10000) == "99.9 %"
    assert percent(7, 7) == "100 %"
