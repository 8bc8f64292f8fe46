"""coordinates in the datum of the file → **shifting** → WGS-84; and whether the file looks as if it were in another datum. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

from realtime.coordinates.reading import datum_in
from realtime.datum import DATUMS, to_wgs84

DIGITS = 7  # a centimetre
FAR_M, CLEARLY, FEWEST = 100, 3, 3  # metres off that are no survey error; so many times nearer in another datum; so many objects to compare
DEGREE_M = 111_320

Sample = tuple[tuple[float, float], tuple[float, float]]  # as in the file, and where we have it


def shifted(shape: dict[str, Any], datum: str) -> dict[str, Any]:
    """Every vertex; heights are left behind. Raises ValueError for what are no coordinates."""
    if shape.get("type") == "GeometryCollection":
        return {"type": "GeometryCollection", "geometries": [shifted(part, datum) for part in shape.get("geometries") or []]}
    return {"type": shape.get("type"), "coordinates": _walk(shape.get("coordinates"), datum)}


def _walk(part: Any, datum: str) -> Any:
    if not isinstance(part, list | tuple) or not part:
        raise ValueError("no coordinates")
    if isinstance(part[0], int | float) and not isinstance(part[0], bool):
        if len(part) < 2 or not isinstance(part[1], int | float):
            raise ValueError("no pair")
        return [round(degree, DIGITS) for degree in to_wgs84(float(part[0]), float(part[1]), datum)]
    return [_walk(inner, datum) for inner in part]


def suspected(samples: Iterable[Sample], datum: str, titles: Iterable[str]) -> str:
    """A sentence for whoever is about to say yes, or nothing: another datum fits what we have far better, or a column's name says another."""
    pairs = list(samples)
    if len(pairs) >= FEWEST:
        off = {one: median(_metres(to_wgs84(*there, one), here) for there, here in pairs) for one in ("wgs84", "gcj02", "bd09")}
        best = min(off, key=lambda one: off[one])
        chosen = off["wgs84" if datum == "cgcs2000" else datum]
        if chosen > FAR_M and off[best] * CLEARLY < chosen:
            return f"与已有的 {len(pairs)} 个同编号对象相差约 {chosen:.0f} 米;按 {DATUMS[best]} 换算只差 {off[best]:.0f} 米。请核对坐标系。"
    for title in titles:
        named = datum_in(title)
        if named and named[0] != datum and {named[0], datum} != {"wgs84", "cgcs2000"}:
            return f"列名“{title}”像是 {DATUMS[named[0]]},所选的是 {DATUMS[datum]}。请核对坐标系。"
    return ""


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Good enough for hundreds of metres at our latitude."""
    return float((((a[0] - b[0]) * 0.92) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 * DEGREE_M)
