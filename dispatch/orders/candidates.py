"""Which teams could go: every unit of the caller's area with distance, age of its fix and who holds it. Pure sorting over one read."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Literal

from devices.tracks.models import LastFix
from dispatch.incidents.models import Incident
from dispatch.orders.models import OPEN, Assignment
from dispatch.orders.rows import Candidate, HolderRow
from dispatch.teams.models import UNAVAILABLE, Unit
from realtime import clock

EARTH_M = 6_371_008.8  # mean radius
RANK = {"available": 0, "assigned": 1, "off": 2}


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great circle, metres; degrees WGS-84."""
    a = sin(radians(lat2 - lat1) / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(a)))


def candidates(incident: Incident, scopes: list[str], limit: int) -> list[Candidate]:
    """Available first, then nearest. The position is the last fix, or the base when there is none."""
    held = {row.unit_id: row for row in Assignment.objects.filter(state=OPEN, exercise_id=incident.exercise_id).select_related("incident")}
    units = [unit for scope in scopes for unit in Unit.objects.under(scope).with_names().filter(exercise_id=incident.exercise_id)]
    fixes = {fix.subject_id: fix for fix in LastFix.objects.filter(subject_id__in=[unit.pk for unit in units])}
    now = clock.now()
    found: list[Candidate] = []
    for unit in units:
        fix = fixes.get(unit.pk)
        lon, lat = (fix.lon, fix.lat) if fix else (unit.lon, unit.lat)
        availability: Literal["available", "assigned", "off"] = (
            "off" if unit.meaning == UNAVAILABLE else "assigned" if unit.pk in held else "available"
        )
        found.append(
            {
                "unit": unit.row(held[unit.pk].incident_id if unit.pk in held else None),
                "distance_m": round(distance_m(incident.lon, incident.lat, lon, lat)),
                "fix_age_s": round((now - fix.received_at).total_seconds()) if fix else None,
                "availability": availability,
                "holder": _holder(held.get(unit.pk)),
            }
        )
    found.sort(key=lambda row: (RANK[row["availability"]], row["distance_m"]))
    return found[:limit]


def _holder(assignment: Assignment | None) -> HolderRow | None:
    return None if assignment is None else {"incident": assignment.incident_id, "number": assignment.incident.number}
