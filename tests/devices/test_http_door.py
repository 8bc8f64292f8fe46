"""Phones, platforms and sensors over plain HTTP: units and traps first, then real requests to a real door before a real pipeline."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.adapters import gb28181, osmand, traccar
from devices.doors.credentials import digest_of
from devices.doors.http import HttpDoor
from devices.doors.http.outbox import Outbox
from devices.doorway import Doorway
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Fix, Sos, Source, Status, Text, Undecodable
from devices.simulator.city import cast_roles, play
from devices.simulator.roster import Role
from devices.simulator.wires.shape import demo_secret
from devices.tracking import Entry
from realtime.positions import SOS

from .corpus import sample  # type: ignore[import-not-found]

RECEIVED = 1_793_664_935_000
AT = 1_793_664_930_000
GB = Path(__file__).parent / "samples" / "gb28181"


def read(topic: str, payload: bytes | str) -> list[Any]:
    return adapters.decode(topic, payload.encode() if isinstance(payload, str) else payload, RECEIVED)[0]


# -- OsmAnd and the Traccar client -----------------------------------------------------------------------------------------------------


def test_the_query_speaks_in_knots_and_the_json_in_metres_a_second() -> None:
    sos, fix = read("osmand/652", sample("osmand/query_sos").payload)
    assert (fix.speed, fix.heading, fix.battery, fix.at_ms) == (pytest.approx(5.1444, abs=1e-3), 270.5, 83.0, AT)
    assert (sos.lat, sos.active) == (23.5481, True)
    (fix,) = read("osmand/652", sample("osmand/client_json").payload)
    assert (fix.speed, fix.heading, fix.battery, fix.at_ms) == (5.0, None, pytest.approx(83), AT)


@pytest.mark.parametrize(
    "said", ["1793664930", "1793664930000", "2026-11-03T00:15:30Z", "2026-11-03T08:15:30%2B08:00", "2026-11-03%2000:15:30"]
)
def test_times_as_clients_write_them(said: str) -> None:
    (fix,) = read("osmand/652", f"id=652&lat=23.5&lon=113.5&timestamp={said}")
    assert fix.at_ms == AT


def test_other_names_of_the_same_things() -> None:
    (fix,) = read("osmand/652", "deviceid=652&location=23.5,113.5&heading=-1&speed=-1")
    assert (fix.lat, fix.lon, fix.speed, fix.heading, fix.at_ms) == (23.5, 113.5, None, None, None)
    (held,) = read("osmand/652", "id=652&lat=23.5&lon=113.5&valid=false&batt=40")
    assert isinstance(held, Status) and held.held and held.battery == 40
    for bad in ("id=653&lat=1&lon=2", "id=652&lat=x&lon=2", "id=652&lat=nan&lon=2", "id=652&lat=1&lon=2&timestamp=yesterday"):
        with pytest.raises(Undecodable):
            read("osmand/652", bad)


# -- Traccar ---------------------------------------------------------------------------------------------------------------------------


def test_traccar_forwards_a_call_for_help_once_as_position_and_event() -> None:
    payload = sample("traccar/forward_sos").payload
    fix, sos, health, status = read("traccar/positions", payload)
    assert (fix.source.external_id, fix.speed, fix.battery, fix.at_ms) == ("356307042441013", pytest.approx(10.29, abs=0.01), 64.0, AT)
    assert health.text == "主电源掉电"
    assert status.learned == {"name": "消防车 3", "protocol": "gt06"}
    event = json.loads(payload) | {"event": {"type": "alarm", "attributes": {"alarm": "sos"}}}
    again = next(r for r in read("traccar/events", json.dumps(event)) if isinstance(r, Sos))
    assert again.message_id == sos.message_id, "one call for help, not two"


def test_a_position_that_traccar_calls_invalid_moves_nothing() -> None:
    message = json.loads(sample("traccar/forward_sos").payload)
    message["position"]["valid"] = False
    assert not any(isinstance(r, Fix) for r in read("traccar/p", json.dumps(message)))
    assert next(r for r in read("traccar/p", json.dumps(message)) if isinstance(r, Sos)).lat is None


# -- GB/T 28181 ------------------------------------------------------------------------------------------------------------------------


def test_a_body_camera_moves_and_calls_for_help() -> None:
    (fix,) = read("gb28181/34020000001320000001", (GB / "mobileposition_notify.xml").read_bytes())
    assert (fix.lat, fix.speed, fix.heading, fix.alt, fix.at_ms) == (23.1837, pytest.approx(3.4722, abs=1e-3), 90.0, 126.0, AT)
    sos, where = read("gb28181/34020000001340000001", (GB / "alarm_notify.xml").read_bytes())
    assert isinstance(sos, Sos) and isinstance(where, Fix)
    assert (sos.lat, sos.at_ms, sos.text) == (23.1837, AT, "SOS")
    (alive,) = read("gb28181/34020000001320000001", (GB / "keepalive_notify.xml").read_bytes())
    assert alive.online is True


def test_gb18030_is_read_though_gb2312_is_declared() -> None:
    xml = (GB / "alarm_notify.xml").read_text().replace("<AlarmMethod>5", "<AlarmMethod>2").replace("SOS", "北京镕基站𠮷设备")
    (text, _) = read("gb28181/34020000001340000001", xml.encode("gb18030"))
    assert isinstance(text, Text)
    assert text.text == "视频丢失:北京镕基站𠮷设备"


def test_the_same_in_the_json_of_wvp() -> None:
    said = {
        "deviceId": "34020000001110000001",
        "channelId": "34020000001320000001",
        "time": "2026-11-03 08:15:30",
        "longitude": 113.2971,
        "latitude": 23.1837,
        "speed": 36,
    }
    assert gb28181.device_of(json.dumps(said).encode()) == "34020000001320000001"
    (fix,) = read("gb28181/34020000001320000001", json.dumps(said))
    assert (fix.speed, fix.at_ms) == (10.0, AT)
    alarm = said | {"alarmMethod": "5", "alarmType": "1", "alarmTime": "2026-11-03 08:15:30"}
    assert isinstance(read("gb28181/34020000001320000001", json.dumps(alarm))[0], Sos)


def test_what_wvp_publishes_on_redis() -> None:
    said = {
        "time": "2026-11-03T08:15:30",
        "serial": "34020000001110000001",
        "code": "34020000001320000001",
        "longitude": 113.2971,
        "latitude": 23.1837,
        "altitude": 0.0,
        "direction": 90.0,
        "speed": 36.0,
    }
    assert gb28181.device_of(json.dumps(said).encode()) == "34020000001320000001"
    (fix,) = read("gb28181/34020000001320000001", json.dumps(said))
    assert (fix.speed, fix.at_ms) == (10.0, AT)
    newer = {
        "deviceId": "34020000001110000001",
        "channelId": 17,
        "channelDeviceId": "34020000001320000001",
        "longitude": 113.2,
        "latitude": 23.1,
    }
    assert gb28181.device_of(json.dumps(newer).encode()) == "34020000001320000001"
    alarm = {"gbId": "34020000001320000001", "alarmSn": 7, "alarmType": 0, "alarmDescription": "SOS"}
    assert isinstance(read("gb28181/34020000001320000001", json.dumps(alarm))[0], Sos)


def test_an_xml_bomb_is_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><Notify><DeviceID>&c;</DeviceID></Notify>'
    with pytest.raises(Undecodable, match="XML"):
        gb28181.device_of(bomb.encode())


@given(
    st.sampled_from(["osmand/652", "traccar/1", "gb28181/34020000001320000001", "owntracks/a/b/http", "ecc/v1/-/radio/R1/pos"]),
    st.binary(max_size=200)
    | st.dictionaries(st.sampled_from(["id", "lat", "lon", "timestamp", "alarm", "speed", "location", "batt"]), st.text(max_size=12)).map(
        lambda d: "&".join(f"{k}={v}" for k, v in d.items()).encode("utf-8", "replace")
    )
    | st.dictionaries(st.sampled_from(["device", "position", "location", "CmdType", "deviceId", "longitude", "_type", "lat"]), st.integers() | st.text(max_size=9) | st.lists(st.none(), max_size=2)).map(
        lambda d: json.dumps(d).encode()
    )
    | st.text("<>/NotifyDeviceID34020000001320000001&; ", max_size=90).map(str.encode),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_whatever_is_posted_is_read_or_refused(topic: str, payload: bytes) -> None:
    for module in (osmand, traccar, gb28181):
        with contextlib.suppress(Undecodable):
            module.device_of(payload)
    with contextlib.suppress(Undecodable):
        read(topic, payload)


# -- the door itself -------------------------------------------------------------------------------------------------------------------


class KeeperOfTests:
    """Stands where the inbox's thread stands: what it is given is committed at once, on the loop."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.loop = asyncio.get_running_loop()

    def put(self, waiting: Any) -> None:
        self.letters.append(waiting.letter)
        self.loop.call_soon(waiting.kept)


