"""Typhoon tracks as JSON → **typhoon** → one observation per storm: where it was, where it is expected, how far its winds reach. No Django.

Two spellings of one thing: our own (`docs/feeds.md`) and that of the provincial water departments' public services
(`tfid`, `points[].lng`, `radius7: "300|250|200|280"` km for the quarters NE, SE, SW, NW, `forecast[].forecastpoints`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from devices.feeds.readers.reading import BadRow, Observation, Options, Read, Refused, document, listed, maybe

RINGS = (7, 10, 12)  # Beaufort
LAST_FORECAST_H = 168  # seven days; further is not believed
AGENCY = "中国"


def read(content: bytes, options: Options) -> Read:
    found = Read()
    for place, row in enumerate(listed(document(content), options.rows), 1):
        with found.row(place):
            if not isinstance(row, dict):
                raise BadRow("不是台风记录")
            found.observations.append(_storm(row, options, found, place))
    return found


def _storm(row: dict[str, Any], options: Options, found: Read, place: int) -> Observation:
    code = str(row.get("id") or row.get("tfid") or "").strip()[:40]
    if not code:
        raise BadRow("缺少台风编号 id")
    name = str(row.get("name") or row.get("enname") or code).strip()[:40]
    passed: list[dict[str, Any]] = []
    ahead: list[dict[str, Any]] = []
    for number, raw in enumerate(row.get("points") or [], 1):
        try:
            point = _point(raw, options)
        except BadRow as error:  # a storm with one unreadable hour is still a storm
            found.refused.append(Refused(place, f"台风 {name} 第 {number} 点:{error}"))
            continue
        (ahead if raw.get("forecast") is True else passed).append(point)
    if not passed:
        raise BadRow(f"台风 {name} 没有可用的实况位置")
    passed.sort(key=lambda point: point["at"])
    now = passed[-1]
    raws = row.get("points") or []
    ahead = ahead or _forecast(raws[-1] if raws else {}, options)
    ahead = sorted((point for point in ahead if point["at"] > now["at"]), key=lambda point: point["at"])
    attributes = {
        "grade": now.get("grade", ""), "wind_ms": now.get("wind_ms"), "hpa": now.get("hpa"),
        **{f"km_{ring}": max(now[f"r{ring}"]) for ring in RINGS if now.get(f"r{ring}")},
        "track": [_plain(point) for point in passed], "ahead": [_plain(point) for point in ahead], "agency": str(row.get("agency") or AGENCY)[:20],
    }  # fmt: skip
    return Observation(
        "typhoon_track", code, f"台风{name.removeprefix('台风')}", now["lon"], now["lat"], now["at"],
        {key: value for key, value in attributes.items() if value is not None},
    )  # fmt: skip


def _forecast(latest: Any, options: Options) -> list[dict[str, Any]]:
    """Of the last observed point: our own agency's expectation, else the first there is."""
    by = latest.get("forecast") if isinstance(latest, dict) else None
    if not isinstance(by, list) or not by:
        return []
    chosen = next((one for one in by if isinstance(one, dict) and str(one.get("tm", "")).startswith(AGENCY)), by[0])
    points: list[dict[str, Any]] = []
    for raw in chosen.get("forecastpoints") or [] if isinstance(chosen, dict) else []:
        try:
            points.append(_point(raw, options, ahead=True))
        except BadRow:
            continue  # an expectation with a hole is drawn with a longer line
    return points


def _point(raw: Any, options: Options, *, ahead: bool = False) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadRow("不是位置")
    lon, lat = options.place(raw.get("lon", raw.get("lng")), raw.get("lat"))
    point: dict[str, Any] = {"lon": lon, "lat": lat, "at": _when(raw, options, ahead=ahead or raw.get("forecast") is True)}
    point["wind_ms"] = maybe(raw.get("wind_ms", raw.get("speed")), "风速", 0, 120)
    point["hpa"] = maybe(raw.get("hpa", raw.get("pressure")), "气压", 850, 1100)
    point["grade"] = str(raw.get("grade") or raw.get("strong") or "")[:12]
    for ring in RINGS:
        point[f"r{ring}"] = _ring(raw.get(f"r{ring}", raw.get(f"radius{ring}")), ring)
    return point


def _when(raw: dict[str, Any], options: Options, *, ahead: bool) -> Any:
    said = raw.get("at", raw.get("time"))
    return (replace(options, now=options.now + timedelta(hours=LAST_FORECAST_H)) if ahead else options).instant(said)


def _ring(value: Any, ring: int) -> list[float] | None:
    """Kilometres to NE, SE, SW, NW; one number is a circle."""
    if value is None or value == "":
        return None
    parts = value if isinstance(value, list) else str(value).split("|")
    found = [maybe(part, f"{ring} 级半径", 0, 1500) or 0.0 for part in parts]
    if len(found) == 1:
        found *= 4
    return found if len(found) == 4 and max(found) > 0 else None


def _plain(point: dict[str, Any]) -> dict[str, Any]:
    """As it is kept with the storm: instants as text, absent things left out, five decimals are a metre."""
    kept = {key: value for key, value in point.items() if value not in (None, "")}
    return kept | {"at": point["at"].isoformat(), "lon": round(point["lon"], 5), "lat": round(point["lat"], 5)}
