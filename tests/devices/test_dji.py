"""DJI Cloud API: merge per key, the no-fix rule, replies a device waits for, laser and heat."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devices import adapters
from devices.adapters import dji
from devices.adapters.known import Command, Facts, Unsupported
from devices.readings import Answer, Fix, Hotspot, Source, Status, Target, Text, Undecodable

AT = 1_793_664_930_000
NOW = AT + 500
SN = "TESTDRONE000000001"
OSD = f"thing/product/{SN}/osd"


def envelope(data: Any, *, timestamp: int = AT, gateway: str | None = "GW1", **more: Any) -> bytes:
    body = {"tid": "t-1", "bid": "b-1", "timestamp": timestamp, "data": data} | more
    return json.dumps(body if gateway is None else body | {"gateway": gateway}).encode()


class Device:
    """One device's reader with its memory, as the pipeline keeps it."""

    def __init__(self, topic: str, facts: Facts | None = None) -> None:
        self.route = adapters.route(topic, facts)

    def says(self, data: dict[str, Any], **more: Any) -> list[Any]:
        return list(adapters.read_frame(self.route.read, envelope(data, **more), NOW, False, self.route.memory)[0])


def fixes(readings: list[Any]) -> list[Fix]:
    return [reading for reading in readings if isinstance(reading, Fix)]


def test_an_aircraft_without_a_fix_holds_its_last_position() -> None:
    device = Device(OSD)
    good = device.says({"latitude": 23.19, "longitude": 113.3, "position_state": {"is_fixed": 2}})
    assert [(f.lat, f.lon) for f in fixes(good)] == [(23.19, 113.3)]
    lost = device.says({"latitude": 0, "longitude": 0, "position_state": {"is_fixed": 0}})
    assert not fixes(lost)
    assert any(isinstance(r, Status) and r.held for r in lost)


def test_the_three_partial_messages_of_a_dock_are_one_state() -> None:
    device = Device("thing/product/DOCK1/osd")
    device.says({"network_state": {"type": 2, "quality": 4}})
    device.says({"position_state": {"is_fixed": 2}})
    (fix,) = fixes(device.says({"latitude": 23.18, "longitude": 113.29, "height": 126.2, "heading": 87.5}))
    assert (fix.lat, fix.lon, fix.alt, fix.heading, fix.link) == (23.18, 113.29, 126.2, 87.5, 80)
    power = device.says({"working_voltage": 53_000, "electric_supply_voltage": 220})
    assert not fixes(power), "a piece without a position is no position"


def test_a_position_counts_only_with_the_fix_said_in_an_earlier_piece() -> None:
    device = Device(OSD)
    device.says({"position_state": {"is_fixed": 3}})
    assert not fixes(device.says({"latitude": 23.19, "longitude": 113.3}))
    device.says({"position_state": {"is_fixed": 2}})
    assert fixes(device.says({"latitude": 23.19, "longitude": 113.3}))


def test_a_battery_of_32767_is_no_battery() -> None:
    device = Device(OSD)
    data = {"latitude": 23.19, "longitude": 113.3, "position_state": {"is_fixed": 2}}
    (fix,) = fixes(device.says(data | {"battery": {"capacity_percent": 32767}}))
    assert fix.battery is None
    (fix,) = fixes(device.says(data | {"battery": {"capacity_percent": 63}}))
    assert fix.battery == 63


def test_elevation_is_above_take_off_and_height_is_absolute() -> None:
    (fix,) = fixes(Device(OSD).says({"latitude": 23.19, "longitude": 113.3, "height": 320.5, "elevation": 120.4}))
    assert (fix.alt, fix.elevation) == (320.5, 120.4)


def test_a_field_of_an_unexpected_type_costs_that_field_only() -> None:
    data = {"latitude": "23.19", "longitude": 113.3, "battery": "full", "mode_code": None, "wireless_link": []}
    (fix,) = fixes(Device(OSD).says(data))
    assert (fix.lat, fix.lon, fix.battery) == (23.19, 113.3, None)


def test_time_is_milliseconds() -> None:
    (fix,) = fixes(Device(OSD).says({"latitude": 23.19, "longitude": 113.3}, timestamp=AT))
    assert fix.at_ms == AT
    assert fix.at is not None
    assert fix.at.year == 2026