class World:
    def __init__(self, token: str = "") -> None:
        self.table = PictureTable(0, 7)
        self.now_ms = RECEIVED
        self.line = Pipeline(self.table, lambda: self.now_ms)
        self.line.learn(
            [
                Entry(Source("osmand", "652"), 1, 101, 440117, 6, False),
                Entry(Source("owntracks", "f1/phone"), 2, 102, 440117, 6, False, credential=digest_of("owntracks", "open-sesame-1")),
                Entry(Source("thingsboard", "水位一号"), 3, 103, 440117, 8, False, credential=digest_of("thingsboard", "TOKEN-A1")),
                Entry(Source("gb28181", "34020000001340000001"), 4, 104, 440117, 1, False),
                Entry(Source("radio", "R1"), 5, 105, 440117, 5, False),
                Entry(Source("traccar", "356307042441013"), 6, 106, 440117, 2, False),
                Entry(
                    Source("thingsboard", "气象站"), 7, 107, 440117, 8, False, credential=digest_of("thingsboard", demo_secret("气象站"))
                ),
            ],
            adapters.Facts(),
        )
        self.line.trust = dict.fromkeys(
            self.line.trust, "open"
        )  # a bureau whose rules believe ids alone; the defaults are in test_trust.py
        self.keeper = KeeperOfTests()
        self.hall = Doorway(self.line, self.keeper, asyncio.get_running_loop().call_soon)  # type: ignore[arg-type]
        self.door = HttpDoor(self.hall, token)
        self.url = ""
        self.client: aiohttp.ClientSession

    async def ask(self, method: str, path: str, **given: Any) -> tuple[int, str]:
        async with self.client.request(method, self.url + path, **given) as answer:
            return answer.status, await answer.text()

    def at(self, subject: int) -> Any:
        return next((fix for place, (_, fix) in self.line.latest.items() if place == subject), None)


