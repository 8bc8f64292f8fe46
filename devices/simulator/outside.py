"""clock → **outside** → files: invented observations of a demo city in the real formats, laid into the folders of its feeds. Nothing here is true.

No hot spot of it may ring: those inside the city are doubtful ones, the sure ones lie in the neighbouring counties.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from devices.simulator.ground import ground
from realtime.clock import now as database_now

log = logging.getLogger(__name__)

EVERY_S = 300
STORM_DAYS = 5  # from its birth to the coast; then the next one
PATH = [(119.5, 14.8), (117.2, 16.6), (115.6, 18.6), (114.1, 20.2), (112.6, 21.2)]


class Invented(NamedTuple):
    code: str
    name: str
    kind: str
    file: str
    late_after_s: int
    write: Callable[[datetime], str]


def viirs(now: datetime) -> str:
    lines = ["latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight"]
    passed = now - timedelta(minutes=40 + now.minute % 20)
    for lon, lat, sure, power in ground().fires:
        lines.append(
            f"{lat:.5f},{lon:.5f},{318 + power:.2f},0.41,0.38,{passed:%Y-%m-%d},{int(f'{passed:%H%M}')},N20,VIIRS,{sure},2.0NRT,296.10,{power:.2f},D"
        )
    return "\n".join(lines) + "\n"


def himawari(now: datetime) -> str:
    seen = now - timedelta(minutes=14 + now.minute % 10)
    head = f"# Himawari-9 WLF acquired {seen:%Y-%m-%d %H:%M} UTC processed {now:%Y-%m-%d %H:%M} UTC\n"
    columns = "# ID,year,month,day,time,lat,lon,area,volcano,level,reliability,FRP,QF,hot\n"
    rows = [(n, lat, lon, sure, power) for n, (lon, lat, sure, power) in enumerate(ground().far_fires, 1)]
    return (
        head + columns + "".join(f"{n},{seen:%Y,%m,%d,%H%M},{lat},{lon},4.1,0,3,{sure},{power},0,1\n" for n, lat, lon, sure, power in rows)
    )


def storm(now: datetime) -> str:
    """Born every five days, on its way to the coast at a place that follows from the clock alone."""
    cycle, part = divmod(now.timestamp() / 86_400, STORM_DAYS)
    part = part / STORM_DAYS
    points = [_storm_at(max(0.02, part - back / 120), now - timedelta(hours=back)) for back in range(48, -1, -6)]
    ahead = [
        _storm_at(part + hours / 120, now + timedelta(hours=hours)) | {"forecast": True}
        for hours in (6, 12, 24, 36, 48)
        if part + hours / 120 <= 1.05
    ]
    return json.dumps([{"id": f"demo-{int(cycle)}", "name": "木兰(演示)", "points": points + ahead}], ensure_ascii=False)


def _storm_at(part: float, at: datetime) -> dict[str, Any]:
    place = min(max(part, 0.0), 1.05) * (len(PATH) - 1)
    n = min(int(place), len(PATH) - 2)
    (x0, y0), (x1, y1), share = PATH[n], PATH[n + 1], place - n
    wind = 18 + 24 * math.sin(min(part, 1.0) * math.pi * 0.8)
    grade = next(word for least, word in ((41.5, "强台风"), (32.7, "台风"), (24.5, "强热带风暴"), (0, "热带风暴")) if wind >= least)
    rings: dict[str, Any] = {"r7": [round(wind * share) for share in (7.5, 7, 5.5, 6)]}
    if wind >= 26:
        rings["r10"] = [round((wind - 14) * 5 * share) for share in (1, 0.9, 0.7, 0.8)]
    if wind >= 34:
        rings["r12"] = [round((wind - 24) * 3 * share) for share in (1, 0.9, 0.7, 0.8)]
    return {
        "at": at.isoformat(), "lon": round(x0 + (x1 - x0) * share, 2), "lat": round(y0 + (y1 - y0) * share, 2), "wind_ms": round(wind), "hpa": round(1008 - wind * 1.2),
        "grade": grade, **rings,
    }  # fmt: skip


def gauges(now: datetime) -> str:
    at, wave = now.isoformat(), now.timestamp() / 3600
    rows: list[dict[str, Any]] = []
    for n, (name, lon, lat) in enumerate(ground().rain):
        hour = max(0.0, round(6 * math.sin(wave / 5 + n) + 2 * math.sin(wave + n * 2), 1))
        rows.append(
            {
                "kind": "rain",
                "code": f"demo-rain-{n + 1}",
                "name": f"{name}雨量站",
                "lon": lon,
                "lat": lat,
                "at": at,
                "mm_1h": hour,
                "mm_3h": round(hour * 1.9, 1),
                "mm_24h": round(hour * 3.4 + n, 1),
            }
        )
    for n, (name, lon, lat, level, warn, sure) in enumerate(ground().rivers):
        rows.append(
            {
                "kind": "river",
                "code": f"demo-river-{n + 1}",
                "name": f"{name}站",
                "lon": lon,
                "lat": lat,
                "at": at,
                "level_m": round(level + 0.4 * math.sin(wave / 6 + n), 2),
                "warn_m": warn,
                "sure_m": sure,
            }
        )
    for n, (name, lon, lat, level, limit, storage) in enumerate(ground().reservoirs):
        rows.append(
            {
                "kind": "reservoir",
                "code": f"demo-reservoir-{n + 1}",
                "name": name,
                "lon": lon,
                "lat": lat,
                "at": at,
                "level_m": round(level + 0.3 * math.sin(wave / 12 + n), 2),
                "limit_m": limit,
                "storage_m3": storage,
            }
        )
    return json.dumps(rows, ensure_ascii=False)


def grid(now: datetime) -> str:
    wave = now.timestamp() / 3600
    rows = [
        {
            "lon": round(ground().corner[0] + 0.25 * x, 2), "lat": round(ground().corner[1] + 0.25 * y, 2), "at": now.isoformat(), "speed": round(3.6 + 1.4 * math.sin(wave / 3 + x * 0.7) + 0.12 * y * y, 1),
            "direction": round(45 + 18 * math.sin(wave / 4 + x * 0.5 + y * 0.4)) % 360, "gust": round(6 + 1.5 * math.sin(wave + x + y), 1),
            "temp": round(19 - 0.8 * y + 2 * math.sin(wave / 4), 1), "humidity": round(62 + 8 * math.sin(wave / 5 + x)),
        }
        for x in range(5) for y in range(6)
    ]  # fmt: skip
    return json.dumps(rows)


def slopes(now: datetime) -> str:
    wave = now.timestamp() / 3600
    return json.dumps(
        [
            {
                "code": f"demo-slope-{n}", "name": name, "measures": "累计位移", "unit": "mm", "lon": lon, "lat": lat, "at": now.isoformat(), "limit": limit,
                "value": round(value + 0.4 * math.sin(wave / 8 + n), 1),
            }
            for n, (name, lon, lat, value, limit) in enumerate(ground().slopes, 1)
        ],
        ensure_ascii=False,
    )  # fmt: skip


def roads(now: datetime) -> str:
    wave = now.timestamp() / 3600
    return json.dumps(
        [
            {
                "code": f"demo-road-{n}", "name": name, "measures": measures, "unit": unit, "lon": lon, "lat": lat, "at": now.isoformat(), "limit": limit,
                "value": round(max(0.0, value + 1.2 * math.sin(wave / 4 + n)), 1),
            }
            for n, (name, measures, lon, lat, value, limit, unit) in enumerate(ground().roads, 1)
        ],
        ensure_ascii=False,
    )  # fmt: skip


ALL = (
    Invented("demo-viirs", "VIIRS 卫星热点(演示)", "firms", "viirs.csv", 1800, viirs),
    Invented("demo-himawari", "葵花卫星热点(演示)", "himawari", "wlf.csv", 1800, himawari),
    Invented("demo-typhoon", "台风路径(演示)", "typhoon", "typhoon.json", 3600, storm),
    Invented("demo-gauges", "水雨情(演示)", "gauges", "gauges.json", 1800, gauges),
    Invented("demo-grid", "格点气象(演示)", "grid", "grid.json", 1800, grid),
    Invented("demo-slopes", "边坡位移(演示)", "sensors", "slopes.json", 1800, slopes),
    Invented("demo-roads", "道路传感器(演示)", "sensors", "roads.json", 1800, roads),
)


# The storm's way leads to the coast of Guangdong: elsewhere nobody waits for it.
INVENTED = tuple(one for one in ALL if one.kind != "typhoon" or settings.CITY.startswith("44"))


def lay_down(folder: Path, now: datetime) -> None:
    """One file into each feed's folder, whole or not at all. One that nobody has taken yet is written over."""
    for one in INVENTED:
        place = folder / one.code
        place.mkdir(parents=True, exist_ok=True)
        half = place / f"{one.file}.part"
        half.write_text(one.write(now), encoding="utf-8")
        half.replace(place / one.file)


async def observe(folder: Path) -> None:
    """As long as the simulator runs."""
    while True:
        try:
            await asyncio.to_thread(lambda: lay_down(folder, database_now()))
        except Exception:
            log.exception("simulator: outside observations not written")
        await asyncio.sleep(EVERY_S)
