"""area → **resources** → body: teams, stock and shelters of one district, all at once. No names of people, no phones."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings

from dispatch.features.models import Feature
from dispatch.supplies.models import Depot, Stock
from dispatch.teams.models import Unit
from realtime.areas.models import DISTRICT, Area

SHELTER = "shelter"


def areas_with_resources(prefix: str) -> list[str]:
    """Districts under a prefix; what belongs to the city itself stands under the city."""
    districts = [code for code in Area.objects.under(prefix).values_list("code", flat=True) if len(code) == DISTRICT]
    return sorted({*districts, *([settings.CITY] if settings.CITY.startswith(prefix) else [])})


def resources_of(area: str) -> dict[str, Any]:
    mine = {"area": area} if len(area) < DISTRICT else {"area__startswith": area}
    units = Unit.objects.filter(exercise_id=None, **mine).select_related("status").order_by("code")
    stock: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in (
        Stock.objects.filter(exercise_id=None, **{f"depot__{key}": value for key, value in mine.items()})
        .select_related("item")
        .order_by("item__code7", "pk")
    ):
        stock[row.depot_id].append(
            {"code": row.item.code7, "name": row.item.name, "available": row.on_hand - row.reserved, "unit": row.item.unit_of}
        )
    shelters = Feature.objects.filter(layer=SHELTER, active=True, exercise_id=None, **mine).order_by("pk")
    return {
        "teams": [
            {
                "code": one.code, "name": one.name, "kind": one.kind, "headcount": one.headcount, "state": one.meaning, "lon": one.lon, "lat": one.lat,
            }
            for one in units
        ],
        "depots": [
            {"name": one.name, "level": one.level, "lon": one.lon, "lat": one.lat, "stock": stock.get(one.pk, [])}
            for one in Depot.objects.filter(active=True, **mine).order_by("pk")
        ],
        "shelters": [
            {
                "name": one.name, "capacity": _number(one.attributes.get("capacity")), "occupied": _number(one.attributes.get("occupied")),
                "lon": one.lon, "lat": one.lat,
            }
            for one in shelters
        ],
    }  # fmt: skip


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
