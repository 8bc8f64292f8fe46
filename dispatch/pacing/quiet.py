"""Who may be rung at night for what: the rows' answer for one channel, purpose and urgency. Top urgency always goes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime

from dispatch.pacing.models import QuietRule
from realtime import clock

RANK = {"normal": 0, "urgent": 1, "critical": 2}


def within(hour: int, start: int, end: int) -> bool:
    """Hours of the city's clock, over midnight when `end` is before `start`; equal = the whole day."""
    if start == end:
        return True
    return start <= hour < end if start < end else hour >= start or hour < end


def quiet_words(channel: str, purpose: str, urgency: str, *, now: datetime | None = None, rules: Iterable[QuietRule] | None = None) -> str:
    """Why nobody may be disturbed this way now; empty = they may be."""
    if urgency == "critical":
        return ""
    hour = localtime(now or clock.now()).hour
    for row in QuietRule.objects.filter(active=True) if rules is None else rules:
        fits = row.channel in ("", channel) and row.purpose in ("", purpose)
        if fits and RANK.get(urgency, 1) < RANK[row.urgency] and within(hour, row.from_hour, row.to_hour):
            return f"夜间免打扰({row.from_hour}–{row.to_hour} 时)"
    return ""
