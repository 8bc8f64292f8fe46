"""Consultations, experts, mutual aid and reviews for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.agreements.actions import draft_support, enter_agreement
from command.consultation.actions import plan_consultation
from command.consultation.models import Material
from command.consultation.processes import open_process
from command.experts.actions import enter_expert, keep_calls
from command.review.actions import draft_review
from dispatch.incidents.models import Incident

NEEDS = {  # who signs does it with their own PIN
    "list_mutual_aid": "any", "enter_mutual_aid": "unit.manage", "change_mutual_aid": "unit.manage", "list_support_requests": "any",
    "draft_support_request": "unit.assign", "get_support_request": "read", "sign_support_request": "own",
    "send_support_request": "unit.assign", "answer_support_request": "unit.assign", "support_loan_arrived": "unit.assign", "send_support_loan_home": "unit.assign", "withdraw_support_request": "unit.assign",
    "list_experts": "any", "list_specialties": "any", "enter_expert": "contact.manage", "change_expert": "contact.manage", "propose_experts": "read",
    "call_experts": "onekey.press", "list_expert_calls": "read", "list_expert_opinions": "read", "take_opinion": "incident.note",
    "list_expert_cases": "any", "get_expert_map": "own", "answer_expert_call": "own", "enter_expert_answer": "incident.note", "sign_opinion": "own",
    "list_consultations": "any", "plan_consultation": "conference.host", "get_consultation": "read", "list_weather_processes": "any",
    "open_weather_process": "conference.host", "change_weather_process": "conference.host", "cancel_consultation": "conference.host",
    "open_consultation": "conference.host", "write_consultation": "conference.host", "add_consultation_person": "conference.host",
    "attach_consultation_material": "conference.host", "attach_consultation_file": "conference.host", "get_consultation_map": "read", "add_consultation_opinion": "conference.host",
    "decide_consultation": "conference.host", "end_consultation": "conference.host", "sign_consultation": "own",
    "correct_consultation": "conference.host", "get_consultation_pdf": "read", "get_consultation_docx": "read",
    "list_reviews": "any", "draft_review": "report.write", "get_review": "read", "write_review": "report.write",
    "recommend_change": "report.write", "attach_review_case": "replay.export", "get_review_pdf": "read",
    "get_review_docx": "read", "sign_review": "own",
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
    held = plan_consultation(actor="system", name="系统", subject="incident", incident_id=incident.pk)
    picture = Material.objects.create(consultation=held, kind="map", title="图", picture="<svg/>", by="system", by_name="系统")
    process = open_process(actor="system", name="系统", area=area, kind="rain")
    review = draft_review(actor="system", name="系统", incident_id=incident.pk)
    return {
        "review_id": review.pk,
        "consultation_id": held.pk,
        "material_id": picture.pk,
        "process_id": process.pk,
        "agreement_id": aid.pk,
        "support_id": support.pk,
        "expert_id": expert.pk,
        "expert_call_id": called.pk,
    }


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
        "enter_expert_answer": {"comes": True, "way": "video"},
        "sign_opinion": {"text": "可控", "pin": "2468"},
        "plan_consultation": {"incident": thing.second_id},
        "open_consultation": {"conference": False, "experts": False},
        "write_consultation": {"conclusion": "可控"},
        "add_consultation_person": {"name": "黄副区长"},
        "attach_consultation_material": {"kind": "text", "text": "水位平稳"},
        "add_consultation_opinion": {"department": "气象局", "text": "无降水"},
        "decide_consultation": {"text": "增派两队", "owner_name": "消防大队"},
        "end_consultation": {},
        "sign_consultation": {"pin": "2468"},
        "correct_consultation": {"text": "更正"},
        "open_weather_process": {"area": thing.area},
        "change_weather_process": {"summary": "小结"},
        "draft_review": {"incident": thing.second_id},
        "write_review": {"findings": "签收偏慢"},
        "recommend_change": {"text": "补齐电台", "owner_name": "装备科"},
        "attach_review_case": {"case": thing.case_id},
        "sign_review": {"pin": "2468"},
        "sign_support_request": {"pin": "2468"},
        "send_support_request": {"way": "fax"},
        "answer_support_request": {"granted": True, "name": "王参谋"},
        "withdraw_support_request": {"why": "不再需要"},
    }
