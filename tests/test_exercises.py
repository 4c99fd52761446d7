"""The tests of the tests: what is right earns everything, each known mistake loses points and is called by its name."""

from __future__ import annotations

import json
import runpy
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.check import outcomes_of
from autograder.course import Course, Solved, questions
from autograder.course.reference import example, load_exercises
from autograder.diagnose import alike, recognise
from autograder.examples import Example, Outcome, Question, attempt
from autograder.exercise import Exercise, Mistake
from autograder.grading.grade import Exam
from autograder.grading.submission import Template
from autograder.judge import judge

COURSE = Course.at(Path(__file__).parents[1])
HIDDEN_SEEDS = (1, 2, 3)
FIVE_ASSIGNMENTS = {
    "w2_numpy_basics",
    "w2_logistic_regression",
    "w3_shallow_network",
    "w4_deep_network",
    "w4_cat_classifier",
}
WHOLE_MODELS = {"two_layer_model", "L_layer_model"}

STEMS = COURSE.assignments
EXERCISES = [(stem, name) for stem in STEMS for name in load_exercises(COURSE, stem)]
MISTAKES = [(*of, mistake.name) for of in EXERCISES for mistake in load_exercises(COURSE, of[0])[of[1]].mistakes]


def right(stem: str) -> SimpleNamespace:
    """tests/right/<stem>.py: RIGHT, the variants; ONE and SIZES, axes of one size by contract; PROBABILITIES."""
    path = Path(__file__).parent / "right" / f"{stem}.py"
    told = runpy.run_path(str(path)) if path.is_file() else {}
    return SimpleNamespace(**{"RIGHT": {}, "ONE": {}, "SIZES": {}, "PROBABILITIES": {}, **told})


OTHER_STYLES = {stem: right(stem) for stem in STEMS}

each_stem = pytest.mark.parametrize("stem", STEMS)
each_exercise = pytest.mark.parametrize(("stem", "name"), EXERCISES, ids=[name for _, name in EXERCISES])
each_mistake = pytest.mark.parametrize(
    ("stem", "name", "called"), MISTAKES, ids=[f"{name}: {called}" for _, name, called in MISTAKES]
)


@cache
def solved(stem: str) -> Solved:
    return Solved.of(COURSE, stem)


@cache
def exercises(stem: str) -> dict[str, Exercise]:
    return load_exercises(COURSE, stem)


@cache
def asked(stem: str, seed: int) -> dict[str, Question]:
    return questions(COURSE, stem, seed)


def mistake_of(stem: str, name: str, called: str) -> Mistake:
    return next(mistake for mistake in exercises(stem)[name].mistakes if mistake.name == called)


def part(question: Question, outcomes: Sequence[Outcome], hidden: bool) -> tuple[Question, list[Outcome]]:
    """The hidden or the visible half of a question, as a grader or a student meets it."""
    chosen = [i for i, example in enumerate(question.examples) if example.hidden == hidden]
    return question.part(chosen), [outcomes[i] for i in chosen]


def mistaken(stem: str, question: Question, mistake: Mistake) -> list[Outcome]:
    """What comes of the solution with a mistake in it; of an exception also where."""
    function, namespace = solved(stem).variant(question.name, mistake.edits)
    return [attempt(function, example, question.keywords, namespace) for example in question.examples]


def tried(stem: str, question: Question, source: str) -> list[Outcome]:
    """What comes of an exercise with this source of its own and the right helpers."""
    namespace = dict(solved(stem).namespace)
    exec(source, namespace)
    return outcomes_of(question, namespace).outcomes


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every array and number in nested arguments, with its place."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else None
    if pairs is None:
        yield place, value
    else:
        for key, entry in pairs:
            yield from leaves(entry, f"{place}.{key}" if place else str(key))


# --- points and names -----------------------------------------------------------------------------