@pytest.fixture
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    made = World(getattr(request, "param", ""))
    made.url = f"http://127.0.0.1:{await made.door.open('http', '127.0.0.1', 0)}"
    async with aiohttp.ClientSession() as made.client:
        yield made
    await made.door.close()


async def test_a_phone_reports_and_calls_for_help(world: World) -> None:
    assert await world.ask("GET", "/?id=652&lat=23.5&lon=113.5&timestamp=1793664920&speed=10") == (200, "")
    assert world.at(101).speed == pytest.approx(5.144, abs=1e-3)
    assert (await world.ask("POST", "/", data={"id": "652", "lat": "23.6", "lon": "113.5", "alarm": "sos"}))[0] == 200
    assert [letter.message_key[:4] for letter in world.keeper.letters] == ["sos:"]
    assert world.line.tracks[101].flags & SOS
    status, text = await world.ask("GET", "/?id=652&lat=north&lon=113.5")
    assert status == 400 and "无法解析" in text
    assert (await world.ask("POST", "/", data=sample("osmand/client_json").payload, headers={"Content-Type": "application/json"}))[0] == 200


async def test_a_secret_in_the_address_is_checked_and_not_kept(world: World) -> None:
    source = Source("osmand", "652")
    world.line.known[source] = world.line.known[source]._replace(credential=digest_of("osmand", "hidden-secret"))
    client = sample("osmand/client_json").payload
    assert (await world.ask("POST", "/?token=wrong", data=client))[0] == 401
    assert (await world.ask("POST", "/?token=hidden-secret", data=client))[0] == 200
    assert world.at(101).speed == 5.0
    for path in (
        "/?token=hidden-secret&id=652&lat=x&lon=1",
        "/?id=652&token=hidden-secret&lat=x",
        "/?id=652&lat=x&lon=1&token=hidden-secret",
    ):
        assert (await world.ask("GET", path))[0] == 400
    assert (await world.ask("POST", "/?id=652&token=hidden-secret", data={"lat": "23.7", "lon": "113.5"}))[0] == 200
    assert world.at(101).lat == 23.7
    kept = [row.first_bytes for row in world.line.strangers.refused.values()]
    assert len(kept) >= 2 and not any(b"hidden" in first for first in kept)


