"""wire + seed → **stream** → carriers, tests: everything one terminal says, tick by tick. The same seed says the same, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from devices.simulator.motion import Mover
from devices.simulator.roster import Role
from devices.simulator.wires.faults import BURST, Faults, displaced, travelled
from devices.simulator.wires.shape import Frame, Place, Wire

AWAY_TICKS = (2, 8)


class Tick(NamedTuple):
    frames: list[Frame]
    gone: bool = False  # the connection breaks without a word; the broker tells the will


def begun(kind: type[Wire], role: Role, seed: int) -> Wire:
    return kind(role, Random(f"{seed}:{role.adapter}:{role.external_id}"))


def stream(wire: Wire, seed: int, faults: Faults, start_ms: int, interval_ms: int) -> Iterator[Tick]:
    """For ever. Its own dice: what a wire draws for its contents does not move anybody."""
    role = wire.role
    dice = Random(f"{seed}:stream:{role.adapter}:{role.external_id}")
    mover = Mover(dice, role.lon, role.lat, radius=wire.radius, speed=max(wire.cruise, 0.1), pause_s=200)
    if not wire.cruise:
        mover.lon, mover.lat = role.lon, role.lat
    held: list[Frame] = []
    away, at_ms = 0, start_ms
    first = True
    while True:
        at_ms += interval_ms
        if away:
            away -= 1
            first = away == 0
            yield Tick([])
            continue
        if wire.cruise:
            mover.step(interval_ms / 1000)
        said = wire.hello(at_ms) if first else []
        first = False
        count = BURST if dice.random() < faults.burst else 1
        for n in range(count):
            here = Place(round(mover.lat, 6), round(mover.lon, 6), at_ms + n * 1000, mover.speed, mover.heading % 360)
            place, fault = displaced(here, faults, dice)
            said += [frame._replace(fault=fault) for frame in wire.report(place)]
        out, held = travelled(said, held, faults, dice)
        if dice.random() < faults.will and (last := wire.will(at_ms)) is not None:
            away = dice.randrange(*AWAY_TICKS)
            yield Tick([*out, last._replace(fault="will")], gone=True)
        else:
            yield Tick(out)
