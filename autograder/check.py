"""What a student calls inside the notebook: `check("propagate")`.

It takes the name and looks the function up itself, so that it can say what a call of the function could not: that the
cell was never run, has a SyntaxError, is still the stub, or failed at its last run.
"""

from __future__ import annotations

import ast
import os
import re
import signal
import sys
import textwrap
import threading
import time
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder import examples, wording
from autograder.card import Line, Report, standing
from autograder.cells import called, loops, outside
from autograder.diagnose import explained, recognise, same_value
from autograder.examples import Example, Outcome, Question, attempt, enlarged, with_moved
from autograder.judge import Verdict, judge
from autograder.trouble import described, meaning, places, quantities

__all__ = ["NotYet", "check", "hint", "notebook_namespace"]


class TookTooLong(BaseException):
    """A call that was stopped; no Exception, so that `except Exception` in a loop doesn't go on."""


class Stopped(KeyboardInterrupt):
    """The learner's own interrupt of a check, shown as one line and not as our own code."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class NotYet(AssertionError):
    """An exercise that is not right yet; a notebook, and `nbgrader validate`, show its message and nothing else."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def check(name: str) -> None:
    """Try the notebook's function `name` on the visible examples and show what is right and what to look at.

    Returns None. Only `nbgrader validate` gets an exception, NotYet: Run All is to go on.
    """
    try:
        report = examine(name, notebook_namespace(), shares=shares_told.setdefault(Path.cwd(), {}))
    except KeyboardInterrupt as stopped:
        found = [text for line in own_line(stopped) if line.part == "yours" for text in line.plain]
        raise Stopped("\n".join([f"The check of {name} was interrupted.", *found])) from None
    if not report.right and os.environ.get("NBGRADER_EXECUTION") == "validate":
        raise NotYet(wrapped(replace(report, standing="").plain))
    show(report)


def show(report: Report) -> None:
    """Show a report as whoever runs the cell can: as a card, as text in a terminal and where there is no IPython."""
    if shell() is None:
        print(report.plain)
        return
    from IPython.display import display

    display(report)


def shell() -> Any:
    """The IPython that runs the cell; None in plain Python."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


SECONDS = 20
"""So many seconds of CPU may one visible case take; the longest of ours, a training, takes a tenth of a second."""

PRINTED = 8
"""So many lines are shown of what a function prints."""

SLOW = 0.05
"""Seconds of CPU from which a loop is worth a word; array operations need a thousandth of a second or less."""

hints_told: dict[str, int] = {}
"""How many hints on each exercise were shown in this session."""

shares_told: dict[Path, dict[str, float]] = {}
"""By the notebook's folder: the share of the points that each exercise had at its last check in this session."""


def hint(name: str) -> None:
    """Show the next of the hints on an exercise, at most three: which quantity, which shapes, which function."""
    try:
        asked = examples.read(Path.cwd() / "examples.h5")
    except examples.FileProblem as problem:
        print(problem)
        return
    if name not in asked:
        print(f"There is no exercise {name!r} here; there are: {', '.join(asked)}.")
        return
    hints = asked[name].hints
    if not hints:
        print(f"There are no hints on {name} here: its check says what was expected, and what came.")
        return
    number = hints_told.get(name, 0) % len(hints)
    hints_told[name] = number + 1
    print(f"Hint {number + 1} of {len(hints)} on {name}: {hints[number]}")


def wrapped(report: str) -> str:
    """The report in lines of at most 80 characters: `nbgrader validate` cuts off what is longer than 83."""
    folded = (textwrap.wrap(line, 80, subsequent_indent="    ", break_on_hyphens=False) for line in report.splitlines())
    return "\n".join(line for lines in folded for line in lines)


def notebook_namespace() -> dict[str, Any]:
    """The names of the notebook, or of the module that called us where there is no notebook."""
    if (running := shell()) is not None:
        return running.user_ns
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] == "autograder":
        frame = frame.f_back
    return frame.f_globals


