"""Earthquake reports as JSON → **quakes** → observations: the list of a network's centre, or GeoJSON. No Django."""

from __future__ import annotations

from typing import Any

from devices.feeds.readers.reading import BadRow, Observation, Options, Read, document, listed, maybe, number, pick

LAYER = "earthquake"
PATHS = {"code": "properties.code", "lon": "geometry.coordinates.0", "lat": "geometry.coordinates.1", "depth_km": "geometry.coordinates.2",
         "at": "properties.time", "magnitude": "properties.mag", "name": "properties.place"}  # fmt: skip


def read(content: bytes, options: Options) -> Read:
    found, said = Read(), document(content)
    geo = isinstance(said, dict) and isinstance(said.get("features"), list)
    for place, row in enumerate(listed(said, options.rows or ("features" if geo else "")), 1):
        with found.row(place):
            found.observations.append(_quake(row, options, geo))
    return found


def _quake(row: Any, options: Options, geo: bool) -> Observation:
    def get(name: str) -> Any:
        return pick(row, options.fields.get(name, PATHS[name] if geo else name))

    code = str(get("code") or (row.get("id") if isinstance(row, dict) else None) or "").strip()[:64]
    if not code:
        raise BadRow("缺少编号 code")
    name = str(get("name") or "").strip()[:120]
    lon, lat = options.place(get("lon"), get("lat"))
    depth = maybe(get("depth_km"), "震源深度 depth_km", -10, 800)
    values: dict[str, Any] = {"magnitude": number(get("magnitude"), "震级 magnitude", 0, 10)}
    if depth is not None:
        values["depth_km"] = depth
    return Observation(LAYER, code, name or f"{lon:.2f}, {lat:.2f}", lon, lat, options.instant(get("at")), values)
