"""situation → **materials** → consultation: what stands now, kept as it was looked at: warnings in force, the newest report, the map, weather."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from command.alerts.models import Alert
from command.consultation.models import Consultation, Material
from command.experts.models import ExpertCall
from command.reports.models import OUTSIDE, Report
from command.reports.paper.picture import picture_of
from command.reports.wording import brief
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.files.models import File

MOST = 20


def attach_what_stands(actor: str, name: str, one: Consultation) -> None:
    """When it is opened: nobody has to remember to fetch these."""
    given = {"consultation": one, "by": actor, "by_name": name[:60]}
    if words := warnings_in_force(one):
        Material.objects.create(kind="alerts", title="在效预警", text=words, **given)
    if one.incident is not None:
        report = Report.objects.filter(incident=one.incident, state__in=OUTSIDE).order_by("-pk").first()
        if report is not None:
            Material.objects.create(kind="report", title=report.title, text=words_of(report), ref=report.pk, **given)
        Material.objects.create(kind="map", title="现场态势图", picture=picture_of(one.incident), **given)


def warnings_in_force(one: Consultation) -> str:
    rows = Alert.objects.in_force(one.area, exercise=one.exercise_id).select_related("hazard").order_by("-published_at")[:MOST]
    return "\n".join(
        f"{localtime(row.published_at):%m-%d %H:%M} {row.issuer} {row.headline}" for row in rows if row.published_at is not None
    )


def words_of(report: Report) -> str:
    return report.text or (brief(report.elements, None) if report.elements else report.title)


def attach(
    *, actor: str, name: str, one: Consultation, kind: str, title: str = "", text: str = "", ref: int | None = None, file: File | None = None
) -> Material:  # fmt: skip
    """A report by its row, the map as it is now, warnings as they stand now, a file, or words somebody brought."""
    given: dict[str, Any] = {"consultation": one, "kind": kind, "by": actor, "by_name": name[:60]}
    if kind == "report":
        report = Report.objects.filter(pk=ref or 0, area__startswith=one.area[:4]).first()
        if report is None:
            raise Problem("not_found", "没有这份报告。", where=["ref"])
        return Material.objects.create(title=report.title, text=words_of(report), ref=report.pk, **given)
    if kind == "map":
        if one.incident is None:
            raise Problem("invalid", "只有突发事件的会商可附态势图。", where=["kind"])
        return Material.objects.create(title=title.strip() or "现场态势图", picture=picture_of(one.incident), **given)
    if kind == "alerts":
        return Material.objects.create(title="在效预警", text=warnings_in_force(one) or "当前无在效预警", **given)
    if kind == "file":
        if file is None:
            raise Problem("not_found", "没有这个文件。", where=["file"])
        return Material.objects.create(title=title.strip() or file.name, file=file, **given)
    if not text.strip():
        raise Problem("invalid", "请填写材料内容。", where=["text"])
    return Material.objects.create(title=title.strip() or {"forecast": "预报", "text": "材料"}[kind], text=text.strip(), **given)


def may_read_material(who: Caller, file: File) -> bool:
    """Who takes part reads what lies on the table: a leg of its conference, an expert called to its incident."""
    if who.user_id is None:
        return False
    held = Consultation.objects.filter(materials__file=file)
    legs = Q(conference__legs__user=who.user_id) | Q(conference__legs__person__user=who.user_id)
    called = ExpertCall.objects.filter(expert__person__user=who.user_id, ended_at=None, declined=False).values("incident")
    return held.filter(legs | Q(incident__in=called)).exists()
