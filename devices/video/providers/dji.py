"""A drone's own lens: asked for by MQTT like any command; the answer of the aircraft opens it (devices/video/live.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devices.terminals.models import Terminal
from devices.video.models import Stream
from devices.video.providers.known import CannotPlay, PtzCommand
from devices.video.providers.mediamtx import record_path
from devices.video.rows import StreamWay


class Dji:
    name = "dji"
    words = "大疆无人机"
    network = False

    def checked(self, address: Mapping[str, Any]) -> dict[str, Any]:
        return {"video_id": str(address.get("video_id", ""))[:120]}

    def start(self, stream: Stream) -> list[StreamWay]:
        """No way yet: the aircraft answers, and `live.open_started` brings it."""
        from devices.video.live import CannotStream, NoMediaServer, start_live

        try:
            start_live(actor="clerk", terminal=aircraft(stream), incident=None, video_id=stream.address.get("video_id", ""))
        except (CannotStream, NoMediaServer) as error:
            raise CannotPlay(str(error)) from None
        return []

    def stop(self, stream: Stream) -> None:
        from devices.video.live import stop_live

        stop_live(actor="clerk", terminal=aircraft(stream))

    def record(self, stream: Stream, on: bool) -> str:
        """What it pushes, at the server it pushes to."""
        path = f"live/{aircraft(stream).external_id}"
        record_path(path, on)
        return path

    def move(self, stream: Stream, command: PtzCommand) -> None:
        raise CannotPlay("云台由飞手操作;请用对讲联系机组")


def aircraft(stream: Stream) -> Terminal:
    terminal = Terminal.objects.filter(subject_id=stream.subject_id or 0, adapter="dji", kind="uav").first()
    if terminal is None:
        raise CannotPlay("这路视频没有绑定无人机")
    return terminal
