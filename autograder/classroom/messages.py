"""What the report says in sentences: its headlines, and the paragraph for the forum. No student is named in any."""

from __future__ import annotations

from autograder.classroom.summary import Exercise, Mistake, Summary
from autograder.wording import number

__all__ = ["counted", "forum", "handed_in", "hardest", "headline", "mistaken", "scores", "taken"]

COMMONEST = 3
FEEDBACK = (
    'Your feedback page says what was expected and what came, and `hint("NAME")` in a cell of your own gives a hint to '
    "an exercise."
)


def counted(many: int, thing: str, things: str | None = None) -> str:
    """1 submission, 18 submissions."""
    return f"{many:,} {thing if many == 1 else things or thing + 's'}"


def those(many: int, whole: int) -> str:
    """A part of the class: "7 of 18", "all 18"."""
    return f"{many:,} of {whole:,}" if many < whole else f"all {whole:,}"


def handed_in(summary: Summary) -> str:
    """How many submissions there are, and what is still to be had."""
    said = [counted(len(summary.results), "submission")]
    said += [f"{len(summary.ungradable):,} could not be graded"] if summary.ungradable else []
    said += [f"{len(summary.waiting):,} not graded yet"] if summary.waiting else []
    said += [f"{len(summary.absent):,} not handed in"] if summary.absent else []
    return ", ".join(said)


def scores(summary: Summary) -> str:
    """What the distribution of the scores says."""
    found, best = summary.scores, number(summary.max_score)
    if not found:
        return "No submission could be graded"
    if len(found) == 1:
        return f"The one graded submission has {number(found[0])} of {best} points"
    if found[0] == found[-1]:
        points = {0: "no point yet", summary.max_score: f"all {best} points"}
        return f"Each of the {len(found):,} has {points.get(found[0], f'{number(found[0])} of {best} points')}"
    half = f"Half of the class has {number(summary.median)} points or more"
    if summary.median == summary.max_score:
        half = f"{those(sum(score == summary.max_score for score in found), len(found))} have all {best} points"
    low = f"{summary.low:,} of {len(found):,}" if summary.low else "nobody"
    return f"{half}; {low} {'has' if summary.low < 2 else 'have'} less than {number(summary.max_score / 2)}"


def hardest(summary: Summary) -> str:
    """Which exercise is the hardest: the one with the least mean share of its points."""
    whole = len(summary.graded)
    if not summary.exercises:
        return "No exercise could be judged"
    worst = least_solved(summary)
    least = worst[0].share
    if least == 1:
        return "Every exercise is right in every submission" if whole > 1 else "Every exercise is right"
    if len(worst) == len(summary.exercises) > 1:
        return "No exercise was harder than another" if least else "No exercise has a point yet"
    if len(worst) > 1:
        names = together([exercise.name for exercise in worst])
        return f"{names} are the hardest: {least:.0%} of their points on average"
    if whole == 1:
        return f"{worst[0].name} is the hardest: {number(least * worst[0].max_score)} of its points"
    whom = those(worst[0].right, whole) if worst[0].right else "nobody"
    return f"{worst[0].name} is the hardest: {whom} {'has' if worst[0].right < 2 else 'have'} all of it"


def least_solved(summary: Summary) -> list[Exercise]:
    """The exercises with the least mean share of their points: mostly one."""
    least = min(exercise.share for exercise in summary.exercises)
    return [exercise for exercise in summary.exercises if exercise.share == least]


def together(names: list[str]) -> str:
    """Names in a sentence: "f, g and h"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def taken(summary: Summary) -> str:
    """How long the grading took."""
    if not summary.graded:
        return "No submission could be graded"
    half, longest = map(seconds, summary.seconds)
    if len(summary.graded) == 1:
        return f"The one graded submission took {longest} s to grade"
    return f"To grade a submission: half took under {half} s, the longest {longest} s"


def seconds(taken: float) -> str:
    """Seconds as exactly as anybody reads them: 0.53, 13.2, 240."""
    return f"{taken:.{2 if taken < 1 else 1 if taken < 100 else 0}f}"


def mistaken(summary: Summary) -> str:
    """Which mistake is the commonest; where none was made twice, which cost most."""
    if not summary.mistakes:
        return "No mistake that has a name was made"
    first = summary.mistakes[0]
    if first.many == 1 and len(summary.mistakes) > 1:
        return f"No mistake was made twice; the one that cost most is “{first.what}”, in {first.about}"
    made_by = those(first.many, len(summary.graded))
    return f"The commonest mistake: “{first.what}”, in {first.about}, made by {made_by}"


def headline(summary: Summary) -> str:
    """What the command says at its end."""
    return f"{handed_in(summary)}. {scores(summary)}. {hardest(summary)}. {mistaken(summary)}."


def forum(summary: Summary) -> str:
    """The paragraph for the class's forum: Markdown that reads as well as plain text.

    It tells only of what was made twice: what one student did is between them and their feedback.
    """
    whole = len(summary.graded)
    title = f"**{summary.stem}: what to look at again**"
    if not whole:
        return f"{title}\n\nNothing has been graded yet, so there is nothing to tell."
    if all(score == summary.max_score for score in summary.scores):
        return f"**{summary.stem}**\n\nEverything is right, in {counted(whole, 'submission')}. Well done!"
    first = commonest(summary)
    if not first:
        return f"{title}\n\n{again(summary)} {FEEDBACK}"
    one = len(first) == 1
    many = "one mistake was made more than once" if one else f"these {len(first)} mistakes were the commonest"
    told = [item(place, mistake) for place, mistake in enumerate(first, start=1)]
    return "\n\n".join(
        [
            title,
            f"In {counted(whole, 'graded submission')}, {many}:",
            *told,
            f"{'If it' if one else 'If one of them'} is yours, mend it in your notebook and run the check below it "
            "again. Nobody pays twice for one mistake: a function that builds on one that is not right yet was judged "
            "with the course's own.",
        ]
    )


def again(summary: Summary) -> str:
    """Which exercises are worth another look, where no mistake is to be named."""
    worst = least_solved(summary)
    if len(worst) == len(summary.exercises) > 1:
        return "Thank you for your work. No exercise asked more of you than another."
    names = together([f"`{exercise.name}`" for exercise in worst])
    are, they = ("is", "it is") if len(worst) == 1 else ("are", "they are")
    return f"Thank you for your work. What asked the most of you {are} {names}: {they} worth another look."


def commonest(summary: Summary) -> list[Mistake]:
    """The mistakes to tell of, each made twice or more; those of one exercise that share a hint are told as one."""
    alike: dict[tuple[str, str], list[Mistake]] = {}
    for mistake in summary.mistakes:
        if mistake.many > 1:
            alike.setdefault((mistake.about, mistake.hint or mistake.what), []).append(mistake)
    found = [
        Mistake(
            about,
            ", ".join(f"“{each.what}”" for each in same),
            sorted({student for each in same for student in each.students}),
            sum(each.points for each in same),
            same[0].hint,
        )
        for (about, _), same in alike.items()
    ]
    return sorted(found, key=lambda mistake: (-mistake.many, -mistake.points))[:COMMONEST]


def item(place: int, mistake: Mistake) -> str:
    """A mistake as one point of a list: where, what, how many, and the hint."""
    hint = f" Hint: {mistake.hint}" if mistake.hint else ""
    return f"{place}. `{mistake.about}`: {mistake.what} ({mistake.many:,} times).{hint}"
