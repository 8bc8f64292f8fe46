"""phones, platforms and sensors → **http door** → gateway: everything that reports by a plain HTTP request, on one port (docs/devices.md).

200 means stored (a promise) or taken (a position); 400 unknown or unreadable, with the reason in Chinese; 401 not the device's secret; 429 too much;
503 not stored in time, send it again.
"""

from __future__ import annotations

from aiohttp import web

from devices.doors.http.asking import Asking
from devices.doors.http.emqx import Emqx
from devices.doors.http.outbox import Outbox
from devices.doors.http.phones import Phones
from devices.doors.http.platforms import Platforms
from devices.doors.http.sensors import Sensors
from devices.doors.http.serving import MAX_BODY, Bounded
from devices.doors.shape import Door, Hall


class HttpDoor(Door):
    PORTS = ("http",)
    ROOTS = ("osmand", "traccar", "gb28181", "owntracks", "thingsboard")

    def __init__(self, hall: Hall, token: str | None = None, emqx: str = "") -> None:
        self.outbox = Outbox()
        asking = Asking(hall, hall.token if token is None else token)
        self.sensors = Sensors(asking)
        self.app = web.Application(client_max_size=MAX_BODY)
        hooks = Emqx(asking, emqx or getattr(hall, "emqx", ""))
        for routes in (Phones(asking, self.outbox).routes(), Platforms(asking).routes(), self.sensors.routes(), hooks.routes()):
            self.app.add_routes(routes)
        self.bounded = Bounded(self.app)
        self.asking = asking

    async def open(self, name: str, host: str, port: int) -> int:
        return await self.bounded.open(host, port)

    async def close(self) -> None:
        await self.bounded.close()

    def sessions(self) -> int:
        """Who spoke within five minutes: over HTTP nobody stays connected."""
        return self.asking.seen_lately()

    def owns(self, topic: str) -> bool:
        """OwnTracks and ThingsBoard are spoken over MQTT too; the adapters mark what goes to a phone or sensor that asks here."""
        return topic.startswith("thingsboard/") or topic.endswith("/cmd/http")

    def deliver(self, topic: str, payload: bytes) -> bool:
        if topic.startswith("thingsboard/"):
            return self.sensors.deliver(topic.split("/")[1], payload)
        return self.outbox.deliver(topic, payload)