def status(sub_devices: list[str]) -> bytes:
    subs = [{"sn": sn, "domain": "0", "type": 67, "sub_type": 1} for sn in sub_devices]
    return envelope({"domain": "2", "type": 119, "sub_type": 0, "sub_devices": subs}, method="update_topo", gateway=None)


def test_topology_is_answered_with_the_same_ids() -> None:
    readings, (reply,) = adapters.decode("sys/product/RC1/status", status([SN]), NOW)
    assert reply.topic == "sys/product/RC1/status_reply"
    body = json.loads(reply.payload)
    assert (body["tid"], body["bid"], body["data"], body["method"]) == ("t-1", "b-1", {"result": 0}, "update_topo")
    assert [(r.source.external_id, r.online) for r in readings if isinstance(r, Status)] == [("RC1", True), (SN, True)]


def test_a_topology_without_the_aircraft_takes_it_offline() -> None:
    route = adapters.route("sys/product/RC1/status")
    adapters.read_frame(route.read, status([SN]), NOW, False, route.memory)
    readings, _ = adapters.read_frame(route.read, status([]), NOW, False, route.memory)
    assert Source("dji", SN) in [r.source for r in readings if isinstance(r, Status) and r.online is False]


def test_after_a_restart_the_registry_knows_which_aircraft_hung_there() -> None:
    route = adapters.route("sys/product/RC1/status", Facts(children={"RC1": frozenset({SN})}))
    readings, _ = adapters.read_frame(route.read, status([]), NOW, False, route.memory)
    assert [r.source.external_id for r in readings if isinstance(r, Status) and r.online is False] == [SN]


def test_old_firmware_without_a_domain_is_answered_too() -> None:
    _, replies = adapters.decode(
        "sys/product/RC1/status", envelope({"version": 1, "sub_devices": []}, method="update_topo", gateway=None), NOW
    )
    assert len(replies) == 1


def test_an_event_is_answered_only_when_it_asks() -> None:
    asks = envelope({"result": 0, "output": {}}, method="flighttask_progress", need_reply=1, gateway="DOCK1")
    silent = envelope({"result": 0, "output": {}}, method="flighttask_progress", need_reply=0, gateway="DOCK1")
    assert [reply.topic for reply in adapters.decode("thing/product/DOCK1/events", asks, NOW)[1]] == ["thing/product/DOCK1/events_reply"]
    assert not adapters.decode("thing/product/DOCK1/events", silent, NOW)[1]


def test_health_messages_carry_the_key_of_the_makers_text() -> None:
    entries = [
        {"code": "0x16100083", "level": 2, "in_the_sky": 1, "device_type": "0-67-1"},
        {"code": "0x2A0B0001", "level": 1, "device_type": "3-2-0"},
    ]
    readings, _ = adapters.decode("thing/product/DOCK1/events", envelope({"list": entries}, method="hms", gateway="DOCK1"), NOW)
    texts = [r for r in readings if isinstance(r, Text)]
    assert [(t.text, t.level) for t in texts] == [("fpv_tip_0x16100083_in_the_sky", 2), ("dock_tip_0x2A0B0001", 1)]
    assert len({t.message_id for t in texts}) == 2


@pytest.mark.parametrize("method", ["config", "airport_bind_status", "airport_organization_get", "storage_config_get", "never_heard_of"])
def test_every_request_of_a_dock_is_answered(method: str) -> None:
    _, (reply,) = adapters.decode(
        "thing/product/DOCK1/requests", envelope({"devices": [{"sn": "DOCK1"}]}, method=method, gateway="DOCK1"), NOW
    )
    assert reply.topic == "thing/product/DOCK1/requests_reply"
    assert json.loads(reply.payload)["method"] == method


def test_a_refused_command_says_its_number_in_words() -> None:
    ((answer,), _) = adapters.decode(
        "thing/product/RC1/services_reply", envelope({"result": 513003, "output": {}}, method="live_start_push", gateway="RC1"), NOW
    )
    assert isinstance(answer, Answer)
    assert answer.result == 513003
    assert "513003" in answer.text
    assert "直播失败" in answer.text


@pytest.mark.parametrize("channel", ["events", "requests", "services_reply"])
def test_a_gateway_cannot_speak_in_anothers_name(channel: str) -> None:
    with pytest.raises(Undecodable, match="不符"):
        adapters.decode(f"thing/product/RC1/{channel}", envelope({"result": 0}, gateway="RC2"), NOW)


