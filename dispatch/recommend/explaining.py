"""judged case → **explaining** → rows: for every team why, why not, how sure, and what would be left behind."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import cast

import numpy as np
from django.utils.timezone import localtime

from dispatch.orders.rows import CrossingCode
from dispatch.recommend import wording
from dispatch.recommend.casework import NO_ROAD, Case
from dispatch.recommend.forces import AVAILABLE, DELAYED, POST, SOURCES, metres
from dispatch.recommend.judging import ASSIGNED, CAPABILITY, CODES, FLOOR, HERE, LOST, OFF, OK, RESTING, UNREADY
from dispatch.recommend.reading import Board
from dispatch.recommend.roads.estimate import Mode
from dispatch.recommend.rows import Cover, EtaSource, Excluded, Proposal, Said, Shortfall
from dispatch.recommend.selecting import left_bare, shortfalls
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.models import Unit

EXCLUDED_SHOWN = 120  # the nearest of them; the counts name all


def capability_name(code: str) -> str:
    return CAPABILITIES.get(code, code)


def proposal(
    board: Board, case: Case, team: int, want: int, unit: Unit, crossings: list[str], rank: int, chosen: bool, aid: str | None = None
) -> Proposal:
    forces, judged = board.forces, case.judged
    mode = case.scale.modes[forces.kind[team]]
    routed = case.legs.get(team, NO_ROAD) != NO_ROAD
    source = case.engine if routed else "estimate"
    age = float(forces.age_s[team])
    reasons = _reasons(board, case, team, want)
    eta_text = wording.arrival(float(judged.eta_s[team]), source, mode.name, float(judged.travelled_m[team]))
    return {
        "unit": unit.row(), "rank": rank, "chosen": chosen, "capability": case.wants[want].capability, "eta_s": round(float(judged.eta_s[team])),
        "eta": {"source": cast("EtaSource", source), "mode": mode.code, "distance_m": round(float(judged.travelled_m[team]))},
        "position": {
            "lon": float(forces.lon[team]), "lat": float(forces.lat[team]), "age_s": None if math.isnan(age) else round(age),
            "source": SOURCES[forces.source[team]],
        },
        "reasons": [reasons[0], {"code": "eta", "text": eta_text}, *reasons[1:]], "unknown": _unknown(board, case, team),
        "crossings": cast("list[CrossingCode]", crossings), "agreement": aid,
    }  # fmt: skip


def _reasons(board: Board, case: Case, team: int, want: int) -> list[Said]:
    """The capability first; then what moves the team up or down."""
    forces, judged, scale = board.forces, case.judged, case.scale
    kind, needed = forces.kinds[forces.kind[team]], case.wants[want].capability
    penalty = float(case.able[want, team])
    said: list[Said] = []
    if kind == needed:
        said.append({"code": "capability", "text": wording.own_capability(capability_name(kind))})
    else:
        said.append({"code": "substitute", "text": wording.substitute(capability_name(kind), capability_name(needed), penalty)})
    if forces.source[team] == POST:
        said.append({"code": "post", "text": wording.at_post(_gain(board, case, team))})
    if forces.counted[team]:
        said.append({"code": "counted", "text": wording.heads(int(forces.people[team]))})
    if forces.meaning[team] == DELAYED:
        said.append({"code": "delayed", "text": wording.delayed(scale.delayed_s)})
    if (late := scale.level_s.get(int(forces.level[team]), 0.0)) > 0:
        said.append({"code": "unready", "text": wording.unready(board.standings[int(forces.id[team])].why, late)})
    if judged.crossing[team]:
        district = int(forces.district[team])
        home = board.name_of(forces.districts[district])
        said.append({"code": "crossing", "text": wording.across(home, scale.crossing_s)})
        floor = int(board.floor[district, forces.kind[team]])
        if floor and forces.meaning[team] == AVAILABLE:
            left = int(judged.lendable[district, forces.kind[team]]) + floor - 1
            said.append({"code": "lending", "text": wording.lending(home, capability_name(kind), left, floor)})
    return said


def _gain(board: Board, case: Case, team: int) -> float:
    """How much sooner from the post than from home: both estimated, so that like is compared with like."""
    forces, scale = board.forces, case.scale
    mode = scale.modes[forces.kind[team]]
    home = metres(forces.base_lon[team : team + 1], forces.base_lat[team : team + 1], case.place.lon, case.place.lat)
    turnout = scale.turnout_s.get(forces.categories[forces.category[team]], 0.0)
    from_post = mode.seconds(float(case.judged.distance_m[team])) + float(case.judged.turnout_s[team])
    return float(turnout + mode.seconds(float(home[0])) - from_post)


def _unknown(board: Board, case: Case, team: int) -> list[Said]:
    forces, limits = board.forces, board.rules["recommend.fix"]
    age, source = float(forces.age_s[team]), SOURCES[forces.source[team]]
    said: list[Said] = []
    if math.isnan(age):
        said.append({"code": "no_fix", "text": wording.no_fix(source)})
    elif source != "fix":
        said.append({"code": "fix_unused", "text": wording.dropped_fix(age, source)})
    elif age > float(limits["old_s"]):
        said.append({"code": "old_fix", "text": wording.old_fix(age)})
    if not forces.counted[team]:
        said.append({"code": "headcount", "text": wording.headcount(int(forces.people[team]))})
    if case.place.domain and case.place.domain not in board.rows[team]["domains"]:
        said.append({"code": "domain", "text": wording.no_domain(DOMAINS.get(case.place.domain, case.place.domain))})
    if case.legs.get(team) == NO_ROAD:
        said.append({"code": "no_road", "text": wording.NO_ROAD})
    elif case.engine and team not in case.legs and case.scale.modes[forces.kind[team]].routed:
        said.append({"code": "not_routed", "text": wording.ROAD_UNKNOWN})
    return said


def excluded(board: Board, case: Case) -> tuple[list[Excluded], dict[str, int]]:
    """Those that could have done it first, the nearest first; and how many there are of each reason."""
    code = case.judged.code
    out = np.flatnonzero(code != OK)
    order = np.lexsort((case.judged.distance_m[out], code[out] == CAPABILITY))
    counts = Counter(CODES[value] for value in code[out].tolist())
    return [_excluded(board, case, int(team)) for team in out[order][:EXCLUDED_SHOWN]], dict(counts)


def _excluded(board: Board, case: Case, team: int) -> Excluded:
    forces, row = board.forces, board.rows[team]
    code, kind = int(case.judged.code[team]), capability_name(row["kind"])
    held = board.held.get(int(forces.id[team]))
    return {
        "unit": {"id": int(forces.id[team]), "name": row["name"], "code": row["code"], "kind_name": kind}, "code": CODES[code],
        "text": _why_not(board, case, team, code, kind), "holder": {"incident": held.incident, "number": held.number} if held else None,
    }  # fmt: skip


def _why_not(board: Board, case: Case, team: int, code: int, kind: str) -> str:
    forces, row = board.forces, board.rows[team]
    if code == HERE:
        return wording.HERE
    if code == LOST:
        return wording.LOST
    if code == ASSIGNED:
        held = board.held[int(forces.id[team])]
        return wording.assigned(held.number, held.place)
    if code == RESTING:
        until = row["rest_until"]
        return wording.resting(f"{localtime(until):%m-%d %H:%M}" if until and until > board.at else "")
    if code == OFF:
        return wording.off(row["status__name"])
    if code == UNREADY:
        return wording.kept_back(board.standings[int(forces.id[team])].why)
    if code == FLOOR:
        district, at = int(forces.district[team]), int(forces.kind[team])
        lendable, floor = int(case.judged.lendable[district, at]), int(board.floor[district, at])
        return wording.below_floor(board.name_of(forces.districts[district]), kind, lendable, floor)
    return wording.incapable(kind)


def missing(board: Board, case: Case, chosen: Sequence[tuple[int, int]]) -> list[Shortfall]:
    return [
        {
            "capability": row.capability, "needed": row.units, "found": row.units_found, "people_needed": row.people,
            "people_found": row.people_found,
            "text": wording.short(capability_name(row.capability), row.units, row.units_found, row.people, row.people_found),
        }
        for row in shortfalls(board.forces, case.wants, chosen)
    ]  # fmt: skip


def cover(board: Board, sent: Sequence[int], modes: Sequence[Mode]) -> list[Cover]:
    """Districts that the dispatch leaves below their floor."""
    forces = board.forces
    found: list[Cover] = []
    for row in left_bare(forces, board.floor, sent, board.seats, modes):
        district, kind = forces.districts[row.district], forces.kinds[row.kind]
        mover = None if row.move is None else str(board.rows[row.move]["name"])
        text = wording.bare(board.name_of(district), capability_name(kind), row.left, row.floor, (mover, row.move_s) if mover else None)
        found.append({
            "area": district, "name": board.name_of(district), "kind": kind, "left": row.left, "floor": row.floor, "text": text,
            "move": None if row.move is None or mover is None else {
                "unit": int(forces.id[row.move]), "name": mover, "area": forces.districts[int(forces.district[row.move])], "eta_s": round(row.move_s),
            },
        })  # fmt: skip
    return found
