"""A drone's live picture: the same commands whether a tile, an incident's link or this panel gives them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from devices.commands.known import LIVE, Kind, Refused, spoken_by
from devices.terminals.models import Terminal

VideoId = Annotated[str, Meta(max_length=120)]
Address = Annotated[str, Meta(max_length=500)]


class Start(msgspec.Struct, forbid_unknown_fields=True):
    video_id: VideoId = ""
    quality: Annotated[int, Meta(ge=0, le=4)] = 0
    url: Address = ""
    watch_url: Address = ""
    protocol: Literal["rtmp", "gb28181", "whip"] = "rtmp"
    incident: int | None = None


class One(msgspec.Struct, forbid_unknown_fields=True):
    video_id: VideoId = ""


class Quality(One):
    quality: Annotated[int, Meta(ge=0, le=4)] = 0


class Lens(One):
    lens: Literal["normal", "wide", "zoom", "ir"] = "normal"


class Camera(One):
    side: Literal["inside", "outside"] = "outside"


def start(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    from devices.video.live import CannotStream, NoMediaServer, asked

    try:
        return asked(terminal, params, actor)
    except (CannotStream, NoMediaServer) as error:
        raise Refused(str(error)) from None


def stop(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    from devices.video.live import camera, close_links

    close_links(terminal, actor)
    return {"video_id": params.get("video_id") or camera(terminal)}


def not_started(terminal: Terminal, why: str) -> None:
    from devices.video.live import start_failed

    start_failed(terminal, why)


_drone = spoken_by("dji", kinds=("uav",))
_dock = spoken_by("dji", kinds=("dock",))
KINDS = (
    Kind(name="live_start", words="开始直播", verb=LIVE, understood=_drone, params=Start, prepare=start, failed=not_started),
    Kind(name="live_stop", words="停止直播", verb=LIVE, understood=_drone, params=One, prepare=stop),
    Kind(name="live_quality", words="直播清晰度", verb=LIVE, understood=_drone, params=Quality),
    Kind(name="live_lens", words="切换镜头", verb=LIVE, understood=_drone, params=Lens),
    Kind(name="live_camera", words="切换舱内外相机", verb=LIVE, understood=_dock, params=Camera),
)
