"""Orders, assignments and reinforcements as a board, an incident and one person hold them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import Assignment, Order
from realtime.exercises.models import Exercise

Rows = dict[str, Any]  # id → row
ON_BOARD = Q(incident__archived=False)


def rows(found: Any) -> Rows:
    return {str(item.pk): item.row() for item in found}


def _near(prefix: str, home: str) -> Q:
    """Of an incident in the area, or of something whose home it is."""
    return ON_BOARD & (Q(incident__area__startswith=prefix) | Q(**{f"{home}__startswith": prefix}))


def orders(prefix: str) -> Rows:
    return rows(Order.objects.filter(_near(prefix, "unit__area")).select_related("incident"))


def assignments(prefix: str) -> Rows:
    return rows(Assignment.objects.filter(_near(prefix, "unit__area")).select_related("incident"))


def reinforcements(prefix: str) -> Rows:
    return rows(Reinforcement.objects.filter(_near(prefix, "lender")).select_related("incident"))


def orders_of_incident(incident_id: str) -> Rows:
    return rows(Order.objects.filter(incident_id=int(incident_id)).select_related("incident"))


def assignments_of_incident(incident_id: str) -> Rows:
    return rows(Assignment.objects.filter(incident_id=int(incident_id)).select_related("incident"))


def reinforcements_of_incident(incident_id: str) -> Rows:
    return rows(Reinforcement.objects.filter(incident_id=int(incident_id)).select_related("incident"))


def orders_of_user(user_id: str) -> Rows:
    """What a person was told, of incidents still on the board; nothing of a table-top exercise."""
    told = Order.objects.filter(ON_BOARD, recipients__principal=f"user:{user_id}")
    tabletops = Exercise.objects.filter(kind=Exercise.TABLETOP).values("pk")
    return rows(told.filter(Q(exercise_id=None) | ~Q(exercise_id__in=tabletops)).select_related("incident"))
