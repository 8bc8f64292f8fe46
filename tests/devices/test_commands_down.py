"""What autopilots, sensors, docks and mapped vendors are told, byte by byte, and how their answer finds the command again."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from pymavlink.dialects.v20 import common as peer

from devices.adapters import homie, mapped, mavlink, meshtastic, read_frame, sensorthings, sparkplug, thingsboard
from devices.adapters import route as route_of
from devices.adapters.awaited import AWAITED
from devices.adapters.dji_commands import encode as dji
from devices.adapters.known import Command, Facts, Unsupported, number_of
from devices.adapters.mapped_rows import Field, Mapping, Order, Wrong, ready
from devices.adapters.meshtastic_messages import M
from devices.commands.sorts import BY_NAME as KINDS
from devices.doors.mavlink import MavlinkDoor
from devices.readings import Answer, Measurement, Progress, Status
from tests.devices.corpus import sample
from tests.devices.garbage import Decoders

NOW = 1_793_664_930_500
ID = "5f0c2a1e-0000-4000-8000-000000000001"


def told(adapter: str, ident: str, kind: str, *, meta: dict[str, Any] | None = None, facts: Facts | None = None, **payload: Any) -> Command:
    return Command(
        external_id=ident, area="440117", terminal_kind="uav", meta=meta or {}, kind=kind, payload=payload, correlation=ID, now_ms=NOW,
        facts=facts or Facts(),
    )  # fmt: skip


class Autopilot:
    """pymavlink on the vehicle's side: reads what we send, and answers as an autopilot does."""

    def __init__(self) -> None:
        self.sent, self.decoders = b"", Decoders()
        self.mav = peer.MAVLink(self, srcSystem=1, srcComponent=1)

    def write(self, data: bytes) -> None:
        self.sent += data

    def says(self, message: Any, now: int = NOW) -> list[Any]:
        self.sent = b""
        self.mav.send(message)
        return self.decoders.read("mavlink/1", self.sent, now) or []

    def beat(self, armed: bool, now: int = NOW) -> list[Any]:
        mode = 128 if armed else 0
        return self.says(peer.MAVLink_heartbeat_message(2, 3, 81 | mode, 6, 4, 3), now)

    def hears(self, frame: bytes) -> Any:
        (message,) = self.mav.parse_buffer(frame)
        return message


def ack(command: int, result: int, progress: int = 0, station: int = 253) -> Any:
    return peer.MAVLink_command_ack_message(command, result, progress, 0, station, 190)


@pytest.mark.parametrize(("kind", "number"), [("autopilot_return", 20), ("autopilot_hold", 17), ("autopilot_land", 21)])
def test_an_autopilot_hears_a_command_that_its_own_library_reads(kind: str, number: int) -> None:
    topic, frame = mavlink.encode(told("mavlink", "1", kind))
    heard = Autopilot().hears(frame)
    assert topic == "mavlink/1/down"
    assert (heard.get_type(), heard.command, heard.target_system, heard.target_component) == ("COMMAND_LONG", number, 1, 1)
    assert (heard.get_srcSystem(), heard.get_srcComponent()) == (253, 190)


def test_the_way_home_is_accepted_reported_and_ends_on_the_ground() -> None:
    autopilot = Autopilot()
    autopilot.beat(armed=True)
    mavlink.encode(told("mavlink", "1", "autopilot_return"))
    assert autopilot.says(ack(20, 0, station=255)) == [], "what the pilot's own station asked is not ours"
    (running,) = autopilot.says(ack(20, 5, 30))
    assert isinstance(running, Progress) and (running.kind, running.state, running.percent) == ("autopilot_return", "running", 30)
    (accepted,) = autopilot.says(ack(20, 0))
    assert isinstance(accepted, Answer) and (accepted.correlation, accepted.result) == (ID, 0)
    assert autopilot.says(ack(20, 0)) == [], "told twice"
    position = peer.MAVLink_global_position_int_message(1000, 231_900_000, 1_133_010_000, 320_500, 84_000, 0, 0, 0, 0)
    under_way = [r for r in autopilot.says(position, NOW + 25_000) if isinstance(r, Progress)]
    assert [r.step for r in under_way] == ["离地 84 m"]
    (ended,) = [r for r in autopilot.beat(armed=False, now=NOW + 60_000) if isinstance(r, Progress)]
    assert (ended.kind, ended.state) == ("autopilot_return", "done")
    assert not [r for r in autopilot.beat(armed=False, now=NOW + 61_000) if isinstance(r, Progress)]


def test_an_autopilot_refuses_in_words() -> None:
    autopilot = Autopilot()
    mavlink.encode(told("mavlink", "1", "autopilot_land"))
    (refused,) = autopilot.says(ack(21, 3))
    assert (refused.result, refused.text) == (3, "飞控不支持此指令")


def test_our_own_words_on_the_broker_are_not_a_device_s() -> None:
    topic, frame = mavlink.encode(told("mavlink", "gcs-north/7", "autopilot_hold"))
    assert topic == "mavlink/gcs-north/down" and Decoders().read(topic, frame, NOW) == []
    with pytest.raises(Unsupported):
        mavlink.encode(told("mavlink", "1", "text", text="x"))


