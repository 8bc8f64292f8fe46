"""Valhalla's matrix: POST /sources_to_targets, times in seconds, distances in kilometres (or miles, as `units` says). No Django."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.recommend.roads.asking import NoAnswer, ask, legs_of

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
