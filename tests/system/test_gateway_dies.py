"""The gateway ends between understanding a promise, storing it and answering for it: through every door that promises, it is neither lost nor stored twice."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

import pytest
import requests

from command.supervisor.ports import free_port, is_free
from devices.adapters import jt808
from devices.adapters.tak_events import zulu
from devices.doors.credentials import digest_of
from devices.simulator.vehicle import Terminal808, position
from tests.system.centre import LOADED_S, Centre, wait_until
from tests.system.test_wire import ms, publish, terminal

pytestmark = pytest.mark.faults  # nine starts of a gateway: too long for `make test`
TOKEN, SECRET = "of-the-servers", "of-the-handset"
DOORS = ("DOOR_HTTP", "DOOR_JT808", "DOOR_TAK")
LAT, LON = 23.6, 113.6


class Mortal:
    """A gateway alone on a database and a broker of its own, with its doors open, that dies where it is told to."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.where = centre, centre.scratch / "dies-at"
        self.ports = {name: free_port() for name in DOORS}
        centre.env |= {name: str(port) for name, port in self.ports.items()} | {
            "GATEWAY_DIES_AT": str(self.where),
            "DOOR_HTTP_TOKEN": TOKEN,
        }
        self.dies_at("")
        self.start()

    def start(self) -> None:
        """The new one holds the session at the broker and every door – or has met its mark in what the broker brought at once."""
        heard = self._heard()
        self.centre.start("gateway")
        wait_until(
            lambda: self._heard() > heard and (self.dead() or not any(is_free("127.0.0.1", port) for port in self.ports.values())), LOADED_S,
            lambda: f"the gateway listens; {self.centre.log('gateway')}",
        )  # fmt: skip

    def _heard(self) -> int:
        path = self.centre.scratch / "gateway.log"
        return path.read_text(errors="replace").count("promise lane connected") if path.exists() else 0

    def dies_at(self, mark: str) -> None:
        self.where.write_text(mark)

    def dead(self) -> bool:
        return self.centre.processes["gateway"].poll() is not None

    def stored(self, adapter: str, ident: str) -> int:
        return int(
            self.centre.query(
                "SELECT count(*) FROM inbox_inbox WHERE adapter = %s AND external_id = %s AND topic NOT LIKE 'made:%%'", adapter, ident
            )[0][0]
        )


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    centre = Centre(tmp_path_factory.mktemp("mortal"))
    try:
        yield Mortal(centre)
    finally:
        centre.stop()


class Told(NamedTuple):
    """What a sender does until it is answered, and who it is."""

    adapter: str
    ident: str
    say: Callable[[], bool]  # once; True when the centre has answered for it


def neither_lost_nor_twice(mortal: Mortal, told: Told) -> None:
    for point, kept in (("decoded", 0), ("committed", 1)):
        mortal.dies_at(f"{point}:{told.adapter}")
        answered = told.say()
        wait_until(mortal.dead, 20, f"it dies at {point}")
        assert not answered, f"answered although it died at {point}"
        assert mortal.stored(told.adapter, told.ident) == kept, f"died at {point}"
        # What the broker brings again at once meets the next mark already
        mortal.dies_at(f"committed:{told.adapter}" if point == "decoded" else "")
        mortal.start()
    wait_until(told.say, 20, "answered in the end")
    alarms = "SELECT count(*) FROM alarms_report WHERE device = %s"
    device = f"{told.adapter}:{told.ident}"
    wait_until(lambda: mortal.centre.query(alarms, device) != [(0,)], 20, lambda: f"an alarm; {mortal.centre.log('gateway')}")
    told.say()  # a sender that has missed the answer says it once more
    wait_until(lambda: mortal.centre.query("SELECT count(*) FROM inbox_inbox WHERE state = 'new'") == [(0,)], 20, "worked off")
    assert mortal.stored(told.adapter, told.ident) == 1
    assert mortal.centre.query(alarms, device) == [(1,)]


