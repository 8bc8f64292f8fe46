"""rule `duty.special_days` → **special days** → dated periods of one year. Arithmetic only; the moon's year comes from a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

# First days of the moon's months 1, 5, 8, 9 moved to the feast: 春节 1/1, 端午 5/5, 中秋 8/15, 重阳 9/9. As the official almanac (GB/T 33661) has
# them; computing them from the moon's phase goes wrong by a day when a new moon falls near midnight (2027, 2030).
LUNAR: Mapping[int, tuple[str, str, str, str]] = {
    2024: ("02-10", "06-10", "09-17", "10-11"), 2025: ("01-29", "05-31", "10-06", "10-29"), 2026: ("02-17", "06-19", "09-25", "10-18"),
    2027: ("02-06", "06-09", "09-15", "10-08"), 2028: ("01-26", "05-28", "10-03", "10-26"), 2029: ("02-13", "06-16", "09-22", "10-16"),
    2030: ("02-03", "06-05", "09-12", "10-05"), 2031: ("01-23", "06-24", "10-01", "10-24"), 2032: ("02-11", "06-12", "09-19", "10-12"),
    2033: ("01-31", "06-01", "09-08", "10-01"), 2034: ("02-19", "06-20", "09-27", "10-20"), 2035: ("02-08", "06-10", "09-16", "10-09"),
    2036: ("01-28", "05-30", "10-04", "10-27"), 2037: ("02-15", "06-18", "09-24", "10-17"), 2038: ("02-04", "06-07", "09-13", "10-07"),
    2039: ("01-24", "05-27", "10-02", "10-26"), 2040: ("02-12", "06-14", "09-20", "10-14"), 2041: ("02-01", "06-03", "09-10", "10-03"),
    2042: ("01-22", "06-22", "09-28", "10-22"), 2043: ("02-10", "06-11", "09-17", "10-11"), 2044: ("01-30", "05-31", "10-05", "10-29"),
    2045: ("02-17", "06-19", "09-25", "10-18"),
}  # fmt: skip
FEASTS = ("01-01", "05-05", "08-15", "09-09")  # the moon's days, in the order of the table
FIRST_YEAR, LAST_YEAR = min(LUNAR), max(LUNAR)
KINDS = ("holiday", "sweeping", "forest", "flood", "other")


@dataclass(frozen=True)
class Planned:
    name: str
    kind: str
    first: date
    last: date
    pattern: str | None = None
    needs: Mapping[str, int] = field(default_factory=dict)
    patrol: str = ""
    source: str = ""


class Unreadable(ValueError):
    """A row of the rule that says no day."""


def day_of(text: str, year: int) -> date:
    """`10-01`, `lunar:09-09`, `term:qingming`."""
    how, _, what = text.rpartition(":")
    try:
        if how == "lunar":
            return date.fromisoformat(f"{year}-{LUNAR[year][FEASTS.index(what)]}")
        if how == "term" and what == "qingming":
            return qingming(year)
        if how == "":
            return date.fromisoformat(f"{year}-{what}")
    except (KeyError, ValueError) as wrong:
        raise Unreadable(f"{text} {year}") from wrong
    raise Unreadable(text)


def qingming(year: int) -> date:
    """The sun at 15°: 4 or 5 April in this century."""
    in_century = year % 100
    return date(year, 4, int(in_century * 0.2422 + 4.81) - in_century // 4)


def planned(rows: Iterable[Mapping[str, Any]], year: int) -> list[Planned]:
    """Every period that begins in this year, the earliest first. `to` before `from` ends in the next year."""
    found = []
    for row in rows:
        day = day_of(str(row["from"]), year)
        first = day - timedelta(days=int(row.get("before", 0)))
        if "to" in row:
            last = day_of(str(row["to"]), year)
            last = last if last >= first else day_of(str(row["to"]), year + 1)
        else:
            last = first + timedelta(days=int(row.get("days", 1)) - 1)
        found.append(
            Planned(
                name=str(row["name"]), kind=str(row.get("kind", "other")), first=first, last=last, pattern=row.get("pattern"),
                needs=dict(row.get("needs", {})), patrol=str(row.get("patrol", "")), source=str(row.get("source", "")),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.first, one.name))
