"""wire → **jt808** → pipeline: vehicle terminals and 4G radios of JT/T 808, through the TCP door or EMQX's gateway (docs/devices.md).

Through the door: topic ``jt808/{phone}``, payload = message id u16 ‖ id of our command (16 bytes, zero = none) ‖ body. Times are BCD in GMT+8,
speed is 0.1 km/h, degrees are 1e-6 with the hemisphere in the status word.
"""

from __future__ import annotations

import struct
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import msgspec

from devices.adapters import jt808_emqx
from devices.adapters.jt808_texts import ALARMS, RESULTS, say
from devices.adapters.known import Command, Facts, Reader, Unsupported, hash_of
from devices.readings import Answer, Decoded, Fix, Reading, Sos, Source, Status, Text, Undecodable

NAME = "jt808"
ROOTS = ("jt808",)
TELEMETRY = ("jt808/+/+/up",)  # EMQX's JT/T 808 gateway; the terminal repeats an alarm bit until it is let go, so QoS 0 loses none
PROMISES = ()
REMEMBERS = True  # an SOS is the edge of a bit

REPLY, HEARTBEAT, LOGOUT, REGISTER, AUTH, POSITION, POSITION_ANSWER, BATCH = 0x0001, 0x0002, 0x0003, 0x0100, 0x0102, 0x0200, 0x0201, 0x0704
TEXT_DOWN, LOCATE = 0x8300, 0x8201
# Valid messages that say nothing the centre keeps: parameters, properties, media, driver cards, transparent data …
_IGNORED = {0x0104, 0x0107, 0x0108, 0x0301, 0x0302, 0x0303, 0x0500, 0x0700, 0x0701, 0x0702, 0x0705, 0x0800, 0x0801, 0x0805, 0x0900, 0x0901, 0x0A00}  # fmt: skip

NO_COMMAND = bytes(16)
_GMT8 = timezone(timedelta(hours=8))
_MAX_BATCH = 500
_SOS, _FIXED, _SOUTH, _WEST, _HIDDEN = 1, 1 << 1, 1 << 2, 1 << 3, 1 << 5


class Memory:
    """The alarm word of the last live position: an alarm is told when its bit rises, not as long as it stands."""

    __slots__ = ("alarm",)

    def __init__(self) -> None:
        self.alarm = 0


class Spot(msgspec.Struct):
    """A position report, whichever way it came."""

    alarm: int
    status: int
    lat: int
    lon: int
    alt: int
    speed: int
    course: int
    at_ms: int | None
    rssi: int | None
    key: str  # the same report again has the same


def remember(source: Source, facts: Facts) -> Memory:
    return Memory()


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    if len(levels) == 4 and levels[3] == "up":
        return _by_emqx(levels[1], levels[2])
    if len(levels) != 2 or not 0 < len(levels[1]) <= 20:
        raise Undecodable("主题应为 jt808/{终端手机号} 或 jt808/{客户端}/{终端手机号}/up")
    source = Source(NAME, levels[1])

    def read(payload: bytes, received_ms: int, retained: bool, memory: Any) -> Decoded:
        if len(payload) < 18:
            raise Undecodable("消息太短")
        (ident,), correlation, body = struct.unpack_from(">H", payload), payload[2:18], payload[18:]
        return _message(source, ident, correlation, body, received_ms, memory or Memory()), ()

    return source, read


def _message(source: Source, ident: int, correlation: bytes, body: bytes, received_ms: int, memory: Memory) -> list[Reading]:
    if ident == POSITION:
        return _told(source, spot(body), received_ms, memory)
    if ident == BATCH:
        return _batch(source, body, received_ms, memory)
    if ident == REPLY:
        if len(body) < 5:
            raise Undecodable("通用应答太短")
        return _answers(source, correlation, body[4], received_ms)
    if ident == POSITION_ANSWER:
        return [*_answers(source, correlation, 0, received_ms), *_told(source, spot(body[2:]), received_ms, memory)]
    if ident in (HEARTBEAT, LOGOUT):
        return [Status(source=source, received_ms=received_ms, online=ident == HEARTBEAT)]
    if ident in (REGISTER, AUTH):
        return [Status(source=source, received_ms=received_ms, online=True, learned=learned(ident, body) or None)]
    if ident in _IGNORED:
        return []
    raise Undecodable(f"不支持的消息 0x{ident:04X}")


