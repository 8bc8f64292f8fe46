"""downlink → **dji_commands** → gateway: what a command is called in the Cloud API, and its data (docs/devices.md §2.4).

Commands go to the gateway (remote control or dock) behind which the aircraft was last seen. ``run`` in the payload is our id of a flight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from devices.adapters.dji_drc import entering, pushed
from devices.adapters.known import Command, Unsupported

PSDK_INDEX = 2  # of the loudspeaker where the device has not said another (Terminal.meta psdk_index)
URL_TYPES = {"rtmp": 1, "gb28181": 3, "whip": 4}
_SPEED = 12  # m/s where the officer gives none; what DJI's own sample uses
_RTH_HEIGHT_M = 100


def _video(command: Command) -> dict[str, Any]:
    cameras = command.meta.get("cameras") or []
    video_id = command.payload.get("video_id") or (cameras[0]["video_id"] if cameras else None)
    if not video_id:
        raise Unsupported("尚未收到该机的相机列表(live_capacity),请稍后再试或指定 video_id")
    return {"video_id": video_id}


def _live_start(command: Command) -> dict[str, Any]:
    p = command.payload
    return _video(command) | {"url_type": URL_TYPES[p.get("protocol", "rtmp")], "url": p["url"], "video_quality": p.get("quality", 0)}


def _quality(command: Command) -> dict[str, Any]:
    return _video(command) | {"video_quality": command.payload.get("quality", 0)}


def _lens(command: Command) -> dict[str, Any]:
    return _video(command) | {"video_type": command.payload["lens"]}


def _camera(command: Command) -> dict[str, Any]:
    """A dock has one in its bay and one above it."""
    return _video(command) | {"camera_position": 0 if command.payload["side"] == "inside" else 1}


def _speech(command: Command) -> dict[str, Any]:
    """The dock knows a text by its hash: the same words again are played without being made anew."""
    text = str(command.payload["text"])
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return _psdk(command) | {"tts": {"name": digest[:12], "text": text, "md5": digest}}


def _psdk(command: Command) -> dict[str, Any]:
    return {"psdk_index": int(command.meta.get("psdk_index") or PSDK_INDEX)}


def _fly_to(command: Command) -> dict[str, Any]:
    """Height is absolute (ellipsoid), as DJI wants it; the desk's is, too."""
    p = command.payload
    point = {"latitude": p["lat"], "longitude": p["lon"], "height": p["height"]}
    return {"fly_to_id": p["run"], "max_speed": p.get("speed") or _SPEED, "points": [point]}


def _take_off(command: Command) -> dict[str, Any]:
    p = command.payload
    return {
        "flight_id": p["run"], "target_latitude": p["lat"], "target_longitude": p["lon"], "target_height": p["height"],
        "security_takeoff_height": p.get("takeoff_height") or 60, "max_speed": p.get("speed") or _SPEED, "rth_altitude": _RTH_HEIGHT_M,
        "rc_lost_action": 2, "commander_mode_lost_action": 0, "commander_flight_mode": 0, "commander_flight_height": p["height"],
    }  # fmt: skip


def _prepare(command: Command) -> dict[str, Any]:
    p = command.payload
    return {
        "flight_id": p["run"], "execute_time": p.get("execute_ms") or command.now_ms, "task_type": 1 if p.get("execute_ms") else 0,
        "wayline_type": 0, "file": {"url": p["url"], "fingerprint": p["md5"]}, "rth_altitude": p.get("rth_height") or _RTH_HEIGHT_M,
        "rth_mode": 1, "out_of_control_action": 0, "exit_wayline_when_rc_lost": 0, "wayline_precision_type": 1,
    }  # fmt: skip


def _flight(command: Command) -> dict[str, Any]:
    return {"flight_id": command.payload["run"]}


def _undo(command: Command) -> dict[str, Any]:
    return {"flight_ids": [command.payload["run"]]}


def _nothing(command: Command) -> dict[str, Any]:
    return {}


def _payload(command: Command) -> dict[str, Any]:
    return {"payload_index": _video(command)["video_id"].split("/")[1]}


METHODS: dict[str, tuple[str, Callable[[Command], dict[str, Any]]]] = {
    "live_start": ("live_start_push", _live_start),
    "live_stop": ("live_stop_push", _video),
    "live_quality": ("live_set_quality", _quality),
    "live_lens": ("live_lens_change", _lens),
    "live_camera": ("live_camera_change", _camera),
    "drc_enter": ("drc_mode_enter", entering),
    "drc_exit": ("drc_mode_exit", _nothing),
    "tts": ("speaker_tts_play_start", _speech),
    "tts_stop": ("speaker_play_stop", _psdk),
    "authority_grab": ("flight_authority_grab", _nothing),
    "payload_authority_grab": ("payload_authority_grab", _payload),
    "takeoff_to_point": ("takeoff_to_point", _take_off),
    "fly_to_point": ("fly_to_point", _fly_to),
    "fly_to_point_stop": ("fly_to_point_stop", _nothing),
    "return_home": ("return_home", _nothing),
    "return_home_cancel": ("return_home_cancel", _nothing),
    "flight_prepare": ("flighttask_prepare", _prepare),
    "flight_execute": ("flighttask_execute", _flight),
    "flight_pause": ("flighttask_pause", _nothing),
    "flight_recovery": ("flighttask_recovery", _nothing),
    "flight_undo": ("flighttask_undo", _undo),
    "dock_debug_on": ("debug_mode_open", _nothing),
    "dock_debug_off": ("debug_mode_close", _nothing),
    "dock_open": ("cover_open", _nothing),
    "dock_close": ("cover_close", _nothing),
}
SETTABLE = {"height_limit", "night_lights_state", "rth_altitude", "obstacle_avoidance", "distance_limit_status"}  # of property/set


def encode(command: Command) -> tuple[str, bytes]:
    gateway = command.meta.get("gateway") or command.external_id
    if command.kind == "property":
        name = command.payload["name"]
        if name not in SETTABLE:
            raise Unsupported(f"不开放设置 {name}")
        return f"thing/product/{gateway}/property/set", _body(command, gateway, None, {name: command.payload["value"]})
    if command.kind == "drc_stick":
        return f"thing/product/{gateway}/drc/down", pushed(command, gateway)
    found = METHODS.get(command.kind)
    if found is None:
        raise Unsupported("大疆设备不能显示指令;请通知飞手")
    method, data = found
    return f"thing/product/{gateway}/services", _body(command, gateway, method, data(command))


def _body(command: Command, gateway: str, method: str | None, data: dict[str, Any]) -> bytes:
    body = {"tid": command.correlation, "bid": command.correlation, "timestamp": command.now_ms, "gateway": gateway, "data": data}
    return msgspec.json.encode(body if method is None else body | {"method": method})
