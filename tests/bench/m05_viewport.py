"""M5: one viewport of a city with 100,000 objects – cells of the whole city, a dense district near by, and asked again unchanged."""

from __future__ import annotations

import time
from typing import Any

from tests.bench.m02_analysis import LAYERS, OBJECTS, PLACE, fill
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Stage

ASKED = 7
CITY = (112.9, 22.5, 114.1, 24.0)


def measure(stage: Stage) -> list[Result]:
    count = max(1000, int(OBJECTS * min(1.0, stage.scale)))
    centre = stage.centre
    fill(stage, count)
    lon, lat = PLACE
    near = (lon - 0.06, lat - 0.035, lon + 0.06, lat + 0.035)
    views = {
        f"{count:,} objects: the whole city in cells, one request": (CITY, 9.0),
        f"{count:,} objects: the dense middle at z 13, one request": (near, 13.0),
    }
    results = []
    keys = ",".join(LAYERS)
    for name, (box, zoom) in views.items():
        result = Result("M5", name, "ms", [], Goal(300, 100))
        path = f"/api/features/view?bbox={','.join(map(str, box))}&zoom={zoom}&layers={keys}"
        answer = stage.officer.get(path)
        for _ in range(stage.runs()):
            result.runs.append(_ms(lambda path=path: stage.officer.get(path)))
        result.notes.append(f"{answer['total']:,} objects as {len(answer['clusters'])} cells and {len(answer['objects'])} marks")
        results.append(result)
    url, http = centre.url("web"), stage.officer.http
    path = f"{url}/api/features/view?bbox={','.join(map(str, CITY))}&zoom=9&layers={keys}"
    tag = http.get(path, timeout=10).headers["ETag"]
    again = Result("M5", f"{count:,} objects: the same view unchanged (304)", "ms", [], Goal(100, 30))
    for _ in range(stage.runs()):
        again.runs.append(_ms(lambda: http.get(path, headers={"If-None-Match": tag}, timeout=10)))
    return [*results, again]


def _ms(work: Any) -> float:
    """Median of a few, so that one pause of the machine is not the figure."""
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)
