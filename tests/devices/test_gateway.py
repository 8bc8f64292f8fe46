"""The whole gateway between a real broker, PostgreSQL and Redis: from an MQTT publish to frames, history and inbox, and back down."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devices import handlers, intake
from devices.gateway import Gateway
from devices.inbox.models import Inbox, Quarantine
from devices.intake import PhoneFix, take_fixes
from devices.leadership import Leadership
from devices.readings import Sos
from devices.terminals.actions import adopt_device, register_terminal, send_downlink
from devices.terminals.models import Downlink, Terminal, UnknownDevice
from devices.tracks.models import LastFix, TrackPoint
from realtime import bus, clock
from realtime.database import conninfo
from realtime.picture import Picture
from realtime.positions import HELD, OFFLINE, SOS

from .conftest import Broker, until  # type: ignore[import-not-found]

pytestmark = pytest.mark.django_db(transaction=True)


class Running:
    """A gateway on a thread, and a hub's view of what it publishes."""

    def __init__(self, url: str, client_id: str = "") -> None:
        self.gateway = Gateway(url, conninfo, client_id=client_id or f"gateway-test-{uuid4().hex[:8]}")
        self.picture, self.messages, self.incomplete = Picture(time.monotonic), 0, 0
        self.ear = bus.listen([bus.FRAMES], self._frames)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.gateway.work()), daemon=True)
        self.thread.start()
        until(lambda: self.gateway.telemetry.connected and self.gateway.promises.connected, 15)

    def _frames(self, channel: str, data: bytes) -> None:
        self.messages += 1
        self.incomplete += not self.picture.merge(data)

    def row(self, subject: int) -> Any:
        slot = self.picture.slot.get(subject)
        return None if slot is None else self.picture.rows[slot]

    def stop(self) -> None:
        self.gateway.loop.call_soon_threadsafe(self.gateway.stopping.set)
        self.thread.join(20)
        assert not self.thread.is_alive()
        self.ear.close()


