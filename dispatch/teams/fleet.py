"""Verbs on vehicles: enter one, correct it, give it to another team, take it out of use."""

from __future__ import annotations

from typing import Any

from devices.terminals.actions import add_subject, change_subject
from dispatch.teams.models import Unit, Vehicle
from dispatch.telling import tell
from realtime.codes import Problem
from realtime.log import Log, act


def add_vehicle(*, actor: str, plate: str, kind: str, unit_id: int, capacity: int = 0) -> Vehicle:
    """With a marker of its own; it belongs where its team belongs."""
    unit = _unit(unit_id)
    with act(actor, unit.exercise_id) as log:
        _check_kind(kind)
        if Vehicle.objects.filter(plate=plate).exists():
            raise Problem("exists", f"号牌 {plate} 已登记。", where=["plate"])
        subject = add_subject(actor=actor, kind="vehicle", area=unit.area, label=f"{unit.name} {plate}", exercise=unit.exercise_id)
        vehicle = Vehicle.objects.create(
            subject=subject, plate=plate, kind=kind, unit=unit, capacity=capacity, area=unit.area, exercise_id=unit.exercise_id
        )
        tell(log, [vehicle.stream], "vehicle.registered", None, vehicle.row(), area=vehicle.area)
    return vehicle


def change_vehicle(*, actor: str, vehicle_id: int, **given: Any) -> Vehicle:
    """kind, unit, capacity, status; what is not named stays."""
    found = Vehicle.objects.filter(pk=vehicle_id).first()
    if found is None:
        raise Problem("not_found", "没有这辆车。")
    with act(actor, found.exercise_id) as log:
        vehicle = Vehicle.objects.select_for_update().get(pk=vehicle_id)
        before = vehicle.row()
        values = {name: given[name] for name in ("kind", "capacity", "status") if given.get(name) is not None}
        if "kind" in values:
            _check_kind(values["kind"])
        if "status" in values and values["status"] not in dict(Vehicle.STATUSES):
            raise Problem("invalid", f"没有“{values['status']}”这种车辆状态。", where=["status"])
        for name, value in values.items():
            setattr(vehicle, name, value)
        vehicle.save()
        tell(log, [vehicle.stream], "vehicle.changed", before, vehicle.row(), area=vehicle.area)
        if given.get("unit_id") is not None and given["unit_id"] != vehicle.unit_id:
            unit = _unit(given["unit_id"])
            if unit.exercise_id != vehicle.exercise_id:
                raise Problem("exercise", where=["unit"])
            move_vehicle(log, actor, vehicle, unit)
    return vehicle


def move_vehicle(log: Log, actor: str, vehicle: Vehicle, unit: Unit) -> None:
    """To another team, or with its team to another area: there it enters, here it leaves."""
    before, was = vehicle.row(), vehicle.area
    vehicle.unit, vehicle.area = unit, unit.area
    vehicle.save(update_fields=["unit", "area"])
    change_subject(actor=actor, subject_id=vehicle.pk, area=unit.area, label=f"{unit.name} {vehicle.plate}")
    if vehicle.area == was:
        tell(log, [vehicle.stream], "vehicle.changed", before, vehicle.row(), area=vehicle.area)
        return
    log.append(f"area:{was}", "vehicle.left", {"id": vehicle.pk, "area": was})
    tell(log, [vehicle.stream], "vehicle.registered", None, vehicle.row(), area=vehicle.area)


def _unit(unit_id: int) -> Unit:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise Problem("not_found", "没有这支队伍。", where=["unit"])
    return unit


def _check_kind(kind: str) -> None:
    if kind not in dict(Vehicle.KINDS):
        raise Problem("invalid", f"没有“{kind}”这种车型。", where=["kind"])
