"""calls of a warning → **heard** → reader: receipts by level, who has not confirmed, when the first word arrived, until when all should have."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Least, Length

from command.alerts.models import Alert
from command.alerts.receipts import HUMAN
from command.alerts.rows import AlertCalled, AlertSilent
from dispatch.broadcast.models import AreaJob
from dispatch.callout.models import ANSWERED, Call, Callout
from realtime.areas.models import CITY, DISTRICT, TOWN
from realtime.clock import iso
from realtime.rules.models import rule

LEVELS = ("city", "district", "town", "village")
MOST = 300  # named; the calling board has them all


def own_calls(alert: Alert) -> QuerySet[Any]:
    """Those called for themselves, with the level they stand at; who is rung in somebody's place counts for that one."""
    digits = Length("person__area")
    level = Case(
        When(digits__lte=CITY, then=Value("city")), When(digits__lte=DISTRICT, then=Value("district")), When(digits__lte=TOWN, then=Value("town")),
        default=Value("village"), output_field=CharField(),
    )  # fmt: skip
    rows: QuerySet[Any] = Call.objects.filter(callout_id=alert.callout_id or 0, stands_for=None, same_as=None)
    levelled: QuerySet[Any] = rows.annotate(digits=digits).annotate(level=level)
    return levelled


DONE = Q(state=ANSWERED) | Q(covered_by__state=ANSWERED)


def called_by_level(alert: Alert) -> list[AlertCalled]:
    if alert.callout_id is None:
        return []
    acted = Q(state=ANSWERED, answer__in=HUMAN) & ~Q(action_text="") | Q(covered_by__answer__in=HUMAN)
    found = (
        own_calls(alert).values("level").annotate(
            called=Count("pk"), delivered=Count("pk", filter=Q(delivered_at__isnull=False) | DONE), answered=Count("pk", filter=DONE),
            acted=Count("pk", filter=acted),
        ).order_by("level")
    )  # fmt: skip
    by = {row["level"]: row for row in found}
    return [cast("AlertCalled", by[level]) for level in LEVELS if level in by]


def silent(alert: Alert) -> list[AlertSilent]:
    """Longest first, those the ladder has given up on before the others."""
    if alert.callout_id is None:
        return []
    rows = own_calls(alert).exclude(DONE).order_by("-officer", "started_at", "pk")[:MOST]
    return [
        cast("AlertSilent", {
            "call": row.pk, "name": row.name, "org": row.org, "title": row.title, "level": row.level, "state": row.state,
            "since": iso(row.started_at), "officer": row.officer,
        })
        for row in rows
    ]  # fmt: skip


def unconfirmed(alert: Alert) -> int:
    return own_calls(alert).exclude(DONE).count() if alert.callout_id else 0


def arrived_at(alert: Alert) -> datetime | None:
    """The first receipt: of the calls, or of the carrier's first report that reached somebody."""
    calls = Call.objects.filter(callout_id=alert.callout_id or 0).aggregate(
        at=Least(Min("delivered_at"), Min("answered_at"), Min(F("covered_by__answered_at")))
    )["at"]
    job = AreaJob.objects.filter(broadcast=alert.broadcast_id or 0).first()
    carried = job.reported_at if job is not None and job.counts.get("delivered") else None
    return min((at for at in (calls, carried) if at is not None), default=None)


def receipt_due(alert: Alert) -> datetime | None:
    """Until when everybody called should have confirmed; None: not called, or the colour has no time."""
    begun = Callout.objects.filter(pk=alert.callout_id or 0).values_list("started_at", flat=True).first()
    seconds = rule("alerts.receipt_s", alert.area).get(alert.colour)
    return begun + timedelta(seconds=float(seconds)) if begun is not None and seconds is not None else None
