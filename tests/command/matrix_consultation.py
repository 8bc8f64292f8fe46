"""Consultations, experts, mutual aid and reviews for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.agreements.actions import draft_support, enter_agreement
from command.experts.actions import enter_expert, keep_calls
from dispatch.incidents.models import Incident

NEEDS = {
    "list_mutual_aid": "any", "enter_mutual_aid": "unit.manage", "change_mutual_aid": "unit.manage", "list_support_requests": "any",
    "draft_support_request": "unit.assign", "get_support_request": "read", "sign_support_request": "report.sign",
    "send_support_request": "unit.assign", "answer_support_request": "unit.assign", "withdraw_support_request": "unit.assign",
    "list_experts": "any", "list_specialties": "any", "enter_expert": "contact.manage", "change_expert": "contact.manage", "propose_experts": "read",
    "call_experts": "onekey.press", "list_expert_calls": "read", "list_opinions": "read", "take_opinion": "incident.note",
    "list_expert_cases": "any", "get_expert_map": "own", "answer_expert_call": "own", "sign_opinion": "own",
    "get_support_request_pdf": "read", "get_support_request_docx": "read",
}  # fmt: skip


def _aid(area: str, name: str) -> dict[str, Any]:
    return {
        "area": area, "name": name, "parties": [{"code": area, "name": "本区"}, {"code": "4418", "name": "清远市"}], "how": "总值班室电话请求",
        "valid_from": "2026-01-01", "valid_to": "2029-12-31",
    }  # fmt: skip


def consultation_things(area: str, incident: Incident) -> dict[str, Any]:
    aid = enter_agreement(actor="system", **_aid(area, f"{area}互助协议"))
    support = draft_support(actor="system", name="系统", area=area, force="militia", to="人武部", what="民兵 1 个连", place="镇政府")
    expert = enter_expert(
        actor="system", name="李专家", area=area, specialties=["forest_fire"], addresses=[{"channel": "record", "value": "1"}]
    )
    (called,) = keep_calls(
        actor="system", name="系统", incident=incident, experts=[(expert, "forest_fire")], asked="研判", press=0, callout=None
    )
    return {"agreement_id": aid.pk, "support_id": support.pk, "expert_id": expert.pk, "expert_call_id": called.pk}


def consultation_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    return {
        "enter_mutual_aid": _aid(thing.area, f"{thing.area}新协议"),
        "change_mutual_aid": _aid(thing.area, f"{thing.area}改协议"),
        "draft_support_request": {"area": thing.area, "force": "militia", "to": "人武部", "what": "民兵 1 个连", "place": "镇政府"},
        "enter_expert": {"name": "王专家", "area": thing.area, "specialties": ["forest_fire"], "phone": "13900000009"},
        "change_expert": {"level": "省级"},
        "call_experts": {"incident": thing.incident_id, "experts": [thing.expert_id]},
        "take_opinion": {"text": "可控", "read_back": True},
        "answer_expert_call": {"comes": True},
        "sign_opinion": {"text": "可控", "pin": "2468"},
        "sign_support_request": {"pin": "2468"},
        "send_support_request": {"way": "fax"},
        "answer_support_request": {"granted": True, "name": "王参谋"},
        "withdraw_support_request": {"why": "不再需要"},
    }
