"""object → **columns** → cells by title: the same titles an import understands, so that what went out comes in again. No Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from dispatch.features.catalogue import Layer
from dispatch.features.importing.raw import Geometry
from realtime.datum import from_wgs84

DIGITS = 7


class Out(NamedTuple):
    """One object as it leaves: cells by title, and its shape in the datum asked for (None = the point alone)."""

    cells: dict[str, Any]
    lon: float
    lat: float
    shape: Geometry | None


def titles_for(layers: Iterable[Layer]) -> list[str]:
    """Those of one layer, or all of several with the layer's name in front."""
    chosen = list(layers)
    own = dict.fromkeys(attribute.name for layer in chosen for attribute in layer.attributes)
    return [*(["图层"] if len(chosen) > 1 else []), "编号", "名称", "区划", "经度", "纬度", *own, "数据时间", "来源"]


def told(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


def moved(shape: Geometry, datum: str) -> Geometry:
    return {"type": shape["type"], "coordinates": _walk(shape["coordinates"], lambda lon, lat: from_wgs84(lon, lat, datum))}


def _walk(part: Any, move: Callable[[float, float], tuple[float, float]]) -> Any:
    if part and isinstance(part[0], int | float):
        return [round(degree, DIGITS) for degree in move(part[0], part[1])]
    return [_walk(inner, move) for inner in part]
