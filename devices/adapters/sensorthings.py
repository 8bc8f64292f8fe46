"""wire → **sensorthings** → pipeline: observations of an OGC SensorThings server, e.g. FROST (docs/devices.md, *SensorThings*).

The server numbers datastreams; a number is one quantity of one thing. What it measures comes with the observation only when the broker was asked
to expand it, so the number is the identity and what was said about it once is remembered.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from devices.adapters.known import Command, Facts, Reader, Unsupported, hash_of, number_of
from devices.adapters.quantities import measured, named
from devices.readings import Decoded, Fix, Reading, Source, Status, Undecodable, device_time

NAME = "sensorthings"
ROOTS = ("v1.1", "v1.0")
TELEMETRY: tuple[str, ...] = ()
PROMISES = tuple(f"{root}/{rest}" for root in ROOTS for rest in ("Observations", "+/Observations", "+/Locations", "Datastreams"))
REMEMBERS = True  # what a datastream measures

MAX_STREAMS = 20_000
_STREAM = re.compile(r"Datastreams\((['\w-]{1,60})\)")
_THING = re.compile(r"Things\((['\w-]{1,60})\)")


class Streams:
    """datastream → (quantity, unit) where a message has said it."""

    def __init__(self) -> None:
        self.means: dict[str, tuple[str, str]] = {}

    def learn(self, ident: str, stream: Any) -> None:
        if not isinstance(stream, dict):
            return
        observed, unit = stream.get("ObservedProperty"), stream.get("unitOfMeasurement")
        name = observed.get("name") if isinstance(observed, dict) else stream.get("name")
        symbol = unit.get("symbol") if isinstance(unit, dict) else None
        if isinstance(name, str) and name and (ident in self.means or len(self.means) < MAX_STREAMS):
            quantity, usual = named(name)
            self.means[ident] = quantity, _UNITS.get(symbol, symbol)[:20] if isinstance(symbol, str) and symbol else usual


_UNITS = {"°C": "Cel", "℃": "Cel", "degC": "Cel", "µg/m³": "ug/m3", "ug/m³": "ug/m3", "μg/m³": "ug/m3", "°": "deg", "percent": "%"}
_json = msgspec.json.Decoder().decode


def remember(source: Source, facts: Facts) -> Streams:
    return Streams()


def route(topic: str) -> tuple[Source, Reader]:
    # FROST lets a subscriber append ?$select=…; its notifications come on the topic as it was subscribed
    levels = topic.partition("?")[0].split("/")
    every = Source(NAME, "")
    if levels[1:] == ["Observations"]:
        return every, _reader(None)
    if levels[1:] == ["Datastreams"]:
        return every, _streams
    if len(levels) == 3 and levels[2] == "Observations" and (found := _STREAM.fullmatch(levels[1])):
        return every, _reader(found[1].strip("'"))
    if len(levels) == 3 and levels[2] == "Locations" and (found := _THING.fullmatch(levels[1])):
        return every, _located(Source(NAME, f"thing:{found[1].strip(chr(39))}"))
    raise Undecodable("主题应为 v1.1/Observations、v1.1/Datastreams({id})/Observations、v1.1/Things({id})/Locations")


def _identity(said: Any) -> str:
    if isinstance(said, bool) or not isinstance(said, int | str) or not 0 < len(str(said)) <= 60 or "\x00" in str(said):
        raise Undecodable("Datastream 的 @iot.id 无效")
    return str(said)


def _reader(of_topic: str | None) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, streams: Streams) -> Decoded:
        o = _json(payload)
        if not isinstance(o, dict):
            raise Undecodable("Observation 应为对象")
        stream = o.get("Datastream")
        inside = stream.get("@iot.id") if isinstance(stream, dict) else None
        if of_topic is None and inside is None:
            raise Undecodable("Observation 没有说明属于哪个 Datastream:订阅 v1.1/Datastreams({id})/Observations,或 $expand=Datastream")
        ident = of_topic if of_topic is not None else _identity(inside)
        if inside is not None and _identity(inside) != ident:
            raise Undecodable("报文中的 Datastream 与主题不符")
        streams.learn(ident, stream)
        at_ms = _time(o.get("phenomenonTime")) or _time(o.get("resultTime"))
        if retained and at_ms is None:
            return [], ()
        source = Source(NAME, ident)
        if "@iot.id" in o:
            key = f"observation:{_identity(o['@iot.id'])}"
        else:
            key = f"observation:{hash_of(payload)}" + ("" if at_ms is not None else f":{received_ms}")
        return _result(source, o.get("result"), streams.means.get(ident), at_ms, received_ms, key), ()

    return read


def _result(source: Source, result: Any, means: tuple[str, str] | None, at_ms: int | None, received_ms: int, key: str) -> list[Reading]:
    """A number is a measurement, a GeoJSON point a position; an object has several numbers; anything else cannot be compared."""
    if (point := _point(result)) is not None:
        return [_fix(source, point, at_ms, received_ms)]
    values = result if isinstance(result, dict) else {"result": result}
    readings: list[Reading] = []
    for name, value in list(values.items())[:50]:
        if name == "result" and means is not None:
            found = measured(source, at_ms, received_ms, key, means[0], value, means[1])
        else:
            found = measured(source, at_ms, received_ms, key, "value" if name == "result" else name, value)
        if found is not None:
            readings.append(found)
    if not readings:
        raise Undecodable("result 不是数")
    return readings


def _point(value: Any) -> tuple[float, float, float | None] | None:
    """A GeoJSON Point, alone or as a Feature's geometry: longitude first."""
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict) or value.get("type") != "Point":
        return None
    numbers = value.get("coordinates")
    if not isinstance(numbers, list) or not 2 <= len(numbers) <= 3:
        raise Undecodable("Point 应有两个或三个坐标")
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < 1e6 for n in numbers):
        raise Undecodable("Point 的坐标不是数")
    return float(numbers[0]), float(numbers[1]), float(numbers[2]) if len(numbers) == 3 else None


