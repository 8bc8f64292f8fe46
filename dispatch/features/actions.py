"""Verbs on the map's objects: add, change, take out of use, remove – one at a time, by a person or by the table that owns the object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import shapely

from dispatch.features.catalogue import Layer, known, owner_of
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.importing.cells import LARGEST
from dispatch.features.models import Feature, FeatureEdit
from dispatch.features.pinyin import initials
from dispatch.features.querying import as_geometry
from dispatch.features.states import touch_layers
from realtime import clock
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.datum import to_wgs84
from realtime.exercises.models import Exercise
from realtime.log import Log, act

__all__ = ["add_feature", "change_feature", "mirror", "remove_feature", "touch_layers", "unmirror"]

MOST_POINTS = 20_000  # a coastline; more belongs into the basemap
KIND_OF = {
    "Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line", "Polygon": "area", "MultiPolygon": "area",
}  # fmt: skip
KIND_NAMES = {"point": "点", "line": "线", "area": "面"}


def layer_for(key: str) -> Layer:
    """A layer whose objects can be written here, or a refusal that says which it is not."""
    if not known(key):
        raise Problem("invalid", f"没有图层“{key}”。", where=["layer"])
    found = layer_of(key)
    if found.origin != "features":
        raise Problem("invalid", f"“{found.name}”由业务数据自动上图,不能在图层里编辑。", where=["layer"])
    if found.owner:
        raise _elsewhere(found.name, found.owner)
    return found


def _elsewhere(name: str, owner: str) -> Problem:
    return Problem("invalid", f"“{name}”由{owner}管理维护,请在那里修改,地图随之更新。", where=["layer"])


def _of_the_map(feature: Feature) -> Layer:
    """The layer of an object that is changed here, not the copy of somebody else's row."""
    kind = layer_for(feature.layer)
    if owner := owner_of(feature.layer, feature.code):
        raise _elsewhere(feature.name, owner)
    return kind


def checked(layer: Layer, shape: dict[str, Any]) -> shapely.Geometry:
    """The geometry of a GeoJSON shape this layer may have, or a refusal that says what is wrong with it."""
    geometry = as_geometry(shape)
    if geometry is None or geometry.is_empty or geometry.geom_type not in KIND_OF:
        raise Problem("invalid", "形状无法读懂,请重新绘制。", where=["shape"])
    kind = KIND_OF[geometry.geom_type]
    if kind not in layer.kinds and kind != "point":
        allowed = "、".join(KIND_NAMES[one] for one in layer.kinds)
        raise Problem("invalid", f"“{layer.name}”图层只能是{allowed},不能是{KIND_NAMES[kind]}。", where=["shape"])
    if not geometry.is_valid:
        raise Problem("invalid", f"边界有交叉或重叠:{shapely.is_valid_reason(geometry)}。", where=["shape"])
    if shapely.get_num_coordinates(geometry) > MOST_POINTS:
        raise Problem("invalid", f"顶点过多,最多 {MOST_POINTS} 个。", where=["shape"])
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise Problem("invalid", "形状超出经纬度范围。", where=["shape"])
    return geometry


def attributes_for(layer: Layer, given: Mapping[str, Any]) -> dict[str, Any]:
    """Known attributes by their type; what the catalogue does not know is kept as it came, for a source knows more than we show."""
    types = {attribute.key: attribute for attribute in layer.attributes}
    kept: dict[str, Any] = {}
    for key, value in given.items():
        if value is None or value == "":
            continue
        attribute = types.get(key)
        if attribute and attribute.type == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise Problem("invalid", f"“{attribute.name}”应为数字。", where=["attributes", key])
        if attribute and attribute.type == "number" and not abs(value) <= LARGEST:
            raise Problem("invalid", f"“{attribute.name}”数值过大。", where=["attributes", key])
        if attribute and attribute.type == "bool" and not isinstance(value, bool):
            raise Problem("invalid", f"“{attribute.name}”应为是或否。", where=["attributes", key])
        if attribute and attribute.type in ("text", "phone", "time", "choice") and not isinstance(value, str):
            raise Problem("invalid", f"“{attribute.name}”应为文字。", where=["attributes", key])
        if attribute and attribute.choices and value not in attribute.choices:
            raise Problem("invalid", f"“{attribute.name}”只能是:{'、'.join(attribute.choices)}。", where=["attributes", key])
        kept[key] = value
    return kept


