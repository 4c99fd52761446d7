"""Why did I lose points? What staff see, hidden case and all, and the reply that shows nothing of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_classroom import STEM, command, example, hand_in, new_course

from autograder.classroom.explain import one_sentence, reply
from autograder.classroom.grader import secret_seed
from autograder.classroom.results import results_of
from autograder.course import Course, questions
from autograder.grading import ExerciseResult

STUDENTS = (
    "fin_keepdims",
    "hal_average",
    "lou_endless",
    "eve_untouched",
    "kim_syntax",
    "max_truncated",
    "pia_broadcast",
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = new_course(tmp_path_factory.mktemp("course"))
    for student in STUDENTS:
        hand_in(made, student, example(student))
    command(made, "autograder", "grade", STEM)
    return made


def explained(course: Course, *words: str) -> str:
    done = command(course, "autograder", "explain", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_hidden_case_with_what_went_in_was_expected_and_came(course: Course) -> None:
    before = course.results(STEM).read_bytes()
    told = explained(course, "fin_keepdims", "backward_propagation")
    for text in (
        "fin_keepdims, backward_propagation in w3_shallow_network: 10 of 20 points",
        "Looks like: no keepdims in db1 + no keepdims in db2.",
        "Cases that are not right: 4 of 4 visible, 4 of 4 hidden.",
        "A hidden case that is not right",
        "In every such case: db1: The numbers are right, in another shape",
    ):
        assert text in told
    asked = questions(course, STEM, secret_seed(course, STEM))["backward_propagation"]
    first = next(case for case in asked.examples if case.hidden)
    rows = len(first.args["parameters"]["W1"])
    assert f"First difference: db1: expected shape ({rows}, 1), got shape ({rows},)." in told
    assert f"({rows}, {first.args['X'].shape[0]})" in told
    assert course.results(STEM).read_bytes() == before, "it changes no result"


def test_both_attempts_and_the_helpers_to_mend(course: Course) -> None:
    told = explained(course, "hal_average", "nn_model")
    assert re.search(r"with the learner's own helpers +0% +value", told)
    assert re.search(r"← counts", told)
    assert "To be mended first: compute_cost, backward_propagation, update_parameters" in told
    assert "A hidden case" not in told


OTHERS = {
    "lou_endless": ("forward_propagation", "Stopped after 5 s in `forward_propagation`."),
    "eve_untouched": ("predict", "since its cell is still empty"),
    "kim_syntax": ("compute_cost", "'(' was never closed"),
    "max_truncated": ("predict", "is not JSON"),
}


@pytest.mark.parametrize("student", OTHERS)
def test_where_nothing_came(course: Course, student: str) -> None:
    exercise, said = OTHERS[student]
    assert said in " ".join(explained(course, student, exercise).split())


REFUSED = {
    "nobody by this name": (("nobody", "predict", "--assignment", STEM), "There is no submission of nobody"),
    "no such exercise": (("hal_average", "predictt"), "There is no exercise 'predictt'"),
    "of another assignment": (("hal_average", "L2"), "There is no submission of hal_average for w2_numpy_basics"),
    "a name mistyped": (("hal_average", "predikt"), "is predict meant?"),
    "a student mistyped": (("hal_averge", "predict", "--assignment", STEM), "is hal_average meant?"),
    "a question answered in words": (("hal_average", "hidden_units"), "answered in words and graded by hand"),
    "no such assignment": (("hal_average", "predict", "--assignment", "w9"), "There is no assignment 'w9'"),
    "no such tier": (("hal_average", "predict", "--isolation", "thick"), "thick"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(course: Course, name: str) -> None:
    words, said = REFUSED[name]
    done = command(course, "autograder", "explain", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_before_any_grading_it_says_so(tmp_path: Path) -> None:
    fresh = new_course(tmp_path)
    hand_in(fresh, "ada", example("ada_matmul"))
    done = command(fresh, "autograder", "explain", "ada", "predict")
    assert done.returncode == 2
    assert f"run `autograder grade {STEM}` first" in done.stderr
    assert not fresh.seed(STEM).exists()


# --- the reply --------------------------------------------------------------------------------------


def sentences(text: str) -> int:
    return len(re.findall(r"[.?!](?=\s|$)", text))


def test_a_reply_has_three_sentences_and_nothing_hidden(course: Course) -> None:
    for result in results_of(course, STEM).values():
        for exercise in result.exercises:
            said = reply(exercise)
            assert sentences(said) == 3, said
            assert not re.search(r"(?i)hidden case|\bwrong|\bobviously|\bsimply", said)


def exercise(**more: object) -> ExerciseResult:
    return ExerciseResult(
        **{"name": "f", "score": 5.0, "max_score": 10.0, "outputs": {"dw": "ok", "db": "value"}, **more}
    )


REPLIES = {
    "a mistake": (
        exercise(mistake="a sum", hint="db is a mean. Which number is missing?"),
        "You have 5 of 10 points for f: dw is right, and db is not yet right. What came looks like “a sum”: db "
        'is a mean; which number is missing? Please change it, run the cell and check("f") once more.',
    ),
    "no mistake known": (
        exercise(
            score=0, outputs={"dw": "shape", "db": "value"}, details=["Tried: 3 examples.", "db: expected 1, got 2."]
        ),
        "You have 0 of 10 points for f: dw and db are not yet right. Tried: 3 examples; db: expected 1, got 2. Please "
        'change it, run the cell and check("f") once more.',
    ),
    "a helper to mend": (
        exercise(mistake="m", hint="W1 is small.", helpers_replaced=["g", "h"]),
        "You have 5 of 10 points for f: dw is right, and db is not yet right. What came looks like “m”: W1 is small. "
        'Please mend g and h, run the cell and check("f") once more.',
    ),
    "all right": (
        exercise(score=10, outputs={"dw": "ok"}),
        "You have 10 of 10 points for f: all of it is right. Nothing was taken off. There is nothing to mend here.",
    ),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply(name: str) -> None:
    result, said = REPLIES[name]
    assert reply(result) == said


def test_a_reply_goes_by_a_persons_points() -> None:
    said = (
        "You have 8 of 10 points for f: all of it is right. A person changed the points. There is nothing to mend here."
    )
    assert reply(exercise(score=10, outputs={"dw": "ok"}), by_hand=8) == said


def test_names_keep_their_capitals() -> None:
    assert one_sentence("It is a mean. ReLU is not. W1 is.") == "It is a mean; ReLU is not; W1 is."
