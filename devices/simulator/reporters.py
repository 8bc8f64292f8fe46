"""What an OsmAnd phone, a Traccar server and a video platform say, as bytes: for the simulated ones (wires/) and for tests. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.sax.saxutils import escape

import aiohttp

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
