"""The compose file obeys the compose specification and runs exactly the processes of the Procfile; its broker settings do what they promise."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import paho.mqtt.client as paho
import pytest
import yaml

from command.supervisor import procfile
from command.supervisor.ports import free_port
from command.supervisor.run import wanted
from devices.doors.credentials import digest_of
from devices.wire.control import Control
from devices.wire.dynsec import changes
from devices.wire.rights import Row, centre, rights_from

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((pathlib.Path(__file__).parent / "compose-spec.json").read_text())  # compose-spec/compose-spec, Apache-2.0
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
PROCESSES = procfile.read(ROOT / "Procfile")
OURS = {name for name, service in SERVICES.items() if service["image"] == "emergency-command-center"}


def test_the_file_obeys_the_compose_specification() -> None:
    jsonschema.Draft201909Validator(SCHEMA).validate(COMPOSE)


def test_compose_runs_the_same_processes_with_the_same_commands_as_the_procfile() -> None:
    assert OURS - {"setup"} == set(PROCESSES)
    for name, command in PROCESSES.items():
        assert shlex.split(SERVICES[name]["command"]) == command


def test_the_simulator_waits_for_the_demo_profile_telephone_and_radio_for_their_own() -> None:
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == {
        "simulator": ["demo"],
        "phone": ["phone"],
        "radio": ["radio"],
        "edge": ["edge"],
        "tls": ["tls"],
        "janus": ["janus"],
        "coturn": ["coturn"],
        "mediamtx": ["media"],
    }


def test_conference_and_turn_servers_start_only_with_a_secret_and_with_what_we_use() -> None:
    for name, key in (("janus", "JANUS_ADMIN_KEY"), ("coturn", "TURN_SECRET")):
        said = SERVICES[name]["command"][-1].replace("$$", "$")
        refused = subprocess.run(["sh", "-c", said], env={"PATH": "/usr/bin:/bin", key: ""}, capture_output=True, text=True, timeout=10)
        assert refused.returncode == 1 and key in refused.stdout
    assert "--use-auth-secret" in SERVICES["coturn"]["command"][-1]
    settings = ROOT / "deploy" / "janus"
    assert "@ADMIN_KEY@" in (settings / "janus.plugin.videoroom.jcfg").read_text()
    assert not any(":8088" in port for port in SERVICES["janus"]["ports"]), "who reaches it may make rooms"


def test_the_media_server_asks_us_about_everybody_and_starts_only_with_a_secret() -> None:
    service = SERVICES["mediamtx"]
    said = service["command"][-1].replace("$$", "$")
    refused = subprocess.run(
        ["sh", "-c", said], env={"PATH": "/usr/bin:/bin", "MEDIAMTX_SECRET": ""}, capture_output=True, text=True, timeout=10
    )
    assert refused.returncode == 1 and "MEDIAMTX_SECRET" in refused.stdout
    settings = (ROOT / "deploy" / "mediamtx.yml").read_text()
    assert "authMethod: http\n" in settings and "authHTTPExclude: []" in settings
    assert "/media/auth?key=" in service["environment"]["MTX_AUTHHTTPADDRESS"]
    assert not any(":9997" in port for port in service["ports"]), "who reaches its API may make paths"


def test_make_run_starts_telephone_and_radio_only_where_there_are_an_exchange_and_channels() -> None:
    assert set(PROCESSES) - set(wanted(PROCESSES, {})) == {"phone", "radio", "edge"}
    assert wanted(PROCESSES, {"SIP_URL": "sip:8000@pbx", "RADIO_BIND": "0.0.0.0", "EDGE_OF": "https://core"}) == PROCESSES


def test_every_lasting_process_says_whether_it_is_alive() -> None:
    for name in set(SERVICES) - {"setup", "simulator"}:
        assert SERVICES[name]["healthcheck"]["test"], name
    assert "/livez" in " ".join(SERVICES["web"]["healthcheck"]["test"])
    for name in ("voice", "gateway", "clerk", "worker", "phone", "radio", "edge"):
        assert SERVICES[name]["healthcheck"]["test"][-2:] == ["realtime.health.alive", name]


def test_nothing_listens_beyond_this_machine_unless_told_to() -> None:
    for name, service in SERVICES.items():
        for port in service.get("ports", []):
            assert port.startswith(
                (
                    "${LISTEN:-127.0.0.1}:",
                    "${SIP_LISTEN:-127.0.0.1}:",
                    "${RADIO_LISTEN:-127.0.0.1}:",
                    "${JANUS_LISTEN:-127.0.0.1}:",
                    "${MEDIA_LISTEN:-127.0.0.1}:",
                    "${TLS_LISTEN:-127.0.0.1}:",
                )
            ), name


def test_the_tls_proxy_reads_the_certificate_that_the_first_service_makes_and_knows_web_and_voice() -> None:
    made, proxy = " ".join(SERVICES["setup"]["command"]), SERVICES["tls"]
    assert "command.certs" in made and "umask 077" in made and proxy["environment"]["TLS_PEM"] == "${TLS_PEM:-/data/tls/proxy.pem}"
    assert "/data/tls/proxy.pem" in made and "data:/data:ro" in proxy["volumes"]
    said = (ROOT / "deploy" / "tls.cfg").read_text()
    assert "ssl-min-ver TLSv1.2" in said and "X-Forwarded-Proto https" in said and "option forwardfor" in said
    assert {"web:8000", "voice:8001"} == set(re.findall(r"(?:web|voice):\d+", said))


def test_every_volume_and_every_mounted_file_exists() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"], f"{name}: {source}"


def test_every_service_that_is_waited_for_exists_and_can_be_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES, name
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[other]


@pytest.fixture
def mosquitto(tmp_path: pathlib.Path) -> Iterator[int]:
    """The distribution's Mosquitto under our own configuration, with its paths and port moved."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        pytest.skip("no mosquitto on this machine (apt-get install mosquitto)")
    port = free_port()
    plugin = next(iter(glob.glob("/usr/lib/*/mosquitto_dynamic_security.so")), "")
    if not plugin:
        pytest.skip("this mosquitto has no dynamic security plugin")
    first = SERVICES["broker"]["command"][-1].replace("$$", "$").replace("/mosquitto/data", str(tmp_path)).partition("chmod 600")[0]
    env = os.environ | {"MQTT_ADMIN_PASSWORD": "admin-secret"}
    subprocess.run(["sh", "-c", first + "true"], check=True, capture_output=True, env=env)
    text = (ROOT / "deploy" / "mosquitto.conf").read_text()
    for old, new in {
        "listener 1883": f"listener {port} 127.0.0.1",
        "/usr/lib/mosquitto_dynamic_security.so": plugin,
        "/mosquitto/data/dynamic-security.json": str(tmp_path / "dynamic-security.json"),
        "persistence_location /mosquitto/data/": f"persistence_location {tmp_path}/\nuser root",
    }.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "mosquitto.conf").write_text(text)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([program, "-c", tmp_path / "mosquitto.conf"], stdout=log, stderr=log)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        time.sleep(0.05)
    assert process.poll() is None, (tmp_path / "log").read_text()
    rows = [Row("radio", name, "440106", digest_of("radio", "secret")) for name in ("R0001", "R0002")]
    rights = rights_from(rows, reserved={"ecc": centre("ecc", "secret")}).rights
    control = Control(f"mqtt://keeper:admin-secret@127.0.0.1:{port}")
    control.open()
    assert control.apply(changes(rights, control.held(), lambda right: "secret")) == 0
    control.close()
    yield port
    process.terminate()
    process.wait(10)


