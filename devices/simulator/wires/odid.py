"""A drone that broadcasts who and where it is, heard by a DroneScout receiver that puts it on the broker."""

from __future__ import annotations

import struct
from base64 import b64encode

from devices.simulator.wires.shape import Frame, Place, Wire, as_json

RECEIVER = "demo-receiver"


class RemoteId(Wire):
    """Its id is its serial number."""

    cruise, radius = 9.0, 1200

    def report(self, place: Place) -> list[Frame]:
        basic = bytes([0x02, 0x12]) + self.ident.encode("ascii")[:20].ljust(20, b"\x00") + bytes(3)
        turned = round(place.heading) % 360
        flags = 0x20 | (2 if turned >= 180 else 0)
        tenths = (place.at_ms // 100) % 36_000
        location = bytes([0x12]) + struct.pack(
            "<BBBbiiHHHBBHBx", flags, turned % 180, min(254, round(place.speed * 4)), 0, round(place.lat * 1e7), round(place.lon * 1e7), 2000,
            round((place.alt + 1000) * 2), 2180, 0xA, 0, tenths, 0,
        )  # fmt: skip
        pack = bytes([0xF2, 25, 2]) + basic + location
        said = {"protocol": 1.0, "data": {
            "sensor ID": RECEIVER, "RSSI": -70, "channel": 6, "timestamp": place.at_ms, "MAC address": self._mac(), "type": "WiFi beacon",
            "UASdata": b64encode(pack).decode(),
        }}  # fmt: skip
        return [Frame(f"dronescout/{RECEIVER}", as_json(said), place)]

    def _mac(self) -> str:
        return ":".join(f"{byte:02x}" for byte in b"\x02" + self.ident.encode()[-5:].rjust(5, b"\x00"))
