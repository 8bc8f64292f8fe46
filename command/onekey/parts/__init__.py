"""What one press sets off, in this order: orders are stored before any call starts. Adding a part: a file beside these, and a line here."""

from __future__ import annotations

from command.onekey.parts.broadcast import part as broadcast
from command.onekey.parts.callout import part as callout
from command.onekey.parts.conference import part as conference
from command.onekey.parts.known import Count, Part, Started, Taken
from command.onekey.parts.orders import part as orders
from command.onekey.parts.talk import part as talk
from command.onekey.parts.wall import part as wall

PARTS: list[Part] = [
    orders,
    talk,
    conference,
    callout,
    broadcast,
    wall,
]
BY_NAME: dict[str, Part] = {part.name: part for part in PARTS}

__all__ = ["BY_NAME", "PARTS", "Count", "Part", "Started", "Taken"]
