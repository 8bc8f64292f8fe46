"""the centre's own rows → **bulletin** → text of 值班信息 and 预警信息转报: what stands on no board is said to be none, never made up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localtime

from command.alerts.models import Alert
from command.duty.models import DutyShift
from command.instructions.models import CLOSED as SETTLED
from command.instructions.models import Instruction
from command.reports.drafting import hm
from command.reports.elements import UNKNOWN
from command.reports.offices import area_name
from command.reports.wording import EXTENT, PEOPLE, counted
from command.responses.models import ACTIVE, Response
from dispatch.contacts.duty import on_duty
from dispatch.incidents.models import CLOSED as OVER
from dispatch.incidents.models import Incident, type_name
from realtime import clock

DAY = timedelta(hours=24)
MOST = 12  # lines of a part; a daily paper is one page
LONGEST = 160  # characters of what a leader said
PASSED, WORDS = 5, 600  # warnings passed on in one paper, and characters of each
ROLES = (("duty_leader", "带班领导"), ("shift_chief", "值班长"), ("duty_officer", "值班员"))  # where no roster is kept


def daily(area: str, exercise: int | None = None) -> str:
    """Of the last 24 hours. The weather itself is for the officer to add: the centre has no forecaster."""
    now = clock.now()
    parts = (
        ("天气和预警情况", [f"天气情况{UNKNOWN}。", *(_or(_warnings(area, now, exercise), "无生效的预警。"))]),
        ("突发事件", _or(_incidents(area, now, exercise), "24小时内未接报突发事件。")),
        ("应急响应", _or(_responses(area, exercise), "无正在执行的应急响应。")),
        ("值班安排", _or(_roster(area, now), f"{UNKNOWN}。")),
        ("领导批示", _or(_instructions(area, now, exercise), "无。")),
    )
    return "\n".join(line for numeral, (name, lines) in zip("一二三四五", parts, strict=True) for line in (f"{numeral}、{name}", *lines))


def passed_on(area: str, exercise: int | None = None) -> str:
    """Every warning in force over the area in its issuer's words; empty when there is none."""
    lines: list[str] = []
    for alert in Alert.objects.in_force(area, exercise=exercise).order_by("-effective_at", "-pk")[:PASSED]:
        ground = "、".join(area_name(code) for code in alert.areas)
        lines.append(f"{_moment(alert.effective_at)},{_said(alert)}({ground}):{_whole(alert.text, WORDS)}")
        if alert.instruction.strip():
            lines.append(f"防御指南:{_whole(alert.instruction, WORDS)}")
    return "\n".join(lines)


def _warnings(area: str, now: datetime, exercise: int | None) -> list[str]:
    found = Alert.objects.in_force(area, now, exercise).order_by("effective_at")[:MOST]
    return [f"{_moment(one.effective_at)},{_said(one)}({'、'.join(area_name(code) for code in one.areas)})。" for one in found]


def _incidents(area: str, now: datetime, exercise: int | None) -> list[str]:
    fresh = Q(opened_at__gt=now - DAY) | ~Q(phase=OVER)
    lines = []
    for one in Incident.objects.filter(fresh, area__startswith=area, exercise_id=exercise).order_by("-opened_at")[:MOST]:
        ground = area_name(one.area[:6])
        what = f"{'' if one.place.startswith(ground) else ground}{one.place}{type_name(one.type_id) or '突发事件'}({one.number})"
        numbers = "、".join(counted(one.figures, PEOPLE | EXTENT)) or f"伤亡情况{UNKNOWN}"
        lines.append(f"{what}:{_moment(one.opened_at)}立案,{numbers},目前处于“{one.get_phase_display()}”阶段。")
    return lines


def _responses(area: str, exercise: int | None) -> list[str]:
    found = (
        Response.objects.seen_in(area).filter(state=ACTIVE, exercise_id=exercise).select_related("family").order_by("level", "pk")[:MOST]
    )
    return [
        f"{'、'.join(area_name(code) for code in one.areas)}{one.family.name}{one.get_level_display()}应急响应"
        + (f",自{_moment(one.effective_at)}起。" if one.effective_at else "。")
        for one in found
    ]


def _roster(area: str, now: datetime) -> list[str]:
    """Who has the duty now and who relieves them within the day; without a roster those whom a call would reach."""
    shifts = DutyShift.objects.between(area, now, now + DAY).order_by("role__order", "starts_at", "pk")
    by_role: dict[str, list[str]] = {}
    for shift in shifts:
        by_role.setdefault(shift.role.name, []).append(f"{shift.person.name}({_span(shift.starts_at, shift.ends_at)})")
    if not by_role:
        for code, name in ROLES:
            by_role[name] = [person.name for person in on_duty(area, code)]
    told = [f"{role}:{'、'.join(names)}" for role, names in by_role.items() if names]
    return [";".join(told) + "。"] if told else []


def _instructions(area: str, now: datetime, exercise: int | None) -> list[str]:
    fresh = Q(given_at__gt=now - DAY) | ~Q(state=SETTLED)
    found = Instruction.objects.filter(fresh, area__startswith=area, exercise_id=exercise).order_by("-given_at")[:MOST]
    return [
        f"{one.leader_name}{_moment(one.given_at)}批示:{_whole(one.text)}({one.get_state_display()}{',已逾期' if one.overdue else ''})"
        for one in found
    ]


def _said(alert: Alert) -> str:
    return alert.headline if alert.issuer in alert.headline else alert.issuer + alert.headline


def _or(lines: list[str], none: str) -> list[str]:
    return lines or [none]


def _whole(text: str, most: int = LONGEST) -> str:
    """One line, ended as a sentence; what is too long says so."""
    text = " ".join(text.split())
    if len(text) > most:
        return text[:most] + "……"
    return text if not text or text[-1] in "。!?！？" else text + "。"


def _moment(at: datetime) -> str:
    local = localtime(at)
    return f"{local.month}月{local.day}日{local:%H时%M分}"


def _span(start: datetime, end: datetime) -> str:
    return f"{localtime(start).day}日{hm(start)}至{localtime(end).day}日{hm(end)}"
