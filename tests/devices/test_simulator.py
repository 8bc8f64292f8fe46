"""The simulated city: deterministic, plausible, and it speaks protocols that our own adapters read without a complaint."""

from __future__ import annotations

import asyncio
import itertools
import json
import math
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from devices import adapters
from devices.mqtt.device import MqttDevice
from devices.readings import Fix, Receipt
from devices.simulator.city import cast_roles, play
from devices.simulator.motion import Mover, Sortie, between
from devices.simulator.roster import Role, roster
from devices.terminals.actions import register_terminal

from .conftest import Broker  # type: ignore[import-not-found]

HOME = (113.586, 23.548)


def path(seed: str, steps: int = 200) -> list[tuple[float, float]]:
    mover = Mover(Random(seed), *HOME, radius=800, speed=1.4, pause_s=60)
    found = []
    for _ in range(steps):
        mover.step(5)
        found.append((mover.lon, mover.lat))
    return found


def test_the_same_seed_moves_everybody_the_same_way() -> None:
    assert path("1:radio:R1") == path("1:radio:R1")
    assert path("1:radio:R1") != path("2:radio:R1")


def test_people_walk_near_their_home_and_never_jump() -> None:
    points = path("1:radio:R1", 1000)
    assert max(math.hypot(*between(*HOME, *point)) for point in points) <= 801
    assert max(math.hypot(*between(*a, *b)) for a, b in itertools.pairwise(points)) <= 1.4 * 1.2 * 5 + 0.01


def test_a_drone_flies_lands_and_charges() -> None:
    sortie = Sortie(Random("1"), *HOME)
    seen = set()
    for _ in range(3000):
        sortie.step(2)
        seen.add(sortie.state)
        assert 0 <= sortie.height <= 140
        assert 5 <= sortie.battery <= 100
        assert math.hypot(*between(*HOME, sortie.lon, sortie.lat)) < 2500
    assert seen == {"flying", "returning", "landing", "charging", "rising"}


def test_an_errand_is_reached_and_stayed_at() -> None:
    mover = Mover(Random("1"), *HOME, radius=100, speed=1.4, pause_s=10)
    mover.send_to(113.60, 23.55)
    for _ in range(200):
        mover.step(5, errand_speed=12)
    assert mover.metres_to_errand() == pytest.approx(0, abs=0.1)


ROLES = [
    Role("dji", "SN1", "440117", "uav", *HOME, False, "DOCK1"),
    Role("dji", "DOCK1", "440117", "dock", *HOME, False, None),
    Role("dji", "RC2", "440117", "other", *HOME, False, None),
    Role("radio", "R1", "440117", "radio", *HOME, True, None),
    Role("owntracks", "gz/p1", "440117", "phone", *HOME, False, None),
]


def test_every_role_with_a_connection_is_cast_and_the_rate_is_kept() -> None:
    actors = cast_roles(ROLES, "mqtt://127.0.0.1:1", rate=18.0, seed=1)
    assert len(actors) == 4
    # 3 DJI at 0.5, a radio at 0.2, a phone at 0.1: 1.8 messages a second by themselves
    assert [actor.interval for actor in actors] == pytest.approx([0.2, 0.2, 0.5, 1.0])  # type: ignore[attr-defined]


async def test_what_it_says_is_read_by_our_adapters_and_orders_are_answered(broker: Broker) -> None:
    heard: list[tuple[str, bytes]] = []
    desk = MqttDevice(broker.url, "desk", subscriptions=("#",), on_message=lambda topic, payload: heard.append((topic, payload)))
    await desk.connect()
    actors = cast_roles(ROLES, broker.url, rate=40, seed=1, answer_s=(0.2, 0.3), fire=HOME)
    city = asyncio.create_task(play(actors))

    async def until(condition: Any) -> None:
        async with asyncio.timeout(15):
            while not condition():
                await asyncio.sleep(0.02)

    def says(ending: str) -> list[dict[str, Any]]:
        return [json.loads(payload) for topic, payload in heard if topic.endswith(ending)]

    try:
        # A dock does not go on before its topology was answered
        await until(lambda: any(topic == "sys/product/DOCK1/status" for topic, _ in heard))
        assert not [topic for topic, _ in heard if topic == "thing/product/SN1/osd"]
        for name in ("DOCK1", "RC2"):
            await until(lambda name=name: any(topic == f"sys/product/{name}/status" for topic, _ in heard))
            introduced = next(json.loads(payload) for topic, payload in heard if topic == f"sys/product/{name}/status")
            await desk.publish(f"sys/product/{name}/status_reply", json.dumps(introduced | {"data": {"result": 0}}).encode())
        await until(lambda: len([topic for topic, _ in heard if topic == "thing/product/DOCK1/osd"]) >= 3)
        await until(lambda: says("R1/pos") and says("gz/p1"))
        command = {"id": "c1", "kind": "order", "order": 7, "body": {"kind": "dispatch", "lon": HOME[0], "lat": HOME[1]}}
        await desk.publish("ecc/v1/440117/radio/R1/cmd", json.dumps(command).encode())
        await until(lambda: [ack["kind"] for ack in says("R1/ack")][:3] == ["delivered", "read", "accepted"])
        await desk.publish("ecc/v1/440117/radio/R1/cmd", json.dumps(command).encode())
        await until(lambda: [ack["kind"] for ack in says("R1/ack")].count("delivered") == 2)
        await asyncio.sleep(1)  # three times as long as it takes to answer here: a second acceptance would have come
        live = {"tid": "t", "bid": "b", "method": "live_start_push", "data": {"video_id": "SN1/53-0-0/normal-0", "url": "rtmp://x"}}
        await desk.publish("thing/product/DOCK1/services", json.dumps(live).encode())
        await until(lambda: says("services_reply"))
    finally:
        city.cancel()
        await asyncio.gather(city, return_exceptions=True)
        await desk.close()
    assert [ack["kind"] for ack in says("R1/ack")].count("accepted") == 1, "a repeated order is acknowledged again, not obeyed twice"
    readings = []
    for topic, payload in heard:
        if not topic.endswith(("/cmd", "_reply", "/services")) or topic.endswith("services_reply"):
            readings += adapters.decode(topic, payload, 1_793_664_930_000)[0]
    assert {reading.source.external_id for reading in readings if isinstance(reading, Fix)} == {"SN1", "DOCK1", "RC2", "R1", "gz/p1"}
    assert all(isinstance(reading.order, int) for reading in readings if isinstance(reading, Receipt))


@pytest.mark.django_db
def test_the_roster_is_the_registry(city: None) -> None:
    register_terminal(
        actor="system",
        adapter="radio",
        external_id="R1",
        kind="radio",
        area="440117",
        label="台",
        meta={"home": {"lon": 113.5, "lat": 23.5}},
    )
    register_terminal(actor="system", adapter="radio", external_id="R2", kind="radio", area="440117", label="台 2")
    register_terminal(actor="system", adapter="field", external_id="user-1", kind="phone", area="440117", label="真人")
    roles = roster(10)
    assert [role.external_id for role in roles] == ["R1", "R2"]
    assert (roles[0].lon, roles[0].lat) == (113.5, 23.5)
    assert roster(1) == roles[:1]


def test_duty_refuses_the_simulator(settings: Any) -> None:
    settings.MODE = "duty"
    with pytest.raises(CommandError, match="MODE=duty"):
        call_command("simulate")
