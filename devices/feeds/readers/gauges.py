"""Rain and river gauges as JSON → **gauges** → observations by station; names of fields are the feed's own. No Django."""

from __future__ import annotations

from typing import Any

from devices.feeds.readers.reading import BadRow, Observation, Options, Read, document, listed, maybe, pick

LAYERS = {
    "rain": "rain_gauge", "雨量": "rain_gauge", "雨量站": "rain_gauge", "PP": "rain_gauge",
    "river": "river_gauge", "河道": "river_gauge", "河道站": "river_gauge", "水位": "river_gauge", "ZZ": "river_gauge", "ZQ": "river_gauge",
    "reservoir": "reservoir", "水库": "reservoir", "水库站": "reservoir", "RR": "reservoir",
}  # fmt: skip
# name → (words, lowest, highest); outside of it a sensor is broken, not the weather
VALUES: dict[str, dict[str, tuple[str, float, float]]] = {
    "rain_gauge": {"mm_1h": ("1 小时雨量", 0, 500), "mm_3h": ("3 小时雨量", 0, 1000), "mm_24h": ("24 小时雨量", 0, 3000)},
    "river_gauge": {
        "level_m": ("水位", -50, 6000),
        "warn_m": ("警戒水位", -50, 6000),
        "sure_m": ("保证水位", -50, 6000),
        "flow": ("流量", -1e5, 1e6),
    },
    "reservoir": {
        "level_m": ("水位", -50, 6000),
        "limit_m": ("汛限水位", -50, 6000),
        "storage_m3": ("蓄水量", 0, 1e8),
        "outflow": ("出库流量", 0, 1e6),
    },
}
MEASURED = {"rain_gauge": ("mm_1h", "mm_3h", "mm_24h"), "river_gauge": ("level_m",), "reservoir": ("level_m",)}


def read(content: bytes, options: Options) -> Read:
    found = Read()
    for place, row in enumerate(listed(document(content), options.rows), 1):
        with found.row(place):
            found.observations.append(_station(row, options))
    return found


def _station(row: Any, options: Options) -> Observation:
    def get(name: str) -> Any:
        return pick(row, options.fields.get(name, name))

    said = str(get("kind") or options.units.get("kind") or "").strip()
    layer = LAYERS.get(said)
    if layer is None:
        raise BadRow(f"站类 {said or '空'} 不认识,应为雨量、河道或水库")
    code = str(get("code") or "").strip()[:64]
    if not code:
        raise BadRow("缺少站码")
    name = str(get("name") or code).strip()[:120]
    try:
        lon, lat = options.place(get("lon"), get("lat"))
        at = options.instant(get("at"))
        values = {key: maybe(get(key), words, low, high) for key, (words, low, high) in VALUES[layer].items()}
    except BadRow as error:
        raise BadRow(f"{name}:{error}") from None
    if all(values[key] is None for key in MEASURED[layer]):
        raise BadRow(f"{name}:没有读数")
    return Observation(layer, code, name, lon, lat, at, {key: value for key, value in values.items() if value is not None})
