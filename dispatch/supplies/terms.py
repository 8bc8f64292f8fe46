"""clerk → **terms** → desk: paper that a verbal order still owes, and lent things that did not come home. Nothing lapses in silence."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from dispatch.alarms.actions import raise_alarm
from dispatch.supplies.actions import destination, locked
from dispatch.supplies.models import SupplyRequest
from dispatch.telling import tell
from realtime.log import act

CLERK = "clerk"


def paper_due(request_id: int) -> None:
    request = locked(request_id)
    if request.paper_at is None and request.state != SupplyRequest.CANCELLED:
        _overdue(
            request, "paper_overdue", f"口头调拨 {request.number}({request.item.name},{request.approved_name}批准)到期未补办书面手续。"
        )


def return_due(request_id: int) -> None:
    request = locked(request_id)
    if request.state == SupplyRequest.RECEIVED:
        _overdue(
            request,
            "return_overdue",
            f"借出物资 {request.number}({request.item.name} {request.received} {request.item.unit_of})到期未归还。",
        )


def _overdue(request: SupplyRequest, field: str, text: str) -> None:
    """Shown on the row, and once in the alarm queue so that somebody takes it on."""
    with act(CLERK, request.exercise_id) as log:
        before = request.row()
        setattr(request, field, True)
        request.save(update_fields=[field])
        tell(log, request.streams, "supply_request.overdue", before, request.row(), area=request.area)
        lon, lat = destination(request)
        raise_alarm(
            actor=CLERK, source="system", urgency="normal", lon=lon, lat=lat, area=request.area, place=request.place, text=text,
            device=f"supplies:{request.pk}", exercise=request.exercise_id,
        )  # fmt: skip


def shift(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster: the terms that its rows show move with its deadlines."""
    for field in ("paper_due_at", "return_by"):
        SupplyRequest.objects.filter(**{"exercise_id": exercise, f"{field}__isnull": False}).update(**{field: F(field) - by})
