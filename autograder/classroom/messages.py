"""What the report says in sentences: its headlines, and the paragraph for the forum. No student is named in any."""

from __future__ import annotations

from autograder.classroom.summary import Mistake, Summary
from autograder.wording import number

__all__ = ["counted", "forum", "handed_in", "hardest", "headline", "mistaken", "scores"]

COMMONEST = 3


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
    least = min(exercise.share for exercise in summary.exercises)
    worst = [exercise for exercise in summary.exercises if exercise.share == least]
    if least == 1:
        return "Every exercise is right in every submission" if whole > 1 else "Every exercise is right"
    if len(worst) == len(summary.exercises) > 1:
        return "No exercise was harder than another" if least else "No exercise has a point yet"
    if len(worst) > 1:
        names = ", ".join(exercise.name for exercise in worst[:-1])
        return f"{names} and {worst[-1].name} are the hardest: {least:.0%} of their points on average"
    if whole == 1:
        return f"{worst[0].name} is the hardest: {number(least * worst[0].max_score)} of its points"
    whom = those(worst[0].right, whole) if worst[0].right else "nobody"
    return f"{worst[0].name} is the hardest: {whom} {'has' if worst[0].right < 2 else 'have'} all of it"


def mistaken(summary: Summary) -> str:
    """Which mistake is the commonest; where none was made twice, which cost most."""
    if not summary.mistakes:
        return "No mistake that has a name was made"
    first = summary.mistakes[0]
    if first.many == 1 and len(summary.mistakes) > 1:
        return f"No mistake was made twice; the dearest is {first.what}, in {first.about}"
    return f"The commonest mistake: {first.what}, in {first.about}, made by {those(first.many, len(summary.graded))}"


def headline(summary: Summary) -> str:
    """What the command says at its end."""
    return f"{handed_in(summary)}. {scores(summary)}. {hardest(summary)}. {mistaken(summary)}."


def forum(summary: Summary) -> str:
    """The paragraph for the class's forum: Markdown that reads as well as plain text."""
    whole = len(summary.graded)
    title = f"**{summary.stem}: what went wrong most often**"
    if not whole:
        return f"{title}\n\nNothing has been graded yet, so there is nothing to tell."
    if all(score == summary.max_score for score in summary.scores):
        return f"**{summary.stem}**\n\nEverything is right, in {counted(whole, 'submission')}. Well done!"
    if not summary.mistakes:
        return (
            f"{title}\n\nNo single mistake stands out in {counted(whole, 'graded submission')}. {hardest(summary)}. "
            'Your feedback page says what was expected and what came, and `hint("NAME")` in a cell of your own gives '
            "a hint to an exercise."
        )
    first = commonest(summary)
    one = len(first) == 1
    many = f"these {len(first)} mistakes were the commonest"
    if first[0].many == 1:
        many = f"no mistake was made twice; these {len(first)} cost most"
    told = [item(place, mistake) for place, mistake in enumerate(first, start=1)]
    return "\n\n".join(
        [
            title,
            f"In {counted(whole, 'graded submission')}, {'one mistake has a name' if one else many}:",
            *told,
            f"{'If it' if one else 'If one of them'} is yours, mend it in your notebook and run the check below it "
            "again. Nobody pays twice for one mistake: a function that builds on a wrong one was judged with the "
            "course's own.",
        ]
    )


def commonest(summary: Summary) -> list[Mistake]:
    """The mistakes to tell of; those of one exercise that share a hint are told as one."""
    alike: dict[tuple[str, str], list[Mistake]] = {}
    for mistake in summary.mistakes:
        alike.setdefault((mistake.about, mistake.hint or mistake.what), []).append(mistake)
    found = [
        Mistake(
            about,
            ", ".join(each.what for each in same),
            sorted({student for each in same for student in each.students}),
            sum(each.points for each in same),
            same[0].hint,
        )
        for (about, _), same in alike.items()
    ]
    return sorted(found, key=lambda mistake: (-mistake.many, -mistake.points))[:COMMONEST]


def item(place: int, mistake: Mistake) -> str:
    """A mistake as one point of a list: where, what, how many, and the hint."""
    made = "once" if mistake.many == 1 else f"{mistake.many:,} times"
    return f"{place}. `{mistake.about}`: {mistake.what} ({made}). {mistake.hint}".rstrip()
