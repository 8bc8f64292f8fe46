"""Writes tests/golden/picture.json: bytes as realtime/positions.py packs them and the values a screen must read out of them.

Run from the checkout: python tests/golden/make.py. The front end's tests read the file, so a change of the wire shows on both sides.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from realtime import positions as p  # noqa: E402

# One of every case: all values known, all unknown, clamped ends, every kind, every flag.
ROWS: list[dict[str, Any]] = [
    {
        "subject": 1,
        "lat": 23.1291,
        "lon": 113.2644,
        "alt": 12,
        "speed": 1.25,
        "heading": 90,
        "battery": 80,
        "link": 55,
        "kind": 1,
        "age": 0,
    },
    {"subject": 2, "lat": 23.4, "lon": 113.6, "kind": 2, "flags": p.OFFLINE, "age": 65535},
    {
        "subject": 3,
        "lat": -23.5,
        "lon": -113.1,
        "alt": -120,
        "speed": 700,
        "heading": 359.99,
        "battery": 0,
        "link": 100,
        "kind": 3,
        "flags": p.SOS | p.SIMULATED,
    },
    {
        "subject": 4294967295,
        "lat": 90,
        "lon": 180,
        "alt": 32767,
        "speed": 655.34,
        "heading": 0,
        "battery": 100,
        "link": 0,
        "kind": 9,
        "flags": p.HELD,
        "age": 42,
    },
]
MOVED: list[dict[str, Any]] = [{"subject": 1, "lat": 23.1292, "lon": 113.2645, "kind": 1, "age": 3}]
GONE: list[dict[str, Any]] = [{"subject": 5, "lat": 22.9, "lon": 113.5, "kind": 5}]


def frame(district: int, rows: list[dict[str, Any]], tick: int, previous: int) -> bytes:
    return p.Frame(district, 7, 1234567890, tick, previous, b"".join(p.pack_row(**row) for row in rows)).pack()


def expected(rows: list[dict[str, Any]], district: int) -> list[dict[str, Any]]:
    """What the bytes mean, read back by the Python side."""
    found = []
    for row in rows:
        subject, lat, lon, alt, speed, heading, battery, link, kind, flags, age = p.ROW.unpack(p.pack_row(**row))
        found.append(
            {
                "subject": subject,
                "district": district,
                "lat": lat / 1e7,
                "lon": lon / 1e7,
                "alt": None if alt == p.UNKNOWN_ALT else alt,
                "speed": None if speed == p.UNKNOWN_U16 else speed / 100,
                "heading": None if heading == p.UNKNOWN_U16 else heading / 100,
                "battery": None if battery == p.UNKNOWN_U8 else battery,
                "link": None if link == p.UNKNOWN_U8 else link,
                "kind": p.KINDS[kind],
                "sos": bool(flags & p.SOS),
                "offline": bool(flags & p.OFFLINE),
                "held": bool(flags & p.HELD),
                "simulated": bool(flags & p.SIMULATED),
                "age": age,
            }
        )
    return found


def picture() -> str:
    first = p.pack_message(53012, [frame(440117, ROWS[:2], 900, 0), frame(440106, ROWS[2:], 900, 0)], full=True)
    delta = p.pack_message(53013, [frame(440117, MOVED, 901, 900)])
    full = p.pack_message(4294967295, [frame(440106, GONE, 902, 0)], full=True)
    after_first = expected(ROWS[:2], 440117) + expected(ROWS[2:], 440106)
    after_delta = expected(MOVED, 440117) + after_first[1:]
    after_full = after_delta[:2] + expected(GONE, 440106)
    cases = [
        {"name": "full message of two districts", "message": first, "tick": 53012, "after": after_first},
        {"name": "a delta changes one row only", "message": delta, "tick": 53013, "after": after_delta},
        {"name": "full drops what was held of its districts", "message": full, "tick": 4294967295, "after": after_full},
    ]
    for case in cases:
        case["message"] = base64.b64encode(case["message"]).decode()  # type: ignore[arg-type]
    return json.dumps({"cases": cases}, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    (HERE / "picture.json").write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
