"""registers → **showing** → pages: a team whole, the list of levels, a base whole. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, cast

from django.db.models import Count, Sum

from command.forces.facts import Known, known_of
from command.forces.models import Gear, SkillLot, Training
from command.forces.readiness import WORST
from command.forces.rows import ForceBase, ForceBaseWhole, ForceLine, ForceProfile, ForceSummary, Readiness
from dispatch.recommend.roads.estimate import mode_of, read_modes
from dispatch.supplies.balances import today
from dispatch.teams.models import Base, Item, Unit
from dispatch.teams.reading import within
from realtime.codes import Problem
from realtime.rules.models import rule, rules_under

LAST_TRAININGS = 50


def one_unit(unit_id: int) -> Unit:
    unit = Unit.objects.with_names().filter(pk=unit_id).first()
    if unit is None:
        raise Problem("not_found", "没有这支队伍。")
    return unit


def one_base(base_id: int) -> Base:
    base = Base.objects.filter(pk=base_id).first()
    if base is None:
        raise Problem("not_found", "没有这个基地。")
    return base


def _readiness(unit_id: int, known: Known) -> Readiness:
    return {"unit": unit_id, "level": known.level, "facts": [cast("Any", one._asdict()) for one in known.why]}


def force_profile(unit: Unit) -> ForceProfile:
    known = known_of([unit])[unit.pk]
    minutes = int(rule("forces.reach", unit.area)["minutes"])
    return {
        "unit": unit.pk, "name": unit.name, "area": unit.area, "readiness": _readiness(unit.pk, known), "turnout_s": known.facts.turnout_s,
        "reach_km": reach_km(unit, minutes * 60 - known.facts.turnout_s), "reach_minutes": minutes, "certified": known.facts.certified,
        "people": unit.headcount, "skills": [lot.row() for lot in unit.skill_lots.select_related("skill")],
        "gear": [one.row() for one in unit.gear.select_related("unit", "item")],
        "trainings": [one.row() for one in unit.trainings.select_related("unit", "base")[:LAST_TRAININGS]], "terminals": known.facts.terminals,
    }  # fmt: skip


def reach_km(unit: Unit, seconds: float) -> float:
    """Straight-line radius that a team covers in this time, as it usually travels."""
    modes = read_modes({name.removeprefix("travel."): value for name, value in rules_under("travel.", unit.area).items()})
    mode = modes[mode_of(unit.kind, "", rule("recommend.modes", unit.area))]
    return round(max(0.0, seconds) / mode.seconds(1.0) / 1000, 1)


def summary(scopes: Sequence[str]) -> ForceSummary:
    units = list(Unit.objects.filter(within(scopes), exercise_id=None).select_related("status"))
    known = known_of(units)
    lines: list[ForceLine] = [
        {
            "unit": unit, "level": one.level, "weakest": [fact.code for fact in one.why if fact.level == one.level and fact.level > 1],
            "overdue": one.facts.gear_overdue, "expiring": one.expiring,
        }
        for unit, one in known.items()
    ]  # fmt: skip
    levels = {str(level): sum(line["level"] == level for line in lines) for level in range(WORST + 1)}
    warn = today() + timedelta(days=int(rule("forces.expiry_warn_days")))
    ids = list(known)
    due = (
        Training.objects.filter(unit__in=ids).order_by("unit_id", "-held_on", "-id").distinct("unit_id").values_list("next_due", flat=True)
    )
    return {
        "lines": lines, "levels": levels, "gear_overdue": Gear.objects.overdue().filter(unit__in=ids).count(),
        "certificates_expiring": SkillLot.objects.filter(unit__in=ids, valid_to__lt=warn).exclude(certificate="").count(),
        "training_due": sum(day is not None and day < today() for day in due),
    }  # fmt: skip


def base_rows(scopes: Iterable[str]) -> list[ForceBase]:
    rows = Base.objects.filter(within(scopes)).annotate(people=Sum("units__headcount"), teams=Count("units"))
    return [_base(base, base.people or 0, base.teams) for base in rows]


def _base(base: Base, people: int, teams: int) -> ForceBase:
    return cast("ForceBase", {
        "id": base.pk, "code": base.code, "name": base.name, "kind": base.kind, "kind_name": base.get_kind_display(), "area": base.area,
        "lon": base.lon, "lat": base.lat, "place": base.place, "contact": base.contact, "capacity": base.capacity, "people": people, "teams": teams,
        "full": bool(base.capacity) and people > base.capacity,
    })  # fmt: skip


def base_whole(base: Base) -> ForceBaseWhole:
    units = list(base.units.filter(exercise_id=None).select_related("status"))
    known = known_of(units)
    items = {item.code: item for item in Item.objects.filter(pk__in=base.equipment)}
    return {
        **_base(base, sum(unit.headcount for unit in units), len(units)), "courses": list(base.courses),
        "equipment": [
            {"code": code, "name": items[code].name if code in items else code, "count": count, "measure": items[code].measure if code in items else ""}
            for code, count in sorted(base.equipment.items())
        ],
        "stationed": [
            {
                "id": unit.pk, "code": unit.code, "name": unit.name, "kind_name": unit.get_kind_display(), "headcount": unit.headcount,
                "status_name": unit.status.name, "level": known[unit.pk].level,
            }
            for unit in units
        ],
        "trainings": [one.row() for one in base.trainings.select_related("unit", "base")[:LAST_TRAININGS]],
        "counts": Training.objects.filter(base=base).counts(),
    }  # fmt: skip
