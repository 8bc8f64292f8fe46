"""督办: what leaders wrote, and whether it was done; and the tasks of plans and desks with their feedback."""

from __future__ import annotations

from command.figures.facts import Fact, Family, Measure, Span
from command.instructions.models import CLOSED, DONE, STATES, Instruction

NAMES = dict(STATES)


def read(span: Span) -> list[Fact]:
    rows = Instruction.objects.filter(given_at__gte=span.start, given_at__lt=span.end, area__startswith=span.area, exercise_id=None)
    found = rows.values_list("pk", "given_at", "area", "leader_name", "state", "incident_id", "incident__number", "incident__type_id")
    return [
        Fact(
            "instruction",
            pk,
            number or f"批示 {pk}",
            at,
            area,
            f"{leader}批示 {NAMES.get(state, state)}",
            incident,
            hazard or "",
            state=state,
        )
        for pk, at, area, leader, state, incident, number, hazard in found
    ]


INSTRUCTIONS = Family("instructions", read, ("area", "hazard", "state"))
MEASURES = [
    Measure("instructions", "领导批示数", "reporting", "count", INSTRUCTIONS, "件"),
    Measure(
        "instructions_done",
        "督办办结率",
        "reporting",
        "share",
        INSTRUCTIONS,
        "%",
        part=lambda one: one.state in (DONE, CLOSED),
        worse="down",
    ),
]