def add_feature(
    *, actor: str, layer: str, name: str, lon: float, lat: float, code: str = "", shape: dict[str, Any] | None = None,
    attributes: Mapping[str, Any] | None = None, source: str = "", datum: str = "wgs84", observed_at: datetime | None = None,
    exercise: int | None = None,
) -> Feature:  # fmt: skip
    """One object drawn or typed by hand. A point in another datum is converted; shapes are drawn on our own map and are WGS-84."""
    kind = layer_for(layer)
    if shape is not None:
        middle = checked(kind, shape).representative_point()
        lon, lat = middle.x, middle.y
    else:
        lon, lat = to_wgs84(lon, lat, datum)
    if exercise is not None and not Exercise.objects.filter(pk=exercise, ended_at=None).exists():
        raise Problem("exercise", "没有正在进行的这场演练。", where=["exercise"])
    with act(actor, exercise) as log:
        if code and Feature.objects.filter(layer=layer, code=code, exercise_id=exercise).exists():
            raise Problem("exists", f"“{kind.name}”图层已有编号 {code}。", where=["code"])
        feature = Feature.objects.create(
            layer=layer, code=code, name=name, initials=initials(name), area=area_at(lon, lat), lon=lon, lat=lat, shape=shape,
            attributes=attributes_for(kind, attributes or {}), source=source, datum_in=datum, observed_at=observed_at, exercise_id=exercise,
        )  # fmt: skip
        _keep(feature, None, feature.facts(), actor)
        touch_layers(log, [(feature.area, layer)])
    return feature


CHANGEABLE = ("name", "code", "lon", "lat", "shape", "attributes", "source", "observed_at", "active")


def change_feature(*, actor: str, feature_id: int, **wanted: Any) -> Feature:
    """Only what is named is changed; attributes are merged, an empty one is taken away. What it was is kept."""
    found = Feature.objects.filter(pk=feature_id).first()
    if found is None:
        raise Problem("not_found", "没有这个对象,可能已删除。")
    kind = _of_the_map(found)
    with act(actor, found.exercise_id) as log:
        feature = Feature.objects.select_for_update().filter(pk=feature_id).first()
        if feature is None:
            raise Problem("not_found", "没有这个对象,可能已删除。")
        before, area = feature.facts(), feature.area
        if "attributes" in wanted:
            wanted["attributes"] = attributes_for(kind, {**feature.attributes, **wanted["attributes"]})
        if wanted.get("shape") is not None:
            middle = checked(kind, wanted["shape"]).representative_point()
            wanted["lon"], wanted["lat"] = middle.x, middle.y
        for field in CHANGEABLE:
            if field in wanted:
                setattr(feature, field, wanted[field])
        if feature.facts() == before:
            return feature
        feature.initials, feature.area = initials(feature.name), area_at(feature.lon, feature.lat)
        _save(log, feature)
        _keep(feature, before, feature.facts(), actor)
        touch_layers(log, {(area, feature.layer), (feature.area, feature.layer)})
    return feature


def remove_feature(*, actor: str, feature_id: int, reason: str = "") -> None:
    """Gone from the map for good; its last facts are kept with who removed it."""
    found = Feature.objects.filter(pk=feature_id).first()
    if found is None:
        raise Problem("not_found", "没有这个对象,可能已删除。")
    _of_the_map(found)
    with act(actor, found.exercise_id) as log:
        feature = Feature.objects.select_for_update().filter(pk=feature_id).first()
        if feature is None:
            raise Problem("not_found", "没有这个对象,可能已删除。")
        _keep(feature, feature.facts() | ({"reason": reason} if reason else {}), None, actor)
        feature.delete()
        touch_layers(log, [(feature.area, feature.layer)])


def mirror(
    log: Log, layer: str, code: str, *, name: str, area: str, lon: float, lat: float, attributes: Mapping[str, Any], source: str,
    active: bool = True, shape: dict[str, Any] | None = None, observed_at: datetime | None = None,
) -> Feature:  # fmt: skip
    """The map's copy of a row that a domain table owns, written inside that table's own action. `code` is that row's key."""
    fields = {
        "name": name, "initials": initials(name), "area": area, "lon": lon, "lat": lat, "active": active, "source": source,
        "shape": shape, "observed_at": observed_at, "attributes": {key: value for key, value in attributes.items() if value not in (None, "")},
    }  # fmt: skip
    feature = Feature.objects.select_for_update().filter(layer=layer, code=code, exercise_id=log.exercise).first()
    if feature is None:
        feature = Feature.objects.create(layer=layer, code=code, exercise_id=log.exercise, **fields)
        touch_layers(log, [(area, layer)])
        return feature
    if any(getattr(feature, key) != value for key, value in fields.items()):
        was = feature.area
        for key, value in fields.items():
            setattr(feature, key, value)
        _save(log, feature)
        touch_layers(log, {(was, layer), (area, layer)})
    return feature


def unmirror(log: Log, layer: str, *codes: str) -> None:
    """The domain rows are gone."""
    gone = Feature.objects.filter(layer=layer, code__in=codes, exercise_id=log.exercise)
    areas = set(gone.values_list("area", flat=True))
    if areas:
        gone.delete()
        touch_layers(log, {(area, layer) for area in areas})


def _save(log: Log, feature: Feature) -> None:
    if (
        feature.code
        and Feature.objects.exclude(pk=feature.pk).filter(layer=feature.layer, code=feature.code, exercise_id=log.exercise).exists()
    ):
        raise Problem("exists", f"“{layer_of(feature.layer).name}”图层已有编号 {feature.code}。", where=["code"])
    feature.changed_at = clock.now()
    feature.save()


def _keep(feature: Feature, before: dict[str, Any] | None, after: dict[str, Any] | None, actor: str) -> None:
    FeatureEdit.objects.create(feature_id=feature.pk, layer=feature.layer, area=feature.area, before=before, after=after, by=actor)
