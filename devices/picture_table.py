"""pipeline → **picture_table** → bus: the latest row of every subject, framed by district each tick. No Django.

A fix only marks its subject; rows are packed when a tick is framed, so that ten fixes of one subject within a tick cost one packing.
"""

from __future__ import annotations

from array import array

import numpy as np

from devices.readings import Fix
from devices.tracking import Track
from realtime.positions import FRAME_HEADER, MAX_AGE, ROW, ROW_DTYPE, UNKNOWN_ALT, UNKNOWN_U8, UNKNOWN_U16

TICK_S = 0.25
ROUND_TICKS = 19  # rolling resend of every row: 19 ticks = 4.75 s, inside the promised 5 s
_GROW = 1024
_SIZE = ROW.size

_pack_into = ROW.pack_into


class PictureTable:
    """Rows of 24 bytes in one bytearray. The age in a row is filled in when a frame is made."""

    def __init__(self, shard: int, epoch: int) -> None:
        self.shard, self.epoch, self.tick = shard, epoch, 0
        self.rows = bytearray(_GROW * _SIZE)
        self.since_ms = array("d", bytes(8 * _GROW))  # from when the age of the fix counts, database clock
        self.districts = array("L", bytes(array("L").itemsize * _GROW))
        self.used = 0
        self.dirty: set[Track] = set()
        self._previous: dict[int, int] = {}  # district → tick of its last frame

    def put(self, track: Track, fix: Fix, since_ms: int) -> None:
        """The new latest position of a subject. ``fix`` has been judged sane."""
        track.fix, track.since_ms = fix, since_ms
        self.dirty.add(track)

    def touch(self, track: Track, battery: float | None = None, link: float | None = None) -> None:
        """Flags, kind, district, battery or link changed without a new position."""
        track.battery = battery if battery is not None else track.battery
        track.link = link if link is not None else track.link
        if track.fix is not None:
            self.dirty.add(track)

    def _pack(self, track: Track) -> int:
        """One subject's row as it is now; its index."""
        fix = track.fix
        assert fix is not None
        index = track.index
        if index < 0:
            index = track.index = self._new_row()
        alt = fix.elevation if fix.elevation is not None else fix.alt
        speed, heading = fix.speed, fix.heading
        # What the fix does not say was said by an earlier fix or by a status
        battery = track.battery = fix.battery if fix.battery is not None else track.battery
        link = fix.link if fix.link is not None else track.link
        # Comparisons instead of min/max calls; NaN and infinity fall through to unknown
        _pack_into(
            self.rows,
            index * _SIZE,
            track.subject,
            round(fix.lat * 1e7),
            round(fix.lon * 1e7),
            int(alt) if alt is not None and -32767 <= alt <= 32767 else UNKNOWN_ALT,
            int(speed * 100) if speed is not None and 0 <= speed <= 655 else UNKNOWN_U16,
            int(heading % 360 * 100) % 36000 if heading is not None and -1e6 < heading < 1e6 else UNKNOWN_U16,
            int(battery) if battery is not None and 0 <= battery <= 100 else UNKNOWN_U8,
            int(link) if link is not None and 0 <= link <= 100 else UNKNOWN_U8,
            track.kind,
            track.flags,
            0,
        )
        self.since_ms[index] = track.since_ms
        self.districts[index] = track.district
        return index

    def _new_row(self) -> int:
        index = self.used
        if index * _SIZE == len(self.rows):
            self.rows += bytes(_GROW * _SIZE)
            self.since_ms.extend([0.0] * _GROW)
            self.districts.extend([0] * _GROW)
        self.used += 1
        return index

    def frames(self, now_ms: int, *, everything: bool = False) -> bytes:
        """One tick: all changed rows and this tick's share of the others, one packed frame per district, back to back. b"" = nothing."""
        self.tick += 1
        changed = [self._pack(track) for track in self.dirty]
        self.dirty.clear()
        used = self.used
        if everything:
            chosen = np.arange(used)
            self._previous.clear()
        else:
            rolling = np.arange(self.tick % ROUND_TICKS, used, ROUND_TICKS)
            chosen = np.union1d(np.array(changed, np.int64), rolling) if changed else rolling
        if not len(chosen):
            return b""
        # Copies: a bytearray cannot grow while numpy looks at it.
        rows = np.frombuffer(self.rows, ROW_DTYPE, used)[chosen]
        districts = np.frombuffer(self.districts, np.dtype("L"), used)[chosen]
        order = np.argsort(districts, kind="stable")
        rows, districts = rows[order], districts[order]
        age = (now_ms - np.frombuffer(self.since_ms, np.float64, used)[chosen][order]) / 1000
        rows["age"] = np.clip(age, 0, MAX_AGE)
        data = rows.tobytes()
        codes, starts = np.unique(districts, return_index=True)
        ends = [*starts[1:].tolist(), len(rows)]
        parts: list[bytes] = []
        for district, start, end in zip(codes.tolist(), starts.tolist(), ends, strict=True):
            previous = self._previous.get(district, 0)
            self._previous[district] = self.tick
            parts.append(FRAME_HEADER.pack(district, self.shard, 0, self.epoch, self.tick, previous, end - start))
            parts.append(data[start * _SIZE : end * _SIZE])
        return b"".join(parts)
