"""gauges → **readings** → approval: what stations said when people were let home, kept as it was; one that is still over its mark forbids it."""

from __future__ import annotations

from collections.abc import Sequence

from command.evacuation.rows import ReturnReading
from dispatch.features.condition import abnormal, reading
from dispatch.features.models import Feature
from realtime.clock import iso
from realtime.codes import Problem
from realtime.rules.models import rule

LAYERS = ("river_gauge", "reservoir", "rain_gauge", "sensor", "waterlog_spot", "slope", "geohazard", "wind")


def readings_of(stations: Sequence[int], area: str) -> list[ReturnReading]:
    found = {one.pk: one for one in Feature.objects.filter(pk__in=stations, layer__in=LAYERS, area__startswith=area[:4], exercise_id=None)}
    if strange := [number for number in stations if number not in found]:
        raise Problem("not_found", "所选的测站不存在,或不是测站。", where=["stations", *map(str, strange)])
    rows = [_row(found[number]) for number in dict.fromkeys(stations)]
    over = [row for row in rows if row["abnormal"]]
    if over and rule("evacuation.return_abnormal", area) == "enforce":
        said = "、".join(f"{row['name']}({row['text']})" for row in over)
        raise Problem("wrong_state", f"仍有测站超限:{said}。险情未解除,不能批准返回。", where=["stations"])
    return rows


def _row(one: Feature) -> ReturnReading:
    return {
        "feature": one.pk, "layer": one.layer, "name": one.name, "text": str(reading(one.layer, one.attributes) or ""),
        "abnormal": abnormal(one.layer, one.attributes), "at": iso(one.observed_at),
    }  # fmt: skip