def _answers(source: Source, correlation: bytes, result: int, received_ms: int) -> list[Reading]:
    if correlation == NO_COMMAND:
        return []  # an answer to our general reply, or to a platform before us
    words = "" if result == 0 else f"终端回复:{RESULTS.get(result, f'错误 {result}')}"
    return [
        Answer(source=source, received_ms=received_ms, correlation=str(UUID(bytes=correlation)), result=result, method="jt808", text=words)
    ]


def spot(body: bytes) -> Spot:
    """The body of 0x0200. Additional items that are cut off end the list; the position before them is good."""
    if len(body) < 28:
        raise Undecodable("位置汇报太短")
    alarm, status, lat, lon, alt, speed, course = struct.unpack_from(">IIIIHHH", body)
    rssi, at = None, 28
    while at + 2 <= len(body):
        ident, size = body[at], body[at + 1]
        if ident == 0x30 and size == 1 and at + 2 < len(body):
            rssi = body[at + 2]
        at += 2 + size
    return Spot(alarm, status, lat, lon, alt, speed, course, bcd_time(body[22:28].hex()), rssi, hash_of(body))


def bcd_time(digits: str) -> int | None:
    """YYMMDDhhmmss of GMT+8; None when it is no time (terminals without a fix send zeros). By hand: strptime costs as much as all the rest."""
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()) or digits[:2] >= "80":
        return None
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    try:
        at = datetime(2000 + year, month, day, hour, minute, second, tzinfo=_GMT8)
    except ValueError:
        return None
    return int(at.timestamp() * 1000)


def _batch(source: Source, body: bytes, received_ms: int, memory: Memory) -> list[Reading]:
    """0x0704: type 1 is a backlog; an SOS in it is over since long and rings nobody."""
    if len(body) < 3:
        raise Undecodable("批量汇报太短")
    count, kind = struct.unpack_from(">HB", body)
    if not 0 < count <= _MAX_BATCH:
        raise Undecodable(f"批量汇报的条数 {count} 不合理")
    found: list[Reading] = []
    at = 3
    for _ in range(count):
        size = int.from_bytes(body[at : at + 2], "big")
        item = body[at + 2 : at + 2 + size]
        if len(item) != size or at + 2 > len(body):
            raise Undecodable("批量汇报被截断")
        found += _told(source, spot(item), received_ms, None if kind == 1 else memory)
        at += 2 + size
    return found


def _told(source: Source, s: Spot, received_ms: int, memory: Memory | None) -> list[Reading]:
    """What one position report says; without a memory (backlog) only where it was."""
    fix = _fix(source, s, received_ms)
    if fix is None:
        found: list[Reading] = [] if memory is None else [Status(source=source, received_ms=received_ms, held=True, link=_link(s.rssi))]
    else:
        found = [fix]
    if memory is None:
        return found
    risen, fallen, memory.alarm = s.alarm & ~memory.alarm, memory.alarm & ~s.alarm, s.alarm
    if (risen | fallen) & _SOS:
        active = bool(risen & _SOS)
        found.insert(
            0,
            Sos(
                source=source,
                at_ms=s.at_ms,
                received_ms=received_ms,
                active=active,
                message_id=f"sos:{s.key}:{int(active)}",
                lat=fix.lat if fix else None,
                lon=fix.lon if fix else None,
            ),
        )
    for bit, (words, level) in ALARMS.items():
        if risen & 1 << bit:
            found.append(
                Text(
                    source=source,
                    at_ms=s.at_ms,
                    received_ms=received_ms,
                    message_id=f"alarm:{s.key}:{bit}",
                    text=words,
                    topic="hms",
                    level=level,
                )
            )
    return found


def _fix(source: Source, s: Spot, received_ms: int) -> Fix | None:
    if not s.status & _FIXED or s.status & _HIDDEN:
        return None
    lat = s.lat / 1e6 * (-1 if s.status & _SOUTH else 1)
    lon = s.lon / 1e6 * (-1 if s.status & _WEST else 1)
    alt = s.alt - 0x10000 if s.alt >= 0x8000 else s.alt  # nobody drives at 33 km; below the sea some terminals count down from zero
    return Fix(
        source, s.at_ms, received_ms, lat, lon, float(alt), None, s.speed / 36, float(s.course) if s.course <= 360 else None, None, _link(s.rssi)
    )  # fmt: skip


