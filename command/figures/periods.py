"""Days → what they are held against: the same days a year before, the days just before, and the steps of a line. Whole days, both counted. Pure: no Django."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, NamedTuple

DAY = timedelta(days=1)
DAYS_AS_DAYS = 62  # a longer line goes by months


class Days(NamedTuple):
    first: date
    last: date


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(days: Days) -> int:
    """How many calendar months these days are exactly; 0 if they are not."""
    if days.first.day != 1 or days.last != month_end(days.last):
        return 0
    return (days.last.year - days.first.year) * 12 + days.last.month - days.first.month + 1


def year_before(days: Days) -> Days | None:
    """上年同期. The 29th of February is held against the 28th, a whole February against a whole one; longer than a year has none."""
    if days.last > months_later(days.first, 12) - DAY:
        return None
    first, last = months_later(days.first, -12), months_later(days.last, -12)
    return Days(first, month_end(last) if whole_months(days) else last)


def just_before(days: Days) -> Days | None:
    """环比: as many months before whole months, last month's same days for a month that runs, as many days before a few days.

    A year has none of its own: it is the year before. Nor have days that cross months: they would be held against an arbitrary piece.
    """
    if months := whole_months(days):
        return Days(months_later(days.first, -months), days.first - DAY) if months < 12 else None
    if days.first.day == 1 and (days.first.year, days.first.month) == (days.last.year, days.last.month):
        return Days(months_later(days.first, -1), months_later(days.last, -1))
    length = (days.last - days.first).days + 1
    return Days(days.first - length * DAY, days.first - DAY) if length <= 31 else None


def steps(days: Days) -> tuple[Literal["day", "month"], list[Days]]:
    """The points of a line, without gap or overlap; the first and the last month may be a part of one."""
    if (days.last - days.first).days < DAYS_AS_DAYS:
        return "day", [Days(days.first + n * DAY, days.first + n * DAY) for n in range((days.last - days.first).days + 1)]
    found, first = [], days.first
    while first <= days.last:
        last = min(month_end(first), days.last)
        found.append(Days(first, last))
        first = last + DAY
    return "month", found
