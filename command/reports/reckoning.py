"""rows → **reckoning** → clocks: which term holds for an event, and when each report is due. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")  # terms like "before 08:00" are the city's
UNGRADED = 4  # until somebody has graded it, an event has the terms of an ordinary one


class Term(NamedTuple):
    scheme: str
    grade: int  # 0 = any
    event: str  # prefix of the event type; blank = any
    phone_min: int | None
    written_min: int | None
    follow_min: int | None
    follow_at: tuple[str, ...]
    source: str
    valid_from: datetime


def term_for(terms: Iterable[Term], scheme: str, grade: int | None, event: str) -> Term | None:
    """Exact grade before "any", longer event prefix before shorter, newer before older."""
    wanted = grade or UNGRADED
    fitting = [term for term in terms if term.scheme == scheme and term.grade in (0, wanted) and event.startswith(term.event)]
    return max(fitting, key=lambda term: (term.grade != 0, len(term.event), term.valid_from), default=None)


def due(start: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else start + timedelta(minutes=minutes)


def remind(start: datetime, due_at: datetime, before_min: float) -> datetime:
    """So many minutes before; of a short term, at half of it."""
    return max(due_at - timedelta(minutes=before_min), start + (due_at - start) / 2)


def next_follow(since: datetime, term: Term | None, level_min: float | None = None) -> datetime | None:
    """Whichever comes first: the source's interval, the response level's, the source's daily hours."""
    found: list[datetime] = []
    for minutes in (term.follow_min if term else None, level_min):
        if minutes is not None:
            found.append(since + timedelta(minutes=minutes))
    found += daily(since, term.follow_at if term else ())
    return min(found, default=None)


def daily(since: datetime, hours: Sequence[str]) -> list[datetime]:
    local = since.astimezone(CITY_TIME)
    times = []
    for text in hours:
        at = datetime.combine(local.date(), time.fromisoformat(text), CITY_TIME)
        times.append(at if at > local else at + timedelta(days=1))
    return times
