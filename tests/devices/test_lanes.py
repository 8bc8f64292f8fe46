"""The two MQTT lanes by themselves: they come back, and they notice when they only look alive."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from uuid import uuid4

import pytest

from devices.mqtt.device import MqttDevice
from devices.mqtt.promises import NotConnected, PromiseLane
from devices.mqtt.telemetry import TelemetryLane

from .conftest import Broker, free_port, until  # type: ignore[import-not-found]


@pytest.fixture
def lane(broker: Broker) -> Iterator[PromiseLane]:
    found = PromiseLane(broker.url, f"lane-{uuid4().hex[:8]}", ("up/+",), lambda *message: message[3](), lambda mid: None, session=False)
    found.start()
    until(lambda: found.connected)
    yield found
    found.stop()


def test_a_lane_that_hears_its_own_echo_is_well(lane: PromiseLane) -> None:
    lane._echoed_at -= 60
    before = lane._heard_at
    assert lane.sick() is None
    until(lambda: lane._heard_at > before)


def test_a_lane_that_hears_nothing_although_connected_is_sick(lane: PromiseLane) -> None:
    lane._heard_at -= 60
    assert "echo" in (lane.sick() or "")


def test_a_lane_whose_thread_died_is_sick(lane: PromiseLane) -> None:
    lane.client.loop_stop()
    assert "thread" in (lane.sick() or "")


def test_a_broker_that_is_away_is_no_sickness_and_publishing_says_so() -> None:
    lane = PromiseLane(f"mqtt://127.0.0.1:{free_port()}", "alone", ("up/+",), lambda *message: None, lambda mid: None)
    lane.start()
    try:
        assert lane.sick() is None
        with pytest.raises(NotConnected):
            lane.publish("down/1", b"")
    finally:
        lane.stop()


async def test_telemetry_comes_back_after_the_broker_did(broker: Broker) -> None:
    heard: list[bytes] = []
    lane = TelemetryLane(
        broker.url, f"telemetry-{uuid4().hex[:8]}", ("t/+",), lambda topic, payload, retained: heard.append(payload), lambda *bad: None
    )
    job = asyncio.create_task(lane.run())

    async def until_true(condition: object) -> None:
        async with asyncio.timeout(20):
            while not condition():  # type: ignore[operator]
                await asyncio.sleep(0.02)

    async def say(word: bytes) -> None:
        device = MqttDevice(broker.url, f"d-{uuid4().hex[:8]}")
        await device.connect()
        await device.publish("t/1", word)
        await device.close()

    try:
        await until_true(lambda: lane.connected)
        await say(b"one")
        await until_true(lambda: heard == [b"one"])
        broker.stop()
        await until_true(lambda: not lane.connected)
        await asyncio.to_thread(broker.start)
        await until_true(lambda: lane.connected)
        await say(b"two")
        await until_true(lambda: heard == [b"one", b"two"])
    finally:
        job.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await job
