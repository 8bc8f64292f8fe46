"""board → **covering** → coverage maps: six domains and the hazards of the run cards, reached by whom within the rule's minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from django.conf import settings

from command.agreements.models import MutualAid
from command.forces import crossings
from command.forces.facts import standby_bases
from command.forces.reach import District, Places, Squads, districts, minutes_class, reach
from command.forces.rows import CoverDistrict, CoverLine, CoverPlace, CoverTable, CrossingCover, ForceCoverage
from dispatch.orders.crossings import tables
from dispatch.orders.states import CROSSINGS
from dispatch.recommend.forces import AVAILABLE, POST, Bools
from dispatch.recommend.hazards import hazards
from dispatch.recommend.reading import Board, read_board
from dispatch.recommend.roads.estimate import mode_of
from dispatch.supplies.balances import today
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.models import Unit
from realtime.areas.models import DISTRICT, TOWN, VILLAGE, Area
from realtime.codes import Problem
from realtime.rules.models import rule

DOMAIN, HAZARD = "domain", "hazard"
LEVELS = {"city-district": (4, 6), "district-town": (6, 9)}


@dataclass(frozen=True)
class Ground:
    """Everything all coverages of one moment share."""

    board: Board
    towns: list[Area]
    codes: list[str]
    places: Places
    equipment: list[dict[str, int]]
    turnout: Any
    kinds: dict[str, list[str]]
    names: dict[str, str]
    rules: dict[str, Any]
    kit: dict[str, list[str]]


def ground() -> Ground:
    """The whole city's teams: help comes over a district's border. Towns weigh what they have villages; one whose seat is not known stands at its district's."""
    city = str(settings.CITY)
    board = read_board(city, [city], None, [])
    areas = list(Area.objects.under(city).to_towns().order_by("code"))
    codes = [area.code for area in areas if len(area.code) == DISTRICT]
    place_of = {code: at for at, code in enumerate(codes)}
    villages: dict[str, int] = {}
    for code in Area.objects.under(city).values_list("code", flat=True):
        if len(code) == VILLAGE:
            villages[code[:TOWN]] = villages.get(code[:TOWN], 0) + 1
    weight: dict[str, float] = {}  # by the area whose seat stands for it
    seated = {area.code for area in areas if area.lon is not None and area.lat is not None}
    for area in areas:
        if len(area.code) == TOWN and area.code[:DISTRICT] in place_of:
            seat = area.code if area.code in seated else area.code[:DISTRICT]
            weight[seat] = weight.get(seat, 0.0) + max(1, villages.get(area.code, 0))
    towns = [area for area in areas if area.code in weight and area.code in seated]
    places = Places(
        lon=np.array([town.lon for town in towns], np.float64), lat=np.array([town.lat for town in towns], np.float64),
        district=np.array([place_of[town.code[:DISTRICT]] for town in towns], np.int64),
        weight=np.array([weight[town.code] for town in towns], np.float64),
    )  # fmt: skip
    asked = hazards()
    held = dict(Unit.objects.filter(exercise_id=None).values_list("pk", "equipment"))
    return Ground(
        board, towns, codes, places, [held.get(int(unit), {}) for unit in board.forces.id], _turnouts(board),
        {one["type"]: one["kinds"] for one in asked}, {one["type"]: one["name"] for one in asked}, rule("forces.reach"), rule("forces.kit"),
    )  # fmt: skip


def _turnouts(board: Board) -> Any:
    """As a recommendation takes them, and sooner from a standby base."""
    forces, usual, ours = board.forces, board.rules["recommend.turnout_s"], rule("forces.turnout_s")
    seconds = np.array([float(usual.get(name, 900)) for name in forces.categories] or [0.0])[forces.category]
    bases = standby_bases()
    at_base = dict(Unit.objects.filter(base__in=bases).values_list("pk", "base"))
    quick = np.array([int(unit) in at_base for unit in forces.id], np.bool_)
    seconds = np.where(quick, np.minimum(seconds, float(ours["standby_base"])), seconds)
    return np.where(forces.source == POST, float(ours["forward"]), seconds)


def named(known: Ground, by: str, key: str) -> tuple[str, list[str]]:
    """(what it is called, which kinds of teams answer it); none = any kind that works in this domain."""
    if by == DOMAIN and key in DOMAINS:
        return DOMAINS[key], []
    if by == HAZARD and key in known.kinds:
        return known.names[key], known.kinds[key][:1]
    raise Problem("invalid", "没有这个域或灾种。", where=["key"])


def squads(known: Ground, by: str, key: str) -> tuple[Squads, Any]:
    """Teams of a domain, or of the trade a hazard's run card names first; and their places in the board's columns."""
    forces = known.board.forces
    _, kinds = named(known, by, key)
    mine: Bools = forces.knows(key) if by == DOMAIN else np.isin(forces.kind, [list(forces.kinds).index(kind) for kind in kinds])
    at = np.flatnonzero(mine)
    modes = known.board.modes
    wanted = str(known.rules["modes"].get(key, "")) if by == DOMAIN else ""
    choices = known.board.rules["recommend.modes"]
    codes = [wanted or mode_of(kind, key if by == HAZARD else "", choices) for kind in forces.kinds]
    pace = np.array([modes[code].seconds(1.0) for code in codes])[forces.kind[at]]
    kit = kit_of(known, by, key)
    place_of = {code: n for n, code in enumerate(known.codes)}
    district = np.array([place_of.get(code, -1) for code in forces.districts] or [-1], np.int64)[forces.district[at]]
    return Squads(
        lon=forces.lon[at], lat=forces.lat[at], turnout_s=known.turnout[at], pace=pace, district=district,
        ready=forces.free[at] & (forces.meaning[at] == AVAILABLE),
        equipped=np.array([not kit or any(known.equipment[n].get(code, 0) > 0 for code in kit) for n in at], np.bool_),
    ), at  # fmt: skip