def examine(
    name: str, namespace: dict[str, Any], folder: Path | None = None, shares: dict[str, float] | None = None
) -> Report:
    """What there is to say about the notebook's function: does it pass its visible examples, and what to look at.

    `shares`, of each exercise's points at its last check, is brought up to date; then the report tells the standing.
    """
    try:
        asked = examples.read((folder or Path.cwd()) / "examples.h5")
    except examples.FileProblem as problem:
        return Report("not checked", "", str(problem), why=str(problem))
    if name not in asked:
        said = f"There is no exercise {name!r} here; there are: {', '.join(asked)}."
        return Report("not checked", "", said, why=said)
    if reason := not_askable(name, namespace):
        report = Report("not there", name, reason, why=reason)
    else:
        report = tried(asked, name, namespace)
    if shares is None:
        return report
    shares[name] = report.share
    return replace(report, standing=standing({each: question.points for each, question in asked.items()}, shares))


def tried(asked: Mapping[str, Question], name: str, namespace: dict[str, Any]) -> Report:
    """The report on a function that can be called."""
    question, made = asked[name], outcomes_of(asked[name], namespace)
    verdict, about = judge(question, made.outcomes), f"{len(question.examples)} cases tried"
    lines = [*says(question, made, verdict, namespace)]
    if verdict.all_right:
        return Report("right", name, about, tuple(lines), share=1.0)
    if broken := to_mend(asked, name, made.error, namespace):
        said = f"It calls {broken}, which does not pass its own check yet: look at that one first."
        lines.append(Line("helper", said))
    elif question.hints and not advised(lines, made):
        said = f'Stuck? hint("{name}") in a cell of your own gives up to {len(question.hints)} hints.'
        lines.append(Line("stuck", said))
    helps = [line.text for line in lines if line.part in ("hint", "meaning")]
    why = ". ".join([briefly(verdict, made.error).rstrip("."), *helps[:1]])
    return Report("not yet", name, about, tuple(lines), verdict.share, why)


def briefly(verdict: Verdict, error: BaseException | None) -> str:
    """Why a function is not right yet, in a few words: of its first output, where they don't all say the same."""
    first = verdict.failures[0]
    word = wording.WORDS[first.word]
    if first.word == "raised" and error is not None:
        word += f": {wording.on_a_line(f'{type(error).__name__}: {error}'.rstrip(': '), 100)}"
    return word if set(verdict.words.values()) == {first.word} else f"{wording.listed([first.criterion])}: {word}"


def to_mend(
    asked: Mapping[str, Question], name: str, error: BaseException | None, namespace: dict[str, Any]
) -> str | None:
    """The helper to look at first: of those that the function calls one that fails its check, where it raised if so."""
    through = [frame.f_code.co_name for frame, _, _ in places(error)] if error else []
    helpers = [used for used in helpers_of(asked, name, namespace) if not passes(asked[used], namespace)]
    return next((used for used in reversed(through) if used in helpers), next(iter(helpers), None))


def helpers_of(asked: Mapping[str, Question], name: str, namespace: dict[str, Any]) -> list[str]:
    """The exercises that the learner's function calls, directly or through others, in the notebook's order.

    Those that the solution calls, where the learner's own text is not to be had.
    """
    found, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        function = own_function(one, namespace)
        names = called(function) if function else set(asked[one].uses)
        new = (names & asked.keys()) - found - {name}
        found |= new
        waiting += new
    return [other for other in asked if other in found]


def own_function(name: str, namespace: dict[str, Any]) -> ast.FunctionDef | None:
    """The last definition that was run of a function of the notebook."""
    try:
        tree = ast.parse(python_of(last_cell_with(name, namespace) or ""))
    except SyntaxError:
        return None
    return next((node for node in reversed(tree.body) if isinstance(node, ast.FunctionDef) and node.name == name), None)


def advised(report: Sequence[Line], made: Attempt) -> bool:
    """Does a report say already what to do: a hint, Python's own words, that nothing was returned?"""
    nothing = any(outcome.kind == "value" and outcome.value is None for outcome in made.outcomes)
    return nothing or made.error is not None or any(line.part == "hint" for line in report)


def passes(question: Question | None, namespace: dict[str, Any]) -> bool:
    if question is None:
        return True
    if question.name not in namespace:
        return False
    return judge(question, outcomes_of(question, namespace).outcomes).all_right


@dataclass
class Attempt:
    """What came of each visible example, the first exception, and what was printed in each."""

    outcomes: list[Outcome] = field(default_factory=list)
    error: BaseException | None = None
    case: int = 0
    """The number of the example that raised it."""
    printed: list[str] = field(default_factory=list)


