"""Plans, their coverage and what runs by them, as the screens read them."""

from __future__ import annotations

from typing import cast

from django.utils.timezone import localdate

from command.plans.coverage import LEVELS, Held, gaps, leaves, matrix
from command.plans.editing import sheet_body
from command.plans.models import GENERAL, Activation, Plan, plan_row
from command.plans.rows import ActivationRow, ActivationWhole, Coverage, PlanRow, PlanWhole
from command.plans.sheet import read_sheet
from command.plans.tasks.models import PLAN, TaskSet
from dispatch.contacts.models import Person
from dispatch.incidents.models import EventType
from realtime.clock import iso


def plan_rows(area: str) -> list[PlanRow]:
    """Of this area and those over it: a district works by the city's plans too."""
    over = [area[:length] for length in range(2, len(area) + 1)]
    rows = [*Plan.objects.filter(active=True, area__in=over), *Plan.objects.filter(active=True, area__startswith=area).exclude(area=area)]
    return [plan_row(plan, localdate()) for plan in rows]


def plan_whole(plan: Plan) -> PlanWhole:
    return {
        **plan_row(plan, localdate()), "merges": list(plan.merges), "source": plan.source, "changed_at": iso(plan.changed_at),
        "sheet": sheet_body(plan).model_dump(mode="json"),
    }  # fmt: skip


def coverage(area: str) -> Coverage:
    """Of this area alone: what holds over it counts, what only a district below has does not close the city's gap."""
    rows = [row for row in plan_rows(area) if area.startswith(row["area"])]
    names = dict(EventType.objects.filter(scheme="gb35561").values_list("code", "name"))
    held = [Held(row["id"], tuple(row["hazards"]), tuple(row["levels"]), row["worked"], row["kind"] == GENERAL) for row in rows]
    cells = matrix(leaves(names), held)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    return {
        "area": area, "levels": list(LEVELS), "gaps": gaps(cells), "counts": counts,
        "rows": [
            {
                "hazard": line[0].hazard, "name": names[line[0].hazard],
                "cells": [{"hazard": cell.hazard, "level": cell.level, "plans": list(cell.plans), "worked": cell.worked} for cell in line],
            }
            for line in cells
        ],
    }  # fmt: skip


def activation_row(activation: Activation) -> ActivationRow:
    held = TaskSet.objects.filter(origin=PLAN, origin_id=activation.pk).values_list("pk", flat=True).first()
    return cast("ActivationRow", {
        "id": activation.pk, "plan": activation.plan_id, "plan_title": activation.plan.title, "incident": activation.incident_id,
        "area": activation.area, "level": activation.level, "response": activation.response_id, "task_set": held,
        "press": activation.press_id, "press_words": activation.press_words, "by_name": activation.by_name, "at": iso(activation.at),
        "ended_at": iso(activation.ended_at), "x": activation.exercise_id,
    })  # fmt: skip


def activation_whole(activation: Activation, *, made: bool = False) -> ActivationWhole:
    sheet = read_sheet(activation.body)
    persons = {person.pk: person for person in Person.objects.filter(pk__in=activation.roles.values())}
    stage = next((stage for stage in sheet.process if stage.level == activation.level), None)
    return {
        **activation_row(activation), "headquarters": sheet.headquarters, "steps": list(stage.steps) if stage else [], "made": made,
        "groups": [
            {
                "code": group["code"], "name": group["name"], "duty": group["duty"], "lead": group["lead"],
                "lead_name": str(persons[group["lead"]]) if group["lead"] in persons else "",
                "members": [str(persons[one]) for one in group["members"] if one in persons],
            }
            for group in activation.groups
        ],
    }  # fmt: skip
