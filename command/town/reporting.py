"""The short form of a town → **reporting** → the district's queue, or the timeline of what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from command.town.rows import TownReported
from dispatch.alarms.actions import raise_alarm
from dispatch.contacts.duty import area_name
from dispatch.incidents.actions import note_incident
from dispatch.incidents.models import Incident
from realtime.accounts.may import Caller
from realtime.areas.models import DISTRICT
from realtime.codes import Problem

WORDS = {"deaths": "死亡", "missing": "失踪", "trapped": "被困", "injuries": "受伤", "affected": "受灾", "evacuated": "已转移"}


def report_up(
    *, who: Caller, area: str, text: str, place: str, incident: int | None, urgency: str, lon: float | None, lat: float | None,
    occurred_at: datetime | None, figures: Mapping[str, int],
) -> TownReported:  # fmt: skip
    """Something new waits in the queue to be verified; figures stand in words too, so that nobody has to open a form to read them."""
    counted = ",".join(f"{WORDS[key]} {number} 人" for key, number in figures.items() if key in WORDS)
    said = text.strip() + (f"({counted})" if counted else "")
    if incident is not None:
        known = Incident.objects.filter(pk=incident, area__startswith=area[:DISTRICT]).first()
        if known is None:
            raise Problem("not_found", "没有这个事件,或它不在本区。", where=["incident"])
        note = note_incident(actor=who.actor, incident_id=incident, text=said, occurred_at=occurred_at)
        return {"kind": "note", "id": note.pk, "incident": incident}
    alarm = raise_alarm(
        actor=who.actor, source="agency", urgency=urgency, lon=lon, lat=lat, area=area if lon is None else None, place=(place.strip() or area_name(area))[:120],
        text=said, occurred_at=occurred_at, facts={"town": area, **figures},
    )  # fmt: skip
    return {"kind": "alarm", "id": alarm.pk, "incident": alarm.incident_id}
