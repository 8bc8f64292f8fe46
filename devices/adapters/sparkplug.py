"""wire → **sparkplug** → pipeline: industrial edge nodes and the devices behind them, Sparkplug B (docs/devices.md, *Sparkplug B*).

A metric's short number (alias) means something only after the node's BIRTH and only until a message is missing: what changed meanwhile nobody
knows, and a water level under the name of a pressure would be an alarm. So after a gap only metrics with their full names are read, and the node
is asked to be born again.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import msgspec

from devices.adapters.awaited import AWAITED
from devices.adapters.known import Command, Facts, Reader, Unsupported, hash_of
from devices.adapters.protobuf_tables import messages, parsed, said, words
from devices.adapters.values import read_values
from devices.readings import Decoded, Reading, Reply, Source, Status, Undecodable, device_time

NAME = "sparkplug"
ROOTS = ("spBv1.0",)
TELEMETRY: tuple[str, ...] = ()
PROMISES = (
    "spBv1.0/+/NBIRTH/+", "spBv1.0/+/NDATA/+", "spBv1.0/+/NDEATH/+", "spBv1.0/+/DBIRTH/+/+", "spBv1.0/+/DDATA/+/+", "spBv1.0/+/DDEATH/+/+",
)  # fmt: skip
REMEMBERS = True  # aliases

REBIRTH = "Node Control/Rebirth"
ASK_AGAIN_MS = (5_000, 300_000)  # a node that cannot be born is not asked in a loop: doubling, at most five minutes
MAX_METRICS = 2000  # of one device
MAX_DEVICES = 500  # behind one node

_M = messages(
    "ecc.sparkplug",
    {
        "Payload": {"timestamp": (1, "uint64"), "metrics": (2, "*Metric"), "seq": (3, "uint64")},
        "Metric": {
            "name": (1, "bytes"),
            "alias": (2, "uint64"),
            "timestamp": (3, "uint64"),
            "datatype": (4, "uint32"),
            "is_historical": (5, "bool"),
            "is_null": (7, "bool"),
            "properties": (9, "PropertySet"),
            "int_value": (10, "uint32"),
            "long_value": (11, "uint64"),
            "float_value": (12, "float"),
            "double_value": (13, "double"),
            "boolean_value": (14, "bool"),
            "string_value": (15, "bytes"),
        },
        "PropertySet": {"keys": (1, "*bytes"), "values": (2, "*PropertyValue")},
        "PropertyValue": {"type": (1, "uint32"), "string_value": (8, "bytes")},
    },
)
_VALUES = ("int_value", "long_value", "float_value", "double_value", "boolean_value", "string_value")
_SIGNED_BITS = {1: 8, 2: 16, 3: 32, 4: 64}  # Int8 … Int64 travel as unsigned two's complement
_TIMES = {13}  # DateTime: not a value to compare
_UNITS = {"°C": "Cel", "℃": "Cel", "C": "Cel", "degC": "Cel", "ug/m³": "ug/m3", "μg/m3": "ug/m3", "米": "m", "毫米": "mm"}

Kind = Literal["NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH"]


class Metric(NamedTuple):
    """What an alias stands for."""

    name: str
    datatype: int
    unit: str | None


class Node:
    """One edge node, its devices' names by their number, and whether we have missed something."""

    def __init__(self) -> None:
        self.born = False
        self.birth = -1  # bdSeq of the NBIRTH: the will of an earlier life is not this one's death
        self.seq = -1
        self.aliases: dict[str, dict[int, Metric]] = {}
        self.asked_ms = -(10**15)
        self.wait_ms = ASK_AGAIN_MS[0]

    def ask(self, received_ms: int) -> bool:
        if received_ms - self.asked_ms < self.wait_ms and self.asked_ms >= 0:
            return False
        self.wait_ms = ASK_AGAIN_MS[0] if self.asked_ms < 0 else min(self.wait_ms * 2, ASK_AGAIN_MS[1])
        self.asked_ms = received_ms
        return True

    def reborn(self) -> None:
        self.born, self.aliases, self.asked_ms, self.wait_ms = True, {}, -(10**15), ASK_AGAIN_MS[0]

    def follows(self, seq: int | None) -> bool:
        """Is nothing missing before this one? The same number again is a repeated delivery."""
        if seq is None:
            return True
        before, self.seq = self.seq, seq
        return seq in (before, (before + 1) % 256)