def outcomes_of(question: Question, namespace: dict[str, Any]) -> Attempt:
    """Call the notebook's function on each visible example; after one that takes too long no other is tried."""
    found, errors = Attempt(), []
    for example in question.examples:
        if isinstance(found.error, TookTooLong):
            found.outcomes.append(Outcome("timeout"))
            continue
        function = namespace[question.name]
        try:
            with within(SECONDS):
                outcome = attempt(
                    function, example, question.keywords, namespace, errors, found.printed, question.defaults
                )
        except TookTooLong as error:
            outcome, errors = Outcome("timeout"), [error]
        if errors and not found.error:
            found.error, found.case = errors[0], len(found.outcomes)
        if outcome.kind == "value" and example.by_property(outcome.initialised):
            outcome = with_reached(question, example, outcome, namespace)
        found.outcomes.append(outcome)
    return found


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let a call take so many seconds of CPU, where the system has an alarm for that; then TookTooLong is raised."""

    def stop(number: int, frame: Any) -> None:
        raise TookTooLong

    has_alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not has_alarm or signal.getitimer(signal.ITIMER_PROF)[0]:  # someone else's is set
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)  # and again, where the code catches everything
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def with_reached(question: Question, example: Example, outcome: Outcome, namespace: dict[str, Any]) -> Outcome:
    """The outcome of a training that can't be compared, with what it reached by the learner's own helpers."""
    try:
        names = {**namespace, **example.args, "returned": outcome.value}
        with examples.quiet():
            return replace(outcome, reached=float(eval(question.reaches, names)))
    except Exception:
        return outcome


def not_askable(name: str, namespace: dict[str, Any]) -> str | None:
    """Why the function can't be tried, in a sentence; None where it can."""
    last = last_cell_with(name, namespace)
    if last is not None:
        try:
            tree = ast.parse(python_of(last))
        except SyntaxError as error:
            line = (error.text or "").strip()
            return f"its cell can't be read by Python: line {error.lineno}, `{line}`: {error.msg}."
        if reason := unfinished(tree, name):
            return reason
    if name not in namespace:
        if last is None:
            return "its cell has not run yet. Run it, then check again."
        return "its cell stopped with an error before the function was made. Mend that error first."
    if not callable(namespace[name]):
        return f"{name} is {type(namespace[name]).__name__} now, not a function: another cell uses its name."
    return None


def last_cell_with(name: str, namespace: dict[str, Any]) -> str | None:
    """The source of the last cell run in this notebook that defines, or tries to define, the function."""
    ran = namespace.get("In")
    if not isinstance(ran, list):
        return None
    pattern = re.compile(rf"^\s*def\s+{re.escape(name)}\b", re.MULTILINE)
    return next((source for source in reversed(ran) if pattern.search(source)), None)


def python_of(source: str) -> str:
    """A cell without its magics, as Python would read it."""
    try:
        from IPython.core.inputtransformer2 import TransformerManager
    except ImportError:
        return source
    return TransformerManager().transform_cell(source)


