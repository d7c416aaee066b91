"""Days of a record, and the calendar periods that they fall into."""

from __future__ import annotations

import re
from datetime import date, timedelta

from standoff.errors import StandoffError, TooLarge, unknown

EVERY = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
"""How many days after its first one a calendar period is over, at most."""

LIMIT = 100_000
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
Span = tuple[date, date]
"""The first day of a calendar period, and the first one after it or after the last day."""


def day_of(text: str) -> date:
    """Return the first day of a date: a year, a month, a day, or a range of them.

    Raises
    ------
    ValueError
        If it is no date, or a range that ends before it begins.

    Examples
    --------
    >>> str(day_of("2003-08")), str(day_of("2003-08-27/29")), str(day_of("2002-12-30/2003-01-02"))
    ('2003-08-01', '2003-08-27', '2002-12-30')
    """
    start, slash, end = text.strip().partition("/")
    first = _first(start)
    whole = start[: max(0, len(start) - len(end))] + end  # 2003-08-27/29 means the 29th of August
    if slash and (not end or _first(whole) < first):
        raise ValueError(text)
    return first


def _first(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None or text >= "9999":
        raise ValueError(text)
    year, month, day = found.groups()
    return date(int(year), int(month or 1), int(day or 1))


def full_day(text: str, what: str) -> date:
    """Return a day given as YYYY-MM-DD.

    Raises
    ------
    StandoffError
    """
    try:
        if len(text) != len("2003-08-27") or "/" in text:
            raise ValueError(text)
        return day_of(text)
    except ValueError:
        hint = "write YYYY-MM-DD, such as 2003-08-27"
        raise StandoffError(f"{what} {text!r} is not a day", hint) from None


def spans(first: date, last: date, every: str) -> list[Span]:
    """Return the calendar periods from that of one day to that of another.

    Raises
    ------
    UnknownName
        If there is no such period.
    TooLarge
        If there are more than 100,000.

    Examples
    --------
    >>> [str(start) for start, _ in spans(date(2003, 1, 31), date(2003, 3, 1), "month")]
    ['2003-01-01', '2003-02-01', '2003-03-01']
    """
    if every not in EVERY:
        raise unknown("period", every, EVERY)
    if (last - first).days > LIMIT * EVERY[every]:
        message = f"more than {LIMIT:,} calendar periods: every {every} from {first} to {last}"
        raise TooLarge(message, "choose a longer period")
    found = []
    start = _start(first, every)
    while start <= last:
        after = _start(start + timedelta(EVERY[every]), every)
        found.append((start, min(after, last + timedelta(1))))
        start = after
    return found


def _start(day: date, every: str) -> date:
    """Return the first day of the calendar period that a day falls into; weeks begin on Monday."""
    match every:
        case "week":
            return day - timedelta(day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day
