"""Devices as foreigners would build them: a plain paho client and payloads typed from docs/devices.md, nothing of ours."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

DRONE, DOCK, PHONE = "ECCUAV0001", "ECCDOCK0001", "gz/p001"  # three terminals of the demo city


def now_ms() -> int:
    return round(time.time() * 1000)


class Wire:
    """One connection to the broker; QoS 1 publishes return when the broker has them."""

    def __init__(self, client: mqtt.Client) -> None:
        self.client = client
        self.phone_said = 0

    def publish(self, topic: str, body: Any, qos: int = 1) -> None:
        self.client.publish(topic, json.dumps(body).encode(), qos).wait_for_publish(10)

    def drone(self, lon: float, lat: float, *, celsius: float | None = None, laser: tuple[float, float] | None = None) -> None:
        """One OSD message of an M30T as a dock forwards it; with a thermal reading and the laser's target when given."""
        payload: dict[str, Any] = {
            "payload_index": "53-0-0", "gimbal_pitch": -35.0, "gimbal_roll": 0, "gimbal_yaw": 120.5,
            "measure_target_error_state": 0 if laser else 3, "measure_target_distance": 412.3 if laser else 0,
            "measure_target_longitude": laser[0] if laser else 0, "measure_target_latitude": laser[1] if laser else 0, "measure_target_altitude": 251.0,
        }  # fmt: skip
        data: dict[str, Any] = {
            "53-0-0": payload, "attitude_head": -170.4, "attitude_pitch": -6.1, "attitude_roll": 1.2, "elevation": 120.4, "height": 320.5,
            "battery": {"capacity_percent": 63, "remain_flight_time": 1260, "return_home_power": 28, "landing_power": 12, "batteries": []},
            "gear": 1, "horizontal_speed": 8.5, "vertical_speed": -1.0, "longitude": lon, "latitude": lat, "mode_code": 5,
            "position_state": {"is_fixed": 2, "quality": 5, "gps_number": 18, "rtk_number": 24}, "wind_direction": 3, "wind_speed": 42,
        }  # fmt: skip
        if celsius is not None:
            spot = {"max_temperature_point": {"x": 0.5, "y": 0.5, "temperature": celsius}, "aver_temperature": celsius / 2}
            data["cameras"] = [{"payload_index": "53-0-0", "ir_metering_mode": 2, "ir_metering_area": spot}]
        body = {"tid": str(uuid4()), "bid": str(uuid4()), "timestamp": now_ms(), "gateway": DOCK, "data": data}
        self.publish(f"thing/product/{DRONE}/osd", body, qos=0)

    def phone(self, lon: float, lat: float) -> None:
        """Its clock counts whole seconds, and a fix of the same second is the same fix: one a second, as the app sends them."""
        while (now := int(time.time())) <= self.phone_said:
            time.sleep(0.05)
        self.phone_said = now
        body = {
            "_type": "location",
            "tid": "F1",
            "lon": lon,
            "lat": lat,
            "tst": now,
            "acc": 12,
            "batt": 77,
            "vel": 36,
            "cog": 90,
        }
        self.publish(f"owntracks/{PHONE}", body)

    def sos(self, radio: str, lon: float, lat: float) -> None:
        self.publish(f"ecc/v1/440117/radio/{radio}/sos", {"active": True, "mid": uuid4().hex, "at": now_ms(), "lon": lon, "lat": lat})


@contextmanager
def connected(address: str) -> Iterator[Wire]:
    url = urlsplit(address)
    ready = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"e2e-{uuid4().hex[:8]}")
    if url.username:
        client.username_pw_set(url.username, url.password)
    client.on_connect = lambda *_: ready.set()
    client.connect(url.hostname or "127.0.0.1", url.port or 1883)
    client.loop_start()
    assert ready.wait(10), "the broker did not answer"
    try:
        yield Wire(client)
    finally:
        client.disconnect()
        client.loop_stop()
