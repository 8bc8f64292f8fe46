"""officer → **live** → aircraft: ask for a stream; when the device agrees, the link opens by itself (see inbox/answers.py)."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings

from devices.terminals.models import Downlink, Terminal
from devices.video.actions import add_link, close_link
from devices.video.models import Stream, VideoLink
from devices.video.providers.known import by_of, way
from devices.video.tickets import issue, with_ticket
from devices.video.watching import started
from realtime.log import act

# A demo has no media server; the addresses show how a tile looks (RFC 2606: .invalid never resolves)
_DEMO = {"MEDIA_PUSH_URL": "rtmp://media.demo.invalid:1935/live/{id}", "MEDIA_WATCH_URL": "https://media.demo.invalid:8889/live/{id}"}


class NoMediaServer(Exception):
    """Nowhere to stream to."""


class CannotStream(Exception):
    """Not a device with a camera."""


def _address(name: str, terminal: Terminal) -> str:
    template = os.environ.get(name) or (_DEMO[name] if settings.MODE == "demo" else "")
    if not template:
        raise NoMediaServer(f"未配置媒体服务器地址 {name}(例:{_DEMO[name]})")
    return template.replace("{id}", terminal.external_id)


def _pass(terminal: Terminal) -> str:
    return issue("publish", f"live/{terminal.external_id}", f"terminal:{terminal.pk}")


def start_live(*, actor: str, terminal: Terminal, name: str = "", **wanted: Any) -> Downlink:
    """Queue ``live_start_push``. The answer decides: result 0 opens the link, anything else is the error shown with the command."""
    asked(terminal, wanted, actor)  # what stands against it is said in this module's own words
    return _told(actor, name, terminal, "live_start", {key: value for key, value in wanted.items() if value is not None})


def stop_live(*, actor: str, terminal: Terminal, name: str = "") -> Downlink:
    return _told(actor, name, terminal, "live_stop", {})


def _told(actor: str, name: str, terminal: Terminal, kind: str, params: dict[str, Any]) -> Downlink:
    from devices.commands.actions import issue

    downlink = issue(actor=actor, name=name, terminal=terminal, kind=kind, params=params).downlink
    assert downlink is not None  # neither needs a second person
    return downlink


def asked(terminal: Terminal, wanted: dict[str, Any], actor: str) -> dict[str, Any]:
    """The downlink's payload."""
    if terminal.adapter != "dji" or terminal.kind != "uav":
        raise CannotStream("只有大疆无人机可以远程开启直播;其他视频请直接添加链接")
    return {
        "url": wanted.get("url") or with_ticket(_address("MEDIA_PUSH_URL", terminal), _pass(terminal)),
        "watch_url": wanted.get("watch_url") or _address("MEDIA_WATCH_URL", terminal),
        "protocol": wanted.get("protocol", "rtmp"),
        "quality": wanted.get("quality", 0),
        "incident": wanted.get("incident"),
        "actor": actor,
        # Every camera is named serial/camera/video; without a list from the device the main camera of its type is the best guess
        "video_id": wanted.get("video_id") or camera(terminal),
    }


def close_links(terminal: Terminal, actor: str) -> None:
    with act(actor):
        for link in VideoLink.objects.filter(subject_id=terminal.subject_id, active=True, kind=VideoLink.Kind.VIDEO):
            close_link(actor=actor, link=link)


def open_started(downlink: Downlink) -> None:
    """The device streams: show it. Called in the transaction that settles the command; a second answer opens nothing."""
    payload, subject = downlink.payload, downlink.terminal.subject
    for stream in Stream.objects.filter(provider="dji", subject=subject, state=Stream.State.STARTING):
        started(stream_id=stream.pk, ways=[way(by_of(payload["watch_url"]), payload["watch_url"])])
    if VideoLink.objects.filter(subject=subject, url=payload["watch_url"], active=True, incident_id=payload.get("incident")).exists():
        return
    add_link(
        actor=payload.get("actor") or f"terminal:{downlink.terminal_id}",
        kind=VideoLink.Kind.VIDEO,
        label=f"{subject.label} 直播",
        url=payload["watch_url"],
        area=subject.area,
        subject=subject,
        incident_id=payload.get("incident"),
        exercise=subject.exercise_id,
    )


def start_failed(terminal: Terminal, why: str) -> None:
    """A tile that waits for this drone says why it stays dark; it asks again by itself."""
    for stream in Stream.objects.filter(provider="dji", subject_id=terminal.subject_id, state=Stream.State.STARTING):
        started(stream_id=stream.pk, ways=[], error=why)


def camera(terminal: Terminal) -> str:
    cameras = terminal.meta.get("cameras") or []
    return cameras[0]["video_id"] if cameras else f"{terminal.external_id}/53-0-0/normal-0"
