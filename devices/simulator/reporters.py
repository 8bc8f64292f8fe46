"""Simulated reporters of the HTTP door: an OsmAnd phone, a tracker behind a Traccar server, a body camera behind a video platform. Real requests."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from random import Random
from typing import Any, ClassVar
from xml.sax.saxutils import escape

import aiohttp

from devices.simulator.motion import Mover
from devices.simulator.roster import Role

_KNOT = 1852 / 3600
_GMT8 = timezone(timedelta(hours=8))
WAIT = aiohttp.ClientTimeout(total=10)


def osmand_query(
    ident: str, lat: float, lon: float, at_s: float, *, speed: float = 0.0, heading: float = 0.0, batt: float = 80, sos: bool = False
) -> dict[str, str]:
    """What OsmAnd's address template and the older Traccar client ask for; speed in knots."""
    said = {
        "id": ident,
        "lat": f"{lat:.6f}",
        "lon": f"{lon:.6f}",
        "timestamp": str(int(at_s)),
        "speed": f"{speed / _KNOT:.2f}",
        "bearing": f"{heading:.0f}",
        "batt": f"{batt:.0f}",
    }
    return said | ({"alarm": "sos"} if sos else {})  # fmt: skip


def traccar_forward(
    ident: str, name: str, lat: float, lon: float, at_s: float, *, speed: float = 0.0, heading: float = 0.0, alarm: str = ""
) -> dict[str, Any]:
    """What a Traccar server forwards with forward.type=json."""
    at = datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")
    attributes: dict[str, Any] = {"batteryLevel": 70, "motion": speed > 0} | ({"alarm": alarm} if alarm else {})
    position = {"id": int(at_s), "deviceId": 1, "protocol": "gt06", "serverTime": at, "deviceTime": at, "fixTime": at, "valid": True, "outdated": False,
                "latitude": lat, "longitude": lon, "altitude": 20.0, "speed": speed / _KNOT, "course": heading, "accuracy": 0.0, "attributes": attributes}  # fmt: skip
    return {"position": position, "device": {"id": 1, "name": name, "uniqueId": ident, "status": "online"}}


def mobile_position(ident: str, lat: float, lon: float, at_s: float, *, speed: float = 0.0, heading: float = 0.0, serial: int = 1) -> bytes:
    """GB/T 28181's notification; local time, km/h."""
    return _xml("MobilePosition", ident, serial, Time=_local(at_s), Longitude=f"{lon:.6f}", Latitude=f"{lat:.6f}", Speed=f"{speed * 3.6:.1f}", Direction=f"{heading:.1f}", Altitude="20.0")  # fmt: skip


def sos_alarm(ident: str, lat: float, lon: float, at_s: float, *, words: str = "一键报警", serial: int = 1) -> bytes:
    """The key of a body camera: method 5, type 1."""
    return _xml("Alarm", ident, serial, AlarmPriority="1", AlarmMethod="5", AlarmTime=_local(at_s), AlarmDescription=words, Longitude=f"{lon:.6f}", Latitude=f"{lat:.6f}", Info="<AlarmType>1</AlarmType>")  # fmt: skip


def _local(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, _GMT8).strftime("%Y-%m-%dT%H:%M:%S")


def _xml(kind: str, ident: str, serial: int, **fields: str) -> bytes:
    inner = "".join(f"<{name}>{value if name == 'Info' else escape(value)}</{name}>\n" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="GB2312"?>\n<Notify>\n<CmdType>{kind}</CmdType>\n<SN>{serial}</SN>\n<DeviceID>{ident}</DeviceID>\n{inner}</Notify>\n'.encode(
        "gb18030"
    )


class Reporter:
    """One device that asks an address now and then."""

    radius: ClassVar[float] = 800
    cruise: ClassVar[float] = 1.3
    of_a_server: ClassVar[bool] = True  # what speaks for it shows the servers' token

    def __init__(self, base: str, role: Role, dice: Random, interval: float, token: str = "") -> None:
        self.base, self.role, self.dice, self.interval = base, role, dice, interval
        self.headers = {"Authorization": f"Bearer {token}"} if token and self.of_a_server else {}
        self.mover = Mover(dice, role.lon, role.lat, radius=self.radius, speed=self.cruise, pause_s=200)
        self.serial = 0

    async def run(self) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.interval))
        async with aiohttp.ClientSession(timeout=WAIT, headers=self.headers) as client:
            while True:
                self.mover.step(self.interval)
                self.serial += 1
                try:
                    async with self.report(client, time.time()) as answer:
                        await answer.read()
                except (aiohttp.ClientError, TimeoutError):
                    pass  # out of reach; the next one says where it is then
                await asyncio.sleep(self.interval)

    def report(self, client: aiohttp.ClientSession, at_s: float) -> Any:
        raise NotImplementedError


class OsmandPhone(Reporter):
    """Its own secret stands in the address, as people type it into the app; the servers' token is none of its business."""

    of_a_server = False

    def report(self, client: aiohttp.ClientSession, at_s: float) -> Any:
        m, ident = self.mover, self.role.external_id
        said = osmand_query(ident, m.lat, m.lon, at_s, speed=m.speed, heading=m.heading)
        return client.get(f"{self.base}/", params=said | {"token": demo_token(ident)})


class TraccarTracker(Reporter):
    radius, cruise = 3000, 9.0

    def report(self, client: aiohttp.ClientSession, at_s: float) -> Any:
        m, ident = self.mover, self.role.external_id
        return client.post(
            f"{self.base}/traccar", json=traccar_forward(ident, ident, m.lat, m.lon, at_s, speed=m.speed, heading=m.heading % 360)
        )


class BodyCamera(Reporter):
    def report(self, client: aiohttp.ClientSession, at_s: float) -> Any:
        m = self.mover
        said = mobile_position(self.role.external_id, m.lat, m.lon, at_s, speed=m.speed, heading=m.heading % 360, serial=self.serial)
        return client.post(f"{self.base}/gb28181", data=said, headers={"Content-Type": "application/xml"})


class WeatherSensor(Reporter):
    """A small weather station of the ThingsBoard kind; it stands still."""

    def report(self, client: aiohttp.ClientSession, at_s: float) -> Any:
        values = {"temperature": round(self.dice.gauss(21, 0.5), 1), "humidity": round(self.dice.gauss(62, 2), 1), "batteryLevel": 88}
        said = {"ts": int(at_s * 1000), "values": values | {"latitude": self.role.lat, "longitude": self.role.lon}}
        return client.post(f"{self.base}/api/v1/{demo_token(self.role.external_id)}/telemetry", json=said)


def demo_token(name: str) -> str:
    """What the demo's sensors were enrolled with (command/seeding/other_wires.py); MODE=duty has neither them nor the simulator."""
    return f"demo-{sha256(name.encode()).hexdigest()[:20]}"


REPORTERS: dict[str, type[Reporter]] = {
    "osmand": OsmandPhone,
    "traccar": TraccarTracker,
    "gb28181": BodyCamera,
    "thingsboard": WeatherSensor,
}
