"""隐患: what was found wrong, and how much of it is right again. What was judged no hazard is none."""

from __future__ import annotations

from django.utils import timezone

from command.figures.facts import Fact, Family, Measure, Span
from command.hazards.models import Hazard
from command.hazards.states import CLOSED, REJECTED, RELAPSED, STATES, VERIFIED

NAMES = dict(STATES)
RIGHT = (VERIFIED, CLOSED, RELAPSED)  # a second person has seen that it was right; a relapse is counted as a hazard of its own


def read(span: Span) -> list[Fact]:
    now = timezone.now()
    rows = Hazard.objects.filter(found_at__gte=span.start, found_at__lt=span.end, area__startswith=span.area, exercise_id=None).exclude(
        state=REJECTED
    )
    found = rows.values_list("pk", "number", "found_at", "area", "title", "sector_id", "state", "major", "due_at", "campaign")
    return [
        Fact(
            "hazard", pk, number, at, area, " ".join(part for part in (title, NAMES.get(state, state), campaign) if part), None, "", sector,
            "major" if major else "plain", "right" if state in RIGHT else "late" if due and due < now else "open",
        )
        for pk, number, at, area, title, sector, state, major, due, campaign in found
    ]  # fmt: skip


HAZARDS = Family("hazards", read, ("area", "sector", "grade", "state"))
MEASURES = [
    Measure("hazards", "隐患数", "prevention", "count", HAZARDS, "项"),
    Measure("hazards_major", "重大隐患数", "prevention", "count", HAZARDS, "项", where=lambda one: one.grade == "major", worse="up"),
    Measure("hazards_right", "隐患整改率", "prevention", "share", HAZARDS, "%", part=lambda one: one.state == "right", worse="down"),
    Measure("hazards_late", "逾期未整改隐患", "prevention", "count", HAZARDS, "项", where=lambda one: one.state == "late", worse="up"),
]
