"""consultation → **paper** → .docx, .pdf: 会商纪要, laid out as the reports are."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from command.agreements.taken import exported, mark_of
from command.consultation.models import SIGNED, Consultation
from command.consultation.showing import decisions, people
from command.experts.models import ExpertCall
from command.experts.showing import opinions_of
from command.reports.offices import office
from command.reports.paper.sheet import Sheet, official
from realtime import clock

CAME = ("joined", "present", "late", "left", "substitute")
NUMBERS = "一二三四五六七八九十"


def minutes_sheet(one: Consultation, by: str) -> Sheet:
    at = localtime(one.signed_at or clock.now())
    held = people(one)
    came = [row for row in held if row["presence"] in CAME]
    absent = [row for row in held if row["presence"] not in CAME]
    when = localtime(one.started_at or one.planned_at)
    until = f" 至 {localtime(one.over_at):%H:%M}" if one.over_at else ""
    materials = list(one.materials.all())
    told: list[tuple[str, str]] = []
    if looked := [f"《{row.title}》({localtime(row.at):%H:%M})" for row in materials]:
        told.append(("会商材料", "、".join(looked)))
    for row in materials:
        if row.kind in ("alerts", "forecast") and row.text:
            told.append((row.title, row.text.replace("\n", ";")))
    if one.forecast:
        told.append(("预测预报", one.forecast))
    told += [
        (f"{word.department}意见", f"{word.text}{f'({word.name})' if word.name else ''}")
        for word in sorted(one.opinions.all(), key=lambda row: row.pk)
    ]
    calls = ExpertCall.objects.filter(incident=one.incident) if one.incident_id else ExpertCall.objects.none()
    told += [("专家意见", f"{word['org']}{word['name']}:{word['text']}") for word in opinions_of(calls)]
    if one.conclusion:
        told.append(("研判结论", one.conclusion))
    for made in decisions(one):
        due = f",时限 {localtime(datetime.fromisoformat(made['due_at'])):%m月%d日 %H:%M}" if made["due_at"] else ""
        told.append(
            (
                f"决定事项({made['number']})",
                f"{made['text']}(责任:{made['owner_role']}{made['owner_name']}{due};{'已办结' if made['solved'] else '办理中'})",
            )
        )
    told += [("更正", f"{row.text}({row.by_name},{localtime(row.at):%m-%d %H:%M})") for row in one.amendments.all()]
    table = [
        ["编号", one.number],
        ["时间", f"{when:%Y-%m-%d %H:%M}{until}"],
        ["主持", f"{one.chair_title}{one.chair}" or "—"],
        ["参加", "、".join(f"{row['name']}({row['org']})" if row["org"] else row["name"] for row in came) or "—"],
    ]
    if absent:
        table.append(["邀请未到", "、".join(row["name"] for row in absent)])
    picture = next((row.picture for row in reversed(materials) if row.picture), "")
    return Sheet(
        form="会商纪要", office=office(one.area), number=one.number if one.state == SIGNED else "(未签发)", secrecy="内部", urgency="", signer=one.signed_name,
        reviewer="", writer=one.by_name, to="", cc="、".join(one.departments), title=official(one.title),
        paragraphs=[{"heading": heading, "text": official(text)} for heading, text in _numbered(told)], table=[[name, official(text)] for name, text in table],
        picture=picture, caption=official("会商时态势示意图(WGS-84)"), date=f"{at.year}年{at.month}月{at.day}日",
        exported=exported(by), mark=mark_of(by, one.area), drill=one.exercise_id is not None,
    )  # fmt: skip


def _numbered(told: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"{NUMBERS[n]}、{heading}" if n < len(NUMBERS) else heading, text) for n, (heading, text) in enumerate(told)]
