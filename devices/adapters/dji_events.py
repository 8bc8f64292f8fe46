"""dji → **dji_events** → inbox: what a dock or remote control reports by itself: health, how far a flight has come, another aircraft near.

A flight's events carry our own id of it (``flight_id``, ``fly_to_id``); its ``bid`` is the device's.
"""

from __future__ import annotations

from typing import Any, Literal

from devices.adapters.dji_models import error_text
from devices.readings import Progress, Reading, Source, Text

MAX_HMS = 50  # entries of one health message that are kept
NEAR = 3  # airsense warning_level 0–4: from 3 on a pilot has to give way
_MAX_AIRCRAFT = 20

State = Literal["running", "paused", "done", "failed"]
_TASK: dict[str, State] = {
    "ok": "done", "partially_done": "done", "in_progress": "running", "sent": "running", "paused": "paused",
    "failed": "failed", "canceled": "failed", "rejected": "failed", "timeout": "failed",
}  # fmt: skip
_ENDED = {"canceled": "任务已取消", "rejected": "设备拒绝执行", "timeout": "设备报告超时"}
_POINT: dict[str, State] = {
    "wayline_progress": "running", "task_ready": "running", "wayline_ok": "done", "task_finish": "done", "wayline_failed": "failed",
    "wayline_cancel": "failed",
}  # fmt: skip
_POINTS = {"fly_to_point_progress": ("fly_to_point", "fly_to_id"), "takeoff_to_point_progress": ("takeoff_to_point", "flight_id")}
_REMOTE_DEBUG = {
    "cover_open": "dock_open", "cover_close": "dock_close", "debug_mode_open": "dock_debug_on", "debug_mode_close": "dock_debug_off",
}  # fmt: skip


def read_event(source: Source, method: str, bid: str, key: str, data: Any, at_ms: int | None, received_ms: int) -> list[Reading]:
    """``key`` makes the message one of its kind: the same frame again is the same message again."""
    if method == "hms":
        return _health(source, data, key, at_ms, received_ms)
    if method == "airsense_warning":
        return _airsense(source, data, key, at_ms, received_ms)
    progress = _progress(source, method, bid, key, data, at_ms, received_ms) if isinstance(data, dict) else None
    return [progress] if progress is not None else []


def _health(source: Source, data: Any, key: str, at_ms: int | None, received_ms: int) -> list[Reading]:
    entries = data.get("list") if isinstance(data, dict) else None
    found: list[Reading] = []
    for n, entry in enumerate(entries[:MAX_HMS] if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            level = entry.get("level")
            found.append(
                Text(
                    source=source,
                    at_ms=at_ms,
                    received_ms=received_ms,
                    message_id=f"hms:{key}:{n}",
                    text=hms_key(entry),
                    topic="hms",
                    level=level if isinstance(level, int) and 0 <= level <= 2 else 0,
                )
            )
    return found


def hms_key(entry: dict[str, Any]) -> str:
    """The key under which DJI's own text table (hms.json) holds the sentence."""
    code = str(entry.get("code", ""))[:40]
    if str(entry.get("device_type", "")).startswith("3-"):
        return f"dock_tip_{code}"
    return f"fpv_tip_{code}_in_the_sky" if entry.get("in_the_sky") == 1 else f"fpv_tip_{code}"


def _airsense(source: Source, data: Any, key: str, at_ms: int | None, received_ms: int) -> list[Reading]:
    """The list of aircraft near; only who comes too near is told."""
    near = [
        one
        for one in (data if isinstance(data, list) else [data])[:_MAX_AIRCRAFT]
        if isinstance(one, dict) and isinstance(level := one.get("warning_level"), int) and level >= NEAR
    ]
    if not near:
        return []
    worst = max(near, key=lambda one: int(one["warning_level"]))
    distance = worst.get("distance")
    away = f",距离 {distance:.0f} m" if isinstance(distance, int | float) and 0 <= distance < 1e6 else ""
    text = f"附近有载人航空器 {str(worst.get('icao', '未知'))[:12]}{away}(告警级别 {worst['warning_level']})"
    return [Text(source=source, at_ms=at_ms, received_ms=received_ms, message_id=f"airsense:{key}", text=text, topic="airsense", level=2)]


def _progress(source: Source, method: str, bid: str, key: str, d: dict[str, Any], at_ms: int | None, received_ms: int) -> Progress | None:
    run, kind, state, percent, step, text = bid, method, "running", None, "", ""
    result = d.get("result")
    code = result if isinstance(result, int) and not isinstance(result, bool) else 0
    output = d.get("output")
    if method in _POINTS:
        kind, name = _POINTS[method]
        run, status = _id(d.get(name)), str(d.get("status", ""))
        state = _POINT.get(status, "running")
        step = _left(d)
        if state == "failed":
            text = "任务已取消" if status == "wayline_cancel" and not code else error_text(method, code)
    elif method == "flighttask_progress" and isinstance(output, dict):
        kind, status = "flight_execute", str(output.get("status", ""))
        ext = output.get("ext") if isinstance(output.get("ext"), dict) else {}
        progress = output.get("progress") if isinstance(output.get("progress"), dict) else {}
        assert isinstance(ext, dict) and isinstance(progress, dict)
        run, state, percent = _id(ext.get("flight_id")), _TASK.get(status, "running"), _percent(progress.get("percent"))
        step = _task_step(ext, progress)
        if state == "failed" or code:
            state = "failed"
            text = error_text(method, code) if code else _ENDED.get(status, "任务失败")
    elif method == "return_home_info":
        kind, run, step = "return_home", "", "正在返航"
    elif method == "device_exit_homing_notify":
        if d.get("action") != 1:
            return None
        kind, run, state, text = "return_home", "", "failed", f"飞行器已退出返航(原因 {str(d.get('reason', '未知'))[:8]})"
    elif method in _REMOTE_DEBUG and isinstance(output, dict):
        kind, status = _REMOTE_DEBUG[method], str(output.get("status", ""))
        state = _TASK.get(status, "running")
        progress = output.get("progress")
        percent = _percent(progress.get("percent")) if isinstance(progress, dict) else None
        if state == "failed" or code:
            state, text = "failed", error_text(method, code) if code else _ENDED.get(status, "设备报告失败")
    else:
        return None
    return Progress(
        source=source,
        at_ms=at_ms,
        received_ms=received_ms,
        message_id=f"progress:{key}",
        run=run,
        kind=kind,
        state=state,  # type: ignore[arg-type]
        percent=percent,
        step=step,
        text=text,
    )


def _task_step(ext: dict[str, Any], progress: dict[str, Any]) -> str:
    """The numbers of a dock's steps have changed with its firmware: shown as a number."""
    parts = []
    if isinstance(point := ext.get("current_waypoint_index"), int):
        parts.append(f"第 {point} 航点")
    if isinstance(number := progress.get("current_step"), int):
        parts.append(f"步骤 {number}")
    if isinstance(media := ext.get("media_count"), int) and media:
        parts.append(f"已拍 {media}")
    return " · ".join(parts)


def _left(d: dict[str, Any]) -> str:
    metres, seconds = d.get("remaining_distance"), d.get("remaining_time")
    parts = []
    if isinstance(metres, int | float) and 0 <= metres < 1e6:
        parts.append(f"余 {metres:.0f} m")
    if isinstance(seconds, int | float) and 0 <= seconds < 1e6:
        parts.append(f"约 {seconds:.0f} 秒")
    return " · ".join(parts)


def _percent(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100 else None


def _id(value: Any) -> str:
    return value[:64] if isinstance(value, str) else ""
