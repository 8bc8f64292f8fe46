"""突发事件: what was opened, what it cost, and how long it took; a merged one stands in the one it was merged into. Forest fires have their own lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, Min
from django.utils.timezone import localdate

from command.figures.facts import Fact, Family, Measure, Span, amounts, seconds
from command.forest.ending import FIRE
from dispatch.alarms.models import Alarm
from dispatch.incidents.models import CLOSED, GUARD, MOP_UP, OUT, Incident
from dispatch.orders.models import Order
from realtime.log.models import Event

MU = 15  # 亩 in a hectare
NATURAL = "11"
FLOOD = ("11A", "11B01", "11B03")  # 水旱灾害、台风、暴雨
# Key, number, when, where, type and its name, place, what was said of it, grade, phase
Row = tuple[int, str, datetime, str, str, str, str, dict[str, Any], int | None, str]
PUT_OUT = '"phase":"out"'  # as the timeline's canonical text has it


def read(span: Span) -> list[Fact]:
    rows = Incident.objects.filter(
        opened_at__gte=span.start, opened_at__lt=span.end, area__startswith=span.area, exercise_id=None, merged_into=None
    )
    first = dict(
        Alarm.objects.filter(incident_id__in=rows.values("pk"), exercise_id=None).values_list("incident_id").annotate(at=Min("received_at"))
    )
    ordered = dict(
        Order.objects.filter(incident__in=rows.values("pk"), kind=Order.DISPATCH).values_list("incident_id").annotate(at=Min("issued_at"))
    )
    found = list(rows.values_list("pk", "number", "opened_at", "area", "type_id", "type__name", "place", "figures", "grade", "phase"))
    out = _put_out([row[0] for row in found if row[4].startswith(FIRE) and row[9] in (OUT, MOP_UP, GUARD, CLOSED)])
    return [_fact(row, first.get(row[0]), ordered.get(row[0]), out.get(row[0])) for row in found]


def _put_out(fires: list[int]) -> dict[int, datetime]:
    """When the flames were out, the last time where it rekindled: what the timeline says."""
    if not fires:
        return {}
    rows = Event.objects.filter(stream__in=[f"incident:{pk}" for pk in fires], body__contains=PUT_OUT)
    return {
        int(stream.split(":")[1]): at for stream, at in rows.values_list("stream").annotate(last=Max("at")).values_list("stream", "last")
    }


def _fact(row: Row, called: datetime | None, ordered: datetime | None, out: datetime | None) -> Fact:
    pk, number, at, area, kind, name, place, said, grade, _ = row
    told = {key: float(value) for key, value in said.items() if isinstance(value, (int, float))}
    hurt = [told[key] for key in ("injuries", "serious_injuries") if key in told]
    took = amounts(
        deaths=told.get("deaths") or None, injured=sum(hurt) if any(hurt) else None, missing=told.get("missing") or None,
        evacuated=told.get("evacuated") or None, rescued=told.get("rescued") or None, affected=told.get("affected") or None,
        burned=round(told["burned_ha"] * MU, 2) if told.get("burned_ha") else None, damaged=round(told["area_ha"] * MU, 2) if told.get("area_ha") else None,
        loss=round(told["loss_yuan"] / 10_000, 2) if told.get("loss_yuan") else None, to_order=seconds(called, ordered), to_out=seconds(at, out),
    )  # fmt: skip
    same_day = out is not None and localdate(out) == localdate(at)
    return Fact(
        "incident", pk, number, at, area, f"{name} {place}".strip(), pk, kind, grade=str(grade or ""), amounts=took,
        state="same_day" if same_day else "out" if out else "",
    )  # fmt: skip


def burning(one: Fact) -> bool:
    return one.hazard.startswith(FIRE)


def natural(one: Fact) -> bool:
    return one.hazard.startswith(NATURAL)


def flood(one: Fact) -> bool:
    return one.hazard.startswith(FLOOD)


INCIDENTS = Family("incidents", read, ("area", "hazard", "grade"))
MEASURES = [
    Measure("incidents", "事件数", "outcome", "count", INCIDENTS, "起", worse="up"),
    Measure("deaths", "死亡人数", "outcome", "sum", INCIDENTS, "人", amount="deaths", worse="up"),
    Measure("injured", "受伤人数", "outcome", "sum", INCIDENTS, "人", amount="injured", worse="up"),
    Measure("rescued", "营救人数", "outcome", "sum", INCIDENTS, "人", amount="rescued"),
    Measure("evacuated", "疏散人数", "outcome", "sum", INCIDENTS, "人", amount="evacuated"),
    Measure("disaster_deaths", "因灾死亡人数", "outcome", "sum", INCIDENTS, "人", amount="deaths", where=natural, worse="up"),
    Measure("flood_deaths", "三防因灾死亡人数", "outcome", "sum", INCIDENTS, "人", amount="deaths", where=flood, worse="up"),
    Measure("disaster_loss", "自然灾害直接经济损失", "outcome", "sum", INCIDENTS, "万元", amount="loss", where=natural, worse="up"),
    Measure("fires", "森林火灾起数", "fire", "count", INCIDENTS, "起", where=burning, worse="up"),
    Measure("burned", "过火面积", "fire", "sum", INCIDENTS, "亩", amount="burned", where=burning, worse="up"),
    Measure("damaged", "受害森林面积", "fire", "sum", INCIDENTS, "亩", amount="damaged", where=burning, worse="up"),
    Measure("fire_deaths", "森林火灾伤亡人数", "fire", "sum", INCIDENTS, "人", amount="deaths", where=burning, worse="up"),
    Measure("to_out_p50", "扑火时长 P50", "fire", "p50", INCIDENTS, "秒", amount="to_out", where=burning, worse="up"),
    Measure(
        "out_same_day", "当日扑灭率", "fire", "share", INCIDENTS, "%", where=lambda one: burning(one) and one.state != "",
        part=lambda one: one.state == "same_day", worse="down",
    ),
    Measure("to_order_p50", "接警→下达 P50", "stages", "p50", INCIDENTS, "秒", amount="to_order", worse="up"),
    Measure("to_order_p90", "接警→下达 P90", "stages", "p90", INCIDENTS, "秒", amount="to_order", worse="up"),
]  # fmt: skip
