"""A small weather station of the ThingsBoard kind: over HTTP by its token, over MQTT by its name, or behind a gateway. It stands, and obeys RPC."""

from __future__ import annotations

import json
from typing import ClassVar

from devices.simulator.wires.shape import Carrier, Frame, Place, Request, Wire, as_json, demo_secret


class Station(Wire):
    carrier: ClassVar[Carrier] = "http"
    cruise = 0.0

    def _values(self, place: Place) -> tuple[dict[str, float], dict[str, float]]:
        """What it says, and what that is here."""
        temp, wet = round(self.dice.gauss(21, 0.5), 1), round(self.dice.gauss(62, 2), 1)
        said = {"temperature": temp, "humidity": wet, "batteryLevel": 88, "latitude": place.lat, "longitude": place.lon}
        return said, {"temp_c": temp, "rh": wet}

    def report(self, place: Place) -> list[Frame]:
        said, means = self._values(place)
        return [Frame(f"thingsboard/{self.ident}/telemetry", as_json({"ts": place.at_ms, "values": said}), place, means)]

    def request(self, frame: Frame) -> Request:
        return Request("POST", f"/api/v1/{demo_secret(self.ident)}/telemetry", frame.payload)


class DeviceStation(Station):
    """Its broker puts its name where ThingsBoard has `me`."""

    carrier = "mqtt"

    def subscriptions(self) -> tuple[str, ...]:
        return (f"v1/devices/{self.ident}/rpc/request/+",)

    def report(self, place: Place) -> list[Frame]:
        said, means = self._values(place)
        return [Frame(f"v1/devices/{self.ident}/telemetry", as_json({"ts": place.at_ms, "values": said}), place, means)]

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        return [Frame(topic.replace("/request/", "/response/"), as_json({"success": True}))]


class GatewayStation(Station):
    carrier = "mqtt"

    def subscriptions(self) -> tuple[str, ...]:
        return ("v1/gateway/rpc",)

    def hello(self, at_ms: int) -> list[Frame]:
        return [Frame("v1/gateway/connect", as_json({"device": self.ident, "type": "default"}))]

    def report(self, place: Place) -> list[Frame]:
        said, means = self._values(place)
        return [Frame("v1/gateway/telemetry", as_json({self.ident: [{"ts": place.at_ms, "values": said}]}), place, means)]

    def will(self, at_ms: int) -> Frame | None:
        return Frame("v1/gateway/disconnect", as_json({"device": self.ident}))

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        try:
            said = json.loads(payload)
            if said["device"] != self.ident or "method" not in said["data"]:
                return []
            return [Frame(topic, as_json({"device": self.ident, "id": said["data"]["id"], "data": {"success": True}}))]
        except (ValueError, KeyError, TypeError):
            return []
