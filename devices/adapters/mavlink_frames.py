"""bytes → **mavlink_frames** → mavlink: frames of MAVLink 1 and 2, as far as the centre reads their messages. Pure, own code.

A frame is known to be whole by its checksum, into which goes one byte made of the message's definition (CRC_EXTRA): both sides must mean the same
message. What we have no definition of cannot be checked and is passed over by its length.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

MAX_FRAMES = 500  # in one datagram or message


class Definition(NamedTuple):
    name: str
    crc_extra: int
    layout: struct.Struct
    fields: tuple[tuple[str, int], ...]  # name and how many values it takes of the layout


def _defined(name: str, crc_extra: int, layout: str, fields: str) -> Definition:
    """``fields`` in wire order; ``voltages*10`` = an array."""
    split = (part.partition("*") for part in fields.split())
    return Definition(name, crc_extra, struct.Struct("<" + layout), tuple((field, int(count or 1)) for field, _, count in split))


DEFINITIONS: dict[int, Definition] = {
    0: _defined("HEARTBEAT", 50, "IBBBBB", "custom_mode type autopilot base_mode system_status mavlink_version"),
    1: _defined(
        "SYS_STATUS", 124, "IIIHHhHHHHHHb",
        "onboard_control_sensors_present onboard_control_sensors_enabled onboard_control_sensors_health load voltage_battery current_battery "
        "drop_rate_comm errors_comm errors_count1 errors_count2 errors_count3 errors_count4 battery_remaining",
    ),
    2: _defined("SYSTEM_TIME", 137, "QI", "time_unix_usec time_boot_ms"),
    24: _defined(
        "GPS_RAW_INT", 24, "QiiiHHHHBBiIIII",
        "time_usec lat lon alt eph epv vel cog fix_type satellites_visible alt_ellipsoid h_acc v_acc vel_acc hdg_acc",
    ),
    33: _defined("GLOBAL_POSITION_INT", 104, "IiiiihhhH", "time_boot_ms lat lon alt relative_alt vx vy vz hdg"),
    77: _defined("COMMAND_ACK", 143, "HBBiBB", "command result progress result_param2 target_system target_component"),
    109: _defined("RADIO_STATUS", 185, "HHBBBBB", "rxerrors fixed rssi remrssi txbuf noise remnoise"),
    147: _defined(
        "BATTERY_STATUS", 154, "iih10HhBBBb",
        "current_consumed energy_consumed temperature voltages*10 current_battery id battery_function type battery_remaining",
    ),
    235: _defined(
        "HIGH_LATENCY2", 179, "IiiHhhHHHBBBBBBBBBBBBbbb",
        "timestamp latitude longitude custom_mode altitude target_altitude target_distance wp_num failure_flags type autopilot heading "
        "target_heading throttle airspeed airspeed_sp groundspeed windspeed wind_heading eph epv temperature_air climb_rate battery",
    ),
    253: _defined("STATUSTEXT", 83, "B50sHB", "severity text id chunk_seq"),
    340: _defined(
        "UTM_GLOBAL_POSITION", 99, "QiiiiiiihhhHHHH18sBB",
        "time lat lon alt relative_alt next_lat next_lon next_alt vx vy vz h_acc v_acc vel_acc update_rate uas_id flight_state flags",
    ),
    12900: _defined("OPEN_DRONE_ID_BASIC_ID", 114, "BB20sBB20s", "target_system target_component id_or_mac id_type ua_type uas_id"),
    12901: _defined(
        "OPEN_DRONE_ID_LOCATION", 254, "iiffffHHhBB20sBBB",
        "latitude longitude altitude_barometric altitude_geodetic height timestamp direction speed_horizontal speed_vertical target_system "
        "target_component id_or_mac status height_reference horizontal_accuracy",
    ),
    12903: _defined("OPEN_DRONE_ID_SELF_ID", 249, "BB20sB23s", "target_system target_component id_or_mac description_type description"),
    12904: _defined(
        "OPEN_DRONE_ID_SYSTEM", 77, "iifffIHHBB20s",
        "operator_latitude operator_longitude area_ceiling area_floor operator_altitude_geo timestamp area_count area_radius target_system "
        "target_component id_or_mac",
    ),
    12905: _defined("OPEN_DRONE_ID_OPERATOR_ID", 49, "BB20sB20s", "target_system target_component id_or_mac operator_id_type operator_id"),
    12915: _defined(
        "OPEN_DRONE_ID_MESSAGE_PACK", 94, "BB20sBB225s", "target_system target_component id_or_mac single_message_size msg_pack_size messages"
    ),
}  # fmt: skip
NAMES = {definition.name for definition in DEFINITIONS.values()}

_MAGIC = re.compile(rb"[\xfd\xfe]")


class Message(NamedTuple):
    system: int
    component: int
    name: str
    fields: dict[str, Any]


class Count:
    """How a run over the bytes went."""

    def __init__(self) -> None:
        self.whole = self.broken = self.unknown = 0


def frames(data: bytes, count: Count) -> Iterator[Message]:
    """Every whole message in these bytes; after noise the next start is looked for."""
    place = 0
    while (start := _MAGIC.search(data, place)) and count.whole + count.unknown < MAX_FRAMES:
        place = start.start()
        end = _end(data, place)
        if end is None:
            count.broken += 1
            place += 1
            continue
        head = 10 if data[place] == 0xFD else 6
        size = data[place + 1]
        if head == 10:
            system, component, number = data[place + 5], data[place + 6], int.from_bytes(data[place + 7 : place + 10], "little")
        else:
            system, component, number = data[place + 3], data[place + 4], data[place + 5]
        definition = DEFINITIONS.get(number)
        if definition is None:
            count.unknown += 1
            place = end
            continue
        body = place + head
        if crc(data[place + 1 : body + size], definition.crc_extra) != int.from_bytes(data[body + size : body + size + 2], "little"):
            count.broken += 1
            place += 1
            continue
        count.whole += 1
        yield Message(system, component, definition.name, _fields(definition, data[body : body + size]))
        place = end


def _end(data: bytes, place: int) -> int | None:
    """Where the frame that starts here stops; None when it is not all there or wants what we do not know."""
    rest = len(data) - place
    if data[place] == 0xFE:
        size = data[place + 1] + 8 if rest >= 8 else 0
    elif rest >= 12 and not data[place + 2] & 0xFE:  # an unknown incompatible flag: the standard says drop it
        size = data[place + 1] + 12 + (13 if data[place + 2] & 1 else 0)
    else:
        size = 0
    return place + size if 0 < size <= rest else None


def _fields(definition: Definition, payload: bytes) -> dict[str, Any]:
    """Zeros at the end are not sent in version 2, extensions not in version 1: both are zeros."""
    values = iter(definition.layout.unpack(payload[: definition.layout.size].ljust(definition.layout.size, b"\x00")))
    return {name: next(values) if n == 1 else [next(values) for _ in range(n)] for name, n in definition.fields}


_CRC_TABLE: list[int] = []
for _byte in range(256):
    for _ in range(8):
        _byte = _byte >> 1 ^ 0x8408 if _byte & 1 else _byte >> 1
    _CRC_TABLE.append(_byte)


def crc(data: bytes, extra: int) -> int:
    """CRC-16/MCRF4XX over the frame without its first byte, then over CRC_EXTRA."""
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _CRC_TABLE[(value ^ byte) & 0xFF]
    return value >> 8 ^ _CRC_TABLE[(value ^ extra) & 0xFF]
