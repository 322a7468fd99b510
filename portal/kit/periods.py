"""Two calendars of one life: the school year (1.09–31.08) and the calendar year; ages and experience on a date."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import F, Func, Q
from django.utils import timezone

from portal.kit import words

WRONG_PERIOD = "Период указывают как учебный год «2020–2021» или календарный «2021»."


@dataclass(frozen=True, order=True)
class Period:
    """Учебный («2020-2021») или календарный («2021») год; both ends belong to it."""

    kind: str  # "school" | "calendar"
    year: int  # the year in which it starts

    @classmethod
    def parse(cls, code: str) -> "Period":
        """From «2020-2021», «2020–2021» or «2021»; ValueError with a Russian sentence otherwise."""
        match = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", code or "")
        if not match or not 1990 <= int(match[1]) <= 2100 or (match[2] and int(match[2]) != int(match[1]) + 1):
            raise ValueError(WRONG_PERIOD)
        return cls("school" if match[2] else "calendar", int(match[1]))

    @property
    def code(self) -> str:
        """What rows, addresses and the command line say: «2020-2021», «2021»."""
        return f"{self.year}-{self.year + 1}" if self.kind == "school" else str(self.year)

    @property
    def short(self) -> str:
        """The code as it is printed: «2020–2021»."""
        return words.years(self.code)

    @property
    def label(self) -> str:
        return f"{self.short} учебный год" if self.kind == "school" else f"{self.year} год"

    @property
    def starts(self) -> dt.date:
        return dt.date(self.year, 9, 1) if self.kind == "school" else dt.date(self.year, 1, 1)

    @property
    def ends(self) -> dt.date:
        return dt.date(self.year + 1, 8, 31) if self.kind == "school" else dt.date(self.year, 12, 31)

    @property
    def as_of(self) -> dt.date:
        """The date on which people and places are counted: the end, or today while the period still runs."""
        return min(self.ends, max(self.starts, today()))

    @property
    def runs(self) -> bool:
        """Whether the period is not over; on its last day it is judged."""
        return today() < self.ends

    def previous(self) -> "Period":
        return Period(self.kind, self.year - 1)


def today() -> dt.date:
    return timezone.localdate()


def portal_day() -> dt.date:
    """The day by the portal's own clocks, whoever asks: for what all districts share."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def school_year(on: dt.date | None = None) -> Period:
    """The school year that holds the date (today by default)."""
    on = on or today()
    return Period("school", on.year if on.month >= 9 else on.year - 1)


def years_before(on: dt.date, years: int) -> dt.date:
    """The date `years` earlier; 29 February becomes 28 (a birthday on 29.02 counts from 1 March in law).

    Before the first year that a date can have stands that year: nobody was born then, and a typed date breaks no page.
    """
    if on.year <= years:
        return dt.date.min
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def full_years(since: dt.date, on: dt.date) -> int:
    """Whole years from `since` to `on` (age, experience)."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


class DateRange(Func):
    """Both dates of a row as one range of the database, so that overlaps can be refused: DateRange("since", "until", Value("[]"))."""

    function = "DATERANGE"


IN_ORDER = Q(until__isnull=True) | Q(until__gte=F("since"))  # a check of the database: a term does not end before it begins
