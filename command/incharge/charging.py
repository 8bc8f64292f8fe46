"""Verbs on the register: give a leader a ground, end it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from command.dossiers.models import Dossier
from command.hazards.models import RiskUnit
from command.incharge.models import Charge
from dispatch.contacts.models import Person
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act


def give_charge(
    *, actor: str, name: str, person_id: int, since: date, until: date | None = None, area: str = "", dossier_id: int | None = None,
    unit_id: int | None = None, duty: str = "", source: str = "",
) -> Charge:  # fmt: skip
    """One ground: an area, an enterprise or a risk unit. Given again to the same leader it is the same charge, with its new term."""
    with act(actor) as log:
        person = Person.objects.filter(pk=person_id, active=True).first()
        if person is None:
            raise Problem("invalid", "没有这位联系人。", where=["person"])
        if until is not None and until < since:
            raise Problem("invalid", "止日期早于起日期。", where=["until"])
        ground = area_of(area, dossier_id, unit_id)
        where: dict[str, Any] = {"person": person, "area": ground, "dossier_id": dossier_id, "unit_id": unit_id}
        held = Charge.objects.select_for_update().filter(**where, ended_at=None).first()
        charge = held or Charge(**where, by=actor, by_name=name)
        charge.since, charge.until, charge.duty, charge.source = since, until, duty.strip(), source.strip()
        charge.save()
        body = {"id": charge.pk, "area": ground, "person": person.pk}
        log.append(f"people:{settings.CITY}", "charge.given", body, area=ground)
    return charge


def end_charge(*, actor: str, charge_id: int) -> Charge:
    with act(actor) as log:
        charge = Charge.objects.select_for_update(of=("self",)).filter(pk=charge_id, ended_at=None).first()
        if charge is None:
            raise Problem("not_found", "没有这条包联,或已结束。")
        charge.ended_at = clock.now()
        charge.save(update_fields=["ended_at"])
        body = {"id": charge.pk, "area": charge.area, "person": charge.person_id}
        log.append(f"people:{settings.CITY}", "charge.ended", body, area=charge.area)
    return charge


def area_of(area: str, dossier_id: int | None, unit_id: int | None) -> str:
    """Where the ground lies; a refusal that says which one is not known."""
    if sum((bool(area), dossier_id is not None, unit_id is not None)) != 1:
        raise Problem("invalid", "包联对象选一种:区划、企业或风险点。", where=["area", "dossier", "unit"])
    if dossier_id is not None:
        dossier = Dossier.objects.current().filter(pk=dossier_id).first()
        if dossier is None:
            raise Problem("invalid", "没有这份企业档案。", where=["dossier"])
        return dossier.area
    if unit_id is not None:
        unit = RiskUnit.objects.filter(pk=unit_id, retired_at=None).first()
        if unit is None:
            raise Problem("invalid", "没有这个风险点。", where=["unit"])
        return unit.area
    if not area.startswith(settings.CITY) or not Area.objects.filter(pk=area).exists():
        raise Problem("invalid", f"没有区划 {area}。", where=["area"])
    return area
