"""Simulated terminals over real sockets into a whole gateway, and a command back to each that comes home as done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from devices.commands.actions import issue
from devices.commands.models import Command
from devices.doors.credentials import digest_of
from devices.gateway import Gateway
from devices.simulator.city import cast_roles, play
from devices.simulator.roster import Role
from devices.simulator.wires.shape import demo_secret
from devices.terminals.actions import register_terminal, set_credential
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from realtime.database import conninfo
from realtime.rules.models import Rule

from .conftest import free_port, until  # type: ignore[import-not-found]

pytestmark = pytest.mark.django_db(transaction=True)
HOME = (113.586, 23.548)
ROLES = [
    Role("mavlink", "41", "440117", "uav", *HOME, False, None),
    Role("tak", "ANDROID-1", "440117", "person", *HOME, False, None),
    Role("tak", "ANDROID-2", "440117", "person", *HOME, False, None, via="proto"),
    Role("owntracks", "li/http", "440117", "phone", *HOME, False, None, via="http"),
    Role("osmand", "p3", "440117", "phone", *HOME, False, None, via="json"),
]


@pytest.fixture
def terminals(db: None) -> dict[str, Terminal]:
    made = {}
    for role in ROLES:
        made[role.external_id] = terminal = register_terminal(
            actor="system", adapter=role.adapter, external_id=role.external_id, kind=role.kind, area=role.area, label=role.external_id
        )
        if role.adapter in ("tak", "owntracks"):
            set_credential(actor="system", terminal=terminal, digest=digest_of(role.adapter, demo_secret(role.external_id)))
    Rule.objects.create(name="autopilot.remote", area="440117", value=True, source="飞手协议")
    return made


@pytest.fixture
def gateway(terminals: dict[str, Terminal]) -> Iterator[Gateway]:
    made = Gateway(f"mqtt://127.0.0.1:{free_port()}", conninfo, client_id="gateway-sim", doors={"http": 0, "tak": 0, "mavlink": 0})
    thread = threading.Thread(target=lambda: asyncio.run(made.work()), daemon=True)
    thread.start()
    until(lambda: len(made.doors.opened) == 3, 15)
    yield made
    made.loop.call_soon_threadsafe(made.stopping.set)
    thread.join(20)
    assert not thread.is_alive()


def test_they_are_seen_and_obey(gateway: Gateway, terminals: dict[str, Terminal]) -> None:
    doors = {name: ("127.0.0.1", port) for name, port in gateway.doors.opened.items()}
    actors = cast_roles(ROLES, "mqtt://127.0.0.1:1", rate=10, seed=1, doors=doors, token=settings.DOOR_HTTP_TOKEN)
    loop = asyncio.new_event_loop()
    city = loop.create_task(play(actors))

    def run() -> None:
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(city)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        subjects = {terminal.subject_id for terminal in terminals.values()}
        until(lambda: LastFix.objects.filter(subject__in=subjects, flags=0).count() == len(subjects), 30)
        asked: list[tuple[str, str, dict[str, Any]]] = [
            ("41", "autopilot_hold", {}), ("ANDROID-1", "text", {"text": "请回话"}), ("ANDROID-2", "text", {"text": "请回话"}),
        ]  # fmt: skip
        for ident, kind, params in asked:
            issue(actor="user:1", name="王值班", terminal=terminals[ident], kind=kind, params=params)
        until(lambda: list(Command.objects.values_list("state", flat=True)) == ["done"] * 3, 30)
    finally:
        loop.call_soon_threadsafe(city.cancel)
        thread.join(10)
        loop.close()
