"""wire → **odid** → pipeline: remote identification of drones as receivers on the ground hear it, DroneScout JSON or raw (docs/devices.md, *Remote ID*).

The aircraft does not speak to us: it broadcasts, and anybody may broadcast anything. Identity and position come in different messages of one
radio, so what a transmitter (its MAC) has said is remembered; a position is told only under the identity that the aircraft gave.
"""

from __future__ import annotations

import base64
import binascii
import json
import lzma
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import msgspec

from devices.adapters.known import Command, Facts, Reader, Unsupported
from devices.adapters.odid_messages import EMERGENCY, STRUCT_SIZE, Said, Where, read_messages, read_struct
from devices.readings import Decoded, Fix, Reading, Source, Status, Text, Undecodable, device_time

NAME = "odid"
ROOTS = ("odid", "dronescout")
TELEMETRY = ("odid/#", "dronescout/#")
PROMISES: tuple[str, ...] = ()
REMEMBERS = True  # who a transmitter is

MAX_TRANSMITTERS = 5000
NAMELESS_MS = 15_000  # the standard wants the identity every 3 s; a transmitter that gives none is shown by its MAC
MAX_OBJECTS = 200  # glued together in one frame
MAX_UNPACKED = 1_000_000  # bytes; a few kilobytes of LZMA may claim to be gigabytes
UA_TYPES = {1: "固定翼", 2: "多旋翼", 3: "旋翼机", 4: "垂直起降", 8: "滑翔机", 15: "其他"}

_first_json = json.JSONDecoder().raw_decode


class Transmitter(msgspec.Struct):
    """One radio, and what it has said of itself so far."""

    first_ms: int
    ident: str = ""
    emergency: bool = False


class Air:
    def __init__(self) -> None:
        self.transmitters: OrderedDict[str, Transmitter] = OrderedDict()

    def heard(self, name: str, received_ms: int) -> Transmitter:
        found = self.transmitters.get(name)
        if found is None:
            found = self.transmitters[name] = Transmitter(received_ms)
            if len(self.transmitters) > MAX_TRANSMITTERS:
                self.transmitters.popitem(last=False)
        else:
            self.transmitters.move_to_end(name)
        return found


def remember(source: Source, facts: Facts) -> Air:
    return Air()


def route(topic: str) -> tuple[Source, Reader]:
    if "/" not in topic:
        raise Undecodable("主题应为 odid/{接收机} 或 dronescout/…")
    sensor = topic.partition("/")[2][:60]

    def read(payload: bytes, received_ms: int, retained: bool, air: Air) -> Decoded:
        readings: list[Reading] = []
        body = _unpacked(payload)
        if body[:1] not in (b"{", b" ", b"\n", b"\r", b"\t"):
            said = Said()
            read_messages(body, said)
            return _readings(air.heard(sensor, received_ms), sensor, said, received_ms, received_ms, retained), ()
        for told in _objects(body):
            readings += _told(told, sensor, air, received_ms, retained)
        return readings, ()

    return Source(NAME, ""), read


def _unpacked(payload: bytes) -> bytes:
    """DroneScout compresses on request; both formats of LZMA, bounded."""
    if not payload.startswith((b"\xfd7zXZ", b"\x5d\x00\x00")):
        return payload
    try:
        worker = lzma.LZMADecompressor(memlimit=64 * 1024 * 1024)
        found = worker.decompress(payload, MAX_UNPACKED)
    except (lzma.LZMAError, EOFError, MemoryError):
        raise Undecodable("LZMA 压缩内容无法解开") from None
    if not worker.eof:
        raise Undecodable("LZMA 压缩内容不完整或过大")
    return found


def _objects(body: bytes) -> Iterator[dict[str, Any]]:
    """Several objects may be glued together without anything between them."""
    text, place, count = body.decode(), 0, 0
    while (place := place + len(text[place:]) - len(text[place:].lstrip())) < len(text):
        found, place = _first_json(text, place)
        count += 1
        if not isinstance(found, dict) or count > MAX_OBJECTS:
            raise Undecodable("应为一个或多个 JSON 对象" if count <= MAX_OBJECTS else f"一帧最多 {MAX_OBJECTS} 个对象")
        yield found


