"""The year before the one behind us, so that 同比 has something to stand beside. No paper names it: estimates, and said to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from command.seeding.cities.city import City
from command.seeding.cities.year import Rounds, Year
from command.seeding.history import alarms, drills, responses, rounds
from command.seeding.history.calendar import Past

# How many of each there were for every one of the year the paper speaks of. Accidents have their own base (`Trade.before`).
ALARMS, VERIFIED, BURNED, RESPONSES, ROUNDS, MOVED, DRILLS = 1.12, 1.24, 1.38, 0.89, 0.9, 0.83, 0.92
PARTS: tuple[tuple[str, Callable[[Past], int]], ...] = (
    ("rounds", rounds.make), ("responses", responses.make), ("alarms", alarms.make), ("drills", drills.make),
)  # fmt: skip


def estimated(city: City) -> City:
    """The same city with the year before in place of the paper's."""
    return replace(city, year=_estimate(city.year))


def _estimate(said: Year) -> Year:
    return replace(
        said,
        alarms=round(said.alarms * ALARMS), verified=round(said.verified * VERIFIED), burned_mu=round(said.burned_mu * BURNED, 2),
        responses={family: {level: round(times * RESPONSES) for level, times in levels.items()} for family, levels in said.responses.items()},
        rounds=said.rounds and Rounds(number=max(1, round(said.rounds.number * ROUNDS)), moved=round(said.rounds.moved * MOVED)),
        drills=round(said.drills * DRILLS), drill_people=round(said.drill_people * DRILLS), flood_drills=round(said.flood_drills * DRILLS),
    )  # fmt: skip
