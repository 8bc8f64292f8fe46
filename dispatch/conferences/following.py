"""incident over a border → **following** → boards: its conferences, with legs, roll calls and decisions, go to the district that answers for it now."""

from __future__ import annotations

from typing import Any

from dispatch.conferences.models import Conference
from dispatch.conferences.records import Decision, RollCall
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from realtime.log import act


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    if moment != "moved":
        return
    with act(actor, incident.exercise_id) as log:
        found = Conference.objects.select_for_update().filter(incident=incident, archived=False).exclude(area=incident.area)
        for conference in found.order_by("pk"):
            rows = _rows(conference)
            before = [
                (kind, row, row.row(), set(row.streams if kind != "conference_roll_call" else conference.streams)) for kind, row in rows
            ]
            conference.area = incident.area
            conference.save(update_fields=["area"])
            for kind, row, was, old in before:
                new = set(row.streams if kind != "conference_roll_call" else conference.streams)
                move_between(log, kind, was, row.row(), old, new)


def _rows(conference: Conference) -> list[tuple[str, Any]]:
    """The one object that changes stands behind every row."""
    rows: list[tuple[str, Any]] = [("conference", conference)]
    rows += [("conference_leg", leg) for leg in conference.legs.order_by("pk")]
    rows += [("conference_roll_call", one) for one in RollCall.objects.filter(conference=conference).order_by("pk")]
    rows += [("decision", one) for one in Decision.objects.filter(conference=conference).select_related("person").order_by("pk")]
    for _, row in rows[1:]:
        row.conference = conference
    return rows