def _fix(source: Source, point: tuple[float, float, float | None], at_ms: int | None, received_ms: int) -> Fix:
    return Fix(source, at_ms, received_ms, point[1], point[0], point[2])


def _time(said: Any) -> int | None:
    """ISO 8601 with an offset; an interval counts from its end, when the value was complete."""
    if not isinstance(said, str) or not said or len(said) > 80:
        return None
    try:
        found = datetime.fromisoformat(said.rpartition("/")[2])
    except ValueError:
        raise Undecodable(f"无法读懂的时间 {said[:30]}") from None
    if found.tzinfo is None:
        raise Undecodable("时间没有时区") from None
    return device_time(found.timestamp() * 1000)


def _located(source: Source) -> Reader:
    """Where a thing stands, under its own id."""

    def read(payload: bytes, received_ms: int, retained: bool, streams: Streams) -> Decoded:
        told = _json(payload)
        point = _point(told.get("location")) if isinstance(told, dict) else None
        if point is None:
            raise Undecodable("Location 不是 GeoJSON Point")
        return [_fix(source, point, None, received_ms)], ()

    return read


def _streams(payload: bytes, received_ms: int, retained: bool, streams: Streams) -> Decoded:
    """A new or changed datastream: what its numbers will mean, and its name for the list of unregistered devices."""
    told = _json(payload)
    if not isinstance(told, dict):
        raise Undecodable("Datastream 应为对象")
    ident = _identity(told.get("@iot.id"))
    streams.learn(ident, told)
    name = told.get("name")
    learned: dict[str, object] = {"kind": "sensor"}
    if isinstance(name, str) and name:
        learned["name"] = learned["label"] = name.replace("\x00", "")[:80]
    return [Status(source=Source(NAME, ident), received_ms=received_ms, learned=learned)], ()


def hint(topic: str) -> dict[str, object]:
    return {"kind": "sensor", "area": "", "label": topic.split("/")[1]}


def encode(command: Command) -> tuple[str, bytes]:
    """A task, as an actuator that subscribes to its tasking capability hears it (Part 2). The standard has no answer to it."""
    capability, parameters = command.payload.get("capability"), command.payload.get("parameters")
    if command.kind != "task" or not isinstance(capability, str) or not isinstance(parameters, dict):
        raise Unsupported("SensorThings 设备只接受任务(TaskingCapability)")
    task = {"@iot.id": number_of(command.correlation), "creationTime": _stamp(command.now_ms), "taskingParameters": parameters}
    return f"v1.1/TaskingCapabilities({capability})/Tasks", msgspec.json.encode(task)


def _stamp(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
