"""request for support → **paper** → .docx, .pdf: 请求支援函, laid out as the reports are."""

from __future__ import annotations

from django.utils.timezone import localtime

from command.agreements.models import SupportRequest
from command.agreements.taken import exported, mark_of
from command.reports.offices import office
from command.reports.paper.picture import picture_of
from command.reports.paper.sheet import Sheet, official
from dispatch.incidents.models import type_name
from realtime import clock


def support_sheet(one: SupportRequest, by: str) -> Sheet:
    at = localtime(one.signed_at or clock.now())
    incident = one.incident
    event = f"{incident.place}{type_name(incident.type_id) or '突发事件'}" if incident else "当前应急任务"
    told = [("", f"因{event}处置需要,本级力量不足,现请求你方支援如下。")]
    if incident and incident.text:
        told.append(("一、情况", incident.text))
    told.append(
        (
            "二、请求支援的力量和装备" if len(told) > 1 else "一、请求支援的力量和装备",
            one.what + (f"(约 {one.people} 人)" if one.people else ""),
        )
    )
    if one.tasks:
        told.append(("任务", one.tasks))
    told.append(("依据", one.basis or "无现行互助协议,按有关规定协商并经批准"))
    table = [
        ["编号", one.number],
        ["力量类别", one.get_force_display()],
        ["集结地点", one.place],
        ["到达时限", f"{localtime(one.arrive_by):%Y-%m-%d %H:%M}" if one.arrive_by else "尽快"],
        ["现场对接", one.liaison or "到场后由现场指挥部对接"],
    ]
    if one.answered_at:
        table.append(["答复", f"{one.get_state_display()} {one.answered_name} {one.answer}".strip()])
    return Sheet(
        form="请求支援函", office=office(one.area), number=one.number if one.signed_at else "(未签发)", secrecy="内部", urgency="特急", signer=one.signed_name,
        reviewer="", writer=one.by_name, to=one.to, cc="", title=official(f"关于请求支援{event}处置的函"),
        paragraphs=[{"heading": heading, "text": official(text)} for heading, text in told], table=[[name, official(text)] for name, text in table],
        picture=picture_of(incident) if incident else "", caption=official("现场位置示意图(WGS-84)"), date=f"{at.year}年{at.month}月{at.day}日",
        exported=exported(by), mark=mark_of(by, one.area), drill=one.exercise_id is not None,
    )  # fmt: skip
