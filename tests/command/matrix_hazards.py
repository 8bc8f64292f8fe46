"""Risks and hazards for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.hazards.actions import Where, find_hazard
from command.hazards.risks import save_risk

NEEDS = {
    "list_sectors": "any", "list_hazards": "any", "find_hazard": "hazard.find", "get_hazard": "read", "rank_hazard": "hazard.manage",
    "reject_hazard": "hazard.manage", "assign_hazard": "hazard.manage", "begin_fixing": "hazard.fix", "report_fixed": "hazard.fix",
    "verify_hazard": "hazard.verify", "return_hazard": "hazard.verify", "close_hazard": "hazard.verify", "supervise_hazard": "hazard.supervise",
    "relapse_hazard": "hazard.find", "add_hazard_picture": "hazard.find", "list_risks": "any", "assess_risk": "hazard.manage",
    "change_risk": "hazard.manage", "retire_risk": "hazard.manage",
}  # fmt: skip
PICTURE = {"kind": "before"}
LEC = {"likely": 3, "exposed": 6, "severe": 15}


def hazard_things(area: str, lon: float, lat: float) -> dict[str, Any]:
    unit = save_risk(actor="system", name="储罐区", sector="chem", lon=lon, lat=lat, owner="某厂", **LEC)
    one = find_hazard(actor="system", name="系统", sector="chem", title="围堰裂缝", where=Where("罐区", lon, lat))
    return {"hazard_id": one.pk, "risk_id": unit.pk}


def hazard_bodies(thing: SimpleNamespace, lon: float, lat: float) -> dict[str, Any]:
    return {
        "find_hazard": {"sector": "chem", "title": "通道占用", "place": "仓库", "lon": lon, "lat": lat},
        "rank_hazard": {"major": False, "reach": 1, "difficulty": 1},
        "reject_hazard": {"words": "经复核不属隐患"},
        "assign_hazard": {"owner": "某厂"},
        "report_fixed": {"fix": "已修补"},
        "verify_hazard": {"words": "现场查看合格"},
        "return_hazard": {"why": "裂缝仍在"},
        "supervise_hazard": {"unit": "市安委办"},
        "relapse_hazard": {"words": "又见裂缝"},
        "assess_risk": {"name": "装卸区", "sector": "chem", "lon": lon, "lat": lat, "owner": "某厂", **LEC},
        "change_risk": {"measures": "每班巡查"},
    }
