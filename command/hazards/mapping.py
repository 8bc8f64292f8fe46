"""hazard, risk unit → **mapping** → the map's layers, written inside the action: an incident's surroundings list unresolved ones first."""

from __future__ import annotations

from command.hazards.models import Hazard, RiskUnit
from command.hazards.states import ON_MAP, OVER
from dispatch.features.actions import mirror
from dispatch.features.catalogue import HAZARD, RISK_UNIT
from realtime.clock import iso
from realtime.log import Log

GRAVITY = {"red": "重大", "orange": "较大", "yellow": "一般", "blue": "低"}


def show_hazard(log: Log, one: Hazard) -> None:
    """Without a point it is in the ledger only."""
    if one.lon is None or one.lat is None:
        return
    mirror(
        log, "hazard", f"{HAZARD}{one.pk}", name=one.title, area=one.area, lon=one.lon, lat=one.lat, source="隐患台账", active=one.state not in OVER,
        attributes={
            "risk": "重大" if one.major else "一般", "state": ON_MAP.get(one.state, "已销号"), "unit": one.owner, "due": iso(one.due_at),
            "note": one.number,
        },
    )  # fmt: skip


def show_risk(log: Log, unit: RiskUnit) -> None:
    mirror(
        log, "risk_unit", f"{RISK_UNIT}{unit.pk}", name=unit.name, area=unit.area, lon=unit.lon, lat=unit.lat, source="风险分级管控",
        active=unit.retired_at is None, attributes={"risk": GRAVITY[unit.colour], "unit": unit.owner, "sector": unit.sector.name},
    )  # fmt: skip