@each_stem
def test_points_of_an_assignment(stem: str) -> None:
    points = {name: exercise.points for name, exercise in exercises(stem).items()}
    if stem in FIVE_ASSIGNMENTS:
        assert sum(points.values()) == 100
        assert 60 <= sum(exercise.minutes for exercise in exercises(stem).values()) + 20 <= 120
    assert not [name for name, worth in points.items() if worth > 25 and name not in WHOLE_MODELS]


@each_stem
def test_one_exercise_has_one_name_everywhere(stem: str) -> None:
    cells = json.loads(COURSE.source(stem).read_text(encoding="utf-8"))["cells"]
    ours = [{**cell, "source": "".join(cell["source"])} for cell in cells if "nbgrader" in cell["metadata"]]
    graded = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in ours}
    kinds = {name: cell["metadata"]["autograder"]["kind"] for name, cell in graded.items()}
    declared = exercises(stem)
    exam = Exam(stem, Template.of(COURSE, stem), solved(stem), asked(stem, 1), None, {}, {}, "")

    assert [name for name, kind in kinds.items() if kind == "solution"] == list(declared)
    assert [name for name, kind in kinds.items() if kind == "check"] == [f"check_{name}" for name in declared]
    assert list(exam.questions) == [result.name for result in exam.nothing()] == list(declared)
    for name, exercise in declared.items():
        assert f"\ndef {name}(" in f"\n{graded[name]['source']}"
        check = graded[f"check_{name}"]
        assert f'check("{name}")' in check["source"]
        assert f'grade("{name}")' in check["source"]
        assert check["metadata"]["nbgrader"]["points"] == exercise.points == exam.questions[name].points
        assert list(next(iter(asked(stem, 1)[name].examples)).args) == signature(stem, name)


def signature(stem: str, name: str) -> list[str]:
    """The arguments of an exercise, as far as its cases give them."""
    code = solved(stem).namespace[name].__code__
    given = {arg for example in asked(stem, 1)[name].examples for arg in example.args}
    return [arg for arg in code.co_varnames[: code.co_argcount] if arg in given]


# --- right answers and mistakes -------------------------------------------------------------------


@each_exercise
@pytest.mark.parametrize("seed", HIDDEN_SEEDS)
def test_the_solution_earns_everything(stem: str, name: str, seed: int) -> None:
    question = asked(stem, seed)[name]
    outcomes = tried(stem, question, solved(stem).edited(name, []))
    verdict = judge(question, outcomes)
    assert set(verdict.words.values()) == {"ok"}
    assert verdict.share == 1
    assert recognise(question, outcomes) == ()


@each_exercise
def test_a_stub_earns_nothing(stem: str, name: str) -> None:
    question = asked(stem, 1)[name]
    source = f"def {name}(*args, **keywords):\n    raise NotImplementedError()"
    verdict = judge(question, tried(stem, question, source))
    assert verdict.share == 0
    assert set(verdict.words.values()) == {"raised"}


@each_mistake
def test_a_mistake_is_found_and_named(stem: str, name: str, called: str) -> None:
    """With one seed; `autograder prove`, which test_prove.py runs, tries three."""
    mistake, seed = mistake_of(stem, name, called), HIDDEN_SEEDS[0]
    question = asked(stem, seed)[name]
    # Mistakes are named by short cases alone; the long ones would take minutes here.
    question = question.part([i for i, example in enumerate(question.examples) if not example.long])
    outcomes = mistaken(stem, question, mistake)
    shares = {hidden: judge(*part(question, outcomes, hidden)).share for hidden in (False, True)}
    if not mistake.costs:
        assert judge(question, outcomes).share == 1, "advice costs nothing"
    else:
        assert shares[True] < 1, "passes the hidden examples"
        assert mistake.hard_coded == (shares[False] == 1), "green means green"
    assert [known.name for known in recognise(question, outcomes)] == [called]
    if not mistake.hard_coded:
        assert [known.name for known in recognise(*part(question, outcomes, False))] == [called]


