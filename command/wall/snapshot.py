"""Walls in use, what they show, and the scenes kept under a name."""

from __future__ import annotations

from typing import Any

from command.wall.models import SavedScene, Wall
from command.wall.rows import DutyName
from dispatch.contacts.duty import on_duty
from realtime.accounts.models import Role
from realtime.rules.models import rule

# Whose names stand in the wall's header.
DUTY = ("duty_leader", "shift_chief", "duty_officer")


def walls(prefix: str) -> dict[str, Any]:
    return {str(wall.pk): wall.row() for wall in Wall.objects.in_use().under(prefix)}


def saved_scenes(prefix: str) -> dict[str, Any]:
    return {str(saved.pk): saved.row() for saved in SavedScene.objects.filter(area__startswith=prefix)}


def duty_names(area: str) -> list[DutyName]:
    names = dict(Role.objects.filter(pk__in=DUTY).values_list("code", "name"))
    return [
        {"role": code, "role_name": names[code], "names": [person.name for person in on_duty(area, code)]} for code in DUTY if code in names
    ]


def limits() -> dict[str, Any]:
    """What the wall itself measures by; travels in every snapshot."""
    return {"report_s": rule("wall.report_s"), "page_s": rule("wall.page_s"), "duty_s": rule("wall.duty_s")}