def test_an_sos_at_qos_1(mortal: Mortal) -> None:
    """The broker keeps what it has no PUBACK for."""
    ident = "KILL-Q1"
    sos = {"active": True, "mid": "press-1", "lat": LAT, "lon": LON, "at": ms()}
    said: list[bool] = []

    def say() -> bool:
        """Published once, as a radio whose PUBACK came: from then on it is the broker's to bring."""
        if not said:
            said.append(True)
            with terminal(mortal.centre) as (radio, _):
                publish(radio, f"ecc/v1/440117/radio/{ident}/sos", sos)
            return False
        return bool(mortal.centre.query("SELECT 1 FROM inbox_inbox WHERE external_id = %s AND state = 'done'", ident))

    neither_lost_nor_twice(mortal, Told("radio", ident, say))


def test_an_sos_posted_to_the_intake(mortal: Mortal) -> None:
    """200 only when it is committed; without it the agency's gateway posts again."""
    body = {"id": "KILL-HTTP", "sos": True, "mid": "press-1", "lat": LAT, "lon": LON, "ts": ms()}

    def say() -> bool:
        with suppress(requests.RequestException):
            return (
                requests.post(f"http://127.0.0.1:{mortal.ports['DOOR_HTTP']}/intake?token={TOKEN}", json=body, timeout=15).status_code
                == 200
            )
        return False

    neither_lost_nor_twice(mortal, Told("radio", "KILL-HTTP", say))


def test_the_alarm_key_of_a_vehicle(mortal: Mortal) -> None:
    """Without the platform's 0x8001 a terminal sends the same report again."""
    box, report = Terminal808("13800138001"), position(LAT, LON, ms(), alarm=1)

    async def once() -> bool:
        try:
            if not await box.connect("127.0.0.1", mortal.ports["DOOR_JT808"]):
                return False
            return (await box.ask(jt808.POSITION, report)).body[4] == 0
        finally:
            await box.close()

    def say() -> bool:
        with suppress(OSError, TimeoutError):
            return asyncio.run(once())
        return False

    neither_lost_nor_twice(mortal, Told("jt808", "13800138001", say))


def test_a_911_of_atak(mortal: Mortal) -> None:
    """TAK knows no answer: a terminal repeats its alert until it is cancelled, and the repetition is the same press."""
    uid, now = "ANDROID-kill", ms()
    place = f'<point lat="{LAT}" lon="{LON}" hae="9999999.0" ce="9.9" le="9999999.0"/>'
    times = f'time="{zulu(now)}" start="{zulu(now)}" stale="{zulu(now + 600_000)}"'
    here = f'<event version="2.0" uid="{uid}" type="a-f-G-U-C" how="m-g" {times}>{place}<detail><contact callsign="K"/></detail></event>'
    alert = (
        f'<event version="2.0" uid="{uid}-9-1-1" type="b-a-o-tbl" how="m-g" {times}>{place}<detail><link uid="{uid}" relation="p-p"/>'
        '<emergency type="911 Alert">K</emergency></detail></event>'
    )

    def say() -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", mortal.ports["DOOR_TAK"]), timeout=5) as wire:
            wire.sendall((f'<auth><cot username="k" password="{SECRET}" uid="{uid}"/></auth>' + here + alert).encode())
            end = time.monotonic() + 3
            while time.monotonic() < end and not mortal.dead():
                if mortal.centre.query("SELECT 1 FROM alarms_report WHERE device = %s", f"tak:{uid}"):
                    return True
                time.sleep(0.05)
        return False

    mortal.centre.query(
        "WITH s AS (INSERT INTO terminals_subject (kind, area, label) VALUES ('person', '440117', 'ATAK') RETURNING id)"
        " INSERT INTO terminals_terminal (adapter, external_id, subject_id, area, kind, credential, meta)"
        " SELECT 'tak', %s, id, '440117', 'person', %s, '{}' FROM s RETURNING 1",
        uid, digest_of("tak", SECRET),
    )  # fmt: skip
    neither_lost_nor_twice(mortal, Told("tak", uid, say))
