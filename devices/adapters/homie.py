"""wire → **homie** → pipeline: sensors of the Homie convention 5, one retained topic a value (docs/devices.md, *Homie 5*).

What a topic's number means stands in ``$description``; a value that arrives before it is kept until then. Retained values are the convention's
normal form, but of unknown age: they say what is, and raise no alarm of their own.
"""

from __future__ import annotations

from typing import Any

import msgspec

from devices.adapters.awaited import AWAITED
from devices.adapters.known import Command, Facts, Reader, Unsupported, hash_of
from devices.adapters.values import read_values
from devices.readings import Decoded, Reading, Source, Status, Text, Undecodable

NAME = "homie"
ROOTS = ("homie",)
TELEMETRY: tuple[str, ...] = ()
PROMISES = ("homie/5/+/$state", "homie/5/+/$description", "homie/5/+/$alert/+", "homie/5/+/+/+")
REMEMBERS = True  # the description

MAX_PROPERTIES = 500
_NUMBERS = ("integer", "float")
_UNITS = {"°C": "Cel", "°": "deg", "µg/m³": "ug/m3", "km/h": "km/h"}
_TRUE = {"true": True, "false": False}


class Device:
    """node/property → (datatype, unit)."""

    def __init__(self) -> None:
        self.properties: dict[str, tuple[str, str | None]] = {}
        self.known = False


class _Property(msgspec.Struct, gc=False):
    datatype: str
    unit: str | None = None


class _Node(msgspec.Struct, gc=False):
    properties: dict[str, _Property] = {}


class _Description(msgspec.Struct, gc=False):
    homie: str
    name: str = ""
    nodes: dict[str, _Node] = {}


_described = msgspec.json.Decoder(_Description).decode


def remember(source: Source, facts: Facts) -> Device:
    return Device()


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    if len(levels) < 4 or levels[1] != "5" or not levels[2] or len(levels[2]) > 100:
        raise Undecodable("主题应为 homie/5/{设备}/$state|$description|$alert/{n} 或 homie/5/{设备}/{节点}/{属性}")
    source = Source(NAME, levels[2])
    match levels[3:]:
        case ["$state"]:
            return source, _state(source)
        case ["$description"]:
            return source, _description(source)
        case ["$alert", name]:
            return source, _alert(source, name)
        case [node, name] if node and name and not node.startswith("$") and not name.startswith("$"):
            return source, _value(source, f"{node}/{name}")
        case _:
            raise Undecodable("不认识的 Homie 主题")


def _state(source: Source) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, device: Device) -> Decoded:
        state = payload.decode(errors="replace")
        if state not in ("init", "ready", "disconnected", "sleeping", "lost", ""):
            raise Undecodable(f"不认识的 $state {state[:20]}")
        # A sleeping sensor is no lost one; an empty $state takes the device away
        online = None if state in ("init", "sleeping") else state == "ready"
        return [Status(source=source, received_ms=received_ms, online=online, learned={"kind": "sensor"} if online else None)], ()

    return read


def _description(source: Source) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, device: Device) -> Decoded:
        if not payload:
            device.properties, device.known = {}, False
            return [], ()
        told = _described(payload)
        if not told.homie.startswith("5."):
            raise Undecodable(f"不是 Homie 5: {told.homie[:20]}")
        found = {f"{node}/{name}": (p.datatype, p.unit) for node, each in told.nodes.items() for name, p in each.properties.items()}
        if len(found) > MAX_PROPERTIES:
            raise Undecodable(f"最多 {MAX_PROPERTIES} 个属性")
        device.properties, device.known = found, True
        learned: dict[str, object] = {"kind": "sensor"}
        if told.name:
            learned["name"] = learned["label"] = told.name[:80].replace("\x00", "")
        return [Status(source=source, received_ms=received_ms, learned=learned)], ()

    return read


def _value(source: Source, path: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, device: Device) -> Decoded:
        datatype, unit = device.properties.get(path, ("", None))
        text = payload.decode(errors="replace")
        taken: list[Reading] = [] if retained else [*AWAITED.written(source, path, text, received_ms)]
        if not text or len(text) > 200 or (device.known and not datatype):
            return taken, ()  # nothing there, or a value of which the description does not speak
        value: Any = _TRUE.get(text, text)
        if datatype in _NUMBERS and not isinstance(value, str):
            raise Undecodable(f"{path} 应为数")
        if datatype in ("string", "enum", "color", "datetime", "duration", "json"):
            return taken, ()
        units = {path: _UNITS.get(unit, unit)} if unit else None
        found = read_values(
            source, {path: value}, None, received_ms, f"{hash_of(payload)}:{path}:{received_ms}"[-120:], retained=retained, units=units
        )
        if datatype in _NUMBERS and not found:
            raise Undecodable(f"{path} 应为数")
        return [*taken, *(r for r in found if not retained or isinstance(r, Status))], ()

    return read


def _alert(source: Source, name: str) -> Reader:
    """The device's own words for what is wrong with it; empty = over."""

    def read(payload: bytes, received_ms: int, retained: bool, device: Device) -> Decoded:
        text = payload.decode(errors="replace").replace("\x00", "").strip()
        if not text:
            return [], ()
        key = f"alert:{name[:30]}:{hash_of(payload)}" + ("" if retained else f":{received_ms // 60_000}")
        said: list[Reading] = [Text(source=source, received_ms=received_ms, message_id=key, text=text[:500], level=1)]
        return said, ()

    return read


def hint(topic: str) -> dict[str, object]:
    return {"kind": "sensor", "area": "", "label": topic.split("/")[2]}


def encode(command: Command) -> tuple[str, bytes]:
    """Setting one property: kind ``write`` with ``name`` (node/property) and ``value``. It is taken when the device publishes it."""
    path, value = command.payload.get("name"), command.payload.get("value")
    if command.kind != "write" or not isinstance(path, str) or path.count("/") != 1 or any(c in path for c in "+#"):
        raise Unsupported("Homie 设备只接受设置某个属性(节点/属性)")
    AWAITED.expect(Source(NAME, command.external_id), path, command.correlation, command.now_ms, value)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"homie/5/{command.external_id}/{path}/set", text.encode()