async def test_who_is_not_registered_is_listed_and_told_so(world: World) -> None:
    status, text = await world.ask("GET", "/?id=nobody&lat=23.5&lon=113.5")
    assert status == 400 and "未登记" in text
    assert world.line.strangers.devices[Source("osmand", "nobody")].hint["lat"] == 23.5
    assert [(await world.ask("GET", f"/?id=x{n}&lat=23.5&lon=113.5"))[0] for n in range(80)][-1] == 429


async def test_owntracks_shows_its_password_and_takes_its_commands_along(world: World) -> None:
    body = {"_type": "location", "lat": 23.5, "lon": 113.5, "tst": AT // 1000, "vel": 36, "topic": "owntracks/f1/phone"}
    right = {"Authorization": "Basic " + base64.b64encode(b"f1:open-sesame-1").decode(), "X-Limit-U": "f1", "X-Limit-D": "phone"}
    assert (await world.ask("POST", "/owntracks", json=body, headers={"X-Limit-U": "f1", "X-Limit-D": "phone"}))[0] == 401
    assert world.at(102) is None
    assert await world.ask("POST", "/owntracks", json=body, headers=right) == (200, "[]")
    assert world.at(102).speed == pytest.approx(10)
    topic, command = "owntracks/f1/phone/cmd/http", b'{"_type":"cmd","action":"reportLocation"}'
    assert world.door.owns(topic)
    assert not world.door.deliver(topic, command), "nothing was written yet"
    assert (await world.ask("POST", "/owntracks", json=body, headers=right))[1] == f"[{command.decode()}]"
    assert world.door.deliver(topic, command), "it went with the answer"
    only = {"Authorization": right["Authorization"]}
    assert (await world.ask("POST", "/owntracks", json=body, headers=only))[0] == 200
    assert (await world.ask("POST", "/owntracks", json={"_type": "location"}, headers=only))[0] == 400


async def test_a_sensor_is_known_by_its_token_and_gets_its_command_by_waiting_for_it(world: World) -> None:
    assert (await world.ask("POST", "/api/v1/TOKEN-A1/telemetry", json={"waterLevel": 3.42}))[0] == 200
    assert world.keeper.letters[0].external_id == "水位一号"
    status, _ = await world.ask("POST", "/api/v1/TOKEN-B2/attributes", json={"latitude": 23.5, "longitude": 113.5})
    assert status == 400
    assert all("TOKEN" not in source.external_id for source in world.line.strangers.devices)
    asking = asyncio.create_task(world.ask("GET", "/api/v1/TOKEN-A1/rpc?timeout=5000"))
    while not world.door.deliver("thingsboard/水位一号/rpc", b'{"id":7,"method":"beep"}'):
        await asyncio.sleep(0.01)
    assert await asking == (200, '{"id":7,"method":"beep"}')
    assert (await world.ask("GET", "/api/v1/TOKEN-A1/rpc?timeout=1"))[0] == 408
    assert (await world.ask("GET", "/api/v1/TOKEN-B2/rpc"))[0] == 401
    assert (await world.ask("POST", "/api/v1/TOKEN-A1/rpc/7", json={"success": True}))[0] == 200


@pytest.mark.parametrize("world", ["secret-of-this-centre"], indirect=True)
async def test_platforms_show_the_token_of_the_centre(world: World) -> None:
    xml, bearer = (GB / "alarm_notify.xml").read_bytes(), {"Authorization": "Bearer secret-of-this-centre"}
    assert (await world.ask("POST", "/gb28181", data=xml))[0] == 401
    assert (await world.ask("POST", "/gb28181?token=secret-of-this-centre", data=xml))[0] == 200
    assert world.line.tracks[104].flags & SOS
    assert (await world.ask("POST", "/traccar", data=sample("traccar/forward_sos").payload, headers=bearer))[0] == 200
    assert world.at(106).battery == 64


async def test_the_gateway_of_an_agency_posts_what_its_radios_say(world: World) -> None:
    many = [
        {"id": "R1", "lat": 23.5, "lon": 113.5, "ts": AT // 1000, "spd": 2.0},
        {"id": "R9", "lat": 23.6, "lon": 113.6, "ts": AT, "kind": "vehicle"},
    ]
    status, text = await world.ask("POST", "/intake", json=many)
    assert (status, json.loads(text)["taken"], json.loads(text)["refused"][0]["id"]) == (400, 1, "R9")
    assert (world.at(105).at_ms, world.at(105).speed) == (AT, 2.0)
    assert world.line.strangers.devices[Source("radio", "R9")].hint["kind"] == "vehicle"
    assert (await world.ask("POST", "/intake", json={"id": "R1", "sos": True, "ts": AT, "lat": 23.5, "lon": 113.5}))[0] == 200
    assert world.line.tracks[105].flags & SOS
    assert (await world.ask("POST", "/intake", json={"lat": 23.5}))[0] == 400
    assert (await world.ask("POST", "/intake", data=b"[" * 5000))[0] == 400
    assert (await world.ask("POST", "/intake", data=b"x" * 400_000))[0] == 413


async def test_who_waits_for_a_command_does_not_hold_up_the_end(world: World) -> None:
    asking = asyncio.create_task(world.ask("GET", "/api/v1/TOKEN-A1/rpc?timeout=60000"))
    while "水位一号" not in world.door.sensors._waiting:
        await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        await world.door.close()
    with contextlib.suppress(aiohttp.ClientError):
        await asking


async def test_a_promise_that_is_not_stored_in_time_is_asked_for_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.doorway.HAND_S", 0.05)
    monkeypatch.setattr(world.keeper, "put", lambda waiting: None)
    assert (await world.ask("POST", "/intake/sos", json={"id": "R1", "ts": AT}))[0] == 503
    assert (await world.ask("POST", "/intake/pos", json={"id": "R1", "ts": AT, "lat": 23.5, "lon": 113.5}))[0] == 200


def test_a_command_nobody_asked_about_again_is_not_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox, now = Outbox(), 0.0
    monkeypatch.setattr("devices.doors.http.outbox.time.monotonic", lambda: now)
    assert not outbox.deliver("t", b"a")
    now = 30.0
    assert outbox.take("t") == []
    for n in range(50):
        outbox.deliver("t", b"%d" % n)
    assert len(outbox.take("t")) == 8


async def test_the_simulated_reporters_are_heard(world: World) -> None:
    here = (113.586, 23.548)
    roles = [
        Role("osmand", "652", "440117", "phone", *here, False, None),
        Role("traccar", "356307042441013", "440117", "vehicle", *here, False, None),
        Role("gb28181", "34020000001340000001", "440117", "person", *here, False, None),
        Role("thingsboard", "气象站", "440117", "sensor", *here, False, None),
        Role("jt808", "13800138000", "440117", "vehicle", *here, False, None),
    ]
    actors = cast_roles(roles, "mqtt://127.0.0.1:1", rate=60, seed=1, doors={"http": ("127.0.0.1", int(world.url.rpartition(":")[2]))})
    assert len(actors) == 4, "a door that is closed has no devices"
    world.now_ms = int(time.time() * 1000)  # as the reporters' own clocks
    city = asyncio.create_task(play(actors))
    async with asyncio.timeout(15):
        while not {101, 104, 106, 107} <= set(world.line.latest):
            await asyncio.sleep(0.02)
    city.cancel()
    await asyncio.gather(city, return_exceptions=True)
    assert world.line.strangers.refused == {}