def kit_of(known: Ground, by: str, key: str) -> list[str]:
    if by == DOMAIN:
        return list(known.kit.get(key, []))
    return list(next((known.kit[key[:length]] for length in range(len(key), 0, -1) if key[:length] in known.kit), []))


def coverage(by: str, key: str, minutes: int | None = None, known: Ground | None = None) -> ForceCoverage:
    known = known or ground()
    within = minutes or int(known.rules["minutes"])
    mine, at = squads(known, by, key)
    found = reach(known.places, mine)
    classes = [int(most) for most in known.rules["classes"]]
    places: list[CoverPlace] = []
    for n, town in enumerate(known.towns):
        squad = int(found.squad[n])
        row = known.board.rows[int(at[squad])] if squad >= 0 else None
        places.append(cast("CoverPlace", {
            "area": town.code, "name": town.name, "lon": town.lon, "lat": town.lat, "minutes": round(float(found.seconds[n]) / 60) if row else None,
            "grade": minutes_class(float(found.seconds[n]), classes), "unit": row["pk"] if row else None, "unit_name": str(row["name"]) if row else "",
        }))  # fmt: skip
    rows = districts(known.places, mine, found, len(known.codes), 60.0 * within, float(known.rules["full_pct"]) / 100)
    return {
        "by": cast("Any", by), "key": key, "name": named(known, by, key)[0], "minutes": within, "classes": classes,
        "full_pct": float(known.rules["full_pct"]), "kit": kit_of(known, by, key), "places": places,
        "districts": [_district(code, row) for code, row in zip(known.codes, rows, strict=True)],
    }  # fmt: skip


def _district(code: str, row: District) -> CoverDistrict:
    return {
        "district": code, "state": row.state, "share": round(100 * row.share, 1), "reached": round(100 * row.reached, 1), "ready": row.ready,
        "teams": row.teams,
    }  # fmt: skip


def table(minutes: int | None = None) -> CoverTable:
    """Every domain and every hazard that has a run card, against every district."""
    known = ground()
    within = minutes or int(known.rules["minutes"])
    full = float(known.rules["full_pct"])
    lines: list[CoverLine] = []
    for by, key in [*((DOMAIN, code) for code in DOMAINS), *((HAZARD, code) for code in known.kinds)]:
        mine, _ = squads(known, by, key)
        rows = districts(known.places, mine, reach(known.places, mine), len(known.codes), 60.0 * within, full / 100)
        name, kinds = named(known, by, key)
        lines.append({
            "by": cast("Any", by), "key": key, "name": name, "kinds": [CAPABILITIES[kind] for kind in kinds],
            "districts": [_district(code, row) for code, row in zip(known.codes, rows, strict=True)],
        })  # fmt: skip
    gaps = sum(cell["state"] != "covered" for line in lines for cell in line["districts"])
    return {"minutes": within, "full_pct": full, "gaps": gaps, "lines": lines}


def crossing_cover(scopes: Sequence[str]) -> list[CrossingCover]:
    """五跨 against the agreements in force today; a line without one is where every loan has to be talked about anew."""
    city = str(settings.CITY)
    kept = {one.pk: one for one in MutualAid.objects.filter(active=True, valid_from__lte=today(), valid_to__gte=today())}
    terms = [one.terms for one in kept.values()]
    areas = {area.code: area.name for area in Area.objects.under(city).to_towns() if len(area.code) <= DISTRICT}
    seen = {code: name for code, name in areas.items() if any(code.startswith(scope) or scope.startswith(code) for scope in scopes)}
    known = tables(city)
    traits: dict[str, dict[str, list[str]]] = {"industry": {}, "department": {}}
    for kind, row in known["crossing.units"].items():
        for crossing, names in traits.items():
            if kind in CAPABILITIES and row.get(crossing):
                names.setdefault(str(row[crossing]), []).append(kind)
    types = {one["type"]: one["name"] for one in hazards()}
    found = {
        "area": crossings.by_area(terms, seen), "level": crossings.by_level(terms, LEVELS), "industry": crossings.by_trait(terms, traits["industry"]),
        "department": crossings.by_trait(terms, traits["department"]), "hazard": crossings.by_hazard(terms, types),
    }  # fmt: skip
    return [
        cast("CrossingCover", {
            "code": code, "name": name, "gaps": sum(not line.agreements for line in found[code]),
            "lines": [
                {
                    "key": line.key, "name": line.name,
                    "agreements": [{"id": one, "name": kept[one].name, "standing": kept[one].row()["standing"]} for one in line.agreements],
                }
                for line in found[code]
            ],
        })
        for code, name in CROSSINGS
    ]  # fmt: skip
