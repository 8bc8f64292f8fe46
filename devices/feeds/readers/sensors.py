"""Sensors of other departments as JSON – displacement, gas, bridges, slopes → **sensors** → observations by sensor. No Django."""

from __future__ import annotations

from typing import Any

from devices.feeds.readers.reading import BadRow, Observation, Options, Read, document, listed, maybe, pick

WIDEST = 1e9


def read(content: bytes, options: Options) -> Read:
    found = Read()
    for place, row in enumerate(listed(document(content), options.rows), 1):
        with found.row(place):
            found.observations.append(_sensor(row, options))
    return found


def _sensor(row: Any, options: Options) -> Observation:
    def get(name: str) -> Any:
        return pick(row, options.fields.get(name, name))

    code = str(get("code") or "").strip()[:64]
    if not code:
        raise BadRow("缺少编号")
    name = str(get("name") or code).strip()[:120]
    measures = str(get("measures") or options.units.get("measures") or "").strip()[:40]
    if not measures:
        raise BadRow(f"{name}:没有监测项")
    try:
        lon, lat = options.place(get("lon"), get("lat"))
        at = options.instant(get("at"))
        value = maybe(get("value"), "读数", -WIDEST, WIDEST)
        limit = maybe(get("limit"), "阈值", -WIDEST, WIDEST)
    except BadRow as error:
        raise BadRow(f"{name}:{error}") from None
    if value is None:
        raise BadRow(f"{name}:没有读数")
    said: dict[str, Any] = {
        "measures": measures,
        "value": value,
        "unit": str(get("unit") or options.units.get("value") or "").strip()[:20],
        "online": True,
    }
    return Observation("sensor", code, name, lon, lat, at, said | ({} if limit is None else {"limit": limit}))
