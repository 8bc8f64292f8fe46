"""Verbs on the four kinds of bases: open one, correct it, station a team there. The map's copy follows inside the same action."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from command.forces.actions import stream
from dispatch.features.actions import mirror, unmirror
from dispatch.teams.actions import change_unit
from dispatch.teams.models import Base, Item, Unit
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import Log, act

LAYER = {Base.TRAINING: "base_training", Base.STANDBY: "base_standby", Base.INCUBATION: "base_incubation", Base.JOINT: "base_joint"}
FIELDS = ("name", "kind", "area", "lon", "lat", "place", "contact", "capacity", "courses", "equipment")


def open_base(*, actor: str, code: str, **given: Any) -> Base:
    with act(actor) as log:
        if Base.objects.filter(code=code).exists():
            raise Problem("exists", f"编号 {code} 已有基地。", where=["code"])
        base = Base(code=code)
        _fill(base, given)
        base.save()
        _tell(log, base, "opened")
    return base


def change_base(*, actor: str, base_id: int, **given: Any) -> Base:
    """What is not named stays."""
    with act(actor) as log:
        base = _locked(base_id)
        was = base.kind
        _fill(base, given)
        base.save()
        if base.kind != was:
            unmirror(log, LAYER[was], base.code)
        _tell(log, base, "changed")
    return base


def station(*, actor: str, base_id: int, unit_id: int, away: bool = False) -> Base:
    """A team is at home in this base from now on: where it stands is where the base stands. `away`: it leaves."""
    with act(actor) as log:
        base = _locked(base_id)
        unit = Unit.objects.select_related("base").filter(pk=unit_id, exercise_id=None).first()
        if unit is None:
            raise Problem("not_found", "没有这支队伍。", where=["unit"])
        if away:
            if unit.base_id != base.pk:
                raise Problem("wrong_state", f"{unit.name} 不驻在{base.name}。", where=["unit"])
            change_unit(actor=actor, unit_id=unit_id, base="")
        else:
            before = unit.base
            change_unit(actor=actor, unit_id=unit_id, base=base.code, lon=base.lon, lat=base.lat)
            if before is not None and before.pk != base.pk:
                show_base(log, before)
        _tell(log, base, "changed")
    return base


def _locked(base_id: int) -> Base:
    found = Base.objects.select_for_update().filter(pk=base_id).first()
    if found is None:
        raise Problem("not_found", "没有这个基地。")
    return found


def _fill(base: Base, given: dict[str, Any]) -> None:
    for name in FIELDS:
        if given.get(name) is not None:
            setattr(base, name, given[name])
    if base.kind not in dict(Base.KINDS):
        raise Problem("invalid", f"没有“{base.kind}”这类基地。", where=["kind"])
    if not Area.objects.filter(pk=base.area).exists():
        raise Problem("invalid", f"没有区划 {base.area}。", where=["area"])
    known = set(Item.objects.filter(kind=Item.EQUIPMENT, pk__in=base.equipment).values_list("pk", flat=True))
    if unknown := sorted(set(base.equipment) - known):
        raise Problem("invalid", f"装备目录中没有“{unknown[0]}”。", where=["equipment"])


def _tell(log: Log, base: Base, verb: str) -> None:
    show_base(log, base)
    log.append(stream(), f"force_base.{verb}", {"id": base.pk, "area": base.area, "kind": base.kind}, area=base.area)


def show_base(log: Log, base: Base) -> None:
    told = base.units.filter(exercise_id=None).aggregate(people=Sum("headcount"), teams=Count("pk"))
    mirror(
        log, LAYER[base.kind], base.code, name=base.name, area=base.area, lon=base.lon, lat=base.lat, source="应急基地",
        attributes={
            "capacity": base.capacity or None, "stationed": told["people"] or 0, "teams": told["teams"], "address": base.place, "contact": base.contact,
        },
    )  # fmt: skip
