"""A simulated radio: positions, silence behind hills, orders answered as a person would."""

from __future__ import annotations

import asyncio
import time
from random import Random
from typing import Any

import msgspec

from devices.mqtt.device import MqttDevice
from devices.mqtt.wire import Will
from devices.simulator.motion import Mover
from devices.simulator.roster import Role
from devices.simulator.troubles import Troubles, untroubled

ANSWER_S = (8.0, 25.0)  # from delivered to accepted; reading lies in between
ARRIVED_M = 60
TO_THE_SCENE = 12.0  # m/s, by vehicle
OUTAGE_EVERY_S = 1500  # on average
OUTAGE_S = (40, 200)
BACKLOG = 50
SPOKEN = 20
CALL_ANSWER = "收到,马上派人核查"
OBEYED = ("text", "tts", "group", "disable", "enable")  # answered by the id of the command


def now_ms() -> int:
    return int(time.time() * 1000)


class Radio:
    def __init__(
        self,
        url: str,
        role: Role,
        dice: Random,
        interval: float,
        *,
        answer_s: tuple[float, float] = ANSWER_S,
        troubles: Troubles | None = None,
    ) -> None:
        self.role, self.dice, self.interval, self.answer_s = role, dice, interval, answer_s
        self.troubles = troubles or untroubled(role)
        self.model = "村村通大喇叭" if role.speaker else "PDT 手持台"
        self.base = f"ecc/v1/{role.area}/{role.kind}/{role.external_id}"
        self.mover = Mover(dice, role.lon, role.lat, radius=800, speed=1.4, pause_s=240)
        self.device = MqttDevice(
            url,
            f"radio-{role.external_id}",
            will=Will(f"{self.base}/status", msgspec.json.encode({"online": False}), retain=True),
            subscriptions=(f"{self.base}/cmd",),
            on_message=self._command,
        )
        self.battery = dice.uniform(55, 100)
        self.count = 0
        self.order: int | None = None
        self.spoken: list[str] = []  # what was said aloud
        self.seen: dict[str, None] = {}  # command ids, so that a repeated one is answered again but not obeyed twice
        self.silent_until = 0.0
        self.disabled = False
        self.backlog: list[dict[str, Any]] = []
        self.jobs: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        keep = asyncio.create_task(self.device.run(self._hello))
        try:
            await asyncio.sleep(self.dice.uniform(0, self.interval))
            while True:
                if not self.role.speaker:  # a loudspeaker hangs on its pole
                    self._step()
                await asyncio.sleep(self.interval)
        finally:
            keep.cancel()

    def _hello(self) -> None:
        status = {"online": True, "at": now_ms(), "bat": round(self.battery), "sig": 80, "model": self.model, "tts": True}
        self.device.send(f"{self.base}/status", msgspec.json.encode(status), retain=True)

    def _step(self) -> None:
        self.mover.step(self.interval, errand_speed=TO_THE_SCENE)
        self.battery = max(5.0, self.battery - self.interval / 600)
        position = self._position()
        now = time.monotonic()
        if now >= self.silent_until and self.dice.random() < self.interval / OUTAGE_EVERY_S and self.order is None:
            self.silent_until = now + self.dice.uniform(*OUTAGE_S)
        if self.disabled:
            return  # killed from afar: it says nothing, and keeps nothing for later
        if now < self.silent_until or not self.device.online.is_set():
            self.backlog = [*self.backlog, position][-BACKLOG:]
            return
        if self.backlog:
            # Back in coverage: what happened meanwhile comes late and must not move the marker back
            self._send("pos", self.backlog)
            self.backlog = []
        for more in [position, *(self._position() for _ in range(self.troubles.reports() - 1))]:
            self._tell(more)
        if self.troubles.breaks():
            self.device.cut()
        left = self.mover.metres_to_errand()
        if self.order is not None and left is not None and left < ARRIVED_M and self.role.auto:
            self._later(self._ack(self.order, "arrived", 2.0))
            self.order = None

    def _position(self) -> dict[str, Any]:
        self.count += 1
        mover, jitter = self.mover, self.dice.gauss
        place = self.troubles.place(round(mover.lat + jitter(0, 2e-5), 7), round(mover.lon + jitter(0, 2e-5), 7), now_ms())
        return {
            "at": place.at_ms,
            "n": self.count,
            "lat": place.lat,
            "lon": place.lon,
            "spd": round(mover.speed, 2),
            "hdg": round(mover.heading, 1),
            "acc": 6,
            "bat": round(self.battery),
            "sig": max(20, min(100, round(75 + jitter(0, 10)))),
        }

    def _tell(self, position: dict[str, Any]) -> None:
        """Only what can be lost goes the troubled way; a promise is kept."""
        for frame in self.troubles.way(f"{self.base}/pos", msgspec.json.encode(position)):
            try:
                self.device.send(frame.topic, frame.payload)
            except ConnectionError:
                return

    def _send(self, channel: str, body: Any) -> None:
        try:
            self.device.send(f"{self.base}/{channel}", msgspec.json.encode(body))
        except ConnectionError:
            return

    def _command(self, topic: str, payload: bytes) -> None:
        try:
            command = msgspec.json.decode(payload)
            kind, order, body = command["kind"], command.get("order"), command.get("body") or {}
        except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
            return
        if kind == "locate":
            self._send("pos", self._position())
        if kind in OBEYED and body.get("call") is None and isinstance(command.get("id"), str):
            self.disabled = kind == "disable" or (self.disabled and kind != "enable")
            self._later(self._ack(command["id"], "accepted", self.dice.uniform(0.1, 0.6), about="cmd"))
        if kind == "call" and isinstance(body.get("call"), int):
            self._later(self._answer_call(body["call"]))
        if kind == "tts" and isinstance(body.get("text"), str):
            self.spoken = [*self.spoken, body["text"]][-SPOKEN:]
            if self.role.speaker and isinstance(body.get("call"), int):  # a radio's own call answers for it
                self._later(self._ack(body["call"], "delivered", self.dice.uniform(0.1, 0.6), about="call"))
        if kind == "cancel" and self.order is not None and body.get("order") == self.order:
            self.order = None
            self.mover.release()
        if kind != "order" or not isinstance(order, int):
            return
        again = str(command.get("id")) in self.seen
        self.seen[str(command.get("id"))] = None
        if len(self.seen) > 100:
            self.seen.pop(next(iter(self.seen)))
        self._later(self._answer(order, body, again=again))

    async def _answer(self, order: int, body: dict[str, Any], *, again: bool) -> None:
        await self._ack(order, "delivered", self.dice.uniform(0.1, 0.6))
        if again or not self.role.auto:
            return
        wait = self.dice.uniform(*self.answer_s)
        await self._ack(order, "read", wait * 0.4)
        await self._ack(order, "accepted", wait * 0.6)
        if body.get("kind") == "stand_down":
            self.order = None
            self.mover.release()
        elif isinstance(body.get("lon"), int | float) and isinstance(body.get("lat"), int | float):
            self.order = order
            self.mover.send_to(float(body["lon"]), float(body["lat"]))

    async def _answer_call(self, call: int) -> None:
        await self._ack(call, "delivered", self.dice.uniform(0.1, 0.6), about="call")
        if self.role.auto:
            await self._ack(call, "answered", self.dice.uniform(*self.answer_s), about="call", text=CALL_ANSWER)

    async def _ack(self, number: int | str, kind: str, wait: float, *, about: str = "order", text: str = "") -> None:
        """Kept until the broker has it: a promise."""
        await asyncio.sleep(wait)
        said = {about: number, "kind": kind, "mid": f"{number}-{kind}", "at": now_ms()} | ({"text": text} if text else {})
        body = msgspec.json.encode(said)
        while True:
            await self.device.online.wait()
            try:
                await self.device.publish(f"{self.base}/ack", body)
                return
            except (ConnectionError, TimeoutError):
                await asyncio.sleep(1)

    def _later(self, job: Any) -> None:
        task = asyncio.ensure_future(job)
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)
