"""事故: the ledger. What was struck out as entered by mistake counts nowhere."""

from __future__ import annotations

from command.figures.facts import Fact, Family, Measure, Span, amounts, ground
from command.figures.models import Accident
from dispatch.incidents.models import type_name
from realtime.rules.models import rule

MAJOR = "figures.major"  # from how many deaths, injured, 万元 on it is 重特大


def read(span: Span) -> list[Fact]:
    deaths_from, injured_from, loss_from = rule(MAJOR, ground(span.area))
    rows = Accident.objects.standing().filter(happened_at__gte=span.start, happened_at__lt=span.end, area__startswith=span.area)
    found = rows.values_list("pk", "number", "happened_at", "area", "title", "incident_id", "type", "sector", "deaths", "injured", "loss")
    return [
        Fact(
            "accident", pk, number, at, area, " ".join(part for part in (type_name(kind) or "", title) if part), incident, kind, sector,
            "major" if deaths >= deaths_from or injured >= injured_from or float(loss) >= loss_from else "plain",
            amounts=amounts(deaths=deaths or None, injured=injured or None, loss=float(loss) or None),
        )
        for pk, number, at, area, title, incident, kind, sector, deaths, injured, loss in found
    ]  # fmt: skip


ACCIDENTS = Family("accidents", read, ("area", "sector", "hazard", "grade"))
MEASURES = [
    Measure("accidents", "生产安全事故起数", "accidents", "count", ACCIDENTS, "起", worse="up"),
    Measure("accident_deaths", "事故死亡人数", "accidents", "sum", ACCIDENTS, "人", amount="deaths", worse="up"),
    Measure("accident_injured", "事故受伤人数", "accidents", "sum", ACCIDENTS, "人", amount="injured", worse="up"),
    Measure("accident_loss", "事故直接经济损失", "accidents", "sum", ACCIDENTS, "万元", amount="loss", worse="up"),
    Measure("accidents_major", "重特大事故起数", "accidents", "count", ACCIDENTS, "起", where=lambda one: one.grade == "major", worse="up"),
]