class Client:
    """A plain paho client that remembers what it heard."""

    def __init__(self, port: int, user: str | None) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.refused: bool | None = None
        self._ready, self._subscribed, self._news = threading.Event(), threading.Event(), threading.Condition()
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2)
        if user:
            self.client.username_pw_set(user, "secret")
        self.client.on_connect = self._on_connect
        self.client.on_subscribe = lambda *_: self._subscribed.set()
        self.client.on_message = self._on_message
        self.client.connect("127.0.0.1", port, keepalive=30)
        self.client.loop_start()
        assert self._ready.wait(5)

    def _on_connect(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self.refused = reason.is_failure
        self._ready.set()

    def _on_message(self, client: Any, data: Any, message: Any) -> None:
        with self._news:
            self.heard.append((message.topic, message.payload))
            self._news.notify_all()

    def subscribe(self, topic: str) -> None:
        self._subscribed.clear()
        self.client.subscribe(topic, 1)
        assert self._subscribed.wait(5)

    def say(self, topic: str, payload: bytes) -> None:
        self.client.publish(topic, payload, 1).wait_for_publish(5)

    def wait_for(self, payload: bytes) -> bool:
        with self._news:
            return self._news.wait_for(lambda: any(p == payload for _, p in self.heard), 5)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def test_the_broker_refuses_who_has_no_password(mosquitto: int) -> None:
    client = Client(mosquitto, None)
    assert client.refused
    client.close()


def test_a_terminal_speaks_and_hears_for_itself_only(mosquitto: int) -> None:
    centre, radio, other = Client(mosquitto, "ecc"), Client(mosquitto, "R0001"), Client(mosquitto, "R0002")
    centre.subscribe("ecc/v1/#")
    other.subscribe("ecc/v1/440106/radio/R0002/cmd")
    radio.say("ecc/v1/440106/radio/R0002/pos", b"forged")
    radio.say("ecc/v1/440106/radio/R0001/pos", b"own")
    assert centre.wait_for(b"own")
    assert [payload for _, payload in centre.heard] == [b"own"]
    radio.subscribe("ecc/v1/440106/radio/R0001/cmd")
    centre.say("ecc/v1/440106/radio/R0001/cmd", b"go")
    assert radio.wait_for(b"go")
    centre.say("ecc/v1/440106/radio/R0002/cmd", b"end")
    assert other.wait_for(b"end")
    assert [payload for _, payload in other.heard] == [b"end"]
    for client in (centre, radio, other):
        client.close()
