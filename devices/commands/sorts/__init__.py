"""Every kind of command, sort by sort. A new one is a `Kind` in its sort's file; a new sort is a file and a word here."""

from __future__ import annotations

from devices.commands.known import Kind
from devices.commands.sorts import autopilots, docks, flights, lenses, radios, sensors, sticks

KINDS: tuple[Kind, ...] = (
    *radios.KINDS, *lenses.KINDS, *flights.KINDS, *docks.KINDS, *sticks.KINDS, *autopilots.KINDS, *sensors.KINDS,
)  # fmt: skip
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
