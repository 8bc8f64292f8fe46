"""RTSP of a camera → **MediaMTX** → WHEP and HLS: a path is made while somebody watches (MediaMTX API v3, /v3/config/paths)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests
from django.conf import settings

from devices.video.models import Stream
from devices.video.providers.known import TIMEOUT_S, CannotPlay, PtzCommand, way, web_address
from devices.video.rows import StreamWay

SCHEMES = ("rtsp", "rtsps", "rtmp", "srt")
OURS = "ecc-"
USER = "ecc"  # under this name we use its API, with MEDIAMTX_SECRET as the password


class MediaMtx:
    name = "mediamtx"
    words = "流媒体服务器(MediaMTX)"
    network = True

    def checked(self, address: Mapping[str, Any]) -> dict[str, Any]:
        found = {"source": web_address(address, "source", SCHEMES)}
        return found | ({"source_sub": web_address(address, "source_sub", SCHEMES)} if address.get("source_sub") else {})

    def start(self, stream: Stream) -> list[StreamWay]:
        ways: list[StreamWay] = []
        for field, sub in (("source", False), ("source_sub", True)):
            if not stream.address.get(field):
                continue
            path = _path(stream, sub)
            wanted = {"source": stream.address[field], "sourceOnDemand": True}
            answer = _ask("POST", f"/v3/config/paths/add/{quote(path)}", wanted)
            if answer.status_code == 400:  # already there, left by a worker that died
                answer = _ask("PATCH", f"/v3/config/paths/patch/{quote(path)}", wanted)
            if not answer.ok:
                raise CannotPlay(f"流媒体服务器拒绝了这路视频:{_said(answer)}")
            if settings.MEDIAMTX_WHEP_URL:
                ways.append(way("whep", f"{settings.MEDIAMTX_WHEP_URL}/{path}/whep", sub))
            if settings.MEDIAMTX_HLS_URL:
                ways.append(way("hls", f"{settings.MEDIAMTX_HLS_URL}/{path}/index.m3u8", sub))
        return ways

    def stop(self, stream: Stream) -> None:
        for field, sub in (("source", False), ("source_sub", True)):
            if stream.address.get(field):
                answer = _ask("DELETE", f"/v3/config/paths/delete/{quote(_path(stream, sub))}")
                if not answer.ok and answer.status_code != 404:
                    raise CannotPlay(f"流媒体服务器没有停止这路视频:{_said(answer)}")

    def record(self, stream: Stream, on: bool) -> str:
        """Into the server's folder, a file an hour or so; the path they lie under."""
        path = path_of(stream)
        answer = _ask("PATCH", f"/v3/config/paths/patch/{quote(path)}", {"record": on})
        if answer.status_code == 404 and not on:
            return path  # stopped with the stream
        if not answer.ok:
            raise CannotPlay(f"流媒体服务器没有{'开始' if on else '停止'}录像:{_said(answer)}")
        return path

    def move(self, stream: Stream, command: PtzCommand) -> None:
        raise CannotPlay("RTSP 接入的视频没有云台通道;请经国标平台接入")


def path_of(stream: Stream) -> str:
    return _path(stream, False)


def _path(stream: Stream, sub: bool) -> str:
    return f"{OURS}{stream.pk}{'-sub' if sub else ''}"


def stream_of(path: str) -> int | None:
    """Whose path this is; None = not one of ours."""
    number = path.removeprefix(OURS).removesuffix("-sub")
    return int(number) if path.startswith(OURS) and number.isascii() and number.isdecimal() and len(number) < 16 else None


def record_path(path: str, on: bool) -> None:
    """Of what is pushed to the server: the path has no settings of its own until it is recorded."""
    if on:
        answer = _ask("POST", f"/v3/config/paths/add/{quote(path, safe='/')}", {"record": True})
        if answer.status_code == 400:  # already there
            answer = _ask("PATCH", f"/v3/config/paths/patch/{quote(path, safe='/')}", {"record": True})
    else:
        answer = _ask("PATCH", f"/v3/config/paths/patch/{quote(path, safe='/')}", {"record": False})
    if not answer.ok and not (answer.status_code == 404 and not on):
        raise CannotPlay(f"流媒体服务器没有{'开始' if on else '停止'}录像:{_said(answer)}")


def _ask(method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
    if not settings.MEDIAMTX_API_URL:
        raise CannotPlay("未配置流媒体服务器地址 MEDIAMTX_API_URL")
    try:
        proof = (USER, settings.MEDIAMTX_SECRET) if settings.MEDIAMTX_SECRET else None
        return requests.request(method, settings.MEDIAMTX_API_URL + path, json=body, auth=proof, timeout=TIMEOUT_S)
    except requests.RequestException as error:
        raise CannotPlay(f"流媒体服务器没有应答({type(error).__name__});请检查 {settings.MEDIAMTX_API_URL}") from None


def _said(answer: requests.Response) -> str:
    try:
        return str(answer.json().get("error") or answer.status_code)[:120]
    except (ValueError, AttributeError):
        return str(answer.status_code)
