"""wire → **mavlink** → pipeline: autopilots (ArduPilot, PX4), as raw frames or as mavlink2rest's JSON (docs/devices.md, *MAVLink*).

A vehicle is a system number, which is only unique on its own link: the topic must name it, or the link. Positions count only while the receiver
says it has a fix; an autopilot goes on telling where it thinks it is.
"""

from __future__ import annotations

import msgspec

from devices.adapters.known import Facts, Reader
from devices.adapters.mavlink_commands import encode
from devices.adapters.mavlink_frames import NAMES, Count, Message, frames
from devices.adapters.mavlink_reading import Vehicle, read_message
from devices.readings import Decoded, Reading, Source, Undecodable

NAME = "mavlink"
ROOTS = ("mavlink",)
TELEMETRY = ("mavlink/#",)
PROMISES: tuple[str, ...] = ()
REMEMBERS = True  # texts come in pieces

MAX_SYSTEMS = 256  # one byte


class Link:
    """The vehicles of one topic."""

    def __init__(self) -> None:
        self.vehicles: dict[str, Vehicle] = {}

    def of(self, source: Source) -> Vehicle:
        found = self.vehicles.get(source.external_id)
        if found is None:
            found = self.vehicles[source.external_id] = Vehicle()
        return found


def remember(source: Source, facts: Facts) -> Link:
    return Link()


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    # mavlink2rest's own paths: mavlink/vehicles/1/components/1/messages/HEARTBEAT
    named = len(levels) >= 7 and levels[1] == "vehicles" and levels[3] == "components" and levels[5] == "messages"
    link = levels[2] if named else levels[1] if len(levels) > 1 else ""
    if not link or len(link) > 60:
        raise Undecodable("主题应为 mavlink/{系统号或链路名}/… 或 mavlink/vehicles/{系统号}/components/{n}/messages/{报文}")
    if len(levels) > 2 and levels[-1] == "down":
        return Source(NAME, link), lambda payload, received_ms, retained, memory: ([], ())  # our own words come back to who hears all
    only = int(link) if link.isascii() and link.isdigit() and len(link) <= 3 else None
    if named and only is None:
        raise Undecodable("主题中的系统号不是数")
    said_kind = levels[6] if named else ""

    def source_of(system: int) -> Source:
        if only is not None and system != only:
            raise Undecodable(f"报文中的系统号 {system} 与主题不符")
        return Source(NAME, str(only) if only is not None else f"{link}/{system}")

    def read(payload: bytes, received_ms: int, retained: bool, memory: Link) -> Decoded:
        readings: list[Reading] = []
        found = _json(payload, only, said_kind) if payload.lstrip(b" \t\r\n")[:1] in (b"{", b"[") else _raw(payload)
        for message in found:
            source = source_of(message.system)
            readings += read_message(source, memory.of(source), message, received_ms, retained)
        return readings, ()

    return Source(NAME, link), read


def _raw(payload: bytes) -> list[Message]:
    count = Count()
    found = list(frames(payload, count))
    if not count.whole and not count.unknown:
        raise Undecodable("没有校验正确的 MAVLink 帧")
    return found


class _Header(msgspec.Struct, gc=False):
    system_id: int
    component_id: int = 1


class _Told(msgspec.Struct, gc=False):
    message: dict[str, object]
    header: _Header | None = None


_told = msgspec.json.Decoder(_Told | list[_Told]).decode


def _json(payload: bytes, only: int | None, kind: str) -> list[Message]:
    told = _told(payload)
    found: list[Message] = []
    for each in told if isinstance(told, list) else [told]:
        name = each.message.get("type")
        system = each.header.system_id if each.header is not None else only
        if not isinstance(name, str):
            raise Undecodable("message 没有 type")
        if kind and name != kind:
            raise Undecodable("报文类型与主题不符")
        if system is None or not 0 < system < MAX_SYSTEMS:
            raise Undecodable("没有系统号:header.system_id 缺失或无效")
        if name in NAMES:
            found.append(Message(system, each.header.component_id if each.header is not None else 1, name, each.message))
    return found


def hint(topic: str) -> dict[str, object]:
    return {"kind": "uav", "area": "", "label": f"MAVLink {topic.split('/')[1]}"}


__all__ = ["NAME", "PROMISES", "REMEMBERS", "ROOTS", "TELEMETRY", "encode", "hint", "remember", "route"]
