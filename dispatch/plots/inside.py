"""an area on the map → **inside** → who must hear of it: objects by layer, people, teams; and what came in or fell out when it changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import shapely

from devices.tracks.models import LastFix
from dispatch.features.catalogue import layer
from dispatch.features.models import Feature
from dispatch.features.querying import within
from dispatch.plots.models import Plot
from dispatch.plots.rows import InsideItem, InsideLayer, PlotInsideRow
from dispatch.teams.models import Unit

SHOWN = 200  # of one layer; the count is whole
# The first that an object has says how many people are there. Seats and capacity say how many could be.
PEOPLE = ("people", "population", "students", "residents", "threatens", "occupied", "headcount")
BESIDES = {"students": "staff"}


def people_of(attributes: dict[str, Any]) -> int:
    for key in PEOPLE:
        count = attributes.get(key)
        if isinstance(count, int | float) and not isinstance(count, bool):
            more = attributes.get(BESIDES.get(key, ""))
            return int(count) + (int(more) if isinstance(more, int | float) else 0)
    return 0


def inside_of(plot: Plot, *, scopes: Sequence[str], protected: Sequence[str]) -> PlotInsideRow:
    """As it is now; `added` and `gone` against the outline it had before, when that was another."""
    now = _geometry(plot.shape)
    found = list(_within(now, plot, scopes, protected))
    before = _outline_before(plot)
    added: list[InsideItem] = []
    gone: list[InsideItem] = []
    if before is not None:
        old = list(_within(before, plot, scopes, protected))
        added = _items([one for one in found if one.pk not in {each.pk for each in old}])
        gone = _items([one for one in old if one.pk not in {each.pk for each in found}])
    return {
        "people": sum(people_of(one.attributes) for one in found), "layers": _by_layer(found), "teams": _teams(now, scopes, plot.exercise_id),
        "compared": before is not None, "added": added, "gone": gone,
    }  # fmt: skip


def _geometry(shape: dict[str, Any]) -> Any:
    return shapely.from_geojson(json.dumps(shape))


def _outline_before(plot: Plot) -> Any:
    for revision in plot.revisions.order_by("-number"):
        if revision.after is not None and revision.after["shape"] != plot.shape:
            return _geometry(revision.after["shape"])
    return None


def _within(area: Any, plot: Plot, scopes: Sequence[str], protected: Sequence[str]) -> Iterable[Feature]:
    return within(area, scopes=scopes, protected=protected, exercise=plot.exercise_id).order_by("layer", "name")


def _items(features: Iterable[Feature]) -> list[InsideItem]:
    return [
        {"id": one.pk, "layer": one.layer, "name": one.name, "lon": one.lon, "lat": one.lat, "people": people_of(one.attributes)}
        for one in features
    ]


def _by_layer(found: Sequence[Feature]) -> list[InsideLayer]:
    by_layer: defaultdict[str, list[Feature]] = defaultdict(list)
    for one in found:
        by_layer[one.layer].append(one)
    return [
        {
            "layer": key, "name": layer(key).name, "count": len(features), "people": sum(people_of(one.attributes) for one in features),
            "items": _items(features[:SHOWN]),
        }
        for key, features in by_layer.items()
    ]  # fmt: skip


def _teams(area: Any, scopes: Sequence[str], exercise: int | None) -> list[InsideItem]:
    """Teams whose last position lies in it: they are inside a cordon whether or not they should be."""
    west, south, east, north = area.bounds
    fixes = LastFix.objects.filter(lon__range=(west, east), lat__range=(south, north))
    at = {fix.subject_id: fix for fix in fixes if area.contains(shapely.Point(fix.lon, fix.lat))}
    units = Unit.objects.filter(pk__in=at).order_by("name")
    return [
        {"id": unit.pk, "layer": "team", "name": unit.name, "lon": at[unit.pk].lon, "lat": at[unit.pk].lat, "people": unit.headcount}
        for unit in units
        if unit.area.startswith(tuple(scopes))
    ]