def remember(source: Source, facts: Facts) -> Node:
    return Node()


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    if len(levels) == 3 and levels[1] == "STATE":
        return Source(NAME, "STATE"), _state
    kind = levels[2] if len(levels) > 3 else ""
    if kind not in ("NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH") or len(levels) != (5 if kind[0] == "D" else 4):
        raise Undecodable("主题应为 spBv1.0/{组}/N|DBIRTH|DATA|DEATH/{节点}[/{设备}]")
    if not all(levels[1:]) or len(topic) > 120:
        raise Undecodable("组、节点或设备名为空或过长")
    node = Source(NAME, f"{levels[1]}/{levels[3]}")
    device = levels[4] if len(levels) == 5 else ""
    own = Source(NAME, f"{node.external_id}/{device}") if device else node
    # The memory is the node's, whoever of its devices speaks: numbers count through all of them
    return node, _reader(kind, levels[1], levels[3], device, own)


def _state(payload: bytes, received_ms: int, retained: bool, node: Node) -> Decoded:
    """Another host application says that it is there; ours is told by the lane (``presence``)."""
    return [], ()


def _reader(kind: Kind | str, group: str, name: str, device: str, own: Source) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, node: Node) -> Decoded:
        message = parsed(_M["Payload"], payload, "Sparkplug B")
        if len(message.metrics) > MAX_METRICS:
            raise Undecodable(f"一帧最多 {MAX_METRICS} 个 metric")
        at_ms = device_time(said(message, "timestamp"))
        if kind == "NDEATH":
            return _node_died(node, own, message, received_ms), ()
        complete = node.follows(said(message, "seq"))
        if kind == "NBIRTH":
            node.reborn()
            node.birth = _birth_number(message)
        elif not complete:
            node.born = False
        if kind == "DDEATH":
            node.aliases.pop(device, None)
            return [Status(source=own, at_ms=at_ms, received_ms=received_ms, online=False)], _rebirth(node, group, name, received_ms)
        if kind in ("NBIRTH", "DBIRTH"):
            readings: list[Reading] = [Status(source=own, at_ms=at_ms, received_ms=received_ms, online=True, learned={"kind": "sensor"})]
            _learn(node, device, message)
        else:
            readings = []
        key = hash_of(payload) if at_ms is not None else f"{hash_of(payload)}:{received_ms}"
        readings += _values(node, device, own, message, at_ms, received_ms, key)
        return readings, _rebirth(node, group, name, received_ms)

    return read


def _rebirth(node: Node, group: str, name: str, received_ms: int) -> tuple[Reply, ...]:
    if node.born or not node.ask(received_ms):
        return ()
    metric = _M["Metric"](name=REBIRTH.encode(), timestamp=received_ms, datatype=11, boolean_value=True)
    payload = _M["Payload"](timestamp=received_ms, metrics=[metric]).SerializeToString()
    return (Reply(f"spBv1.0/{group}/NCMD/{name}", payload),)


def _birth_number(message: Any) -> int:
    """bdSeq, which a BIRTH and the will of the same connection share."""
    for metric in message.metrics:
        if metric.name == b"bdSeq":
            return int(metric.long_value or metric.int_value)
    return -1


def _node_died(node: Node, own: Source, message: Any, received_ms: int) -> list[Reading]:
    if node.born and node.birth >= 0 and _birth_number(message) not in (node.birth, -1):
        return []  # the will of a connection that was replaced by a newer one
    devices = [device for device in node.aliases if device]
    node.born, node.aliases = False, {}
    gone = [own, *(Source(NAME, f"{own.external_id}/{device}") for device in devices)]
    # A will carries the time of the connect, not of the death
    return [Status(source=source, received_ms=received_ms, online=False) for source in gone]


def _learn(node: Node, device: str, message: Any) -> None:
    if device not in node.aliases and len(node.aliases) >= MAX_DEVICES:
        return
    known = node.aliases[device] = {}
    for metric in message.metrics:
        if metric.HasField("alias") and metric.name:
            known[metric.alias] = Metric(words(metric.name), metric.datatype, _unit(metric))