LASER = {"measure_target_latitude": 23.2, "measure_target_longitude": 113.31, "measure_target_distance": 412.3}
HOT = [{"ir_metering_mode": 2, "ir_metering_area": {"max_temperature_point": {"x": 0.5, "y": 0.5, "temperature": 186.0}}}]
FLYING = {"latitude": 23.19, "longitude": 113.3, "position_state": {"is_fixed": 2}}


def spots(readings: list[Any]) -> list[Hotspot]:
    return [reading for reading in readings if isinstance(reading, Hotspot)]


def test_a_laser_alone_is_a_target_and_no_alarm() -> None:
    readings = Device(OSD).says(FLYING | {"53-0-0": LASER | {"measure_target_error_state": 0}})
    assert not spots(readings)
    assert [(t.lat, t.lon, t.distance) for t in readings if isinstance(t, Target)] == [(23.2, 113.31, 412.3)]


@pytest.mark.parametrize("state", [1, 2, 3])
def test_a_laser_with_an_error_state_is_nothing(state: int) -> None:
    assert not [r for r in Device(OSD).says(FLYING | {"53-0-0": LASER | {"measure_target_error_state": state}}) if isinstance(r, Target)]


def test_heat_under_a_valid_laser_is_a_hotspot_at_its_target() -> None:
    (spot,) = spots(Device(OSD).says(FLYING | {"53-0-0": LASER | {"measure_target_error_state": 0}, "cameras": HOT}))
    assert (spot.lat, spot.lon, spot.kind, spot.temperature, spot.distance) == (23.2, 113.31, "laser", 186.0, 412.3)


def test_heat_without_a_laser_is_told_at_the_aircraft_and_says_so() -> None:
    (spot,) = spots(Device(OSD).says(FLYING | {"cameras": HOT}))
    assert (spot.lat, spot.lon, spot.kind) == (23.19, 113.3, "ir")


def test_heat_below_the_rule_is_nothing() -> None:
    device = Device(OSD, Facts(hotspot_celsius=200))
    assert not spots(device.says(FLYING | {"cameras": HOT}))


def test_metering_counts_only_in_the_mode_the_camera_is_in() -> None:
    cold = [
        {"ir_metering_mode": 1, "ir_metering_point": {"x": 0, "y": 0, "temperature": 30}, "ir_metering_area": HOT[0]["ir_metering_area"]}
    ]
    assert not spots(Device(OSD).says(FLYING | {"cameras": cold}))


def test_the_same_fire_is_told_once_and_again_when_the_laser_finds_it() -> None:
    device = Device(OSD)
    assert len(spots(device.says(FLYING | {"cameras": HOT}))) == 1
    assert not spots(device.says(FLYING | {"cameras": HOT}, timestamp=AT + 2000))
    lasered = FLYING | {"cameras": HOT, "53-0-0": LASER | {"measure_target_error_state": 0}}
    assert [s.kind for s in spots(device.says(lasered, timestamp=AT + 4000))] == ["laser"]
    assert not spots(device.says(lasered, timestamp=AT + 6000))
    assert spots(device.says(lasered, timestamp=AT + 700_000))


def command(kind: str, **more: Any) -> Command:
    meta = {"gateway": "RC1", "cameras": [{"video_id": f"{SN}/53-0-0/normal-0"}]}
    return Command(external_id=SN, area="440117", terminal_kind="uav", meta=meta, kind=kind, payload=more, correlation="c-1", now_ms=NOW)


def test_live_start_goes_to_the_gateway_with_our_id_as_tid_and_bid() -> None:
    topic, payload = dji.encode(command("live_start", url="rtmp://m/live", protocol="whip", quality=3))
    body = json.loads(payload)
    assert topic == "thing/product/RC1/services"
    assert (body["tid"], body["bid"], body["method"]) == ("c-1", "c-1", "live_start_push")
    assert body["data"] == {"video_id": f"{SN}/53-0-0/normal-0", "url_type": 4, "url": "rtmp://m/live", "video_quality": 3}


def test_a_drone_cannot_be_given_an_order() -> None:
    with pytest.raises(Unsupported):
        dji.encode(command("order"))
