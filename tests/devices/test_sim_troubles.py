"""Docks, radios, phones and vehicles with a life of their own have the same seeded troubles as everybody; what they promise is never spoilt."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import Any

from devices import adapters
from devices.mqtt.device import MqttDevice
from devices.readings import Fix, Undecodable
from devices.sane import judge
from devices.simulator.city import cast_roles, play
from devices.simulator.roster import Role
from devices.simulator.troubles import Troubles, untroubled
from devices.simulator.wires.faults import Faults

from .conftest import Broker  # type: ignore[import-not-found]

HOME = (113.586, 23.548)
ROUGH = Faults(duplicate=0.3, reorder=0.2, late=0.2, future=0.2, zero=0.2, garbage=0.3, burst=0.1)
RADIO = Role("radio", "R1", "440117", "radio", *HOME, True, None)
PHONE = Role("owntracks", "gz/p1", "440117", "phone", *HOME, False, None)
DOCK = [Role("dji", "SN1", "440117", "uav", *HOME, False, "DOCK1"), Role("dji", "DOCK1", "440117", "dock", *HOME, False, None)]


def day(faults: Faults, seed: int = 1) -> list[Any]:
    troubles = Troubles(faults, seed, RADIO)
    said: list[Any] = []
    for n in range(300):
        said.append(troubles.place(23.5, 113.5, 1_793_664_930_000 + n))
        said += troubles.way("t", b"report %d" % n)
        said += [troubles.reports(), troubles.breaks()]
    return said


def test_the_same_seed_has_the_same_troubles() -> None:
    assert day(ROUGH) == day(ROUGH)
    assert day(ROUGH) != day(ROUGH, seed=2)
    faults = Counter(item.fault for item in day(ROUGH) if hasattr(item, "fault"))
    assert {"duplicate", "reorder", "garbage"} <= set(faults)


def test_without_faults_every_report_leaves_as_it_is() -> None:
    calm = untroubled(RADIO)
    for n in range(50):
        assert calm.place(23.5, 113.5, n)[:3] == (23.5, 113.5, n)
        assert [(frame.payload, frame.fault) for frame in calm.way("t", b"%d" % n)] == [(b"%d" % n, "")]
        assert (calm.reports(), calm.breaks()) == (1, False)


async def test_good_positions_come_through_the_noise_and_nothing_bad_moves_a_marker(broker: Broker) -> None:
    heard: list[tuple[str, bytes]] = []
    desk = MqttDevice(broker.url, "desk", subscriptions=("#",), on_message=lambda topic, payload: heard.append((topic, payload)))
    await desk.connect()
    city = asyncio.create_task(play(cast_roles([*DOCK, RADIO, PHONE], broker.url, rate=120, seed=1, answer_s=(0.2, 0.3), faults=ROUGH)))
    topics = {"thing/product/SN1/osd": "SN1", "ecc/v1/440117/radio/R1/pos": "R1", "owntracks/gz/p1": "gz/p1"}

    async def until(condition: Any) -> None:
        async with asyncio.timeout(30):
            while not condition():
                await asyncio.sleep(0.02)

    def outcome() -> dict[str, Counter[str]]:
        """Per terminal: what became of the frames on its topic of positions."""
        found: dict[str, Counter[str]] = {name: Counter() for name in topics.values()}
        last: dict[str, bytes] = {}
        for topic, payload in heard:
            if topic not in topics:
                continue
            name = topics[topic]
            found[name]["repeated"] += last.get(name) == payload
            last[name] = payload
            now = int(time.time() * 1000)
            try:
                fixes = [reading for reading in adapters.decode(topic, payload, now)[0] if isinstance(reading, Fix)]
            except Undecodable:
                found[name]["refused"] += 1
                continue
            for fix in fixes:
                wrong = judge(fix.lat, fix.lon, fix.at_ms, now)
                found[name]["doubted" if wrong else "good"] += 1
                if not wrong and abs(fix.lat - HOME[1]) < 0.1:
                    found[name]["near home"] += 1
        return found

    try:
        await until(lambda: any(topic == "sys/product/DOCK1/status" for topic, _ in heard))
        introduced = next(json.loads(payload) for topic, payload in heard if topic == "sys/product/DOCK1/status")
        await desk.publish("sys/product/DOCK1/status_reply", json.dumps(introduced | {"data": {"result": 0}}).encode())
        await until(lambda: all(min(seen[what] for what in ("good", "doubted", "refused", "repeated")) >= 2 for seen in outcome().values()))
        order = {"id": "c1", "kind": "order", "order": 7, "body": {"kind": "dispatch", "lon": HOME[0], "lat": HOME[1]}}
        await desk.publish("ecc/v1/440117/radio/R1/cmd", json.dumps(order).encode())
        acks: Any = lambda: [json.loads(payload)["kind"] for topic, payload in heard if topic.endswith("R1/ack")]  # noqa: E731
        await until(lambda: acks()[:3] == ["delivered", "read", "accepted"])
    finally:
        city.cancel()
        await asyncio.gather(city, return_exceptions=True)
        await desk.close()
