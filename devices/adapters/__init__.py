"""wire → **adapters** → pipeline: one module per protocol, pure functions, no Django. A new protocol is one module and one line here.

An adapter module offers (see ``docs/devices.md`` for writing one):

``NAME``        as in ``Terminal.adapter``
``ROOTS``       first topic levels it owns, e.g. ``("ecc",)``
``TELEMETRY``   filters subscribed at QoS 0 on the fast lane
``PROMISES``    filters subscribed at QoS 1 on the lane that acknowledges only what is stored
``route``       topic → who speaks there, and the reader of its payloads; everything that depends on the topic alone is done once
``remember``    what a reader keeps between two frames of one device (None for most)
``encode``      a downlink → topic and payload
``REMEMBERS``   (optional) True: a frame cannot be read without that memory, so the inbox keeps its readings instead of its bytes
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, NamedTuple

import msgspec

from devices.adapters import (
    dji,
    gb28181,
    homie,
    jt808,
    mapped,
    mavlink,
    meshtastic,
    odid,
    osmand,
    owntracks,
    radio,
    sensorthings,
    sparkplug,
    tak,
    thingsboard,
    traccar,
)
from devices.adapters.dji_osd import Memory
from devices.adapters.known import Facts, Reader
from devices.readings import Decoded, Reading, Reply, Source, Undecodable

ADAPTERS: tuple[ModuleType, ...] = (
    radio,
    dji,
    owntracks,
    osmand,
    traccar,
    jt808,
    gb28181,
    tak,
    meshtastic,
    thingsboard,
    sparkplug,
    sensorthings,
    homie,
    odid,
    mavlink,
    mapped,
)

_BY_ROOT: dict[str, ModuleType] = {root: adapter for adapter in ADAPTERS for root in adapter.ROOTS}
OWNED_ROOTS = frozenset(_BY_ROOT)
BY_NAME: dict[str, ModuleType] = {adapter.NAME: adapter for adapter in ADAPTERS}

# What decoding bytes may raise. RecursionError: JSON nested a thousand deep; OverflowError: an integer of a hundred digits.
_FAULTS = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)

# How topics end on which an adapter finds positions and nothing else: a storm there need not be read
ONLY_POSITIONS: dict[str, bytes] = {"radio": b"/pos"}

MAX_TOPIC = 255  # longest topic our tables hold


class Route(NamedTuple):
    adapter: str
    source: Source
    read: Reader
    memory: Any


def route(topic: str, facts: Facts | None = None) -> Route:
    """Who speaks on this topic. Raises Undecodable for a topic no adapter knows."""
    adapter = _BY_ROOT.get(topic.partition("/")[0])
    if len(topic) > MAX_TOPIC or (adapter is None and (facts is None or not facts.mapped)):
        raise Undecodable("没有适配器认识这个主题")
    if adapter is None:
        source, read = mapped.route_by(topic, facts.mapped if facts else ())
        return Route(mapped.NAME, source, read, None)
    source, read = adapter.route(topic)
    return Route(adapter.NAME, source, read, adapter.remember(source, facts or Facts()))


def relearn(memory: Any, facts: Facts) -> None:
    """New facts for what is remembered already; what devices said stays."""
    if isinstance(memory, Memory):
        memory.hotspot_celsius, memory.dji_config, memory.flights = facts.hotspot_celsius, facts.dji_config, facts.flights
    elif hasattr(memory, "relearn"):
        memory.relearn(facts)


def remembers(name: str) -> bool:
    """Does reading this protocol's frames need more than the frame?"""
    return bool(getattr(BY_NAME.get(name), "REMEMBERS", False))


def read_frame(read: Reader, payload: bytes, received_ms: int, retained: bool, memory: Any) -> Decoded:
    """The one door through which bytes become readings: whatever is wrong with them, only Undecodable comes out."""
    try:
        return read(payload, received_ms, retained, memory)
    except _FAULTS as error:
        raise Undecodable(f"无法解析: {error}"[:200]) from None


def decode(topic: str, payload: bytes, received_ms: int, *, retained: bool = False) -> Decoded:
    """One frame on its own, without what came before it. For the inbox and for tests."""
    found = route(topic)
    return read_frame(found.read, payload, received_ms, retained, found.memory)


__all__ = [
    "ADAPTERS",
    "BY_NAME",
    "ONLY_POSITIONS",
    "OWNED_ROOTS",
    "Facts",
    "Reader",
    "Reading",
    "Reply",
    "Route",
    "decode",
    "read_frame",
    "relearn",
    "remembers",
    "route",
]
