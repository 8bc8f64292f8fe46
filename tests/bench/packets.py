"""Telemetry of many radios as ready-made MQTT packets of one length, so that a Python generator costs next to nothing per message."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from devices.mqtt import wire

DEVICES = 22_000  # one per person of the city's teams
SIZE = 339  # bytes of a packet, as in the ceilings measured before
FIRST_ALT = 1000  # the altitude carries the number of the round, so that a reader of rows knows which message it sees
_LAT, _LON = 226_000_000, 1_131_000_000
_STEP = 126  # 1e-7 degrees north a round: a walker's 1.4 m in a second; history keeps every second point


def external_id(device: int) -> str:
    return f"B{device:05d}"


class Packets:
    """A byte matrix, one row a device; only the digits that differ from round to round are written again."""

    def __init__(self, devices: int = DEVICES) -> None:
        self.devices = devices
        first = self._packet(0)
        self.matrix: npt.NDArray[np.uint8] = np.tile(np.frombuffer(first, np.uint8), (devices, 1))
        text = first.decode("latin1")
        # Where each number stands in a packet
        self.columns = {name: text.index(f'"{name}":') + len(name) + 3 for name in ("at", "n", "lat", "lon", "alt")}
        everybody = np.arange(devices)
        self._write(slice(None), text.index("B00000") + 1, 5, everybody)
        self.north = _LAT + (everybody * 7919) % 5_000_000
        self._write(slice(None), self.columns["lon"] + 4, 7, (_LON + (everybody * 104_729) % 8_000_000) % 10**7)

    def _packet(self, device: int) -> bytes:
        topic = f"ecc/v1/440117/radio/{external_id(device)}/pos"
        body = (
            '{"at":1790000000000,"n":1000000,"lat":22.0000000,"lon":113.0000000,"alt":1000,"spd":1.42,"hdg":123.4,"acc":6,"bat":87,"sig":75,'
            '"net":{"mode":"PDT","cell":"440117-0231","rssi":-87,"ber":0.0012,"slot":2},"env":{"t":31.4,"rh":78},"x":"'
        )
        rest = SIZE - len(wire.publish(topic, (body + '"}').encode()))
        packet = wire.publish(topic, (body + "-" * rest + '"}').encode())
        assert len(packet) == SIZE
        return packet

    def _write(self, rows: slice, column: int, places: int, values: npt.NDArray[np.int64] | int) -> None:
        for place in range(places):
            self.matrix[rows, column + places - 1 - place] = 48 + values // 10**place % 10

    def take(self, first: int, last: int, turn: int, at_ms: int) -> bytes:
        """The packets of devices first…last-1 in their round `turn`, sent now."""
        rows = slice(first, last)
        self._write(rows, self.columns["at"], 13, at_ms)
        self._write(rows, self.columns["n"] + 1, 6, turn)
        self._write(rows, self.columns["alt"], 4, FIRST_ALT + turn % 8000)
        self._write(rows, self.columns["lat"] + 3, 7, (self.north[rows] + turn * _STEP) % 10**7)
        return self.matrix[rows].tobytes()