def _link(rssi: int | None) -> float | None:
    """Item 0x30 is the modem's CSQ, 0–31; 99 = it does not know."""
    return rssi * 100 / 31 if rssi is not None and rssi <= 31 else None


def registration(body: bytes) -> tuple[str, str, str, str]:
    """Maker, model, the terminal's own id and the plate of 0x0100: 2019 has 11/30/30 bytes, 2013 5/20/7, 2011 5/8/7."""
    for maker, model, ident in ((11, 30, 30), (5, 20, 7), (5, 8, 7)):
        if len(body) >= 5 + maker + model + ident:
            at = 4
            words = []
            for size in (maker, model, ident):
                words.append(_words(body[at : at + size]))
                at += size
            return words[0], words[1], words[2], _words(body[at + 1 :])
    raise Undecodable("注册消息太短")


def auth_code(body: bytes, v2019: bool) -> str:
    if v2019 and body and len(body) >= 1 + body[0]:
        body = body[1 : 1 + body[0]]
    return _words(body)


def learned(ident: int, body: bytes) -> dict[str, object]:
    if ident != REGISTER:
        return {}
    maker, model, device, plate = registration(body)
    return {name: word for name, word in (("maker", maker), ("model", model), ("device", device), ("name", plate)) if word}


def _words(data: bytes) -> str:
    return "".join(sign for sign in data.decode("gb18030", errors="replace") if sign.isprintable()).strip()[:80]


def hint(topic: str) -> dict[str, object]:
    phone = topic.split("/")[-2] if topic.endswith("/up") else topic.split("/")[1]
    return {"kind": "vehicle", "area": "", "label": phone}


def encode(command: Command) -> tuple[str, bytes]:
    """Words are shown and spoken; a terminal that only obeys this standard has no key to accept an order with."""
    correlation = UUID(command.correlation).bytes
    client, phone = command.meta.get("client"), command.external_id.lstrip("0")
    if command.kind == "locate":
        if client:
            return f"jt808/{client}/{command.meta.get('phone', command.external_id)}/dn", jt808_emqx.down(LOCATE, {})
        return f"jt808/{phone}", struct.pack(">H", LOCATE) + correlation
    flag, words = say(command.kind, command.payload)
    if not words:
        raise Unsupported("JT/T 808 终端只能显示或播报文字、上报位置")
    if client:
        down = jt808_emqx.down(TEXT_DOWN, {"flag": flag, "text": words})
        return f"jt808/{client}/{command.meta.get('phone', command.external_id)}/dn", down
    return f"jt808/{phone}", struct.pack(">H", TEXT_DOWN) + correlation + bytes([flag]) + gbk(words)


def gbk(words: str, limit: int = 500) -> bytes:
    """As terminals read it, cut between two characters; most show no more than 500 bytes."""
    data = words.encode("gbk", errors="replace")
    return data if len(data) <= limit else data[:limit].decode("gbk", errors="ignore").encode("gbk")


def as_2019(ident: int, body: bytes) -> bytes:
    """The 2019 edition put a type of text behind the flag, and 'urgent' is 2 of its first two bits, not 1."""
    if ident != TEXT_DOWN or not body:
        return body
    flag = (body[0] & ~3) | (2 if body[0] & 1 else 3)
    return bytes([flag, 1]) + body[1:]


def _by_emqx(client: str, number: str) -> tuple[Source, Reader]:
    phone = number.lstrip("0")
    if not client or not 0 < len(phone) <= 20:
        raise Undecodable("主题中的终端手机号为空或过长")
    source = Source(NAME, phone)

    def read(payload: bytes, received_ms: int, retained: bool, memory: Any) -> Decoded:
        remembered = memory or Memory()
        found: list[Reading] = []
        for item in jt808_emqx.items(payload, phone):
            if item.status is not None:
                facts: dict[str, object] = {"client": client, "phone": number}
                found.append(Status(source=source, received_ms=received_ms, online=item.status, learned=facts if item.status else None))
            elif item.place is not None:
                p = item.place
                seen = Spot(
                    p.alarm, p.status, p.latitude, p.longitude, p.altitude, p.speed, p.direction, bcd_time(p.time), p.extra.rssi, hash_of(payload)
                )  # fmt: skip
                found += _told(source, seen, received_ms, None if item.backlog else remembered)
        return found, ()

    return source, read
