"""电子围栏 over HTTP: draw, change, end; who is inside and who came and went."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field, field_validator, model_validator

from dispatch.geofences.actions import change_fence, draw_fence, end_fence, fence_of
from dispatch.geofences.drawing import checked, outline
from dispatch.geofences.models import Fence, Visit
from dispatch.geofences.rows import FenceGuest, FenceRow, Watched
from dispatch.geofences.snapshot import guests
from dispatch.incidents.api import found as incident_of
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, see
from realtime.areas.locate import area_at

router = Router(tags=["geofences"])

Metres = Annotated[float, Field(ge=10, le=50_000, allow_inf_nan=False, strict=False)]
Place = Annotated[list[float], Field(min_length=2, max_length=2)]


class FenceCircle(Body):
    lon: Lon
    lat: Lat
    radius_m: Metres


class FenceStrip(Body):
    """A corridor along a road or a river."""

    line: list[Place] = Field(min_length=2, max_length=500)
    width_m: Metres

    @field_validator("line")
    @classmethod
    def _on_earth(cls, line: list[list[float]]) -> list[list[float]]:
        if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in line):
            raise ValueError("坐标超出经纬度范围")
        return line


class Window(Body):
    days: list[Annotated[int, Field(ge=1, le=7)]] = Field(min_length=1, max_length=7)
    since: str = Field(pattern=r"^\d\d:\d\d$")
    until: str = Field(pattern=r"^\d\d:\d\d$")

    @model_validator(mode="after")
    def _times(self) -> Window:
        if time.fromisoformat(self.since) == time.fromisoformat(self.until):
            raise ValueError("起止时间不能相同")
        return self


class FenceGround(Body):
    """One of three: a polygon, a circle, a corridor."""

    shape: dict[str, Any] | None = Field(None, description="GeoJSON Polygon or MultiPolygon, WGS-84")
    circle: FenceCircle | None = None
    strip: FenceStrip | None = None

    def grounds(self) -> int:
        return sum(one is not None for one in (self.shape, self.circle, self.strip))

    def made(self) -> dict[str, Any]:
        if self.circle:
            return {"kind": "circle", **self.circle.model_dump()}
        if self.strip:
            return {"kind": "strip", **self.strip.model_dump()}
        return {"kind": "polygon", "shape": self.shape}


class NewFence(FenceGround):
    name: str = Field(min_length=1, max_length=60)
    watches: list[Watched] = Field([], max_length=10)
    on_enter: bool = True
    on_leave: bool = False
    dwell_s: int | None = Field(None, ge=30, le=86_400)
    windows: list[Window] = Field([], max_length=14)
    ends_at: AwareDatetime | None = Field(None, strict=False)
    incident: int | None = None

    @model_validator(mode="after")
    def _one_ground(self) -> NewFence:
        if self.grounds() != 1:
            raise ValueError("请给出面(shape)、圆(circle)或走廊(strip)之一")
        return self


class FenceChange(FenceGround):
    """Only what is to be another."""

    name: str | None = Field(None, min_length=1, max_length=60)
    watches: list[Watched] | None = Field(None, max_length=10)
    on_enter: bool | None = None
    on_leave: bool | None = None
    dwell_s: int | None = Field(None, ge=30, le=86_400)
    windows: list[Window] | None = Field(None, max_length=14)
    ends_at: AwareDatetime | None = Field(None, strict=False)

    @model_validator(mode="after")
    def _something(self) -> FenceChange:
        if not self.model_fields_set:
            raise ValueError("没有要修改的内容")
        if self.grounds() > 1:
            raise ValueError("面(shape)、圆(circle)、走廊(strip)只能给出之一")
        return self

    def values(self) -> dict[str, Any]:
        """Empty is a value of `dwell_s` and `ends_at`: no such term any more."""
        said = self.model_dump(include=self.model_fields_set, exclude={"shape", "circle", "strip"})
        given = {name: value for name, value in said.items() if value is not None or name in ("dwell_s", "ends_at")}
        return given | ({"made": self.made()} if self.grounds() else {})


def area_of(made: dict[str, Any]) -> str:
    middle = checked(outline(made)).representative_point()
    return area_at(middle.x, middle.y)


@router.post("", response={201: FenceRow, **REFUSALS}, operation_id="draw_fence")
def post_fence(request: HttpRequest, body: NewFence) -> HttpResponse:
    made = body.made()
    area = incident_of(body.incident).area if body.incident else area_of(made)
    return command(
        request, "fence.manage", area,
        lambda who: draw_fence(
            actor=who.actor, name=body.name, made=made, watches=list(body.watches), on_enter=body.on_enter, on_leave=body.on_leave,
            dwell_s=body.dwell_s, windows=[window.model_dump() for window in body.windows], ends_at=body.ends_at, incident_id=body.incident,
        ).row(),
        status=201,
    )  # fmt: skip


@router.post("/{int:fence_id}/change", response={200: FenceRow, **REFUSALS}, operation_id="change_fence")
def post_fence_change(request: HttpRequest, fence_id: int, body: FenceChange) -> HttpResponse:
    return command(
        request, "fence.manage", fence_of(fence_id).area,
        lambda who: change_fence(actor=who.actor, fence_id=fence_id, values=body.values()).row(),
    )  # fmt: skip


@router.post("/{int:fence_id}/end", response={200: FenceRow, **REFUSALS}, operation_id="end_fence")
def post_fence_end(request: HttpRequest, fence_id: int) -> HttpResponse:
    return command(request, "fence.manage", fence_of(fence_id).area, lambda who: end_fence(actor=who.actor, fence_id=fence_id).row())


@router.get("/{int:fence_id}/visits", response={200: list[FenceGuest], **REFUSALS}, operation_id="list_fence_visits")
def get_visits(
    request: HttpRequest, fence_id: int, state: Literal["inside", "all"] = "all", limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[FenceGuest]:
    """Newest first."""
    fence: Fence = fence_of(fence_id)
    who = see(request, fence.area)
    visits = Visit.objects.filter(fence=fence, **({"left_at": None} if state == "inside" else {}))
    return guests(visits.order_by("-entered_at", "-pk")[:limit], who.scopes)


@router.get("/crossings", response={200: list[FenceGuest], **REFUSALS}, operation_id="list_fence_crossings")
def get_crossings(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[FenceGuest]:
    """The latest at all fences of the caller's areas, those in force and those that were."""
    who = caller(request)
    found = Visit.objects.none()
    for scope in who.scopes:
        found = found | Visit.objects.filter(fence__area__startswith=scope)
    return guests(found.order_by("-entered_at", "-pk")[:limit], who.scopes)
