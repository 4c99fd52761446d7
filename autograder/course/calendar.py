"""When what is due: calendar.toml of a course folder, read and checked, with its late policy and extensions.

Dates are of the clock on the wall, in the time zone that the file names; only who writes them elsewhere turns them
into UTC. A course without the file has an empty calendar: nothing is due, and everything stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from autograder.course.layout import Course, CourseError
from autograder.wording import number, on_a_line

__all__ = ["FILE", "Calendar", "Late"]

FILE = "calendar.toml"
END_OF_DAY = time(23, 59, 59)
DAY = timedelta(days=1)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WRITTEN = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?(?:,? (\d{{1,2}}):(\d\d))?")
FORMS = 'write "14 August" or "14 August 18:00", or 2026-08-14 without quotes'


@dataclass(frozen=True)
class Late:
    """What handing in late costs: so much of the points reached for each day begun after the days of grace."""

    percent_a_day: float
    grace_days: int = 0
    at_most_percent: float = 100

    def percent(self, days: int) -> float:
        """What is taken off after so many days begun."""
        return min(self.at_most_percent, self.percent_a_day * max(0, days - self.grace_days))

    @property
    def sentence(self) -> str:
        """The policy as students and staff read it."""
        first = f"the first {self.grace_days} days cost" if self.grace_days > 1 else "the first day costs"
        free, after = (f"{first} nothing, ", " after that") if self.grace_days else ("", "")
        most = f", at most {number(self.at_most_percent)}%" if self.at_most_percent < 100 else ""
        each = f"each day begun{after} costs {number(self.percent_a_day)}% of the points reached{most}"
        return f"Handed in late, {free}{each}."


@dataclass(frozen=True)
class Calendar:
    """The dates of a course."""

    path: Path | None = None
    """The file that says all this; None where there is none."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    dates: Mapping[str, datetime] = field(default_factory=dict)
    """When each stem is due, the first one first."""
    extensions: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    """By student and stem a later date than everybody's."""
    late: Late | None = None
    attempts_a_day: int | None = None
    """How often a student may hand in an assignment to `autograder watch` from midnight to midnight."""

    @classmethod
    def of(cls, course: Course) -> Self:
        """The calendar of a course; CourseError names file, key and mend."""
        path = course.root / FILE
        try:
            return cls.read(path, path.read_bytes())
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise CourseError(f"{path} can't be read: {error.strerror}.") from None

    @classmethod
    @cache  # a class of 10,000 asks for each page
    def read(cls, path: Path, content: bytes) -> Self:
        """The calendar that a file's content declares, of the course that it lies in."""
        try:
            found = tomllib.loads(content.decode("utf-8-sig"))
        except tomllib.TOMLDecodeError as error:
            mend = 'Dates stand in quotes: "14 August".'
            raise CourseError(f"{path} can't be read: {error}. {mend}") from None
        except ValueError as error:
            raise CourseError(f"{path} can't be read: {error}.") from None
        table, stems = Table(path, found), stems_of(Course(path.parent))
        table.only(("year", "time_zone", "due", "late", "watch", "extensions"), "key")
        year, zone = table.number("year", 2000, 2999, whole=True), table.zone("time_zone")
        if year is None:
            raise table.fault("year", "is missing: put a line such as `year = 2026`.")
        due = table.table("due")
        due.only(stems, "lesson or assignment")
        dates = {stem: due.moment(stem, int(year), zone) for stem in due.values}
        extended: dict[str, dict[str, datetime]] = {}
        for student, more in table.table("extensions").tables():
            more.only(stems, "lesson or assignment")
            extended[student] = {stem: more.moment(stem, int(year), zone) for stem in more.values}
            for stem, until in extended[student].items():
                if stem not in dates:
                    raise more.fault(stem, "there is no date to extend: give it one under [due].")
                if until <= dates[stem]:
                    raise more.fault(stem, f"is no later than everybody's date, {dates[stem]:%Y-%m-%d %H:%M}.")
        in_order = dict(sorted(dates.items(), key=lambda item: item[1]))  # of one evening, as the file has them
        watch = table.table("watch")
        watch.only(("attempts_a_day",), "key")
        attempts = watch.number("attempts_a_day", 1, 1000, whole=True)
        return cls(path, zone, in_order, extended, late(table), None if attempts is None else int(attempts))

    def due(self, stem: str, student: str | None = None) -> datetime | None:
        """Until when it is handed in on time, by everybody or by this student; None where it has no date."""
        return self.extensions.get(student or "", {}).get(stem, self.dates.get(stem))

    def extension(self, stem: str, student: str) -> timedelta | None:
        """How much longer than everybody a student has, as nbgrader keeps it: in hours that really pass."""
        if stem not in self.extensions.get(student, {}):
            return None
        return self.due(stem, student).astimezone(UTC) - self.dates[stem].astimezone(UTC)

    def extended(self, stem: str) -> dict[str, datetime]:
        """Who has more time for it, and until when."""
        return {student: until[stem] for student, until in sorted(self.extensions.items()) if stem in until}

    def is_open(self, stem: str, now: datetime | None = None) -> bool:
        """May solutions be public: can nobody hand it in any more without losing points? What has no date is open."""
        if stem not in self.dates:
            return True
        last = max([self.dates[stem], *self.extended(stem).values()], key=lambda when: when.astimezone(UTC))
        if self.late:
            last = local(last.replace(tzinfo=None) + self.late.grace_days * DAY, self.zone)
        return (now or datetime.now(UTC)) > last

    def days_late(self, stem: str, student: str, handed_in: datetime) -> int:
        """How many days had begun after the student's date, by the clock on the wall; 0 where it was in time.

        A day is from one evening to the next, on the night too when the clocks change and it has 25 hours.
        """
        due = self.due(stem, student)
        if due is None:
            return 0
        # To the second, which is how a date is written: nbgrader's timestamps have more digits.
        came = handed_in.astimezone(self.zone).replace(microsecond=0, tzinfo=None)
        return max(0, ceil((came - due.replace(tzinfo=None)) / DAY))

    def penalty(self, stem: str, student: str, score: float, handed_in: datetime) -> float | None:
        """The points that the late policy takes off; None where none is declared."""
        if self.late is None or stem not in self.dates:
            return None
        return round(score * self.late.percent(self.days_late(stem, student, handed_in)) / 100, 2)

    def told(self, when: datetime) -> str:
        """Friday 28 August 2026, 23:59 (Europe/Berlin)."""
        here = when.astimezone(self.zone)
        return f"{here:%A} {here.day} {MONTHS[here.month - 1]} {here:%Y, %H:%M} ({self.zone.key})"

    def head(self, stem: str) -> str | None:
        """The line under a notebook's title."""
        return f"Due: {self.told(self.dates[stem])}" if stem in self.dates else None

    def about(self, stem: str) -> list[str]:
        """What is to be known of a date, in sentences for the staff."""
        if stem not in self.dates:
            return []
        more = "; ".join(f"{student}, until {self.told(until)}" for student, until in self.extended(stem).items())
        said = [f"{self.head(stem)}.", self.late.sentence if self.late else "", f"More time: {more}." if more else ""]
        return list(filter(None, said))

    def refuse_unknown(self, students: Collection[str]) -> None:
        """CourseError where an extension is of nobody among these."""
        if unknown := [student for student in self.extensions if student not in students]:
            table = Table(self.path or Path(FILE), {}, "extensions.")
            raise table.fault(
                unknown[0],
                "is no student of the gradebook, and has no folder in submitted/: "
                f"{did_you_mean(unknown[0], students)}mend the name, or `nbgrader db student add {unknown[0]}`.",
            )


