"""Verbs on risk units: assess, change, retire. The colour follows from the three numbers and the bureau's bounds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from command.dossiers.models import Dossier
from command.hazards.mapping import show_risk
from command.hazards.models import RiskUnit, Sector
from command.hazards.scoring import EXPOSED, LIKELY, SEVERE, colour, danger
from command.hazards.tabling import show_towns
from dispatch.contacts.models import Person
from realtime import clock
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

STEPS = {"likely": LIKELY, "exposed": EXPOSED, "severe": SEVERE}
WORDS = {"likely": "可能性 L", "exposed": "暴露频次 E", "severe": "后果 C"}
PLAIN = ("name", "lon", "lat", "likely", "exposed", "severe", "owner", "measures")


def stream() -> str:
    return f"people:{settings.CITY}"


def save_risk(*, actor: str, risk_id: int | None = None, sector: str | None = None, dossier: int | None = None, leader: int | None = None, **facts: Any) -> RiskUnit:  # fmt: skip
    """Whole or in parts: what is not named stays. Assessed today."""
    with act(actor) as log:
        unit = _locked(risk_id) if risk_id is not None else RiskUnit()
        before = unit.area
        for field in PLAIN:
            if field in facts:
                setattr(unit, field, facts[field])
        for field, steps in STEPS.items():
            if getattr(unit, field) not in steps:
                raise Problem("invalid", f"{WORDS[field]} 只能取 {'、'.join(f'{step:g}' for step in steps)}。", where=[field])
        if sector is not None:
            unit.sector = _known(Sector, sector, "sector", "行业领域")
        if dossier is not None:
            unit.dossier = _known(Dossier, dossier, "dossier", "企业档案")
        if leader is not None:
            unit.leader = _known(Person, leader, "leader", "包联领导")
        unit.area = area_at(unit.lon, unit.lat)
        unit.colour = colour(danger(unit.likely, unit.exposed, unit.severe), rule("hazards.lec", unit.area))
        new = unit.pk is None
        unit.by, unit.changed_at, unit.reviewed_on = actor, clock.now(), localdate()
        unit.save()
        show_risk(log, unit)
        show_towns(log, before, unit.area)
        for area in sorted({before, unit.area} - {""}):
            log.append(stream(), f"risk_unit.{'entered' if new else 'changed'}", {"id": unit.pk, "area": area}, area=area)
    return unit


def retire_risk(*, actor: str, risk_id: int) -> RiskUnit:
    with act(actor) as log:
        unit = _locked(risk_id)
        if open_ones := unit.hazards.unresolved().count():
            raise Problem("wrong_state", f"{unit.name} 还有 {open_ones} 项隐患没有销号,不能停用。")
        unit.retired_at = clock.now()
        unit.save(update_fields=["retired_at"])
        show_risk(log, unit)
        show_towns(log, unit.area)
        log.append(stream(), "risk_unit.retired", {"id": unit.pk, "area": unit.area}, area=unit.area)
    return unit


def _locked(risk_id: int) -> RiskUnit:
    unit = RiskUnit.objects.select_for_update(of=("self",)).select_related("sector").filter(pk=risk_id, retired_at=None).first()
    if unit is None:
        raise Problem("not_found", "没有这个风险点,或已停用。")
    return unit


def _known(model: Any, pk: Any, field: str, words: str) -> Any:
    found = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise Problem("invalid", f"没有这个{words}。", where=[field])
    return found