@each_exercise
def test_no_two_mistakes_come_to_the_same(stem: str, name: str) -> None:
    """Two that nobody can tell apart share one name and one hint."""
    question = asked(stem, 1)[name]
    pairs = [
        (first.name, second.name)
        for i, first in enumerate(question.known)
        for second in question.known[i + 1 :]
        if first.seen.keys() == second.seen.keys()
        and all(
            alike(one, two)
            for output, column in first.seen.items()
            for one, two in zip(column, second.seen[output], strict=True)
        )
    ]
    assert pairs == []


@each_mistake
def test_a_mistake_has_a_name_and_a_hint_for_a_reader(stem: str, name: str, called: str) -> None:
    mistake = mistake_of(stem, name, called)
    assert called == called.strip()
    assert " + " not in called, "independent mistakes are joined by it"
    assert mistake.hint.endswith((".", "?", "..."))
    new = [new.strip() for _, new in mistake.edits]
    assert not [text for text in new if len(text) > 25 and text in mistake.hint]


# --- cases ----------------------------------------------------------------------------------------


@each_exercise
def test_sizes_vary(stem: str, name: str) -> None:
    """One size for all cases lets a hard-coded one through, a size of 1 lets broadcasting hide a slip."""
    for hidden in (False, True):
        seen: dict[tuple[str, int], set[int]] = {}
        for case in asked(stem, 1)[name].examples:
            if case.hidden == hidden and not case.advice:
                for place, value in leaves(case.args):
                    for axis, size in enumerate(np.shape(value)):
                        seen.setdefault((place, axis), set()).add(size)
        by_contract = {(place, axis): 1 for place, axes in OTHER_STYLES[stem].ONE.items() for axis in axes}
        by_contract |= OTHER_STYLES[stem].SIZES
        assert {key for key, found in seen.items() if len(found) == 1 and found != {by_contract.get(key)}} == set()


@each_exercise
def test_numbers_vary(stem: str, name: str) -> None:
    """A number that is the same in every case could be written into the code."""
    numbers: dict[str, set[float]] = {}
    for case in asked(stem, 1)[name].examples:
        for place, value in leaves(case.args):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                numbers.setdefault(place, set()).add(value)
    one = OTHER_STYLES[stem].ONE  # a size in a list of sizes
    assert [p for p, values in numbers.items() if len(values) < 3 and not (values == {1} and p in one)] == []


@each_exercise
def test_visible_examples_are_called_differently(stem: str, name: str) -> None:
    labels = [case.label for case in asked(stem, 1)[name].examples if not case.hidden]
    assert len(set(labels)) == len(labels)


def kinds(case: Example) -> tuple:
    """What a case is like, numbers and sizes left out: but whether there is one example or several, it tells."""
    arrays = {}
    for place, value in leaves(case.args):
        array = np.asarray(value)
        arrays[place] = (type(value).__name__, array.dtype.kind, array.ndim, 1 in array.shape[1:])
    return tuple(case.args), tuple(sorted(arrays.items())), case.advice, case.group, tuple(case.fixed)


@each_exercise
@pytest.mark.parametrize("seed", HIDDEN_SEEDS)
def test_hidden_examples_are_of_the_visible_kinds(stem: str, name: str, seed: int) -> None:
    examples = asked(stem, seed)[name].examples
    visible, hidden = ([case for case in examples if case.hidden == secret] for secret in (False, True))
    assert {kinds(case) for case in hidden if case.long} <= {kinds(case) for case in visible}
    hidden = [case for case in hidden if not case.long]
    assert [kinds(case) for case in hidden] == [kinds(case) for case in visible]
    assert all(not same(one.args, two.args) for one, two in zip(visible, hidden, strict=True) if not one.advice)


def same(one: Any, two: Any) -> bool:
    return repr(list(leaves(one))) == repr(list(leaves(two)))


