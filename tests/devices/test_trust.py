"""Default deny at the doors: a registered id alone is nobody, a word of the rules decides otherwise, the first secret shown is the device's own."""

from __future__ import annotations

import asyncio
import json

import pytest

from devices.adapters import jt808
from devices.doors.credentials import digest_of, holds
from devices.readings import Source
from devices.simulator.vehicle import Terminal808, position
from devices.wire.trust import CLOSED, DEFAULTS, OPEN, trust_from

from .test_http_door import AT, World, world  # type: ignore[import-not-found]  # noqa: F401
from .test_jt808 import World as Road  # type: ignore[import-not-found]
from .test_tak import Hall, connected, sample  # type: ignore[import-not-found]

RADIO = {"id": "R1", "lat": 23.5, "lon": 113.5, "at": AT}


def test_the_rows_are_three_words_and_anything_else_closes() -> None:
    assert trust_from({}) == dict(DEFAULTS)
    assert trust_from({"wire.trust_osmand": "open", "wire.trust_tak": "yes please"}) | {} == {**DEFAULTS, "osmand": OPEN, "tak": CLOSED}


async def test_a_phone_without_a_secret_is_nobody_and_the_first_one_it_shows_is_its_own(
    world: World,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("devices.doorway.pin_credential", lambda terminal, digest: True)
    world.line.trust = dict(DEFAULTS)
    status, said = await world.ask("GET", "/?id=652&lat=23.5&lon=113.5&timestamp=1793664920")
    assert status == 401 and "未发口令" in json.loads(said)["error"] and world.at(101) is None
    assert (await world.ask("GET", "/?id=652&lat=23.5&lon=113.5&timestamp=1793664921&token=what-it-has"))[0] == 200
    assert holds(world.line.known[Source("osmand", "652")].credential, "osmand", "what-it-has")
    assert (await world.ask("GET", "/?id=652&lat=23.6&lon=113.5&timestamp=1793664922&token=another"))[0] == 401
    assert (await world.ask("GET", "/?id=652&lat=23.6&lon=113.5&timestamp=1793664922"))[0] == 401
    assert world.at(101).lat == 23.5


async def test_what_servers_report_needs_their_token_or_the_device_s_own(world: World) -> None:  # noqa: F811
    world.line.trust = dict(DEFAULTS)
    assert (await world.ask("POST", "/intake", json=RADIO))[0] == 401
    assert (await world.ask("POST", "/intake", json=RADIO, headers={"Authorization": "Bearer guess"}))[0] == 401, (
        "closed: nothing is pinned"
    )
    source = Source("radio", "R1")
    world.line.known[source] = world.line.known[source]._replace(credential=digest_of("radio", "its-own"))
    assert (await world.ask("POST", "/intake", json=RADIO, headers={"Authorization": "Bearer its-own"}))[0] == 200


@pytest.mark.parametrize("world", ["platform-token"], indirect=True)
async def test_the_servers_token_speaks_for_every_device_of_theirs(world: World) -> None:  # noqa: F811
    world.line.trust = dict(DEFAULTS)
    assert (await world.ask("POST", "/intake", json=RADIO, headers={"Authorization": "Bearer platform-token"}))[0] == 200
    assert (await world.ask("POST", "/intake", json=RADIO))[0] == 401
    servers = {"Authorization": "Bearer platform-token"}
    assert (await world.ask("GET", "/?id=652&lat=23.5&lon=113.5&timestamp=1793664920", headers=servers))[0] == 200
    assert not world.line.known[Source("osmand", "652")].credential, "their token does not become a phone's own"


class Unregistered(Terminal808):
    """Says a phone number and goes straight on to its position."""

    async def connect(self, host: str, port: int) -> bool:
        self._reader, self._writer = await asyncio.open_connection(host, port)
        self._listening = asyncio.create_task(self._listen())
        return True


async def test_a_vehicle_registers_before_anything_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.doorway.pin_credential", lambda terminal, digest: True)
    road = Road()
    port = await road.door.open("jt808", "127.0.0.1", 0)
    thief, vehicle = Unregistered("13800138000"), Terminal808("13800138000")
    try:
        assert await thief.connect("127.0.0.1", port)
        assert (await thief.ask(jt808.POSITION, position(23.9, 113.9, AT))).body[4] == 1
        assert 101 not in road.line.latest and "未鉴权就上报" in road.refused()
        assert await vehicle.connect("127.0.0.1", port), "registered, was given its code and showed it"
        assert (await vehicle.ask(jt808.POSITION, position(23.5, 113.5, AT))).body[4] == 0
        assert road.line.known[Source("jt808", "13800138000")].credential
    finally:
        await thief.close()
        await vehicle.close()
        await road.door.close()


def test_a_tak_terminal_without_secret_or_certificate_is_hung_up_on() -> None:
    async def story() -> None:
        hall = Hall(trust="first")
        door, reader, writer = await connected(hall)
        writer.write(sample("sa_ground_unit"))
        assert await reader.read() == b"" and hall.refused and not hall.heard
        await door.close()

    asyncio.run(story())
