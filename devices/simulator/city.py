"""roster → **city** → broker and doors: everybody at once on one event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from random import Random
from typing import Protocol

from devices.simulator.dji import DjiGateway
from devices.simulator.phone import Phone
from devices.simulator.radio import ANSWER_S, Radio
from devices.simulator.roster import NATURAL, Role
from devices.simulator.troubles import Troubles
from devices.simulator.vehicle import Vehicle
from devices.simulator.wires.carriers import OnBroker, OverHttp, OverTak, OverUdp
from devices.simulator.wires.faults import NONE, Faults
from devices.simulator.wires.known import wire_of

log = logging.getLogger(__name__)

STAGGER_S = 0.01  # between two connections: a city does not switch on in one moment, and rumqttd takes them one by one


class Actor(Protocol):
    async def run(self) -> None: ...


def cast_roles(
    roles: list[Role],
    url: str,
    *,
    rate: float | None,
    seed: int,
    answer_s: tuple[float, float] = ANSWER_S,
    fire: tuple[float, float] | None = None,
    doors: Mapping[str, tuple[str, int]] | None = None,
    token: str = "",
    faults: Faults = NONE,
) -> list[Actor]:
    """One actor per connection. ``rate`` is messages a second of all together; None = each kind's own pace.

    ``doors``: where those of the gateway are that are open; devices of a closed one are not played.
    """
    doors = doors or {}
    roles = [role for role in roles if _door_of(role) is None or _door_of(role) in doors]
    natural = sum(NATURAL[role.adapter] for role in roles)
    faster = rate / natural if rate and natural else 1.0
    aircraft = {role.gateway: role for role in roles if role.gateway}
    actors: list[Actor] = []
    for role in roles:
        dice = Random(f"{seed}:{role.adapter}:{role.external_id}")
        interval = 1 / (NATURAL[role.adapter] * faster)
        kind = wire_of(role)
        troubles = Troubles(faults, seed, role)
        if kind is not None:
            if kind.carrier == "mqtt":
                actors.append(OnBroker(url, kind, role, seed, interval, faults))
            elif kind.carrier == "http":
                actors.append(OverHttp("http://{}:{}".format(*doors["http"]), token, kind, role, seed, interval, faults))
            else:
                over = OverTak if kind.carrier == "tak" else OverUdp
                actors.append(over(doors[kind.carrier], kind, role, seed, interval, faults))
        elif role.adapter == "radio":
            actors.append(Radio(url, role, dice, interval, answer_s=answer_s, troubles=troubles))
        elif role.adapter == "owntracks":
            actors.append(Phone(url, role, dice, interval, troubles))
        elif role.adapter == "jt808":
            actors.append(Vehicle(doors["jt808"], role, dice, interval, troubles))
        elif role.gateway is None:
            actors.append(DjiGateway(url, role, aircraft.pop(role.external_id, None), dice, interval, fire, troubles))
    for gateway, role in aircraft.items():
        log.warning("simulator: aircraft %s has no gateway %s in the roster, not flown", role.external_id, gateway)
    return actors


def _door_of(role: Role) -> str | None:
    """The door it speaks through; None = the broker."""
    kind = wire_of(role)
    if kind is not None:
        return None if kind.carrier == "mqtt" else kind.carrier
    return "jt808" if role.adapter == "jt808" else None


async def play(actors: list[Actor]) -> None:
    """Until cancelled. One actor that fails is told and does not stop the others."""
    tasks: list[asyncio.Task[None]] = []
    try:
        for actor in actors:
            tasks.append(asyncio.create_task(_play(actor)))
            await asyncio.sleep(STAGGER_S)
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _play(actor: Actor) -> None:
    while True:
        try:
            await actor.run()
        except Exception:
            log.exception("simulator: an actor failed, starting it again")
            await asyncio.sleep(5)
