"""Verbs on a hold: 留存. And who asks before deleting what was recorded: nothing of an incident that is open or held goes."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from typing_extensions import TypedDict

from dispatch.incidents.models import CLOSED, Hold, Incident
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act


class HoldRow(TypedDict):
    """`held` false: nobody asked for it now; the rest then says who last did, or nothing."""

    incident: int
    held: bool
    reason: str
    by_name: str
    at: str | None


def kept(incidents: Iterable[int]) -> set[int]:
    """Those of them of which nothing may be deleted yet."""
    found = set(incidents)
    going = Incident.objects.filter(pk__in=found).exclude(phase=CLOSED).values_list("pk", flat=True)
    return set(going) | set(Hold.objects.filter(incident__in=found, released_at=None).values_list("incident", flat=True))


def hold_of(incident: Incident) -> HoldRow:
    last = Hold.objects.filter(incident=incident).order_by("-pk").first()
    return {
        "incident": incident.pk, "held": last is not None and last.released_at is None, "reason": last.reason if last else "",
        "by_name": last.by_name if last else "", "at": iso(last.at) if last else None,
    }  # fmt: skip


def hold_incident(*, actor: str, name: str, incident: Incident, reason: str) -> HoldRow:
    """Twice is once: the first reason stands."""
    with act(actor, incident.exercise_id) as log:
        hold, made = Hold.objects.get_or_create(
            incident=incident, released_at=None, defaults={"reason": reason, "by": actor, "by_name": name}
        )
        if made:
            log.append(f"authority:{settings.CITY}", "incident_hold.placed", _body(hold, reason, name), area=incident.area)
    return hold_of(incident)


def release_hold(*, actor: str, name: str, incident: Incident, reason: str) -> HoldRow:
    with act(actor, incident.exercise_id) as log:
        hold = Hold.objects.select_for_update().filter(incident=incident, released_at=None).first()
        if hold is None:
            raise Problem("wrong_state", "这起事件没有设留存。")
        hold.released_at, hold.released_name, hold.released_why = clock.now(), name, reason
        hold.save(update_fields=["released_at", "released_name", "released_why"])
        log.append(f"authority:{settings.CITY}", "incident_hold.released", _body(hold, reason, name), area=incident.area)
    return hold_of(incident)


def _body(hold: Hold, reason: str, name: str) -> dict[str, object]:
    return {"id": hold.pk, "incident": hold.incident_id, "area": hold.incident.area, "reason": reason, "by_name": name}
