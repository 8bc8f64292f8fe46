"""history → **reading** → export: the points of one subject by device time, an hour at a time, so that no span is ever whole in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Max

from devices.sane import LATE
from devices.terminals.models import Terminal
from devices.tracks.place import history
from realtime.rules.models import rule

HOUR = timedelta(hours=1)
ON_TIME = timedelta(seconds=30)  # as the index of late fixes has it (migration 0004)


class Point(NamedTuple):
    """One believed fix. `late`: it came after a newer one, or more than half a minute after it was taken."""

    fixed_at: datetime
    received_at: datetime
    lon: float
    lat: float
    alt: float | None
    elevation: float | None
    speed: float | None
    heading: float | None
    accuracy: float | None
    battery: int | None
    link: int | None
    terminal: int
    late: bool


_LATE = "((flags & 16) <> 0 OR received_at - fixed_at > interval '30 seconds')"
_COLUMNS = "fixed_at, received_at, lon, lat, alt, elevation, speed, heading, accuracy, battery, link, terminal"
# What came on time lies in the day it belongs to; what came late has an index of its own.
_HOUR = f"""
SELECT {_COLUMNS}, false FROM tracks_trackpoint
WHERE subject = %(subject)s AND received_at >= %(since)s - interval '31 seconds' AND received_at < %(until)s + interval '31 seconds'
  AND fixed_at >= %(since)s AND fixed_at < %(until)s AND flags = 0 AND NOT {_LATE}
UNION ALL
SELECT {_COLUMNS}, true FROM tracks_trackpoint
WHERE subject = %(subject)s AND fixed_at >= %(since)s AND fixed_at < %(until)s AND {_LATE} AND flags IN (0, {LATE})
ORDER BY 1, 2
"""


def points(subject: int, since: datetime, until: datetime) -> Iterator[Point]:
    """By device time, what moved the marker and what came late; never what was not believed or what a better source held off."""
    start = since
    while start < until:
        end = min(start + HOUR, until)
        with history().cursor() as cursor:
            cursor.execute(_HOUR, {"subject": subject, "since": start, "until": end})
            rows = cursor.fetchall()
        for row in rows:
            yield Point(*row)
        start = end


def gap_ms(subject: int) -> int:
    """How long nobody may be silent for a line to be drawn: the rule's, or three of its own intervals where it reports seldom."""
    seldom = Terminal.objects.filter(subject_id=subject).aggregate(longest=Max("expected_interval_s"))["longest"] or 0
    return int(max(float(rule("tracks.gap_s")), 3 * float(seldom)) * 1000)