def test_the_door_answers_the_address_that_speaks_for_the_vehicle() -> None:
    class Hall:
        def accept(self, *told: Any) -> str:
            return ""

    class Transport:
        sent: list[tuple[bytes, Any]] = []

        def sendto(self, data: bytes, where: Any) -> None:
            self.sent.append((data, where))

    door = MavlinkDoor(Hall())  # type: ignore[arg-type]
    door._transport = Transport()  # type: ignore[assignment]
    autopilot = Autopilot()
    autopilot.mav.send(peer.MAVLink_heartbeat_message(2, 3, 81, 6, 4, 3))
    assert not door.owns("mavlink/1/down")
    door.heard(autopilot.sent, ("10.0.0.9", 14550))
    assert door.owns("mavlink/1/down") and not door.owns("mavlink/gcs-north/down")
    assert door.deliver("mavlink/1/down", b"x") and Transport.sent == [(b"x", ("10.0.0.9", 14550))]
    door.holders[1] = ("10.0.0.9", time.monotonic() - 31)
    assert not door.deliver("mavlink/1/down", b"x"), "silent: it waits until it speaks again"


def test_a_sparkplug_device_has_taken_what_it_tells_back() -> None:
    host = Decoders()
    born, device = sample("sparkplug/nbirth"), sample("sparkplug/dbirth_aliases")
    host.read(born.topic, born.payload, NOW)
    host.read(device.topic, device.payload, NOW)
    ident = "/".join(device.topic.split("/")[i] for i in (1, 3, 4))
    topic, payload = sparkplug.encode(told("sparkplug", ident, "write", name="Outputs/Siren", value=True))
    assert "/DCMD/" in topic
    again = sparkplug._M["Payload"].FromString(payload)
    again.seq = 2
    (answer,) = [
        r for r in host.read(device.topic.replace("DBIRTH", "DDATA"), again.SerializeToString(), NOW) or [] if isinstance(r, Answer)
    ]
    assert (answer.correlation, answer.result) == (ID, 0)
    assert not AWAITED.asked or ("sparkplug", ident, "Outputs/Siren") not in AWAITED.asked


def test_a_homie_property_is_set_and_told_back() -> None:
    assert homie.encode(told("homie", "siren", "write", name="horn/on", value=True)) == ("homie/5/siren/horn/on/set", b"true")
    device = Decoders()
    assert not [r for r in device.read("homie/5/siren/horn/on", b"false", NOW) or [] if isinstance(r, Answer)], "another value is not ours"
    (answer,) = [r for r in device.read("homie/5/siren/horn/on", b"true", NOW) or [] if isinstance(r, Answer)]
    assert answer.correlation == ID


def test_a_value_that_comes_too_late_was_not_our_doing() -> None:
    homie.encode(told("homie", "late", "write", name="horn/on", value=True))
    assert not [r for r in Decoders().read("homie/5/late/horn/on", b"true", NOW + 200_000) or [] if isinstance(r, Answer)]


def test_a_task_of_sensorthings_stands_where_an_actuator_listens() -> None:
    topic, payload = sensorthings.encode(told("sensorthings", "5", "task", capability="3", parameters={"on": True}))
    said = json.loads(payload)
    assert topic == "v1.1/TaskingCapabilities(3)/Tasks"
    assert (said["taskingParameters"], said["@iot.id"]) == ({"on": True}, number_of(ID))
    assert KINDS["task"].silent


def test_a_mesh_radio_acknowledges_the_packet_that_was_its_text() -> None:
    facts = Facts(mesh_keys={"LongFast": b""}, mesh_node=0x7E000009)
    _, payload = meshtastic.encode(
        told("meshtastic", "!7e0a0001", "text", meta={"mesh": "msh/CN/2/e/LongFast"}, facts=facts, text="请回话")
    )
    sent = M["ServiceEnvelope"].FromString(payload).packet

    def routed(sender: int, error: int, number: int) -> list[Any]:
        data = M["Data"](portnum=5, payload=M["Routing"](error_reason=error).SerializeToString(), request_id=number)
        packet = M["MeshPacket"](sender=sender, to=sent.sender, decoded=data, id=77 + sender % 9)
        envelope = M["ServiceEnvelope"](packet=packet, channel_id=b"LongFast", gateway_id=b"!7e000001")
        return Decoders(facts).read("msh/CN/2/e/LongFast/!7e000001", envelope.SerializeToString(), NOW) or []

    assert routed(0x7E000001, 0, sent.id) == [], "a gateway that passed it on"
    (answer,) = routed(0x7E0A0001, 0, sent.id)
    assert (answer.correlation, answer.result) == (ID, 0)
    assert routed(0x7E0A0001, 0, sent.id) == []


def test_a_thingsboard_device_is_called_by_its_method() -> None:
    topic, payload = thingsboard.encode(told("thingsboard", "siren", "rpc", method="setSiren", params=True))
    assert topic == f"v1/devices/siren/rpc/request/{number_of(ID)}"
    assert json.loads(payload) == {"method": "setSiren", "params": True}


