"""The story's devices on the real broker, in the formats real ones speak (docs/devices.md)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from threading import Event
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

READY_S = 10
REPEAT_S = 2.0
OrderHeard = Callable[[str, int, dict[str, Any]], None]  # radio's id, order, body


def now_ms() -> int:
    return round(time.time() * 1000)


class Wire:
    """One connection that plays every device of the story."""

    def __init__(self, address: str, on_order: OrderHeard) -> None:
        url = urlsplit(address)
        ready = Event()
        self.on_order = on_order
        self.listening: dict[int, Event] = {}
        self.unanswered: dict[str, tuple[str, bytes]] = {}  # radio → its press that nobody has answered yet
        self.repeated_at = 0.0
        self.topics: list[str] = []  # heard again after a broker that forgot its sessions
        self.docks: dict[str, str] = {}  # dock → its aircraft, which obeys
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"scenario-{uuid4().hex[:8]}")
        if url.username:
            self.client.username_pw_set(url.username, url.password)
        self.client.on_connect = lambda *_: self._connected(ready)
        self.client.reconnect_delay_set(1, 1)
        self.client.on_message = self._heard
        self.client.on_subscribe = lambda _c, _u, mid, *_: self.listening.setdefault(mid, Event()).set()
        self.client.connect(url.hostname or "127.0.0.1", url.port or 1883)
        self.client.loop_start()
        if not ready.wait(READY_S):
            raise ConnectionError(f"消息服务器 {url.hostname}:{url.port} 没有应答。")

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _connected(self, ready: Event) -> None:
        for topic in self.topics:
            self.client.subscribe(topic, qos=1)
        ready.set()

    def listen(self, area: str, radio: str) -> None:
        self.topics.append(f"ecc/v1/{area}/radio/{radio}/cmd")
        self.client.subscribe(self.topics[-1], qos=1)

    def obey(self, dock: str, aircraft: str) -> None:
        """The dock hears services from now on – when this returns, it does."""
        self.docks[dock] = aircraft
        self.topics.append(f"thing/product/{dock}/services")
        _, mid = self.client.subscribe(self.topics[-1], qos=1)
        if mid is None or not self.listening.setdefault(mid, Event()).wait(READY_S):
            raise ConnectionError("消息服务器没有确认订阅。")

    def _serve(self, dock: str, asked: dict[str, Any]) -> None:
        """As a dock does: yes, and for a flight that it is under way."""
        ids = {"tid": asked["tid"], "bid": asked["bid"], "timestamp": now_ms(), "gateway": dock}
        answer = ids | {"method": asked["method"], "data": {"result": 0, "output": {}}}
        self.client.publish(f"thing/product/{dock}/services_reply", json.dumps(answer).encode(), 1)
        if asked["method"] == "fly_to_point":
            told = {
                "fly_to_id": asked["data"]["fly_to_id"],
                "status": "wayline_progress",
                "remaining_distance": 900,
                "remaining_time": 60,
                "result": 0,
            }
            event = ids | {"method": "fly_to_point_progress", "need_reply": 0, "data": told}
            self.client.publish(f"thing/product/{dock}/events", json.dumps(event).encode(), 1)

    def publish(self, topic: str, body: Any, qos: int = 1) -> None:
        """Without its network a device keeps what must arrive (QoS 1) and lets go what will be said again."""
        sent = self.client.publish(topic, json.dumps(body).encode(), qos)
        if sent.rc == mqtt.MQTT_ERR_SUCCESS:
            sent.wait_for_publish(READY_S)

    def _heard(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        """Never raises: an exception here would end the client's thread without a sign."""
        try:
            command = json.loads(message.payload)
            if message.topic.endswith("/services"):
                self._serve(message.topic.split("/")[2], command)
                return
            if command.get("kind") == "text":
                self.unanswered.pop(message.topic.split("/")[4], None)
            if command.get("kind") == "order":
                self.on_order(message.topic.split("/")[4], int(command["order"]), command.get("body") or {})
        except (ValueError, KeyError, TypeError, IndexError):
            return

    def acknowledge(self, area: str, radio: str, order: int, kind: str) -> None:
        body = {"order": order, "kind": kind, "mid": f"{order}-{kind}", "at": now_ms()}
        self.client.publish(
            f"ecc/v1/{area}/radio/{radio}/ack", json.dumps(body).encode(), 1
        )  # not waited for: called from the listener too

    def stand(self, area: str, radio: str, lon: float, lat: float) -> None:
        body = {"at": now_ms(), "lat": lat, "lon": lon, "acc": 6, "bat": 80, "sig": 75}
        self.publish(f"ecc/v1/{area}/radio/{radio}/pos", body, qos=0)

    def measure(self, area: str, sensor: str, values: dict[str, tuple[float, str]]) -> None:
        """quantity → value, unit"""
        body = {"mid": uuid4().hex, "at": now_ms(), "values": {name: {"v": value, "u": unit} for name, (value, unit) in values.items()}}
        self.publish(f"ecc/v1/{area}/sensor/{sensor}/measure", body)

    def seen_burning(self, area: str, camera: str, lon: float, lat: float, picture: str) -> None:
        """What a camera's own recognition says."""
        body = {"mid": uuid4().hex, "at": now_ms(), "lon": lon, "lat": lat, "conf": 0.93, "temp": 412.0, "picture": picture}
        self.publish(f"ecc/v1/{area}/other/{camera}/hotspot", body)

    def press_sos(self, area: str, radio: str, lon: float, lat: float) -> None:
        """As `sos`, by a radio that may be without its network: it says the same press again until the centre has answered it with its code."""
        body = {"active": True, "mid": uuid4().hex, "at": now_ms(), "lon": lon, "lat": lat}
        self.unanswered[radio] = (f"ecc/v1/{area}/radio/{radio}/sos", json.dumps(body).encode())
        self.repeat_sos()

    def repeat_sos(self) -> None:
        """Not more often than radios do."""
        if time.monotonic() - self.repeated_at >= REPEAT_S:
            self.repeated_at = time.monotonic()
            for topic, body in list(self.unanswered.values()):
                self.client.publish(topic, body, 1)

    def sos(self, area: str, radio: str, lon: float, lat: float) -> None:
        self.publish(f"ecc/v1/{area}/radio/{radio}/sos", {"active": True, "mid": uuid4().hex, "at": now_ms(), "lon": lon, "lat": lat})

    def fly(
        self, aircraft: str, dock: str, lon: float, lat: float, *, celsius: float | None = None, target: tuple[float, float] | None = None
    ) -> None:
        """One position of the aircraft; with the hottest point its camera sees and the laser resting on it."""
        payload = {
            "payload_index": "53-0-0", "gimbal_pitch": -35.0, "gimbal_roll": 0, "gimbal_yaw": 120.5,
            "measure_target_error_state": 0 if target else 3, "measure_target_distance": 412.3 if target else 0,
            "measure_target_longitude": target[0] if target else 0, "measure_target_latitude": target[1] if target else 0,
            "measure_target_altitude": 251.0,
        }  # fmt: skip
        data: dict[str, Any] = {
            "53-0-0": payload, "attitude_head": 40.0, "attitude_pitch": -6.1, "attitude_roll": 1.2, "elevation": 120.4, "height": 320.5,
            "battery": {"capacity_percent": 63, "remain_flight_time": 1260, "return_home_power": 28}, "gear": 1, "horizontal_speed": 15.0,
            "vertical_speed": 0, "longitude": lon, "latitude": lat, "mode_code": 5, "wind_direction": 3, "wind_speed": 42,
            "position_state": {"is_fixed": 2, "quality": 5, "gps_number": 18, "rtk_number": 24},
        }  # fmt: skip
        if celsius is not None:
            spot = {"max_temperature_point": {"x": 0.5, "y": 0.5, "temperature": celsius}, "aver_temperature": celsius / 2}
            data["cameras"] = [{"payload_index": "53-0-0", "ir_metering_mode": 2, "ir_metering_area": spot}]
        self.publish(
            f"thing/product/{aircraft}/osd",
            {"tid": str(uuid4()), "bid": str(uuid4()), "timestamp": now_ms(), "gateway": dock, "data": data},
            qos=0,
        )

    def link_lost(self, dock: str) -> None:
        """The dock reports its topology without the aircraft."""
        data = {"domain": "3", "type": 2, "sub_type": 0, "thing_version": "1.1.2", "sub_devices": []}
        self.publish(
            f"sys/product/{dock}/status",
            {"tid": str(uuid4()), "bid": str(uuid4()), "timestamp": now_ms(), "method": "update_topo", "data": data},
        )