@each_exercise
def test_a_seed_gives_the_same_cases_again(stem: str, name: str) -> None:
    exercise, functions = exercises(stem)[name], solved(stem).functions
    first, again, other = (exercise.draw(seed, functions) for seed in (5, 5, 6))
    assert all(same(one.args, two.args) for one, two in zip(first, again, strict=True))
    assert not all(same(one.args, two.args) for one, two in zip(first, other, strict=True))


@each_exercise
def test_no_case_lies_at_a_threshold(stem: str, name: str) -> None:
    if not name.startswith("predict"):
        return
    for seed in HIDDEN_SEEDS:
        for case in asked(stem, seed)[name].examples:
            probability = OTHER_STYLES[stem].PROBABILITIES[name](solved(stem).functions, case.args)
            assert case.advice or np.abs(probability - 0.5).min() > 1e-6
            assert not case.advice or np.all(probability == 0.5)


@each_exercise
def test_both_answers_occur_where_a_class_is_asked_for(stem: str, name: str) -> None:
    if not name.startswith("predict"):
        return
    visible = [case for case in asked(stem, 1)[name].examples if not case.hidden and not case.advice]
    assert {0, 1} <= {int(entry) for case in visible for entry in np.ravel(case.right.value)}


@each_exercise
def test_a_training_can_be_compared(stem: str, name: str) -> None:
    """Rerun in float32 and from inputs moved by 1e-7 the reference agrees with itself."""
    exercise, ours = exercises(stem)[name], solved(stem)
    for seed in range(8):
        cases = exercise.draw(seed, ours.functions)
        if any(case.fixed for case in cases):
            made = [example(exercise, case, ours, ours.keywords(name), True) for case in cases]
            assert [case.exact for case in made] == [True] * len(cases), f"seed {seed}"


# --- right variants -------------------------------------------------------------------------------

RIGHT = {stem: styles.RIGHT for stem, styles in OTHER_STYLES.items()}
VARIANTS = [(stem, name, style) for stem in RIGHT for name in RIGHT[stem] for style in RIGHT[stem][name]]


@pytest.mark.parametrize(("stem", "name", "style"), VARIANTS, ids=[f"{name}: {style}" for _, name, style in VARIANTS])
@pytest.mark.parametrize("seed", HIDDEN_SEEDS)
def test_what_is_right_in_another_style_earns_everything(stem: str, name: str, style: str, seed: int) -> None:
    question = asked(stem, seed)[name]
    np.random.seed(seed)
    outcomes = tried(stem, question, textwrap.dedent(RIGHT[stem][name][style]))
    verdict = judge(question, outcomes)
    assert set(verdict.words.values()) == {"ok"}, verdict.failures
    assert verdict.share == 1
    assert [known.name for known in recognise(question, outcomes) if known.costs] == []


@each_stem
def test_every_exercise_has_right_variants(stem: str) -> None:
    assert set(RIGHT.get(stem, ())) == set(exercises(stem))


UNTRAINED = {
    "never trained": ("range(num_iterations)", "range(0)"),
    "trained too slowly": ("update_parameters(parameters, grads)", "update_parameters(parameters, grads, 0.01)"),
    "climbing": ("update_parameters(parameters, grads)", "update_parameters(parameters, grads, -1.2)"),
    "always four hidden units": ("parameters = {", "n_h, W1, W2 = 4, W1[:4], W2[:, :4]\n        parameters = {"),
}


@pytest.mark.parametrize(("old", "new"), UNTRAINED.values(), ids=UNTRAINED)
def test_a_training_from_values_of_its_own_must_reach_something(old: str, new: str) -> None:
    question = asked("w3_shallow_network", 1)["nn_model"]
    source = RIGHT["w3_shallow_network"]["nn_model"]["draws its own with randn"]
    assert source.count(old) == 1
    np.random.seed(1)
    verdict = judge(question, tried("w3_shallow_network", question, textwrap.dedent(source.replace(old, new))))
    assert verdict.share < 1
