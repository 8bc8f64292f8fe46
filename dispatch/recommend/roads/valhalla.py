"""Valhalla's matrix: POST /sources_to_targets, times in seconds, distances in kilometres (or miles, as `units` says). No Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dispatch.recommend.roads.asking import NoAnswer, ask, legs_of

NO_ROAD = {170, 171, 442}  # locations in unconnected regions, no edges near, no path found
METRES = {"km": 1000.0, "kilometers": 1000.0, "mi": 1609.344, "miles": 1609.344}


def matrix(
    base: str, origins: Sequence[tuple[float, float]], target: tuple[float, float], until: float
) -> list[tuple[float, float | None] | None]:
    body = {
        "sources": [{"lon": lon, "lat": lat} for lon, lat in origins],
        "targets": [{"lon": target[0], "lat": target[1]}],
        "costing": "auto",
        "units": "kilometers",
    }
    answer = ask(f"{base}/sources_to_targets", until, body=body)
    if "error" in answer or "sources_to_targets" not in answer:
        raise NoAnswer(f"{answer.get('error_code', '')} {str(answer.get('error', 'no matrix'))[:120]}")
    scale = METRES.get(str(answer.get("units", "kilometers")), 1000.0)
    rows = answer["sources_to_targets"]
    if isinstance(rows, dict):  # the concise form of newer servers
        return legs_of(_first(rows.get("durations")), _first(rows.get("distances")), scale, len(origins))
    if not isinstance(rows, list):
        raise NoAnswer("no matrix")
    cells = [cell for row in rows if isinstance(row, list) for cell in row if isinstance(cell, dict)]
    by_origin = {cell.get("from_index"): cell for cell in cells}
    ordered = [by_origin.get(place, {}) for place in range(len(origins))]
    return legs_of([cell.get("time") for cell in ordered], [cell.get("distance") for cell in ordered], scale, len(origins))


def _first(rows: object) -> list[object] | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        return None
    return [row[0] for row in rows]


def roads(
    base: str, points: Sequence[tuple[float, float]], areas: Sequence[Any], until: float
) -> list[tuple[float, float, list[tuple[float, float]]]]:
    """POST /route: one road that keeps out of the areas (`exclude_polygons`)."""
    rings = [part.exterior.coords for area in areas for part in getattr(area, "geoms", [area])]
    body = {
        "locations": [{"lon": lon, "lat": lat} for lon, lat in points],
        "costing": "auto",
        "units": "kilometers",
        "exclude_polygons": [[[x, y] for x, y in ring] for ring in rings],
    }
    answer = ask(f"{base}/route", until, body=body)
    if answer.get("error_code") in NO_ROAD:
        return []
    trip = answer.get("trip")
    if not isinstance(trip, dict):
        raise NoAnswer(f"{answer.get('error_code', '')} {str(answer.get('error', 'no trip'))[:120]}")
    try:
        scale = METRES.get(str(trip.get("units", "kilometers")), 1000.0)
        line = [point for leg in trip["legs"] for point in decode(leg["shape"])]
        return [(float(trip["summary"]["time"]), float(trip["summary"]["length"]) * scale, line)]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise NoAnswer(f"no trip: {error}") from error


def decode(text: str) -> list[tuple[float, float]]:
    """Valhalla's polyline with six decimals, latitude first."""
    points: list[tuple[float, float]] = []
    values, at, lat, lon = [0, 0], 0, 0, 0
    while at < len(text):
        for axis in (0, 1):
            shift = result = 0
            while True:
                byte = ord(text[at]) - 63
                at += 1
                result |= (byte & 0x1F) << shift
                shift += 5
                if byte < 0x20:
                    break
            values[axis] = ~(result >> 1) if result & 1 else result >> 1
        lat, lon = lat + values[0], lon + values[1]
        points.append((lon / 1e6, lat / 1e6))
    return points
