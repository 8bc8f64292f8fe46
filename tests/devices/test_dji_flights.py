"""DJI Cloud API: flights and their progress, live control's telemetry, modes that alarm, what a dock asks for, commands by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import adapters
from devices.adapters import dji, dji_hms
from devices.adapters.known import Command, Facts, Unsupported
from devices.readings import Answer, Fix, Progress, Source, Text, Undecodable

AT = 1_793_664_930_000
NOW = AT + 500
DOCK, DRONE = "TESTDOCK000000001", "TESTDRONE000000001"
EVENTS = f"thing/product/{DOCK}/events"
SAMPLES = Path(__file__).parent / "samples" / "dji"


def envelope(data: Any, method: str = "", **more: Any) -> bytes:
    return json.dumps({"tid": "t-1", "bid": "b-1", "timestamp": AT, "gateway": DOCK, "method": method, "data": data} | more).encode()


def sample(name: str) -> tuple[str, bytes]:
    frame = json.loads((SAMPLES / f"{name}.json").read_text())
    return frame["topic"], json.dumps(frame["payload"]).encode()


def one(topic: str, payload: bytes) -> Any:
    ((reading,), _) = adapters.decode(topic, payload, NOW)
    return reading


def test_a_flight_says_how_far_it_is_by_our_own_id() -> None:
    told = one(*sample("events_flighttask_progress"))
    assert isinstance(told, Progress)
    assert (told.run, told.kind, told.state, told.percent, told.step) == (
        "f-1",
        "flight_execute",
        "running",
        40,
        "第 3 航点 · 步骤 26 · 已拍 6",
    )


@pytest.mark.parametrize(
    ("status", "state"), [("ok", "done"), ("paused", "paused"), ("failed", "failed"), ("canceled", "failed"), ("timeout", "failed")]
)
def test_a_flight_ends_as_the_device_says(status: str, state: str) -> None:
    told = one(EVENTS, envelope({"result": 0, "output": {"status": status, "ext": {"flight_id": "f"}}}, "flighttask_progress"))
    assert (told.run, told.state) == ("f", state)
    assert bool(told.text) == (state == "failed")


def test_a_result_that_is_not_0_is_a_failure_with_its_number() -> None:
    told = one(EVENTS, envelope({"result": 321770, "output": {"status": "in_progress", "ext": {}}}, "flighttask_progress"))
    assert told.state == "failed" and "321770" in told.text


@pytest.mark.parametrize(
    ("method", "data", "kind", "run"),
    [
        ("fly_to_point_progress", {"fly_to_id": "p", "status": "wayline_progress", "remaining_distance": 812.4, "remaining_time": 70}, "fly_to_point", "p"),
        ("takeoff_to_point_progress", {"flight_id": "q", "status": "task_ready"}, "takeoff_to_point", "q"),
        ("return_home_info", {"planned_path_points": [], "flight_id": "q"}, "return_home", ""),
    ],
)  # fmt: skip
def test_every_flying_thing_reports_its_progress(method: str, data: dict[str, Any], kind: str, run: str) -> None:
    told = one(EVENTS, envelope(data, method))
    assert (told.kind, told.run, told.state) == (kind, run, "running")


def test_what_is_left_of_a_flight_to_a_point_is_shown() -> None:
    data = {"fly_to_id": "p", "status": "wayline_progress", "remaining_distance": 812.4, "remaining_time": 70}
    assert one(EVENTS, envelope(data, "fly_to_point_progress")).step == "余 812 m · 约 70 秒"


def test_a_drone_that_stops_going_home_fails_the_return() -> None:
    told = one(EVENTS, envelope({"sn": DRONE, "action": 1, "reason": 4}, "device_exit_homing_notify"))
    assert (told.kind, told.state) == ("return_home", "failed") and "4" in told.text
    assert not adapters.decode(EVENTS, envelope({"sn": DRONE, "action": 0}, "device_exit_homing_notify"), NOW)[0]


def test_an_aircraft_near_is_told_from_the_level_where_the_pilot_gives_way() -> None:
    near = [{"icao": "B9EE5F", "warning_level": 2, "distance": 100}, {"icao": "B9EE60", "warning_level": 4, "distance": 640}]
    told = one(EVENTS, envelope(near, "airsense_warning"))
    assert isinstance(told, Text) and told.topic == "airsense" and "B9EE60" in told.text and "640 m" in told.text
    assert not adapters.decode(EVENTS, envelope(near[:1], "airsense_warning"), NOW)[0]


class Drone:
    def __init__(self) -> None:
        self.route = adapters.route(f"thing/product/{DRONE}/osd")

    def in_mode(self, code: int) -> list[Any]:
        found = adapters.read_frame(self.route.read, envelope({"mode_code": code}, gateway=DOCK), NOW, False, self.route.memory)[0]
        return [reading for reading in found if isinstance(reading, Text | Progress)]


@pytest.mark.parametrize("code", [9, 11, 12, 14])
def test_going_into_an_alarming_mode_is_told_once(code: int) -> None:
    drone = Drone()
    assert drone.in_mode(5) == []
    (told,) = drone.in_mode(code)
    assert (told.topic, told.text) == ("mode", str(code))
    assert drone.in_mode(code) == []


def test_what_was_so_already_when_the_gateway_started_is_no_news() -> None:
    assert Drone().in_mode(14) == []


def test_on_the_ground_after_a_return_the_return_is_done() -> None:
    drone = Drone()
    drone.in_mode(9)
    drone.in_mode(10)
    (told,) = drone.in_mode(0)
    assert (told.kind, told.state) == ("return_home", "done")


def test_live_control_moves_the_one_aircraft_behind_the_dock() -> None:
    topic, payload = sample("drc_up_osd_info_push")
    route = adapters.route(topic, Facts(children={DOCK: frozenset({DRONE})}))
    ((fix,), _) = adapters.read_frame(route.read, payload, NOW, False, route.memory)
    assert isinstance(fix, Fix) and fix.source == Source("dji", DRONE)
    assert (fix.lat, fix.lon, fix.alt, fix.heading, fix.counter, fix.at_ms) == (23.19, 113.301, 320.5, 60, 17, AT)
    assert fix.speed == pytest.approx(4.562, abs=1e-3), "metres a second along x and y"
    nowhere = json.dumps({"method": "osd_info_push", "data": {"latitude": 0, "longitude": 0}}).encode()
    assert not adapters.read_frame(route.read, nowhere, NOW, False, route.memory)[0], "0, 0 is no fix"


def test_live_control_of_a_dock_with_nobody_or_two_behind_it_moves_nobody() -> None:
    topic, payload = sample("drc_up_osd_info_push")
    for children in ({}, {DOCK: frozenset({"A", "B"})}):
        route = adapters.route(topic, Facts(children=children))
        assert not adapters.read_frame(route.read, payload, NOW, False, route.memory)[0]


def test_a_dock_gets_the_route_file_of_a_flight_we_prepared_and_of_no_other() -> None:
    facts = Facts(flights={"f-1": {"url": "https://files/1.kmz", "md5": "aa"}})
    route = adapters.route(f"thing/product/{DOCK}/requests", facts)

    def asked(flight: str) -> Any:
        (reply,) = adapters.read_frame(route.read, envelope({"flight_id": flight}, "flighttask_resource_get"), NOW, False, route.memory)[1]
        return json.loads(reply.payload)["data"]

    assert asked("f-1") == {"result": 0, "output": {"file": {"url": "https://files/1.kmz", "fingerprint": "aa"}}}
    assert asked("f-2")["result"] != 0


def test_a_set_property_is_answered_by_the_first_refusal() -> None:
    good = one(f"thing/product/{DOCK}/property/set_reply", envelope({"height_limit": {"result": 0}}))
    bad = one(f"thing/product/{DOCK}/property/set_reply", envelope({"obstacle_avoidance": {"horizon": {"result": 1}}}))
    assert isinstance(good, Answer) and (good.result, bad.result) == (0, 1) and good.correlation == "b-1"


def command(kind: str, **more: Any) -> Command:
    meta = {"gateway": DOCK, "cameras": [{"video_id": f"{DRONE}/53-0-0/normal-0"}]}
    return Command(external_id=DRONE, area="440117", terminal_kind="uav", meta=meta, kind=kind, payload=more, correlation="c-1", now_ms=NOW)


def told(kind: str, **more: Any) -> dict[str, Any]:
    topic, payload = dji.encode(command(kind, **more))
    assert topic == f"thing/product/{DOCK}/services"
    body = json.loads(payload)
    return {"method": body["method"], **body["data"]}


def test_flying_to_a_point_is_what_the_makers_sample_says() -> None:
    (_, wanted) = sample("services_fly_to_point")
    said = told("fly_to_point", run="33333333-3333-4333-8333-333333333333", lat=23.1915, lon=113.3033, height=320.0)
    assert said == {"method": "fly_to_point", **json.loads(wanted)["data"]}


def test_a_flight_is_prepared_with_its_file_and_run_by_its_id() -> None:
    prepared = told("flight_prepare", run="f", url="https://files/1.kmz", md5="aa", rth_height=120)
    assert (prepared["method"], prepared["flight_id"], prepared["file"]) == (
        "flighttask_prepare",
        "f",
        {"url": "https://files/1.kmz", "fingerprint": "aa"},
    )
    assert (prepared["task_type"], prepared["execute_time"], prepared["rth_altitude"]) == (0, NOW, 120)
    assert told("flight_execute", run="f") == {"method": "flighttask_execute", "flight_id": "f"}
    assert told("flight_undo", run="f") == {"method": "flighttask_undo", "flight_ids": ["f"]}


@pytest.mark.parametrize(
    ("kind", "method"),
    [("return_home", "return_home"), ("flight_pause", "flighttask_pause"), ("flight_recovery", "flighttask_recovery"),
     ("dock_open", "cover_open"), ("dock_close", "cover_close"), ("dock_debug_on", "debug_mode_open"),
     ("authority_grab", "flight_authority_grab")],
)  # fmt: skip
def test_each_command_has_the_makers_name(kind: str, method: str) -> None:
    assert told(kind)["method"] == method


def test_a_property_is_set_on_its_own_topic_and_only_from_the_list() -> None:
    topic, payload = dji.encode(command("property", name="height_limit", value=120))
    assert topic == f"thing/product/{DOCK}/property/set" and json.loads(payload)["data"] == {"height_limit": 120}
    with pytest.raises(Unsupported):
        dji.encode(command("property", name="simulate_mission", value=1))


@pytest.mark.parametrize(
    ("code", "level", "said"),
    [
        ("fpv_tip_0x16100083_in_the_sky", 2, "警告:飞控,电池未装到位,无法起飞(0x16100083,飞行中)"),
        ("dock_tip_0x12040000", 1, "注意:机场,机场 RTK 设备断开(0x12040000)"),
        ("fpv_tip_0x1C00FFFF", 0, "提示:相机异常(0x1C00FFFF)"),
        ("dock_tip_0xFF000001", 2, "警告:机场异常(0xFF000001)"),
        ("", 9, "提示:设备异常(无代码)"),
    ],
)
def test_a_health_code_is_words_and_always_its_number(code: str, level: int, said: str) -> None:
    assert dji_hms.words(code, level) == said


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["status", "output", "ext", "progress", "percent", "flight_id", "list", "warning_level", "action", "distance", "result"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    method=st.sampled_from(
        [
            "hms",
            "flighttask_progress",
            "fly_to_point_progress",
            "return_home_info",
            "airsense_warning",
            "cover_open",
            "device_exit_homing_notify",
        ]
    ),
    data=_JSON,
)
def test_no_event_of_whatever_content_is_more_than_undecodable(method: str, data: Any) -> None:
    for topic in (EVENTS, f"thing/product/{DOCK}/property/set_reply", f"thing/product/{DOCK}/drc/up"):
        try:
            adapters.decode(topic, envelope(data, method), NOW)
        except Undecodable:
            continue
