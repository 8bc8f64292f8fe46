"""M2: what lies around a place among 100,000 objects, asked of a running centre; beside it a plain loop over all of them."""

from __future__ import annotations

import time
from math import asin, cos, radians, sin, sqrt
from typing import Any

from tests.bench.report import Goal, Result, median
from tests.bench.stage import Stage

OBJECTS = 100_000
PLACE = (113.3220, 23.1190)  # the dense middle, where most lies within 10 km
LAYERS = ("hazard", "school", "village", "nursing_home", "shelter", "water_source", "hospital", "risk_unit", "camera", "chem_enterprise")
HALF_CITY = [(113.0, 22.9), (113.5, 22.9), (113.6, 23.3), (113.3, 23.5), (113.0, 23.3), (113.0, 22.9)]
ASKED = 7


def measure(stage: Stage) -> list[Result]:
    count = max(1000, int(OBJECTS * min(1.0, stage.scale)))
    fill(stage, count)
    point = {"point": {"lon": PLACE[0], "lat": PLACE[1]}, "radii": [1000, 3000, 5000, 10_000]}
    polygon = {"polygon": {"type": "Polygon", "coordinates": [HALF_CITY]}}
    found = Result("M2", f"{count:,} objects: counts, people and lists within 1/3/5/10 km, nearest teams", "s", [], Goal(1.5, 0.2),
                   "s, plain loop: distance and count only", by_value=True)  # fmt: skip
    half = Result("M2", f"{count:,} objects: all in a polygon over half the city", "s", [], Goal(1.5, 0.2))
    rows = stage.centre.query("SELECT layer, lon, lat FROM features_feature WHERE active")
    totals = [0, 0]
    for _ in range(stage.runs()):
        for at, (result, ask) in enumerate(((found, point), (half, polygon))):
            stage.officer.post("/api/map/analysis", ask)
            result.runs.append(_seconds(lambda ask=ask: stage.officer.post("/api/map/analysis", ask)))
            totals[at] = stage.officer.post("/api/map/analysis", ask).json()["total"][-1]
        found.peer_runs.append(_seconds(lambda: naive(rows), times=1))
    found.notes.append(
        f"{totals[0]:,} objects within 10 km, {totals[1]:,} in the polygon; one request over HTTP with JSON, nothing kept between two"
    )
    return [found, half]


def _seconds(work: Any, times: int = ASKED) -> float:
    """Median of a few, so that one pause of the machine is not the figure."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return median(took)


def fill(stage: Stage, count: int) -> None:
    """Objects as a city has them: dense in its middle, sparse in its hills."""
    (there,) = stage.centre.query("SELECT count(*) FROM features_feature WHERE code LIKE 'M2-%%'")[0]
    if there >= count:
        return
    stage.centre.query(
        "INSERT INTO features_feature (layer, code, name, initials, area, lon, lat, attributes, source, datum_in, active)"
        " SELECT (%s::text[])[1 + n %% %s], 'M2-' || n, '测速对象 ' || n, '', '440106',"
        " %s + (sqrt(-2 * ln(1 - a)) * cos(2 * pi() * b)) * 0.18, %s + (sqrt(-2 * ln(1 - a)) * sin(2 * pi() * b)) * 0.16,"
        " jsonb_build_object('population', n %% 3000, 'students', n %% 900, 'residents', n %% 80, 'capacity', 500, 'occupied', n %% 400,"
        " 'state', (ARRAY['待整改', '整改中', '已整改', '已销号'])[1 + n %% 4], 'risk', (ARRAY['重大', '较大', '一般', '低'])[1 + n %% 4]), '', 'wgs84', true"
        " FROM (SELECT n, random() AS a, random() AS b FROM generate_series(1, %s) AS n) AS dice RETURNING 1",
        list(LAYERS), len(LAYERS), *PLACE, count,
    )  # fmt: skip
    stage.centre.query("ANALYZE features_feature")


def naive(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    """What a first version would do: the great circle to every object, one after the other."""
    lon, lat = PLACE
    counts: dict[str, int] = {}
    for layer, there_lon, there_lat in rows:
        a = sin(radians(there_lat - lat) / 2) ** 2
        a += cos(radians(lat)) * cos(radians(there_lat)) * sin(radians(there_lon - lon) / 2) ** 2
        if 2 * 6_371_008.8 * asin(sqrt(a)) <= 10_000:
            counts[layer] = counts.get(layer, 0) + 1
    return counts
