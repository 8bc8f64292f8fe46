"""rows → **reading** → forces: teams, positions, who holds them and the rules of an area, each read once for any number of incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from dispatch.alarms.models import URGENCY_RANK, Alarm
from dispatch.incidents.models import Incident
from dispatch.orders.models import OPEN, Assignment
from dispatch.readiness import Standing, standings
from dispatch.recommend.cards import read_cards
from dispatch.recommend.floors import floor_table
from dispatch.recommend.forces import BASE, FIX, POST, Forces, Ints, columns
from dispatch.recommend.models import RunCard, Substitute
from dispatch.recommend.roads.estimate import Mode, read_modes
from dispatch.safety.models import LOST, Check, RollCallLeg
from dispatch.teams.capabilities import CAPABILITIES
from dispatch.teams.models import Unit, UnitStatus
from realtime import clock
from realtime.areas.models import Area
from realtime.exercises.snapshot import is_tabletop
from realtime.rules.models import rules_under

FIELDS = (
    "pk", "code", "name", "kind", "category", "area", "headcount", "domains", "lon", "lat", "rest_until", "status_id", "status__meaning",
    "status__name", "post__lon", "post__lat", "subject__last_fix__lon", "subject__last_fix__lat", "subject__last_fix__received_at",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    incident: int
    number: str
    place: str
    kind: str
    people: int


@dataclass(frozen=True)
class Board:
    """Everything that one recommendation reads, and several can share."""

    at: datetime
    forces: Forces
    rows: Sequence[Mapping[str, Any]]  # beside the columns: names, codes, status words
    held: Mapping[int, Held]
    standings: Mapping[int, Standing]
    rules: Mapping[str, Any]
    modes: Mapping[str, Mode]
    substitutes: Mapping[str, Mapping[str, float]]  # needed → by → seconds
    floor: Ints
    area_names: Mapping[str, str]
    seats: Mapping[int, tuple[float, float]]  # district index → lon, lat
    cards: Sequence[RunCard]

    def name_of(self, district: str) -> str:
        return self.area_names.get(district, district)


def read_board(area: str, scopes: Sequence[str], exercise: int | None, types: Iterable[str]) -> Board:
    """`area` says whose rules hold; `scopes` whose teams are seen; `types` of which incidents."""
    now = clock.now()
    rules = rules_under("recommend.", area)
    held = _held(exercise)
    lost = set(Check.objects.filter(over=False, state=LOST, exercise_id=exercise).values_list("unit_id", flat=True))
    counted = _counted(now, float(rules["recommend.counted_h"]), exercise)
    seen = Q(pk__in=[])
    for scope in scopes:
        seen |= Q(area__startswith=scope)
    found = list(Unit.objects.of_exercise(exercise).filter(seen).order_by("pk").values_list(*FIELDS))
    unused_s = float(rules["recommend.fix"]["unused_s"])
    rows = [_row(values, now, unused_s, held, lost, counted) for values in found]
    known = standings([row["id"] for row in rows])
    forces = columns([row | {"level": known[row["id"]].level} if row["id"] in known else row for row in rows], list(CAPABILITIES))
    areas = {row.code: row for row in Area.objects.filter(code__in=forces.districts)}
    travel = {name.removeprefix("travel."): value for name, value in rules_under("travel.", area).items()}
    substitutes: dict[str, dict[str, float]] = {}
    for needed, by, penalty in Substitute.objects.values_list("needed", "by", "penalty_s"):
        substitutes.setdefault(needed, {})[by] = float(penalty)
    return Board(
        at=now, forces=forces, rows=rows, held=held, standings=known, rules=rules, modes=read_modes(travel), substitutes=substitutes,
        floor=floor_table(list(forces.districts), list(forces.kinds)), area_names={code: row.name for code, row in areas.items()},
        seats={
            place: (float(areas[code].lon or 0), float(areas[code].lat or 0))
            for place, code in enumerate(forces.districts)
            if code in areas and areas[code].lon is not None
        },
        cards=read_cards(types),
    )  # fmt: skip


def _held(exercise: int | None) -> dict[int, Held]:
    """Of this world; a live drill also leaves alone who is at work for real. A table-top moves nobody, so it may think of everybody."""
    world = Q(exercise_id=exercise)
    if exercise is not None and not is_tabletop(exercise):
        world |= Q(exercise_id=None)
    rows = (
        Assignment.objects.filter(world, state=OPEN)
        .order_by(F("exercise_id").desc(nulls_last=True))
        .values_list("unit_id", "incident_id", "incident__number", "incident__place", "unit__kind", "unit__headcount")
    )
    return {unit: Held(incident, number, place, kind, people) for unit, incident, number, place, kind, people in rows}


def _counted(now: datetime, hours: float, exercise: int | None) -> dict[int, int]:
    """unit → people that its newest answered roll call found."""
    legs = RollCallLeg.objects.filter(at__gt=now - timedelta(hours=hours), headcount__isnull=False, roll_call__exercise_id=exercise)
    return {unit: count for unit, count in legs.order_by("at").values_list("unit_id", "headcount") if count is not None}


def _row(
    values: Sequence[Any], now: datetime, unused_s: float, held: Mapping[int, Held], lost: set[int], counted: Mapping[int, int]
) -> dict[str, Any]:
    row = dict(zip(FIELDS, values, strict=True))
    unit = row["pk"]
    fixed_at = row["subject__last_fix__received_at"]
    age = (now - fixed_at).total_seconds() if fixed_at else None
    home = (row["post__lon"], row["post__lat"]) if row["post__lon"] is not None else (row["lon"], row["lat"])
    if age is not None and age <= unused_s:
        source, lon, lat = FIX, row["subject__last_fix__lon"], row["subject__last_fix__lat"]
    else:
        source, (lon, lat) = (POST if row["post__lon"] is not None else BASE), home
    resting = row["status_id"] == UnitStatus.RESTING or bool(row["rest_until"] and row["rest_until"] > now)
    return row | {
        "id": unit, "district": row["area"][:6], "lon": lon, "lat": lat, "base_lon": row["lon"], "base_lat": row["lat"], "source": source,
        "age_s": float("nan") if age is None else max(0.0, age), "people": counted.get(unit, row["headcount"]), "counted": unit in counted,
        "meaning": row["status__meaning"], "resting": resting, "held": held[unit].incident if unit in held else 0, "lost": unit in lost,
    }  # fmt: skip


def urgency_of(incidents: Sequence[Incident]) -> dict[int, str]:
    """The most urgent alarm of each incident: an incident has a grade, but no urgency of its own."""
    found: dict[int, str] = {}
    rows = Alarm.objects.filter(incident_id__in=[incident.pk for incident in incidents]).values_list("incident_id", "urgency")
    for incident, urgency in rows:
        if incident is not None and URGENCY_RANK.get(urgency, 0) >= URGENCY_RANK.get(found.get(incident, ""), -1):
            found[incident] = urgency
    return found
