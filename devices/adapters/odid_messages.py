"""bytes → **odid_messages** → odid, mavlink: what an aircraft broadcasts of itself (ASTM F3411, EN 4709-002), from the air's 25-byte messages or
from the C structure that receivers keep them in. Pure.

Each field has a value that means "unknown"; it becomes None here, as 0,0 or 255 m/s on a map would be believed.
"""

from __future__ import annotations

import struct
from typing import Any

import msgspec

from devices.readings import Undecodable

SIZE = 25
STRUCT_SIZE = 920
_EPOCH_S = 1_546_300_800  # 2019-01-01, from which the system message counts
_LOCATION = struct.Struct("<BBBbiiHHHBBHBx")
_SYSTEM = struct.Struct("<BiiHBHHBHI")
# Horizontal accuracy by its code, m
_ACCURACY = {1: 18520.0, 2: 7408.0, 3: 3704.0, 4: 1852.0, 5: 926.0, 6: 555.6, 7: 185.2, 8: 92.6, 9: 30.0, 10: 10.0, 11: 3.0, 12: 1.0}
SERIAL, SESSION = 1, 4
GROUND, AIRBORNE, EMERGENCY, FAILED = 1, 2, 3, 4


class Where(msgspec.Struct, frozen=True):
    lat: float
    lon: float
    status: int = 0
    alt: float | None = None  # m above the ellipsoid
    height: float | None = None  # m above take-off or ground
    speed: float | None = None
    heading: float | None = None
    accuracy: float | None = None
    second: float | None = None  # of the hour


class Said(msgspec.Struct):
    """Everything one transmission told."""

    ident: str = ""
    ident_type: int = 0
    ua_type: int = 0
    where: Where | None = None
    status: int = 0
    description: str = ""
    operator_id: str = ""
    operator: tuple[float, float] | None = None


def identity(raw: bytes, kind: int) -> str:
    """Serial and registration are letters; a session or UTM id is binary."""
    text = raw.rstrip(b"\x00 ")
    if not text:
        return ""
    if all(0x21 <= byte < 0x7F for byte in text):
        return text.decode("ascii")
    return raw.hex()


def words(raw: bytes) -> str:
    return raw.split(b"\x00")[0].decode(errors="replace").strip()


def place(lat: float, lon: float) -> tuple[float, float] | None:
    """0,0 is the standard's word for unknown."""
    return (lat, lon) if (lat or lon) and -90 <= lat <= 90 and -180 <= lon <= 180 else None


def where(
    status: int, lat: float, lon: float, heading: float, speed: float, baro: float, geo: float, height: float, accuracy: int, second: float
) -> Where | None:
    """From values in natural units, with their marks for unknown."""
    found = place(lat, lon)
    if found is None:
        return None
    alt = geo if geo > -1000 else baro if baro > -1000 else None
    return Where(
        *found,
        status,
        alt,
        height if height > -1000 else None,
        speed if 0 <= speed < 255 else None,
        heading if 0 <= heading <= 360 else None,
        _ACCURACY.get(accuracy),
        second if 0 <= second <= 3600 else None,
    )


def read_messages(raw: bytes, said: Said) -> None:
    """One message, several in a row, or a pack of them."""
    if len(raw) >= 3 and raw[0] >> 4 == 0xF:
        size, count = raw[1], raw[2]
        if size != SIZE or not 0 < count <= 9 or len(raw) < 3 + SIZE * count:
            raise Undecodable("远程识别消息包的长度不符")
        raw = raw[3 : 3 + SIZE * count]
    if not raw or len(raw) % SIZE or len(raw) > 9 * SIZE:
        raise Undecodable("远程识别消息应为 25 字节")
    for start in range(0, len(raw), SIZE):
        _one(raw[start : start + SIZE], said)


def _one(m: bytes, said: Said) -> None:
    match m[0] >> 4:
        case 0:
            kind = m[1] >> 4
            if (ident := identity(m[2:22], kind)) and (not said.ident or kind == SERIAL):
                said.ident, said.ident_type, said.ua_type = ident, kind, m[1] & 0xF
        case 1:
            flags, direction, speed, _, lat, lon, baro, geo, height, accuracy, _, tenths, _ = _LOCATION.unpack(m[1:25])
            said.status = flags >> 4
            said.where = where(
                said.status,
                lat / 1e7,
                lon / 1e7,
                direction + (180 if flags & 2 else 0),
                speed * 0.75 + 63.75 if flags & 1 else speed * 0.25,
                baro * 0.5 - 1000,
                geo * 0.5 - 1000,
                height * 0.5 - 1000,
                accuracy & 0xF,
                tenths / 10,
            )
        case 3:
            said.description = words(m[2:25])
        case 4:
            said.operator = place(*(n / 1e7 for n in _SYSTEM.unpack(m[1:24])[1:3]))
        case 5:
            said.operator_id = words(m[2:22])
        case _:
            pass  # authentication, and what later versions add


def read_struct(raw: bytes) -> Said:
    """ODID_UAS_Data of opendroneid-core-c in natural alignment; the bytes at its end say which parts were filled in."""
    if len(raw) != STRUCT_SIZE:
        raise Undecodable(f"UASdata 应为 {STRUCT_SIZE} 字节")
    said = Said()
    valid = raw[892:914]
    for n in (0, 1):
        ua_type, kind = struct.unpack_from("<ii", raw, n * 32)
        ident = identity(raw[n * 32 + 8 : n * 32 + 28], kind) if valid[n] else ""
        if ident and (not said.ident or kind == SERIAL):
            said.ident, said.ident_type, said.ua_type = ident, kind, ua_type
    if valid[2]:
        status, heading, speed, _, lat, lon, baro, geo, _, height, accuracy, _, _, _, _, second = struct.unpack_from(
            "<ifffddffifiiiiif", raw, 64
        )
        said.status = status
        numbers: tuple[Any, ...] = (lat, lon, heading, speed, baro, geo, height, second)
        if all(n == n and abs(n) < 1e9 for n in numbers):  # NaN is no place
            said.where = where(status, lat, lon, heading, speed, baro, geo, height, accuracy, second)
    if valid[19]:
        said.description = words(raw[780:804])
    if valid[20]:
        lat, lon = struct.unpack_from("<dd", raw, 816)
        said.operator = place(lat, lon) if lat == lat and lon == lon else None
    if valid[21]:
        said.operator_id = words(raw[868:889])
    return said
