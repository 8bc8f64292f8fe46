"""When a fence counts: weekly windows in local time. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

WEEK = 7


def active_at(windows: Iterable[Mapping[str, Any]], at: datetime) -> bool:
    """`at` in local time. Without windows always; the start counts, the end does not; an end before the start lies on the next day."""
    windows = list(windows)
    return not windows or any(_spans(window, at) for window in windows)


def _spans(window: Mapping[str, Any], at: datetime) -> bool:
    since, until = time.fromisoformat(window["since"]), time.fromisoformat(window["until"])
    clock, days = at.time(), window["days"]
    today, yesterday = at.isoweekday() in days, (at - timedelta(days=1)).isoweekday() in days
    if since < until:
        return today and since <= clock < until
    return (today and clock >= since) or (yesterday and clock < until)


def next_start(windows: Iterable[Mapping[str, Any]], at: datetime) -> datetime | None:
    """The next instant after `at` when a window opens; None without windows."""
    starts = [
        day.replace(hour=since.hour, minute=since.minute, second=0, microsecond=0)
        for window in windows
        for since in [time.fromisoformat(window["since"])]
        for day in (at + timedelta(days=offset) for offset in range(WEEK + 1))
        if day.isoweekday() in window["days"]
    ]
    return min((start for start in starts if start > at), default=None)