def stems_of(course: Course) -> list[str]:
    """Every lesson and assignment, built or not."""
    return sorted({*course.stems, *(path.stem for path in course.root.glob("notebooks/*.py"))})


def late(table: Table) -> Late | None:
    if "late" not in table.values:
        return None
    policy = table.table("late")
    policy.only(("percent_a_day", "grace_days", "at_most_percent"), "key")
    found = {
        "percent_a_day": policy.number("percent_a_day", 0.01, 100),
        "grace_days": policy.number("grace_days", 0, 365, whole=True),
        "at_most_percent": policy.number("at_most_percent", 0.01, 100),
    }
    if found["percent_a_day"] is None:
        raise policy.fault("percent_a_day", "is missing: without it, leave [late] out and nothing is taken off.")
    return Late(**{key: value for key, value in found.items() if value is not None})


def local(naive: datetime, zone: ZoneInfo) -> datetime:
    """A time by the clock on the wall; where the clock shows it twice, the second: nobody is late by the other."""
    return naive.replace(tzinfo=zone, fold=1)


def did_you_mean(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, sorted(known), n=1)
    return f"do you mean {close[0]}? Then " if close else ""


# --- the file's tables --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A table of the file, and where in it an error is."""

    path: Path
    values: Mapping[str, Any]
    place: str = ""

    def fault(self, key: str, said: str) -> CourseError:
        return CourseError(f"{self.path}, {self.place}{on_a_line(key, 100)}: {said}")

    def only(self, known: Collection[str], what: str) -> None:
        """CourseError where a key is none of these."""
        for key in self.values:
            if key not in known:
                table, _, name = f"{self.place}{key}".partition(".")
                quoted = f'; a name with a dot stands in quotes, [{table}."{name}"]'
                dotted = quoted if isinstance(self.values[key], dict) and "." in name else ""
                there = ", ".join(known) or "none"
                raise self.fault(key, f"is no {what}: {did_you_mean(key, known)}take one of {there}{dotted}.")

    def table(self, key: str) -> Table:
        found = self.values.get(key, {})
        if not isinstance(found, dict):
            raise self.fault(key, f"is to be a table: put [{self.place}{key}] on a line of its own.")
        return Table(self.path, found, f"{self.place}{key}.")

    def tables(self) -> Iterator[tuple[str, Table]]:
        for key in self.values:
            yield key, self.table(key)

    def number(self, key: str, low: float, high: float, *, whole: bool = False) -> float | None:
        """A number in these bounds; None where there is none."""
        value = self.values.get(key)
        kinds = int if whole else (int, float)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            kind = "a whole number" if whole else "a number"
            raise self.fault(key, f"{shown(value)} is not {kind} from {number(low)} to {number(high)}: take one.")
        return value

    def zone(self, key: str) -> ZoneInfo:
        name = self.values.get(key)
        try:
            return ZoneInfo(name if isinstance(name, str) else "")
        except (KeyError, ValueError, OSError):  # unknown; no name of a file; a folder
            said = "is missing" if name is None else f"{shown(name)} is no time zone"
            meant = did_you_mean(str(name), available_timezones())
            raise self.fault(key, f'{said}: {meant}take an IANA name such as "Europe/Berlin".') from None

    def moment(self, key: str, year: int, zone: ZoneInfo) -> datetime:
        """A date, or a date and time, of the zone; without a time, the end of the day."""
        value = self.values[key]
        try:
            naive = written(value, year) if isinstance(value, str) else value
            if isinstance(naive, datetime) and naive.tzinfo:
                naive = naive.astimezone(zone).replace(tzinfo=None)
            elif isinstance(naive, date) and not isinstance(naive, datetime):
                naive = datetime.combine(naive, END_OF_DAY)
            if not isinstance(naive, datetime) or not 2000 <= naive.year < 3000:
                raise ValueError
        except (ValueError, OverflowError) as error:
            why = f" ({error})" if str(error) else ""
            raise self.fault(key, f"{shown(value)} is no date{why}: {FORMS}.") from None
        found = local(naive, zone)
        if found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            why = f"the clocks of {zone.key} go forward over it"
            raise self.fault(key, f"{shown(value)} never comes, {why}: take another time.")
        return found


def written(text: str, year: int) -> date:
    """A date in words; ValueError where it is none."""
    match = WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError
    day, month, own, hour, minute = match.groups()
    found = date(int(own or year), MONTHS.index(month) + 1, int(day))
    return datetime.combine(found, time(int(hour), int(minute))) if hour else found


def shown(value: Any) -> str:
    """A value as the file has it, or nearly."""
    text = f'"{value}"' if isinstance(value, str) else "a table" if isinstance(value, dict) else str(value)
    return on_a_line(text, 100)
