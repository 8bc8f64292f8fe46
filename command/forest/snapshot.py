"""Boards, points and rounds as a district's board holds them; relay lines and hand-overs as an incident does."""

from __future__ import annotations

from typing import Any

from command.forest.models import FireBoard, FirePoint
from command.forest.records import FireHandover, Patrol, Relay
from realtime.exercises.snapshot import in_the_world

Rows = dict[str, Any]


def fire_boards(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in FireBoard.objects.filter(in_the_world(), area__startswith=prefix)}


def fire_points(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in FirePoint.objects.current().filter(area__startswith=prefix)}


def patrols(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Patrol.objects.filter(in_the_world(), area__startswith=prefix, archived=False)}


def relays(prefix: str) -> Rows:
    """That lie now: they end with their incident and with their exercise."""
    return {str(one.pk): one.row() for one in Relay.objects.filter(area__startswith=prefix, ended_at=None)}


def relays_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in Relay.objects.filter(incident_id=incident_id)}


def handovers_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in FireHandover.objects.select_related("incident").filter(incident_id=incident_id)}
