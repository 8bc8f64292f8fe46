"""Fixes as packed rows: of the history, of a case's file, and from them the picture lane's own bytes. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.sane import LATE
from devices.tracking import LATE_MS
from realtime.positions import FRAME_HEADER, MAX_AGE, ROW_DTYPE, UNKNOWN_ALT, UNKNOWN_U8, UNKNOWN_U16, pack_message

# 40 bytes; little-endian, so that it is the same file on every machine
FIX = np.dtype(
    [
        ("subject", "<u4"), ("flags", "<u2"), ("alt", "<i2"), ("received", "<i8"), ("fixed", "<i8"), ("lat", "<i4"), ("lon", "<i4"),
        ("speed", "<u2"), ("heading", "<u2"), ("battery", "u1"), ("link", "u1"), ("marks", "u1"), ("spare", "u1"),
    ]
)  # fmt: skip
assert FIX.itemsize == 40
Fixes = npt.NDArray[np.void]
NONE: Fixes = np.zeros(0, FIX)


def fixes_of(rows: Sequence[Sequence[Any]]) -> Fixes:
    """(subject, received ms, fixed ms, lat, lon, alt, speed, heading, battery, link, flags) as the history has them; None = unknown."""
    fixes = np.zeros(len(rows), FIX)
    if not rows:
        return fixes
    columns = list(zip(*rows, strict=True))
    for name, column in zip(("subject", "received", "fixed"), columns[:3], strict=True):
        fixes[name] = column
    fixes["lat"], fixes["lon"] = (np.rint(np.array(column, float) * 1e7) for column in columns[3:5])
    fixes["alt"] = _packed(columns[5], 1, -32767, 32767, UNKNOWN_ALT)
    fixes["speed"] = _packed(columns[6], 100, 0, 65534, UNKNOWN_U16)
    heading = np.array(columns[7], float)
    fixes["heading"] = _packed(heading % 360, 100, 0, 35999, UNKNOWN_U16)
    fixes["battery"] = _packed(columns[8], 1, 0, 100, UNKNOWN_U8)
    fixes["link"] = _packed(columns[9], 1, 0, 100, UNKNOWN_U8)
    fixes["flags"] = columns[10]
    return fixes


def _packed(column: Any, times: int, least: int, most: int, unknown: int) -> npt.NDArray[np.int64]:
    values = np.array(column, float) * times  # None becomes NaN
    good = (values >= least) & (values <= most)
    return np.where(good, np.where(good, values, 0), unknown).astype(np.int64)


def newest(fixes: Fixes, by: str) -> Fixes:
    """The last fix of each subject by `received` or `fixed`; of equals the one that comes last."""
    order = np.lexsort(
        (fixes["fixed"], fixes["received"], fixes["subject"]) if by == "received" else (fixes["received"], fixes["fixed"], fixes["subject"])
    )
    ordered = fixes[order]
    last = np.ones(len(ordered), bool)
    last[:-1] = ordered["subject"][1:] != ordered["subject"][:-1]
    chosen: Fixes = ordered[last]
    return chosen


def believed(fixes: Fixes, *, late: bool) -> Fixes:
    """Those that moved the marker; with `late` also those that came behind a newer one."""
    chosen: Fixes = fixes[(fixes["flags"] == 0) | (late & (fixes["flags"] == LATE))]
    return chosen


def since_of(fixes: Fixes, *, happened: bool) -> npt.NDArray[np.int64]:
    """From when the age of each counts: the receipt, unless it was queued on the way; as it happened, the device's time."""
    if happened:
        return np.asarray(fixes["fixed"])
    lag = fixes["received"] - fixes["fixed"]
    return np.where(lag <= LATE_MS, fixes["received"], np.minimum(fixes["fixed"], fixes["received"]))


class Who(dict[int, tuple[int, int]]):
    """subject → (district, kind code): who is on the board, and so on the map."""


def message(fixes: Fixes, at_ms: int, who: Mapping[int, tuple[int, int]], *, happened: bool, full: bool) -> bytes:
    """What a socket would have got at that instant. A full one names every district, so that what is not in it goes."""
    known = np.fromiter((int(subject) in who for subject in fixes["subject"]), bool, len(fixes))
    fixes = fixes[known]
    rows = np.zeros(len(fixes), ROW_DTYPE)
    for name in ("subject", "lat", "lon", "alt", "speed", "heading", "battery", "link"):
        rows[name] = fixes[name]
    places = [who[int(subject)] for subject in fixes["subject"]]
    districts = np.array([district for district, _ in places], np.int64)
    rows["kind"] = np.array([kind for _, kind in places], np.int64)
    rows["flags"] = fixes["marks"]
    rows["age"] = np.clip((at_ms - since_of(fixes, happened=happened)) / 1000, 0, MAX_AGE)
    named: Iterable[int] = sorted({district for district, _ in who.values()}) if full else np.unique(districts).tolist()
    frames = []
    for district in named:
        chosen = rows[districts == district]
        frames.append(FRAME_HEADER.pack(int(district), 0, 0, 0, 0, 0, len(chosen)) + chosen.tobytes())
    return pack_message(at_ms // 250, frames, full=full)