def _unit(metric: Any) -> str | None:
    """The property engUnit, where the maker filled it in."""
    for key, value in zip(metric.properties.keys, metric.properties.values, strict=False):
        if key.lower() in (b"engunit", b"engineeringunits", b"unit"):
            unit = words(value.string_value, 20)
            return _UNITS.get(unit, unit) or None
    return None


def _values(node: Node, device: str, own: Source, message: Any, at_ms: int | None, received_ms: int, key: str) -> list[Reading]:
    """By time, as a node sends its backlog in one frame with a time a metric."""
    by_time: dict[int | None, tuple[dict[str, Any], dict[str, str]]] = {}
    for metric in message.metrics:
        known: Metric | None
        if metric.name:
            known = Metric(words(metric.name), metric.datatype, _unit(metric))
        else:
            known = node.aliases.get(device, {}).get(metric.alias) if node.born else None
        if known is None or metric.is_null or known.name == "bdSeq" or known.name.startswith(("Node Control/", "Device Control/")):
            continue
        field = next((field for field in _VALUES if metric.HasField(field)), None)
        datatype = metric.datatype or known.datatype
        if field is None or datatype in _TIMES:
            continue
        value = getattr(metric, field)
        if field == "string_value":
            value = words(value)
        elif bits := _SIGNED_BITS.get(datatype):
            if not isinstance(value, bool) and isinstance(value, int):
                value &= (1 << bits) - 1
                value -= (value >> (bits - 1)) << bits
        elif field == "float_value":
            value = float(f"{value:.7g}")  # 3.42 in 32 bits is 3.4200000762939453
        own_ms = device_time(metric.timestamp) if metric.timestamp else at_ms
        values, units = by_time.setdefault(own_ms, ({}, {}))
        values[known.name] = value
        if known.unit is not None:
            units[known.name] = known.unit
    readings: list[Reading] = []
    for place, (own_ms, (values, units)) in enumerate(by_time.items()):
        readings += read_values(own, values, own_ms, received_ms, f"{key}:{place}", units=units)
        for name, value in values.items() if AWAITED.asked else ():
            readings += AWAITED.written(own, name, value, received_ms)
    return readings


def presence(host: str, now_ms: int) -> tuple[str, bytes, bytes]:
    """Retained words by which edge nodes know that their host application is there: topic, while connected, as last will."""
    body = {"online": True, "timestamp": now_ms}
    return f"spBv1.0/STATE/{host}", msgspec.json.encode(body), msgspec.json.encode(body | {"online": False})


def hint(topic: str) -> dict[str, object]:
    return {"kind": "sensor", "area": "", "label": topic.rpartition("/")[2]}


def encode(command: Command) -> tuple[str, bytes]:
    """Writing one metric: kind ``write`` with ``name`` and ``value``. Sparkplug has no answer: the device tells the metric anew once it has it."""
    name, value = command.payload.get("name"), command.payload.get("value")
    if command.kind != "write" or not isinstance(name, str) or not name:
        raise Unsupported("Sparkplug 设备只接受写入指定的 metric")
    metric = _M["Metric"](name=name.encode(), timestamp=command.now_ms)
    if isinstance(value, bool):
        metric.datatype, metric.boolean_value = 11, value
    elif isinstance(value, int):
        metric.datatype, metric.long_value = 4, value & (2**64 - 1)
    elif isinstance(value, float):
        metric.datatype, metric.double_value = 10, value
    elif isinstance(value, str):
        metric.datatype, metric.string_value = 12, value.encode()
    else:
        raise Unsupported("value 应为数、布尔或文字")
    AWAITED.expect(Source(NAME, command.external_id), name, command.correlation, command.now_ms, value)
    group, node, *device = command.external_id.split("/")
    topic = f"spBv1.0/{group}/DCMD/{node}/{device[0]}" if device else f"spBv1.0/{group}/NCMD/{node}"
    return topic, _M["Payload"](timestamp=command.now_ms, metrics=[metric]).SerializeToString()
