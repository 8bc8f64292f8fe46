"""Verbs on the danger: say it for an area and a day, change what a level demands, let a special period raise it, name a kind of point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from command.alerts.values import Value, take_value
from command.duty.models import DutyRole, SpecialPeriod
from command.forest.models import DangerDemand, FireDanger, PeriodFloor, PointKind
from command.forest.watching import DISTRICT, look_at
from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation
from dispatch.incidents.fields import name_of
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act

AHEAD, BACK = timedelta(days=10), timedelta(days=7)  # a forecast reaches ten days; older is no correction but history
LAYER, QUANTITY = "forecast", "fire_danger"  # how the feed of expected values says it


def set_danger(
    *, actor: str, area: str, day: date, level: int, source: str, note: str = "", exercise: int | None = None
) -> FireDanger:  # fmt: skip
    """Said again it takes the place of what was said; both are in the log."""
    today = localdate()
    if not today - BACK <= day <= today + AHEAD:
        raise Problem("invalid", "日期须在前 7 天至后 10 天之内。", where=["day"])
    if not Area.objects.filter(pk=area).exists() or len(area) > DISTRICT:
        raise Problem("invalid", f"没有区划 {area};火险等级按市、区填报。", where=["area"])
    with act(actor, exercise) as log:
        one = FireDanger.objects.select_for_update().filter(area=area, day=day, exercise_id=exercise).first()
        before = one.level if one else 0
        one = one or FireDanger(area=area, day=day, exercise_id=exercise)
        one.level, one.source, one.note, one.by, one.at = level, source[:60], note.strip(), actor, clock.now()
        one.save()
        body = {"id": one.pk, "area": area, "day": day.isoformat(), "level": level, "before": before, "source": one.source}
        log.append(f"area:{area}", "fire_danger.noted", body, area=area)
        if day == today:
            look_at(actor=actor, under=area, exercise=exercise)
            # three to five ask for a warning; whether there is one, a person decides
            take_value(Value(f"danger:{area}", QUANTITY, float(level), "", area, name_of(area), one.at, exercise=exercise))
    return one


def take_feed(feed: Feed, rows: Sequence[Observation]) -> None:
    """Registered with the feeds: what a source says of a district counts as if somebody had typed it; the same again changes nothing."""
    for row in rows:
        if row.layer != LAYER or row.attributes.get("quantity") != QUANTITY:
            continue
        area, level = str(row.attributes["area"]), round(float(row.attributes["value"]))
        day = localdate(datetime.fromisoformat(row.attributes["from"]))
        known = FireDanger.objects.filter(area=area, day=day, exercise_id=None).values_list("level", "source").first()
        if area.startswith(settings.CITY) and 1 <= level <= 5 and known != (level, feed.name[:60]):
            try:
                set_danger(actor="rule:feed", area=area, day=day, level=level, source=feed.name)
            except Problem:  # a day or a place that nobody watches: a province sends more than a city keeps
                continue


def save_demand(*, actor: str, level: int, area: str, given: Mapping[str, Any]) -> DangerDemand:
    """A new row from now on; the old one stays readable."""
    unknown = set(given["watch"]) - set(DutyRole.objects.values_list("code", flat=True))
    if unknown:
        raise Problem("invalid", f"没有值班角色 {'、'.join(sorted(unknown))}。", where=["watch"])
    with act(actor) as log:
        row = DangerDemand.objects.create(level=level, area=area, valid_from=clock.now(), **given)
        log.append(f"area:{area or settings.CITY}", "danger_demand.noted", {"id": row.pk, "area": area or settings.CITY, "level": level})
        look_at(actor=actor, under=area)
    return row


def set_floor(*, actor: str, period_id: int, level: int | None) -> SpecialPeriod:
    """0 = the period does not concern the woods; None = as the rule says of its kind."""
    with act(actor) as log:
        period = SpecialPeriod.objects.select_for_update(of=("self",)).filter(pk=period_id).first()
        if period is None:
            raise Problem("not_found", "没有这个特殊时段。")
        if level is not None:
            PeriodFloor.objects.update_or_create(period=period, defaults={"level": level})
        else:
            PeriodFloor.objects.filter(period=period).delete()
        log.append(
            f"area:{period.area}",
            "period_floor.noted",
            {"id": period.pk, "area": period.area, "level": -1 if level is None else level},
            area=period.area,
        )
        look_at(actor=actor, under=period.area)
    return period


def save_kind(*, actor: str, code: str, name: str, mark: str, order: int, active: bool, source: str) -> PointKind:
    with act(actor) as log:
        twin = PointKind.objects.filter(name=name, active=True).exclude(pk=code).first()
        if twin is not None:
            raise Problem("exists", f"已有点位类型“{name}”。", where=["name"])
        kind, _ = PointKind.objects.update_or_create(
            code=code, defaults={"name": name, "mark": mark, "order": order, "active": active, "source": source}
        )
        log.append(f"area:{settings.CITY}", "point_kind.noted", {"id": code, "area": settings.CITY}, area=settings.CITY)
    return kind
