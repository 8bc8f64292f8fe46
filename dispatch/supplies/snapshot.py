"""Requests on a board and of one incident, as screens hold them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dispatch.supplies.models import SupplyRequest

Rows = dict[str, Any]


def _rows(found: Any) -> Rows:
    return {str(row.pk): row.row() for row in found.select_related("item", "depot", "proposed")}


def supply_requests(prefix: str) -> Rows:
    """What the area asked for, and what its depots are to give."""
    mine = Q(area__startswith=prefix) | Q(depot__area__startswith=prefix)
    return _rows(SupplyRequest.objects.filter(mine, archived=False))


def of_incident(incident_id: str) -> Rows:
    return _rows(SupplyRequest.objects.filter(incident_id=incident_id))
