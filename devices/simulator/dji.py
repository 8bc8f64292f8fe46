"""A simulated dock or remote control with its aircraft: topology, properties in pieces, requests, live stream commands."""

from __future__ import annotations

import asyncio
import math
import time
import uuid
from random import Random
from typing import Any

import msgspec

from devices.mqtt.device import MqttDevice
from devices.simulator.motion import Sortie, between, offset
from devices.simulator.roster import Role
from devices.simulator.troubles import Troubles, untroubled

GROUND_M = 30.0  # ellipsoid height of the landing place
SEES_FIRE_M = 1500
TOPO_AGAIN_S = 5.0
ARRIVED_M = 5.0


class DjiGateway:
    """One connection speaks for the gateway and the aircraft behind it."""

    def __init__(
        self,
        url: str,
        role: Role,
        aircraft: Role | None,
        dice: Random,
        interval: float,
        fire: tuple[float, float] | None,
        troubles: Troubles | None = None,
    ) -> None:
        self.troubles = troubles or untroubled(role)
        self.role, self.aircraft, self.dice, self.interval, self.fire = role, aircraft, dice, interval, fire
        self.dock = role.kind == "dock"
        self.sortie = Sortie(dice, role.lon, role.lat)
        self.device = MqttDevice(
            url,
            f"dji-{role.external_id}",
            subscriptions=tuple(f"{root}/product/{role.external_id}/{channel}" for root, channel in _DOWN),
            on_message=self._heard,
        )
        self.answered = asyncio.Event()
        self.part = 0
        self.said = ""
        self.flight = ""  # our id of the point it is sent to
        self.live: str | None = None

    async def run(self) -> None:
        keep = asyncio.create_task(self.device.run(self.answered.clear))
        try:
            await asyncio.sleep(self.dice.uniform(0, self.interval))
            introduced = -math.inf
            while True:
                self.sortie.step(self.interval)
                if self.device.online.is_set():
                    if not self.answered.is_set() and time.monotonic() - introduced > TOPO_AGAIN_S:
                        # A real one does not go on either before its status_reply came
                        introduced = time.monotonic()
                        self._introduce()
                    elif self.answered.is_set():
                        for _ in range(self.troubles.reports()):
                            self._report()
                        if self.troubles.breaks():
                            self.device.cut()
                await asyncio.sleep(self.interval)
        finally:
            keep.cancel()

    def _send(
        self, topic: str, data: dict[str, Any], *, method: str | None = None, gateway: bool = True, ids: tuple[str, str] | None = None
    ) -> None:
        tid, bid = ids or (self._id(), self._id())
        body: dict[str, Any] = {"tid": tid, "bid": bid, "timestamp": int(time.time() * 1000), "data": data}
        if gateway:
            body["gateway"] = self.role.external_id
        if method:
            body["method"] = method
        try:
            self.device.send(topic, msgspec.json.encode(body))
        except ConnectionError:
            return

    def _id(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))

    def _introduce(self) -> None:
        domain, kind, sub = ("3", 2, 0) if self.dock else ("2", 119, 0)
        subs = []
        if self.aircraft is not None:
            subs = [{"sn": self.aircraft.external_id, "domain": "0", "type": 67, "sub_type": 1, "index": "A", "thing_version": "1.1.2"}]
        data = {"domain": domain, "type": kind, "sub_type": sub, "thing_version": "1.1.2", "sub_devices": subs}
        self._send(f"sys/product/{self.role.external_id}/status", data, method="update_topo", gateway=False)

    def _heard(self, topic: str, payload: bytes) -> None:
        try:
            message = msgspec.json.decode(payload)
            method, data = message.get("method"), message.get("data") or {}
        except (msgspec.DecodeError, AttributeError):
            return
        if topic.endswith("/status_reply"):
            if data.get("result") == 0 and not self.answered.is_set():
                self.answered.set()
                self._start()
        elif topic.endswith("/services"):
            self._serve(method, data, (str(message.get("tid")), str(message.get("bid"))))

    def _start(self) -> None:
        """What a device tells once after it was let in."""
        gateway = self.role.external_id
        if self.dock:
            self._send(f"thing/product/{gateway}/requests", {"config_type": "json", "config_scope": "product"}, method="config")
        if self.aircraft is not None:
            sn = self.aircraft.external_id
            video = {"video_index": "normal-0", "video_type": "wide", "switchable_video_types": ["wide", "zoom", "ir"]}
            camera = {"camera_index": "53-0-0", "available_video_number": 1, "coexist_video_number_max": 1, "video_list": [video]}
            capacity = {"available_video_number": 1, "coexist_video_number_max": 1, "device_list": [{"sn": sn, "camera_list": [camera]}]}
            self._send(f"thing/product/{gateway}/state", {"live_capacity": capacity})
            self._send(f"thing/product/{sn}/state", {"firmware_version": "10.01.0504"})

    def _serve(self, method: str, data: dict[str, Any], ids: tuple[str, str]) -> None:
        result = 0
        if method == "live_start_push":
            self.live = data.get("video_id")
        elif method == "live_stop_push":
            self.live = None
        elif method == "speaker_tts_play_start":
            self.said = str((data.get("tts") or {}).get("text", ""))
            if self.aircraft is None:
                result = 524001  # nothing hangs on this gateway that could shout
        elif method == "speaker_play_stop":
            self.said = ""
        elif method in ("fly_to_point", "return_home"):
            result = self._flown(method, data)
        elif method not in ("live_set_quality", "live_lens_change", "flight_authority_grab", "payload_authority_grab"):
            result = 314000  # this simulator flies its own routes
        self._send(f"thing/product/{self.role.external_id}/services_reply", {"result": result, "output": {}}, method=method, ids=ids)

    def _flown(self, method: str, data: dict[str, Any]) -> int:
        """It does go there: its next positions and its progress say so."""
        if self.aircraft is None:
            return 314000
        if method == "return_home":
            self.flight = ""
            return 0 if self.sortie.go_home() else 316000
        points = data.get("points")
        point = points[0] if isinstance(points, list) and points and isinstance(points[0], dict) else {}
        lon, lat = point.get("longitude"), point.get("latitude")
        if not isinstance(lon, int | float) or not isinstance(lat, int | float) or not self.sortie.send_to(lon, lat):
            return 316000
        self.flight = str(data.get("fly_to_id", ""))
        return 0

    def _tell_flight(self) -> None:
        if not self.flight:
            return
        left, events = self.sortie.metres_to_errand(), f"thing/product/{self.role.external_id}/events"
        arrived, lost = left < ARRIVED_M, self.sortie.state != "sent"
        status = "wayline_ok" if arrived else "wayline_cancel" if lost else "wayline_progress"
        told = {
            "fly_to_id": self.flight,
            "status": status,
            "result": 0,
            "remaining_distance": round(left),
            "remaining_time": round(left / 12),
        }
        self._send(events, told, method="fly_to_point_progress")
        if arrived or lost:
            self.flight = ""

    def _report(self) -> None:
        self._tell_flight()
        if self.aircraft is not None:
            self._fly_on(f"thing/product/{self.aircraft.external_id}/osd")
        if self.dock:
            self._send(f"thing/product/{self.role.external_id}/osd", self._dock_osd())
        else:
            data = {
                "capacity_percent": 88,
                "height": GROUND_M,
                "latitude": self.role.lat,
                "longitude": self.role.lon,
                "country": "CN",
                "wireless_link": {"sdr_quality": 5, "4g_quality": 3},
            }
            self._send(f"thing/product/{self.role.external_id}/osd", data)

    def _fly_on(self, topic: str) -> None:
        """The stream of properties goes the troubled way; topology, requests and answers are repeated by the protocol itself."""
        data = self._aircraft_osd()
        place = self.troubles.place(data["latitude"], data["longitude"], int(time.time() * 1000))
        data |= {"latitude": place.lat, "longitude": place.lon}
        body = {"tid": self._id(), "bid": self._id(), "timestamp": place.at_ms, "data": data, "gateway": self.role.external_id}
        for frame in self.troubles.way(topic, msgspec.json.encode(body)):
            try:
                self.device.send(frame.topic, frame.payload)
            except ConnectionError:
                return

    def _aircraft_osd(self) -> dict[str, Any]:
        s, jitter = self.sortie, self.dice.gauss
        data: dict[str, Any] = {
            "latitude": round(s.lat + jitter(0, 5e-6), 7),
            "longitude": round(s.lon + jitter(0, 5e-6), 7),
            "height": round(GROUND_M + s.height, 1),
            "elevation": round(s.height, 1),
            "attitude_head": round((s.heading + 180) % 360 - 180, 1),
            "attitude_pitch": -6.1,
            "attitude_roll": 1.2,
            "horizontal_speed": round(s.speed, 1),
            "vertical_speed": 0,
            "mode_code": s.mode,
            "battery": {"capacity_percent": round(s.battery), "remain_flight_time": round(s.battery * 18), "return_home_power": 28},
            "position_state": {"is_fixed": 2, "quality": 5, "gps_number": 18, "rtk_number": 24},
            "home_distance": round(math.hypot(*between(s.lon, s.lat, *s.home)), 1),
            "wind_speed": 42,
            "wind_direction": 3,
            "gear": 1,
        }
        if s.state == "flying":
            data["53-0-0"] = self._payload()
            if self._fire_distance() is not None:
                data["cameras"] = [{"payload_index": "53-0-0", "ir_metering_mode": 2, "ir_metering_area": _HOT}]
        return data

    def _fire_distance(self) -> float | None:
        if self.fire is None:
            return None
        metres = math.hypot(*between(self.sortie.lon, self.sortie.lat, *self.fire))
        return metres if metres < SEES_FIRE_M else None

    def _payload(self) -> dict[str, Any]:
        """The laser rests ahead and below; on the fire when there is one in sight."""
        s = self.sortie
        far = self._fire_distance()
        if far is not None and self.fire is not None:
            lon, lat = self.fire
        else:
            far = 300.0
            lon, lat = offset(s.lon, s.lat, far * math.sin(math.radians(s.heading)), far * math.cos(math.radians(s.heading)))
        return {
            "gimbal_pitch": -35.0,
            "gimbal_yaw": round(s.heading, 1),
            "measure_target_latitude": round(lat, 7),
            "measure_target_longitude": round(lon, 7),
            "measure_target_altitude": GROUND_M,
            "measure_target_distance": round(math.hypot(far, s.height), 1),
            "measure_target_error_state": 0,
            "payload_index": "53-0-0",
        }

    def _dock_osd(self) -> dict[str, Any]:
        """Three different pieces in turn, as a real dock sends them."""
        self.part = (self.part + 1) % 3
        home = self.sortie.state == "charging"
        if self.part == 0:
            return {
                "working_voltage": 53_200,
                "working_current": 1_180,
                "backup_battery": {"voltage": 26_100, "switch": 1},
                "electric_supply_voltage": 226,
            }
        if self.part == 1:
            sub = {"device_sn": self.aircraft.external_id, "device_online_status": 1, "device_paired": 1} if self.aircraft else {}
            return {"sub_device": sub, "wireless_link": {"sdr_quality": 5, "4g_quality": 4}, "media_file_detail": {"remain_upload": 0}}
        return {
            "network_state": {"type": 2, "quality": 5, "rate": 15.1},
            "drone_in_dock": int(home),
            "cover_state": 0 if home else 1,
            "mode_code": 0 if home else 4,
            "rainfall": 0,
            "wind_speed": 3.4,
            "environment_temperature": 27.5,
            "humidity": 58,
            "latitude": self.role.lat,
            "longitude": self.role.lon,
            "height": GROUND_M,
            "heading": 87.5,
            "position_state": {"is_calibration": 1, "is_fixed": 2, "quality": 5, "gps_number": 20, "rtk_number": 25},
        }


_DOWN = (("sys", "status_reply"), ("thing", "services"), ("thing", "requests_reply"), ("thing", "events_reply"))
_HOT = {
    "x": 0.4,
    "y": 0.4,
    "width": 0.2,
    "height": 0.2,
    "aver_temperature": 61.0,
    "max_temperature_point": {"x": 0.5, "y": 0.5, "temperature": 186.0},
    "min_temperature_point": {"x": 0.41, "y": 0.42, "temperature": 27.0},
}
