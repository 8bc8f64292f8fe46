"""接警、核实: every alarm that was somebody's call, with its verdict. The same call once more and nobody's call at all are none."""

from __future__ import annotations

from command.figures.facts import Fact, Family, Measure, Span, amounts, seconds
from command.forest.ending import FIRE
from dispatch.alarms.models import CONFIRMING, DUPLICATE, MISFIRE, TEST, VERDICTS, Alarm
from dispatch.incidents.models import type_name

WORDS = dict(VERDICTS)
FOREST = ("forest_fire", "other_woodland")


def read(span: Span) -> list[Fact]:
    rows = Alarm.objects.filter(
        received_at__gte=span.start, received_at__lt=span.end, area__startswith=span.area, exercise_id=None, test=False
    )
    found = rows.exclude(verdict__in=(DUPLICATE, TEST)).values_list(
        "pk", "number", "received_at", "area", "type", "place", "verdict", "incident_id", "acked_at"
    )
    return [
        Fact(
            "alarm", pk, number, at, area, " ".join(part for part in (type_name(kind) or "", place, WORDS.get(verdict, "")) if part), incident, kind,
            state=verdict, amounts=amounts(ack=seconds(at, acked)),
        )
        for pk, number, at, area, kind, place, verdict, incident, acked in found
    ]  # fmt: skip


def confirmed(one: Fact) -> bool:
    return one.state in CONFIRMING


def burning(one: Fact) -> bool:
    return one.hazard.startswith(FIRE) or one.state in FOREST


ALARMS = Family("alarms", read, ("area", "hazard", "state"))
MEASURES = [
    Measure("alarms", "接警数", "alarms", "count", ALARMS, "宗"),
    Measure("verified", "核实数", "alarms", "count", ALARMS, "宗", where=confirmed),
    Measure("verified_rate", "核实率", "alarms", "share", ALARMS, "%", where=lambda one: one.state != "", part=confirmed),
    Measure(
        "false_rate", "误报率", "alarms", "share", ALARMS, "%", where=lambda one: one.state not in ("", MISFIRE),
        part=lambda one: not confirmed(one), worse="up",
    ),
    Measure("ack_p50", "接警确认时长 P50", "alarms", "p50", ALARMS, "秒", amount="ack", worse="up"),
    Measure("ack_p90", "接警确认时长 P90", "alarms", "p90", ALARMS, "秒", amount="ack", worse="up"),
    Measure("fire_alarms", "森林火情接警数", "fire", "count", ALARMS, "宗", where=burning),
    Measure("fire_verified", "森林火情核实数", "fire", "count", ALARMS, "宗", where=lambda one: burning(one) and confirmed(one)),
]  # fmt: skip
