"""Verbs on a report before it leaves the house: draft from the timeline, change, submit, send back, sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command.reports import bulletin, wording
from command.reports.clocks import lock_reporting
from command.reports.drafting import draft
from command.reports.elements import ELEMENTS, LONGEST, missing, unknown_where_empty
from command.reports.models import DRAFT, MOVES, RETURNED, REVIEW, SECRECY, SIGNED, STATES, URGENCIES, Report
from command.reports.numbering import next_in_series
from command.reports.offices import area_name, beyond, superior
from command.reports.paper.picture import picture_of
from dispatch.incidents.actions import lock_incident
from dispatch.incidents.models import Incident, type_name
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import DISTRICT
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

STATE_NAMES = dict(STATES)
WORDS = frozenset({"title", "elements", "text", "to", "cc", "secrecy", "urgency", "template"})
FORMS = {"first": "special", "follow": "brief", "final": "final", "daily": "daily", "warning": "warning"}


def draft_report(
    *, actor: str, name: str, incident_id: int | None, kind: str, area: str = "", template: str = "", text: str = "", title: str = "",
    exercise: int | None = None,
) -> Report:  # fmt: skip
    """From the timeline in one click; a form without an incident from its words, or else from what stands on the boards."""
    if incident_id is None:
        return _loose(actor, name, kind, area, text, title, exercise)
    with act(actor):
        incident = lock_incident(incident_id)
        with act(actor, incident.exercise_id) as log:
            reporting = lock_reporting(incident)
            before = _newest(incident)
            seq = _allowed(incident, kind, before)
            made = draft(incident, before.created_at if before else None)
            report = Report.objects.create(
                incident=incident, area=incident.area, kind=kind, seq=seq, template=template or FORMS[kind], follows=before,
                title=_title(incident, kind, seq), elements=made.elements, facts=made.facts, figures=made.figures, grade=incident.grade,
                text="", to=superior(incident.area), cc=list(rule("reports.cc", incident.area)), by=actor, by_name=name,
                urgency="extra" if (incident.grade or 4) <= 2 else "urgent", exercise_id=reporting.exercise_id,
            )  # fmt: skip
            tell(log, report.streams, "info_report.drafted", None, report.row(), area=report.area)
    return report


def _loose(actor: str, name: str, kind: str, area: str, text: str, title: str, exercise: int | None) -> Report:
    if kind not in ("daily", "warning"):
        raise Problem("invalid", "首报、续报、终报须指明事件。", where=["incident"])
    with act(actor, exercise) as log:
        drafted = text or (bulletin.daily(area, exercise) if kind == "daily" else bulletin.passed_on(area, exercise))
        report = Report.objects.create(
            area=area, kind=kind, template=FORMS[kind], title=title or _loose_title(area, kind), text=drafted, to=superior(area),
            cc=list(rule("reports.cc", area)), by=actor, by_name=name, urgency="urgent" if kind == "warning" else "", exercise_id=exercise,
        )  # fmt: skip
        tell(log, report.streams, "info_report.drafted", None, report.row(), area=area)
    return report


def _loose_title(area: str, kind: str) -> str:
    return f"{area_name(area[:DISTRICT])}{'应急值班信息' if kind == 'daily' else '预警信息转报'}"


def _newest(incident: Incident) -> Report | None:
    """首报 → 续报一 → …: the latest paper of this event, whatever became of it."""
    return incident.info_reports.filter(kind__in=("first", "follow", "final")).order_by("pk").last()


def _allowed(incident: Incident, kind: str, before: Report | None) -> int:
    if kind == "first":
        if before is not None:
            raise Problem("wrong_state", f"事件 {incident.number} 已有首报,请作续报。")
        return 0
    if before is None:
        raise Problem("wrong_state", f"事件 {incident.number} 尚无首报,请先作首报。")
    if before.kind == "final":
        raise Problem("wrong_state", f"事件 {incident.number} 已有终报。")
    if before.state in (DRAFT, REVIEW, RETURNED):
        raise Problem("wrong_state", f"上一份报告({before.title})还没有签发,请先办结。", holder={"report": before.pk})
    return before.seq + 1 if kind == "follow" else 0


def _title(incident: Incident, kind: str, seq: int) -> str:
    progress = {"controlled": "已控制", "out": "险情已排除", "mop_up": "正在清理", "guard": "正在看守", "closed": "已处置完毕"}.get(
        incident.phase, ""
    )
    return wording.title(
        district=area_name(incident.area[:DISTRICT]), place=incident.place, event=type_name(incident.type_id) or "突发事件",
        figures=incident.figures, progress=progress, kind=kind, seq=seq,
    )  # fmt: skip


def change_report(*, actor: str, report_id: int, version: int, values: Mapping[str, Any]) -> Report:
    """Words of a draft. A returned paper becomes a draft again by being put right."""
    check_words(values)
    with act(actor, exercise_of(report_id)) as log:
        report = lock_report(report_id)
        if report.state == RETURNED:
            move(report, DRAFT)
        if report.state not in (DRAFT, REVIEW):
            raise Problem("wrong_state", f"报告处于“{report.get_state_display()}”,不能再改。签发后的更正请作续报。")
        if report.version != version:
            raise Problem("conflict", "这份报告刚被别人改过,请刷新后对照再改。")
        before = Report.objects.get(pk=report.pk).row()
        for key, value in values.items():
            setattr(report, key, unknown_where_empty({**report.elements, **value}) if key == "elements" else value)
        report.version += 1
        report.save()
        tell(log, report.streams, "info_report.changed", before, report.row(), area=report.area)
    return report


def check_words(values: Mapping[str, Any]) -> None:
    if values.get("secrecy") is not None and values["secrecy"] not in dict(SECRECY):
        raise Problem("invalid", "本系统为非涉密系统,严禁处理、传输涉密信息:密级最高为“工作秘密”。", where=["secrecy"])
    if values.get("urgency") is not None and values["urgency"] not in dict(URGENCIES):
        raise Problem("invalid", "紧急程度为平件、加急或特急。", where=["urgency"])
    for key, text in (values.get("elements") or {}).items():
        if key not in ELEMENTS:
            raise Problem("invalid", f"没有要素“{key}”。", where=[f"elements.{key}"])
        if len(text) > LONGEST:
            raise Problem("invalid", f"“{ELEMENTS[key]}”超过 {LONGEST} 字。", where=[f"elements.{key}"])


def submit_report(*, actor: str, name: str, report_id: int) -> Report:
    """送审: only the starred elements must be there; a brief keeps to its length."""
    with act(actor, exercise_of(report_id)) as log:
        report = lock_report(report_id)
        before = report.row()
        if report.state == RETURNED:
            move(report, DRAFT)
        require_complete(report)
        move(report, REVIEW)
        report.submitted_name, report.submitted_at = name, clock.now()
        report.save()
        tell(log, report.streams, "info_report.submitted", before, report.row(), area=report.area)
    return report


def require_complete(report: Report) -> None:
    if report.incident_id is None:
        if not report.text.strip():
            raise Problem("invalid", "正文还是空的。", where=["text"])
    elif lacking := missing(report.elements):
        names = "、".join(ELEMENTS[key] for key in lacking)
        raise Problem(
            "invalid", f"必填要素还没有内容:{names}。其余要素不明的会写“正在核实”。", where=[f"elements.{key}" for key in lacking]
        )
    if report.template == "brief" and len(report.text) > wording.BRIEF_MOST:
        raise Problem("invalid", f"值班快报不超过 {wording.BRIEF_MOST} 字,现有 {len(report.text)} 字。", where=["text"])


def send_back(*, actor: str, report_id: int, reason: str, name: str) -> Report:
    """The reviewer wants it otherwise: back to the writer, with the reason."""
    with act(actor, exercise_of(report_id)) as log:
        report = lock_report(report_id)
        before = report.row()
        if report.state != REVIEW:
            raise Problem("wrong_state", "只有送审中的报告可以退改。")
        move(report, DRAFT)
        report.returned_why, report.returned_name, report.returned_at = reason.strip()[:300], name, clock.now()
        report.save()
        tell(log, report.streams, "info_report.sent_back", before, report.row(), area=report.area)
    return report


def sign_report(*, actor: str, name: str, report_id: int, skip: bool = False) -> Report:
    """签发: the number is taken here, and the map is kept as it is now. The caller has shown their PIN. `skip`: also past the level above."""
    with act(actor, exercise_of(report_id)) as log:
        report = lock_report(report_id)
        before = report.row()
        require_complete(report)
        if skip:
            _require_grave(report)
            report.skip, report.skipped, report.to = True, superior(report.area), beyond(report.area)
        move(report, SIGNED)
        report.signed_by, report.signed_name, report.signed_at = actor, name, clock.now()
        if report.number is None:
            series = str(rule("reports.series", report.area)[report.template])
            office_area = report.area[:DISTRICT]
            report.number_year, report.number = next_in_series(area=office_area, series=report.template, exercise=report.exercise_id)
            drill = "演练" if report.exercise_id else ""
            report.number_text = f"{area_name(office_area)}{series}{drill}〔{report.number_year}〕{report.number}号"
        if report.incident is not None:
            report.picture = picture_of(report.incident)
        report.save()
        tell(log, report.streams, "info_report.signed", before, report.row(), area=report.area)
    return report


def _require_grave(report: Report) -> None:
    limit = int(rule("reports.skip_grade", report.area))
    grade = report.incident.grade if report.incident else None
    if grade is None or grade > limit:
        raise Problem("invalid", "重大以上事件才可越级报告。", where=["skip"])


def move(report: Report, state: str) -> None:
    if state not in MOVES[report.state]:
        raise Problem("wrong_state", f"报告处于“{report.get_state_display()}”,不能改为“{STATE_NAMES[state]}”。")
    report.state = state


def exercise_of(report_id: int) -> int | None:
    return Report.objects.filter(pk=report_id).values_list("exercise_id", flat=True).first()


def lock_report(report_id: int) -> Report:
    report = Report.objects.select_for_update(of=("self",)).select_related("incident").filter(pk=report_id).first()
    if report is None:
        raise Problem("not_found", "没有这份报告。")
    return report
