"""零报告: each town says once a day that there is nothing to say; who is silent after the time is named."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone, localtime

from command.duty.records import NilReport
from command.duty.rows import NilDay
from realtime import clock
from realtime.areas.models import TOWN, Area
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule


def due_on(area: str, day: date) -> datetime:
    return datetime.combine(day, time.fromisoformat(str(rule("duty.nil_report_at", area))), get_current_timezone())


def report_nil(*, actor: str, name: str, area: str, text: str = "") -> NilReport:
    """The first of a day stays: later news is an alarm or a report, not another nothing."""
    if not Area.objects.filter(pk=area).exists():
        raise Problem("not_found", "没有这个区划。")
    now = clock.now()
    day = localtime(now).date()
    with act(actor) as log:
        report, made = NilReport.objects.get_or_create(
            area=area, day=day,
            defaults={"text": text.strip()[:200] or "无情况", "by": actor, "by_name": name[:60], "late": now > due_on(area, day)},
        )  # fmt: skip
        if made:
            report.refresh_from_db()
            log.append(f"area:{area}", "nil_report.noted", {"id": report.pk, "area": area, "late": report.late}, area=area)
    return report


def nil_day(area: str) -> NilDay:
    day = localtime(clock.now()).date()
    reports = list(NilReport.objects.filter(area__startswith=area, day=day).order_by("area"))
    heard = {report.area for report in reports}
    towns = [place for place in Area.objects.filter(code__startswith=area).order_by("code") if len(place.code) == TOWN]
    return {
        "day": day.isoformat(), "due_at": str(iso(due_on(area, day))), "reports": [report.row() for report in reports],
        "silent": [town.name for town in towns if town.code not in heard],
    }  # fmt: skip
