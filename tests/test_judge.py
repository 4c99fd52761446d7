"""Words, shares and names: verdicts on small questions made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.diagnose import recognise, see, touched
from autograder.examples import Example, Known, Outcome, Question
from autograder.judge import judge

NAN = float("nan")


def question(returns: str | None = None, rights: Sequence[Any] = (1, 2), **settings: Any) -> Question:
    """An exercise of one argument `x` with these right answers."""
    given = {
        "points": 10,
        "keywords": (),
        "judged": {},
        "unchanged": False,
        "weights": {},
        "reaches": None,
        "trains": None,
        "defaults": {},
        "uses": (),
        **settings,
    }
    options = given.pop("options", [{}] * len(rights))
    examples = tuple(
        Example(f"case {i}", {"x": i}, Outcome(value=right), **option)
        for i, (right, option) in enumerate(zip(rights, options, strict=True))
    )
    return Question("f", returns=returns, examples=examples, **given)


def values(*answers: Any) -> list[Outcome]:
    return [Outcome(value=answer) for answer in answers]


def changing(*answers: Any) -> list[Outcome]:
    return [Outcome(value=answer, changed=("x",)) for answer in answers]


RAISED, TIMEOUT, KILLED, MISSING = (
    Outcome("raised", raised="ValueError"),
    *map(Outcome, ("timeout", "killed", "missing")),
)
PAIR = {"returns": "a, b", "rights": [(1, 10), (2, 20)]}
GROUPS = {"rights": [1, 2, 3], "options": [{}, {"group": "large"}, {"group": "large"}]}
ADVICE = {"rights": [1, 2], "options": [{}, {"advice": True}]}

# (question, outcomes, words, share)
VERDICTS = {
    "right": ({}, values(1, 2), {"value": "ok"}, 1.0),
    "wrong in one case is wrong": ({}, values(1, 3), {"value": "value"}, 0.0),
    "an output keeps its share": (PAIR, values((1, 0), (2, 20)), {"a": "ok", "b": "value"}, 0.5),
    "each wrong in another case": (PAIR, values((0, 10), (2, 0)), {"a": "value", "b": "value"}, 0.0),
    "three outputs": (
        {"returns": "{p, q, r}", "rights": [{"p": 1, "q": 2, "r": 3}]},
        values({"p": 1, "q": 2}),
        {"p": "ok", "q": "ok", "r": "keys"},
        2 / 3,
    ),
    "the first failing case gives the word": (
        {"rights": [1, 2, 3]},
        values(1, [2], NAN),
        {"value": "type"},
        0.0,
    ),
    "weights": ({**PAIR, "weights": {"b": 3}}, values((1, 0), (2, 0)), {"a": "ok", "b": "value"}, 0.25),
    "a weight of 0 loses nothing": (
        {**PAIR, "weights": {"b": 0}},
        values((1, 0), (2, 0)),
        {"a": "ok", "b": "value"},
        1.0,
    ),
    "a weight of 0 earns nothing": (
        {**PAIR, "weights": {"b": 0}},
        values((0, 10), (0, 20)),
        {"a": "value", "b": "ok"},
        0.0,
    ),
    "arguments are a fifth": ({"unchanged": True}, changing(1, 2), {"value": "ok", "arguments": "changed"}, 0.8),
    "the rest is four fifths": ({"unchanged": True}, values(1, 3), {"value": "value", "arguments": "ok"}, 0.2),
    "arguments changed once": (
        {**PAIR, "unchanged": True},
        [*values((1, 10)), *changing((2, 0))],
        {"a": "ok", "b": "value", "arguments": "changed"},
        0.4,
    ),
    "arguments may change elsewhere": ({}, changing(1, 2), {"value": "ok"}, 1.0),
    "groups": (GROUPS, values(1, 2, 4), {"value": "ok", "value (large)": "value"}, 0.5),
    "the other group": (GROUPS, values(0, 2, 3), {"value": "value", "value (large)": "ok"}, 0.5),
    "groups with weights": (
        {**GROUPS, "weights": {"value (large)": 3}},
        values(1, 2, 4),
        {"value": "ok", "value (large)": "value"},
        0.25,
    ),
    "arguments in a group": (
        {**GROUPS, "unchanged": True},
        [*values(1, 2), *changing(3)],
        {"value": "ok", "value (large)": "ok", "arguments": "changed"},
        0.8,
    ),
    "advice costs nothing": (ADVICE, values(1, 0), {"value": "ok"}, 1.0),
    "advice may even raise": (ADVICE, [*values(1), RAISED], {"value": "ok"}, 1.0),
    "raised": ({}, [RAISED, RAISED], {"value": "raised"}, 0.0),
    "raised in one case costs all outputs": (PAIR, [*values((1, 10)), RAISED], {"a": "raised", "b": "raised"}, 0.0),
    "an untouched stub": ({"unchanged": True}, [MISSING, MISSING], {"value": "missing", "arguments": "missing"}, 0.0),
    "timeout": (PAIR, [*values((1, 10)), TIMEOUT], {"a": "timeout", "b": "timeout"}, 0.0),
    "killed": (PAIR, [KILLED, KILLED], {"a": "killed", "b": "killed"}, 0.0),
    "a value, then lost": (PAIR, [*values((0, 10)), KILLED], {"a": "value", "b": "killed"}, 0.0),
    "nothing computed": ({"unchanged": True}, values(None, None), {"value": "type", "arguments": "type"}, 0.0),
    "judged": (
        {"judged": {"value": ("zeros",)}, "rights": [np.zeros(2)]},
        values(np.ones(2)),
        {"value": "value"},
        0.0,
    ),
}


@pytest.mark.parametrize(("asked", "outcomes", "words", "share"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(asked: dict, outcomes: list[Outcome], words: dict[str, str], share: float) -> None:
    verdict = judge(question(**asked), outcomes)
    assert verdict.words == words
    assert verdict.share == pytest.approx(share, abs=1e-12)
    assert verdict.all_right == (share == 1)
    weights = asked.get("weights", {})
    failing = {name for name, word in words.items() if word != "ok" and weights.get(name, 1)}
    assert {failure.criterion for failure in verdict.failures} == failing


@pytest.mark.parametrize("outputs", range(1, 9))
@pytest.mark.parametrize("unchanged", [False, True])
def test_all_right_earns_exactly_everything_and_a_stub_exactly_nothing(outputs: int, unchanged: bool) -> None:
    names = [f"o{i}" for i in range(outputs)]
    right = dict.fromkeys(names, 1.0)
    asked = question(f"{{{', '.join(names)}}}", [right, right], unchanged=unchanged)
    assert judge(asked, values(right, right)).share == 1.0
    for nothing in (RAISED, TIMEOUT, KILLED, MISSING):
        assert judge(asked, [nothing, nothing]).share == 0.0


def test_a_failure_names_the_first_failing_example() -> None:
    failures = judge(question(**PAIR), values((1, 10), (2, 0))).failures
    assert [(failure.criterion, failure.word, failure.example) for failure in failures] == [("b", "value", 1)]
    assert failures[0].difference.expected == "20"


anything = st.one_of(
    st.builds(
        Outcome,
        value=st.one_of(st.integers(0, 3), st.none(), st.floats(), st.tuples(st.integers(0, 3), st.integers(0, 3))),
        changed=st.sampled_from([(), ("x",)]),
        initialised=st.integers(0, 1),
        reached=st.none() | st.floats(),
    ),
    st.sampled_from([RAISED, TIMEOUT, KILLED, MISSING]),
)


@given(
    st.lists(anything, min_size=3, max_size=3),
    st.booleans(),
    st.fixed_dictionaries({"a": st.floats(0, 5), "b": st.floats(0.1, 5)}),
    st.lists(
        st.sampled_from([{}, {"advice": True}, {"exact": False, "fixed": {"f": []}, "at_most": 0.5}]),
        min_size=2,
        max_size=2,
    ),
)
def test_a_share_lies_between_0_and_1(outcomes: list, unchanged: bool, weights: dict, options: list) -> None:
    asked = question("a, b", [(1, 1)] * 3, unchanged=unchanged, weights=weights, options=[{}, *options])
    verdict = judge(asked, outcomes)
    assert 0 <= verdict.share <= 1
    assert verdict.share == 1 or not verdict.all_right
    recognise(asked, outcomes)


# --- trainings ------------------------------------------------------------------------------------

TRAINING = {"fixed": {"initialize_parameters": []}, "at_most": 0.5}


@pytest.mark.parametrize(
    ("option", "outcome", "word"),
    [
        pytest.param({}, {"value": 1.0, "initialised": 1}, "ok", id="from the given values: compared"),
        pytest.param({}, {"value": 2.0, "initialised": 1, "reached": 0.1}, "value", id="from them, wrong"),
        pytest.param({}, {"value": 2.0, "reached": 0.4}, "ok", id="from values of its own, reached enough"),
        pytest.param({}, {"value": 2.0, "reached": 0.6}, "value", id="from values of its own, too little"),
        pytest.param({}, {"value": 2.0}, "value", id="from values of its own, nothing to be said"),
        pytest.param({}, {"value": 2.0, "reached": NAN}, "value", id="reached nan"),
        pytest.param({}, {"value": [2.0], "reached": 0.1}, "type", id="of another type"),
        pytest.param({}, {"value": NAN, "reached": 0.1}, "nan", id="not finite"),
        pytest.param({"exact": False}, {"value": 2.0, "initialised": 1, "reached": 0.4}, "ok", id="too sensitive"),
        pytest.param(
            {"exact": False}, {"value": 2.0, "initialised": 1, "reached": 0.6}, "value", id="sensitive, wrong"
        ),
    ],
)
def test_a_training_is_judged_by_what_it_reaches(option: dict, outcome: dict, word: str) -> None:
    asked = question(rights=[1.0], options=[{**TRAINING, **option}], reaches="cost(returned)")
    assert judge(asked, [Outcome(**outcome)]).words == {"value": word}


# --- known mistakes -------------------------------------------------------------------------------


def known(asked: Question, name: str, *outcomes: Outcome, costs: bool = True) -> Known:
    return Known(name, f"{name}?", touched(asked, outcomes), costs)


def names(asked: Question, outcomes: Sequence[Outcome]) -> list[str]:
    return [found.name for found in recognise(asked, outcomes)]


@pytest.fixture
def pair() -> Question:
    """Outputs a and b in two cases, with mistakes in one or both of them."""
    asked = question(**PAIR, unchanged=True)
    asked.known = (
        known(asked, "a twice", *values((2, 10), (4, 20))),
        known(asked, "b negative", *values((1, -10), (2, -20))),
        known(asked, "b wrong in the second case only", *values((1, 10), (2, 21))),
        known(asked, "both nan", *values((NAN, NAN), (NAN, NAN))),
        known(asked, "raises", RAISED, RAISED),
        known(asked, "x changed", *changing((1, 10), (2, 20))),
        known(asked, "a text", *values(("1", 10), ("2", 20))),
        known(asked, "swapped", *values((10, 1), (20, 2))),
    )
    return asked


NAMED = {
    "nothing where all is right": (values((1, 10), (2, 20)), []),
    "one": (values((2, 10), (4, 20)), ["a twice"]),
    "one, within the tolerance": (values((2 + 1e-9, 10), (np.float64(4), 20.0)), ["a twice"]),
    "two independent ones": (values((2, -10), (4, -20)), ["a twice", "b negative"]),
    "one beside something unknown": (values((2, 7), (4, 20)), ["a twice"]),
    "nothing where only one case agrees": (values((2, 10), (3, 20)), []),
    "wrong in one case": (values((1, 10), (2, 21)), ["b wrong in the second case only"]),
    "nan equals nan": (values((NAN, NAN), (NAN, NAN)), ["both nan"]),
    "a number is not nan": (values((5, 5), (5, 5)), []),
    "an exception by its type": ([RAISED, RAISED], ["raises"]),
    "another exception": ([Outcome("raised", raised="KeyError")] * 2, []),
    "raised in one case only": ([*values((1, 10)), RAISED], []),
    "a timeout has no name": ([TIMEOUT, TIMEOUT], []),
    "a changed argument": (changing((1, 10), (2, 20)), ["x changed"]),
    "a changed argument and another": (changing((2, 10), (4, 20)), ["a twice", "x changed"]),
    "another argument changed": ([Outcome(value=(1, 10), changed=("y",)), Outcome(value=(2, 20), changed=("y",))], []),
    "a type": (values(("1", 10), ("2", 20)), ["a text"]),
    "the one that explains more comes first": (values((10, 1), (20, 2)), ["swapped"]),
    "nothing that came": (values(None, None), []),
}


@pytest.mark.parametrize(("outcomes", "expected"), NAMED.values(), ids=NAMED)
def test_a_known_mistake_is_recognised(pair: Question, outcomes: list[Outcome], expected: list[str]) -> None:
    assert names(pair, outcomes) == expected


def test_advice_is_recognised_last_and_by_all_cases() -> None:
    asked = question(**ADVICE)
    asked.known = (known(asked, "advice", *values(1, 5), costs=False), known(asked, "negative", *values(-1, -2)))
    assert names(asked, values(1, 2)) == []
    assert names(asked, values(1, 5)) == ["advice"]
    assert names(asked, values(1, 6)) == []
    assert names(asked, values(-1, -2)) == ["negative"]
    assert names(asked, values(-1, 99)) == ["negative"], "a case of advice does not count"


def test_a_judged_output_is_recognised_by_the_finding() -> None:
    asked = question(judged={"value": ("normal", 0.01)}, rights=[np.zeros((60, 50))])
    rng = np.random.default_rng(0)
    asked.known = (
        known(asked, "not small", *values(rng.normal(size=(60, 50)))),
        known(asked, "zero", *values(np.zeros((60, 50)))),
    )
    assert names(asked, values(rng.normal(size=(60, 50)))) == ["not small"]
    assert names(asked, values(np.zeros((60, 50)))) == ["zero"]
    assert names(asked, values(rng.normal(size=(60, 50)) * 0.03)) == []


def test_an_exception_is_recognised_by_its_line_too() -> None:
    asked = question("{dZ, dW}", [{"dZ": 1, "dW": 2}])

    def raising(where: str | None) -> list[Outcome]:
        return [Outcome("raised", raised="ValueError (shapes)", where=where)]

    asked.known = tuple(known(asked, f"{where} raises", *raising(where)) for where in ("dZ", "dW"))
    assert names(asked, raising("dZ")) == ["dZ raises"]
    assert names(asked, raising("dW")) == ["dW raises"]
    assert names(asked, raising("my_own")) == ["dZ raises"], "a variable of the learner's own says nothing"
    assert names(asked, raising(None)) == ["dZ raises"]
    assert names(asked, [Outcome("raised", raised="KeyError", where="dZ")]) == []

    without_lines = {"dZ": (("raised", "ValueError (shapes)"),), "dW": (("raised", "ValueError (shapes)"),)}
    asked.known = (replace(asked.known[0], seen=without_lines),)  # as files of format 2 have it
    assert names(asked, raising("dW")) == ["dZ raises"]


def test_what_is_seen_of_an_outcome() -> None:
    asked = question("{a, b}", [{"a": 1, "b": 2}], unchanged=True)
    (case,) = asked.examples
    assert see(asked, case, Outcome(value={"a": 1, "b": 3})) == {
        "a": ("right",),
        "b": ("value", 3),
        "arguments": ("right",),
    }
    assert see(asked, case, Outcome(value={"a": 1}, changed=("x",))) == {
        "a": ("right",),
        "b": ("judged", "keys keys 'a'"),
        "arguments": ("changed", ("x",)),
    }
    assert set(see(asked, case, RAISED).values()) == {("raised", "ValueError", None)}
