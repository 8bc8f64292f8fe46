"""The layers that live on the board, for lists: incidents, alarms, teams, vehicles, whatever moves, standby posts, districts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Length

from devices.terminals.models import Subject
from dispatch.alarms.models import Alarm
from dispatch.features.providers import Provider, register
from dispatch.features.rows import ListRow, Pick
from dispatch.incidents.models import Incident
from dispatch.teams.models import StandbyPost, Unit
from realtime.areas.models import TOWN, Area
from realtime.exercises.snapshot import in_the_world


def _under(model: type[Model], *conditions: Q, field: str = "area", **where: Any) -> Callable[[Sequence[str]], QuerySet[Any]]:
    def rows(scopes: Sequence[str]) -> QuerySet[Any]:
        inside = Q(pk__in=[])
        for scope in scopes:
            inside |= Q(**{f"{field}__startswith": scope})
        found: QuerySet[Any] = model._default_manager.filter(inside, *conditions, **where)
        return found

    return rows


def listed(
    layer: str,
    pick: Pick,
    row: Any,
    *,
    name: str,
    lon: float | None,
    lat: float | None,
    attributes: dict[str, Any],
    key: int | None = None,
    area: str | None = None,
) -> ListRow:
    """A row of another table in the list's shape."""
    return {
        "id": row.pk if key is None else key, "pick": pick, "layer": layer, "name": name, "code": "",
        "area": row.area if area is None else area, "lon": lon, "lat": lat,
        "attributes": {field: value for field, value in attributes.items() if value not in (None, "")}, "value": "", "abnormal": False,
        "good_until": None, "source": "", "observed_at": None, "x": getattr(row, "exercise_id", None),
    }  # fmt: skip


def _moving(layer: str) -> Callable[[Any], ListRow]:
    def item(row: Any) -> ListRow:
        return listed(layer, "subject", row, name=row.label, lon=row.lon, lat=row.lat, attributes={})

    return item


def _subjects(*kinds: str) -> Callable[[Sequence[str]], QuerySet[Any]]:
    within = _under(Subject, kind__in=kinds)

    def rows(scopes: Sequence[str]) -> QuerySet[Any]:
        found: QuerySet[Any] = within(scopes).filter(in_the_world()).annotate(lon=F("last_fix__lon"), lat=F("last_fix__lat"))
        return found

    return rows


def _in_the_world(rows: Callable[[Sequence[str]], QuerySet[Any]]) -> Callable[[Sequence[str]], QuerySet[Any]]:
    return lambda scopes: rows(scopes).filter(in_the_world())


def register_all() -> None:
    register("incident", Provider(_under(Incident, ~Q(phase="closed"), archived=False), lambda row: listed(
        "incident", "incident", row, name=f"{row.number} {row.place}".strip(), lon=row.lon, lat=row.lat, attributes={}), "place"))  # fmt: skip
    register("alarm", Provider(_under(Alarm, archived=False), lambda row: listed(
        "alarm", "alarm", row, name=f"{row.number} {row.place}".strip(), lon=row.lon, lat=row.lat, attributes={}), "place"))  # fmt: skip
    register("team", Provider(_in_the_world(_under(Unit)), lambda row: listed(
        "team", "unit", row, name=row.name, lon=row.lon, lat=row.lat, attributes={"category": row.get_category_display(), "headcount": row.headcount})))  # fmt: skip
    register("vehicle", Provider(_subjects("vehicle"), _moving("vehicle"), "label"))
    register("person", Provider(_subjects("person", "phone", "radio"), _moving("person"), "label"))
    register("uav", Provider(_subjects("uav"), _moving("uav"), "label"))
    register("dock", Provider(_subjects("dock"), _moving("dock"), "label"))
    register("standby_post", Provider(_in_the_world(_under(StandbyPost, closed_at=None)), lambda row: listed(
        "standby_post", "post", row, name=row.name, lon=row.lon, lat=row.lat, attributes={"kind": row.get_kind_display()})))  # fmt: skip
    towns = _under(Area, field="code")
    register("admin", Provider(lambda scopes: towns(scopes).alias(digits=Length("code")).filter(digits__lte=TOWN), lambda row: listed(
        "admin", "area", row, name=row.name, lon=row.lon, lat=row.lat, attributes={}, key=int(row.pk), area=row.pk)))  # fmt: skip
