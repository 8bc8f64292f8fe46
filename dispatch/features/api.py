"""The map's objects over HTTP: what layers there are, what lies in view, lists, one object whole, and its changes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field, model_validator

from dispatch.features.actions import add_feature, change_feature, remove_feature
from dispatch.features.catalogue import GROUPS, LAYERS, known
from dispatch.features.choosing import choice_of, choose
from dispatch.features.filtering import filtered
from dispatch.features.listing import card, listed
from dispatch.features.models import Feature
from dispatch.features.querying import Box, protected_of
from dispatch.features.rows import CatalogueGroup, FeatureCard, LayerChoiceRow, Listed, View
from dispatch.features.viewing import Asked, version, view
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute, see
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.datum import to_wgs84

router = Router(tags=["features"])

MANAGE = "feature.manage"
LayerKey = Annotated[str, Field(pattern=r"^[a-z_]{2,24}$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
# Twenty of them, each character twelve bytes of an address at the worst, stay with the rest below the 16 kB that line and headers may have; beyond them the server hangs up
Filter = Annotated[str, Field(max_length=40)]
Filters = Annotated[list[Filter], Field(max_length=20)]


@router.get("/layers", response={200: list[CatalogueGroup], **REFUSALS}, operation_id="list_layers")
def get_layers(request: HttpRequest) -> list[CatalogueGroup]:
    """The eight groups with their layers; those the caller may not see are left out."""
    may = bool(protected_of(caller(request)))
    return [
        {
            "key": group.key, "name": group.name, "frame": group.frame,
            "layers": [
                {
                    "key": layer.key, "name": layer.name, "icon": layer.icon, "kinds": list(layer.kinds), "max_age_s": layer.max_age_s,
                    "origin": layer.origin, "protected": bool(layer.verb), "owner": layer.owner,
                    "attributes": [
                        {"key": one.key, "name": one.name, "type": one.type, "unit": one.unit, "choices": list(one.choices)}
                        for one in layer.attributes
                    ],
                }
                for layer in LAYERS
                if layer.group == group.key and (may or not layer.verb)
            ],
        }
        for group in GROUPS
    ]  # fmt: skip


@router.get("/view", response={200: View, 304: None, **REFUSALS}, operation_id="view_features")
def get_view(
    request: HttpRequest,
    bbox: Annotated[str, Field(max_length=100, description="west,south,east,north, WGS-84")],
    zoom: Annotated[float, Field(ge=0, le=24, allow_inf_nan=False)],
    layers: Annotated[str, Field(max_length=1200, pattern=r"^[a-z_0-9,]*$", description="keys, comma between")],
    filter: Annotated[list[Filter], Query(max_length=20)] = [],  # noqa: B006
    at: Annotated[AwareDatetime | None, Field(description="a replay's instant: objects as they were known then")] = None,
) -> HttpResponse:
    """Objects above a zoom, cells below it. Unchanged since the browser's copy = 304, without looking at the objects at all."""
    who = caller(request)
    box, keys, said = _box(bbox), [key for key in layers.split(",") if key], filtered(filter)
    tag = f'"{version(who.scopes, keys)}-{"p" if protected_of(who) else "o"}{at.timestamp() if at else ""}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        found = view(Asked(box, zoom, keys, who.scopes, protected_of(who), said, at))
        answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"  # kept by the browser, asked for anew each time
    answer["Vary"] = "Cookie, Authorization"
    return answer


@router.get("/list", response={200: Listed, **REFUSALS}, operation_id="list_features")
def get_list(
    request: HttpRequest,
    layer: LayerKey,
    q: Annotated[str, Field(max_length=60)] = "",
    area: Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")] = "",
    sort: Annotated[str, Field(max_length=40, pattern=r"^-?[a-z_0-9]+$")] = "name",
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
    filter: Annotated[list[Filter], Query(max_length=20)] = [],  # noqa: B006
) -> Listed:
    if not known(layer):
        raise Problem("not_found", f"没有图层“{layer}”。", where=["layer"])
    who = caller(request)
    return listed(who, layer, protected=protected_of(who), said=filtered(filter), q=q, area=area, sort=sort, offset=offset, limit=limit)


@router.get("/choice", response={200: LayerChoiceRow, **REFUSALS}, operation_id="get_layer_choice")
def get_choice(request: HttpRequest) -> LayerChoiceRow:
    return choice_of(caller(request))


class Choice(Body):
    layers: Annotated[list[LayerKey], Field(max_length=80)]
    filters: Filters = []


