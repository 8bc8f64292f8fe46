"""Other people's libraries, each in a process of its own: we understand what they send, they understand what we send. `make peers`."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devices.adapters import meshtastic, sparkplug, thingsboard
from devices.adapters.known import Command, Facts
from devices.adapters.meshtastic_keys import PUBLIC_KEY
from devices.readings import Answer, Fix, Measurement, Status, Text
from tests.devices.conftest import Broker, until
from tests.devices.garbage import Decoders

pytestmark = pytest.mark.peers
PYTHON = os.environ.get("PEERS_PYTHON", "")
SPEAK = Path(__file__).with_name("speak.py")
NOW = 1_793_664_991_000


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Broker]:
    if shutil.which("mosquitto") is None and not Path("/usr/sbin/mosquitto").exists():
        pytest.skip("mosquitto is not installed")
    running = Broker("mosquitto", tmp_path)
    yield running
    running.stop()


def peer(*words: str, told: str = "") -> list[dict[str, Any]]:
    assert PYTHON, "make peers prepares the libraries and names their Python"
    done = subprocess.run([PYTHON, str(SPEAK), *words], input=told, capture_output=True, text=True, timeout=40, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def heard(name: str) -> list[Any]:
    """What we find in everything the library says, in its order."""
    decoders = Decoders(Facts(mesh_keys={"LongFast": PUBLIC_KEY}))
    return [one for frame in peer("say", name) for one in decoders.read(frame["topic"], base64.b64decode(frame["payload"]), NOW) or []]


def understood(name: str, topic: str, payload: bytes) -> dict[str, Any]:
    return peer("read", name, told=json.dumps({"topic": topic, "payload": base64.b64encode(payload).decode()}) + "\n")[0]


def command(to: str, kind: str, meta: dict[str, Any] | None = None, facts: Facts | None = None, **payload: Any) -> Command:
    return Command(
        external_id=to, area="440117", terminal_kind="radio", meta=meta or {}, kind=kind, payload=payload, now_ms=NOW, facts=facts or Facts(),
        correlation="6f1d2a3b-0000-4000-8000-000000000001",
    )  # fmt: skip


def one(readings: list[Any], kind: type) -> Any:
    return next(reading for reading in readings if isinstance(reading, kind))


def test_a_mesh_radios_own_library_is_understood() -> None:
    said = heard("meshtastic")
    fix = one(said, Fix)
    assert (fix.source.external_id, fix.lat, fix.lon, fix.alt) == ("!7efeee00", 23.1837, 113.2971, 126)
    assert one(said, Text).text == "两人受伤" and any(isinstance(reading, Status) and reading.battery == 74 for reading in said)


def test_a_mesh_radios_own_library_reads_our_text() -> None:
    facts = Facts(mesh_keys={"LongFast": PUBLIC_KEY}, mesh_node=0x7E000009)
    topic, payload = meshtastic.encode(command("!7e0a0001", "text", {"mesh": "msh/CN/2/e/LongFast"}, facts, text="请回话"))
    assert understood("meshtastic", topic, payload) == {"to": 0x7E0A0001, "port": 1, "text": "请回话"}


def test_a_sparkplug_node_of_another_library_is_understood_by_name_and_by_alias() -> None:
    levels = [reading.value for reading in heard("sparkplug") if isinstance(reading, Measurement) and reading.quantity == "water_level"]
    assert levels == [34.25, 35.5]


def test_a_sparkplug_library_reads_what_we_write() -> None:
    topic, payload = sparkplug.encode(command("Emergency/edge-07/gauge-1", "write", name="pump", value=True))
    assert topic == "spBv1.0/Emergency/DCMD/edge-07/gauge-1"
    assert understood("sparkplug", topic, payload) == {"name": "pump", "value": True}


def test_pytaks_events_are_understood() -> None:
    fix = one(heard("tak"), Fix)
    assert (fix.source.external_id, fix.lat, fix.lon, fix.accuracy) == ("ANDROID-7", 23.1837, 113.2971, 8)


def test_a_thingsboard_gateway_of_the_vendors_client_reports_is_called_and_answers(mosquitto: Broker) -> None:
    frames: list[tuple[str, bytes]] = []
    ours = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="centre")
    ours.on_message = lambda _c, _u, message: frames.append((message.topic, message.payload))
    ours.connect("127.0.0.1", mosquitto.port)
    ours.subscribe("v1/gateway/#", 1)
    ours.loop_start()
    running = subprocess.Popen(
        [PYTHON, str(SPEAK), "talk", "thingsboard", "127.0.0.1", str(mosquitto.port), "token"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None and json.loads(running.stdout.readline()) == {"ready": True}
        until(lambda: any(topic == "v1/gateway/telemetry" for topic, _ in frames), 20)
        decoders = Decoders()
        (level,) = [r for topic, data in frames for r in decoders.read(topic, data, NOW) or [] if isinstance(r, Measurement)]
        assert (level.source.external_id, level.quantity, level.value) == ("水位一号", "water_level", 34.25)
        topic, payload = thingsboard.encode(command("水位一号", "rpc", {"thingsboard": "gateway"}, method="open", params={"n": 1}))
        ours.publish(topic, payload, 1)
        assert json.loads(running.stdout.readline()) == {"called": ["open"]}
        until(lambda: any(isinstance(r, Answer) for t, d in frames if t == "v1/gateway/rpc" for r in decoders.read(t, d, NOW) or []), 10)
    finally:
        running.kill()
        ours.loop_stop()
        ours.disconnect()
