"""A layer as a table – paged, searched, filtered, sorted – and one object whole with what can be done with it. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import F, Q
from django.db.models.functions import Lower

from dispatch.features.catalogue import Layer, owner_of
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.condition import abnormal, reading
from dispatch.features.models import Feature, FeatureEdit
from dispatch.features.providers import provider
from dispatch.features.querying import visible
from dispatch.features.rows import FeatureAction, FeatureCard, FeatureEditRow, Listed, ListRow
from dispatch.features.viewing import good_until
from dispatch.masking import masked_phone
from realtime.accounts.may import Caller
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world

REVEAL, MANAGE, DIAL = "phone.reveal", "feature.manage", "phone.dial"
SORTS = {"name": "name", "area": "area", "observed_at": "observed_at", "changed_at": "changed_at", "code": "code"}


def phones_shown(layer: Layer, attributes: dict[str, Any], *, reveal: bool) -> dict[str, Any]:
    """Numbers in full only for who may see them."""
    if reveal:
        return attributes
    hidden = {one.key for one in layer.attributes if one.type == "phone"} & attributes.keys()
    return attributes | {key: masked_phone(str(attributes[key])) for key in hidden}


def row_of(feature: Feature, who: Caller) -> ListRow:
    layer = layer_of(feature.layer)
    return {
        "id": feature.pk, "pick": "feature", "layer": feature.layer, "name": feature.name, "code": feature.code, "area": feature.area,
        "lon": feature.lon, "lat": feature.lat,
        "attributes": phones_shown(layer, feature.attributes, reveal=who.may(REVEAL, feature.area)),
        "value": reading(feature.layer, feature.attributes), "abnormal": abnormal(feature.layer, feature.attributes),
        "good_until": good_until(feature.layer, feature.observed_at), "source": feature.source, "observed_at": iso(feature.observed_at),
        "x": feature.exercise_id,
    }  # fmt: skip


def listed(
    who: Caller,
    layer: str,
    *,
    protected: Sequence[str],
    said: Q,
    q: str = "",
    area: str = "",
    sort: str = "name",
    offset: int = 0,
    limit: int = 50,
) -> Listed:
    """A board's layer knows only name and area; a layer of features every attribute."""
    found = provider(layer)
    if found is not None and layer_of(layer).origin == "board":
        rows = found.rows(who.scopes)
        if q:
            rows = rows.filter(**{f"{found.text}__icontains": q})
        rows = rows.order_by(found.text, "pk")
        items = [found.item(row) for row in rows[offset : offset + limit]]
        return {"layer": layer, "total": rows.count(), "rows": items}
    features = Feature.objects.filter(visible(who.scopes, protected), in_the_world(), said, active=True, layer=layer)
    if area:
        features = features.filter(area__startswith=area)
    if q:
        features = features.filter(
            Q(name__icontains=q) | Q(code__istartswith=q) | Q(initials__startswith=q.lower()) | Q(initials__contains=f" {q.lower()}")
        )
    total = features.count()
    return {
        "layer": layer,
        "total": total,
        "rows": [row_of(one, who) for one in features.order_by(*_order(layer, sort))[offset : offset + limit]],
    }


def _order(layer: str, sort: str) -> list[Any]:
    """By a column or by one of the layer's own attributes; `-` in front turns it round. What has no value comes last."""
    down, key = sort.startswith("-"), sort.lstrip("-")
    if key in SORTS:
        column: Any = F(SORTS[key])
    elif any(one.key == key for one in layer_of(layer).attributes):
        column = F(f"attributes__{key}")
    else:
        column = Lower("name")
    return [column.desc(nulls_last=True) if down else column.asc(nulls_last=True), "pk"]


def card(feature: Feature, who: Caller) -> FeatureCard:
    layer = layer_of(feature.layer)
    edits = list(FeatureEdit.objects.filter(feature_id=feature.pk).order_by("-id")[:20])
    names = names_of({edit.by for edit in edits})
    history: list[FeatureEditRow] = [
        {
            "at": cast("str", iso(edit.at)),
            "by_name": names.get(edit.by, edit.by),
            "fields": _fields(edit.before, edit.after),
            "added": edit.before is None,
        }
        for edit in edits
    ]
    return {
        **row_of(feature, who), "shape": feature.shape, "datum_in": feature.datum_in, "changed_at": cast("str", iso(feature.changed_at)),
        "active": feature.active, "owner": owner_of(feature.layer, feature.code), "actions": actions(feature, layer, who), "history": history,
    }  # fmt: skip


def actions(feature: Feature, layer: Layer, who: Caller) -> list[FeatureAction]:
    """What this person can do with it here and now; a button that would be refused is not offered."""
    found: list[FeatureAction] = ["locate", "nearest", "alarm"]
    if any(feature.attributes.get(one.key) for one in layer.attributes if one.type == "phone") and who.may(DIAL, feature.area):
        found.append("call")
    if layer.key == "depot":
        found.append("stock")
    if who.may(MANAGE, feature.area) and not owner_of(feature.layer, feature.code):
        found += ["change", "remove"]
    return found


def _fields(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[str]:
    """Which facts differ, attributes by their own name."""
    if not before or not after:
        return []
    changed = [key for key in after if key != "attributes" and after[key] != before.get(key)]
    old, new = before.get("attributes") or {}, after.get("attributes") or {}
    return changed + [f"attributes.{key}" for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
