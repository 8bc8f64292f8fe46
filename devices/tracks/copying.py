"""history → **copying** → PostgreSQL: fixes as rows of binary COPY; ten times less work than INSERTs."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from devices.readings import Fix

HEADER = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
TRAILER = struct.pack(">h", -1)
NULL = struct.pack(">i", -1)
_EPOCH_US = 946_684_800_000_000  # PostgreSQL counts from 2000-01-01

_f4 = struct.Struct(">if").pack
_i2 = struct.Struct(">ih").pack

POINT_COLUMNS = "subject, terminal, fixed_at, received_at, lon, lat, alt, elevation, speed, heading, accuracy, battery, link, flags"
_point = struct.Struct(">hiiiiiqiqidid").pack

LATEST_COLUMNS = "subject_id, fixed_at, received_at, lon, lat, alt, speed, heading, accuracy, battery, link, flags, source"
_latest = struct.Struct(">hiiiqiqidid").pack


def _real(value: float | None) -> bytes:
    """float4, or NULL for what does not fit one (infinite, NaN, 1e300)."""
    return _f4(4, value) if value is not None and -3e38 < value < 3e38 else NULL


def _percent(value: float | None) -> bytes:
    return _i2(2, int(value)) if value is not None and 0 <= value <= 100 else NULL


def _double(value: float) -> float:
    return value if -1e300 < value < 1e300 else 0.0


def points(records: Iterable[tuple[int, int, Fix, int]]) -> bytes:
    """(subject, terminal, fix, flags) → the whole COPY stream."""
    parts = [HEADER]
    add = parts.append
    for subject, terminal, fix, flags in records:
        received = fix.received_ms
        at = fix.at_ms if fix.at_ms is not None else received
        add(
            _point(
                14, 4, subject, 4, terminal, 8, at * 1000 - _EPOCH_US, 8, received * 1000 - _EPOCH_US, 8, _double(fix.lon), 8, _double(fix.lat)
            )
        )  # fmt: skip
        add(
            _real(fix.alt)
            + _real(fix.elevation)
            + _real(fix.speed)
            + _real(fix.heading)
            + _real(fix.accuracy)
            + _percent(fix.battery)
            + _percent(fix.link)
            + _i2(2, flags)
        )
    add(TRAILER)
    return b"".join(parts)


def latest(records: Iterable[tuple[int, int, int, Fix, str]]) -> bytes:
    """(subject, fixed ms, row flags, fix, source) → the COPY stream for the staging table of LastFix."""
    parts = [HEADER]
    for subject, at, flags, fix, source in records:
        name = source.encode()[:20]
        parts.append(_latest(13, 4, subject, 8, at * 1000 - _EPOCH_US, 8, fix.received_ms * 1000 - _EPOCH_US, 8, fix.lon, 8, fix.lat))
        # LastFix keeps doubles where the history keeps reals; the staging table has the history's types
        parts.append(
            _real(fix.alt) + _real(fix.speed) + _real(fix.heading) + _real(fix.accuracy) + _percent(fix.battery) + _percent(fix.link)
        )
        parts.append(_i2(2, flags) + struct.pack(">i", len(name)) + name)
    parts.append(TRAILER)
    return b"".join(parts)
