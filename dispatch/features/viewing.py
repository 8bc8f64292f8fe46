"""A viewport's answer: every object above a zoom, cells below it, shapes always; one query each, inside what the caller may see."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import shapely
from django.db.models import Avg, Count, F, FloatField, IntegerField, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast, Floor

from dispatch.features.catalogue import FEATURE_KEYS
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.condition import abnormal, reading
from dispatch.features.grid import TILE_PX, Cell, cell_of, flattening, gathered
from dispatch.features.models import Feature, LayerState
from dispatch.features.querying import Box, as_geometry, touches, visible
from dispatch.features.rows import View, ViewCluster, ViewObject, ViewShape
from realtime.exercises.snapshot import in_the_world
from realtime.rules.models import rule

MOST_SHAPES = 400  # lines and areas in one view; more is a layer that belongs into the basemap
FIELDS = ("pk", "layer", "name", "lon", "lat", "attributes", "observed_at", "exercise_id")


class Asked:
    """One viewport as a screen asks for it."""

    def __init__(self, box: Box, zoom: float, layers: Sequence[str], scopes: Sequence[str], protected: Sequence[str], said: Q) -> None:
        self.box, self.zoom = box, zoom
        self.layers = [key for key in dict.fromkeys(layers) if key in FEATURE_KEYS]
        self.scopes, self.protected, self.said = scopes, protected, said

    @property
    def rows(self) -> QuerySet[Feature]:
        seen = Feature.objects.filter(visible(self.scopes, self.protected), in_the_world(), active=True, layer__in=self.layers)
        return seen.filter(touches(self.box)).filter(self.said)


def version(scopes: Sequence[str], layers: Sequence[str]) -> str:
    """Changes whenever an object of these layers does: every action that touches one counts its layer anew. The city's rules belong to it."""
    inside = Q(pk__in=[])
    for scope in scopes:
        inside |= Q(area__startswith=scope)
    found = LayerState.objects.filter(inside, in_the_world(), layer__in=layers).aggregate(
        at=Max("changed_at"), n=Sum("count"), rows=Count("pk")
    )
    return hashlib.sha256(repr((sorted(found.items()), rule("layers.cluster_zoom"), rule("layers.most_objects"))).encode()).hexdigest()[:20]


def view(asked: Asked) -> View:
    most = int(rule("layers.most_objects"))
    shapes, left_off = _shapes(asked)
    points = asked.rows.filter(shape__isnull=True)
    objects: list[ViewObject] | None = None
    if asked.zoom >= float(rule("layers.cluster_zoom")):
        near = list(points.values_list(*FIELDS).order_by("pk")[: most + 1])
        objects = [_object(*row) for row in near] if len(near) <= most else None
    clusters: list[ViewCluster] = []
    if objects is None:
        cells = _cells(points, asked)
        only = [cell.only for cell in cells if cell.only is not None]
        objects = [_object(*row) for row in Feature.objects.filter(pk__in=only).values_list(*FIELDS)]
        clusters = [{"lon": cell.lon, "lat": cell.lat, "n": cell.n, "layers": cell.layers} for cell in cells if cell.only is None]
    total = len(objects) + len(shapes) + left_off + sum(cluster["n"] for cluster in clusters)
    return {"clusters": clusters, "objects": objects, "shapes": shapes, "total": total, "left_off": left_off}


def _cells(points: QuerySet[Feature], asked: Asked) -> list[Cell]:
    wide = cell_of(asked.zoom)
    high = wide * flattening((asked.box[1] + asked.box[3]) / 2)
    grouped = (
        points.annotate(
            column=Cast(Floor(F("lon") / wide, output_field=FloatField()), IntegerField()),
            line=Cast(Floor(F("lat") / high, output_field=FloatField()), IntegerField()),
        )
        .order_by()
        .values_list("column", "line", "layer")
        .annotate(n=Count("pk"), mean_lon=Avg("lon"), mean_lat=Avg("lat"), first=Min("pk"))
    )
    return gathered(grouped)


def _object(pk: int, layer: str, name: str, lon: float, lat: float, attributes: dict[str, Any], observed: datetime | None, x: int | None) -> ViewObject:  # fmt: skip
    return {
        "id": pk, "layer": layer, "name": name, "lon": lon, "lat": lat, "value": reading(layer, attributes),
        "abnormal": abnormal(layer, attributes), "good_until": good_until(layer, observed), "x": x,
    }  # fmt: skip


def good_until(layer: str, observed: datetime | None) -> int | None:
    """Epoch seconds after which its figures are old; None = does not age."""
    age = layer_of(layer).max_age_s
    return int(observed.timestamp()) + age if age is not None and observed is not None else None


def _shapes(asked: Asked) -> tuple[list[ViewShape], int]:
    """No finer than the screen shows: half a pixel at this zoom. Plots are drawn from the board, once, with their lock and their symbol."""
    found = asked.rows.filter(shape__isnull=False).exclude(code__startswith="plot:").order_by("layer", "pk")
    rows = list(found.values_list(*FIELDS, "shape")[:MOST_SHAPES])
    left_off = max(0, found.count() - MOST_SHAPES) if len(rows) == MOST_SHAPES else 0
    fine = 0.5 * 360 / (TILE_PX * 2**asked.zoom)
    shapes: list[ViewShape] = []
    for *fields, shape in rows:
        geometry = as_geometry(shape)
        if geometry is None:
            continue
        plain = geometry.simplify(fine)
        colour = fields[5].get("colour") if fields[1] == "warning_area" else None
        shapes.append(
            {**_object(*fields), "geometry": shapely.geometry.mapping(plain if not plain.is_empty else geometry), "colour": colour}
        )
    return shapes, left_off
