"""演练: that they were held; nothing that happened in them stands anywhere else here."""

from __future__ import annotations

from command.drills.models import KINDS, TAKEN_PLACE, DrillPlan
from command.figures.facts import Fact, Family, Measure, Span, amounts
from realtime.exercises.models import Exercise

NAMES = dict(KINDS)
EXERCISES: dict[str, str] = dict(Exercise._meta.get_field("kind").flatchoices)


def read(span: Span) -> list[Fact]:
    held = {"started_at__gte": span.start, "started_at__lt": span.end, "area__startswith": span.area}
    plans = DrillPlan.objects.filter(**held, state__in=TAKEN_PLACE).values_list("exercise_id", "number", "attended", "hazard")
    attended = {exercise: (number, people, hazard) for exercise, number, people, hazard in plans if exercise is not None}
    facts = []
    # A year has thousands of them: as plain values they cost a fifth of what whole objects do
    for pk, name, kind, area, at in Exercise.objects.filter(**held).values_list("pk", "name", "kind", "area", "started_at"):
        number, people, hazard = attended.get(pk, (str(pk), None, ""))
        title = f"{name}({EXERCISES.get(kind, kind)})"
        facts.append(Fact("exercise", pk, number, at, area, title, None, hazard, grade=kind, amounts=amounts(people=people)))
    return facts


def flood(one: Fact) -> bool:
    """防汛: of water and of the rain that brings it."""
    return one.hazard.startswith("11A") or one.hazard == "11B03"


DRILLS = Family("drills", read, ("area", "hazard", "grade"))
MEASURES = [
    Measure("drills", "演练场次", "prevention", "count", DRILLS, "场次"),
    Measure("flood_drills", "防汛演练场次", "prevention", "count", DRILLS, "场次", where=flood),
    Measure("drill_people", "演练人次", "prevention", "sum", DRILLS, "人次", amount="people"),
]
