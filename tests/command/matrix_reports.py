"""Reports and instructions for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.instructions.actions import give_instruction
from command.reports.actions import draft_report

NEEDS = {
    "draft_info_report": "report.write", "list_info_reports": "any", "get_info_report": "read", "change_info_report": "report.write",
    "get_report_scheme": "read", "choose_report_scheme": "report.sign",
    "submit_info_report": "report.write", "send_back_info_report": "report.review", "sign_info_report": "own",  # with one's own PIN
    "send_info_report": "report.write", "receive_info_report": "report.write", "return_info_report": "report.write",
    "get_info_report_pdf": "read", "get_info_report_docx": "read",
    "get_reporting": "read", "list_phone_reports": "read", "record_phone_report": "report.write", "note_public_post": "report.write",
    "flag_reporting": "report.sign",
    "give_instruction": "instruction.give", "list_instructions": "any", "export_instructions": "any", "get_instruction": "read",
    "acknowledge_instruction": "instruction.record", "feed_back_instruction": "instruction.record", "resume_instruction": "instruction.record",
    "close_instruction": "instruction.record",
    "list_leader_cards": "any", "get_leader_page": "read", "get_leader_map": "read",
}  # fmt: skip


def report_things(area: str) -> dict[str, int]:
    report = draft_report(actor="system", name="系统", incident_id=None, kind="daily", area=area, text="一切正常。")
    given = give_instruction(
        actor="system", name="系统", leader_name="王区长", channel="app", text="加强值守", area=area, offices=["镇政府"]
    )
    return {"report_id": report.pk, "instruction_id": given.pk, "addressee_id": given.addressees.get().pk}


def report_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    return {
        "draft_info_report": {"kind": "daily", "area": thing.area, "text": "一切正常。"},
        "change_info_report": {"version": 1, "title": "值班信息"},
        "choose_report_scheme": {"area": thing.area, "scheme": "unit", "source": "局办通知"},
        "send_back_info_report": {"reason": "请补"},
        "sign_info_report": {"pin": "0000"},
        "send_info_report": {"way": "fax"},
        "receive_info_report": {"org": "市总值班室", "name": "李科长"},
        "return_info_report": {"org": "市总值班室", "reason": "请补"},
        "record_phone_report": {
            "caller": "甲",
            "org": "市总值班室",
            "receiver": "李科长",
            "text": "山火",
            "read_back": "山火",
            "read_back_ok": True,
        },
        "note_public_post": {"at": "2026-10-31T14:02:00+08:00", "source": "短视频"},
        "flag_reporting": {"flag": "", "reason": "核查无误"},
        "give_instruction": {"text": "加强值守", "incident": thing.incident_id},
        "acknowledge_instruction": {"said_by": "镇长"},
        "feed_back_instruction": {"name": "镇政府", "text": "已落实"},
        "resume_instruction": {"reason": "请补"},
    }
