"""Dates, ranges and calendar periods."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import StandoffError, TooLarge, UnknownName
from standoff.history.calendar import EVERY, day_of, full_day, spans

DAYS = st.dates(date(1, 1, 1), date(9998, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1962", "1962-01-01"),
        ("1962-10", "1962-10-01"),
        (" 1962-10-22 ", "1962-10-22"),
        ("2003-08-27/29", "2003-08-27"),
        ("2003-08-27/09-02", "2003-08-27"),
        ("2002-12-30/2003-01-02", "2002-12-30"),
        ("2003-08/10", "2003-08-01"),
        ("2003/2004", "2003-01-01"),
        ("2003/2003-05-01", "2003-01-01"),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert str(day_of(text)) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "22.10.1962", "10/22/1962", "1962-10-32", "1962-13", "1962-2-3", "62", "9999"),
        *(
            "2003-08-29/27",
            "2003-08-27/",
            "/2003",
            "2003-08-27/29/30",
            "1962-10-22T10:00",
            "1962-٠١",
        ),
    ],
)
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError):
        day_of(text)


@given(DAYS, st.integers(0, 3000), st.sampled_from([*EVERY]))
def test_calendar_periods_cover_the_days_once(first: date, more: int, every: str) -> None:
    last = min(first + timedelta(more), date(9998, 12, 31))
    found = spans(first, last, every)
    assert found[0][0] <= first < found[0][1]
    assert found[-1][1] == last + timedelta(1)
    assert all(one[1] == other[0] for one, other in pairwise(found))
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[every]
    assert all(1 <= (end - start).days <= longest for start, end in found)


@pytest.mark.parametrize(
    ("every", "starts"),
    [
        ("week", ["2003-12-29", "2004-01-05"]),
        ("month", ["2003-12-01", "2004-01-01"]),
        ("quarter", ["2003-10-01", "2004-01-01"]),
        ("year", ["2003-01-01", "2004-01-01"]),
    ],
)
def test_where_calendar_periods_begin(every: str, starts: list[str]) -> None:
    found = spans(date(2003, 12, 31), date(2004, 1, 6), every)
    assert [str(start) for start, _ in found] == starts


def test_what_is_no_calendar_period() -> None:
    with pytest.raises(UnknownName, match="'month'"):
        spans(date(2003, 1, 1), date(2004, 1, 1), "months")
    with pytest.raises(TooLarge, match="choose a longer period"):
        spans(date(1, 1, 1), date(2000, 1, 1), "day")


@pytest.mark.parametrize("text", ["2003", "2003-08", "2003-8-27", "2003-08/10", "tomorrow"])
def test_a_split_is_one_day(text: str) -> None:
    assert full_day("2003-08-27", "split") == date(2003, 8, 27)
    with pytest.raises(StandoffError, match="write YYYY-MM-DD"):
        full_day(text, "split")
