"""bytes ↔ **jt808 frames**: escapes, checksum, header and fragments of JT/T 808-2011/2013/2019 over a stream. Pure; the door and tests use it.

``7e | header | body | xor | 7e``; after the checksum was made, 7e → 7d 02 and 7d → 7d 01. Header: id u16, properties u16 (bits 0–9 length of the
body, 10–12 encryption, 13 fragment, 14 the 2019 header), [2019: protocol version u8], phone BCD[6] (2019: BCD[10]), serial u16,
[fragment: total u16, index u16].
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from functools import reduce
from operator import xor
from typing import NamedTuple

FLAG = b"\x7e"
MAX_FRAME = 2200  # 1023 bytes of body, header and checksum, each byte perhaps escaped
MAX_BODY = 1023  # ten bits
MAX_FRAGMENTS = 200
MAX_MESSAGE = 128 * 1024  # of all fragments together
MAX_OPEN = 4  # messages of one terminal that are being put together at a time


class BadFrame(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Message(NamedTuple):
    """One whole message, or one fragment of it (``total`` > 0)."""

    ident: int
    phone: str
    serial: int
    body: bytes
    v2019: bool = False
    total: int = 0
    number: int = 0  # of this fragment, from 1
    protocol: int = 1  # version byte of the 2019 header


def unescape(data: bytes) -> bytes:
    """Between the flags. A 7d that is followed by neither 01 nor 02 is an error, not a guess."""
    if b"\x7d" not in data:
        return data
    parts = data.split(b"\x7d")
    found = [parts[0]]
    for part in parts[1:]:
        if part[:1] == b"\x01":
            found.append(b"\x7d")
        elif part[:1] == b"\x02":
            found.append(b"\x7e")
        else:
            raise BadFrame("转义错误")
        found.append(part[1:])
    return b"".join(found)


def parse(data: bytes) -> Message:
    """One frame, with or without its flags."""
    plain = unescape(data.strip(FLAG))
    if len(plain) < 13:
        raise BadFrame("帧太短")
    if reduce(xor, plain, 0):
        raise BadFrame("校验和错误")
    ident, properties = struct.unpack_from(">HH", plain)
    v2019, at = bool(properties & 0x4000), 4
    protocol = 1
    if v2019:
        protocol, at = plain[4], 5
    digits = 10 if v2019 else 6
    phone = plain[at : at + digits].hex().lstrip("0")
    at += digits
    total = index = 0
    try:
        (serial,) = struct.unpack_from(">H", plain, at)
        at += 2
        if properties & 0x2000:
            total, index = struct.unpack_from(">HH", plain, at)
            at += 4
    except struct.error:
        raise BadFrame("帧太短") from None
    body = plain[at:-1]
    if not phone:
        raise BadFrame("终端手机号为空")
    if len(body) != properties & MAX_BODY:
        raise BadFrame(f"消息体长度不符:应为 {properties & MAX_BODY},实为 {len(body)}")
    if properties & 0x1C00:
        raise BadFrame("消息体已加密,平台没有密钥")
    if properties & 0x2000 and not 1 <= index <= total <= MAX_FRAGMENTS:
        raise BadFrame("分包序号不合理")
    return Message(ident, phone, serial, body, v2019, total, index, protocol)


def build(message: Message) -> bytes:
    """The frame of one message as it goes over the wire."""
    if len(message.body) > MAX_BODY:
        raise ValueError("消息体过长")
    properties = len(message.body) | (0x4000 if message.v2019 else 0) | (0x2000 if message.total else 0)
    head = struct.pack(">HH", message.ident, properties)
    if message.v2019:
        head += bytes([message.protocol])
    head += bytes.fromhex(message.phone.rjust(20 if message.v2019 else 12, "0"))
    head += struct.pack(">H", message.serial & 0xFFFF)
    if message.total:
        head += struct.pack(">HH", message.total, message.number)
    plain = head + message.body
    plain += bytes([reduce(xor, plain, 0)])
    return FLAG + plain.replace(b"\x7d", b"\x7d\x01").replace(FLAG, b"\x7d\x02") + FLAG


def split(message: Message, size: int = 900) -> list[Message]:
    """A message that is too long for one frame, in fragments with serials that follow one another."""
    if len(message.body) <= size:
        return [message]
    pieces = [message.body[at : at + size] for at in range(0, len(message.body), size)]
    return [
        message._replace(serial=(message.serial + n) & 0xFFFF, body=piece, total=len(pieces), number=n + 1)
        for n, piece in enumerate(pieces)
    ]


class Splitter:
    """A stream of bytes → frames between flags. What is longer than a frame can be is thrown away until the next flag."""

    def __init__(self) -> None:
        self._buffer = b""
        self._inside = False
        self.lost = 0  # bytes outside frames or of too long ones

    def feed(self, data: bytes) -> list[bytes]:
        *whole, self._buffer = (self._buffer + data).split(FLAG)
        frames = []
        for piece in whole:
            if self._inside and 0 < len(piece) <= MAX_FRAME:
                frames.append(piece)
            else:  # between two frames there is nothing, as each has a flag of its own; some devices share one
                self.lost += len(piece)
            self._inside = True
        if len(self._buffer) > MAX_FRAME or not self._inside:
            self.lost += len(self._buffer)
            self._buffer, self._inside = b"", False
        return frames


class Assembler:
    """Fragments → messages. Bounded: a terminal that never sends the last piece costs no more than MAX_OPEN × MAX_MESSAGE."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[int, int], dict[int, bytes]] = OrderedDict()

    def add(self, piece: Message) -> Message | None:
        """The whole message when this was its last missing piece. All pieces of one message have serials that follow one another."""
        if not piece.total:
            return piece
        key = (piece.ident, (piece.serial - piece.number) & 0xFFFF)
        pieces = self._open.setdefault(key, {})
        pieces[piece.number] = piece.body
        if sum(map(len, pieces.values())) > MAX_MESSAGE:
            del self._open[key]
            raise BadFrame("分包合并后过长")
        if len(pieces) == piece.total:
            del self._open[key]
            return piece._replace(body=b"".join(pieces[n] for n in sorted(pieces)), total=0, number=0)
        while len(self._open) > MAX_OPEN:
            self._open.popitem(last=False)
        return None
