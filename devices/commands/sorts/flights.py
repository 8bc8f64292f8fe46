"""Flying: to a point, home, along a prepared route. Each is confirmed by hand and reports how far it has come."""

from __future__ import annotations

import math
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from devices.commands.known import FLY, Kind, Refused, spoken_by
from devices.commands.models import DONE, Command
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from realtime.rules.models import rule

Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Height = Annotated[float, Meta(ge=2, le=10_000)]  # m above the ellipsoid; the Cloud API's own bounds
Speed = Annotated[float, Meta(ge=1, le=15)]
KM_PER_DEGREE = 111.195
KEPT_FLIGHTS = 10  # route files a dock may ask for again


class Point(msgspec.Struct, forbid_unknown_fields=True):
    lon: Lon
    lat: Lat
    height: Height
    speed: Speed | None = None


class TakeOff(Point):
    takeoff_height: Annotated[float, Meta(ge=20, le=1500)] | None = None


class Route(msgspec.Struct, forbid_unknown_fields=True):
    url: Annotated[str, Meta(pattern=r"^https?://", max_length=500)]
    md5: Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{32}$")]
    rth_height: Annotated[int, Meta(ge=20, le=1500)] | None = None
    execute_ms: Annotated[int, Meta(gt=0)] | None = None


class Flight(msgspec.Struct, forbid_unknown_fields=True):
    run: Annotated[str, Meta(min_length=1, max_length=64)]


class Property(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(max_length=40)]
    value: bool | int | float | str


def within_reach(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    """A wrong digit must not send it to the next province."""
    last = LastFix.objects.filter(pk=terminal.subject_id).first()
    if last is None:
        raise Refused("没有该机的定位,不能指点飞行")
    east = (params["lon"] - last.lon) * math.cos(math.radians(last.lat))
    away = math.hypot(east, params["lat"] - last.lat) * KM_PER_DEGREE
    reach = float(rule("command.reach_km", terminal.area))
    if away > reach:
        raise Refused(f"目标距该机 {away:.1f} 千米,超过允许的 {reach:g} 千米")
    return params


def file_kept(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    """Before it starts, a dock asks for the file again (flighttask_resource_get); the gateway answers from the terminal's meta."""
    flights = dict(terminal.meta.get("flights") or {})
    flights[params["run"]] = {"url": params["url"], "md5": params["md5"].lower()}
    terminal.meta["flights"] = dict(list(flights.items())[-KEPT_FLIGHTS:])
    terminal.save(update_fields=["meta"])
    return params | {"md5": params["md5"].lower()}


def prepared(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    if not Command.objects.filter(terminal=terminal, kind="flight_prepare", run=params["run"], state=DONE).exists():
        raise Refused("该航线任务尚未准备好,请先下发航线并等设备确认")
    return params


_drone = spoken_by("dji", kinds=("uav",))
_flies = spoken_by("dji", kinds=("uav", "dock"))
KINDS = (
    Kind(name="authority_grab", words="获取飞行控制权", verb=FLY, understood=_drone, danger=True),
    Kind(name="payload_authority_grab", words="获取负载控制权", verb=FLY, understood=_drone),
    Kind(
        name="takeoff_to_point", words="一键起飞到点", verb=FLY, understood=_flies, params=TakeOff, prepare=within_reach, runs=True, starts=True,
        danger=True,
    ),
    Kind(
        name="fly_to_point", words="飞向目标点", verb=FLY, understood=_drone, params=Point, prepare=within_reach, runs=True, starts=True,
        danger=True,
    ),
    Kind(name="fly_to_point_stop", words="停止飞向目标点", verb=FLY, understood=_drone),
    Kind(name="return_home", words="返航", verb=FLY, understood=_drone, runs=True, danger=True),
    Kind(name="return_home_cancel", words="取消返航", verb=FLY, understood=_drone, danger=True),
    Kind(name="flight_prepare", words="下发航线", verb=FLY, understood=_flies, params=Route, prepare=file_kept, starts=True),
    Kind(
        name="flight_execute", words="执行航线", verb=FLY, understood=_flies, params=Flight, prepare=prepared, runs=True, danger=True,
    ),
    Kind(name="flight_pause", words="暂停航线", verb=FLY, understood=_flies),
    Kind(name="flight_recovery", words="继续航线", verb=FLY, understood=_flies, danger=True),
    Kind(name="flight_undo", words="取消航线任务", verb=FLY, understood=_flies, params=Flight),
    Kind(name="property", words="设置参数", verb=FLY, understood=_flies, params=Property),
)  # fmt: skip