@router.post("/choice", response={200: LayerChoiceRow, **REFUSALS}, operation_id="choose_layers")
def post_choice(request: HttpRequest, body: Choice) -> HttpResponse:
    """One's own map; walls and terminals have none."""
    who = caller(request)
    user = who.user_id
    if user is None:
        raise Problem("forbidden", "只有登录人员可以保存图层选择。")

    def run(_: Any) -> LayerChoiceRow:
        choose(user_id=user, layers=body.layers, filters=body.filters)
        return choice_of(who)

    return execute(request, who, run)


class NewFeature(Body):
    layer: LayerKey
    name: Name
    lon: Lon
    lat: Lat
    datum: Literal["wgs84", "cgcs2000", "gcj02", "bd09"] = "wgs84"
    code: str = Field("", max_length=64)
    shape: dict[str, Any] | None = Field(None, description="GeoJSON geometry, WGS-84; lon and lat are then its own")
    attributes: dict[Annotated[str, Field(max_length=40)], str | float | bool] = Field({}, max_length=60)
    source: str = Field("", max_length=60)
    observed_at: AwareDatetime | None = Field(None, strict=False)
    exercise: int | None = Field(None, ge=1, le=2**53)


@router.post("", response={201: FeatureCard, **REFUSALS}, operation_id="add_feature")
def post_feature(request: HttpRequest, body: NewFeature) -> HttpResponse:
    lon, lat = to_wgs84(body.lon, body.lat, body.datum)
    return command(
        request, MANAGE, area_at(lon, lat),
        lambda who: card(add_feature(
            actor=who.actor, layer=body.layer, name=body.name, lon=body.lon, lat=body.lat, datum=body.datum, code=body.code, shape=body.shape,
            attributes=body.attributes, source=body.source, observed_at=body.observed_at, exercise=body.exercise,
        ), who),
        status=201,
    )  # fmt: skip


class FeatureChange(Body):
    """Only what is to be another; an attribute set to "" is taken away."""

    name: Name | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    shape: dict[str, Any] | None = None
    attributes: dict[Annotated[str, Field(max_length=40)], str | float | bool] | None = Field(None, max_length=60)
    observed_at: AwareDatetime | None = Field(None, strict=False)
    active: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> FeatureChange:
        if not self.model_fields_set:
            raise ValueError("没有要修改的内容")
        if (self.lon is None) != (self.lat is None):
            raise ValueError("经度和纬度要一起给出")
        return self


def feature_of(request: HttpRequest, feature_id: int) -> Feature:
    """Outside the caller's areas, or in a layer that is not theirs to see, an object does not exist."""
    found = Feature.objects.filter(pk=feature_id).first()
    if found is None:
        raise Problem("not_found", "没有这个对象,可能已删除。")
    who = see(request, found.area)
    verb = next((layer.verb for layer in LAYERS if layer.key == found.layer), "")
    if verb and not who.may(verb, found.area):
        raise Problem("not_found", "没有这个对象,可能已删除。")
    return found


@router.get("/{int:feature_id}", response={200: FeatureCard, **REFUSALS}, operation_id="get_feature")
def get_feature(request: HttpRequest, feature_id: int) -> FeatureCard:
    return card(feature_of(request, feature_id), caller(request))


@router.post("/{int:feature_id}/change", response={200: FeatureCard, **REFUSALS}, operation_id="change_feature")
def post_change(request: HttpRequest, feature_id: int, body: FeatureChange) -> HttpResponse:
    wanted = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    return command(
        request, MANAGE, feature_of(request, feature_id).area,
        lambda who: card(change_feature(actor=who.actor, feature_id=feature_id, **wanted), who),
    )  # fmt: skip


class Removal(Body):
    reason: str = Field("", max_length=120)


@router.post("/{int:feature_id}/remove", response={200: dict[str, Any], **REFUSALS}, operation_id="remove_feature")
def post_remove(request: HttpRequest, feature_id: int, body: Removal) -> HttpResponse:
    def run(who: Any) -> dict[str, Any]:
        remove_feature(actor=who.actor, feature_id=feature_id, reason=body.reason)
        return {"id": feature_id}

    return command(request, MANAGE, feature_of(request, feature_id).area, run)


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Problem("invalid", "范围应为“西,南,东,北”四个数。", where=["bbox"]) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Problem("invalid", "范围的经纬度不对:应为西、南、东、北。", where=["bbox"])
    return west, south, east, north
