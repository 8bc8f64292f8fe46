"""Protocols in which one frame speaks for many, or cannot be read without a memory: through broker, gateway and inbox to whoever waits for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devices import handlers
from devices.adapters.known import number_of
from devices.inbox.models import Inbox, Quarantine
from devices.mapping.actions import save_mapping
from devices.readings import Measurement, Sos
from devices.terminals.actions import register_terminal, send_downlink
from devices.terminals.models import Downlink, Terminal, UnknownDevice
from tests.devices.conftest import Broker, until
from tests.devices.corpus import sample
from tests.devices.test_gateway import Running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seen() -> Iterator[list[tuple[Any, Terminal | None]]]:
    """Only this test's handlers of these readings."""
    kept = dict(handlers._handlers)
    found: list[tuple[Any, Terminal | None]] = []
    for reading_type in (Sos, Measurement):
        handlers._handlers[reading_type] = [lambda reading, terminal, inbox: found.append((reading, terminal))]
    yield found
    handlers._handlers.clear()
    handlers._handlers.update(kept)


@pytest.fixture
def device(broker: Broker) -> Iterator[mqtt.Client]:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"device-{uuid4().hex[:8]}")
    heard: list[tuple[str, bytes]] = []
    client.on_message = lambda client, data, message: heard.append((message.topic, message.payload))
    client.user_data_set(heard)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    until(client.is_connected)
    yield client
    client.disconnect()
    client.loop_stop()


def terminal(adapter: str, external_id: str, kind: str = "sensor") -> Terminal:
    return register_terminal(actor="system", adapter=adapter, external_id=external_id, kind=kind, area="440117", label=external_id)


def test_what_dialects_say_reaches_whoever_waits_for_it(broker: Broker, city: None, device: mqtt.Client, seen: list[Any]) -> None:
    rain, smoke = terminal("thingsboard", "雨量站07"), terminal("thingsboard", "烟感12")
    walker, gauge = terminal("meshtastic", "!7efeee00", "radio"), terminal("mapped", "WL-7")
    running = Running(broker.url)
    try:
        # A gateway's one frame is two devices', each with its own terminal
        told = {
            "雨量站07": [{"ts": 1_793_664_930_000, "values": {"rain1h": 12.6}}],
            "烟感12": [{"ts": 1_793_664_930_000, "values": {"smoke": True}}],
        }
        device.publish("v1/gateway/telemetry", json.dumps(told), qos=1).wait_for_publish(5)
        until(lambda: {(r.quantity, t and t.pk) for r, t in seen} == {("rain_1h", rain.pk), ("smoke", smoke.pk)})
        # An encrypted alert, heard by two gateways: one row, although nobody but the gateway process has the key
        alert = sample("meshtastic/e_alert_encrypted_defaultkey").payload
        for hearer in ("!7efeee00", "!aaaa0001"):
            device.publish(f"msh/CN/2/e/LongFast/{hearer}", alert, qos=1).wait_for_publish(5)
        until(lambda: [(r.text, t.pk) for r, t in seen if isinstance(r, Sos)] == [("求救", walker.pk)])
        # A row saved while the gateway runs
        fields = [{"field": "measure.water_level", "path": "$.wl", "factor": 0.01, "unit": "m"}]
        save_mapping(
            actor="system", mapping_id=None, active=True, source="厂家", name="水位", topic_filter="vendor/+/up", identity="2", kind="sensor",
            each="", time_path="", time_format="ms", utc_offset_h=8.0, datum="wgs84", fields=fields,
        )  # fmt: skip
        until(lambda: running.gateway.promises.more == ("vendor/+/up",))
        until(lambda: device.publish("vendor/WL-7/up", b'{"wl": 342}', qos=1) and any(t == gauge for _, t in seen))
        assert next(r.value for r, t in seen if t == gauge) == pytest.approx(3.42)
        # Asked to be born again, as its alias says nothing to a gateway that has just started
        device.subscribe("spBv1.0/Emergency/NCMD/edge-01", 1)
        unborn = sample("sparkplug/ddata_alias_unborn")
        device.publish(unborn.topic, unborn.payload, qos=1).wait_for_publish(5)
        until(lambda: any(topic == "spBv1.0/Emergency/NCMD/edge-01" for topic, _ in device.user_data_get()))
        # A command and the answer that carries its number
        device.subscribe("v1/gateway/rpc", 1)
        until(lambda: Terminal.objects.get(pk=smoke.pk).meta.get("thingsboard") == "gateway")  # learned from its frame
        command = send_downlink(terminal=smoke, kind="rpc", payload={"method": "mute"})
        number = number_of(str(command.correlation))
        until(lambda: Downlink.objects.get(pk=command.pk).state == Downlink.State.SENT)
        answer = {"device": "烟感12", "id": number, "data": {"success": True}}
        device.publish("v1/gateway/rpc", json.dumps(answer), qos=1).wait_for_publish(5)
        until(lambda: Downlink.objects.get(pk=command.pk).state == Downlink.State.DELIVERED)
        # A drone that only broadcasts, and somebody who says `me`
        drone = sample("odid/dronescout_data")
        device.publish(drone.topic, drone.payload).wait_for_publish(5)
        device.publish("v1/devices/me/telemetry", b'{"smoke":1}', qos=1).wait_for_publish(5)
        until(lambda: UnknownDevice.objects.filter(adapter="odid", external_id="1581F5BKD225D00BP891").exists())
        until(lambda: Quarantine.objects.filter(topic="v1/devices/me/telemetry").exists())
        until(lambda: not Inbox.objects.exclude(state=Inbox.State.DONE).exists())
    finally:
        running.stop()
