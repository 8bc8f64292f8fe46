"""What a file's rows are compared with: the layer's objects as they are now, and the names of areas – read once for all rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import shapely

from dispatch.features.importing.cells import BadCell
from dispatch.features.models import Feature
from realtime.areas.models import TOWN, VILLAGE, Area

NEAR = 0.0005  # degrees, about 50 m: an object without a number is the same one when its name is and it stands here


BORDER = 0.01  # degrees, about a kilometre: how far a simplified border may be from the true one


@cache
def _outline(district: str) -> shapely.Geometry | None:
    """Boundaries change only with a restart."""
    boundary = Area.objects.filter(pk=district).values_list("boundary", flat=True).first()
    return shapely.from_geojson(boundary) if boundary else None


class Known:
    """Objects of one layer by number; those without a number by name and place, so that a list taken in twice makes no twins."""

    def __init__(self, layer: str) -> None:
        self.by_code: dict[str, Feature] = {}
        self.by_name: dict[str, list[Feature]] = {}
        for feature in Feature.objects.filter(layer=layer, exercise_id=None).iterator():
            if feature.code:
                self.by_code[feature.code] = feature
            else:
                self.by_name.setdefault(feature.name, []).append(feature)

    def find(self, code: str, name: str, at: tuple[float, float] | None) -> Feature | None:
        if code:
            return self.by_code.get(code)
        if at is None:
            return None
        near = (one for one in self.by_name.get(name, []) if abs(one.lon - at[0]) < NEAR and abs(one.lat - at[1]) < NEAR)
        return next(near, None)


class Names:
    """Areas by code and by the names people write."""

    def __init__(self) -> None:
        rows = list(Area.objects.values_list("code", "name"))
        self.names = dict(rows)
        self.codes: dict[str, list[str]] = {}
        for code, name in rows:
            for said in self._said(code, name):
                self.codes.setdefault(said, []).append(code)
        self.has_boundaries = Area.objects.exclude(boundary="").exists()

    def beside(self, code: str, lon: float, lat: float) -> bool:
        """So near to that district that its simplified border may be wrong: what somebody wrote is then believed."""
        outline = _outline(code[:6])
        return outline is not None and bool(outline.distance(shapely.Point(lon, lat)) <= BORDER)

    def _said(self, code: str, name: str) -> Iterable[str]:
        """和平村 there are several; 正果镇和平村 there is one."""
        yield name
        above = self.names.get(code[:TOWN] if len(code) == VILLAGE else code[:6] if len(code) == TOWN else "", "")
        if above:
            yield above + name

    def of(self, code: str) -> str:
        return self.names.get(code, code)

    def code(self, text: str) -> str:
        if text in self.names:
            return text
        codes = self.codes.get("".join(text.split()), [])
        if len(codes) > 1:
            raise BadCell(f"有 {len(codes)} 个“{text}”,请填区划代码")
        if not codes:
            raise BadCell(f"没有区划“{text}”,请填代码或全称,如 440117 或 从化区")
        return codes[0]
