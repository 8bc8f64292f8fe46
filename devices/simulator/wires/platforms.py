"""Platforms that speak for many: a Traccar server over HTTP or MQTT, and a video platform of GB/T 28181 with a body camera behind it."""

from __future__ import annotations

from typing import ClassVar

from devices.simulator.reporters import mobile_position, traccar_forward
from devices.simulator.wires.shape import Carrier, Frame, Place, Request, Wire, as_json


class Traccar(Wire):
    carrier: ClassVar[Carrier] = "http"
    cruise, radius = 9.0, 3000

    def _said(self, place: Place) -> bytes:
        told = traccar_forward(
            self.ident, self.ident, place.lat, place.lon, place.at_ms / 1000, speed=place.speed, heading=place.heading
        )  # fmt: skip
        return as_json(told)

    def report(self, place: Place) -> list[Frame]:
        return [Frame(f"traccar/{self.ident}", self._said(place), place)]

    def request(self, frame: Frame) -> Request:
        return Request("POST", "/traccar", frame.payload, {"Content-Type": "application/json"})


class TraccarMqtt(Traccar):
    carrier = "mqtt"

    def report(self, place: Place) -> list[Frame]:
        return [Frame("traccar/positions", self._said(place), place)]


class BodyCamera(Wire):
    carrier = "http"

    def report(self, place: Place) -> list[Frame]:
        said = mobile_position(
            self.ident, place.lat, place.lon, place.at_ms / 1000, speed=place.speed, heading=place.heading, serial=self.number()
        )  # fmt: skip
        return [Frame(f"gb28181/{self.ident}", said, place)]

    def request(self, frame: Frame) -> Request:
        return Request("POST", "/gb28181", frame.payload, {"Content-Type": "application/xml"})
