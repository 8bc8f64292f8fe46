"""Registers of the teams, bases and social teams for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from command.forces.actions import enter_gear
from command.forces.basing import open_base
from command.volunteers.actions import Member, apply
from dispatch.supplies.balances import today

NEEDS = {
    "list_readiness": "any", "get_force_profile": "read", "set_force_skills": "unit.manage", "enter_force_gear": "unit.manage",
    "change_force_gear": "unit.manage", "enter_force_training": "unit.manage", "list_overdue_gear": "any", "list_force_trainings": "any",
    "count_force_trainings": "any", "get_force_sheet": "any", "import_force_sheet": "own", "list_force_bases": "any", "open_force_base": "unit.manage",
    "get_force_base": "read", "change_force_base": "unit.manage", "station_force_team": "unit.manage", "get_force_coverage": "any",
    "get_force_gaps": "any", "get_force_crossings": "any",
    "list_volunteers": "any", "get_volunteer": "unit.manage", "reveal_volunteer": "unit.manage", "vet_volunteer": "unit.manage",
    "approve_volunteer": "unit.manage", "refuse_volunteer": "unit.manage", "suspend_volunteer": "unit.manage", "resume_volunteer": "unit.manage",
    "review_volunteer": "unit.manage", "depart_volunteer": "unit.manage",
}  # fmt: skip


def force_things(area: str, unit: int, lon: float, lat: float) -> dict[str, Any]:
    gear = enter_gear(actor="system", unit_id=unit, item="radio", number=f"R-{area}")
    base = open_base(actor="system", code=f"B-{area}", name="某基地", kind="training", area=area, lon=lon, lat=lat)
    one = apply(
        sender="", leader=Member("某人", "13900000009", True), name=f"某救援队{area}", kind="volunteer", domains=["land"], area=area, place="某处", lon=lon,
        lat=lat, headcount=20,
    )  # fmt: skip
    return {"gear_id": gear.pk, "base_id": base.pk, "application_id": one.pk, "core_id": one.core.get().pk, "sheet": "gear"}


def force_bodies(thing: SimpleNamespace, area: str, lon: float, lat: float) -> dict[str, Any]:
    words = {"words": "情况属实"}
    return {
        "set_force_skills": {
            "lots": [{"skill": "diving", "certificate": "潜水员证", "people": 2, "valid_to": (today() + timedelta(days=90)).isoformat()}]
        },
        "enter_force_gear": {"item": "radio", "number": "R-2"},
        "change_force_gear": {"note": "已检"},
        "enter_force_training": {"course": "体能", "held_on": today().isoformat(), "hours": 4},
        "open_force_base": {"code": "B-NEW", "name": "另一基地", "kind": "joint", "area": area, "lon": lon, "lat": lat},
        "change_force_base": {"capacity": 60},
        "station_force_team": {"unit": thing.unit_id},
        "reveal_volunteer": {"core": thing.core_id, "why": "通知面谈"},
        "vet_volunteer": words,
        "approve_volunteer": {"interview": "队员稳定", "trial": "合格"},
        "refuse_volunteer": words,
        "suspend_volunteer": words,
        "resume_volunteer": words,
        "review_volunteer": words,
        "depart_volunteer": words,
    }
