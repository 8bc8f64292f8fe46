"""place → **teams** → nearest: the free teams that would be there first, by the same roads and estimates as a recommendation."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import cast

import numpy as np
from django.conf import settings

from command.map.analysis.rows import AroundTeam
from dispatch.recommend import roads
from dispatch.recommend.forces import SOURCES
from dispatch.recommend.judging import Place, Scale, judge
from dispatch.recommend.reading import Board, read_board
from dispatch.recommend.roads.estimate import NAME, mode_of
from dispatch.recommend.rows import EtaSource
from dispatch.teams.capabilities import CAPABILITIES


def nearest_teams(
    lon: float, lat: float, most: int, *, area: str, scopes: Sequence[str], exercise: int | None, event_type: str = ""
) -> tuple[list[AroundTeam], str]:
    """(the first `most` by time of arrival, who said how long the roads take)."""
    board = read_board(area, scopes, exercise, [])
    forces = board.forces
    if not len(forces):
        return [], NAME
    modes = [board.modes[mode_of(kind, event_type, board.rules["recommend.modes"])] for kind in forces.kinds]
    scale = Scale(modes, board.rules["recommend.turnout_s"], np.zeros((0, len(forces.kinds))), board.floor, 0.0, 0.0, 0.0)
    judged = judge(forces, Place(0, lon, lat, area[:6]), [], scale)
    free = np.flatnonzero(forces.free)
    asked = [int(team) for team in free[np.argsort(judged.eta_s[free], kind="stable")][: max(most, int(board.rules["recommend.routed"]))]]
    engine, legs = _ask(board, [team for team in asked if modes[forces.kind[team]].routed], lon, lat)
    rows: list[AroundTeam] = []
    for team in asked:
        leg = legs.get(team)
        if leg is None and team in legs:
            continue  # no road leads there
        seconds, by_road = leg or (float(judged.eta_s[team] - judged.turnout_s[team]), None)
        age = float(forces.age_s[team])
        rows.append({
            "id": int(forces.id[team]), "name": str(board.rows[team]["name"]), "kind_name": CAPABILITIES.get(forces.kinds[forces.kind[team]], ""),
            "people": int(forces.people[team]), "eta_s": round(float(judged.turnout_s[team]) + seconds),
            "distance_m": round(by_road if by_road is not None else float(judged.travelled_m[team])),
            "source": cast("EtaSource", engine) if leg else "estimate",
            "position": SOURCES[forces.source[team]], "age_s": None if math.isnan(age) else round(age),
            "lon": float(forces.lon[team]), "lat": float(forces.lat[team]),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["eta_s"], row["id"]))[:most], engine


def _ask(board: Board, teams: Sequence[int], lon: float, lat: float) -> tuple[str, dict[int, tuple[float, float | None] | None]]:
    origins = [(float(board.forces.lon[team]), float(board.forces.lat[team])) for team in teams]
    until = time.monotonic() + float(board.rules["recommend.routing_timeout_s"])
    answer = roads.route(settings.ROUTING_URL, origins, (lon, lat), until)
    if answer is None:
        return NAME, {}
    engine, legs = answer
    return engine, dict(zip(teams, legs, strict=True))
