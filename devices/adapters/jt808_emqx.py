"""EMQX's JT/T 808 gateway ↔ **JSON** ↔ jt808: the same messages as JSON on MQTT, up on ``/up``, down on ``/dn``. Numbers stay raw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from devices.readings import Undecodable


class Extra(msgspec.Struct, gc=False):
    rssi: int | None = None


class Place(msgspec.Struct, gc=False):
    latitude: int
    longitude: int
    alarm: int = 0
    status: int = 0
    altitude: int = 0
    speed: int = 0
    direction: int = 0
    time: str = ""
    extra: Extra = msgspec.field(default_factory=Extra)


class _Header(msgspec.Struct, gc=False):
    msg_id: int
    phone: str | int | None = None


class _Envelope(msgspec.Struct, gc=False):
    header: _Header
    body: msgspec.Raw = msgspec.Raw(b"{}")


class _Many(msgspec.Struct, gc=False):
    type: int
    location: list[Place]


class Item(NamedTuple):
    place: Place | None = None
    backlog: bool = False
    status: bool | None = None


_envelope = msgspec.json.Decoder(_Envelope).decode
_place = msgspec.json.Decoder(Place).decode
_many = msgspec.json.Decoder(_Many).decode
_MAX = 500


def items(payload: bytes, phone: str) -> Iterator[Item]:
    message = _envelope(payload)
    said = message.header.phone
    if said is not None and str(said).lstrip("0") != phone:
        raise Undecodable("报文中的 phone 与主题不符")
    ident = message.header.msg_id
    if ident == 0x0200:
        yield Item(_place(message.body))
    elif ident == 0x0704:
        many = _many(message.body)
        if len(many.location) > _MAX:
            raise Undecodable(f"一帧最多 {_MAX} 个位置")
        for place in many.location:
            yield Item(place, backlog=many.type == 1)
    elif ident in (0x0002, 0x0100, 0x0102):
        yield Item(status=True)
    elif ident == 0x0003:
        yield Item(status=False)


def down(ident: int, body: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"header": {"msg_id": ident}, "body": body})
