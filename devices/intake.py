"""web → **intake** → database and gateway: positions and SOS marks that come over HTTP from the field page.

The web process judges and stores them itself (an answer 200 means stored), then tells the gateway over the bus, which only moves the marker.
If the bus is down the gateway finds the new last fix when it reads the registry, at most 5 s later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction

from devices.ranking import Rank, ranks_of
from devices.sane import LATE, RANKED, judge
from devices.terminals.models import Terminal
from devices.tracking import LATE_MS, Placed
from devices.tracks.models import LastFix
from devices.tracks.place import alias, history
from realtime import bus
from realtime.positions import OFFLINE, SOS

CHANNEL = "ecc:intake"
SOURCE = "field"  # as in Terminal.adapter
MAX_FIXES = 500


class Notice(msgspec.Struct):
    """What the gateway is told about one subject."""

    subject: int
    placed: Placed | None = None
    sos: bool | None = None


class PhoneFix(msgspec.Struct, frozen=True, kw_only=True):
    """One position from a page; ``at`` is the phone's clock."""

    at: datetime
    lat: float
    lon: float
    accuracy: float | None = None  # m
    alt: float | None = None  # m
    speed: float | None = None  # m/s
    heading: float | None = None  # degrees from true north
    battery: float | None = None  # %


_decoder = msgspec.msgpack.Decoder(list[Notice])


def read(data: bytes) -> list[Notice]:
    return _decoder.decode(data)


class TooMany(ValueError):
    pass


_STORE = """
INSERT INTO tracks_trackpoint (subject, terminal, fixed_at, received_at, lon, lat, alt, speed, heading, accuracy, battery, flags)
SELECT %(subject)s, %(terminal)s, %(at)s, clock_timestamp(), %(lon)s, %(lat)s, %(alt)s, %(speed)s, %(heading)s, %(accuracy)s, %(battery)s, %(flags)s
WHERE NOT EXISTS (
    SELECT 1 FROM tracks_trackpoint
    WHERE subject = %(subject)s AND terminal = %(terminal)s AND fixed_at = %(at)s AND received_at > clock_timestamp() - interval '2 days'
)
"""


def take_fixes(*, terminal: Terminal, fixes: Sequence[PhoneFix]) -> dict[str, int]:
    """Store the fixes of one terminal, oldest first; a page that lost our answer may send the same ones again.

    ``{stored, flagged, repeated}``: new in the history, how many of them were not believed or late, how many we had already.
    """
    if len(fixes) > MAX_FIXES:
        raise TooMany(f"一次最多 {MAX_FIXES} 个位置")
    stored = flagged = repeated = 0
    newest: PhoneFix | None = None
    with transaction.atomic(), transaction.atomic(using=alias()), connection.cursor() as cursor, history().cursor() as kept:
        # Two uploads of one phone must not judge against the same last fix
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake:{terminal.subject_id}"])
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
        last = LastFix.objects.filter(pk=terminal.subject_id).first()
        latest = last.fixed_at if last else datetime.min.replace(tzinfo=UTC)
        (worth,) = ranks_of([terminal])
        held = last is not None and worth.rank > last.rank and last.held_until is not None and now < last.held_until
        for fix in sorted(fixes, key=lambda f: f.at):
            flags = judge(fix.lat, fix.lon, _ms(fix.at), _ms(now))
            if not flags and fix.at <= latest:
                flags = LATE
            if not flags and held:
                flags = RANKED
            kept.execute(_STORE, _values(fix) | {"subject": terminal.subject_id, "terminal": terminal.pk, "flags": flags})
            if kept.rowcount == 0:
                repeated += 1
                continue
            stored += 1
            flagged += bool(flags)
            if not flags:
                newest, latest = fix, fix.at
        if newest is not None:
            placed = _move(terminal, newest, now, last.flags if last else 0, worth)
            transaction.on_commit(lambda: _tell([Notice(terminal.subject_id, placed)]))
    return {"stored": stored, "flagged": flagged, "repeated": repeated}


def mark_sos(*, subject_id: int, active: bool) -> None:
    """Show or clear the SOS mark of a marker: set by an SOS over HTTP, cleared when the officer closes the alarm."""
    with transaction.atomic():
        for last in LastFix.objects.select_for_update().filter(pk=subject_id):
            last.flags = last.flags | SOS if active else last.flags & ~SOS
            last.save(update_fields=["flags"])
        transaction.on_commit(lambda: _tell([Notice(subject_id, sos=active)]))


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _values(fix: PhoneFix) -> dict[str, Any]:
    battery = fix.battery
    return {
        "at": fix.at,
        "lat": fix.lat,
        "lon": fix.lon,
        "accuracy": _finite(fix.accuracy),
        "alt": _finite(fix.alt),
        "speed": _finite(fix.speed),
        "heading": _finite(fix.heading),
        "battery": int(battery) if battery is not None and 0 <= battery <= 100 else None,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and -1e9 < value < 1e9 else None


def _move(terminal: Terminal, fix: PhoneFix, now: datetime, flags: int, worth: Rank) -> Placed:
    values = _values(fix)
    at, flags = values.pop("at"), flags & ~OFFLINE
    since = now if _ms(now) - _ms(at) <= LATE_MS else at  # what lay in the phone's outbox holds nobody back
    until = since + timedelta(seconds=worth.max_age_s)
    extra = {
        "fixed_at": at,
        "received_at": now,
        "link": None,
        "source": SOURCE,
        "flags": flags,
        "rank": worth.rank,
        "held_until": until,
    }
    LastFix.objects.update_or_create(subject_id=terminal.subject_id, defaults=values | extra)
    return Placed(
        subject=terminal.subject_id,
        fixed_ms=_ms(at),
        received_ms=_ms(now),
        lat=fix.lat,
        lon=fix.lon,
        alt=values["alt"],
        speed=values["speed"],
        heading=values["heading"],
        battery=values["battery"],
        link=None,
        flags=flags,
        source=SOURCE,
        rank=worth.rank,
        held_ms=_ms(until),
    )


def _tell(notices: list[Notice]) -> None:
    bus.publish(CHANNEL, msgspec.msgpack.encode(notices))
