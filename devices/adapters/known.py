"""What adapters share: the facts they are told, the target of a command, and the id of a message that brought none."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec

from devices.readings import Decoded

# (payload, received ms, retained, memory of the device) → what it says. Made once a topic, so that a frame costs only its own decoding.
Reader = Callable[[bytes, int, bool, Any], Decoded]


class Facts(msgspec.Struct, frozen=True):
    """What the centre knows and an adapter may need."""

    children: dict[str, frozenset[str]] = {}  # gateway serial number → devices last seen behind it
    hotspot_celsius: float = 80.0  # rule hotspot.celsius; sun-warmed rock reaches 60–70 °C, embers start above 150 °C
    dji_config: dict[str, Any] = {}  # app id, key, licence and time server that a dock asks for
    drc_broker: str = ""  # DJI live control: where its second connection goes, with user and password
    flights: dict[str, dict[str, str]] = {}  # our id of a flight → url and md5 of its route file, which a dock may ask for again
    mesh_keys: dict[str, bytes] = {}  # Meshtastic: AES key by channel name
    mapped: tuple[Any, ...] = ()  # rows of devices.mapping made ready (mapped_rows.Ready)
    mesh_node: int = 0  # Meshtastic: the number under which the centre itself speaks in the mesh; 0 = it does not


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One downlink on its way out, with what is known of the terminal it goes to."""

    external_id: str
    area: str
    terminal_kind: str
    meta: dict[str, Any]
    kind: str
    payload: dict[str, Any]
    correlation: str
    order: int | None = None
    now_ms: int = 0
    expires_ms: int | None = None
    facts: Facts = Facts()


class Unsupported(Exception):
    """This kind of terminal cannot be told that; the text goes to the officer."""


def hash_of(payload: bytes) -> str:
    """A stable id for a message that has none: the same bytes again are the same message again."""
    return blake2b(payload, digest_size=16).hexdigest()


def finite(value: float | None) -> float | None:
    """1e999 is valid JSON and infinite; as a battery or a speed it is unknown."""
    return value if value is not None and -1e9 < value < 1e9 else None


def number_of(correlation: str) -> int:
    """A command's id for protocols that count with 31 bits; the answer carries ``#`` and this number (devices/inbox/answers.py)."""
    return int(correlation.replace("-", "")[:8], 16) & 0x7FFF_FFFF
