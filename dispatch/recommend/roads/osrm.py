"""OSRM's table service: GET /table/v1/driving/…?sources=0;1&destinations=2, times in seconds, distances in metres. No Django."""

from __future__ import annotations

from collections.abc import Sequence

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