def unfinished(tree: ast.AST, name: str) -> str | None:
    """What to do about a function that raises NotImplementedError as the first thing it does; None where it doesn't."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            body = [line for line in node.body if not isinstance(line, ast.Expr)]
            if body and isinstance(body[0], ast.Raise) and "NotImplementedError" in ast.unparse(body[0]):
                if all(isinstance(line, ast.Return) for line in body[1:]):
                    return "still empty. Write your code where it says YOUR CODE HERE, run the cell, then check again."
                return "`raise NotImplementedError()` still stands above your code. Take that line away, run the cell."
    return None


def says(question: Question, made: Attempt, verdict: Verdict, namespace: dict[str, Any]) -> Sequence[Line]:
    """What there is to say about one attempt, below the head of the report."""
    outcomes, error = made.outcomes, made.error

    def worth(said: str) -> Line:
        return Line("worth", wording.worth_knowing(said, right=verdict.all_right))

    advice = [known for known in recognise(question, outcomes) if not known.costs]
    told = [Line("worth", f"Worth knowing: {known.hint}") for known in advice]
    changed = next((outcome.changed for outcome in outcomes if outcome.changed), ())
    if changed and not question.unchanged:
        told.append(worth(f"it {wording.changed(changed)}"))
    pairs = zip(question.examples, outcomes, strict=True)
    if any(example.fixed and o.kind == "value" and not o.initialised for example, o in pairs):
        said = "Worth knowing: it draws its own first values, so this check sees only what cost it reaches."
        told.append(Line("worth", said))
    told += [worth(f"it {said}") for said in besides(question, verdict, namespace)]
    if verdict.all_right:
        return told
    recognised = [known for known in recognise(question, outcomes) if known.costs]
    failing = wording.tried(question, outcomes, verdict, explained(recognised))
    lines = [Line("tried", failing.case), *(Line("differs", said) for said in failing.differences)]
    lines += [Line("way", said) for said in failing.ways]
    lines += printed(made.printed[min(failure.example for failure in verdict.failures) :][:1])
    if error is not None:
        if made.case > min(failure.example for failure in verdict.failures):
            lines.append(Line("with", f"With {question.examples[made.case].label}:"))
        lines += own_line(error)
    elif not recognised and (ignored := ignores(question, outcomes, namespace)):
        lines.append(Line("way", wording.ignored(ignored)))
    good = [name for name, word in verdict.words.items() if word == "ok"]
    lines += [Line("good", f"Right already: {wording.listed(good)}.")] if good else []
    lines += dict.fromkeys(Line("hint", f"Hint: {known.hint}") for known in recognised)
    return [*lines, *told]


def printed(texts: Sequence[str]) -> list[Line]:
    """What the function printed in the case that is told of: who prints to find a mistake wants to see it."""
    lines = "".join(texts).splitlines()
    more = ["..."] if len(lines) > PRINTED else []
    return [Line("printed", "It printed:", below=(*(line[:100] for line in lines[:PRINTED]), *more))] if lines else []


def ignores(question: Question, outcomes: Sequence[Outcome], namespace: dict[str, Any]) -> list[str]:
    """The arguments that make no difference to what comes, and should; found by moving each."""
    first = question.examples[0]
    if outcomes[0].kind != "value" or outcomes[0].value is None or first.by_property(outcomes[0].initialised):
        return []

    def same(there: Example) -> bool:
        return same_value(attempt(namespace[question.name], there, question.keywords, namespace), outcomes[0])

    return [name for name in question.matters if all(map(same, with_moved(first, name)))]


def besides(question: Question, verdict: Verdict, namespace: dict[str, Any]) -> Iterator[str]:
    """What the code does that costs no point: reads the notebook's data, loops over the examples."""
    function = own_function(question.name, namespace)
    if function is None:
        return
    data = {name for name, value in namespace.items() if not callable(value) and not isinstance(value, ModuleType)}
    if names := outside(function, data - {"In", "Out"}):
        yield wording.outside(names)
    if verdict.all_right and question.large and loops(function):
        large = Example("", enlarged(question.large), Outcome())
        began = time.process_time()
        outcome = attempt(namespace[question.name], large, question.keywords, namespace)
        seconds = time.process_time() - began
        if outcome.kind == "value" and seconds > SLOW:
            yield wording.slow(seconds)


def own_line(error: BaseException) -> list[Line]:
    """The learner's own line that an exception came from, the shapes in it, what Python says of it, what it means."""
    own = [
        (frame, number, line)
        for frame, number, line in places(error)
        if "ipykernel" in frame.f_code.co_filename or "ipython-input" in frame.f_code.co_filename
    ]
    said = [Line("error", f"{type(error).__name__}: {error}".rstrip(": "))]
    if isinstance(error, TookTooLong):
        stopped = f"Stopped there after {SECONDS} s: does the loop end, and could an array do all its steps at once?"
        said = [Line("stopped", stopped)]
    if isinstance(error, NotImplementedError) and not str(error):
        said = []
    if not own:
        return said
    frame, number, line = own[-1]
    found = quantities(line, ChainMap(frame.f_locals, frame.f_globals))
    more = meaning(type(error).__name__, str(error))
    shapes = (described(found),) if found else ()
    return [
        Line("yours", f"Your line {number} in {frame.f_code.co_name}:", line, shapes),
        *said,
        *([Line("meaning", more)] if more else []),
    ]
