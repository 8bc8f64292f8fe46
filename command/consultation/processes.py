"""天气过程: open, raise or lower, end; its round is added up from what was recorded within its hours and place."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import cast

from django.db.models import Sum
from django.utils.timezone import localtime

from command.alerts.models import Alert
from command.consultation.models import WeatherProcess
from command.consultation.rows import ProcessRound, WeatherProcessRow
from command.evacuation.models import MOVED, Departure
from command.responses.models import Response
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act

HAZARD = {"rain": "11B03", "typhoon": "11B01", "cold": "11B05", "heat": "11B09", "convection": "11B20", "drought": "11A99", "fog": "11B17"}


def open_process(
    *, actor: str, name: str, area: str, kind: str, title: str = "", level: str = "", started_at: datetime | None = None, exercise: int | None = None
) -> WeatherProcess:  # fmt: skip
    """The year's next round of its kind in this place."""
    at = started_at or clock.now()
    year = localtime(at).year
    with act(actor, exercise) as log:
        held = WeatherProcess.objects.select_for_update().filter(area=area, kind=kind, year=year, exercise_id=exercise)
        number = max((one.number for one in held), default=0) + 1
        one = WeatherProcess(
            area=area, kind=kind, year=year, number=number, hazard=HAZARD[kind], started_at=at, level=level.strip(), by=actor
        )
        one.exercise_id = exercise
        one.name = (title.strip() or f"{year} 年第 {number} 轮{one.get_kind_display()}过程")[:60]
        one.levels = [{"at": iso(at), "level": one.level, "by_name": name}] if one.level else []
        one.save()
        log.append(f"area:{area}", "weather_process.opened", {"id": one.pk, "area": area, "level": one.level}, area=area)
    return one


def change_process(*, actor: str, name: str, process_id: int, level: str | None = None, summary: str | None = None, ended_at: datetime | None = None, end: bool = False) -> WeatherProcess:  # fmt: skip
    held = WeatherProcess.objects.filter(pk=process_id).values_list("exercise_id", flat=True)
    if not held:
        raise Problem("not_found", "没有这个天气过程。")
    with act(actor, held[0]) as log:
        one = WeatherProcess.objects.select_for_update().get(pk=process_id)
        now = clock.now()
        if level is not None and level.strip() != one.level:
            if one.ended_at is not None:
                raise Problem("wrong_state", f"{one.name}已结束,强度不再调整。")
            one.level = level.strip()
            one.levels = [*one.levels, {"at": iso(now), "level": one.level, "by_name": name}]
        if end:
            if one.ended_at is not None:
                raise Problem("wrong_state", f"{one.name}已结束。")
            one.ended_at = ended_at or now
            if not one.started_at <= one.ended_at <= now:
                raise Problem("invalid", "结束时间应在开始之后、现在之前。", where=["ended_at"])
        if summary is not None:
            one.summary = summary.strip()
        one.save()
        body = {"id": one.pk, "area": one.area, "level": one.level}
        log.append(f"area:{one.area}", "weather_process.ended" if end else "weather_process.changed", body, area=one.area)
    return one


def round_of(one: WeatherProcess) -> ProcessRound:
    """Only its own world: a drill's round counts no real warning."""
    until = one.ended_at or clock.now()
    here = {"area__startswith": one.area, "exercise_id": one.exercise_id}
    alerts = Alert.objects.filter(**here, published_at__gte=one.started_at, published_at__lte=until).exclude(kind="cancel")
    moved = Departure.objects.standing().filter(
        evacuation__area__startswith=one.area, evacuation__exercise_id=one.exercise_id, outcome=MOVED, occurred_at__gte=one.started_at, occurred_at__lte=until
    )  # fmt: skip
    people = {row["evacuation__kind"]: row["n"] for row in moved.values("evacuation__kind").annotate(n=Sum("people")).order_by()}
    return {
        "alerts": dict(Counter(alerts.values_list("colour", flat=True))),
        "responses": Response.objects.filter(**here, changes__effective_at__gte=one.started_at, changes__effective_at__lte=until).distinct().count(),
        "consultations": one.consultations.exclude(state="cancelled").count(),
        "incidents": Incident.objects.filter(**here, opened_at__gte=one.started_at, opened_at__lte=until).count(),
        "moved": people.get("pre_emptive", 0), "rescued": people.get("rescue", 0),
    }  # fmt: skip


def process_row(one: WeatherProcess) -> WeatherProcessRow:
    return cast("WeatherProcessRow", {
        "id": one.pk, "number": one.number, "area": one.area, "kind": one.kind, "name": one.name, "hazard": one.hazard,
        "started_at": str(iso(one.started_at)), "ended_at": iso(one.ended_at), "level": one.level, "levels": list(one.levels), "summary": one.summary,
        "round": round_of(one),
    })  # fmt: skip
