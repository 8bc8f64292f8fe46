"""A platform that hands over addresses a browser can play: WHEP, HLS, HTTP-FLV or WebSocket-FLV, with a sub-stream if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devices.video.models import Stream
from devices.video.providers.known import BadAddress, CannotPlay, PtzCommand, way, web_address
from devices.video.rows import By, StreamWay

SCHEMES: dict[By, tuple[str, ...]] = {"whep": ("http", "https"), "flv": ("http", "https", "ws", "wss"), "hls": ("http", "https")}


class Direct:
    name = "direct"
    words = "直接地址"
    network = False

    def checked(self, address: Mapping[str, Any]) -> dict[str, Any]:
        known = {f"{by}{sub}" for by in SCHEMES for sub in ("", "_sub")}
        if strange := sorted(set(address) - known):
            raise BadAddress(f"不认识的字段 {'、'.join(strange)};可用 {'、'.join(sorted(known))}")
        found = {
            name: web_address(address, name, schemes) for by, schemes in SCHEMES.items() for name in (by, f"{by}_sub") if address.get(name)
        }
        if not found:
            raise BadAddress("至少要有 whep、hls、flv 之一")
        return found

    def start(self, stream: Stream) -> list[StreamWay]:
        return [way(by, stream.address[name], sub=name != by) for by in SCHEMES for name in (by, f"{by}_sub") if stream.address.get(name)]

    def stop(self, stream: Stream) -> None:
        """Nothing runs here."""

    def move(self, stream: Stream, command: PtzCommand) -> None:
        raise CannotPlay("直接地址接入的视频没有云台通道;请经国标平台接入")
