"""wish → **teams** → talk, conference: those ordered by this press, and those already at work on the incident."""

from __future__ import annotations

from django.db.models import Q

from command.onekey.wish import Wish
from dispatch.orders.models import OPEN, Assignment
from dispatch.teams.models import Unit


def units_of(wish: Wish) -> list[Unit]:
    meant = Q(pk__in=wish.units if wish.has("orders") else [])
    if wish.incident is not None:
        meant |= Q(pk__in=Assignment.objects.filter(incident_id=wish.incident, state=OPEN).values("unit_id"))
    return list(Unit.objects.filter(meant).order_by("pk"))
