"""天气过程: the rounds that came, by their kind; what a drill played is none."""

from __future__ import annotations

from command.consultation.models import WeatherProcess
from command.figures.facts import Fact, Family, Measure, Span

RAIN = "rain"


def read(span: Span) -> list[Fact]:
    rows = WeatherProcess.objects.filter(started_at__gte=span.start, started_at__lt=span.end, area__startswith=span.area, exercise_id=None)
    found = rows.values_list("pk", "year", "number", "started_at", "area", "name", "level", "hazard", "kind")
    return [
        Fact("process", pk, f"{year} 年第 {number} 轮", at, area, f"{name} {level}".strip(), None, hazard, grade=kind)
        for pk, year, number, at, area, name, level, hazard, kind in found
    ]


PROCESSES = Family("processes", read, ("area", "hazard", "grade"))
MEASURES = [Measure("rounds", "强降雨过程", "responses", "count", PROCESSES, "轮", where=lambda one: one.grade == RAIN)]