SIREN = Order("开警笛", "vendor/{device}/down", {"id": "$number", "cmd": "siren", "seconds": "$value", "to": ["$device"]})


def row(*commands: Order, **given: Any) -> Mapping:
    fields = (
        Field("measure.loudness", "$.db", unit="dB"), Field("answer.id", "$.re"), Field("answer.ok", "$.code", equals=[0]),
        Field("answer.text", "$.msg"),
    )  # fmt: skip
    return Mapping(name="某厂警笛", topic_filter="vendor/+/up", identity="2", fields=fields, commands=commands, **given)


def test_a_vendor_is_told_by_a_template_and_answers_by_paths() -> None:
    topic, payload = mapped.encode(told("mapped", "S7", "vendor", topic=SIREN.topic, body=SIREN.payload, value=30))
    assert topic == "vendor/S7/down"
    assert json.loads(payload) == {"id": number_of(ID), "cmd": "siren", "seconds": 30, "to": ["S7"]}
    found = ready(row(SIREN))
    said = mapped.read_row(found, ["vendor", "S7", "up"], json.dumps({"re": number_of(ID), "code": 0}).encode(), NOW, False, None)
    answer, way = said
    assert isinstance(answer, Answer) and (answer.correlation, answer.result) == (f"#{number_of(ID)}", 0)
    assert isinstance(way, Status) and way.learned == {"mapping": "某厂警笛"}
    refused = mapped.read_row(found, ["vendor", "S7", "up"], b'{"re": 5, "code": 9, "msg": "busy"}', NOW, False, None)[0]
    assert isinstance(refused, Answer) and (refused.result, refused.text) == (1, "busy")
    value = mapped.read_row(found, ["vendor", "S7", "up"], b'{"db": 71}', NOW, False, None)
    assert isinstance(value[0], Measurement)


@pytest.mark.parametrize(
    ("topic", "why"),
    [
        ("other/{device}/down", "主题须在 vendor/ 之下"), ("vendor/+/down", "不是有效的主题"), ("vendor/{other}/down", "不是有效的主题"),
        ("vendor/{device}/up", "会收到自己发出的指令"),
    ],
)  # fmt: skip
def test_a_template_stays_under_its_own_root(topic: str, why: str) -> None:
    with pytest.raises(Wrong, match=why):
        ready(row(Order("x", topic, {})))


def test_a_dock_s_two_cameras_and_live_control() -> None:
    dock = {"gateway": "DOCK1", "cameras": [{"video_id": "DOCK1/165-0-7/normal-0"}]}
    _, body = dji(told("dji", "DOCK1", "live_camera", meta=dock, side="inside"))
    said = json.loads(body)
    assert (said["method"], said["data"]) == ("live_camera_change", {"video_id": "DOCK1/165-0-7/normal-0", "camera_position": 0})
    with pytest.raises(Unsupported, match="DJI_DRC_BROKER"):
        dji(told("dji", "UAV1", "drc_enter", meta=dock))
    _, body = dji(told("dji", "UAV1", "drc_enter", meta=dock, facts=Facts(drc_broker="mqtts://drc:pw@centre:8883")))
    broker = json.loads(body)["data"]["mqtt_broker"]
    assert (broker["address"], broker["username"], broker["enable_tls"]) == ("centre:8883", "drc", True)
    topic, body = dji(told("dji", "UAV1", "drc_stick", meta=dock, x=1.5))
    push = json.loads(body)
    assert topic == "thing/product/DOCK1/drc/down"
    assert (push["method"], push["data"]) == ("drone_control", {"x": 1.5, "y": 0.0, "h": 0.0, "w": 0.0})
    (answer,) = (
        Decoders().read(
            "thing/product/DOCK1/drc/up", json.dumps({"method": "drone_control", "seq": push["seq"], "data": {"result": 0}}).encode(), NOW
        )
        or []
    )
    assert (answer.correlation, answer.result) == (ID, 0)


def test_live_control_hears_our_heart_once_a_second_as_long_as_it_speaks() -> None:
    route = route_of("thing/product/DOCK1/drc/up")
    route.memory.children = {"UAV1"}
    osd = json.dumps({"method": "osd_info_push", "timestamp": NOW, "seq": 1, "data": {"latitude": 23.19, "longitude": 113.3}}).encode()
    beats = [reply for at in (0, 300, 900, 1100) for reply in read_frame(route.read, osd, NOW + at, False, route.memory)[1]]
    assert [json.loads(beat.payload)["method"] for beat in beats] == ["heart_beat"] * 2
    assert {beat.topic for beat in beats} == {"thing/product/DOCK1/drc/down"}


@pytest.mark.parametrize(
    "kind", ["autopilot_return", "autopilot_hold", "autopilot_land", "drc_enter", "drc_stick", "dock_open", "dock_debug_on"]
)
def test_what_moves_something_from_afar_is_refused_unless_a_row_allows_it(kind: str) -> None:
    assert KINDS[kind].rule and KINDS[kind].danger
