"""Questions with answers that are explained: `quiz("before")` in a lesson.

They are written in the lesson's text; the build lays them beside the notebook as `quiz.json`, out of sight.
"""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["FILE", "FORMAT", "Answer", "Item", "Quiz", "quiz", "to_json"]

FILE, FORMAT = "quiz.json", 1

LETTERS = string.ascii_lowercase
RIGHT, OTHER = "✓ Right.", "✗ Not this one."


@dataclass(frozen=True)
class Words:
    """A text as it is written, in Markdown, and as HTML."""

    text: str
    html: str


@dataclass(frozen=True)
class Answer:
    words: Words
    right: bool
    why: Words

    @property
    def verdict(self) -> str:
        return RIGHT if self.right else OTHER


@dataclass(frozen=True)
class Item:
    """One question, and the answers to choose from."""

    ask: Words
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Quiz:
    """Questions as a notebook shows them; `chosen` are letters, one a question, where they were given."""

    name: str
    items: Sequence[Item]
    chosen: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.plain, "text/html": self.html}

    @property
    def html(self) -> str:
        """Each answer unfolds what there is to say about it: by mouse or keyboard, and without a script.

        Styles stand in line: JupyterLab drops a style element of a notebook that it doesn't trust.
        """
        return "\n".join(question(number, item) for number, item in enumerate(self.items, start=1))

    @property
    def plain(self) -> str:
        """For where there is no HTML: the questions, and once letters are given, what there is to say about those."""
        lines = []
        for number, item in enumerate(self.items):
            lettered = dict(zip(LETTERS, item.answers, strict=False))
            lines += [f"{number + 1}. {item.ask.text}"]
            lines += [f"   {letter}) {answer.words.text}" for letter, answer in lettered.items()]
            if answer := lettered.get(self.chosen[number : number + 1]):
                lines += [f"   {self.chosen[number]}: {answer.verdict} {answer.why.text}"]
        if not self.chosen:
            lines += [f'Your answers, a letter each: quiz("{self.name}", "{"abc"[:1] * len(self.items)}")']
        return "\n".join(lines)


def quiz(name: str, answers: str = "") -> Quiz | None:
    """Show the questions `name` of this lesson; each answer says, when it is opened, whether it is right and why.

    Where a notebook shows no HTML, `answers`, a letter for each question, tells the same: `quiz("before", "bac")`.
    """
    try:
        found = json.loads((Path.cwd() / FILE).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise ValueError(f"it has format {found['format']}, this package reads {FORMAT}: update the older one")
        items = [item_of(each) for each in found["quizzes"].get(name, [])]
    except FileNotFoundError:
        print(f"There is no {FILE} beside this notebook: fetch the lesson again, with its whole folder.")
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{FILE} beside this notebook can't be read ({error}): fetch the lesson again.")
        return None
    if not items:
        print(f"There is no quiz {name!r} here; there are: {', '.join(found['quizzes'])}.")
        return None
    return Quiz(name, items, "".join(filter(str.isalpha, answers.lower())))


def question(number: int, item: Item) -> str:
    # With their letters: to be talked about, and because a formula alone gives a summary no name to be read out.
    answers = "\n".join(
        f'<details style="margin: 0.3em 0 0.3em 1.2em"><summary style="cursor: pointer">{letter}) {answer.words.html}'
        "</summary>"
        f'<p style="margin: 0.2em 0 0.6em 1.2em"><strong>{answer.verdict}</strong> {answer.why.html}</p></details>'
        for letter, answer in zip(LETTERS, item.answers, strict=False)
    )
    return f'<p style="margin: 1em 0 0.3em">{number}. {item.ask.html}</p>\n{answers}'


# --- the file --------------------------------------------------------------------------------------


def item_of(told: dict[str, Any]) -> Item:
    answers = [Answer(Words(**each["words"]), each["right"], Words(**each["why"])) for each in told["answers"]]
    return Item(Words(**told["ask"]), answers)


def to_json(quizzes: dict[str, Sequence[Item]]) -> str:
    """What the file holds."""
    told = {name: [asdict(item) for item in items] for name, items in quizzes.items()}
    return json.dumps({"format": FORMAT, "quizzes": told}, ensure_ascii=False, indent=1) + "\n"