@pytest.fixture
def device(broker: Broker) -> Iterator[mqtt.Client]:
    """A plain client, nothing of ours."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"device-{uuid4().hex[:8]}")
    heard: list[tuple[str, Any]] = []
    client.on_message = lambda client, data, message: heard.append((message.topic, json.loads(message.payload)))
    client.user_data_set(heard)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    until(client.is_connected)
    yield client
    client.disconnect()
    client.loop_stop()


@pytest.fixture
def running(broker: Broker, radio: Terminal) -> Iterator[Running]:
    found = Running(broker.url)
    yield found
    found.stop()


def now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


def says(device: mqtt.Client, topic: str, qos: int = 0, retain: bool = False, **body: Any) -> None:
    device.publish(topic, json.dumps(body), qos=qos, retain=retain).wait_for_publish(5)


def test_a_fix_becomes_a_frame_a_last_fix_and_history(running: Running, device: mqtt.Client, radio: Terminal) -> None:
    device.publish("ecc/v1/440117/radio/R1/pos", b"{broken")
    says(device, "ecc/v1/440117/radio/R1/pos", at=now_ms(), lat=23.5, lon=113.5, bat=80)
    row = until(lambda: running.row(radio.subject_id))
    assert (row["lat"], row["battery"]) == (235_000_000, 80)
    until(lambda: LastFix.objects.filter(subject=radio.subject_id, lat=23.5).exists())
    until(lambda: TrackPoint.objects.filter(subject=radio.subject_id).exists())
    until(lambda: Quarantine.objects.filter(topic="ecc/v1/440117/radio/R1/pos").exists())
    assert running.incomplete == 0


def test_an_sos_is_stored_before_it_is_acknowledged_and_marks_the_marker(running: Running, device: mqtt.Client, radio: Terminal) -> None:
    seen: list[Sos] = []
    handlers.register(Sos, lambda reading, terminal, inbox: seen.append(reading))
    body = {"mid": uuid4().hex, "active": True, "at": now_ms(), "lat": 23.5, "lon": 113.5}
    for _ in range(3):
        says(device, "ecc/v1/440117/radio/R1/sos", qos=1, **body)
    until(lambda: seen)
    until(lambda: (row := running.row(radio.subject_id)) is not None and row["flags"] & SOS)
    assert Inbox.objects.count() == 1
    assert Inbox.objects.get().terminal == radio


def test_promises_are_acknowledged_in_order_among_poison_and_replies(running: Running, device: mqtt.Client) -> None:
    generation = running.gateway.promises.generation
    device.subscribe("sys/product/DOCK1/status_reply", 1)
    heard: list[Any] = device.user_data_get()
    for n in range(30):
        says(device, "ecc/v1/440117/radio/R1/sos", qos=1, mid=f"m{n}")
        device.publish("ecc/v1/440117/radio/R1/ack", b"poison", qos=1)
        says(device, "sys/product/DOCK1/status", qos=1, tid=f"t{n}", bid="b", data={"sub_devices": []}, method="update_topo")
    until(lambda: len(heard) >= 30)
    assert [body["tid"] for _, body in heard] == [f"t{n}" for n in range(30)]
    until(lambda: Inbox.objects.count() == 30)
    assert running.gateway.promises.generation == generation, "a broker ends the connection of a client that acknowledges out of order"


def test_a_stranger_is_listed_adopted_and_shown(running: Running, device: mqtt.Client) -> None:
    def report() -> None:
        says(device, "ecc/v1/440118/vehicle/V9/pos", at=now_ms(), lat=23.3, lon=113.8)

    report()
    unknown = until(lambda: UnknownDevice.objects.filter(external_id="V9").first())
    terminal = adopt_device(actor="system", unknown_id=unknown.id, label="消防车", kind="vehicle", area="440118")

    def shown() -> Any:
        report()
        return running.row(terminal.subject_id)

    assert until(shown)["kind"] == 2


def test_a_last_will_shows_as_offline(running: Running, device: mqtt.Client, broker: Broker, radio: Terminal) -> None:
    says(device, "ecc/v1/440117/radio/R1/pos", at=now_ms(), lat=23.5, lon=113.5)
    until(lambda: running.row(radio.subject_id))
    dying = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="dying")
    dying.will_set("ecc/v1/440117/radio/R1/status", b'{"online":false}', qos=1)
    dying.connect("127.0.0.1", broker.port)
    dying.loop_start()
    until(dying.is_connected)
    dying._sock_close()  # gone without a word
    dying.loop_stop()
    until(lambda: running.row(radio.subject_id)["flags"] & OFFLINE)


def test_a_drone_without_a_fix_is_held(running: Running, device: mqtt.Client) -> None:
    drone = register_terminal(actor="system", adapter="dji", external_id="SN1", kind="uav", area="440117", label="无人机")
    until(lambda: any(source.external_id == "SN1" for source in running.gateway.line.known))

    def osd(lat: float, fixed: int) -> None:
        data = {"latitude": lat, "longitude": 113.5, "position_state": {"is_fixed": fixed}, "elevation": 120.4, "height": 320}
        says(device, "thing/product/SN1/osd", tid="t", bid="b", timestamp=now_ms(), gateway="RC1", data=data)

    osd(23.5, 2)
    until(lambda: running.row(drone.subject_id))
    osd(0, 0)
    until(lambda: running.row(drone.subject_id)["flags"] & HELD)
    assert (running.row(drone.subject_id)["lat"], running.row(drone.subject_id)["alt"]) == (235_000_000, 120)
    until(lambda: Terminal.objects.get(pk=drone.pk).meta.get("gateway") == "RC1")


def test_a_downlink_goes_out_and_is_sent_when_the_broker_has_it(
    running: Running, device: mqtt.Client, radio: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def fails(downlink: Downlink) -> None:
        told.append(downlink.pk)
        raise ValueError("a handler of a higher layer fails")

    monkeypatch.setattr(handlers, "_sent", [fails])
    device.subscribe("ecc/v1/+/+/R1/cmd", 1)
    time.sleep(0.2)  # the subscription has no answer that paho would let us wait for here
    downlink = send_downlink(terminal=radio, kind="order", payload={"task": "集结"}, order_id=7)
    until(lambda: Downlink.objects.get(pk=downlink.pk).state == "sent")
    heard: list[Any] = device.user_data_get()
    until(lambda: heard)
    assert (heard[0][1]["order"], heard[0][1]["body"], heard[0][1]["id"]) == (7, {"task": "集结"}, str(downlink.correlation))
    assert told == [downlink.pk]


def test_what_cannot_be_sent_or_is_too_late_says_so(running: Running, radio: Terminal) -> None:
    phone = register_terminal(actor="system", adapter="owntracks", external_id="f/p", kind="phone", area="440117", label="手机")
    refused = send_downlink(terminal=phone, kind="order", payload={})
    late = send_downlink(terminal=radio, kind="text", payload={}, expires_at=clock.now())
    until(lambda: Downlink.objects.get(pk=refused.pk).state == "failed")
    until(lambda: Downlink.objects.get(pk=late.pk).state == "expired")
    assert "OwnTracks" in Downlink.objects.get(pk=refused.pk).error


def test_a_position_over_http_reaches_the_picture(running: Running, radio: Terminal) -> None:
    take_fixes(terminal=radio, fixes=[PhoneFix(at=clock.now(), lat=23.7, lon=113.7, battery=40)])
    row = until(lambda: running.row(radio.subject_id))
    assert (row["lat"], row["battery"]) == (237_000_000, 40)
    intake.mark_sos(subject_id=radio.subject_id, active=True)
    until(lambda: running.row(radio.subject_id)["flags"] & SOS)


def test_a_new_gateway_starts_from_the_last_fixes_and_answers_a_keyframe(broker: Broker, radio: Terminal) -> None:
    take_fixes(terminal=radio, fixes=[PhoneFix(at=clock.now(), lat=23.7, lon=113.7)])
    running = Running(broker.url)
    try:
        until(lambda: running.row(radio.subject_id))
        before = running.messages
        bus.publish(bus.KEYFRAME, b"")
        until(lambda: running.messages > before, 3)
    finally:
        running.stop()


def test_a_promise_sent_while_no_gateway_ran_is_not_lost(broker: Broker, device: mqtt.Client, radio: Terminal) -> None:
    first = Running(broker.url)
    client_id = first.gateway.promises.client_id
    first.stop()
    says(device, "ecc/v1/440117/radio/R1/sos", qos=1, mid="while-away")
    assert not Inbox.objects.exists()
    second = Running(broker.url, client_id)
    try:
        until(lambda: Inbox.objects.filter(message_key="sos:while-away:1").exists(), 15)
    finally:
        second.stop()


def test_the_second_gateway_stands_by_until_the_first_is_gone(db: None) -> None:
    first, second = Leadership(conninfo, key=77), Leadership(conninfo, key=77)
    first.start()
    until(first.won.is_set)
    second.start()
    assert not second.won.wait(1.5)
    first.stop()
    until(second.won.is_set)
    second.stop()
