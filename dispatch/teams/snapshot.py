"""The tables `units`, `posts` and `vehicles` of an area's board."""

from __future__ import annotations

from typing import Any

from dispatch.teams.models import StandbyPost, Unit, Vehicle
from realtime.exercises.snapshot import in_the_world

Rows = dict[str, Any]  # id → row


def units(prefix: str) -> Rows:
    """With the incident that holds each: one query for a whole city."""
    found = Unit.objects.under(prefix).filter(in_the_world()).with_names().with_own_holder()
    return {str(unit.pk): unit.row(unit.held_by) for unit in found}


def posts(prefix: str) -> Rows:
    return {str(post.pk): post.row() for post in StandbyPost.objects.filter(in_the_world(), area__startswith=prefix, closed_at=None)}


def vehicles(prefix: str) -> Rows:
    return {str(vehicle.pk): vehicle.row() for vehicle in Vehicle.objects.filter(in_the_world(), area__startswith=prefix)}
