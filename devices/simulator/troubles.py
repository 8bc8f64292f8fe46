"""actor → **troubles** → its socket: what goes wrong for the docks, radios, phones and vehicles, which have a life of their own. Pure; drawn from the seed."""

from __future__ import annotations

from random import Random

from devices.simulator.roster import Role
from devices.simulator.wires.faults import BURST, NONE, Faults, displaced, travelled
from devices.simulator.wires.shape import Frame, Place


class Troubles:
    """Its own dice: with no faults an actor does to the byte what it did without troubles."""

    def __init__(self, faults: Faults, seed: int, role: Role) -> None:
        self.faults = faults
        self.dice = Random(f"{seed}:troubles:{role.adapter}:{role.external_id}")
        self._held: list[Frame] = []

    def place(self, lat: float, lon: float, at_ms: int) -> Place:
        """Where and when the terminal believes to be: late, in the future, at 0, 0."""
        return displaced(Place(lat, lon, at_ms), self.faults, self.dice)[0]

    def way(self, topic: str, payload: bytes, *, retain: bool = False) -> list[Frame]:
        """What leaves in place of this report: twice, after the next one, behind noise (`fault` says which)."""
        out, self._held = travelled([Frame(topic, payload, retain=retain)], self._held, self.faults, self.dice)
        return out

    def reports(self) -> int:
        """How many reports this moment brings: one, or a burst."""
        return BURST if self.dice.random() < self.faults.burst else 1

    def breaks(self) -> bool:
        """The connection ends now without a word, and the broker tells the last will."""
        return self.dice.random() < self.faults.will


def untroubled(role: Role) -> Troubles:
    return Troubles(NONE, 0, role)
