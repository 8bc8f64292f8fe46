"""downlink → **mavlink_commands** → gateway, and back: COMMAND_LONG to an autopilot, its COMMAND_ACK and what its heartbeat says of the way home.

Only what brings an aircraft into safety: home, hold, land. Where it flies is its pilot's matter (docs/devices.md, *MAVLink*).
"""

from __future__ import annotations

import struct
from typing import Any

from devices.adapters.awaited import AWAITED
from devices.adapters.known import Command, Unsupported
from devices.adapters.mavlink_frames import crc
from devices.readings import Answer, Progress, Reading, Source

STATION, STATION_COMPONENT = 253, 190  # our own number among ground stations: 255 is usually the pilot's
AUTOPILOT = 1
COMMAND_LONG, COMMAND_LONG_EXTRA = 76, 152
COMMANDS = {"autopilot_return": 20, "autopilot_hold": 17, "autopilot_land": 21}  # MAV_CMD_NAV_RETURN_TO_LAUNCH, LOITER_UNLIM, LAND
NAMES = {number: name for name, number in COMMANDS.items()}
TRAVELS = ("autopilot_return", "autopilot_land")
REFUSALS = {1: "飞控暂时拒绝", 2: "飞控拒绝执行", 3: "飞控不支持此指令", 4: "飞控执行失败", 6: "飞控已取消"}
ACCEPTED, IN_PROGRESS = 0, 5
ARMED = 128  # of base_mode
TOLD_EVERY_MS = 20_000  # well below command.silence_s


def frame(number: int, extra: int, payload: bytes, sequence: int, speaker: tuple[int, int] = (STATION, STATION_COMPONENT)) -> bytes:
    """MAVLink 2; zeros at the end are not sent."""
    payload = payload.rstrip(b"\x00") or b"\x00"
    head = struct.pack("<BBBBBB", len(payload), 0, 0, sequence & 0xFF, *speaker) + number.to_bytes(3, "little")
    return b"\xfd" + head + payload + struct.pack("<H", crc(head + payload, extra))


def encode(command: Command) -> tuple[str, bytes]:
    number = COMMANDS.get(command.kind)
    if number is None:
        raise Unsupported("飞控不能显示指令;请通知飞手")
    link, _, system = command.external_id.rpartition("/")
    target = int(system)
    payload = struct.pack("<7fHBBB", 0, 0, 0, 0, 0, 0, 0, number, target, AUTOPILOT, 0)
    AWAITED.expect(Source("mavlink", command.external_id), command.kind, command.correlation, command.now_ms)
    return f"mavlink/{link or target}/down", frame(COMMAND_LONG, COMMAND_LONG_EXTRA, payload, command.now_ms // 1000)


class Errand:
    """What one vehicle does at our word, until it stands."""

    def __init__(self) -> None:
        self.kind, self.told_ms, self.armed = "", 0, False

    def acknowledged(self, source: Source, f: dict[str, Any], received_ms: int) -> list[Reading]:
        """Of our own command only: the pilot's ground station sends the same ones."""
        name, target = NAMES.get(_number(f.get("command"))), _number(f.get("target_system"))
        asked = AWAITED.of(source, name, received_ms) if name is not None and target in (-1, 0, STATION) else None
        if name is None or asked is None:
            return []
        result = _number(f.get("result"))
        if result == IN_PROGRESS:
            percent = _number(f.get("progress"))
            return [self._progress(source, name, received_ms, percent=float(percent) if 0 < percent <= 100 else None)]
        AWAITED.met(source, name)
        if result == ACCEPTED:
            self.kind, self.told_ms = (name, received_ms) if name in TRAVELS else ("", received_ms)
        text = "" if result == ACCEPTED else REFUSALS.get(result, f"飞控返回 {result}")
        found = Answer(
            source=source, received_ms=received_ms, correlation=asked.correlation, result=max(result, 0) if text else 0, method=name, text=text
        )  # fmt: skip
        return [found]

    def beat(self, source: Source, f: dict[str, Any], received_ms: int) -> list[Reading]:
        """Motors that were running and are switched off: it stands."""
        mode = _number(f.get("base_mode"))
        was, self.armed = self.armed, mode >= 0 and bool(mode & ARMED)
        if not self.kind or not was or self.armed or mode < 0:
            return []
        kind, self.kind = self.kind, ""
        return [self._progress(source, kind, received_ms, state="done", step="已着陆,电机停转")]

    def under_way(self, source: Source, height: float | None, received_ms: int) -> list[Reading]:
        if not self.kind or received_ms - self.told_ms < TOLD_EVERY_MS:
            return []
        self.told_ms = received_ms
        return [self._progress(source, self.kind, received_ms, step="" if height is None else f"离地 {height:.0f} m")]

    @staticmethod
    def _progress(source: Source, kind: str, received_ms: int, **more: Any) -> Progress:
        return Progress(
            source=source, received_ms=received_ms, message_id=f"progress:{kind}:{received_ms}", run="", kind=kind,
            **({"state": "running"} | more),
        )  # fmt: skip


def _number(value: Any) -> int:
    """A number, or mavlink2rest's flags and names; -1 = not there."""
    if isinstance(value, dict):
        value = value.get("bits", _BY_WORD.get(str(value.get("type"))))
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


_BY_WORD = {
    "MAV_CMD_NAV_RETURN_TO_LAUNCH": 20, "MAV_CMD_NAV_LOITER_UNLIM": 17, "MAV_CMD_NAV_LAND": 21, "MAV_RESULT_ACCEPTED": 0,
    "MAV_RESULT_TEMPORARILY_REJECTED": 1, "MAV_RESULT_DENIED": 2, "MAV_RESULT_UNSUPPORTED": 3, "MAV_RESULT_FAILED": 4,
    "MAV_RESULT_IN_PROGRESS": 5, "MAV_RESULT_CANCELLED": 6,
}  # fmt: skip
