"""history → **history** → fixes: where subjects were at an instant, how they moved in a span, the trail of one. Plain SQL, it is the whole of the work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from command.replay.fixes import NONE, Fixes, believed, fixes_of, newest
from devices.sane import LATE
from devices.tracks.place import history
from realtime.positions import SOS

BACK = timedelta(days=7)  # who was silent for longer is lost for every kind of terminal; each day back costs one more partition to ask
ON_TIME = timedelta(seconds=30)  # as the index of late fixes has it
COLUMNS = (
    "p.subject, (extract(epoch FROM p.received_at) * 1000)::bigint, (extract(epoch FROM p.fixed_at) * 1000)::bigint, p.lat, p.lon,"
    " coalesce(p.elevation, p.alt), p.speed, p.heading, p.battery, p.link, p.flags"
)
_LATEST = (
    "l.subject_id, (extract(epoch FROM l.received_at) * 1000)::bigint, (extract(epoch FROM l.fixed_at) * 1000)::bigint, l.lat, l.lon,"
    " l.alt, l.speed, l.heading, l.battery, l.link, 0"
)

# The newest fix of a subject is the answer for every later instant; of the others one step into the index tells.
_KNOWN = f"""
SELECT p.* FROM unnest(%(moved)s::int[]) AS s(id) CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM tracks_trackpoint p
    WHERE p.subject = s.id AND p.received_at <= %(at)s AND p.received_at > %(back)s AND p.flags = 0
    ORDER BY p.received_at DESC, p.fixed_at DESC LIMIT 1
) p
"""

# Of believed fixes in the order they came the device times rise too, so one step finds the newest that is not after the instant; what was
# queued on the way is in an index of its own.
_HAPPENED = f"""
SELECT p.* FROM unnest(%(seen)s::int[]) AS s(id) CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM tracks_trackpoint p
    WHERE p.subject = s.id AND p.received_at <= %(soon)s AND p.received_at > %(back)s AND p.fixed_at <= %(at)s AND p.flags = 0
    ORDER BY p.received_at DESC, p.fixed_at DESC LIMIT 1
) p
UNION ALL
SELECT p.* FROM unnest(%(subjects)s::int[]) AS s(id) CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM tracks_trackpoint p
    WHERE p.subject = s.id AND p.fixed_at <= %(at)s AND p.fixed_at > %(back)s AND p.received_at > %(back)s AND p.flags IN (0, {LATE})
      AND ((p.flags & 16) <> 0 OR p.received_at - p.fixed_at > interval '30 seconds')
    ORDER BY p.fixed_at DESC LIMIT 1
) p
"""


def positions_at(subjects: Sequence[int], at: datetime, *, happened: bool = False) -> Fixes:
    """One fix of each that had one; thinned as the history is (docs/replay.md)."""
    asked: dict[str, Any] = {"subjects": list(subjects), "at": at, "back": at - BACK, "soon": at + ON_TIME}
    with connection.cursor() as cursor:  # the history may lie in another database
        cursor.execute(f"SELECT {_LATEST}, l.received_at <= %s FROM tracks_lastfix l WHERE l.subject_id = ANY(%s)", [at, asked["subjects"]])
        last = cursor.fetchall()
    asked |= {"seen": [row[0] for row in last], "moved": [row[0] for row in last if not row[-1]]}
    standing = [] if happened else [row[:-1] for row in last if row[-1]]
    with history().cursor() as cursor:
        cursor.execute(_HAPPENED if happened else _KNOWN, asked)
        fixes = fixes_of([*standing, *cursor.fetchall()])
    fixes = newest(believed(fixes, late=happened), "fixed" if happened else "received")
    return marked(fixes, at)


def moves(subjects: Sequence[int], since: datetime, until: datetime, step_s: float, *, happened: bool = False) -> list[tuple[float, Fixes]]:
    """The last fix of each subject in every step of the span: (seconds after `since`, fixes), empty steps left out."""
    time = "fixed_at" if happened else "received_at"
    asked: dict[str, Any] = {
        "subjects": list(subjects), "since": since, "until": until, "step": step_s, "soon": until + ON_TIME,
        "ahead": since - ON_TIME, "back": since - BACK,
    }  # fmt: skip
    if happened:  # on time by the day it came, late ones by their index
        where = "p.received_at > %(ahead)s AND p.received_at <= %(soon)s AND p.flags = 0"
        late = f"p.received_at > %(back)s AND p.flags IN (0, {LATE}) AND ((p.flags & 16) <> 0 OR p.received_at - p.fixed_at > interval '30 seconds')"
        where = f"(({where}) OR ({late})) AND p.fixed_at > %(since)s AND p.fixed_at <= %(until)s"
    else:
        where = "p.received_at > %(since)s AND p.received_at <= %(until)s AND p.flags = 0"
    other = "p.received_at" if happened else "p.fixed_at"
    step = f"ceil(extract(epoch FROM p.{time} - %(since)s) / %(step)s)::int"
    with history().cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (1, p.subject) {step}, {COLUMNS} FROM tracks_trackpoint p WHERE {where} AND p.subject = ANY(%(subjects)s)"
            f" ORDER BY 1, p.subject, p.{time} DESC, {other} DESC",
            asked,
        )
        found = cursor.fetchall()
    ticks = []
    start = 0
    while start < len(found):
        number, end = found[start][0], start
        while end < len(found) and found[end][0] == number:
            end += 1
        fixes = fixes_of([row[1:] for row in found[start:end]])
        ticks.append((number * step_s, marked(fixes, since + timedelta(seconds=number * step_s))))
        start = end
    return ticks


def every_fix(subjects: Sequence[int], since: datetime, until: datetime) -> Fixes:
    """All that came in the span and was believed, or late: for a case."""
    with history().cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM tracks_trackpoint p WHERE p.received_at > %s AND p.received_at <= %s AND p.flags IN (0, {LATE})"
            " AND p.subject = ANY(%s) ORDER BY p.received_at, p.subject, p.fixed_at",
            [since, until, list(subjects)],
        )
        return fixes_of(cursor.fetchall())


def trail(subject: int, since: datetime, until: datetime) -> Fixes:
    """In the order it moved."""
    with history().cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM tracks_trackpoint p WHERE p.subject = %s AND p.received_at > %s AND p.received_at <= %s"
            f" AND p.fixed_at > %s AND p.fixed_at <= %s AND p.flags IN (0, {LATE}) ORDER BY p.fixed_at",
            [subject, since, until + timedelta(days=1), since, until],
        )
        return fixes_of(cursor.fetchall())


def marked(fixes: Fixes, at: datetime) -> Fixes:
    """With what each bore on the map: an SOS until it is taken back, offline and held until the next fix."""
    if not len(fixes):
        return NONE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, (extract(epoch FROM c.at) * 1000)::bigint, c.flags FROM unnest(%s::int[]) AS s(id) CROSS JOIN LATERAL ("
            " SELECT at, flags FROM tracks_flagchange WHERE subject = s.id AND at <= %s ORDER BY at DESC LIMIT 1) c",
            [[int(subject) for subject in fixes["subject"]], at],
        )
        changes = {subject: (ms, flags) for subject, ms, flags in cursor.fetchall()}
    if changes:
        for n, fix in enumerate(fixes):
            if change := changes.get(int(fix["subject"])):
                fixes["marks"][n] = change[1] if change[0] >= fix["received"] else change[1] & SOS
    return fixes
