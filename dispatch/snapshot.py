"""Tables of the board and of one person, as screens hold them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dispatch.alarms.models import Alarm
from dispatch.incidents.models import Incident

Rows = dict[str, Any]  # id → row


def rows(found: Any) -> Rows:
    return {str(row["id"]): row for row in (item.row() for item in found)}


def alarms(prefix: str) -> Rows:
    return rows(Alarm.objects.filter(area__startswith=prefix, archived=False).prefetch_related("steps"))


def _incidents(prefix: str) -> Any:
    return Incident.objects.filter(area__startswith=prefix, archived=False)


def incidents(prefix: str) -> Rows:
    return rows(_incidents(prefix))


def of_incident(model: Any, field: str) -> Callable[[str], Rows]:
    """Rows of one incident, for the scope `incident:<id>`."""

    def load(incident_id: str) -> Rows:
        return rows(model.objects.filter(**{field: incident_id}))

    return load
