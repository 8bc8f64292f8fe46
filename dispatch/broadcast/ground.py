"""area job → **ground** → preview: which ground it is, how many are known to live there, who would carry it. How many stand there now only the carrier counts."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from django.db.models import FloatField, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from dispatch.broadcast.carriers import default_carrier
from dispatch.broadcast.rows import AreaPreview
from dispatch.broadcast.showing import sms_parts
from dispatch.callout.message import opening
from dispatch.features.models import Feature
from dispatch.features.querying import within
from dispatch.plots.shapes import area_m2
from realtime.accounts.may import READ, Caller
from realtime.areas.locate import area_at
from realtime.areas.models import Area
from realtime.codes import Problem

Ring = Sequence[Sequence[float]]
POPULATION = RawSQL(
    "CASE WHEN jsonb_typeof(attributes->'population') = 'number' THEN (attributes->>'population')::float8 END", (), output_field=FloatField()
)  # fmt: skip


def polygon_of(ring: Ring) -> shapely.Polygon:
    found = shapely.Polygon(ring)
    if not found.is_valid or found.area == 0:
        raise Problem("invalid", "圈定的范围有交叉或没有面积,请重新选择。", where=["polygon"])
    return found


def ring_in_reach(who: Caller, ring: Ring) -> None:
    """Nobody speaks to another district's people by drawing over the border."""
    shape = polygon_of(ring)
    middle = shape.representative_point()
    for lon, lat in [*((point[0], point[1]) for point in ring), (middle.x, middle.y)]:
        if not who.may(READ, area_at(lon, lat)):
            raise Problem("forbidden", "圈定的范围超出您的辖区。", where=["polygon"])


def preview_area(who: Caller, areas: Sequence[str], ring: Ring | None, text: str, exercise: int | None, approval: str) -> AreaPreview:
    villages = Q(pk__in=[])
    for code in areas:
        villages |= Q(area__startswith=code)
    found: QuerySet[Feature] = Feature.objects.filter(villages, layer="village", active=True, exercise_id=None)
    shape = polygon_of(ring) if ring else None
    if shape is not None:
        found = within(shape, ["village"], scopes=who.scopes)
    counted = found.annotate(living=POPULATION).aggregate(people=Sum("living"))
    carrier = default_carrier()
    names = dict(Area.objects.filter(pk__in=list(areas)).values_list("code", "name"))
    return {
        "areas": [names.get(code, code) for code in areas], "km2": round(area_m2(shape) / 1e6, 2) if shape is not None else None,
        "villages": found.count(), "residents": int(counted["people"]) if counted["people"] is not None else None,
        "carrier": carrier.name if carrier else None, "units": sms_parts(opening(text, exercise)), "sample": opening(text, exercise)[:500],
        "held": exercise is not None, "needs_approval": approval,
    }  # fmt: skip
