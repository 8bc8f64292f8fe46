"""The whole gateway with its doors open: a terminal of JT/T 808 and a phone over real sockets, PostgreSQL behind, and a text back down."""

from __future__ import annotations

import asyncio
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from devices import handlers
from devices.adapters import jt808
from devices.gateway import Gateway
from devices.inbox.models import Inbox
from devices.readings import Sos
from devices.simulator.reporters import sos_alarm
from devices.simulator.vehicle import Terminal808, position
from devices.terminals.actions import register_terminal, send_downlink
from devices.terminals.models import Downlink, Terminal, UnknownDevice
from devices.tracks.models import LastFix
from realtime import clock
from realtime.database import conninfo
from realtime.positions import SOS

from .conftest import free_port, until  # type: ignore[import-not-found]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vehicle(db: None) -> Terminal:
    return register_terminal(actor="system", adapter="jt808", external_id="13800138000", kind="vehicle", area="440117", label="运兵车")


@pytest.fixture
def gateway(vehicle: Terminal) -> Iterator[Gateway]:
    """Without a broker: what comes through doors does not need one."""
    made = Gateway(f"mqtt://127.0.0.1:{free_port()}", conninfo, client_id="gateway-doors", doors={"http": 0, "jt808": 0})
    thread = threading.Thread(target=lambda: asyncio.run(made.work()), daemon=True)
    thread.start()
    until(lambda: len(made.doors.opened) == 2, 15)
    yield made
    made.loop.call_soon_threadsafe(made.stopping.set)
    thread.join(20)
    assert not thread.is_alive()


def posted(gateway: Gateway, path: str, data: bytes | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{gateway.doors.opened['http']}{path}", data, timeout=15) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_what_comes_through_the_doors_is_kept_shown_and_answered(gateway: Gateway, vehicle: Terminal) -> None:
    heard: list[Any] = []
    handlers.register(Sos, lambda reading, terminal, inbox: heard.append((reading.source.external_id, reading.active, terminal)))
    early = send_downlink(terminal=vehicle, kind="tts", payload={"text": "请立即撤离"})
    shown: list[str] = []

    async def drive() -> None:
        terminal = Terminal808("13800138000", on_text=shown.append)
        assert await terminal.connect("127.0.0.1", gateway.doors.opened["jt808"])
        now = int(clock_ms())
        assert (await terminal.ask(jt808.POSITION, position(23.5, 113.5, now))).body[4] == 0
        assert (await terminal.ask(jt808.POSITION, position(23.6, 113.5, now + 1000, alarm=1))).body[4] == 0
        assert await asyncio.to_thread(stored) == 1, "committed before the terminal was answered"
        assert (await terminal.ask(jt808.POSITION, position(23.6, 113.5, now + 2000))).body[4] == 0
        deadline = time.monotonic() + 25
        while not shown and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        await terminal.ask(jt808.LOGOUT, b"")
        await terminal.close()

    def stored() -> int:
        from django.db import connection

        try:
            return Inbox.objects.filter(adapter="jt808", message_key__startswith="sos:").count()
        finally:
            connection.close()

    def clock_ms() -> float:
        return now_ms

    now_ms = clock.now().timestamp() * 1000
    asyncio.run(drive())
    assert shown == ["请立即撤离"]
    until(lambda: Downlink.objects.get(pk=early.pk).state == "delivered")
    until(lambda: [found[:2] for found in heard] == [("13800138000", True), ("13800138000", False)])
    assert {terminal for *_, terminal in heard} == {vehicle}
    until(lambda: LastFix.objects.filter(subject=vehicle.subject_id, lat=23.6).exists())
    vehicle.refresh_from_db()
    assert len(vehicle.credential) == 64, "the code it was given is its secret from now on"
    until(lambda: Terminal.objects.get(pk=vehicle.pk).meta.get("name") == "粤A12345")

    # A body camera nobody registered: listed, and its call for help is an alarm all the same
    said = sos_alarm("44011700001320000009", 23.55, 113.58, clock.now().timestamp())
    assert posted(gateway, f"/gb28181?token={settings.DOOR_HTTP_TOKEN}", said)[0] == 200
    assert Inbox.objects.filter(adapter="gb28181", terminal=None).exists()
    until(lambda: UnknownDevice.objects.filter(adapter="gb28181", external_id="44011700001320000009").exists())
    status, why = posted(gateway, "/?id=nobody&lat=23.5&lon=113.5")
    assert status == 400 and "未登记" in why
    assert posted(gateway, f"/gb28181?token={settings.DOOR_HTTP_TOKEN}", b"<Notify><oops>")[0] == 400
    assert not gateway.line.tracks[vehicle.subject_id].flags & SOS
    assert gateway.doors.says()["jt808"]["open"] is True
