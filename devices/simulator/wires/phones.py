"""Phones: OwnTracks in HTTP mode, OsmAnd's address and the Traccar client's JSON."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote, urlencode

from devices.simulator.reporters import osmand_query
from devices.simulator.wires.shape import Frame, Place, Request, Wire, as_json, demo_secret


class OwntracksHttp(Wire):
    carrier = "http"

    def report(self, place: Place) -> list[Frame]:
        body = {
            "_type": "location", "tst": place.at_ms // 1000, "lat": place.lat, "lon": place.lon, "acc": 12, "alt": round(place.alt),
            "vel": round(place.speed * 3.6), "cog": round(place.heading), "batt": round(place.battery), "bs": 1, "conn": "m", "t": "t",
            "tid": self.ident[-2:],
        }  # fmt: skip
        return [Frame(f"owntracks/{self.ident}/http", as_json(body), place)]

    def request(self, frame: Frame) -> Request:
        user, _, device = self.ident.partition("/")
        secret = b64encode(f"{user}:{demo_secret(self.ident)}".encode()).decode()
        return Request(
            "POST", "/owntracks", frame.payload, {"X-Limit-U": user, "X-Limit-D": device, "Authorization": f"Basic {secret}"}
        )  # fmt: skip


class Osmand(Wire):
    carrier = "http"

    def report(self, place: Place) -> list[Frame]:
        said = osmand_query(
            self.ident, place.lat, place.lon, place.at_ms / 1000, speed=place.speed, heading=place.heading, batt=place.battery
        )  # fmt: skip
        return [Frame(f"osmand/{self.ident}", urlencode(said).encode(), place)]

    def request(self, frame: Frame) -> Request:
        return Request("GET", "/?" + quote(frame.payload, safe="=&%.+-"))


class TraccarClient(Wire):
    """The app since 2025; metres a second, and −1 for what it does not know."""

    carrier = "http"

    def report(self, place: Place) -> list[Frame]:
        at = {"timestamp": place.at_ms, "coords": {
            "latitude": place.lat, "longitude": place.lon, "accuracy": 9, "speed": place.speed, "heading": place.heading, "altitude": -1,
        }, "is_moving": place.speed > 0, "battery": {"level": place.battery / 100, "is_charging": False}}  # fmt: skip
        return [Frame(f"osmand/{self.ident}", as_json({"location": at, "device_id": self.ident}), place)]

    def request(self, frame: Frame) -> Request:
        return Request("POST", "/", frame.payload, {"Content-Type": "application/json"})
