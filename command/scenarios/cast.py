"""Who plays: drill units with drill radios, a drill aircraft. They belong to the exercise alone, so that no real team is ever called."""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.terminals.actions import register_terminal
from devices.terminals.models import Terminal
from dispatch.teams.exercise_units import enlist_for_exercise
from dispatch.teams.models import Unit

ACTOR = "system"


@dataclass(frozen=True)
class Part:
    """A team of the story: where it starts, how fast it comes, how many they are."""

    key: str
    name: str
    area: str
    headcount: int
    lon: float
    lat: float
    kind: str = "forest_fire"
    metres_per_s: float = 8.0  # fire trucks on forest roads, about 30 km/h
    answers: bool = True  # its radio operator is awake


@dataclass(frozen=True)
class Aircraft:
    label: str
    area: str
    lon: float
    lat: float
    metres_per_s: float = 15.0


@dataclass
class Cast:
    exercise: int
    units: dict[str, Unit] = field(default_factory=dict)
    radios: dict[str, Terminal] = field(default_factory=dict)
    aircraft: Terminal | None = None


def gather(exercise: int, parts: tuple[Part, ...], aircraft: Aircraft | None) -> Cast:
    cast = Cast(exercise)
    for number, part in enumerate(parts, 1):
        unit = enlist_for_exercise(
            actor=ACTOR, exercise=exercise, code=f"X{exercise}-{number}", name=f"{part.name}(演练)", area=part.area, kind=part.kind,
            headcount=part.headcount, lon=part.lon, lat=part.lat,
        )  # fmt: skip
        cast.units[part.key] = unit
        cast.radios[part.key] = register_terminal(
            actor=ACTOR, adapter="radio", external_id=f"X{exercise}R{number}", kind="radio", area=part.area, label=unit.name,
            subject=unit.subject, expected_interval_s=5, exercise=exercise,
        )  # fmt: skip
    if aircraft is None:
        return cast
    cast.aircraft = register_terminal(
        actor=ACTOR, adapter="dji", external_id=f"X{exercise}UAV", kind="uav", area=aircraft.area, label=f"{aircraft.label}(演练)",
        expected_interval_s=2, meta={"gateway": f"X{exercise}DOCK", "simulated": True}, exercise=exercise,
    )  # fmt: skip
    register_terminal(
        actor=ACTOR, adapter="dji", external_id=f"X{exercise}DOCK", kind="dock", area=aircraft.area, label="机巢(演练)",
        expected_interval_s=2, meta={"aircraft": f"X{exercise}UAV", "simulated": True}, exercise=exercise,
    )  # fmt: skip
    return cast
