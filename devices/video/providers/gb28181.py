"""GB/T 28181 devices → **wvp-GB28181-pro with ZLMediaKit** → HTTP-FLV and HLS: play, stop, pan/tilt/zoom, catalogue and recordings over its REST door.

SIP and MANSCDP stay in wvp; both programs are MIT and run beside us. Paths as of wvp 2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests
from django.conf import settings

from devices.video.models import Stream
from devices.video.providers.known import TIMEOUT_S, BadAddress, CannotPlay, PtzCommand, way
from devices.video.rows import StreamWay

ID = re.compile(r"^\d{20}$")  # GB/T 28181 annex E: area 8, industry 2, type 3, network 1, serial 6
PLAY_TIMEOUT_S = 12.0  # INVITE, the camera's own start and the first packet; wvp itself gives up after 10
PAGE = 100
MOST_CHANNELS = 20_000
SHANGHAI = ZoneInfo("Asia/Shanghai")  # wvp speaks local time without offset


class Gb28181:
    name = "gb28181"
    words = "国标平台(GB/T 28181)"
    network = True

    def checked(self, address: Mapping[str, Any]) -> dict[str, Any]:
        device, channel = str(address.get("device", "")), str(address.get("channel", ""))
        for name, value in (("device", device), ("channel", channel)):
            if not ID.match(value):
                raise BadAddress(f"{name} 须是 20 位国标编号")
        return {"device": device, "channel": channel}

    def start(self, stream: Stream) -> list[StreamWay]:
        found = _ask(f"/api/play/start/{_of(stream)}", timeout=PLAY_TIMEOUT_S)
        stream.codec = (
            _codec(found) or stream.codec
        )  # as the media server sees it: what the register says was often written down from a brochure
        return _ways(found)

    def stop(self, stream: Stream) -> None:
        _ask(f"/api/play/stop/{_of(stream)}")

    def move(self, stream: Stream, command: PtzCommand) -> None:
        if command.move == "preset":
            _ask(f"/api/front-end/preset/call/{_of(stream)}", presetId=command.preset or 1)
            return
        speed = command.speed
        _ask(
            f"/api/front-end/ptz/{_of(stream)}",
            command=command.move, horizonSpeed=speed, verticalSpeed=speed, zoomSpeed=max(1, round(speed * 15 / 255)),
        )  # fmt: skip

    def channels(self) -> Iterator[dict[str, Any]]:
        """Every channel of every device that is registered: {device, channel, name, lon, lat, ptz, online}."""
        seen = 0
        for device in _pages("/api/device/query/devices"):
            for row in _pages(f"/api/device/query/devices/{device['deviceId']}/channels"):
                seen += 1
                if seen > MOST_CHANNELS:
                    return
                yield _channel(str(device["deviceId"]), row)

    def records(self, stream: Stream, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """Recordings the camera or its recorder keeps in this span: {name, start, end}."""
        found = _ask(f"/api/gb_record/query/{_of(stream)}", timeout=PLAY_TIMEOUT_S, startTime=_local(start), endTime=_local(end))
        return [
            {"name": row.get("name", ""), "start": row.get("startTime"), "end": row.get("endTime")} for row in found.get("recordList") or []
        ]

    def play_back(self, stream: Stream, start: datetime, end: datetime) -> dict[str, Any]:
        """{playing, ways, codec}: `playing` names this play-back for `steer`; nobody watching it any more, the media server ends it by itself."""
        found = _ask(f"/api/playback/start/{_of(stream)}", timeout=PLAY_TIMEOUT_S, startTime=_local(start), endTime=_local(end))
        return {"playing": str(found.get("stream") or ""), "ways": _ways(found), "codec": _codec(found)}

    def steer(self, stream: Stream, playing: str, do: str, value: float) -> None:
        """A play-back that goes on: stop, pause, resume, seek (seconds from its start), speed (a factor)."""
        if do == "stop":
            _ask(f"/api/playback/stop/{_of(stream)}/{playing}")
        elif do == "seek":
            _ask(f"/api/playback/seek/{playing}/{round(value * 1000)}")
        elif do == "speed":
            _ask(f"/api/playback/speed/{playing}/{value:g}")
        else:
            _ask(f"/api/playback/{do}/{playing}")


def _of(stream: Stream) -> str:
    return f"{stream.address['device']}/{stream.address['channel']}"


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _ways(found: Mapping[str, Any]) -> list[StreamWay]:
    """What ZLMediaKit offers for one stream; TLS first where this centre is read over TLS."""
    order = (("wss_flv", "https_flv"), ("ws_flv", "flv")) if settings.MEDIA_TLS else (("ws_flv", "flv"),)
    flv = next((found[name] for names in order for name in names if found.get(name)), None)
    hls = found.get("https_hls") if settings.MEDIA_TLS else found.get("hls")
    ways = ([way("flv", str(flv))] if flv else []) + ([way("hls", str(hls))] if hls else [])
    if not ways:
        raise CannotPlay("国标平台没有给出浏览器能播放的地址(flv、hls)")
    return ways


def _codec(found: Mapping[str, Any]) -> str:
    """h264, h265, or empty where the media server has not seen a picture yet."""
    seen = found.get("mediaInfo")
    said = str(seen.get("videoCodec") or "").lower().replace(".", "") if isinstance(seen, dict) else ""
    return {"h264": "h264", "avc": "h264", "h265": "h265", "hevc": "h265"}.get(said, "")


def _channel(device: str, row: Mapping[str, Any]) -> dict[str, Any]:
    lon, lat = (row.get("gbLongitude") or row.get("longitude")), (row.get("gbLatitude") or row.get("latitude"))
    try:
        place = (float(lon or 0), float(lat or 0))
    except (TypeError, ValueError):
        place = (0.0, 0.0)
    return {
        "device": device,
        "channel": str(row.get("deviceId") or row.get("channelId") or row.get("gbDeviceId") or ""),
        "name": str(row.get("name") or row.get("gbName") or "")[:80],
        "lon": place[0] or None,  # 0,0 = not said
        "lat": place[1] or None,
        "ptz": int(row.get("ptzType") or row.get("PTZType") or 0) in (1, 2, 4),  # 1 ball, 2 half ball, 4 remote-controlled gun (annex F)
        "online": row.get("status") in (True, "ON", 1, "1"),
    }


def _pages(path: str) -> Iterator[dict[str, Any]]:
    for page in range(1, MOST_CHANNELS // PAGE + 1):
        rows = _ask(path, page=page, count=PAGE).get("list") or []
        yield from rows
        if len(rows) < PAGE:
            return


def _ask(path: str, *, timeout: float = TIMEOUT_S, **words: Any) -> dict[str, Any]:
    """`data` of wvp's answer {code, msg, data}; anything but code 0 is said in its own words."""
    if not settings.WVP_URL:
        raise CannotPlay("未配置国标平台地址 WVP_URL")
    try:
        answer = requests.get(settings.WVP_URL + path, params=words, headers={"api-key": settings.WVP_API_KEY}, timeout=timeout)
        found = answer.json()
    except requests.RequestException as error:
        raise CannotPlay(f"国标平台没有应答({type(error).__name__});请检查 {settings.WVP_URL}") from None
    except ValueError:
        raise CannotPlay(f"国标平台的应答无法读懂(HTTP {answer.status_code})") from None
    if not isinstance(found, dict) or found.get("code") not in (0, "0"):
        said = found.get("msg") if isinstance(found, dict) else ""
        raise CannotPlay(f"国标平台:{said or answer.status_code}"[:200])
    data = found.get("data")
    return data if isinstance(data, dict) else {"list": data} if isinstance(data, list) else {}
