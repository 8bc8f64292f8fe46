"""JAXA Himawari L2 WLF → **himawari** → hotspots: two `#` lines, then one fire a row, every ten minutes. No Django."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from typing import Any

from devices.feeds.readers.reading import MOST_ROWS, BadRow, Observation, Options, Read, Unreadable, maybe, number, text

COLUMNS = ["ID", "year", "month", "day", "time", "lat", "lon", "area", "volcano", "level", "reliability", "FRP", "QF", "hot"]
BEST = 5  # of `reliability`; what QF and hot mean is not published, so they are not used


def read(content: bytes, options: Options) -> Read:
    lines = text(content).splitlines()
    heads = [line.lstrip("# ").strip() for line in lines if line.startswith("#")]
    if not heads:
        raise Unreadable("unreadable", "不是 Himawari WLF 文件:缺少 # 开头的文件头")
    named = next((head for head in heads if "lat" in head and "lon" in head), None)
    columns = [name.strip() for name in named.split(",")] if named else COLUMNS
    craft = re.search(r"Himawari-\d+", heads[0])
    satellite = craft.group(0) if craft else "Himawari"
    found = Read()
    if len(lines) > MOST_ROWS:
        raise Unreadable("too_large", f"数据多于 {MOST_ROWS} 行")
    for place, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        with found.row(place):
            cells = next(csv.reader([line]))
            if len(cells) < len(columns):
                raise BadRow(f"只有 {len(cells)} 列,应有 {len(columns)} 列")
            found.observations.append(_hotspot(dict(zip(columns, cells, strict=False)), satellite, options))
    return found


def _hotspot(row: dict[str, Any], satellite: str, options: Options) -> Observation:
    lon, lat = options.place(row["lon"], row["lat"])
    try:
        at = datetime(int(row["year"]), int(row["month"]), int(row["day"]), *divmod(int(row["time"]), 100), tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadRow(f"时间读不懂:{row['year']}-{row['month']}-{row['day']} {row['time']}") from None
    if at > options.now:
        raise BadRow("时间晚于现在")
    sure = number(row["reliability"], "可信度", 0, BEST) / BEST
    attributes = {
        "satellite": satellite, "sure": sure, "confidence": "高" if sure >= 0.8 else "中" if sure >= 0.5 else "低",
        "frp": maybe(row.get("FRP"), "辐射功率", 0, 100_000), "static": "火山" if str(row.get("volcano", "0")).strip() not in ("", "0") else None,
    }  # fmt: skip
    return Observation(
        "hotspot", f"{satellite}-{at:%Y%m%d%H%M}-{lat:.4f}-{lon:.4f}", f"{satellite} 热点", lon, lat, at,
        {name: value for name, value in attributes.items() if value is not None},
    )  # fmt: skip
