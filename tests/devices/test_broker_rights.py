"""Who may do what on the broker: rights from the registry's rows, and a real Mosquitto that is brought to them without a restart."""

from __future__ import annotations

import asyncio
import getpass
import glob
import json
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from command.certs.authority import ensure
from command.certs.terminals import for_terminal, print_of
from devices import adapters
from devices.doors.credentials import digest_of
from devices.gateway import Gateway
from devices.terminals.actions import revoke_terminal
from devices.terminals.enrolling import Certified, Wanted, enrol
from devices.terminals.models import Terminal
from devices.wire import dynsec, files
from devices.wire.control import Away
from devices.wire.keeping import Keeping
from devices.wire.reading import read_rights
from devices.wire.rights import SEALED_FOR, Right, Row, Server, centre, rights_from
from devices.wire.topics import covers, mapped_topics, topics_of
from realtime.database import conninfo
from realtime.sealing import unseal

from .conftest import free_port, until  # type: ignore[import-not-found]

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
PLUGIN = next(iter(glob.glob("/usr/lib/*/mosquitto_dynamic_security.so")), "")

LEVEL = st.text(st.characters(exclude_characters="/+#\x00$%", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6)


def secret(adapter: str, ident: str, word: str = "w", **more: str) -> Row:
    return Row(adapter, ident, "440117", digest_of(adapter, word), **more)


def test_a_device_speaks_and_hears_under_its_own_id_only() -> None:
    right = rights_from([secret("radio", "R1")]).rights["R1"]
    assert right.allows("ecc/v1/440117/radio/R1/sos", publish=True) and right.allows("ecc/v1/440117/radio/R1/cmd", publish=False)
    for topic in ("ecc/v1/440117/radio/R2/pos", "ecc/v1/440117/radio/R1/cmd", "ecc/v1/440117/radio/R1", "$SYS/x", "ecc/v1/+/+/R1/pos"):
        assert not right.allows(topic, publish=True), topic
    for topic in ("#", "ecc/#", "ecc/v1/+/+/+/cmd", "ecc/v1/440117/radio/R2/cmd", "$SYS/#"):
        assert not right.allows(topic, publish=False), topic


@pytest.mark.parametrize(
    ("adapter", "ident", "topic"),
    [
        ("dji", "1ZNDH1D0010098", "thing/product/1ZNDH1D0010098/events"),
        ("owntracks", "li/phone", "owntracks/li/phone"),
        ("meshtastic", "!7efeee00", "msh/CN/Guangdong/2/e/LongFast/!7efeee00"),
        ("thingsboard", "水位一号", "v1/devices/水位一号/telemetry"),
        ("sparkplug", "g/n", "spBv1.0/g/DDATA/n/d"),
        ("homie", "s1", "homie/5/s1/$state"),
        ("odid", "sensor:rx1", "odid/rx1"),
        ("mavlink", "7", "mavlink/7/x"),
        ("mavlink", "link1/1", "mavlink/link1/x"),
        ("radio", "R1", "ecc/v1/440117/radio/R1/pos"),
    ],
)  # fmt: skip
def test_each_protocol_gives_the_right_to_the_topic_its_adapter_reads_the_identity_from(adapter: str, ident: str, topic: str) -> None:
    topics = topics_of(adapter, ident)
    assert topics is not None and any(covers(right, topic) for right in topics.up)
    assert adapters.route(topic).adapter == adapter
    assert not any(covers(right, topic.replace(ident.split("/")[-1].removeprefix("sensor:"), "another", 1)) for right in topics.up)


@pytest.mark.parametrize(
    ("adapter", "ident", "topic"),
    [
        ("dji", "DOCK1", "thing/product/DOCK1/services"),
        ("homie", "s1", "homie/5/s1/pump/level/set"),
        ("mavlink", "7", "mavlink/7/down"),
        ("mavlink", "link1/1", "mavlink/link1/down"),
        ("radio", "R1", "ecc/v1/440117/radio/R1/cmd"),
        ("sparkplug", "g/n", "spBv1.0/g/DCMD/n/d"),
    ],
)
def test_each_protocol_hears_what_its_adapter_tells_it(adapter: str, ident: str, topic: str) -> None:
    topics = topics_of(adapter, ident)
    assert topics is not None and any(covers(right, topic) for right in topics.down)


@given(
    adapter=st.sampled_from(["radio", "dji", "owntracks", "thingsboard", "homie", "mavlink", "sparkplug", "meshtastic"]),
    ident=st.text(max_size=12),
)
def test_no_id_however_it_is_written_gives_more_than_one_name_of_its_own(adapter: str, ident: str) -> None:
    topics = topics_of(adapter, ident)
    if topics is not None and adapter != "meshtastic":
        own = ident.split("/")
        for topic in topics.up:
            assert own[0] in topic.split("/"), "an identity stands in every topic"
            assert topic.count("#") <= 1 and "\x00" not in topic
    for bad in ("+", "#", "a/#", "", "$SYS", "%u", "a\x00"):
        assert topics_of("radio", bad) is None


@given(st.lists(LEVEL, min_size=1, max_size=5), st.data())
def test_a_filter_covers_what_it_was_made_from_and_nothing_wider(levels: list[str], data: st.DataObject) -> None:
    made = [data.draw(st.sampled_from([level, "+"])) for level in levels]
    cut = data.draw(st.integers(0, len(made)))
    topic, right = "/".join(levels), "/".join([*made[:cut], "#"] if cut < len(made) else made)
    assert covers(right, topic) and covers(right, right) and covers("#", right)
    if right != "#":
        assert not covers(right, "#") and not covers(right, f"{topic}x/#" if "#" not in right else "#")


def test_a_dji_gateway_writes_for_its_aircraft_and_the_aircraft_has_no_account() -> None:
    found = rights_from([secret("dji", "DOCK1"), secret("dji", "UAV1", gateway="DOCK1"), secret("dji", "UAV2", gateway="DOCK2")]).rights
    assert set(found) == {"DOCK1"}
    assert found["DOCK1"].allows("thing/product/UAV1/osd", publish=True) and not found["DOCK1"].allows(
        "thing/product/UAV2/osd", publish=True
    )


def test_who_has_no_secret_gets_nothing_and_a_taken_name_is_told() -> None:
    found = rights_from(
        [Row("radio", "R0", "440117", ""), secret("radio", "R1"), secret("homie", "R1"), secret("radio", "ecc"), secret("osmand", "p1")],
        [Server("frost", ("v1.1/#",), (), digest_of("server", "x"), "")],
        reserved={"ecc": centre("ecc", "pw")},
    )
    assert set(found.rights) == {"ecc", "frost", "R1"} and found.rights["ecc"].knows("pw") and found.rights["R1"].adapter == "radio"
    assert len(found.clashes) == 2 and "ecc" in found.clashes[1]


def test_two_phones_of_one_user_share_the_name_if_they_share_the_secret() -> None:
    found = rights_from([secret("owntracks", "li/a"), secret("owntracks", "li/b"), secret("owntracks", "li/c", "other")])
    assert found.rights["li"].allows("owntracks/li/b", publish=True) and not found.rights["li"].allows("owntracks/li/c", publish=True)
    assert len(found.clashes) == 1


def test_a_vendor_mapped_by_its_topic_gets_its_own_level() -> None:
    assert mapped_topics("vendor/+/up", "2", "W7") == ("W7", ("vendor/W7/up",), ())
    assert mapped_topics("/vendor/#", "3", "W7") == ("W7", ("/vendor/W7", "/vendor/W7/#"), ())
    assert mapped_topics("vendor/+/up", "$.id", "W7") is None and mapped_topics("vendor/+/up", "1", "W7") is None


def test_only_what_differs_is_told_to_the_broker_and_what_was_put_there_by_hand_stays() -> None:
    rights = rights_from([secret("radio", f"R{n}") for n in range(3)]).rights
    plain = {right.user: "w" for right in rights.values()}
    held = dynsec.Held(
        {"R0": rights["R0"].mark, "R1": "ecc:old", "R9": "ecc:gone", "hand": "", "R2": ""},
        frozenset({"ecc:R0", "ecc:R1", "ecc:R9", "ecc:lost"}),
    )
    told = [
        [c["command"] + ":" + (c.get("username") or c["rolename"]) for c in group]
        for group in dynsec.changes(rights, held, lambda r: plain[r.user])
    ]
    assert told == [
        ["disableClient:R9", "deleteClient:R9", "deleteRole:ecc:R9"],
        ["deleteRole:ecc:lost"],
        ["disableClient:R1", "deleteClient:R1", "deleteRole:ecc:R1", "createRole:ecc:R1", "createClient:R1"],
    ]


# -- a real broker ---------------------------------------------------------------------------------------------------------------------


class Broker:
    def __init__(self, folder: Path, lines: list[str]) -> None:
        self.port = free_port()
        configuration = folder / "mosquitto.conf"
        configuration.write_text(
            "\n".join([f"listener {self.port} 127.0.0.1", "allow_anonymous false", f"user {getpass.getuser()}", *lines])
        )
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([str(MOSQUITTO), "-c", str(configuration)], stdout=log, stderr=log)

    def url(self, user: str, password: str) -> str:
        return f"mqtt://{user}:{password}@127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def guarded(tmp_path: Path, settings: Any) -> Iterator[Broker]:
    """Mosquitto with the plugin, knowing nobody but its administrator, as on its very first start."""
    if MOSQUITTO is None or not PLUGIN:
        pytest.skip("no mosquitto with its dynamic security plugin on this machine (apt-get install mosquitto)")
    kept = tmp_path / "dynsec.json"
    kept.write_text(json.dumps(dynsec.whole_file({}, lambda right: "", ("admin", "keep"))))
    broker = Broker(tmp_path, [f"plugin {PLUGIN}", f"plugin_opt_config_file {kept}"])
    settings.MQTT_URL = broker.url("ecc", "own")
    yield broker
    broker.stop()


def enrolled(ident: str) -> tuple[Terminal, str]:
    made, bad = enrol(actor="system", area="440117", wanted=[Wanted(1, "radio", ident, ident, "radio", None, "")])
    assert not bad
    return made[0].terminal, made[0].secret


class Client:
    """A device as it is: one connection, what it heard, whether it was cut off."""

    def __init__(self, broker: Broker, user: str, password: str, port: int = 0, tls: tuple[str, str] | None = None) -> None:
        self.heard: list[str] = []
        self.allowed: bool | None = None
        self.cut, self.answers = threading.Event(), queue.SimpleQueue[bool]()
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
        self.client.username_pw_set(user, password)
        self.client.on_connect = lambda client, data, flags, reason, properties: self.answers.put(not reason.is_failure)
        self.client.on_subscribe = lambda client, data, mid, reasons, properties: self.answers.put(not reasons[0].is_failure)
        self.client.on_disconnect = lambda *_: self.cut.set()
        self.client.on_message = lambda client, data, message: self.heard.append(message.topic)
        if tls is not None:
            self.client.tls_set(ca_certs=tls[0], certfile=tls[1])
        self.client.connect("127.0.0.1", port or broker.port, keepalive=30)
        self.client.loop_start()
        self.allowed = self.answers.get(timeout=10)

    def hears(self, topic: str) -> bool:
        self.client.subscribe(topic, 1)
        return self.answers.get(timeout=10)

    def say(self, topic: str) -> None:
        self.client.publish(topic, b"{}", 1).wait_for_publish(10)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def comes() -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def come(broker: Broker, user: str, password: str, *more: Any) -> Client:
        made.append(Client(broker, user, password, *more))
        return made[-1]

    yield come
    for client in made:
        client.close()


def brought(keeping: Keeping) -> int:
    """The broker may still be starting."""

    def tried() -> list[int]:
        try:
            return [keeping.look()]
        except Away:
            return []

    return int(until(tried)[0])


def test_a_new_device_gets_in_speaks_for_itself_only_and_is_cut_off_when_it_is_revoked(
    db: None, guarded: Broker, comes: Callable[..., Client]
) -> None:
    keeping = Keeping(guarded.url("admin", "keep"), lambda found: None)
    terminal, password = enrolled("R1")
    assert brought(keeping) == 2, "the centre and the radio"
    ours, radio = comes(guarded, "ecc", "own"), comes(guarded, "R1", password)
    assert ours.allowed and ours.hears("ecc/v1/#") and radio.allowed
    assert not comes(guarded, "R1", "wrong").allowed and not comes(guarded, "R2", password).allowed
    assert radio.hears("ecc/v1/440117/radio/R1/cmd") and not radio.hears("ecc/v1/+/+/+/cmd") and not radio.hears("#")
    radio.say("ecc/v1/440117/radio/R2/sos")
    radio.say("ecc/v1/440117/radio/R1/sos")
    until(lambda: ours.heard == ["ecc/v1/440117/radio/R1/sos"])

    _, other = enrolled("R2")  # while the broker runs
    assert keeping.look() == 1
    assert comes(guarded, "R2", other).allowed and not radio.cut.is_set(), "nobody else was disturbed"

    revoke_terminal(actor="system", terminal=terminal)
    assert keeping.look() == 1
    assert radio.cut.wait(10) and not comes(guarded, "R1", password).allowed
    assert keeping.look() == 0 and not ours.cut.is_set(), "the broker has what the registry says"


@pytest.mark.django_db(transaction=True)
def test_the_working_gateway_keeps_the_broker_by_itself_also_its_own_account(
    guarded: Broker, settings: Any, comes: Callable[..., Client]
) -> None:
    settings.MQTT_CONTROL_URL = guarded.url("admin", "keep")
    terminal, password = enrolled("R1")
    gateway = Gateway(settings.MQTT_URL, conninfo, client_id="gateway-rights")
    thread = threading.Thread(target=lambda: asyncio.run(gateway.work()), daemon=True)
    thread.start()
    try:
        until(lambda: gateway.telemetry.connected and gateway.promises.connected, 30)
        assert gateway.rights is not None and gateway.rights.says() == {"users": 2, "clashes": 0, "trouble": ""}
        radio = comes(guarded, "R1", password)
        assert radio.allowed and gateway.doorway.rights["R1"].knows(password)
        revoke_terminal(actor="system", terminal=terminal)
        assert radio.cut.wait(15)
    finally:
        gateway.loop.call_soon_threadsafe(gateway.stopping.set)
        thread.join(20)
    assert not thread.is_alive()


def test_a_broker_without_the_plugin_reads_files_and_ends_connections_that_lost_their_right(
    db: None, tmp_path: Path, settings: Any, comes: Callable[..., Client]
) -> None:
    if MOSQUITTO is None:
        pytest.skip("no mosquitto on this machine (apt-get install mosquitto)")
    settings.MQTT_URL = "mqtt://ecc:own@127.0.0.1:1"
    terminal, password = enrolled("R1")
    given = {"passwords": str(tmp_path / "passwords"), "acl": str(tmp_path / "acl")}
    call_command("broker_rights", **given)
    broker = Broker(tmp_path, [f"password_file {given['passwords']}", f"acl_file {given['acl']}"])
    try:
        until(lambda: b" running" in broker.log.read_bytes())
        ours, radio = comes(broker, "ecc", "own"), comes(broker, "R1", password)
        assert ours.hears("ecc/v1/#") and radio.allowed and not comes(broker, "R1", "wrong").allowed
        radio.say("ecc/v1/440117/radio/R2/sos")
        radio.say("ecc/v1/440117/radio/R1/sos")
        until(lambda: ours.heard == ["ecc/v1/440117/radio/R1/sos"])
        revoke_terminal(actor="system", terminal=terminal)
        call_command("broker_rights", **given)
        broker.process.send_signal(signal.SIGHUP)
        assert radio.cut.wait(10) and not comes(broker, "R1", password).allowed and not ours.cut.is_set()
    finally:
        broker.stop()


def test_over_tls_the_certificate_is_the_user_and_is_worth_nothing_once_revoked(
    db: None, tmp_path: Path, settings: Any, comes: Callable[..., Client]
) -> None:
    if MOSQUITTO is None or not PLUGIN:
        pytest.skip("no mosquitto with its dynamic security plugin on this machine (apt-get install mosquitto)")
    made, _ = ensure(tmp_path / "tls", ["127.0.0.1"])
    kept, second = tmp_path / "dynsec.json", free_port()
    kept.write_text(json.dumps(dynsec.whole_file({}, lambda right: "", ("admin", "keep"))))
    secure = [f"listener {second} 127.0.0.1", f"cafile {made.authority}", f"certfile {made.certificate}", f"keyfile {made.key}"]
    secure += ["require_certificate true", "use_identity_as_username true", "allow_anonymous false"]
    broker = Broker(tmp_path, [f"plugin {PLUGIN}", f"plugin_opt_config_file {kept}", *secure])
    settings.MQTT_URL = broker.url("ecc", "own")

    def certify(name: str, password: str) -> Certified:
        bundle = for_terminal(tmp_path / "tls", name, password)
        return Certified(bundle, print_of(bundle, password))

    try:
        (radio,), _ = enrol(actor="system", area="440117", wanted=[Wanted(1, "radio", "R1", "R1", "radio", None, "")], certify=certify)
        key, certificate, _ = pkcs12.load_key_and_certificates(radio.bundle, radio.secret.encode())
        assert key is not None and certificate is not None
        pem = tmp_path / "r1.pem"
        pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM))
        keeping = Keeping(broker.url("admin", "keep"), lambda found: None)
        assert brought(keeping) == 2
        ours, device = comes(broker, "ecc", "own"), comes(broker, "R2", "", second, (str(made.authority), str(pem)))
        assert ours.hears("ecc/v1/#") and device.allowed, "whatever name it says, it is the certificate's"
        device.say("ecc/v1/440117/radio/R2/sos")
        device.say("ecc/v1/440117/radio/R1/sos")
        until(lambda: ours.heard == ["ecc/v1/440117/radio/R1/sos"])
        revoke_terminal(actor="system", terminal=radio.terminal)
        assert keeping.look() == 1 and device.cut.wait(10)
        again = comes(broker, "R1", "", second, (str(made.authority), str(pem)))
        if again.allowed:  # Mosquitto lets the certificate in; without a client of that name it may do nothing
            assert not again.hears("ecc/v1/440117/radio/R1/cmd")
            again.say("ecc/v1/440117/radio/R1/pos")
            ours.say("ecc/v1/440117/radio/R3/sos")
            until(lambda: len(ours.heard) == 2)
            assert ours.heard[1] == "ecc/v1/440117/radio/R3/sos"
    finally:
        broker.stop()


def test_a_server_gets_the_topics_it_was_given_until_it_is_revoked(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("broker_user", "frost", "--up", "v1.1/#", "v1/gateway/+")
    secret = capsys.readouterr().out.split("口令 ")[1].split("(")[0]
    right = read_rights().rights["frost"]
    assert right.knows(secret) and unseal(right.sealed, SEALED_FOR) == secret and right.allows("v1.1/Observations", publish=True)
    for wrong in (["x", "--up", "#"], ["x", "--up", "$SYS/#"], ["x", "--up", "a+/b"], ["x"], ["frost", "--up", "v2/#"]):
        with pytest.raises(CommandError):
            call_command("broker_user", *wrong) if wrong != ["x"] else call_command("broker_user", "x", "--revoke")
    call_command("broker_user", "frost", "--revoke")
    assert "frost" not in read_rights().rights


def test_what_would_break_a_line_of_a_file_is_left_out() -> None:
    bad = Right("a:b", "radio", ("x",), (), "c")
    assert files.passwords({"a:b": bad}, lambda right: "p") == "" and files.acl({"a:b": bad}) == ""
