"""NASA FIRMS CSV → **firms** → hotspots: VIIRS and MODIS columns, archive and country variants. No Django.

`acq_time` is UTC HHMM without leading zeros ("7" is 00:07); confidence is l/n/h or a word for VIIRS and 0–100 for MODIS.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import Any

from devices.feeds.readers.reading import MOST_ROWS, BadRow, Observation, Options, Read, Unreadable, maybe, number, text

SATELLITES = {
    "N": "Suomi NPP", "N20": "NOAA-20", "1": "NOAA-20", "N21": "NOAA-21", "2": "NOAA-21", "T": "Terra", "A": "Aqua", "Terra": "Terra", "Aqua": "Aqua",
}  # fmt: skip
# How sure the words are, as a share: FIRMS says only low, nominal, high.
SURE = {"l": 0.2, "low": 0.2, "n": 0.6, "nominal": 0.6, "h": 0.9, "high": 0.9}
STATIC = {"1": "火山", "2": "固定热源", "3": "海上"}  # archive column `type`; 0 is presumed vegetation fire


def read(content: bytes, options: Options) -> Read:
    said = text(content)
    if said.strip().startswith("Invalid MAP_KEY"):
        raise Unreadable("bad_key", "FIRMS 拒绝了密钥(Invalid MAP_KEY),请核对")
    lines = csv.DictReader(said.splitlines())
    if not lines.fieldnames or not {"latitude", "longitude", "acq_date", "acq_time"} <= set(lines.fieldnames):
        raise Unreadable("unreadable", "不是 FIRMS 的 CSV:缺少 latitude、longitude、acq_date、acq_time 列")
    found = Read()
    for place, row in enumerate(lines, 2):
        if place > MOST_ROWS:
            raise Unreadable("too_large", f"数据多于 {MOST_ROWS} 行")
        with found.row(place):
            found.observations.append(_hotspot(row, options))
    return found


def _hotspot(row: dict[str, Any], options: Options) -> Observation:
    lon, lat = options.place(row["longitude"], row["latitude"])
    at = _at(row["acq_date"], row["acq_time"])
    if at > options.now:
        raise BadRow(f"时间 {row['acq_date']} {row['acq_time']} 晚于现在")
    instrument = (row.get("instrument") or "").strip()
    said = (row.get("satellite") or "").strip()
    satellite = SATELLITES.get(said, said) or instrument or "卫星"
    sure = confidence(row.get("confidence"))
    kelvin = maybe(row.get("bright_ti4") or row.get("brightness"), "亮温", 150, 1500)
    attributes = {
        "satellite": f"{satellite} {instrument}".strip(), "confidence": _word(sure), "sure": sure,
        "frp": maybe(row.get("frp"), "辐射功率", 0, 100_000), "temperature_c": None if kelvin is None else round(kelvin - 273.15, 1),
        "night": (row.get("daynight") or "").strip() == "N", "static": STATIC.get(str(row.get("type") or "").strip()),
    }  # fmt: skip
    return Observation(
        "hotspot", f"{said or 'X'}-{at:%Y%m%d%H%M}-{lat:.4f}-{lon:.4f}", f"{satellite} 热点", lon, lat, at,
        {name: value for name, value in attributes.items() if value is not None},
    )  # fmt: skip


def _at(date: Any, time: Any) -> datetime:
    said = str(time).strip().zfill(4)
    try:
        return datetime.strptime(f"{str(date).strip()} {said}", "%Y-%m-%d %H%M").replace(tzinfo=UTC)
    except ValueError:
        raise BadRow(f"时间读不懂:{date} {time}") from None


def confidence(value: Any) -> float | None:
    said = str(value or "").strip().lower()
    if not said:
        return None
    return SURE[said] if said in SURE else number(said, "置信度", 0, 100) / 100


def _word(sure: float | None) -> str | None:
    if sure is None:
        return None
    return "高" if sure >= 0.8 else "中" if sure >= 0.5 else "低"