def _told(told: dict[str, Any], sensor: str, air: Air, received_ms: int, retained: bool) -> list[Reading]:
    if isinstance(status := told.get("status"), dict):
        return [_sensor(status, received_ms)]
    data = told.get("data")
    if not isinstance(data, dict):
        raise Undecodable("缺少 data 或 status")
    mac, encoded = data.get("MAC address"), data.get("UASdata")
    if not isinstance(encoded, str) or len(encoded) > 4096:
        raise Undecodable("缺少 UASdata")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Undecodable("UASdata 不是 Base64") from None
    said = Said()
    if len(raw) == STRUCT_SIZE:
        said = read_struct(raw)
    else:
        read_messages(raw, said)
    stamp = data.get("timestamp")
    at_ms = device_time(stamp) if isinstance(stamp, int | float) and not isinstance(stamp, bool) else received_ms
    name = mac[:40] if isinstance(mac, str) and mac else sensor
    return _readings(air.heard(name, received_ms), name, said, at_ms or received_ms, received_ms, retained)


def _sensor(status: dict[str, Any], received_ms: int) -> Status:
    """The receiver speaks of itself."""
    name = status.get("sensor ID")
    if not isinstance(name, str) or not 0 < len(name) <= 60 or "\x00" in name:
        raise Undecodable("status 缺少 sensor ID")
    learned: dict[str, object] = {"kind": "sensor", "label": f"远程识别接收机 {name}"}
    for key, kept in (("model", "model"), ("firmware version", "firmware")):
        if isinstance(value := status.get(key), str):
            learned[kept] = value[:40]
    stamp = status.get("timestamp")
    at_ms = device_time(stamp) if isinstance(stamp, int | float) and not isinstance(stamp, bool) else None
    return Status(source=Source(NAME, f"sensor:{name}"), at_ms=at_ms, received_ms=received_ms, online=True, learned=learned)


def _readings(radio: Transmitter, name: str, said: Said, at_ms: int, received_ms: int, retained: bool) -> list[Reading]:
    if said.ident:
        radio.ident = said.ident
    ident = radio.ident or (f"mac:{name}" if received_ms - radio.first_ms >= NAMELESS_MS else "")
    if not ident:
        return []  # the identity comes within seconds; until then nobody knows whose position this is
    source = Source(NAME, ident)
    readings: list[Reading] = []
    if said.where is not None:
        readings.append(fix_of(source, said.where, at_ms, received_ms, retained))
    if learned := learned_of(said):
        readings.append(Status(source=source, at_ms=at_ms, received_ms=received_ms, learned=learned))
    emergency = said.status == EMERGENCY
    if emergency and not radio.emergency:
        words = "无人机广播紧急状态"
        readings.append(
            Text(source=source, at_ms=at_ms, received_ms=received_ms, message_id=f"emergency:{received_ms}", text=words, level=2)
        )
    if said.where is not None:
        radio.emergency = emergency
    return readings


def learned_of(said: Said) -> dict[str, object]:
    learned: dict[str, object] = {}
    if said.ident:
        learned |= {"kind": "uav", "model": f"远程识别 {UA_TYPES.get(said.ua_type, '无人机')}"}
    if said.operator is not None:
        # To some 10 m: the pilot walks about, and each new value is written
        learned["operator"] = {"lat": round(said.operator[0], 4), "lon": round(said.operator[1], 4)}
    if said.operator_id:
        learned["operator_id"] = said.operator_id[:40].replace("\x00", "")
    if said.description:
        learned["description"] = said.description[:40].replace("\x00", "")
    return learned


def fix_of(source: Source, where: Where, at_ms: int, received_ms: int, retained: bool = False) -> Fix:
    """The broadcast has only the second of the hour; the hour is the receiver's, the nearest one to it."""
    if where.second is not None:
        hour = at_ms - at_ms % 3_600_000
        at_ms = min((hour + shift + int(where.second * 1000) for shift in (-3_600_000, 0, 3_600_000)), key=lambda ms: abs(ms - at_ms))
    return Fix(
        source, at_ms, received_ms, where.lat, where.lon, where.alt, where.height, where.speed, where.heading, None, None, where.accuracy,
        None, retained,
    )  # fmt: skip


def hint(topic: str) -> dict[str, object]:
    return {"kind": "uav", "area": "", "label": topic.rpartition("/")[2]}


def encode(command: Command) -> tuple[str, bytes]:
    raise Unsupported("远程识别只能收听,不能向该无人机下发指令")
