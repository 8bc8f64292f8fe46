"""A simulated phone with OwnTracks: retained positions, seconds and km/h, gone without a word now and then."""

from __future__ import annotations

import asyncio
import time
from random import Random

import msgspec

from devices.mqtt.device import MqttDevice
from devices.mqtt.wire import Will
from devices.simulator.motion import Mover
from devices.simulator.roster import Role
from devices.simulator.troubles import Troubles, untroubled

GONE_EVERY_S = 3600  # on average the app is killed or the tunnel is long
GONE_S = (30, 180)


class Phone:
    def __init__(self, url: str, role: Role, dice: Random, interval: float, troubles: Troubles | None = None) -> None:
        self.role, self.dice, self.interval = role, dice, interval
        self.troubles = troubles or untroubled(role)
        self.topic = f"owntracks/{role.external_id}"
        self.mover = Mover(dice, role.lon, role.lat, radius=500, speed=1.2, pause_s=400)
        will = Will(self.topic, msgspec.json.encode({"_type": "lwt", "tst": int(time.time())}), retain=True)
        self.device = MqttDevice(
            url,
            f"owntracks-{role.external_id.replace('/', '-')}",
            will=will,
            subscriptions=(f"{self.topic}/cmd",),
            on_message=self._command,
        )
        self.battery = dice.uniform(40, 100)

    async def run(self) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.interval))
        keep = asyncio.create_task(self.device.run(lambda: self._report("u")))
        try:
            while True:
                await asyncio.sleep(self.interval)
                self.mover.step(self.interval)
                self.battery = max(8.0, self.battery - self.interval / 900)
                if self.dice.random() < self.interval / GONE_EVERY_S:
                    keep.cancel()
                    self.device.cut()
                    await asyncio.sleep(self.dice.uniform(*GONE_S))
                    keep = asyncio.create_task(self.device.run(lambda: self._report("u")))
                elif self.device.online.is_set():
                    for _ in range(self.troubles.reports()):
                        self._report("t")
                    if self.troubles.breaks():
                        self.device.cut()
        finally:
            keep.cancel()

    def _report(self, trigger: str) -> None:
        jitter = self.dice.gauss
        lat, lon = round(self.mover.lat + jitter(0, 3e-5), 7), round(self.mover.lon + jitter(0, 3e-5), 7)
        place = self.troubles.place(lat, lon, int(time.time() * 1000))
        body = {
            "_type": "location",
            "tst": place.at_ms // 1000,
            "lat": place.lat,
            "lon": place.lon,
            "acc": 12,
            "vel": round(self.mover.speed * 3.6),
            "cog": round(self.mover.heading),
            "batt": round(self.battery),
            "bs": 1,
            "conn": "m",
            "t": trigger,
            "tid": self.role.external_id[-2:],
        }
        try:
            for frame in self.troubles.way(self.topic, msgspec.json.encode(body), retain=True):
                self.device.send(frame.topic, frame.payload, retain=frame.retain)
        except ConnectionError:
            return

    def _command(self, topic: str, payload: bytes) -> None:
        if b"reportLocation" in payload:
            self._report("r")
