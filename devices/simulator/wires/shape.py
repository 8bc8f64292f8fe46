"""What one kind of simulated terminal is: frames in, frames out. No socket, no clock of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from random import Random
from typing import Any, ClassVar, Literal, NamedTuple

from devices.simulator.roster import Role


class Place(NamedTuple):
    """Where and when the terminal believes to be."""

    lat: float
    lon: float
    at_ms: int
    speed: float = 0.0  # m/s
    heading: float = 0.0
    alt: float = 40.0
    battery: float = 80.0


class Frame(NamedTuple):
    """One message as it goes out, with what it means: ``topic`` is the adapter's word for where it comes in."""

    topic: str
    payload: bytes
    place: Place | None = None
    values: Mapping[str, float] = {}
    retain: bool = False
    fault: str = ""  # what was done to it (faults.py)


class Request(NamedTuple):
    """How a frame looks to an HTTP door."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = {}


Carrier = Literal["mqtt", "http", "tak", "mavlink"]


class Wire:
    """A protocol's file overrides what differs."""

    carrier: ClassVar[Carrier] = "mqtt"
    cruise: ClassVar[float] = 1.3  # m/s; 0 = it stands
    radius: ClassVar[float] = 800

    def __init__(self, role: Role, dice: Random) -> None:
        self.role, self.dice = role, dice
        self.serial = 0

    @property
    def ident(self) -> str:
        return self.role.external_id

    def subscriptions(self) -> tuple[str, ...]:
        return ()

    def hello(self, at_ms: int) -> list[Frame]:
        """After each connect."""
        return []

    def report(self, place: Place) -> list[Frame]:
        raise NotImplementedError

    def will(self, at_ms: int) -> Frame | None:
        """What the broker says for it when it is gone."""
        return None

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        """The centre told it something."""
        return []

    def request(self, frame: Frame) -> Request:
        raise NotImplementedError

    def number(self) -> int:
        self.serial += 1
        return self.serial


def demo_secret(name: str) -> str:
    """What the demo's terminals were enrolled with (command/seeding/other_wires.py); MODE=duty has neither them nor the simulator."""
    return f"demo-{sha256(name.encode()).hexdigest()[:20]}"


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
