"""A case of ten minutes with one incident, one marker, one burst and one photograph: for tests that need any case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from command.replay.casefile import Manifest, Writer
from command.replay.fixes import FIX
from command.replay.models import IMPORTED, READY, Case
from command.replay.store import keep, making

SINCE = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
SINCE_MS = int(SINCE.timestamp() * 1000)


def write_small(path: Path, area: str, *, burst: int = 1, file: int = 1, **changed: Any) -> Manifest:
    writer = Writer(path)
    writer.json("boards/0.json", {"subjects": {"7": {"id": 7, "area": area, "kind": "uav", "label": "无人机"}}})
    event = {
        "stream": f"area:{area}", "seq": 1, "kind": "incident.opened", "v": 1, "at": (SINCE + timedelta(minutes=5)).isoformat(),
        "time": (SINCE + timedelta(minutes=5)).isoformat(), "actor": "user:1", "name": "王值班", "x": None, "text": None,
        "body": {"id": 3, "area": area, "place": "良口镇"},
    }  # fmt: skip
    writer.json("events/0.json", [event])
    places, moves = np.zeros(1, FIX), np.zeros(1, FIX)
    for fixes, at, lat in ((places, -1000, 23.1), (moves, 60_000, 23.2)):
        fixes["subject"], fixes["received"], fixes["fixed"] = 7, SINCE_MS + at, SINCE_MS + at
        fixes["lat"], fixes["lon"] = round(lat * 1e7), 1_130_000_000
    writer.fixes("places/0.bin", places)
    writer.fixes("moves/0.bin", moves)
    writer.json("marks/0.json", [])
    writer.fixes("late.bin", moves[:0])
    writer.json("axis.json", {"since": SINCE.isoformat(), "until": "", "bins": [], "marks": [], "left_out": 0})
    writer.json("areas.json", {area: "某区"})
    writer.json("limits.json", {})
    spoken = {
        "id": burst, "group": 1, "group_name": "事件组", "incident": None, "area": area, "name": "甲", "duration_ms": 900, "x": None,
        "started_at": (SINCE + timedelta(minutes=1)).isoformat(), "file": f"bursts/{burst}.ogg",
    }  # fmt: skip
    writer.json("bursts.json", [spoken])
    writer.add(f"bursts/{burst}.ogg", b"OggS", packed=True)
    writer.json("files.json", [{"id": file, "name": "现场.jpg", "mime": "image/jpeg", "incident": 3, "at": SINCE.isoformat()}])
    writer.add(f"files/{file}", b"\xff\xd8", packed=True)
    about = {
        "title": "五一山火", "city": area[:4], "city_name": "别市", "area": area, "since": SINCE.isoformat(),
        "until": (SINCE + timedelta(minutes=10)).isoformat(), "since_ms": SINCE_MS, "until_ms": SINCE_MS + 600_000, "chunks": 1,
        "made_at": SINCE.isoformat(), "by_name": "王值班", "reason": "复盘", "software": "0.1.0", "center": None, "kinds": {}, "counts": {},
    }  # fmt: skip
    return writer.close(**about | changed)


def small_case(area: str, **given: Any) -> Case:
    with making() as path:
        write_small(path, area, **given)
        size = path.stat().st_size
        sha256 = keep(path)
    return Case.objects.create(
        title="五一山火", area=area, origin=IMPORTED, state=READY, since=SINCE, until=SINCE + timedelta(minutes=10), reason="复盘",
        progress=100, size=size, sha256=sha256, city_name="别市", by="system", by_name="系统",
    )  # fmt: skip
