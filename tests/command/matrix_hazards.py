"""Risks and hazards for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from command.hazards.actions import Where, find_hazard
from command.hazards.models import RiskUnit
from command.hazards.risks import save_risk
from command.incharge.charging import give_charge
from command.incharge.models import LeaderNotice
from command.indicators.actions import Wanted, add_list
from command.indicators.models import SubItem
from command.inspections.models import Checklist
from command.inspections.penalties import penalise
from command.inspections.rounds import Aim, start_inspection
from command.inspections.visiting import Said, visit
from dispatch.contacts.actions import add_person
from dispatch.incidents.actions import open_incident
from realtime import clock

NEEDS = {
    "list_sectors": "any", "list_hazards": "any", "find_hazard": "hazard.find", "get_hazard": "read", "rank_hazard": "hazard.manage",
    "reject_hazard": "hazard.manage", "assign_hazard": "hazard.manage", "begin_fixing": "hazard.fix", "report_fixed": "hazard.fix",
    "verify_hazard": "hazard.verify", "return_hazard": "hazard.verify", "close_hazard": "hazard.verify", "supervise_hazard": "hazard.supervise",
    "relapse_hazard": "hazard.find", "add_hazard_picture": "hazard.find", "list_risks": "any", "assess_risk": "hazard.manage",
    "change_risk": "hazard.manage", "retire_risk": "hazard.manage", "list_risk_towns": "read", "list_risk_cells": "any",
    "list_checklists": "any", "list_campaigns": "any", "list_inspection_candidates": "read", "list_my_rounds": "any", "list_inspections": "any",
    "start_inspection": "hazard.manage", "get_inspection": "read", "stop_inspection": "hazard.manage", "visit_target": "hazard.inspect",
    "add_visit_picture": "hazard.inspect", "find_hazard_from_answer": "hazard.find", "correct_answer": "hazard.inspect", "list_penalties": "read",
    "enter_penalty": "hazard.penalise", "correct_penalty": "hazard.penalise", "get_inspection_measures": "read", "take_ledger": "read",
    "list_charges": "any", "give_charge": "charge.manage", "end_charge": "charge.manage", "get_charge_template": "any",
    "preview_charge_sheet": "charge.manage", "import_charge_sheet": "charge.manage", "list_leader_notices": "read", "read_leader_notice": "own",
    "list_indicator_lists": "any", "get_indicator_list": "read", "judge_indicator": "indicator.report", "prove_indicator": "indicator.report",
}  # fmt: skip
HAZARDS_OF_AREA = {
    "list_risk_towns", "list_inspection_candidates", "list_penalties", "get_inspection_measures", "take_ledger", "preview_charge_sheet",
    "import_charge_sheet",
}  # fmt: skip
FIELDS = {"add_hazard_picture": {"kind": "before"}, "add_visit_picture": {"client_key": "phone-0001", "item": "0"}, "prove_indicator": {}}
SHEETS = {"preview_charge_sheet", "import_charge_sheet"}
HAZARD_UPLOADS = {*FIELDS, *SHEETS}
LEC = {"likely": 3, "exposed": 6, "severe": 15}


def hazard_things(area: str, lon: float, lat: float) -> dict[str, Any]:
    unit = save_risk(actor="system", name="储罐区", sector="chem", lon=lon, lat=lat, owner="某厂", **LEC)
    one = find_hazard(actor="system", name="系统", sector="chem", title="围堰裂缝", where=Where("罐区", lon, lat))
    return {"hazard_id": one.pk, "risk_id": unit.pk, **_round(area, unit, lon, lat), **_charge(area, lon, lat), **_list(area)}


def _round(area: str, unit: RiskUnit, lon: float, lat: float) -> dict[str, Any]:
    """A round of two targets: one looked at, with something wrong and a penalty; one not yet."""
    checklist = Checklist.objects.get(code="dust")
    checker = add_person(actor="system", name="查某", role="other", area=area, addresses=[])
    aims = [Aim("risk", unit.pk), Aim("place", name="路口", lon=lon, lat=lat)]
    made = start_inspection(
        actor="system", name="系统", title="粉尘专项", sector="dust", area=area, checklist_id=checklist.pk, due_at=clock.now() + timedelta(days=3),
        targets=aims, people=[checker.pk],
    )  # fmt: skip
    first, second = made.targets.all()
    said = [Said(item.pk, "no" if item.order == 1 else "yes") for item in checklist.items.all()]
    seen = visit(actor="system", name="系统", target_id=first.pk, client_key=f"matrix-{area}", answers=said)
    penalty = penalise(
        actor="system",
        name="系统",
        subject="某厂",
        amount_yuan=5000,
        ground="安全生产法",
        decision=f"应急罚{area}",
        decided_on=localdate(),
        visit_id=seen.pk,
    )
    return {
        "inspection_id": made.pk, "target_id": second.pk, "answer_id": seen.answers.get(value="no").pk, "penalty_id": penalty.pk, "ledger": "hazards", "form": "csv",
        "items": [item.pk for item in checklist.items.all()], "checklist_id": checklist.pk, "checker_id": checker.pk,
    }  # fmt: skip


def _charge(area: str, lon: float, lat: float) -> dict[str, Any]:
    leader = add_person(actor="system", name=f"包联领导{area}", role="other", area=area, addresses=[])
    charge = give_charge(actor="system", name="系统", person_id=leader.pk, since=localdate(), area=area)
    incident = open_incident(actor="system", type="11G01", lon=lon, lat=lat, area=area)
    notice = LeaderNotice.objects.get(incident=incident, person=leader)
    return {"charge_id": charge.pk, "notice_id": notice.pk, "notice_incident_id": incident.pk, "leader_id": leader.pk}


def _list(area: str) -> dict[str, Any]:
    made = add_list(actor="system", code=f"matrix-{area}", name="清单", area=area, source="测试", standards=[Wanted("", "标准", ["子项"])])
    return {"list_id": made.pk, "sub_item_id": SubItem.objects.get(standard__list=made).pk}


def hazard_upload(name: str, area: str) -> dict[str, Any]:
    """A form this operation accepts."""
    if name in SHEETS:
        return {"file": SimpleUploadedFile("包联.csv", f"对象类别,对象,领导姓名\n区划,{area},包联领导{area}\n".encode())}
    return {**FIELDS[name], "file": SimpleUploadedFile("现场.pdf", b"%PDF-1.7 x")}


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
        "start_inspection": {
            "title": "复查",
            "sector": "dust",
            "area": thing.area,
            "checklist": thing.checklist_id,
            "due_at": (clock.now() + timedelta(days=2)).isoformat(),
            "targets": [{"kind": "risk", "id": thing.risk_id}],
            "people": [thing.checker_id],
        },
        "stop_inspection": {"why": "改期"},
        "visit_target": {"client_key": "phone-0002", "answers": [{"item": item, "value": "yes"} for item in thing.items]},
        "correct_answer": {"value": "yes", "why": "看错了"},
        "enter_penalty": {
            "subject": "某厂",
            "amount_yuan": 1000,
            "ground": "安全生产法",
            "decision": "应急罚 2",
            "decided_on": "2026-01-05",
            "area": thing.area,
            "sector": "dust",
        },
        "correct_penalty": {
            "amount_yuan": 900,
            "ground": "安全生产法",
            "decision": "应急罚 3",
            "decided_on": "2026-01-05",
            "why": "金额有误",
        },
        "give_charge": {"person": thing.leader_id, "area": thing.area, "since": "2026-01-01"},
        "judge_indicator": {"status": "reached", "progress": "已验收"},
    }
