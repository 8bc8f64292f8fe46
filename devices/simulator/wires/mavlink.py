"""An ArduPilot drone on UDP: MAVLink 2, several messages a datagram; it answers return, hold and land, and flies home when told."""

from __future__ import annotations

import math
import struct
from typing import Any

from devices.adapters.mavlink_commands import COMMAND_LONG, COMMANDS, STATION, STATION_COMPONENT, frame
from devices.adapters.mavlink_frames import DEFINITIONS
from devices.simulator.motion import between, offset
from devices.simulator.wires.shape import Frame, Place, Wire

BOOTED_BEFORE_MS = 172_800_000  # two days: a late position still has a time since boot
_NUMBER = {definition.name: number for number, definition in DEFINITIONS.items()}
_ARMED_AUTO, _DISARMED = 209, 81


class Drone(Wire):
    carrier = "mavlink"
    cruise, radius = 11.0, 1800

    def __init__(self, role: Any, dice: Any) -> None:
        super().__init__(role, dice)
        self.boot_ms = 0
        self.errand, self.height, self.at = "", 90.0, (role.lon, role.lat)

    def _frame(self, name: str, **fields: Any) -> bytes:
        number = _NUMBER[name]
        definition = DEFINITIONS[number]
        values = [fields.get(field, 0) for field, _ in definition.fields]
        return frame(number, definition.crc_extra, definition.layout.pack(*values), self.number(), (int(self.ident), 1))

    def report(self, place: Place) -> list[Frame]:
        place = self._flown(place)
        self.boot_ms = self.boot_ms or place.at_ms - BOOTED_BEFORE_MS
        since, lat, lon = place.at_ms - self.boot_ms, round(place.lat * 1e7), round(place.lon * 1e7)
        north, east = (round(100 * place.speed * part(math.radians(place.heading))) for part in (math.cos, math.sin))
        fix = 3 if lat or lon else 1
        height = round(self.height * 1000)
        flying = self.height > 0
        said = (
            self._frame("HEARTBEAT", custom_mode=4, type=2, autopilot=3, base_mode=_ARMED_AUTO if flying else _DISARMED, system_status=4, mavlink_version=3)
            + self._frame("SYSTEM_TIME", time_unix_usec=place.at_ms * 1000, time_boot_ms=since)
            + self._frame("GPS_RAW_INT", time_usec=place.at_ms * 1000, fix_type=fix, lat=lat, lon=lon, eph=80, epv=120, satellites_visible=16, h_acc=900)
            + self._frame("SYS_STATUS", battery_remaining=round(place.battery))
            + self._frame("GLOBAL_POSITION_INT", time_boot_ms=since, lat=lat, lon=lon, alt=height + 120_000, relative_alt=height, vx=north, vy=east, hdg=round(place.heading * 100) % 36000)
        )  # fmt: skip
        return [Frame(f"mavlink/{self.ident}", said, place)]

    def _flown(self, place: Place) -> Place:
        """Under an errand it is where the errand brought it."""
        if not self.errand:
            self.at, self.height = (place.lon, place.lat) if place.lat else self.at, 90.0
            return place
        if self.errand == "autopilot_return":
            east, north = between(*self.at, self.role.lon, self.role.lat)
            left = math.hypot(east, north)
            step = min(left, 14.0)
            if left > 1:
                self.at = offset(*self.at, east / left * step, north / left * step)
        if self.errand == "autopilot_land" or (
            self.errand == "autopilot_return" and math.hypot(*between(*self.at, self.role.lon, self.role.lat)) < 2
        ):
            self.height = max(0.0, self.height - 4.0)
        return place._replace(lon=round(self.at[0], 6), lat=round(self.at[1], 6), speed=0.0)

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        found = _command(payload)
        if found is None or found[1] != int(self.ident):
            return []
        name = next((name for name, number in COMMANDS.items() if number == found[0]), "")
        self.errand = name or self.errand
        ack = self._frame(
            "COMMAND_ACK", command=found[0], result=0 if name else 3, target_system=STATION, target_component=STATION_COMPONENT
        )
        return [Frame(f"mavlink/{self.ident}", ack)]


def _command(data: bytes) -> tuple[int, int] | None:
    """Command and target of a COMMAND_LONG."""
    if len(data) < 12 or data[0] != 0xFD or int.from_bytes(data[7:10], "little") != COMMAND_LONG:
        return None
    body = data[10 : 10 + data[1]].ljust(33, b"\x00")
    command, target, _, _ = struct.unpack_from("<HBBB", body, 28)
    return command, target
