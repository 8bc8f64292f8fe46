"""OSRM's table service: GET /table/v1/driving/…?sources=0;1&destinations=2, times in seconds, distances in metres. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dispatch.recommend.roads.asking import NoAnswer, ask, legs_of


def table(
    base: str, origins: Sequence[tuple[float, float]], target: tuple[float, float], until: float
) -> list[tuple[float, float | None] | None]:
    places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in [*origins, target])
    sources = ";".join(str(place) for place in range(len(origins)))
    url = f"{base}/table/v1/driving/{places}?sources={sources}&destinations={len(origins)}"
    answer = ask(f"{url}&annotations=duration,distance", until)
    if answer.get("code") == "NotImplemented":  # older servers running MLD know no distances
        answer = ask(f"{url}&annotations=duration", until)
    if answer.get("code") != "Ok":
        raise NoAnswer(f"{answer.get('code')}: {str(answer.get('message', ''))[:120]}")
    return legs_of(_column(answer.get("durations")), _column(answer.get("distances")), 1.0, len(origins))


def _column(rows: object) -> list[object] | None:
    """One destination: the first value of every row."""
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        return None
    return [row[0] for row in rows]


def roads(
    base: str, points: Sequence[tuple[float, float]], areas: Sequence[Any], until: float
) -> list[tuple[float, float, list[tuple[float, float]]]]:
    """GET /route/v1/driving/…: its best road and alternatives. It knows no areas; whoever asks looks whether a road crosses one."""
    places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)
    more = "&alternatives=3" if len(points) == 2 else ""
    answer = ask(f"{base}/route/v1/driving/{places}?overview=full&geometries=geojson{more}", until)
    if answer.get("code") == "NoRoute":
        return []
    if answer.get("code") != "Ok":
        raise NoAnswer(f"{answer.get('code')}: {str(answer.get('message', ''))[:120]}")
    try:
        return [
            (float(road["duration"]), float(road["distance"]), [(float(x), float(y)) for x, y in road["geometry"]["coordinates"]])
            for road in answer["routes"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise NoAnswer(f"no routes: {error}") from error
