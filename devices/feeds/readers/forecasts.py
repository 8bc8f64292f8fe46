"""Expected values as JSON → **forecasts** → observations: what somebody says will be, of an area or a place, and for when. No Django."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

from devices.feeds.readers.reading import BadRow, Observation, Options, Read, document, listed, moment, number, pick

LAYER = "forecast"
FAR = timedelta(days=16)  # nobody's figures are worth more


def read(content: bytes, options: Options) -> Read:
    found = Read()
    for place, row in enumerate(listed(document(content), options.rows), 1):
        with found.row(place):
            found.observations.append(_value(row, options))
    return found


def _value(row: Any, options: Options) -> Observation:
    """`quantity` as sensors name it (`rain_24h`, `water_level`, `fire_danger`, `gas_lel` …), `area` a code or `lon`, `lat`."""

    def get(name: str) -> Any:
        return pick(row, options.fields.get(name, name))

    quantity = str(get("quantity") or options.units.get("quantity") or "").strip()[:40]
    if not quantity:
        raise BadRow("缺少 quantity")
    area = str(get("area") or "").strip()
    if area and not (area.isascii() and area.isdigit() and 4 <= len(area) <= 12):
        raise BadRow(f"区划 area 应为 4 至 12 位数字:{area[:20]}")
    if not area and get("lon") is None:
        raise BadRow("缺少 area,或 lon、lat")
    lon, lat = options.place(get("lon"), get("lat")) if get("lon") is not None else (0.0, 0.0)
    value, at = number(get("value"), "value", -1e6, 1e6), options.instant(get("at"))
    begins = get("from")
    expected = moment(begins, timezone(timedelta(hours=options.zone))) if begins else at
    if expected > options.now + FAR:
        raise BadRow(f"预报时间 from {begins} 不可信")
    name = str(get("name") or area or f"{lon:.2f}, {lat:.2f}").strip()[:120]
    code = str(get("code") or f"{area or name}:{quantity}")[:64]
    said = {"quantity": quantity, "value": value, "unit": str(get("unit") or options.units.get("value") or "")[:20], "area": area}
    return Observation(LAYER, code, name, lon, lat, at, said | {"from": expected.isoformat()})
