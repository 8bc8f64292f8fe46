"""Sensors that stand: Sparkplug B (born, with a will, reborn when asked), SensorThings, Homie 5, and a vendor nobody wrote code for."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from devices.adapters.sparkplug import _M as SPARKPLUG
from devices.simulator.wires.shape import Frame, Place, Wire, as_json


class Sensor(Wire):
    cruise = 0.0

    def level(self) -> float:
        return round(self.dice.gauss(3.2, 0.05), 2)


class Edge(Sensor):
    """`{group}/{node}/{device}`; the siren of its output is written and told back."""

    siren = False

    def _topic(self, kind: str) -> str:
        group, node, device = self.ident.split("/")
        return f"spBv1.0/{group}/{kind}/{node}" + (f"/{device}" if kind[0] == "D" else "")

    def subscriptions(self) -> tuple[str, ...]:
        return (self._topic("NCMD"), self._topic("DCMD"))

    def _metric(self, name: str, at_ms: int, **value: object) -> object:
        return SPARKPLUG["Metric"](name=name.encode(), timestamp=at_ms, **value)

    def _payload(self, at_ms: int, *metrics: object, numbered: bool = True) -> bytes:
        payload = SPARKPLUG["Payload"](timestamp=at_ms, metrics=list(metrics))
        if numbered:
            payload.seq = self.serial % 256
            self.serial += 1
        return bytes(payload.SerializeToString())

    def hello(self, at_ms: int) -> list[Frame]:
        self.serial = 0
        bd = self._metric("bdSeq", at_ms, datatype=8, long_value=0)
        rebirth = self._metric("Node Control/Rebirth", at_ms, datatype=11, boolean_value=False)
        siren = self._metric("Outputs/Siren", at_ms, datatype=11, boolean_value=self.siren)
        return [
            Frame(self._topic("NBIRTH"), self._payload(at_ms, bd, rebirth)),
            Frame(self._topic("DBIRTH"), self._payload(at_ms, siren)),
        ]

    def report(self, place: Place) -> list[Frame]:
        level = self.level()
        metric = self._metric("water_level", place.at_ms, datatype=10, double_value=level)
        return [Frame(self._topic("DDATA"), self._payload(place.at_ms, metric), None, {"water_level": level})]

    def will(self, at_ms: int) -> Frame | None:
        bd = self._metric("bdSeq", at_ms, datatype=8, long_value=0)
        return Frame(self._topic("NDEATH"), self._payload(at_ms, bd, numbered=False))

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        if topic == self._topic("NCMD"):
            return self.hello(at_ms) if b"Rebirth" in payload else []
        told = SPARKPLUG["Payload"].FromString(payload)
        if [metric.name for metric in told.metrics] != [b"Outputs/Siren"]:
            return []
        self.siren = told.metrics[0].boolean_value
        siren = self._metric("Outputs/Siren", at_ms, datatype=11, boolean_value=self.siren)
        return [Frame(self._topic("DDATA"), self._payload(at_ms, siren))]


class Observations(Sensor):
    """`{n}` is the number of its datastream at a SensorThings server."""

    def hello(self, at_ms: int) -> list[Frame]:
        stream = {
            "@iot.id": int(self.ident), "name": f"演示水位 {self.ident}", "unitOfMeasurement": {"name": "metre", "symbol": "m", "definition": "ucum:m"},
            "ObservedProperty": {"name": "water_level"},
        }  # fmt: skip
        return [Frame("v1.1/Datastreams", as_json(stream))]

    def report(self, place: Place) -> list[Frame]:
        level = self.level()
        said = {
            "@iot.id": self.dice.randrange(1, 2**40), "result": level, "phenomenonTime": _iso(place.at_ms), "Datastream": {"@iot.id": int(self.ident)},
        }  # fmt: skip
        return [Frame(f"v1.1/Datastreams({self.ident})/Observations", as_json(said), None, {"*": level})]


class Homie(Sensor):
    horn = "false"

    def _topic(self, rest: str) -> str:
        return f"homie/5/{self.ident}/{rest}"

    def subscriptions(self) -> tuple[str, ...]:
        return (self._topic("horn/on/set"),)

    def hello(self, at_ms: int) -> list[Frame]:
        described = {
            "homie": "5.0", "version": 1, "name": f"演示 {self.ident}",
            "nodes": {
                "water": {"properties": {"water_level": {"datatype": "float", "unit": "m"}}},
                "horn": {"properties": {"on": {"datatype": "boolean", "settable": True}}},
            },
        }  # fmt: skip
        return [
            Frame(self._topic("$state"), b"init", retain=True),
            Frame(self._topic("$description"), as_json(described), retain=True),
            Frame(self._topic("$state"), b"ready", retain=True),
        ]

    def report(self, place: Place) -> list[Frame]:
        level = self.level()
        return [Frame(self._topic("water/water_level"), str(level).encode(), None, {"water_level": level})]

    def will(self, at_ms: int) -> Frame | None:
        return Frame(self._topic("$state"), b"lost", retain=True)

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        self.horn = payload.decode(errors="replace")
        return [Frame(self._topic("horn/on"), payload)]


VENDOR_ROW: dict[str, object] = {
    "name": "演示厂商水位计", "topic_filter": "demo-vendor/+/up", "identity": "2", "kind": "sensor", "each": "", "time_path": "$.t", "time_format": "s",
    "utc_offset_h": 8.0, "datum": "gcj02",
    "fields": [
        {"field": "measure.water_level", "path": "$.data.wl", "factor": 0.01, "unit": "m"}, {"field": "status.battery", "path": "$.bat"},
        {"field": "answer.id", "path": "$.re"}, {"field": "answer.ok", "path": "$.code", "equals": [0]},
    ],
    "commands": [{"name": "改上报间隔", "topic": "demo-vendor/{device}/down", "payload": {"id": "$number", "cmd": "interval", "s": "$value"}}],
}  # fmt: skip


class Vendor(Sensor):
    """Read by the row above, which the demo has and an administrator may look at."""

    def subscriptions(self) -> tuple[str, ...]:
        return (f"demo-vendor/{self.ident}/down",)

    def report(self, place: Place) -> list[Frame]:
        level = self.level()
        said = {"t": place.at_ms // 1000, "data": {"wl": round(level * 100)}, "bat": round(place.battery)}
        return [Frame(f"demo-vendor/{self.ident}/up", as_json(said), None, {"water_level": level})]

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        try:
            said = json.loads(payload)
        except ValueError:
            return []
        done = said.get("cmd") == "interval" and isinstance(said.get("s"), int)
        return [Frame(f"demo-vendor/{self.ident}/up", as_json({"re": said.get("id"), "code": 0 if done else 1}))]


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
