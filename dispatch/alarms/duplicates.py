"""typing → **duplicates** → officer: what may be the same event, shown before saving; the officer joins it or saves a new one."""

from __future__ import annotations

from datetime import datetime, timedelta

from typing_extensions import TypedDict

from dispatch.alarms.limits import limits
from dispatch.alarms.matching import compatible
from dispatch.alarms.merging import around
from dispatch.alarms.models import ACTIVE
from dispatch.alarms.rows import AlarmRow
from dispatch.distance import great_circle_m
from dispatch.incidents.models import Incident
from dispatch.incidents.rows import IncidentRow

MOST = 10  # more than a glance takes in is no help


class Likely(TypedDict):
    """`minutes` between what is typed and the alarm's latest signal."""

    alarm: AlarmRow
    distance_m: int
    minutes: int
    same_type: bool
    incident: IncidentRow | None


def likely(*, lon: float, lat: float, type: str, at: datetime, area: str, exercise: int | None, scopes: list[str]) -> list[Likely]:
    """Near in place, and near in time or with an incident that is still open; of one type first, then the nearest."""
    found = limits(area)
    radius, within = float(found["alarm.duplicate_m"]), timedelta(minutes=float(found["alarm.duplicate_min"]))
    near = [alarm for alarm in around(lon, lat, radius, exercise) if alarm.area.startswith(tuple(scopes))]
    incidents = Incident.objects.in_bulk([alarm.incident_id for alarm in near if alarm.incident_id])
    rows: list[Likely] = []
    for alarm in near:
        away = great_circle_m(lon, lat, alarm.lon or 0.0, alarm.lat or 0.0)
        apart = min(abs(at - alarm.seen_at), abs(at - alarm.last_seen_at))
        incident = incidents.get(alarm.incident_id or 0)
        handled = incident is not None and incident.open
        if away > radius or not (handled or (alarm.state == ACTIVE and apart <= within)):
            continue
        rows.append(
            {
                "alarm": alarm.row(),
                "distance_m": round(away),
                "minutes": round(apart.total_seconds() / 60),
                "same_type": compatible(type, alarm.type),
                "incident": incident.row() if incident is not None and handled else None,
            }
        )
    return sorted(rows, key=lambda row: (not row["same_type"], row["distance_m"]))[:MOST]
