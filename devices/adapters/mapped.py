"""wire → **mapped** → pipeline: vendors nobody wrote code for, read by rows of an administrator (docs/devices.md, *Mapping by rows*).

The rows come with the facts; the gateway subscribes to their filters while it runs. Sos, Measurement and Text need no more than a path, so all of
it takes the lane that is acknowledged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from devices.adapters.known import Command, Facts, Reader, Unsupported, hash_of, number_of
from devices.adapters.mapped_rows import MISSING, Fault, Field, Mapping, Ready, Wrong, filled, instant_ms, matches, ready
from devices.adapters.quantities import number
from devices.readings import Answer, Decoded, Fix, Measurement, Reading, Sos, Source, Status, Text, Undecodable
from devices.sane import judge
from realtime.datum import to_wgs84

NAME = "mapped"
ROOTS: tuple[str, ...] = ()  # the rows', whatever no other adapter owns
TELEMETRY: tuple[str, ...] = ()
PROMISES: tuple[str, ...] = ()  # the rows' filters, subscribed while running
REMEMBERS = True  # the rows

MAX_OBJECTS = 200  # in one frame: with filters and a foreign datum some 20 ms of the loop
_MAX_ID = 100
_json = msgspec.json.Decoder().decode


def remember(source: Source, facts: Facts) -> None:
    return None


def made_ready(rows: Iterable[Mapping], taken: frozenset[str]) -> tuple[Ready, ...]:
    """Rows that can be used. They were checked when they were saved; one that no longer can be read harms only itself."""
    found = []
    for row in rows:
        try:
            found.append(ready(row, taken))
        except Wrong:
            continue
    return tuple(found)


def route_by(topic: str, rows: Sequence[Ready]) -> tuple[Source, Reader]:
    """The first row whose filter fits."""
    levels = topic.split("/")
    for row in rows:
        if matches(row.levels, levels):
            return Source(NAME, ""), _reader(row, levels)
    raise Undecodable("没有适配器认识这个主题")


def route(topic: str) -> tuple[Source, Reader]:
    raise Undecodable("没有映射行认识这个主题")  # without its rows this adapter knows nothing


def _reader(row: Ready, topic: list[str]) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        return read_row(row, topic, payload, received_ms, retained, None), ()

    return read


def read_row(row: Ready, topic: list[str], payload: bytes, received_ms: int, retained: bool, notes: list[Fault] | None) -> list[Reading]:
    """What the row makes of a payload; ``notes`` collects what was not found, for the try-out."""
    objects = row.each(_json(payload))
    if len(objects) > MAX_OBJECTS:
        raise Undecodable(f"一帧最多 {MAX_OBJECTS} 个对象")
    readings: list[Reading] = []
    key = hash_of(payload)
    for place, document in enumerate(objects):
        readings += _Object(row, topic, document, f"{key}:{place}", received_ms, retained, notes).read()
    if not readings:
        raise Undecodable(f"映射行“{row.row.name[:40]}”在这份报文里一个值也没有读到")
    return readings


class _Object:
    """One object of a payload, under one row."""

    def __init__(
        self, row: Ready, topic: list[str], document: Any, key: str, received_ms: int, retained: bool, notes: list[Fault] | None
    ) -> None:
        self.row, self.document, self.received_ms, self.retained, self.notes = row, document, received_ms, retained, notes
        self.values: dict[str, Any] = {}
        self.measures: list[tuple[Field, float]] = []
        self.source = Source(NAME, self._identity(topic))
        self.at_ms = self._time()
        self.key = key if self.at_ms is not None else f"{key}:{received_ms}"

    def note(self, where: str, why: str) -> None:
        if self.notes is not None and len(self.notes) < 200:
            self.notes.append(Fault(where, why))

    def _identity(self, topic: list[str]) -> str:
        row = self.row
        said = topic[row.identity_level - 1] if row.identity_level else row.identity(self.document)
        if isinstance(said, int) and not isinstance(said, bool):
            said = str(said)
        if not isinstance(said, str) or not said or len(said) > _MAX_ID or "\x00" in said:
            raise Undecodable("报文中没有设备编号" if said is MISSING else "设备编号不是 1 至 100 个字符的文字或整数")
        return said

    def _time(self) -> int | None:
        if self.row.time is None:
            return None
        said = self.row.time(self.document)
        if said is MISSING or said is None:
            self.note("time_path", f"{self.row.row.time_path} 没有找到,按收到时间计")
            return None
        try:
            return instant_ms(self.row, said)
        except (ValueError, OverflowError) as error:
            self.note("time_path", f"{str(said)[:40]} 不能按 {self.row.row.time_format} 读作时间: {error}")
            return None

    def _collect(self) -> None:
        for field, getter in self.row.fields:
            said = getter(self.document)
            if said is MISSING or said is None:
                self.note(field.field, f"{field.path} 没有找到")
                continue
            if field.equals is not None:
                self.values[field.field] = said in field.equals
                if field.field.startswith("measure."):
                    self.measures.append((field, float(said in field.equals)))
            elif field.field in _WORDS:
                if isinstance(said, str | int | float) and not isinstance(said, bool):
                    self.values[field.field] = str(said).replace("\x00", "")[:500]
                else:
                    self.note(field.field, f"{field.path} 不是文字")
            elif (found := number(said)) is None:
                self.note(field.field, f"{field.path} 的值 {str(said)[:40]} 不是数")
            else:
                found = found * field.factor + field.offset
                if field.field.startswith("measure."):
                    self.measures.append((field, found))
                else:
                    self.values[field.field] = found

    def read(self) -> list[Reading]:
        self._collect()
        v = self.values
        readings: list[Reading] = []
        place = self._place()
        common: dict[str, Any] = {"source": self.source, "at_ms": self.at_ms, "received_ms": self.received_ms}
        key = v.get("message_id") or self.key
        if v.get("sos.active"):  # a device that says in each frame that nobody presses has let go of nothing
            lat, lon = place or (None, None)
            readings.append(Sos(**common, active=True, message_id=f"sos:{key}"[-128:], lat=lat, lon=lon, text=v.get("sos.text", "")))
        if place is not None:
            readings.append(
                Fix(
                    self.source,
                    self.at_ms,
                    self.received_ms,
                    *place,
                    v.get("fix.alt"),
                    v.get("fix.elevation"),
                    v.get("fix.speed"),
                    v.get("fix.heading"),
                    v.get("fix.battery"),
                    v.get("fix.link"),
                    v.get("fix.accuracy"),
                    None,
                    self.retained,
                )
            )
        if not (self.retained and self.at_ms is None):  # the broker's memory of some value of some time says nothing about now
            for field, value in self.measures:
                readings.append(
                    Measurement(**common, message_id=f"measure:{key}"[-128:], quantity=field.field[8:], value=value, unit=field.unit[:20])
                )
        if v.get("text.text"):
            readings.append(Text(**common, message_id=f"text:{key}"[-128:], text=v["text.text"][:500]))
        learned: dict[str, object] = {name: v[name][:80] for name in ("name", "model", "firmware") if v.get(name)}
        if learned or any(name in v for name in ("status.online", "status.battery", "status.link")):
            online = v.get("status.online")
            readings.append(
                Status(
                    **common,
                    online=None if online is None else bool(online),
                    battery=v.get("status.battery"),
                    link=v.get("status.link"),
                    learned=learned or None,
                )
            )
        if v.get("answer.id"):
            readings.append(self._answer(common, v["answer.id"]))
        if readings and self.row.row.commands:  # how it is spoken to; written by the gateway when it is news
            readings.append(Status(**common, learned={"mapping": self.row.row.name}))
        return readings

    def _answer(self, common: dict[str, Any], said: str) -> Answer:
        """To the number or the id that stood in our command; without a word on success it is one."""
        failed = self.values.get("answer.ok", True) in (False, 0)
        correlation = f"#{said}" if said.isdecimal() else said
        text = (self.values.get("answer.text") or "设备拒绝执行") if failed else ""
        return Answer(**common, correlation=correlation[:64], result=int(failed), method="vendor", text=text[:200])

    def _place(self) -> tuple[float, float] | None:
        lat, lon = self.values.get("fix.lat"), self.values.get("fix.lon")
        if lat is None or lon is None:
            return None
        if judge(lat, lon, None, self.received_ms):
            self.note("fix.lat", f"{lat:g},{lon:g} 不是地球上的位置(检查系数和经纬度顺序)")
            return None
        if self.row.row.datum != "wgs84":
            lon, lat = to_wgs84(lon, lat, self.row.row.datum)
        return lat, lon


_WORDS = {"sos.text", "text.text", "name", "model", "firmware", "message_id", "answer.id", "answer.text"}


def filters(rows: Sequence[Ready]) -> tuple[str, ...]:
    return tuple(sorted({row.row.topic_filter for row in rows}))


def hint(topic: str) -> dict[str, object]:
    return {"kind": "sensor", "area": "", "label": topic.rpartition("/")[2]}


def encode(command: Command) -> tuple[str, bytes]:
    """The row's template, which the command carries, filled in (devices/commands/sorts/sensors.py)."""
    p = command.payload
    if command.kind != "vendor":
        raise Unsupported("按映射表接入的设备只接受映射行中写明的厂家指令")
    if any(mark in command.external_id for mark in "/+#"):
        raise Unsupported("设备编号含 /、+ 或 #,不能写进主题")
    values = {
        "$device": command.external_id, "$number": number_of(command.correlation), "$id": command.correlation, "$at": command.now_ms,
        "$at_s": command.now_ms // 1000, "$value": p.get("value"),
    }  # fmt: skip
    return p["topic"].replace("{device}", command.external_id), msgspec.json.encode(filled(p["body"], values))
