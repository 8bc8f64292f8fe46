"""转移: people who left, by the town's book; a line struck out is none."""

from __future__ import annotations

from command.evacuation.models import MOVED, Departure
from command.figures.facts import Fact, Family, Measure, Span, amounts


def read(span: Span) -> list[Fact]:
    rows = Departure.objects.standing().filter(
        occurred_at__gte=span.start, occurred_at__lt=span.end, area__startswith=span.area, outcome=MOVED, evacuation__exercise_id=None
    )
    found = rows.values_list(
        "evacuation_id",
        "evacuation__number",
        "occurred_at",
        "area",
        "household",
        "evacuation__incident_id",
        "evacuation__incident__type_id",
        "people",
    )
    return [
        Fact("evacuation", pk, number, at, area, household, incident, hazard or "", amounts=amounts(people=people))
        for pk, number, at, area, household, incident, hazard, people in found
    ]


EVACUATION = Family("evacuation", read, ("area", "hazard"))
MEASURES = [Measure("moved", "转移人数", "outcome", "sum", EVACUATION, "人", amount="people")]
