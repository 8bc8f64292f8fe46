"""Verbs on special periods: a year of them from the rule, one by hand, one out. Who keeps a roster under the area is looked at anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command.duty.actions import roster_stream
from command.duty.models import DutyPattern, SpecialPeriod
from command.duty.needs import above
from command.duty.rows import PeriodYear
from command.duty.special_days import FIRST_YEAR, LAST_YEAR, Planned, planned
from command.duty.watching import look_at
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

FIELDS = ("name", "kind", "first", "last", "pattern_id", "needs", "patrol", "source")


def save_period(*, actor: str, area: str, period_id: int | None, given: Mapping[str, Any]) -> SpecialPeriod:
    with act(actor) as log:
        period = SpecialPeriod.objects.filter(pk=period_id, area=area).first() if period_id else SpecialPeriod(area=area)
        if period is None:
            raise Problem("not_found", "没有这个特殊时段。")
        for name in FIELDS:
            if name in given:
                setattr(period, name, given[name])
        if period.last < period.first:
            raise Problem("invalid", "截止日期早于开始日期。", where=["last"])
        if period.pattern_id and not DutyPattern.objects.filter(pk=period.pattern_id).exists():
            raise Problem("invalid", "没有这种排班模式。", where=["pattern"])
        period.save()
        log.append(roster_stream(), "special_period.saved", {"id": period.pk, "area": area}, area=area)
        look_at(actor=actor, under=area)
    return period


def remove_period(*, actor: str, period_id: int) -> None:
    """Entered by mistake, or the year's notice says otherwise."""
    with act(actor) as log:
        period = SpecialPeriod.objects.select_for_update().filter(pk=period_id).first()
        if period is None:
            return
        area = period.area
        period.delete()
        log.append(roster_stream(), "special_period.left", {"id": period_id, "area": area}, area=area)
        look_at(actor=actor, under=area)


def fill_year(*, actor: str, area: str, year: int) -> list[SpecialPeriod]:
    """What the rule names and neither the area nor those above it have yet; what somebody changed by hand stays as it is."""
    with act(actor) as log:
        made = SpecialPeriod.objects.bulk_create(
            SpecialPeriod(
                area=area, name=one.name, kind=one.kind, first=one.first, last=one.last, pattern_id=one.pattern, needs=dict(one.needs),
                patrol=one.patrol, source=one.source,
            )
            for one in _lacking(area, year)
        )  # fmt: skip
        if made:
            log.append(roster_stream(), "special_period.filled", {"area": area, "how": str(year), "count": len(made)}, area=area)
            look_at(actor=actor, under=area)
    return made


def year_of(area: str, year: int) -> PeriodYear:
    """Periods that touch the year, and what the rule would add."""
    _within(year)
    found = SpecialPeriod.objects.filter(area__in=above(area), first__year__lte=year, last__year__gte=year)
    return {
        "area": area, "year": year, "periods": [period.row() for period in found],
        "lacking": [{"name": one.name, "first": one.first.isoformat(), "last": one.last.isoformat()} for one in _lacking(area, year)],
    }  # fmt: skip


def _lacking(area: str, year: int) -> list[Planned]:
    _within(year)
    there = set(SpecialPeriod.objects.filter(area__in=above(area), first__year=year).values_list("name", flat=True))
    return [one for one in planned(rule("duty.special_days", area), year) if one.name not in there]


def _within(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Problem("invalid", f"农历节日只备有 {FIRST_YEAR}–{LAST_YEAR} 年。", where=["year"])
