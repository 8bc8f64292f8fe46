"""a plotted area → **inside** → who must hear of it: objects by layer, people, teams; and what came in or fell out when it changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import shapely

from command.map.analysis import around
from command.map.inside_rows import InsideItem, PlotInsideRow
from devices.tracks.models import LastFix
from dispatch.features.catalogue import FEATURE_KEYS
from dispatch.features.models import Feature
from dispatch.features.querying import within
from dispatch.plots.mapping import OUTLINES
from dispatch.plots.models import Plot
from dispatch.teams.models import Unit

OBJECTS = tuple(key for key in FEATURE_KEYS if key not in OUTLINES)  # a plotted area is not inside itself
NAMED = 200  # of one layer; the counts are whole
COMPARED = 2000  # of one outline: a diff is read by a person


def inside_of(plot: Plot, *, scopes: Sequence[str], protected: Sequence[str]) -> PlotInsideRow:
    """As it is now; `added` and `gone` against the outline it had before, when that was another."""
    area = _geometry(plot.shape)
    found = around(polygon=area, layers=OBJECTS, scopes=scopes, protected=protected, exercise=plot.exercise_id, teams=0, named=NAMED)
    before = outline_before(plot)
    added: list[InsideItem] = []
    gone: list[InsideItem] = []
    if before is not None:
        now, then = (_objects(one, plot, scopes, protected) for one in (area, _geometry(before)))
        added = [_item(feature) for pk, feature in now.items() if pk not in then]
        gone = [_item(feature) for pk, feature in then.items() if pk not in now]
    return {
        "people": found["people"][0],
        "layers": [
            {
                "layer": one["layer"], "name": one["name"], "count": one["counts"][0], "people": one["people"][0],
                "items": [{"id": each["id"], "layer": one["layer"], "name": each["name"], "lon": each["lon"], "lat": each["lat"]} for each in one["objects"]],
            }
            for one in found["layers"]
        ],
        "teams": _teams(area, scopes), "compared": before is not None, "added": added, "gone": gone,
    }  # fmt: skip


def _geometry(shape: dict[str, Any]) -> Any:
    return shapely.from_geojson(json.dumps(shape))


def outline_before(plot: Plot) -> dict[str, Any] | None:
    """The last shape it had that was another; a new name alone is no change of who is inside."""
    for revision in plot.revisions.order_by("-number"):
        if revision.after is not None and revision.after["shape"] != plot.shape:
            shape: dict[str, Any] = revision.after["shape"]
            return shape
    return None


def _objects(area: Any, plot: Plot, scopes: Sequence[str], protected: Sequence[str]) -> dict[int, Feature]:
    found = within(area, OBJECTS, scopes=scopes, protected=protected, exercise=plot.exercise_id).order_by("layer", "name")[:COMPARED]
    return {one.pk: one for one in found}


def _item(of: Feature) -> InsideItem:
    return {"id": of.pk, "layer": of.layer, "name": of.name, "lon": of.lon, "lat": of.lat}


def _teams(area: Any, scopes: Sequence[str]) -> list[InsideItem]:
    """Teams whose last position lies in it: they are inside a cordon whether or not they should be."""
    west, south, east, north = area.bounds
    fixes = LastFix.objects.filter(lon__range=(west, east), lat__range=(south, north))
    at = {fix.subject_id: fix for fix in fixes if area.contains(shapely.Point(fix.lon, fix.lat))}
    return [
        {"id": unit.pk, "layer": "team", "name": unit.name, "lon": at[unit.pk].lon, "lat": at[unit.pk].lat}
        for unit in Unit.objects.filter(pk__in=at).order_by("name")
        if unit.area.startswith(tuple(scopes))
    ]
