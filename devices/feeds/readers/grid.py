"""Weather at grid points as JSON → **grid** → wind and what comes with it; QWeather and Caiyun by a mapping of fields. No Django.

Both speak km/h and the direction the wind comes from; our own default is m/s. The feed says which (`units.speed`).
"""

from __future__ import annotations

from typing import Any

from devices.feeds.readers.reading import BadRow, Observation, Options, Read, document, listed, maybe, number, pick

TO_MS = {"m/s": 1.0, "km/h": 1 / 3.6, "kn": 0.514444}
SHARE = {"%": 1.0, "1": 100.0}  # Caiyun gives humidity as 0–1


def read(content: bytes, options: Options) -> Read:
    found = Read()
    for place, row in enumerate(listed(document(content), options.rows), 1):
        with found.row(place):
            found.observations.append(_point(row, options))
    return found


def _point(row: Any, options: Options) -> Observation:
    def get(name: str) -> Any:
        return pick(row, options.fields.get(name, name))

    factor = TO_MS.get(options.units.get("speed", "m/s"))
    if factor is None:
        raise BadRow(f"风速单位 {options.units['speed']} 不认识")
    at_lon, at_lat = (get("lon"), get("lat")) if get("lon") is not None or options.point is None else options.point
    lon, lat = options.place(at_lon, at_lat)
    at = options.instant(get("at"))
    gust = maybe(get("gust"), "阵风", 0, 500)
    humidity = maybe(get("humidity"), "湿度", 0, 100)
    values = {
        "speed_ms": round(number(get("speed"), "风速", 0, 500) * factor, 1), "from_deg": round(number(get("direction"), "风向", 0, 360)) % 360,
        "gust_ms": None if gust is None else round(gust * factor, 1), "temp_c": maybe(get("temp"), "气温", -60, 60),
        "humidity": None if humidity is None else round(humidity * SHARE.get(options.units.get("humidity", "%"), 1.0)),
    }  # fmt: skip
    code = str(get("code") or f"{lon:.3f},{lat:.3f}")[:64]
    name = str(get("name") or f"格点 {lon:.2f}, {lat:.2f}")[:120]
    return Observation("wind", code, name, lon, lat, at, {key: value for key, value in values.items() if value is not None})
