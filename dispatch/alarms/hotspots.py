"""satellite feed → **hotspots** → alarms: a batch of rows; each good one is kept, each bad one is named, neither stops the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import AwareDatetime, Field, ValidationError
from typing_extensions import TypedDict

from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.limits import limits
from dispatch.alarms.models import Report
from realtime.api import Body, Lat, Lon
from realtime.areas.locate import area_at
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act

FOREST_FIRE = "11G01"
MOST = 200  # rows of one batch: a pass of one satellite over a province has tens; all are stored in one transaction


class Hotspot(Body):
    """One row of the feed."""

    id: str = Field("", max_length=60, description="the feed's own number: sent again, it is the same hot spot")
    lon: Lon
    lat: Lat
    at: AwareDatetime | None = Field(None, strict=False, description="when the satellite saw it; without it: now")
    satellite: str = Field(min_length=1, max_length=30)
    confidence: float | None = Field(None, ge=0, le=1, allow_inf_nan=False, strict=False, description="0–1")
    pixels: int | None = Field(None, ge=1, le=100_000)
    temperature: float | None = Field(None, ge=-100, le=3000, allow_inf_nan=False, strict=False, description="℃")
    area_ha: float | None = Field(None, ge=0, le=1e6, allow_inf_nan=False, strict=False)
    land: str = Field("", max_length=40, description="地类")


class Kept(TypedDict):
    """`merged`: another signal's alarm; `repeated`: this hot spot was here before, nothing was added."""

    row: int
    id: str
    alarm: int
    number: str
    merged: bool
    repeated: bool


class Refused(TypedDict):
    row: int
    id: str
    detail: str
    where: list[str]


class Batch(TypedDict):
    kept: list[Kept]
    refused: list[Refused]


def take_hotspots(*, actor: str, rows: list[Any], may: Callable[[str], bool], exercise: int | None = None) -> Batch:
    """`may(area)`: is this sender allowed there? Refused rows say which field and why."""
    kept: list[Kept] = []
    refused: list[Refused] = []
    with act(actor, exercise):
        for place, row in enumerate(rows):
            try:
                kept.append(_take(actor, place, Hotspot.model_validate(row), may, exercise))
            except ValidationError as error:
                where = [f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()][:10]
                refused.append({"row": place, "id": _id_of(row), "detail": f"第 {place + 1} 行有误:" + ";".join(where[:3]), "where": where})
            except Problem as problem:
                refused.append(
                    {"row": place, "id": _id_of(row), "detail": f"第 {place + 1} 行:{problem.detail}", "where": problem.where or []}
                )
    return {"kept": kept, "refused": refused}


def _take(actor: str, place: int, hotspot: Hotspot, may: Callable[[str], bool], exercise: int | None) -> Kept:
    area = area_at(hotspot.lon, hotspot.lat)
    if not may(area):
        raise Problem("forbidden", "热点不在您的辖区内。", where=["lon", "lat"])
    key = f"{hotspot.satellite}:{hotspot.id}" if hotspot.id else ""
    repeated = bool(key) and Report.objects.filter(source="satellite", key=key, exercise_id=exercise).exists()
    alarm = raise_alarm(
        actor=actor, source="satellite", urgency=_urgency(hotspot, area), lon=hotspot.lon, lat=hotspot.lat, area=area, type=FOREST_FIRE,
        place=_place(hotspot, area), text=_words(hotspot), occurred_at=hotspot.at, key=key,
        facts=hotspot.model_dump(mode="json", exclude={"id", "lon", "lat", "at"}, exclude_none=True), exercise=exercise,
    )  # fmt: skip
    return {
        "row": place,
        "id": hotspot.id,
        "alarm": alarm.pk,
        "number": alarm.number,
        "merged": alarm.reports > 1 and not repeated,
        "repeated": repeated,
    }


def _urgency(hotspot: Hotspot, area: str) -> str:
    """Many pixels are a big fire; a doubtful single one is worth a look, not a siren."""
    found = limits(area)
    if (hotspot.pixels or 1) >= int(found["alarm.hotspot_critical_pixels"]):
        return "critical"
    return "normal" if hotspot.confidence is not None and hotspot.confidence < float(found["alarm.hotspot_sure"]) else "urgent"


def _place(hotspot: Hotspot, area: str) -> str:
    district = Area.objects.filter(pk=area).values_list("name", flat=True).first() or ""
    return f"{district}({hotspot.lon:.4f}, {hotspot.lat:.4f})"


def _words(hotspot: Hotspot) -> str:
    parts = [f"{hotspot.satellite} 卫星热点"]
    if hotspot.pixels:
        parts.append(f"{hotspot.pixels} 个像元")
    if hotspot.confidence is not None:
        parts.append(f"置信度 {hotspot.confidence:.0%}")
    if hotspot.temperature is not None:
        parts.append(f"{hotspot.temperature:.0f} ℃")
    if hotspot.land:
        parts.append(f"地类 {hotspot.land}")
    return ",".join(parts)


def _id_of(row: Any) -> str:
    found = row.get("id") if isinstance(row, dict) else None
    return str(found)[:60] if isinstance(found, str | int) else ""
