"""A viewport's answer: every object above a zoom, cells below it, shapes always; one query each, inside what the caller may see."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import shapely
from django.db.models import Avg, BooleanField, Count, F, FloatField, IntegerField, Max, Min, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Floor

from dispatch.features.catalogue import FEATURE_KEYS
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.condition import ABNORMAL, IS_ABNORMAL_SQL, abnormal, reading
from dispatch.features.grid import TILE_PX, Cell, cell_of, flattening, gathered
from dispatch.features.models import Feature, FeatureThen, LayerState
from dispatch.features.past import world_of
from dispatch.features.querying import Box, as_geometry, touches, visible
from dispatch.features.rows import View, ViewCluster, ViewObject, ViewShape
from realtime import clock
from realtime.exercises.snapshot import in_the_world
from realtime.rules.models import rule

AGES = {key: age for key in ABNORMAL if (age := layer_of(key).max_age_s) is not None}
OLD_AFTER_S = 600  # a view is answered anew this often though nothing changed: figures in its cells grow old
MOST_SHAPES = 400  # lines and areas in one view; more is a layer that belongs into the basemap
FIELDS = ("pk", "layer", "name", "lon", "lat", "attributes", "observed_at", "exercise_id")


class Asked:
    """One viewport as a screen asks for it."""

    def __init__(
        self, box: Box, zoom: float, layers: Sequence[str], scopes: Sequence[str], protected: Sequence[str], said: Q, at: datetime | None = None
    ) -> None:  # fmt: skip
        self.box, self.zoom = box, zoom
        self.layers = [key for key in dict.fromkeys(layers) if key in FEATURE_KEYS]
        self.scopes, self.protected, self.said, self.at = scopes, protected, said, at

    @property
    def rows(self) -> QuerySet[Any]:
        """As they are; with an instant, as they were known then, for whom may see them today."""
        seen = visible(self.scopes, self.protected)
        if self.at is None:
            return Feature.objects.filter(seen, in_the_world(), touches(self.box), self.said, active=True, layer__in=self.layers)
        return FeatureThen.objects.filter(
            seen, world_of(self.at), touches(self.box, "features_then"), self.said, active=True, layer__in=self.layers,
            since__lte=self.at, until__gt=self.at,
        )  # fmt: skip


def version(scopes: Sequence[str], layers: Sequence[str]) -> str:
    """Changes whenever an object of these layers does: every action that touches one counts its layer anew. The city's rules belong to it."""
    inside = Q(pk__in=[])
    for scope in scopes:
        inside |= Q(area__startswith=scope)
    found = LayerState.objects.filter(inside, in_the_world(), layer__in=layers).aggregate(
        at=Max("changed_at"), n=Sum("count"), rows=Count("pk")
    )
    age = int(clock.now().timestamp()) // OLD_AFTER_S
    return hashlib.sha256(
        repr((sorted(found.items()), age, rule("layers.cluster_zoom"), rule("layers.most_objects"))).encode()
    ).hexdigest()[:20]


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
        objects = [_object(*row) for row in points.filter(pk__in=only).values_list(*FIELDS)]
        clusters = [
            {"lon": cell.lon, "lat": cell.lat, "n": cell.n, "layers": cell.layers, "abnormal": cell.abnormal}
            for cell in cells
            if cell.only is None
        ]
    total = len(objects) + len(shapes) + left_off + sum(cluster["n"] for cluster in clusters)
    return {"clusters": clusters, "objects": objects, "shapes": shapes, "total": total, "left_off": left_off}


def _cells(points: QuerySet[Any], asked: Asked) -> list[Cell]:
    wide = cell_of(asked.zoom)
    high = wide * flattening((asked.box[1] + asked.box[3]) / 2)
    grouped = (
        points.annotate(
            column=Cast(Floor(F("lon") / wide, output_field=FloatField()), IntegerField()),
            line=Cast(Floor(F("lat") / high, output_field=FloatField()), IntegerField()),
        )
        .order_by()
        .values_list("column", "line", "layer")
        .annotate(
            n=Count("pk"),
            mean_lon=Avg("lon"),
            mean_lat=Avg("lat"),
            first=Min("pk"),
            wrong=Count("pk", filter=_wrong(asked.at or clock.now())),
        )
    )
    return gathered(grouped)


def _wrong(at: datetime) -> Q:
    """Drawn amber when alone: real, out of order, and by figures that hold."""
    holds = Q(observed_at=None) | ~Q(layer__in=AGES)
    for layer, age in AGES.items():
        holds |= Q(layer=layer, observed_at__gte=at - timedelta(seconds=age))
    return Q(RawSQL(IS_ABNORMAL_SQL, (), output_field=BooleanField())) & Q(exercise_id=None) & holds


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
        colour = fields[5].get("colour") if fields[1] in ("warning_area", "risk_town") else None
        shapes.append(
            {**_object(*fields), "geometry": shapely.geometry.mapping(plain if not plain.is_empty else geometry), "colour": colour}
        )
    return shapes, left_off
