"""Tables of the board and of one person, as screens hold them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dispatch.alarms.models import Alarm
from dispatch.incidents.models import Incident
from dispatch.orders.models import Assignment, Order

Rows = dict[str, Any]  # id → row


def rows(found: Any) -> Rows:
    return {str(row["id"]): row for row in (item.row() for item in found)}


def alarms(prefix: str) -> Rows:
    return rows(Alarm.objects.filter(area__startswith=prefix, archived=False))


def _incidents(prefix: str) -> Any:
    return Incident.objects.filter(area__startswith=prefix, archived=False)


def incidents(prefix: str) -> Rows:
    return rows(_incidents(prefix))


def assignments(prefix: str) -> Rows:
    return rows(Assignment.objects.filter(incident__in=_incidents(prefix)))


def orders(prefix: str) -> Rows:
    return rows(Order.objects.filter(incident__in=_incidents(prefix)))


def orders_of_user(user_id: str) -> Rows:
    """What a person was told, of incidents still on the board."""
    return rows(Order.objects.filter(recipients__principal=f"user:{user_id}", incident__archived=False))


def of_incident(model: Any, field: str) -> Callable[[str], Rows]:
    """Rows of one incident, for the scope `incident:<id>`."""

    def load(incident_id: str) -> Rows:
        return rows(model.objects.filter(**{field: incident_id}))

    return load
